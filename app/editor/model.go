// Package editor is where a supervisor writes an item model (情境题): its sheets, its
// text, what the checker says of it while it is written, a drawn example, and its
// way through a second reader into the bank; and the shop's policy sheet.
package editor

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"shifu/app/kit"
	"shifu/internal/i18n"
	"shifu/internal/op"
	"shifu/quiz"
	"shifu/quiz/check"
	"shifu/quiz/model"
)

// Drafts is what the pages ask of quiz.
type Drafts interface {
	Drafts(ctx context.Context, actor op.Actor) ([]quiz.DraftRow, error)
	Points(ctx context.Context, actor op.Actor, learner string) ([]quiz.PointView, error)
	StartDraft(ctx context.Context, actor op.Actor, cmd quiz.StartDraft) (string, error)
	Workbench(ctx context.Context, actor op.Actor, id string) (quiz.Workbench, error)
	SaveDraft(ctx context.Context, actor op.Actor, cmd quiz.SaveDraft) (time.Time, error)
	DropDraft(ctx context.Context, actor op.Actor, cmd quiz.DraftCommand) (bool, error)
	SendDraft(ctx context.Context, actor op.Actor, cmd quiz.DraftCommand) (quiz.Sent, error)
	WithdrawDraft(ctx context.Context, actor op.Actor, cmd quiz.DraftCommand) (bool, error)
	DraftChanges(ctx context.Context, actor op.Actor, draft string) (quiz.Difference, error)
	PublishDraft(ctx context.Context, actor op.Actor, cmd quiz.DraftCommand) (quiz.Published, error)
	Reading(ctx context.Context, actor op.Actor, draft string) (quiz.Reading, error)
	ReadingStep(ctx context.Context, actor op.Actor, draft string, n int, so json.RawMessage) (quiz.Presentation, error)
	AnswerReading(ctx context.Context, actor op.Actor, cmd quiz.AnswerReading) (bool, error)
	FinishReading(ctx context.Context, actor op.Actor, cmd quiz.DraftCommand) (quiz.ReadDone, error)
}

// TextSheet is the key of the sheet that is the text itself.
const TextSheet = "text"

// maxUndo bounds the texts that can be brought back.
const maxUndo = 100

// Model is one draft on the screen. Its text is the one truth: the sheets write into it,
// and the text view is it. What is typed there is read when something asks for it, not
// with every letter.
type Model struct {
	words *i18n.Printer
	bench quiz.Workbench
	ready bool // there is a draft
	text  string
	doc   *model.Document // of the text, nil before it was read
	src   *model.Model    // as far as the text could be read, nil when it could not
	undo  []string
	sheet string // which one is shown
	cache map[string]*Sheet

	asked   int // counts the texts; a result of an older one is dropped
	checked *quiz.Checked
	saved   string // the text that is kept
	savedAt time.Time
	failed  string // why the last saving did not work
	seed    int
	trial   *quiz.Trial
}

// NewModel makes an empty model.
func NewModel(w *i18n.Printer) *Model { return &Model{words: w, seed: 1} }

// SetBench shows a draft. What is being written here is newer than what the bench
// holds and stays.
func (m *Model) SetBench(b quiz.Workbench) {
	fresh := !m.ready || m.bench.Draft.ID != b.Draft.ID && m.bench.Draft.ID != ""
	unsaved := !fresh && m.Dirty()
	m.bench = b
	if unsaved {
		return
	}
	m.saved, m.savedAt = b.Draft.Text, b.Draft.SavedAt
	if fresh || m.text != b.Draft.Text {
		m.ready, m.undo = true, nil
		m.take(model.OpenDocument(b.Draft.Text))
	}
	if m.sheet == "" {
		m.sheet = m.first()
	}
}

// first is the sheet that a draft opens with: its table, where it has one.
func (m *Model) first() string {
	for _, c := range m.Sheets() {
		if c.Value == "rules" {
			return c.Value
		}
	}
	if m.Broken() {
		return TextSheet
	}
	return "basics"
}

func (m *Model) take(d *model.Document) {
	m.text, m.doc, m.src, m.cache = d.Text(), d, d.Model(), nil
	m.asked++
}

