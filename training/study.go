package training

import (
	"context"
	"slices"

	"shifu/internal/fault"
	"shifu/internal/lang"
	"shifu/internal/op"
	"shifu/quiz"
)

// Lessons is the outline for the actor: topics in order, each lesson with what it
// is to this reader.
func (s *Service) Lessons(ctx context.Context, actor op.Actor) ([]LessonTopic, error) {
	return op.Query(ctx, s.Store, "training.Lessons", func(tx Tx) ([]LessonTopic, error) {
		if err := allow(ctx, tx, "Lessons", actor, ""); err != nil {
			return nil, err
		}
		shelf, err := readShelf(ctx, tx, actor.ID)
		if err != nil {
			return nil, err
		}
		topics := []LessonTopic{}
		for i, l := range shelf.lessons {
			at := slices.IndexFunc(topics, func(t LessonTopic) bool { return t.Title == l.Topic })
			if at < 0 {
				at = len(topics)
				topics = append(topics, LessonTopic{Title: l.Topic})
			}
			topics[at].Lessons = append(topics[at].Lessons, shelf.row(i))
		}
		return topics, nil
	})
}

// shelf is every lesson in use and what one reader has acknowledged of it.
type shelf struct {
	today   string
	lessons []Lesson
	stored  []Content
	read    map[string]Acknowledgement // lesson -> the latest version read
}

func readShelf(ctx context.Context, tx Tx, person string) (shelf, error) {
	lessons, stored, err := contents[Lesson](ctx, tx, ContentLesson)
	if err != nil {
		return shelf{}, err
	}
	acks, err := tx.Acknowledgements(ctx, person)
	if err != nil {
		return shelf{}, err
	}
	return shelf{DayOf(tx.Now()), lessons, stored, latestRead(acks)[person]}, nil
}

// latestRead answers, by person and lesson, the latest version acknowledged.
func latestRead(acks []Acknowledgement) map[string]map[string]Acknowledgement {
	read := map[string]map[string]Acknowledgement{}
	for _, a := range acks {
		if read[a.PersonID] == nil {
			read[a.PersonID] = map[string]Acknowledgement{}
		}
		if was, ok := read[a.PersonID][a.LessonID]; !ok || was.Version < a.Version {
			read[a.PersonID][a.LessonID] = a
		}
	}
	return read
}

// state says what the current version of a lesson is to its reader.
func (s shelf) state(i int) LessonState {
	l, c := s.lessons[i], s.stored[i]
	a, ok := s.read[l.ID]
	return lessonState(l, c.Version, a.Version, ok, s.today)
}

func lessonState(l Lesson, version, read int, everRead bool, today string) LessonState {
	switch {
	case l.From > today:
		return LessonUpcoming
	case l.To != "" && l.To < today:
		return LessonOver
	case !everRead:
		return LessonNew
	case read < version:
		return LessonChanged
	}
	return LessonRead
}

// unread says whether a lesson is in force and not acknowledged as it stands.
func (st LessonState) unread() bool { return st == LessonNew || st == LessonChanged }

func (s shelf) row(i int) LessonRow {
	l, st := s.lessons[i], s.state(i)
	return LessonRow{ID: l.ID, Title: l.Title, Minutes: l.Minutes, State: st, Must: l.Must && st.unread(), Version: s.stored[i].Version, From: l.From}
}

// Lesson answers a lesson; version 0 is the one in use. With it come what changed
// since the version that the actor acknowledged last, and what goes with it.
func (s *Service) Lesson(ctx context.Context, actor op.Actor, id string, version int) (LessonView, error) {
	return op.Query(ctx, s.Store, "training.Lesson", func(tx Tx) (LessonView, error) {
		if err := allow(ctx, tx, "Lesson", actor, ""); err != nil {
			return LessonView{}, err
		}
		return lessonView(ctx, tx, actor.ID, id, version)
	})
}

func lessonView(ctx context.Context, tx Tx, reader, id string, version int) (LessonView, error) {
	history, err := tx.ContentVersions(ctx, ContentLesson, id)
	if err != nil {
		return LessonView{}, err
	}
	if len(history) == 0 || version < 0 || version > len(history) {
		return LessonView{}, fault.New(fault.NotFound, "fault.training.no_lesson")
	}
	newest := history[len(history)-1]
	shown := newest
	if version > 0 {
		shown = history[version-1]
	}
	var l Lesson
	if err := read(shown.Body, &l); err != nil {
		return LessonView{}, err
	}
	v := LessonView{ID: id, Version: shown.Version, Current: newest.Version, Title: l.Title, Topic: l.Topic, Author: l.Author, Minutes: l.Minutes,
		From: l.From, To: l.To, Body: l.Body, Changed: l.Changed, CheckCount: l.Check.Count, CheckPoints: l.Check.Points}
	if len(v.CheckPoints) == 0 {
		v.CheckPoints = l.Points
	}
	for _, c := range history {
		v.Versions = append(v.Versions, c.Version)
	}
	acks, err := tx.Acknowledgements(ctx, reader)
	if err != nil {
		return LessonView{}, err
	}
	was, ever := latestRead(acks)[reader][id]
	v.State = lessonState(l, newest.Version, was.Version, ever, DayOf(tx.Now()))
	if newest.Retired {
		v.State = LessonOver
	}
	v.Must = l.Must && v.State.unread()
	for _, a := range acks {
		if a.LessonID == id && a.Version == shown.Version {
			v.Acknowledged = &a
		}
	}
	// What changed is told against the version that this reader knows, else
	// against the one before.
	since := shown.Version - 1
	if ever && was.Version < shown.Version {
		since = was.Version
	}
	if since > 0 {
		var before Lesson
		if err := read(history[since-1].Body, &before); err != nil {
			return LessonView{}, err
		}
		v.Since, v.Changes = since, Differences(before.Body, l.Body)
	}
	return v, v.attach(ctx, tx, l)
}

