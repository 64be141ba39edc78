package data_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/data"
	"shifu/data/pack"
	"shifu/data/tempdb"
	"shifu/internal/fault"
	"shifu/internal/lang"
	"shifu/internal/ledger"
	"shifu/internal/op"
	"shifu/quiz"
	"shifu/quiz/model"
	"shifu/training"
	"shifu/training/staff"
)

// inTraining runs a read-write transaction of training.
func inTraining(t testing.TB, db *tempdb.Fixture, fn func(ctx context.Context, tx training.Tx) error) {
	t.Helper()
	ctx := context.Background()
	require.NoError(t, data.StoreOf[training.Tx](db.DB).Update(ctx, func(tx training.Tx) error { return fn(ctx, tx) }))
}

func TestContentKeepsItsVersions(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *tempdb.Fixture) {
		inTraining(t, db, func(ctx context.Context, tx training.Tx) error {
			_, err := tx.CurrentContent(ctx, training.ContentLesson, "returns")
			assert.True(t, fault.Is(err, fault.NotFound))
			before, err := tx.ContentStamp(ctx)
			require.NoError(t, err)
			for v := 1; v <= 2; v++ {
				require.NoError(t, tx.SaveContent(ctx, training.Content{Kind: training.ContentLesson, ID: "returns", Version: v, Hash: strings.Repeat("a", v),
					Pack: "p", FromPack: v == 1, PackHash: "a", Position: 7, At: tx.Now(), Body: []byte(`{"v":1}`)}))
			}
			c, err := tx.CurrentContent(ctx, training.ContentLesson, "returns")
			require.NoError(t, err)
			assert.Equal(t, training.Content{Kind: training.ContentLesson, ID: "returns", Version: 2, Hash: "aa", Pack: "p", PackHash: "a", Position: 7,
				At: tx.Now(), Body: []byte(`{"v":1}`)}, c)
			all, err := tx.ContentVersions(ctx, training.ContentLesson, "returns")
			require.NoError(t, err)
			assert.Len(t, all, 2)
			c.Retired, c.Position, c.PackHash = true, 8, "b"
			require.NoError(t, tx.MarkContent(ctx, c))
			inUse, err := tx.Contents(ctx, training.ContentLesson)
			require.NoError(t, err)
			assert.Empty(t, inUse)
			every, err := tx.Contents(ctx, "")
			require.NoError(t, err)
			assert.Equal(t, []training.Content{c}, every)
			after, err := tx.ContentStamp(ctx)
			require.NoError(t, err)
			assert.Equal(t, op.Stamp{Number: before.Number + 3, Fresh: true}, after)
			return nil
		})
	})
}

func TestAVersionOfContentNeverChanges(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *tempdb.Fixture) {
		save := func() error {
			return data.StoreOf[training.Tx](db.DB).Update(context.Background(), func(tx training.Tx) error {
				return tx.SaveContent(context.Background(), training.Content{Kind: training.ContentCase, ID: "x", Version: 1, Hash: "a", At: tx.Now(), Body: []byte(`1`)})
			})
		}
		require.NoError(t, save())
		assert.True(t, fault.Is(save(), fault.Conflict))
	})
}

func TestTheMentorOfADayIsTheOneWhoLastsOnIt(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *tempdb.Fixture) {
		inTraining(t, db, func(ctx context.Context, tx training.Tx) error {
			today := training.DayOf(tx.Now())
			for _, m := range []training.Mentorship{
				{ID: "1", MentorID: "zhou", ApprenticeID: "lin", From: "2026-10-01", To: today},
				{ID: "2", MentorID: "he", ApprenticeID: "lin", From: today},
				{ID: "3", MentorID: "tang", ApprenticeID: "wu", From: "2999-01-01"},
			} {
				m.At = tx.Now()
				require.NoError(t, tx.SaveMentorship(ctx, m))
			}
			mentor, err := tx.MentorOf(ctx, "lin")
			require.NoError(t, err)
			assert.Equal(t, "he", mentor, "the day of a hand-over belongs to the new mentor")
			mentor, err = tx.MentorOf(ctx, "wu")
			require.NoError(t, err)
			assert.Empty(t, mentor, "not yet")
			return nil
		})
	})
}

