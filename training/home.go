package training

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"

	"shifu/internal/fault"
	"shifu/internal/lang"
	"shifu/internal/op"
	"shifu/quiz"
)

// What a plan's entries count as, in minutes and items.
const (
	practiceItems   = 5
	practiceMinutes = 6
	mostPlanned     = 8
)

// Home answers the actor's day: the one next thing, the path, the plan with
// minutes, what the mentor marked last, and what was answered.
func (s *Service) Home(ctx context.Context, actor op.Actor) (Home, error) {
	return op.Query(ctx, s.Store, "training.Home", func(tx Tx) (Home, error) {
		if err := allow(ctx, tx, "Home", actor, ""); err != nil {
			return Home{}, err
		}
		me, err := tx.Person(ctx, actor.ID)
		if err != nil {
			return Home{}, err
		}
		h := Home{Name: me.Name, Plan: []PlanItem{}}
		if h.Review, err = s.Quiz.Within(tx).Due(ctx, actor.ID); err != nil {
			return Home{}, err
		}
		if actor.Has(op.Mentor, op.Supervisor, op.Owner) {
			queue, err := s.queue(ctx, tx, actor)
			if err != nil {
				return Home{}, err
			}
			h.Queue = len(queue)
		}
		w, err := s.walk(ctx, tx, actor.ID, false)
		if fault.Is(err, fault.NotFound) {
			w, err = nil, nil
		}
		if err != nil {
			return Home{}, err
		}
		if h.Next, err = s.next(ctx, tx, actor, w, h.Review); err != nil {
			return Home{}, err
		}
		h.Blocked = h.Next.Kind == NextRuleChange
		if h.Answered, err = lastAnswers(ctx, tx, actor.ID); err != nil {
			return Home{}, err
		}
		if w == nil {
			return h, nil
		}
		h.Path = &w.path
		if h.Plan, err = s.plan(ctx, tx, actor, w, h.Review); err != nil {
			return Home{}, err
		}
		for _, p := range h.Plan {
			if !p.Finished {
				h.MinutesLeft += p.Minutes
			}
		}
		h.Marking, err = lastMarking(ctx, tx, actor.ID, w.names)
		return h, err
	})
}

// next gathers the candidates for the one next thing and lets the policy choose.
func (s *Service) next(ctx context.Context, tx Tx, actor op.Actor, w *way, due quiz.DueReview) (Next, error) {
	f := NextFacts{NoProgramme: w == nil}
	open, err := s.Quiz.Within(tx).Open(ctx, actor)
	if err != nil {
		return Next{}, err
	}
	if len(open) > 0 {
		n := attemptNext(open[0])
		f.Attempt = &n
	}
	if n, any := reviewNext(due); any {
		f.Review = &n
	}
	if w == nil {
		return f.Decide(), nil
	}
	for _, o := range w.work.signed[actor.ID] {
		switch {
		case o.State == MentorSigned && len(o.Events) > 0:
			n := w.signOffNext(NextSignature, o)
			f.Signature = &n
		case o.State == Disputed && o.answered():
			n := w.signOffNext(NextDispute, o)
			f.Dispute = &n
		}
	}
	if must := w.unread(func(l Lesson) bool { return l.Must }); len(must) > 0 {
		n := w.lessonNext(must[0])
		n.Kind = NextRuleChange
		f.RuleChange = &n
	}
	if todo := w.lessonsToDo(actor.ID); len(todo) > 0 {
		n := w.lessonNext(todo[0])
		f.Lesson = &n
	}
	points, err := s.pointsToDo(ctx, tx, w, actor.ID)
	if err != nil {
		return Next{}, err
	}
	if len(points) > 0 {
		n := practiceNext(points[0])
		f.Practice = &n
	}
	if exams := w.examsToDo(); len(exams) > 0 {
		f.Exam = &exams[0]
	}
	f.MentorLeft = w.mentorLeft()
	return f.Decide(), nil
}

