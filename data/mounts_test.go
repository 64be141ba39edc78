//go:build linux && mounts

// What these tests need only root can do: mount a small tmpfs and remount it
// read-only. They are run with -tags mounts (scripts/mounts-test.sh); where
// mounting is refused they fail and say so.

package data_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/data"
	"shifu/data/tempdb"
	"shifu/internal/fault"
	"shifu/internal/op"
)

// small mounts a disk of so many kilobytes.
func small(t *testing.T, kilobytes int) string {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, syscall.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprintf("size=%dk", kilobytes)), "mounting needs root")
	t.Cleanup(func() { require.NoError(t, syscall.Unmount(dir, 0)) })
	return dir
}

func TestAFullDiskLosesNothingThatWasSaved(t *testing.T) {
	ctx, disk := context.Background(), small(t, 2048)
	dir := filepath.Join(disk, "shop")
	db, err := data.Open(ctx, data.Options{Dir: dir, Probe: tempdb.Anywhere{}})
	require.NoError(t, err)
	saved := 0
	save := func() error {
		return data.StoreOf[op.Tx](db).Update(ctx, func(tx op.Tx) error {
			return tx.Remember(ctx, fmt.Sprint(saved), "test", "h", make([]byte, 2000))
		})
	}
	for err = save(); err == nil; err = save() {
		saved++
	}
	assert.True(t, fault.Is(err, fault.Unavailable), err)
	assert.Contains(t, []string{"fault.data.full", "fault.data.disk"}, fault.KeyOf(err))
	require.Positive(t, saved)

	_, err = db.Backup(ctx, filepath.Join(disk, "copy.db"))
	assert.True(t, fault.Is(err, fault.Unavailable), err)
	left, globErr := filepath.Glob(filepath.Join(disk, "copy.db*"))
	require.NoError(t, globErr)
	assert.Empty(t, left, "no half of a backup stays")

	require.NoError(t, db.Close())
	require.NoError(t, syscall.Mount("", disk, "", syscall.MS_REMOUNT, "size=16384k"))
	db, err = data.Open(ctx, data.Options{Dir: dir, Probe: tempdb.Anywhere{}})
	require.NoError(t, err)
	n, err := db.Commands(ctx)
	require.NoError(t, err)
	assert.EqualValues(t, saved, n)
	require.NoError(t, save(), "with room again it goes on")
	d, err := db.Doctor(ctx)
	require.NoError(t, err)
	assert.Empty(t, d.Findings)
	require.NoError(t, db.Close())
}

func TestAReadOnlyFolderIsToldAndLeftAsItIs(t *testing.T) {
	ctx, disk := context.Background(), small(t, 4096)
	dir := filepath.Join(disk, "shop")
	o := data.Options{Dir: dir, Probe: tempdb.Anywhere{}}
	db, err := data.Open(ctx, o)
	require.NoError(t, err)
	require.NoError(t, remember(ctx, db, "c1"))
	require.NoError(t, db.Close())
	require.NoError(t, syscall.Mount("", disk, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""))
	_, err = data.Open(ctx, o)
	assert.Equal(t, "fault.data.read_only", fault.KeyOf(err))
	_, err = os.Stat(filepath.Join(dir, "shifu.db"))
	require.NoError(t, err)

	out := filepath.Join(t.TempDir(), "out.db")
	o.ReadOnly = true
	db, err = data.Open(ctx, o)
	require.NoError(t, err)
	_, err = db.Backup(ctx, out)
	require.NoError(t, err, "it can still be carried away")
	require.NoError(t, db.Close())
}
