package data_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
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
	"shifu/training/staff"
)

// entry appends one entry to the ledger.
func entry(ctx context.Context, db *data.DB, text string) error {
	return data.StoreOf[staff.Tx](db).Update(ctx, func(tx staff.Tx) error {
		_, err := tx.AppendEntry(ctx, ledger.HeadsDaily, map[string]string{"text": text})
		return err
	})
}

func sizeOf(t *testing.T, ctx context.Context, db *data.DB) int64 {
	t.Helper()
	var n int64
	require.NoError(t, data.StoreOf[staff.Tx](db).View(ctx, func(tx staff.Tx) error {
		h, err := tx.LedgerHead(ctx)
		n = h.Size
		return err
	}))
	return n
}

func TestABackupIsVerifiedAndRestoresIntoANewFolderOnly(t *testing.T) {
	ctx, db := context.Background(), tempdb.SQLite(t)
	require.NoError(t, remember(ctx, db.DB, "c1"))
	require.NoError(t, entry(ctx, db.DB, "a"))
	out := filepath.Join(t.TempDir(), "copies", "one.db")
	b, err := db.Backup(ctx, out)
	require.NoError(t, err)
	assert.EqualValues(t, 1, b.Head.Size)
	assert.NoFileExists(t, out+".part")
	require.NoError(t, remember(ctx, db.DB, "c2"))

	_, err = db.Backup(ctx, out)
	assert.Equal(t, "fault.data.file_exists", fault.KeyOf(err))

	dir := filepath.Join(t.TempDir(), "restored")
	require.NoError(t, data.Restore(ctx, out, dir, data.Options{Probe: tempdb.Anywhere{}}))
	again, err := data.Open(ctx, data.Options{Dir: dir, Probe: tempdb.Anywhere{}, Clock: db.Clock})
	require.NoError(t, err)
	for id, want := range map[string]bool{"c1": true, "c2": false} {
		found, err := remembers(ctx, again, id)
		require.NoError(t, err)
		assert.Equal(t, want, found, id)
	}
	require.NoError(t, again.Close())

	err = data.Restore(ctx, out, dir, data.Options{Probe: tempdb.Anywhere{}})
	assert.Equal(t, "fault.data.not_empty", fault.KeyOf(err))
}

func TestABackupBesideTheHolderWorks(t *testing.T) {
	ctx, db := context.Background(), tempdb.SQLite(t)
	require.NoError(t, remember(ctx, db.DB, "c1"))
	o := db.Options
	o.ReadOnly = true
	beside, err := data.Open(ctx, o)
	require.NoError(t, err)
	defer func() { require.NoError(t, beside.Close()) }()
	_, err = beside.Backup(ctx, filepath.Join(t.TempDir(), "b.db"))
	require.NoError(t, err)
}

func TestADamagedBackupIsRefusedAndLeavesNothing(t *testing.T) {
	ctx, db := context.Background(), tempdb.SQLite(t)
	out := filepath.Join(t.TempDir(), "b.db")
	_, err := db.Backup(ctx, out)
	require.NoError(t, err)
	whole, err := os.ReadFile(out)
	require.NoError(t, err)
	for what, damage := range map[string]func([]byte) []byte{
		"cut":        func(b []byte) []byte { return b[:len(b)/2] },
		"overwrote":  func(b []byte) []byte { copy(b[4096:], bytes.Repeat([]byte{0xa5}, 4096)); return b },
		"not SQLite": func(b []byte) []byte { return []byte("hello") },
		"newer": func(b []byte) []byte {
			binary.BigEndian.PutUint32(b[60:], uint32(data.Newest()+1))
			return b
		},
		"another program's": func(b []byte) []byte { copy(b[68:], []byte{0, 0, 0, 0}); return b },
	} {
		name := filepath.Join(t.TempDir(), "damaged.db")
		require.NoError(t, os.WriteFile(name, damage(bytes.Clone(whole)), 0o600))
		dir := filepath.Join(t.TempDir(), "new")
		err := data.Restore(ctx, name, dir, data.Options{Probe: tempdb.Anywhere{}})
		assert.Error(t, err, what)
		assert.NotEqual(t, fault.Internal, fault.CodeOf(err), "%s: %v", what, err)
		assert.NoDirExists(t, dir, what)
	}
}

