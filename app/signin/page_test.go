package signin_test

import (
	"context"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/app/page"
	"shifu/app/page/pagetest"
	"shifu/app/signin"
	"shifu/internal/fault"
	"shifu/internal/lang"
	"shifu/internal/op"
	"shifu/training/staff"
)

// door is a shop with two people; it remembers who came in and how.
type door struct {
	signin.Door
	pins  []staff.Secret
	fails error
}

func (d *door) Shop(context.Context) (staff.Shop, error) { return staff.Shop{Name: "青禾"}, nil }

func (d *door) Tiles(_ context.Context, text string) ([]staff.Tile, error) {
	all := []staff.Tile{{Person: staff.Person{ID: "shen", Name: "沈岚"}}, {Person: staff.Person{ID: "sun", Name: "孙一诺"}}}
	if len(text) > 1 {
		return all[:1], nil
	}
	return all, nil
}

func (d *door) SignIn(_ context.Context, cmd staff.SignIn) (staff.Session, error) {
	d.pins = append(d.pins, cmd.PIN)
	return staff.Session{Actor: op.Actor{ID: cmd.PersonID}, Person: staff.Person{ID: cmd.PersonID, Name: "沈岚"}}, d.fails
}

func arrive(t *testing.T, d *door) (*pagetest.Host, page.Page) {
	h := pagetest.NewHost(t, lang.ZhHans)
	p := signin.New(d)(h, page.Route{Page: "sign-in"})
	h.Open(p)
	h.Type("shen")
	h.Press(fyne.KeyReturn)
	return h, p
}

func TestDigitsStayWhilePeopleAreStillBeingFound(t *testing.T) {
	d := &door{}
	h, p := arrive(t, d)
	h.Type("830")
	p.Load(context.Background()) // somebody changed, or the search came late
	h.Type("275")
	assert.Equal(t, []staff.Secret{"830275"}, d.pins)
	require.NotNil(t, h.Session)
	assert.Equal(t, "shen", h.Session.ID)
}

func TestAWrongPINIsTypedAnewFromItsFirstDigit(t *testing.T) {
	d := &door{fails: fault.New(fault.Forbidden, "fault.staff.wrong_pin", "Left", 3)}
	h, _ := arrive(t, d)
	h.Type("111111")
	h.Type("222222")
	assert.Equal(t, []staff.Secret{"111111", "222222"}, d.pins)
	assert.Nil(t, h.Session)
}

func TestTheTimeToWaitGoesOnWhenPeopleChange(t *testing.T) {
	d := &door{fails: fault.New(fault.Unavailable, "fault.staff.wait", "Wait", time.Minute, "Exact", time.Minute)}
	h, p := arrive(t, d)
	h.Type("111111")
	ticks := len(h.Ticks)
	require.Positive(t, ticks)
	p.Load(context.Background())
	assert.Greater(t, len(h.Ticks), ticks, "the count-down of the page that was left has ended")
	h.Elapsed = time.Minute
	h.Tick()
	h.Type("222222")
	assert.Len(t, d.pins, 2)
}

func TestAWaitThatEndsWhilePeopleChangeLetsOneTypeAgain(t *testing.T) {
	d := &door{fails: fault.New(fault.Unavailable, "fault.staff.wait", "Wait", time.Minute, "Exact", time.Minute)}
	h, p := arrive(t, d)
	h.Type("111111")
	h.Elapsed = time.Minute
	p.Load(context.Background())
	h.Type("222222")
	assert.Len(t, d.pins, 2)
}
