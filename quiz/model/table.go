package model

import (
	"math/bits"

	"shifu/quiz/formula"
)

// maxRules is 200 rounded up to whole words of a set of rows.
const maxRules = 256

// table is a decision table with the hit policy UNIQUE, compiled to sets of
// rows: for each column and each of its values the rows that fit there. The rows that
// fit a situation are the intersection over the columns.
type table struct {
	where    string
	rows     []tableRow
	elseRow  int // -1 = none
	words    int // uint64 per set of rows
	all      []uint64
	factors  []factor
	deps     uint16
	keys     []*value // a let's table: what each row gives
	keyConst []int64
}

type tableRow struct {
	id    string
	cells []rowCell
	src   Rule
	why   *Text
}

type rowCell struct {
	column int // variable
	test   formula.Test
	cell   Cell
	mask   uint64 // radicals
}

// factor holds the rows that fit each value of one column: by level for a radical, by
// combination of its radicals for a let. Without fits, the tests run on the value.
type factor struct {
	column int
	rad    bool
	let    *value
	fits   []uint64
	tests  []formula.Test // by row; only when fits is nil
}

// compile prepares the factors; rows and their cells are in place.
func (t *table) compile(c *Compiled) {
	n := len(t.rows)
	t.words = (n + 63) / 64
	t.all = make([]uint64, t.words)
	for i := range t.rows {
		if i != t.elseRow {
			t.all[i/64] |= 1 << (i % 64)
		}
	}
	byColumn := map[int][]formula.Test{}
	var order []int
	for i := range t.rows {
		for _, cell := range t.rows[i].cells {
			tests := byColumn[cell.column]
			if tests == nil {
				tests = make([]formula.Test, n)
				for k := range tests {
					tests[k].Any = true
				}
				byColumn[cell.column] = tests
				order = append(order, cell.column)
			}
			tests[i] = cell.test
		}
	}
	for _, col := range order {
		tests := byColumn[col]
		f := factor{column: col}
		var values []int64
		if col < len(c.rads) {
			f.rad, values = true, c.rads[col].values
			t.deps |= 1 << col
		} else {
			f.let = &c.lets[col-len(c.rads)].value
			values = f.let.memo
			t.deps |= f.let.deps
		}
		if values == nil {
			f.tests = tests
		} else {
			f.fits = make([]uint64, len(values)*t.words)
			for vi, v := range values {
				for i := range tests {
					if tests[i].Fits(v) {
						f.fits[vi*t.words+i/64] |= 1 << (i % 64)
					}
				}
			}
		}
		t.factors = append(t.factors, f)
	}
}

// fit writes the set of rows that fit the evaluator's situation into rows. The else
// row is in it when no other row fits. fail is not OK when a column's let has no value.
func (t *table) fit(e *evaluator, rows []uint64) (count int, fail formula.Fail) {
	if t.words == 1 {
		set := t.all[0]
		for k := range t.factors {
			f := &t.factors[k]
			switch {
			case f.rad:
				set &= f.fits[e.levels[f.column]]
			case f.fits != nil:
				i := f.let.proj.index(e.levels)
				if f.let.fails != nil && f.let.fails[i] != formula.OK {
					return 0, f.let.fails[i]
				}
				set &= f.fits[i]
			default:
				v, fail := f.let.at(e)
				if fail != formula.OK {
					return 0, fail
				}
				for i := range f.tests {
					if set&(1<<i) != 0 && !f.tests[i].Fits(v) {
						set &^= 1 << i
					}
				}
			}
		}
		if set == 0 && t.elseRow >= 0 {
			set = 1 << t.elseRow
		}
		rows[0] = set
		return bits.OnesCount64(set), formula.OK
	}
	return t.fitWide(e, rows)
}

func (t *table) fitWide(e *evaluator, rows []uint64) (count int, fail formula.Fail) {
	copy(rows, t.all)
	if t.words == 0 {
		return 0, formula.OK
	}
	for k := range t.factors {
		f := &t.factors[k]
		at := -1
		if f.rad {
			at = int(e.levels[f.column])
		} else if f.fits != nil {
			at = f.let.proj.index(e.levels)
			if f.let.fails != nil && f.let.fails[at] != formula.OK {
				return 0, f.let.fails[at]
			}
		}
		if at >= 0 {
			for w := range t.words {
				rows[w] &= f.fits[at*t.words+w]
			}
			continue
		}
		v, fail := f.let.at(e)
		if fail != formula.OK {
			return 0, fail
		}
		for i := range f.tests {
			if rows[i/64]&(1<<(i%64)) != 0 && !f.tests[i].Fits(v) {
				rows[i/64] &^= 1 << (i % 64)
			}
		}
	}
	for w := range t.words {
		count += bits.OnesCount64(rows[w])
	}
	if count == 0 && t.elseRow >= 0 {
		rows[t.elseRow/64] |= 1 << (t.elseRow % 64)
		count = 1
	}
	return count, formula.OK
}

// row answers the row that decides: -1 when none fits, and the first of several with clash true.
func (t *table) row(e *evaluator) (row int, clash bool, fail formula.Fail) {
	var rows [maxRules / 64]uint64
	count, fail := t.fit(e, rows[:])
	if fail != formula.OK || count == 0 {
		return -1, false, fail
	}
	for w := range t.words {
		if rows[w] != 0 {
			return w*64 + bits.TrailingZeros64(rows[w]), count > 1, formula.OK
		}
	}
	return -1, false, formula.OK
}

// value is what a let's table gives.
func (t *table) value(e *evaluator) (int64, formula.Fail) {
	row, _, fail := t.row(e)
	if fail != formula.OK {
		return 0, fail
	}
	if row < 0 {
		return 0, formula.NoRow
	}
	if k := t.keys[row]; k != nil {
		return k.at(e)
	}
	return t.keyConst[row], formula.OK
}
