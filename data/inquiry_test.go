package data_test

import (
	"context"
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
	"shifu/training"
	"shifu/training/staff"
)

func TestAnInquiryIsKeptUntilItIsAnsweredOnce(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *tempdb.Fixture) {
		first := training.Inquiry{ID: "a", Kind: training.InquiryHelp, PersonID: "lin", Title: lang.Text{ZH: "尺码"}, At: db.Clock.Now(), LessonID: "sizing", Version: 2}
		second := training.Inquiry{ID: "b", Kind: training.InquiryWrong, PersonID: "lin", Title: lang.Text{ZH: "退货"}, Words: "现在是 15 天", At: db.Clock.Now().Add(time.Second), AttemptID: "t", Slot: 3, Model: "m"}
		for _, i := range []training.Inquiry{second, first} {
			inTraining(t, db, func(ctx context.Context, tx training.Tx) error { return tx.SaveInquiry(ctx, i) })
		}
		assert.True(t, fault.Is(data.StoreOf[training.Tx](db.DB).Update(context.Background(), func(tx training.Tx) error { return tx.SaveInquiry(context.Background(), first) }), fault.Conflict))
		inTraining(t, db, func(ctx context.Context, tx training.Tx) error {
			open, err := tx.OpenInquiries(ctx)
			require.NoError(t, err)
			require.Len(t, open, 2)
			assert.Equal(t, "a", open[0].ID, "the oldest first")
			assert.Equal(t, training.Inquiry{ID: "b", Kind: training.InquiryWrong, PersonID: "lin", Title: lang.Text{ZH: "退货"}, Words: "现在是 15 天", At: open[1].At, AttemptID: "t", Slot: 3, Model: "m"}, open[1])
			before, err := tx.Answered(ctx, "lin", time.Time{})
			require.NoError(t, err)
			assert.Empty(t, before)
			answer := training.Inquiry{ID: "b", Answer: "改好了", By: "shen", AnsweredAt: tx.Now()}
			require.NoError(t, tx.SaveInquiryAnswer(ctx, answer))
			assert.Equal(t, "fault.training.inquiry_answered", fault.KeyOf(tx.SaveInquiryAnswer(ctx, answer)))
			answered, err := tx.Answered(ctx, "lin", tx.Now())
			require.NoError(t, err)
			require.Len(t, answered, 1)
			assert.Equal(t, "改好了", answered[0].Answer)
			answered, err = tx.Answered(ctx, "lin", tx.Now().Add(time.Second))
			require.NoError(t, err)
			assert.Empty(t, answered, "it was answered before that")
			open, err = tx.OpenInquiries(ctx)
			require.NoError(t, err)
			assert.Len(t, open, 1)
			_, err = tx.StoredInquiry(ctx, "c")
			assert.True(t, fault.Is(err, fault.NotFound))
			return nil
		})
	})
}

// waiting lists what learners ask of somebody.
func (c *classroom) waiting(actor op.Actor) []training.QueueItem {
	c.t.Helper()
	d, err := c.Desk(context.Background(), actor, training.DeskQuery{})
	require.NoError(c.t, err)
	var out []training.QueueItem
	for _, q := range d.Queue {
		if q.Kind == training.QueueHelp || q.Kind == training.QueueWrong {
			out = append(out, q)
		}
	}
	return out
}

