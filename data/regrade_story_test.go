package data_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/assets"
	"shifu/data"
	"shifu/data/tempdb"
	"shifu/internal/fault"
	"shifu/internal/op"
	"shifu/quiz"
	"shifu/quiz/model"
	"shifu/training"
	"shifu/training/certificate"
	"shifu/training/certificate/pdf"
)

const widthModel = "footwear/product.width"

// rotation is the corrected key of the story: every row's answer becomes the
// next of the list.
var rotation = map[string]string{"usual": "loosen", "loosen": "usual_leather", "usual_leather": "up_pad", "up_pad": "other", "other": "up", "up": "wait", "wait": "usual"}

// republish changes the model of the story and brings it into use as another
// version. It answers the version's hash.
func (c *classroom) republish(change func(*model.Model)) (hash string) {
	c.t.Helper()
	ctx := context.Background()
	require.NoError(c.t, c.Store.Update(ctx, func(tx training.Tx) error {
		all, err := tx.CurrentModels(ctx)
		require.NoError(c.t, err)
		for _, m := range all {
			if m.ID != widthModel {
				continue
			}
			var body struct {
				Model *model.Model `json:"model"`
				Facts model.Facts  `json:"facts"`
			}
			require.NoError(c.t, json.Unmarshal(m.Body, &body))
			change(body.Model)
			_, err := quiz.PutBank(ctx, tx, quiz.Bank{Models: []*model.Model{body.Model}, Facts: body.Facts})
			require.NoError(c.t, err)
		}
		hashes, err := tx.CurrentHashes(ctx)
		for _, h := range hashes {
			if h.ID == widthModel {
				hash = h.Hash
			}
		}
		return err
	}))
	return hash
}

// practiseByTheCorrectedKey sits a practice as somebody who answers what the
// corrected key says, and was marked wrong for it.
func (c *classroom) practiseByTheCorrectedKey(who op.Actor, count int) quiz.Result {
	c.t.Helper()
	ctx := context.Background()
	s, err := c.quiz.Start(ctx, who, quiz.Start{Command: command(), Purpose: quiz.Practice, Points: []string{widthModel}, Count: count})
	require.NoError(c.t, err)
	for n := range count {
		c.db.Clock.Advance(20 * time.Second)
		var right map[string]string
		require.NoError(c.t, json.Unmarshal(c.response(s.Attempt, n, true), &right))
		raw, err := json.Marshal(map[string]string{"choice": rotation[right["choice"]]})
		require.NoError(c.t, err)
		a, err := c.quiz.Answer(ctx, who, quiz.Reply{Command: command(), Attempt: s.Attempt, Slot: n, Response: raw})
		require.NoError(c.t, err)
		require.False(c.t, a.Feedback.Mark.Right)
	}
	r, err := c.quiz.HandIn(ctx, who, quiz.HandIn{Command: command(), Attempt: s.Attempt})
	require.NoError(c.t, err)
	return r
}

// certified brings lin to a certificate.
func (c *classroom) certified() (*certificate.Service, string) {
	c.t.Helper()
	ctx := context.Background()
	if press == nil {
		var err error
		press, err = pdf.NewPress(assets.FontRegular, assets.FontBold)
		require.NoError(c.t, err)
	}
	papers := &certificate.Service{Store: data.StoreOf[certificate.Tx](c.db.DB), Clock: c.db.Clock, IDs: c.db.IDs, Quiz: c.quiz, Press: press}
	c.enrol()
	c.finishFirstModule()
	for _, module := range []string{"footwear/presale-size", "footwear/aftersale-return"} {
		if module == "footwear/aftersale-return" {
			c.finishSecondModule()
		}
		o, err := c.signModule(module)
		require.NoError(c.t, err)
		_, err = c.counterSign(o)
		require.NoError(c.t, err)
	}
	issued, err := papers.IssueDue(ctx, c.lin, certificate.IssueDue{Command: command(), ApprenticeID: c.lin.ID})
	require.NoError(c.t, err)
	require.Len(c.t, issued.Certificates, 1)
	return papers, issued.Certificates[0].ID
}

