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
	ready    bool
	busy     bool

	root   fyne.CanvasObject
	header *kit.PageHeader
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
func (p *sheetPage) Leave() bool              { return true }
func (p *sheetPage) Changed(c op.Change) bool { return c.Topic == "certificate" && c.ID == p.id }

func (p *sheetPage) Content() fyne.CanvasObject {
	if p.root == nil {
		p.header = kit.NewPageHeader(p.Title(), " ", p.host.Back)
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
	}
}

func (p *sheetPage) Load(ctx context.Context) {
	p.ctx = ctx
	actor := p.host.Person().Actor
	pages.Load(p.host, ctx, func(ctx context.Context) (certificate.View, error) { return p.register.Certificate(ctx, actor, p.id) }, func(v certificate.View) {
		p.view, p.ready = v, true
		p.render()
	})
}

func (p *sheetPage) render() {
	w, v := p.host.Words(), p.view
	p.header.Set(w.T("certificates.heading", "Name", v.Holder, "Title", titleOf(w, v.Row)), v.Number)
	p.sheet.Objects = []fyne.CanvasObject{newPaper(v.Sheet)}
	kit.Relay(p.sheet)
	icon, tone, words := "check", theme.Qing, w.T("certificates.check_good")
	if v.Check.Verdict == certificate.VerdictNotValid {
		icon, tone, words = "alert", theme.Danger, w.T("certificates.check_bad")
	}
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
	if v.MayKeep {
		p.foot.Add(kit.NewButton(kit.Usual, w.T("regrade.keep"), p.keep))
	}
	if v.MayRevoke {
		p.foot.Add(kit.NewButton(kit.Bare, w.T("certificates.revoke"), p.revoke))
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
