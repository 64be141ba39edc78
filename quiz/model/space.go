package model

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"math/bits"
	"strings"

	"shifu/quiz/formula"
)

// space is the list of valid situations with their answer classes.
type space struct {
	raw        int
	levels     []uint8 // size × radicals
	size       int
	classes    []string
	class      []int32 // by situation; -1 = no key
	pairs      int
	chatProj   projection
	games      []*gameResult // by combination of chatProj
	played     played
	classIndex map[string]int32
}

// enumerate visits the raw combinations depth first, last radical fastest, cuts a
// subtree as soon as a constraint excludes it, and names the class of each valid situation.
func (c *Compiled) enumerate() {
	c.classIndex = map[string]int32{}
	c.prepareChat()
	e := c.newEvaluator()
	k := len(c.rads)
	at := make([][]int, k+1) // constraints to test when so many radicals are set
	for i := range c.constraints {
		at[c.constraints[i].depth] = append(at[c.constraints[i].depth], i)
	}
	levels := make([]uint8, k)
	e.load(levels)
	cl := c.classer()
	if k == 0 {
		if !c.excluded(e, at[0]) {
			c.size = 1
			c.class = append(c.class, cl.of(e))
		}
		return
	}
	c.levels = make([]uint8, 0, min(c.raw, 4096)*k)
	if c.excluded(e, at[0]) { // a constraint without any radical
		return
	}
	last := k - 1
	depth := 0
	w := c.walker()
	set := func(d int, l uint8) {
		levels[d], e.known = l, 0
		e.frame.V[d] = c.rads[d].values[l]
	}
	set(0, 0)
	for depth >= 0 {
		if int(levels[depth]) >= len(c.rads[depth].values) {
			if depth--; depth >= 0 {
				if levels[depth]++; int(levels[depth]) < len(c.rads[depth].values) {
					set(depth, levels[depth])
				}
			}
			continue
		}
		if len(at[depth+1]) > 0 && c.excluded(e, at[depth+1]) {
			levels[depth]++
		} else if depth == last {
			c.levels = append(c.levels, levels...)
			c.class = append(c.class, cl.leaf(w, e, depth))
			levels[depth]++
		} else {
			if w != nil {
				w.step(depth, levels)
			}
			depth++
			set(depth, 0)
			continue
		}
		if int(levels[depth]) < len(c.rads[depth].values) {
			set(depth, levels[depth])
		}
	}
	c.size = len(c.levels) / k
	c.countPairs()
}

// excluded says whether one of the constraints excludes what the evaluator holds. A
// requirement that cannot be computed excludes nothing: the checker reports it.
func (c *Compiled) excluded(e *evaluator, which []int) bool {
	for _, i := range which {
		if c.constraints[i].excludes(c, e) {
			return true
		}
	}
	return false
}

func (x *constraint) excludes(c *Compiled, e *evaluator) bool {
	if x.require != nil {
		v, fail := x.require.at(e)
		return fail == formula.OK && v == 0
	}
	if len(x.cells) == 0 {
		return false
	}
	for i := range x.cells {
		cell := &x.cells[i]
		if cell.column < len(c.rads) {
			if cell.mask&(1<<e.levels[cell.column]) == 0 {
				return false
			}
			continue
		}
		v, fail := c.lets[cell.column-len(c.rads)].value.at(e)
		if fail != formula.OK || !cell.test.Fits(v) {
			return false
		}
	}
	return true
}

// countPairs counts the pairs of levels of two radicals that occur together (with a
// single radical: the levels).
func (c *Compiled) countPairs() {
	k := len(c.rads)
	offset := make([]int, k+1)
	for i := range c.rads {
		offset[i+1] = offset[i] + len(c.rads[i].values)
	}
	n := offset[k]
	words := (n + 63) / 64
	seen := make([]uint64, n*words)
	for s := 0; s < c.size; s++ {
		lv := c.levels[s*k : s*k+k]
		for i := 0; i < k; i++ {
			row := seen[(offset[i]+int(lv[i]))*words:]
			if k == 1 {
				row[0] |= 1
			}
			for j := i + 1; j < k; j++ {
				x := offset[j] + int(lv[j])
				row[x>>6] |= 1 << (x & 63)
			}
		}
	}
	for _, w := range seen {
		c.pairs += bits.OnesCount64(w)
	}
}

// Model is the model as written. It must not be changed.
func (c *Compiled) Model() *Model { return c.src }

