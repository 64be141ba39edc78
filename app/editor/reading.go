package editor

import (
	"context"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"shifu/app/answer"
	"shifu/app/kit"
	pages "shifu/app/page"
	"shifu/app/theme"
	"shifu/internal/op"
	"shifu/quiz"
)

// reading is a draft as its second reader answers it, one situation after the other.
type reading struct {
	host pages.Host
	svc  Services
	id   string
	ctx  context.Context
	data quiz.Reading
	at   int

	root   fyne.CanvasObject
	header *kit.PageHeader
	steps  *kit.Label
	body   *fyne.Container
	scroll *kit.Scroll
	said   *kit.Field
	note   *kit.Paragraph
	main   *kit.Button
	answer answer.Answer
}

func (p *reading) count() string { return strconv.Itoa(p.at+1) + "/" + strconv.Itoa(len(p.data.Slots)) }

func (p *reading) layout() fyne.CanvasObject {
	left := kit.NewCardWith(kit.PlainCard, kit.All(16), p.scroll)
	right := kit.NewCard(kit.PlainCard, kit.Column(14, kit.NewParagraph(p.host.Words().T("editor.reading_words"), theme.Secondary, theme.Ink2), p.said, p.note, p.main))
	return kit.NewPageBody(p.header, kit.TwoColumns(320, left, right), nil)
}

// NewReading makes the page of the second reader; the route's ID is the draft's.
func NewReading(svc Services) pages.Factory {
	return func(h pages.Host, r pages.Route) pages.Page { return &reading{host: h, svc: svc, id: r.ID, at: -1} }
}

func (p *reading) Title() string      { return p.host.Words().T("editor.reading") }
func (p *reading) Frame() pages.Frame { return pages.Focus }

// At is the situation that is shown, and how the reading stands.
func (p *reading) At() string {
	return strings.TrimSpace(strconv.Itoa(p.at+1) + " " + string(p.data.State))
}

func (p *reading) Content() fyne.CanvasObject {
	if p.root == nil {
		w := p.host.Words()
		p.steps = kit.NewLabel("", theme.BodyBold, theme.Ink).Least(60)
		p.header = kit.NewPageHeader(p.Title(), " ", p.host.Back, p.steps)
		p.body = kit.Column(14)
		p.scroll = kit.NewScroll(kit.Pad(kit.Insets{Right: 4}, p.body))
		p.said = kit.NewTextArea(w.T("editor.said"), "", 3)
		p.note = kit.NewParagraph("", theme.Secondary, theme.OchreInk)
		p.main = kit.NewButton(kit.Main, w.T("editor.read_next"), p.enter).Large().Cap("Ctrl Enter")
		p.root = p.layout()
	}
	return p.root
}

func (p *reading) Keys() []kit.Key {
	w := p.host.Words()
	keys := []kit.Key{
		kit.Ctrl(fyne.KeyReturn, w.T("editor.read_next"), p.enter),
		kit.Alt(fyne.KeyUp, w.T("editor.read_back"), func() { p.show(p.at - 1) }),
		kit.Alt(fyne.KeyDown, "", func() { p.show(p.at + 1) }),
	}
	if p.answer != nil {
		keys = append(keys, p.answer.Keys()...)
		if !p.answer.Typed() {
			keys = append(keys, kit.Named(fyne.KeyReturn, "", p.enter))
		}
	}
	return keys
}

func (p *reading) Load(ctx context.Context) {
	p.ctx = ctx
	actor := p.host.Person().Actor
	pages.Load(p.host, ctx, func(ctx context.Context) (quiz.Reading, error) { return p.svc.Drafts.Reading(ctx, actor, p.id) }, func(r quiz.Reading) {
		p.data = r
		at := p.at
		if at < 0 {
			at = max(p.next(-1), 0)
		}
		p.show(at)
	})
}

