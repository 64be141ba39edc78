package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"shifu/app/theme"
)

// ShowKeyCaps says whether buttons carry their keys ("key hints" in the
// settings, on by default). It is set at start.
var ShowKeyCaps = true

// keyCap is the small edge with the name of a key.
type keyCap struct {
	*fyne.Container
	edge *canvas.Rectangle
	text *canvas.Text
}

func newKeyCap(label string) *keyCap {
	k := &keyCap{edge: canvas.NewRectangle(theme.Clear), text: Text(label, theme.Caption, theme.Ink2)}
	k.edge.StrokeWidth, k.edge.CornerRadius = theme.Edge, theme.RadiusKeyCap
	k.edge.StrokeColor = theme.LineStrong.Colour()
	k.Container = AtLeast(20, 20, Stack(k.edge, Pad(Sides(0, 5), Middle(k.text))))
	return k
}

func (k *keyCap) tone(t theme.Token) {
	k.text.Color, k.edge.StrokeColor = t.Colour(), t.Colour()
}

// KeyCap shows the name of a key: "Ctrl F".
func KeyCap(label string) fyne.CanvasObject { return newKeyCap(label).Container }

// ButtonKind is what a button is for.
type ButtonKind int

const (
	Main        ButtonKind = iota // the one next thing of the page
	Usual                         // an edge
	Soft                          // a soft fill
	Bare                          // words only
	SealRed                       // signs, and nothing else
	Destructive                   // destroys
	OnHero                        // on the hero card
)

// Button is a button of ours: a verb and its object.
type Button struct {
	press
	kind   ButtonKind
	label  *canvas.Text
	icon   *canvas.Image
	name   string
	cap    *keyCap
	ground *canvas.Rectangle
	ring   focusRing
	height float32
	side   float32
	busy   bool
	words  string
	row    *fyne.Container
	frame  *fyne.Container
}

// NewButton makes a button of the usual height, 36.
func NewButton(kind ButtonKind, label string, act func()) *Button {
	b := &Button{kind: kind, words: label, height: 36, side: 15}
	b.act = act
	b.label = Text(label, theme.BodyBold, theme.Ink)
	if kind == Usual {
		b.label.TextStyle.Bold = false
	}
	b.ground = canvas.NewRectangle(theme.Clear)
	b.ground.CornerRadius = theme.Radius
	b.ring = newFocusRing(theme.Radius)
	b.paint = b.colours
	b.build()
	return b
}

func (b *Button) build() {
	b.row = Row(8, b.parts()...)
	inner := Pad(Sides(0, b.side), Middle(b.row))
	root := &fyne.Container{Layout: &ringed{}, Objects: []fyne.CanvasObject{b.ring.Rectangle, b.ground, inner}}
	if b.frame == nil {
		b.frame = AtLeast(b.height, b.height, root)
		b.init(b, b.frame)
		return
	}
	// It may be on the screen already, which keeps the object that it was made of.
	b.frame.Layout.(*sized).min = fyne.NewSquareSize(b.height)
	b.frame.Objects = []fyne.CanvasObject{root}
	b.repaint()
}

func (b *Button) parts() (parts []fyne.CanvasObject) {
	if b.icon != nil {
		parts = append(parts, Fixed(18, 18, b.icon))
	}
	parts = append(parts, b.label)
	if b.cap != nil {
		parts = append(parts, b.cap.Container)
	}
	return parts
}

// Keyed shows the key that does the same: pass a Key of the page.
func (b *Button) Keyed(k Key) *Button { return b.Cap(k.Cap()) }

// Cap shows the name of a key.
func (b *Button) Cap(label string) *Button {
	if ShowKeyCaps && label != "" {
		b.cap = newKeyCap(label)
	} else {
		b.cap = nil
	}
	b.row.Objects = b.parts() // the button may be on the screen already
	b.row.Refresh()
	b.Refresh()
	b.relay()
	return b
}

// WithIcon puts an icon before the words.
func (b *Button) WithIcon(name string) *Button {
	b.name = name
	b.icon = Icon(name, 18, theme.Ink)
	b.build()
	return b
}

// NoFocus keeps it out of the order of Tab: the list around it has the focus, and
// Enter there does the same.
func (b *Button) NoFocus() *Button { b.deaf = true; return b }

// Small makes it 30 high.
func (b *Button) Small() *Button {
	b.height, b.side = 30, 11
	b.label.TextSize = theme.Secondary.Size
	b.ground.CornerRadius = theme.RadiusSmall
	b.ring.CornerRadius = theme.RadiusSmall + 4
	b.build()
	return b
}

