package certificates

import (
	"image/color"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"shifu/app/theme"
	"shifu/training/certificate/sheet"
)

// ascent is where the baseline of the bundled font stands below the top of a
// line, in em.
const ascent = 1.16

const (
	finer    = 8    // how much larger a text is measured to learn its width on paper
	shrink   = 0.2  // the steps in which a text becomes smaller
	smallest = 0.85 // below this share of its size it would look like another text
	loose    = 1.04 // how much wider than on paper a text may be that has room at its left
)

// fit makes a text as wide as it is on paper and answers its width. Small text is
// set on whole pixels and comes out wider: it gives up of its size what it takes.
func fit(t *canvas.Text, anchor sheet.Anchor) float32 {
	room := fyne.MeasureText(t.Text, t.TextSize*finer, t.TextStyle).Width / finer
	if anchor == sheet.Start {
		room++
	} else {
		room *= loose
	}
	for least := t.TextSize * smallest; ; t.TextSize -= shrink {
		if w := fyne.MeasureText(t.Text, t.TextSize, t.TextStyle).Width; w <= room || t.TextSize-shrink < least {
			return w
		}
	}
}

// paper shows a sheet as the PDF paints it: the same drawing operations, scaled
// to the room, always in the light palette.
type paper struct{ sheet sheet.Sheet }

// newPaper makes the objects once; the layout scales them.
func newPaper(s sheet.Sheet) *fyne.Container {
	p := &paper{sheet: s}
	ground := canvas.NewRectangle(color.White)
	ground.StrokeColor, ground.StrokeWidth = theme.Line.In(theme.Light), theme.Edge
	objects := []fyne.CanvasObject{ground}
	add := func(o fyne.CanvasObject) { objects = append(objects, o) }
	for _, op := range s.Ops {
		switch {
		case op.Text != nil:
			t := canvas.NewText(op.Text.Text, paint(op.Text.Color))
			t.TextStyle.Bold = op.Text.Face == sheet.Bold
			add(t)
		case op.Rect != nil:
			r := canvas.NewRectangle(paint(op.Rect.Fill))
			r.StrokeColor = paint(op.Rect.Stroke)
			add(r)
		case op.Line != nil:
			add(canvas.NewLine(paint(op.Line.Color)))
		case op.Modules != nil:
			m := op.Modules
			ink, n := paint(m.Color), len(m.Rows)
			add(canvas.NewRasterWithPixels(func(x, y, w, h int) color.Color {
				if w == 0 || h == 0 || n == 0 || m.Rows[min(y*n/h, n-1)][min(x*n/w, n-1)] != '1' {
					return color.White
				}
				return ink
			}))
		}
	}
	return &fyne.Container{Layout: p, Objects: objects}
}

// MinSize keeps the sheet readable.
func (p *paper) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(420, 297) }

// Layout scales the sheet to the width or the height, whichever is less.
func (p *paper) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	k := min(size.Width/float32(p.sheet.Width), size.Height/float32(p.sheet.Height))
	left, top := float32(0), float32(0)
	at := func(v int) float32 { return float32(v) * k }
	objects[0].Move(fyne.NewPos(left, top))
	objects[0].Resize(fyne.NewSize(at(p.sheet.Width), at(p.sheet.Height)))
	for i, op := range p.sheet.Ops {
		o := objects[i+1]
		switch {
		case op.Text != nil:
			t := o.(*canvas.Text)
			t.TextSize = at(op.Text.Size)
			w := fit(t, op.Text.Anchor)
			x := at(op.Text.X)
			switch op.Text.Anchor {
			case sheet.Middle:
				x -= w / 2
			case sheet.End:
				x -= w
			}
			t.Move(fyne.NewPos(left+x, top+at(op.Text.Y)-ascent*t.TextSize))
			t.Resize(t.MinSize())
		case op.Rect != nil:
			r := o.(*canvas.Rectangle)
			radius := at(op.Rect.Radius)
			r.StrokeWidth = at(op.Rect.Line)
			if op.Rect.Corners == sheet.LeftCorners {
				r.TopLeftCornerRadius, r.BottomLeftCornerRadius = radius, radius
			} else {
				r.CornerRadius = radius
			}
			r.Move(fyne.NewPos(left+at(op.Rect.X), top+at(op.Rect.Y)))
			r.Resize(fyne.NewSize(at(op.Rect.W), at(op.Rect.H)))
		case op.Line != nil:
			l := o.(*canvas.Line)
			l.StrokeWidth = max(at(op.Line.Width), 0.5)
			l.Position1, l.Position2 = fyne.NewPos(left+at(op.Line.X1), top+at(op.Line.Y1)), fyne.NewPos(left+at(op.Line.X2), top+at(op.Line.Y2))
		case op.Modules != nil:
			o.Move(fyne.NewPos(left+at(op.Modules.X), top+at(op.Modules.Y)))
			o.Resize(fyne.NewSquareSize(at(op.Modules.Side)))
		}
		o.Refresh()
	}
}

// paint reads "#RRGGBB"; "" is nothing.
func paint(c sheet.Color) color.Color {
	if len(c) != 7 {
		return color.Transparent
	}
	n, err := strconv.ParseUint(string(c[1:]), 16, 32)
	if err != nil {
		return color.Transparent
	}
	return color.NRGBA{uint8(n >> 16), uint8(n >> 8), uint8(n), 0xFF}
}
