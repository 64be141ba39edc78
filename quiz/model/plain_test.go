package model_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"shifu/quiz/formula"
	"shifu/quiz/model"
)

// TestTheCompiledSpaceIsThatOfAPlainReading makes up models and compares the compiled
// space, classes and keys with a slow reading of the same cells, row by row.
func TestTheCompiledSpaceIsThatOfAPlainReading(t *testing.T) {
	cells := []string{"-", "0", "1", "2", "3", "≥1", "≥2", "≤1", "0,2", "非 1", "非 0,3", "1..2", "不到3", "超过2"}
	rapid.Check(t, func(t *rapid.T) {
		k := rapid.IntRange(1, 4).Draw(t, "radicals")
		sizes := make([]int, k)
		var src strings.Builder
		src.WriteString("format: 1\nmodels:\n- id: t.made\n  kp: t.k\n  title: {zh: 题, en: t}\n  type: single\n  stem: {zh: 问, en: ask}\n  radicals:\n")
		for i := range k {
			sizes[i] = rapid.IntRange(2, 4).Draw(t, "levels")
			fmt.Fprintf(&src, "  - {id: r%d, zh: 条%d, en: R%d, kind: int, levels: %s}\n", i, i, i, strings.ReplaceAll(fmt.Sprint([]int{0, 1, 2, 3}[:sizes[i]]), " ", ", "))
		}
		row := func(label string) map[int]string {
			out := map[int]string{}
			for i := range k + 1 { // the last column is the let
				if rapid.Bool().Draw(t, label) {
					out[i] = rapid.SampledFrom(cells).Draw(t, label+" cell")
				}
			}
			return out
		}
		text := func(cells map[int]string) string {
			var parts []string
			for i := range k + 1 {
				if c, ok := cells[i]; ok {
					name := fmt.Sprintf("r%d", i)
					if i == k {
						name = "sum"
					}
					parts = append(parts, name+": \""+c+"\"")
				}
			}
			return "{" + strings.Join(parts, ", ") + "}"
		}
		var forbid []map[int]string
		for range rapid.IntRange(0, 2).Draw(t, "constraints") {
			if r := row("forbid"); fitsSomething(r) {
				forbid = append(forbid, r)
			}
		}
		if len(forbid) > 0 {
			src.WriteString("  constraints:\n")
			for _, f := range forbid {
				src.WriteString("  - {forbid: " + text(f) + ", why: {zh: 不, en: no}}\n")
			}
		}
		names := make([]string, k)
		for i := range names {
			names[i] = fmt.Sprintf("r%d", i)
		}
		src.WriteString("  let: [{id: sum, kind: int, expr: \"div(" + strings.Join(names, " + ") + ", 2, down)\"}]\n  rules:\n")
		var rules []map[int]string
		var keys []string
		for range rapid.IntRange(1, 5).Draw(t, "rules") {
			rules = append(rules, row("rule"))
			keys = append(keys, rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "key"))
			src.WriteString("  - {if: " + text(rules[len(rules)-1]) + ", key: " + keys[len(keys)-1] + "}\n")
		}
		orElse := rapid.Bool().Draw(t, "else")
		if orElse {
			src.WriteString("  - {else: true, key: c}\n")
		}
		src.WriteString("  options: [{id: a, text: {zh: 甲, en: A}}, {id: b, text: {zh: 乙, en: B}}, {id: c, text: {zh: 丙, en: C}}]\n")
		models, findings := model.Parse("t", []byte(src.String()))
		require.Empty(t, findings, src.String())
		c, findings := model.Compile(models[0], nil)
		require.Empty(t, findings, src.String())

		next := 0
		levels := make([]int, k)
		var visit func(int)
		visit = func(depth int) {
			if depth < k {
				for l := range sizes[depth] {
					levels[depth] = l
					visit(depth + 1)
				}
				return
			}
			for _, f := range forbid {
				if plainFit(f, levels) {
					return
				}
			}
			require.Less(t, next, c.Size())
			for i, l := range c.Levels(next) {
				require.Equal(t, levels[i], int(l))
			}
			want, clash := "", false
			for i, r := range rules {
				if plainFit(r, levels) {
					clash = clash || want != "" && want != keys[i]
					want = keys[i]
				}
			}
			if want == "" && orElse {
				want = "c"
			}
			key, ok := c.Key(next)
			if want == "" || clash {
				require.False(t, ok)
				require.Equal(t, -1, c.ClassIndex(next))
			} else {
				require.True(t, ok)
				require.Equal(t, want, key.Choice)
				require.Equal(t, want, c.Class(next))
			}
			next++
		}
		visit(0)
		require.Equal(t, next, c.Size())
	})
}

func fitsSomething(row map[int]string) bool { return len(row) > 0 && !onlyAny(row) }

func onlyAny(row map[int]string) bool {
	for _, c := range row {
		if c != "-" {
			return false
		}
	}
	return true
}

func plainFit(row map[int]string, levels []int) bool {
	for i, cell := range row {
		v := 0
		if i < len(levels) {
			v = levels[i]
		} else {
			for _, l := range levels {
				v += l
			}
			v /= 2
		}
		test, err := formula.ParseCell(cell, formula.Column{Kind: formula.Int})
		if err != nil || !test.Fits(int64(v)) {
			return false
		}
	}
	return true
}
