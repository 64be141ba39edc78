package quizzes_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/app/kit"
	"shifu/app/page"
	"shifu/app/page/pagetest"
	"shifu/app/quizzes"
	"shifu/internal/lang"
	"shifu/internal/op"
	"shifu/quiz"
	"shifu/quiz/draw"
	"shifu/quiz/model"
	"shifu/quiz/response"
	"shifu/training"
)

// table is the quiz service for an attempt of one question: it keeps drafts,
// reads and marks answers by the frozen variant as quiz does.
type table struct {
	variant  *response.Variant
	draft    json.RawMessage
	given    json.RawMessage
	feedback *quiz.Feedback
	drafts   int
	exam     bool
	broken   error // what keeping answers, nil while it works
	asked    []training.Inquire
}

// question freezes a variant of a model in a file, in a situation named by text;
// "" is the first.
func question(t testing.TB, file, id, situation string) *table {
	t.Helper()
	src, err := os.ReadFile(file)
	require.NoError(t, err)
	models, findings := model.Parse(file, src)
	require.False(t, model.Blocking(findings), "%v", findings)
	for _, m := range models {
		if m.ID != id {
			continue
		}
		c, findings := model.Compile(m, nil)
		require.False(t, model.Blocking(findings), "%v", findings)
		it, err := response.Prepare(c)
		require.NoError(t, err)
		at := max(0, it.Space.Find(situation))
		require.True(t, situation == "" || c.Situation(at) == situation, "no situation %s, but %s", situation, c.Situation(0))
		v, err := it.Make(response.Request{Situation: at, Root: draw.Root("sitting", id, 1), Attempt: "a1", Ordinal: 1, Purpose: draw.Practice})
		require.NoError(t, err)
		return &table{variant: &v}
	}
	require.Fail(t, "no model "+id)
	return nil
}

func (d *table) slot() quiz.SlotView {
	so := d.given
	if so == nil {
		so = d.draft
	}
	s := quiz.SlotView{PointTitle: lang.Text{ZH: "一个知识点", EN: "A point"}, State: quiz.SlotOpen, Type: string(d.variant.Type),
		Shown: response.Present(d.variant, so), Draft: d.draft, Response: d.given, Feedback: d.feedback, Seen: 3, Situations: 12}
	for _, c := range d.variant.Conditions {
		s.Chips = append(s.Chips, quiz.Chip{ID: c.Radical, Label: c.Label, LevelID: c.Level, Level: c.LevelText})
	}
	switch {
	case d.given != nil:
		s.State = quiz.SlotAnswered
	case d.draft != nil:
		s.State = quiz.SlotDrafted
	}
	return s
}

func (d *table) Sitting(context.Context, op.Actor, string) (quiz.Sitting, error) {
	return quiz.Sitting{Attempt: "a1", Purpose: quiz.Practice, FeedbackAtOnce: !d.exam, State: quiz.Open, Slots: []quiz.SlotView{d.slot()},
		Timer: quiz.Timer{Running: true}}, nil
}

func (d *table) Resume(ctx context.Context, actor op.Actor, cmd quiz.Resume) (quiz.Sitting, error) {
	return d.Sitting(ctx, actor, cmd.Attempt)
}
func (d *table) Pause(context.Context, op.Actor, quiz.Pause) (quiz.Beat, error) {
	return quiz.Beat{State: quiz.Paused}, nil
}
func (d *table) Heartbeat(context.Context, op.Actor, string) (quiz.Beat, error) {
	return quiz.Beat{State: quiz.Open, Timer: quiz.Timer{Running: true}}, nil
}
func (d *table) Flag(context.Context, op.Actor, quiz.Flag) (quiz.Answered, error) {
	return quiz.Answered{}, nil
}
func (d *table) HandIn(context.Context, op.Actor, quiz.HandIn) (quiz.Result, error) {
	return quiz.Result{}, nil
}

// Sources are a lesson and a script that teach the point.
func (d *table) Sources(context.Context, op.Actor, string) (training.Sources, error) {
	return training.Sources{Lesson: &training.LessonRow{ID: "sizes", Title: lang.Text{ZH: "尺码怎么推", EN: "Sizes"}},
		Script: &training.ScriptRow{Code: "cm1", Title: lang.Text{ZH: "尺码先问脚型", EN: "Ask about the foot"}}}, nil
}

