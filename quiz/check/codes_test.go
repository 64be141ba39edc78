package check_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/quiz/check"
	"shifu/quiz/model"
)

const head = "format: 1\nmodels:\n"

const single = head + `- id: t.single
  kp: t.k
  rev: 1
  title: {zh: 题, en: t}
  type: single
  stem: {zh: "{who}的订单{status}，第{days}天，怎么回？", en: "{who}: the order {status}, day {days}. What now?"}
  radicals:
  - {id: status, zh: 状态, en: Status, levels: [{id: wait, zh: 未发货, en: has not shipped}, {id: got, zh: 已签收, en: was received}]}
  - {id: days, zh: 天数, en: Days, kind: int, levels: [6, 7, 8, 9]}
  incidentals:
  - {id: who, values: [{zh: 王姐, en: Ms Wang}, {zh: 小陈, en: Mr Chen}]}
  rules:
  - {id: r1, if: {status: 未发货}, key: refund}
  - {id: r2, if: {status: 已签收, days: ≤7}, key: accept}
  - {id: r3, if: {status: 已签收, days: ≥8}, key: refuse}
  options:
  - {id: refund, text: {zh: 马上把货款退回去, en: give the money back at once}}
  - {id: accept, text: {zh: 同意退货并发地址, en: accept it and send an address}}
  - {id: refuse, text: {zh: 说明超期改走维修, en: say so and offer to mend it}}
`

const numeric = head + `- id: t.numeric
  kp: t.k
  title: {zh: 题, en: t}
  type: numeric
  stem: {zh: "买{n}件，单价{price}，应付多少？", en: "{n} pieces at {price} each; how much is due?"}
  radicals:
  - {id: n, zh: 件数, en: Pieces, kind: int, levels: [2, 3, 4]}
  - {id: price, zh: 单价, en: Price, kind: money, levels: [19元, 29元]}
  let:
  - {id: size, zh: 大小, en: size, kind: enum, levels: [{id: few, zh: 少, en: few}, {id: many, zh: 多, en: many}], rules: [{if: {n: ≤2}, key: few}, {if: {n: ≥3}, key: many}]}
  answer: n * price
  class_of: size
  mistakes:
  - {id: one, expr: price, feedback: {zh: 只算了一件。, en: Only one piece.}}
`

const multiple = head + `- id: t.multiple
  kp: t.k
  title: {zh: 题, en: t}
  type: multiple
  stem: {zh: "订单{status}，{tier}，该说什么？", en: "The order {status}, {tier}. What do you say?"}
  radicals:
  - {id: status, zh: 状态, en: Status, levels: [{id: wait, zh: 未发货, en: has not shipped}, {id: got, zh: 已签收, en: was received}]}
  - {id: tier, zh: 会员, en: Tier, levels: [{id: normal, zh: 普通会员, en: ordinary}, {id: gold, zh: 金卡会员, en: gold}]}
  options:
  - {id: a, right_if: status == wait, text: {zh: 马上催仓库发货, en: urge the warehouse}}
  - {id: b, right_if: status == got, text: {zh: 问一下穿着感受, en: ask how it fits}}
  - {id: c, right_if: tier == gold, text: {zh: 送上金卡生日礼, en: offer the birthday gift}}
`

