package quiz

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"shifu/internal/fault"
	"shifu/internal/lang"
	"shifu/internal/op"
	"shifu/quiz/mastery"
	"shifu/quiz/model"
	"shifu/quiz/response"
)

// A regrade marks answers anew that were marked by a wrong key. The key of
// another version of the model, usually the corrected one in use, judges what
// was answered; what was shown stays word by word. Nothing is overwritten: each
// changed mark is a new step. Undoing is a regrade that gives the marks back.

// Rekeyed is one answer whose mark a regrade changes.
type Rekeyed struct {
	Attempt   string `json:"attempt"`
	Slot      int    `json:"slot"` // from 0
	Learner   string `json:"learner"`
	Point     string `json:"point"`
	Situation string `json:"situation"`
	Critical  bool   `json:"critical,omitempty"` // a wrong answer is a red line
	Was       Mark   `json:"was"`
	Is        Mark   `json:"is"`
	From      string `json:"from"` // version whose key made the mark
	To        string `json:"to"`   // version whose key makes it now
	// Class is the class of answers by the key that makes the mark now: what
	// mastery counts as a kind of answer.
	Class string `json:"class"`
}

// RegradedAttempt is an attempt with answers whose marks change.
type RegradedAttempt struct {
	Attempt string    `json:"attempt"`
	Learner string    `json:"learner"`
	Title   lang.Text `json:"title"`
	Purpose Purpose   `json:"purpose"`
	Day     string    `json:"day"` // on which it was closed
	Items   []int     `json:"items"`
	Before  Standing  `json:"before"`
	After   Standing  `json:"after"` // without a head: there are no steps yet
}

// UnclearAttempt is an attempt with answers that a regrade leaves as they are
// because the key cannot judge them.
type UnclearAttempt struct {
	Attempt string    `json:"attempt"`
	Learner string    `json:"learner"`
	Title   lang.Text `json:"title"`
	Purpose Purpose   `json:"purpose"`
	Day     string    `json:"day"`   // on which it was closed
	Items   []int     `json:"items"` // counted from 1
}

// RegradedPoint is a learner's point whose mastery a regrade changes.
type RegradedPoint struct {
	Learner  string    `json:"learner"`
	Point    string    `json:"point"`
	Title    lang.Text `json:"title"`
	Was      bool      `json:"was"` // mastered by the measure of practice
	Is       bool      `json:"is"`
	RightWas int       `json:"rightWas"`
	RightIs  int       `json:"rightIs"`
	Done     int       `json:"done"`
}

// RegradePlan is what a regrade would change.
type RegradePlan struct {
	Model    string            `json:"model"`
	Version  string            `json:"version"` // "" of an undoing
	Answers  []Rekeyed         `json:"answers"`
	Attempts []RegradedAttempt `json:"attempts"`
	Mastery  []RegradedPoint   `json:"mastery"`
	Same     int               `json:"same"` // answers whose mark stays
	// Unclear are answers that the key cannot judge: it needs what was not on
	// the screen, or the version has not the situation. They stay as they are.
	Unclear []UnclearAttempt `json:"unclear"`
	// Open counts the attempts that are still being sat: they are regraded once
	// they are closed.
	Open int `json:"open"`
	// Own counts answers of the person who asks: nobody regrades their own.
	Own int `json:"own"`
}

// UnclearAnswers counts the answers that the key cannot judge.
func (p RegradePlan) UnclearAnswers() (n int) {
	for _, a := range p.Unclear {
		n += len(a.Items)
	}
	return n
}

// judgement is what a regrade makes of one answer.
type judgement int

const (
	untouched judgement = iota // the mark stays, or the answer is none of the regrade's
	changed                    // another mark
	unclear                    // the key cannot judge it
)

