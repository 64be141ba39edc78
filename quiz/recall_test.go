package quiz_test

import (
	"database/sql"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/data"
	"shifu/internal/fault"
	"shifu/quiz"
	"shifu/quiz/review"
)

// due reads what a learner is to review today.
func (s *shop) due() quiz.DueReview {
	s.t.Helper()
	d, err := s.Due(ctx, lin, "lin")
	require.NoError(s.t, err)
	return d
}

func (s *shop) tomorrow(days int) { s.clock.Advance(time.Duration(days) * 24 * time.Hour) }

// untilDue lets the days pass until something is to be reviewed.
func (s *shop) untilDue() {
	s.t.Helper()
	d := s.due()
	next, err := quiz.DayNumber(d.Next)
	require.NoError(s.t, err)
	today, err := quiz.DayNumber(d.Day)
	require.NoError(s.t, err)
	s.tomorrow(next - today)
}

// recalls lists what spaced review counts of lin on a point.
func (s *shop) recalls(point string) (list []quiz.Recall) {
	s.t.Helper()
	require.NoError(s.t, s.Store.View(ctx, func(tx quiz.Tx) (err error) {
		list, err = tx.Recalls(ctx, "lin", point)
		return err
	}))
	return list
}

func TestAPointFallsDueWhenItsRecallHasComeDown(t *testing.T) {
	s := newShop(t)
	assert.Equal(t, quiz.DueReview{Day: "2026-11-02", Points: []quiz.DuePoint{}}, s.due(), "nothing was ever answered")
	s.practise(lin, "t.returns", "rw")

	m := review.Memory{}.After(review.Answer{Day: 0, Right: true})
	d := s.due()
	assert.Empty(t, d.Points)
	assert.Equal(t, 1, d.NextCount)
	first, err := quiz.DayNumber(d.Next)
	require.NoError(t, err)
	today, err := quiz.DayNumber(d.Day)
	require.NoError(t, err)
	assert.Equal(t, m.Interval(review.Retention), first-today, "the second answer of the day counts for nothing: the first was right")

	s.tomorrow(first - today)
	d = s.due()
	require.Len(t, d.Points, 1)
	assert.Equal(t, "t.returns", d.Points[0].Point)
	assert.Equal(t, "2026-11-02", d.Points[0].Last)
	assert.Equal(t, d.Day, d.Points[0].Since)
	assert.InDelta(t, 9000, d.Points[0].Recall, 100, "whole days")
	assert.Equal(t, 1, d.Sitting)
	assert.Equal(t, 2, d.Minutes)
}

func TestAReviewGivesANewSituationOfEachDuePointAndSaysWhenTheyComeAgain(t *testing.T) {
	s := newShop(t)
	_, err := s.Start(ctx, lin, quiz.Start{Command: cmd(), Purpose: quiz.Review})
	assert.Equal(t, "fault.quiz.nothing_due", fault.KeyOf(err))

	s.practise(lin, "t.returns", "rr")
	seen := map[string]bool{}
	for _, pattern := range []string{"r", "w", "r"} {
		s.untilDue()
		sitting := s.start(lin, quiz.Start{Purpose: quiz.Review})
		require.Len(t, sitting.Slots, 1)
		assert.Equal(t, quiz.Review, sitting.Purpose)
		assert.Equal(t, sitting.Attempt, s.due().Open)
		_, err := s.Start(ctx, lin, quiz.Start{Command: cmd(), Purpose: quiz.Review})
		assert.Equal(t, "fault.quiz.review_open", fault.KeyOf(err))

		sl := sitting.Slots[0]
		assert.False(t, sl.Repeat)
		key := asJSON(t, sl.Chips)
		assert.False(t, seen[key], "each review is a situation not met before")
		seen[key] = true
		response := right(sl)
		if pattern == "w" {
			response = wrong(sl)
		}
		require.Equal(t, pattern == "r", s.answer(lin, sitting.Attempt, 0, response).Feedback.Mark.Right)
		r := s.handIn(lin, sitting.Attempt)
		require.Len(t, r.Reviewed, 1)
		got := r.Reviewed[0]
		assert.Equal(t, pattern == "r", got.Right)
		assert.Equal(t, s.due().Next, got.Next)
		assert.Empty(t, s.due().Points, "it is done for today")
		if pattern == "w" {
			assert.Less(t, got.Days, 4, "forgotten: it comes again soon")
		}
	}
	assert.Len(t, s.recalls("t.returns"), 4)
	m, err := s.Mastery(ctx, lin, "lin", "t.returns")
	require.NoError(t, err)
	assert.Equal(t, 5, m[0].Share.Done, "reviews count for mastery as practice does")
	assert.Zero(t, s.audit())
}

