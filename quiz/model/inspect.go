package model

import (
	"slices"
	"strconv"

	"shifu/internal/lang"
	"shifu/quiz/formula"
)

// What the checker asks of a compiled model: how its tables behave over all
// situations, where computing fails, what two situations have in common.

// TableReport is how one table behaves over all valid situations.
type TableReport struct {
	Where    string // rules, let.window.rules, lines.l2.rows, slots.eta.rules, reference
	Let      bool   // a let's table: a gap there is a value that cannot be computed
	Rows     []string
	Hits     []int // situations in which the row fits
	Else     int   // the else row, -1 = none
	Gaps     int   // situations in which no row fits
	FirstGap int
	Overlaps []Overlap
}

// Overlap is a pair of rows that fit the same situations.
type Overlap struct {
	A, B       int // rows, from 0
	Count      int
	First      int // situation
	Agree      bool
	KeyA, KeyB string
}

// Tables visits every situation with every table of the model.
func (c *Compiled) Tables() []TableReport {
	var out []TableReport
	add := func(t *table, let bool, key func(row int) string) {
		if t != nil && len(t.rows) > 0 {
			out = append(out, c.visit(t, let, key))
		}
	}
	for i := range c.lets {
		if t := c.lets[i].value.table; t != nil {
			add(t, true, func(row int) string { return t.rows[row].src.Key.String() })
		}
	}
	add(c.rules, false, func(row int) string { return c.rowKeys[row].class })
	for i := range c.slots {
		s := &c.slots[i]
		add(s.rules, false, func(row int) string { return s.keys[row].class })
	}
	for i := range c.lines {
		l := &c.lines[i]
		add(l.rows, false, func(row int) string {
			if l.faults[row] != "" {
				return l.faults[row] + ": " + l.texts[row].src.ZH
			}
			return l.texts[row].src.ZH
		})
	}
	add(c.refs, false, func(row int) string { return c.refTexts[row].src.ZH })
	return out
}

func (c *Compiled) visit(t *table, let bool, key func(int) string) TableReport {
	r := TableReport{Where: t.where, Let: let, Else: t.elseRow, FirstGap: -1, Hits: make([]int, len(t.rows))}
	for i := range t.rows {
		r.Rows = append(r.Rows, t.rows[i].id)
	}
	e := c.newEvaluator()
	var rows [maxRules / 64]uint64
	pairs := map[[2]int]int{}
	for s := 0; s < c.size; s++ {
		e.load(c.Levels(s))
		count, fail := t.fit(e, rows[:])
		switch {
		case fail != formula.OK:
			continue
		case count == 0:
			if r.Gaps++; r.Gaps == 1 {
				r.FirstGap = s
			}
			continue
		}
		var fitting [maxRules]int
		n := 0
		for i := range t.rows {
			if rows[i>>6]&(1<<(i&63)) != 0 {
				r.Hits[i]++
				fitting[n] = i
				n++
			}
		}
		for a := 0; a < n && n > 1; a++ {
			for b := a + 1; b < n; b++ {
				p := [2]int{fitting[a], fitting[b]}
				i, ok := pairs[p]
				if !ok {
					i = len(r.Overlaps)
					pairs[p] = i
					ka, kb := key(p[0]), key(p[1])
					r.Overlaps = append(r.Overlaps, Overlap{A: p[0], B: p[1], First: s, Agree: ka == kb, KeyA: ka, KeyB: kb})
				}
				r.Overlaps[i].Count++
			}
		}
	}
	return r
}

// EmptyCell is a cell that matches no level of its radical.
type EmptyCell struct {
	Where string
	Test  string
}

