package data

import (
	"context"
	"crypto/rand"
	"database/sql"
	"log/slog"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"shifu/internal/fault"
	"shifu/internal/op"
	"shifu/quiz"
)

// Options say where the data is and what the database takes from outside.
type Options struct {
	// Dir is the data folder, made when it does not exist. It holds the
	// SQLite database unless DSN is set.
	Dir string
	// DSN is the address of a PostgreSQL database (postgres://...); empty
	// for the SQLite database in Dir.
	DSN string
	// ReadOnly opens beside whoever holds the folder: no lock, no migration,
	// every Update a fault.
	ReadOnly bool
	// Clock and IDs default to the machine's.
	Clock op.Clock
	IDs   op.IDs
	// Entropy is where salts come from; crypto/rand by default.
	Entropy op.Entropy
	// MustExist refuses a folder without a database (fault.data.no_database)
	// instead of beginning a new one in it.
	MustExist bool
	// AcceptOldBackup opens a database whose ledger file goes further: an old
	// backup was put back, and the person who did it has been told.
	AcceptOldBackup bool
	// Probe tells what kind of place a folder is; the machine's by default.
	Probe Probe
	// Log hears what the database did on its own (backups, repairs); nobody
	// by default.
	Log *slog.Logger
}

// DB is an open database. It is safe for use by several goroutines; writers
// wait for each other.
type DB struct {
	opts   Options
	engine engine
	writer *pool // nil when read-only
	reader *pool
	turn   chan struct{} // holds one token: the writer's turn, from BEGIN to the ledger file
	still  bool          // opened where nobody can write
	folder *folder       // nil for PostgreSQL without a folder
	batch  *tx           // of a Batch, while it lasts

	mu          sync.Mutex
	subscribers map[int]func([]op.Change)
	next        int

	writes    atomic.Int64 // committed since Open
	snapshots sync.Mutex
	saved     int64 // writes when the last snapshot was made
}

// engine is which database speaks.
type engine int

const (
	sqlite engine = iota
	postgres
)

// complete fills in what was left out.
func (opts Options) complete() Options {
	if opts.Clock == nil {
		opts.Clock = op.NewSystemClock()
	}
	if opts.IDs == nil {
		opts.IDs = op.RandomIDs{}
	}
	if opts.Entropy == nil {
		opts.Entropy = rand.Reader
	}
	if opts.Log == nil {
		opts.Log = slog.New(slog.DiscardHandler)
	}
	if opts.Probe == nil {
		opts.Probe = SystemProbe{}
	}
	return opts
}

// Open opens the data, with the newest form of its tables. It refuses what it
// must not touch with the faults fault.data.newer, fault.data.in_use,
// fault.data.network_folder,
// fault.data.synced_folder, fault.data.no_database (read-only),
// fault.data.old_backup, fault.data.corrupt and the like.
func Open(ctx context.Context, opts Options) (*DB, error) {
	opts = opts.complete()
	db := &DB{opts: opts, turn: make(chan struct{}, 1), subscribers: map[int]func([]op.Change){}}
	if err := db.open(ctx); err != nil {
		_ = db.Close()
		return nil, fault.In("data.Open", err)
	}
	return db, nil
}

func (db *DB) open(ctx context.Context) (err error) {
	if db.opts.Dir != "" {
		if db.folder, err = openFolder(db.opts); err != nil {
			return err
		}
	}
	switch {
	case db.opts.DSN != "":
		db.engine = postgres
		err = db.openPostgres(ctx)
	case db.folder == nil:
		err = fault.New(fault.Invalid, "fault.data.no_folder")
	default:
		err = db.openSQLite(ctx)
	}
	if err != nil || db.opts.ReadOnly {
		return err
	}
	if db.folder != nil {
		if err := db.reconcile(ctx); err != nil {
			return err
		}
	}
	if err := db.refresh(ctx); err != nil {
		return err
	}
	// This counts as a write, so every run makes a backup at least once: the
	// run before may have been killed before its own.
	return db.forget(ctx)
}

