package quizzes

import (
	"context"

	"fyne.io/fyne/v2"

	"shifu/app/kit"
	pages "shifu/app/page"
	"shifu/app/theme"
	"shifu/internal/i18n"
	"shifu/internal/op"
	"shifu/quiz"
)

// Offers is what the list asks of quiz.
type Offers interface {
	Starter
	Open(ctx context.Context, actor op.Actor) ([]quiz.OpenAttempt, error)
	Points(ctx context.Context, actor op.Actor, learner string) ([]quiz.PointView, error)
	Blueprints(ctx context.Context, actor op.Actor) ([]quiz.Blueprint, error)
	CanExamine(ctx context.Context, actor op.Actor, learner, blueprint string) ([]quiz.CannotExamine, error)
	Results(ctx context.Context, actor op.Actor, learner string) ([]quiz.ResultRow, error)
	Due(ctx context.Context, actor op.Actor, learner string) (quiz.DueReview, error)
}

// offers is all that the list shows.
type offers struct {
	open       []quiz.OpenAttempt
	points     []quiz.PointView
	blueprints []quiz.Blueprint
	cannot     map[string][]quiz.CannotExamine
	results    []quiz.ResultRow
	due        quiz.DueReview
}

// PointOffer is a point to practise, in words.
type PointOffer struct {
	ID, Title, Note string
	Tally           string // right of how many done, "" before the first
}

// PointOffers lists the points that have item models.
func PointOffers(w *i18n.Printer, points []quiz.PointView) []PointOffer {
	var out []PointOffer
	for _, v := range points {
		if v.Models == 0 {
			continue
		}
		o := PointOffer{ID: v.ID, Title: w.Text(v.Title)}
		switch {
		case v.Unseen == 0:
			o.Note = w.T("quizzes.point_used_up", "Situations", v.Situations)
		default:
			o.Note = w.T("quizzes.point_unseen", "Unseen", v.Unseen, "Situations", v.Situations)
		}
		if s := v.Standing; s != nil && s.Done > 0 {
			o.Tally = w.T("quizzes.right_of", "Right", s.Right, "Done", s.Done)
		}
		out = append(out, o)
	}
	return out
}

// WhyNot says why an exam cannot be sat now, "" when it can.
func WhyNot(w *i18n.Printer, list []quiz.CannotExamine) string {
	if len(list) == 0 {
		return ""
	}
	c := list[0]
	switch {
	case c.Few:
		return w.T("quizzes.cannot_few", "Point", w.Text(c.Title))
	case !c.Again.IsZero():
		return w.T("quizzes.cannot_until", "Point", w.Text(c.Title), "Again", w.Date(c.Again))
	}
	return w.T("quizzes.cannot_add", "Point", w.Text(c.Title), "Seen", c.Seen, "Of", c.Of)
}

// listPage shows what can be practised and examined.
type listPage struct {
	host   pages.Host
	svc    Offers
	root   fyne.CanvasObject
	body   *fyne.Container
	scroll *kit.Scroll
	points *pointList
	ctx    context.Context
	busy   bool
}

// NewList makes the page.
func NewList(svc Offers) pages.Factory {
	return func(h pages.Host, _ pages.Route) pages.Page { return &listPage{host: h, svc: svc} }
}

func (p *listPage) Title() string            { return p.host.Words().T("quizzes.title") }
func (p *listPage) Frame() pages.Frame       { return pages.Full }
func (p *listPage) Changed(c op.Change) bool { return c.Topic == "attempt" || c.Topic == "pack" }

func (p *listPage) Content() fyne.CanvasObject {
	if p.root == nil {
		p.body = kit.Column(theme.Gap)
		p.scroll = kit.NewScroll(p.body)
		p.points = newPointList(p.host.Words(), p.practise)
		p.root = kit.NewPageBody(kit.NewPageHeader(p.Title(), p.host.Words().T("quizzes.subtitle"), nil), p.scroll, nil)
	}
	return p.root
}

func (p *listPage) Keys() []kit.Key {
	return []kit.Key{
		kit.Named(fyne.KeyDown, p.host.Words().T("quizzes.key_move"), func() { p.host.Window().Canvas().Focus(p.points.rows) }).If(func() bool { return len(p.points.offers) > 0 }),
		kit.Named(fyne.KeyPageDown, p.host.Words().T("pages.key_scroll"), func() { p.scroll.Page(1) }),
		kit.Named(fyne.KeyPageUp, "", func() { p.scroll.Page(-1) }),
	}
}

