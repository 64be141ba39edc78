package training

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"shifu/internal/fault"
	"shifu/internal/ledger"
	"shifu/internal/op"
	"shifu/quiz"
	"shifu/quiz/mastery"
)

// ModuleEvidence answers what the requirements of a module rest on now, with the
// hash that a signature covers.
func (s *Service) ModuleEvidence(ctx context.Context, actor op.Actor, apprenticeID, moduleID string) (Evidence, error) {
	return op.Query(ctx, s.Store, "training.ModuleEvidence", func(tx Tx) (Evidence, error) {
		if err := allow(ctx, tx, "ModuleEvidence", actor, apprenticeID); err != nil {
			return Evidence{}, err
		}
		e, _, err := s.evidence(ctx, tx, actor, apprenticeID, moduleID)
		return e, err
	})
}

// evidence gathers the evidence of a module. Who it is shown to decides only
// whether MaySign is set.
func (s *Service) evidence(ctx context.Context, tx Tx, actor op.Actor, person, moduleID string) (Evidence, *way, error) {
	w, err := s.walk(ctx, tx, person, true)
	if err != nil {
		return Evidence{}, nil, err
	}
	m, stage, err := w.prog.module(moduleID)
	if err != nil {
		return Evidence{}, nil, err
	}
	g := gatherer{ctx: ctx, tx: tx, s: s, w: w, person: person, module: m, content: map[ContentVersion]bool{}, heads: map[string]AttemptEvidence{}}
	body, rows, err := g.gather()
	if err != nil {
		return Evidence{}, nil, err
	}
	mastery, err := s.Quiz.Within(tx).Mastery(ctx, person, mastery.Practised(), m.points(w.prog.Blueprints)...)
	if err != nil {
		return Evidence{}, nil, err
	}
	for _, pm := range mastery {
		for _, c := range pm.Conditions {
			body.Conditions = append(body.Conditions, ConditionEvidence{Point: pm.Point, Model: c.Model, Radical: c.Radical, Level: c.LevelID, Right: c.Right, Done: c.Done})
		}
	}
	e := Evidence{Body: body, Name: w.names.of(person), Title: m.Title, Meaning: m.Meaning, Statement: m.Statement, Rows: rows, Groups: groups(mastery), Complete: true}
	for _, r := range rows {
		e.Complete = e.Complete && r.Met
	}
	if e.Hash, err = hashOf(body); err != nil {
		return Evidence{}, nil, err
	}
	latest, signed := w.work.signed[person][moduleID]
	if signed {
		full, err := tx.StoredSignOff(ctx, latest.ID)
		if err != nil {
			return Evidence{}, nil, err
		}
		if err := w.names.sign(ctx, tx, &full); err != nil {
			return Evidence{}, nil, err
		}
		e.SignOff = &full
	}
	facts := SignFacts{Actor: actor.ID, Apprentice: person, Mentor: w.path.MentorID, IsMentor: actor.Has(op.Mentor), Complete: e.Complete,
		Open: w.open(stage.ID), Latest: latest.State, Witnessed: true}
	if err := facts.Decide(); err != nil {
		e.WhyNot = fault.KeyOf(err)
	} else {
		e.MaySign = true
	}
	return e, w, nil
}

// open says whether a stage is open to be signed.
func (w *way) open(stage string) bool {
	for _, st := range w.path.Stages {
		if st.ID == stage {
			return st.State == StageNow || st.State == StageSigned
		}
	}
	return false
}

// hashOf is the SHA-256 of a value's canonical JSON, hex.
func hashOf(v any) (string, error) {
	raw, err := ledger.Canonical(v)
	if err != nil {
		return "", err
	}
	return digest(raw), nil
}

// gatherer collects what the requirements of one module rest on.
type gatherer struct {
	ctx     context.Context
	tx      Tx
	s       *Service
	w       *way
	person  string
	module  Module
	content map[ContentVersion]bool
	heads   map[string]AttemptEvidence
}

