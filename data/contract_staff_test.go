package data_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/data"
	"shifu/data/tempdb"
	"shifu/internal/fault"
	"shifu/internal/lang"
	"shifu/internal/ledger"
	"shifu/internal/op"
	"shifu/internal/testkit"
	"shifu/training/staff"
)

const (
	ownerPIN    = staff.Secret("204816")
	ownerPhrase = staff.Secret("青禾的账本只有我知道")
	otherPIN    = staff.Secret("731940")
	otherPhrase = staff.Secret("每天早上先看昨天的差评")
)

// cheap is what hashing costs in tests.
var cheap = staff.Cost{KiB: 8, Passes: 1, Threads: 1}

// newStaff is the service over a database, as after a start of the program.
func newStaff(db *tempdb.Fixture) *staff.Service {
	s := staff.New(data.StoreOf[staff.Tx](db.DB), db.Clock, db.IDs, testkit.Entropy(7))
	s.PINCost, s.PassphraseCost = cheap, cheap
	return s
}

func command() op.Command { return op.Command{ID: op.NewID()} }

// openShop opens a shop and answers the service with it.
func openShop(t testing.TB, db *tempdb.Fixture) (*staff.Service, staff.OpenedShop) {
	t.Helper()
	s := newStaff(db)
	shop, err := s.OpenShop(context.Background(), staff.OpenShop{
		Command: command(), Name: "青禾鞋履旗舰店", OwnerName: "沈岚", Language: lang.ZhHans, PIN: ownerPIN, Passphrase: ownerPhrase,
	})
	require.NoError(t, err)
	return s, shop
}

// join adds a person, claims the tile and, with a passphrase, enrols a key.
func join(t testing.TB, s *staff.Service, owner op.Actor, name string, keyed bool, roles ...op.Role) staff.Person {
	t.Helper()
	ctx := context.Background()
	invited, err := s.AddPeople(ctx, owner, staff.AddPeople{Command: command(), People: []staff.NewPerson{{Name: name, Roles: roles}}})
	require.NoError(t, err)
	session, err := s.Claim(ctx, staff.Claim{Command: command(), PersonID: invited[0].Person.ID, Code: invited[0].ClaimCode, PIN: otherPIN})
	require.NoError(t, err)
	if !keyed {
		return session.Person
	}
	p, err := s.EnrolKey(ctx, session.Actor, staff.EnrolKey{Command: command(), Passphrase: otherPhrase})
	require.NoError(t, err)
	return p
}

func unlock(t testing.TB, s *staff.Service, actor op.Actor, phrase staff.Secret) *staff.Signer {
	t.Helper()
	signer, err := s.Unlock(context.Background(), actor, phrase)
	require.NoError(t, err)
	return signer
}

// entries reads the whole ledger.
func entries(t testing.TB, db *tempdb.Fixture) (all []ledger.Entry) {
	t.Helper()
	require.NoError(t, data.StoreOf[staff.Tx](db.DB).View(context.Background(), func(tx staff.Tx) (err error) {
		all, err = tx.LedgerEntries(context.Background(), 0, 100000)
		return err
	}))
	return all
}

