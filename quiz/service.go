// Package quiz is what is asked and how it was answered: the bank of item
// models, blueprints, attempts as append-only lists of steps, marking, and
// what a learner's answers say of each knowledge point over time.
//
// What an item is lives in the packages below (model, draw, response); how it
// is sat, who may see what and when, and what is kept, live here.
package quiz

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"shifu/internal/op"
)

// Service is the use cases of quizzes. Fill the fields; the zero value of the
// rest is ready. One Service lives as long as the process: it holds the
// monotonic time of the sittings in course.
type Service struct {
	Store   op.Store[Tx]
	Clock   op.Clock
	IDs     op.IDs
	Entropy op.Entropy // draw secrets and the salts of keys

	mu      sync.Mutex
	running map[string]run      // the time of sittings in course, by attempt
	hot     map[string]*sitting // sittings in course as the last commit left them
	bank    bankCache
	figures figuresCache
}

// run is the time of one sitting while this process lives.
type run struct {
	base  time.Duration // used before
	since time.Duration // of the monotonic clock
	limit time.Duration // 0 is none
}

// Start asks for a new attempt: of a blueprint by its id, or of some points on
// the spot (practice, review, a lesson's check). A review without points is of
// those that the learner is to review today (fault.quiz.nothing_due).
type Start struct {
	op.Command
	Blueprint string   `json:"blueprint,omitempty"`
	Points    []string `json:"points,omitempty"`
	Purpose   Purpose  `json:"purpose,omitempty"` // with Points; not Exam
	Count     int      `json:"count,omitempty"`   // with Points; 1..100
}

// Resume goes on with an attempt after a pause, a crash or a power cut.
type Resume struct {
	op.Command
	Attempt string `json:"attempt"`
}

// Pause stops the time of a sitting: the learner leaves, the page is idle.
type Pause struct {
	op.Command
	Attempt string `json:"attempt"`
}

// Reply is a response to one slot, to be kept as a draft or given as the
// answer.
type Reply struct {
	op.Command
	Attempt  string          `json:"attempt"`
	Slot     int             `json:"slot"`
	Response json.RawMessage `json:"response"`
}

// Flag marks a slot for later, or takes the mark away.
type Flag struct {
	op.Command
	Attempt string `json:"attempt"`
	Slot    int    `json:"slot"`
	On      bool   `json:"on"`
}

// HandIn closes an attempt.
type HandIn struct {
	op.Command
	Attempt string `json:"attempt"`
}

// MarkReply marks a free reply: one level for each criterion of its rubric.
type MarkReply struct {
	op.Command
	Attempt string         `json:"attempt"`
	Slot    int            `json:"slot"`
	Levels  map[string]int `json:"levels"` // criterion -> index of the level, 0 the worst
	Comment string         `json:"comment,omitempty"`
}

// Regrade replaces a mark that was wrong; the old one stays in the attempt.
type Regrade struct {
	op.Command
	Attempt string `json:"attempt"`
	Slot    int    `json:"slot"`
	Score   int    `json:"score"` // 0..100
	Reason  string `json:"reason"`
}

// elapsed answers the time used in a sitting that runs in this process.
func (s *Service) elapsed(attempt string) (time.Duration, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, ok := s.running[attempt]
	if !ok {
		return 0, false
	}
	return r.base + s.Clock.Monotonic() - r.since, true
}

// goOn starts or continues the time of a sitting; halt stops it.
func (s *Service) goOn(attempt string, base, limit time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.running == nil {
		s.running = map[string]run{}
	}
	if _, ok := s.running[attempt]; !ok {
		s.running[attempt] = run{base: base, since: s.Clock.Monotonic(), limit: limit}
	}
}

func (s *Service) halt(attempt string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.running, attempt)
	delete(s.hot, attempt)
}

// maxHot bounds the sittings that are kept put together.
const maxHot = 512

// follow makes the process agree with where a committed use case left a
// sitting: its time runs on or stands, and an open one stays put together for
// the next answer.
func (s *Service) follow(sit *sitting) {
	if sit == nil {
		return
	}
	if sit.State() != Open {
		s.halt(sit.ID())
		return
	}
	s.goOn(sit.ID(), sit.Elapsed(), sit.Terms().Limit)
	sit.saved, sit.tx, sit.actor = len(sit.steps), nil, op.Actor{}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.hot == nil || len(s.hot) >= maxHot {
		s.hot = map[string]*sitting{}
	}
	s.hot[sit.ID()] = sit
}

// claim takes a sitting that is put together out of the shelf, for the one
// command that goes on with it. A command that fails does not put it back.
func (s *Service) claim(h Heading) *sitting {
	s.mu.Lock()
	defer s.mu.Unlock()
	sit := s.hot[h.ID]
	delete(s.hot, h.ID)
	if sit == nil || sit.Head() != h.Head || len(sit.steps) != h.Steps {
		return nil
	}
	return sit
}

// request is what a command's answer depends on: who asks, and what.
type request struct {
	Actor   string `json:"actor"`
	Command any    `json:"of"`
}

// command runs a use case that touches one attempt, and lets the running time
// follow once it is committed.
func command[R any](ctx context.Context, s *Service, name string, actor op.Actor, id op.Command, cmd any, fn func(Tx) (R, *sitting, error)) (R, error) {
	var touched *sitting
	result, err := op.Run(ctx, s.Store, "quiz."+name, id, request{actor.ID, cmd}, func(tx Tx) (result R, err error) {
		result, touched, err = fn(tx)
		return result, err
	})
	if err == nil {
		s.follow(touched)
	}
	return result, err
}

// commandAndRead is command for a large answer about one attempt: sent again, it
// is read as the attempt stands then.
func commandAndRead[R any](ctx context.Context, s *Service, name string, actor op.Actor, id op.Command, cmd any,
	read func(context.Context, *sitting) (R, error), fn func(Tx) (*sitting, error)) (R, error) {
	var touched *sitting
	result, err := op.RunAndRead(ctx, s.Store, "quiz."+name, id, request{actor.ID, cmd}, func(tx Tx) (result R, attempt string, err error) {
		if touched, err = fn(tx); err != nil {
			return result, "", err
		}
		result, err = read(ctx, touched)
		return result, touched.ID(), err
	}, func(tx Tx, attempt string) (result R, err error) {
		sit, err := s.load(ctx, tx, name, actor, attempt)
		if err != nil {
			return result, err
		}
		return read(ctx, sit)
	})
	if err == nil {
		s.follow(touched)
	}
	return result, err
}
