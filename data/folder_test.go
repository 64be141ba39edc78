package data_test

import (
	"bufio"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/data"
	"shifu/data/tempdb"
	"shifu/internal/fault"
)

type at data.Place

func (p at) Place(string) (data.Place, error) { return data.Place(p), nil }

func TestAFolderOnAShareOrInASynchronisedFolderIsRefusedAndNotMade(t *testing.T) {
	for key, place := range map[string]at{
		"fault.data.network_folder": {Network: "smb"},
		"fault.data.synced_folder":  {Synced: "坚果云"},
	} {
		dir := filepath.Join(t.TempDir(), "shop")
		_, err := data.Open(context.Background(), data.Options{Dir: dir, Probe: place})
		assert.Equal(t, key, fault.KeyOf(err))
		assert.NoDirExists(t, dir)
	}
}

func TestTheSecondStartIsToldWhoHoldsTheFolder(t *testing.T) {
	db := tempdb.SQLite(t)
	_, err := data.Open(context.Background(), db.Options)
	require.Equal(t, "fault.data.in_use", fault.KeyOf(err))
	var f *fault.Error
	require.ErrorAs(t, err, &f)
	assert.Equal(t, os.Getpid(), f.Params["PID"])

	require.NoError(t, db.Close())
	db.DB, err = data.Open(context.Background(), db.Options)
	require.NoError(t, err, "after the first has gone")
}

func TestReadingBesideTheHolderWorksAndWritingDoesNot(t *testing.T) {
	db := tempdb.SQLite(t)
	ctx := context.Background()
	require.NoError(t, remember(ctx, db.DB, "c1"))
	o := db.Options
	o.ReadOnly = true
	beside, err := data.Open(ctx, o)
	require.NoError(t, err)
	defer func() { require.NoError(t, beside.Close()) }()
	found, err := remembers(ctx, beside, "c1")
	require.NoError(t, err)
	assert.True(t, found)
	assert.Equal(t, "fault.data.read_only", fault.KeyOf(remember(ctx, beside, "c2")))
}

func TestReadOnlyMakesNoFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "nothing")
	_, err := data.Open(context.Background(), data.Options{Dir: dir, ReadOnly: true})
	assert.Equal(t, "fault.data.no_database", fault.KeyOf(err))
	assert.NoDirExists(t, dir)
}

func TestTheLocationIsTheFlagThenTheVariableThenTheUsersFolder(t *testing.T) {
	env := func(string) string { return "/from/env" }
	assert.Equal(t, "/flag", data.Location("/flag", env))
	assert.Equal(t, "/from/env", data.Location("", env))
	assert.Equal(t, "shifu", filepath.Base(data.Location("", func(string) string { return "" })))
}

func TestTheLogTurnsOverAndKeepsFiveFiles(t *testing.T) {
	dir := t.TempDir()
	log, journal, err := data.OpenLog(dir)
	require.NoError(t, err)
	long := strings.Repeat("x", 1<<20)
	for i := range 40 {
		log.Info("line", "n", i, "long", long)
	}
	require.NoError(t, journal.Close())
	files, err := filepath.Glob(filepath.Join(dir, "logs", "*.log"))
	require.NoError(t, err)
	assert.Len(t, files, 5)
	last := 0
	f, err := os.Open(journal.Path())
	require.NoError(t, err)
	defer func() { _ = f.Close() }()
	s := bufio.NewScanner(f)
	s.Buffer(nil, 4<<20)
	for s.Scan() {
		var line struct{ N int }
		require.NoError(t, json.Unmarshal(s.Bytes(), &line))
		last = line.N
	}
	assert.Equal(t, 39, last)
	for _, name := range files {
		info, err := os.Stat(name)
		require.NoError(t, err)
		assert.LessOrEqual(t, info.Size(), int64(5<<20))
	}
}

func TestTheDataIsForItsOwnerAlone(t *testing.T) {
	db := tempdb.SQLite(t)
	require.NoError(t, remember(context.Background(), db.DB, "c1"))
	entries, err := os.ReadDir(db.Folder())
	require.NoError(t, err)
	for _, e := range entries {
		info, err := e.Info()
		require.NoError(t, err)
		assert.Zero(t, info.Mode().Perm()&0o077, e.Name())
	}
}
