package op

import (
	"context"
	"maps"
	"slices"

	"shifu/internal/fault"
)

// Relation is what an actor is to the person whom a use case concerns.
type Relation uint8

const (
	Anyone Relation = iota // nobody is concerned
	Own                    // the actor
	Mine                   // the actor's apprentice
	Other                  // neither
)

// Groups of roles that rules name.
var (
	Everyone = []Role{Apprentice, Mentor, Supervisor, Owner}
	Seniors  = []Role{Supervisor, Owner}
	Teachers = []Role{Mentor, Supervisor, Owner}
)

// Rule says which roles may do something to each relation. A relation that it does
// not name is nobody's, and who is not signed in may do nothing.
type Rule map[Relation][]Role

// Policy is the rule of every method of a service.
type Policy map[string]Rule

// Methods lists the methods that have a rule, in their order, for the test that
// every exported method has one.
func (p Policy) Methods() []string { return slices.Sorted(maps.Keys(p)) }

// Mentors knows who leads whom today.
type Mentors interface {
	// MentorOf answers the mentor of a learner, "" when there is none.
	MentorOf(ctx context.Context, learner string) (string, error)
}

// Allow refuses, with a Forbidden fault of the key refused, what the rule of a
// method does not permit. person is whom the use case concerns, "" for nobody.
// A method without a rule is a mistake of the program (fault.internal).
func (p Policy) Allow(ctx context.Context, tx Mentors, method string, actor Actor, person, refused string) error {
	rule, listed := p[method]
	if !listed {
		return fault.New(fault.Internal, "fault.internal", "Method", method)
	}
	rel, err := relation(ctx, tx, actor, person)
	if err != nil {
		return err
	}
	// Who is both the person's mentor and a senior may do what either may.
	if actor.ID != "" && (actor.Has(rule[rel]...) || rel == Mine && actor.Has(rule[Other]...)) {
		return nil
	}
	return fault.New(fault.Forbidden, refused)
}

func relation(ctx context.Context, tx Mentors, actor Actor, person string) (Relation, error) {
	switch person {
	case "":
		return Anyone, nil
	case actor.ID:
		return Own, nil
	}
	mentor, err := tx.MentorOf(ctx, person)
	if err == nil && mentor != "" && mentor == actor.ID {
		return Mine, nil
	}
	return Other, err
}
