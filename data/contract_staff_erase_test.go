package data_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/data"
	"shifu/data/tempdb"
	"shifu/internal/fault"
	"shifu/internal/ledger"
	"shifu/internal/op"
	"shifu/training/staff"
)

const forgotten = "欧阳不留名"

func TestWhoLeftIsErasedOnRequestAndEverythingStillVerifies(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *tempdb.Fixture) {
		ctx := context.Background()
		s, opened := openShop(t, db)
		shen := opened.Owner.Actor()
		gone := join(t, s, shen, forgotten, true, op.Apprentice)
		stays := join(t, s, shen, "周敏", true, op.Mentor)
		_, err := s.Rename(ctx, shen, staff.Rename{Command: command(), PersonID: gone.ID, Name: forgotten + "二"})
		require.NoError(t, err)
		erase := func(actor op.Actor, person string) error {
			_, err := s.Erase(ctx, actor, staff.Erase{Command: command(), PersonID: person})
			return err
		}
		assert.Equal(t, "fault.staff.erase_leave_first", fault.KeyOf(erase(shen, gone.ID)))
		_, err = s.Leave(ctx, shen, staff.Leave{Command: command(), PersonID: gone.ID})
		require.NoError(t, err)
		assert.Equal(t, "fault.staff.not_allowed", fault.KeyOf(erase(stays.Actor(), gone.ID)), "owners only")
		before := ledgerHead(t, db)
		require.NoError(t, erase(shen, gone.ID))

		p, err := s.Person(ctx, shen, gone.ID)
		require.NoError(t, err)
		assert.Equal(t, staff.Person{ID: gone.ID, Name: "—", Roles: gone.Roles, State: staff.Left, JoinedAt: gone.JoinedAt}, p)
		assert.True(t, p.Erased())
		assert.Equal(t, "fault.staff.erased", fault.KeyOf(erase(shen, gone.ID)), "there is nothing more to forget")
		_, err = s.InviteAgain(ctx, shen, staff.InviteAgain{Command: command(), PersonID: gone.ID})
		assert.Equal(t, "fault.staff.erased", fault.KeyOf(err))
		_, err = s.Rename(ctx, shen, staff.Rename{Command: command(), PersonID: gone.ID, Name: forgotten})
		assert.Equal(t, "fault.staff.erased", fault.KeyOf(err), "nobody gives the name back")

		require.NoError(t, data.StoreOf[staff.Tx](db.DB).View(ctx, func(tx staff.Tx) error {
			entries, err := tx.LedgerEntries(ctx, 0, 1000)
			require.NoError(t, err)
			erased := 0
			for _, e := range entries {
				assert.NotContains(t, string(e.Payload), forgotten)
				require.NoError(t, e.Check())
				if e.Erased() {
					erased++
					assert.Equal(t, ledger.PersonRecorded, e.Kind)
				}
			}
			assert.GreaterOrEqual(t, erased, 3, "each record of the row")
			keys, err := tx.Keys(ctx, gone.ID)
			require.NoError(t, err)
			require.Len(t, keys, 1)
			assert.Empty(t, keys[0].Wrapped.Box)
			assert.NotEmpty(t, keys[0].Public, "what was signed is still checked with it")
			return nil
		}))
		after := ledgerHead(t, db)
		assert.Equal(t, before.Size+1, after.Size, "the row without the name is recorded")
		d, err := db.Doctor(ctx)
		require.NoError(t, err)
		assert.Empty(t, d.Findings, "nobody is accused")

		// A second person who is forgotten is told apart from the first.
		_, err = s.Leave(ctx, shen, staff.Leave{Command: command(), PersonID: stays.ID})
		require.NoError(t, err)
		require.NoError(t, erase(shen, stays.ID))
		p, err = s.Person(ctx, shen, stays.ID)
		require.NoError(t, err)
		assert.Equal(t, "— 2", p.Label())

		if db.Options.DSN != "" {
			return // the server's backup is the server's
		}
		out := filepath.Join(t.TempDir(), "copy.db")
		_, err = db.Backup(ctx, out)
		require.NoError(t, err)
		raw, err := os.ReadFile(out)
		require.NoError(t, err)
		assert.False(t, bytes.Contains(raw, []byte(forgotten)), "no byte of the database says the name")
	})
}

func ledgerHead(t *testing.T, db *tempdb.Fixture) (head ledger.Head) {
	t.Helper()
	require.NoError(t, data.StoreOf[staff.Tx](db.DB).View(context.Background(), func(tx staff.Tx) (err error) {
		head, err = tx.LedgerHead(context.Background())
		return err
	}))
	return head
}
