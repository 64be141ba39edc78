package quiz

import (
	"context"

	"shifu/internal/fault"
	"shifu/internal/op"
)

// relation is what the actor is to the learner that a use case concerns.
type relation uint8

const (
	anyone relation = iota // no learner is concerned
	own                    // the actor is the learner
	mine                   // the learner is the actor's apprentice
	other                  // neither
)

// rule says who may do something: the roles that may do it to each relation.
// Nobody signed in may do nothing.
type rule map[relation][]op.Role

var (
	everyone = []op.Role{op.Apprentice, op.Mentor, op.Supervisor, op.Owner}
	seniors  = []op.Role{op.Supervisor, op.Owner}
	teachers = []op.Role{op.Mentor, op.Supervisor, op.Owner}

	// sits: only the learner touches a sitting.
	sits = rule{own: everyone}
	// reads: the learner, the learner's mentor, supervisors and owners.
	reads = rule{own: everyone, mine: {op.Mentor}, other: seniors}
	// marks: never one's own reply.
	marks = rule{mine: {op.Mentor}, other: seniors}
)

// policy is who may use each method of the service.
var policy = map[string]rule{
	"Start":      sits,
	"Sitting":    sits,
	"Resume":     sits,
	"Pause":      sits,
	"Heartbeat":  sits,
	"Draft":      sits,
	"Answer":     sits,
	"Flag":       sits,
	"HandIn":     sits,
	"Open":       sits,
	"Result":     reads,
	"Results":    reads,
	"Mastery":    reads,
	"Standings":  {anyone: teachers},
	"ReplyQueue": {anyone: teachers},
	"Reply":      marks,
	"MarkReply":  marks,
	"Regrade":    {own: {}, mine: {}, other: seniors},
	"Points":     {anyone: everyone},
	"Blueprints": {anyone: everyone},
	"CanExamine": reads,
	"Models":     {anyone: teachers},
	"Rebuild":    {anyone: seniors},
	"Within":     {}, // reads nothing itself; its caller asks
}

// Policy answers who may use a method of the service, for the test that every
// method is listed.
func Policy() []string {
	names := make([]string, 0, len(policy))
	for name := range policy {
		names = append(names, name)
	}
	return names
}

// permits says whether a rule allows a person something about a relation.
func (r rule) permits(actor op.Actor, rel relation) bool {
	return actor.ID != "" && actor.Has(r[rel]...)
}

// allow refuses what the policy does not permit. learner is the person whom
// the use case concerns, "" for none.
func allow(ctx context.Context, tx Tx, method string, actor op.Actor, learner string) error {
	r, ok := policy[method]
	if !ok {
		return fault.New(fault.Internal, "fault.internal")
	}
	rel := anyone
	switch {
	case learner == "":
	case learner == actor.ID:
		rel = own
	default:
		rel = other
		mentor, err := tx.MentorOf(ctx, learner)
		if err != nil {
			return err
		}
		if mentor != "" && mentor == actor.ID {
			rel = mine
		}
	}
	// A supervisor who is also the learner's mentor may do what either may.
	if r.permits(actor, rel) || rel == mine && r.permits(actor, other) {
		return nil
	}
	return fault.New(fault.Forbidden, "fault.quiz.forbidden")
}
