package training

import (
	"slices"

	"shifu/internal/fault"
	"shifu/internal/op"
)

// The rules of the path as pure functions. Their table tests are the specification.

// GateFacts are what a gate's decision rests on.
type GateFacts struct {
	Start  string            // the day on which the programme began
	Today  string            //
	Signed map[string]string // stage -> the day on which its last module was signed by both; absent: not yet
}

// GateDecision says whether a stage is open, and if not, what it waits for.
type GateDecision struct {
	Open     bool
	Waits    []string // stages that must be signed first
	WaitDays int      // working days still to pass, once those are signed
}

// Decide judges a gate. Working days count from the latest of the programme's
// start and the signatures of the stages that it names.
func (g Gate) Decide(f GateFacts) GateDecision {
	var d GateDecision
	since := f.Start
	for _, stage := range g.After {
		day, ok := f.Signed[stage]
		if !ok {
			d.Waits = append(d.Waits, stage)
		} else if day > since {
			since = day
		}
	}
	if len(d.Waits) > 0 {
		d.WaitDays = g.WorkingDays
		return d
	}
	d.WaitDays = max(0, g.WorkingDays-WorkingDays(since, f.Today))
	d.Open = d.WaitDays == 0
	return d
}

// PairFacts are what the decision of a mentorship rests on.
type PairFacts struct {
	Mentor, Apprentice         op.Actor
	MentorActive, ApprenticeIn bool // both are people of the shop who have not left
	// MentorHas and ApprenticeHas are the people of the mentorships that last:
	// the mentor's apprentice and the apprentice's mentor, "" when there is none.
	MentorHas, ApprenticeHas string
	// Replaces says that the apprentice's mentorship ends with this one.
	Replaces bool
}

// Decide says whether two people may become a pair.
func (f PairFacts) Decide() error {
	switch {
	case f.Mentor.ID == f.Apprentice.ID:
		return fault.New(fault.Invalid, "fault.training.own_mentor")
	case !f.MentorActive || !f.ApprenticeIn:
		return fault.New(fault.Invalid, "fault.training.person_left")
	case !f.Mentor.Has(op.Mentor):
		return fault.New(fault.Invalid, "fault.training.not_a_mentor")
	case !f.Apprentice.Has(op.Apprentice):
		return fault.New(fault.Invalid, "fault.training.not_an_apprentice")
	case f.MentorHas == f.Apprentice.ID && f.ApprenticeHas == f.Mentor.ID:
		return fault.New(fault.Conflict, "fault.training.paired_already")
	case f.MentorHas != "":
		return fault.New(fault.Conflict, "fault.training.mentor_busy")
	case f.ApprenticeHas != "" && !f.Replaces:
		return fault.New(fault.Conflict, "fault.training.has_mentor")
	}
	return nil
}

// CellFacts are what a cell of the desk's matrix rests on.
type CellFacts struct {
	Right, Done int // distinct situations of the last 30 days
	Met, Of     int // requirements
	SignOff     SignOffState
	// Changed says that a lesson of the module has a version in force that the
	// apprentice has not acknowledged; Fallen that a point is no longer mastered.
	Changed, Fallen bool
}

// minShare is the number of distinct situations below which no share is shown.
const minShare = 4

// Decide says what a cell shows.
func (f CellFacts) Decide() Cell {
	c := Cell{Right: f.Right, Done: f.Done, Met: f.Met, Of: f.Of}
	switch {
	case f.SignOff == Locked || f.SignOff == RuledStands:
		c.State = CellSigned
		if f.Changed || f.Fallen {
			c.State = CellRecheck
		}
	case f.SignOff == MentorSigned:
		c.State = CellWaiting
	case f.SignOff == Disputed:
		c.State = CellDisputed
	case f.Of > 0 && f.Met == f.Of:
		c.State = CellReady
	case f.Done == 0 && f.Met == 0:
		c.State = CellNotStarted
	case f.Done < minShare:
		c.State = CellTooFew
	default:
		c.State = CellShare
	}
	return c
}

// NextFacts are the candidates for the one next thing, each nil when there is none.
type NextFacts struct {
	NoProgramme                                                             bool
	Signature, RuleChange, Attempt, Review, Lesson, Practice, Exam, Dispute *Next
	MentorLeft                                                              bool // requirements are open that only the mentor can meet
}

