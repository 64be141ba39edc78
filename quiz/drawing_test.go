package quiz_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/internal/fault"
	"shifu/internal/lang"
	"shifu/quiz"
)

// sit takes an exam of a blueprint, all right, and answers its situations.
func (s *shop) sit(blueprint string) (seen []string, r quiz.Result) {
	s.t.Helper()
	sitting := s.start(lin, quiz.Start{Blueprint: blueprint})
	for n, sl := range sitting.Slots {
		s.clock.Advance(time.Second)
		s.answer(lin, sitting.Attempt, n, right(sl))
		seen = append(seen, situation(sl))
	}
	return seen, s.handIn(lin, sitting.Attempt)
}

func situation(sl quiz.SlotView) string {
	text := ""
	for _, c := range sl.Chips {
		text += c.ID + "=" + c.LevelID + ";"
	}
	return text
}

func TestARetestIsASituationNotYetSeenUntilAllHaveBeen(t *testing.T) {
	s := newShop(t)
	seen := map[string]bool{}
	for round := range 5 { // nine situations, four of them kept for exams
		sitting := s.start(lin, quiz.Start{Points: []string{"t.returns"}, Purpose: quiz.Practice, Count: 1})
		sl := sitting.Slots[0]
		assert.False(t, seen[situation(sl)], "round %d", round)
		assert.False(t, sl.Repeat)
		seen[situation(sl)] = true
		assert.Equal(t, len(seen), sl.Seen)
		s.answer(lin, sitting.Attempt, 0, right(sl))
	}
	sitting := s.start(lin, quiz.Start{Points: []string{"t.returns"}, Purpose: quiz.Practice, Count: 1})
	sl := sitting.Slots[0]
	assert.True(t, sl.Repeat, "the learner is told that this one was met")
	assert.True(t, seen[situation(sl)])
	s.answer(lin, sitting.Attempt, 0, wrong(sl))
	assert.Len(t, s.outcomes("lin"), 5, "a repeat counts for nothing")

	exam, _ := s.sit("exam")
	for _, sit := range exam {
		assert.False(t, seen[sit], "an exam asks what practice never drew")
	}
	other := s.start(wu, quiz.Start{Points: []string{"t.returns"}, Purpose: quiz.Practice, Count: 1})
	assert.False(t, other.Slots[0].Repeat, "another learner starts afresh")
}

func TestAnExamWithoutNewSituationsSaysSinceWhenItCanBe(t *testing.T) {
	s := newShop(t)
	s.sit("exam")
	s.sit("exam")
	left, err := s.CanExamine(ctx, lin, "lin", "strict")
	require.NoError(t, err)
	assert.Empty(t, left, "one of nine is left")
	blocked, err := s.CanExamine(ctx, lin, "lin", "exam")
	require.NoError(t, err)
	require.Len(t, blocked, 1)
	assert.Equal(t, "退货", blocked[0].Title.ZH)
	assert.Equal(t, 9, blocked[0].Of)
	again := blocked[0].Again
	assert.WithinDuration(t, s.clock.Now().AddDate(0, 0, 60), again, time.Minute)

	_, err = s.Start(ctx, lin, quiz.Start{Command: cmd(), Blueprint: "exam"})
	assert.Equal(t, "fault.quiz.examine_later", fault.KeyOf(err))
	list, err := s.Open(ctx, lin)
	require.NoError(t, err)
	assert.Empty(t, list, "a paper that cannot be drawn whole is not begun")

	s.clock.Advance(61 * 24 * time.Hour)
	_, r := s.sit("exam")
	assert.Equal(t, 3, r.Repeats, "one new, three met more than sixty days ago")
	assert.Len(t, s.outcomes("lin"), 9, "repeats are no new evidence")
}

func TestAPointOfFewSituationsMayBePractisedNotExamined(t *testing.T) {
	s := newShop(t)
	_, err := s.Start(ctx, lin, quiz.Start{Command: cmd(), Blueprint: "tiny"})
	assert.Equal(t, "fault.quiz.too_few_situations", fault.KeyOf(err))
	blocked, err := s.CanExamine(ctx, lin, "lin", "tiny")
	require.NoError(t, err)
	require.Len(t, blocked, 1)
	assert.True(t, blocked[0].Few)
	sitting := s.start(lin, quiz.Start{Points: []string{"t.tiny"}, Purpose: quiz.Practice, Count: 3})
	assert.Equal(t, quiz.SlotOpen, sitting.Slots[0].State)
}

