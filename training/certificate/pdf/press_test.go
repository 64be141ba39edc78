package pdf_test

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/assets"
	"shifu/training/certificate/pdf"
	"shifu/training/certificate/sheet"
)

var press = sync.OnceValue(func() *pdf.Press {
	p, err := pdf.NewPress(assets.FontRegular, assets.FontBold)
	if err != nil {
		panic(err)
	}
	return p
})

func example() sheet.Sheet {
	p := sheet.NewPen(press(), sheet.A4Width, sheet.A4Height)
	p.Rect(sheet.Rect{X: 1000, Y: 1000, W: 5000, H: 3000, Radius: 500, Corners: sheet.LeftCorners, Fill: "#F0F3F8", Stroke: "#2F4F9F", Line: 100})
	p.Line(sheet.Line{X1: 0, Y1: 100, X2: 100, Y2: 100, Width: 50, Color: "#000000"})
	p.Modules(sheet.Modules{X: 100, Y: 100, Side: 900, Rows: []string{"101", "010", "111"}, Color: "#1A2333"})
	p.Text(sheet.Text{X: 100, Y: 5000, Size: 1200, Face: sheet.Regular, Color: "#1A2333", Anchor: sheet.Start, Text: "孙一诺 Sun Yinuo 喆"})
	p.Text(sheet.Text{X: 100, Y: 7000, Size: 1200, Face: sheet.Bold, Color: "#C2382A", Anchor: sheet.End, Text: "客服上岗证书"})
	return p.Sheet()
}

// readText reads the text of a page back as a reader program does: through
// the glyphs of the content and the maps back to characters.
func readText(t *testing.T, file []byte) string {
	streams := map[string]string{}
	for _, m := range regexp.MustCompile(`(?s)(\d+) 0 obj\n<< [^\n]*?/Filter /FlateDecode /Length (\d+) >>\nstream\n`).FindAllSubmatchIndex(file, -1) {
		n, err := strconv.Atoi(string(file[m[4]:m[5]]))
		require.NoError(t, err)
		r, err := zlib.NewReader(bytes.NewReader(file[m[1] : m[1]+n]))
		require.NoError(t, err)
		body, err := io.ReadAll(r)
		require.NoError(t, err)
		streams[string(file[m[2]:m[3]])] = string(body)
	}
	maps := map[string]map[string]string{}
	for face, at := range map[string]string{"R": "10", "B": "15"} {
		maps[face] = map[string]string{}
		for _, m := range regexp.MustCompile(`<([0-9A-F]{4})> <[0-9A-F]{4}> \[((?:<[0-9A-F]+>)*)\]\n`).FindAllStringSubmatch(streams[at], -1) {
			from, err := strconv.ParseInt(m[1], 16, 32)
			require.NoError(t, err)
			for i, one := range strings.Split(strings.Trim(m[2], "<>"), "><") {
				raw, err := hex.DecodeString(one)
				require.NoError(t, err)
				var units []uint16
				for i := 0; i < len(raw); i += 2 {
					units = append(units, uint16(raw[i])<<8|uint16(raw[i+1]))
				}
				maps[face][fmt.Sprintf("%04X", int(from)+i)] = string(utf16.Decode(units))
			}
		}
	}
	var out strings.Builder
	face := ""
	for _, m := range regexp.MustCompile(`BT (?:/([RB]) \S+ Tf )?.*? Td <([0-9A-F]*)> Tj ET`).FindAllStringSubmatch(streams["4"], -1) {
		if m[1] != "" { // a font stays until the next
			face = m[1]
		}
		for i := 0; i < len(m[2]); i += 4 {
			out.WriteString(maps[face][m[2][i:i+4]])
		}
		out.WriteString("\n")
	}
	return out.String()
}

func TestTheTextOfAPageCanBeReadBack(t *testing.T) {
	page := press().Page(example(), "证书")
	assert.Equal(t, "孙一诺 Sun Yinuo 喆\n客服上岗证书\n", readText(t, page))
}

func TestTheSameSheetGivesTheSameBytes(t *testing.T) {
	one := press().Page(example(), "证书")
	again, err := pdf.NewPress(assets.FontRegular, assets.FontBold)
	require.NoError(t, err)
	assert.Equal(t, one, again.Page(example(), "证书"))
	assert.Equal(t, press().Version(), again.Version())
	assert.NotEqual(t, one, press().Page(example(), "另一张"))

	swapped, err := pdf.NewPress(assets.FontBold, assets.FontRegular)
	require.NoError(t, err)
	assert.NotEqual(t, press().Version(), swapped.Version(), "the version names the fonts")
}

