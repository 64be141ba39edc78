package kit

import (
	"fyne.io/fyne/v2"
)

// Tall is an object whose height follows from its width: a paragraph, and
// whatever holds one. Our layouts ask it; Fyne's own ask MinSize, which answers
// for the width that the object has now.
type Tall interface{ HeightFor(width float32) float32 }

// tallLayout is a layout whose height follows from its width.
type tallLayout interface {
	heightFor(objects []fyne.CanvasObject, width float32) float32
}

// HeightFor answers the least height of an object that is given a width.
func HeightFor(o fyne.CanvasObject, width float32) float32 {
	if t, ok := o.(Tall); ok {
		return t.HeightFor(width)
	}
	if c, ok := o.(*fyne.Container); ok {
		if l, ok := c.Layout.(tallLayout); ok {
			return l.heightFor(c.Objects, width)
		}
	}
	return o.MinSize().Height
}

// Sideways is an object that tells its least width without looking at its height.
// Heights ask for widths, and MinSize for both: asked through MinSize, the work
// would double with each layout inside another.
type Sideways interface{ MinWidth() float32 }

// wideLayout is a layout that tells its least width without looking at heights.
type wideLayout interface {
	minWidth(objects []fyne.CanvasObject) float32
}

// MinWidth answers the least width of an object.
func MinWidth(o fyne.CanvasObject) float32 {
	if w, ok := o.(Sideways); ok {
		return w.MinWidth()
	}
	if c, ok := o.(*fyne.Container); ok {
		if l, ok := c.Layout.(wideLayout); ok {
			return l.minWidth(c.Objects)
		}
	}
	return o.MinSize().Width
}

// widest is the least width of the widest of the objects that are to be seen.
func widest(objects []fyne.CanvasObject) float32 {
	var w float32
	for _, o := range objects {
		if o.Visible() {
			w = max(w, MinWidth(o))
		}
	}
	return w
}

// Relay lays a container out whose objects were exchanged, and paints. What
// stays is not drawn anew, as it would be by the container's Refresh.
func Relay(c *fyne.Container) {
	if c.Layout != nil {
		c.Layout.Layout(c.Objects, c.Size())
	}
	repaint(c)
}

// RelayAll lays out all that is below an object, and paints: what stands deep
// inside has another height now.
func RelayAll(o fyne.CanvasObject) {
	relayout(o)
	repaint(o)
}

// repaint has the window painted again without drawing anything anew.
func repaint(o fyne.CanvasObject) {
	if c, ok := canvasOf(o).(interface{ SetDirty() }); ok {
		c.SetDirty()
	}
}

// relayout lays out what is below an object that has its size already. What is
// given another size by that lays itself out.
func relayout(o fyne.CanvasObject) {
	c, ok := o.(*fyne.Container)
	if !ok {
		switch o := o.(type) {
		case *Scroll:
			o.Refresh()
		case interface{ tree() fyne.CanvasObject }:
			if t := o.tree(); t != nil {
				relayout(t)
			}
		}
		return
	}
	had := make([]fyne.Size, len(c.Objects))
	for i, child := range c.Objects {
		had[i] = child.Size()
	}
	if c.Layout != nil {
		c.Layout.Layout(c.Objects, c.Size())
	}
	for i, child := range c.Objects {
		if child.Visible() && child.Size() == had[i] {
			relayout(child)
		}
	}
}

// fill marks a child that takes what is left over in a Row or Column.
type fill struct {
	weight float32
	width  float32
}

func (f *fill) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	f.width = size.Width
	for _, o := range objects {
		o.Resize(size)
		o.Move(fyne.Position{})
	}
}

func (f *fill) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var m fyne.Size
	for _, o := range objects {
		m = m.Max(o.MinSize())
	}
	return m
}

func (f *fill) minWidth(objects []fyne.CanvasObject) float32 { return widest(objects) }

func (f *fill) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	var h float32
	for _, o := range objects {
		h = max(h, HeightFor(o, width))
	}
	return h
}

