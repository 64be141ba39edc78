package answer

import (
	"encoding/json"
	"slices"

	"fyne.io/fyne/v2"

	"shifu/app/kit"
	"shifu/app/theme"
	"shifu/internal/i18n"
	"shifu/quiz"
	"shifu/quiz/response"
)

// order answers order: steps that are put into a list, in order, from those
// that are offered; some may belong nowhere.
type order struct {
	words   *i18n.Printer
	ids     []string
	texts   []string
	placed  []int // steps in the order given
	cursor  int   // the step on which the keys act, -1 for none
	locked  bool
	changed func()
	root    *fyne.Container
	hand    fyne.CanvasObject // the row of the cursor
}

func newOrder(w *i18n.Printer, p response.Presentation, changed func()) *order {
	o := &order{words: w, cursor: -1, changed: changed, root: kit.Column(8)}
	for _, s := range p.Steps {
		o.ids, o.texts = append(o.ids, s.ID), append(o.texts, w.Text(s.Text))
	}
	o.render()
	return o
}

// outside lists the steps that are not placed, in the order offered.
func (o *order) outside() []int {
	var out []int
	for i := range o.ids {
		if !slices.Contains(o.placed, i) {
			out = append(out, i)
		}
	}
	return out
}

func (o *order) render() {
	w := o.words
	rows := []fyne.CanvasObject{head(w.T("quizzes.order_placed"))}
	o.hand = nil
	if len(o.placed) == 0 {
		rows = append(rows, kit.NewCard(kit.QuietCard, kit.NewParagraph(w.T("quizzes.order_empty"), theme.Body, theme.Ink3)))
	}
	for n, i := range o.placed {
		rows = append(rows, line{key: digit(i), over: w.T("quizzes.order_step", "Step", n+1), words: o.texts[i], on: i == o.cursor, act: func() { o.at(i) },
			tools: []fyne.CanvasObject{kit.Row(0,
				kit.NewIconButton("arrow-up", "Alt ↑", func() { o.at(i); o.move(-1) }),
				kit.NewIconButton("arrow-down", "Alt ↓", func() { o.at(i); o.move(1) }),
				kit.NewIconButton("cross", digit(i), func() { o.toggle(i) }))}}.object())
		o.hold(i, rows)
	}
	if outside := o.outside(); len(outside) > 0 {
		rows = append(rows, kit.Fixed(0, 2, kit.Spacer()), head(w.T("quizzes.order_outside")))
		for _, i := range outside {
			rows = append(rows, line{key: digit(i), words: o.texts[i], on: i == o.cursor, act: func() { o.toggle(i) }}.object())
			o.hold(i, rows)
		}
	}
	o.root.Objects = rows
	kit.Relay(o.root)
}

// hold notes the row of the step in hand.
func (o *order) hold(i int, rows []fyne.CanvasObject) {
	if i == o.cursor {
		o.hand = rows[len(rows)-1]
	}
}

// InHand is the step in hand.
func (o *order) InHand() (first, last fyne.CanvasObject) { return o.hand, o.hand }

// at takes a step in hand.
func (o *order) at(i int) { o.cursor = i; o.render(); o.changed() }

// toggle puts a step at the end, or takes it back.
func (o *order) toggle(i int) {
	if o.locked || i < 0 {
		return
	}
	if n := slices.Index(o.placed, i); n >= 0 {
		o.placed = slices.Delete(o.placed, n, n+1)
	} else {
		o.placed = append(o.placed, i)
	}
	o.at(i)
}

// move moves the step on which the keys act within the list.
func (o *order) move(by int) {
	n := slices.Index(o.placed, o.cursor)
	if o.locked || n < 0 || n+by < 0 || n+by >= len(o.placed) {
		return
	}
	o.placed[n], o.placed[n+by] = o.placed[n+by], o.placed[n]
	o.render()
	o.changed()
}

