package demo

import (
	"slices"
	"time"

	"shifu/internal/fault"
	"shifu/internal/op"
	"shifu/training"
	"shifu/training/certificate"
	"shifu/training/staff"
)

// morning is what the owner does before the day begins.
func (w *world) morning() error {
	if err := w.signIn(w.owner); err != nil {
		return err
	}
	var come []*learner
	var members []*member
	for _, l := range w.learners {
		if l.start == w.today {
			come, members = append(come, l), append(members, l.member)
		}
	}
	if err := w.add(members...); err != nil {
		return err
	}
	for _, l := range come {
		w.some(10 * time.Second)
		if _, err := w.Training.AssignProgramme(w.ctx, w.owner.actor(), training.AssignProgramme{Command: w.command(),
			PersonID: l.person.ID, ProgrammeID: w.programme.ID}); err != nil {
			return err
		}
	}
	for n, id := range w.asked {
		w.some(time.Minute)
		if err := w.reply(w.owner, id, ownerAnswers[n%len(ownerAnswers)]); err != nil {
			return err
		}
	}
	w.asked = nil
	for _, errand := range []func(*learner) error{w.rule, w.revoke, w.promote, w.letGo, w.handOver, w.pair} {
		for _, l := range w.learners {
			if !l.in || l.gone {
				continue
			}
			if err := errand(l); err != nil {
				return err
			}
		}
	}
	return nil
}

// rule decides a dispute after two days.
func (w *world) rule(l *learner) error {
	d := l.dispute
	if d == nil || !d.answered || d.since-w.today < 2 || d.plan != stands && d.plan != void {
		return nil
	}
	key, err := w.key(w.owner)
	if err != nil {
		return err
	}
	w.some(2 * time.Minute)
	note := voidNote
	if d.plan == stands {
		note = standsNote
	}
	_, err = w.Training.RuleDispute(w.ctx, w.owner.actor(), training.RuleDispute{Command: w.command(), SignOffID: d.signOff,
		Stands: d.plan == stands, Note: w.say(note)}, key)
	l.dispute = nil
	return err
}

// revoke takes a certificate back and has the modules signed anew.
func (w *world) revoke(l *learner) error {
	if l.revoke != w.today || l.certificate == "" {
		return nil
	}
	key, err := w.key(w.owner)
	if err != nil {
		return err
	}
	w.some(2 * time.Minute)
	if _, err := w.Certificates.Revoke(w.ctx, w.owner.actor(), certificate.Revoke{Command: w.command(), CertificateID: l.certificate,
		Reason: w.say(revokeNote)}, key); err != nil {
		return err
	}
	l.certificate, l.waits = "", true
	all, err := w.Training.SignOffs(w.ctx, w.owner.actor(), l.person.ID)
	if err != nil {
		return err
	}
	for _, o := range all {
		if o.State != training.Locked {
			continue
		}
		w.some(time.Minute)
		if _, err := w.Training.Reopen(w.ctx, w.owner.actor(), training.Reopen{Command: w.command(), SignOffID: o.ID, Note: w.say(reopenNote)}, key); err != nil {
			return err
		}
	}
	if l.disputes == nil {
		l.disputes = map[int]plan{}
	}
	l.disputes[1] = undecided
	return nil
}

// promote makes a certified apprentice a mentor as well.
func (w *world) promote(l *learner) error {
	if l.teach != w.today || l.by != nil {
		return nil
	}
	p, err := w.Staff.SetRoles(w.ctx, w.owner.actor(), staff.SetRoles{Command: w.command(), PersonID: l.person.ID, Roles: []op.Role{op.Apprentice, op.Mentor}})
	if err != nil {
		return err
	}
	l.person = p
	w.mentors = append(w.mentors, l.member)
	return nil
}

// letGo ends a person's time in the shop.
func (w *world) letGo(l *learner) error {
	if l.leave != w.today || l.by != nil {
		return nil
	}
	l.gone = true
	_, err := w.Staff.Leave(w.ctx, w.owner.actor(), staff.Leave{Command: w.command(), PersonID: l.person.ID})
	return err
}

// handOver gives a pupil another mentor.
func (w *world) handOver(l *learner) error {
	if l.hand != w.today || l.by == nil {
		return nil
	}
	to := w.free(l, l.handTo)
	if to == nil {
		return nil
	}
	if _, err := w.Training.HandOver(w.ctx, w.owner.actor(), training.HandOver{Command: w.command(), ApprenticeID: l.person.ID,
		MentorID: to.person.ID, Reason: w.say(handNote)}); err != nil {
		return err
	}
	l.by.pupil = nil
	l.by, to.pupil = to, l
	return nil
}

// pair finds a mentor for who has none and needs one.
func (w *world) pair(l *learner) error {
	if l.by != nil || l.certificate != "" {
		return nil
	}
	to := w.free(l, l.mentor)
	if to == nil {
		return nil // no mentor is free: they lead one at a time
	}
	w.some(10 * time.Second)
	if _, err := w.Training.Pair(w.ctx, w.owner.actor(), training.Pair{Command: w.command(), MentorID: to.person.ID, ApprenticeID: l.person.ID}); err != nil {
		return err
	}
	l.by, to.pupil = to, l
	return nil
}

// free answers a mentor without a pupil, the named one when that is possible. The
// three of the pictures are kept for those whose stories need them.
func (w *world) free(l *learner, name string) *member {
	var found *member
	for _, m := range w.mentors {
		if m.pupil != nil || m == l.member || m == l.by {
			continue
		}
		if m.name == name {
			return m
		}
		kept := slices.Contains([]string{zhou, he, tang}, m.name) && l.mentor == "" && w.today < 60
		if found == nil && !kept {
			found = m
		}
	}
	return found
}

// finish issues what is due to a pupil and ends the pair when there is nothing
// more to learn.
func (w *world) finish(l *learner) error {
	if l.certificate != "" || l.by == nil {
		return nil
	}
	issued, err := w.Certificates.IssueDue(w.ctx, l.actor(), certificate.IssueDue{Command: w.command(), ApprenticeID: l.person.ID})
	if err != nil {
		return err
	}
	w.counts.Certificates += len(issued.Certificates)
	for _, c := range issued.Certificates {
		l.certificate = c.ID
	}
	if l.certificate == "" {
		return nil
	}
	return w.part(l)
}

// part ends a mentorship.
func (w *world) part(l *learner) error {
	_, err := w.Training.EndMentorship(w.ctx, w.owner.actor(), training.EndMentorship{Command: w.command(), ApprenticeID: l.person.ID, Reason: w.say(doneNote)})
	l.by.pupil, l.by = nil, nil
	return err
}

// nothingLeft says whether a fault only means that a point cannot be asked now.
func nothingLeft(err error) bool {
	switch fault.KeyOf(err) {
	case "fault.quiz.nothing_to_practise", "fault.quiz.examine_later", "fault.quiz.add_a_situation", "fault.quiz.too_few_situations":
		return true
	}
	return false
}
