package data

import (
	"shifu/internal/op"
	"shifu/quiz"
	"shifu/training"
	"shifu/training/staff"
)

// Services are the use cases of the shop over one open database: what the
// window and the command line both work with.
type Services struct {
	DB       *DB
	Clock    op.Clock
	IDs      op.IDs
	Entropy  op.Entropy
	Staff    *staff.Service
	Quiz     *quiz.Service
	Training *training.Service
}

// NewServices makes the services over a database, with its clock, ids and entropy.
func NewServices(db *DB) *Services {
	o := db.opts
	q := &quiz.Service{Store: StoreOf[quiz.Tx](db), Clock: o.Clock, IDs: o.IDs, Entropy: o.Entropy}
	return &Services{
		DB: db, Clock: o.Clock, IDs: o.IDs, Entropy: o.Entropy,
		Staff:    staff.New(StoreOf[staff.Tx](db), o.Clock, o.IDs, o.Entropy),
		Quiz:     q,
		Training: &training.Service{Store: StoreOf[training.Tx](db), Clock: o.Clock, IDs: o.IDs, Quiz: q},
	}
}