func TestTheModelsOfAPointAreBalanced(t *testing.T) {
	s := newShop(t)
	list := models(t)
	for _, m := range list { // one point now has the two models
		if m.ID == "t.claim" {
			m.KP = "t.returns"
			m.Rev = 2
		}
	}
	require.NoError(t, s.Store.Update(ctx, func(tx quiz.Tx) error {
		if _, err := quiz.PutBank(ctx, tx, quiz.Bank{Points: points(), Models: list}); err != nil {
			return err
		}
		return tx.SaveBlueprint(ctx, quiz.Blueprint{ID: "both", Purpose: quiz.Exam, Sections: []quiz.Section{
			{Points: []string{"t.returns"}, Count: 6}}, Pass: quiz.Pass{Percent: 60}})
	}))
	count := map[string]int{}
	for _, sl := range s.start(lin, quiz.Start{Blueprint: "both"}).Slots {
		count[sl.Type]++
	}
	assert.Equal(t, map[string]int{"single": 3, "multiple": 3}, count)

	require.NoError(t, s.Store.Update(ctx, func(tx quiz.Tx) error {
		return tx.SaveBlueprint(ctx, quiz.Blueprint{ID: "some", Purpose: quiz.Exam, Sections: []quiz.Section{
			{Points: []string{"t.returns"}, Count: 2, Types: []string{"multiple"}}}, Pass: quiz.Pass{Percent: 60}})
	}))
	for _, sl := range s.start(lin, quiz.Start{Blueprint: "some"}).Slots {
		assert.Equal(t, "multiple", sl.Type)
	}
}

func TestASectionSpreadsOverItsPoints(t *testing.T) {
	s := newShop(t)
	var order []string
	for _, sl := range s.start(lin, quiz.Start{Blueprint: "mixed"}).Slots {
		order = append(order, sl.Point)
	}
	assert.Equal(t, []string{"t.returns", "t.amounts", "t.words", "t.claims"}, order)
}

func TestAModelOutsideItsDatesIsNotDrawn(t *testing.T) {
	s := newShop(t)
	list := models(t)
	for _, m := range list {
		if m.ID == "t.window" {
			m.Valid.From, m.Valid.To = "2026-11-11", "2026-11-12"
		}
	}
	require.NoError(t, s.Store.Update(ctx, func(tx quiz.Tx) error {
		_, err := quiz.PutBank(ctx, tx, quiz.Bank{Points: points(), Models: list})
		return err
	}))
	ask := quiz.Start{Points: []string{"t.returns"}, Purpose: quiz.Practice, Count: 1}
	ask.Command = cmd()
	_, err := s.Start(ctx, lin, ask)
	assert.Equal(t, "fault.quiz.nothing_to_practise", fault.KeyOf(err))
	s.clock.SetWall(time.Date(2026, 11, 10, 16, 0, 0, 0, time.UTC)) // midnight in the shop
	s.start(lin, ask)
	s.clock.SetWall(time.Date(2026, 11, 12, 16, 0, 0, 0, time.UTC))
	ask.Command = cmd()
	_, err = s.Start(ctx, lin, ask)
	assert.Error(t, err)
}

func TestWhatCannotBeDrawnIsRefused(t *testing.T) {
	s := newShop(t)
	for name, c := range map[string]struct {
		start quiz.Start
		key   string
	}{
		"an exam without a blueprint": {quiz.Start{Points: []string{"t.returns"}, Purpose: quiz.Exam, Count: 1}, "fault.quiz.exam_needs_blueprint"},
		"no points":                   {quiz.Start{Purpose: quiz.Practice, Count: 1}, "fault.quiz.empty_section"},
		"no count":                    {quiz.Start{Points: []string{"t.returns"}, Purpose: quiz.Practice}, "fault.quiz.empty_section"},
		"too many":                    {quiz.Start{Points: []string{"t.returns"}, Purpose: quiz.Practice, Count: 201}, "fault.quiz.count_range"},
		"an unknown purpose":          {quiz.Start{Points: []string{"t.returns"}, Purpose: "play", Count: 1}, "fault.quiz.unknown_purpose"},
		"an unknown blueprint":        {quiz.Start{Blueprint: "nowhere"}, "fault.quiz.no_blueprint"},
		"an unknown point":            {quiz.Start{Points: []string{"nowhere"}, Purpose: quiz.Practice, Count: 1}, "fault.quiz.nothing_to_practise"},
	} {
		c.start.Command = cmd()
		_, err := s.Start(ctx, lin, c.start)
		assert.Equal(t, c.key, fault.KeyOf(err), name)
	}
	open, err := s.Open(ctx, lin)
	require.NoError(t, err)
	assert.Empty(t, open)
}

