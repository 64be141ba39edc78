package data_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/data"
	"shifu/data/tempdb"
	"shifu/internal/fault"
	"shifu/internal/ledger"
	"shifu/internal/op"
	"shifu/training/staff"
)

// sign appends a signed entry and answers its signature.
func sign(db *tempdb.Fixture, signer *staff.Signer, actor op.Actor, meaning staff.Meaning, record any) (e ledger.Entry, err error) {
	ctx := context.Background()
	err = data.StoreOf[staff.Tx](db.DB).Update(ctx, func(tx staff.Tx) error {
		e, _, err = staff.AppendSigned(ctx, tx, ledger.ModuleSigned, record, signer.Hand(actor, meaning))
		return err
	})
	return e, err
}

func ringOf(t testing.TB, db *tempdb.Fixture) *staff.Keyring {
	t.Helper()
	ring, err := staff.NewKeyring(entries(t, db))
	require.NoError(t, err)
	return ring
}

func TestNobodySignsForAnother(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *tempdb.Fixture) {
		ctx := context.Background()
		s, shop := openShop(t, db)
		owner := shop.Session.Actor
		zhou := join(t, s, owner, "周敏", true, op.Mentor)
		lin := join(t, s, owner, "林小满", false, op.Apprentice)
		_, err := s.Unlock(ctx, lin.Actor(), otherPhrase)
		assert.Equal(t, "fault.staff.no_key", fault.KeyOf(err))
		_, err = s.Unlock(ctx, zhou.Actor(), ownerPhrase)
		assert.Equal(t, "fault.staff.wrong_passphrase", fault.KeyOf(err))
		_, err = s.EnrolKey(ctx, zhou.Actor(), staff.EnrolKey{Command: command(), Passphrase: "另一句完全不同的口令"})
		assert.Equal(t, "fault.staff.has_key", fault.KeyOf(err), "a key is not replaced by the way")

		signer := unlock(t, s, zhou.Actor(), otherPhrase)
		e, err := sign(db, signer, zhou.Actor(), staff.Assessed, map[string]any{"module": "pre-sales"})
		require.NoError(t, err)
		signed, err := ringOf(t, db).CheckEntry(e)
		require.NoError(t, err)
		require.Len(t, signed.Signatures, 1)
		sig := signed.Signatures[0]
		assert.Equal(t, zhou.ID, sig.PersonID)
		assert.Equal(t, shop.Shop.ID, sig.Shop)
		assert.Equal(t, e.Index, sig.Head.Size)
		assert.Equal(t, db.Clock.Now().UnixMilli(), sig.At)

		before := len(entries(t, db))
		for key, actor := range map[string]op.Actor{"lin": lin.Actor(), "owner": owner, "nobody": {}} {
			_, err := sign(db, signer, actor, staff.Assessed, map[string]any{"module": "x"})
			assert.Equal(t, "fault.staff.sign_for_another", fault.KeyOf(err), key)
		}
		elsewhere := tempdb.SQLite(t)
		openShop(t, elsewhere)
		_, err = sign(elsewhere, signer, zhou.Actor(), staff.Assessed, 1)
		assert.Equal(t, "fault.staff.no_person", fault.KeyOf(err), "in another shop")
		_, err = sign(db, nil, zhou.Actor(), staff.Assessed, 1)
		assert.Equal(t, "fault.staff.sign_locked", fault.KeyOf(err))
		signer.Close()
		_, err = sign(db, signer, zhou.Actor(), staff.Assessed, 1)
		assert.Equal(t, "fault.staff.sign_locked", fault.KeyOf(err))
		assert.Len(t, entries(t, db), before)
	})
}

func TestTheLedgerShowsWhoVouchedForAKey(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *tempdb.Fixture) {
		ctx := context.Background()
		s, shop := openShop(t, db)
		owner := shop.Session.Actor
		away := join(t, s, owner, "周敏", true, op.Mentor)
		present := join(t, s, owner, "何俊", false, op.Mentor)
		ownerKey := unlock(t, s, owner, ownerPhrase)
		present, err := s.EnrolKey(ctx, present.Actor(), staff.EnrolKey{Command: command(), Passphrase: otherPhrase, Owner: ownerKey})
		require.NoError(t, err)
		assert.True(t, present.HasKey)

		ring := ringOf(t, db)
		by := map[string]string{}
		for _, e := range entries(t, db) {
			if e.Kind == ledger.KeyEnrolled {
				s, err := staff.ReadSigned(e)
				require.NoError(t, err)
				by[string(s.Record)] = s.Signatures[0].KeyID
			}
		}
		root := staff.Fingerprint(ring.Root())
		assert.Len(t, by, 3)
		for record, key := range by {
			if !strings.Contains(record, away.ID) {
				assert.Equal(t, root, key, "with the owner present")
			} else {
				assert.NotEqual(t, root, key, "by the issuing key")
			}
		}
		mentorKey := unlock(t, s, away.Actor(), otherPhrase)
		lin := join(t, s, owner, "林小满", false, op.Apprentice)
		_, err = s.EnrolKey(ctx, lin.Actor(), staff.EnrolKey{Command: command(), Passphrase: otherPhrase, Owner: mentorKey})
		assert.Equal(t, "fault.staff.shop_key_locked", fault.KeyOf(err), "a mentor is no owner")
	})
}

