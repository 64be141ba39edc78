package quiz

import (
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"time"

	"shifu/internal/fault"
)

// State is where an attempt stands.
type State string

const (
	NotStarted State = ""        // before the first step
	Open       State = "open"    // being sat
	Paused     State = "paused"  // interrupted, waits for the learner
	Waiting    State = "waiting" // closed, waits for a mentor's marks
	Done       State = "done"    // closed and marked
)

// States lists every state of an attempt.
var States = []State{NotStarted, Open, Paused, Waiting, Done}

// transitions says which steps a state allows. What is not in it is refused.
var transitions = map[State][]StepKind{
	NotStarted: {StepStarted},
	Open:       {StepGiven, StepDrafted, StepAnswered, StepFlagged, StepInterrupted, StepHandedIn, StepTimedOut, StepMentorMarked},
	Paused:     {StepResumed, StepTimedOut, StepMentorMarked},
	Waiting:    {StepMentorMarked, StepRegraded},
	Done:       {StepRegraded},
}

// Moment is when a verb happens: the wall's time, the time spent in the
// sitting, and who acts.
type Moment struct {
	At      time.Time
	Elapsed time.Duration
	By      string
}

// Frozen is a variant as it was given: what the learner sees, and nothing that
// tells the key. The key lies apart; KeyHash is the hash of its bytes, so that
// the chain of steps covers it.
type Frozen struct {
	Model       string          `json:"model"`
	Rev         int             `json:"rev"`
	ContentHash string          `json:"contentHash"`
	Type        string          `json:"type"`
	Point       string          `json:"point"`
	Points      int             `json:"points"` // weight in the paper, 1..100
	Critical    bool            `json:"critical,omitempty"`
	Ordinal     int             `json:"ordinal"` // counts the draws of the model in this attempt, from 1
	Situation   string          `json:"situation"`
	SituationID string          `json:"situationId"`
	Chips       []Chip          `json:"chips"` // the conditions with their labels
	Repeat      bool            `json:"repeat,omitempty"`
	Shown       json.RawMessage `json:"shown"`
	KeyHash     string          `json:"keyHash"`
}

// Attempt is one sitting: a list of steps that only grows, and the state that
// follows from them. The zero Attempt is not usable; NewAttempt and Rebuild
// make one.
type Attempt struct {
	id      string
	learner string
	terms   Terms
	state   State
	slots   []slot
	steps   []Step
	saved   int // steps that the store has already

	elapsed     time.Duration
	startedAt   time.Time
	closedAt    time.Time
	closedWhy   Why
	stoppedAt   time.Time // when the interruption in course began, as last seen
	interrupted []Interruption
}

type slot struct {
	frozen    *Frozen
	draft     json.RawMessage
	response  json.RawMessage
	status    Status
	mark      *Mark
	mentor    *MentorMark
	markedBy  string
	markedAt  time.Time
	flagged   bool
	givenAt   time.Time
	answerAt  time.Time
	earlier   []Mark     // marks that a regrade replaced
	remarks   []Remarked // what replaced them, and why
	keyed     string     // version of the model whose key marks it, "" the frozen one
	class     string     // of answers by that key, "" the frozen one
	closed    bool       // takes no further answer
	timeTaken bool       // a time-out took the draft as the answer
}

// Interruption is one time away from a sitting, for the record that a mentor
// sees. It takes nothing from the learner's time.
type Interruption struct {
	Why     Why           `json:"why"`
	At      time.Time     `json:"at"`      // last seen
	Elapsed time.Duration `json:"elapsed"` // time spent in the sitting until then
	// Gap is the time away by the wall's clock. It is negative when the
	// clock was turned back, and 0 while the sitting is still away.
	Gap   time.Duration `json:"gap"`
	Ended bool          `json:"ended"`
}

// NewAttempt starts an attempt: its first step holds the terms.
func NewAttempt(id, learner string, terms Terms, m Moment) (*Attempt, error) {
	if id == "" || learner == "" || len(terms.Plan) == 0 {
		return nil, fault.New(fault.Invalid, "fault.quiz.nothing_to_sit")
	}
	if err := terms.Purpose.validate(); err != nil {
		return nil, err
	}
	a := &Attempt{id: id, learner: learner}
	m.Elapsed = 0
	_, err := a.append(StepStarted, NoSlot, m, terms)
	return a, err
}

