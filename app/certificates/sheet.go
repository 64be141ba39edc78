package certificates

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"shifu/app/kit"
	pages "shifu/app/page"
	"shifu/app/signing"
	"shifu/app/theme"
	"shifu/internal/op"
	"shifu/training/certificate"
	"shifu/training/staff"
)

// sheetPage is one certificate with its check.
type sheetPage struct {
	host     pages.Host
	register Register
	files    Files
	keys     signing.Keys
	id       string
	ctx      context.Context
	view     certificate.View
	near     Neighbours
	ready    bool
	busy     bool

	root   fyne.CanvasObject
	header *kit.PageHeader
	before *kit.Button
	after  *kit.Button
	sheet  *fyne.Container
	side   *fyne.Container
	foot   *fyne.Container
}

// NewSheet makes the page; the route's ID is the certificate.
func NewSheet(register Register, files Files, keys signing.Keys) pages.Factory {
	return func(h pages.Host, r pages.Route) pages.Page {
		return &sheetPage{host: h, register: register, files: files, keys: keys, id: r.ID}
	}
}

func (p *sheetPage) Title() string            { return p.host.Words().T("certificates.one") }
func (p *sheetPage) Frame() pages.Frame       { return pages.Focus }
func (p *sheetPage) Changed(c op.Change) bool { return c.Topic == "certificate" && c.ID == p.id }

func (p *sheetPage) Content() fyne.CanvasObject {
	if p.root == nil {
		w := p.host.Words()
		p.before = kit.NewButton(kit.Usual, w.T("certificates.before"), func() { p.turn(p.near.Before) }).WithIcon("chevron-left").Cap("←")
		p.after = kit.NewButton(kit.Usual, w.T("certificates.after"), func() { p.turn(p.near.After) }).WithIcon("chevron-right").Cap("→")
		p.header = kit.NewPageHeader(p.Title(), " ", p.host.Back, p.before, p.after)
		p.before.Hide()
		p.after.Hide()
		p.sheet, p.side, p.foot = kit.Stack(), kit.Column(12), kit.Column(10)
		right := container.NewBorder(nil, p.foot, nil, nil, kit.NewScroll(p.side))
		p.root = kit.NewPageBody(p.header, kit.TwoColumns(262, p.sheet, right), nil)
	}
	return p.root
}

func (p *sheetPage) Keys() []kit.Key {
	w := p.host.Words()
	may := func() bool { return p.ready && p.view.MayExport }
	return []kit.Key{
		kit.Ctrl(fyne.KeyS, w.T("certificates.save"), func() { p.save(false) }).If(may),
		kit.Ctrl(fyne.KeyP, w.T("certificates.print"), func() { p.save(true) }).If(may),
		kit.Named(fyne.KeyLeft, w.T("certificates.key_before"), func() { p.turn(p.near.Before) }).If(func() bool { return p.near.Before != "" }),
		kit.Named(fyne.KeyRight, w.T("certificates.key_after"), func() { p.turn(p.near.After) }).If(func() bool { return p.near.After != "" }),
		kit.Press('e', w.T("certificates.evidence"), p.evidence).If(func() bool { return p.ready }),
		kit.Press('r', w.T("certificates.revoke"), p.revoke).If(func() bool { return p.ready && p.view.MayRevoke }),
	}
}

func (p *sheetPage) Load(ctx context.Context) {
	p.ctx = ctx
	actor := p.host.Person().Actor
	type opened struct {
		view certificate.View
		near Neighbours
	}
	pages.Load(p.host, ctx, func(ctx context.Context) (o opened, err error) {
		if o.view, err = p.register.Certificate(ctx, actor, p.id); err != nil {
			return o, err
		}
		all, err := p.register.List(ctx, actor, certificate.Filter{})
		o.near = Beside(all.Rows, p.id)
		return o, err
	}, func(o opened) {
		p.view, p.near, p.ready = o.view, o.near, true
		p.render()
	})
}

