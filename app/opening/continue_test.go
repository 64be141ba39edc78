package opening_test

import (
	"context"
	"testing"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/app/opening"
	"shifu/app/page"
	"shifu/app/page/pagetest"
	"shifu/internal/fault"
	"shifu/internal/i18n"
	"shifu/internal/lang"
	"shifu/internal/op"
	"shifu/training"
	"shifu/training/staff"
)

// shop is a shop that remembers what was asked of it. stop makes it break down at
// a call, as a program that is killed there.
type shop struct {
	open    bool
	packs   []string
	people  []staff.Person
	renewed int
	again   int
	paired  int
	stop    string
	watch   func() // looks at the screen while a programme is assigned
}

func (s *shop) dies(at string) error {
	if s.stop == at {
		return fault.New(fault.Unavailable, "fault.data.busy")
	}
	return nil
}

func (s *shop) OpenShop(_ context.Context, cmd staff.OpenShop) (staff.OpenedShop, error) {
	if err := s.dies("open"); err != nil {
		return staff.OpenedShop{}, err
	}
	s.open = true
	owner := staff.Person{ID: "owner", Name: cmd.OwnerName, Roles: []op.Role{op.Owner}, State: staff.Active}
	s.people = []staff.Person{owner}
	return staff.OpenedShop{Shop: staff.Shop{ID: "shop", Name: cmd.Name}, Owner: owner, RecoveryCode: "AAAA-BBBB"}, nil
}

func (s *shop) AddPeople(_ context.Context, _ op.Actor, cmd staff.AddPeople) (list []staff.Invitation, err error) {
	if s.stop == "name" {
		return nil, fault.New(fault.Invalid, "fault.staff.name_row", "Row", 2, "Most", 40)
	}
	for _, n := range cmd.People {
		p := staff.Person{ID: n.Name, Name: n.Name, Roles: n.Roles, State: staff.Invited}
		s.people = append(s.people, p)
		list = append(list, staff.Invitation{Person: p, ClaimCode: "F32S-T2JC"})
	}
	return list, s.dies("add")
}

func (s *shop) People(context.Context, op.Actor) ([]staff.Person, error) { return s.people, nil }

func (s *shop) InviteAgain(_ context.Context, _ op.Actor, cmd staff.InviteAgain) (staff.Invitation, error) {
	s.again++
	for _, p := range s.people {
		if p.ID == cmd.PersonID {
			return staff.Invitation{Person: p, ClaimCode: "NEWC-ODE1"}, nil
		}
	}
	return staff.Invitation{}, fault.New(fault.NotFound, "fault.staff.no_person")
}

func (s *shop) NewRecoveryCode(_ context.Context, _ op.Actor, cmd staff.NewRecoveryCode) (staff.RecoveryCode, error) {
	if cmd.Passphrase != "seven lanterns" {
		return staff.RecoveryCode{}, fault.New(fault.Forbidden, "fault.staff.wrong_passphrase", "Left", 4)
	}
	s.renewed++
	return staff.RecoveryCode{Code: "CCCC-DDDD"}, nil
}

func (s *shop) Starters(context.Context) ([]training.PackSummary, error) {
	return []training.PackSummary{{ID: "footwear"}, {ID: "massage"}}, nil
}

func (s *shop) ImportStarter(_ context.Context, _ op.Actor, id string) error {
	if err := s.dies("import"); err != nil {
		return err
	}
	s.packs = append(s.packs, id)
	return nil
}

func (s *shop) Programmes(context.Context, op.Actor) ([]training.ProgrammeRow, error) {
	return []training.ProgrammeRow{{ID: "fortnight"}}, nil
}

func (s *shop) AssignProgramme(context.Context, op.Actor, training.AssignProgramme) (training.Enrolment, error) {
	if s.watch != nil {
		s.watch()
	}
	return training.Enrolment{}, nil
}

