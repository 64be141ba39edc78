package lessons

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"shifu/app/kit"
	"shifu/app/markdown"
	"shifu/app/theme"
	"shifu/training"
)

// view is the widgets of the page. render is the only thing that touches them.
type view struct {
	root     fyne.CanvasObject
	search   *kit.SearchField
	outline  *fyne.Container
	list     *kit.Scroll
	lines    []Line // that the outline was set for
	text     *kit.Scroll
	body     *fyne.Container
	side     *fyne.Container
	progress *kit.Label
	done     *kit.Label
	finish   *kit.Button
	page     *page
	shown    string // what the text was set for, so that a reload keeps the place
}

func newView(p *page) *view {
	w := p.host.Words()
	v := &view{page: p}
	v.search = kit.NewSearchField(w.T("lessons.search"), "Ctrl F", func(s string) { p.model.Search(s); v.renderOutline() })
	v.outline = kit.Column(2)
	v.list = kit.NewScroll(v.outline)
	v.body = kit.Column(14)
	v.text = kit.NewScroll(kit.Pad(kit.Sides(22, 28), v.body)).Within()
	v.text.OnScrolled(v.renderProgress)
	v.side = kit.Column(theme.Gap)
	v.progress = kit.NewLabel("", theme.Secondary, theme.Ink2).Least(90)
	v.done = kit.NewLabel("", theme.Secondary, theme.QingInk).Least(90)
	v.finish = kit.NewButton(kit.Main, "", p.finish).Large().Keyed(kit.Ctrl(fyne.KeyReturn, "", nil))
	header := kit.NewPageHeader(w.T("lessons.title"), "", nil, kit.Fixed(230, 38, v.search))
	reading := kit.NewCardWith(kit.PlainCard, kit.All(1), v.text)
	bar := kit.Row(14, v.progress, kit.Fill(v.done), v.finish)
	main := container.NewBorder(nil, kit.Pad(kit.Insets{Top: 14}, bar), nil, nil, reading)
	v.root = kit.NewPageBody(header, container.New(columns{}, v.list, main, kit.NewScroll(v.side)), nil)
	return v
}

// columns are the outline, the text and what goes with it. In a narrow window that
// goes below the outline, so that the lines of the text stay long enough to read.
type columns struct{}

const outlineWide, sideWide, narrow = 186, 252, 820

func (columns) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(500, 200) }

func (columns) Layout(o []fyne.CanvasObject, size fyne.Size) {
	outline, text, side := o[0], o[1], o[2]
	left := float32(outlineWide + theme.Gap)
	high, right := size.Height, size.Width-sideWide-theme.Gap
	side.Move(fyne.NewPos(size.Width-sideWide, 0))
	side.Resize(fyne.NewSize(sideWide, size.Height))
	if size.Width < narrow {
		high, right = size.Height*0.6, size.Width
		side.Move(fyne.NewPos(0, high+theme.Gap))
		side.Resize(fyne.NewSize(outlineWide, max(size.Height-high-theme.Gap, 0)))
	}
	outline.Resize(fyne.NewSize(outlineWide, high))
	text.Move(fyne.NewPos(left, 0))
	text.Resize(fyne.NewSize(right-left, size.Height))
}

func (v *view) render() {
	v.renderOutline()
	m, w := v.page.model, v.page.host.Words()
	if m.Empty() {
		v.body.Objects = []fyne.CanvasObject{kit.EmptyState("book", w.T("lessons.none"), w.T("lessons.none_hint"), nil)}
		kit.Relay(v.body)
		v.finish.Hide()
		return
	}
	l, open := m.Lesson()
	if !open {
		return
	}
	body := []fyne.CanvasObject{kit.Column(2, kit.NewParagraph(m.Title(), theme.PageTitle, theme.Ink), kit.NewParagraph(m.Byline(), theme.Secondary, theme.Ink3))}
	if notice := m.Notice(); notice != "" {
		body = append(body, kit.NewBanner(kit.WatchTone, "info", notice, "", nil))
	}
	v.body.Objects = append(body, markdown.View(m.Blocks(), v.page.picture))
	v.text.Refresh()
	if key := l.ID + m.words.T("lessons.version", "Version", l.Version); key != v.shown {
		v.shown = key
		v.text.Top()
	}
	v.renderSide()
	label := m.StepLabel()
	v.finish.SetLabel(label)
	if label == "" {
		v.finish.Hide()
	} else {
		v.finish.Show()
	}
	v.done.SetText(m.Acknowledged())
	v.renderProgress()
}

