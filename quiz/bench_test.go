package quiz_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"shifu/internal/op"
	"shifu/quiz"
)

// answerMany gives answers in attempts of a fresh learner each, as a shop's
// day does, and measures the answers alone.
func answerMany(b *testing.B, items int, start quiz.Start) {
	s := newShop(b)
	var sitting quiz.Sitting
	var who op.Actor
	learner, n := 0, items
	b.ReportAllocs()
	var took []time.Duration
	for b.Loop() {
		if n == items {
			b.StopTimer()
			learner++
			who = op.Actor{ID: fmt.Sprintf("learner-%d", learner), Roles: []op.Role{op.Apprentice}}
			sitting, n = s.start(who, start), 0
			b.StartTimer()
		}
		began := time.Now()
		out, err := s.Answer(ctx, who, quiz.Reply{Command: cmd(), Attempt: sitting.Attempt, Slot: n, Response: json.RawMessage(`{"choice":"late"}`)})
		took = append(took, time.Since(began))
		require.NoError(b, err)
		require.True(b, out.Saved)
		n++
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-us")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-us")
}

// BenchmarkAnswer is one durable answer of an exam through the service: the
// chain continued, on the disk.
func BenchmarkAnswer(b *testing.B) { answerMany(b, 4, quiz.Start{Blueprint: "exam"}) }

// BenchmarkPracticeAnswer is one durable answer of practice: judged, explained,
// counted, and the next question drawn, on the disk.
func BenchmarkPracticeAnswer(b *testing.B) {
	answerMany(b, 5, quiz.Start{Points: []string{"t.returns"}, Purpose: quiz.Practice, Count: 5})
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
