package staff

import (
	"context"

	"shifu/internal/fault"
	"shifu/internal/op"
)

// rule says who may call a method.
type rule struct {
	open  bool      // also before signing in
	roles []op.Role // one of them; none: everyone who is signed in, for themselves
}

// policy names the rule of every exported method of Service. A method that acts
// on a person takes that person from the actor, so that "for themselves" needs
// no further check; those that name another person are the owner's.
var policy = map[string]rule{
	"OpenShop": {open: true}, // only while there is no shop
	"Shop":     {open: true},
	"Tiles":    {open: true},
	"Claim":    {open: true}, // with a claim code
	"SignIn":   {open: true},
	"Recover":  {open: true}, // with the recovery code

	"People":           {},
	"Person":           {},
	"SetPIN":           {},
	"EnrolKey":         {},
	"ChangePassphrase": {},
	"Unlock":           {},
	"Checkpoint":       {},

	"AddPeople":       {roles: []op.Role{op.Owner}},
	"InviteAgain":     {roles: []op.Role{op.Owner}},
	"SetRoles":        {roles: []op.Role{op.Owner}},
	"Rename":          {roles: []op.Role{op.Owner}},
	"Leave":           {roles: []op.Role{op.Owner}},
	"Erase":           {roles: []op.Role{op.Owner}},
	"ReplaceKey":      {roles: []op.Role{op.Owner}},
	"NewRecoveryCode": {roles: []op.Role{op.Owner}},
	"Delegate":        {roles: []op.Role{op.Owner}},
	"HandOver":        {roles: []op.Role{op.Owner}},
}

// allow says whether the actor may call a method, by the roles that the person
// holds now: those in the actor may be from before they changed. Faults:
// fault.staff.not_signed_in, fault.staff.not_allowed, fault.staff.has_left.
func allow(ctx context.Context, tx Tx, actor op.Actor, method string) (*Account, error) {
	r, listed := policy[method]
	if !listed {
		return nil, fault.New(fault.Internal, "fault.internal", "Method", method)
	}
	if r.open {
		return nil, nil
	}
	if actor.ID == "" {
		return nil, fault.New(fault.Forbidden, "fault.staff.not_signed_in")
	}
	a, err := tx.Account(ctx, actor.ID)
	if fault.Is(err, fault.NotFound) {
		return nil, fault.New(fault.Forbidden, "fault.staff.not_signed_in")
	}
	if err != nil {
		return nil, err
	}
	switch a.is.State {
	case Active:
	case Invited:
		return nil, fault.New(fault.Forbidden, "fault.staff.not_signed_in")
	default:
		return nil, fault.New(fault.Forbidden, "fault.staff.has_left", "Name", a.is.Name)
	}
	if len(r.roles) > 0 && !(op.Actor{Roles: a.is.Roles}).Has(r.roles...) {
		return nil, fault.New(fault.Forbidden, "fault.staff.not_allowed")
	}
	return a, nil
}