// turn opens another certificate in the place of this one, so that the way back
// still leads to the list.
func (p *sheetPage) turn(id string) {
	if id != "" {
		p.host.Replace(pages.Route{Page: "certificate", ID: id})
	}
}

// evidence opens what the mentor and the apprentice signed; which module, is
// asked where there are several.
func (p *sheetPage) evidence() {
	if !p.ready {
		return
	}
	w, r := p.host.Words(), p.view.Record
	open := func(module string) { p.host.Go(pages.Route{Page: "sign-off", ID: p.view.HolderID + "/" + module}) }
	if len(r.Modules) == 1 {
		open(r.Modules[0].ID)
		return
	}
	var closeIt func()
	rows := kit.Column(8)
	var keys []kit.Key
	var first *kit.Button
	for i, m := range r.Modules {
		b := kit.NewButton(kit.Usual, w.Text(m.Title), func() { closeIt(); open(m.ID) })
		if i < 9 {
			key := kit.Press(rune('1'+i), "", b.Press)
			b.Keyed(key)
			keys = append(keys, key)
		}
		if first == nil {
			first = b
		}
		rows.Add(b)
	}
	closeIt = p.host.Dialog(kit.Sheet{Title: w.T("certificates.evidence_which"), Content: rows, Keys: keys, First: first})
}

func (p *sheetPage) render() {
	w, v := p.host.Words(), p.view
	p.before.Hidden, p.after.Hidden = p.near.alone(), p.near.alone()
	p.before.SetEnabled(p.near.Before != "")
	p.after.SetEnabled(p.near.After != "")
	p.header.Set(w.T("certificates.heading", "Name", v.Holder, "Title", titleOf(w, v.Row)), v.Number)
	p.sheet.Objects = []fyne.CanvasObject{newPaper(v.Sheet)}
	kit.Relay(p.sheet)
	icon, tone := "check", theme.Qing
	headline, bad := Headline(v)
	if bad {
		icon, tone = "alert", theme.Danger
	}
	words := w.T(headline)
	p.side.Objects = []fyne.CanvasObject{kit.Row(8, kit.IconBox(icon, 20, tone), kit.Fill(kit.NewParagraph(words, theme.Stem, theme.Ink)))}
	if v.Doubt != nil {
		p.side.Add(kit.NewBanner(kit.WatchTone, "alert", w.T("regrade.doubt_words", "Reason", v.Doubt.Reason), "", nil))
	}
	for _, c := range v.Check.Checks {
		mark, ink := "check", theme.Qing
		switch c.Outcome {
		case certificate.Fails:
			mark, ink = "cross", theme.Danger
		case certificate.Unknown:
			mark, ink = "minus", theme.Ink3
		}
		p.side.Add(kit.Row(8, kit.IconBox(mark, 14, ink), kit.Fill(kit.NewLabel(w.T("certificate.aspect."+string(c.Aspect)), theme.Secondary, theme.Ink2))))
	}
	fact := func(key, value string) {
		p.side.Add(kit.Rule())
		p.side.Add(kit.Column(0, kit.NewLabel(w.T(key), theme.Caption, theme.Ink3), kit.NewParagraph(value, theme.Body, theme.Ink)))
	}
	fact("certificates.state", w.T("certificate.state."+string(v.State)))
	fact("certificates.valid_to", v.ValidTo)
	fact("certificates.entry", w.T("certificates.entry_value", "Entry", w.Number(v.Entry)))
	fact("certificates.fingerprint", v.Fingerprint)
	if len(v.Stale) > 0 {
		fact("certificates.stale", w.N("certificates.stale_value", len(v.Stale)))
	}
	if v.Revocation != nil {
		fact("certificates.revoked", w.T("certificates.revoked_value", "Name", v.Revocation.Name, "Reason", v.Revocation.Reason))
	}
	if len(v.Sheet.Replaced) > 0 {
		fact("certificates.replaced", w.List(v.Sheet.Replaced))
	}
	kit.Relay(p.side)
	p.foot.Objects = nil
	if v.MayExport {
		p.foot.Add(kit.NewButton(kit.Main, w.T("certificates.save"), func() { p.save(false) }).WithIcon("export").Cap("Ctrl S"))
		p.foot.Add(kit.NewButton(kit.Usual, w.T("certificates.print"), func() { p.save(true) }).WithIcon("print").Cap("Ctrl P"))
	}
	p.foot.Add(kit.NewButton(kit.Usual, w.T("certificates.evidence"), p.evidence).Cap("E"))
	if v.MayKeep {
		p.foot.Add(kit.NewButton(kit.Usual, w.T("regrade.keep"), p.keep))
	}
	if v.MayRevoke {
		p.foot.Add(kit.NewButton(kit.Bare, w.T("certificates.revoke"), p.revoke).Cap("R"))
	}
	kit.Relay(p.foot)
}

