package quiz

import (
	"context"
	"slices"
	"time"

	"shifu/internal/fault"
	"shifu/internal/lang"
	"shifu/internal/op"
	"shifu/quiz/draw"
	"shifu/quiz/model"
)

// exposureDays is how long a showing to anyone weighs on the draw of an exam.
const exposureDays = 90

// paper draws the slots of one attempt. It holds the learner's history of each
// model in question and moves it on with each draw.
type paper struct {
	*sitting
	items     map[string][]*item // by point, in the order of their ids
	histories map[string]*draw.History
	reserves  map[string]draw.Reserve
	exposures map[string][]int32
	ordinals  map[string]int // draws of each model in this attempt
}

// drawPaper draws what an attempt starts with: every slot of an exam, the
// first of anything else.
func (s *Service) drawPaper(ctx context.Context, sit *sitting) error {
	p, err := s.newPaper(ctx, sit)
	if err != nil {
		return err
	}
	if !sit.terms.Purpose.manner().allAtStart {
		for _, planned := range sit.terms.Plan {
			if len(p.candidates(planned)) == 0 {
				return fault.New(fault.Invalid, "fault.quiz.nothing_to_practise", "Point", s.pointTitle(ctx, sit.tx, planned.Point))
			}
		}
		return s.drawSlot(ctx, p, 0)
	}
	for _, planned := range sit.terms.Plan {
		if items := p.items[planned.Point]; !examinable(items) {
			return s.tooFew(ctx, p, planned.Point)
		}
	}
	for n := range sit.slots {
		if err := s.drawSlot(ctx, p, n); err != nil {
			return err
		}
	}
	return nil
}

// drawNext draws the slot that is next, if it is not drawn yet.
func (s *Service) drawNext(ctx context.Context, sit *sitting) error {
	n := sit.next()
	if n < 0 || sit.slots[n].frozen != nil {
		return nil
	}
	p, err := s.newPaper(ctx, sit, sit.terms.Plan[n].Point)
	if err != nil {
		return err
	}
	return s.drawSlot(ctx, p, n)
}

func (s *Service) newPaper(ctx context.Context, sit *sitting, points ...string) (*paper, error) {
	if len(points) == 0 {
		for _, planned := range sit.terms.Plan {
			if !slices.Contains(points, planned.Point) {
				points = append(points, planned.Point)
			}
		}
	}
	items, err := s.items(ctx, sit.tx, points...)
	if err != nil {
		return nil, err
	}
	p := &paper{sitting: sit, items: map[string][]*item{}, reserves: map[string]draw.Reserve{},
		exposures: map[string][]int32{}, ordinals: map[string]int{}}
	if p.histories, err = s.histories(ctx, sit.tx, sit.learner, items); err != nil {
		return nil, err
	}
	secret, err := sit.tx.ShopSecret(ctx)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(items))
	for i, it := range items {
		p.items[it.point] = append(p.items[it.point], it)
		p.reserves[it.id] = it.Space.Reserve(secret, sit.learner)
		ids[i] = it.id
	}
	if sit.terms.Purpose.manner().reserve && len(ids) > 0 {
		counts, err := sit.tx.Exposures(ctx, sit.tx.Now().AddDate(0, 0, -exposureDays), ids...)
		if err != nil {
			return nil, err
		}
		for _, it := range items {
			p.exposures[it.id] = it.Space.Exposure(counts[it.id])
		}
	}
	for _, sl := range sit.slots {
		if sl.frozen != nil {
			p.ordinals[sl.frozen.Model]++
		}
	}
	return p, nil
}

// candidates are the models that a slot may be drawn from.
func (p *paper) candidates(planned Planned) []*item {
	today := day(p.tx.Now())
	manner := p.terms.Purpose.manner()
	var fit []*item
	for _, it := range p.items[planned.Point] {
		switch {
		case len(planned.Types) > 0 && !slices.Contains(planned.Types, string(it.model.Type)):
		case !it.Model.ValidOn(today):
		case manner.reserve && len(it.radicals) == 0: // a fixed item never certifies
		case p.terms.Purpose == Review && it.model.Type == model.Free: // tells nothing of memory
		case !manner.reserve && draw.ReserveSize(it.Space.Size()) == it.Space.Size(): // all kept for exams
		default:
			fit = append(fit, it)
		}
	}
	return fit
}

