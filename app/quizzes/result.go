package quizzes

import (
	"context"
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"shifu/app/answer"
	"shifu/app/kit"
	pages "shifu/app/page"
	"shifu/app/theme"
	"shifu/internal/i18n"
	"shifu/internal/op"
	"shifu/quiz"
)

// Results is what the result asks of quiz.
type Results interface {
	Result(ctx context.Context, actor op.Actor, attempt string) (quiz.Result, error)
	Start(ctx context.Context, actor op.Actor, cmd quiz.Start) (quiz.Sitting, error)
}

// ResultModel is a result in words.
type ResultModel struct {
	words  *i18n.Printer
	result quiz.Result
}

// NewResultModel puts a result into words.
func NewResultModel(w *i18n.Printer, r quiz.Result) *ResultModel { return &ResultModel{w, r} }

// Headline says what became of the attempt, and Tone how to take it.
func (m *ResultModel) Headline() (words string, tone kit.ChipTone) {
	r := m.result
	switch r.Verdict {
	case quiz.Passed:
		return m.words.T("quizzes.passed"), kit.GoodTone
	case quiz.NotPassed:
		if r.Tally.RedLines > 0 && r.Pass.NoRedLine {
			return m.words.N("quizzes.failed_redline", r.Tally.RedLines), kit.DangerTone
		}
		if short := r.Needed - r.Tally.Earned; short > 0 {
			return m.words.T("quizzes.not_passed", "Points", m.words.Mark(int64(short))), kit.PrimaryTone
		}
		return m.words.T("quizzes.not_passed_plain"), kit.PrimaryTone
	case quiz.Undecided:
		return m.words.N("quizzes.undecided", r.Tally.Waiting), kit.PrimaryTone
	}
	return m.words.T("quizzes.practised"), kit.NeutralTone
}

// Score is the points in words, a range while a mentor has still to mark.
func (m *ResultModel) Score() string {
	total := m.words.Mark(int64(m.result.Tally.Total))
	if m.result.Low != m.result.High {
		return m.words.T("quizzes.points_range", "Low", m.words.Mark(int64(m.result.Low)), "High", m.words.Mark(int64(m.result.High)), "Total", total)
	}
	return m.words.T("quizzes.points", "Earned", m.words.Mark(int64(m.result.Tally.Earned)), "Total", total)
}

// Criterion is what a pass needed, "" when there was nothing to pass.
func (m *ResultModel) Criterion() string {
	if m.result.Pass.Percent == 0 {
		return ""
	}
	key := "quizzes.criterion"
	if m.result.Pass.NoRedLine {
		key = "quizzes.criterion_redline"
	}
	return m.words.T(key, "Percent", m.result.Pass.Percent, "Points", m.words.Mark(int64(m.result.Needed)))
}

// Worth says how far the share can be trusted.
func (m *ResultModel) Worth() string {
	s := m.result.Share
	if s.Done == 0 {
		return ""
	}
	return m.words.T("quizzes.worth", "Right", s.Right, "Done", s.Done, "Low", s.Low/100, "High", (s.High+99)/100)
}

// Percent is the share of the points for the ring, 0 to 100.
func (m *ResultModel) Percent() int {
	if m.result.Tally.Total == 0 {
		return 0
	}
	return 100 * m.result.Tally.Earned / m.result.Tally.Total
}

// Facts are lines about how it was sat: time, repeats, interruptions.
func (m *ResultModel) Facts() []string {
	r := m.result
	out := []string{m.words.T("quizzes.took", "Time", m.words.Span(r.Elapsed))}
	if r.Repeats > 0 {
		out = append(out, m.words.N("quizzes.repeats", r.Repeats))
	}
	if n := len(r.Away); n > 0 {
		out = append(out, m.words.N("quizzes.interruptions", n))
	}
	if r.ClosedBy == quiz.WhyTime {
		out = append(out, m.words.T("quizzes.closed_by_time"))
	}
	return out
}

// PointRow is a point with its conditions.
type PointRow struct {
	Title     string
	Share     string
	Mastered  bool
	Groups    []ConditionGroup
	Diagnosis string
}

// ConditionGroup is a condition with all its levels, those never met, too.
type ConditionGroup struct {
	Label  string
	Levels []kit.HeatCell
}

