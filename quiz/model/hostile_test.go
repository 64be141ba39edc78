package model_test

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/simplifiedchinese"

	"shifu/quiz/model"
)

const small = `format: 1
models:
- id: t.small
  kp: t.k
  title: {zh: 题, en: t}
  type: truefalse
  stem: {zh: "订单{status}，能改吗？", en: "The order {status}. May it change?"}
  radicals:
  - {id: status, zh: 状态, en: Status, levels: [{id: wait, zh: 未发货, en: has not shipped}, {id: got, zh: 已签收, en: was received}]}
  answer: status == wait
`

// TestHostileFilesGetAClearFindingWithinASecond also bounds what reading them allocates.
func TestHostileFilesGetAClearFindingWithinASecond(t *testing.T) {
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(small)
	require.NoError(t, err)
	bomb := "a: &a [x,x,x,x,x,x,x,x,x]\n"
	for i := 'b'; i < 'j'; i++ {
		bomb += fmt.Sprintf("%c: &%c [%s]\n", i, i, strings.Repeat(fmt.Sprintf("*%c,", i-1), 9))
	}
	var keys strings.Builder
	for i := range 60_000 {
		fmt.Fprintf(&keys, "  k%d: 1\n", i)
	}
	for name, c := range map[string]struct {
		src          string
		code, zh, en string
		line, column int
	}{
		"100,000 brackets":        {"format: 1\nmodels: " + strings.Repeat("[", 100_000), "E101", "套得太深", "too many brackets", 2, 73},
		"1,000,000 brackets":      {strings.Repeat("[", 1_000_000), "E101", "套得太深", "too many brackets", 1, 160_001},
		"1,000,000 comments":      {strings.Repeat("#\n", 1_000_000), "E101", "条目太多", "too many entries", 160_001, 1},
		"60,000 rows":             {strings.Replace(small, "  answer: status == wait", "  rules:\n"+strings.Repeat("  - {if: {status: wait}, key: x}\n", 60_000), 1), "E101", "条目太多", "too many entries", 17_783, 0},
		"100,000 models":          {"format: 1\nmodels:\n" + strings.Repeat("- id: a.b\n", 100_000), "E101", "条目太多", "too many entries", 80_002, 1},
		"50,000 accepted":         {strings.Replace(small, "  type:", "  accept: ["+strings.Repeat("{code: W1, why: a},", 30_000)+"]\n  type:", 1), "E101", "条目太多", "too many entries", 6, 0},
		"1,000 accepted":          {strings.Replace(small, "  type:", "  accept: ["+strings.Repeat("{code: W405, why: a},", 1_000)+"]\n  type:", 1), "E101", "有1000个", "accept has 1000", 6, 0},
		"a space without width":   {strings.Replace(small, "能改吗", "能\u200b吗", 1), "E101", "U+200B", "U+200B", 7, 27},
		"an escaped one":          {strings.Replace(small, "能改吗", `能\u200b吗`, 1), "E101", "U+200B", "U+200B", 7, 14},
		"an Arabic letter mark":   {strings.Replace(small, "能改吗", "能\u061c吗", 1), "E101", "U+061C", "U+061C", 7, 27},
		"half a character":        {strings.Replace(small, "能改吗", `能\ud83d吗`, 1), "E101", "完整的字符", "no whole character", 7, 0},
		"100,000 braces":          {"format: 1\nmodels: " + strings.Repeat("{a: ", 100_000), "E101", "套得太深", "too many brackets", 2, 0},
		"100,000 dashes":          {"format: 1\nmodels:\n" + strings.Repeat("- ", 100_000), "E101", "“-”太多", "too many dashes", 3, 13},
		"100,000 question marks":  {strings.Repeat("? ", 100_000), "E101", "?", "complex keys", 1, 1},
		"100,000 colons":          {strings.Repeat("a: ", 100_000), "E101", "“:”太多", "too many colons", 1, 0},
		"deep indentation":        {"format: 1\nmodels:\n" + staircase(3000), "E101", "缩进太深", "indented too deeply", 0, 0},
		"a YAML bomb":             {bomb, "E101", "锚和引用", "anchors and aliases", 1, 4},
		"a tag":                   {strings.Replace(small, "status == wait", "!!python/x wait", 1), "E101", "标签", "tags (!)", 10, 11},
		"a merge key":             {strings.Replace(small, "  kp: t.k", "  <<: {kp: t.k}", 1), "E101", "合并键", "merge keys", 4, 3},
		"60,000 fields":           {"format: 1\nmodels:\n- id: x\n" + keys.String(), "E101", "字段太多", "too many fields", 0, 0},
		"a text of 2 MiB":         {strings.Replace(small, "能改吗？", strings.Repeat("长", 600_000), 1), "E101", "超过2000个字", "more than 2,000 characters", 7, 14},
		"a cell of a megabyte":    {strings.Replace(small, "status == wait", strings.Repeat("x", 1<<20), 1), "E107", "太长", "too long", 10, 0},
		"more than 2 MiB":         {small + strings.Repeat("# comment\n", 300_000), "E101", "2 MiB", "2 MiB", 0, 0},
		"a formula of 10,000":     {strings.Replace(small, "status == wait", strings.Repeat("1 + ", 10_000)+"1 == 1", 1), "E107", "太长", "too long", 10, 0},
		"a NUL":                   {strings.Replace(small, "能改吗", "能\x00吗", 1), "E101", "U+0000", "U+0000", 7, 27},
		"an escaped NUL":          {strings.Replace(small, "能改吗", `能\0吗`, 1), "E101", "U+0000", "hidden character", 7, 14},
		"a direction override":    {strings.Replace(small, "能改吗", "能\u202e吗", 1), "E101", "U+202E", "U+202E", 7, 27},
		"GB18030":                 {gb, "E100", "GB18030", "looks like GB18030", 5, 0},
		"not UTF-8":               {small + "\xff\xfe", "E100", "UTF-8", "UTF-8", 11, 0},
		"a tab":                   {strings.Replace(small, "  kp", "\tkp", 1), "E101", "不能用制表符", "not with tabs", 4, 0},
		"empty":                   {"", "E101", "空的", "empty", 1, 1},
		"format 2":                {strings.Replace(small, "format: 1", "format: 2", 1), "E101", "不认识格式2；本程序读格式1", "format 2 is not known; this program reads format 1", 1, 9},
		"two documents":           {small + "---\n" + small, "E101", "---", "one document", 12, 7},
		"a field twice":           {strings.Replace(small, "  kp: t.k", "  kp: t.k\n  kp: t.k", 1), "E101", "写了两次", "written twice", 5, 3},
		"an unquoted comma":       {strings.Replace(small, `"The order {status}. May it change?"`, "Well, may it change?", 1), "E101", "逗号就要加引号", "a text with a comma needs quotes", 7, 0},
		"an unquoted ≥ of ASCII":  {strings.Replace(small, "status == wait", ">=7", 1), "E101", "≥7", "≥7", 10, 11},
		"a misspelt field":        {strings.Replace(small, "  stem:", "  stern:", 1), "E101", "是不是“stem”", `did you mean "stem"?`, 7, 3},
		"a list instead of text":  {strings.Replace(small, "{zh: 题, en: t}", "[题, t]", 1), "E101", "两种语言", "two languages", 5, 0},
		"a missing comma":         {strings.Replace(small, "{zh: 题, en: t}", "{zh: 题 en: t}", 1), "E101", "前面少了逗号", "comma is missing before en", 5, 0},
		"only a list":             {"- a\n- b\n", "E101", "format: 1", "format: 1", 1, 0},
		"a scalar instead of one": {"format: 1\nmodels: [x]\n", "E101", "id: …", "id: …", 2, 10},
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			start := time.Now()
			models, findings := model.Parse("t.yaml", []byte(c.src))
			for _, m := range models {
				_, more := model.Compile(m, nil)
				findings = append(findings, more...)
			}
			t.Logf("%s took %v", name, time.Since(start))
			runtime.ReadMemStats(&after)
			require.NotEmpty(t, findings)
			assert.LessOrEqual(t, len(models), 200)
			assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(256<<20))
			f := findings[0]
			assert.Equal(t, c.code, f.Code)
			assert.Contains(t, f.Message.ZH, c.zh)
			assert.Contains(t, f.Message.EN, c.en)
			assert.Less(t, len(f.Message.EN), 500, "the message stays short")
			if c.line > 0 {
				assert.Equal(t, c.line, f.Line)
			}
			if c.column > 0 {
				assert.Equal(t, c.column, f.Column)
			}
		})
	}
}

