package quizzes

import (
	"bytes"
	"context"
	"encoding/json"
	"strconv"
	"time"

	"fyne.io/fyne/v2"

	"shifu/app/answer"
	"shifu/app/asking"
	"shifu/app/kit"
	pages "shifu/app/page"
	"shifu/internal/fault"
	"shifu/internal/op"
	"shifu/quiz"
	"shifu/training"
)

const (
	draftAfter = 2 * time.Second  // a choice is kept this long after it was made
	beatEvery  = 5 * time.Second  // how much of an exam's time a crash may cost at most
	idleAfter  = 90 * time.Second // practice pauses without a key or a click
)

// sittingPage is one attempt while it is sat.
type sittingPage struct {
	host    pages.Host
	svc     Sittings
	sources Sources
	attempt string
	model   *Model
	view    *view
	ctx     context.Context
	busy    bool
	leaving bool
	lastKey time.Duration   // monotonic time of the last change
	pending *quiz.Reply     // an answer that could not be saved
	stop    func()          // the draft that waits to be kept
	failed  json.RawMessage // the response of pending
}

// NewSitting makes the page; the route's ID is the attempt.
func NewSitting(svc Sittings, sources Sources) pages.Factory {
	return func(h pages.Host, r pages.Route) pages.Page {
		return &sittingPage{host: h, svc: svc, sources: sources, attempt: r.ID, model: NewModel(h.Words())}
	}
}

func (p *sittingPage) Title() string      { return p.host.Words().T("quizzes.title") }
func (p *sittingPage) Frame() pages.Frame { return pages.Focus }

// At is the question in hand and whether it is explained.
func (p *sittingPage) At() string {
	switch {
	case !p.model.Ready():
		return "empty"
	case p.model.Closed():
		return "closed"
	case p.model.At() < 0:
		return "overview"
	case p.judged():
		return strconv.Itoa(p.model.At()+1) + " explained"
	}
	return strconv.Itoa(p.model.At() + 1)
}

func (p *sittingPage) Content() fyne.CanvasObject {
	if p.view == nil {
		p.view = newView(p)
	}
	return p.view.root
}

func (p *sittingPage) Keys() []kit.Key {
	w := p.host.Words()
	keys := []kit.Key{
		kit.Named(fyne.KeyReturn, w.T("quizzes.key_send"), p.enter).If(func() bool { return p.model.At() >= 0 && !p.typing() }),
		kit.Ctrl(fyne.KeyReturn, w.T("quizzes.key_hand_in"), p.enter),
		kit.Press('f', w.T("quizzes.key_flag"), p.flag),
		kit.Press('q', w.T("asking.help.do"), p.ask).If(func() bool { return p.judged() && asking.May(p.host) }),
		kit.Press('r', w.T("quizzes.key_retry"), p.retry).If(func() bool { return p.pending != nil }),
		kit.Alt(fyne.KeyDown, w.T("quizzes.key_move"), func() { p.goTo(p.model.At() + 1) }).If(p.still),
		kit.Alt(fyne.KeyUp, "", func() { p.goTo(p.model.At() - 1) }).If(p.still),
		kit.Named(fyne.KeyPageDown, "", func() { p.view.body.Page(1) }),
		kit.Named(fyne.KeyPageUp, "", func() { p.view.body.Page(-1) }),
	}
	if p.view != nil && p.view.answer != nil && !p.judged() {
		keys = append(keys, p.view.answer.Keys()...)
	}
	return keys
}

// typing says that words are being typed, so that Enter belongs to them.
func (p *sittingPage) typing() bool {
	return p.view.answer != nil && p.view.answer.Typed() && !p.judged()
}

// still says that Alt+↑↓ are not the answer's own keys.
func (p *sittingPage) still() bool {
	m, ok := p.view.answer.(answer.Mover)
	return !ok || !m.Moves()
}

func (p *sittingPage) judged() bool {
	s, ok := p.model.Slot()
	return ok && s.Feedback != nil
}

