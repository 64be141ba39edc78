package answer

import (
	"encoding/json"

	"fyne.io/fyne/v2"

	"shifu/app/kit"
	"shifu/app/theme"
	"shifu/internal/i18n"
	"shifu/quiz"
	"shifu/quiz/response"
)

// match answers match: each thing at the top gets one of those below, which may
// serve several.
type match struct {
	whose
	words   *i18n.Printer
	left    []response.Choice
	right   []response.Choice
	pairs   map[string]string // right by left
	cursor  int               // the left one that the digits serve
	locked  bool
	changed func()
	root    *fyne.Container

	first, last fyne.CanvasObject // what is in hand
}

func newMatch(w *i18n.Printer, p response.Presentation, changed func()) *match {
	m := &match{words: w, left: p.Left, right: p.Right, pairs: map[string]string{}, changed: changed, root: kit.Column(8)}
	m.render()
	return m
}

func (m *match) render() {
	w := m.words
	var rows []fyne.CanvasObject
	for i, l := range m.left {
		row := line{words: w.Text(l.Text), below: w.T("quizzes.match_open"), tone: theme.Ink3, on: i == m.cursor, act: func() { m.at(i) }}
		if words := m.says(m.pairs[l.ID]); words != "" {
			row.below, row.tone = "→ "+words, theme.PrimaryInk
		}
		rows = append(rows, row.object())
		if i != m.cursor {
			continue
		}
		m.first = rows[len(rows)-1]
		for n, r := range m.right { // below the one in hand, so that both are in sight
			rows = append(rows, kit.Pad(kit.Insets{Left: 24}, line{key: digit(n), words: w.Text(r.Text), on: m.pairs[l.ID] == r.ID, act: func() { m.pair(n) }}.object()))
		}
		m.last = rows[len(rows)-1]
	}
	m.root.Objects = rows
	kit.Relay(m.root)
}

// InHand is the left one in hand with what it can be given.
func (m *match) InHand() (first, last fyne.CanvasObject) { return m.first, m.last }

// says are the words of a right side, "" for none.
func (m *match) says(id string) string {
	for _, r := range m.right {
		if r.ID == id {
			return m.words.Text(r.Text)
		}
	}
	return ""
}

func (m *match) at(i int) { m.cursor = i; m.render(); m.changed() }

func (m *match) walk(by int) {
	if to := m.cursor + by; to >= 0 && to < len(m.left) {
		m.at(to)
	}
}

// pair gives a right side to the left one in hand, or takes it back, and goes on
// to the next that has none.
func (m *match) pair(i int) {
	if m.locked || m.cursor >= len(m.left) {
		return
	}
	left := m.left[m.cursor].ID
	if m.pairs[left] == m.right[i].ID {
		delete(m.pairs, left)
	} else {
		m.pairs[left] = m.right[i].ID
		for n := 1; n < len(m.left); n++ {
			next := (m.cursor + n) % len(m.left)
			if m.pairs[m.left[next].ID] == "" {
				m.cursor = next
				break
			}
		}
	}
	m.render()
	m.changed()
}

func (m *match) Object() fyne.CanvasObject { return m.root }
func (m *match) First() fyne.Focusable     { return nil }
func (m *match) Typed() bool               { return false }
func (m *match) Draft() string             { return "" }

func (m *match) Keys() []kit.Key {
	free := func() bool { return !m.locked }
	keys := []kit.Key{
		kit.Named(fyne.KeyUp, m.words.T("quizzes.key_match_walk"), func() { m.walk(-1) }).If(free),
		kit.Named(fyne.KeyDown, "", func() { m.walk(1) }).If(free),
	}
	return append(keys, digits(m.words.T("quizzes.key_match"), free, func() int { return len(m.right) }, m.pair)...)
}

func (m *match) Response() json.RawMessage {
	if len(m.pairs) == 0 {
		return nil
	}
	return encode(map[string]map[string]string{"match": m.pairs})
}

// read answers the pairs of a response that are on the screen.
func (m *match) read(raw json.RawMessage) map[string]string {
	var r struct {
		Match map[string]string `json:"match"`
	}
	_ = json.Unmarshal(raw, &r)
	pairs := map[string]string{}
	for _, l := range m.left {
		if right := r.Match[l.ID]; m.says(right) != "" {
			pairs[l.ID] = right
		}
	}
	return pairs
}

func (m *match) Restore(raw json.RawMessage) { m.pairs = m.read(raw); m.render() }

// Judge shows each pair as it was made, and the right one below where it was not.
func (m *match) Judge(f *quiz.Feedback) {
	m.locked = true
	w, right := m.words, m.read(f.Right)
	var rows []fyne.CanvasObject
	for _, l := range m.left {
		mine := m.pairs[l.ID]
		row := line{over: w.Text(l.Text), words: m.says(mine), kind: kit.GoodCard}
		if row.words == "" {
			row.words = w.T("quizzes.match_open")
		}
		if !partRight(f, l.ID) {
			row.kind, row.note = kit.WatchCard, m.tag(w, false)
			row.below, row.tone = w.T("quizzes.match_right", "Right", m.says(right[l.ID])), theme.QingInk
		}
		rows = append(rows, row.object())
	}
	m.root.Objects = rows
	kit.Relay(m.root)
}
