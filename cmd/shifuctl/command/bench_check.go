package command

import (
	"fmt"
	"strconv"
	"strings"

	"shifu/data/exchange"
	"shifu/quiz/check"
	"shifu/quiz/model"
)

func init() {
	benches["check"] = benchCheck
	benches["parse"] = benchParse
}

// smallModel is an item model of eight situations; n makes each another one.
func smallModel(n int) string {
	id := strconv.Itoa(n)
	return `- id: bench.m` + id + `
  kp: bench.k` + strconv.Itoa(n%50) + `
  title: {zh: 第` + id + `题, en: Item ` + id + `}
  type: single
  draw: 3
  stem: {zh: "{buyer}的第` + id + `号订单{status}，{tier}，签收第{days}天，怎么回？", en: "{buyer}, order ` + id + `: it {status}, {tier}, day {days}. What do you say?"}
  radicals:
  - {id: status, zh: 订单状态, en: Status, levels: [{id: wait, zh: 未发货, en: has not shipped}, {id: got, zh: 已签收, en: was received}]}
  - {id: tier, zh: 会员, en: Tier, levels: [{id: normal, zh: 普通会员, en: ordinary member}, {id: gold, zh: 金卡会员, en: gold member}]}
  - {id: days, zh: 天数, en: Days, kind: int, levels: [7, ` + strconv.Itoa(8+n%20) + `]}
  incidentals:
  - {id: buyer, values: [{zh: 王姐, en: Ms Wang}, {zh: 小陈, en: Mr Chen}]}
  let:
  - {id: window, zh: 期限, en: window, kind: int, rules: [{if: {tier: 普通会员}, key: 7}, {if: {tier: 金卡会员}, key: 30}]}
  - {id: in_time, zh: 期限内, en: in time, kind: bool, expr: days <= window}
  rules:
  - {if: {status: 未发货}, key: refund, why: {zh: 未发货，直接退款。, en: Refund at once.}}
  - {if: {status: 已签收, in_time: 是}, key: agree, why: {zh: "期限是{window}天。", en: "The window is {window} days."}}
  - {if: {status: 已签收, in_time: 否}, key: late, why: {zh: "期限是{window}天，已过。", en: "The window of {window} days is over."}}
  options:
  - {id: refund, text: {zh: 马上办理退款并告知到账时间, en: refund and say when the money arrives}}
  - {id: agree, text: {zh: 同意退货并发地址和步骤, en: accept the return and send all steps}}
  - {id: late, text: {zh: 说明已超期并改走维修渠道, en: explain it is late and offer a repair}}
  - {id: wait, text: {zh: 请顾客耐心等待几天再来问, en: ask the customer to wait some days}}
`
}

// largeModel has 968,000 raw combinations, near the limit of the format.
func largeModel() string {
	var b strings.Builder
	b.WriteString("format: 1\nmodels:\n- id: bench.large\n  kp: bench.k\n  title: {zh: 大, en: large}\n  type: truefalse\n  stem: {zh: \"{a} {b} {c} {d} {e}\", en: \"{a} {b} {c} {d} {e}\"}\n  radicals:\n")
	for i, n := range []int{22, 22, 20, 10, 10} {
		id := string(rune('a' + i))
		b.WriteString("  - {id: " + id + ", zh: 条件" + id + ", en: " + id + ", kind: int, levels: [0")
		for l := 1; l < n; l++ {
			b.WriteString(", " + strconv.Itoa(l))
		}
		b.WriteString("]}\n")
	}
	b.WriteString("  let: [{id: sum, kind: int, expr: a + b}, {id: big, kind: bool, expr: sum > c + 10}]\n  rules:\n" +
		"  - {if: {big: 是, d: ≤4}, key: yes}\n  - {if: {big: 是, d: ≥5}, key: no}\n  - {if: {big: 否, e: ≤4}, key: no}\n  - {if: {big: 否, e: ≥5}, key: yes}\n")
	return b.String()
}

