package pdf

import (
	"encoding/binary"
	"hash/adler32"
	"slices"
)

// The compressor is our own and frozen: a page that was hashed years ago must
// be made again with the same bytes, whatever Go or a library has learnt
// since. It writes RFC 1950 around RFC 1951 blocks with dynamic codes.
// Changing anything here changes pages and needs a new renderer version.

const (
	windowSize = 32768
	minMatch   = 3
	maxMatch   = 258
	hashBits   = 15
	maxChain   = 32 // how many earlier places are tried for a match
	longMatch  = 64 // a match of this length is taken whole
	passes     = 2  // ways through the matches, each by the prices of the one before
)

var (
	lengthBase  = [29]int{3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258}
	lengthExtra = [29]int{0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0}
	distBase    = [30]int{1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577}
	distExtra   = [30]int{0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13}
	clenOrder   = [19]int{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15}
	lengthCode  = codesOf(lengthBase[:], maxMatch)
	distCode    = codesOf(distBase[:], windowSize)
)

func codesOf(base []int, last int) []uint8 {
	codes := make([]uint8, last+1)
	code := 0
	for v := base[0]; v <= last; v++ {
		for code+1 < len(base) && base[code+1] <= v {
			code++
		}
		codes[v] = uint8(code)
	}
	return codes
}

// token is a literal (dist 0, value the byte) or a match (value the length).
type token struct{ value, dist uint16 }

// deflate compresses b into a zlib stream.
func deflate(b []byte) []byte {
	w := bitWriter{out: []byte{0x78, 0x9C}}
	blocks := split(parse(b))
	for i, tokens := range blocks {
		last := uint32(0)
		if i == len(blocks)-1 {
			last = 1
		}
		w.bits(last, 1)
		w.bits(2, 2) // dynamic codes
		writeBlock(&w, tokens)
	}
	w.flush()
	return binary.BigEndian.AppendUint32(w.out, adler32.Checksum(b))
}

// codeLengths gives Huffman code lengths of at most limit bits by the
// package-merge algorithm (Larmore and Hirschberg, 1990).
func codeLengths(counts []int, limit int) []int {
	lens := make([]int, len(counts))
	leaves := make([]int, 0, len(counts)) // counts with their symbols, rising
	for s, n := range counts {
		if n > 0 {
			leaves = append(leaves, n<<16|s)
		}
	}
	if len(leaves) < 2 { // a code needs a bit, even when there is nothing to choose
		for _, leaf := range leaves {
			lens[leaf&0xFFFF] = 1
		}
		return lens
	}
	slices.Sort(leaves)
	// Each row merges the leaves with the pairs of the row before, by weight.
	// Only the order of leaves and pairs is kept: the leaves themselves always
	// come in the same order.
	wide := 2 * len(leaves)
	rows := make([][]bool, 0, limit) // true: a leaf
	kinds := make([]bool, 0, wide*limit)
	row, merged := make([]int, 0, wide), make([]int, 0, wide) // weights
	for range limit {
		from := len(kinds)
		merged = merged[:0]
		for l, p := 0, 0; l < len(leaves) || p+1 < len(row); {
			if p+1 >= len(row) || l < len(leaves) && leaves[l]>>16 <= row[p]+row[p+1] {
				merged, kinds, l = append(merged, leaves[l]>>16), append(kinds, true), l+1
			} else {
				merged, kinds, p = append(merged, row[p]+row[p+1]), append(kinds, false), p+2
			}
		}
		row, merged = merged, row
		rows = append(rows, kinds[from:])
	}
	take := wide - 2
	for i := limit - 1; i >= 0 && take > 0; i-- {
		n := 0
		for _, leaf := range rows[i][:take] {
			if leaf {
				lens[leaves[n]&0xFFFF]++
				n++
			}
		}
		take = 2 * (take - n)
	}
	return lens
}

// canonical gives the codes of the lengths, bits reversed for writing.
func canonical(lens []int) []uint32 {
	codes := make([]uint32, len(lens))
	code := uint32(0)
	for bits := 1; bits <= 15; bits++ {
		for s, n := range lens {
			if n != bits {
				continue
			}
			for i := range bits {
				codes[s] |= code >> i & 1 << (bits - 1 - i)
			}
			code++
		}
		code <<= 1
	}
	return codes
}

// writeCodeLengths writes the lengths with run lengths (RFC 1951, 3.2.7).
func writeCodeLengths(w *bitWriter, lens []int) {
	type item struct{ code, extra, bits int }
	var items []item
	for i := 0; i < len(lens); {
		run := 1
		for i+run < len(lens) && lens[i+run] == lens[i] {
			run++
		}
		switch {
		case lens[i] == 0 && run >= 11:
			run = min(run, 138)
			items = append(items, item{18, run - 11, 7})
		case lens[i] == 0 && run >= 3:
			items = append(items, item{17, run - 3, 3})
		case lens[i] != 0 && run >= 4:
			run = min(run, 7)
			items = append(items, item{code: lens[i]}, item{16, run - 4, 2})
		default:
			run = 1
			items = append(items, item{code: lens[i]})
		}
		i += run
	}
	counts := make([]int, 19)
	for _, it := range items {
		counts[it.code]++
	}
	codeLens := codeLengths(counts, 7)
	if n := slices.IndexFunc(codeLens, func(l int) bool { return l > 0 }); n >= 0 && counts[n] == len(items) {
		codeLens[(n+1)%19] = 1 // a lone code is incomplete: give it a partner
	}
	n := 19
	for n > 4 && codeLens[clenOrder[n-1]] == 0 {
		n--
	}
	w.bits(uint32(n-4), 4)
	for _, s := range clenOrder[:n] {
		w.bits(uint32(codeLens[s]), 3)
	}
	codes := canonical(codeLens)
	for _, it := range items {
		w.bits(codes[it.code], codeLens[it.code])
		w.bits(uint32(it.extra), it.bits)
	}
}

type bitWriter struct {
	out  []byte
	acc  uint64
	held int
}

func (w *bitWriter) bits(v uint32, n int) {
	w.acc |= uint64(v) << w.held
	w.held += n
	for w.held >= 8 {
		w.out = append(w.out, byte(w.acc))
		w.acc >>= 8
		w.held -= 8
	}
}

func (w *bitWriter) flush() {
	if w.held > 0 {
		w.out = append(w.out, byte(w.acc))
		w.acc, w.held = 0, 0
	}
}