// Points lists mastery by condition.
func (m *ResultModel) Points() []PointRow {
	var out []PointRow
	for _, p := range m.result.Points {
		row := PointRow{Title: m.words.Text(p.Title), Mastered: p.Practice.Met}
		row.Share = m.words.T("quizzes.right_of", "Right", p.Share.Right, "Done", p.Share.Done)
		for i, c := range p.Conditions {
			if i == 0 || p.Conditions[i-1].Model != c.Model || p.Conditions[i-1].Radical != c.Radical {
				row.Groups = append(row.Groups, ConditionGroup{Label: m.words.Text(c.Label)})
			}
			g := &row.Groups[len(row.Groups)-1]
			g.Levels = append(g.Levels, kit.HeatCell{Level: m.words.Text(c.Level), Right: c.Right, Done: c.Done, TooFew: c.TooFew})
		}
		switch d := p.Diagnosis; d.Display {
		case quiz.TooFew:
			row.Diagnosis = m.words.T("quizzes.too_few")
		case quiz.LookFirst, quiz.WeakHere:
			if d.Condition != nil {
				row.Diagnosis = m.words.T("quizzes.diagnosis."+string(d.Display), "Label", m.words.Text(d.Condition.Label), "Level", m.words.Text(d.Condition.Level),
					"Wrong", d.Condition.Done-d.Condition.Right, "Done", d.Condition.Done)
			}
		}
		out = append(out, row)
	}
	return out
}

// Study is a thing to study next.
type Study struct{ Point, Title, Why string }

// Next lists what to study, the most needed first.
func (m *ResultModel) Next() []Study {
	var out []Study
	for _, s := range m.result.Next {
		out = append(out, Study{s.Point, m.words.Text(s.Title), m.words.T("quizzes.need."+string(s.Need), "Wrong", s.Wrong, "Left", s.Left)})
	}
	return out
}

// Again is a point of a review with the day on which it comes again, in words.
type Again struct {
	Title, Day string
	Right      bool
}

// Reviewed lists when the points of a review come again.
func (m *ResultModel) Reviewed(now time.Time) []Again {
	var out []Again
	for _, r := range m.result.Reviewed {
		out = append(out, Again{m.words.Text(r.Title), m.words.T("review.again", "Day", m.words.Coming(r.Next, now)), r.Right})
	}
	return out
}

// Wrong lists the questions that were not right.
func (m *ResultModel) Wrong() []quiz.AnsweredSlot {
	return slices.DeleteFunc(slices.Clone(m.result.Slots), func(s quiz.AnsweredSlot) bool { return s.Mark != nil && (s.Mark.Right || s.Mark.Pending) })
}

// resultPage shows a closed attempt.
type resultPage struct {
	host    pages.Host
	svc     Results
	attempt string
	model   *ResultModel
	header  *kit.PageHeader
	body    *fyne.Container
	scroll  *kit.Scroll
	root    fyne.CanvasObject
	ctx     context.Context
	busy    bool
	swept   bool // the ring was seen growing
}

// NewResult makes the page; the route's ID is the attempt.
func NewResult(svc Results) pages.Factory {
	return func(h pages.Host, r pages.Route) pages.Page {
		return &resultPage{host: h, svc: svc, attempt: r.ID}
	}
}

func (p *resultPage) Title() string      { return p.host.Words().T("quizzes.result") }
func (p *resultPage) Frame() pages.Frame { return pages.Full }

func (p *resultPage) Changed(c op.Change) bool { return c.Topic == "attempt" && c.ID == p.attempt }

func (p *resultPage) Content() fyne.CanvasObject {
	if p.root == nil {
		w := p.host.Words()
		p.header = kit.NewPageHeader(w.T("quizzes.result"), " ", p.host.Back)
		p.body = kit.Column(theme.Gap)
		p.scroll = kit.NewScroll(p.body)
		p.root = kit.NewPageBody(p.header, p.scroll, nil)
	}
	return p.root
}

func (p *resultPage) Keys() []kit.Key {
	w := p.host.Words()
	return []kit.Key{
		kit.Named(fyne.KeyReturn, w.T("quizzes.key_study"), func() { p.study(0) }).If(func() bool { return p.model != nil && len(p.model.Next()) > 0 }),
		kit.Named(fyne.KeyPageDown, "", func() { p.scroll.Page(1) }),
		kit.Named(fyne.KeyPageUp, "", func() { p.scroll.Page(-1) }),
		kit.Named(fyne.KeyEscape, w.T("quizzes.key_home"), func() { p.host.Go(pages.Route{Page: "home"}) }),
	}
}

