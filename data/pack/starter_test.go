package pack_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/assets"
	"shifu/data/pack"
	"shifu/quiz/check"
	"shifu/quiz/model"
	"shifu/training"
)

func starter(t testing.TB, name string) (*training.Pack, []model.Finding) {
	t.Helper()
	files, err := assets.Pack(name)
	require.NoError(t, err)
	p, findings, err := pack.ReadFS(files)
	require.NoError(t, err)
	require.NotNil(t, p, "%v", findings)
	return p, findings
}

func TestEveryStarterPackIsWithoutErrorOrUnacceptedWarning(t *testing.T) {
	for _, name := range assets.Packs() {
		t.Run(name, func(t *testing.T) {
			p, findings := starter(t, name)
			for _, f := range findings {
				if f.Severity != model.Note {
					t.Errorf("%s %s:%d %s: %s", f.Code, f.File, f.Line, f.Where, f.Message.EN)
				}
			}
			reports, rest := check.Models(p.Models, nil, check.Options{Facts: p.ModelFacts()})
			assert.Empty(t, rest)
			for _, r := range reports {
				for _, f := range r.Findings {
					if f.Severity == model.Error || f.Severity == model.Warning && f.Accepted == "" {
						t.Errorf("%s %s %s:%d %s: %s (%s)", r.ID, f.Code, f.File, f.Line, f.Where, f.Message.EN, f.Situation)
					}
				}
				assert.GreaterOrEqual(t, r.Valid, 8, "%s has %d situations", r.ID, r.Valid)
			}
		})
	}
}

func TestTheFootwearPackCoversTheTrade(t *testing.T) {
	p, _ := starter(t, "footwear")
	c := p.Counts()
	assert.GreaterOrEqual(t, c.Points, 60)
	assert.GreaterOrEqual(t, c.Models, 75)
	assert.GreaterOrEqual(t, c.Lessons, 4)
	assert.GreaterOrEqual(t, c.Scripts, 20)
	assert.GreaterOrEqual(t, c.Programmes, 1)
	assert.GreaterOrEqual(t, c.Certificates, 1)

	types, points := map[model.Type]int{}, map[string]int{}
	for _, m := range p.Models {
		types[m.Type]++
		points[m.KP]++
	}
	for _, kind := range []model.Type{model.Single, model.Script, model.Multiple, model.TrueFalse, model.Numeric, model.Order, model.Match,
		model.Cloze, model.Short, model.Spot, model.Rewrite, model.Chat, model.Free} {
		assert.NotZero(t, types[kind], "no item model of the type %s", kind)
	}
	for _, leaf := range p.Leaves() {
		assert.NotZero(t, points[leaf.ID], "no item model for the point %s", leaf.ID)
		assert.NotEmpty(t, leaf.Title.EN, leaf.ID)
	}
}

// TestNoTwoModelsOfAPointAskTheSameConditions: other words around the same
// conditions are no other question.
func TestNoTwoModelsOfAPointAskTheSameConditions(t *testing.T) {
	for _, name := range assets.Packs() {
		p, _ := starter(t, name)
		seen := map[string]string{}
		for _, m := range p.Models {
			var ids []string
			for _, r := range m.Radicals {
				ids = append(ids, r.ID)
			}
			slices.Sort(ids)
			conditions := m.KP + ": " + strings.Join(ids, " ")
			assert.Empty(t, seen[conditions], "%s asks the conditions of", m.ID)
			seen[conditions] = m.ID
		}
	}
}

// TestEveryRuleOfThePackSaysWhy: a rule without a reason teaches
// nobody.
func TestEveryRuleOfThePackSaysWhy(t *testing.T) {
	p, _ := starter(t, "footwear")
	for _, m := range p.Models {
		for _, r := range m.Rules {
			assert.NotEmpty(t, r.Why.ZH, "%s %s", m.ID, r.ID)
			assert.NotEmpty(t, r.Why.EN, "%s %s", m.ID, r.ID)
		}
	}
}
