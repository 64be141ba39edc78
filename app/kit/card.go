package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"shifu/app/theme"
)

// CardKind is how a card stands out.
type CardKind int

const (
	PlainCard   CardKind = iota // an edge
	CurrentCard                 // a strong edge: your turn
	QuietCard                   // a note inside a card
	GoodCard                    // what is right
	WatchCard                   // what was chosen and was not right
)

// Card is a sheet on the page: an edge, no shadow.
type Card struct {
	box
	ground *canvas.Rectangle
	kind   CardKind
	inner  *fyne.Container
}

// NewCard puts content on a card with padding.
func NewCard(kind CardKind, content fyne.CanvasObject) *Card {
	in := All(18)
	if kind == QuietCard {
		in = Sides(12, 14)
	}
	return NewCardWith(kind, in, content)
}

// NewCardWith puts content on a card with padding of its own; no padding for
// lists that reach the edges.
func NewCardWith(kind CardKind, in Insets, content fyne.CanvasObject) *Card {
	c := &Card{ground: canvas.NewRectangle(theme.Clear), kind: kind}
	c.inner = Stack(content)
	c.root = Stack(c.ground, Pad(in, c.inner))
	c.ExtendBaseWidget(c)
	c.colours()
	return c
}

// SetKind changes how the card stands out.
func (c *Card) SetKind(kind CardKind) {
	if c.kind != kind {
		c.kind = kind
		c.colours()
		c.Refresh()
	}
}

// SetContent shows something else on the card.
func (c *Card) SetContent(o fyne.CanvasObject) {
	c.inner.Objects = []fyne.CanvasObject{o}
	c.relay()
	c.Refresh()
}

func (c *Card) colours() {
	g := c.ground
	g.CornerRadius = theme.RadiusCard
	g.FillColor, g.StrokeColor, g.StrokeWidth = theme.Surface.Colour(), theme.Line.Colour(), theme.Edge
	switch c.kind {
	case CurrentCard:
		g.StrokeColor, g.StrokeWidth = theme.Primary.Colour(), theme.Strong
	case QuietCard:
		g.FillColor, g.StrokeWidth, g.CornerRadius = theme.Tip.Colour(), 0, theme.Radius
	case GoodCard:
		g.StrokeColor, g.StrokeWidth = theme.Qing.Colour(), theme.Marked
	case WatchCard:
		g.StrokeColor, g.StrokeWidth = theme.OchreMark.Colour(), theme.Marked
	}
	g.Refresh()
}

// CardHead is the first line of a card: title, a note beside it, and something
// at the right, which may be nil.
func CardHead(title, note string, right fyne.CanvasObject) *fyne.Container {
	parts := []fyne.CanvasObject{NewLabel(title, theme.CardTitle, theme.Ink).Least(320)}
	if note != "" {
		parts = append(parts, Fill(NewLabel(note, theme.Caption, theme.Ink3).Least(0)))
	} else {
		parts = append(parts, Spacer())
	}
	if right != nil {
		parts = append(parts, right)
	}
	return AtLeast(0, 24, Row(8, parts...))
}

// ListCard is a card with a head and rows to its edges, lines between them.
func ListCard(head fyne.CanvasObject, rows ...fyne.CanvasObject) *Card {
	return NewCardWith(PlainCard, All(1), ListBody(head, rows...))
}

// ListBody is what a ListCard holds, to be set again with SetContent.
func ListBody(head fyne.CanvasObject, rows ...fyne.CanvasObject) *fyne.Container {
	parts := []fyne.CanvasObject{}
	if head != nil {
		parts = append(parts, Pad(Sides(11, 17), head))
	}
	for _, r := range rows {
		if len(parts) > 0 {
			parts = append(parts, hairline())
		}
		parts = append(parts, r)
	}
	return Column(0, parts...)
}

// PageHeader is the head of a page: a way back (nil for none), title, one line
// below, and tools at the right.
type PageHeader struct {
	box
	title *Label
	note  *Label
	words *fyne.Container
}

