package data

import (
	"context"

	"shifu/internal/ledger"
	"shifu/quiz"
	"shifu/training"
)

var (
	_ quiz.Tx     = (*tx)(nil)
	_ training.Tx = (*tx)(nil)
)

// HandedIn is what the ledger keeps of an attempt: the last hash of its chain
// of steps. It names no person.
type HandedIn struct {
	Attempt string `json:"attempt"`
	Head    string `json:"head"`
}

// RecordHead puts the head of an attempt's chain of steps into the ledger.
func (t *tx) RecordHead(ctx context.Context, attempt, head string) error {
	_, err := t.AppendEntry(ctx, ledger.AttemptHandedIn, HandedIn{attempt, head})
	return err
}