// read reads the text, where it was typed since.
func (m *Model) read() {
	if m.ready && m.doc == nil {
		m.doc = model.OpenDocument(m.text)
		m.src, m.cache = m.doc.Model(), nil
	}
}

// Source is the model as far as the text can be read, nil when it cannot.
func (m *Model) Source() *model.Model {
	m.read()
	return m.src
}

// Ready says that a draft is there.
func (m *Model) Ready() bool { return m.ready }

// Bench is what the draft is checked against.
func (m *Model) Bench() *quiz.Workbench { return &m.bench }

// Draft is the draft as it was read.
func (m *Model) Draft() quiz.Draft { return m.bench.Draft }

// Begun says that the draft is kept already; before the first change it is not.
func (m *Model) Begun(id string) { m.bench.Draft.ID = id }

// Writable says that the text may be changed: it is not being read.
func (m *Model) Writable() bool {
	return m.Ready() && (m.bench.Draft.State == quiz.DraftOpen || m.bench.Draft.State == "")
}

// Text is the whole text.
func (m *Model) Text() string { return m.text }

// Broken says that the text cannot be read, so that there are no sheets but the text.
func (m *Model) Broken() bool { return m.Source() == nil }

// Title is what the draft is called, as it was read last.
func (m *Model) Title() string {
	if m.src != nil {
		if t := m.words.Text(m.src.Title); t != "" {
			return t
		}
	}
	return m.words.T("editor.title")
}

// Line is the line under the title: point, state, when it was saved.
func (m *Model) Line(now time.Time) string {
	d := m.bench.Draft
	point := ""
	if m.src != nil {
		for _, p := range m.bench.Points {
			if p.ID == m.src.KP {
				point = m.words.Text(p.Title)
			}
		}
	}
	state := m.words.T("editor.state.open")
	if d.ID == "" && m.bench.Current != nil {
		state = m.words.T("editor.state.in_use")
	} else if d.State != "" {
		state = m.words.T("editor.state." + string(d.State))
	}
	parts := []string{}
	if point != "" {
		parts = append(parts, m.words.T("editor.point", "Point", point))
	}
	parts = append(parts, state)
	if !m.savedAt.IsZero() {
		parts = append(parts, m.words.Moment(m.savedAt, now))
	}
	return strings.Join(parts, " · ")
}

// Sheets lists the sheets that the draft's type has.
func (m *Model) Sheets() []kit.Choice {
	w := m.words
	if m.Broken() {
		return []kit.Choice{{Value: TextSheet, Words: w.T("editor.sheet.text")}}
	}
	var out []kit.Choice
	add := func(key, words string) { out = append(out, kit.Choice{Value: key, Words: words}) }
	own := func(key string) { add(key, w.T("editor.sheet."+key)) }
	switch m.src.Type {
	case model.Single, model.Script, model.Multiple, model.TrueFalse, model.Order, model.Match, model.Short:
		if len(m.src.Rules) > 0 || m.src.Type != model.TrueFalse && m.src.Type != model.Multiple {
			own("rules")
		}
	}
	for _, s := range m.src.Slots {
		if len(s.Rules) > 0 {
			add("slots."+s.ID+".rules", w.T("editor.sheet.slot", "ID", s.ID))
		}
	}
	own("basics")
	own("radicals")
	switch m.src.Type {
	case model.Single, model.Script, model.Multiple:
		own("options")
	case model.Order:
		own("steps")
	case model.Match:
		own("left")
		own("right")
	case model.Spot:
		own("classes")
	case model.Numeric:
		own("mistakes")
	}
	own("incidentals")
	own("let")
	for _, l := range m.src.Let {
		if len(l.Rules) > 0 {
			add("let."+l.ID+".rules", pair(w, l.ZH, l.EN))
		}
	}
	own("constraints")
	own(TextSheet)
	return out
}

