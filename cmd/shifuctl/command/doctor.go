package command

import (
	"slices"
	"strings"

	"shifu/data"
)

// doctor examines a data folder.
type doctor struct {
	dataFlag
}

// Run looks and changes nothing, beside a program that holds the folder.
func (c *doctor) Run(s *scene) error {
	db, err := s.open(c.dir(s), true)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	d, err := db.Doctor(s.ctx)
	if err != nil {
		return err
	}
	if s.json {
		s.value(d)
	} else {
		s.say("ctl.doctor.versions", "Program", s.Version, "SQLite", d.SQLite, "Schema", d.Schema, "Newest", d.Newest)
		s.say("ctl.doctor.ledger", "Count", d.Entries, "Root", d.Head.Root.String())
		s.say("ctl.doctor.people", "Count", d.People)
		s.say("ctl.doctor.steps", "Count", d.Attempts, "Steps", d.Steps)
		if len(d.Backups) > 0 {
			s.say("ctl.doctor.backups", "Count", len(d.Backups), "Last", d.Backups[0].At.Local().Format("2006-01-02 15:04"))
		} else {
			s.say("ctl.doctor.no_backup")
		}
		s.findings(d)
	}
	if !d.Well() {
		return errFound
	}
	return nil
}

// findings prints what was found, or that all is well.
func (s *scene) findings(d *data.Diagnosis) {
	for _, f := range d.Findings {
		s.finding(f)
	}
	if d.Well() {
		s.say("ctl.doctor.well")
	} else {
		s.say("ctl.doctor.ill", "Count", len(d.Findings))
	}
}

// finding prints a finding: what was looked at, where, and what is wrong.
func (s *scene) finding(f data.Ailment) {
	check, what := s.words.T("ctl.doctor.check."+f.Check), s.words.Fault(f.Err)
	kind, id, _ := strings.Cut(f.Place, " ")
	place := f.Place
	switch kind {
	case "entry", "attempt", "node":
		place = s.words.T("ctl.doctor.place."+kind, "ID", id)
	}
	// What is told of a person, a sign-off, a certificate or content names it.
	if place == "" || slices.Contains([]string{"people", "sign_offs", "certificates", "content"}, f.Check) {
		s.say("ctl.doctor.finding", "Check", check, "What", what)
		return
	}
	s.say("ctl.doctor.finding_at", "Check", check, "Place", place, "What", what)
}
