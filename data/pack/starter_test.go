package pack_test

import (
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

func TestTheFootwearPackHoldsWhatTheWayNeeds(t *testing.T) {
	p, _ := starter(t, "footwear")
	c := p.Counts()
	assert.GreaterOrEqual(t, c.Points, 6)
	assert.GreaterOrEqual(t, c.Lessons, 4)
	assert.GreaterOrEqual(t, c.Scripts, 20)
	assert.GreaterOrEqual(t, c.Programmes, 1)
	assert.GreaterOrEqual(t, c.Certificates, 1)
	types := map[model.Type]bool{}
	for _, m := range p.Models {
		types[m.Type] = true
	}
	for _, needed := range []model.Type{model.Single, model.Multiple, model.Numeric, model.Free} {
		assert.True(t, types[needed], needed)
	}
}