func TestReplacingAKeyTakesTwoPeople(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *tempdb.Fixture) {
		ctx := context.Background()
		s, shop := openShop(t, db)
		owner := shop.Session.Actor
		zhou := join(t, s, owner, "周敏", true, op.Mentor)
		lin := join(t, s, owner, "林小满", true, op.Apprentice)
		chen := join(t, s, owner, "陈宇航", true, op.Apprentice)
		ownerKey, zhouKey := unlock(t, s, owner, ownerPhrase), unlock(t, s, zhou.Actor(), otherPhrase)
		linKey, chenKey := unlock(t, s, lin.Actor(), otherPhrase), unlock(t, s, chen.Actor(), otherPhrase)
		old := linKey.KeyID()

		for name, c := range map[string]struct {
			cmd staff.ReplaceKey
			key string
		}{
			"the owner alone":            {staff.ReplaceKey{PersonID: lin.ID, Owner: ownerKey}, "fault.staff.second_needed"},
			"the owner twice":            {staff.ReplaceKey{PersonID: lin.ID, Owner: ownerKey, Second: ownerKey}, "fault.staff.second_needed"},
			"the person confirming":      {staff.ReplaceKey{PersonID: lin.ID, Owner: ownerKey, Second: linKey}, "fault.staff.second_needed"},
			"another apprentice":         {staff.ReplaceKey{PersonID: lin.ID, Owner: ownerKey, Second: chenKey}, "fault.staff.second_needed"},
			"no owner":                   {staff.ReplaceKey{PersonID: lin.ID, Second: zhouKey}, "fault.staff.shop_key_locked"},
			"a mentor as the owner":      {staff.ReplaceKey{PersonID: lin.ID, Owner: zhouKey, Second: zhouKey}, "fault.staff.shop_key_locked"},
			"the owner's own":            {staff.ReplaceKey{PersonID: owner.ID, Owner: ownerKey, Second: zhouKey}, "fault.staff.replace_self"},
			"nobody's":                   {staff.ReplaceKey{PersonID: "nobody", Owner: ownerKey, Second: zhouKey}, "fault.staff.no_person"},
			"the code where a mentor is": {staff.ReplaceKey{PersonID: lin.ID, Owner: ownerKey, RecoveryCode: shop.RecoveryCode}, "fault.staff.code_not_enough"},
			"a wrong code":               {staff.ReplaceKey{PersonID: lin.ID, Owner: ownerKey, RecoveryCode: otherRecovery}, "fault.staff.wrong_recovery"},
			"half a code":                {staff.ReplaceKey{PersonID: lin.ID, Owner: ownerKey, RecoveryCode: "ABCD"}, "fault.staff.recovery_typo"},
		} {
			c.cmd.Command = command()
			_, err := s.ReplaceKey(ctx, owner, c.cmd)
			assert.Equal(t, c.key, fault.KeyOf(err), name)
		}
		_, err := sign(db, linKey, lin.Actor(), staff.Confirmed, "still good")
		require.NoError(t, err)

		cmd := staff.ReplaceKey{Command: command(), PersonID: lin.ID, Owner: ownerKey, Second: zhouKey}
		p, err := s.ReplaceKey(ctx, owner, cmd)
		require.NoError(t, err)
		assert.False(t, p.HasKey)
		n := len(entries(t, db))
		_, err = s.ReplaceKey(ctx, owner, cmd)
		require.NoError(t, err)
		assert.Len(t, entries(t, db), n, "sent twice, done once")
		_, err = sign(db, linKey, lin.Actor(), staff.Confirmed, "x")
		assert.Equal(t, "fault.staff.key_gone", fault.KeyOf(err), "an open signer signs no more")
		_, err = s.Unlock(ctx, lin.Actor(), otherPhrase)
		assert.Equal(t, "fault.staff.no_key", fault.KeyOf(err))
		_, err = s.EnrolKey(ctx, lin.Actor(), staff.EnrolKey{Command: command(), Passphrase: "新的口令要自己记得住"})
		require.NoError(t, err)
		_, err = sign(db, linKey, lin.Actor(), staff.Confirmed, "x")
		assert.Equal(t, "fault.staff.key_gone", fault.KeyOf(err))
		fresh := unlock(t, s, lin.Actor(), "新的口令要自己记得住")
		assert.NotEqual(t, old, fresh.KeyID())
		_, err = sign(db, fresh, lin.Actor(), staff.Confirmed, "x")
		require.NoError(t, err)
		ring := ringOf(t, db)
		for _, e := range entries(t, db) {
			if e.Kind == ledger.PersonRecorded { // not signed
				continue
			}
			_, err := ring.CheckEntry(e)
			require.NoError(t, err, "what was signed stays good")
		}

		_, err = s.Leave(ctx, owner, staff.Leave{Command: command(), PersonID: chen.ID})
		require.NoError(t, err)
		_, err = sign(db, chenKey, chen.Actor(), staff.Confirmed, "x")
		assert.Equal(t, "fault.staff.has_left", fault.KeyOf(err))
		held, ok := ringOf(t, db).Key(chenKey.KeyID())
		require.True(t, ok)
		assert.Positive(t, held.Until, "leaving ends the key in the ledger")
	})
}

