package model

import (
	"strings"

	"shifu/internal/lang"
	"shifu/quiz/formula"
)

// Key is the right answer of one situation, in the shape of its type.
type Key struct {
	Type    Type       `json:"type"`
	Choice  string     `json:"choice,omitempty"`  // single, script: option id; short: accept-set id
	Choices []string   `json:"choices,omitempty"` // multiple: right options in file order (empty: none is right)
	Yes     bool       `json:"yes,omitempty"`     // truefalse
	Number  int64      `json:"number,omitempty"`  // numeric, in the unit of Kind
	Kind    string     `json:"kind,omitempty"`    // numeric: money|int|percent|date
	Steps   [][]string `json:"steps,omitempty"`   // order: groups; a group of several is in any order
	Match   []Pair     `json:"match,omitempty"`   // match: in order of the left sides
	Slots   []SlotKey  `json:"slots,omitempty"`   // cloze: in declared order
	Faults  []Fault    `json:"faults,omitempty"`  // spot: in order of the lines
	Musts   []string   `json:"musts,omitempty"`   // rewrite: ids that apply
	Path    []PathStep `json:"path,omitempty"`    // chat: the best path
	Best    int        `json:"best,omitempty"`    // chat: its points
	Row     string     `json:"row,omitempty"`     // rewrite, free: the reference row that fits (r1, r2, ...)
}

// SlotKey is the key of one gap.
type SlotKey struct {
	ID     string `json:"id"`
	As     string `json:"as"`               // choice|number|short
	Choice string `json:"choice,omitempty"` // option id or accept-set id
	Number int64  `json:"number,omitempty"`
	Kind   string `json:"kind,omitempty"`
}

// Fault is a line with a fault and its class.
type Fault struct {
	Line  string `json:"line"`
	Class string `json:"class"`
}

// PathStep is one choice of a chat.
type PathStep struct {
	Node   string `json:"node"`
	Choice string `json:"choice"`
}

// String is a key in a word, for reports and comparisons: the option's id, yes or no, ids
// joined by +, > or ;, a number in its English form, faulty lines with their class.
func (k Key) String() string {
	switch k.Type {
	case Single, Script, Short:
		return k.Choice
	case Multiple:
		if len(k.Choices) == 0 {
			return "none"
		}
		return strings.Join(k.Choices, "+")
	case TrueFalse:
		return formula.Identity(formula.Bool, bit(k.Yes))
	case Numeric:
		return formula.Format(KindOf(k.Kind), k.Number, lang.En)
	case Order:
		return joined(k.Steps, ">", func(group []string) string {
			if len(group) == 1 {
				return group[0]
			}
			return "(" + strings.Join(group, "&") + ")"
		})
	case Match:
		return joined(k.Match, ";", func(p Pair) string { return p.Left + "=" + p.Right })
	case Cloze:
		return joined(k.Slots, "|", func(s SlotKey) string {
			if s.As == "number" {
				return formula.Format(KindOf(s.Kind), s.Number, lang.En)
			}
			return s.Choice
		})
	case Spot:
		if len(k.Faults) == 0 {
			return "none"
		}
		return joined(k.Faults, "+", func(f Fault) string { return f.Line + "=" + f.Class })
	case Rewrite:
		return strings.Join(k.Musts, "+")
	case Chat:
		return joined(k.Path, ">", func(s PathStep) string { return s.Choice })
	}
	return k.Row
}

// joined writes the parts of a key behind each other.
func joined[T any](parts []T, sep string, word func(T) string) string {
	words := make([]string, len(parts))
	for i, p := range parts {
		words[i] = word(p)
	}
	return strings.Join(words, sep)
}

// Key is what is right in situation i; ok is false where the model has a gap, a
// contradiction or an amount that cannot be computed (the checker says so).
func (c *Compiled) Key(i int) (key Key, ok bool) {
	e := c.evaluator(c.Levels(i))
	defer c.release(e)
	key.Type = c.src.Type
	switch {
	case c.rules != nil:
		row, ok := c.rowOf(c.rules, c.rowKeys, e)
		if !ok {
			return key, false
		}
		c.ruleKey(&key, &c.rowKeys[row])
		return key, true
	case c.rightIf != nil:
		set, fail := c.rightSet(e)
		key.Choices = c.setIDs(set)
		return key, fail == formula.OK
	}
	return key, c.talkKey(&key, e)
}

