package kit

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// LessMotion shows at once what would move: the settings say so.
var LessMotion bool

// How long the few things take that move, each of them once.
const (
	pressTime = 180 * time.Millisecond
	sweepTime = 400 * time.Millisecond
)

// once runs a movement from its beginning (0) to its end (1).
func once(length time.Duration, tick func(part float32)) {
	if LessMotion {
		tick(1)
		return
	}
	a := fyne.NewAnimation(length, tick)
	a.Curve = fyne.AnimationEaseOut
	a.Start()
}

// Sweep draws the ring from nothing to its share, once: after a result.
func (r *Ring) Sweep() *Ring {
	end := r.arc.EndAngle
	once(sweepTime, func(part float32) {
		r.arc.EndAngle = end * part
		canvas.Refresh(r.arc)
	})
	return r
}

// sealLarger is how much larger a seal is at the moment it is pressed on.
const sealLarger = 0.12

// SealView is a seal that can be seen being pressed on.
type SealView struct {
	box
	inner *fyne.Container
	texts []*canvas.Text
	sizes []float32
	size  float32
	by    float32 // how much larger it is drawn
}

// Press presses the seal on, once: right after it was signed.
func (s *SealView) Press() *SealView {
	once(pressTime, func(part float32) {
		s.by = sealLarger * (1 - part)
		for i, t := range s.texts {
			t.TextSize = s.sizes[i] * (1 + s.by)
		}
		s.relay()
	})
	return s
}

// sealPlace keeps the seal's middle where it is while it is larger.
type sealPlace struct{ *SealView }

func (p sealPlace) Layout(objects []fyne.CanvasObject, _ fyne.Size) {
	over := p.size * p.by
	objects[0].Move(fyne.NewPos(-over/2, -over/2))
	objects[0].Resize(fyne.NewSquareSize(p.size + over))
}

func (p sealPlace) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSquareSize(p.size) }
