package model

import (
	"shifu/internal/lang"
	"shifu/quiz/formula"
)

// RadicalView is a radical with the labels of its levels.
type RadicalView struct {
	ID     string
	Label  lang.Text
	Kind   formula.Kind
	Levels []LevelView // bool: no, yes
	Was    int         // level index, -1 = none
}

// LevelView is a level: its identity in a situation, its label and its phrase.
type LevelView struct {
	ID    string    // level id, yes/no, integer, cents, hundredths or ISO date
	Value int64     // enum: the index
	Label lang.Text // formatted for tables and chips
	Say   lang.Text // as texts say it
}

// Radicals describes the conditions in declared order.
func (c *Compiled) Radicals() []RadicalView {
	out := make([]RadicalView, len(c.rads))
	for i := range c.rads {
		r := &c.rads[i]
		v := RadicalView{ID: r.id, Label: lang.Text{ZH: c.src.Radicals[i].ZH, EN: c.src.Radicals[i].EN}, Kind: r.kind, Was: r.was}
		for k := range r.values {
			v.Levels = append(v.Levels, LevelView{ID: r.ids[k], Value: r.values[k],
				Label: lang.Text{ZH: r.label[0][k], EN: r.label[1][k]}, Say: lang.Text{ZH: r.say[0][k], EN: r.say[1][k]}})
		}
		out[i] = v
	}
	return out
}

// LevelCount is the number of levels of radical r; RadicalCount of radicals.
func (c *Compiled) LevelCount(r int) int { return len(c.rads[r].values) }

// RadicalCount is the number of radicals.
func (c *Compiled) RadicalCount() int { return len(c.rads) }

// IncidentalView is an incidental with the number of its values.
type IncidentalView struct {
	ID     string
	Lure   bool
	Values int
}

// Incidentals lists the incidentals in declared order.
func (c *Compiled) Incidentals() []IncidentalView {
	out := make([]IncidentalView, len(c.incid))
	for i := range c.incid {
		out[i] = IncidentalView{ID: c.incid[i].id, Lure: c.incid[i].lure, Values: len(c.incid[i].values[0])}
	}
	return out
}

// Stem is the question's text.
func (c *Compiled) Stem() *Text { return c.stem }

// Texts lists every text of the model that has placeholders resolved by Compile.
func (c *Compiled) Texts() []*Text { return c.texts }

// Why is the text of the row that decides situation i (nil when the type has no
// rules or the row gives no reason), and the row's id. A number's reason is that of
// its case, the row of class_of's table, which is no rule and has no id.
func (c *Compiled) Why(i int) (why *Text, row string) {
	if c.rules == nil && c.reasons == nil {
		return nil, ""
	}
	e := c.evaluator(c.Levels(i))
	defer c.release(e)
	if c.rules == nil {
		r, _, _ := c.lets[c.classVar-len(c.rads)].value.table.row(e)
		if r < 0 {
			return nil, ""
		}
		return c.reasons[r], ""
	}
	r, _, _ := c.rules.row(e)
	if r < 0 {
		return nil, ""
	}
	return c.rules.rows[r].why, c.rules.rows[r].id
}

// SlotWhy is Why for the slots of a cloze, in declared order (nil where a slot has none).
func (c *Compiled) SlotWhy(i int) []*Text {
	out := make([]*Text, len(c.slots))
	e := c.evaluator(c.Levels(i))
	defer c.release(e)
	for k := range c.slots {
		if t := c.slots[k].rules; t != nil {
			if r, _, _ := t.row(e); r >= 0 {
				out[k] = t.rows[r].why
			}
		}
	}
	return out
}

// Let answers the value of a let in situation i by its id; ok is false when there is
// no such let or it cannot be computed there.
func (c *Compiled) Let(id string, i int) (v int64, kind formula.Kind, ok bool) {
	for j := range c.lets {
		if c.lets[j].id == id {
			x, fail := c.letValue(j, c.Levels(i))
			return x, c.lets[j].value.kind, fail == formula.OK
		}
	}
	return 0, formula.NoKind, false
}

// OptionView is an option with its texts.
type OptionView struct {
	ID             string
	Text, Feedback *Text
	Pin            string // "", first, last
	Script         string // library code
}

// PartView is a step, a side of a match or a fault class.
type PartView struct {
	ID   string
	Text *Text
}

// Options lists the options of single, script and multiple in file order.
func (c *Compiled) Options() []OptionView { return c.options }

// Steps lists the steps of order.
func (c *Compiled) Steps() []PartView { return c.steps }

// Left lists the left sides of match.
func (c *Compiled) Left() []PartView { return c.left }