func TestASignOffKeepsItsEventsAndSignatures(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *tempdb.Fixture) {
		inTraining(t, db, func(ctx context.Context, tx training.Tx) error {
			o := training.SignOff{ID: "s1", Number: 1, Version: 1, ApprenticeID: "lin", MentorID: "zhou", ProgrammeID: "p", ModuleID: "m",
				Title: lang.Text{ZH: "模块", EN: "Module"}, Meaning: lang.Text{ZH: "意思", EN: "meaning"}, Statement: lang.Text{ZH: "声明", EN: "statement"},
				State: training.MentorSigned, EvidenceHash: "h", Body: training.EvidenceBody{Format: 1, Module: "m"}, Witnessed: true, LedgerIndex: 4,
				Events:     []training.SignOffEvent{{Verb: training.VerbSign, By: "zhou", At: tx.Now(), Entry: 4}},
				Signatures: []staff.Signature{{PersonID: "zhou", Meaning: staff.Assessed, Sig: ledger.Hex{1}}}}
			require.NoError(t, tx.CreateSignOff(ctx, o))
			event := training.SignOffEvent{Verb: training.VerbDispute, By: "lin", At: tx.Now(), Reason: training.OtherDisagreement, Note: "n", Entry: 5}
			require.NoError(t, tx.AppendSignOffEvent(ctx, "s1", 1, training.Disputed, event, nil))
			o.State, o.LedgerIndex, o.Events = training.Disputed, 5, append(o.Events, event)
			got, err := tx.StoredSignOff(ctx, "s1")
			require.NoError(t, err)
			assert.Equal(t, o, got)
			n, err := tx.NextSignOffNumber(ctx)
			require.NoError(t, err)
			assert.Equal(t, 2, n)
			lists, err := tx.StoredSignOffs(ctx, false, "lin")
			require.NoError(t, err)
			require.Len(t, lists, 1)
			assert.Empty(t, lists[0].Body.Module, "lists leave the evidence out")
			return nil
		})
	})
}

func TestSharesAndPassedExamsAreCountedByPointAndBlueprint(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *tempdb.Fixture) {
		inTraining(t, db, func(ctx context.Context, tx training.Tx) error {
			for i, o := range []quiz.Outcome{
				{Learner: "lin", Point: "p", Model: "m", SituationID: "a", Right: true, At: tx.Now()},
				{Learner: "lin", Point: "p", Model: "m", SituationID: "b", At: tx.Now()},
				{Learner: "lin", Point: "p", Model: "m", SituationID: "c", Right: true, At: tx.Now().Add(-40 * 24 * time.Hour)},
				{Learner: "lin", Point: "p", Model: "m", SituationID: "d", Right: true, Pending: true, At: tx.Now()},
			} {
				o.Attempt, o.Slot, o.Purpose = "x", i, quiz.Practice
				require.NoError(t, tx.SaveOutcome(ctx, o))
			}
			shares, err := tx.RecentShares(ctx, tx.Now().AddDate(0, 0, -30))
			require.NoError(t, err)
			assert.Equal(t, []training.PointShare{{Learner: "lin", Point: "p", Right: 1, Done: 2}}, shares)
			for point, practised := range map[string]bool{"p": true, "q": false} {
				require.NoError(t, tx.SaveStanding(ctx, quiz.PointStanding{Learner: "lin", Point: point, Done: 2, Practised: practised, LastAt: tx.Now()}))
			}
			require.NoError(t, tx.SaveStanding(ctx, quiz.PointStanding{Learner: "he", Point: "p", LastAt: tx.Now()}))
			at := tx.Now().Truncate(time.Millisecond)
			practised, err := tx.Practised(ctx, "lin")
			require.NoError(t, err)
			require.Len(t, practised, 1)
			assert.True(t, practised[0].LastAt.Equal(at))
			practised[0].LastAt = at
			assert.Equal(t, quiz.Practised{Learner: "lin", Points: []string{"p"}, LastAt: at}, practised[0])
			require.NoError(t, tx.SaveStanding(ctx, quiz.PointStanding{Learner: "lin", Point: "p", Done: 3, LastAt: tx.Now()}))
			require.NoError(t, tx.SaveStanding(ctx, quiz.PointStanding{Learner: "lin", Point: "q", Done: 3, Practised: true, LastAt: tx.Now()}))
			practised, err = tx.Practised(ctx)
			require.NoError(t, err)
			require.Len(t, practised, 2)
			i := slices.IndexFunc(practised, func(p quiz.Practised) bool { return p.Learner == "lin" })
			assert.Equal(t, []string{"q"}, practised[i].Points, "a point that has fallen and another that is mastered now")
			assert.Empty(t, practised[1-i].Points)
			passed, err := tx.PassedExams(ctx)
			require.NoError(t, err)
			assert.Empty(t, passed)
			return nil
		})
	})
}