func (c *classroom) regrade(papers *certificate.Service, q certificate.RegradeQuery) (certificate.RegradePreview, certificate.Regraded) {
	c.t.Helper()
	ctx := context.Background()
	p, err := papers.PreviewRegrade(ctx, c.shen, q)
	require.NoError(c.t, err)
	signer := unlock(c.t, c.staff, c.shen, ownerPhrase)
	defer signer.Close()
	done, err := papers.Regrade(ctx, c.shen, certificate.Regrade{Command: command(), RegradeQuery: q, Reason: "答案原来写错了", Hash: p.Hash}, signer)
	require.NoError(c.t, err)
	return p, done
}

func TestAWrongKeyIsCorrectedRegradedAndGivenBack(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *tempdb.Fixture) {
		c, ctx := newClassroom(t, db), context.Background()
		c.republish(func(m *model.Model) { m.Draw = 7 }) // all options on the screen
		papers, paper := c.certified()
		wu := join(t, c.staff, c.shen, "吴思齐", false, op.Apprentice).Actor()
		sun := join(t, c.staff, c.shen, "孙一诺", false, op.Apprentice).Actor()
		attempt := c.practiseByTheCorrectedKey(wu, 5).Attempt
		c.practiseByTheCorrectedKey(sun, 2)

		c.republish(func(m *model.Model) { m.Title.ZH += "（新）" })
		none, err := papers.Corrections(ctx, c.shen)
		require.NoError(t, err)
		assert.Empty(t, none, "another title is no other key")
		corrected := c.republish(func(m *model.Model) {
			for i := range m.Rules {
				m.Rules[i].Key.Word = rotation[m.Rules[i].Key.Word]
			}
		})
		list, err := papers.Corrections(ctx, c.shen)
		require.NoError(t, err)
		require.Len(t, list, 1)
		assert.Equal(t, widthModel, list[0].Model)
		assert.Equal(t, corrected, list[0].Version)
		assert.Equal(t, 3, list[0].Learners)
		assert.Positive(t, list[0].Keys)
		assert.False(t, list[0].Regraded)

		q := certificate.RegradeQuery{Model: widthModel}
		for _, who := range []op.Actor{c.lin, c.zhou} {
			_, err = papers.PreviewRegrade(ctx, who, q)
			assert.True(t, fault.Is(err, fault.Forbidden))
		}
		kinds := func() (classes []string) { // of wu's answers, as mastery counts them
			require.NoError(t, c.Store.Update(ctx, func(tx training.Tx) error {
				outcomes, err := tx.Outcomes(ctx, wu.ID, widthModel)
				for _, o := range outcomes {
					classes = append(classes, o.Class)
				}
				return err
			}))
			return classes
		}
		kindsBefore := kinds()
		before, err := c.quiz.Result(ctx, wu, attempt)
		require.NoError(t, err)
		p, err := papers.PreviewRegrade(ctx, c.shen, q)
		require.NoError(t, err)
		assert.Equal(t, map[string]string{c.lin.ID: "林小满", wu.ID: "吴思齐", sun.ID: "孙一诺"}, p.Names)
		assert.Empty(t, p.Unclear)
		require.Len(t, p.Certificates, 1)
		assert.False(t, p.Certificates[0].Holds)
		require.Len(t, p.SignOffs, 1)
		assert.False(t, p.SignOffs[0].Holds)
		mastered := map[string][2]bool{}
		for _, m := range p.Mastery {
			mastered[m.Learner] = [2]bool{m.Was, m.Is}
		}
		assert.Equal(t, map[string][2]bool{c.lin.ID: {true, false}, wu.ID: {false, true}, sun.ID: {false, false}}, mastered)
		again, err := c.quiz.Result(ctx, wu, attempt)
		require.NoError(t, err)
		assert.Equal(t, before, again, "looking changes nothing")

		signer := unlock(t, c.staff, c.shen, ownerPhrase)
		defer signer.Close()
		try := certificate.Regrade{Command: command(), RegradeQuery: q, Hash: p.Hash}
		_, err = papers.Regrade(ctx, c.shen, try, signer)
		assert.Equal(t, "fault.regrade.reason_missing", fault.KeyOf(err))
		try = certificate.Regrade{Command: command(), RegradeQuery: q, Reason: "写错了", Hash: "another"}
		_, err = papers.Regrade(ctx, c.shen, try, signer)
		assert.Equal(t, "fault.regrade.moved", fault.KeyOf(err))

		_, done := c.regrade(papers, q)
		assert.Equal(t, len(p.Answers), done.Answers)
		assert.Equal(t, []string{p.Certificates[0].Number}, done.Doubted)
		rotated := make([]string, len(kindsBefore))
		for i, class := range kindsBefore {
			rotated[i] = rotation[class]
		}
		assert.Equal(t, rotated, kinds(), "the kinds of answers go by the corrected key")
		after, err := c.quiz.Result(ctx, wu, attempt)
		require.NoError(t, err)
		assert.Equal(t, 5, after.Tally.Right)
		require.Len(t, after.Regraded, 5)
		assert.False(t, after.Regraded[0].Was.Right)
		assert.True(t, after.Regraded[0].Is.Right)
		assert.Equal(t, "答案原来写错了", after.Regraded[0].Changes[0].Reason)
		assert.Equal(t, string(after.Slots[0].Response), string(after.Slots[0].Feedback.Right), "the explanation tells the corrected key")
		for _, r := range results(t, c, c.lin) {
			if r.Blueprint == "footwear/presale-exam" {
				assert.NotEqual(t, quiz.Passed, r.Verdict)
			}
		}
		doubted := func() *certificate.Doubt {
			listing, err := papers.List(ctx, c.shen, certificate.Filter{})
			require.NoError(t, err)
			require.Len(t, listing.Rows, 1)
			if listing.Rows[0].Doubt != nil {
				assert.Equal(t, certificate.ReVerify, listing.Rows[0].State)
			} else {
				assert.Equal(t, certificate.Valid, listing.Rows[0].State)
			}
			return listing.Rows[0].Doubt
		}
		require.NotNil(t, doubted())
		assert.Equal(t, done.Entry, doubted().Entry)
		inDoubt := func(who op.Actor) (ids []string) {
			list, err := papers.DoubtedSignOffs(ctx, who)
			require.NoError(t, err)
			for _, o := range list {
				ids = append(ids, o.SignOff)
			}
			return ids
		}
		signOff := p.SignOffs[0].SignOff
		assert.Equal(t, []string{signOff}, inDoubt(c.shen))
		assert.Equal(t, []string{signOff}, inDoubt(c.zhou), "the mentor who signed it sees it")
		_, err = papers.DoubtedSignOffs(ctx, c.lin)
		assert.True(t, fault.Is(err, fault.Forbidden))
		well := func() {
			d, err := db.Doctor(ctx)
			require.NoError(t, err)
			assert.True(t, d.Well(), "%v", d.Findings)
		}
		well()
		list, err = papers.Corrections(ctx, c.shen)
		require.NoError(t, err)
		assert.True(t, list[0].Regraded)
		nothing, err := papers.PreviewRegrade(ctx, c.shen, q)
		require.NoError(t, err)
		assert.Empty(t, nothing.Answers, "a second time there is nothing to do")

		back, undone := c.regrade(papers, certificate.RegradeQuery{Undo: done.Entry})
		assert.Len(t, back.Answers, done.Answers)
		assert.Equal(t, done.Doubted, undone.Restored)
		assert.Nil(t, doubted())
		assert.Empty(t, inDoubt(c.shen), "what holds again is no exception")
		assert.Equal(t, kindsBefore, kinds())
		given, err := c.quiz.Result(ctx, wu, attempt)
		require.NoError(t, err)
		assert.Equal(t, before.Tally, given.Tally)
		assert.Len(t, given.Slots[0].Earlier, 2, "both marks before stay in the attempt")
		assert.Equal(t, before.Slots[0].Feedback.Right, given.Slots[0].Feedback.Right)
		well()
		all, err := papers.Regrades(ctx, c.shen)
		require.NoError(t, err)
		require.Len(t, all, 2)
		assert.Equal(t, undone.Entry, all[1].UndoneBy)
		assert.Equal(t, "沈岚", all[0].ByName)

		c.regrade(papers, q) // and once more: now the owner stands by the certificate
		require.NotNil(t, doubted())
		keep := certificate.Keep{Command: command(), CertificateID: paper, Reason: "当面重新考过"}
		_, err = papers.KeepCertificate(ctx, c.zhou, keep, unlock(t, c.staff, c.zhou, otherPhrase))
		assert.True(t, fault.Is(err, fault.Forbidden))
		view, err := papers.Certificate(ctx, c.shen, paper)
		require.NoError(t, err)
		assert.True(t, view.MayKeep)
		_, err = papers.KeepCertificate(ctx, c.shen, keep, signer)
		require.NoError(t, err)
		assert.Nil(t, doubted())
		keep.Command = command()
		_, err = papers.KeepCertificate(ctx, c.shen, keep, signer)
		assert.Equal(t, "fault.regrade.not_in_doubt", fault.KeyOf(err))
		well()
		assert.Equal(t, []string{signOff}, inDoubt(c.shen), "a word for the certificate settles no sign-off")
		_, err = c.Reopen(ctx, c.shen, training.Reopen{Command: command(), SignOffID: signOff, Note: "按改正的答案重新练过再签"}, signer)
		require.NoError(t, err)
		assert.Empty(t, inDoubt(c.shen), "reopened: settled")
		assert.Empty(t, inDoubt(c.zhou))
	})
}

