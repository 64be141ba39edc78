package quiz_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/internal/fault"
	"shifu/quiz"
	"shifu/quiz/model"
)

func (s *shop) beat(attempt string) quiz.Beat {
	s.t.Helper()
	b, err := s.Heartbeat(ctx, lin, attempt)
	require.NoError(s.t, err)
	return b
}

func (s *shop) resume(attempt string) quiz.Sitting {
	s.t.Helper()
	sitting, err := s.Resume(ctx, lin, quiz.Resume{Command: cmd(), Attempt: attempt})
	require.NoError(s.t, err)
	return sitting
}

func TestTheTimerDoesNotBelieveTheWallClock(t *testing.T) {
	for name, turn := range map[string]func(time.Time) time.Time{
		"a day back":        func(at time.Time) time.Time { return at.AddDate(0, 0, -1) },
		"a year back":       func(at time.Time) time.Time { return at.AddDate(-1, 0, 0) },
		"ten years forward": func(at time.Time) time.Time { return at.AddDate(10, 0, 0) },
	} {
		t.Run(name, func(t *testing.T) {
			s := newShop(t)
			sitting := s.start(lin, quiz.Start{Blueprint: "exam"})
			s.clock.Advance(2 * time.Minute)
			s.answer(lin, sitting.Attempt, 0, right(sitting.Slots[0]))
			s.clock.SetWall(turn(s.clock.Now()))
			assert.Equal(t, 8*time.Minute, s.beat(sitting.Attempt).Timer.Left)
			s.clock.Advance(time.Minute)
			out := s.answer(lin, sitting.Attempt, 1, right(sitting.Slots[1]))
			assert.Equal(t, 7*time.Minute, out.Timer.Left)
			assert.Equal(t, quiz.Open, out.State)

			// The same over a crash: the clock is turned while the program is away.
			s.restart()
			s.clock.SetWall(turn(s.clock.Now()))
			resumed := s.resume(sitting.Attempt)
			assert.Equal(t, 7*time.Minute, resumed.Timer.Left)
			s.clock.Advance(7 * time.Minute)
			assert.Equal(t, quiz.Done, s.beat(sitting.Attempt).State, "and the limit still closes it")
		})
	}
}

func TestAfterACrashTheAttemptGoesOnWithTheTimeThatWasLeft(t *testing.T) {
	s := newShop(t)
	sitting := s.start(lin, quiz.Start{Blueprint: "exam"})
	s.clock.Advance(30 * time.Second)
	s.answer(lin, sitting.Attempt, 0, right(sitting.Slots[0]))
	_, err := s.Draft(ctx, lin, quiz.Reply{Command: cmd(), Attempt: sitting.Attempt, Slot: 1, Response: json.RawMessage(wrong(sitting.Slots[1]))})
	require.NoError(t, err)
	for range 6 {
		s.clock.Advance(5 * time.Second)
		s.beat(sitting.Attempt)
	}
	s.clock.Advance(4 * time.Second) // lost: less than a heartbeat
	s.restart()
	s.clock.Advance(6 * time.Minute) // the power is out

	open, err := s.Open(ctx, lin)
	require.NoError(t, err)
	require.Len(t, open, 1)
	assert.Equal(t, quiz.WhyStopped, open[0].StoppedBy)
	assert.Equal(t, 1, open[0].At)
	assert.Equal(t, 1, open[0].Answered)
	assert.Equal(t, 6*time.Minute+4*time.Second, open[0].Away)
	assert.False(t, open[0].Timer.Running)

	resumed := s.resume(sitting.Attempt)
	assert.Equal(t, quiz.WhyStopped, resumed.StoppedBy)
	assert.Equal(t, 9*time.Minute, resumed.Timer.Left, "60 seconds were kept, 4 are in the learner's favour")
	assert.Equal(t, 1, resumed.At)
	assert.Equal(t, quiz.SlotDrafted, resumed.Slots[1].State)
	assert.JSONEq(t, wrong(sitting.Slots[1]), string(resumed.Slots[1].Draft), "the draft is still picked, not sent")
	for n := range sitting.Slots {
		assert.Equal(t, sitting.Slots[n].Shown, resumed.Slots[n].Shown, "the same question in the same order")
	}
	require.Len(t, resumed.Interruptions, 1)
	away := resumed.Interruptions[0]
	assert.Equal(t, quiz.WhyStopped, away.Why)
	assert.Equal(t, time.Minute, away.Elapsed)
	assert.Equal(t, 6*time.Minute+4*time.Second, away.Gap)
	assert.True(t, away.Ended)

	s.clock.Advance(time.Minute)
	assert.Equal(t, 8*time.Minute, s.beat(sitting.Attempt).Timer.Left)
}

