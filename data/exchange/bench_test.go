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

// BenchmarkReadMoodle prints questions a second.
func BenchmarkReadMoodle(b *testing.B) {
	const lot = 1000
	var src strings.Builder
	src.WriteString("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<quiz>\n")
	for i := range lot {
		fmt.Fprintf(&src, `<question type="multichoice">
<name><text>Q%d</text></name>
<questiontext format="html"><text><![CDATA[<p>What may be said to customer #%d about the order?</p>]]></text></questiontext>
<generalfeedback format="html"><text>See the rules.</text></generalfeedback>
<single>true</single>
<answer fraction="100" format="html"><text><![CDATA[<p>A refund of %d is on its way</p>]]></text><feedback format="html"><text>Right.</text></feedback></answer>
<answer fraction="0" format="html"><text><![CDATA[<p>Please wait</p>]]></text><feedback format="html"><text></text></feedback></answer>
<answer fraction="0" format="html"><text><![CDATA[<p>That is not possible</p>]]></text><feedback format="html"><text>Never say so.</text></feedback></answer>
<answer fraction="0" format="html"><text><![CDATA[<p>Ask again tomorrow</p>]]></text><feedback format="html"><text></text></feedback></answer>
</question>
`, i, i, i)
	}
	src.WriteString("</quiz>\n")
	text := []byte(src.String())
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if models, _ := exchange.ReadMoodle("x", text, "t.k"); len(models) != lot {
			b.Fatal(len(models))
		}
	}
	b.ReportMetric(float64(b.N*lot)/b.Elapsed().Seconds(), "questions/s")
}
