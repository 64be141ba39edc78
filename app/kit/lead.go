package kit

import "fyne.io/fyne/v2"

// lead sets a text beside what leads to it, or below where the rest of the line
// is too narrow to be read.
type lead struct{ gap, least, width float32 }

// Lead sets text behind head in one line; where less than least would be left for
// it, the text stands below and has the whole width.
func Lead(gap, least float32, head, text fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &lead{gap: gap, least: least}, Objects: []fyne.CanvasObject{head, text}}
}

// split answers where the text begins and how wide it is.
func (l *lead) split(objects []fyne.CanvasObject, width float32) (x, rest float32, below bool) {
	x = MinWidth(objects[0]) + l.gap
	if rest = width - x; rest < l.least {
		return 0, width, true
	}
	return x, rest, false
}

func (l *lead) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	if size.IsZero() {
		return // it is being filled and has no place yet
	}
	l.width = size.Width
	x, rest, below := l.split(objects, size.Width)
	head, text := HeightFor(objects[0], size.Width), HeightFor(objects[1], rest)
	y, top := (size.Height-text)/2, (size.Height-head)/2
	if below {
		y, top = head+l.gap/2, 0
	}
	objects[0].Move(fyne.NewPos(0, top))
	objects[0].Resize(fyne.NewSize(min(MinWidth(objects[0]), size.Width), head))
	objects[1].Move(fyne.NewPos(x, y))
	objects[1].Resize(fyne.NewSize(rest, text))
}

func (l *lead) minWidth(objects []fyne.CanvasObject) float32 { return widest(objects) }

func (l *lead) MinSize(objects []fyne.CanvasObject) fyne.Size {
	w := l.minWidth(objects)
	return fyne.NewSize(w, l.heightFor(objects, max(l.width, w)))
}

func (l *lead) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	_, rest, below := l.split(objects, width)
	head, text := HeightFor(objects[0], width), HeightFor(objects[1], rest)
	if below {
		return head + l.gap/2 + text
	}
	return max(head, text)
}
