package theme_test

import (
	"testing"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
	"github.com/stretchr/testify/assert"

	"shifu/app/theme"
)

func TestAThemeThatIsSetOnceFollowsTheMode(t *testing.T) {
	defer theme.Use(theme.Light)
	var th fyne.Theme = theme.Shifu{}
	assert.Equal(t, theme.Ink.In(theme.Light), th.Color(fynetheme.ColorNameForeground, fynetheme.VariantDark))
	theme.Use(theme.Dark)
	assert.Equal(t, theme.Ink.In(theme.Dark), th.Color(fynetheme.ColorNameForeground, fynetheme.VariantLight))
}

func TestEveryStyleOfTextUsesTheBundledFont(t *testing.T) {
	var th fyne.Theme = theme.Shifu{}
	for _, s := range []fyne.TextStyle{{}, {Italic: true}, {Monospace: true}} {
		assert.Same(t, theme.Regular, th.Font(s))
	}
	for _, s := range []fyne.TextStyle{{Bold: true}, {Bold: true, Italic: true}} {
		assert.Same(t, theme.Bold, th.Font(s))
	}
}

func TestColoursAreWrittenForDrawings(t *testing.T) {
	assert.Equal(t, "#2F4F9F", theme.Primary.Hex())
	assert.Equal(t, uint8(0x14), theme.Scrim.In(theme.Light).R)
	assert.Equal(t, uint8(107), theme.Scrim.In(theme.Light).A, "42 % of the scrim lets the rest through")
}

func TestNoTextIsSmallerThanTwelve(t *testing.T) {
	for _, r := range []theme.Role{theme.Caption, theme.CaptionTop, theme.Secondary, theme.Body} {
		assert.GreaterOrEqual(t, r.Size, float32(12))
		assert.GreaterOrEqual(t, r.Line, r.Size*1.44, "a line step leaves room for the font's own height")
	}
}
