package data_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/assets"
	"shifu/data"
	"shifu/internal/fault"
	"shifu/internal/ledger"
	"shifu/internal/op"
	"shifu/quiz"
	"shifu/training"
	"shifu/training/certificate"
	"shifu/training/certificate/pdf"
	"shifu/training/staff"
)

func TestAnApprenticeGoesTheWholeWayToALockedModule(t *testing.T) {
	c, ctx := classroomOf(t), context.Background()
	assert.Equal(t, training.NextNoProgramme, c.next().Kind)
	c.enrol()

	first := c.next()
	assert.Equal(t, training.NextLesson, first.Kind)
	assert.Equal(t, "footwear/sizing", first.ID)
	_, err := c.Acknowledge(ctx, c.lin, training.Acknowledge{Command: command(), LessonID: "footwear/sizing", Version: 1})
	assert.Equal(t, "fault.training.check_not_passed", fault.KeyOf(err))
	c.study("footwear/sizing")
	assert.Equal(t, "footwear/recommend", c.next().ID)
	c.study("footwear/recommend")

	practice := c.next()
	assert.Equal(t, training.NextPractice, practice.Kind)
	assert.Equal(t, []string{"footwear/product.width"}, practice.Points)
	c.sit(quiz.Start{Points: practice.Points, Purpose: quiz.Practice, Count: 8})
	assert.Equal(t, training.NextExam, c.next().Kind)
	assert.Equal(t, "footwear/presale-exam", c.next().ID)
	exam := c.sit(quiz.Start{Blueprint: "footwear/presale-exam"})
	assert.Equal(t, training.NextWaiting, c.next().Kind, "what is left is the mentor's")

	e, err := c.ModuleEvidence(ctx, c.zhou, c.lin.ID, "footwear/presale-size")
	require.NoError(t, err)
	assert.False(t, e.Complete)
	assert.Equal(t, "fault.training.evidence_incomplete", e.WhyNot)
	c.observe("footwear/presale-desk", "ask", "why")
	c.observe("footwear/presale-desk", "late")

	desk, err := c.Desk(ctx, c.zhou, training.DeskQuery{})
	require.NoError(t, err)
	require.Len(t, desk.Rows, 1)
	assert.Equal(t, training.CellReady, desk.Rows[0].Cells[0].State)
	require.Len(t, desk.Queue, 1)
	assert.Equal(t, training.QueueSignOff, desk.Queue[0].Kind)

	e, err = c.ModuleEvidence(ctx, c.zhou, c.lin.ID, "footwear/presale-size")
	require.NoError(t, err)
	assert.True(t, e.Complete)
	assert.True(t, e.MaySign)
	assert.Equal(t, []string{exam}, e.Rows[2].Attempts)
	assert.NotEmpty(t, e.Groups)

	o, err := c.sign()
	require.NoError(t, err)
	assert.Equal(t, training.MentorSigned, o.State)
	waiting := c.next()
	assert.Equal(t, training.NextSignature, waiting.Kind)
	assert.Equal(t, o.ID, waiting.ID)
	locked, err := c.counterSign(o)
	require.NoError(t, err)
	assert.Equal(t, training.Locked, locked.State)
	assert.Len(t, locked.Signatures, 2)

	home, err := c.Home(ctx, c.lin)
	require.NoError(t, err)
	assert.Equal(t, training.StageSigned, home.Path.Stages[0].State)
	assert.Equal(t, "周敏", home.Path.Stages[0].SignedBy)
	assert.Equal(t, training.StageNow, home.Path.Stages[1].State)
	assert.Equal(t, training.NextLesson, home.Next.Kind)
	assert.Equal(t, "footwear/returns", home.Next.ID)
	assert.NotEmpty(t, home.Plan)

	// Both signatures hold against the keys that the ledger enrolled.
	all := entries(t, c.db)
	ring, err := staff.NewKeyring(all)
	require.NoError(t, err)
	found := 0
	for _, entry := range all {
		if entry.Kind != ledger.ModuleSigned && entry.Kind != ledger.ModuleCountersigned {
			continue
		}
		found++
		signed, err := ring.CheckEntry(entry)
		require.NoError(t, err)
		require.Len(t, signed.Signatures, 1)
		var record training.SignRecord
		require.NoError(t, json.Unmarshal(signed.Record, &record))
		assert.Equal(t, e.Hash, record.Evidence)
	}
	assert.Equal(t, 2, found)
}

