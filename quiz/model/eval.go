package model

import (
	"shifu/quiz/formula"
)

// maxMemo bounds the table that stores a value for every combination of the radicals it depends on.
const maxMemo = 1 << 14

// projection numbers the combinations of some of the radicals.
type projection struct {
	rads    []int
	strides []int
	size    int // 0: more than maxMemo
}

func project(rads []radical, deps uint16) projection {
	p := projection{size: 1}
	for i := range rads {
		if deps&(1<<i) == 0 {
			continue
		}
		p.rads = append(p.rads, i)
		p.strides = append(p.strides, p.size)
		if p.size *= len(rads[i].values); p.size > maxMemo {
			return projection{rads: p.rads}
		}
	}
	return p
}

func (p *projection) index(levels []uint8) int {
	n := 0
	for k, r := range p.rads {
		n += int(levels[r]) * p.strides[k]
	}
	return n
}

// value is something computed from the radicals: a let, an answer, a condition.
// Where it depends on few combinations, all of them are computed once, when the model
// is compiled; a situation then costs one look into a table.
type value struct {
	kind  formula.Kind
	enum  *formula.EnumType
	deps  uint16 // radicals, also through lets
	prog  *formula.Program
	table *table // a let's table
	let   int    // a let's number from 1, 0 for what is no let
	proj  projection
	memo  []int64
	fails []formula.Fail // nil: none fails
}

// evaluator computes values in one situation. It belongs to one goroutine. Lets that
// have no memo are computed once in a situation, however many others read them.
type evaluator struct {
	c      *Compiled
	levels []uint8
	frame  formula.Frame
	known  uint32                // lets whose value stands in the frame
	fails  [maxLets]formula.Fail // of those
}

func (c *Compiled) evaluator(levels []uint8) *evaluator {
	e, _ := c.pool.Get().(*evaluator)
	if e == nil {
		e = c.newEvaluator()
	}
	e.load(levels)
	return e
}

func (c *Compiled) newEvaluator() *evaluator {
	return &evaluator{c: c, frame: formula.Frame{V: make([]int64, len(c.rads)+len(c.lets)+len(c.states))}}
}

func (c *Compiled) release(e *evaluator) { c.pool.Put(e) }

func (e *evaluator) load(levels []uint8) {
	e.levels, e.known = levels, 0
	for i, l := range levels {
		e.frame.V[i] = e.c.rads[i].values[l]
	}
}

// at answers the value in the evaluator's situation.
func (v *value) at(e *evaluator) (int64, formula.Fail) {
	if v.memo != nil {
		i := v.proj.index(e.levels)
		if v.fails != nil {
			return v.memo[i], v.fails[i]
		}
		return v.memo[i], formula.OK
	}
	if v.let == 0 {
		return v.compute(e)
	}
	j := v.let - 1
	at := &e.frame.V[len(e.c.rads)+j]
	if e.known&(1<<j) == 0 {
		x, fail := v.compute(e)
		*at, e.fails[j] = x, fail
		e.known |= 1 << j
	}
	return *at, e.fails[j]
}

func (v *value) compute(e *evaluator) (int64, formula.Fail) {
	if v.table != nil {
		return v.table.value(e)
	}
	if v.prog == nil {
		return 0, formula.NoRow // its own formula was refused already; what reads it cannot be computed
	}
	return e.run(v.prog)
}

// run evaluates a formula after the lets that it reads.
func (e *evaluator) run(p *formula.Program) (int64, formula.Fail) {
	k := len(e.c.rads)
	for _, u := range p.Uses() {
		if u >= k && u < k+len(e.c.lets) {
			x, fail := e.c.lets[u-k].value.at(e)
			if fail != formula.OK {
				return 0, fail
			}
			e.frame.V[u] = x
		}
	}
	return p.Eval(&e.frame)
}

// fill computes the value for every combination of its radicals.
func (v *value) fill(c *Compiled) {
	v.proj = project(c.rads, v.deps)
	if v.proj.size == 0 {
		return
	}
	e := c.newEvaluator()
	levels := make([]uint8, len(c.rads))
	memo := make([]int64, v.proj.size)
	fails := make([]formula.Fail, v.proj.size)
	failed := false
	for n := range memo {
		rest := n
		for _, r := range v.proj.rads {
			size := len(c.rads[r].values)
			levels[r] = uint8(rest % size)
			rest /= size
		}
		e.load(levels)
		memo[n], fails[n] = v.compute(e)
		failed = failed || fails[n] != formula.OK
	}
	v.memo = memo
	if failed {
		v.fails = fails
	}
}

// depsOf is the set of radicals that variables depend on, lets followed.
func (c *Compiled) depsOf(uses []int) uint16 {
	var d uint16
	for _, u := range uses {
		switch {
		case u < len(c.rads):
			d |= 1 << u
		case u < len(c.rads)+len(c.lets):
			d |= c.lets[u-len(c.rads)].value.deps
		}
	}
	return d
}
