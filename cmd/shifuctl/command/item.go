package command

import (
	"shifu/data/pack"
	"shifu/internal/fault"
	"shifu/internal/lang"
	"shifu/quiz"
	"shifu/quiz/check"
	"shifu/quiz/draw"
	"shifu/quiz/model"
	"shifu/quiz/response"
)

// itemFlags choose one item model and the attempt that draws it.
type itemFlags struct {
	Model   string   `name:"model" required:"" placeholder:"ID" help:"${model}"`
	Attempt string   `name:"attempt" required:"" placeholder:"TEXT" help:"${attempt}"`
	Purpose string   `name:"purpose" enum:"practice,exam" default:"practice" help:"${purpose}"`
	Paths   []string `arg:"" name:"path" help:"${check_paths}"`
}

// source is the item models of one file or pack with what they need to be drawn.
type source struct {
	models  []*model.Model
	found   []model.Finding
	options check.Options
	scripts map[string]response.ScriptText
	exams   []quiz.Blueprint // of a pack's programmes
}

// sources reads item models without checking them.
func sources(paths []string) ([]source, error) {
	var out []source
	for _, path := range paths {
		err := eachSource(path, func(path string) error {
			models, found, err := readModels(path)
			if err != nil {
				return err
			}
			out = append(out, source{models: models, found: found})
			return nil
		}, func(path string) error {
			p, found, err := pack.Read(path)
			if err != nil || p == nil {
				out = append(out, source{found: found})
				return err
			}
			scripts := make(map[string]response.ScriptText, len(p.Scripts))
			for _, script := range p.Scripts {
				scripts[script.Code] = response.ScriptText{Text: script.Shown(), Version: p.Manifest.Version}
			}
			var exams []quiz.Blueprint
			for _, programme := range p.Programmes {
				for _, b := range programme.Blueprints {
					if b.Purpose == quiz.Exam {
						exams = append(exams, b)
					}
				}
			}
			out = append(out, source{p.Models, found, check.Options{Facts: p.ModelFacts(), Donts: p.AllDonts(), Synonyms: p.Synonyms}, scripts, exams})
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// script finds the text of a code in the pack of an item.
func (s *source) script(code string) (response.ScriptText, bool) {
	text, ok := s.scripts[code]
	return text, ok
}

// item finds a model by its id, checks it and prepares it for drawing. When the
// checker finds errors it tells them and answers errFound.
func (f *itemFlags) item(s *scene) (*response.Item, *source, error) {
	all, err := sources(f.Paths)
	if err != nil {
		return nil, nil, err
	}
	for i := range all {
		for _, m := range all[i].models {
			if m.ID != f.Model {
				continue
			}
			r := check.Model(m, model.Of(all[i].found, m.ID), all[i].options)
			if model.Blocking(r.Findings) || r.Compiled == nil {
				s.found(r.Findings)
				return nil, nil, errFound
			}
			it, err := response.Prepare(r.Compiled)
			return it, &all[i], err
		}
	}
	for i := range all {
		if model.Blocking(all[i].found) { // the model may be in what could not be read
			s.found(all[i].found)
			return nil, nil, errFound
		}
	}
	return nil, nil, &misuse{fault.New(fault.NotFound, "fault.ctl.no_model", "Model", f.Model)}
}

// found tells findings that keep a command from its work.
func (s *scene) found(all []model.Finding) {
	if s.json {
		s.value(map[string]any{"findings": model.AllIn(all, s.words.Tag())})
		return
	}
	printFindings(s, all)
}

// drawn is one draw of a series whose history grows.
type drawn struct {
	Ordinal      int               `json:"ordinal"`
	SituationID  string            `json:"situation_id"`
	Situation    string            `json:"situation"`
	Class        string            `json:"class"`
	Key          string            `json:"key"`
	Incidentals  []int             `json:"incidentals"` // in declared order
	Options      []string          `json:"options"`     // as shown
	PairsCovered int               `json:"pairs_covered"`
	Pairs        int               `json:"pairs"`
	Repeat       bool              `json:"repeat"`
	Variant      *response.Variant `json:"variant"`
	Shown        lang.Text         `json:"-"`
}

// series draws ordinals 1..count and hands each to do. It ends early when an
// exam has nothing to give any more.
func (f *itemFlags) series(it *response.Item, from *source, count int, do func(drawn) error) error {
	h := it.Space.History()
	for n := 1; n <= count; n++ {
		v, c, err := it.Draw(draw.Request{Root: draw.Root(f.Attempt, f.Model, n), Purpose: draw.Purpose(f.Purpose), History: h},
			response.Request{Attempt: f.Attempt, Ordinal: n, Scripts: from.script, Donts: from.options.Donts, Synonyms: from.options.Synonyms})
		if err != nil {
			return err
		}
		if c.None() {
			return nil
		}
		h.Add(c.Situation, int64(n))
		d := drawn{Ordinal: n, SituationID: v.SituationID, Situation: v.Situation, Class: v.Class, Key: v.Key.String(), Incidentals: []int{}, Options: v.ShownIDs(),
			PairsCovered: h.Covered(), Pairs: it.Space.Pairs(), Repeat: v.Repeat, Variant: &v}
		for _, one := range v.Incidentals {
			d.Incidentals = append(d.Incidentals, one.Value)
		}
		d.Shown = lang.Text{ZH: v.Shown.ZH.Stem, EN: v.Shown.EN.Stem}
		if err := do(d); err != nil {
			return err
		}
	}
	return nil
}