func TestEvidenceThatChangedSinceItWasOpenedIsNotSigned(t *testing.T) {
	c, ctx := classroomOf(t), context.Background()
	c.enrol()
	c.finishFirstModule()
	e, err := c.ModuleEvidence(ctx, c.zhou, c.lin.ID, "footwear/presale-size")
	require.NoError(t, err)
	signer := unlock(t, c.staff, c.zhou, otherPhrase)
	sign := training.MentorSign{Command: command(), ApprenticeID: c.lin.ID, ModuleID: "footwear/presale-size", EvidenceHash: e.Hash, Meaning: e.Meaning.EN}

	_, err = c.MentorSign(ctx, c.zhou, sign, signer)
	assert.Equal(t, "fault.training.not_witnessed", fault.KeyOf(err))
	sign.Witnessed, sign.Command = true, command()
	other := sign
	other.Command, other.Meaning = command(), "随便一句话"
	_, err = c.MentorSign(ctx, c.zhou, other, signer)
	assert.Equal(t, "fault.training.meaning_changed", fault.KeyOf(err))

	c.sit(quiz.Start{Points: []string{"footwear/product.recommend"}, Purpose: quiz.Practice, Count: 1})
	before := len(entries(t, c.db))
	_, err = c.MentorSign(ctx, c.zhou, sign, signer)
	assert.Equal(t, "fault.training.evidence_changed", fault.KeyOf(err))
	assert.Equal(t, before, len(entries(t, c.db)), "nothing was signed")
	o, err := c.sign()
	require.NoError(t, err)

	// What the apprentice does after the mentor's signature changes nothing of
	// what was signed.
	c.sit(quiz.Start{Points: []string{"footwear/product.recommend"}, Purpose: quiz.Practice, Count: 1})
	_, err = c.counterSign(o)
	assert.NoError(t, err)
}

func TestNobodySignsForAnotherOrInBothRoles(t *testing.T) {
	c, ctx := classroomOf(t), context.Background()
	c.enrol()
	c.finishFirstModule()
	e, err := c.ModuleEvidence(ctx, c.zhou, c.lin.ID, "footwear/presale-size")
	require.NoError(t, err)
	zhou, he, lin := unlock(t, c.staff, c.zhou, otherPhrase), unlock(t, c.staff, c.he, otherPhrase), unlock(t, c.staff, c.lin, otherPhrase)
	sign := func(actor op.Actor, signer *staff.Signer) error {
		_, err := c.MentorSign(ctx, actor, training.MentorSign{Command: command(), ApprenticeID: c.lin.ID, ModuleID: "footwear/presale-size", EvidenceHash: e.Hash,
			Meaning: e.Meaning.ZH, Witnessed: true}, signer)
		return err
	}
	assert.True(t, fault.Is(sign(c.lin, lin), fault.Forbidden), "the apprentice as mentor")
	assert.True(t, fault.Is(sign(c.he, he), fault.Forbidden), "another mentor")
	assert.True(t, fault.Is(sign(c.shen, zhou), fault.Forbidden), "the owner")
	assert.Equal(t, "fault.staff.sign_for_another", fault.KeyOf(sign(c.zhou, he)), "with another's key")
	assert.Equal(t, "fault.staff.sign_locked", fault.KeyOf(sign(c.zhou, nil)), "without a key")
	o, err := c.sign()
	require.NoError(t, err)
	assert.Equal(t, "fault.training.signed_already", fault.KeyOf(sign(c.zhou, zhou)))
	counter := func(actor op.Actor, signer *staff.Signer) error {
		_, err := c.CounterSign(ctx, actor, training.CounterSign{Command: command(), SignOffID: o.ID, EvidenceHash: o.EvidenceHash, Statement: o.Statement.ZH}, signer)
		return err
	}
	assert.True(t, fault.Is(counter(c.zhou, zhou), fault.Forbidden), "the mentor in both roles")
	assert.True(t, fault.Is(counter(c.shen, zhou), fault.Forbidden))
	assert.Equal(t, "fault.staff.sign_for_another", fault.KeyOf(counter(c.lin, zhou)))
	assert.NoError(t, counter(c.lin, lin))
	assert.Equal(t, "fault.training.sign_off_state", fault.KeyOf(counter(c.lin, lin)), "locked")
}

