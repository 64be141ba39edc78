package home

import (
	"fyne.io/fyne/v2"

	"shifu/app/desk"
	"shifu/app/kit"
	pages "shifu/app/page"
	"shifu/app/theme"
	"shifu/internal/op"
	"shifu/training"
)

// view is the widgets of the page. render is the only thing that touches them.
type view struct {
	page   *page
	root   fyne.CanvasObject
	header *kit.PageHeader
	body   *fyne.Container
	scroll *kit.Scroll
	hero   *kit.Button
}

func newView(p *page) *view {
	v := &view{page: p, header: kit.NewPageHeader(" ", " ", nil), body: kit.Column(theme.Gap)}
	v.scroll = kit.NewScroll(v.body)
	v.root = kit.NewPageBody(v.header, v.scroll, nil)
	return v
}

func (v *view) render() {
	m := v.page.model
	if !m.Ready() {
		return
	}
	v.header.Set(m.Greeting(), m.Line())
	var main, side []fyne.CanvasObject
	v.body.Objects = []fyne.CanvasObject{v.top()}
	if path := v.path(); path != nil {
		v.body.Add(path)
	}
	if m.day.Path != nil {
		main = append(main, v.plan())
	}
	if m.Marking() != nil {
		side = append(side, v.marking())
	}
	for _, a := range m.Answered() {
		side = append(side, v.answered(a))
	}
	if m.desk == nil && v.page.host.Person().Has(op.Mentor, op.Supervisor, op.Owner) {
		side = append(side, v.desk())
	}
	if queue := m.Waiting(); len(queue) > 0 {
		main = append(main, v.waiting(queue))
	}
	for _, t := range m.Apprentices() {
		side = append(side, v.apprentice(t))
	}
	switch {
	case len(main) > 0 && len(side) > 0:
		v.body.Add(kit.TwoColumns(340, kit.Column(theme.Gap, main...), kit.Column(theme.Gap, side...)))
	case len(main)+len(side) > 0:
		v.body.Add(kit.Column(theme.Gap, append(main, side...)...))
	}
	kit.Relay(v.body)
	v.scroll.Refresh()
}

// top is the one next thing, and beside it what is due for review.
func (v *view) top() fyne.CanvasObject {
	r, any := v.page.model.Review()
	if !any {
		return v.heroCard()
	}
	return kit.TwoColumns(340, v.heroCard(), v.reviewCard(r))
}

func (v *view) reviewCard(r Review) fyne.CanvasObject {
	line := kit.Row(12)
	if r.Count > 0 {
		line.Add(kit.Text(v.page.host.Words().Number(int64(r.Count)), theme.Figure, theme.Ink))
	}
	line.Add(kit.Fill(kit.Column(2, kit.NewParagraph(r.Title, theme.CardTitle, theme.Ink), kit.NewParagraph(r.Note, theme.Caption, theme.Ink3))))
	if r.Button != "" {
		line.Add(kit.NewButton(kit.Soft, r.Button, v.page.review).Cap("R"))
	}
	body := kit.Column(12, line)
	if len(r.Points) > 0 {
		chips := kit.Flow(8, 6)
		for i, p := range r.Points {
			tone := kit.NeutralTone
			if i == 0 {
				tone = kit.WatchTone
			}
			chips.Add(kit.Tag(p, tone))
		}
		if r.More != "" {
			chips.Add(kit.Text(r.More, theme.Caption, theme.Ink3))
		}
		body.Add(chips)
	}
	return kit.NewCard(kit.PlainCard, body)
}

func (v *view) heroCard() fyne.CanvasObject {
	card := kit.NewHero(v.page.model.Hero(), v.page.next)
	v.hero = card.Button
	return card
}

