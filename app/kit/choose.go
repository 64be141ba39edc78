package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"shifu/app/theme"
)

// Checkbox is a yes or no with words beside it.
type Checkbox struct {
	press
	square *canvas.Rectangle
	tick   *canvas.Image
	text   *Paragraph
	on     bool
}

// NewCheckbox makes a box; changed is told the new state.
func NewCheckbox(words string, on bool, changed func(bool)) *Checkbox {
	c := &Checkbox{square: plate(theme.Surface, theme.LineStrong, theme.Marked, 4), tick: Icon("check", 14, theme.OnPrimary), on: on}
	c.text = NewParagraph(words, theme.Body, theme.Ink)
	c.act = func() {
		c.on = !c.on
		c.Refresh()
		if changed != nil {
			changed(c.on)
		}
	}
	c.paint = func(s State) {
		c.square.FillColor, c.square.StrokeColor, c.square.StrokeWidth = theme.Surface.Colour(), theme.LineStrong.Colour(), theme.Marked
		if c.on {
			c.square.FillColor, c.square.StrokeColor = theme.Primary.Colour(), theme.Primary.Colour()
		}
		if s.Focused {
			c.square.StrokeColor, c.square.StrokeWidth = theme.Primary.Colour(), 3
		}
		c.tick.Hidden = !c.on
	}
	mark := Fixed(18, 18, Stack(c.square, Middle(Fixed(14, 14, c.tick))))
	if words == "" {
		c.init(c, Fixed(30, 30, Middle(mark)))
		return c
	}
	c.init(c, Pad(Sides(4, 0), RowTop(10, Pad(Insets{Top: 2}, mark), Fill(c.text))))
	return c
}

// Label is the words beside the box.
func (c *Checkbox) Label() string { return c.text.Text() }

// On says whether it is ticked.
func (c *Checkbox) On() bool { return c.on }

// SetOn ticks it or not, without telling.
func (c *Checkbox) SetOn(on bool) {
	if c.on != on {
		c.on = on
		c.Refresh()
	}
}

// Select offers a list to choose one of.
type Select struct {
	box
	choices []Choice
	inner   *selectEntry
	// OnChoose is told the value that was chosen.
	OnChoose func(string)
}

type selectEntry struct{ widget.Select }

func (s *selectEntry) TypedShortcut(sc fyne.Shortcut) {
	if r := routerFor(s); r != nil {
		r.Shortcut(sc)
	}
}

func (s *selectEntry) TypedRune(r rune) { passRune(s, r) }

// NewSelect makes a list of choices with a label above; "" leaves it out.
func NewSelect(label, current string, onChoose func(string), choices ...Choice) *Select {
	s := &Select{OnChoose: onChoose}
	s.inner = &selectEntry{}
	s.inner.PlaceHolder = "—" // Fyne's own words are English
	s.inner.ExtendBaseWidget(s.inner)
	s.SetChoices(choices...)
	s.Set(current)
	s.inner.OnChanged = func(string) {
		if i := s.inner.SelectedIndex(); i >= 0 && s.OnChoose != nil {
			s.OnChoose(s.choices[i].Value)
		}
	}
	s.root = AtLeast(0, 38, Stack(plate(theme.Surface, theme.LineStrong, theme.Edge, theme.Radius), Pad(All(1), s.inner)))
	if label != "" {
		s.root = Column(6, Text(label, theme.Label, theme.Ink), s.root)
	}
	s.ExtendBaseWidget(s)
	return s
}

// SetChoices changes what can be chosen.
func (s *Select) SetChoices(choices ...Choice) {
	s.choices = choices
	s.inner.Options = nil
	for _, c := range choices {
		s.inner.Options = append(s.inner.Options, c.Words)
	}
	s.inner.Refresh()
}

// Set chooses a value without telling.
func (s *Select) Set(value string) {
	tell := s.inner.OnChanged
	s.inner.OnChanged = nil
	for i, c := range s.choices {
		if c.Value == value {
			s.inner.SetSelectedIndex(i)
		}
	}
	s.inner.OnChanged = tell
}

// Value is what is chosen, "" for nothing.
func (s *Select) Value() string {
	if i := s.inner.SelectedIndex(); i >= 0 {
		return s.choices[i].Value
	}
	return ""
}