func (s *shop) Pair(context.Context, op.Actor, training.Pair) (training.Mentorship, error) {
	if s.paired++; s.paired > 1 {
		return training.Mentorship{}, fault.New(fault.Conflict, "fault.training.paired_already")
	}
	return training.Mentorship{}, nil
}

// run is one run of the program on the settings of the one before.
func run(t *testing.T, s *shop, kept map[string]string) *pagetest.Host {
	h := pagetest.NewHost(t, lang.En)
	h.Settings, h.Who = kept, page.Person{}
	if s.open && opening.Unfinished(h.Setting) {
		h.Who = page.Person{Actor: op.Actor{ID: "owner", Roles: []op.Role{op.Owner}}, Name: "Shen Lan"} // signed in with the PIN
	}
	h.Open(opening.New(opening.Services{Staff: s, Training: s, Packs: s})(h, page.Route{Page: "opening"}))
	return h
}

// secrets goes from the names to the open shop.
func secrets(h *pagetest.Host) {
	h.Type("280615")
	h.Press(fyne.KeyReturn)
	h.Type("seven lanterns")
	h.Press(fyne.KeyReturn)
	h.Type("seven lanterns")
	h.Shortcut(fyne.KeyReturn, fyne.KeyModifierControl)
}

func named(h *pagetest.Host) {
	h.Type("Qinghe Shoes")
	h.Press(fyne.KeyReturn)
	h.Type("Shen Lan")
	h.Press(fyne.KeyReturn)
}

func TestAFirstRunGoesOnWithTheNamesThatWereTyped(t *testing.T) {
	s, kept := &shop{}, map[string]string{}
	named(run(t, s, kept))
	h := run(t, s, kept)
	assert.False(t, opening.Unfinished(h.Setting), "there is no shop to sign in to")
	secrets(h)
	assert.True(t, s.open)
	assert.NotContains(t, kept["opening"], "lanterns", "no secret is kept")
	assert.NotContains(t, kept["opening"], "280615")
	assert.NotContains(t, kept["opening"], "AAAA")
}

func TestAFirstRunThatStoppedWhileTheShopWasOpenedAsksForTheSecretsAgain(t *testing.T) {
	s, kept := &shop{stop: "open"}, map[string]string{}
	h := run(t, s, kept)
	named(h)
	secrets(h)
	s.stop = ""
	secrets(run(t, s, kept))
	assert.True(t, s.open)
	assert.Equal(t, []string{"footwear"}, s.packs)
}

func TestAFirstRunThatStoppedBeforeThePackWasInBringsItIn(t *testing.T) {
	s, kept := &shop{stop: "import"}, map[string]string{}
	h := run(t, s, kept)
	named(h)
	secrets(h)
	require.Empty(t, s.packs)
	s.stop = ""
	run(t, s, kept)
	assert.Equal(t, []string{"footwear"}, s.packs)
}

func TestARecoveryCodeThatWasNotNotedIsMadeAnewWithThePassphrase(t *testing.T) {
	s, kept := &shop{}, map[string]string{}
	h := run(t, s, kept)
	named(h)
	secrets(h)
	assert.Contains(t, h.Texts(), "AAAA-BBBB")

	h = run(t, s, kept)
	assert.NotContains(t, h.Texts(), "AAAA-BBBB", "it is shown once")
	h.Type("seven lamps")
	h.Press(fyne.KeyReturn)
	assert.Zero(t, s.renewed)
	h.Type("seven lanterns")
	h.Press(fyne.KeyReturn)
	assert.Equal(t, 1, s.renewed)
	assert.Contains(t, h.Texts(), "CCCC-DDDD")
	h.Type("dddd")
	h.Press(fyne.KeyReturn)

	h = run(t, s, kept)
	h.Type("Zhou Min")
	h.Press(fyne.KeyReturn)
	h.Type("Lin Xiaoman")
	h.Shortcut(fyne.KeyReturn, fyne.KeyModifierControl)
	assert.Len(t, s.people, 3, "the step after it, with the people")
}

