package statistics

import (
	"math"
	"math/big"
	"slices"
)

// The statistics of items and quizzes follow the definitions that Moodle
// publishes ("Quiz statistics calculations"): marks of the finished attempts,
// the variance with S-1, the covariance of an item with the rest of the paper.

// Leasts below which a figure is "too few" and not shown.
const (
	LeastFacility       = 10 // answers for a facility and a spread
	LeastDiscrimination = 20 // for a discrimination
)

// Paper is the marks of finished attempts of one quiz: Marks[s][p] is what
// attempt s earned at position p, in hundredths of points, and Most[p] what the
// position can earn. Guess[p] is what guessing earns on average, in hundredths
// of a percent of Most; negative when it is not known.
type Paper struct {
	Marks [][]int
	Most  []int
	Guess []int
}

// Item is how a position does. Shares are percent.
type Item struct {
	Answers  int      `json:"answers"`
	Facility Figure   `json:"facility"` // mean mark of the most
	Spread   Figure   `json:"spread"`   // standard deviation of the mark
	Guess    Figure   `json:"guess"`    // what guessing earns
	Index    Figure   `json:"index"`    // discrimination index: correlation with the rest of the paper
	Efficacy Figure   `json:"efficacy"` // discriminative efficiency: of the best that these marks allow
	Intended Figure   `json:"intended"` // weight by points
	Effect   Figure   `json:"effect"`   // weight by what it contributes to the spread of the totals
	Range    Interval `json:"range"`    // of the facility, 95 %, as shares
	IndexIn  Interval `json:"index_in"` // of the index, 95 %, -1..1
}

// Figure is a number or the reason why there is none.
type Figure struct {
	Value float64 `json:"value"`
	None  Reason  `json:"none,omitempty"`
}

// Reason says why there is no figure.
type Reason string

const (
	FewAnswers Reason = "too_few"   // too few answers
	NoSpread   Reason = "no_spread" // everyone earned the same
	Negative   Reason = "negative"  // the item works against the paper
	Unknown    Reason = "not_known" // not defined for this type of item
	ByQuiz     Reason = "by_quiz"   // only a quiz has it: it depends on the other items
)

func known(x float64) Figure    { return Figure{Value: x} }
func missing(why Reason) Figure { return Figure{None: why} }

// Quiz is how a whole quiz does. Shares are percent of the most.
type Quiz struct {
	Attempts    int    `json:"attempts"`
	Mean        Figure `json:"mean"`
	Median      Figure `json:"median"`
	Spread      Figure `json:"spread"`
	Skewness    Figure `json:"skewness"`
	Kurtosis    Figure `json:"kurtosis"`
	Consistency Figure `json:"consistency"` // coefficient of internal consistency (Cronbach's alpha), percent
	ErrorRatio  Figure `json:"error_ratio"` // percent
	StandardErr Figure `json:"standard_error"`
	Items       []Item `json:"items"`
}

// Analyse computes the statistics of a quiz from the marks of its attempts.
func Analyse(p Paper) Quiz {
	s := len(p.Marks)
	totals := make([]int, s)
	most := 0
	for i, row := range p.Marks {
		for _, x := range row {
			totals[i] += x
		}
	}
	for _, x := range p.Most {
		most += x
	}
	q := Quiz{Attempts: s, Items: make([]Item, len(p.Most))}
	column := make([]int, s)
	rest := make([]int, s)
	effects, sum := make([]float64, len(p.Most)), 0.0
	variances := 0.0
	for n := range p.Most {
		for i, row := range p.Marks {
			column[i], rest[i] = row[n], totals[i]-row[n]
		}
		it := &q.Items[n]
		*it = item(column, column, rest, p.Most[n])
		it.Guess = missing(Unknown)
		if n < len(p.Guess) && p.Guess[n] >= 0 {
			it.Guess = known(float64(p.Guess[n]) / 100)
		}
		it.Intended = missing(NoSpread)
		if most > 0 {
			it.Intended = known(100 * float64(p.Most[n]) / float64(most))
		}
		c := covariance(column, totals)
		variances += covariance(column, column)
		switch {
		case s < LeastDiscrimination:
			it.Effect = missing(FewAnswers)
		case c < 0:
			it.Effect = missing(Negative)
		default:
			effects[n] = math.Sqrt(c)
			sum += effects[n]
		}
	}
	for n := range q.Items {
		if q.Items[n].Effect.None == "" {
			q.Items[n].Effect = missing(NoSpread)
			if sum > 0 {
				q.Items[n].Effect = known(100 * effects[n] / sum)
			}
		}
	}
	q.whole(totals, most, variances)
	return q
}

