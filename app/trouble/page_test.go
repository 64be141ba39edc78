package trouble_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"shifu/app/page"
	"shifu/app/page/pagetest"
	"shifu/app/trouble"
	"shifu/internal/fault"
	"shifu/internal/i18n"
	"shifu/internal/lang"
)

func way() *trouble.WayOut {
	return &trouble.WayOut{Label: "trouble.recover", Words: "trouble.recover_words", At: time.Date(2026, 11, 2, 1, 0, 0, 0, time.UTC),
		Do: func(context.Context) error { return nil }}
}

func TestTheTroubleAndItsWayOutAreSaidInWords(t *testing.T) {
	m := trouble.NewModel(i18n.For(lang.En), fault.New(fault.Corrupt, "fault.data.corrupt"), way())
	assert.Contains(t, m.Words(), "damaged")
	assert.Contains(t, m.Title(), "could not be opened")
	assert.True(t, m.CanMend())
	assert.Contains(t, m.Offer(), "set-aside")
	assert.Contains(t, m.Offer(), "2026")

	m.Mended(fault.New(fault.Unavailable, "fault.data.full"))
	assert.True(t, m.CanMend(), "it may be tried again")
	assert.Contains(t, m.Words(), "full")
	m.Mended(nil)
	assert.False(t, m.CanMend())
	assert.Contains(t, m.Words(), "open Shifu again")
	assert.NotContains(t, m.Title(), "could not be opened", "it would not be true any more")
}

func TestWithoutAWayOutOnlyTheWordsStand(t *testing.T) {
	m := trouble.NewModel(i18n.For(lang.ZhHans), errors.New("boom"), nil)
	assert.False(t, m.CanMend())
	assert.Empty(t, m.Offer())
	assert.Empty(t, m.Label())
	assert.NotEmpty(t, m.Words())
}

func TestThePageShowsItsWayOutAndNothingIsCutOff(t *testing.T) {
	for _, tag := range lang.Tags {
		h := pagetest.NewHost(t, tag)
		h.Open(trouble.New(fault.New(fault.Corrupt, "fault.data.corrupt"), way())(h, page.Route{Page: "trouble"}))
		for _, scale := range []float32{1, 1.25, 1.5} {
			h.Resize(1280/scale, 800/scale)
			assert.Empty(t, h.CutOff(), "%s at %v", tag, scale)
		}
		assert.Contains(t, h.Texts(), h.Words().T("trouble.recover"))
	}
}
