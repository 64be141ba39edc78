package desk

import (
	"context"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"shifu/app/kit"
	pages "shifu/app/page"
	"shifu/app/theme"
	"shifu/internal/i18n"
	"shifu/internal/op"
	"shifu/quiz"
)

// Replies is what the marking asks of quiz.
type Replies interface {
	Reply(ctx context.Context, actor op.Actor, attempt string, slot int) (quiz.ReplyView, error)
	MarkReply(ctx context.Context, actor op.Actor, cmd quiz.MarkReply) (quiz.Marked, error)
}

// Names answers the names of people by their ids.
type Names func(ctx context.Context, actor op.Actor, id string) (string, error)

// MarkingRoute names the marking of one reply.
func MarkingRoute(attempt string, slot int) pages.Route {
	return pages.Route{Page: "marking", ID: attempt + "/" + strconv.Itoa(slot)}
}

// Marking is the view-model of one reply.
type Marking struct {
	words  *i18n.Printer
	view   quiz.ReplyView
	levels map[string]int
}

// NewMarking puts a reply into words, nothing scored.
func NewMarking(w *i18n.Printer, v quiz.ReplyView) *Marking {
	return &Marking{words: w, view: v, levels: map[string]int{}}
}

// Criteria are the rows of the rubric.
func (m *Marking) Criteria() []kit.Criterion {
	out := make([]kit.Criterion, len(m.view.Rubric))
	for i, c := range m.view.Rubric {
		out[i] = kit.Criterion{Title: m.words.Text(c.Text)}
		if c.Critical {
			out[i].Note = m.words.T("desk.critical")
		}
		for _, l := range c.Levels {
			out[i].Levels = append(out[i].Levels, m.words.Text(l.Text))
		}
	}
	return out
}

// Score notes the level of a row.
func (m *Marking) Score(row, level int) { m.levels[m.view.Rubric[row].ID] = level }

// Complete says that every criterion has a level.
func (m *Marking) Complete() bool { return len(m.levels) == len(m.view.Rubric) }

// Sum answers the points given, the most that can be given, and whether a
// critical criterion stands at its lowest level.
func (m *Marking) Sum() (points, most int, redLine bool) {
	for _, c := range m.view.Rubric {
		top := 0
		for _, l := range c.Levels {
			top = max(top, l.Points)
		}
		most += top
		if n, ok := m.levels[c.ID]; ok && n < len(c.Levels) {
			points += c.Levels[n].Points
			redLine = redLine || c.Critical && n == 0
		}
	}
	return points, most, redLine
}

// Total says how the marking stands.
func (m *Marking) Total() string {
	points, most, red := m.Sum()
	if red {
		return m.words.T("desk.total_red", "Points", points, "Most", most)
	}
	return m.words.T("desk.total", "Points", points, "Most", most)
}

// Text is the reply with the words that the lists of don'ts found tinted.
func (m *Marking) Text() []kit.Run {
	runes := []rune(m.view.Text)
	var out []kit.Run
	at := 0
	for _, h := range m.view.Lint {
		from, to := min(max(h.From, at), len(runes)), min(max(h.To, at), len(runes))
		if from > at {
			out = append(out, kit.Plain(string(runes[at:from])))
		}
		tint, tone := theme.OchreSoft, theme.OchreInk
		if h.Hard {
			tint, tone = theme.DangerSoft, theme.DangerInk
		}
		if to > from {
			out = append(out, kit.Tinted(string(runes[from:to]), tint, tone))
		}
		at = to
	}
	return append(out, kit.Plain(string(runes[at:])))
}

// Command marks the reply.
func (m *Marking) Command(id, comment string) quiz.MarkReply {
	return quiz.MarkReply{Command: op.Command{ID: id}, Attempt: m.view.Attempt, Slot: m.view.Slot, Levels: m.levels, Comment: strings.TrimSpace(comment)}
}

// markingPage marks one free reply after the other.
type markingPage struct {
	host    pages.Host
	replies Replies
	names   Names
	attempt string
	slot    int
	ctx     context.Context
	model   *Marking
	busy    bool

	root    fyne.CanvasObject
	header  *kit.PageHeader
	left    *fyne.Container
	beside  *kit.Scroll
	foot    *fyne.Container
	scroll  *kit.Scroll
	right   *fyne.Container
	grid    *kit.RubricGrid
	comment *kit.Field
	total   *kit.Label
	save    *kit.Button
	problem *kit.Paragraph
}