// rekey puts together the variants that a regrade gave another key.
func (s *Service) rekey(ctx context.Context, sit *sitting) error {
	for n := range sit.slots {
		sl := &sit.slots[n]
		if sl.keyed == "" || sl.keyed == sl.frozen.ContentHash {
			continue
		}
		it, err := s.itemOf(ctx, sit.tx, sl.frozen.Model, sl.keyed)
		if err != nil {
			return err
		}
		v, err := s.rekeyed(ctx, sit, n, it)
		if err != nil {
			return fault.Wrap(err, fault.Corrupt, "fault.quiz.broken_key", "Slot", n+1)
		}
		if sit.rekeyed == nil {
			sit.rekeyed = map[int]*response.Variant{}
		}
		sit.rekeyed[n] = v
	}
	return nil
}

// rekeyed is a slot's variant with the key of a version.
func (s *Service) rekeyed(ctx context.Context, sit *sitting, n int, it *item) (*response.Variant, error) {
	old, err := sit.variant(n)
	if err != nil {
		return nil, err
	}
	if it.hash == sit.slots[n].frozen.ContentHash {
		return old, nil
	}
	scripts := func(code string) (response.ScriptText, bool) {
		text, version, err := sit.tx.ScriptText(ctx, code)
		return response.ScriptText{Text: text, Version: strconv.Itoa(version)}, err == nil
	}
	donts, err := s.dontsOf(ctx, sit.tx, it)
	if err != nil {
		return nil, err
	}
	v, err := it.Rekey(old, response.Request{Scripts: scripts, Donts: donts})
	return &v, err
}

// marking is the variant whose key marks a slot now.
func (sit *sitting) marking(n int) (*response.Variant, error) {
	if v := sit.rekeyed[n]; v != nil {
		return v, nil
	}
	return sit.variant(n)
}

// version is the version of the model whose key marks a slot now.
func (sl *slot) version() string { return cmp.Or(sl.keyed, sl.frozen.ContentHash) }

// AnsweredVersions lists the models that were answered under other versions
// than the one in use.
func (w Within) AnsweredVersions(ctx context.Context) ([]AnsweredVersion, error) {
	return w.tx.AnsweredVersions(ctx)
}

// KeysChanged counts the situations whose right answer is another one in the
// second version than in the first, and answers that both have.
func (w Within) KeysChanged(ctx context.Context, id, before, after string) (int, error) {
	was, err := w.s.itemOf(ctx, w.tx, id, before)
	if err != nil {
		return 0, err
	}
	is, err := w.s.itemOf(ctx, w.tx, id, after)
	if err != nil {
		return 0, err
	}
	d, err := Differences(was.Model, is.Model)
	return d.KeysChanged, err
}

// ModelTitle names a model in use, or one of its versions, to people.
func (w Within) ModelTitle(ctx context.Context, id, hash string) lang.Text {
	it, err := w.s.itemOf(ctx, w.tx, id, hash)
	if err != nil || it.model.Title.Empty() {
		return lang.Text{ZH: id, EN: id}
	}
	return it.model.Title
}

// InUse answers the hash of the version in use of a model
// (fault.quiz.no_model).
func (w Within) InUse(ctx context.Context, id string) (string, error) {
	hashes, err := w.tx.CurrentHashes(ctx)
	for _, h := range hashes {
		if h.ID == id {
			return h.Hash, nil
		}
	}
	if err == nil {
		err = fault.New(fault.NotFound, "fault.quiz.no_model", "Model", id)
	}
	return "", err
}

// PlanRegrade works out what marking all answers of a model by the key of one of
// its versions changes. Free replies keep their mentor's mark.
func (w Within) PlanRegrade(ctx context.Context, actor op.Actor, id, version string) (RegradePlan, error) {
	plan := RegradePlan{Model: id, Version: version}
	it, err := w.s.itemOf(ctx, w.tx, id, version)
	if err != nil {
		return plan, err
	}
	attempts, err := w.tx.AttemptsShowing(ctx, id)
	if err != nil {
		return plan, err
	}
	err = w.plan(ctx, actor, &plan, attempts, func(sit *sitting, n int) (Rekeyed, judgement, error) {
		sl := &sit.slots[n]
		r := Rekeyed{}
		if sl.frozen.Model != id || sl.mark == nil || sl.mark.Pending || sl.mentor != nil || model.Type(sl.frozen.Type) == model.Free {
			return r, untouched, nil
		}
		if sl.version() == version {
			plan.Same++
			return r, untouched, nil
		}
		v, err := w.s.rekeyed(ctx, sit, n, it)
		if fault.Is(err, fault.Conflict) {
			return r, unclear, nil
		}
		if err != nil {
			return r, untouched, err
		}
		parsed := response.Parse(v, sl.response)
		if parsed.Status == Invalid {
			return r, unclear, nil
		}
		is := markOf(response.Score(v, parsed))
		if is == *sl.mark {
			plan.Same++
			return r, untouched, nil
		}
		return Rekeyed{Was: *sl.mark, Is: is, From: sl.version(), To: version, Class: v.Class}, changed, nil
	})
	return plan, err
}

