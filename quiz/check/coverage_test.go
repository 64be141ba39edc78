package check_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"shifu/quiz/check"
)

func TestCoverageCountsStagesAndConditions(t *testing.T) {
	window := read(t, "../model/testdata/as.return-window.model.yaml")
	refund := read(t, "../model/testdata/ps.prorated-refund.model.yaml")
	window[0].Model.Stage, refund[0].Model.Stage = "aftersale", "presale"
	c := check.Cover(append(window, refund...))
	assert.Equal(t, 2, c.Models)
	assert.Equal(t, 56+39, c.Situations)
	assert.Equal(t, len(window[0].Classes)+len(refund[0].Classes), c.Classes)
	assert.Equal(t, []check.StageCoverage{
		{Stage: "presale", Points: 1, Models: 1, Situations: 39, Classes: len(refund[0].Classes)},
		{Stage: "aftersale", Points: 1, Models: 1, Situations: 56, Classes: 5},
	}, c.Stages, "in the order of service")
	tier := c.Radicals[0]
	assert.Equal(t, "会员等级", tier.Label.ZH)
	assert.Equal(t, []string{"as.return-window", "ps.prorated-refund"}, tier.Models, "two models vary it: it comes first")
	assert.Equal(t, map[string]int{"aftersale": 56, "presale": 39}, tier.ByStage)
	for _, r := range c.Radicals {
		sum := 0
		for _, l := range r.Levels {
			sum += l.Situations
		}
		assert.Equal(t, r.Situations, sum, "every situation has one level of %s", r.Label.EN)
	}
	assert.Empty(t, check.Cover(nil).Radicals)
}
