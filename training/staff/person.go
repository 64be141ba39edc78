package staff

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"shifu/internal/fault"
	"shifu/internal/lang"
	"shifu/internal/op"
)

// Shop is what everyone may know of the shop.
type Shop struct {
	ID       string    `json:"id"`
	Name     string    `json:"name"`
	Language lang.Tag  `json:"language"` // of the window until a person chooses another
	OpenedAt time.Time `json:"openedAt"`
	// Demo marks a throw-away shop with an invented history.
	Demo bool `json:"demo"`
	// KeyFingerprint is what a stranger compares before trusting a certificate:
	// 32 hexadecimal digits, see Fingerprint.
	KeyFingerprint string `json:"keyFingerprint"`
	// KeyKeeper is the id of the owner whose passphrase opens the shop key.
	KeyKeeper string `json:"keyKeeper"`
}

// State is where a person stands.
type State string

const (
	Invited State = "invited" // has a claim code, no PIN yet
	Active  State = "active"  // can sign in
	Left    State = "left"    // cannot; the history stays
)

// Person is a person of the shop as others see them.
type Person struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	// Tag tells namesakes apart ("1", "2", ...); empty while nobody else has
	// the name.
	Tag      string    `json:"tag"`
	Roles    []op.Role `json:"roles"`
	State    State     `json:"state"`
	HasKey   bool      `json:"hasKey"` // has enrolled a signing key that is still good
	JoinedAt time.Time `json:"joinedAt"`
	// LastSeenAt is the last sign-in, zero before the first.
	LastSeenAt time.Time `json:"lastSeenAt"`
}

// Label is the name with the tag that tells namesakes apart.
func (p Person) Label() string {
	if p.Tag == "" {
		return p.Name
	}
	return p.Name + " " + p.Tag
}

// Has says whether the person holds one of the roles.
func (p Person) Has(roles ...op.Role) bool { return p.Actor().Has(roles...) }

// Actor is the person as services are asked by.
func (p Person) Actor() op.Actor { return op.Actor{ID: p.ID, Roles: p.Roles} }

// blanks are letters and symbols that draw nothing.
const blanks = "\u115f\u1160\u3164\uffa0\u2800\u034f"

// Name brings a name into its form: composed (NFC), one blank where several
// were, none around. It holds a letter, at most NameLongest characters, nothing
// that is invisible or turns the direction of writing, and does not begin like
// a spreadsheet's formula (fault.staff.name_empty, name_long, name_characters,
// name_formula).
func Name(s string) (string, error) {
	if !utf8.ValidString(s) {
		return "", fault.New(fault.Invalid, "fault.staff.name_characters")
	}
	s = strings.Trim(norm.NFC.String(s), " \u3000\u00a0")
	letter, blank := false, false
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == ' ' || r == '\u3000' || r == '\u00a0':
			blank = true
			continue
		case !unicode.IsGraphic(r), unicode.Is(unicode.Zs, r), r == unicode.ReplacementChar, strings.ContainsRune(blanks, r):
			return "", fault.New(fault.Invalid, "fault.staff.name_characters")
		}
		if blank {
			b.WriteByte(' ')
			blank = false
		}
		letter = letter || unicode.IsLetter(r)
		b.WriteRune(r)
	}
	name := b.String()
	switch {
	case name == "":
		return "", fault.New(fault.Invalid, "fault.staff.name_empty")
	case strings.ContainsRune("=+-@＝＋－＠", []rune(name)[0]):
		return "", fault.New(fault.Invalid, "fault.staff.name_formula")
	case !letter:
		return "", fault.New(fault.Invalid, "fault.staff.name_empty")
	case utf8.RuneCountInString(name) > NameLongest:
		return "", fault.New(fault.Invalid, "fault.staff.name_long", "Most", NameLongest)
	}
	return name, nil
}

// roles brings roles into their order, each once (fault.staff.no_role).
func rolesOf(roles []op.Role) ([]op.Role, error) {
	var out []op.Role
	for _, known := range []op.Role{op.Owner, op.Supervisor, op.Mentor, op.Apprentice} {
		for _, r := range roles {
			if r == known {
				out = append(out, r)
				break
			}
		}
	}
	for _, r := range roles {
		if !(op.Actor{Roles: out}).Has(r) {
			return nil, fault.New(fault.Invalid, "fault.staff.no_role")
		}
	}
	if len(out) == 0 {
		return nil, fault.New(fault.Invalid, "fault.staff.no_role")
	}
	return out, nil
}

// Names reads names from pasted text: one a line, the first cell of a row.
func Names(text string) []string {
	var out []string
	for line := range strings.Lines(text) {
		name, _, _ := strings.Cut(line, "\t")
		if name = strings.TrimSpace(strings.Trim(strings.TrimSpace(name), `"`)); name != "" {
			out = append(out, name)
		}
	}
	return out
}