// rowOf is the deciding row: none when no row fits, or several with different keys.
func (c *Compiled) rowOf(t *table, keys []rowKey, e *evaluator) (row int, ok bool) {
	row, clash, fail := t.row(e)
	if fail != formula.OK || row < 0 {
		return -1, false
	}
	if clash && !c.agree(t, keys, e) {
		return -1, false
	}
	return row, true
}

// agree says whether all rows that fit give the same key.
func (c *Compiled) agree(t *table, keys []rowKey, e *evaluator) bool {
	rows := t.fitting(e)
	for _, r := range rows[1:] {
		if !keys[rows[0]].same(&keys[r]) {
			return false
		}
	}
	return true
}

// fitting lists the rows that fit.
func (t *table) fitting(e *evaluator) []int {
	var rows [maxRules / 64]uint64
	if _, fail := t.fit(e, rows[:]); fail != formula.OK {
		return nil
	}
	var out []int
	for i := range t.rows {
		if rows[i/64]&(1<<(i%64)) != 0 {
			out = append(out, i)
		}
	}
	return out
}

func (c *Compiled) setIDs(set uint64) []string {
	var out []string
	for i := range c.options {
		if set&(1<<i) != 0 {
			out = append(out, c.options[i].ID)
		}
	}
	return out
}

func (c *Compiled) ruleKey(key *Key, k *rowKey) {
	switch c.src.Type {
	case Single, Script:
		key.Choice = c.options[k.choice].ID
	case Multiple:
		key.Choices = c.setIDs(k.set)
	case TrueFalse:
		key.Yes = k.yes
	case Order:
		for _, g := range k.groups {
			group := make([]string, len(g))
			for i, s := range g {
				group[i] = c.steps[s].ID
			}
			key.Steps = append(key.Steps, group)
		}
	case Match:
		for l, r := range k.match {
			key.Match = append(key.Match, Pair{Left: c.left[l].ID, Right: c.right[r].ID})
		}
	case Short:
		key.Choice = c.src.Accepts[k.choice].ID
	}
}

func (c *Compiled) talkKey(key *Key, e *evaluator) bool {
	switch c.src.Type {
	case TrueFalse:
		v, fail := c.answer.at(e)
		key.Yes = v != 0
		return fail == formula.OK
	case Numeric:
		v, fail := c.answer.at(e)
		key.Number, key.Kind = v, c.answer.kind.String()
		return fail == formula.OK
	case Cloze:
		return c.clozeKey(key, e)
	case Spot:
		for i := range c.lines {
			l := &c.lines[i]
			row := 0
			if l.rows != nil {
				var ok bool
				if row, ok = c.rowOf(l.rows, l.keys, e); !ok {
					return false
				}
			}
			if l.faults[row] != "" {
				key.Faults = append(key.Faults, Fault{Line: l.id, Class: l.faults[row]})
			}
		}
		return true
	case Rewrite:
		for i := range c.musts {
			fits, fail := c.cellsFit(c.musts[i].cells, e)
			if fail != formula.OK {
				return false
			}
			if fits {
				key.Musts = append(key.Musts, c.musts[i].view.ID)
			}
		}
		fallthrough
	case Free:
		row, ok := c.rowOf(c.refs, c.refKeys, e)
		if ok {
			key.Row = c.refs.rows[row].id
		}
		return ok
	case Chat:
		g := c.gameOf(c.Find(e.levels))
		key.Path, key.Best = g.game.Path, g.game.Best
		return g.ok()
	}
	return false
}

func (c *Compiled) clozeKey(key *Key, e *evaluator) bool {
	for i := range c.slots {
		s := &c.slots[i]
		sk := SlotKey{ID: s.view.ID, As: s.view.As}
		if s.rules == nil {
			v, fail := s.answer.at(e)
			if fail != formula.OK {
				return false
			}
			sk.Number, sk.Kind = v, s.answer.kind.String()
		} else {
			row, ok := c.rowOf(s.rules, s.keys, e)
			if !ok {
				return false
			}
			sk.Choice = s.keys[row].class
		}
		key.Slots = append(key.Slots, sk)
	}
	return true
}