func TestAnAnswerAfterACrashNeedsNoResumption(t *testing.T) {
	s := newShop(t)
	sitting := s.start(lin, quiz.Start{Blueprint: "exam"})
	s.clock.Advance(time.Minute)
	s.beat(sitting.Attempt)
	s.restart()
	s.clock.Advance(time.Hour)
	out := s.answer(lin, sitting.Attempt, 0, right(sitting.Slots[0]))
	assert.True(t, out.Saved)
	assert.Equal(t, 9*time.Minute, out.Timer.Left)
	assert.Len(t, s.sitting(lin, sitting.Attempt).Interruptions, 1)
}

func TestEveryAnswerIsThereAfterACrash(t *testing.T) {
	s := newShop(t)
	sitting := s.start(lin, quiz.Start{Blueprint: "exam"})
	for n, sl := range sitting.Slots {
		s.answer(lin, sitting.Attempt, n, right(sl))
		s.restart()
		again := s.sitting(lin, sitting.Attempt)
		for k := range n + 1 {
			assert.JSONEq(t, right(sitting.Slots[k]), string(again.Slots[k].Response), "answer %d after %d", k, n)
		}
	}
}

func TestAPauseTakesNoTime(t *testing.T) {
	s := newShop(t)
	sitting := s.start(lin, quiz.Start{Blueprint: "exam"})
	s.clock.Advance(3 * time.Minute)
	beat, err := s.Pause(ctx, lin, quiz.Pause{Command: cmd(), Attempt: sitting.Attempt})
	require.NoError(t, err)
	assert.Equal(t, quiz.Paused, beat.State)
	assert.False(t, beat.Timer.Running)
	s.clock.Advance(time.Hour)
	still := s.beat(sitting.Attempt)
	assert.Equal(t, 7*time.Minute, still.Timer.Left)
	assert.Equal(t, quiz.Paused, still.State)
	resumed := s.resume(sitting.Attempt)
	assert.Equal(t, quiz.WhyPaused, resumed.StoppedBy)
	assert.Equal(t, 7*time.Minute, resumed.Timer.Left)
	assert.True(t, resumed.Timer.Running)
	assert.Equal(t, time.Hour, resumed.Interruptions[0].Gap)
	assert.Empty(t, s.resume(sitting.Attempt).StoppedBy, "resuming what runs is nothing")
}

func TestTheLimitClosesAnExamWithWhatIsThere(t *testing.T) {
	s := newShop(t)
	sitting := s.start(lin, quiz.Start{Blueprint: "exam"})
	s.answer(lin, sitting.Attempt, 0, right(sitting.Slots[0]))
	_, err := s.Draft(ctx, lin, quiz.Reply{Command: cmd(), Attempt: sitting.Attempt, Slot: 1, Response: json.RawMessage(right(sitting.Slots[1]))})
	require.NoError(t, err)
	s.clock.Advance(10*time.Minute + time.Second)
	late := s.answer(lin, sitting.Attempt, 2, right(sitting.Slots[2]))
	assert.True(t, late.Late)
	assert.False(t, late.Saved)
	assert.Equal(t, quiz.Done, late.State)
	r, err := s.Result(ctx, lin, sitting.Attempt)
	require.NoError(t, err)
	assert.Equal(t, quiz.WhyTime, r.ClosedBy)
	assert.Equal(t, 2, r.Tally.Right, "the answer and the draft")
	assert.True(t, r.Slots[1].ByTime)
	assert.Nil(t, r.Slots[2].Mark, "what came too late was not taken")
	assert.Equal(t, 10*time.Minute, r.Elapsed, "never more than the limit")
}

