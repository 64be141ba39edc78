package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"shifu/app/theme"
)

// PINBoxes takes six digits, one box each, and is done at the sixth.
type PINBoxes struct {
	press
	digits []rune
	boxes  []*canvas.Rectangle
	dots   []*canvas.Circle
	wrong  bool
	// OnDone is told the six digits; the boxes keep them until Clear.
	OnDone func(string)
}

const pinDigits = 6

// NewPINBoxes makes the boxes.
func NewPINBoxes(done func(string)) *PINBoxes {
	p := &PINBoxes{OnDone: done}
	cells := make([]fyne.CanvasObject, pinDigits)
	for i := range cells {
		b := plate(theme.Surface, theme.LineStrong, theme.Edge, theme.Radius)
		d := canvas.NewCircle(theme.Ink.Colour())
		p.boxes, p.dots = append(p.boxes, b), append(p.dots, d)
		cells[i] = Fixed(0, 48, Stack(b, Middle(Fixed(11, 11, d))))
	}
	p.paint = p.colours
	p.key = func(e *fyne.KeyEvent) bool {
		switch e.Name {
		case fyne.KeyBackspace, fyne.KeyDelete:
			p.Backspace()
			return true
		case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
			return true
		}
		return false
	}
	p.char = func(r rune) bool {
		if r >= '0' && r <= '9' {
			p.Digit(r)
			return true
		}
		return false
	}
	p.act = func() {
		if c := canvasOf(p); c != nil {
			c.Focus(p)
		}
	}
	p.init(p, Equal(8, cells...))
	return p
}

// Digit types a digit: for the keypad on the screen.
func (p *PINBoxes) Digit(r rune) {
	if p.state.Disabled || len(p.digits) >= pinDigits {
		return
	}
	p.digits, p.wrong = append(p.digits, r), false
	p.Refresh()
	if len(p.digits) == pinDigits && p.OnDone != nil {
		p.OnDone(string(p.digits))
	}
}

// Backspace takes the last digit away.
func (p *PINBoxes) Backspace() {
	if n := len(p.digits); n > 0 {
		p.digits = p.digits[:n-1]
	}
	p.Refresh()
}

// Clear empties the boxes; wrong marks them until the next digit.
func (p *PINBoxes) Clear(wrong bool) { p.digits, p.wrong = nil, wrong; p.Refresh() }

func (p *PINBoxes) colours(s State) {
	for i, b := range p.boxes {
		b.FillColor, b.StrokeColor, b.StrokeWidth = theme.Surface.Colour(), theme.LineStrong.Colour(), theme.Edge
		switch {
		case s.Disabled:
			b.FillColor = theme.Sunken.Colour()
		case p.wrong:
			b.StrokeColor, b.StrokeWidth = theme.OchreMark.Colour(), theme.Marked
		case s.Focused && i == len(p.digits):
			b.StrokeColor, b.StrokeWidth = theme.Primary.Colour(), theme.Strong
		}
		p.dots[i].Hidden = i >= len(p.digits)
	}
}

// Keypad is digits to press for the boxes; back is the word for taking one
// away.
func (p *PINBoxes) Keypad(back string) fyne.CanvasObject {
	key := func(label string, role theme.Role, edge bool, do func()) fyne.CanvasObject {
		k := NewPressable(PressLook{Radius: theme.Radius, Edge: edge, Quiet: !edge}, AtLeast(60, 48, Middle(Text(label, role, theme.Ink))), do)
		return k.NoFocus()
	}
	rows := []fyne.CanvasObject{}
	for r := range 3 {
		line := Equal(8)
		for c := range 3 {
			d := rune('1' + 3*r + c)
			line.Add(key(string(d), theme.Role{Size: 20}, true, func() { p.Digit(d) }))
		}
		rows = append(rows, line)
	}
	rows = append(rows, Equal(8, AtLeast(60, 48, Stack()), key("0", theme.Role{Size: 20}, true, func() { p.Digit('0') }),
		key(back, theme.Secondary, false, p.Backspace)))
	return Column(8, rows...)
}
