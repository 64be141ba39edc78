package quiz_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/internal/fault"
	"shifu/internal/op"
	"shifu/quiz"
)

func TestPracticeExplainsEachAnswerAtOnce(t *testing.T) {
	s := newShop(t)
	sitting := s.start(lin, quiz.Start{Points: []string{"t.returns"}, Purpose: quiz.Practice, Count: 3})
	require.Len(t, sitting.Slots, 3)
	first := sitting.Slots[0]
	assert.Equal(t, quiz.SlotOpen, first.State)
	assert.Len(t, first.Chips, 3)
	assert.Len(t, first.Shown.Options, 4)
	assert.Equal(t, 1, first.Seen)
	assert.Equal(t, 9, first.Situations)
	assert.Equal(t, quiz.SlotEmpty, sitting.Slots[1].State, "drawn when it is reached")

	out := s.answer(lin, sitting.Attempt, 0, wrong(first))
	require.NotNil(t, out.Feedback)
	assert.Equal(t, 1, out.Next)
	assert.False(t, out.Feedback.Mark.Right)
	assert.JSONEq(t, right(first), string(out.Feedback.Right))
	assert.Contains(t, out.Feedback.Why.ZH, "CANARY")
	assert.NotEmpty(t, out.Feedback.Notes)
	require.NotEmpty(t, out.Feedback.DecidedBy)
	require.NotEmpty(t, out.Feedback.IfChanged)
	for i, c := range out.Feedback.IfChanged {
		assert.Equal(t, out.Feedback.DecidedBy[i].ID, c.Radical)
		assert.NotEqual(t, c.From, c.To)
		assert.NotEqual(t, out.Feedback.RightText, c.Answer, "the answer becomes another one")
	}

	second := s.sitting(lin, sitting.Attempt).Slots[1]
	apart := 0
	for _, c := range first.Chips {
		if level(second, c.ID) != c.LevelID {
			apart++
		}
	}
	assert.Equal(t, 1, apart, "a wrong answer is followed by a contrast")
	assert.NotEqual(t, right(first), right(second))
}

func TestAnExamTellsNothingBeforeItIsHandedIn(t *testing.T) {
	s := newShop(t)
	sitting := s.start(lin, quiz.Start{Blueprint: "mixed"})
	var told []string
	tell := func(v any) { told = append(told, asJSON(t, v)) }
	tell(sitting)
	for n, sl := range sitting.Slots {
		require.Equal(t, quiz.SlotOpen, sl.State, "an exam is drawn whole")
		response := map[string]string{"single": `{"choice":"agree"}`, "numeric": `{"text":"199"}`, "free": `{"text":"好的，我来看看"}`, "multiple": `{"choices":["number"]}`}[sl.Type]
		out, err := s.Draft(ctx, lin, quiz.Reply{Command: cmd(), Attempt: sitting.Attempt, Slot: n, Response: json.RawMessage(response)})
		require.NoError(t, err)
		assert.True(t, out.Saved)
		tell(out)
		tell(s.answer(lin, sitting.Attempt, n, response))
	}
	tell(s.sitting(lin, sitting.Attempt))
	open, err := s.Open(ctx, lin)
	require.NoError(t, err)
	tell(open)
	result, err := s.Result(ctx, lin, sitting.Attempt)
	require.NoError(t, err)
	tell(result)
	assert.Zero(t, result.Tally.Earned, "not even how much is right")
	for _, text := range told {
		assert.NotContains(t, text, "CANARY")
		assert.NotContains(t, text, `"score"`)
		assert.NotContains(t, text, `"feedback"`)
		assert.NotContains(t, text, "drawSecret")
		assert.NotContains(t, text, `"class"`)
	}
	closed := s.handIn(lin, sitting.Attempt)
	assert.Contains(t, asJSON(t, closed), "CANARY", "the canaries do sing: after hand-in the same calls tell everything")
	assert.Equal(t, quiz.Waiting, closed.State)
}

func TestNothingOfAKeyStandsInTheStepOfAVariant(t *testing.T) {
	s := newShop(t)
	sitting := s.start(lin, quiz.Start{Blueprint: "mixed"})
	require.NoError(t, s.Store.View(ctx, func(tx quiz.Tx) error {
		steps, err := tx.AttemptSteps(ctx, sitting.Attempt)
		require.NoError(t, err)
		for _, step := range steps {
			assert.NotContains(t, string(step.Body), "CANARY")
			assert.NotContains(t, string(step.Body), `"key"`)
		}
		keys, err := tx.AttemptKeys(ctx, sitting.Attempt)
		require.NoError(t, err)
		assert.Len(t, keys, 4)
		assert.Contains(t, string(keys[0]), "CANARY")
		return nil
	}))
}

