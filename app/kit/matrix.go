package kit

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"shifu/app/theme"
)

// MatrixCell is what one person has of one column: a stamp, a ring with its
// number, a tag, words, or a dash for nothing.
type MatrixCell struct {
	Seal    bool
	HasRing bool
	Ring    int
	Tag     string
	TagTone ChipTone
	Words   string
}

// MatrixRow is one person: name, a line below, the cells.
type MatrixRow struct {
	Name, Note string
	Own        bool // tinted: one's own
	Cells      []MatrixCell
}

// MatrixGroup is neighbouring columns under one head.
type MatrixGroup struct {
	Title   string
	Columns []string
}

// Matrix shows people by columns. Arrows move the current cell, Enter opens it;
// other keys go to OnKey and OnRune with the cell known (Current). Columns that do
// not fit come into sight when the current cell reaches them.
type Matrix struct {
	box
	rows   *Rows
	groups []MatrixGroup
	data   []MatrixRow
	col    int
	first  int // the first column in sight
	total  int
	head   *fyne.Container
	// OnOpen is told the cell that is to be opened.
	OnOpen func(row, col int)
	// OnCurrent is told the cell that became the current one.
	OnCurrent func(row, col int)
}

const matrixName, matrixCell, matrixWidest, matrixRowHeight = 164, 64, 170, 47

// NewMatrix makes an empty matrix.
func NewMatrix(first string) *Matrix {
	m := &Matrix{}
	m.rows = NewRows(matrixRowHeight, m.makeRow, m.updateRow)
	m.rows.Quiet = true
	m.rows.OnKey = func(e *fyne.KeyEvent) bool {
		switch e.Name {
		case fyne.KeyLeft:
			m.setCol(m.col - 1)
		case fyne.KeyRight:
			m.setCol(m.col + 1)
		default:
			return false
		}
		return true
	}
	m.rows.OnOpen = func(i int) {
		if m.OnOpen != nil {
			m.OnOpen(i, m.col)
		}
	}
	m.rows.OnCurrent = func(int) { m.tell() }
	m.head = &fyne.Container{Layout: &matrixHead{m: m, corner: NewLabel(first, theme.CaptionTop, theme.Ink2).Least(20)}}
	ground := canvas.NewRectangle(theme.Sunken.Colour())
	ground.TopLeftCornerRadius, ground.TopRightCornerRadius = theme.RadiusCard-1, theme.RadiusCard-1
	m.root = Column(0, Fixed(0, 56, Stack(ground, m.head)), hairline(), Fill(m.rows))
	m.ExtendBaseWidget(m)
	return m
}

// Set shows people under groups of columns.
func (m *Matrix) Set(groups []MatrixGroup, rows []MatrixRow) {
	m.groups, m.data = groups, rows
	m.total = 0
	for _, g := range groups {
		m.total += len(g.Columns)
	}
	m.col = min(m.col, max(m.total-1, 0))
	l := m.head.Layout.(*matrixHead)
	l.build()
	m.follow()
	m.rows.SetCount(len(rows))
	m.relay()
}

// Focus is what takes the focus.
func (m *Matrix) Focus() fyne.Focusable { return m.rows }

// Current answers the current cell; ok is false while there is none.
func (m *Matrix) Current() (row, col int, ok bool) {
	return m.rows.Current(), m.col, m.rows.Current() >= 0 && m.total > 0
}

// SetCurrent moves to a cell.
func (m *Matrix) SetCurrent(row, col int) {
	m.col = min(max(col, 0), max(m.total-1, 0))
	m.rows.SetCurrent(row)
	m.setCol(m.col)
}

func (m *Matrix) tell() {
	if m.OnCurrent != nil && m.rows.Current() >= 0 {
		m.OnCurrent(m.rows.Current(), m.col)
	}
}

// inSight is how many columns fit the width, and how wide each is.
func (m *Matrix) inSight() (n int, w float32) {
	room := m.rows.Size().Width - matrixName - 16
	n = min(max(int(room/matrixCell), 1), max(m.total, 1))
	return n, min(room/float32(n), matrixWidest)
}

// follow keeps the current column in sight and wastes no room at the end.
func (m *Matrix) follow() {
	n, _ := m.inSight()
	switch {
	case m.col < m.first:
		m.first = m.col
	case m.col >= m.first+n:
		m.first = m.col - n + 1
	}
	m.first = max(min(m.first, m.total-n), 0)
}

// Resize decides anew which columns are in sight.
func (m *Matrix) Resize(s fyne.Size) {
	m.box.Resize(s)
	m.follow()
	m.head.Refresh()
	m.rows.Update()
}

func (m *Matrix) setCol(c int) {
	if m.total == 0 {
		return
	}
	m.col = min(max(c, 0), m.total-1)
	m.follow()
	m.head.Refresh()
	m.rows.Update()
	m.tell()
}

type matrixRow struct {
	box
	m      *Matrix
	ground *canvas.Rectangle
	letter *canvas.Text
	name   *Label
	note   *Label
	cells  []*matrixCellView
	index  int
	inner  *fyne.Container
}

func (m *Matrix) makeRow() fyne.CanvasObject {
	r := &matrixRow{m: m, ground: canvas.NewRectangle(theme.Clear), letter: Text("", theme.CaptionTop, theme.PrimaryInk),
		name: NewLabel("", theme.BodyBold, theme.Ink).Least(20), note: NewLabel("", theme.Caption, theme.Ink3).Least(20)}
	disc := canvas.NewCircle(theme.PrimarySoft.Colour())
	person := Pad(Sides(0, 12), Row(9, Fixed(28, 28, Stack(disc, Middle(r.letter))), Fill(Column(0, r.name, r.note))))
	r.inner = &fyne.Container{Layout: (*matrixRowLayout)(r), Objects: []fyne.CanvasObject{r.ground, person}}
	r.root = r.inner
	r.ExtendBaseWidget(r)
	return r
}

