package training

import (
	"context"
	"slices"
	"time"

	"shifu/internal/fault"
	"shifu/internal/op"
	"shifu/quiz"
	"shifu/quiz/mastery"
)

// overdueDays is after how many working days an unsettled dispute goes to the owner.
const overdueDays = 2

// class is everyone who is enrolled, with what the desk needs of them.
type class struct {
	school  *school
	work    *groupwork
	names   names
	today   string
	pupils  []pupil
	modules map[string]bool
}

// pupil is one enrolled person.
type pupil struct {
	person string
	mentor string
	from   string
	prog   Programme
	rows   map[string][]RequirementRow // by module
	cells  map[string]Cell
}

// readClass reads everyone who is enrolled now and has not left.
func (s *Service) readClass(ctx context.Context, tx Tx, fits func(person, mentor string) bool) (*class, error) {
	c := &class{today: DayOf(tx.Now())}
	var err error
	if c.school, err = s.readSchool(ctx, tx); err != nil {
		return nil, err
	}
	if c.names, err = readNames(ctx, tx); err != nil {
		return nil, err
	}
	mentors, err := mentorsOf(ctx, tx)
	if err != nil {
		return nil, err
	}
	enrolments, err := tx.Enrolments(ctx)
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for _, e := range enrolments {
		prog, known := c.school.programmes[e.ProgrammeID]
		if seen[e.PersonID] || !e.lasts(c.today) || !known || c.names[e.PersonID].State == "left" || !fits(e.PersonID, mentors[e.PersonID]) {
			continue
		}
		seen[e.PersonID] = true
		c.pupils = append(c.pupils, pupil{person: e.PersonID, mentor: mentors[e.PersonID], from: e.From, prog: prog,
			rows: map[string][]RequirementRow{}, cells: map[string]Cell{}})
	}
	if len(c.pupils) == 0 {
		return c, nil
	}
	var people []string
	if len(c.pupils) <= 20 { // few: ask for them; many: reading everyone is cheaper than a long list
		for _, p := range c.pupils {
			people = append(people, p.person)
		}
	}
	if c.work, err = readWork(ctx, tx, people...); err != nil {
		return nil, err
	}
	if err := c.work.readShares(ctx, tx, people...); err != nil {
		return nil, err
	}
	for _, p := range c.pupils {
		for _, st := range p.prog.Stages {
			for _, m := range st.Modules {
				rows, err := c.work.rows(ctx, tx, c.school, p.prog, m, p.person, false)
				if err != nil {
					return nil, err
				}
				p.rows[m.ID], p.cells[m.ID] = rows, c.work.cell(c.school, p.prog, m, p.person, rows)
			}
		}
	}
	return c, nil
}

// mentorsOf answers everyone's mentor of today.
func mentorsOf(ctx context.Context, tx Tx) (map[string]string, error) {
	all, err := tx.AllMentorships(ctx)
	today, out := DayOf(tx.Now()), map[string]string{}
	for _, m := range all { // the latest first
		if _, known := out[m.ApprenticeID]; !known && m.From <= today && m.lasts(today) {
			out[m.ApprenticeID] = m.MentorID
		}
	}
	return out, err
}

// Desk answers apprentices by modules and what waits for the actor.
func (s *Service) Desk(ctx context.Context, actor op.Actor, q DeskQuery) (Desk, error) {
	return op.Query(ctx, s.Store, "training.Desk", func(tx Tx) (Desk, error) {
		if err := allow(ctx, tx, "Desk", actor, ""); err != nil {
			return Desk{}, err
		}
		c, err := s.readClass(ctx, tx, func(_, mentor string) bool { return !q.Mine || mentor == actor.ID })
		if err != nil {
			return Desk{}, err
		}
		d := Desk{Stages: []DeskStage{}, Rows: []DeskRow{}}
		// The columns are the modules of every programme that somebody follows.
		shown := map[string]bool{}
		for _, p := range c.pupils {
			if shown[p.prog.ID] {
				continue
			}
			shown[p.prog.ID] = true
			for _, st := range p.prog.Stages {
				if len(st.Modules) == 0 {
					continue
				}
				stage := DeskStage{ID: st.ID, Title: st.Title}
				for _, m := range st.Modules {
					stage.Modules = append(stage.Modules, DeskModule{ID: m.ID, Title: m.Title})
				}
				d.Stages = append(d.Stages, stage)
			}
		}
		for _, p := range c.pupils {
			row := DeskRow{PersonID: p.person, Name: c.names.of(p.person), Mine: p.mentor == actor.ID, MentorID: p.mentor, Day: WorkingDays(p.from, c.today) + 1}
			for _, st := range d.Stages {
				for _, m := range st.Modules {
					cell, ok := p.cells[m.ID]
					if !ok {
						cell = Cell{State: CellNotStarted}
					}
					row.Cells = append(row.Cells, cell)
				}
			}
			d.Rows = append(d.Rows, row)
		}
		slices.SortStableFunc(d.Rows, func(a, b DeskRow) int {
			if a.Mine != b.Mine {
				if a.Mine {
					return -1
				}
				return 1
			}
			return b.Day - a.Day
		})
		d.Queue, err = s.queueOf(ctx, tx, actor, c)
		return d, err
	})
}

