package quiz

import (
	"context"
	"slices"

	"shifu/internal/fault"
	"shifu/internal/lang"
	"shifu/internal/op"
	"shifu/quiz/draw"
	"shifu/quiz/mastery"
)

// Measure is what mastery of a point asks for, over the latest distinct
// situations by their first complete answers; Measured is a decision with what
// it rests on and what is missing.
type (
	Measure  = mastery.Parameters
	Measured = mastery.Result
)

// Mastery says what a learner's answers prove on each of the points, by the
// product's measures; on all points answered so far when none is named.
func (s *Service) Mastery(ctx context.Context, actor op.Actor, learner string, points ...string) ([]PointMastery, error) {
	return op.Query(ctx, s.Store, "quiz.Mastery", func(tx Tx) ([]PointMastery, error) {
		if err := allow(ctx, tx, "Mastery", actor, learner); err != nil {
			return nil, err
		}
		return s.mastery(ctx, tx, learner, mastery.Certified(), points...)
	})
}

// Standings lists the kept summaries of learners on points, for boards: of all
// learners or all points when none is named.
func (s *Service) Standings(ctx context.Context, actor op.Actor, learners, points []string) ([]PointStanding, error) {
	return op.Query(ctx, s.Store, "quiz.Standings", func(tx Tx) ([]PointStanding, error) {
		if err := allow(ctx, tx, "Standings", actor, ""); err != nil {
			return nil, err
		}
		return tx.Standings(ctx, learners, points)
	})
}

// Within reads quizzes inside the caller's own transaction: for use cases that
// rest on them (evidence, home, desk) and have asked who may.
type Within struct {
	s  *Service
	tx Tx
}

// Within binds the reads to a transaction.
func (s *Service) Within(tx Tx) Within { return Within{s, tx} }

// Mastery is Service.Mastery by a measure of the caller's.
func (w Within) Mastery(ctx context.Context, learner string, m Measure, points ...string) ([]PointMastery, error) {
	return w.s.mastery(ctx, w.tx, learner, m, points...)
}

// Result is Service.Result.
func (w Within) Result(ctx context.Context, attempt string) (Result, error) {
	h, err := w.tx.AttemptHeading(ctx, attempt)
	if err != nil {
		return Result{}, err
	}
	sit, err := w.s.rebuild(ctx, w.tx, op.Actor{}, h)
	if err != nil {
		return Result{}, err
	}
	return w.s.result(ctx, sit)
}

// Answered answers one question of an attempt with its explanation, and whose it is;
// fault.quiz.not_explained while the learner may not see its key yet.
func (w Within) Answered(ctx context.Context, attempt string, slot int) (AskedAbout, error) {
	var none AskedAbout
	h, err := w.tx.AttemptHeading(ctx, attempt)
	if err != nil {
		return none, err
	}
	sit, err := w.s.rebuild(ctx, w.tx, op.Actor{}, h)
	if err != nil {
		return none, err
	}
	if slot < 0 || slot >= len(sit.slots) || !sit.explained(slot) {
		return none, fault.New(fault.NotFound, "fault.quiz.not_explained")
	}
	index, err := w.s.pointIndex(ctx, w.tx)
	if err != nil {
		return none, err
	}
	view, err := w.s.slotView(sit, slot, index)
	return AskedAbout{SlotView: view, Learner: sit.learner, Model: sit.slots[slot].frozen.Model}, err
}

// Open is Service.Open for an actor.
func (w Within) Open(ctx context.Context, actor op.Actor) ([]OpenAttempt, error) {
	return w.s.open(ctx, w.tx, actor)
}

// Results is Service.Results.
func (w Within) Results(ctx context.Context, learner string) ([]ResultRow, error) {
	return results(ctx, w.tx, learner)
}

// Standings is Service.Standings.
func (w Within) Standings(ctx context.Context, learners, points []string) ([]PointStanding, error) {
	return w.tx.Standings(ctx, learners, points)
}

// Queue is Service.ReplyQueue for an actor.
func (w Within) Queue(ctx context.Context, actor op.Actor) ([]ReplyToMark, error) {
	return w.s.queue(ctx, w.tx, actor)
}