// Given is an item as it was given in one attempt: what it earned of what it could,
// and what the rest of that attempt earned. In papers that are drawn an item stands
// beside other items each time, so the rest is compared by its share. Hundredths of
// points.
type Given struct{ Mark, Most, Rest, RestMost int }

// restScale is what a share of the rest is counted in: millionths, rounded down.
const restScale = 1_000_000

// AnalyseItem computes the statistics of an item over all attempts in which it was
// given. guess is what guessing earns on average, in hundredths of a percent;
// negative when it is not known. An attempt without a rest says nothing of the
// discrimination. The effective weight depends on the quiz and is not computed.
func AnalyseItem(given []Given, guess int) Item {
	all, marks, rest := make([]int, 0, len(given)), make([]int, 0, len(given)), make([]int, 0, len(given))
	weight := new(big.Rat)
	for _, g := range given {
		if g.Most <= 0 {
			continue
		}
		mark := g.Mark * restScale / g.Most
		all = append(all, mark)
		weight.Add(weight, big.NewRat(int64(g.Most), int64(g.Most+g.RestMost)))
		if g.RestMost > 0 {
			marks, rest = append(marks, mark), append(rest, g.Rest*restScale/g.RestMost)
		}
	}
	it := item(all, marks, rest, restScale)
	it.Guess, it.Intended, it.Effect = missing(Unknown), missing(FewAnswers), missing(ByQuiz)
	if guess >= 0 {
		it.Guess = known(float64(guess) / 100)
	}
	if len(all) > 0 {
		share, _ := weight.Mul(weight, big.NewRat(100, int64(len(all)))).Float64()
		it.Intended = known(share)
	}
	return it
}

// item computes what does not depend on the other items but by the rest of the
// paper. all are its marks; marks and rest are those that have a rest beside them.
func item(all, marks, rest []int, most int) Item {
	it := Item{Answers: len(all), Range: Interval{0, 1}, IndexIn: Interval{-1, 1}}
	if s := len(all); s < LeastFacility || most <= 0 {
		it.Facility, it.Spread = missing(FewAnswers), missing(FewAnswers)
	} else {
		sum := 0
		for _, x := range all {
			sum += x
		}
		share := float64(sum) / float64(s) / float64(most)
		it.Facility = known(100 * share)
		it.Spread = known(100 * math.Sqrt(covariance(all, all)) / float64(most))
		// Marks between nothing and all vary less than right and wrong do, so
		// that this interval is at least as wide as it must be.
		it.Range = wilson(share*float64(s), float64(s))
	}
	s := len(marks)
	if s < LeastDiscrimination {
		it.Index, it.Efficacy = missing(FewAnswers), missing(FewAnswers)
		return it
	}
	v, w, c := covariance(marks, marks), covariance(rest, rest), covariance(marks, rest)
	if v == 0 || w == 0 {
		it.Index, it.Efficacy = missing(NoSpread), missing(NoSpread)
		return it
	}
	r := c / math.Sqrt(v*w)
	it.Index = known(100 * r)
	half := z95 / math.Sqrt(float64(s-3))
	z := math.Atanh(math.Max(-1+1e-15, math.Min(1-1e-15, r)))
	it.IndexIn = Interval{math.Tanh(z - half), math.Tanh(z + half)}
	a, b := slices.Clone(marks), slices.Clone(rest)
	slices.Sort(a)
	slices.Sort(b)
	it.Efficacy = missing(NoSpread)
	if best := covariance(a, b); best > 0 {
		it.Efficacy = known(100 * c / best)
	}
	return it
}

