package lessons

import (
	"context"
	"image"

	"fyne.io/fyne/v2"

	"shifu/app/asking"
	"shifu/app/kit"
	"shifu/app/markdown"
	pages "shifu/app/page"
	"shifu/internal/op"
	"shifu/training"
)

type page struct {
	host    pages.Host
	study   Lessons
	quizzes Quizzes
	model   *Model
	view    *view
	ctx     context.Context
	wanted  string
	check   string // the attempt of the quick check, while it is sat
	media   map[string]*picture
}

// New makes the page; the route's ID is a lesson, "" for the first unread.
func New(study Lessons, quizzes Quizzes) pages.Factory {
	return func(h pages.Host, r pages.Route) pages.Page {
		return &page{host: h, study: study, quizzes: quizzes, wanted: r.ID, model: NewModel(h.Words()), media: map[string]*picture{}}
	}
}

func (p *page) Title() string      { return p.host.Words().T("lessons.title") }
func (p *page) Frame() pages.Frame { return pages.Full }

// At is the lesson that is open.
func (p *page) At() string {
	if l, open := p.model.Lesson(); open {
		return l.ID
	}
	return ""
}

func (p *page) Content() fyne.CanvasObject {
	if p.view == nil {
		p.view = newView(p)
	}
	return p.view.root
}

func (p *page) Keys() []kit.Key {
	w := p.host.Words()
	return []kit.Key{
		kit.Ctrl(fyne.KeyReturn, w.T("lessons.key_finish"), p.finish).If(func() bool { return p.model.Step() != NothingToDo }),
		kit.Press('q', w.T("asking.help.do"), p.ask).If(p.learns),
		kit.Ctrl(fyne.KeyF, w.T("pages.key_search"), func() { p.view.search.Focus() }),
		kit.Named(fyne.KeyPageDown, w.T("pages.key_scroll"), func() { p.view.text.Page(1) }),
		kit.Named(fyne.KeyPageUp, "", func() { p.view.text.Page(-1) }),
		kit.Named(fyne.KeyDown, "", func() { p.view.text.By(60) }),
		kit.Named(fyne.KeyUp, "", func() { p.view.text.By(-60) }),
	}
}

func (p *page) Changed(c op.Change) bool { return c.Topic == "lesson" || c.Topic == "pack" }

// Load reads the outline and the lesson; a quick check that was sat meanwhile
// is handed to training, which acknowledges the lesson if all of it was right.
func (p *page) Load(ctx context.Context) {
	p.ctx = ctx
	if p.check != "" {
		p.acknowledge()
		return
	}
	actor := p.host.Person().Actor
	pages.Load(p.host, ctx, func(ctx context.Context) ([]training.LessonTopic, error) {
		return p.study.Lessons(ctx, actor)
	}, func(topics []training.LessonTopic) {
		p.model.SetOutline(topics)
		if p.wanted == "" {
			p.wanted = p.model.FirstUnread()
		}
		p.view.renderOutline()
		if p.model.Empty() {
			p.view.render()
		}
		if p.wanted != "" {
			p.open(p.wanted)
		}
	})
}

func (p *page) open(id string) {
	p.wanted = id
	actor := p.host.Person().Actor
	pages.Load(p.host, p.ctx, func(ctx context.Context) (training.LessonView, error) {
		return p.study.Lesson(ctx, actor, id, 0)
	}, func(l training.LessonView) {
		p.model.SetLesson(l)
		p.view.render()
	})
}

// picture is a picture of a lesson: those who asked for it before it came wait.
type picture struct {
	dots    image.Image
	waiting []func(image.Image)
}

// pictureDots is how large a picture is made in dots: its room in the reading
// column at a scale of two.
var pictureDots = image.Pt(1200, 2*markdown.PictureHeight)

// picture shows a picture of the open lesson once it is read and turned into
// dots, which is not done on the UI goroutine.
func (p *page) picture(name string, show func(image.Image)) {
	l, _ := p.model.Lesson()
	key := l.ID + "/" + name
	if m := p.media[key]; m != nil {
		if m.dots != nil {
			show(m.dots)
		} else {
			m.waiting = append(m.waiting, show)
		}
		return
	}
	m := &picture{waiting: []func(image.Image){show}}
	p.media[key] = m
	actor := p.host.Person().Actor
	p.host.Do(p.ctx, func(ctx context.Context) error {
		media, err := p.study.Picture(ctx, actor, l.ID, "media/"+name)
		if err == nil {
			m.dots, err = kit.Raster(media.Bytes, pictureDots)
		}
		return err
	}, func(err error) {
		if err != nil {
			p.host.Say(err) // its words stand in its place
			return
		}
		for _, show := range m.waiting {
			show(m.dots)
		}
		m.waiting = nil
	})
}

func (p *page) follow(f Further) { p.host.Go(pages.Route{Page: f.Page, ID: f.ID}) }

// learns says that a lesson is open and that its reader is being taught.
func (p *page) learns() bool {
	_, open := p.model.Lesson()
	return open && asking.May(p.host)
}

// ask asks the mentor about the lesson that is open.
func (p *page) ask() {
	if l, open := p.model.Lesson(); open {
		asking.Ask(p.host, p.ctx, p.study, p.model.Title(), training.Inquire{Kind: training.InquiryHelp, LessonID: l.ID})
	}
}

func (p *page) finish() {
	actor := p.host.Person().Actor
	switch p.model.Step() {
	case Confirm:
		p.acknowledge()
	case QuickCheck:
		p.view.finish.SetBusy(true)
		cmd := p.model.Check(op.NewID())
		pages.Send(p.host, p.ctx, func(ctx context.Context) (string, error) {
			s, err := p.quizzes.Start(ctx, actor, cmd)
			return s.Attempt, err
		}, func(attempt string, err error) {
			p.view.finish.SetBusy(false)
			if err != nil {
				p.host.Report(err)
				return
			}
			p.check = attempt
			p.host.Go(pages.Route{Page: "quiz", ID: attempt})
		})
	}
}

func (p *page) acknowledge() {
	actor, cmd := p.host.Person().Actor, p.model.Acknowledgement(op.NewID())
	cmd.AttemptID, p.check = p.check, ""
	p.view.finish.SetBusy(true)
	pages.Send(p.host, p.ctx, func(ctx context.Context) (training.Acknowledgement, error) {
		return p.study.Acknowledge(ctx, actor, cmd)
	}, func(a training.Acknowledgement, err error) {
		p.view.finish.SetBusy(false)
		if err != nil {
			p.host.Report(err)
		} else {
			p.host.Toast(kit.Message{Words: p.host.Words().T("lessons.acknowledged_toast", "Title", p.model.Title())})
		}
		p.Load(p.ctx)
	})
}
