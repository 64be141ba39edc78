package desk

import (
	"context"

	"fyne.io/fyne/v2"

	"shifu/app/answer"
	"shifu/app/kit"
	pages "shifu/app/page"
	"shifu/app/theme"
	"shifu/internal/op"
	"shifu/training"
)

// Inquiries is what answering asks of training.
type Inquiries interface {
	Inquiry(ctx context.Context, actor op.Actor, id string) (training.InquiryView, error)
	AnswerInquiry(ctx context.Context, actor op.Actor, cmd training.AnswerInquiry) (training.Inquiry, error)
}

// inquiryPage shows what a learner asks, beside what it is about, and takes the
// answer.
type inquiryPage struct {
	host  pages.Host
	svc   Inquiries
	id    string
	ctx   context.Context
	view  training.InquiryView
	ready bool
	busy  bool
	cmd   training.AnswerInquiry // what was sent last

	root   fyne.CanvasObject
	header *kit.PageHeader
	left   *fyne.Container
	scroll *kit.Scroll
	right  *fyne.Container
	beside *kit.Scroll
	words  *kit.Field
	send   *kit.Button
}

// InquiryRoute names the page of one inquiry.
func InquiryRoute(id string) pages.Route { return pages.Route{Page: "inquiry", ID: id} }

// NewInquiry makes the page; the route's ID is the inquiry.
func NewInquiry(svc Inquiries) pages.Factory {
	return func(h pages.Host, r pages.Route) pages.Page {
		return &inquiryPage{host: h, svc: svc, id: r.ID}
	}
}

func (p *inquiryPage) Title() string      { return p.host.Words().T("desk.inquiry") }
func (p *inquiryPage) Frame() pages.Frame { return pages.Focus }

func (p *inquiryPage) Content() fyne.CanvasObject {
	if p.root == nil {
		p.header = kit.NewPageHeader(p.Title(), " ", p.host.Back)
		p.left, p.right = kit.Column(theme.Gap), kit.Column(theme.Gap)
		p.scroll, p.beside = kit.NewScroll(p.left), kit.NewScroll(p.right)
		p.root = kit.NewPageBody(p.header, kit.TwoColumns(376, p.scroll, p.beside), nil)
	}
	return p.root
}

func (p *inquiryPage) Keys() []kit.Key {
	w := p.host.Words()
	return []kit.Key{
		kit.Ctrl(fyne.KeyReturn, w.T("desk.inquiry_send"), p.reply).If(p.open),
		kit.Press('n', w.T("desk.inquiry_answer"), func() { p.words.Focus() }).If(p.open),
		kit.Press('e', w.T("desk.inquiry_model"), p.edit).If(p.mayEdit),
		kit.Named(fyne.KeyPageDown, "", func() { p.scroll.Page(1) }),
		kit.Named(fyne.KeyPageUp, "", func() { p.scroll.Page(-1) }),
	}
}

// open says that the answer is still to be given, by who reads this.
func (p *inquiryPage) open() bool { return p.ready && p.view.By == "" && !p.own() }

// own says that it was asked by who reads this.
func (p *inquiryPage) own() bool { return p.view.PersonID == p.host.Person().ID }

// mayEdit says that the question can be put right by who reads this.
func (p *inquiryPage) mayEdit() bool {
	return p.ready && p.view.Model != "" && p.host.Person().Has(op.Seniors...)
}

func (p *inquiryPage) edit() { p.host.Go(pages.Route{Page: "editor", ID: p.view.Model}) }

func (p *inquiryPage) Load(ctx context.Context) {
	p.ctx = ctx
	if p.ready {
		return // an answer that is being written stays
	}
	actor := p.host.Person().Actor
	pages.Load(p.host, ctx, func(ctx context.Context) (training.InquiryView, error) {
		return p.svc.Inquiry(ctx, actor, p.id)
	}, func(v training.InquiryView) {
		p.view, p.ready = v, true
		p.render()
	})
}

