package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"shifu/app/theme"
)

// HeroState is what the first card of a home page has to say.
type HeroState struct {
	Over    string // one line above: 接着做 · 情境练习
	Title   string
	Below   string // one line below
	Words   string // in the ring: 7/12; "" for no ring
	Percent int
	Action  string // on the button; "" for none
	Cap     string
	Quiet   bool // nothing due: no fill
}

// Hero is the one thing to go on with: 122 high, one button.
type Hero struct {
	box
	Button *Button // nil where there is nothing to press
}

// NewHero draws the card; act is what its button does.
func NewHero(s HeroState, act func()) *Hero {
	h := &Hero{}
	ground := canvas.NewRectangle(theme.Hero.Colour())
	ground.CornerRadius = theme.RadiusHero
	over, title, below, kind := theme.OnHero2, theme.OnHero, theme.OnHero2, OnHero
	if s.Quiet {
		ground.FillColor, ground.StrokeColor, ground.StrokeWidth = theme.Surface.Colour(), theme.Line.Colour(), theme.Edge
		over, title, below, kind = theme.Ink3, theme.Ink, theme.Ink2, Soft
	}
	words := Column(2)
	if s.Over != "" {
		words.Add(NewLabel(s.Over, theme.Secondary, over))
	}
	words.Add(NewParagraph(s.Title, theme.Role{Size: 19, Bold: true, Line: 28}, title).Most(2))
	if s.Below != "" {
		words.Add(NewParagraph(s.Below, theme.Secondary, below).Most(2))
	}
	parts := []fyne.CanvasObject{Fill(words)}
	if s.Words != "" {
		r := NewRing(64, -1)
		if !s.Quiet {
			r.OnHero()
		}
		r.text.TextSize = 15
		r.SetWords(s.Percent, s.Words)
		parts = append(parts, r)
	}
	if s.Action != "" {
		h.Button = NewButton(kind, s.Action, act).Large().Cap(s.Cap)
		parts = append(parts, h.Button)
	}
	h.root = AtLeast(0, 122, Stack(ground, Pad(Sides(16, 24), Row(20, parts...))))
	h.ExtendBaseWidget(h)
	return h
}

// PlanState is how far a line of a plan is.
type PlanState int

const (
	PlanOpen PlanState = iota
	PlanNow
	PlanDone
)

// PlanRow is one line of a plan: how far it is, what it is, and how long it
// takes. It is 58 high; act opens it.
func PlanRow(state PlanState, percent int, title, note, right, tag string, act func()) *Pressable {
	var mark fyne.CanvasObject
	role, tone := theme.ItemTitle, theme.Ink
	switch state {
	case PlanDone:
		mark, tone = Fixed(24, 24, Stack(canvas.NewCircle(theme.Qing.Colour()), Middle(IconBox("check", 16, theme.OnQing)))), theme.Ink2
	case PlanNow:
		r := NewRing(26, 0)
		r.asTimer = true
		r.SetWords(percent, "")
		mark, role = Fixed(24, 24, r), theme.CardTitle
	default:
		c := canvas.NewCircle(theme.Clear)
		c.StrokeColor, c.StrokeWidth = theme.LineStrong.Colour(), theme.Edge
		mark = Fixed(24, 24, c)
	}
	words := Column(0, NewLabel(title, role, tone))
	if note != "" {
		words.Add(NewLabel(note, theme.Caption, theme.Ink3))
	}
	parts := []fyne.CanvasObject{mark, Fill(words)}
	if right != "" {
		parts = append(parts, Text(right, theme.Secondary, theme.Ink2))
	}
	if tag != "" {
		parts = append(parts, Tag(tag, WatchTone))
	}
	return NewPressable(PressLook{Quiet: true}, AtLeast(0, 58, Pad(Sides(4, 18), Row(14, parts...))), act)
}
