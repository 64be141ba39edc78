package quiz

import (
	"context"
	"time"

	"shifu/internal/lang"
	"shifu/internal/op"
	"shifu/quiz/model"
	"shifu/quiz/response"
	"shifu/quiz/review"
	"shifu/quiz/wording"
)

// Tx is one transaction as quizzes see it: what they keep themselves, and the
// few things they ask of the rest of the shop. Reads of a thing that does not
// exist answer a fault of code not_found unless they say otherwise; lists are
// empty then.
type Tx interface {
	op.Tx
	BankTx
	AttemptTx
	HistoryTx
	DraftTx
	Ports
}

// Ports are what quizzes ask of the rest of the shop.
type Ports interface {
	// MentorOf answers the person who is the learner's mentor today, "" when
	// there is none.
	MentorOf(ctx context.Context, learner string) (string, error)
	// ScriptText answers the text of the library's script of a code at its
	// valid version, and the version; not_found when there is none.
	ScriptText(ctx context.Context, code string) (lang.Text, int, error)
	// PolicyFacts answers the shop's policy facts by the pack that they belong to.
	PolicyFacts(ctx context.Context) (map[string]model.Facts, error)
	// DontLists answers the lists of don'ts that hold for the item models of
	// each pack which brings some, and under "" those for all others.
	DontLists(ctx context.Context) (map[string]*wording.Donts, error)
	// Synonyms answers the wordings that mean the same to the item models of each
	// pack which brings some.
	Synonyms(ctx context.Context) (map[string][]wording.Synonym, error)
	// ScriptTexts answers the texts of the library's scripts in use, by code.
	ScriptTexts(ctx context.Context) (map[string]response.ScriptText, error)
	// Teachers lists the people who may read a draft of another: mentors,
	// supervisors and owners who can sign in.
	Teachers(ctx context.Context) ([]string, error)
	// ShopSecret answers the secret that chooses each learner's exam reserve.
	ShopSecret(ctx context.Context) ([]byte, error)
	// RecordHead puts the head of an attempt's chain of steps into the
	// ledger, so that a later change to any of its steps is found.
	RecordHead(ctx context.Context, attempt, head string) error
	// RecordHeads puts the heads of all attempts that are not done into the
	// ledger, once a day: a second call on the same day does nothing.
	RecordHeads(ctx context.Context, day string) error
}

// BankTx keeps points, item models and blueprints.
type BankTx interface {
	// Points lists the knowledge points of the ids, of all when none is named,
	// by position and id.
	Points(ctx context.Context, ids ...string) ([]Point, error)
	// SavePoint adds a point or changes its words and place.
	SavePoint(ctx context.Context, p Point) error
	// BankStamp grows with every change of points and models.
	BankStamp(ctx context.Context) (op.Stamp, error)
	// CurrentModels lists the version in use of each model of the points, in
	// the order of their ids; of all points when none is named.
	CurrentModels(ctx context.Context, points ...string) ([]StoredModel, error)
	// CurrentHashes is CurrentModels without the bodies.
	CurrentHashes(ctx context.Context, points ...string) ([]ModelHash, error)
	// ModelVersion answers one version by its content hash, in use or not.
	ModelVersion(ctx context.Context, id, hash string) (StoredModel, error)
	// SaveModelVersion adds a version and makes it the one in use. A version
	// that exists is only made the one in use again: its content never changes.
	SaveModelVersion(ctx context.Context, m StoredModel) error
	// RetireModel takes a model out of use. Its versions stay.
	RetireModel(ctx context.Context, id string) error
	// Blueprints lists the blueprints in use, QuizBlueprint answers one.
	Blueprints(ctx context.Context) ([]Blueprint, error)
	QuizBlueprint(ctx context.Context, id string) (Blueprint, error)
	SaveBlueprint(ctx context.Context, b Blueprint) error
}

// AttemptTx keeps attempts as lists of steps.
type AttemptTx interface {
	// CreateAttempt adds the row that names an attempt.
	CreateAttempt(ctx context.Context, h Heading) error
	// AttemptHeading answers the row of an attempt.
	AttemptHeading(ctx context.Context, id string) (Heading, error)
	// AppendSteps adds steps and moves the row to where the attempt stands
	// now. A step whose place is taken is a conflict.
	AppendSteps(ctx context.Context, id string, st Standing, steps []Step) error
	// AttemptSteps lists all steps in order.
	AttemptSteps(ctx context.Context, id string) ([]Step, error)
	// AttemptsOf lists the headings of a learner's attempts in the given
	// states (all when none is named), the latest first.
	AttemptsOf(ctx context.Context, learner string, states ...State) ([]Heading, error)
	// SaveSlotKey keeps the secret half of a variant, apart from its step.
	SaveSlotKey(ctx context.Context, attempt string, slot int, key []byte) error
	// AttemptKeys answers the secret halves of an attempt's variants by slot.
	AttemptKeys(ctx context.Context, attempt string) (map[int][]byte, error)
	// SavePulse notes that a sitting is alive and how much time it has used.
	SavePulse(ctx context.Context, attempt string, p Pulse) error
	// AttemptPulse answers the last pulse; the zero Pulse when there is none.
	AttemptPulse(ctx context.Context, attempt string) (Pulse, error)
	// QueueReply puts a free reply before the mentor; UnqueueReply takes it
	// away once it is marked. Both may be repeated.
	QueueReply(ctx context.Context, r QueuedReply) error
	UnqueueReply(ctx context.Context, attempt string, slot int) error
	// QueuedReplies lists what waits, the oldest first.
	QueuedReplies(ctx context.Context) ([]QueuedReply, error)
}

