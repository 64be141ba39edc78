package quizzes

import (
	"encoding/json"
	"slices"

	"fyne.io/fyne/v2"

	"shifu/app/kit"
	"shifu/app/theme"
	"shifu/internal/i18n"
	"shifu/quiz"
	"shifu/quiz/model"
	"shifu/quiz/response"
)

// answer is the widgets in which a response of one type is given. It reports
// each change and knows no service.
type answer interface {
	Object() fyne.CanvasObject
	// Response is what is given so far, nil for nothing.
	Response() json.RawMessage
	// Restore shows a draft or an answer again, without reporting it.
	Restore(raw json.RawMessage)
	// Judge shows how the answer stands and takes no more changes.
	Judge(f *quiz.Feedback)
	// Draft is the reply as it would stand in the chat, "" for none.
	Draft() string
	Keys() []kit.Key
	// First is where the focus goes, nil where the page's own keys choose.
	First() fyne.Focusable
	// Typed says that words are typed: then Ctrl+Enter sends, Enter does not.
	Typed() bool
}

// newAnswer makes the widgets for a question.
func newAnswer(w *i18n.Printer, p response.Presentation, changed func()) answer {
	switch p.Type {
	case model.Numeric:
		return newNumber(w, p, changed)
	case model.Free, model.Rewrite, model.Short:
		return newText(w, p, changed)
	}
	return newChoice(w, p, changed)
}

// choice answers single, script, multiple and true or false.
type choice struct {
	words   *i18n.Printer
	kind    model.Type
	ids     []string
	texts   []string
	list    *kit.OptionList
	several bool
}

// none is the tick "none of them".
const none = "\x00none"

func newChoice(w *i18n.Printer, p response.Presentation, changed func()) *choice {
	c := &choice{words: w, kind: p.Type, several: p.Type == model.Multiple}
	for _, o := range p.Options {
		c.ids, c.texts = append(c.ids, o.ID), append(c.texts, w.Text(o.Text))
	}
	switch {
	case p.Type == model.TrueFalse:
		c.ids, c.texts = []string{"true", "false"}, []string{w.T("quizzes.true"), w.T("quizzes.false")}
	case p.AllowNone:
		c.ids, c.texts = append(c.ids, none), append(c.texts, w.T("quizzes.none"))
	}
	c.list = kit.NewOptionList(c.several, func(chosen []int) { c.exclude(chosen); changed() }, c.options(nil)...)
	return c
}

// exclude lets "none of them" stand alone.
func (c *choice) exclude(chosen []int) {
	if !c.several || len(chosen) < 2 {
		return
	}
	last := len(c.ids) - 1
	if c.ids[last] != none || !slices.Contains(chosen, last) {
		return
	}
	if chosen[len(chosen)-1] == last {
		c.list.SetChosen(chosen[:len(chosen)-1]...)
	}
}

func (c *choice) options(judge func(id string) (kit.OptionMark, string)) []kit.Option {
	out := make([]kit.Option, len(c.ids))
	for i, id := range c.ids {
		out[i] = kit.Option{Words: c.texts[i]}
		if judge != nil {
			out[i].Mark, out[i].Note = judge(id)
		}
	}
	return out
}

func (c *choice) Object() fyne.CanvasObject { return c.list }
func (c *choice) First() fyne.Focusable     { return nil }
func (c *choice) Typed() bool               { return false }
func (c *choice) Keys() []kit.Key           { return c.list.Keys(c.words.T("quizzes.key_choose")) }
func (c *choice) chosen() []string          { return c.pick(c.list.Chosen()) }
func (c *choice) pick(at []int) (ids []string) {
	for _, i := range at {
		ids = append(ids, c.ids[i])
	}
	return ids
}

func (c *choice) Response() json.RawMessage {
	ids := c.chosen()
	if len(ids) == 0 {
		return nil
	}
	switch {
	case c.kind == model.TrueFalse:
		return encode(map[string]bool{"choice": ids[0] == "true"})
	case !c.several:
		return encode(map[string]string{"choice": ids[0]})
	case ids[0] == none:
		return encode(map[string]bool{"none": true})
	}
	return encode(map[string][]string{"choices": ids})
}

// read answers the ids that a response names.
func (c *choice) read(raw json.RawMessage) (ids []string) {
	var r struct {
		Choice  any      `json:"choice"`
		Choices []string `json:"choices"`
		None    bool     `json:"none"`
	}
	if json.Unmarshal(raw, &r) != nil {
		return nil
	}
	switch v := r.Choice.(type) {
	case string:
		ids = []string{v}
	case bool:
		ids = []string{map[bool]string{true: "true", false: "false"}[v]}
	}
	if r.None {
		ids = []string{none}
	}
	return append(ids, r.Choices...)
}

