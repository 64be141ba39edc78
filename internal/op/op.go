// Package op is what one operation of a person rests on: who acts, the clock,
// the source of ids, and the rule that one use case is one transaction whose
// command runs once however often it is sent.
package op

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"slices"
	"time"

	"github.com/google/uuid"

	"shifu/internal/fault"
)

// Role is what a person is in the shop. A person may hold several.
type Role string

const (
	Apprentice Role = "apprentice"
	Mentor     Role = "mentor"
	Supervisor Role = "supervisor"
	Owner      Role = "owner"
)

// Actor is the person on whose behalf a use case runs. The zero Actor is
// nobody: before the first sign-in.
type Actor struct {
	ID    string `json:"id"`
	Roles []Role `json:"roles"`
}

// Has says whether the actor holds one of the roles.
func (a Actor) Has(roles ...Role) bool {
	return slices.ContainsFunc(roles, func(r Role) bool { return slices.Contains(a.Roles, r) })
}

// Clock tells the wall's time and a time that never goes back. It is injected
// wherever time matters; the wall's time is a claim, elapsed time is not.
type Clock interface {
	// Now answers the wall's time in UTC, whole milliseconds.
	Now() time.Time
	// Monotonic answers the time since an arbitrary start. It never goes
	// back while the process lives and means nothing in another process.
	Monotonic() time.Duration
}

// SystemClock is the machine's clock.
type SystemClock struct{ start time.Time }

// NewSystemClock starts a monotonic count at zero.
func NewSystemClock() *SystemClock { return &SystemClock{start: time.Now()} }

func (c *SystemClock) Now() time.Time           { return time.Now().UTC().Truncate(time.Millisecond) }
func (c *SystemClock) Monotonic() time.Duration { return time.Since(c.start) }

// IDs makes ids that sort by the time of their making (UUIDv7, as text).
type IDs interface{ New() string }

// RandomIDs makes UUIDv7 ids from the machine's entropy.
type RandomIDs struct{}

func (RandomIDs) New() string { return NewID() }

// NewID makes one UUIDv7 id, for the id of a command.
func NewID() string { return uuid.Must(uuid.NewV7()).String() }

// Entropy is where salts, keys and draw secrets come from; crypto/rand.Reader
// in the product, a seeded stream in demonstrations and tests.
type Entropy = io.Reader

// Tx is what every transaction of the domain offers. It ends with the function
// that received it.
type Tx interface {
	// Now is the wall's time, fixed when the transaction began.
	Now() time.Time
	// Publish says what changed. Subscribers hear it after the commit, and
	// only then.
	Publish(Change)
	// Replayed answers the stored result of a command that ran before.
	Replayed(ctx context.Context, id string) (hash string, result []byte, found bool, err error)
	// Remember stores a command's result together with what it did.
	Remember(ctx context.Context, id, name, hash string, result []byte) error
}

// Change names what a committed transaction changed: a topic ("attempt",
// "person", "sign-off", ...) and the id of the thing.
type Change struct{ Topic, ID string }

// Store runs use cases over the transactions of one part of the domain.
type Store[T Tx] interface {
	// Update runs fn in one read-write transaction: all of it is kept, on
	// the disk, or none. fn may run only once.
	Update(ctx context.Context, fn func(T) error) error
	// View runs fn in one read-only transaction.
	View(ctx context.Context, fn func(T) error) error
}

// Command identifies one command. Sending the same one again gives the first
// answer again and does nothing twice.
type Command struct {
	// ID is a UUID that the caller makes (NewID).
	ID string `json:"command"`
}

// Run executes a command as one transaction, once. request is all that the
// answer depends on, the actor included; the same id with another request is a
// conflict (fault.op.reused). The result must survive JSON.
func Run[T Tx, R any](ctx context.Context, s Store[T], name string, cmd Command, request any, fn func(T) (R, error)) (R, error) {
	var result R
	err := once(ctx, s, name, cmd, request, func(tx T) (stored []byte, err error) {
		if result, err = fn(tx); err != nil {
			return nil, err
		}
		return json.Marshal(result)
	}, func(_ T, stored []byte) error { return json.Unmarshal(stored, &result) })
	if err != nil {
		var none R
		return none, err
	}
	return result, nil
}

// RunAndRead is Run for an answer that is large and can be read again: fn also
// names what it is about, only that name is stored, and a command that is sent
// again is answered by reading, as things stand then.
func RunAndRead[T Tx, R any](ctx context.Context, s Store[T], name string, cmd Command, request any, fn func(T) (R, string, error), read func(tx T, about string) (R, error)) (R, error) {
	var result R
	err := once(ctx, s, name, cmd, request, func(tx T) (stored []byte, err error) {
		var about string
		if result, about, err = fn(tx); err != nil {
			return nil, err
		}
		return json.Marshal(about)
	}, func(tx T, stored []byte) (err error) {
		var about string
		if err := json.Unmarshal(stored, &about); err != nil {
			return err
		}
		result, err = read(tx, about)
		return err
	})
	if err != nil {
		var none R
		return none, err
	}
	return result, nil
}

// once runs a command's work in one transaction and stores what it answers, or
// hands what it stored before to again.
func once[T Tx](ctx context.Context, s Store[T], name string, cmd Command, request any, work func(T) ([]byte, error), again func(T, []byte) error) error {
	if cmd.ID == "" {
		return fault.New(fault.Invalid, "fault.op.no_id", "name", name)
	}
	raw, err := json.Marshal(request)
	if err != nil {
		return fault.In(name, err)
	}
	sum := sha256.Sum256(append([]byte(name+"\x00"), raw...))
	hash := hex.EncodeToString(sum[:])
	return fault.In(name, s.Update(ctx, func(tx T) error {
		was, stored, found, err := tx.Replayed(ctx, cmd.ID)
		if err != nil {
			return err
		}
		if found {
			if was != hash {
				return fault.New(fault.Conflict, "fault.op.reused", "name", name)
			}
			return again(tx, stored)
		}
		if stored, err = work(tx); err != nil {
			return err
		}
		return tx.Remember(ctx, cmd.ID, name, hash, stored)
	}))
}

// Query reads in one transaction.
func Query[T Tx, R any](ctx context.Context, s Store[T], name string, fn func(T) (R, error)) (R, error) {
	var result R
	err := s.View(ctx, func(tx T) (err error) {
		result, err = fn(tx)
		return err
	})
	if err != nil {
		var none R
		return none, fault.In(name, err)
	}
	return result, nil
}
