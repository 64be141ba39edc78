package scripts

import (
	"context"
	"strconv"

	"fyne.io/fyne/v2"

	"shifu/app/kit"
	pages "shifu/app/page"
	"shifu/internal/op"
	"shifu/training"
)

type page struct {
	host    pages.Host
	library Library
	model   *Model
	view    *view
	ctx     context.Context
	wanted  string
	asked   int // the latest query; answers to older ones are dropped
}

// New makes the page; the route's ID is the code of a script, "" for none.
func New(library Library) pages.Factory {
	return func(h pages.Host, r pages.Route) pages.Page {
		return &page{host: h, library: library, wanted: r.ID, model: NewModel(h.Words())}
	}
}

func (p *page) Title() string      { return p.host.Words().T("scripts.title") }
func (p *page) Frame() pages.Frame { return pages.Full }

// At is the script that is open among how many.
func (p *page) At() string { return p.model.Current() + " of " + strconv.Itoa(p.model.Total()) }

func (p *page) Content() fyne.CanvasObject {
	if p.view == nil {
		p.view = newView(p)
	}
	return p.view.root
}

func (p *page) Keys() []kit.Key {
	w := p.host.Words()
	return []kit.Key{
		kit.Ctrl(fyne.KeyF, w.T("pages.key_search"), func() { p.view.search.Focus() }),
		kit.Ctrl(fyne.KeyC, w.T("scripts.key_copy"), p.copy).If(p.model.CanCopy),
		kit.Ctrl(fyne.KeyT, w.T("scripts.key_tone"), p.tone).If(func() bool { return p.model.ToneLabel() != "" }),
		kit.Named(fyne.KeyDown, w.T("scripts.key_move"), func() { p.move(1) }),
		kit.Named(fyne.KeyUp, "", func() { p.move(-1) }),
		kit.Named(fyne.KeyPageDown, "", func() { p.view.sheet.Page(1) }),
		kit.Named(fyne.KeyPageUp, "", func() { p.view.sheet.Page(-1) }),
	}
}

func (p *page) Changed(c op.Change) bool { return c.Topic == "script" || c.Topic == "pack" }

// Load asks for the list; the first script, or the wanted one, opens beside it.
func (p *page) Load(ctx context.Context) {
	p.ctx = ctx
	p.view.render()
	p.find()
	if p.wanted != "" {
		p.open(p.wanted)
	}
}

func (p *page) search(text string) { p.model.Search(text); p.find() }

func (p *page) find() {
	p.asked++
	asked, q, actor := p.asked, p.model.Query(), p.host.Person().Actor
	pages.Load(p.host, p.ctx, func(ctx context.Context) (training.ScriptResults, error) {
		return p.library.Scripts(ctx, actor, q)
	}, func(r training.ScriptResults) {
		if asked != p.asked {
			return
		}
		p.model.SetResults(r)
		p.view.renderStages()
		p.view.renderResults()
		if first := p.model.First(); first != "" {
			p.open(first)
		}
	})
}

func (p *page) open(code string) {
	p.wanted = code
	actor := p.host.Person().Actor
	pages.Load(p.host, p.ctx, func(ctx context.Context) (training.ScriptView, error) {
		return p.library.Script(ctx, actor, code)
	}, func(s training.ScriptView) {
		p.model.SetScript(s)
		p.view.renderCurrent()
		p.view.renderDetail()
	})
}

// move opens the script before or after the open one.
func (p *page) move(by int) {
	if n := p.model.Len(); n > 0 {
		p.view.list.SetCurrent(min(max(p.model.At()+by, 0), n-1))
	}
}

func (p *page) tone() {
	p.model.NextTone()
	p.view.renderDetail()
}

func (p *page) copy() {
	if !p.model.CanCopy() {
		return
	}
	p.host.Copy(p.model.Text())
	w := p.host.Words()
	words := w.T("scripts.copied")
	if n := p.model.Unfilled(); n > 0 {
		words = w.N("scripts.copied_open", n)
	}
	p.host.Toast(kit.Message{Words: words})
}
