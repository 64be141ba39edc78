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
		"a tab":                   {strings.Replace(small, "  kp", "\tkp", 1), "E101", "", "", 4, 0},
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