// queue lists what waits for the actor. Of the class only the actor's own
// apprentices matter: their evidence may wait for a signature.
func (s *Service) queue(ctx context.Context, tx Tx, actor op.Actor) ([]QueueItem, error) {
	c, err := s.readClass(ctx, tx, func(_, mentor string) bool { return mentor == actor.ID })
	if err != nil {
		return nil, err
	}
	return s.queueOf(ctx, tx, actor, c)
}

// queueOf lists what waits for the actor: replies to mark, complete evidence of
// the actor's own apprentice, disputes of what the actor signed, and for the owner
// the disputes that stayed unsettled; and what learners ask.
func (s *Service) queueOf(ctx context.Context, tx Tx, actor op.Actor, c *class) ([]QueueItem, error) {
	queue := []QueueItem{}
	replies, err := s.Quiz.Within(tx).Queue(ctx, actor)
	if err != nil {
		return nil, err
	}
	for _, r := range replies {
		queue = append(queue, QueueItem{Kind: QueueReply, PersonID: r.Learner, Name: c.names.of(r.Learner), Title: r.PointTitle, ID: r.Attempt, Slot: r.Slot, Since: r.SubmittedAt})
	}
	for _, p := range c.pupils {
		if p.mentor != actor.ID || !actor.Has(op.Mentor) {
			continue
		}
		gates := days(c.work.signedStages(p.prog, p.person))
		for _, st := range p.prog.Stages {
			open := st.Gate.Decide(GateFacts{Start: p.from, Today: c.today, Signed: gates}).Open
			for _, m := range st.Modules {
				if open && p.cells[m.ID].State == CellReady {
					queue = append(queue, QueueItem{Kind: QueueSignOff, PersonID: p.person, Name: c.names.of(p.person), Title: m.Title, ModuleID: m.ID, Since: c.work.lastWork(p.person)})
				}
			}
		}
	}
	disputes, err := tx.OpenDisputes(ctx)
	if err != nil {
		return nil, err
	}
	for _, o := range disputes {
		since := o.disputedAt()
		overdue := WorkingDays(DayOf(since), c.today) >= overdueDays
		if o.MentorID == actor.ID || actor.Has(op.Owner) && (overdue || o.answered()) {
			queue = append(queue, QueueItem{Kind: QueueDispute, PersonID: o.ApprenticeID, Name: c.names.of(o.ApprenticeID), Title: o.Title, ID: o.ID,
				ModuleID: o.ModuleID, Since: since, Overdue: overdue})
		}
	}
	inquiries, err := inquiriesFor(ctx, tx, actor, c.names)
	if err != nil {
		return nil, err
	}
	queue = append(queue, inquiries...)
	slices.SortStableFunc(queue, func(a, b QueueItem) int { return a.Since.Compare(b.Since) })
	return queue, nil
}

