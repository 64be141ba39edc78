package pdf

import (
	"encoding/binary"
	"slices"
)

// point is a point of an outline.
type point struct {
	x, y    int
	onCurve bool
	last    bool // of its contour
}

// The bits of a point's flags (OpenType 1.9, table glyf).
const (
	flagOnCurve = 1
	flagShortX  = 2
	flagShortY  = 4
	flagRepeat  = 8
	flagSameX   = 16 // or positive, where short
	flagSameY   = 32
)

// readPoints reads a simple outline; false where it is composite or broken.
func readPoints(b []byte) ([]point, bool) {
	if len(b) < 12 {
		return nil, false
	}
	contours := int(int16(be16(b, 0)))
	at := 10 + 2*contours
	if contours <= 0 || at+2 > len(b) {
		return nil, false
	}
	ends := make([]int, contours)
	for i := range ends {
		ends[i] = int(be16(b, 10+2*i))
	}
	if !slices.IsSorted(ends) {
		return nil, false
	}
	n := ends[contours-1] + 1
	at += 2 + int(be16(b, at)) // past the instructions
	flags := make([]byte, 0, n)
	for len(flags) < n {
		if at+2 > len(b) {
			return nil, false
		}
		f, run := b[at], 1
		at++
		if f&flagRepeat != 0 {
			run += int(b[at])
			at++
		}
		for range run {
			flags = append(flags, f)
		}
	}
	if len(flags) != n {
		return nil, false
	}
	points := make([]point, n)
	axis := func(short, same byte, put func(p *point, v int)) bool {
		v := 0
		for i, f := range flags {
			switch {
			case f&short != 0:
				if at >= len(b) {
					return false
				}
				if d := int(b[at]); f&same != 0 {
					v += d
				} else {
					v -= d
				}
				at++
			case f&same == 0:
				if at+2 > len(b) {
					return false
				}
				v += int(int16(be16(b, at)))
				at += 2
			}
			put(&points[i], v)
		}
		return true
	}
	if !axis(flagShortX, flagSameX, func(p *point, v int) { p.x = v }) || !axis(flagShortY, flagSameY, func(p *point, v int) { p.y = v }) {
		return nil, false
	}
	for i, f := range flags {
		points[i].onCurve = f&flagOnCurve != 0
	}
	for _, e := range ends {
		points[e].last = true
	}
	return points, true
}

// writePoints writes a simple outline without instructions; nothing at all
// where there is no point.
func writePoints(points []point) []byte {
	if len(points) == 0 {
		return nil
	}
	contours := 0
	box := [4]int{points[0].x, points[0].y, points[0].x, points[0].y}
	var ends, flags, xs, ys []byte
	var prev point
	for i, p := range points {
		box = [4]int{min(box[0], p.x), min(box[1], p.y), max(box[2], p.x), max(box[3], p.y)}
		var f byte
		if p.onCurve {
			f = flagOnCurve
		}
		f, xs = delta(f, xs, p.x-prev.x, flagShortX, flagSameX)
		f, ys = delta(f, ys, p.y-prev.y, flagShortY, flagSameY)
		flags = append(flags, f)
		if p.last {
			contours++
			ends = binary.BigEndian.AppendUint16(ends, uint16(i))
		}
		prev = p
	}
	var out []byte
	for _, v := range []int{contours, box[0], box[1], box[2], box[3]} {
		out = binary.BigEndian.AppendUint16(out, uint16(int16(v)))
	}
	out = append(out, ends...)
	out = append(out, 0, 0) // no instructions
	for i := 0; i < len(flags); {
		run := 1
		for i+run < len(flags) && flags[i+run] == flags[i] && run < 256 {
			run++
		}
		if run > 2 {
			out = append(out, flags[i]|flagRepeat, byte(run-1))
		} else {
			run = 1
			out = append(out, flags[i])
		}
		i += run
	}
	return append(append(out, xs...), ys...)
}

// delta writes one step along an axis as shortly as it can be.
func delta(f byte, out []byte, d int, short, same byte) (byte, []byte) {
	switch {
	case d == 0:
		return f | same, out
	case d > 0 && d < 256:
		return f | short | same, append(out, byte(d))
	case d < 0 && d > -256:
		return f | short, append(out, byte(-d))
	}
	return f, binary.BigEndian.AppendUint16(out, uint16(int16(d)))
}
