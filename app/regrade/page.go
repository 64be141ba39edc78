package regrade

import (
	"context"
	"slices"
	"strconv"

	"fyne.io/fyne/v2"

	"shifu/app/kit"
	pages "shifu/app/page"
	"shifu/app/signing"
	"shifu/app/theme"
	"shifu/internal/op"
	"shifu/training/certificate"
	"shifu/training/staff"
)

// sight is all that the page shows.
type sight struct {
	corrected []certificate.Correction
	done      []certificate.Regraded
	preview   *certificate.RegradePreview
}

type page struct {
	host    pages.Host
	svc     Regrades
	keys    signing.Keys
	query   certificate.RegradeQuery
	looking bool // at a preview
	ctx     context.Context
	preview *Preview
	first   pages.Route // what Enter opens in the list
	last    pages.Route // gives back what was regraded last
	at      string      // "list", or how many answers a preview would change
	root    fyne.CanvasObject
	header  *kit.PageHeader
	begin   *kit.Button
	body    *fyne.Container
	scroll  *kit.Scroll
}

// New makes the page; see ModelRoute and UndoRoute for its routes.
func New(svc Regrades, keys signing.Keys) pages.Factory {
	return func(h pages.Host, r pages.Route) pages.Page {
		p := &page{host: h, svc: svc, keys: keys}
		p.query, p.looking = query(r.ID)
		return p
	}
}

func (p *page) Title() string            { return p.host.Words().T("regrade.title") }
func (p *page) Frame() pages.Frame       { return pages.Full }
func (p *page) At() string               { return p.at }
func (p *page) Changed(c op.Change) bool { return c.Topic == "regrade" || c.Topic == "bank" }

func (p *page) Content() fyne.CanvasObject {
	if p.root == nil {
		var tools []fyne.CanvasObject
		if p.looking {
			p.begin = kit.NewButton(kit.SealRed, p.act(), p.sign).WithIcon("stamp").Cap("Ctrl Enter")
			p.begin.SetEnabled(false)
			tools = append(tools, p.begin)
		}
		p.header = kit.NewPageHeader(p.Title(), " ", p.host.Back, tools...)
		p.body = kit.Column(theme.Gap)
		p.scroll = kit.NewScroll(p.body)
		p.root = kit.NewPageBody(p.header, p.scroll, nil)
	}
	return p.root
}

func (p *page) Keys() []kit.Key {
	return []kit.Key{
		kit.Ctrl(fyne.KeyReturn, p.act(), p.sign).If(func() bool { return p.preview != nil && !p.preview.Nothing() }),
		kit.Named(fyne.KeyReturn, p.host.Words().T("regrade.look"), func() { p.host.Go(p.first) }).If(func() bool { return p.first.Page != "" }),
		kit.Press('u', p.host.Words().T("regrade.undo"), func() { p.host.Go(p.last) }).If(func() bool { return p.last.Page != "" }),
		kit.Named(fyne.KeyPageDown, "", func() { p.scroll.Page(1) }),
		kit.Named(fyne.KeyPageUp, "", func() { p.scroll.Page(-1) }),
	}
}

func (p *page) Load(ctx context.Context) {
	p.ctx = ctx
	actor := p.host.Person().Actor
	pages.Load(p.host, ctx, func(ctx context.Context) (s sight, err error) {
		if p.looking {
			preview, err := p.svc.PreviewRegrade(ctx, actor, p.query)
			return sight{preview: &preview}, err
		}
		if s.corrected, err = p.svc.Corrections(ctx, actor); err != nil {
			return s, err
		}
		s.done, err = p.svc.Regrades(ctx, actor)
		return s, err
	}, p.render)
}

func (p *page) render(s sight) {
	p.body.Objects = nil
	if s.preview != nil {
		p.preview = NewPreview(p.host.Words(), *s.preview)
		p.renderPreview()
	} else {
		p.renderLists(s)
	}
	kit.Relay(p.body)
	p.scroll.Refresh()
}

func (p *page) renderLists(s sight) {
	w := p.host.Words()
	p.at = "list"
	p.header.Set(p.Title(), w.T("regrade.subtitle"))
	p.body.Add(kit.NewParagraph(w.T("regrade.words"), theme.Secondary, theme.Ink2))
	corrected := Corrected(w, s.corrected)
	done := Done(w, s.done, p.host.Now())
	p.first, p.last = pages.Route{}, pages.Route{}
	if len(corrected) > 0 {
		p.first = corrected[0].Route
	}
	for _, r := range slices.Backward(done) { // the latest that can be given back stays
		if r.Button != "" {
			p.last = r.Route
		}
	}
	p.body.Add(p.list(w.T("regrade.corrected"), w.T("regrade.corrected_note"), w.T("regrade.corrected_none"), corrected))
	p.body.Add(p.list(w.T("regrade.history"), w.T("regrade.history_note"), w.T("regrade.history_none"), done))
}

