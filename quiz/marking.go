package quiz

import (
	"context"
	"strings"

	"shifu/internal/fault"
	"shifu/internal/op"
)

// maxComment bounds a mentor's sentence to the learner, in characters.
const maxComment = 500

// ReplyQueue lists the free replies that the actor may mark: a mentor those of
// the own apprentices, a supervisor or owner all but the own; the oldest first.
func (s *Service) ReplyQueue(ctx context.Context, actor op.Actor) ([]ReplyToMark, error) {
	return op.Query(ctx, s.Store, "quiz.ReplyQueue", func(tx Tx) ([]ReplyToMark, error) {
		if err := allow(ctx, tx, "ReplyQueue", actor, ""); err != nil {
			return nil, err
		}
		return s.queue(ctx, tx, actor)
	})
}

func (s *Service) queue(ctx context.Context, tx Tx, actor op.Actor) ([]ReplyToMark, error) {
	waiting, err := tx.QueuedReplies(ctx)
	if err != nil {
		return nil, err
	}
	points, err := s.pointIndex(ctx, tx)
	if err != nil {
		return nil, err
	}
	list := []ReplyToMark{}
	mentors := map[string]string{}
	for _, q := range waiting {
		mentor, known := mentors[q.Learner]
		if !known {
			if mentor, err = tx.MentorOf(ctx, q.Learner); err != nil {
				return nil, err
			}
			mentors[q.Learner] = mentor
		}
		mine := mentor != "" && mentor == actor.ID && actor.Has(op.Mentor)
		if q.Learner == actor.ID || !mine && !actor.Has(seniors...) {
			continue
		}
		list = append(list, ReplyToMark{Attempt: q.Attempt, Slot: q.Slot, Learner: q.Learner, Point: q.Point,
			PointTitle: points[q.Point].Title, Purpose: q.Purpose, SubmittedAt: q.SubmittedAt, Mine: mine})
	}
	return list, nil
}

// after answers the reply in a queue that follows one, nil at the end.
func after(queue []ReplyToMark, attempt string, slot int) *ReplyToMark {
	for i, q := range queue {
		if q.Attempt == attempt && q.Slot == slot {
			if i+1 < len(queue) {
				return &queue[i+1]
			}
			if i > 0 {
				return &queue[0]
			}
			return nil
		}
	}
	if len(queue) > 0 {
		return &queue[0]
	}
	return nil
}

// Reply reads one free reply with all that its marking needs.
func (s *Service) Reply(ctx context.Context, actor op.Actor, attempt string, slot int) (ReplyView, error) {
	return op.Query(ctx, s.Store, "quiz.Reply", func(tx Tx) (ReplyView, error) {
		sit, err := s.load(ctx, tx, "Reply", actor, attempt)
		if err != nil {
			return ReplyView{}, err
		}
		if err := sit.inRange(slot); err != nil {
			return ReplyView{}, err
		}
		sl := &sit.slots[slot]
		if sl.mark == nil || !sl.mark.Pending && sl.mentor == nil {
			return ReplyView{}, fault.New(fault.NotFound, "fault.quiz.nothing_to_mark")
		}
		points, err := s.pointIndex(ctx, tx)
		if err != nil {
			return ReplyView{}, err
		}
		queue, err := s.queue(ctx, tx, actor)
		if err != nil {
			return ReplyView{}, err
		}
		f := sl.frozen
		v := ReplyView{
			ReplyToMark: ReplyToMark{Attempt: attempt, Slot: slot, Learner: sit.learner, Point: f.Point, PointTitle: points[f.Point].Title,
				Purpose: sit.terms.Purpose, SubmittedAt: sl.answerAt},
			Chips: f.Chips, Interruptions: sit.Interruptions(), Next: after(queue, attempt, slot),
		}
		mentor, err := tx.MentorOf(ctx, sit.learner)
		if err != nil {
			return ReplyView{}, err
		}
		v.Mine = mentor == actor.ID
		if v.Shown, err = sit.present(slot); err != nil {
			return ReplyView{}, err
		}
		if err := s.fillReply(sit, slot, &v); err != nil {
			return ReplyView{}, err
		}
		outcomes, err := tx.Outcomes(ctx, sit.learner, f.Point)
		if err != nil {
			return ReplyView{}, err
		}
		for _, o := range outcomes {
			if !o.Right && !o.Pending && o.At.Before(sl.answerAt) {
				v.WrongBefore++
			}
		}
		return v, nil
	})
}

