// Package bank is where supervisors see the whole item bank: the tree of
// knowledge points with their models, what the checker says of them, what they
// ask about, and for whom they run out.
package bank

import (
	"context"
	"strings"

	"shifu/app/kit"
	"shifu/internal/i18n"
	"shifu/internal/op"
	"shifu/quiz"
	"shifu/quiz/check"
	"shifu/quiz/model"
	"shifu/training"
)

// Keeping is what the page asks of quiz.
type Keeping interface {
	Bank(ctx context.Context, actor op.Actor) (quiz.BankView, error)
}

// Names answers the name of a person.
type Names func(ctx context.Context, actor op.Actor, id string) (string, error)

// Filters of the list. A filter that begins with ByStage names a stage.
const (
	All      = ""
	Findings = "findings" // open errors and warnings
	Few      = "few"      // points with fewer situations than an exam needs
	Running  = "running"  // points that run out of unseen situations for someone
	Empty    = "empty"    // points without a model
	ByStage  = "stage:"
)

// Row is a line of the tree: a point, or a model below its point.
type Row struct {
	Point quiz.BankPoint
	Model *quiz.BankModel // nil on the line of a point
	Depth int
	Open  bool // a point whose models are shown
	Title string
}

// ID tells rows apart.
func (r Row) ID() string {
	if r.Model != nil {
		return r.Model.ID
	}
	return "point/" + r.Point.ID
}

// Model is the page in words.
type Model struct {
	words   *i18n.Printer
	view    quiz.BankView
	names   map[string]string
	find    map[string]string // by model and point: what a search finds it by
	text    string
	filter  string
	closed  map[string]bool // points whose models are folded away
	current string          // the row that the panel shows
}

// NewModel makes an empty page.
func NewModel(w *i18n.Printer) *Model {
	return &Model{words: w, closed: map[string]bool{}, names: map[string]string{}}
}

// Set takes what was read, with the names of the people in it.
func (m *Model) Set(v quiz.BankView, names map[string]string) {
	m.view, m.names, m.find = v, names, map[string]string{}
	for _, p := range v.Points {
		m.find["point/"+p.ID] = training.Findable(p.Title, p.ID)
		for _, i := range p.Models {
			m.find[i.ID] = training.Findable(i.Title, i.ID)
		}
	}
}

// People lists whose names a view needs: of learners who run out, and of second readers.
func People(v quiz.BankView) []string {
	var out []string
	seen := map[string]bool{"": true}
	add := func(id string) {
		if !seen[id] {
			seen[id] = true
			out = append(out, id)
		}
	}
	for _, p := range v.Points {
		for _, r := range p.Running {
			add(r.Learner)
		}
		for _, m := range p.Models {
			if m.Approval != nil {
				add(m.Approval.Reader)
			}
		}
	}
	return out
}

// Approved says who read the version in use and agreed with its answers.
func (m *Model) Approved(i *quiz.BankModel) string {
	a := i.Approval
	if a == nil {
		return m.words.T("bank.unread")
	}
	who := m.names[a.Reader]
	if !a.Outside.Empty() {
		who = m.words.Text(a.Outside)
	}
	return m.words.N("bank.approved", a.Situations, "Name", who, "Day", m.words.Date(a.At))
}

// Search and Filter narrow the list; Fold hides the models of a point, or shows
// them.
func (m *Model) Search(text string)   { m.text = strings.TrimSpace(text) }
func (m *Model) Filter(filter string) { m.filter = filter }
func (m *Model) Fold(point string, on bool) {
	m.closed[point] = on
}

