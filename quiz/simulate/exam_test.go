package simulate_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/quiz"
	"shifu/quiz/response"
	"shifu/quiz/simulate"
)

// bench is an exam of two points, six situations each.
func bench(t *testing.T, percent int) simulate.Exam {
	return simulate.Exam{
		Blueprint: quiz.Blueprint{ID: "bench", Purpose: quiz.Exam, Pass: quiz.Pass{Percent: percent},
			Sections: []quiz.Section{{Points: []string{"window", "colour"}, Count: 6}}},
		Items: map[string][]*response.Item{"window": {item(t, "as.return-window")}, "colour": {item(t, "as.stockout-colour")}},
	}
}

func TestEverySystemAnswersTheWholePaperOfEveryLearner(t *testing.T) {
	r, err := simulate.SitExam(bench(t, 80), simulate.Plan{Learners: 200})
	require.NoError(t, err)
	assert.Equal(t, 6, r.Items)
	assert.Equal(t, 6*10*100, r.Total, "each of these items is worth ten points")
	assert.Equal(t, r.Total*80/100, r.Needed)
	require.Len(t, r.Guesses, len(simulate.Strategies))
	for _, g := range r.Guesses {
		assert.Positive(t, g.Best, "%s answers nothing that can be right", g.Name)
		assert.GreaterOrEqual(t, g.Best, g.Mean, g.Name)
	}
	again, err := simulate.SitExam(bench(t, 80), simulate.Plan{Learners: 200})
	require.NoError(t, err)
	assert.Equal(t, r, again, "a run repeats itself")
}

func TestASystemThatFitsTheItemsIsFoundOut(t *testing.T) {
	r, err := simulate.SitExam(bench(t, 80), simulate.Plan{Learners: 200})
	require.NoError(t, err)
	passed := map[string]int{}
	for _, g := range r.Guesses {
		passed[g.Name] = g.Passed
	}
	assert.Greater(t, passed[simulate.Longest], 10, "in these two models the longest option is often the key")
	assert.Less(t, passed[simulate.Random], 3)
	assert.Less(t, passed[simulate.First], 3)

	r, err = simulate.SitExam(bench(t, 10), simulate.Plan{Learners: 200})
	require.NoError(t, err)
	for _, g := range r.Guesses {
		assert.Greater(t, g.Passed, 60, "%s: an exam that asks for little is passed by guessing", g.Name)
	}
}

func TestAnExamWithoutItemsIsRefused(t *testing.T) {
	e := bench(t, 80)
	delete(e.Items, "colour")
	_, err := simulate.SitExam(e, simulate.Plan{Learners: 1})
	assert.Error(t, err)
}

func TestAReportReadsAsJSON(t *testing.T) {
	r, err := simulate.SitExam(bench(t, 80), simulate.Plan{Learners: 3})
	require.NoError(t, err)
	raw, err := json.Marshal(r)
	require.NoError(t, err)
	assert.Contains(t, string(raw), `"strategies":[{"name":"random"`)
}