func TestALearnerAsksTheMentorAndReadsTheAnswerOnThePageOfTheDay(t *testing.T) {
	c, ctx := classroomOf(t), context.Background()
	c.enrol()
	asked, err := c.Inquire(ctx, c.lin, training.Inquire{Command: command(), Kind: training.InquiryHelp, LessonID: "footwear/sizing"})
	require.NoError(t, err, "words are not needed: the lesson says what it is about")
	assert.Empty(t, c.waiting(c.shen), "she has a mentor")
	assert.Empty(t, c.waiting(c.he))
	queue := c.waiting(c.zhou)
	require.Len(t, queue, 1)
	assert.Equal(t, asked.ID, queue[0].ID)
	assert.Equal(t, "林小满", queue[0].Name)

	c.db.Clock.Advance(time.Hour)
	answer := func(actor op.Actor, words string) error {
		_, err := c.AnswerInquiry(ctx, actor, training.AnswerInquiry{Command: command(), InquiryID: asked.ID, Words: words})
		return err
	}
	assert.True(t, fault.Is(answer(c.lin, "自己答"), fault.Forbidden))
	assert.True(t, fault.Is(answer(c.he, "不是我带的"), fault.Forbidden))
	assert.Equal(t, "fault.training.inquiry_empty", fault.KeyOf(answer(c.zhou, " \n")))
	assert.Equal(t, "fault.training.inquiry_long", fault.KeyOf(answer(c.zhou, strings.Repeat("长", 1001))))
	require.NoError(t, answer(c.zhou, "先问平时穿什么牌子。"))
	assert.Equal(t, "fault.training.inquiry_answered", fault.KeyOf(answer(c.shen, "我也说一句")))
	assert.Empty(t, c.waiting(c.zhou))

	h, err := c.Home(ctx, c.lin)
	require.NoError(t, err)
	require.Len(t, h.Answered, 1)
	assert.Equal(t, "先问平时穿什么牌子。", h.Answered[0].Answer)
	assert.Equal(t, "周敏", h.Answered[0].ByName)
	second, err := c.Inquire(ctx, c.lin, training.Inquire{Command: command(), Kind: training.InquiryHelp, LessonID: "footwear/recommend"})
	require.NoError(t, err)
	_, err = c.AnswerInquiry(ctx, c.zhou, training.AnswerInquiry{Command: command(), InquiryID: second.ID, Words: "明天一起看。"})
	require.NoError(t, err)
	h, err = c.Home(ctx, c.lin)
	require.NoError(t, err)
	require.Len(t, h.Answered, 2, "no answer hides another")
	c.db.Clock.Advance(8 * 24 * time.Hour)
	h, err = c.Home(ctx, c.lin)
	require.NoError(t, err)
	assert.Empty(t, h.Answered, "a week later it has been read")
}

func TestAQuestionIsAskedAboutOnceItWasExplained(t *testing.T) {
	c, ctx := classroomOf(t), context.Background()
	c.enrol()
	s, err := c.quiz.Start(ctx, c.lin, quiz.Start{Command: command(), Points: []string{"footwear/product.width"}, Purpose: quiz.Practice, Count: 2})
	require.NoError(t, err)
	ask := func(actor op.Actor, kind training.InquiryKind, words string) (training.Inquiry, error) {
		return c.Inquire(ctx, actor, training.Inquire{Command: command(), Kind: kind, AttemptID: s.Attempt, Slot: 0, Words: words})
	}
	_, err = ask(c.lin, training.InquiryHelp, "")
	assert.Equal(t, "fault.quiz.not_explained", fault.KeyOf(err), "nobody learns the key before the answer")
	_, err = c.quiz.Answer(ctx, c.lin, quiz.Reply{Command: command(), Attempt: s.Attempt, Slot: 0, Response: c.response(s.Attempt, 0, false)})
	require.NoError(t, err)
	_, err = ask(c.he, training.InquiryHelp, "")
	assert.True(t, fault.Is(err, fault.Forbidden), "it is somebody else's")
	_, err = ask(c.lin, training.InquiryWrong, "")
	assert.Equal(t, "fault.training.inquiry_empty", fault.KeyOf(err), "what is wrong has to be said")
	_, err = ask(c.lin, "praise", "好题")
	assert.Equal(t, "fault.training.inquiry_subject", fault.KeyOf(err))
	_, err = c.Inquire(ctx, c.lin, training.Inquire{Command: command(), Kind: training.InquiryHelp})
	assert.Equal(t, "fault.training.inquiry_subject", fault.KeyOf(err))

	wrong, err := ask(c.lin, training.InquiryWrong, "大一码现在有货了")
	require.NoError(t, err)
	assert.Empty(t, c.waiting(c.zhou), "who keeps the bank decides about it")
	require.Len(t, c.waiting(c.shen), 1)
	v, err := c.Inquiry(ctx, c.shen, wrong.ID)
	require.NoError(t, err)
	require.NotNil(t, v.Question)
	assert.NotEmpty(t, v.Model)
	assert.Equal(t, v.Model, v.Question.Model)
	assert.NotNil(t, v.Question.Feedback, "the answer is seen with its explanation")
	assert.NotEmpty(t, v.Question.Response)
	_, err = c.Inquiry(ctx, c.he, wrong.ID)
	assert.True(t, fault.Is(err, fault.Forbidden))
	_, err = c.AnswerInquiry(ctx, c.zhou, training.AnswerInquiry{Command: command(), InquiryID: wrong.ID, Words: "题没错"})
	assert.True(t, fault.Is(err, fault.Forbidden), "the mentor cannot take it from the desk of who keeps the bank")
	require.Len(t, c.waiting(c.shen), 1)
}

