package response_test

import (
	"testing"

	"shifu/quiz/draw"
	"shifu/quiz/response"
)

// BenchmarkWholeVariants draws and makes whole variants: situation, surface,
// words in both languages, options, key and feedback. The history starts again
// when half of the situations were shown.
func BenchmarkWholeVariants(b *testing.B) {
	for _, id := range []string{"as.return-window", "ps.authentic-doubt", "ps.prorated-refund", "as.freight-insurance", "sk.spot-the-fault", "gen.order-flow", "as.stockout-colour", "sk.negative-to-positive", "big.refund-decision"} {
		b.Run(id, func(b *testing.B) {
			it := example(b, id)
			h := it.Space.History()
			for n := range b.N {
				if h.Distinct() > it.Space.Size()/2 || h.Distinct() >= 30 {
					h = it.Space.History()
				}
				_, c, err := it.Draw(draw.Request{Root: draw.Root("bench", id, n), Purpose: draw.Practice, History: h}, response.Request{Attempt: "bench", Ordinal: n})
				if err != nil {
					b.Fatal(err)
				}
				h.Add(c.Situation, int64(n))
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "variants/s")
		})
	}
}

func BenchmarkJudge(b *testing.B) {
	for _, id := range []string{"as.return-window", "ps.prorated-refund", "as.stockout-colour", "sk.negative-to-positive"} {
		b.Run(id, func(b *testing.B) {
			v, err := example(b, id).Make(response.Request{Situation: 3, Root: draw.Root("bench", id, 1)})
			if err != nil {
				b.Fatal(err)
			}
			raw := response.SelfTest(&v).Right
			for b.Loop() {
				if m := response.Judge(&v, raw); *m.Score != 100 {
					b.Fatal(*m.Score)
				}
			}
		})
	}
}