func (m *Matrix) updateRow(i int, o fyne.CanvasObject, s State) {
	r := o.(*matrixRow)
	r.index = i
	data := m.data[i]
	for _, c := range data.Name {
		r.letter.Text = string(c)
		break
	}
	r.name.SetText(data.Name)
	r.note.SetText(data.Note)
	r.ground.FillColor = theme.Clear
	if data.Own {
		r.ground.FillColor = theme.Tip.Colour()
	}
	n, _ := m.inSight()
	for len(r.cells) < n {
		c := newMatrixCell()
		k := len(r.cells)
		c.act = func() {
			m.col = m.first + k
			if cv := canvasOf(m.rows); cv != nil {
				cv.Focus(m.rows)
			}
			m.rows.SetCurrent(r.index)
			m.setCol(m.col)
		}
		r.cells = append(r.cells, c)
		r.inner.Add(c)
	}
	for k, c := range r.cells {
		col := m.first + k
		shown(c, k < n && col < m.total)
		if k < n && col < len(data.Cells) {
			c.set(data.Cells[col], s.Current && col == m.col, s.Focused)
		}
	}
	r.inner.Refresh()
}

type matrixRowLayout matrixRow

func (l *matrixRowLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	o[0].Resize(size)
	o[1].Resize(fyne.NewSize(matrixName, size.Height))
	_, w := l.m.inSight()
	for k, c := range l.cells {
		c.Move(fyne.NewPos(matrixName+float32(k)*w, 0))
		c.Resize(fyne.NewSize(w, size.Height))
	}
}

func (l *matrixRowLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(matrixName, matrixRowHeight)
}

// matrixCellView has all the shapes and shows the one that is asked for.
type matrixCellView struct {
	press
	frame *canvas.Rectangle
	seal  fyne.CanvasObject
	ring  *Ring
	score *canvas.Text
	pair  *fyne.Container
	tag   *TagView
	words *canvas.Text
}

func newMatrixCell() *matrixCellView {
	c := &matrixCellView{frame: canvas.NewRectangle(theme.Clear), seal: SealMark(26), ring: NewRing(18, 0), score: Text("", theme.Label, theme.Ink),
		tag: NewTagView(), words: Text("–", theme.Secondary, theme.Ink3)}
	c.frame.CornerRadius = theme.RadiusSmall
	c.pair = Row(5, c.ring, c.score)
	c.deaf = true
	c.init(c, Stack(Pad(All(4), c.frame), Middle(c.seal), Middle(c.pair), Middle(c.tag), Middle(c.words)))
	return c
}

func (c *matrixCellView) set(v MatrixCell, current, focused bool) {
	shown(c.seal, v.Seal)
	shown(c.pair, v.HasRing && !v.Seal)
	shown(c.tag, v.Tag != "" && !v.Seal)
	words := !v.Seal && !v.HasRing && v.Tag == ""
	shown(c.words, words)
	if v.HasRing {
		c.ring.Set(v.Ring)
		c.score.Text = strconv.Itoa(v.Ring)
	}
	if v.Tag != "" {
		c.tag.Set(v.Tag, v.TagTone)
	}
	if words {
		c.words.Text = v.Words
		if v.Words == "" {
			c.words.Text = "–"
		}
	}
	c.frame.StrokeWidth = 0
	if current {
		c.frame.StrokeColor, c.frame.StrokeWidth = theme.Primary.Colour(), theme.Strong
		if !focused {
			c.frame.StrokeColor, c.frame.StrokeWidth = theme.LineStrong.Colour(), theme.Marked
		}
	}
	c.relay()
}

// columnSpan is the head of a group with the columns below it.
type columnSpan struct {
	o       fyne.CanvasObject
	from, n int
}

// matrixHead draws two lines of heads: groups and columns in sight.
type matrixHead struct {
	m      *Matrix
	corner *Label
	groups []columnSpan
	cols   []*Label
}

func (l *matrixHead) build() {
	l.groups, l.cols = nil, nil
	objects := []fyne.CanvasObject{l.corner}
	n := 0
	for _, g := range l.m.groups {
		t := NewLabel(g.Title, theme.CaptionTop, theme.Ink2).Centred().Least(10)
		l.groups = append(l.groups, columnSpan{t, n, len(g.Columns)})
		objects = append(objects, t)
		for _, c := range g.Columns {
			t := NewLabel(c, theme.CaptionTop, theme.Ink2).Centred().Least(10)
			l.cols = append(l.cols, t)
			objects = append(objects, t)
			n++
		}
	}
	l.m.head.Objects = objects
}

func (l *matrixHead) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	l.corner.Move(fyne.NewPos(14, 19))
	l.corner.Resize(fyne.NewSize(matrixName-20, 18))
	n, w := l.m.inSight()
	first := l.m.first
	at := func(i int) float32 { return matrixName + float32(i-first)*w }
	for _, g := range l.groups {
		from, to := max(g.from, first), min(g.from+g.n, first+n)
		shown(g.o, from < to)
		if from < to {
			g.o.Move(fyne.NewPos(at(from), 6))
			g.o.Resize(fyne.NewSize(at(to)-at(from), 18))
		}
	}
	for i, o := range l.cols {
		shown(o, i >= first && i < first+n)
		o.Move(fyne.NewPos(at(i)+2, 32))
		o.Resize(fyne.NewSize(w-4, 18))
	}
}

func (l *matrixHead) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(matrixName, 56) }
