package quizzes

import (
	"context"
	"encoding/json"

	"shifu/app/answer"
	"shifu/app/kit"
	pages "shifu/app/page"
	"shifu/internal/op"
	"shifu/quiz"
)

// stepped is what came of a step.
type stepped struct {
	kept    quiz.Answered
	sitting quiz.Sitting
}

// step takes a step of a chat: it is kept as a draft, so that it is there again
// after a power cut, and the sitting is read again for what comes next.
func (p *sittingPage) step(st answer.Stepper, raw json.RawMessage) {
	if p.stop != nil {
		p.stop()
		p.stop = nil
	}
	p.busy = true
	p.view.main.SetBusy(true)
	slot, cmd, actor := p.model.At(), p.model.Reply(op.NewID(), raw), p.host.Person().Actor
	pages.Send(p.host, p.ctx, func(ctx context.Context) (s stepped, err error) {
		if s.kept, err = p.svc.Draft(ctx, actor, cmd); err == nil {
			s.sitting, err = p.svc.Sitting(ctx, actor, p.attempt)
		}
		return s, err
	}, func(s stepped, err error) {
		p.busy = false
		p.view.main.SetBusy(false)
		switch {
		case err != nil: // the choice stands; Enter tries again
			p.model.NotSaved(p.host.Say(err))
			p.host.Saved(p.model.Saving())
			p.view.render()
			p.host.Report(err)
		case s.kept.Late:
			p.model.Beat(quiz.Beat{State: s.kept.State, Timer: s.kept.Timer}, p.host.Monotonic())
			p.host.Toast(kit.Message{Words: p.host.Words().T("quizzes.time_over"), Icon: "clock"})
			p.result()
		case s.kept.Status == quiz.Invalid:
			p.view.say(p.model.Problem(s.kept))
		case slot < len(s.sitting.Slots):
			p.model.Renew(slot, s.sitting.Slots[slot])
			p.model.Saved(s.kept.SavedAt)
			p.host.Saved(p.model.Saving())
			st.Goes(raw, s.sitting.Slots[slot].Shown)
			p.view.render()
			p.view.body.Refresh()
			p.view.body.Top()
		}
	})
}
