package check_test

import (
	"os"
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