// EmptyCells lists the cells that match no level.
func (c *Compiled) EmptyCells() []EmptyCell {
	var out []EmptyCell
	look := func(where string, cells []rowCell) {
		for _, cell := range cells {
			if cell.column < len(c.rads) && cell.mask == 0 {
				out = append(out, EmptyCell{Where: join(where, cell.cell.Column), Test: cell.cell.Test})
			}
		}
	}
	tables := func(t *table) {
		if t != nil {
			for i := range t.rows {
				look(t.where+"["+strconv.Itoa(i+1)+"]", t.rows[i].cells)
			}
		}
	}
	for i := range c.constraints {
		look("constraints["+strconv.Itoa(i+1)+"].forbid", c.constraints[i].cells)
	}
	for i := range c.lets {
		tables(c.lets[i].value.table)
	}
	tables(c.rules)
	for i := range c.slots {
		tables(c.slots[i].rules)
	}
	for i := range c.lines {
		tables(c.lines[i].rows)
	}
	for i := range c.musts {
		look("must."+c.musts[i].view.ID, c.musts[i].cells)
	}
	tables(c.refs)
	return out
}

// IdleConstraints lists the constraints (from 0) that exclude no combination of levels.
func (c *Compiled) IdleConstraints() []int {
	var out []int
	for i := range c.constraints {
		if !c.ever(&c.constraints[i]) {
			out = append(out, i)
		}
	}
	return out
}

// ever says whether a constraint excludes any raw combination.
func (c *Compiled) ever(x *constraint) bool {
	var deps uint16
	if x.require != nil {
		if m := x.require.memo; m != nil {
			for n, v := range m {
				if v == 0 && (x.require.fails == nil || x.require.fails[n] == formula.OK) {
					return true
				}
			}
			return false
		}
		deps = x.require.deps
	}
	pure := x.require == nil
	for _, cell := range x.cells {
		if cell.column >= len(c.rads) {
			pure = false
			deps |= c.lets[cell.column-len(c.rads)].value.deps
		} else {
			deps |= 1 << cell.column
			if cell.mask == 0 {
				return false
			}
		}
	}
	if pure {
		return true
	}
	e := c.newEvaluator()
	levels := make([]uint8, len(c.rads))
	for {
		e.load(levels)
		if x.excludes(c, e) {
			return true
		}
		r := len(c.rads) - 1
		for ; r >= 0; r-- {
			if deps&(1<<r) == 0 {
				continue
			}
			if levels[r]++; int(levels[r]) < len(c.rads[r].values) {
				break
			}
			levels[r] = 0
		}
		if r < 0 {
			return false
		}
	}
}

// Failure is a formula or a let's table that has no value in some valid situations.
type Failure struct {
	Where string
	First int // situation
	Count int
	Fail  formula.Fail
}

// Failures lists what cannot be computed in some valid situation.
func (c *Compiled) Failures() []Failure {
	var look failureSearch
	for i := range c.lets {
		look.add("let."+c.lets[i].id, &c.lets[i].value)
	}
	if out := look.run(c); len(out) > 0 {
		return out // what uses such a let fails with it
	}
	look = failureSearch{}
	for i := range c.constraints {
		look.add("constraints["+strconv.Itoa(i+1)+"].require", c.constraints[i].require)
	}
	look.add("answer", c.answer)
	for i := range c.rightIf {
		look.add("options."+c.options[i].ID+".right_if", c.rightIf[i])
	}
	for i := range c.mistakes {
		look.add("mistakes."+c.mistakes[i].id+".expr", c.mistakes[i].value)
	}
	for i := range c.slots {
		look.add("slots."+c.slots[i].view.ID+".answer", c.slots[i].answer)
	}
	return look.run(c)
}

// failureSearch looks for the situations in which values cannot be computed, in one
// visit of them all.
type failureSearch struct {
	values []*value
	found  []Failure
}

func (l *failureSearch) add(where string, v *value) {
	if v == nil || v.memo != nil && v.fails == nil {
		return // every combination was computed
	}
	l.values, l.found = append(l.values, v), append(l.found, Failure{Where: where, First: -1})
}

func (l *failureSearch) run(c *Compiled) []Failure {
	if len(l.values) == 0 {
		return nil
	}
	e := c.newEvaluator()
	for s := range c.size {
		e.load(c.Levels(s))
		for i, v := range l.values {
			if _, fail := v.at(e); fail != formula.OK {
				f := &l.found[i]
				if f.Count++; f.Count == 1 {
					f.First, f.Fail = s, fail
				}
			}
		}
	}
	return slices.DeleteFunc(l.found, func(f Failure) bool { return f.Count == 0 })
}

