package draw

import "math/bits"

// Purpose is what a situation is drawn for.
type Purpose string

const (
	Practice Purpose = "practice"
	Exam     Purpose = "exam"
	Review   Purpose = "review" // spaced review: as practice, without contrast
)

// RepeatAfter is how long after its last showing an exam may give a situation
// again when nothing unseen is left: 60 days in milliseconds. A shop may ask
// for more.
const RepeatAfter int64 = 60 * 24 * 60 * 60 * 1000

// Reserve are the situations of a model that are kept for one learner's exams.
// The zero Reserve keeps none.
type Reserve struct{ kept set }

// Reserve answers which situations are kept for a learner's exams: a quarter of
// them, but at least four, chosen by the shop's secret so that nobody can tell
// which. A model of fewer than four situations cannot certify, so none of it is
// kept and all of it can be practised.
func (s *Space) Reserve(secret []byte, learner string) Reserve {
	n := ReserveSize(s.size)
	if n == 0 {
		return Reserve{}
	}
	order := make([]int32, s.size)
	for i := range order {
		order[i] = int32(i)
	}
	reserveSeed(secret, learner, s.model).Stream("reserve").Shuffle(s.size, func(i, j int) { order[i], order[j] = order[j], order[i] })
	kept := newSet(s.size)
	for _, i := range order[:n] {
		kept.add(int(i))
	}
	return Reserve{kept}
}

// ReserveSize is how many of a model's situations are kept for exams.
func ReserveSize(situations int) int {
	if situations < 4 {
		return 0
	}
	return min(situations, max(4, (situations+3)/4))
}

// Has says whether a situation is kept for exams.
func (r Reserve) Has(situation int) bool { return r.kept.has(situation) }

// Request is what a choice depends on besides the model.
type Request struct {
	Root    Seed
	Purpose Purpose
	History *History // nil: nothing was shown yet
	Reserve Reserve
	// Exposure is how often each situation was shown to anyone in the last
	// 90 days, by index; only exams look at it. Nil: never.
	Exposure []int32
	// Missed is the situation that the learner answered wrongly in the last
	// answer of this model, as the record has it; "" for none. Only practice
	// looks at it.
	Missed string
	// Now in milliseconds and RepeatAfter (0: never) allow an exam to repeat
	// what was shown long ago.
	Now, RepeatAfter int64
}

// Choice is the situation that was chosen.
type Choice struct {
	Situation int // index in the space, -1 when there is none to give
	Repeat    bool
	Contrast  bool // differs from the missed one in one radical and has another answer
	Reserved  bool // was kept for exams
	// Again is when an exam may next give something, in milliseconds; 0 when
	// no time will help and an author must add levels. Only with Situation -1.
	Again int64
}

// None says that there is nothing to give.
func (c Choice) None() bool { return c.Situation < 0 }

// Choose picks a situation: never one that the learner has seen while there is
// another, and among those the one that shows most pairs of levels not met
// before, with a premium for an answer class not met before, then most triples,
// then by lot. It does not add the choice to the history.
func (s *Space) Choose(q Request) Choice {
	h := q.History
	if h == nil {
		h = s.History()
	}
	if q.Purpose == Exam {
		return s.forExam(q, h)
	}
	unseen := s.pool(func(w int) uint64 { return ^h.seen[w] & ^q.Reserve.word(w) })
	if len(unseen) == 0 {
		return s.longestAgo(h, func(i int, _ showing) bool { return !q.Reserve.Has(i) })
	}
	if q.Purpose == Practice && q.Missed != "" {
		if near := s.contrast(q, h); len(near) > 0 {
			return Choice{Situation: s.best(q, h, near), Contrast: true}
		}
	}
	return Choice{Situation: s.best(q, h, unseen)}
}

func (s *Space) forExam(q Request, h *History) Choice {
	pool := s.pool(func(w int) uint64 { return ^h.seen[w] & q.Reserve.word(w) })
	reserved := len(pool) > 0
	if !reserved {
		pool = s.pool(func(w int) uint64 { return ^h.seen[w] })
	}
	if len(pool) > 0 {
		return Choice{Situation: s.best(q, h, s.leastExposed(q.Exposure, pool)), Reserved: reserved}
	}
	if q.RepeatAfter <= 0 {
		return Choice{Situation: -1}
	}
	c := s.longestAgo(h, func(_ int, last showing) bool { return last.at <= q.Now-q.RepeatAfter })
	if !c.None() {
		c.Reserved = q.Reserve.Has(c.Situation)
		return c
	}
	for _, last := range h.last {
		if c.Again == 0 || last.at+q.RepeatAfter < c.Again {
			c.Again = last.at + q.RepeatAfter
		}
	}
	return c
}

