package editor

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"

	"shifu/app/kit"
	pages "shifu/app/page"
	"shifu/app/theme"
	"shifu/internal/op"
	"shifu/quiz"
	"shifu/quiz/model"
)

// list is the drafts: one's own, and those of others that wait for a second reader.
type list struct {
	host    pages.Host
	svc     Services
	ctx     context.Context
	root    fyne.CanvasObject
	header  *kit.PageHeader
	table   *kit.Table[draftRow]
	points  []quiz.PointView
	typeBox *kit.Select
	asking  bool // opened to begin a new model
}

// draftRow is a draft with the names of its people.
type draftRow struct {
	quiz.DraftRow
	author string
}

// NewList makes the page of the drafts.
func NewList(svc Services) pages.Factory {
	return func(h pages.Host, _ pages.Route) pages.Page { return newList(h, svc) }
}

func newList(h pages.Host, svc Services) *list { return &list{host: h, svc: svc} }

func (p *list) Title() string      { return p.host.Words().T("editor.drafts") }
func (p *list) Frame() pages.Frame { return pages.Full }

func (p *list) writes() bool { return p.host.Person().Has(op.Supervisor, op.Owner) }

func (p *list) Content() fyne.CanvasObject {
	if p.root != nil {
		return p.root
	}
	w := p.host.Words()
	tools := []fyne.CanvasObject{}
	if p.writes() {
		tools = append(tools, kit.NewButton(kit.Usual, w.T("editor.policy"), func() { p.host.Go(pages.Route{Page: "policy"}) }), kit.NewButton(kit.Usual, w.T("editor.import"), p.bring).Cap("Ctrl O"), kit.NewButton(kit.Main, w.T("editor.new"), p.create).Cap("Ctrl N"))
	}
	p.header = kit.NewPageHeader(p.Title(), w.T("editor.drafts_note"), nil, tools...)
	p.table = kit.NewTable(kit.TableOptions{Row: 48, Empty: kit.EmptyState("doc", w.T("editor.no_drafts"), w.T("editor.no_drafts_words"), nil)},
		kit.TableColumn[draftRow]{Key: "title", Title: w.T("editor.column.title"), Width: 220, Grow: 3, Bold: true, Text: func(r draftRow) string { return w.Text(r.Title) }},
		kit.TableColumn[draftRow]{Key: "author", Title: w.T("editor.column.author"), Width: 110, Grow: 1, Text: func(r draftRow) string { return r.author }},
		kit.TableColumn[draftRow]{Key: "state", Title: w.T("editor.column.state"), Width: 150, Grow: 1, Text: p.state, Cell: func(r draftRow) kit.Cell { return kit.Cell{Tag: p.state(r), TagTone: stateTone(r)} }},
		kit.TableColumn[draftRow]{Key: "saved", Title: w.T("editor.column.saved"), Width: 130, Grow: 1, Text: func(r draftRow) string { return w.Moment(r.SavedAt, p.host.Now()) }})
	p.table.OnOpen = p.open
	p.root = kit.NewPageBody(p.header, kit.NewCardWith(kit.PlainCard, kit.All(1), p.table), nil)
	return p.root
}

// First is the list.
func (p *list) First() fyne.Focusable { return p.table.Focus() }

func (p *list) state(r draftRow) string {
	w := p.host.Words()
	switch {
	case r.MayRead && r.State == quiz.DraftSent:
		return w.T("editor.wants_you", "Answered", r.Answered, "Of", r.Of)
	case r.State == quiz.DraftSent:
		return w.T("editor.being_read", "Answered", r.Answered, "Of", r.Of)
	}
	return w.T("editor.state." + string(r.State))
}

func stateTone(r draftRow) kit.ChipTone {
	switch r.State {
	case quiz.DraftAgreed:
		return kit.GoodTone
	case quiz.DraftDisputed:
		return kit.WatchTone
	case quiz.DraftSent:
		return kit.PrimaryTone
	}
	return kit.NeutralTone
}

