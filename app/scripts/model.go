// Package scripts is where a ready reply is found, filled and copied.
package scripts

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"shifu/internal/i18n"
	"shifu/internal/op"
	"shifu/training"
)

// Library is what the page asks of training.
type Library interface {
	Scripts(ctx context.Context, actor op.Actor, q training.ScriptQuery) (training.ScriptResults, error)
	Script(ctx context.Context, actor op.Actor, code string) (training.ScriptView, error)
}

// Model is what the page shows, in words.
type Model struct {
	words   *i18n.Printer
	query   training.ScriptQuery
	results training.ScriptResults
	script  training.ScriptView
	open    bool
	tone    int // 0: the script's own text; i: tone i-1
	filled  map[string]string
}

// mostRows is how many scripts are asked for at once: more than a shop writes.
// Only those in sight are set.
const mostRows = 5000

// NewModel asks for every script.
func NewModel(words *i18n.Printer) *Model {
	return &Model{words: words, query: training.ScriptQuery{Limit: mostRows}, filled: map[string]string{}}
}

// Query is what to ask the library for.
func (m *Model) Query() training.ScriptQuery { return m.query }

// Search, Stage and By narrow the query.
func (m *Model) Search(text string) { m.query.Text = strings.TrimSpace(text) }

// Stage narrows to a stage; "" is all.
func (m *Model) Stage(id string) { m.query.Stage = id }

// By narrows to who says it; "" is everyone.
func (m *Model) By(s training.Speaker) { m.query.By = s }

// SetResults takes what was found.
func (m *Model) SetResults(r training.ScriptResults) { m.results = r }

// SetScript takes the script that is open. Values typed for a gap of the same
// name stay: the customer is still the same.
func (m *Model) SetScript(s training.ScriptView) { m.script, m.open, m.tone = s, true, 0 }

// Current is the code of the open script.
func (m *Model) Current() string {
	if !m.open {
		return ""
	}
	return m.script.Code
}

// Stages lists the filters at the left: all, then the pack's stages.
func (m *Model) Stages() []training.LabelCount {
	all := training.LabelCount{}
	for _, s := range m.results.Stages {
		all.Count += s.Count
	}
	return append([]training.LabelCount{all}, m.results.Stages...)
}

// StageTitle names a filter.
func (m *Model) StageTitle(s training.LabelCount) string {
	if s.ID == "" {
		return m.words.T("scripts.all")
	}
	return m.words.Text(s.Title)
}

// Piece is a part of a text that is a hit of the search or not.
type Piece struct {
	Text string
	Hit  bool
}

// Row is a line of the results.
type Row struct {
	Code  string
	Title []Piece
	Text  string
	Note  string // when it ends
}

// gaps are what is filled in when the script is open.
var gaps = regexp.MustCompile(`\{[a-z0-9_-]+\}`)

// Len is how many rows there are, the best first.
func (m *Model) Len() int { return len(m.results.Hits) }

// Row is one of what was found.
func (m *Model) Row(i int) Row {
	h := m.results.Hits[i]
	r := Row{Code: h.Code, Title: m.pieces(m.words.Text(h.Title), h.InTitle), Text: gaps.ReplaceAllString(strings.ReplaceAll(m.words.Text(h.Text), "\n", " "), "…")}
	switch {
	case h.Expired:
		r.Note = m.words.T("scripts.expired")
	case h.To != "":
		r.Note = m.words.T("scripts.until", "To", h.To)
	}
	return r
}

// At is the row of the open script, -1 when it is not among those found.
func (m *Model) At() int {
	return slices.IndexFunc(m.results.Hits, func(h training.ScriptHit) bool { return m.open && h.Code == m.script.Code })
}

// pieces splits a text at the hits; they count runes of the Chinese text, which
// conversion to traditional characters may shift, so there they are left out.
func (m *Model) pieces(text string, hits []training.Span) []Piece {
	runes := []rune(text)
	if len(hits) == 0 || m.words.Tag() != "zh-Hans" {
		return []Piece{{Text: text}}
	}
	var out []Piece
	at := 0
	for _, h := range hits {
		from, to := min(max(h.From, at), len(runes)), min(max(h.To, at), len(runes))
		if from > at {
			out = append(out, Piece{Text: string(runes[at:from])})
		}
		if to > from {
			out = append(out, Piece{string(runes[from:to]), true})
		}
		at = to
	}
	if at < len(runes) {
		out = append(out, Piece{Text: string(runes[at:])})
	}
	return out
}

// Count says how many were found.
func (m *Model) Count() string { return m.words.N("scripts.count", m.results.Total) }

