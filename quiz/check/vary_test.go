package check_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"shifu/internal/lang"
	"shifu/quiz/check"
	"shifu/quiz/model"
)

func TestAFixedItemNamesWhatCouldBecomeACondition(t *testing.T) {
	m := model.New("q")
	m.Stem = lang.Text{ZH: "订单已签收7天，金额199元，满300减15%，又说7天，还没部分发货"}
	known := check.Levels([]*model.Model{{Radicals: []model.Radical{{ZH: "订单状态", Levels: []model.Level{{ID: "signed", ZH: "已签收"}, {ID: "part", ZH: "部分发货"}, {ID: "sent", ZH: "发货"}}}}}})
	assert.Equal(t, []check.Hint{
		{Text: "已签收", As: "订单状态"}, {Text: "7天", Kind: "int", Unit: "天"}, {Text: "199元", Kind: "money"}, {Text: "15%", Kind: "percent"}, {Text: "部分发货", As: "订单状态"},
	}, check.Vary(m, known))
}
