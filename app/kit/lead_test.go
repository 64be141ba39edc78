package kit

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"github.com/stretchr/testify/assert"

	"shifu/app/theme"
)

func TestATextWithoutRoomBesideItsHeadStandsBelow(t *testing.T) {
	head := Fixed(200, 28, canvas.NewRectangle(theme.Clear))
	text := Fixed(0, 40, canvas.NewRectangle(theme.Clear))
	l := Lead(12, 190, head, text)
	l.Resize(fyne.NewSize(412, HeightFor(l, 412)))
	assert.Equal(t, float32(40), l.Size().Height)
	assert.Equal(t, fyne.NewPos(212, 0), text.Position())
	assert.Equal(t, float32(6), head.Position().Y, "in the middle of the line")
	l.Resize(fyne.NewSize(400, HeightFor(l, 400)))
	assert.Equal(t, float32(28+6+40), l.Size().Height)
	assert.Equal(t, fyne.NewPos(0, 34), text.Position())
	assert.Equal(t, float32(400), text.Size().Width)
}