// mastery answers what a learner's answers prove on the points; on all points
// with an answer when none is named.
func (s *Service) mastery(ctx context.Context, tx Tx, learner string, m Measure, points ...string) ([]PointMastery, error) {
	outcomes, err := tx.Outcomes(ctx, learner, points...)
	if err != nil {
		return nil, err
	}
	byPoint := map[string][]Outcome{}
	for _, o := range outcomes {
		if _, known := byPoint[o.Point]; !known && !slices.Contains(points, o.Point) {
			points = append(points, o.Point)
		}
		byPoint[o.Point] = append(byPoint[o.Point], o)
	}
	recalls, err := tx.Recalls(ctx, learner, points...)
	if err != nil {
		return nil, err
	}
	recalled := map[string][]Recall{}
	for _, r := range recalls {
		recalled[r.Point] = append(recalled[r.Point], r)
	}
	list := []PointMastery{}
	if len(points) == 0 {
		return list, nil
	}
	items, err := s.items(ctx, tx, points...)
	if err != nil {
		return nil, err
	}
	histories, err := s.histories(ctx, tx, learner, items)
	if err != nil {
		return nil, err
	}
	index, err := s.pointIndex(ctx, tx)
	if err != nil {
		return nil, err
	}
	itemsOf := map[string][]*item{}
	for _, it := range items {
		itemsOf[it.point] = append(itemsOf[it.point], it)
	}
	for _, id := range points {
		list = append(list, pointMastery(index[id], id, itemsOf[id], histories, byPoint[id], recalled[id], m))
	}
	return list, nil
}

func pointMastery(point Point, id string, items []*item, histories map[string]*draw.History, outcomes []Outcome, recalls []Recall, m Measure) PointMastery {
	pm := PointMastery{Point: id, Title: point.Title, Critical: point.Critical, Examinable: examinable(items)}
	if pm.Title.Empty() {
		pm.Title = lang.Text{ZH: id, EN: id}
	}
	right, done := 0, 0
	for _, o := range outcomes {
		if o.Pending {
			pm.Pending++
			continue
		}
		done++
		if o.Right {
			right++
		}
		if o.Purpose == Exam {
			pm.ExamDone++
		}
		pm.LastAt = o.At
	}
	pm.Share = shareOf(right, done)
	for _, it := range items {
		pm.Situations += it.Space.Size()
		pm.Unseen += it.Space.Size() - histories[it.id].Distinct()
	}
	pm.Practice, pm.Certificate = decide(point, items, outcomes, recalls, m)
	pm.Conditions = conditions(items, outcomes)
	pm.Diagnosis = diagnose(items, outcomes, pm.Conditions)
	return pm
}

// decide asks both measures of a learner's outcomes on a point, oldest first, and
// of the days on which it was recalled.
func decide(point Point, items []*item, outcomes []Outcome, recalls []Recall, certificate Measure) (practice, certified Measured) {
	byID := map[string]*item{}
	models := make([]mastery.Model, len(items))
	for i, it := range items {
		byID[it.id] = it
		models[i] = mastery.Model{ID: it.id, Situations: it.Space.Size(), Pairs: it.Space.Pairs(), Classes: len(it.Space.Classes())}
	}
	answers := make([]mastery.Answer, 0, len(outcomes))
	for _, o := range outcomes {
		if o.Pending {
			continue
		}
		a := mastery.Answer{Model: o.Model, Situation: o.SituationID, Class: o.Class, Right: o.Right, Redline: o.RedLine,
			Exam: o.Purpose == Exam, Day: int(day(o.At)), Attempt: o.Attempt, Slot: o.Slot}
		if it := byID[o.Model]; it != nil {
			a.Pairs = it.Space.PairsOf(o.Situation)
			// The same situation under another version of the model is the same.
			if i := it.Space.Find(o.Situation); i >= 0 {
				a.Situation = it.Model.SituationID(i)
			}
		}
		answers = append(answers, a)
	}
	for _, r := range recalls {
		answers = append(answers, mastery.Answer{Repeat: true, Right: r.Right, Day: r.Day, Attempt: r.Attempt, Slot: r.Slot})
	}
	certificate.Critical = certificate.Critical || point.Critical
	usual := mastery.Practised()
	usual.Critical = point.Critical
	return mastery.Decide(usual, models, answers), mastery.Decide(certificate, models, answers)
}