func (p *listPage) Load(ctx context.Context) {
	p.ctx = ctx
	actor := p.host.Person().Actor
	pages.Load(p.host, ctx, func(ctx context.Context) (o offers, err error) {
		if o.open, err = p.svc.Open(ctx, actor); err != nil {
			return o, err
		}
		if o.points, err = p.svc.Points(ctx, actor, actor.ID); err != nil {
			return o, err
		}
		if o.blueprints, err = p.svc.Blueprints(ctx, actor); err != nil {
			return o, err
		}
		o.cannot = map[string][]quiz.CannotExamine{}
		for _, b := range o.blueprints {
			if b.Purpose == quiz.Exam {
				if o.cannot[b.ID], err = p.svc.CanExamine(ctx, actor, actor.ID, b.ID); err != nil {
					return o, err
				}
			}
		}
		if o.due, err = p.svc.Due(ctx, actor, actor.ID); err != nil {
			return o, err
		}
		o.results, err = p.svc.Results(ctx, actor, actor.ID)
		return o, err
	}, p.render)
}

// render builds the page in steps. The first time it is seen growing; later it
// takes the place of what stands there, whole.
func (p *listPage) render(o offers) {
	w := p.host.Words()
	main, side := kit.Column(theme.Gap), kit.Column(theme.Gap)
	steps := []func(){func() {
		if len(o.open) > 0 {
			main.Add(p.open(o.open))
		}
		if o.due.Open == "" && (len(o.due.Points) > 0 || o.due.Next != "") {
			main.Add(p.review(o.due, len(o.open) == 0))
		}
	}, func() {
		if exams := p.exams(o); exams != nil {
			side.Add(exams)
		}
	}, func() { side.Add(p.results(o.results)) }}
	steps = append(steps, func() {
		p.points.set(PointOffers(w, o.points))
		if len(p.points.offers) > 0 {
			main.Add(kit.Fill(p.points.card))
		} else {
			main.Add(kit.NewCard(kit.PlainCard, kit.EmptyState("target", w.T("quizzes.no_points"), w.T("quizzes.no_points_hint"), nil)))
		}
	})
	show := func() {
		p.body.Objects = []fyne.CanvasObject{kit.Fill(kit.TwoColumns(380, main, side))}
		p.scroll.Refresh()
	}
	first := len(p.body.Objects) == 0
	at := 0
	pages.InSteps(p.host, p.ctx, func() bool {
		steps[at]()
		at++
		if first || at == len(steps) {
			show()
		}
		return at < len(steps)
	})
}

func (p *listPage) open(list []quiz.OpenAttempt) fyne.CanvasObject {
	w := p.host.Words()
	var rows []fyne.CanvasObject
	for i, a := range list {
		kind := kit.Soft
		if i == 0 {
			kind = kit.Main // the one to go on with first
		}
		words := kit.Column(0, kit.NewLabel(w.Text(a.Title), theme.CardTitle, theme.Ink), kit.NewLabel(w.T("quizzes.open_note", "Answered", a.Answered, "Items", a.Items, "At", w.Moment(a.LastAt, p.host.Now())), theme.Caption, theme.Ink3))
		rows = append(rows, kit.Pad(kit.Sides(10, 18), kit.Row(10, kit.Fill(words), kit.NewButton(kind, w.T("quizzes.go_on", "Question", a.At+1), func() { p.host.Go(pages.Route{Page: "quiz", ID: a.Attempt}) }).Small())))
	}
	return kit.ListCard(kit.CardHead(w.T("quizzes.open"), "", nil), rows...)
}

// mostDue is how many due points the list names, so that practice stays in sight.
const mostDue = 6

// review is what is due today: the points, the least remembered first, and one
// button for all of them, which is the page's main one if nothing is to be gone on
// with before.
func (p *listPage) review(d quiz.DueReview, first bool) fyne.CanvasObject {
	w := p.host.Words()
	if len(d.Points) == 0 {
		return kit.NewCard(kit.PlainCard, kit.Row(10, kit.IconBox("check", 20, theme.Qing), kit.Fill(kit.Column(0, kit.NewLabel(w.T("review.none"), theme.CardTitle, theme.Ink),
			kit.NewLabel(w.N("review.next", d.NextCount, "Day", w.Coming(d.Next, p.host.Now())), theme.Caption, theme.Ink3)))))
	}
	kind := kit.Soft
	if first {
		kind = kit.Main
	}
	begin := kit.NewButton(kind, w.N("review.start", d.Sitting), func() { start(p.host, p.ctx, p.svc, quiz.Start{Purpose: quiz.Review}, &p.busy) }).Small()
	var rows []fyne.CanvasObject
	for i, x := range d.Points {
		if i == mostDue {
			rows = append(rows, kit.Pad(kit.Sides(8, 18), kit.NewLabel(w.N("review.more", len(d.Points)-mostDue), theme.Caption, theme.Ink3)))
			break
		}
		rows = append(rows, kit.Pad(kit.Sides(8, 18), kit.Row(12, kit.Fill(kit.NewLabel(w.Text(x.Title), theme.Body, theme.Ink)),
			kit.Text(w.T("review.recall", "Percent", x.Recall/100), theme.Secondary, theme.Ink2), kit.Text(w.T("review.last", "Day", x.Last), theme.Caption, theme.Ink3))))
	}
	return kit.ListCard(kit.CardHead(w.T("review.due"), w.T("review.note", "Minutes", d.Minutes), begin), rows...)
}