// signOffNext leads to a sign-off by its last event.
func (w *way) signOffNext(kind NextKind, o SignOff) Next {
	return Next{Kind: kind, ID: o.ID, Title: o.Title, ModuleID: o.ModuleID, PersonID: o.MentorID, Person: w.names.of(o.MentorID), At: o.Events[len(o.Events)-1].At}
}

func attemptNext(o quiz.OpenAttempt) Next {
	left := max(o.Items-o.Answered, 0)
	return Next{Kind: NextAttempt, ID: o.Attempt, Title: o.Title, Done: o.Answered, Of: o.Items, At: o.LastAt, Why: string(o.StoppedBy), Minutes: (left*practiceMinutes + practiceItems - 1) / practiceItems}
}

// reviewNext is the review that is due; false when nothing is, or when it is
// being sat already.
func reviewNext(due quiz.DueReview) (Next, bool) {
	return Next{Kind: NextReview, Of: due.Sitting, Minutes: due.Minutes}, due.Sitting > 0 && due.Open == ""
}

func (w *way) lessonNext(id string) Next {
	l := w.school.lessons[id]
	return Next{Kind: NextLesson, ID: id, Title: l.Title, Minutes: l.Minutes, Version: w.school.versions[id].Version}
}

func practiceNext(p PointRow) Next {
	return Next{Kind: NextPractice, ID: p.ID, Title: p.Title, Points: []string{p.ID}, Minutes: practiceMinutes, Of: practiceItems}
}

// unread lists the lessons in force that the apprentice has not acknowledged as
// they stand and that fit, in the order of the outline.
func (w *way) unread(fits func(Lesson) bool) []string {
	var out []string
	for id, l := range w.school.lessons {
		a, ever := w.work.read[w.who][id]
		if lessonState(l, w.school.versions[id].Version, a.Version, ever, w.school.today).unread() && fits(l) {
			out = append(out, id)
		}
	}
	slices.SortFunc(out, func(a, b string) int {
		return cmp.Or(cmp.Compare(w.school.versions[a].Position, w.school.versions[b].Position), cmp.Compare(a, b))
	})
	return out
}

// openModules lists the modules in hand: of open stages, not signed, not waiting
// for a signature.
func (w *way) openModules() []Module {
	var out []Module
	for i, st := range w.path.Stages {
		if st.State != StageNow {
			continue
		}
		for k, m := range st.Modules {
			switch m.Cell.State {
			case CellSigned, CellWaiting, CellDisputed:
			default:
				out = append(out, w.prog.Stages[i].Modules[k])
			}
		}
	}
	return out
}

// lessonsToDo lists unread lessons: first what changed after it was read, then
// those that the modules in hand ask for, in their order.
func (w *way) lessonsToDo(person string) []string {
	out := w.unread(func(l Lesson) bool {
		_, ever := w.work.read[person][l.ID]
		return ever
	})
	unread := w.unread(func(Lesson) bool { return true })
	for _, m := range w.openModules() {
		for _, l := range m.lessons() {
			if slices.Contains(unread, l) && !slices.Contains(out, l) {
				out = append(out, l)
			}
		}
	}
	return out
}

