package quiz

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"shifu/internal/lang"
	"shifu/internal/op"
	"shifu/quiz/response"
	"shifu/quiz/statistics"
)

// mostFinished is how many attempts the figures rest on at most, the latest: more
// say little more and take longer to read.
const mostFinished = 5000

// FiguresQuery says which attempts to count.
type FiguresQuery struct {
	Purpose Purpose `json:"purpose,omitempty"` // "": all
}

// Figures are how the items and the quizzes of the shop do, by its finished and
// marked attempts.
type Figures struct {
	Attempts int           `json:"attempts"` // that the figures rest on
	Finished int           `json:"finished"` // that there are
	Since    time.Time     `json:"since"`    // when the oldest of them was closed
	Items    []ItemFigures `json:"items"`
	Quizzes  []QuizFigures `json:"quizzes"`
}

// ItemFigures are how an item model does, over all its versions and situations.
// Situations that a learner had met before count for nothing.
type ItemFigures struct {
	Model      string    `json:"model"`
	Title      lang.Text `json:"title"` // the model's id when it is not in use any more
	Type       string    `json:"type"`
	Point      string    `json:"point"`
	PointTitle lang.Text `json:"pointTitle"`
	InUse      bool      `json:"inUse"`
	Blank      int       `json:"blank"` // of the answers: never given
	// Typed: (part of) the answer is typed, which nobody hits by chance.
	Typed bool `json:"typed"`
	statistics.Item
	Situations []SituationFigures `json:"situations"` // most often wrong first
	Levels     []LevelFigures     `json:"levels"`     // of the version in use, in declared order
	Unfair     Unfair             `json:"unfair"`
}

// SituationFigures are how a situation was answered, the first time by each
// learner.
type SituationFigures struct {
	Situation string    `json:"situation"`
	Words     lang.Text `json:"words"` // its levels
	Answers   int       `json:"answers"`
	Wrong     int       `json:"wrong"`
	Low       int       `json:"low"`  // of the share of wrong ones: the 95 % interval,
	High      int       `json:"high"` // hundredths of a percent
}

// LevelFigures are how a level of a condition was answered by all learners.
type LevelFigures struct {
	Radical string    `json:"radical"`
	Label   lang.Text `json:"label"`
	LevelID string    `json:"levelId"`
	Level   lang.Text `json:"level"`
	Answers int       `json:"answers"`
	Wrong   int       `json:"wrong"`
	Low     int       `json:"low"`
	High    int       `json:"high"`
	Named   bool      `json:"named"` // by Unfair
}

// Unfair says whether there is a level that everyone fails: to be taught, or to be
// mended.
type Unfair struct {
	Display Display `json:"display"`
	P       float64 `json:"p"`      // of the named level, one-sided
	Tested  int     `json:"tested"` // levels that could be tested
}

// QuizFigures are how a quiz does. Its positions are the slots of the paper, each
// with whatever was drawn for it.
type QuizFigures struct {
	Blueprint string    `json:"blueprint"`
	Title     lang.Text `json:"title"`
	Passed    int       `json:"passed"`
	statistics.Quiz
	Positions []lang.Text `json:"positions"` // the titles of their points
}

// finished is what the figures need of a closed attempt.
type finished struct {
	head      string // of its steps: another one after a regrade
	learner   string
	blueprint string
	title     lang.Text
	verdict   Verdict
	purpose   Purpose
	closedAt  time.Time
	slots     []finishedSlot
}

type finishedSlot struct {
	model, hash, point, situation string
	points, score                 int // score is -1 when nothing was answered
	counts, right, repeat         bool
	complete                      bool
	luck                          int // hundredths of a percent
	typed                         bool
}

// figuresCache keeps what was read of attempts: a closed one changes only when it
// is regraded, and then its head does.
type figuresCache struct {
	mu       sync.Mutex
	attempts map[string]*finished
	luck     map[[2]string]response.Luck // by content hash and situation
}

