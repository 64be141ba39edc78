package pdf

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"sync"

	"shifu/training/certificate/sheet"
)

// font is a TrueType font with outlines (table glyf), read once and then only
// looked up. The format is Apple's and Microsoft's "sfnt"; field positions
// are those of the OpenType specification 1.9.
type font struct {
	unitsPerEm      int
	ascent, descent int
	box             [4]int
	capHeight       int
	glyphs          map[rune]uint16
	advances        []uint16 // by glyph, in units of the em
	bearings        []int16
	loca            []uint32
	glyf            []byte
	head            []byte
	face            sheet.Face
	coarsened       sync.Map // coarseGlyph -> its outline
}

var errFont = errors.New("not a TrueType font with outlines")

// parseFont reads the tables that a page needs. The bytes are kept, not copied.
func parseFont(b []byte, face sheet.Face) (*font, error) {
	if len(b) < 12 || be32(b, 0) != 0x00010000 {
		return nil, errFont
	}
	tables := map[string][]byte{}
	for i := range int(be16(b, 4)) {
		at := 12 + 16*i
		if at+16 > len(b) {
			return nil, errFont
		}
		off, n := int(be32(b, at+8)), int(be32(b, at+12))
		if off < 0 || n < 0 || off+n > len(b) {
			return nil, errFont
		}
		tables[string(b[at:at+4])] = b[off : off+n]
	}
	for tag, least := range map[string]int{"head": 54, "hhea": 36, "maxp": 6, "hmtx": 4, "cmap": 4, "loca": 4, "glyf": 1} {
		if len(tables[tag]) < least {
			return nil, fmt.Errorf("%w: table %s", errFont, tag)
		}
	}
	head, hhea := tables["head"], tables["hhea"]
	f := &font{
		face:       face,
		unitsPerEm: int(be16(head, 18)),
		ascent:     int(int16(be16(hhea, 4))),
		descent:    int(int16(be16(hhea, 6))),
		capHeight:  733,
		glyf:       tables["glyf"],
		head:       head,
	}
	for i := range 4 {
		f.box[i] = int(int16(be16(head, 36+2*i)))
	}
	if os2 := tables["OS/2"]; len(os2) >= 90 {
		f.capHeight = int(int16(be16(os2, 88)))
	}
	if f.unitsPerEm == 0 {
		return nil, errFont
	}
	if err := f.readGlyphs(tables); err != nil {
		return nil, err
	}
	return f, f.readCmap(tables["cmap"])
}

func (f *font) readGlyphs(tables map[string][]byte) error {
	n, long := int(be16(tables["maxp"], 4)), int(be16(tables["hhea"], 34))
	hmtx, loca := tables["hmtx"], tables["loca"]
	if long == 0 || long > n || len(hmtx) < 4*long+2*(n-long) {
		return fmt.Errorf("%w: table hmtx", errFont)
	}
	f.advances, f.bearings = make([]uint16, n), make([]int16, n)
	for i := range n {
		if i < long {
			f.advances[i], f.bearings[i] = be16(hmtx, 4*i), int16(be16(hmtx, 4*i+2))
		} else {
			f.advances[i], f.bearings[i] = be16(hmtx, 4*long-4), int16(be16(hmtx, 4*long+2*(i-long)))
		}
	}
	wide := be16(f.head, 50) == 1
	if wide && len(loca) < 4*n+4 || !wide && len(loca) < 2*n+2 {
		return fmt.Errorf("%w: table loca", errFont)
	}
	f.loca = make([]uint32, n+1)
	for i := range f.loca {
		if wide {
			f.loca[i] = be32(loca, 4*i)
		} else {
			f.loca[i] = 2 * uint32(be16(loca, 2*i))
		}
		if int(f.loca[i]) > len(f.glyf) || i > 0 && f.loca[i] < f.loca[i-1] {
			return fmt.Errorf("%w: table loca", errFont)
		}
	}
	return nil
}

// readCmap takes the Unicode map: format 12 if there is one, else format 4.
func (f *font) readCmap(b []byte) error {
	f.glyphs = map[rune]uint16{}
	var four, twelve []byte
	for i := range int(be16(b, 2)) {
		at := 4 + 8*i
		if at+8 > len(b) {
			return fmt.Errorf("%w: table cmap", errFont)
		}
		off := int(be32(b, at+4))
		if off < 0 || off+16 > len(b) {
			continue
		}
		switch platform := be16(b, at); {
		case platform != 0 && platform != 3:
		case be16(b, off) == 4:
			four = b[off:]
		case be16(b, off) == 12:
			twelve = b[off:]
		}
	}
	switch {
	case twelve != nil:
		f.readCmap12(twelve)
	case four != nil:
		f.readCmap4(four)
	default:
		return fmt.Errorf("%w: no Unicode map", errFont)
	}
	return nil
}

