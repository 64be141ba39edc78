package draw_test

import (
	"testing"

	"shifu/quiz/draw"
)

// large is the size of the worked example "big": 1,440 valid situations of
// 4,536, eight radicals, 245 pairs.
func large(t testing.TB) *draw.Space {
	return space(t, "big", radicals("status=unshipped moving signed", "tier=normal silver gold", "camp=daily promo", "channel=chat phone", "days=0 7 8 15 16 30 31",
		"cause=mind fault wrong", "price=99 199 499", "limit=100 300"),
		func(l map[string]string) bool {
			signed := l["status"] == "signed"
			return signed == (l["days"] != "0") && (signed || l["cause"] == "mind")
		}, func(l map[string]string) string { return l["status"] + l["cause"] })
}

func BenchmarkDraws(b *testing.B) {
	for name, s := range map[string]*draw.Space{"56 situations": returnWindow(b), "1440 situations": large(b)} {
		b.Run(name, func(b *testing.B) {
			h := s.History()
			for n := range b.N {
				if h.Distinct() >= 40 {
					h = s.History()
				}
				h.Add(s.Choose(draw.Request{Root: draw.Root("bench", s.Model(), n), Purpose: draw.Practice, History: h}).Situation, int64(n))
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "draws/s")
		})
	}
}

// BenchmarkSlowestDraw is a draw after every pair was met: all situations tie
// and triples decide.
func BenchmarkSlowestDraw(b *testing.B) {
	s := large(b)
	h := s.History()
	for n := range 60 {
		h.Add(s.Choose(draw.Request{Root: draw.Root("slow", s.Model(), n), Purpose: draw.Practice, History: h}).Situation, int64(n))
	}
	for b.Loop() {
		s.Choose(draw.Request{Root: draw.Root("slow", s.Model(), 61), Purpose: draw.Practice, History: h})
	}
}
