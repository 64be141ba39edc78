package data

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"
	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	moderncsqlite "modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"shifu/internal/fault"
)

// sqliteVersion is the SQLite that this program was tried with. Another one
// means a dependency was changed without its tests.
const sqliteVersion = "3.54.1"

// readers is how many views may run beside each other.
const readers = 4

// openSQLite opens the database file of the folder, after the checks that must
// come before anything writes to it.
func (db *DB) openSQLite(ctx context.Context) error {
	file := db.folder.database()
	if err := db.inspect(ctx, file); err != nil {
		return err
	}
	if !db.opts.ReadOnly {
		if err := private(file); err != nil {
			return err
		}
		w, err := openPool(file, "rw", 1)
		if err != nil {
			return err
		}
		db.writer = w
		if err := db.prepareSQLite(ctx); err != nil {
			return err
		}
	}
	if db.reader == nil {
		r, err := openPool(file, "ro", readers)
		if err != nil {
			return err
		}
		db.reader = r
	}
	if !db.opts.ReadOnly {
		return nil
	}
	_, err := db.version(ctx, db.reader)
	if _, none := os.Stat(file + "-wal"); fault.KeyOf(err) == "fault.data.disk" && errors.Is(none, os.ErrNotExist) {
		// A read-only disk has no room for the files through which readers and
		// a writer agree; where nobody can write, none are needed.
		_ = db.reader.close()
		db.still = true
		if db.reader, err = openPool(file, db.readMode(), readers); err == nil {
			_, err = db.version(ctx, db.reader)
		}
	}
	return err
}

// private makes the file before SQLite does, for nobody but its owner. The
// write-ahead log takes its permissions from it.
func private(file string) error {
	f, err := os.OpenFile(file, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return mapped(err)
	}
	return mapped(f.Close())
}

func (db *DB) readMode() string {
	if db.still {
		return "still"
	}
	return "ro"
}

// prepareSQLite brings a writable database to its newest form.
func (db *DB) prepareSQLite(ctx context.Context) error {
	var version string
	if err := db.writer.QueryRowContext(ctx, `SELECT sqlite_version()`).Scan(&version); err != nil {
		return mapped(err)
	}
	if version != sqliteVersion {
		return fault.New(fault.Internal, "fault.internal", "Want", sqliteVersion, "Got", version)
	}
	if err := db.backupBefore(ctx); err != nil {
		return err
	}
	if err := db.migrate(ctx); err != nil {
		return err
	}
	return syncDir(db.folder.dir) // the file's name survives a power cut, too
}

// sqliteDSN is the address of a database file. busy_timeout comes first, so
// that the other pragmas wait for a lock, too; what is deleted is overwritten
// (secure_delete) wherever that costs no write of its own; with a plain path instead of
// "file:" SQLite would take the query for a part of the name. Modes: "rw" for
// the writer, "ro" beside it, "still" for a file that nothing writes to.
func sqliteDSN(file, mode string) string {
	q := url.Values{}
	pragmas := []string{"busy_timeout(5000)", "foreign_keys(1)", "trusted_schema(0)", "cell_size_check(1)", "synchronous(FULL)", "secure_delete(FAST)"}
	switch mode {
	case "rw":
		q.Set("mode", "rwc")
		q.Set("_txlock", "immediate")
		pragmas = append(pragmas, "journal_mode(WAL)", "wal_autocheckpoint(1000)")
	case "still":
		q.Set("immutable", "1")
		fallthrough
	default:
		q.Set("mode", "ro")
	}
	q["_pragma"] = pragmas
	if abs, err := filepath.Abs(file); err == nil {
		file = abs // the address knows no folder that one works in
	}
	path := filepath.ToSlash(file)
	if !strings.HasPrefix(path, "/") { // C:/...
		path = "/" + path
	}
	return (&url.URL{Scheme: "file", Path: path, RawQuery: q.Encode()}).String()
}

func openPool(file, mode string, size int) (*pool, error) {
	d, err := sql.Open("sqlite", sqliteDSN(file, mode))
	if err != nil {
		return nil, mapped(err)
	}
	d.SetMaxOpenConns(size)
	d.SetMaxIdleConns(size)
	return &pool{DB: d, keep: true, stmts: map[string]*sql.Stmt{}}, nil
}

