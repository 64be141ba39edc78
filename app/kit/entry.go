package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"shifu/app/theme"
)

// Entry is a text field. Fyne gives every shortcut to the focused field and
// stops there; this one keeps copy, paste, cut, select all, undo and redo and
// hands the rest to the page. Bare Enter never hands in what was written: in
// several lines it breaks the line, in one it goes to the next field, and after
// the last one it is a key of the page like any other.
type Entry struct {
	widget.Entry
	field *Field
	// OnKey hears a key before the field does; true keeps it from the field.
	OnKey func(*fyne.KeyEvent) bool
	// OnEnter replaces "next field" for a one-line field.
	OnEnter func()
	// OnBlur is told that the focus left.
	OnBlur func()
	// Tabs keeps Tab for OnKey: a cell of a grid.
	Tabs bool
}

// TypedShortcut keeps what a text field owns and hands on the rest.
func (e *Entry) TypedShortcut(s fyne.Shortcut) {
	switch s := s.(type) {
	case *fyne.ShortcutCopy:
		if e.SelectedText() == "" && e.handOn(s) {
			return // nothing is selected: the page's copy
		}
		e.Entry.TypedShortcut(s)
	case *fyne.ShortcutPaste, *fyne.ShortcutCut, *fyne.ShortcutSelectAll, *fyne.ShortcutUndo, *fyne.ShortcutRedo:
		e.Entry.TypedShortcut(s)
	default:
		if !e.handOn(s) {
			e.Entry.TypedShortcut(s)
		}
	}
}

func (e *Entry) handOn(s fyne.Shortcut) bool {
	r := routerFor(e)
	return r != nil && r.Shortcut(s)
}

// TypedKey types, moves to the next field on Enter, and hands on Escape, the
// function keys and, in one line, the vertical arrows.
func (e *Entry) TypedKey(k *fyne.KeyEvent) {
	touch()
	if e.OnKey != nil && e.OnKey(k) {
		return
	}
	switch k.Name {
	case fyne.KeyReturn, fyne.KeyEnter:
		if e.MultiLine {
			break
		}
		if e.OnEnter != nil {
			e.OnEnter()
			return
		}
		e.next(k)
		return
	case fyne.KeyEscape, fyne.KeyF1, fyne.KeyF2, fyne.KeyF3, fyne.KeyF4, fyne.KeyF5, fyne.KeyF6, fyne.KeyF7, fyne.KeyF8, fyne.KeyF9,
		fyne.KeyF10, fyne.KeyF11, fyne.KeyF12:
		passKey(e, k)
		return
	case fyne.KeyUp, fyne.KeyDown, fyne.KeyPageUp, fyne.KeyPageDown:
		if !e.MultiLine {
			passKey(e, k)
			return
		}
	}
	e.Entry.TypedKey(k)
}

// KeyDown is Fyne's.
func (e *Entry) KeyDown(k *fyne.KeyEvent) { e.Entry.KeyDown(k); held(k, true) }

// KeyUp is Fyne's.
func (e *Entry) KeyUp(k *fyne.KeyEvent) { e.Entry.KeyUp(k); held(k, false) }

// next goes on to the next text field. After the last one Enter is the page's,
// if the page has a use for it: pages that hand in or sign have none.
func (e *Entry) next(k *fyne.KeyEvent) {
	c := canvasOf(e)
	if c == nil {
		return
	}
	c.FocusNext()
	if _, field := c.Focused().(*Entry); field && c.Focused() != fyne.Focusable(e) {
		return
	}
	after := c.Focused()
	c.Focus(e)
	if r := routerFor(e); r != nil && r.Typed(k.Name) {
		return
	}
	if after != nil {
		c.Focus(after)
	}
}

// TypedRune types.
func (e *Entry) TypedRune(r rune) { touch(); e.Entry.TypedRune(r) }

// AcceptsTab lets Tab leave the field, also one of several lines.
func (e *Entry) AcceptsTab() bool { return e.Tabs }

// FocusGained shows the focus at the field's edge.
func (e *Entry) FocusGained() {
	e.Entry.FocusGained()
	if e.field != nil {
		e.field.focused = true
		e.field.colours()
	}
}