// ask asks the mentor about the question that was just explained; doubt says that it
// is wrong.
func (p *sittingPage) ask()   { p.inquire(training.InquiryHelp) }
func (p *sittingPage) doubt() { p.inquire(training.InquiryWrong) }

func (p *sittingPage) inquire(kind training.InquiryKind) {
	if slot, ok := p.model.Slot(); ok && p.judged() {
		asking.Ask(p.host, p.ctx, p.sources, p.host.Words().Text(slot.PointTitle), training.Inquire{Kind: kind, AttemptID: p.attempt, Slot: slot.Slot})
	}
}

// Load reads the sitting, goes on with it if it was stopped, and starts the
// clock and the heartbeat.
func (p *sittingPage) Load(ctx context.Context) {
	p.ctx, p.leaving = ctx, false
	actor := p.host.Person().Actor
	pages.Load(p.host, ctx, func(ctx context.Context) (quiz.Sitting, error) {
		s, err := p.svc.Sitting(ctx, actor, p.attempt)
		if err == nil && (s.State == quiz.Paused || s.State == quiz.Open && !s.Timer.Running) {
			return p.svc.Resume(ctx, actor, quiz.Resume{Command: op.Command{ID: op.NewID()}, Attempt: p.attempt})
		}
		return s, err
	}, func(s quiz.Sitting) {
		p.model.Set(s, p.host.Monotonic())
		p.lastKey = p.host.Monotonic()
		switch {
		case p.model.Closed():
			p.result()
			return
		case s.At < 0 && p.model.Exam():
			p.model.Overview()
		case s.At < 0:
			p.handIn()
			return
		}
		p.view.render()
	})
	p.host.Every(ctx, time.Second, p.tick)
	p.host.Every(ctx, beatEvery, p.beat)
}

func (p *sittingPage) tick() {
	if !p.model.Ready() || p.model.Closed() {
		return
	}
	p.view.tick()
	now := p.host.Monotonic()
	switch {
	case p.model.TimeOver(now):
		p.beat()
	case !p.model.Exam() && p.model.Sitting().Timer.Running && now-p.lastKey > idleAfter:
		p.halt(func() { p.view.render() })
	}
}

func (p *sittingPage) beat() {
	if !p.model.Ready() || p.model.Closed() || !p.model.Sitting().Timer.Running || p.busy || p.leaving {
		return
	}
	actor := p.host.Person().Actor
	pages.Load(p.host, p.ctx, func(ctx context.Context) (quiz.Beat, error) {
		return p.svc.Heartbeat(ctx, actor, p.attempt)
	}, func(b quiz.Beat) {
		p.model.Beat(b, p.host.Monotonic())
		if p.model.Closed() {
			p.host.Toast(kit.Message{Words: p.host.Words().T("quizzes.time_over"), Icon: "clock"})
			p.result()
		}
	})
}

// changed hears that another answer was chosen or typed: the page follows at
// once, and two seconds later the draft is kept.
func (p *sittingPage) changed() {
	p.lastKey = p.host.Monotonic()
	p.view.say("")
	p.view.showHand()
	p.view.renderChat()
	p.view.renderActions()
	p.wake()
	if p.stop != nil {
		p.stop()
	}
	slot := p.model.At()
	p.stop = p.host.Every(p.ctx, draftAfter, func() {
		p.stop()
		p.stop = nil
		p.keep(slot)
	})
}

// wake goes on after an idle pause.
func (p *sittingPage) wake() {
	if p.model.Sitting().Timer.Running || p.model.Closed() {
		return
	}
	actor := p.host.Person().Actor
	pages.Send(p.host, p.ctx, func(ctx context.Context) (quiz.Sitting, error) {
		return p.svc.Resume(ctx, actor, quiz.Resume{Command: op.Command{ID: op.NewID()}, Attempt: p.attempt})
	}, func(s quiz.Sitting, err error) {
		if err != nil {
			p.host.Report(err)
			return
		}
		p.model.Beat(quiz.Beat{State: s.State, Timer: s.Timer}, p.host.Monotonic())
	})
}

