package certificates

import (
	"context"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"shifu/app/kit"
	pages "shifu/app/page"
	"shifu/app/theme"
	"shifu/internal/op"
	"shifu/training/certificate"
)

// listPage is the list of certificates.
type listPage struct {
	host     pages.Host
	register Register
	files    Files
	model    *Model
	ctx      context.Context
	asked    int

	root   fyne.CanvasObject
	header *kit.PageHeader
	chips  *fyne.Container
	search *kit.SearchField
	table  *kit.Table[certificate.Row]
	export *kit.Button
	busy   bool
}

// NewList makes the page.
func NewList(register Register, files Files) pages.Factory {
	return func(h pages.Host, _ pages.Route) pages.Page {
		return &listPage{host: h, register: register, files: files, model: NewModel(h.Words())}
	}
}

func (p *listPage) Title() string            { return p.host.Words().T("certificates.title") }
func (p *listPage) Frame() pages.Frame       { return pages.Full }
func (p *listPage) Changed(c op.Change) bool { return c.Topic == "certificate" }

func (p *listPage) Content() fyne.CanvasObject {
	if p.root != nil {
		return p.root
	}
	w := p.host.Words()
	p.search = kit.NewSearchField(w.T("certificates.search"), "Ctrl F", func(s string) { p.model.Search(s); p.find() })
	p.export = kit.NewButton(kit.Main, w.T("certificates.export"), p.askExport).WithIcon("export").Cap("Ctrl E")
	p.header = kit.NewPageHeader(p.Title(), " ", nil, kit.Fixed(240, 40, p.search), p.export)
	p.chips = kit.Stack()
	empty := kit.EmptyState("cert", w.T("certificates.none"), w.T("certificates.none_hint"), nil)
	p.table = kit.NewTable(kit.TableOptions{Checks: true, Empty: empty}, p.model.Columns()...)
	p.table.OnOpen = func(r certificate.Row) { p.host.Go(pages.Route{Page: "certificate", ID: r.ID}) }
	p.table.OnChecked = p.label
	p.search.OnDown = func() { p.host.Window().Canvas().Focus(p.table.Focus()) }
	p.root = kit.NewPageBody(p.header, container.NewBorder(kit.Pad(kit.Insets{Bottom: 14}, p.chips), nil, nil, nil, kit.NewCardWith(kit.PlainCard, kit.All(1), p.table)), nil)
	return p.root
}

func (p *listPage) Keys() []kit.Key {
	w := p.host.Words()
	return []kit.Key{
		kit.Ctrl(fyne.KeyE, w.T("certificates.export"), p.askExport),
		kit.Ctrl(fyne.KeyF, w.T("pages.key_search"), func() { p.search.Focus() }),
		kit.Named(fyne.KeyDown, w.T("certificates.key_move"), func() { p.host.Window().Canvas().Focus(p.table.Focus()) }),
		kit.Named(fyne.KeyReturn, "", func() {
			if rows := p.model.Rows(); len(rows) > 0 {
				p.host.Go(pages.Route{Page: "certificate", ID: rows[0].ID})
			}
		}),
	}
}

func (p *listPage) Load(ctx context.Context) {
	p.ctx = ctx
	p.find()
}

func (p *listPage) find() {
	p.asked++
	asked, f, actor := p.asked, p.model.Filter(), p.host.Person().Actor
	pages.Load(p.host, p.ctx, func(ctx context.Context) (certificate.Listing, error) { return p.register.List(ctx, actor, f) }, func(l certificate.Listing) {
		if asked != p.asked {
			return
		}
		p.model.Set(l)
		p.header.Set(p.Title(), p.model.Line())
		current := ""
		if len(f.States) > 0 {
			current = string(f.States[0])
		}
		p.chips.Objects = []fyne.CanvasObject{kit.NewChipGroup(current, func(s string) { p.model.State(s); p.find() }, p.model.Filters()...)}
		kit.Relay(p.chips)
		p.table.SetRows(p.model.Rows())
		p.label()
	})
}

// chosen lists the ids that are ticked; none means all.
func (p *listPage) chosen() []string {
	var ids []string
	for _, r := range p.table.Checked() {
		ids = append(ids, r.ID)
	}
	return ids
}

func (p *listPage) label() {
	w := p.host.Words()
	if n := len(p.chosen()); n > 0 {
		p.export.SetLabel(w.N("certificates.export_chosen", n))
	} else {
		p.export.SetLabel(w.T("certificates.export"))
	}
	p.export.SetEnabled(len(p.model.Rows()) > 0)
}

// askExport is the dialog: form, folder, and what is and is not included.
func (p *listPage) askExport() {
	if len(p.model.Rows()) == 0 || p.busy {
		return
	}
	w, ids := p.host.Words(), p.chosen()
	var labels []string
	at := 0
	for i, f := range Formats {
		labels = append(labels, w.T("certificates.format."+string(f)))
		if f == p.model.format {
			at = i
		}
	}
	folder := kit.NewPath(w.T("certificates.folder"), "")
	folder.SetText(p.files.ExportFolder())
	var closeIt func()
	var run *kit.Button
	run = kit.NewButton(kit.Main, w.T("certificates.export_do"), func() {
		actor, x := p.host.Person().Actor, p.model.Export(folder.Text(), ids)
		run.SetBusy(true)
		p.busy = true
		pages.Send(p.host, p.ctx, func(ctx context.Context) (certificate.Exported, error) { return p.files.Export(ctx, actor, x) }, func(done certificate.Exported, err error) {
			run.SetBusy(false)
			p.busy = false
			if err != nil {
				folder.SetError(p.host.Say(err))
				return
			}
			closeIt()
			p.host.Toast(kit.Message{Words: Done(w, done), Action: w.T("certificates.open_folder"), Do: func() { p.host.Report(p.files.Show(done.Dir)) }})
		})
	}).Cap("Enter")
	title := w.T("certificates.export_all_title")
	if n := len(ids); n > 0 {
		title = w.N("certificates.export_title", n)
	}
	var caps []string
	var digits []kit.Key
	var forms *kit.Segments
	for i := range Formats {
		caps = append(caps, strconv.Itoa(i+1))
		digits = append(digits, kit.Press(rune('1'+i), "", func() {
			p.model.format = Formats[i]
			forms.Set(i)
		}))
	}
	forms = kit.NewSegments(at, func(i int) { p.model.format = Formats[i] }, labels, caps)
	closeIt = p.host.Dialog(kit.Sheet{Title: title, Wide: true, Main: run, Keys: digits, Content: kit.Column(16, kit.NewLabel(w.T("certificates.as"), theme.Label, theme.Ink),
		forms, folder,
		kit.NewCard(kit.QuietCard, kit.Column(4, kit.NewParagraph(w.T("certificates.with"), theme.Secondary, theme.Ink2), kit.NewParagraph(w.T("certificates.without"), theme.Secondary, theme.Ink2))))})
}