func TestAMalformedOrEmptyAnswerIsNeverWrong(t *testing.T) {
	s := newShop(t)
	sitting := s.start(lin, quiz.Start{Points: []string{"t.amounts"}, Purpose: quiz.Practice, Count: 2})
	for response, want := range map[string]quiz.Status{
		`{}`:                     quiz.Incomplete,
		`{"text":""}`:            quiz.Incomplete,
		`{"text":"一百元左右"}`:       quiz.Invalid,
		`{"text":"199.999"}`:     quiz.Invalid,
		`{"text":"199","x":"y"}`: quiz.Invalid,
		`[]`:                     quiz.Invalid,
		`{"text":12}`:            quiz.Invalid,
	} {
		out := s.answer(lin, sitting.Attempt, 0, response)
		assert.Equal(t, want, out.Status, response)
		assert.NotEmpty(t, out.Problem.ZH, response)
		assert.Nil(t, out.Feedback, response)
		assert.Equal(t, want == quiz.Incomplete, out.Saved, response)
		assert.Equal(t, 0, out.Next, "the question stays")
	}
	_, err := s.Answer(ctx, lin, quiz.Reply{Command: cmd(), Attempt: sitting.Attempt, Response: json.RawMessage(`{"text":`)})
	assert.Equal(t, "fault.quiz.unreadable_response", fault.KeyOf(err))
	r, err := s.Result(ctx, lin, sitting.Attempt)
	require.NoError(t, err)
	assert.Zero(t, r.Share.Done)
	outcomes := s.outcomes("lin")
	assert.Empty(t, outcomes)
}

func (s *shop) outcomes(learner string) (list []quiz.Outcome) {
	s.t.Helper()
	require.NoError(s.t, s.Store.View(ctx, func(tx quiz.Tx) (err error) {
		list, err = tx.Outcomes(ctx, learner)
		return err
	}))
	return list
}

func TestSendingAnAnswerTwiceGivesItOnce(t *testing.T) {
	s := newShop(t)
	sitting := s.start(lin, quiz.Start{Points: []string{"t.returns"}, Purpose: quiz.Practice, Count: 2})
	reply := quiz.Reply{Command: cmd(), Attempt: sitting.Attempt, Response: json.RawMessage(right(sitting.Slots[0]))}
	first, err := s.Answer(ctx, lin, reply)
	require.NoError(t, err)
	s.clock.Advance(time.Minute)
	again, err := s.Answer(ctx, lin, reply)
	require.NoError(t, err)
	assert.Equal(t, asJSON(t, first), asJSON(t, again))
	assert.Len(t, s.outcomes("lin"), 1)

	other := reply
	other.Response = json.RawMessage(wrong(sitting.Slots[0]))
	_, err = s.Answer(ctx, lin, other)
	assert.Equal(t, "fault.op.reused", fault.KeyOf(err))
	_, err = s.Answer(ctx, wu, reply)
	assert.Error(t, err, "the same command of another person is another command")
}

func TestAnExamAgainstItsCriterion(t *testing.T) {
	for name, c := range map[string]struct {
		right   int
		verdict quiz.Verdict
	}{"three of four is the line": {3, quiz.Passed}, "two of four is below": {2, quiz.NotPassed}, "all": {4, quiz.Passed}} {
		t.Run(name, func(t *testing.T) {
			s := newShop(t)
			sitting := s.start(lin, quiz.Start{Blueprint: "exam"})
			for n, sl := range sitting.Slots {
				if n < c.right {
					s.answer(lin, sitting.Attempt, n, wrong(sl))
					s.answer(lin, sitting.Attempt, n, right(sl)) // may be changed until hand-in
				} else {
					s.answer(lin, sitting.Attempt, n, wrong(sl))
				}
			}
			r := s.handIn(lin, sitting.Attempt)
			assert.Equal(t, c.verdict, r.Verdict)
			assert.Equal(t, quiz.Done, r.State)
			assert.Equal(t, c.right*1000, r.Tally.Earned)
			assert.Equal(t, 4000, r.Tally.Total)
			assert.Equal(t, 3000, r.Needed)
			assert.Equal(t, r.Low, r.High)
			assert.Equal(t, quiz.Share{Right: c.right, Done: 4, Low: r.Share.Low, High: r.Share.High}, r.Share)
			assert.Len(t, r.Slots, 4)
			assert.Equal(t, c.right < 4, len(r.Next) > 0 && r.Next[0].Need == quiz.NeedWrong)
			assert.Equal(t, []string{r.Head}, s.ports.heads[sitting.Attempt], "the head is in the ledger")
			_, err := s.Answer(ctx, lin, quiz.Reply{Command: cmd(), Attempt: sitting.Attempt, Response: json.RawMessage(`{"choice":"late"}`)})
			assert.True(t, fault.Is(err, fault.Conflict), "closed: %v", err)
		})
	}
}

