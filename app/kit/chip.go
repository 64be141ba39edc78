package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"shifu/app/theme"
)

// FilterChip is one choice of a group of filters.
type FilterChip struct {
	press
	ground *canvas.Rectangle
	text   *canvas.Text
}

func newFilterChip(words string, height float32, act func()) *FilterChip {
	c := &FilterChip{ground: canvas.NewRectangle(theme.Clear), text: Text(words, theme.Secondary, theme.Ink)}
	c.act, c.takes = act, true
	if height < 24 {
		c.text.TextSize = theme.Caption.Size
	}
	c.ground.CornerRadius = height / 2
	c.paint = func(s State) {
		fill, ink, edge := theme.Surface, theme.Ink2, theme.Line
		if s.Current {
			fill, ink, edge = theme.Primary, theme.OnPrimary, theme.Primary
		} else if s.Hovered {
			fill = theme.Tip
		}
		c.ground.FillColor, c.text.Color = fill.Colour(), ink.Colour()
		c.text.TextStyle.Bold = s.Current
		c.ground.StrokeColor, c.ground.StrokeWidth = edge.Colour(), theme.Edge
		if s.Focused {
			c.ground.StrokeColor, c.ground.StrokeWidth = theme.Primary.Colour(), theme.Strong
			if s.Current {
				c.ground.StrokeColor = theme.Ink.Colour()
			}
		}
	}
	c.init(c, AtLeast(height, height, Stack(c.ground, Pad(Sides(0, height*0.42), Middle(c.text)))))
	return c
}

// Choice is one thing of a group to choose from: its value, its words.
type Choice struct{ Value, Words string }

// ChipGroup is filters of which exactly one is on. ←→ move, Space or Enter
// chooses; choosing by pointer works, too.
type ChipGroup struct {
	box
	choices []Choice
	chips   []*FilterChip
	flow    *fyne.Container
	height  float32
	current string
	// OnChoose is told what was chosen.
	OnChoose func(value string)
}

// NewChipGroup makes a group with one choice on.
func NewChipGroup(current string, onChoose func(string), choices ...Choice) *ChipGroup {
	g := &ChipGroup{flow: Flow(8, 8), height: 32, current: current, OnChoose: onChoose}
	g.root = g.flow
	g.ExtendBaseWidget(g)
	g.SetChoices(choices...)
	return g
}

// SmallChips makes the chips 26 high.
func (g *ChipGroup) SmallChips() *ChipGroup { g.height = 26; g.SetChoices(g.choices...); return g }

// SetChoices changes what can be chosen: counts change.
func (g *ChipGroup) SetChoices(choices ...Choice) {
	g.choices = choices
	if len(g.chips) == len(choices) && len(choices) > 0 && g.chips[0].ground.CornerRadius == g.height/2 {
		for i, c := range choices {
			g.chips[i].text.Text = c.Words
		}
	} else {
		g.chips, g.flow.Objects = nil, nil
		for i := range choices {
			chip := newFilterChip(choices[i].Words, g.height, func() { g.choose(i) })
			chip.key = func(e *fyne.KeyEvent) bool { return g.move(i, e) }
			g.chips = append(g.chips, chip)
			g.flow.Add(chip)
		}
	}
	g.SetCurrent(g.current)
	g.relay()
}

// SetCurrent turns one choice on without telling.
func (g *ChipGroup) SetCurrent(value string) {
	g.current = value
	for i, c := range g.choices {
		g.chips[i].state.Current = c.Value == value
		g.chips[i].Refresh()
	}
}

// Current is what is on.
func (g *ChipGroup) Current() string { return g.current }

func (g *ChipGroup) choose(i int) {
	g.SetCurrent(g.choices[i].Value)
	if g.OnChoose != nil {
		g.OnChoose(g.choices[i].Value)
	}
}

func (g *ChipGroup) move(i int, e *fyne.KeyEvent) bool {
	to := i
	switch e.Name {
	case fyne.KeyLeft:
		to--
	case fyne.KeyRight:
		to++
	default:
		return false
	}
	if to >= 0 && to < len(g.chips) {
		if c := canvasOf(g); c != nil {
			c.Focus(g.chips[to])
		}
	}
	return true
}

// ConditionState is how a condition stands in a situation.
type ConditionState int

const (
	PlainCondition ConditionState = iota
	Deciding                      // it decided the answer
	Changed                       // what if it were different
	FailedOn                      // answered wrongly under it
	NotAssessed                   // never asked
)

// ConditionChip is the two-part chip 偏旁: a condition and its level. It is drawn
// the same wherever a condition is shown.
func ConditionChip(condition, level string, state ConditionState) fyne.CanvasObject {
	return conditionChip(condition, level, state, 28)
}

// SmallConditionChip is 22 high, as on paper.
func SmallConditionChip(condition, level string, state ConditionState) fyne.CanvasObject {
	return conditionChip(condition, level, state, 22)
}

