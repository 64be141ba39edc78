package command

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
		s.say("ctl.doctor.ledger", "Entries", d.Entries, "Root", d.Head.Root.String())
		s.say("ctl.doctor.steps", "Attempts", d.Attempts, "Steps", d.Steps)
		if len(d.Backups) > 0 {
			s.say("ctl.doctor.backups", "Count", len(d.Backups), "Last", d.Backups[0].At)
		} else {
			s.say("ctl.doctor.no_backup")
		}
		for _, f := range d.Findings {
			s.line("%s %s: %s", f.Check, f.Place, s.words.Fault(f.Err))
		}
		if d.Well() {
			s.say("ctl.doctor.well")
		} else {
			s.say("ctl.doctor.ill", "Count", len(d.Findings))
		}
	}
	if !d.Well() {
		return errFound
	}
	return nil
}
