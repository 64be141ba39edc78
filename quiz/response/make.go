package response

import (
	"shifu/internal/fault"
	"shifu/internal/lang"
	"shifu/quiz/draw"
	"shifu/quiz/formula"
	"shifu/quiz/model"
	"shifu/quiz/wording"
)

// Make freezes a variant: draws its surface from the streams of the root,
// writes its words in both languages, and keeps its key and all that marking
// needs. It fails with fault.response.no_script (Params Code, Model) when an option
// has neither a valid text in the script library nor a text of its own.
func (it *Item) Make(q Request) (Variant, error) {
	c, m, i := it.Model, it.Model.Model(), q.Situation
	if i < 0 || i >= c.Size() {
		return Variant{}, noSituation(m.ID, i)
	}
	if q.Donts == nil {
		q.Donts = wording.Shipped()
	}
	key, _ := c.Key(i)
	v := Variant{V: Version, Attempt: q.Attempt, Ordinal: q.Ordinal, Model: m.ID, Rev: m.Rev, ContentHash: it.hash, Type: m.Type,
		Class: c.Class(i), Root: q.Root.String(), Purpose: q.Purpose, DrawnAt: q.DrawnAt,
		Key: key, Repeat: q.Repeat, Exhausted: q.Exhausted}
	v.Situation, v.SituationID = it.identity(i)
	if v.Rev == 0 {
		v.Rev = 1
	}
	var room [12]int
	lot := draw.Borrow()
	defer lot.Return()
	incidentals := room[:0]
	v.Incidentals = make(Incidentals, len(m.Incidentals))
	for n := range m.Incidentals {
		value := 0
		if count := len(m.Incidentals[n].Values); count > 1 {
			lot.Open(q.Root, it.streams[n])
			value = lot.Int(count)
		}
		incidentals = append(incidentals, value)
		v.Incidentals[n] = Incidental{m.Incidentals[n].ID, value}
	}
	w := writer{it: it, i: i, inc: incidentals, q: &q, v: &v, m: m}
	w.say(c.Stem(), &v.Shown.ZH.Stem, &v.Shown.EN.Stem)
	v.Shown.EN.Stem = lang.Sentence(v.Shown.EN.Stem)
	why, row := c.Why(i)
	v.Row = row
	w.say(why, &v.Why.ZH, &v.Why.EN)
	if err := w.byType(lot); err != nil {
		return Variant{}, err
	}
	s := it.settle(i, incidentals, &q)
	v.Conditions, v.Feedback.DecidedBy, v.Feedback.IfChanged = s.conditions, s.decided, s.changed
	return v, nil
}

// writer writes the words of one variant.
type writer struct {
	it  *Item
	i   int
	inc []int
	q   *Request
	v   *Variant
	m   *model.Model
}

func (w *writer) say(t *model.Text, zh, en *string) {
	if t != nil {
		*zh, *en = w.it.Model.Render(t, w.i, w.inc, lang.ZhHans), w.it.Model.Render(t, w.i, w.inc, lang.En)
	}
}

func (w *writer) text(t *model.Text) (out lang.Text) {
	w.say(t, &out.ZH, &out.EN)
	return out
}

func (w *writer) own(id string, t *model.Text) {
	if t == nil {
		return
	}
	if text := w.text(t); !text.Empty() {
		if w.v.Feedback.Own == nil {
			w.v.Feedback.Own = make([]Own, 0, 8)
		}
		w.v.Feedback.Own = append(w.v.Feedback.Own, Own{id, text})
	}
}

// parts writes things with an id and a text, in a given order.
func (w *writer) parts(list []model.PartView, order []int) (zh, en []Entry) {
	zh, en = make([]Entry, len(order)), make([]Entry, len(order))
	for n, at := range order {
		zh[n].ID, en[n].ID = list[at].ID, list[at].ID
		w.say(list[at].Text, &zh[n].Text, &en[n].Text)
	}
	return zh, en
}