func TestTimeOverMarksAnIncompleteAnswerForWhatItHolds(t *testing.T) {
	s := newShop(t)
	require.NoError(t, s.Store.Update(ctx, func(tx quiz.Tx) error {
		return tx.SaveBlueprint(ctx, quiz.Blueprint{ID: "free", Purpose: quiz.Exam, Minutes: 5, Sections: []quiz.Section{{Points: []string{"t.words"}, Count: 2}},
			Pass: quiz.Pass{Percent: 50}})
	}))
	sitting := s.start(lin, quiz.Start{Blueprint: "free"})
	for n, text := range []string{`{"text":"   "}`, `{"text":"我马上处理"}`} {
		out, err := s.Draft(ctx, lin, quiz.Reply{Command: cmd(), Attempt: sitting.Attempt, Slot: n, Response: json.RawMessage(text)})
		require.NoError(t, err)
		require.True(t, out.Saved)
	}
	s.clock.Advance(time.Hour)
	assert.Equal(t, quiz.Waiting, s.beat(sitting.Attempt).State)
	queue, err := s.ReplyQueue(ctx, zhou)
	require.NoError(t, err)
	require.Len(t, queue, 1, "a blank draft is no reply")
	assert.Equal(t, 1, queue[0].Slot)
}

func TestTimeOverScoresWhatAnIncompleteAnswerHolds(t *testing.T) {
	s := newShop(t)
	src := `format: 1
models:
- id: t.tiers
  kp: t.returns
  title: {zh: 权益, en: Rights}
  type: match
  stem: {zh: "{month}的权益", en: "Rights in {month}"}
  radicals:
  - {id: month, zh: 月份, en: Month, levels: [{id: nov, zh: 十一月, en: November}, {id: dec, zh: 十二月, en: December}, {id: jan, zh: 一月, en: January}, {id: feb, zh: 二月, en: February}]}
  left: [{id: gold, text: {zh: 金卡, en: Gold}}, {id: silver, text: {zh: 银卡, en: Silver}}]
  right: [{id: gift, text: {zh: 礼品, en: A gift}}, {id: ship, text: {zh: 免邮, en: Free shipping}}]
  rules: [{if: {month: "十一月,一月"}, key: {gold: gift, silver: ship}}, {if: {month: "十二月,二月"}, key: {gold: gift, silver: gift}}]
`
	list, findings := model.Parse("t.yaml", []byte(src))
	require.False(t, model.Blocking(findings), "%v", findings)
	require.NoError(t, s.Store.Update(ctx, func(tx quiz.Tx) error {
		if _, err := quiz.PutBank(ctx, tx, quiz.Bank{Models: list}); err != nil {
			return err
		}
		return tx.SaveBlueprint(ctx, quiz.Blueprint{ID: "match", Purpose: quiz.Exam, Minutes: 1, Pass: quiz.Pass{Percent: 50},
			Sections: []quiz.Section{{Points: []string{"t.returns"}, Count: 1, Types: []string{"match"}}}})
	}))
	sitting := s.start(lin, quiz.Start{Blueprint: "match"})
	out, err := s.Draft(ctx, lin, quiz.Reply{Command: cmd(), Attempt: sitting.Attempt, Response: json.RawMessage(`{"match":{"gold":"gift"}}`)})
	require.NoError(t, err)
	require.Equal(t, quiz.Incomplete, out.Status)
	s.clock.Advance(time.Minute)
	s.beat(sitting.Attempt)
	r, err := s.Result(ctx, lin, sitting.Attempt)
	require.NoError(t, err)
	assert.Equal(t, 500, r.Tally.Earned)
	assert.Equal(t, quiz.Incomplete, r.Slots[0].Status)
	assert.Equal(t, quiz.Passed, r.Verdict, "half of the points is half of the points")
	assert.Empty(t, s.outcomes("lin"), "mastery counts complete answers only")
}

