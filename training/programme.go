package training

import (
	"shifu/internal/lang"
	"shifu/quiz"
)

// Blueprint is what a quiz draws; a programme's file declares it.
type Blueprint = quiz.Blueprint

// Programme is the path of an apprentice: stages of modules, each with its
// requirements, the blueprints of its exams, the checklists that a mentor fills,
// and the plan of its days.
type Programme struct {
	ID           string      `yaml:"id" json:"id"`
	Title        lang.Text   `yaml:"title" json:"title"`
	Roles        []string    `yaml:"roles" json:"roles,omitempty"`
	Days         int         `yaml:"days" json:"days"` // working days that the path is planned for
	Stages       []Stage     `yaml:"stages" json:"stages"`
	Blueprints   []Blueprint `yaml:"blueprints" json:"blueprints,omitempty"`
	Checklists   []Checklist `yaml:"checklists" json:"checklists,omitempty"`
	Plan         []PlanDay   `yaml:"plan" json:"plan,omitempty"`
	Certificates []string    `yaml:"certificates" json:"certificates,omitempty"`
	Ladder       Ladder      `yaml:"ladder" json:"ladder,omitzero"`
}

// Stage is a part of the path that opens by its gate.
type Stage struct {
	ID       string    `yaml:"id" json:"id"`
	Title    lang.Text `yaml:"title" json:"title"`
	Gate     Gate      `yaml:"gate" json:"gate,omitzero"`
	NotBuilt bool      `yaml:"not_built" json:"not_built,omitempty"` // a placeholder: shown, holds no modules yet
	Modules  []Module  `yaml:"modules" json:"modules,omitempty"`
}

// Gate says when a stage opens.
type Gate struct {
	After       []string `yaml:"after" json:"after,omitempty"`               // stages whose modules must all be signed
	WorkingDays int      `yaml:"working_days" json:"working_days,omitempty"` // working days since the later of the programme's start and those signatures
}

// Module is what a mentor signs: a set of requirements.
type Module struct {
	ID           string        `yaml:"id" json:"id"`
	Title        lang.Text     `yaml:"title" json:"title"`
	Requirements []Requirement `yaml:"requirements" json:"requirements"`
	// Meaning is what the mentor's signature says, Statement what the
	// apprentice's does.
	Meaning   lang.Text `yaml:"meaning" json:"meaning"`
	Statement lang.Text `yaml:"statement" json:"statement"`
}

// Kind is what a requirement asks for.
type Kind string

const (
	KindLesson      Kind = "lesson"      // every lesson acknowledged in the version in force
	KindMastery     Kind = "mastery"     // every point mastered
	KindExam        Kind = "exam"        // an exam by the blueprint passed
	KindReply       Kind = "reply"       // a number of free replies passed by a mentor
	KindObservation Kind = "observation" // every line of a checklist seen
	KindRedLine     Kind = "red_line"    // no red line among the last answers on the points
)

// kinds lists every kind of requirement.
var kinds = []Kind{KindLesson, KindMastery, KindExam, KindReply, KindObservation, KindRedLine}

// Requirement is one condition of a module. Which fields it has follows from its kind.
type Requirement struct {
	ID        string    `yaml:"id" json:"id"`
	Kind      Kind      `yaml:"kind" json:"kind"`
	Title     lang.Text `yaml:"title" json:"title"`
	Lessons   []string  `yaml:"lessons" json:"lessons,omitempty"`     // lesson
	Points    []string  `yaml:"points" json:"points,omitempty"`       // mastery, reply, red_line
	Blueprint string    `yaml:"blueprint" json:"blueprint,omitempty"` // exam
	Passed    int       `yaml:"passed" json:"passed,omitempty"`       // reply: how many, 1..20
	Rubric    string    `yaml:"rubric" json:"rubric,omitempty"`       // reply: the standard of passing
	Checklist string    `yaml:"checklist" json:"checklist,omitempty"` // observation
	Clean     int       `yaml:"clean" json:"clean,omitempty"`         // red_line: answers on each point that must be right in a row, default 4
}

// Checklist is what a mentor watches for in real work.
type Checklist struct {
	ID    string          `yaml:"id" json:"id"`
	Title lang.Text       `yaml:"title" json:"title"`
	Lines []ChecklistLine `yaml:"lines" json:"lines"`
}

