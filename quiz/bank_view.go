package quiz

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"shifu/internal/lang"
	"shifu/internal/op"
	"shifu/quiz/check"
	"shifu/quiz/model"
	"shifu/quiz/wording"
)

// BankView is the bank as its keepers see it: the tree of points with their item
// models, what the checker says of them, and what they ask about.
type BankView struct {
	Points   []BankPoint    `json:"points"` // a tree in the order of reading
	Coverage check.Coverage `json:"coverage"`
}

// BankPoint is a knowledge point with its models.
type BankPoint struct {
	Point
	Depth      int         `json:"depth"` // 0 at the top of the tree
	Models     []BankModel `json:"models"`
	Situations int         `json:"situations"` // of its own models
	Classes    int         `json:"classes"`    // answer classes of its own models
	// Few: it has models, and fewer situations than an exam needs.
	Few bool `json:"few"`
	// Running are the learners for whom fewer than eight unseen situations are
	// left, the nearest to the end first.
	Running []RunningOut `json:"running"`
}

// RunningOut is a learner who has nearly met all situations of a point.
type RunningOut struct {
	Learner string `json:"learner"`
	Left    int    `json:"left"`
	Of      int    `json:"of"`
}

// BankModel is an item model with the checker's report.
type BankModel struct {
	ModelRow
	Stage    string          `json:"stage,omitempty"`
	Raw      int             `json:"raw"` // combinations of levels before constraints
	Pairs    int             `json:"pairs"`
	Errors   int             `json:"errors"`
	Warnings int             `json:"warnings"` // that nobody has accepted
	Notes    int             `json:"notes"`
	Findings []model.Finding `json:"findings"`
	Keys     []KeyCount      `json:"keys"` // answer classes, the most frequent first
	// Conditions are its radicals with the situations of each level.
	Conditions []check.RadicalCoverage `json:"conditions"`
	// Approval is who agreed with the version in use, nil when nobody did.
	Approval *Approval `json:"approval,omitempty"`
}

// KeyCount is how many situations have an answer class. Text says the class in
// words where its ids have texts.
type KeyCount struct {
	Class      string    `json:"class"`
	Text       lang.Text `json:"text,omitzero"`
	Situations int       `json:"situations"`
}

// Bank reads the whole bank with the checker's reports. A version of a model is
// checked once in the life of the process by the same lists of words: it never
// changes, the lists may.
func (s *Service) Bank(ctx context.Context, actor op.Actor) (BankView, error) {
	var items []*item
	var running map[string][]RunningOut
	var lists map[string]*wording.Donts
	var synonyms map[string][]wording.Synonym
	approved := map[string]*Approval{} // by model and hash
	points, err := op.Query(ctx, s.Store, "quiz.Bank", func(tx Tx) (points []Point, err error) {
		if err := allow(ctx, tx, "Bank", actor, ""); err != nil {
			return nil, err
		}
		if points, err = tx.Points(ctx); err != nil {
			return nil, err
		}
		if items, err = s.items(ctx, tx); err != nil {
			return nil, err
		}
		if lists, err = tx.DontLists(ctx); err != nil {
			return nil, err
		}
		if synonyms, err = tx.Synonyms(ctx); err != nil {
			return nil, err
		}
		approvals, err := tx.Approvals(ctx, "")
		if err != nil {
			return nil, err
		}
		for i := range approvals {
			approved[approvals[i].Model+"@"+approvals[i].Hash] = &approvals[i]
		}
		running, err = s.runningOut(ctx, tx, items)
		return points, err
	})
	if err != nil {
		return BankView{}, err
	}
	byPoint, sums := map[string][]BankModel{}, map[*wording.Donts]string{}
	reports := make([]check.Report, 0, len(items))
	for _, it := range items {
		if err := ctx.Err(); err != nil {
			return BankView{}, err
		}
		donts := ofPack(lists, it.model)
		if _, known := sums[donts]; !known {
			sums[donts] = donts.Sum()
		}
		same := ofPack(synonyms, it.model)
		r := s.report(it, check.Options{Donts: donts, Synonyms: same}, sums[donts]+fmt.Sprint(same))
		reports = append(reports, *r)
		m := bankModel(it, r)
		m.Approval = approved[it.id+"@"+it.hash]
		byPoint[it.point] = append(byPoint[it.point], m)
	}
	view := BankView{Points: []BankPoint{}, Coverage: check.Cover(reports)}
	for _, p := range tree(points) {
		p.Models, p.Running = byPoint[p.ID], running[p.ID]
		for _, m := range p.Models {
			p.Situations += m.Situations
			p.Classes += m.Classes
		}
		p.Few = len(p.Models) > 0 && p.Situations < MinSituations
		view.Points = append(view.Points, p)
	}
	return view, nil
}

