package quiz

import (
	"context"
	"encoding/json"
	"slices"
	"sync"
	"time"

	"shifu/internal/fault"
	"shifu/internal/lang"
	"shifu/internal/op"
	"shifu/quiz/draw"
	"shifu/quiz/model"
	"shifu/quiz/response"
)

// MinSituations is how many situations a knowledge point needs before it may
// be examined.
const MinSituations = 4

// bankBody is the stored form of a version: the model with its defaults, and
// the facts that it was compiled with.
type bankBody struct {
	Model *model.Model `json:"model"`
	Facts model.Facts  `json:"facts,omitempty"`
}

// item is a version of a model, ready to be drawn. It never changes.
type item struct {
	*response.Item
	id, hash, point string
	rev             int
	model           *model.Model
	radicals        []model.RadicalView
	found           []model.Finding // what compiling found
}

// certifies says whether the model has enough situations to be examined.
func (i *item) certifies() bool { return i.Space.Size() >= MinSituations && len(i.radicals) > 0 }

// bankCache holds compiled versions by content hash. A version never changes,
// so nothing in it goes stale; which versions are in use goes by the stamp.
type bankCache struct {
	inUse   op.Kept[bankShelf]
	mu      sync.Mutex
	items   map[string]*item
	reports map[string]keptReport
}

// compiled answers a stored version ready to be drawn.
func (s *Service) compiled(m StoredModel) (*item, error) {
	key := m.ID + "@" + m.Hash
	s.bank.mu.Lock()
	it := s.bank.items[key]
	s.bank.mu.Unlock()
	if it != nil {
		return it, nil
	}
	var body bankBody
	if err := json.Unmarshal(m.Body, &body); err != nil || body.Model == nil {
		return nil, fault.Wrap(err, fault.Corrupt, "fault.quiz.broken_model", "Model", m.ID)
	}
	c, findings := model.Compile(body.Model, body.Facts)
	if c == nil {
		return nil, fault.New(fault.Corrupt, "fault.quiz.broken_model", "Model", m.ID, "Code", firstCode(findings))
	}
	if got := c.ContentHash(); got != m.Hash {
		return nil, fault.New(fault.Corrupt, "fault.quiz.changed_model", "Model", m.ID)
	}
	it, err := newItem(c, findings)
	if err != nil {
		return nil, err
	}
	s.bank.mu.Lock()
	if s.bank.items == nil {
		s.bank.items = map[string]*item{}
	}
	s.bank.items[key] = it
	s.bank.mu.Unlock()
	return it, nil
}

func newItem(c *model.Compiled, found []model.Finding) (*item, error) {
	prepared, err := response.Prepare(c)
	if err != nil {
		return nil, err
	}
	m := c.Model()
	return &item{Item: prepared, id: m.ID, hash: c.ContentHash(), point: m.KP, rev: m.Rev, model: m, radicals: c.Radicals(), found: found}, nil
}

func firstCode(findings []model.Finding) string {
	for _, f := range findings {
		if f.Severity == model.Error {
			return f.Code
		}
	}
	return ""
}

// Bank is content to be put into the shop's bank.
type Bank struct {
	Points     []Point
	Models     []*model.Model
	Facts      model.Facts
	Blueprints []Blueprint
}

// PutReport says what PutBank changed.
type PutReport struct {
	Points     int      `json:"points"`
	Models     []string `json:"models"`    // ids with a new version in use
	Unchanged  int      `json:"unchanged"` // models that were in use already
	Blueprints int      `json:"blueprints"`
}

