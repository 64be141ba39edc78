package data

import (
	"context"
	"database/sql"
	"time"

	"shifu/internal/op"
)

// tx is one transaction, for all parts of the domain. It belongs to the
// goroutine that runs it and ends with the function that received it.
type tx struct {
	db      *DB
	pool    *pool
	sql     *sql.Tx
	now     time.Time
	changes []op.Change
	stamp   bool         // content, points or models were changed
	fresh   []string     // queries that the pool has not kept yet
	lines   []ledgerLine // for the ledger file, when the commit is on the disk
}

var _ op.Tx = (*tx)(nil)

// Now is the time at which the transaction began.
func (t *tx) Now() time.Time { return t.now }

// Publish notes a change for those who listen; they hear it after the commit.
func (t *tx) Publish(c op.Change) { t.changes = append(t.changes, c) }

// Replayed answers what a command that ran before gave.
func (t *tx) Replayed(ctx context.Context, id string) (hash string, result []byte, found bool, err error) {
	type past struct{ hash, result string }
	p, found, err := one(ctx, t, func(r row) (p past, err error) {
		return p, r.Scan(&p.hash, &p.result)
	}, `SELECT request_hash, result FROM commands WHERE id = $1`, id)
	return p.hash, []byte(p.result), found, err
}

// Remember keeps a command's result with what the command did.
func (t *tx) Remember(ctx context.Context, id, name, hash string, result []byte) error {
	_, err := t.exec(ctx, `INSERT INTO commands (id, name, request_hash, result, at) VALUES ($1, $2, $3, $4, $5)`,
		id, name, hash, string(result), millis(t.now))
	return err
}
