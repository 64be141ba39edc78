// Package opening is the first run: a shop is opened in three steps, or the
// demo shop is looked at.
package opening

import (
	"context"
	"strings"
	"unicode/utf8"

	"shifu/app/signing"
	"shifu/internal/i18n"
	"shifu/internal/lang"
	"shifu/internal/op"
	"shifu/training"
	"shifu/training/staff"
)

// Staff opens the shop and adds the first people.
type Staff interface {
	OpenShop(ctx context.Context, cmd staff.OpenShop) (staff.OpenedShop, error)
	AddPeople(ctx context.Context, actor op.Actor, cmd staff.AddPeople) ([]staff.Invitation, error)
	// These go on with a first run that was stopped.
	People(ctx context.Context, actor op.Actor) ([]staff.Person, error)
	InviteAgain(ctx context.Context, actor op.Actor, cmd staff.InviteAgain) (staff.Invitation, error)
	NewRecoveryCode(ctx context.Context, actor op.Actor, cmd staff.NewRecoveryCode) (staff.RecoveryCode, error)
}

// Training pairs the first mentor and apprentice and assigns the programme.
type Training interface {
	Programmes(ctx context.Context, actor op.Actor) ([]training.ProgrammeRow, error)
	AssignProgramme(ctx context.Context, actor op.Actor, cmd training.AssignProgramme) (training.Enrolment, error)
	Pair(ctx context.Context, actor op.Actor, cmd training.Pair) (training.Mentorship, error)
}

// Packs are the starter packs inside the program.
type Packs interface {
	// Starters lists them, the default first.
	Starters(ctx context.Context) ([]training.PackSummary, error)
	// ImportStarter brings one into the shop.
	ImportStarter(ctx context.Context, actor op.Actor, id string) error
}

// Demo opens a throw-away shop with a history; the window starts anew with it.
type Demo func(ctx context.Context) error

// Step is where the first run stands.
type Step int

const (
	AskShop     Step = iota // names and starter pack
	AskSecrets              // PIN and passphrase
	AskRecovery             // the printed code, typed back in part
	AskPeople               // the first mentor and apprentice
	ShowCodes               // their claim codes
)

// Model is what the page shows and what was typed. Secrets stay in the fields
// until the shop is opened.
type Model struct {
	words    *i18n.Printer
	step     Step
	Shop     string
	Owner    string
	packs    []training.PackSummary
	pack     int    // len(packs) is "start empty"
	wanted   string // the pack that was chosen before the program was stopped
	opened   staff.OpenedShop
	people   []Newcomer
	invited  []staff.Invitation
	Problems map[string]string // by field
}

// Newcomer is a name to add and what the person becomes.
type Newcomer struct {
	Name   string
	Mentor bool
}

// NewModel starts at the first step with the default pack chosen.
func NewModel(words *i18n.Printer) *Model {
	return &Model{words: words, Problems: map[string]string{}}
}

// SetPacks takes the starter packs. The first is chosen, or the one that was
// before the program was stopped.
func (m *Model) SetPacks(packs []training.PackSummary) {
	m.packs, m.pack = packs, 0
	if m.wanted == noPack {
		m.pack = len(packs)
	}
	for i, p := range packs {
		if p.ID == m.wanted {
			m.pack = i
		}
	}
}

// Step is where the first run stands.
func (m *Model) Step() Step { return m.step }

// Pack is a starter pack as a card.
type Pack struct {
	Title  string
	Lines  []string
	Chosen bool
}

// Packs lists the cards: the starter packs and "start empty".
func (m *Model) Packs() []Pack {
	var out []Pack
	for i, p := range m.packs {
		out = append(out, Pack{Title: m.words.Text(p.Title), Chosen: i == m.pack, Lines: []string{
			m.words.N("opening.pack_points", p.Counts.Points), m.words.N("opening.pack_models", p.Counts.Models),
			m.words.N("opening.pack_lessons", p.Counts.Lessons), m.words.N("opening.pack_scripts", p.Counts.Scripts)}})
	}
	return append(out, Pack{Title: m.words.T("opening.pack_empty"), Chosen: m.pack == len(m.packs), Lines: []string{m.words.T("opening.pack_empty_1"), m.words.T("opening.pack_empty_2")}})
}

// ChoosePack chooses a card.
func (m *Model) ChoosePack(i int) {
	if i >= 0 && i <= len(m.packs) {
		m.pack = i
	}
}

// PackID is the chosen starter pack, "" for none.
func (m *Model) PackID() string {
	if m.pack < len(m.packs) {
		return m.packs[m.pack].ID
	}
	return ""
}

