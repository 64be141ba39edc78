package statistics

import (
	"fyne.io/fyne/v2"

	"shifu/app/bank"
	"shifu/app/kit"
	"shifu/app/theme"
	"shifu/internal/i18n"
	"shifu/quiz"
	"shifu/quiz/statistics"
)

// side is the width of the panel beside the list; mostSituations is how many
// situations it lists.
const (
	side           = 340
	mostSituations = 12
)

// view is the widgets of the page. render is the only thing that touches them.
type view struct {
	page    *page
	root    fyne.CanvasObject
	header  *kit.PageHeader
	search  *kit.SearchField
	chips   *kit.ChipGroup
	items   *kit.Table[quiz.ItemFigures]
	quizzes *kit.Table[quiz.QuizFigures]
	lists   *kit.Lists
	item    *quiz.ItemFigures
	quiz    *quiz.QuizFigures
}

func newView(p *page) *view {
	w := p.host.Words()
	v := &view{page: p}
	v.search = kit.NewSearchField(w.T("bank.search"), "Ctrl F", p.search)
	v.search.OnDown = func() { v.lists.Focus() }
	v.header = kit.NewPageHeader(p.Title(), " ", p.host.Back, kit.Fixed(240, 40, v.search), kit.NewButton(kit.Usual, w.T("statistics.export"), p.export).WithIcon("export").Cap("Ctrl E"))
	v.chips = kit.NewChipGroup("", p.purpose, p.model.Purposes()...)
	v.items = kit.NewTable(kit.TableOptions{Empty: v.empty()}, v.itemColumns(w)...)
	v.items.OnCurrent = func(it quiz.ItemFigures) { v.item = &it; v.renderPanel() }
	v.items.OnOpen = func(it quiz.ItemFigures) { p.edit(it.Model) }
	v.quizzes = kit.NewTable(kit.TableOptions{Empty: v.empty()}, v.quizColumns(w)...)
	v.quizzes.OnCurrent = func(q quiz.QuizFigures) { v.quiz = &q; v.renderPanel() }
	v.lists = kit.NewLists(side, [2]string{w.T("statistics.items"), w.T("statistics.quizzes")}, v.chips, v.show, v.items, v.quizzes)
	v.root = kit.NewPageBody(v.header, v.lists, nil)
	return v
}

func (v *view) empty() fyne.CanvasObject {
	w := v.page.host.Words()
	return kit.EmptyState("chart", w.T("statistics.nothing"), w.T("statistics.nothing_hint"), nil)
}

// less orders figures; those that are missing come last.
func less(a, b statistics.Figure) bool {
	if (a.None == "") != (b.None == "") {
		return a.None == ""
	}
	return a.Value < b.Value
}

func (v *view) itemColumns(w *i18n.Printer) []kit.TableColumn[quiz.ItemFigures] {
	m := v.page.model
	type row = quiz.ItemFigures
	share := func(key string, width float32, of func(row) statistics.Figure) kit.TableColumn[row] {
		return kit.TableColumn[row]{Key: key, Spare: true, Title: w.T("statistics.column." + key), Width: width, Right: true, Text: func(r row) string { return m.Short(of(r)) }, Less: func(a, b row) bool { return less(of(a), of(b)) }}
	}
	facility := share("facility", 52, func(r row) statistics.Figure { return r.Facility })
	facility.Cell = func(r row) kit.Cell { return watched(m.Short(r.Facility), m.OfItem(r)[0].Watch) }
	index := share("index", 48, func(r row) statistics.Figure { return r.Index })
	index.Cell = func(r row) kit.Cell { return watched(m.Short(r.Index), r.Index.None == "" && r.Index.Value < 20) }
	return []kit.TableColumn[row]{
		{Key: "title", Title: w.T("statistics.column.model"), Width: 150, Grow: 1, Text: func(r row) string { return w.Text(r.Title) }, Less: func(a, b row) bool { return w.Text(a.Title) < w.Text(b.Title) },
			Cell: func(r row) kit.Cell {
				c := kit.Cell{Text: w.Text(r.Title)}
				if r.Unfair.Display == quiz.WeakHere {
					c.Tag, c.TagTone = w.T("statistics.unfair_tag"), kit.WatchTone
				}
				return c
			}},
		{Key: "answers", Title: w.T("statistics.column.answers"), Width: 44, Right: true, Text: func(r row) string { return w.Number(int64(r.Answers)) }, Less: func(a, b row) bool { return a.Answers < b.Answers }},
		facility,
		share("spread", 48, func(r row) statistics.Figure { return r.Spread }),
		share("guess", 44, func(r row) statistics.Figure { return r.Guess }),
		index,
		share("efficacy", 56, func(r row) statistics.Figure { return r.Efficacy }),
	}
}