const chat = head + `- id: t.chat
  kp: t.k
  title: {zh: 题, en: t}
  type: chat
  stem: {zh: "订单{status}，{tier}。", en: "The order {status}, {tier}."}
  radicals:
  - {id: status, zh: 状态, en: Status, levels: [{id: wait, zh: 未发货, en: has not shipped}, {id: got, zh: 已签收, en: was received}]}
  - {id: tier, zh: 会员, en: Tier, levels: [{id: normal, zh: 普通会员, en: ordinary}, {id: gold, zh: 金卡会员, en: gold}]}
  state:
  - {id: patience, kind: int, start: "if(tier == gold, 2, 1)"}
  nodes:
  - id: open
    say: {zh: 货呢？, en: Where is it?}
    choices:
    - {id: urge, points: 20, if: status == wait, set: {patience: patience - 1}, next: end, text: {zh: 马上催, en: I am urging them}}
    - {id: look, points: 10, next: close, text: {zh: 我查查, en: let me look}}
  - id: close
    say: {zh: 那好吧, en: All right}
    choices:
    - {id: gift, points: 15, if: patience >= 2, next: end, text: {zh: 送您礼品, en: here is a gift}}
    - {id: bye, points: 5, next: end, text: {zh: 谢谢您, en: thank you}}
    - {id: grumble, points: 0, next: end, text: {zh: 随便吧, en: as you like}}
  - {id: end, end: done, say: {zh: 再见, en: Bye}}
`

const rewrite = head + `- id: t.rewrite
  kp: t.k
  title: {zh: 题, en: t}
  type: rewrite
  stem: {zh: "顾客{ask}，{gift}。", en: "The customer {ask}; {gift}."}
  radicals:
  - {id: ask, zh: 诉求, en: Request, levels: [{id: cheap, zh: 要便宜, en: wants it cheaper}, {id: fast, zh: 要快发, en: wants it fast}]}
  - {id: gift, zh: 赠品, en: Gift, levels: [{id: none, zh: 没有赠品, en: no gift}, {id: sock, zh: 有袜子, en: there are socks}]}
  lint: [dont.refuse]
  min_runes: 6
  must:
  - {id: care, points: 50, any: {zh: [理解], en: [understand]}}
  - {id: price, if: {ask: 要便宜}, points: 50, any: {zh: [活动价], en: [campaign price]}}
  - {id: eta, if: {ask: 要快发}, points: 50, any: {zh: [明天], en: [tomorrow]}}
  - {id: sock, if: {gift: 有袜子}, points: 50, any: {zh: [袜子], en: [socks]}}
  reference:
  - {if: {ask: 要便宜, gift: 没有赠品}, text: {zh: 理解您，已经是活动价了哦, en: "I understand, this is the campaign price"}}
  - {if: {ask: 要快发, gift: 没有赠品}, text: {zh: 理解您，明天第一批就发, en: "I understand, it ships tomorrow"}}
  - {if: {ask: 要便宜, gift: 有袜子}, text: {zh: 理解您，活动价再送一双袜子, en: "I understand: the campaign price, with socks"}}
  - {if: {ask: 要快发, gift: 有袜子}, text: {zh: 理解您，明天发，送您袜子, en: "I understand: it ships tomorrow, with socks"}}
  bad:
  - {zh: 好的好的好的, en: all right then}
`