// tree orders points so that each follows its parent. A point whose parent is not
// there stands at the top.
func tree(points []Point) []BankPoint {
	known, children := map[string]bool{}, map[string][]Point{}
	for _, p := range points {
		known[p.ID] = true
	}
	for _, p := range points {
		parent := p.Parent
		if !known[parent] || parent == p.ID {
			parent = ""
		}
		children[parent] = append(children[parent], p)
	}
	var out []BankPoint
	var add func(parent string, depth int)
	add = func(parent string, depth int) {
		for _, p := range children[parent] {
			out = append(out, BankPoint{Point: p, Depth: depth})
			add(p.ID, depth+1)
		}
	}
	add("", 0)
	return out
}

// keptReport is what the checker said of a version by a list of don'ts.
type keptReport struct {
	*check.Report
	words string // sum of the lists
}

// report is what the checker says of a version by lists of words, whose sum tells
// them from those that the kept report was made by.
func (s *Service) report(it *item, by check.Options, sum string) *check.Report {
	key := it.id + "@" + it.hash
	s.bank.mu.Lock()
	r := s.bank.reports[key]
	s.bank.mu.Unlock()
	if r.Report != nil && r.words == sum {
		return r.Report
	}
	fresh := check.Compiled(it.Item.Model, it.found, by)
	s.bank.mu.Lock()
	defer s.bank.mu.Unlock()
	if s.bank.reports == nil {
		s.bank.reports = map[string]keptReport{}
	}
	s.bank.reports[key] = keptReport{&fresh, sum}
	return &fresh
}

func bankModel(it *item, r *check.Report) BankModel {
	m := BankModel{ModelRow: it.row(), Stage: it.model.Stage, Raw: r.Raw, Pairs: r.Pairs, Findings: r.Findings, Keys: []KeyCount{},
		Conditions: check.Cover([]check.Report{*r}).Radicals}
	m.Errors, m.Warnings, m.Notes = check.Count(r.Findings)
	for class, n := range r.Classes {
		m.Keys = append(m.Keys, KeyCount{Class: class, Text: classWords(it.model, class), Situations: n})
	}
	slices.SortFunc(m.Keys, func(a, b KeyCount) int {
		return cmp.Or(cmp.Compare(b.Situations, a.Situations), cmp.Compare(a.Class, b.Class))
	})
	return m
}

// runningOut finds, by point, the learners for whom fewer than eight unseen
// situations are left. Who has met none of a point runs out of nothing.
func (s *Service) runningOut(ctx context.Context, tx Tx, items []*item) (map[string][]RunningOut, error) {
	byID, size, models := map[string]*item{}, map[string]int{}, map[string][]*item{}
	for _, it := range items {
		byID[it.id] = it
		size[it.point] += it.Space.Size()
		models[it.point] = append(models[it.point], it)
	}
	counts, err := tx.ShownCounts(ctx)
	if err != nil {
		return nil, err
	}
	// The counts hold situations that an edit has taken away since, so that they
	// only say whom to look at closely.
	type at struct{ learner, point string }
	shown := map[at]int{}
	var order []at
	for _, c := range counts {
		it := byID[c.Model]
		if it == nil {
			continue
		}
		key := at{c.Learner, it.point}
		if _, ok := shown[key]; !ok {
			order = append(order, key)
		}
		shown[key] += c.Situations
	}
	out := map[string][]RunningOut{}
	for _, key := range order {
		if size[key.point]-shown[key] >= fewUnseen {
			continue
		}
		left, err := s.unseen(ctx, tx, key.learner, models[key.point])
		if err != nil {
			return nil, err
		}
		if n := left[key.point]; n < fewUnseen && n < size[key.point] {
			out[key.point] = append(out[key.point], RunningOut{key.learner, n, size[key.point]})
		}
	}
	for _, list := range out {
		slices.SortStableFunc(list, func(a, b RunningOut) int { return cmp.Compare(a.Left, b.Left) })
	}
	return out, nil
}