// The bytes of a page are hashed and signed. When this fails, either the page
// has changed by mistake, or RendererVersion must change together with it.
func TestThePageOfThisRendererVersionIsWhatItAlwaysWas(t *testing.T) {
	require.Equal(t, "shifu-page/5", pdf.RendererVersion)
	sum := sha256.Sum256(press().Page(example(), "证书"))
	assert.Equal(t, frozen[press().Version()], hex.EncodeToString(sum[:]), "version %s: add it to frozen_test.go when fonts or renderer changed on purpose", press().Version())
}

func TestEveryOffsetOfTheTableLeadsToItsObject(t *testing.T) {
	file, err := pdf.Attach(press().Page(example(), "证书"), []byte(`{"a":1}`))
	require.NoError(t, err)
	tables := regexp.MustCompile(`(?s)xref\n(.*?)trailer\n`).FindAllSubmatch(file, -1)
	require.Len(t, tables, 2, "one of the page, one of the attachment")
	checked := 0
	for _, table := range tables {
		n := 0
		for line := range strings.Lines(string(table[1])) {
			var offset, generation, first, count int
			var kind string
			if _, err := fmt.Sscanf(line, "%d %d %1s", &offset, &generation, &kind); err == nil && len(line) == 20 {
				if kind == "n" {
					require.True(t, bytes.HasPrefix(file[offset:], fmt.Appendf(nil, "%d 0 obj\n", n)), "object %d", n)
					checked++
				}
				n++
			} else if _, err := fmt.Sscanf(line, "%d %d", &first, &count); err == nil {
				n = first
			}
		}
	}
	assert.Equal(t, 15+3, checked)
	at, err := strconv.Atoi(string(regexp.MustCompile(`startxref\n(\d+)\n%%EOF\n$`).FindSubmatch(file)[1]))
	require.NoError(t, err)
	assert.True(t, bytes.HasPrefix(file[at:], []byte("xref\n")))
}

func TestAFileSplitsIntoItsPageAndItsProof(t *testing.T) {
	page, proof := press().Page(example(), "证书"), []byte(`{"a":"%%EOF trailer\n << /Length 3 >>"}`)
	file, err := pdf.Attach(page, proof)
	require.NoError(t, err)
	gotPage, gotProof, err := pdf.Split(file)
	require.NoError(t, err)
	assert.Equal(t, page, gotPage)
	assert.Equal(t, proof, gotProof)
}

func TestAByteThatBelongsToNeitherIsRefused(t *testing.T) {
	page := press().Page(example(), "证书")
	file, err := pdf.Attach(page, []byte(`{"a":1}`))
	require.NoError(t, err)
	for name, bad := range map[string][]byte{
		"nothing": nil, "the page alone": page, "cut": file[:len(file)-1], "longer": append(bytes.Clone(file), '\n'),
		"another update": append(bytes.Clone(file), file[len(page):]...), "not a PDF": []byte("hello"),
	} {
		_, _, err := pdf.Split(bad)
		assert.Error(t, err, name)
	}
	for at := len(page); at < len(file); at++ {
		for bit := range 8 {
			bad := bytes.Clone(file)
			bad[at] ^= 1 << bit
			_, _, err := pdf.Split(bad)
			require.Error(t, err, "bit %d of byte %d", bit, at)
		}
	}
}

func TestAFontThatIsNoneIsRefused(t *testing.T) {
	_, err := pdf.NewPress(assets.FontRegular, []byte("OTTO not for us"))
	assert.Error(t, err)
	for n := 0; n < 4000; n += 37 {
		_, err := pdf.NewPress(assets.FontRegular[:n], assets.FontBold)
		assert.Error(t, err, "cut at %d", n)
	}
}

func FuzzSplit(f *testing.F) {
	file, err := pdf.Attach(press().Page(example(), "证书"), []byte(`{"a":1}`))
	require.NoError(f, err)
	f.Add(file)
	f.Fuzz(func(t *testing.T, b []byte) {
		page, proof, err := pdf.Split(b)
		if err == nil {
			require.True(t, bytes.HasPrefix(b, page))
			require.LessOrEqual(t, len(proof), 16<<20)
		}
	})
}

func BenchmarkPage(b *testing.B) {
	s := example()
	for b.Loop() {
		press().Page(s, "证书")
	}
}

func BenchmarkNewPress(b *testing.B) {
	for b.Loop() {
		if _, err := pdf.NewPress(assets.FontRegular, assets.FontBold); err != nil {
			b.Fatal(err)
		}
	}
}
