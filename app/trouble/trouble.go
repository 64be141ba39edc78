// Package trouble is the only page of a program that cannot open its data: what
// happened, what is kept, and what can be done.
package trouble

import (
	"context"

	"fyne.io/fyne/v2"

	"shifu/app/kit"
	pages "shifu/app/page"
	"shifu/app/theme"
)

// Way is something that can be done about it.
type Way struct {
	Label string // message key
	Do    func(ctx context.Context) error
}

type page struct {
	host  pages.Host
	cause error
	ways  []Way
	ctx   context.Context
	root  fyne.CanvasObject
}

// New makes the page; ways may be empty. Closing the window always works.
func New(cause error, ways ...Way) pages.Factory {
	return func(h pages.Host, _ pages.Route) pages.Page { return &page{host: h, cause: cause, ways: ways} }
}

func (p *page) Title() string            { return p.host.Words().T("trouble.title") }
func (p *page) Frame() pages.Frame       { return pages.Bare }
func (p *page) Leave() bool              { return true }
func (p *page) Load(ctx context.Context) { p.ctx = ctx }

func (p *page) Content() fyne.CanvasObject {
	if p.root != nil {
		return p.root
	}
	w := p.host.Words()
	col := kit.Column(16, kit.AtLeft(kit.Logo(44)), kit.NewParagraph(w.T("trouble.title"), theme.PageTitle, theme.Ink), kit.NewParagraph(w.Fault(p.cause), theme.Reading, theme.Ink), kit.NewParagraph(w.T("trouble.kept"), theme.Secondary, theme.Ink2))
	row := kit.Row(10)
	for i, way := range p.ways {
		kind := kit.Usual
		if i == 0 {
			kind = kit.Main
		}
		row.Add(kit.NewButton(kind, w.T(way.Label), func() { p.host.Do(p.ctx, way.Do, p.host.Report) }))
	}
	row.Add(kit.NewButton(kit.Bare, w.T("trouble.close"), func() { p.host.Window().Close() }))
	col.Add(row)
	p.root = kit.Middle(kit.Fixed(640, 420, kit.NewCard(kit.PlainCard, kit.Pad(kit.All(24), col))))
	return p.root
}

func (p *page) Keys() []kit.Key {
	if len(p.ways) == 0 {
		return nil
	}
	return []kit.Key{kit.Named(fyne.KeyReturn, "", func() { p.host.Do(p.ctx, p.ways[0].Do, p.host.Report) })}
}
