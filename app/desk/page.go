package desk

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"shifu/app/kit"
	pages "shifu/app/page"
	"shifu/app/theme"
	"shifu/internal/op"
	"shifu/training"
	"shifu/training/certificate"
)

type page struct {
	host   pages.Host
	group  Group
	papers Papers
	model  *Model
	ctx    context.Context
	asked  int
	root   fyne.CanvasObject
	header *kit.PageHeader
	matrix *kit.Matrix
	empty  *fyne.Container
	detail *fyne.Container
	queue  *fyne.Container
	begin  *kit.Button
}

// New makes the desk.
func New(group Group, papers Papers) pages.Factory {
	return func(h pages.Host, _ pages.Route) pages.Page {
		return &page{host: h, group: group, papers: papers, model: NewModel(h.Words())}
	}
}

func (p *page) Title() string          { return p.host.Words().T("desk.title") }
func (p *page) Frame() pages.Frame     { return pages.Full }
func (p *page) Changed(op.Change) bool { return true }
func (p *page) First() fyne.Focusable  { return nil }

// At is the current cell of the matrix, once its explanation is there.
func (p *page) At() string {
	person, module, ok := p.model.Current()
	if d := p.model.Detail(); ok && d != nil && d.PersonID == person && d.ModuleID == module {
		return person + "/" + module
	}
	return ""
}

func (p *page) Content() fyne.CanvasObject {
	if p.root != nil {
		return p.root
	}
	w := p.host.Words()
	filter := kit.NewChipGroup("all", func(s string) { p.model.SetMine(s == "mine"); p.Load(p.ctx) },
		kit.Choice{Value: "all", Words: w.T("desk.all")}, kit.Choice{Value: "mine", Words: w.T("desk.mine")})
	p.header = kit.NewPageHeader(p.Title(), " ", nil, filter, kit.NewButton(kit.Usual, w.T("forecast.open"), p.forecast).Small().Cap("F"))
	p.matrix = kit.NewMatrix(w.T("desk.apprentice"))
	p.matrix.OnOpen = p.open
	p.matrix.OnCurrent = p.choose
	p.empty = kit.Stack()
	p.detail = kit.Column(0)
	p.queue = kit.Column(0)
	p.begin = kit.NewButton(kit.Main, w.T("desk.begin"), p.first).Large().Cap("Enter")
	p.begin.SetEnabled(false) // until something is known to wait
	legend := kit.Flow(14, 4, kit.Row(6, kit.SealMark(18), kit.Text(w.T("desk.legend_signed"), theme.Caption, theme.Ink3)), kit.Text(w.T("desk.legend_share"), theme.Caption, theme.Ink3), kit.Text(w.T("desk.legend_few"), theme.Caption, theme.Ink3))
	left := container.NewBorder(nil, kit.Column(12, kit.Pad(kit.Insets{Top: 8}, legend), p.detail), nil, nil, kit.Stack(kit.NewCardWith(kit.PlainCard, kit.All(1), p.matrix), p.empty))
	foot := kit.Pad(kit.Sides(12, 14), kit.Column(8, p.begin, kit.NewParagraph(w.T("desk.begin_note"), theme.Caption, theme.Ink3)))
	right := kit.NewCardWith(kit.PlainCard, kit.All(1), container.NewBorder(nil, foot, nil, nil, kit.NewScroll(p.queue).Within()))
	p.root = kit.NewPageBody(p.header, kit.TwoColumns(300, left, right), nil)
	return p.root
}

func (p *page) Keys() []kit.Key {
	w := p.host.Words()
	return []kit.Key{
		kit.Named(fyne.KeyReturn, w.T("desk.begin"), p.first).If(func() bool { return len(p.model.Queue()) > 0 }),
		kit.Press('s', w.T("desk.key_sign"), p.sign),
		kit.Press('o', w.T("desk.key_observe"), p.observe),
		kit.Press('f', w.T("forecast.open"), p.forecast),
		kit.Named(fyne.KeyDown, w.T("desk.key_move"), func() { p.host.Window().Canvas().Focus(p.matrix.Focus()) }),
	}
}

func (p *page) Load(ctx context.Context) {
	p.ctx = ctx
	actor, q := p.host.Person().Actor, p.model.Query()
	type sight struct {
		desk   training.Desk
		doubts []certificate.DoubtedSignOff
	}
	pages.Load(p.host, ctx, func(ctx context.Context) (s sight, err error) {
		if s.doubts, err = p.papers.DoubtedSignOffs(ctx, actor); err != nil {
			return s, err
		}
		s.desk, err = p.group.Desk(ctx, actor, q)
		return s, err
	}, func(s sight) {
		p.model.Set(s.desk, s.doubts, p.host.Now())
		p.render()
		p.choose(p.model.row, p.model.col) // what was being read of it was dropped with the page before
	})
}

