package training

import (
	"context"
	"time"

	"shifu/internal/fault"
	"shifu/internal/op"
)

// Path answers an apprentice's programme and where it stands.
func (s *Service) Path(ctx context.Context, actor op.Actor, apprenticeID string) (Path, error) {
	return op.Query(ctx, s.Store, "training.Path", func(tx Tx) (Path, error) {
		if err := allow(ctx, tx, "Path", actor, apprenticeID); err != nil {
			return Path{}, err
		}
		w, err := s.walk(ctx, tx, apprenticeID, true)
		if err != nil {
			return Path{}, err
		}
		return w.path, nil
	})
}

// way is one apprentice's path with all that it was made of.
type way struct {
	school *school
	work   *groupwork
	prog   Programme
	names  names
	who    string
	usedUp map[string]bool // points of which practice has no new situation left
	path   Path
}

// walk reads one apprentice's path; fault.training.no_programme when nobody
// assigned one.
func (s *Service) walk(ctx context.Context, tx Tx, person string, whole bool) (*way, error) {
	e, found, err := enrolled(ctx, tx, person)
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, fault.New(fault.NotFound, "fault.training.no_programme")
	}
	w := &way{who: person, names: names{}}
	if w.school, err = s.readSchool(ctx, tx); err != nil {
		return nil, err
	}
	if w.work, err = readWork(ctx, tx, person); err != nil {
		return nil, err
	}
	if err := w.work.readShares(ctx, tx, person); err != nil {
		return nil, err
	}
	prog, ok := w.school.programmes[e.ProgrammeID]
	if !ok {
		return nil, fault.New(fault.NotFound, "fault.training.unknown_programme")
	}
	w.prog = prog
	mentor, err := tx.MentorOf(ctx, person)
	if err != nil {
		return nil, err
	}
	known := []string{person, mentor}
	for _, o := range w.work.signed[person] {
		known = append(known, o.MentorID)
	}
	if err := w.names.know(ctx, tx, known...); err != nil {
		return nil, err
	}
	today := w.school.today
	w.path = Path{ProgrammeID: prog.ID, Title: prog.Title, From: e.From, Day: WorkingDays(e.From, today) + 1, Days: prog.Days,
		MentorID: mentor, MentorName: w.names.of(mentor), Now: -1, Ladder: prog.Ladder, Stages: []PathStage{}}
	signed := w.work.signedStages(prog, person)
	for i, st := range prog.Stages {
		stage := PathStage{ID: st.ID, Title: st.Title, Modules: []PathModule{}}
		gate := st.Gate.Decide(GateFacts{Start: e.From, Today: today, Signed: days(signed)})
		stage.Waits, stage.WaitDays = gate.Waits, gate.WaitDays
		for _, m := range st.Modules {
			rows, err := w.work.rows(ctx, tx, w.school, prog, m, person, whole)
			if err != nil {
				return nil, err
			}
			cell := w.work.cell(w.school, prog, m, person, rows)
			stage.Done, stage.Of = stage.Done+cell.Met, stage.Of+cell.Of
			stage.Modules = append(stage.Modules, PathModule{ID: m.ID, Title: m.Title, Cell: cell, Requirements: rows, SignOffID: w.work.signed[person][m.ID].ID})
		}
		at, done := signed[st.ID]
		switch {
		case st.NotBuilt:
			stage.State = StageNotBuilt
		case done:
			stage.State, stage.SignedAt = StageSigned, &at
			stage.SignedBy = w.names.of(w.work.signed[person][st.Modules[len(st.Modules)-1].ID].MentorID)
		case !gate.Open:
			stage.State = StageLocked
		default:
			stage.State = StageNow
			if w.path.Now < 0 {
				w.path.Now = i
			}
		}
		w.path.Stages = append(w.path.Stages, stage)
	}
	return w, nil
}

// signedStages answers, for each stage all of whose modules are signed, when the
// last of them was.
func (w *groupwork) signedStages(prog Programme, person string) map[string]time.Time {
	out := map[string]time.Time{}
	for _, st := range prog.Stages {
		var last time.Time
		all := len(st.Modules) > 0
		for _, m := range st.Modules {
			o := w.signed[person][m.ID]
			if !o.State.Signed() {
				all = false
				break
			}
			if at := o.signedAt(); at.After(last) {
				last = at
			}
		}
		if all {
			out[st.ID] = last
		}
	}
	return out
}

// signedAt is when a sign-off was locked or ruled to stand.
func (o SignOff) signedAt() time.Time {
	for i := len(o.Events) - 1; i >= 0; i-- {
		if v := o.Events[i].Verb; v == VerbCounterSign || v == VerbRuleStands {
			return o.Events[i].At
		}
	}
	return time.Time{}
}

func days(at map[string]time.Time) map[string]string {
	out := make(map[string]string, len(at))
	for k, t := range at {
		out[k] = DayOf(t)
	}
	return out
}

// module finds a module of a programme and its stage.
func (p Programme) module(id string) (Module, Stage, error) {
	for _, st := range p.Stages {
		for _, m := range st.Modules {
			if m.ID == id {
				return m, st, nil
			}
		}
	}
	return Module{}, Stage{}, fault.New(fault.NotFound, "fault.training.unknown_module")
}
