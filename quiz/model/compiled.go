package model

import (
	"shifu/internal/lang"
	"shifu/quiz/formula"
)

// Fact is a typed, dated value of a pack's policy that models use by name.
type Fact struct {
	Kind           formula.Kind // NoKind: a text, only for placeholders
	Value          int64        // of the kind's unit
	Text           lang.Text    // when Kind is NoKind
	From           int64        // first day (days since 1970) on which it holds; HasFrom
	To             int64        // last day
	HasFrom, HasTo bool
}

// Facts are the facts of a pack by name. A model's own names win over facts.
type Facts map[string]Fact

// Compiled is a model whose names are resolved, with its space of valid
// situations in enumeration order (declared order, last radical fastest).
// Situations are numbered 0..Size()-1. A Compiled never changes and may be used
// by many goroutines at once.
type Compiled struct {
	src *Model
}

// Compile resolves the names of a model, compiles its cells, formulas and texts
// and enumerates its situations. It answers nil when a finding of the first
// phase (E101..E111, E204) blocks; findings that need the situations (gaps, clashes,
// amounts that cannot be computed) are the checker's.
func Compile(m *Model, facts Facts) (*Compiled, []Finding) { panic("not yet") }

// Parse reads a file of models strictly. Models that could not be read whole
// are left out; findings tell why, with line and column.
func Parse(file string, src []byte) ([]*Model, []Finding) { panic("not yet") }

// Canonical is the canonical form: JSON by the rules of RFC 8785, defaults left
// out, texts NFC-normalised and trimmed, cells printed from their parsed form.
func Canonical(m *Model) []byte { panic("not yet") }

// ContentHash is the SHA-256 (hex) of the canonical form without rev, accept,
// practices and note. A model that uses facts is identified by Compiled.ContentHash.
func (m *Model) ContentHash() string { panic("not yet") }

// Model is the model as written.
func (c *Compiled) Model() *Model { return c.src }

// ContentHash identifies the version: the hash of the canonical form and of the
// resolved values of the facts that it uses.
func (c *Compiled) ContentHash() string { panic("not yet") }

// ValidOn says whether the model may be drawn on a day (days since 1970-01-01).
func (c *Compiled) ValidOn(day int64) bool { panic("not yet") }

// Raw is the number of combinations of levels before constraints.
func (c *Compiled) Raw() int { panic("not yet") }

// Size is the number of valid situations.
func (c *Compiled) Size() int { panic("not yet") }

// Radicals describes the conditions in declared order.
func (c *Compiled) Radicals() []RadicalView { panic("not yet") }

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

// Levels answers the level index of every radical in situation i. The slice is
// the space's own: do not change it.
func (c *Compiled) Levels(i int) []uint8 { panic("not yet") }

// Situation is the identity of situation i as text: id=level;id=level;...
func (c *Compiled) Situation(i int) string { panic("not yet") }

// SituationID is the first 12 hex digits of the situation's hash.
func (c *Compiled) SituationID(i int) string { panic("not yet") }

// Find answers the number of the valid situation with these levels, or -1.
func (c *Compiled) Find(levels []uint8) int { panic("not yet") }

// Recall reads the situation text of an old record: levels by radical (-1 where
// the record's level no longer exists or the record says nothing and the radical has no
// `was`), and the number of the valid situation it is today, or -1.
func (c *Compiled) Recall(situation string) (levels []int, index int) { panic("not yet") }

// Pairs is the number of different pairs of levels (of two radicals) that occur in
// valid situations; with a single radical, of levels.
func (c *Compiled) Pairs() int { panic("not yet") }

// Classes lists the answer classes in the order of their first situation.
func (c *Compiled) Classes() []string { panic("not yet") }

// ClassIndex is the index in Classes of situation i.
func (c *Compiled) ClassIndex(i int) int { panic("not yet") }

// Class is the answer class of situation i.
func (c *Compiled) Class(i int) string { panic("not yet") }

// Key is what is right in situation i; ok is false where the model has a gap,
// a clash or an amount that cannot be computed (the checker says so).
func (c *Compiled) Key(i int) (key Key, ok bool) { panic("not yet") }

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

