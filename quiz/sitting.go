package quiz

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"io"
	"time"

	"shifu/internal/fault"
	"shifu/internal/op"
	"shifu/quiz/response"
)

// sitting is an attempt with what its use cases need at hand.
type sitting struct {
	*Attempt
	tx    Tx
	actor op.Actor
	keys  map[int][]byte // secret halves of the variants
	pulse Pulse

	variants map[int]*response.Variant // put together so far
	rekeyed  map[int]*response.Variant // with the key that a regrade gave them
}

// moment is now, for a step by the actor.
func (s *Service) moment(sit *sitting) Moment {
	used, ok := s.elapsed(sit.ID())
	if !ok {
		used = sit.Elapsed()
	}
	return Moment{At: sit.tx.Now(), Elapsed: used, By: sit.actor.ID}
}

// load reads an attempt for one of the policy's methods.
func (s *Service) load(ctx context.Context, tx Tx, method string, actor op.Actor, id string) (*sitting, error) {
	h, err := tx.AttemptHeading(ctx, id)
	if err != nil {
		return nil, err
	}
	if err := allow(ctx, tx, method, actor, h.Learner); err != nil {
		return nil, err
	}
	return s.rebuild(ctx, tx, actor, h)
}

// take is load for a command that will change the attempt.
func (s *Service) take(ctx context.Context, tx Tx, method string, actor op.Actor, id string) (*sitting, error) {
	h, err := tx.AttemptHeading(ctx, id)
	if err != nil {
		return nil, err
	}
	if err := allow(ctx, tx, method, actor, h.Learner); err != nil {
		return nil, err
	}
	if sit := s.claim(h); sit != nil {
		sit.tx, sit.actor = tx, actor
		return sit, nil
	}
	return s.rebuild(ctx, tx, actor, h)
}

func (s *Service) rebuild(ctx context.Context, tx Tx, actor op.Actor, h Heading) (*sitting, error) {
	steps, err := tx.AttemptSteps(ctx, h.ID)
	if err != nil {
		return nil, err
	}
	a, err := Rebuild(h.ID, h.Learner, steps)
	if err != nil {
		return nil, err
	}
	keys, err := tx.AttemptKeys(ctx, h.ID)
	if err != nil {
		return nil, err
	}
	pulse, err := tx.AttemptPulse(ctx, h.ID)
	if err != nil {
		return nil, err
	}
	sit := &sitting{Attempt: a, tx: tx, actor: actor, keys: keys, pulse: pulse}
	return sit, s.rekey(ctx, sit)
}

// lastSeen is the last sign of life of a sitting, and the time used until then.
func (sit *sitting) lastSeen() (time.Time, time.Duration) {
	last := sit.steps[len(sit.steps)-1]
	if sit.pulse.Elapsed > last.Elapsed {
		return sit.pulse.At, sit.pulse.Elapsed
	}
	return last.At, sit.Elapsed()
}

// wake makes an attempt that stopped without a word (a crash, a power cut) or
// that was paused go on, and records the time away. It closes the attempt
// instead when the blueprint allows no further interruption. Nothing happens to
// a sitting that runs.
func (s *Service) wake(ctx context.Context, sit *sitting) error {
	if sit.Closed() {
		return nil
	}
	if _, running := s.elapsed(sit.ID()); running {
		if sit.State() == Open {
			return nil
		}
		s.halt(sit.ID()) // two commands crossed: the pause is what was saved last
	}
	at, used := sit.lastSeen()
	m := Moment{At: sit.tx.Now(), Elapsed: used, By: sit.actor.ID}
	if sit.State() == Open {
		if _, err := sit.Interrupt(WhyStopped, at, m); err != nil {
			return err
		}
	}
	if sit.TooManyInterruptions() {
		return s.timeOut(ctx, sit, WhyInterruptions, m)
	}
	_, err := sit.Resume(m)
	return err
}

// overtime closes an attempt whose limit is used up, and says so.
func (s *Service) overtime(ctx context.Context, sit *sitting) (bool, error) {
	m := s.moment(sit)
	if sit.State() != Open || !sit.Over(m.Elapsed) {
		return false, nil
	}
	m.Elapsed = sit.Terms().Limit
	return true, s.timeOut(ctx, sit, WhyTime, m)
}