// benchCheck measures the checker: whole models as an author has them, and the raw
// combinations of one model near the limit. A figure counts only when nothing wrong is found
// where nothing is wrong, and the sizes are right.
func benchCheck(_ *scene, b *bench) ([]figure, error) {
	lot := make([]*model.Model, min(max(b.Count, 1), 500))
	for i := range lot {
		models, found := model.Parse("bench", []byte("format: 1\nmodels:\n"+smallModel(i)))
		if len(models) != 1 || model.Blocking(found) {
			return nil, fmt.Errorf("the model of the benchmark does not load: %v", found)
		}
		lot[i] = models[0]
	}
	small, err := measure("check: 8 situations", b.Count, func(i int) error {
		r := check.Model(lot[i%len(lot)], nil, check.Options{})
		if errors, _, _ := check.Count(r.Findings); errors > 0 || r.Valid != 8 || r.Classes["refund"] != 4 {
			return fmt.Errorf("model %d: %v", i, r.Findings)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	window, _ := model.Parse("bench", benchModel)
	whole, err := measure("check: situations of 56", max(1, b.Count/10), func(i int) error {
		if r := check.Model(window[0], nil, check.Options{}); r.Valid != 56 || model.Blocking(r.Findings) {
			return fmt.Errorf("%v", r.Findings)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	large, found := model.Parse("bench", []byte(largeModel()))
	if len(found) > 0 {
		return nil, fmt.Errorf("%v", found)
	}
	keys, err := measure("check: raw keys of 968,000", 5, func(int) error {
		c, _ := model.Compile(large[0], nil)
		if c == nil || c.Raw() != 968_000 || c.Size() != c.Raw() || len(c.Classes()) != 2 {
			return fmt.Errorf("the large model is another one")
		}
		return nil
	})
	return []figure{small, whole.times(56), keys.times(968_000)}, err
}

// times turns a figure of runs into one of the things that each run did.
func (f figure) times(n int) figure {
	f.Count *= n
	f.PerSecond *= float64(n)
	return f
}

// benchParse measures reading: item models in YAML, questions in GIFT and in
// Moodle XML.
func benchParse(_ *scene, b *bench) ([]figure, error) {
	yaml := make([][]byte, 100)
	for i := range yaml {
		yaml[i] = []byte("format: 1\nmodels:\n" + smallModel(i))
	}
	models, err := measure("parse: YAML item models", b.Count, func(i int) error {
		if read, found := model.Parse("bench", yaml[i%len(yaml)]); len(read) != 1 || len(found) > 0 {
			return fmt.Errorf("%v", found)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	const lot = 1000
	var gift strings.Builder
	for i := range lot {
		fmt.Fprintf(&gift, "::Q%d:: What may be said to customer \\#%d about the order? {\n=A refund of %d is on its way#Right.\n~Please wait\n~That is not possible#Never say so.\n~Ask again tomorrow\n####See the rules.\n}\n\n", i, i, i)
	}
	questions, err := measure("parse: GIFT questions", max(1, b.Count/lot), func(int) error {
		if read, found := exchange.ReadGIFT("bench", []byte(gift.String()), "bench.k"); len(read) != lot || len(found) > 0 || len(read[7].Options) != 4 {
			return fmt.Errorf("%d questions, %v", len(read), found)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	const answer = "<answer fraction=\"%d\" format=\"html\"><text><![CDATA[<p>%s</p>]]></text><feedback format=\"html\"><text>%s</text></feedback></answer>\n"
	var moodle strings.Builder
	moodle.WriteString("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<quiz>\n")
	for i := range lot {
		fmt.Fprintf(&moodle, "<question type=\"multichoice\">\n<name><text>Q%d</text></name>\n<questiontext format=\"html\"><text><![CDATA[<p>What may be said to customer #%d about the order?</p>]]></text></questiontext>\n"+
			"<generalfeedback format=\"html\"><text>See the rules.</text></generalfeedback>\n<defaultgrade>1</defaultgrade>\n<single>true</single>\n<shuffleanswers>true</shuffleanswers>\n", i, i)
		fmt.Fprintf(&moodle, answer, 100, fmt.Sprintf("A refund of %d is on its way", i), "Right.")
		fmt.Fprintf(&moodle, answer+answer+answer+"</question>\n", 0, "Please wait", "", 0, "That is not possible", "Never say so.", 0, "Ask again tomorrow", "")
	}
	moodle.WriteString("</quiz>\n")
	xml, err := measure("parse: Moodle XML questions", max(1, b.Count/lot), func(int) error {
		if read, found := exchange.ReadMoodle("bench", []byte(moodle.String()), "bench.k"); len(read) != lot || len(found) > 0 || len(read[7].Options) != 4 {
			return fmt.Errorf("%d questions, %v", len(read), found)
		}
		return nil
	})
	return []figure{models, questions.times(lot), xml.times(lot)}, err
}
