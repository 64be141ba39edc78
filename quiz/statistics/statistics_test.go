package statistics_test

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/quiz/statistics"
)

func TestWilsonIntervalsArePublishedOnes(t *testing.T) {
	for _, c := range []struct{ k, n, low, high int }{{4, 5, 38, 96}, {5, 5, 57, 100}, {8, 10, 49, 94}, {9, 10, 60, 98}, {10, 10, 72, 100}, {18, 20, 70, 97}, {3, 4, 30, 95}, {0, 10, 0, 28}} {
		i := statistics.Wilson(c.k, c.n)
		assert.Equal(t, c.low, int(math.Round(100*i.Low)), "%d of %d", c.k, c.n)
		assert.Equal(t, c.high, int(math.Round(100*i.High)), "%d of %d", c.k, c.n)
	}
	assert.Equal(t, statistics.Interval{Low: 0, High: 1}, statistics.Wilson(0, 0))
}

func binomial(n, k int) *big.Int { return new(big.Int).Binomial(int64(n), int64(k)) }

func exactFisher(k, n, wrong, total int) float64 {
	sum := new(big.Int)
	for x := k; x <= min(n, wrong); x++ {
		if n-x <= total-wrong {
			sum.Add(sum, new(big.Int).Mul(binomial(wrong, x), binomial(total-wrong, n-x)))
		}
	}
	p, _ := new(big.Rat).SetFrac(sum, binomial(total, n)).Float64()
	return p
}

func TestFisherIsExact(t *testing.T) {
	for total := 1; total <= 24; total += 3 {
		for n := 0; n <= total; n++ {
			for wrong := 0; wrong <= total; wrong++ {
				for k := 0; k <= min(n, wrong); k++ {
					require.InDelta(t, exactFisher(k, n, wrong, total), statistics.Fisher(k, n, wrong, total), 1e-11, "%d of %d here, %d of %d", k, n, wrong, total)
				}
			}
		}
	}
	assert.InEpsilon(t, exactFisher(60, 1000, 120, 3000), statistics.Fisher(60, 1000, 120, 3000), 1e-9, "all learners of a model")
}

// answers spreads n answers over two radicals of three and two levels; wrong
// tells which are wrong.
func answers(n int, wrong func(i int, levels []uint8) bool) (out []statistics.Answered) {
	for i := range n {
		levels := []uint8{uint8(i % 3), uint8(i / 3 % 2)}
		out = append(out, statistics.Answered{Levels: levels, Right: !wrong(i, levels)})
	}
	return out
}

func TestADiagnosisSaysTooFewBeforeItSaysAnything(t *testing.T) {
	shape := []int{3, 2}
	all := func(int, []uint8) bool { return true }
	none := func(int, []uint8) bool { return false }
	first := func(_ int, l []uint8) bool { return l[0] == 0 }
	assert.Equal(t, statistics.TooFew, statistics.Diagnose(shape, nil).Finding)
	assert.Equal(t, statistics.TooFew, statistics.Diagnose(shape, answers(9, first)).Finding)
	assert.Equal(t, statistics.Nothing, statistics.Diagnose(shape, answers(30, none)).Finding)
	assert.Equal(t, statistics.Nothing, statistics.Diagnose(shape, answers(30, all)).Finding, "everything wrong points nowhere")

	d := statistics.Diagnose(shape, answers(30, first))
	assert.Equal(t, statistics.Weak, d.Finding)
	assert.Equal(t, []statistics.LevelRef{{Radical: 0, Level: 0}}, d.Named)
	assert.Equal(t, 10, d.At.Wrong)
	assert.Equal(t, 10, d.At.Answers)
	assert.Equal(t, 5, d.Tested)

	some := statistics.Diagnose(shape, answers(18, func(i int, l []uint8) bool { return l[0] == 0 && i < 12 || i == 1 }))
	assert.Equal(t, statistics.LookFirst, some.Finding)

	one := make([]statistics.Answered, 20)
	for i := range one {
		one[i].Levels = []uint8{0}
	}
	assert.Equal(t, statistics.TooFew, statistics.Diagnose([]int{2}, one).Finding, "nothing to compare with")
}

func TestLevelsThatAlwaysOccurTogetherAreNamedTogether(t *testing.T) {
	list := answers(24, func(_ int, l []uint8) bool { return l[0] == 2 })
	for i := range list {
		l := list[i].Levels
		twin := uint8(0)
		if l[0] == 2 {
			twin = 1
		}
		list[i].Levels = append(l, twin)
	}
	d := statistics.Diagnose([]int{3, 2, 2}, list)
	assert.Equal(t, []statistics.LevelRef{{Radical: 0, Level: 2}, {Radical: 2, Level: 1}}, d.Named)
	assert.Equal(t, 6, d.Tested, "twins are one test")
}

