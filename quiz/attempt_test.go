package quiz_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/internal/fault"
	"shifu/quiz"
)

var t0 = time.Date(2026, 11, 2, 1, 0, 0, 0, time.UTC)

func moment(seconds int, by string) quiz.Moment {
	return quiz.Moment{At: t0.Add(time.Duration(seconds) * time.Second), Elapsed: time.Duration(seconds) * time.Second, By: by}
}

func examTerms(items int) quiz.Terms {
	t := quiz.Terms{Purpose: quiz.Exam, Limit: 10 * time.Minute, Pass: quiz.Pass{Percent: 80, NoRedLine: true}, DrawSecret: "00"}
	for range items {
		t.Plan = append(t.Plan, quiz.Planned{Point: "p"})
	}
	return t
}

func frozen(points int) quiz.Frozen {
	return quiz.Frozen{Model: "m", Point: "p", Points: points, Type: "single", Situation: "a=1", SituationID: "1", KeyHash: "h"}
}

// attemptIn makes an attempt of two items in a state; the first was answered
// where the state allows it, and needs a mentor in Waiting.
func attemptIn(t *testing.T, state quiz.State) *quiz.Attempt {
	t.Helper()
	a, err := quiz.NewAttempt("a1", "lin", examTerms(2), moment(0, "lin"))
	require.NoError(t, err)
	_, err = a.Give(0, frozen(10), moment(0, "lin"))
	require.NoError(t, err)
	if state == quiz.Open {
		return a
	}
	_, err = a.Answer(0, json.RawMessage(`{"choice":"x"}`), quiz.Complete, nil, moment(5, "lin"))
	require.NoError(t, err)
	switch state {
	case quiz.Paused:
		_, err = a.Interrupt(quiz.WhyPaused, t0, moment(6, "lin"))
	case quiz.Waiting:
		_, err = a.HandIn(map[int]quiz.Mark{0: {Pending: true}}, moment(7, "lin"))
	case quiz.Done:
		_, err = a.HandIn(map[int]quiz.Mark{0: {Score: 100, Right: true}}, moment(7, "lin"))
	}
	require.NoError(t, err)
	require.Equal(t, state, a.State())
	return a
}

func TestEveryVerbInEveryState(t *testing.T) {
	answer := json.RawMessage(`{"choice":"x"}`)
	verbs := map[string]func(a *quiz.Attempt) error{
		"give":  func(a *quiz.Attempt) error { _, err := a.Give(1, frozen(10), moment(9, "lin")); return err },
		"draft": func(a *quiz.Attempt) error { _, err := a.Draft(0, answer, moment(9, "lin")); return err },
		"answer": func(a *quiz.Attempt) error {
			_, err := a.Answer(0, answer, quiz.Complete, nil, moment(9, "lin"))
			return err
		},
		"flag": func(a *quiz.Attempt) error { _, err := a.Flag(0, true, moment(9, "lin")); return err },
		"interrupt": func(a *quiz.Attempt) error {
			_, err := a.Interrupt(quiz.WhyStopped, t0, moment(9, "lin"))
			return err
		},
		"resume": func(a *quiz.Attempt) error { _, err := a.Resume(moment(9, "lin")); return err },
		"hand in": func(a *quiz.Attempt) error {
			_, err := a.HandIn(map[int]quiz.Mark{0: {Score: 100}}, moment(9, "lin"))
			return err
		},
		"time out": func(a *quiz.Attempt) error {
			_, err := a.TimeOut(quiz.WhyTime, nil, map[int]quiz.Mark{0: {Score: 100}}, moment(9, "lin"))
			return err
		},
		"mark": func(a *quiz.Attempt) error {
			_, err := a.MarkByMentor(0, quiz.MentorMark{Score: 80, Right: true}, moment(9, "zhou"))
			return err
		},
		"regrade": func(a *quiz.Attempt) error {
			_, err := a.Regrade(0, quiz.Mark{Score: 0}, "the key was wrong", moment(9, "shen"))
			return err
		},
	}
	allowed := map[quiz.State][]string{
		quiz.Open:    {"answer", "draft", "flag", "give", "hand in", "interrupt", "time out"},
		quiz.Paused:  {"resume", "time out"},
		quiz.Waiting: {"mark"},
		quiz.Done:    {"regrade"},
	}
	for _, state := range quiz.States[1:] {
		for name, verb := range verbs {
			a := attemptIn(t, state)
			before := a.Head()
			err := verb(a)
			if slices.Contains(allowed[state], name) {
				assert.NoError(t, err, "%s while %s", name, state)
				assert.NotEqual(t, before, a.Head(), "%s while %s", name, state)
				continue
			}
			assert.True(t, fault.Is(err, fault.Conflict), "%s while %s: %v", name, state, err)
			assert.Equal(t, before, a.Head(), "%s while %s leaves no step", name, state)
		}
	}
}

