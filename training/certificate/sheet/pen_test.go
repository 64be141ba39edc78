package sheet_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"shifu/training/certificate/sheet"
)

// ruler is a face in which every Han character is an em wide and every other
// one half; the bold face lacks 喆, both lack 𠮷.
type ruler struct{}

func (ruler) Has(face sheet.Face, r rune) bool {
	return r != '𠮷' && (r != '喆' || face == sheet.Regular)
}
func (ruler) Advance(_ sheet.Face, r rune) int {
	if r > 0x2E80 {
		return 1000
	}
	return 500
}

func pen() *sheet.Pen { return sheet.NewPen(ruler{}, 10000, 10000) }

func TestATextIsMeasuredByItsCharacters(t *testing.T) {
	assert.Equal(t, 2500, sheet.Width(ruler{}, sheet.Regular, 1000, "孙一a"))
	assert.Equal(t, 1, sheet.Width(ruler{}, sheet.Regular, 1, "a"), "rounded up")
}

func TestLinesBreakWhereTheLanguageAllows(t *testing.T) {
	for _, c := range []struct {
		text  string
		width int
		want  []string
	}{
		{"", 5000, nil},
		{"一二三四五六", 3000, []string{"一二三", "四五六"}},
		{"一二三，四五", 3000, []string{"一二", "三，四", "五"}},
		{"一二（三四）", 3000, []string{"一二", "（三", "四）"}},
		{"one two three", 3500, []string{"one two", "three"}},
		{"abcdefgh", 2000, []string{"abcd", "efgh"}},
		{"买了Nike鞋", 2000, []string{"买了", "Nike", "鞋"}},
	} {
		assert.Equal(t, c.want, pen().Wrap(sheet.Regular, 1000, c.text, c.width), c.text)
	}
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOf(rapid.SampledFrom([]string{"一", "二，", "（三", "word", " ", "é", "W"})).Draw(t, "text"), "")
		width := rapid.IntRange(2000, 9000).Draw(t, "width")
		joined := ""
		for _, line := range pen().Wrap(sheet.Regular, 1000, text, width) {
			require.LessOrEqual(t, sheet.Width(ruler{}, sheet.Regular, 1000, line), width)
			joined += line
		}
		bare := func(s string) string { return strings.ReplaceAll(s, " ", "") }
		require.Equal(t, bare(text), bare(joined), "nothing is lost")
	})
}

func TestATextThatIsTooWideIsMadeSmaller(t *testing.T) {
	p := pen()
	size := p.Fit(sheet.Text{X: 0, Y: 100, Size: 1000, Face: sheet.Regular, Text: "一二三四"}, 2000)
	assert.Less(t, size, 501)
	assert.LessOrEqual(t, p.Width(sheet.Regular, size, "一二三四"), 2000)
	assert.Equal(t, 1000, p.Fit(sheet.Text{Size: 1000, Face: sheet.Regular, Text: "一"}, 2000))
}

func TestACharacterIsDrawnInTheOtherFaceOrReplaced(t *testing.T) {
	p := pen()
	face, text := p.Clean(sheet.Bold, "王喆")
	assert.Equal(t, sheet.Regular, face)
	assert.Equal(t, "王喆", text)
	face, text = p.Clean(sheet.Bold, "王𠮷𠮷")
	assert.Equal(t, sheet.Bold, face, "the rest keeps its weight")
	assert.Equal(t, "王〓〓", text)
	assert.Equal(t, []string{"𠮷"}, p.Replaced(), "once each")
	_, text = p.Clean(sheet.Regular, " a\tb\u200d\u202ec\n")
	assert.Equal(t, "a bc", text, "what has no picture of its own")
}

func TestRunsStandSideBySide(t *testing.T) {
	p := pen()
	p.Runs(5000, 100, 9000, sheet.Middle, sheet.Run{Text: "一 ", Face: sheet.Regular, Size: 1000}, sheet.Run{Text: "二", Face: sheet.Bold, Size: 1000})
	ops := p.Sheet().Ops
	require.Len(t, ops, 2)
	assert.Equal(t, 5000-1250, ops[0].Text.X)
	assert.Equal(t, 5000-1250+1500, ops[1].Text.X, "the space between them is kept")
}