// watched is a cell that asks for attention.
func watched(text string, watch bool) kit.Cell {
	c := kit.Cell{Text: text}
	if watch {
		c.Tone, c.Bold = theme.OchreInk, true
	}
	return c
}

func (v *view) quizColumns(w *i18n.Printer) []kit.TableColumn[quiz.QuizFigures] {
	m := v.page.model
	type row = quiz.QuizFigures
	share := func(key string, of func(row) statistics.Figure) kit.TableColumn[row] {
		return kit.TableColumn[row]{Key: key, Spare: true, Title: w.T("statistics.column." + key), Width: 62, Right: true, Text: func(r row) string { return m.Short(of(r)) }, Less: func(a, b row) bool { return less(of(a), of(b)) }}
	}
	return []kit.TableColumn[row]{
		{Key: "quiz", Title: w.T("statistics.column.quiz"), Width: 150, Grow: 1, Text: func(r row) string { return w.Text(r.Title) }, Less: func(a, b row) bool { return w.Text(a.Title) < w.Text(b.Title) }},
		{Key: "attempts", Title: w.T("statistics.column.attempts"), Width: 52, Right: true, Text: func(r row) string { return w.Number(int64(r.Attempts)) }, Less: func(a, b row) bool { return a.Attempts < b.Attempts }},
		share("mean", func(r row) statistics.Figure { return r.Mean }),
		share("median", func(r row) statistics.Figure { return r.Median }),
		share("spread", func(r row) statistics.Figure { return r.Spread }),
		share("consistency", func(r row) statistics.Figure { return r.Consistency }),
	}
}

func (v *view) onItems() bool { return v.lists.Current() == 0 }

// show turns to the items (0) or the quizzes (1).
func (v *view) show(i int) {
	v.lists.Turn(i)
	v.renderPanel()
}

// at names what the panel shows.
func (v *view) at() string {
	switch {
	case v.onItems() && v.item != nil:
		return "item " + v.item.Model
	case !v.onItems() && v.quiz != nil:
		return "quiz " + v.quiz.Blueprint
	}
	return ""
}

// goTo makes an item the current one.
func (v *view) goTo(id string) {
	v.items.SetCurrent(func(it quiz.ItemFigures) bool { return it.Model == id })
}

// render shows what was computed.
func (v *view) render() {
	m := v.page.model
	v.header.Set(v.page.Title(), m.Line())
	v.chips.SetCurrent(string(m.Query().Purpose))
	v.item, v.quiz = nil, nil
	v.renderRows()
	if it, ok := v.items.Current(); ok {
		v.item = &it
	}
	if q, ok := v.quizzes.Current(); ok {
		v.quiz = &q
	}
	v.renderPanel()
}

func (v *view) renderRows() {
	v.items.SetRows(v.page.model.Items())
	v.quizzes.SetRows(v.page.model.Quizzes())
}

func (v *view) renderPanel() {
	w := v.page.host.Words()
	switch {
	case v.onItems() && v.item != nil:
		v.lists.SetPanel(v.ofItem(v.item)...)
	case !v.onItems() && v.quiz != nil:
		v.lists.SetPanel(v.ofQuiz(v.quiz)...)
	default:
		v.lists.SetPanel(kit.NewCard(kit.PlainCard, kit.Pad(kit.Sides(40, 4), kit.EmptyState("chart", w.T("statistics.choose"), w.T("statistics.choose_hint"), nil))))
	}
}

// told is the card of figures with what they mean.
func (v *view) told(list []Told) fyne.CanvasObject {
	var rows []fyne.CanvasObject
	for _, t := range list {
		tone := theme.Ink
		if t.Watch {
			tone = theme.OchreInk
		}
		head := kit.Row(8, kit.Fill(kit.NewLabel(t.Name, theme.BodyBold, theme.Ink).Least(0)), kit.Text(t.Value, theme.BodyBold, tone))
		col := kit.Column(2, head)
		if t.Between != "" {
			col.Add(kit.NewParagraph(t.Between, theme.Caption, theme.Ink3))
		}
		if t.So != "" {
			col.Add(kit.NewParagraph(t.So, theme.Secondary, tone))
		}
		col.Add(kit.NewParagraph(t.Means, theme.Caption, theme.Ink2))
		rows = append(rows, kit.Pad(kit.Sides(9, 17), col))
	}
	return kit.ListCard(kit.CardHead(v.page.host.Words().T("statistics.figures"), "", nil), rows...)
}