// mistake is a situation that was answered wrongly.
type mistake struct{ model, situation string }

// missed is the learner's latest answer on a point when it was wrong: in this
// attempt, else in the attempts before. Nil when the latest was right or there
// is none.
func (p *paper) missed(ctx context.Context, point string) (*mistake, error) {
	for n := len(p.slots) - 1; n >= 0; n-- {
		sl := &p.slots[n]
		if sl.frozen == nil || sl.frozen.Point != point || sl.mark == nil || sl.mark.Pending {
			continue
		}
		if sl.mark.Right {
			return nil, nil
		}
		return &mistake{sl.frozen.Model, sl.frozen.Situation}, nil
	}
	outcomes, err := p.tx.Outcomes(ctx, p.learner, point)
	if err != nil {
		return nil, err
	}
	for n := len(outcomes) - 1; n >= 0; n-- {
		if o := outcomes[n]; !o.Pending {
			if o.Right {
				return nil, nil
			}
			return &mistake{o.Model, o.Situation}, nil
		}
	}
	return nil, nil
}

// order sorts the candidates of a slot: in contrast the model that was missed
// first, then those drawn least often in this attempt, then those of which the
// learner has seen the smallest part, then by id.
func (p *paper) order(items []*item, missed *mistake) {
	slices.SortStableFunc(items, func(a, b *item) int {
		if missed != nil && (a.id == missed.model) != (b.id == missed.model) {
			if a.id == missed.model {
				return -1
			}
			return 1
		}
		if d := p.ordinals[a.id] - p.ordinals[b.id]; d != 0 {
			return d
		}
		return p.histories[a.id].Distinct()*b.Space.Size() - p.histories[b.id].Distinct()*a.Space.Size()
	})
}

// drawSlot draws one slot: the first candidate that has an unseen situation,
// else the first that may repeat one.
func (s *Service) drawSlot(ctx context.Context, p *paper, n int) error {
	planned := p.terms.Plan[n]
	manner := p.terms.Purpose.manner()
	var missed *mistake
	if manner.contrast && p.terms.Purpose == Practice {
		var err error
		if missed, err = p.missed(ctx, planned.Point); err != nil {
			return err
		}
	}
	candidates := p.candidates(planned)
	p.order(candidates, missed)
	var best *item
	var chosen draw.Choice
	var again int64
	for _, it := range candidates {
		c := p.choose(it, missed)
		if c.None() {
			if c.Again > 0 && (again == 0 || c.Again < again) {
				again = c.Again
			}
			continue
		}
		if best == nil || chosen.Repeat && !c.Repeat {
			best, chosen = it, c
		}
		if !c.Repeat {
			break
		}
	}
	if best == nil {
		return s.cannotDraw(ctx, p, planned, candidates, again)
	}
	return s.give(ctx, p, n, best, chosen)
}

func (p *paper) choose(it *item, missed *mistake) draw.Choice {
	q := draw.Request{Root: draw.Root(p.terms.DrawSecret, it.id, p.ordinals[it.id]+1), Purpose: drawPurpose(p.terms.Purpose),
		History: p.histories[it.id], Reserve: p.reserves[it.id], Exposure: p.exposures[it.id],
		Now: p.tx.Now().UnixMilli(), RepeatAfter: draw.RepeatAfter}
	if missed != nil && missed.model == it.id {
		q.Missed = missed.situation
	}
	return it.Space.Choose(q)
}

func drawPurpose(p Purpose) draw.Purpose {
	switch p {
	case Exam:
		return draw.Exam
	case Practice:
		return draw.Practice
	}
	return draw.Review
}

// pointTitle is how a point is named to people.
func (s *Service) pointTitle(ctx context.Context, tx Tx, point string) lang.Text {
	if points, err := s.pointIndex(ctx, tx); err == nil && !points[point].Title.Empty() {
		return points[point].Title
	}
	return lang.Text{ZH: point, EN: point}
}

// tooFew is the fault of a point that may be practised and not examined.
func (s *Service) tooFew(ctx context.Context, p *paper, point string) error {
	n := 0
	for _, it := range p.items[point] {
		n += it.Space.Size()
	}
	return fault.New(fault.Invalid, "fault.quiz.too_few_situations", "Point", s.pointTitle(ctx, p.tx, point), "Count", n)
}

