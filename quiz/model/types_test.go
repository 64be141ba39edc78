package model_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/internal/lang"
	"shifu/quiz/model"
)

func compile(t testing.TB, src string) *model.Compiled {
	t.Helper()
	models, findings := model.Parse("t.yaml", []byte("format: 1\nmodels:\n"+src))
	require.Empty(t, findings)
	c, findings := model.Compile(models[0], nil)
	require.Empty(t, findings)
	return c
}

func keyAt(t *testing.T, c *model.Compiled, situation string) (model.Key, string) {
	t.Helper()
	_, i := c.Recall(situation)
	require.GreaterOrEqual(t, i, 0, situation)
	k, ok := c.Key(i)
	require.True(t, ok, situation)
	return k, c.Class(i)
}

func TestTrueFalseWithinTheLimit(t *testing.T) {
	c := compile(t, `- id: t.limit
  kp: t.k
  title: {zh: 部分退款, en: Partial refund}
  type: truefalse
  stem: {zh: "订单{status}，退{amount}，您的权限{limit}。可以由您直接办理部分退款。对吗？", en: "The order {status}; {amount} is to be refunded; your limit is {limit}. You may make this partial refund yourself. True?"}
  radicals:
  - {id: status, zh: 订单状态, en: Status, levels: [{id: before, zh: 未发货, en: has not shipped}, {id: after, zh: 已发货, en: has shipped}]}
  - {id: amount, zh: 金额, en: Amount, kind: money, levels: [20元, 30元, 100元]}
  - {id: limit, zh: 权限, en: Limit, kind: money, levels: [30元, 100元]}
  answer: status == after and amount <= limit
`)
	right := 0
	for i := range c.Size() {
		k, _ := c.Key(i)
		if k.Yes {
			right++
			assert.Equal(t, "yes", c.Class(i))
		}
	}
	assert.Equal(t, 12, c.Size())
	assert.Equal(t, 5, right)
}

func TestTrueFalseByTableAndABoolRadical(t *testing.T) {
	c := compile(t, `- id: t.bool
  kp: t.k
  title: {zh: 题, en: t}
  type: truefalse
  stem: {zh: "有运费险：{insured}", en: "insured: {insured}"}
  radicals:
  - {id: insured, zh: 运费险, en: Insured, kind: bool}
  - {id: big, zh: 大件, en: Bulky, kind: bool}
  rules:
  - {if: {运费险: 有, big: 无}, key: 是}
  - {else: true, key: false}
`)
	assert.Equal(t, "insured=no;big=no", c.Situation(0), "no comes first")
	k, class := keyAt(t, c, "insured=yes;big=no")
	assert.True(t, k.Yes)
	assert.Equal(t, "yes", class)
	k, class = keyAt(t, c, "insured=yes;big=yes")
	assert.False(t, k.Yes)
	assert.Equal(t, "no", class)
	assert.Equal(t, lang.Text{ZH: "有运费险：是", EN: "insured: yes"}, c.RenderBoth(c.Stem(), 3, nil))
}

func TestANumberTakesItsReasonFromTheTableOfItsClass(t *testing.T) {
	c := compile(t, `- id: t.sum
  kp: t.k
  title: {zh: 题, en: t}
  type: numeric
  stem: {zh: "付{n}份", en: "pay {n}"}
  radicals:
  - {id: n, zh: 份数, en: Portions, kind: int, levels: [1, 2, 3]}
  let:
  - {id: case, kind: enum, levels: [{id: one, zh: 一份, en: one}, {id: more, zh: 多份, en: more}], rules: [
      {if: {n: "1"}, key: one, why: {zh: "一份就是{due}。", en: "One is {due}."}}, {if: {n: ≥2}, key: more}]}
  - {id: due, kind: money, expr: 5元 * n}
  answer: due
  class_of: case
`)
	why, row := c.Why(0)
	assert.Equal(t, lang.Text{ZH: "一份就是5元。", EN: "One is ¥5."}, c.RenderBoth(why, 0, nil), "a reason sees every let")
	assert.Empty(t, row, "a let's row is no rule")
	why, _ = c.Why(1)
	assert.Nil(t, why, "a row need not give a reason")
}

