package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"

	"shifu/app/theme"
)

// GridColumn is one column of a grid.
type GridColumn struct {
	Title string
	Width float32 // the least width
	Grow  float32 // its share of what is left over
	Bold  bool
}

// GridMark says what is wrong with a cell or a row.
type GridMark int

const (
	Unmarked GridMark = iota
	Watched           // a warning
	Wrong             // an error
)

// GridCell is what stands in one cell.
type GridCell struct {
	Text   string // as it is written
	Shown  string // what is shown of it; "" shows Text
	Hint   string // shown faintly while Text is empty
	Mark   GridMark
	Locked bool // cannot be written in
}

// GridRow is one row: its cells, and a mark beside its number.
type GridRow struct {
	Cells []GridCell
	Mark  GridMark
}

// Grid is a table that is written in by keyboard, as in a spreadsheet: the arrows
// move, Enter or F2 edits what stands there, typing replaces it, Tab goes on to the
// next cell, Delete empties it, Esc leaves it as it was. Rows are numbered. Columns
// that do not fit come into sight when the current cell reaches them.
type Grid struct {
	box
	rows    *Rows
	columns []GridColumn
	data    []GridRow
	col     int
	first   int // the first column in sight
	locked  bool
	head    *fyne.Container
	titles  []*Label
	entry   *Entry
	frame   *fyne.Container // around the entry
	sheet   *fyne.Container
	editing bool
	setting bool

	// OnEdit is told what was written into a cell.
	OnEdit func(row, col int, text string)
	// OnCurrent is told the cell that became the current one.
	OnCurrent func(row, col int)
}

const gridNumber, gridRow, gridHead = 44, 48, 34

// NewGrid makes an empty grid.
func NewGrid() *Grid {
	g := &Grid{}
	g.rows = NewRows(gridRow, g.makeRow, g.updateRow)
	g.rows.Tabs, g.rows.Quiet = true, true
	g.rows.OnKey = g.key
	g.rows.OnOpen = func(int) { g.Edit() }
	g.rows.OnCurrent = func(int) { g.tell() }
	g.rows.OnRune = func(r rune) bool {
		if g.editing { // typed before the focus went over
			g.entry.TypedRune(r)
			return true
		}
		if r == ' ' || !g.writable() {
			return true
		}
		g.open(string(r))
		return true
	}
	g.entry = &Entry{Tabs: true}
	g.entry.ExtendBaseWidget(g.entry)
	g.entry.Wrapping = fyne.TextWrapOff
	g.entry.Scroll = fyne.ScrollHorizontalOnly
	g.entry.OnEnter = func() { g.close(true, 1, 0) }
	g.entry.OnKey = func(k *fyne.KeyEvent) bool {
		switch k.Name {
		case fyne.KeyEscape:
			g.close(false, 0, 0)
		case fyne.KeyTab:
			g.close(true, 0, g.tabStep())
		case fyne.KeyUp:
			g.close(true, -1, 0)
		case fyne.KeyDown:
			g.close(true, 1, 0)
		default:
			return false
		}
		return true
	}
	g.entry.OnBlur = func() { g.keep(true) }
	g.frame = Stack(plate(theme.Surface, theme.Primary, theme.Strong, 2), Pad(All(2), g.entry))
	g.frame.Hide()
	g.head = &fyne.Container{Layout: (*gridHeadLayout)(g)}
	ground := canvas.NewRectangle(theme.Sunken.Colour())
	ground.TopLeftCornerRadius, ground.TopRightCornerRadius = theme.RadiusCard-1, theme.RadiusCard-1
	g.sheet = &fyne.Container{Layout: (*gridLayout)(g), Objects: []fyne.CanvasObject{
		Column(0, Fixed(0, gridHead, Stack(ground, g.head)), hairline(), Fill(g.rows)), g.frame}}
	g.root = Stack(plate(theme.Surface, theme.Line, theme.Edge, theme.RadiusCard), Pad(All(1), g.sheet))
	g.ExtendBaseWidget(g)
	return g
}

