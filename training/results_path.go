package training

import (
	"time"

	"shifu/internal/lang"
	"shifu/internal/op"
	"shifu/quiz"
)

// AssignProgramme gives a person a programme from a day on. A person has one
// programme at a time; another replaces it and its history stays.
type AssignProgramme struct {
	op.Command
	PersonID    string `json:"person"`
	ProgrammeID string `json:"programme"`
	From        string `json:"from"` // 2026-11-02; "": today
}

// Enrolment is a person's programme.
type Enrolment struct {
	ID          string    `json:"id"`
	PersonID    string    `json:"person"`
	ProgrammeID string    `json:"programme"`
	From        string    `json:"from"`
	To          string    `json:"to,omitempty"` // the day on which another replaced it
	By          string    `json:"by"`
	At          time.Time `json:"at"`
}

// ProgrammeRow is a programme by name.
type ProgrammeRow struct {
	ID      string    `json:"id"`
	Title   lang.Text `json:"title"`
	Days    int       `json:"days"`
	Modules int       `json:"modules"`
	People  int       `json:"people"` // enrolled now
}

// Pair makes a mentor and an apprentice a pair from a day on.
type Pair struct {
	op.Command
	MentorID     string `json:"mentor"`
	ApprenticeID string `json:"apprentice"`
	From         string `json:"from"` // "": today
}

// HandOver gives an apprentice another mentor; the history stays.
type HandOver struct {
	op.Command
	ApprenticeID string `json:"apprentice"`
	MentorID     string `json:"mentor"` // the new one
	From         string `json:"from"`   // "": today
	Reason       string `json:"reason"`
}

// EndMentorship ends a pair, without another mentor.
type EndMentorship struct {
	op.Command
	ApprenticeID string `json:"apprentice"`
	On           string `json:"on"` // "": today
	Reason       string `json:"reason"`
}

// Mentorship is one mentor and one apprentice, from a day to a day.
type Mentorship struct {
	ID             string    `json:"id"`
	MentorID       string    `json:"mentor"`
	MentorName     string    `json:"mentor_name"`
	ApprenticeID   string    `json:"apprentice"`
	ApprenticeName string    `json:"apprentice_name"`
	From           string    `json:"from"`
	To             string    `json:"to,omitempty"` // the day it ended; "": it lasts
	Reason         string    `json:"reason,omitempty"`
	By             string    `json:"by"`
	At             time.Time `json:"at"`
}

// NodeState is where a stage of the path stands.
type NodeState string

const (
	StageSigned   NodeState = "signed"    // every module is signed by both
	StageNow      NodeState = "now"       // open and not finished
	StageLocked   NodeState = "locked"    // its gate is closed
	StageNotBuilt NodeState = "not_built" // the shop has no modules for it yet
)

// Path is an apprentice's programme and where it stands.
type Path struct {
	ProgrammeID string      `json:"programme"`
	Title       lang.Text   `json:"title"`
	From        string      `json:"from"`
	Day         int         `json:"day"`  // working day of the programme, from 1
	Days        int         `json:"days"` // planned
	MentorID    string      `json:"mentor,omitempty"`
	MentorName  string      `json:"mentor_name,omitempty"`
	Stages      []PathStage `json:"stages"`
	Now         int         `json:"now"` // index of the stage in hand, -1 when none is
	Ladder      Ladder      `json:"ladder,omitzero"`
}

// PathStage is a stage of the path.
type PathStage struct {
	ID       string       `json:"id"`
	Title    lang.Text    `json:"title"`
	State    NodeState    `json:"state"`
	Done     int          `json:"done"` // requirements met
	Of       int          `json:"of"`
	Waits    []string     `json:"waits,omitempty"` // stages that must be signed first
	WaitDays int          `json:"wait_days"`       // working days still to pass
	SignedAt *time.Time   `json:"signed_at,omitempty"`
	SignedBy string       `json:"signed_by,omitempty"` // the mentor's name
	Modules  []PathModule `json:"modules"`
}

