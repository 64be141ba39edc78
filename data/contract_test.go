package data_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/data"
	"shifu/data/tempdb"
	"shifu/internal/fault"
	"shifu/internal/op"
)

// eachEngine runs a contract test on SQLite and, when SHIFU_TEST_POSTGRES
// names a server, on PostgreSQL.
func eachEngine(t *testing.T, test func(t *testing.T, db *tempdb.Fixture)) {
	t.Helper()
	tempdb.Each(t, test)
}

func TestACommandRunsOnceHoweverOftenItIsSent(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *tempdb.Fixture) {
		ctx, store, ran := context.Background(), data.StoreOf[op.Tx](db.DB), 0
		cmd := op.Command{ID: op.NewID()}
		run := func(request string) (string, error) {
			return op.Run(ctx, store, "test.Greet", cmd, request, func(tx op.Tx) (string, error) {
				ran++
				return "hello " + request, nil
			})
		}
		for range 3 {
			got, err := run("林小满")
			require.NoError(t, err)
			assert.Equal(t, "hello 林小满", got)
		}
		assert.Equal(t, 1, ran)

		_, err := run("someone else")
		assert.Equal(t, "fault.op.reused", fault.KeyOf(err))
		assert.Equal(t, 1, ran)
	})
}

func TestAFailedTransactionKeepsNothingAndTellsNobody(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *tempdb.Fixture) {
		ctx, store := context.Background(), data.StoreOf[op.Tx](db.DB)
		var heard []op.Change
		defer db.Subscribe(func(c []op.Change) { heard = append(heard, c...) })()

		boom := errors.New("boom")
		err := store.Update(ctx, func(tx op.Tx) error {
			require.NoError(t, tx.Remember(ctx, "c1", "test", "h", []byte(`1`)))
			tx.Publish(op.Change{Topic: "test", ID: "1"})
			return boom
		})
		assert.ErrorIs(t, err, boom)
		assert.Panics(t, func() {
			_ = store.Update(ctx, func(tx op.Tx) error {
				require.NoError(t, tx.Remember(ctx, "c1", "test", "h", []byte(`1`)))
				panic("boom")
			})
		})
		assert.Empty(t, heard)
		require.NoError(t, store.Update(ctx, func(tx op.Tx) error {
			_, _, found, err := tx.Replayed(ctx, "c1")
			assert.False(t, found)
			tx.Publish(op.Change{Topic: "test", ID: "2"})
			assert.Empty(t, heard, "before the commit")
			return err
		}))
		assert.Equal(t, []op.Change{{Topic: "test", ID: "2"}}, heard)
	})
}

func TestATransactionHasOneNow(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *tempdb.Fixture) {
		start := db.Clock.Now()
		require.NoError(t, data.StoreOf[op.Tx](db.DB).View(context.Background(), func(tx op.Tx) error {
			db.Clock.Advance(time.Hour)
			assert.Equal(t, start, tx.Now())
			return nil
		}))
	})
}

func TestAViewCannotWrite(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *tempdb.Fixture) {
		ctx := context.Background()
		err := data.StoreOf[op.Tx](db.DB).View(ctx, func(tx op.Tx) error {
			return tx.Remember(ctx, "c1", "test", "h", nil)
		})
		assert.Equal(t, "fault.data.read_only", fault.KeyOf(err))
	})
}

func TestTheSameKeyTwiceIsAConflict(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *tempdb.Fixture) {
		ctx := context.Background()
		err := data.StoreOf[op.Tx](db.DB).Update(ctx, func(tx op.Tx) error {
			require.NoError(t, tx.Remember(ctx, "c1", "test", "h", nil))
			return tx.Remember(ctx, "c1", "test", "h", nil)
		})
		assert.True(t, fault.Is(err, fault.Conflict), err)
	})
}

func TestWritersWaitForEachOther(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *tempdb.Fixture) {
		ctx, store := context.Background(), data.StoreOf[op.Tx](db.DB)
		const n = 20
		done := make(chan error, n)
		for range n {
			go func() {
				done <- store.Update(ctx, func(tx op.Tx) error {
					// Reads first, writes what it read plus one: lost updates show.
					last := ""
					for {
						next := last + "x"
						if _, _, found, err := tx.Replayed(ctx, next); err != nil || !found {
							if err != nil {
								return err
							}
							return tx.Remember(ctx, next, "count", "", nil)
						}
						last = next
					}
				})
			}()
		}
		for range n {
			require.NoError(t, <-done)
		}
	})
}

func TestAnswersOfOldCommandsAreForgotten(t *testing.T) {
	db := tempdb.SQLite(t)
	ctx := context.Background()
	require.NoError(t, remember(ctx, db.DB, "old"))
	db.Clock.Advance(8 * 24 * time.Hour)
	require.NoError(t, remember(ctx, db.DB, "new"))
	require.NoError(t, db.Close())
	var err error
	db.DB, err = data.Open(ctx, db.Options)
	require.NoError(t, err)
	for id, want := range map[string]bool{"old": false, "new": true} {
		found, err := remembers(ctx, db.DB, id)
		require.NoError(t, err)
		assert.Equal(t, want, found, id)
	}
}