// Rebuild makes an attempt of its stored steps. Steps that do not follow from
// each other, or whose hashes do not agree, are corrupt.
func Rebuild(id, learner string, steps []Step) (*Attempt, error) {
	a := &Attempt{id: id, learner: learner}
	for i, s := range steps {
		prev := ""
		if i > 0 {
			prev = steps[i-1].Hash
		}
		if s.Seq != i || s.Prev != prev || s.Hash != s.digest(id) || !slices.Contains(transitions[a.state], s.Kind) {
			return nil, fault.New(fault.Corrupt, "fault.quiz.broken_chain", "Step", i)
		}
		if err := a.apply(s); err != nil {
			return nil, fault.Wrap(err, fault.Corrupt, "fault.quiz.broken_chain", "Step", i)
		}
	}
	if a.state == NotStarted || steps[0].By != learner { // the chain says whose attempt it is
		return nil, fault.New(fault.Corrupt, "fault.quiz.broken_chain", "Step", 0)
	}
	a.saved = len(a.steps)
	return a, nil
}

// ID, Learner, Terms, State and the rest read what the steps made.
func (a *Attempt) ID() string             { return a.id }
func (a *Attempt) Learner() string        { return a.learner }
func (a *Attempt) Terms() Terms           { return a.terms }
func (a *Attempt) State() State           { return a.state }
func (a *Attempt) Elapsed() time.Duration { return a.elapsed }
func (a *Attempt) Size() int              { return len(a.terms.Plan) }
func (a *Attempt) Closed() bool           { return a.state == Waiting || a.state == Done }

// Interruptions are the times away so far.
func (a *Attempt) Interruptions() []Interruption { return slices.Clone(a.interrupted) }

// Head is the hash of the last step: it stands for all of them.
func (a *Attempt) Head() string { return a.steps[len(a.steps)-1].Hash }

// Fresh are the steps that no store has yet.
func (a *Attempt) Fresh() []Step { return slices.Clone(a.steps[a.saved:]) }

// Left is what remains of the limit; limited is false when there is none.
func (a *Attempt) Left(elapsed time.Duration) (left time.Duration, limited bool) {
	if a.terms.Limit == 0 {
		return 0, false
	}
	return max(0, a.terms.Limit-max(elapsed, a.elapsed)), true
}

// Over says whether the limit is used up.
func (a *Attempt) Over(elapsed time.Duration) bool {
	left, limited := a.Left(elapsed)
	return limited && left == 0
}

// Give puts a frozen variant into a slot. A slot is given once.
func (a *Attempt) Give(n int, f Frozen, m Moment) (Step, error) {
	if err := a.inRange(n); err != nil {
		return Step{}, err
	}
	if a.slots[n].frozen != nil {
		return Step{}, fault.New(fault.Conflict, "fault.quiz.given_already", "Slot", n+1)
	}
	return a.append(StepGiven, n, m, f)
}

// Draft keeps a choice that was made and not yet sent.
func (a *Attempt) Draft(n int, response json.RawMessage, m Moment) (Step, error) {
	if err := a.takesAnswer(n); err != nil {
		return Step{}, err
	}
	return a.append(StepDrafted, n, m, response)
}

// Answer takes an answer. It must be complete: an invalid or incomplete one is
// nobody's fault and is kept as a draft at most. mark is nil in an exam.
func (a *Attempt) Answer(n int, response json.RawMessage, status Status, mark *Mark, m Moment) (Step, error) {
	if err := a.takesAnswer(n); err != nil {
		return Step{}, err
	}
	if status != Complete {
		return Step{}, fault.New(fault.Invalid, "fault.quiz.not_complete")
	}
	return a.append(StepAnswered, n, m, answeredBody{Response: response, Status: status, Mark: mark})
}