// Figures computes the statistics of items and quizzes.
func (s *Service) Figures(ctx context.Context, actor op.Actor, q FiguresQuery) (Figures, error) {
	var headings []Heading
	var points map[string]Point
	var items []*item
	out, err := op.Query(ctx, s.Store, "quiz.Figures", func(tx Tx) (out Figures, err error) {
		if err := allow(ctx, tx, "Figures", actor, ""); err != nil {
			return out, err
		}
		if points, err = s.pointIndex(ctx, tx); err != nil {
			return out, err
		}
		if items, err = s.items(ctx, tx); err != nil {
			return out, err
		}
		headings, out.Finished, err = tx.FinishedAttempts(ctx, q.Purpose, mostFinished)
		return out, err
	})
	if err != nil {
		return out, err
	}
	attempts, err := s.finished(ctx, headings)
	if err != nil {
		return out, err
	}
	out.Attempts = len(attempts)
	if n := len(attempts); n > 0 {
		out.Since = attempts[n-1].closedAt
	}
	out.Items = itemFigures(attempts, items, points)
	out.Quizzes = quizFigures(attempts, points)
	return out, nil
}

// finished reads closed attempts, a hundred in a transaction so that nobody waits
// for it. Those that were read before are taken from memory.
func (s *Service) finished(ctx context.Context, headings []Heading) ([]*finished, error) {
	out := make([]*finished, len(headings))
	var missing []int
	s.figures.mu.Lock()
	for i, h := range headings {
		if f := s.figures.attempts[h.ID]; f != nil && f.head == h.Head {
			out[i] = f
		} else {
			missing = append(missing, i)
		}
	}
	s.figures.mu.Unlock()
	for lot := range slices.Chunk(missing, 100) {
		_, err := op.Query(ctx, s.Store, "quiz.Figures", func(tx Tx) (struct{}, error) {
			for _, i := range lot {
				f, err := s.finish(ctx, tx, headings[i])
				if err != nil {
					return struct{}{}, err
				}
				out[i] = f
			}
			return struct{}{}, ctx.Err()
		})
		if err != nil {
			return nil, err
		}
	}
	s.figures.mu.Lock()
	defer s.figures.mu.Unlock()
	if s.figures.attempts == nil || len(s.figures.attempts) > 2*mostFinished {
		s.figures.attempts = map[string]*finished{}
	}
	for i, f := range out {
		s.figures.attempts[headings[i].ID] = f
	}
	return out, nil
}

// finish reads one closed attempt.
func (s *Service) finish(ctx context.Context, tx Tx, h Heading) (*finished, error) {
	steps, err := tx.AttemptSteps(ctx, h.ID)
	if err != nil {
		return nil, err
	}
	a, err := Rebuild(h.ID, h.Learner, steps)
	if err != nil {
		return nil, err
	}
	sit := &sitting{Attempt: a, tx: tx}
	f := &finished{head: h.Head, learner: h.Learner, blueprint: h.Blueprint, title: sit.terms.Title, verdict: sit.Verdict(), purpose: h.Purpose, closedAt: sit.closedAt}
	for n := range sit.slots {
		sl := &sit.slots[n]
		if sl.frozen == nil {
			f.slots = append(f.slots, finishedSlot{score: -1})
			continue
		}
		luck, err := s.luck(ctx, sit, n)
		if err != nil {
			return nil, err
		}
		one := finishedSlot{model: sl.frozen.Model, hash: sl.frozen.ContentHash, point: sl.frozen.Point, situation: sl.frozen.Situation, points: sl.frozen.Points,
			score: -1, counts: sit.counts(sl), repeat: sl.frozen.Repeat, complete: sl.status == Complete, luck: luck.Mean(), typed: luck.Typed}
		if sl.mark != nil {
			one.score, one.right = sl.mark.Score, sl.mark.Right
		}
		f.slots = append(f.slots, one)
	}
	return f, nil
}