// cases: a code, a model that is silent about it, and the change that makes it fire.
var cases = []struct {
	code, base, from, to string
	zh, en               string // part of the message
	where                string
}{
	{"E100", single, "王姐", "\xcd\xf5\xbd\xe3的的", "UTF-8", "UTF-8", ""},
	{"E101", single, "  type: single", "  type: single\n  hint: no", "没有字段“hint”", "no field \"hint\"", "hint"},
	{"E102", single, "id: refuse, text", "id: accept, text", "“accept”用了两次", "\"accept\" is used twice", "options.accept"},
	{"E103", single, "days: ≥8", "dais: ≥8", "是不是“days”", "did you mean \"days\"", "rules[3].dais"},
	{"E104", single, "{zh: 王姐, en: Ms Wang}", "{zh: 王姐}", "缺英文文字", "the English text is missing", "incidentals.who.values[1].en"},
	{"E105", numeric, "[19元, 29元]", "[19元, 29元, 39.5]", "39.5 是小数", "39.5 is a number with a decimal point", "radicals.price.levels[3]"},
	{"E106", single, "status: 未发货", "status: 没发货", "没有档位“没发货”", "status has no level", "rules[1].status"},
	{"E107", numeric, "answer: n * price", "answer: n * prise", "公式第5个字符", "formula, character 5: unknown name prise; did you mean price?", "answer"},
	{"E108", single, "rev: 1", "rev: one", "“one”应是整数", "\"one\" is not a whole number", "rev"},
	{"E110", single, "  type: single", "  accept: [{code: E202, why: x}]\n  type: single", "不能“接受”", "cannot be accepted", "accept[1]"},
	{"E111", single, "levels: [6, 7, 8, 9]}", "levels: [6, 7, 8, 9]}" + wide, "超过一百万", "1327104 raw combinations", "radicals"},
	{"E201", single, "  incidentals:", "  constraints:\n  - {forbid: {days: ≥6}, why: {zh: 不考, en: not tested}}\n  incidentals:", "所有情境都排除", "exclude every situation", "constraints"},
	{"E202", single, "days: ≤7", "days: 不到7", "1/8种情境没有答案", "1 of 8 situations have no key; the first: status=got;days=7", "rules"},
	{"E203", single, "days: ≥8", "days: ≥7", "第2行和第3行在status=got;days=7打架（accept，refuse）", "rows 2 and 3 both fit", "rules[3]"},
	{"E204", single, "key: refuse", "key: refuze", "“refuze”不在选项里", "the key \"refuze\" is not", "rules[3].key"},
	{"E208", numeric, "if: {n: ≤2}", "if: {n: <2}", "某计算表没有一行适用", "no row of a let fits", "let.size"},
	{"E209", chat, "points: 20, if: status", "points: 20, redline: true, if: status", "", "", ""},
	{"E210", rewrite, "理解您，明天第一批就发", "理解您，我们马上发货", "只得50分：缺要点 eta", "scores 50, not 100: must eta is not met", "reference[2].text.zh"},
	{"E301", single, "怎么回？", "怎么回{what}？", "{what}没有定义", "{what} is not a radical", "stem.zh"},
	{"E302", single, "{zh: 说明超期改走维修, en: say so and offer to mend it}", "{zh: 同意退货并发地址, en: accept it and send an address}", "一模一样", "the same text in status=wait;days=6 (accept, refuse)", "options.refuse"},
	{"E306", single, "key: accept", "key: refund", "", "", ""},
	{"E310", single, "第{days}天", "好几天", "", "", ""},
	{"E403", multiple, "levels: [{id: normal, zh: 普通会员, en: ordinary}, {id: gold, zh: 金卡会员, en: gold}]}", "levels: [{id: normal, zh: 普通会员, en: ordinary}, {id: gold, zh: 金卡会员, en: gold}]}\n  constraints: [{forbid: {status: wait, tier: gold}, why: {zh: 不考, en: no}}]", "只有3种情境", "only 3 situations", "radicals"},
	{"W203", single, "key: refuse}", "key: refuse}\n  - {if: {status: 已签收, days: 9}, key: refuse}", "第3行和第4行重叠但说法一致（1种）", "rows 3 and 4 overlap in 1 situation and agree", "rules[4]"},
	{"W204", single, "days: ≥8}, key: refuse}", "days: ≥8}, key: refuse}\n  - {if: {days: 20..30}, key: refuse}", "“20..30”不对应任何档位", "\"20..30\" matches no level", "rules[4].days"},
	{"W205", single, "days: ≥8}, key: refuse}", "days: ≥8}, key: refuse}\n  - {else: true, key: refuse}", "第4行永远用不到", "row 4 never applies", "rules[4]"},
	{"W206", single, "  incidentals:", "  constraints:\n  - {forbid: {days: 9}, why: {zh: 不考, en: not tested}}\n  incidentals:", "“9”不会出现", "level 9 is in no situation", "radicals.days.levels[4]"},
	{"W207", single, "  incidentals:", "  constraints:\n  - {forbid: {days: ≥20}, why: {zh: 不考, en: not tested}}\n  incidentals:", "约束1没有排除", "constraint 1 excludes nothing", "constraints[1]"},
	{"W211", rewrite, "好的好的好的", "理解您，活动价，明天送您袜子", "反例1居然得100分", "bad example 1 scores 100", "bad[1]"},
	{"W212", chat, "  - {id: end, end: done", "  - {id: lost, end: lost, say: {zh: 走了, en: Gone}}\n  - {id: end, end: done", "“lost”到不了", "node or choice lost can never be reached", "nodes.lost"},
	{"W213", chat, "    - {id: bye, points: 5, next: end, text: {zh: 谢谢您, en: thank you}}\n    - {id: grumble, points: 0, next: end, text: {zh: 随便吧, en: as you like}}\n", "", "", "", ""},
	{"W303", single, "{zh: 说明超期改走维修, en: say so and offer to mend it}", "{zh: 说明超期改走维修, en: accept it and send the address}", "几乎一样", "nearly the same", "options.refuse"},
	{"W304", numeric, "{id: one, expr: price,", "{id: one, expr: price * n,", "“one”总等于正确答案", "mistake one always equals the answer", "mistakes.one"},
	{"W305", multiple, "right_if: status == got", "right_if: status == got or status == wait", "“b”每种情境都对", "option b is right in every situation", "options.b"},
	{"W307", single, "", "", "最长", "the longest option", "options"},
	{"W308", single, "怎么回？", "马上把货款退回去吗？", "题面泄露答案：refund", "gives the answer away: refund", "stem.zh"},
	{"W311", single, "第{days}天", "好几天", "", "", ""},
	{"W312", multiple, "right_if: status == got", "right_if: status == got and tier == gold", "1种情境没有正确选项", "1 situation has no right option", "options"},
	{"W401", single, "days: ≥8}, key: refuse", "days: ≥8}, key: accept", "“days”从不改变答案", "days never changes the key", "radicals.days"},
	{"W402", single, "  incidentals:", "  constraints:\n  - {forbid: {status: wait, days: ≥7}, why: {zh: 不考, en: no}}\n  - {forbid: {status: got, days: 6}, why: {zh: 不考, en: no}}\n  incidentals:", "“status”从不单独变化", "status never varies by itself", "radicals.status"},
	{"W405", single, "status: 未发货}, key: refund}\n  - {id: r2, if: {status: 已签收, days: ≤7}, key: accept", "days: ≤8}, key: refund}\n  - {id: r2, if: {status: 已签收, days: 9}, key: accept", "", "", ""},
	{"I306", single, "key: refuse}", "key: accept}", "“refuse”从不正确", "option refuse is never right", "options.refuse"},
	{"I313", chat, "id: bye, points: 5", "id: bye, points: 15", "几条路同样最好", "several best paths", "nodes"},
	{"I314", single, "if: {status: 已签收, days: ≥8}", "else: true", "“否则”行接住了2种情境", "the else row catches 2 situations", "rules[3]"},
	{"I404", single, "[6, 7, 8, 9]", "[6, 7, 8]", "“refuse”只有一种情境", "the key refuse has a single situation", "rules"},
}

