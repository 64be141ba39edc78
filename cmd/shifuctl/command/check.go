package command

import (
	"cmp"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"shifu/data/pack"
	"shifu/data/workbook"
	"shifu/internal/fault"
	"shifu/internal/lang"
	"shifu/quiz/check"
	"shifu/quiz/model"
	"shifu/training"
)

// checks reads packs and item models and says everything that is wrong with them.
type checks struct {
	Strict bool     `name:"strict" help:"${strict}"`
	Paths  []string `arg:"" name:"path" help:"${check_paths}"`
}

// checked is what check finds.
type checked struct {
	packs    []checkedPack
	models   []check.Report
	findings []model.Finding // of files, and of packs as wholes
	loose    []*model.Model  // models of files outside packs: their ids are one shop's
	read     map[string]bool // files read already
}

// checkedJSON is the JSON of check.
type checkedJSON struct {
	Packs    []checkedPack  `json:"packs,omitempty"`
	Models   []checkedModel `json:"models"`
	Files    []checkedFile  `json:"files,omitempty"` // findings that belong to no model
	Errors   int            `json:"errors"`
	Warnings int            `json:"warnings"`
	Notes    int            `json:"notes"`
}

type checkedModel struct {
	check.Report
	Findings []model.Shown `json:"findings"`
}

type checkedFile struct {
	File     string        `json:"file"`
	Findings []model.Shown `json:"findings"`
}

// json puts the findings of files under their files and tells all in a language.
func (out *checked) json(tag lang.Tag, errors, warnings, notes int) checkedJSON {
	j := checkedJSON{Packs: out.packs, Models: []checkedModel{}, Errors: errors, Warnings: warnings, Notes: notes}
	for _, r := range out.models {
		j.Models = append(j.Models, checkedModel{r, model.AllIn(r.Findings, tag)})
	}
	at := map[string]int{}
	for _, f := range out.findings {
		i, ok := at[f.File]
		if !ok {
			i = len(j.Files)
			at[f.File] = i
			j.Files = append(j.Files, checkedFile{File: f.File})
		}
		j.Files[i].Findings = append(j.Files[i].Findings, f.In(tag))
	}
	return j
}

type checkedPack struct {
	ID      string `json:"id"`
	Version string `json:"version"`
	Path    string `json:"path"`
	training.PackCounts
	Situations int                 `json:"situations"`
	Classes    int                 `json:"classes"` // answer classes, counted in each model
	Coverage   check.Coverage      `json:"coverage"`
	Reading    training.ReadingSum `json:"reading"`
}

// Run checks the paths: item model files, packs (folders and zips), and folders
// that hold either.
func (c *checks) Run(s *scene) error {
	out := checked{}
	for _, path := range c.Paths {
		if err := eachSource(path, out.file, out.pack); err != nil {
			return err
		}
	}
	all := slices.Clone(out.findings)
	for _, r := range out.models {
		all = append(all, r.Findings...)
	}
	errors, warnings, notes := check.Count(all)
	if s.json {
		s.value(out.json(s.words.Tag(), errors, warnings, notes))
	} else {
		out.print(s, all)
		s.say("ctl.check.sum", "Models", len(out.models), "Errors", errors, "Warnings", warnings, "Notes", notes)
	}
	if errors > 0 || c.Strict && warnings > 0 {
		return errFound
	}
	return nil
}

// eachSource calls file for item model files and pack for packs at a path: the
// path itself, or what a folder holds.
func eachSource(path string, file, pack func(path string) error) error {
	info, err := os.Stat(path)
	if err != nil {
		return fault.Wrap(err, fault.NotFound, "fault.pack.no_file", "Name", path)
	}
	switch {
	case !info.IsDir() && strings.HasSuffix(path, ".zip"):
		return pack(path)
	case !info.IsDir():
		return file(path)
	}
	if _, err := os.Stat(filepath.Join(path, "pack.yaml")); err == nil {
		return pack(path)
	}
	found := false
	err = filepath.WalkDir(path, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return fault.Wrap(err, fault.Unavailable, "fault.pack.unreadable", "Name", name)
		}
		if d.IsDir() {
			if _, err := os.Stat(filepath.Join(name, "pack.yaml")); err == nil {
				found = true
				if err := pack(name); err != nil {
					return err
				}
				return fs.SkipDir
			}
			return nil
		}
		if strings.HasSuffix(name, ".model.yaml") || strings.HasSuffix(name, ".xlsx") && !strings.HasPrefix(d.Name(), "~") {
			found = true
			return file(name)
		}
		return nil
	})
	if err == nil && !found {
		err = fault.New(fault.NotFound, "fault.ctl.nothing_to_check", "Name", path)
	}
	return err
}

// file checks a file of item models by itself.
func (out *checked) file(path string) error {
	path = filepath.Clean(path)
	if out.read[path] {
		return nil
	}
	if out.read == nil {
		out.read = map[string]bool{}
	}
	out.read[path] = true
	models, found, err := readModels(path)
	if err != nil {
		return err
	}
	known := len(out.loose)
	out.loose = append(out.loose, models...)
	for _, f := range check.Unique(out.loose) {
		if f.File == path && slices.ContainsFunc(out.loose[:known], func(m *model.Model) bool { return m.ID == f.Model }) {
			found = append(found, f) // twice in one file is the reader's finding
		}
	}
	reports, rest := check.Models(models, found, check.Options{})
	out.models = append(out.models, reports...)
	out.findings = append(out.findings, rest...)
	return nil
}