// Text is a precompiled text of a model: literals and placeholders.
type Text struct{ id int }

// Render is a text in situation i with the chosen incidentals (indexes in
// declared order), in a language. A nil text is "".
func (c *Compiled) Render(t *Text, i int, incidentals []int, tag lang.Tag) string { panic("not yet") }

// RenderBoth is Render in both languages.
func (c *Compiled) RenderBoth(t *Text, i int, incidentals []int) lang.Text { panic("not yet") }

// Append is Render that appends to dst.
func (c *Compiled) Append(dst []byte, t *Text, i int, incidentals []int, tag lang.Tag) []byte {
	panic("not yet")
}

// Stem is the question's text.
func (c *Compiled) Stem() *Text { panic("not yet") }

// Why is the text of the row that decides situation i (nil when the type has no
// rules or the row gives no reason), and the row's id.
func (c *Compiled) Why(i int) (why *Text, row string) { panic("not yet") }

// Let answers the value of a let in situation i by its id.
func (c *Compiled) Let(id string, i int) (value int64, kind formula.Kind, ok bool) { panic("not yet") }

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
func (c *Compiled) Options() []OptionView { panic("not yet") }

// Steps lists the steps of order. Left and Right are the sides of match, FaultClasses spot's classes.
func (c *Compiled) Steps() []PartView        { panic("not yet") }
func (c *Compiled) Left() []PartView         { panic("not yet") }
func (c *Compiled) Right() []PartView        { panic("not yet") }
func (c *Compiled) FaultClasses() []PartView { panic("not yet") }

// AnswerKind is the kind of a numeric answer.
func (c *Compiled) AnswerKind() formula.Kind { panic("not yet") }

// Tolerance is numeric's tolerance in the unit of the answer.
func (c *Compiled) Tolerance() int64 { panic("not yet") }

// MistakeView is a known wrong number in one situation.
type MistakeView struct {
	ID       string
	Value    int64
	Credit   int
	Feedback *Text
}

// Mistakes lists the known wrong numbers of situation i (those that can be computed).
func (c *Compiled) Mistakes(i int) []MistakeView { panic("not yet") }

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
func (c *Compiled) Slots() []SlotView { panic("not yet") }

// LineView is a line of a spot log as it stands in one situation.
type LineView struct {
	ID    string
	Who   string
	Text  *Text
	Fault string // class, "" = nothing wrong
	Why   *Text
}

// Lines is the log in situation i.
func (c *Compiled) Lines(i int) []LineView { panic("not yet") }

// MustView is a must of rewrite.
type MustView struct {
	ID     string
	Points int
	Any    Phrases
	Tip    *Text
}

// Musts lists the musts that apply in situation i.
func (c *Compiled) Musts(i int) []MustView { panic("not yet") }

// Reference is the reference text of situation i (nil when none fits) and its row (r1, r2, ...).
func (c *Compiled) Reference(i int) (text *Text, row string) { panic("not yet") }

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
func (c *Compiled) Rubric() []CriterionView { panic("not yet") }

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
func (c *Compiled) Nodes() []NodeView { panic("not yet") }

// Game is a chat of one situation with every condition and state resolved: plain
// data that a frozen variant keeps, so that it can be played and marked without the model.
// A position is a node together with a state of the chat; position 0 is the start.
type Game struct {
	Positions []Position `json:"positions"`
	MaxSteps  int        `json:"max_steps"`
	Deadline  int        `json:"deadline,omitempty"` // minutes of story time, 0 = none
	Path      []PathStep `json:"path"`               // the best path: the first found in declared order
	Best      int        `json:"best"`               // its points
}

// Position is a place in a chat: the node and the choices that are open there, in file order.
type Position struct {
	Node  int    `json:"node"`
	Moves []Move `json:"moves,omitempty"`
}

// Move is an open choice (index in the node's choices) and the position it leads to.
type Move struct {
	Choice int `json:"choice"`
	To     int `json:"to"`
}

// Game resolves the chat for situation i; ok is false when it cannot be finished.
func (c *Compiled) Game(i int) (game Game, ok bool) { panic("not yet") }
