package model_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/internal/lang"
	"shifu/quiz/formula"
	"shifu/quiz/model"
)

// load compiles one of the example models, which must be without findings.
func load(t testing.TB, id string) *model.Compiled {
	t.Helper()
	path := filepath.Join("testdata", id+".model.yaml")
	src, err := os.ReadFile(path)
	require.NoError(t, err)
	models, findings := model.Parse(path, src)
	require.Empty(t, findings)
	require.Len(t, models, 1)
	c, findings := model.Compile(models[0], nil)
	require.Empty(t, findings)
	return c
}

var examples = map[string]struct {
	raw, valid, pairs int
	classes           map[string]int
}{
	"as.stockout-colour": {24, 18, 29, map[string]int{
		"soothe>lock>after>follow": 4, "soothe>lock>ask_right>follow": 1, "soothe>lock>now>follow": 3,
		"soothe>lock>same>follow": 4, "soothe>urge>after>follow": 4, "soothe>urge>same>follow": 2}},
	"as.return-window":   {168, 56, 77, map[string]int{"agree": 12, "not_intact": 12, "late": 24, "refund_now": 4, "intercept": 4}},
	"ps.authentic-doubt": {16, 14, 19, map[string]int{"phone": 7, "customs": 1, "chain": 1, "letter": 1, "qc": 2, "price": 2}},
	"ps.prorated-refund": {48, 39, 48, map[string]int{"none": 11, "off": 8, "coup": 12, "both": 8}},
	"as.freight-insurance": {24, 18, 28, map[string]int{"claim+number": 2, "claim+self+number": 1, "claim+shop+number": 1, "none": 2,
		"self+noswap+number": 2, "self+number": 4, "shop+noswap+number": 2, "shop+number": 4}},
	"sk.spot-the-fault": {16, 16, 24, map[string]int{"faults0": 1, "faults1": 4, "faults2": 6, "faults3": 5}},
	"gen.order-flow": {8, 8, 12, map[string]int{
		"rec>check>urge>ship>sign>review": 1, "check>urge>ship>sign>review": 1, "rec>check>ship>sign>review": 1, "check>ship>sign>review": 1,
		"rec>check>urge>tail>ship>sign>review": 1, "check>urge>tail>ship>sign>review": 1, "rec>check>tail>ship>sign>review": 1, "check>tail>ship>sign>review": 1}},
	"sk.negative-to-positive": {12, 8, 14, map[string]int{"care+value": 1, "care+value+member": 1, "care+gift+value": 1, "care+gift+value+member": 1,
		"care+eta": 1, "care+eta+first": 1, "care+other": 1, "care+other+first": 1}},
	"big.refund-decision": {4536, 1440, 245, map[string]int{"agree": 108, "ask": 576, "intercept": 72, "late": 216, "refund_now": 36, "seller_pays": 432}},
}

func TestTheExamplesHaveTheRecordedSpaces(t *testing.T) {
	for id, want := range examples {
		t.Run(id, func(t *testing.T) {
			c := load(t, id)
			assert.Equal(t, want.raw, c.Raw())
			assert.Equal(t, want.valid, c.Size())
			assert.Equal(t, want.pairs, c.Pairs())
			got := map[string]int{}
			for i := range c.Size() {
				got[c.Class(i)]++
				_, ok := c.Key(i)
				assert.True(t, ok, c.Situation(i))
				assert.Equal(t, i, c.Find(c.Levels(i)))
			}
			assert.Equal(t, want.classes, got)
		})
	}
}

func TestSituationsHaveTheirRecordedIdsAndKeys(t *testing.T) {
	compiled := map[string]*model.Compiled{}
	for _, g := range golden {
		if compiled[g[0]] == nil {
			compiled[g[0]] = load(t, g[0])
		}
		c := compiled[g[0]]
		_, i := c.Recall(g[2])
		require.GreaterOrEqual(t, i, 0, g[2])
		assert.Equal(t, g[2], c.Situation(i))
		assert.Equal(t, g[1], c.SituationID(i))
		key, ok := c.Key(i)
		assert.True(t, ok)
		assert.Equal(t, g[3], key.String())
	}
}

