package data_test

import (
	"context"
	"database/sql"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/data"
	"shifu/data/tempdb"
	"shifu/quiz"
)

// worked is a database in which somebody has worked: two entries, a checkpoint
// apart, and an attempt whose head the ledger knows.
func worked(t *testing.T) *tempdb.Fixture {
	t.Helper()
	ctx, db := context.Background(), tempdb.SQLite(t)
	for _, text := range []string{"a", "b", "c"} {
		require.NoError(t, entry(ctx, db.DB, text))
	}
	a := anAttempt(t, db, "a1", "lin")
	require.NoError(t, data.StoreOf[quiz.Tx](db.DB).Update(ctx, func(tx quiz.Tx) error {
		return tx.RecordHead(ctx, "a1", a.Head())
	}))
	return db
}

func TestAChangeToAnAttemptInCourseIsFoundByTheHeadsOfTheDay(t *testing.T) {
	ctx, db := context.Background(), tempdb.SQLite(t)
	a := anAttempt(t, db, "a1", "lin")
	record := func(day string) {
		require.NoError(t, data.StoreOf[quiz.Tx](db.DB).Update(ctx, func(tx quiz.Tx) error { return tx.RecordHeads(ctx, day) }))
	}
	record("2026-11-02")
	record("2026-11-02")
	_, err := a.Flag(0, true, quiz.Moment{At: db.Clock.Now(), By: "lin"})
	require.NoError(t, err)
	require.NoError(t, data.StoreOf[quiz.Tx](db.DB).Update(ctx, func(tx quiz.Tx) error {
		return tx.AppendSteps(ctx, "a1", a.Standing(), a.Fresh()[1:])
	}))
	record("2026-11-03")
	d, err := db.Doctor(ctx)
	require.NoError(t, err)
	assert.Empty(t, d.Findings)
	assert.EqualValues(t, 2, d.Entries, "once a day")

	// The whole chain is made anew, hashes and all, as only a program can.
	forged, err := quiz.NewAttempt("a1", "lin", a.Terms(), quiz.Moment{At: db.Clock.Now().Add(-time.Hour), By: "lin"})
	require.NoError(t, err)
	raw, err := sql.Open("sqlite", "file:"+filepath.Join(db.Folder(), "shifu.db"))
	require.NoError(t, err)
	_, err = raw.Exec(`DELETE FROM quiz_steps`)
	require.NoError(t, err)
	s := forged.Fresh()[0]
	_, err = raw.Exec(`INSERT INTO quiz_steps VALUES ('a1', 0, ?, ?, ?, 0, 'lin', ?, '', ?)`, string(s.Kind), s.Slot, s.At.UnixMilli(), string(s.Body), s.Hash)
	require.NoError(t, err)
	require.NoError(t, raw.Close())
	d, err = db.Doctor(ctx)
	require.NoError(t, err)
	require.Len(t, d.Findings, 1)
	assert.Equal(t, "fault.data.head_differs", d.Findings[0].Fault)
}

func TestDoctorFindsNothingWhereNothingWasTouched(t *testing.T) {
	db := worked(t)
	d, err := db.Doctor(context.Background())
	require.NoError(t, err)
	assert.Empty(t, d.Findings)
	assert.True(t, d.Well())
	assert.EqualValues(t, 4, d.Entries)
	assert.Equal(t, 1, d.Attempts)
	assert.Equal(t, d.Newest, d.Schema)
	assert.Equal(t, "3.54.1", d.SQLite)
}

func TestDoctorOnPostgreSQL(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *tempdb.Fixture) {
		require.NoError(t, entry(context.Background(), db.DB, "a"))
		d, err := db.Doctor(context.Background())
		require.NoError(t, err)
		assert.Empty(t, d.Findings)
	})
}

// Every change that a person with a database tool can make to what was signed
// or answered is found, and named by its place.
func TestDoctorNamesWhatWasChangedBehindTheProgramsBack(t *testing.T) {
	for change, want := range map[string]string{
		`UPDATE ledger_entries SET payload = replace(payload, 'b', 'x') WHERE idx = 1`:                                          "ledger entry 1",
		`UPDATE ledger_entries SET kind = 'shop.opened' WHERE idx = 2`:                                                          "ledger entry 2",
		`UPDATE ledger_entries SET salt = replace(salt, substr(salt, 1, 2), '00') WHERE idx = 0`:                                "ledger entry 0",
		`UPDATE ledger_entries SET leaf = (SELECT leaf FROM ledger_entries WHERE idx = 0) WHERE idx = 1`:                        "ledger entry 1",
		`UPDATE ledger_entries SET leaf = 'zz' WHERE idx = 1`:                                                                   "ledger ",
		`DELETE FROM ledger_entries WHERE idx = 1`:                                                                              "ledger entry 1",
		`DELETE FROM ledger_entries WHERE idx = 3`:                                                                              "ledger_file ledger.jsonl",
		`UPDATE ledger_nodes SET hash = (SELECT hash FROM ledger_nodes WHERE idx = 0) WHERE idx = 2`:                            "tree node 2",
		`UPDATE quiz_steps SET body = replace(body, 'Practice', 'Exam') WHERE attempt = 'a1'`:                                   "steps attempt a1",
		`UPDATE quiz_steps SET at = at + 1`:                                                                                     "steps attempt a1",
		`UPDATE quiz_steps SET person = 'other'`:                                                                                "steps attempt a1",
		`UPDATE quiz_attempts SET verdict = 'passed'`:                                                                           "history attempt a1",
		`UPDATE quiz_attempts SET learner = 'other'`:                                                                            "steps attempt a1",
		`INSERT INTO quiz_standings VALUES ('lin', 'p', 9, 9, 9, 0, 1, 1, 0, 0, 1, 0, 0, 0)`:                                    "history ",
		`DELETE FROM quiz_steps`:                                                                                                "steps attempt a1",
		`DELETE FROM quiz_steps; DELETE FROM quiz_attempts`:                                                                     "steps attempt a1",
		`INSERT INTO person_keys (id, person_id, public_key, wrapped, enrolled_at, ended_at) VALUES ('k', 'no', '', '', 0, -1)`: "references person_keys 1",
	} {
		t.Run(change, func(t *testing.T) {
			db := worked(t)
			raw, err := sql.Open("sqlite", "file:"+filepath.Join(db.Folder(), "shifu.db"))
			require.NoError(t, err)
			_, err = raw.Exec(change)
			require.NoError(t, err)
			require.NoError(t, raw.Close())
			d, err := db.Doctor(context.Background())
			require.NoError(t, err)
			var got []string
			for _, f := range d.Findings {
				got = append(got, f.Check+" "+f.Place)
				assert.NotEqual(t, "fault.internal", f.Fault, f.Detail)
			}
			assert.True(t, slices.Contains(got, want), "want %q among %q", want, got)
			assert.False(t, d.Well())
		})
	}
}

func TestServicesStandOverOneDatabase(t *testing.T) {
	db := tempdb.SQLite(t)
	s := data.NewServices(db.DB)
	assert.NotNil(t, s.Staff)
	assert.NotNil(t, s.Quiz)
	assert.NotNil(t, s.Training)
}
