package pdf

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"shifu/assets"
	"shifu/training/certificate/sheet"
)

// This test is inside the package: what outlines are on the way into a file is
// nobody else's business.

// traced is an outline as points along its curves, in thousandths of the em,
// a list for each contour.
func traced(points []point, em int) [][][2]float64 {
	unit := 1000 / float64(em)
	var out [][][2]float64
	for from, i := 0, 0; i < len(points); i++ {
		if !points[i].last {
			continue
		}
		contour, n := points[from:i+1], i+1-from
		at := func(k int) (x, y float64, on bool) {
			p := contour[(k+n)%n]
			return float64(p.x) * unit, float64(p.y) * unit, p.onCurve
		}
		var line [][2]float64
		for k := range n {
			x, y, on := at(k)
			if on {
				line = append(line, [2]float64{x, y})
				continue
			}
			end := func(k int) (float64, float64) { // of the arc: the neighbour, or half way to it
				ox, oy, on := at(k)
				if on {
					return ox, oy
				}
				return (x + ox) / 2, (y + oy) / 2
			}
			ax, ay := end(k - 1)
			bx, by := end(k + 1)
			for s := range 11 {
				t := float64(s) / 10
				line = append(line, [2]float64{(1-t)*(1-t)*ax + 2*t*(1-t)*x + t*t*bx, (1-t)*(1-t)*ay + 2*t*(1-t)*y + t*t*by})
			}
		}
		out, from = append(out, append(line, line[0])), i+1
	}
	return out
}

// farthest is how far a point of one outline lies from the other's lines.
func farthest(a, b [][][2]float64) float64 {
	worst := 0.0
	for _, line := range a {
		for _, p := range line {
			near := math.Inf(1)
			for _, other := range b {
				for i := 1; i < len(other); i++ {
					ux, uy := other[i][0]-other[i-1][0], other[i][1]-other[i-1][1]
					px, py := p[0]-other[i-1][0], p[1]-other[i-1][1]
					t := 0.0
					if l := ux*ux + uy*uy; l > 0 {
						t = max(0, min(1, (px*ux+py*uy)/l))
					}
					near = min(near, math.Hypot(px-t*ux, py-t*uy))
				}
			}
			worst = max(worst, near)
		}
	}
	return worst
}

func TestACoarseOutlineIsNeverFartherFromTheFontsThanPromised(t *testing.T) {
	for face, file := range map[sheet.Face][]byte{sheet.Regular: assets.FontRegular, sheet.Bold: assets.FontBold} {
		for _, characters := range []int{100, 200, 400} {
			held(t, face, file, coarsenessOf(face, characters))
		}
	}
}

// held checks outlines all over a font.
func held(t *testing.T, face sheet.Face, file []byte, as coarseness) {
	t.Helper()
	f, err := parseFont(file, face)
	require.NoError(t, err)
	// Rounding moves a point by half a unit along each axis, leaving out
	// what lies half a unit off the line as much again.
	limit := float64(as.tolerance) + 1000/float64(as.grid)*1.25
	was, is := 0, 0
	for glyph := 1; glyph < len(f.advances); glyph += 97 {
		outline := f.outline(uint16(glyph))
		points, ok := readPoints(outline)
		if !ok {
			require.Empty(t, outline, "glyph %d", glyph)
			continue
		}
		coarse := f.coarse(uint16(glyph), as)
		less, ok := readPoints(coarse)
		require.True(t, ok, "glyph %d", glyph)
		font, page := traced(points, f.unitsPerEm), traced(less, as.grid)
		require.LessOrEqual(t, farthest(page, font), limit, "%s, glyph %d", face, glyph)
		require.LessOrEqual(t, farthest(font, page), limit, "%s, glyph %d", face, glyph)
		was, is = was+len(outline), is+len(coarse)
	}
	require.Less(t, is, was*9/10)
	t.Logf("%s: %d bytes of outlines became %d", face, was, is)
}