// openPostgres opens a PostgreSQL database by its address.
func (db *DB) openPostgres(ctx context.Context) error {
	d, err := sql.Open("pgx", db.opts.DSN)
	if err != nil {
		return mapped(err)
	}
	d.SetMaxOpenConns(readers + 1)
	db.reader = &pool{DB: d}
	if err := mapped(d.PingContext(ctx)); err != nil {
		return err
	}
	if db.opts.ReadOnly {
		return db.refuseNewer(ctx)
	}
	db.writer = &pool{DB: d}
	return db.migrate(ctx)
}

// mapped turns what a driver says into a fault. Faults pass.
func mapped(err error) error {
	var f *fault.Error
	if err == nil || errors.As(err, &f) {
		return err
	}
	var lite *moderncsqlite.Error
	if errors.As(err, &lite) {
		return mappedSQLite(err, lite.Code())
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return mappedPostgres(err, pg.Code)
	}
	var connect *pgconn.ConnectError
	switch {
	case errors.As(err, &connect), errors.Is(err, driver.ErrBadConn), errors.Is(err, io.ErrUnexpectedEOF):
		return fault.Wrap(err, fault.Unavailable, "fault.data.unreachable")
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return fault.Wrap(err, fault.Unavailable, "fault.data.busy")
	case errors.Is(err, syscall.ENOSPC):
		return fault.Wrap(err, fault.Unavailable, "fault.data.full")
	case errors.Is(err, syscall.EROFS):
		return fault.Wrap(err, fault.Unavailable, "fault.data.read_only")
	case errors.Is(err, os.ErrPermission):
		name := ""
		if at := (*os.PathError)(nil); errors.As(err, &at) {
			name = at.Path
		}
		return fault.Wrap(err, fault.Unavailable, "fault.data.denied", "Name", name)
	case errors.Is(err, os.ErrClosed), errors.Is(err, sql.ErrConnDone):
		return fault.Wrap(err, fault.Unavailable, "fault.data.closed")
	}
	return fault.Wrap(err, fault.Internal, "fault.internal")
}

func mappedSQLite(err error, code int) error {
	switch code {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY:
		return fault.Wrap(err, fault.Conflict, "fault.data.exists")
	case sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
		return fault.Wrap(err, fault.Conflict, "fault.data.reference")
	}
	switch code & 0xff {
	case sqlite3.SQLITE_FULL:
		return fault.Wrap(err, fault.Unavailable, "fault.data.full")
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_INTERRUPT:
		return fault.Wrap(err, fault.Unavailable, "fault.data.busy")
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM:
		return fault.Wrap(err, fault.Unavailable, "fault.data.read_only")
	case sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN:
		return fault.Wrap(err, fault.Unavailable, "fault.data.disk")
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return fault.Wrap(err, fault.Corrupt, "fault.data.corrupt")
	}
	return fault.Wrap(err, fault.Internal, "fault.internal")
}

// mappedPostgres reads an SQLSTATE (PostgreSQL manual, appendix A).
func mappedPostgres(err error, state string) error {
	switch {
	case state == "23505":
		return fault.Wrap(err, fault.Conflict, "fault.data.exists")
	case state == "23503":
		return fault.Wrap(err, fault.Conflict, "fault.data.reference")
	case state == "53100":
		return fault.Wrap(err, fault.Unavailable, "fault.data.full")
	case state == "25006":
		return fault.Wrap(err, fault.Unavailable, "fault.data.read_only")
	case strings.HasPrefix(state, "40"), state == "55P03", state == "57014":
		return fault.Wrap(err, fault.Unavailable, "fault.data.busy")
	case strings.HasPrefix(state, "08"), strings.HasPrefix(state, "57P"), strings.HasPrefix(state, "53"), strings.HasPrefix(state, "28"), state == "3D000":
		return fault.Wrap(err, fault.Unavailable, "fault.data.unreachable")
	case strings.HasPrefix(state, "58"):
		return fault.Wrap(err, fault.Unavailable, "fault.data.disk")
	case strings.HasPrefix(state, "XX"):
		return fault.Wrap(err, fault.Corrupt, "fault.data.corrupt")
	}
	return fault.Wrap(err, fault.Internal, "fault.internal")
}
