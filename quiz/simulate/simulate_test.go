package simulate_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/quiz/model"
	"shifu/quiz/response"
	"shifu/quiz/simulate"
)

func item(t testing.TB, id string) *response.Item {
	t.Helper()
	file := filepath.Join("..", "model", "testdata", id+".model.yaml")
	src, err := os.ReadFile(file)
	require.NoError(t, err)
	models, findings := model.Parse(file, src)
	require.False(t, model.Blocking(findings), "%v", findings)
	c, findings := model.Compile(models[0], nil)
	require.False(t, model.Blocking(findings), "%v", findings)
	it, err := response.Prepare(c)
	require.NoError(t, err)
	return it
}

// table is what the specification of the draw measured over 40 learners: median
// draws to every pair, pairs in percent after 5 and after 10.
var table = map[string][3]int{
	"as.stockout-colour":   {8, 89, 100},
	"as.return-window":     {16, 55, 79},
	"ps.authentic-doubt":   {9, 68, 100},
	"ps.prorated-refund":   {8, 85, 100},
	"as.freight-insurance": {9, 89, 100},
	"sk.spot-the-fault":    {6, 95, 100},
	"gen.order-flow":       {4, 100, 100},
	"big.refund-decision":  {25, 50, 74},
}

func TestCoverageIsThatOfTheSpecification(t *testing.T) {
	for id, want := range table {
		r, err := simulate.Run(item(t, id), simulate.Plan{Learners: 40, Draws: 40})
		require.NoError(t, err)
		assert.InDelta(t, want[0], r.AllPairs, 1, "%s: draws to every pair", id)
		assert.InDelta(t, want[1], r.After5/100, 4, "%s: after 5", id)
		assert.InDelta(t, want[2], r.After10/100, 4, "%s: after 10", id)
		assert.Zero(t, r.Repeats, id)
	}
}

func TestTenThousandLearnersMeetNothingTwiceBeforeTheEnd(t *testing.T) {
	for id := range table {
		if strings.HasPrefix(id, "big") {
			continue
		}
		it := item(t, id)
		r, err := simulate.Run(it, simulate.Plan{Learners: 10_000, Draws: it.Space.Size()})
		require.NoError(t, err)
		assert.Zero(t, r.Repeats, id)
		assert.Equal(t, it.Space.Size(), r.Draws)
		for _, c := range r.Classes {
			assert.Equal(t, c.Space, c.Shown, "%s: when all was shown, every answer came as often as it is in the space", id)
		}
	}
	it := item(t, "big.refund-decision")
	r, err := simulate.Run(it, simulate.Plan{Learners: 3, Draws: it.Space.Size()})
	require.NoError(t, err)
	assert.Zero(t, r.Repeats)
}

func TestEarlyDrawsVaryTheAnswer(t *testing.T) {
	r, err := simulate.Run(item(t, "as.return-window"), simulate.Plan{Learners: 40, Draws: 5})
	require.NoError(t, err)
	assert.GreaterOrEqual(t, r.FewestClasses, 4)
}

func TestGuessingBySystemEarnsLittle(t *testing.T) {
	for id := range table {
		r, err := simulate.Run(item(t, id), simulate.Plan{Learners: 60, Draws: 10, Strategies: true})
		require.NoError(t, err)
		require.NotEmpty(t, r.Strategies)
		for _, s := range r.Strategies {
			assert.Less(t, s.Right, 6000, "%s: %s", id, s.Name)
		}
		again, err := simulate.Run(item(t, id), simulate.Plan{Learners: 60, Draws: 10, Strategies: true})
		require.NoError(t, err)
		assert.Equal(t, r, again, "a run repeats itself")
	}
}
