package check

import (
	"cmp"
	"slices"

	"shifu/internal/lang"
	"shifu/quiz/model"
)

// Coverage is what a bank of item models asks about: by stage of service, and by
// condition. Models whose situations were not visited count as models only.
type Coverage struct {
	Models     int               `json:"models"`
	Situations int               `json:"situations"`
	Classes    int               `json:"classes"` // answer classes, counted in each model
	Stages     []StageCoverage   `json:"stages"`
	Radicals   []RadicalCoverage `json:"radicals"`
}

// StageCoverage is what is asked of one stage of service; Stage is "" for models
// that belong to none.
type StageCoverage struct {
	Stage      string `json:"stage"`
	Points     int    `json:"points"`
	Models     int    `json:"models"`
	Situations int    `json:"situations"`
	Classes    int    `json:"classes"`
}

// RadicalCoverage is where a condition is varied. Conditions of several models
// are one when their Chinese names are.
type RadicalCoverage struct {
	Label      lang.Text       `json:"label"`
	Models     []string        `json:"models"` // ids
	Situations int             `json:"situations"`
	ByStage    map[string]int  `json:"by_stage"` // situations
	Levels     []LevelCoverage `json:"levels"`
}

// LevelCoverage is in how many models and situations a level occurs.
type LevelCoverage struct {
	Label      lang.Text `json:"label"`
	Models     int       `json:"models"`
	Situations int       `json:"situations"`
}

// Cover counts what checked models ask about. Stages come in the order of service,
// conditions by the number of models that vary them, else as they were declared.
func Cover(reports []Report) Coverage {
	out := Coverage{Models: len(reports), Stages: []StageCoverage{}, Radicals: []RadicalCoverage{}}
	stages, points := map[string]*StageCoverage{}, map[[2]string]bool{}
	radicals := map[string]*RadicalCoverage{}
	var order []*RadicalCoverage
	for i := range reports {
		r := &reports[i]
		classes := 0
		for _, n := range r.Classes {
			if n > 0 {
				classes++
			}
		}
		out.Situations += r.Valid
		out.Classes += classes
		s := stages[r.Model.Stage]
		if s == nil {
			s = &StageCoverage{Stage: r.Model.Stage}
			stages[s.Stage] = s
		}
		s.Models++
		s.Situations += r.Valid
		s.Classes += classes
		if at := [2]string{s.Stage, r.Model.KP}; !points[at] {
			points[at] = true
			s.Points++
		}
		if r.Compiled == nil {
			continue
		}
		counts := levelCounts(r.Compiled)
		for n, view := range r.Compiled.Radicals() {
			c := radicals[view.Label.ZH]
			if c == nil {
				c = &RadicalCoverage{Label: view.Label, ByStage: map[string]int{}}
				radicals[view.Label.ZH] = c
				order = append(order, c)
			}
			c.add(r, view, counts[n])
		}
	}
	for _, name := range append(slices.Clone(model.Stages), "") {
		if s := stages[name]; s != nil {
			out.Stages = append(out.Stages, *s)
		}
	}
	slices.SortStableFunc(order, func(a, b *RadicalCoverage) int {
		return cmp.Or(cmp.Compare(len(b.Models), len(a.Models)), cmp.Compare(b.Situations, a.Situations))
	})
	for _, c := range order {
		out.Radicals = append(out.Radicals, *c)
	}
	return out
}

func (c *RadicalCoverage) add(r *Report, view model.RadicalView, counts []int) {
	c.Models = append(c.Models, r.ID)
	c.Situations += r.Valid
	c.ByStage[r.Model.Stage] += r.Valid
	for l, level := range view.Levels {
		if counts[l] == 0 {
			continue
		}
		at := slices.IndexFunc(c.Levels, func(have LevelCoverage) bool { return have.Label.ZH == level.Label.ZH })
		if at < 0 {
			at = len(c.Levels)
			c.Levels = append(c.Levels, LevelCoverage{Label: level.Label})
		}
		c.Levels[at].Models++
		c.Levels[at].Situations += counts[l]
	}
}

// levelCounts counts, by radical and level, the situations of a model.
func levelCounts(c *model.Compiled) [][]int {
	out := make([][]int, c.RadicalCount())
	for r := range out {
		out[r] = make([]int, c.LevelCount(r))
	}
	for i := range c.Size() {
		for r, l := range c.Levels(i) {
			out[r][l]++
		}
	}
	return out
}
