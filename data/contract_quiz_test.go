package data_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/data"
	"shifu/data/tempdb"
	"shifu/internal/fault"
	"shifu/internal/lang"
	"shifu/internal/op"
	"shifu/quiz"
	"shifu/quiz/review"
)

// quizTx is what package quiz keeps itself; its ports are other parts'.
type quizTx interface {
	op.Tx
	quiz.BankTx
	quiz.AttemptTx
	quiz.HistoryTx
}

// inQuiz runs one transaction that must succeed.
func inQuiz(t *testing.T, db *tempdb.Fixture, fn func(ctx context.Context, tx quizTx) error) {
	t.Helper()
	ctx := context.Background()
	require.NoError(t, data.StoreOf[quizTx](db.DB).Update(ctx, func(tx quizTx) error { return fn(ctx, tx) }))
}

func TestPointsAreKeptInOrder(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *tempdb.Fixture) {
		points := []quiz.Point{
			{ID: "b", Title: lang.Text{ZH: "退货", EN: "Returns"}, Position: 1},
			{ID: "a", Parent: "b", Title: lang.Text{ZH: "七天无理由", EN: "No-reason return"}, Critical: true, Position: 2},
		}
		inQuiz(t, db, func(ctx context.Context, tx quizTx) error {
			for _, p := range points {
				require.NoError(t, tx.SavePoint(ctx, p))
			}
			one, err := tx.Points(ctx, "a", "z")
			require.NoError(t, err)
			assert.Equal(t, points[1:], one)
			got, err := tx.Points(ctx)
			assert.Equal(t, points, got)
			return err
		})
		points[0].Title.ZH = "退货与退款"
		inQuiz(t, db, func(ctx context.Context, tx quizTx) error {
			require.NoError(t, tx.SavePoint(ctx, points[0]))
			got, err := tx.Points(ctx)
			assert.Equal(t, points, got)
			return err
		})
	})
}

func TestAPublishedVersionNeverChanges(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *tempdb.Fixture) {
		at := db.Clock.Now()
		first := quiz.StoredModel{ID: "m", Hash: "h1", Point: "p", Rev: 1, Body: []byte(`{"one":1}`), PublishedAt: at}
		second := quiz.StoredModel{ID: "m", Hash: "h2", Point: "q", Rev: 2, Body: []byte(`{"two":2}`), PublishedAt: at}
		inQuiz(t, db, func(ctx context.Context, tx quizTx) error {
			require.NoError(t, tx.SaveModelVersion(ctx, first))
			require.NoError(t, tx.SaveModelVersion(ctx, second))
			altered := first
			altered.Body = []byte(`{"one":"altered"}`)
			require.NoError(t, tx.SaveModelVersion(ctx, altered), "makes it the one in use again, and nothing else")
			got, err := tx.ModelVersion(ctx, "m", "h1")
			require.NoError(t, err)
			assert.Equal(t, first, got)

			current, err := tx.CurrentModels(ctx)
			require.NoError(t, err)
			assert.Equal(t, []quiz.StoredModel{first}, current)
			hashes, err := tx.CurrentHashes(ctx, "p", "q")
			require.NoError(t, err)
			assert.Equal(t, []quiz.ModelHash{{ID: "m", Hash: "h1", Point: "p"}}, hashes)
			none, err := tx.CurrentModels(ctx, "q")
			require.NoError(t, err)
			assert.Empty(t, none, "the version of q is not in use")

			require.NoError(t, tx.RetireModel(ctx, "m"))
			current, err = tx.CurrentModels(ctx)
			assert.Empty(t, current)
			require.NoError(t, err)
			_, err = tx.ModelVersion(ctx, "m", "h2")
			assert.NoError(t, err, "a retired model keeps its versions")
			_, err = tx.ModelVersion(ctx, "m", "h9")
			assert.True(t, fault.Is(err, fault.NotFound))
			return nil
		})
	})
}