// Large makes it 44 high.
func (b *Button) Large() *Button {
	b.height, b.side = 44, 20
	b.label.TextSize = theme.CardTitle.Size
	b.build()
	return b
}

// SetLabel changes the words.
func (b *Button) SetLabel(s string) {
	if b.words != s {
		b.words = s
		b.Refresh()
	}
}

// Label is the words.
func (b *Button) Label() string { return b.words }

// SetBusy shows that it was pressed and works: the words stay, dots follow, and
// it cannot be pressed again.
func (b *Button) SetBusy(on bool) {
	if b.busy != on {
		b.busy, b.state.Disabled = on, on
		b.Refresh()
	}
}

// SetEnabled lets it be pressed or not.
func (b *Button) SetEnabled(on bool) {
	if b.state.Disabled == on && !b.busy {
		b.state.Disabled = !on
		b.Refresh()
	}
}

// Press acts as if it had been pressed: for the key of the page that does the
// same.
func (b *Button) Press() { b.Tapped(nil) }

func (b *Button) colours(s State) {
	fill, ink, edge := theme.Surface, theme.Ink, theme.Token(0)
	hover := theme.Tip
	switch b.kind {
	case Main:
		fill, ink, hover = theme.Primary, theme.OnPrimary, theme.PrimaryHover
	case Usual:
		edge = theme.LineStrong
	case Soft:
		fill, ink, hover = theme.PrimarySoft, theme.PrimaryInk, theme.PrimarySoft
	case Bare:
		fill, ink, hover = 0, theme.Primary, theme.PrimarySoft
	case SealRed:
		fill, ink, hover = theme.Seal, theme.OnSeal, theme.SealInk
		if theme.Current() == theme.Dark {
			hover = theme.Seal
		}
	case Destructive:
		fill, ink, hover = theme.Danger, theme.OnDanger, theme.Danger
	case OnHero:
		fill, ink, hover = theme.HeroBtn, theme.OnHeroBtn, theme.HeroBtn
	}
	if s.Disabled && !b.busy {
		fill, ink, edge = theme.Sunken, theme.Ink3, theme.Line
		if b.kind == Bare {
			fill, edge = 0, 0
		}
	}
	b.ground.FillColor = theme.Clear
	if fill != 0 {
		b.ground.FillColor = fill.Colour()
	}
	if s.Hovered && !s.Disabled {
		b.ground.FillColor = hover.Colour()
	}
	b.ground.StrokeWidth = 0
	if edge != 0 {
		b.ground.StrokeColor, b.ground.StrokeWidth = edge.Colour(), theme.Edge
	}
	words := b.words
	if b.busy {
		words += " …"
	}
	b.label.Text, b.label.Color = words, ink.Colour()
	b.label.Hidden = words == ""
	if b.icon != nil {
		SetIcon(b.icon, b.name, ink)
	}
	if b.cap != nil {
		b.cap.tone(ink)
	}
	b.ring.show(s.Focused)
}

// Link is words that lead somewhere.
type Link struct {
	press
	text *Label
	line *canvas.Rectangle
	icon *canvas.Image
	name string
}

// NewLink makes words that lead somewhere, with an icon before them unless its
// name is "".
func NewLink(label, icon string, act func()) *Link {
	l := &Link{text: NewLabel(label, theme.Link, theme.Primary), line: canvas.NewRectangle(theme.Clear), name: icon}
	l.act = act
	l.line.CornerRadius = theme.RadiusKeyCap
	parts := []fyne.CanvasObject{}
	if icon != "" {
		l.icon = Icon(icon, 16, theme.Primary)
		parts = append(parts, Fixed(16, 16, l.icon))
	}
	l.fit()
	parts = append(parts, Fill(l.text))
	l.paint = func(s State) {
		tone := theme.Primary
		if s.Disabled {
			tone = theme.Ink3
		} else if s.Hovered {
			tone = theme.PrimaryHover
		}
		l.text.SetTone(tone)
		if l.icon != nil {
			SetIcon(l.icon, l.name, tone)
		}
		l.line.StrokeColor, l.line.StrokeWidth = theme.Primary.Colour(), 0
		if s.Focused {
			l.line.StrokeWidth = theme.Strong
		}
	}
	l.init(l, Stack(l.line, AtLeast(30, 30, Pad(Sides(0, 4), Middle(Row(6, parts...))))))
	return l
}

// Label is the words.
func (l *Link) Label() string { return l.text.Text() }

// SetLabel changes the words.
func (l *Link) SetLabel(s string) { l.text.SetText(s); l.fit(); l.Refresh() }

// fit asks for as much room as the words need: with less they are shortened.
func (l *Link) fit() { l.text.Least(measure(l.text.Text(), theme.Link).Width) }