// Flag marks a slot for later, or unmarks it.
func (a *Attempt) Flag(n int, on bool, m Moment) (Step, error) {
	if err := a.inRange(n); err != nil {
		return Step{}, err
	}
	return a.append(StepFlagged, n, m, on)
}

// Interrupt stops the sitting. lastSeen is when it was last known to be alive.
func (a *Attempt) Interrupt(why Why, lastSeen time.Time, m Moment) (Step, error) {
	return a.append(StepInterrupted, NoSlot, m, interruptedBody{Why: why, LastSeen: lastSeen})
}

// Resume goes on after an interruption and records the time away.
func (a *Attempt) Resume(m Moment) (Step, error) {
	return a.append(StepResumed, NoSlot, m, resumedBody{Gap: m.At.Sub(a.stoppedAt)})
}

// TooManyInterruptions says whether the terms' limit on interruptions is
// passed.
func (a *Attempt) TooManyInterruptions() bool {
	return a.terms.MaxInterruptions > 0 && len(a.interrupted) > a.terms.MaxInterruptions
}

// HandIn closes the attempt. marks are those of the answers that have none
// yet, by slot.
func (a *Attempt) HandIn(marks map[int]Mark, m Moment) (Step, error) {
	return a.close(StepHandedIn, "", nil, marks, m)
}

// TimeOut closes the attempt by the rules. taken are the drafts that count as
// answers now.
func (a *Attempt) TimeOut(why Why, taken map[int]Taken, marks map[int]Mark, m Moment) (Step, error) {
	return a.close(StepTimedOut, why, taken, marks, m)
}

func (a *Attempt) close(kind StepKind, why Why, taken map[int]Taken, marks map[int]Mark, m Moment) (Step, error) {
	for n := range marks {
		if a.inRange(n) != nil || a.slots[n].frozen == nil {
			return Step{}, fault.New(fault.Internal, "fault.internal")
		}
	}
	for n, s := range a.slots {
		_, marked := marks[n]
		if _, drafted := taken[n]; (s.response != nil || drafted) && s.mark == nil && !marked {
			return Step{}, fault.New(fault.Internal, "fault.internal")
		}
	}
	return a.append(kind, NoSlot, m, closedBody{Why: why, Taken: taken, Marks: marks})
}

// MarkByMentor records a mentor's mark of a free reply. Nobody marks their own.
func (a *Attempt) MarkByMentor(n int, mark MentorMark, m Moment) (Step, error) {
	if err := a.inRange(n); err != nil {
		return Step{}, err
	}
	if m.By == a.learner {
		return Step{}, fault.New(fault.Forbidden, "fault.quiz.own_reply")
	}
	if s := a.slots[n]; s.mark == nil || !s.mark.Pending {
		return Step{}, fault.New(fault.Conflict, "fault.quiz.nothing_to_mark")
	}
	return a.append(StepMentorMarked, n, m, mark)
}

// Regrade replaces a mark by a corrected one and keeps the old.
func (a *Attempt) Regrade(n int, mark Mark, reason string, m Moment) (Step, error) {
	if err := a.inRange(n); err != nil {
		return Step{}, err
	}
	if s := a.slots[n]; s.mark == nil || s.mark.Pending || reason == "" {
		return Step{}, fault.New(fault.Conflict, "fault.quiz.nothing_to_regrade")
	}
	return a.append(StepRegraded, n, m, regradedBody{Mark: mark, Reason: reason})
}

// Rekey replaces a mark by what another version's key makes of the answer, as
// part of a regrade, and keeps the old one. class is the class of answers that
// the situation has by that key.
func (a *Attempt) Rekey(n int, mark Mark, version, class, regrade, reason string, m Moment) (Step, error) {
	if err := a.inRange(n); err != nil {
		return Step{}, err
	}
	if s := a.slots[n]; s.mark == nil || s.mark.Pending || reason == "" || version == "" || regrade == "" {
		return Step{}, fault.New(fault.Conflict, "fault.quiz.nothing_to_regrade")
	}
	return a.append(StepRegraded, n, m, regradedBody{Mark: mark, Reason: reason, Version: version, Class: class, Regrade: regrade})
}

