package data_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/data/tempdb"
	"shifu/internal/fault"
	"shifu/quiz"
	"shifu/quiz/check"
	"shifu/quiz/model"
	"shifu/quiz/response"
	"shifu/training"
)

const goldDays = "footwear/return_days_gold"

func (c *classroom) hash(id string) string {
	c.t.Helper()
	rows, err := c.quiz.Models(context.Background(), c.shen, "")
	require.NoError(c.t, err)
	for _, r := range rows {
		if r.ID == id {
			return r.Hash
		}
	}
	return ""
}

func TestAChangedPolicyFactMakesANewVersionOfEveryModelThatUsesIt(t *testing.T) {
	ctx := context.Background()
	c := newClassroom(t, tempdb.SQLite(t))
	facts, err := c.Facts(ctx, c.shen)
	require.NoError(t, err)
	require.NotEmpty(t, facts)
	_, err = c.Facts(ctx, c.lin)
	assert.True(t, fault.Is(err, fault.Forbidden))

	edit := training.EditFact{Command: command(), ID: goldDays, Value: "20"}
	preview, err := c.PreviewFact(ctx, c.shen, edit)
	require.NoError(t, err)
	require.NotEmpty(t, preview.Models)
	assert.Zero(t, preview.Errors, "%v", preview.Models)
	assert.Positive(t, preview.Situations)
	assert.NotEmpty(t, preview.Lessons)
	before := map[string]string{}
	for _, m := range preview.Models {
		before[m.ID] = c.hash(m.ID)
	}

	same, err := c.EditFact(ctx, c.shen, edit)
	require.NoError(t, err)
	assert.Equal(t, preview, same, "what was previewed is what happens")
	for id, hash := range before {
		assert.NotEqual(t, hash, c.hash(id), id)
	}
	facts, err = c.Facts(ctx, c.shen)
	require.NoError(t, err)
	for _, f := range facts {
		assert.Equal(t, f.ID == goldDays, f.Own, f.ID)
	}
	b, err := c.quiz.Workbench(ctx, c.shen, preview.Models[0].ID)
	require.NoError(t, err)
	assert.Equal(t, int64(20), b.Facts["footwear"]["return_days_gold"].Value, "authors write with the new value")

	report, err := c.ImportPack(ctx, c.shen, training.ImportPack{Command: command()}, c.pack)
	require.NoError(t, err)
	assert.Zero(t, report.Updated, "importing the pack again keeps the shop's sheet")
	for id, hash := range before {
		assert.NotEqual(t, hash, c.hash(id), id)
	}
}

func TestAFactThatWouldBreakAModelOrCannotBeReadIsRefused(t *testing.T) {
	ctx := context.Background()
	c := newClassroom(t, tempdb.SQLite(t))
	_, err := c.PreviewFact(ctx, c.shen, training.EditFact{Command: command(), ID: goldDays, Value: "a fortnight"})
	assert.Equal(t, "fault.training.fact_value", fault.KeyOf(err))
	preview, err := c.PreviewFact(ctx, c.shen, training.EditFact{Command: command(), ID: goldDays, Value: "7"})
	require.NoError(t, err)
	_, err = c.EditFact(ctx, c.shen, training.EditFact{Command: command(), ID: goldDays, Value: "7"})
	assert.Equal(t, preview.Errors > 0, fault.KeyOf(err) == "fault.training.fact_breaks", "%v", err)
	if preview.Errors > 0 {
		hash := c.hash(preview.Models[0].ID)
		assert.Equal(t, hash, c.hash(preview.Models[0].ID))
	}
}