// Named checks the first step and goes on.
func (m *Model) Named() bool {
	m.Problems = map[string]string{}
	if strings.TrimSpace(m.Shop) == "" {
		m.Problems["shop"] = m.words.T("opening.shop_missing")
	}
	if strings.TrimSpace(m.Owner) == "" {
		m.Problems["owner"] = m.words.T("opening.owner_missing")
	}
	if len(m.Problems) > 0 {
		return false
	}
	m.step = AskSecrets
	return true
}

// Back returns to the names while the shop is not open yet.
func (m *Model) Back() bool {
	if m.step != AskSecrets {
		return false
	}
	m.step = AskShop
	return true
}

// Secrets checks what was typed twice and answers the command that opens the
// shop.
func (m *Model) Secrets(id, pin, phrase, again string, tag lang.Tag) (staff.OpenShop, bool) {
	m.Problems = map[string]string{}
	if len(pin) != 6 || strings.Trim(pin, "0123456789") != "" {
		m.Problems["pin"] = m.words.T("opening.pin_six")
	}
	if phrase != again {
		m.Problems["again"] = m.words.T("opening.differ")
	}
	return staff.OpenShop{Command: op.Command{ID: id}, Name: strings.TrimSpace(m.Shop), OwnerName: strings.TrimSpace(m.Owner), Language: tag,
		PIN: staff.Secret(pin), Passphrase: staff.Secret(phrase)}, len(m.Problems) == 0
}

// Strength says plainly how a passphrase stands: "" while it is empty.
func (m *Model) Strength(phrase string) string {
	switch n := utf8.RuneCountInString(phrase); {
	case n == 0:
		return ""
	case n < staff.PassphraseShortest:
		return m.words.N("opening.strength_short", staff.PassphraseShortest-n)
	case n < 14:
		return m.words.T("opening.strength_fair")
	}
	return m.words.T("opening.strength_good")
}

// Opened takes the open shop.
func (m *Model) Opened(o staff.OpenedShop) { m.opened, m.step = o, AskRecovery }

// Actor is the owner.
func (m *Model) Actor() op.Actor { return m.opened.Owner.Actor() }

// OwnerName is the owner's name.
func (m *Model) OwnerName() string { return m.opened.Owner.Label() }

// RecoveryCode is shown once.
func (m *Model) RecoveryCode() string { return string(m.opened.RecoveryCode) }

// Recorded checks the last four characters of the code as they were typed back.
func (m *Model) Recorded(typed string) bool {
	m.Problems = map[string]string{}
	if !signing.Noted(m.RecoveryCode(), typed) {
		m.Problems["recovery"] = m.words.T("opening.recovery_wrong")
		return false
	}
	m.step = AskPeople
	return true
}

// SetNames takes names, one a line, or a column pasted from a spreadsheet. The
// first is a mentor, the others are apprentices; what was changed by hand stays.
func (m *Model) SetNames(text string) {
	was := map[string][]bool{} // of namesakes, in their order
	for _, p := range m.people {
		was[p.Name] = append(was[p.Name], p.Mentor)
	}
	m.people = nil
	for _, name := range staff.Names(text) {
		mentor := len(m.people) == 0
		if had := was[name]; len(had) > 0 {
			mentor, was[name] = had[0], had[1:]
		}
		m.people = append(m.people, Newcomer{name, mentor})
	}
}

// People lists the names with what they become.
func (m *Model) People() []Newcomer { return m.people }

// SetMentor changes what a person becomes.
func (m *Model) SetMentor(i int, mentor bool) { m.people[i].Mentor = mentor }

// AddPeople is the command that adds them.
func (m *Model) AddPeople(id string) staff.AddPeople {
	cmd := staff.AddPeople{Command: op.Command{ID: id}}
	for _, p := range m.people {
		role := op.Apprentice
		if p.Mentor {
			role = op.Mentor
		}
		cmd.People = append(cmd.People, staff.NewPerson{Name: p.Name, Roles: []op.Role{role}})
	}
	return cmd
}

// Invited takes the people with their claim codes.
func (m *Model) Invited(list []staff.Invitation) { m.invited, m.step = list, ShowCodes }

// Invitations lists them.
func (m *Model) Invitations() []staff.Invitation { return m.invited }

// Couple is the first mentor and the first apprentice among the people added,
// to be paired; "" where one is missing.
func Couple(list []staff.Invitation) (mentor, apprentice string) {
	for _, i := range list {
		if i.Person.Has(op.Mentor) && mentor == "" {
			mentor = i.Person.ID
		}
		if i.Person.Has(op.Apprentice) && apprentice == "" {
			apprentice = i.Person.ID
		}
	}
	if mentor == "" || apprentice == "" {
		return "", ""
	}
	return mentor, apprentice
}
