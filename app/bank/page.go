package bank

import (
	"context"

	"fyne.io/fyne/v2"

	"shifu/app/kit"
	pages "shifu/app/page"
	"shifu/internal/op"
	"shifu/quiz"
)

// page is the bank: the tree, or what it asks about.
type page struct {
	host    pages.Host
	keeping Keeping
	names   Names
	model   *Model
	view    *view
	ctx     context.Context
	wanted  string // the model or point to begin with
}

// New makes the page; the route's ID is the model or point to begin with, "" for
// none.
func New(k Keeping, names Names) pages.Factory {
	return func(h pages.Host, r pages.Route) pages.Page {
		return &page{host: h, keeping: k, names: names, model: NewModel(h.Words()), wanted: r.ID}
	}
}

func (p *page) Title() string      { return p.host.Words().T("bank.title") }
func (p *page) Frame() pages.Frame { return pages.Full }
func (p *page) At() string         { return p.model.current }

func (p *page) Changed(c op.Change) bool { return c.Topic == quiz.TopicBank }

func (p *page) Content() fyne.CanvasObject {
	if p.view == nil {
		p.view = newView(p)
	}
	return p.view.root
}

func (p *page) Keys() []kit.Key {
	w, v := p.host.Words(), p.view
	return []kit.Key{
		kit.Press('n', w.T("bank.new"), p.create),
		kit.Press('s', w.T("bank.statistics"), p.statistics),
		kit.Press('p', w.T("editor.policy"), p.policy),
		kit.Press('g', w.T("regrade.title"), p.regrade),
		kit.Press('1', w.T("bank.tree"), func() { v.show(0) }),
		kit.Press('2', w.T("bank.coverage"), func() { v.show(1) }),
		kit.Ctrl(fyne.KeyF, w.T("pages.key_search"), func() { v.search.Focus() }),
		kit.Named(fyne.KeyDown, w.T("bank.key_move"), v.lists.Focus),
		kit.Named(fyne.KeyLeft, w.T("bank.key_fold"), func() { p.fold(true) }).If(v.onTree),
		kit.Named(fyne.KeyRight, "", func() { p.fold(false) }).If(v.onTree),
	}
}

// sight is what the page reads.
type sight struct {
	view  quiz.BankView
	names map[string]string
}

func (p *page) Load(ctx context.Context) {
	p.ctx = ctx
	actor := p.host.Person().Actor
	pages.Load(p.host, ctx, func(ctx context.Context) (s sight, err error) {
		if s.view, err = p.keeping.Bank(ctx, actor); err != nil {
			return s, err
		}
		s.names = map[string]string{}
		for _, id := range People(s.view) {
			if s.names[id], err = p.names(ctx, actor, id); err != nil {
				return s, err
			}
		}
		return s, nil
	}, func(s sight) {
		p.model.Set(s.view, s.names)
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

func (p *page) filter(value string) {
	p.model.Filter(value)
	p.view.show(0)
	p.view.renderRows()
}

// open goes to the editor with a model; a point folds or unfolds.
func (p *page) open(r Row) {
	if r.Model == nil {
		p.model.Fold(r.Point.ID, r.Open)
		p.view.renderRows()
		return
	}
	p.edit(r.Model.ID)
}

// fold hides the models of the current row's point, or shows them.
func (p *page) fold(on bool) {
	if r, ok := p.view.table.Current(); ok {
		p.model.Fold(r.Point.ID, on)
		p.view.renderRows()
		p.view.goTo("point/" + r.Point.ID)
	}
}

func (p *page) edit(id string) { p.host.Go(pages.Route{Page: "editor", ID: id}) }
func (p *page) create()        { p.host.Go(pages.Route{Page: "editor", ID: "new"}) }

// policy opens the facts that questions rest on.
func (p *page) policy() { p.host.Go(pages.Route{Page: "policy"}) }

// regrade opens what was corrected since it was answered.
func (p *page) regrade() { p.host.Go(pages.Route{Page: "regrade"}) }

// statistics opens the figures, of the current model where there is one.
func (p *page) statistics() {
	id := ""
	if r, ok := p.view.table.Current(); ok && p.view.onTree() && r.Model != nil {
		id = r.Model.ID
	}
	p.host.Go(pages.Route{Page: "statistics", ID: id})
}