// next is the next situation after one that wants an answer, -1 when none does.
func (p *reading) next(after int) int {
	for i := range p.data.Slots {
		n := (after + 1 + i) % len(p.data.Slots)
		if s := p.data.Slots[n]; s.Open && (s.Response == nil || p.data.State == quiz.DraftDisputed && n > after) {
			return n
		}
	}
	return -1
}

// done says that nothing is left to answer but to compare.
func (p *reading) done() bool { return p.left() == 0 && p.next(p.at) < 0 }

// left counts the situations without an answer.
func (p *reading) left() int {
	n := 0
	for _, s := range p.data.Slots {
		if s.Response == nil {
			n++
		}
	}
	return n
}

func (p *reading) show(n int) {
	if n < 0 || n >= len(p.data.Slots) {
		return
	}
	p.at = n
	p.render()
}

func (p *reading) render() {
	w := p.host.Words()
	slot := p.data.Slots[p.at]
	p.steps.SetText(p.count())
	p.answer = answer.New(w, slot.Shown, p.host.Monotonic, func() { p.note.SetText("") })
	if slot.Response != nil {
		p.answer.Restore(slot.Response)
	}
	p.said.SetText(slot.Said)
	p.place()
	p.header.Set(w.T("editor.reading_title", "Title", w.Text(p.data.Title)), p.line())
	if f := p.answer.First(); f != nil {
		p.host.Window().Canvas().Focus(f)
	} else {
		p.host.Window().Canvas().Unfocus()
	}
}

// line says how far the reading is.
func (p *reading) line() string {
	w := p.host.Words()
	if p.data.State != quiz.DraftDisputed {
		return w.N("editor.reading_left", p.left())
	}
	n := 0
	for _, s := range p.data.Slots {
		if s.Open {
			n++
		}
	}
	return w.N("editor.reading_disputed", n)
}

// place sets the situation with the answer below it.
func (p *reading) place() {
	w := p.host.Words()
	slot := p.data.Slots[p.at]
	var chips []kit.Condition
	for _, c := range slot.Chips {
		chips = append(chips, kit.Condition{Name: w.Text(c.Label), Level: w.Text(c.Level)})
	}
	p.body.Objects = nil
	if p.data.State == quiz.DraftDisputed && slot.Open {
		p.body.Add(kit.NewBanner(kit.WatchTone, "info", w.T("editor.look_again"), "", nil))
	}
	if len(chips) > 0 {
		p.body.Add(kit.Conditions(chips...))
	}
	if talk, ok := p.answer.(answer.Talker); ok {
		for _, b := range talk.Chat(w.Text(slot.Shown.Stem)) {
			p.body.Add(kit.NewBubble(b))
		}
	} else {
		p.body.Add(kit.NewBubble(kit.Bubble{Kind: kit.Theirs, Who: w.T("quizzes.who_case"), Words: w.Text(slot.Shown.Stem)}))
	}
	p.body.Add(p.answer.Object())
	if !slot.Reference.Empty() { // a free reply: nobody can compare it but the reader
		agrees := 1
		if slot.Agrees {
			agrees = 0
		}
		p.body.Add(kit.NewCard(kit.QuietCard, kit.Column(8, kit.NewLabel(w.T("quizzes.reference"), theme.Label, theme.Ink2), kit.NewParagraph(w.Text(slot.Reference), theme.Body, theme.Ink),
			kit.NewSegments(agrees, func(i int) { p.send(i == 0, false) }, []string{w.T("editor.agree"), w.T("editor.disagree")}, nil))))
	}
	words := "editor.read_next"
	if p.done() && p.data.State != quiz.DraftAgreed {
		words = "editor.read_done"
	}
	if p.data.State == quiz.DraftAgreed && p.mayPublish() {
		words = "editor.publish"
	}
	p.main.SetLabel(w.T(words))
	kit.Relay(p.body)
	p.scroll.Refresh()
	p.scroll.Top()
}