// save writes the PDF into the export folder; show opens it, to be printed by the
// system's viewer.
func (p *sheetPage) save(show bool) {
	if !p.ready || p.busy {
		return
	}
	p.busy = true
	w, actor := p.host.Words(), p.host.Person().Actor
	x := certificate.Export{What: certificate.ExportCertificates, Format: certificate.AsPDF, IDs: []string{p.id}, Dir: p.files.ExportFolder(), Lang: w.Tag()}
	pages.Send(p.host, p.ctx, func(ctx context.Context) (certificate.Exported, error) { return p.files.Export(ctx, actor, x) }, func(done certificate.Exported, err error) {
		p.busy = false
		if err != nil {
			p.host.Report(err)
			return
		}
		if show && len(done.Files) > 0 {
			p.host.Report(p.files.Show(done.Dir + "/" + done.Files[0]))
		}
		words := Done(w, done)
		if len(done.Replaced) > 0 {
			words = w.T("certificates.saved_replaced", "Characters", w.List(done.Replaced))
		}
		p.host.Toast(kit.Message{Words: words, Action: w.T("certificates.open_folder"), Do: func() { p.host.Report(p.files.Show(done.Dir)) }})
	})
}

// keep asks the owner to stand by a certificate that a regrade put in doubt.
func (p *sheetPage) keep() {
	w, actor := p.host.Words(), p.host.Person().Actor
	reason := kit.NewTextArea(w.T("regrade.reason"), "", 2)
	signing.Ask(p.host, p.ctx, p.keys, w.T("regrade.keep_title", "Number", p.view.Number), w.T("regrade.keep_words"), w.T("regrade.keep_do"), reason, func(s *staff.Signer, end func(error)) {
		cmd := certificate.Keep{Command: op.Command{ID: op.NewID()}, CertificateID: p.id, Reason: reason.Text()}
		pages.Send(p.host, p.ctx, func(ctx context.Context) (certificate.Row, error) {
			defer s.Close()
			return p.register.KeepCertificate(ctx, actor, cmd, s)
		}, func(_ certificate.Row, err error) {
			end(err)
			if err == nil {
				p.host.Toast(kit.Message{Words: w.T("regrade.kept"), Icon: "stamp"})
				p.Load(p.ctx)
			}
		})
	})
}

func (p *sheetPage) revoke() {
	w, actor := p.host.Words(), p.host.Person().Actor
	reason := kit.NewTextArea(w.T("certificates.reason"), "", 2)
	signing.Ask(p.host, p.ctx, p.keys, w.T("certificates.revoke_title", "Number", p.view.Number), w.T("certificates.revoke_words"), w.T("certificates.revoke_do"), reason, func(s *staff.Signer, end func(error)) {
		cmd := certificate.Revoke{Command: op.Command{ID: op.NewID()}, CertificateID: p.id, Reason: reason.Text()}
		pages.Send(p.host, p.ctx, func(ctx context.Context) (certificate.Row, error) { return p.register.Revoke(ctx, actor, cmd, s) }, func(_ certificate.Row, err error) {
			end(err)
			if err == nil {
				p.Load(p.ctx)
			}
		})
	})
}
