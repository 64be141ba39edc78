// Package home is the first page of a person's day: the one next thing, the
// path to the post, the plan of the day, and what the mentor last said.
package home

import (
	"context"
	"time"

	"shifu/app/desk"
	"shifu/app/kit"
	pages "shifu/app/page"
	"shifu/internal/i18n"
	"shifu/internal/op"
	"shifu/quiz"
	"shifu/training"
)

// Days is what the page asks of training.
type Days interface {
	Home(ctx context.Context, actor op.Actor) (training.Home, error)
	Desk(ctx context.Context, actor op.Actor, q training.DeskQuery) (training.Desk, error)
}

// Quizzes starts a practice or an exam.
type Quizzes interface {
	Start(ctx context.Context, actor op.Actor, cmd quiz.Start) (quiz.Sitting, error)
}

// practiceItems is how many situations a practice asks for.
const practiceItems = 8

// Model is what the page shows, in words.
type Model struct {
	words *i18n.Printer
	now   time.Time
	day   training.Home
	ready bool
	desk  *desk.Model // of somebody who only teaches, nil for a learner
}

// NewModel makes an empty page in a language.
func NewModel(words *i18n.Printer) *Model { return &Model{words: words} }

// Set takes the day as training sees it.
func (m *Model) Set(day training.Home, now time.Time) { m.day, m.now, m.ready = day, now, true }

// Teaches says that the person learns nothing here: the next thing is at the desk.
func (m *Model) Teaches(d training.Desk, now time.Time) {
	m.desk = desk.NewModel(m.words)
	m.desk.Set(d, nil, now)
}

// Waiting lists what waits at the desk of somebody who only teaches.
func (m *Model) Waiting() []desk.Queued {
	if m.desk == nil {
		return nil
	}
	return m.desk.Queue()
}

// Taught is an apprentice of somebody who only teaches, with how far each module
// is.
type Taught struct {
	kit.MatrixRow
	Modules []string
}

// Apprentices are the person's own.
func (m *Model) Apprentices() (out []Taught) {
	if m.desk == nil {
		return nil
	}
	var modules []string
	for _, g := range m.desk.Groups() {
		modules = append(modules, g.Columns...)
	}
	for _, r := range m.desk.Rows() {
		if r.Own {
			out = append(out, Taught{r, modules})
		}
	}
	return out
}

// Ready says whether anything is known yet.
func (m *Model) Ready() bool { return m.ready }

// Greeting is the page's title.
func (m *Model) Greeting() string {
	return m.words.T("home.greeting", "Part", m.words.Greeting(m.now), "Name", m.day.Name)
}

// Line is below it: the date, the day of the programme, the mentor.
func (m *Model) Line() string {
	date := m.words.FullDay(m.now)
	switch p := m.day.Path; {
	case p == nil:
		return m.words.T("home.line_plain", "Date", date)
	case p.MentorName == "":
		return m.words.T("home.line_no_mentor", "Date", date, "Day", p.Day)
	default:
		return m.words.T("home.line", "Date", date, "Day", p.Day, "Mentor", p.MentorName)
	}
}

