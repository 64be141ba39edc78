package editor

import (
	"context"

	"fyne.io/fyne/v2"

	"shifu/app/kit"
	pages "shifu/app/page"
	"shifu/app/theme"
	"shifu/internal/i18n"
	"shifu/internal/lang"
	"shifu/internal/op"
	"shifu/training"
)

// Policy is what the page of the policy sheet asks of training.
type Policy interface {
	Facts(ctx context.Context, actor op.Actor) ([]training.FactRow, error)
	PreviewFact(ctx context.Context, actor op.Actor, cmd training.EditFact) (training.FactEffect, error)
	EditFact(ctx context.Context, actor op.Actor, cmd training.EditFact) (training.FactEffect, error)
}

// policyPage is the shop's policy sheet.
type policyPage struct {
	host  pages.Host
	svc   Policy
	ctx   context.Context
	root  fyne.CanvasObject
	table *kit.Table[training.FactRow]
}

// NewPolicy makes the page of the policy sheet.
func NewPolicy(svc Policy) pages.Factory {
	return func(h pages.Host, _ pages.Route) pages.Page { return &policyPage{host: h, svc: svc} }
}

func (p *policyPage) Title() string      { return p.host.Words().T("editor.policy") }
func (p *policyPage) Frame() pages.Frame { return pages.Full }

func (p *policyPage) Content() fyne.CanvasObject {
	if p.root == nil {
		w := p.host.Words()
		p.table = kit.NewTable(kit.TableOptions{Row: 46, Empty: kit.EmptyState("sliders", w.T("editor.no_facts"), w.T("editor.no_facts_words"), nil)},
			kit.TableColumn[training.FactRow]{Key: "title", Title: w.T("editor.column.fact"), Width: 220, Grow: 3, Bold: true, Text: func(f training.FactRow) string { return w.Text(f.Title) }},
			kit.TableColumn[training.FactRow]{Key: "value", Title: w.T("editor.column.value"), Width: 120, Grow: 1, Text: func(f training.FactRow) string { return factValue(w, f.Fact) }},
			kit.TableColumn[training.FactRow]{Key: "days", Title: w.T("editor.column.days"), Width: 150, Grow: 1, Text: func(f training.FactRow) string { return factDays(w, f.Fact) }},
			kit.TableColumn[training.FactRow]{Key: "own", Title: w.T("editor.column.own"), Width: 100, Cell: func(f training.FactRow) kit.Cell {
				if !f.Own {
					return kit.Cell{}
				}
				return kit.Cell{Tag: w.T("editor.own"), TagTone: kit.PrimaryTone}
			}, Text: func(f training.FactRow) string {
				if f.Own {
					return w.T("editor.own")
				}
				return ""
			}})
		p.table.OnOpen = p.edit
		p.root = kit.NewPageBody(kit.NewPageHeader(p.Title(), w.T("editor.policy_note"), p.host.Back), kit.NewCardWith(kit.PlainCard, kit.All(1), p.table), nil)
	}
	return p.root
}

// First is the list.
func (p *policyPage) First() fyne.Focusable { return p.table.Focus() }

func (p *policyPage) Keys() []kit.Key {
	return []kit.Key{
		kit.Named(fyne.KeyDown, "", func() { p.table.Key(fyne.KeyDown) }),
		kit.Named(fyne.KeyUp, "", func() { p.table.Key(fyne.KeyUp) }),
		kit.Named(fyne.KeyReturn, "", func() { p.table.Key(fyne.KeyReturn) }),
	}
}

// Changed reloads when content changed.
func (p *policyPage) Changed(c op.Change) bool { return c.Topic == training.TopicContent }

func (p *policyPage) Load(ctx context.Context) {
	p.ctx = ctx
	actor := p.host.Person().Actor
	pages.Load(p.host, ctx, func(ctx context.Context) ([]training.FactRow, error) { return p.svc.Facts(ctx, actor) }, func(rows []training.FactRow) {
		p.table.SetRows(rows)
		if _, ok := p.table.Current(); !ok {
			p.table.SetCurrent(func(training.FactRow) bool { return true })
		}
	})
}

func factValue(w *i18n.Printer, f training.Fact) string {
	if f.Kind == "text" {
		return w.Text(f.Text)
	}
	return f.Value
}

func factDays(w *i18n.Printer, f training.Fact) string {
	if f.From == "" && f.To == "" {
		return w.T("editor.always")
	}
	return w.Range(f.From, f.To)
}