// wide adds radicals until the product passes a million: 2·4·24·24·24·12 = 1,327,104.
const wide = `
  - {id: x1, zh: 乙一, en: X1, kind: int, levels: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24]}
  - {id: x2, zh: 乙二, en: X2, kind: int, levels: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24]}
  - {id: x3, zh: 乙三, en: X3, kind: int, levels: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24]}
  - {id: x4, zh: 乙四, en: X4, kind: int, levels: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]}`

func all(src string) []model.Finding {
	reports, findings := check.File("t.yaml", []byte(src), check.Options{})
	for _, r := range reports {
		findings = append(findings, r.Findings...)
	}
	return findings
}

func of(list []model.Finding, code string) []model.Finding {
	var out []model.Finding
	for _, f := range list {
		if f.Code == code {
			out = append(out, f)
		}
	}
	return out
}

// special are codes whose firing model changes more than one place.
var special = map[string]func(string) string{
	"E209": func(s string) string {
		return strings.ReplaceAll(s, "points: ", "redline: true, points: ")
	},
	"E306": func(s string) string {
		return strings.NewReplacer("key: accept", "key: refund", "key: refuse", "key: refund").Replace(s)
	},
	"E310": func(s string) string {
		return strings.NewReplacer("第{days}天", "好几天", "day {days}", "some days").Replace(s)
	},
	"W311": func(s string) string {
		return strings.NewReplacer("第{days}天", "好几天", "day {days}", "some days").Replace(s)
	},
	"W405": func(s string) string {
		return strings.NewReplacer("[6, 7, 8, 9]", "[6, 7, 8, 9, 10, 11]", "status: 未发货}, key: refund", "days: ≤10}, key: refund",
			"status: 已签收, days: ≤7", "status: 未发货, days: 11", "status: 已签收, days: ≥8", "status: 已签收, days: 11").Replace(s)
	},
	"W307": func(s string) string {
		return strings.NewReplacer("key: accept", "key: refund", "马上把货款退回去", "马上把货款退回去，并且告诉顾客什么时候能够到账", "give the money back at once", "give the money back at once and say when it will arrive").Replace(s)
	},
	"W213": func(s string) string {
		from := strings.Index(s, "    - {id: gift")
		to := strings.Index(s, "    - {id: grumble")
		return s[:from] + s[to:]
	},
}