// shuffled is the order of n things by a stream.
func (w *writer) shuffled(lot draw.Stream, n int, label string, really bool) []int {
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	if really && n > 1 {
		lot.Open(w.q.Root, label)
		lot.Shuffle(n, func(i, j int) { order[i], order[j] = order[j], order[i] })
	}
	return order
}

func (w *writer) byType(lot draw.Stream) error {
	c, m, v := w.it.Model, w.m, w.v
	zh, en := &v.Shown.ZH, &v.Shown.EN
	v.Marking.Partial = true
	switch m.Type {
	case model.Single, model.Script:
		return w.options(lot, func(id string) bool { return id == v.Key.Choice })
	case model.Multiple:
		v.Marking.Partial = m.Marking != "all"
		return w.options(lot, func(id string) bool {
			for _, right := range v.Key.Choices {
				if right == id {
					return true
				}
			}
			return false
		})
	case model.Numeric:
		v.Marking.Tolerance, v.Marking.UnitNeeded = c.Tolerance(), m.UnitNeeded
		mistakes := c.Mistakes(w.i)
		v.Marking.Mistakes = make([]Mistake, 0, len(mistakes))
		for _, k := range mistakes {
			v.Marking.Mistakes = append(v.Marking.Mistakes, Mistake{k.ID, k.Value, k.Credit})
			w.own(k.ID, k.Feedback)
		}
	case model.Order:
		v.Marking.Partial = m.Marking != "exact"
		steps := c.Steps()
		zh.Steps, en.Steps = w.parts(steps, w.shuffled(lot, len(steps), "shuffle", m.Shuffle))
	case model.Match:
		left, right := c.Left(), c.Right()
		zh.Left, en.Left = w.parts(left, w.shuffled(lot, len(left), "left", m.Shuffle))
		zh.Right, en.Right = w.parts(right, w.shuffled(lot, len(right), "shuffle", m.Shuffle))
	case model.Cloze:
		w.slots(lot)
	case model.Short:
		v.Marking.Synonyms = w.q.Synonyms
		for _, set := range m.Accepts {
			if set.ID == v.Key.Choice {
				v.Marking.Accepts = append(v.Marking.Accepts, Accepts(set))
			}
		}
	case model.Spot:
		classes := c.FaultClasses()
		zh.Classes, en.Classes = w.parts(classes, w.shuffled(lot, len(classes), "", false))
		lines := c.Lines(w.i)
		zh.Lines, en.Lines = make([]Line, 0, len(lines)), make([]Line, 0, len(lines))
		for _, l := range lines {
			t := w.text(l.Text)
			zh.Lines, en.Lines = append(zh.Lines, Line{l.ID, l.Who, t.ZH}), append(en.Lines, Line{l.ID, l.Who, lang.Sentence(t.EN)})
			if l.Fault != "" {
				w.own(l.ID, l.Why)
			}
		}
	case model.Rewrite:
		v.Marking.Mentor = m.Mentor
		if v.Marking.Mentor == "" {
			v.Marking.Mentor = "certify"
		}
		v.Marking.Rewriting = w.it.Rewriting(w.i, w.q.Donts, w.q.Synonyms)
		for _, must := range c.Musts(w.i) {
			w.own(must.ID, must.Tip)
		}
		reference, _ := c.Reference(w.i)
		v.Marking.Reference = w.text(reference)
	case model.Chat:
		return w.chat()
	case model.Free:
		v.Marking.Mentor = "always"
		v.Marking.Donts = w.q.Donts.Only(m.Lint...)
		reference, _ := c.Reference(w.i)
		v.Marking.Reference = w.text(reference)
		for _, r := range c.Rubric() {
			criterion := Criterion{ID: r.ID, Text: w.text(r.Text), Critical: r.Critical}
			for _, l := range r.Levels {
				criterion.Levels = append(criterion.Levels, Level{l.Points, w.text(l.Text)})
			}
			v.Marking.Rubric = append(v.Marking.Rubric, criterion)
		}
	}
	return nil
}

