package kit

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"shifu/app/theme"
)

// gridRowView is one row in sight.
type gridRowView struct {
	box
	g      *Grid
	ground *canvas.Rectangle
	number *canvas.Text
	alert  *fyne.Container
	watch  *fyne.Container
	cells  []*gridCellView
	index  int
	inner  *fyne.Container
}

func (g *Grid) makeRow() fyne.CanvasObject {
	r := &gridRowView{g: g, ground: canvas.NewRectangle(theme.Clear), number: Text("", theme.Secondary, theme.Ink3)}
	r.alert, r.watch = Stack(IconBox("alert", 14, theme.Danger)), Stack(IconBox("alert", 14, theme.OchreMark))
	r.inner = &fyne.Container{Layout: (*gridRowLayout)(r), Objects: []fyne.CanvasObject{r.ground, r.number, r.alert, r.watch}}
	r.root = r.inner
	r.ExtendBaseWidget(r)
	return r
}

func (g *Grid) updateRow(i int, o fyne.CanvasObject, s State) {
	r := o.(*gridRowView)
	if i >= len(g.data) {
		return
	}
	r.index = i
	data := g.data[i]
	r.number.Text = strconv.Itoa(i + 1)
	shown(r.alert, data.Mark == Wrong)
	shown(r.watch, data.Mark == Watched)
	r.ground.FillColor = theme.Clear
	if s.Current {
		r.ground.FillColor = theme.PrimarySoft.Colour()
	}
	n, _, _ := g.inSight()
	for len(r.cells) < n {
		k := len(r.cells)
		c := newGridCell()
		c.act = func() { g.press(r.index, g.first+k) }
		r.cells = append(r.cells, c)
		r.inner.Add(c)
	}
	for k, c := range r.cells {
		col := g.first + k
		shown(c, k < n && col < len(data.Cells))
		if k < n && col < len(data.Cells) {
			c.set(data.Cells[col], g.columns[col].Bold, s.Current && col == g.col, s.Focused)
		}
	}
	r.inner.Refresh()
}

// press goes to a cell; the current one is written in.
func (g *Grid) press(row, col int) {
	again := row == g.rows.Current() && col == g.col
	if c := canvasOf(g); c != nil {
		c.Focus(g.rows)
	}
	g.SetCurrent(row, col)
	if again {
		g.Edit()
	}
}

type gridRowLayout gridRowView

func (l *gridRowLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(100, gridRow) }

func (l *gridRowLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	o[0].Resize(size)
	o[1].Move(fyne.NewPos(10, (size.Height-l.number.MinSize().Height)/2))
	for _, icon := range o[2:4] {
		icon.Resize(fyne.NewSize(14, 14))
		icon.Move(fyne.NewPos(28, (size.Height-14)/2))
	}
	n, xs, ws := l.g.inSight()
	for k, c := range l.cells {
		if k < n {
			c.Move(fyne.NewPos(xs[k], 0))
			c.Resize(fyne.NewSize(ws[k], size.Height))
		}
	}
}

// gridCellView is one cell in sight: at most two lines of text.
type gridCellView struct {
	press
	frame *canvas.Rectangle
	text  *Paragraph
	was   GridCell
	bold  bool
	full  bool
}

func newGridCell() *gridCellView {
	c := &gridCellView{frame: canvas.NewRectangle(theme.Clear), text: NewParagraph("", theme.Secondary, theme.Ink).Most(2)}
	c.deaf = true
	c.init(c, Stack(c.frame, &fyne.Container{Layout: gridCellLayout{}, Objects: []fyne.CanvasObject{c.text}}))
	return c
}

// gridCellLayout sets the text in the middle of the height.
type gridCellLayout struct{}

func (gridCellLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(20, 20) }

func (gridCellLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	w := max(size.Width-10, 1)
	h := min(HeightFor(o[0], w), size.Height)
	o[0].Resize(fyne.NewSize(w, h))
	o[0].Move(fyne.NewPos(4, (size.Height-h)/2))
}

func (c *gridCellView) set(v GridCell, bold, current, focused bool) {
	c.frame.StrokeWidth, c.frame.FillColor = 0, theme.Clear
	switch v.Mark {
	case Wrong:
		c.frame.FillColor = theme.DangerSoft.Colour()
	case Watched:
		c.frame.FillColor = theme.OchreSoft.Colour()
	}
	if current {
		c.frame.StrokeColor, c.frame.StrokeWidth = theme.LineStrong.Colour(), theme.Marked
		if focused {
			c.frame.StrokeColor, c.frame.StrokeWidth = theme.Primary.Colour(), theme.Strong
		}
	}
	if !c.full || v != c.was || bold != c.bold {
		c.full, c.was, c.bold = true, v, bold
		words, tone := v.Shown, theme.Ink
		if words == "" {
			words = v.Text
		}
		if words == "" {
			words, tone, bold = v.Hint, theme.Ink3, false
		}
		c.text.SetTone(tone)
		c.text.SetRuns(Run{Text: words, Bold: bold})
	}
	c.relay()
}
