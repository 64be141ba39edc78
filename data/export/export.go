// Package export writes what the shop takes out of Shifu: certificates as PDF,
// tables of certificates and of progress as XLSX, CSV and JSON, and the signed
// manifest that lies beside them. A file is whole or is not there: everything
// is written under temporary names, brought to the disk, and then renamed.
package export

import (
	"context"
	"encoding/json"
	"os"

	"slices"
	"strconv"
	"strings"
	"unicode"

	"shifu/internal/fault"
	"shifu/internal/i18n"
	"shifu/internal/lang"
	"shifu/internal/op"
	"shifu/training"
	"shifu/training/certificate"
)

// Certificates is what exports need of the service of certificates.
type Certificates interface {
	Registered(ctx context.Context, actor op.Actor, ids ...string) ([]certificate.Registered, error)
	File(ctx context.Context, actor op.Actor, ids ...string) ([]certificate.Printed, error)
	Register(ctx context.Context, actor op.Actor) ([]byte, error)
	SignManifest(ctx context.Context, actor op.Actor, files []certificate.FileHash) ([]byte, error)
}

// Training is what exports need of the service of training.
type Training interface {
	Desk(ctx context.Context, actor op.Actor, q training.DeskQuery) (training.Desk, error)
}

// Exporter writes exports. It needs no state and may be used by several
// goroutines.
type Exporter struct {
	Certificates Certificates
	Training     Training
	Clock        op.Clock
}

// batch is how many certificates are printed in one transaction.
const batch = 25

// Export writes files into a folder, made when it is missing. progress, which
// may be nil, hears how many of how many are done. Either everything that
// could be made stands there whole, and Exported.Left names the rest, or there
// is a fault and nothing was changed: fault.certificate.export_disk_full,
// export_read_only, export_failed.
func (e *Exporter) Export(ctx context.Context, actor op.Actor, x certificate.Export, progress func(done, of int)) (certificate.Exported, error) {
	if progress == nil {
		progress = func(int, int) {}
	}
	r := &run{Exporter: e, ctx: ctx, actor: actor, x: x, words: i18n.For(x.Lang), progress: progress,
		out: certificate.Exported{Dir: x.Dir, Files: []string{}}}
	err := r.all()
	if err != nil {
		r.discard()
		return certificate.Exported{}, fault.In("export.Export", err)
	}
	return r.out, nil
}

// run is one export under way.
type run struct {
	*Exporter
	ctx      context.Context
	actor    op.Actor
	x        certificate.Export
	words    *i18n.Printer
	progress func(done, of int)
	out      certificate.Exported
	staged   []staged
	hashes   []certificate.FileHash
	numbers  map[string]string // of certificates, by id
}

func (r *run) discard() {
	for _, s := range r.staged {
		_ = os.Remove(s.temp)
	}
}

func (r *run) all() error {
	if err := os.MkdirAll(r.x.Dir, 0o755); err != nil {
		return wrapped(err, r.x.Dir, r.x.Dir)
	}
	if r.x.What == certificate.ExportCertificates || r.x.What == certificate.ExportAll {
		if err := r.certificates(); err != nil {
			return err
		}
	}
	// Progress is a table; with PDFs it is a table beside them.
	if r.x.What == certificate.ExportProgress || r.x.What == certificate.ExportAll {
		if err := r.progressTable(); err != nil {
			return err
		}
	}
	return r.finish()
}

// finish signs what was written and gives everything its name.
func (r *run) finish() error {
	if len(r.staged) == 0 {
		return nil
	}
	manifest, err := r.Certificates.SignManifest(r.ctx, r.actor, r.hashes)
	switch {
	case fault.Is(err, fault.Forbidden):
		// A holder's own certificates carry their proof in themselves; only
		// who vouches for the shop signs a list of files in its name.
	case err != nil:
		return err
	default:
		name := "shifu-" + string(r.x.What) + "-" + string(r.x.Format) + ManifestSuffix
		if err := r.add(name, manifest); err != nil {
			return err
		}
	}
	for _, s := range r.staged {
		if err := s.place(r.x.Dir); err != nil {
			r.leave(s.name, err)
			continue
		}
		r.out.Files = append(r.out.Files, s.name)
	}
	r.staged = nil
	settle(r.x.Dir)
	return nil
}

// ManifestSuffix ends the name of every manifest.
const ManifestSuffix = ".manifest.json"

// RegisterName is the register's file in a verification pack and beside JSON.
const RegisterName = "shifu-register.json"

func (r *run) leave(name string, err error) {
	left := certificate.NotExported{Name: name, Key: fault.KeyOf(err)}
	for e := err; e != nil; {
		if f, ok := e.(*fault.Error); ok {
			left.Params = f.Params
			break
		}
		u, ok := e.(interface{ Unwrap() error })
		if !ok {
			break
		}
		e = u.Unwrap()
	}
	r.out.Left = append(r.out.Left, left)
}

