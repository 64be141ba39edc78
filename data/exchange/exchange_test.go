package exchange_test

import (
	"bytes"
	"encoding/xml"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/data/exchange"
	"shifu/internal/lang"
	"shifu/quiz/check"
	"shifu/quiz/model"
)

func items(t *testing.T, all bool, paths ...string) []exchange.Item {
	t.Helper()
	var out []exchange.Item
	for _, p := range paths {
		src, err := os.ReadFile(p)
		require.NoError(t, err)
		models, findings := model.Parse(p, src)
		require.Empty(t, findings)
		for _, m := range models {
			c, findings := model.Compile(m, nil)
			require.Empty(t, findings)
			it, err := exchange.Freeze(c, all, "golden", nil)
			require.NoError(t, err)
			out = append(out, it)
		}
	}
	return out
}

func examples(t *testing.T) []string {
	t.Helper()
	paths, err := filepath.Glob("../../quiz/model/testdata/*.model.yaml")
	require.NoError(t, err)
	return append(paths, "../workbook/testdata/types.yaml")
}

func words(list []exchange.Loss, id string) string {
	var out []string
	for _, l := range list {
		if l.Model == id {
			out = append(out, l.What.EN)
		}
	}
	slices.Sort(out)
	return strings.Join(out, "\n")
}

func TestACoveringSetIsSmallAndCoversAllPairs(t *testing.T) {
	for _, p := range examples(t) {
		for _, it := range items(t, false, p) {
			c := it.Model
			seen := map[[4]int]bool{}
			for _, s := range c.Covering() {
				lv := c.Levels(s)
				for i := range lv {
					if len(lv) == 1 {
						seen[[4]int{0, int(lv[0])}] = true
					}
					for j := i + 1; j < len(lv); j++ {
						seen[[4]int{i, int(lv[i]), j, int(lv[j])}] = true
					}
				}
			}
			assert.Len(t, seen, c.Pairs(), c.Model().ID)
			assert.LessOrEqual(t, len(c.Covering()), 42, c.Model().ID)
		}
	}
}

func TestGIFTReadsBackWithTheSameKeys(t *testing.T) {
	list := items(t, true, "../../quiz/model/testdata/as.return-window.model.yaml")
	var out bytes.Buffer
	losses, err := exchange.WriteGIFT(&out, list, lang.En)
	require.NoError(t, err)
	assert.Equal(t, "radicals, constraints and the decision table (only the situation's id is kept)\nunseen-first draws, pair coverage, mastery and diagnosis", words(losses, "as.return-window"))
	back, findings := exchange.ReadGIFT("x.gift", out.Bytes(), "as.no-reason-return")
	require.Empty(t, findings)
	require.Len(t, back, 56)
	for i, m := range back {
		v := list[0].Variants[i]
		assert.Equal(t, v.Shown.EN.Stem, m.Stem.EN)
		require.Len(t, m.Options, 4)
		for k, o := range m.Options {
			assert.Equal(t, v.Shown.EN.Options[k].Text, o.Text.EN)
			assert.Equal(t, v.Shown.EN.Options[k].ID == v.Key.Choice, o.ID == m.Rules[0].Key.Word)
		}
		r := check.Model(m, nil, check.Options{})
		assert.Equal(t, []string{"E403"}, codes(r.Findings), "a fixed item is practice only")
	}
}

func codes(list []model.Finding) []string {
	var out []string
	for _, f := range list {
		out = append(out, f.Code)
	}
	return out
}

func TestEveryExampleIsExportedOrNamedAsLost(t *testing.T) {
	list := items(t, false, examples(t)...)
	for _, tag := range []lang.Tag{lang.ZhHans, lang.En} {
		var gift, moodle bytes.Buffer
		lostG, err := exchange.WriteGIFT(&gift, list, tag)
		require.NoError(t, err)
		lostM, err := exchange.WriteMoodle(&moodle, list, tag)
		require.NoError(t, err)
		var quiz struct {
			Questions []struct {
				Type string `xml:"type,attr"`
				ID   string `xml:"idnumber"`
				Text string `xml:"questiontext>text"`
			} `xml:"question"`
		}
		require.NoError(t, xml.Unmarshal(moodle.Bytes(), &quiz))
		inXML := map[string]bool{}
		for _, q := range quiz.Questions {
			inXML[q.ID] = true
			assert.NotContains(t, q.Text, "{slot:")
		}
		for _, it := range list {
			id := it.Model.Model().ID
			for _, v := range it.Variants {
				if strings.Contains(words(lostG, id), "left out") {
					assert.NotContains(t, gift.String(), v.SituationID)
				} else {
					assert.Contains(t, gift.String(), "// sit: "+v.SituationID)
				}
				assert.Equal(t, !strings.Contains(words(lostM, id), "left out"), inXML[v.SituationID], id)
			}
		}
	}
}

func TestAmountsMistakesAndPartialCreditInMoodle(t *testing.T) {
	var out bytes.Buffer
	losses, err := exchange.WriteMoodle(&out, items(t, true, "../../quiz/model/testdata/ps.prorated-refund.model.yaml", "../workbook/testdata/types.yaml"), lang.En)
	require.NoError(t, err)
	assert.Contains(t, out.String(), `<answer fraction="100" format="moodle_auto_format"><text>195.69</text><feedback format="html"><text></text></feedback><tolerance>0.00</tolerance></answer>`)
	assert.Contains(t, out.String(), `fraction="20"`, "the credit of a mistake")
	assert.Contains(t, out.String(), "{1:MULTICHOICE:=today~within 48 hours}")
	assert.Contains(t, out.String(), "{2:NUMERICAL:=7:0}")
	assert.Contains(t, out.String(), "<tag><text>kp:as.prorated-refund</text></tag>")
	assert.Contains(t, words(losses, "t.order"), "steps in any order")
	assert.Contains(t, words(losses, "t.chat"), "left out")
	assert.Contains(t, words(losses, "t.cloze"), "the red line (kept as a tag only)")
}

