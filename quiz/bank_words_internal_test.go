package quiz

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"shifu/internal/lang"
	"shifu/quiz/model"
)

func TestAnAnswerClassIsSaidInWords(t *testing.T) {
	pair := func(zh, en string) lang.Text { return lang.Text{ZH: zh, EN: en} }
	m := &model.Model{Options: []model.Option{{ID: "late", Text: pair("已过期", "over")}, {ID: "agree", Text: pair("同意", "agree")}},
		Steps: []model.Part{{ID: "rec", Text: pair("推荐", "recommend")}, {ID: "check", Text: pair("核对", "check")}, {ID: "send", Text: pair("发货", "ship")}},
		Left:  []model.Part{{ID: "gold", Text: pair("金卡", "gold")}}, Right: []model.Part{{ID: "p30", Text: pair("价保", "protection")}}}
	for class, want := range map[string]lang.Text{
		"late":              pair("已过期", "over"),
		"agree+late":        pair("同意；已过期", "agree; over"),
		"rec>(check&send)":  pair("推荐 → 核对、发货", "recommend → check, ship"),
		"gold=p30;gold=p30": pair("金卡：价保；金卡：价保", "gold: protection; gold: protection"),
		"care+eta":          {},
		"¥19.90":            {},
		"*":                 {},
		"":                  {},
	} {
		assert.Equal(t, want, classWords(m, class), class)
	}
	m.Must = []model.Must{{ID: "care", Tip: pair("接住担心", "meet the worry")}, {ID: "eta", Tip: pair("说出时间", "name the time")}}
	assert.Equal(t, pair("接住担心；说出时间", "meet the worry; name the time"), classWords(m, "care+eta"))
	m.Nodes = []model.Node{{Choices: []model.Choice{{ID: "soothe", Text: pair("盼了几天等来缺货，换我也扫兴。", "Days of waiting and then sold out, I would be let down.")}, {ID: "lock", Text: pair("先锁货。", "Lock it.")}}}}
	assert.Equal(t, pair("盼了几天等来缺货，换我也扫兴… → 先锁货。", "Days of waiting and then sold out, I… → Lock it."), classWords(m, "soothe>lock"))
	m = &model.Model{Type: model.Cloze, Slots: []model.Slot{{ID: "eta", As: "number"}, {ID: "where", Rules: []model.Rule{{}}, Options: []model.Option{{ID: "door", Text: pair("送到门口", "to the door")}}}}}
	assert.Equal(t, pair("2 | 送到门口", "2 | to the door"), classWords(m, "2|door"))
	assert.Empty(t, classWords(m, "2|gone"))
	m = &model.Model{Type: model.Free, Radicals: []model.Radical{{ID: "cause", ZH: "事情", Levels: []model.Level{{ID: "late", ZH: "晚发", EN: "late dispatch"}}}},
		Reference: []model.Reference{{}, {If: model.Cells{{Column: "事情", Test: "晚发"}}}}}
	assert.Equal(t, pair("晚发", "late dispatch"), classWords(m, "r2"))
	assert.Empty(t, classWords(m, "r3"))
	m = &model.Model{Type: model.Numeric, ClassOf: "tier", Let: []model.Let{{ID: "tier", Levels: []model.Level{{ID: "gold", ZH: "金卡", EN: "gold"}}}}}
	assert.Equal(t, pair("金卡", "gold"), classWords(m, "gold"))
	assert.Equal(t, pair("所有情境", "all situations"), classWords(m, "*"))
	m.Type = model.Spot
	assert.Equal(t, pair("2 处错", "2 faults"), classWords(m, "faults2"))
	m.Type = model.TrueFalse
	assert.Equal(t, pair("对", "true"), classWords(m, "yes"))
	m.Type = model.Multiple
	assert.Equal(t, pair("都不选", "none of them"), classWords(m, "none"))
}