// luck is what chance earns on a slot. It depends on the situation alone: what the
// draw chooses besides changes no counts.
func (s *Service) luck(ctx context.Context, sit *sitting, n int) (response.Luck, error) {
	key := [2]string{sit.slots[n].frozen.ContentHash, sit.slots[n].frozen.Situation}
	s.figures.mu.Lock()
	l, ok := s.figures.luck[key]
	s.figures.mu.Unlock()
	if ok {
		return l, nil
	}
	if sit.keys == nil { // few attempts need their keys: most situations were met before
		keys, err := sit.tx.AttemptKeys(ctx, sit.id)
		if err != nil {
			return l, err
		}
		sit.keys = keys
	}
	v, err := sit.variant(n)
	if err != nil {
		return l, err
	}
	l = response.Guess(v)
	s.figures.mu.Lock()
	defer s.figures.mu.Unlock()
	if s.figures.luck == nil {
		s.figures.luck = map[[2]string]response.Luck{}
	}
	s.figures.luck[key] = l
	return l, nil
}

// earned sums an attempt in hundredths of points, as its tally does.
func (f *finished) earned() (earned, total int) {
	for i := range f.slots {
		if sl := &f.slots[i]; sl.counts {
			earned += max(0, sl.score) * sl.points
			total += 100 * sl.points
		}
	}
	return earned, total
}

// itemFigures counts by item model, in the order of their points' places and ids.
func itemFigures(attempts []*finished, items []*item, points map[string]Point) []ItemFigures {
	type given struct {
		figures ItemFigures
		marks   []statistics.Given
		luck    int
	}
	byID, order := map[string]*given{}, []*given{}
	for i := len(attempts) - 1; i >= 0; i-- { // the oldest first: first answers
		f := attempts[i]
		earned, total := f.earned()
		for n := range f.slots {
			sl := &f.slots[n]
			if !sl.counts || sl.repeat {
				continue
			}
			g := byID[sl.model]
			if g == nil {
				g = &given{figures: ItemFigures{Model: sl.model, Title: lang.Text{ZH: sl.model, EN: sl.model}, Point: sl.point}}
				byID[sl.model] = g
				order = append(order, g)
			}
			most, mark := 100*sl.points, max(0, sl.score)*sl.points
			if sl.score < 0 {
				g.figures.Blank++
			}
			g.marks = append(g.marks, statistics.Given{Mark: mark, Most: most, Rest: earned - mark, RestMost: total - most})
			g.luck += sl.luck
			g.figures.Typed = g.figures.Typed || sl.typed
		}
	}
	inUse := map[string]*item{}
	for _, it := range items {
		inUse[it.id] = it
	}
	out := make([]ItemFigures, 0, len(order))
	for _, g := range order {
		f := g.figures
		f.Item = statistics.AnalyseItem(g.marks, g.luck/len(g.marks))
		if it := inUse[f.Model]; it != nil {
			f.InUse, f.Title, f.Type, f.Point = true, it.model.Title, string(it.model.Type), it.point
		}
		f.PointTitle = points[f.Point].Title
		f.bySituation(attempts, inUse[f.Model])
		out = append(out, f)
	}
	slices.SortFunc(out, func(a, b ItemFigures) int {
		return cmp.Or(cmp.Compare(points[a.Point].Position, points[b.Point].Position), cmp.Compare(a.Point, b.Point), cmp.Compare(a.Model, b.Model))
	})
	return out
}

