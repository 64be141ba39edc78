package kit

import "fyne.io/fyne/v2"

// headLayout sets the tools of a page beside its title, at the right. Where there
// is no room for both they go below it, on as many lines as they need. The first
// object is the title.
type headLayout struct{ width float32 }

const (
	headGap   = 12
	leastHead = 190 // of the title: under it the tools go below
	headLine  = 48
)

// lines says whether the tools stand beside the title, and the tools of each line
// by their index.
func (l *headLayout) lines(o []fyne.CanvasObject, width float32) (beside bool, lines [][]int) {
	var all float32
	for _, tool := range o[1:] {
		if tool.Visible() {
			all += headGap + MinWidth(tool)
		}
	}
	beside = all+leastHead <= width
	var x float32
	for i, tool := range o {
		if i == 0 || !tool.Visible() {
			continue
		}
		w := MinWidth(tool)
		if len(lines) == 0 || !beside && x+w > width {
			lines, x = append(lines, nil), 0
		}
		lines[len(lines)-1] = append(lines[len(lines)-1], i)
		x += w + headGap
	}
	return beside, lines
}

func (l *headLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	beside, lines := l.lines(o, size.Width)
	y, title := float32(0), size.Width
	if !beside {
		y = headLine
	}
	for _, line := range lines {
		x := float32(0)
		if beside {
			for _, i := range line {
				title -= MinWidth(o[i]) + headGap
			}
			x = title + headGap
		}
		for _, i := range line {
			w := min(MinWidth(o[i]), size.Width)
			h := min(HeightFor(o[i], w), headLine)
			o[i].Move(fyne.NewPos(x, y+(headLine-h)/2))
			o[i].Resize(fyne.NewSize(w, h))
			x += w + headGap
		}
		y += headLine
	}
	h := HeightFor(o[0], title)
	o[0].Move(fyne.NewPos(0, max((headLine-h)/2, 0)))
	o[0].Resize(fyne.NewSize(title, h))
}

func (l *headLayout) minWidth(o []fyne.CanvasObject) float32 { return MinWidth(o[0]) }

func (l *headLayout) heightFor(o []fyne.CanvasObject, width float32) float32 {
	beside, lines := l.lines(o, width)
	if beside {
		return headLine
	}
	return headLine * float32(1+len(lines))
}

func (l *headLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	w := l.width
	if w == 0 {
		w = 1000
	}
	return fyne.NewSize(MinWidth(o[0]), l.heightFor(o, w))
}
