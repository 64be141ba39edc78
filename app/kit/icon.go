package kit

import (
	"bytes"
	"image"
	"sync"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"shifu/app/theme"
	"shifu/assets"
)

// iconDots is how many dots an icon is drawn wide for one of its size. With two, a
// window at the scale of one shows the mean of whole dots and lines keep their
// weight, and up to a scale of two nothing is enlarged.
const iconDots = 2

// iconKey is what an icon is drawn for: once, never again when a page is laid out.
type iconKey struct {
	name, colour string
	dots         int
}

var iconCache sync.Map // iconKey -> image.Image

// iconImage draws an icon of a size in a colour. Fyne recolours the fills of a
// drawing, not its strokes, so the colour is written into the drawing.
func iconImage(name string, size float32, tone theme.Token) image.Image {
	dots := max(int(size*iconDots), 1)
	key := iconKey{name, tone.Hex(), dots}
	if img, ok := iconCache.Load(key); ok {
		return img.(image.Image)
	}
	svg, err := assets.Icon(name)
	if err != nil {
		svg, _ = assets.Icon("dot") // a missing icon is seen in the gallery and by its test
	}
	img, err := Raster(bytes.ReplaceAll(svg, []byte("currentColor"), []byte(tone.Hex())), image.Pt(dots, dots))
	if err != nil {
		img = image.NewRGBA(image.Rect(0, 0, 1, 1))
	}
	iconCache.Store(key, img)
	return img
}

// Icon draws an icon of the set at a size (14, 16, 18, 20, 22) in a colour.
func Icon(name string, size float32, tone theme.Token) *canvas.Image {
	img := canvas.NewImageFromImage(iconImage(name, size, tone))
	img.FillMode = canvas.ImageFillContain
	img.SetMinSize(fyne.NewSquareSize(size))
	return img
}

// SetIcon changes what an icon shows.
func SetIcon(img *canvas.Image, name string, tone theme.Token) {
	if i := iconImage(name, img.MinSize().Width, tone); img.Image != i {
		img.Image = i
		img.Refresh()
	}
}

// IconBox draws an icon in the middle of a box of its size: it does not grow
// with its room.
func IconBox(name string, size float32, tone theme.Token) fyne.CanvasObject {
	return Fixed(size, size, Icon(name, size, tone))
}