func TestBlueprintsAreKept(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *tempdb.Fixture) {
		b := quiz.Blueprint{ID: "b", Title: lang.Text{ZH: "售前考核", EN: "Presale exam"}, Purpose: quiz.Exam, Minutes: 20,
			Sections: []quiz.Section{{Points: []string{"p"}, Count: 4, Types: []string{"single"}}}, Pass: quiz.Pass{Percent: 80, NoRedLine: true}}
		inQuiz(t, db, func(ctx context.Context, tx quizTx) error {
			require.NoError(t, tx.SaveBlueprint(ctx, b))
			b.Minutes = 25
			require.NoError(t, tx.SaveBlueprint(ctx, b))
			got, err := tx.QuizBlueprint(ctx, "b")
			require.NoError(t, err)
			assert.Equal(t, b, got)
			all, err := tx.Blueprints(ctx)
			require.NoError(t, err)
			assert.Equal(t, []quiz.Blueprint{b}, all)
			_, err = tx.QuizBlueprint(ctx, "c")
			assert.True(t, fault.Is(err, fault.NotFound))
			return nil
		})
	})
}

// anAttempt stores an attempt of one step and answers it.
func anAttempt(t *testing.T, db *tempdb.Fixture, id, learner string) *quiz.Attempt {
	t.Helper()
	terms := quiz.Terms{Title: lang.Text{ZH: "练习", EN: "Practice"}, Purpose: quiz.Practice, Plan: []quiz.Planned{{Point: "p"}}}
	a, err := quiz.NewAttempt(id, learner, terms, quiz.Moment{At: db.Clock.Now(), By: learner})
	require.NoError(t, err)
	inQuiz(t, db, func(ctx context.Context, tx quizTx) error {
		require.NoError(t, tx.CreateAttempt(ctx, quiz.Heading{ID: id, Learner: learner, Title: terms.Title, Purpose: terms.Purpose, StartedAt: tx.Now()}))
		return tx.AppendSteps(ctx, id, a.Standing(), a.Fresh())
	})
	return a
}

func TestStepsComeBackAsTheyWereWritten(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *tempdb.Fixture) {
		a := anAttempt(t, db, "a1", "lin")
		db.Clock.Advance(90 * time.Second)
		_, err := a.Flag(0, true, quiz.Moment{At: db.Clock.Now(), Elapsed: 90 * time.Second, By: "lin"})
		require.NoError(t, err)
		standing := quiz.Standing{State: quiz.Open, Elapsed: a.Elapsed(), Head: a.Head(), Steps: 2, Verdict: quiz.NoVerdict,
			Tally: quiz.Tally{Items: 1, Total: 1000}}
		inQuiz(t, db, func(ctx context.Context, tx quizTx) error {
			return tx.AppendSteps(ctx, "a1", standing, a.Fresh()[1:])
		})
		inQuiz(t, db, func(ctx context.Context, tx quizTx) error {
			steps, err := tx.AttemptSteps(ctx, "a1")
			require.NoError(t, err)
			assert.Equal(t, a.Fresh(), steps)
			b, err := quiz.Rebuild("a1", "lin", steps)
			require.NoError(t, err)
			assert.Equal(t, a.Head(), b.Head())
			h, err := tx.AttemptHeading(ctx, "a1")
			require.NoError(t, err)
			assert.Equal(t, standing, h.Standing)
			assert.Equal(t, "练习", h.Title.ZH)
			_, err = tx.AttemptHeading(ctx, "a9")
			assert.True(t, fault.Is(err, fault.NotFound))
			return nil
		})
	})
}

func TestTheReplyThatWasMarkedLastIsFound(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *tempdb.Fixture) {
		anAttempt(t, db, "a1", "lin")
		anAttempt(t, db, "a2", "lin")
		anAttempt(t, db, "b1", "he")
		start := db.Clock.Now()
		mark := func(attempt string, seq, slot int, after time.Duration) quiz.Step {
			s := quiz.Step{Seq: seq, Kind: quiz.StepMentorMarked, Slot: slot, At: start.Add(after), By: "zhou", Body: []byte(`{"score":50}`), Prev: "x", Hash: fmt.Sprint(attempt, seq)}
			inQuiz(t, db, func(ctx context.Context, tx quizTx) error {
				return tx.AppendSteps(ctx, attempt, quiz.Standing{State: quiz.Done, Steps: seq + 1}, []quiz.Step{s})
			})
			return s
		}
		last := func() (m quiz.MarkedReply, found bool) {
			inQuiz(t, db, func(ctx context.Context, tx quizTx) (err error) {
				m, found, err = tx.LastMarked(ctx, "lin")
				return err
			})
			return m, found
		}
		_, found := last()
		assert.False(t, found)
		newest := mark("a1", 1, 0, 3*time.Hour)
		mark("a2", 1, 4, 2*time.Hour)
		mark("b1", 1, 0, 9*time.Hour)
		m, found := last()
		assert.True(t, found)
		assert.Equal(t, quiz.MarkedReply{Attempt: "a1", Step: newest}, m)
		inQuiz(t, db, func(ctx context.Context, tx quizTx) error {
			return tx.SaveOutcome(ctx, quiz.Outcome{Learner: "lin", Model: "m", SituationID: "s", Point: "p", Attempt: "a1", Slot: 0, At: start})
		})
		m, _ = last()
		assert.Equal(t, "p", m.Point)
	})
}