// Decide names the one next thing: a signature that waits, then an unread rule
// change, then what was interrupted, then what is due for review, then the next
// lesson, practice, exam. An
// answered dispute comes last: it may rest until the owner rules, and must not
// stand in the way of learning meanwhile.
func (f NextFacts) Decide() Next {
	for _, n := range []*Next{f.Signature, f.RuleChange, f.Attempt, f.Review, f.Lesson, f.Practice, f.Exam, f.Dispute} {
		if n != nil {
			return *n
		}
	}
	switch {
	case f.NoProgramme:
		return Next{Kind: NextNoProgramme}
	case f.MentorLeft:
		return Next{Kind: NextWaiting}
	}
	return Next{Kind: NextDone}
}

// SignFacts are what the right to sign rests on.
type SignFacts struct {
	Actor      string
	Apprentice string
	Mentor     string // the apprentice's mentor today
	IsMentor   bool   // the actor holds the role
	Complete   bool   // every requirement is met
	Open       bool   // the stage's gate is open
	Latest     SignOffState
	Witnessed  bool
}

// Decide says whether the actor may sign a module as its mentor. The message is
// also what the page shows in place of the button.
func (f SignFacts) Decide() error {
	switch {
	case f.Actor == f.Apprentice:
		return fault.New(fault.Forbidden, "fault.training.own_work")
	case f.Mentor == "" || f.Actor != f.Mentor || !f.IsMentor:
		return fault.New(fault.Forbidden, "fault.training.not_the_mentor")
	case f.Latest == MentorSigned, f.Latest == Disputed, f.Latest == Locked, f.Latest == RuledStands:
		return fault.New(fault.Conflict, "fault.training.signed_already")
	case !f.Open:
		return fault.New(fault.Invalid, "fault.training.stage_locked")
	case !f.Complete:
		return fault.New(fault.Invalid, "fault.training.evidence_incomplete")
	case !f.Witnessed:
		return fault.New(fault.Invalid, "fault.training.not_witnessed")
	}
	return nil
}

// Party is what the actor is to a sign-off.
type Party string

const (
	PartyMentor     Party = "mentor"     // who signed it
	PartyApprentice Party = "apprentice" // whom it is about
	PartyOwner      Party = "owner"      // an owner who is neither
	PartyNone       Party = "none"
)

// transition is what a verb does to a state, and whose verb it is.
type transition struct {
	by Party
	to SignOffState
}

// transitions says which verbs a state allows. What is not in it is refused.
var transitions = map[SignOffState]map[Verb]transition{
	MentorSigned: {VerbCounterSign: {PartyApprentice, Locked}, VerbDispute: {PartyApprentice, Disputed}},
	Disputed: {
		VerbAnswer: {PartyMentor, Disputed}, VerbWithdraw: {PartyApprentice, MentorSigned}, VerbOfferAgain: {PartyMentor, Superseded},
		VerbRuleStands: {PartyOwner, RuledStands}, VerbRuleVoid: {PartyOwner, RuledVoid},
	},
	Locked:      {VerbReopen: {PartyOwner, Reopened}},
	RuledStands: {VerbReopen: {PartyOwner, Reopened}},
	RuledVoid:   {VerbReopen: {PartyOwner, Reopened}},
	Superseded:  {},
	Reopened:    {},
}

// SignOffStates and Verbs list all of them.
var (
	SignOffStates = []SignOffState{MentorSigned, Locked, Disputed, Superseded, RuledStands, RuledVoid, Reopened}
	Verbs         = []Verb{VerbSign, VerbCounterSign, VerbDispute, VerbAnswer, VerbWithdraw, VerbOfferAgain, VerbRuleStands, VerbRuleVoid, VerbReopen}
)

// Decide answers the state that a verb leads to, or why it may not be done: by
// the wrong person (forbidden) or in the wrong state (conflict).
func (s SignOffState) Decide(v Verb, as Party) (SignOffState, error) {
	t, ok := transitions[s][v]
	if !ok {
		return s, fault.New(fault.Conflict, "fault.training.sign_off_state", "State", string(s), "Verb", string(v))
	}
	if t.by != as {
		return s, fault.New(fault.Forbidden, "fault.training.not_yours_to_sign")
	}
	return t.to, nil
}

// Signed says whether the module counts as signed by both, or ruled to stand.
func (s SignOffState) Signed() bool { return s == Locked || s == RuledStands }

// disputeReasons lists every reason of a dispute.
var disputeReasons = []DisputeReason{ItemMarkedWrong, NotObserved, WrongConditions, OtherDisagreement}

func (r DisputeReason) valid() bool { return slices.Contains(disputeReasons, r) }