func (p *page) render() {
	w, m := p.host.Words(), p.model
	p.header.Set(p.Title(), m.Line())
	rows := m.Rows()
	p.matrix.Set(m.Groups(), rows)
	p.empty.Objects = nil
	if len(rows) == 0 {
		p.empty.Objects = []fyne.CanvasObject{kit.EmptyState("people", w.T("desk.nobody"), w.T("desk.nobody_hint"), nil)}
	}
	kit.Relay(p.empty)
	queue := m.Queue()
	p.queue.Objects = []fyne.CanvasObject{kit.Pad(kit.Sides(12, 16), kit.Row(8, kit.Text(w.T("desk.queue"), theme.CardTitle, theme.Ink), kit.Badge(w.Number(int64(len(queue))))))}
	for i, q := range queue {
		if i == MostQueued {
			p.queue.Add(kit.Rule())
			p.queue.Add(kit.Pad(kit.Sides(12, 16), kit.NewParagraph(w.N("desk.queue_more", len(queue)-i), theme.Caption, theme.Ink3)))
			break
		}
		top := kit.Row(8, kit.Text(q.Name, theme.BodyBold, theme.Ink), kit.Tag(q.Kind, q.Tone), kit.Spacer(), kit.Text(q.Since, theme.Caption, theme.Ink3))
		p.queue.Add(kit.Rule())
		p.queue.Add(kit.NewPressable(kit.PressLook{Quiet: true}, kit.AtLeast(0, 58, kit.Pad(kit.Sides(8, 16), kit.Column(2, top, kit.NewLabel(q.Title, theme.Secondary, theme.Ink2)))), func() { p.host.Go(q.Route) }))
	}
	if len(queue) == 0 {
		p.queue.Add(kit.Pad(kit.Sides(40, 16), kit.EmptyState("check", w.T("desk.done"), w.T("desk.done_hint"), nil)))
	}
	kit.Relay(p.queue)
	p.begin.SetEnabled(len(queue) > 0)
	p.renderDetail()
}

func (p *page) renderDetail() {
	d, w := p.model.Detail(), p.host.Words()
	p.detail.Objects = nil
	if d != nil {
		left := kit.Column(6, kit.NewLabel(w.T("desk.cell", "Name", d.Name, "Module", w.Text(d.Title)), theme.CardTitle, theme.Ink), kit.NewLabel(w.T("desk.cell_counts", "Done", d.Cell.Done, "Situations", d.Situations), theme.Caption, theme.Ink3))
		if d.Cell.Done > 0 {
			percent := 100 * d.Cell.Right / d.Cell.Done
			left.Add(kit.Row(12, kit.Figure(w.Share(int64(d.Cell.Right), int64(d.Cell.Done)), theme.Figure, theme.Ink, ""), kit.Fill(kit.NewParagraph(w.T("desk.interval", "Low", d.Low, "High", d.High), theme.Secondary, theme.Ink2))))
			left.Add(kit.Fixed(240, 16, kit.Interval(d.Low, d.High, percent, 80, theme.Primary)))
		} else {
			left.Add(kit.NewParagraph(w.T("desk.nothing_yet"), theme.Secondary, theme.Ink2))
		}
		right := kit.Column(6)
		for _, r := range d.Requirements {
			icon, tone := "circle", theme.Ink3
			if r.Met {
				icon, tone = "check", theme.Qing
			}
			right.Add(kit.Row(8, kit.IconBox(icon, 14, tone), kit.Fill(kit.NewLabel(w.Text(r.Title), theme.Secondary, theme.Ink)), kit.Text(w.T("desk.count", "Have", r.Have, "Need", r.Need), theme.Label, theme.Ink2)))
		}
		var actions fyne.CanvasObject = kit.Row(10, kit.NewButton(kit.Soft, w.T("desk.evidence"), p.sign).Small().Cap("S"), kit.NewButton(kit.Usual, w.T("desk.observe"), p.observe).Small().Cap("O"))
		if !p.model.MaySee(p.host.Person().Actor) {
			actions = kit.NewParagraph(w.T("desk.not_yours"), theme.Secondary, theme.Ink3)
		}
		p.detail.Objects = []fyne.CanvasObject{kit.NewCard(kit.PlainCard, kit.Column(12, kit.Equal(24, left, right), actions))}
	}
	kit.Relay(p.detail)
	kit.RelayAll(p.root)
}

