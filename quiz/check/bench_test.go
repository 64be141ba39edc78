package check_test

import (
	"os"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"shifu/quiz/check"
	"shifu/quiz/model"
)

func parse(b *testing.B, id string) *model.Model {
	src, err := os.ReadFile("../model/testdata/" + id + ".model.yaml")
	require.NoError(b, err)
	models, findings := model.Parse(id, src)
	require.Empty(b, findings)
	return models[0]
}

// BenchmarkCheck prints full checks: situations a second, both languages.
func BenchmarkCheck(b *testing.B) {
	for _, id := range []string{"big.refund-decision", "as.return-window", "as.stockout-colour", "ps.authentic-doubt", "ps.prorated-refund",
		"as.freight-insurance", "sk.spot-the-fault", "gen.order-flow", "sk.negative-to-positive"} {
		b.Run(id, func(b *testing.B) {
			m := parse(b, id)
			n := 0
			b.ReportAllocs()
			for b.Loop() {
				n += check.Model(m, nil, check.Options{}).Valid
			}
			b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "situations/s")
		})
	}
}

// large is a model of 968,000 raw combinations: the limit of the format is a million.
func large() string {
	levels := func(n int) string {
		out := "0"
		for i := 1; i < n; i++ {
			out += ", " + strconv.Itoa(i)
		}
		return out
	}
	src := "format: 1\nmodels:\n- id: t.large\n  kp: t.k\n  title: {zh: 题, en: t}\n  type: single\n" +
		"  stem: {zh: \"{a} {b} {c} {d} {e}\", en: \"{a} {b} {c} {d} {e}\"}\n  radicals:\n"
	for i, n := range []int{22, 22, 20, 10, 10} {
		id := string(rune('a' + i))
		src += "  - {id: " + id + ", zh: 条件" + id + ", en: " + id + ", kind: int, levels: [" + levels(n) + "]}\n"
	}
	return src + `  let:
  - {id: sum, kind: int, expr: a + b}
  - {id: big, kind: bool, expr: sum > c + 10}
  rules:
  - {if: {big: 是, d: ≤4}, key: x}
  - {if: {big: 是, d: ≥5}, key: y}
  - {if: {big: 否, e: ≤4}, key: y}
  - {if: {big: 否, e: ≥5, sum: ≤5}, key: x}
  - {if: {big: 否, e: ≥5, sum: ≥6}, key: z}
  options: [{id: x, text: {zh: 一号办法来办理, en: the first way}}, {id: y, text: {zh: 请走二号那条路, en: use number two}}, {id: z, text: {zh: 第三种处理方式, en: a third approach}}]
`
}

// BenchmarkLarge prints the keys of a model near the limit, and its whole check.
func BenchmarkLarge(b *testing.B) {
	models, findings := model.Parse("large", []byte(large()))
	require.Empty(b, findings)
	b.Run("keys", func(b *testing.B) {
		n := 0
		b.ReportAllocs()
		for b.Loop() {
			c, _ := model.Compile(models[0], nil)
			n += c.Raw()
		}
		b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "raw/s")
	})
	b.Run("check", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			r := check.Model(models[0], nil, check.Options{})
			if r.Valid != 968_000 {
				b.Fatal(r.Findings)
			}
		}
	})
}
