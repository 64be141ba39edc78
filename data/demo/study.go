package demo

import (
	"encoding/json"
	"slices"
	"time"

	"shifu/internal/fault"
	"shifu/quiz"
	"shifu/quiz/model"
	"shifu/quiz/response"
	"shifu/training"
	"shifu/training/certificate"
)

// study is the day of those who learn.
func (w *world) study() error {
	var here []*learner
	for _, l := range shuffled(w.rng, w.learners) {
		if l.in && !l.gone && (w.chance(l.keen) || l.halfway && w.today == 0) {
			here = append(here, l)
		}
	}
	// One after the other through the office hours.
	w.pace = min(35*time.Second, max(2*time.Second, 7*time.Hour/time.Duration(1+14*len(here))))
	for _, l := range here {
		if err := w.signIn(l.member); err != nil {
			return err
		}
		if err := w.learn(l); err != nil {
			return err
		}
	}
	return nil
}

// learn is a learner's day: what the home page says comes next, a few times.
func (w *world) learn(l *learner) error {
	if l.certificate != "" {
		if !w.chance(55) {
			return nil
		}
		return w.drill(l)
	}
	times := 3
	if l.ability > 90 {
		times = 5
	}
	for range times {
		h, err := w.Training.Home(w.ctx, l.actor())
		if err == nil && h.Next.Kind == training.NextReview { // short, and besides
			if _, err = w.sit(l, quiz.Start{Purpose: quiz.Review}, l.ability); err == nil {
				h, err = w.Training.Home(w.ctx, l.actor())
			}
		}
		if err != nil {
			return err
		}
		on, err := w.act(l, h.Next)
		if err != nil {
			return err
		}
		if !on {
			break
		}
	}
	if l.halfway && w.today == 0 {
		return w.stopHalfway(l)
	}
	return nil
}

// act does the one next thing; on says whether there may be another today.
func (w *world) act(l *learner, next training.Next) (on bool, err error) {
	l.waits = false
	if d := l.dispute; d != nil && d.plan == withdrawn && d.answered {
		w.some(time.Minute)
		_, err := w.Training.WithdrawDispute(w.ctx, l.actor(), training.WithdrawDispute{Command: w.command(), SignOffID: d.signOff, Note: w.say(withdrawNote)})
		l.dispute = nil
		return true, err
	}
	switch next.Kind {
	case training.NextSignature:
		return w.answerSignature(l, next)
	case training.NextLesson, training.NextRuleChange:
		return true, w.read(l, next.ID)
	case training.NextPractice:
		if l.sure && l.examDay != w.today {
			// The exam first: what practice then covers is what was not met yet,
			// and counts as mastered at once.
			if b := w.examOf(next.Points); b != "" && !l.tried[b] && !(l.halfway && l.examined >= 2) {
				l.tried[b] = true
				if on, err = w.examine(l, b); err != nil || on {
					return on, err
				}
			}
		}
		_, err := w.sit(l, quiz.Start{Points: next.Points, Purpose: quiz.Practice, Count: 8}, l.ability)
		if nothingLeft(err) {
			return false, w.drill(l)
		}
		return true, err
	case training.NextExam:
		return w.examine(l, next.ID)
	case training.NextDone:
		l.waits = true
		return false, w.again(l)
	case training.NextWaiting:
		l.waits = true
		return false, w.regain(l)
	}
	return false, w.drill(l)
}

// read studies a lesson and sits its check until it is right, twice at most a day.
func (w *world) read(l *learner, lesson string) error {
	v, err := w.Training.Lesson(w.ctx, l.actor(), lesson, 0)
	if err != nil {
		return err
	}
	w.some(3 * w.pace)
	ack := training.Acknowledge{Command: w.command(), LessonID: lesson, Version: v.Version}
	if v.CheckCount > 0 {
		ability := l.ability
		for try := range 3 {
			if try == 2 {
				ability = 100 // with the lesson open beside it
			}
			r, err := w.sit(l, quiz.Start{Points: v.CheckPoints, Purpose: quiz.Check, Count: v.CheckCount}, ability)
			if err != nil {
				return err
			}
			if ack.AttemptID = r.Attempt; r.Tally.Right == r.Tally.Items {
				break
			}
			if try == 2 {
				return nil // a free reply among them: it waits for its mark
			}
		}
	}
	_, err = w.Training.Acknowledge(w.ctx, l.actor(), ack)
	return err
}

// examine sits an exam, one a day.
func (w *world) examine(l *learner, blueprint string) (on bool, err error) {
	if l.examDay == w.today || l.halfway && l.examined >= 2 {
		return false, w.drill(l)
	}
	r, err := w.sit(l, quiz.Start{Blueprint: blueprint}, l.ability)
	if nothingLeft(err) {
		return false, w.drill(l)
	}
	if err != nil {
		return false, err
	}
	l.examDay = w.today
	l.examined++
	w.counts.Exams++
	if r.Verdict == quiz.NotPassed {
		w.counts.Failed++
		return false, nil
	}
	return true, nil
}