func (v *view) renderOutline() {
	lines := v.page.model.Outline()
	if slices.Equal(lines, v.lines) {
		return
	}
	had := v.lines
	v.lines = lines
	rows := make([]fyne.CanvasObject, len(lines))
	for i, line := range lines {
		switch {
		case len(had) == len(lines) && had[i] == line:
			rows[i] = v.outline.Objects[i]
		case line.Heading != "":
			rows[i] = kit.Pad(kit.Insets{Left: 10, Top: 6, Bottom: 4}, kit.NewLabel(line.Heading, theme.Caption, theme.Ink3))
		default:
			rows[i] = v.outlineRow(line)
		}
	}
	v.outline.Objects = rows
	v.list.Refresh()
}

// marks says by shape and colour what a lesson is to its reader.
var marks = map[training.LessonState]struct {
	icon string
	tone theme.Token
}{
	training.LessonNew:      {"circle", theme.Ink3},
	training.LessonRead:     {"check", theme.Qing},
	training.LessonChanged:  {"refresh", theme.Ochre},
	training.LessonUpcoming: {"clock", theme.Ink3},
	training.LessonOver:     {"minus", theme.Ink3},
}

func (v *view) outlineRow(line Line) fyne.CanvasObject {
	mark, tone, role := marks[line.State], theme.Ink2, theme.Body
	if line.Current {
		tone, role = theme.Primary, theme.BodyBold
	}
	content := kit.AtLeast(0, 36, kit.Pad(kit.Sides(4, 10), kit.Row(8, kit.IconBox(mark.icon, 16, mark.tone), kit.Fill(kit.NewParagraph(line.Title, role, tone).Most(2)))))
	row := kit.NewPressable(kit.PressLook{Radius: theme.Radius, Quiet: true, Chosen: theme.Surface}, content, func() { v.page.open(line.ID) })
	row.SetCurrent(line.Current)
	return row
}

func (v *view) renderSide() {
	m, w := v.page.model, v.page.host.Words()
	v.side.Objects = nil
	if changes := m.Changes(); len(changes) > 0 {
		col := kit.Column(10, kit.Row(8, kit.IconBox("refresh", 16, theme.Ochre), kit.Fill(kit.NewLabel(w.N("lessons.changes", len(changes)), theme.CardTitle, theme.Ink))))
		for _, c := range changes {
			col.Add(kit.Rule())
			part := kit.Column(2)
			if c.Heading != "" {
				part.Add(kit.NewLabel(c.Heading, theme.Label, theme.Ink))
			}
			if c.Was != "" {
				part.Add(kit.NewRuns(theme.Secondary, theme.Ink3, kit.Run{Text: c.Was, Strike: true}))
			}
			if c.Now != "" {
				part.Add(kit.NewRuns(theme.Secondary, theme.QingInk, kit.Tinted(c.Now, theme.QingSoft, theme.QingInk)))
			}
			col.Add(part)
		}
		v.side.Add(kit.NewCard(kit.PlainCard, col))
	}
	if a := m.Affects(); a != "" {
		v.side.Add(kit.NewCard(kit.PlainCard, kit.Column(8, kit.NewLabel(w.T("lessons.affects_title"), theme.CardTitle, theme.Ink), kit.NewParagraph(a, theme.Secondary, theme.Ink2))))
	}
	if further := m.Further(); len(further) > 0 {
		col := kit.Column(4, kit.NewLabel(w.T("lessons.further"), theme.CardTitle, theme.Ink))
		for _, f := range further {
			col.Add(kit.AtLeft(kit.NewLink(f.Title, "", func() { v.page.follow(f) })))
		}
		v.side.Add(kit.NewCard(kit.PlainCard, col))
	}
	if v.page.learns() {
		v.side.Add(kit.AtLeft(kit.NewButton(kit.Usual, w.T("lessons.ask"), v.page.ask).Cap("Q")))
	}
	kit.Relay(v.side)
}

func (v *view) renderProgress() {
	if _, open := v.page.model.Lesson(); !open {
		v.progress.SetText("")
		return
	}
	v.progress.SetText(v.page.host.Words().T("lessons.progress", "Percent", int(v.text.Read()*100)))
}
