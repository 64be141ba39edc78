package draw

import (
	"fmt"
	"math/bits"
	"strings"

	"shifu/internal/fault"
)

// Radical is what the draw needs to know of a condition: its id and the ids of
// its levels in declared order, as they stand in the text of a situation. Was
// is the level that an older record without this radical counts as, "" for
// none.
type Radical struct {
	ID     string
	Levels []string
	Was    string
}

// Space is the valid situations of one version of an item model, prepared for
// drawing. It never changes after NewSpace and may be used by many goroutines.
// Situations are known by their index in enumeration order: radicals in
// declared order, the last one fastest.
type Space struct {
	model    string
	radicals []Radical
	lookup   []map[string]int16 // level id -> index, for each radical
	place    map[string]int     // radical id -> index
	cells    []uint8            // level of radical r in situation s: cells[s*len(radicals)+r]
	size     int
	classes  []string
	class    []int32
	stride   []int   // what a step of one level moves the raw index by
	raw      []int32 // raw index -> situation, -1 for an excluded one
	pairs    tuples
	triples  tuples
}

// NewSpace prepares the situations of a model. cells holds the level index of
// every radical of every situation in enumeration order, class the index into
// classes of each situation's answer class. It fails when the parts do not
// fit each other: a defect of the caller.
func NewSpace(model string, radicals []Radical, cells []uint8, classes []string, class []int32) (*Space, error) {
	k := len(radicals)
	s := &Space{model: model, radicals: radicals, cells: cells, classes: classes, class: class, size: len(class),
		place: make(map[string]int, k), lookup: make([]map[string]int16, k), stride: make([]int, k)}
	product := 1
	for r := k - 1; r >= 0; r-- {
		s.stride[r] = product
		product *= len(radicals[r].Levels)
		if product == 0 || product > 1_000_000 || len(radicals[r].Levels) > 255 {
			return nil, misfit(model)
		}
	}
	if len(cells) != s.size*k {
		return nil, misfit(model)
	}
	for r, rad := range radicals {
		s.place[rad.ID] = r
		s.lookup[r] = make(map[string]int16, len(rad.Levels))
		for l, id := range rad.Levels {
			s.lookup[r][id] = int16(l)
		}
	}
	s.raw = make([]int32, product)
	for i := range s.raw {
		s.raw[i] = -1
	}
	for i := range s.size {
		at := 0
		for r := range k {
			if int(cells[i*k+r]) >= len(radicals[r].Levels) {
				return nil, misfit(model)
			}
			at += int(cells[i*k+r]) * s.stride[r]
		}
		if c := class[i]; s.raw[at] >= 0 || c < 0 || int(c) >= len(classes) {
			return nil, misfit(model)
		}
		s.raw[at] = int32(i)
	}
	s.pairs.build(s, min(k, 2))
	if k >= 3 {
		s.triples.build(s, 3)
	}
	return s, nil
}

func misfit(model string) error {
	return fault.Wrap(fmt.Errorf("the parts of the space of %s do not fit each other", model), fault.Internal, "fault.internal")
}

// Model is the id of the item model.
func (s *Space) Model() string { return s.model }

// Size is the number of valid situations.
func (s *Space) Size() int { return s.size }

// Pairs is the number of pairs of levels that occur together in some
// situation; with a single radical, the number of levels that occur.
func (s *Space) Pairs() int { return s.pairs.count }

// Classes are the answer classes of the model.
func (s *Space) Classes() []string { return s.classes }

// Class is the answer class of a situation.
func (s *Space) Class(situation int) string { return s.classes[s.class[situation]] }

// Level is the level index of a radical in a situation.
func (s *Space) Level(situation, radical int) int {
	return int(s.cells[situation*len(s.radicals)+radical])
}

// Text is a situation as records keep it: "status=signed;tier=gold".
func (s *Space) Text(situation int) string {
	var b strings.Builder
	for r, rad := range s.radicals {
		if r > 0 {
			b.WriteByte(';')
		}
		b.WriteString(rad.ID)
		b.WriteByte('=')
		b.WriteString(rad.Levels[s.Level(situation, r)])
	}
	return b.String()
}

// Neighbour is the situation that differs from a situation in one radical only,
// which has the given level instead; -1 when the constraints exclude it.
func (s *Space) Neighbour(situation, radical, level int) int {
	at := 0
	for r := range s.radicals {
		l := s.Level(situation, r)
		if r == radical {
			l = level
		}
		at += l * s.stride[r]
	}
	return int(s.raw[at])
}

// Find answers the situation that a record of any version of the model means
// today, -1 when it is none of today's. Records are compared as sets of
// id=level: the order of radicals does not matter, a radical that is gone is
// ignored, one that came later reads as its Was level.
func (s *Space) Find(record string) int {
	var room [16]int16
	levels := s.read(record, room[:0])
	at := 0
	for r, l := range levels {
		if l < 0 {
			return -1
		}
		at += int(l) * s.stride[r]
	}
	return int(s.raw[at])
}

// read answers the level index of every radical in a record, -1 where the
// record says nothing that today's model knows.
func (s *Space) read(record string, levels []int16) []int16 {
	for range s.radicals {
		levels = append(levels, -2)
	}
	for part := range strings.SplitSeq(record, ";") {
		id, level, ok := strings.Cut(part, "=")
		if !ok {
			continue
		}
		if r, ok := s.place[id]; ok {
			levels[r] = -1
			if l, ok := s.lookup[r][level]; ok {
				levels[r] = l
			}
		}
	}
	for r := range levels {
		if levels[r] == -2 {
			levels[r] = -1
			if l, ok := s.lookup[r][s.radicals[r].Was]; ok && s.radicals[r].Was != "" {
				levels[r] = l
			}
		}
	}
	return levels
}