// Set shows other columns and rows. The current cell stays where it is, and so does
// what is being written, unless the columns are others.
func (g *Grid) Set(columns []GridColumn, rows []GridRow) {
	if len(columns) != len(g.columns) {
		g.keep(false)
		g.first = 0
	}
	g.columns, g.data = columns, rows
	g.col = min(g.col, max(len(columns)-1, 0))
	for len(g.titles) < len(columns) {
		t := NewLabel("", theme.CaptionTop, theme.Ink2).Least(10)
		g.titles = append(g.titles, t)
		g.head.Add(t)
	}
	for i, t := range g.titles {
		shown(t, i < len(columns))
		if i < len(columns) {
			t.SetText(columns[i].Title)
		}
	}
	g.follow()
	g.rows.SetCount(len(rows))
	g.head.Refresh()
	g.relay()
}

// Lock keeps everything from being written in.
func (g *Grid) Lock(on bool) { g.locked = on }

// Focus is what takes the focus.
func (g *Grid) Focus() fyne.Focusable { return g.rows }

// Current answers the current cell; ok is false while there is none.
func (g *Grid) Current() (row, col int, ok bool) {
	return g.rows.Current(), g.col, g.rows.Current() >= 0 && len(g.columns) > 0
}

// SetCurrent moves to a cell.
func (g *Grid) SetCurrent(row, col int) {
	g.setting = true
	g.rows.SetCurrent(row)
	g.setting = false
	g.setCol(col)
}

// Edit begins to write in the current cell, with what stands there.
func (g *Grid) Edit() {
	if g.writable() {
		g.open(g.data[g.rows.Current()].Cells[g.col].Text)
	}
}

// Commit keeps what is being written.
func (g *Grid) Commit() { g.keep(true) }

// Editing says whether something is being written.
func (g *Grid) Editing() bool { return g.editing }

func (g *Grid) writable() bool {
	row := g.rows.Current()
	return !g.locked && row >= 0 && row < len(g.data) && g.col < len(g.data[row].Cells) && !g.data[row].Cells[g.col].Locked
}

func (g *Grid) open(text string) {
	g.editing = true
	g.entry.SetText(text)
	g.entry.CursorColumn = len([]rune(text))
	g.frame.Show()
	g.sheet.Refresh()
	if c := canvasOf(g); c != nil {
		c.Focus(g.entry)
	}
	g.entry.Refresh()
}

// keep ends the writing; what was written is told when it is to be kept.
func (g *Grid) keep(save bool) {
	if !g.editing {
		return
	}
	g.editing = false
	g.frame.Hide()
	row, text := g.rows.Current(), g.entry.Text
	if save && row >= 0 && row < len(g.data) && g.col < len(g.data[row].Cells) && g.data[row].Cells[g.col].Text != text && g.OnEdit != nil {
		timed("write", func() { g.OnEdit(row, g.col, text) })
	}
}

// close ends the writing, gives the focus back and moves on.
func (g *Grid) close(save bool, down, right int) {
	g.keep(save)
	if c := canvasOf(g); c != nil {
		c.Focus(g.rows)
	}
	if down != 0 {
		g.rows.SetCurrent(min(max(g.rows.Current()+down, 0), len(g.data)-1))
	}
	if right != 0 {
		g.step(right)
	}
}

// step goes a cell on or back, over the ends of the rows; at the ends of the grid
// the focus goes on to what is beside it.
func (g *Grid) step(by int) {
	row, col := g.rows.Current(), g.col+by
	switch {
	case col >= len(g.columns) && row+1 < len(g.data):
		row, col = row+1, 0
	case col < 0 && row > 0:
		row, col = row-1, len(g.columns)-1
	case col < 0 || col >= len(g.columns):
		if c := canvasOf(g); c != nil && by > 0 {
			c.FocusNext()
		} else if c != nil {
			c.FocusPrevious()
		}
		return
	}
	g.SetCurrent(row, col)
}

func (g *Grid) tabStep() int {
	if app := fyne.CurrentApp(); app != nil {
		if d, ok := app.Driver().(desktop.Driver); ok && d.CurrentKeyModifiers()&fyne.KeyModifierShift != 0 {
			return -1
		}
	}
	return 1
}

