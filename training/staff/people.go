package staff

import (
	"context"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"shifu/internal/fault"
	"shifu/internal/op"
)

// MostAtOnce is how many people AddPeople takes at once.
const MostAtOnce = 500

// People lists everyone, those who left included.
func (s *Service) People(ctx context.Context, actor op.Actor) ([]Person, error) {
	return op.Query(ctx, s.Store, "staff.People", func(tx Tx) ([]Person, error) {
		if _, err := allow(ctx, tx, actor, "People"); err != nil {
			return nil, err
		}
		return tx.People(ctx)
	})
}

// Person answers one person (fault.staff.no_person).
func (s *Service) Person(ctx context.Context, actor op.Actor, id string) (Person, error) {
	return op.Query(ctx, s.Store, "staff.Person", func(tx Tx) (Person, error) {
		if _, err := allow(ctx, tx, actor, "Person"); err != nil {
			return Person{}, err
		}
		return tx.Person(ctx, id)
	})
}

// offer is a claim code with what is stored of it.
type offer struct {
	code Secret
	hash string
}

// offers makes claim codes, hashed outside of any transaction.
func (s *Service) offers(ctx context.Context, n int) ([]offer, error) {
	all, salts := make([]offer, n), make([][]byte, n)
	for i := range all { // in order, so that a seeded shop comes out the same
		var err error
		if all[i].code, err = newClaimCode(s.Entropy); err == nil {
			salts[i], err = random(s.Entropy, saltSize)
		}
		if err != nil {
			return nil, err
		}
	}
	errs := make([]error, n)
	var wait sync.WaitGroup
	for i := range all {
		wait.Go(func() { all[i].hash, errs[i] = s.pinHashes().salted(ctx, salts[i], claimCode(all[i].code)) })
	}
	wait.Wait()
	if n > 1 && s.PINCost.KiB >= 1<<10 {
		debug.FreeOSMemory() // as many hashes as people, 19 MiB each
	}
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

// AddPeople adds people, all of them or none, each with a claim code. Faults:
// fault.staff.no_people, too_many, name_row (with the row and why), no_role.
func (s *Service) AddPeople(ctx context.Context, actor op.Actor, cmd AddPeople) ([]Invitation, error) {
	const name = "staff.AddPeople"
	err := s.Store.View(ctx, func(tx Tx) error { // before the work of hashing
		_, err := allow(ctx, tx, actor, "AddPeople")
		return err
	})
	if err == nil {
		err = valid(cmd.People)
	}
	if err != nil {
		return nil, fault.In(name, err)
	}
	offers, err := s.offers(ctx, len(cmd.People))
	if err != nil {
		return nil, fault.In(name, err)
	}
	ran := false
	out, err := op.Run(ctx, s.Store, name, cmd.Command, acting{actor.ID, cmd}, func(tx Tx) ([]Invitation, error) {
		ran = true
		if _, err := allow(ctx, tx, actor, "AddPeople"); err != nil {
			return nil, err
		}
		ids := make([]string, len(cmd.People))
		for i, p := range cmd.People {
			a, err := s.fresh(ctx, tx, p)
			if err != nil {
				return nil, err
			}
			a.invite(offers[i].hash, tx.Now())
			if _, err := s.saved(ctx, tx, a); err != nil {
				return nil, err
			}
			ids[i] = a.is.ID
		}
		out := make([]Invitation, len(ids))
		for i, id := range ids { // again: a later namesake gives an earlier one its tag
			p, err := tx.Person(ctx, id)
			if err != nil {
				return nil, err
			}
			out[i] = Invitation{Person: p, ExpiresAt: tx.Now().Add(ClaimDays * 24 * time.Hour)}
		}
		return out, nil
	})
	for i := range out {
		if ran {
			out[i].ClaimCode = offers[i].code
		}
	}
	return out, err
}

// valid checks the people to add before anything is done.
func valid(people []NewPerson) error {
	if len(people) == 0 {
		return fault.New(fault.Invalid, "fault.staff.no_people")
	}
	if len(people) > MostAtOnce {
		return fault.New(fault.Invalid, "fault.staff.too_many", "Most", MostAtOnce)
	}
	for i, p := range people {
		if _, err := Name(p.Name); err != nil {
			return fault.Wrap(err, fault.Invalid, "fault.staff.name_row", "Row", i+1, "Most", NameLongest)
		}
		if _, err := rolesOf(p.Roles); err != nil {
			return err
		}
	}
	return nil
}

// fresh makes the account of a new person.
func (s *Service) fresh(ctx context.Context, tx Tx, p NewPerson) (*Account, error) {
	name, err := Name(p.Name)
	if err != nil {
		return nil, err
	}
	last, err := tx.LastOrdinal(ctx, name)
	if err != nil {
		return nil, err
	}
	return newAccount(s.IDs.New(), name, last+1, p.Roles, tx.Now())
}

// InviteAgain makes a new claim code for a person; the one before is no longer
// good. It also brings back who left.
func (s *Service) InviteAgain(ctx context.Context, actor op.Actor, cmd InviteAgain) (Invitation, error) {
	const name = "staff.InviteAgain"
	err := s.Store.View(ctx, func(tx Tx) error {
		_, err := allow(ctx, tx, actor, "InviteAgain")
		return err
	})
	if err != nil {
		return Invitation{}, fault.In(name, err)
	}
	offers, err := s.offers(ctx, 1)
	if err != nil {
		return Invitation{}, fault.In(name, err)
	}
	ran := false
	out, err := op.Run(ctx, s.Store, name, cmd.Command, acting{actor.ID, cmd}, func(tx Tx) (Invitation, error) {
		ran = true
		p, err := s.change(ctx, tx, actor, "InviteAgain", cmd.PersonID, func(a *Account) error {
			a.invite(offers[0].hash, tx.Now())
			return settle(ctx, tx, claimTries+a.is.ID)
		})
		return Invitation{Person: p, ExpiresAt: tx.Now().Add(ClaimDays * 24 * time.Hour)}, err
	})
	if ran && err == nil {
		out.ClaimCode = offers[0].code
		s.forgive(claimTries + cmd.PersonID)
	}
	return out, err
}

// SetRoles gives a person other roles. A shop keeps at least one owner, and
// whoever's passphrase wraps the shop key stays one (fault.staff.last_owner,
// key_owner, no_role).
func (s *Service) SetRoles(ctx context.Context, actor op.Actor, cmd SetRoles) (Person, error) {
	return op.Run(ctx, s.Store, "staff.SetRoles", cmd.Command, acting{actor.ID, cmd}, func(tx Tx) (Person, error) {
		return s.change(ctx, tx, actor, "SetRoles", cmd.PersonID, func(a *Account) error {
			if !slices.Contains(cmd.Roles, op.Owner) {
				if err := s.dispensable(ctx, tx, a); err != nil {
					return err
				}
			}
			return a.setRoles(cmd.Roles)
		})
	})
}

// Rename gives a person another name; what was signed under the old one stays.
func (s *Service) Rename(ctx context.Context, actor op.Actor, cmd Rename) (Person, error) {
	return op.Run(ctx, s.Store, "staff.Rename", cmd.Command, acting{actor.ID, cmd}, func(tx Tx) (Person, error) {
		return s.change(ctx, tx, actor, "Rename", cmd.PersonID, func(a *Account) error {
			name, err := Name(cmd.Name)
			if err != nil {
				return err
			}
			last, err := tx.LastOrdinal(ctx, name)
			if err != nil {
				return err
			}
			return a.rename(name, last+1)
		})
	})
}

// Leave ends a person's time in the shop. The key is retired in the ledger;
// what it signed stays good (fault.staff.last_owner, key_owner, has_left).
func (s *Service) Leave(ctx context.Context, actor op.Actor, cmd Leave) (Person, error) {
	p, err := op.Run(ctx, s.Store, "staff.Leave", cmd.Command, acting{actor.ID, cmd}, func(tx Tx) (Person, error) {
		return s.change(ctx, tx, actor, "Leave", cmd.PersonID, func(a *Account) error {
			if err := s.dispensable(ctx, tx, a); err != nil {
				return err
			}
			if err := a.leave(); err != nil {
				return err
			}
			return retire(ctx, tx, a.is.ID)
		})
	})
	return p, err
}

// change lets a verb work on a person, for an actor who may. Who was erased is
// changed no more (fault.staff.erased).
func (s *Service) change(ctx context.Context, tx Tx, actor op.Actor, method, person string, verb func(*Account) error) (Person, error) {
	if _, err := allow(ctx, tx, actor, method); err != nil {
		return Person{}, err
	}
	a, err := tx.Account(ctx, person)
	if err != nil {
		return Person{}, err
	}
	if a.erased() {
		return Person{}, fault.New(fault.Conflict, "fault.staff.erased")
	}
	if err := verb(a); err != nil {
		return Person{}, err
	}
	return s.saved(ctx, tx, a)
}

// dispensable says whether the shop can do without this person as an owner.
func (s *Service) dispensable(ctx context.Context, tx Tx, a *Account) error {
	if !slices.Contains(a.is.Roles, op.Owner) {
		return nil
	}
	people, err := tx.People(ctx)
	if err != nil {
		return err
	}
	others := slices.ContainsFunc(people, func(p Person) bool {
		return p.ID != a.is.ID && p.State == Active && p.Has(op.Owner)
	})
	if !others {
		return fault.New(fault.Conflict, "fault.staff.last_owner")
	}
	shop, err := shopOf(ctx, tx)
	if err == nil && shop.OwnerID == a.is.ID {
		err = fault.New(fault.Conflict, "fault.staff.key_owner")
	}
	return err
}
