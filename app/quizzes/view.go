package quizzes

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"shifu/app/answer"
	"shifu/app/asking"
	"shifu/app/kit"
	pages "shifu/app/page"
	"shifu/app/theme"
	"shifu/quiz"
	"shifu/quiz/model"
	"shifu/training"
)

// view is the widgets of a sitting. render is the only thing that touches them.
type view struct {
	page    *sittingPage
	root    fyne.CanvasObject
	header  *kit.PageHeader
	steps   *kit.Steps
	count   *kit.Label
	timer   *kit.Timer
	saved   *kit.SaveMark
	notice  *fyne.Container
	chips   *fyne.Container
	chat    *kit.Transcript
	right   *fyne.Container
	body    *kit.Scroll
	note    *fyne.Container
	actions *fyne.Container
	main    *kit.Button
	flag    *kit.Button
	ask     *kit.Button
	wrong   *fyne.Container
	problem *kit.Paragraph
	answer  answer.Answer
	shown   int // the slot that the answer was built for
	judged  bool
}

func newView(p *sittingPage) *view {
	w := p.host.Words()
	v := &view{page: p, shown: -2}
	v.steps, v.count, v.timer = kit.NewSteps(), kit.NewLabel("", theme.BodyBold, theme.Ink).Least(60), kit.NewTimer()
	v.saved = kit.NewSaveMark(p.model.Saving(), false)
	v.header = kit.NewPageHeader(" ", " ", p.pause, v.steps, v.count, kit.Bar(30), v.timer, kit.Bar(30), v.saved)
	v.notice = kit.Column(0)
	v.chips = kit.Column(0)
	v.chat = kit.NewTranscript()
	left := kit.NewCardWith(kit.PlainCard, kit.All(1), container.NewBorder(v.chips, nil, nil, nil, v.chat))
	v.right = kit.Column(12)
	v.body = kit.NewScroll(v.right)
	v.note = kit.Column(0)
	v.problem = kit.NewParagraph("", theme.Body, theme.OchreInk)
	v.problem.Hide()
	v.main = kit.NewButton(kit.Main, " ", p.enter).Large()
	v.flag = kit.NewButton(kit.Usual, w.T("quizzes.flag"), p.flag).WithIcon("flag").Cap("F").Large()
	v.ask = kit.NewButton(kit.Usual, w.T("asking.help.do"), p.ask).Cap("Q").Large()
	v.wrong = kit.AtLeast(0, 44, kit.Middle(kit.NewLink(w.T("asking.wrong.do"), "", p.doubt)))
	v.actions = kit.Flow(10, 8, v.main, v.flag, v.ask, v.wrong)
	side := container.NewBorder(nil, kit.Column(10, v.note, v.problem, v.actions), nil, nil, v.body)
	v.root = kit.NewPageBody(v.header, container.NewBorder(v.notice, nil, nil, nil, kit.Equal(24, left, side)), nil)
	return v
}

func (v *view) render() {
	m, w := v.page.model, v.page.host.Words()
	if !m.Ready() {
		return
	}
	v.steps.Set(m.Steps()...)
	v.count.SetText(m.Count())
	v.saved.Set(m.Saving())
	v.tick()
	v.header.Set(m.Title(), m.Subtitle()) // last: it lays out what changed its width
	v.notice.Objects = nil
	if n := m.Notice(); n != "" {
		v.notice.Objects = []fyne.CanvasObject{kit.Pad(kit.Insets{Bottom: 12}, kit.NewBanner(kit.WatchTone, "info", n, "", nil))}
	}
	kit.Relay(v.notice)
	slot, drawn := m.Slot()
	switch {
	case m.At() < 0:
		v.renderOverview()
		return
	case !drawn:
		v.right.Objects = []fyne.CanvasObject{kit.NewParagraph(w.T("quizzes.drawing"), theme.Secondary, theme.Ink3)}
		kit.Relay(v.right)
		return
	}
	judged := slot.Feedback != nil
	if v.shown != slot.Slot || v.judged != judged {
		v.shown, v.judged = slot.Slot, judged
		v.build(slot)
	}
	v.renderChips()
	v.renderChat()
	v.renderNote()
	v.renderActions()
}

// question names the words over an answer: of the item's type, and where a
// number is asked for, of its kind, since nobody asks how much a day is.
func question(slot quiz.SlotView) string {
	if n := slot.Shown.Number; n != nil {
		return slot.Type + "." + n.Kind
	}
	return slot.Type
}

