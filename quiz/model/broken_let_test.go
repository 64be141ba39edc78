package model_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/quiz/model"
)

func TestALetThatReadsABrokenLetIsAFindingAndNoCrash(t *testing.T) {
	models, found := model.Parse("x.model.yaml", []byte(`format: 1
models:
- id: broken
  kp: a
  title: {zh: 甲, en: A}
  type: truefalse
  stem: {zh: "{n}?", en: "{n}?"}
  radicals:
  - {id: n, zh: 数, en: Number, kind: int, levels: [{id: one, value: 1}, {id: two, value: 2}]}
  let:
  - {id: x, zh: 乙, en: X, kind: int, expr: nothing_that_exists + n}
  - {id: y, zh: 丙, en: Y, kind: int, expr: x + 1}
  answer: y > 2
`))
	require.Len(t, models, 1)
	c, more := model.Compile(models[0], nil)
	assert.Nil(t, c)
	assert.True(t, model.Blocking(append(found, more...)))
}