// practise starts practice of one point.
func (p *listPage) practise(point string) {
	start(p.host, p.ctx, p.svc, quiz.Start{Purpose: quiz.Practice, Points: []string{point}, Count: practiceItems}, &p.busy)
}

func (p *listPage) exams(o offers) fyne.CanvasObject {
	w := p.host.Words()
	var rows []fyne.CanvasObject
	for _, b := range o.blueprints {
		if b.Purpose != quiz.Exam {
			continue
		}
		items := 0
		for _, s := range b.Sections {
			items += s.Count
		}
		col := kit.Column(2, kit.NewParagraph(w.Text(b.Title), theme.CardTitle, theme.Ink), kit.NewParagraph(w.T("quizzes.exam_note", "Items", items, "Minutes", b.Minutes, "Percent", b.Pass.Percent), theme.Caption, theme.Ink3))
		begin := kit.NewButton(kit.Usual, w.T("quizzes.start_exam"), func() { p.askExam(b) }).Small()
		if why := WhyNot(w, o.cannot[b.ID]); why != "" {
			col.Add(kit.NewParagraph(why, theme.Caption, theme.OchreInk))
			begin.SetEnabled(false)
		}
		rows = append(rows, kit.Pad(kit.Sides(10, 18), kit.Row(10, kit.Fill(col), begin)))
	}
	if len(rows) == 0 {
		return nil
	}
	return kit.ListCard(kit.CardHead(w.T("quizzes.exams"), "", nil), rows...)
}

func (p *listPage) askExam(b quiz.Blueprint) {
	w := p.host.Words()
	p.host.Confirm(kit.Question{Title: w.T("quizzes.exam_title", "Title", w.Text(b.Title)), Words: w.T("quizzes.exam_words", "Minutes", b.Minutes), Yes: w.T("quizzes.start_exam"), No: w.T("quizzes.back"),
		OnYes: func() { start(p.host, p.ctx, p.svc, quiz.Start{Blueprint: b.ID}, &p.busy) }})
}

// mostResults is how many attempts are listed, the latest first.
const mostResults = 12

func (p *listPage) results(list []quiz.ResultRow) fyne.CanvasObject {
	w := p.host.Words()
	var rows []fyne.CanvasObject
	for _, r := range list {
		if r.ClosedAt.IsZero() {
			continue // it stands above, to be gone on with
		}
		if len(rows) == mostResults {
			break
		}
		tag := kit.Tag(w.T("quizzes.right_of", "Right", r.Tally.Right, "Done", r.Tally.Items), kit.NeutralTone)
		switch r.Verdict {
		case quiz.Passed:
			tag = kit.Tag(w.T("quizzes.verdict_passed"), kit.GoodTone)
		case quiz.NotPassed:
			tag = kit.Tag(w.T("quizzes.verdict_not"), kit.WatchTone)
		case quiz.Undecided:
			tag = kit.Tag(w.T("quizzes.verdict_waiting"), kit.PrimaryTone)
		}
		title := w.Text(r.Title)
		if title == "" {
			title = w.T("quizzes.purpose." + string(r.Purpose))
		}
		line := kit.Row(10, kit.Fill(kit.Column(0, kit.NewLabel(title, theme.Body, theme.Ink), kit.NewLabel(w.Moment(r.ClosedAt, p.host.Now()), theme.Caption, theme.Ink3))), tag)
		rows = append(rows, kit.NewPressable(kit.PressLook{Quiet: true}, kit.AtLeast(0, 52, kit.Pad(kit.Sides(6, 18), line)), func() { p.host.Go(pages.Route{Page: "result", ID: r.Attempt}) }))
	}
	if len(rows) == 0 {
		rows = append(rows, kit.Pad(kit.Sides(12, 18), kit.NewParagraph(w.T("quizzes.no_results"), theme.Secondary, theme.Ink3)))
	}
	return kit.ListCard(kit.CardHead(w.T("quizzes.results"), "", nil), rows...)
}
