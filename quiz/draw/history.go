package draw

// Shown is one showing of a situation to a learner, answered or not, as the
// attempts keep it.
type Shown struct {
	Situation string `json:"situation"` // text of the frozen variant, of whatever version of the model
	Class     string `json:"class"`     // its answer class at that time
	At        int64  `json:"at"`        // when, in milliseconds since 1970
}

// History is what a learner has seen of one model, read as the model stands
// today. It grows with Add and belongs to one goroutine.
type History struct {
	space   *Space
	seen    set // situations
	pairs   set
	triples set
	classes set
	last    map[int32]showing
	counted int
}

// showing is the latest showing of a situation: its place in the order of all
// showings and its time.
type showing struct {
	turn int
	at   int64
}

// History reads showings, oldest first. One whose situation does not exist any
// more still counts for the pairs of levels that do.
func (s *Space) History(shown ...Shown) *History {
	h := &History{space: s, seen: newSet(s.size), pairs: newSet(s.pairs.count), triples: newSet(s.triples.count),
		classes: newSet(len(s.classes)), last: make(map[int32]showing, len(shown))}
	var levels []int16
	var ids []int32
	for _, one := range shown {
		if i := s.Find(one.Situation); i >= 0 {
			h.Add(i, one.At)
			continue
		}
		levels = s.read(one.Situation, levels[:0])
		ids = s.pairs.of(levels, ids[:0])
		for _, id := range ids {
			h.pairs.add(int(id))
		}
		ids = s.triples.of(levels, ids[:0])
		for _, id := range ids {
			h.triples.add(int(id))
		}
		for c, name := range s.classes {
			if name == one.Class {
				h.classes.add(c)
			}
		}
	}
	return h
}

// Add notes that a situation was shown, at a time in milliseconds.
func (h *History) Add(situation int, at int64) {
	h.counted++
	h.last[int32(situation)] = showing{h.counted, at}
	if h.seen.has(situation) {
		return
	}
	h.seen.add(situation)
	h.space.pairs.mark(situation, h.pairs)
	h.space.triples.mark(situation, h.triples)
	h.classes.add(int(h.space.class[situation]))
}

// Seen says whether a situation was shown.
func (h *History) Seen(situation int) bool { return h.seen.has(situation) }

// Distinct is the number of today's situations that were shown: k of "seen k of
// n situations".
func (h *History) Distinct() int { return h.seen.count() }

// Covered is the number of pairs of levels that were shown, of Space.Pairs.
func (h *History) Covered() int { return h.pairs.count() }

// ClassesSeen is the number of answer classes that were shown.
func (h *History) ClassesSeen() int { return h.classes.count() }
