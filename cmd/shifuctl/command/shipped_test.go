package command_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/assets"
	"shifu/data/pack"
	"shifu/quiz/draw"
	"shifu/quiz/model"
	"shifu/quiz/response"
	"shifu/quiz/wording"
)

// TestEverySituationOfTheShippedPacksMarksItsOwnSamples draws each situation of
// each item model that Shifu comes with: its right answer earns everything, its
// wrong one does not, an empty one is incomplete, an impossible one invalid.
func TestEverySituationOfTheShippedPacksMarksItsOwnSamples(t *testing.T) {
	for _, name := range assets.Packs() {
		t.Run(name, func(t *testing.T) { marksItsOwnSamples(t, name) })
	}
}

func marksItsOwnSamples(t *testing.T, name string) {
	p, found, err := pack.Read("../../../assets/packs/" + name)
	require.NoError(t, err)
	require.False(t, model.Blocking(found), "%v", found)
	facts := p.ModelFacts()
	scripts := func(code string) (response.ScriptText, bool) {
		for _, s := range p.Scripts {
			if s.Code == code {
				return response.ScriptText{Text: s.Shown(), Version: "1"}, true
			}
		}
		return response.ScriptText{}, false
	}
	variants := 0
	for _, m := range p.Models {
		c, found := model.Compile(m, facts)
		require.False(t, model.Blocking(found), "%v", found)
		it, err := response.Prepare(c)
		require.NoError(t, err, m.ID)
		for i := range it.Space.Size() {
			v, err := it.Make(response.Request{Situation: i, Root: draw.Root("shipped", m.ID, i), Attempt: "shipped", Ordinal: i + 1, Purpose: draw.Exam, Scripts: scripts, Donts: p.AllDonts()})
			require.NoError(t, err, m.ID)
			variants++
			name := m.ID + " " + v.Situation
			s := response.SelfTest(&v)
			right := response.Judge(&v, s.Right)
			require.Equal(t, response.Complete, right.Status, "%s: %s", name, s.Right)
			if m.Type != model.Free {
				assert.Equal(t, 100, *right.Score, "%s: %s", name, s.Right)
				if s.Wrong != nil {
					assert.Less(t, *response.Judge(&v, s.Wrong).Score, 100, "%s: %s", name, s.Wrong)
				}
			} else {
				assert.Empty(t, wording.Hard(right.Hits), "%s: the reference reply", name)
			}
			assert.Equal(t, response.Incomplete, response.Judge(&v, s.Incomplete).Status, name)
			assert.Equal(t, response.Invalid, response.Judge(&v, s.Invalid).Status, name)
		}
	}
	assert.Greater(t, variants, 200)
	t.Log(fmt.Sprint(variants, " situations"))
}