func (v *view) path() fyne.CanvasObject {
	m, w := v.page.model, v.page.host.Words()
	nodes := m.Path()
	if len(nodes) == 0 {
		return nil
	}
	rows := kit.Column(0, kit.Pad(kit.Insets{Top: 15, Left: 18, Right: 18}, kit.CardHead(w.T("home.path"), "", nil)),
		kit.Pad(kit.Sides(4, 18), kit.NewStagePath(nil, nodes...)))
	if title, list := m.Left(); title != "" {
		line := kit.Flow(20, 6, kit.Text(title, theme.Label, theme.Ink))
		for _, r := range list {
			icon, tone := "circle", theme.Ink3
			if r.Met {
				icon, tone = "check", theme.Qing
			}
			line.Add(kit.Row(6, kit.IconBox(icon, 16, tone), kit.Text(r.Title, theme.Secondary, theme.Ink2), kit.Text(r.Count, theme.Label, theme.Ink)))
		}
		rows.Add(kit.Rule())
		rows.Add(kit.Pad(kit.Sides(12, 18), line))
	}
	return kit.NewCardWith(kit.PlainCard, kit.All(1), rows)
}

func (v *view) plan() fyne.CanvasObject {
	m, w := v.page.model, v.page.host.Words()
	lines := m.Plan()
	if len(lines) == 0 {
		return kit.NewCard(kit.PlainCard, kit.Column(8, kit.CardHead(w.T("home.plan"), "", nil), kit.NewParagraph(w.T("home.plan_empty"), theme.Secondary, theme.Ink2)))
	}
	rows := make([]fyne.CanvasObject, len(lines))
	for i, l := range lines {
		state, fresh := kit.PlanOpen, ""
		switch {
		case l.Finished:
			state = kit.PlanDone
		case l.Now:
			state = kit.PlanNow
		}
		if l.Fresh {
			fresh = w.T("home.fresh")
		}
		rows[i] = kit.PlanRow(state, l.Percent, l.Title, l.Note, l.Right, fresh, func() { v.page.do(l.Next) })
	}
	return kit.ListCard(kit.CardHead(w.T("home.plan"), m.PlanNote(), nil), rows...)
}

func (v *view) marking() fyne.CanvasObject {
	m, w := v.page.model, v.page.host.Words()
	k := m.Marking()
	by := k.ByName
	score := kit.Tag(w.T("home.marking_score", "Score", k.Score), kit.GoodTone)
	if k.RedLine {
		score = kit.Tag(w.T("home.marking_redline"), kit.DangerTone)
	}
	body := kit.Column(10, kit.Row(10, kit.Avatar(by, 34, theme.QingSoft, theme.QingInk), kit.Fill(kit.Column(0, kit.NewLabel(w.T("home.marking", "By", by), theme.CardTitle, theme.Ink),
		kit.NewLabel(m.MarkedWhen(), theme.Caption, theme.Ink3)))))
	if k.Comment != "" {
		body.Add(kit.NewCard(kit.QuietCard, kit.NewParagraph(k.Comment, theme.Body, theme.Ink)))
	}
	body.Add(kit.Row(8, score, kit.Spacer(), kit.NewLink(w.T("home.marking_look"), "", func() { v.page.host.Go(pages.Route{Page: "result", ID: k.AttemptID}) })))
	return kit.NewCard(kit.PlainCard, body)
}

// answered is what somebody answered to a question that was asked.
func (v *view) answered(a training.Inquiry) fyne.CanvasObject {
	m, w := v.page.model, v.page.host.Words()
	body := kit.Column(10, kit.Row(10, kit.Avatar(a.ByName, 34, theme.QingSoft, theme.QingInk), kit.Fill(kit.Column(0, kit.NewLabel(w.T("home.answered", "By", a.ByName), theme.CardTitle, theme.Ink),
		kit.NewLabel(w.Moment(a.AnsweredAt, m.now)+" · "+w.Text(a.Title), theme.Caption, theme.Ink3)))))
	if a.Words != "" {
		body.Add(kit.NewParagraph(w.T("home.you_asked", "Words", a.Words), theme.Secondary, theme.Ink2))
	}
	body.Add(kit.NewCard(kit.QuietCard, kit.NewParagraph(a.Answer, theme.Body, theme.Ink)))
	look, to := "home.look_lesson", pages.Route{Page: "lessons", ID: a.LessonID}
	if a.AttemptID != "" {
		look, to = "home.look_question", desk.InquiryRoute(a.ID)
	}
	body.Add(kit.Row(8, kit.Spacer(), kit.NewLink(w.T(look), "", func() { v.page.host.Go(to) })))
	return kit.NewCard(kit.PlainCard, body)
}