func results(t *testing.T, c *classroom, who op.Actor) []quiz.ResultRow {
	t.Helper()
	rows, err := c.quiz.Results(context.Background(), who, who.ID)
	require.NoError(t, err)
	return rows
}

func TestAnswersThatTheNewKeyCannotJudgeAreNamedAndStay(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *tempdb.Fixture) {
		c, ctx := newClassroom(t, db), context.Background()
		papers := &certificate.Service{Store: data.StoreOf[certificate.Tx](db.DB), Clock: db.Clock, IDs: db.IDs, Quiz: c.quiz}
		wu := join(t, c.staff, c.shen, "吴思齐", false, op.Apprentice).Actor()
		c.enrol()
		c.republish(func(m *model.Model) { m.Draw = 3 }) // the next key is often not on the screen
		s, err := c.quiz.Start(ctx, wu, quiz.Start{Command: command(), Purpose: quiz.Practice, Points: []string{widthModel}, Count: 6})
		require.NoError(t, err)
		for n := range 6 {
			_, err := c.quiz.Answer(ctx, wu, quiz.Reply{Command: command(), Attempt: s.Attempt, Slot: n, Response: c.response(s.Attempt, n, true)})
			require.NoError(t, err)
		}
		before, err := c.quiz.HandIn(ctx, wu, quiz.HandIn{Command: command(), Attempt: s.Attempt})
		require.NoError(t, err)
		c.republish(func(m *model.Model) {
			for i := range m.Rules {
				m.Rules[i].Key.Word = rotation[m.Rules[i].Key.Word]
			}
		})
		p, done := c.regrade(papers, certificate.RegradeQuery{Model: widthModel})
		require.Len(t, p.Unclear, 1)
		assert.Equal(t, map[string]string{wu.ID: "吴思齐"}, p.Unjudged)
		assert.Equal(t, 6, len(p.Answers)+p.UnclearAnswers())
		assert.Equal(t, p.UnclearAnswers(), done.Unclear)
		after, err := c.quiz.Result(ctx, wu, s.Attempt)
		require.NoError(t, err)
		assert.Equal(t, p.UnclearAnswers(), after.Tally.Right, "they keep their mark")
		assert.Equal(t, 6, before.Tally.Right)
	})
}
