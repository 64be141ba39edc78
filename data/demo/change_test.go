package demo_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/internal/testkit"
)

// unseen is what the doctor cannot see when it is changed by hand, by table: all
// of it, or columns. docs/ledger.md says the same in words. What is not named
// here must be found.
var unseen = map[string][]string{
	// Of the program's own course: nothing rests on it.
	"goose_db_version": nil, "sqlite_sequence": nil, "commands": nil, "throttles": nil, "quiz_days": nil, "quiz_pulses": nil, "quiz_stale": nil,
	"folder_key": nil, "content_stamp": nil, "quiz_drafts": nil, "quiz_readings": nil, "inquiries": nil,
	// The path: who teaches whom, who is on which programme.
	"mentorships": nil, "enrolments": nil,
	// What was read and observed is seen once a signed evidence names it.
	"acknowledgements": nil, "observations": nil,
	// Which content is in use. Its versions are hashed; every variant, every
	// criterion and every evidence is frozen with the attempt that it belongs to.
	"content": nil, "content_packs": nil, "quiz_points": nil, "quiz_blueprints": nil, "quiz_approvals": nil,
	"content_versions": {"kind", "id", "version", "from_pack", "at"}, "media": {"kind", "width", "height"},
	"quiz_models": {"id", "hash", "point", "rev", "body", "published_at", "in_use"},
	// Secrets that are checked by opening them, and matters of the shop's own.
	"shop":        {"language", "opened_at", "wrapped", "recovery", "recovery_owner", "issuing", "secret"},
	"person_keys": {"wrapped"}, "people": {"last_seen_at"},
	// The words beside the signed sentence; times of what nobody signs.
	"sign_offs": {"words"}, "sign_off_events": {"event"},
	// A row says it a second time, in words of its own.
	"certificates": {"id", "revoked_entry"}, "certificate_pages": {"id"},
	"quiz_standings": {"rule"},
}

// Any single value that a person with a database tool changes in a shop with a
// history is found, unless unseen names it. A new table or column must be found
// or be named there. SHIFU_MUTATIONS sets how many changes are tried.
func TestAnySingleChangeOfAShopIsFound(t *testing.T) {
	tries := 24
	if n, err := strconv.Atoi(os.Getenv("SHIFU_MUTATIONS")); err == nil {
		tries = n
	}
	ctx := context.Background()
	o := small(1)
	o.Days = 14
	_, s := fill(t, o)
	raw, err := sql.Open("sqlite", "file:"+filepath.Join(s.DB.Folder(), "shifu.db")+"?_pragma=busy_timeout(5000)&_pragma=synchronous(off)")
	require.NoError(t, err)
	defer func() { require.NoError(t, raw.Close()) }()
	texts := func(query string, args ...any) (all []string) {
		rows, err := raw.Query(query, args...)
		require.NoError(t, err)
		defer func() { require.NoError(t, rows.Close()) }()
		for rows.Next() {
			var text string
			require.NoError(t, rows.Scan(&text))
			all = append(all, text)
		}
		require.NoError(t, rows.Err())
		return all
	}
	type place struct{ table, column string }
	var places []place
	for _, table := range texts(`SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name`) {
		columns, named := unseen[table]
		if named && columns == nil || texts(`SELECT COUNT(*) FROM ` + table)[0] == "0" {
			continue
		}
		for _, column := range texts(`SELECT name FROM pragma_table_info(?) ORDER BY cid`, table) {
			if !slices.Contains(columns, column) {
				places = append(places, place{table, column})
			}
		}
	}
	r := rand.New(testkit.Entropy(23))
	r.Shuffle(len(places), func(i, j int) { places[i], places[j] = places[j], places[i] })
	tried, missed := 0, 0
	for n := 0; tried < tries && n < 3*tries; n++ {
		p := places[n%len(places)]
		from := p.table
		if from == "content_versions" { // the row of an item model only names the version of the bank
			from += ` WHERE kind <> 'model'`
		}
		rows, err := strconv.Atoi(texts(`SELECT COUNT(*) FROM ` + from)[0])
		require.NoError(t, err)
		var row int64
		var was any
		require.NoError(t, raw.QueryRow(fmt.Sprintf(`SELECT rowid, %s FROM %s ORDER BY rowid LIMIT 1 OFFSET ?`, p.column, from), r.IntN(rows)).Scan(&row, &was))
		now := altered(r, was)
		if sameJSON(was, now) || p.table == "quiz_practised" && reflect.DeepEqual(strings.Fields(fmt.Sprint(was)), strings.Fields(fmt.Sprint(now))) {
			continue
		}
		if _, err := raw.Exec(fmt.Sprintf(`UPDATE %s SET %s = ? WHERE rowid = ?`, p.table, p.column), now, row); err != nil {
			continue // the table itself refuses it
		}
		tried++
		d, err := s.DB.Doctor(ctx)
		if !assert.NoError(t, err, "%s.%s: %v -> %v", p.table, p.column, was, now) || d.Well() {
			missed++
			t.Errorf("missed: %s.%s: %v -> %v", p.table, p.column, was, now)
		}
		_, err = raw.Exec(fmt.Sprintf(`UPDATE %s SET %s = ? WHERE rowid = ?`, p.table, p.column), was, row)
		require.NoError(t, err)
	}
	t.Logf("%d changes in %d columns, %d missed", tried, len(places), missed)
	d, err := s.DB.Doctor(ctx)
	require.NoError(t, err)
	assert.Empty(t, d.Findings, "all was put back")
}

// sameJSON says that two texts say the same to who reads them: spaces are
// elsewhere, or a member that is zero has another name.
func sameJSON(a, b any) bool {
	read := func(v any) (m map[string]any, ok bool) {
		s, ok := v.(string)
		if !ok || json.Unmarshal([]byte(s), &m) != nil {
			return nil, false
		}
		maps.DeleteFunc(m, func(_ string, v any) bool { return v == nil || v == "" || v == 0.0 || v == false })
		return m, true
	}
	x, ok := read(a)
	y, also := read(b)
	return ok && also && reflect.DeepEqual(x, y)
}

// altered changes a value a little.
func altered(r *rand.Rand, was any) any {
	switch v := was.(type) {
	case int64:
		if v == 0 || v == 1 {
			return 1 - v
		}
		return v + 1
	case []byte:
		return append(slices.Clone(v), 0)
	}
	text := []rune(was.(string))
	if len(text) == 0 {
		return "x"
	}
	i := r.IntN(len(text))
	switch r.IntN(3) {
	case 0:
		return string(slices.Delete(text, i, i+1))
	case 1:
		return string(slices.Insert(text, i, ' '))
	}
	text[i] ^= 1
	return string(text)
}
