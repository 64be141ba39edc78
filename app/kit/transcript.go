package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"shifu/app/theme"
)

// BubbleKind is who speaks, or would.
type BubbleKind int

const (
	Theirs BubbleKind = iota // the customer
	Mine                     // the agent
	Draft                    // chosen, not sent
	AsIf                     // what would be sent
	Note                     // a line between: 今天 14:01, 如果这样发出去
)

// Bubble is one line of a chat.
type Bubble struct {
	Kind   BubbleKind
	Who    string // the avatar's character: 客, 我
	Runs   []Run  // or Words
	Words  string
	Under  string // a word below a draft: 还没发出
	Object fyne.CanvasObject
	// Object is shown in the middle instead of a bubble: an order card.

	// A line of a log that can be marked has its number at the left; Edge and
	// Tone say how it was marked (0: as its kind has it), On that the keys act on
	// it: then it is in sight. Act is what pressing it does.
	Number     string
	Edge, Tone theme.Token
	On         bool
	Act        func()
}

// Transcript is a chat: it scrolls, and its last line is in sight.
type Transcript struct {
	box
	column *fyne.Container
	scroll *Scroll
}

// NewTranscript makes an empty chat.
func NewTranscript(bubbles ...Bubble) *Transcript {
	t := &Transcript{column: Column(10)}
	t.scroll = NewScroll(Pad(Sides(14, 18), t.column)).Within()
	t.root = t.scroll
	t.ExtendBaseWidget(t)
	t.Set(bubbles...)
	return t
}

// Set shows other lines and scrolls to the last.
func (t *Transcript) Set(bubbles ...Bubble) {
	t.column.Objects = nil
	for _, b := range bubbles {
		t.column.Add(NewBubble(b))
	}
	t.scroll.Refresh()
	for i, b := range bubbles {
		if b.On {
			t.column.Refresh()
			o := t.column.Objects[i]
			t.scroll.ShowRange(o.Position().Y, o.Position().Y+o.Size().Height+28)
			return
		}
	}
	t.scroll.Bottom()
}

// Keys scroll the chat.
func (t *Transcript) Keys() []Key {
	return []Key{Named(fyne.KeyPageUp, "", func() { t.scroll.Page(-1) }), Named(fyne.KeyPageDown, "", func() { t.scroll.Page(1) })}
}

