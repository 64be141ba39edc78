package quiz

import (
	"context"

	"shifu/internal/op"
)

// Measure is what mastery of a point asks for, over the latest distinct
// situations by their first complete answers.
type Measure struct {
	N       int `json:"n"`       // how many of the latest situations count
	M       int `json:"m"`       // of them right
	Pairs   int `json:"pairs"`   // hundredths of the pairs of levels that exist
	Classes int `json:"classes"` // different answer classes, as far as there are
	Days    int `json:"days"`    // different days
	ExamMin int `json:"examMin"` // situations answered in exams
}

// The measures of the product. A shop or a pack may ask for more; for critical
// points never for less.
var (
	PracticeMeasure    = Measure{N: 5, M: 4, Pairs: 50, Classes: 3, Days: 1}
	CertificateMeasure = Measure{N: 10, M: 8, Pairs: 70, Classes: 5, Days: 2, ExamMin: 4}
)

// Mastery says what a learner's answers prove on each of the points, by the
// product's measures; on all points answered so far when none is named.
func (s *Service) Mastery(ctx context.Context, actor op.Actor, learner string, points ...string) ([]PointMastery, error) {
	return op.Query(ctx, s.Store, "quiz.Mastery", func(tx Tx) ([]PointMastery, error) {
		if err := allow(ctx, tx, "Mastery", actor, learner); err != nil {
			return nil, err
		}
		return s.mastery(ctx, tx, learner, CertificateMeasure, points...)
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

// Result reads a closed attempt: points against the criterion of the start,
// mastery by condition, what to study next, and every item with the texts that
// were frozen. Of an attempt that is still open only practice tells its
// answers.
func (s *Service) Result(ctx context.Context, actor op.Actor, attempt string) (Result, error) {
	return op.Query(ctx, s.Store, "quiz.Result", func(tx Tx) (Result, error) {
		sit, err := s.load(ctx, tx, "Result", actor, attempt)
		if err != nil {
			return Result{}, err
		}
		return s.result(ctx, sit)
	})
}

// Results lists a learner's attempts, the latest first.
func (s *Service) Results(ctx context.Context, actor op.Actor, learner string) ([]ResultRow, error) {
	return op.Query(ctx, s.Store, "quiz.Results", func(tx Tx) ([]ResultRow, error) {
		if err := allow(ctx, tx, "Results", actor, learner); err != nil {
			return nil, err
		}
		return results(ctx, tx, learner)
	})
}

func results(ctx context.Context, tx Tx, learner string) ([]ResultRow, error) {
	headings, err := tx.AttemptsOf(ctx, learner)
	if err != nil {
		return nil, err
	}
	rows := make([]ResultRow, len(headings))
	for i, h := range headings {
		rows[i] = ResultRow{Attempt: h.ID, Learner: h.Learner, Blueprint: h.Blueprint, Title: h.Title, Purpose: h.Purpose, State: h.State,
			Verdict: h.Verdict, Tally: h.Tally, StartedAt: h.StartedAt, ClosedAt: h.ClosedAt, Elapsed: h.Elapsed}
	}
	return rows, nil
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