// PathModule is a module of the path with what it still asks for.
type PathModule struct {
	ID           string           `json:"id"`
	Title        lang.Text        `json:"title"`
	Cell         Cell             `json:"cell"`
	SignOffID    string           `json:"sign_off,omitempty"` // the latest
	Requirements []RequirementRow `json:"requirements"`
}

// RequirementRow is a requirement and how far it is met.
type RequirementRow struct {
	ID    string    `json:"id"`
	Kind  Kind      `json:"kind"`
	Title lang.Text `json:"title"`
	Have  int       `json:"have"`
	Need  int       `json:"need"`
	Met   bool      `json:"met"`
	// Checklist is what an observation fills, "" for the other kinds.
	Checklist string `json:"checklist,omitempty"`
}

// NextKind is what the one next thing of a person's day is.
type NextKind string

const (
	NextSignature   NextKind = "signature"    // a sign-off waits for the actor's counter-signature
	NextDispute     NextKind = "dispute"      // the mentor has answered the actor's dispute: ID is the sign-off
	NextRuleChange  NextKind = "rule_change"  // a lesson that must be read before anything else
	NextAttempt     NextKind = "attempt"      // an attempt that was interrupted
	NextReview      NextKind = "review"       // points that are due for review today
	NextLesson      NextKind = "lesson"       //
	NextPractice    NextKind = "practice"     // a point that is not mastered yet
	NextExam        NextKind = "exam"         //
	NextWaiting     NextKind = "waiting"      // all that is left is the mentor's
	NextDone        NextKind = "done"         // nothing is left today
	NextNoProgramme NextKind = "no_programme" // nobody assigned a programme yet
)

// Next is the one thing to do now.
type Next struct {
	Kind     NextKind  `json:"kind"`
	Title    lang.Text `json:"title,omitzero"`
	ID       string    `json:"id,omitempty"` // lesson, attempt, blueprint, point or sign-off, by the kind
	Points   []string  `json:"points,omitempty"`
	ModuleID string    `json:"module,omitempty"`
	Minutes  int       `json:"minutes,omitempty"`
	Done     int       `json:"done,omitempty"` // of an attempt: questions answered
	Of       int       `json:"of,omitempty"`
	At       time.Time `json:"at,omitzero"`   // of an attempt: when it stopped; of a signature: when the mentor signed
	Why      string    `json:"why,omitempty"` // of an attempt: why it stopped (quiz.Why)
	Version  int       `json:"version,omitempty"`
	PersonID string    `json:"person,omitempty"` // who signed
	Person   string    `json:"person_name,omitempty"`
}

// PlanItem is a line of the plan of the day.
type PlanItem struct {
	Next
	Finished   bool      `json:"finished"`
	FinishedAt time.Time `json:"finished_at,omitzero"`
	Fresh      bool      `json:"fresh"` // a new version
}

// LastMarking is what a mentor last marked for the actor.
type LastMarking struct {
	AttemptID string         `json:"attempt"`
	Slot      int            `json:"slot"`
	Point     PointRow       `json:"point"`
	By        string         `json:"by"`
	ByName    string         `json:"by_name"`
	At        time.Time      `json:"at"`
	Comment   string         `json:"comment,omitempty"`
	Score     int            `json:"score"` // 0..100
	RedLine   bool           `json:"red_line,omitempty"`
	Levels    map[string]int `json:"levels"` // criterion -> level index from 0
}

// Home is the actor's day.
type Home struct {
	Name        string     `json:"name"`
	Next        Next       `json:"next"`
	Blocked     bool       `json:"blocked"` // an unread rule change comes first
	Path        *Path      `json:"path,omitempty"`
	Plan        []PlanItem `json:"plan"`
	MinutesLeft int        `json:"minutes_left"`
	// Review is what is to be reviewed today.
	Review  quiz.DueReview `json:"review"`
	Marking *LastMarking   `json:"marking,omitempty"`
	// Answered is what the actor was answered in the last seven days, the latest first.
	Answered []Inquiry `json:"answered,omitempty"`
	Queue    int       `json:"queue"` // mentor, owner: what waits for the actor at the desk
}