// stands is what stands at the line and column that a finding names.
var stands = map[string]string{
	"E101": "hint: no", "E102": "{id: accept, text: {zh: 说明超期", "E103": "≥8}", "E104": "{zh: 王姐}", "E105": "39.5", "E106": "没发货", "E107": "prise", "E108": "one",
	"E110": "{code: E202", "E111": "- {id: status", "E201": "- {forbid", "E202": "- {id: r1", "E203": "{id: r3", "E204": "refuze", "E208": "{id: size", "E209": "- id: open",
	"E210": "理解您，我们马上发货", "E301": "\"{who}的订单", "E302": "{id: refuse", "E306": "- {id: r1", "E310": "{zh: \"{who}的订单", "E403": "- {id: status",
	"W203": "{if: {status: 已签收, days: 9}", "W204": "20..30", "W205": "{else: true", "W206": "9]", "W207": "{forbid: {days: ≥20}", "W211": "{zh: 理解您，活动价",
	"W212": "{id: lost", "W213": "id: close", "W303": "{id: refuse", "W304": "{id: one", "W305": "{id: b", "W307": "- {id: refund", "W308": "\"{who}的订单",
	"W311": "{zh: \"{who}的订单", "W312": "- {id: a", "W401": "{id: days", "W402": "{id: status", "W405": "- {id: r1",
	"I306": "{id: refuse", "I313": "- id: open", "I314": "{id: r3", "I404": "- {id: r1",
}

func TestEveryCodeFiresAndIsSilentNextDoor(t *testing.T) {
	tested := map[string]bool{"E109": true, "W200": true}
	for _, c := range cases {
		t.Run(c.code, func(t *testing.T) {
			tested[c.code] = true
			require.True(t, special[c.code] != nil || strings.Contains(c.base, c.from), "the change finds its place")
			assert.Empty(t, of(all(c.base), c.code), "silent next door")
			src := strings.Replace(c.base, c.from, c.to, 1)
			if f := special[c.code]; f != nil {
				src = f(c.base)
			}
			require.NotEqual(t, c.base, src)
			fired := of(all(src), c.code)
			require.NotEmpty(t, fired, "%s in %v", c.code, all(src))
			assert.Contains(t, fired[0].Message.ZH, c.zh)
			assert.Contains(t, fired[0].Message.EN, c.en)
			assert.NotContains(t, fired[0].Message.ZH, "%[")
			if c.where != "" {
				assert.Equal(t, c.where, fired[0].Where)
			}
			assert.Positive(t, fired[0].Line, "every finding has a line")
			if want, ok := stands[c.code]; assert.True(t, ok || c.code == "E100", "%s has no place", c.code) && ok {
				line := []rune(strings.Split(src, "\n")[fired[0].Line-1])
				assert.True(t, strings.HasPrefix(string(line[fired[0].Column-1:]), want), "%s is told at %s", c.code, string(line[fired[0].Column-1:]))
			}
		})
	}
	for _, c := range model.Codes() {
		assert.True(t, tested[c.Code], "%s has no test", c.Code)
	}
}

