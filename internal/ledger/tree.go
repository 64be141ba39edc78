package ledger

import (
	"context"

	"golang.org/x/mod/sumdb/tlog"

	"shifu/internal/fault"
)

// Nodes reads stored hashes of the tree by their position in the order of
// tlog.StoredHashIndex: all complete subtrees, each written once and never
// changed. It answers as many hashes as it was asked for, in that order.
type Nodes func(indexes []int64) ([]Hash, error)

// NodesOf reads the nodes of a log within its transaction.
func NodesOf(ctx context.Context, log Log) Nodes {
	return func(indexes []int64) ([]Hash, error) { return log.LedgerNodes(ctx, indexes) }
}

// ReadHashes makes Nodes a tlog.HashReader.
func (n Nodes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	hashes, err := n(indexes)
	if err != nil {
		return nil, err
	}
	if len(hashes) != len(indexes) {
		return nil, fault.New(fault.Corrupt, "fault.ledger.altered", "Index", indexes[0])
	}
	out := make([]tlog.Hash, len(hashes))
	for i, h := range hashes {
		out[i] = tlog.Hash(h)
	}
	return out, nil
}

// NodeCount is the number of stored hashes of a tree of that size.
func NodeCount(size int64) int64 { return tlog.StoredHashCount(size) }

// NewNodes answers the hashes to store for a new leaf, to be written from
// position NodeCount(index) on.
func NewNodes(index int64, leaf Hash, stored Nodes) ([]Hash, error) {
	hashes, err := tlog.StoredHashesForRecordHash(index, tlog.Hash(leaf), stored)
	if err != nil {
		return nil, fault.In("ledger.NewNodes", err)
	}
	return ours(hashes), nil
}

// Root is the root hash of the first size entries.
func Root(size int64, stored Nodes) (Hash, error) {
	h, err := tlog.TreeHash(size, stored)
	return Hash(h), fault.In("ledger.Root", err)
}

// Inclusion proves that a leaf stands at an index of a tree.
type Inclusion struct {
	Index  int64  `json:"index"`
	Size   int64  `json:"size"`
	Hashes []Hash `json:"hashes"`
}

// ProveInclusion makes the proof for the entry at index in the tree of the
// first size entries.
func ProveInclusion(size, index int64, stored Nodes) (Inclusion, error) {
	if index < 0 || index >= size {
		return Inclusion{}, fault.New(fault.NotFound, "fault.ledger.no_entry", "Index", index)
	}
	p, err := tlog.ProveRecord(size, index, stored)
	if err != nil {
		return Inclusion{}, fault.In("ledger.ProveInclusion", err)
	}
	return Inclusion{Index: index, Size: size, Hashes: ours(p)}, nil
}

// Check says whether the proof leads from the leaf to the root of the head
// (fault.ledger.not_included).
func (p Inclusion) Check(leaf Hash, head Head) error {
	err := outside(p.Index >= 0 && p.Index < p.Size && p.Size == head.Size)
	if err == nil {
		err = tlog.CheckRecord(theirs(p.Hashes), p.Size, tlog.Hash(head.Root), p.Index, tlog.Hash(leaf))
	}
	if err != nil {
		return fault.Wrap(err, fault.Corrupt, "fault.ledger.not_included", "Index", p.Index)
	}
	return nil
}

// Consistency proves that a tree begins with an older one.
type Consistency struct {
	Old    int64  `json:"old"`
	New    int64  `json:"new"`
	Hashes []Hash `json:"hashes"`
}

// ProveConsistency makes the proof that the tree of the first size entries
// begins with the tree of the first old entries.
func ProveConsistency(old, size int64, stored Nodes) (Consistency, error) {
	if old < 0 || old > size {
		return Consistency{}, fault.New(fault.NotFound, "fault.ledger.no_entry", "Index", old)
	}
	c := Consistency{Old: old, New: size, Hashes: []Hash{}}
	if old == 0 || old == size {
		return c, nil // everything begins with nothing, and with itself
	}
	p, err := tlog.ProveTree(size, old, stored)
	if err != nil {
		return Consistency{}, fault.In("ledger.ProveConsistency", err)
	}
	c.Hashes = ours(p)
	return c, nil
}

// Check says whether the proof leads from the older head to the newer one
// (fault.ledger.not_consistent).
func (c Consistency) Check(old, now Head) error {
	err := outside(c.Old >= 0 && c.Old <= c.New && c.Old == old.Size && c.New == now.Size)
	switch {
	case err != nil:
	case c.Old == 0:
		err = outside(len(c.Hashes) == 0 && old.Root == EmptyRoot())
	case c.Old == c.New:
		err = outside(len(c.Hashes) == 0 && old.Root == now.Root)
	default:
		err = tlog.CheckTree(theirs(c.Hashes), c.New, tlog.Hash(now.Root), c.Old, tlog.Hash(old.Root))
	}
	if err != nil {
		return fault.Wrap(err, fault.Corrupt, "fault.ledger.not_consistent", "Old", old.Size, "New", now.Size)
	}
	return nil
}

// EmptyRoot is the root of a ledger without entries.
func EmptyRoot() Hash {
	h, _ := tlog.TreeHash(0, Nodes(func([]int64) ([]Hash, error) { return nil, nil }))
	return Hash(h)
}

// outside turns a condition that does not hold into an error, so that the
// proofs of tlog are only asked what they can answer.
func outside(holds bool) error {
	if holds {
		return nil
	}
	return errRange
}

var errRange = fault.New(fault.Corrupt, "fault.ledger.malformed", "What", "proof")

func ours[P ~[]tlog.Hash](p P) []Hash {
	out := make([]Hash, len(p))
	for i, h := range p {
		out[i] = Hash(h)
	}
	return out
}

func theirs(hashes []Hash) []tlog.Hash {
	out := make([]tlog.Hash, len(hashes))
	for i, h := range hashes {
		out[i] = tlog.Hash(h)
	}
	return out
}