func TestTheCriterionOfTheStartHolds(t *testing.T) {
	s := newShop(t)
	sitting := s.start(lin, quiz.Start{Blueprint: "exam"})
	for n, sl := range sitting.Slots[:3] {
		s.answer(lin, sitting.Attempt, n, right(sl))
	}
	stricter := blueprints()[0]
	stricter.Pass.Percent = 100
	require.NoError(t, s.Store.Update(ctx, func(tx quiz.Tx) error { return tx.SaveBlueprint(ctx, stricter) }))
	r := s.handIn(lin, sitting.Attempt)
	assert.Equal(t, quiz.Passed, r.Verdict)
	assert.Equal(t, 75, r.Pass.Percent)
	assert.Nil(t, r.Slots[3].Mark, "not answered")
	assert.NotNil(t, r.Slots[3].Feedback, "and yet explained")
}

func TestAChangedModelChangesNoQuestionThatWasAsked(t *testing.T) {
	s := newShop(t)
	sitting := s.start(lin, quiz.Start{Blueprint: "exam"})
	list := models(t)
	for _, m := range list {
		if m.ID == "t.window" {
			m.Rev = 2
			m.Stem.ZH = "改过的题：" + m.Stem.ZH
			for i := range m.Rules {
				m.Rules[i].Key.Word = "agree"
			}
		}
	}
	require.NoError(t, s.Store.Update(ctx, func(tx quiz.Tx) error {
		report, err := quiz.PutBank(ctx, tx, quiz.Bank{Points: points(), Models: list})
		assert.Equal(t, []string{"t.window"}, report.Models)
		assert.Equal(t, 4, report.Unchanged)
		return err
	}))
	s.restart()
	for n, sl := range s.sitting(lin, sitting.Attempt).Slots {
		assert.Equal(t, sitting.Slots[n].Shown, sl.Shown)
		s.answer(lin, sitting.Attempt, n, right(sl))
	}
	r := s.handIn(lin, sitting.Attempt)
	assert.Equal(t, 4, r.Tally.Right, "marked by the key of that day")
	fresh := s.start(lin, quiz.Start{Points: []string{"t.returns"}, Purpose: quiz.Practice, Count: 1})
	assert.Contains(t, fresh.Slots[0].Shown.Stem.ZH, "改过的题")
}

