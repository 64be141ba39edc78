package signin_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"shifu/app/signin"
	"shifu/internal/fault"
	"shifu/internal/i18n"
	"shifu/internal/lang"
	"shifu/training/staff"
)

func chosen() *signin.Model {
	m := signin.NewModel(i18n.For(lang.En))
	m.Set(staff.Shop{}, []staff.Tile{{Person: staff.Person{ID: "a", Name: "Lin"}}, {Person: staff.Person{ID: "b", Name: "Sun"}}}, time.Time{})
	m.Choose(0)
	return m
}

func TestAfterManyWrongPINsTheTimeThatIsLeftIsCountedDown(t *testing.T) {
	m := chosen()
	m.Fail(fault.New(fault.Unavailable, "fault.staff.wait", "Wait", time.Minute, "Exact", time.Minute), "wait", 10*time.Second)
	assert.Contains(t, m.Waiting(10*time.Second), "1:00")
	assert.Contains(t, m.Waiting(27500*time.Millisecond), "0:43", "a second that has begun is still to be waited")
	m.Choose(1)
	assert.Empty(t, m.Waiting(27*time.Second), "another person need not wait")
	m.Choose(0)
	assert.NotEmpty(t, m.Waiting(27*time.Second))
	m.Take(signin.ByPassphrase)
	assert.Empty(t, m.Waiting(27*time.Second), "nor another way in")
	m.Take(signin.ByPIN)
	assert.Empty(t, m.Waiting(70*time.Second), "it is over")
	assert.Empty(t, m.Waiting(27*time.Second), "and stays over")
}

func TestAWrongPINThatMayBeTriedAgainCountsNothingDown(t *testing.T) {
	m := chosen()
	m.Fail(fault.New(fault.Forbidden, "fault.staff.wrong_pin", "Left", 3), "wrong", 0)
	assert.Empty(t, m.Waiting(0))
	assert.Equal(t, "wrong", m.Error())
}