func (p *page) renderPreview() {
	w, m := p.host.Words(), p.preview
	p.at = strconv.Itoa(m.Answers())
	p.header.Set(m.Title(), m.Line())
	p.begin.SetEnabled(!m.Nothing())
	if m.Nothing() {
		p.body.Add(kit.NewCard(kit.PlainCard, kit.EmptyState("check", w.T("regrade.nothing_title"), m.Line(), nil)))
	} else {
		p.body.Add(kit.NewParagraph(w.T("regrade.preview_words"), theme.Secondary, theme.Ink2))
	}
	for _, n := range m.Notes() {
		p.body.Add(kit.NewBanner(kit.WatchTone, "info", n, "", nil))
	}
	if !m.Nothing() {
		p.renderEffects()
	}
	if unjudged := m.Unjudged(); len(unjudged) > 0 {
		p.body.Add(p.list(w.T("regrade.unjudged"), w.T("regrade.unjudged_note"), "", unjudged))
	}
}

// renderEffects lists what changes, what was signed first.
func (p *page) renderEffects() {
	w, m := p.host.Words(), p.preview
	p.body.Add(p.list(w.T("regrade.papers"), w.T("regrade.papers_note"), w.T("regrade.papers_none"), m.Papers()))
	p.body.Add(p.list(w.T("regrade.mastery"), "", w.T("regrade.mastery_none"), m.Mastery()))
	p.body.Add(p.list(w.T("regrade.attempts"), w.T("regrade.attempts_note"), "", m.Attempts()))
}

func (p *page) list(title, note, none string, list []Row) fyne.CanvasObject {
	var rows []fyne.CanvasObject
	for _, r := range list {
		line := kit.Row(12, kit.Fill(kit.Column(0, kit.NewLabel(r.Title, theme.BodyBold, theme.Ink), kit.NewParagraph(r.Note, theme.Caption, theme.Ink3))))
		if r.Tag != "" {
			line.Add(kit.Tag(r.Tag, r.Tone))
		}
		if r.Button != "" {
			line.Add(kit.NewButton(kit.Soft, r.Button, func() { p.host.Go(r.Route) }).Small())
		}
		box := kit.AtLeast(0, 52, kit.Pad(kit.Sides(8, 18), line))
		if r.Button == "" && r.Route.Page != "" {
			rows = append(rows, kit.NewPressable(kit.PressLook{Quiet: true}, box, func() { p.host.Go(r.Route) }))
		} else {
			rows = append(rows, box)
		}
	}
	if len(rows) == 0 {
		rows = append(rows, kit.Pad(kit.Sides(14, 18), kit.NewParagraph(none, theme.Secondary, theme.Ink3)))
	}
	return kit.ListCard(kit.CardHead(title, note, nil), rows...)
}

// act is what the page's main act is called.
func (p *page) act() string {
	if p.query.Undo > 0 {
		return p.host.Words().T("regrade.undo_sign")
	}
	return p.host.Words().T("regrade.sign")
}

// sign asks for the reason and the passphrase, and does what the preview shows.
func (p *page) sign() {
	if p.preview == nil || p.preview.Nothing() {
		return
	}
	w, actor, m := p.host.Words(), p.host.Person().Actor, p.preview
	reason := kit.NewTextArea(w.T("regrade.reason"), w.T("regrade.reason_help"), 2)
	title, did, act := "regrade.sign_title", "regrade.did", w.T("regrade.sign_do")
	if m.Undo() {
		title, did, act = "regrade.undo_sign_title", "regrade.undo_did", p.act()
	}
	signing.Ask(p.host, p.ctx, p.keys, w.N(title, m.Answers()), w.T("regrade.sign_words"), act, reason, func(s *staff.Signer, end func(error)) {
		cmd := certificate.Regrade{Command: op.Command{ID: op.NewID()}, RegradeQuery: p.query, Reason: reason.Text(), Hash: m.Hash()}
		pages.Send(p.host, p.ctx, func(ctx context.Context) (certificate.Regraded, error) {
			defer s.Close()
			return p.svc.Regrade(ctx, actor, cmd, s)
		}, func(done certificate.Regraded, err error) {
			end(err)
			if err != nil {
				return
			}
			words := w.N(did, done.Answers)
			if done.Unclear > 0 {
				words += " · " + w.N("regrade.left", done.Unclear)
			}
			p.host.Toast(kit.Message{Words: words, Icon: "stamp"})
			p.host.Replace(pages.Route{Page: "regrade"})
		})
	})
}