func TestAFreeReplyWaitsForItsMentor(t *testing.T) {
	s := newShop(t)
	sitting := s.start(lin, quiz.Start{Blueprint: "mixed"})
	free := -1
	for n, sl := range sitting.Slots {
		response := map[string]string{"free": `{"text":"不行，没办法"}`, "multiple": `{"none":true}`}[sl.Type]
		switch sl.Type {
		case "free":
			free = n
		case "single":
			response = right(sl)
		case "numeric":
			response = `{"text":"1"}`
		}
		s.answer(lin, sitting.Attempt, n, response)
	}
	queue, err := s.ReplyQueue(ctx, zhou)
	require.NoError(t, err)
	assert.Empty(t, queue, "not before hand-in")
	r := s.handIn(lin, sitting.Attempt)
	assert.Equal(t, quiz.Waiting, r.State)
	assert.Equal(t, 1, r.Tally.Waiting)
	assert.Equal(t, 1000, r.High-r.Low, "what the mentor may still give")
	assert.Equal(t, quiz.NotPassed, r.Verdict, "which cannot reach the line any more")

	queue, err = s.ReplyQueue(ctx, zhou)
	require.NoError(t, err)
	require.Len(t, queue, 1)
	assert.True(t, queue[0].Mine)
	queue, err = s.ReplyQueue(ctx, he)
	require.NoError(t, err)
	assert.Empty(t, queue, "another mentor's apprentice")
	queue, err = s.ReplyQueue(ctx, shen)
	require.NoError(t, err)
	require.Len(t, queue, 1)
	assert.False(t, queue[0].Mine)

	reply, err := s.Reply(ctx, zhou, sitting.Attempt, free)
	require.NoError(t, err)
	assert.Equal(t, "不行，没办法", reply.Text)
	assert.NotEmpty(t, reply.Lint)
	assert.Contains(t, reply.Reference.ZH, "CANARY")
	require.Len(t, reply.Rubric, 2)
	assert.Len(t, reply.Rubric[0].Levels, 3)

	mark := quiz.MarkReply{Command: cmd(), Attempt: sitting.Attempt, Slot: free, Levels: map[string]int{"empathy": 1, "authority": 1}, Comment: " 先接情绪 "}
	for name, who := range map[string]op.Actor{"oneself": lin, "another mentor": he, "another apprentice": wu} {
		_, err := s.MarkReply(ctx, who, mark)
		assert.True(t, fault.Is(err, fault.Forbidden), "%s: %v", name, err)
	}
	half := mark
	half.Command, half.Levels = cmd(), map[string]int{"empathy": 1}
	_, err = s.MarkReply(ctx, zhou, half)
	assert.True(t, fault.Is(err, fault.Invalid), "a criterion without a level: %v", err)

	marked, err := s.MarkReply(ctx, zhou, mark)
	require.NoError(t, err)
	assert.Equal(t, 75, marked.Score)
	assert.Equal(t, quiz.Done, marked.State)
	assert.Equal(t, 0, marked.Left)
	assert.Nil(t, marked.Next)
	r, err = s.Result(ctx, lin, sitting.Attempt)
	require.NoError(t, err)
	assert.Equal(t, r.Low, r.High)
	require.NotNil(t, r.Slots[free].Feedback.Mentor)
	assert.Equal(t, "先接情绪", r.Slots[free].Feedback.Mentor.Comment)
	assert.Equal(t, "zhou", r.Slots[free].Feedback.Mentor.By)
	assert.Len(t, s.ports.heads[sitting.Attempt], 2, "the head after the mark is in the ledger, too")
	mark.Command = cmd()
	_, err = s.MarkReply(ctx, zhou, mark)
	assert.True(t, fault.Is(err, fault.Conflict), "marked once: %v", err)
}

func TestARedLineFailsWhateverTheScore(t *testing.T) {
	s := newShop(t)
	require.NoError(t, s.Store.Update(ctx, func(tx quiz.Tx) error {
		return tx.SaveBlueprint(ctx, quiz.Blueprint{ID: "words", Purpose: quiz.Exam, Sections: []quiz.Section{{Points: []string{"t.words"}, Count: 4}},
			Pass: quiz.Pass{Percent: 50, NoRedLine: true}})
	}))
	sitting := s.start(lin, quiz.Start{Blueprint: "words"})
	for n := range sitting.Slots {
		s.answer(lin, sitting.Attempt, n, `{"text":"您好，我马上帮您看一下"}`)
	}
	s.handIn(lin, sitting.Attempt)
	var marked quiz.Marked
	for n := range sitting.Slots {
		levels := map[string]int{"empathy": 2, "authority": 1}
		if n == 2 {
			levels["authority"] = 0
		}
		var err error
		marked, err = s.MarkReply(ctx, zhou, quiz.MarkReply{Command: cmd(), Attempt: sitting.Attempt, Slot: n, Levels: levels})
		require.NoError(t, err)
		assert.Equal(t, 3-n, marked.Left)
		assert.Equal(t, n < 3, marked.Next != nil)
	}
	assert.Equal(t, quiz.NotPassed, marked.Verdict)
	r, err := s.Result(ctx, lin, sitting.Attempt)
	require.NoError(t, err)
	assert.Equal(t, 3500, r.Tally.Earned)
	assert.Equal(t, quiz.NeedRedLine, r.Next[0].Need)
}

