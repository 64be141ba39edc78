package quiz

import (
	"context"
	"encoding/json"

	"shifu/internal/fault"
	"shifu/internal/op"
)

// maxResponse bounds what one response may hold, in bytes.
const maxResponse = 64 << 10

// Draft keeps a choice that was made and not yet sent, so that it is there
// again after a power cut. Anything that could become an answer is kept.
func (s *Service) Draft(ctx context.Context, actor op.Actor, cmd Reply) (Answered, error) {
	return s.respond(ctx, "Draft", actor, cmd, false)
}

// Answer gives the answer to a slot. When it returns without a fault and with
// Saved set, the answer is on the disk. A response that cannot be one, or that
// is not complete, is never counted wrong: Status and Problem say what is the
// matter.
func (s *Service) Answer(ctx context.Context, actor op.Actor, cmd Reply) (Answered, error) {
	return s.respond(ctx, "Answer", actor, cmd, true)
}

func (s *Service) respond(ctx context.Context, method string, actor op.Actor, cmd Reply, send bool) (Answered, error) {
	if len(cmd.Response) > maxResponse || !json.Valid(cmd.Response) {
		return Answered{}, fault.New(fault.Invalid, "fault.quiz.unreadable_response")
	}
	return command(ctx, s, method, actor, cmd.Command, cmd, func(tx Tx) (Answered, *sitting, error) {
		sit, err := s.take(ctx, tx, method, actor, cmd.Attempt)
		if err != nil {
			return Answered{}, nil, err
		}
		if err := s.wake(ctx, sit); err != nil {
			return Answered{}, nil, err
		}
		out := Answered{Attempt: cmd.Attempt, Slot: cmd.Slot, SavedAt: tx.Now()}
		if out.Late, err = s.overtime(ctx, sit); err != nil {
			return Answered{}, nil, err
		}
		if out.Late || sit.closedWhy == WhyInterruptions {
			out.Late = true
		} else if err := s.accept(ctx, sit, cmd, send, &out); err != nil {
			return Answered{}, nil, err
		}
		if err := s.keep(ctx, sit); err != nil {
			return Answered{}, nil, err
		}
		out.State, out.Timer, out.Next = sit.State(), s.timer(sit), sit.next()
		return out, sit, nil
	})
}

// accept puts a response where it belongs: nowhere when it is invalid, into the
// draft when it is not complete or not sent, else into the answer.
func (s *Service) accept(ctx context.Context, sit *sitting, cmd Reply, send bool, out *Answered) error {
	if err := sit.takesAnswer(cmd.Slot); err != nil {
		return err
	}
	j, err := s.judge(sit, cmd.Slot, cmd.Response)
	if err != nil {
		return err
	}
	out.Status, out.Problem, out.ProblemCode = j.status, j.problem, j.code
	m := s.moment(sit)
	switch {
	case j.status == Invalid:
		return nil
	case !send || j.status == Incomplete:
		out.Saved = true
		_, err := sit.Draft(cmd.Slot, j.canonical, m)
		return err
	}
	out.Saved = true
	manner := sit.terms.Purpose.manner()
	var mark *Mark
	if manner.feedbackAtOnce {
		mark = &j.mark
	}
	if _, err := sit.Answer(cmd.Slot, j.canonical, Complete, mark, m); err != nil {
		return err
	}
	if !manner.feedbackAtOnce {
		return nil
	}
	if err := s.settleSlots(ctx, sit, cmd.Slot); err != nil {
		return err
	}
	if err := s.drawNext(ctx, sit); err != nil {
		return err
	}
	out.Feedback, err = s.explain(sit, cmd.Slot)
	return err
}