// Rows is the tree as far as it fits search and filter. Where something is
// searched, points stand there for the models below them; nothing is folded then.
func (m *Model) Rows() []Row {
	narrow := m.text != "" || m.filter != All
	keep := make([]bool, len(m.view.Points))
	models := make([][]*quiz.BankModel, len(m.view.Points))
	for i := range m.view.Points {
		p := &m.view.Points[i]
		byName := training.Found(m.find["point/"+p.ID], m.text)
		point := m.pointFits(p)
		for n := range p.Models {
			one := &p.Models[n]
			if (byName || training.Found(m.find[one.ID], m.text)) && (point || m.modelFits(one)) {
				models[i] = append(models[i], one)
			}
		}
		keep[i] = len(models[i]) > 0 || byName && point
	}
	if narrow { // a point shows where it stands in the tree
		for i := len(keep) - 1; i >= 0; i-- {
			for n := i + 1; n < len(keep) && m.view.Points[n].Depth > m.view.Points[i].Depth; n++ {
				keep[i] = keep[i] || keep[n]
			}
		}
	}
	var rows []Row
	for i := range m.view.Points {
		if !keep[i] {
			continue
		}
		p := m.view.Points[i]
		open := narrow || !m.closed[p.ID]
		rows = append(rows, Row{Point: p, Depth: p.Depth, Open: open, Title: m.words.Text(p.Title)})
		if open {
			for _, one := range models[i] {
				rows = append(rows, Row{Point: p, Model: one, Depth: p.Depth + 1, Title: m.words.Text(one.Title)})
			}
		}
	}
	return rows
}

// pointFits says that a filter wants the point with all its models.
func (m *Model) pointFits(p *quiz.BankPoint) bool {
	switch m.filter {
	case All:
		return true
	case Few:
		return p.Few
	case Running:
		return len(p.Running) > 0
	case Empty:
		return m.empty(p)
	}
	return false
}

// empty says that neither the point nor one below it has a model.
func (m *Model) empty(p *quiz.BankPoint) bool {
	if len(p.Models) > 0 {
		return false
	}
	below := false
	for _, q := range m.view.Points {
		switch {
		case q.ID == p.ID:
			below = true
		case below && q.Depth <= p.Depth:
			return true
		case below && len(q.Models) > 0:
			return false
		}
	}
	return true
}

func (m *Model) modelFits(i *quiz.BankModel) bool {
	if stage, ok := strings.CutPrefix(m.filter, ByStage); ok {
		return i.Stage == stage
	}
	return m.filter == Findings && i.Errors+i.Warnings > 0
}

// Choices lists the filters with how many each would leave.
func (m *Model) Choices() []kit.Choice {
	findings, few, running, empty := 0, 0, 0, 0
	for i := range m.view.Points {
		p := &m.view.Points[i]
		if p.Few {
			few++
		}
		if len(p.Running) > 0 {
			running++
		}
		if m.empty(p) {
			empty++
		}
		for n := range p.Models {
			if p.Models[n].Errors+p.Models[n].Warnings > 0 {
				findings++
			}
		}
	}
	out := []kit.Choice{{Value: All, Words: m.words.T("bank.filter.all", "Count", m.view.Coverage.Models)}}
	add := func(value, key string, n int) {
		if n > 0 || m.filter == value {
			out = append(out, kit.Choice{Value: value, Words: m.words.T(key, "Count", n)})
		}
	}
	add(Findings, "bank.filter.findings", findings)
	add(Few, "bank.filter.few", few)
	add(Running, "bank.filter.running", running)
	add(Empty, "bank.filter.empty", empty)
	for _, s := range m.view.Coverage.Stages {
		out = append(out, kit.Choice{Value: ByStage + s.Stage, Words: m.words.T("bank.filter.stage", "Stage", Stage(m.words, s.Stage), "Count", s.Models)})
	}
	return out
}

// Line says how large the bank is.
func (m *Model) Line() string {
	points := 0
	for i := range m.view.Points {
		if len(m.view.Points[i].Models) > 0 {
			points++
		}
	}
	c := m.view.Coverage
	return m.words.T("bank.size", "Models", m.words.Number(int64(c.Models)), "Points", points, "Situations", m.words.Number(int64(c.Situations)), "Classes", m.words.Number(int64(c.Classes)))
}