func TestAStepWhosePlaceIsTakenIsAConflict(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *tempdb.Fixture) {
		a := anAttempt(t, db, "a1", "lin")
		ctx := context.Background()
		err := data.StoreOf[quizTx](db.DB).Update(ctx, func(tx quizTx) error {
			return tx.AppendSteps(ctx, "a1", quiz.Standing{State: quiz.Open, Head: a.Head(), Steps: 1}, a.Fresh())
		})
		assert.True(t, fault.Is(err, fault.Conflict), err)
		err = data.StoreOf[quizTx](db.DB).Update(ctx, func(tx quizTx) error {
			return tx.AppendSteps(ctx, "a1", quiz.Standing{State: quiz.Open, Head: "x", Steps: 4},
				[]quiz.Step{{Seq: 3, Kind: quiz.StepFlagged, Body: []byte(`true`), Hash: "x"}})
		})
		assert.True(t, fault.Is(err, fault.Conflict), "a step beyond a gap: %v", err)
	})
}

func TestAttemptsAreListedByStateTheLatestFirst(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *tempdb.Fixture) {
		for _, id := range []string{"a1", "a2", "a3"} {
			anAttempt(t, db, id, "lin")
			db.Clock.Advance(time.Minute)
		}
		anAttempt(t, db, "b1", "he")
		inQuiz(t, db, func(ctx context.Context, tx quizTx) error {
			require.NoError(t, tx.AppendSteps(ctx, "a2", quiz.Standing{State: quiz.Done, Steps: 1}, nil))
			ids := func(states ...quiz.State) (ids []string) {
				list, err := tx.AttemptsOf(ctx, "lin", states...)
				require.NoError(t, err)
				for _, h := range list {
					ids = append(ids, h.ID)
				}
				return ids
			}
			assert.Equal(t, []string{"a3", "a2", "a1"}, ids())
			assert.Equal(t, []string{"a3", "a1"}, ids(quiz.Open, quiz.Paused))
			assert.Equal(t, []string{"a2"}, ids(quiz.Done))
			done, count, err := tx.FinishedAttempts(ctx, "", 10)
			require.NoError(t, err)
			assert.Equal(t, 1, count)
			require.Len(t, done, 1)
			assert.Equal(t, "a2", done[0].ID)
			done, count, err = tx.FinishedAttempts(ctx, done[0].Purpose, 0)
			require.NoError(t, err)
			assert.Empty(t, done, "no more than asked for")
			assert.Equal(t, 1, count)
			_, count, err = tx.FinishedAttempts(ctx, "another", 10)
			require.NoError(t, err)
			assert.Zero(t, count)
			all, err := tx.EveryAttempt(ctx)
			assert.Equal(t, []string{"a1", "a2", "a3", "b1"}, all)
			return err
		})
	})
}

func TestKeysAndPulsesOfAnAttempt(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *tempdb.Fixture) {
		anAttempt(t, db, "a1", "lin")
		inQuiz(t, db, func(ctx context.Context, tx quizTx) error {
			require.NoError(t, tx.SaveSlotKey(ctx, "a1", 0, []byte(`{"key":"x"}`)))
			require.NoError(t, tx.SaveSlotKey(ctx, "a1", 3, []byte(`{"key":"y"}`)))
			keys, err := tx.AttemptKeys(ctx, "a1")
			require.NoError(t, err)
			assert.Equal(t, map[int][]byte{0: []byte(`{"key":"x"}`), 3: []byte(`{"key":"y"}`)}, keys)
			long := []byte(`{"key":"` + strings.Repeat("晚发赔付", 2000) + `"}`)
			require.NoError(t, tx.SaveSlotKey(ctx, "a1", 4, long))
			keys, err = tx.AttemptKeys(ctx, "a1")
			require.NoError(t, err)
			assert.Equal(t, string(long), string(keys[4]))

			p, err := tx.AttemptPulse(ctx, "a1")
			require.NoError(t, err)
			assert.Zero(t, p)
			for _, s := range []time.Duration{5, 10} {
				require.NoError(t, tx.SavePulse(ctx, "a1", quiz.Pulse{Elapsed: s * time.Second, At: tx.Now()}))
			}
			p, err = tx.AttemptPulse(ctx, "a1")
			assert.Equal(t, quiz.Pulse{Elapsed: 10 * time.Second, At: tx.Now()}, p)
			return err
		})
	})
}

