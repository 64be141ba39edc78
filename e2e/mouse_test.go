//go:build e2e

package e2e

import (
	"bytes"
	"image"
	"image/color"
	"strconv"

	"github.com/stretchr/testify/require"

	"shifu/app/theme"
	"shifu/quiz"
)

// clickMain presses the page's one main action with the pointer: the block of
// the primary colour that is big enough for a button.
func (s *screen) clickMain() {
	s.t.Helper()
	primary := color.RGBAModel.Convert(theme.Primary.In(theme.Light)).(color.RGBA)
	var at image.Point
	s.until("the main button", func() bool {
		at = block(pixels(s, s.settle()), primary, 60, 24)
		return at != image.Point{}
	})
	s.click(at.X, at.Y)
	s.xdotool("mousemove", strconv.Itoa(s.width-1), strconv.Itoa(s.height-1)) // out of the pictures
}

// block answers a point inside the first block of a colour right of the rail, at
// least so wide and so high; the zero point if there is none.
func block(img *image.RGBA, c color.RGBA, wide, high int) image.Point {
	b := img.Bounds()
	for y := b.Min.Y; y+high <= b.Max.Y; y++ {
		run := 0
		for x := 190; x < b.Max.X; x++ {
			if img.RGBAAt(x, y) != c {
				run = 0
				continue
			}
			if run++; run < wide {
				continue
			}
			left, tall := x-wide+8, 0
			for tall < high && img.RGBAAt(left, y+tall) == c {
				tall++
			}
			if tall == high {
				return image.Pt(left, y+high/2)
			}
		}
	}
	return image.Point{}
}

// chooseByMouse chooses an option with the pointer and waits until the choice is
// on the disk. Where the option is, the screen tells: it is what changes when
// its digit is pressed after another one.
func (w *tour) chooseByMouse(attempt string, slot int, r reply) {
	w.t.Helper()
	digit := r.digits[0]
	number, err := strconv.Atoi(digit)
	require.NoError(w.t, err)
	other := number%2 + 1
	before := w.repainted(w.settle(), func() { w.key(digits(other)) })
	after := w.repainted(before, func() { w.key(digit) })
	diff := differ(pixels(w.screen, before), pixels(w.screen, after), w.width*58/100)
	require.False(w.t, diff.Empty(), "a digit chooses an option")
	y := diff.Max.Y - 20
	if number < other {
		y = diff.Min.Y + 20
	}
	w.repainted(after, func() { w.key(digits(other)) })
	w.click(diff.Min.X+diff.Dx()/2, y)
	w.until("the choice on the disk", func() bool {
		s := w.sitting(w.learner(), attempt).Slots[slot]
		return s.State == quiz.SlotDrafted && bytes.Contains(s.Draft, r.choice[1:len(r.choice)-1])
	})
}

// repainted does something that shows, and answers the pixels after it.
func (s *screen) repainted(before []byte, do func()) (after []byte) {
	s.t.Helper()
	before = bytes.Clone(before)
	do()
	s.until("another picture", func() bool {
		after = bytes.Clone(s.settle())
		return !bytes.Equal(before, after)
	})
	return after
}

// headHeight is the page's head, where a clock may tick between two pictures.
const headHeight = 76

// differ is the smallest box around what is not the same right of x and below the
// page's head.
func differ(a, b *image.RGBA, x int) (box image.Rectangle) {
	for ; x < a.Bounds().Max.X; x++ {
		for y := headHeight; y < a.Bounds().Max.Y; y++ {
			if a.RGBAAt(x, y) != b.RGBAAt(x, y) {
				box = box.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return box
}