// FocusLost takes the focus from the field's edge.
func (e *Entry) FocusLost() {
	e.Entry.FocusLost()
	if e.field != nil {
		e.field.focused = false
		e.field.colours()
	}
	if e.OnBlur != nil {
		e.OnBlur()
	}
}

// Field is a text field with its label above and help or an error below.
type Field struct {
	box
	Entry   *Entry
	label   *Label
	below   *Paragraph
	alert   fyne.CanvasObject
	foot    *fyne.Container
	edge    *canvas.Rectangle
	help    string
	err     string
	focused bool
	lead    *canvas.Image
	frame   *fyne.Container
	rows    int
}

func newField(label, help string, e *Entry) *Field {
	f := bareField(label, help, e)
	f.ExtendBaseWidget(f)
	return f
}

// bareField makes a field that is a part of another widget, which says so to
// Fyne: what is on the screen and what was extended must be the same object, or
// nothing in it can be given the focus.
func bareField(label, help string, e *Entry) *Field {
	f := &Field{Entry: e, help: help}
	e.field = f
	f.label = NewLabel(label, theme.Label, theme.Ink)
	f.below = NewParagraph("", theme.Caption, theme.Ink3)
	f.alert = IconBox("alert", 14, theme.Danger)
	f.foot = RowTop(6, Pad(Insets{Top: 2}, f.alert), Fill(f.below))
	f.edge = plate(theme.Surface, theme.LineStrong, theme.Edge, theme.Radius)
	f.frame = Stack()
	f.build()
	parts := []fyne.CanvasObject{}
	if label != "" {
		parts = append(parts, f.label)
	}
	frame := fyne.CanvasObject(f.frame)
	if e.MultiLine {
		frame = Fill(frame) // only what holds several lines takes more room
	}
	parts = append(parts, frame, f.foot)
	f.root = Column(6, parts...)
	f.colours()
	return f
}

func (f *Field) build() {
	var inner fyne.CanvasObject = f.Entry
	if f.lead != nil {
		inner = Row(2, Pad(Insets{Left: 12}, Fixed(18, 18, f.lead)), Fill(inner))
	}
	height := float32(40)
	if f.Entry.MultiLine {
		height = float32(max(f.rows, 2))*20 + 22
	}
	f.frame.Objects = []fyne.CanvasObject{AtLeast(0, height, Stack(f.edge, Pad(All(2), inner)))}
}

// NewField makes a text field of one line.
func NewField(label, help string) *Field { return newField(label, help, newEntry()) }

// newEntry is what one line is typed into.
func newEntry() *Entry {
	e := &Entry{}
	e.ExtendBaseWidget(e)
	e.Wrapping = fyne.TextWrapOff
	e.Scroll = fyne.ScrollNone
	return e
}

// NewPath makes a field for the place of a file, which may be longer than the field and
// scrolls in it.
func NewPath(label, help string) *Field {
	e := newEntry()
	e.Scroll = fyne.ScrollHorizontalOnly
	return newField(label, help, e).Icon("folder")
}

// NewSecret makes a field that shows dots: PIN and passphrase.
func NewSecret(label, help string) *Field {
	e := &Entry{}
	e.Password = true
	e.ExtendBaseWidget(e)
	e.Wrapping = fyne.TextWrapOff
	return newField(label, help, e)
}

// WholeWords keeps words whole where a text area breaks its lines: the language
// has blanks between them. Chinese breaks anywhere.
var WholeWords bool

// NewTextArea makes a field of several lines: a person's own words.
func NewTextArea(label, help string, rows int) *Field {
	e := &Entry{}
	e.MultiLine = true
	e.ExtendBaseWidget(e)
	e.Wrapping = fyne.TextWrapBreak
	if WholeWords {
		e.Wrapping = fyne.TextWrapWord
	}
	e.SetMinRowsVisible(rows)
	f := newField(label, help, e)
	f.rows = rows
	f.build()
	return f
}

// Icon puts an icon at the beginning of the field.
func (f *Field) Icon(name string) *Field { f.lead = Icon(name, 18, theme.Ink3); f.build(); return f }

// Hint shows grey words while the field is empty.
func (f *Field) Hint(s string) *Field { f.Entry.SetPlaceHolder(s); return f }