// waiting is what somebody who teaches finds in the place of a plan.
func (v *view) waiting(queue []desk.Queued) fyne.CanvasObject {
	w, more := v.page.host.Words(), len(queue)-desk.MostQueued
	queue = queue[:min(len(queue), desk.MostQueued)]
	rows := make([]fyne.CanvasObject, len(queue))
	for i, q := range queue {
		line := kit.Row(14, kit.Avatar(q.Name, 28, theme.PrimarySoft, theme.PrimaryInk), kit.Fill(kit.Column(0, kit.NewLabel(q.Name, theme.CardTitle, theme.Ink), kit.NewLabel(q.Title, theme.Caption, theme.Ink3))),
			kit.Tag(q.Kind, q.Tone), kit.Text(q.Since, theme.Secondary, theme.Ink2))
		rows[i] = kit.NewPressable(kit.PressLook{Quiet: true}, kit.AtLeast(0, 58, kit.Pad(kit.Sides(8, 18), line)), func() { v.page.host.Go(q.Route) })
	}
	if more > 0 {
		rows = append(rows, kit.Pad(kit.Sides(12, 18), kit.NewParagraph(w.N("desk.queue_more", more), theme.Caption, theme.Ink3)))
	}
	return kit.ListCard(kit.CardHead(w.T("desk.queue"), "", nil), rows...)
}

// apprentice is one's own apprentice, module by module.
func (v *view) apprentice(t Taught) fyne.CanvasObject {
	col := kit.Column(10, kit.Row(10, kit.Avatar(t.Name, 34, theme.PrimarySoft, theme.PrimaryInk), kit.Fill(kit.Column(0, kit.NewLabel(t.Name, theme.CardTitle, theme.Ink), kit.NewLabel(t.Note, theme.Caption, theme.Ink3)))))
	for i, c := range t.Cells {
		state := kit.Row(6)
		switch {
		case c.Seal:
			state.Add(kit.SealMark(20))
		case c.HasRing:
			state.Add(kit.NewRing(18, c.Ring))
			state.Add(kit.Text(v.page.host.Words().Number(int64(c.Ring))+"%", theme.Label, theme.Ink))
		case c.Tag != "":
			state.Add(kit.Tag(c.Tag, c.TagTone))
		case c.Words != "":
			state.Add(kit.Text(c.Words, theme.Secondary, theme.Ink3))
		default:
			state.Add(kit.Text("–", theme.Secondary, theme.Ink3))
		}
		col.Add(kit.Rule())
		col.Add(kit.AtLeast(0, 24, kit.Row(10, kit.Fill(kit.NewLabel(t.Modules[i], theme.Body, theme.Ink)), state)))
	}
	return kit.NewCard(kit.PlainCard, col)
}

func (v *view) desk() fyne.CanvasObject {
	m, w := v.page.model, v.page.host.Words()
	return kit.NewCard(kit.PlainCard, kit.Column(8, kit.CardHead(w.T("home.desk"), "", nil), kit.NewParagraph(w.N("home.desk_note", m.Queue()), theme.Secondary, theme.Ink2),
		kit.AtLeft(kit.NewButton(kit.Soft, w.T("home.desk_do"), func() { v.page.host.Go(pages.Route{Page: "desk"}) }))))
}
