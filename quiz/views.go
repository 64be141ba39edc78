package quiz

import (
	"encoding/json"
	"time"

	"shifu/internal/lang"
	"shifu/quiz/response"
)

// What the service hands out. All of it is plain values that survive JSON;
// nothing in a Sitting tells a key, a reason or a feedback before the answer
// is final.

// Sitting is an attempt as its learner sees it while it is sat.
type Sitting struct {
	Attempt   string     `json:"attempt"`
	Learner   string     `json:"learner"`
	Blueprint string     `json:"blueprint,omitempty"`
	Title     lang.Text  `json:"title"`
	Purpose   Purpose    `json:"purpose"`
	State     State      `json:"state"`
	StartedAt time.Time  `json:"startedAt"`
	Timer     Timer      `json:"timer"`
	Slots     []SlotView `json:"slots"`
	// At is the slot to go on with: the first that is given and not answered,
	// in practice the next to be drawn; -1 when all are answered.
	At       int `json:"at"`
	Answered int `json:"answered"`
	Flagged  int `json:"flagged"`
	// FeedbackAtOnce: the explanation follows each answer (practice).
	FeedbackAtOnce bool `json:"feedbackAtOnce"`
	// MayChange: an answer may be replaced until hand-in (exam).
	MayChange     bool           `json:"mayChange"`
	Interruptions []Interruption `json:"interruptions,omitempty"`
	// MaxInterruptions is how many the blueprint allows, 0 for any number: one
	// more closes the exam.
	MaxInterruptions int `json:"maxInterruptions,omitempty"`
	// StoppedBy says why the sitting was last interrupted when this Sitting
	// answers a resumption, "" otherwise: "上次停在第 8 题，那时断电了".
	StoppedBy Why `json:"stoppedBy,omitempty"`
}

// Timer is the time of a sitting, without interruptions.
type Timer struct {
	Elapsed time.Duration `json:"elapsed"`
	Limit   time.Duration `json:"limit,omitempty"` // 0 is none
	Left    time.Duration `json:"left,omitempty"`
	Limited bool          `json:"limited"`
	Running bool          `json:"running"` // false while paused or closed
}

// SlotState is what a learner has done with a slot.
type SlotState string

const (
	SlotEmpty    SlotState = "empty"    // not drawn yet (practice)
	SlotOpen     SlotState = "open"     // given, nothing chosen
	SlotDrafted  SlotState = "drafted"  // chosen, not sent
	SlotAnswered SlotState = "answered" // sent
)

// SlotView is one question of a sitting.
type SlotView struct {
	Slot       int       `json:"slot"` // from 0
	Point      string    `json:"point"`
	PointTitle lang.Text `json:"pointTitle"`
	State      SlotState `json:"state"`
	Flagged    bool      `json:"flagged"`
	// The rest is empty while the slot is SlotEmpty.
	Type     string          `json:"type,omitempty"`
	Points   int             `json:"points,omitempty"` // weight in the paper
	Shown    Presentation    `json:"shown,omitzero"`
	Chips    []Chip          `json:"chips,omitempty"` // the conditions of the situation
	Draft    json.RawMessage `json:"draft,omitempty"`
	Response json.RawMessage `json:"response,omitempty"`
	// Repeat: the learner has met this situation before; it counts for nothing
	// but fluency.
	Repeat bool `json:"repeat,omitempty"`
	// Seen of Situations of this point have been met by this learner, this
	// one included.
	Seen       int `json:"seen,omitempty"`
	Situations int `json:"situations,omitempty"`
	// Feedback is there once the answer is final and explained: at once in
	// practice, never before hand-in in an exam.
	Feedback *Feedback `json:"feedback,omitempty"`
}

// Chip is one condition of a situation with its level, both as labels.
type Chip struct {
	ID      string    `json:"id"` // radical
	Label   lang.Text `json:"label"`
	LevelID string    `json:"levelId"`
	Level   lang.Text `json:"level"`
}