// OnChanged is told of every change.
func (f *Field) OnChanged(do func(string)) *Field {
	f.Entry.OnChanged = func(s string) {
		if f.err != "" {
			f.SetError("")
		}
		if do != nil {
			timed("type", func() { do(s) })
		}
	}
	return f
}

// Text is what stands in the field.
func (f *Field) Text() string { return f.Entry.Text }

// SetText puts text into the field.
func (f *Field) SetText(s string) { f.Entry.SetText(s) }

// SetError shows what is wrong below the field; "" shows the help again.
func (f *Field) SetError(words string) {
	f.err = words
	f.colours()
}

// Error is what is shown as wrong.
func (f *Field) Error() string { return f.err }

// SetHelp changes the line below.
func (f *Field) SetHelp(words string) { f.help = words; f.colours() }

// SetEnabled lets the field be typed in or not.
func (f *Field) SetEnabled(on bool) {
	if on {
		f.Entry.Enable()
	} else {
		f.Entry.Disable()
	}
	f.colours()
}

// Focus puts the cursor into the field.
func (f *Field) Focus() {
	if c := canvasOf(f.Entry); c != nil {
		c.Focus(f.Entry)
	}
}

func (f *Field) colours() {
	f.edge.FillColor = theme.Surface.Colour()
	if f.Entry.Disabled() {
		f.edge.FillColor = theme.Sunken.Colour()
	}
	f.edge.StrokeColor, f.edge.StrokeWidth = theme.LineStrong.Colour(), theme.Edge
	switch {
	case f.err != "":
		f.edge.StrokeColor, f.edge.StrokeWidth = theme.Danger.Colour(), theme.Strong
	case f.focused:
		f.edge.StrokeColor, f.edge.StrokeWidth = theme.Primary.Colour(), theme.Strong
	}
	f.edge.Refresh()
	words, tone := f.help, theme.Ink3
	if f.err != "" {
		words, tone = f.err, theme.Danger
	}
	f.below.SetText(words)
	f.below.SetTone(tone)
	if f.err != "" {
		f.alert.Show()
	} else {
		f.alert.Hide()
	}
	f.foot.Objects[0].(*fyne.Container).Hidden = f.err == ""
	shown := words != ""
	if f.foot.Visible() != shown {
		f.foot.Hidden = !shown
	}
	f.relay()
}

// SearchField is a field to search in: icon, hint, its key, and the count once
// something is typed.
type SearchField struct {
	*Field
	right *fyne.Container
	cap   fyne.CanvasObject
	count *Label
	// OnDown is what the arrow down does: go to the results.
	OnDown func()
}

// NewSearchField makes a search field; changed is told what is typed.
func NewSearchField(hint, cap string, changed func(string)) *SearchField {
	s := &SearchField{Field: bareField("", "", newEntry()).Icon("search").Hint(hint), count: NewLabel("", theme.Caption, theme.Ink3)}
	s.ExtendBaseWidget(s)
	s.count.Right()
	s.cap = Stack()
	if ShowKeyCaps && cap != "" {
		s.cap = KeyCap(cap)
	}
	s.right = Pad(Insets{0, 12, 0, 0}, Middle(Stack(Middle(s.cap), s.count)))
	inner := s.frame.Objects[0].(*fyne.Container).Objects[0].(*fyne.Container)
	inner.Objects[1] = Pad(All(2), Row(0, Pad(Insets{Left: 12}, Fixed(18, 18, s.lead)), Fill(s.Entry), s.right))
	s.count.Hide()
	s.OnChanged(changed)
	s.Entry.OnKey = func(k *fyne.KeyEvent) bool {
		switch {
		case k.Name == fyne.KeyDown && s.OnDown != nil:
			s.OnDown()
			return true
		case k.Name == fyne.KeyEscape && s.Entry.Text != "":
			s.Entry.SetText("")
			return true
		case k.Name == fyne.KeyEscape:
			if c := canvasOf(s.Entry); c != nil {
				c.Unfocus()
			}
			return true
		}
		return false
	}
	return s
}

// SetCount shows how many were found in place of the key; "" shows the key.
func (s *SearchField) SetCount(words string) {
	s.count.Least(80)
	s.count.SetText(words)
	s.count.Hidden = words == ""
	s.cap.Refresh()
	if words == "" {
		s.cap.Show()
	} else {
		s.cap.Hide()
	}
	s.relay()
}