func TestADisputeIsWithdrawnAnsweredByANewVersionOrRuled(t *testing.T) {
	ctx := context.Background()
	disputed := func(t *testing.T) (*classroom, training.SignOff) {
		c := classroomOf(t)
		c.enrol()
		c.finishFirstModule()
		o, err := c.sign()
		require.NoError(t, err)
		_, err = c.Dispute(ctx, c.zhou, training.Dispute{Command: command(), SignOffID: o.ID, Reason: training.NotObserved})
		assert.True(t, fault.Is(err, fault.Forbidden), "only the apprentice objects")
		_, err = c.Dispute(ctx, c.lin, training.Dispute{Command: command(), SignOffID: o.ID, Reason: training.OtherDisagreement})
		assert.Equal(t, "fault.training.reason_needed", fault.KeyOf(err))
		o, err = c.Dispute(ctx, c.lin, training.Dispute{Command: command(), SignOffID: o.ID, Reason: training.NotObserved, Note: "没看过我接待"})
		require.NoError(t, err)
		assert.Equal(t, training.Disputed, o.State)
		return c, o
	}
	t.Run("answered and withdrawn", func(t *testing.T) {
		c, o := disputed(t)
		desk, err := c.Desk(ctx, c.zhou, training.DeskQuery{Mine: true})
		require.NoError(t, err)
		assert.Equal(t, training.CellDisputed, desk.Rows[0].Cells[0].State)
		require.Len(t, desk.Queue, 1)
		assert.Equal(t, training.QueueDispute, desk.Queue[0].Kind)
		_, err = c.AnswerDispute(ctx, c.zhou, training.AnswerDispute{Command: command(), SignOffID: o.ID, Note: "周三下午看过两单"})
		require.NoError(t, err)
		home, err := c.Home(ctx, c.lin)
		require.NoError(t, err)
		assert.True(t, slices.ContainsFunc(home.Plan, func(p training.PlanItem) bool { return p.Kind == training.NextDispute && p.ID == o.ID }), "the apprentice is told of the answer")
		o, err = c.WithdrawDispute(ctx, c.lin, training.WithdrawDispute{Command: command(), SignOffID: o.ID, Note: "想起来了"})
		require.NoError(t, err)
		assert.Equal(t, training.MentorSigned, o.State)
		o, err = c.counterSign(o)
		require.NoError(t, err)
		assert.Equal(t, training.Locked, o.State)
		assert.Len(t, o.Events, 5)
	})
	t.Run("a new version", func(t *testing.T) {
		c, o := disputed(t)
		c.observe("footwear/presale-desk", "ask")
		e, err := c.ModuleEvidence(ctx, c.zhou, c.lin.ID, "footwear/presale-size")
		require.NoError(t, err)
		signer := unlock(t, c.staff, c.zhou, otherPhrase)
		second, err := c.OfferAgain(ctx, c.zhou, training.OfferAgain{Command: command(), SignOffID: o.ID, EvidenceHash: e.Hash, Meaning: e.Meaning.ZH,
			Witnessed: true, Note: "今天又看了一单"}, signer)
		require.NoError(t, err)
		assert.Equal(t, 2, second.Version)
		old, err := c.SignOff(ctx, c.lin, o.ID)
		require.NoError(t, err)
		assert.Equal(t, training.Superseded, old.State)
		locked, err := c.counterSign(second)
		require.NoError(t, err)
		assert.Equal(t, training.Locked, locked.State)
		_, err = staff.NewKeyring(entries(t, c.db))
		assert.NoError(t, err, "every entry holds")
	})
	t.Run("ruled void and signed anew", func(t *testing.T) {
		c, o := disputed(t)
		owner := unlock(t, c.staff, c.shen, ownerPhrase)
		rule := training.RuleDispute{Command: command(), SignOffID: o.ID, Note: "确实没有观察记录"}
		_, err := c.RuleDispute(ctx, c.zhou, rule, unlock(t, c.staff, c.zhou, otherPhrase))
		assert.True(t, fault.Is(err, fault.Forbidden))
		o, err = c.RuleDispute(ctx, c.shen, rule, owner)
		require.NoError(t, err)
		assert.Equal(t, training.RuledVoid, o.State)
		second, err := c.sign()
		require.NoError(t, err)
		assert.Equal(t, 2, second.Version)
	})
	t.Run("ruled to stand and reopened", func(t *testing.T) {
		c, o := disputed(t)
		owner := unlock(t, c.staff, c.shen, ownerPhrase)
		c.db.Clock.Advance(3 * 24 * time.Hour)
		desk, err := c.Desk(ctx, c.shen, training.DeskQuery{})
		require.NoError(t, err)
		require.Len(t, desk.Queue, 1, "unsettled for two working days: it goes to the owner")
		assert.True(t, desk.Queue[0].Overdue)
		o, err = c.RuleDispute(ctx, c.shen, training.RuleDispute{Command: command(), SignOffID: o.ID, Stands: true, Note: "记录齐全"}, owner)
		require.NoError(t, err)
		assert.True(t, o.State.Signed())
		path, err := c.Path(ctx, c.lin, c.lin.ID)
		require.NoError(t, err)
		assert.Equal(t, training.StageSigned, path.Stages[0].State)
		o, err = c.Reopen(ctx, c.shen, training.Reopen{Command: command(), SignOffID: o.ID, Note: "抽查发现题目有误"}, owner)
		require.NoError(t, err)
		assert.Equal(t, training.Reopened, o.State)
		path, err = c.Path(ctx, c.lin, c.lin.ID)
		require.NoError(t, err)
		assert.Equal(t, training.StageNow, path.Stages[0].State)
	})
}