// NewMarkingPage makes the page; the route's ID is "attempt/slot".
func NewMarkingPage(replies Replies, names Names) pages.Factory {
	return func(h pages.Host, r pages.Route) pages.Page {
		attempt, slot, _ := strings.Cut(r.ID, "/")
		n, _ := strconv.Atoi(slot)
		return &markingPage{host: h, replies: replies, names: names, attempt: attempt, slot: n}
	}
}

func (p *markingPage) Title() string      { return p.host.Words().T("desk.marking") }
func (p *markingPage) Frame() pages.Frame { return pages.Focus }

func (p *markingPage) Content() fyne.CanvasObject {
	if p.root == nil {
		p.header = kit.NewPageHeader(p.Title(), " ", p.host.Back)
		p.left, p.right = kit.Column(theme.Gap), kit.Column(0)
		p.scroll, p.beside, p.foot = kit.NewScroll(p.left), kit.NewScroll(p.right).Within(), kit.Column(0)
		p.root = kit.NewPageBody(p.header, kit.TwoColumns(376, p.scroll, kit.NewCardWith(kit.PlainCard, kit.All(1), container.NewBorder(nil, p.foot, nil, nil, p.beside))), nil)
	}
	return p.root
}

func (p *markingPage) Keys() []kit.Key {
	keys := []kit.Key{
		kit.Ctrl(fyne.KeyReturn, p.host.Words().T("desk.key_save"), p.keep),
		kit.Named(fyne.KeyPageDown, "", func() { p.scroll.Page(1) }),
		kit.Named(fyne.KeyPageUp, "", func() { p.scroll.Page(-1) }),
		kit.Press('c', p.host.Words().T("desk.key_comment"), func() { p.comment.Focus() }).If(func() bool { return p.comment != nil }),
	}
	if p.grid != nil {
		keys = append(keys, p.grid.Keys(p.host.Words().T("desk.key_score"))...)
	}
	return keys
}

func (p *markingPage) Load(ctx context.Context) {
	p.ctx = ctx
	if p.model != nil && p.model.view.Attempt == p.attempt && p.model.view.Slot == p.slot {
		return // scores that were given stay
	}
	actor := p.host.Person().Actor
	type opened struct {
		view quiz.ReplyView
		name string
	}
	pages.Load(p.host, ctx, func(ctx context.Context) (o opened, err error) {
		if o.view, err = p.replies.Reply(ctx, actor, p.attempt, p.slot); err != nil {
			return o, err
		}
		o.name, err = p.names(ctx, actor, o.view.Learner)
		return o, err
	}, func(o opened) {
		p.model = NewMarking(p.host.Words(), o.view)
		p.render(o.name)
	})
}

