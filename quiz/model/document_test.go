package model_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/quiz/model"
)

const noted = `# what the shop promises
format: 1
models:
# asked every week
- id: t.a  # never rename
  kp: t.k
  # the words of the shop
  title: {zh: 题, en: Title}
  type: single
  stem: {zh: 问, en: "Ask, please"}
  colour: red # no such field
  rules:
  # first the easy one
  - {id: r1, if: {days: ≥7}, key: late} # see the law
  - {id: r2, else: true, key: 19.5}
  options: [{id: late, text: {zh: 晚, en: late}}]
# the end
`

func TestADocumentThatIsOnlyLookedAtKeepsEveryByte(t *testing.T) {
	for _, text := range []string{noted, "", "format: [", "a: 1\n", strings.ReplaceAll(noted, "\n", "\r\n")} {
		d := model.OpenDocument(text)
		_, _ = d.Item(), d.Model()
		assert.Equal(t, text, d.Text())
	}
}

func TestAChangeKeepsCommentsOrderAndWhatIsWrong(t *testing.T) {
	d := model.OpenDocument(noted)
	require.True(t, d.Change(func(item *model.Piece) {
		rule, rest := item.At("rules[2]")
		require.Empty(t, rest)
		rule.Put("id", model.NewText("last", model.Place{}))
	}))
	for _, kept := range []string{"# what the shop promises", "# asked every week", "# never rename", "# the words of the shop", "# no such field",
		"colour: red", "# first the easy one", "# see the law", "# the end", "key: 19.5", "id: last"} {
		assert.Contains(t, d.Text(), kept)
	}
	assert.Less(t, strings.Index(d.Text(), "colour"), strings.Index(d.Text(), "rules"), "the order of the author")
	again := model.OpenDocument(d.Text())
	require.Empty(t, again.Broken(), d.Text())
	require.True(t, again.Change(func(*model.Piece) {}))
	assert.Equal(t, d.Text(), again.Text(), "a second writing changes nothing")
}

func TestEveryExampleSurvivesAChangeOfNothing(t *testing.T) {
	paths, err := filepath.Glob("testdata/*.yaml")
	require.NoError(t, err)
	more, err := filepath.Glob("../../data/workbook/testdata/*.yaml")
	require.NoError(t, err)
	for _, p := range append(paths, more...) {
		src, err := os.ReadFile(p)
		require.NoError(t, err)
		was, _ := model.Parse(p, src)
		d := model.OpenDocument(string(src))
		require.True(t, d.Change(func(*model.Piece) {}), p)
		is, findings := model.Parse(p, []byte(d.Text()))
		require.Empty(t, findings, d.Text())
		require.Len(t, is, len(was))
		for i := range was {
			assert.Equal(t, string(model.Canonical(was[i])), string(model.Canonical(is[i])))
		}
	}
}

func TestAPlaceOfAFindingIsFoundInTheTree(t *testing.T) {
	item := model.OpenDocument(noted).Item()
	for path, want := range map[string]string{"stem.en": "Ask, please", "rules[1].days": "≥7", "options.late.text.zh": "晚", "rules[2].key": "19.5"} {
		p, rest := item.At(path)
		assert.Empty(t, rest, path)
		assert.Equal(t, want, p.String(), path)
	}
	p, rest := item.At("rules[1].why.zh")
	assert.Equal(t, []string{"why", "zh"}, rest)
	assert.Equal(t, "r1", p.Field("id").String())
}

func TestATextThatIsNoYAMLHasNoTreeAndAPlace(t *testing.T) {
	d := model.OpenDocument("format: 1\nmodels:\n- id: [a")
	assert.Nil(t, d.Item())
	assert.Nil(t, d.Model())
	assert.False(t, d.Change(func(*model.Piece) { t.Fatal("there is nothing to change") }))
	require.NotEmpty(t, d.Broken())
	assert.Positive(t, d.Broken()[0].Line)
}
