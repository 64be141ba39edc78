// Package mastery decides whether a learner has mastered a knowledge point: over
// the last answers to different situations, how many were right, how much of
// what can vary was met, how many kinds of answers, on how many days, and that no
// red line was crossed.
//
// A decision is a pure function of answers and parameters, in integers only. It
// says what is missing in counts; the words are the window's.
package mastery

import "slices"

// Rule is the version of the rule by which Decide decides. It rises with every
// change after which the same answers may come out otherwise: summaries that
// were made by an older one are made anew, not found to be wrong.
const Rule = 2

// Parameters are the demands of one decision. They stand in the definition of a
// certificate; the zero value of a field makes no demand, except N and M.
type Parameters struct {
	N       int `json:"n" yaml:"n"`               // the last so many different situations
	M       int `json:"m" yaml:"m"`               // of which so many are right
	Pairs   int `json:"pairs" yaml:"pairs"`       // percent of the pairs of levels that must have been met
	Classes int `json:"classes" yaml:"classes"`   // different answer classes, or all there are
	Days    int `json:"days" yaml:"days"`         // different days
	ExamMin int `json:"exam_min" yaml:"exam_min"` // situations answered in exams
	// Shrink lets a point with fewer than N situations ask for all of them, at
	// least 4, with the same share right (rounded up).
	Shrink bool `json:"shrink,omitempty" yaml:"shrink"`
	// Critical counts any wrong answer as a red line.
	Critical bool `json:"critical,omitempty" yaml:"critical"`
}

// Practised is what "mastered" means in practice: 4 right of the last 5
// different situations, half of the pairs, three kinds of answers.
func Practised() Parameters { return Parameters{N: 5, M: 4, Pairs: 50, Classes: 3} }

// Certified is what a certificate asks for by default: 8 right of the last 10,
// 70 percent of the pairs, five kinds of answers, two days, four in exams.
func Certified() Parameters {
	return Parameters{N: 10, M: 8, Pairs: 70, Classes: 5, Days: 2, ExamMin: 4, Shrink: true}
}

// Stricter answers, demand by demand, the stricter of two: what a shop may do
// to a critical point. M is compared as a share of N.
func (p Parameters) Stricter(than Parameters) Parameters {
	out := p
	if than.M*p.N > p.M*than.N {
		out.N, out.M = than.N, than.M
	}
	if than.N > out.N {
		out.M = (out.M*than.N + out.N - 1) / out.N
		out.N = than.N
	}
	out.Pairs, out.Classes = max(p.Pairs, than.Pairs), max(p.Classes, than.Classes)
	out.Days, out.ExamMin = max(p.Days, than.Days), max(p.ExamMin, than.ExamMin)
	out.Shrink, out.Critical = p.Shrink && than.Shrink, p.Critical || than.Critical
	return out
}

// Model is what a decision needs to know of an item model of the point.
type Model struct {
	ID         string `json:"id"`
	Situations int    `json:"situations"`
	Pairs      int    `json:"pairs"`
	Classes    int    `json:"classes"`
}

// Answer is one complete answer to a situation.
type Answer struct {
	Model     string `json:"model"`
	Situation string `json:"situation"` // whatever names it: equal names are the same situation
	Class     string `json:"class"`
	// Pairs are the pairs of levels that the situation holds, as
	// draw.Space.PairsOf numbers them today.
	Pairs   []int32 `json:"pairs,omitempty"`
	Right   bool    `json:"right"`
	Redline bool    `json:"redline,omitempty"`
	Exam    bool    `json:"exam,omitempty"`
	Repeat  bool    `json:"repeat,omitempty"` // the situation had been shown before: if right, it counts for its day, and for nothing else
	Day     int     `json:"day"`              // days since 1970 in the shop's time
	Attempt string  `json:"attempt,omitempty"`
	Slot    int     `json:"slot,omitempty"`
}

// Demand names what a decision asks for.
type Demand string

const (
	Situations Demand = "situations" // different situations answered
	Rights     Demand = "right"      // right ones among the last N
	Pairs      Demand = "pairs"      // pairs of levels met
	Classes    Demand = "classes"    // kinds of answers
	Days       Demand = "days"
	Exams      Demand = "exams"    // situations in exams
	Redlines   Demand = "redlines" // red lines among the last N: none is allowed
	Space      Demand = "space"    // the point has too few situations to certify: an author must add some
)

// Missing is a demand that is not met: what there is and what it takes.
type Missing struct {
	Demand Demand `json:"demand"`
	Have   int    `json:"have"`
	Need   int    `json:"need"`
}