// Rewriting is what a rewritten text is held against in a situation; the checker
// marks the author's reference answers with it.
func (it *Item) Rewriting(situation int, donts *wording.Donts, synonyms []wording.Synonym) *Rewriting {
	return RewritingOf(it.Model, situation, donts, synonyms)
}

// RewritingOf is Item.Rewriting without a prepared item.
func RewritingOf(c *model.Compiled, situation int, donts *wording.Donts, synonyms []wording.Synonym) *Rewriting {
	m := c.Model()
	r := &Rewriting{MinRunes: m.MinRunes, Donts: donts.Only(m.Lint...), Synonyms: synonyms}
	for _, must := range c.Musts(situation) {
		r.Musts = append(r.Musts, Must{must.ID, must.Points, must.Any.ZH, must.Any.EN})
	}
	return r
}

// options draws, orders and writes the options: the right and the pinned ones
// always, of the others as many as fit.
func (w *writer) options(lot draw.Stream, right func(id string) bool) error {
	options, m := w.it.options, w.m
	var room [3][12]int
	first, middle, last := room[0][:0], room[1][:0], room[2][:0]
	var left [12]int
	others := left[:0]
	fixed := 0
	for n := range options {
		if options[n].Pin == "" && !right(options[n].ID) {
			others = append(others, n)
		} else {
			fixed++
		}
	}
	if m.Draw > 0 && fixed+len(others) > m.Draw {
		lot.Open(w.q.Root, "opt")
		lot.Shuffle(len(others), func(i, j int) { others[i], others[j] = others[j], others[i] })
		others = others[:max(0, m.Draw-fixed)]
	}
	for n := range options {
		chosen := options[n].Pin != "" || right(options[n].ID)
		for _, o := range others {
			chosen = chosen || o == n
		}
		switch {
		case !chosen:
		case options[n].Pin == "first":
			first = append(first, n)
		case options[n].Pin == "last":
			last = append(last, n)
		default:
			middle = append(middle, n)
		}
	}
	if m.Shuffle && len(middle) > 1 {
		lot.Open(w.q.Root, "shuffle")
		lot.Shuffle(len(middle), func(i, j int) { middle[i], middle[j] = middle[j], middle[i] })
	}
	shown := len(first) + len(middle) + len(last)
	zh, en := make([]Entry, 0, shown), make([]Entry, 0, shown)
	for _, part := range [3][]int{first, middle, last} {
		for _, n := range part {
			o := &options[n]
			t, version, ok := w.it.text(o, w.i, w.inc, w.q)
			if !ok {
				return fault.New(fault.NotFound, "fault.response.no_script", "Code", o.Script, "Model", m.ID)
			}
			if version != "" {
				w.v.Marking.Scripts = append(w.v.Marking.Scripts, Script{o.ID, o.Script, version})
			}
			zh, en = append(zh, Entry{o.ID, t.ZH}), append(en, Entry{o.ID, t.EN})
			w.own(o.ID, o.Feedback)
		}
	}
	w.v.Shown.ZH.Options, w.v.Shown.EN.Options = zh, en
	return nil
}

func (w *writer) slots(lot draw.Stream) {
	v := w.v
	v.Marking.Synonyms = w.q.Synonyms
	for n, s := range w.it.Model.Slots() {
		zh := Gap{ID: s.ID, As: s.As}
		if s.As == "number" {
			zh.Kind = s.Kind.String()
		}
		en := zh
		marking := SlotMarking{ID: s.ID, Weight: s.Weight}
		order := w.shuffled(lot, len(s.Options), "slot/"+s.ID, true)
		for _, at := range order {
			o := &s.Options[at]
			t := w.text(o.Text)
			zh.Options, en.Options = append(zh.Options, Entry{o.ID, t.ZH}), append(en.Options, Entry{o.ID, t.EN})
			w.own(s.ID+"/"+o.ID, o.Feedback)
		}
		for _, set := range s.Accepts {
			if n < len(v.Key.Slots) && set.ID == v.Key.Slots[n].Choice {
				marking.Accepts = append(marking.Accepts, Accepts(set))
			}
		}
		v.Shown.ZH.Slots, v.Shown.EN.Slots = append(v.Shown.ZH.Slots, zh), append(v.Shown.EN.Slots, en)
		v.Marking.Slots = append(v.Marking.Slots, marking)
	}
}