// ContentHash identifies the version: the hash of the canonical form and of the
// resolved values of the facts that it uses.
func (c *Compiled) ContentHash() string {
	c.once.Do(func() { c.hash = hashOf(c.src, c.facts) })
	return c.hash
}

// Facts are the facts of the pack that the model uses.
func (c *Compiled) Facts() Facts { return c.facts }

// ValidOn says whether the model may be drawn on a day (days since 1970-01-01):
// within its own dates and those of the facts that it uses.
func (c *Compiled) ValidOn(day int64) bool {
	return (!c.hasFrom || day >= c.validFrom) && (!c.hasTo || day <= c.validTo)
}

// Raw is the number of combinations of levels before constraints.
func (c *Compiled) Raw() int { return c.raw }

// Size is the number of valid situations.
func (c *Compiled) Size() int { return c.size }

// Levels answers the level index of every radical in situation i. The slice is
// the space's own: do not change it.
func (c *Compiled) Levels(i int) []uint8 {
	k := len(c.rads)
	return c.levels[i*k : i*k+k : i*k+k]
}

// Pairs is the number of different pairs of levels (of two radicals) that occur in
// valid situations; with a single radical, of levels.
func (c *Compiled) Pairs() int { return c.pairs }

// Classes lists the answer classes in the order of their first situation.
func (c *Compiled) Classes() []string { return c.classes }

// ClassIndex is the index in Classes of situation i; -1 where it has no key.
func (c *Compiled) ClassIndex(i int) int { return int(c.class[i]) }

// Class is the answer class of situation i, "" where it has no key.
func (c *Compiled) Class(i int) string {
	if x := c.class[i]; x >= 0 {
		return c.classes[x]
	}
	return ""
}

// Situation is the identity of situation i as text: id=level;id=level;...
func (c *Compiled) Situation(i int) string { return c.SituationOf(c.Levels(i)) }

// SituationOf is Situation for the levels of any combination.
func (c *Compiled) SituationOf(levels []uint8) string {
	var b strings.Builder
	for r, l := range levels {
		if r > 0 {
			b.WriteByte(';')
		}
		b.WriteString(c.rads[r].id)
		b.WriteByte('=')
		b.WriteString(c.rads[r].ids[l])
	}
	return b.String()
}

// SituationID is the first 12 hex digits of the situation's hash.
func (c *Compiled) SituationID(i int) string { return SituationID(c.src.ID, c.Situation(i)) }

// SituationID hashes the identity of a situation of a model.
func SituationID(model, situation string) string {
	h := sha256.Sum256([]byte("shifu-sit/1\x00" + model + "\x00" + situation))
	return hex.EncodeToString(h[:6])
}

// Find answers the number of the valid situation with these levels, or -1.
func (c *Compiled) Find(levels []uint8) int {
	k := len(c.rads)
	if len(levels) != k {
		return -1
	}
	if k == 0 {
		return c.size - 1
	}
	lo, hi := 0, c.size
	for lo < hi {
		mid := (lo + hi) / 2
		switch bytes.Compare(c.levels[mid*k:mid*k+k], levels) {
		case 0:
			return mid
		case -1:
			lo = mid + 1
		default:
			hi = mid
		}
	}
	return -1
}

// Recall reads the situation text of an old record: levels by radical (-1 where
// the record's level no longer exists or the record says nothing and the radical has no
// `was`), and the number of the valid situation it is today, or -1. Radicals that the
// model no longer has are dropped; order does not matter.
func (c *Compiled) Recall(situation string) (levels []int, index int) {
	said := map[string]string{}
	for _, part := range strings.Split(situation, ";") {
		if id, level, ok := strings.Cut(part, "="); ok {
			said[id] = level
		}
	}
	levels = make([]int, len(c.rads))
	packed := make([]uint8, len(c.rads))
	whole := true
	for i := range c.rads {
		r := &c.rads[i]
		levels[i] = r.was
		if level, ok := said[r.id]; ok {
			levels[i] = indexOf(r.ids, level)
		}
		if levels[i] < 0 {
			whole = false
		} else {
			packed[i] = uint8(levels[i])
		}
	}
	if !whole {
		return levels, -1
	}
	return levels, c.Find(packed)
}

func (c *Compiled) letValue(j int, levels []uint8) (int64, formula.Fail) {
	v := &c.lets[j].value
	if v.memo != nil {
		i := v.proj.index(levels)
		if v.fails != nil {
			return v.memo[i], v.fails[i]
		}
		return v.memo[i], formula.OK
	}
	e := c.evaluator(levels)
	x, fail := v.at(e)
	c.release(e)
	return x, fail
}
