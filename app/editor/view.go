package editor

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"shifu/app/kit"
	"shifu/app/theme"
	"shifu/internal/i18n"
	"shifu/quiz"
	"shifu/quiz/check"
	"shifu/quiz/response"
)

const acceptKind = check.AcceptWarning

// view is the widgets of the editor. render is the only thing that touches them.
type view struct {
	page    *page
	root    fyne.CanvasObject
	header  *kit.PageHeader
	saved   *kit.SaveMark
	tryIt   *kit.Button
	main    *kit.Button
	notice  *fyne.Container
	strip   *fyne.Container
	tabs    *fyne.Container
	sheet   *fyne.Container
	grid    *kit.Grid
	text    *kit.Field
	foot    *fyne.Container
	help    *kit.Label
	links   *fyne.Container
	checks  *fyne.Container
	summary *fyne.Container
	list    *fyne.Container
	scroll  *kit.Scroll
	trial   *fyne.Container
	shown   *kit.Scroll
	setting bool // the text is being set, not typed
}

func newView(p *page) *view {
	w := p.host.Words()
	v := &view{page: p}
	v.saved = kit.NewSaveMark(kit.Saving{}, false)
	v.tryIt = kit.NewButton(kit.Usual, w.T("editor.try"), p.try).Cap("Ctrl T")
	v.main = kit.NewButton(kit.Main, w.T("editor.send"), p.main).Cap("Ctrl Enter")
	v.header = kit.NewPageHeader(" ", " ", p.host.Back, kit.Fixed(96, 24, v.saved), v.tryIt, v.main)
	v.notice, v.strip, v.tabs = kit.Column(0), kit.Column(0), kit.Column(0)
	v.grid = kit.NewGrid()
	v.grid.OnEdit, v.grid.OnCurrent = p.write, p.moved
	v.text = kit.NewTextArea("", "", 14)
	v.text.Entry.Wrapping, v.text.Entry.Scroll = fyne.TextWrapOff, fyne.ScrollBoth
	v.text.OnChanged(func(s string) {
		if !v.setting {
			p.typed(s)
		}
	})
	v.text.Hide()
	v.sheet = kit.Stack(v.grid, v.text)
	v.help = kit.NewLabel("", theme.Caption, theme.Ink3)
	v.links = kit.Flow(16, 4)
	v.foot = kit.Column(4, kit.Pad(kit.Insets{Top: 6}, v.help), v.links)
	left := container.NewBorder(kit.Column(10, v.notice, v.strip, v.tabs, kit.Fixed(0, 2, kit.Spacer())), v.foot, nil, nil, v.sheet)

	v.summary, v.list, v.trial = kit.Column(0), kit.Column(0), kit.Column(10)
	v.scroll = kit.NewScroll(v.list)
	v.shown = kit.NewScroll(kit.Pad(kit.Insets{Right: 4}, v.trial))
	checks := kit.NewCardWith(kit.PlainCard, kit.All(1), container.NewBorder(kit.Column(0, kit.Pad(kit.Sides(12, 16), v.summary), kit.Rule()), nil, nil, nil, v.scroll))
	draw := kit.Row(10, kit.NewButton(kit.Usual, w.T("editor.another"), p.another).Cap("Ctrl R").Small(), kit.Spacer())
	example := kit.NewCardWith(kit.PlainCard, kit.All(14), container.NewBorder(nil, kit.Pad(kit.Insets{Top: 8}, draw), nil, nil, v.shown))
	v.root = kit.NewPageBody(v.header, kit.TwoColumns(348, left, kit.Column(theme.Gap, kit.FillBy(3, checks), kit.FillBy(5, example))), nil)
	return v
}

func (v *view) render() {
	if !v.page.model.Ready() {
		return
	}
	v.renderNotice()
	v.renderTabs()
	v.renderText()
	v.renderChecked()
}

