package staff

import (
	"time"

	"shifu/internal/op"
)

// What the tests look at from inside: rules that no exported verb shows alone.

var (
	PolicyRules  = policy
	CheckPIN     = pin
	NewAccount   = newAccount
	MakeRecovery = newRecoveryCode
	MakeClaim    = newClaimCode
	ReadRecovery = recoveryCode
	ReadClaim    = claimCode
)

// CheckPassphrase says whether a passphrase may be chosen.
func CheckPassphrase(s Secret, name string) error {
	_, err := passphrase(s, name)
	return err
}

// Open says whether a method may be called before signing in.
func (r rule) Open() bool { return r.open }

// Roles are the roles of which a method asks one.
func (r rule) Roles() []op.Role { return r.roles }

// Do calls a verb of an account by name.
func (a *Account) Do(verb string, at time.Time) error {
	switch verb {
	case "invite":
		a.invite("$claim", at)
	case "claim":
		return a.claim(a.is.Claim, "$pin", at)
	case "enter":
		return a.enter(at)
	case "leave":
		return a.leave()
	case "rename":
		return a.rename("王五", 3)
	case "setRoles":
		return a.setRoles([]op.Role{op.Mentor})
	case "setPIN":
		return a.setPIN("$other")
	}
	return nil
}

// Waits is Throttle.waits.
func Waits(t *Throttle, now time.Time) time.Duration {
	d, _ := t.waits(now)
	return d
}