func TestOnlyErrorsOfTheFirstPhaseAreReportedTogether(t *testing.T) {
	src := strings.NewReplacer("key: refuse", "key: refuze", "怎么回？", "怎么回{what}？").Replace(single)
	assert.Equal(t, []string{"E204"}, unique(codesOf(all(src))), "E301 comes from the enumeration")
}

func codesOf(list []model.Finding) []string {
	var out []string
	for _, f := range list {
		out = append(out, f.Code)
	}
	return out
}

func TestAWarningIsAcceptedWithItsPlaceAndReason(t *testing.T) {
	fires := strings.Replace(single, "key: refuse}", "key: refuse}\n  - {if: {status: 已签收, days: 9}, key: refuse}", 1)
	accept := func(where string) string {
		return strings.Replace(fires, "  type: single", "  accept: [{code: W203, where: \""+where+"\", why: 先留着}]\n  type: single", 1)
	}
	for where, want := range map[string]string{"rules[4]": "先留着", "rules[1]": ""} {
		f := of(all(accept(where)), "W203")
		require.Len(t, f, 1)
		assert.Equal(t, want, f[0].Accepted, where)
		_, warnings, _ := check.Count(f)
		assert.Equal(t, want == "", warnings == 1)
	}
}

func TestACertificateNeedsFourSituationsButPracticeDoesNot(t *testing.T) {
	src := strings.Replace(single, "[6, 7, 8, 9]", "[7, 8]", 1)
	src = strings.Replace(src, "  incidentals:", "  constraints:\n  - {forbid: {status: wait, days: 8}, why: {zh: 不考, en: no}}\n  incidentals:", 1)
	f := of(all(src), "E403")
	require.Len(t, f, 1)
	assert.Equal(t, model.Warning, f[0].Severity)
	fixed := head + "- {id: t.fixed, kp: t.k, title: {zh: 题, en: t}, type: truefalse, stem: {zh: 对吗, en: true}, answer: 是}\n"
	assert.Equal(t, []string{"E403"}, unique(codesOf(all(fixed))), "a fixed item is practice only")
}

func TestANumericModelOfOneClassIsAWarning(t *testing.T) {
	f := of(all(strings.Replace(numeric, "  class_of: size\n", "", 1)), "E306")
	require.Len(t, f, 1)
	assert.Equal(t, model.Warning, f[0].Severity)
}

func TestTheRevisionMustRiseWithTheContent(t *testing.T) {
	compile := func(src string) *model.Compiled {
		reports, _ := check.File("t.yaml", []byte(src), check.Options{})
		return reports[0].Compiled
	}
	old := compile(single)
	changed := strings.Replace(single, "说明超期改走维修", "说明已经超期", 1)
	f := check.Revision(old, compile(changed))
	require.Len(t, f, 1)
	assert.Equal(t, "E109", f[0].Code)
	assert.Empty(t, check.Revision(old, compile(strings.Replace(changed, "rev: 1", "rev: 2", 1))))
	assert.Empty(t, check.Revision(old, compile(strings.Replace(single, "rev: 1", "rev: 1\n  note: x", 1))), "a note is no change")
}

func TestNamesOfTheShopAreAskedAtPublishing(t *testing.T) {
	models, _ := model.Parse("t.yaml", []byte(single))
	f := check.Names(models[0], check.Shop{Points: []string{"t.kk", "other"}})
	require.Len(t, f, 1)
	assert.Equal(t, "there is no \"t.k\"; did you mean \"t.kk\"?", f[0].Message.EN)
	assert.Empty(t, check.Names(models[0], check.Shop{Points: []string{"t.k"}}))
	assert.Empty(t, check.Names(models[0], check.Shop{}), "without a shop nobody asks")
}

