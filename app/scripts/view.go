package scripts

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"shifu/app/kit"
	"shifu/app/theme"
	"shifu/training"
)

// view is the widgets of the page. render is the only thing that touches them.
type view struct {
	page    *page
	root    fyne.CanvasObject
	search  *kit.SearchField
	stages  *fyne.Container
	by      *kit.ChipGroup
	results *fyne.Container
	list    *kit.Rows
	none    fyne.CanvasObject
	detail  *fyne.Container
	sheet   *kit.Scroll
	text    *kit.Paragraph
	copy    *kit.Button
	shown   string // the code that the detail was set for
}

func newView(p *page) *view {
	w := p.host.Words()
	v := &view{page: p}
	v.search = kit.NewSearchField(w.T("scripts.search"), "Ctrl F", p.search)
	v.search.OnDown = func() { p.move(1) }
	v.stages = kit.Column(2)
	v.by = kit.NewChipGroup("", func(s string) { p.model.By(training.Speaker(s)); p.find() },
		kit.Choice{Value: "", Words: w.T("scripts.by_all")}, kit.Choice{Value: string(training.ByHuman), Words: w.T("scripts.by_human")}, kit.Choice{Value: string(training.ByBot), Words: w.T("scripts.by_bot")})
	v.list, v.detail = v.newList(), kit.Column(14)
	v.none = kit.Pad(kit.Sides(40, 20), kit.EmptyState("search", w.T("scripts.none"), w.T("scripts.none_hint"), nil))
	v.none.Hide()
	v.results = kit.Stack(v.list, v.none)
	v.sheet = kit.NewScroll(kit.Pad(kit.All(20), v.detail)).Within()
	header := kit.NewPageHeader(w.T("scripts.title"), "", nil)
	left := kit.Column(10, kit.Pad(kit.Insets{Left: 10}, kit.NewLabel(w.T("scripts.stage"), theme.Caption, theme.Ink3)), v.stages,
		kit.Pad(kit.Insets{Left: 10, Top: 10}, kit.NewLabel(w.T("scripts.by"), theme.Caption, theme.Ink3)), kit.Pad(kit.Insets{Left: 10}, v.by))
	found := kit.NewCardWith(kit.PlainCard, kit.All(1), container.NewBorder(kit.Column(0, kit.Pad(kit.Sides(11, 14), v.search), kit.Rule()),
		kit.Column(0, kit.Rule(), kit.Pad(kit.Sides(10, 16), kit.NewParagraph(w.T("scripts.how"), theme.Caption, theme.Ink3))), nil, nil, v.results))
	middle := kit.AtLeast(300, 0, found)
	stages := float32(150)
	if !w.Chinese() {
		stages = 186 // the stages' English names are longer
	}
	body := container.NewBorder(nil, nil, kit.RowTall(theme.Gap, kit.AtLeast(stages, 0, kit.NewScroll(left)), middle), nil,
		kit.Pad(kit.Insets{Left: theme.Gap}, kit.NewCardWith(kit.PlainCard, kit.All(1), v.sheet)))
	v.root = kit.NewPageBody(header, body, nil)
	return v
}

func (v *view) render() {
	v.renderStages()
	v.renderResults()
	v.renderDetail()
}

func (v *view) renderStages() {
	m := v.page.model
	v.stages.Objects = nil
	for _, s := range m.Stages() {
		tone, role := theme.Ink2, theme.Body
		current := s.ID == m.Query().Stage
		if current {
			tone, role = theme.Primary, theme.BodyBold
		}
		row := kit.NewPressable(kit.PressLook{Radius: theme.Radius, Quiet: true, Chosen: theme.Surface},
			kit.AtLeast(0, 34, kit.Pad(kit.Sides(0, 10), kit.Row(8, kit.Fill(kit.NewLabel(m.StageTitle(s), role, tone)), kit.Text(v.page.host.Words().Number(int64(s.Count)), theme.Caption, theme.Ink3)))),
			func() { m.Stage(s.ID); v.page.find() })
		row.SetCurrent(current)
		v.stages.Add(row)
	}
	kit.Relay(v.stages)
}

// row is a line of the results, used for one script after the other.
type row struct {
	root  *fyne.Container
	title *kit.Paragraph
	note  *kit.TagView
	code  *kit.Label
	text  *kit.Label
}

func newRow() *row {
	r := &row{title: kit.NewRuns(theme.CardTitle, theme.Ink).Most(1), note: kit.NewTagView(),
		code: kit.NewLabel("", theme.Caption, theme.Ink3), text: kit.NewLabel("", theme.Secondary, theme.Ink2)}
	r.root = kit.Pad(kit.Sides(10, 16), kit.Column(1, kit.Row(8, kit.Fill(r.title), r.note, r.code), r.text))
	return r
}

func (r *row) set(s Row) {
	title := make([]kit.Run, len(s.Title))
	for i, piece := range s.Title {
		title[i] = kit.Bold(piece.Text)
		if piece.Hit {
			title[i].Tint = theme.Heat1
		}
	}
	r.title.SetRuns(title...)
	r.note.Set(s.Note, kit.WatchTone)
	r.code.SetText("/" + training.ShortID(s.Code))
	r.text.SetText(s.Text)
	kit.RelayAll(r.root)
}

// newList makes the list: only the rows in sight exist.
func (v *view) newList() *kit.Rows {
	rows := map[fyne.CanvasObject]*row{}
	list := kit.NewRows(68, func() fyne.CanvasObject {
		r := newRow()
		rows[r.root] = r
		return r.root
	}, func(i int, o fyne.CanvasObject, _ kit.State) { rows[o].set(v.page.model.Row(i)) })
	list.OnCurrent = func(i int) {
		if code := v.page.model.Row(i).Code; code != v.page.wanted {
			v.page.open(code)
		}
	}
	return list
}

