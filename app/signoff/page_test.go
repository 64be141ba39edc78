package signoff_test

import (
	"cmp"
	"context"
	"testing"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/app/page"
	"shifu/app/page/pagetest"
	"shifu/app/signing"
	"shifu/app/signoff"
	"shifu/internal/lang"
	"shifu/internal/op"
	"shifu/training"
	"shifu/training/staff"
)

// signed is a module that the mentor has signed; it remembers what the apprentice
// said.
type signed struct {
	signoff.Modules
	signing.Keys
	state     training.SignOffState
	disputes  []training.Dispute
	takenBack []training.WithdrawDispute
	answers   []training.AnswerDispute
	mentor    string // "zhou" unless it is said
}

func (s *signed) SignOff(context.Context, op.Actor, string) (training.SignOff, error) {
	return training.SignOff{ApprenticeID: s.apprentice(), ModuleID: "presale"}, nil
}

func (s *signed) ModuleEvidence(context.Context, op.Actor, string, string) (training.Evidence, error) {
	return training.Evidence{Complete: true, Name: "林小满", Title: lang.Text{ZH: "售前基础"}, Body: training.EvidenceBody{Apprentice: s.apprentice(), Module: "presale"},
		SignOff: &training.SignOff{ID: "one", ApprenticeID: s.apprentice(), Apprentice: "林小满", MentorID: cmp.Or(s.mentor, "zhou"), Mentor: "周敏", State: s.state}}, nil
}

func (s *signed) apprentice() string {
	if s.mentor == "me" {
		return "lin"
	}
	return "me"
}

func (s *signed) AnswerDispute(_ context.Context, _ op.Actor, cmd training.AnswerDispute) (training.SignOff, error) {
	s.answers = append(s.answers, cmd)
	return training.SignOff{}, nil
}

func (s *signed) Person(context.Context, op.Actor, string) (staff.Person, error) {
	return staff.Person{ID: "me", HasKey: true}, nil
}

func (s *signed) Dispute(_ context.Context, _ op.Actor, cmd training.Dispute) (training.SignOff, error) {
	s.disputes = append(s.disputes, cmd)
	s.state = training.Disputed
	return training.SignOff{}, nil
}

func (s *signed) WithdrawDispute(_ context.Context, _ op.Actor, cmd training.WithdrawDispute) (training.SignOff, error) {
	s.takenBack = append(s.takenBack, cmd)
	s.state = training.MentorSigned
	return training.SignOff{}, nil
}

func TestWordsOfADisputeStayWhileTheApprenticeMakesUpTheirMind(t *testing.T) {
	s := &signed{state: training.MentorSigned}
	h := pagetest.NewHost(t, lang.ZhHans, op.Apprentice)
	p := signoff.New(signoff.Services{Modules: s, Keys: s})(h, page.Route{Page: "sign-off", ID: "me/presale"})
	router := h.Open(p)
	router.Rune('2')
	router.Rune('n')
	h.Type("那天我不在")
	p.Load(context.Background()) // something else of the module changed
	h.Window().Canvas().Unfocus()
	router.Rune('1')
	router.Rune('2')
	h.Shortcut(fyne.KeyReturn, fyne.KeyModifierControl)
	require.Len(t, s.disputes, 1)
	assert.Equal(t, "那天我不在", s.disputes[0].Note)
	assert.Equal(t, "dispute turn", p.(page.Locator).At())
	h.Window().Canvas().Unfocus()
	h.Shortcut(fyne.KeyReturn, fyne.KeyModifierControl)
	require.Len(t, s.takenBack, 1)
	assert.Empty(t, s.takenBack[0].Note, "these words belonged to the dispute")
}

func TestAnAnswerToADisputeIsSentOnce(t *testing.T) {
	s := &signed{state: training.Disputed, mentor: "me"}
	h := pagetest.NewHost(t, lang.ZhHans, op.Mentor)
	router := h.Open(signoff.New(signoff.Services{Modules: s, Keys: s})(h, page.Route{Page: "sign-off", ID: "one"}))
	router.Rune('n')
	h.Type("周三看了两单")
	h.Shortcut(fyne.KeyReturn, fyne.KeyModifierControl)
	require.Len(t, s.answers, 1)
	assert.Equal(t, "周三看了两单", s.answers[0].Note)
	h.Window().Canvas().Unfocus()
	h.Shortcut(fyne.KeyReturn, fyne.KeyModifierControl)
	require.Len(t, s.answers, 2)
	assert.Empty(t, s.answers[1].Note, "what was said is not said again")
}
