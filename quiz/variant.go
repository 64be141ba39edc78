package quiz

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"time"

	"shifu/internal/fault"
	"shifu/internal/lang"
	"shifu/quiz/draw"
	"shifu/quiz/model"
	"shifu/quiz/response"
	"shifu/quiz/wording"
)

// freeze makes the variant of a draw and takes it apart: what was shown goes
// into the step, all the rest (key, reasons, feedback, class, seed) lies apart.
func (s *Service) freeze(ctx context.Context, p *paper, it *item, c draw.Choice, ordinal int) (Frozen, []byte, error) {
	var failed error
	scripts := func(code string) (response.ScriptText, bool) {
		text, version, err := p.tx.ScriptText(ctx, code)
		if err != nil && !fault.Is(err, fault.NotFound) {
			failed = err
		}
		return response.ScriptText{Text: text, Version: strconv.Itoa(version)}, err == nil
	}
	donts, err := s.dontsOf(ctx, p.tx, it)
	if err != nil {
		return Frozen{}, nil, err
	}
	synonyms, err := s.synonymsOf(ctx, p.tx, it)
	if err != nil {
		return Frozen{}, nil, err
	}
	v, err := it.Make(response.Request{Situation: c.Situation, Root: draw.Root(p.terms.DrawSecret, it.id, ordinal), Attempt: p.id,
		Ordinal: ordinal, Purpose: drawPurpose(p.terms.Purpose), DrawnAt: p.tx.Now().UTC().Format(time.RFC3339), Repeat: c.Repeat,
		Exhausted: c.Repeat, Scripts: scripts, Donts: donts, Synonyms: synonyms})
	if err == nil {
		err = failed
	}
	if err != nil {
		return Frozen{}, nil, err
	}
	f := Frozen{Model: v.Model, Rev: v.Rev, ContentHash: v.ContentHash, Type: string(v.Type), Point: it.point, Points: max(1, it.model.Points),
		Critical: it.model.Critical, Ordinal: ordinal, Situation: v.Situation, SituationID: v.SituationID, Repeat: c.Repeat, Chips: chipsOf(&v)}
	if f.Shown, err = json.Marshal(v.Shown); err != nil {
		return Frozen{}, nil, err
	}
	v.Shown = response.Shown{}
	key, err := json.Marshal(v)
	if err != nil {
		return Frozen{}, nil, err
	}
	f.KeyHash = keyHash(key)
	return f, key, nil
}

// dontsOf are the lists of don'ts that hold in the pack of a model; nil for a model that
// names none.
func (s *Service) dontsOf(ctx context.Context, tx Tx, it *item) (*wording.Donts, error) {
	if len(it.model.Lint) == 0 {
		return nil, nil
	}
	lists, err := tx.DontLists(ctx)
	return ofPack(lists, it.model), err
}

// synonymsOf are the wordings that mean the same in the pack of a model whose answers
// are written in words; nil for all others.
func (s *Service) synonymsOf(ctx context.Context, tx Tx, it *item) ([]wording.Synonym, error) {
	switch it.model.Type {
	case model.Short, model.Cloze, model.Rewrite:
		all, err := tx.Synonyms(ctx)
		return ofPack(all, it.model), err
	}
	return nil, nil
}

func keyHash(key []byte) string {
	sum := sha256.Sum256(key)
	return hex.EncodeToString(sum[:])
}

// variant puts a slot's variant together again. A key that is not the one that
// was frozen is corrupt.
func (sit *sitting) variant(n int) (*response.Variant, error) {
	if v := sit.variants[n]; v != nil {
		return v, nil
	}
	f, key := sit.slots[n].frozen, sit.keys[n]
	if f == nil || keyHash(key) != f.KeyHash {
		return nil, fault.New(fault.Corrupt, "fault.quiz.broken_key", "Slot", n+1)
	}
	v := new(response.Variant)
	if err := json.Unmarshal(key, v); err != nil {
		return nil, fault.Wrap(err, fault.Corrupt, "fault.quiz.broken_key", "Slot", n+1)
	}
	if err := json.Unmarshal(f.Shown, &v.Shown); err != nil {
		return nil, fault.Wrap(err, fault.Corrupt, "fault.quiz.broken_key", "Slot", n+1)
	}
	if sit.variants == nil {
		sit.variants = map[int]*response.Variant{}
	}
	sit.variants[n] = v
	return v, nil
}

// present answers what the learner may see of a slot; a chat goes on with the
// response so far.
func (sit *sitting) present(n int) (Presentation, error) {
	v, err := sit.variant(n)
	if err != nil {
		return Presentation{}, err
	}
	so := sit.slots[n].response
	if so == nil {
		so = sit.slots[n].draft
	}
	return response.Present(v, so), nil
}

// judged is what a response to a slot is worth.
type judged struct {
	status    Status
	problem   lang.Text
	code      string
	blank     bool // nothing was entered at all
	mark      Mark
	canonical json.RawMessage
}

