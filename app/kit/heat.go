package kit

import (
	"strconv"

	"fyne.io/fyne/v2"

	"shifu/app/theme"
)

// HeatCell is how often the answer was right at one level of a condition.
type HeatCell struct {
	Level       string
	Right, Done int  // 0 <= Right <= Done; nothing done: a dash
	TooFew      bool // done too seldom to say anything: no colour
}

// look is what the cell says and its colours: four steps of the share that was
// right, below 50, 70 and 85 %. The text is always there: a colour alone says
// nothing to some.
func (c HeatCell) look() (words string, fill, edge, ink theme.Token) {
	words = strconv.Itoa(c.Right) + "/" + strconv.Itoa(c.Done)
	switch share := c.Right * 100; {
	case c.Done == 0:
		return "–", theme.Heat0, theme.Heat0, theme.Ink3
	case c.TooFew:
		return words, theme.Surface, theme.Line, theme.Ink3
	case share < 50*c.Done:
		return words, theme.Heat1, theme.Heat1, theme.Ink
	case share < 70*c.Done:
		return words, theme.Heat2, theme.Heat2, theme.Ink
	case share < 85*c.Done:
		return words, theme.Heat3, theme.Heat3, theme.Ink
	}
	return words, theme.Heat4, theme.Heat4, theme.OnQing
}

// heatCell is the least width of a cell, heatLine the most that stands in a line
// of a group before it goes on below.
const heatCell, heatLine = 58, 360

// HeatGroup shows a condition: its levels side by side, each with right/done on the
// colour of its share.
func HeatGroup(condition string, cells ...HeatCell) fyne.CanvasObject {
	lines := Column(6, Text(condition, theme.Label, theme.Ink2))
	line, width := Row(4), float32(0)
	for _, c := range cells {
		words, fill, edge, ink := c.look()
		o := AtLeast(heatCell, 0, Column(3, Pad(Sides(0, 5), Middle(Text(c.Level, theme.Caption, theme.Ink3))),
			AtLeast(heatCell, 32, Stack(plate(fill, edge, theme.Edge, theme.RadiusSmall), Middle(Text(words, theme.Label, ink))))))
		if w := o.MinSize().Width; width > 0 && width+w > heatLine {
			lines.Add(line)
			line, width = Row(4), 0
		}
		line.Add(o)
		width += o.MinSize().Width + 4
	}
	lines.Add(line)
	return lines
}

// HeatLegend says what the colours of heat groups mean: below 50, from 50, 70 and
// 85 % on, too few, never.
func HeatLegend(words [6]string) fyne.CanvasObject {
	steps := [6]HeatCell{{Done: 9}, {Right: 5, Done: 9}, {Right: 7, Done: 9}, {Right: 9, Done: 9}, {Done: 1, TooFew: true}, {}}
	legend := Flow(18, 6)
	for i, c := range steps {
		_, fill, edge, _ := c.look()
		legend.Add(Row(6, Middle(Fixed(22, 14, plate(fill, edge, theme.Edge, 4))), Text(words[i], theme.Caption, theme.Ink2)))
	}
	return legend
}