// HistoryTx keeps what follows from the steps and is read often. Everything in
// it can be rebuilt from them.
type HistoryTx interface {
	// SaveShowing notes that a situation was given to a learner.
	SaveShowing(ctx context.Context, s Showing) error
	// Showings lists what a learner was shown of the models, oldest first.
	Showings(ctx context.Context, learner string, models ...string) ([]Showing, error)
	// LastShown lists the latest showing of each situation of the models to a
	// learner, oldest first: what the next draw needs of Showings.
	LastShown(ctx context.Context, learner string, models ...string) ([]LastShowing, error)
	// ShownCounts counts, by learner and model, the different situations that
	// the learner was shown.
	ShownCounts(ctx context.Context) ([]ShownCount, error)
	// Exposures counts, by model and text of the situation, the showings to
	// anyone since a time.
	Exposures(ctx context.Context, since time.Time, models ...string) (map[string]map[string]int, error)
	// SaveOutcome keeps a learner's first complete answer on a situation. One
	// of another attempt or slot on the same situation changes nothing; the
	// same one again takes the mark that it has now.
	SaveOutcome(ctx context.Context, o Outcome) error
	// Outcomes lists a learner's outcomes on the points, oldest first; on all
	// points when none is named.
	Outcomes(ctx context.Context, learner string, points ...string) ([]Outcome, error)
	// SaveRecall keeps the earliest complete answer of a learner's day on a
	// point (by time, attempt and slot). A later one of the day changes
	// nothing; the same one again takes the mark that it has now.
	SaveRecall(ctx context.Context, r Recall) error
	// Recalls lists a learner's recalls of the points by day; of all points
	// when none is named.
	Recalls(ctx context.Context, learner string, points ...string) ([]Recall, error)
	// LastMarked answers the reply of a learner that a mentor marked last.
	LastMarked(ctx context.Context, learner string) (m MarkedReply, found bool, err error)
	// SaveStanding keeps the summary of a learner on a point.
	SaveStanding(ctx context.Context, s PointStanding) error
	// Standings lists the summaries of the learners on the points; of all
	// learners or on all points when none is named.
	Standings(ctx context.Context, learners, points []string) ([]PointStanding, error)
	// Practised lists what boards need of the summaries, a row for each of the
	// learners who has one; of all learners when none is named. Neither the
	// learners nor the points of one come in any order.
	Practised(ctx context.Context, learners ...string) ([]Practised, error)
	// StandingsBefore lists at most so many summaries that were made by an older
	// rule.
	StandingsBefore(ctx context.Context, rule, limit int) ([]PointStanding, error)
	// ForgetHistory removes all that can be rebuilt from steps, and the note
	// that it must be.
	ForgetHistory(ctx context.Context) error
	// HistoryStale says that a newer form of the tables asks for the history
	// to be rebuilt from the steps.
	HistoryStale(ctx context.Context) (bool, error)
	// HistoryCounts counts the rows of showings, outcomes and recalls, whosever
	// they are.
	HistoryCounts(ctx context.Context) (HistoryCounts, error)
	// FinishedAttempts lists the latest closed and marked attempts of a purpose
	// ("" for any), at most so many, and counts all there are.
	FinishedAttempts(ctx context.Context, purpose Purpose, most int) ([]Heading, int, error)
	// AttemptsShowing lists the attempts that gave a situation of a model, in the
	// order of their start.
	AttemptsShowing(ctx context.Context, model string) ([]string, error)
	// AnsweredVersions counts, by version, the outcomes on the models of which
	// some were answered under another version than the one in use.
	AnsweredVersions(ctx context.Context) ([]AnsweredVersion, error)
	// EveryAttempt lists the ids of all attempts in the order of their start.
	EveryAttempt(ctx context.Context) ([]string, error)
}

// Point is a knowledge point: the unit that is taught, tested, reviewed and
// certified.
type Point struct {
	ID       string    `json:"id"`
	Parent   string    `json:"parent,omitempty"` // "" at the top of the tree
	Title    lang.Text `json:"title"`
	Critical bool      `json:"critical,omitempty"` // a wrong answer is a red line for the certificate
	Position int       `json:"position"`           // among its siblings
}

