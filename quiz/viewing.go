package quiz

import (
	"context"
)

// view is a sitting as its learner may see it now.
func (s *Service) view(ctx context.Context, sit *sitting) (Sitting, error) {
	points, err := s.pointIndex(ctx, sit.tx)
	if err != nil {
		return Sitting{}, err
	}
	manner := sit.terms.Purpose.manner()
	v := Sitting{Attempt: sit.id, Learner: sit.learner, Blueprint: sit.terms.Blueprint, Title: sit.terms.Title,
		Purpose: sit.terms.Purpose, State: sit.state, StartedAt: sit.startedAt, Timer: s.timer(sit), At: sit.next(),
		FeedbackAtOnce: manner.feedbackAtOnce, MayChange: manner.mayChange, Interruptions: sit.Interruptions(), MaxInterruptions: sit.terms.MaxInterruptions}
	counts, err := s.novelty(ctx, sit)
	if err != nil {
		return Sitting{}, err
	}
	for n := range sit.slots {
		sl, err := s.slotView(sit, n, points)
		if err != nil {
			return Sitting{}, err
		}
		if sl.State != SlotEmpty {
			sl.Seen, sl.Situations = counts[sl.Point][0], counts[sl.Point][1]
		}
		if sl.State == SlotAnswered {
			v.Answered++
		}
		if sl.Flagged {
			v.Flagged++
		}
		v.Slots = append(v.Slots, sl)
	}
	return v, nil
}

// slotView is one slot. Its feedback is there only when the answer is final
// and explained.
func (s *Service) slotView(sit *sitting, n int, points map[string]Point) (SlotView, error) {
	sl := &sit.slots[n]
	v := SlotView{Slot: n, Point: sit.terms.Plan[n].Point, State: SlotEmpty, Flagged: sl.flagged}
	v.PointTitle = points[v.Point].Title
	if sl.frozen == nil {
		return v, nil
	}
	v.State = SlotOpen
	v.Type, v.Points, v.Repeat = sl.frozen.Type, sl.frozen.Points, sl.frozen.Repeat
	v.Draft, v.Response, v.Chips = sl.draft, sl.response, sl.frozen.Chips
	switch {
	case sl.response != nil:
		v.State = SlotAnswered
	case sl.draft != nil:
		v.State = SlotDrafted
	}
	var err error
	if v.Shown, err = sit.present(n); err != nil {
		return v, err
	}
	if sit.explained(n) {
		v.Feedback, err = s.explain(sit, n)
	}
	return v, err
}

// explained says whether the learner may see the key of a slot: never before
// the answer is final, in an exam never before the attempt is closed.
func (a *Attempt) explained(n int) bool {
	sl := &a.slots[n]
	if sl.frozen == nil || !sl.closed {
		return false
	}
	return a.Closed() || sl.response != nil && a.terms.Purpose.manner().feedbackAtOnce
}

// novelty answers, by point, how many of its situations the learner has met
// and how many there are.
func (s *Service) novelty(ctx context.Context, sit *sitting) (map[string][2]int, error) {
	var points []string
	seen := map[string]bool{}
	for _, planned := range sit.terms.Plan {
		if !seen[planned.Point] {
			seen[planned.Point] = true
			points = append(points, planned.Point)
		}
	}
	items, err := s.items(ctx, sit.tx, points...)
	if err != nil {
		return nil, err
	}
	histories, err := s.histories(ctx, sit.tx, sit.learner, items)
	if err != nil {
		return nil, err
	}
	counts := map[string][2]int{}
	for _, it := range items {
		c := counts[it.point]
		counts[it.point] = [2]int{c[0] + histories[it.id].Distinct(), c[1] + it.Space.Size()}
	}
	return counts, nil
}