// walk goes to the next or the previous step on the screen.
func (o *order) walk(by int) {
	all := append(slices.Clone(o.placed), o.outside()...)
	n := slices.Index(all, o.cursor)
	if n < 0 && by < 0 {
		n = len(all)
	}
	if n += by; n >= 0 && n < len(all) {
		o.at(all[n])
	}
}

func (o *order) Object() fyne.CanvasObject { return o.root }
func (o *order) First() fyne.Focusable     { return nil }
func (o *order) Typed() bool               { return false }
func (o *order) Draft() string             { return "" }

// Moves says that a placed step is in hand: Alt+↑↓ are its keys.
func (o *order) Moves() bool { return !o.locked && slices.Contains(o.placed, o.cursor) }

func (o *order) Keys() []kit.Key {
	free := func() bool { return !o.locked }
	keys := []kit.Key{
		kit.Alt(fyne.KeyUp, o.words.T("quizzes.key_order_move"), func() { o.move(-1) }).If(o.Moves),
		kit.Alt(fyne.KeyDown, "", func() { o.move(1) }).If(o.Moves),
		kit.Named(fyne.KeyUp, "", func() { o.walk(-1) }).If(free),
		kit.Named(fyne.KeyDown, "", func() { o.walk(1) }).If(free),
		kit.Press(' ', "", func() { o.toggle(o.cursor) }).If(free),
	}
	return append(keys, digits(o.words.T("quizzes.key_order"), free, func() int { return len(o.ids) }, o.toggle)...)
}

func (o *order) Response() json.RawMessage {
	if len(o.placed) == 0 {
		return nil
	}
	ids := make([]string, len(o.placed))
	for n, i := range o.placed {
		ids[n] = o.ids[i]
	}
	return encode(map[string][]string{"order": ids})
}

func (o *order) read(raw json.RawMessage) (at []int) {
	var r struct {
		Order []string `json:"order"`
	}
	_ = json.Unmarshal(raw, &r)
	for _, id := range r.Order {
		if i := slices.Index(o.ids, id); i >= 0 && !slices.Contains(at, i) {
			at = append(at, i)
		}
	}
	return at
}

func (o *order) Restore(raw json.RawMessage) { o.placed = o.read(raw); o.render() }

// Judge shows one's own order with what is wrong in it, and the right one below.
func (o *order) Judge(f *quiz.Feedback) {
	o.locked = true
	w, right := o.words, o.read(f.Right)
	whole := f.Mark.Score == 100
	rows := []fyne.CanvasObject{head(w.T("quizzes.order_placed"))}
	for n, i := range o.placed {
		l := line{key: digit(n), words: o.texts[i], kind: kit.WatchCard}
		switch {
		case partRight(f, o.ids[i]) && !o.early(f, right, n):
			l.kind = kit.GoodCard
		case !slices.Contains(right, i):
			l.note = w.T("quizzes.order_foreign")
		default:
			l.note = w.T("quizzes.order_misplaced")
		}
		rows = append(rows, l.object())
	}
	if !whole {
		rows = append(rows, kit.Fixed(0, 2, kit.Spacer()), head(w.T("quizzes.order_better")))
		for n, i := range right {
			l := line{key: digit(n), words: o.texts[i], kind: kit.GoodCard, good: true}
			if !slices.Contains(o.placed, i) {
				l.note = w.T("quizzes.order_missing")
			}
			rows = append(rows, l.object())
		}
	}
	o.root.Objects = rows
	kit.Relay(o.root)
}

// early says that the n-th step placed stands before one that it should follow:
// the mark blames the other, but the screen shows both.
func (o *order) early(f *quiz.Feedback, right []int, n int) bool {
	at := slices.Index(right, o.placed[n])
	for _, later := range o.placed[n+1:] {
		if r := slices.Index(right, later); r >= 0 && r < at && !partRight(f, o.ids[later]) {
			return true
		}
	}
	return false
}

// partRight says whether one part of an answer was right.
func partRight(f *quiz.Feedback, id string) bool {
	for _, p := range f.Parts {
		if p.ID == id {
			return p.Right
		}
	}
	return false
}