// lastWork is when a person last did something that requirements rest on.
func (w *groupwork) lastWork(person string) time.Time {
	last := w.answered[person]
	for _, a := range w.read[person] {
		last = later(last, a.At)
	}
	return last
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// disputedAt is when the dispute in course began.
func (o SignOff) disputedAt() time.Time {
	for i := len(o.Events) - 1; i >= 0; i-- {
		if o.Events[i].Verb == VerbDispute {
			return o.Events[i].At
		}
	}
	return time.Time{}
}

// answered says whether the mentor has answered the dispute in course.
func (o SignOff) answered() bool {
	return len(o.Events) > 0 && o.Events[len(o.Events)-1].Verb == VerbAnswer
}

// CellDetail explains a cell of the desk: the share with what it is worth, the
// requirements, and how each condition went.
func (s *Service) CellDetail(ctx context.Context, actor op.Actor, apprenticeID, moduleID string) (CellDetail, error) {
	return op.Query(ctx, s.Store, "training.CellDetail", func(tx Tx) (CellDetail, error) {
		if err := allow(ctx, tx, "CellDetail", actor, apprenticeID); err != nil {
			return CellDetail{}, err
		}
		w, err := s.walk(ctx, tx, apprenticeID, true)
		if err != nil {
			return CellDetail{}, err
		}
		m, _, err := w.prog.module(moduleID)
		if err != nil {
			return CellDetail{}, err
		}
		d := CellDetail{PersonID: apprenticeID, Name: w.names.of(apprenticeID), ModuleID: moduleID, Title: m.Title}
		for _, st := range w.path.Stages {
			for _, pm := range st.Modules {
				if pm.ID == moduleID {
					d.Cell, d.Requirements = pm.Cell, pm.Requirements
				}
			}
		}
		d.Low, d.High = wilson(d.Cell.Right, d.Cell.Done)
		mastery, err := s.Quiz.Within(tx).Mastery(ctx, apprenticeID, mastery.Practised(), m.points(w.prog.Blueprints)...)
		if err != nil {
			return CellDetail{}, err
		}
		for _, pm := range mastery {
			d.Situations += pm.Situations
		}
		d.Conditions = groups(mastery)
		return d, nil
	})
}

// groups merges the conditions of several points by their words: the same
// radical and level in two models count together.
func groups(mastery []quiz.PointMastery) []ConditionGroup {
	out := []ConditionGroup{}
	for _, pm := range mastery {
		for _, c := range pm.Conditions {
			g := slices.IndexFunc(out, func(g ConditionGroup) bool { return g.Label == c.Label })
			if g < 0 {
				g = len(out)
				out = append(out, ConditionGroup{Label: c.Label})
			}
			l := slices.IndexFunc(out[g].Levels, func(l ConditionLevel) bool { return l.Label == c.Level })
			if l < 0 {
				l = len(out[g].Levels)
				out[g].Levels = append(out[g].Levels, ConditionLevel{Label: c.Level})
			}
			out[g].Levels[l].Right += c.Right
			out[g].Levels[l].Done += c.Done
		}
	}
	return out
}

// ObservationForm answers a checklist of the apprentice's programme with what was
// seen so far.
func (s *Service) ObservationForm(ctx context.Context, actor op.Actor, apprenticeID, checklistID string) (ObservationForm, error) {
	return op.Query(ctx, s.Store, "training.ObservationForm", func(tx Tx) (ObservationForm, error) {
		if err := allow(ctx, tx, "ObservationForm", actor, apprenticeID); err != nil {
			return ObservationForm{}, err
		}
		list, err := checklist(ctx, tx, apprenticeID, checklistID)
		if err != nil {
			return ObservationForm{}, err
		}
		f := ObservationForm{Checklist: list, Seen: []string{}, Before: []Observation{}}
		before, err := tx.Observations(ctx, apprenticeID)
		if err != nil {
			return ObservationForm{}, err
		}
		people, err := readNames(ctx, tx)
		if err != nil {
			return ObservationForm{}, err
		}
		for _, o := range before {
			if o.ChecklistID != checklistID {
				continue
			}
			o.ByName = people.of(o.By)
			f.Before = append(f.Before, o)
			for _, l := range list.Lines {
				if o.Seen[l.ID] && !slices.Contains(f.Seen, l.ID) {
					f.Seen = append(f.Seen, l.ID)
				}
			}
		}
		return f, nil
	})
}

// checklist finds a checklist of a person's programme.
func checklist(ctx context.Context, tx Tx, person, id string) (Checklist, error) {
	e, found, err := enrolled(ctx, tx, person)
	if err != nil {
		return Checklist{}, err
	}
	if !found {
		return Checklist{}, fault.New(fault.NotFound, "fault.training.no_programme")
	}
	prog, _, err := current[Programme](ctx, tx, ContentProgramme, e.ProgrammeID)
	if err != nil {
		return Checklist{}, err
	}
	for _, c := range prog.Checklists {
		if c.ID == id {
			return c, nil
		}
	}
	return Checklist{}, fault.New(fault.NotFound, "fault.training.unknown_checklist")
}

// Observe records what the apprentice's mentor saw in real work.
func (s *Service) Observe(ctx context.Context, actor op.Actor, cmd Observe) (Observation, error) {
	return op.Run(ctx, s.Store, "training.Observe", cmd.Command, asked(actor, cmd), func(tx Tx) (Observation, error) {
		var none Observation
		if err := allow(ctx, tx, "Observe", actor, cmd.ApprenticeID); err != nil {
			return none, err
		}
		list, err := checklist(ctx, tx, cmd.ApprenticeID, cmd.ChecklistID)
		if err != nil {
			return none, err
		}
		for line := range cmd.Seen {
			if !slices.ContainsFunc(list.Lines, func(l ChecklistLine) bool { return l.ID == line }) {
				return none, fault.New(fault.Invalid, "fault.training.unknown_line")
			}
		}
		today := DayOf(tx.Now())
		on, err := dayOr(cmd.On, today)
		if err != nil {
			return none, err
		}
		if on > today {
			return none, fault.New(fault.Invalid, "fault.training.day_ahead")
		}
		hash, err := hashOf(list)
		if err != nil {
			return none, err
		}
		me, err := tx.Person(ctx, actor.ID)
		if err != nil {
			return none, err
		}
		o := Observation{ID: s.IDs.New(), ApprenticeID: cmd.ApprenticeID, ChecklistID: cmd.ChecklistID, Hash: hash, By: actor.ID, ByName: me.Label(),
			On: on, Seen: cmd.Seen, Note: cmd.Note, At: tx.Now()}
		if err := tx.SaveObservation(ctx, o); err != nil {
			return none, err
		}
		tx.Publish(op.Change{Topic: TopicPath, ID: cmd.ApprenticeID})
		return o, nil
	})
}