func (w *writer) chat() error {
	game, ok := w.it.Model.Game(w.i)
	if !ok {
		return fault.New(fault.Invalid, "fault.response.no_key", "Model", w.m.ID, "Situation", w.v.Situation)
	}
	w.v.Marking.Game = &game
	nodes := w.it.Model.Nodes()
	w.v.Shown.ZH.Nodes, w.v.Shown.EN.Nodes, w.v.Marking.Moves = make([]Node, 0, len(nodes)), make([]Node, 0, len(nodes)), make([][]Move, 0, len(nodes))
	for _, n := range nodes {
		say := w.text(n.Say)
		zh, en := Node{ID: n.ID, Say: say.ZH, End: n.End}, Node{ID: n.ID, Say: lang.Sentence(say.EN), End: n.End}
		if len(n.Choices) > 0 {
			zh.Choices, en.Choices = make([]Entry, 0, len(n.Choices)), make([]Entry, 0, len(n.Choices))
		}
		moves := make([]Move, 0, len(n.Choices))
		for _, ch := range n.Choices {
			t := w.text(ch.Text)
			zh.Choices, en.Choices = append(zh.Choices, Entry{ch.ID, t.ZH}), append(en.Choices, Entry{ch.ID, t.EN})
			moves = append(moves, Move{ch.Points, ch.Minutes, ch.Redline})
			w.own(n.ID+"/"+ch.ID, ch.Feedback)
		}
		w.v.Shown.ZH.Nodes, w.v.Shown.EN.Nodes = append(w.v.Shown.ZH.Nodes, zh), append(w.v.Shown.EN.Nodes, en)
		w.v.Marking.Moves = append(w.v.Marking.Moves, moves)
	}
	return nil
}

// ShownIDs lists what is shown, in order: options, steps, or the right side of a
// match; empty for the other types.
func (v *Variant) ShownIDs() []string {
	switch v.Type {
	case model.Order:
		return entryIDs(v.Shown.ZH.Steps)
	case model.Match:
		return entryIDs(v.Shown.ZH.Right)
	}
	return entryIDs(v.Shown.ZH.Options)
}

// KeyWords is the right answer in words, for the page that explains it after
// the answer, one line for each option, pair, gap, line of a log or reply of a
// chat.
func (v *Variant) KeyWords() lang.Text {
	list := func(entries func(s *Screen) []Entry, sep string, ids ...string) (out lang.Text) {
		zh, en := entries(&v.Shown.ZH), entries(&v.Shown.EN)
		for _, id := range ids {
			for n := range zh {
				if zh[n].ID == id {
					if out.ZH != "" {
						out.ZH, out.EN = out.ZH+sep, out.EN+sep
					}
					out.ZH, out.EN = out.ZH+zh[n].Text, out.EN+en[n].Text
				}
			}
		}
		return out
	}
	options := func(s *Screen) []Entry { return s.Options }
	switch v.Type {
	case model.Single, model.Script:
		return list(options, "", v.Key.Choice)
	case model.Multiple:
		if len(v.Key.Choices) == 0 {
			return lang.Text{ZH: "都不选", EN: "none of them"}
		}
		return list(options, "\n", v.Key.Choices...)
	case model.TrueFalse:
		if v.Key.Yes {
			return lang.Text{ZH: "对", EN: "True"}
		}
		return lang.Text{ZH: "不对", EN: "False"}
	case model.Numeric:
		kind, _ := formula.ParseKind(v.Key.Kind)
		return format(kind, v.Key.Number)
	case model.Order:
		var ids []string
		for _, group := range v.Key.Steps {
			ids = append(ids, group...)
		}
		return list(func(s *Screen) []Entry { return s.Steps }, " → ", ids...)
	case model.Short:
		if len(v.Marking.Accepts) > 0 {
			a := v.Marking.Accepts[0]
			if len(a.ZH) > 0 && len(a.EN) > 0 {
				return lang.Text{ZH: a.ZH[0], EN: a.EN[0]}
			}
		}
	case model.Match:
		return v.pairWords()
	case model.Spot:
		return v.faultWords()
	case model.Cloze:
		return v.gapWords()
	case model.Chat:
		return v.bestWords()
	case model.Rewrite, model.Free:
		return v.Marking.Reference
	}
	return lang.Text{}
}

