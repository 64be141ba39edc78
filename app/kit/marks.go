package kit

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"shifu/app/theme"
)

// Logo is the product's mark: 师 on a rounded square.
func Logo(size float32) fyne.CanvasObject { return LogoIn(size, theme.Primary, theme.OnPrimary) }

// LogoIn is the mark in other colours: on the hero's ground.
func LogoIn(size float32, fill, ink theme.Token) fyne.CanvasObject {
	g := canvas.NewRectangle(fill.Colour())
	g.CornerRadius = size * 0.24
	return Fixed(size, size, Stack(g, Middle(Text("师", theme.Role{Size: size * 0.56, Bold: true, Line: size}, ink))))
}

// NumberDisc is the number of a step on the hero's ground; done steps are filled.
func NumberDisc(n int, done bool) fyne.CanvasObject {
	c := canvas.NewCircle(theme.Clear)
	ink := theme.OnHero
	c.StrokeColor, c.StrokeWidth = theme.OnHero2.Colour(), theme.Edge
	if done {
		c.FillColor, c.StrokeWidth, ink = theme.OnHero.Colour(), 0, theme.Hero
	}
	return Fixed(24, 24, Stack(c, Middle(Text(strconv.Itoa(n), theme.Label, ink))))
}

// NumberBox is the digit that chooses a card.
func NumberBox(n int, chosen bool) fyne.CanvasObject {
	g := canvas.NewRectangle(theme.Clear)
	g.CornerRadius, g.StrokeWidth, g.StrokeColor = theme.RadiusSmall, theme.Edge, theme.LineStrong.Colour()
	ink := theme.Ink2
	if chosen {
		g.FillColor, g.StrokeWidth, ink = theme.Primary.Colour(), 0, theme.OnPrimary
	}
	return Fixed(26, 26, Stack(g, Middle(Text(strconv.Itoa(n), theme.Label, ink))))
}