// TestADiagnosisRarelyAccusesTheWrongCondition repeats the simulation of the
// specification: learners that are right nine times of ten, and learners that
// fail at one level.
func TestADiagnosisRarelyAccusesTheWrongCondition(t *testing.T) {
	shape := []int{7, 2, 2, 2}
	source := rand.New(rand.NewPCG(1, 2))
	sound, wrongWeak, found, weakFound := 0, 0, 0, 0
	const learners = 600
	for range learners {
		bad := statistics.LevelRef{Radical: source.IntN(4)}
		bad.Level = source.IntN(shape[bad.Radical])
		run := func(rate func(l []uint8) float64) statistics.Diagnosis {
			var list []statistics.Answered
			for range 30 {
				l := []uint8{uint8(source.IntN(7)), uint8(source.IntN(2)), uint8(source.IntN(2)), uint8(source.IntN(2))}
				list = append(list, statistics.Answered{Levels: l, Right: source.Float64() < rate(l)})
			}
			return statistics.Diagnose(shape, list)
		}
		if d := run(func([]uint8) float64 { return 0.9 }); d.Finding == statistics.Weak {
			sound++
		}
		d := run(func(l []uint8) float64 {
			if int(l[bad.Radical]) == bad.Level {
				return 0.3
			}
			return 0.9
		})
		named := slices.Contains(d.Named, bad)
		switch {
		case d.Finding == statistics.Weak && named:
			weakFound++
			found++
		case d.Finding == statistics.LookFirst && named:
			found++
		case d.Finding == statistics.Weak:
			wrongWeak++
		}
	}
	assert.Less(t, sound, learners*3/100, "a sound learner is hardly ever called weak")
	assert.Less(t, wrongWeak, learners*3/100, "nor a wrong level")
	assert.Greater(t, weakFound, learners*40/100)
	assert.Greater(t, found, learners*60/100)
}

// exact computes what Analyse should, with rationals and 200-bit roots.
type exact struct{ marks [][]int }

func (e exact) cov(a, b []int) *big.Rat {
	n := int64(len(a))
	mean := func(xs []int) *big.Rat {
		sum := new(big.Rat)
		for _, x := range xs {
			sum.Add(sum, big.NewRat(int64(x), 1))
		}
		return sum.Quo(sum, big.NewRat(n, 1))
	}
	ma, mb := mean(a), mean(b)
	sum := new(big.Rat)
	for i := range a {
		da := new(big.Rat).Sub(big.NewRat(int64(a[i]), 1), ma)
		db := new(big.Rat).Sub(big.NewRat(int64(b[i]), 1), mb)
		sum.Add(sum, da.Mul(da, db))
	}
	return sum.Quo(sum, big.NewRat(n-1, 1))
}

func root(r *big.Rat) *big.Float {
	f := new(big.Float).SetPrec(200).SetRat(r)
	return f.Sqrt(f)
}

func quo(a, b *big.Float) float64 {
	f, _ := new(big.Float).SetPrec(200).Quo(a, b).Float64()
	return f
}

func number(r *big.Rat) *big.Float { return new(big.Float).SetPrec(200).SetRat(r) }

