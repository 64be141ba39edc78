// Package lessons is where lessons are read: the outline, the text, what this
// version changed, and the quick check that ends the reading.
package lessons

import (
	"context"
	"strings"

	"shifu/app/asking"
	"shifu/app/markdown"
	"shifu/internal/i18n"
	"shifu/internal/op"
	"shifu/quiz"
	"shifu/training"
)

// Lessons is what the page asks of training.
type Lessons interface {
	asking.Inquiries
	Lessons(ctx context.Context, actor op.Actor) ([]training.LessonTopic, error)
	Lesson(ctx context.Context, actor op.Actor, id string, version int) (training.LessonView, error)
	Acknowledge(ctx context.Context, actor op.Actor, cmd training.Acknowledge) (training.Acknowledgement, error)
	Picture(ctx context.Context, actor op.Actor, lessonID, name string) (training.Media, error)
}

// Quizzes starts the quick check.
type Quizzes interface {
	Start(ctx context.Context, actor op.Actor, cmd quiz.Start) (quiz.Sitting, error)
}

// Model is what the page shows, in words.
type Model struct {
	words  *i18n.Printer
	topics []training.LessonTopic
	lesson training.LessonView
	open   bool
	search string
}

// NewModel makes an empty page in a language.
func NewModel(words *i18n.Printer) *Model { return &Model{words: words} }

// SetOutline takes the topics.
func (m *Model) SetOutline(topics []training.LessonTopic) { m.topics = topics }

// SetLesson takes the lesson that is open.
func (m *Model) SetLesson(l training.LessonView) { m.lesson, m.open = l, true }

// Lesson is the lesson that is open.
func (m *Model) Lesson() (training.LessonView, bool) { return m.lesson, m.open }

// Search narrows the outline to titles that hold the text.
func (m *Model) Search(text string) { m.search = strings.ToLower(strings.TrimSpace(text)) }

// Empty says that the shop has no lessons at all.
func (m *Model) Empty() bool { return len(m.topics) == 0 }

// Line is a line of the outline: a heading, or a lesson.
type Line struct {
	Heading string
	ID      string
	Title   string
	State   training.LessonState
	Current bool
}

// Outline lists headings and lessons, narrowed by the search.
func (m *Model) Outline() []Line {
	var lines []Line
	for _, t := range m.topics {
		var inside []Line
		for _, l := range t.Lessons {
			title := m.words.Text(l.Title)
			if m.search != "" && !strings.Contains(strings.ToLower(title), m.search) && !strings.Contains(strings.ToLower(l.Title.ZH), m.search) {
				continue
			}
			inside = append(inside, Line{ID: l.ID, Title: title, State: l.State, Current: m.open && l.ID == m.lesson.ID})
		}
		if len(inside) > 0 {
			lines = append(lines, Line{Heading: m.words.T("lessons.topic", "Topic", m.words.Text(t.Title), "Count", len(t.Lessons))})
			lines = append(lines, inside...)
		}
	}
	return lines
}

// FirstUnread is the lesson to open when none is named: an unread one, else the
// first.
func (m *Model) FirstUnread() string {
	first := ""
	for _, t := range m.topics {
		for _, l := range t.Lessons {
			if l.State == training.LessonNew || l.State == training.LessonChanged {
				return l.ID
			}
			if first == "" {
				first = l.ID
			}
		}
	}
	return first
}

// Title and Byline head the text.
func (m *Model) Title() string { return m.words.Text(m.lesson.Title) }

// Byline says who wrote it, which version it is, from when, and how long it takes.
func (m *Model) Byline() string {
	l := m.lesson
	parts := []string{}
	if l.Author != "" {
		parts = append(parts, m.words.T("lessons.author", "Name", m.words.Content(l.Author)))
	}
	if l.From != "" {
		parts = append(parts, m.words.T("lessons.version_from", "Version", l.Version, "From", l.From))
	} else {
		parts = append(parts, m.words.T("lessons.version", "Version", l.Version))
	}
	parts = append(parts, m.words.N("lessons.minutes", l.Minutes))
	return strings.Join(parts, " · ")
}

// Blocks is the text in the page's language.
func (m *Model) Blocks() []markdown.Block { return markdown.Parse(m.words.Text(m.lesson.Body)) }

// Notice is a line above the text when the version shown is not simply the one
// in force: "" otherwise.
func (m *Model) Notice() string {
	l := m.lesson
	switch {
	case l.State == training.LessonUpcoming:
		return m.words.T("lessons.upcoming", "From", l.From)
	case l.State == training.LessonOver:
		return m.words.T("lessons.over", "To", l.To)
	case l.Version != l.Current:
		return m.words.T("lessons.older", "Version", l.Version, "Current", l.Current)
	case l.State == training.LessonChanged:
		return m.words.T("lessons.changed_since", "Version", l.Since)
	}
	return ""
}

// Change is a place that this version changed.
type Change struct{ Heading, Was, Now string }

// Changes lists what this version changed.
func (m *Model) Changes() []Change {
	out := make([]Change, 0, len(m.lesson.Changes))
	for _, d := range m.lesson.Changes {
		out = append(out, Change{m.words.Text(d.Heading), m.words.Text(d.Was), m.words.Text(d.Now)})
	}
	return out
}

// Affects says in a line what rests on the same points; "" when nothing does.
func (m *Model) Affects() string {
	a := m.lesson.Affects
	if a.Models == 0 && a.Scripts == 0 {
		return ""
	}
	return m.words.T("lessons.affects", "Models", a.Models, "Scripts", a.Scripts)
}

// Further is something to read with the lesson.
type Further struct {
	Title string
	Page  string
	ID    string
}

// Further lists scripts that go with the lesson.
func (m *Model) Further() []Further {
	var out []Further
	for _, s := range m.lesson.Scripts {
		out = append(out, Further{m.words.T("lessons.script", "Title", m.words.Text(s.Title)), "scripts", s.Code})
	}
	return out
}

// Step is what the main button does.
type Step int

const (
	NothingToDo Step = iota // acknowledged already, or not in force
	Confirm                 // reading alone is acknowledged
	QuickCheck              // questions follow
)

// Step answers what ends the reading.
func (m *Model) Step() Step {
	l := m.lesson
	if !m.open || l.Acknowledged != nil || l.State == training.LessonUpcoming || l.State == training.LessonOver || l.Version != l.Current {
		return NothingToDo
	}
	if l.CheckCount > 0 {
		return QuickCheck
	}
	return Confirm
}

// StepLabel is the main button's words, "" where there is nothing to do.
func (m *Model) StepLabel() string {
	switch m.Step() {
	case QuickCheck:
		return m.words.N("lessons.finish_check", m.lesson.CheckCount)
	case Confirm:
		return m.words.T("lessons.finish")
	}
	return ""
}

// Acknowledged says when this version was acknowledged, "" when it was not.
func (m *Model) Acknowledged() string {
	if a := m.lesson.Acknowledged; a != nil {
		return m.words.T("lessons.acknowledged", "At", m.words.Stamp(a.At))
	}
	return ""
}

// Acknowledgement is the command that acknowledges the version shown.
func (m *Model) Acknowledgement(id string) training.Acknowledge {
	return training.Acknowledge{Command: op.Command{ID: id}, LessonID: m.lesson.ID, Version: m.lesson.Version}
}

// Check is the command that starts the quick check.
func (m *Model) Check(id string) quiz.Start {
	l := m.lesson
	return quiz.Start{Command: op.Command{ID: id}, Purpose: quiz.Check, Points: l.CheckPoints, Count: l.CheckCount}
}
