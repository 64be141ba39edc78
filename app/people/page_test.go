package people_test

import (
	"context"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/app/page"
	"shifu/app/page/pagetest"
	"shifu/app/people"
	"shifu/internal/fault"
	"shifu/internal/lang"
	"shifu/internal/op"
	"shifu/training"
	"shifu/training/staff"
)

// shop is a shop with two owners and somebody who has left; it remembers what was
// asked of it.
type shop struct {
	people.Staff
	keeper  string
	fails   error
	erased  []string
	handed  []staff.HandOver
	owners  []string
	renewed int
	printed string
}

const (
	code   = "AAAA-BBBB-CCCC"
	phrase = "my own words"
)

func (s *shop) Shop(context.Context) (staff.Shop, error) {
	return staff.Shop{ID: "shop", Name: "青禾", KeyKeeper: s.keeper}, nil
}

func (s *shop) People(context.Context, op.Actor) ([]staff.Person, error) {
	gone := staff.Person{ID: "gone", Name: "吴思齐", Roles: []op.Role{op.Apprentice}, State: staff.Left}
	if len(s.erased) > 0 {
		gone.Name = "—"
	}
	return []staff.Person{
		{ID: "me", Name: "沈岚", Roles: []op.Role{op.Owner}, State: staff.Active, HasKey: true},
		{ID: "zhou", Name: "周敏", Roles: []op.Role{op.Owner, op.Mentor}, State: staff.Active, HasKey: true},
		{ID: "lin", Name: "林小满", Roles: []op.Role{op.Mentor}, State: staff.Active},
		gone,
	}, nil
}

func (s *shop) Erase(_ context.Context, _ op.Actor, cmd staff.Erase) (staff.Person, error) {
	s.erased = append(s.erased, cmd.PersonID)
	return staff.Person{}, s.fails
}

func (s *shop) SetRoles(_ context.Context, _ op.Actor, cmd staff.SetRoles) (staff.Person, error) {
	if slices.Contains(cmd.Roles, op.Owner) {
		s.owners = append(s.owners, cmd.PersonID)
	}
	return staff.Person{}, nil
}

func (s *shop) Unlock(_ context.Context, _ op.Actor, typed staff.Secret) (*staff.Signer, error) {
	if typed != phrase {
		return nil, fault.New(fault.Forbidden, "fault.staff.wrong_passphrase")
	}
	return &staff.Signer{}, nil
}

func (s *shop) HandOver(_ context.Context, _ op.Actor, cmd staff.HandOver) (staff.HandedOver, error) {
	s.handed = append(s.handed, cmd)
	if s.fails != nil {
		return staff.HandedOver{}, s.fails
	}
	s.keeper = cmd.PersonID
	return staff.HandedOver{RecoveryCode: code}, nil
}

func (s *shop) NewRecoveryCode(_ context.Context, _ op.Actor, cmd staff.NewRecoveryCode) (staff.RecoveryCode, error) {
	s.renewed++
	return staff.RecoveryCode{Code: code}, s.fails
}

// lessons are a shop without programmes and pairs.
type lessons struct{ people.Training }

func (lessons) Mentorships(context.Context, op.Actor) ([]training.Mentorship, error) {
	return nil, nil
}

func (lessons) Programmes(context.Context, op.Actor) ([]training.ProgrammeRow, error) {
	return nil, nil
}

// open opens the page and chooses the person of a row.
func open(t *testing.T, s *shop, tag lang.Tag, row int) *pagetest.Host {
	h := pagetest.NewHost(t, tag, op.Owner)
	h.Open(people.New(people.Services{Staff: s, Training: lessons{}, Print: func(_ context.Context, shop, code string) error {
		s.printed = shop + " " + code
		return nil
	}})(h, page.Route{Page: "people"}))
	h.Press(fyne.KeyDown)
	for range row {
		h.Press(fyne.KeyDown)
	}
	h.Window().Canvas().Unfocus()
	return h
}

// sizes are what the page gets beside the rail in the two sizes of the window.
var sizes = []fyne.Size{{Width: 1096, Height: 800}, {Width: 960, Height: 680}}

func TestWhomTheOverviewNamesIsChosen(t *testing.T) {
	h := pagetest.NewHost(t, lang.En, op.Owner)
	h.Open(people.New(people.Services{Staff: &shop{keeper: "me"}, Training: lessons{}})(h, page.Route{Page: "people", ID: "lin"}))
	assert.Contains(t, h.Texts(), h.Words().T("people.new_code"), "what can be done with the person is offered at once")
}

func TestTheKeeperHandsTheShopKeyToAnotherOwner(t *testing.T) {
	for _, tag := range lang.Tags {
		s := &shop{keeper: "me"}
		h := open(t, s, tag, 1)
		w := h.Words()
		for _, size := range sizes {
			h.Resize(size.Width, size.Height)
			assert.Contains(t, h.Texts(), w.T("people.hand"))
			assert.Empty(t, h.CutOff())
		}
		h.Type("k")
		require.Len(t, h.Sheets, 1)
		assert.Equal(t, w.T("people.hand_title", "Name", "周敏"), h.Sheets[0].Title)
		h.Type("not it")
		h.Press(fyne.KeyReturn)
		h.Type("their words")
		h.Press(fyne.KeyReturn)
		assert.Empty(t, s.handed, "a bare Enter signs nothing")
		h.Shortcut(fyne.KeyReturn, fyne.KeyModifierControl)
		assert.Empty(t, s.handed, "the keeper's passphrase is wrong")
		require.Len(t, h.Sheets, 1)

		h.Type(phrase)
		h.Shortcut(fyne.KeyReturn, fyne.KeyModifierControl)
		require.Len(t, s.handed, 1)
		assert.Equal(t, "zhou", s.handed[0].PersonID)
		assert.Equal(t, staff.Secret("their words"), s.handed[0].Passphrase)
		assert.NotNil(t, s.handed[0].Owner)
		assert.NotEmpty(t, s.handed[0].ID)

		require.Len(t, h.Sheets, 2, "the new code is shown")
		h.Type("AAAA")
		h.Press(fyne.KeyReturn)
		assert.Empty(t, h.Toasts)
		h.Press(fyne.KeyEscape)
		require.Len(t, h.Toasts, 1, "who closes it without having noted the code is told so")
		assert.Equal(t, w.T("signing.recovery_unnoted"), h.Toasts[0].Words)
		assert.Contains(t, h.Texts(), "周敏")
		assert.NotContains(t, h.Texts(), w.T("people.hand"), "somebody else keeps the key now")
	}
}

