package lang_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"shifu/internal/lang"
)

func TestAnEnglishSentenceBeginsWithACapital(t *testing.T) {
	for in, want := range map[string]string{
		"a grandmother asks": "A grandmother asks", "¥59 was paid": "¥59 was paid", "Ms Lin": "Ms Lin", "": "", "客户": "客户",
	} {
		assert.Equal(t, want, lang.Sentence(in))
	}
}