func TestTheStarterPackLeadsToACertificateInOneDay(t *testing.T) {
	c, ctx := classroomOf(t), context.Background()
	if press == nil {
		var err error
		press, err = pdf.NewPress(assets.FontRegular, assets.FontBold)
		require.NoError(t, err)
	}
	certificates := &certificate.Service{Store: data.StoreOf[certificate.Tx](c.db.DB), Clock: c.db.Clock, IDs: c.db.IDs, Quiz: c.quiz, Press: press}
	c.enrol()
	c.finishFirstModule()
	for _, module := range []string{"footwear/presale-size", "footwear/aftersale-return"} {
		if module == "footwear/aftersale-return" {
			c.finishSecondModule()
		}
		o, err := c.signModule(module)
		require.NoError(t, err)
		_, err = c.counterSign(o)
		require.NoError(t, err)
	}
	issued, err := certificates.IssueDue(ctx, c.lin, certificate.IssueDue{Command: command(), ApprenticeID: c.lin.ID})
	require.NoError(t, err)
	prospects, err := certificates.Prospects(ctx, c.lin, c.lin.ID)
	require.NoError(t, err)
	require.Len(t, issued.Certificates, 1, "%+v", prospects)
	assert.Equal(t, "客服上岗证书", issued.Certificates[0].Title[0])
	assert.Equal(t, training.NextDone, c.next().Kind)
}