// TestHostileModelsAreCompiledWithinASecond holds models that are in the format and ask for
// more work than a person ever means.
func TestHostileModelsAreCompiledWithinASecond(t *testing.T) {
	lets := "  let:\n  - {id: l0, kind: int, expr: a + b + c + d + e}\n"
	sum := "l0"
	for i := range 29 {
		lets += fmt.Sprintf("  - {id: l%d, kind: int, expr: %s}\n", i+1, sum)
		sum += fmt.Sprintf(" + l%d", i+1)
	}
	ints := func(id string, n int) string {
		levels := "0"
		for i := 1; i < n; i++ {
			levels += fmt.Sprintf(", %d", i)
		}
		return fmt.Sprintf("  - {id: %s, zh: 条件%[1]s, en: R%[1]s, kind: int, levels: [%s]}\n", id, levels)
	}
	head := func(kind string) string {
		return "format: 1\nmodels:\n- id: t.hostile\n  kp: t.k\n  title: {zh: 题, en: t}\n  type: " + kind + "\n  stem: {zh: \"{a}\", en: \"{a}\"}\n  radicals:\n"
	}
	nodes := func(turns int, set string) string {
		out := "  nodes:\n"
		for n := range turns {
			out += fmt.Sprintf("  - {id: n%d, say: {zh: 说, en: say}, choices: [", n)
			for c := range 8 {
				out += fmt.Sprintf("{id: c%d, text: {zh: 话%[1]d, en: t%[1]d}, points: %[1]d, next: n%[2]d%[3]s}, ", c, n+1, strings.ReplaceAll(set, "#", fmt.Sprint(c)))
			}
			out = strings.TrimSuffix(out, ", ") + "]}\n"
		}
		return out + fmt.Sprintf("  - {id: n%d, end: done, say: {zh: 完, en: end}}\n", turns)
	}
	for name, src := range map[string]string{
		"each of 30 lets reads all before it": head("numeric") + ints("a", 24) + ints("b", 24) + ints("c", 20) + ints("d", 2) + ints("e", 2) + lets + "  answer: l29\n",
		"a chat whose states never repeat": head("chat") + ints("a", 24) + ints("b", 24) + "  max_steps: 30\n  state: [{id: s, kind: int, start: a + b}]\n" +
			nodes(29, ", set: {s: s * 2 + #}"),
		"a chat of 32,768 paths in 576 situations": head("chat") + ints("a", 24) + ints("b", 24) + nodes(5, ", if: a * b + # >= 0"),
		"a chat of 331,776 situations":             head("chat") + ints("a", 24) + ints("b", 24) + ints("c", 24) + ints("d", 24) + nodes(2, ", if: a * b + c * d + # >= 0"),
	} {
		t.Run(name, func(t *testing.T) {
			models, findings := model.Parse("t.yaml", []byte(src))
			require.Empty(t, findings)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			start := time.Now()
			c, findings := model.Compile(models[0], nil)
			took := time.Since(start)
			runtime.ReadMemStats(&after)
			t.Logf("took %v", took)
			require.Empty(t, findings)
			assert.Less(t, took, 10*time.Second, "a second, and what a busy machine adds")
			assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(256<<20))
			if models[0].Type != model.Chat {
				return
			}
			why, _, _ := c.GameFault(c.Size() - 1)
			assert.NotEmpty(t, why.EN)
			_, ok := c.Key(c.Size() - 1)
			assert.False(t, ok, "what was not walked whole has no key")
		})
	}
}