// PutBank puts points, item models and blueprints into the bank, as part of
// the caller's transaction. A version that was published never changes: other
// content under the same id is a new version. All of it must hold together:
// every model compiles, every point exists.
func PutBank(ctx context.Context, tx Tx, b Bank) (PutReport, error) {
	report := PutReport{Models: []string{}}
	was, err := tx.Points(ctx)
	if err != nil {
		return report, err
	}
	var touched []string // points whose decisions may come out otherwise now
	for _, p := range b.Points {
		if slices.ContainsFunc(was, func(q Point) bool { return q.ID == p.ID && q.Critical != p.Critical }) {
			touched = append(touched, p.ID)
		}
		if p.ID == "" || p.Title.Empty() {
			return report, fault.New(fault.Invalid, "fault.quiz.nameless_point", "Point", p.ID)
		}
		if err := tx.SavePoint(ctx, p); err != nil {
			return report, err
		}
		report.Points++
	}
	known, err := tx.Points(ctx)
	if err != nil {
		return report, err
	}
	exists := func(id string) bool { return slices.ContainsFunc(known, func(p Point) bool { return p.ID == id }) }
	current, err := tx.CurrentModels(ctx)
	if err != nil {
		return report, err
	}
	inUse, pointOf := map[string]string{}, map[string]string{}
	for _, m := range current {
		inUse[m.ID], pointOf[m.ID] = m.Hash, m.Point
	}
	for _, m := range b.Models {
		if !exists(m.KP) {
			return report, fault.New(fault.Invalid, "fault.quiz.unknown_point", "Point", m.KP)
		}
		c, findings := model.Compile(m, b.Facts)
		if c == nil {
			return report, fault.New(fault.Invalid, "fault.quiz.broken_model", "Model", m.ID, "Code", firstCode(findings))
		}
		if inUse[m.ID] == c.ContentHash() {
			report.Unchanged++
			continue
		}
		body, err := json.Marshal(bankBody{Model: m, Facts: b.Facts})
		if err != nil {
			return report, err
		}
		stored := StoredModel{ID: m.ID, Hash: c.ContentHash(), Point: m.KP, Rev: m.Rev, Body: body, PublishedAt: tx.Now()}
		if err := tx.SaveModelVersion(ctx, stored); err != nil {
			return report, err
		}
		tx.Publish(op.Change{Topic: TopicBank, ID: m.ID})
		report.Models = append(report.Models, m.ID)
		touched = append(touched, m.KP, pointOf[m.ID])
	}
	if err := resettle(ctx, tx, touched); err != nil {
		return report, err
	}
	for _, bp := range b.Blueprints {
		if err := bp.Validate(); err != nil {
			return report, err
		}
		for _, sec := range bp.Sections {
			for _, p := range sec.Points {
				if !exists(p) {
					return report, fault.New(fault.Invalid, "fault.quiz.unknown_point", "Point", p)
				}
			}
		}
		if err := tx.SaveBlueprint(ctx, bp); err != nil {
			return report, err
		}
		report.Blueprints++
	}
	return report, nil
}

// resettle writes the standings on points anew, for all who have one: the bank
// they are decided by has changed.
func resettle(ctx context.Context, tx Tx, points []string) error {
	if len(points) == 0 {
		return nil
	}
	standings, err := tx.Standings(ctx, nil, points)
	if err != nil {
		return err
	}
	s := new(Service)
	for _, st := range standings {
		if err := s.settleStanding(ctx, tx, st.Learner, st.Point); err != nil {
			return err
		}
	}
	return nil
}

// bankShelf is the knowledge points and which models are in use.
type bankShelf struct {
	points map[string]Point
	models []ModelHash // by id
}

// shelf answers the bank as it is in the transaction.
func (s *Service) shelf(ctx context.Context, tx Tx) (bankShelf, error) {
	stamp, err := tx.BankStamp(ctx)
	if err != nil {
		return bankShelf{}, err
	}
	return s.bank.inUse.At(stamp, func() (bankShelf, error) {
		points, err := tx.Points(ctx)
		if err != nil {
			return bankShelf{}, err
		}
		b := bankShelf{points: make(map[string]Point, len(points))}
		for _, p := range points {
			b.points[p.ID] = p
		}
		b.models, err = tx.CurrentHashes(ctx)
		return b, err
	})
}

// items answers the models in use of the points, of all when none is named,
// compiled. Only versions that this process has not met yet are read whole.
func (s *Service) items(ctx context.Context, tx Tx, points ...string) ([]*item, error) {
	bank, err := s.shelf(ctx, tx)
	if err != nil {
		return nil, err
	}
	list := make([]*item, 0, len(points))
	for _, h := range bank.models {
		if len(points) > 0 && !slices.Contains(points, h.Point) {
			continue
		}
		it, err := s.itemOf(ctx, tx, h.ID, h.Hash)
		if err != nil {
			return nil, err
		}
		list = append(list, it)
	}
	return list, nil
}

// itemOf answers the version of a model that a variant was drawn from.
func (s *Service) itemOf(ctx context.Context, tx Tx, id, hash string) (*item, error) {
	s.bank.mu.Lock()
	it := s.bank.items[id+"@"+hash]
	s.bank.mu.Unlock()
	if it != nil {
		return it, nil
	}
	m, err := tx.ModelVersion(ctx, id, hash)
	if err != nil {
		return nil, err
	}
	return s.compiled(m)
}

// pointIndex answers the knowledge points by their ids, to be read only.
func (s *Service) pointIndex(ctx context.Context, tx Tx) (map[string]Point, error) {
	bank, err := s.shelf(ctx, tx)
	return bank.points, err
}

// zone is the shop's: China has one.
const zone = 8 * time.Hour

// day is a wall time as the number of its day in the shop's zone, since
// 1970-01-01: what a model's validity is compared with.
func day(at time.Time) int64 { return at.UTC().Add(zone).Unix() / 86400 }

// dayText is the same day in writing.
func dayText(at time.Time) string { return at.UTC().Add(zone).Format(time.DateOnly) }