func TestOrderWithAGroupInAnyOrder(t *testing.T) {
	c := compile(t, `- id: t.order
  kp: t.k
  title: {zh: 题, en: t}
  type: order
  stem: {zh: "{pay}", en: "{pay}"}
  radicals:
  - {id: pay, zh: 付款, en: Payment, levels: [{id: un, zh: 没付, en: unpaid}, {id: paid, zh: 付了, en: paid}]}
  steps: [{id: a, text: {zh: 甲, en: A}}, {id: b, text: {zh: 乙, en: B}}, {id: c, text: {zh: 丙, en: C}}]
  rules: [{if: {pay: 没付}, key: [a, [c, b]]}, {if: {pay: 付了}, key: [b]}]
`)
	k, class := keyAt(t, c, "pay=un")
	assert.Equal(t, [][]string{{"a"}, {"c", "b"}}, k.Steps)
	assert.Equal(t, "a>(b&c)", class)
	k, class = keyAt(t, c, "pay=paid")
	assert.Equal(t, [][]string{{"b"}}, k.Steps)
	assert.Equal(t, "b", class)
}

const matching = `- id: t.match
  kp: t.k
  title: {zh: 题, en: t}
  type: match
  stem: {zh: "{month}的权益", en: "rights in {month}"}
  radicals:
  - {id: month, zh: 月份, en: Month, levels: [{id: nov, zh: 十一月, en: November}, {id: dec, zh: 十二月, en: December}]}
  left: [{id: gold, text: {zh: 金卡, en: gold}}, {id: silver, text: {zh: 银卡, en: silver}}]
  right: [{id: protect30, text: {zh: 30天价保, en: 30 days of price protection}}, {id: birthday, text: {zh: 生日礼, en: birthday gift}}, {id: early, text: {zh: 提前购, en: early access}}]
  rules: [{if: {month: 十一月}, key: {silver: birthday, gold: protect30}}, {if: {month: 十二月}, key: {gold: early, silver: protect30}}]
`

func TestMatchNamesEveryLeftOnce(t *testing.T) {
	c := compile(t, matching)
	k, class := keyAt(t, c, "month=nov")
	assert.Equal(t, []model.Pair{{Left: "gold", Right: "protect30"}, {Left: "silver", Right: "birthday"}}, k.Match)
	assert.Equal(t, "gold=protect30;silver=birthday", class)

	models, _ := model.Parse("t.yaml", []byte("format: 1\nmodels:\n"+strings.Replace(matching, "{gold: early, silver: protect30}", "{gold: early}", 1)))
	_, findings := model.Compile(models[0], nil)
	require.Len(t, findings, 1)
	assert.Equal(t, "E204", findings[0].Code)
}

func TestClozeHasAKeyForEachSlot(t *testing.T) {
	c := compile(t, `- id: t.cloze
  kp: t.k
  title: {zh: 题, en: t}
  type: cloze
  stem: {zh: "{camp}：您的订单{slot:eta}发出，走{slot:courier}，退货请在{slot:window}天内申请哦。", en: "{camp}: ships {slot:eta} by {slot:courier}; returns within {slot:window} days."}
  radicals:
  - {id: camp, zh: 时段, en: Period, levels: [{id: daily, zh: 日常, en: an ordinary day}, {id: promo, zh: 大促, en: a campaign}]}
  let:
  - {id: window, zh: 期限, en: window, kind: int, rules: [{if: {camp: 日常}, key: 7}, {if: {camp: 大促}, key: 15}]}
  slots:
  - {id: eta, as: choice, options: [{id: today, text: {zh: 今天, en: today}}, {id: h48, text: {zh: 48小时内, en: within 48 hours}}], rules: [{if: {camp: 日常}, key: today}, {if: {camp: 大促}, key: h48}]}
  - {id: courier, as: short, rules: [{key: sf}], accepts: [{id: sf, zh: [顺丰, 顺丰快递], en: [SF, SF Express]}]}
  - {id: window, as: number, answer: window, weight: 2}
`)
	k, class := keyAt(t, c, "camp=promo")
	assert.Equal(t, []model.SlotKey{{ID: "eta", As: "choice", Choice: "h48"}, {ID: "courier", As: "short", Choice: "sf"}, {ID: "window", As: "number", Number: 15, Kind: "int"}}, k.Slots)
	assert.Equal(t, "h48|sf|15", class)
	assert.Equal(t, "大促：您的订单{slot:eta}发出，走{slot:courier}，退货请在{slot:window}天内申请哦。", c.Render(c.Stem(), 1, nil, lang.ZhHans))
	assert.Equal(t, 2, c.Slots()[2].Weight)
}