// enter keeps the answer and goes on; after the last one the reading is finished.
func (p *reading) enter() {
	if p.at < 0 || p.at >= len(p.data.Slots) {
		return
	}
	slot := p.data.Slots[p.at]
	if st, ok := p.answer.(answer.Stepper); ok && !st.Over() && slot.Open && slot.Response == nil {
		p.talk(st)
		return
	}
	given := p.answer.Response()
	switch {
	case !slot.Open || string(given) == string(slot.Response) && given != nil && p.said.Text() == slot.Said:
		p.goOn()
	case given == nil:
		p.note.SetText(p.host.Words().T("editor.read_nothing"))
	default:
		p.send(slot.Agrees, true)
	}
}

// talk goes a step on in a chat: what comes next is part of the frozen situation.
func (p *reading) talk(st answer.Stepper) {
	next := st.Step()
	if next == nil {
		return
	}
	n, actor := p.at, p.host.Person().Actor
	pages.Load(p.host, p.ctx, func(ctx context.Context) (quiz.Presentation, error) {
		return p.svc.Drafts.ReadingStep(ctx, actor, p.id, n, next)
	}, func(shown quiz.Presentation) {
		if n == p.at {
			st.Goes(next, shown)
			p.place()
		}
	})
}

// send keeps the answer; on says that the next one follows.
func (p *reading) send(agrees, on bool) {
	actor := p.host.Person().Actor
	cmd := quiz.AnswerReading{Command: op.Command{ID: op.NewID()}, Draft: p.id, N: p.at, Response: p.answer.Response(), Said: p.said.Text(), Agrees: agrees}
	free := p.data.Slots[p.at].Shown.Type == "free"
	pages.Send(p.host, p.ctx, func(ctx context.Context) (r quiz.Reading, err error) {
		if _, err = p.svc.Drafts.AnswerReading(ctx, actor, cmd); err != nil {
			return r, err
		}
		return p.svc.Drafts.Reading(ctx, actor, p.id)
	}, func(r quiz.Reading, err error) {
		if err != nil {
			p.note.SetText(p.host.Say(err))
			return
		}
		first := p.data.Slots[p.at].Reference.Empty()
		p.data = r
		if on && (!free || !first) {
			p.goOn()
			return
		}
		p.render()
	})
}

func (p *reading) goOn() {
	if p.done() {
		p.finish()
		return
	}
	p.show(p.next(p.at))
}

// finish compares the answers with the keys.
func (p *reading) finish() {
	w, actor := p.host.Words(), p.host.Person().Actor
	if p.data.State == quiz.DraftAgreed {
		p.agreed()
		return
	}
	cmd := quiz.DraftCommand{Command: op.Command{ID: op.NewID()}, Draft: p.id}
	pages.Send(p.host, p.ctx, func(ctx context.Context) (quiz.ReadDone, error) { return p.svc.Drafts.FinishReading(ctx, actor, cmd) }, func(d quiz.ReadDone, err error) {
		if err != nil {
			p.note.SetText(p.host.Say(err))
			return
		}
		if d.State == quiz.DraftAgreed {
			p.host.Toast(kit.Message{Words: w.T("editor.read_agreed"), Icon: "check"})
			p.data.State = quiz.DraftAgreed
			p.agreed()
			return
		}
		p.host.Toast(kit.Message{Words: w.N("editor.read_disputed", len(d.Disputed)), Icon: "alert"})
		p.at = d.Disputed[0]
		p.Load(p.ctx)
	})
}

// mayPublish says that the reader may bring what is agreed with into use at once.
func (p *reading) mayPublish() bool { return p.host.Person().Has(op.Supervisor, op.Owner) }

// agreed ends a reading without a difference: who may publish is shown what changes,
// anybody else goes back.
func (p *reading) agreed() {
	if !p.mayPublish() {
		p.host.Back()
		return
	}
	p.show(len(p.data.Slots) - 1)
	publishing{host: p.host, drafts: p.svc.Drafts, ctx: p.ctx, reload: func() { p.Load(p.ctx) }, done: p.host.Back}.of(p.id)
}