func TestAboveTwentyThousandTextsAreASample(t *testing.T) {
	big := strings.Replace(single, "levels: [6, 7, 8, 9]}", "levels: [6, 7, 8, 9]}\n"+strings.Join(strings.Split(strings.TrimPrefix(wide, "\n"), "\n")[:2], "\n")+"\n"+
		`  - {id: x5, zh: 乙五, en: X5, kind: int, levels: [1, 2, 3, 4, 5, 6]}`, 1)
	list := all(big)
	f := of(list, "W200")
	require.Len(t, f, 1)
	assert.Equal(t, "texts were checked in 20000 of 27648 situations: a sample, not a proof", f[0].Message.EN)
	assert.NotEmpty(t, of(list, "W311"), "x1, x2 and x5 are not told")
	assert.Len(t, of(list, "W401"), 3, "and never change the key: proved on all")
}

func TestAnAmountLeaksOnlyWhereItStandsAlone(t *testing.T) {
	away := strings.Replace(numeric, "应付多少？", "应付38元吗？", 1)
	f := of(all(away), "W308")
	require.Len(t, f, 1)
	assert.Equal(t, "stem.zh", f[0].Where)
	assert.Equal(t, "n=2;price=1900", f[0].Situation)
	for _, silent := range []string{"应付138元吗？", "应付38.50元吗？", "应付380元吗？"} {
		assert.Empty(t, of(all(strings.Replace(numeric, "应付多少？", silent, 1)), "W308"), silent)
	}
}

func TestWhatCannotBeComputedInAnExcludedSituationIsNoError(t *testing.T) {
	src := strings.Replace(numeric, "  let:", "  constraints:\n  - {forbid: {n: 2}, why: {zh: 不考, en: no}}\n  let:\n  - {id: q, kind: int, expr: \"div(6, n - 2, down)\"}", 1)
	assert.Empty(t, of(all(src), "E208"))
	src = strings.Replace(numeric, "  let:", "  let:\n  - {id: q, kind: int, expr: \"div(6, n - 2, down)\"}", 1)
	f := of(all(src), "E208")
	require.Len(t, f, 1)
	assert.Equal(t, "n=2;price=1900: division by zero", f[0].Message.EN)
	assert.Equal(t, "let.q", f[0].Where)
}

func TestALetOfWhichTwoRowsFitIsAClash(t *testing.T) {
	f := of(all(strings.Replace(numeric, "{if: {n: ≤2}, key: few}", "{if: {n: ≤3}, key: few}", 1)), "E203")
	require.Len(t, f, 1)
	assert.Equal(t, "let.size.rules[2]", f[0].Where)
	assert.Contains(t, f[0].Message.EN, "(few, many)")
}

// TestEveryRepairMends applies the repair of every finding that a program can repair: the
// finding is gone, and what is new is only what an author has to write.
func TestEveryRepairMends(t *testing.T) {
	toWrite := []string{"E104", "E204", "E403", "I306", "I404", "W203", "W402"} // words, a key, what follows from fewer conditions
	for _, c := range cases {
		src := strings.Replace(c.base, c.from, c.to, 1)
		if f := special[c.code]; f != nil {
			src = f(c.base)
		}
		reports, _ := check.File("t.yaml", []byte(src), check.Options{})
		for i := range reports {
			before := codesOf(reports[i].Findings)
			for _, f := range reports[i].Findings {
				repair := check.RepairOf(&reports[i], f)
				require.NotEmpty(t, repair.Kind, f.Code)
				if repair.Apply == nil {
					continue
				}
				d := model.DocumentOf(reports[i].Model)
				require.True(t, d.Change(repair.Apply))
				for _, left := range all(d.Text()) {
					if left.Code == f.Code {
						assert.NotEqual(t, f.Message, left.Message, "%s: %s is still there", c.code, f.Code)
					}
					assert.Contains(t, append(before, toWrite...), left.Code, "%s: the repair of %s brings %s", c.code, f.Code, left.Message.EN)
				}
			}
		}
	}
}

