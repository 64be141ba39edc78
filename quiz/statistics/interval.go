// Package statistics says what numbers of answers prove and what they do not:
// intervals, which condition trips a learner, and how items and quizzes do.
//
// Inputs are whole counts and marks; results are floats for showing. Nothing is
// decided here that a certificate rests on.
package statistics

import "math"

// z95 is the 97.5 % point of the normal distribution.
const z95 = 1.959963984540054

// Interval is a range of shares, 0..1.
type Interval struct {
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// Wilson is the 95 % score interval of a true share when k of n were counted
// (Wilson 1927). Nothing counted proves nothing: 0..1.
func Wilson(k, n int) Interval { return wilson(float64(k), float64(n)) }

func wilson(k, n float64) Interval {
	if n <= 0 {
		return Interval{0, 1}
	}
	p := k / n
	middle := p + z95*z95/(2*n)
	half := z95 * math.Sqrt(p*(1-p)/n+z95*z95/(4*n*n))
	scale := 1 + z95*z95/n
	low, high := (middle-half)/scale, (middle+half)/scale
	if k <= 0 {
		low = 0
	}
	if k >= n {
		high = 1
	}
	return Interval{math.Max(0, low), math.Min(1, high)}
}

// Fisher is the one-sided exact test: the chance of k or more wrong answers
// among n here, if the wrong ones of all (wrong of total) were spread without
// regard to here.
func Fisher(k, n, wrong, total int) float64 {
	if n < 0 || wrong < 0 || n > total || wrong > total || k > min(n, wrong) {
		return 0
	}
	if k <= max(0, n+wrong-total) {
		return 1
	}
	all := choose(total, n)
	p := 0.0
	for x := min(n, wrong); x >= k; x-- {
		p += math.Exp(choose(wrong, x) + choose(total-wrong, n-x) - all)
	}
	return math.Min(1, p)
}

// choose is the logarithm of a binomial coefficient, minus infinity for none.
func choose(n, k int) float64 {
	if k < 0 || k > n {
		return math.Inf(-1)
	}
	return logFactorial(n) - logFactorial(k) - logFactorial(n-k)
}

var logFactorials = func() (table [1024]float64) {
	for n := 2; n < len(table); n++ {
		table[n] = table[n-1] + math.Log(float64(n))
	}
	return table
}()

func logFactorial(n int) float64 {
	if n < len(logFactorials) {
		return logFactorials[n]
	}
	v, _ := math.Lgamma(float64(n) + 1)
	return v
}