func (p *page) choose(row, col int) {
	person, module, ok := p.model.Choose(row, col)
	if !ok {
		return
	}
	p.asked++
	asked, actor := p.asked, p.host.Person().Actor
	pages.Load(p.host, p.ctx, func(ctx context.Context) (training.CellDetail, error) {
		return p.group.CellDetail(ctx, actor, person, module)
	}, func(d training.CellDetail) {
		if asked == p.asked {
			p.model.SetDetail(d)
			p.renderDetail()
		}
	})
}

func (p *page) open(row, col int) {
	if _, _, ok := p.model.Choose(row, col); ok {
		p.sign()
	}
}

func (p *page) first() {
	if q := p.model.Queue(); len(q) > 0 {
		p.host.Go(q[0].Route)
	}
}

// forecast opens whose memory of which points fades.
func (p *page) forecast() { p.host.Go(pages.Route{Page: "forecast"}) }

func (p *page) sign() {
	if person, module, ok := p.model.Current(); ok {
		if !p.model.MaySee(p.host.Person().Actor) {
			p.host.Toast(kit.Message{Words: p.host.Words().T("desk.not_yours"), Icon: "info"})
			return
		}
		p.host.Go(pages.Route{Page: "sign-off", ID: person + "/" + module})
	}
}

// observe opens the checklist of the current cell's module. What it asks for is
// read at this moment: the detail on the screen may still be another cell's.
func (p *page) observe() {
	w := p.host.Words()
	person, module, ok := p.model.Current()
	if !ok {
		p.host.Toast(kit.Message{Words: w.T("desk.choose_first"), Icon: "info"})
		return
	}
	actor := p.host.Person().Actor
	type asked struct {
		name string
		form *training.ObservationForm // nil when nothing is left to observe
	}
	pages.Load(p.host, p.ctx, func(ctx context.Context) (a asked, err error) {
		d, err := p.group.CellDetail(ctx, actor, person, module)
		if err != nil {
			return a, err
		}
		a.name = d.Name
		for _, r := range d.Requirements {
			if r.Checklist != "" && !r.Met {
				form, err := p.group.ObservationForm(ctx, actor, person, r.Checklist)
				a.form = &form
				return a, err
			}
		}
		return a, nil
	}, func(a asked) {
		if a.form == nil {
			p.host.Toast(kit.Message{Words: w.T("desk.no_checklist"), Icon: "info"})
			return
		}
		p.form(person, a.name, *a.form)
	})
}

func (p *page) form(person, name string, f training.ObservationForm) {
	w := p.host.Words()
	seen := map[string]bool{}
	for _, id := range f.Seen {
		seen[id] = true
	}
	lines := kit.Column(6)
	var first fyne.Focusable
	for _, l := range f.Checklist.Lines {
		box := kit.NewCheckbox(w.Text(l.Text), seen[l.ID], func(on bool) { seen[l.ID] = on })
		if first == nil {
			first = box
		}
		lines.Add(box)
	}
	note := kit.NewTextArea(w.T("desk.observe_note"), "", 2)
	var closeIt func()
	var keep *kit.Button
	keep = kit.NewButton(kit.Main, w.T("desk.observe_keep"), func() {
		actor, cmd := p.host.Person().Actor, training.Observe{Command: op.Command{ID: op.NewID()}, ApprenticeID: person, ChecklistID: f.Checklist.ID, Seen: seen, Note: note.Text()}
		keep.SetBusy(true)
		pages.Send(p.host, p.ctx, func(ctx context.Context) (training.Observation, error) { return p.group.Observe(ctx, actor, cmd) }, func(_ training.Observation, err error) {
			keep.SetBusy(false)
			if err != nil {
				note.SetError(p.host.Say(err))
				return
			}
			closeIt()
			p.host.Toast(kit.Message{Words: w.T("desk.observed")})
			p.Load(p.ctx)
		})
	}).Cap("Ctrl Enter")
	closeIt = p.host.Dialog(kit.Sheet{Title: w.T("desk.observe_title", "Name", name, "List", w.Text(f.Checklist.Title)), Wide: true, Main: keep, First: first,
		Content: kit.Column(14, kit.NewParagraph(w.T("desk.observe_words"), theme.Secondary, theme.Ink2), lines, note), Keys: []kit.Key{kit.Ctrl(fyne.KeyReturn, "", keep.Press)}})
}
