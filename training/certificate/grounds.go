package certificate

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"shifu/internal/lang"
	"shifu/internal/ledger"
	"shifu/quiz"
	"shifu/training"
)

// Grounds are what the decision to issue a certificate rests on: what is asked
// for, what was signed, what the answers prove, and what was issued before.
type Grounds struct {
	Shop       Shop
	Holder     Person
	Definition training.CertificateDefinition
	Version    ContentVersion // of the definition
	Programme  training.Programme
	// SignOffs are the holder's, by module: the latest that counts as signed.
	SignOffs map[string]SignedModule
	// Points are the knowledge points that count, by the definition's measure.
	Points []quiz.PointMastery
	// Others are further points of the evidence; only the words of their
	// conditions matter.
	Others []quiz.PointMastery
	// Before is the latest certificate of this definition that the holder has,
	// nil when there is none, and its state now.
	Before      *Stored
	BeforeState State
	Now         time.Time // in the shop's time zone
}

// SignedModule is a sign-off that counts, with the signatures of its entries.
type SignedModule struct {
	SignOff    training.SignOff
	Signatures []Signature // the mentor's, then the apprentice's or the ruling owner's
	Stale      bool        // a lesson of its evidence has a newer version in force
}

// Lack is something that a certificate still waits for.
type Lack struct {
	Kind  LackKind  `json:"kind"`
	ID    string    `json:"id"`
	Title lang.Text `json:"title"`
}

// LackKind is what kind of thing is missing.
type LackKind string

const (
	LackModule LackKind = "module" // not signed by both
	LackPoint  LackKind = "point"  // not mastered by the certificate's measure
	LackAgain  LackKind = "again"  // signed before the last certificate: to be signed again
)

// measureOf turns the terms of a definition into the measure of quizzes. A point
// with fewer situations than the terms ask for is judged by all of them.
func measureOf(t training.MasteryTerms) quiz.Measure {
	return quiz.Measure{N: t.N, M: t.M, Pairs: t.Pairs, Classes: t.Classes, Days: t.Days, ExamMin: t.ExamMin, Shrink: true}
}

// modulesOf lists the modules that a definition asks for.
func modulesOf(d training.CertificateDefinition, p training.Programme) []training.Module {
	var out []training.Module
	for _, s := range p.Stages {
		for _, m := range s.Modules {
			if !s.NotBuilt && len(d.Modules) == 0 || slices.Contains(d.Modules, m.ID) {
				out = append(out, m)
			}
		}
	}
	return out
}

// pointsOf lists the knowledge points whose mastery a definition asks for: its
// own, or those of its modules' requirements and exams.
func pointsOf(d training.CertificateDefinition, p training.Programme) []string {
	if len(d.Points) > 0 {
		return d.Points
	}
	var out []string
	add := func(points []string) {
		for _, id := range points {
			if !slices.Contains(out, id) {
				out = append(out, id)
			}
		}
	}
	for _, m := range modulesOf(d, p) {
		for _, r := range m.Requirements {
			add(r.Points)
			for _, b := range p.Blueprints {
				if b.ID == r.Blueprint && r.Blueprint != "" {
					for _, s := range b.Sections {
						add(s.Points)
					}
				}
			}
		}
	}
	return out
}

// Lacks says what is missing; a certificate is due when nothing is.
func (g Grounds) Lacks() []Lack {
	var out []Lack
	newer := false
	modules := modulesOf(g.Definition, g.Programme)
	for _, m := range modules {
		s, ok := g.SignOffs[m.ID]
		switch {
		case !ok || len(s.Signatures) != 2:
			out = append(out, Lack{LackModule, m.ID, m.Title})
		case g.Before != nil && s.Signatures[1].Entry < g.Before.Entry:
			// After a revocation everything is signed anew, else what has changed.
			if g.BeforeState == Revoked || s.Stale {
				out = append(out, Lack{LackAgain, m.ID, m.Title})
			}
		default:
			newer = true
		}
	}
	for _, p := range g.Points {
		if !p.Certificate.Met {
			out = append(out, Lack{LackPoint, p.Point, p.Title})
		}
	}
	if len(out) == 0 && g.Before != nil {
		if _, ok := g.BeforeState.After(VerbRenew); !ok || !newer {
			for _, m := range modules {
				out = append(out, Lack{LackAgain, m.ID, m.Title})
			}
		}
	}
	if len(modules) == 0 {
		out = append(out, Lack{Kind: LackModule, ID: g.Definition.ID, Title: g.Definition.Title})
	}
	return out
}

// Record writes what the certificate says. sequence is its number in the year.
func (g Grounds) Record(sequence int) (Record, error) {
	_, offset := g.Now.Zone()
	r := Record{
		Format: RecordFormat,
		Number: fmt.Sprintf("%s-%d-%04d", Prefix(g.Shop.Name), g.Now.Year(), sequence),
		Shop:   g.Shop, Holder: g.Holder, Definition: g.Version,
		Programme: Topic{g.Programme.ID, g.Programme.Title},
		Title:     g.Definition.Title, Statement: g.Definition.Statement,
		Modules: []Module{}, Points: []Topic{}, Contents: []ContentVersion{},
		Criterion: criterion(g.Definition),
		IssuedAt:  g.Now.UnixMilli(), ExpiresAt: endOf(g.Now, g.Definition.Months).UnixMilli(),
		WarnDays: g.Definition.Warn, Zone: offset / 60,
	}
	if r.WarnDays == 0 {
		r.WarnDays = 30
	}
	if g.Before != nil {
		r.Renews = g.Before.Issue.Certificate.Number
	}
	var bodies []training.EvidenceBody
	for _, m := range modulesOf(g.Definition, g.Programme) {
		s := g.SignOffs[m.ID]
		r.Modules = append(r.Modules, Module{ID: m.ID, Title: m.Title, EvidenceHash: s.SignOff.EvidenceHash, Signatures: s.Signatures})
		bodies = append(bodies, s.SignOff.Body)
	}
	for i, p := range g.Points {
		r.Points = append(r.Points, Topic{p.Point, p.Title})
		r.Counts.Items += p.Share.Done
		if i == 0 || p.Share.Done < r.Counts.Situations {
			r.Counts.Situations = p.Share.Done
		}
	}
	r.Counts.Repeats = repeats(bodies)
	r.Passed, r.Unpassed, r.Unassessed = g.conditions(bodies)
	var err error
	r.Contents, err = contents(bodies)
	return r, err
}