func TestAFreeReplyCountsOnceTheMentorHasMarkedIt(t *testing.T) {
	c, ctx := classroomOf(t), context.Background()
	c.enrol()
	c.finishFirstModule()
	o, err := c.sign()
	require.NoError(t, err)
	_, err = c.counterSign(o)
	require.NoError(t, err)
	c.study("footwear/returns")
	c.study("footwear/calm")
	attempt := c.sit(quiz.Start{Points: []string{"footwear/talk.empathy"}, Purpose: quiz.Practice, Count: 1})
	row := func() training.RequirementRow {
		p, err := c.Path(ctx, c.lin, c.lin.ID)
		require.NoError(t, err)
		for _, r := range p.Stages[1].Modules[0].Requirements {
			if r.Kind == training.KindReply {
				return r
			}
		}
		t.Fatal("no reply requirement")
		return training.RequirementRow{}
	}
	assert.False(t, row().Met)
	desk, err := c.Desk(ctx, c.zhou, training.DeskQuery{})
	require.NoError(t, err)
	require.NotEmpty(t, desk.Queue)
	assert.Equal(t, training.QueueReply, desk.Queue[0].Kind)
	assert.Equal(t, attempt, desk.Queue[0].ID)
	_, err = c.quiz.MarkReply(ctx, c.zhou, quiz.MarkReply{Command: command(), Attempt: attempt, Slot: desk.Queue[0].Slot,
		Levels: map[string]int{"empathy": 3, "remedy": 2, "authority": 1}, Comment: "先道歉再给办法，稳。"})
	require.NoError(t, err)
	assert.True(t, row().Met)
	home, err := c.Home(ctx, c.lin)
	require.NoError(t, err)
	require.NotNil(t, home.Marking)
	assert.Equal(t, "先道歉再给办法，稳。", home.Marking.Comment)
	assert.Equal(t, "周敏", home.Marking.ByName)
	assert.Equal(t, "footwear/talk.empathy", home.Marking.Point.ID)

	c.sit(quiz.Start{Points: []string{"footwear/rule.no-reason-return"}, Purpose: quiz.Practice, Count: 10})
	c.sit(quiz.Start{Points: []string{"footwear/rule.privacy"}, Purpose: quiz.Practice, Count: 2})
	c.sit(quiz.Start{Blueprint: "footwear/aftersale-exam"})
	c.observe("footwear/aftersale-desk", "listen", "detail", "report")
	e, err := c.ModuleEvidence(ctx, c.zhou, c.lin.ID, "footwear/aftersale-return")
	require.NoError(t, err)
	assert.True(t, e.Complete, "%+v", e.Rows)
	detail, err := c.CellDetail(ctx, c.zhou, c.lin.ID, "footwear/aftersale-return")
	require.NoError(t, err)
	assert.Equal(t, training.CellReady, detail.Cell.State)
	assert.Equal(t, 100, detail.High)
	assert.Less(t, detail.Low, 100)
}

func TestWhenPracticeHasNothingNewLeftTheExamIsTheWayOn(t *testing.T) {
	c := classroomOf(t)
	c.enrol()
	c.study("footwear/sizing")
	c.study("footwear/recommend")
	next := c.next()
	require.Equal(t, training.NextPractice, next.Kind)
	c.sitAs(quiz.Start{Points: next.Points, Purpose: quiz.Practice, Count: 10}, false)
	next = c.next()
	assert.Equal(t, training.NextExam, next.Kind, "not mastered, but practice would only repeat")
	assert.Equal(t, "footwear/presale-exam", next.ID)
}

// A point leads back to what teaches it, and never to a lesson that says nothing
// about it.
func TestAPointNamesItsLessonAndItsScript(t *testing.T) {
	c, ctx := classroomOf(t), context.Background()
	got, err := c.Sources(ctx, c.lin, "footwear/product.width")
	require.NoError(t, err)
	require.NotNil(t, got.Lesson)
	require.NotNil(t, got.Script)
	lesson, err := c.Lesson(ctx, c.lin, got.Lesson.ID, 0)
	require.NoError(t, err)
	assert.True(t, slices.ContainsFunc(lesson.Points, func(p training.PointRow) bool { return p.ID == "footwear/product.width" }))
	assert.False(t, got.Script.Expired)

	none, err := c.Sources(ctx, c.lin, "footwear/no-such-point")
	require.NoError(t, err)
	assert.Zero(t, none)
}

