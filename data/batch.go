package data

import (
	"context"

	"shifu/internal/fault"
)

// Batch runs fn, whose use cases go through the services as ever, in one
// transaction: all that they do is on the disk together when Batch returns nil,
// and none of it is kept otherwise. A use case that fails in it undoes itself
// alone. It is for filling a folder (the demonstration shop) and never for
// people at work: what a service calls saved meanwhile is not on the disk yet.
// Nothing else may use the database until it returns.
func (db *DB) Batch(ctx context.Context, fn func() error) error {
	if db.writer == nil || db.engine != sqlite {
		return fault.New(fault.Unavailable, "fault.data.read_only")
	}
	return db.takeTurn(ctx, func() error {
		if _, err := db.writer.ExecContext(ctx, `PRAGMA cache_size = -65536`); err != nil { // KiB, for all that is not written yet
			return mapped(err)
		}
		defer func() { _, _ = db.writer.ExecContext(ctx, `PRAGMA cache_size = -2000`) }() // SQLite's own
		t, err := db.begin(ctx, db.writer, nil)
		if err != nil {
			return err
		}
		db.batch = t
		done := false
		defer func() {
			db.batch = nil
			if !done { // fn failed or panicked
				_ = t.sql.Rollback()
			}
		}()
		if err := fn(); err != nil {
			return err
		}
		done = true
		return db.commit(t)
	})
}

// part is a use case's transaction within a batch.
func (t *tx) part() *tx {
	return &tx{db: t.db, pool: t.pool, sql: t.sql, now: t.db.now()}
}

// updateIn runs one use case of a batch: it happens whole or not at all.
func (t *tx) updateIn(ctx context.Context, fn func(*tx) error) error {
	p := t.part()
	if _, err := p.exec(ctx, `SAVEPOINT part`); err != nil {
		return err
	}
	done := false
	defer func() {
		if !done { // fn failed or panicked
			_, _ = p.exec(ctx, `ROLLBACK TO part`)
			_, _ = p.exec(ctx, `RELEASE part`)
		}
		t.fresh = append(t.fresh, p.fresh...)
	}()
	if err := fn(p); err != nil {
		return err
	}
	done = true
	t.lines = append(t.lines, p.lines...)
	_, err := p.exec(ctx, `RELEASE part`)
	t.db.tell(p.changes)
	return err
}

// viewIn reads what the batch has done so far.
func (t *tx) viewIn(fn func(*tx) error) error {
	p := t.part()
	defer func() { t.fresh = append(t.fresh, p.fresh...) }()
	return fn(p)
}