func TestInAShopOfOneTheRecoveryCodeStandsIn(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *tempdb.Fixture) {
		ctx := context.Background()
		s, shop := openShop(t, db)
		owner := shop.Session.Actor
		lin := join(t, s, owner, "林小满", true, op.Apprentice)
		ownerKey := unlock(t, s, owner, ownerPhrase)
		_, err := s.ReplaceKey(ctx, owner, staff.ReplaceKey{Command: command(), PersonID: lin.ID, Owner: ownerKey, RecoveryCode: shop.RecoveryCode})
		require.NoError(t, err)
		_, err = s.EnrolKey(ctx, lin.Actor(), staff.EnrolKey{Command: command(), Passphrase: "新的口令要自己记得住"})
		require.NoError(t, err)
		ringOf(t, db)
	})
}

func TestTheOwnerWhoForgotEverythingComesBackWithTheCode(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *tempdb.Fixture) {
		ctx := context.Background()
		s, shop := openShop(t, db)
		owner := shop.Session.Actor
		before := unlock(t, s, owner, ownerPhrase).KeyID()
		for range 6 {
			_, err := s.Unlock(ctx, owner, "not the passphrase")
			require.Error(t, err)
			_, err = s.SignIn(ctx, staff.SignIn{PersonID: owner.ID, PIN: "111112"})
			require.Error(t, err)
		}
		cmd := staff.Recover{Command: command(), Code: shop.RecoveryCode, PIN: "550123", Passphrase: "这一句我再也不会忘记"}
		back, err := s.Recover(ctx, cmd)
		require.NoError(t, err)
		assert.Equal(t, owner.ID, back.Session.Actor.ID)
		assert.NotEqual(t, shop.RecoveryCode, back.RecoveryCode)
		again, err := s.Recover(ctx, cmd)
		require.NoError(t, err)
		assert.Equal(t, owner.ID, again.Owner.ID)
		assert.Empty(t, again.RecoveryCode)
		assert.Empty(t, again.Session, "the id of a command opens nothing")

		_, err = s.SignIn(ctx, staff.SignIn{PersonID: owner.ID, PIN: "550123"})
		require.NoError(t, err)
		signer := unlock(t, s, owner, cmd.Passphrase)
		assert.Equal(t, before, signer.KeyID(), "the same key")
		_, err = s.Delegate(ctx, owner, staff.Delegate{Command: command(), Owner: signer})
		require.NoError(t, err, "and the shop key")
		_, err = s.Unlock(ctx, owner, ownerPhrase)
		assert.Equal(t, "fault.staff.wrong_passphrase", fault.KeyOf(err))
		_, err = s.Recover(ctx, staff.Recover{Command: command(), Code: shop.RecoveryCode, PIN: "550123", Passphrase: "这一句我再也不会忘记"})
		assert.Equal(t, "fault.staff.wrong_recovery", fault.KeyOf(err), "a code is used up")
		printed, err := s.NewRecoveryCode(ctx, owner, staff.NewRecoveryCode{Command: command(), Passphrase: cmd.Passphrase})
		require.NoError(t, err)
		_, err = s.Recover(ctx, staff.Recover{Command: command(), Code: back.RecoveryCode, PIN: "550123", Passphrase: "这一句我再也不会忘记"})
		assert.Equal(t, "fault.staff.wrong_recovery", fault.KeyOf(err), "a new code replaces the old one")
		_, err = s.Recover(ctx, staff.Recover{Command: command(), Code: printed.Code, PIN: "660123", Passphrase: "这一句我再也不会忘记"})
		require.NoError(t, err)
	})
}