func TestAnAlteredKeyIsFound(t *testing.T) {
	s := newShop(t)
	sitting := s.start(lin, quiz.Start{Blueprint: "exam"})
	s.answer(lin, sitting.Attempt, 0, wrong(sitting.Slots[0]))
	s.restart()
	s.ports.tamper = func(keys map[int][]byte) {
		keys[0] = []byte(strings.Replace(string(keys[0]), `"choice":`, `"choice" :`, 1))
	}
	_, err := s.HandIn(ctx, lin, quiz.HandIn{Command: cmd(), Attempt: sitting.Attempt})
	assert.Equal(t, "fault.quiz.broken_key", fault.KeyOf(err))
	assert.True(t, fault.Is(err, fault.Corrupt))
}

func TestAnOwnerWhoLearnsIsMarkedByAnother(t *testing.T) {
	s := newShop(t)
	sitting := s.start(shen, quiz.Start{Points: []string{"t.words"}, Purpose: quiz.Practice, Count: 1})
	s.answer(shen, sitting.Attempt, 0, `{"text":"好的"}`)
	queue, err := s.ReplyQueue(ctx, shen)
	require.NoError(t, err)
	assert.Empty(t, queue)
	_, err = s.Reply(ctx, shen, sitting.Attempt, 0)
	assert.True(t, fault.Is(err, fault.Forbidden))
	other := op.Actor{ID: "tang", Roles: []op.Role{op.Supervisor}}
	queue, err = s.ReplyQueue(ctx, other)
	require.NoError(t, err)
	assert.Len(t, queue, 1)
}

func TestARegradeIsTheOwnersAndMovesMastery(t *testing.T) {
	s := newShop(t)
	r := s.practise(lin, "t.returns", "w")
	regrade := quiz.Regrade{Command: cmd(), Attempt: r.Attempt, Slot: 0, Score: 100, Reason: "规则那天还没生效"}
	_, err := s.Regrade(ctx, zhou, regrade)
	assert.True(t, fault.Is(err, fault.Forbidden))
	_, err = s.Regrade(ctx, shen, regrade)
	require.NoError(t, err)
	again, err := s.Result(ctx, lin, r.Attempt)
	require.NoError(t, err)
	was, is := quiz.Mark{}, quiz.Mark{Score: 100, Right: true}
	assert.Equal(t, []quiz.RegradedResult{{Slot: 0, Was: was, Is: is, Changes: []quiz.Remarked{
		{Was: was, Is: is, Reason: "规则那天还没生效", By: "shen", At: again.Regraded[0].Changes[0].At}}}}, again.Regraded)
	assert.True(t, s.outcomes("lin")[0].Right)
}

func TestEveryMethodIsInThePolicy(t *testing.T) {
	exported := reflect.TypeFor[*quiz.Service]()
	var methods []string
	for i := range exported.NumMethod() {
		methods = append(methods, exported.Method(i).Name)
	}
	assert.ElementsMatch(t, methods, quiz.Policy())
}

func TestWhoMayReadWhoseResult(t *testing.T) {
	s := newShop(t)
	r := s.practise(lin, "t.returns", "r")
	for who, may := range map[*op.Actor]bool{&lin: true, &zhou: true, &shen: true, &he: false, &wu: false, {}: false} {
		_, err := s.Result(ctx, *who, r.Attempt)
		assert.Equal(t, may, err == nil, "%s reads the result: %v", who.ID, err)
		_, err = s.Mastery(ctx, *who, "lin")
		assert.Equal(t, may, err == nil, "%s reads the mastery: %v", who.ID, err)
		_, err = s.Sitting(ctx, *who, r.Attempt)
		assert.Equal(t, who.ID == "lin", err == nil, "%s reads the sitting: %v", who.ID, err)
		_, err = s.Answer(ctx, *who, quiz.Reply{Command: cmd(), Attempt: r.Attempt, Response: json.RawMessage(`{}`)})
		assert.Equal(t, who.ID != "lin", fault.Is(err, fault.Forbidden), "%s answers: %v", who.ID, err)
	}
}

func TestPracticeThatIsLeftEarlyCountsWhatWasAnswered(t *testing.T) {
	s := newShop(t)
	sitting := s.start(lin, quiz.Start{Points: []string{"t.returns"}, Purpose: quiz.Practice, Count: 5})
	s.answer(lin, sitting.Attempt, 0, right(sitting.Slots[0]))
	r := s.handIn(lin, sitting.Attempt)
	assert.Equal(t, 1, r.Tally.Items)
	assert.Equal(t, 1, r.Share.Done)
	require.Len(t, r.Next, 1)
	assert.Equal(t, quiz.NeedFew, r.Next[0].Need, "what was not answered is not wrong")
}
