package data_test

import (
	"context"
	"encoding/json"
	"flag"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/assets"
	"shifu/data"
	"shifu/data/pack"
	"shifu/data/tempdb"
	"shifu/internal/fault"
	"shifu/quiz"
	"shifu/training"
)

var update = flag.Bool("update", false, "write the list of what is in the starter packs anew")

func TestTheListOfWhatIsInTheStarterPacksIsTrue(t *testing.T) {
	const file = "starters.json"
	counts := map[string]training.PackCounts{}
	for _, id := range assets.Packs() {
		files, err := assets.Pack(id)
		require.NoError(t, err)
		p, _, err := pack.ReadFS(files)
		require.NoError(t, err)
		counts[id] = p.Counts()
	}
	want, err := json.MarshalIndent(counts, "", "  ")
	require.NoError(t, err)
	if *update {
		require.NoError(t, os.WriteFile(file, append(want, '\n'), 0o644))
	}
	kept, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Equal(t, string(want)+"\n", string(kept), "the packs have changed: go test ./data -run StarterPacksIsTrue -update")
}

func TestEveryStarterPackIsListedAndCanBeginAShop(t *testing.T) {
	db := tempdb.SQLite(t)
	_, shop := openShop(t, db)
	starters := data.Packs{Services: data.NewServices(db.DB)}
	list, err := starters.Starters(t.Context())
	require.NoError(t, err)
	require.NotEmpty(t, list)
	for _, p := range list {
		assert.NotEmpty(t, p.Title.ZH)
		assert.Positive(t, p.Counts.Models, p.ID)
		require.NoError(t, starters.ImportStarter(context.Background(), shop.Session.Actor, p.ID), p.ID)
	}
	packs, err := starters.Training.Packs(context.Background(), shop.Session.Actor)
	require.NoError(t, err)
	assert.Len(t, packs, len(list))
	assert.Positive(t, packs[0].Counts.Models)
}

// TestAReplyIsHeldToTheListsOfItsOwnTrade: what a massage device shop may not
// claim is in its pack, and only its own questions are marked by it.
func TestAReplyIsHeldToTheListsOfItsOwnTrade(t *testing.T) {
	ctx := context.Background()
	c := classroomOf(t)
	require.NoError(t, data.Packs{Services: data.NewServices(c.db.DB)}.ImportStarter(ctx, c.shen, "massage"))
	sit := func(point string) (quiz.Sitting, []string) {
		s, err := c.quiz.Start(ctx, c.lin, quiz.Start{Command: command(), Points: []string{point}, Purpose: quiz.Practice, Count: 1})
		require.NoError(t, err)
		s, err = c.quiz.Sitting(ctx, c.lin, s.Attempt)
		require.NoError(t, err)
		require.Equal(t, "rewrite", s.Slots[0].Type)
		var lists []string
		for _, l := range s.Slots[0].Shown.Text.Donts.Lists {
			lists = append(lists, l.ID)
		}
		return s, lists
	}
	_, shoes := sit("footwear/talk.negative-to-positive")
	assert.NotContains(t, shoes, "dont.medical")
	s, devices := sit("massage/serve.affirmative")
	assert.Contains(t, devices, "dont.medical")

	text := `{"text":"我理解您着急，我帮您走保修，明早优惠券也有，电池可以换，再坚持治疗一个疗程就好"}`
	a, err := c.quiz.Answer(ctx, c.lin, quiz.Reply{Command: command(), Attempt: s.Attempt, Slot: 0, Response: []byte(text)})
	require.NoError(t, err)
	assert.Zero(t, a.Feedback.Mark.Score)
	assert.False(t, a.Feedback.Mark.Right)

	v, err := c.Script(ctx, c.shen, "massage/amy3")
	require.NoError(t, err)
	assert.True(t, v.Clean)
	assert.NotEmpty(t, v.BadZH, "the bad wording is marked by the pack's list")
}

func TestAShopAtWorkIsOfferedThePacksThatItHasNot(t *testing.T) {
	ctx := context.Background()
	c := classroomOf(t)
	packs := data.Packs{Services: data.NewServices(c.db.DB)}
	offers := func() (ids []string) {
		list, err := packs.Offers(ctx, c.shen)
		require.NoError(t, err)
		for _, o := range list {
			assert.NotEmpty(t, o.Title.EN)
			ids = append(ids, o.ID)
		}
		return ids
	}
	assert.Equal(t, []string{"massage"}, offers())
	report, err := packs.AddStarter(ctx, c.shen, "massage")
	require.NoError(t, err)
	assert.Equal(t, "massage", report.Pack)
	assert.Positive(t, report.Added)
	assert.Empty(t, offers())
	_, err = packs.AddStarter(ctx, c.lin, "massage")
	assert.True(t, fault.Is(err, fault.Forbidden), "%v", err)
}

// TestAWordThatMeansTheSameIsReadAsTheOther: the shop says 等待付款, a learner
// writes 等候付款, and the pack's list makes them one.
func TestAWordThatMeansTheSameIsReadAsTheOther(t *testing.T) {
	ctx := context.Background()
	c := classroomOf(t)
	said := map[string]string{"unpaid": "等候付款", "toship": "等候发货", "toreceive": "等候收货", "toreview": "等候评价"}
	for range 12 {
		s, err := c.quiz.Start(ctx, c.lin, quiz.Start{Command: command(), Points: []string{"footwear/flow.deal-confirm"}, Purpose: quiz.Practice, Count: 1})
		require.NoError(t, err)
		var secret struct {
			Class string `json:"class"`
		}
		require.NoError(t, c.Store.View(ctx, func(tx training.Tx) error {
			keys, err := tx.AttemptKeys(ctx, s.Attempt)
			require.NoError(t, err)
			return json.Unmarshal(keys[0], &secret)
		}))
		words, ok := said[secret.Class]
		if !ok {
			words = "不知道"
		}
		a, err := c.quiz.Answer(ctx, c.lin, quiz.Reply{Command: command(), Attempt: s.Attempt, Slot: 0, Response: []byte(`{"text":"` + words + `"}`)})
		require.NoError(t, err)
		assert.Equal(t, ok, a.Feedback.Mark.Right, "%s is %s", words, secret.Class)
		if ok {
			return
		}
		_, err = c.quiz.HandIn(ctx, c.lin, quiz.HandIn{Command: command(), Attempt: s.Attempt})
		require.NoError(t, err)
	}
	require.Fail(t, "no situation was drawn whose answer has another word")
}
