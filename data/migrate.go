package data

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/pressly/goose/v3"

	"shifu/internal/fault"
)

// migrations are the numbered SQL files, one for each area; both engines run
// the same text, each file in one transaction.
//
//go:embed migrations/*.sql
var migrations embed.FS

// applicationID marks a SQLite file as ours ("SHFU"), user_version holds the
// newest migration, so that a file can be known by its first hundred bytes.
const applicationID = 0x53484655

// Newest is the number of the newest migration that this program knows.
func Newest() int64 {
	files, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		panic(err)
	}
	var newest int64
	for _, f := range files {
		var n int64
		if _, err := fmt.Sscanf(f, "migrations/%d_", &n); err == nil && n > newest {
			newest = n
		}
	}
	return newest
}

// migrate brings the tables to their newest form, and refuses a database that
// a newer program has written.
func (db *DB) migrate(ctx context.Context) error {
	dialect := goose.DialectSQLite3
	if db.engine == postgres {
		dialect = goose.DialectPostgres
	}
	if err := db.refuseNewer(ctx); err != nil {
		return err
	}
	steps, err := steps()
	if err != nil {
		return fault.Wrap(err, fault.Internal, "fault.internal")
	}
	p, err := goose.NewProvider(dialect, db.writer.DB, nil, goose.WithGoMigrations(steps...), goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()), goose.WithAllowOutofOrder(true))
	if err != nil {
		return fault.Wrap(err, fault.Internal, "fault.internal")
	}
	if _, err := p.Up(ctx); err != nil {
		return fault.In("migrate", mapped(err))
	}
	if db.engine == sqlite {
		return db.stamp(ctx)
	}
	return nil
}

// steps are the migrations as goose takes them. Each file goes to the database
// whole: goose's own reading of SQL takes 16 MB at every start.
func steps() (list []*goose.Migration, err error) {
	files, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		var n int64
		if _, err := fmt.Sscanf(f, "migrations/%d_", &n); err != nil {
			return nil, err
		}
		text, err := migrations.ReadFile(f)
		if err != nil {
			return nil, err
		}
		up, _, _ := strings.Cut(string(text), "-- +goose Down")
		list = append(list, goose.NewGoMigration(n, &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, up)
			return err
		}}, nil))
	}
	return list, nil
}

// stamp marks the file as ours and of this version, once.
func (db *DB) stamp(ctx context.Context) error {
	var application, version int64
	if err := db.writer.QueryRowContext(ctx, `PRAGMA application_id`).Scan(&application); err != nil {
		return mapped(err)
	}
	if err := db.writer.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&version); err != nil {
		return mapped(err)
	}
	if application == applicationID && version == Newest() {
		return nil
	}
	_, err := db.writer.ExecContext(ctx, fmt.Sprintf(`PRAGMA application_id = %d; PRAGMA user_version = %d`, applicationID, Newest()))
	return mapped(err)
}

// backupBefore makes a verified backup of a database that is about to be
// migrated. Without one it is not.
func (db *DB) backupBefore(ctx context.Context) error {
	v, err := db.version(ctx, db.writer)
	if err != nil || v == 0 || v >= Newest() {
		return err
	}
	if db.reader, err = openPool(db.folder.database(), "ro", readers); err != nil {
		return err
	}
	_, err = db.Backup(ctx, db.folder.backupName(db.opts.Clock.Now()))
	return err
}

// version answers the newest migration that a database has had, 0 for an empty
// one.
func (db *DB) version(ctx context.Context, p *pool) (int64, error) {
	known := `SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'goose_db_version'`
	if db.engine == postgres {
		known = `SELECT count(*) FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = 'goose_db_version'`
	}
	var n, version int64
	if err := p.QueryRowContext(ctx, known).Scan(&n); err != nil || n == 0 {
		return 0, mapped(err)
	}
	err := p.QueryRowContext(ctx, `SELECT coalesce(max(version_id), 0) FROM goose_db_version`).Scan(&version)
	return version, mapped(err)
}

func (db *DB) refuseNewer(ctx context.Context) error {
	p := db.writer
	if p == nil {
		p = db.reader
	}
	v, err := db.version(ctx, p)
	if err != nil {
		return err
	}
	return newer(v)
}

func newer(version int64) error {
	if version > Newest() {
		return fault.New(fault.Conflict, "fault.data.newer", "Version", version, "Known", Newest())
	}
	return nil
}

// inspect looks at a database file before SQLite does. A newer one and one
// that is none of ours are left untouched.
func (db *DB) inspect(_ context.Context, file string) error {
	head, err := readHeader(file)
	if errors.Is(err, os.ErrNotExist) {
		if db.opts.ReadOnly {
			return fault.New(fault.NotFound, "fault.data.no_database", "Folder", db.opts.Dir)
		}
		return nil
	}
	if err != nil {
		return err
	}
	return newer(head.version)
}