func TestClaimCodesThatWereOnTheScreenAreMadeAnew(t *testing.T) {
	for _, stop := range []string{"", "add"} {
		s, kept := &shop{}, map[string]string{}
		h := run(t, s, kept)
		named(h)
		secrets(h)
		h.Type("bbbb")
		h.Press(fyne.KeyReturn)
		h.Type("Zhou Min\nLin Xiaoman")
		s.stop = stop
		h.Shortcut(fyne.KeyReturn, fyne.KeyModifierControl)

		h = run(t, s, kept)
		assert.Len(t, s.people, 3, "nobody is added twice")
		assert.Equal(t, 2, s.again)
		assert.Contains(t, h.Texts(), "NEWC-ODE1")
		h.Press(fyne.KeyReturn)
		require.NotNil(t, h.Session, "it is finished")
		assert.False(t, opening.Unfinished(h.Setting))
	}
}

func TestWhatIsWrongIsSaidAtTheFieldAndTheFieldHasTheFocus(t *testing.T) {
	s, kept := &shop{stop: "name"}, map[string]string{}
	h := run(t, s, kept)
	h.Press(fyne.KeyReturn)
	h.Press(fyne.KeyReturn) // from the last field on to the next step: there are no names
	named(h)
	h.Type("2806")
	h.Press(fyne.KeyReturn)
	h.Type("seven lanterns")
	h.Press(fyne.KeyReturn)
	h.Type("seven lanterns")
	h.Shortcut(fyne.KeyReturn, fyne.KeyModifierControl)
	require.False(t, s.open)
	h.Type("15") // the PIN has the focus and becomes 280615
	h.Shortcut(fyne.KeyReturn, fyne.KeyModifierControl)
	require.True(t, s.open)
	h.Type("bbbb")
	h.Press(fyne.KeyReturn)
	for range 30 {
		h.Type("Somebody")
		h.Press(fyne.KeyReturn)
	}
	h.Shortcut(fyne.KeyReturn, fyne.KeyModifierControl)
	assert.Contains(t, h.Texts(), "The name in row 2 cannot be used, and nobody was added. A name has letters, at most 40")
	s.stop = ""
	h.Type("One more")
	h.Shortcut(fyne.KeyReturn, fyne.KeyModifierControl)
	assert.Len(t, s.people, 32, "the names were kept, and what was typed next went on there")
}

func TestTheScreenTellsHowFarAddingManyPeopleHasCome(t *testing.T) {
	s := &shop{}
	h := run(t, s, map[string]string{})
	named(h)
	secrets(h)
	h.Type("bbbb")
	h.Press(fyne.KeyReturn)
	h.Type("Zhou Min\nLin Xiaoman\nSun Yinuo\nMa Kexin")
	var seen []string
	s.watch = func() {
		h.Tick()
		seen = append(seen, h.Texts()...)
	}
	h.Shortcut(fyne.KeyReturn, fyne.KeyModifierControl)
	assert.Contains(t, seen, "Assigning programmes 1 / 4 …")
	assert.Contains(t, seen, "Assigning programmes 3 / 4 …")
	assert.Contains(t, h.Texts(), "F32S-T2JC", "then the codes are there")

	s = &shop{stop: "name"}
	h = run(t, s, map[string]string{})
	named(h)
	secrets(h)
	h.Type("bbbb")
	h.Press(fyne.KeyReturn)
	h.Type("Zhou Min")
	h.Shortcut(fyne.KeyReturn, fyne.KeyModifierControl)
	h.Tick()
	assert.Contains(t, h.Texts(), "Add them", "the button offers it again")
}

func TestOfNamesakesOnlyTheFirstNameIsAMentor(t *testing.T) {
	m := opening.NewModel(i18n.For(lang.En))
	for range 2 { // as it is typed on
		m.SetNames("张三\n李四\n张三")
		require.Len(t, m.People(), 3)
		assert.True(t, m.People()[0].Mentor)
		assert.False(t, m.People()[2].Mentor)
	}
}
