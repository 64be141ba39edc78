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
			c.line(*op.Line)
		case op.Modules != nil:
			c.modules(*op.Modules)
		}
	}
	return []byte(c.b.String())
}

type canvas struct {
	b      strings.Builder
	height int
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
	c.color(t.Color, "rg")
	c.b.WriteString("BT /" + fontNames[t.Face] + " " + points(t.Size) + " Tf " + points(x) + " " + points(c.y(t.Y)) + " Td <")
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
		c.color(r.Fill, "rg")
		c.outline(r)
		c.emit("f")
	}
	if r.Stroke != "" {
		c.color(r.Stroke, "RG")
		c.emit("w", r.Line)
		c.outline(r)
		c.emit("S")
	}
}

// outline traces a rectangle; a quarter of a circle is drawn as one cubic
// curve whose handles are 0.5523 of the radius long.
func (c *canvas) outline(r sheet.Rect) {
	x, y, right, bottom := r.X, r.Y, r.X+r.W, r.Y+r.H
	round := min(r.Radius, r.W/2, r.H/2)
	if round <= 0 {
		c.emit("re", x, c.y(bottom), r.W, r.H)
		return
	}
	k := round * 5523 / 10000
	rr, kk := round, k // at the right, which may stay square
	if r.Corners == sheet.LeftCorners {
		rr, kk = 0, 0
	}
	c.emit("m", x+round, c.y(y))
	c.emit("l", right-rr, c.y(y))
	if rr > 0 {
		c.emit("c", right-rr+kk, c.y(y), right, c.y(y+rr-kk), right, c.y(y+rr))
	}
	c.emit("l", right, c.y(bottom-rr))
	if rr > 0 {
		c.emit("c", right, c.y(bottom-rr+kk), right-rr+kk, c.y(bottom), right-rr, c.y(bottom))
	}
	c.emit("l", x+round, c.y(bottom))
	c.emit("c", x+round-k, c.y(bottom), x, c.y(bottom-round+k), x, c.y(bottom-round))
	c.emit("l", x, c.y(y+round))
	c.emit("c", x, c.y(y+round-k), x+round-k, c.y(y), x+round, c.y(y))
	c.emit("h")
}

func (c *canvas) line(l sheet.Line) {
	c.color(l.Color, "RG")
	c.emit("w", l.Width)
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
	c.color(m.Color, "rg")
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
