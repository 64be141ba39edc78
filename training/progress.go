package training

import (
	"context"
	"maps"
	"slices"
	"time"

	"shifu/quiz"
)

// Progress is what a person has done, as far as requirements ask for it.
type Progress struct {
	Read     map[string]bool            // lessons that are acknowledged in the version in force, or not in force
	Mastered map[string]bool            // points, by the measure of practice
	Passed   map[string]bool            // blueprints of passed exams
	Seen     map[string]map[string]bool // checklist -> lines seen
	// Outcomes are the answers on the points of reply and red-line
	// requirements, oldest first, one for each situation.
	Outcomes map[string][]quiz.Outcome
}

// Standards are the parts of a programme that requirements are measured by.
type Standards struct {
	Checklists map[string]Checklist
	Rubrics    map[string]Rubric
}

// defaultClean is how many answers on a point a red-line requirement looks at.
const defaultClean = 4

// Decide says how far a requirement is met: have of need.
func (r Requirement) Decide(p Progress, s Standards) RequirementRow {
	row := RequirementRow{ID: r.ID, Kind: r.Kind, Title: r.Title, Checklist: r.Checklist}
	count := func(ids []string, done map[string]bool) {
		row.Need = len(ids)
		for _, id := range ids {
			if done[id] {
				row.Have++
			}
		}
	}
	switch r.Kind {
	case KindLesson:
		count(r.Lessons, p.Read)
	case KindMastery:
		count(r.Points, p.Mastered)
	case KindExam:
		count([]string{r.Blueprint}, p.Passed)
	case KindReply:
		row.Need = r.Passed
		for _, point := range r.Points {
			for _, o := range p.Outcomes[point] {
				if replyPassed(o, s.Rubrics[r.Rubric].Pass) {
					row.Have++
				}
			}
		}
		row.Have = min(row.Have, row.Need)
	case KindObservation:
		var lines []string
		for _, l := range s.Checklists[r.Checklist].Lines {
			lines = append(lines, l.ID)
		}
		count(lines, p.Seen[r.Checklist])
	case KindRedLine:
		row.Need = len(r.Points)
		for _, point := range r.Points {
			if clean(p.Outcomes[point], r.cleanRun()) {
				row.Have++
			}
		}
	}
	row.Met = row.Need > 0 && row.Have >= row.Need
	return row
}

func (r Requirement) cleanRun() int {
	if r.Clean == 0 {
		return defaultClean
	}
	return r.Clean
}

// replyPassed says whether a mentor marked a free reply and it reached the
// rubric's standard without a red line.
func replyPassed(o quiz.Outcome, pass int) bool {
	return o.MarkedBy != "" && !o.Pending && !o.RedLine && pass > 0 && o.Score >= pass
}

// clean says whether the last n answers on a point are right and cross no red line.
func clean(outcomes []quiz.Outcome, n int) bool {
	counted := slices.DeleteFunc(slices.Clone(outcomes), func(o quiz.Outcome) bool { return o.Pending })
	if len(counted) < n {
		return false
	}
	for _, o := range counted[len(counted)-n:] {
		if !o.Right || o.RedLine {
			return false
		}
	}
	return true
}

// needsOutcomes lists the points whose single answers a module's requirements look at.
func (m Module) needsOutcomes() []string {
	var points []string
	for _, r := range m.Requirements {
		if r.Kind == KindReply || r.Kind == KindRedLine {
			points = append(points, r.Points...)
		}
	}
	slices.Sort(points)
	return slices.Compact(points)
}

// points lists the knowledge points that a module's requirements and exams name.
func (m Module) points(blueprints []Blueprint) []string {
	var points []string
	for _, r := range m.Requirements {
		points = append(points, r.Points...)
		for _, b := range blueprints {
			if b.ID == r.Blueprint {
				for _, s := range b.Sections {
					points = append(points, s.Points...)
				}
			}
		}
	}
	slices.Sort(points)
	return slices.Compact(points)
}

// lessons lists the lessons that a module's requirements name.
func (m Module) lessons() []string {
	var out []string
	for _, r := range m.Requirements {
		out = append(out, r.Lessons...)
	}
	return out
}

// school is what a read of the path rests on that is the same for everyone.
type school struct {
	today string
	*syllabus
}

