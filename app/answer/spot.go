package answer

import (
	"encoding/json"
	"strconv"

	"fyne.io/fyne/v2"

	"shifu/app/kit"
	"shifu/app/theme"
	"shifu/internal/i18n"
	"shifu/quiz"
	"shifu/quiz/response"
)

// spot answers spot: the lines of a log are marked with the class of their
// fault, in the log itself; or nothing is wrong.
type spot struct {
	words   *i18n.Printer
	lines   []response.LogLine
	numbers map[string]int // of the lines that can be marked, from 1
	classes []response.Choice
	marks   map[string]string // class by line
	none    bool
	cursor  int // the line in hand, -1 when none can be marked
	judged  *quiz.Feedback
	changed func()
	root    *fyne.Container
}

func newSpot(w *i18n.Printer, p response.Presentation, changed func()) *spot {
	s := &spot{words: w, lines: p.Lines, classes: p.Classes, numbers: map[string]int{}, marks: map[string]string{}, cursor: -1, changed: changed, root: kit.Column(8)}
	for i, l := range p.Lines {
		if l.Open {
			s.numbers[l.ID] = len(s.numbers) + 1
			if s.cursor < 0 {
				s.cursor = i
			}
		}
	}
	s.render()
	return s
}

// class are the words of a class of fault.
func (s *spot) class(id string) string {
	for _, c := range s.classes {
		if c.ID == id {
			return s.words.Text(c.Text)
		}
	}
	return ""
}

func (s *spot) render() {
	w := s.words
	var rows []fyne.CanvasObject
	if s.cursor >= 0 {
		at := s.lines[s.cursor].ID
		rows = append(rows, head(w.T("quizzes.spot_classes", "Line", s.numbers[at])))
		var pair []fyne.CanvasObject
		for i, c := range s.classes {
			pair = append(pair, line{key: digit(i), words: w.Text(c.Text), on: s.marks[at] == c.ID, act: func() { s.mark(i) }}.object())
			if len(pair) == 2 || i == len(s.classes)-1 {
				if len(pair) == 1 {
					pair = append(pair, kit.Spacer())
				}
				rows = append(rows, kit.Equal(8, pair...))
				pair = nil
			}
		}
	}
	rows = append(rows, kit.Rule(), line{key: "0", words: w.T("quizzes.spot_none"), on: s.none, act: s.nothing}.object())
	if len(s.marks) > 0 {
		rows = append(rows, kit.NewParagraph(w.N("quizzes.spot_marked", len(s.marks)), theme.Secondary, theme.Ink3))
	}
	s.root.Objects = rows
	kit.Relay(s.root)
}

// mark gives the line in hand a class of fault, or takes it back.
func (s *spot) mark(i int) {
	if s.judged != nil || s.cursor < 0 {
		return
	}
	at := s.lines[s.cursor].ID
	if s.marks[at] == s.classes[i].ID {
		delete(s.marks, at)
	} else {
		s.marks[at], s.none = s.classes[i].ID, false
	}
	s.render()
	s.changed()
}

// nothing says that no line has a fault, or takes that back.
func (s *spot) nothing() {
	if s.judged != nil {
		return
	}
	if s.none = !s.none; s.none {
		s.marks = map[string]string{}
	}
	s.render()
	s.changed()
}

// at takes a line in hand: the log shows it.
func (s *spot) at(i int) {
	s.cursor = i
	s.render()
	s.changed()
}

func (s *spot) walk(by int) {
	for i := s.cursor + by; i >= 0 && i < len(s.lines); i += by {
		if s.lines[i].Open {
			s.at(i)
			return
		}
	}
}

func (s *spot) Object() fyne.CanvasObject { return s.root }
func (s *spot) First() fyne.Focusable     { return nil }
func (s *spot) Typed() bool               { return false }
func (s *spot) Draft() string             { return "" }

func (s *spot) Keys() []kit.Key {
	free := func() bool { return s.judged == nil }
	keys := []kit.Key{
		kit.Named(fyne.KeyUp, s.words.T("quizzes.key_spot_walk"), func() { s.walk(-1) }).If(free),
		kit.Named(fyne.KeyDown, "", func() { s.walk(1) }).If(free),
		kit.Press('0', s.words.T("quizzes.spot_none"), s.nothing).If(free),
	}
	return append(keys, digits(s.words.T("quizzes.key_spot"), free, func() int { return len(s.classes) }, s.mark)...)
}