// Total is how many were found.
func (m *Model) Total() int { return m.results.Total }

// First is the best hit when the open script is none of those found: what is
// found first is ready to be copied. "" keeps the open one.
func (m *Model) First() string {
	if m.At() >= 0 || !m.Found() {
		return ""
	}
	return m.results.Hits[0].Code
}

// Found says whether anything was found.
func (m *Model) Found() bool { return len(m.results.Hits) > 0 }

// Script is the open script.
func (m *Model) Script() (training.ScriptView, bool) { return m.script, m.open }

// Validity says until when the script may be used.
func (m *Model) Validity() string {
	switch {
	case m.script.Expired:
		return m.words.T("scripts.expired")
	case m.script.Upcoming:
		return m.words.T("scripts.from", "From", m.script.From)
	case m.script.To != "":
		return m.words.T("scripts.until", "To", m.script.To)
	}
	return m.words.T("scripts.always")
}

// WhyNot says why the open script cannot be copied, "" when it can.
func (m *Model) WhyNot() string {
	switch {
	case m.script.Expired && m.script.Instead != nil:
		return m.words.T("scripts.replaced", "Title", m.words.Text(m.script.Instead.Title), "Code", training.ShortID(m.script.Instead.Code))
	case m.script.Expired:
		return m.words.T("scripts.over")
	case m.script.Upcoming:
		return m.words.T("scripts.not_yet", "From", m.script.From)
	}
	return ""
}

// CanCopy says whether the open script may be copied.
func (m *Model) CanCopy() bool { return m.open && m.WhyNot() == "" }

// NextTone turns to the next wording.
func (m *Model) NextTone() { m.tone = (m.tone + 1) % (len(m.script.Tones) + 1) }

// ToneLabel names the wording that NextTone leads to, "" when there is one only.
func (m *Model) ToneLabel() string {
	if len(m.script.Tones) == 0 {
		return ""
	}
	next := (m.tone + 1) % (len(m.script.Tones) + 1)
	name := m.words.T("scripts.tone_own")
	if next > 0 {
		name = m.words.Text(m.script.Tones[next-1].Title)
	}
	return m.words.T("scripts.tone", "Name", name)
}

// Slot is a gap to fill.
type Slot struct{ ID, Title, Value, Example string }

// Slots lists the gaps of the open script in the order of its definition.
func (m *Model) Slots() []Slot {
	out := make([]Slot, len(m.script.Slots))
	for i, s := range m.script.Slots {
		out[i] = Slot{s.ID, m.words.Text(s.Title), m.filled[s.ID], m.words.Text(s.Example)}
	}
	return out
}

// Fill sets what stands in a gap.
func (m *Model) Fill(id, value string) { m.filled[id] = strings.TrimSpace(value) }

// Part is a part of the script's text: plain, or a gap with what fills it.
type Part struct {
	Text string
	Slot bool
	Open bool // a gap that is not filled yet
}

// Parts is the text in the chosen wording with the gaps filled. A gap without a
// value shows its name in brackets, so that nobody sends an example by mistake.
func (m *Model) Parts() []Part {
	text := m.words.Text(m.script.Text)
	if m.tone > 0 {
		text = m.words.Text(m.script.Tones[m.tone-1].Text)
	}
	titles := map[string]string{}
	for _, s := range m.script.Slots {
		titles[s.ID] = m.words.Text(s.Title)
	}
	var out []Part
	for text != "" {
		open := strings.IndexByte(text, '{')
		if open < 0 {
			return append(out, Part{Text: text})
		}
		end := strings.IndexByte(text[open:], '}')
		title, known := "", false
		if end > 0 {
			title, known = titles[text[open+1:open+end]]
		}
		if !known {
			out = append(out, Part{Text: text[:open+1]})
			text = text[open+1:]
			continue
		}
		if open > 0 {
			out = append(out, Part{Text: text[:open]})
		}
		id := text[open+1 : open+end]
		if v := m.filled[id]; v != "" {
			out = append(out, Part{Text: v, Slot: true})
		} else {
			out = append(out, Part{Text: m.words.T("scripts.gap", "Name", title), Slot: true, Open: true})
		}
		text = text[open+end+1:]
	}
	return out
}

// Text is what is copied.
func (m *Model) Text() string {
	var b strings.Builder
	for _, p := range m.Parts() {
		b.WriteString(p.Text)
	}
	return b.String()
}

// Unfilled counts the gaps of the text that are still open.
func (m *Model) Unfilled() int {
	n := 0
	for _, p := range m.Parts() {
		if p.Open {
			n++
		}
	}
	return n
}
