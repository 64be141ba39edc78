package kit

import (
	"bytes"
	"sync"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"shifu/app/theme"
	"shifu/assets"
)

// Fyne recolours the fills of a drawing, not its strokes, so the colour is
// written into the drawing: one resource for each icon and colour.
var iconCache sync.Map // name + colour -> *fyne.StaticResource

func iconResource(name string, tone theme.Token) fyne.Resource {
	key := name + tone.Hex() + ".svg"
	if r, ok := iconCache.Load(key); ok {
		return r.(fyne.Resource)
	}
	svg, err := assets.Icon(name)
	if err != nil {
		svg, _ = assets.Icon("dot") // a missing icon is seen in the gallery and by its test
	}
	r := fyne.NewStaticResource(key, bytes.ReplaceAll(svg, []byte("currentColor"), []byte(tone.Hex())))
	iconCache.Store(key, r)
	return r
}

// Icon draws an icon of the set at a size (14, 16, 18, 20, 22) in a colour.
func Icon(name string, size float32, tone theme.Token) *canvas.Image {
	img := canvas.NewImageFromResource(iconResource(name, tone))
	img.FillMode = canvas.ImageFillContain
	img.SetMinSize(fyne.NewSquareSize(size))
	return img
}

// SetIcon changes what an icon shows.
func SetIcon(img *canvas.Image, name string, tone theme.Token) {
	if r := iconResource(name, tone); img.Resource != r {
		img.Resource = r
		img.Refresh()
	}
}

// IconBox draws an icon in the middle of a box of its size: it does not grow
// with its room.
func IconBox(name string, size float32, tone theme.Token) fyne.CanvasObject {
	return Fixed(size, size, Icon(name, size, tone))
}
