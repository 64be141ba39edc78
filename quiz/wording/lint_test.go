package wording_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/quiz/wording"
)

func words(hits []wording.Hit) []string {
	var out []string
	for _, h := range hits {
		out = append(out, h.List+" "+h.Word)
	}
	return out
}

func TestDontsAreFoundLongestFirstAndAllowedWordingsSetAside(t *testing.T) {
	d := wording.Shipped()
	for _, text := range []string{"不好意思，让您久等了，马上为您查", "质量不错的，差不多明天到，不用担心哦", "No problem, I will look it up right now.", "您没看错，今天就是活动价",
		"不知道您平时穿多少码呢？", "不会的，您放心，我盯着物流", "您的问题我记下了，两小时内答复您", "如果不退货的话，我给您补一张券", "到货时有破损可以当面拒收"} {
		assert.Empty(t, words(wording.Hard(d.Lint(text))), text)
	}
	assert.Equal(t, []string{"dont.refuse 不行", "dont.refuse 改不了"}, words(d.Lint("不行，改不了。")))
	assert.Empty(t, words(d.Lint("还不行我今天帮您办退货，实在不行换一款")), "what is done when a first remedy fails is no refusal")
	assert.Equal(t, []string{"dont.refuse 不行"}, words(d.Lint("现在还不行。")))
	assert.Empty(t, words(d.Lint("五点前告诉您修到哪一步，查不到也来说一声")), "an answer is promised whatever is found")
	assert.Equal(t, []string{"dont.refuse 查不到"}, words(d.Lint("这单查不到。")))
	assert.Equal(t, []string{"dont.refuse 没有办法", "dont.refuse 发不了"}, words(d.Lint("没有办法，发不了")))
	assert.Equal(t, []string{"dont.refuse can’t"}, words(d.Lint("We can’t go lower, sorry for that")))
	assert.Empty(t, words(d.Lint("This is a significant day for us")))
	assert.Equal(t, []string{"dont.empty_phrase 大品牌", "dont.empty_phrase 绝对正品"}, words(d.Lint("我们是大品牌，您放心，绝对正品。")))
	assert.Equal(t, []string{"dont.argue 说了多少遍"}, words(d.Lint("跟您说了多少遍，明天发货")))
}

func TestAHitSaysWhereItStands(t *testing.T) {
	hits := wording.Shipped().Lint("亲亲，这个 不 行 哦")
	require.Len(t, hits, 1)
	assert.Equal(t, "不 行", hits[0].Word, "spaces between characters hide nothing")
	assert.Equal(t, 6, hits[0].At)
	assert.Equal(t, 3, hits[0].Length)
	assert.Equal(t, []string{"P61", "P64"}, hits[0].Practices)
	hits = wording.Shipped().Lint("①这单真的ｃａｎ　ｎｏｔ 处理，不能")
	require.Len(t, hits, 1, "in a Chinese text only the Chinese list counts")
	assert.Equal(t, "不能", hits[0].Word)
}

func TestPunctuationKeepsWordsApart(t *testing.T) {
	assert.Empty(t, wording.Shipped().Lint("您看要不，行的话我帮您备注"))
}

func TestOneWordIsNoReply(t *testing.T) {
	d := wording.Shipped().Only("dont.one_word")
	for _, text := range []string{"好的。", "嗯", " 在的 ", "收到！", "OK.", "sure", "知道了"} {
		assert.Len(t, d.Lint(text), 1, text)
	}
	for _, text := range []string{"好的，我马上帮您查", "OK, let me look", ""} {
		assert.Empty(t, d.Lint(text), text)
	}
	hits := d.Lint("  好的。")
	require.Len(t, hits, 1)
	assert.Equal(t, 2, hits[0].At)
}

func TestOnlyTheListsThatAModelAsksFor(t *testing.T) {
	d := wording.Shipped().Only("dont.argue", "dont.none")
	assert.True(t, d.Has("dont.argue"))
	assert.False(t, d.Has("dont.refuse"))
	assert.Empty(t, d.Lint("不行"))
}

func TestEveryShippedListIsWhole(t *testing.T) {
	for _, l := range wording.Shipped().Lists {
		assert.NotEmpty(t, l.Why.ZH, l.ID)
		assert.NotEmpty(t, l.Why.EN, l.ID)
		assert.NotEmpty(t, l.Practices, l.ID)
		for _, w := range append(append([]string{}, l.ZH...), l.EN...) {
			text := w
			if l.Brief {
				assert.NotEmpty(t, wording.Shipped().Only(l.ID).Lint(text), w)
				continue
			}
			found := false
			for _, h := range wording.Shipped().Only(l.ID).Lint("x " + text + " y") {
				found = found || strings.Contains(wording.Fold(text), wording.Fold(h.Word)) || strings.Contains(wording.Fold(h.Word), wording.Fold(text))
			}
			assert.True(t, found, "%s is never found", w)
		}
		for _, w := range append(append([]string{}, l.Allow.ZH...), l.Allow.EN...) {
			assert.Empty(t, wording.Shipped().Only(l.ID).Lint("a "+w+" b"), "%s is allowed", w)
		}
	}
}

func TestWarmthIsCounted(t *testing.T) {
	w := wording.Shipped().Warmth("好的呢亲～马上为您查哦😊")
	assert.Equal(t, 1, w.Emoji)
	assert.Equal(t, 4, w.Particles)
	assert.Equal(t, 10, w.Runes)
}

func TestListsWithUnknownFieldsAreRefused(t *testing.T) {
	_, err := wording.ParseDonts([]byte(`{"version":1,"colour":"red"}`))
	assert.Error(t, err)
}

func FuzzLint(f *testing.F) {
	for _, s := range []string{"不 行", "ｃａｎ’ｔ do", "①不能ﬁ", "没 \n有 办法", "\xff不行", "e\u0301 不行"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		typed := []rune(text)
		for _, h := range wording.Shipped().Lint(text) {
			if h.At < 0 || h.Length <= 0 || h.At+h.Length > len(typed) || string(typed[h.At:h.At+h.Length]) != h.Word {
				t.Fatalf("%q: %+v", text, h)
			}
		}
		wording.Shipped().Warmth(text)
	})
}
