package kit

import "fyne.io/fyne/v2"

// headLayout sets the tools of a page beside its title, at the right. Where there
// is no room for both they go below it, on as many lines as they need. The first
// object is the title.
type headLayout struct {
	line  float32 // the height of a line of tools
	width float32
}

const (
	headGap   = 12
	leastHead = 190 // of the title: under it the tools go below
	headLine  = 48
	tagLine   = 28
)

// WithTags sets tags beside a title, at the right, or below it where there is no
// room for both.
func WithTags(title fyne.CanvasObject, tags ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &headLayout{line: tagLine}, Objects: append([]fyne.CanvasObject{title}, tags...)}
}

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

// head is the width and the height of the title.
func (l *headLayout) head(o []fyne.CanvasObject, width float32, beside bool, lines [][]int) (w, h float32) {
	if beside {
		for _, line := range lines {
			for _, i := range line {
				width -= MinWidth(o[i]) + headGap
			}
		}
	}
	return width, max(HeightFor(o[0], width), l.line)
}

func (l *headLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	beside, lines := l.lines(o, size.Width)
	title, high := l.head(o, size.Width, beside, lines)
	h := HeightFor(o[0], title)
	o[0].Move(fyne.NewPos(0, (high-h)/2))
	o[0].Resize(fyne.NewSize(title, h))
	y := high
	if beside {
		y = (high - l.line) / 2
	}
	for _, line := range lines {
		x := float32(0)
		if beside {
			x = title + headGap
		}
		for _, i := range line {
			w := min(MinWidth(o[i]), size.Width)
			h := min(HeightFor(o[i], w), l.line)
			o[i].Move(fyne.NewPos(x, y+(l.line-h)/2))
			o[i].Resize(fyne.NewSize(w, h))
			x += w + headGap
		}
		y += l.line
	}
}

func (l *headLayout) minWidth(o []fyne.CanvasObject) float32 { return MinWidth(o[0]) }

func (l *headLayout) heightFor(o []fyne.CanvasObject, width float32) float32 {
	beside, lines := l.lines(o, width)
	_, high := l.head(o, width, beside, lines)
	if beside {
		return high
	}
	return high + l.line*float32(len(lines))
}

func (l *headLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	w := l.width
	if w == 0 {
		w = 1000
	}
	return fyne.NewSize(MinWidth(o[0]), l.heightFor(o, w))
}
