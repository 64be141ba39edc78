package pdf

import (
	"fmt"
	"strconv"
	"strings"

	"shifu/training/certificate/sheet"
)

// paint writes the page's content stream. PDF's y grows upwards.
func paint(s sheet.Sheet, m sheet.Metrics, subsets map[sheet.Face]subset) []byte {
	c := &canvas{height: s.Height}
	for _, op := range s.Ops {
		switch {
		case op.Text != nil:
			c.text(*op.Text, m, subsets[op.Text.Face])
		case op.Rect != nil:
			c.rect(*op.Rect)
		case op.Line != nil:
			c.segment(*op.Line)
		case op.Modules != nil:
			c.modules(*op.Modules)
		}
	}
	return []byte(c.b.String())
}

// canvas writes operators and leaves out what already holds: a colour, a line's
// width, a font. Nothing of this is changed between q and Q.
type canvas struct {
	b            strings.Builder
	height       int
	fill, stroke sheet.Color
	line         int // its width
	font         string
}

func (c *canvas) emit(operator string, values ...int) {
	for _, v := range values {
		c.b.WriteString(points(v))
		c.b.WriteByte(' ')
	}
	c.b.WriteString(operator)
	c.b.WriteByte('\n')
}

func (c *canvas) y(y int) int { return c.height - y }

func (c *canvas) text(t sheet.Text, m sheet.Metrics, sub subset) {
	x := t.X
	switch w := sheet.Width(m, t.Face, t.Size, t.Text); t.Anchor {
	case sheet.Middle:
		x -= w / 2
	case sheet.End:
		x -= w
	}
	c.fillWith(t.Color)
	c.b.WriteString("BT ")
	if font := "/" + fontNames[t.Face] + " " + points(t.Size) + " Tf "; font != c.font {
		c.b.WriteString(font)
		c.font = font
	}
	c.b.WriteString(points(x) + " " + points(c.y(t.Y)) + " Td <")
	for _, r := range t.Text {
		c.hex(byte(sub.numbers[r]>>8), byte(sub.numbers[r]))
	}
	c.b.WriteString("> Tj ET\n")
}

func (c *canvas) hex(bytes ...byte) {
	const digits = "0123456789ABCDEF"
	for _, b := range bytes {
		c.b.WriteByte(digits[b>>4])
		c.b.WriteByte(digits[b&15])
	}
}

func (c *canvas) rect(r sheet.Rect) {
	if r.Fill != "" {
		c.fillWith(r.Fill)
		c.outline(r, "f")
	}
	if r.Stroke != "" {
		c.strokeWith(r.Stroke, r.Line)
		c.outline(r, "S")
	}
}

// outline traces a rectangle and paints it; a quarter of a circle is drawn as
// one cubic curve whose handles are 0.5523 of the radius long. Round ones are
// traced from an origin of their own, so that boxes of one height repeat the
// same bytes.
func (c *canvas) outline(r sheet.Rect, operator string) {
	round := min(r.Radius, r.W/2, r.H/2)
	if round <= 0 {
		c.emit("re", r.X, c.y(r.Y+r.H), r.W, r.H)
		c.emit(operator)
		return
	}
	w, h := r.W, r.H
	k := round - round*5523/10000
	c.b.WriteString("q 1 0 0 1 ")
	c.emit("cm", r.X, c.y(r.Y+r.H))
	c.emit("m", round, 0)
	c.emit("c", k, 0, 0, k, 0, round)
	c.emit("l", 0, h-round)
	c.emit("c", 0, h-k, k, h, round, h)
	if r.Corners == sheet.LeftCorners {
		c.emit("l", w, h)
		c.emit("l", w, 0)
	} else {
		c.emit("l", w-round, h)
		c.emit("c", w-k, h, w, h-k, w, h-round)
		c.emit("l", w, round)
		c.emit("c", w, k, w-k, 0, w-round, 0)
	}
	c.b.WriteString("h " + operator + " Q\n")
}

func (c *canvas) segment(l sheet.Line) {
	c.strokeWith(l.Color, l.Width)
	c.emit("m", l.X1, c.y(l.Y1))
	c.emit("l", l.X2, c.y(l.Y2))
	c.emit("S")
}

// modules draws the squares as an inline image of one bit a module through
// which the colour is poured: a fifth of the bytes of as many rectangles.
func (c *canvas) modules(m sheet.Modules) {
	n := len(m.Rows)
	if n == 0 {
		return
	}
	c.fillWith(m.Color)
	c.b.WriteString("q\n")
	for _, v := range []int{m.Side, 0, 0, m.Side, m.X, c.y(m.Y + m.Side)} {
		c.b.WriteString(points(v) + " ")
	}
	fmt.Fprintf(&c.b, "cm\nBI /W %d /H %d /IM true /BPC 1 /D [1 0] /F /AHx ID\n", n, n)
	for _, row := range m.Rows {
		for at := 0; at < n; at += 8 {
			bits := byte(0)
			for i := at; i < min(at+8, len(row)); i++ {
				if row[i] == '1' {
					bits |= 0x80 >> (i - at)
				}
			}
			c.hex(bits)
		}
	}
	c.b.WriteString(">\nEI\nQ\n")
}

func (c *canvas) fillWith(color sheet.Color) {
	if color != c.fill {
		c.color(color, "rg")
		c.fill = color
	}
}

func (c *canvas) strokeWith(color sheet.Color, width int) {
	if color != c.stroke {
		c.color(color, "RG")
		c.stroke = color
	}
	if width != c.line {
		c.emit("w", width)
		c.line = width
	}
}

// color sets the colour for filling (rg) or stroking (RG) in thousandths.
func (c *canvas) color(color sheet.Color, operator string) {
	v, err := strconv.ParseUint(strings.TrimPrefix(string(color), "#"), 16, 32)
	if err != nil {
		v = 0
	}
	for shift := 16; shift >= 0; shift -= 8 {
		thousandths := (int(v>>shift&0xFF)*1000 + 127) / 255
		if thousandths == 1000 {
			c.b.WriteString("1 ")
		} else {
			fmt.Fprintf(&c.b, ".%03d ", thousandths)
		}
	}
	c.b.WriteString(operator + "\n")
}

// points writes hundredths of a point as PDF's decimal number.
func points(hundredths int) string {
	sign := ""
	if hundredths < 0 {
		sign, hundredths = "-", -hundredths
	}
	whole, rest := hundredths/100, hundredths%100
	switch {
	case rest == 0:
		return sign + strconv.Itoa(whole)
	case rest%10 == 0:
		return sign + strconv.Itoa(whole) + "." + strconv.Itoa(rest/10)
	}
	return fmt.Sprintf("%s%d.%02d", sign, whole, rest)
}