func TestRepliesWaitInOrder(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *tempdb.Fixture) {
		at := db.Clock.Now()
		late := quiz.QueuedReply{Attempt: "a1", Slot: 2, Learner: "lin", Point: "p", Model: "m", Purpose: quiz.Exam, SubmittedAt: at.Add(time.Hour)}
		early := quiz.QueuedReply{Attempt: "a2", Slot: 0, Learner: "he", Point: "p", Model: "m", Purpose: quiz.Practice, SubmittedAt: at}
		inQuiz(t, db, func(ctx context.Context, tx quizTx) error {
			for range 2 {
				require.NoError(t, tx.QueueReply(ctx, late))
				require.NoError(t, tx.QueueReply(ctx, early))
			}
			got, err := tx.QueuedReplies(ctx)
			require.NoError(t, err)
			assert.Equal(t, []quiz.QueuedReply{early, late}, got)
			for range 2 {
				require.NoError(t, tx.UnqueueReply(ctx, "a2", 0))
			}
			got, err = tx.QueuedReplies(ctx)
			assert.Equal(t, []quiz.QueuedReply{late}, got)
			return err
		})
	})
}

func TestShowingsAndExposures(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *tempdb.Fixture) {
		at := db.Clock.Now()
		show := func(attempt, learner, model, situation string, days int) quiz.Showing {
			return quiz.Showing{Attempt: attempt, Learner: learner, Model: model, Situation: situation, Class: "c", Purpose: quiz.Exam, At: at.AddDate(0, 0, days)}
		}
		inQuiz(t, db, func(ctx context.Context, tx quizTx) error {
			for _, s := range []quiz.Showing{show("1", "lin", "m", "a=1", 0), show("2", "lin", "m", "a=2", -100), show("3", "he", "m", "a=1", -1), show("4", "lin", "n", "b=1", 0)} {
				require.NoError(t, tx.SaveShowing(ctx, s))
			}
			got, err := tx.Showings(ctx, "lin", "m")
			require.NoError(t, err)
			assert.Equal(t, []quiz.Showing{show("2", "lin", "m", "a=2", -100), show("1", "lin", "m", "a=1", 0)}, got)
			require.NoError(t, tx.SaveShowing(ctx, show("5", "lin", "m", "a=2", 1)))
			last, err := tx.LastShown(ctx, "lin", "m")
			require.NoError(t, err)
			assert.Equal(t, []quiz.LastShowing{{Model: "m", Situation: "a=1", Class: "c", At: at}, {Model: "m", Situation: "a=2", Class: "c", At: at.AddDate(0, 0, 1)}}, last)
			shown, err := tx.ShownCounts(ctx)
			require.NoError(t, err)
			assert.Equal(t, []quiz.ShownCount{{Learner: "he", Model: "m", Situations: 1}, {Learner: "lin", Model: "m", Situations: 2}, {Learner: "lin", Model: "n", Situations: 1}}, shown, "the same situation twice is one")
			counts, err := tx.Exposures(ctx, at.AddDate(0, 0, -90), "m", "n")
			assert.Equal(t, map[string]map[string]int{"m": {"a=1": 2, "a=2": 1}, "n": {"b=1": 1}}, counts)
			return err
		})
	})
}

func TestOnlyTheFirstOutcomeOnASituationCounts(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *tempdb.Fixture) {
		first := quiz.Outcome{Learner: "lin", Point: "p", Model: "m", SituationID: "s1", Situation: "a=1", Class: "c", ContentHash: "h",
			Purpose: quiz.Practice, Pending: true, Attempt: "a1", Slot: 2, At: db.Clock.Now()}
		inQuiz(t, db, func(ctx context.Context, tx quizTx) error {
			require.NoError(t, tx.SaveOutcome(ctx, first))
			again := first
			again.Attempt, again.Score, again.Right, again.Pending = "a2", 100, true, false
			require.NoError(t, tx.SaveOutcome(ctx, again))
			got, err := tx.Outcomes(ctx, "lin", "p")
			require.NoError(t, err)
			assert.Equal(t, []quiz.Outcome{first}, got, "another attempt at the situation changes nothing")

			first.Score, first.Pending, first.MarkedBy, first.RedLine, first.Class = 40, false, "zhou", true, "by the corrected key"
			require.NoError(t, tx.SaveOutcome(ctx, first))
			got, err = tx.Outcomes(ctx, "lin")
			require.NoError(t, err)
			assert.Equal(t, []quiz.Outcome{first}, got, "the same answer takes its mark")
			other, err := tx.Outcomes(ctx, "lin", "q")
			assert.Empty(t, other)
			return err
		})
	})
}

