// Package review says how well a learner is likely to remember a knowledge point
// and when to ask again: FSRS-6 (Free Spaced Repetition Scheduler) with its
// default weights, an answer being right ("good") or wrong ("again"), as its
// published binary variant has it.
//
// Source: the algorithm of open-spaced-repetition, checked against ts-fsrs 5.4.2
// number by number (testdata/vectors.json). Days are whole days of the shop's
// calendar.
package review

import "math"

// Retention is the recall at which a point is due again.
const Retention = 0.9

// Forgetting is the recall below which a forecast names a point.
const Forgetting = 0.8

// weights are the default parameters of FSRS-6.
var weights = [21]float64{0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796, 1.4835, 0.0614, 0.2629, 1.6483, 0.6014,
	1.8729, 0.5425, 0.0912, 0.0658, 0.1542}

const (
	leastStability = 0.001
	mostStability  = 36500
	again, good    = 1, 3
)

// What follows from the weights alone.
var (
	decay      = -weights[20]
	factor     = round8(math.Exp(math.Log(0.9)/decay) - 1)
	growth     = math.Exp(weights[8])
	failFloor  = math.Exp(weights[17] * weights[18])
	sameAgain  = math.Exp(weights[17] * (again - 3 + weights[18]))
	sameGood   = math.Exp(weights[17] * weights[18])
	easiest    = round8(weights[4] - math.Exp(3*weights[5]) + 1)
	firstAgain = Memory{Stability: weights[0], Difficulty: clamp(round8(weights[4]), 1, 10)}
	firstGood  = Memory{Stability: weights[2], Difficulty: clamp(round8(weights[4]-math.Exp(2*weights[5])+1), 1, 10)}
)

// Memory is what is remembered of a point after an answer. The zero Memory is a
// point that was never answered.
type Memory struct {
	Stability  float64 `json:"stability"`  // days until recall falls to 90 %
	Difficulty float64 `json:"difficulty"` // 1 easy .. 10 hard
	Day        int     `json:"day"`        // of the last answer, days since 1970
}

// Answer is a right or wrong answer on a day.
type Answer struct {
	Day   int  `json:"day"`
	Right bool `json:"right"`
}

// New says that the point was never answered.
func (m Memory) New() bool { return m.Stability == 0 }

// After is the memory after one more answer. A day before the last answer's
// counts as the same day: clocks of PCs differ.
func (m Memory) After(a Answer) Memory {
	if m.New() {
		n := firstAgain
		if a.Right {
			n = firstGood
		}
		n.Day = a.Day
		return n
	}
	elapsed := max(0, a.Day-m.Day)
	n := Memory{Day: max(a.Day, m.Day), Difficulty: m.harder(a.Right)}
	switch {
	case elapsed == 0 && a.Right:
		n.Stability = clamp8(m.Stability * max(power(m.Stability, -weights[19])*sameGood, 1))
	case elapsed == 0:
		n.Stability = clamp8(m.Stability * power(m.Stability, -weights[19]) * sameAgain)
	case a.Right:
		r := recall(elapsed, m.Stability)
		n.Stability = clamp8(m.Stability * (1 + growth*(11-m.Difficulty)*power(m.Stability, -weights[9])*(math.Exp((1-r)*weights[10])-1)))
	default:
		r := recall(elapsed, m.Stability)
		forgotten := clamp8(weights[11] * power(m.Difficulty, -weights[12]) * (power(m.Stability+1, weights[13]) - 1) * math.Exp((1-r)*weights[14]))
		n.Stability = clamp(round8(m.Stability/failFloor), leastStability, forgotten)
	}
	return n
}

// harder is the difficulty after an answer: a wrong one raises it, every answer
// draws it a little towards the easiest.
func (m Memory) harder(right bool) float64 {
	grade := float64(again)
	if right {
		grade = good
	}
	delta := -weights[6] * (grade - 3)
	next := m.Difficulty + round8(delta*(10-m.Difficulty)/9)
	return clamp(round8(weights[7]*easiest+(1-weights[7])*next), 1, 10)
}

// Replay is the memory after a list of answers, oldest first.
func Replay(answers []Answer) Memory {
	var m Memory
	for _, a := range answers {
		m = m.After(a)
	}
	return m
}

// Recall is the chance that the point is remembered on a day, 0..1; 0 when it
// was never answered.
func (m Memory) Recall(day int) float64 {
	if m.New() {
		return 0
	}
	return recall(max(0, day-m.Day), m.Stability)
}

func recall(elapsed int, stability float64) float64 {
	return round8(power(1+factor*float64(elapsed)/stability, decay))
}

// Interval is after how many days recall comes down to retention (0..1), at
// least 1 and at most 36500.
func (m Memory) Interval(retention float64) int {
	modifier := round8((math.Pow(retention, 1/decay) - 1) / factor)
	return int(clamp(math.Floor(m.Stability*modifier+0.5), 1, mostStability))
}

// Due is the day on which the point is to be reviewed for a retention.
func (m Memory) Due(retention float64) int { return m.Day + m.Interval(retention) }

// power is math.Pow for a positive base, faster and as exact as eight decimals
// need.
func power(x, y float64) float64 { return math.Exp(y * math.Log(x)) }

// Below is the first day on which recall is below a share (0..1).
func (m Memory) Below(share float64) int { return m.below(share, patience(share)) }

// patience is how many times the stability, in days, recall stays at or above a
// share.
func patience(share float64) float64 { return (math.Pow(share, 1/decay) - 1) / factor }

func (m Memory) below(share, patience float64) int {
	days := patience * m.Stability
	whole := math.Floor(days)
	if days-whole < 1e-4 || days-whole > 1-1e-4 { // rounding may decide: look
		day := max(0, int(whole)-1)
		for recall(day, m.Stability) >= share {
			day++
		}
		return m.Day + day
	}
	return m.Day + int(whole) + 1
}

// Fading is a learner's point that a forecast names.
type Fading struct {
	Learner string  `json:"learner"`
	Point   string  `json:"point"`
	Recall  float64 `json:"recall"` // on the day of the forecast
	Since   int     `json:"since"`  // first day below
}

// Remembered is the memory that a learner has of a point.
type Remembered struct {
	Learner string `json:"learner"`
	Point   string `json:"point"`
	Memory  Memory `json:"memory"`
}

// Forecast names whose recall of which point is below a share on a day, in the
// order given.
func Forecast(all []Remembered, day int, share float64) []Fading {
	// Recall is below the share when the days since the answer exceed this many
	// times the stability: no power is needed for each.
	limit := patience(share)
	var out []Fading
	for i := range all {
		m := all[i].Memory
		if m.New() || float64(day-m.Day) < limit*m.Stability-1 {
			continue
		}
		if r := m.Recall(day); r < share {
			out = append(out, Fading{all[i].Learner, all[i].Point, r, m.below(share, limit)})
		}
	}
	return out
}

func clamp(x, least, most float64) float64 { return math.Min(math.Max(x, least), most) }

func clamp8(x float64) float64 { return round8(clamp(x, leastStability, mostStability)) }

// round8 rounds to eight decimals, halves up, as the reference does.
func round8(x float64) float64 { return math.Floor(x*1e8+0.5) / 1e8 }
