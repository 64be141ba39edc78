package quiz_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/internal/fault"
	"shifu/internal/op"
	"shifu/quiz"
	"shifu/quiz/check"
	"shifu/quiz/formula"
	"shifu/quiz/model"
)

// draftOf begins a draft of t.window by shen.
func (s *shop) draftOf(id string) string {
	s.t.Helper()
	d, err := s.StartDraft(ctx, shen, quiz.StartDraft{Command: cmd(), Model: id})
	require.NoError(s.t, err)
	return d
}

func (s *shop) bench(draft string) quiz.Workbench {
	s.t.Helper()
	b, err := s.Workbench(ctx, shen, draft)
	require.NoError(s.t, err)
	return b
}

func (s *shop) write(draft, text string) {
	s.t.Helper()
	_, err := s.SaveDraft(ctx, shen, quiz.SaveDraft{Command: cmd(), Draft: draft, Text: text})
	require.NoError(s.t, err)
}

// settled accepts every warning of a draft, so that it can be sent.
func (s *shop) settled(draft string) {
	s.t.Helper()
	b := s.bench(draft)
	s.write(draft, acceptAll(b, b.Draft.Text))
}

func step(draft string) quiz.DraftCommand { return quiz.DraftCommand{Command: cmd(), Draft: draft} }

// read answers the whole sample as he, by a function of the slot.
func (s *shop) read(draft string, answer func(quiz.ReadingSlot) string) quiz.ReadDone {
	s.t.Helper()
	r, err := s.Reading(ctx, he, draft)
	require.NoError(s.t, err)
	for _, sl := range r.Slots {
		if !sl.Open {
			continue
		}
		_, err := s.AnswerReading(ctx, he, quiz.AnswerReading{Command: cmd(), Draft: draft, N: sl.N, Response: json.RawMessage(answer(sl))})
		require.NoError(s.t, err)
	}
	done, err := s.FinishReading(ctx, he, step(draft))
	require.NoError(s.t, err)
	return done
}

// knows answers as a person who knows the rules of t.window does.
func knows(sl quiz.ReadingSlot) string { return right(quiz.SlotView{Chips: sl.Chips, Shown: sl.Shown}) }

func TestADraftSurvivesARestartWithEveryByte(t *testing.T) {
	s := newShop(t)
	d := s.draftOf("t.window")
	text := s.bench(d).Draft.Text + "# half a thought: {\n"
	s.write(d, text)
	s.restart()
	assert.Equal(t, text, s.bench(d).Draft.Text)
	again, err := s.StartDraft(ctx, shen, quiz.StartDraft{Command: cmd(), Model: "t.window"})
	require.NoError(t, err)
	assert.Equal(t, d, again, "whoever writes on a model goes on with the same draft")
}

func TestLookingAtAModelLeavesNothingBehind(t *testing.T) {
	s := newShop(t)
	b := s.bench("t.window")
	assert.Empty(t, b.Draft.ID)
	assert.Contains(t, b.Draft.Text, "rev: 2")
	require.NotNil(t, b.Current)
	rows, err := s.Drafts(ctx, shen)
	require.NoError(t, err)
	assert.Empty(t, rows)
	d := s.draftOf("t.window")
	assert.Equal(t, d, s.bench("t.window").Draft.ID, "from now on it is the draft")
	_, err = s.Workbench(ctx, shen, "t.nothing")
	assert.True(t, fault.Is(err, fault.NotFound))
}

func TestADraftIsItsAuthorsAlone(t *testing.T) {
	s := newShop(t)
	d := s.draftOf("t.window")
	wang := op.Actor{ID: "wang", Roles: []op.Role{op.Supervisor}}
	_, err := s.Workbench(ctx, wang, d)
	assert.Equal(t, "fault.quiz.not_your_draft", fault.KeyOf(err))
	_, err = s.SaveDraft(ctx, wang, quiz.SaveDraft{Command: cmd(), Draft: d, Text: "x"})
	assert.Equal(t, "fault.quiz.not_your_draft", fault.KeyOf(err))
	_, err = s.StartDraft(ctx, zhou, quiz.StartDraft{Command: cmd(), Model: "t.window"})
	assert.True(t, fault.Is(err, fault.Forbidden), "a mentor reads, but does not write")
	rows, err := s.Drafts(ctx, wang)
	require.NoError(t, err)
	assert.Empty(t, rows, "nobody sees what is not sent")
}

