package staff

import (
	"context"
	"io"
	"sync"
	"time"

	"shifu/internal/fault"
	"shifu/internal/op"
)

// Service is the use cases of people, sign-in and keys. Make it with New. It is
// safe for use by several goroutines.
type Service struct {
	Store   op.Store[Tx]
	Clock   op.Clock
	IDs     op.IDs
	Entropy op.Entropy

	// PINCost and PassphraseCost are what new PINs and passphrases take to
	// hash. New sets those of the product; only tests and demonstrations may
	// lower them, before first use.
	PINCost        Cost
	PassphraseCost Cost

	pins        slots // two at a time
	passphrases slots // one at a time: 64 MiB each

	mu    sync.Mutex               // guards what follows
	waits map[string]time.Duration // bucket -> monotonic end of its wait
}

// New makes the service with the product's costs.
func New(store op.Store[Tx], clock op.Clock, ids op.IDs, entropy op.Entropy) *Service {
	return &Service{
		Store: store, Clock: clock, IDs: ids, Entropy: &oneReader{r: entropy},
		PINCost: PINCost, PassphraseCost: PassphraseCost,
		pins: make(slots, 2), passphrases: make(slots, 1),
		waits: map[string]time.Duration{},
	}
}

// oneReader lets one goroutine read at a time: a seeded stream is not safe for
// several.
type oneReader struct {
	mu sync.Mutex
	r  io.Reader
}

func (o *oneReader) Read(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return io.ReadFull(o.r, p)
}

func (s *Service) pinHashes() hashes { return hashes{cost: s.PINCost, slots: s.pins} }

// shopOf reads the shop, which must exist.
func shopOf(ctx context.Context, tx Tx) (ShopState, error) {
	shop, found, err := tx.ShopState(ctx)
	if err == nil && !found {
		err = fault.New(fault.NotFound, "fault.staff.no_shop")
	}
	return shop, err
}

// acting is a request as op.Run compares it: who asks, and for what. Secrets
// are not in it, their fields have no JSON.
type acting struct {
	Actor   string `json:"actor"`
	Request any    `json:"request"`
}
