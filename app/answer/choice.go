package answer

import (
	"encoding/json"
	"slices"

	"fyne.io/fyne/v2"

	"shifu/app/kit"
	"shifu/internal/i18n"
	"shifu/quiz"
	"shifu/quiz/model"
	"shifu/quiz/response"
)

// choice answers single, script, multiple and true or false.
type choice struct {
	whose
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
			return kit.YoursRight, c.tag(c.words, true)
		case r:
			return kit.Better, c.words.T("quizzes.better")
		case m:
			return kit.Yours, c.tag(c.words, false)
		}
		if c.several { // not choosing it was right
			return kit.Dimmed, ""
		}
		return kit.Away, ""
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