// Type names a response type, Stage a stage of service.
func Type(w *i18n.Printer, t string) string { return w.T("bank.type." + t) }

// Stage names a stage of service; "" is none.
func Stage(w *i18n.Printer, s string) string {
	if s == "" {
		s = "none"
	}
	return w.T("bank.stage." + s)
}

// State says in a word what is wrong with a row, and how bad that is.
func (m *Model) State(r Row) (words string, tone kit.ChipTone) {
	if r.Model == nil {
		switch p := r.Point; {
		case p.Few:
			return m.words.T("bank.few"), kit.WatchTone
		case len(p.Running) > 0:
			return m.words.N("bank.running", len(p.Running)), kit.WatchTone
		case m.empty(&p):
			return m.words.T("bank.empty"), kit.NeutralTone
		}
		return "", kit.NeutralTone
	}
	switch i := r.Model; {
	case i.Errors > 0:
		return m.words.N("bank.errors", i.Errors), kit.DangerTone
	case i.Warnings > 0:
		return m.words.N("bank.warnings", i.Warnings), kit.WatchTone
	case i.Notes > 0:
		return m.words.N("bank.notes", i.Notes), kit.NeutralTone
	}
	return m.words.T("bank.clean"), kit.GoodTone
}

// Severity names a severity with its tone.
func Severity(w *i18n.Printer, f model.Finding) (string, kit.ChipTone) {
	switch {
	case f.Accepted != "":
		return w.T("bank.accepted"), kit.NeutralTone
	case f.Severity == model.Error:
		return w.T("bank.error"), kit.DangerTone
	case f.Severity == model.Warning:
		return w.T("bank.warning"), kit.WatchTone
	}
	return w.T("bank.note"), kit.NeutralTone
}

// Key says an answer class in words.
func (m *Model) Key(k quiz.KeyCount) string {
	if !k.Text.Empty() {
		return m.words.Text(k.Text)
	}
	return k.Class
}

// Said is what the checker says of a model, with an answer class in its words.
func (m *Model) Said(i *quiz.BankModel, f model.Finding) string {
	said := f.Message
	if f.Code != "I404" {
		return m.words.Text(said)
	}
	for _, k := range i.Keys {
		if !k.Text.Empty() {
			said.ZH = strings.ReplaceAll(said.ZH, "“"+k.Class+"”", "“"+k.Text.ZH+"”")
			said.EN = strings.ReplaceAll(said.EN, " key "+k.Class+" ", " key \""+k.Text.EN+"\" ")
		}
	}
	return m.words.Text(said)
}

// Where names the part of a model that a finding is about, and the place in it as it is
// written.
func (m *Model) Where(f model.Finding) string {
	part, rest := f.Where, ""
	if n := strings.IndexAny(part, "[."); n >= 0 {
		part, rest = part[:n], part[n:]
	}
	for _, key := range []string{"editor.sheet." + part, "editor.field." + part} {
		if part != "" && m.words.Has(key) {
			return m.words.T(key) + rest
		}
	}
	return f.Where
}

// Left says for whom a point runs out.
func (m *Model) Left(r quiz.RunningOut) string {
	return m.words.T("bank.left", "Name", m.names[r.Learner], "Left", r.Left, "Of", r.Of)
}

// Conditions lists what the bank varies, for the view of the coverage.
func (m *Model) Conditions() []check.RadicalCoverage {
	var out []check.RadicalCoverage
	for _, c := range m.view.Coverage.Radicals {
		if training.Found(training.Findable(c.Label), m.text) {
			out = append(out, c)
		}
	}
	return out
}

// Stages lists the stages with what is asked of each.
func (m *Model) Stages() []check.StageCoverage { return m.view.Coverage.Stages }

// TitleOf names a model of the bank.
func (m *Model) TitleOf(id string) string {
	for i := range m.view.Points {
		for n := range m.view.Points[i].Models {
			if one := &m.view.Points[i].Models[n]; one.ID == id {
				return m.words.Text(one.Title)
			}
		}
	}
	return id
}