func (g *gatherer) gather() (EvidenceBody, []EvidenceRow, error) {
	body := EvidenceBody{Format: evidenceFormat, Apprentice: g.person, Programme: g.w.prog.ID, Module: g.module.ID,
		Requirements: []RequirementEvidence{}, Conditions: []ConditionEvidence{}, Content: []ContentVersion{}}
	var err error
	if body.ModuleHash, err = hashOf(g.module); err != nil {
		return body, nil, err
	}
	prog, err := g.tx.CurrentContent(g.ctx, ContentProgramme, g.w.prog.ID)
	if err != nil {
		return body, nil, err
	}
	g.note(string(ContentProgramme), prog.ID, prog.Version, prog.Hash)
	if err := g.w.work.answers(g.ctx, g.tx, g.person, g.module.points(g.w.prog.Blueprints)); err != nil {
		return body, nil, err
	}
	judged, err := g.w.work.rows(g.ctx, g.tx, g.w.school, g.w.prog, g.module, g.person, true)
	if err != nil {
		return body, nil, err
	}
	var rows []EvidenceRow
	for i, r := range g.module.Requirements {
		req := RequirementEvidence{ID: r.ID, Kind: r.Kind, Met: judged[i].Met, Have: judged[i].Have, Need: judged[i].Need}
		row := EvidenceRow{RequirementRow: judged[i]}
		if err := g.fill(r, &req, &row); err != nil {
			return body, nil, err
		}
		body.Requirements, rows = append(body.Requirements, req), append(rows, row)
	}
	for c := range g.content {
		body.Content = append(body.Content, c)
	}
	slices.SortFunc(body.Content, func(a, b ContentVersion) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Version, b.Version), cmp.Compare(a.Hash, b.Hash))
	})
	return body, rows, nil
}

func (g *gatherer) note(kind, id string, version int, hash string) {
	g.content[ContentVersion{Kind: kind, ID: id, Version: version, Hash: hash}] = true
}

// fill adds what one requirement rests on.
func (g *gatherer) fill(r Requirement, req *RequirementEvidence, row *EvidenceRow) error {
	switch r.Kind {
	case KindLesson:
		for _, id := range r.Lessons {
			a, ok := g.w.work.read[g.person][id]
			if !ok {
				continue
			}
			req.Lessons = append(req.Lessons, a.evidence())
			row.Versions = append(row.Versions, a.evidence().name())
			row.rests(a.At)
			g.note(string(ContentLesson), id, a.Version, a.Hash)
		}
	case KindMastery:
		return g.situations(g.outcomes(r.Points, func([]quiz.Outcome) []quiz.Outcome { return nil }, false), req, row)
	case KindReply:
		pass := g.w.school.rubrics[r.Rubric].Pass
		rubric, err := g.tx.CurrentContent(g.ctx, ContentRubric, r.Rubric)
		if err != nil {
			return err
		}
		g.note(string(ContentRubric), rubric.ID, rubric.Version, rubric.Hash)
		return g.situations(g.outcomes(r.Points, func(list []quiz.Outcome) []quiz.Outcome {
			return slices.DeleteFunc(list, func(o quiz.Outcome) bool { return !replyPassed(o, pass) })
		}, true), req, row)
	case KindRedLine:
		return g.situations(g.outcomes(r.Points, func(list []quiz.Outcome) []quiz.Outcome {
			return list[max(0, len(list)-r.cleanRun()):]
		}, true), req, row)
	case KindExam:
		return g.exams(r, req, row)
	case KindObservation:
		return g.observations(r, req, row)
	}
	return nil
}

// rests widens the span of time that a row rests on.
func (row *EvidenceRow) rests(at time.Time) {
	if row.Since.IsZero() || at.Before(row.Since) {
		row.Since = at
	}
	if at.After(row.Until) {
		row.Until = at
	}
}

// outcomes answers the answers on points that count, through a filter for each
// point where one is wanted.
func (g *gatherer) outcomes(points []string, pick func([]quiz.Outcome) []quiz.Outcome, filtered bool) []quiz.Outcome {
	var out []quiz.Outcome
	for _, p := range points {
		list := slices.DeleteFunc(slices.Clone(g.w.work.outcomes[g.person][p]), func(o quiz.Outcome) bool { return o.Pending })
		if filtered {
			list = pick(list)
		}
		out = append(out, list...)
	}
	return out
}

