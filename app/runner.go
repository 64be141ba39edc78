package app

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"

	"shifu/internal/fault"
)

// Runner is the one way to leave the UI goroutine and to come back to it.
type Runner interface {
	// Run does work on another goroutine and then calls done on the UI
	// goroutine. A panic in work reaches done as an internal fault.
	Run(work func() error, done func(error))
	// Post calls f on the UI goroutine; it may be called from any.
	Post(f func())
	// Every calls tick on the UI goroutine again and again, until ctx ends or
	// stop is called.
	Every(ctx context.Context, d time.Duration, tick func()) (stop func())
}

// Background is the runner of the window. The zero value is ready.
type Background struct {
	open  sync.WaitGroup
	ended atomic.Bool
}

// Run starts a goroutine for the work.
func (b *Background) Run(work func() error, done func(error)) {
	b.open.Go(func() {
		err := guard(work)
		b.Post(func() { done(err) })
	})
}

// Post hands a function to the UI goroutine, as long as there is a window.
func (b *Background) Post(f func()) {
	if !b.ended.Load() {
		fyne.Do(f)
	}
}

// End says that the window is gone: work goes on to its end, but nothing comes
// back from it. Fyne would run what comes back on any goroutine.
func (b *Background) End() { b.ended.Store(true) }

// Every starts a ticker; ticks that the window has no time for are left out.
func (b *Background) Every(ctx context.Context, d time.Duration, tick func()) func() {
	ctx, stop := context.WithCancel(ctx)
	b.open.Go(func() {
		t := time.NewTicker(d)
		defer t.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-t.C:
				b.Post(func() {
					if ctx.Err() == nil {
						tick()
					}
				})
			}
		}
	})
	return stop
}

// Wait waits for the work that is still under way, at most for a time: at the
// end of the program. It answers whether all was done.
func (b *Background) Wait(most time.Duration) bool {
	done := make(chan struct{})
	go func() { b.open.Wait(); close(done) }()
	select {
	case <-done:
		return true
	case <-time.After(most):
		return false
	}
}

// ahead starts work that will be needed soon, and answers how to wait for it.
func ahead(work func()) (wait func()) {
	done := make(chan struct{})
	go func() { defer close(done); work() }()
	return func() { <-done }
}

// Inline is the runner of tests: everything at once, in the caller.
type Inline struct{ Ticks []func() }

// Run works and is done.
func (r *Inline) Run(work func() error, done func(error)) { done(guard(work)) }

// Post calls at once.
func (r *Inline) Post(f func()) { f() }

// Every keeps the tick for the test to call.
func (r *Inline) Every(ctx context.Context, _ time.Duration, tick func()) func() {
	on := true
	r.Ticks = append(r.Ticks, func() {
		if on && ctx.Err() == nil {
			tick()
		}
	})
	return func() { on = false }
}

// guard turns a panic into an internal fault with the place where it happened.
func guard(work func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fault.Wrap(fmt.Errorf("panic: %v\n%s", p, debug.Stack()), fault.Internal, "fault.internal")
		}
	}()
	return work()
}

// waitAtEnd is how long the end of the program waits for work under way: what
// was pressed last is saved before the window is gone.
const waitAtEnd = 10 * time.Second