func TestShortAndFree(t *testing.T) {
	c := compile(t, `- id: t.short
  kp: t.k
  title: {zh: 题, en: t}
  type: short
  stem: {zh: "{place}", en: "{place}"}
  radicals:
  - {id: place, zh: 地方, en: Place, levels: [{id: near, zh: 近, en: near}, {id: far, zh: 远, en: far}]}
  accepts: [{id: sf, zh: [顺丰], en: [SF]}, {id: other, all: [[邮政, post], [快递, express]]}]
  rules: [{if: {place: 近}, key: other}, {if: {place: 远}, key: sf}]
`)
	k, class := keyAt(t, c, "place=far")
	assert.Equal(t, "sf", k.Choice)
	assert.Equal(t, "sf", class)

	c = compile(t, `- id: t.free
  kp: t.k
  title: {zh: 题, en: t}
  type: free
  stem: {zh: "{mood}", en: "{mood}"}
  radicals:
  - {id: mood, zh: 情绪, en: Mood, levels: [{id: calm, zh: 平静, en: calm}, {id: angry, zh: 生气, en: angry}]}
  reference: [{if: {mood: 平静}, text: {zh: 好, en: fine}}, {if: {mood: 生气}, text: {zh: 抱歉, en: sorry}}]
  rubric:
  - {id: empathy, text: {zh: 接住情绪, en: empathy}, levels: [{points: 0, text: {zh: 没有, en: none}}, {points: 2, text: {zh: 有, en: some}}]}
  - {id: authority, critical: true, text: {zh: 不越权, en: authority}, levels: [{points: 0, text: {zh: 越权, en: beyond}}, {points: 2, text: {zh: 未越权, en: within}}]}
`)
	k, class = keyAt(t, c, "mood=angry")
	assert.Equal(t, "r2", k.Row)
	assert.Equal(t, "r2", class)
	assert.True(t, c.Rubric()[1].Critical)
}

func TestChatStateSetsAndDeadline(t *testing.T) {
	c := compile(t, `- id: t.chat
  kp: t.k
  title: {zh: 题, en: t}
  type: chat
  deadline: 10
  stem: {zh: "{tier}", en: "{tier}"}
  radicals:
  - {id: tier, zh: 会员, en: Tier, levels: [{id: normal, zh: 普通, en: ordinary}, {id: gold, zh: 金卡, en: gold}]}
  state:
  - {id: x, kind: int, start: "if(tier == gold, 2, 1)"}
  - {id: y, kind: int, start: "5"}
  nodes:
  - id: open
    say: {zh: 在吗, en: hello}
    choices:
    - {id: swap, points: 10, minutes: 11, set: {x: y, y: x}, next: late, text: {zh: 甲, en: A}}
    - {id: hold, points: 10, minutes: 10, next: late, text: {zh: 乙, en: B}}
  - id: late
    say: {zh: 然后, en: and}
    choices:
    - {id: five, if: x == 5 and y <= 2, points: 50, next: end, text: {zh: 丙, en: C}}
    - {id: two, if: x == 2, points: 30, next: end, text: {zh: 丁, en: D}}
    - {id: any, points: 20, next: end, text: {zh: 戊, en: E}}
  - {id: end, end: done, say: {zh: 完, en: end}}
`)
	k, class := keyAt(t, c, "tier=gold")
	assert.Equal(t, "hold>two", class, "five comes after the deadline and scores nothing")
	assert.Equal(t, 40, k.Best)
	_, class = keyAt(t, c, "tier=normal")
	assert.Equal(t, "hold>any", class)
	game, ok := c.Game(1)
	require.True(t, ok)
	assert.Len(t, game.Positions, 5, "open, late with (5,2), late with (2,5), end with each")
	assert.Equal(t, []model.Move{{Choice: 0, To: 3}, {Choice: 2, To: 3}}, game.Positions[1].Moves, "swap set both from the old state")
}