// cannotDraw says why a slot has nothing to be given.
func (s *Service) cannotDraw(ctx context.Context, p *paper, planned Planned, candidates []*item, again int64) error {
	title := s.pointTitle(ctx, p.tx, planned.Point)
	seen, of := 0, 0
	for _, it := range candidates {
		seen, of = seen+p.histories[it.id].Distinct(), of+it.Space.Size()
	}
	switch {
	case p.terms.Purpose != Exam:
		return fault.New(fault.Invalid, "fault.quiz.nothing_to_practise", "Point", title)
	case again > 0:
		return fault.New(fault.Unavailable, "fault.quiz.examine_later", "Point", title, "Seen", seen, "Of", of,
			"Again", time.UnixMilli(again).UTC())
	}
	return fault.New(fault.Unavailable, "fault.quiz.add_a_situation", "Point", title, "Seen", seen, "Of", of)
}

// give freezes the chosen variant into a slot.
func (s *Service) give(ctx context.Context, p *paper, n int, it *item, c draw.Choice) error {
	p.ordinals[it.id]++
	frozen, key, err := s.freeze(ctx, p, it, c, p.ordinals[it.id])
	if err != nil {
		return err
	}
	if _, err := p.Give(n, frozen, s.moment(p.sitting)); err != nil {
		return err
	}
	now := p.tx.Now()
	p.keys[n] = key
	p.histories[it.id].Add(c.Situation, now.UnixMilli())
	if err := p.tx.SaveSlotKey(ctx, p.id, n, key); err != nil {
		return err
	}
	return p.tx.SaveShowing(ctx, Showing{Attempt: p.id, Slot: n, Learner: p.learner, Model: it.id, Situation: frozen.Situation,
		Class: it.Space.Class(c.Situation), Purpose: p.terms.Purpose, At: now})
}

// CanExamine lists the points of a blueprint that a learner cannot be examined
// in now, with the reason; an empty list means that the exam can be drawn.
func (s *Service) CanExamine(ctx context.Context, actor op.Actor, learner, blueprint string) ([]CannotExamine, error) {
	return op.Query(ctx, s.Store, "quiz.CanExamine", func(tx Tx) ([]CannotExamine, error) {
		if err := allow(ctx, tx, "CanExamine", actor, learner); err != nil {
			return nil, err
		}
		b, err := tx.QuizBlueprint(ctx, blueprint)
		if err != nil {
			return nil, err
		}
		points, err := s.pointIndex(ctx, tx)
		if err != nil {
			return nil, err
		}
		terms := b.terms("")
		terms.Purpose = Exam
		a := &Attempt{learner: learner, terms: terms, slots: make([]slot, len(terms.Plan))}
		p, err := s.newPaper(ctx, &sitting{Attempt: a, tx: tx, actor: actor})
		if err != nil {
			return nil, err
		}
		list := []CannotExamine{}
		told := map[string]bool{}
		for _, planned := range terms.Plan {
			c, ok := p.tryDraw(planned)
			if ok || told[planned.Point] {
				continue
			}
			told[planned.Point] = true
			c.Title = points[planned.Point].Title
			list = append(list, c)
		}
		return list, nil
	})
}

// tryDraw draws a slot of an exam without giving it.
func (p *paper) tryDraw(planned Planned) (CannotExamine, bool) {
	candidates := p.candidates(planned)
	out := CannotExamine{Point: planned.Point, Few: !examinable(p.items[planned.Point])}
	p.order(candidates, nil)
	var again int64
	for _, it := range candidates {
		out.Seen, out.Of = out.Seen+p.histories[it.id].Distinct(), out.Of+it.Space.Size()
		c := p.choose(it, nil)
		if !c.None() && !out.Few {
			p.ordinals[it.id]++
			p.histories[it.id].Add(c.Situation, p.tx.Now().UnixMilli())
			return out, true
		}
		if c.Again > 0 && (again == 0 || c.Again < again) {
			again = c.Again
		}
	}
	if again > 0 {
		out.Again = time.UnixMilli(again).UTC()
	}
	return out, false
}
