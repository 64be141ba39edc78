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
