// Package regrade is where a supervisor marks old answers anew by a corrected
// key: what was corrected, whom it changes and how, the signature, and what was
// regraded before.
package regrade

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"shifu/app/kit"
	pages "shifu/app/page"
	"shifu/internal/i18n"
	"shifu/internal/lang"
	"shifu/internal/op"
	"shifu/quiz"
	"shifu/training/certificate"
	"shifu/training/staff"
)

// Regrades is what the page asks of certificate.
type Regrades interface {
	Corrections(ctx context.Context, actor op.Actor) ([]certificate.Correction, error)
	Regrades(ctx context.Context, actor op.Actor) ([]certificate.Regraded, error)
	PreviewRegrade(ctx context.Context, actor op.Actor, q certificate.RegradeQuery) (certificate.RegradePreview, error)
	Regrade(ctx context.Context, actor op.Actor, cmd certificate.Regrade, signer *staff.Signer) (certificate.Regraded, error)
}

// The routes of the page: nothing, a model whose key was corrected, or the entry
// of a regrade that is to be given back.
const (
	ofModel = "model:"
	ofEntry = "undo:"
)

// ModelRoute previews the regrade of a model, UndoRoute the giving back of one.
func ModelRoute(id string) pages.Route { return pages.Route{Page: "regrade", ID: ofModel + id} }

// UndoRoute previews the giving back of what the regrade of an entry changed.
func UndoRoute(entry int64) pages.Route {
	return pages.Route{Page: "regrade", ID: ofEntry + strconv.FormatInt(entry, 10)}
}

// query reads a route; false for the list.
func query(id string) (certificate.RegradeQuery, bool) {
	if model, ok := strings.CutPrefix(id, ofModel); ok && model != "" {
		return certificate.RegradeQuery{Model: model}, true
	}
	if text, ok := strings.CutPrefix(id, ofEntry); ok {
		if n, err := strconv.ParseInt(text, 10, 64); err == nil && n > 0 {
			return certificate.RegradeQuery{Undo: n}, true
		}
	}
	return certificate.RegradeQuery{}, false
}

// Row is a line of a list, in words.
type Row struct {
	Title, Note string
	Tag         string
	Tone        kit.ChipTone
	Route       pages.Route // where its button leads; none without a page
	Button      string
}

// Corrected lists what was corrected and not yet regraded.
func Corrected(w *i18n.Printer, list []certificate.Correction) []Row {
	rows := make([]Row, len(list))
	for i, c := range list {
		rows[i] = Row{Title: w.Text(c.Title), Note: w.N("regrade.keys_changed", c.Keys) + w.N("regrade.answers_before", c.Answers), Button: w.T("regrade.look"), Route: ModelRoute(c.Model)}
		if c.Regraded {
			rows[i].Tag, rows[i].Tone = w.T("regrade.decided"), kit.NeutralTone
		}
	}
	return rows
}

// Done lists what was regraded, the latest first.
func Done(w *i18n.Printer, list []certificate.Regraded, now time.Time) []Row {
	rows := make([]Row, len(list))
	for i, r := range list {
		rows[i] = Row{Title: w.Text(r.Title), Note: w.T("regrade.done_note", "At", w.Moment(r.At, now), "By", r.ByName, "Reason", r.Reason),
			Tag: w.N("regrade.answers", r.Answers), Tone: kit.NeutralTone}
		if r.Unclear > 0 {
			rows[i].Note += " · " + w.N("regrade.left", r.Unclear)
		}
		switch {
		case r.UndoneBy > 0:
			rows[i].Tag = w.T("regrade.given_back")
		case r.Undoes > 0:
			rows[i].Tag = w.T("regrade.gave_back")
		default:
			rows[i].Button, rows[i].Route = w.T("regrade.undo"), UndoRoute(r.Entry)
		}
		if len(r.Doubted) > 0 && r.UndoneBy == 0 {
			rows[i].Tone, rows[i].Tag = kit.WatchTone, w.N("regrade.doubted", len(r.Doubted))
		}
	}
	return rows
}

// Preview is what a regrade would change, in words.
type Preview struct {
	words *i18n.Printer
	p     certificate.RegradePreview
}

// NewPreview puts a preview into words.
func NewPreview(w *i18n.Printer, p certificate.RegradePreview) *Preview { return &Preview{w, p} }

// Hash names what was looked at.
func (m *Preview) Hash() string { return m.p.Hash }

// Nothing says that no mark would change.
func (m *Preview) Nothing() bool { return len(m.p.Answers) == 0 }

// Answers counts the marks that would change.
func (m *Preview) Answers() int { return len(m.p.Answers) }

// Undo says that marks would be given back.
func (m *Preview) Undo() bool { return m.p.Query.Undo > 0 }

// Title heads the preview.
func (m *Preview) Title() string {
	if m.Undo() {
		return m.words.T("regrade.undo_title", "Title", m.words.Text(m.p.Title))
	}
	return m.words.T("regrade.preview_title", "Title", m.words.Text(m.p.Title))
}

