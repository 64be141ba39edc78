package quiz

import (
	"cmp"
	"context"
	"math"
	"slices"
	"time"

	"shifu/internal/fault"
	"shifu/internal/lang"
	"shifu/internal/op"
	"shifu/quiz/draw"
	"shifu/quiz/model"
	"shifu/quiz/review"
)

// reviewMost bounds one sitting of a review, in situations. What is due beyond
// it is due in the next.
const reviewMost = 20

// reviewTitle heads a review, as a blueprint's title heads an exam.
var reviewTitle = lang.Text{ZH: "到期复习", EN: "Due review"}

// reviewItem is what one situation of a review is reckoned to take.
const reviewItem = 72 * time.Second

// DuePoint is a knowledge point that is to be reviewed.
type DuePoint struct {
	Point  string    `json:"point"`
	Title  lang.Text `json:"title"`
	Recall int       `json:"recall"` // chance of remembering it today, hundredths of a percent
	Last   string    `json:"last"`   // day of the last recall, 2026-11-02
	Since  string    `json:"since"`  // day on which it fell due
}

// DueReview is what a learner has to review on a day.
type DueReview struct {
	Day     string     `json:"day"`
	Points  []DuePoint `json:"points"`  // the least remembered first
	Sitting int        `json:"sitting"` // situations of the next sitting, at most 20
	Minutes int        `json:"minutes"` // that it is reckoned to take
	// Open is the review that is being sat, "" when there is none.
	Open string `json:"open,omitempty"`
	// Next is the day on which points fall due when none is now, and NextCount
	// how many; "" when nothing was ever answered.
	Next      string `json:"next,omitempty"`
	NextCount int    `json:"nextCount,omitempty"`
}

// Reviewed is a point of a review with the day on which it comes again.
type Reviewed struct {
	Point string    `json:"point"`
	Title lang.Text `json:"title"`
	Right bool      `json:"right"`
	Next  string    `json:"next"` // 2026-11-27
	Days  int       `json:"days"` // from the day of the answer
}

// Fading is a learner's point whose recall has fallen below review.Forgetting.
type Fading struct {
	Learner string    `json:"learner"`
	Point   string    `json:"point"`
	Title   lang.Text `json:"title"`
	Recall  int       `json:"recall"` // on the day asked for, hundredths of a percent
	Since   string    `json:"since"`  // first day below
}

// order is which of two answers came first.
func (r Recall) order(other Recall) int {
	return cmp.Or(r.At.Compare(other.At), cmp.Compare(r.Attempt, other.Attempt), cmp.Compare(r.Slot, other.Slot))
}

// memory replays a learner's recalls of a point.
func memory(recalls []Recall) (m review.Memory) {
	for _, r := range recalls {
		m = m.After(review.Answer{Day: r.Day, Right: r.Right})
	}
	return m
}

// dayName writes a day number: 2026-11-02.
func dayName(n int) string { return time.Unix(int64(n)*86400, 0).UTC().Format(time.DateOnly) }

// DayNumber reads a day, 2026-11-02, as days since 1970.
func DayNumber(text string) (int, error) {
	at, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return 0, fault.New(fault.Invalid, "fault.quiz.unreadable_day", "Day", text)
	}
	return int(at.Unix() / 86400), nil
}

// percent is a share in hundredths of a percent.
func percent(share float64) int { return int(math.Round(share * 10000)) }

// Due says which knowledge points a learner is to review today, the least
// remembered first: those whose recall has come down to 90 % and of which
// something can be drawn that is not kept for exams and needs no mentor.
func (s *Service) Due(ctx context.Context, actor op.Actor, learner string) (DueReview, error) {
	return op.Query(ctx, s.Store, "quiz.Due", func(tx Tx) (DueReview, error) {
		if err := allow(ctx, tx, "Due", actor, learner); err != nil {
			return DueReview{}, err
		}
		return s.due(ctx, tx, learner)
	})
}

// Due is Service.Due.
func (w Within) Due(ctx context.Context, learner string) (DueReview, error) {
	return w.s.due(ctx, w.tx, learner)
}