// drill practises something beside the programme: what a certificate asks for is
// judged by the last answers, and who has just been examined leaves it at that.
// Those with a mentor also write free replies.
func (w *world) drill(l *learner) error {
	point := pick(w, w.beside)
	if l.by != nil && w.chance(8) {
		point = pick(w, w.written)
	}
	_, err := w.sit(l, quiz.Start{Points: []string{point}, Purpose: quiz.Practice, Count: 4 + w.rng.IntN(5)}, l.ability)
	if nothingLeft(err) {
		return nil
	}
	return err
}

// again sits the exams of points that a certificate still waits for, although
// everything is signed; one a day.
func (w *world) again(l *learner) error {
	prospects, err := w.Certificates.Prospects(w.ctx, l.actor(), l.person.ID)
	if err != nil {
		return err
	}
	for _, p := range prospects {
		for _, lack := range p.Lacks {
			if lack.Kind != certificate.LackPoint {
				return w.drill(l)
			}
			if b := w.examOf([]string{lack.ID}); b != "" {
				_, err := w.examine(l, b)
				return err
			}
		}
	}
	return w.drill(l)
}

// regain tries an exam once more for a point that is no longer mastered when
// practice has nothing new left for it.
func (w *world) regain(l *learner) error {
	path, err := w.Training.Path(w.ctx, l.actor(), l.person.ID)
	if err != nil {
		return err
	}
	for _, stage := range path.Stages {
		for _, m := range stage.Modules {
			if signed(path, m.ID) {
				continue
			}
			for _, r := range m.Requirements {
				if r.Met || r.Kind != training.KindMastery && r.Kind != training.KindRedLine {
					continue
				}
				if b := w.examOf(w.pointsOf(m.ID, r.ID)); b != "" {
					_, err := w.examine(l, b)
					return err
				}
			}
			return w.drill(l)
		}
	}
	return w.drill(l)
}

// sit starts an attempt, answers everything and hands it in.
func (w *world) sit(l *learner, start quiz.Start, ability int) (quiz.Result, error) {
	start.Command = w.command()
	s, err := w.Quiz.Start(w.ctx, l.actor(), start)
	if err != nil {
		return quiz.Result{}, err
	}
	if err := w.answer(l, s, len(s.Slots), ability); err != nil {
		return quiz.Result{}, err
	}
	w.counts.Attempts++
	return w.Quiz.HandIn(w.ctx, l.actor(), quiz.HandIn{Command: w.command(), Attempt: s.Attempt})
}

// answer answers the first so many slots of a sitting.
func (w *world) answer(l *learner, s quiz.Sitting, slots, ability int) error {
	for n := range slots {
		w.some(w.pace)
		v, err := w.variant(s.Attempt, n)
		if err != nil {
			return err
		}
		right := w.chance(ability) || l.sure && l.certificate == "" && !slices.Contains(w.beside, s.Slots[n].Point)
		if s.Purpose == quiz.Exam && l.failsFirst && l.examined == 0 {
			right = w.mastered(s.Slots[n].Point) // enough wrong to fail, none of it for long
		}
		a, err := w.Quiz.Answer(w.ctx, l.actor(), quiz.Reply{Command: w.command(), Attempt: s.Attempt, Slot: n, Response: w.respond(v, right)})
		if err != nil {
			return err
		}
		if a.Status != quiz.Complete && !a.Late {
			return fault.New(fault.Internal, "fault.internal", "Model", v.Model, "Problem", a.Problem.EN)
		}
		w.counts.Answers++
		if !right && s.Purpose == quiz.Practice {
			if err := w.wonder(l, s.Attempt, n); err != nil {
				return err
			}
		}
		// Practice of what the programme asks ends when it is mastered: going on
		// would only move the answers that are judged.
		if point := s.Slots[n].Point; s.Purpose == quiz.Practice && w.mastered(point) {
			if st, err := w.Quiz.Standings(w.ctx, w.owner.actor(), []string{l.person.ID}, []string{point}); err != nil {
				return err
			} else if len(st) > 0 && st[0].Practised {
				break
			}
		}
	}
	return nil
}

// wonder is what a learner asks after a wrong answer, now and then: one question in so
// many, and of those some say that the question is wrong. On the last day more is asked,
// so that something waits.
func (w *world) wonder(l *learner, attempt string, slot int) error {
	often, doubtful := 12, 5
	if w.today == 0 {
		often, doubtful = 3, 2
	}
	if w.puzzled++; w.puzzled%often != 0 {
		return nil
	}
	n := w.puzzled / often
	cmd := training.Inquire{Command: w.command(), Kind: training.InquiryHelp, AttemptID: attempt, Slot: slot, Words: w.say(helpWords[n%len(helpWords)])}
	if n%doubtful == 0 {
		cmd.Kind, cmd.Words = training.InquiryWrong, w.say(wrongWords[n%len(wrongWords)])
	}
	w.some(w.pace)
	i, err := w.Training.Inquire(w.ctx, l.actor(), cmd)
	if i.Kind == training.InquiryHelp && l.by != nil {
		l.asked = append(l.asked, i.ID)
	} else if err == nil {
		w.asked = append(w.asked, i.ID)
	}
	w.counts.Inquiries++
	return err
}