func (p *resultPage) Load(ctx context.Context) {
	p.ctx = ctx
	actor := p.host.Person().Actor
	pages.Load(p.host, ctx, func(ctx context.Context) (quiz.Result, error) {
		return p.svc.Result(ctx, actor, p.attempt)
	}, func(r quiz.Result) {
		p.model = NewResultModel(p.host.Words(), r)
		p.render()
	})
}

func (p *resultPage) render() {
	m, w := p.model, p.host.Words()
	p.header.Set(w.Text(m.result.Title), w.T("quizzes.purpose."+string(m.result.Purpose))+" · "+w.Stamp(m.result.ClosedAt))
	main, side := kit.Column(theme.Gap, p.summary()), kit.Column(theme.Gap)
	if again := m.Reviewed(p.host.Now()); len(again) > 0 {
		side.Add(p.reviewed(again))
	}
	side.Add(p.next())
	if points := m.Points(); len(points) > 0 {
		main.Add(p.points(points))
	}
	if len(m.result.Regraded) > 0 {
		main.Add(p.regraded())
	}
	if wrong := m.Wrong(); len(wrong) > 0 {
		main.Add(p.wrong(wrong))
	}
	p.body.Objects = []fyne.CanvasObject{kit.TwoColumns(340, main, side)}
	kit.Relay(p.body)
	p.scroll.Refresh()
}

func (p *resultPage) summary() fyne.CanvasObject {
	m := p.model
	headline, tone := m.Headline()
	ring := kit.NewRing(92, m.Percent())
	if !p.swept {
		p.swept = true
		ring.Sweep()
	}
	words := kit.Column(4, kit.AtLeft(kit.Tag(p.host.Words().T("quizzes.purpose."+string(m.result.Purpose)), tone)), kit.NewParagraph(headline, theme.PageTitle, theme.Ink), kit.NewParagraph(m.Score(), theme.BodyBold, theme.Ink))
	for _, line := range append([]string{m.Criterion(), m.Worth()}, m.Facts()...) {
		if line != "" {
			words.Add(kit.NewParagraph(line, theme.Secondary, theme.Ink2))
		}
	}
	return kit.NewCard(kit.PlainCard, kit.Row(24, ring, kit.Fill(words)))
}

func (p *resultPage) next() fyne.CanvasObject {
	w := p.host.Words()
	list := p.model.Next()
	if len(list) == 0 {
		return kit.NewCard(kit.PlainCard, kit.Column(8, kit.CardHead(w.T("quizzes.study"), "", nil), kit.NewParagraph(w.T("quizzes.study_none"), theme.Secondary, theme.Ink2),
			kit.AtLeft(kit.NewButton(kit.Soft, w.T("quizzes.home"), func() { p.host.Go(pages.Route{Page: "home"}) }).Cap("Esc"))))
	}
	var rows []fyne.CanvasObject
	for i, s := range list {
		b := kit.NewButton(kit.Soft, w.T("quizzes.practise"), func() { p.study(i) }).Small()
		if i == 0 {
			b = kit.NewButton(kit.Main, w.T("quizzes.practise"), func() { p.study(i) }).Small().Cap("Enter")
		}
		rows = append(rows, kit.Pad(kit.Sides(10, 18), kit.Row(10, kit.Fill(kit.Column(0, kit.NewParagraph(s.Title, theme.CardTitle, theme.Ink), kit.NewParagraph(s.Why, theme.Caption, theme.Ink3))), b)))
	}
	return kit.ListCard(kit.CardHead(w.T("quizzes.study"), "", nil), rows...)
}

// regraded shows both marks of every question that was marked anew, and why.
func (p *resultPage) regraded() fyne.CanvasObject {
	w := p.host.Words()
	var rows []fyne.CanvasObject
	for _, r := range p.model.result.Regraded {
		col := kit.Column(2, kit.NewLabel(w.T("regrade.result_row", "Question", r.Slot+1, "Was", r.Was.Score, "Is", r.Is.Score), theme.BodyBold, theme.Ink))
		for _, c := range r.Changes {
			col.Add(kit.NewParagraph(w.T("regrade.result_why", "At", w.Moment(c.At, p.host.Now()), "Reason", c.Reason), theme.Caption, theme.Ink3))
		}
		rows = append(rows, kit.Pad(kit.Sides(10, 18), col))
	}
	return kit.ListCard(kit.CardHead(w.T("regrade.result"), w.T("regrade.result_note"), nil), rows...)
}