// Chat shows the log, the agent's lines numbered, with their marks.
func (s *spot) Chat(stem string) []kit.Bubble {
	w := s.words
	out := []kit.Bubble{{Object: kit.NewParagraph(stem, theme.Secondary, theme.Ink2)}}
	for i, l := range s.lines {
		b := kit.Bubble{Kind: kit.Theirs, Who: w.T("quizzes.who_case"), Words: w.Text(l.Text)}
		switch {
		case l.Open:
			b.Kind, b.Who, b.Number = kit.Mine, w.T("quizzes.who_agent"), strconv.Itoa(s.numbers[l.ID])
			if s.judged == nil {
				b.On, b.Act = i == s.cursor, func() { s.at(i) }
				if b.Under = s.class(s.marks[l.ID]); b.Under != "" {
					b.Edge, b.Tone = theme.OchreMark, theme.OchreInk
				}
			} else {
				b.Under, b.Edge, b.Tone = s.verdict(l.ID)
			}
		case l.Who == "bot":
			b.Who = w.T("quizzes.who_bot")
		case l.Who == "system":
			b = kit.Bubble{Object: kit.NewParagraph(b.Words, theme.Caption, theme.Ink3)}
		}
		out = append(out, b)
	}
	return out
}

// verdict says how the mark of a line, or its absence, stands.
func (s *spot) verdict(id string) (words string, edge, tone theme.Token) {
	w, mine := s.words, s.class(s.marks[id])
	right, _ := s.read(s.judged.Right)
	switch class := s.class(right[id]); {
	case class == "" && mine == "":
		return "", 0, 0
	case class == "":
		return mine + " · " + w.T("quizzes.spot_clean"), theme.OchreMark, theme.OchreInk
	case class == mine:
		return class + " · " + w.T("quizzes.spot_found"), theme.Qing, theme.QingInk
	case mine == "":
		return class + " · " + w.T("quizzes.spot_missed"), theme.OchreMark, theme.OchreInk
	default:
		return mine + " · " + w.T("quizzes.spot_right", "Right", class), theme.OchreMark, theme.OchreInk
	}
}

func (s *spot) Response() json.RawMessage {
	if s.none {
		return encode(map[string]bool{"none": true})
	}
	var marks []map[string]string
	for _, l := range s.lines {
		if class := s.marks[l.ID]; class != "" {
			marks = append(marks, map[string]string{"line": l.ID, "class": class})
		}
	}
	if len(marks) == 0 {
		return nil
	}
	return encode(map[string][]map[string]string{"marks": marks})
}

func (s *spot) read(raw json.RawMessage) (marks map[string]string, none bool) {
	var r struct {
		Marks []struct{ Line, Class string } `json:"marks"`
		None  bool                           `json:"none"`
	}
	_ = json.Unmarshal(raw, &r)
	marks = map[string]string{}
	for _, m := range r.Marks {
		if s.numbers[m.Line] > 0 && m.Class != "" {
			marks[m.Line] = m.Class
		}
	}
	return marks, r.None
}

func (s *spot) Restore(raw json.RawMessage) {
	s.marks, s.none = s.read(raw)
	s.render()
}

// Judge lists the faulty lines and those that were marked without need.
func (s *spot) Judge(f *quiz.Feedback) {
	s.judged = f
	w := s.words
	var rows []fyne.CanvasObject
	for _, l := range s.lines {
		words, edge, _ := s.verdict(l.ID)
		if words == "" {
			continue
		}
		row := line{key: strconv.Itoa(s.numbers[l.ID]), words: w.Text(l.Text), below: words, tone: theme.OchreInk, kind: kit.WatchCard}
		if edge == theme.Qing {
			row.tone, row.kind = theme.QingInk, kit.GoodCard
		}
		rows = append(rows, row.object())
	}
	if right, _ := s.read(f.Right); len(right) == 0 {
		rows = append(rows, line{words: w.T("quizzes.spot_all_clean"), kind: kit.GoodCard}.object())
	}
	s.root.Objects = rows
	kit.Relay(s.root)
}
