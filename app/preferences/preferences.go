// Package preferences is the settings: taste (language, light, scale, hints),
// the person's own secrets, packs, backups, and what the program promises.
package preferences

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"

	"shifu/app/kit"
	pages "shifu/app/page"
	"shifu/app/signing"
	"shifu/app/theme"
	"shifu/internal/lang"
	"shifu/internal/op"
	"shifu/quiz/model"
	"shifu/training"
	"shifu/training/staff"
)

// Staff is what the page asks of staff.
type Staff interface {
	signing.Keys
	Shop(ctx context.Context) (staff.Shop, error)
	SetPIN(ctx context.Context, actor op.Actor, cmd staff.SetPIN) (staff.Person, error)
	ChangePassphrase(ctx context.Context, actor op.Actor, cmd staff.ChangePassphrase) (staff.Person, error)
}

// Packs imports content.
type Packs interface {
	// ImportPack brings the pack of a folder or zip file into the shop. Blocking
	// findings change nothing.
	ImportPack(ctx context.Context, actor op.Actor, name string) (training.ImportReport, []model.Finding, error)
	// Offers lists the packs inside the program that the shop has not, or has in
	// another version; AddStarter brings one in.
	Offers(ctx context.Context, actor op.Actor) ([]training.PackSummary, error)
	AddStarter(ctx context.Context, actor op.Actor, id string) (training.ImportReport, error)
}

// Keep looks after the data folder.
type Keep interface {
	// Folder is where the data lives.
	Folder() string
	// LastBackup is when the latest verified backup was made; zero when there
	// is none.
	LastBackup() time.Time
	// Backup makes a verified backup now.
	Backup(ctx context.Context) error
	// Version names the program.
	Version() string
	// Show opens a folder with the system's program for it.
	Show(path string) error
}

// Services is what the page needs.
type Services struct {
	Staff Staff
	Packs Packs
	Keep  Keep
}

type page struct {
	host   pages.Host
	svc    Services
	ctx    context.Context
	root   fyne.CanvasObject
	body   *fyne.Container
	scroll *kit.Scroll
}

// New makes the page.
func New(svc Services) pages.Factory {
	return func(h pages.Host, _ pages.Route) pages.Page { return &page{host: h, svc: svc} }
}

func (p *page) Title() string      { return p.host.Words().T("preferences.title") }
func (p *page) Frame() pages.Frame { return pages.Full }

func (p *page) Content() fyne.CanvasObject {
	if p.root == nil {
		p.body = kit.Column(theme.Gap)
		p.scroll = kit.NewScroll(kit.MostWide(760, p.body))
		p.root = kit.NewPageBody(kit.NewPageHeader(p.Title(), "", nil), p.scroll, nil)
	}
	return p.root
}

func (p *page) Keys() []kit.Key {
	return []kit.Key{
		kit.Named(fyne.KeyPageDown, p.host.Words().T("pages.key_scroll"), func() { p.scroll.Page(1) }),
		kit.Named(fyne.KeyPageUp, "", func() { p.scroll.Page(-1) }),
	}
}

type facts struct {
	shop staff.Shop
	me   staff.Person
	last time.Time
	// offers are the packs inside the program that are not in the shop.
	offers []training.PackSummary
}

func (p *page) Load(ctx context.Context) {
	p.ctx = ctx
	actor := p.host.Person().Actor
	pages.Load(p.host, ctx, func(ctx context.Context) (f facts, err error) {
		if f.shop, err = p.svc.Staff.Shop(ctx); err != nil {
			return f, err
		}
		f.last = p.svc.Keep.LastBackup()
		if p.keeps() {
			if f.offers, err = p.svc.Packs.Offers(ctx, actor); err != nil {
				return f, err
			}
		}
		f.me, err = p.svc.Staff.Person(ctx, actor, actor.ID)
		return f, err
	}, p.render)
}

// keeps says whether the person looks after content and backups.
func (p *page) keeps() bool { return p.host.Person().Has(op.Owner, op.Supervisor) }

func (p *page) render(f facts) {
	p.body.Objects = []fyne.CanvasObject{p.taste(), p.secrets(f)}
	if p.keeps() {
		p.body.Add(p.content(f))
		p.body.Add(p.keep(f))
	}
	p.body.Add(p.about(f))
	kit.Relay(p.body)
	p.scroll.Refresh()
}

// choice is a setting of a few values; again says that it takes effect at the
// next start.
func (p *page) choice(key, fallback string, again bool, values, words []string) fyne.CanvasObject {
	w := p.host.Words()
	now := p.host.Setting(key)
	if now == "" {
		now = fallback
	}
	at := 0
	for i, v := range values {
		if v == now {
			at = i
		}
	}
	return kit.Row(14, kit.Fill(kit.NewLabel(w.T("preferences."+key), theme.Body, theme.Ink)), kit.NewSegments(at, func(i int) {
		p.host.SetSetting(key, values[i])
		if again {
			p.host.Toast(kit.Message{Words: w.T("preferences.at_next_start"), Icon: "refresh"})
		}
	}, words, nil))
}