// PlanUndo works out what giving back the marks before a regrade changes.
// Answers whose mark was changed again since stay as they are and count as
// unclear.
func (w Within) PlanUndo(ctx context.Context, actor op.Actor, id string, done []Rekeyed) (RegradePlan, error) {
	plan := RegradePlan{Model: id}
	was := map[string]Rekeyed{}
	var attempts []string
	for _, r := range done {
		was[place(r.Attempt, r.Slot)] = r
		if !slices.Contains(attempts, r.Attempt) {
			attempts = append(attempts, r.Attempt)
		}
	}
	err := w.plan(ctx, actor, &plan, attempts, func(sit *sitting, n int) (Rekeyed, judgement, error) {
		r, ok := was[place(sit.id, n)]
		if !ok {
			return r, untouched, nil
		}
		sl := &sit.slots[n]
		if sl.mark == nil || *sl.mark != r.Is || sl.version() != r.To {
			return r, unclear, nil
		}
		it, err := w.s.itemOf(ctx, w.tx, id, r.From)
		if err != nil {
			return r, untouched, err
		}
		v, err := w.s.rekeyed(ctx, sit, n, it)
		if err != nil {
			return r, untouched, err
		}
		return Rekeyed{Was: r.Is, Is: r.Was, From: r.To, To: r.From, Class: v.Class}, changed, nil
	})
	return plan, err
}

// plan asks of every slot of the attempts whether its mark changes, and works
// out what follows.
func (w Within) plan(ctx context.Context, actor op.Actor, plan *RegradePlan, attempts []string, judge func(*sitting, int) (Rekeyed, judgement, error)) error {
	plan.Answers, plan.Attempts, plan.Mastery, plan.Unclear = []Rekeyed{}, []RegradedAttempt{}, []RegradedPoint{}, []UnclearAttempt{}
	for _, id := range attempts {
		h, err := w.tx.AttemptHeading(ctx, id)
		if err != nil {
			return err
		}
		if h.State == Open || h.State == Paused {
			plan.Open++
			continue
		}
		sit, err := w.s.rebuild(ctx, w.tx, op.Actor{}, h)
		if err != nil {
			return err
		}
		left := UnclearAttempt{Attempt: id, Learner: h.Learner, Title: h.Title, Purpose: h.Purpose, Day: dayText(h.ClosedAt)}
		after := RegradedAttempt{Attempt: id, Learner: h.Learner, Title: h.Title, Purpose: h.Purpose, Day: dayText(h.ClosedAt), Before: sit.Standing()}
		for n := range sit.slots {
			sl := &sit.slots[n]
			if sl.frozen == nil {
				continue
			}
			r, is, err := judge(sit, n)
			if err != nil {
				return err
			}
			switch is {
			case unclear:
				left.Items = append(left.Items, n+1)
				continue
			case untouched:
				continue
			}
			if h.Learner == actor.ID {
				plan.Own++
				continue
			}
			r.Attempt, r.Slot, r.Learner, r.Point, r.Situation = id, n, h.Learner, sl.frozen.Point, sl.frozen.SituationID
			r.Critical = sl.frozen.Critical
			plan.Answers = append(plan.Answers, r)
			after.Items = append(after.Items, n+1)
			sl.mark = &r.Is // this sitting is only looked at
		}
		if len(left.Items) > 0 {
			plan.Unclear = append(plan.Unclear, left)
		}
		if len(after.Items) > 0 {
			after.After = sit.Standing()
			after.After.Head = ""
			plan.Attempts = append(plan.Attempts, after)
		}
	}
	return w.planMastery(ctx, plan)
}

