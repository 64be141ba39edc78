package data_test

import (
	"context"

	"shifu/data"
	"shifu/internal/op"
)

// remember writes one row, the smallest use case there is.
func remember(ctx context.Context, db *data.DB, id string) error {
	return data.StoreOf[op.Tx](db).Update(ctx, func(tx op.Tx) error {
		return tx.Remember(ctx, id, "test", "h", []byte(`{}`))
	})
}

func remembers(ctx context.Context, db *data.DB, id string) (found bool, err error) {
	err = data.StoreOf[op.Tx](db).View(ctx, func(tx op.Tx) (err error) {
		_, _, found, err = tx.Replayed(ctx, id)
		return err
	})
	return found, err
}
