package answer

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"shifu/app/kit"
	"shifu/app/theme"
)

// line is one row of an answer that is put together from rows: a step, a pair,
// a gap, a class of fault.
type line struct {
	key   string // what chooses it, in a box; "" for no box
	over  string // small words above: step 2
	words string
	below string      // what was given for it, or what is right
	tone  theme.Token // of below
	note  string      // a tag at the right
	good  bool        // the tag's colour
	kind  kit.CardKind
	on    bool   // chosen, or where the keys act
	act   func() // nil once it was judged
	tools []fyne.CanvasObject
}

// object draws the row: to be pressed, or as a card when nothing can be done.
func (l line) object() fyne.CanvasObject {
	var parts []fyne.CanvasObject
	if l.key != "" {
		parts = append(parts, keyBox(l.key, l.on))
	}
	text := kit.Column(2)
	if l.over != "" {
		text.Add(kit.NewParagraph(l.over, theme.Caption, theme.Ink3))
	}
	text.Add(kit.NewParagraph(l.words, theme.Role{Size: theme.ItemTitle.Size, Line: 24}, theme.Ink))
	if l.below != "" {
		text.Add(kit.NewParagraph(l.below, theme.Body, l.tone))
	}
	parts = append(parts, kit.Fill(text))
	if l.note != "" {
		tone := kit.WatchTone
		if l.good {
			tone = kit.GoodTone
		}
		parts = append(parts, kit.Fixed(0, 22, kit.Tag(l.note, tone)))
	}
	parts = append(parts, l.tools...)
	inner := kit.Pad(kit.Sides(9, 12), kit.Row(12, parts...))
	if l.act == nil {
		return kit.NewCardWith(l.kind, kit.All(0), inner)
	}
	p := kit.NewPressable(kit.PressLook{Radius: theme.RadiusCard, Edge: true}, kit.AtLeast(0, 44, inner), l.act).NoFocus()
	p.SetCurrent(l.on)
	return p
}

// keyBox is the digit that chooses a row.
func keyBox(key string, on bool) fyne.CanvasObject {
	fill, edge, ink := theme.Surface, theme.LineStrong, theme.Ink2
	if on {
		fill, edge, ink = theme.Primary, theme.Primary, theme.OnPrimary
	}
	r := canvas.NewRectangle(fill.Colour())
	r.StrokeColor, r.StrokeWidth, r.CornerRadius = edge.Colour(), theme.Edge, theme.RadiusSmall
	return kit.Fixed(26, 26, kit.Stack(r, kit.Middle(kit.Text(key, theme.CardTitle, ink))))
}

// digit is the key of the i-th row, "" beyond the ninth.
func digit(i int) string {
	if i >= 9 {
		return ""
	}
	return strconv.Itoa(i + 1)
}

// digits are the keys 1 to 9 for n rows; says describes them for the list of
// keys.
func digits(says string, free func() bool, n func() int, choose func(i int)) []kit.Key {
	var keys []kit.Key
	for i := range 9 {
		k := kit.Press(rune('1'+i), "", func() { choose(i) }).If(func() bool { return free() && i < n() })
		if i == 0 {
			k.Says = says
		}
		keys = append(keys, k)
	}
	return keys
}

// head is a small heading above rows.
func head(words string) fyne.CanvasObject {
	return kit.NewParagraph(words, theme.Label, theme.Ink2)
}
