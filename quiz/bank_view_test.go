package quiz_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/internal/fault"
	"shifu/internal/lang"
	"shifu/quiz"
	"shifu/quiz/model"
	"shifu/quiz/wording"
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

func TestAChangedListOfDontsShowsInTheFindingsWithoutARestart(t *testing.T) {
	s := newShop(t)
	src, err := os.ReadFile("model/testdata/sk.negative-to-positive.model.yaml")
	require.NoError(t, err)
	list, _ := model.Parse("rewrite.model.yaml", src)
	require.Len(t, list, 1)
	m := list[0]
	m.ID, m.KP, m.Lint = "t.rewrite", "t.words", []string{"dont.refuse", "shop.never"}
	require.NoError(t, s.Store.Update(ctx, func(tx quiz.Tx) error {
		_, err := quiz.PutBank(ctx, tx, quiz.Bank{Models: []*model.Model{m}})
		return err
	}))
	unknown := func() (where []string) {
		for _, p := range s.view().Points {
			for _, row := range p.Models {
				for _, f := range row.Findings {
					if row.ID == m.ID && f.Code == "E103" {
						where = append(where, f.Where)
					}
				}
			}
		}
		return where
	}
	assert.Equal(t, []string{"lint[2]"}, unknown(), "no list of the shop has this id yet")
	s.ports.donts = map[string]*wording.Donts{"": wording.Shipped().With(wording.Dont{ID: "shop.never", ZH: []string{"不归我管"}, EN: []string{"not my job"}})}
	assert.Empty(t, unknown(), "the pack's list has come")
	s.ports.donts = nil
	assert.Len(t, unknown(), 1, "and gone")
}