// build makes the answer's widgets for a question and puts the explanation
// below where there is one.
func (v *view) build(slot quiz.SlotView) {
	m, w := v.page.model, v.page.host.Words()
	shown := slot.Shown
	if m.Exam() && shown.Text != nil { // an exam says nothing about an answer before it is handed in
		ask := *shown.Text
		ask.Donts = nil
		shown.Text = &ask
	}
	v.answer = answer.New(w, shown, v.page.host.Monotonic, v.page.changed)
	if slot.State == quiz.SlotAnswered {
		v.answer.Restore(slot.Response)
	} else if len(slot.Draft) > 0 {
		v.answer.Restore(slot.Draft)
	}
	v.say("")
	ask := w.T("quizzes.ask." + slot.Type)
	if slot.Feedback == nil {
		v.right.Objects = []fyne.CanvasObject{kit.Column(0, kit.NewParagraph(w.T("quizzes.question."+question(slot)), theme.Stem, theme.Ink), kit.NewParagraph(ask, theme.Secondary, theme.Ink3)), v.answer.Object()}
	} else {
		v.answer.Judge(slot.Feedback)
		words, tone := m.Verdict()
		v.right.Objects = []fyne.CanvasObject{kit.Row(10, kit.Tag(words, tone), kit.Fill(kit.NewLabel(v.after(slot), theme.Secondary, theme.Ink3))), v.answer.Object()}
		v.right.Objects = append(v.right.Objects, answer.Explain(w, slot.Feedback)...)
		if m := slot.Feedback.Mark; !m.Right && !m.Pending {
			v.page.readMore(slot)
		}
	}
	kit.Relay(v.right)
	v.body.Refresh()
	v.body.Top()
	if f := v.answer.First(); f != nil && slot.Feedback == nil {
		v.page.host.Window().Canvas().Focus(f)
	} else {
		v.page.host.Window().Canvas().Unfocus()
	}
}

// say tells what is missing in an answer; "" when nothing is.
func (v *view) say(words string) {
	v.problem.SetText(words)
	if hidden := words == ""; hidden != v.problem.Hidden {
		v.problem.Hidden = hidden
		kit.RelayAll(v.root)
	}
}

// renderSources leads to the lesson and the script of the point.
func (v *view) renderSources(s training.Sources) {
	w, flow := v.page.host.Words(), kit.Flow(16, 4)
	if l := s.Lesson; l != nil {
		flow.Add(kit.NewLink(w.T("quizzes.lesson", "Title", w.Text(l.Title)), "book", func() { v.page.host.Go(pages.Route{Page: "lessons", ID: l.ID}) }))
	}
	if sc := s.Script; sc != nil {
		flow.Add(kit.NewLink(w.T("lessons.script", "Title", w.Text(sc.Title)), "chat", func() { v.page.host.Go(pages.Route{Page: "scripts", ID: sc.Code}) }))
	}
	if len(flow.Objects) > 0 {
		v.right.Add(flow)
		kit.Relay(v.right)
		v.body.Refresh()
	}
}

// after says what becomes of the point.
func (v *view) after(slot quiz.SlotView) string {
	w := v.page.host.Words()
	switch f := slot.Feedback; {
	case f.Mark.Pending:
		return w.T("quizzes.after_pending")
	case f.Mark.Right:
		return ""
	}
	return w.T("quizzes.after_wrong")
}

func (v *view) renderChips() {
	chips := v.page.model.Chips()
	v.chips.Objects = nil
	if len(chips) > 0 {
		v.chips.Objects = []fyne.CanvasObject{kit.Pad(kit.Sides(14, 18), kit.Conditions(chips...)), kit.Rule()}
	}
	kit.Relay(v.chips)
}

// renderChat shows the situation, and the reply as it would stand in the chat.
func (v *view) renderChat() {
	w := v.page.host.Words()
	slot, _ := v.page.model.Slot()
	if t, ok := v.answer.(answer.Talker); ok {
		v.chat.Set(t.Chat(w.Text(slot.Shown.Stem))...)
		return
	}
	bubbles := []kit.Bubble{{Kind: kit.Theirs, Who: w.T("quizzes.who_case"), Words: w.Text(slot.Shown.Stem)}}
	if d := v.answer.Draft(); d != "" {
		switch {
		case slot.State != quiz.SlotAnswered:
			bubbles = append(bubbles, kit.Bubble{Kind: kit.Draft, Who: w.T("quizzes.who_me"), Words: d, Under: w.T("quizzes.not_sent")})
		case slot.Feedback != nil && !slot.Feedback.Mark.Right && !slot.Feedback.Mark.Pending:
			bubbles = append(bubbles, kit.Bubble{Kind: kit.Note, Words: w.T("quizzes.as_if")}, kit.Bubble{Kind: kit.AsIf, Who: w.T("quizzes.who_me"), Words: d})
		default:
			bubbles = append(bubbles, kit.Bubble{Kind: kit.Mine, Who: w.T("quizzes.who_me"), Words: d})
		}
	}
	v.chat.Set(bubbles...)
}

func (v *view) renderNote() {
	v.note.Objects = nil
	slot, _ := v.page.model.Slot()
	if n := v.page.model.Novelty(); n != "" && slot.Feedback == nil {
		v.note.Objects = []fyne.CanvasObject{kit.NewCard(kit.QuietCard, kit.Row(10, kit.IconBox("swap", 16, theme.Primary), kit.Fill(kit.NewParagraph(n, theme.Secondary, theme.Ink2))))}
	}
	kit.Relay(v.note)
}