// renderHead shows title, state, saving and what can be done.
func (v *view) renderHead() {
	m, w := v.page.model, v.page.host.Words()
	v.saved.Set(m.Saving())
	switch m.Draft().State {
	case quiz.DraftSent, quiz.DraftDisputed:
		v.main.SetLabel(w.T("editor.withdraw"))
		v.main.SetEnabled(true)
	case quiz.DraftAgreed:
		v.main.SetLabel(w.T("editor.publish"))
		v.main.SetEnabled(true)
	default:
		v.main.SetLabel(w.T("editor.send"))
		v.main.SetEnabled(m.CanSend())
	}
	v.header.Set(m.Title(), m.Line(v.page.host.Now())) // last: it lays out what changed its width
}

// renderNotice tells where the draft stands, and who is missing.
func (v *view) renderNotice() {
	m, w := v.page.model, v.page.host.Words()
	v.notice.Objects = nil
	say := func(tone kit.ChipTone, icon, words, action string, act func()) {
		v.notice.Objects = append(v.notice.Objects, kit.NewBanner(tone, icon, words, action, act))
	}
	b := m.Bench()
	switch d := m.Draft(); d.State {
	case quiz.DraftSent:
		say(kit.PrimaryTone, "clock", w.T("editor.notice.sent", "Answered", b.Reading.Answered, "Of", b.Reading.Of), "", nil)
	case quiz.DraftDisputed:
		say(kit.WatchTone, "alert", w.N("editor.notice.disputed", len(b.Disputes)), w.T("editor.see_disputes"), v.page.disputes)
	case quiz.DraftAgreed:
		say(kit.GoodTone, "check", w.T("editor.notice.agreed"), w.T("editor.withdraw"), v.page.withdraw)
	default:
		if b.Readers == 0 {
			say(kit.WatchTone, "people", w.T("editor.notice.no_reader"), "", nil)
		}
	}
	shown(v.notice)
}

// shown hides a part of the page that has nothing to say, and its gap with it.
func shown(c *fyne.Container) {
	c.Hidden = len(c.Objects) == 0
	kit.Relay(c)
}

// renderTabs shows the conditions, on the table, and the choice of sheets.
func (v *view) renderTabs() {
	m, w := v.page.model, v.page.host.Words()
	v.strip.Objects = nil
	if names, levels := m.Conditions(); m.Current() == "rules" && len(names) > 0 && !v.page.narrow() {
		flow := kit.Flow(10, 6, kit.AtLeast(0, 24, kit.Middle(kit.Text(w.T("editor.conditions"), theme.CardTitle, theme.Ink))))
		for i, n := range names {
			part := kit.Row(6, kit.AtLeast(0, 24, kit.Middle(kit.Text(clip(n, 10), theme.Label, theme.Ink))))
			for k, l := range levels[i] {
				if k == 4 {
					part.Add(kit.Tag("+"+strconv.Itoa(len(levels[i])-k), kit.NeutralTone))
					break
				}
				part.Add(kit.Tag(clip(l, 10), kit.PrimaryTone))
			}
			flow.Add(part)
		}
		flow.Add(kit.NewLink(w.T("editor.add_condition"), "plus", func() { v.page.show("radicals") }))
		v.strip.Objects = []fyne.CanvasObject{kit.NewCardWith(kit.PlainCard, kit.Sides(10, 14), flow)}
	}
	shown(v.strip)
	group := kit.NewChipGroup(m.Current(), v.page.show, m.Sheets()...).SmallChips()
	v.tabs.Objects = []fyne.CanvasObject{group}
	kit.Relay(v.tabs)
}

