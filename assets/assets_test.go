package assets_test

import (
	"bytes"
	"flag"
	"image"
	"image/png"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"github.com/fyne-io/oksvg"
	"github.com/go-text/typesetting/font"
	"github.com/srwiley/rasterx"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/assets"
)

// written collects the characters of the catalogues, the conversion's results
// and the packs, with the file where each was first met.
func written(t *testing.T) map[rune]string {
	found := map[rune]string{}
	for _, dir := range []string{"../internal/i18n/messages", "packs"} {
		require.NoError(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			switch filepath.Ext(path) {
			case ".json", ".yaml", ".md", ".txt":
			default:
				return nil
			}
			raw, err := os.ReadFile(path)
			for _, r := range string(raw) {
				if _, ok := found[r]; !ok {
					found[r] = path
				}
			}
			return err
		}))
	}
	require.Greater(t, len(found), 200)
	return found
}

func TestBothFontsDrawEveryCharacterOfTheProgramAndItsPacks(t *testing.T) {
	for name, raw := range map[string][]byte{"regular": assets.FontRegular, "bold": assets.FontBold} {
		face, err := font.ParseTTF(bytes.NewReader(raw))
		require.NoError(t, err)
		for r, where := range written(t) {
			if r < ' ' || !unicode.IsPrint(r) || r > 0x1F000 { // emoji are another font's
				continue
			}
			_, ok := face.NominalGlyph(r)
			assert.True(t, ok, "%s lacks %q (U+%04X) of %s: run scripts/fonts.sh", name, r, r, where)
		}
		for _, r := range "喆镕堃淼㛃䶮→≥≤～·✓¥①–…“”「」簽師裡檔瞭" {
			_, ok := face.NominalGlyph(r)
			assert.True(t, ok, "%s lacks %q", name, r)
		}
	}
}

func TestTheFontsStaySmall(t *testing.T) {
	// Each is parsed once and costs about two and a half times its size.
	assert.Less(t, len(assets.FontRegular), 3_600_000)
	assert.Less(t, len(assets.FontBold), 3_600_000)
}

func TestIconsAreDrawnWithStrokesInTheColourOfTheirPlace(t *testing.T) {
	names := assets.IconNames()
	assert.Greater(t, len(names), 40)
	for _, n := range names {
		svg, err := assets.Icon(n)
		require.NoError(t, err)
		assert.Equal(t, 1, strings.Count(string(svg), "currentColor"), n)
		assert.Contains(t, string(svg), `fill="none"`, n)
		assert.Contains(t, string(svg), `viewBox="0 0 24 24"`, n)
	}
	_, err := assets.Icon("no-such-icon")
	assert.ErrorIs(t, err, fs.ErrNotExist)
}

var update = flag.Bool("update", false, "draw the window's icon anew")

func TestTheWindowsIconIsTheLogo(t *testing.T) {
	const side = 128
	logo, err := os.Open("logo.svg")
	require.NoError(t, err)
	defer logo.Close()
	drawing, err := oksvg.ReadIconStream(logo, oksvg.StrictErrorMode)
	require.NoError(t, err)
	want := image.NewRGBA(image.Rect(0, 0, side, side))
	drawing.SetTarget(0, 0, side, side)
	drawing.Draw(rasterx.NewDasher(side, side, rasterx.NewScannerGV(side, side, want, want.Bounds())), 1)
	if *update {
		var out bytes.Buffer
		require.NoError(t, png.Encode(&out, want))
		require.NoError(t, os.WriteFile("icon-128.png", out.Bytes(), 0o644))
		return // it is embedded with the next build
	}
	got, err := png.Decode(bytes.NewReader(assets.Icon128))
	require.NoError(t, err)
	require.Equal(t, want.Bounds(), got.Bounds())
	for y := range side {
		for x := range side {
			r, g, b, a := want.At(x, y).RGBA()
			r2, g2, b2, a2 := got.At(x, y).RGBA()
			for i, d := range []int{int(r) - int(r2), int(g) - int(g2), int(b) - int(b2), int(a) - int(a2)} {
				require.InDelta(t, 0, d, 0x200, "channel %d at %d, %d: go test ./assets -run Logo -update", i, x, y)
			}
		}
	}
}

func TestWhatOthersMadeIsNamedWithItsLicence(t *testing.T) {
	for file, words := range map[string]string{"noto-sans-sc.txt": "SIL OPEN FONT LICENSE", "opencc.txt": "Apache License"} {
		raw, err := fs.ReadFile(assets.Licences(), file)
		require.NoError(t, err)
		assert.Contains(t, strings.ToUpper(string(raw)), strings.ToUpper(words), file)
	}
}