// planMastery compares what the learners' answers prove before and after.
func (w Within) planMastery(ctx context.Context, plan *RegradePlan) error {
	seen := map[[2]string]bool{}
	for _, r := range plan.Answers {
		key := [2]string{r.Learner, r.Point}
		if seen[key] {
			continue
		}
		seen[key] = true
		items, err := w.s.items(ctx, w.tx, r.Point)
		if err != nil {
			return err
		}
		index, err := w.s.pointIndex(ctx, w.tx)
		if err != nil {
			return err
		}
		before, err := w.tx.Outcomes(ctx, r.Learner, r.Point)
		if err != nil {
			return err
		}
		recalls, err := w.tx.Recalls(ctx, r.Learner, r.Point)
		if err != nil {
			return err
		}
		after := plan.Applied(before)
		was, _ := decide(index[r.Point], items, before, recalls, mastery.Certified())
		is, _ := decide(index[r.Point], items, after, plan.recalled(recalls), mastery.Certified())
		p := RegradedPoint{Learner: r.Learner, Point: r.Point, Title: index[r.Point].Title, Was: was.Met, Is: is.Met}
		for i := range before {
			if before[i].Pending {
				continue
			}
			p.Done++
			if before[i].Right {
				p.RightWas++
			}
			if after[i].Right {
				p.RightIs++
			}
		}
		if p.Was != p.Is || p.RightWas != p.RightIs {
			plan.Mastery = append(plan.Mastery, p)
		}
	}
	return nil
}

// Applied is a list of outcomes with the marks of the plan.
func (p RegradePlan) Applied(outcomes []Outcome) []Outcome {
	after := slices.Clone(outcomes)
	for i, o := range after {
		for _, r := range p.Answers {
			if r.Attempt == o.Attempt && r.Slot == o.Slot {
				after[i].Score, after[i].Right, after[i].Class = r.Is.Score, r.Is.Right, r.Class
				after[i].RedLine = r.Is.RedLine || r.Critical && !r.Is.Right
			}
		}
	}
	return after
}

// recalled is a list of recalls with the marks of the plan.
func (p RegradePlan) recalled(recalls []Recall) []Recall {
	after := slices.Clone(recalls)
	for i, k := range after {
		for _, r := range p.Answers {
			if r.Attempt == k.Attempt && r.Slot == k.Slot {
				after[i].Right = r.Is.Right
			}
		}
	}
	return after
}

// ApplyRegrade writes the new marks as steps, with all that follows from them,
// and answers the heads that the attempts have now. id names the regrade.
func (w Within) ApplyRegrade(ctx context.Context, actor op.Actor, plan RegradePlan, id, reason string) (map[string]string, error) {
	heads := map[string]string{}
	for _, a := range plan.Attempts {
		h, err := w.tx.AttemptHeading(ctx, a.Attempt)
		if err != nil {
			return nil, err
		}
		sit, err := w.s.rebuild(ctx, w.tx, actor, h)
		if err != nil {
			return nil, err
		}
		var slots []int
		for _, r := range plan.Answers {
			if r.Attempt != a.Attempt {
				continue
			}
			m := Moment{At: w.tx.Now(), Elapsed: sit.Elapsed(), By: actor.ID}
			if _, err := sit.Rekey(r.Slot, r.Is, r.To, r.Class, id, reason, m); err != nil {
				return nil, err
			}
			slots = append(slots, r.Slot)
		}
		if err := w.s.settleSlots(ctx, sit, slots...); err != nil {
			return nil, err
		}
		if err := w.s.keep(ctx, sit); err != nil {
			return nil, err
		}
		heads[a.Attempt] = sit.Head()
	}
	return heads, nil
}