func TestAChatThatCannotBeFinishedHasNoKey(t *testing.T) {
	c := compile(t, `- id: t.loop
  kp: t.k
  title: {zh: 题, en: t}
  type: chat
  max_steps: 3
  stem: {zh: "{tier}", en: "{tier}"}
  radicals:
  - {id: tier, zh: 会员, en: Tier, levels: [{id: normal, zh: 普通, en: ordinary}, {id: gold, zh: 金卡, en: gold}]}
  nodes:
  - id: open
    say: {zh: 在吗, en: hello}
    choices:
    - {id: again, if: tier == gold, points: 1, next: open, text: {zh: 甲, en: A}}
    - {id: out, points: 1, next: end, text: {zh: 乙, en: B}}
  - {id: end, end: done, say: {zh: 完, en: end}}
`)
	_, ok := c.Key(0)
	assert.True(t, ok)
	_, ok = c.Key(1)
	assert.False(t, ok)
	assert.Equal(t, -1, c.ClassIndex(1))
	why, _, _ := c.GameFault(1)
	assert.Equal(t, "a path is longer than max_steps (3)", why.EN)
}

func TestPlaceholdersAndLiteralBraces(t *testing.T) {
	c := compile(t, `- id: t.text
  kp: t.k
  title: {zh: 题, en: t}
  type: truefalse
  stem: {zh: "{{{tier}}}用{tier.label}，{who}", en: "{{x}} {tier} {tier.label} {who} {rate} {day}"}
  radicals:
  - {id: tier, zh: 会员, en: Tier, levels: [{id: normal, zh: 普通, en: ordinary, say: {zh: 普通的您, en: you}}, {id: gold, zh: 金卡, en: gold}]}
  - {id: rate, zh: 折扣, en: Rate, kind: percent, levels: [9.5折, 88.25%]}
  - {id: day, zh: 日子, en: Day, kind: date, levels: [2026-11-11, 2026-12-12]}
  incidentals:
  - {id: who, lure: true, values: [{zh: "{tier}", en: "{tier}"}, {zh: 王姐, en: Ms Wang}]}
  answer: tier == gold
`)
	got := c.RenderBoth(c.Stem(), 0, []int{0})
	assert.Equal(t, lang.Text{ZH: "{普通的您}用普通，{tier}", EN: "{x} you ordinary {tier} 95% 2026-11-11"}, got, "inserted text is not scanned again")
	assert.Equal(t, "tier=normal;rate=8825;day=2026-12-12", c.Situation(3))
	assert.True(t, c.Incidentals()[0].Lure)
}

func TestManyRowsAndWideTablesFindTheirRow(t *testing.T) {
	var src strings.Builder
	src.WriteString(`- id: t.wide
  kp: t.k
  title: {zh: 题, en: t}
  type: truefalse
  stem: {zh: "{a} {b}", en: "{a} {b}"}
  radicals:
`)
	for _, id := range []string{"a", "b"} {
		src.WriteString("  - {id: " + id + ", zh: " + id + ", en: " + id + ", kind: int, levels: [0")
		for i := 1; i < 14; i++ {
			src.WriteString(", " + itoa(i))
		}
		src.WriteString("]}\n")
	}
	src.WriteString("  rules:\n")
	for i := range 14 {
		for j := range 14 {
			src.WriteString("  - {if: {a: " + itoa(i) + ", b: " + itoa(j) + "}, key: " + map[bool]string{true: "yes", false: "no"}[(i*j)%3 == 0] + "}\n")
		}
	}
	c := compile(t, src.String())
	require.Equal(t, 196, c.Size())
	for s := range c.Size() {
		k, ok := c.Key(s)
		require.True(t, ok)
		lv := c.Levels(s)
		assert.Equal(t, int(lv[0])*int(lv[1])%3 == 0, k.Yes)
		_, row := c.Why(s)
		assert.Equal(t, "r"+itoa(s+1), row)
	}
}

func itoa(n int) string {
	if n >= 10 {
		return itoa(n/10) + string(rune('0'+n%10))
	}
	return string(rune('0' + n))
}
