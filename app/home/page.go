package home

import (
	"context"

	"fyne.io/fyne/v2"

	"shifu/app/kit"
	pages "shifu/app/page"
	"shifu/internal/op"
	"shifu/quiz"
	"shifu/training"
)

type page struct {
	host    pages.Host
	days    Days
	quizzes Quizzes
	model   *Model
	view    *view
	ctx     context.Context
	busy    bool
}

// New makes the page of the person's day.
func New(days Days, quizzes Quizzes) pages.Factory {
	return func(h pages.Host, _ pages.Route) pages.Page {
		return &page{host: h, days: days, quizzes: quizzes, model: NewModel(h.Words())}
	}
}

func (p *page) Title() string      { return p.host.Words().T("home.title") }
func (p *page) Frame() pages.Frame { return pages.Full }

func (p *page) Content() fyne.CanvasObject {
	if p.view == nil {
		p.view = newView(p)
	}
	return p.view.root
}

func (p *page) Keys() []kit.Key {
	w := p.host.Words()
	return []kit.Key{
		kit.Named(fyne.KeyReturn, w.T("home.key_go"), p.next).If(p.model.Ready),
		kit.Press('r', w.T("review.do"), p.review).If(func() bool {
			r, any := p.model.Review()
			return any && r.Button != ""
		}),
		kit.Named(fyne.KeyPageDown, "", func() { p.view.scroll.Page(1) }),
		kit.Named(fyne.KeyPageUp, "", func() { p.view.scroll.Page(-1) }),
	}
}

// Changed: nearly everything that happens changes a day.
func (p *page) Changed(op.Change) bool { return true }

func (p *page) Load(ctx context.Context) {
	p.ctx = ctx
	actor := p.host.Person().Actor
	teaches := !actor.Has(op.Apprentice)
	type sight struct {
		day  training.Home
		desk training.Desk
	}
	pages.Load(p.host, ctx, func(ctx context.Context) (s sight, err error) {
		if s.day, err = p.days.Home(ctx, actor); err == nil && teaches {
			s.desk, err = p.days.Desk(ctx, actor, training.DeskQuery{})
		}
		return s, err
	}, func(s sight) {
		if teaches {
			p.model.Teaches(s.desk, p.host.Now())
		}
		p.model.Set(s.day, p.host.Now())
		p.view.render()
	})
}

func (p *page) next() { p.do(p.model.Next()) }

// review goes on with the review that is open, or starts today's.
func (p *page) review() {
	if r, _ := p.model.Review(); r.Attempt != "" {
		p.host.Go(pages.Route{Page: "quiz", ID: r.Attempt})
		return
	}
	p.do(training.Next{Kind: training.NextReview})
}

// do opens what a thing of the day leads to; an exam, whose time runs at once, is
// asked for first.
func (p *page) do(n training.Next) {
	a := p.model.Do(n)
	if a.Start == nil {
		p.host.Go(a.Route)
		return
	}
	if n.Kind != training.NextExam {
		p.start(a)
		return
	}
	w := p.host.Words()
	p.host.Confirm(kit.Question{Title: w.T("quizzes.exam_title", "Title", w.Text(n.Title)), Words: w.T("quizzes.exam_words", "Minutes", n.Minutes), Yes: w.T("quizzes.start_exam"), No: w.T("quizzes.back"),
		OnYes: func() { p.start(a) }})
}

func (p *page) start(a Action) {
	if p.busy {
		return
	}
	p.busy = true
	p.view.hero.SetBusy(true)
	cmd, actor := *a.Start, p.host.Person().Actor
	cmd.Command = op.Command{ID: op.NewID()}
	pages.Send(p.host, p.ctx, func(ctx context.Context) (quiz.Sitting, error) {
		return p.quizzes.Start(ctx, actor, cmd)
	}, func(s quiz.Sitting, err error) {
		p.busy = false
		p.view.hero.SetBusy(false)
		if err != nil {
			p.host.Report(err)
			return
		}
		p.host.Go(pages.Route{Page: "quiz", ID: s.Attempt})
	})
}