func TestASignatureThatIsSentTwiceSignsOnce(t *testing.T) {
	c, ctx := classroomOf(t), context.Background()
	c.enrol()
	c.finishFirstModule()
	e, err := c.ModuleEvidence(ctx, c.zhou, c.lin.ID, "footwear/presale-size")
	require.NoError(t, err)
	signer := unlock(t, c.staff, c.zhou, otherPhrase)
	cmd := training.MentorSign{Command: command(), ApprenticeID: c.lin.ID, ModuleID: "footwear/presale-size", EvidenceHash: e.Hash, Meaning: e.Meaning.ZH, Witnessed: true}
	first, err := c.MentorSign(ctx, c.zhou, cmd, signer)
	require.NoError(t, err)
	size := len(entries(t, c.db))
	again, err := c.MentorSign(ctx, c.zhou, cmd, signer)
	require.NoError(t, err)
	assert.Equal(t, first, again)
	assert.Equal(t, size, len(entries(t, c.db)))
	cmd.Witnessed = false
	_, err = c.MentorSign(ctx, c.zhou, cmd, signer)
	assert.Equal(t, "fault.op.reused", fault.KeyOf(err))

	// What was stored is what was signed: the evidence hashes to the signed hash.
	stored, err := c.SignOff(ctx, c.lin, first.ID)
	require.NoError(t, err)
	canonical, err := ledger.Canonical(stored.Body)
	require.NoError(t, err)
	sum := sha256.Sum256(canonical)
	assert.Equal(t, first.EvidenceHash, hex.EncodeToString(sum[:]))
}

func TestAPointThatIsDueComesIntoTheDayAndTheForecastSaysWhatFades(t *testing.T) {
	c, ctx := classroomOf(t), context.Background()
	c.enrol()
	c.study("footwear/sizing")
	c.study("footwear/recommend")
	c.sit(quiz.Start{Points: []string{"footwear/product.width"}, Purpose: quiz.Practice, Count: 8})
	day, err := c.Home(ctx, c.lin)
	require.NoError(t, err)
	assert.Empty(t, day.Review.Points)
	require.NotEmpty(t, day.Review.Next)

	f, err := c.Forecast(ctx, c.zhou, "")
	require.NoError(t, err)
	assert.Empty(t, f.People, "nothing fades on the day itself")
	assert.Positive(t, f.Known)
	f, err = c.Forecast(ctx, c.zhou, "2026-12-31")
	require.NoError(t, err)
	require.Len(t, f.People, 1)
	assert.True(t, f.People[0].Mine)
	assert.Equal(t, c.lin.ID, f.People[0].PersonID)
	assert.Equal(t, f.Known, len(f.People[0].Points))
	for _, p := range f.People[0].Points {
		assert.Less(t, p.Recall, 8000)
		assert.LessOrEqual(t, p.Since, "2026-12-31")
	}
	_, err = c.Forecast(ctx, c.lin, "")
	assert.True(t, fault.Is(err, fault.Forbidden))
	_, err = c.Forecast(ctx, c.zhou, "soon")
	assert.Equal(t, "fault.quiz.unreadable_day", fault.KeyOf(err))

	c.db.Clock.Advance(30 * 24 * time.Hour)
	day, err = c.Home(ctx, c.lin)
	require.NoError(t, err)
	assert.Equal(t, training.NextReview, day.Next.Kind)
	assert.Equal(t, len(day.Review.Points), day.Next.Of)
	require.NotEmpty(t, day.Plan)
	assert.Equal(t, training.NextReview, day.Plan[0].Kind)
	c.sit(quiz.Start{Purpose: quiz.Review})
	day, err = c.Home(ctx, c.lin)
	require.NoError(t, err)
	assert.NotEqual(t, training.NextReview, day.Next.Kind)
	assert.Equal(t, training.NextReview, day.Plan[0].Kind)
	assert.True(t, day.Plan[0].Finished)
}
