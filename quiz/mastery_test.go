package quiz_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/quiz"
	"shifu/quiz/mastery"
)

func (s *shop) masteryOf(learner string, points ...string) []quiz.PointMastery {
	s.t.Helper()
	list, err := s.Mastery(ctx, shen, learner, points...)
	require.NoError(s.t, err)
	return list
}

func TestMasteryCountsDistinctSituations(t *testing.T) {
	s := newShop(t)
	s.practise(lin, "t.returns", "rrwrr")
	s.practise(lin, "t.returns", "w") // met before: only fluency
	list := s.masteryOf("lin", "t.returns")
	require.Len(t, list, 1)
	m := list[0]
	assert.Equal(t, 4, m.Share.Right)
	assert.Equal(t, 5, m.Share.Done)
	assert.Equal(t, 9, m.Situations)
	assert.Equal(t, 4, m.Unseen)
	assert.True(t, m.Practice.Met, "%v", m.Practice.Missing)
	assert.False(t, m.Certificate.Met)
	assert.True(t, m.Examinable)

	done := 0
	for _, c := range m.Conditions {
		assert.Equal(t, c.Done < 4, c.TooFew)
		if c.Radical == "status" {
			done += c.Done
		}
	}
	assert.Equal(t, 5, done, "every situation has one level of a condition")
	assert.Len(t, m.Conditions, 9, "levels never met are listed as not assessed")
	assert.Equal(t, quiz.TooFew, m.Diagnosis.Display)
}

func TestACertificateNeedsDaysAndExams(t *testing.T) {
	s := newShop(t)
	s.practise(lin, "t.returns", "rrrrr")
	m := s.masteryOf("lin", "t.returns")[0]
	var missing []mastery.Demand
	for _, x := range m.Certificate.Missing {
		missing = append(missing, x.Demand)
	}
	assert.Subset(t, missing, []mastery.Demand{mastery.Situations, mastery.Days, mastery.Exams})

	s.clock.Advance(24 * time.Hour)
	s.sit("exam")
	m = s.masteryOf("lin", "t.returns")[0]
	assert.True(t, m.Certificate.Met, "nine situations, four of them in exams, on two days: %v", m.Certificate.Missing)
	standing := s.standing("lin", "t.returns")
	assert.True(t, standing.Certified)
	assert.Equal(t, 9, standing.Done)
	assert.Equal(t, 4, standing.ExamDone)
	assert.Equal(t, uint32(0b111111111), standing.Bits)
}

func TestACriticalPointForgivesNothing(t *testing.T) {
	s := newShop(t)
	critical := points()[0]
	critical.Critical = true
	require.NoError(t, s.Store.Update(ctx, func(tx quiz.Tx) error { return tx.SavePoint(ctx, critical) }))
	s.practise(lin, "t.returns", "rrwrr")
	m := s.masteryOf("lin", "t.returns")[0]
	assert.False(t, m.Practice.Met)
	assert.Equal(t, 1, m.Practice.Redlines)
}

func (s *shop) standing(learner, point string) quiz.PointStanding {
	s.t.Helper()
	list, err := s.Standings(ctx, shen, []string{learner}, []string{point})
	require.NoError(s.t, err)
	require.Len(s.t, list, 1)
	return list[0]
}

// history is all that can be rebuilt, as text.
func (s *shop) history() string {
	s.t.Helper()
	var all struct {
		Outcomes  []quiz.Outcome
		Showings  []quiz.Showing
		Standings []quiz.PointStanding
		Queue     []quiz.QueuedReply
	}
	require.NoError(s.t, s.Store.View(ctx, func(tx quiz.Tx) (err error) {
		for _, learner := range []string{"lin", "wu"} {
			outcomes, err := tx.Outcomes(ctx, learner)
			require.NoError(s.t, err)
			all.Outcomes = append(all.Outcomes, outcomes...)
			showings, err := tx.Showings(ctx, learner, "t.window", "t.refund", "t.reply", "t.claim", "t.few")
			require.NoError(s.t, err)
			all.Showings = append(all.Showings, showings...)
		}
		if all.Standings, err = tx.Standings(ctx, nil, nil); err != nil {
			return err
		}
		all.Queue, err = tx.QueuedReplies(ctx)
		return err
	}))
	b, err := json.MarshalIndent(all, "", " ")
	require.NoError(s.t, err)
	return string(b)
}

// busy gives a shop a history of all kinds.
func busy(t testing.TB) *shop {
	t.Helper()
	s := newShop(t)
	s.practise(lin, "t.returns", "rrwrr")
	s.practise(wu, "t.returns", "wr")
	s.clock.Advance(26 * time.Hour)
	s.sit("exam")
	s.practise(lin, "t.returns", "rw") // repeats
	mixed := s.start(wu, quiz.Start{Blueprint: "mixed"})
	for n, sl := range mixed.Slots {
		s.answer(wu, mixed.Attempt, n, map[string]string{"single": right(sl), "numeric": `{"text":"199"}`, "free": `{"text":"好的"}`, "multiple": `{"choices":["number"]}`}[sl.Type])
	}
	s.handIn(wu, mixed.Attempt)
	words := s.start(lin, quiz.Start{Points: []string{"t.words"}, Purpose: quiz.Practice, Count: 2})
	s.clock.Advance(time.Minute)
	s.answer(lin, words.Attempt, 0, `{"text":"我马上帮您看"}`)
	s.answer(lin, words.Attempt, 1, `{"text":"马上处理"}`)
	_, err := s.MarkReply(ctx, zhou, quiz.MarkReply{Command: cmd(), Attempt: words.Attempt, Slot: 0, Levels: map[string]int{"empathy": 2, "authority": 1}})
	require.NoError(t, err)
	open := s.start(wu, quiz.Start{Points: []string{"t.amounts"}, Purpose: quiz.Practice, Count: 3})
	s.answer(wu, open.Attempt, 0, `{"text":"1"}`)
	r := s.practise(wu, "t.returns", "w")
	_, err = s.Regrade(ctx, shen, quiz.Regrade{Command: cmd(), Attempt: r.Attempt, Slot: 0, Score: 100, Reason: "规则改过"})
	require.NoError(t, err)

	return s
}

