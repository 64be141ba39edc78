package data_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/data/tempdb"
	"shifu/internal/fault"
	"shifu/internal/i18n"
	"shifu/internal/lang"
	"shifu/internal/op"
	"shifu/training/staff"
)

func TestWrongPINsAreSlowedFromTheFifthAcrossRestarts(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *tempdb.Fixture) {
		ctx := context.Background()
		s, shop := openShop(t, db)
		p := shop.Owner.ID
		try := func(pin staff.Secret) error {
			_, err := s.SignIn(ctx, staff.SignIn{PersonID: p, PIN: pin})
			return err
		}
		left := func(n int) {
			t.Helper()
			err := try("111112")
			require.Equal(t, "fault.staff.wrong_pin", fault.KeyOf(err))
			var f *fault.Error
			require.ErrorAs(t, err, &f)
			assert.Equal(t, n, f.Params["Left"])
			assert.Equal(t, fmt.Sprintf("PIN 不对。还能试 %d 次，再错要等 1 分钟。", n), i18n.For(lang.ZhHans).Fault(err))
		}
		left(4)
		left(3)
		s = newStaff(db) // the program starts again
		left(2)
		left(1)
		err := try("111112")
		require.Equal(t, "fault.staff.wait", fault.KeyOf(err), "the fifth")
		assert.Equal(t, time.Minute, staff.WaitOf(err))
		assert.Equal(t, "错的次数多了，请等 1 分钟再试。等多久都不会锁死。", i18n.For(lang.ZhHans).Fault(err))

		db.Clock.Advance(40 * time.Second)
		assert.Equal(t, 20*time.Second, staff.WaitOf(try(ownerPIN)), "the right one waits, too")
		s = newStaff(db)
		assert.Equal(t, 20*time.Second, staff.WaitOf(try(ownerPIN)), "a restart does not shorten the wait")
		db.Clock.Advance(20 * time.Second)
		assert.Equal(t, 2*time.Minute, staff.WaitOf(try("111112")), "the sixth")
		db.Clock.SetWall(db.Clock.Now().AddDate(1, 0, 0))
		assert.Equal(t, 2*time.Minute, staff.WaitOf(try(ownerPIN)), "turning the clock on does not shorten it either")
		db.Clock.SetWall(db.Clock.Now().AddDate(-2, 0, 0))
		assert.Equal(t, 2*time.Minute, staff.WaitOf(try(ownerPIN)))
		s = newStaff(db)
		assert.Equal(t, 2*time.Minute, staff.WaitOf(try(ownerPIN)), "turned back and restarted: the delay anew, no more")
		db.Clock.Advance(2 * time.Minute)
		require.NoError(t, try(ownerPIN))
		left(4) // forgotten after the right one
	})
}

func TestTheOwnerIsNeverLockedOutForGood(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *tempdb.Fixture) {
		ctx := context.Background()
		s, shop := openShop(t, db)
		longest := time.Duration(0)
		for range 30 {
			_, err := s.SignIn(ctx, staff.SignIn{PersonID: shop.Owner.ID, PIN: "111112"})
			d := staff.WaitOf(err)
			longest = max(longest, d)
			db.Clock.Advance(d)
		}
		assert.Equal(t, time.Hour, longest)
		_, err := s.SignIn(ctx, staff.SignIn{PersonID: shop.Owner.ID, PIN: "111112"})
		require.Positive(t, staff.WaitOf(err))
		session, err := s.SignIn(ctx, staff.SignIn{PersonID: shop.Owner.ID, Passphrase: ownerPhrase})
		require.NoError(t, err, "the passphrase is another way in")
		_, err = s.SetPIN(ctx, session.Actor, staff.SetPIN{Command: command(), Passphrase: ownerPhrase, PIN: "550123"})
		require.NoError(t, err)
		_, err = s.SignIn(ctx, staff.SignIn{PersonID: shop.Owner.ID, PIN: "550123"})
		require.NoError(t, err, "a new PIN does not wait for the wrong ones of the old")
	})
}

func TestManyTriesAtOnceCountAsMany(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *tempdb.Fixture) {
		s, shop := openShop(t, db)
		var (
			wait   sync.WaitGroup
			mu     sync.Mutex
			counts = map[string]int{}
		)
		for range 20 {
			wait.Go(func() {
				_, err := s.SignIn(context.Background(), staff.SignIn{PersonID: shop.Owner.ID, PIN: "111112"})
				mu.Lock()
				defer mu.Unlock()
				counts[fault.KeyOf(err)]++
			})
		}
		wait.Wait()
		assert.Equal(t, map[string]int{"fault.staff.wrong_pin": 4, "fault.staff.wait": 16}, counts)
	})
}

