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
	m.Type = model.TrueFalse
	assert.Equal(t, pair("对", "true"), classWords(m, "yes"))
	m.Type = model.Multiple
	assert.Equal(t, pair("都不选", "none of them"), classWords(m, "none"))
}
