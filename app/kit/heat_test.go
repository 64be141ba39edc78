package kit

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"shifu/app/theme"
)

// Each step of the share begins where the legend says, and what was done too
// seldom has no colour, however well it went.
func TestHeatFollowsTheShareThatWasRight(t *testing.T) {
	for _, c := range []struct {
		cell  HeatCell
		words string
		fill  theme.Token
		ink   theme.Token
	}{
		{HeatCell{Right: 49, Done: 100}, "49/100", theme.Heat1, theme.Ink},
		{HeatCell{Right: 2, Done: 4}, "2/4", theme.Heat2, theme.Ink},
		{HeatCell{Right: 69, Done: 100}, "69/100", theme.Heat2, theme.Ink},
		{HeatCell{Right: 7, Done: 10}, "7/10", theme.Heat3, theme.Ink},
		{HeatCell{Right: 84, Done: 100}, "84/100", theme.Heat3, theme.Ink},
		{HeatCell{Right: 17, Done: 20}, "17/20", theme.Heat4, theme.OnQing},
		{HeatCell{Right: 3, Done: 3, TooFew: true}, "3/3", theme.Surface, theme.Ink3},
		{HeatCell{TooFew: true}, "–", theme.Heat0, theme.Ink3},
	} {
		words, fill, _, ink := c.cell.look()
		assert.Equal(t, c.words, words)
		assert.Equal(t, c.fill, fill, words)
		assert.Equal(t, c.ink, ink, words)
	}
}
