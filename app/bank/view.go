package bank

import (
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"shifu/app/kit"
	"shifu/app/theme"
	"shifu/quiz"
	"shifu/quiz/check"
)

// side is the width of the panel beside the list.
const side = 330

// view is the widgets of the page. render is the only thing that touches them.
type view struct {
	page   *page
	root   fyne.CanvasObject
	header *kit.PageHeader
	search *kit.SearchField
	chips  *kit.ChipGroup
	table  *kit.Table[Row]
	cover  *kit.Table[check.RadicalCoverage]
	stages []string // whose columns the table of the coverage has
	lists  *kit.Lists
	row    Row
	chosen bool
	radic  check.RadicalCoverage
}

func newView(p *page) *view {
	w := p.host.Words()
	v := &view{page: p}
	v.search = kit.NewSearchField(w.T("bank.search"), "Ctrl F", p.search)
	v.search.OnDown = func() { v.lists.Focus() }
	v.header = kit.NewPageHeader(p.Title(), " ", nil, kit.Fixed(220, 40, v.search),
		kit.NewButton(kit.Usual, w.T("editor.policy"), p.policy).Cap("P"),
		kit.NewButton(kit.Usual, w.T("regrade.title"), p.regrade).Cap("G"),
		kit.NewButton(kit.Usual, w.T("bank.statistics"), p.statistics).WithIcon("chart").Cap("S"),
		kit.NewButton(kit.Main, w.T("bank.new"), p.create).WithIcon("plus").Cap("N"))
	v.chips = kit.NewChipGroup(All, p.filter)
	v.table = kit.NewTable(kit.TableOptions{Empty: kit.EmptyState("search", w.T("bank.none"), w.T("bank.none_hint"), nil)}, v.columns()...)
	v.table.OnOpen = p.open
	v.table.OnCurrent = func(r Row) {
		v.row, v.chosen, p.model.current = r, true, r.ID()
		v.renderPanel()
	}
	v.lists = kit.NewLists(side, [2]string{w.T("bank.tree"), w.T("bank.coverage")}, v.chips, v.show, v.table, nil)
	v.root = kit.NewPageBody(v.header, v.lists, nil)
	return v
}

// columns are those of the tree.
func (v *view) columns() []kit.TableColumn[Row] {
	m, w := v.page.model, v.page.host.Words()
	number := func(n int) string {
		if n == 0 {
			return ""
		}
		return w.Number(int64(n))
	}
	return []kit.TableColumn[Row]{
		{Key: "title", Title: w.T("bank.column.title"), Width: 200, Grow: 1, Text: func(r Row) string { return r.Title }, Cell: func(r Row) kit.Cell {
			text := strings.Repeat("　", r.Depth) + r.Title
			if r.Model == nil && len(r.Point.Models) > 0 && !r.Open {
				text += " …"
			}
			tone := theme.Ink
			if r.Model == nil && len(r.Point.Models) == 0 {
				tone = theme.Ink2
			}
			return kit.Cell{Text: text, Bold: r.Model == nil, Tone: tone}
		}},
		{Key: "type", Spare: true, Title: w.T("bank.column.type"), Width: 76, Text: func(r Row) string {
			if r.Model == nil {
				return ""
			}
			return Type(w, r.Model.Type)
		}},
		{Key: "situations", Title: w.T("bank.column.situations"), Width: 76, Right: true, Text: func(r Row) string {
			if r.Model == nil {
				return number(r.Point.Situations)
			}
			return number(r.Model.Situations)
		}},
		{Key: "classes", Spare: true, Title: w.T("bank.column.classes"), Width: 58, Right: true, Text: func(r Row) string {
			if r.Model == nil {
				return number(r.Point.Classes)
			}
			return number(r.Model.Classes)
		}},
		{Key: "state", Title: w.T("bank.column.state"), Width: 118, Text: func(r Row) string { words, _ := m.State(r); return words }, Cell: func(r Row) kit.Cell {
			words, tone := m.State(r)
			return kit.Cell{Tag: words, TagTone: tone}
		}},
	}
}