// NewPageHeader makes the head of a page.
func NewPageHeader(title, note string, back func(), tools ...fyne.CanvasObject) *PageHeader {
	h := &PageHeader{title: NewLabel(title, theme.PageTitle, theme.Ink), note: NewLabel(note, theme.Secondary, theme.Ink2)}
	h.words = Column(0, h.title, h.note)
	h.note.Hidden = note == ""
	parts := []fyne.CanvasObject{}
	if back != nil {
		b := NewIconButton("chevron-left", "Alt ←", back)
		parts = append(parts, b)
	}
	head := Row(12, append(parts, Fill(h.words))...)
	h.root = AtLeast(0, 48, &fyne.Container{Layout: &headLayout{line: headLine}, Objects: append([]fyne.CanvasObject{head}, onOneLine(tools)...)})
	h.ExtendBaseWidget(h)
	return h
}

// onOneLine gives the groups of chips in a header the width that they need to
// stay on one line.
func onOneLine(tools []fyne.CanvasObject) []fyne.CanvasObject {
	out := make([]fyne.CanvasObject, len(tools))
	for i, t := range tools {
		out[i] = t
		if g, ok := t.(*ChipGroup); ok {
			out[i] = &fyne.Container{Layout: chipLine{g}, Objects: []fyne.CanvasObject{g}}
		}
	}
	return out
}

type chipLine struct{ group *ChipGroup }

func (l chipLine) Layout(_ []fyne.CanvasObject, size fyne.Size) { l.group.Resize(size) }

func (l chipLine) MinSize([]fyne.CanvasObject) fyne.Size {
	var m fyne.Size
	for i, c := range l.group.chips {
		s := c.MinSize()
		if i > 0 {
			m.Width += 8
		}
		m.Width += s.Width
		m.Height = max(m.Height, s.Height)
	}
	return m
}

// Set shows another title and line.
func (h *PageHeader) Set(title, note string) {
	h.title.SetText(title)
	h.note.SetText(note)
	h.note.Hidden = note == ""
	h.relay()
}

// IconButton is an icon that can be pressed: back, close, lock.
type IconButton struct {
	press
	img    *canvas.Image
	ground *canvas.Rectangle
	hinted bool
}

// ShowHint shows words beside something that shows an icon alone, "" takes
// them away; at is a place in the window. The shell sets it.
var ShowHint func(words string, at fyne.Position)

// NewIconButton makes a 32 wide target; hint is its key, shown under the
// pointer: it repeats and never adds.
func NewIconButton(icon, hint string, act func()) *IconButton {
	b := &IconButton{img: Icon(icon, 18, theme.Ink2), ground: canvas.NewRectangle(theme.Clear)}
	b.act = act
	b.ground.CornerRadius = theme.RadiusSmall
	b.paint = func(s State) {
		b.ground.FillColor, b.ground.StrokeWidth = theme.Clear, 0
		if s.Hovered {
			b.ground.FillColor = theme.Sunken.Colour()
		}
		if s.Focused {
			b.ground.StrokeColor, b.ground.StrokeWidth = theme.Primary.Colour(), theme.Strong
		}
		if s.Hovered != b.hinted && ShowHint != nil && hint != "" {
			b.hinted = s.Hovered
			if !s.Hovered {
				ShowHint("", fyne.Position{})
				return
			}
			at := fyne.CurrentApp().Driver().AbsolutePositionForObject(b)
			ShowHint(hint, at.AddXY(0, b.Size().Height+2))
		}
	}
	b.init(b, Fixed(32, 32, Stack(b.ground, Middle(Fixed(18, 18, b.img)))))
	return b
}

// Avatar is a disc with the first character of a name. Its colours come in
// three, by what the person is: apprentice, mentor, owner.
func Avatar(name string, size float32, fill, ink theme.Token) fyne.CanvasObject {
	disc := canvas.NewCircle(fill.Colour())
	first := "?"
	for _, r := range name {
		first = string(r)
		break
	}
	role := theme.Role{Size: max(size*0.4, 12), Bold: true}
	return Fixed(size, size, Stack(disc, Middle(Text(first, role, ink))))
}

// Chip tones: what a small label says by its colour, besides its words.
type ChipTone int

const (
	NeutralTone ChipTone = iota
	PrimaryTone
	GoodTone
	WatchTone
	DangerTone
	SealTone
)

