// Package model holds item models (情境题): the authoring format as plain
// structs, strict reading of YAML with the place of every finding, the
// canonical form and its hash, and Compile, which turns a model into its space
// of situations with exactly one key in each.
//
// The package knows no window, no database, no clock and no floating point.
package model

import "shifu/quiz/formula"
import "shifu/internal/lang"

// Format is the version of the authoring format that this program reads and writes.
const Format = 1

// Limits of the format. They bound the work that any file can cause.
const (
	MaxFile    = 2 << 20   // bytes of one file
	MaxModels  = 200       // models in one file
	MaxRaw     = 1_000_000 // raw combinations of levels of one model
	MaxText    = 2000      // characters of one text in one language
	MaxLevels  = 24        // levels of one radical
	MaxNesting = 64        // brackets within brackets in a file
)

// Type is one of the thirteen response types.
type Type string

const (
	Single    Type = "single"
	Script    Type = "script"
	Multiple  Type = "multiple"
	TrueFalse Type = "truefalse"
	Numeric   Type = "numeric"
	Order     Type = "order"
	Match     Type = "match"
	Cloze     Type = "cloze"
	Short     Type = "short"
	Spot      Type = "spot"
	Rewrite   Type = "rewrite"
	Chat      Type = "chat"
	Free      Type = "free"
)

// Types lists the response types in the order of the documentation.
var Types = []Type{Single, Script, Multiple, TrueFalse, Numeric, Order, Match, Cloze, Short, Spot, Rewrite, Chat, Free}

// Stages lists the stages of service that a model may belong to.
var Stages = []string{"presale", "order", "payment", "shipping", "receipt", "aftersale", "review"}

// Model is one item model as its author wrote it, defaults filled in.
type Model struct {
	ID          string       `yaml:"id" json:"id"`
	KP          string       `yaml:"kp" json:"kp"`                                  // knowledge point
	Rev         int          `yaml:"rev" json:"rev,omitempty" def:"1"`              // for people; rises when the content changes
	Title       lang.Text    `yaml:"title" json:"title"`                            //
	Practices   []string     `yaml:"practices" json:"practices,omitempty"`          // free tags
	Roles       []string     `yaml:"roles" json:"roles,omitempty"`                  // role ids of the shop
	Stage       string       `yaml:"stage" json:"stage,omitempty"`                  // one of Stages, or ""
	Valid       Span         `yaml:"valid" json:"valid,omitzero"`                   // outside: never drawn
	Critical    bool         `yaml:"critical" json:"critical,omitempty"`            // a wrong answer is a red line for the certificate
	Points      int          `yaml:"points" json:"points,omitempty" def:"10"`       // weight in a paper, 1..100
	Minutes     int          `yaml:"minutes" json:"minutes,omitempty"`              // time limit of the item, 0 = none
	Note        string       `yaml:"note" json:"note,omitempty"`                    // for authors
	Accept      []Accepted   `yaml:"accept" json:"accept,omitempty"`                // accepted warnings
	Type        Type         `yaml:"type" json:"type"`                              //
	Stem        lang.Text    `yaml:"stem" json:"stem"`                              // the question as the learner reads it
	Radicals    []Radical    `yaml:"radicals" json:"radicals,omitempty"`            // 0..12; none makes a fixed item
	Incidentals []Incidental `yaml:"incidentals" json:"incidentals,omitempty"`      // 0..12
	Constraints []Constraint `yaml:"constraints" json:"constraints,omitempty"`      // 0..40
	Let         []Let        `yaml:"let" json:"let,omitempty"`                      // 0..30, in order
	Rules       []Rule       `yaml:"rules" json:"rules,omitempty"`                  // the decision table, 0..200
	Options     []Option     `yaml:"options" json:"options,omitempty"`              // single, script, multiple: 2..12
	Draw        int          `yaml:"draw" json:"draw,omitempty"`                    // options shown, 0 = all
	Shuffle     bool         `yaml:"shuffle" json:"shuffle" def:"true"`             // false keeps the order of the file
	Marking     string       `yaml:"marking" json:"marking,omitempty"`              // multiple: partial|all; order: partial|exact; "" = partial
	Answer      string       `yaml:"answer" json:"answer,omitempty"`                // numeric, truefalse: a formula
	Tolerance   string       `yaml:"tolerance" json:"tolerance,omitempty"`          // numeric: a value of the answer's kind, "" = 0
	UnitNeeded  bool         `yaml:"unit_required" json:"unit_required,omitempty"`  //
	ClassOf     string       `yaml:"class_of" json:"class_of,omitempty"`            // numeric: the let or radical that names the class
	Mistakes    []Mistake    `yaml:"mistakes" json:"mistakes,omitempty"`            // numeric: known wrong ways, 0..10
	Steps       []Part       `yaml:"steps" json:"steps,omitempty"`                  // order: 3..12
	Left        []Part       `yaml:"left" json:"left,omitempty"`                    // match: 2..10
	Right       []Part       `yaml:"right" json:"right,omitempty"`                  // match: 2..12
	Slots       []Slot       `yaml:"slots" json:"slots,omitempty"`                  // cloze: 1..10
	Accepts     []Accepts    `yaml:"accepts" json:"accepts,omitempty"`              // short: sets named by the rules' keys
	Classes     []Part       `yaml:"classes" json:"classes,omitempty"`              // spot: fault classes, 2..12
	Lines       []Line       `yaml:"lines" json:"lines,omitempty"`                  // spot: 3..40
	Lint        []string     `yaml:"lint" json:"lint,omitempty"`                    // rewrite, free: the shop's lists of don'ts
	MinRunes    int          `yaml:"min_runes" json:"min_runes,omitempty" def:"8"`  // rewrite; doubled for English
	Must        []Must       `yaml:"must" json:"must,omitempty"`                    // rewrite: 1..12
	Reference   []Reference  `yaml:"reference" json:"reference,omitempty"`          // rewrite, free: exactly one row a situation
	Bad         []lang.Text  `yaml:"bad" json:"bad,omitempty"`                      // rewrite: examples that must score under 60
	Mentor      string       `yaml:"mentor" json:"mentor,omitempty"`                // rewrite, free: never|certify|always; "" = the type's default
	State       []State      `yaml:"state" json:"state,omitempty"`                  // chat: 0..10
	Nodes       []Node       `yaml:"nodes" json:"nodes,omitempty"`                  // chat: 2..60, the first is the start
	MaxSteps    int          `yaml:"max_steps" json:"max_steps,omitempty" def:"12"` // chat: 2..30
	Deadline    int          `yaml:"deadline" json:"deadline,omitempty"`            // chat: minutes of story time, 0 = none
	Rubric      []Criterion  `yaml:"rubric" json:"rubric,omitempty"`                // free: 1..10 criteria

	places map[string]Place
	file   string
}

