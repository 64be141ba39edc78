package kit

import (
	"slices"
	"sort"
	"strings"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"shifu/app/theme"
)

// TableColumn is one column of a table as data: its head, its width, what it shows
// of a row, how it sorts. The table, its sorting and what is exported come from
// one slice of columns.
type TableColumn[T any] struct {
	Key   string  // names the column in settings and exports
	Title string  // its head
	Width float32 // the least width
	Grow  float32 // its share of what is left over; 0 keeps the least width
	Right bool    // numbers
	Spare bool    // left out where there is no room for all, the last one first
	Bold  bool
	Text  func(T) string     // what is shown and exported
	Cell  func(T) Cell       // more than text; Text is still what is exported
	Less  func(a, b T) bool  // order; nil: the column does not sort
	Find  func(T, rune) bool // type-ahead; nil: by the first character of Text in the first column
}

// Cell is what stands in one cell besides its text.
type Cell struct {
	Text    string
	Bold    bool
	Tone    theme.Token // of the text; Ink if 0
	Avatar  string      // a name: its disc before the text
	Tag     string      // a tag in place of the text
	TagTone ChipTone
	Seal    bool // the stamp 签 before the text
	Ring    int  // a small ring before the text, if HasRing
	HasRing bool
	current bool // it stands in the current row
}

// Table shows rows in columns: a head, rows of one height, the current row, and
// ticks where rows can be chosen. Rows that do not fit are shortened with …; a
// detail belongs into a panel beside it.
type Table[T any] struct {
	box
	columns []TableColumn[T]
	rows    []T
	view    *Rows
	head    *fyne.Container
	heads   []*headCell
	layout  *columnsLayout
	checks  bool
	checked map[int]bool
	empty   fyne.CanvasObject
	sorted  int
	desc    bool
	body    *fyne.Container

	// OnOpen is told the row that is to be opened.
	OnOpen func(T)
	// OnCurrent is told the row that became the current one.
	OnCurrent func(T)
	// OnChecked is told that the ticks changed.
	OnChecked func()
}

// TableOptions are what a table can do besides showing rows.
type TableOptions struct {
	Checks bool    // rows can be ticked with Space
	Row    float32 // height, 42 if 0
	Empty  fyne.CanvasObject
}

// NewTable makes an empty table.
func NewTable[T any](o TableOptions, columns ...TableColumn[T]) *Table[T] {
	t := &Table[T]{columns: columns, checks: o.Checks, checked: map[int]bool{}, empty: o.Empty, sorted: -1}
	if o.Row == 0 {
		o.Row = 42
	}
	t.layout = &columnsLayout{checks: o.Checks}
	for _, c := range columns {
		t.layout.widths = append(t.layout.widths, c.Width)
		t.layout.grows = append(t.layout.grows, c.Grow)
		t.layout.spare = append(t.layout.spare, c.Spare)
	}
	t.view = NewRows(o.Row, t.makeRow, t.updateRow)
	t.view.OnOpen = func(i int) {
		if t.OnOpen != nil {
			t.OnOpen(t.rows[i])
		}
	}
	t.view.OnCurrent = func(i int) {
		if t.OnCurrent != nil {
			t.OnCurrent(t.rows[i])
		}
	}
	if o.Checks {
		t.view.OnMark = t.toggle
	}
	t.view.OnRune = t.typeAhead
	t.head = &fyne.Container{Layout: t.layout}
	if o.Checks {
		t.head.Add(Stack())
	}
	for i, c := range columns {
		h := newHeadCell(c.Title, c.Right, func() { t.sortBy(i) }, c.Less != nil)
		t.heads = append(t.heads, h)
		t.head.Add(h)
	}
	ground := canvas.NewRectangle(theme.Sunken.Colour())
	ground.TopLeftCornerRadius, ground.TopRightCornerRadius = theme.RadiusCard-1, theme.RadiusCard-1
	t.body = Stack(t.view)
	if t.empty != nil {
		t.body.Add(Pad(All(24), t.empty))
		t.body.Objects[1].Hide()
	}
	t.root = Column(0, Fixed(0, 34, Stack(ground, t.head)), hairline(), Fill(t.body))
	t.ExtendBaseWidget(t)
	return t
}