// bySituation counts the first complete answers of each learner by situation and
// by level, and asks for a level that everyone fails. it is nil for a model that is
// not in use any more: it has no levels to be named.
func (f *ItemFigures) bySituation(attempts []*finished, it *item) {
	met := map[[2]string]bool{}
	var situations []string
	var right []bool
	var answers []statistics.Answered
	for i := len(attempts) - 1; i >= 0; i-- {
		for n := range attempts[i].slots {
			sl := &attempts[i].slots[n]
			key := [2]string{attempts[i].learner, sl.situation}
			if sl.model != f.Model || !sl.complete || sl.repeat || sl.score < 0 || met[key] {
				continue
			}
			met[key] = true
			situations, right = append(situations, sl.situation), append(right, sl.right)
			if it != nil {
				if at := it.Space.Find(sl.situation); at >= 0 {
					answers = append(answers, statistics.Answered{Levels: it.Model.Levels(at), Right: sl.right})
				}
			}
		}
	}
	f.Situations = []SituationFigures{}
	for _, c := range statistics.BySituation(situations, right) {
		share := shareOf(c.Wrong, c.Answers)
		f.Situations = append(f.Situations, SituationFigures{Situation: c.Situation, Words: it.words(c.Situation), Answers: c.Answers, Wrong: c.Wrong, Low: share.Low, High: share.High})
	}
	slices.SortStableFunc(f.Situations, func(a, b SituationFigures) int {
		return cmp.Or(cmp.Compare(b.Wrong*a.Answers, a.Wrong*b.Answers), cmp.Compare(b.Answers, a.Answers))
	})
	f.Levels, f.Unfair = []LevelFigures{}, Unfair{Display: TooFew}
	if it == nil {
		return
	}
	shape := make([]int, len(it.radicals))
	for r := range shape {
		shape[r] = len(it.radicals[r].Levels)
	}
	d := statistics.Diagnose(shape, answers)
	f.Unfair = Unfair{Display: displays[d.Finding], P: d.P, Tested: d.Tested}
	for _, c := range statistics.ByLevel(shape, answers) {
		r := it.radicals[c.Radical]
		share := shareOf(c.Wrong, c.Answers)
		f.Levels = append(f.Levels, LevelFigures{Radical: r.ID, Label: r.Label, LevelID: r.Levels[c.Level].ID, Level: r.Levels[c.Level].Label,
			Answers: c.Answers, Wrong: c.Wrong, Low: share.Low, High: share.High, Named: slices.Contains(d.Named, c.LevelRef)})
	}
}

// words says a situation by the labels of its levels; as it is where the model does
// not know it any more.
func (i *item) words(situation string) lang.Text {
	if i == nil {
		return lang.Text{ZH: situation, EN: situation}
	}
	levels, at := i.Model.Recall(situation)
	if at < 0 {
		return lang.Text{ZH: situation, EN: situation}
	}
	var t lang.Text
	for r, l := range levels {
		label := i.radicals[r].Levels[l].Label
		if r > 0 {
			t.ZH, t.EN = t.ZH+" · ", t.EN+" · "
		}
		t.ZH, t.EN = t.ZH+label.ZH, t.EN+label.EN
	}
	return t
}

// quizFigures counts by blueprint. Only papers as long as the latest one count: a
// blueprint that was changed is another quiz.
func quizFigures(attempts []*finished, points map[string]Point) []QuizFigures {
	type paper struct {
		figures QuizFigures
		marks   [][]int
		most    []int // of the heaviest item that a position ever held
		luck    []int
		size    int
	}
	byID, order := map[string]*paper{}, []*paper{}
	for _, f := range attempts { // the latest first
		if f.blueprint == "" || f.purpose != Exam {
			continue
		}
		p := byID[f.blueprint]
		if p == nil {
			p = &paper{figures: QuizFigures{Blueprint: f.blueprint, Title: f.title}, most: make([]int, len(f.slots)), luck: make([]int, len(f.slots)), size: len(f.slots)}
			for _, sl := range f.slots {
				p.figures.Positions = append(p.figures.Positions, points[sl.point].Title)
			}
			byID[f.blueprint] = p
			order = append(order, p)
		}
		if len(f.slots) != p.size {
			continue
		}
		if f.verdict == Passed {
			p.figures.Passed++
		}
		row := make([]int, p.size)
		for n, sl := range f.slots {
			row[n] = max(0, sl.score) * sl.points
			p.most[n] = max(p.most[n], 100*sl.points)
			p.luck[n] += sl.luck
		}
		p.marks = append(p.marks, row)
	}
	out := make([]QuizFigures, 0, len(order))
	for _, p := range order {
		for n := range p.luck {
			p.luck[n] /= len(p.marks)
		}
		p.figures.Quiz = statistics.Analyse(statistics.Paper{Marks: p.marks, Most: p.most, Guess: p.luck})
		out = append(out, p.figures)
	}
	return out
}
