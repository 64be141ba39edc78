package op_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"

	"shifu/internal/fault"
	"shifu/internal/op"
)

// pairs says who leads whom.
type pairs map[string]string

func (p pairs) MentorOf(_ context.Context, learner string) (string, error) {
	if learner == "unreadable" {
		return "", errors.New("the disk is gone")
	}
	return p[learner], nil
}

var house = op.Policy{
	"Look": {op.Anyone: op.Teachers},
	"Read": {op.Own: op.Everyone, op.Mine: {op.Mentor}, op.Other: op.Seniors},
	"Mark": {op.Mine: {op.Mentor}, op.Other: {op.Owner}},
	"Shut": {},
}

func TestARuleIsByRoleAndByWhatTheActorIsToThePerson(t *testing.T) {
	mentor := op.Actor{ID: "zhou", Roles: []op.Role{op.Mentor}}
	both := op.Actor{ID: "he", Roles: []op.Role{op.Mentor, op.Owner}}
	learner := op.Actor{ID: "lin", Roles: []op.Role{op.Apprentice}}
	nobody := op.Actor{}
	leads := pairs{"lin": "zhou", "wu": "he"}
	for _, c := range []struct {
		method string
		actor  op.Actor
		person string
		may    bool
	}{
		{"Look", mentor, "", true},
		{"Look", learner, "", false},
		{"Look", nobody, "", false},
		{"Read", learner, "lin", true},
		{"Read", learner, "wu", false},
		{"Read", mentor, "lin", true},
		{"Read", mentor, "wu", false},
		{"Read", both, "lin", true},
		{"Read", nobody, "alone", false},
		{"Mark", mentor, "zhou", false},
		{"Mark", mentor, "lin", true},
		{"Mark", both, "wu", true},
		{"Mark", both, "he", false},
		{"Shut", both, "", false},
		{"Shut", both, "he", false},
	} {
		err := house.Allow(context.Background(), leads, c.method, c.actor, c.person, "fault.house.no")
		if c.may {
			assert.NoError(t, err, "%+v", c)
			continue
		}
		assert.True(t, fault.Is(err, fault.Forbidden), "%+v", c)
		assert.Equal(t, "fault.house.no", fault.KeyOf(err))
	}
}

func TestAPersonsTwoRolesAddUp(t *testing.T) {
	marks := op.Policy{"Mark": {op.Mine: {op.Mentor}, op.Other: {op.Owner}}}
	owner := op.Actor{ID: "he", Roles: []op.Role{op.Owner}}
	assert.NoError(t, marks.Allow(context.Background(), pairs{"wu": "he"}, "Mark", owner, "wu", "fault.house.no"),
		"an owner who leads the person may do what owners may")
}

func TestAMethodWithoutARuleIsAMistakeOfTheProgram(t *testing.T) {
	err := house.Allow(context.Background(), pairs{}, "Forgotten", op.Actor{ID: "he", Roles: op.Everyone}, "", "fault.house.no")
	assert.True(t, fault.Is(err, fault.Internal))
	assert.Equal(t, []string{"Look", "Mark", "Read", "Shut"}, house.Methods())
}

func TestWhoLeadsWhomMustBeReadable(t *testing.T) {
	err := house.Allow(context.Background(), pairs{}, "Read", op.Actor{ID: "he", Roles: op.Everyone}, "unreadable", "fault.house.no")
	assert.ErrorContains(t, err, "disk")
}
