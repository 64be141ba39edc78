package markdown_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/app/markdown"
)

func TestParseReadsWhatALessonMayHold(t *testing.T) {
	blocks := markdown.Parse("## 退货期限\n\n普通会员**七天**，\n金卡更长。\n\n- 先看状态\n- 再看天数\n\n1. 签收\n2. 拆包\n\n![包装](../media/parcel.svg)\n\n---\n\n> [!红线] 不能答应改价。\n\n> 顾客原话\n")
	kinds := []markdown.Kind{}
	for _, b := range blocks {
		kinds = append(kinds, b.Kind)
	}
	require.Equal(t, []markdown.Kind{markdown.Heading, markdown.Paragraph, markdown.Item, markdown.Item, markdown.Item, markdown.Item,
		markdown.Picture, markdown.Rule, markdown.Callout, markdown.Quote}, kinds)
	assert.Equal(t, []markdown.Span{{Text: "普通会员"}, {Text: "七天", Bold: true}, {Text: "，金卡更长。"}}, blocks[1].Spans, "no blank between Chinese lines")
	assert.Equal(t, "2.", blocks[5].Marker)
	assert.Equal(t, "parcel.svg", blocks[6].Picture)
	assert.Equal(t, markdown.RedLine, blocks[8].Tone)
	assert.Equal(t, "不能答应改价。", markdown.Plain(blocks[8].Inside[0].Spans))
}

func TestParseReadsTablesAndKnowsProofs(t *testing.T) {
	b := markdown.Parse("| 特点 | 好处 | 凭什么 |\n|---|---|---|\n| 软底 | 走一天不累 | 回弹 62% |\n")
	require.Len(t, b, 1)
	assert.True(t, b[0].Proof)
	assert.Equal(t, "回弹 62%", markdown.Plain(b[0].Rows[0][2]))
}

func TestNothingReachesOutsideThePack(t *testing.T) {
	for _, bad := range []string{"https://example.org/x.png", "../../etc/passwd", "../media/../../x.png", "/etc/x.png", "file:///x.png", "../media/", "media/..\\x.png"} {
		_, ok := markdown.MediaName(bad)
		assert.False(t, ok, bad)
		for _, b := range markdown.Parse("![x](" + bad + ")") {
			assert.NotEqual(t, markdown.Picture, b.Kind, bad)
		}
	}
	for _, b := range markdown.Parse("<img src=x onerror=y>\n\n[看这里](https://example.org)") {
		assert.NotContains(t, markdown.Plain(b.Spans), "example")
		assert.NotContains(t, markdown.Plain(b.Spans), "<img")
	}
}

func FuzzParse(f *testing.F) {
	f.Add("## a\n\n> [!提示] b\n\n| a | b |\n|---|---|\n| 1 | 2 |\n")
	f.Fuzz(func(t *testing.T, s string) { markdown.Parse(s) })
}