func (v *view) renderActions() {
	m, w := v.page.model, v.page.host.Words()
	slot, _ := m.Slot()
	v.flag.Hidden = slot.Feedback != nil || m.Closed()
	v.ask.Hidden = slot.Feedback == nil || !asking.May(v.page.host)
	v.wrong.Hidden = v.ask.Hidden
	switch {
	case slot.Feedback != nil && m.Sitting().At < 0:
		v.main.SetLabel(w.T("quizzes.finish"))
	case slot.Feedback != nil:
		v.main.SetLabel(w.T("quizzes.next"))
	case slot.Type == string(model.Chat):
		v.main.SetLabel(w.T("quizzes.send"))
		if v.answer.(answer.Stepper).Over() {
			v.main.SetLabel(w.T("quizzes.chat_hand_in"))
		}
	case slot.Type == string(model.Free):
		v.main.SetLabel(w.T("quizzes.send_text"))
	case slot.Type != string(model.Single) && slot.Type != string(model.Script):
		v.main.SetLabel(w.T("quizzes.send_answer"))
	default:
		v.main.SetLabel(w.T("quizzes.send"))
	}
	if v.answer.Typed() && slot.Feedback == nil {
		v.main.Cap("Ctrl Enter")
	} else {
		v.main.Cap("Enter")
	}
	v.main.SetEnabled(slot.Feedback != nil || v.ready())
	kit.Relay(v.actions)
}

// showHand keeps in sight on what the keys act.
func (v *view) showHand() {
	v.body.Refresh()
	h, ok := v.answer.(answer.Holder)
	if !ok {
		return
	}
	first, last := h.InHand()
	if first == nil {
		return
	}
	start := v.answer.Object().Position().Y
	top, bottom := start+first.Position().Y-8, start+last.Position().Y+last.Size().Height+8
	if first.Position().Y < 40 { // the first row: with the question
		top = 0
	}
	v.body.ShowRange(top, min(bottom, top+v.body.Size().Height))
}

// ready says that there is something to send: an answer, or a step of one.
func (v *view) ready() bool {
	if st, ok := v.answer.(answer.Stepper); ok && !st.Over() {
		return st.Step() != nil
	}
	return v.answer.Response() != nil
}

// tick repaints the clock, and only that.
func (v *view) tick() {
	words, note, percent, watch := v.page.model.Clock(v.page.host.Monotonic())
	v.timer.Set(words, note, percent, watch)
}

// renderOverview is the list before an exam is handed in.
func (v *view) renderOverview() {
	m, w := v.page.model, v.page.host.Words()
	v.shown = -1
	open, flagged := m.Left()
	rows := kit.Column(12, kit.NewParagraph(w.T("quizzes.overview"), theme.Stem, theme.Ink))
	if len(open) == 0 {
		rows.Add(kit.NewBanner(kit.GoodTone, "check", w.T("quizzes.all_answered"), "", nil))
	} else {
		rows.Add(kit.NewBanner(kit.WatchTone, "info", w.N("quizzes.unanswered", len(open)), "", nil))
		rows.Add(v.jumps(open))
	}
	if len(flagged) > 0 {
		rows.Add(kit.NewLabel(w.T("quizzes.flagged"), theme.Label, theme.Ink2))
		rows.Add(v.jumps(flagged))
	}
	v.right.Objects = []fyne.CanvasObject{rows}
	kit.Relay(v.right)
	v.chips.Objects, v.note.Objects = nil, nil
	kit.Relay(v.chips)
	kit.Relay(v.note)
	v.chat.Set(kit.Bubble{Kind: kit.Note, Words: w.T("quizzes.overview_note")}, kit.Bubble{Object: v.all()})
	v.flag.Hidden, v.ask.Hidden, v.wrong.Hidden = true, true, true
	v.say("")
	v.main.SetLabel(w.T("quizzes.hand_in"))
	v.main.Cap("Ctrl Enter")
	v.main.SetEnabled(true)
	kit.Relay(v.actions)
}

// all lists the questions with what was done to each; a press leads back to it.
func (v *view) all() fyne.CanvasObject {
	w, list := v.page.host.Words(), kit.Column(0)
	for i, s := range v.page.model.Sitting().Slots {
		state := kit.Tag(w.T("quizzes.state_open"), kit.WatchTone)
		switch {
		case s.Flagged:
			state = kit.Tag(w.T("quizzes.flag"), kit.WatchTone)
		case s.State == quiz.SlotAnswered:
			state = kit.Tag(w.T("quizzes.state_answered"), kit.NeutralTone)
		}
		line := kit.Row(12, kit.NumberBox(i+1, false), kit.Fill(kit.NewParagraph(answer.StemText(w, s.Shown), theme.Secondary, theme.Ink2).Most(2)), state)
		list.Add(kit.NewPressable(kit.PressLook{Quiet: true, Radius: theme.Radius}, kit.AtLeast(0, 52, kit.Pad(kit.Sides(6, 6), line)), func() { v.page.goTo(i) }))
	}
	return list
}

func (v *view) jumps(slots []int) fyne.CanvasObject {
	w := v.page.host.Words()
	flow := kit.Flow(8, 8)
	for _, i := range slots {
		flow.Add(kit.NewButton(kit.Usual, w.T("quizzes.jump", "Question", i+1), func() { v.page.goTo(i) }).Small())
	}
	return flow
}