// judge reads and marks a response by the frozen variant.
func (s *Service) judge(sit *sitting, n int, raw json.RawMessage) (judged, error) {
	v, err := sit.variant(n)
	if err != nil {
		return judged{}, err
	}
	parsed := response.Parse(v, raw)
	j := judged{status: parsed.Status, problem: parsed.Problem.Text, code: string(parsed.Problem.Code), canonical: parsed.Canonical,
		blank: parsed.Status == Incomplete && bytes.Equal(parsed.Canonical, response.Parse(v, nil).Canonical)}
	if parsed.Status != Invalid {
		j.mark = markOf(response.Score(v, parsed))
	}
	return j, nil
}

// markOf is what an attempt keeps of a mark. A reply that nobody can score but
// a mentor is pending.
func markOf(m response.Mark) Mark {
	if m.Score == nil {
		return Mark{Pending: true}
	}
	return Mark{Score: *m.Score, Right: m.Right, RedLine: m.Redline}
}

// isRight says whether a score counts as right for mastery.
func (s *Service) isRight(sit *sitting, n, score int) bool {
	return response.IsRight(model.Type(sit.slots[n].frozen.Type), score, false)
}

// explain tells the key of a slot and what the answer made of it. Callers ask
// explained first.
func (s *Service) explain(sit *sitting, n int) (*Feedback, error) {
	v, err := sit.marking(n)
	if err != nil {
		return nil, err
	}
	sl := &sit.slots[n]
	f := explainVariant(v, sl.frozen.Chips, sl.response)
	if sl.mark != nil {
		f.Mark = *sl.mark
	}
	if sl.mentor != nil {
		f.Mentor = &MentorFeedback{By: sl.markedBy, At: sl.markedAt, Score: sl.mentor.Score, RedLine: sl.mentor.RedLine,
			Levels: sl.mentor.Levels, Rubric: rubric(v), Comment: sl.mentor.Comment, Reference: v.Marking.Reference}
	}
	return f, nil
}

// chipsOf are the conditions of a variant as they are shown.
func chipsOf(v *response.Variant) []Chip {
	chips := []Chip{}
	for _, cond := range v.Conditions {
		chips = append(chips, Chip{ID: cond.Radical, Label: cond.Label, LevelID: cond.Level, Level: cond.LevelText})
	}
	return chips
}

// explainVariant tells the key of a variant and what a response made of it; nil is
// no response. The mark is left to the caller.
func explainVariant(v *response.Variant, shown []Chip, given json.RawMessage) *Feedback {
	f := &Feedback{Why: v.Why, RightText: v.KeyWords(), Notes: []lang.Text{}, DecidedBy: []Chip{}, IfChanged: []Changed{}}
	if v.Type != model.Free {
		f.Right = response.SelfTest(v).Right
	}
	if given != nil {
		m := response.Judge(v, given)
		f.ReadAs, f.Parts = m.ReadAs, m.Parts
		for _, note := range m.Feedback {
			if note.Kind == response.OnRedline || note.Kind == response.OnAnswer {
				f.Notes = append(f.Notes, note.Text)
			}
		}
	}
	chips := map[string]Chip{}
	for _, c := range shown {
		chips[c.ID] = c
	}
	for _, id := range v.Feedback.DecidedBy {
		f.DecidedBy = append(f.DecidedBy, chips[id])
	}
	for _, c := range v.Feedback.IfChanged {
		f.IfChanged = append(f.IfChanged, Changed{Radical: c.Radical, Label: c.Label, From: chips[c.Radical].Level, To: c.LevelText, Answer: c.KeyText})
	}
	for _, script := range v.Marking.Scripts {
		f.Scripts = append(f.Scripts, script.Code)
	}
	return f
}

func rubric(v *response.Variant) []CriterionView {
	list := make([]CriterionView, len(v.Marking.Rubric))
	for i, c := range v.Marking.Rubric {
		list[i] = CriterionView{ID: c.ID, Text: c.Text, Critical: c.Critical, Levels: make([]RubricLevelView, len(c.Levels))}
		for l, level := range c.Levels {
			list[i].Levels[l] = RubricLevelView{Points: level.Points, Text: level.Text}
		}
	}
	return list
}

// fillReply adds to a reply what its marking needs of the variant.
func (s *Service) fillReply(sit *sitting, n int, v *ReplyView) error {
	frozen, err := sit.variant(n)
	if err != nil {
		return err
	}
	raw := sit.slots[n].response
	var typed struct {
		Text string `json:"text"`
	}
	if err := json.Unmarshal(raw, &typed); err != nil {
		return fault.Wrap(err, fault.Corrupt, "fault.quiz.broken_key", "Slot", n+1)
	}
	v.Text, v.Reference, v.Rubric = typed.Text, frozen.Marking.Reference, rubric(frozen)
	for _, h := range response.Judge(frozen, raw).Hits {
		v.Lint = append(v.Lint, LintHit{From: h.At, To: h.At + h.Length, Word: h.Word, Rule: h.List, Hard: h.Hard, Hint: h.Why})
	}
	return nil
}

// markByRubric makes a mark of the levels that a mentor chose.
func (s *Service) markByRubric(sit *sitting, n int, levels map[string]int) (MentorMark, error) {
	v, err := sit.variant(n)
	if err != nil {
		return MentorMark{}, err
	}
	m, err := response.ByRubric(v, sit.slots[n].response, levels)
	if err != nil {
		return MentorMark{}, err
	}
	return MentorMark{Levels: levels, Score: *m.Score, RedLine: m.Redline, Right: m.Right}, nil
}
