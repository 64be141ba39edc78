package answer

import (
	"encoding/json"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"shifu/app/kit"
	"shifu/app/theme"
	"shifu/internal/i18n"
	"shifu/quiz"
	"shifu/quiz/response"
)

// cloze answers cloze: gaps in a script, each chosen from a list or typed. The
// script stands at the left and shows what the gaps hold.
type cloze struct {
	whose
	words   *i18n.Printer
	gaps    []*gap
	cursor  int // the gap in hand
	judged  *quiz.Feedback
	changed func()
	root    *fyne.Container

	first, last fyne.CanvasObject // what is in hand
}

// gap is one of them: a field, or what was chosen.
type gap struct {
	response.Blank
	field  *kit.Field // nil for a choice
	chosen string
}

func newCloze(w *i18n.Printer, p response.Presentation, changed func()) *cloze {
	c := &cloze{words: w, changed: changed, root: kit.Column(8)}
	for i, b := range p.Slots {
		g := &gap{Blank: b}
		if b.As != "choice" {
			label, help := w.T("quizzes.cloze_gap", "Gap", i+1), w.T("quizzes.cloze_help")
			if b.As == "number" {
				label += " · " + w.T("quizzes.number."+b.Kind)
				help = w.T("quizzes.number_help." + b.Kind)
			}
			g.field = kit.NewField(label, help)
			g.field.OnChanged(func(string) { c.typed(i) })
			g.field.Entry.OnKey = func(k *fyne.KeyEvent) bool { return c.enter(i, k) }
		}
		c.gaps = append(c.gaps, g)
	}
	c.render()
	return c
}

// value is what a gap holds, "" for nothing.
func (g *gap) value() string {
	if g.field != nil {
		return g.field.Text()
	}
	return g.chosen
}

// says are a gap's words for a value.
func (c *cloze) says(g *gap, value string) string {
	for _, o := range g.Options {
		if o.ID == value {
			return c.words.Text(o.Text)
		}
	}
	if g.field == nil {
		return ""
	}
	return value
}

func (c *cloze) render() {
	w := c.words
	var rows []fyne.CanvasObject
	for i, g := range c.gaps {
		if g.field != nil {
			rows = append(rows, kit.MostWide(360, g.field))
		} else {
			words := c.says(g, g.chosen)
			if words == "" {
				words = w.T("quizzes.cloze_open")
			}
			rows = append(rows, line{over: w.T("quizzes.cloze_gap", "Gap", i+1), words: words, on: i == c.cursor, act: func() { c.at(i) }}.object())
		}
		if i != c.cursor {
			continue
		}
		c.first = rows[len(rows)-1]
		for n, o := range g.Options { // below the gap in hand, so that both are in sight
			rows = append(rows, kit.Pad(kit.Insets{Left: 24}, line{key: digit(n), words: w.Text(o.Text), on: g.chosen == o.ID, act: func() { c.choose(n) }}.object()))
		}
		c.last = rows[len(rows)-1]
	}
	c.root.Objects = rows
	kit.Relay(c.root)
}

// InHand is the gap in hand with what it can be given.
func (c *cloze) InHand() (first, last fyne.CanvasObject) { return c.first, c.last }

// at goes to a gap: into its field, or to its list.
func (c *cloze) at(i int) {
	c.cursor = i
	c.render()
	if f := c.gaps[i].field; f != nil {
		f.Focus()
	} else if canvas := fyne.CurrentApp().Driver().CanvasForObject(c.root); canvas != nil {
		canvas.Unfocus()
	}
	c.changed()
}

// typed hears that a field holds something else.
func (c *cloze) typed(i int) {
	if c.cursor != i {
		c.cursor = i
		c.render()
	}
	c.changed()
}

// enter goes from a field to the next gap that is empty; after the last one
// Enter is the page's.
func (c *cloze) enter(i int, k *fyne.KeyEvent) bool {
	if k.Name != fyne.KeyReturn && k.Name != fyne.KeyEnter {
		return false
	}
	c.cursor = i
	return c.next()
}

// next goes to the next empty gap, false when there is none.
func (c *cloze) next() bool {
	for n := 1; n < len(c.gaps); n++ {
		if i := (c.cursor + n) % len(c.gaps); c.gaps[i].value() == "" {
			c.at(i)
			return true
		}
	}
	return false
}

// walk goes to the gap before or after the one in hand, which Tab or the mouse
// may have changed.
func (c *cloze) walk(by int) {
	if canvas := fyne.CurrentApp().Driver().CanvasForObject(c.root); canvas != nil {
		for i, g := range c.gaps {
			if g.field != nil && canvas.Focused() == fyne.Focusable(g.field.Entry) {
				c.cursor = i
			}
		}
	}
	if to := c.cursor + by; to >= 0 && to < len(c.gaps) {
		c.at(to)
	}
}

