package kit

import (
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"shifu/app/theme"
)

// Rows is a long list of rows of one height. Only the rows in sight exist, so
// fifty thousand cost as much as twenty. It has the focus as one thing: ↑↓,
// Home, End, PgUp and PgDn move the current row, Enter opens it, Space marks it.
type Rows struct {
	widget.BaseWidget
	scroll  *container.Scroll
	inner   *fyne.Container
	pool    []*rowHost
	height  float32
	count   int
	current int
	focused bool
	edge    *canvas.Rectangle

	make   func() fyne.CanvasObject
	update func(i int, o fyne.CanvasObject, s State)

	// OnCurrent is told when another row becomes the current one.
	OnCurrent func(i int)
	// OnOpen is told that a row is to be opened: Enter or a second press.
	OnOpen func(i int)
	// OnMark is told that Space was pressed on a row.
	OnMark func(i int)
	// OnKey hears other keys before the page does.
	OnKey func(*fyne.KeyEvent) bool
	// OnRune hears what is typed before the page does.
	OnRune func(rune) bool
	// Tabs keeps Tab for OnKey: a grid, in which it goes on to the next cell.
	Tabs bool
	// Quiet keeps the current row from being drawn as such (the cells do it).
	Quiet bool
}

type rowHost struct {
	press
	owner  *Rows
	index  int
	ground *canvas.Rectangle
	child  fyne.CanvasObject
}

// NewRows makes a list: make builds one empty row, update fills it. update does
// no reading and no formatting.
func NewRows(height float32, make func() fyne.CanvasObject, update func(i int, o fyne.CanvasObject, s State)) *Rows {
	r := &Rows{height: height, current: -1, make: make, update: update}
	r.inner = &fyne.Container{Layout: (*rowsLayout)(r)}
	r.scroll = container.NewVScroll(r.inner)
	r.scroll.OnScrolled = func(fyne.Position) { r.place(false) }
	r.edge = canvas.NewRectangle(theme.Clear)
	r.ExtendBaseWidget(r)
	return r
}

type rowsLayout Rows

func (l *rowsLayout) Layout([]fyne.CanvasObject, fyne.Size) {}
func (l *rowsLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(1, l.height*float32(l.count))
}

// SetCount says how many rows there are, and fills those in sight anew.
func (r *Rows) SetCount(n int) {
	r.count = n
	if r.current >= n {
		r.current = n - 1
	}
	r.inner.Resize(fyne.NewSize(r.inner.Size().Width, r.height*float32(n)))
	r.scroll.Refresh()
	r.place(true)
}

// Count is how many rows there are.
func (r *Rows) Count() int { return r.count }

// Current is the current row, -1 for none.
func (r *Rows) Current() int { return r.current }

// Update fills the rows in sight anew.
func (r *Rows) Update() { r.place(true) }

// SetCurrent moves to a row and brings it into sight.
func (r *Rows) SetCurrent(i int) {
	i = min(max(i, -1), r.count-1)
	changed := i != r.current
	r.current = i
	if i >= 0 {
		top, bottom := r.height*float32(i), r.height*float32(i+1)
		switch h := r.scroll.Size().Height; {
		case top < r.scroll.Offset.Y:
			r.scroll.ScrollToOffset(fyne.NewPos(0, top))
		case bottom > r.scroll.Offset.Y+h:
			r.scroll.ScrollToOffset(fyne.NewPos(0, bottom-h))
		}
	}
	r.place(true)
	if changed && r.OnCurrent != nil && i >= 0 {
		r.OnCurrent(i)
	}
}

// Resize lays the rows out for the new size.
func (r *Rows) Resize(s fyne.Size) {
	changed := s != r.Size()
	r.BaseWidget.Resize(s)
	r.scroll.Resize(s)
	r.scroll.Refresh()
	r.place(changed)
}

// MinSize is three rows.
func (r *Rows) MinSize() fyne.Size { return fyne.NewSize(120, r.height*3) }

// CreateRenderer is Fyne's.
func (r *Rows) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(r.scroll) }