func TestEachKindOfSecretIsSlowedForItself(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *tempdb.Fixture) {
		ctx := context.Background()
		s, shop := openShop(t, db)
		owner := shop.Session.Actor
		lin := join(t, s, owner, "林小满", true, op.Apprentice)
		tries := map[string]func() error{
			"passphrase": func() error { _, err := s.Unlock(ctx, lin.Actor(), "not the passphrase"); return err },
			"pin":        func() error { _, err := s.SignIn(ctx, staff.SignIn{PersonID: lin.ID, PIN: "111112"}); return err },
			"code": func() error {
				_, err := s.Claim(ctx, staff.Claim{Command: command(), PersonID: lin.ID, Code: "2222-2222", PIN: otherPIN})
				return err
			},
			"recovery": func() error {
				_, err := s.Recover(ctx, staff.Recover{Command: command(), Code: otherRecovery, PIN: otherPIN, Passphrase: otherPhrase})
				return err
			},
		}
		_, err := s.InviteAgain(ctx, owner, staff.InviteAgain{Command: command(), PersonID: lin.ID})
		require.NoError(t, err)
		for name, try := range tries {
			for range 4 {
				require.Zero(t, staff.WaitOf(try()), name)
			}
			require.Equal(t, time.Minute, staff.WaitOf(try()), name)
		}
		db.Clock.Advance(time.Minute)
		for name, try := range tries {
			assert.Equal(t, 2*time.Minute, staff.WaitOf(try()), name)
		}
		unlock(t, s, owner, ownerPhrase).Close()
	})
}

// otherRecovery is a well-formed code of no shop.
const otherRecovery = staff.Secret("0000-0000-0000-0000-0000-0000-Q882")

func TestNamesakesAreToldApartAndTilesFound(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *tempdb.Fixture) {
		ctx := context.Background()
		s, shop := openShop(t, db)
		owner := shop.Session.Actor
		add := staff.AddPeople{Command: command(), People: []staff.NewPerson{
			{Name: "林小满", Roles: []op.Role{op.Apprentice}},
			{Name: "曾志伟", Roles: []op.Role{op.Mentor}},
			{Name: "林小满", Roles: []op.Role{op.Apprentice}},
		}}
		invited, err := s.AddPeople(ctx, owner, add)
		require.NoError(t, err)
		assert.Equal(t, []string{"1", "", "2"}, []string{invited[0].Person.Tag, invited[1].Person.Tag, invited[2].Person.Tag})
		assert.Equal(t, "林小满 2", invited[2].Person.Label())
		again, err := s.AddPeople(ctx, owner, add)
		require.NoError(t, err)
		assert.Equal(t, invited[0].Person, again[0].Person, "sent twice, added once")
		assert.Empty(t, again[0].ClaimCode)

		names := func(text string) (all []string) {
			tiles, err := s.Tiles(ctx, text)
			require.NoError(t, err)
			for _, tile := range tiles {
				all = append(all, tile.Label())
			}
			return all
		}
		assert.Equal(t, []string{"沈岚", "林小满 1", "曾志伟", "林小满 2"}, names(""), "who was here last comes first")
		assert.Equal(t, []string{"林小满 1", "林小满 2"}, names("lxm"))
		assert.Equal(t, []string{"曾志伟"}, names("zeng"))
		assert.Empty(t, names("xyz"))

		p, err := s.Rename(ctx, owner, staff.Rename{Command: command(), PersonID: invited[2].Person.ID, Name: "曾志伟"})
		require.NoError(t, err)
		assert.Equal(t, "曾志伟 2", p.Label())
		assert.Equal(t, []string{"林小满"}, names("lin"), "no tag where there is no namesake")

		for key, people := range map[string][]staff.NewPerson{
			"fault.staff.no_people": {},
			"fault.staff.too_many":  make([]staff.NewPerson, staff.MostAtOnce+1),
			"fault.staff.name_row":  {{Name: "周敏", Roles: []op.Role{op.Mentor}}, {Name: "=1+1", Roles: []op.Role{op.Mentor}}},
			"fault.staff.no_role":   {{Name: "周敏", Roles: []op.Role{"admin"}}},
		} {
			_, err := s.AddPeople(ctx, owner, staff.AddPeople{Command: command(), People: people})
			assert.Equal(t, key, fault.KeyOf(err))
		}
		all, err := s.People(ctx, owner)
		require.NoError(t, err)
		assert.Len(t, all, 4, "a refused list adds nobody")
	})
}