// options counts what the gap in hand can be given by a digit.
func (c *cloze) options() int {
	if c.cursor >= len(c.gaps) {
		return 0
	}
	return len(c.gaps[c.cursor].Options)
}

// choose gives the gap in hand one of its list, or takes it back.
func (c *cloze) choose(i int) {
	if c.judged != nil {
		return
	}
	g := c.gaps[c.cursor]
	if g.chosen == g.Options[i].ID {
		g.chosen = ""
	} else if g.chosen = g.Options[i].ID; c.next() {
		return
	}
	c.render()
	c.changed()
}

func (c *cloze) Object() fyne.CanvasObject { return c.root }
func (c *cloze) Typed() bool               { return false }
func (c *cloze) Draft() string             { return "" }

func (c *cloze) First() fyne.Focusable {
	if c.cursor < len(c.gaps) && c.gaps[c.cursor].field != nil {
		return c.gaps[c.cursor].field.Entry
	}
	return nil
}

func (c *cloze) Keys() []kit.Key {
	free := func() bool { return c.judged == nil }
	keys := []kit.Key{
		kit.Named(fyne.KeyUp, c.words.T("quizzes.key_cloze_walk"), func() { c.walk(-1) }).If(free),
		kit.Named(fyne.KeyDown, "", func() { c.walk(1) }).If(free),
	}
	return append(keys, digits(c.words.T("quizzes.key_cloze"), free, c.options, c.choose)...)
}

// Chat shows the script with what the gaps hold.
func (c *cloze) Chat(stem string) []kit.Bubble {
	var runs []kit.Run
	for _, s := range response.Segments(stem) {
		if s.Slot == "" {
			runs = append(runs, kit.Plain(s.Text))
			continue
		}
		for i, g := range c.gaps {
			if g.ID != s.Slot {
				continue
			}
			words := c.says(g, g.value())
			switch {
			case words == "":
				runs = append(runs, kit.Tinted(c.words.T("quizzes.cloze_gap", "Gap", i+1), theme.Sunken, theme.Ink2))
			case c.judged != nil && partRight(c.judged, g.ID):
				runs = append(runs, kit.Tinted(words, theme.QingSoft, theme.QingInk))
			case c.judged != nil:
				runs = append(runs, kit.Tinted(words, theme.OchreSoft, theme.OchreInk))
			default:
				runs = append(runs, kit.Tinted(words, theme.PrimarySoft, theme.PrimaryInk))
			}
		}
	}
	return []kit.Bubble{{Object: kit.NewRuns(theme.Role{Size: theme.Reading.Size, Line: 32}, theme.Ink, runs...)}}
}

// StemText is the situation of a question in words, gaps as lines to write on.
func StemText(w *i18n.Printer, p response.Presentation) string {
	var b strings.Builder
	for _, s := range response.Segments(w.Text(p.Stem)) {
		b.WriteString(s.Text)
		if s.Slot != "" {
			b.WriteString("____")
		}
	}
	return b.String()
}

func (c *cloze) Response() json.RawMessage {
	slots := map[string]string{}
	for _, g := range c.gaps {
		if v := g.value(); v != "" {
			slots[g.ID] = v
		}
	}
	if len(slots) == 0 {
		return nil
	}
	return encode(map[string]map[string]string{"slots": slots})
}

func (c *cloze) read(raw json.RawMessage) map[string]string {
	var r struct {
		Slots map[string]string `json:"slots"`
	}
	_ = json.Unmarshal(raw, &r)
	return r.Slots
}

func (c *cloze) Restore(raw json.RawMessage) {
	changed, slots := c.changed, c.read(raw)
	c.changed = func() {}
	for _, g := range c.gaps {
		if g.field != nil {
			g.field.SetText(slots[g.ID])
		} else {
			g.chosen = slots[g.ID]
		}
	}
	c.changed, c.cursor = changed, 0
	c.render()
}

// Judge shows each gap as it was filled, and what is right where it was not.
func (c *cloze) Judge(f *quiz.Feedback) {
	c.judged = f
	w, right := c.words, c.read(f.Right)
	told := strings.Split(w.Text(f.RightText), "\n")
	var rows []fyne.CanvasObject
	for i, g := range c.gaps {
		l := line{key: strconv.Itoa(i + 1), words: c.says(g, g.value()), kind: kit.GoodCard}
		if l.words == "" {
			l.words = w.T("quizzes.cloze_open")
		}
		if !partRight(f, g.ID) {
			l.kind, l.note, l.tone = kit.WatchCard, c.tag(w, false), theme.QingInk
			words, key := c.says(g, right[g.ID]), "quizzes.cloze_right"
			if len(told) == len(c.gaps) {
				words = told[i] // in the language of the screen, with its unit
			}
			if g.As == "short" {
				key = "quizzes.cloze_sample" // other wordings may be right, too
			}
			l.below = w.T(key, "Right", words)
		}
		rows = append(rows, l.object())
	}
	c.root.Objects = rows
	kit.Relay(c.root)
}