func TestAnAttemptIsWhatItsStepsMake(t *testing.T) {
	a := attemptIn(t, quiz.Waiting)
	_, err := a.MarkByMentor(0, quiz.MentorMark{Levels: map[string]int{"empathy": 2}, Score: 80, Right: true}, moment(600, "zhou"))
	require.NoError(t, err)
	b, err := quiz.Rebuild("a1", "lin", a.Fresh())
	require.NoError(t, err)
	assert.Equal(t, a.State(), b.State())
	assert.Equal(t, a.Head(), b.Head())
	assert.Equal(t, a.Tally(), b.Tally())
	assert.Equal(t, a.Terms(), b.Terms())
	assert.Equal(t, a.Elapsed(), b.Elapsed())
	assert.Empty(t, b.Fresh(), "what was read needs no writing")
	assert.Len(t, a.Fresh(), 5)
}

func TestAChangeToAnyFieldOfAnyStepIsFound(t *testing.T) {
	a := attemptIn(t, quiz.Done)
	steps := a.Fresh()
	changes := map[string]func(s *quiz.Step){
		"kind":    func(s *quiz.Step) { s.Kind = quiz.StepFlagged },
		"slot":    func(s *quiz.Step) { s.Slot++ },
		"time":    func(s *quiz.Step) { s.At = s.At.Add(time.Millisecond) },
		"elapsed": func(s *quiz.Step) { s.Elapsed += time.Millisecond },
		"person":  func(s *quiz.Step) { s.By = "zhou" },
		"body":    func(s *quiz.Step) { s.Body = append(slices.Clone(s.Body), ' ') },
		"before":  func(s *quiz.Step) { s.Prev += "0" },
		"hash":    func(s *quiz.Step) { s.Hash = "0" + s.Hash[1:] + "x" },
		"number":  func(s *quiz.Step) { s.Seq++ },
	}
	for i := range steps {
		for name, change := range changes {
			altered := slices.Clone(steps)
			change(&altered[i])
			_, err := quiz.Rebuild("a1", "lin", altered)
			assert.True(t, fault.Is(err, fault.Corrupt), "%s of step %d: %v", name, i, err)
		}
		missing := append(slices.Clone(steps[:i]), steps[i+1:]...)
		if i < len(steps)-1 {
			_, err := quiz.Rebuild("a1", "lin", missing)
			assert.True(t, fault.Is(err, fault.Corrupt), "step %d missing", i)
		}
	}
	_, err := quiz.Rebuild("another", "lin", steps)
	assert.True(t, fault.Is(err, fault.Corrupt), "steps belong to their attempt")
}

func TestNobodyMarksTheirOwnReply(t *testing.T) {
	_, err := attemptIn(t, quiz.Waiting).MarkByMentor(0, quiz.MentorMark{Score: 100}, moment(9, "lin"))
	assert.Equal(t, "fault.quiz.own_reply", fault.KeyOf(err))
}