// ChecklistLine is one thing to be seen.
type ChecklistLine struct {
	ID   string    `yaml:"id" json:"id"`
	Text lang.Text `yaml:"text" json:"text"`
}

// PlanDay is what a working day of the path is meant for, counted from 1.
type PlanDay struct {
	Day     int       `yaml:"day" json:"day"`
	Title   lang.Text `yaml:"title" json:"title"`
	Lessons []string  `yaml:"lessons" json:"lessons,omitempty"`
	Points  []string  `yaml:"points" json:"points,omitempty"` // to be practised
	Note    lang.Text `yaml:"note" json:"note,omitzero"`      // what is done at the desk
}

// Ladder is where the path leads: up in the craft, and across to leading.
type Ladder struct {
	Vertical   []Rung `yaml:"vertical" json:"vertical,omitempty"`
	Horizontal []Rung `yaml:"horizontal" json:"horizontal,omitempty"`
}

// Rung is a step of the ladder and what it asks for.
type Rung struct {
	ID           string    `yaml:"id" json:"id"`
	Title        lang.Text `yaml:"title" json:"title"`
	Asks         lang.Text `yaml:"asks" json:"asks"`
	Certificates []string  `yaml:"certificates" json:"certificates,omitempty"`
	Months       int       `yaml:"months" json:"months,omitempty"` // in the step before
}

// Rubric is the standard by which a mentor marks free replies. The item model
// carries the words of its criteria; the rubric says what passes.
type Rubric struct {
	ID       string      `yaml:"id" json:"id"`
	Title    lang.Text   `yaml:"title" json:"title"`
	Pass     int         `yaml:"pass" json:"pass"` // hundredths of the attainable points that pass, 1..100
	Criteria []Criterion `yaml:"criteria" json:"criteria"`
	Phrases  []lang.Text `yaml:"phrases" json:"phrases,omitempty"` // ready sentences to the apprentice
}

// Criterion is a line of a rubric.
type Criterion struct {
	ID       string           `yaml:"id" json:"id"`
	Text     lang.Text        `yaml:"text" json:"text"`
	Critical bool             `yaml:"critical" json:"critical,omitempty"` // its lowest level is a red line
	Levels   []CriterionLevel `yaml:"levels" json:"levels"`
}

// CriterionLevel is one step of a criterion.
type CriterionLevel struct {
	Points int       `yaml:"points" json:"points"`
	Text   lang.Text `yaml:"text" json:"text"`
}

// CertificateDefinition is what a certificate asks for and says.
type CertificateDefinition struct {
	ID        string        `yaml:"id" json:"id"`
	Title     lang.Text     `yaml:"title" json:"title"`
	Statement lang.Text     `yaml:"statement" json:"statement"` // what it says of its holder
	Programme string        `yaml:"programme" json:"programme"`
	Modules   []string      `yaml:"modules" json:"modules,omitempty"`               // default: every module of the programme's built stages
	Months    int           `yaml:"valid_months" json:"valid_months"`               // validity, 1..60
	Warn      int           `yaml:"warn_days" json:"warn_days,omitempty"`           // days before the end from which it counts as expiring, default 30
	Points    []string      `yaml:"points" json:"points,omitempty"`                 // whose mastery it asks for; default: those of the modules
	Asks      MasteryTerms  `yaml:"asks" json:"asks"`                               // how well
	Critical  *MasteryTerms `yaml:"critical" json:"critical,omitempty"`             // how well on critical points: never less
	TryOut    bool          `yaml:"for_trying_out" json:"for_trying_out,omitempty"` // may ask for less than the defaults; the certificate says so
}

// MasteryTerms are the parameters by which a point counts as mastered for a
// certificate: of the last N distinct situations M right, over a part of the
// pairs of conditions, some answer classes and days, and some of them in exams.
type MasteryTerms struct {
	N       int `yaml:"n" json:"n"`
	M       int `yaml:"m" json:"m"`
	Pairs   int `yaml:"pairs" json:"pairs"`       // hundredths of the pairs that exist
	Classes int `yaml:"classes" json:"classes"`   // answer classes seen
	Days    int `yaml:"days" json:"days"`         // different days
	ExamMin int `yaml:"exam_min" json:"exam_min"` // of the situations, in exams
}

// DefaultTerms are what a certificate asks for unless its definition says otherwise.
var DefaultTerms = MasteryTerms{N: 10, M: 8, Pairs: 70, Classes: 5, Days: 2, ExamMin: 4}
