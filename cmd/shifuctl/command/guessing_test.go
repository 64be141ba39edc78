package command_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/data/pack"
	"shifu/quiz"
	"shifu/quiz/model"
	"shifu/quiz/response"
	"shifu/quiz/simulate"
)

// guessers is how many learners who never studied sit each exam here; shifuctl
// simulate sends ten thousand.
const guessers = 500

// TestWhoNeverStudiedPassesNoExamOfTheShippedPack lets learners pick the first,
// the last, the longest or the politest of what is shown, or any by lot.
func TestWhoNeverStudiedPassesNoExamOfTheShippedPack(t *testing.T) {
	p, found, err := pack.Read("../../../assets/packs/footwear")
	require.NoError(t, err)
	require.False(t, model.Blocking(found), "%v", found)
	items := map[string][]*response.Item{}
	for _, m := range p.Models {
		c, found := model.Compile(m, p.ModelFacts())
		require.False(t, model.Blocking(found), "%v", found)
		it, err := response.Prepare(c)
		require.NoError(t, err, m.ID)
		items[m.KP] = append(items[m.KP], it)
	}
	scripts := map[string]response.ScriptText{}
	for _, s := range p.Scripts {
		scripts[s.Code] = response.ScriptText{Text: s.Shown(), Version: "1"}
	}
	exams := 0
	for _, programme := range p.Programmes {
		for _, b := range programme.Blueprints {
			if b.Purpose != quiz.Exam {
				continue
			}
			exams++
			r, err := simulate.SitExam(simulate.Exam{Blueprint: b, Items: items, Scripts: func(code string) (response.ScriptText, bool) {
				text, ok := scripts[code]
				return text, ok
			}, Donts: p.AllDonts()}, simulate.Plan{Learners: guessers})
			require.NoError(t, err, b.ID)
			for _, g := range r.Guesses {
				assert.Zero(t, g.Passed, "%s: learners out of %d who pass by choosing %s", b.ID, guessers, g.Name)
				assert.Less(t, g.Mean, 4000, "%s: %s earns too much", b.ID, g.Name)
			}
		}
	}
	assert.GreaterOrEqual(t, exams, 10)
}
