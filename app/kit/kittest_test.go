package kit_test

import (
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"shifu/app/kit"
	"shifu/app/theme"
)

// start makes a test program with the product's theme; once, because fonts are
// parsed anew for every theme.
func TestMain(m *testing.M) {
	app := test.NewApp()
	app.Settings().SetTheme(theme.Shifu{})
	os.Exit(m.Run())
}

// show puts an object into a window of a size with a router.
func show(t *testing.T, o fyne.CanvasObject, w, h float32) (fyne.Window, *kit.Router) {
	win := test.NewWindow(nil)
	win.SetPadded(false)
	win.Resize(fyne.NewSize(w, h))
	ground := canvas.NewRectangle(theme.Bg.Colour())
	root := kit.Stack(ground, o)
	win.SetContent(root)
	root.Resize(fyne.NewSize(w, h-1))
	root.Resize(fyne.NewSize(w, h))
	r := kit.RouterOf(win.Canvas())
	t.Cleanup(func() { kit.ForgetRouter(win.Canvas()); win.Close() })
	return win, r
}

// picture writes what a window shows into the folder SHIFU_GALLERY, for people
// to look at; without it nothing is written.
func picture(t *testing.T, win fyne.Window, name string) {
	dir := os.Getenv("SHIFU_GALLERY")
	img := win.Canvas().Capture()
	require.False(t, img.Bounds().Empty())
	if dir == "" {
		return
	}
	f, err := os.Create(filepath.Join(dir, name+".png"))
	require.NoError(t, err)
	defer f.Close()
	require.NoError(t, png.Encode(f, img))
}