func TestThePackIsImportedOnBothEngines(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *tempdb.Fixture) {
		c, ctx := newClassroom(t, db), context.Background()
		packs, err := c.Packs(ctx, c.lin)
		require.NoError(t, err)
		require.Len(t, packs, 1)
		assert.Equal(t, c.pack.Counts(), packs[0].Counts)
		c.enrol()
		home, err := c.Home(ctx, c.lin)
		require.NoError(t, err)
		assert.Equal(t, training.NextLesson, home.Next.Kind)
		desk, err := c.Desk(ctx, c.shen, training.DeskQuery{})
		require.NoError(t, err)
		assert.Len(t, desk.Rows, 1)
		again, err := c.ImportPack(ctx, c.shen, training.ImportPack{Command: command()}, footwear(t))
		require.NoError(t, err)
		assert.Zero(t, again.Added+again.Updated+again.Kept+again.Retired)
		assert.Equal(t, c.pack.Manifest.Version, again.Was)
		m, err := c.Picture(ctx, c.lin, "footwear/sizing", "../media/foot-length.svg")
		require.NoError(t, err)
		assert.Contains(t, string(m.Bytes), "<svg")
	})
}

func TestANewVersionOfALessonIsReadAgainAndSaysWhatChanged(t *testing.T) {
	c, ctx := classroomOf(t), context.Background()
	c.enrol()
	c.study("footwear/sizing")
	p := footwear(t)
	for i := range p.Lessons {
		if p.Lessons[i].ID == "sizing" {
			p.Lessons[i].Body.ZH = strings.Replace(p.Lessons[i].Body.ZH, "登山鞋一律大一码。下坡", "登山鞋一律大一码半。下坡", 1)
			p.Lessons[i].Must = true
		}
	}
	report, err := c.ImportPack(ctx, c.shen, training.ImportPack{Command: command()}, p)
	require.NoError(t, err)
	assert.Equal(t, 1, report.Updated)
	v, err := c.Lesson(ctx, c.lin, "footwear/sizing", 0)
	require.NoError(t, err)
	assert.Equal(t, training.LessonChanged, v.State)
	assert.Equal(t, 2, v.Version)
	require.Len(t, v.Changes, 1)
	assert.Contains(t, v.Changes[0].Was.ZH, "大一码。")
	assert.Contains(t, v.Changes[0].Now.ZH, "大一码半。")
	old, err := c.Lesson(ctx, c.lin, "footwear/sizing", 1)
	require.NoError(t, err)
	assert.NotNil(t, old.Acknowledged)
	assert.Equal(t, training.NextRuleChange, c.next().Kind, "an unread rule change comes before everything else")
	_, err = c.Acknowledge(ctx, c.lin, training.Acknowledge{Command: command(), LessonID: "footwear/sizing", Version: 1})
	assert.Equal(t, "fault.training.lesson_changed", fault.KeyOf(err))
}

// ownScript changes a script as the shop itself does.
func (c *classroom) ownScript(code string) {
	inTraining(c.t, c.db, func(ctx context.Context, tx training.Tx) error {
		s, err := tx.CurrentContent(ctx, training.ContentScript, code)
		if err != nil {
			return err
		}
		s.Version, s.Hash, s.FromPack, s.At = s.Version+1, "own", false, tx.Now()
		s.Body = []byte(strings.Replace(string(s.Body), "您好呀", "欢迎光临", -1))
		return tx.SaveContent(ctx, s)
	})
}

