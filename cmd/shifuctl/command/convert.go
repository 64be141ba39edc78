package command

import (
	"bytes"
	"os"

	"shifu/data/exchange"
	"shifu/data/export"
	"shifu/data/workbook"
	"shifu/quiz/check"
	"shifu/quiz/model"
)

// converts writes item models in another form.
type converts struct {
	To    string   `name:"to" enum:"yaml,xlsx,gift,moodle,qti" required:"" help:"${convert_to}"`
	Out   string   `name:"out" required:"" placeholder:"FILE" help:"${convert_out}"`
	All   bool     `name:"all" help:"${convert_all}"`
	Seed  string   `name:"attempt" default:"export" placeholder:"TEXT" help:"${attempt}"`
	Point string   `name:"kp" default:"imported" placeholder:"ID" help:"${convert_kp}"`
	Paths []string `arg:"" name:"path" help:"${check_paths}"`
}

// Run reads item models (YAML, workbooks, packs; questions in GIFT, Aiken, Moodle XML
// and plain Excel lists become fixed items), refuses those with errors and writes the
// rest into one file. Of fixed items it says what would have to become a condition.
func (c *converts) Run(s *scene) error {
	all, err := c.sources()
	if err != nil {
		return err
	}
	var models []*model.Model
	var items []exchange.Item
	var findings []model.Finding
	for i := range all {
		reports, rest := check.Models(all[i].models, all[i].found, all[i].options)
		findings = append(findings, rest...)
		for _, r := range reports {
			if r.Compiled == nil || model.Blocking(r.Findings) {
				findings = append(findings, r.Findings...)
				continue
			}
			models = append(models, r.Model)
			if c.To == "gift" || c.To == "moodle" || c.To == "qti" {
				it, err := exchange.Freeze(r.Compiled, c.All, c.Seed, all[i].script)
				if err != nil {
					return err
				}
				items = append(items, it)
			}
		}
	}
	if model.Blocking(findings) {
		s.found(findings)
		return errFound
	}
	var out bytes.Buffer
	var losses []exchange.Loss
	switch c.To {
	case "yaml":
		out.Write(model.YAML(models))
	case "xlsx":
		err = workbook.Write(&out, models)
	case "gift":
		losses, err = exchange.WriteGIFT(&out, items, s.words.Tag())
	case "qti":
		losses, err = exchange.WriteQTI(&out, items)
	default:
		losses, err = exchange.WriteMoodle(&out, items, s.words.Tag())
	}
	if err != nil {
		return err
	}
	if err := export.WriteFile(c.Out, out.Bytes()); err != nil {
		return err
	}
	vary := varying(models)
	questions := 0
	for i := range items {
		questions += len(items[i].Variants)
	}
	if s.json {
		s.value(map[string]any{"file": c.Out, "models": len(models), "questions": questions, "losses": losses, "vary": vary})
		return nil
	}
	for _, l := range losses {
		s.line("%s: %s", l.Model, s.words.T("ctl.convert.lost", "What", s.words.Text(l.What)))
	}
	for _, m := range models {
		for _, h := range vary[m.ID] {
			s.line("%s: %s", m.ID, s.words.T("ctl.convert.vary", "Text", h.Text))
		}
	}
	s.say("ctl.convert.done", "Models", len(models), "File", c.Out)
	return nil
}

// varying says, by model, what of the fixed items would have to become a condition; the
// conditions of the other models tell which words are levels.
func varying(models []*model.Model) map[string][]check.Hint {
	out := map[string][]check.Hint{}
	levels := check.Levels(models)
	for _, m := range models {
		if len(m.Radicals) > 0 {
			continue
		}
		if hints := check.Vary(m, levels); len(hints) > 0 {
			out[m.ID] = hints
		}
	}
	return out
}

// sources reads the paths: questions of other systems, and what is the program's own.
func (c *converts) sources() ([]source, error) {
	var own []string
	var out []source
	for _, path := range c.Paths {
		src, err := os.ReadFile(path)
		if err != nil {
			own = append(own, path) // a folder, or not there
			continue
		}
		read := exchange.ReaderOf(path, src)
		if read == nil {
			own = append(own, path)
			continue
		}
		models, found := read(path, src, c.Point)
		out = append(out, source{models: models, found: found})
	}
	more, err := sources(own)
	return append(out, more...), err
}