// SetRows shows rows, in the order given unless a head sorts them. The current
// row stays where it is; ticks are taken away.
func (t *Table[T]) SetRows(rows []T) {
	t.rows = rows
	t.checked = map[int]bool{}
	if t.sorted >= 0 {
		t.order()
	}
	t.view.SetCount(len(rows))
	if t.empty != nil {
		shown(t.body.Objects[1], len(rows) == 0)
	}
	t.relay()
}

// Rows answers the rows as they are shown.
func (t *Table[T]) Rows() []T { return t.rows }

// Current answers the current row.
func (t *Table[T]) Current() (row T, ok bool) {
	if i := t.view.Current(); i >= 0 && i < len(t.rows) {
		return t.rows[i], true
	}
	return row, false
}

// SetCurrent moves to the first row that fits.
func (t *Table[T]) SetCurrent(fits func(T) bool) {
	for i, r := range t.rows {
		if fits(r) {
			t.view.SetCurrent(i)
			return
		}
	}
}

// Checked answers the ticked rows in their order.
func (t *Table[T]) Checked() []T {
	var out []T
	for i, r := range t.rows {
		if t.checked[i] {
			out = append(out, r)
		}
	}
	return out
}

// CheckAll ticks every row, or none.
func (t *Table[T]) CheckAll(on bool) {
	t.checked = map[int]bool{}
	if on {
		for i := range t.rows {
			t.checked[i] = true
		}
	}
	t.view.Update()
	if t.OnChecked != nil {
		t.OnChecked()
	}
}

// Focus is what takes the focus: the list of rows.
func (t *Table[T]) Focus() fyne.Focusable { return t.view }

// Key moves the current row while nothing has the focus: for the keys of a page.
func (t *Table[T]) Key(name fyne.KeyName) bool { return t.view.Key(name) }

// Records answers heads and texts of all rows: what is exported.
func (t *Table[T]) Records() [][]string {
	out := make([][]string, 0, len(t.rows)+1)
	line := make([]string, len(t.columns))
	for i, c := range t.columns {
		line[i] = c.Title
	}
	out = append(out, line)
	for _, r := range t.rows {
		line := make([]string, len(t.columns))
		for i, c := range t.columns {
			if c.Text != nil {
				line[i] = c.Text(r)
			}
		}
		out = append(out, line)
	}
	return out
}

func (t *Table[T]) toggle(i int) {
	t.checked[i] = !t.checked[i]
	t.view.Update()
	if t.OnChecked != nil {
		t.OnChecked()
	}
}

func (t *Table[T]) typeAhead(c rune) bool {
	if len(t.columns) == 0 || t.columns[0].Text == nil || !unicode.IsLetter(c) || c < 0x80 && t.columns[0].Find == nil {
		return false // Latin letters are keys of the page
	}
	find := t.columns[0].Find
	if find == nil {
		find = func(row T, c rune) bool { return strings.HasPrefix(t.columns[0].Text(row), string(c)) }
	}
	n := len(t.rows)
	for k := 1; k <= n; k++ {
		if i := (t.view.Current() + k + n) % n; find(t.rows[i], c) {
			t.view.SetCurrent(i)
			return true
		}
	}
	return false
}

func (t *Table[T]) sortBy(i int) {
	if t.columns[i].Less == nil {
		return
	}
	if t.sorted == i {
		t.desc = !t.desc
	} else {
		t.sorted, t.desc = i, false
	}
	for n, h := range t.heads {
		h.setSorted(n == i, t.desc)
	}
	t.order()
	t.checked = map[int]bool{}
	t.view.Update()
}

func (t *Table[T]) order() {
	less := t.columns[t.sorted].Less
	rows := append([]T{}, t.rows...)
	sort.SliceStable(rows, func(a, b int) bool {
		if t.desc {
			return less(rows[b], rows[a])
		}
		return less(rows[a], rows[b])
	})
	t.rows = rows
}

// tableRow is one row: its cells have names, nobody digs for them.
type tableRow struct {
	*fyne.Container
	check *Checkbox
	cells []*cellView
	index int
}

type rowObject struct {
	box
	row *tableRow
}