// add stages a file whose content is at hand.
func (r *run) add(name string, content []byte) error {
	s, err := stage(r.x.Dir, name, func(f *os.File) error { _, err := f.Write(content); return err })
	if err != nil {
		return err
	}
	r.staged = append(r.staged, s)
	r.hashes = append(r.hashes, certificate.HashFile(name, content))
	return nil
}

func (r *run) certificates() error {
	all, err := r.Certificates.Registered(r.ctx, r.actor, r.x.IDs...)
	if err != nil {
		return err
	}
	switch r.x.Format {
	case certificate.AsPDF, certificate.AsPack:
		return r.files(all)
	case certificate.AsJSON:
		return r.json(all)
	}
	r.out.Count += len(all)
	return r.table("certificates", tabulate(r.words.T("certificate.export.certificates"), r.certificateColumns(), all))
}

// files prints certificates, batch by batch. A revoked one is left out and
// named.
func (r *run) files(all []certificate.Registered) error {
	var ids []string
	r.numbers = make(map[string]string, len(all))
	for _, c := range all {
		r.numbers[c.ID] = c.Number
		if _, ok := c.State.After(certificate.VerbExport); ok {
			ids = append(ids, c.ID)
		} else {
			r.leave(c.Number, fault.New(fault.Conflict, "fault.certificate.not_exportable", "Number", c.Number))
		}
	}
	done := 0
	for part := range slices.Chunk(ids, batch) {
		if err := r.ctx.Err(); err != nil {
			return fault.Wrap(err, fault.Unavailable, "fault.certificate.export_stopped")
		}
		printed, err := r.print(part)
		if err != nil {
			return err
		}
		for _, p := range printed {
			if err := r.add(fileName(p.Number+" "+p.Holder)+".pdf", p.PDF); err != nil {
				return err
			}
			for _, c := range p.Replaced {
				if !slices.Contains(r.out.Replaced, c) {
					r.out.Replaced = append(r.out.Replaced, c)
				}
			}
			done++
			r.progress(done, len(ids))
		}
	}
	r.out.Count += done
	if r.x.Format != certificate.AsPack {
		return nil
	}
	return r.register()
}

// print prints a batch; what the actor may not have is left out and named.
func (r *run) print(ids []string) ([]certificate.Printed, error) {
	printed, err := r.Certificates.File(r.ctx, r.actor, ids...)
	if !fault.Is(err, fault.Forbidden) || len(ids) == 0 {
		return printed, err
	}
	printed = nil
	for _, id := range ids {
		one, err := r.Certificates.File(r.ctx, r.actor, id)
		switch {
		case fault.Is(err, fault.Forbidden):
			r.leave(r.numbers[id], err)
		case err != nil:
			return nil, err
		}
		printed = append(printed, one...)
	}
	return printed, nil
}

func (r *run) register() error {
	register, err := r.Certificates.Register(r.ctx, r.actor)
	if err != nil {
		return err
	}
	return r.add(RegisterName, register)
}

// json writes everything that is known of the certificates, and the register.
func (r *run) json(all []certificate.Registered) error {
	raw, err := indented(map[string]any{"format": "shifu-export/1", "made_at": r.Clock.Now().UnixMilli(), "certificates": all})
	if err != nil {
		return err
	}
	r.out.Count += len(all)
	if err := r.add("shifu-certificates.json", raw); err != nil {
		return err
	}
	return r.register()
}

func indented(v any) ([]byte, error) {
	raw, err := json.MarshalIndent(v, "", "  ")
	return append(raw, '\n'), fault.In("export.json", err)
}

// table writes a table in the form that was asked for; beside PDFs as a
// workbook.
func (r *run) table(name string, t table) error {
	ext := "xlsx"
	write := writeXLSX
	if r.x.Format == certificate.AsCSV {
		ext, write = "csv", writeCSV
	}
	name = "shifu-" + name + "." + ext
	s, err := stage(r.x.Dir, name, func(f *os.File) error { return write(f, t) })
	if err != nil {
		return err
	}
	r.staged = append(r.staged, s)
	content, err := os.ReadFile(s.temp)
	if err != nil {
		return wrapped(err, r.x.Dir, name)
	}
	r.hashes = append(r.hashes, certificate.HashFile(name, content))
	r.progress(t.count, t.count)
	return nil
}

