package training

import (
	"context"

	"shifu/internal/fault"
	"shifu/internal/op"
)

// relation is what the actor is to the person whom a use case concerns.
type relation uint8

const (
	anyone relation = iota // nobody is concerned
	own                    // the actor
	mine                   // the actor's apprentice
	other                  // neither
)

// rule says which roles may do something to each relation. Who is not signed in
// may do nothing.
type rule map[relation][]op.Role

var (
	everyone = []op.Role{op.Apprentice, op.Mentor, op.Supervisor, op.Owner}
	seniors  = []op.Role{op.Supervisor, op.Owner}
	teachers = []op.Role{op.Mentor, op.Supervisor, op.Owner}

	readers = rule{anyone: everyone}
	// sees: the person, the person's mentor, supervisors and owners.
	sees = rule{own: everyone, mine: {op.Mentor}, other: seniors}
)

// policy is who may use each method of the service. What a sign-off's parties may
// do beyond this is decided by the transition table (SignOffState.Decide).
var policy = map[string]rule{
	"PreviewImport":   {anyone: seniors},
	"ImportPack":      {anyone: seniors},
	"Packs":           readers,
	"Lessons":         readers,
	"Lesson":          readers,
	"Acknowledge":     readers, // always for oneself
	"Picture":         readers,
	"Scripts":         readers,
	"Script":          readers,
	"Cases":           readers,
	"Case":            readers,
	"Programmes":      readers,
	"AssignProgramme": {own: seniors, mine: seniors, other: seniors},
	"Pair":            {anyone: seniors},
	"HandOver":        {anyone: seniors},
	"EndMentorship":   {anyone: seniors},
	"Mentorships":     {anyone: teachers},
	"Home":            readers, // always one's own
	"Path":            sees,
	"Desk":            {anyone: teachers},
	"CellDetail":      sees,
	"ObservationForm": sees,
	"Observe":         {mine: {op.Mentor}}, // supervisors watch, the mentor records
	"ModuleEvidence":  sees,
	"SignOff":         sees,
	"SignOffs":        {anyone: seniors, own: everyone, mine: {op.Mentor}, other: seniors},
	"MentorSign":      {mine: {op.Mentor}},
	"CounterSign":     {own: everyone},
	"Dispute":         {own: everyone},
	"AnswerDispute":   {mine: {op.Mentor}, other: {op.Mentor}}, // who signed it, even after a hand-over
	"WithdrawDispute": {own: everyone},
	"OfferAgain":      {mine: {op.Mentor}},
	"RuleDispute":     {mine: {op.Owner}, other: {op.Owner}},
	"Reopen":          {mine: {op.Owner}, other: {op.Owner}},
}

// Policy lists the methods that have a rule, for the test that every method has one.
func Policy() []string {
	names := make([]string, 0, len(policy))
	for name := range policy {
		names = append(names, name)
	}
	return names
}

// allow refuses what the policy does not permit. person is whom the use case
// concerns, "" for nobody.
func allow(ctx context.Context, tx Tx, method string, actor op.Actor, person string) error {
	r, ok := policy[method]
	if !ok {
		return fault.New(fault.Internal, "fault.internal")
	}
	rel := anyone
	switch {
	case person == "":
	case person == actor.ID:
		rel = own
	default:
		rel = other
		mentor, err := tx.MentorOf(ctx, person)
		if err != nil {
			return err
		}
		if mentor != "" && mentor == actor.ID {
			rel = mine
		}
	}
	// Who is both a mentor of the person and a senior may do what either may.
	if actor.ID != "" && (actor.Has(r[rel]...) || rel == mine && actor.Has(r[other]...)) {
		return nil
	}
	return fault.New(fault.Forbidden, "fault.training.forbidden")
}
