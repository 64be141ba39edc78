package quiz

import (
	"cmp"
	"context"
	"slices"

	"shifu/internal/op"
	"shifu/quiz/mastery"
)

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

// result is an attempt with what it means. Slots whose key the learner may not
// see yet carry none.
func (s *Service) result(ctx context.Context, sit *sitting) (Result, error) {
	index, err := s.pointIndex(ctx, sit.tx)
	if err != nil {
		return Result{}, err
	}
	t := sit.Tally()
	r := Result{Attempt: sit.id, Learner: sit.learner, Blueprint: sit.terms.Blueprint, Title: sit.terms.Title, Purpose: sit.terms.Purpose,
		State: sit.state, StartedAt: sit.startedAt, ClosedAt: sit.closedAt, ClosedBy: sit.closedWhy, Elapsed: s.timer(sit).Elapsed, Limit: sit.terms.Limit,
		Pass: sit.terms.Pass, Verdict: sit.Verdict(), Tally: t, Low: t.Earned, High: t.Earned + t.Pending, Head: sit.Head(), Away: sit.Interruptions(),
		Next: []Suggestion{}, Slots: []AnsweredSlot{}, Points: []PointMastery{}}
	if sit.terms.Pass.Percent > 0 {
		r.Needed = sit.terms.Pass.Needed(t.Total)
	}
	var points []string
	done := 0
	for n := range sit.slots {
		sl := &sit.slots[n]
		if sl.frozen == nil {
			continue
		}
		if !slices.Contains(points, sl.frozen.Point) {
			points = append(points, sl.frozen.Point)
		}
		if sl.frozen.Repeat {
			r.Repeats++
		}
		view, err := s.slotView(sit, n, index)
		if err != nil {
			return Result{}, err
		}
		as := AnsweredSlot{SlotView: view, Status: sl.status, ByTime: sl.timeTaken, Question: n + 1, Earlier: slices.Clone(sl.earlier)}
		if sit.explained(n) {
			as.Mark = sl.mark
			if sit.counts(sl) && (sl.mark == nil || !sl.mark.Pending) {
				done++
			}
			if len(sl.earlier) > 0 {
				r.Regraded = append(r.Regraded, RegradedResult{Slot: n, Was: sl.earlier[0], Is: *sl.mark, Changes: slices.Clone(sl.remarks)})
			}
		}
		r.Slots = append(r.Slots, as)
	}
	r.Share = shareOf(t.Right, done)
	if !sit.Closed() && !sit.terms.Purpose.manner().feedbackAtOnce {
		// An exam in course tells nothing of its marks.
		r.Tally, r.Low, r.High, r.Share = Tally{Items: t.Items, Total: t.Total}, 0, t.Total, Share{}
		return r, nil
	}
	if len(points) > 0 {
		if r.Points, err = s.mastery(ctx, sit.tx, sit.learner, mastery.Certified(), points...); err != nil {
			return Result{}, err
		}
	}
	r.Next = suggest(r)
	if r.Purpose == Review {
		r.Reviewed, err = s.reviewed(ctx, sit, index)
	}
	return r, err
}

// suggest orders the points of a result by need: critical errors, then what was
// wrong, then a condition that trips the learner, then too little practice.
func suggest(r Result) []Suggestion {
	list := []Suggestion{}
	rank := map[Need]int{NeedRedLine: 0, NeedWrong: 1, NeedWeak: 2, NeedFew: 3}
	for _, p := range r.Points {
		sg := Suggestion{Point: p.Point, Title: p.Title, Condition: p.Diagnosis.Condition}
		red := false
		for _, sl := range r.Slots {
			if sl.Point != p.Point || sl.Mark == nil && (r.ClosedAt.IsZero() || r.Purpose.manner().feedbackAtOnce) ||
				sl.Mark != nil && (sl.Mark.Right || sl.Mark.Pending) {
				continue
			}
			sg.Wrong++
			red = red || sl.Mark != nil && sl.Mark.RedLine
		}
		sg.Left = max(0, p.Practice.N-p.Practice.Answered, p.Practice.M-p.Practice.Right)
		switch {
		case red:
			sg.Need = NeedRedLine
		case sg.Wrong > 0:
			sg.Need = NeedWrong
		case p.Diagnosis.Display == LookFirst || p.Diagnosis.Display == WeakHere:
			sg.Need = NeedWeak
		case !p.Practice.Met:
			sg.Need = NeedFew
		default:
			continue
		}
		list = append(list, sg)
	}
	slices.SortStableFunc(list, func(a, b Suggestion) int {
		return cmp.Or(cmp.Compare(rank[a.Need], rank[b.Need]), cmp.Compare(b.Wrong, a.Wrong), cmp.Compare(b.Left, a.Left), cmp.Compare(a.Point, b.Point))
	})
	return list
}