// renderSheet shows the grid, or the text.
func (v *view) renderSheet() {
	m, w := v.page.model, v.page.host.Words()
	s := m.Sheet(m.Current())
	text := s == nil
	if text {
		v.grid.Hide()
		v.text.Show()
	} else {
		v.text.Hide()
		v.grid.Show()
		columns, rows := m.Grid()
		v.grid.Lock(!m.Writable())
		v.grid.Set(columns, rows)
	}
	v.links.Objects = nil
	if !text && s.Adds && m.Writable() {
		v.links.Add(kit.NewLink(w.T("editor.add_row")+"  Ctrl N", "plus", v.page.add))
		v.links.Add(kit.NewLink(w.T("editor.copy_row")+"  Ctrl D", "copy", v.page.copy))
		v.links.Add(kit.NewLink(w.T("editor.delete_row")+"  Ctrl Del", "trash", v.page.delete))
	}
	if text || !v.page.narrow() {
		v.links.Add(kit.NewLink(w.T("editor.export")+"  Ctrl E", "export", v.page.export))
	}
	if m.Draft().ID != "" && m.Writable() {
		v.links.Add(kit.NewLink(w.T("editor.drop"), "cross", v.page.drop))
	}
	v.renderHelp()
	kit.Relay(v.foot)
}

// renderText shows the whole text, with the cursor where it was.
func (v *view) renderText() {
	m := v.page.model
	if m.Current() != TextSheet { // it is set when it is shown: a long text takes its time
		return
	}
	v.text.SetEnabled(m.Writable())
	if v.text.Text() != m.Text() {
		v.setting = true
		row, col := v.text.Entry.CursorRow, v.text.Entry.CursorColumn
		v.text.SetText(m.Text())
		v.text.Entry.CursorRow, v.text.Entry.CursorColumn = row, col
		v.setting = false
	}
}

// renderHelp says what may be written in the current cell.
func (v *view) renderHelp() {
	m, w := v.page.model, v.page.host.Words()
	words := ""
	s := m.Sheet(m.Current())
	if row, col, ok := v.grid.Current(); ok && s != nil {
		words = s.Help(row, col)
	}
	switch {
	case s == nil:
		words = w.T("editor.help.text")
	case words == "" && m.Current() == "rules":
		words = w.T("editor.unique")
	}
	v.help.SetText(words)
}

// renderSummary shows how the check stands.
func (v *view) renderSummary() {
	m, w := v.page.model, v.page.host.Words()
	words, tone := m.Summary()
	v.summary.Objects = []fyne.CanvasObject{kit.Row(10, kit.Fill(kit.NewLabel(w.T("editor.checks"), theme.CardTitle, theme.Ink)), kit.Tag(words, tone))}
	kit.Relay(v.summary)
}

// renderChecked shows what the checker says, in the list and in the grid.
func (v *view) renderChecked() {
	m := v.page.model
	v.renderSummary()
	v.list.Objects = nil
	for i, r := range m.Rows() {
		if i == 60 {
			break
		}
		v.list.Add(v.finding(r))
		v.list.Add(kit.Rule())
	}
	if s := m.Situations(); s != "" {
		icon, tone := "check", theme.Qing
		if c, _ := m.Checked(); c.Report.Valid < quiz.MinSituations {
			icon, tone = "alert", theme.OchreMark
		}
		v.list.Add(kit.Pad(kit.Sides(10, 16), kit.RowTop(10, kit.Pad(kit.Insets{Top: 2}, kit.IconBox(icon, 16, tone)), kit.Fill(kit.NewParagraph(s, theme.Secondary, theme.Ink)))))
	}
	for i, words := range m.Vary() {
		if i == 8 {
			break
		}
		v.list.Add(kit.Pad(kit.Sides(9, 16), kit.RowTop(10, kit.Pad(kit.Insets{Top: 2}, kit.IconBox("info", 16, theme.Ink3)), kit.Fill(kit.NewParagraph(words, theme.Secondary, theme.Ink2)))))
	}
	kit.Relay(v.list)
	v.scroll.Refresh()
	v.renderSheet()
	v.renderTrial()
	v.renderHead()
}

