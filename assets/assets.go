// Package assets holds what is built into the program: fonts, icons, starter
// packs and the licences of what we did not make ourselves.
package assets

import (
	"embed"
	"io/fs"
)

// FontRegular and FontBold are subsets of Noto Sans SC (static TTF, SIL Open
// Font License) made by scripts/fonts.sh: GB2312, its traditional forms,
// characters of names, Latin and signs. The window, the PDF and the pictures of
// tests draw with them. Read only: callers must not change the bytes.
var (
	//go:embed fonts/NotoSansSC-Regular.ttf
	FontRegular []byte
	//go:embed fonts/NotoSansSC-Bold.ttf
	FontBold []byte
)

//go:embed icons/*.svg
var icons embed.FS

// Icon answers the drawing of an icon by its name ("home"): an SVG on a grid of
// 24 units, drawn with strokes in currentColor. The error is fs.ErrNotExist for
// a name that is not in the set.
func Icon(name string) ([]byte, error) { return icons.ReadFile("icons/" + name + ".svg") }

// IconNames lists the set.
func IconNames() []string {
	entries, _ := icons.ReadDir("icons")
	names := make([]string, 0, len(entries))
	for _, e := range entries {
		names = append(names, e.Name()[:len(e.Name())-len(".svg")])
	}
	return names
}

// Icon128 is logo.svg as a PNG of 128 pixels: drawing it anew would cost every
// start a frame.
//
//go:embed icon-128.png
var Icon128 []byte

//go:embed licences
var licences embed.FS

// Licences holds one text file for each thing in the program that others made.
func Licences() fs.FS {
	sub, _ := fs.Sub(licences, "licences")
	return sub
}
