package quiz_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/internal/fault"
	"shifu/internal/op"
	"shifu/quiz"
	"shifu/quiz/statistics"
)

func (s *shop) computed(q quiz.FiguresQuery) quiz.Figures {
	s.t.Helper()
	f, err := s.Figures(ctx, shen, q)
	require.NoError(s.t, err)
	return f
}

func learner(n int) op.Actor {
	return op.Actor{ID: fmt.Sprintf("learner-%02d", n), Roles: []op.Role{op.Apprentice}}
}

func TestFiguresComeFromFinishedAttempts(t *testing.T) {
	s := newShop(t)
	assert.Empty(t, s.computed(quiz.FiguresQuery{}).Items)
	for n := range 12 {
		pattern := "rrw"
		if n%4 == 0 {
			pattern = "rww"
		}
		s.practise(learner(n), "t.returns", pattern)
	}
	s.start(lin, quiz.Start{Points: []string{"t.returns"}, Purpose: quiz.Practice, Count: 1}) // goes on
	f := s.computed(quiz.FiguresQuery{})
	assert.Equal(t, 12, f.Attempts)
	assert.Equal(t, 12, f.Finished)
	require.Len(t, f.Items, 1)
	it := f.Items[0]
	assert.Equal(t, "t.window", it.Model)
	assert.True(t, it.InUse)
	assert.Equal(t, 36, it.Answers)
	assert.InDelta(t, 100*21.0/36, it.Facility.Value, 1e-9, "nine learners two of three, three learners one")
	assert.Equal(t, statistics.ByQuiz, it.Effect.None)
	assert.Empty(t, f.Quizzes, "practice is no quiz")

	answers, wrong := 0, 0
	for _, c := range it.Situations {
		answers, wrong = answers+c.Answers, wrong+c.Wrong
		assert.Contains(t, c.Words.ZH, " · ")
	}
	assert.Equal(t, 36, answers)
	assert.Equal(t, 15, wrong)
	byLevel := map[string]int{}
	for _, l := range it.Levels {
		byLevel[l.Radical] += l.Answers
	}
	for radical, n := range byLevel {
		assert.Equal(t, 36, n, "every answer has one level of %s", radical)
	}
	assert.Empty(t, s.computed(quiz.FiguresQuery{Purpose: quiz.Exam}).Items)
	assert.Len(t, s.computed(quiz.FiguresQuery{Purpose: quiz.Practice}).Items, 1)
}

func TestAQuizIsCountedByItsPositions(t *testing.T) {
	s := newShop(t)
	for n := range 24 {
		who := learner(n)
		sitting := s.start(who, quiz.Start{Blueprint: "exam"})
		for i := range sitting.Slots {
			sl := s.sitting(who, sitting.Attempt).Slots[i]
			switch {
			case i == 3 && n%3 == 0: // left blank
			case i < n%5:
				s.answer(who, sitting.Attempt, i, right(sl))
			default:
				s.answer(who, sitting.Attempt, i, wrong(sl))
			}
		}
		s.handIn(who, sitting.Attempt)
	}
	f := s.computed(quiz.FiguresQuery{})
	require.Len(t, f.Quizzes, 1)
	q := f.Quizzes[0]
	assert.Equal(t, "exam", q.Blueprint)
	assert.Equal(t, 24, q.Attempts)
	require.Len(t, q.Items, 4)
	assert.Len(t, q.Positions, 4)
	wantRight := [4]int{}
	passed := 0
	for n := range 24 {
		got := 0
		for i := range 4 {
			if i < n%5 && (i != 3 || n%3 != 0) {
				wantRight[i]++
				got++
			}
		}
		if got >= 3 {
			passed++
		}
	}
	for i, it := range q.Items {
		assert.InDelta(t, 100*float64(wantRight[i])/24, it.Facility.Value, 1e-9, "position %d", i+1)
		assert.InDelta(t, 25, it.Intended.Value, 1e-9)
		assert.Empty(t, it.Effect.None)
		assert.Greater(t, it.Guess.Value, 0.0)
	}
	assert.Equal(t, passed, q.Passed)
	assert.Equal(t, 8, f.Items[0].Blank, "what was left blank counts as nothing earned, and is told")
}

func TestFiguresFollowARegrade(t *testing.T) {
	s := newShop(t)
	var last quiz.Result
	for n := range 10 {
		last = s.practise(learner(n), "t.returns", "w")
	}
	assert.Zero(t, s.computed(quiz.FiguresQuery{}).Items[0].Facility.Value)
	_, err := s.Regrade(ctx, shen, quiz.Regrade{Command: cmd(), Attempt: last.Attempt, Slot: 0, Score: 100, Reason: "the key was wrong"})
	require.NoError(t, err)
	assert.InDelta(t, 10, s.computed(quiz.FiguresQuery{}).Items[0].Facility.Value, 1e-9)
}

func TestALevelThatEveryoneFailsIsNamed(t *testing.T) {
	s := newShop(t)
	for n := range 30 {
		who := learner(n)
		sitting := s.start(who, quiz.Start{Points: []string{"t.returns"}, Purpose: quiz.Practice, Count: 4})
		for i := range 4 {
			sl := s.sitting(who, sitting.Attempt).Slots[i]
			if level(sl, "status") == "moving" {
				s.answer(who, sitting.Attempt, i, wrong(sl))
			} else {
				s.answer(who, sitting.Attempt, i, right(sl))
			}
		}
		s.handIn(who, sitting.Attempt)
	}
	it := s.computed(quiz.FiguresQuery{}).Items[0]
	assert.Equal(t, quiz.WeakHere, it.Unfair.Display)
	named := map[string]bool{}
	for _, l := range it.Levels {
		if l.Named {
			named[l.Radical+"="+l.LevelID] = true
			assert.Equal(t, l.Answers, l.Wrong)
		}
	}
	assert.True(t, named["status=moving"], "%v", named)
	assert.Equal(t, it.Situations[0].Answers, it.Situations[0].Wrong, "the most often wrong first")
}

func TestOnlyItsKeepersReadTheFigures(t *testing.T) {
	s := newShop(t)
	_, err := s.Figures(ctx, lin, quiz.FiguresQuery{})
	assert.True(t, fault.Is(err, fault.Forbidden))
}