// StoredModel is one published version of an item model. It never changes.
type StoredModel struct {
	ID          string    `json:"id"`
	Hash        string    `json:"hash"` // content hash
	Point       string    `json:"point"`
	Rev         int       `json:"rev"`
	Body        []byte    `json:"-"` // JSON: all that compiling needs
	PublishedAt time.Time `json:"publishedAt"`
}

// ModelHash names a version of a model.
type ModelHash struct{ ID, Hash, Point string }

// Heading is the row that names an attempt and says where it stands. All of
// it follows from the steps.
type Heading struct {
	ID        string
	Learner   string
	Blueprint string
	Title     lang.Text
	Purpose   Purpose
	StartedAt time.Time
	Standing
}

// Standing is where an attempt stands after its last step.
type Standing struct {
	State    State
	Elapsed  time.Duration
	ClosedAt time.Time
	Verdict  Verdict
	Tally    Tally
	Head     string // hash of the last step
	Steps    int
}

// Pulse is the last sign of life of a sitting. It is no step: twelve of them
// a minute would bury what happened, and every step carries the time as well.
type Pulse struct {
	Elapsed time.Duration
	At      time.Time
}

// QueuedReply is a free reply that waits for a mentor.
type QueuedReply struct {
	Attempt     string
	Slot        int
	Learner     string
	Point       string
	Model       string
	Purpose     Purpose
	SubmittedAt time.Time
}

// Showing is one situation that was given to a learner, answered or not.
type Showing struct {
	Attempt   string
	Slot      int
	Learner   string
	Model     string
	Situation string
	Class     string
	Purpose   Purpose
	At        time.Time
}

// LastShowing is the latest showing of a situation to a learner.
type LastShowing struct {
	Model     string
	Situation string
	Class     string
	At        time.Time
}

// ShownCount is how many situations of a model a learner was shown.
type ShownCount struct {
	Learner, Model string
	Situations     int
}

// HistoryCounts are numbers of rows.
type HistoryCounts struct{ Showings, Outcomes, Recalls int }

// Outcome is a learner's first complete answer on a situation.
type Outcome struct {
	Learner     string    `json:"learner"`
	Point       string    `json:"point"`
	Model       string    `json:"model"`
	SituationID string    `json:"situationId"`
	Situation   string    `json:"situation"`
	Class       string    `json:"class"`
	ContentHash string    `json:"contentHash"`
	Purpose     Purpose   `json:"purpose"`
	Score       int       `json:"score"`
	Right       bool      `json:"right"`
	RedLine     bool      `json:"redLine"`
	Pending     bool      `json:"pending"`            // waits for a mentor; counts for nothing yet
	MarkedBy    string    `json:"markedBy,omitempty"` // the mentor of a free reply
	Attempt     string    `json:"attempt"`
	Slot        int       `json:"slot"`
	At          time.Time `json:"at"`
}

// AnsweredVersion is how often a version of a model was answered.
type AnsweredVersion struct {
	Model    string `json:"model"`
	Hash     string `json:"hash"`
	Rev      int    `json:"rev"`
	InUse    bool   `json:"inUse"`
	Answers  int    `json:"answers"`
	Learners int    `json:"learners"`
}

// Recall is the first complete answer of a learner's day on a point: what
// spaced review counts as one repetition. A situation met before counts here,
// though it counts for no mastery; a free reply does not: a mentor marks it days
// later, and it tells of writing more than of memory.
type Recall struct {
	Learner string    `json:"learner"`
	Point   string    `json:"point"`
	Day     int       `json:"day"` // in the shop's zone, days since 1970
	Right   bool      `json:"right"`
	Attempt string    `json:"attempt"`
	Slot    int       `json:"slot"`
	At      time.Time `json:"at"`
}

// MarkedReply is the step by which a mentor marked a free reply.
type MarkedReply struct {
	Attempt string
	Point   string // "" when the reply counts for none
	Step    Step
}

// PointStanding is the summary of a learner on a point, kept in the answer's
// own transaction so that boards need no scan.
type PointStanding struct {
	Learner   string    `json:"learner"`
	Point     string    `json:"point"`
	Done      int       `json:"done"`  // distinct situations answered
	Right     int       `json:"right"` // of them right
	ExamDone  int       `json:"examDone"`
	Pending   int       `json:"pending"`   // wait for a mentor
	Practised bool      `json:"practised"` // mastered by the measure of practice
	Certified bool      `json:"certified"` // fulfils the default measure of a certificate
	LastAt    time.Time `json:"lastAt"`
	Rule      int       `json:"rule"` // mastery.Rule when it was made
	// Bits are the latest outcomes, the newest in the lowest bit, right = 1:
	// at most 32.
	Bits uint32 `json:"bits"`
	// Memory is what the recalls of the point say of the learner's memory.
	Memory review.Memory `json:"memory"`
}

// Practised is what the summaries of a learner come to.
type Practised struct {
	Learner string
	Points  []string  // those mastered by the measure of practice
	LastAt  time.Time // of all summaries
}
