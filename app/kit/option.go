package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"shifu/app/theme"
)

// OptionMark is how an option stands after it was judged.
type OptionMark int

const (
	Unjudged   OptionMark = iota
	Better                // the better one: qing
	Yours                 // the one that was chosen and was not: ochre
	YoursRight            // chosen and right
	Dimmed                // neither
	Away                  // neither, and put away: the reason has the room
)

// Option is one answer to choose.
type Option struct {
	Words string
	Mark  OptionMark
	Note  string // a tag at the right: 更好, 你选的
}

// OptionList offers answers: by pressing one, by its digit or letter, by ↑↓.
// It does not take the focus: its keys are keys of the page (Keys), so that
// they act at once.
type OptionList struct {
	box
	column  *fyne.Container
	options []Option
	views   []*optionView
	multi   bool
	chosen  map[int]bool
	cursor  int
	locked  bool
	role    theme.Role
	// OnChoose is told what is chosen after each change, in the options' order.
	OnChoose func(chosen []int)
}

type optionView struct {
	press
	ground *canvas.Rectangle
	digit  *canvas.Rectangle
	number *canvas.Text
	words  *Paragraph
	tag    *fyne.Container
	option Option
}

// NewOptionList makes the list; several says that more than one may be chosen.
func NewOptionList(several bool, onChoose func([]int), options ...Option) *OptionList {
	l := &OptionList{column: Column(10), multi: several, chosen: map[int]bool{}, cursor: -1, OnChoose: onChoose, role: theme.Reading}
	l.root = l.column
	l.ExtendBaseWidget(l)
	l.SetOptions(options...)
	return l
}

// SetOptions shows other options, nothing chosen.
func (l *OptionList) SetOptions(options ...Option) {
	l.options, l.chosen, l.cursor, l.locked = options, map[int]bool{}, -1, false
	l.column.Objects, l.views = nil, nil
	for i, o := range options {
		v := newOptionView(i, o, l.role, func() { l.Choose(i) })
		l.views = append(l.views, v)
		l.column.Add(v)
	}
	l.relay()
}

// Judge shows how the options stand; nothing can be chosen any more.
func (l *OptionList) Judge(options ...Option) {
	chosen := l.chosen
	l.SetOptions(options...)
	l.chosen, l.locked = chosen, true
	for i, v := range l.views {
		v.state.Disabled = true
		v.state.Current = chosen[i] && v.option.Mark == Unjudged
		v.Hidden = v.option.Mark == Away
		v.Refresh()
	}
	l.relay()
}

// Lock keeps the choice as it is.
func (l *OptionList) Lock(on bool) { l.locked = on }

// Chosen lists what is chosen, in the options' order.
func (l *OptionList) Chosen() []int {
	var out []int
	for i := range l.options {
		if l.chosen[i] {
			out = append(out, i)
		}
	}
	return out
}

// SetChosen marks options without telling: a draft that was kept.
func (l *OptionList) SetChosen(chosen ...int) {
	l.chosen = map[int]bool{}
	for _, i := range chosen {
		l.chosen[i] = true
		l.cursor = i
	}
	l.mark()
}

// Choose chooses an option, or takes it back where several may be chosen.
func (l *OptionList) Choose(i int) {
	if l.locked || i < 0 || i >= len(l.options) {
		return
	}
	l.cursor = i
	if l.multi {
		l.chosen[i] = !l.chosen[i]
	} else {
		l.chosen = map[int]bool{i: true}
	}
	l.mark()
	if l.OnChoose != nil {
		l.OnChoose(l.Chosen())
	}
}

func (l *OptionList) mark() {
	for i, v := range l.views {
		if v.state.Current != l.chosen[i] || l.multi {
			v.state.Current = l.chosen[i]
			v.state.Focused = l.multi && i == l.cursor
			v.Refresh()
		}
	}
}