// syllabus is the programmes, lessons and rubrics in use, to be read only.
type syllabus struct {
	programmes map[string]Programme
	lessons    map[string]Lesson
	versions   map[string]Content // lesson -> its version in force
	rubrics    map[string]Rubric
}

// readSchool answers the syllabus as it is in the transaction, today.
func (s *Service) readSchool(ctx context.Context, tx Tx) (*school, error) {
	stamp, err := tx.ContentStamp(ctx)
	if err != nil {
		return nil, err
	}
	all, err := s.syllabus.At(stamp, func() (*syllabus, error) { return readSyllabus(ctx, tx) })
	return &school{DayOf(tx.Now()), all}, err
}

func readSyllabus(ctx context.Context, tx Tx) (*syllabus, error) {
	s := &syllabus{programmes: map[string]Programme{}, lessons: map[string]Lesson{}, versions: map[string]Content{}, rubrics: map[string]Rubric{}}
	programmes, _, err := contents[Programme](ctx, tx, ContentProgramme)
	if err != nil {
		return nil, err
	}
	for _, p := range programmes {
		s.programmes[p.ID] = p
	}
	lessons, stored, err := contents[Lesson](ctx, tx, ContentLesson)
	if err != nil {
		return nil, err
	}
	for i, l := range lessons {
		s.lessons[l.ID], s.versions[l.ID] = l, stored[i]
	}
	rubrics, _, err := contents[Rubric](ctx, tx, ContentRubric)
	for _, r := range rubrics {
		s.rubrics[r.ID] = r
	}
	return s, err
}

func (s *school) standards(p Programme) Standards {
	st := Standards{Checklists: map[string]Checklist{}, Rubrics: s.rubrics}
	for _, c := range p.Checklists {
		st.Checklists[c.ID] = c
	}
	return st
}

// readLessons says which lessons ask nothing more of a reader.
func (s *school) readLessons(read map[string]Acknowledgement) map[string]bool {
	done := make(map[string]bool, len(s.lessons))
	for id, l := range s.lessons {
		a, ever := read[id]
		done[id] = !lessonState(l, s.versions[id].Version, a.Version, ever, s.today).unread()
	}
	return done
}

// groupwork is what people have done, read at once for all of them, so that a
// board costs a handful of queries however many people it shows.
type groupwork struct {
	read     map[string]map[string]Acknowledgement
	answered map[string]time.Time // person -> when a question was last answered
	passed   map[string]map[string]bool
	seen     map[string]map[string]map[string]bool
	shares   map[string]map[string]PointShare
	signed   map[string]map[string]SignOff // person -> module -> the latest
	outcomes map[string]map[string][]quiz.Outcome
	lessons  map[string]map[string]bool // person -> lessons that ask nothing more
	mastered map[string]map[string]bool // person -> points
}

// recentDays is how far back the shares of the desk look.
const recentDays = 30

// readWork reads what the people have done; of everyone when nobody is named.
func readWork(ctx context.Context, tx Tx, people ...string) (*groupwork, error) {
	w := &groupwork{answered: map[string]time.Time{}, passed: map[string]map[string]bool{}, seen: map[string]map[string]map[string]bool{},
		shares: map[string]map[string]PointShare{}, signed: map[string]map[string]SignOff{}, outcomes: map[string]map[string][]quiz.Outcome{},
		lessons: map[string]map[string]bool{}, mastered: map[string]map[string]bool{}}
	acks, err := tx.Acknowledgements(ctx, people...)
	if err != nil {
		return nil, err
	}
	w.read = latestRead(acks)
	practised, err := tx.Practised(ctx, people...)
	if err != nil {
		return nil, err
	}
	for _, p := range practised {
		w.answered[p.Learner] = p.LastAt
		mastered := make(map[string]bool, len(p.Points))
		for _, point := range p.Points {
			mastered[point] = true
		}
		w.mastered[p.Learner] = mastered
	}
	exams, err := tx.PassedExams(ctx, people...)
	if err != nil {
		return nil, err
	}
	for _, e := range exams {
		put2(w.passed, e.Learner, e.Blueprint, true)
	}
	observations, err := tx.Observations(ctx, people...)
	if err != nil {
		return nil, err
	}
	for _, o := range observations {
		if w.seen[o.ApprenticeID] == nil {
			w.seen[o.ApprenticeID] = map[string]map[string]bool{}
		}
		for line, yes := range o.Seen {
			if yes {
				put2(w.seen[o.ApprenticeID], o.ChecklistID, line, true)
			}
		}
	}
	signOffs, err := tx.StoredSignOffs(ctx, false, people...)
	if err != nil {
		return nil, err
	}
	for _, o := range slices.Backward(signOffs) { // the latest first: later ones win
		put2(w.signed, o.ApprenticeID, o.ModuleID, o)
	}
	return w, nil
}