func TestItemStatisticsAgreeWithAnExactComputation(t *testing.T) {
	source := rand.New(rand.NewPCG(3, 4))
	for range 20 {
		paper := statistics.Paper{Most: []int{1000, 500, 2000, 1000}, Guess: []int{2500, 5000, -1, 0}}
		for range 20 + source.IntN(60) {
			skill := source.IntN(100)
			row := make([]int, 4)
			for p, most := range paper.Most {
				switch {
				case p == 2: // in parts
					row[p] = most * min(100, max(0, skill+source.IntN(60)-30)) / 100
				case source.IntN(100) < skill:
					row[p] = most
				}
			}
			paper.Marks = append(paper.Marks, row)
		}
		q := statistics.Analyse(paper)
		e := exact{paper.Marks}
		s := len(paper.Marks)
		totals := make([]int, s)
		for i, row := range paper.Marks {
			for _, x := range row {
				totals[i] += x
			}
		}
		effects := new(big.Float).SetPrec(200)
		column := func(p int) (marks, rest []int) {
			for i, row := range paper.Marks {
				marks, rest = append(marks, row[p]), append(rest, totals[i]-row[p])
			}
			return marks, rest
		}
		for p := range paper.Most {
			marks, _ := column(p)
			effects.Add(effects, root(e.cov(marks, totals)))
		}
		sumV := new(big.Rat)
		for p, most := range paper.Most {
			it := q.Items[p]
			marks, rest := column(p)
			v, w, c := e.cov(marks, marks), e.cov(rest, rest), e.cov(marks, rest)
			sumV.Add(sumV, v)
			sum := 0
			for _, x := range marks {
				sum += x
			}
			want, _ := big.NewRat(100*int64(sum), int64(s*most)).Float64()
			assert.InDelta(t, want, it.Facility.Value, 1e-9)
			assert.InDelta(t, 100*quo(root(v), number(big.NewRat(int64(most), 1))), it.Spread.Value, 1e-9)
			assert.InDelta(t, 100*quo(number(c), root(new(big.Rat).Mul(v, w))), it.Index.Value, 1e-9)
			a, b := slices.Clone(marks), slices.Clone(rest)
			slices.Sort(a)
			slices.Sort(b)
			assert.InDelta(t, 100*quo(number(c), number(e.cov(a, b))), it.Efficacy.Value, 1e-9)
			assert.InDelta(t, 100*float64(most)/4500, it.Intended.Value, 1e-9)
			assert.InDelta(t, 100*quo(root(e.cov(marks, totals)), effects), it.Effect.Value, 1e-9)
			assert.LessOrEqual(t, it.Range.Low, it.Facility.Value/100)
			assert.GreaterOrEqual(t, it.Range.High, it.Facility.Value/100)
			assert.LessOrEqual(t, it.IndexIn.Low, it.Index.Value/100)
		}
		assert.Equal(t, statistics.Figure{Value: 25}, q.Items[0].Guess)
		assert.Equal(t, statistics.Unknown, q.Items[2].Guess.None)
		vt := e.cov(totals, totals)
		ratio := new(big.Rat).Quo(sumV, vt)
		alpha, _ := new(big.Rat).Mul(big.NewRat(400, 3), new(big.Rat).Sub(big.NewRat(1, 1), ratio)).Float64()
		assert.InDelta(t, alpha, q.Consistency.Value, 1e-9)
		assert.InDelta(t, 100*quo(root(vt), number(big.NewRat(4500, 1))), q.Spread.Value, 1e-9)
		assert.InDelta(t, 100*math.Sqrt(1-alpha/100), q.ErrorRatio.Value, 1e-9)
	}
}

func TestAnItemOfDrawnPapersAgreesWithAnExactComputation(t *testing.T) {
	source := rand.New(rand.NewPCG(5, 6))
	for range 20 {
		var given []statistics.Given
		var all, marks, rest []int
		weight := new(big.Rat)
		for range 25 + source.IntN(60) {
			skill := source.IntN(100)
			g := statistics.Given{Most: 100 * (5 + source.IntN(3)*5), RestMost: 100 * source.IntN(4) * 20}
			g.Mark, g.Rest = g.Most*min(100, max(0, skill+source.IntN(40)-20))/100, g.RestMost*skill/100
			given = append(given, g)
			all = append(all, g.Mark*1_000_000/g.Most)
			weight.Add(weight, big.NewRat(int64(g.Most), int64(g.Most+g.RestMost)))
			if g.RestMost > 0 {
				marks, rest = append(marks, g.Mark*1_000_000/g.Most), append(rest, g.Rest*1_000_000/g.RestMost)
			}
		}
		if len(marks) < statistics.LeastDiscrimination {
			continue
		}
		it, e := statistics.AnalyseItem(given, 1234), exact{}
		sum := 0
		for _, x := range all {
			sum += x
		}
		facility, _ := big.NewRat(int64(sum), int64(len(all))*10_000).Float64()
		intended, _ := weight.Mul(weight, big.NewRat(100, int64(len(all)))).Float64()
		v, w, c := e.cov(marks, marks), e.cov(rest, rest), e.cov(marks, rest)
		assert.InDelta(t, facility, it.Facility.Value, 1e-9)
		assert.InDelta(t, intended, it.Intended.Value, 1e-9)
		assert.InDelta(t, quo(root(e.cov(all, all)), number(big.NewRat(10_000, 1))), it.Spread.Value, 1e-9)
		assert.InDelta(t, 100*quo(number(c), root(new(big.Rat).Mul(v, w))), it.Index.Value, 1e-9)
		slices.Sort(marks)
		slices.Sort(rest)
		assert.InDelta(t, 100*quo(number(c), number(e.cov(marks, rest))), it.Efficacy.Value, 1e-9)
		assert.Equal(t, 12.34, it.Guess.Value)
		assert.Equal(t, statistics.ByQuiz, it.Effect.None)
		assert.Equal(t, len(given), it.Answers)
	}
	alone := make([]statistics.Given, 30)
	for i := range alone {
		alone[i] = statistics.Given{Mark: 500, Most: 1000}
	}
	it := statistics.AnalyseItem(alone, -1)
	assert.Equal(t, statistics.Figure{Value: 50}, it.Facility)
	assert.Equal(t, statistics.FewAnswers, it.Index.None, "nothing stood beside it")
	assert.Equal(t, statistics.Unknown, it.Guess.None)
	assert.Zero(t, statistics.AnalyseItem(nil, -1).Answers)
}

