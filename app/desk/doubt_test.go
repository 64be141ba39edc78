package desk_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/app/desk"
	"shifu/app/kit"
	"shifu/app/overview"
	"shifu/app/page"
	"shifu/app/page/pagetest"
	"shifu/internal/lang"
	"shifu/internal/op"
	"shifu/training"
	"shifu/training/certificate"
)

// many is a desk at which more waits than a page has room for.
type many struct {
	desk.Group
	desk.Papers
}

func (many) Desk(context.Context, op.Actor, training.DeskQuery) (training.Desk, error) {
	return training.Desk{Queue: make([]training.QueueItem, 202)}, nil
}

func (many) DoubtedSignOffs(context.Context, op.Actor) ([]certificate.DoubtedSignOff, error) {
	return nil, nil
}

func TestALongQueueShowsItsBeginningAndHowMuchFollows(t *testing.T) {
	for _, tag := range lang.Tags {
		h := pagetest.NewHost(t, tag, op.Mentor)
		h.Open(desk.New(many{}, many{})(h, page.Route{Page: "desk"}))
		assert.Contains(t, h.Texts(), h.Words().N("desk.queue_more", 202-desk.MostQueued))
		assert.Contains(t, h.Texts(), "202")
	}
}

func TestASignOffInDoubtStandsFirstInTheQueueAndOnTheOverview(t *testing.T) {
	now := time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)
	doubts := []certificate.DoubtedSignOff{{SignOff: "s", Number: 4, Name: "林小满", Title: lang.Text{ZH: "尺码", EN: "Sizes"}, Doubt: certificate.Doubt{Entry: 41, At: now}}}
	for _, tag := range lang.Tags {
		w := pagetest.NewHost(t, tag, op.Mentor).Words()
		m := desk.NewModel(w)
		m.Set(training.Desk{Queue: []training.QueueItem{{Kind: training.QueueReply, Name: "吴思齐", ID: "a", Since: now.AddDate(0, 0, -3)}}}, doubts, now)
		queue := m.Queue()
		require.Len(t, queue, 2)
		to := page.Route{Page: "sign-off", ID: "s"}
		assert.Equal(t, to, queue[0].Route)
		assert.Equal(t, w.T("desk.kind.doubt"), queue[0].Kind)
		assert.Equal(t, kit.DangerTone, queue[0].Tone)

		rows := overview.Doubts(w, certificate.Listing{}, doubts, 0)
		require.Len(t, rows, 1)
		assert.Equal(t, to, rows[0].Route)
		assert.Contains(t, rows[0].Words, "林小满")
		assert.Contains(t, rows[0].Words, w.Text(doubts[0].Title))
	}
}
