// Package quizzes is where situations are answered: the sitting with its
// conditions, the explanation, the result, and the list of what can be
// practised and examined.
package quizzes

import (
	"context"
	"encoding/json"
	"time"

	"shifu/app/asking"
	"shifu/app/kit"
	"shifu/internal/i18n"
	"shifu/internal/op"
	"shifu/quiz"
	"shifu/quiz/model"
	"shifu/training"
)

// Sittings is what the sitting asks of quiz.
type Sittings interface {
	Sitting(ctx context.Context, actor op.Actor, attempt string) (quiz.Sitting, error)
	Resume(ctx context.Context, actor op.Actor, cmd quiz.Resume) (quiz.Sitting, error)
	Pause(ctx context.Context, actor op.Actor, cmd quiz.Pause) (quiz.Beat, error)
	Heartbeat(ctx context.Context, actor op.Actor, attempt string) (quiz.Beat, error)
	Draft(ctx context.Context, actor op.Actor, cmd quiz.Reply) (quiz.Answered, error)
	Answer(ctx context.Context, actor op.Actor, cmd quiz.Reply) (quiz.Answered, error)
	Flag(ctx context.Context, actor op.Actor, cmd quiz.Flag) (quiz.Answered, error)
	HandIn(ctx context.Context, actor op.Actor, cmd quiz.HandIn) (quiz.Result, error)
}

// Sources is what the sitting asks of training: where to read about a point, and
// the way to somebody who knows.
type Sources interface {
	asking.Inquiries
	Sources(ctx context.Context, actor op.Actor, point string) (training.Sources, error)
}

// Model is a sitting as the page shows it, in words.
type Model struct {
	words   *i18n.Printer
	sitting quiz.Sitting
	at      int // the slot on the screen, -1 for the overview before hand-in
	ready   bool
	synced  time.Duration // monotonic time at which the timer was last told
	saved   kit.Saving
	stopped quiz.Why
}

// NewModel makes an empty sitting in a language.
func NewModel(words *i18n.Printer) *Model {
	return &Model{words: words, saved: kit.Saving{State: kit.SavedState, Words: words.T("quizzes.saved")}}
}

// Set takes the sitting as quiz sees it; now is the monotonic time.
func (m *Model) Set(s quiz.Sitting, now time.Duration) {
	m.sitting, m.ready, m.synced = s, true, now
	m.at = s.At
	if s.StoppedBy != "" {
		m.stopped = s.StoppedBy
	}
}

// Ready says whether the sitting is known.
func (m *Model) Ready() bool { return m.ready }

// Sitting is the sitting.
func (m *Model) Sitting() quiz.Sitting { return m.sitting }

// At is the slot on the screen.
func (m *Model) At() int { return m.at }

// Exam says whether this is sat as an exam: no explanation before hand-in.
func (m *Model) Exam() bool { return !m.sitting.FeedbackAtOnce }

// Closed says that the attempt can no longer be answered.
func (m *Model) Closed() bool {
	return m.sitting.State == quiz.Waiting || m.sitting.State == quiz.Done
}

// Slot is the question on the screen; false at the overview or while it is not
// drawn.
func (m *Model) Slot() (quiz.SlotView, bool) {
	if m.at < 0 || m.at >= len(m.sitting.Slots) {
		return quiz.SlotView{}, false
	}
	s := m.sitting.Slots[m.at]
	return s, s.State != quiz.SlotEmpty
}

// GoTo shows another question; in practice only ones that were drawn.
func (m *Model) GoTo(slot int) bool {
	if slot < 0 || slot >= len(m.sitting.Slots) || m.sitting.Slots[slot].State == quiz.SlotEmpty {
		return false
	}
	m.at = slot
	return true
}

// Overview leaves the questions for the list before hand-in.
func (m *Model) Overview() { m.at = -1 }

// Title and Subtitle head the page.
func (m *Model) Title() string {
	if s, ok := m.Slot(); ok && !m.Exam() {
		return m.words.Text(s.PointTitle)
	}
	return m.words.Text(m.sitting.Title)
}