// Hero puts the one next thing into words.
func (m *Model) Hero() kit.HeroState {
	n, w := m.day.Next, m.words
	h := kit.HeroState{Title: w.Text(n.Title), Cap: "Enter"}
	if m.desk != nil {
		return kit.HeroState{Cap: "Enter", Over: w.T("home.desk"), Title: w.N("home.desk_note", m.day.Queue), Action: w.T("home.desk_do"), Quiet: m.day.Queue == 0}
	}
	switch n.Kind {
	case training.NextSignature:
		h.Over, h.Below, h.Action = w.T("home.hero_signature"), w.T("home.hero_signature_note"), w.T("home.hero_signature_do")
		h.Title = w.T("home.hero_signature_title", "Title", h.Title, "Person", n.Person)
	case training.NextDispute:
		h.Over, h.Below, h.Action = w.T("home.hero_dispute", "Person", n.Person), w.T("home.hero_dispute_note"), w.T("home.hero_dispute_do")
	case training.NextRuleChange:
		h.Over, h.Below, h.Action = w.T("home.hero_rule_change"), w.T("home.hero_rule_change_note", "Version", n.Version, "Minutes", n.Minutes), w.T("home.hero_lesson_do")
	case training.NextAttempt:
		h.Over, h.Action = w.T("home.hero_attempt"), w.T("home.hero_attempt_do", "Question", n.Done+1)
		h.Below = w.T("home.hero_attempt_note", "Done", n.Done, "Of", n.Of, "At", w.Moment(n.At, m.now))
		if n.Of > 0 {
			h.Percent, h.Words = 100*n.Done/n.Of, w.Number(int64(n.Done))+"/"+w.Number(int64(n.Of))
		}
	case training.NextReview:
		h.Over, h.Title, h.Action = w.T("review.due"), w.N("review.hero", n.Of), w.T("review.do")
		h.Below = w.T("review.hero_note", "Minutes", n.Minutes)
	case training.NextLesson:
		h.Over, h.Below, h.Action = w.T("home.hero_lesson"), w.T("home.hero_lesson_note", "Minutes", n.Minutes), w.T("home.hero_lesson_do")
	case training.NextPractice:
		h.Over, h.Below, h.Action = w.T("home.hero_practice"), w.T("home.hero_practice_note"), w.T("home.hero_practice_do")
	case training.NextExam:
		h.Over, h.Below, h.Action = w.T("home.hero_exam"), w.T("home.hero_exam_note", "Minutes", n.Minutes), w.T("home.hero_exam_do")
	case training.NextWaiting:
		h = kit.HeroState{Cap: "Enter", Over: w.T("home.hero_waiting"), Title: w.T("home.hero_waiting_title"), Below: w.T("home.hero_waiting_note"), Action: w.T("home.hero_practice_do"), Quiet: true}
	case training.NextDone:
		h = kit.HeroState{Cap: "Enter", Over: w.T("home.hero_done"), Title: w.T("home.hero_done_title"), Below: w.T("home.hero_done_note"), Action: w.T("home.hero_practice_do"), Quiet: true}
	default:
		h = kit.HeroState{Cap: "Enter", Over: w.T("home.hero_none"), Title: w.T("home.hero_none_title"), Below: w.T("home.hero_none_note"), Action: w.T("home.hero_lessons_do"), Quiet: true}
	}
	return h
}

// Action is what a thing of the day leads to: a page, or an attempt to start.
type Action struct {
	Route pages.Route
	Start *quiz.Start
}

// Do answers what a thing of the day leads to.
func (m *Model) Do(n training.Next) Action {
	if m.desk != nil {
		return Action{Route: pages.Route{Page: "desk"}}
	}
	switch n.Kind {
	case training.NextSignature, training.NextDispute:
		return Action{Route: pages.Route{Page: "sign-off", ID: n.ID}}
	case training.NextRuleChange, training.NextLesson:
		return Action{Route: pages.Route{Page: "lessons", ID: n.ID}}
	case training.NextAttempt:
		return Action{Route: pages.Route{Page: "quiz", ID: n.ID}}
	case training.NextPractice:
		points := n.Points
		if len(points) == 0 {
			points = []string{n.ID}
		}
		return Action{Start: &quiz.Start{Purpose: quiz.Practice, Points: points, Count: practiceItems}}
	case training.NextReview:
		return Action{Start: &quiz.Start{Purpose: quiz.Review}}
	case training.NextExam:
		return Action{Start: &quiz.Start{Blueprint: n.ID}}
	case training.NextWaiting, training.NextDone:
		return Action{Route: pages.Route{Page: "quizzes"}}
	}
	return Action{Route: pages.Route{Page: "lessons"}}
}

// Next is the next thing itself.
func (m *Model) Next() training.Next { return m.day.Next }

// Path answers the stages of the path, nil without a programme.
func (m *Model) Path() []kit.Node {
	if m.day.Path == nil {
		return nil
	}
	titles := map[string]string{}
	for _, s := range m.day.Path.Stages {
		titles[s.ID] = m.words.Text(s.Title)
	}
	nodes := make([]kit.Node, len(m.day.Path.Stages))
	for i, s := range m.day.Path.Stages {
		n := kit.Node{Title: titles[s.ID]}
		switch s.State {
		case training.StageSigned:
			n.State = kit.NodeSigned
			if s.SignedAt != nil {
				n.Note = m.words.T("home.path_signed", "By", s.SignedBy, "At", m.words.ShortDay(*s.SignedAt, m.now))
			}
		case training.StageNow:
			n.State, n.Note = kit.NodeNow, m.words.T("home.path_now")
			if s.Of > 0 {
				n.Percent = 100 * s.Done / s.Of
			}
		case training.StageLocked:
			n.State = kit.NodeLocked
			if len(s.Waits) > 0 {
				n.Note = m.words.T("home.path_wait_stage", "Stage", titles[s.Waits[0]])
			} else {
				n.Note = m.words.N("home.path_wait_days", s.WaitDays)
			}
		default:
			n.State, n.Note = kit.NodeMissing, m.words.T("home.path_missing")
		}
		nodes[i] = n
	}
	return nodes
}

