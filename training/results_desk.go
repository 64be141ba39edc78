package training

import (
	"time"

	"shifu/internal/lang"
	"shifu/internal/op"
)

// CellState is what a cell of the desk's matrix says.
type CellState string

const (
	CellNotStarted CellState = "not_started"
	CellTooFew     CellState = "too_few"  // fewer than four distinct situations: no share is shown
	CellShare      CellState = "share"    // Right of Done
	CellReady      CellState = "ready"    // every requirement is met: the mentor may sign
	CellWaiting    CellState = "waiting"  // signed by the mentor, waits for the apprentice
	CellDisputed   CellState = "disputed" //
	CellSigned     CellState = "signed"   // by both, or ruled to stand
	CellRecheck    CellState = "recheck"  // signed, and a rule changed since or mastery fell
)

// Cell is one module of one apprentice.
type Cell struct {
	State CellState `json:"state"`
	Right int       `json:"right"` // of the distinct situations of the last 30 days
	Done  int       `json:"done"`
	Met   int       `json:"met"` // requirements
	Of    int       `json:"of"`
}

// DeskQuery asks for a desk; Mine shows the actor's own apprentice only.
type DeskQuery struct {
	Mine bool `json:"mine,omitempty"`
}

// Desk is the mentor's view of the group: apprentices by modules, and what waits.
type Desk struct {
	Stages []DeskStage `json:"stages"`
	Rows   []DeskRow   `json:"rows"`  // the actor's own apprentice first
	Queue  []QueueItem `json:"queue"` // the oldest first
}

// DeskStage groups columns of the matrix.
type DeskStage struct {
	ID      string       `json:"id"`
	Title   lang.Text    `json:"title"`
	Modules []DeskModule `json:"modules"`
}

// DeskModule is a column of the matrix.
type DeskModule struct {
	ID    string    `json:"id"`
	Title lang.Text `json:"title"`
}

// DeskRow is an apprentice with one cell for each module, in the order of the columns.
type DeskRow struct {
	PersonID string `json:"person"`
	Name     string `json:"name"`
	Mine     bool   `json:"mine"`
	MentorID string `json:"mentor,omitempty"`
	Day      int    `json:"day"` // working day of the programme
	Cells    []Cell `json:"cells"`
}

// QueueKind is what waits at the desk.
type QueueKind string

const (
	QueueReply   QueueKind = "reply"    // a free reply to mark: ID is the attempt, Slot the question
	QueueSignOff QueueKind = "sign_off" // complete evidence, not signed yet: ModuleID
	QueueHelp    QueueKind = "help"     // an apprentice asks: ID is the inquiry
	QueueWrong   QueueKind = "wrong"    // a question is said to be wrong: ID is the inquiry
	QueueDispute QueueKind = "dispute"  // a dispute to answer or, for the owner, to rule: ID is the sign-off
)

// QueueItem is one thing that waits for the actor.
type QueueItem struct {
	Kind     QueueKind `json:"kind"`
	PersonID string    `json:"person"`
	Name     string    `json:"name"`
	Title    lang.Text `json:"title"`
	ID       string    `json:"id,omitempty"`
	Slot     int       `json:"slot,omitempty"`
	ModuleID string    `json:"module,omitempty"`
	Since    time.Time `json:"since"`
	Overdue  bool      `json:"overdue"` // a dispute unsettled for two working days
}

// CellDetail explains a cell: the share with what it is worth, and by condition.
type CellDetail struct {
	PersonID     string           `json:"person"`
	Name         string           `json:"name"`
	ModuleID     string           `json:"module"`
	Title        lang.Text        `json:"title"`
	Cell         Cell             `json:"cell"`
	Low          int              `json:"low"` // Wilson 95 %, hundredths; 0 and 100 when nothing is done
	High         int              `json:"high"`
	Situations   int              `json:"situations"` // that exist
	Requirements []RequirementRow `json:"requirements"`
	Conditions   []ConditionGroup `json:"conditions"`
}

// ConditionGroup is a radical with its levels.
type ConditionGroup struct {
	Label  lang.Text        `json:"label"`
	Levels []ConditionLevel `json:"levels"`
}

// ConditionLevel is a level and how often it was right; Done 0 is not assessed.
type ConditionLevel struct {
	Label lang.Text `json:"label"`
	Right int       `json:"right"`
	Done  int       `json:"done"`
}

// Observe records what a mentor saw in real work against a checklist.
type Observe struct {
	op.Command
	ApprenticeID string          `json:"apprentice"`
	ChecklistID  string          `json:"checklist"`
	Seen         map[string]bool `json:"seen"` // by the id of the line
	Note         string          `json:"note,omitempty"`
	On           string          `json:"on"` // the day; "": today
}

// Observation is a checklist as a mentor filled it.
type Observation struct {
	ID           string          `json:"id"`
	ApprenticeID string          `json:"apprentice"`
	ChecklistID  string          `json:"checklist"`
	Hash         string          `json:"hash"` // of the checklist as it stood
	By           string          `json:"by"`
	ByName       string          `json:"by_name"`
	On           string          `json:"on"`
	Seen         map[string]bool `json:"seen"`
	Note         string          `json:"note,omitempty"`
	At           time.Time       `json:"at"`
}

// ObservationForm is a checklist with what was seen so far.
type ObservationForm struct {
	Checklist Checklist     `json:"checklist"`
	Seen      []string      `json:"seen"` // lines that any observation of the current mentorship has seen
	Before    []Observation `json:"before"`
}