// pointsToDo lists the points of the modules in hand that are not mastered yet
// and of which practice has new situations left, the weakest first, those never
// tried after those tried.
func (s *Service) pointsToDo(ctx context.Context, tx Tx, w *way, person string) ([]PointRow, error) {
	var ids []string
	mastered := w.work.mastered[person]
	add := func(points []string, done func(string) bool) {
		for _, p := range points {
			if !done(p) && !slices.Contains(ids, p) {
				ids = append(ids, p)
			}
		}
	}
	for _, m := range w.openModules() {
		for _, r := range m.Requirements {
			switch r.Kind {
			case KindMastery:
				add(r.Points, func(p string) bool { return mastered[p] })
			case KindRedLine:
				if err := w.work.answers(ctx, tx, person, r.Points); err != nil {
					return nil, err
				}
				add(r.Points, func(p string) bool { return clean(w.work.outcomes[person][p], r.cleanRun()) })
			case KindReply:
				if err := w.work.answers(ctx, tx, person, r.Points); err != nil {
					return nil, err
				}
				// Replies that wait for their mark may be enough already.
				hopeful := 0
				for _, p := range r.Points {
					for _, o := range w.work.outcomes[person][p] {
						if o.Pending || replyPassed(o, w.school.rubrics[r.Rubric].Pass) {
							hopeful++
						}
					}
				}
				add(r.Points, func(string) bool { return hopeful >= r.Passed })
			}
		}
	}
	fresh, err := s.Quiz.Within(tx).Fresh(ctx, person, ids...)
	if err != nil {
		return nil, err
	}
	w.usedUp = map[string]bool{}
	ids = slices.DeleteFunc(ids, func(p string) bool {
		w.usedUp[p] = fresh[p] == 0
		return w.usedUp[p]
	})
	tried, err := s.Quiz.Within(tx).Standings(ctx, []string{person}, nil)
	if err != nil {
		return nil, err
	}
	counts := make(map[string]quiz.PointStanding, len(tried))
	for _, st := range tried {
		counts[st.Point] = st
	}
	slices.SortStableFunc(ids, func(a, b string) int {
		x, y := counts[a], counts[b]
		switch {
		case (x.Done == 0) != (y.Done == 0):
			if x.Done == 0 {
				return 1
			}
			return -1
		case x.Done == 0:
			return 0
		}
		return cmp.Compare(x.Right*y.Done, y.Right*x.Done)
	})
	return pointRows(ctx, tx, ids)
}

// examsToDo lists the exams of modules in hand whose lessons are read and points
// mastered, as far as practice can bring them there: when it has nothing new left,
// the situations that are kept for exams are the way on. It follows pointsToDo.
func (w *way) examsToDo() []Next {
	var out []Next
	for i, st := range w.path.Stages {
		if st.State != StageNow {
			continue
		}
		for k, m := range st.Modules {
			ready := !m.Cell.State.settled()
			for n, r := range m.Requirements {
				switch {
				case r.Met:
				case r.Kind == KindLesson:
					ready = false
				case r.Kind == KindMastery:
					for _, p := range w.prog.Stages[i].Modules[k].Requirements[n].Points {
						ready = ready && (w.work.mastered[w.who][p] || w.usedUp[p])
					}
				}
			}
			if !ready {
				continue
			}
			for _, r := range w.prog.Stages[i].Modules[k].Requirements {
				if r.Kind != KindExam || w.work.passed[w.who][r.Blueprint] {
					continue
				}
				for _, b := range w.prog.Blueprints {
					if b.ID == r.Blueprint {
						n := Next{Kind: NextExam, ID: b.ID, Title: b.Title, ModuleID: m.ID, Minutes: b.Minutes}
						for _, sec := range b.Sections {
							n.Of += sec.Count
						}
						out = append(out, n)
					}
				}
			}
		}
	}
	return out
}

// settled says that a cell asks nothing more of the apprentice's study.
func (c CellState) settled() bool {
	return c == CellSigned || c == CellWaiting || c == CellDisputed
}

// mentorLeft says whether the modules in hand ask for what only the mentor can do.
func (w *way) mentorLeft() bool {
	for _, st := range w.path.Stages {
		if st.State != StageNow {
			continue
		}
		for _, m := range st.Modules {
			if !m.Cell.State.settled() {
				return true
			}
		}
	}
	return false
}