func (v *view) renderResults() {
	m := v.page.model
	v.search.SetCount(m.Count())
	v.list.SetCount(m.Len())
	v.renderCurrent()
	if m.Found() {
		v.none.Hide()
	} else {
		v.none.Show()
	}
	kit.Relay(v.results)
}

// renderCurrent marks the open script among those found.
func (v *view) renderCurrent() { v.list.SetCurrent(v.page.model.At()) }

func (v *view) renderDetail() {
	m, w := v.page.model, v.page.host.Words()
	s, open := m.Script()
	if !open {
		v.detail.Objects = []fyne.CanvasObject{kit.Pad(kit.Sides(120, 20), kit.EmptyState("chat", w.T("scripts.choose"), w.T("scripts.choose_hint"), nil))}
		kit.Relay(v.detail)
		return
	}
	if v.shown != s.Code {
		v.shown = s.Code
		v.sheet.Top()
	}
	validity := kit.NeutralTone
	if s.Expired {
		validity = kit.WatchTone
	}
	parts := []fyne.CanvasObject{kit.WithTags(kit.NewParagraph(w.Text(s.Title), theme.Dialog, theme.Ink),
		kit.Tag(w.Text(s.StageTitle), kit.PrimaryTone), kit.Tag(w.T("scripts.said."+string(s.By)), kit.NeutralTone), kit.Tag(m.Validity(), validity))}
	if len(s.When) > 0 {
		var when []kit.Condition
		for _, c := range s.When {
			when = append(when, kit.Condition{Name: w.Text(c.Label), Level: w.Text(c.Value)})
		}
		parts = append(parts, kit.Conditions(when...))
	}
	if why := m.WhyNot(); why != "" {
		parts = append(parts, kit.NewBanner(kit.WatchTone, "info", why, "", nil))
	}
	v.text = kit.NewRuns(theme.Reading, theme.Ink)
	v.renderText()
	parts = append(parts, kit.NewCardWith(kit.QuietCard, kit.All(16), v.text))
	if slots := m.Slots(); len(slots) > 0 {
		gaps := kit.Flow(10, 10)
		for _, slot := range slots {
			f := kit.NewField(slot.Title, "").Hint(slot.Example)
			f.SetText(slot.Value)
			f.OnChanged(func(value string) { m.Fill(slot.ID, value); v.renderText() })
			gaps.Add(kit.Fixed(186, 66, f))
		}
		parts = append(parts, gaps)
	}
	v.copy = kit.NewButton(kit.Main, w.T("scripts.copy"), v.page.copy).WithIcon("copy").Cap("Ctrl C")
	v.copy.SetEnabled(m.CanCopy())
	actions := kit.Row(10, v.copy)
	if label := m.ToneLabel(); label != "" {
		actions.Add(kit.NewButton(kit.Usual, label, v.page.tone).Cap("Ctrl T"))
	}
	parts = append(parts, actions)
	if !s.Bad.Text.Empty() && !s.Good.Text.Empty() {
		parts = append(parts, v.pair(s))
	}
	if len(s.Next) > 0 {
		rows := kit.Column(0, kit.Pad(kit.Insets{Top: 6, Bottom: 6}, kit.NewLabel(w.T("scripts.next"), theme.CardTitle, theme.Ink)))
		for _, n := range s.Next {
			line := kit.RowTop(14, kit.FillBy(2, kit.NewParagraph(w.Text(n.Ask), theme.Label, theme.Ink)), kit.FillBy(3, kit.NewParagraph(w.Text(n.Reply), theme.Secondary, theme.Ink2)))
			if n.Script != "" {
				line.Add(kit.NewLink("/"+n.Script, "", func() { v.page.open(n.Script) }))
			}
			rows.Add(kit.Rule())
			rows.Add(kit.Pad(kit.Sides(9, 0), line))
		}
		parts = append(parts, rows)
	}
	v.detail.Objects = parts
	kit.Relay(v.detail)
	v.sheet.Refresh()
}

func (v *view) renderText() {
	var runs []kit.Run
	for _, p := range v.page.model.Parts() {
		switch {
		case p.Open:
			runs = append(runs, kit.Tinted(p.Text, theme.OchreSoft, theme.OchreInk))
		case p.Slot:
			runs = append(runs, kit.Tinted(p.Text, theme.PrimarySoft, theme.PrimaryInk))
		default:
			runs = append(runs, kit.Plain(p.Text))
		}
	}
	v.text.SetRuns(runs...)
}

func (v *view) pair(s training.ScriptView) fyne.CanvasObject {
	w := v.page.host.Words()
	side := func(kind kit.CardKind, tag string, tone kit.ChipTone, c training.Contrast, ink theme.Token) fyne.CanvasObject {
		return kit.NewCardWith(kind, kit.All(14), kit.Column(8, kit.AtLeft(kit.Tag(tag, tone)),
			kit.NewParagraph(w.Text(c.Text), theme.Body, theme.Ink), kit.NewParagraph(w.Text(c.Why), theme.Caption, ink)))
	}
	return kit.Equal(12, side(kit.WatchCard, w.T("scripts.not_so"), kit.WatchTone, s.Bad, theme.OchreInk),
		side(kit.GoodCard, w.T("scripts.but_so"), kit.GoodTone, s.Good, theme.QingInk))
}