// readModels reads a file of item models: YAML, or an Excel workbook.
func readModels(path string) ([]*model.Model, []model.Finding, error) {
	src, err := os.ReadFile(path)
	if err != nil {
		return nil, nil, fault.Wrap(err, fault.Unavailable, "fault.pack.unreadable", "Name", path)
	}
	if strings.HasSuffix(strings.ToLower(path), ".xlsx") {
		models, found := workbook.Read(path, src)
		return models, found, nil
	}
	models, found := model.Parse(path, src)
	return models, found, nil
}

// pack checks a pack as a whole, and its models with its facts.
func (out *checked) pack(path string) error {
	p, found, err := pack.Read(path)
	if err != nil {
		return err
	}
	if p == nil {
		out.findings = append(out.findings, found...)
		return nil
	}
	reports, rest := check.Models(p.Models, found, check.Options{Facts: p.ModelFacts(), Donts: p.AllDonts(), Synonyms: p.Synonyms})
	cover := check.Cover(reports)
	out.packs = append(out.packs, checkedPack{ID: p.Manifest.ID, Version: p.Manifest.Version, Path: path, PackCounts: p.Counts(),
		Situations: cover.Situations, Classes: cover.Classes, Coverage: cover, Reading: p.SumReadings()})
	out.models = append(out.models, reports...)
	out.findings = append(out.findings, rest...)
	return nil
}

// print tells the findings, one a line, in the order of the files.
func (out *checked) print(s *scene, all []model.Finding) {
	slices.SortStableFunc(all, func(a, b model.Finding) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	printFindings(s, all)
	for _, p := range out.packs {
		s.say("ctl.check.pack", "ID", p.ID, "Version", p.Version, "Path", p.Path, "Points", p.Points, "Models", p.Models, "Lessons", p.Lessons, "Scripts", p.Scripts, "Cases", p.Cases, "Programmes", p.Programmes, "Certificates", p.Certificates)
		p.cover(s)
		p.reading(s)
	}
}

// reading tells how far second readers answered the pack's models as they stand.
func (p checkedPack) reading(s *scene) {
	r := p.Reading
	if r.Models == 0 {
		s.say("ctl.check.unread")
		return
	}
	s.say("ctl.check.reading", "Models", r.Models, "All", p.Models, "Answered", r.Answered, "Agreed", r.Agreed, "Settled", r.Settled)
	if len(r.Unread) > 0 {
		s.say("ctl.check.to_read", "Count", len(r.Unread), "Models", strings.Join(r.Unread, " "))
	}
}

// cover tells what a pack asks about: by stage of service, and by condition, where
// several models vary it, with the situations of each of its levels. --json tells all
// conditions.
func (p checkedPack) cover(s *scene) {
	s.say("ctl.check.situations", "Situations", p.Situations, "Classes", p.Classes)
	for _, st := range p.Coverage.Stages {
		name := st.Stage
		if name == "" {
			name = "none"
		}
		s.say("ctl.check.stage", "Stage", s.words.T("bank.stage."+name), "Points", st.Points, "Models", st.Models, "Situations", st.Situations, "Classes", st.Classes)
	}
	alone := 0
	for _, r := range p.Coverage.Radicals {
		if len(r.Models) == 1 {
			alone++
			continue
		}
		levels := make([]string, len(r.Levels))
		for i, l := range r.Levels {
			levels[i] = s.words.Text(l.Label) + " " + strconv.Itoa(l.Situations)
		}
		s.say("ctl.check.radical", "Condition", s.words.Text(r.Label), "Models", len(r.Models), "Situations", r.Situations, "Levels", strings.Join(levels, " · "))
	}
	if alone > 0 {
		s.say("ctl.check.radicals_alone", "Count", alone)
	}
}

// printFindings tells findings, one a line: place, code, words, repair.
func printFindings(s *scene, all []model.Finding) {
	for _, f := range all {
		if f.Accepted != "" {
			continue
		}
		text := s.words.Text(f.Message)
		if f.Where != "" {
			text = f.Where + ": " + text
		}
		if !f.Repair.Empty() {
			text += " " + s.words.Text(f.Repair)
		}
		s.line("%s: %s %s %s", place(f), severity(s, f.Severity), f.Code, text)
	}
}

func severity(s *scene, v model.Severity) string {
	switch v {
	case model.Error:
		return s.words.T("ctl.error")
	case model.Warning:
		return s.words.T("ctl.warning")
	}
	return s.words.T("ctl.note")
}

// place writes file:line:column, or sheet and cell of a workbook.
func place(f model.Finding) string {
	out := f.File
	if out == "" {
		out = f.Model
	}
	if f.Sheet != "" && f.Cell == "" {
		return out + ":" + f.Sheet
	}
	if f.Sheet != "" {
		return out + ":" + f.Sheet + "!" + f.Cell
	}
	if f.Line > 0 {
		out += ":" + strconv.Itoa(f.Line)
		if f.Column > 0 {
			out += ":" + strconv.Itoa(f.Column)
		}
	}
	return out
}
