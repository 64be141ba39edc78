package training_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"shifu/internal/lang"
	"shifu/training"
)

func TestAScriptInAQuestionNamesItsGaps(t *testing.T) {
	s := training.Script{
		Text:  lang.Text{ZH: "{nick}，您看中的{goods}有货，{x}不动", EN: "{nick}, the {goods} are in stock, {x} stays"},
		Slots: []training.Slot{{ID: "nick", Title: lang.Text{ZH: "昵称", EN: "Name"}}, {ID: "goods", Title: lang.Text{ZH: "商品", EN: "Goods"}}},
	}
	assert.Equal(t, lang.Text{ZH: "【昵称】，您看中的【商品】有货，{x}不动", EN: "[Name], the [Goods] are in stock, {x} stays"}, s.Shown())
}