func (f *font) readCmap12(b []byte) {
	for i := range int(be32(b, 12)) {
		at := 16 + 12*i
		if at+12 > len(b) {
			return
		}
		first, last, glyph := be32(b, at), be32(b, at+4), be32(b, at+8)
		for c := first; c <= last && c <= 0x10FFFF; c++ {
			f.put(rune(c), glyph+c-first)
		}
	}
}

func (f *font) readCmap4(b []byte) {
	n := int(be16(b, 6)) / 2
	if 16+8*n > len(b) {
		return
	}
	for i := range n {
		last, first := be16(b, 14+2*i), be16(b, 16+2*n+2*i)
		delta, rangeAt := be16(b, 16+4*n+2*i), 16+6*n+2*i
		offset := int(be16(b, rangeAt))
		for c := int(first); c <= int(last) && c != 0xFFFF; c++ {
			glyph := uint16(c) + delta
			if offset != 0 {
				at := rangeAt + offset + 2*(c-int(first))
				if at+2 > len(b) {
					return
				}
				if glyph = be16(b, at); glyph != 0 {
					glyph += delta
				}
			}
			f.put(rune(c), uint32(glyph))
		}
	}
}

func (f *font) put(r rune, glyph uint32) {
	if glyph != 0 && glyph < uint32(len(f.advances)) {
		f.glyphs[r] = uint16(glyph)
	}
}

// advance is a character's width in thousandths of the em; that of the empty
// glyph where the font lacks it.
func (f *font) advance(r rune) int { return f.thousandths(int(f.advances[f.glyphs[r]])) }

func (f *font) thousandths(units int) int { return units * 1000 / f.unitsPerEm }

func (f *font) outline(glyph uint16) []byte { return f.glyf[f.loca[glyph]:f.loca[glyph+1]] }

// subset is a font that holds some characters only, its glyphs renumbered in
// the order of the characters.
type subset struct {
	runes   []rune          // by new glyph - 1; glyph 0 is the empty one
	numbers map[rune]uint16 // new glyph of a character
	file    []byte          // the sfnt file
	widths  []int           // by new glyph, thousandths of the em
}

// subset keeps the outlines of the given characters and of the parts that
// composite glyphs are made of. The same set gives the same bytes. A font of
// simple outlines goes on the coarse grid.
func (f *font) subset(wanted map[rune]bool) subset {
	as := coarsenessOf(f.face, len(wanted))
	em := as.grid
	for r := range wanted {
		if o := f.outline(f.glyphs[r]); len(o) >= 2 && int16(be16(o, 0)) < 0 {
			em = f.unitsPerEm
		}
	}
	s := subset{numbers: make(map[rune]uint16, len(wanted))}
	for r := range wanted {
		s.runes = append(s.runes, r)
	}
	slices.Sort(s.runes)
	old := []uint16{0}
	renumbered := map[uint16]uint16{0: 0}
	for i, r := range s.runes {
		s.numbers[r] = uint16(i + 1)
		old = append(old, f.glyphs[r])
		if _, ok := renumbered[f.glyphs[r]]; !ok {
			renumbered[f.glyphs[r]] = uint16(i + 1)
		}
	}
	var glyf, hmtx []byte
	loca := []uint32{0}
	contours, points := 0, 0
	for i := 0; i < len(old); i++ { // old grows while composite parts turn up
		bearing := int(f.bearings[old[i]])
		var outline []byte
		if em != f.unitsPerEm {
			outline = f.coarse(old[i], as)
			bearing = round(bearing*em, f.unitsPerEm)
			if len(outline) > 0 { // the outline's own edge, so that it is not moved by the rounding
				bearing = int(int16(be16(outline, 2)))
			}
		} else {
			outline = slices.Clone(f.outline(old[i]))
		}
		parts(outline, func(at int) {
			part := be16(outline, at)
			if int(part) >= len(f.advances) {
				part = 0
			}
			if _, ok := renumbered[part]; !ok {
				renumbered[part] = uint16(len(old))
				old = append(old, part)
			}
			binary.BigEndian.PutUint16(outline[at:], renumbered[part])
		})
		if len(outline) > 10 {
			if n := int(int16(be16(outline, 0))); n > 0 && 10+2*n <= len(outline) {
				contours, points = max(contours, n), max(points, int(be16(outline, 8+2*n))+1)
			}
		}
		glyf = append(glyf, outline...)
		if len(glyf)%2 != 0 {
			glyf = append(glyf, 0)
		}
		loca = append(loca, uint32(len(glyf)))
		advance := int(f.advances[old[i]])
		hmtx = binary.BigEndian.AppendUint16(hmtx, uint16(round(advance*em, f.unitsPerEm)))
		hmtx = binary.BigEndian.AppendUint16(hmtx, uint16(int16(bearing)))
		s.widths = append(s.widths, f.thousandths(advance))
	}
	s.file = f.assemble(em, len(old), contours, points, glyf, loca, hmtx)
	return s
}