// Fill makes an object take what is left over in a Row or Column.
func Fill(o fyne.CanvasObject) fyne.CanvasObject { return FillBy(1, o) }

// FillBy shares what is left over by weight.
func FillBy(weight float32, o fyne.CanvasObject) fyne.CanvasObject {
	return &fyne.Container{Layout: &fill{weight: weight}, Objects: []fyne.CanvasObject{o}}
}

// Spacer takes what is left over and shows nothing.
func Spacer() fyne.CanvasObject { return &fyne.Container{Layout: &fill{weight: 1}} }

func weightOf(o fyne.CanvasObject) float32 {
	if c, ok := o.(*fyne.Container); ok {
		if f, ok := c.Layout.(*fill); ok {
			return f.weight
		}
	}
	return 0
}

// column sets objects one below the other at the full width.
type column struct {
	gap   float32
	width float32 // the last width, for MinSize
}

// Column sets objects one below the other, gap apart, each as high as its
// content is at this width; Fill takes what is left over.
func Column(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &column{gap: gap}, Objects: objects}
}

func (l *column) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	if size.IsZero() {
		return // it is being filled and has no place yet
	}
	l.width = size.Width
	var used, weights float32
	n := 0
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		n++
		weights += weightOf(o)
		used += HeightFor(o, size.Width)
	}
	used += l.gap * float32(max(n-1, 0))
	left := max(size.Height-used, 0)
	y := float32(0)
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		h := HeightFor(o, size.Width)
		if w := weightOf(o); w > 0 {
			h += left * w / weights
			if used > size.Height { // too little room: what fills gives way
				h = max(h-(used-size.Height)*w/weights, 0)
			}
		}
		o.Move(fyne.NewPos(0, y))
		o.Resize(fyne.NewSize(size.Width, h))
		y += h + l.gap
	}
}

func (l *column) minWidth(objects []fyne.CanvasObject) float32 { return widest(objects) }

func (l *column) MinSize(objects []fyne.CanvasObject) fyne.Size {
	w := widest(objects)
	return fyne.NewSize(w, l.heightFor(objects, max(l.width, w)))
}

func (l *column) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	var h float32
	n := 0
	for _, o := range objects {
		if o.Visible() {
			h += HeightFor(o, width)
			n++
		}
	}
	return h + l.gap*float32(max(n-1, 0))
}

// row sets objects beside each other.
type row struct {
	gap   float32
	top   bool // aligned at the top instead of the middle
	stick bool // every object as high as the row
	width float32
}

// Row sets objects beside each other, gap apart, centred on one line; Fill
// takes the width that is left over.
func Row(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &row{gap: gap}, Objects: objects}
}

// RowTop is Row with the objects aligned at the top.
func RowTop(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &row{gap: gap, top: true}, Objects: objects}
}

// RowTall is Row with every object as high as the row: cards side by side.
func RowTall(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &row{gap: gap, stick: true}, Objects: objects}
}

// widths shares the width out.
func (l *row) widths(objects []fyne.CanvasObject, width float32) []float32 {
	ws := make([]float32, len(objects))
	var used, weights float32
	n := 0
	for i, o := range objects {
		if !o.Visible() {
			continue
		}
		n++
		ws[i] = MinWidth(o)
		if w := weightOf(o); w > 0 {
			weights += w
		} else {
			used += ws[i]
		}
	}
	left := max(width-used-l.gap*float32(max(n-1, 0)), 0)
	if weights == 0 {
		return ws
	}
	for i, o := range objects {
		w := weightOf(o)
		if w == 0 || !o.Visible() {
			continue
		}
		// What fills may be given less than it asks for: it is text that
		// breaks or shortens itself.
		ws[i] = left * w / weights
	}
	return ws
}

func (l *row) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	if size.IsZero() {
		return // it is being filled and has no place yet
	}
	l.width = size.Width
	ws := l.widths(objects, size.Width)
	x := float32(0)
	for i, o := range objects {
		if !o.Visible() {
			continue
		}
		h := size.Height
		y := float32(0)
		if !l.stick && weightOf(o) == 0 || !l.stick && !l.top {
			h = min(HeightFor(o, ws[i]), size.Height)
			if !l.top {
				y = (size.Height - h) / 2
			}
		}
		o.Move(fyne.NewPos(x, y))
		o.Resize(fyne.NewSize(ws[i], h))
		x += ws[i] + l.gap
	}
}