// Subtitle says what is being sat.
func (m *Model) Subtitle() string {
	title := m.words.Text(m.sitting.Title)
	kind := m.words.T("quizzes.purpose." + string(m.sitting.Purpose))
	if title == "" || title == m.Title() {
		return kind
	}
	return title + " · " + kind
}

// Steps answers one mark of the progress bar for each question.
func (m *Model) Steps() []kit.Step {
	steps := make([]kit.Step, len(m.sitting.Slots))
	for i, s := range m.sitting.Slots {
		switch {
		case i == m.at && s.Feedback == nil:
			steps[i] = kit.StepNow
		case s.Flagged:
			steps[i] = kit.StepFlagged
		case s.Feedback != nil && s.Feedback.Mark.Pending:
			steps[i] = kit.StepGiven
		case s.Feedback != nil && s.Feedback.Mark.Right:
			steps[i] = kit.StepRight
		case s.Feedback != nil:
			steps[i] = kit.StepWrong
		case s.State == quiz.SlotAnswered:
			steps[i] = kit.StepGiven
		}
	}
	return steps
}

// Count says which question of how many: 8 / 12.
func (m *Model) Count() string {
	n := m.at + 1
	if m.at < 0 {
		n = m.sitting.Answered
	}
	return m.words.Number(int64(n)) + " / " + m.words.Number(int64(len(m.sitting.Slots)))
}

// Clock answers the timer at a monotonic time: the words, the line below, how
// much of the limit has gone in percent, and whether the end is near.
func (m *Model) Clock(now time.Duration) (words, note string, percent int, watch bool) {
	t := m.sitting.Timer
	elapsed := t.Elapsed
	if t.Running {
		elapsed += now - m.synced
	}
	if !t.Limited {
		return m.words.Elapsed(elapsed), m.words.T("quizzes.no_limit"), 0, false
	}
	left := max(t.Limit-elapsed, 0)
	percent = int(100 * min(elapsed, t.Limit) / max(t.Limit, 1))
	note = m.words.T("quizzes.time_left")
	if left <= time.Minute {
		note, watch = m.words.T("quizzes.last_minute"), true
	}
	if !t.Running {
		note = m.words.T("quizzes.paused")
	}
	return m.words.Elapsed(left), note, percent, watch
}

// TimeOver says that the limit has passed at a monotonic time.
func (m *Model) TimeOver(now time.Duration) bool {
	t := m.sitting.Timer
	return t.Limited && t.Running && t.Elapsed+now-m.synced >= t.Limit
}

// Beat takes a heartbeat's answer.
func (m *Model) Beat(b quiz.Beat, now time.Duration) {
	m.sitting.State, m.sitting.Timer, m.synced = b.State, b.Timer, now
}

// Notice says why the sitting was stopped before, "" when it was not.
func (m *Model) Notice() string {
	if m.stopped == "" {
		return ""
	}
	return m.words.T("quizzes.resumed."+string(m.stopped), "Question", m.sitting.At+1, "Before", m.sitting.Answered)
}

// Forget takes the notice away.
func (m *Model) Forget() { m.stopped = "" }

// Novelty is the line below the options: how many situations of the point were
// met, and whether this one is new.
func (m *Model) Novelty() string {
	s, ok := m.Slot()
	switch {
	case !ok || m.Exam() || s.Situations == 0:
		return ""
	case s.Repeat:
		return m.words.T("quizzes.repeat", "Situations", s.Situations)
	}
	return m.words.T("quizzes.novelty", "Situations", s.Situations, "Seen", s.Seen)
}

// Chips are the conditions; those that decided the answer stand out.
func (m *Model) Chips() []kit.Condition {
	s, ok := m.Slot()
	if !ok {
		return nil
	}
	decided := map[string]bool{}
	if s.Feedback != nil {
		for _, c := range s.Feedback.DecidedBy {
			decided[c.ID] = true
		}
	}
	chips := make([]kit.Condition, len(s.Chips))
	for i, c := range s.Chips {
		chips[i] = kit.Condition{Name: m.words.Text(c.Label), Level: m.words.Text(c.Level)}
		if decided[c.ID] {
			chips[i].State = kit.Deciding
		}
	}
	return chips
}