// coverColumns are those of the coverage: one for each stage that the bank has.
func (v *view) coverColumns() []kit.TableColumn[check.RadicalCoverage] {
	w := v.page.host.Words()
	type row = check.RadicalCoverage
	count := func(n int) string {
		if n == 0 {
			return "–"
		}
		return w.Number(int64(n))
	}
	columns := []kit.TableColumn[row]{
		{Key: "condition", Title: w.T("bank.column.condition"), Width: 130, Grow: 1, Text: func(r row) string { return w.Text(r.Label) }, Less: func(a, b row) bool { return w.Text(a.Label) < w.Text(b.Label) }},
		{Key: "models", Title: w.T("bank.column.models"), Width: 52, Right: true, Text: func(r row) string { return count(len(r.Models)) }, Less: func(a, b row) bool { return len(a.Models) < len(b.Models) }},
		{Key: "situations", Title: w.T("bank.column.situations"), Width: 76, Right: true, Text: func(r row) string { return count(r.Situations) }, Less: func(a, b row) bool { return a.Situations < b.Situations }},
	}
	for _, s := range v.stages {
		columns = append(columns, kit.TableColumn[row]{Key: "stage." + s, Spare: true, Title: Stage(w, s), Width: 66, Right: true, Text: func(r row) string { return count(r.ByStage[s]) }, Less: func(a, b row) bool { return a.ByStage[s] < b.ByStage[s] }})
	}
	return columns
}

func (v *view) onTree() bool { return v.lists.Current() == 0 }

// show turns to the tree (0) or the coverage (1).
func (v *view) show(i int) {
	if i == 1 && v.cover == nil {
		v.makeCover()
	}
	v.lists.Turn(i)
	v.renderRows()
	v.renderPanel()
}

// makeCover builds the table of the coverage: its columns follow what is read.
func (v *view) makeCover() {
	w := v.page.host.Words()
	v.stages = nil
	for _, s := range v.page.model.Stages() {
		v.stages = append(v.stages, s.Stage)
	}
	v.cover = kit.NewTable(kit.TableOptions{Empty: kit.EmptyState("search", w.T("bank.none"), w.T("bank.none_hint"), nil)}, v.coverColumns()...)
	v.cover.OnCurrent = func(r check.RadicalCoverage) { v.radic = r; v.renderPanel() }
	v.lists.SetList(1, v.cover)
}

// goTo makes a row the current one.
func (v *view) goTo(id string) {
	v.table.SetCurrent(func(r Row) bool { return r.ID() == id || r.Point.ID == id })
}

// render shows what was read.
func (v *view) render() {
	m := v.page.model
	v.header.Set(v.page.Title(), m.Line())
	v.chips.SetChoices(m.Choices()...)
	if v.cover != nil {
		v.makeCover()
	}
	v.show(v.lists.Current())
}

func (v *view) renderRows() {
	m := v.page.model
	v.chips.SetCurrent(m.filter)
	if !v.onTree() {
		v.cover.SetRows(m.Conditions())
		return
	}
	rows := m.Rows()
	v.table.SetRows(rows)
	for _, r := range rows { // the row stays the current one where it still is
		if r.ID() == m.current {
			v.goTo(m.current)
			return
		}
	}
}

func (v *view) renderPanel() {
	switch {
	case !v.onTree():
		v.lists.SetPanel(v.coverage()...)
	case !v.chosen:
		w := v.page.host.Words()
		v.lists.SetPanel(kit.NewCard(kit.PlainCard, kit.Pad(kit.Sides(40, 4), kit.EmptyState("target", w.T("bank.choose"), w.T("bank.choose_hint"), nil))))
	case v.row.Model != nil:
		v.lists.SetPanel(v.item(v.row.Model)...)
	default:
		v.lists.SetPanel(v.point(&v.row.Point)...)
	}
}

