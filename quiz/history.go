package quiz

import (
	"cmp"
	"context"
	"slices"
	"time"

	"shifu/internal/fault"
	"shifu/internal/op"
	"shifu/quiz/mastery"
	"shifu/quiz/model"
)

// What follows from the steps is written in the same transaction as the steps,
// by the same functions that Rebuild uses.

// settleSlots writes what the marks of slots mean for the learner: the outcome
// on the situation, the queue of the mentor, the standing on the point.
func (s *Service) settleSlots(ctx context.Context, sit *sitting, slots ...int) error {
	points := map[string]bool{}
	var touched []string
	for _, n := range slots {
		if err := s.settleSlot(ctx, sit, n); err != nil {
			return err
		}
		if p := sit.slots[n].frozen.Point; !points[p] {
			points[p] = true
			touched = append(touched, p)
		}
	}
	for _, point := range touched {
		if err := s.settleStanding(ctx, sit.tx, sit.learner, point); err != nil {
			return err
		}
	}
	if len(touched) > 0 {
		sit.tx.Publish(op.Change{Topic: TopicMastery, ID: sit.learner})
	}
	return nil
}

// settleSlot writes what the mark of one slot means.
func (s *Service) settleSlot(ctx context.Context, sit *sitting, n int) error {
	c, err := sit.consequence(n)
	if err != nil {
		return err
	}
	return c.write(ctx, sit.tx)
}

// consequence is what follows from the mark of a slot: a reply in the queue, an
// outcome, a recall, any of them or none.
type consequence struct {
	at      time.Time // when the mark came to count
	queued  *QueuedReply
	outcome *Outcome
	recall  *Recall
}

func (sit *sitting) consequence(n int) (c consequence, err error) {
	sl := &sit.slots[n]
	if sl.mark == nil {
		return c, nil
	}
	f := sl.frozen
	// The mark comes with the answer where the explanation follows at once,
	// else with the closing.
	c.at = sit.closedAt
	if sit.terms.Purpose.manner().feedbackAtOnce && !sl.timeTaken {
		c.at = sl.answerAt
	}
	if sl.mark.Pending {
		c.queued = &QueuedReply{Attempt: sit.id, Slot: n, Learner: sit.learner, Point: f.Point, Model: f.Model, Purpose: sit.terms.Purpose, SubmittedAt: sl.answerAt}
	}
	if sl.status != Complete {
		return c, nil // counts for nothing but this attempt
	}
	if model.Type(f.Type) != model.Free {
		c.recall = &Recall{Learner: sit.learner, Point: f.Point, Day: int(day(sl.answerAt)), Right: sl.mark.Right,
			Attempt: sit.id, Slot: n, At: sl.answerAt}
	}
	if f.Repeat {
		return c, nil // a repetition, and nothing else
	}
	v, err := sit.variant(n)
	if err != nil {
		return c, err
	}
	c.outcome = &Outcome{Learner: sit.learner, Point: f.Point, Model: f.Model, SituationID: f.SituationID, Situation: f.Situation,
		Class: cmp.Or(sl.class, v.Class), ContentHash: f.ContentHash, Purpose: sit.terms.Purpose, Score: sl.mark.Score, Right: sl.mark.Right,
		RedLine: sl.mark.RedLine || f.Critical && !sl.mark.Right && !sl.mark.Pending, Pending: sl.mark.Pending, MarkedBy: sl.markedBy,
		Attempt: sit.id, Slot: n, At: sl.answerAt}
	return c, nil
}

func (c consequence) write(ctx context.Context, tx Tx) error {
	if c.queued != nil {
		if err := tx.QueueReply(ctx, *c.queued); err != nil {
			return err
		}
		tx.Publish(op.Change{Topic: TopicReply, ID: c.queued.Attempt})
	}
	if c.recall != nil {
		if err := tx.SaveRecall(ctx, *c.recall); err != nil {
			return err
		}
	}
	if c.outcome == nil {
		return nil
	}
	return tx.SaveOutcome(ctx, *c.outcome)
}

