package data_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/data"
	"shifu/data/tempdb"
	"shifu/internal/fault"
	"shifu/internal/op"
	"shifu/quiz"
)

// BenchmarkCommit measures one durable answer, its step chained and its
// command remembered, beside the least that a disk asks for it.
func BenchmarkCommit(b *testing.B) {
	b.Run("answer", func(b *testing.B) {
		db := tempdb.SQLite(b)
		ctx, store := context.Background(), data.StoreOf[quiz.Tx](db.DB)
		terms := quiz.Terms{Purpose: quiz.Practice, Plan: []quiz.Planned{{Point: "p"}}}
		a, err := quiz.NewAttempt("a1", "lin", terms, quiz.Moment{At: db.Clock.Now(), By: "lin"})
		require.NoError(b, err)
		saved := 0
		save := func(tx quiz.Tx) error {
			fresh := a.Fresh()[saved:]
			saved += len(fresh)
			return tx.AppendSteps(ctx, "a1", quiz.Standing{State: a.State(), Head: a.Head(), Steps: saved}, fresh)
		}
		require.NoError(b, store.Update(ctx, func(tx quiz.Tx) error {
			if err := tx.CreateAttempt(ctx, quiz.Heading{ID: "a1", Learner: "lin", Purpose: terms.Purpose, StartedAt: tx.Now()}); err != nil {
				return err
			}
			return save(tx)
		}))
		on := false
		for b.Loop() {
			_, err := op.Run(ctx, store, "bench.Flag", op.Command{ID: op.NewID()}, saved, func(tx quiz.Tx) (int, error) {
				on = !on
				if _, err := a.Flag(0, on, quiz.Moment{At: tx.Now(), By: "lin"}); err != nil {
					return 0, err
				}
				return saved, save(tx)
			})
			require.NoError(b, err)
		}
	})
	b.Run("bare", func(b *testing.B) {
		f, err := os.Create(filepath.Join(b.TempDir(), "bare"))
		require.NoError(b, err)
		page := make([]byte, 4096)
		for b.Loop() {
			_, err := f.Write(page)
			require.NoError(b, err)
			require.NoError(b, f.Sync())
		}
		require.NoError(b, f.Close())
	})
}

func TestOfFiftyStartsAtOnceOneHoldsTheFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "shop")
	var wg sync.WaitGroup
	opened := make(chan *data.DB, 50)
	refused := make(chan error, 50)
	for range 50 {
		wg.Go(func() {
			db, err := data.Open(context.Background(), data.Options{Dir: dir, Probe: tempdb.Anywhere{}})
			if err != nil {
				refused <- err
				return
			}
			opened <- db
		})
	}
	wg.Wait()
	close(opened)
	close(refused)
	require.Len(t, opened, 1)
	for err := range refused {
		assert.Equal(t, "fault.data.in_use", fault.KeyOf(err), fmt.Sprint(err))
	}
	require.NoError(t, (<-opened).Close())
}