func TestAnExamAnswerMayChangeUntilHandInAndAPracticeAnswerNot(t *testing.T) {
	for purpose, may := range map[quiz.Purpose]bool{quiz.Exam: true, quiz.Practice: false, quiz.Review: false, quiz.Check: false} {
		terms := examTerms(1)
		terms.Purpose = purpose
		a, err := quiz.NewAttempt("a1", "lin", terms, moment(0, "lin"))
		require.NoError(t, err)
		_, err = a.Give(0, frozen(10), moment(0, "lin"))
		require.NoError(t, err)
		mark := &quiz.Mark{Score: 100, Right: true}
		_, err = a.Answer(0, json.RawMessage(`{}`), quiz.Complete, mark, moment(1, "lin"))
		require.NoError(t, err)
		_, err = a.Answer(0, json.RawMessage(`{}`), quiz.Complete, mark, moment(2, "lin"))
		assert.Equal(t, may, err == nil, "%s: %v", purpose, err)
	}
}

func TestAnAnswerThatIsNotCompleteIsNeverTaken(t *testing.T) {
	a := attemptIn(t, quiz.Open)
	for _, status := range []quiz.Status{quiz.Invalid, quiz.Incomplete} {
		_, err := a.Answer(0, json.RawMessage(`{}`), status, nil, moment(1, "lin"))
		assert.Equal(t, "fault.quiz.not_complete", fault.KeyOf(err))
	}
	assert.Zero(t, a.Tally().Earned)
}

func TestElapsedTimeNeverGoesBack(t *testing.T) {
	a := attemptIn(t, quiz.Open)
	_, err := a.Flag(0, true, moment(100, "lin"))
	require.NoError(t, err)
	s, err := a.Flag(0, false, quiz.Moment{At: t0.AddDate(-1, 0, 0), Elapsed: 3 * time.Second, By: "lin"})
	require.NoError(t, err)
	assert.Equal(t, 100*time.Second, s.Elapsed)
	left, limited := a.Left(0)
	assert.True(t, limited)
	assert.Equal(t, 500*time.Second, left)
}

func TestARegradeKeepsTheOldMark(t *testing.T) {
	a := attemptIn(t, quiz.Done)
	assert.Equal(t, quiz.Passed, a.Verdict())
	_, err := a.Regrade(0, quiz.Mark{Score: 0}, "the key was wrong", moment(9, "shen"))
	require.NoError(t, err)
	assert.Equal(t, quiz.NotPassed, a.Verdict())
	steps := a.Fresh()
	assert.Contains(t, string(steps[len(steps)-2].Body), `"score":100`, "the closing still says what it said")
}

func TestTheCriterionComparesWholePoints(t *testing.T) {
	pass := quiz.Pass{Percent: 80, NoRedLine: true}
	for name, c := range map[string]struct {
		tally quiz.Tally
		want  quiz.Verdict
	}{
		"exactly on the line":                        {quiz.Tally{Earned: 8000, Total: 10000}, quiz.Passed},
		"one hundredth of a point below":             {quiz.Tally{Earned: 7999, Total: 10000}, quiz.NotPassed},
		"79.99 is not 80, however rounded":           {quiz.Tally{Earned: 23997, Total: 30000}, quiz.NotPassed},
		"a red line fails full marks":                {quiz.Tally{Earned: 10000, Total: 10000, RedLines: 1}, quiz.NotPassed},
		"a mentor may still decide":                  {quiz.Tally{Earned: 7000, Pending: 1000, Total: 10000, Waiting: 1}, quiz.Undecided},
		"no mentor can save it":                      {quiz.Tally{Earned: 6999, Pending: 1000, Total: 10000, Waiting: 1}, quiz.NotPassed},
		"a pending red line may still cost the pass": {quiz.Tally{Earned: 9000, Pending: 1000, Total: 10000, Waiting: 1}, quiz.Undecided},
		"nothing was asked":                          {quiz.Tally{}, quiz.NotPassed},
	} {
		assert.Equal(t, c.want, pass.Decide(c.tally), name)
	}
	assert.Equal(t, quiz.Passed, quiz.Pass{Percent: 80}.Decide(quiz.Tally{Earned: 9000, Pending: 1000, Total: 10000, Waiting: 1}),
		"without the red-line rule what is missing cannot fail it")
	assert.Equal(t, quiz.NoVerdict, quiz.Pass{}.Decide(quiz.Tally{Earned: 1, Total: 2}))
}
