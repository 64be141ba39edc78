package review_test

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"shifu/quiz/review"
)

type step struct {
	Day        int     `json:"day"`
	Right      bool    `json:"right"`
	Recall     float64 `json:"recall"`
	Stability  float64 `json:"stability"`
	Difficulty float64 `json:"difficulty"`
	Interval   int     `json:"interval"`
}

func vectors(t testing.TB) (all [][]step) {
	raw, err := os.ReadFile("testdata/vectors.json")
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(raw, &all))
	require.Len(t, all, 200)
	return all
}

func TestEveryStepIsTheReferences(t *testing.T) {
	for h, history := range vectors(t) {
		var m review.Memory
		for i, s := range history {
			if i > 0 {
				assert.InDelta(t, s.Recall, m.Recall(s.Day), 2e-8, "history %d step %d", h, i)
			}
			m = m.After(review.Answer{Day: s.Day, Right: s.Right})
			require.InDelta(t, s.Stability, m.Stability, 1e-7*(1+s.Stability), "history %d step %d", h, i)
			require.InDelta(t, s.Difficulty, m.Difficulty, 2e-8, "history %d step %d", h, i)
			assert.Equal(t, s.Interval, m.Interval(review.Retention), "history %d step %d", h, i)
			assert.Equal(t, s.Day, m.Day)
		}
	}
}

func TestRecallFallsAndTheForecastSaysWhen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var m review.Memory
		day := 20000
		for range rapid.IntRange(1, 8).Draw(t, "answers") {
			day += rapid.IntRange(0, 40).Draw(t, "wait")
			m = m.After(review.Answer{Day: day, Right: rapid.Bool().Draw(t, "right")})
		}
		below := m.Below(review.Forgetting)
		if m.Recall(below) >= review.Forgetting || below > m.Day && m.Recall(below-1) < review.Forgetting {
			t.Fatalf("%+v falls below on %d", m, below)
		}
		all := []review.Remembered{{Learner: "a", Point: "p", Memory: m}}
		if len(review.Forecast(all, below-1, review.Forgetting)) != 0 && below > m.Day {
			t.Fatal("named too early")
		}
		named := review.Forecast(all, below, review.Forgetting)
		if len(named) != 1 || named[0].Since != below {
			t.Fatalf("not named on %d: %+v", below, named)
		}
		if due := m.Due(review.Retention); due <= m.Day {
			t.Fatal("due on the day of the answer")
		}
	})
}

func TestNothingIsKnownOfWhatWasNeverAnswered(t *testing.T) {
	var m review.Memory
	assert.True(t, m.New())
	assert.Zero(t, m.Recall(100))
	assert.Empty(t, review.Forecast([]review.Remembered{{Memory: m}}, 100, 0.8))
}

func TestAnAnswerFromAClockThatIsBehindCountsAsTheSameDay(t *testing.T) {
	m := review.Replay([]review.Answer{{Day: 100, Right: true}, {Day: 90, Right: true}})
	assert.Equal(t, review.Replay([]review.Answer{{Day: 100, Right: true}, {Day: 100, Right: true}}), m)
}

func BenchmarkReview(b *testing.B) {
	m := review.Memory{}.After(review.Answer{Day: 0, Right: true})
	n := m
	for i := range b.N {
		if i%16 == 0 {
			n = m
		}
		n = n.After(review.Answer{Day: n.Day + 3, Right: i%5 != 0})
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "reviews/s")
}

func BenchmarkForecast(b *testing.B) {
	all := make([]review.Remembered, 10_000)
	for i := range all {
		all[i].Memory = review.Replay([]review.Answer{{Day: 0, Right: i%3 > 0}, {Day: i % 30, Right: i%4 > 0}})
	}
	for range b.N {
		review.Forecast(all, 60, review.Forgetting)
	}
	b.ReportMetric(float64(b.N)*10_000/b.Elapsed().Seconds(), "forecasts/s")
}
