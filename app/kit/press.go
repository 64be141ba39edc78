package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"shifu/app/theme"
)

// box is a widget made of one tree of objects.
type box struct {
	widget.BaseWidget
	root fyne.CanvasObject
}

// CreateRenderer is Fyne's.
func (b *box) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(b.root) }

// HeightFor is the height at a width.
func (b *box) HeightFor(width float32) float32 { return HeightFor(b.root, width) }

// MinWidth is the least width.
func (b *box) MinWidth() float32 { return MinWidth(b.root) }

func (b *box) tree() fyne.CanvasObject { return b.root }

// relay lays the tree out anew and draws it.
func (b *box) relay() {
	if b.root != nil {
		b.root.Refresh()
	}
}

// State is what a pressable thing looks after.
type State struct{ Hovered, Focused, Disabled, Current bool }

// press is what everything that can be pressed shares: hover, focus, Enter and
// Space. What it does not want it hands to the router of the window.
type press struct {
	box
	self  fyne.Widget // the widget that embeds this
	state State
	act   func()
	paint func(State) // sets the colours for a state
	key   func(*fyne.KeyEvent) bool
	char  func(rune) bool
	takes bool // a choice: once it is taken, Enter is the page's
	deaf  bool // not reachable by Tab: something around it has the focus
}

func (p *press) init(self fyne.Widget, root fyne.CanvasObject) {
	p.self, p.root = self, root
	p.ExtendBaseWidget(self)
	p.repaint()
}

func (p *press) repaint() {
	if p.paint != nil {
		p.paint(p.state)
	}
	p.relay()
}

// Refresh draws the state anew.
func (p *press) Refresh() {
	p.repaint()
	p.BaseWidget.Refresh()
}

// Tapped acts.
func (p *press) Tapped(*fyne.PointEvent) {
	touch()
	if !p.state.Disabled && p.act != nil {
		timed("press", p.act)
	}
}

// MouseIn is Fyne's.
func (p *press) MouseIn(*desktop.MouseEvent) { p.state.Hovered = true; p.repaint() }

// MouseMoved is Fyne's.
func (p *press) MouseMoved(*desktop.MouseEvent) { touch() }

// MouseOut is Fyne's.
func (p *press) MouseOut() { p.state.Hovered = false; p.repaint() }

// Cursor shows that it can be pressed.
func (p *press) Cursor() desktop.Cursor {
	if p.state.Disabled || p.act == nil {
		return desktop.DefaultCursor
	}
	return desktop.PointerCursor
}

// FocusGained is Fyne's.
func (p *press) FocusGained() { p.state.Focused = true; p.repaint() }

// FocusLost is Fyne's.
func (p *press) FocusLost() { p.state.Focused = false; p.repaint() }

// KeyDown is Fyne's.
func (p *press) KeyDown(e *fyne.KeyEvent) { held(e, true) }

// KeyUp is Fyne's.
func (p *press) KeyUp(e *fyne.KeyEvent) { held(e, false) }

// TypedKey presses by Enter and Space and hands on the rest.
func (p *press) TypedKey(e *fyne.KeyEvent) {
	if p.key != nil && p.key(e) {
		return
	}
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		if p.takes && p.state.Current && e.Name != fyne.KeySpace {
			if r := routerFor(p.self); r != nil && r.Typed(e.Name) {
				return
			}
		}
		if p.act != nil {
			p.Tapped(nil)
			return
		}
	}
	passKey(p.self, e)
}

// TypedRune hands on what is typed; a space has pressed already.
func (p *press) TypedRune(r rune) {
	if p.char != nil && p.char(r) || r == ' ' {
		return
	}
	passRune(p.self, r)
}

// Disabled says whether it cannot be pressed; Tab passes it by.
func (p *press) Disabled() bool { return p.state.Disabled || p.deaf }

// Enable lets it be pressed.
func (p *press) Enable() { p.state.Disabled = false; p.Refresh() }

// Disable keeps it from being pressed.
func (p *press) Disable() { p.state.Disabled = true; p.Refresh() }

// focusRing is the ring around what has the focus: 2 thick, 2 away. It is drawn
// outside the object.
type focusRing struct{ *canvas.Rectangle }

func newFocusRing(radius float32) focusRing {
	r := canvas.NewRectangle(theme.Clear)
	r.StrokeWidth = theme.Strong
	r.CornerRadius = radius + 4
	r.Hide()
	return focusRing{r}
}

func (f focusRing) show(on bool) {
	f.StrokeColor = theme.Primary.Colour()
	f.Hidden = !on
}

// ringed lays objects over each other, and the first of them 4 wider.
type ringed struct{ stack }