// refresh makes anew what follows from the steps when a newer form of the tables
// or a newer rule of mastery asks for it. Steps that do not hold together stop it: doctor says which, and
// what is there stays as it was.
func (db *DB) refresh(ctx context.Context) error {
	store := StoreOf[quiz.Tx](db)
	stale, err := op.Query(ctx, store, "data.refresh", func(tx quiz.Tx) (bool, error) { return tx.HistoryStale(ctx) })
	if err != nil {
		return err
	}
	bank := &quiz.Service{Store: store, Clock: db.opts.Clock, IDs: db.opts.IDs, Entropy: db.opts.Entropy}
	if !stale {
		n, err := bank.SumUp(ctx)
		if n > 0 {
			db.opts.Log.Info("summaries by the new rule", "count", n)
		}
		return err
	}
	attempts, err := bank.Rebuild(ctx, op.Actor{ID: "migration", Roles: []op.Role{op.Owner}})
	if fault.Is(err, fault.Corrupt) {
		db.opts.Log.Error("history not rebuilt", "error", err)
		return nil
	}
	if err == nil {
		db.opts.Log.Info("history rebuilt", "attempts", attempts)
	}
	return err
}

// remembered is how long a command's answer is kept for whoever sends it again.
const remembered = 7 * 24 * time.Hour

// forget lets go of the answers of old commands, which would soon be half of
// the database: at the start, and once a day (RecordHeads).
func (db *DB) forget(ctx context.Context) error {
	return db.update(ctx, func(t *tx) error { return t.forget(ctx) })
}

func (t *tx) forget(ctx context.Context) error {
	_, err := t.exec(ctx, `DELETE FROM commands WHERE at < $1`, millis(t.now.Add(-remembered)))
	return err
}

// Commands counts the commands of the last days.
func (db *DB) Commands(ctx context.Context) (n int64, err error) {
	err = db.view(ctx, func(t *tx) error {
		n, _, err = one(ctx, t, scanInt, `SELECT count(*) FROM commands`)
		return err
	})
	return n, err
}

// Folder is the data folder, "" without one.
func (db *DB) Folder() string {
	if db.folder == nil {
		return ""
	}
	return db.folder.dir
}

// Close waits for the writer and lets the folder go.
func (db *DB) Close() error {
	db.turn <- struct{}{}
	defer func() { <-db.turn }()
	var first error
	for _, p := range []*pool{db.reader, db.writer} { // the writer last: it folds the log into the file
		if p != nil {
			if err := p.close(); err != nil && first == nil {
				first = err
			}
		}
	}
	if db.folder != nil {
		if err := db.folder.close(); err != nil && first == nil {
			first = err
		}
	}
	db.reader, db.writer, db.folder = nil, nil, nil
	return mapped(first)
}

// Subscribe calls hear with the changes of every transaction after it was
// committed, on the goroutine that committed it. The answer ends the
// subscription.
func (db *DB) Subscribe(hear func([]op.Change)) (cancel func()) {
	db.mu.Lock()
	defer db.mu.Unlock()
	id := db.next
	db.next++
	db.subscribers[id] = hear
	return func() {
		db.mu.Lock()
		defer db.mu.Unlock()
		delete(db.subscribers, id)
	}
}

func (db *DB) tell(changes []op.Change) {
	if len(changes) == 0 {
		return
	}
	db.mu.Lock()
	hearers := make([]func([]op.Change), 0, len(db.subscribers))
	for _, h := range db.subscribers {
		hearers = append(hearers, h)
	}
	db.mu.Unlock()
	for _, hear := range hearers {
		hear(changes)
	}
}