func (p *sittingPage) keep(slot int) {
	s, ok := p.model.Slot()
	raw := p.view.answer.Response()
	if !ok || slot != p.model.At() || raw == nil || bytes.Equal(raw, s.Draft) || s.State == quiz.SlotAnswered && !p.model.Sitting().MayChange || p.busy {
		return
	}
	cmd, actor := p.model.Reply(op.NewID(), raw), p.host.Person().Actor
	pages.Send(p.host, p.ctx, func(ctx context.Context) (quiz.Answered, error) { return p.svc.Draft(ctx, actor, cmd) }, func(a quiz.Answered, err error) {
		if err == nil && a.Saved {
			p.model.Keep(slot, raw)
		}
	})
}

// enter is the main button: it sends the answer, goes on after an explanation,
// or hands in.
func (p *sittingPage) enter() {
	switch {
	case p.busy || !p.model.Ready() || p.model.Closed():
	case p.model.At() < 0:
		p.askHandIn()
	case p.judged():
		p.next()
	default:
		if st, ok := p.view.answer.(answer.Stepper); ok && !st.Over() {
			if raw := st.Step(); raw != nil {
				p.step(st, raw)
			}
			return
		}
		if raw := p.view.answer.Response(); raw != nil {
			p.send(p.model.Reply(op.NewID(), raw), raw)
		}
	}
}

func (p *sittingPage) send(cmd quiz.Reply, raw json.RawMessage) {
	if p.stop != nil {
		p.stop()
		p.stop = nil
	}
	p.busy = true
	p.view.main.SetBusy(true)
	actor := p.host.Person().Actor
	pages.Send(p.host, p.ctx, func(ctx context.Context) (quiz.Answered, error) { return p.svc.Answer(ctx, actor, cmd) }, func(a quiz.Answered, err error) {
		p.busy = false
		p.view.main.SetBusy(false)
		switch {
		case err != nil && (fault.Is(err, fault.Unavailable) || fault.Is(err, fault.Internal)):
			p.pending, p.failed = &cmd, raw
			p.model.NotSaved(p.host.Say(err))
			p.host.Saved(p.model.Saving())
			p.view.render()
		case err != nil:
			p.host.Report(err)
		case a.Late:
			p.model.Beat(quiz.Beat{State: a.State, Timer: a.Timer}, p.host.Monotonic())
			p.host.Toast(kit.Message{Words: p.host.Words().T("quizzes.time_over"), Icon: "clock"})
			p.result()
		case a.Status != quiz.Complete:
			p.view.say(p.model.Problem(a))
		default:
			p.pending, p.failed = nil, nil
			p.model.Forget()
			p.model.Took(cmd.Slot, raw, a, p.host.Monotonic())
			p.host.Saved(p.model.Saving())
			if a.Feedback == nil {
				p.next()
				return
			}
			p.view.render()
		}
	})
}

// retry sends an answer again that could not be saved.
func (p *sittingPage) retry() {
	if p.pending != nil && !p.busy {
		p.send(*p.pending, p.failed)
	}
}

// readMore shows where a point that was not right is taught.
func (p *sittingPage) readMore(slot quiz.SlotView) {
	actor := p.host.Person().Actor
	pages.Load(p.host, p.ctx, func(ctx context.Context) (training.Sources, error) {
		return p.sources.Sources(ctx, actor, slot.Point)
	}, func(s training.Sources) {
		if p.model.At() == slot.Slot {
			p.view.renderSources(s)
		}
	})
}

// next shows the following question: in practice it may have to be drawn, so
// the sitting is read again.
func (p *sittingPage) next() {
	p.lastKey = p.host.Monotonic()
	if p.model.Exam() {
		if n := p.model.NextOpen(); n >= 0 {
			p.goTo(n)
		} else {
			p.model.Overview()
			p.view.render()
		}
		return
	}
	if p.model.Sitting().At < 0 {
		p.handIn()
		return
	}
	actor := p.host.Person().Actor
	pages.Load(p.host, p.ctx, func(ctx context.Context) (quiz.Sitting, error) {
		return p.svc.Sitting(ctx, actor, p.attempt)
	}, func(s quiz.Sitting) {
		p.model.Set(s, p.host.Monotonic())
		p.view.render()
	})
}