func TestAPassphraseIsChangedWithoutChangingTheKey(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *tempdb.Fixture) {
		ctx := context.Background()
		s, shop := openShop(t, db)
		owner := shop.Session.Actor
		before := unlock(t, s, owner, ownerPhrase).KeyID()
		cmd := staff.ChangePassphrase{Command: command(), Old: ownerPhrase, New: "换了一句更好记的口令"}
		_, err := s.ChangePassphrase(ctx, owner, cmd)
		require.NoError(t, err)
		_, err = s.ChangePassphrase(ctx, owner, cmd)
		require.NoError(t, err, "sent again, although the old one is no longer right")
		signer := unlock(t, s, owner, cmd.New)
		assert.Equal(t, before, signer.KeyID())
		_, err = s.Delegate(ctx, owner, staff.Delegate{Command: command(), Owner: signer})
		require.NoError(t, err, "the shop key is under it, too")
		_, err = s.Unlock(ctx, owner, ownerPhrase)
		assert.Equal(t, "fault.staff.wrong_passphrase", fault.KeyOf(err))
		_, err = s.Recover(ctx, staff.Recover{Command: command(), Code: shop.RecoveryCode, PIN: "550123", Passphrase: ownerPhrase})
		require.NoError(t, err, "the recovery code stays good")
	})
}

func TestWithoutTheFolderKeyTheOwnerDelegatesAnew(t *testing.T) {
	db := tempdb.SQLite(t)
	ctx := context.Background()
	s, shop := openShop(t, db)
	owner := shop.Session.Actor
	head, err := s.Checkpoint(ctx, owner)
	require.NoError(t, err)
	again, err := s.Checkpoint(ctx, owner)
	require.NoError(t, err)
	assert.Equal(t, head, again)
	_, held, err := ringOf(t, db).OpenCheckpoint(head.Note)
	require.NoError(t, err)
	assert.NotEqual(t, shop.Shop.KeyFingerprint, held.ID, "signed by the issuing key")

	// A backup of the database, put back on another PC.
	file := filepath.Join(db.Options.Dir, "folder.key")
	info, err := os.Stat(file)
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	require.NoError(t, os.Remove(file))
	lin := join(t, s, owner, "林小满", false, op.Apprentice)
	_, err = s.EnrolKey(ctx, lin.Actor(), staff.EnrolKey{Command: command(), Passphrase: otherPhrase})
	assert.Equal(t, "fault.staff.no_delegation", fault.KeyOf(err))
	_, err = s.Delegate(ctx, owner, staff.Delegate{Command: command()})
	assert.Equal(t, "fault.staff.shop_key_locked", fault.KeyOf(err))
	signer := unlock(t, s, owner, ownerPhrase)
	d, err := s.Delegate(ctx, owner, staff.Delegate{Command: command(), Owner: signer})
	require.NoError(t, err)
	assert.NotEqual(t, held.ID, d.KeyID)
	_, err = s.EnrolKey(ctx, lin.Actor(), staff.EnrolKey{Command: command(), Passphrase: otherPhrase})
	require.NoError(t, err)
	ring := ringOf(t, db)
	_, _, err = ring.OpenCheckpoint(head.Note)
	require.NoError(t, err, "what the old one signed stays good")
	require.NoError(t, os.WriteFile(file, []byte("short\n"), 0o600))
	_, err = s.Checkpoint(ctx, owner)
	assert.Equal(t, "fault.staff.no_delegation", fault.KeyOf(err))
}

func TestUnlockingWithTheProductsCostsWorks(t *testing.T) {
	db := tempdb.SQLite(t)
	s := newStaff(db)
	s.PINCost, s.PassphraseCost = staff.PINCost, staff.PassphraseCost
	ctx := context.Background()
	shop, err := s.OpenShop(ctx, staff.OpenShop{Command: command(), Name: "青禾", OwnerName: "沈岚", PIN: ownerPIN, Passphrase: ownerPhrase})
	require.NoError(t, err)
	_, err = s.SignIn(ctx, staff.SignIn{PersonID: shop.Owner.ID, PIN: ownerPIN})
	require.NoError(t, err)
	unlock(t, s, shop.Session.Actor, ownerPhrase).Close()
	late, cancel := context.WithTimeout(ctx, time.Nanosecond)
	defer cancel()
	_, err = s.Unlock(late, shop.Session.Actor, ownerPhrase)
	assert.Error(t, err)
}
