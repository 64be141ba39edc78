package draw

import "math/bits"

// tuples numbers the combinations of n levels of different radicals that occur
// in a space, and holds them as a row of bits for each situation.
type tuples struct {
	n     int      // 1, 2 or 3 levels
	kinds []kind   // by their last radical, then by the one before it
	from  []int    // kinds whose last radical is r begin at from[r]
	steps [][]int  // of those, kinds whose radical before it is j begin at steps[r][j]
	lines int      // rows of kinds by the level of their last radical
	dense []int32  // combination -> number, -1 when no situation has it
	count int      // how many occur
	words int      // 64-bit words in a row
	rows  []uint64 // nil for a space too large to hold them
	space *Space
}

// kind is the combinations of the same radicals. That of some levels stands at
// base + the sum of each level times its stride, the last radical's being 1;
// strides that are not needed are 0.
type kind struct {
	radical [3]uint8
	stride  [3]int32
	base    int32
	size    int32
	// The rows by level (see byLevel): that of the levels of the radicals but the
	// last stands at line + the sum of each level times its step.
	step [2]int32
	line int32
}

func (k *kind) row(cells []uint8) int {
	return int(k.line + int32(cells[k.radical[0]])*k.step[0] + int32(cells[k.radical[1]])*k.step[1])
}

func (k *kind) at(cells []uint8) int {
	return int(k.base + int32(cells[k.radical[0]])*k.stride[0] + int32(cells[k.radical[1]])*k.stride[1] + int32(cells[k.radical[2]])*k.stride[2])
}

// maxRowWords bounds the memory of the rows of bits to 8 MB; larger spaces are
// climbed (see gains).
const maxRowWords = 1 << 20

func (t *tuples) build(s *Space, n int) {
	t.n, t.space = n, s
	k := len(s.radicals)
	total := int32(0)
	add := func(radicals ...int) {
		one := kind{base: total, size: 1}
		for i := len(radicals) - 1; i >= 0; i-- {
			one.radical[i], one.stride[i] = uint8(radicals[i]), one.size
			one.size *= int32(len(s.radicals[radicals[i]].Levels))
		}
		levels := int32(len(s.radicals[radicals[n-1]].Levels))
		for i := range n - 1 {
			one.step[i] = one.stride[i] / levels
		}
		one.line = int32(t.lines)
		t.lines += int(one.size / levels)
		t.kinds = append(t.kinds, one)
		total += one.size
	}
	for last := range k {
		t.from = append(t.from, len(t.kinds))
		steps := make([]int, last+1)
		if n == 1 {
			add(last)
		}
		for j := range last {
			steps[j] = len(t.kinds)
			switch n {
			case 2:
				add(j, last)
			case 3:
				for i := range j {
					add(i, j, last)
				}
			}
		}
		steps[last] = len(t.kinds)
		t.steps = append(t.steps, steps)
	}
	t.from = append(t.from, len(t.kinds))
	occurs := newSet(int(total))
	var before []uint8
	for i := range s.size {
		cells := s.cells[i*k : i*k+k]
		for x := t.from[differs(before, cells)]; x < len(t.kinds); x++ {
			occurs.add(t.kinds[x].at(cells))
		}
		before = cells
	}
	t.dense = make([]int32, total)
	for i := range t.dense {
		t.dense[i] = -1
		if occurs.has(i) {
			t.dense[i] = int32(t.count)
			t.count++
		}
	}
	t.words = (t.count + 63) / 64
	if s.size*t.words > maxRowWords {
		return
	}
	t.rows = make([]uint64, s.size*t.words)
	for i := range s.size {
		t.mark(i, t.rows[i*t.words:(i+1)*t.words])
	}
}

// of appends the numbers of the combinations that levels holds; -1 is a level
// that is not known.
func (t *tuples) of(levels []int16, out []int32) []int32 {
	for x := range t.kinds {
		kind := &t.kinds[x]
		at, whole := kind.base, true
		for i := range t.n {
			l := levels[kind.radical[i]]
			whole = whole && l >= 0
			at += int32(l) * kind.stride[i]
		}
		if !whole {
			continue
		}
		if id := t.dense[at]; id >= 0 {
			out = append(out, id)
		}
	}
	return out
}