// Feedback explains an answer that is final.
type Feedback struct {
	Mark Mark `json:"mark"`
	// Notes are shown in order: red line, then the option's, mistake's or
	// line's own feedback.
	Notes []lang.Text `json:"notes,omitempty"`
	// Why is the reason of the situation's row.
	Why lang.Text `json:"why,omitzero"`
	// Right is the right answer as a response, to be shown in the same
	// presentation; RightText is the same in words.
	Right     json.RawMessage `json:"right,omitempty"`
	RightText lang.Text       `json:"rightText,omitzero"`
	// Parts say what each part of the answer earned: a step, a pair, a gap, a
	// line, a choice of a chat.
	Parts []response.Part `json:"parts,omitempty"`
	// DecidedBy are the conditions whose change alone changes the answer.
	DecidedBy []Chip `json:"decidedBy,omitempty"`
	// IfChanged says what the answer becomes when one condition changes.
	IfChanged []Changed `json:"ifChanged,omitempty"`
	// ReadAs is how a typed number or text was read.
	ReadAs lang.Text `json:"readAs,omitzero"`
	// Scripts are codes of the library that the item refers to.
	Scripts []string `json:"scripts,omitempty"`
	// Mentor is there once a mentor has marked a free reply.
	Mentor *MentorFeedback `json:"mentor,omitempty"`
}

// Changed is the answer of a situation that differs in one condition.
type Changed struct {
	Radical string    `json:"radical"`
	Label   lang.Text `json:"label"`
	From    lang.Text `json:"from"`
	To      lang.Text `json:"to"`
	Answer  lang.Text `json:"answer"`
}

// MentorFeedback is a mentor's mark as the learner reads it.
type MentorFeedback struct {
	By      string          `json:"by"`
	At      time.Time       `json:"at"`
	Score   int             `json:"score"`
	RedLine bool            `json:"redLine,omitempty"`
	Levels  map[string]int  `json:"levels"` // criterion -> level index
	Rubric  []CriterionView `json:"rubric"`
	Comment string          `json:"comment,omitempty"`
	// Reference is the reference reply, hidden until hand-in.
	Reference lang.Text `json:"reference,omitzero"`
}

// CriterionView is a criterion of a rubric with its levels, worst first.
type CriterionView struct {
	ID       string            `json:"id"`
	Text     lang.Text         `json:"text"`
	Critical bool              `json:"critical,omitempty"` // its lowest level is a red line
	Levels   []RubricLevelView `json:"levels"`
}

// RubricLevelView is one level of a criterion.
type RubricLevelView struct {
	Points int       `json:"points"`
	Text   lang.Text `json:"text"`
}

// Answered is what the learner is told when an answer was given. When it
// arrives, the answer is on the disk.
type Answered struct {
	Attempt string    `json:"attempt"`
	Slot    int       `json:"slot"`
	Status  Status    `json:"status"`
	Saved   bool      `json:"saved"` // false only when Late, or when Status is Invalid
	SavedAt time.Time `json:"savedAt"`
	// Problem says in words what is wrong with an invalid or incomplete
	// response, and ProblemCode names it.
	Problem     lang.Text `json:"problem,omitzero"`
	ProblemCode string    `json:"problemCode,omitempty"`
	// Late: the time was over before the answer came; the attempt is closed
	// with the answers given before.
	Late     bool      `json:"late,omitempty"`
	State    State     `json:"state"`
	Timer    Timer     `json:"timer"`
	Feedback *Feedback `json:"feedback,omitempty"` // practice only
	// Next is the slot to go on with, -1 when every slot is answered.
	Next int `json:"next"`
}

// Beat answers a heartbeat.
type Beat struct {
	State State `json:"state"`
	Timer Timer `json:"timer"`
}

// OpenAttempt is an attempt that waits to be gone on with.
type OpenAttempt struct {
	Attempt   string        `json:"attempt"`
	Blueprint string        `json:"blueprint,omitempty"`
	Title     lang.Text     `json:"title"`
	Purpose   Purpose       `json:"purpose"`
	State     State         `json:"state"`
	StartedAt time.Time     `json:"startedAt"`
	LastAt    time.Time     `json:"lastAt"` // last sign of life
	Answered  int           `json:"answered"`
	Items     int           `json:"items"`
	At        int           `json:"at"` // slot to go on with, from 0
	Timer     Timer         `json:"timer"`
	StoppedBy Why           `json:"stoppedBy,omitempty"`
	Away      time.Duration `json:"away,omitempty"` // by the wall's clock
}

