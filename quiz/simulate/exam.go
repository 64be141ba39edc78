package simulate

import (
	"slices"
	"strconv"

	"shifu/internal/fault"
	"shifu/quiz"
	"shifu/quiz/draw"
	"shifu/quiz/response"
	"shifu/quiz/wording"
)

// Exam is what learners sit who never studied: a blueprint over the item models
// of its points.
type Exam struct {
	Blueprint quiz.Blueprint
	Items     map[string][]*response.Item // by knowledge point
	// Scripts answers the text of a script by its code, for items that show
	// scripts.
	Scripts  func(code string) (response.ScriptText, bool)
	Donts    *wording.Donts    // the pack's lists; nil: the shipped ones
	Synonyms []wording.Synonym // the pack's list
}

// ExamReport is what came out for one blueprint.
type ExamReport struct {
	Blueprint string   `json:"id"`
	Learners  int      `json:"learners"`
	Items     int      `json:"items"`
	Needed    int      `json:"needed"` // hundredths of points that pass, of Total
	Total     int      `json:"total"`
	Guesses   []Passed `json:"strategies"` // in the order of Strategies
}

// Passed is how far a strategy came.
type Passed struct {
	Name   string `json:"name"`
	Passed int    `json:"passed"` // learners
	Mean   int    `json:"mean"`   // share of the points on average, hundredths of a percent
	Best   int    `json:"best"`   // share of the points of the best learner
}

// Strategies are the systems of learners who sit an exam without knowing.
var Strategies = []string{Random, First, Last, Longest, Politest}

// SitExam draws a paper for each learner as exams do (the exam's reserve first,
// no situation twice) and lets every strategy answer the same paper. What waits
// for a mentor earns nothing: no mentor passes a reply that says nothing.
// fault.quiz.empty_section when a point has no item that fits its section.
func SitExam(e Exam, p Plan) (ExamReport, error) {
	if p.Seed == "" {
		p.Seed = "simulate"
	}
	plan := e.Blueprint.Planned()
	r := ExamReport{Blueprint: e.Blueprint.ID, Learners: p.Learners, Items: len(plan)}
	for _, name := range Strategies {
		r.Guesses = append(r.Guesses, Passed{Name: name})
	}
	for learner := range p.Learners {
		who := p.Seed + "/" + e.Blueprint.ID + "/" + strconv.Itoa(learner)
		paper, err := e.paper(plan, who)
		if err != nil {
			return r, err
		}
		for s, name := range Strategies {
			g := guesser{strategy: name, lot: draw.Root(who, name, 1).Stream("guess")}
			t := quiz.Tally{Items: len(paper)}
			for i := range paper {
				v := &paper[i].Variant
				t.Total += 100 * paper[i].points
				m := response.Judge(v, g.answer(v))
				if m.Score != nil && !m.NeedsMentor {
					t.Earned += *m.Score * paper[i].points
				}
				if m.Redline {
					t.RedLines++
				}
			}
			r.Total, r.Needed = t.Total, e.Blueprint.Pass.Needed(t.Total)
			if e.Blueprint.Pass.Decide(t) == quiz.Passed {
				r.Guesses[s].Passed++
			}
			points := share(t.Earned, t.Total)
			r.Guesses[s].Mean += points
			r.Guesses[s].Best = max(r.Guesses[s].Best, points)
		}
	}
	for s := range r.Guesses {
		r.Guesses[s].Mean /= max(1, p.Learners)
	}
	return r, nil
}

// given is one item of a paper and what it is worth.
type given struct {
	response.Variant
	points int
}

// paper draws what one learner gets.
func (e Exam) paper(plan []quiz.Planned, who string) ([]given, error) {
	histories := map[*response.Item]*draw.History{}
	drawn := map[*response.Item]int{}
	paper := make([]given, 0, len(plan))
	for n, planned := range plan {
		var best *response.Item
		for _, it := range e.Items[planned.Point] {
			m := it.Model.Model()
			if len(m.Radicals) == 0 || len(planned.Types) > 0 && !slices.Contains(planned.Types, string(m.Type)) {
				continue
			}
			if best == nil || drawn[it] < drawn[best] {
				best = it
			}
		}
		if best == nil {
			return nil, fault.New(fault.Invalid, "fault.quiz.empty_section", "Blueprint", e.Blueprint.ID)
		}
		if histories[best] == nil {
			histories[best] = best.Space.History()
		}
		drawn[best]++
		root := draw.Root(who, best.Space.Model(), drawn[best])
		c := best.Space.Choose(draw.Request{Root: root, Purpose: draw.Exam, History: histories[best], Reserve: best.Space.Reserve([]byte("simulate"), who)})
		if c.None() {
			return nil, fault.New(fault.Invalid, "fault.quiz.empty_section", "Blueprint", e.Blueprint.ID)
		}
		histories[best].Add(c.Situation, int64(n+1))
		v, err := best.Make(response.Request{Situation: c.Situation, Root: root, Attempt: who, Ordinal: n + 1, Purpose: draw.Exam, Scripts: e.Scripts, Donts: e.Donts, Synonyms: e.Synonyms})
		if err != nil {
			return nil, err
		}
		paper = append(paper, given{v, max(1, best.Model.Model().Points)})
	}
	return paper, nil
}
