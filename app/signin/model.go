// Package signin is the door: who are you, and the PIN. A new person comes in
// with the claim code of the owner and sets a PIN.
package signin

import (
	"context"
	"strings"
	"time"

	"shifu/internal/fault"
	"shifu/internal/i18n"
	"shifu/internal/op"
	"shifu/training/staff"
)

// Door is what the page asks of staff.
type Door interface {
	Shop(ctx context.Context) (staff.Shop, error)
	Tiles(ctx context.Context, text string) ([]staff.Tile, error)
	SignIn(ctx context.Context, cmd staff.SignIn) (staff.Session, error)
	Claim(ctx context.Context, cmd staff.Claim) (staff.Session, error)
	Recover(ctx context.Context, cmd staff.Recover) (staff.Recovered, error)
}

// tiles is how many people have a tile; the others are found by typing.
const tiles = 9

// Way is how the chosen person comes in.
type Way int

const (
	Nobody       Way = iota // nobody is chosen yet
	ByPIN                   //
	ByPassphrase            // instead of the PIN
	ByCode                  // the claim code: the first time, or the PIN was forgotten
	NewPIN                  // the code is typed: choose a PIN
	AgainPIN                // the same PIN once more
	ByRecovery              // the owner lost everything but the printed code
)

// Model is what the page shows, in words.
type Model struct {
	words  *i18n.Printer
	now    time.Time
	shop   staff.Shop
	people []staff.Tile
	chosen int // index of the chosen tile, -1 for none
	way    Way
	code   staff.Secret
	pin    string
	error  string
	waits  map[string]time.Duration // by person and way: until when, of the monotonic clock
}

// NewModel makes an empty page in a language.
func NewModel(words *i18n.Printer) *Model {
	return &Model{words: words, chosen: -1, waits: map[string]time.Duration{}}
}

// Set takes the shop and the people who fit the search.
func (m *Model) Set(shop staff.Shop, people []staff.Tile, now time.Time) {
	keep := m.Chosen()
	m.shop, m.people, m.now, m.chosen = shop, people, now, -1
	for i, t := range people {
		if keep != nil && t.ID == keep.ID {
			m.chosen = i
		}
	}
	if m.chosen < 0 {
		m.way = Nobody
		if len(people) == 1 {
			m.Choose(0)
		}
	}
}

// Shop is the shop's name.
func (m *Model) Shop() string { return m.shop.Name }

// Demo says that this is a throw-away shop.
func (m *Model) Demo() bool { return m.shop.Demo }

// Tile is a person on the page.
type Tile struct {
	Name, Note, Initial string
	Roles               []op.Role
	Chosen              bool
}

// Tiles lists the first people who fit.
func (m *Model) Tiles() []Tile {
	n := min(len(m.people), tiles)
	out := make([]Tile, n)
	for i, p := range m.people[:n] {
		note := m.Roles(p.Roles)
		switch {
		case p.FirstTime:
			note += " · " + m.words.T("signin.first_time")
		case !p.LastSeenAt.IsZero() && len(p.Roles) == 1: // a tile has no room for both
			note += " · " + m.words.Moment(p.LastSeenAt, m.now)
		}
		out[i] = Tile{Name: p.Label(), Note: note, Roles: p.Roles, Chosen: i == m.chosen}
	}
	return out
}

// Roles names roles.
func (m *Model) Roles(roles []op.Role) string {
	names := make([]string, len(roles))
	for i, r := range roles {
		names[i] = m.words.T("signin.role." + string(r))
	}
	return strings.Join(names, " · ")
}

// More says how many people have no tile, "" when all have one.
func (m *Model) More() string {
	if len(m.people) <= tiles {
		return ""
	}
	return m.words.T("signin.more", "All", len(m.people), "Rest", len(m.people)-tiles)
}

// Choose chooses a person.
func (m *Model) Choose(i int) {
	if i < 0 || i >= len(m.people) {
		return
	}
	m.chosen, m.code, m.pin, m.error, m.way = i, "", "", "", ByPIN
	if m.people[i].FirstTime {
		m.way = ByCode
	}
}