func (d *table) Inquire(_ context.Context, _ op.Actor, cmd training.Inquire) (training.Inquiry, error) {
	d.asked = append(d.asked, cmd)
	return training.Inquiry{}, nil
}

func (d *table) Draft(_ context.Context, _ op.Actor, cmd quiz.Reply) (quiz.Answered, error) {
	d.drafts++
	if d.broken != nil {
		return quiz.Answered{}, d.broken
	}
	return d.take(cmd, false), nil
}
func (d *table) Answer(_ context.Context, _ op.Actor, cmd quiz.Reply) (quiz.Answered, error) {
	return d.take(cmd, true), nil
}

func (d *table) take(cmd quiz.Reply, send bool) quiz.Answered {
	parsed := response.Parse(d.variant, cmd.Response)
	a := quiz.Answered{Status: parsed.Status, Problem: parsed.Problem.Text, State: quiz.Open, Timer: quiz.Timer{Running: true}, Next: 0}
	switch {
	case parsed.Status == quiz.Invalid:
		return a
	case !send || parsed.Status == quiz.Incomplete:
		d.draft, a.Saved = parsed.Canonical, true
		return a
	}
	m := response.Score(d.variant, parsed)
	d.given, d.draft = parsed.Canonical, nil
	f := &quiz.Feedback{Why: d.variant.Why, RightText: d.variant.KeyWords(), Right: response.SelfTest(d.variant).Right, Parts: m.Parts, ReadAs: m.ReadAs,
		Mark: quiz.Mark{Score: *m.Score, Right: m.Right, RedLine: m.Redline}}
	for _, n := range m.Feedback {
		if n.Kind == response.OnAnswer || n.Kind == response.OnRedline {
			f.Notes = append(f.Notes, n.Text)
		}
	}
	d.feedback, a.Feedback, a.Saved, a.Next = f, f, true, -1
	return a
}

// sit opens the page on a question.
func sit(t testing.TB, d *table, tag lang.Tag) (*pagetest.Host, *kit.Router) {
	t.Helper()
	h := pagetest.NewHost(t, tag, op.Apprentice)
	p := quizzes.NewSitting(d, d)(h, page.Route{Page: "sitting", ID: "a1"})
	r := h.Open(p)
	require.Empty(t, h.Reported)
	return h, r
}

// alt presses a key with Alt.
func alt(r *kit.Router, name fyne.KeyName) {
	r.Shortcut(&desktop.CustomShortcut{KeyName: name, Modifier: fyne.KeyModifierAlt})
}

// fits says that nothing is cut off at three scales, and makes pictures of the
// first.
func fits(t testing.TB, h *pagetest.Host, name string) {
	t.Helper()
	for _, scale := range []float32{1, 1.25, 1.5} {
		h.Resize((1280-64)/scale, 800/scale)
		assert.Empty(t, h.CutOff(), "%s at %v", name, scale)
		h.Picture(t, fmt.Sprintf("%s-%v", name, scale))
	}
	h.Resize(1096, 800)
}

// later lets the time pass after which a draft is kept.
func later(h *pagetest.Host) { h.Elapsed += 3 * time.Second; h.Tick() }

// paper is an exam of two questions before it is handed in.
type paper struct{ *table }

func (p paper) Sitting(context.Context, op.Actor, string) (quiz.Sitting, error) {
	done, open := p.slot(), p.slot()
	done.State, open.Slot = quiz.SlotAnswered, 1
	return quiz.Sitting{Attempt: "a1", Purpose: quiz.Exam, MayChange: true, State: quiz.Open, At: -1, Answered: 1, Slots: []quiz.SlotView{done, open}, Timer: quiz.Timer{Running: true}}, nil
}

func (p paper) Resume(ctx context.Context, actor op.Actor, cmd quiz.Resume) (quiz.Sitting, error) {
	return p.Sitting(ctx, actor, cmd.Attempt)
}

func TestBeforeHandingInEveryQuestionIsListedWithWhatWasDone(t *testing.T) {
	for _, tag := range lang.Tags {
		h := pagetest.NewHost(t, tag, op.Apprentice)
		p := paper{question(t, types, "t.two-steps", "kind=a")}
		h.Open(quizzes.NewSitting(p, p)(h, page.Route{Page: "sitting", ID: "a1"}))
		w := h.Words()
		assert.Contains(t, h.Texts(), w.T("quizzes.state_answered"))
		assert.Contains(t, h.Texts(), w.T("quizzes.state_open"))
		fits(t, h, "overview-"+string(tag))
	}
}