// plan lists what was done today and what is planned for it: the attempt in hand,
// what is due for review, rule changes, then what the programme's days up to today ask for, then what the
// modules in hand still need.
func (s *Service) plan(ctx context.Context, tx Tx, actor op.Actor, w *way, due quiz.DueReview) ([]PlanItem, error) {
	var done, todo []PlanItem
	today := w.school.today
	for _, a := range w.work.read[actor.ID] {
		if l, ok := w.school.lessons[a.LessonID]; ok && DayOf(a.At) == today {
			done = append(done, PlanItem{Next: w.lessonNext(l.ID), Finished: true, FinishedAt: a.At})
		}
	}
	results, err := s.Quiz.Within(tx).Results(ctx, actor.ID)
	if err != nil {
		return nil, err
	}
	for _, r := range results {
		if !r.ClosedAt.IsZero() && DayOf(r.ClosedAt) == today && r.Purpose != quiz.Check {
			kind := NextPractice
			switch r.Purpose {
			case quiz.Exam:
				kind = NextExam
			case quiz.Review:
				kind = NextReview
			}
			done = append(done, PlanItem{Next: Next{Kind: kind, ID: r.Attempt, Title: r.Title, Done: r.Tally.Right, Of: r.Tally.Items}, Finished: true, FinishedAt: r.ClosedAt})
		}
	}
	slices.SortFunc(done, func(a, b PlanItem) int { return a.FinishedAt.Compare(b.FinishedAt) })

	add := func(n Next, fresh bool) {
		if !slices.ContainsFunc(todo, func(p PlanItem) bool { return p.Kind == n.Kind && p.ID == n.ID }) {
			todo = append(todo, PlanItem{Next: n, Fresh: fresh})
		}
	}
	for _, o := range w.work.signed[actor.ID] {
		if o.State == Disputed && o.answered() {
			add(w.signOffNext(NextDispute, o), true)
		}
	}
	open, err := s.Quiz.Within(tx).Open(ctx, actor)
	if err != nil {
		return nil, err
	}
	sitting := map[string]bool{} // exams that are to be gone on with are not begun again
	for _, o := range open {
		add(attemptNext(o), false)
		sitting[o.Blueprint] = o.Blueprint != ""
	}
	if n, any := reviewNext(due); any {
		add(n, false)
	}
	lessons := w.lessonsToDo(actor.ID)
	for _, id := range w.unread(func(l Lesson) bool { return l.Must }) {
		add(w.lessonNext(id), true)
	}
	points, err := s.pointsToDo(ctx, tx, w, actor.ID)
	if err != nil {
		return nil, err
	}
	var planned, plannedLessons []string
	for _, d := range w.prog.Plan {
		if d.Day <= w.path.Day {
			plannedLessons, planned = append(plannedLessons, d.Lessons...), append(planned, d.Points...)
		}
	}
	for _, onlyPlanned := range []bool{true, false} {
		for _, id := range lessons {
			_, ever := w.work.read[actor.ID][id]
			if !onlyPlanned || slices.Contains(plannedLessons, id) || ever {
				add(w.lessonNext(id), ever)
			}
		}
		for _, p := range points {
			if !onlyPlanned || slices.Contains(planned, p.ID) {
				add(practiceNext(p), false)
			}
		}
		for _, e := range w.examsToDo() {
			if !sitting[e.ID] {
				add(e, false)
			}
		}
		if len(todo) >= practiceItems {
			break // the day is full with what is due; the rest comes tomorrow
		}
	}
	return append(done, todo[:min(len(todo), max(mostPlanned-len(done), practiceItems))]...), nil
}

// lastMarking answers what a mentor marked last for a person, nil when nothing was.
func lastMarking(ctx context.Context, tx Tx, person string, n names) (*LastMarking, error) {
	m, found, err := tx.LastMarked(ctx, person)
	if err != nil || !found {
		return nil, err
	}
	var mark quiz.MentorMark
	if err := json.Unmarshal(m.Step.Body, &mark); err != nil {
		return nil, fault.Wrap(err, fault.Corrupt, "fault.training.broken_content")
	}
	if err := n.know(ctx, tx, m.Step.By); err != nil {
		return nil, err
	}
	last := &LastMarking{AttemptID: m.Attempt, Slot: m.Step.Slot, By: m.Step.By, ByName: n.of(m.Step.By), At: m.Step.At, Comment: mark.Comment,
		Score: mark.Score, RedLine: mark.RedLine, Levels: mark.Levels}
	if m.Point == "" {
		return last, nil
	}
	rows, err := pointRows(ctx, tx, []string{m.Point})
	if last.Point = (PointRow{ID: m.Point, Title: lang.Text{ZH: m.Point, EN: m.Point}}); len(rows) > 0 {
		last.Point = rows[0]
	}
	return last, err
}