func (p *markingPage) render(name string) {
	w, m := p.host.Words(), p.model
	v := m.view
	p.header.Set(w.T("desk.marking_title", "Point", w.Text(v.PointTitle)), w.T("desk.marking_line", "Name", name, "Purpose", w.T("quizzes.purpose."+string(v.Purpose)), "At", w.Moment(v.SubmittedAt, p.host.Now())))
	var chips []kit.Condition
	for _, c := range v.Chips {
		chips = append(chips, kit.Condition{Name: w.Text(c.Label), Level: w.Text(c.Level)})
	}
	situation := kit.NewCard(kit.PlainCard, kit.Column(12, kit.Conditions(chips...), kit.NewBubble(kit.Bubble{Kind: kit.Theirs, Who: w.T("quizzes.who_case"), Words: w.Text(v.Shown.Stem)})))
	mine := kit.Column(12, kit.CardHead(w.T("desk.wrote", "Name", name), "", nil), kit.NewRuns(theme.Reading, theme.Ink, m.Text()...), kit.Rule())
	for _, h := range v.Lint {
		words := w.Text(h.Hint)
		if words == "" {
			words = w.T("desk.lint", "Word", h.Word)
		}
		mine.Add(kit.RowTop(8, kit.Fixed(16, 20, kit.Middle(kit.IconBox("alert", 14, theme.Ochre))), kit.Fill(kit.NewParagraph(words, theme.Secondary, theme.Ink2))))
	}
	if len(v.Lint) == 0 {
		mine.Add(kit.Row(8, kit.IconBox("check", 14, theme.Qing), kit.Fill(kit.NewLabel(w.T("desk.lint_none"), theme.Secondary, theme.Ink2))))
	}
	if v.WrongBefore > 0 {
		mine.Add(kit.NewCard(kit.QuietCard, kit.NewParagraph(w.N("desk.wrong_before", v.WrongBefore), theme.Secondary, theme.Ink2)))
	}
	if n := len(v.Interruptions); n > 0 {
		mine.Add(kit.NewCard(kit.QuietCard, kit.NewParagraph(w.N("quizzes.interruptions", n), theme.Secondary, theme.Ink2)))
	}
	reference := kit.NewCard(kit.QuietCard, kit.Pad(kit.All(6), kit.Column(12, kit.Row(8, kit.IconBox("bulb", 16, theme.Qing), kit.Fill(kit.NewLabel(w.T("quizzes.reference"), theme.CardTitle, theme.Ink))), kit.NewParagraph(w.Text(v.Reference), theme.Reading, theme.Ink), kit.NewParagraph(w.T("desk.reference_note"), theme.Caption, theme.Ink3))))
	p.left.Objects = []fyne.CanvasObject{situation, kit.Equal(theme.Gap, kit.NewCard(kit.PlainCard, mine), reference)}
	kit.Relay(p.left)
	p.scroll.Refresh()

	p.grid = kit.NewRubricGrid(func(row, level int) { m.Score(row, level); p.renderTotal() }, m.Criteria()...)
	p.comment = kit.NewTextArea(w.T("desk.say", "Name", name), "", 3)
	p.total = kit.NewLabel("", theme.Body, theme.Ink2)
	p.problem = kit.NewParagraph("", theme.Secondary, theme.DangerInk)
	p.save = kit.NewButton(kit.Main, w.T("desk.save"), p.keep).Large().Cap("Ctrl Enter")
	p.right.Objects = []fyne.CanvasObject{kit.Pad(kit.Sides(12, 16), kit.CardHead(w.T("desk.rubric"), w.T("desk.rubric_note"), nil)), kit.Rule(), p.grid, kit.Rule(),
		kit.Pad(kit.Sides(14, 16), kit.Column(12, p.comment, p.total, p.problem))}
	p.foot.Objects = []fyne.CanvasObject{kit.Rule(), kit.Pad(kit.Sides(12, 16), p.save)} // always in sight
	kit.RelayAll(p.root)
	p.renderTotal()
	p.host.Window().Canvas().Unfocus()
}

func (p *markingPage) renderTotal() {
	p.total.SetText(p.model.Total())
	p.save.SetEnabled(p.model.Complete())
}

// keep saves the mark and opens the next reply, or the desk when none is left.
func (p *markingPage) keep() {
	if p.model == nil || p.busy {
		return
	}
	w := p.host.Words()
	if !p.model.Complete() {
		p.problem.SetText(w.T("desk.rubric_incomplete"))
		p.beside.Refresh()
		return
	}
	p.busy = true
	p.save.SetBusy(true)
	cmd, actor := p.model.Command(op.NewID(), p.comment.Text()), p.host.Person().Actor
	pages.Send(p.host, p.ctx, func(ctx context.Context) (quiz.Marked, error) { return p.replies.MarkReply(ctx, actor, cmd) }, func(k quiz.Marked, err error) {
		p.busy = false
		p.save.SetBusy(false)
		if err != nil {
			p.problem.SetText(p.host.Say(err))
			p.beside.Refresh()
			return
		}
		p.host.Toast(kit.Message{Words: w.N("desk.saved", k.Left)})
		switch {
		case p.ctx.Err() != nil: // the page was left meanwhile
		case k.Next != nil:
			p.host.Replace(MarkingRoute(k.Next.Attempt, k.Next.Slot))
		default:
			p.host.Back()
		}
	})
}