// update runs fn in one read-write transaction: one at a time, on the disk
// when it returns nil.
func (db *DB) update(ctx context.Context, fn func(*tx) error) (err error) {
	if db.writer == nil {
		return fault.New(fault.Unavailable, "fault.data.read_only")
	}
	if db.batch != nil {
		return db.batch.updateIn(ctx, fn)
	}
	var t *tx
	if err := db.takeTurn(ctx, func() (err error) {
		t, err = db.write(ctx, fn)
		return err
	}); err != nil {
		return err
	}
	db.tell(t.changes)
	return nil
}

// takeTurn waits for the writer's turn and gives it back when fn is done.
func (db *DB) takeTurn(ctx context.Context, fn func() error) error {
	select {
	case db.turn <- struct{}{}:
	case <-ctx.Done():
		return fault.Wrap(ctx.Err(), fault.Unavailable, "fault.data.busy")
	}
	defer func() { <-db.turn }() // also when fn panics
	return fn()
}

// write is update for whoever has the turn.
func (db *DB) write(ctx context.Context, fn func(*tx) error) (_ *tx, err error) {
	t, err := db.begin(ctx, db.writer, nil)
	if err != nil {
		return nil, err
	}
	done := false
	defer func() {
		if !done { // fn failed or panicked
			_ = t.sql.Rollback()
		}
	}()
	if db.engine == postgres { // SQLite has one writer by its nature
		if _, err := t.exec(ctx, `SELECT pg_advisory_xact_lock(hashtext(current_schema()))`); err != nil {
			return nil, err
		}
	}
	if err := fn(t); err != nil {
		return nil, err
	}
	done = true
	return t, db.commit(t)
}

// commit brings a transaction of the writer to the disk, then its lines to the
// ledger file.
func (db *DB) commit(t *tx) error {
	defer func() { db.writer.settle(t.fresh) }()
	if err := t.sql.Commit(); err != nil {
		return mapped(err)
	}
	db.writes.Add(1)
	if len(t.lines) > 0 {
		if err := db.folder.appendLedger(t.lines); err != nil {
			db.opts.Log.Error("after commit", "err", err)
		}
	}
	return nil
}

// view runs fn in one read-only transaction, beside the writer.
func (db *DB) view(ctx context.Context, fn func(*tx) error) error {
	if db.batch != nil {
		return db.batch.viewIn(fn)
	}
	o := &sql.TxOptions{ReadOnly: true}
	if db.engine == postgres {
		o.Isolation = sql.LevelRepeatableRead
	}
	t, err := db.begin(ctx, db.reader, o)
	if err != nil {
		return err
	}
	defer func() {
		_ = t.sql.Rollback()
		db.reader.settle(t.fresh)
	}()
	return fn(t)
}

func (db *DB) begin(ctx context.Context, p *pool, o *sql.TxOptions) (*tx, error) {
	if p == nil {
		return nil, fault.Wrap(os.ErrClosed, fault.Unavailable, "fault.data.closed")
	}
	s, err := p.BeginTx(ctx, o)
	if err != nil {
		return nil, mapped(err)
	}
	return &tx{db: db, pool: p, sql: s, now: db.now()}, nil
}

// now is the time of a transaction that begins.
func (db *DB) now() time.Time { return db.opts.Clock.Now().UTC().Truncate(time.Millisecond) }

// StoreOf hands the transactions of the database to one part of the domain
// under the part's own interface, for example StoreOf[staff.Tx](db). It panics
// when tx lacks a method of it; the area's file says so at compile time with
// `var _ staff.Tx = (*tx)(nil)`.
func StoreOf[T op.Tx](db *DB) op.Store[T] {
	_ = any((*tx)(nil)).(T)
	return store[T]{db}
}

type store[T op.Tx] struct{ db *DB }

func (s store[T]) Update(ctx context.Context, fn func(T) error) error {
	return s.db.update(ctx, func(t *tx) error { return fn(any(t).(T)) })
}

func (s store[T]) View(ctx context.Context, fn func(T) error) error {
	return s.db.view(ctx, func(t *tx) error { return fn(any(t).(T)) })
}
