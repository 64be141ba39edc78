package model

import "shifu/internal/lang"

// Severity says what a finding stops.
type Severity string

const (
	Error   Severity = "error"   // blocks publishing
	Warning Severity = "warning" // needs a repair or an accepted reason
	Note    Severity = "note"    // information
)

// Place is where something was written: line and column of a text file
// (counted from 1; characters, not bytes), or sheet and cell of a workbook.
type Place struct {
	Line   int    `json:"line,omitempty"`
	Column int    `json:"column,omitempty"`
	Sheet  string `json:"sheet,omitempty"`
	Cell   string `json:"cell,omitempty"`
	// Number says that the cell of a workbook holds a number, not a text: amounts and
	// percentages are never taken from such a cell (E105).
	Number bool `json:"-"`

	quoted bool // the text stands in quotes: it begins a column later
	block  bool // the text is a block of lines below
}

// Finding is one message of the reader or the checker, with a stable code.
type Finding struct {
	Code      string    `json:"code"`
	Severity  Severity  `json:"severity"`
	Model     string    `json:"model,omitempty"`
	File      string    `json:"file,omitempty"`
	Line      int       `json:"line,omitempty"`
	Column    int       `json:"column,omitempty"`
	Sheet     string    `json:"sheet,omitempty"`
	Cell      string    `json:"cell,omitempty"`
	Where     string    `json:"where,omitempty"` // the place in the model: rules[3].tier, options.number, stem.en
	Message   lang.Text `json:"message"`
	Repair    lang.Text `json:"repair,omitzero"` // what to do, in one sentence
	Situation string    `json:"situation,omitempty"`
	Accepted  string    `json:"accepted,omitempty"` // the author's reason, when the warning is accepted
}

// Blocking says whether any of the findings is an error.
func Blocking(findings []Finding) bool {
	for i := range findings {
		if findings[i].Severity == Error {
			return true
		}
	}
	return false
}

// Shown is a finding as scripts read it: the message in one language, and in both
// languages beside it.
type Shown struct {
	Code      string    `json:"code"`
	Severity  Severity  `json:"severity"`
	File      string    `json:"file,omitempty"`
	Line      int       `json:"line,omitempty"`
	Column    int       `json:"column,omitempty"`
	Sheet     string    `json:"sheet,omitempty"`
	Cell      string    `json:"cell,omitempty"`
	Where     string    `json:"where"`
	Message   string    `json:"message"`
	Messages  lang.Text `json:"messages"`
	Repair    string    `json:"repair,omitempty"`
	Situation string    `json:"situation,omitempty"`
	Accepted  string    `json:"accepted,omitempty"`
}

// In is the finding in a language.
func (f Finding) In(tag lang.Tag) Shown {
	return Shown{f.Code, f.Severity, f.File, f.Line, f.Column, f.Sheet, f.Cell, f.Where, f.Message.In(tag), f.Message, f.Repair.In(tag), f.Situation, f.Accepted}
}

// AllIn shows findings in a language.
func AllIn(list []Finding, tag lang.Tag) []Shown {
	out := make([]Shown, len(list))
	for i, f := range list {
		out[i] = f.In(tag)
	}
	return out
}

// Of lists the findings that name a model.
func Of(list []Finding, model string) []Finding {
	var out []Finding
	for _, f := range list {
		if f.Model == model && model != "" {
			out = append(out, f)
		}
	}
	return out
}