func TestImportingAgainKeepsWhatTheShopChangedUnlessItChoosesOtherwise(t *testing.T) {
	c, ctx := classroomOf(t), context.Background()
	c.ownScript("footwear/yk1")
	p := footwear(t)
	for i := range p.Scripts {
		if p.Scripts[i].Code == "yk1" {
			p.Scripts[i].Text.ZH += "！"
		}
	}
	preview, err := c.PreviewImport(ctx, c.shen, p)
	require.NoError(t, err)
	require.Len(t, preview.Rows, 1)
	assert.Equal(t, training.Conflict, preview.Rows[0].Change)
	assert.Contains(t, preview.Rows[0].Mine, "欢迎光临")
	assert.Contains(t, preview.Rows[0].Theirs, "！")

	kept, err := c.ImportPack(ctx, c.shen, training.ImportPack{Command: command()}, p)
	require.NoError(t, err)
	assert.Equal(t, 1, kept.Kept)
	v, err := c.Script(ctx, c.lin, "footwear/yk1")
	require.NoError(t, err)
	assert.Contains(t, v.Text.ZH, "欢迎光临")

	taken, err := c.ImportPack(ctx, c.shen, training.ImportPack{Command: command(), Choices: map[string]training.Choice{"script/footwear/yk1": training.TakePack}}, p)
	require.NoError(t, err)
	assert.Equal(t, 1, taken.Updated)
	v, err = c.Script(ctx, c.lin, "footwear/yk1")
	require.NoError(t, err)
	assert.Contains(t, v.Text.ZH, "！")
	assert.Equal(t, 3, v.Version, "the shop's version is kept as an old one")
}

func TestWhatThePackNoLongerHoldsGoesOutOfUse(t *testing.T) {
	c, ctx := classroomOf(t), context.Background()
	p := footwear(t)
	p.Cases = p.Cases[1:]
	for i := range p.Lessons {
		p.Lessons[i].Cases = nil
	}
	report, err := c.ImportPack(ctx, c.shen, training.ImportPack{Command: command()}, p)
	require.NoError(t, err)
	assert.Equal(t, 1, report.Retired)
	cases, err := c.Cases(ctx, c.lin, training.CaseQuery{})
	require.NoError(t, err)
	assert.Len(t, cases, len(p.Cases))
}

func TestAPackThatDoesNotHoldTogetherChangesNothing(t *testing.T) {
	c, ctx := classroomOf(t), context.Background()
	p := footwear(t)
	p.Lessons[0].Scripts = append(p.Lessons[0].Scripts, "nowhere")
	p.Scripts[0].Text.ZH += "{unknown}"
	report, err := c.ImportPack(ctx, c.shen, training.ImportPack{Command: command()}, p)
	assert.Equal(t, "fault.training.pack_invalid", fault.KeyOf(err))
	codes := []string{}
	for _, f := range report.Findings {
		if f.Severity == model.Error {
			codes = append(codes, f.Code)
		}
	}
	assert.ElementsMatch(t, []string{training.CodeUnknown, training.CodeSlot}, codes)

	gap := footwear(t)
	for _, m := range gap.Models {
		if m.ID == "rule.no-reason-return" {
			m.Rules = m.Rules[1:]
		}
	}
	report, err = c.ImportPack(ctx, c.shen, training.ImportPack{Command: command()}, gap)
	assert.Equal(t, "fault.training.pack_invalid", fault.KeyOf(err), "situations without a key")
	assert.Contains(t, report.Findings[len(report.Findings)-1].Model, "rule.no-reason-return")

	_, err = c.ImportPack(ctx, c.zhou, training.ImportPack{Command: command()}, footwear(t))
	assert.True(t, fault.Is(err, fault.Forbidden))
}