// Sheet is a sheet by its key; nil for the text and for what the type does not have.
func (m *Model) Sheet(key string) *Sheet {
	if key == TextSheet || m.Broken() {
		return nil
	}
	if s, ok := m.cache[key]; ok {
		return s
	}
	w, item := m.words, m.doc.Item()
	var s *Sheet
	switch {
	case key == "basics":
		s = basicsSheet(w, m.src, item, m.bench.Points)
	case key == "radicals":
		s = radicalsSheet(w, item)
	case key == "options" || key == "steps" || key == "left" || key == "right" || key == "classes":
		s = partsSheet(w, m.src, item, key)
	case key == "incidentals":
		s = wordingsSheet(w, item)
	case key == "let":
		s = fieldsSheet(w, item, "let", []string{"zh", "en", "kind", "expr", "id"}, nil, freshLet)
	case key == "constraints":
		s = fieldsSheet(w, item, "constraints", []string{"forbid", "require"}, []string{"why"}, freshConstraint)
	case key == "mistakes":
		s = fieldsSheet(w, item, "mistakes", []string{"expr", "credit", "id"}, []string{"feedback"}, freshMistake)
	case key == "rules" || strings.HasPrefix(key, "let.") || strings.HasPrefix(key, "slots."):
		s = tableSheet(w, m.src, item, key, w.T("editor.sheet.rules"))
	}
	if m.cache == nil {
		m.cache = map[string]*Sheet{}
	}
	m.cache[key] = s
	return s
}

// Current is the sheet that is shown; Show changes it.
func (m *Model) Current() string { return m.sheet }

// Show shows another sheet.
func (m *Model) Show(key string) { m.sheet = key }

// change lets edit change the document and keeps what was for undo.
func (m *Model) change(edit func(item *model.Piece)) bool {
	if !m.Writable() {
		return false
	}
	was := m.text
	d := model.OpenDocument(was)
	if !d.Change(edit) {
		return false
	}
	if d.Text() == was {
		return false
	}
	m.remember(was)
	m.take(d)
	return true
}

func (m *Model) remember(was string) {
	m.undo = append(m.undo, was)
	if len(m.undo) > maxUndo {
		m.undo = m.undo[1:]
	}
}

// Write writes into a cell of the sheet that is shown.
func (m *Model) Write(row, col int, value string) bool {
	s := m.Sheet(m.sheet)
	if s == nil || row >= len(s.Rows) || col >= len(s.Rows[row].Cells) || s.Rows[row].Cells[col].set == nil {
		return false
	}
	set := s.Rows[row].Cells[col].set
	return m.change(func(item *model.Piece) { set(item, value) })
}

// AddRow adds a row below one of the sheet; -1 is above all.
func (m *Model) AddRow(after int) bool {
	s := m.Sheet(m.sheet)
	if s == nil || !s.Adds {
		return false
	}
	return m.change(func(item *model.Piece) { s.add(item, after) })
}

// CopyRow copies a row below itself, so that one condition can be changed.
func (m *Model) CopyRow(row int) bool {
	s := m.Sheet(m.sheet)
	if s == nil || !s.Adds || row < 0 || row >= len(s.Rows) {
		return false
	}
	return m.change(func(item *model.Piece) {
		list, n := s.entry(item, row)
		if list == nil || n >= len(list.Items()) {
			return
		}
		c := list.Items()[n].Clone()
		if c.Field("id") != nil {
			if s.Key == "rules" || strings.HasSuffix(s.Key, ".rules") {
				c.Drop("id")
				check.NameRow(list, c)
			} else {
				c.Put("id", text(freshID(list, scalarOf(c, "id"))))
			}
		}
		list.Insert(n+1, c)
	})
}

// DeleteRow takes a row away.
func (m *Model) DeleteRow(row int) bool {
	s := m.Sheet(m.sheet)
	if s == nil || !s.Adds || row < 0 || row >= len(s.Rows) {
		return false
	}
	return m.change(func(item *model.Piece) {
		if list, n := s.entry(item, row); list != nil {
			list.Remove(n)
		}
	})
}

// WriteText replaces the whole text: the text view.
func (m *Model) WriteText(s string) bool {
	if !m.Writable() || s == m.text {
		return false
	}
	if len(m.undo) == 0 || !near(m.undo[len(m.undo)-1], m.text) {
		m.remember(m.text)
	}
	m.text, m.doc = s, nil
	m.asked++
	return true
}

// near says that two texts are a few strokes apart: typing is one step of undo.
func near(a, b string) bool { return len(a)-len(b) < 12 && len(b)-len(a) < 12 }