// Result is a decision with its counts, whether it is met or not.
type Result struct {
	Met     bool      `json:"met"`
	Missing []Missing `json:"missing,omitempty"` // in the order of the demands

	N           int `json:"n"` // what applied, after shrinking
	M           int `json:"m"`
	Answered    int `json:"answered"` // situations in the window, at most N
	Right       int `json:"right"`
	Pairs       int `json:"pairs"`     // met, of the models in the window
	PairsAll    int `json:"pairs_all"` // of the models in the window
	PairsNeed   int `json:"pairs_need"`
	Classes     int `json:"classes"`
	ClassesAll  int `json:"classes_all"`
	ClassesNeed int `json:"classes_need"`
	Days        int `json:"days"`
	Exams       int `json:"exams"`
	Redlines    int `json:"redlines"`
	// Distinct counts all different situations ever answered, of SpaceAll.
	Distinct int `json:"distinct"`
	SpaceAll int `json:"space_all"`
	// Window are the answers that count, oldest first, as indexes into the
	// answers that were given.
	Window []int `json:"window,omitempty"`
}

// leastSpace is how many situations a point must have before it may certify.
const leastSpace = 4

// Decide looks at the answers to one knowledge point, oldest first, over all its
// models. Each situation counts by its first complete answer. A repeat counts for
// nothing but the day on which it was right: who has met every situation of a small
// point on one day can still show on another that it was kept.
func Decide(p Parameters, models []Model, answers []Answer) Result {
	r := Result{N: max(1, p.N), M: p.M}
	for _, m := range models {
		r.SpaceAll += m.Situations
	}
	if p.Shrink && r.SpaceAll < r.N {
		n := max(leastSpace, r.SpaceAll)
		r.M = (p.M*n + r.N - 1) / r.N
		r.N = n
	}
	first := firsts(answers)
	r.Distinct = len(first)
	r.Window = first[max(0, len(first)-r.N):]
	r.Answered = len(r.Window)
	r.count(p, models, answers, first)

	miss := func(d Demand, have, need int) {
		if have < need {
			r.Missing = append(r.Missing, Missing{d, have, need})
		}
	}
	if p.Shrink {
		miss(Space, r.SpaceAll, leastSpace)
	}
	miss(Situations, r.Answered, r.N)
	miss(Rights, r.Right, r.M)
	r.PairsNeed = (r.PairsAll*p.Pairs + 99) / 100
	miss(Pairs, r.Pairs, r.PairsNeed)
	r.ClassesNeed = min(p.Classes, r.ClassesAll)
	miss(Classes, r.Classes, r.ClassesNeed)
	miss(Days, r.Days, p.Days)
	miss(Exams, r.Exams, min(p.ExamMin, r.N))
	if r.Redlines > 0 {
		r.Missing = append(r.Missing, Missing{Redlines, r.Redlines, 0})
	}
	r.Met = len(r.Missing) == 0
	return r
}

// firsts lists the first answer to each situation that is no repeat.
func firsts(answers []Answer) []int {
	var out []int
	seen := make(map[[2]string]bool, len(answers))
	for i := range answers {
		a := &answers[i]
		key := [2]string{a.Model, a.Situation}
		if a.Repeat || seen[key] {
			continue
		}
		seen[key] = true
		out = append(out, i)
	}
	return out
}

// count fills in the counts. How well somebody answers is read from the window,
// the latest N: right answers and red lines. What was covered is read from every
// different situation of the models in the window: pairs, classes, days and
// exams. Counted in the window alone, they would fall again for somebody who goes
// on practising, since later draws bring fewer new pairs.
func (r *Result) count(p Parameters, models []Model, answers []Answer, first []int) {
	type pair struct {
		model string
		id    int32
	}
	pairs, classes := map[pair]bool{}, map[[2]string]bool{}
	var used []string
	var days []int
	for _, i := range r.Window {
		a := &answers[i]
		if a.Right {
			r.Right++
		}
		if a.Redline || p.Critical && !a.Right {
			r.Redlines++
		}
		if !slices.Contains(used, a.Model) {
			used = append(used, a.Model)
		}
	}
	on := func(day int) {
		if !slices.Contains(days, day) {
			days = append(days, day)
		}
	}
	for i := range answers {
		if a := &answers[i]; a.Repeat && a.Right {
			on(a.Day)
		}
	}
	for _, i := range first {
		a := &answers[i]
		if !slices.Contains(used, a.Model) {
			continue
		}
		if a.Exam {
			r.Exams++
		}
		on(a.Day)
		classes[[2]string{a.Model, a.Class}] = true
		for _, id := range a.Pairs {
			pairs[pair{a.Model, id}] = true
		}
	}
	r.Pairs, r.Classes, r.Days = len(pairs), len(classes), len(days)
	for _, m := range models {
		if len(used) == 0 || slices.Contains(used, m.ID) {
			r.PairsAll += m.Pairs
			r.ClassesAll += m.Classes
		}
	}
}