func TestAHundredThousandAttemptsDoNotOverflow(t *testing.T) {
	paper := statistics.Paper{Most: []int{1_000_000, 1_000_000}}
	var marks, rest []int
	for i := range 100_000 {
		a, b := 1_000_000*(i%2), 1_000_000*(i%3)/2
		paper.Marks = append(paper.Marks, []int{a, b})
		marks, rest = append(marks, a), append(rest, b)
	}
	e := exact{}
	v, w, c := e.cov(marks, marks), e.cov(rest, rest), e.cov(marks, rest)
	assert.InDelta(t, 100*quo(number(c), root(new(big.Rat).Mul(v, w))), statistics.Analyse(paper).Items[0].Index.Value, 1e-9)
}

func TestSkewnessAndKurtosisOfAKnownList(t *testing.T) {
	// R: e1071::skewness(x, type=2), kurtosis(x, type=2) of 1 2 2 3 3 3 4 4 9 10
	paper := statistics.Paper{Most: []int{10}}
	for _, x := range []int{1, 2, 2, 3, 3, 3, 4, 4, 9, 10} {
		paper.Marks = append(paper.Marks, []int{x})
	}
	q := statistics.Analyse(paper)
	assert.InDelta(t, 41, q.Mean.Value, 1e-9)
	assert.InDelta(t, 30, q.Median.Value, 1e-9)
	mean, m2, m3, m4 := 4.1, 0.0, 0.0, 0.0
	for _, row := range paper.Marks {
		d := float64(row[0]) - mean
		m2, m3, m4 = m2+d*d/10, m3+d*d*d/10, m4+d*d*d*d/10
	}
	assert.InDelta(t, m3/math.Pow(m2, 1.5)*math.Sqrt(10*9)/8, q.Skewness.Value, 1e-9)
	assert.InDelta(t, 9.0/(8*7)*(11*(m4/(m2*m2)-3)+6), q.Kurtosis.Value, 1e-9)
}

func TestFewAnswersAndNoSpreadSayWhyThereIsNoFigure(t *testing.T) {
	few := statistics.Analyse(statistics.Paper{Most: []int{100, 100}, Marks: [][]int{{100, 0}, {0, 100}}})
	assert.Equal(t, statistics.FewAnswers, few.Mean.None)
	assert.Equal(t, statistics.FewAnswers, few.Items[0].Facility.None)
	assert.Equal(t, statistics.FewAnswers, few.Items[0].Index.None)

	same := statistics.Paper{Most: []int{100, 100}}
	against := statistics.Paper{Most: []int{100, 1000}}
	for i := range 30 {
		same.Marks = append(same.Marks, []int{100, 100})
		against.Marks = append(against.Marks, []int{100 * (i % 2), 1000 * (1 - i%2)})
	}
	q := statistics.Analyse(same)
	assert.Equal(t, statistics.NoSpread, q.Items[0].Index.None)
	assert.Equal(t, statistics.NoSpread, q.Consistency.None)
	assert.Equal(t, 100.0, q.Items[0].Facility.Value)
	q = statistics.Analyse(against)
	assert.InDelta(t, -100, q.Items[0].Index.Value, 1e-9)
	assert.Equal(t, statistics.Negative, q.Items[0].Effect.None)
	assert.NotPanics(t, func() { statistics.Analyse(statistics.Paper{}) })
}

func ExampleWilson() {
	i := statistics.Wilson(8, 10)
	fmt.Printf("8 of 10: %.0f-%.0f%%\n", 100*i.Low, 100*i.High)
	// Output: 8 of 10: 49-94%
}

func TestAnswersAreCountedBySituationAndByLevel(t *testing.T) {
	by := statistics.BySituation([]string{"a", "b", "a", "a"}, []bool{true, false, false, true})
	assert.Equal(t, []statistics.SituationCount{
		{Situation: "a", Answers: 3, Wrong: 1, Rate: statistics.Wilson(1, 3)},
		{Situation: "b", Answers: 1, Wrong: 1, Rate: statistics.Wilson(1, 1)},
	}, by)
	levels := statistics.ByLevel([]int{3, 2}, answers(12, func(_ int, l []uint8) bool { return l[1] == 1 }))
	assert.Len(t, levels, 5)
	assert.Equal(t, 6, levels[4].Wrong)
	assert.Equal(t, 6, levels[4].Answers)
	assert.True(t, levels[4].Tested)
	assert.InDelta(t, 1.0/924, levels[4].P, 1e-12)
}