// Line sums it up.
func (m *Preview) Line() string {
	if m.Nothing() {
		return m.words.T("regrade.nothing", "Same", m.p.Same)
	}
	return m.words.T("regrade.sum", "Answers", len(m.p.Answers), "People", len(m.p.Names), "Attempts", len(m.p.Attempts), "Same", m.p.Same)
}

// Notes say what the regrade leaves alone.
func (m *Preview) Notes() []string {
	var out []string
	if n := m.p.UnclearAnswers(); n > 0 {
		out = append(out, m.words.N("regrade.unclear", n))
	}
	if m.p.Open > 0 {
		out = append(out, m.words.N("regrade.still_open", m.p.Open))
	}
	if m.p.Own > 0 {
		out = append(out, m.words.N("regrade.own", m.p.Own))
	}
	return out
}

// attempt is the row of an attempt with some of its items.
func (m *Preview) attempt(name string, title lang.Text, purpose quiz.Purpose, id, day string, items []int) Row {
	numbers := make([]string, len(items))
	for n, item := range items {
		numbers[n] = strconv.Itoa(item)
	}
	words := m.words.Text(title)
	if words == "" {
		words = m.words.T("quizzes.purpose." + string(purpose))
	}
	return Row{Title: name + " · " + words, Route: pages.Route{Page: "result", ID: id},
		Note: m.words.T("regrade.attempt_note", "Day", day, "Purpose", m.words.T("quizzes.purpose."+string(purpose)), "Items", m.words.List(numbers))}
}

// Unjudged lists the attempts with answers that the key cannot judge, by person.
func (m *Preview) Unjudged() []Row {
	rows := make([]Row, len(m.p.Unclear))
	for i, a := range m.p.Unclear {
		rows[i] = m.attempt(m.p.Unjudged[a.Learner], a.Title, a.Purpose, a.Attempt, a.Day, a.Items)
		rows[i].Tag, rows[i].Tone = m.words.T("regrade.stays"), kit.NeutralTone
	}
	slices.SortStableFunc(rows, func(a, b Row) int { return strings.Compare(a.Title, b.Title) })
	return rows
}

// Attempts lists the attempts whose marks change.
func (m *Preview) Attempts() []Row {
	rows := make([]Row, len(m.p.Attempts))
	for i, a := range m.p.Attempts {
		rows[i] = m.attempt(m.p.Names[a.Learner], a.Title, a.Purpose, a.Attempt, a.Day, a.Items)
		rows[i].Tag = m.words.T("regrade.points", "Was", m.words.Mark(int64(a.Before.Tally.Earned)), "Is", m.words.Mark(int64(a.After.Tally.Earned)), "Total", m.words.Mark(int64(a.After.Tally.Total)))
		rows[i].Tone = kit.NeutralTone
		if a.Before.Verdict != a.After.Verdict {
			rows[i].Tone = kit.WatchTone
			if a.After.Verdict == quiz.Passed {
				rows[i].Tone = kit.GoodTone
			}
			rows[i].Tag += " · " + m.words.T("regrade.verdict."+string(a.After.Verdict))
		}
	}
	return rows
}

// Mastery lists the points whose mastery or count changes.
func (m *Preview) Mastery() []Row {
	rows := make([]Row, len(m.p.Mastery))
	for i, p := range m.p.Mastery {
		rows[i] = Row{Title: m.p.Names[p.Learner] + " · " + m.words.Text(p.Title), Note: m.words.T("regrade.right", "Was", p.RightWas, "Is", p.RightIs, "Done", p.Done),
			Tag: m.words.T("regrade.mastery_same"), Tone: kit.NeutralTone}
		switch {
		case p.Is && !p.Was:
			rows[i].Tag, rows[i].Tone = m.words.T("regrade.mastery_now"), kit.GoodTone
		case p.Was && !p.Is:
			rows[i].Tag, rows[i].Tone = m.words.T("regrade.mastery_no_more"), kit.WatchTone
		}
	}
	return rows
}

// Papers lists the sign-offs and certificates that rest on a changed answer.
func (m *Preview) Papers() []Row {
	var rows []Row
	holds := func(r *Row, yes bool) {
		r.Tag, r.Tone = m.words.T("regrade.holds"), kit.GoodTone
		if !yes {
			r.Tag, r.Tone = m.words.T("regrade.no_longer"), kit.DangerTone
		}
	}
	for _, c := range m.p.Certificates {
		r := Row{Title: m.p.Names[c.Person] + " · " + m.words.Text(c.Title), Note: m.words.T("regrade.certificate", "Number", c.Number), Route: pages.Route{Page: "certificate", ID: c.Certificate}}
		holds(&r, c.Holds)
		rows = append(rows, r)
	}
	for _, o := range m.p.SignOffs {
		r := Row{Title: m.p.Names[o.Person] + " · " + m.words.Text(o.Title), Note: m.words.T("regrade.sign_off", "Number", o.Number), Route: pages.Route{Page: "sign-off", ID: o.SignOff}}
		holds(&r, o.Holds)
		rows = append(rows, r)
	}
	return rows
}
