package quizzes_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/app/kit"
	"shifu/app/quizzes"
	"shifu/internal/i18n"
	"shifu/internal/lang"
	"shifu/quiz"
)

// The levels of a condition stand together, also those that were never met: what
// has not been asked is no strength.
func TestMasteryStandsByConditionWithWhatWasNeverMet(t *testing.T) {
	level := func(label, level string, right, done int) quiz.Condition {
		return quiz.Condition{Model: "m", Radical: label, Label: lang.Text{ZH: label}, Level: lang.Text{ZH: level}, Right: right, Done: done, TooFew: done < 4}
	}
	m := quizzes.NewResultModel(i18n.For(lang.ZhHans), quiz.Result{Points: []quiz.PointMastery{{Conditions: []quiz.Condition{
		level("订单", "没发货", 4, 5), level("订单", "已签收", 0, 0), level("会员", "金卡", 1, 1)}}}})
	rows := m.Points()
	require.Len(t, rows, 1)
	assert.Equal(t, []quizzes.ConditionGroup{
		{Label: "订单", Levels: []kit.HeatCell{{Level: "没发货", Right: 4, Done: 5}, {Level: "已签收", TooFew: true}}},
		{Label: "会员", Levels: []kit.HeatCell{{Level: "金卡", Right: 1, Done: 1, TooFew: true}}},
	}, rows[0].Groups)
}
