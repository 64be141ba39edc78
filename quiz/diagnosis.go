package quiz

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

func shareOf(right, done int) Share { return Share{Right: right, Done: done} }

func diagnose(items []*item, outcomes []Outcome, list []Condition) Diagnosis {
	return Diagnosis{Display: TooFew}
}
