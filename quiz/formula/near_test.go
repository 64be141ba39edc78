package formula_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"shifu/quiz/formula"
)

func TestTheNearestNameIsTheOneThatIsMeant(t *testing.T) {
	names := []string{"price", "days", "tier", "订单状态", "签收天数"}
	for word, want := range map[string]string{"prise": "price", "pirce": "price", "day": "days", "订单状太": "订单状态", "签收天": "签收天数", "colour": "", "x": "", "": ""} {
		assert.Equal(t, want, formula.Nearest(word, names), word)
	}
}

func TestDistanceCountsEdits(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"顺丰快递", "顺风快递", 1}, {"顺丰快递", "顺丰快", 1}, {"顺丰快递", "丰顺快递", 1}, {"顺丰快递", "圆通快递", 2}, {"", "abc", 3}, {"abc", "abc", 0}} {
		assert.Equal(t, c.want, formula.Distance(c.a, c.b), "%s %s", c.a, c.b)
	}
}
