package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"shifu/app/theme"
)

// Question is asked over the page. It has exactly one result: OnYes or OnNo is
// called, once.
type Question struct {
	Title  string // the act as a question
	Words  string
	Yes    string // a verb and its object
	No     string
	Danger bool // destroys: Ctrl+Enter is needed, and the focus is on No
	OnYes  func()
	OnNo   func() // may be nil
}

// Sheet is own content over the page.
type Sheet struct {
	Title    string
	Content  fyne.CanvasObject
	Wide     bool // 620 instead of 420
	Main     *Button
	Other    *Button // beside it; nil for none
	Keys     []Key   // besides Esc; Enter and Ctrl+Enter press Main unless listed here
	First    fyne.Focusable
	OnClosed func() // called once, however it closes
}

// Confirm asks a question over a canvas and puts the focus on the safe answer:
// Enter gives the answer that has the focus, Esc means No, and what destroys
// needs Ctrl+Enter.
func Confirm(c fyne.Canvas, q Question) {
	done := false
	var shut func()
	answer := func(do func()) func() {
		return func() {
			if done {
				return
			}
			done = true
			shut()
			if do != nil {
				do()
			}
		}
	}
	yes, no := answer(q.OnYes), answer(q.OnNo)
	kind, cap := Main, "Enter"
	if q.Danger {
		kind, cap = Destructive, "Ctrl Enter"
	}
	yesButton := NewButton(kind, q.Yes, yes).Cap(cap)
	noButton := NewButton(Usual, q.No, no).Cap("Esc")
	first := fyne.Focusable(yesButton)
	if q.Danger {
		first = noButton
	}
	keys := []Key{Ctrl(fyne.KeyReturn, "", yes), Named(fyne.KeyEscape, "", no)}
	if !q.Danger {
		keys = append(keys, Named(fyne.KeyReturn, "", yes))
	}
	var words fyne.CanvasObject
	if q.Words != "" {
		words = NewParagraph(q.Words, theme.Body, theme.Ink2)
	}
	shut = openSheet(c, sheet{title: q.Title, content: words, buttons: []*Button{noButton, yesButton}, width: 420, keys: keys, first: first, closed: func() {
		if !done { // the overlay was taken away by something else
			done = true
			if q.OnNo != nil {
				q.OnNo()
			}
		}
	}})
}

// Show shows a sheet over a canvas and answers how to close it.
func Show(c fyne.Canvas, s Sheet) (closeIt func()) {
	var shut func()
	cancel := func() { shut() }
	keys := append([]Key{}, s.Keys...)
	keys = append(keys, Named(fyne.KeyEscape, "", cancel))
	if s.Main != nil {
		main := s.Main
		press := func() {
			if !main.Disabled() {
				main.Press()
			}
		}
		keys = append(keys, Named(fyne.KeyReturn, "", press), Ctrl(fyne.KeyReturn, "", press))
	}
	var buttons []*Button
	for _, b := range []*Button{s.Other, s.Main} {
		if b != nil {
			buttons = append(buttons, b)
		}
	}
	width := float32(420)
	if s.Wide {
		width = 620
	}
	first := s.First
	if first == nil && s.Main != nil {
		first = s.Main
	}
	shut = openSheet(c, sheet{title: s.Title, content: s.Content, buttons: buttons, width: width, keys: keys, first: first, closed: s.OnClosed, cross: cancel})
	return shut
}

type sheet struct {
	title   string
	content fyne.CanvasObject
	buttons []*Button
	width   float32
	keys    []Key
	first   fyne.Focusable
	closed  func()
	cross   func()
}

// scrim covers the page and swallows what is pressed on it.
type scrim struct {
	widget.BaseWidget
	root *fyne.Container
}

func (s *scrim) Tapped(*fyne.PointEvent)             {}
func (s *scrim) TappedSecondary(*fyne.PointEvent)    {}
func (s *scrim) Scrolled(*fyne.ScrollEvent)          {}
func (s *scrim) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(s.root) }

func openSheet(c fyne.Canvas, s sheet) (shut func()) {
	router := RouterOf(c)
	before := c.Focused()
	title := NewParagraph(s.title, theme.Dialog, theme.Ink)
	head := []fyne.CanvasObject{Fill(title)}
	if s.cross != nil {
		head = append(head, NewIconButton("cross", "Esc", s.cross))
	}
	parts := []fyne.CanvasObject{RowTop(8, head...)}
	if s.content != nil {
		parts = append(parts, Fill(s.content))
	}
	if len(s.buttons) > 0 {
		bar := Row(8, Spacer())
		for _, b := range s.buttons {
			bar.Add(b)
		}
		parts = append(parts, Pad(Insets{Top: 6}, bar))
	}
	ground := plate(theme.Surface, theme.Line, 0, theme.RadiusDialog)
	if Shadows {
		ground.Shadow = canvas.Shadow{Color: shadow(0.22), BlurRadius: 32, Offset: fyne.NewPos(0, 8)}
	}
	panel := Stack(ground, Pad(Insets{22, 24, 20, 24}, Column(10, parts...)))
	veil := canvas.NewRectangle(theme.Scrim.Colour())
	over := &scrim{}
	over.root = &fyne.Container{Layout: &sheetLayout{width: s.width}, Objects: []fyne.CanvasObject{veil, panel}}
	over.ExtendBaseWidget(over)
	over.Resize(c.Size())

	layer := &Layer{Keys: s.keys, Modal: true}
	router.Push(layer)
	c.Overlays().Add(over)
	if s.first != nil {
		c.Focus(s.first)
	}
	open := true
	return func() {
		if !open {
			return
		}
		open = false
		router.Drop(layer)
		c.Overlays().Remove(over)
		if OnScreen(before) {
			c.Focus(before)
		} else {
			c.Unfocus() // what had it is gone: the keys are the page's
		}
		if s.closed != nil {
			s.closed()
		}
	}
}

// OnScreen says whether something can be given the focus: it is in the window, and
// nothing above it is hidden. The page may have been drawn anew below a dialog.
func OnScreen(f fyne.Focusable) bool {
	o, ok := f.(fyne.CanvasObject)
	// What the window does not hold has no place in it; nothing that has the focus
	// stands in the very corner.
	return ok && o.Visible() && !fyne.CurrentApp().Driver().AbsolutePositionForObject(o).IsZero()
}

// sheetLayout puts a panel in the middle of the window, never larger than it.
type sheetLayout struct{ width float32 }

func (l *sheetLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	o[0].Resize(size)
	w := min(l.width, size.Width-32)
	h := min(HeightFor(o[1], w), size.Height-32)
	o[1].Resize(fyne.NewSize(w, h))
	o[1].Move(fyne.NewPos((size.Width-w)/2, (size.Height-h)*0.4))
}

func (l *sheetLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(200, 200) }

// Shadows says whether what floats throws a shadow; "plain drawing" in the
// settings turns it off for remote desktops. It is set at start.
var Shadows = true
