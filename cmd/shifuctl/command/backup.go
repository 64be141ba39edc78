package command

import "shifu/data"

// backup writes a verified copy of the database.
type backup struct {
	dataFlag
	Out string `name:"out" required:"" placeholder:"FILE" help:"${backup_out}"`
}

// Run works beside a program that holds the folder.
func (c *backup) Run(s *scene) error {
	db, err := s.open(c.dir(s), true)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	b, err := db.Backup(s.ctx, c.Out)
	if err != nil {
		return err
	}
	if s.json {
		s.value(b)
		return nil
	}
	s.say("ctl.backup.done", "File", b.Path, "Bytes", b.Bytes, "Entries", b.Head.Size)
	return nil
}

// restore puts a backup into a new or empty folder.
type restore struct {
	From string `name:"from" required:"" placeholder:"FILE" help:"${restore_from}"`
	Data string `name:"data" required:"" placeholder:"DIR" help:"${restore_to}"`
}

// Run never writes over anything. A backup that SQLite finds in order may still
// be one that somebody changed: the doctor says so.
func (c *restore) Run(s *scene) error {
	if err := data.Restore(s.ctx, c.From, c.Data, data.Options{Probe: s.Probe}); err != nil {
		return err
	}
	db, err := s.open(c.Data, true)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	d, err := db.Doctor(s.ctx)
	if err != nil {
		return err
	}
	if s.json {
		s.value(map[string]any{"data": c.Data, "from": c.From, "findings": d.Findings})
	} else {
		s.say("ctl.restore.done", "Folder", c.Data)
		s.findings(d)
	}
	if !d.Well() {
		return errFound
	}
	return nil
}
