package demo_test

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/data"
	"shifu/data/demo"
	"shifu/data/tempdb"
	"shifu/internal/fault"
	"shifu/internal/ledger"
	"shifu/internal/op"
	"shifu/internal/testkit"
	"shifu/quiz"
	"shifu/training"
	"shifu/training/certificate"
	"shifu/training/staff"
)

// The shops are looked at on the morning on which the clocks of tests begin.
var yesterday = testkit.NewClock().Now().AddDate(0, 0, -1)

// small is the shop that the window opens.
func small(seed uint64) demo.Options {
	return demo.Options{People: 12, Days: 30, Seed: seed, Until: yesterday, Probe: tempdb.Anywhere{}}
}

// fill makes a shop and opens it as a person would the next morning.
func fill(t *testing.T, o demo.Options) (demo.Shop, *data.Services) {
	t.Helper()
	o.Dir = filepath.Join(t.TempDir(), "shop")
	shop, err := demo.Fill(context.Background(), o)
	require.NoError(t, err)
	db, err := data.Open(context.Background(), data.Options{Dir: o.Dir, Clock: testkit.NewClock(), Probe: o.Probe, MustExist: true})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return shop, data.NewServices(db)
}

func head(t *testing.T, s *data.Services) (h ledger.Head) {
	t.Helper()
	require.NoError(t, s.Staff.Store.View(context.Background(), func(tx staff.Tx) (err error) {
		h, err = tx.LedgerHead(context.Background())
		return err
	}))
	return h
}

func TestEveryStateOfTheHouseIsThereAndAllIsWell(t *testing.T) {
	ctx := context.Background()
	shop, s := fill(t, small(1))
	owner := shop.Accounts[0].Person.Actor()
	assert.True(t, shop.Shop.Demo)
	assert.Len(t, shop.Accounts, 12)

	d, err := s.DB.Doctor(ctx)
	require.NoError(t, err)
	assert.True(t, d.Well(), "%v", d.Findings)
	assert.False(t, shop.To.After(testkit.NewClock().Now()), "nothing happened after today")

	listing, err := s.Certificates.List(ctx, owner, certificate.Filter{})
	require.NoError(t, err)
	for _, state := range []certificate.State{certificate.Valid, certificate.Expiring, certificate.Expired, certificate.Revoked} {
		assert.Positive(t, listing.Counts[state], state)
	}
	checked, err := s.Certificates.CheckAll(ctx, owner)
	require.NoError(t, err)
	assert.Len(t, checked, len(listing.Rows))

	for _, row := range listing.Rows {
		if row.State != certificate.Revoked {
			files, err := s.Certificates.File(ctx, owner, row.ID)
			require.NoError(t, err)
			assert.LessOrEqual(t, len(files[0].PDF), 40_000, "%s", row.Number)
		}
	}

	signOffs, err := s.Training.SignOffs(ctx, owner, "")
	require.NoError(t, err)
	states, verbs := map[training.SignOffState]int{}, map[training.Verb]int{}
	for _, o := range signOffs {
		states[o.State]++
		for _, e := range o.Events {
			verbs[e.Verb]++
		}
	}
	for _, state := range []training.SignOffState{training.MentorSigned, training.Locked, training.Disputed, training.RuledStands, training.RuledVoid, training.Reopened} {
		assert.Positive(t, states[state], state)
	}
	assert.Positive(t, verbs[training.VerbAnswer])
	assert.Positive(t, verbs[training.VerbWithdraw])

	desk, err := s.Training.Desk(ctx, owner, training.DeskQuery{})
	require.NoError(t, err)
	cells := map[training.CellState]int{}
	for _, r := range desk.Rows {
		for _, c := range r.Cells {
			cells[c.State]++
		}
	}
	for _, state := range []training.CellState{training.CellReady, training.CellWaiting, training.CellDisputed, training.CellSigned} {
		assert.Positive(t, cells[state], state)
	}

	replies, err := s.Quiz.ReplyQueue(ctx, owner)
	require.NoError(t, err)
	assert.NotEmpty(t, replies, "free replies wait")
	assert.Positive(t, shop.Counts.Marked)
	assert.Positive(t, shop.Counts.Inquiries)
	assert.Positive(t, shop.Counts.Failed, "an exam was failed")
	assert.Greater(t, shop.Counts.Exams, shop.Counts.Failed)

	pairs, err := s.Training.Mentorships(ctx, owner)
	require.NoError(t, err)
	handed, lasting := 0, 0
	for _, m := range pairs {
		if m.To == "" {
			lasting++
		} else if m.Reason == "师傅调去晚班，换人带。" {
			handed++
		}
	}
	assert.Positive(t, handed)
	assert.Positive(t, lasting)

	invited, halfway := 0, 0
	for _, a := range shop.Accounts {
		if a.Person.State == staff.Invited {
			invited++
			assert.NotEmpty(t, a.ClaimCode)
			continue
		}
		session, err := s.Staff.SignIn(ctx, staff.SignIn{PersonID: a.Person.ID, PIN: a.PIN})
		require.NoError(t, err, a.Person.Name)
		signer, err := s.Staff.Unlock(ctx, session.Actor, a.Passphrase)
		require.NoError(t, err, a.Person.Name)
		signer.Close()
		open, err := s.Quiz.Open(ctx, session.Actor)
		require.NoError(t, err)
		for _, o := range open {
			halfway++
			sitting, err := s.Quiz.Resume(ctx, session.Actor, quiz.Resume{Command: op.Command{ID: op.NewID()}, Attempt: o.Attempt})
			require.NoError(t, err)
			assert.Equal(t, quiz.Exam, sitting.Purpose)
			assert.Equal(t, 2, sitting.Answered)
		}
	}
	assert.Positive(t, invited)
	assert.Equal(t, 1, halfway)
}

func TestTheSameSeedGivesTheSameShop(t *testing.T) {
	o := demo.Options{People: 6, Days: 5, Seed: 7, Until: yesterday, Probe: tempdb.Anywhere{}}
	first, a := fill(t, o)
	second, b := fill(t, o)
	assert.Equal(t, head(t, a), head(t, b))
	assert.Equal(t, first, second)
	o.Seed = 8
	_, c := fill(t, o)
	assert.NotEqual(t, head(t, a).Root, head(t, c).Root)
}

func TestWhatCannotBeMadeIsRefusedAndTouchesNothing(t *testing.T) {
	ctx := context.Background()
	o := small(1)
	o.Dir = t.TempDir()
	for key, change := range map[string]func(*demo.Options){
		"fault.demo.people":    func(o *demo.Options) { o.People = demo.MostPeople + 1 },
		"fault.demo.days":      func(o *demo.Options) { o.Days = 0 },
		"fault.demo.not_empty": func(o *demo.Options) { o.Dir = filepath.Dir(o.Dir) },
	} {
		bad := o
		change(&bad)
		_, err := demo.Fill(ctx, bad)
		assert.Equal(t, key, fault.KeyOf(err))
	}
	over, stop := context.WithCancel(ctx)
	stop()
	_, err := demo.Fill(over, o)
	require.Error(t, err)
	left, err := filepath.Glob(filepath.Join(o.Dir, "*"))
	require.NoError(t, err)
	assert.Empty(t, left)
}
