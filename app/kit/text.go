package kit

import (
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"shifu/app/theme"
)

// Text makes one line of text that keeps its own width: for what is always
// short. Use Label where it may have to be shortened, Paragraph where it breaks.
func Text(s string, role theme.Role, tone theme.Token) *canvas.Text {
	t := canvas.NewText(s, tone.Colour())
	t.TextSize, t.TextStyle = role.Size, role.Style()
	return t
}

// measure is the size of one line of text. Han characters and their punctuation
// are as wide as their size in the bundled font: only what stands between them is
// shaped, and that is mostly the same few numbers and words.
func measure(s string, role theme.Role) fyne.Size {
	height := fyne.MeasureText("师", role.Size, role.Style()).Height
	var width float32
	from := 0 // of what is neither
	for i, r := range s {
		if !fullWidth(r) {
			continue
		}
		if from < i {
			width += fyne.MeasureText(s[from:i], role.Size, role.Style()).Width
		}
		width += role.Size
		from = i + utf8.RuneLen(r)
	}
	if from < len(s) {
		width += fyne.MeasureText(s[from:], role.Size, role.Style()).Width
	}
	return fyne.NewSize(width, height)
}

// fullWidth says that a character is a square in the bundled font.
func fullWidth(r rune) bool {
	return r >= 0x4E00 && r <= 0x9FFF || r == '，' || r == '。' || r == '、' || r == '；' || r == '：' || r == '？' || r == '！' || r == '（' || r == '）' || r == '《' || r == '》'
}

// Label is one line of text that is shortened with … when it has no room.
type Label struct {
	widget.BaseWidget
	text  string
	shown string
	line  *canvas.Text
	role  theme.Role
	tone  theme.Token
	least float32
}

// NewLabel makes a line of text. Its least width is that of six characters, so
// that a narrow column shortens it.
func NewLabel(s string, role theme.Role, tone theme.Token) *Label {
	l := &Label{text: s, role: role, tone: tone, least: 6 * role.Size}
	l.line = Text(s, role, tone)
	l.ExtendBaseWidget(l)
	return l
}

// Least sets the least width.
func (l *Label) Least(width float32) *Label { l.least = width; return l }

// Centred sets the text in the middle.
func (l *Label) Centred() *Label { l.line.Alignment = fyne.TextAlignCenter; return l }

// Right sets the text at the right.
func (l *Label) Right() *Label { l.line.Alignment = fyne.TextAlignTrailing; return l }

// Text is the whole text, shortened or not.
func (l *Label) Text() string { return l.text }

// Shown is what can be read of it.
func (l *Label) Shown() string { return l.shown }

// SetText shows another text.
func (l *Label) SetText(s string) {
	if l.text == s {
		return
	}
	l.text = s
	l.fit()
}

// SetTone changes the colour.
func (l *Label) SetTone(tone theme.Token) {
	l.tone = tone
	l.line.Color = tone.Colour()
	l.line.Refresh()
}

// SetRole changes size and weight.
func (l *Label) SetRole(role theme.Role) {
	l.role = role
	l.line.TextSize, l.line.TextStyle = role.Size, role.Style()
	l.fit()
}

// Resize shortens the text to its room.
func (l *Label) Resize(s fyne.Size) {
	l.BaseWidget.Resize(s)
	l.fit()
}

func (l *Label) fit() {
	l.shown = elide(l.text, l.role, l.Size().Width)
	if l.line.Text != l.shown {
		l.line.Text = l.shown
	}
	l.line.Refresh()
}

// MinSize is what the text needs, but no more than the least width.
func (l *Label) MinSize() fyne.Size {
	m := measure(l.text, l.role)
	return fyne.NewSize(min(m.Width, l.least), max(m.Height, lineHeight(l.role)))
}

// CreateRenderer is Fyne's.
func (l *Label) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(l.line) }

// elide shortens a text with … until it fits; a width of 0 is not known yet.
func elide(s string, role theme.Role, width float32) string {
	if width <= 0 || measure(s, role).Width <= width+0.5 {
		return s
	}
	runes := []rune(s)
	lo, hi := 0, len(runes)
	for lo < hi {
		mid := (lo + hi + 1) / 2
		if measure(string(runes[:mid])+"…", role).Width <= width+0.5 {
			lo = mid
		} else {
			hi = mid - 1
		}
	}
	return strings.TrimRight(string(runes[:lo]), " ") + "…"
}

// lineHeight is the natural height of the bundled font, 1.448 em.
func lineHeight(role theme.Role) float32 { return role.Size * 1.448 }

// Figure sets a number and its unit on one baseline: 14 / 20 人.
func Figure(number string, role theme.Role, tone theme.Token, unit string) fyne.CanvasObject {
	n := Text(number, role, tone)
	u := Text(unit, theme.ItemTitle, theme.Ink2)
	return &fyne.Container{Layout: &baseline{gap: 5}, Objects: []fyne.CanvasObject{n, u}}
}

// baseline sets texts of different sizes beside each other on one line.
type baseline struct{ gap float32 }

func (l *baseline) Layout(objects []fyne.CanvasObject, _ fyne.Size) {
	var ascent float32
	for _, o := range objects {
		ascent = max(ascent, o.(*canvas.Text).TextSize*1.16)
	}
	x := float32(0)
	for _, o := range objects {
		m := o.MinSize()
		o.Resize(m)
		o.Move(fyne.NewPos(x, ascent-o.(*canvas.Text).TextSize*1.16))
		if m.Width > 0 {
			x += m.Width + l.gap
		}
	}
}

func (l *baseline) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var m fyne.Size
	for _, o := range objects {
		s := o.MinSize()
		m.Width += s.Width + l.gap
		m.Height = max(m.Height, s.Height)
	}
	m.Width -= l.gap
	return m
}