// Result is a closed attempt, or one being practised so far.
type Result struct {
	Attempt   string        `json:"attempt"`
	Learner   string        `json:"learner"`
	Blueprint string        `json:"blueprint,omitempty"`
	Title     lang.Text     `json:"title"`
	Purpose   Purpose       `json:"purpose"`
	State     State         `json:"state"`
	StartedAt time.Time     `json:"startedAt"`
	ClosedAt  time.Time     `json:"closedAt"`
	ClosedBy  Why           `json:"closedBy,omitempty"` // "" when the learner handed in
	Elapsed   time.Duration `json:"elapsed"`
	Limit     time.Duration `json:"limit,omitempty"`

	// The criterion of the start, and the whole points that it is compared
	// with (hundredths of points).
	Pass    Pass    `json:"pass"`
	Verdict Verdict `json:"verdict"`
	Tally   Tally   `json:"tally"`
	// Low and High bound the points while a mentor has still to mark; equal
	// once all is marked.
	Low    int `json:"low"`
	High   int `json:"high"`
	Needed int `json:"needed"` // for a pass; 0 when there is nothing to pass

	// Share is what the items right are worth: the 95% interval of the true
	// rate.
	Share   Share          `json:"share"`
	Repeats int            `json:"repeats"` // items the learner had met before
	Points  []PointMastery `json:"points"`  // of the points of this attempt, over all attempts
	Next    []Suggestion   `json:"next"`    // what to study, most needed first
	// Reviewed says when the points of a review come again.
	Reviewed []Reviewed     `json:"reviewed,omitempty"`
	Slots    []AnsweredSlot `json:"slots"` // every item with its frozen texts
	Away     []Interruption `json:"away,omitempty"`
	// Regraded are the items that were marked anew after the closing.
	Regraded []RegradedResult `json:"regraded,omitempty"`
	// Head is the hash of the last step: it stands for all of them.
	Head string `json:"head"`
}

// AnsweredSlot is an item of a closed attempt.
type AnsweredSlot struct {
	SlotView
	Mark     *Mark  `json:"mark,omitempty"` // nil when it was not answered
	Status   Status `json:"status,omitempty"`
	ByTime   bool   `json:"byTime,omitempty"` // a time-out took the draft
	Earlier  []Mark `json:"earlier,omitempty"`
	Question int    `json:"question"` // from 1, as the learner counted
}

// AskedAbout is an answered question that its learner asks about.
type AskedAbout struct {
	SlotView
	Learner string `json:"learner"`
	Model   string `json:"model"` // the item model that it was drawn from
}

// RegradedResult says which item was marked anew after the attempt was closed:
// what it was at first and is now, and each change between.
type RegradedResult struct {
	Slot    int        `json:"slot"`
	Was     Mark       `json:"was"`
	Is      Mark       `json:"is"`
	Changes []Remarked `json:"changes"`
}

// Remarked is one change of a mark after the closing, and why.
type Remarked struct {
	Was    Mark      `json:"was"`
	Is     Mark      `json:"is"`
	Reason string    `json:"reason"`
	By     string    `json:"by"`
	At     time.Time `json:"at"`
}

// Share is k of n with the Wilson 95% interval in hundredths of a percent.
type Share struct {
	Right int `json:"right"`
	Done  int `json:"done"`
	Low   int `json:"low"`  // 0..10000
	High  int `json:"high"` // 0..10000
}

// Need says why a point is suggested.
type Need string

const (
	NeedRedLine Need = "red_line" // a critical error
	NeedWrong   Need = "wrong"    // wrong in this attempt
	NeedWeak    Need = "weak"     // a condition that trips the learner
	NeedFew     Need = "few"      // too few situations met
)

// Suggestion is a point to study next.
type Suggestion struct {
	Point string    `json:"point"`
	Title lang.Text `json:"title"`
	Need  Need      `json:"need"`
	Wrong int       `json:"wrong"` // wrong in this attempt
	Left  int       `json:"left"`  // situations still missing for mastery in practice
	// Condition names the condition to look at, when one is known.
	Condition *Condition `json:"condition,omitempty"`
}

// Heading of a result in a list.
type ResultRow struct {
	Attempt   string        `json:"attempt"`
	Learner   string        `json:"learner"`
	Blueprint string        `json:"blueprint,omitempty"`
	Title     lang.Text     `json:"title"`
	Purpose   Purpose       `json:"purpose"`
	State     State         `json:"state"`
	Verdict   Verdict       `json:"verdict"`
	Tally     Tally         `json:"tally"`
	StartedAt time.Time     `json:"startedAt"`
	ClosedAt  time.Time     `json:"closedAt"`
	Elapsed   time.Duration `json:"elapsed"`
}

