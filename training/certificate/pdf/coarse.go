package pdf

import "shifu/training/certificate/sheet"

// A page carries its glyphs coarser than the font has them: on a coarser grid,
// their curves followed to within a tolerance with fewer arcs. Outlines are most
// of a file, and this halves them. The regular face is coarser than the bold one,
// in which the page's title is set, and the coarser the more characters a page
// has, because it sets them the smaller. All were looked at beside the font's own
// outlines at 600 dots an inch. All of it is reckoned in integers, so that every
// machine draws the same.

// coarseness says how far outlines may depart from the font's.
type coarseness struct {
	grid      int // units of the grid to the em
	tolerance int // of curves, thousandths of the em
}

// coarsenessOf is how coarse a face is on a page that uses so many of its
// characters.
func coarsenessOf(face sheet.Face, characters int) coarseness {
	switch {
	case face == sheet.Bold && characters <= 48:
		return coarseness{grid: 160, tolerance: 5}
	case face == sheet.Bold:
		return coarseness{grid: 140, tolerance: 6}
	case characters <= 160:
		return coarseness{grid: 125, tolerance: 6}
	case characters <= 220:
		return coarseness{grid: 100, tolerance: 8}
	}
	return coarseness{grid: 80, tolerance: 9}
}

const (
	fine    = 256 // parts of the font's unit that curves are reckoned in
	samples = 16  // places along a curve where two are compared
)

// vec is a point in fine parts of the font's unit.
type vec struct{ x, y int }

func (a vec) minus(b vec) vec { return vec{a.x - b.x, a.y - b.y} }

// toward goes num/den of the way from a to b.
func (a vec) toward(b vec, num, den int) vec {
	return vec{a.x + (b.x-a.x)*num/den, a.y + (b.y-a.y)*num/den}
}

// within says whether a and b are at most d apart.
func (a vec) within(b vec, d int) bool {
	v := a.minus(b)
	return v.x*v.x+v.y*v.y <= d*d
}

// coarsen rewrites a simple outline of a font with em units to the em on the
// coarser grid. An outline that is composite or cannot be read stays as it is with false.
func (c coarseness) coarsen(outline []byte, em int) ([]byte, bool) {
	points, ok := readPoints(outline)
	if !ok {
		return outline, false
	}
	var kept []point
	for from, i := 0, 0; i < len(points); i++ {
		if !points[i].last {
			continue
		}
		limit := c.tolerance * em * fine / 1000
		if contour := onGrid(smooth(points[from:i+1], limit), c.grid, em*fine); len(contour) > 2 { // else it has no area
			contour[len(contour)-1].last = true
			kept = append(kept, contour...)
		}
		from = i + 1
	}
	return writePoints(kept), true
}

// smooth follows each curve of a contour with as few arcs as the limit allows. The answer is in fine parts and begins with a point on the curve.
func smooth(contour []point, limit int) []point {
	n, first := len(contour), 0
	for first < n && !contour[first].onCurve {
		first++
	}
	at := func(i int) vec {
		p := contour[(first+i)%n]
		return vec{p.x * fine, p.y * fine}
	}
	var out []point
	put := func(v vec, on bool) { out = append(out, point{x: v.x, y: v.y, onCurve: on}) }
	if first == n { // no point to begin with: nothing is known of its curves
		for i := range n {
			put(at(i), false)
		}
		return out
	}
	for i := 0; i < n; {
		put(at(i), true)
		var handles []vec
		from := at(i)
		for i++; i < n && !contour[(first+i)%n].onCurve; i++ {
			handles = append(handles, at(i))
		}
		for _, h := range fewer(from, handles, at(i), limit) {
			put(h, false)
		}
	}
	return out
}

// fewer replaces the handles of a quadratic spline from a to b, whose inner
// points on the curve are half way between the handles, by fewer ones if the
// curve stays within the limit.
//
// Such a spline was made from one cubic curve by dividing it evenly (the
// program cu2qu does so), which gives the cubic's handles back: they lie in
// the direction of the outer handles, n/1.5 times as far.
func fewer(a vec, handles []vec, b vec, limit int) []vec {
	n := len(handles)
	if n == 0 {
		return nil
	}
	c, d := a.toward(handles[0], 2*n, 3), b.toward(handles[n-1], 2*n, 3)
	for m := range n {
		try := divided(a, c, d, b, m)
		if m == 1 {
			h, ok := crossing(a, handles[0], b, handles[n-1])
			if !ok {
				continue
			}
			try = []vec{h}
		}
		near := true
		for s := 1; s < samples && near; s++ {
			near = along(a, handles, b, s).within(along(a, try, b, s), limit)
		}
		if near {
			return try
		}
	}
	return handles
}