// place puts a row widget on every row in sight.
func (r *Rows) place(all bool) {
	size := r.scroll.Size()
	if size.Width <= 0 || r.height <= 0 {
		return
	}
	need := int(math.Ceil(float64(size.Height/r.height))) + 1
	for len(r.pool) < need {
		h := &rowHost{owner: r, index: -1, ground: canvas.NewRectangle(theme.Clear), child: r.make()}
		h.deaf = true
		h.act = func() { r.tap(h) }
		h.paint = h.colours
		line := hairline()
		h.init(h, &fyne.Container{Layout: rowLayout{}, Objects: []fyne.CanvasObject{h.ground, h.child, line}})
		r.pool = append(r.pool, h)
		r.inner.Add(h)
	}
	first := int(r.scroll.Offset.Y / r.height)
	for k := 0; k < len(r.pool); k++ {
		i := first + k
		h := r.pool[i%len(r.pool)]
		if i >= r.count || k >= need {
			if h.Visible() && (h.index < first || h.index >= first+need || h.index >= r.count) {
				h.index = -1
				h.Hide()
			}
			continue
		}
		fresh := h.index != i
		h.index = i
		at, want := fyne.NewPos(0, float32(i)*r.height), fyne.NewSize(size.Width, r.height)
		if h.Position() != at {
			h.Move(at)
		}
		if h.Size() != want {
			h.Resize(want)
		}
		if !h.Visible() {
			h.Show()
		}
		s := State{Current: i == r.current, Focused: i == r.current && r.focused, Hovered: h.state.Hovered}
		if fresh || all || s != h.state {
			h.state = s
			h.colours(s)
			r.update(i, h.child, s)
			h.relay()
		}
	}
}

func (h *rowHost) colours(s State) {
	h.ground.FillColor = theme.Clear
	h.ground.StrokeWidth = 0
	switch {
	case h.owner.Quiet:
	case s.Current:
		h.ground.FillColor = theme.PrimarySoft.Colour()
		if s.Focused {
			h.ground.StrokeColor, h.ground.StrokeWidth = theme.Primary.Colour(), theme.Strong
		}
	case s.Hovered:
		h.ground.FillColor = theme.Tip.Colour()
	}
}

func (r *Rows) tap(h *rowHost) {
	if h.index < 0 {
		return
	}
	again := h.index == r.current
	if c := canvasOf(r); c != nil && c.Focused() != fyne.Focusable(r) {
		c.Focus(r)
	}
	r.SetCurrent(h.index)
	if again && r.OnOpen != nil {
		r.OnOpen(h.index)
	}
}

// FocusGained is Fyne's.
func (r *Rows) FocusGained() {
	r.focused = true
	if r.current < 0 && r.count > 0 {
		r.SetCurrent(0)
		return
	}
	r.place(true)
}

// FocusLost is Fyne's.
func (r *Rows) FocusLost() { r.focused = false; r.place(true) }

// AcceptsTab keeps Tab when it moves within the rows.
func (r *Rows) AcceptsTab() bool { return r.Tabs }

// KeyDown is Fyne's.
func (r *Rows) KeyDown(e *fyne.KeyEvent) { held(e, true) }

// KeyUp is Fyne's.
func (r *Rows) KeyUp(e *fyne.KeyEvent) { held(e, false) }

// TypedKey moves, opens and marks.
func (r *Rows) TypedKey(e *fyne.KeyEvent) {
	if r.OnKey != nil && r.OnKey(e) {
		return
	}
	if !r.Key(e.Name) {
		passKey(r, e)
	}
}

// Key does what a key does here, and answers whether it does anything: for a
// page that lets ↑↓ move the list while nothing has the focus.
func (r *Rows) Key(name fyne.KeyName) bool {
	page := max(int(r.scroll.Size().Height/r.height)-1, 1)
	switch name {
	case fyne.KeyUp:
		r.SetCurrent(max(r.current-1, 0))
	case fyne.KeyDown:
		r.SetCurrent(r.current + 1)
	case fyne.KeyHome:
		r.SetCurrent(0)
	case fyne.KeyEnd:
		r.SetCurrent(r.count - 1)
	case fyne.KeyPageUp:
		r.SetCurrent(max(r.current-page, 0))
	case fyne.KeyPageDown:
		r.SetCurrent(r.current + page)
	case fyne.KeyReturn, fyne.KeyEnter:
		if r.OnOpen == nil || r.current < 0 {
			return false
		}
		r.OnOpen(r.current)
	case fyne.KeySpace:
		if r.OnMark == nil || r.current < 0 {
			return false
		}
		r.OnMark(r.current)
	default:
		return false
	}
	return true
}

// TypedRune hands on what is typed.
func (r *Rows) TypedRune(c rune) {
	if r.OnRune != nil && r.OnRune(c) || c == ' ' && r.OnMark != nil {
		return
	}
	passRune(r, c)
}

// Cursor is the usual one.
func (r *Rows) Cursor() desktop.Cursor { return desktop.DefaultCursor }

// rowLayout: the ground, the row, and a line at its foot.
type rowLayout struct{}

func (rowLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	o[0].Resize(size)
	o[1].Resize(size)
	o[2].Resize(fyne.NewSize(size.Width, 1))
	o[2].Move(fyne.NewPos(0, size.Height-1))
}

func (rowLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(40, 10) }