// Flag marks a slot for later.
func (s *Service) Flag(ctx context.Context, actor op.Actor, cmd Flag) (Answered, error) {
	return command(ctx, s, "Flag", actor, cmd.Command, cmd, func(tx Tx) (Answered, *sitting, error) {
		sit, err := s.take(ctx, tx, "Flag", actor, cmd.Attempt)
		if err != nil {
			return Answered{}, nil, err
		}
		if err := s.wake(ctx, sit); err != nil {
			return Answered{}, nil, err
		}
		late, err := s.overtime(ctx, sit)
		if err != nil {
			return Answered{}, nil, err
		}
		if !sit.Closed() {
			if _, err := sit.Flag(cmd.Slot, cmd.On, s.moment(sit)); err != nil {
				return Answered{}, nil, err
			}
		}
		if err := s.keep(ctx, sit); err != nil {
			return Answered{}, nil, err
		}
		return Answered{Attempt: cmd.Attempt, Slot: cmd.Slot, Saved: !sit.Closed(), SavedAt: tx.Now(), Late: late,
			State: sit.State(), Timer: s.timer(sit), Next: sit.next()}, sit, nil
	})
}

// HandIn closes an attempt: what was answered is marked, what needs a mentor
// is queued, and the head of its steps goes into the ledger.
func (s *Service) HandIn(ctx context.Context, actor op.Actor, cmd HandIn) (Result, error) {
	return commandAndRead(ctx, s, "HandIn", actor, cmd.Command, cmd, s.result, func(tx Tx) (*sitting, error) {
		sit, err := s.take(ctx, tx, "HandIn", actor, cmd.Attempt)
		if err != nil {
			return nil, err
		}
		if err := s.wake(ctx, sit); err != nil {
			return nil, err
		}
		late, err := s.overtime(ctx, sit)
		if err != nil {
			return nil, err
		}
		if !late && sit.closedWhy != WhyInterruptions {
			marks, err := s.marks(sit, nil)
			if err != nil {
				return nil, err
			}
			if _, err := sit.HandIn(marks, s.moment(sit)); err != nil {
				return nil, err
			}
			if err := s.closed(ctx, sit, marks); err != nil {
				return nil, err
			}
		}
		return sit, s.keep(ctx, sit)
	})
}

// timeOut closes an attempt by the rules: drafts count as answers, an
// incomplete one scores what is there.
func (s *Service) timeOut(ctx context.Context, sit *sitting, why Why, m Moment) error {
	taken := map[int]Taken{}
	for n, sl := range sit.slots {
		if sl.draft == nil || sl.closed {
			continue
		}
		j, err := s.judge(sit, n, sl.draft)
		if err != nil {
			return err
		}
		// A draft that is not whole does not displace an answer that is.
		if j.status == Complete || j.status == Incomplete && sl.response == nil && !j.blank {
			taken[n] = Taken{Response: sl.draft, Status: j.status}
		}
	}
	marks, err := s.marks(sit, taken)
	if err != nil {
		return err
	}
	if _, err := sit.TimeOut(why, taken, marks, m); err != nil {
		return err
	}
	return s.closed(ctx, sit, marks)
}

// marks marks what has no mark yet: the answers, and the drafts that a
// time-out takes.
func (s *Service) marks(sit *sitting, taken map[int]Taken) (map[int]Mark, error) {
	marks := map[int]Mark{}
	for n, sl := range sit.slots {
		response := sl.response
		t, drafted := taken[n]
		if drafted {
			response = t.Response
		}
		if response == nil || sl.mark != nil && !drafted {
			continue
		}
		j, err := s.judge(sit, n, response)
		if err != nil {
			return nil, err
		}
		marks[n] = j.mark
	}
	return marks, nil
}

// closed does what follows from the closing of an attempt.
func (s *Service) closed(ctx context.Context, sit *sitting, marks map[int]Mark) error {
	var settled []int
	for n := range sit.slots {
		if _, ok := marks[n]; ok {
			settled = append(settled, n)
		}
	}
	if err := s.settleSlots(ctx, sit, settled...); err != nil {
		return err
	}
	return sit.tx.RecordHead(ctx, sit.ID(), sit.Head())
}

// next is the slot to go on with: the first without an answer, -1 when there
// is none.
func (a *Attempt) next() int {
	for n, sl := range a.slots {
		if sl.response == nil {
			return n
		}
	}
	return -1
}