func criterion(d training.CertificateDefinition) Criterion {
	a := d.Asks
	return Criterion{Right: a.M, Of: a.N, Pairs: a.Pairs, Classes: a.Classes, Days: a.Days, ExamMin: a.ExamMin, TryOut: d.TryOut, Critical: d.Critical != nil}
}

// endOf is the midnight that ends the last day of so many months; a day that
// the month does not have is its last.
func endOf(from time.Time, months int) time.Time {
	year, month, day := from.Date()
	last := time.Date(year, month+time.Month(months)+1, 0, 0, 0, 0, 0, from.Location())
	if d := last.Day(); day > d {
		day = d
	}
	return time.Date(last.Year(), last.Month(), day+1, 0, 0, 0, 0, from.Location())
}

// repeats counts the situations that were given in an exam although they had
// been answered before.
func repeats(bodies []training.EvidenceBody) int {
	type answer struct {
		at   int64
		exam bool
	}
	seen := map[string]map[string]answer{} // situation -> attempt -> answer
	for _, b := range bodies {
		for _, req := range b.Requirements {
			for _, s := range req.Situations {
				key := s.Model + "\x00" + s.Situation
				if seen[key] == nil {
					seen[key] = map[string]answer{}
				}
				seen[key][fmt.Sprint(s.Attempt, s.Slot)] = answer{s.At, s.Exam}
			}
		}
	}
	n := 0
	for _, answers := range seen {
		first := int64(-1)
		for _, a := range answers {
			if first < 0 || a.at < first {
				first = a.at
			}
		}
		for _, a := range answers {
			if a.exam && a.at > first {
				n++
			}
		}
	}
	return n
}

// conditions sorts the levels of all radicals of the evidence by their words:
// passed at the rate that the definition asks for, not passed, never assessed.
func (g Grounds) conditions(bodies []training.EvidenceBody) (passed, unpassed, unassessed []Condition) {
	type place struct{ point, model, radical, level string }
	words := map[place]Condition{}
	for _, p := range slices.Concat(g.Points, g.Others) {
		for _, c := range p.Conditions {
			words[place{p.Point, c.Model, c.Radical, c.LevelID}] = Condition{Radical: c.Label, Level: c.Level}
		}
	}
	type tally struct{ right, done int }
	tallies, order := map[Condition]tally{}, []Condition{}
	count := func(c Condition, right, done int) {
		t, known := tallies[c]
		if !known {
			order = append(order, c)
		}
		tallies[c] = tally{t.right + right, t.done + done}
	}
	signed := map[place]bool{}
	for _, b := range bodies {
		for _, e := range b.Conditions {
			at := place{e.Point, e.Model, e.Radical, e.Level}
			if signed[at] { // a point of two modules counts once
				continue
			}
			signed[at] = true
			c, known := words[at]
			if !known {
				c = Condition{Radical: lang.Text{ZH: e.Radical, EN: e.Radical}, Level: lang.Text{ZH: e.Level, EN: e.Level}}
			}
			count(c, e.Right, e.Done)
		}
	}
	passed, unpassed, unassessed = []Condition{}, []Condition{}, []Condition{}
	slices.SortStableFunc(order, func(a, b Condition) int { // levels of one radical side by side
		return cmp.Compare(firstOf(order, a), firstOf(order, b))
	})
	for _, c := range order {
		switch t := tallies[c]; {
		case t.done == 0:
			unassessed = append(unassessed, c)
		case t.right*g.Definition.Asks.N >= t.done*g.Definition.Asks.M:
			passed = append(passed, c)
		default:
			unpassed = append(unpassed, c)
		}
	}
	return passed, unpassed, unassessed
}

func firstOf(order []Condition, c Condition) int {
	return slices.IndexFunc(order, func(o Condition) bool { return o.Radical == c.Radical })
}

// contents lists the lessons of the evidence one by one, and everything else
// as one line with a hash over all of it.
func contents(bodies []training.EvidenceBody) ([]ContentVersion, error) {
	var lessons, rest []ContentVersion
	for _, b := range bodies {
		for _, v := range b.Content {
			c := ContentVersion{Kind: v.Kind, ID: v.ID, Version: v.Version, Hash: v.Hash}
			to := &rest
			if v.Kind == string(training.ContentLesson) {
				to = &lessons
			}
			if !slices.Contains(*to, c) {
				*to = append(*to, c)
			}
		}
	}
	byID := func(a, b ContentVersion) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Hash, b.Hash))
	}
	slices.SortFunc(lessons, byID)
	slices.SortFunc(rest, byID)
	out := append([]ContentVersion{}, lessons...)
	if len(rest) > 0 {
		canonical, err := ledger.Canonical(rest)
		if err != nil {
			return nil, err
		}
		out = append(out, ContentVersion{Kind: "others", ID: fmt.Sprint(len(rest)), Version: len(rest), Hash: ledger.Sum("shifu-contents/1", canonical).String()})
	}
	return out, nil
}
