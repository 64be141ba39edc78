package theme_test

import (
	"image/color"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"

	"shifu/app/theme"
)

// The pairs of the design with the contrast that they have in light and dark,
// and the least that is allowed (WCAG 2.1 AA).
var pairs = []struct {
	on, under   theme.Token
	light, dark float64
	needs       float64
}{
	{theme.Ink, theme.Surface, 15.76, 13.64, 4.5},
	{theme.Ink, theme.Bg, 14.44, 15.30, 4.5},
	{theme.Ink, theme.Rail, 13.43, 16.07, 4.5},
	{theme.Ink, theme.Sunken, 14.17, 12.04, 4.5},
	{theme.Ink2, theme.Surface, 7.99, 8.82, 4.5},
	{theme.Ink2, theme.Bg, 7.32, 9.89, 4.5},
	{theme.Ink2, theme.Rail, 6.80, 10.39, 4.5},
	{theme.Ink2, theme.Sunken, 7.18, 7.78, 4.5},
	{theme.Ink3, theme.Surface, 5.70, 6.27, 4.5},
	{theme.Ink3, theme.Bg, 5.23, 7.03, 4.5},
	{theme.Ink3, theme.Rail, 4.86, 7.38, 4.5},
	{theme.Ink3, theme.Sunken, 5.13, 5.53, 4.5},
	{theme.Primary, theme.Surface, 7.66, 7.11, 4.5},
	{theme.Primary, theme.Bg, 7.02, 7.97, 4.5},
	{theme.PrimaryInk, theme.PrimarySoft, 7.56, 7.59, 4.5},
	{theme.OnPrimary, theme.Primary, 7.66, 7.59, 4.5},
	{theme.OnPrimary2, theme.Primary, 5.73, 5.95, 4.5},
	{theme.Qing, theme.Surface, 5.67, 7.97, 4.5},
	{theme.Qing, theme.Bg, 5.19, 8.94, 4.5},
	{theme.QingInk, theme.QingSoft, 6.34, 7.71, 4.5},
	{theme.OnQing, theme.Qing, 5.67, 8.09, 4.5},
	{theme.Ochre, theme.Surface, 6.04, 8.27, 4.5},
	{theme.Ochre, theme.Bg, 5.53, 9.27, 4.5},
	{theme.OchreInk, theme.OchreSoft, 6.36, 8.23, 4.5},
	{theme.Danger, theme.Surface, 6.76, 7.31, 4.5},
	{theme.Danger, theme.Bg, 6.19, 8.20, 4.5},
	{theme.DangerInk, theme.DangerSoft, 6.96, 8.15, 4.5},
	{theme.Seal, theme.Surface, 5.39, 6.23, 4.5},
	{theme.SealInk, theme.SealSoft, 5.90, 7.33, 4.5},
	{theme.OnSeal, theme.Seal, 5.39, 6.98, 4.5},
	{theme.LineStrong, theme.Surface, 3.52, 4.05, 3},
	{theme.LineStrong, theme.Bg, 3.22, 4.54, 3},
	{theme.Ink, theme.Heat1, 13.19, 9.27, 4.5},
	{theme.Ink, theme.Heat2, 13.66, 10.35, 4.5},
	{theme.Ink, theme.Heat3, 10.73, 6.78, 4.5},
	{theme.OnQing, theme.Heat4, 5.67, 8.09, 4.5},
	{theme.Ink, theme.BubbleIn, 14.17, 12.04, 4.5},
	{theme.Ink, theme.BubbleOut, 13.07, 10.19, 4.5},
	{theme.Ink2, theme.BubbleOut, 6.62, 6.59, 4.5},
	{theme.Ink3, theme.Heat0, 5.13, 5.53, 4.5},
	{theme.OnToast, theme.Toast, 13.31, 13.30, 4.5},
	{theme.OnHero, theme.Hero, 7.66, 10.84, 4.5},
	{theme.OnHero2, theme.Hero, 5.73, 7.06, 4.5},
	{theme.OnHeroBtn, theme.HeroBtn, 7.66, 7.59, 4.5},
	{theme.Ink2, theme.Tip, 7.57, 7.98, 4.5},
	{theme.OchreMark, theme.Surface, 3.57, 8.27, 3},
	{theme.OnDanger, theme.Danger, 6.76, 8.23, 4.5},
}

// luminance is WCAG 2.1's relative luminance.
func luminance(c color.NRGBA) float64 {
	lin := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.03928 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*lin(c.R) + 0.7152*lin(c.G) + 0.0722*lin(c.B)
}

func contrast(a, b color.NRGBA) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func TestEveryPairOfTheDesignCanBeRead(t *testing.T) {
	for _, p := range pairs {
		for mode, want := range map[theme.Mode]float64{theme.Light: p.light, theme.Dark: p.dark} {
			got := contrast(p.on.In(mode), p.under.In(mode))
			assert.GreaterOrEqual(t, got, p.needs, "%v on %v in %v", p.on, p.under, mode)
			assert.InDelta(t, want, got, 0.011, "%v on %v in %v is not the colour of the design", p.on, p.under, mode)
		}
	}
}