func TestASnapshotIsMadeOnlyWhenSomethingWasWritten(t *testing.T) {
	ctx, db := context.Background(), tempdb.SQLite(t)
	_, made, err := db.Snapshot(ctx)
	require.NoError(t, err)
	assert.True(t, made, "the first")
	_, made, err = db.Snapshot(ctx)
	require.NoError(t, err)
	assert.False(t, made)
	require.NoError(t, remember(ctx, db.DB, "c1"))
	db.Clock.Advance(30 * time.Minute)
	_, made, err = db.Snapshot(ctx)
	require.NoError(t, err)
	assert.True(t, made)
	all, err := data.Backups(db.Folder())
	require.NoError(t, err)
	assert.Len(t, all, 2)
	assert.True(t, all[0].At.After(all[1].At))
}

func TestBackupsThinOutAndTheNewestStays(t *testing.T) {
	now := time.Date(2026, 11, 2, 12, 0, 0, 0, time.UTC)
	var all []data.Backup
	for at := now; at.After(now.AddDate(-2, 0, 0)); at = at.Add(-30 * time.Minute) {
		all = append(all, data.Backup{At: at})
	}
	// Thinned every day as it grows, so that thinning twice loses nothing more.
	var kept []data.Backup
	for i := len(all) - 1; i >= 0; i-- {
		kept = append([]data.Backup{all[i]}, kept...)
		if i%48 == 0 {
			kept = keep(kept, all[i].At)
		}
	}
	kept = keep(kept, now)
	within := func(d time.Duration) (n int) {
		for _, b := range kept {
			if now.Sub(b.At) <= d {
				n++
			}
		}
		return n
	}
	day := 24 * time.Hour
	assert.Equal(t, 49, within(day))
	assert.GreaterOrEqual(t, within(14*day), 49+12)
	assert.GreaterOrEqual(t, within(56*day), 49+12+5)
	assert.GreaterOrEqual(t, within(366*day), 49+12+5+9)
	assert.LessOrEqual(t, len(kept), 49+14+8+13)

	old := []data.Backup{{At: now.AddDate(-5, 0, 0)}, {At: now.AddDate(-6, 0, 0)}}
	assert.Equal(t, []bool{true, false}, data.Keep(old, now), "the last verified one is never removed")
	ahead := []data.Backup{{At: now.AddDate(1, 0, 0)}, {At: now.AddDate(0, 6, 0)}}
	assert.Equal(t, []bool{true, true}, data.Keep(ahead, now), "a clock that was set back removes nothing")
}

func keep(all []data.Backup, now time.Time) (kept []data.Backup) {
	for i, k := range data.Keep(all, now) {
		if k {
			kept = append(kept, all[i])
		}
	}
	return kept
}

func TestTheLedgerFileFollowsEveryCommit(t *testing.T) {
	ctx, db := context.Background(), tempdb.SQLite(t)
	name := filepath.Join(db.Folder(), "ledger.jsonl")
	require.NoError(t, entry(ctx, db.DB, "林小满"))
	require.NoError(t, entry(ctx, db.DB, "b"))
	text, err := os.ReadFile(name)
	require.NoError(t, err)
	assert.Equal(t, 2, strings.Count(string(text), "\n"))
	assert.NotContains(t, string(text), "林小满")

	reopen := func() error {
		require.NoError(t, db.Close())
		var err error
		db.DB, err = data.Open(ctx, db.Options)
		if err != nil {
			db.DB = tempdb.SQLite(t).DB // for the cleanup
		}
		return err
	}
	require.NoError(t, os.Remove(name))
	require.NoError(t, reopen())
	made, err := os.ReadFile(name)
	require.NoError(t, err)
	assert.Equal(t, string(text), string(made), "made again out of the database")

	require.NoError(t, os.WriteFile(name, text[:len(text)-10], 0o600))
	require.NoError(t, reopen())
	made, err = os.ReadFile(name)
	require.NoError(t, err)
	assert.Equal(t, string(text), string(made), "a torn last line is completed")

	require.NoError(t, os.WriteFile(name, bytes.Replace(text, []byte(`"leaf":"`), []byte(`"leaf":"00`), 1), 0o600))
	assert.Equal(t, "fault.data.ledger_differs", fault.KeyOf(reopen()))
}