// pool lists the situations of a set in enumeration order.
func (s *Space) pool(word func(w int) uint64) []int32 {
	out := make([]int32, 0, s.size)
	for w := range (s.size + 63) / 64 {
		set := word(w)
		if left := s.size - w*64; left < 64 {
			set &= 1<<left - 1
		}
		for ; set != 0; set &= set - 1 {
			out = append(out, int32(w*64+bits.TrailingZeros64(set)))
		}
	}
	return out
}

func (r Reserve) word(w int) uint64 {
	if w < len(r.kept) {
		return r.kept[w]
	}
	return 0
}

// leastExposed keeps what was shown to others about as seldom as the least
// shown.
func (s *Space) leastExposed(exposure []int32, pool []int32) []int32 {
	if len(exposure) < s.size {
		return pool
	}
	least := exposure[pool[0]]
	for _, i := range pool {
		least = min(least, exposure[i])
	}
	kept := pool[:0]
	for _, i := range pool {
		if exposure[i] <= least+1 {
			kept = append(kept, i)
		}
	}
	return kept
}

// contrast lists the unseen situations that differ from the missed one in one
// radical and have another answer class, in enumeration order.
func (s *Space) contrast(q Request, h *History) []int32 {
	missed := s.Find(q.Missed)
	if missed < 0 {
		return nil
	}
	near := newSet(s.size)
	for r := range s.radicals {
		for l := range s.radicals[r].Levels {
			i := s.Neighbour(missed, r, l)
			if i >= 0 && !h.seen.has(i) && !q.Reserve.Has(i) && s.class[i] != s.class[missed] {
				near.add(i)
			}
		}
	}
	return s.pool(func(w int) uint64 { return near[w] })
}

// best applies pairs + 2 for a new class, then triples, then the lot. pool is
// overwritten.
func (s *Space) best(q Request, h *History, pool []int32) int {
	if h.counted > 0 || h.pairs.count() > 0 || h.classes.count() > 0 {
		// Whoever gains most is kept at the front of the pool, which is read ahead.
		most, kept := -1, 0
		keep := func(i int32, gain int) {
			if gain > most {
				most, kept = gain, 0
			}
			if gain == most {
				pool[kept] = i
				kept++
			}
		}
		s.pairs.gains(pool, h.pairs, func(i int32, gain int) {
			if !h.classes.has(int(s.class[i])) {
				gain += 2
			}
			keep(i, gain)
		})
		pool = pool[:kept]
		if len(pool) > 1 && s.triples.n > 0 {
			most, kept = -1, 0
			s.triples.gains(pool, h.triples, keep)
			pool = pool[:kept]
		}
	}
	if len(pool) == 1 {
		return int(pool[0])
	}
	lot := Borrow()
	defer lot.Return()
	lot.Open(q.Root, "tie")
	return int(pool[lot.Int(len(pool))])
}

// longestAgo picks what was shown longest ago among the shown situations that
// may be given.
func (s *Space) longestAgo(h *History, may func(i int, last showing) bool) Choice {
	c, oldest := Choice{Situation: -1}, 0
	for i, last := range h.last {
		if (c.Situation < 0 || last.turn < oldest) && may(int(i), last) {
			c.Situation, c.Repeat, oldest = int(i), true, last.turn
		}
	}
	return c
}

// Exposure turns counts by the text of the situation into counts by index, for
// Request.
func (s *Space) Exposure(byText map[string]int) []int32 {
	out := make([]int32, s.size)
	for text, n := range byText {
		if i := s.Find(text); i >= 0 {
			out[i] += int32(n)
		}
	}
	return out
}

// Cover lists a small set of situations in which every pair of levels and every
// answer class occurs: what a second reader answers before a model is approved,
// and what an export writes by default. It is what a learner would be shown
// first, so that it has 4 to 25 situations where the whole space may have
// thousands.
func (s *Space) Cover(seed Seed) []int {
	h := s.History()
	var out []int
	for h.Covered() < s.pairs.count || h.ClassesSeen() < len(s.classes) {
		c := s.Choose(Request{Root: seed, Purpose: Review, History: h})
		if c.None() || c.Repeat {
			break
		}
		h.Add(c.Situation, 0)
		out = append(out, c.Situation)
	}
	if len(out) == 0 && s.size > 0 { // a fixed item
		out = append(out, 0)
	}
	return out
}
