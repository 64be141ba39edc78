package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"shifu/app/theme"
)

// HeatCell is what was done under one condition: right of done. Fewer than
// three are not counted.
type HeatCell struct {
	Right, Done int
	Words       string // "4/5", "–"
}

// HeatGroup is a condition with its levels: neighbouring columns.
type HeatGroup struct {
	Title  string
	Levels []string
}

// HeatMap shows rows of cells under groups of columns. Arrows move, Enter opens
// what is behind a cell. It is for some 200 cells; each cell says its numbers.
type HeatMap struct {
	press
	cells    [][]*heatCell
	row, col int
	// OnOpen is told the cell.
	OnOpen func(row, col int)
}

type heatCell struct {
	ground *canvas.Rectangle
	text   *canvas.Text
}

// heatFew is the number of answers below which a cell is not counted.
const heatFew = 3

// heatTokens answers ground and ink of a cell: four steps by observed share.
func heatTokens(c HeatCell) (fill, ink theme.Token, edge bool) {
	switch share := 0; {
	case c.Done == 0:
		return theme.Heat0, theme.Ink3, false
	case c.Done < heatFew:
		return theme.Surface, theme.Ink3, true
	default:
		share = c.Right * 100 / c.Done
		switch {
		case share < 50:
			return theme.Heat1, theme.Ink, false
		case share < 70:
			return theme.Heat2, theme.Ink, false
		case share < 85:
			return theme.Heat3, theme.Ink, false
		}
		return theme.Heat4, theme.OnQing, false
	}
}

// NewHeatMap draws a map; rows are the titles of the rows, cells[row][column].
func NewHeatMap(open func(row, col int), groups []HeatGroup, rows []string, cells [][]HeatCell) *HeatMap {
	h := &HeatMap{OnOpen: open}
	var parts []fyne.CanvasObject
	l := &heatLayout{}
	n := 0
	for _, g := range groups {
		t := NewLabel(g.Title, theme.CaptionTop, theme.Ink2).Centred().Least(20)
		l.groups = append(l.groups, heatSpan{t, n, len(g.Levels)})
		parts = append(parts, t)
		for _, level := range g.Levels {
			t := NewLabel(level, theme.Caption, theme.Ink2).Centred().Least(20)
			l.levels = append(l.levels, t)
			parts = append(parts, t)
			n++
		}
	}
	for r, title := range rows {
		t := NewLabel(title, theme.BodyBold, theme.Ink).Least(20)
		l.rows = append(l.rows, t)
		parts = append(parts, t)
		var line []*heatCell
		var objects []fyne.CanvasObject
		for c := range n {
			v := HeatCell{Words: "–"}
			if r < len(cells) && c < len(cells[r]) {
				v = cells[r][c]
			}
			fill, ink, edge := heatTokens(v)
			cell := &heatCell{ground: canvas.NewRectangle(fill.Colour()), text: Text(v.Words, theme.Secondary, ink)}
			cell.ground.CornerRadius = theme.RadiusSmall
			if edge {
				cell.ground.StrokeColor, cell.ground.StrokeWidth = theme.Line.Colour(), theme.Edge
			}
			cell.text.TextStyle.Bold = fill == theme.Heat1
			var o fyne.CanvasObject = Stack(cell.ground, Middle(cell.text))
			if open != nil {
				p := NewPressable(PressLook{Radius: theme.RadiusSmall, Quiet: true, Hover: theme.Tip}, o, func() { h.row, h.col = r, c; open(r, c) })
				o = p.NoFocus()
			}
			line = append(line, cell)
			objects = append(objects, o)
			parts = append(parts, o)
		}
		h.cells = append(h.cells, line)
		l.cells = append(l.cells, objects)
	}
	h.paint = func(s State) {
		for r, line := range h.cells {
			for c, cell := range line {
				here := s.Focused && r == h.row && c == h.col
				if here {
					cell.ground.StrokeColor, cell.ground.StrokeWidth = theme.Primary.Colour(), theme.Strong
				} else if cell.ground.StrokeWidth == theme.Strong {
					cell.ground.StrokeWidth = 0
				}
			}
		}
	}
	h.key = h.move
	h.deaf = open == nil
	h.init(h, &fyne.Container{Layout: l, Objects: parts})
	return h
}

func (h *HeatMap) move(e *fyne.KeyEvent) bool {
	r, c := h.row, h.col
	switch e.Name {
	case fyne.KeyUp:
		r--
	case fyne.KeyDown:
		r++
	case fyne.KeyLeft:
		c--
	case fyne.KeyRight:
		c++
	case fyne.KeyReturn, fyne.KeyEnter:
		if h.OnOpen != nil && len(h.cells) > 0 {
			h.OnOpen(h.row, h.col)
		}
		return true
	default:
		return false
	}
	if r >= 0 && r < len(h.cells) && c >= 0 && c < len(h.cells[r]) {
		h.row, h.col = r, c
		h.Refresh()
	}
	return true
}

type heatSpan struct {
	o       fyne.CanvasObject
	from, n int
}

type heatLayout struct {
	groups []heatSpan
	levels []fyne.CanvasObject
	rows   []fyne.CanvasObject
	cells  [][]fyne.CanvasObject
}

const heatTitle, heatGap, heatRow, heatHead = 90, 4, 44, 22

func (l *heatLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	n := float32(max(len(l.levels), 1))
	w := (size.Width-heatTitle)/n - heatGap
	at := func(i int) float32 { return heatTitle + float32(i)*(w+heatGap) }
	for _, g := range l.groups {
		g.o.Move(fyne.NewPos(at(g.from), 0))
		g.o.Resize(fyne.NewSize(at(g.from+g.n)-at(g.from)-heatGap, heatHead))
	}
	for i, o := range l.levels {
		o.Move(fyne.NewPos(at(i), heatHead))
		o.Resize(fyne.NewSize(w, heatHead))
	}
	for r, o := range l.rows {
		y := 2*heatHead + float32(r)*(heatRow+heatGap)
		h := o.MinSize().Height
		o.Move(fyne.NewPos(0, y+(heatRow-h)/2))
		o.Resize(fyne.NewSize(heatTitle-8, h))
		for c, cell := range l.cells[r] {
			cell.Move(fyne.NewPos(at(c), y))
			cell.Resize(fyne.NewSize(w, heatRow))
		}
	}
}

func (l *heatLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(heatTitle+float32(len(l.levels))*50, 2*heatHead+float32(len(l.rows))*(heatRow+heatGap))
}