// PairsOf answers the pairs of levels that a record holds, as numbers below
// Pairs that mean the same for every record of this space. Pairs that no
// situation of today has are left out.
func (s *Space) PairsOf(record string) []int32 {
	var room [16]int16
	return s.pairs.of(s.read(record, room[:0]), nil)
}

// Coverage counts the different pairs of levels in the records: "55 of 77
// pairs".
func (s *Space) Coverage(records ...string) (covered, pairs int) {
	seen := newSet(s.pairs.count)
	for _, record := range records {
		for _, id := range s.PairsOf(record) {
			seen.add(int(id))
		}
	}
	return seen.count(), s.pairs.count
}

// tuples numbers the combinations of n levels of different radicals that occur
// in a space, and holds them as a row of bits for each situation.
type tuples struct {
	n     int      // 1, 2 or 3 levels
	sets  [][3]int // the radicals of each kind of combination
	base  []int    // where its numbers begin in dense
	dims  [][2]int // how many levels its second and third radical have
	dense []int32  // combination -> number, -1 when no situation has it
	count int      // how many occur
	words int      // 64-bit words in a row
	rows  []uint64 // nil for a space too large to hold them
	space *Space
}

// maxRowWords bounds the memory of the rows of bits to 32 MB; beyond, numbers
// are computed from the cells each time.
const maxRowWords = 4 << 20

func (t *tuples) build(s *Space, n int) {
	t.n, t.space = n, s
	k := len(s.radicals)
	total := 0
	add := func(set [3]int) {
		t.sets = append(t.sets, set)
		t.base = append(t.base, total)
		size, dims := len(s.radicals[set[0]].Levels), [2]int{1, 1}
		for i := 1; i < n; i++ {
			dims[i-1] = len(s.radicals[set[i]].Levels)
			size *= dims[i-1]
		}
		t.dims = append(t.dims, dims)
		total += size
	}
	switch n {
	case 1:
		add([3]int{0})
	case 2:
		for i := range k {
			for j := i + 1; j < k; j++ {
				add([3]int{i, j})
			}
		}
	case 3:
		for i := range k {
			for j := i + 1; j < k; j++ {
				for l := j + 1; l < k; l++ {
					add([3]int{i, j, l})
				}
			}
		}
	}
	occurs := newSet(total)
	for i := range s.size {
		cells := s.cells[i*k : i*k+k]
		for x := range t.sets {
			occurs.add(t.index(x, cells))
		}
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
		cells, row := s.cells[i*k:i*k+k], set(t.rows[i*t.words:(i+1)*t.words])
		for x := range t.sets {
			row.add(int(t.dense[t.index(x, cells)]))
		}
	}
}

func (t *tuples) index(x int, cells []uint8) int {
	at := int(cells[t.sets[x][0]])
	if t.n > 1 {
		at = at*t.dims[x][0] + int(cells[t.sets[x][1]])
	}
	if t.n > 2 {
		at = at*t.dims[x][1] + int(cells[t.sets[x][2]])
	}
	return t.base[x] + at
}

// of appends the numbers of the combinations that levels holds; -1 is a level
// that is not known.
func (t *tuples) of(levels []int16, out []int32) []int32 {
	var cells [3]uint8
	for x := range t.sets {
		at, whole := 0, true
		for i := range t.n {
			l := levels[t.sets[x][i]]
			if l < 0 {
				whole = false
				break
			}
			cells[i] = uint8(l)
		}
		if !whole {
			continue
		}
		at = int(cells[0])
		if t.n > 1 {
			at = at*t.dims[x][0] + int(cells[1])
		}
		if t.n > 2 {
			at = at*t.dims[x][1] + int(cells[2])
		}
		if id := t.dense[t.base[x]+at]; id >= 0 {
			out = append(out, id)
		}
	}
	return out
}

// gain counts the combinations of a situation that are not in seen.
func (t *tuples) gain(situation int, seen set) int {
	n := 0
	if t.rows != nil {
		row := t.rows[situation*t.words : (situation+1)*t.words]
		for w, bit := range row {
			n += bits.OnesCount64(bit &^ seen[w])
		}
		return n
	}
	k := len(t.space.radicals)
	cells := t.space.cells[situation*k : situation*k+k]
	for x := range t.sets {
		if !seen.has(int(t.dense[t.index(x, cells)])) {
			n++
		}
	}
	return n
}

// mark adds the combinations of a situation to seen.
func (t *tuples) mark(situation int, seen set) {
	if len(t.sets) == 0 {
		return
	}
	k := len(t.space.radicals)
	cells := t.space.cells[situation*k : situation*k+k]
	for x := range t.sets {
		seen.add(int(t.dense[t.index(x, cells)]))
	}
}

// set is a set of small numbers.
type set []uint64

func newSet(n int) set { return make(set, (n+63)/64) }

func (s set) add(i int)      { s[i>>6] |= 1 << (i & 63) }
func (s set) has(i int) bool { return i>>6 < len(s) && s[i>>6]&(1<<(i&63)) != 0 }
func (s set) count() int {
	n := 0
	for _, w := range s {
		n += bits.OnesCount64(w)
	}
	return n
}