func (l *OptionList) move(by int) {
	n := len(l.options)
	if n == 0 || l.locked {
		return
	}
	to := l.cursor + by
	if l.cursor < 0 && by < 0 {
		to = n - 1
	}
	to = min(max(to, 0), n-1)
	if l.multi {
		l.cursor = to
		l.mark()
		return
	}
	l.Choose(to)
}

// Keys are the keys of the list: digits, letters A to F, ↑↓, and Space where
// several may be chosen. says describes them for the list of keys.
func (l *OptionList) Keys(says string) []Key {
	free := func() bool { return !l.locked && len(l.options) > 0 }
	keys := []Key{
		Named(fyne.KeyUp, "", func() { l.move(-1) }).If(free),
		Named(fyne.KeyDown, "", func() { l.move(1) }).If(free),
	}
	if l.multi {
		keys = append(keys, Press(' ', "", func() { l.Choose(l.cursor) }).If(free))
	}
	for i := range 9 {
		here := func() bool { return free() && i < len(l.options) }
		k := Press(rune('1'+i), "", func() { l.Choose(i) }).If(here)
		if i == 0 {
			k.Says = says
		}
		keys = append(keys, k)
		if i < 6 {
			// After the page's own letters: the router asks in order, and
			// the page lists its keys first.
			keys = append(keys, Press(rune('a'+i), "", func() { l.Choose(i) }).If(here))
		}
	}
	return keys
}

func newOptionView(i int, o Option, role theme.Role, act func()) *optionView {
	v := &optionView{option: o}
	v.act, v.deaf = act, true
	v.ground = plate(theme.Surface, theme.Line, theme.Edge, theme.RadiusCard)
	v.digit = plate(theme.Surface, theme.LineStrong, theme.Edge, theme.RadiusSmall)
	v.number = Text(string(rune('1'+i)), theme.CardTitle, theme.Ink2)
	v.words = NewParagraph(o.Words, theme.Role{Size: role.Size, Line: 26}, theme.Ink)
	parts := []fyne.CanvasObject{Fixed(26, 26, Stack(v.digit, Middle(v.number))), Fill(v.words)}
	if o.Note != "" {
		tone := WatchTone
		if o.Mark == Better || o.Mark == YoursRight {
			tone = GoodTone
		}
		parts = append(parts, Pad(Insets{Top: 2}, Fixed(0, 22, Tag(o.Note, tone))))
	}
	v.paint = v.colours
	v.init(v, AtLeast(0, 52, Stack(v.ground, Pad(Sides(13, 16), RowTop(14, parts...)))))
	return v
}

func (v *optionView) colours(s State) {
	fill, edge, stroke := theme.Surface, theme.Line, theme.Edge
	box, boxEdge, ink, text := theme.Surface, theme.LineStrong, theme.Ink2, theme.Ink
	switch v.option.Mark {
	case Better, YoursRight:
		edge, stroke, box, boxEdge, ink = theme.Qing, theme.Strong, theme.Qing, theme.Qing, theme.OnQing
	case Yours:
		edge, stroke, box, boxEdge, ink = theme.OchreMark, theme.Strong, theme.OchreSoft, theme.OchreMark, theme.OchreInk
	case Dimmed:
		text = theme.Ink3
	default:
		if s.Current {
			fill, edge, stroke, box, boxEdge, ink = theme.PrimarySoft, theme.Primary, theme.Strong, theme.Primary, theme.Primary, theme.OnPrimary
		} else if s.Hovered && !s.Disabled {
			fill = theme.Tip
		}
		if s.Focused {
			edge, stroke = theme.Primary, theme.Strong
		}
	}
	v.ground.FillColor, v.ground.StrokeColor, v.ground.StrokeWidth = fill.Colour(), edge.Colour(), stroke
	v.digit.FillColor, v.digit.StrokeColor = box.Colour(), boxEdge.Colour()
	v.number.Color = ink.Colour()
	v.words.SetTone(text)
}