// stall is a second pack whose ids are all those of things in the footwear pack.
func stall(t testing.TB) *training.Pack {
	p, findings, err := pack.ReadFS(fstest.MapFS{
		"pack.yaml": {Data: []byte(`{format: 1, id: stall, version: "1", title: {zh: 小摊, en: Stall}, about: {zh: 两个包, en: Two packs}, languages: [zh, en], licence: CC0-1.0,
  stages: [{id: greet, title: {zh: 迎客, en: Greeting}}], intents: [{id: greet, title: {zh: 问好, en: Greet}}]}`)},
		"points.yaml": {Data: []byte(`points: [{id: rule.privacy, title: {zh: 小摊的规矩, en: The stall's rule}}]`)},
		"facts.yaml":  {Data: []byte(`facts: [{id: return_days_normal, kind: int, value: 3, title: {zh: 退货天数, en: Days to return}}]`)},
		"models/m.model.yaml": {Data: []byte(`format: 1
models:
- id: rule.no-reason-return
  kp: rule.privacy
  type: single
  title: {zh: 能不能退, en: May it go back}
  stem: {zh: "第{days}天，能退吗？", en: "Day {days}: may it go back?"}
  radicals: [{id: days, zh: 天数, en: day, kind: int, levels: [1, 2, 3, 4, 5, 6, 7, 9]}]
  rules:
  - {if: {days: "<=return_days_normal"}, key: a, why: {zh: 三天内, en: within three days}}
  - {if: {days: ">return_days_normal"}, key: b, why: {zh: 过了三天, en: after three days}}
  options:
  - {id: a, text: {zh: 能退, en: It may}, feedback: {zh: 过期了, en: Too late}}
  - {id: b, text: {zh: 不能退, en: It may not}, feedback: {zh: 还没过期, en: Not yet too late}}
`)},
		"lessons/sizing.zh.md":  {Data: []byte("---\nid: sizing\ntitle: {zh: 小摊的课, en: The stall's lesson}\ntopic: {zh: 小摊, en: Stall}\nminutes: 1\npoints: [rule.privacy]\nscripts: [dh1]\n---\n![脚](../media/foot-length.svg)\n")},
		"lessons/sizing.en.md":  {Data: []byte("![foot](../media/foot-length.svg)\n")},
		"scripts/s.yaml":        {Data: []byte(`scripts: [{code: dh1, title: {zh: 小摊问好, en: Hello}, stage: greet, intent: greet, text: {zh: 有什么可以帮您, en: How can I help}, points: [rule.privacy]}]`)},
		"media/foot-length.svg": {Data: []byte(`<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>`)},
	})
	require.NoError(t, err)
	require.False(t, model.Blocking(findings), "%v", findings)
	return p
}

func TestTwoPacksWithTheSameIdsLiveInOneShop(t *testing.T) {
	c, ctx := classroomOf(t), context.Background()
	report, err := c.ImportPack(ctx, c.shen, training.ImportPack{Command: command()}, stall(t))
	require.NoError(t, err, "%v", report.Findings)
	assert.Equal(t, len(report.Rows), report.Added)
	assert.Zero(t, report.Updated+report.Kept+report.Retired, "nothing of the other pack is touched")

	for scope, title := range map[string]string{"footwear": c.lesson("footwear/sizing").Title.ZH, "stall": "小摊的课"} {
		l := c.lesson(scope + "/sizing")
		assert.Equal(t, title, l.Title.ZH)
		for _, p := range l.Points {
			assert.True(t, strings.HasPrefix(p.ID, scope+"/"), p.ID)
		}
	}
	l := c.lesson("stall/sizing")
	require.Len(t, l.Scripts, 1)
	assert.Equal(t, "小摊问好", l.Scripts[0].Title.ZH)
	picture, err := c.Picture(ctx, c.lin, "stall/sizing", "../media/foot-length.svg")
	require.NoError(t, err)
	assert.Equal(t, 9, picture.Width)

	found, err := c.Scripts(ctx, c.lin, training.ScriptQuery{Text: "DH1"})
	require.NoError(t, err)
	var codes []string
	for _, h := range found.Hits {
		codes = append(codes, h.Code)
	}
	assert.ElementsMatch(t, []string{"footwear/dh1", "stall/dh1"}, codes, "the short code finds those of both packs")

	models, err := c.quiz.Models(ctx, c.shen, "stall/rule.privacy")
	require.NoError(t, err)
	require.Len(t, models, 1)
	assert.Equal(t, "stall/rule.no-reason-return", models[0].ID)
	attempt := c.sit(quiz.Start{Points: []string{"stall/rule.privacy"}, Purpose: quiz.Practice, Count: 2})
	result, err := c.quiz.Result(ctx, c.lin, attempt)
	require.NoError(t, err)
	assert.Equal(t, 2, result.Tally.Right)

	again, err := c.ImportPack(ctx, c.shen, training.ImportPack{Command: command()}, stall(t))
	require.NoError(t, err)
	assert.Zero(t, again.Added+again.Updated+again.Kept+again.Retired)
}