// keep stores the fresh steps of an attempt and where it stands.
func (s *Service) keep(ctx context.Context, sit *sitting) error {
	fresh := sit.Fresh()
	if len(fresh) == 0 {
		return nil
	}
	if err := sit.tx.AppendSteps(ctx, sit.ID(), sit.Standing(), fresh); err != nil {
		return err
	}
	sit.tx.Publish(op.Change{Topic: TopicAttempt, ID: sit.ID()})
	return nil
}

// Topics of the changes that quizzes publish; the id is the attempt's, the
// learner's or the model's.
const (
	TopicAttempt = "attempt"
	TopicMastery = "mastery"
	TopicReply   = "reply"
	TopicBank    = "bank"
)

// Standing is where the attempt stands after its last step.
func (a *Attempt) Standing() Standing {
	return Standing{State: a.state, Elapsed: a.elapsed, ClosedAt: a.closedAt, Verdict: a.Verdict(),
		Tally: a.Tally(), Head: a.Head(), Steps: len(a.steps)}
}

// Start draws a new attempt for the actor and starts its time.
func (s *Service) Start(ctx context.Context, actor op.Actor, cmd Start) (Sitting, error) {
	return commandAndRead(ctx, s, "Start", actor, cmd.Command, cmd, s.view, func(tx Tx) (*sitting, error) {
		if err := allow(ctx, tx, "Start", actor, actor.ID); err != nil {
			return nil, err
		}
		b, err := s.blueprintOf(ctx, tx, actor.ID, cmd)
		if err != nil {
			return nil, err
		}
		if err := s.noneOpen(ctx, tx, actor.ID, b); err != nil {
			return nil, err
		}
		if err := tx.RecordHeads(ctx, dayText(tx.Now())); err != nil {
			return nil, err
		}
		secret := make([]byte, 16)
		if _, err := io.ReadFull(s.entropy(), secret); err != nil {
			return nil, fault.Wrap(err, fault.Unavailable, "fault.quiz.no_entropy")
		}
		a, err := NewAttempt(s.IDs.New(), actor.ID, b.terms(hex.EncodeToString(secret)), Moment{At: tx.Now(), By: actor.ID})
		if err != nil {
			return nil, err
		}
		sit := &sitting{Attempt: a, tx: tx, actor: actor, keys: map[int][]byte{}}
		heading := Heading{ID: a.ID(), Learner: actor.ID, Blueprint: b.ID, Title: b.Title, Purpose: b.Purpose, StartedAt: tx.Now(), Standing: a.Standing()}
		if err := tx.CreateAttempt(ctx, heading); err != nil {
			return nil, err
		}
		if err := s.drawPaper(ctx, sit); err != nil {
			return nil, err
		}
		return sit, s.keep(ctx, sit)
	})
}

func (s *Service) entropy() op.Entropy {
	if s.Entropy == nil {
		return rand.Reader
	}
	return s.Entropy
}

// blueprintOf answers the blueprint that a command names, or makes one of its
// points or of what the learner is to review.
func (s *Service) blueprintOf(ctx context.Context, tx Tx, learner string, cmd Start) (Blueprint, error) {
	if cmd.Blueprint != "" {
		b, err := tx.QuizBlueprint(ctx, cmd.Blueprint)
		if err != nil {
			return Blueprint{}, err
		}
		return b, b.Validate()
	}
	if cmd.Purpose == Exam {
		return Blueprint{}, fault.New(fault.Invalid, "fault.quiz.exam_needs_blueprint")
	}
	if cmd.Purpose == Review && len(cmd.Points) == 0 {
		return s.reviewBlueprint(ctx, tx, learner)
	}
	points, err := s.pointIndex(ctx, tx)
	if err != nil {
		return Blueprint{}, err
	}
	b := Blueprint{Purpose: cmd.Purpose, Sections: []Section{{Points: cmd.Points, Count: cmd.Count}}}
	if len(cmd.Points) > 0 {
		b.Title = points[cmd.Points[0]].Title
	}
	return b, b.Validate()
}

