package kit

import (
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