func TestADraftWithAnErrorOrAnUnacceptedWarningIsNotSent(t *testing.T) {
	s := newShop(t)
	d := s.draftOf("t.window")
	unsettled := s.bench(d).Draft.Text
	s.settled(d)
	good := s.bench(d).Draft.Text
	s.write(d, strings.Replace(good, "key: late", "key: lat", 1))
	_, err := s.SendDraft(ctx, shen, step(d))
	assert.Equal(t, "fault.quiz.draft_errors", fault.KeyOf(err))
	s.write(d, unsettled)
	_, err = s.SendDraft(ctx, shen, step(d))
	assert.Equal(t, "fault.quiz.draft_warnings", fault.KeyOf(err))
	s.write(d, good)
	_, err = s.SendDraft(ctx, shen, step(d))
	require.NoError(t, err)
	_, err = s.SaveDraft(ctx, shen, quiz.SaveDraft{Command: cmd(), Draft: d, Text: good + "\n"})
	assert.Equal(t, "fault.quiz.draft_sent", fault.KeyOf(err), "what is being read does not change")
}

func TestAShopOfOneIsToldThatASecondReaderIsNeeded(t *testing.T) {
	s := newShop(t)
	s.ports.teachers = []string{"shen"}
	d := s.draftOf("t.window")
	s.settled(d)
	assert.Zero(t, s.bench(d).Readers)
	_, err := s.SendDraft(ctx, shen, step(d))
	assert.Equal(t, "fault.quiz.no_reader", fault.KeyOf(err))
}

func TestASecondPersonReadsACoveringSampleWithoutAKey(t *testing.T) {
	s := newShop(t)
	d := s.draftOf("t.window")
	s.settled(d)
	sent, err := s.SendDraft(ctx, shen, step(d))
	require.NoError(t, err)
	assert.GreaterOrEqual(t, sent.Situations, 4)

	_, err = s.Reading(ctx, shen, d)
	assert.Equal(t, "fault.quiz.own_draft", fault.KeyOf(err), "nobody reads their own")
	_, err = s.Reading(ctx, lin, d)
	assert.True(t, fault.Is(err, fault.Forbidden))
	_, err = s.DraftChanges(ctx, op.Actor{ID: "wang", Roles: []op.Role{op.Owner}}, d)
	assert.Equal(t, "fault.quiz.not_your_draft", fault.KeyOf(err), "a possible reader sees no key")

	r, err := s.Reading(ctx, he, d)
	require.NoError(t, err)
	assert.Len(t, r.Slots, sent.Situations)
	raw := asJSON(t, r)
	for _, secret := range []string{`"why"`, `"key"`, `"feedback"`, `"class"`, `"root"`} {
		assert.NotContains(t, raw, secret)
	}
	_, err = s.FinishReading(ctx, he, step(d))
	assert.Equal(t, "fault.quiz.reading_left", fault.KeyOf(err))
	_, err = s.AnswerReading(ctx, he, quiz.AnswerReading{Command: cmd(), Draft: d, Response: json.RawMessage(`{}`)})
	assert.Equal(t, "fault.quiz.not_complete", fault.KeyOf(err))

	assert.Equal(t, quiz.ReadDone{State: quiz.DraftAgreed}, s.read(d, knows))
	_, err = s.Reading(ctx, zhou, d)
	assert.Equal(t, "fault.quiz.read_by_another", fault.KeyOf(err))
}