func (g *Grid) key(e *fyne.KeyEvent) bool {
	switch e.Name {
	case fyne.KeyLeft:
		g.setCol(g.col - 1)
	case fyne.KeyRight:
		g.setCol(g.col + 1)
	case fyne.KeyTab:
		g.step(g.tabStep())
	case fyne.KeyF2:
		g.Edit()
	case fyne.KeyDelete, fyne.KeyBackspace:
		if g.writable() && g.OnEdit != nil && g.data[g.rows.Current()].Cells[g.col].Text != "" {
			g.OnEdit(g.rows.Current(), g.col, "")
		}
	default:
		return false
	}
	return true
}

func (g *Grid) tell() {
	g.rows.Update()
	if g.OnCurrent != nil && g.rows.Current() >= 0 && !g.setting {
		g.OnCurrent(g.rows.Current(), g.col)
	}
}

func (g *Grid) setCol(c int) {
	if len(g.columns) == 0 {
		return
	}
	g.col = min(max(c, 0), len(g.columns)-1)
	g.follow()
	g.head.Refresh()
	g.tell()
}

// inSight answers the columns in sight with their places and widths.
func (g *Grid) inSight() (n int, xs, ws []float32) {
	width := g.rows.Size().Width
	x, grow := float32(gridNumber), float32(0)
	for i := g.first; i < len(g.columns); i++ {
		c := g.columns[i]
		if n > 0 && x+c.Width > width-8 {
			break
		}
		xs, ws = append(xs, x), append(ws, c.Width)
		x += c.Width
		grow += c.Grow
		n++
	}
	if left := width - 8 - x; left > 0 && grow > 0 {
		shift := float32(0)
		for k := range xs {
			xs[k] += shift
			add := left * g.columns[g.first+k].Grow / grow
			ws[k] += add
			shift += add
		}
	}
	return n, xs, ws
}

// follow keeps the current column in sight, and shows as many as fit.
func (g *Grid) follow() {
	if g.col < g.first {
		g.first = g.col
	}
	for g.first < g.col {
		if n, _, _ := g.inSight(); g.col < g.first+n {
			break
		}
		g.first++
	}
	for g.first > 0 {
		g.first--
		if n, _, _ := g.inSight(); g.first+n < len(g.columns) {
			g.first++
			break
		}
	}
}

// Resize decides anew which columns are in sight.
func (g *Grid) Resize(s fyne.Size) {
	g.box.Resize(s)
	g.follow()
	g.head.Refresh()
	g.rows.Update()
}

// MinSize is the head and three rows.
func (g *Grid) MinSize() fyne.Size { return fyne.NewSize(240, gridHead+3*gridRow+4) }

// HeightFor is its least height: what there is more of scrolls.
func (g *Grid) HeightFor(float32) float32 { return g.MinSize().Height }

type gridLayout Grid

func (l *gridLayout) MinSize(o []fyne.CanvasObject) fyne.Size { return o[0].MinSize() }

func (l *gridLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	o[0].Resize(size)
	g := (*Grid)(l)
	if !g.editing {
		return
	}
	_, xs, ws := g.inSight()
	k := g.col - g.first
	if k < 0 || k >= len(xs) {
		return
	}
	w := min(max(ws[k], 300), size.Width-8)
	o[1].Resize(fyne.NewSize(w, gridRow-2))
	o[1].Move(fyne.NewPos(max(min(xs[k]-4, size.Width-w-4), 0), gridHead+1+float32(g.rows.Current())*gridRow-g.rows.scroll.Offset.Y))
}

type gridHeadLayout Grid

func (l *gridHeadLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(100, gridHead) }

func (l *gridHeadLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	n, xs, ws := (*Grid)(l).inSight()
	for i, t := range l.titles {
		k := i - l.first
		shown(t, k >= 0 && k < n)
		if k >= 0 && k < n {
			t.Move(fyne.NewPos(xs[k]+4, (size.Height-18)/2))
			t.Resize(fyne.NewSize(ws[k]-12, 18))
		}
	}
}