// twelveRadicals are the most levels that twelve radicals can have.
func twelveRadicals() string {
	out := ""
	for i := range 12 {
		out += fmt.Sprintf("  - {id: r%d, zh: 条件%[1]d, en: R%[1]d, kind: int, levels: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23]}\n", i)
	}
	return out
}

func TestTheNumberOfCombinationsIsExact(t *testing.T) {
	twelve, _, _ := strings.Cut(small, "  - {id: status")
	models, findings := model.Parse("t.yaml", []byte(twelve+twelveRadicals()+"  answer: r0 > 3\n"))
	require.Empty(t, findings)
	_, findings = model.Compile(models[0], nil)
	require.Equal(t, "E111", findings[0].Code)
	assert.Equal(t, "36520347436056576 raw combinations; at most 1,000,000", findings[0].Message.EN)
}

func staircase(depth int) string {
	var b strings.Builder
	for i := range depth {
		if b.Len() > 1<<20 {
			break
		}
		b.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return b.String()
}

func TestWindowsFilesReadLikeOthers(t *testing.T) {
	plain, findings := model.Parse("a", []byte(small))
	require.Empty(t, findings)
	windows, findings := model.Parse("b", []byte("\ufeff"+strings.ReplaceAll(small, "\n", "\r\n")))
	require.Empty(t, findings)
	assert.Equal(t, string(model.Canonical(plain[0])), string(model.Canonical(windows[0])))
}

func FuzzFiles(f *testing.F) {
	paths, _ := filepath.Glob("testdata/*.yaml")
	for _, p := range paths {
		src, err := os.ReadFile(p)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(src))
	}
	f.Add(small)
	f.Fuzz(func(t *testing.T, src string) {
		models, findings := model.Parse("t.yaml", []byte(src))
		for _, m := range models {
			c, more := model.Compile(m, nil)
			findings = append(findings, more...)
			if c == nil {
				require.True(t, model.Blocking(more))
				continue
			}
			_ = m.ContentHash()
			for i := range min(3, c.Size()) {
				_, _ = c.Key(i)
				_ = c.RenderBoth(c.Stem(), i, nil)
				require.Equal(t, i, c.Find(c.Levels(i)))
			}
		}
		for _, x := range findings {
			require.NotEmpty(t, x.Message.ZH)
			require.NotEmpty(t, x.Message.EN)
		}
	})
}