func TestADisagreementKeepsAModelOutUntilOneOfTheTwoChanges(t *testing.T) {
	s := newShop(t)
	d := s.draftOf("t.window")
	s.settled(d)
	_, err := s.SendDraft(ctx, shen, step(d))
	require.NoError(t, err)
	_, err = s.PublishDraft(ctx, shen, step(d))
	assert.Equal(t, "fault.quiz.draft_unread", fault.KeyOf(err))

	done := s.read(d, func(sl quiz.ReadingSlot) string {
		if sl.N == 0 {
			return wrong(quiz.SlotView{Chips: sl.Chips, Shown: sl.Shown})
		}
		return knows(sl)
	})
	assert.Equal(t, quiz.ReadDone{State: quiz.DraftDisputed, Disputed: []int{0}}, done)
	_, err = s.PublishDraft(ctx, shen, step(d))
	assert.Equal(t, "fault.quiz.draft_disputed", fault.KeyOf(err))
	disputes := s.bench(d).Disputes
	require.Len(t, disputes, 1)
	assert.False(t, disputes[0].Key.RightText.Empty(), "the author sees both answers")
	_, err = s.AnswerReading(ctx, he, quiz.AnswerReading{Command: cmd(), Draft: d, N: 1, Response: json.RawMessage(`{"choice":"agree"}`)})
	assert.Equal(t, "fault.quiz.reading_done", fault.KeyOf(err), "what agrees stays")

	assert.Equal(t, quiz.DraftAgreed, s.read(d, knows).State, "the reader thinks again")
	_, err = s.PublishDraft(ctx, shen, step(d))
	require.NoError(t, err)
}

func TestAWithdrawnDraftIsReadAnew(t *testing.T) {
	s := newShop(t)
	d := s.draftOf("t.window")
	s.settled(d)
	_, err := s.SendDraft(ctx, shen, step(d))
	require.NoError(t, err)
	s.read(d, knows)
	back, err := s.WithdrawDraft(ctx, shen, step(d))
	require.NoError(t, err)
	assert.True(t, back)
	b := s.bench(d)
	assert.Equal(t, quiz.DraftOpen, b.Draft.State)
	assert.Zero(t, b.Reading.Of)
	_, err = s.PublishDraft(ctx, shen, step(d))
	assert.Equal(t, "fault.quiz.draft_unread", fault.KeyOf(err))
}

func TestAPublishedDraftIsANewVersionAndOldAttemptsKeepTheirs(t *testing.T) {
	s := newShop(t)
	before := s.start(lin, quiz.Start{Points: []string{"t.returns"}, Purpose: quiz.Practice, Count: 1})
	d := s.draftOf("t.window")
	s.settled(d)
	// From now on a parcel on its way is agreed to: the key of those situations changes.
	text := s.bench(d).Draft.Text
	changed := strings.Replace(text, "key: intercept", "key: agree", 1)
	require.NotEqual(t, text, changed)
	s.write(d, changed)
	s.settled(d)
	changes, err := s.DraftChanges(ctx, shen, d)
	require.NoError(t, err)
	assert.Positive(t, changes.KeysChanged)
	require.NotEmpty(t, changes.Keys)
	assert.NotEqual(t, changes.Keys[0].Before, changes.Keys[0].After)
	assert.Equal(t, "rules", changes.Parts[0].Part)

	_, err = s.SendDraft(ctx, shen, step(d))
	require.NoError(t, err, "%v", s.bench(d).Draft.Text)
	done := s.read(d, func(sl quiz.ReadingSlot) string {
		if level(quiz.SlotView{Chips: sl.Chips}, "status") == "moving" {
			return `{"choice":"agree"}`
		}
		return knows(sl)
	})
	require.Equal(t, quiz.DraftAgreed, done.State)
	out, err := s.PublishDraft(ctx, shen, step(d))
	require.NoError(t, err)
	assert.Equal(t, changes.KeysChanged, out.KeysChanged)

	rows, err := s.Models(ctx, shen, "t.returns")
	require.NoError(t, err)
	require.Len(t, rows, 1)
	assert.Equal(t, out.Hash, rows[0].Hash)
	var approvals []quiz.Approval
	require.NoError(t, s.Store.View(ctx, func(tx quiz.Tx) (err error) {
		approvals, err = tx.Approvals(ctx, "t.window")
		return err
	}))
	require.Len(t, approvals, 1)
	assert.Equal(t, "he", approvals[0].Reader)

	answered := s.answer(lin, before.Attempt, 0, right(before.Slots[0]))
	assert.True(t, answered.Feedback.Mark.Right, "the attempt keeps the version that it was given")
	drafts, err := s.Drafts(ctx, shen)
	require.NoError(t, err)
	assert.Empty(t, drafts)
}