// finding is one line of the list: what is wrong, where, and its repair.
func (v *view) finding(r Row) fyne.CanvasObject {
	icon, tone := "alert", theme.Danger
	if r.Finding.Severity != "error" {
		tone = theme.OchreMark
	}
	words := kit.Column(0, kit.NewParagraph(r.Words, theme.Body, theme.Ink).Most(6))
	under := r.Finding.Code
	if r.Where != "" {
		under = r.Where + " · " + under
	}
	words.Add(kit.NewParagraph(under, theme.Caption, theme.Ink3).Most(2))
	return kit.Pad(kit.Sides(9, 16), kit.RowTop(10, kit.Pad(kit.Insets{Top: 3}, kit.IconBox(icon, 16, tone)), kit.Fill(words),
		kit.NewLink(r.Action, "", func() { v.page.repair(r) })))
}

// renderTrial shows the drawn example with its key.
func (v *view) renderTrial() {
	m, w := v.page.model, v.page.host.Words()
	t := m.Trial()
	v.tryIt.SetEnabled(t != nil)
	if t == nil {
		v.trial.Objects = []fyne.CanvasObject{kit.CardHead(w.T("editor.example"), "", nil), kit.NewParagraph(w.T("editor.no_example"), theme.Secondary, theme.Ink3)}
		kit.Relay(v.trial)
		v.shown.Refresh()
		return
	}
	note := w.T("editor.seed", "Seed", t.Seed)
	if t.Row != "" {
		note = w.T("editor.row_seed", "Row", m.RowNumber(t.Row), "Seed", t.Seed)
	}
	v.trial.Objects = append([]fyne.CanvasObject{kit.CardHead(w.T("editor.example"), note, nil)}, append(asked(w, t.Chips, t.Shown, true), offered(w, t.Shown)...)...)
	v.trial.Add(kit.NewCard(kit.GoodCard, kit.Column(2, kit.NewLabel(w.T("editor.key"), theme.Label, theme.QingInk), kit.NewParagraph(w.Text(t.Key), theme.Body, theme.Ink))))
	kit.Relay(v.trial)
	v.shown.Refresh()
}

// asked sets a drawn situation: its conditions, shortened where they must fit a narrow
// panel, and the question.
func asked(w *i18n.Printer, chips []quiz.Chip, p response.Presentation, narrow bool) []fyne.CanvasObject {
	var conditions []kit.Condition
	for _, c := range chips {
		name, level := w.Text(c.Label), w.Text(c.Level)
		if narrow {
			level = fit(level, 36-breadth(name))
		}
		conditions = append(conditions, kit.Condition{Name: name, Level: level})
	}
	out := []fyne.CanvasObject{}
	if len(conditions) > 0 {
		out = append(out, kit.Conditions(conditions...))
	}
	return append(out, kit.NewBubble(kit.Bubble{Kind: kit.Theirs, Who: w.T("quizzes.who_case"), Words: w.Text(p.Stem)}))
}

// offered sets what stands to choose from.
func offered(w *i18n.Printer, p response.Presentation) (out []fyne.CanvasObject) {
	line := func(words string) { out = append(out, kit.NewParagraph(words, theme.Secondary, theme.Ink2)) }
	for i, o := range p.Options {
		out = append(out, kit.RowTop(8, kit.NumberBox(i+1, false), kit.Fill(kit.NewParagraph(w.Text(o.Text), theme.Body, theme.Ink))))
	}
	for _, list := range [][]response.Choice{p.Steps, p.Left, p.Right} {
		for _, o := range list {
			line("· " + w.Text(o.Text))
		}
	}
	for _, l := range p.Lines {
		line(w.T("editor.who."+l.Who) + " " + w.Text(l.Text))
	}
	if p.Chat != nil {
		line(w.Text(p.Chat.Say))
		for _, o := range p.Chat.Choices {
			line("· " + w.Text(o.Text))
		}
	}
	return out
}

// breadth is how wide a text is, in halves of a Chinese character.
func breadth(s string) int {
	n := 0
	for _, r := range s {
		if n++; r > 0x2e80 {
			n++
		}
	}
	return n
}

// fit shortens a text to a breadth: a chip keeps to one line.
func fit(s string, most int) string {
	n := 0
	for i, r := range s {
		if n++; r > 0x2e80 {
			n++
		}
		if n > max(most, 8) {
			return s[:i] + "…"
		}
	}
	return s
}
