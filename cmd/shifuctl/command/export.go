package command

import (
	"path/filepath"

	"shifu/data"
	"shifu/internal/fault"
	"shifu/training/certificate"
)

// exports writes certificates and progress to files.
type exports struct {
	dataFlag
	What   string `name:"what" enum:"certificates,progress,all" default:"certificates" help:"${export_what}"`
	Format string `name:"format" enum:"xlsx,csv,json,pdf,pack" default:"xlsx" help:"${export_format}"`
	Out    string `name:"out" required:"" placeholder:"DIR" help:"${export_out}"`
}

// Run reads the data beside a program that holds it. A certificate that may
// not be exported is left out and named; that is no finding.
func (c *exports) Run(s *scene) error {
	if c.What == string(certificate.ExportProgress) && (c.Format == "pdf" || c.Format == "pack") {
		return &misuse{fault.New(fault.Invalid, "fault.ctl.no_such_export", "Format", c.Format)}
	}
	db, err := s.open(c.dir(s), true)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	services := data.NewServices(db)
	actor, err := services.Owner(s.ctx)
	if err != nil {
		return err
	}
	out, err := services.Exports.Export(s.ctx, actor, certificate.Export{What: certificate.ExportWhat(c.What), Format: certificate.ExportFormat(c.Format),
		Dir: c.Out, Lang: s.words.Tag()}, nil)
	if err != nil {
		return err
	}
	failed := false
	for _, l := range out.Left {
		failed = failed || l.Key != "fault.certificate.not_exportable"
	}
	if s.json {
		s.value(out)
	} else {
		for _, name := range out.Files {
			s.line("%s", filepath.Join(out.Dir, name))
		}
		for _, l := range out.Left {
			s.line("%s: %s", l.Name, s.words.Fault(&fault.Error{Key: l.Key, Params: l.Params}))
		}
		for _, r := range out.Replaced {
			s.say("ctl.export.replaced", "Character", r)
		}
		s.say("ctl.export.done", "Count", out.Count, "Dir", out.Dir)
	}
	if failed {
		return errFound
	}
	return nil
}
