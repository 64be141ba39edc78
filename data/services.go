package data

import (
	"context"
	"encoding/json"
	"time"

	"shifu/assets"
	"shifu/data/export"
	"shifu/internal/fault"
	"shifu/internal/op"
	"shifu/quiz"
	"shifu/quiz/response"
	"shifu/training"
	"shifu/training/certificate"
	"shifu/training/certificate/pdf"
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
	// Certificates prints with the bundled fonts, read when the first page is.
	Certificates *certificate.Service
	// Exports writes certificates and progress to files.
	Exports *export.Exporter
}

// NewServices makes the services over a database, with its clock, ids and entropy.
func NewServices(db *DB) *Services {
	o := db.opts
	q := &quiz.Service{Store: StoreOf[quiz.Tx](db), Clock: o.Clock, IDs: o.IDs, Entropy: o.Entropy}
	t := &training.Service{Store: StoreOf[training.Tx](db), Clock: o.Clock, IDs: o.IDs, Quiz: q}
	c := &certificate.Service{Store: StoreOf[certificate.Tx](db), Clock: o.Clock, IDs: o.IDs, Quiz: q,
		Press: pdf.LazyPress(assets.FontRegular, assets.FontBold), Zone: time.Local}
	return &Services{
		DB: db, Clock: o.Clock, IDs: o.IDs, Entropy: o.Entropy,
		Staff:        staff.New(StoreOf[staff.Tx](db), o.Clock, o.IDs, o.Entropy),
		Quiz:         q,
		Training:     t,
		Certificates: c,
		Exports:      &export.Exporter{Certificates: c, Training: t, Clock: o.Clock},
	}
}

// Owner is the shop's owner, as the command line acts on the owner's behalf:
// whoever may write the data folder could do as much without us. Nothing can be
// signed in this way (fault.staff.no_shop before there is a shop).
func (s *Services) Owner(ctx context.Context) (op.Actor, error) {
	return op.Query(ctx, StoreOf[staff.Tx](s.DB), "data.Owner", func(tx staff.Tx) (op.Actor, error) {
		shop, found, err := tx.ShopState(ctx)
		if err == nil && !found {
			err = fault.New(fault.NotFound, "fault.staff.no_shop")
		}
		if err != nil {
			return op.Actor{}, err
		}
		p, err := tx.Person(ctx, shop.OwnerID)
		return op.Actor{ID: p.ID, Roles: p.Roles}, err
	})
}

// Variant is a slot of an attempt with its key, for the demonstration, whose
// people must be able to answer rightly. No service and no page hands this out.
func (s *Services) Variant(ctx context.Context, attempt string, slot int) (*response.Variant, error) {
	return op.Query(ctx, StoreOf[quiz.Tx](s.DB), "data.Variant", func(tx quiz.Tx) (*response.Variant, error) {
		keys, err := tx.AttemptKeys(ctx, attempt)
		if err != nil {
			return nil, err
		}
		steps, err := tx.AttemptSteps(ctx, attempt)
		if err != nil {
			return nil, err
		}
		v := new(response.Variant)
		if err := fromJSON(string(keys[slot]), v); err != nil {
			return nil, err
		}
		for _, step := range steps {
			var f quiz.Frozen
			if step.Kind == quiz.StepGiven && step.Slot == slot && json.Unmarshal(step.Body, &f) == nil {
				return v, fromJSON(string(f.Shown), &v.Shown)
			}
		}
		return nil, fault.New(fault.NotFound, "fault.quiz.no_slot", "Slot", slot)
	})
}