func (s *Service) due(ctx context.Context, tx Tx, learner string) (DueReview, error) {
	today := int(day(tx.Now()))
	out := DueReview{Day: dayName(today), Points: []DuePoint{}}
	standings, err := tx.Standings(ctx, []string{learner}, nil)
	if err != nil {
		return out, err
	}
	remembered := slices.DeleteFunc(standings, func(st PointStanding) bool { return st.Memory.New() })
	if len(remembered) == 0 {
		return out, nil
	}
	can, err := s.reviewable(ctx, tx, remembered)
	if err != nil {
		return out, err
	}
	index, err := s.pointIndex(ctx, tx)
	if err != nil {
		return out, err
	}
	next := math.MaxInt
	for _, st := range remembered {
		on := st.Memory.Due(review.Retention)
		switch {
		case !can[st.Point]:
		case on <= today:
			out.Points = append(out.Points, DuePoint{Point: st.Point, Title: index[st.Point].Title, Recall: percent(st.Memory.Recall(today)),
				Last: dayName(st.Memory.Day), Since: dayName(on)})
		case on < next:
			next, out.NextCount = on, 1
		case on == next:
			out.NextCount++
		}
	}
	if next != math.MaxInt {
		out.Next = dayName(next)
	}
	slices.SortFunc(out.Points, func(a, b DuePoint) int { return cmp.Or(a.Recall-b.Recall, cmp.Compare(a.Point, b.Point)) })
	out.Sitting = min(len(out.Points), reviewMost)
	out.Minutes = int((time.Duration(out.Sitting)*reviewItem + time.Minute - 1) / time.Minute)
	open, err := tx.AttemptsOf(ctx, learner, Open, Paused)
	for _, h := range open {
		if h.Purpose == Review {
			out.Open = h.ID
		}
	}
	return out, err
}

// reviewable says of which points a review can draw something today.
func (s *Service) reviewable(ctx context.Context, tx Tx, standings []PointStanding) (map[string]bool, error) {
	points := make([]string, len(standings))
	for i, st := range standings {
		points[i] = st.Point
	}
	items, err := s.items(ctx, tx, points...)
	if err != nil {
		return nil, err
	}
	today, can := day(tx.Now()), map[string]bool{}
	for _, it := range items {
		if it.Model.ValidOn(today) && draw.ReserveSize(it.Space.Size()) < it.Space.Size() && it.model.Type != model.Free {
			can[it.point] = true
		}
	}
	return can, nil
}

// reviewBlueprint asks for one situation of each point that the learner is to
// review today.
func (s *Service) reviewBlueprint(ctx context.Context, tx Tx, learner string) (Blueprint, error) {
	d, err := s.due(ctx, tx, learner)
	if err != nil {
		return Blueprint{}, err
	}
	if len(d.Points) == 0 {
		return Blueprint{}, fault.New(fault.Invalid, "fault.quiz.nothing_due")
	}
	points := make([]string, d.Sitting)
	for i := range points {
		points[i] = d.Points[i].Point
	}
	return Blueprint{Title: reviewTitle, Purpose: Review, Sections: []Section{{Points: points, Count: len(points)}}}, nil
}

// reviewed lists the points of a review with the days on which they come again.
func (s *Service) reviewed(ctx context.Context, sit *sitting, index map[string]Point) ([]Reviewed, error) {
	var points []string
	for n := range sit.slots {
		if sl := &sit.slots[n]; sl.mark != nil && sl.status == Complete && !slices.Contains(points, sl.frozen.Point) {
			points = append(points, sl.frozen.Point)
		}
	}
	if len(points) == 0 {
		return nil, nil
	}
	standings, err := sit.tx.Standings(ctx, []string{sit.learner}, points)
	if err != nil {
		return nil, err
	}
	list := make([]Reviewed, 0, len(points))
	for _, p := range points {
		r := Reviewed{Point: p, Title: index[p].Title, Right: true}
		for n := range sit.slots {
			if sl := &sit.slots[n]; sl.mark != nil && sl.frozen.Point == p {
				r.Right = r.Right && sl.mark.Right
			}
		}
		for _, st := range standings {
			if st.Point == p {
				r.Days = st.Memory.Interval(review.Retention)
				r.Next = dayName(st.Memory.Due(review.Retention))
			}
		}
		list = append(list, r)
	}
	return list, nil
}

// Forecast names, for each learner of those given, the points whose recall is
// below review.Forgetting on a day (2026-11-02), the least remembered first;
// everyone's when nobody is named.
func (w Within) Forecast(ctx context.Context, on string, learners ...string) ([]Fading, error) {
	n, err := DayNumber(on)
	if err != nil {
		return nil, err
	}
	standings, err := w.tx.Standings(ctx, learners, nil)
	if err != nil {
		return nil, err
	}
	remembered := make([]review.Remembered, len(standings))
	for i, st := range standings {
		remembered[i] = review.Remembered{Learner: st.Learner, Point: st.Point, Memory: st.Memory}
	}
	index, err := w.s.pointIndex(ctx, w.tx)
	if err != nil {
		return nil, err
	}
	list := []Fading{}
	for _, f := range review.Forecast(remembered, n, review.Forgetting) {
		list = append(list, Fading{Learner: f.Learner, Point: f.Point, Title: index[f.Point].Title, Recall: percent(f.Recall), Since: dayName(f.Since)})
	}
	slices.SortFunc(list, func(a, b Fading) int {
		return cmp.Or(a.Recall-b.Recall, cmp.Compare(a.Learner, b.Learner), cmp.Compare(a.Point, b.Point))
	})
	return list, nil
}