func (r *run) certificateColumns() []column[certificate.Registered] {
	w := r.words
	title := func(key string) string { return w.T("certificate.column." + key) }
	conditions := func(list []certificate.Condition) cell {
		parts := make([]string, len(list))
		for i, c := range list {
			parts[i] = w.Text(c.Radical) + ": " + w.Text(c.Level)
		}
		return text(strings.Join(parts, "; "))
	}
	type R = certificate.Registered
	return []column[R]{
		{title("number"), 16, func(c R) cell { return text(c.Number) }},
		{title("holder"), 14, func(c R) cell { return text(c.Record.Holder.Name) }},
		{title("latin"), 18, func(c R) cell { return text(c.Record.Holder.Latin) }},
		{title("title"), 24, func(c R) cell { return text(w.Text(c.Record.Title)) }},
		{title("state"), 10, func(c R) cell { return text(w.T("certificate.state." + string(c.State))) }},
		{title("issued"), 12, func(c R) cell { return text(c.IssuedOn) }},
		{title("valid_to"), 12, func(c R) cell { return text(c.ValidTo) }},
		{title("mentors"), 16, func(c R) cell { return text(mentors(c.Record)) }},
		{title("modules"), 28, func(c R) cell {
			parts := make([]string, len(c.Record.Modules))
			for i, m := range c.Record.Modules {
				parts[i] = w.Text(m.Title)
			}
			return text(strings.Join(parts, "; "))
		}},
		{title("points"), 8, func(c R) cell { return number(len(c.Record.Points)) }},
		{title("items"), 8, func(c R) cell { return number(c.Record.Counts.Items) }},
		{title("passed"), 40, func(c R) cell { return conditions(c.Record.Passed) }},
		{title("not_assessed"), 30, func(c R) cell { return conditions(c.Record.Unassessed) }},
		{title("entry"), 10, func(c R) cell { return number(int(c.Entry)) }},
		{title("record"), 68, func(c R) cell { return text(c.RecordHash) }},
		{title("revoked"), 30, func(c R) cell { return text(c.Revoked) }},
	}
}

func mentors(r certificate.Record) string {
	var names []string
	for _, m := range r.Modules {
		for _, s := range m.Signatures {
			if s.Role == certificate.Mentor && !slices.Contains(names, s.Person.Name) {
				names = append(names, s.Person.Name)
			}
		}
	}
	return strings.Join(names, "; ")
}

// progressTable writes the matrix of apprentices and modules.
func (r *run) progressTable() error {
	desk, err := r.Training.Desk(r.ctx, r.actor, training.DeskQuery{})
	if err != nil {
		return err
	}
	r.out.Count += len(desk.Rows)
	if r.x.Format == certificate.AsJSON {
		raw, err := indented(map[string]any{"format": "shifu-progress/1", "made_at": r.Clock.Now().UnixMilli(), "stages": desk.Stages, "rows": desk.Rows})
		if err != nil {
			return err
		}
		return r.add("shifu-progress.json", raw)
	}
	w := r.words
	columns := []column[training.DeskRow]{
		{w.T("certificate.column.apprentice"), 14, func(d training.DeskRow) cell { return text(d.Name) }},
		{w.T("certificate.column.day"), 8, func(d training.DeskRow) cell { return number(d.Day) }},
	}
	i := 0
	for _, stage := range desk.Stages {
		for _, m := range stage.Modules {
			at := i
			columns = append(columns, column[training.DeskRow]{w.Text(m.Title), 14, func(d training.DeskRow) cell {
				if at >= len(d.Cells) {
					return text("")
				}
				return r.cell(d.Cells[at])
			}})
			i++
		}
	}
	return r.table("progress", tabulate(w.T("certificate.export.progress"), columns, desk.Rows))
}

// cell writes a cell of the matrix as it is shown: a count, never a bare
// percentage.
func (r *run) cell(c training.Cell) cell {
	words := r.words.T("certificate.cell." + string(c.State))
	if c.State == training.CellShare {
		words = strconv.Itoa(c.Right) + "/" + strconv.Itoa(c.Done)
	}
	return text(words)
}

// fileName brings a text into a name that every system allows.
func fileName(s string) string {
	s = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`<>:"/\|?*`, r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return '_'
		}
		return r
	}, s)
	s = strings.Trim(strings.Join(strings.Fields(s), " "), ". ")
	for len(s) > 120 { // bytes: file systems count those
		r := []rune(s)
		s = string(r[:len(r)-1])
	}
	if s == "" {
		return "certificate"
	}
	return s
}

// Table writes a table of certificates alone, without a manifest: what a
// bench measures.
func Table(dir string, tag lang.Tag, format certificate.ExportFormat, all []certificate.Registered) error {
	r := &run{x: certificate.Export{Dir: dir, Format: format, Lang: tag}, words: i18n.For(tag), progress: func(int, int) {}}
	if err := r.table("certificates", tabulate(r.words.T("certificate.export.certificates"), r.certificateColumns(), all)); err != nil {
		r.discard()
		return err
	}
	return r.staged[0].place(dir)
}