func (v *view) ofItem(it *quiz.ItemFigures) []fyne.CanvasObject {
	m, w := v.page.model, v.page.host.Words()
	about := w.Text(it.PointTitle)
	if it.Type != "" {
		about += " · " + bank.Type(w, it.Type)
	}
	head := kit.Column(8, kit.NewParagraph(w.Text(it.Title), theme.Stem, theme.Ink), kit.NewParagraph(about, theme.Caption, theme.Ink3),
		kit.NewParagraph(w.T("statistics.answers", "Answers", it.Answers, "Blank", it.Blank), theme.Secondary, theme.Ink2))
	if it.InUse {
		head.Add(kit.Flow(10, 10, kit.NewButton(kit.Main, w.T("bank.open"), func() { v.page.edit(it.Model) }).Small(), kit.NewButton(kit.Usual, w.T("statistics.in_bank"), func() { v.page.bank(it.Model) }).Small()))
	} else {
		head.Add(kit.NewParagraph(w.T("statistics.not_in_use"), theme.Caption, theme.OchreInk))
	}
	words, watch := m.Unfair(*it)
	if watch {
		head.Add(kit.NewBanner(kit.WatchTone, "alert", words, "", nil))
	} else {
		head.Add(kit.NewParagraph(words, theme.Caption, theme.Ink3))
	}
	out := []fyne.CanvasObject{kit.NewCard(kit.PlainCard, head), v.told(m.OfItem(*it))}
	var levels []fyne.CanvasObject
	for _, l := range it.Levels {
		tone := theme.Ink2
		if l.Named {
			tone = theme.OchreInk
		}
		levels = append(levels, pair(w.Text(l.Label)+" · "+w.Text(l.Level), m.Wrong(l.Wrong, l.Answers, l.Low, l.High), tone))
	}
	if len(levels) > 0 {
		out = append(out, kit.ListCard(kit.CardHead(w.T("statistics.levels"), "", nil), levels...))
	}
	var situations []fyne.CanvasObject
	for n, s := range it.Situations {
		if n == mostSituations {
			situations = append(situations, kit.Pad(kit.Sides(9, 17), kit.NewParagraph(w.N("statistics.more_situations", len(it.Situations)-n), theme.Caption, theme.Ink3)))
			break
		}
		situations = append(situations, pair(w.Text(s.Words), m.Wrong(s.Wrong, s.Answers, s.Low, s.High), theme.Ink2))
	}
	if len(situations) > 0 {
		out = append(out, kit.ListCard(kit.CardHead(w.T("statistics.situations"), w.T("statistics.first_answers"), nil), situations...))
	}
	return out
}

// pair is what was asked, and below it how it was answered.
func pair(what, how string, tone theme.Token) fyne.CanvasObject {
	return kit.Pad(kit.Sides(7, 17), kit.Column(1, kit.NewParagraph(what, theme.Secondary, theme.Ink), kit.NewParagraph(how, theme.Caption, tone)))
}

func (v *view) ofQuiz(q *quiz.QuizFigures) []fyne.CanvasObject {
	m, w := v.page.model, v.page.host.Words()
	head := kit.Column(8, kit.NewParagraph(w.Text(q.Title), theme.Stem, theme.Ink), kit.NewParagraph(m.Passed(*q), theme.Secondary, theme.Ink2))
	var positions []fyne.CanvasObject
	for n, it := range q.Items {
		positions = append(positions, pair(m.Position(*q, n), w.T("statistics.position_figures", "Facility", m.Share(it.Facility), "Index", m.Share(it.Index), "Intended", m.Share(it.Intended), "Effect", m.Share(it.Effect), "Guess", m.Share(it.Guess)), theme.Ink2))
	}
	return []fyne.CanvasObject{kit.NewCard(kit.PlainCard, head), v.told(m.OfQuiz(*q)),
		kit.ListCard(kit.CardHead(w.T("statistics.positions"), "", nil), positions...), kit.NewParagraph(w.T("statistics.weights_mean"), theme.Caption, theme.Ink3)}
}