func TestTwoOptionsAreNearlyTheSameFromJustAbove85Percent(t *testing.T) {
	options := func(a, b string) []model.Finding {
		src := strings.NewReplacer("同意退货并发地址", a, "说明超期改走维修", b).Replace(single)
		return of(all(src), "W303")
	}
	f := options("一二三四五六七八", "一二三四五六七九")
	if assert.Len(t, f, 1, "6 of 7 pairs: 85.7 %") {
		assert.Contains(t, f[0].Message.EN, "(86%)")
	}
	assert.Empty(t, options("一二三四五六七", "一二三四五六九"), "5 of 6 pairs: 83.3 %")
}

func TestAStemGivesTheAnswerAwayInWhateverWidthItIsWritten(t *testing.T) {
	for _, words := range [][2]string{{"ＶＩＰ客户优先办", "找ＶＩＰ客户优先办吗"}, {"VIP客户优先办", "找ＶＩＰ客户优先办吗"}, {"ＶＩＰ客户优先办", "找vip客户优先办吗"}, {"第Ⅳ类客户优先办", "是第IV类客户优先办吗"}} {
		src := strings.NewReplacer("马上把货款退回去", words[0], "怎么回？", words[1]).Replace(single)
		assert.NotEmpty(t, of(all(src), "W308"), words)
	}
	assert.Empty(t, of(all(strings.NewReplacer("马上把货款退回去", "ＶＩＰ客户优先办", "怎么回？", "普通客户优先办吗？").Replace(single)), "W308"))
}

func TestAListOfDontsThatNobodyHasIsNamed(t *testing.T) {
	free := head + `- id: t.free
  kp: t.k
  title: {zh: 题, en: t}
  type: free
  stem: {zh: "{a}怎么回", en: "{a}: what do you say"}
  radicals: [{id: a, zh: 甲, en: A, kind: int, levels: [1, 2, 3, 4]}]
  lint: [dont.refuse, dont.argu]
  reference: [{text: {zh: 好的，我来看, en: let me see}}]
  rubric: [{id: x, text: {zh: 态度, en: tone}, levels: [{points: 0, text: {zh: 无, en: none}}, {points: 1, text: {zh: 有, en: good}}]}]
`
	for _, src := range []string{free, strings.Replace(rewrite, "lint: [dont.refuse", "lint: [dont.refuse, dont.argu", 1)} {
		f := of(all(src), "E103")
		if assert.Len(t, f, 1) {
			assert.Equal(t, "lint[2]", f[0].Where)
			assert.Equal(t, `there is no "dont.argu"; did you mean "dont.argue"?`, f[0].Message.EN)
		}
	}
	assert.Empty(t, of(all(strings.Replace(free, ", dont.argu]", "]", 1)), "E103"))
}

func TestALabelIsNotTheWordForAnyLevel(t *testing.T) {
	for _, word := range []string{"任意", "any", "\"-\""} {
		assert.NotEmpty(t, of(all(strings.Replace(single, "zh: 未发货", "zh: "+word, 1)), "E101"), word)
	}
}

func TestAnIncidentalIsNoCondition(t *testing.T) {
	f := of(all(strings.Replace(single, "if: {status: 已签收, days: ≥8}", "if: {status: 已签收, days: ≥8, who: 王姐}", 1)), "E103")
	if assert.Len(t, f, 1) {
		assert.Equal(t, "rules[3].who", f[0].Where)
		assert.Equal(t, `there is no "who": it is an incidental and cannot be a condition`, f[0].Message.EN)
		assert.Equal(t, "找不到“who”：它是表面信息，不能做条件", f[0].Message.ZH)
	}
}