func TestAReviewNeverDrawsWhatIsKeptForExams(t *testing.T) {
	s := newShop(t)
	s.practise(lin, "t.returns", "r")
	kept := map[string]bool{}
	require.NoError(t, s.Store.View(ctx, func(tx quiz.Tx) error {
		fresh, err := s.Within(tx).Fresh(ctx, "lin", "t.returns")
		kept["fresh"] = fresh["t.returns"] > 0
		return err
	}))
	require.True(t, kept["fresh"])
	for { // reviews until nothing is left that practice may give
		s.untilDue()
		sitting := s.start(lin, quiz.Start{Purpose: quiz.Review})
		repeat := sitting.Slots[0].Repeat
		s.answer(lin, sitting.Attempt, 0, right(sitting.Slots[0]))
		s.handIn(lin, sitting.Attempt)
		if repeat {
			break
		}
	}
	left := 0
	views, err := s.Points(ctx, lin, "lin")
	require.NoError(t, err)
	for _, v := range views {
		if v.ID == "t.returns" {
			left = v.Unseen
		}
	}
	assert.Positive(t, left, "the situations of the exam are still unseen")
	last := s.recalls("t.returns")
	assert.Equal(t, int(s.clock.Now().Add(8*time.Hour).Unix()/86400), last[len(last)-1].Day, "a situation met before counts as a repetition")
	assert.Empty(t, s.due().Points)
	assert.Zero(t, s.audit())
}

func TestTheHistoryOfRecallsIsMadeAnewFromTheSteps(t *testing.T) {
	s := busy(t)
	var before, after []quiz.PointStanding
	read := func(list *[]quiz.PointStanding) {
		require.NoError(t, s.Store.View(ctx, func(tx quiz.Tx) (err error) {
			*list, err = tx.Standings(ctx, nil, nil)
			return err
		}))
	}
	read(&before)
	recalls := s.recalls("t.returns")
	require.NotEmpty(t, recalls)
	_, err := s.Rebuild(ctx, shen)
	require.NoError(t, err)
	read(&after)
	assert.Equal(t, before, after)
	assert.Equal(t, recalls, s.recalls("t.returns"))
	remembered := false
	for _, st := range after {
		remembered = remembered || !st.Memory.New()
	}
	assert.True(t, remembered)
}

func TestATableInANewerFormMakesItsHistoryFromTheStepsWhenItIsOpened(t *testing.T) {
	s := busy(t)
	recalls := s.recalls("t.returns")
	require.NotEmpty(t, recalls)
	require.NoError(t, s.db.Close())
	raw, err := sql.Open("sqlite", "file:"+filepath.Join(s.db.Options.Dir, "shifu.db"))
	require.NoError(t, err)
	for _, what := range []string{`DELETE FROM quiz_recalls`, `UPDATE quiz_standings SET stability = 0, difficulty = 0, recalled_on = 0`,
		`INSERT INTO quiz_stale (why) VALUES ('recalls')`} { // as the migration leaves an older file
		_, err := raw.Exec(what)
		require.NoError(t, err)
	}
	require.NoError(t, raw.Close())
	s.db.DB, err = data.Open(ctx, s.db.Options)
	require.NoError(t, err)
	s.restart()
	assert.Equal(t, recalls, s.recalls("t.returns"))
	assert.Zero(t, s.audit())
}

func TestOthersReadADueReviewAsTheyReadResults(t *testing.T) {
	s := newShop(t)
	_, err := s.Due(ctx, zhou, "lin")
	assert.NoError(t, err, "the mentor")
	_, err = s.Due(ctx, he, "lin")
	assert.True(t, fault.Is(err, fault.Forbidden))
	_, err = s.Due(ctx, wu, "lin")
	assert.True(t, fault.Is(err, fault.Forbidden))
}