func (p *list) Keys() []kit.Key {
	w := p.host.Words()
	writes := p.writes
	return []kit.Key{
		kit.Ctrl(fyne.KeyN, w.T("editor.new"), p.create).If(writes),
		kit.Ctrl(fyne.KeyO, w.T("editor.import"), p.bring).If(writes),
		kit.Named(fyne.KeyDown, "", func() { p.table.Key(fyne.KeyDown) }),
		kit.Named(fyne.KeyUp, "", func() { p.table.Key(fyne.KeyUp) }),
		kit.Named(fyne.KeyReturn, "", func() { p.table.Key(fyne.KeyReturn) }),
	}
}

// Changed reloads when a draft went on.
func (p *list) Changed(c op.Change) bool { return c.Topic == quiz.TopicDraft }

func (p *list) Load(ctx context.Context) {
	p.ctx = ctx
	actor := p.host.Person().Actor
	type loaded struct {
		rows   []draftRow
		points []quiz.PointView
	}
	pages.Load(p.host, ctx, func(ctx context.Context) (l loaded, err error) {
		drafts, err := p.svc.Drafts.Drafts(ctx, actor)
		if err != nil {
			return l, err
		}
		for _, d := range drafts {
			r := draftRow{DraftRow: d}
			if r.author, err = p.svc.Names(ctx, actor, d.Author); err != nil {
				return l, err
			}
			l.rows = append(l.rows, r)
		}
		l.points, err = p.svc.Drafts.Points(ctx, actor, "")
		return l, err
	}, func(l loaded) {
		p.points = l.points
		p.table.SetRows(l.rows)
		if _, ok := p.table.Current(); !ok {
			p.table.SetCurrent(func(draftRow) bool { return true })
		}
		if p.asking && p.writes() {
			p.asking = false
			p.create()
		}
	})
}

// open goes to an own draft, reads one that waits, or looks at what could be
// published.
func (p *list) open(r draftRow) {
	switch {
	case r.Mine:
		p.host.Go(pages.Route{Page: "editor", ID: r.ID})
	case r.MayRead:
		p.host.Go(pages.Route{Page: "reading", ID: r.ID})
	case r.State == quiz.DraftAgreed && p.writes():
		p.publish(r)
	default:
		p.host.Toast(kit.Message{Words: p.host.Words().T("editor.not_yours")})
	}
}

// publish brings another's draft that was agreed with into use.
func (p *list) publish(r draftRow) {
	reload := func() { p.Load(p.ctx) }
	publishing{host: p.host, drafts: p.svc.Drafts, ctx: p.ctx, reload: reload, done: reload}.of(r.ID)
}

// choices are the points that a question can belong to.
func (p *list) choices() []kit.Choice {
	w := p.host.Words()
	var points []kit.Choice
	for _, pt := range p.points {
		if pt.Models > 0 || pt.Point.Parent != "" {
			points = append(points, kit.Choice{Value: pt.Point.ID, Words: w.Text(pt.Point.Title)})
		}
	}
	if len(points) == 0 {
		for _, pt := range p.points {
			points = append(points, kit.Choice{Value: pt.Point.ID, Words: w.Text(pt.Point.Title)})
		}
	}
	return points
}

// create asks for the point and the type of a new model.
func (p *list) create() {
	w := p.host.Words()
	points := p.choices()
	var types []kit.Choice
	for _, t := range model.Types {
		types = append(types, kit.Choice{Value: string(t), Words: w.T("editor.type." + string(t))})
	}
	first := ""
	if len(points) > 0 {
		first = points[0].Value
	}
	point, kind := kit.NewSelect(w.T("editor.field.kp"), first, nil, points...), kit.NewSelect(w.T("editor.field.type"), string(model.Single), nil, types...)
	var closeIt func()
	var do *kit.Button
	do = kit.NewButton(kit.Main, w.T("editor.new_do"), func() {
		do.SetBusy(true)
		closeIt()
		p.start(quiz.StartDraft{Command: op.Command{ID: op.NewID()}, Type: model.Type(kind.Value()), Point: point.Value()})
	}).Cap("Enter")
	closeIt = p.host.Dialog(kit.Sheet{Title: w.T("editor.new"), Main: do, Content: kit.Column(14, point, kind)})
}

func (p *list) start(cmd quiz.StartDraft) {
	actor := p.host.Person().Actor
	pages.Send(p.host, p.ctx, func(ctx context.Context) (string, error) { return p.svc.Drafts.StartDraft(ctx, actor, cmd) }, func(id string, err error) {
		if err != nil {
			p.host.Report(err)
			return
		}
		p.host.Go(pages.Route{Page: "editor", ID: id})
	})
}

