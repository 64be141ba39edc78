package ledger

import (
	"context"
	"crypto/ed25519"

	"shifu/internal/fault"
)

// Proof carries one entry away from its ledger: who holds it and the key that
// signed the checkpoint can check it with nothing else. It survives JSON.
type Proof struct {
	Entry      Entry     `json:"entry"`
	Inclusion  Inclusion `json:"inclusion"`
	Checkpoint string    `json:"checkpoint"` // signed
}

// ProveEntry makes the inclusion proof of an entry under a head of the log.
// The caller signs a checkpoint of the same head.
func ProveEntry(ctx context.Context, log Log, index int64, head Head) (Entry, Inclusion, error) {
	e, err := log.LedgerEntry(ctx, index)
	if err != nil {
		return Entry{}, Inclusion{}, err
	}
	p, err := ProveInclusion(head.Size, index, NodesOf(ctx, log))
	return e, p, err
}

// ParseProof reads a proof from canonical JSON; any other spelling is refused
// (fault.ledger.malformed).
func ParseProof(raw []byte) (p Proof, err error) { return p, Read(raw, &p) }

// Verify says whether the entry's content makes its leaf, the leaf stands in
// the tree of the checkpoint, and the key signed the checkpoint.
func (p Proof) Verify(key ed25519.PublicKey) (Checkpoint, error) {
	c, err := OpenCheckpoint(p.Checkpoint, key)
	if err != nil {
		return Checkpoint{}, err
	}
	if p.Entry.Index != p.Inclusion.Index {
		return Checkpoint{}, fault.New(fault.Corrupt, "fault.ledger.not_included", "Index", p.Entry.Index)
	}
	if err := p.Entry.Check(); err != nil {
		return Checkpoint{}, err
	}
	if err := p.Inclusion.Check(p.Entry.Leaf, c.Head); err != nil {
		return Checkpoint{}, err
	}
	return c, nil
}