// noneOpen refuses a second exam of the same blueprint while one is open, which
// would only be a second paper to look at, and a second review of the same day's
// points.
func (s *Service) noneOpen(ctx context.Context, tx Tx, learner string, b Blueprint) error {
	if b.Purpose != Exam && b.Purpose != Review {
		return nil
	}
	open, err := tx.AttemptsOf(ctx, learner, Open, Paused)
	if err != nil {
		return err
	}
	for _, h := range open {
		if b.Purpose == Exam && h.Purpose == Exam && h.Blueprint == b.ID {
			return fault.New(fault.Conflict, "fault.quiz.already_open", "Attempt", h.ID)
		}
		if b.Purpose == Review && h.Purpose == Review {
			return fault.New(fault.Conflict, "fault.quiz.review_open", "Attempt", h.ID)
		}
	}
	return nil
}

// Sitting reads an attempt that is being sat. It changes nothing: an attempt
// that stopped shows as not running, and Resume goes on with it.
func (s *Service) Sitting(ctx context.Context, actor op.Actor, attempt string) (Sitting, error) {
	return op.Query(ctx, s.Store, "quiz.Sitting", func(tx Tx) (Sitting, error) {
		sit, err := s.load(ctx, tx, "Sitting", actor, attempt)
		if err != nil {
			return Sitting{}, err
		}
		return s.view(ctx, sit)
	})
}

// Resume goes on with an attempt after a pause, a crash or a power cut. The
// time away does not count and is recorded.
func (s *Service) Resume(ctx context.Context, actor op.Actor, cmd Resume) (Sitting, error) {
	before, slept := 0, false
	stopped := func(ctx context.Context, sit *sitting) (Sitting, error) {
		view, err := s.view(ctx, sit)
		if n := len(sit.interrupted); n > 0 && (slept || n > before) {
			view.StoppedBy = sit.interrupted[n-1].Why
		}
		return view, err
	}
	return commandAndRead(ctx, s, "Resume", actor, cmd.Command, cmd, stopped, func(tx Tx) (*sitting, error) {
		sit, err := s.take(ctx, tx, "Resume", actor, cmd.Attempt)
		if err != nil {
			return nil, err
		}
		if err := tx.RecordHeads(ctx, dayText(tx.Now())); err != nil {
			return nil, err
		}
		before, slept = len(sit.interrupted), sit.State() == Paused
		if err := s.wake(ctx, sit); err != nil {
			return nil, err
		}
		if _, err := s.overtime(ctx, sit); err != nil {
			return nil, err
		}
		return sit, s.keep(ctx, sit)
	})
}

// Pause stops the time of a sitting. Pausing one that is not running is no
// fault; pausing more often than the blueprint allows is
// (fault.quiz.no_more_pauses): the time goes on.
func (s *Service) Pause(ctx context.Context, actor op.Actor, cmd Pause) (Beat, error) {
	return command(ctx, s, "Pause", actor, cmd.Command, cmd, func(tx Tx) (Beat, *sitting, error) {
		sit, err := s.take(ctx, tx, "Pause", actor, cmd.Attempt)
		if err != nil {
			return Beat{}, nil, err
		}
		late, err := s.overtime(ctx, sit)
		if err != nil {
			return Beat{}, nil, err
		}
		if sit.State() == Open && !late {
			if most := sit.terms.MaxInterruptions; most > 0 && len(sit.interrupted) >= most {
				return Beat{}, nil, fault.New(fault.Forbidden, "fault.quiz.no_more_pauses", "Max", most)
			}
			at, why := tx.Now(), WhyPaused
			m := s.moment(sit)
			if _, running := s.elapsed(sit.ID()); !running {
				at, m.Elapsed = sit.lastSeen()
				why = WhyStopped
			}
			if _, err := sit.Interrupt(why, at, m); err != nil {
				return Beat{}, nil, err
			}
		}
		if err := s.keep(ctx, sit); err != nil {
			return Beat{}, nil, err
		}
		return Beat{State: sit.State(), Timer: s.timer(sit)}, sit, nil
	})
}

