// Package pdf prints a sheet as a PDF page whose bytes depend on the sheet,
// the two fonts and this package alone: no clock, no random id, no compressor
// that an upgrade could change. What the page says can be copied out as text.
//
// A proof is attached behind the page as an incremental update, so that the
// first bytes of the file are the page as it was hashed and the rest is a
// function of the proof: no byte of the file belongs to neither.
package pdf

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"sync"
	"unicode/utf16"

	"shifu/training/certificate/sheet"
)

// RendererVersion names how pages are made. It changes with every change that
// changes the bytes of a page.
const RendererVersion = "shifu-page/5"

// Press holds the two fonts, read once, and prints any number of pages. It is
// safe for use by several goroutines.
type Press struct {
	once          sync.Once
	regular, bold []byte
	err           error
	faces         map[sheet.Face]*font
	version       string
}

// NewPress reads the fonts: TrueType files with outlines. The bytes are kept.
func NewPress(regular, bold []byte) (*Press, error) {
	p := LazyPress(regular, bold)
	return p, p.read().err
}

// LazyPress is NewPress for fonts that are known to be good: they are read
// when the first page is printed, so that a program's start does not wait.
func LazyPress(regular, bold []byte) *Press { return &Press{regular: regular, bold: bold} }

func (p *Press) read() *Press {
	p.once.Do(func() {
		sum := sha256.New()
		p.faces = map[sheet.Face]*font{}
		for _, face := range []sheet.Face{sheet.Regular, sheet.Bold} {
			b := p.regular
			if face == sheet.Bold {
				b = p.bold
			}
			f, err := parseFont(b, face)
			if err != nil {
				p.err = fmt.Errorf("font %s: %w", face, err)
				return
			}
			p.faces[face] = f
			one := sha256.Sum256(b)
			sum.Write(one[:])
		}
		p.version = RendererVersion + " " + hex.EncodeToString(sum.Sum(nil)[:8])
	})
	return p
}

// Version names the renderer and the fonts; the same version and the same
// sheet give the same bytes.
func (p *Press) Version() string { return p.read().version }

// Has says whether the face can draw the character.
func (p *Press) Has(face sheet.Face, r rune) bool { return p.read().faces[face].glyphs[r] != 0 }

// Advance is the character's width in thousandths of the text's size.
func (p *Press) Advance(face sheet.Face, r rune) int { return p.read().faces[face].advance(r) }

// Page prints a sheet. Title is what a reader program shows as the document's
// name.
func (p *Press) Page(s sheet.Sheet, title string) []byte {
	p.read()
	used := map[sheet.Face]map[rune]bool{sheet.Regular: {}, sheet.Bold: {}}
	for _, op := range s.Ops {
		if op.Text != nil {
			for _, r := range op.Text.Text {
				if p.Has(op.Text.Face, r) {
					used[op.Text.Face][r] = true
				}
			}
		}
	}
	w := newWriter()
	subsets := map[sheet.Face]subset{}
	const catalog, pages, page, content, info, firstFont = 1, 2, 3, 4, 5, 6
	var fonts strings.Builder
	next := firstFont
	for _, face := range []sheet.Face{sheet.Regular, sheet.Bold} {
		sub := p.faces[face].subset(used[face])
		subsets[face] = sub
		fmt.Fprintf(&fonts, "/%s %d 0 R ", fontNames[face], next)
		p.writeFont(w, next, face, sub)
		next += 5
	}
	w.object(catalog, fmt.Sprintf("<< /Type /Catalog /Pages %d 0 R /Lang (zh) /ViewerPreferences << /DisplayDocTitle true >> >>", pages))
	w.object(pages, fmt.Sprintf("<< /Type /Pages /Kids [%d 0 R] /Count 1 >>", page))
	w.object(page, fmt.Sprintf("<< /Type /Page /Parent %d 0 R /MediaBox [0 0 %s %s] /Resources << /Font << %s>> >> /Contents %d 0 R >>",
		pages, points(s.Width), points(s.Height), fonts.String(), content))
	w.stream(content, "", paint(s, p, subsets))
	w.object(info, fmt.Sprintf("<< /Title %s /Producer (%s) >>", utf16Hex(title), RendererVersion))
	return w.finish(catalog, info, next)
}

var fontNames = map[sheet.Face]string{sheet.Regular: "R", sheet.Bold: "B"}

// writeFont writes five objects: the font, its descendant, its descriptor,
// its file and the map from glyphs back to characters.
func (p *Press) writeFont(w *writer, at int, face sheet.Face, sub subset) {
	f := p.faces[face]
	tag := subsetTag(sub.file)
	name := tag + "+NotoSansSC-Regular"
	if face == sheet.Bold {
		name = tag + "+NotoSansSC-Bold"
	}
	w.object(at, fmt.Sprintf("<< /Type /Font /Subtype /Type0 /BaseFont /%s /Encoding /Identity-H /DescendantFonts [%d 0 R] /ToUnicode %d 0 R >>", name, at+1, at+4))
	widths := strings.Trim(fmt.Sprint(sub.widths[:sub.narrow()]), "[]")
	w.object(at+1, fmt.Sprintf("<< /Type /Font /Subtype /CIDFontType2 /BaseFont /%s /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor %d 0 R /DW 1000 /W [0 [%s]] /CIDToGIDMap /Identity >>",
		name, at+2, widths))
	stem := 80
	if face == sheet.Bold {
		stem = 140
	}
	w.object(at+2, fmt.Sprintf("<< /Type /FontDescriptor /FontName /%s /Flags 4 /FontBBox [%d %d %d %d] /ItalicAngle 0 /Ascent %d /Descent %d /CapHeight %d /StemV %d /FontFile2 %d 0 R >>",
		name, f.thousandths(f.box[0]), f.thousandths(f.box[1]), f.thousandths(f.box[2]), f.thousandths(f.box[3]),
		f.thousandths(f.ascent), f.thousandths(f.descent), f.thousandths(f.capHeight), stem, at+3))
	w.stream(at+3, fmt.Sprintf("/Length1 %d ", len(sub.file)), sub.file)
	w.stream(at+4, "", toUnicode(sub))
}

// subsetTag makes the six capital letters that PDF puts before the name of a
// font that holds some of its characters only.
func subsetTag(file []byte) string {
	sum := sha256.Sum256(file)
	var tag [6]byte
	for i := range tag {
		tag[i] = 'A' + sum[i]%26
	}
	return string(tag[:])
}

// toUnicode maps glyphs back to characters, so that text can be copied and
// searched (ISO 32000-1, 9.10.3).
func toUnicode(sub subset) []byte {
	var b strings.Builder
	b.WriteString("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n" +
		"/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n" +
		"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n" +
		"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n")
	for from := 1; from <= len(sub.runes); {
		// The glyphs of a range differ in their last byte only.
		to := min(len(sub.runes), from|0xFF)
		fmt.Fprintf(&b, "1 beginbfrange\n<%04X> <%04X> [", from, to)
		for _, r := range sub.runes[from-1 : to] {
			b.WriteByte('<')
			for _, u := range utf16.Encode([]rune{r}) {
				fmt.Fprintf(&b, "%04X", u)
			}
			b.WriteByte('>')
		}
		b.WriteString("]\nendbfrange\n")
		from = to + 1
	}
	b.WriteString("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n")
	return []byte(b.String())
}

func utf16Hex(s string) string {
	var b strings.Builder
	b.WriteString("<FEFF")
	for _, u := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", u)
	}
	b.WriteString(">")
	return b.String()
}
