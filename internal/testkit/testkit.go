// Package testkit is what tests share: a clock that moves when told, ids that
// count, and entropy that repeats.
package testkit

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"time"
)

// Clock is a clock that only moves when told. Wall time and elapsed time move
// together by Advance; SetWall moves the wall alone, as a person who turns the
// clock back does.
type Clock struct {
	mu      sync.Mutex
	wall    time.Time
	elapsed time.Duration
}

// NewClock starts on Monday 2 November 2026, 09:00 in Shanghai.
func NewClock() *Clock { return &Clock{wall: time.Date(2026, 11, 2, 1, 0, 0, 0, time.UTC)} }

func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.wall
}

func (c *Clock) Monotonic() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.elapsed
}

// Advance lets time pass.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.wall, c.elapsed = c.wall.Add(d), c.elapsed+d
}

// SetWall turns the wall clock, and nothing else.
func (c *Clock) SetWall(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.wall = t.UTC()
}

// IDs counts: ...-000000000001, ...-000000000002, in the form of a UUIDv7.
type IDs struct {
	mu sync.Mutex
	n  uint64
}

func (s *IDs) New() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.n++
	return fmt.Sprintf("01930000-0000-7000-8000-%012x", s.n)
}

// Copy answers ids that go on where these are now.
func (s *IDs) Copy() *IDs {
	s.mu.Lock()
	defer s.mu.Unlock()
	return &IDs{n: s.n}
}

// Entropy repeats the same bytes for the same seed. Never outside tests and
// demonstrations.
func Entropy(seed uint64) *rand.ChaCha8 {
	var key [32]byte
	for i := range 8 {
		key[i] = byte(seed >> (8 * i))
	}
	return rand.NewChaCha8(key)
}