func TestInAnExamNobodyIsAskedBeforeItIsHandedIn(t *testing.T) {
	c, ctx := classroomOf(t), context.Background()
	c.enrol()
	c.study("footwear/sizing")
	c.study("footwear/recommend")
	c.sit(quiz.Start{Points: []string{"footwear/product.width"}, Purpose: quiz.Practice, Count: 8})
	s, err := c.quiz.Start(ctx, c.lin, quiz.Start{Command: command(), Blueprint: "footwear/presale-exam"})
	require.NoError(t, err)
	_, err = c.quiz.Answer(ctx, c.lin, quiz.Reply{Command: command(), Attempt: s.Attempt, Slot: 0, Response: c.response(s.Attempt, 0, true)})
	require.NoError(t, err)
	ask := func() error {
		_, err := c.Inquire(ctx, c.lin, training.Inquire{Command: command(), Kind: training.InquiryHelp, AttemptID: s.Attempt, Slot: 0})
		return err
	}
	assert.Equal(t, "fault.quiz.not_explained", fault.KeyOf(ask()))
	_, err = c.quiz.HandIn(ctx, c.lin, quiz.HandIn{Command: command(), Attempt: s.Attempt})
	require.NoError(t, err)
	assert.NoError(t, ask())
}

func TestAQuestionFindsSomebodyWhenTheMentorLeaves(t *testing.T) {
	c, ctx := classroomOf(t), context.Background()
	c.enrol()
	_, err := c.Inquire(ctx, c.lin, training.Inquire{Command: command(), Kind: training.InquiryHelp, LessonID: "footwear/sizing"})
	require.NoError(t, err)
	leave := func(who op.Actor) {
		t.Helper()
		_, err := c.staff.Leave(ctx, c.shen, staff.Leave{Command: command(), PersonID: who.ID})
		require.NoError(t, err)
	}
	leave(c.zhou)
	assert.Len(t, c.waiting(c.shen), 1, "nobody is left to answer but who runs the shop")
	leave(c.lin)
	assert.Empty(t, c.waiting(c.shen), "who has left waits for nothing")
}

func TestWithoutAMentorAQuestionGoesToWhoRunsTheShop(t *testing.T) {
	c, ctx := classroomOf(t), context.Background()
	_, err := c.Inquire(ctx, c.lin, training.Inquire{Command: command(), Kind: training.InquiryHelp, LessonID: "footwear/sizing", Words: "这里没懂"})
	require.NoError(t, err)
	queue := c.waiting(c.shen)
	require.Len(t, queue, 1)
	_, err = c.AnswerInquiry(ctx, c.shen, training.AnswerInquiry{Command: command(), InquiryID: queue[0].ID, Words: "这样看。"})
	require.NoError(t, err)
	h, err := c.Home(ctx, c.lin)
	require.NoError(t, err)
	assert.Len(t, h.Answered, 1, "also who has no programme yet reads the answer")

	_, err = c.Inquire(ctx, c.lin, training.Inquire{Command: command(), Kind: training.InquiryHelp, LessonID: "footwear/sizing", Words: "这里也没懂"})
	require.NoError(t, err)
	require.Len(t, c.waiting(c.shen), 1)
	c.enrol()
	assert.Empty(t, c.waiting(c.shen))
	assert.Len(t, c.waiting(c.zhou), 1, "it follows the learner to the new mentor")
}
