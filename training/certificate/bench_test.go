package certificate_test

import (
	"fmt"
	"io"
	"testing"

	"codeberg.org/go-pdf/fpdf"
	"github.com/stretchr/testify/require"

	"shifu/assets"
	"shifu/training/certificate"
	"shifu/training/certificate/sheet"
)

// BenchmarkCertificate compares a certificate in a batch, from the record to
// the page's bytes, with the same sheet painted by fpdf, which reads its fonts
// once a document. The gate is 0.6 of fpdf's time and 40 kB with the proof.
func BenchmarkCertificate(b *testing.B) {
	r := exampleRecord()
	b.Run("ours", func(b *testing.B) {
		size := 0
		for i := 0; b.Loop(); i++ {
			r.Number = fmt.Sprintf("QH-2026-%04d", i%10000)
			_, page, err := certificate.Print(r, exampleStamp.Fingerprint, press())
			require.NoError(b, err)
			size = len(page)
		}
		b.ReportMetric(float64(size), "bytes")
	})
	b.Run("fpdf", func(b *testing.B) {
		s := draw(b, r)
		for b.Loop() {
			paintByPeer(b, s)
		}
	})
}

// paintByPeer paints the texts, boxes and lines of a sheet with fpdf.
func paintByPeer(b *testing.B, s sheet.Sheet) {
	f := fpdf.New("L", "pt", "A4", "")
	f.AddUTF8FontFromBytes("regular", "", assets.FontRegular)
	f.AddUTF8FontFromBytes("bold", "", assets.FontBold)
	f.AddPage()
	at := func(v int) float64 { return float64(v) / sheet.Point }
	for _, o := range s.Ops {
		switch {
		case o.Text != nil:
			f.SetFont(string(o.Text.Face), "", at(o.Text.Size))
			f.Text(at(o.Text.X), at(o.Text.Y), o.Text.Text)
		case o.Rect != nil:
			f.Rect(at(o.Rect.X), at(o.Rect.Y), at(o.Rect.W), at(o.Rect.H), "D")
		case o.Line != nil:
			f.Line(at(o.Line.X1), at(o.Line.Y1), at(o.Line.X2), at(o.Line.Y2))
		}
	}
	require.NoError(b, f.Output(io.Discard))
}