// Missing is a requirement of the module in hand.
type Missing struct {
	Title string
	Count string // 5 / 6
	Met   bool
}

// Left answers what the module in hand still needs: its title and requirements;
// "" when no module is in hand.
func (m *Model) Left() (title string, list []Missing) {
	p := m.day.Path
	if p == nil || p.Now < 0 || p.Now >= len(p.Stages) {
		return "", nil
	}
	for _, module := range p.Stages[p.Now].Modules {
		if module.Cell.State == training.CellSigned {
			continue
		}
		open := false
		for _, r := range module.Requirements {
			list = append(list, Missing{m.words.Text(r.Title), m.words.Number(int64(r.Have)) + " / " + m.words.Number(int64(r.Need)), r.Met})
			open = open || !r.Met
		}
		key := "home.left"
		if !open {
			key = "home.left_none"
		}
		return m.words.T(key, "Module", m.words.Text(module.Title)), list
	}
	return "", nil
}

// Line of the plan of the day.
type Line struct {
	Title, Note, Right string
	Finished, Fresh    bool
	Now                bool
	Percent            int // of an attempt that is open
	Next               training.Next
}

// Plan lists the plan of the day.
func (m *Model) Plan() []Line {
	lines := make([]Line, len(m.day.Plan))
	now := true
	for i, p := range m.day.Plan {
		l := Line{Title: m.words.Text(p.Title), Finished: p.Finished, Fresh: p.Fresh, Next: p.Next}
		l.Note = m.words.T("home.plan." + string(p.Kind))
		if p.Kind == training.NextReview {
			l.Title = m.words.N("review.plan", p.Of)
		}
		if p.Finished {
			l.Note = m.words.T("home.plan.done")
			l.Right = m.words.Clock(p.FinishedAt)
		} else if p.Minutes > 0 {
			l.Right = m.words.N("home.minutes", p.Minutes)
		}
		if !p.Finished && now {
			l.Now, now = true, false
			if p.Kind == training.NextAttempt && p.Of > 0 {
				l.Percent = 100 * p.Done / p.Of
			}
		}
		lines[i] = l
	}
	return lines
}

// MarkedWhen says when the last marking was, and of what where that is known.
func (m *Model) MarkedWhen() string {
	when := m.words.Moment(m.day.Marking.At, m.now)
	if point := m.words.Text(m.day.Marking.Point.Title); point != "" {
		when += " · " + point
	}
	return when
}

// PlanNote counts the plan.
func (m *Model) PlanNote() string {
	done := 0
	for _, p := range m.day.Plan {
		if p.Finished {
			done++
		}
	}
	return m.words.T("home.plan_note", "Done", done, "Of", len(m.day.Plan), "Minutes", m.day.MinutesLeft)
}

// Review is what is to be reviewed, in words.
type Review struct {
	Count   int      // points; 0: nothing is due
	Title   string   // beside the count, or in its place
	Note    string   //
	Button  string   // "" when there is nothing to start
	Points  []string // the least remembered first
	More    string   // how many more points, "" for none
	Attempt string   // the review that is open already
}

// mostChips is how many points the review's card names.
const mostChips = 3

// Review puts what is due into words; false while nothing was ever answered.
func (m *Model) Review() (Review, bool) {
	d, w := m.day.Review, m.words
	r := Review{Count: len(d.Points), Attempt: d.Open}
	switch {
	case d.Open != "":
		r.Count, r.Title, r.Note, r.Button = 0, w.T("review.open"), w.T("review.open_note"), w.T("review.go_on")
	case r.Count > 0:
		r.Title, r.Note, r.Button = w.N("review.points_due", r.Count), w.T("review.note", "Minutes", d.Minutes), w.T("review.key")
		for i, p := range d.Points {
			if i == mostChips {
				r.More = w.N("review.more", r.Count-mostChips)
				break
			}
			r.Points = append(r.Points, w.Text(p.Title))
		}
	case d.Next != "":
		r.Title, r.Note = w.T("review.none"), w.N("review.next", d.NextCount, "Day", w.Coming(d.Next, m.now))
	default:
		return r, false
	}
	return r, true
}

// Marking is what the mentor last said, nil when nothing was marked yet.
func (m *Model) Marking() *training.LastMarking { return m.day.Marking }

// Answered is what the actor was answered in the last days, the latest first.
func (m *Model) Answered() []training.Inquiry { return m.day.Answered }

// Queue counts what waits at the actor's desk.
func (m *Model) Queue() int { return m.day.Queue }