func TestADraftThatWasReadAgainstAnOlderVersionIsNotPublished(t *testing.T) {
	s := newShop(t)
	d := s.draftOf("t.window")
	s.settled(d)
	_, err := s.SendDraft(ctx, shen, step(d))
	require.NoError(t, err)
	s.read(d, knows)
	require.NoError(t, s.Store.Update(ctx, func(tx quiz.Tx) error {
		m := *models(t)[0]
		m.Points++
		_, err := quiz.PutBank(ctx, tx, quiz.Bank{Models: []*model.Model{&m}})
		return err
	}))
	_, err = s.PublishDraft(ctx, shen, step(d))
	assert.Equal(t, "fault.quiz.base_moved", fault.KeyOf(err))
}

// stepsModel asks for five steps whose order the two conditions decide.
const stepsModel = `format: 1
models:
- id: t.steps
  kp: t.tiny
  title: {zh: 步骤, en: Steps}
  type: order
  stem: {zh: "{kind}，{hurry}，按什么顺序做？", en: "{kind}, {hurry}: in what order?"}
  radicals:
  - {id: kind, zh: 商品, en: Goods, levels: [{id: stock, zh: 现货, en: in stock}, {id: pre, zh: 预售, en: presale}]}
  - {id: hurry, zh: 急不急, en: Hurry, levels: [{id: calm, zh: 不急, en: time enough}, {id: rush, zh: 很急, en: in a hurry}]}
  steps:
  - {id: a, text: {zh: 问候, en: greet}}
  - {id: b, text: {zh: 核对地址, en: check the address}}
  - {id: c, text: {zh: 提醒付款, en: remind to pay}}
  - {id: d, text: {zh: 打包发货, en: pack and ship}}
  - {id: e, text: {zh: 邀请评价, en: ask for a review}}
  rules:
  - {if: {kind: 现货, hurry: 不急}, key: [a, b, c, d, e]}
  - {if: {kind: 现货, hurry: 很急}, key: [b, a, c, d, e]}
  - {if: {kind: 预售, hurry: 不急}, key: [a, c, b, d, e]}
  - {if: {kind: 预售, hurry: 很急}, key: [c, a, b, d, e]}
`

func TestAnAnswerThatIsOnlyNearlyTheKeyIsADisagreement(t *testing.T) {
	s := newShop(t)
	d, err := s.StartDraft(ctx, shen, quiz.StartDraft{Command: cmd(), Text: stepsModel})
	require.NoError(t, err)
	s.settled(d)
	_, err = s.SendDraft(ctx, shen, step(d))
	require.NoError(t, err)
	keys := map[string]string{"stock calm": "abcde", "stock rush": "bacde", "pre calm": "acbde", "pre rush": "cabde"}
	order := func(steps string) string {
		return asJSON(t, map[string][]string{"order": strings.Split(steps, "")})
	}
	done := s.read(d, func(sl quiz.ReadingSlot) string {
		view := quiz.SlotView{Chips: sl.Chips}
		key := keys[level(view, "kind")+" "+level(view, "hurry")]
		if sl.N == 1 { // the last two steps change places: 9 of 10 pairs, which counts as right for a learner
			key = key[:3] + "ed"
		}
		return order(key)
	})
	assert.Equal(t, quiz.ReadDone{State: quiz.DraftDisputed, Disputed: []int{1}}, done)
}

func TestADraftThatThePolicyChangedUnderIsNotPublished(t *testing.T) {
	s := newShop(t)
	s.ports.facts = map[string]model.Facts{"": {"limit_days": {Kind: formula.Int, Value: 7}}}
	text := strings.NewReplacer("t.steps", "t.limit", "type: order", "type: truefalse", "按什么顺序做？", "第8天还能退吗？", "in what order?", "may it come back on day 8?").Replace(stepsModel)
	text = text[:strings.Index(text, "  steps:")] + "  answer: kind == stock and (hurry == calm or limit_days <= 7)\n"
	d, err := s.StartDraft(ctx, shen, quiz.StartDraft{Command: cmd(), Text: text})
	require.NoError(t, err)
	s.settled(d)
	_, err = s.SendDraft(ctx, shen, step(d))
	require.NoError(t, err)
	done := s.read(d, func(sl quiz.ReadingSlot) string {
		return asJSON(t, map[string]bool{"choice": level(quiz.SlotView{Chips: sl.Chips}, "kind") == "stock"})
	})
	require.Equal(t, quiz.DraftAgreed, done.State)
	s.ports.facts = map[string]model.Facts{"": {"limit_days": {Kind: formula.Int, Value: 15}}}
	_, err = s.PublishDraft(ctx, shen, step(d))
	assert.Equal(t, "fault.quiz.facts_moved", fault.KeyOf(err))
	s.ports.facts = map[string]model.Facts{"": {"limit_days": {Kind: formula.Int, Value: 7}}}
	_, err = s.PublishDraft(ctx, shen, step(d))
	assert.NoError(t, err)
}

