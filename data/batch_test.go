package data_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/data"
	"shifu/data/tempdb"
	"shifu/internal/ledger"
	"shifu/quiz"
)

// batched saves a point and an entry of the ledger.
func batched(db *tempdb.Fixture, id string, fails error) error {
	ctx := context.Background()
	return data.StoreOf[quiz.Tx](db.DB).Update(ctx, func(tx quiz.Tx) error {
		if err := tx.SavePoint(ctx, quiz.Point{ID: id}); err != nil {
			return err
		}
		if _, err := any(tx).(ledger.Log).AppendEntry(ctx, ledger.AttemptHandedIn, id); err != nil {
			return err
		}
		return fails
	})
}

func pointIDs(t *testing.T, db *tempdb.Fixture) []string {
	ids := []string{}
	require.NoError(t, data.StoreOf[quiz.Tx](db.DB).View(context.Background(), func(tx quiz.Tx) error {
		points, err := tx.Points(context.Background())
		for _, p := range points {
			ids = append(ids, p.ID)
		}
		return err
	}))
	return ids
}

// ledgerFileLines counts the lines of the ledger file.
func ledgerFileLines(t *testing.T, db *tempdb.Fixture) int {
	raw, err := os.ReadFile(filepath.Join(db.Folder(), "ledger.jsonl"))
	if errors.Is(err, os.ErrNotExist) {
		return 0
	}
	require.NoError(t, err)
	return strings.Count(string(raw), "\n")
}

func TestABatchIsKeptWhole(t *testing.T) {
	db, ctx := tempdb.SQLite(t), context.Background()
	before := ledgerFileLines(t, db)
	require.NoError(t, db.Batch(ctx, func() error {
		require.NoError(t, batched(db, "a", nil))
		assert.Equal(t, []string{"a"}, pointIDs(t, db), "reads see what was done so far")
		assert.Equal(t, before, ledgerFileLines(t, db), "nothing is said to be kept before it is")
		assert.ErrorContains(t, batched(db, "b", errors.New("refused")), "refused")
		return batched(db, "c", nil)
	}))
	assert.Equal(t, []string{"a", "c"}, pointIDs(t, db), "a use case that fails undoes itself alone")
	assert.Equal(t, before+2, ledgerFileLines(t, db))
	require.NoError(t, batched(db, "d", nil), "afterwards all is as ever")
	assert.Equal(t, []string{"a", "c", "d"}, pointIDs(t, db))
}

func TestABatchThatFailsLeavesNothing(t *testing.T) {
	db, ctx := tempdb.SQLite(t), context.Background()
	before := ledgerFileLines(t, db)
	require.ErrorContains(t, db.Batch(ctx, func() error {
		require.NoError(t, batched(db, "a", nil))
		return errors.New("the power")
	}), "power")
	assert.Panics(t, func() {
		_ = db.Batch(ctx, func() error {
			require.NoError(t, batched(db, "b", nil))
			panic("a mistake")
		})
	})
	assert.Empty(t, pointIDs(t, db))
	assert.Equal(t, before, ledgerFileLines(t, db))
	require.NoError(t, batched(db, "c", nil), "the writer's turn was given back")
}