func conditionChip(condition, level string, state ConditionState, height float32) fyne.CanvasObject {
	headFill, headInk := theme.Sunken, theme.Ink2
	bodyInk, edge, stroke := theme.Ink, theme.Line, theme.Edge
	bold := false
	switch state {
	case Deciding:
		headFill, headInk, bodyInk, edge, stroke, bold = theme.Primary, theme.OnPrimary, theme.Primary, theme.Primary, theme.Strong, true
	case Changed:
		headFill, headInk, edge = theme.OchreSoft, theme.OchreInk, theme.OchreMark
	case FailedOn:
		headFill, headInk, edge, stroke = theme.OchreSoft, theme.OchreInk, theme.OchreMark, theme.Marked
	case NotAssessed:
		bodyInk, level = theme.Ink3, "– "+level
	}
	role := theme.Secondary
	if height < 24 {
		role = theme.Caption
	}
	edgeBox := plate(theme.Surface, edge, stroke, theme.RadiusSmall)
	head := canvas.NewRectangle(headFill.Colour())
	head.TopLeftCornerRadius, head.BottomLeftCornerRadius = theme.RadiusSmall-1, theme.RadiusSmall-1
	h := Text(condition, theme.Role{Size: role.Size - 1, Line: role.Line}, headInk)
	if h.TextSize < 12 {
		h.TextSize = 12
	}
	b := Text(level, theme.Role{Size: role.Size, Bold: bold}, bodyInk)
	inset := stroke
	left := Pad(Insets{inset, 0, inset, inset}, Stack(head, Pad(Sides(0, 8), Middle(h))))
	return AtLeast(0, height, Stack(edgeBox, RowTall(0, left, Pad(Sides(0, 9), Middle(b)))))
}

// ConditionRow is the conditions of a situation, the ones that decided marked.
type Condition struct {
	Name, Level string
	State       ConditionState
}

// Conditions sets condition chips in lines.
func Conditions(list ...Condition) *fyne.Container {
	f := Flow(8, 8)
	for _, c := range list {
		f.Add(ConditionChip(c.Name, c.Level, c.State))
	}
	return f
}

// Segments is two or more answers of which one is taken: 认可 | 有异议.
type Segments struct {
	box
	parts   []*Pressable
	words   []*canvas.Text
	current int
	onPick  func(int)
}

// NewSegments makes the choice; current is -1 for none yet. caps names the
// keys, which are the page's.
func NewSegments(current int, onPick func(int), labels []string, caps []string) *Segments {
	s := &Segments{current: current, onPick: onPick}
	edge := plate(theme.Surface, theme.LineStrong, theme.Edge, theme.Radius)
	cells := &fyne.Container{Layout: &equal{}}
	for i, l := range labels {
		t := Text(l, theme.Body, theme.Ink2)
		inner := []fyne.CanvasObject{t}
		if i < len(caps) && ShowKeyCaps && caps[i] != "" {
			inner = append(inner, KeyCap(caps[i]))
		}
		p := NewPressable(PressLook{Radius: theme.Radius - 1, Quiet: true}, Pad(Sides(4, 10), Middle(Row(8, inner...))), func() { s.pick(i) })
		s.parts, s.words = append(s.parts, p), append(s.words, t)
		cells.Add(p)
	}
	s.root = AtLeast(0, 40, Stack(edge, Pad(All(1), cells)))
	s.ExtendBaseWidget(s)
	s.Set(current)
	return s
}

func (s *Segments) pick(i int) {
	s.Set(i)
	if s.onPick != nil {
		s.onPick(i)
	}
}

// Set marks one answer without telling.
func (s *Segments) Set(i int) {
	s.current = i
	for n, p := range s.parts {
		s.words[n].TextStyle.Bold = n == i
		s.words[n].Color = theme.Ink2.Colour()
		if n == i {
			s.words[n].Color = theme.PrimaryInk.Colour()
		}
		p.state.Current = n == i
		p.Refresh()
	}
}

// Current is the index of what is taken, -1 for none.
func (s *Segments) Current() int { return s.current }

// equal shares the width out evenly.
type equal struct {
	gap   float32
	width float32
}

// Equal sets objects beside each other, all as wide and as high as each other.
func Equal(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &equal{gap: gap}, Objects: objects}
}

func (l *equal) cell(objects []fyne.CanvasObject, width float32) float32 {
	n := float32(len(objects))
	return max((width-l.gap*(n-1))/max(n, 1), 0)
}

func (l *equal) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	w := l.cell(objects, size.Width)
	for i, o := range objects {
		o.Move(fyne.NewPos(float32(i)*(w+l.gap), 0))
		o.Resize(fyne.NewSize(w, size.Height))
	}
}

func (l *equal) minWidth(objects []fyne.CanvasObject) float32 {
	var w float32
	for _, o := range objects {
		w = max(w, MinWidth(o))
	}
	n := float32(len(objects))
	return w*n + l.gap*max(n-1, 0)
}

func (l *equal) MinSize(objects []fyne.CanvasObject) fyne.Size {
	all := l.minWidth(objects)
	return fyne.NewSize(all, l.heightFor(objects, max(l.width, all)))
}

func (l *equal) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	w := l.cell(objects, width)
	var h float32
	for _, o := range objects {
		h = max(h, HeightFor(o, w))
	}
	return h
}