// variant is the frozen variant of a slot, key included: somebody who knows the
// answer has to be told what it is. The paper of an attempt is read when a slot of it
// is not known yet.
func (w *world) variant(attempt string, slot int) (*response.Variant, error) {
	if w.paper.attempt == attempt && w.paper.variants[slot] != nil {
		return w.paper.variants[slot], nil
	}
	p := paper{attempt, map[int]*response.Variant{}}
	err := w.Training.Store.View(w.ctx, func(tx training.Tx) error {
		keys, err := tx.AttemptKeys(w.ctx, attempt)
		if err != nil {
			return err
		}
		steps, err := tx.AttemptSteps(w.ctx, attempt)
		if err != nil {
			return err
		}
		for _, s := range steps {
			if s.Kind != quiz.StepGiven || s.Slot < slot {
				continue
			}
			v, f := new(response.Variant), quiz.Frozen{}
			if err := json.Unmarshal(keys[s.Slot], v); err != nil {
				return err
			}
			if err := json.Unmarshal(s.Body, &f); err != nil {
				return err
			}
			if err := json.Unmarshal(f.Shown, &v.Shown); err != nil {
				return err
			}
			p.variants[s.Slot] = v
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if p.variants[slot] == nil {
		return nil, fault.New(fault.Internal, "fault.internal", "Attempt", attempt, "Slot", slot)
	}
	w.paper = p
	return p.variants[slot], nil
}

// respond makes a response that is right, or one of the wrong ones.
func (w *world) respond(v *response.Variant, right bool) json.RawMessage {
	known := response.SelfTest(v)
	switch {
	case v.Type == model.Free:
		text := w.say(v.Marking.Reference)
		switch n := w.rng.IntN(100); {
		case !right:
			text = w.say(pick(w, poorReplies))
		case n < 60:
			text = w.say(pick(w, fairReplies))
		}
		raw, _ := json.Marshal(map[string]string{"text": text})
		return raw
	case right || known.Wrong == nil:
		return known.Right
	case v.Type == model.Single:
		var others []string
		for _, o := range v.Shown.ZH.Options {
			if o.ID != v.Key.Choice {
				others = append(others, o.ID)
			}
		}
		raw, _ := json.Marshal(map[string]string{"choice": pick(w, others)})
		return raw
	}
	return known.Wrong
}

// stopHalfway ends the history in the middle of an exam: a free reply waits for its
// mark, and the second question was answered when the day was over.
func (w *world) stopHalfway(l *learner) error {
	for _, m := range w.modules() {
		for _, r := range m.Requirements {
			if r.Kind != training.KindReply {
				continue
			}
			if _, err := w.sit(l, quiz.Start{Points: r.Points, Purpose: quiz.Practice, Count: 1}, l.ability); err != nil && !nothingLeft(err) {
				return err
			}
		}
	}
	exams := w.programme.Blueprints
	s, err := w.Quiz.Start(w.ctx, l.actor(), quiz.Start{Command: w.command(), Blueprint: exams[len(exams)-1].ID})
	if err != nil {
		return err
	}
	return w.answer(l, s, 2, l.ability)
}

// mastered says whether a point is one that a module wants mastered.
func (w *world) mastered(point string) bool {
	return slices.ContainsFunc(w.modules(), func(m training.Module) bool {
		return slices.ContainsFunc(m.Requirements, func(r training.Requirement) bool {
			return r.Kind == training.KindMastery && slices.Contains(r.Points, point)
		})
	})
}

// examOf answers the exam that asks for one of the points, "" when none does.
func (w *world) examOf(points []string) string {
	for _, b := range w.programme.Blueprints {
		if slices.ContainsFunc(b.Sections, func(s quiz.Section) bool {
			return slices.ContainsFunc(s.Points, func(p string) bool { return slices.Contains(points, p) })
		}) {
			return b.ID
		}
	}
	return ""
}

// pointsOf lists the points of a requirement.
func (w *world) pointsOf(module, requirement string) []string {
	for _, m := range w.modules() {
		for _, r := range m.Requirements {
			if m.ID == module && r.ID == requirement {
				return r.Points
			}
		}
	}
	return nil
}

// modules lists the modules of the programme in order.
func (w *world) modules() []training.Module {
	var out []training.Module
	for _, s := range w.programme.Stages {
		out = append(out, s.Modules...)
	}
	return out
}

// place is the number of a module, from 1.
func (w *world) place(module string) int {
	return 1 + slices.IndexFunc(w.modules(), func(m training.Module) bool { return m.ID == module })
}
