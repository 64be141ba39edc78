package staff

import (
	"context"
	"time"

	"shifu/internal/fault"
)

// Throttle is how often something was tried wrongly in a row, and when last.
//
// Every try is charged before it is checked and given back when it was right,
// so that many tries at once count as many. From the fifth failure on a try has
// to wait, ever longer, but never more than an hour: nobody is locked out for
// good, and six digits still take decades to try.
type Throttle struct {
	Failures int
	LastAt   time.Time // by the wall clock
}

// freeTries is how many wrong tries cost nothing but the last of them.
const freeTries = 5

var delays = []time.Duration{
	time.Minute, 2 * time.Minute, 4 * time.Minute, 8 * time.Minute, 15 * time.Minute, 30 * time.Minute, time.Hour,
}

// Delay is the wait after the last failure.
func (t Throttle) Delay() time.Duration {
	if t.Failures < freeTries {
		return 0
	}
	return delays[min(t.Failures-freeTries, len(delays)-1)]
}

// waits says how long a try has to wait yet by the wall clock. A clock that was
// turned back cannot make it longer than the delay; the time of the last
// failure is then taken anew.
func (t *Throttle) waits(now time.Time) (wait time.Duration, moved bool) {
	elapsed := now.Sub(t.LastAt)
	if elapsed < 0 {
		t.LastAt, elapsed, moved = now, 0, true
	}
	return max(0, t.Delay()-elapsed), moved
}

// Buckets: what is counted together. One person's wrong PINs do not slow
// another's, and wrong PINs do not close the way in by passphrase or code.
const (
	pinTries        = "pin:"
	passphraseTries = "passphrase:"
	claimTries      = "claim:"
	recoveryTries   = "recovery:"
)

// charge counts a try in a bucket, in one transaction with what check reads, or
// answers fault.staff.wait. settle gives it back.
func (s *Service) charge(ctx context.Context, bucket string, check func(Tx) error) (failures int, err error) {
	var refused error
	err = s.Store.Update(ctx, func(tx Tx) error {
		if err := check(tx); err != nil {
			return err
		}
		t, err := tx.Throttle(ctx, bucket)
		if err != nil {
			return err
		}
		wait, moved := t.waits(tx.Now())
		// Within one run of the program the monotonic clock rules: turning the
		// wall clock on does not shorten the wait.
		s.mu.Lock()
		end, known := s.waits[bucket]
		s.mu.Unlock()
		if known {
			wait = max(0, end-s.Clock.Monotonic())
		}
		if wait > 0 {
			refused = waiting(wait)
			if moved {
				return tx.SaveThrottle(ctx, bucket, t)
			}
			return nil
		}
		t.Failures++
		t.LastAt = tx.Now()
		failures = t.Failures
		if d := t.Delay(); d > 0 {
			s.mu.Lock()
			s.waits[bucket] = s.Clock.Monotonic() + d
			s.mu.Unlock()
		}
		return tx.SaveThrottle(ctx, bucket, t)
	})
	if err == nil {
		err = refused
	}
	return failures, err
}

// settle forgets the failures of a bucket within a transaction; the wait in
// memory goes when the transaction is through, by forgive.
func settle(ctx context.Context, tx Tx, bucket string) error {
	return tx.SaveThrottle(ctx, bucket, Throttle{})
}

func (s *Service) forgive(bucket string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.waits, bucket)
}

// wrong is the fault of a wrong try: how many are left, or how long to wait.
// key is the message while some are left.
func wrong(key string, failures int) error {
	if left := freeTries - failures; left > 0 {
		return fault.New(fault.Forbidden, key, "Left", left)
	}
	return waiting(Throttle{Failures: failures}.Delay())
}

// waiting is the fault of a try that has to wait; Wait is a time.Duration for
// the count-down, rounded up to what people read.
func waiting(d time.Duration) error {
	unit := time.Second
	if d > time.Minute {
		unit = time.Minute
	}
	return fault.New(fault.Unavailable, "fault.staff.wait", "Wait", (d + unit - 1).Truncate(unit), "Exact", d)
}

// WaitOf answers how long an error of a sign-in asks to wait, 0 when it does not.
func WaitOf(err error) time.Duration {
	if fault.KeyOf(err) != "fault.staff.wait" {
		return 0
	}
	var f *fault.Error
	for e := err; e != nil; {
		g, ok := e.(*fault.Error)
		if !ok {
			break
		}
		f, e = g, g.Err
	}
	if f == nil {
		return 0
	}
	d, _ := f.Params["Exact"].(time.Duration)
	return d
}
