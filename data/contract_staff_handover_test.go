package data_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/data"
	"shifu/data/tempdb"
	"shifu/internal/fault"
	"shifu/internal/op"
	"shifu/training/staff"
)

// keeper is whose passphrase opens the shop key.
func keeper(t *testing.T, db *tempdb.Fixture) (id string) {
	t.Helper()
	require.NoError(t, data.StoreOf[staff.Tx](db.DB).View(context.Background(), func(tx staff.Tx) error {
		shop, _, err := tx.ShopState(context.Background())
		id = shop.OwnerID
		return err
	}))
	return id
}

func TestTheShopKeyIsHandedOverAndTheOwnerMayLeave(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *tempdb.Fixture) {
		ctx := context.Background()
		s, shop := openShop(t, db)
		owner := shop.Session.Actor
		zhou := join(t, s, owner, "周敏", true, op.Owner, op.Mentor)
		lin := join(t, s, owner, "林小满", true, op.Mentor)
		wu := join(t, s, owner, "吴桐", false, op.Owner)
		signer := unlock(t, s, owner, ownerPhrase)

		for name, c := range map[string]struct {
			actor op.Actor
			cmd   staff.HandOver
			key   string
		}{
			"to who is no owner":          {owner, staff.HandOver{PersonID: lin.ID, Passphrase: otherPhrase, Owner: signer}, "fault.staff.hand_over_to"},
			"to an owner without a key":   {owner, staff.HandOver{PersonID: wu.ID, Passphrase: otherPhrase, Owner: signer}, "fault.staff.hand_over_to"},
			"to the keeper":               {owner, staff.HandOver{PersonID: owner.ID, Passphrase: ownerPhrase, Owner: signer}, "fault.staff.hand_over_to"},
			"with a wrong passphrase":     {owner, staff.HandOver{PersonID: zhou.ID, Passphrase: ownerPhrase, Owner: signer}, "fault.staff.wrong_passphrase"},
			"by who does not keep it":     {zhou.Actor(), staff.HandOver{PersonID: zhou.ID, Passphrase: otherPhrase, Owner: unlock(t, s, zhou.Actor(), otherPhrase)}, "fault.staff.shop_key_locked"},
			"by a mentor":                 {lin.Actor(), staff.HandOver{PersonID: lin.ID, Passphrase: otherPhrase, RecoveryCode: shop.RecoveryCode}, "fault.staff.not_allowed"},
			"with the code for another":   {owner, staff.HandOver{PersonID: zhou.ID, Passphrase: otherPhrase, RecoveryCode: shop.RecoveryCode}, "fault.staff.not_allowed"},
			"with somebody else's signer": {zhou.Actor(), staff.HandOver{PersonID: zhou.ID, Passphrase: otherPhrase, Owner: signer}, "fault.staff.shop_key_locked"},
		} {
			c.cmd.Command = command()
			_, err := s.HandOver(ctx, c.actor, c.cmd)
			assert.Equal(t, c.key, fault.KeyOf(err), name)
		}
		_, err := s.Leave(ctx, owner, staff.Leave{Command: command(), PersonID: owner.ID})
		assert.Equal(t, "fault.staff.key_owner", fault.KeyOf(err))
		assert.Equal(t, owner.ID, keeper(t, db))

		cmd := staff.HandOver{Command: command(), PersonID: zhou.ID, Passphrase: otherPhrase, Owner: signer}
		out, err := s.HandOver(ctx, owner, cmd)
		require.NoError(t, err)
		assert.Equal(t, zhou.ID, out.Owner.ID)
		assert.NotEmpty(t, out.RecoveryCode)
		assert.Equal(t, zhou.ID, keeper(t, db))
		again, err := s.HandOver(ctx, owner, cmd)
		require.NoError(t, err)
		assert.Equal(t, zhou.ID, again.Owner.ID)
		assert.Empty(t, again.RecoveryCode, "shown once")

		// The new keeper opens the shop key; the old one and the old code do not.
		kept := unlock(t, s, zhou.Actor(), otherPhrase)
		_, err = s.Delegate(ctx, zhou.Actor(), staff.Delegate{Command: command(), Owner: kept})
		require.NoError(t, err)
		_, err = s.Delegate(ctx, owner, staff.Delegate{Command: command(), Owner: unlock(t, s, owner, ownerPhrase)})
		assert.Equal(t, "fault.staff.shop_key_locked", fault.KeyOf(err))
		_, err = s.Recover(ctx, staff.Recover{Command: command(), Code: shop.RecoveryCode, PIN: "739164", Passphrase: "又一句谁也猜不到的口令"})
		assert.Equal(t, "fault.staff.wrong_recovery", fault.KeyOf(err))
		_, err = s.Leave(ctx, zhou.Actor(), staff.Leave{Command: command(), PersonID: owner.ID})
		require.NoError(t, err)

		d, err := db.Doctor(ctx)
		require.NoError(t, err)
		assert.Empty(t, d.Findings)
		_, err = s.Recover(ctx, staff.Recover{Command: command(), Code: out.RecoveryCode, PIN: "739164", Passphrase: "又一句谁也猜不到的口令"})
		require.NoError(t, err, "the new code is the new keeper's")
	})
}

func TestTheRecoveryCodeHandsTheShopKeyOverWhenItsKeeperIsGone(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *tempdb.Fixture) {
		ctx := context.Background()
		s, shop := openShop(t, db)
		zhou := join(t, s, shop.Session.Actor, "周敏", true, op.Owner)
		_, err := s.HandOver(ctx, zhou.Actor(), staff.HandOver{Command: command(), PersonID: zhou.ID, Passphrase: otherPhrase, RecoveryCode: "AAAA-AAAA"})
		require.Error(t, err)
		assert.NotEqual(t, zhou.ID, keeper(t, db))
		_, err = s.HandOver(ctx, zhou.Actor(), staff.HandOver{Command: command(), PersonID: zhou.ID, Passphrase: otherPhrase, RecoveryCode: shop.RecoveryCode})
		require.NoError(t, err)
		assert.Equal(t, zhou.ID, keeper(t, db))
		d, err := db.Doctor(ctx)
		require.NoError(t, err)
		assert.Empty(t, d.Findings)

		// A keeper that only a database tool made is found.
		require.NoError(t, data.StoreOf[staff.Tx](db.DB).Update(ctx, func(tx staff.Tx) error {
			state, _, err := tx.ShopState(ctx)
			if err != nil {
				return err
			}
			state.OwnerID = shop.Owner.ID
			return tx.SaveShop(ctx, state)
		}))
		d, err = db.Doctor(ctx)
		require.NoError(t, err)
		require.Len(t, d.Findings, 1)
		assert.Equal(t, "fault.staff.row.keeper", d.Findings[0].Fault)
	})
}