// item is the panel of a model: what is wrong with it, its answers, its
// conditions.
func (v *view) item(i *quiz.BankModel) []fyne.CanvasObject {
	m, w := v.page.model, v.page.host.Words()
	about := []string{Type(w, i.Type), Stage(w, i.Stage), i.ID, w.T("bank.revision", "Rev", i.Rev)}
	head := kit.Column(8, kit.NewParagraph(w.Text(i.Title), theme.Stem, theme.Ink), kit.NewParagraph(strings.Join(about, " · "), theme.Caption, theme.Ink3),
		kit.NewParagraph(w.T("bank.counts", "Situations", w.Number(int64(i.Situations)), "Raw", w.Number(int64(i.Raw)), "Pairs", i.Pairs), theme.Secondary, theme.Ink2),
		kit.Flow(10, 10, kit.NewButton(kit.Main, w.T("bank.open"), func() { v.page.edit(i.ID) }).Small(), kit.NewButton(kit.Usual, w.T("bank.statistics"), v.page.statistics).Small()))
	out := []fyne.CanvasObject{kit.NewCard(kit.PlainCard, head), v.approval(i)}
	var findings []fyne.CanvasObject
	for _, f := range i.Findings {
		words, tone := Severity(w, f)
		col := kit.Column(4, kit.Row(8, kit.Tag(words, tone), kit.Text(f.Code, theme.CaptionTop, theme.Ink2), kit.Fill(kit.NewLabel(m.Where(f), theme.Caption, theme.Ink3).Least(0))),
			kit.NewParagraph(m.Said(i, f), theme.Secondary, theme.Ink))
		if !f.Repair.Empty() && f.Accepted == "" {
			col.Add(kit.NewParagraph(w.Text(f.Repair), theme.Caption, theme.Ink2))
		}
		if f.Accepted != "" {
			col.Add(kit.NewParagraph(f.Accepted, theme.Caption, theme.Ink2))
		}
		findings = append(findings, kit.Pad(kit.Sides(9, 17), col))
	}
	if len(findings) == 0 {
		findings = append(findings, kit.Pad(kit.Sides(9, 17), kit.NewParagraph(w.T("bank.clean_words"), theme.Secondary, theme.QingInk)))
	}
	out = append(out, kit.ListCard(kit.CardHead(w.T("bank.findings"), "", nil), findings...))
	var keys []fyne.CanvasObject
	for n, k := range i.Keys {
		if n == mostKeys {
			keys = append(keys, v.line(w.N("bank.more", len(i.Keys)-n), ""))
			break
		}
		keys = append(keys, v.line(m.Key(k), w.Number(int64(k.Situations))))
	}
	out = append(out, kit.ListCard(kit.CardHead(w.T("bank.keys"), w.T("bank.keys_note"), nil), keys...))
	var conditions []fyne.CanvasObject
	for _, c := range i.Conditions {
		conditions = append(conditions, v.condition(c))
	}
	if len(conditions) > 0 {
		out = append(out, kit.ListCard(kit.CardHead(w.T("bank.conditions"), w.T("bank.conditions_note"), nil), conditions...))
	}
	return out
}

// approval says who agreed with the version in use.
func (v *view) approval(i *quiz.BankModel) fyne.CanvasObject {
	icon, tone := "check", theme.Qing
	if i.Approval == nil {
		icon, tone = "people", theme.Ink3
	}
	return kit.NewCard(kit.PlainCard, kit.RowTop(10, kit.Pad(kit.Insets{Top: 2}, kit.IconBox(icon, 16, tone)), kit.Fill(kit.NewParagraph(v.page.model.Approved(i), theme.Secondary, theme.Ink2))))
}

// mostKeys is how many answer classes the panel lists.
const mostKeys = 12

// line is a name and a number.
func (v *view) line(words, number string) fyne.CanvasObject {
	return kit.Pad(kit.Sides(7, 17), kit.Row(10, kit.Fill(kit.NewParagraph(words, theme.Secondary, theme.Ink)), kit.Text(number, theme.Secondary, theme.Ink2)))
}