func TestANewModelBelongsToTheShopAndIsDrawnBeforeItIsSent(t *testing.T) {
	s := newShop(t)
	d, err := s.StartDraft(ctx, shen, quiz.StartDraft{Command: cmd(), Point: "t.tiny"})
	require.NoError(t, err)
	b := s.bench(d)
	assert.True(t, strings.HasPrefix(b.Draft.Model, quiz.ShopScope))
	c := b.Check(b.Draft.Text)
	assert.Zero(t, c.Errors, "%v", c.Findings)
	one, err := c.Draw(7, "")
	require.NoError(t, err)
	same, err := c.Draw(7, "")
	require.NoError(t, err)
	assert.Equal(t, one.Shown, same.Shown, "a seed is a situation")
	of, err := c.Draw(7, "r3")
	require.NoError(t, err)
	assert.Equal(t, "r3", of.Row)
	status, _, feedback := of.Answer(json.RawMessage(`{"choice":"back"}`))
	assert.Equal(t, quiz.Complete, status)
	assert.True(t, feedback.Mark.Right)
	status, problem, _ := of.Answer(nil)
	assert.Equal(t, quiz.Incomplete, status)
	assert.False(t, problem.Empty())
}

func TestATextFromAFileTakesItsPlaceInTheShop(t *testing.T) {
	s := newShop(t)
	text := string(model.YAML(models(t)[:1]))
	d, err := s.StartDraft(ctx, shen, quiz.StartDraft{Command: cmd(), Text: text})
	require.NoError(t, err)
	b := s.bench(d)
	assert.Equal(t, "t.window", b.Draft.Model)
	require.NotNil(t, b.Current, "the shop knows a model of this name: it is a change of it")

	d, err = s.StartDraft(ctx, shen, quiz.StartDraft{Command: cmd(), Text: strings.Replace(text, "id: t.window", "id: t.other", 1)})
	require.NoError(t, err)
	b = s.bench(d)
	assert.Equal(t, "shop/t.other", b.Draft.Model)
	assert.Nil(t, b.Current)
	d, err = s.StartDraft(ctx, shen, quiz.StartDraft{Command: cmd(), Text: "format: ["})
	require.NoError(t, err)
	assert.Equal(t, "format: [", s.bench(d).Draft.Text, "what cannot be read is kept as it is")
}

func TestTheShopAroundAModelIsChecked(t *testing.T) {
	s := newShop(t)
	d := s.draftOf("t.window")
	b := s.bench(d)
	codes := func(text string) (out []string) {
		for _, f := range b.Check(text).Findings {
			out = append(out, f.Code)
		}
		return out
	}
	assert.Contains(t, codes(strings.Replace(b.Draft.Text, "kp: t.returns", "kp: t.retruns", 1)), "E103")
	assert.Contains(t, codes(strings.Replace(b.Draft.Text, "id: t.window", "id: t.strange", 1)), "E101", "a model of nobody's")
	assert.Contains(t, codes(strings.Replace(b.Draft.Text, "id: t.window", "id: t.refund", 1)), "E102", "another model has the name")
	assert.Contains(t, codes(b.Draft.Text+strings.TrimPrefix(b.Draft.Text, "format: 1\nmodels:\n")), "E102")
	assert.Contains(t, codes("format: 2"), "E101")
	lowered := strings.Replace(b.Draft.Text, "rev: 2", "rev: 1", 1)
	assert.Contains(t, codes(strings.Replace(lowered, "key: intercept", "key: agree", 1)), "E109")
}

// acceptAll notes a reason for every warning of a text.
func acceptAll(b quiz.Workbench, text string) string {
	d := model.OpenDocument(text)
	for _, f := range b.Check(text).Findings {
		if f.Severity == model.Warning && f.Accepted == "" && f.Code[0] == 'W' {
			d.Change(func(item *model.Piece) { check.Accept(item, f, "known") })
		}
	}
	return d.Text()
}
