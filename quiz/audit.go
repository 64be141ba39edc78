package quiz

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"shifu/internal/fault"
	"shifu/internal/op"
)

// Flaw is something kept that does not follow from the steps.
type Flaw struct {
	Attempt string `json:"attempt,omitempty"` // "" when it concerns no single attempt
	Err     error  `json:"-"`
}

// Audit checks all that quizzes keep against the steps: every chain of hashes,
// every key against the hash that was frozen with its variant, where every
// attempt stands, and the history that boards and draws read. It changes
// nothing. Flaws are faults of code corrupt; an error means that it could not
// look.
func Audit(ctx context.Context, tx Tx) ([]Flaw, error) {
	s := new(Service)
	flaws := []Flaw{}
	expected := &shelf{Tx: tx, showings: map[string]Showing{}, outcomes: map[string]map[string]Outcome{},
		recalls: map[string]map[string]Recall{}, standings: map[string]PointStanding{}, queue: map[string]QueuedReply{}}
	err := s.replay(ctx, expected, func(replay func(*sitting) error) error {
		ids, err := tx.EveryAttempt(ctx)
		if err != nil {
			return err
		}
		for _, id := range ids {
			h, err := tx.AttemptHeading(ctx, id)
			if err != nil {
				return err
			}
			sit, err := s.rebuild(ctx, tx, op.Actor{}, h)
			if err == nil {
				err = sit.agree(h)
			}
			if err == nil {
				err = replay(sit)
			}
			if fault.Is(err, fault.Corrupt) {
				flaws = append(flaws, Flaw{id, err})
			} else if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil || len(flaws) > 0 {
		return flaws, err // what follows from broken steps says nothing
	}
	same, err := expected.same(ctx, tx)
	if err == nil && !same {
		flaws = append(flaws, Flaw{Err: fault.New(fault.Corrupt, "fault.quiz.history_differs")})
	}
	return flaws, err
}

// agree compares the row of an attempt and its keys with its steps.
func (sit *sitting) agree(h Heading) error {
	want := Heading{ID: sit.id, Learner: sit.learner, Blueprint: sit.terms.Blueprint, Title: sit.terms.Title, Purpose: sit.terms.Purpose,
		StartedAt: sit.startedAt, Standing: sit.Standing()}
	given := 0
	for n := range sit.slots {
		if sit.slots[n].frozen == nil {
			continue
		}
		given++
		if _, err := sit.variant(n); err != nil {
			return err
		}
	}
	if !equal(h, want) || given != len(sit.keys) || sit.steps[0].By != h.Learner {
		return fault.New(fault.Corrupt, "fault.quiz.row_differs")
	}
	return nil
}

// equal compares plain values by what is written of them.
func equal(a, b any) bool {
	x, errA := json.Marshal(a)
	y, errB := json.Marshal(b)
	return errA == nil && errB == nil && string(x) == string(y)
}

// shelf takes what would be written of the history and writes nothing.
type shelf struct {
	Tx
	showings  map[string]Showing
	outcomes  map[string]map[string]Outcome // by learner and situation
	recalls   map[string]map[string]Recall  // by learner, point and day
	standings map[string]PointStanding
	queue     map[string]QueuedReply
}

func place(parts ...any) string { return fmt.Sprintf("%q", parts) }

func (s *shelf) Publish(op.Change) {}

func (s *shelf) SaveShowing(_ context.Context, x Showing) error {
	s.showings[place(x.Attempt, x.Slot)] = x
	return nil
}

func (s *shelf) SaveOutcome(_ context.Context, x Outcome) error {
	if s.outcomes[x.Learner] == nil {
		s.outcomes[x.Learner] = map[string]Outcome{}
	}
	k := place(x.Model, x.SituationID)
	if was, known := s.outcomes[x.Learner][k]; !known || was.Attempt == x.Attempt && was.Slot == x.Slot {
		s.outcomes[x.Learner][k] = x
	}
	return nil
}

func (s *shelf) Outcomes(_ context.Context, learner string, points ...string) ([]Outcome, error) {
	var list []Outcome
	for _, x := range s.outcomes[learner] {
		if len(points) == 0 || slices.Contains(points, x.Point) {
			list = append(list, x)
		}
	}
	slices.SortFunc(list, func(a, b Outcome) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Attempt, b.Attempt), cmp.Compare(a.Slot, b.Slot))
	})
	return list, nil
}

