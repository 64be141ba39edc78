package data

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/internal/fault"
	"shifu/internal/op"
)

type nowhere struct{}

func (nowhere) Place(string) (Place, error) { return Place{}, nil }

// A database that may not grow is as good as a full disk, without one.
func TestAFullDatabaseSaysSoAndKeepsWhatWasSaved(t *testing.T) {
	ctx := context.Background()
	db, err := Open(ctx, Options{Dir: filepath.Join(t.TempDir(), "shop"), Probe: nowhere{}})
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	store := StoreOf[op.Tx](db)
	save := func(id string) error {
		return store.Update(ctx, func(tx op.Tx) error { return tx.Remember(ctx, id, "test", "h", make([]byte, 4000)) })
	}
	var pages int64
	require.NoError(t, db.writer.QueryRowContext(ctx, `PRAGMA page_count`).Scan(&pages))
	_, err = db.writer.ExecContext(ctx, fmt.Sprintf(`PRAGMA max_page_count = %d`, pages+20))
	require.NoError(t, err)
	saved := 0
	for err = save("0"); err == nil; err = save(fmt.Sprint(saved)) {
		saved++
	}
	assert.Equal(t, "fault.data.full", fault.KeyOf(err))
	n, err := db.Commands(ctx)
	require.NoError(t, err)
	assert.EqualValues(t, saved, n)
	require.Positive(t, saved)

	_, err = db.writer.ExecContext(ctx, `PRAGMA max_page_count = 100000`)
	require.NoError(t, err)
	require.NoError(t, save("again"), "with room again it goes on")
}
