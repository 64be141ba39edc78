package answer

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"shifu/app/kit"
	"shifu/app/theme"
	"shifu/internal/i18n"
	"shifu/quiz"
	"shifu/quiz/response"
)

// chat answers chat: what is said to the customer turn by turn. Only quiz knows
// what the customer says next, so each line goes there before the chat goes on.
type chat struct {
	words   *i18n.Printer
	view    response.ChatView
	list    *kit.OptionList
	path    []said
	now     func() time.Duration
	since   time.Duration // when the open choices were shown
	judged  *quiz.Feedback
	changed func()
	root    *fyne.Container
}

// said is one choice on the way, as a response has it in its canonical form.
type said struct {
	Choice string `json:"choice"`
	MS     int64  `json:"ms"`
	Node   string `json:"node"`
}

func newChat(w *i18n.Printer, p response.Presentation, now func() time.Duration, changed func()) *chat {
	c := &chat{words: w, now: now, changed: changed, root: kit.Column(10)}
	c.list = kit.NewOptionList(false, func([]int) { c.changed() })
	c.show(p)
	return c
}

// show shows where the chat stands.
func (c *chat) show(p response.Presentation) {
	if p.Chat != nil {
		c.view = *p.Chat
	}
	c.since = c.now()
	options := make([]kit.Option, len(c.view.Choices))
	for i, o := range c.view.Choices {
		options[i] = kit.Option{Words: c.words.Text(o.Text)}
	}
	c.list.SetOptions(options...)
	c.root.Objects = []fyne.CanvasObject{c.list}
	if c.view.Over {
		c.root.Objects = []fyne.CanvasObject{kit.NewCard(kit.QuietCard, kit.NewParagraph(c.words.T("quizzes.chat_over"), theme.Body, theme.Ink2))}
	}
	kit.Relay(c.root)
}

// Step answers the chat with the line that is chosen and not yet said, nil for
// none.
func (c *chat) Step() json.RawMessage {
	at := c.list.Chosen()
	if c.judged != nil || c.view.Over || len(at) == 0 {
		return nil
	}
	next := said{Node: c.view.Node, Choice: c.view.Choices[at[0]].ID, MS: (c.now() - c.since).Milliseconds()}
	return encode(map[string][]said{"path": append(c.path[:len(c.path):len(c.path)], next)})
}

// Goes goes on after a step: p is what quiz answers to it.
func (c *chat) Goes(step json.RawMessage, p response.Presentation) {
	c.path = c.read(step)
	c.show(p)
}

// Over says that the customer has nothing more to say.
func (c *chat) Over() bool { return c.view.Over }

func (c *chat) Object() fyne.CanvasObject { return c.root }
func (c *chat) First() fyne.Focusable     { return nil }
func (c *chat) Typed() bool               { return false }
func (c *chat) Draft() string             { return "" }
func (c *chat) Keys() []kit.Key           { return c.list.Keys(c.words.T("quizzes.key_choose")) }

// Response is what was said so far; a line that is only chosen is not said.
func (c *chat) Response() json.RawMessage {
	if len(c.path) == 0 {
		return nil
	}
	return encode(map[string][]said{"path": c.path})
}

func (c *chat) read(raw json.RawMessage) []said {
	var r struct {
		Path []said `json:"path"`
	}
	_ = json.Unmarshal(raw, &r)
	return r.Path
}

// Restore takes the way so far: what is shown already stands after it.
func (c *chat) Restore(raw json.RawMessage) { c.path = c.read(raw) }

// Chat shows the talk so far and, as a draft, the line that is chosen.
func (c *chat) Chat(stem string) []kit.Bubble {
	w := c.words
	out := []kit.Bubble{{Object: kit.NewParagraph(stem, theme.Secondary, theme.Ink2)}}
	theirs := func(words string) {
		if words != "" {
			out = append(out, kit.Bubble{Kind: kit.Theirs, Who: w.T("quizzes.who_case"), Words: words})
		}
	}
	for _, t := range c.view.Turns {
		theirs(w.Text(t.Say))
		mine := kit.Bubble{Kind: kit.Mine, Who: w.T("quizzes.who_me"), Words: w.Text(t.Reply)}
		if c.judged != nil {
			mine.Edge, mine.Tone = theme.OchreMark, theme.OchreInk
			if partRight(c.judged, t.Node+"/"+t.Choice) {
				mine.Edge, mine.Tone = theme.Qing, theme.QingInk
			}
		}
		out = append(out, mine)
	}
	theirs(w.Text(c.view.Say))
	if passed := c.passed(); passed != "" {
		out = append(out, kit.Bubble{Kind: kit.Note, Words: passed})
	}
	if at := c.list.Chosen(); len(at) > 0 && !c.view.Over {
		out = append(out, kit.Bubble{Kind: kit.Draft, Who: w.T("quizzes.who_me"), Words: w.Text(c.view.Choices[at[0]].Text), Under: w.T("quizzes.not_sent")})
	}
	return out
}

// passed says how much time has passed in the story, "" where none is told.
func (c *chat) passed() string {
	switch {
	case c.view.Limit > 0:
		return c.words.T("quizzes.chat_limit", "Minutes", c.view.Minutes, "Limit", c.view.Limit)
	case c.view.Minutes > 0:
		return c.words.T("quizzes.chat_minutes", "Minutes", c.view.Minutes)
	}
	return ""
}

// Judge lists what was said, line by line, and a better way beside it.
func (c *chat) Judge(f *quiz.Feedback) {
	c.judged = f
	w := c.words
	rows := []fyne.CanvasObject{head(w.T("quizzes.chat_way"))}
	for i, t := range c.view.Turns {
		l := line{key: strconv.Itoa(i + 1), words: w.Text(t.Reply), kind: kit.WatchCard}
		if partRight(f, t.Node+"/"+t.Choice) {
			l.kind = kit.GoodCard
		}
		rows = append(rows, l.object())
	}
	if better := strings.TrimSpace(w.Text(f.RightText)); better != "" && f.Mark.Score < 100 {
		rows = append(rows, kit.Fixed(0, 2, kit.Spacer()), head(w.T("quizzes.chat_better")))
		for i, words := range strings.Split(better, "\n") {
			rows = append(rows, line{key: strconv.Itoa(i + 1), words: words, kind: kit.GoodCard}.object())
		}
	}
	c.root.Objects = rows
	kit.Relay(c.root)
}
