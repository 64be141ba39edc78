package certificate

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

// rule says which roles may do something to each relation.
type rule map[relation][]op.Role

var (
	everyone = []op.Role{op.Apprentice, op.Mentor, op.Supervisor, op.Owner}
	seniors  = []op.Role{op.Supervisor, op.Owner}
	teachers = []op.Role{op.Mentor, op.Supervisor, op.Owner}
	// sees: the holder, the holder's mentor, supervisors and owners.
	sees = rule{own: everyone, mine: {op.Mentor}, other: seniors}
)

// policy is who may use each method of the service. IssueDue is not in
// anybody's discretion: it issues what the rules demand, whoever asks, and at
// the program's start nobody does.
var policy = map[string]rule{
	"IssueDue":     nil,
	"List":         {anyone: everyone}, // an apprentice sees the own ones only
	"Registered":   {anyone: everyone}, // likewise
	"Certificate":  sees,
	"Prospects":    sees,
	"Proof":        sees,
	"File":         sees,
	"Register":     {anyone: teachers},
	"SignManifest": {anyone: teachers},
	"CheckAll":     {anyone: seniors},
	"Revoke":       {own: {op.Owner}, mine: {op.Owner}, other: {op.Owner}},
}

// Policy lists the methods that have a rule, for the test that every method has one.
func Policy() []string {
	names := make([]string, 0, len(policy))
	for name := range policy {
		names = append(names, name)
	}
	return names
}

// allow refuses what the policy does not permit
// (fault.certificate.not_allowed). person is whom the use case concerns, ""
// for nobody.
func allow(ctx context.Context, tx Tx, method string, actor op.Actor, person string) error {
	r, ok := policy[method]
	if !ok {
		return fault.New(fault.Internal, "fault.internal")
	}
	if r == nil {
		return nil
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
	return fault.New(fault.Forbidden, "fault.certificate.not_allowed")
}
