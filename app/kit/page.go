package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"shifu/app/theme"
)

// Width is one of the three widths of the content area that pages know.
type Width int

const (
	Wide     Width = iota // 1200 and more
	Middling              // 1024 to 1199: mini rail, padding 16, side column 280
	Narrow                // below 1024, or lower than 680: one column
)

// WidthOf answers the class of a window's size.
func WidthOf(window fyne.Size) Width {
	switch {
	case window.Width < 1024 || window.Height < 600:
		return Narrow
	case window.Width < 1200:
		return Middling
	}
	return Wide
}

// windowOf answers the size of the window that an object is in; the object's
// own size while it is in none.
func windowOf(o fyne.CanvasObject) fyne.Size {
	if c := canvasOf(o); c != nil {
		return c.Size()
	}
	return o.Size()
}

// PageBody is the frame of a page: a header that stays, a body that takes the
// room, and a bar of actions that stays at the bottom. Header and actions may
// be nil. Its padding follows the width of the window.
type PageBody struct {
	widget.BaseWidget
	header, body, actions fyne.CanvasObject
	root                  *fyne.Container
}

// NewPageBody frames a page.
func NewPageBody(header, body, actions fyne.CanvasObject) *PageBody {
	p := &PageBody{header: header, body: body, actions: actions}
	p.root = &fyne.Container{Layout: pageLayout{p}}
	for _, o := range []fyne.CanvasObject{header, body, actions} {
		if o != nil {
			p.root.Objects = append(p.root.Objects, o)
		}
	}
	p.ExtendBaseWidget(p)
	return p
}

func (p *PageBody) tree() fyne.CanvasObject { return p.root }

// CreateRenderer is Fyne's.
func (p *PageBody) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(p.root) }

type pageLayout struct{ *PageBody }

// MinSize is small: a page fits any window and scrolls what does not.
func (pageLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(320, 240) }

func (p pageLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	in := theme.PagePadding
	gap := theme.Gap
	if size.Width < 1200-184 {
		in, gap = 16, 12
	}
	w := size.Width - 2*in
	y := float32(20)
	if in < theme.PagePadding {
		y = 12
	}
	bottom := size.Height - in
	if p.header != nil {
		h := max(HeightFor(p.header, w), 48)
		p.header.Move(fyne.NewPos(in, y))
		p.header.Resize(fyne.NewSize(w, h))
		y += h + gap + 2
	}
	if p.actions != nil {
		h := HeightFor(p.actions, w)
		bottom -= h
		p.actions.Move(fyne.NewPos(in, bottom))
		p.actions.Resize(fyne.NewSize(w, h))
		bottom -= gap
	}
	if p.body != nil {
		p.body.Move(fyne.NewPos(in, y))
		p.body.Resize(fyne.NewSize(w, max(bottom-y, 0)))
	}
}

// twoColumns is a flexible main column and a fixed one beside it.
type twoColumns struct {
	side, gap float32
	width     float32
}

// TwoColumns sets a flexible main column and a side column of a width (280 in a
// middling window); where there is no room for both the side goes below. Put it
// into a Scroll when it may not fit.
func TwoColumns(side float32, main, beside fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &twoColumns{side: side, gap: theme.Gap}, Objects: []fyne.CanvasObject{main, beside}}
}

// below is the width under which the side column goes below the main one.
const below = 700

func (l *twoColumns) split(width float32) (main, side float32, stacked bool) {
	if width < below {
		return width, width, true
	}
	side = l.side
	if width < 1000 {
		side = min(side, max(280, width*0.36))
	}
	return width - side - l.gap, side, false
}

func (l *twoColumns) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	main, side, stacked := l.split(size.Width)
	if !objects[1].Visible() {
		objects[0].Move(fyne.Position{})
		objects[0].Resize(size)
		return
	}
	if stacked {
		h := HeightFor(objects[0], main)
		objects[0].Move(fyne.Position{})
		objects[0].Resize(fyne.NewSize(main, h))
		objects[1].Move(fyne.NewPos(0, h+l.gap))
		objects[1].Resize(fyne.NewSize(side, max(size.Height-h-l.gap, HeightFor(objects[1], side))))
		return
	}
	objects[0].Move(fyne.Position{})
	objects[0].Resize(fyne.NewSize(main, size.Height))
	objects[1].Move(fyne.NewPos(main+l.gap, 0))
	objects[1].Resize(fyne.NewSize(side, size.Height))
}

func (l *twoColumns) MinSize(objects []fyne.CanvasObject) fyne.Size {
	w := l.width
	if w == 0 {
		w = 1000
	}
	return fyne.NewSize(300, l.heightFor(objects, w))
}

func (l *twoColumns) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	main, side, stacked := l.split(width)
	if !objects[1].Visible() {
		return HeightFor(objects[0], width)
	}
	a, b := HeightFor(objects[0], main), HeightFor(objects[1], side)
	if stacked {
		return a + l.gap + b
	}
	return max(a, b)
}