// differs is the first radical in which two situations differ; 0 when there is
// nothing before.
func differs(before, cells []uint8) int {
	if before == nil {
		return 0
	}
	for r := range cells {
		if before[r] != cells[r] {
			return r
		}
	}
	return len(cells)
}

// gains hands on how many combinations each situation of a pool has that are not
// in seen. The pool is in enumeration order.
func (t *tuples) gains(pool []int32, seen set, do func(situation int32, gain int)) {
	if t.rows == nil {
		t.climb(pool, seen, do)
		return
	}
	for _, i := range pool {
		n := 0
		for w, bit := range t.rows[int(i)*t.words : (int(i)+1)*t.words] {
			n += bits.OnesCount64(bit &^ seen[w])
		}
		do(i, n)
	}
}

// lanes are counts for every level of a radical at once, eight in a word: a
// radical has at most 24 levels, and at most 55 combinations of 12 radicals end
// in it.
type lanes [3]uint64

// climb is gains without rows. Situations in enumeration order share the levels
// of their first radicals: what ends in a radical is counted for all its levels at
// once, and only as far as it holds a radical that changed.
func (t *tuples) climb(pool []int32, seen set, do func(situation int32, gain int)) {
	s := t.space
	k := len(s.radicals)
	last := k - 1
	rows := t.byLevel(t.fresh(seen))
	sums := make([]int, k+1) // of what ends before a radical
	// parts[r][j] counts, by the level of r, what ends in r and holds no radical
	// from j on but r; parts[r][r] is all that ends in r.
	parts := make([][]lanes, k)
	for r := range parts {
		parts[r] = make([]lanes, r+1)
		if t.n == 1 {
			parts[r][r] = rows[r]
		}
	}
	var before []uint8
	for _, i := range pool {
		cells := s.cells[int(i)*k : int(i)*k+k]
		if before != nil && string(before[:last]) == string(cells[:last]) {
			do(i, sums[last]+parts[last][last].of(cells[last]))
			continue
		}
		first := differs(before, cells)
		before = cells
		for r := first; r < k; r++ {
			part := parts[r]
			for j := first; j < r; j++ {
				sum := part[j]
				for x := t.steps[r][j]; x < t.steps[r][j+1]; x++ {
					row := &rows[t.kinds[x].row(cells)]
					sum[0] += row[0]
					sum[1] += row[1]
					sum[2] += row[2]
				}
				part[j+1] = sum
			}
			sums[r+1] = sums[r] + part[r].of(cells[r])
		}
		do(i, sums[k])
	}
}

// of is the count of a level.
func (l *lanes) of(level uint8) int { return int(l[level>>3] >> (level & 7 * 8) & 0xff) }

// fresh answers, by combination, 1 for those that occur and are not in seen.
func (t *tuples) fresh(seen set) []uint8 {
	out := make([]uint8, len(t.dense))
	for at, id := range t.dense {
		if id >= 0 && !seen.has(int(id)) {
			out[at] = 1
		}
	}
	return out
}

// byLevel puts what is fresh of each kind beside each other by the levels of its
// last radical.
func (t *tuples) byLevel(fresh []uint8) []lanes {
	out := make([]lanes, t.lines)
	for x := range t.kinds {
		kind := &t.kinds[x]
		all := fresh[kind.base : kind.base+kind.size]
		levels := len(t.space.radicals[kind.radical[t.n-1]].Levels)
		for at := range int(kind.size) / levels {
			row := &out[int(kind.line)+at]
			for l, one := range all[at*levels : (at+1)*levels] {
				row[l>>3] |= uint64(one) << (l & 7 * 8)
			}
		}
	}
	return out
}

// mark adds the combinations of a situation to seen.
func (t *tuples) mark(situation int, seen set) {
	if len(t.kinds) == 0 {
		return
	}
	k := len(t.space.radicals)
	cells := t.space.cells[situation*k : situation*k+k]
	for x := range t.kinds {
		seen.add(int(t.dense[t.kinds[x].at(cells)]))
	}
}