func (l *row) minWidth(objects []fyne.CanvasObject) float32 {
	var w float32
	n := 0
	for _, o := range objects {
		if o.Visible() {
			w += MinWidth(o)
			n++
		}
	}
	return w + l.gap*float32(max(n-1, 0))
}

func (l *row) MinSize(objects []fyne.CanvasObject) fyne.Size {
	w := l.minWidth(objects)
	return fyne.NewSize(w, l.heightFor(objects, max(l.width, w)))
}

func (l *row) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	ws := l.widths(objects, width)
	var h float32
	for i, o := range objects {
		if o.Visible() {
			h = max(h, HeightFor(o, ws[i]))
		}
	}
	return h
}

// flow sets objects in lines and breaks where the width ends.
type flow struct{ gapX, gapY, width float32 }

// Flow sets objects beside each other and goes on in the next line where the
// width ends.
func Flow(gapX, gapY float32, objects ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &flow{gapX: gapX, gapY: gapY}, Objects: objects}
}

func (l *flow) walk(objects []fyne.CanvasObject, width float32, place func(o fyne.CanvasObject, x, y float32, s fyne.Size)) float32 {
	var x, y, line float32
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		s := o.MinSize()
		s.Width = min(s.Width, max(width, 1))
		if x > 0 && x+s.Width > width+0.5 {
			x, y, line = 0, y+line+l.gapY, 0
		}
		if place != nil {
			place(o, x, y, s)
		}
		x += s.Width + l.gapX
		line = max(line, s.Height)
	}
	return y + line
}

func (l *flow) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	if size.IsZero() {
		return // it is being filled and has no place yet
	}
	l.width = size.Width
	l.walk(objects, size.Width, func(o fyne.CanvasObject, x, y float32, s fyne.Size) {
		o.Move(fyne.NewPos(x, y))
		o.Resize(s)
	})
}

func (l *flow) minWidth(objects []fyne.CanvasObject) float32 { return widest(objects) }

func (l *flow) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var w, all float32
	for _, o := range objects {
		if o.Visible() {
			s := o.MinSize().Width
			w = max(w, s)
			all += s + l.gapX
		}
	}
	at := l.width
	if at == 0 {
		at = all
	}
	return fyne.NewSize(w, l.walk(objects, max(at, w), nil))
}

func (l *flow) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	return l.walk(objects, width, nil)
}

// Insets are the space around something.
type Insets struct{ Top, Right, Bottom, Left float32 }

// All is the same space on every side.
func All(v float32) Insets { return Insets{v, v, v, v} }

// Sides is one space above and below, another left and right.
func Sides(vertical, horizontal float32) Insets {
	return Insets{vertical, horizontal, vertical, horizontal}
}

type pad struct {
	Insets
	width float32
}

// Pad keeps space around an object.
func Pad(in Insets, o fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &pad{Insets: in}, Objects: []fyne.CanvasObject{o}}
}

func (l *pad) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	inner := fyne.NewSize(max(size.Width-l.Left-l.Right, 0), max(size.Height-l.Top-l.Bottom, 0))
	for _, o := range objects {
		o.Move(fyne.NewPos(l.Left, l.Top))
		o.Resize(inner)
	}
}

func (l *pad) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var m fyne.Size
	for _, o := range objects {
		if o.Visible() {
			m = m.Max(sizeIn(o, l.width-l.Left-l.Right))
		}
	}
	return m.AddWidthHeight(l.Left+l.Right, l.Top+l.Bottom)
}

func (l *pad) minWidth(objects []fyne.CanvasObject) float32 {
	return widest(objects) + l.Left + l.Right
}

func (l *pad) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	var h float32
	for _, o := range objects {
		if o.Visible() {
			h = max(h, HeightFor(o, width-l.Left-l.Right))
		}
	}
	return h + l.Top + l.Bottom
}

