package quiz

import (
	"context"
	"slices"
	"time"

	"shifu/internal/fault"
	"shifu/internal/op"
	"shifu/quiz/mastery"
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

func (s *Service) settleSlot(ctx context.Context, sit *sitting, n int) error {
	sl := &sit.slots[n]
	if sl.mark == nil {
		return nil
	}
	f := sl.frozen
	if sl.mark.Pending {
		q := QueuedReply{Attempt: sit.id, Slot: n, Learner: sit.learner, Point: f.Point, Model: f.Model, Purpose: sit.terms.Purpose, SubmittedAt: sl.answerAt}
		if err := sit.tx.QueueReply(ctx, q); err != nil {
			return err
		}
		sit.tx.Publish(op.Change{Topic: TopicReply, ID: sit.id})
	}
	if sl.status != Complete || f.Repeat {
		return nil // counts for nothing but this attempt
	}
	v, err := sit.variant(n)
	if err != nil {
		return err
	}
	return sit.tx.SaveOutcome(ctx, Outcome{Learner: sit.learner, Point: f.Point, Model: f.Model, SituationID: f.SituationID, Situation: f.Situation,
		Class: v.Class, ContentHash: f.ContentHash, Purpose: sit.terms.Purpose, Score: sl.mark.Score, Right: sl.mark.Right,
		RedLine: sl.mark.RedLine || f.Critical && !sl.mark.Right && !sl.mark.Pending, Pending: sl.mark.Pending, MarkedBy: sl.markedBy,
		Attempt: sit.id, Slot: n, At: sl.answerAt})
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
	points, err := s.pointIndex(ctx, tx, point)
	if err != nil {
		return err
	}
	st := PointStanding{Learner: learner, Point: point}
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
	practice, certificate := decide(points[point], items, outcomes, mastery.Certified())
	st.Practised, st.Certified = practice.Met, certificate.Met
	return tx.SaveStanding(ctx, st)
}

// Rebuild makes all that follows from steps anew, in one transaction: showings,
// outcomes, standings and the queue. A broken chain stops it and changes
// nothing. It answers the number of attempts.
func (s *Service) Rebuild(ctx context.Context, actor op.Actor) (int, error) {
	count := 0
	err := s.Store.Update(ctx, func(tx Tx) error {
		if err := allow(ctx, tx, "Rebuild", actor, ""); err != nil {
			return err
		}
		ids, err := tx.EveryAttempt(ctx)
		if err != nil {
			return err
		}
		if err := tx.ForgetHistory(ctx); err != nil {
			return err
		}
		var answered []replayed
		standings := map[[2]string]bool{}
		var order [][2]string
		for _, id := range ids {
			h, err := tx.AttemptHeading(ctx, id)
			if err != nil {
				return err
			}
			sit, err := s.rebuild(ctx, tx, op.Actor{}, h)
			if err != nil {
				return err
			}
			for n := range sit.slots {
				sl := &sit.slots[n]
				if sl.frozen == nil {
					continue
				}
				v, err := sit.variant(n)
				if err != nil {
					return err
				}
				if err := tx.SaveShowing(ctx, Showing{Attempt: id, Slot: n, Learner: h.Learner, Model: sl.frozen.Model,
					Situation: sl.frozen.Situation, Class: v.Class, Purpose: h.Purpose, At: sl.givenAt}); err != nil {
					return err
				}
				if sl.mark == nil {
					continue
				}
				answered = append(answered, replayed{sit, n})
				if key := [2]string{h.Learner, sl.frozen.Point}; !standings[key] {
					standings[key] = true
					order = append(order, key)
				}
			}
			count++
		}
		sortReplayed(answered)
		for _, r := range answered {
			if err := s.settleSlot(ctx, r.sit, r.slot); err != nil {
				return err
			}
		}
		for _, key := range order {
			if err := s.settleStanding(ctx, tx, key[0], key[1]); err != nil {
				return err
			}
		}
		return nil
	})
	return count, fault.In("quiz.Rebuild", err)
}

// replayed is a slot whose mark is settled anew.
type replayed struct {
	sit  *sitting
	slot int
}

// settledAt is when the mark of a slot came to count: with the answer where
// the explanation follows at once, else with the closing.
func (r replayed) settledAt() time.Time {
	if r.sit.terms.Purpose.manner().feedbackAtOnce && !r.sit.slots[r.slot].timeTaken {
		return r.sit.slots[r.slot].answerAt
	}
	return r.sit.closedAt
}

// sortReplayed brings marks into the order in which they came to count.
func sortReplayed(list []replayed) {
	slices.SortStableFunc(list, func(a, b replayed) int { return a.settledAt().Compare(b.settledAt()) })
}