func (t ChipTone) tokens() (fill, ink theme.Token) {
	switch t {
	case PrimaryTone:
		return theme.PrimarySoft, theme.PrimaryInk
	case GoodTone:
		return theme.QingSoft, theme.QingInk
	case WatchTone:
		return theme.OchreSoft, theme.OchreInk
	case DangerTone:
		return theme.DangerSoft, theme.DangerInk
	case SealTone:
		return theme.SealSoft, theme.SealInk
	}
	return theme.Sunken, theme.Ink2
}

// Tag is a small label that cannot be pressed: 过了, 需复核, 待签.
func Tag(words string, tone ChipTone) fyne.CanvasObject {
	fill, ink := tone.tokens()
	g := canvas.NewRectangle(fill.Colour())
	g.CornerRadius = 11
	return AtLeast(22, 22, Stack(g, Pad(Sides(0, 8), Middle(Text(words, theme.Caption, ink)))))
}

// Badge is a count on a soft ground.
func Badge(n string) fyne.CanvasObject {
	g := canvas.NewRectangle(theme.PrimarySoft.Colour())
	g.CornerRadius = 10
	return AtLeast(20, 20, Stack(g, Pad(Sides(0, 6), Middle(Text(n, theme.CaptionTop, theme.PrimaryInk)))))
}

// Banner says something about the whole page.
type Banner struct {
	box
	words *Paragraph
	link  *canvas.Text
}

// NewBanner makes a banner; action may be "" and act nil. cap names the key of
// the action.
func NewBanner(tone ChipTone, icon, words, action string, act func()) *Banner {
	fill, ink := tone.tokens()
	g := canvas.NewRectangle(fill.Colour())
	g.CornerRadius = theme.RadiusCard
	b := &Banner{words: NewParagraph(words, theme.Body, ink)}
	parts := []fyne.CanvasObject{IconBox(icon, 18, ink), Fill(b.words)}
	if action != "" {
		p := &Pressable{}
		text := Text(action, theme.BodyBold, ink)
		p = NewPressable(PressLook{Radius: theme.RadiusSmall, Quiet: true, Hover: fill}, AtLeast(0, 30, Pad(Sides(0, 8), Middle(text))), act)
		parts = append(parts, p)
	}
	b.root = AtLeast(0, 44, Stack(g, Pad(Sides(9, 14), Row(12, parts...))))
	b.ExtendBaseWidget(b)
	return b
}

// SetText changes the words.
func (b *Banner) SetText(s string) { b.words.SetText(s); b.relay() }

// EmptyState says that there is nothing, and what can be done. The button may
// be nil.
func EmptyState(icon, title, words string, button *Button) fyne.CanvasObject {
	disc := canvas.NewCircle(theme.QingSoft.Colour())
	parts := []fyne.CanvasObject{
		Middle(Fixed(52, 52, Stack(disc, Middle(IconBox(icon, 24, theme.Qing))))),
		NewParagraph(title, theme.CardTitle, theme.Ink).Centred(),
	}
	if words != "" {
		parts = append(parts, NewParagraph(words, theme.Secondary, theme.Ink2).Centred())
	}
	if button != nil {
		parts = append(parts, Middle(button))
	}
	return container.New(&centredColumn{most: 320, around: 24}, Column(10, parts...))
}

// centredColumn keeps its object no wider than it reads well, in the middle.
type centredColumn struct {
	most, around float32
	left         bool // and at the top
}

func (l *centredColumn) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	w := min(l.most, size.Width)
	for _, o := range objects {
		h := HeightFor(o, w)
		at := fyne.NewPos((size.Width-w)/2, max((size.Height-h)/2, 0))
		if l.left {
			at = fyne.Position{}
		}
		o.Move(at)
		o.Resize(fyne.NewSize(w, h))
	}
}

func (l *centredColumn) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(160, l.heightFor(objects, l.most))
}

func (l *centredColumn) minWidth([]fyne.CanvasObject) float32 { return 160 }

func (l *centredColumn) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	var h float32
	for _, o := range objects {
		h = max(h, HeightFor(o, min(l.most, width)))
	}
	return h + l.around
}

// MostWide keeps an object no wider than it reads well: at the left, where the
// title is.
func MostWide(width float32, o fyne.CanvasObject) *fyne.Container {
	return container.New(&centredColumn{most: width, left: true}, o)
}