// entryText is what an entry of a screen says, in both languages.
func entryText(zh, en []Entry, id string) (t lang.Text) {
	for i := range zh {
		if zh[i].ID == id {
			return lang.Text{ZH: zh[i].Text, EN: en[i].Text}
		}
	}
	return t
}

// lines joins texts, a line each.
func lines(list []lang.Text) (out lang.Text) {
	for i, t := range list {
		if i > 0 {
			out.ZH, out.EN = out.ZH+"\n", out.EN+"\n"
		}
		out.ZH, out.EN = out.ZH+t.ZH, out.EN+t.EN
	}
	return out
}

// pairWords is what belongs together.
func (v *Variant) pairWords() lang.Text {
	var list []lang.Text
	for _, p := range v.Key.Match {
		l, r := entryText(v.Shown.ZH.Left, v.Shown.EN.Left, p.Left), entryText(v.Shown.ZH.Right, v.Shown.EN.Right, p.Right)
		list = append(list, lang.Text{ZH: l.ZH + " → " + r.ZH, EN: l.EN + " → " + r.EN})
	}
	return lines(list)
}

// faultWords is the faulty lines of a log with what is wrong in each.
func (v *Variant) faultWords() lang.Text {
	if len(v.Key.Faults) == 0 {
		return lang.Text{ZH: "没有毛病", EN: "nothing is wrong"}
	}
	var list []lang.Text
	for _, f := range v.Key.Faults {
		class := entryText(v.Shown.ZH.Classes, v.Shown.EN.Classes, f.Class)
		for i, l := range v.Shown.ZH.Lines {
			if l.ID == f.Line {
				list = append(list, lang.Text{ZH: l.Text + " → " + class.ZH, EN: v.Shown.EN.Lines[i].Text + " → " + class.EN})
			}
		}
	}
	return lines(list)
}

// gapWords is what the gaps of a cloze hold, a line each.
func (v *Variant) gapWords() (out lang.Text) {
	for i, key := range v.Key.Slots {
		var t lang.Text
		switch key.As {
		case "choice":
			for n, o := range v.Shown.ZH.Slots[i].Options {
				if o.ID == key.Choice {
					t = lang.Text{ZH: o.Text, EN: v.Shown.EN.Slots[i].Options[n].Text}
				}
			}
		case "number":
			kind, _ := formula.ParseKind(key.Kind)
			t = format(kind, key.Number)
		default:
			if i < len(v.Marking.Slots) && len(v.Marking.Slots[i].Accepts) > 0 {
				if a := v.Marking.Slots[i].Accepts[0]; len(a.ZH) > 0 && len(a.EN) > 0 {
					t = lang.Text{ZH: a.ZH[0], EN: a.EN[0]}
				}
			}
		}
		if i > 0 {
			out.ZH, out.EN = out.ZH+"\n", out.EN+"\n"
		}
		out.ZH, out.EN = out.ZH+t.ZH, out.EN+t.EN
	}
	return out
}

// bestWords is what is said on the best way through a chat, a line each.
func (v *Variant) bestWords() (out lang.Text) {
	if v.Marking.Game == nil {
		return out
	}
	var p path
	for _, s := range v.Marking.Game.Path {
		p.take(v, step{node: s.Node, choice: s.Choice})
	}
	for n, s := range p.steps {
		if n > 0 {
			out.ZH, out.EN = out.ZH+"\n", out.EN+"\n"
		}
		out.ZH += v.Shown.ZH.Nodes[s.at].Choices[s.move].Text
		out.EN += v.Shown.EN.Nodes[s.at].Choices[s.move].Text
	}
	return out
}