// lesson answers a lesson as Lin reads it.
func (c *classroom) lesson(id string) training.LessonView {
	c.t.Helper()
	v, err := c.Lesson(context.Background(), c.lin, id, 0)
	require.NoError(c.t, err)
	return v
}

func TestScriptsAreFoundByCharactersPinyinAndCode(t *testing.T) {
	c, ctx := classroomOf(t), context.Background()
	find := func(q training.ScriptQuery) (codes []string) {
		r, err := c.Scripts(ctx, c.lin, q)
		require.NoError(t, err)
		assert.Equal(t, len(r.Hits), r.Total)
		for _, h := range r.Hits {
			codes = append(codes, h.Code)
		}
		return codes
	}
	assert.Equal(t, []string{"footwear/dh1"}, find(training.ScriptQuery{Text: "dhhs"}))
	assert.Equal(t, []string{"footwear/dh1"}, find(training.ScriptQuery{Text: "断货换色"}))
	assert.Equal(t, "footwear/dh1", find(training.ScriptQuery{Text: "duanhuo"})[0])
	assert.Equal(t, "footwear/th1", find(training.ScriptQuery{Text: "TH1"})[0])
	assert.Contains(t, find(training.ScriptQuery{Text: "差价"}), "footwear/jb1")
	assert.Empty(t, find(training.ScriptQuery{Text: "差价 没有这个词"}))
	assert.Subset(t, find(training.ScriptQuery{Stage: "greet"}), []string{"footwear/yk1", "footwear/yk2"})
	assert.NotContains(t, find(training.ScriptQuery{Stage: "greet"}), "footwear/dh1")

	r, err := c.Scripts(ctx, c.lin, training.ScriptQuery{Text: "dhhs"})
	require.NoError(t, err)
	assert.Equal(t, []training.Span{{From: 0, To: 4}}, r.Hits[0].InTitle)

	// The reminder of a campaign is over after its last day, and says what to use.
	c.db.Clock.Advance(30 * 24 * time.Hour)
	v, err := c.Script(ctx, c.lin, "footwear/cf2")
	require.NoError(t, err)
	assert.True(t, v.Expired)
	require.NotNil(t, v.Instead)
	assert.Equal(t, "footwear/cf1", v.Instead.Code)

	c.ownScript("footwear/yk1")
	assert.Equal(t, []string{"footwear/yk1"}, find(training.ScriptQuery{Text: "欢迎光临"}), "the index follows a change")
}

func TestAMentorLeadsOneApprenticeAndHandsOverWithTheHistoryKept(t *testing.T) {
	c, ctx := classroomOf(t), context.Background()
	c.enrol()
	wu := join(t, c.staff, c.shen, "吴思雨", false, op.Apprentice).Actor()
	pair := func(mentor, apprentice op.Actor) error {
		_, err := c.Pair(ctx, c.shen, training.Pair{Command: command(), MentorID: mentor.ID, ApprenticeID: apprentice.ID})
		return err
	}
	assert.Equal(t, "fault.training.mentor_busy", fault.KeyOf(pair(c.zhou, wu)))
	assert.Equal(t, "fault.training.has_mentor", fault.KeyOf(pair(c.he, c.lin)))
	assert.Equal(t, "fault.training.not_a_mentor", fault.KeyOf(pair(c.lin, wu)))
	assert.Equal(t, "fault.training.own_mentor", fault.KeyOf(pair(c.zhou, c.zhou)))
	c.db.Clock.Advance(24 * time.Hour)
	_, err := c.HandOver(ctx, c.shen, training.HandOver{Command: command(), ApprenticeID: c.lin.ID, MentorID: c.he.ID, Reason: "周敏休假"})
	require.NoError(t, err)
	assert.NoError(t, pair(c.zhou, wu), "free again")
	all, err := c.Mentorships(ctx, c.zhou)
	require.NoError(t, err)
	require.Len(t, all, 3)
	assert.Equal(t, "周敏休假", all[2].Reason)
	assert.Equal(t, training.DayOf(c.db.Clock.Now()), all[2].To)
	_, err = c.Path(ctx, c.zhou, c.lin.ID)
	assert.True(t, fault.Is(err, fault.Forbidden), "no longer her apprentice")
	_, err = c.Path(ctx, c.he, c.lin.ID)
	assert.NoError(t, err)
}
