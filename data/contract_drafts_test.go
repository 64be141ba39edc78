package data_test

import (
	"context"
	"encoding/json"
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
	"shifu/quiz/response"
	"shifu/training"
)

type draftTx interface {
	op.Tx
	quiz.DraftTx
}

func inDrafts(t *testing.T, db *tempdb.Fixture, fn func(ctx context.Context, tx draftTx) error) {
	t.Helper()
	ctx := context.Background()
	require.NoError(t, data.StoreOf[draftTx](db.DB).Update(ctx, func(tx draftTx) error { return fn(ctx, tx) }))
}

func TestADraftIsKeptWithItsTextAndListedWithoutIt(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *tempdb.Fixture) {
		at := db.Clock.Now()
		first := quiz.Draft{ID: "d1", Model: "shop/a", Title: lang.Text{ZH: "题", EN: "Title"}, Point: "p", Author: "shen", Base: "h", State: quiz.DraftOpen,
			Text: "format: 1\n# 半句\n", SavedAt: at}
		second := quiz.Draft{ID: "d2", Author: "wang", State: quiz.DraftSent, SavedAt: at.Add(time.Second), SentAt: at.Add(2 * time.Second), Reader: "he"}
		inDrafts(t, db, func(ctx context.Context, tx draftTx) error {
			require.NoError(t, tx.SaveDraft(ctx, first))
			require.NoError(t, tx.SaveDraft(ctx, second))
			got, err := tx.StoredDraft(ctx, "d1")
			require.NoError(t, err)
			assert.Equal(t, first, got)
			all, err := tx.Drafts(ctx)
			require.NoError(t, err)
			bare := first
			bare.Text = ""
			assert.Equal(t, []quiz.Draft{second, bare}, all, "the latest saved first")

			first.Text, first.State, first.Reader, first.SavedAt = "other", quiz.DraftAgreed, "he", at.Add(time.Hour)
			require.NoError(t, tx.SaveDraft(ctx, first))
			got, err = tx.StoredDraft(ctx, "d1")
			assert.Equal(t, first, got)
			return err
		})
		inDrafts(t, db, func(ctx context.Context, tx draftTx) error {
			require.NoError(t, tx.DropDraft(ctx, "d1"))
			_, err := tx.StoredDraft(ctx, "d1")
			assert.True(t, fault.Is(err, fault.NotFound))
			return nil
		})
	})
}

func TestAReadingIsKeptSlotBySlotAndGoesWithItsDraft(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *tempdb.Fixture) {
		at := db.Clock.Now()
		slots := []quiz.ReadSlot{{Variant: []byte(`{"v":1}`)}, {Variant: []byte(`{"v":2}`)}}
		inDrafts(t, db, func(ctx context.Context, tx draftTx) error {
			require.NoError(t, tx.SaveDraft(ctx, quiz.Draft{ID: "d", Author: "shen", State: quiz.DraftSent, SavedAt: at}))
			require.NoError(t, tx.SaveReading(ctx, "d", slots))
			slots[1] = quiz.ReadSlot{Variant: slots[1].Variant, Response: json.RawMessage(`{"choice":"a"}`), Agrees: true, Said: "看第二条", At: at}
			require.NoError(t, tx.SaveReadSlot(ctx, "d", 1, slots[1]))
			got, err := tx.ReadingOf(ctx, "d")
			assert.Equal(t, slots, got)
			return err
		})
		inDrafts(t, db, func(ctx context.Context, tx draftTx) error {
			require.NoError(t, tx.SaveReading(ctx, "d", slots[:1]))
			got, err := tx.ReadingOf(ctx, "d")
			require.NoError(t, err)
			assert.Equal(t, slots[:1], got, "a new sample replaces the old one")
			require.NoError(t, tx.DropDraft(ctx, "d"))
			got, err = tx.ReadingOf(ctx, "d")
			assert.Empty(t, got)
			return err
		})
	})
}