// brought is what came of reading a file.
type brought struct {
	drafts   []string
	findings []model.Finding
}

// bring reads models from a workbook or a YAML file, or questions of another system:
// each becomes a draft. A model
// that cannot be read whole stays out, and the findings say in which cell.
func (p *list) bring() {
	w := p.host.Words()
	file := kit.NewPath(w.T("editor.file"), w.T("editor.import_help"))
	points := p.choices()
	first := ""
	if len(points) > 0 {
		first = points[0].Value
	}
	point := kit.NewSelect(w.T("editor.import_point"), first, nil, points...)
	pick := kit.NewButton(kit.Usual, w.T("preferences.pick"), func() {
		dialog.ShowFileOpen(func(r fyne.URIReadCloser, err error) {
			if err == nil && r != nil {
				file.SetText(r.URI().Path())
				_ = r.Close()
			}
		}, p.host.Window())
	})
	var closeIt func()
	var do *kit.Button
	do = kit.NewButton(kit.Main, w.T("editor.import_do"), func() {
		path, under, actor := strings.TrimSpace(file.Text()), point.Value(), p.host.Person().Actor
		do.SetBusy(true)
		pages.Send(p.host, p.ctx, func(ctx context.Context) (b brought, err error) {
			models, findings, err := p.svc.Files.ReadModels(ctx, path)
			if err != nil {
				return b, err
			}
			b.findings = findings
			for _, m := range models {
				if model.Blocking(model.Of(findings, m.ID)) {
					continue
				}
				if m.KP == "" {
					m.KP = under
				}
				id, err := p.svc.Drafts.StartDraft(ctx, actor, quiz.StartDraft{Command: op.Command{ID: op.NewID()}, Text: string(model.YAML([]*model.Model{m}))})
				if err != nil {
					return b, err
				}
				b.drafts = append(b.drafts, id)
			}
			return b, nil
		}, func(b brought, err error) {
			do.SetBusy(false)
			if err != nil {
				file.SetError(p.host.Say(err))
				return
			}
			closeIt()
			p.imported(b)
		})
	}).Cap("Ctrl Enter")
	closeIt = p.host.Dialog(kit.Sheet{Title: w.T("editor.import_title"), Wide: true, Main: do, Other: pick, First: file.Entry, Keys: []kit.Key{kit.Ctrl(fyne.KeyReturn, "", do.Press)}, Content: kit.Column(14, file, point)})
}

// imported opens the one draft, or says what came in and what did not.
func (p *list) imported(b brought) {
	w := p.host.Words()
	if len(b.findings) == 0 && len(b.drafts) == 1 {
		p.host.Go(pages.Route{Page: "editor", ID: b.drafts[0]})
		return
	}
	p.Load(p.ctx)
	if len(b.findings) == 0 {
		p.host.Toast(kit.Message{Words: w.N("editor.imported", len(b.drafts)), Icon: "check"})
		return
	}
	rows := kit.Column(8)
	for i, f := range b.findings {
		if i == 40 {
			break
		}
		where := f.File
		switch {
		case f.Sheet != "":
			where = f.Sheet + "!" + f.Cell
		case f.Line > 0:
			where = w.T("editor.at_line", "Line", f.Line)
		}
		words := kit.Column(0, kit.NewParagraph(strings.TrimSpace(where+" · "+f.Code), theme.Caption, theme.Ink3), kit.NewParagraph(w.Text(f.Message), theme.Body, theme.Ink))
		if fix := w.Text(f.Repair); fix != "" {
			words.Add(kit.NewParagraph(fix, theme.Secondary, theme.Ink2))
		}
		rows.Add(words)
	}
	var closeIt func()
	scroll := kit.NewScroll(rows)
	closeIt = p.host.Dialog(kit.Sheet{Title: w.N("editor.import_findings", len(b.drafts)), Wide: true, Main: kit.NewButton(kit.Main, w.T("shell.understood"), func() { closeIt() }).Cap("Enter"), Keys: paged(scroll),
		Content: kit.Fixed(572, 320, scroll)})
}