// coarse is a glyph's outline on the coarse grid, reckoned once a font: a
// batch of certificates uses the same characters over and over.
func (f *font) coarse(glyph uint16, as coarseness) []byte {
	key := coarseGlyph{glyph, as}
	if known, ok := f.coarsened.Load(key); ok {
		return known.([]byte)
	}
	outline, _ := as.coarsen(f.outline(glyph), f.unitsPerEm)
	f.coarsened.Store(key, outline)
	return outline
}

type coarseGlyph struct {
	glyph uint16
	as    coarseness
}

// narrow counts the glyphs up to the last that is not as wide as the em.
func (s subset) narrow() int {
	n := len(s.widths)
	for n > 0 && s.widths[n-1] == 1000 {
		n--
	}
	return n
}

// parts calls fn with the position of every component's glyph number in a
// composite outline (flags: OpenType, table glyf).
func parts(outline []byte, fn func(at int)) {
	if len(outline) < 10 || int16(be16(outline, 0)) >= 0 {
		return
	}
	const wordArgs, scale, more, xyScale, twoByTwo = 1, 8, 32, 64, 128
	for at := 10; at+4 <= len(outline); {
		flags := be16(outline, at)
		fn(at + 2)
		at += 6
		if flags&wordArgs != 0 {
			at += 2
		}
		switch {
		case flags&scale != 0:
			at += 2
		case flags&xyScale != 0:
			at += 4
		case flags&twoByTwo != 0:
			at += 8
		}
		if flags&more == 0 {
			return
		}
	}
}

// assemble writes the sfnt file with the tables that PDF asks of an embedded
// TrueType font (ISO 32000-1, 9.9), in alphabetical order, with checksums.
// Offsets of glyphs are even; they are written halved where that is possible.
func (f *font) assemble(em, n, contours, points int, glyf []byte, offsets []uint32, hmtx []byte) []byte {
	scale := func(v int) int { return round(v*em, f.unitsPerEm) }
	head := slices.Clone(f.head[:54])
	binary.BigEndian.PutUint32(head[8:], 0) // checkSumAdjustment, below
	binary.BigEndian.PutUint16(head[18:], uint16(em))
	for i, v := range f.box {
		binary.BigEndian.PutUint16(head[36+2*i:], uint16(int16(scale(v))))
	}
	var loca []byte
	long := len(glyf) > 2*0xFFFF
	for _, o := range offsets {
		if long {
			loca = binary.BigEndian.AppendUint32(loca, o)
		} else {
			loca = binary.BigEndian.AppendUint16(loca, uint16(o/2))
		}
	}
	binary.BigEndian.PutUint16(head[50:], 0)
	if long {
		binary.BigEndian.PutUint16(head[50:], 1)
	}
	hhea := make([]byte, 36)
	binary.BigEndian.PutUint32(hhea, 0x00010000)
	binary.BigEndian.PutUint16(hhea[4:], uint16(scale(f.ascent)))
	binary.BigEndian.PutUint16(hhea[6:], uint16(int16(scale(f.descent))))
	binary.BigEndian.PutUint16(hhea[10:], uint16(em))
	binary.BigEndian.PutUint16(hhea[18:], 1)
	binary.BigEndian.PutUint16(hhea[34:], uint16(n))
	maxp := make([]byte, 32)
	binary.BigEndian.PutUint32(maxp, 0x00010000)
	for i, v := range []int{n, points, contours, 4 * points, 4 * contours, 2} {
		binary.BigEndian.PutUint16(maxp[4+2*i:], uint16(min(v, 0xFFFF)))
	}
	tables := []struct {
		tag  string
		body []byte
	}{{"glyf", glyf}, {"head", head}, {"hhea", hhea}, {"hmtx", hmtx}, {"loca", loca}, {"maxp", maxp}}
	out := []byte{0, 1, 0, 0, 0, 6, 0, 64, 0, 2, 0, 32}
	at := 12 + 16*len(tables)
	for _, t := range tables {
		out = append(out, t.tag...)
		out = binary.BigEndian.AppendUint32(out, checksum(t.body))
		out = binary.BigEndian.AppendUint32(out, uint32(at))
		out = binary.BigEndian.AppendUint32(out, uint32(len(t.body)))
		at += (len(t.body) + 3) &^ 3
	}
	headAt := 0
	for _, t := range tables {
		if t.tag == "head" {
			headAt = len(out)
		}
		out = append(out, t.body...)
		for len(out)%4 != 0 {
			out = append(out, 0)
		}
	}
	binary.BigEndian.PutUint32(out[headAt+8:], 0xB1B0AFBA-checksum(out))
	return out
}

func checksum(b []byte) uint32 {
	var sum uint32
	for len(b) >= 4 {
		sum += binary.BigEndian.Uint32(b)
		b = b[4:]
	}
	var rest [4]byte
	copy(rest[:], b)
	return sum + binary.BigEndian.Uint32(rest[:])
}

func be16(b []byte, at int) uint16 { return binary.BigEndian.Uint16(b[at:]) }
func be32(b []byte, at int) uint32 { return binary.BigEndian.Uint32(b[at:]) }