// Heartbeat notes every five seconds that a sitting is alive, so that a crash
// costs nobody more time than that; it closes the attempt when the limit is
// reached. It needs no command id: beating twice does nothing twice.
func (s *Service) Heartbeat(ctx context.Context, actor op.Actor, attempt string) (Beat, error) {
	var beat Beat
	var touched *sitting
	err := s.Store.Update(ctx, func(tx Tx) error {
		h, err := tx.AttemptHeading(ctx, attempt)
		if err != nil {
			return err
		}
		if err := allow(ctx, tx, "Heartbeat", actor, h.Learner); err != nil {
			return err
		}
		s.mu.Lock()
		r, running := s.running[attempt]
		s.mu.Unlock()
		used, _ := s.elapsed(attempt)
		if !running || h.State != Open || r.limit > 0 && used >= r.limit {
			sit, err := s.rebuild(ctx, tx, actor, h)
			if err != nil {
				return err
			}
			if running {
				if _, err := s.overtime(ctx, sit); err != nil {
					return err
				}
				touched = sit
			}
			beat = Beat{State: sit.State(), Timer: s.timer(sit)}
			return s.keep(ctx, sit)
		}
		beat = Beat{State: Open, Timer: Timer{Elapsed: used, Limit: r.limit, Left: max(0, r.limit-used), Limited: r.limit > 0, Running: true}}
		return tx.SavePulse(ctx, attempt, Pulse{Elapsed: used, At: tx.Now()})
	})
	if err != nil {
		return Beat{}, fault.In("quiz.Heartbeat", err)
	}
	s.follow(touched)
	return beat, nil
}

// timer is the time of a sitting as its page shows it.
func (s *Service) timer(sit *sitting) Timer {
	used, running := s.elapsed(sit.ID())
	if running = running && sit.State() == Open; !running {
		_, used = sit.lastSeen()
	}
	if sit.Closed() {
		used = sit.Elapsed()
	}
	left, limited := sit.Left(used)
	// A command that wakes or starts a sitting answers before the time runs.
	open := sit.State() == Open && (running || len(sit.Fresh()) > 0)
	return Timer{Elapsed: used, Limit: sit.Terms().Limit, Left: left, Limited: limited, Running: open}
}

// Open lists the actor's attempts that wait to be gone on with, the latest
// first.
func (s *Service) Open(ctx context.Context, actor op.Actor) ([]OpenAttempt, error) {
	return op.Query(ctx, s.Store, "quiz.Open", func(tx Tx) ([]OpenAttempt, error) {
		if err := allow(ctx, tx, "Open", actor, actor.ID); err != nil {
			return nil, err
		}
		return s.open(ctx, tx, actor)
	})
}

// open lists an actor's attempts that wait to be gone on with.
func (s *Service) open(ctx context.Context, tx Tx, actor op.Actor) ([]OpenAttempt, error) {
	headings, err := tx.AttemptsOf(ctx, actor.ID, Open, Paused)
	if err != nil {
		return nil, err
	}
	list := []OpenAttempt{}
	for _, h := range headings {
		sit, err := s.rebuild(ctx, tx, actor, h)
		if err != nil {
			return nil, err
		}
		last, _ := sit.lastSeen()
		o := OpenAttempt{Attempt: h.ID, Blueprint: h.Blueprint, Title: sit.terms.Title, Purpose: h.Purpose, State: h.State,
			StartedAt: h.StartedAt, LastAt: last, Items: sit.Size(), At: sit.next(), Timer: s.timer(sit)}
		for _, sl := range sit.slots {
			if sl.response != nil {
				o.Answered++
			}
		}
		if _, running := s.elapsed(h.ID); !running {
			o.StoppedBy, o.Away = WhyStopped, tx.Now().Sub(last)
			if n := len(sit.interrupted); h.State == Paused && n > 0 {
				o.StoppedBy = sit.interrupted[n-1].Why
			}
		}
		list = append(list, o)
	}
	return list, nil
}
