package quiz_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/internal/fault"
	"shifu/internal/lang"
	"shifu/quiz"
)

func (s *shop) view() quiz.BankView {
	s.t.Helper()
	v, err := s.Bank(ctx, shen)
	require.NoError(s.t, err)
	return v
}

func TestTheBankIsATreeOfPointsWithTheirModels(t *testing.T) {
	s := newShop(t)
	require.NoError(t, s.Store.Update(ctx, func(tx quiz.Tx) error {
		return tx.SavePoint(ctx, quiz.Point{ID: "t.exchanges", Parent: "t.returns", Title: lang.Text{ZH: "换货", EN: "Exchanges"}, Position: 9})
	}))
	v := s.view()
	ids, depths := []string{}, []int{}
	for _, p := range v.Points {
		ids, depths = append(ids, p.ID), append(depths, p.Depth)
	}
	assert.Equal(t, []string{"t.returns", "t.exchanges", "t.amounts", "t.words", "t.claims", "t.tiny"}, ids, "a child follows its parent")
	assert.Equal(t, []int{0, 1, 0, 0, 0, 0}, depths)
	assert.Empty(t, v.Points[1].Models)
	assert.False(t, v.Points[1].Few, "a point without models is empty, not short")

	window := v.Points[0].Models[0]
	assert.Equal(t, "t.window", window.ID)
	sum := 0
	for _, k := range window.Keys {
		sum += k.Situations
	}
	assert.Equal(t, window.Situations, sum)
	assert.Equal(t, len(window.Keys), window.Classes)
	for _, c := range window.Conditions {
		sum := 0
		for _, l := range c.Levels {
			sum += l.Situations
		}
		assert.Equal(t, window.Situations, sum, "every situation has one level of %s", c.Label.EN)
	}
	assert.Equal(t, 5, v.Coverage.Models)

	tiny := v.Points[5]
	assert.Less(t, tiny.Situations, quiz.MinSituations)
	assert.True(t, tiny.Few)
	codes := []string{}
	for _, f := range tiny.Models[0].Findings {
		codes = append(codes, f.Code)
	}
	assert.Contains(t, codes, "E403")
}

func TestAPointThatRunsOutNamesTheLearnerAndWhatIsLeft(t *testing.T) {
	s := newShop(t)
	of := s.view().Points[0].Situations
	require.Empty(t, s.view().Points[0].Running)
	for range of - 7 {
		s.practise(lin, "t.returns", "r")
	}
	s.practise(wu, "t.returns", "r")
	assert.Equal(t, []quiz.RunningOut{{Learner: "lin", Left: 7, Of: of}}, s.view().Points[0].Running)
}

func TestOnlyItsKeepersReadTheBank(t *testing.T) {
	s := newShop(t)
	_, err := s.Bank(ctx, zhou)
	assert.True(t, fault.Is(err, fault.Forbidden))
	_, err = s.Bank(ctx, lin)
	assert.True(t, fault.Is(err, fault.Forbidden))
}