// counts says whether a slot stands in the reckoning: in an exam every slot
// that was given, where the explanation follows at once only what was answered.
func (a *Attempt) counts(s *slot) bool {
	return s.frozen != nil && (s.mark != nil || !a.terms.Purpose.manner().feedbackAtOnce)
}

// Tally sums the marks. A slot of an exam without an answer earns nothing.
func (a *Attempt) Tally() Tally {
	var t Tally
	for n := range a.slots {
		s := &a.slots[n]
		if !a.counts(s) {
			continue
		}
		t.Items++
		t.Total += 100 * s.frozen.Points
		switch {
		case s.mark == nil:
		case s.mark.Pending:
			t.Waiting++
			t.Pending += 100 * s.frozen.Points
		default:
			t.Earned += s.mark.Score * s.frozen.Points
			if s.mark.Right {
				t.Right++
			}
			if s.mark.RedLine {
				t.RedLines++
			}
		}
	}
	return t
}

// Verdict is what the criterion of the start makes of the marks. An attempt
// that is not closed has none.
func (a *Attempt) Verdict() Verdict {
	if !a.Closed() {
		return NoVerdict
	}
	return a.terms.Pass.Decide(a.Tally())
}

func (a *Attempt) inRange(n int) error {
	if n < 0 || n >= len(a.slots) {
		return fault.New(fault.NotFound, "fault.quiz.no_slot", "Slot", n+1)
	}
	return nil
}

func (a *Attempt) takesAnswer(n int) error {
	if err := a.inRange(n); err != nil {
		return err
	}
	switch {
	case a.slots[n].frozen == nil:
		return fault.New(fault.Conflict, "fault.quiz.not_given", "Slot", n+1)
	case a.slots[n].closed:
		return fault.New(fault.Conflict, "fault.quiz.answered_already", "Slot", n+1)
	}
	return nil
}

// append makes the next step, if the state allows its kind, and folds it in.
func (a *Attempt) append(kind StepKind, n int, m Moment, body any) (Step, error) {
	if !slices.Contains(transitions[a.state], kind) {
		return Step{}, a.refusal()
	}
	raw, err := json.Marshal(body)
	if err != nil {
		return Step{}, err
	}
	s := Step{Seq: len(a.steps), Kind: kind, Slot: n, At: m.At.UTC().Truncate(time.Millisecond),
		Elapsed: max(a.elapsed, m.Elapsed.Truncate(time.Millisecond)), By: m.By, Body: raw}
	if len(a.steps) > 0 {
		s.Prev = a.Head()
	}
	s.Hash = s.digest(a.id)
	return s, a.apply(s)
}

// refusal is the fault of a step that the state does not allow.
func (a *Attempt) refusal() error {
	switch a.state {
	case Paused:
		return fault.New(fault.Conflict, "fault.quiz.paused")
	case Waiting, Done:
		return fault.New(fault.Conflict, "fault.quiz.closed")
	}
	return fault.New(fault.Conflict, "fault.quiz.not_now")
}

// apply folds one step into the state.
func (a *Attempt) apply(s Step) error {
	if slices.Contains(slotted, s.Kind) && a.inRange(s.Slot) != nil {
		return errNoSuchSlot
	}
	if err := fold[s.Kind](a, s); err != nil {
		return err
	}
	a.elapsed = max(a.elapsed, s.Elapsed)
	a.steps = append(a.steps, s)
	return nil
}

// errNoSuchSlot is what a step says that no verb can have made.
var errNoSuchSlot = errors.New("the step fits no slot")

// slotted are the kinds of steps that concern one slot.
var slotted = []StepKind{StepGiven, StepDrafted, StepAnswered, StepFlagged, StepMentorMarked, StepRegraded}

// fold is what each kind of step does to the state.
var fold map[StepKind]func(*Attempt, Step) error