// Undo brings the text before the last change back.
func (m *Model) Undo() bool {
	if len(m.undo) == 0 || !m.Writable() {
		return false
	}
	was := m.undo[len(m.undo)-1]
	m.undo = m.undo[:len(m.undo)-1]
	m.take(model.OpenDocument(was))
	return true
}

// Asked answers the text that wants checking and its number.
func (m *Model) Asked() (n int, text string) { return m.asked, m.Text() }

// SetChecked takes the result of a check; one of an older text is dropped.
func (m *Model) SetChecked(n int, c *quiz.Checked) bool {
	if n != m.asked {
		return false
	}
	m.checked = c
	return true
}

// Checked is the last result, of this text or of an older one; fresh says which.
func (m *Model) Checked() (c *quiz.Checked, fresh bool) {
	return m.checked, m.checked != nil && m.checked.Text == m.Text()
}

// CanSend says that the draft can be sent for approval.
func (m *Model) CanSend() bool {
	c, fresh := m.Checked()
	begun := m.bench.Draft.ID != "" || m.Dirty() // what is in use as it is needs no approval
	return begun && m.Writable() && fresh && c.Ready() && m.bench.Readers > 0
}

// Place says, without a word of the text, where the author is: the sheet, how the
// draft stands, which text it is, what stands in its way (errors and warnings, once they are known), and the
// seed of the example.
func (m *Model) Place() string {
	place := m.sheet + " " + string(m.bench.Draft.State) + " text " + strconv.Itoa(m.asked)
	c, fresh := m.Checked()
	if !fresh {
		return place
	}
	place += " errors " + strconv.Itoa(c.Errors) + " warnings " + strconv.Itoa(c.Warnings)
	if m.trial != nil {
		place += " seed " + strconv.Itoa(m.trial.Seed)
	}
	return place
}

// Dirty says that the text is not kept yet.
func (m *Model) Dirty() bool { return m.ready && m.text != m.saved }

// Saved notes what was kept, and when.
func (m *Model) Saved(text string, at time.Time) { m.saved, m.savedAt, m.failed = text, at, "" }

// NotSaved notes why it was not.
func (m *Model) NotSaved(why string) { m.failed = why }

// Saving is what is true about saving.
func (m *Model) Saving() kit.Saving {
	switch {
	case m.failed != "":
		return kit.Saving{State: kit.NotSaved, Words: m.words.T("editor.not_saved"), Note: ""}
	case m.Dirty():
		return kit.Saving{State: kit.OnItsWay, Words: m.words.T("editor.saving")}
	}
	return kit.Saving{State: kit.SavedState, Words: m.words.T("editor.saved")}
}

// RowID is the id of a row of the decision table, for drawing one of its situations;
// "" on other sheets.
func (m *Model) RowID(row int) string {
	if m.sheet != "rules" || m.Broken() || row < 0 || row >= len(m.src.Rules) {
		return ""
	}
	if id := m.src.Rules[row].ID; id != "" {
		return id
	}
	return "r" + strconv.Itoa(row+1)
}

// RowNumber is the number that a row of the decision table has on the screen.
func (m *Model) RowNumber(id string) string {
	if !m.Broken() {
		for n, r := range m.src.Rules {
			if r.ID == id {
				return strconv.Itoa(n + 1)
			}
		}
	}
	return strings.TrimPrefix(id, "r") // a row without an id of its own
}

// Conditions are the conditions of the draft with the labels of their levels.
func (m *Model) Conditions() (names []string, levels [][]string) {
	if m.Broken() {
		return nil, nil
	}
	for _, r := range m.src.Radicals {
		names = append(names, pair(m.words, r.ZH, r.EN))
		var list []string
		for _, l := range r.Levels {
			if l.Value != "" {
				list = append(list, l.Value)
			} else {
				list = append(list, pair(m.words, l.ZH, l.EN))
			}
		}
		levels = append(levels, list)
	}
	return names, levels
}

// Seed is the seed of the example; Another takes the next.
func (m *Model) Seed() int { return m.seed }

// Another takes another seed.
func (m *Model) Another() { m.seed++ }

// Trial is the example that is shown, nil for none.
func (m *Model) Trial() *quiz.Trial { return m.trial }

// SetTrial shows an example.
func (m *Model) SetTrial(t *quiz.Trial) { m.trial = t }