func TestTheBankRefusesWhatDoesNotHoldTogether(t *testing.T) {
	s := newShop(t)
	orphan := models(t)
	orphan[0].KP = "nowhere"
	for name, c := range map[string]struct {
		bank quiz.Bank
		key  string
	}{
		"a model of no point":    {quiz.Bank{Models: orphan[:1]}, "fault.quiz.unknown_point"},
		"a point without a name": {quiz.Bank{Points: []quiz.Point{{ID: "x"}}}, "fault.quiz.nameless_point"},
		"a blueprint of no point": {quiz.Bank{Blueprints: []quiz.Blueprint{{ID: "b", Purpose: quiz.Exam,
			Sections: []quiz.Section{{Points: []string{"nowhere"}, Count: 1}}}}}, "fault.quiz.unknown_point"},
	} {
		err := s.Store.Update(ctx, func(tx quiz.Tx) error {
			_, err := quiz.PutBank(ctx, tx, c.bank)
			return err
		})
		assert.Equal(t, c.key, fault.KeyOf(err), name)
	}
}

func TestTheStateOfTheBank(t *testing.T) {
	s := newShop(t)
	s.practise(lin, "t.returns", "rr")
	views, err := s.Points(ctx, zhou, "lin")
	require.NoError(t, err)
	require.Len(t, views, 5)
	returns := views[0]
	assert.Equal(t, lang.Text{ZH: "退货", EN: "Returns"}, returns.Title)
	assert.Equal(t, 9, returns.Situations)
	assert.Equal(t, 7, returns.Unseen)
	assert.True(t, returns.Few)
	assert.True(t, returns.Examinable)
	require.NotNil(t, returns.Standing)
	assert.Equal(t, 2, returns.Standing.Right)
	assert.False(t, views[4].Examinable)
	_, err = s.Points(ctx, wu, "lin")
	assert.True(t, fault.Is(err, fault.Forbidden), "another learner's state is not for all")
	rows, err := s.Models(ctx, zhou, "t.returns")
	require.NoError(t, err)
	require.Len(t, rows, 1)
	assert.Equal(t, 9, rows[0].Situations)
	assert.True(t, rows[0].Certifies)
	all, err := s.Blueprints(ctx, lin)
	require.NoError(t, err)
	assert.Len(t, all, 4)
}

func TestAMistakeOfYesterdayIsContrastedToday(t *testing.T) {
	s := newShop(t)
	r := s.practise(lin, "t.returns", "w")
	missed := r.Slots[0].SlotView
	s.clock.Advance(24 * time.Hour)
	next := s.start(lin, quiz.Start{Points: []string{"t.returns"}, Purpose: quiz.Practice, Count: 1}).Slots[0]
	apart := 0
	for _, c := range missed.Chips {
		if level(next, c.ID) != c.LevelID {
			apart++
		}
	}
	assert.Equal(t, 1, apart)
	assert.NotEqual(t, right(missed), right(next))
}

func TestASituationThatWasSeenAndLeftCountsForNothingLater(t *testing.T) {
	s := newShop(t)
	for range 3 { // looked at, not answered
		s.start(lin, quiz.Start{Points: []string{"t.tiny"}, Purpose: quiz.Practice, Count: 1})
	}
	again := s.start(lin, quiz.Start{Points: []string{"t.tiny"}, Purpose: quiz.Practice, Count: 1})
	require.True(t, again.Slots[0].Repeat)
	out := s.answer(lin, again.Attempt, 0, `{"choice":true}`)
	assert.Equal(t, quiz.Complete, out.Status)
	assert.Empty(t, s.outcomes("lin"))
}