// Move chooses a neighbour.
func (m *Model) Move(by int) { m.Choose(min(max(m.chosen+by, 0), min(len(m.people), tiles)-1)) }

// Chosen is the chosen person, nil for none.
func (m *Model) Chosen() *staff.Tile {
	if m.chosen < 0 || m.chosen >= len(m.people) {
		return nil
	}
	return &m.people[m.chosen]
}

// ChosenID is the id of the chosen person, "" for none.
func (m *Model) ChosenID() string {
	if c := m.Chosen(); c != nil {
		return c.ID
	}
	return ""
}

// Way is how the chosen person comes in now.
func (m *Model) Way() Way { return m.way }

// Take chooses another way in.
func (m *Model) Take(w Way) { m.way, m.error, m.pin = w, "", "" }

// Owner says whether the chosen person owns the shop.
func (m *Model) Owner() bool { return m.Chosen() != nil && m.Chosen().Has(op.Owner) }

// Ask is the line below the name in the panel.
func (m *Model) Ask() string {
	return m.words.T([...]string{"signin.ask_nobody", "signin.ask_pin", "signin.ask_passphrase", "signin.ask_code", "signin.ask_new_pin", "signin.ask_again", "signin.ask_recovery"}[m.way])
}

// Error is what was wrong, "" when nothing was.
func (m *Model) Error() string { return m.error }

// Fail notes what was wrong. A wrong claim code leads back to it; after many
// wrong tries the next has to wait. now is of the monotonic clock.
func (m *Model) Fail(err error, words string, now time.Duration) {
	m.error = words
	if wait := staff.WaitOf(err); wait > 0 {
		m.waits[m.tries()] = now + wait
	}
	if (m.way == NewPIN || m.way == AgainPIN) && err != nil {
		m.pin = ""
		m.way = NewPIN
		if !fault.Is(err, fault.Invalid) || strings.Contains(fault.KeyOf(err), "code") {
			m.way, m.code = ByCode, ""
		}
	}
}

// tries names what is counted together: a person's PINs, passphrases, codes.
func (m *Model) tries() string {
	way := m.way
	if way == NewPIN || way == AgainPIN {
		way = ByCode
	}
	if way == ByRecovery || m.Chosen() == nil {
		return string(rune('0' + way))
	}
	return string(rune('0'+way)) + m.Chosen().ID
}

// Waiting says how long the next try has to wait yet, "" when it has not to.
func (m *Model) Waiting(now time.Duration) string {
	until, waits := m.waits[m.tries()]
	if !waits {
		return ""
	}
	if now >= until {
		delete(m.waits, m.tries())
		m.error = ""
		return ""
	}
	return m.words.T("signin.wait", "Left", m.words.Elapsed((until - now + time.Second - 1).Truncate(time.Second)))
}

// TypeCode takes the claim code; a PIN is chosen next.
func (m *Model) TypeCode(code string) bool {
	if strings.TrimSpace(code) == "" {
		m.error = m.words.T("signin.code_empty")
		return false
	}
	m.code, m.way, m.error = staff.Secret(code), NewPIN, ""
	return true
}

// TypePIN takes six digits and answers the command that they complete, if any:
// *staff.SignIn or *staff.Claim.
func (m *Model) TypePIN(pin, id string) any {
	m.error = ""
	person := m.Chosen()
	if person == nil {
		return nil
	}
	switch m.way {
	case ByPIN:
		return &staff.SignIn{PersonID: person.ID, PIN: staff.Secret(pin)}
	case NewPIN:
		m.pin, m.way = pin, AgainPIN
	case AgainPIN:
		if pin != m.pin {
			m.pin, m.way, m.error = "", NewPIN, m.words.T("signin.pins_differ")
			return nil
		}
		return &staff.Claim{Command: op.Command{ID: id}, PersonID: person.ID, Code: m.code, PIN: staff.Secret(pin)}
	}
	return nil
}
