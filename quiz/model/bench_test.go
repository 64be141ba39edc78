package model_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"shifu/internal/lang"
	"shifu/quiz/model"
)

func parse(b *testing.B, id string) *model.Model {
	src, err := os.ReadFile("testdata/" + id + ".model.yaml")
	require.NoError(b, err)
	models, findings := model.Parse(id, src)
	require.Empty(b, findings)
	return models[0]
}

// BenchmarkRawKeys prints how many raw combinations a second are visited, tested
// against the constraints and given their key, names, formulas and texts compiled anew each time.
func BenchmarkRawKeys(b *testing.B) {
	for _, id := range []string{"big.refund-decision", "as.return-window", "ps.prorated-refund", "as.stockout-colour"} {
		b.Run(id, func(b *testing.B) {
			m := parse(b, id)
			n := 0
			for b.Loop() {
				c, _ := model.Compile(m, nil)
				n += c.Raw()
			}
			b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "raw/s")
		})
	}
}

// BenchmarkKeys prints keys of valid situations a second from a compiled model.
func BenchmarkKeys(b *testing.B) {
	for _, id := range []string{"big.refund-decision", "ps.prorated-refund", "sk.spot-the-fault"} {
		b.Run(id, func(b *testing.B) {
			c := load(b, id)
			n := 0
			for b.Loop() {
				c.Key(n % c.Size())
				n++
			}
			b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "keys/s")
		})
	}
}

// BenchmarkRender prints stems a second in one language.
func BenchmarkRender(b *testing.B) {
	c := load(b, "as.return-window")
	var buf []byte
	n := 0
	b.ReportAllocs()
	for b.Loop() {
		buf = c.Append(buf[:0], c.Stem(), n%c.Size(), []int{1, 2}, lang.En)
		n++
	}
}

// BenchmarkParse prints megabytes of YAML a second.
func BenchmarkParse(b *testing.B) {
	src, err := os.ReadFile("testdata/as.return-window.model.yaml")
	require.NoError(b, err)
	b.SetBytes(int64(len(src)))
	b.ReportAllocs()
	for b.Loop() {
		_, _ = model.Parse("x", src)
	}
}