func (p *inquiryPage) render() {
	w, v := p.host.Words(), p.view
	p.header.Set(w.T("desk.inquiry_title."+string(v.Kind), "Name", v.Name), w.Text(v.Title)+" · "+w.Moment(v.At, p.host.Now()))
	p.left.Objects = p.about()
	kit.Relay(p.left)
	p.scroll.Refresh()

	asks := v.Words
	if asks == "" {
		asks = w.T("desk.inquiry_wordless")
	}
	said := kit.Column(10, kit.Row(10, kit.Avatar(v.Name, 34, theme.PrimarySoft, theme.PrimaryInk), kit.Fill(kit.NewLabel(w.T("desk.inquiry_says", "Name", v.Name), theme.CardTitle, theme.Ink))),
		kit.NewParagraph(asks, theme.Reading, theme.Ink))
	p.right.Objects = []fyne.CanvasObject{kit.NewCard(kit.QuietCard, said)}
	if p.open() {
		p.words = kit.NewTextArea(w.T("desk.inquiry_answer"), w.T("desk.inquiry_answer_help", "Name", v.Name), 5)
		p.send = kit.NewButton(kit.Main, w.T("desk.inquiry_send"), p.reply).Large().Cap("Ctrl Enter")
		actions := kit.Flow(10, 8, p.send)
		if p.mayEdit() {
			actions.Add(kit.NewButton(kit.Usual, w.T("desk.inquiry_model"), p.edit).WithIcon("edit").Large().Cap("E"))
		}
		p.right.Add(p.words)
		p.right.Add(actions)
	} else if v.By != "" {
		p.right.Add(kit.NewCard(kit.GoodCard, kit.Column(6, kit.NewLabel(w.T("home.answered", "By", v.ByName), theme.CardTitle, theme.Ink), kit.NewParagraph(v.Answer, theme.Body, theme.Ink))))
	}
	kit.Relay(p.right)
	p.beside.Refresh()
	if p.open() && !p.mayEdit() { // who may put the question right has a key for that first
		p.words.Focus()
	}
}

// about is what the inquiry is about: the question as it was answered, with its
// explanation, or the lesson.
func (p *inquiryPage) about() []fyne.CanvasObject {
	w, q := p.host.Words(), p.view.Question
	if q == nil {
		open := kit.NewButton(kit.Soft, w.T("desk.inquiry_lesson"), func() { p.host.Go(pages.Route{Page: "lessons", ID: p.view.LessonID}) }).WithIcon("book")
		return []fyne.CanvasObject{kit.NewCard(kit.PlainCard, kit.Column(12, kit.NewParagraph(w.Text(p.view.Title), theme.Stem, theme.Ink),
			kit.NewParagraph(w.T("lessons.version", "Version", p.view.Version), theme.Secondary, theme.Ink3), kit.AtLeft(open)))}
	}
	var chips []kit.Condition
	for _, c := range q.Chips {
		chips = append(chips, kit.Condition{Name: w.Text(c.Label), Level: w.Text(c.Level)})
	}
	situation := kit.NewCard(kit.PlainCard, kit.Column(12, kit.Conditions(chips...), kit.NewParagraph(answer.StemText(w, q.Shown), theme.Reading, theme.Ink)))
	return append([]fyne.CanvasObject{situation, answer.Seen(w, q.Shown, q.Response, q.Feedback, p.own())}, answer.Explain(w, q.Feedback)...)
}

// reply keeps the answer and goes back to what waits.
func (p *inquiryPage) reply() {
	if p.busy || !p.open() {
		return
	}
	w, actor := p.host.Words(), p.host.Person().Actor
	if p.cmd.ID == "" || p.cmd.Words != p.words.Text() { // the same words are the same command, however often they are sent
		p.cmd = training.AnswerInquiry{Command: op.Command{ID: op.NewID()}, InquiryID: p.id, Words: p.words.Text()}
	}
	cmd := p.cmd
	p.busy = true
	p.send.SetBusy(true)
	pages.Send(p.host, p.ctx, func(ctx context.Context) (training.Inquiry, error) { return p.svc.AnswerInquiry(ctx, actor, cmd) }, func(_ training.Inquiry, err error) {
		p.busy = false
		p.send.SetBusy(false)
		if err != nil {
			p.words.SetError(p.host.Say(err))
			return
		}
		p.host.Toast(kit.Message{Words: w.T("desk.inquiry_sent", "Name", p.view.Name), Icon: "check"})
		if p.ctx.Err() == nil { // the page was not left meanwhile
			p.host.Back()
		}
	})
}