func (p *sittingPage) goTo(slot int) {
	if p.model.GoTo(slot) {
		p.view.render()
	}
}

func (p *sittingPage) flag() {
	slot, ok := p.model.Slot()
	if !ok || slot.Feedback != nil || p.model.Closed() {
		return
	}
	on, actor := !slot.Flagged, p.host.Person().Actor
	cmd := quiz.Flag{Command: op.Command{ID: op.NewID()}, Attempt: p.attempt, Slot: slot.Slot, On: on}
	pages.Send(p.host, p.ctx, func(ctx context.Context) (quiz.Answered, error) { return p.svc.Flag(ctx, actor, cmd) }, func(_ quiz.Answered, err error) {
		if err != nil {
			p.host.Report(err)
			return
		}
		p.model.SetFlag(slot.Slot, on)
		p.view.steps.Set(p.model.Steps()...)
		words := p.host.Words().T("quizzes.unflagged")
		if on {
			words = p.host.Words().T("quizzes.flagged_toast")
		}
		p.host.Toast(kit.Message{Words: words, Icon: "flag"})
	})
}

func (p *sittingPage) askHandIn() {
	w := p.host.Words()
	open, _ := p.model.Left()
	words := w.T("quizzes.hand_in_words")
	if len(open) > 0 {
		words = w.N("quizzes.hand_in_open", len(open))
	}
	p.host.Confirm(kit.Question{Title: w.T("quizzes.hand_in_title"), Words: words, Yes: w.T("quizzes.hand_in"), No: w.T("quizzes.back"), OnYes: p.handIn})
}

func (p *sittingPage) handIn() {
	p.busy = true
	actor := p.host.Person().Actor
	cmd := quiz.HandIn{Command: op.Command{ID: op.NewID()}, Attempt: p.attempt}
	pages.Send(p.host, p.ctx, func(ctx context.Context) (quiz.Result, error) { return p.svc.HandIn(ctx, actor, cmd) }, func(_ quiz.Result, err error) {
		p.busy = false
		if err != nil {
			p.host.Report(err)
			return
		}
		p.result()
	})
}

// result leaves the sitting for good: a lesson's check goes back to the lesson,
// everything else to its result.
func (p *sittingPage) result() {
	p.leaving = true
	if p.model.Sitting().Purpose == quiz.Check {
		p.host.Back()
		return
	}
	p.host.Replace(pages.Route{Page: "result", ID: p.attempt})
}

// halt stops the time.
func (p *sittingPage) halt(then func()) {
	actor := p.host.Person().Actor
	cmd := quiz.Pause{Command: op.Command{ID: op.NewID()}, Attempt: p.attempt}
	pages.Send(p.host, p.ctx, func(ctx context.Context) (quiz.Beat, error) { return p.svc.Pause(ctx, actor, cmd) }, func(b quiz.Beat, err error) {
		if err != nil {
			p.host.Report(err)
			return
		}
		p.model.Beat(b, p.host.Monotonic())
		then()
	})
}

func (p *sittingPage) pause() { p.host.Back() }

// KeepsOpen says that an exam's time runs: thinking is no idleness.
func (p *sittingPage) KeepsOpen() bool { return p.model.Exam() && p.running() }

func (p *sittingPage) running() bool {
	return p.model.Ready() && !p.model.Closed() && p.model.Sitting().Timer.Running
}

// Leave stops the time before the page is left; an exam asks first.
func (p *sittingPage) Leave(onward func()) bool {
	if p.leaving || !p.running() {
		return true
	}
	leave := func() {
		p.halt(func() {
			p.leaving = true
			onward()
		})
	}
	if !p.model.Exam() {
		leave()
		return false
	}
	w := p.host.Words()
	p.host.Confirm(kit.Question{Title: w.T("quizzes.leave_title"), Words: w.T("quizzes.leave_words"), Yes: w.T("quizzes.leave_yes"), No: w.T("quizzes.back"), OnYes: leave})
	return false
}