func (l *ringed) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.stack.Layout(objects, size)
	objects[0].Move(fyne.NewPos(-4, -4))
	objects[0].Resize(size.AddWidthHeight(8, 8))
}

func (l *ringed) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return l.stack.MinSize(objects[1:])
}

func (l *ringed) minWidth(objects []fyne.CanvasObject) float32 { return widest(objects[1:]) }

func (l *ringed) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	return l.stack.heightFor(objects[1:], width)
}

// plate is a filled rectangle with an edge.
func plate(fill, edge theme.Token, stroke, radius float32) *canvas.Rectangle {
	r := canvas.NewRectangle(fill.Colour())
	r.StrokeColor, r.StrokeWidth, r.CornerRadius = edge.Colour(), stroke, radius
	return r
}

// hairline is a horizontal line of separation.
func hairline() fyne.CanvasObject {
	r := canvas.NewRectangle(theme.Line.Colour())
	r.SetMinSize(fyne.NewSize(1, 1))
	return r
}

// Rule is a horizontal line of separation.
func Rule() fyne.CanvasObject { return hairline() }

// Bar is a vertical line of separation of a height.
func Bar(height float32) fyne.CanvasObject {
	r := canvas.NewRectangle(theme.Line.Colour())
	r.SetMinSize(fyne.NewSize(1, height))
	return r
}

// Pressable makes any content pressable: a card that is a target, a row of a
// list. Its look follows from its state.
type Pressable struct {
	press
	ground *canvas.Rectangle
	ring   focusRing // around a chosen card: its edge looks like the focus already
	look   PressLook
}

// PressLook is how a Pressable shows its states.
type PressLook struct {
	Radius float32
	Fill   theme.Token // at rest; Surface if 0
	Hover  theme.Token // under the pointer; Tip if 0
	Chosen theme.Token // when current; PrimarySoft if 0
	Focus  theme.Token // the edge while it has the focus; Primary if 0
	Edge   bool        // an edge of its own: a card, not a row
	Quiet  bool        // no fill at rest
}

// NewPressable makes content pressable.
func NewPressable(look PressLook, content fyne.CanvasObject, act func()) *Pressable {
	if look.Fill == 0 {
		look.Fill = theme.Surface
	}
	if look.Hover == 0 {
		look.Hover = theme.Tip
	}
	if look.Chosen == 0 {
		look.Chosen = theme.PrimarySoft
	}
	if look.Focus == 0 {
		look.Focus = theme.Primary
	}
	p := &Pressable{look: look, ring: newFocusRing(look.Radius)}
	p.act, p.takes = act, true
	p.ground = plate(look.Fill, theme.Line, 0, look.Radius)
	p.paint = p.colours
	p.init(p, &fyne.Container{Layout: &ringed{}, Objects: []fyne.CanvasObject{p.ring.Rectangle, p.ground, content}})
	return p
}

func (p *Pressable) colours(s State) {
	p.ground.FillColor = p.look.Fill.Colour()
	p.ground.StrokeWidth = 0
	if p.look.Quiet {
		p.ground.FillColor = theme.Clear
	}
	if p.look.Edge {
		p.ground.StrokeColor, p.ground.StrokeWidth = theme.Line.Colour(), theme.Edge
	}
	if s.Hovered && !s.Disabled && p.act != nil {
		p.ground.FillColor = p.look.Hover.Colour()
	}
	if s.Current {
		p.ground.FillColor = p.look.Chosen.Colour()
		if p.look.Edge {
			p.ground.StrokeColor, p.ground.StrokeWidth = theme.Primary.Colour(), theme.Strong
		}
	}
	if s.Focused {
		p.ground.StrokeColor, p.ground.StrokeWidth = p.look.Focus.Colour(), theme.Strong
	}
	p.ring.show(s.Focused && s.Current && p.look.Edge)
}

// SetCurrent marks it as the chosen one.
func (p *Pressable) SetCurrent(on bool) {
	if p.state.Current != on {
		p.state.Current = on
		p.Refresh()
	}
}

// Current says whether it is the chosen one.
func (p *Pressable) Current() bool { return p.state.Current }

// OnKey hears keys before Enter and Space act and before the page does.
func (p *Pressable) OnKey(f func(*fyne.KeyEvent) bool) *Pressable { p.key = f; return p }

// NoFocus keeps it out of the order of Tab: the list around it has the focus.
func (p *Pressable) NoFocus() *Pressable { p.deaf = true; return p }

// shown shows an object or hides it.
func shown(o fyne.CanvasObject, on bool) {
	if on {
		o.Show()
	} else {
		o.Hide()
	}
}
