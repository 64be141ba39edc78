package asking_test

import (
	"context"
	"testing"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/app/asking"
	"shifu/app/page/pagetest"
	"shifu/internal/fault"
	"shifu/internal/lang"
	"shifu/internal/op"
	"shifu/training"
)

// mailbox keeps what was sent, or refuses it.
type mailbox struct {
	sent  []training.Inquire
	fails error
}

func (m *mailbox) Inquire(_ context.Context, _ op.Actor, cmd training.Inquire) (training.Inquiry, error) {
	m.sent = append(m.sent, cmd)
	return training.Inquiry{}, m.fails
}

func TestWhatCouldNotBeSentStaysAndIsSentAgainAsTheSame(t *testing.T) {
	m := &mailbox{fails: fault.New(fault.Unavailable, "fault.data.busy")}
	h := pagetest.NewHost(t, lang.ZhHans, op.Apprentice)
	asking.Ask(h, context.Background(), m, "尺码怎么推", training.Inquire{Kind: training.InquiryHelp, LessonID: "sizing"})
	send := func() { h.Shortcut(fyne.KeyReturn, fyne.KeyModifierControl) }
	h.Type("哪里看脚型")
	send()
	assert.Empty(t, h.Toasts)
	m.fails = nil
	send()
	require.Len(t, m.sent, 2)
	assert.Equal(t, m.sent[0], m.sent[1], "the same words are the same command: nobody is asked twice")
	assert.Equal(t, "哪里看脚型", m.sent[1].Words)
	assert.Equal(t, "sizing", m.sent[1].LessonID)
	assert.Len(t, h.Toasts, 1)
	assert.Nil(t, h.Window().Canvas().Overlays().Top(), "and the form is gone")
}

func TestOtherWordsAreAnotherCommand(t *testing.T) {
	m := &mailbox{fails: fault.New(fault.Invalid, "fault.training.inquiry_empty")}
	h := pagetest.NewHost(t, lang.En, op.Apprentice)
	asking.Ask(h, context.Background(), m, "Sizes", training.Inquire{Kind: training.InquiryWrong, AttemptID: "a"})
	h.Shortcut(fyne.KeyReturn, fyne.KeyModifierControl)
	h.Type("x")
	h.Shortcut(fyne.KeyReturn, fyne.KeyModifierControl)
	require.Len(t, m.sent, 2)
	assert.NotEqual(t, m.sent[0].ID, m.sent[1].ID)
}
