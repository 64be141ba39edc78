package data

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"sync"
	"time"

	"shifu/internal/fault"
)

// The few helpers that the area files are written with. Placeholders are $1,
// $2, ... on both engines; times are bound with millis, structures with
// jsonText, yes and no with flag.

// row is one row of an answer.
type row interface{ Scan(dest ...any) error }

// exec runs a statement and answers how many rows it touched.
func (t *tx) exec(ctx context.Context, query string, args ...any) (int64, error) {
	r, err := t.statement(ctx, query).ExecContext(ctx, args...)
	if err != nil {
		return 0, mapped(err)
	}
	n, err := r.RowsAffected()
	return n, mapped(err)
}

// one reads the only row of a query; found is false when there is none.
func one[T any](ctx context.Context, t *tx, scan func(row) (T, error), query string, args ...any) (value T, found bool, err error) {
	value, err = scan(t.statement(ctx, query).QueryRowContext(ctx, args...))
	if errors.Is(err, sql.ErrNoRows) {
		var none T
		return none, false, nil
	}
	return value, err == nil, mapped(err)
}

// many reads all rows of a query.
func many[T any](ctx context.Context, t *tx, scan func(row) (T, error), query string, args ...any) ([]T, error) {
	rows, err := t.statement(ctx, query).QueryContext(ctx, args...)
	if err != nil {
		return nil, mapped(err)
	}
	defer func() { _ = rows.Close() }()
	var all []T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, mapped(err)
		}
		all = append(all, v)
	}
	return all, mapped(rows.Err())
}

// Scanners for a row of one column.

func scanText(r row) (s string, err error) { return s, r.Scan(&s) }
func scanInt(r row) (n int64, err error)   { return n, r.Scan(&n) }

// millis is how a time is stored: UTC milliseconds, 0 for the zero time.
func millis(at time.Time) int64 {
	if at.IsZero() {
		return 0
	}
	return at.UnixMilli()
}

// atMillis reads what millis stored.
func atMillis(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// flag is how yes and no are stored: 1 and 0.
func flag(yes bool) int64 {
	if yes {
		return 1
	}
	return 0
}

// jsonText is how a structure is stored that SQL never looks into.
func jsonText(v any) (string, error) {
	b, err := json.Marshal(v)
	return string(b), fault.In("data.jsonText", err)
}

// fromJSON reads what jsonText stored; other bytes are a corrupt database.
func fromJSON(text string, v any) error {
	if text == "" {
		return nil
	}
	if err := json.Unmarshal([]byte(text), v); err != nil {
		return fault.Wrap(err, fault.Corrupt, "fault.data.corrupt")
	}
	return nil
}

// fromSignedJSON is fromJSON for what somebody signed: it has to be, byte for byte,
// what jsonText wrote. A member that is unknown or stands twice would fall away
// unseen.
func fromSignedJSON(text string, v any) error {
	if err := fromJSON(text, v); err != nil || text == "" {
		return err
	}
	again, err := jsonText(v)
	if err == nil && again != text {
		return fault.New(fault.Corrupt, "fault.data.corrupt")
	}
	return err
}

// pool is a set of connections with the statements prepared on them.
type pool struct {
	*sql.DB
	keep bool // pgx keeps its own prepared statements

	mu    sync.Mutex
	stmts map[string]*sql.Stmt
}

// most is how many statements a pool keeps. Queries put together at run time
// must not fill the memory.
const most = 500

// querier is what a prepared statement and a bare query have in common.
type querier interface {
	ExecContext(ctx context.Context, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, args ...any) *sql.Row
}

// statement answers a query ready to run in the transaction. Parsing costs
// more than most of our queries, so a pool keeps what it has parsed; a new
// query runs bare and is kept when the transaction has ended (settle), because
// the writer's only connection is busy until then.
func (t *tx) statement(ctx context.Context, query string) querier {
	if !t.pool.keep {
		return bare{t.sql, query}
	}
	t.pool.mu.Lock()
	s, full := t.pool.stmts[query], len(t.pool.stmts) >= most
	t.pool.mu.Unlock()
	if s != nil {
		return t.sql.StmtContext(ctx, s)
	}
	if !full {
		t.fresh = append(t.fresh, query)
	}
	return bare{t.sql, query}
}

// settle keeps the queries that a transaction ran for the first time.
func (p *pool) settle(fresh []string) {
	for _, query := range fresh {
		p.mu.Lock()
		_, known := p.stmts[query]
		p.mu.Unlock()
		if known {
			continue
		}
		s, err := p.PrepareContext(context.Background(), query)
		if err != nil {
			continue // it will run bare again
		}
		p.mu.Lock()
		if _, known := p.stmts[query]; known || p.stmts == nil {
			_ = s.Close()
		} else {
			p.stmts[query] = s
		}
		p.mu.Unlock()
	}
}

func (p *pool) close() error {
	p.mu.Lock()
	for _, s := range p.stmts {
		_ = s.Close()
	}
	p.stmts = nil
	p.mu.Unlock()
	return p.DB.Close()
}

// bare is a query that is not prepared.
type bare struct {
	tx    *sql.Tx
	query string
}

func (b bare) ExecContext(ctx context.Context, args ...any) (sql.Result, error) {
	return b.tx.ExecContext(ctx, b.query, args...)
}

func (b bare) QueryContext(ctx context.Context, args ...any) (*sql.Rows, error) {
	return b.tx.QueryContext(ctx, b.query, args...)
}

func (b bare) QueryRowContext(ctx context.Context, args ...any) *sql.Row {
	return b.tx.QueryRowContext(ctx, b.query, args...)
}