// MarkReply marks a free reply by its rubric: one level for each criterion. The
// lowest level of a critical criterion is a red line and fails the attempt.
// Nobody marks their own reply.
func (s *Service) MarkReply(ctx context.Context, actor op.Actor, cmd MarkReply) (Marked, error) {
	return command(ctx, s, "MarkReply", actor, cmd.Command, cmd, func(tx Tx) (Marked, *sitting, error) {
		if len([]rune(cmd.Comment)) > maxComment {
			return Marked{}, nil, fault.New(fault.Invalid, "fault.quiz.long_comment", "Max", maxComment)
		}
		sit, err := s.take(ctx, tx, "MarkReply", actor, cmd.Attempt)
		if err != nil {
			return Marked{}, nil, err
		}
		if err := sit.inRange(cmd.Slot); err != nil {
			return Marked{}, nil, err
		}
		if sl := sit.slots[cmd.Slot]; sl.mark == nil || !sl.mark.Pending {
			return Marked{}, nil, fault.New(fault.Conflict, "fault.quiz.nothing_to_mark")
		}
		before, err := s.queue(ctx, tx, actor)
		if err != nil {
			return Marked{}, nil, err
		}
		mark, err := s.markByRubric(sit, cmd.Slot, cmd.Levels)
		if err != nil {
			return Marked{}, nil, err
		}
		mark.Comment = strings.TrimSpace(cmd.Comment)
		m := Moment{At: tx.Now(), Elapsed: sit.Elapsed(), By: actor.ID}
		if _, err := sit.MarkByMentor(cmd.Slot, mark, m); err != nil {
			return Marked{}, nil, err
		}
		if err := tx.UnqueueReply(ctx, cmd.Attempt, cmd.Slot); err != nil {
			return Marked{}, nil, err
		}
		if err := s.settleSlots(ctx, sit, cmd.Slot); err != nil {
			return Marked{}, nil, err
		}
		if err := s.keep(ctx, sit); err != nil {
			return Marked{}, nil, err
		}
		if sit.Closed() { // the head moved on
			if err := tx.RecordHead(ctx, sit.ID(), sit.Head()); err != nil {
				return Marked{}, nil, err
			}
		}
		tx.Publish(op.Change{Topic: TopicReply, ID: cmd.Attempt})
		out := Marked{Attempt: cmd.Attempt, Slot: cmd.Slot, Score: mark.Score, RedLine: mark.RedLine, State: sit.State(),
			Verdict: sit.Verdict(), Left: max(0, len(before)-1), Next: after(before, cmd.Attempt, cmd.Slot)}
		return out, nil, nil
	})
}

// Regrade replaces a mark that was wrong. The old mark stays in the attempt,
// and the mastery of the point follows the new one.
func (s *Service) Regrade(ctx context.Context, actor op.Actor, cmd Regrade) (Marked, error) {
	return command(ctx, s, "Regrade", actor, cmd.Command, cmd, func(tx Tx) (Marked, *sitting, error) {
		if cmd.Score < 0 || cmd.Score > 100 {
			return Marked{}, nil, fault.New(fault.Invalid, "fault.quiz.score_range")
		}
		if strings.TrimSpace(cmd.Reason) == "" {
			return Marked{}, nil, fault.New(fault.Invalid, "fault.quiz.reason_missing")
		}
		sit, err := s.take(ctx, tx, "Regrade", actor, cmd.Attempt)
		if err != nil {
			return Marked{}, nil, err
		}
		if err := sit.inRange(cmd.Slot); err != nil {
			return Marked{}, nil, err
		}
		mark := Mark{Score: cmd.Score, Right: s.isRight(sit, cmd.Slot, cmd.Score)}
		m := Moment{At: tx.Now(), Elapsed: sit.Elapsed(), By: actor.ID}
		if _, err := sit.Regrade(cmd.Slot, mark, cmd.Reason, m); err != nil {
			return Marked{}, nil, err
		}
		if err := s.settleSlots(ctx, sit, cmd.Slot); err != nil {
			return Marked{}, nil, err
		}
		if err := s.keep(ctx, sit); err != nil {
			return Marked{}, nil, err
		}
		if err := tx.RecordHead(ctx, sit.ID(), sit.Head()); err != nil {
			return Marked{}, nil, err
		}
		return Marked{Attempt: cmd.Attempt, Slot: cmd.Slot, Score: mark.Score, State: sit.State(), Verdict: sit.Verdict()}, nil, nil
	})
}
