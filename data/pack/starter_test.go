package pack_test

import (
	"slices"
	"strings"
	"testing"
	"unicode"

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
			reports, rest := check.Models(p.Models, nil, check.Options{Facts: p.ModelFacts(), Donts: p.AllDonts()})
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
	assert.GreaterOrEqual(t, c.Lessons, 24)
	assert.GreaterOrEqual(t, c.Scripts, 200)
	assert.GreaterOrEqual(t, c.Cases, 30)
	assert.GreaterOrEqual(t, c.Programmes, 3)
	assert.GreaterOrEqual(t, c.Certificates, 4)
	assert.Equal(t, "frontline", p.Programmes[0].ID, "the programme to try out comes first")

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
		assert.NotEmpty(t, leaf.Rule.ZH, "%s does not name its rule", leaf.ID)
		assert.NotEmpty(t, leaf.Rule.EN, "%s does not name its rule", leaf.ID)
	}
}

// TestEveryLessonIsShortAndIsAskedAbout: a lesson is read between two chats, has
// a table, names points and scripts, and ends with a quick check, in both
// languages.
func TestEveryLessonIsShortAndIsAskedAbout(t *testing.T) {
	for _, name := range assets.Packs() {
		p, _ := starter(t, name)
		for _, l := range p.Lessons {
			characters := 0
			for _, r := range l.Body.ZH {
				if unicode.Is(unicode.Han, r) {
					characters++
				}
			}
			assert.GreaterOrEqual(t, characters, 400, l.ID)
			assert.LessOrEqual(t, characters, 1200, l.ID)
			for _, body := range []string{l.Body.ZH, l.Body.EN} {
				assert.Contains(t, body, "\n|", "%s has no table", l.ID)
				assert.Contains(t, body, "\n> [!", "%s has no callout", l.ID)
			}
			assert.NotEmpty(t, l.Points, l.ID)
			assert.NotEmpty(t, l.Scripts, l.ID)
			assert.Positive(t, l.Check.Count, l.ID)
		}
	}
}

// TestTheLongPathTeachesEveryLesson: what nobody has to read is not taught.
func TestTheLongPathTeachesEveryLesson(t *testing.T) {
	p, _ := starter(t, "footwear")
	planned := map[string]bool{}
	for _, programme := range p.Programmes {
		for _, stage := range programme.Stages {
			for _, module := range stage.Modules {
				for _, r := range module.Requirements {
					for _, l := range r.Lessons {
						planned[l] = true
					}
				}
			}
		}
		for _, day := range programme.Plan {
			for _, l := range day.Lessons {
				planned[l] = true
			}
		}
	}
	for _, l := range p.Lessons {
		assert.True(t, planned[l.ID], "%s stands in no programme", l.ID)
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
	for _, name := range assets.Packs() {
		p, _ := starter(t, name)
		for _, m := range p.Models {
			for _, r := range m.Rules {
				assert.NotEmpty(t, r.Why.ZH, "%s %s", m.ID, r.ID)
				assert.NotEmpty(t, r.Why.EN, "%s %s", m.ID, r.ID)
			}
		}
	}
}

// TestEveryNumberIsWorkedOutForTheLearner: whoever got a sum or a day wrong sees
// how it is reached, whatever was typed.
func TestEveryNumberIsWorkedOutForTheLearner(t *testing.T) {
	for _, name := range assets.Packs() {
		p, _ := starter(t, name)
		for _, m := range p.Models {
			if m.Type != model.Numeric {
				continue
			}
			c, found := model.Compile(m, p.ModelFacts())
			require.False(t, model.Blocking(found), m.ID)
			for i := range c.Size() {
				why, _ := c.Why(i)
				require.NotNil(t, why, "%s %s", m.ID, c.Situation(i))
				said := c.RenderBoth(why, i, nil)
				assert.NotEmpty(t, said.ZH, "%s %s", m.ID, c.Situation(i))
				assert.NotEmpty(t, said.EN, "%s %s", m.ID, c.Situation(i))
			}
		}
	}
}
