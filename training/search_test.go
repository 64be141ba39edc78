package training_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	"shifu/internal/lang"
	"shifu/training"
)

func script(code, title, text string) training.Script {
	return training.Script{Code: code, Title: lang.Text{ZH: title}, Text: lang.Text{ZH: text}, Stage: "s", By: training.ByHuman}
}

func found(r training.ScriptResults) (codes []string) {
	for _, h := range r.Hits {
		codes = append(codes, h.Code)
	}
	return codes
}

func TestHitsInTheTitleComeBeforeHitsInTheText(t *testing.T) {
	l := training.NewLibrary([]training.Script{
		script("a", "发货告知", "退款已经在路上"), script("b", "先退款", "您好"), script("c", "退款多久到账", "您好"), script("tk", "别的", "您好"),
	})
	assert.Equal(t, []string{"c", "b", "a"}, found(l.Search(training.ScriptQuery{Text: "退款"}, nil, "2026-11-02")))
	assert.Equal(t, []string{"tk", "c", "b"}, found(l.Search(training.ScriptQuery{Text: "tk"}, nil, "2026-11-02")), "the code, then the initials")
}

func TestAPolyphonicTitleIsFoundByEachReading(t *testing.T) {
	l := training.NewLibrary([]training.Script{script("a", "重发一单", "")})
	for _, q := range []string{"cfyd", "zfyd", "yd"} {
		assert.Equal(t, []string{"a"}, found(l.Search(training.ScriptQuery{Text: q}, nil, "2026-11-02")), q)
	}
}

func TestFullWidthAndCapitalsAreTheSame(t *testing.T) {
	l := training.NewLibrary([]training.Script{script("DH1", "断货", "满３００减５０")})
	assert.Len(t, l.Search(training.ScriptQuery{Text: "dh1"}, nil, "").Hits, 1)
	assert.Len(t, l.Search(training.ScriptQuery{Text: "满300"}, nil, "").Hits, 1)
}

func TestWhatIsOverComesLast(t *testing.T) {
	old := script("a", "退款", "")
	old.To = "2026-11-01"
	l := training.NewLibrary([]training.Script{old, script("b", "说说退款", "")})
	r := l.Search(training.ScriptQuery{Text: "退款"}, nil, "2026-11-02")
	assert.Equal(t, []string{"b", "a"}, found(r))
	assert.True(t, r.Hits[1].Expired)
}

// The index proposes and the text decides: it finds exactly what reading every
// script finds.
func TestTheIndexFindsWhatReadingEverythingFinds(t *testing.T) {
	runes := []rune("退换货款运费天ab1 ")
	text := rapid.StringOfN(rapid.SampledFrom(runes), 0, 12, -1)
	rapid.Check(t, func(t *rapid.T) {
		var scripts []training.Script
		for i := range rapid.IntRange(0, 12).Draw(t, "n") {
			scripts = append(scripts, script(fmt.Sprint("z", i), "题", text.Draw(t, "text")))
		}
		query := strings.TrimSpace(rapid.StringOfN(rapid.SampledFrom(runes[:11]), 1, 4, -1).Draw(t, "query"))
		if query == "" {
			return
		}
		want := 0
		for _, s := range scripts {
			all := true
			for _, w := range strings.Fields(query) { // the title is 题, its pinyin ti
				all = all && (strings.Contains(s.Text.ZH, w) || strings.Contains(s.Code, w) || strings.Contains("ti", w))
			}
			if all {
				want++
			}
		}
		assert.Equal(t, want, training.NewLibrary(scripts).Search(training.ScriptQuery{Text: query, Limit: 5}, nil, "").Total, query)
	})
}

// BenchmarkSearch finds in 100,000 scripts: exact count and first 20.
func BenchmarkSearch(b *testing.B) {
	parts := []string{"退款", "换货", "运费险", "差价", "发货", "签收", "亲", "您好", "马上为您", "鞋底", "尺码", "登山鞋", "到账", "今天", "三天内", "仓库", "核对", "地址", "优惠券", "满减"}
	scripts := make([]training.Script, 100_000)
	n := uint32(1)
	pick := func() string { n = n*1664525 + 1013904223; return parts[int(n>>16)%len(parts)] }
	for i := range scripts {
		var t strings.Builder
		for range 12 {
			t.WriteString(pick())
		}
		scripts[i] = script(fmt.Sprintf("c%d", i), pick()+pick()+pick(), t.String())
	}
	l := training.NewLibrary(scripts)
	for name, q := range map[string]string{"two characters": "退款", "four characters": "退款差价", "several words": "退款 鞋底 尺码", "initials": "dsx"} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if l.Search(training.ScriptQuery{Text: q, Limit: 20}, nil, "2026-11-02").Total == 0 {
					b.Fatal("nothing found")
				}
			}
		})
	}
}