func TestNothingRightBecomesAnOptionThatSaysSo(t *testing.T) {
	src := `format: 1
models:
- id: t.none
  kp: t.k
  title: {zh: 题, en: t}
  type: multiple
  stem: {zh: "{a}=1~2#{b}", en: "{a}: 50% \\ done"}
  radicals:
  - {id: a, zh: 甲, en: A, levels: [{id: x, zh: 一, en: one}, {id: z, zh: 二, en: two}]}
  - {id: b, zh: 乙, en: B, levels: [{id: p, zh: 三, en: three}, {id: q, zh: 四, en: four}]}
  options:
  - {id: o1, right_if: a == x, text: {zh: 选一, en: first}}
  - {id: o2, right_if: b == p and a == x, text: {zh: 选二, en: second}}
  - {id: o3, right_if: b == p and a == x, text: {zh: 选三, en: third}}
`
	path := filepath.Join(t.TempDir(), "none.model.yaml")
	require.NoError(t, os.WriteFile(path, []byte(src), 0o600))
	var out bytes.Buffer
	_, err := exchange.WriteGIFT(&out, items(t, true, path), lang.ZhHans)
	require.NoError(t, err)
	got := out.String()
	assert.Contains(t, got, `一\=1\~2\#三`)
	assert.Contains(t, got, "~%33.33333%选一")
	assert.Contains(t, got, "~%100%都不选")
	assert.Contains(t, got, "~%-33.33333%选二")
	assert.Contains(t, got, "~%100%选一")
	back, findings := exchange.ReadGIFT("x", out.Bytes(), "t.k")
	require.Empty(t, findings)
	require.Len(t, back, 4)
	assert.Equal(t, "一=1~2#三", back[0].Stem.ZH)
	assert.Equal(t, model.Multiple, back[0].Type)
	assert.Equal(t, [][]string{{"oa"}, {"ob"}, {"oc"}}, sorted(back[0].Rules[0].Key.List))
}

func sorted(list [][]string) [][]string {
	out := append([][]string(nil), list...)
	for i := range out {
		for j := i + 1; j < len(out); j++ {
			if out[j][0] < out[i][0] {
				out[i], out[j] = out[j], out[i]
			}
		}
	}
	return out
}

func TestGIFTAndAikenOfOthersBecomeFixedItems(t *testing.T) {
	gift := `$CATEGORY: shop

// a comment
::Refunds:: When may an agent refund? {
=after shipping#Yes.
~before shipping#Only the whole order.
~%0%never
####See the handbook.
}

A parcel is tracked. {T}

Ships from {=Hangzhou =杭州} today.

Match {=gold -> 15 days =plain -> 7 days = -> 30 days}

Write a reply. {}

How much? {#12.5:0.1}

broken {=a ~b
`
	models, findings := exchange.ReadGIFT("x.gift", []byte(gift), "t.k")
	var types []model.Type
	for _, m := range models {
		types = append(types, m.Type)
		c, found := model.Compile(m, nil)
		require.Empty(t, found, m.ID)
		k, ok := c.Key(0)
		require.True(t, ok)
		switch m.Type {
		case model.Single:
			assert.Equal(t, "oa", k.Choice)
			assert.Equal(t, "Only the whole order.", m.Options[1].Feedback.EN)
			assert.Equal(t, "See the handbook.", m.Rules[0].Why.EN)
		case model.TrueFalse:
			assert.True(t, k.Yes)
		case model.Short:
			assert.Equal(t, "Ships from ____ today.", m.Stem.EN)
		case model.Match:
			assert.Len(t, m.Right, 3)
			assert.Len(t, m.Left, 2)
		}
	}
	assert.Equal(t, []model.Type{model.Single, model.TrueFalse, model.Short, model.Match, model.Free}, types)
	require.Len(t, findings, 2)
	assert.Equal(t, 19, findings[0].Line)
	assert.Contains(t, findings[0].Message.EN, "money, a percentage or a count")
	assert.Contains(t, findings[1].Message.EN, "closing brace is missing")

	models, findings = exchange.ReadAiken("x.txt", []byte("What now?\nA. wait\nB) refund\nANSWER: B\n\nBroken\nA. x\nB. y\nANSWER: Z\n"), "t.k")
	require.Len(t, models, 1)
	assert.Equal(t, "ob", models[0].Rules[0].Key.Word)
	require.Len(t, findings, 1)
	assert.Equal(t, "E204", findings[0].Code)
	assert.Equal(t, 9, findings[0].Line)
}

func FuzzGIFT(f *testing.F) {
	f.Add("::a:: b {=c ~d#e}\n\nx {T}\n")
	f.Add("a {=b -> c =d -> e}\n")
	f.Fuzz(func(t *testing.T, src string) {
		models, _ := exchange.ReadGIFT("x", []byte(src), "t.k")
		for _, m := range models {
			_, findings := model.Compile(m, nil)
			for _, x := range findings {
				require.NotEmpty(t, x.Message.EN)
			}
		}
		_, _ = exchange.ReadAiken("x", []byte(src), "t.k")
	})
}