func TestRolesAreCheckedAsTheyAreNow(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *tempdb.Fixture) {
		ctx := context.Background()
		s, shop := openShop(t, db)
		owner := shop.Session.Actor
		he := join(t, s, owner, "何俊", false, op.Mentor)
		forbidden := func(actor op.Actor, key string) {
			t.Helper()
			calls := map[string]func() error{
				"AddPeople": func() error {
					_, err := s.AddPeople(ctx, actor, staff.AddPeople{Command: command(), People: []staff.NewPerson{{Name: "周敏", Roles: []op.Role{op.Mentor}}}})
					return err
				},
				"InviteAgain": func() error {
					_, err := s.InviteAgain(ctx, actor, staff.InviteAgain{Command: command(), PersonID: owner.ID})
					return err
				},
				"SetRoles": func() error {
					_, err := s.SetRoles(ctx, actor, staff.SetRoles{Command: command(), PersonID: actor.ID, Roles: []op.Role{op.Owner}})
					return err
				},
				"Rename": func() error {
					_, err := s.Rename(ctx, actor, staff.Rename{Command: command(), PersonID: owner.ID, Name: "王"})
					return err
				},
				"Leave": func() error {
					_, err := s.Leave(ctx, actor, staff.Leave{Command: command(), PersonID: owner.ID})
					return err
				},
				"ReplaceKey": func() error {
					_, err := s.ReplaceKey(ctx, actor, staff.ReplaceKey{Command: command(), PersonID: owner.ID})
					return err
				},
				"NewRecoveryCode": func() error {
					_, err := s.NewRecoveryCode(ctx, actor, staff.NewRecoveryCode{Command: command(), Passphrase: ownerPhrase})
					return err
				},
				"Delegate": func() error { _, err := s.Delegate(ctx, actor, staff.Delegate{Command: command()}); return err },
			}
			for name, call := range calls {
				assert.Equal(t, key, fault.KeyOf(call()), name)
			}
		}
		forbidden(op.Actor{ID: he.ID, Roles: []op.Role{op.Owner}}, "fault.staff.not_allowed") // what the actor claims is not what counts
		forbidden(op.Actor{}, "fault.staff.not_signed_in")
		forbidden(op.Actor{ID: "nobody", Roles: []op.Role{op.Owner}}, "fault.staff.not_signed_in")

		_, err := s.SetRoles(ctx, owner, staff.SetRoles{Command: command(), PersonID: owner.ID, Roles: []op.Role{op.Mentor}})
		assert.Equal(t, "fault.staff.last_owner", fault.KeyOf(err))
		_, err = s.Leave(ctx, owner, staff.Leave{Command: command(), PersonID: owner.ID})
		assert.Equal(t, "fault.staff.last_owner", fault.KeyOf(err))
		_, err = s.SetRoles(ctx, owner, staff.SetRoles{Command: command(), PersonID: he.ID, Roles: []op.Role{op.Owner, op.Mentor}})
		require.NoError(t, err)
		_, err = s.Leave(ctx, he.Actor(), staff.Leave{Command: command(), PersonID: owner.ID})
		assert.Equal(t, "fault.staff.key_owner", fault.KeyOf(err), "the shop key would be lost")

		session, err := s.SignIn(ctx, staff.SignIn{PersonID: he.ID, PIN: otherPIN})
		require.NoError(t, err)
		_, err = s.Leave(ctx, owner, staff.Leave{Command: command(), PersonID: he.ID})
		require.NoError(t, err)
		forbidden(session.Actor, "fault.staff.has_left")
		_, err = s.SignIn(ctx, staff.SignIn{PersonID: he.ID, PIN: otherPIN})
		assert.Equal(t, "fault.staff.has_left", fault.KeyOf(err))
		back, err := s.InviteAgain(ctx, owner, staff.InviteAgain{Command: command(), PersonID: he.ID})
		require.NoError(t, err)
		_, err = s.Claim(ctx, staff.Claim{Command: command(), PersonID: he.ID, Code: back.ClaimCode, PIN: otherPIN})
		require.NoError(t, err, "and may come back")
		_, err = s.Person(ctx, owner, "nobody")
		assert.Equal(t, "fault.staff.no_person", fault.KeyOf(err))
	})
}
