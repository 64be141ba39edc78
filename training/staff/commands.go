package staff

import (
	"time"

	"shifu/internal/lang"
	"shifu/internal/op"
)

// OpenShop is the first thing that ever happens: a shop and its owner.
type OpenShop struct {
	op.Command
	Name       string   `json:"name"`
	OwnerName  string   `json:"ownerName"`
	Language   lang.Tag `json:"language"`
	Demo       bool     `json:"demo"`
	PIN        Secret   `json:"-"`
	Passphrase Secret   `json:"-"`
}

// OpenedShop is a new shop. The recovery code is shown now and never again;
// NewRecoveryCode makes another.
type OpenedShop struct {
	Shop         Shop    `json:"shop"`
	Owner        Person  `json:"owner"`
	RecoveryCode Secret  `json:"-"`
	Session      Session `json:"-"`
}

// Session is a person who has just signed in.
type Session struct {
	Actor     op.Actor  `json:"actor"`
	Person    Person    `json:"person"`
	StartedAt time.Time `json:"startedAt"`
}

// Tile is one person on the sign-in page.
type Tile struct {
	Person
	// FirstTime asks for the claim code instead of the PIN.
	FirstTime bool `json:"firstTime"`
}

// Claim takes a tile over with a claim code: a new person's first sign-in, or
// the way back in for somebody who forgot the PIN.
type Claim struct {
	op.Command
	PersonID string `json:"personId"`
	Code     Secret `json:"-"`
	PIN      Secret `json:"-"`
}

// SignIn opens a session by PIN, or by passphrase where that is given instead.
type SignIn struct {
	PersonID   string `json:"personId"`
	PIN        Secret `json:"-"`
	Passphrase Secret `json:"-"`
}

// SetPIN gives the actor another PIN; the present PIN or the passphrase allows it.
type SetPIN struct {
	op.Command
	PIN        Secret `json:"-"` // the new one
	OldPIN     Secret `json:"-"`
	Passphrase Secret `json:"-"`
}

// NewPerson is a person to add.
type NewPerson struct {
	Name  string    `json:"name"`
	Roles []op.Role `json:"roles"`
}

// AddPeople adds people, all or none. A name that exists already is allowed.
type AddPeople struct {
	op.Command
	People []NewPerson `json:"people"`
}

// Invitation is a person with the claim code to hand over. The code is shown
// now and never again; InviteAgain makes another. A command that is sent again
// answers the people without their codes.
type Invitation struct {
	Person    Person    `json:"person"`
	ClaimCode Secret    `json:"-"` // printed as XXXX-XXXX
	ExpiresAt time.Time `json:"expiresAt"`
}

// InviteAgain makes a new claim code for a person who lost it, forgot the PIN,
// or comes back.
type InviteAgain struct {
	op.Command
	PersonID string `json:"personId"`
}

// SetRoles gives a person other roles.
type SetRoles struct {
	op.Command
	PersonID string    `json:"personId"`
	Roles    []op.Role `json:"roles"`
}

// Rename gives a person another name.
type Rename struct {
	op.Command
	PersonID string `json:"personId"`
	Name     string `json:"name"`
}

// Leave ends a person's time in the shop; the history and old signatures stay.
type Leave struct {
	op.Command
	PersonID string `json:"personId"`
}

// EnrolKey makes the actor's signing key. With Owner the shop key signs the
// enrolment, else the issuing key does and the entry shows it.
type EnrolKey struct {
	op.Command
	Passphrase Secret  `json:"-"`
	Owner      *Signer `json:"-"` // the owner's, when the owner is present
}

// ChangePassphrase wraps the actor's key, and the shop's where it is the
// owner's, under another passphrase. The key stays the same.
type ChangePassphrase struct {
	op.Command
	Old Secret `json:"-"`
	New Secret `json:"-"`
}

// ReplaceKey ends the key of a person who forgot the passphrase; the person then
// enrols a new one. Owner is the actor's own signer and must open the shop key.
// Second is another person who confirms: a mentor, supervisor or owner. Only
// when the shop has nobody else who could, the recovery code stands in.
type ReplaceKey struct {
	op.Command
	PersonID     string  `json:"personId"`
	Owner        *Signer `json:"-"`
	Second       *Signer `json:"-"`
	RecoveryCode Secret  `json:"-"`
}

// Recover gives the owner who forgot everything a new PIN and passphrase for the
// same keys. It needs no sign-in, only the recovery code, which is used up.
type Recover struct {
	op.Command
	Code       Secret `json:"-"`
	PIN        Secret `json:"-"`
	Passphrase Secret `json:"-"`
}

// Recovered is a shop that was opened by its recovery code. The new code is
// shown now and never again.
type Recovered struct {
	Owner        Person  `json:"owner"`
	RecoveryCode Secret  `json:"-"`
	Session      Session `json:"-"`
}

// NewRecoveryCode prints another recovery code; the one before is no longer good.
type NewRecoveryCode struct {
	op.Command
	Passphrase Secret `json:"-"`
}

// RecoveryCode is a new recovery code, shown once.
type RecoveryCode struct {
	Code Secret `json:"-"` // printed in groups of four; the last group is check characters
}

// Delegate makes a new issuing key in this data folder and lets it act for the
// shop. The one before keeps what it signed.
type Delegate struct {
	op.Command
	Owner *Signer `json:"-"`
}

// Delegation names an issuing key.
type Delegation struct {
	KeyID string `json:"keyId"`
	Index int64  `json:"index"` // of the entry that granted it
}
