package training

import (
	"context"
	"slices"
	"strings"

	"shifu/internal/fault"
	"shifu/internal/op"
	"shifu/training/staff"
)

// dayOr answers a day that a command names, today when it names none.
func dayOr(day, today string) (string, error) {
	if day == "" {
		return today, nil
	}
	if _, ok := parseDay(day); !ok {
		return "", fault.New(fault.Invalid, "fault.training.bad_day", "Day", day)
	}
	return day, nil
}

// AssignProgramme gives a person a programme from a day on. Another one ends the
// one before on that day; what was done stays.
func (s *Service) AssignProgramme(ctx context.Context, actor op.Actor, cmd AssignProgramme) (Enrolment, error) {
	return op.Run(ctx, s.Store, "training.AssignProgramme", cmd.Command, asked(actor, cmd), func(tx Tx) (Enrolment, error) {
		var none Enrolment
		if err := allow(ctx, tx, "AssignProgramme", actor, cmd.PersonID); err != nil {
			return none, err
		}
		person, err := tx.Person(ctx, cmd.PersonID)
		if err != nil {
			return none, err
		}
		if person.State == staff.Left {
			return none, fault.New(fault.Invalid, "fault.training.person_left")
		}
		if !person.Has(op.Apprentice) {
			return none, fault.New(fault.Invalid, "fault.training.not_an_apprentice")
		}
		if _, c, err := current[Programme](ctx, tx, ContentProgramme, cmd.ProgrammeID); err != nil || c.Retired {
			if err == nil || fault.Is(err, fault.NotFound) {
				return none, fault.New(fault.NotFound, "fault.training.unknown_programme")
			}
			return none, err
		}
		from, err := dayOr(cmd.From, DayOf(tx.Now()))
		if err != nil {
			return none, err
		}
		earlier, err := tx.Enrolments(ctx, cmd.PersonID)
		if err != nil {
			return none, err
		}
		for _, e := range earlier {
			if e.To != "" {
				continue
			}
			if e.ProgrammeID == cmd.ProgrammeID && e.From == from {
				return e, nil
			}
			e.To = max(from, e.From)
			if err := tx.SaveEnrolment(ctx, e); err != nil {
				return none, err
			}
		}
		e := Enrolment{ID: s.IDs.New(), PersonID: cmd.PersonID, ProgrammeID: cmd.ProgrammeID, From: from, By: actor.ID, At: tx.Now()}
		if err := tx.SaveEnrolment(ctx, e); err != nil {
			return none, err
		}
		tx.Publish(op.Change{Topic: TopicPath, ID: cmd.PersonID})
		return e, nil
	})
}

// Programmes lists the programmes in use.
func (s *Service) Programmes(ctx context.Context, actor op.Actor) ([]ProgrammeRow, error) {
	return op.Query(ctx, s.Store, "training.Programmes", func(tx Tx) ([]ProgrammeRow, error) {
		if err := allow(ctx, tx, "Programmes", actor, ""); err != nil {
			return nil, err
		}
		programmes, _, err := contents[Programme](ctx, tx, ContentProgramme)
		if err != nil {
			return nil, err
		}
		enrolments, err := tx.Enrolments(ctx)
		if err != nil {
			return nil, err
		}
		rows := make([]ProgrammeRow, len(programmes))
		for i, p := range programmes {
			rows[i] = ProgrammeRow{ID: p.ID, Title: p.Title, Days: p.Days, Modules: len(p.modules())}
			for _, e := range enrolments {
				if e.ProgrammeID == p.ID && e.To == "" {
					rows[i].People++
				}
			}
		}
		return rows, nil
	})
}

// enrolled answers a person's programme of today; found is false when there is none.
func enrolled(ctx context.Context, tx Tx, person string) (e Enrolment, found bool, err error) {
	list, err := tx.Enrolments(ctx, person)
	if err != nil {
		return e, false, err
	}
	today := DayOf(tx.Now())
	for _, e := range list {
		if e.lasts(today) {
			return e, true, nil
		}
	}
	return e, false, nil
}

// lasts says whether an enrolment is the one of a day; a programme that begins
// later is shown already when nothing else lasts.
func (e Enrolment) lasts(today string) bool { return e.To == "" || e.From <= today && today < e.To }

// lasts says whether a mentorship is not over on a day. The day of a hand-over
// belongs to the new mentor.
func (m Mentorship) lasts(today string) bool { return m.To == "" || m.To > today }

// Pair makes a mentor and an apprentice a pair. A mentor leads one apprentice at
// a time, and an apprentice has one mentor.
func (s *Service) Pair(ctx context.Context, actor op.Actor, cmd Pair) (Mentorship, error) {
	return op.Run(ctx, s.Store, "training.Pair", cmd.Command, asked(actor, cmd), func(tx Tx) (Mentorship, error) {
		if err := allow(ctx, tx, "Pair", actor, ""); err != nil {
			return Mentorship{}, err
		}
		return s.pair(ctx, tx, actor, cmd.MentorID, cmd.ApprenticeID, cmd.From, "", false)
	})
}

// HandOver ends the apprentice's mentorship and begins one with another mentor on
// the same day. The history stays.
func (s *Service) HandOver(ctx context.Context, actor op.Actor, cmd HandOver) (Mentorship, error) {
	return op.Run(ctx, s.Store, "training.HandOver", cmd.Command, asked(actor, cmd), func(tx Tx) (Mentorship, error) {
		if err := allow(ctx, tx, "HandOver", actor, ""); err != nil {
			return Mentorship{}, err
		}
		if strings.TrimSpace(cmd.Reason) == "" {
			return Mentorship{}, fault.New(fault.Invalid, "fault.training.reason_needed")
		}
		return s.pair(ctx, tx, actor, cmd.MentorID, cmd.ApprenticeID, cmd.From, cmd.Reason, true)
	})
}