// whole computes the figures of the quiz.
func (q *Quiz) whole(totals []int, most int, variances float64) {
	few := missing(FewAnswers)
	q.Mean, q.Median, q.Spread, q.Skewness, q.Kurtosis, q.Consistency, q.ErrorRatio, q.StandardErr = few, few, few, few, few, few, few, few
	s := len(totals)
	if s < LeastFacility || most <= 0 {
		return
	}
	m := moments(totals)
	n, full := float64(s), float64(most)
	q.Mean = known(100 * m.mean / full)
	sorted := slices.Clone(totals)
	slices.Sort(sorted)
	q.Median = known(100 * float64(sorted[(s-1)/2]+sorted[s/2]) / 2 / full)
	v := m.m2 * n / (n - 1)
	q.Spread = known(100 * math.Sqrt(v) / full)
	if m.m2 == 0 {
		none := missing(NoSpread)
		q.Skewness, q.Kurtosis, q.Consistency, q.ErrorRatio, q.StandardErr = none, none, none, none, none
		return
	}
	k2 := n * m.m2 / (n - 1)
	k3 := n * n * m.m3 / ((n - 1) * (n - 2))
	k4 := n * n / ((n - 1) * (n - 2) * (n - 3)) * ((n+1)*m.m4 - 3*(n-1)*m.m2*m.m2)
	q.Skewness = known(k3 / math.Pow(k2, 1.5))
	q.Kurtosis = known(k4 / (k2 * k2))
	if p := float64(len(q.Items)); p > 1 && s >= LeastDiscrimination {
		cic := 100 * p / (p - 1) * (1 - variances/v)
		q.Consistency = known(cic)
		if cic <= 100 {
			q.ErrorRatio = known(100 * math.Sqrt(1-cic/100))
			q.StandardErr = known(q.ErrorRatio.Value * q.Spread.Value / 100)
		}
	}
}

type moment struct{ mean, m2, m3, m4 float64 }

// moments are the central moments of whole numbers. The mean is taken off
// exactly: n times each number minus the sum is whole.
func moments(xs []int) moment {
	n := float64(len(xs))
	sum := 0
	for _, x := range xs {
		sum += x
	}
	m := moment{mean: float64(sum) / n}
	for _, x := range xs {
		d := float64(len(xs)*x-sum) / n
		m.m2 += d * d / n
		m.m3 += d * d * d / n
		m.m4 += d * d * d * d / n
	}
	return m
}

// covariance of two lists of whole numbers, with S-1. The sums are whole and
// exact, however long the lists are; one division ends it.
func covariance(xs, ys []int) float64 {
	n := len(xs)
	if n < 2 {
		return 0
	}
	var sx, sy int64
	var sxy, term big.Int
	part := int64(0)
	for i := range xs {
		x, y := int64(xs[i]), int64(ys[i])
		sx += x
		sy += y
		part += x * y
		if part > 1<<61 || part < -1<<61 {
			sxy.Add(&sxy, term.SetInt64(part))
			part = 0
		}
	}
	sxy.Add(&sxy, term.SetInt64(part))
	sxy.Mul(&sxy, big.NewInt(int64(n)))
	sxy.Sub(&sxy, term.Mul(big.NewInt(sx), big.NewInt(sy)))
	f, _ := new(big.Rat).SetFrac(&sxy, new(big.Int).Mul(big.NewInt(int64(n)), big.NewInt(int64(n-1)))).Float64()
	return f
}