// Span is a range of days, both ends included; an empty end is open.
type Span struct {
	From string `yaml:"from" json:"from,omitempty"` // 2026-11-01
	To   string `yaml:"to" json:"to,omitempty"`
}

// Accepted is a warning that the author accepts, with the reason.
type Accepted struct {
	Code  string `yaml:"code" json:"code"`
	Where string `yaml:"where" json:"where,omitempty"` // the place as the checker prints it
	Why   string `yaml:"why" json:"why"`
}

// Radical is a condition: a closed list of levels whose change changes the right answer.
type Radical struct {
	ID     string  `yaml:"id" json:"id"`
	ZH     string  `yaml:"zh" json:"zh"`
	EN     string  `yaml:"en" json:"en"`
	Kind   string  `yaml:"kind" json:"kind,omitempty" def:"enum"`
	Levels []Level `yaml:"levels" json:"levels,omitempty"`
	Was    string  `yaml:"was" json:"was,omitempty"` // level that answers given before this radical existed count as
}

// Level is one level of a radical or of an enum let. A number, amount,
// percentage or date has only Value (as written); an enum level has an id, labels and
// perhaps a phrase for texts.
type Level struct {
	Value string    `yaml:"-" json:"value,omitempty"`
	ID    string    `yaml:"id" json:"id,omitempty"`
	ZH    string    `yaml:"zh" json:"zh,omitempty"`
	EN    string    `yaml:"en" json:"en,omitempty"`
	Say   lang.Text `yaml:"say" json:"say,omitzero"`
}

// Incidental is surface information: it varies without changing the answer.
type Incidental struct {
	ID     string      `yaml:"id" json:"id"`
	Lure   bool        `yaml:"lure" json:"lure,omitempty"` // looks like a condition and is none
	Values []lang.Text `yaml:"values" json:"values"`
}

// Cell is one test of a table row: the column's name and the text of the cell.
type Cell struct {
	Column string `json:"column"`
	Test   string `json:"test"`
}

// Cells are the tests of one row, in the order of the file.
type Cells []Cell

