package command

import (
	"shifu/data"
	"shifu/data/pack"
	"shifu/internal/fault"
	"shifu/internal/op"
	"shifu/quiz/model"
	"shifu/training"
)

// imports brings a pack into the shop.
type imports struct {
	dataFlag
	Pack string `arg:"" name:"pack" help:"${pack}"`
}

// Run reads and judges the pack whole; a pack with an error changes nothing.
func (c *imports) Run(s *scene) error {
	p, found, err := pack.Read(c.Pack)
	if err != nil {
		return err
	}
	if model.Blocking(found) {
		return s.refuse(found)
	}
	db, err := s.open(c.dir(s), false)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	services := data.NewServices(db)
	actor, err := services.Owner(s.ctx)
	if err != nil {
		return err
	}
	if _, _, err := db.Snapshot(s.ctx); err != nil { // a backup before an import
		return err
	}
	report, err := services.Training.ImportPack(s.ctx, actor, training.ImportPack{Command: op.Command{ID: s.IDs.New()}}, p)
	if fault.Is(err, fault.Invalid) && model.Blocking(report.Findings) {
		return s.refuse(report.Findings)
	}
	if err != nil {
		return err
	}
	if s.json {
		s.value(report)
		return nil
	}
	s.say("ctl.import.done", "Pack", report.Pack, "Version", report.Version, "Added", report.Added, "Updated", report.Updated,
		"Same", report.Same, "Kept", report.Kept, "Retired", report.Retired)
	return nil
}

// refuse tells why a pack was not imported.
func (s *scene) refuse(found []model.Finding) error {
	if s.json {
		s.value(map[string]any{"findings": found})
	} else {
		printFindings(s, found)
		s.say("ctl.import.refused")
	}
	return errFound
}
