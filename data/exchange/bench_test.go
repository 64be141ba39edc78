package exchange_test

import (
	"fmt"
	"strings"
	"testing"

	"shifu/data/exchange"
)

// BenchmarkReadGIFT prints questions a second.
func BenchmarkReadGIFT(b *testing.B) {
	const lot = 1000
	var src strings.Builder
	for i := range lot {
		fmt.Fprintf(&src, "::Q%d:: What may be said to customer \\#%d about the order? {\n=A refund of %d is on its way#Right.\n~Please wait\n~That is not possible#Never say so.\n~Ask again tomorrow\n####See the rules.\n}\n\n", i, i, i)
	}
	text := []byte(src.String())
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if models, _ := exchange.ReadGIFT("x", text, "t.k"); len(models) != lot {
			b.Fatal(len(models))
		}
	}
	b.ReportMetric(float64(b.N*lot)/b.Elapsed().Seconds(), "questions/s")
}
