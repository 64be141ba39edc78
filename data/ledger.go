package data

import (
	"context"
	"io"

	"shifu/internal/fault"
	"shifu/internal/ledger"
)

var _ ledger.Log = (*tx)(nil)

// AppendEntry writes the next entry of the ledger and the hashes that it
// completes.
func (t *tx) AppendEntry(ctx context.Context, kind ledger.Kind, payload any) (ledger.Entry, error) {
	index, err := t.ledgerSize(ctx)
	if err != nil {
		return ledger.Entry{}, err
	}
	salt := make([]byte, ledger.SaltSize)
	if _, err := io.ReadFull(t.db.opts.Entropy, salt); err != nil {
		return ledger.Entry{}, fault.Wrap(err, fault.Unavailable, "fault.staff.no_entropy")
	}
	e, err := ledger.NewEntry(index, kind, payload, salt)
	if err != nil {
		return ledger.Entry{}, err
	}
	nodes, err := ledger.NewNodes(index, e.Leaf, ledger.NodesOf(ctx, t))
	if err != nil {
		return ledger.Entry{}, err
	}
	if _, err := t.exec(ctx, `INSERT INTO ledger_entries (idx, kind, payload, salt, leaf) VALUES ($1, $2, $3, $4, $5)`,
		e.Index, string(e.Kind), string(e.Payload), e.Salt.String(), e.Leaf.String()); err != nil {
		return ledger.Entry{}, err
	}
	first := ledger.NodeCount(index)
	for i, h := range nodes {
		if _, err := t.exec(ctx, `INSERT INTO ledger_nodes (idx, hash) VALUES ($1, $2)`, first+int64(i), h.String()); err != nil {
			return ledger.Entry{}, err
		}
	}
	t.note(ledgerLine{Index: &e.Index, Kind: e.Kind, Leaf: e.Leaf.String()})
	return e, nil
}

// EraseEntry takes content and salt out of an entry. Its leaf stays, so the tree
// still verifies; without the salt nobody can guess what made it.
func (t *tx) EraseEntry(ctx context.Context, index int64) error {
	n, err := t.exec(ctx, `UPDATE ledger_entries SET payload = '', salt = '' WHERE idx = $1`, index)
	if err == nil && n == 0 {
		err = fault.New(fault.NotFound, "fault.ledger.no_entry", "Index", index)
	}
	return err
}

func (t *tx) ledgerSize(ctx context.Context) (int64, error) {
	n, _, err := one(ctx, t, scanInt, `SELECT COALESCE(MAX(idx) + 1, 0) FROM ledger_entries`)
	return n, err
}

const entryColumns = `SELECT idx, kind, payload, salt, leaf FROM ledger_entries `

func scanEntry(r row) (e ledger.Entry, err error) {
	var payload, salt, leaf string
	if err := r.Scan(&e.Index, &e.Kind, &payload, &salt, &leaf); err != nil {
		return e, err
	}
	e.Payload = []byte(payload)
	if payload == "" {
		e.Payload = []byte("null")
	}
	if err := e.Salt.UnmarshalText([]byte(salt)); err != nil {
		return e, err
	}
	e.Leaf, err = ledger.ParseHash(leaf)
	return e, err
}

// LedgerEntry reads one entry.
func (t *tx) LedgerEntry(ctx context.Context, index int64) (ledger.Entry, error) {
	e, found, err := one(ctx, t, scanEntry, entryColumns+`WHERE idx = $1`, index)
	if err == nil && !found {
		err = fault.New(fault.NotFound, "fault.ledger.no_entry", "Index", index)
	}
	return e, err
}

// LedgerEntries reads entries in order.
func (t *tx) LedgerEntries(ctx context.Context, from int64, limit int, kinds ...ledger.Kind) ([]ledger.Entry, error) {
	if len(kinds) == 0 {
		return many(ctx, t, scanEntry, entryColumns+`WHERE idx >= $1 ORDER BY idx LIMIT $2`, from, int64(limit))
	}
	return many(ctx, t, scanEntry, entryColumns+`WHERE kind IN (`+list(3, len(kinds))+`) AND idx >= $1 ORDER BY idx LIMIT $2`,
		anys([]any{from, int64(limit)}, kinds)...)
}

// LedgerHead answers size and root.
func (t *tx) LedgerHead(ctx context.Context) (ledger.Head, error) {
	size, err := t.ledgerSize(ctx)
	if err != nil {
		return ledger.Head{}, err
	}
	return t.headAt(ctx, size)
}

// headAt is the head that the ledger had after its first size entries.
func (t *tx) headAt(ctx context.Context, size int64) (ledger.Head, error) {
	root, err := ledger.Root(size, ledger.NodesOf(ctx, t))
	return ledger.Head{Size: size, Root: root}, err
}

// LedgerNodes reads stored hashes of the tree.
func (t *tx) LedgerNodes(ctx context.Context, indexes []int64) ([]ledger.Hash, error) {
	if len(indexes) == 0 {
		return nil, nil
	}
	type node struct {
		index int64
		hash  string
	}
	nodes, err := many(ctx, t, func(r row) (n node, err error) { return n, r.Scan(&n.index, &n.hash) },
		`SELECT idx, hash FROM ledger_nodes WHERE idx IN (`+list(1, len(indexes))+`)`, int64s(indexes)...)
	if err != nil {
		return nil, err
	}
	read := make(map[int64]string, len(nodes))
	for _, n := range nodes {
		read[n.index] = n.hash
	}
	out := make([]ledger.Hash, len(indexes))
	for i, n := range indexes {
		if out[i], err = ledger.ParseHash(read[n]); err != nil {
			return nil, fault.Wrap(err, fault.Corrupt, "fault.ledger.tree")
		}
	}
	return out, nil
}

func int64s(n []int64) []any {
	out := make([]any, len(n))
	for i := range n {
		out[i] = n[i]
	}
	return out
}

// SaveCheckpoint keeps a signed head.
func (t *tx) SaveCheckpoint(ctx context.Context, head ledger.Head, note string) error {
	_, err := t.exec(ctx, `INSERT INTO ledger_checkpoints (size, root, note) VALUES ($1, $2, $3)
		ON CONFLICT (size) DO UPDATE SET root = excluded.root, note = excluded.note`, head.Size, head.Root.String(), note)
	if err == nil {
		t.note(ledgerLine{Checkpoint: note})
	}
	return err
}

// kept is a signed head as it is stored.
type kept struct {
	head ledger.Head
	note string
}

func scanKept(r row) (k kept, err error) {
	var root string
	if err := r.Scan(&k.head.Size, &root, &k.note); err != nil {
		return k, err
	}
	k.head.Root, err = ledger.ParseHash(root)
	return k, err
}

const keptColumns = `SELECT size, root, note FROM ledger_checkpoints `

// LastCheckpoint reads the signed head of the largest size.
func (t *tx) LastCheckpoint(ctx context.Context) (ledger.Head, string, error) {
	k, _, err := one(ctx, t, scanKept, keptColumns+`ORDER BY size DESC LIMIT 1`)
	return k.head, k.note, err
}

// checkpoints reads all signed heads, the smallest first.
func (t *tx) checkpoints(ctx context.Context) ([]kept, error) {
	return many(ctx, t, scanKept, keptColumns+`ORDER BY size`)
}
