package statistics

import (
	"context"

	"fyne.io/fyne/v2"

	"shifu/app/kit"
	pages "shifu/app/page"
	"shifu/internal/op"
	"shifu/quiz"
)

// page is the statistics: of items, or of quizzes.
type page struct {
	host    pages.Host
	figures Figures
	sheets  Sheets
	model   *Model
	view    *view
	ctx     context.Context
	wanted  string
	asked   int // the latest query; answers to older ones are dropped
}

// New makes the page; the route's ID is the item model to begin with, "" for none.
func New(f Figures, s Sheets) pages.Factory {
	return func(h pages.Host, r pages.Route) pages.Page {
		return &page{host: h, figures: f, sheets: s, model: NewModel(h.Words()), wanted: r.ID}
	}
}

func (p *page) Title() string            { return p.host.Words().T("statistics.title") }
func (p *page) Frame() pages.Frame       { return pages.Full }
func (p *page) Changed(c op.Change) bool { return c.Topic == quiz.TopicBank }

// At is the item or the quiz that the panel shows.
func (p *page) At() string { return p.view.at() }

func (p *page) Content() fyne.CanvasObject {
	if p.view == nil {
		p.view = newView(p)
	}
	return p.view.root
}

func (p *page) Keys() []kit.Key {
	w, v := p.host.Words(), p.view
	return []kit.Key{
		kit.Press('1', w.T("statistics.items"), func() { v.show(0) }),
		kit.Press('2', w.T("statistics.quizzes"), func() { v.show(1) }),
		kit.Ctrl(fyne.KeyE, w.T("statistics.export"), p.export),
		kit.Ctrl(fyne.KeyF, w.T("pages.key_search"), func() { v.search.Focus() }),
		kit.Named(fyne.KeyDown, w.T("statistics.key_move"), v.lists.Focus),
		kit.Named(fyne.KeyEscape, w.T("statistics.back"), p.host.Back),
	}
}

func (p *page) Load(ctx context.Context) {
	p.ctx = ctx
	p.find()
}

func (p *page) find() {
	p.asked++
	asked, q, actor := p.asked, p.model.Query(), p.host.Person().Actor
	p.view.header.Set(p.Title(), p.host.Words().T("statistics.counting"))
	pages.Load(p.host, p.ctx, func(ctx context.Context) (quiz.Figures, error) { return p.figures.Figures(ctx, actor, q) }, func(f quiz.Figures) {
		if asked != p.asked {
			return
		}
		p.model.Set(f)
		p.view.render()
		if p.wanted != "" {
			p.view.goTo(p.wanted)
			p.wanted = ""
		}
	})
}

func (p *page) search(text string) {
	p.model.Search(text)
	p.view.renderRows()
}

func (p *page) purpose(value string) {
	p.model.Purpose(value)
	p.find()
}

// bank goes to a model in the bank, edit to its editor.
func (p *page) bank(id string) { p.host.Go(pages.Route{Page: "bank", ID: id}) }
func (p *page) edit(id string) { p.host.Go(pages.Route{Page: "editor", ID: id}) }

// export writes the table that is shown into the day's folder.
func (p *page) export() {
	w := p.host.Words()
	lines, name := p.model.ItemLines(), w.T("statistics.file_items")
	if !p.view.onItems() {
		lines, name = p.model.QuizLines(), w.T("statistics.file_quizzes")
	}
	if len(lines) < 2 {
		return
	}
	pages.Send(p.host, p.ctx, func(context.Context) (string, error) {
		return p.sheets.Sheet(p.sheets.ExportFolder(), name, lines)
	}, func(path string, err error) {
		if err != nil {
			p.host.Report(err)
			return
		}
		p.host.Toast(kit.Message{Words: w.T("statistics.exported", "Path", path), Action: w.T("statistics.show"), Do: func() { p.host.Report(p.sheets.Show(p.sheets.ExportFolder())) }})
	})
}