// attach adds what goes with a lesson: scripts, cases, points, and how much rests
// on the same points.
func (v *LessonView) attach(ctx context.Context, tx Tx, l Lesson) error {
	scripts, stored, err := contents[Script](ctx, tx, ContentScript)
	if err != nil {
		return err
	}
	today := DayOf(tx.Now())
	for i, sc := range scripts {
		if slices.Contains(l.Scripts, sc.Code) {
			v.Scripts = append(v.Scripts, scriptRow(sc, stored[i], today))
		}
		if slices.ContainsFunc(sc.Points, func(p string) bool { return slices.Contains(l.Points, p) }) {
			v.Affects.Scripts++
		}
	}
	cases, _, err := contents[Case](ctx, tx, ContentCase)
	if err != nil {
		return err
	}
	for _, c := range cases {
		if slices.Contains(l.Cases, c.ID) {
			v.Cases = append(v.Cases, CaseRow{ID: c.ID, Title: c.Title, Stage: c.Stage, Good: c.Good})
		}
	}
	if len(l.Points) == 0 {
		return nil
	}
	models, err := tx.CurrentHashes(ctx, l.Points...)
	if err != nil {
		return err
	}
	v.Affects.Models = len(models)
	v.Points, err = pointRows(ctx, tx, l.Points)
	return err
}

// Sources answers what teaches a knowledge point: the first lesson and the first
// script in force that name it.
func (s *Service) Sources(ctx context.Context, actor op.Actor, point string) (Sources, error) {
	return op.Query(ctx, s.Store, "training.Sources", func(tx Tx) (Sources, error) {
		var out Sources
		if err := allow(ctx, tx, "Sources", actor, ""); err != nil {
			return out, err
		}
		shelf, err := readShelf(ctx, tx, actor.ID)
		if err != nil {
			return out, err
		}
		for i, l := range shelf.lessons {
			if slices.Contains(l.Points, point) && !shelf.stored[i].Retired && inForce(l.From, l.To, shelf.today) {
				row := shelf.row(i)
				out.Lesson = &row
				break
			}
		}
		scripts, stored, err := contents[Script](ctx, tx, ContentScript)
		if err != nil {
			return out, err
		}
		for i, sc := range scripts {
			row := scriptRow(sc, stored[i], shelf.today)
			if slices.Contains(sc.Points, point) && !row.Expired {
				out.Script = &row
				break
			}
		}
		return out, nil
	})
}

func pointRows(ctx context.Context, tx Tx, ids []string) ([]PointRow, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	points, err := tx.Points(ctx, ids...)
	if err != nil {
		return nil, err
	}
	var rows []PointRow
	for _, id := range ids {
		for _, p := range points {
			if p.ID == id {
				rows = append(rows, PointRow{ID: p.ID, Title: p.Title, Critical: p.Critical})
			}
		}
	}
	return rows, nil
}

// Acknowledge records that the actor has read a version of a lesson that is in
// force. A lesson with a quick check needs the attempt of that check: the
// actor's own, over the lesson's points, begun after the version came into the
// shop, closed, with enough situations and all of them right
// (fault.training.check_not_passed).
func (s *Service) Acknowledge(ctx context.Context, actor op.Actor, cmd Acknowledge) (Acknowledgement, error) {
	return op.Run(ctx, s.Store, "training.Acknowledge", cmd.Command, asked(actor, cmd), func(tx Tx) (Acknowledgement, error) {
		var none Acknowledgement
		if err := allow(ctx, tx, "Acknowledge", actor, ""); err != nil {
			return none, err
		}
		l, c, err := current[Lesson](ctx, tx, ContentLesson, cmd.LessonID)
		if fault.Is(err, fault.NotFound) || err == nil && c.Retired {
			return none, fault.New(fault.NotFound, "fault.training.no_lesson")
		}
		if err != nil {
			return none, err
		}
		if cmd.Version != c.Version {
			return none, fault.New(fault.Conflict, "fault.training.lesson_changed", "Version", c.Version)
		}
		if !inForce(l.From, l.To, DayOf(tx.Now())) {
			return none, fault.New(fault.Invalid, "fault.training.lesson_not_in_force")
		}
		attempt := ""
		if l.Check.Count > 0 {
			if err := s.checkPassed(ctx, tx, actor.ID, cmd.AttemptID, l, c); err != nil {
				return none, err
			}
			attempt = cmd.AttemptID
		}
		a := Acknowledgement{PersonID: actor.ID, LessonID: l.ID, Version: c.Version, Hash: c.Hash, AttemptID: attempt, At: tx.Now()}
		if err := tx.SaveAcknowledgement(ctx, a); err != nil {
			return none, err
		}
		tx.Publish(op.Change{Topic: TopicStudy, ID: actor.ID})
		return a, nil
	})
}