// edit asks for the new value; what it changes is shown before anything is.
func (p *policyPage) edit(f training.FactRow) {
	w := p.host.Words()
	value := kit.NewField(w.T("editor.column.value"), w.T("editor.value_help."+f.Kind))
	value.SetText(f.Value)
	zh, en := kit.NewField(w.T("editor.column.zh"), ""), kit.NewField(w.T("editor.column.en"), "")
	zh.SetText(f.Text.ZH)
	en.SetText(f.Text.EN)
	from, to := kit.NewField(w.T("editor.from"), w.T("editor.day_help")), kit.NewField(w.T("editor.to"), "")
	from.SetText(f.From)
	to.SetText(f.To)
	fields := []fyne.CanvasObject{value, kit.Equal(14, from, to)}
	first := value.Entry
	if f.Kind == "text" {
		fields = []fyne.CanvasObject{zh, en, kit.Equal(14, from, to)}
		first = zh.Entry
	}
	var closeIt func()
	var do *kit.Button
	do = kit.NewButton(kit.Main, w.T("editor.see_effect"), func() {
		actor := p.host.Person().Actor
		cmd := training.EditFact{Command: op.Command{ID: op.NewID()}, ID: f.ID, Value: value.Text(), Text: lang.Text{ZH: zh.Text(), EN: en.Text()}, From: from.Text(), To: to.Text()}
		do.SetBusy(true)
		pages.Send(p.host, p.ctx, func(ctx context.Context) (training.FactEffect, error) { return p.svc.PreviewFact(ctx, actor, cmd) }, func(e training.FactEffect, err error) {
			do.SetBusy(false)
			if err != nil {
				value.SetError(p.host.Say(err))
				zh.SetError(p.host.Say(err))
				return
			}
			closeIt()
			p.confirm(f, cmd, e)
		})
	}).Cap("Ctrl Enter")
	closeIt = p.host.Dialog(kit.Sheet{Title: w.Text(f.Title), Wide: true, Main: do, First: first, Keys: []kit.Key{kit.Ctrl(fyne.KeyReturn, "", do.Press)}, Content: kit.Column(14, fields...)})
}

// confirm shows what the change would touch, and makes it.
func (p *policyPage) confirm(f training.FactRow, cmd training.EditFact, e training.FactEffect) {
	w := p.host.Words()
	var closeIt func()
	var do *kit.Button
	do = kit.NewButton(kit.Main, w.T("editor.change_fact"), func() {
		actor := p.host.Person().Actor
		do.SetBusy(true)
		pages.Send(p.host, p.ctx, func(ctx context.Context) (training.FactEffect, error) { return p.svc.EditFact(ctx, actor, cmd) }, func(done training.FactEffect, err error) {
			do.SetBusy(false)
			closeIt()
			p.host.Report(err)
			if err == nil {
				p.host.Toast(kit.Message{Words: w.N("editor.fact_changed", len(done.Models)), Icon: "check"})
			}
			p.Load(p.ctx)
		})
	}).Cap("Ctrl Enter")
	do.SetEnabled(e.Errors == 0)
	rows := kit.Column(10)
	for _, o := range effectRows(w, e) {
		rows.Add(o)
	}
	closeIt = p.host.Dialog(kit.Sheet{Title: w.T("editor.effect_title", "Fact", w.Text(f.Title)), Wide: true, Main: do, Keys: []kit.Key{kit.Ctrl(fyne.KeyReturn, "", do.Press)},
		Content: kit.Fixed(572, 340, kit.NewScroll(rows))})
}

// effectRows puts an effect into words.
func effectRows(w *i18n.Printer, e training.FactEffect) []fyne.CanvasObject {
	out := []fyne.CanvasObject{}
	switch {
	case e.Errors > 0:
		out = append(out, kit.NewBanner(kit.DangerTone, "alert", w.N("editor.effect_breaks", e.Errors), "", nil))
	case len(e.Models) == 0:
		out = append(out, kit.NewBanner(kit.GoodTone, "check", w.T("editor.effect_none"), "", nil))
	default:
		out = append(out, kit.NewBanner(kit.WatchTone, "info", w.N("editor.effect", len(e.Models), "Situations", e.Situations, "Keys", e.Keys), "", nil))
	}
	for _, m := range e.Models {
		col := kit.Column(2, kit.NewParagraph(w.Text(m.Title), theme.BodyBold, theme.Ink), kit.NewParagraph(w.N("editor.effect_model", m.Keys, "Situations", m.Situations), theme.Secondary, theme.Ink2))
		for _, f := range m.Findings {
			col.Add(kit.NewParagraph(w.Text(f.Message), theme.Secondary, theme.DangerInk))
		}
		out = append(out, kit.NewCard(kit.PlainCard, col))
	}
	list := func(key string, refs []training.ContentRef) {
		if len(refs) == 0 {
			return
		}
		names := make([]string, 0, len(refs))
		for i, r := range refs {
			if i == 12 {
				names = append(names, "…")
				break
			}
			names = append(names, w.Text(r.Title))
		}
		out = append(out, kit.NewParagraph(w.N(key, len(refs), "Names", w.List(names)), theme.Secondary, theme.Ink2))
	}
	list("editor.effect_lessons", e.Lessons)
	list("editor.effect_scripts", e.Scripts)
	return out
}