// condition is a condition with the situations of its levels.
func (v *view) condition(c check.RadicalCoverage) fyne.CanvasObject {
	w := v.page.host.Words()
	levels := make([]string, len(c.Levels))
	for i, l := range c.Levels {
		levels[i] = w.Text(l.Label) + " " + strconv.Itoa(l.Situations)
	}
	return kit.Pad(kit.Sides(7, 17), kit.Column(2, kit.NewLabel(w.Text(c.Label), theme.BodyBold, theme.Ink), kit.NewParagraph(strings.Join(levels, " · "), theme.Secondary, theme.Ink2)))
}

// point is the panel of a knowledge point: how much it has, and for whom it runs
// out.
func (v *view) point(p *quiz.BankPoint) []fyne.CanvasObject {
	m, w := v.page.model, v.page.host.Words()
	head := kit.Column(8, kit.NewParagraph(w.Text(p.Title), theme.Stem, theme.Ink), kit.NewParagraph(p.ID, theme.Caption, theme.Ink3),
		kit.NewParagraph(w.T("bank.point_counts", "Models", len(p.Models), "Situations", w.Number(int64(p.Situations)), "Classes", p.Classes), theme.Secondary, theme.Ink2))
	if p.Critical {
		head.Add(kit.AtLeft(kit.Tag(w.T("bank.critical"), kit.DangerTone)))
	}
	switch {
	case p.Few:
		head.Add(kit.NewBanner(kit.WatchTone, "alert", w.T("bank.few_words", "Least", quiz.MinSituations), "", nil))
	case m.empty(p):
		head.Add(kit.NewBanner(kit.NeutralTone, "info", w.T("bank.empty_words"), "", nil))
	}
	out := []fyne.CanvasObject{kit.NewCard(kit.PlainCard, head)}
	if len(p.Running) > 0 {
		var rows []fyne.CanvasObject
		for _, r := range p.Running {
			rows = append(rows, v.line(m.Left(r), ""))
		}
		out = append(out, kit.ListCard(kit.CardHead(w.T("bank.running_title"), "", nil), rows...),
			kit.NewParagraph(w.T("bank.running_words"), theme.Caption, theme.Ink3))
	}
	return out
}

// coverage is the panel beside the conditions: the stages, and the levels of the
// current condition.
func (v *view) coverage() []fyne.CanvasObject {
	m, w := v.page.model, v.page.host.Words()
	var stages []fyne.CanvasObject
	for _, s := range m.Stages() {
		counts := w.T("bank.stage_counts", "Points", s.Points, "Models", s.Models, "Situations", w.Number(int64(s.Situations)))
		stages = append(stages, kit.Pad(kit.Sides(7, 17), kit.Column(1, kit.NewLabel(Stage(w, s.Stage), theme.BodyBold, theme.Ink), kit.NewParagraph(counts, theme.Secondary, theme.Ink2))))
	}
	out := []fyne.CanvasObject{kit.ListCard(kit.CardHead(w.T("bank.stages"), "", nil), stages...)}
	if len(v.radic.Models) == 0 {
		return append(out, kit.NewParagraph(w.T("bank.choose_condition"), theme.Caption, theme.Ink3))
	}
	var models []fyne.CanvasObject
	for _, id := range v.radic.Models {
		models = append(models, kit.NewPressable(kit.PressLook{Quiet: true}, kit.AtLeast(0, 38, kit.Pad(kit.Sides(6, 17), kit.Row(8, kit.Fill(kit.NewLabel(m.TitleOf(id), theme.Secondary, theme.Primary))))), func() { v.page.edit(id) }))
	}
	var inStage []string // all of them: the table has no room for each in a narrow window
	for _, s := range m.Stages() {
		if n := v.radic.ByStage[s.Stage]; n > 0 {
			inStage = append(inStage, Stage(w, s.Stage)+" "+strconv.Itoa(n))
		}
	}
	about := kit.Column(0, v.condition(v.radic), kit.Pad(kit.Insets{Right: 17, Bottom: 9, Left: 17}, kit.NewParagraph(strings.Join(inStage, " · "), theme.Secondary, theme.Ink2)))
	return append(out, kit.NewCardWith(kit.PlainCard, kit.All(1), about), kit.ListCard(kit.CardHead(w.T("bank.column.models"), "", nil), models...))
}