func (p *page) taste() fyne.CanvasObject {
	w := p.host.Words()
	var tags, names []string
	for _, t := range lang.Tags {
		tags, names = append(tags, string(t)), append(names, w.T("language."+string(t)))
	}
	on, off := w.T("preferences.on"), w.T("preferences.off")
	return kit.NewCard(kit.PlainCard, kit.Column(14, kit.CardHead(w.T("preferences.taste"), "", nil),
		p.choice("language", string(w.Tag()), false, tags, names),
		p.choice("mode", "light", true, []string{"light", "dark"}, []string{w.T("preferences.light"), w.T("preferences.dark")}),
		p.choice("scale", "1.0", true, []string{"1.0", "1.25", "1.5"}, []string{"100%", "125%", "150%"}),
		p.choice("key-hints", "on", true, []string{"on", "off"}, []string{on, off}),
		p.choice("less-motion", "off", true, []string{"off", "on"}, []string{off, on}),
		p.choice("plain-drawing", "off", true, []string{"off", "on"}, []string{off, on})))
}

func (p *page) secrets(f facts) fyne.CanvasObject {
	w := p.host.Words()
	row := kit.Row(10, kit.NewButton(kit.Usual, w.T("preferences.pin"), p.changePIN))
	if f.me.HasKey {
		row.Add(kit.NewButton(kit.Usual, w.T("preferences.passphrase"), p.changePassphrase))
	} else {
		row.Add(kit.NewButton(kit.Main, w.T("signoff.make_key"), func() { signing.Enrol(p.host, p.ctx, p.svc.Staff, func() { p.Load(p.ctx) }) }).WithIcon("key"))
	}
	return kit.NewCard(kit.PlainCard, kit.Column(12, kit.CardHead(w.T("preferences.secrets"), "", nil), kit.NewParagraph(w.T("preferences.secrets_words"), theme.Secondary, theme.Ink2), row))
}

// twice is a dialog with an old secret and a new one typed twice.
func (p *page) twice(title, old, fresh string, change func(ctx context.Context, was, is string) error) {
	w := p.host.Words()
	a, b, c := kit.NewSecret(old, ""), kit.NewSecret(fresh, ""), kit.NewSecret(w.T("signing.again"), "")
	var closeIt func()
	var do *kit.Button
	do = kit.NewButton(kit.Main, w.T("preferences.change"), func() {
		if b.Text() != c.Text() {
			c.SetError(w.T("signing.differ"))
			return
		}
		was, is := a.Text(), b.Text()
		do.SetBusy(true)
		p.host.Do(p.ctx, func(ctx context.Context) error { return change(ctx, was, is) }, func(err error) {
			do.SetBusy(false)
			if err != nil {
				a.SetError(p.host.Say(err))
				return
			}
			closeIt()
			p.host.Toast(kit.Message{Words: w.T("preferences.changed")})
		})
	}).Cap("Ctrl Enter")
	closeIt = p.host.Dialog(kit.Sheet{Title: title, Main: do, First: a.Entry, Keys: []kit.Key{kit.Ctrl(fyne.KeyReturn, "", do.Press)}, Content: kit.Column(14, a, b, c)})
}

func (p *page) changePIN() {
	w, actor := p.host.Words(), p.host.Person().Actor
	p.twice(w.T("preferences.pin"), w.T("preferences.pin_old"), w.T("signin.new_pin"), func(ctx context.Context, was, is string) error {
		_, err := p.svc.Staff.SetPIN(ctx, actor, staff.SetPIN{Command: op.Command{ID: op.NewID()}, OldPIN: staff.Secret(was), PIN: staff.Secret(is)})
		return err
	})
}

func (p *page) changePassphrase() {
	w, actor := p.host.Words(), p.host.Person().Actor
	p.twice(w.T("preferences.passphrase"), w.T("preferences.passphrase_old"), w.T("signin.new_passphrase"), func(ctx context.Context, was, is string) error {
		_, err := p.svc.Staff.ChangePassphrase(ctx, actor, staff.ChangePassphrase{Command: op.Command{ID: op.NewID()}, Old: staff.Secret(was), New: staff.Secret(is)})
		return err
	})
}

func (p *page) content(f facts) fyne.CanvasObject {
	w := p.host.Words()
	path := kit.NewPath(w.T("preferences.pack"), w.T("preferences.pack_help"))
	bring := kit.NewButton(kit.Usual, w.T("preferences.pack_do"), nil)
	pick := kit.NewButton(kit.Bare, w.T("preferences.pick"), func() {
		dialog.ShowFileOpen(func(r fyne.URIReadCloser, err error) {
			if err == nil && r != nil {
				path.SetText(r.URI().Path())
				_ = r.Close()
			}
		}, p.host.Window())
	})
	bring = kit.NewButton(kit.Usual, w.T("preferences.pack_do"), func() {
		actor, name := p.host.Person().Actor, path.Text()
		type result struct {
			report   training.ImportReport
			findings []model.Finding
		}
		bring.SetBusy(true)
		pages.Send(p.host, p.ctx, func(ctx context.Context) (r result, err error) {
			r.report, r.findings, err = p.svc.Packs.ImportPack(ctx, actor, name)
			return r, err
		}, func(r result, err error) {
			bring.SetBusy(false)
			switch {
			case err != nil:
				path.SetError(p.host.Say(err))
			case model.Blocking(r.findings):
				p.findings(r.findings)
			default:
				p.imported(r.report.Pack, r.report)
			}
		})
	})
	card := kit.Column(12, kit.CardHead(w.T("preferences.packs"), "", nil))
	for _, o := range f.offers {
		card.Add(p.offer(o))
	}
	card.Add(path)
	card.Add(kit.Row(10, bring, pick))
	return kit.NewCard(kit.PlainCard, card)
}