func TestAnOldBackupIsNeverContinuedSilently(t *testing.T) {
	ctx, db := context.Background(), tempdb.SQLite(t)
	require.NoError(t, entry(ctx, db.DB, "a"))
	old := filepath.Join(t.TempDir(), "old.db")
	_, err := db.Backup(ctx, old)
	require.NoError(t, err)
	require.NoError(t, entry(ctx, db.DB, "b"))
	o, dir := db.Options, db.Folder()
	require.NoError(t, db.Close())
	raw, err := os.ReadFile(old)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "shifu.db"), raw, 0o600))

	_, err = data.Open(ctx, o)
	require.Equal(t, "fault.data.old_backup", fault.KeyOf(err))
	o.AcceptOldBackup = true
	db.DB, err = data.Open(ctx, o)
	require.NoError(t, err)
	assert.EqualValues(t, 1, sizeOf(t, ctx, db.DB))
	aside, err := filepath.Glob(filepath.Join(dir, "set-aside", "*", "ledger.jsonl"))
	require.NoError(t, err)
	assert.Len(t, aside, 1, "what the lost entries were is kept")
}

func TestANewerDatabaseIsLeftUntouched(t *testing.T) {
	ctx, db := context.Background(), tempdb.SQLite(t)
	o, name := db.Options, filepath.Join(db.Folder(), "shifu.db")
	require.NoError(t, db.Close())
	f, err := os.OpenFile(name, os.O_RDWR, 0)
	require.NoError(t, err)
	_, err = f.WriteAt(binary.BigEndian.AppendUint32(nil, uint32(data.Newest()+1)), 60)
	require.NoError(t, err)
	require.NoError(t, f.Close())
	before := hashOf(t, name)

	for _, readOnly := range []bool{false, true} {
		o.ReadOnly = readOnly
		_, err = data.Open(ctx, o)
		require.Equal(t, "fault.data.newer", fault.KeyOf(err))
	}
	assert.Equal(t, before, hashOf(t, name))
	assert.NoFileExists(t, name+"-wal")
	db.DB = tempdb.SQLite(t).DB
}

func TestADamagedDatabaseIsSetAsideUntouchedAndTheLastGoodBackupTakesItsPlace(t *testing.T) {
	ctx, db := context.Background(), tempdb.SQLite(t)
	require.NoError(t, remember(ctx, db.DB, "c1"))
	_, _, err := db.Snapshot(ctx)
	require.NoError(t, err)
	o, dir := db.Options, db.Folder()
	name := filepath.Join(dir, "shifu.db")
	require.NoError(t, db.Close())
	// A later backup that went bad must be passed over.
	require.NoError(t, os.WriteFile(filepath.Join(dir, "backups", "shifu-20991231T000000.000Z.db"), []byte("rotten"), 0o600))
	garbage := bytes.Repeat([]byte("garbage!"), 4096)
	require.NoError(t, os.WriteFile(name, garbage, 0o600))

	_, err = data.Open(ctx, o)
	require.Equal(t, "fault.data.corrupt", fault.KeyOf(err))
	left, err := os.ReadFile(name)
	require.NoError(t, err)
	require.Equal(t, garbage, left, "untouched")

	b, aside, err := data.Recover(ctx, o)
	require.NoError(t, err)
	assert.Contains(t, b.Path, "shifu-20261102")
	kept, err := os.ReadFile(filepath.Join(aside, "shifu.db"))
	require.NoError(t, err)
	assert.Equal(t, garbage, kept)
	db.DB, err = data.Open(ctx, o)
	require.NoError(t, err)
	found, err := remembers(ctx, db.DB, "c1")
	require.NoError(t, err)
	assert.True(t, found)
}

func hashOf(t *testing.T, name string) [32]byte {
	t.Helper()
	b, err := os.ReadFile(name)
	require.NoError(t, err)
	return sha256.Sum256(b)
}