// Scroll scrolls its content up and down. The content has the width of the
// scroll and the height that it needs there, or more if there is room.
type Scroll struct {
	widget.BaseWidget
	content fyne.CanvasObject
	inner   *fyne.Container
	scroll  *container.Scroll
	least   float32
	tall    bool
	bar     float32 // the room for the bar at the right
}

// NewScroll scrolls an object. The bar stands beside it, in the gap that pages
// leave between what stands there.
func NewScroll(content fyne.CanvasObject) *Scroll {
	s := &Scroll{content: content, least: 60, bar: barRoom}
	s.inner = container.New(&scrolled{s}, content)
	s.scroll = container.NewVScroll(s.inner)
	s.ExtendBaseWidget(s)
	return s
}

// Tall lets it ask for the height of its content: in a dialog, which gives it
// what the window has.
func (s *Scroll) Tall() *Scroll { s.tall = true; return s }

// Within puts the bar over the content's right edge, which leaves room for it: in
// a card, there is no gap.
func (s *Scroll) Within() *Scroll { s.bar = 0; return s }

// HeightFor is small, or what the content needs if it is Tall.
func (s *Scroll) HeightFor(width float32) float32 {
	if s.tall {
		return HeightFor(s.content, width)
	}
	return s.least
}

// Top scrolls back to the beginning.
func (s *Scroll) Top() { s.scroll.ScrollToTop(); s.moved() }

// Bottom scrolls to the end.
func (s *Scroll) Bottom() { s.scroll.ScrollToBottom(); s.moved() }

// Page scrolls by nearly the visible height: by is 1 or -1.
func (s *Scroll) Page(by float32) { s.By(by * (s.Size().Height - 48)) }

// By scrolls by a distance.
func (s *Scroll) By(dy float32) {
	limit := max(s.inner.Size().Height-s.scroll.Size().Height, 0)
	s.scroll.ScrollToOffset(fyne.NewPos(0, min(max(s.scroll.Offset.Y+dy, 0), limit)))
	s.moved()
}

// moved tells of a scroll that Fyne does not tell of.
func (s *Scroll) moved() {
	if s.scroll.OnScrolled != nil {
		s.scroll.OnScrolled(s.scroll.Offset)
	}
}

// ShowRange scrolls as little as is needed for a range of the content to be seen.
func (s *Scroll) ShowRange(top, bottom float32) {
	switch h := s.scroll.Size().Height; {
	case top < s.scroll.Offset.Y:
		s.By(top - s.scroll.Offset.Y)
	case bottom > s.scroll.Offset.Y+h:
		s.By(bottom - s.scroll.Offset.Y - h)
	}
}

// Read answers how much of the content has come into sight, 0 to 1.
func (s *Scroll) Read() float32 {
	all := s.inner.Size().Height
	if all <= 0 {
		return 0
	}
	return min((s.scroll.Offset.Y+s.scroll.Size().Height)/all, 1)
}

// OnScrolled is called when the content was scrolled.
func (s *Scroll) OnScrolled(f func()) { s.scroll.OnScrolled = func(fyne.Position) { f() } }

// Resize gives the content its width first, so that its height is known.
func (s *Scroll) Resize(size fyne.Size) {
	s.BaseWidget.Resize(size)
	s.scroll.Move(fyne.NewPos(-ringRoom, 0))
	s.scroll.Resize(size.AddWidthHeight(ringRoom+s.bar, 0))
	s.scroll.Refresh()
}

// Refresh lays the content out anew: its height may have changed. What is on it
// draws itself when it changes.
func (s *Scroll) Refresh() {
	if s.Size().IsZero() { // it has no place yet: only what was drawn once can be given the focus
		s.BaseWidget.Refresh()
		s.scroll.Refresh()
		return
	}
	had := s.inner.Size()
	s.scroll.Base.Refresh() // the bars, and the content's size; Refresh would draw all that is on it
	if s.inner.Size() == had {
		relayout(s.inner)
	}
	repaint(s)
}

// MinSize is small: that is what a scroll is for.
func (s *Scroll) MinSize() fyne.Size { return fyne.NewSize(s.MinWidth(), s.least) }

// MinWidth is that of the content.
func (s *Scroll) MinWidth() float32 { return MinWidth(s.content) }

// CreateRenderer is Fyne's.
func (s *Scroll) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(container.NewWithoutLayout(s.scroll))
}

// ringRoom is what a scroll shows beyond its left edge, so that the ring around a
// focused button there is not cut off; barRoom is what the bar has beyond the right
// one. Above and below is the edge of a card.
const ringRoom, barRoom = 4, 10

type scrolled struct{ scroll *Scroll }

func (l *scrolled) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Move(fyne.NewPos(ringRoom, 0))
		o.Resize(size.SubtractWidthHeight(ringRoom+l.scroll.bar, 0))
	}
}

func (l *scrolled) MinSize(objects []fyne.CanvasObject) fyne.Size {
	w := l.scroll.Size().Width
	if w == 0 {
		w = 400
	}
	return fyne.NewSize(1, HeightFor(objects[0], w))
}