func TestTextsShowTheSituationInBothLanguages(t *testing.T) {
	c := load(t, "as.return-window")
	_, i := c.Recall("status=signed;tier=gold;camp=promo;days=16;intact=cut")
	require.GreaterOrEqual(t, i, 0)
	got := c.RenderBoth(c.Stem(), i, []int{1, 2})
	assert.Equal(t, "小陈（金卡会员）在大促买的颈部按摩仪，已签收第16天，吊牌已剪，现在说不想要了。您怎么处理？", got.ZH)
	assert.Equal(t, "Mr Chen (gold member) bought a neck massager in a campaign. It was received 16 days ago, the tag is cut off. Now the customer no longer wants it. What do you do?", got.EN)
	why, row := c.Why(i)
	assert.Equal(t, "r4", row)
	assert.Equal(t, "期限内但影响二次销售。", c.Render(why, i, nil, lang.ZhHans))
	window, kind, ok := c.Let("window", i)
	assert.True(t, ok)
	assert.Equal(t, formula.Int, kind)
	assert.EqualValues(t, 30, window)
}

func TestAnOldRecordIsRecalledAsTheModelStandsToday(t *testing.T) {
	src := `format: 1
models:
- id: t.recall
  kp: t.k
  title: {zh: 题, en: t}
  type: truefalse
  stem: {zh: "{a}{b}{c}", en: "{a}{b}{c}"}
  radicals:
  - {id: a, zh: 甲, en: A, levels: [{id: x, zh: 一, en: one}, {id: z, zh: 二, en: two}]}
  - {id: b, zh: 乙, en: B, kind: bool, was: 否}
  - {id: c, zh: 丙, en: C, kind: int, levels: [1, 2]}
  answer: a == x or b
`
	models, findings := model.Parse("t.yaml", []byte(src))
	require.Empty(t, findings)
	c, findings := model.Compile(models[0], nil)
	require.Empty(t, findings)

	_, i := c.Recall("c=2;gone=q;a=z")
	assert.Equal(t, "a=z;b=no;c=2", c.Situation(i), "reordered, one dropped, one read as its was")
	levels, i := c.Recall("a=z;b=yes")
	assert.Equal(t, -1, i, "a radical without was makes it another situation")
	assert.Equal(t, []int{1, 1, -1}, levels)
	_, i = c.Recall("a=old;b=yes;c=1")
	assert.Equal(t, -1, i, "a level that is gone")
}

func TestTheHashIgnoresSpellingAndNotes(t *testing.T) {
	src, err := os.ReadFile("testdata/as.return-window.model.yaml")
	require.NoError(t, err)
	one, _ := model.Parse("a", src)
	text := strings.NewReplacer(
		"rev: 1", "rev: 7\n  note: \"a note\"", "practices: [P34, P47, P49]", "practices: [P1]",
		"days: ≥1", `days: ">=1"`, "status: 非 已签收", "订单状态: not signed", "id: r1, ", "",
		"type: single", "type: single\n  points: 10\n  shuffle: true").Replace(string(src))
	two, findings := model.Parse("b", []byte(text))
	require.Empty(t, findings)
	assert.Equal(t, one[0].ContentHash(), two[0].ContentHash())
	assert.NotEqual(t, string(model.Canonical(one[0])), string(model.Canonical(two[0])), "rev, note and practices are in the canonical form")

	changed, _ := model.Parse("c", []byte(strings.Replace(string(src), "key: 30", "key: 31", 1)))
	assert.NotEqual(t, one[0].ContentHash(), changed[0].ContentHash())
}

func TestAFactGivesItsValueItsHashAndItsDates(t *testing.T) {
	src := `format: 1
models:
- id: t.fact
  kp: t.k
  title: {zh: 题, en: t}
  type: numeric
  stem: {zh: "{n}件，每件退{unit_refund}，{rule}", en: "{n} pieces, {unit_refund} each, {rule}"}
  radicals:
  - {id: n, zh: 件数, en: Pieces, kind: int, levels: [1, most]}
  answer: n * unit_refund
`
	models, findings := model.Parse("t.yaml", []byte(src))
	require.Empty(t, findings)
	day, _ := formula.ParseISO("2026-11-11")
	facts := model.Facts{
		"unit_refund": {Kind: formula.Money, Value: 550, From: day, HasFrom: true},
		"most":        {Kind: formula.Int, Value: 3},
		"rule":        {Text: lang.Text{ZH: "双十一", EN: "Singles' Day"}},
	}
	c, findings := model.Compile(models[0], facts)
	require.Empty(t, findings)
	assert.Equal(t, "n=3", c.Situation(1))
	key, ok := c.Key(1)
	assert.True(t, ok)
	assert.EqualValues(t, 1650, key.Number)
	assert.Equal(t, "3 pieces, ¥5.50 each, Singles' Day", c.Render(c.Stem(), 1, nil, lang.En))
	assert.False(t, c.ValidOn(day-1))
	assert.True(t, c.ValidOn(day))

	before := c.ContentHash()
	facts["unit_refund"] = model.Fact{Kind: formula.Money, Value: 600}
	c, _ = model.Compile(models[0], facts)
	assert.NotEqual(t, before, c.ContentHash())
}
