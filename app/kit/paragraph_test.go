package kit_test

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	"shifu/app/kit"
	"shifu/app/theme"
)

const reading = "亲，真抱歉让您等了～刚帮您查过，曜石黑 41 码昨晚卖断了，短期补不上。白色、雾灰 41 码都有现货（编号 2026-0871，¥1,234.50），客户说“平时穿 40”，先问平时穿什么牌子；再推 40.5 或 41！好吗？100% Noto-Sans 好……行——吧"

func TestNoLineBeginsWithClosingPunctuation(t *testing.T) {
	p := kit.NewParagraph(reading, theme.Reading, theme.Ink)
	for width := float32(70); width < 900; width += 7 {
		for n, line := range p.Lines(width) {
			if n > 0 && line != "" {
				assert.NotContains(t, "，。、；：？！”）…～—%", string([]rune(line)[0]), "at width %v: %q", width, line)
			}
			if line != "" {
				r := []rune(line)
				assert.NotContains(t, "“（", string(r[len(r)-1]), "at width %v: %q", width, line)
			}
		}
	}
}

func TestLongNumbersAndWordsAreNotBrokenWhileALineCanHoldThem(t *testing.T) {
	p := kit.NewParagraph(reading, theme.Reading, theme.Ink)
	for width := float32(110); width < 900; width += 7 {
		all := "\n" + strings.Join(p.Lines(width), "\n") + "\n"
		for _, whole := range []string{"2026-0871", "1,234.50", "40.5", "41"} {
			assert.Contains(t, all, whole, "at width %v", width)
		}
	}
}

func TestNothingIsLostByBreaking(t *testing.T) {
	squeeze := func(s string) string { return strings.ReplaceAll(strings.ReplaceAll(s, " ", ""), "\n", "") }
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.RuneFrom([]rune("中文，。“”a1 -/()¥9～\n长")), 0, 60, -1).Draw(t, "text")
		width := rapid.Float32Range(20, 400).Draw(t, "width")
		p := kit.NewParagraph(text, theme.Body, theme.Ink)
		lines := p.Lines(width)
		if squeeze(strings.Join(lines, "")) != squeeze(text) {
			t.Fatalf("%q became %q", text, lines)
		}
		if h := p.HeightFor(width); h != float32(len(lines))*theme.Body.Line {
			t.Fatalf("height %v for %d lines", h, len(lines))
		}
	})
}

func TestEveryLineFitsItsWidth(t *testing.T) {
	p := kit.NewRuns(theme.Reading, theme.Ink, kit.Plain("您好 "), kit.Tinted("曜石黑 41", theme.PrimarySoft, theme.PrimaryInk), kit.Plain(" 昨晚卖断了，"), kit.Bold("整单全额退"),
		kit.Plain("。https://example.com/a/very/long/address/without/an/end/at/all"))
	for width := float32(40); width < 500; width += 9 {
		for _, line := range p.Lines(width) {
			assert.LessOrEqual(t, fyne.MeasureText(strings.TrimRight(line, " "), theme.Reading.Size, fyne.TextStyle{}).Width, width+17, "at %v: %q", width, line)
		}
	}
}

func TestAParagraphCanBeLimited(t *testing.T) {
	p := kit.NewParagraph(reading, theme.Body, theme.Ink).Most(2)
	lines := p.Lines(200)
	assert.Len(t, lines, 2)
	assert.True(t, strings.HasSuffix(lines[1], "…"))
	assert.Len(t, kit.NewParagraph("短", theme.Body, theme.Ink).Most(2).Lines(200), 1)
}

func TestAHardBreakIsKeptAndAnEmptyParagraphHasOneLine(t *testing.T) {
	assert.Equal(t, []string{"一", "", "二"}, kit.NewParagraph("一\n\n二", theme.Body, theme.Ink).Lines(100))
	assert.Equal(t, theme.Body.Line, kit.NewParagraph("", theme.Body, theme.Ink).HeightFor(100))
}

func TestALongLessonIsBrokenQuickly(t *testing.T) {
	text := strings.Repeat(reading, 60) // some 8,000 characters
	start := time.Now()
	kit.NewParagraph(text, theme.Reading, theme.Ink).HeightFor(560)
	assert.Less(t, time.Since(start), 600*time.Millisecond)
}

func BenchmarkBreakingALesson(b *testing.B) {
	text := strings.Repeat(reading, 60)
	for b.Loop() {
		kit.NewParagraph(text, theme.Reading, theme.Ink).HeightFor(560)
	}
}