// PointMastery is what a learner's distinct situations say of a point.
type PointMastery struct {
	Point    string    `json:"point"`
	Title    lang.Text `json:"title"`
	Critical bool      `json:"critical,omitempty"`
	// Counts over distinct situations by their first complete answer.
	Share    Share `json:"share"`
	ExamDone int   `json:"examDone"`
	Pending  int   `json:"pending"` // wait for a mentor
	// Situations of the point, and how many this learner has not met.
	Situations int `json:"situations"`
	Unseen     int `json:"unseen"`
	// Examinable: four situations or more. Fewer: practice only.
	Examinable  bool        `json:"examinable"`
	Practice    Measured    `json:"practice"`
	Certificate Measured    `json:"certificate"`
	Conditions  []Condition `json:"conditions"`
	Diagnosis   Diagnosis   `json:"diagnosis"`
	LastAt      time.Time   `json:"lastAt"`
}

// Condition is one level of one radical of a model with how it was answered.
type Condition struct {
	Model   string    `json:"model"`
	Radical string    `json:"radical"`
	Label   lang.Text `json:"label"`
	LevelID string    `json:"levelId"`
	Level   lang.Text `json:"level"`
	Right   int       `json:"right"`
	Done    int       `json:"done"`
	// TooFew: fewer than four answers say nothing about this level.
	TooFew bool `json:"tooFew"`
}

// Display says what may honestly be said of a learner's conditions.
type Display string

const (
	TooFew    Display = "too_few"    // 题量太少
	LookFirst Display = "look_first" // 先看这里
	WeakHere  Display = "weak_here"  // 这里薄弱
	Nothing   Display = "nothing"
)

// Diagnosis names at most one condition that trips the learner.
type Diagnosis struct {
	Display   Display    `json:"display"`
	Condition *Condition `json:"condition,omitempty"`
	// Together are the other levels that occurred only with this one.
	Together []Condition `json:"together,omitempty"`
}

// CannotExamine says why a point cannot be examined now.
type CannotExamine struct {
	Point string    `json:"point"`
	Title lang.Text `json:"title"`
	Seen  int       `json:"seen"`
	Of    int       `json:"of"`
	// Again is when it can be examined again; zero when a situation must be
	// added.
	Again time.Time `json:"again,omitzero"`
	Few   bool      `json:"few,omitempty"` // fewer than four situations: practice only
}

// ReplyToMark is a free reply in the queue.
type ReplyToMark struct {
	Attempt     string    `json:"attempt"`
	Slot        int       `json:"slot"`
	Learner     string    `json:"learner"`
	Point       string    `json:"point"`
	PointTitle  lang.Text `json:"pointTitle"`
	Purpose     Purpose   `json:"purpose"`
	SubmittedAt time.Time `json:"submittedAt"`
	Mine        bool      `json:"mine"` // the reader is the learner's mentor
}

// ReplyView is a free reply with all that its marking needs.
type ReplyView struct {
	ReplyToMark
	Shown         Presentation    `json:"shown"`
	Chips         []Chip          `json:"chips"`
	Text          string          `json:"text"`
	Lint          []LintHit       `json:"lint,omitempty"`
	Reference     lang.Text       `json:"reference"`
	Rubric        []CriterionView `json:"rubric"`
	Interruptions []Interruption  `json:"interruptions,omitempty"`
	// WrongBefore counts this learner's wrong answers on the point before.
	WrongBefore int `json:"wrongBefore"`
	// Next is the reply that waits after this one, nil at the end.
	Next *ReplyToMark `json:"next,omitempty"`
}

// LintHit is a word that the shop's lists forbid, with its place in the text
// (characters from 0).
type LintHit struct {
	From int       `json:"from"`
	To   int       `json:"to"`
	Word string    `json:"word"`
	Rule string    `json:"rule"` // the list that forbids it
	Hard bool      `json:"hard"` // never to be written
	Hint lang.Text `json:"hint,omitzero"`
}

// Marked answers a mentor's mark.
type Marked struct {
	Attempt string       `json:"attempt"`
	Slot    int          `json:"slot"`
	Score   int          `json:"score"`
	RedLine bool         `json:"redLine"`
	State   State        `json:"state"`
	Verdict Verdict      `json:"verdict"`
	Left    int          `json:"left"` // replies still waiting for this person
	Next    *ReplyToMark `json:"next,omitempty"`
}

// PointView is a knowledge point with the state of its bank, for one learner
// when one was named.
type PointView struct {
	Point
	Models     int  `json:"models"`
	Situations int  `json:"situations"`
	Unseen     int  `json:"unseen"`
	Examinable bool `json:"examinable"`
	// Few: fewer than eight unseen situations are left for the learner.
	Few      bool           `json:"few"`
	Standing *PointStanding `json:"standing,omitempty"`
}