func (g *gatherer) situations(outcomes []quiz.Outcome, req *RequirementEvidence, row *EvidenceRow) error {
	for _, o := range outcomes {
		req.Situations = append(req.Situations, SituationEvidence{Point: o.Point, Model: o.Model, Content: o.ContentHash, Situation: o.Situation, Attempt: o.Attempt,
			Slot: o.Slot, Exam: o.Purpose == quiz.Exam, Right: o.Right, Score: o.Score, MarkedBy: o.MarkedBy, At: o.At.UnixMilli()})
		row.rests(o.At)
		g.note(string(ContentModel), o.Model, 0, o.ContentHash)
		if err := g.attempt(o.Attempt, req, row); err != nil {
			return err
		}
	}
	return nil
}

// attempt adds an attempt with the head of its chain, once for each requirement.
func (g *gatherer) attempt(id string, req *RequirementEvidence, row *EvidenceRow) error {
	if slices.Contains(row.Attempts, id) {
		return nil
	}
	a, known := g.heads[id]
	if !known {
		h, err := g.tx.AttemptHeading(g.ctx, id)
		if err != nil {
			return err
		}
		a = AttemptEvidence{ID: id, Head: h.Head, Blueprint: h.Blueprint, Verdict: string(h.Verdict), Earned: h.Tally.Earned, Total: h.Tally.Total}
		if !h.ClosedAt.IsZero() {
			a.ClosedAt = h.ClosedAt.UnixMilli()
		}
		g.heads[id] = a
	}
	req.Attempts, row.Attempts = append(req.Attempts, a), append(row.Attempts, id)
	return nil
}

// exams adds the first passed exam of a blueprint, with its interruptions.
func (g *gatherer) exams(r Requirement, req *RequirementEvidence, row *EvidenceRow) error {
	passed, err := g.tx.PassedExams(g.ctx, g.person)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(passed, func(e PassedExam) bool { return e.Blueprint == r.Blueprint })
	if i < 0 {
		return nil
	}
	if err := g.attempt(passed[i].Attempt, req, row); err != nil {
		return err
	}
	row.rests(passed[i].ClosedAt)
	steps, err := g.tx.AttemptSteps(g.ctx, passed[i].Attempt)
	if err != nil {
		return err
	}
	a, err := quiz.Rebuild(passed[i].Attempt, g.person, steps)
	if err != nil {
		return err
	}
	req.Attempts[0].Interruptions = len(a.Interruptions())
	return nil
}

func (g *gatherer) observations(r Requirement, req *RequirementEvidence, row *EvidenceRow) error {
	all, err := g.tx.Observations(g.ctx, g.person)
	if err != nil {
		return err
	}
	for _, o := range all {
		if o.ChecklistID != r.Checklist {
			continue
		}
		req.Observations = append(req.Observations, o.evidence())
		row.rests(o.At)
		g.note("checklist", o.ChecklistID, 0, o.Hash)
	}
	return nil
}

// evidence is an acknowledgement as evidence names it.
func (a Acknowledgement) evidence() LessonEvidence {
	return LessonEvidence{ID: a.LessonID, Version: a.Version, Hash: a.Hash, At: a.At.UnixMilli(), Attempt: a.AttemptID}
}

// name is the lesson's version in short.
func (l LessonEvidence) name() string { return fmt.Sprintf("%s@%d", l.ID, l.Version) }

// evidence is an observation as evidence names it.
func (o Observation) evidence() ObservationEvidence {
	lines := []string{}
	for l, yes := range o.Seen {
		if yes {
			lines = append(lines, l)
		}
	}
	slices.Sort(lines)
	return ObservationEvidence{ID: o.ID, Hash: o.Hash, By: o.By, On: o.On, Lines: lines}
}

// wilson is the 95 % interval of the true share behind right of done, in
// hundredths: Wilson's score interval with z = 1.96.
func wilson(right, done int) (low, high int) {
	if done == 0 {
		return 0, 100
	}
	const z = 1.96
	n, p := float64(done), float64(right)/float64(done)
	middle, half, scale := p+z*z/(2*n), z*math.Sqrt(p*(1-p)/n+z*z/(4*n*n)), 1+z*z/n
	return int(math.Round(100 * (middle - half) / scale)), int(math.Round(100 * (middle + half) / scale))
}