// checkPassed judges the attempt of a quick check.
func (s *Service) checkPassed(ctx context.Context, tx Tx, person, attempt string, l Lesson, c Content) error {
	refused := fault.New(fault.Invalid, "fault.training.check_not_passed", "Count", l.Check.Count)
	if attempt == "" {
		return refused
	}
	h, err := tx.AttemptHeading(ctx, attempt)
	if fault.Is(err, fault.NotFound) {
		return refused
	}
	if err != nil {
		return err
	}
	if h.Learner != person || h.Purpose == quiz.Exam || h.State != quiz.Done || h.StartedAt.Before(c.At) ||
		h.Tally.Items < l.Check.Count || h.Tally.Right < h.Tally.Items {
		return refused
	}
	points := l.Check.Points
	if len(points) == 0 {
		points = l.Points
	}
	steps, err := tx.AttemptSteps(ctx, attempt)
	if err != nil {
		return err
	}
	a, err := quiz.Rebuild(attempt, person, steps)
	if err != nil {
		return err
	}
	for _, slot := range a.Terms().Plan {
		if !slices.Contains(points, slot.Point) {
			return refused
		}
	}
	return nil
}

// Picture answers a picture by the name with which a lesson writes it.
func (s *Service) Picture(ctx context.Context, actor op.Actor, lessonID, name string) (Media, error) {
	return op.Query(ctx, s.Store, "training.Picture", func(tx Tx) (Media, error) {
		if err := allow(ctx, tx, "Picture", actor, ""); err != nil {
			return Media{}, err
		}
		m, _, err := current[Media](ctx, tx, ContentMedia, scope(packOf(lessonID)).id(MediaName(name)))
		if err != nil {
			return Media{}, err
		}
		stored, err := tx.PictureBytes(ctx, m.Hash)
		stored.Name = m.Name
		return stored, err
	})
}

// Cases lists good and bad cases.
func (s *Service) Cases(ctx context.Context, actor op.Actor, q CaseQuery) ([]CaseRow, error) {
	return op.Query(ctx, s.Store, "training.Cases", func(tx Tx) ([]CaseRow, error) {
		if err := allow(ctx, tx, "Cases", actor, ""); err != nil {
			return nil, err
		}
		cases, _, err := contents[Case](ctx, tx, ContentCase)
		if err != nil {
			return nil, err
		}
		rows := []CaseRow{}
		for _, c := range cases {
			if (q.Stage == "" || c.Stage == q.Stage) && (q.Point == "" || slices.Contains(c.Points, q.Point)) && (q.Good == nil || *q.Good == c.Good) {
				rows = append(rows, CaseRow{ID: c.ID, Title: c.Title, Stage: c.Stage, Good: c.Good})
			}
		}
		return rows, nil
	})
}

// Case answers one case with the scripts that go with it.
func (s *Service) Case(ctx context.Context, actor op.Actor, id string) (CaseView, error) {
	return op.Query(ctx, s.Store, "training.Case", func(tx Tx) (CaseView, error) {
		if err := allow(ctx, tx, "Case", actor, ""); err != nil {
			return CaseView{}, err
		}
		c, stored, err := current[Case](ctx, tx, ContentCase, id)
		if err != nil {
			return CaseView{}, err
		}
		v := CaseView{Case: c, Version: stored.Version}
		scripts, kept, err := contents[Script](ctx, tx, ContentScript)
		if err != nil {
			return CaseView{}, err
		}
		for i, sc := range scripts {
			if slices.Contains(c.Scripts, sc.Code) {
				v.ScriptRows = append(v.ScriptRows, scriptRow(sc, kept[i], DayOf(tx.Now())))
			}
		}
		return v, nil
	})
}

// asked is all that a command's answer depends on.
func asked(actor op.Actor, cmd any) any {
	return struct {
		Actor op.Actor `json:"actor"`
		Cmd   any      `json:"cmd"`
	}{actor, cmd}
}

// Differences lists where two versions of a text differ, block by block, each
// with the heading above it. Blocks are paragraphs, rows of tables and list
// items; the two languages are compared apart and joined by their place.
func Differences(was, now lang.Text) []Difference {
	zh, en := diffBlocks(was.ZH, now.ZH), diffBlocks(was.EN, now.EN)
	var out []Difference
	for i := range max(len(zh), len(en)) {
		var d Difference
		if i < len(zh) {
			d.Heading.ZH, d.Was.ZH, d.Now.ZH = zh[i].heading, zh[i].was, zh[i].now
		}
		if i < len(en) {
			d.Heading.EN, d.Was.EN, d.Now.EN = en[i].heading, en[i].was, en[i].now
		}
		out = append(out, d)
	}
	return out
}