// Constraint excludes situations: those that fit all cells of Forbid, or those
// for which Require does not hold.
type Constraint struct {
	Forbid  Cells     `yaml:"forbid" json:"forbid,omitempty"`
	Require string    `yaml:"require" json:"require,omitempty"`
	Why     lang.Text `yaml:"why" json:"why"`
}

// Let is a computed value: by a formula, or by a table of which exactly one row must fit.
type Let struct {
	ID     string  `yaml:"id" json:"id"`
	ZH     string  `yaml:"zh" json:"zh"`
	EN     string  `yaml:"en" json:"en"`
	Kind   string  `yaml:"kind" json:"kind"`
	Levels []Level `yaml:"levels" json:"levels,omitempty"`
	Expr   string  `yaml:"expr" json:"expr,omitempty"`
	Rules  []Rule  `yaml:"rules" json:"rules,omitempty"`
}

// Rule is a row of a decision table. The hit policy is always UNIQUE.
type Rule struct {
	ID   string    `yaml:"id" json:"id,omitempty"` // default r1, r2, ...
	If   Cells     `yaml:"if" json:"if,omitempty"`
	Else bool      `yaml:"else" json:"else,omitempty"` // fits when no other row does
	Key  Answer    `yaml:"key" json:"key"`
	Why  lang.Text `yaml:"why" json:"why,omitzero"`
}

// Answer is what a rule's key says, in one of its shapes: a word (option id,
// yes/no, accept-set, formula of a let), a list (the right options, or steps with
// groups in any order), or a map (left to right).
type Answer struct {
	Word string     `json:"word,omitempty"`
	List [][]string `json:"list,omitempty"` // each entry one id, or a group in any order
	Map  []Pair     `json:"map,omitempty"`
	Kind AnswerKind `json:"kind,omitempty"`
}

// AnswerKind tells the shapes of an Answer apart; the zero value is "nothing written".
type AnswerKind uint8

const (
	NoAnswer AnswerKind = iota
	Word
	List
	Map
)

// Pair is one left side and its right side.
type Pair struct {
	Left  string `json:"left"`
	Right string `json:"right"`
}

// Option is one choice of a choice item.
type Option struct {
	ID       string    `yaml:"id" json:"id"`
	Text     lang.Text `yaml:"text" json:"text,omitzero"`
	Feedback lang.Text `yaml:"feedback" json:"feedback,omitzero"`
	RightIf  string    `yaml:"right_if" json:"right_if,omitempty"` // multiple: a formula, instead of rules
	Pin      string    `yaml:"pin" json:"pin,omitempty"`           // first|last
	Script   string    `yaml:"script" json:"script,omitempty"`     // type script: the library's code
}

// Part is an id with a text: a step, a side of a match, a fault class.
type Part struct {
	ID   string    `yaml:"id" json:"id"`
	Text lang.Text `yaml:"text" json:"text"`
}

// Mistake is a known wrong way to a number.
type Mistake struct {
	ID       string    `yaml:"id" json:"id"`
	Expr     string    `yaml:"expr" json:"expr"`
	Feedback lang.Text `yaml:"feedback" json:"feedback"`
	Credit   int       `yaml:"credit" json:"credit,omitempty"` // hundredths, 0..90
}

// Slot is one gap of a cloze, placed in the stem as {slot:id}.
type Slot struct {
	ID      string    `yaml:"id" json:"id"`
	As      string    `yaml:"as" json:"as"` // choice|number|short
	Options []Option  `yaml:"options" json:"options,omitempty"`
	Rules   []Rule    `yaml:"rules" json:"rules,omitempty"`
	Answer  string    `yaml:"answer" json:"answer,omitempty"`
	Accepts []Accepts `yaml:"accepts" json:"accepts,omitempty"`
	Weight  int       `yaml:"weight" json:"weight,omitempty" def:"1"`
}

// Accepts is a set of short answers that count as right: one of the texts, or
// a text that contains one phrase of every group of All.
type Accepts struct {
	ID  string     `yaml:"id" json:"id"`
	ZH  []string   `yaml:"zh" json:"zh,omitempty"`
	EN  []string   `yaml:"en" json:"en,omitempty"`
	All [][]string `yaml:"all" json:"all,omitempty"`
}

// Line is a line of a chat log in which faults are to be found: one text, or rows
// of which exactly one fits each situation.
type Line struct {
	ID   string    `yaml:"id" json:"id"`
	Who  string    `yaml:"who" json:"who"` // buyer|agent|bot|system
	Text lang.Text `yaml:"text" json:"text,omitzero"`
	Rows []LineRow `yaml:"rows" json:"rows,omitempty"`
}