// NewBubble draws one line of a chat.
func NewBubble(b Bubble) fyne.CanvasObject {
	if b.Object != nil {
		return &fyne.Container{Layout: &centredColumn{most: 460}, Objects: []fyne.CanvasObject{b.Object}}
	}
	if b.Kind == Note {
		if b.Under != "" { // "as if": a ruled line
			return Row(10, Fill(hairline()), Text(b.Words, theme.Caption, theme.Ochre), Fill(hairline()))
		}
		return NewParagraph(b.Words, theme.Caption, theme.Ink3).Centred()
	}
	runs := b.Runs
	if len(runs) == 0 {
		runs = []Run{Plain(b.Words)}
	}
	text := NewRuns(theme.Role{Size: theme.Reading.Size, Line: 26}, theme.Ink, runs...)
	g := canvas.NewRectangle(theme.BubbleIn.Colour())
	g.TopLeftCornerRadius, g.TopRightCornerRadius, g.BottomLeftCornerRadius, g.BottomRightCornerRadius = 10, 10, 10, 10
	avatarFill, avatarInk := theme.OchreSoft, theme.OchreInk
	own := b.Kind != Theirs
	if own {
		g.TopRightCornerRadius = 3
		g.FillColor = theme.BubbleOut.Colour()
		avatarFill, avatarInk = theme.PrimarySoft, theme.PrimaryInk
	} else {
		g.TopLeftCornerRadius = 3
	}
	switch b.Kind {
	case Draft:
		g.FillColor, g.StrokeColor, g.StrokeWidth = theme.Surface.Colour(), theme.Primary.Colour(), theme.Marked
	case AsIf:
		g.FillColor, g.StrokeColor, g.StrokeWidth = theme.Surface.Colour(), theme.OchreMark.Colour(), theme.Marked
	}
	if b.On {
		g.StrokeColor, g.StrokeWidth = theme.Primary.Colour(), theme.Strong
	} else if b.Edge != 0 {
		g.StrokeColor, g.StrokeWidth = b.Edge.Colour(), theme.Marked
	}
	disc := canvas.NewCircle(avatarFill.Colour())
	avatar := Fixed(28, 28, Stack(disc, Middle(Text(b.Who, theme.CaptionTop, avatarInk))))
	objects := []fyne.CanvasObject{g, text, avatar}
	var under *Paragraph
	if b.Under != "" {
		tone := theme.Primary
		if b.Tone != 0 {
			tone = b.Tone
		}
		under = NewParagraph(b.Under, theme.CaptionTop, tone)
		objects = append(objects, under)
	}
	w := &bubbleView{text: text, layout: &bubbleLayout{text: text, under: under, own: own}}
	w.root = &fyne.Container{Layout: w.layout, Objects: objects}
	w.ExtendBaseWidget(w)
	if b.Number == "" {
		return w
	}
	fill, edge, ink := theme.Surface, theme.LineStrong, theme.Ink2
	switch {
	case b.On:
		fill, edge, ink = theme.Primary, theme.Primary, theme.OnPrimary
	case b.Edge != 0:
		edge, ink = b.Edge, b.Tone
	}
	line := RowTop(8, Pad(Insets{Top: 2}, Fixed(26, 26, Stack(plate(fill, edge, theme.Edge, theme.RadiusSmall), Middle(Text(b.Number, theme.CardTitle, ink))))), Fill(w))
	if b.Act == nil {
		return line
	}
	return NewPressable(PressLook{Radius: theme.Radius, Quiet: true}, line, b.Act).NoFocus()
}

type bubbleView struct {
	box
	text   *Paragraph
	layout *bubbleLayout
}

// bubbleLayout: at most 78 % of the width or 438, as narrow as the text.
type bubbleLayout struct {
	text  *Paragraph
	under *Paragraph // below the bubble, nil for nothing
	own   bool
	width float32
}

const bubbleAvatar, bubbleSide, bubbleTop = 38, 14, 9

func (l *bubbleLayout) room(width float32) float32 {
	most := min((width-2*bubbleAvatar)*0.96, 438-2*bubbleSide, width*0.78)
	return min(l.text.Natural()+1, max(most, 80))
}

func (l *bubbleLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	w := l.room(size.Width)
	h := l.text.HeightFor(w)
	x := float32(bubbleAvatar)
	if l.own {
		x = size.Width - bubbleAvatar - w - 2*bubbleSide
	}
	o[0].Move(fyne.NewPos(x, 0))
	o[0].Resize(fyne.NewSize(w+2*bubbleSide, h+2*bubbleTop))
	o[1].Move(fyne.NewPos(x+bubbleSide, bubbleTop))
	o[1].Resize(fyne.NewSize(w, h))
	o[2].Resize(fyne.NewSize(28, 28))
	o[2].Move(fyne.NewPos(0, 0))
	if l.own {
		o[2].Move(fyne.NewPos(size.Width-28, 0))
	}
	if l.under != nil {
		right := x + w + 2*bubbleSide - 2
		wide := l.underRoom(size.Width)
		l.under.Resize(fyne.NewSize(wide, l.under.HeightFor(wide)))
		l.under.Move(fyne.NewPos(max(right-wide, 0), h+2*bubbleTop+3))
	}
}

// underRoom is the width of the words below a bubble.
func (l *bubbleLayout) underRoom(width float32) float32 {
	return min(l.under.Natural()+1, max(width-bubbleAvatar-2, 80))
}

func (l *bubbleLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(200, l.heightFor(o, max(l.width, 200)))
}

func (l *bubbleLayout) heightFor(o []fyne.CanvasObject, width float32) float32 {
	h := l.text.HeightFor(l.room(width)) + 2*bubbleTop
	if l.under != nil {
		h += l.under.HeightFor(l.underRoom(width)) + 6
	}
	return max(h, 28)
}
