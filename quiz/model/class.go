package model

import (
	"strconv"
	"strings"

	"shifu/quiz/formula"
)

// classer names the class of what an evaluator holds.
type classer struct {
	c    *Compiled
	rows []int32 // class of each row of the rules, -1 = not yet asked
	sets map[uint64]int32
	nums map[int64]int32
}

func (c *Compiled) classer() *classer {
	cl := &classer{c: c, sets: map[uint64]int32{}, nums: map[int64]int32{}}
	for range c.rowKeys {
		cl.rows = append(cl.rows, -1)
	}
	for i := range cl.rows {
		cl.rows[i] = -1
	}
	return cl
}

func (c *Compiled) intern(class string) int32 {
	i, ok := c.classIndex[class]
	if !ok {
		i = int32(len(c.classes))
		c.classIndex[class] = i
		c.classes = append(c.classes, class)
	}
	return i
}

// of is the class of the evaluator's situation, -1 when it has no key.
func (cl *classer) of(e *evaluator) int32 {
	c := cl.c
	switch {
	case c.rules != nil:
		row, clash, fail := c.rules.row(e)
		if fail != formula.OK || row < 0 || clash && !c.agree(c.rules, c.rowKeys, e) {
			return -1
		}
		if cl.rows[row] < 0 {
			cl.rows[row] = c.intern(c.rowKeys[row].class)
		}
		return cl.rows[row]
	case c.rightIf != nil:
		set, fail := c.rightSet(e)
		if fail != formula.OK {
			return -1
		}
		i, ok := cl.sets[set]
		if !ok {
			i = c.intern(setClass(set, c.optionIDs()))
			cl.sets[set] = i
		}
		return i
	case c.src.Type == TrueFalse:
		v, fail := c.answer.at(e)
		if fail != formula.OK {
			return -1
		}
		return c.intern(formula.Identity(formula.Bool, v))
	case c.src.Type == Numeric:
		return cl.number(e)
	}
	class, ok := c.talkClass(e)
	if !ok {
		return -1
	}
	return c.intern(class)
}

func (cl *classer) number(e *evaluator) int32 {
	c := cl.c
	if _, fail := c.answer.at(e); fail != formula.OK {
		return -1
	}
	if c.classVar < 0 {
		return c.intern("*")
	}
	var v int64
	if c.classVar < len(c.rads) {
		v = c.rads[c.classVar].values[e.levels[c.classVar]]
	} else {
		var fail formula.Fail
		if v, fail = c.lets[c.classVar-len(c.rads)].value.at(e); fail != formula.OK {
			return -1
		}
	}
	i, ok := cl.nums[v]
	if !ok {
		i = c.intern(c.classWord(v))
		cl.nums[v] = i
	}
	return i
}

// classWord names a value of class_of: the level's id, else the English form.
func (c *Compiled) classWord(v int64) string {
	kind, enum := formula.NoKind, (*formula.EnumType)(nil)
	if c.classVar < len(c.rads) {
		kind, enum = c.rads[c.classVar].kind, c.rads[c.classVar].enum
	} else {
		l := &c.lets[c.classVar-len(c.rads)].value
		kind, enum = l.kind, l.enum
	}
	if kind == formula.Enum {
		return enum.Levels[v].ID
	}
	return formula.Format(kind, v, "en")
}

func (c *Compiled) optionIDs() []string {
	ids := make([]string, len(c.options))
	for i := range c.options {
		ids[i] = c.options[i].ID
	}
	return ids
}

func (c *Compiled) rightSet(e *evaluator) (set uint64, fail formula.Fail) {
	for i, v := range c.rightIf {
		x, fail := v.at(e)
		if fail != formula.OK {
			return 0, fail
		}
		if x != 0 {
			set |= 1 << i
		}
	}
	return set, formula.OK
}

// talkClass is the class of the types that have no table of keys of their own.
func (c *Compiled) talkClass(e *evaluator) (string, bool) {
	switch c.src.Type {
	case Cloze:
		parts := make([]string, len(c.slots))
		for i := range c.slots {
			s := &c.slots[i]
			if s.rules == nil {
				v, fail := s.answer.at(e)
				if fail != formula.OK {
					return "", false
				}
				parts[i] = formula.Format(s.answer.kind, v, "en")
				continue
			}
			row, clash, fail := s.rules.row(e)
			if fail != formula.OK || row < 0 || clash && !c.agree(s.rules, s.keys, e) {
				return "", false
			}
			parts[i] = s.keys[row].class
		}
		return strings.Join(parts, "|"), true
	case Spot:
		faults := 0
		for i := range c.lines {
			l := &c.lines[i]
			if l.rows == nil {
				continue
			}
			row, ok := c.rowOf(l.rows, l.keys, e)
			if !ok {
				return "", false
			}
			if l.faults[row] != "" {
				faults++
			}
		}
		return "faults" + strconv.Itoa(min(3, faults)), true
	case Rewrite:
		if _, ok := c.rowOf(c.refs, c.refKeys, e); !ok {
			return "", false
		}
		var ids []string
		for i := range c.musts {
			fits, fail := c.cellsFit(c.musts[i].cells, e)
			if fail != formula.OK {
				return "", false
			}
			if fits {
				ids = append(ids, c.musts[i].view.ID)
			}
		}
		return strings.Join(ids, "+"), true
	case Free:
		row, ok := c.rowOf(c.refs, c.refKeys, e)
		if !ok {
			return "", false
		}
		return c.refs.rows[row].id, true
	case Chat:
		g := c.gameAt(e)
		return g.class, g.ok()
	}
	return "", false
}

// row is the row of a line that fits.
func (l *line) row(e *evaluator) (int, bool) {
	if l.rows == nil {
		return 0, true
	}
	row, _, fail := l.rows.row(e)
	return row, row >= 0 && fail == formula.OK
}

func (c *Compiled) cellsFit(cells []rowCell, e *evaluator) (bool, formula.Fail) {
	for i := range cells {
		cell := &cells[i]
		if cell.column < len(c.rads) {
			if cell.mask&(1<<e.levels[cell.column]) == 0 {
				return false, formula.OK
			}
			continue
		}
		v, fail := c.lets[cell.column-len(c.rads)].value.at(e)
		if fail != formula.OK {
			return false, fail
		}
		if !cell.test.Fits(v) {
			return false, formula.OK
		}
	}
	return true, formula.OK
}
