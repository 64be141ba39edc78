package quiz_test

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	_ "modernc.org/sqlite"

	"shifu/internal/fault"
	"shifu/quiz"
	"shifu/quiz/mastery"
)

// audit answers how many flaws are found; a fault of code corrupt counts as one.
func (s *shop) audit() int {
	s.t.Helper()
	var flaws []quiz.Flaw
	err := s.Store.View(ctx, func(tx quiz.Tx) (err error) {
		flaws, err = quiz.Audit(ctx, tx)
		return err
	})
	if fault.Is(err, fault.Corrupt) {
		return 1
	}
	require.NoError(s.t, err)
	for _, f := range flaws {
		assert.True(s.t, fault.Is(f.Err, fault.Corrupt))
	}
	return len(flaws)
}

func TestAnyAlteredValueOfAnAttemptOrOfWhatFollowsFromItIsFound(t *testing.T) {
	s := busy(t)
	require.Zero(t, s.audit(), "a shop that nobody touched is well")
	file, err := filepath.Glob(filepath.Join(s.db.Options.Dir, "*.db"))
	require.NoError(t, err)
	require.Len(t, file, 1)
	raw, err := sql.Open("sqlite", "file:"+file[0]+"?_pragma=busy_timeout(5000)&_pragma=foreign_keys(0)")
	require.NoError(t, err)
	defer func() { _ = raw.Close() }()

	tried := 0
	for _, table := range []string{"quiz_attempts", "quiz_steps", "quiz_keys", "quiz_replies", "quiz_showings", "quiz_outcomes", "quiz_recalls", "quiz_standings", "quiz_practised"} {
		for _, row := range column(t, raw, `SELECT rowid FROM `+table+` ORDER BY rowid`) {
			if (row+int64(tried))%4 != 0 && table != "quiz_attempts" {
				continue // a sample: there are many
			}
			for _, name := range names(t, raw, table) {
				var was any
				require.NoError(t, raw.QueryRow(fmt.Sprintf(`SELECT %s FROM %s WHERE rowid = %d`, name, table, row)).Scan(&was))
				var forged any = "x"
				switch v := was.(type) {
				case int64:
					forged = v + 1
					if v == 1 {
						forged = int64(0) // a yes becomes a no
					}
				case string:
					forged = v + "x"
				}
				if table == "quiz_standings" && name == "rule" {
					continue // an older rule's summary is made anew, not found to be wrong
				}
				update := fmt.Sprintf(`UPDATE %s SET %s = ? WHERE rowid = %d`, table, name, row)
				if _, err := raw.Exec(update, forged); err != nil {
					continue // refused by the table itself
				}
				assert.NotZero(t, s.audit(), "%s.%s of row %d: %v -> %v", table, name, row, was, forged)
				_, err := raw.Exec(update, was)
				require.NoError(t, err)
				tried++
			}
		}
	}
	assert.Greater(t, tried, 200)
	assert.Zero(t, s.audit(), "all was put back")
	for _, table := range []string{"quiz_replies", "quiz_showings", "quiz_outcomes", "quiz_standings", "quiz_practised", "quiz_keys"} {
		_, err := raw.Exec(`DELETE FROM ` + table + ` WHERE rowid = (SELECT MIN(rowid) FROM ` + table + `)`)
		require.NoError(t, err)
		assert.NotZero(t, s.audit(), "a missing row of %s", table)
		if table != "quiz_keys" {
			_, err = s.Rebuild(ctx, shen)
			require.NoError(t, err)
			assert.Zero(t, s.audit(), "summing up again puts it right")
		}
	}
}

func TestSummariesOfAnOlderRuleAreMadeAnewAndNotAccused(t *testing.T) {
	s := busy(t)
	standings := func() (all []quiz.PointStanding) {
		require.NoError(t, s.Store.View(ctx, func(tx quiz.Tx) (err error) {
			all, err = tx.Standings(ctx, nil, nil)
			return err
		}))
		return all
	}
	right := standings()
	require.NotEmpty(t, right)
	age := func(rule int) {
		require.NoError(t, s.Store.Update(ctx, func(tx quiz.Tx) error {
			for _, st := range right {
				st.Rule, st.Practised, st.Certified = rule, !st.Practised, !st.Certified
				if err := tx.SaveStanding(ctx, st); err != nil {
					return err
				}
			}
			return nil
		}))
	}
	age(mastery.Rule - 1)
	assert.Zero(t, s.audit(), "what an older rule decided is no flaw")
	n, err := s.SumUp(ctx)
	require.NoError(t, err)
	assert.Equal(t, len(right), n)
	assert.Equal(t, right, standings())
	n, err = s.SumUp(ctx)
	require.NoError(t, err)
	assert.Zero(t, n, "once is enough")
	for _, rule := range []int{mastery.Rule, mastery.Rule + 1} {
		age(rule)
		assert.NotZero(t, s.audit(), "a wrong summary that says it is of rule %d", rule)
	}
}

func column(t *testing.T, db *sql.DB, query string) (ids []int64) {
	t.Helper()
	rows, err := db.Query(query)
	require.NoError(t, err)
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var id int64
		require.NoError(t, rows.Scan(&id))
		ids = append(ids, id)
	}
	require.NoError(t, rows.Err())
	return ids
}

func names(t *testing.T, db *sql.DB, table string) (names []string) {
	t.Helper()
	rows, err := db.Query(`SELECT name FROM pragma_table_info('` + table + `')`)
	require.NoError(t, err)
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var name string
		require.NoError(t, rows.Scan(&name))
		names = append(names, name)
	}
	require.NoError(t, rows.Err())
	return names
}