func (s *shelf) SaveRecall(_ context.Context, x Recall) error {
	if s.recalls[x.Learner] == nil {
		s.recalls[x.Learner] = map[string]Recall{}
	}
	k := place(x.Point, x.Day)
	if was, known := s.recalls[x.Learner][k]; !known || x.order(was) <= 0 {
		s.recalls[x.Learner][k] = x
	}
	return nil
}

func (s *shelf) Recalls(_ context.Context, learner string, points ...string) ([]Recall, error) {
	var list []Recall
	for _, x := range s.recalls[learner] {
		if len(points) == 0 || slices.Contains(points, x.Point) {
			list = append(list, x)
		}
	}
	slices.SortFunc(list, func(a, b Recall) int { return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Point, b.Point)) })
	return list, nil
}

func (s *shelf) SaveStanding(_ context.Context, x PointStanding) error {
	s.standings[place(x.Learner, x.Point)] = x
	return nil
}

func (s *shelf) QueueReply(_ context.Context, x QueuedReply) error {
	s.queue[place(x.Attempt, x.Slot)] = x
	return nil
}

// same compares what would be written with what is kept.
func (s *shelf) same(ctx context.Context, tx Tx) (bool, error) {
	counts, read := HistoryCounts{Showings: len(s.showings)}, HistoryCounts{}
	models := map[string][]string{}
	for _, x := range s.showings {
		if !slices.Contains(models[x.Learner], x.Model) {
			models[x.Learner] = append(models[x.Learner], x.Model)
		}
	}
	for learner, models := range models {
		counts.Outcomes += len(s.outcomes[learner])
		kept, err := tx.Outcomes(ctx, learner)
		if err != nil {
			return false, err
		}
		read.Outcomes += len(kept)
		for _, x := range kept {
			if !equal(s.outcomes[learner][place(x.Model, x.SituationID)], x) {
				return false, nil
			}
		}
		recalls, err := tx.Recalls(ctx, learner)
		if err != nil {
			return false, err
		}
		counts.Recalls, read.Recalls = counts.Recalls+len(s.recalls[learner]), read.Recalls+len(recalls)
		for _, x := range recalls {
			if !equal(s.recalls[learner][place(x.Point, x.Day)], x) {
				return false, nil
			}
		}
		showings, err := tx.Showings(ctx, learner, models...)
		if err != nil {
			return false, err
		}
		read.Showings += len(showings)
		for _, x := range showings {
			if !equal(s.showings[place(x.Attempt, x.Slot)], x) {
				return false, nil
			}
		}
	}
	standings, err := tx.Standings(ctx, nil, nil)
	if err != nil || len(standings) != len(s.standings) {
		return false, err
	}
	for _, x := range standings {
		want := s.standings[place(x.Learner, x.Point)]
		if x.Rule < want.Rule { // an older rule decided, rightly by its lights: SumUp makes it anew
			want.Rule, want.Practised, want.Certified = x.Rule, x.Practised, x.Certified
		}
		if !equal(want, x) {
			return false, nil
		}
	}
	practised, err := tx.Practised(ctx)
	if err != nil {
		return false, err
	}
	if !equal(byLearner(practised), practisedOf(standings)) {
		return false, nil
	}
	queue, err := tx.QueuedReplies(ctx)
	if err != nil || len(queue) != len(s.queue) {
		return false, err
	}
	for _, x := range queue {
		if !equal(s.queue[place(x.Attempt, x.Slot)], x) {
			return false, nil
		}
	}
	// Every row that was read is as it should be; none may be missing, and none
	// may stand where nothing of this shop reads it.
	have, err := tx.HistoryCounts(ctx)
	return have == counts && read == counts, err
}

// practisedOf is what the rows for boards must be, by learner.
func practisedOf(standings []PointStanding) map[string]Practised {
	all := map[string]Practised{}
	for _, st := range standings {
		p := all[st.Learner]
		if p.Learner = st.Learner; st.Practised {
			p.Points = append(p.Points, st.Point)
		}
		if st.LastAt.After(p.LastAt) {
			p.LastAt = st.LastAt
		}
		all[st.Learner] = p
	}
	return all
}

// byLearner puts the rows for boards into the order of practisedOf.
func byLearner(rows []Practised) map[string]Practised {
	all := map[string]Practised{}
	for _, p := range rows {
		p.Points = slices.Sorted(slices.Values(p.Points))
		all[p.Learner] = p
	}
	return all
}