func (t *Table[T]) makeRow() fyne.CanvasObject {
	r := &tableRow{index: -1}
	root := &fyne.Container{Layout: t.layout}
	if t.checks {
		r.check = NewCheckbox("", false, func(bool) {
			if r.index >= 0 {
				t.toggle(r.index)
			}
		})
		r.check.deaf = true
		root.Add(r.check)
	}
	for _, c := range t.columns {
		v := newCellView(c.Right)
		r.cells = append(r.cells, v)
		root.Add(v)
	}
	r.Container = root
	o := &rowObject{row: r}
	o.root = root
	o.ExtendBaseWidget(o)
	return o
}

func (t *Table[T]) updateRow(i int, o fyne.CanvasObject, s State) {
	r := o.(*rowObject).row
	r.index = i
	if r.check != nil {
		r.check.SetOn(t.checked[i])
	}
	for n, c := range t.columns {
		cell := Cell{Bold: c.Bold}
		if c.Cell != nil {
			cell = c.Cell(t.rows[i])
		} else if c.Text != nil {
			cell.Text = c.Text(t.rows[i])
		}
		cell.current = s.Current
		r.cells[n].set(cell)
	}
}

// columnsLayout shares the width out among the columns; head and rows share it.
type columnsLayout struct {
	widths, grows []float32
	spare         []bool
	checks        bool
}

const tablePad, tableCheck, tableGap = 17, 36, 12

// at answers where the columns are and how wide; one that is left out has no width.
func (l *columnsLayout) at(width float32) (xs, ws []float32) {
	x := float32(tablePad)
	if l.checks {
		x += tableCheck
	}
	ws = slices.Clone(l.widths)
	left, grow := width-x-tablePad+tableGap, float32(0)
	for i, w := range ws {
		left -= w + tableGap
		grow += l.grows[i]
	}
	for i := len(ws) - 1; i >= 0 && left < 0; i-- {
		if l.spare[i] {
			left += ws[i] + tableGap
			ws[i] = 0
		}
	}
	for i, w := range ws {
		xs = append(xs, x)
		if w == 0 {
			continue
		}
		if grow > 0 && l.grows[i] > 0 {
			w = max(w+left*l.grows[i]/grow, 40)
			ws[i] = w
		}
		x += w + tableGap
	}
	return xs, ws
}

func (l *columnsLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	xs, ws := l.at(size.Width)
	if l.checks {
		o[0].Move(fyne.NewPos(tablePad-6, (size.Height-30)/2))
		o[0].Resize(fyne.NewSize(30, 30))
		o = o[1:]
	}
	for i, c := range o {
		if in := ws[i] > 0; l.spare[i] && in != c.Visible() {
			shown(c, in)
		}
		c.Move(fyne.NewPos(xs[i], 0))
		c.Resize(fyne.NewSize(ws[i], size.Height))
	}
}

func (l *columnsLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(200, 30) }

// headCell is the head of a column; it sorts.
type headCell struct {
	press
	text *Label
	base string
}

func newHeadCell(title string, right bool, sortIt func(), sorts bool) *headCell {
	h := &headCell{text: NewLabel(title, theme.CaptionTop, theme.Ink2).Least(20), base: title}
	if right {
		h.text.Right()
	}
	h.deaf = !sorts
	if sorts {
		h.act = sortIt
	}
	h.paint = func(s State) {
		tone := theme.Ink2
		if s.Focused || s.Hovered && sorts {
			tone = theme.Primary
		}
		h.text.SetTone(tone)
	}
	h.init(h, &fyne.Container{Layout: &cellLayout{}, Objects: []fyne.CanvasObject{h.text}})
	return h
}

func (h *headCell) setSorted(on, desc bool) {
	switch {
	case !on:
		h.text.SetText(h.base)
	case desc:
		h.text.SetText(h.base + " ↓")
	default:
		h.text.SetText(h.base + " ↑")
	}
}

// cellLayout sets one object over the width, vertically in the middle.
type cellLayout struct{}

func (cellLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	for _, c := range o {
		h := c.MinSize().Height
		c.Move(fyne.NewPos(0, (size.Height-h)/2))
		c.Resize(fyne.NewSize(size.Width, h))
	}
}

func (cellLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(20, 20) }