func TestWhatFollowsFromTheStepsCanBeRebuiltFromThem(t *testing.T) {
	s := busy(t)
	before := s.history()
	assert.Contains(t, before, `"pending": 1`)
	require.NoError(t, s.Store.Update(ctx, func(tx quiz.Tx) error { return tx.ForgetHistory(ctx) }))
	assert.NotEqual(t, before, s.history(), "gone")
	count, err := s.Rebuild(ctx, shen)
	require.NoError(t, err)
	assert.Equal(t, 8, count)
	assert.Equal(t, before, s.history())
	_, err = s.Rebuild(ctx, zhou)
	assert.Error(t, err, "not for everyone")
}

func TestSuggestionsComeInTheOrderOfNeed(t *testing.T) {
	s := newShop(t)
	sitting := s.start(lin, quiz.Start{Points: []string{"t.returns", "t.amounts", "t.claims"}, Purpose: quiz.Practice, Count: 6})
	for range sitting.Slots {
		now := s.sitting(lin, sitting.Attempt)
		sl := now.Slots[now.At]
		switch sl.Type {
		case "single":
			s.answer(lin, sitting.Attempt, now.At, right(sl))
		case "numeric":
			s.answer(lin, sitting.Attempt, now.At, `{"text":"1"}`)
		case "multiple":
			response := `{"choices":["photo"]}`
			if level(sl, "how") == "lost" && level(sl, "when") != "later" {
				response = `{"choices":["number"]}`
			}
			s.answer(lin, sitting.Attempt, now.At, response)
		}
	}
	r := s.handIn(lin, sitting.Attempt)
	require.NotEmpty(t, r.Next)
	assert.Equal(t, "t.amounts", r.Next[0].Point, "two wrong come first")
	assert.Equal(t, 2, r.Next[0].Wrong)
	last := r.Next[len(r.Next)-1]
	assert.Equal(t, quiz.NeedFew, last.Need)
	assert.Equal(t, "t.returns", last.Point)
	assert.Equal(t, 3, last.Left, "five situations are asked for, two are answered")
}

func TestPendingRepliesCountForNothingYet(t *testing.T) {
	s := newShop(t)
	sitting := s.start(lin, quiz.Start{Points: []string{"t.words"}, Purpose: quiz.Practice, Count: 1})
	out := s.answer(lin, sitting.Attempt, 0, `{"text":"好的"}`)
	require.NotNil(t, out.Feedback)
	assert.True(t, out.Feedback.Mark.Pending)
	m := s.masteryOf("lin")[0]
	assert.Equal(t, 1, m.Pending)
	assert.Zero(t, m.Share.Done)
	queue, err := s.ReplyQueue(ctx, zhou)
	require.NoError(t, err)
	assert.Len(t, queue, 1, "practice is marked, too")
}

func TestAShareSaysWhatItProves(t *testing.T) {
	s := newShop(t)
	r := s.practise(lin, "t.returns", "rrwrr")
	assert.Equal(t, quiz.Share{Right: 4, Done: 5, Low: 3755, High: 9638}, r.Share)
}

func TestAConditionThatTripsTheLearnerIsNamed(t *testing.T) {
	s := newShop(t)
	at := s.clock.Now()
	require.NoError(t, s.Store.Update(ctx, func(tx quiz.Tx) error {
		n := 0
		for _, price := range []string{"19900", "25900", "29900"} {
			for _, tier := range []string{"normal", "gold"} {
				for _, count := range []string{"1", "2"} {
					n++
					err := tx.SaveOutcome(ctx, quiz.Outcome{Learner: "lin", Point: "t.amounts", Model: "t.refund", SituationID: price + tier + count,
						Situation: "price=" + price + ";tier=" + tier + ";count=" + count, Class: tier, Purpose: quiz.Practice,
						Right: tier == "normal", Attempt: "a", Slot: n, At: at})
					require.NoError(t, err)
				}
			}
		}
		return nil
	}))
	m := s.masteryOf("lin", "t.amounts")[0]
	assert.Equal(t, quiz.WeakHere, m.Diagnosis.Display)
	require.NotNil(t, m.Diagnosis.Condition)
	assert.Equal(t, "gold", m.Diagnosis.Condition.LevelID)
	assert.Equal(t, "金卡会员", m.Diagnosis.Condition.Level.ZH)
	assert.Equal(t, 0, m.Diagnosis.Condition.Right)
	assert.Equal(t, 6, m.Diagnosis.Condition.Done)
}

func TestAChangedBankDecidesAnew(t *testing.T) {
	s := newShop(t)
	s.practise(lin, "t.returns", "rrrrw")
	require.True(t, s.standing("lin", "t.returns").Practised)
	critical := points()
	critical[0].Critical = true
	require.NoError(t, s.Store.Update(ctx, func(tx quiz.Tx) error {
		_, err := quiz.PutBank(ctx, tx, quiz.Bank{Points: critical})
		return err
	}))
	assert.False(t, s.standing("lin", "t.returns").Practised, "the point has become critical")
}