func (c *choice) Restore(raw json.RawMessage) {
	var at []int
	for _, id := range c.read(raw) {
		if i := slices.Index(c.ids, id); i >= 0 {
			at = append(at, i)
		}
	}
	c.list.SetChosen(at...)
}

func (c *choice) Judge(f *quiz.Feedback) {
	right, mine := c.read(f.Right), c.chosen()
	c.list.Judge(c.options(func(id string) (kit.OptionMark, string) {
		r, m := slices.Contains(right, id), slices.Contains(mine, id)
		switch {
		case r && m:
			return kit.YoursRight, c.words.T("quizzes.yours_right")
		case r:
			return kit.Better, c.words.T("quizzes.better")
		case m:
			return kit.Yours, c.words.T("quizzes.yours")
		}
		return kit.Dimmed, ""
	})...)
}

func (c *choice) Draft() string {
	if c.kind != model.Script && c.kind != model.Single {
		return ""
	}
	for _, i := range c.list.Chosen() {
		return c.texts[i]
	}
	return ""
}

// number answers numeric: an amount, a count, a percentage or a date.
type number struct {
	words *i18n.Printer
	field *kit.Field
	judge *kit.Paragraph
	root  fyne.CanvasObject
}

func newNumber(w *i18n.Printer, p response.Presentation, changed func()) *number {
	kind := "money"
	if p.Number != nil {
		kind = p.Number.Kind
	}
	n := &number{words: w, field: kit.NewField(w.T("quizzes.number."+kind), w.T("quizzes.number_help."+kind))}
	n.judge = kit.NewParagraph("", theme.Body, theme.Ink2)
	n.field.OnChanged(func(string) { n.field.SetError(""); changed() })
	n.root = kit.Column(10, kit.MostWide(320, n.field), n.judge)
	return n
}

func (n *number) Object() fyne.CanvasObject { return n.root }
func (n *number) First() fyne.Focusable     { return n.field.Entry }
func (n *number) Typed() bool               { return false }
func (n *number) Keys() []kit.Key           { return nil }
func (n *number) Draft() string             { return "" }

func (n *number) Response() json.RawMessage {
	if n.field.Text() == "" {
		return nil
	}
	return encode(map[string]string{"text": n.field.Text()})
}

func (n *number) Restore(raw json.RawMessage) { n.field.SetText(textOf(raw)) }

func (n *number) Judge(f *quiz.Feedback) {
	n.field.SetEnabled(false)
	words := ""
	if !f.ReadAs.Empty() {
		words = n.words.T("quizzes.read_as", "Text", n.words.Text(f.ReadAs))
	}
	if !f.Mark.Right && !f.RightText.Empty() {
		if words != "" {
			words += "  "
		}
		words += n.words.T("quizzes.right_is", "Text", n.words.Text(f.RightText))
	}
	n.judge.SetText(words)
}

// text answers free, rewrite and short: words of one's own.
type text struct {
	words *i18n.Printer
	field *kit.Field
	root  *fyne.Container
}

func newText(w *i18n.Printer, p response.Presentation, changed func()) *text {
	rows, help := 7, w.T("quizzes.text_help")
	if p.Type == model.Short {
		rows, help = 2, w.T("quizzes.short_help")
	}
	t := &text{words: w, field: kit.NewTextArea(w.T("quizzes.text"), help, rows)}
	t.field.OnChanged(func(string) { t.field.SetError(""); changed() })
	t.root = kit.Column(10, t.field)
	return t
}

func (t *text) Object() fyne.CanvasObject { return t.root }
func (t *text) First() fyne.Focusable     { return t.field.Entry }
func (t *text) Typed() bool               { return true }
func (t *text) Keys() []kit.Key           { return nil }
func (t *text) Draft() string             { return t.field.Text() }

func (t *text) Response() json.RawMessage {
	if t.field.Text() == "" {
		return nil
	}
	return encode(map[string]string{"text": t.field.Text()})
}

func (t *text) Restore(raw json.RawMessage) { t.field.SetText(textOf(raw)) }

func (t *text) Judge(f *quiz.Feedback) {
	t.field.SetEnabled(false)
	if !f.RightText.Empty() {
		t.root.Add(kit.NewCard(kit.GoodCard, kit.Column(6, kit.AtLeft(kit.Tag(t.words.T("quizzes.reference"), kit.GoodTone)), kit.NewParagraph(t.words.Text(f.RightText), theme.Reading, theme.Ink))))
	}
}

func textOf(raw json.RawMessage) string {
	var r struct {
		Text string `json:"text"`
	}
	_ = json.Unmarshal(raw, &r)
	return r.Text
}

// encode writes plain strings and truths, which always succeeds.
func encode(v any) json.RawMessage {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return raw
}
