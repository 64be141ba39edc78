// Package check is the checker of item models: it visits every situation of a model
// and says, in Chinese and English and with a place and an example, what would give a
// learner a wrong, missing or ambiguous key, and what makes a model teach less than it
// could. What it calls proved it has proved on all situations; what it sampled it calls a
// sample.
package check

import (
	"slices"
	"sort"

	"shifu/internal/lang"
	"shifu/quiz/model"
	"shifu/quiz/wording"
)

// Options are what the shop brings to a check. The zero value checks a file by itself.
type Options struct {
	Facts    model.Facts
	Donts    *wording.Donts    // the shop's lists of don'ts; nil = those that Shifu comes with
	Synonyms []wording.Synonym // the shop's synonyms
}

// Report is what the checker found in one model.
type Report struct {
	ID       string          `json:"id"`
	Type     model.Type      `json:"type"`
	File     string          `json:"file,omitempty"`
	Raw      int             `json:"raw"`
	Valid    int             `json:"valid"`
	Classes  map[string]int  `json:"classes"`
	Pairs    int             `json:"pairs"`
	Findings []model.Finding `json:"findings"`
	// Witnesses show, for each radical that decides, two situations that differ in it
	// alone and have different keys.
	Witnesses []Witness `json:"witnesses,omitempty"`
	// Compiled is the model ready to draw; nil when the first phase found errors.
	Compiled *model.Compiled `json:"-"`
	Model    *model.Model    `json:"-"`
}

// Witness is a pair of situations in which a radical decides the key.
type Witness struct {
	Radical  string    `json:"radical"`
	From     string    `json:"from"` // situations
	To       string    `json:"to"`
	KeyFrom  string    `json:"key_from"`
	KeyTo    string    `json:"key_to"`
	Sentence lang.Text `json:"sentence"` // status 未发货→已签收 turns refund_now into agree
}

// Count answers the numbers of errors, unaccepted warnings and notes.
func Count(findings []model.Finding) (errors, warnings, notes int) {
	for i := range findings {
		switch f := &findings[i]; {
		case f.Severity == model.Error:
			errors++
		case f.Severity == model.Warning && f.Accepted == "":
			warnings++
		case f.Severity == model.Note:
			notes++
		}
	}
	return errors, warnings, notes
}

// File reads and checks a file. Findings that belong to no model (the file does not
// load) are answered apart.
func File(name string, src []byte, o Options) (reports []Report, rest []model.Finding) {
	models, findings := model.Parse(name, src)
	return Models(models, findings, o)
}

// Models checks models that a reader (of YAML, of a workbook) has read, together with
// the reader's findings. Those that name no model of the list are answered apart.
func Models(models []*model.Model, findings []model.Finding, o Options) (reports []Report, rest []model.Finding) {
	byID := map[string][]model.Finding{}
	known := map[string]bool{}
	for _, m := range models {
		known[m.ID] = true
	}
	for _, f := range findings {
		if f.Model != "" && known[f.Model] {
			byID[f.Model] = append(byID[f.Model], f)
		} else {
			rest = append(rest, f)
		}
	}
	for _, m := range models {
		reports = append(reports, Model(m, byID[m.ID], o))
		delete(byID, m.ID)
	}
	return reports, rest
}

// Model checks one model. read are the findings of the reader: with an error among
// them the model's situations are not visited.
func Model(m *model.Model, read []model.Finding, o Options) Report {
	c, findings := model.Compile(m, o.Facts)
	findings = append(append([]model.Finding(nil), read...), findings...)
	if c == nil || model.Blocking(findings) {
		return Report{ID: m.ID, Type: m.Type, File: m.File(), Classes: map[string]int{}, Model: m, Findings: finish(m, findings)}
	}
	return Compiled(c, findings, o)
}

// Compiled checks a model that is compiled already. found are the findings of its
// reader and of its compiling.
func Compiled(c *model.Compiled, found []model.Finding, o Options) Report {
	m := c.Model()
	if o.Donts == nil {
		o.Donts = wording.Shipped()
	}
	r := Report{ID: m.ID, Type: m.Type, File: m.File(), Classes: map[string]int{}, Model: m,
		Compiled: c, Raw: c.Raw(), Valid: c.Size(), Pairs: c.Pairs()}
	k := &checker{c: c, m: m, o: o, list: slices.Clone(found)}
	k.run()
	for i, n := range k.perClass() {
		r.Classes[c.Classes()[i]] = n
	}
	r.Findings, r.Witnesses = finish(m, k.list), k.witnesses
	return r
}

// finish marks accepted warnings and sorts: errors, warnings, notes; within them in
// the order of the file.
func finish(m *model.Model, list []model.Finding) []model.Finding {
	for i := range list {
		f := &list[i]
		if f.Severity != model.Warning {
			continue
		}
		for _, a := range m.Accept {
			if a.Code == f.Code && (a.Where == f.Where || a.Where == "") && a.Why != "" {
				f.Accepted = a.Why
			}
		}
	}
	list = Sorted(list)
	if list == nil {
		list = []model.Finding{}
	}
	return list
}

// Sorted sorts findings in place: errors, warnings, notes, each by code.
func Sorted(list []model.Finding) []model.Finding {
	rank := map[model.Severity]int{model.Error: 0, model.Warning: 1, model.Note: 2}
	sort.SliceStable(list, func(i, j int) bool {
		if a, b := rank[list[i].Severity], rank[list[j].Severity]; a != b {
			return a < b
		}
		return list[i].Code < list[j].Code
	})
	return list
}

// checker holds one check under way.
type checker struct {
	c         *model.Compiled
	m         *model.Model
	o         Options
	list      []model.Finding
	witnesses []Witness
	keys      []int32 // by situation
	sample    []int   // situations whose texts are checked
}

func (k *checker) add(code, where string, situation int, args ...any) *model.Finding {
	s := ""
	if situation >= 0 {
		s = k.c.Situation(situation)
	}
	k.list = append(k.list, model.NewFinding(k.m, code, where, s, args...))
	return &k.list[len(k.list)-1]
}

func (k *checker) run() {
	if k.c.Size() == 0 {
		k.add("E201", "constraints", -1)
		return
	}
	k.keys = k.c.KeyNumbers()
	k.failures()
	k.tables()
	k.constraints()
	k.levels()
	k.size()
	k.chat()
	k.radicals()
	k.placeholders()
	k.chooseSample()
	k.options()
	k.texts()
	k.lists()
	k.rewrite()
	k.mistakes()
}

func (k *checker) perClass() []int {
	out := make([]int, len(k.c.Classes()))
	for i := range k.c.Size() {
		if x := k.c.ClassIndex(i); x >= 0 {
			out[x]++
		}
	}
	return out
}
