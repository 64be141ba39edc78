// Package tempdb gives tests a database of their own: SQLite in a real
// temporary file always, and PostgreSQL, in a schema made for the test, when
// SHIFU_TEST_POSTGRES holds the address of a server (scripts/postgres-test.sh).
package tempdb

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"shifu/data"
	"shifu/internal/testkit"
)

// Fixture is a database with the clock and the ids that it runs on.
type Fixture struct {
	*data.DB
	Clock *testkit.Clock
	IDs   *testkit.IDs
	// Options opened it; Dir is its temporary folder.
	Options data.Options
}

// SQLite opens a database in a temporary folder of the test.
func SQLite(t testing.TB) *Fixture {
	t.Helper()
	return open(t, data.Options{Dir: filepath.Join(t.TempDir(), "shop"), Probe: Anywhere{}})
}

// Each runs a test on every engine that is there.
func Each(t *testing.T, test func(t *testing.T, db *Fixture)) {
	t.Helper()
	t.Run("SQLite", func(t *testing.T) { test(t, SQLite(t)) })
	if dsn := os.Getenv("SHIFU_TEST_POSTGRES"); dsn != "" {
		t.Run("PostgreSQL", func(t *testing.T) {
			test(t, open(t, data.Options{DSN: schema(t, dsn), Dir: t.TempDir(), Probe: Anywhere{}}))
		})
	}
}

// Anywhere is a probe that finds every folder fit to hold data.
type Anywhere struct{}

// Place finds nothing wrong.
func (Anywhere) Place(string) (data.Place, error) { return data.Place{}, nil }

func open(t testing.TB, o data.Options) *Fixture {
	t.Helper()
	f := openAt(t, o, &testkit.IDs{})
	t.Cleanup(func() { require.NoError(t, f.Close()) })
	return f
}

func openAt(t testing.TB, o data.Options, ids *testkit.IDs) *Fixture {
	t.Helper()
	f := &Fixture{Clock: testkit.NewClock(), IDs: ids}
	o.Clock, o.IDs = f.Clock, f.IDs
	f.Options = o
	var err error
	f.DB, err = data.Open(context.Background(), o)
	require.NoError(t, err)
	return f
}

var schemas atomic.Int64

// schema makes an empty schema and answers the address that works in it.
func schema(t testing.TB, dsn string) string {
	t.Helper()
	admin, err := sql.Open("pgx", dsn)
	require.NoError(t, err)
	name := fmt.Sprintf("test_%d_%d", os.Getpid(), schemas.Add(1))
	_, err = admin.Exec(`CREATE SCHEMA ` + name)
	require.NoError(t, err)
	t.Cleanup(func() {
		_, err := admin.Exec(`DROP SCHEMA ` + name + ` CASCADE`)
		require.NoError(t, err)
		require.NoError(t, admin.Close())
	})
	if strings.Contains(dsn, "://") {
		u, err := url.Parse(dsn)
		require.NoError(t, err)
		q := u.Query()
		q.Set("search_path", name)
		u.RawQuery = q.Encode()
		return u.String()
	}
	return dsn + " search_path=" + name
}

// Template is a data folder that many tests begin with: it is filled once and
// copied for each of them. The zero Template is ready; Dir must be set before its first
// use and outlive the tests.
type Template struct {
	Dir  string
	once sync.Once
	ids  *testkit.IDs
}

// SQLite opens a copy of the folder for the test. fill is called once, by whoever is
// first; the clock stands where it began, and ids go on where fill left off.
func (p *Template) SQLite(t testing.TB, fill func(*Fixture)) *Fixture {
	t.Helper()
	p.once.Do(func() {
		f := openAt(t, data.Options{Dir: p.Dir, Probe: Anywhere{}}, &testkit.IDs{})
		fill(f)
		p.ids = f.IDs
		require.NoError(t, f.Close())
	})
	require.NotNil(t, p.ids, "the test that filled the folder failed")
	dir := filepath.Join(t.TempDir(), "shop")
	require.NoError(t, os.CopyFS(dir, os.DirFS(p.Dir)))
	f := openAt(t, data.Options{Dir: dir, Probe: Anywhere{}}, p.ids.Copy())
	t.Cleanup(func() { require.NoError(t, f.Close()) })
	return f
}