// reviewed says when each point of a review comes again.
func (p *resultPage) reviewed(list []Again) fyne.CanvasObject {
	w := p.host.Words()
	var rows []fyne.CanvasObject
	for _, a := range list {
		icon, tone := "check", theme.Qing
		if !a.Right {
			icon, tone = "refresh", theme.Ochre
		}
		rows = append(rows, kit.Pad(kit.Sides(8, 18), kit.Row(10, kit.IconBox(icon, 16, tone), kit.Fill(kit.Column(0, kit.NewParagraph(a.Title, theme.Body, theme.Ink), kit.NewParagraph(a.Day, theme.Caption, theme.Ink3))))))
	}
	return kit.ListCard(kit.CardHead(w.T("review.again_title"), w.T("review.again_note"), nil), rows...)
}

func (p *resultPage) points(points []PointRow) fyne.CanvasObject {
	w := p.host.Words()
	var rows []fyne.CanvasObject
	for _, r := range points {
		head := kit.Row(10, kit.Fill(kit.NewLabel(r.Title, theme.CardTitle, theme.Ink)), kit.Text(r.Share, theme.Secondary, theme.Ink2))
		if r.Mastered {
			head.Add(kit.Tag(w.T("quizzes.mastered"), kit.GoodTone))
		}
		groups := kit.Flow(24, 12)
		for _, g := range r.Groups {
			groups.Add(kit.HeatGroup(g.Label, g.Levels...))
		}
		col := kit.Column(10, head, groups)
		if r.Diagnosis != "" {
			col.Add(kit.NewParagraph(r.Diagnosis, theme.Caption, theme.Ink3))
		}
		rows = append(rows, kit.Pad(kit.Sides(12, 18), col))
	}
	var legend [6]string
	for i, key := range []string{"half", "more", "most", "nearly", "few", "never"} {
		legend[i] = w.T("quizzes.heat." + key)
	}
	rows = append(rows, kit.Pad(kit.Sides(12, 18), kit.HeatLegend(legend)))
	return kit.ListCard(kit.CardHead(w.T("quizzes.by_condition"), w.T("quizzes.by_condition_note"), nil), rows...)
}

func (p *resultPage) wrong(list []quiz.AnsweredSlot) fyne.CanvasObject {
	w := p.host.Words()
	var rows []fyne.CanvasObject
	for _, s := range list {
		var chips []kit.Condition
		for _, c := range s.Chips {
			chips = append(chips, kit.Condition{Name: w.Text(c.Label), Level: w.Text(c.Level)})
		}
		col := kit.Column(8, kit.NewLabel(w.T("quizzes.question_of", "Question", s.Question, "Point", w.Text(s.PointTitle)), theme.Label, theme.Ink2), kit.Conditions(chips...), kit.NewParagraph(answer.StemText(w, s.Shown), theme.Body, theme.Ink))
		if s.Feedback != nil {
			if !s.Feedback.RightText.Empty() {
				col.Add(kit.NewParagraph(w.T("quizzes.right_is", "Text", w.Text(s.Feedback.RightText)), theme.BodyBold, theme.QingInk))
			}
			for _, o := range answer.Explain(w, s.Feedback) {
				col.Add(o)
			}
		}
		rows = append(rows, kit.Pad(kit.Sides(14, 18), col))
	}
	return kit.ListCard(kit.CardHead(w.T("quizzes.look_again"), "", nil), rows...)
}

func (p *resultPage) study(i int) {
	list := p.model.Next()
	if i >= len(list) || p.busy {
		return
	}
	start(p.host, p.ctx, p.svc, quiz.Start{Purpose: quiz.Practice, Points: []string{list[i].Point}, Count: practiceItems}, &p.busy)
}

// Starter starts attempts.
type Starter interface {
	Start(ctx context.Context, actor op.Actor, cmd quiz.Start) (quiz.Sitting, error)
}

// practiceItems is how many situations a practice asks for.
const practiceItems = 8

// start starts an attempt once and opens it.
func start(h pages.Host, ctx context.Context, svc Starter, cmd quiz.Start, busy *bool) {
	if *busy {
		return
	}
	*busy = true
	cmd.Command = op.Command{ID: op.NewID()}
	actor := h.Person().Actor
	pages.Send(h, ctx, func(ctx context.Context) (quiz.Sitting, error) { return svc.Start(ctx, actor, cmd) }, func(s quiz.Sitting, err error) {
		*busy = false
		if err != nil {
			h.Report(err)
			return
		}
		h.Go(pages.Route{Page: "quiz", ID: s.Attempt})
	})
}