// Points lists the knowledge points with the state of the bank; with a learner
// named, also what is left unseen for that learner.
func (s *Service) Points(ctx context.Context, actor op.Actor, learner string) ([]PointView, error) {
	return op.Query(ctx, s.Store, "quiz.Points", func(tx Tx) ([]PointView, error) {
		if err := allow(ctx, tx, "Points", actor, ""); err != nil {
			return nil, err
		}
		if learner != "" {
			if err := allow(ctx, tx, "Mastery", actor, learner); err != nil {
				return nil, err
			}
		}
		points, err := tx.Points(ctx)
		if err != nil {
			return nil, err
		}
		items, err := s.items(ctx, tx)
		if err != nil {
			return nil, err
		}
		byPoint := map[string][]*item{}
		for _, it := range items {
			byPoint[it.point] = append(byPoint[it.point], it)
		}
		unseen, standings := map[string]int{}, map[string]PointStanding{}
		if learner != "" {
			if unseen, err = s.unseen(ctx, tx, learner, items); err != nil {
				return nil, err
			}
			list, err := tx.Standings(ctx, []string{learner}, nil)
			if err != nil {
				return nil, err
			}
			for _, st := range list {
				standings[st.Point] = st
			}
		}
		views := make([]PointView, 0, len(points))
		for _, p := range points {
			v := PointView{Point: p, Models: len(byPoint[p.ID])}
			for _, it := range byPoint[p.ID] {
				v.Situations += it.Space.Size()
				v.Unseen += it.Space.Size()
			}
			v.Examinable = examinable(byPoint[p.ID])
			if learner != "" {
				v.Unseen = unseen[p.ID]
				v.Few = v.Situations > 0 && v.Unseen < fewUnseen
				if st, ok := standings[p.ID]; ok {
					v.Standing = &st
				}
			}
			views = append(views, v)
		}
		return views, nil
	})
}

// fewUnseen is the number of unseen situations below which a point is listed
// for its author.
const fewUnseen = 8

// examinable says whether models have the situations that an exam needs.
func examinable(items []*item) bool {
	n := 0
	for _, it := range items {
		if len(it.radicals) > 0 {
			n += it.Space.Size()
		}
	}
	return n >= MinSituations
}

// unseen counts, by point, the situations that a learner has not met.
func (s *Service) unseen(ctx context.Context, tx Tx, learner string, items []*item) (map[string]int, error) {
	seen, err := s.histories(ctx, tx, learner, items)
	if err != nil {
		return nil, err
	}
	left := map[string]int{}
	for _, it := range items {
		left[it.point] += it.Space.Size() - seen[it.id].Distinct()
	}
	return left, nil
}

// histories reads what a learner was shown of models.
func (s *Service) histories(ctx context.Context, tx Tx, learner string, items []*item) (map[string]*draw.History, error) {
	ids := make([]string, len(items))
	for i, it := range items {
		ids[i] = it.id
	}
	histories := map[string]*draw.History{}
	if len(ids) == 0 {
		return histories, nil
	}
	showings, err := tx.LastShown(ctx, learner, ids...)
	if err != nil {
		return nil, err
	}
	shown := map[string][]draw.Shown{}
	for _, sh := range showings {
		shown[sh.Model] = append(shown[sh.Model], draw.Shown{Situation: sh.Situation, Class: sh.Class, At: sh.At.UnixMilli()})
	}
	for _, it := range items {
		histories[it.id] = it.Space.History(shown[it.id]...)
	}
	return histories, nil
}

// Blueprints lists the blueprints in use.
func (s *Service) Blueprints(ctx context.Context, actor op.Actor) ([]Blueprint, error) {
	return op.Query(ctx, s.Store, "quiz.Blueprints", func(tx Tx) ([]Blueprint, error) {
		if err := allow(ctx, tx, "Blueprints", actor, ""); err != nil {
			return nil, err
		}
		return tx.Blueprints(ctx)
	})
}

// ModelRow is an item model in the list of the bank.
type ModelRow struct {
	ID         string    `json:"id"`
	Point      string    `json:"point"`
	Title      lang.Text `json:"title"`
	Type       string    `json:"type"`
	Rev        int       `json:"rev"`
	Hash       string    `json:"hash"`
	Situations int       `json:"situations"`
	Classes    int       `json:"classes"`
	Certifies  bool      `json:"certifies"`
}

// Models lists the item models in use, of a point or of all ("").
func (s *Service) Models(ctx context.Context, actor op.Actor, point string) ([]ModelRow, error) {
	return op.Query(ctx, s.Store, "quiz.Models", func(tx Tx) ([]ModelRow, error) {
		if err := allow(ctx, tx, "Models", actor, ""); err != nil {
			return nil, err
		}
		var points []string
		if point != "" {
			points = []string{point}
		}
		items, err := s.items(ctx, tx, points...)
		if err != nil {
			return nil, err
		}
		rows := make([]ModelRow, len(items))
		for i, it := range items {
			rows[i] = it.row()
		}
		return rows, nil
	})
}

func (i *item) row() ModelRow {
	return ModelRow{ID: i.id, Point: i.point, Title: i.model.Title, Type: string(i.model.Type), Rev: i.rev, Hash: i.hash,
		Situations: i.Space.Size(), Classes: len(i.Space.Classes()), Certifies: i.certifies()}
}
