package demo

import (
	"slices"
	"time"

	"shifu/internal/lang"
	"shifu/quiz"
	"shifu/training"
)

// evening is what mentors do when the rush is over.
func (w *world) evening() error {
	w.clock.until(w.date(w.today).Add(17 * time.Hour))
	for _, m := range w.mentors {
		l := m.pupil
		if l == nil {
			continue
		}
		if err := w.signIn(m); err != nil {
			return err
		}
		for _, work := range []func(*member, *learner) error{w.answerDispute, w.explain, w.mark, w.assess} {
			if err := work(m, l); err != nil {
				return err
			}
		}
		if err := w.finish(l); err != nil {
			return err
		}
	}
	return nil
}

// explain answers what the pupil asked; what was asked on the last day still waits.
func (w *world) explain(m *member, l *learner) error {
	if w.today == 0 {
		return nil
	}
	for n, id := range l.asked {
		w.some(time.Minute)
		if err := w.reply(m, id, helpAnswers[(w.today+n)%len(helpAnswers)]); err != nil {
			return err
		}
	}
	l.asked = nil
	return nil
}

// reply answers an inquiry.
func (w *world) reply(by *member, inquiry string, words lang.Text) error {
	_, err := w.Training.AnswerInquiry(w.ctx, by.actor(), training.AnswerInquiry{Command: w.command(), InquiryID: inquiry, Words: w.say(words)})
	return err
}

// mark marks the replies of the pupil; some are left for tomorrow.
func (w *world) mark(m *member, l *learner) error {
	if l.halfway && w.today < 2 {
		return nil
	}
	queue, err := w.Quiz.ReplyQueue(w.ctx, m.actor())
	if err != nil {
		return err
	}
	for _, q := range queue {
		if !q.Mine || w.today == 0 && w.chance(60) {
			continue
		}
		v, err := w.Quiz.Reply(w.ctx, m.actor(), q.Attempt, q.Slot)
		if err != nil {
			return err
		}
		w.some(time.Minute)
		levels, good := grade(v)
		if _, err := w.Quiz.MarkReply(w.ctx, m.actor(), quiz.MarkReply{Command: w.command(), Attempt: q.Attempt, Slot: q.Slot, Levels: levels,
			Comment: w.say(pick(w, comments[good]))}); err != nil {
			return err
		}
		w.counts.Marked++
	}
	return nil
}

// grade judges a reply as a mentor would: the reference is as good as it gets, a set
// phrase is worth little, and a promise of money is a red line.
func grade(v quiz.ReplyView) (levels map[string]int, good bool) {
	is := func(t lang.Text) bool { return v.Text == t.ZH || v.Text == t.EN }
	good = !slices.ContainsFunc(poorReplies, is)
	levels = map[string]int{}
	for _, c := range v.Rubric {
		best := len(c.Levels) - 1
		switch {
		case is(v.Reference):
			levels[c.ID] = best
		case c.Critical:
			levels[c.ID] = best
			if is(poorReplies[len(poorReplies)-1]) {
				levels[c.ID] = 0
			}
		case good:
			levels[c.ID] = max(best-1, 0)
		default:
			levels[c.ID] = min(1, best)
		}
	}
	return levels, good
}

// assess looks at a pupil who has done everything: records what was seen at the
// desk, and signs.
func (w *world) assess(m *member, l *learner) error {
	if !l.waits || l.dispute != nil {
		return nil
	}
	path, err := w.Training.Path(w.ctx, m.actor(), l.person.ID)
	if err != nil {
		return err
	}
	for i, module := range w.modules() {
		if signed(path, module.ID) {
			continue
		}
		e, err := w.Training.ModuleEvidence(w.ctx, m.actor(), l.person.ID, module.ID)
		if err != nil {
			return err
		}
		if e.WhyNot == "fault.training.signed_already" {
			continue
		}
		seen := false
		for _, r := range e.Rows {
			if r.Kind == training.KindObservation && !r.Met {
				if err := w.observe(m, l, r.Checklist); err != nil {
					return err
				}
				seen = true
			}
		}
		if seen {
			if e, err = w.Training.ModuleEvidence(w.ctx, m.actor(), l.person.ID, module.ID); err != nil {
				return err
			}
		}
		if !e.MaySign || l.unsigned == i+1 {
			return nil
		}
		key, err := w.key(m)
		if err != nil {
			return err
		}
		w.some(2 * time.Minute)
		if _, err := w.Training.MentorSign(w.ctx, m.actor(), training.MentorSign{Command: w.command(), ApprenticeID: l.person.ID, ModuleID: module.ID,
			EvidenceHash: e.Hash, Meaning: w.say(e.Meaning), Witnessed: true}, key); err != nil {
			return err
		}
		w.counts.SignOffs++
	}
	return nil
}