func TestAWrongPassphraseOfTheOtherOwnerIsShownAtTheirField(t *testing.T) {
	s := &shop{keeper: "me", fails: fault.New(fault.Forbidden, "fault.staff.wrong_passphrase")}
	h := open(t, s, lang.En, 1)
	h.Type("k")
	h.Type(phrase)
	h.Press(fyne.KeyReturn)
	h.Type("wrong")
	h.Shortcut(fyne.KeyReturn, fyne.KeyModifierControl)
	require.Len(t, s.handed, 1)
	s.fails = nil
	h.Type("their words") // the cursor stands where the mistake was, and the field is empty
	h.Shortcut(fyne.KeyReturn, fyne.KeyModifierControl)
	require.Len(t, s.handed, 2)
	assert.Equal(t, staff.Secret("their words"), s.handed[1].Passphrase)
}

func TestAnotherOwnerTakesTheShopKeyOverWithTheRecoveryCode(t *testing.T) {
	s := &shop{keeper: "zhou"}
	h := open(t, s, lang.ZhHans, 0)
	assert.Contains(t, h.Texts(), h.Words().T("people.take"))
	h.Type("k")
	h.Type(code)
	h.Press(fyne.KeyReturn)
	h.Type(phrase)
	h.Shortcut(fyne.KeyReturn, fyne.KeyModifierControl)
	require.Len(t, s.handed, 1)
	assert.Equal(t, "me", s.handed[0].PersonID)
	assert.Equal(t, staff.Secret(code), s.handed[0].RecoveryCode)
	assert.Equal(t, staff.Secret(phrase), s.handed[0].Passphrase)
	assert.Nil(t, s.handed[0].Owner)
	require.Len(t, h.Sheets, 2)
	h.Type("cccc")
	h.Press(fyne.KeyReturn)
	assert.Empty(t, h.Toasts, "the code was noted")
	assert.Contains(t, h.Texts(), h.Words().T("people.renew"), "the key is theirs now")
}

func TestTheKeeperPrintsAnotherRecoveryCode(t *testing.T) {
	s := &shop{keeper: "me"}
	h := open(t, s, lang.En, 0)
	h.Type("k")
	h.Type(phrase)
	h.Shortcut(fyne.KeyReturn, fyne.KeyModifierControl)
	assert.Equal(t, 1, s.renewed)
	require.Len(t, h.Sheets, 2)
	h.PressButton(t, h.Words().T("opening.recovery_copy"))
	assert.Equal(t, code, h.Copied)
	h.PressButton(t, h.Words().T("opening.recovery_print"))
	assert.Equal(t, "青禾 "+code, s.printed)
}

func TestWhoHasLeftIsErasedOnceTheQuestionWasAnswered(t *testing.T) {
	for _, tag := range lang.Tags {
		s := &shop{keeper: "me"}
		h := open(t, s, tag, 3)
		w := h.Words()
		for _, size := range sizes {
			h.Resize(size.Width, size.Height)
			assert.Contains(t, h.Texts(), w.T("people.erase"))
			assert.Empty(t, h.CutOff())
		}
		h.Type("e")
		require.Len(t, h.Questions, 1)
		assert.Empty(t, s.erased)
		q := h.Questions[0]
		assert.True(t, q.Danger)
		for _, key := range []string{"people.erase_goes", "people.erase_stays", "people.erase_backups"} {
			assert.Contains(t, q.Words, w.T(key))
		}
		q.OnYes()
		assert.Equal(t, []string{"gone"}, s.erased)
		assert.NotContains(t, h.Texts(), w.T("people.erase"), "nobody is erased twice")
		h.Type("e")
		assert.Len(t, h.Questions, 1)
	}
}

func TestNobodyWhoIsInTheShopIsErasedAndNoSupervisorErases(t *testing.T) {
	s := &shop{keeper: "me"}
	h := open(t, s, lang.En, 2)
	h.Type("e")
	assert.Empty(t, h.Questions)

	h = open(t, s, lang.En, 3)
	h.Who.Roles = []op.Role{op.Supervisor}
	h.Type("e")
	assert.Empty(t, h.Questions)
}

func TestAnotherOwnerIsMadeAfterAQuestion(t *testing.T) {
	s := &shop{keeper: "me"}
	h := open(t, s, lang.En, 2)
	h.PressBox(t, h.Words().T("signin.role.owner"))
	require.Len(t, h.Questions, 1)
	assert.Empty(t, s.owners)
	h.Questions[0].OnNo()
	assert.Empty(t, s.owners)
	h.Questions[0].OnYes()
	assert.Equal(t, []string{"lin"}, s.owners)
}
