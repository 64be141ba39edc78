package quiz

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"time"
)

// StepKind says what one step of an attempt was.
type StepKind string

const (
	StepStarted      StepKind = "started"       // body: Terms
	StepGiven        StepKind = "given"         // a frozen variant was put before the learner; body: Frozen
	StepDrafted      StepKind = "drafted"       // a choice was made and not yet sent; body: the response
	StepAnswered     StepKind = "answered"      // an answer was sent; body: answeredBody
	StepFlagged      StepKind = "flagged"       // marked for later, or unmarked; body: true or false
	StepInterrupted  StepKind = "interrupted"   // the sitting stopped; body: interruptedBody
	StepResumed      StepKind = "resumed"       // the sitting went on; body: resumedBody
	StepHandedIn     StepKind = "handed_in"     // closed by the learner; body: closedBody
	StepTimedOut     StepKind = "timed_out"     // closed by the rules: time or interruptions; body: closedBody
	StepMentorMarked StepKind = "mentor_marked" // a free reply was marked; body: MentorMark
	StepRegraded     StepKind = "regraded"      // a mark was corrected later; body: regradedBody
)

// StepKinds lists every kind of step.
var StepKinds = []StepKind{StepStarted, StepGiven, StepDrafted, StepAnswered, StepFlagged, StepInterrupted, StepResumed, StepHandedIn, StepTimedOut, StepMentorMarked, StepRegraded}

// NoSlot is the slot of a step that concerns the whole attempt.
const NoSlot = -1

// Step is one thing that happened in an attempt. Steps are only ever appended,
// and each holds the hash of the one before, so that a later change to any of
// them is found.
type Step struct {
	Seq  int      `json:"seq"` // from 0, without a gap
	Kind StepKind `json:"kind"`
	Slot int      `json:"slot"` // from 0; NoSlot when it concerns the whole attempt
	// At is the wall's time: a claim, which decides nothing.
	At time.Time `json:"at"`
	// Elapsed is the time spent in the sitting so far, without
	// interruptions. It never goes back.
	Elapsed time.Duration   `json:"elapsed"`
	By      string          `json:"by"` // the person who did it
	Body    json.RawMessage `json:"body,omitempty"`
	Prev    string          `json:"prev"` // hex hash of the step before; "" for the first
	Hash    string          `json:"hash"`
}

// stepDomain separates these hashes from all others of the product.
const stepDomain = "shifu-step/1"

// digest is the step's hash: SHA-256 over the domain, the attempt, and every
// field of the step in a fixed order, each framed by its length.
func (s Step) digest(attempt string) string {
	h := sha256.New()
	frame := func(b []byte) {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(b)))
		h.Write(n[:])
		h.Write(b)
	}
	number := func(v int64) {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(v))
		frame(n[:])
	}
	frame([]byte(stepDomain))
	frame([]byte(attempt))
	number(int64(s.Seq))
	frame([]byte(s.Kind))
	number(int64(s.Slot))
	number(s.At.UnixMilli())
	number(s.Elapsed.Milliseconds())
	frame([]byte(s.By))
	frame(s.Body)
	frame([]byte(s.Prev))
	return hex.EncodeToString(h.Sum(nil))
}

// answeredBody is an answer as it was sent, and how it was judged. In an exam
// the mark stays empty until the attempt is closed.
type answeredBody struct {
	Response json.RawMessage `json:"response"`
	Status   Status          `json:"status"`
	Mark     *Mark           `json:"mark,omitempty"`
}

// interruptedBody says why a sitting stopped and when it was last seen alive.
type interruptedBody struct {
	Why      Why       `json:"why"`
	LastSeen time.Time `json:"lastSeen"`
}

// resumedBody holds how long the sitting was away by the wall's clock,
// negative when somebody turned the clock back.
type resumedBody struct {
	Gap time.Duration `json:"gap"`
}

// closedBody holds what the closing made of the answers: their marks in an
// exam, the drafts that a time-out took as answers.
type closedBody struct {
	Why   Why           `json:"why,omitempty"`
	Taken map[int]Taken `json:"taken,omitempty"`
	Marks map[int]Mark  `json:"marks,omitempty"`
}

// Taken is a draft that a time-out took as the answer.
type Taken struct {
	Response json.RawMessage `json:"response"`
	Status   Status          `json:"status"` // complete or incomplete
}

// regradedBody is a mark that was made anew. Version is the content hash of the
// version of the model whose key made it, "" when a person set it; Class is the
// class of answers by that key, "" in steps of before it was kept: then the frozen
// one counts on. Regrade names the regrade of a corrected key that it belongs to.
type regradedBody struct {
	Mark    Mark   `json:"mark"`
	Reason  string `json:"reason"`
	Version string `json:"version,omitempty"`
	Class   string `json:"class,omitempty"`
	Regrade string `json:"regrade,omitempty"`
}

// Why is the reason of an interruption or of a closing that the learner did
// not ask for.
type Why string

const (
	WhyPaused        Why = "paused"        // the learner, or the idle page, stopped it
	WhyStopped       Why = "stopped"       // the program or the power went away
	WhyTime          Why = "time"          // the limit was reached
	WhyInterruptions Why = "interruptions" // stopped more often than the blueprint allows
)