func TestOpeningAShopWritesItsChainOfKeys(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *tempdb.Fixture) {
		ctx := context.Background()
		s := newStaff(db)
		_, err := s.Shop(ctx)
		assert.Equal(t, "fault.staff.no_shop", fault.KeyOf(err))

		cmd := staff.OpenShop{Command: command(), Name: "青禾鞋履旗舰店", OwnerName: "沈岚", Language: lang.En, PIN: ownerPIN, Passphrase: ownerPhrase}
		opened, err := s.OpenShop(ctx, cmd)
		require.NoError(t, err)
		assert.Regexp(t, `^([0-9A-Z]{4}-){6}[0-9A-Z]{4}$`, string(opened.RecoveryCode))
		assert.Equal(t, "沈岚", opened.Owner.Name)
		assert.True(t, opened.Owner.HasKey)
		assert.Equal(t, []op.Role{op.Owner}, opened.Session.Actor.Roles)

		shop, err := s.Shop(ctx)
		require.NoError(t, err)
		assert.Equal(t, opened.Shop, shop)

		all := entries(t, db)
		require.Len(t, all, 4)
		assert.Equal(t, ledger.PersonRecorded, all[3].Kind)
		ring, err := staff.NewKeyring(all)
		require.NoError(t, err)
		assert.Equal(t, shop.KeyFingerprint, staff.Fingerprint(ring.Root()))
		assert.Equal(t, shop.ID, ring.Shop())

		again, err := s.OpenShop(ctx, cmd)
		require.NoError(t, err)
		assert.Equal(t, shop, again.Shop)
		assert.Empty(t, again.RecoveryCode)
		assert.Empty(t, again.Session)
		cmd.Command = command()
		_, err = s.OpenShop(ctx, cmd)
		assert.Equal(t, "fault.staff.shop_exists", fault.KeyOf(err))
		assert.Len(t, entries(t, db), 4)
	})
}

func TestANewPersonClaimsTheTileOnceAndSignsIn(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *tempdb.Fixture) {
		ctx := context.Background()
		s, shop := openShop(t, db)
		owner := shop.Session.Actor
		invited, err := s.AddPeople(ctx, owner, staff.AddPeople{Command: command(), People: []staff.NewPerson{
			{Name: "林小满", Roles: []op.Role{op.Apprentice}}, {Name: " 周敏 ", Roles: []op.Role{op.Mentor, op.Supervisor}},
		}})
		require.NoError(t, err)
		require.Len(t, invited, 2)
		assert.Equal(t, "周敏", invited[1].Person.Name)
		assert.Equal(t, []op.Role{op.Supervisor, op.Mentor}, invited[1].Person.Roles)
		lin := invited[0]

		_, err = s.SignIn(ctx, staff.SignIn{PersonID: lin.Person.ID, PIN: otherPIN})
		assert.Equal(t, "fault.staff.first_time", fault.KeyOf(err))
		_, err = s.Claim(ctx, staff.Claim{Command: command(), PersonID: lin.Person.ID, Code: invited[1].ClaimCode, PIN: otherPIN})
		assert.Equal(t, "fault.staff.wrong_code", fault.KeyOf(err), "another person's code")

		cmd := staff.Claim{Command: command(), PersonID: lin.Person.ID, Code: lin.ClaimCode, PIN: otherPIN}
		session, err := s.Claim(ctx, cmd)
		require.NoError(t, err)
		assert.Equal(t, staff.Active, session.Person.State)
		again, err := s.Claim(ctx, cmd)
		require.NoError(t, err, "the same command signs in")
		assert.Equal(t, session.Person.ID, again.Person.ID)
		cmd.PIN = "112233"
		_, err = s.Claim(ctx, cmd)
		assert.Equal(t, "fault.staff.wrong_pin", fault.KeyOf(err), "the command's id alone opens nothing")
		cmd.Command = command()
		_, err = s.Claim(ctx, cmd)
		assert.Equal(t, "fault.staff.no_claim", fault.KeyOf(err), "a code works once")

		db.Clock.Advance(staff.ClaimDays*24*time.Hour + time.Second)
		_, err = s.Claim(ctx, staff.Claim{Command: command(), PersonID: invited[1].Person.ID, Code: invited[1].ClaimCode, PIN: otherPIN})
		assert.Equal(t, "fault.staff.claim_over", fault.KeyOf(err))
		fresh, err := s.InviteAgain(ctx, owner, staff.InviteAgain{Command: command(), PersonID: invited[1].Person.ID})
		require.NoError(t, err)
		_, err = s.Claim(ctx, staff.Claim{Command: command(), PersonID: fresh.Person.ID, Code: fresh.ClaimCode, PIN: otherPIN})
		require.NoError(t, err)

		session, err = s.SignIn(ctx, staff.SignIn{PersonID: lin.Person.ID, PIN: "７３１９４０"})
		require.NoError(t, err, "full-width digits")
		assert.Equal(t, db.Clock.Now(), session.Person.LastSeenAt)
	})
}