// offer is a pack inside the program, to be brought in with one press.
func (p *page) offer(o training.PackSummary) fyne.CanvasObject {
	w := p.host.Words()
	var add *kit.Button
	add = kit.NewButton(kit.Usual, w.T("preferences.pack_add"), func() {
		actor := p.host.Person().Actor
		add.SetBusy(true)
		pages.Send(p.host, p.ctx, func(ctx context.Context) (training.ImportReport, error) {
			return p.svc.Packs.AddStarter(ctx, actor, o.ID)
		}, func(r training.ImportReport, err error) {
			add.SetBusy(false)
			if err != nil {
				p.host.Report(err)
				return
			}
			p.imported(w.Text(o.Title), r)
			p.Load(p.ctx)
		})
	})
	return kit.Row(14, kit.Fill(kit.Column(0, kit.NewLabel(w.Text(o.Title), theme.Body, theme.Ink),
		kit.NewLabel(w.T("preferences.pack_offer", "Version", o.Version), theme.Caption, theme.Ink3))), add)
}

func (p *page) imported(pack string, r training.ImportReport) {
	p.host.Toast(kit.Message{Words: p.host.Words().T("preferences.imported", "Pack", pack, "Added", r.Added, "Updated", r.Updated, "Kept", r.Kept)})
}

// findings tells what is wrong with a pack; nothing of it came in.
func (p *page) findings(list []model.Finding) {
	w := p.host.Words()
	rows := kit.Column(8)
	for i, f := range list {
		if i == 40 {
			rows.Add(kit.NewParagraph(w.N("preferences.more_findings", len(list)-i), theme.Secondary, theme.Ink3))
			break
		}
		at := w.T("preferences.finding_at", "Code", f.Code, "File", f.File, "Line", f.Line)
		if f.Line == 0 { // of the file as a whole
			at = w.T("preferences.finding_in", "Code", f.Code, "File", f.File)
		}
		rows.Add(kit.Column(0, kit.NewParagraph(at, theme.Caption, theme.Ink3), kit.NewParagraph(w.Text(f.Message), theme.Body, theme.Ink)))
	}
	var closeIt func()
	closeIt = p.host.Dialog(kit.Sheet{Title: w.T("preferences.not_imported"), Wide: true, Main: kit.NewButton(kit.Main, w.T("shell.understood"), func() { closeIt() }).Cap("Enter"),
		Content: kit.Column(10, kit.NewParagraph(w.T("preferences.not_imported_words"), theme.Secondary, theme.Ink2), kit.Fixed(560, 320, kit.NewScroll(rows)))})
}

func (p *page) keep(f facts) fyne.CanvasObject {
	w := p.host.Words()
	last := w.T("preferences.no_backup")
	if !f.last.IsZero() {
		last = w.T("preferences.last_backup", "At", w.Moment(f.last, p.host.Now()))
	}
	back := kit.NewButton(kit.Usual, w.T("preferences.backup"), nil)
	back = kit.NewButton(kit.Usual, w.T("preferences.backup"), func() {
		back.SetBusy(true)
		p.host.Do(p.ctx, p.svc.Keep.Backup, func(err error) {
			back.SetBusy(false)
			p.host.Report(err)
			if err == nil {
				p.host.Toast(kit.Message{Words: w.T("preferences.backed_up")})
				p.Load(p.ctx)
			}
		})
	})
	return kit.NewCard(kit.PlainCard, kit.Column(12, kit.CardHead(w.T("preferences.keep"), "", nil), kit.NewParagraph(w.T("preferences.folder", "Folder", p.svc.Keep.Folder()), theme.Secondary, theme.Ink2), kit.NewParagraph(last, theme.Secondary, theme.Ink2),
		kit.Row(10, back, kit.NewButton(kit.Bare, w.T("certificates.open_folder"), func() { p.host.Report(p.svc.Keep.Show(p.svc.Keep.Folder())) }))))
}

func (p *page) about(f facts) fyne.CanvasObject {
	w := p.host.Words()
	return kit.NewCard(kit.PlainCard, kit.Column(8, kit.CardHead(w.T("preferences.about"), p.svc.Keep.Version(), nil), kit.NewParagraph(w.T("preferences.promise"), theme.Secondary, theme.Ink2),
		kit.NewParagraph(w.T("preferences.fingerprint", "Fingerprint", f.shop.KeyFingerprint), theme.Secondary, theme.Ink2)))
}
