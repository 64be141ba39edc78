package kit

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	_ "image/jpeg" // pictures of packs
	_ "image/png"

	"github.com/fyne-io/oksvg"
	"github.com/srwiley/rasterx"
	"golang.org/x/image/draw"
)

// Raster turns the bytes of a picture (PNG, JPEG or SVG) into dots: on any
// goroutine, so that the window only has to show them. A drawing is made as large
// as a number of dots allows; a photograph is made smaller if it is larger.
func Raster(picture []byte, within image.Point) (image.Image, error) {
	if bytes.Contains(picture[:min(len(picture), 512)], []byte("<svg")) {
		return drawing(picture, within)
	}
	img, _, err := image.Decode(bytes.NewReader(picture))
	if err != nil {
		return nil, err
	}
	size := img.Bounds().Size()
	if size.X <= within.X && size.Y <= within.Y {
		return img, nil
	}
	small := image.NewRGBA(image.Rectangle{Max: fitted(float64(size.X), float64(size.Y), within)})
	draw.CatmullRom.Scale(small, small.Bounds(), img, img.Bounds(), draw.Src, nil)
	return small, nil
}

// fitted is the largest size of a shape within another.
func fitted(w, h float64, within image.Point) image.Point {
	by := min(float64(within.X)/w, float64(within.Y)/h)
	return image.Pt(max(int(w*by+0.5), 1), max(int(h*by+0.5), 1))
}

// drawing rasterises an SVG. The library panics on some paths that it does not
// understand.
func drawing(svg []byte, within image.Point) (img image.Image, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("svg: %v", p)
		}
	}()
	icon, err := oksvg.ReadReplacingCurrentColor(bytes.NewReader(svg), "#000000")
	if err != nil {
		return nil, err
	}
	if icon.ViewBox.W <= 0 || icon.ViewBox.H <= 0 {
		return nil, errors.New("svg: no size")
	}
	size := fitted(icon.ViewBox.W, icon.ViewBox.H, within)
	icon.SetTarget(0, 0, float64(size.X), float64(size.Y))
	dots := image.NewRGBA(image.Rectangle{Max: size})
	icon.Draw(rasterx.NewDasher(size.X, size.Y, rasterx.NewScannerGV(size.X, size.Y, dots, dots.Bounds())), 1)
	return dots, nil
}
