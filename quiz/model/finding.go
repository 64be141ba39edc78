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
