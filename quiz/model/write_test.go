package model_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"shifu/internal/lang"
	"shifu/quiz/model"
)

func TestWrittenModelsReadBackTheSame(t *testing.T) {
	paths, err := filepath.Glob("testdata/*.yaml")
	require.NoError(t, err)
	more, err := filepath.Glob("../check/testdata/*.yaml")
	require.NoError(t, err)
	for _, p := range append(paths, more...) {
		t.Run(filepath.Base(p), func(t *testing.T) {
			src, err := os.ReadFile(p)
			require.NoError(t, err)
			models, _ := model.Parse(p, src)
			again, findings := model.Parse("again", model.YAML(models))
			require.Empty(t, findings, string(model.YAML(models)))
			require.Len(t, again, len(models))
			for i := range models {
				assert.Equal(t, string(model.Canonical(models[i])), string(model.Canonical(again[i])))
				assert.Equal(t, string(model.YAML(models[i:i+1])), string(model.YAML(again[i:i+1])))
				read, findings := model.ReadJSON(model.Canonical(models[i]))
				require.Empty(t, findings)
				assert.Equal(t, string(model.Canonical(models[i])), string(model.Canonical(read)))
				assert.Equal(t, models[i].ContentHash(), read.ContentHash())
			}
		})
	}
}

func TestTheCanonicalFormIsOneLineOfSortedJSON(t *testing.T) {
	m := model.New("t.x")
	m.KP, m.Type = "t.k", model.TrueFalse
	m.Title = lang.Text{ZH: " 题\u0041\u030a ", EN: "a \"b\"\n\x01"}
	m.Answer = "是"
	assert.Equal(t, `{"answer":"是","id":"t.x","kp":"t.k","title":{"en":"a \"b\"\n\u0001","zh":"题Å"},"type":"truefalse"}`, string(model.Canonical(m)))
}

// TestAnyTextSurvivesWriting makes up texts that YAML could misread.
func TestAnyTextSurvivesWriting(t *testing.T) {
	alphabet := []rune("ab 7.5:-#,{}[]\"'\\&*!|>%@`?~=\n\t元中（，\u00a0é😀")
	rapid.Check(t, func(t *rapid.T) {
		text := func(label string) string {
			return strings.TrimSpace(rapid.StringOfN(rapid.SampledFrom(alphabet), 1, 12, -1).Draw(t, label))
		}
		m := model.New("t.any")
		m.KP, m.Type, m.Note = "t.k", model.TrueFalse, text("note")
		m.Title, m.Stem = lang.Text{ZH: text("zh"), EN: text("en")}, lang.Text{ZH: text("szh"), EN: text("sen")}
		m.Practices = []string{"P1"}
		again, findings := model.Parse("x", model.YAML([]*model.Model{m}))
		if strings.Contains(m.Title.ZH, " en: ") || strings.Contains(m.Stem.ZH, " en: ") {
			return
		}
		require.Empty(t, findings, string(model.YAML([]*model.Model{m})))
		require.Equal(t, m.Title, again[0].Title)
		require.Equal(t, m.Stem, again[0].Stem)
		require.Equal(t, m.Note, again[0].Note)
	})
}