// LineRow is what a line says in the situations that its cells fit.
type LineRow struct {
	If    Cells     `yaml:"if" json:"if,omitempty"`
	Text  lang.Text `yaml:"text" json:"text"`
	Fault string    `yaml:"fault" json:"fault,omitempty"` // a class; "" = nothing wrong here
	Why   lang.Text `yaml:"why" json:"why,omitzero"`
}

// Must is a point that a rewritten text has to hold in the situations that its cells fit.
type Must struct {
	ID     string    `yaml:"id" json:"id"`
	If     Cells     `yaml:"if" json:"if,omitempty"`
	Points int       `yaml:"points" json:"points"`
	Any    Phrases   `yaml:"any" json:"any"`
	Tip    lang.Text `yaml:"tip" json:"tip,omitzero"`
}

// Phrases are lists of phrases by language.
type Phrases struct {
	ZH []string `yaml:"zh" json:"zh,omitempty"`
	EN []string `yaml:"en" json:"en,omitempty"`
}

// Reference is a model answer for the situations that its cells fit.
type Reference struct {
	If   Cells     `yaml:"if" json:"if,omitempty"`
	Text lang.Text `yaml:"text" json:"text"`
}

// State is a value that a chat carries from choice to choice.
type State struct {
	ID    string `yaml:"id" json:"id"`
	Kind  string `yaml:"kind" json:"kind"`
	Start string `yaml:"start" json:"start"` // a formula
}

// Node is a turn of a chat: what the buyer says, and the choices, or an end.
type Node struct {
	ID      string    `yaml:"id" json:"id"`
	Say     lang.Text `yaml:"say" json:"say"`
	Choices []Choice  `yaml:"choices" json:"choices,omitempty"`
	End     string    `yaml:"end" json:"end,omitempty"` // the outcome
}

// Choice is what the agent may say at a node.
type Choice struct {
	ID       string    `yaml:"id" json:"id"`
	Text     lang.Text `yaml:"text" json:"text"`
	If       string    `yaml:"if" json:"if,omitempty"`   // a formula; "" = open
	Set      []Set     `yaml:"set" json:"set,omitempty"` // all right sides see the old state
	Points   int       `yaml:"points" json:"points,omitempty"`
	Minutes  int       `yaml:"minutes" json:"minutes,omitempty"`
	Redline  bool      `yaml:"redline" json:"redline,omitempty"`
	Next     string    `yaml:"next" json:"next"`
	Feedback lang.Text `yaml:"feedback" json:"feedback,omitzero"`
}

// Set gives a state a new value.
type Set struct {
	State string `json:"state"`
	Expr  string `json:"expr"`
}

// Criterion is one line of a mentor's rubric.
type Criterion struct {
	ID       string        `yaml:"id" json:"id"`
	Text     lang.Text     `yaml:"text" json:"text"`
	Critical bool          `yaml:"critical" json:"critical,omitempty"` // its lowest level is a red line
	Levels   []RubricLevel `yaml:"levels" json:"levels"`
}

// RubricLevel is one step of a criterion.
type RubricLevel struct {
	Points int       `yaml:"points" json:"points"`
	Text   lang.Text `yaml:"text" json:"text"`
}

// File is the name of the file that the model was read from, "" otherwise.
func (m *Model) File() string { return m.file }

// At answers the place in the file of a path such as "rules[3].if.tier"; of the
// nearest place that contains it when the path itself was not written.
func (m *Model) At(path string) Place {
	for path != "" {
		if p, ok := m.places[path]; ok {
			return p
		}
		path = parentPath(path)
	}
	return m.places[""]
}

// placed says whether a path itself was written in the file.
func (m *Model) placed(path string) bool {
	_, ok := m.places[path]
	return ok
}

// Mark notes where a path of the model was written: readers other than the
// YAML reader (the workbook) use it, so that findings name sheet and cell.
func (m *Model) Mark(path string, p Place) {
	if m.places == nil {
		m.places = map[string]Place{}
	}
	m.places[path] = p
}

func parentPath(path string) string {
	for i := len(path) - 1; i >= 0; i-- {
		if path[i] == '.' || path[i] == '[' {
			return path[:i]
		}
	}
	return ""
}

// KindOf answers the kind of a radical or let that names none (enum) or one.
func KindOf(name string) formula.Kind {
	if name == "" {
		return formula.Enum
	}
	k, _ := formula.ParseKind(name)
	return k
}
