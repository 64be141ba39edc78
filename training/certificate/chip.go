package certificate

import (
	"strings"

	"rsc.io/qr"

	"shifu/training/certificate/sheet"
)

// chipSetting is how densely the conditions are set.
type chipSetting struct {
	height, step int // units of the design
	size         int // of the text, hundredths of a unit
	top, end     int // of the whole block, where there is a choice
	text         int // size of the lines below at most
	merged       bool
}

var chipSettings = []chipSetting{
	{22, 29, 1250, 308, 462, 1250, false},
	{22, 29, 1250, 288, 472, 1250, false},
	{20, 25, 1150, 280, 484, 1150, false},
	{17, 21, 1000, 280, 484, 1150, false},
	{17, 21, 1000, 280, 484, 1150, true},
}

type chip struct{ head, body string }

type placedChip struct {
	chip
	x, headWidth, width int // the sheet's units
}

func flatChips(conditions []Condition) []chip {
	out := make([]chip, 0, len(conditions))
	for _, c := range conditions {
		out = append(out, chip{c.Radical.ZH, c.Level.ZH})
	}
	return out
}

// mergedChips has one chip for each radical with all of its levels.
func mergedChips(conditions []Condition) []chip {
	var out []chip
	at := map[string]int{}
	for _, c := range conditions {
		i, ok := at[c.Radical.ZH]
		if !ok {
			i = len(out)
			at[c.Radical.ZH] = i
			out = append(out, chip{head: c.Radical.ZH, body: c.Level.ZH})
			continue
		}
		out[i].body += "、" + c.Level.ZH
	}
	return out
}

// place flows chips into rows of the text's width.
func (p *page) place(chips []chip, set chipSetting) [][]placedChip {
	var rows [][]placedChip
	pad, gap, full := u(7), u(7), u(rightEdge-leftEdge)
	x := full + 1
	for _, c := range chips {
		head := p.Width(sheet.Regular, dp(set.size), c.head) + 2*pad
		head = min(head, full/3)
		width := min(head+p.Width(sheet.Regular, dp(set.size), c.body)+2*pad, full)
		if x+width > full {
			rows = append(rows, nil)
			x = 0
		}
		rows[len(rows)-1] = append(rows[len(rows)-1], placedChip{c, u(leftEdge) + x, head, width})
		x += width + gap
	}
	return rows
}

func (p *page) chip(c placedChip, y int, set chipSetting) {
	h, pad := u(set.height), u(7)
	p.Rect(sheet.Rect{X: c.x, Y: u(y), W: c.headWidth, H: h, Radius: u(4), Corners: sheet.LeftCorners, Fill: sunken})
	p.Rect(sheet.Rect{X: c.x, Y: u(y), W: c.width, H: h, Radius: u(4), Stroke: edge, Line: dp(100)})
	base := u(y) + h/2 + dp(set.size)*36/100
	p.Fit(sheet.Text{X: c.x + pad, Y: base, Size: dp(set.size), Face: sheet.Regular, Color: ink2, Anchor: sheet.Start, Text: c.head}, c.headWidth-2*pad)
	p.Fit(sheet.Text{X: c.x + c.headWidth + pad, Y: base, Size: dp(set.size), Face: sheet.Regular, Color: ink, Anchor: sheet.Start, Text: c.body}, c.width-c.headWidth-2*pad)
}

// qrRows encodes a text as a QR code of level M without the quiet zone, which
// the white of the sheet gives.
func qrRows(text string) ([]string, error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return nil, err
	}
	rows := make([]string, code.Size)
	for y := range rows {
		var b strings.Builder
		for x := range code.Size {
			if code.Black(x, y) {
				b.WriteByte('1')
			} else {
				b.WriteByte('0')
			}
		}
		rows[y] = b.String()
	}
	return rows, nil
}