// divided gives the handles of a spline of m arcs along the cubic curve
// a c d b: each arc is near the cubic's part between i/m and (i+1)/m.
func divided(a, c, d, b vec, m int) []vec {
	var out []vec
	blossom := func(i, j, k int) vec { // de Casteljau with a parameter a level
		p, q, r := a.toward(c, i, m), c.toward(d, i, m), d.toward(b, i, m)
		p, q = p.toward(q, j, m), q.toward(r, j, m)
		return p.toward(q, k, m)
	}
	for i := range m {
		first := blossom(i, i, i).toward(blossom(i, i, i+1), 3, 2)
		last := blossom(i+1, i+1, i+1).toward(blossom(i, i+1, i+1), 3, 2)
		if m == 1 {
			out = append(out, first.toward(last, 1, 2))
		} else {
			out = append(out, first.toward(last, i, m-1))
		}
	}
	return out
}

// crossing is where the lines a-c and b-d meet.
func crossing(a, c, b, d vec) (vec, bool) {
	u, v, w := c.minus(a), d.minus(b), b.minus(a)
	det := u.x*v.y - u.y*v.x
	if det == 0 {
		return vec{}, false
	}
	num := w.x*v.y - w.y*v.x
	for max(num, -num) > 1<<36 || max(det, -det) > 1<<36 { // keep the product below in 63 bits
		num, det = num/2, det/2
	}
	if det == 0 || max(num, -num)/max(det, -det) > 64 { // far away: nearly parallel
		return vec{}, false
	}
	return vec{a.x + u.x*num/det, a.y + u.y*num/det}, true
}

// along is the point at s/samples of a spline; without handles, of a line.
func along(a vec, handles []vec, b vec, s int) vec {
	n := len(handles)
	if n == 0 {
		return a.toward(b, s, samples)
	}
	k := min(s*n/samples, n-1)
	from, to := a, b
	if k > 0 {
		from = handles[k-1].toward(handles[k], 1, 2)
	}
	if k < n-1 {
		to = handles[k].toward(handles[k+1], 1, 2)
	}
	u := s*n - k*samples
	return from.toward(handles[k], u, samples).toward(handles[k].toward(to, u, samples), u, samples)
}

// onGrid rounds a contour, in which the em is so long, to the grid, and leaves
// out the points that the others imply.
func onGrid(contour []point, grid, em int) []point {
	out := make([]point, 0, len(contour))
	for _, p := range contour {
		p.x, p.y = round(p.x*grid, em), round(p.y*grid, em)
		if n := len(out); n > 0 && p.onCurve && out[n-1] == p {
			continue
		}
		out = append(out, p)
	}
	if n := len(out); n > 1 && out[0].onCurve && out[0] == out[n-1] {
		out = out[:n-1]
	}
	for i := 0; i < len(out); i++ {
		if n := len(out); n > 3 && spare(out[(i+n-1)%n], out[i], out[(i+1)%n]) {
			out = append(out[:i], out[i+1:]...)
			i = max(i-2, -1)
		}
	}
	return out
}

// spare says whether the outline is the same, to half a unit of the grid,
// without p between a and b.
func spare(a, p, b point) bool {
	if !p.onCurve || a.onCurve != b.onCurve {
		return false
	}
	if !a.onCurve { // half way between two handles
		dx, dy := a.x+b.x-2*p.x, a.y+b.y-2*p.y
		return max(dx, -dx) <= 1 && max(dy, -dy) <= 1
	}
	dx, dy, px, py := b.x-a.x, b.y-a.y, p.x-a.x, p.y-a.y // on the line
	off := px*dy - py*dx
	return 4*off*off <= dx*dx+dy*dy && px*dx+py*dy >= 0 && px*px+py*py <= dx*dx+dy*dy
}

// round is the integer nearest to num/den, halves away from zero.
func round(num, den int) int {
	if num < 0 {
		return -((2*-num + den) / (2 * den))
	}
	return (2*num + den) / (2 * den)
}
