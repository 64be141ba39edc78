package model

import (
	"math/bits"

	"shifu/quiz/formula"
)

// walker carries the rows of the rules that still fit down the tree of levels, so
// that a situation costs only the columns that its last radical decides.
type walker struct {
	at   [][]*factor // by the depth of the last radical that the column depends on
	rows []uint64    // rows that fit the radicals above a depth
	fail []bool      // a column's let has no value there
	els  uint64
}

// walker is nil for models without rules, with more than 64 rows or with a column
// whose values are too many to store.
func (c *Compiled) walker() *walker {
	t := c.rules
	if t == nil || t.words != 1 {
		return nil
	}
	k := len(c.rads)
	w := &walker{at: make([][]*factor, k), rows: make([]uint64, k+1), fail: make([]bool, k+1)}
	w.rows[0] = t.all[0]
	if t.elseRow >= 0 {
		w.els = 1 << t.elseRow
	}
	for i := range t.factors {
		f := &t.factors[i]
		if f.fits == nil {
			return nil
		}
		depth := f.column
		if !f.rad {
			depth = 0
			for _, r := range f.let.proj.rads {
				depth = max(depth, r)
			}
		}
		w.at[depth] = append(w.at[depth], f)
	}
	return w
}

// step notes the rows that fit once the radical at a depth has its level.
func (w *walker) step(depth int, levels []uint8) {
	rows, fail := w.rows[depth], w.fail[depth]
	for _, f := range w.at[depth] {
		if f.rad {
			rows &= f.fits[levels[depth]]
			continue
		}
		i := f.let.proj.index(levels)
		if f.let.fails != nil && f.let.fails[i] != formula.OK {
			fail = true
		}
		rows &= f.fits[i]
	}
	w.rows[depth+1], w.fail[depth+1] = rows, fail
}

// leaf is the class of a situation whose last radical was set at a depth.
func (cl *classer) leaf(w *walker, e *evaluator, depth int) int32 {
	if w == nil {
		return cl.of(e)
	}
	w.step(depth, e.levels)
	rows := w.rows[depth+1]
	switch {
	case w.fail[depth+1]:
		return -1
	case rows == 0:
		rows = w.els
	case rows&(rows-1) != 0:
		return cl.of(e) // several rows: their keys decide
	}
	if rows == 0 {
		return -1
	}
	row := bits.TrailingZeros64(rows)
	if cl.rows[row] < 0 {
		cl.rows[row] = cl.c.intern(cl.c.rowKeys[row].class)
	}
	return cl.rows[row]
}
