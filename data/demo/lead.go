package demo

import (
	"context"
	"slices"
	"time"

	"shifu/quiz"
	"shifu/training"
	"shifu/training/certificate"
)

// mentorsDay watches apprentices at work and clears the desk.
func (w *world) mentorsDay(ctx context.Context, m *person) error {
	if m.pupil != nil && w.chance(0.6) {
		if err := w.observe(ctx, m, m.pupil); err != nil {
			return err
		}
	}
	desk, err := w.Training.Desk(ctx, m.Actor, training.DeskQuery{})
	if err != nil {
		return err
	}
	for _, item := range desk.Queue {
		w.clock.Advance(w.pace)
		switch item.Kind {
		case training.QueueReply:
			err = w.mark(ctx, m, item.ID, item.Slot)
		case training.QueueSignOff:
			err = w.sign(ctx, m, item.PersonID, item.ModuleID)
		case training.QueueDispute:
			err = w.answer(ctx, m, item.ID)
		}
		if err = w.refused(err); err != nil {
			return err
		}
	}
	return nil
}

// observe fills the checklists of the modules that still ask for it.
func (w *world) observe(ctx context.Context, m, a *person) error {
	path, err := w.Training.Path(ctx, m.Actor, a.ID)
	if err = w.refused(err); err != nil {
		return err
	}
	for _, stage := range path.Stages {
		if stage.State != training.StageNow {
			continue
		}
		for _, module := range stage.Modules {
			detail, err := w.Training.CellDetail(ctx, m.Actor, a.ID, module.ID)
			if err != nil {
				return w.refused(err)
			}
			for _, r := range detail.Requirements {
				if r.Checklist == "" || r.Met {
					continue
				}
				form, err := w.Training.ObservationForm(ctx, m.Actor, a.ID, r.Checklist)
				if err != nil {
					return w.refused(err)
				}
				seen := map[string]bool{}
				for _, l := range form.Checklist.Lines {
					seen[l.ID] = w.chance(0.8)
				}
				if _, err := w.Training.Observe(ctx, m.Actor, training.Observe{Command: w.command(), ApprenticeID: a.ID, ChecklistID: r.Checklist, Seen: seen}); err != nil {
					return w.refused(err)
				}
			}
		}
	}
	return nil
}

// mark marks a free reply by its rubric.
func (w *world) mark(ctx context.Context, m *person, attempt string, slot int) error {
	v, err := w.Quiz.Reply(ctx, m.Actor, attempt, slot)
	if err != nil {
		return err
	}
	levels := map[string]int{}
	for _, c := range v.Rubric {
		levels[c.ID] = len(c.Levels) - 1
		if !c.Critical && levels[c.ID] > 0 && w.chance(0.2) {
			levels[c.ID]--
		}
	}
	_, err = w.Quiz.MarkReply(ctx, m.Actor, quiz.MarkReply{Command: w.command(), Attempt: attempt, Slot: slot, Levels: levels,
		Comment: "先接住情绪再给方案，这一步做到了。"})
	return err
}

// sign signs the evidence of a module.
func (w *world) sign(ctx context.Context, m *person, apprentice, module string) error {
	e, err := w.Training.ModuleEvidence(ctx, m.Actor, apprentice, module)
	if err != nil || !e.MaySign {
		return err
	}
	_, err = w.Training.MentorSign(ctx, m.Actor, training.MentorSign{Command: w.command(), ApprenticeID: apprentice, ModuleID: module,
		EvidenceHash: e.Hash, Meaning: e.Meaning.ZH, Witnessed: true}, m.signer)
	return err
}

// answer looks again and offers a new version, or explains.
func (w *world) answer(ctx context.Context, m *person, signOff string) error {
	o, err := w.Training.SignOff(ctx, m.Actor, signOff)
	if err != nil {
		return err
	}
	if w.chance(0.4) {
		_, err = w.Training.AnswerDispute(ctx, m.Actor, training.AnswerDispute{Command: w.command(), SignOffID: signOff, Note: "那天下午我在旁边看了三位客户，记录里有。"})
		return err
	}
	e, err := w.Training.ModuleEvidence(ctx, m.Actor, o.ApprenticeID, o.ModuleID)
	if err != nil {
		return err
	}
	_, err = w.Training.OfferAgain(ctx, m.Actor, training.OfferAgain{Command: w.command(), SignOffID: signOff, EvidenceHash: e.Hash,
		Meaning: e.Meaning.ZH, Witnessed: true, Note: "今天又一起接了五位，重新签。"}, m.signer)
	return err
}

// ownersDay rules disputes, and takes a certificate back once in a while. The
// owner looks twice a week.
func (w *world) ownersDay(ctx context.Context, day int) error {
	if d := w.clock.Now().Weekday(); d != time.Monday && d != time.Thursday {
		return nil
	}
	desk, err := w.Training.Desk(ctx, w.owner.Actor, training.DeskQuery{})
	if err != nil {
		return err
	}
	for _, item := range desk.Queue {
		if item.Kind == training.QueueDispute && item.Overdue {
			_, err := w.Training.RuleDispute(ctx, w.owner.Actor, training.RuleDispute{Command: w.command(), SignOffID: item.ID, Stands: true,
				Note: "看过观察记录和接待日志，签核有效。"}, w.owner.signer)
			if err = w.refused(err); err != nil {
				return err
			}
		}
	}
	if _, err := w.Certificates.IssueDue(ctx, w.owner.Actor, certificate.IssueDue{Command: w.command()}); err != nil {
		return err
	}
	late := day > w.o.Days*9/10 && !w.revoked // a shop to look at has one
	if !late && !w.chance(0.05) {
		return nil
	}
	list, err := w.Certificates.List(ctx, w.owner.Actor, certificate.Filter{})
	if err != nil {
		return err
	}
	rows := slices.DeleteFunc(list.Rows, func(r certificate.Row) bool { return r.State != certificate.Valid })
	if len(rows) < 2 {
		return nil
	}
	row := rows[w.rng.IntN(len(rows))]
	_, err = w.Certificates.Revoke(ctx, w.owner.Actor, certificate.Revoke{Command: w.command(), CertificateID: row.ID,
		Reason: "离开客服岗位，证书收回。"}, w.owner.signer)
	w.revoked = w.revoked || err == nil
	return w.refused(err)
}