func TestStandingsAndForgetting(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *tempdb.Fixture) {
		standing := func(learner, point string) quiz.PointStanding {
			return quiz.PointStanding{Learner: learner, Point: point, Done: 5, Right: 4, ExamDone: 2, Pending: 1, Practised: true, LastAt: db.Clock.Now(), Bits: 0xffffffff,
				Memory: review.Memory{Stability: 12.34567891, Difficulty: 6.4133, Day: 20000}}
		}
		inQuiz(t, db, func(ctx context.Context, tx quizTx) error {
			for _, s := range []quiz.PointStanding{standing("lin", "p"), standing("lin", "q"), standing("he", "p"), standing("he", "p")} {
				require.NoError(t, tx.SaveStanding(ctx, s))
			}
			got, err := tx.Standings(ctx, []string{"lin"}, []string{"q", "r"})
			require.NoError(t, err)
			assert.Equal(t, []quiz.PointStanding{standing("lin", "q")}, got)
			all, err := tx.Standings(ctx, nil, nil)
			require.NoError(t, err)
			assert.Len(t, all, 3)
			newer := standing("he", "p")
			newer.Rule = 2
			require.NoError(t, tx.SaveStanding(ctx, newer))
			old, err := tx.StandingsBefore(ctx, 2, 9)
			require.NoError(t, err)
			assert.Equal(t, []quiz.PointStanding{standing("lin", "p"), standing("lin", "q")}, old)
			old, err = tx.StandingsBefore(ctx, 3, 1)
			require.NoError(t, err)
			assert.Equal(t, []quiz.PointStanding{newer}, old)
			require.NoError(t, tx.ForgetHistory(ctx))
			all, err = tx.Standings(ctx, nil, nil)
			assert.Empty(t, all)
			return err
		})
	})
}

func TestTheEarliestAnswerOfADayIsItsRecall(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *tempdb.Fixture) {
		at := db.Clock.Now()
		first := quiz.Recall{Learner: "lin", Point: "p", Day: 20000, Attempt: "a2", Slot: 1, At: at}
		inQuiz(t, db, func(ctx context.Context, tx quizTx) error {
			require.NoError(t, tx.SaveRecall(ctx, first))
			later := first
			later.Attempt, later.Slot, later.Right, later.At = "a1", 0, true, at.Add(time.Minute)
			require.NoError(t, tx.SaveRecall(ctx, later))
			got, err := tx.Recalls(ctx, "lin", "p")
			require.NoError(t, err)
			assert.Equal(t, []quiz.Recall{first}, got, "a later answer of the day changes nothing")

			first.Right = true
			require.NoError(t, tx.SaveRecall(ctx, first))
			earlier := quiz.Recall{Learner: "lin", Point: "p", Day: 20000, Attempt: "a2", Slot: 0, At: at}
			other := quiz.Recall{Learner: "lin", Point: "o", Day: 20001, Right: true, Attempt: "a3", Slot: 0, At: at}
			got, err = tx.Recalls(ctx, "lin")
			require.NoError(t, err)
			assert.Equal(t, []quiz.Recall{first}, got, "the same answer takes its mark")
			require.NoError(t, tx.SaveRecall(ctx, other))
			require.NoError(t, tx.SaveRecall(ctx, earlier))
			got, err = tx.Recalls(ctx, "lin")
			require.NoError(t, err)
			assert.Equal(t, []quiz.Recall{earlier, other}, got, "an earlier one takes the day, by day and point")
			counts, err := tx.HistoryCounts(ctx)
			require.NoError(t, err)
			assert.Equal(t, 2, counts.Recalls)
			require.NoError(t, tx.ForgetHistory(ctx))
			got, err = tx.Recalls(ctx, "lin")
			require.NoError(t, err)
			assert.Empty(t, got)
			stale, err := tx.HistoryStale(ctx)
			assert.False(t, stale)
			return err
		})
	})
}
