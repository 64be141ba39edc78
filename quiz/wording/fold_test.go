package wording_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"shifu/internal/lang"
	"shifu/quiz/wording"
)

func TestNormalMakesEqualWhatMeansTheSame(t *testing.T) {
	for _, same := range [][]string{
		{"七天内", "7天内", "７天内", " 7 天 内。", "７天，内！"},
		{"二十块五", "20.5元", "20块5", "￥20.50", "二十块五毛", "20.50元", "20块五毛"},
		{"SF Express", "sf  express", "ＳＦ Express.", "SF-Express"},
		{"It can't be", "it can’t be!"},
		{"一千两百零五", "1205", "1,205"},
		{"ships within 48 hours", "Ships within 48 hours."},
	} {
		for _, text := range same[1:] {
			assert.Equal(t, wording.Normal(same[0]), wording.Normal(text), text)
		}
	}
	for _, other := range [][2]string{{"7天", "17天"}, {"5%", "5"}, {"3.5元", "35元"}, {"一百五", "150"}, {"後天", "后天"}} {
		assert.NotEqual(t, wording.Normal(other[0]), wording.Normal(other[1]), other[0])
	}
}

func TestWordsThatOnlyLookLikeNumbersStay(t *testing.T) {
	assert.Equal(t, "千万别急", wording.Normal("千万别急"))
	assert.Equal(t, "百分百", wording.Normal("百分百"))
}

func TestAPhraseIsFoundWholeOnly(t *testing.T) {
	for _, c := range []struct {
		text, phrase string
		want         bool
	}{
		{"17天内可退", "7天", false}, {"可以，7天内", "7天", true}, {"七天内", "7天", true}, {"170元", "17", false},
		{"this is significant", "can", false}, {"we can't do it", "can't", true}, {"we can't do it", "can", false}, {"We can ship", "can", true},
		{"亲，SF快递", "sf", true}, {"明早一定发", "明早", true}, {"", "明早", false}, {"明早", "", false},
	} {
		assert.Equal(t, c.want, wording.Contains(wording.Normal(c.text), wording.Normal(c.phrase)), "%q in %q", c.phrase, c.text)
	}
}

func TestWhatATextShouldSayMayTakeAnEnding(t *testing.T) {
	for text, phrase := range map[string]string{"a pair of insoles": "insole", "it is restocked": "restock", "thanks a lot": "thank", "您的鞋垫": "鞋垫"} {
		assert.True(t, wording.Holds(wording.Normal(text), wording.Normal(phrase)), text)
	}
	for text, phrase := range map[string]string{"significant": "can't", "cannot": "can", "giftware": "gift", "17天": "7天", "7天": "", "insolent": "insole"} {
		assert.False(t, wording.Holds(wording.Normal(text), wording.Normal(phrase)), text)
	}
}

func TestSynonymsAreUnifiedLongestFirst(t *testing.T) {
	list := []wording.Synonym{{From: "快递", To: "物流"}, {From: "顺丰快递", To: "顺丰"}, {From: "SF", To: "顺丰"}}
	assert.Equal(t, "顺丰和物流", wording.Unify(wording.Normal("顺丰快递和快递"), list))
	assert.Equal(t, "顺丰", wording.Unify(wording.Normal("SF"), list))
	assert.Equal(t, "sfx", wording.Unify(wording.Normal("SFX"), list))
}

func TestTheLanguageOfATextIsTheOneItIsWrittenIn(t *testing.T) {
	assert.Equal(t, lang.ZhHans, wording.LanguageOf("OK，好的"))
	assert.Equal(t, lang.En, wording.LanguageOf("OK. "))
}

func TestThePluralOfAWordCountsAsTheWord(t *testing.T) {
	assert.True(t, wording.Contains("i will add a pair of insoles for you", "insole"))
	assert.True(t, wording.Contains("two gifts", "gift"))
	assert.False(t, wording.Contains("the giftshop", "gift"))
	assert.False(t, wording.Contains("a significant change", "can't"))
	assert.False(t, wording.Contains("its", "it"), "a word of two letters has no plural")
}
