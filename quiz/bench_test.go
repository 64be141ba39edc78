package quiz_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"shifu/quiz"
)

// BenchmarkAnswer is one durable answer of practice through the service: read
// back, judged, explained, counted, the next question drawn, on the disk.
func BenchmarkAnswer(b *testing.B) {
	s := newShop(b)
	const items = 20
	var sitting quiz.Sitting
	n := items
	b.ReportAllocs()
	for b.Loop() {
		if n == items {
			b.StopTimer()
			if sitting.Attempt != "" {
				s.handIn(lin, sitting.Attempt)
			}
			sitting, n = s.start(lin, quiz.Start{Points: []string{"t.returns"}, Purpose: quiz.Practice, Count: items}), 0
			b.StartTimer()
		}
		out, err := s.Answer(ctx, lin, quiz.Reply{Command: cmd(), Attempt: sitting.Attempt, Slot: n, Response: json.RawMessage(`{"choice":"late"}`)})
		require.NoError(b, err)
		require.True(b, out.Saved)
		n++
	}
}

// BenchmarkExamAnswer is one durable answer of an exam.
func BenchmarkExamAnswer(b *testing.B) {
	s := newShop(b)
	sitting := s.start(lin, quiz.Start{Blueprint: "exam"})
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if i%200 == 199 { // a real exam is not answered two hundred times
			b.StopTimer()
			s.handIn(lin, sitting.Attempt)
			s.ports.heads = map[string][]string{}
			s.clock.Advance(100 * 24 * 60 * 60 * 1e9)
			sitting = s.start(lin, quiz.Start{Blueprint: "exam"})
			b.StartTimer()
		}
		out, err := s.Answer(ctx, lin, quiz.Reply{Command: cmd(), Attempt: sitting.Attempt, Slot: i % 4, Response: json.RawMessage(`{"choice":"late"}`)})
		require.NoError(b, err)
		require.True(b, out.Saved)
	}
}

// BenchmarkHeartbeat is what a sitting costs every five seconds.
func BenchmarkHeartbeat(b *testing.B) {
	s := newShop(b)
	sitting := s.start(lin, quiz.Start{Points: []string{"t.returns"}, Purpose: quiz.Practice, Count: 1})
	b.ReportAllocs()
	for b.Loop() {
		_, err := s.Heartbeat(ctx, lin, sitting.Attempt)
		require.NoError(b, err)
	}
}