// pair begins a mentorship; replaces ends the apprentice's present one with it.
func (s *Service) pair(ctx context.Context, tx Tx, actor op.Actor, mentorID, apprenticeID, day, reason string, replaces bool) (Mentorship, error) {
	var none Mentorship
	from, err := dayOr(day, DayOf(tx.Now()))
	if err != nil {
		return none, err
	}
	mentor, err := tx.Person(ctx, mentorID)
	if err != nil {
		return none, err
	}
	apprentice, err := tx.Person(ctx, apprenticeID)
	if err != nil {
		return none, err
	}
	facts := PairFacts{Mentor: mentor.Actor(), Apprentice: apprentice.Actor(), MentorActive: mentor.State != staff.Left,
		ApprenticeIn: apprentice.State != staff.Left, Replaces: replaces}
	all, err := tx.AllMentorships(ctx)
	if err != nil {
		return none, err
	}
	var present *Mentorship
	for i := range all {
		if !all[i].lasts(DayOf(tx.Now())) {
			continue
		}
		if all[i].MentorID == mentorID {
			facts.MentorHas = all[i].ApprenticeID
		}
		if all[i].ApprenticeID == apprenticeID {
			facts.ApprenticeHas, present = all[i].MentorID, &all[i]
		}
	}
	if replaces && present == nil {
		return none, fault.New(fault.NotFound, "fault.training.no_mentorship")
	}
	if err := facts.Decide(); err != nil {
		return none, err
	}
	if present != nil {
		if from < present.From {
			return none, fault.New(fault.Invalid, "fault.training.day_too_early", "Day", present.From)
		}
		present.To, present.Reason = from, reason
		if err := tx.SaveMentorship(ctx, *present); err != nil {
			return none, err
		}
	}
	m := Mentorship{ID: s.IDs.New(), MentorID: mentorID, ApprenticeID: apprenticeID, From: from, By: actor.ID, At: tx.Now()}
	if err := tx.SaveMentorship(ctx, m); err != nil {
		return none, err
	}
	m.MentorName, m.ApprenticeName = mentor.Label(), apprentice.Label()
	tx.Publish(op.Change{Topic: TopicMentorship, ID: apprenticeID})
	return m, nil
}

// EndMentorship ends an apprentice's mentorship without another mentor.
func (s *Service) EndMentorship(ctx context.Context, actor op.Actor, cmd EndMentorship) (Mentorship, error) {
	return op.Run(ctx, s.Store, "training.EndMentorship", cmd.Command, asked(actor, cmd), func(tx Tx) (Mentorship, error) {
		var none Mentorship
		if err := allow(ctx, tx, "EndMentorship", actor, ""); err != nil {
			return none, err
		}
		if strings.TrimSpace(cmd.Reason) == "" {
			return none, fault.New(fault.Invalid, "fault.training.reason_needed")
		}
		on, err := dayOr(cmd.On, DayOf(tx.Now()))
		if err != nil {
			return none, err
		}
		all, err := tx.AllMentorships(ctx)
		if err != nil {
			return none, err
		}
		at := slices.IndexFunc(all, func(m Mentorship) bool { return m.ApprenticeID == cmd.ApprenticeID && m.lasts(DayOf(tx.Now())) })
		if at < 0 {
			return none, fault.New(fault.NotFound, "fault.training.no_mentorship")
		}
		m := all[at]
		if on < m.From {
			return none, fault.New(fault.Invalid, "fault.training.day_too_early", "Day", m.From)
		}
		m.To, m.Reason = on, cmd.Reason
		if err := tx.SaveMentorship(ctx, m); err != nil {
			return none, err
		}
		tx.Publish(op.Change{Topic: TopicMentorship, ID: cmd.ApprenticeID})
		return m, nil
	})
}

// Mentorships lists all pairs: those that last first, then the latest.
func (s *Service) Mentorships(ctx context.Context, actor op.Actor) ([]Mentorship, error) {
	return op.Query(ctx, s.Store, "training.Mentorships", func(tx Tx) ([]Mentorship, error) {
		if err := allow(ctx, tx, "Mentorships", actor, ""); err != nil {
			return nil, err
		}
		all, err := tx.AllMentorships(ctx)
		if err != nil {
			return nil, err
		}
		names, err := readNames(ctx, tx)
		if err != nil {
			return nil, err
		}
		today := DayOf(tx.Now())
		slices.SortStableFunc(all, func(a, b Mentorship) int {
			switch {
			case a.lasts(today) == b.lasts(today):
				return 0
			case a.lasts(today):
				return -1
			}
			return 1
		})
		for i := range all {
			all[i].MentorName, all[i].ApprenticeName = names.of(all[i].MentorID), names.of(all[i].ApprenticeID)
		}
		return all, nil
	})
}

// names are what the people of the shop are called.
type names map[string]staff.Person

func readNames(ctx context.Context, tx Tx) (names, error) {
	people, err := tx.People(ctx)
	n := make(names, len(people))
	for _, p := range people {
		n[p.ID] = p
	}
	return n, err
}

// know adds people to the names; ids that are nobody's are passed over.
func (n names) know(ctx context.Context, tx Tx, ids ...string) error {
	for _, id := range ids {
		if _, known := n[id]; known || id == "" {
			continue
		}
		p, err := tx.Person(ctx, id)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		n[id] = p
	}
	return nil
}

func (n names) of(id string) string { return n[id].Label() }