func init() {
	fold = map[StepKind]func(*Attempt, Step) error{
		StepStarted: func(a *Attempt, s Step) error {
			if err := json.Unmarshal(s.Body, &a.terms); err != nil {
				return err
			}
			a.slots, a.state, a.startedAt = make([]slot, len(a.terms.Plan)), Open, s.At
			return nil
		},
		StepGiven: func(a *Attempt, s Step) error {
			a.slots[s.Slot].frozen, a.slots[s.Slot].givenAt = new(Frozen), s.At
			return json.Unmarshal(s.Body, a.slots[s.Slot].frozen)
		},
		StepDrafted: func(a *Attempt, s Step) error {
			a.slots[s.Slot].draft = s.Body
			return nil
		},
		StepAnswered: func(a *Attempt, s Step) error {
			var b answeredBody
			if err := json.Unmarshal(s.Body, &b); err != nil {
				return err
			}
			at := &a.slots[s.Slot]
			at.response, at.status, at.mark, at.draft, at.answerAt = b.Response, b.Status, b.Mark, nil, s.At
			at.closed = !a.terms.Purpose.manner().mayChange
			return nil
		},
		StepFlagged: func(a *Attempt, s Step) error { return json.Unmarshal(s.Body, &a.slots[s.Slot].flagged) },
		StepInterrupted: func(a *Attempt, s Step) error {
			var b interruptedBody
			if err := json.Unmarshal(s.Body, &b); err != nil {
				return err
			}
			a.state, a.stoppedAt = Paused, b.LastSeen
			a.interrupted = append(a.interrupted, Interruption{Why: b.Why, At: b.LastSeen, Elapsed: s.Elapsed})
			return nil
		},
		StepResumed: func(a *Attempt, s Step) error {
			var b resumedBody
			if err := json.Unmarshal(s.Body, &b); err != nil {
				return err
			}
			if len(a.interrupted) == 0 {
				return errNoSuchSlot
			}
			last := &a.interrupted[len(a.interrupted)-1]
			a.state, last.Gap, last.Ended = Open, b.Gap, true
			return nil
		},
		StepHandedIn:     foldClosed,
		StepTimedOut:     foldClosed,
		StepMentorMarked: foldMentor,
		StepRegraded: func(a *Attempt, s Step) error {
			var b regradedBody
			if err := json.Unmarshal(s.Body, &b); err != nil {
				return err
			}
			at := &a.slots[s.Slot]
			if at.mark == nil {
				return errNoSuchSlot
			}
			at.earlier = append(at.earlier, *at.mark)
			at.remarks = append(at.remarks, Remarked{Was: *at.mark, Is: b.Mark, Reason: b.Reason, By: s.By, At: s.At})
			at.mark = &b.Mark
			if b.Version != "" {
				at.keyed, at.class = b.Version, b.Class
			}
			return nil
		},
	}
}

func foldClosed(a *Attempt, s Step) error {
	var b closedBody
	if err := json.Unmarshal(s.Body, &b); err != nil {
		return err
	}
	for _, n := range slices.Sorted(maps.Keys(b.Taken)) {
		if a.inRange(n) != nil {
			return errNoSuchSlot
		}
		at := &a.slots[n]
		at.response, at.status, at.answerAt, at.timeTaken, at.draft = b.Taken[n].Response, b.Taken[n].Status, s.At, true, nil
	}
	for _, n := range slices.Sorted(maps.Keys(b.Marks)) {
		if a.inRange(n) != nil {
			return errNoSuchSlot
		}
		mark := b.Marks[n]
		a.slots[n].mark = &mark
	}
	for n := range a.slots {
		a.slots[n].closed = true
	}
	a.closedAt, a.closedWhy = s.At, b.Why
	a.settle()
	return nil
}

func foldMentor(a *Attempt, s Step) error {
	var b MentorMark
	if err := json.Unmarshal(s.Body, &b); err != nil {
		return err
	}
	at := &a.slots[s.Slot]
	at.mentor, at.markedBy, at.markedAt = &b, s.By, s.At
	at.mark = &Mark{Score: b.Score, Right: b.Right, RedLine: b.RedLine}
	if !a.closedAt.IsZero() {
		a.settle()
	}
	return nil
}

// settle says whether a closed attempt still waits for a mentor.
func (a *Attempt) settle() {
	a.state = Done
	for _, s := range a.slots {
		if s.mark != nil && s.mark.Pending {
			a.state = Waiting
		}
	}
}