func TestApprovalsAreListedTheLatestFirst(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *tempdb.Fixture) {
		at := db.Clock.Now()
		old := quiz.Approval{Model: "m", Hash: "h1", Author: "shen", Reader: "he", Situations: 9, At: at}
		young := quiz.Approval{Model: "m", Hash: "h2", Author: "shen", Reader: "wang", Situations: 12, At: at.Add(time.Hour)}
		inDrafts(t, db, func(ctx context.Context, tx draftTx) error {
			require.NoError(t, tx.SaveApproval(ctx, old))
			require.NoError(t, tx.SaveApproval(ctx, young))
			got, err := tx.Approvals(ctx, "m")
			require.NoError(t, err)
			assert.Equal(t, []quiz.Approval{young, old}, got)
			old.At = at.Add(2 * time.Hour)
			require.NoError(t, tx.SaveApproval(ctx, old), "read once more")
			got, err = tx.Approvals(ctx, "m")
			assert.Equal(t, []quiz.Approval{old, young}, got)
			require.NoError(t, err)
			outside := quiz.Approval{Model: "n", Hash: "h3", Outside: lang.Text{ZH: "第二人", EN: "A second reader"}, Situations: 8, At: at.Add(3 * time.Hour)}
			require.NoError(t, tx.SaveApproval(ctx, outside))
			got, err = tx.Approvals(ctx, "")
			assert.Equal(t, []quiz.Approval{outside, old, young}, got, "of all models")
			return err
		})
	})
}

func TestWhatAnAuthorsScreenNeedsOfTheShop(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *tempdb.Fixture) {
		ctx := context.Background()
		people, opened := openShop(t, db)
		shen := opened.Owner.Actor()
		zhou := join(t, people, shen, "周敏", false, op.Mentor)
		join(t, people, shen, "林小满", false, op.Apprentice)
		at := db.Clock.Now()
		content := func(kind training.ContentKind, id, pack, body string) training.Content {
			return training.Content{Kind: kind, ID: id, Pack: pack, Version: 1, Hash: "h", PackHash: "h", FromPack: true, At: at, Body: []byte(body)}
		}
		require.NoError(t, data.StoreOf[training.Tx](db.DB).Update(ctx, func(tx training.Tx) error {
			for _, c := range []training.Content{
				content(training.ContentFact, "a/days", "a", `{"id":"days","kind":"int","value":"7","title":{"zh":"天","en":"days"}}`),
				content(training.ContentFact, "b/days", "b", `{"id":"days","kind":"int","value":"9","title":{"zh":"天","en":"days"}}`),
				content(training.ContentScript, "a/hi", "a", `{"code":"a/hi","text":{"zh":"您好","en":"Hello"}}`),
				content(training.ContentScript, "a/old", "a", `{"code":"a/old","to":"2020-01-01","text":{"zh":"旧","en":"old"}}`),
			} {
				require.NoError(t, tx.SaveContent(ctx, c))
			}
			return nil
		}))
		require.NoError(t, data.StoreOf[quiz.Tx](db.DB).View(ctx, func(tx quiz.Tx) error {
			facts, err := tx.PolicyFacts(ctx)
			require.NoError(t, err)
			assert.Equal(t, int64(7), facts["a"]["days"].Value)
			assert.Equal(t, int64(9), facts["b"]["days"].Value, "each pack has its own sheet")
			scripts, err := tx.ScriptTexts(ctx)
			require.NoError(t, err)
			assert.Equal(t, map[string]response.ScriptText{"a/hi": {Text: lang.Text{ZH: "您好", EN: "Hello"}, Version: "1"}}, scripts, "what is over is not copied any more")
			teachers, err := tx.Teachers(ctx)
			assert.ElementsMatch(t, []string{shen.ID, zhou.ID}, teachers, "an apprentice reads nobody's draft")
			return err
		}))
	})
}
