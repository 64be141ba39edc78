package quiz

import (
	"math"

	"shifu/quiz/statistics"
)

// fewAnswers is how many answers a level needs before anything is said of it.
const fewAnswers = 4

// conditions counts, for every level of every radical of the models, how the
// learner answered where it held. Levels never met stand with none done: not
// assessed.
func conditions(items []*item, outcomes []Outcome) []Condition {
	list := []Condition{}
	for _, it := range items {
		right, done := map[[2]string]int{}, map[[2]string]int{}
		for _, o := range outcomes {
			if o.Model != it.id || o.Pending {
				continue
			}
			levels, _ := it.Model.Recall(o.Situation)
			for r, l := range levels {
				if l < 0 {
					continue
				}
				key := [2]string{it.radicals[r].ID, it.radicals[r].Levels[l].ID}
				done[key]++
				if o.Right {
					right[key]++
				}
			}
		}
		for _, r := range it.radicals {
			for _, l := range r.Levels {
				key := [2]string{r.ID, l.ID}
				list = append(list, Condition{Model: it.id, Radical: r.ID, Label: r.Label, LevelID: l.ID, Level: l.Label,
					Right: right[key], Done: done[key], TooFew: done[key] < fewAnswers})
			}
		}
	}
	return list
}

// shareOf is k of n with its interval, in hundredths of a percent.
func shareOf(right, done int) Share {
	i := statistics.Wilson(right, done)
	return Share{Right: right, Done: done, Low: int(math.Round(i.Low * 10000)), High: int(math.Round(i.High * 10000))}
}

// weight orders what a diagnosis dares to say.
var weight = map[statistics.Finding]int{statistics.TooFew: 0, statistics.Nothing: 1, statistics.LookFirst: 2, statistics.Weak: 3}

// displays are the findings in our words.
var displays = map[statistics.Finding]Display{statistics.TooFew: TooFew, statistics.Nothing: Nothing, statistics.LookFirst: LookFirst, statistics.Weak: WeakHere}

// diagnose names the one condition of a point's models that trips the learner
// most surely, or says why none is named.
func diagnose(items []*item, outcomes []Outcome, list []Condition) Diagnosis {
	out := Diagnosis{Display: TooFew}
	best := statistics.Diagnosis{Finding: statistics.TooFew, P: 1}
	for _, it := range items {
		levels := make([]int, len(it.radicals))
		for r := range it.radicals {
			levels[r] = len(it.radicals[r].Levels)
		}
		var answers []statistics.Answered
		for _, o := range outcomes {
			if o.Model != it.id || o.Pending {
				continue
			}
			// A situation that the model does not have any more tells nothing
			// of the conditions that it has.
			if i := it.Space.Find(o.Situation); i >= 0 {
				answers = append(answers, statistics.Answered{Levels: it.Model.Levels(i), Right: o.Right})
			}
		}
		d := statistics.Diagnose(levels, answers)
		if weight[d.Finding] < weight[best.Finding] || weight[d.Finding] == weight[best.Finding] && d.P >= best.P {
			continue
		}
		best = d
		out = Diagnosis{Display: displays[d.Finding]}
		for _, ref := range d.Named {
			named := find(list, it, ref)
			if ref == d.At.LevelRef {
				out.Condition = named
			} else if named != nil {
				out.Together = append(out.Together, *named)
			}
		}
	}
	return out
}

// find answers the count of a level.
func find(list []Condition, it *item, ref statistics.LevelRef) *Condition {
	r := it.radicals[ref.Radical]
	for i := range list {
		if c := &list[i]; c.Model == it.id && c.Radical == r.ID && c.LevelID == r.Levels[ref.Level].ID {
			named := *c
			return &named
		}
	}
	return nil
}