// publish edits a model of the pack, lets He read it and publishes it.
func (c *classroom) publish(id string, change func(text string) string) {
	c.t.Helper()
	ctx := context.Background()
	draft, err := c.quiz.StartDraft(ctx, c.shen, quiz.StartDraft{Command: command(), Model: id})
	require.NoError(c.t, err)
	b, err := c.quiz.Workbench(ctx, c.shen, draft)
	require.NoError(c.t, err)
	d := model.OpenDocument(change(b.Draft.Text))
	for _, f := range b.Check(d.Text()).Findings {
		require.NotEqual(c.t, model.Error, f.Severity, "%v", f)
		if f.Severity == model.Warning && f.Code[0] == 'W' && f.Accepted == "" {
			d.Change(func(item *model.Piece) { check.Accept(item, f, "known") })
		}
	}
	_, err = c.quiz.SaveDraft(ctx, c.shen, quiz.SaveDraft{Command: command(), Draft: draft, Text: d.Text()})
	require.NoError(c.t, err)
	step := func() quiz.DraftCommand { return quiz.DraftCommand{Command: command(), Draft: draft} }
	_, err = c.quiz.SendDraft(ctx, c.shen, step())
	require.NoError(c.t, err)
	r, err := c.quiz.Reading(ctx, c.he, draft)
	require.NoError(c.t, err)
	for _, sl := range r.Slots {
		_, err := c.quiz.AnswerReading(ctx, c.he, quiz.AnswerReading{Command: command(), Draft: draft, N: sl.N, Response: c.knows(draft, sl.N)})
		require.NoError(c.t, err)
	}
	done, err := c.quiz.FinishReading(ctx, c.he, step())
	require.NoError(c.t, err)
	require.Equal(c.t, quiz.DraftAgreed, done.State)
	_, err = c.quiz.PublishDraft(ctx, c.shen, step())
	require.NoError(c.t, err)
}

func TestAnEditedModelOfAPackIsKeptWhenThePackComesAgainWithTheDifferenceShown(t *testing.T) {
	ctx := context.Background()
	c := newClassroom(t, tempdb.SQLite(t))
	const id = "footwear/brand.story"
	before := c.hash(id)
	require.NotEmpty(t, before)
	c.publish(id, func(text string) string { return strings.Replace(text, "您怎么接？", "您怎么回？", 1) })
	own := c.hash(id)
	require.NotEqual(t, before, own)

	newer := *c.pack
	newer.Manifest.Version = "9.9.9"
	newer.Models = nil
	for _, m := range c.pack.Models {
		if m.ID == "brand.story" {
			copied := *m
			copied.Rev++
			copied.Points++
			m = &copied
		}
		newer.Models = append(newer.Models, m)
	}
	report, err := c.ImportPack(ctx, c.shen, training.ImportPack{Command: command()}, &newer)
	require.NoError(t, err)
	var row *training.ImportRow
	for i := range report.Rows {
		if report.Rows[i].ID == id {
			row = &report.Rows[i]
		}
	}
	require.NotNil(t, row, "%v", report.Rows)
	assert.Equal(t, training.Conflict, row.Change)
	assert.Contains(t, row.Mine, "您怎么回？")
	assert.Contains(t, row.Theirs, "您怎么接？")
	assert.Equal(t, own, c.hash(id), "what the shop wrote stays in use")
}

// knows answers a situation of a reading as the model does: what its frozen key says.
func (c *classroom) knows(draft string, n int) []byte {
	c.t.Helper()
	var v response.Variant
	require.NoError(c.t, c.Store.View(context.Background(), func(tx training.Tx) error {
		slots, err := tx.ReadingOf(context.Background(), draft)
		if err != nil {
			return err
		}
		return json.Unmarshal(slots[n].Variant, &v)
	}))
	return response.SelfTest(&v).Right
}

func TestThePackBringsTheApprovalsOfTheVersionsThatWereRead(t *testing.T) {
	ctx := context.Background()
	c := newClassroom(t, tempdb.SQLite(t))
	sum := c.pack.SumReadings()
	require.Positive(t, sum.Models)
	view, err := c.quiz.Bank(ctx, c.shen)
	require.NoError(t, err)
	read, answered := 0, 0
	for _, p := range view.Points {
		for _, m := range p.Models {
			if m.Approval != nil {
				read++
				answered += m.Approval.Situations
				assert.False(t, m.Approval.Outside.Empty())
			}
		}
	}
	assert.Equal(t, sum.Models, read)
	assert.Equal(t, sum.Answered, answered)
}