func put2[V any](m map[string]map[string]V, a, b string, v V) {
	if m[a] == nil {
		m[a] = map[string]V{}
	}
	m[a][b] = v
}

// readShares adds the shares of the last 30 days.
func (w *groupwork) readShares(ctx context.Context, tx Tx, people ...string) error {
	shares, err := tx.RecentShares(ctx, tx.Now().AddDate(0, 0, -recentDays), people...)
	for _, sh := range shares {
		put2(w.shares, sh.Learner, sh.Point, sh)
	}
	return err
}

// answers reads a person's single answers on points, once each.
func (w *groupwork) answers(ctx context.Context, tx Tx, person string, points []string) error {
	var missing []string
	for _, p := range points {
		if _, ok := w.outcomes[person][p]; !ok {
			missing = append(missing, p)
			put2(w.outcomes, person, p, []quiz.Outcome(nil))
		}
	}
	if len(missing) == 0 {
		return nil
	}
	outcomes, err := tx.Outcomes(ctx, person, missing...)
	for _, o := range outcomes {
		w.outcomes[person][o.Point] = append(w.outcomes[person][o.Point], o)
	}
	return err
}

// progress is what one person has done.
func (w *groupwork) progress(s *school, person string) Progress {
	return Progress{Read: w.readLessons(s, person), Mastered: w.mastered[person], Passed: w.passed[person], Seen: w.seen[person], Outcomes: w.outcomes[person]}
}

// readLessons says which lessons ask nothing more of a person, worked out once for
// all the modules.
func (w *groupwork) readLessons(s *school, person string) map[string]bool {
	if w.lessons[person] == nil {
		w.lessons[person] = s.readLessons(w.read[person])
	}
	return w.lessons[person]
}

// rows judges the requirements of a module. Single answers are read only when
// everything else is met and nobody has signed, or when whole is asked for: a
// board need not know how many replies are missing of a module that is not near
// its end.
func (w *groupwork) rows(ctx context.Context, tx Tx, s *school, prog Programme, m Module, person string, whole bool) ([]RequirementRow, error) {
	standards := s.standards(prog)
	settled := w.signed[person][m.ID].State.Signed()
	judge := func() (rows []RequirementRow, open bool) {
		p := w.progress(s, person)
		if settled { // what was signed was read; that a lesson has changed since is told by the cell
			p.Read = maps.Clone(p.Read)
			for id := range w.read[person] {
				p.Read[id] = true
			}
		}
		for _, r := range m.Requirements {
			row := r.Decide(p, standards)
			rows = append(rows, row)
			if !row.Met && r.Kind != KindReply && r.Kind != KindRedLine {
				open = true
			}
		}
		return rows, open
	}
	rows, open := judge()
	if points := m.needsOutcomes(); len(points) > 0 && (whole || !open && !settled) {
		if err := w.answers(ctx, tx, person, points); err != nil {
			return nil, err
		}
		rows, _ = judge()
	}
	return rows, nil
}

// cell judges one module of one person for the matrix.
func (w *groupwork) cell(s *school, prog Programme, m Module, person string, rows []RequirementRow) Cell {
	f := CellFacts{Of: len(rows), SignOff: w.signed[person][m.ID].State}
	for _, r := range rows {
		if r.Met {
			f.Met++
		}
	}
	for _, point := range m.points(prog.Blueprints) {
		sh := w.shares[person][point]
		f.Right, f.Done = f.Right+sh.Right, f.Done+sh.Done
	}
	if f.SignOff.Signed() {
		read := w.readLessons(s, person)
		for _, l := range m.lessons() {
			f.Changed = f.Changed || !read[l]
		}
		for _, r := range m.Requirements {
			for _, point := range r.Points {
				f.Fallen = f.Fallen || r.Kind == KindMastery && !w.mastered[person][point]
			}
		}
	}
	return f.Decide()
}
