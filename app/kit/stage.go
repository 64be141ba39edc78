package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"shifu/app/theme"
)

// NodeState is how far a stage of a path is.
type NodeState int

const (
	NodeSigned  NodeState = iota // a person signed it: vermilion
	NodeNow                      // being worked on: a ring
	NodeLocked                   // opens later; the note says when
	NodeMissing                  // the shop has no course for it yet
)

// Node is one stage of a path.
type Node struct {
	Title, Note string
	State       NodeState
	Percent     int // for NodeNow
}

// StagePath draws the stages of a programme beside each other. ←→ move between
// them, Enter opens one.
type StagePath struct {
	box
	nodes []*Pressable
}

// NewStagePath draws a path; open is told the index of what was pressed and may
// be nil.
func NewStagePath(open func(int), nodes ...Node) *StagePath {
	p := &StagePath{}
	cells := &fyne.Container{Layout: &equal{}}
	lines := &fyne.Container{Layout: &pathLines{n: len(nodes)}}
	for i, n := range nodes {
		var mark fyne.CanvasObject
		title := theme.Ink2
		switch n.State {
		case NodeSigned:
			mark, title = SealMark(38), theme.Ink
		case NodeNow:
			mark, title = NewRing(44, n.Percent), theme.Primary
		case NodeLocked:
			disc := canvas.NewCircle(theme.Sunken.Colour())
			mark = Fixed(38, 38, Stack(disc, Middle(IconBox("lock", 16, theme.Ink3))))
		default:
			disc := canvas.NewCircle(theme.Surface.Colour())
			disc.StrokeColor, disc.StrokeWidth = theme.Line.Colour(), theme.Edge
			mark = Fixed(38, 38, Stack(disc, Middle(Text("–", theme.Caption, theme.Ink3))))
		}
		body := Pad(Sides(2, 2), Column(4, Fixed(0, 46, Middle(mark)),
			Column(0, NewLabel(n.Title, theme.BodyBold, title).Centred().Least(0), NewLabel(n.Note, theme.Caption, theme.Ink3).Centred().Least(0))))
		var act func()
		if open != nil {
			act = func() { open(i) }
		}
		cell := NewPressable(PressLook{Radius: theme.Radius, Quiet: true}, body, act)
		cell.key = func(e *fyne.KeyEvent) bool { return p.move(i, e) }
		if act == nil {
			cell.deaf = true
		}
		p.nodes = append(p.nodes, cell)
		cells.Add(cell)
		if i > 0 {
			l := canvas.NewLine(theme.Line.Colour())
			if nodes[i-1].State == NodeSigned {
				l.StrokeColor = theme.Seal.Colour()
			}
			l.StrokeWidth = theme.Strong
			lines.Add(l)
		}
	}
	p.root = AtLeast(0, 100, Stack(lines, cells))
	p.ExtendBaseWidget(p)
	return p
}

func (p *StagePath) move(i int, e *fyne.KeyEvent) bool {
	to := i
	switch e.Name {
	case fyne.KeyLeft:
		to--
	case fyne.KeyRight:
		to++
	default:
		return false
	}
	if c := canvasOf(p); c != nil && to >= 0 && to < len(p.nodes) {
		c.Focus(p.nodes[to])
	}
	return true
}

// pathLines sets lines between the middles of equal cells.
type pathLines struct{ n int }

func (l *pathLines) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	w := size.Width / float32(max(l.n, 1))
	for i, o := range objects {
		line := o.(*canvas.Line)
		line.Position1 = fyne.NewPos((float32(i)+0.5)*w+30, 25)
		line.Position2 = fyne.NewPos((float32(i)+1.5)*w-30, 25)
		line.Refresh()
	}
}

func (l *pathLines) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }

// WizardStep is one step of a row of steps: 证据, 师傅签, 徒弟签, 锁定.
type WizardStep struct {
	Title string
	Done  bool
	Now   bool
}

// StepRow shows where one is in a row of steps.
func StepRow(steps ...WizardStep) fyne.CanvasObject {
	parts := []fyne.CanvasObject{}
	for i, s := range steps {
		disc := canvas.NewCircle(theme.Clear)
		disc.StrokeColor, disc.StrokeWidth = theme.LineStrong.Colour(), theme.Edge
		mark := fyne.CanvasObject(Text(string(rune('1'+i)), theme.Label, theme.Ink3))
		tone, role := theme.Ink2, theme.Body
		switch {
		case s.Done:
			disc.FillColor, disc.StrokeWidth = theme.Qing.Colour(), 0
			mark = IconBox("check", 16, theme.OnQing)
		case s.Now:
			disc.FillColor, disc.StrokeWidth = theme.Primary.Colour(), 0
			mark = Text(string(rune('1'+i)), theme.Label, theme.OnPrimary)
			tone, role = theme.Primary, theme.BodyBold
		}
		parts = append(parts, Row(8, Fixed(24, 24, Stack(disc, Middle(mark))), Text(s.Title, role, tone)))
		if i < len(steps)-1 {
			l := canvas.NewRectangle(theme.Line.Colour())
			if s.Done {
				l.FillColor = theme.Qing.Colour()
			}
			l.SetMinSize(fyne.NewSize(16, 2))
			parts = append(parts, FillBy(1, l))
		}
	}
	return Row(12, parts...)
}