// signed says whether the mentor has signed a module, and nothing undid it.
func signed(path training.Path, module string) bool {
	for _, stage := range path.Stages {
		for _, m := range stage.Modules {
			if m.ID == module {
				switch m.Cell.State {
				case training.CellWaiting, training.CellDisputed, training.CellSigned, training.CellRecheck:
					return true
				}
			}
		}
	}
	return false
}

// observe fills a checklist.
func (w *world) observe(m *member, l *learner, checklist string) error {
	for _, c := range w.programme.Checklists {
		if c.ID != checklist {
			continue
		}
		seen := map[string]bool{}
		for _, line := range c.Lines {
			seen[line.ID] = true
		}
		w.some(2 * time.Minute)
		if _, err := w.Training.Observe(w.ctx, m.actor(), training.Observe{Command: w.command(), ApprenticeID: l.person.ID, ChecklistID: checklist,
			Seen: seen, Note: w.say(pick(w, seenNotes))}); err != nil {
			return err
		}
	}
	return nil
}

// answerDispute answers on the day after, in words or with a new version.
func (w *world) answerDispute(m *member, l *learner) error {
	d := l.dispute
	if d == nil || d.answered || d.since == w.today {
		return nil
	}
	d.answered = true
	w.some(time.Minute)
	if d.plan != offered {
		_, err := w.Training.AnswerDispute(w.ctx, m.actor(), training.AnswerDispute{Command: w.command(), SignOffID: d.signOff, Note: w.say(pick(w, answerNotes))})
		return err
	}
	for _, r := range w.modules()[w.place(d.module)-1].Requirements {
		if r.Kind == training.KindObservation {
			if err := w.observe(m, l, r.Checklist); err != nil {
				return err
			}
		}
	}
	e, err := w.Training.ModuleEvidence(w.ctx, m.actor(), l.person.ID, d.module)
	if err != nil {
		return err
	}
	if !e.Complete { // practice since then went badly: words, and the owner decides
		d.plan, d.answered = stands, false
		return nil
	}
	key, err := w.key(m)
	if err != nil {
		return err
	}
	l.dispute = nil
	_, err = w.Training.OfferAgain(w.ctx, m.actor(), training.OfferAgain{Command: w.command(), SignOffID: d.signOff, EvidenceHash: e.Hash,
		Meaning: w.say(e.Meaning), Witnessed: true, Note: w.say(againNote)}, key)
	w.counts.SignOffs++
	return err
}

// answerSignature is the apprentice's part: the counter-signature, or a dispute.
func (w *world) answerSignature(l *learner, next training.Next) (on bool, err error) {
	module := w.place(next.ModuleID)
	if l.uncounter == module {
		return false, w.drill(l)
	}
	o, err := w.Training.SignOff(w.ctx, l.actor(), next.ID)
	if err != nil {
		return false, err
	}
	w.some(2 * w.pace)
	if p := l.disputes[module]; p != noDispute {
		delete(l.disputes, module)
		reason := pick(w, []training.DisputeReason{training.NotObserved, training.WrongConditions, training.OtherDisagreement})
		l.dispute = &dispute{signOff: o.ID, module: next.ModuleID, plan: p, since: w.today}
		w.counts.Disputes++
		_, err := w.Training.Dispute(w.ctx, l.actor(), training.Dispute{Command: w.command(), SignOffID: o.ID, Reason: reason, Note: w.say(pick(w, disputeNotes))})
		return false, err
	}
	key, err := w.key(l.member)
	if err != nil {
		return false, err
	}
	_, err = w.Training.CounterSign(w.ctx, l.actor(), training.CounterSign{Command: w.command(), SignOffID: o.ID, EvidenceHash: o.EvidenceHash,
		Statement: w.say(o.Statement)}, key)
	return true, err
}