func TestAnExamMayLimitInterruptions(t *testing.T) {
	s := newShop(t)
	sitting := s.start(lin, quiz.Start{Blueprint: "strict"})
	s.restart()
	assert.Equal(t, quiz.Open, s.resume(sitting.Attempt).State, "one is allowed")
	_, err := s.Pause(ctx, lin, quiz.Pause{Command: cmd(), Attempt: sitting.Attempt})
	assert.Equal(t, "fault.quiz.no_more_pauses", fault.KeyOf(err))
	assert.True(t, s.sitting(lin, sitting.Attempt).Timer.Running, "and the time goes on")
	s.restart()
	s.clock.Advance(time.Minute)
	out := s.answer(lin, sitting.Attempt, 0, right(sitting.Slots[0]))
	assert.True(t, out.Late)
	assert.Equal(t, quiz.Done, out.State)
	r, err := s.Result(ctx, lin, sitting.Attempt)
	require.NoError(t, err)
	assert.Equal(t, quiz.WhyInterruptions, r.ClosedBy)
	assert.Len(t, r.Away, 2)
}

func TestPracticeHasNoLimitAndCountsTheTimeSpent(t *testing.T) {
	s := newShop(t)
	sitting := s.start(lin, quiz.Start{Points: []string{"t.returns"}, Purpose: quiz.Practice, Count: 2})
	assert.False(t, sitting.Timer.Limited)
	s.clock.Advance(3 * time.Hour)
	out := s.answer(lin, sitting.Attempt, 0, right(sitting.Slots[0]))
	assert.Equal(t, quiz.Open, out.State)
	assert.Equal(t, 3*time.Hour, out.Timer.Elapsed)
}

func TestOneExamOfABlueprintAtATime(t *testing.T) {
	s := newShop(t)
	first := s.start(lin, quiz.Start{Blueprint: "exam"})
	_, err := s.Start(ctx, lin, quiz.Start{Command: cmd(), Blueprint: "exam"})
	assert.Equal(t, "fault.quiz.already_open", fault.KeyOf(err))
	s.handIn(lin, first.Attempt)
	s.start(lin, quiz.Start{Blueprint: "exam"})
}

func TestTheHeadsOfAttemptsInCourseAreRecordedEveryDay(t *testing.T) {
	s := newShop(t)
	sitting := s.start(lin, quiz.Start{Blueprint: "exam"})
	s.clock.Advance(20 * time.Hour) // past midnight in the shop
	s.restart()
	s.resume(sitting.Attempt)
	assert.Equal(t, []string{"2026-11-02", "2026-11-03"}, s.ports.days)
}

func TestCommandsThatCrossEachOtherLeaveTheSittingUsable(t *testing.T) {
	s := newShop(t)
	sitting := s.start(lin, quiz.Start{Blueprint: "exam"})
	done := make(chan error)
	const rounds = 20
	for n := range rounds {
		go func() {
			_, err := s.Answer(ctx, lin, quiz.Reply{Command: cmd(), Attempt: sitting.Attempt, Slot: n % 4, Response: json.RawMessage(right(sitting.Slots[n%4]))})
			done <- err
		}()
		go func() {
			_, err := s.Pause(ctx, lin, quiz.Pause{Command: cmd(), Attempt: sitting.Attempt})
			done <- err
		}()
		go func() {
			_, err := s.Heartbeat(ctx, lin, sitting.Attempt)
			done <- err
		}()
	}
	for range 3 * rounds {
		assert.NoError(t, <-done)
	}
	s.resume(sitting.Attempt)
	s.clock.Advance(time.Minute)
	r := s.handIn(lin, sitting.Attempt)
	assert.Equal(t, 4, r.Tally.Right)
	assert.Equal(t, time.Minute, r.Elapsed)
	assert.Zero(t, s.audit())
}
