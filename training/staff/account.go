package staff

import (
	"strconv"
	"time"

	"shifu/internal/fault"
	"shifu/internal/op"
)

// ClaimDays is how long a claim code is good for, in days.
const ClaimDays = 7

// Account is a person with what only the sign-in may know. Its verbs are the
// only way to change it:
//
//	            invite  claim   enter  leave  rename  setRoles  setPIN  erase
//	(nobody)    invited
//	invited     invited active  -      left   yes     yes       -       -
//	active      active  active  yes    left   yes     yes       yes     -
//	left        invited -       -      -      yes     -         -       yes
//
// Who was erased stays left, and no verb works any more.
type Account struct {
	is  AccountState
	was AccountState // as the store kept it, zero for a new account
	// forgot are the ledger entries that were erased with the person; the next
	// record of the row names them.
	forgot []int64
}

// AccountState is what a store keeps of an account.
type AccountState struct {
	ID          string
	Name        string
	Ordinal     int // among namesakes, from 1
	Roles       []op.Role
	State       State
	JoinedAt    time.Time
	LastSeenAt  time.Time
	PIN         string // PHC string; empty before the first claim
	Claim       string // PHC string of the open claim code; empty when there is none
	ClaimEndsAt time.Time
}

// RestoreAccount rebuilds an account from what a store kept
// (fault.staff.account_corrupt).
func RestoreAccount(s AccountState) (*Account, error) {
	roles, err := rolesOf(s.Roles)
	ok := err == nil && s.ID != "" && s.Name != "" && s.Ordinal >= 1
	switch s.State {
	case Invited:
	case Active:
		ok = ok && s.PIN != ""
	case Left:
		ok = ok && s.PIN == "" && s.Claim == ""
	default:
		ok = false
	}
	if !ok {
		return nil, fault.New(fault.Corrupt, "fault.staff.account_corrupt")
	}
	s.Roles = roles
	return &Account{is: s, was: s}, nil
}

// State is what a store keeps.
func (a *Account) State() AccountState { return a.is }

// Person is the account as others see it. namesakes is how many people carry
// the name, this one included.
func (a *Account) Person(namesakes int, hasKey bool) Person {
	p := Person{
		ID: a.is.ID, Name: a.is.Name, Roles: a.is.Roles, State: a.is.State, HasKey: hasKey,
		JoinedAt: a.is.JoinedAt, LastSeenAt: a.is.LastSeenAt,
	}
	if namesakes > 1 {
		p.Tag = strconv.Itoa(a.is.Ordinal)
	}
	return p
}

// newAccount is a person whom nobody has invited yet.
func newAccount(id, name string, ordinal int, roles []op.Role, at time.Time) (*Account, error) {
	name, err := Name(name)
	if err != nil {
		return nil, err
	}
	if roles, err = rolesOf(roles); err != nil {
		return nil, err
	}
	return &Account{is: AccountState{ID: id, Name: name, Ordinal: ordinal, Roles: roles, State: Invited, JoinedAt: at}}, nil
}

// invite opens a claim, in place of an older one. A person who left is invited
// anew; an active person keeps the PIN until the code is used.
func (a *Account) invite(hash string, at time.Time) {
	a.is.Claim, a.is.ClaimEndsAt = hash, at.Add(ClaimDays*24*time.Hour)
	if a.is.State == Left {
		a.is.State = Invited
	}
}

// claimable says whether a code may be tried (fault.staff.no_claim,
// fault.staff.claim_over).
func (a *Account) claimable(at time.Time) error {
	if a.is.Claim == "" {
		return fault.New(fault.Conflict, "fault.staff.no_claim")
	}
	if at.After(a.is.ClaimEndsAt) {
		return fault.New(fault.Expired, "fault.staff.claim_over", "Days", ClaimDays)
	}
	return nil
}

// claim takes the account over with a new PIN. tried is the claim that the code
// was right for: another one may have been opened meanwhile.
func (a *Account) claim(tried, pin string, at time.Time) error {
	if err := a.claimable(at); err != nil {
		return err
	}
	if a.is.Claim != tried {
		return fault.New(fault.Conflict, "fault.staff.no_claim")
	}
	a.is.Claim, a.is.ClaimEndsAt = "", time.Time{}
	a.is.PIN, a.is.State, a.is.LastSeenAt = pin, Active, at
	return nil
}

// enterable says whether the person may sign in (fault.staff.first_time,
// fault.staff.has_left).
func (a *Account) enterable() error {
	switch a.is.State {
	case Active:
		return nil
	case Left:
		return fault.New(fault.Forbidden, "fault.staff.has_left", "Name", a.is.Name)
	}
	return fault.New(fault.Conflict, "fault.staff.first_time")
}

// enter notes a sign-in.
func (a *Account) enter(at time.Time) error {
	if err := a.enterable(); err != nil {
		return err
	}
	a.is.LastSeenAt = at
	return nil
}

// leave ends the person's time in the shop.
func (a *Account) leave() error {
	if a.is.State == Left {
		return fault.New(fault.Conflict, "fault.staff.has_left", "Name", a.is.Name)
	}
	a.is.State, a.is.PIN, a.is.Claim, a.is.ClaimEndsAt = Left, "", "", time.Time{}
	return nil
}

// rename gives another name, with the place among its namesakes.
func (a *Account) rename(name string, ordinal int) error {
	name, err := Name(name)
	if err != nil {
		return err
	}
	if name != a.is.Name {
		a.is.Name, a.is.Ordinal = name, ordinal
	}
	return nil
}

func (a *Account) setRoles(roles []op.Role) (err error) {
	if a.is.State == Left {
		return fault.New(fault.Conflict, "fault.staff.has_left", "Name", a.is.Name)
	}
	if roles, err = rolesOf(roles); err == nil {
		a.is.Roles = roles
	}
	return err
}

func (a *Account) setPIN(hash string) error {
	if err := a.enterable(); err != nil {
		return err
	}
	a.is.PIN = hash
	return nil
}