// Right lists the right sides of match.
func (c *Compiled) Right() []PartView { return c.right }

// FaultClasses lists the classes of faults of spot.
func (c *Compiled) FaultClasses() []PartView { return c.faultClasses }

// AnswerKind is the kind of a numeric answer.
func (c *Compiled) AnswerKind() formula.Kind {
	if c.answer == nil {
		return formula.NoKind
	}
	return c.answer.kind
}

// Tolerance is numeric's tolerance in the unit of the answer (days for a date).
func (c *Compiled) Tolerance() int64 { return c.tolerance }

// MistakeView is a known wrong number in one situation.
type MistakeView struct {
	ID       string
	Value    int64
	Credit   int
	Feedback *Text
}

// Mistakes lists the known wrong numbers of situation i (those that can be computed).
func (c *Compiled) Mistakes(i int) []MistakeView {
	e := c.evaluator(c.Levels(i))
	defer c.release(e)
	var out []MistakeView
	for k := range c.mistakes {
		m := &c.mistakes[k]
		if v, fail := m.value.at(e); fail == formula.OK {
			out = append(out, MistakeView{ID: m.id, Value: v, Credit: m.credit, Feedback: m.feedback})
		}
	}
	return out
}

// SlotView is a gap of a cloze.
type SlotView struct {
	ID      string
	As      string // choice|number|short
	Options []OptionView
	Accepts []Accepts
	Kind    formula.Kind // number
	Weight  int
}

// Slots lists the gaps in declared order. The stem's rendering holds "{slot:id}" where a gap stands.
func (c *Compiled) Slots() []SlotView {
	out := make([]SlotView, len(c.slots))
	for i := range c.slots {
		out[i] = c.slots[i].view
	}
	return out
}

// AcceptSets lists the accept sets of short.
func (c *Compiled) AcceptSets() []Accepts { return c.src.Accepts }

// LineView is a line of a spot log as it stands in one situation.
type LineView struct {
	ID    string
	Who   string
	Text  *Text
	Fault string // class, "" = nothing wrong
	Why   *Text
}

// Lines is the log in situation i. A line of which no row fits has no text.
func (c *Compiled) Lines(i int) []LineView {
	e := c.evaluator(c.Levels(i))
	defer c.release(e)
	out := make([]LineView, len(c.lines))
	for k := range c.lines {
		l := &c.lines[k]
		out[k] = LineView{ID: l.id, Who: l.who}
		if row, ok := l.row(e); ok {
			out[k].Text, out[k].Fault, out[k].Why = l.texts[row], l.faults[row], l.whys[row]
		}
	}
	return out
}

// MustView is a must of rewrite.
type MustView struct {
	ID     string
	Points int
	Any    Phrases
	Tip    *Text
}

// Musts lists the musts that apply in situation i.
func (c *Compiled) Musts(i int) []MustView {
	e := c.evaluator(c.Levels(i))
	defer c.release(e)
	var out []MustView
	for k := range c.musts {
		if fits, fail := c.cellsFit(c.musts[k].cells, e); fits && fail == formula.OK {
			out = append(out, c.musts[k].view)
		}
	}
	return out
}

// Bad lists the examples that must score under 60.
func (c *Compiled) Bad() []lang.Text { return c.bad }

// Reference is the reference text of situation i (nil when none fits) and its row (r1, r2, ...).
func (c *Compiled) Reference(i int) (text *Text, row string) {
	if c.refs == nil {
		return nil, ""
	}
	e := c.evaluator(c.Levels(i))
	defer c.release(e)
	r, _, _ := c.refs.row(e)
	if r < 0 {
		return nil, ""
	}
	return c.refTexts[r], c.refs.rows[r].id
}

// CriterionView is a line of the rubric.
type CriterionView struct {
	ID       string
	Text     *Text
	Critical bool
	Levels   []RubricLevelView
}

// RubricLevelView is a level of a criterion.
type RubricLevelView struct {
	Points int
	Text   *Text
}

// Rubric lists the criteria of free.
func (c *Compiled) Rubric() []CriterionView { return c.rubric }

// NodeView is a node of a chat with all its choices, open or not.
type NodeView struct {
	ID      string
	Say     *Text
	End     string // outcome; "" = choices follow
	Choices []ChoiceView
}

// ChoiceView is a choice of a node.
type ChoiceView struct {
	ID       string
	Text     *Text
	Feedback *Text
	Points   int
	Minutes  int
	Redline  bool
	Next     int // index of the node
}

// Nodes lists the nodes of a chat; the first is the start.
func (c *Compiled) Nodes() []NodeView { return c.nodeViews }
