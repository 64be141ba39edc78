package training_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"shifu/internal/lang"
	"shifu/training"
)

func TestAThingIsFoundByWordsPinyinAndID(t *testing.T) {
	thing := training.Findable(lang.Text{ZH: "退货期限", EN: "Return window"}, "as.return-window")
	for _, query := range []string{"", "退货", "期限 退", "RETURN", "thqx", "tuihuo", "as.ret", "ＷＩＮＤＯＷ", "thqx window"} {
		assert.True(t, training.Found(thing, query), query)
	}
	for _, query := range []string{"换货", "退货 换货", "thqy", "限退"} {
		assert.False(t, training.Found(thing, query), query)
	}
}