// KeyNumbers answers a number for the key of every situation: equal numbers are equal
// keys; -1 = no key. It is finer than the class where several keys share one class
// (amounts, sets of faults).
func (c *Compiled) KeyNumbers() []int32 {
	if c.src.Type != Numeric && c.src.Type != Spot {
		return c.class
	}
	out := make([]int32, c.size)
	amounts, words := map[int64]int32{}, map[string]int32{}
	e := c.newEvaluator()
	for s := range out {
		out[s] = -1
		e.load(c.Levels(s))
		if c.src.Type == Numeric {
			if v, fail := c.answer.at(e); fail == formula.OK {
				n, ok := amounts[v]
				if !ok {
					n = int32(len(amounts))
					amounts[v] = n
				}
				out[s] = n
			}
			continue
		}
		if k, ok := c.Key(s); ok {
			w := k.String()
			n, ok := words[w]
			if !ok {
				n = int32(len(words))
				words[w] = n
			}
			out[s] = n
		}
	}
	return out
}

// Visible lists the texts that a learner reads before answering, in situation i: the
// stem, the lines, the first node's words, the options, steps and sides.
func (c *Compiled) Visible(i int) []*Text {
	out := append([]*Text(nil), c.visible...)
	if len(c.lines) > 0 {
		e := c.evaluator(c.Levels(i))
		defer c.release(e)
		for k := range c.lines {
			if row, ok := c.lines[k].row(e); ok {
				out = append(out, c.lines[k].texts[row])
			}
		}
	}
	return out
}

// visibleTexts lists the visible texts that do not depend on rows.
func (c *Compiled) visibleTexts() []*Text {
	out := []*Text{c.stem}
	if len(c.nodeViews) > 0 {
		out = append(out, c.nodeViews[0].Say)
	}
	for i := range c.options {
		out = append(out, c.options[i].Text)
	}
	for _, parts := range [][]PartView{c.steps, c.left, c.right} {
		for i := range parts {
			out = append(out, parts[i].Text)
		}
	}
	for i := range c.slots {
		for k := range c.slots[i].view.Options {
			out = append(out, c.slots[i].view.Options[k].Text)
		}
	}
	return out
}

// AppendVisible appends what a learner reads in situation i, in a language, with the
// first value of every incidental. Texts that read alike everywhere are left out.
func (c *Compiled) AppendVisible(dst []byte, i int, tag lang.Tag) []byte {
	for _, t := range c.visible {
		if !t.Fixed() {
			dst = append(c.Append(dst, t, i, nil, tag), 0)
		}
	}
	if len(c.lines) == 0 {
		return dst
	}
	e := c.evaluator(c.Levels(i))
	defer c.release(e)
	for k := range c.lines {
		if row, ok := c.lines[k].row(e); ok {
			dst = append(c.Append(dst, c.lines[k].texts[row], i, nil, tag), 0)
		}
	}
	return dst
}

// Covering picks situations until every pair of levels that occurs is in one of them,
// each time the situation that adds most (the first of several): what an export shows of
// a model when it cannot show all.
func (c *Compiled) Covering() []int {
	k := len(c.rads)
	if k == 0 || c.size == 0 {
		return []int{0}[:min(1, c.size)]
	}
	offset := make([]int, k+1)
	for i := range c.rads {
		offset[i+1] = offset[i] + len(c.rads[i].values)
	}
	width := offset[k]
	covered := make([]bool, width*width)
	each := func(s int, do func(at int)) {
		lv := c.levels[s*k : s*k+k]
		for i := range lv {
			if k == 1 {
				do(int(lv[0]))
			}
			for j := i + 1; j < k; j++ {
				do((offset[i]+int(lv[i]))*width + offset[j] + int(lv[j]))
			}
		}
	}
	step := max(1, c.size/20_000) // of a very large space a part is looked at
	var out []int
	for {
		best, gain := -1, 0
		for s := 0; s < c.size; s += step {
			n := 0
			each(s, func(at int) {
				if !covered[at] {
					n++
				}
			})
			if n > gain {
				best, gain = s, n
			}
		}
		if best < 0 {
			return out
		}
		each(best, func(at int) { covered[at] = true })
		out = append(out, best)
	}
}