// Reply is the command that keeps or gives a response.
func (m *Model) Reply(id string, response json.RawMessage) quiz.Reply {
	return quiz.Reply{Command: op.Command{ID: id}, Attempt: m.sitting.Attempt, Slot: m.at, Response: response}
}

// Keep notes a draft, so that coming back to the question shows it.
func (m *Model) Keep(slot int, response json.RawMessage) {
	s := &m.sitting.Slots[slot]
	if s.State == quiz.SlotOpen || s.State == quiz.SlotDrafted {
		s.Draft, s.State = response, quiz.SlotDrafted
	}
}

// Renew takes a question as quiz sees it now: a chat that went on.
func (m *Model) Renew(slot int, s quiz.SlotView) { m.sitting.Slots[slot] = s }

// Took notes an answer that is on the disk.
func (m *Model) Took(slot int, response json.RawMessage, a quiz.Answered, now time.Duration) {
	s := &m.sitting.Slots[slot]
	if s.State != quiz.SlotAnswered {
		m.sitting.Answered++
	}
	s.Response, s.Draft, s.State, s.Feedback = response, nil, quiz.SlotAnswered, a.Feedback
	m.sitting.State, m.sitting.Timer, m.sitting.At, m.synced = a.State, a.Timer, a.Next, now
	m.Saved(a.SavedAt)
}

// Saved notes that all is on the disk.
func (m *Model) Saved(at time.Time) {
	m.saved = kit.Saving{State: kit.SavedState, Words: m.words.T("quizzes.saved"), Note: m.words.ClockSeconds(at)}
}

// NotSaved notes that the last answer is not on the disk, and why.
func (m *Model) NotSaved(why string) {
	m.saved = kit.Saving{State: kit.NotSaved, Words: m.words.T("quizzes.not_saved"), Note: why}
}

// Saving is what is true about saving.
func (m *Model) Saving() kit.Saving { return m.saved }

// Problem puts an invalid or incomplete response into words.
func (m *Model) Problem(a quiz.Answered) string {
	if a.Problem.Empty() {
		return m.words.T("quizzes.incomplete")
	}
	return m.words.Text(a.Problem)
}

// NextOpen is the next question without an answer after the current one, -1
// when there is none.
func (m *Model) NextOpen() int {
	n := len(m.sitting.Slots)
	for i := 1; i <= n; i++ {
		k := (m.at + i + n) % n
		if s := m.sitting.Slots[k]; s.State == quiz.SlotOpen || s.State == quiz.SlotDrafted {
			return k
		}
	}
	return -1
}

// SetFlag notes a mark for later.
func (m *Model) SetFlag(slot int, on bool) { m.sitting.Slots[slot].Flagged = on }

// Verdict heads the explanation: right, not this time, a red line, or waiting
// for the mentor.
func (m *Model) Verdict() (words string, tone kit.ChipTone) {
	s, _ := m.Slot()
	switch f := s.Feedback; {
	case f == nil:
		return "", kit.NeutralTone
	case f.Mark.Pending:
		return m.words.T("quizzes.pending"), kit.PrimaryTone
	case f.Mark.RedLine:
		return m.words.T("quizzes.redline"), kit.DangerTone
	case f.Mark.Right:
		return m.words.T("quizzes.right"), kit.GoodTone
	case f.Mark.Score > 0:
		return m.words.T("quizzes.partly", "Score", f.Mark.Score), kit.WatchTone
	}
	switch model.Type(s.Type) {
	case model.Single, model.Multiple, model.Script, model.TrueFalse:
		return m.words.T("quizzes.not_right"), kit.WatchTone
	}
	return m.words.T("quizzes.not_right_given"), kit.WatchTone // nothing was chosen
}

// Left lists the questions before hand-in that have no answer, and those marked
// for later.
func (m *Model) Left() (open, flagged []int) {
	for i, s := range m.sitting.Slots {
		if s.State != quiz.SlotAnswered {
			open = append(open, i)
		}
		if s.Flagged {
			flagged = append(flagged, i)
		}
	}
	return open, flagged
}