// settleStanding writes the summary of a learner on a point.
func (s *Service) settleStanding(ctx context.Context, tx Tx, learner, point string) error {
	outcomes, err := tx.Outcomes(ctx, learner, point)
	if err != nil {
		return err
	}
	items, err := s.items(ctx, tx, point)
	if err != nil {
		return err
	}
	points, err := s.pointIndex(ctx, tx)
	if err != nil {
		return err
	}
	st := PointStanding{Learner: learner, Point: point, Rule: mastery.Rule}
	recalls, err := tx.Recalls(ctx, learner, point)
	if err != nil {
		return err
	}
	st.Memory = memory(recalls)
	for _, o := range outcomes {
		if o.Pending {
			st.Pending++
			continue
		}
		st.Done++
		st.Bits <<= 1
		if o.Right {
			st.Right++
			st.Bits |= 1
		}
		if o.Purpose == Exam {
			st.ExamDone++
		}
		st.LastAt = o.At
	}
	practice, certificate := decide(points[point], items, outcomes, recalls, mastery.Certified())
	st.Practised, st.Certified = practice.Met, certificate.Met
	return tx.SaveStanding(ctx, st)
}

// summedUp is how many summaries one transaction of SumUp makes: whoever answers
// meanwhile waits for no longer than that takes.
const summedUp = 100

// SumUp makes the summaries anew that an older version of the rule of mastery
// made, some at a time. It asks for nobody's permission: it is part of starting a
// newer program. It answers how many there were.
func (s *Service) SumUp(ctx context.Context) (n int, err error) {
	for more := true; more && err == nil; {
		err = s.Store.Update(ctx, func(tx Tx) error {
			old, err := tx.StandingsBefore(ctx, mastery.Rule, summedUp)
			if err != nil {
				return err
			}
			for _, st := range old {
				if err := s.settleStanding(ctx, tx, st.Learner, st.Point); err != nil {
					return err
				}
			}
			n, more = n+len(old), len(old) == summedUp
			return nil
		})
	}
	return n, fault.In("quiz.SumUp", err)
}

// Rebuild makes all that follows from steps anew, in one transaction: showings,
// outcomes, recalls, standings and the queue. A broken chain stops it and changes
// nothing. It answers the number of attempts.
func (s *Service) Rebuild(ctx context.Context, actor op.Actor) (int, error) {
	count := 0
	err := s.Store.Update(ctx, func(tx Tx) error {
		if err := allow(ctx, tx, "Rebuild", actor, ""); err != nil {
			return err
		}
		if err := tx.ForgetHistory(ctx); err != nil {
			return err
		}
		return s.replay(ctx, tx, func(replay func(*sitting) error) error {
			ids, err := tx.EveryAttempt(ctx)
			if err != nil {
				return err
			}
			count = len(ids)
			for _, id := range ids {
				h, err := tx.AttemptHeading(ctx, id)
				if err != nil {
					return err
				}
				sit, err := s.rebuild(ctx, tx, op.Actor{}, h)
				if err != nil {
					return err
				}
				if err := replay(sit); err != nil {
					return err
				}
			}
			return nil
		})
	})
	return count, fault.In("quiz.Rebuild", err)
}

// replay writes what follows from attempts into a history that is empty. each
// hands it one attempt after the other, in the order of their start; only what
// is small is held of them.
func (s *Service) replay(ctx context.Context, tx Tx, each func(func(*sitting) error) error) error {
	var settled []consequence
	standings := map[[2]string]bool{}
	var order [][2]string
	err := each(func(sit *sitting) error {
		for n := range sit.slots {
			sl := &sit.slots[n]
			if sl.frozen == nil {
				continue
			}
			v, err := sit.variant(n)
			if err != nil {
				return err
			}
			if err := tx.SaveShowing(ctx, Showing{Attempt: sit.id, Slot: n, Learner: sit.learner, Model: sl.frozen.Model,
				Situation: sl.frozen.Situation, Class: v.Class, Purpose: sit.terms.Purpose, At: sl.givenAt}); err != nil {
				return err
			}
			if sl.mark == nil {
				continue
			}
			c, err := sit.consequence(n)
			if err != nil {
				return err
			}
			settled = append(settled, c)
			if key := [2]string{sit.learner, sl.frozen.Point}; !standings[key] {
				standings[key] = true
				order = append(order, key)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	slices.SortStableFunc(settled, func(a, b consequence) int { return a.at.Compare(b.at) })
	for _, c := range settled {
		if err := c.write(ctx, tx); err != nil {
			return err
		}
	}
	for _, key := range order {
		if err := s.settleStanding(ctx, tx, key[0], key[1]); err != nil {
			return err
		}
	}
	return nil
}