// stack lays objects over each other.
type stack struct{ width float32 }

// Stack lays objects over each other, the first at the bottom, each at the
// full size.
func Stack(objects ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &stack{}, Objects: objects}
}

func (l *stack) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	for _, o := range objects {
		o.Move(fyne.Position{})
		o.Resize(size)
	}
}

func (l *stack) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var m fyne.Size
	for _, o := range objects {
		if o.Visible() {
			m = m.Max(sizeIn(o, l.width))
		}
	}
	return m
}

func (l *stack) minWidth(objects []fyne.CanvasObject) float32 { return widest(objects) }

// sizeIn is the least size of an object, as high as it is at a width; a width
// that is not positive is not known yet.
func sizeIn(o fyne.CanvasObject, width float32) fyne.Size {
	if width <= 0 {
		return o.MinSize()
	}
	w := MinWidth(o)
	return fyne.NewSize(w, HeightFor(o, max(width, w)))
}

func (l *stack) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	var h float32
	for _, o := range objects {
		if o.Visible() {
			h = max(h, HeightFor(o, width))
		}
	}
	return h
}

// middle puts its object in the middle at its own size.
type middle struct{ left bool }

// Middle puts an object in the middle of the room at its own least size.
func Middle(o fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &middle{}, Objects: []fyne.CanvasObject{o}}
}

// AtLeft keeps an object at its own width, at the left and vertically centred.
func AtLeft(o fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &middle{left: true}, Objects: []fyne.CanvasObject{o}}
}

func (l *middle) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		m := o.MinSize()
		m = fyne.NewSize(min(m.Width, size.Width), min(max(m.Height, HeightFor(o, min(m.Width, size.Width))), size.Height))
		x := (size.Width - m.Width) / 2
		if l.left {
			x = 0
		}
		o.Move(fyne.NewPos(x, (size.Height-m.Height)/2))
		o.Resize(m)
	}
}

func (l *middle) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var m fyne.Size
	for _, o := range objects {
		m = m.Max(o.MinSize())
	}
	return m
}

func (l *middle) minWidth(objects []fyne.CanvasObject) float32 { return widest(objects) }

// sized gives its object a least size, or an exact one.
type sized struct {
	min, max fyne.Size
	width    float32
}

// AtLeast gives an object a least size; 0 leaves a side as it is.
func AtLeast(width, height float32, o fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &sized{min: fyne.NewSize(width, height)}, Objects: []fyne.CanvasObject{o}}
}

// Fixed gives an object an exact size: what is inside is shortened to it, and
// in a larger room it stays at the left; 0 leaves a side as it is.
func Fixed(width, height float32, o fyne.CanvasObject) *fyne.Container {
	s := fyne.NewSize(width, height)
	return &fyne.Container{Layout: &sized{min: s, max: s}, Objects: []fyne.CanvasObject{o}}
}

func (l *sized) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	// An exact size is kept in a larger room: at the left, vertically centred.
	room, y := size, float32(0)
	if l.max.Width > 0 {
		room.Width = min(room.Width, l.max.Width)
	}
	if l.max.Height > 0 && l.max.Height < size.Height {
		room.Height, y = l.max.Height, (size.Height-l.max.Height)/2
	}
	for _, o := range objects {
		o.Move(fyne.NewPos(0, y))
		o.Resize(room)
	}
}

func (l *sized) MinSize(objects []fyne.CanvasObject) fyne.Size {
	w := l.minWidth(objects)
	return fyne.NewSize(w, l.heightFor(objects, max(l.width, w)))
}

func (l *sized) minWidth(objects []fyne.CanvasObject) float32 {
	if l.max.Width > 0 {
		return l.max.Width
	}
	return max(widest(objects), l.min.Width)
}

func (l *sized) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	if l.max.Height > 0 {
		return l.max.Height
	}
	h := l.min.Height
	for _, o := range objects {
		h = max(h, HeightFor(o, width))
	}
	return h
}
