package staff

import (
	"context"
	"errors"
	"slices"

	"shifu/internal/fault"
	"shifu/internal/op"
)

// Tiles lists who may sign in, those who were here last first; only those whom
// the text finds by name, pinyin or initials when there is one.
func (s *Service) Tiles(ctx context.Context, text string) ([]Tile, error) {
	return op.Query(ctx, s.Store, "staff.Tiles", func(tx Tx) ([]Tile, error) {
		people, err := tx.People(ctx)
		if err != nil {
			return nil, err
		}
		tiles := []Tile{}
		for _, p := range people {
			if p.State != Left && Found(p.Name, text) {
				tiles = append(tiles, Tile{Person: p, FirstTime: p.State == Invited})
			}
		}
		slices.SortStableFunc(tiles, func(a, b Tile) int { return b.LastSeenAt.Compare(a.LastSeenAt) })
		return tiles, nil
	})
}

// Claim sets the PIN of a person who has the claim code, and signs them in.
// Faults: fault.staff.pin_form, pin_easy, no_claim, claim_over, wrong_code, wait.
func (s *Service) Claim(ctx context.Context, cmd Claim) (Session, error) {
	const name = "staff.Claim"
	chosen, err := pin(cmd.PIN)
	if err != nil {
		return Session{}, fault.In(name, err)
	}
	tried, before := "", false
	failures, err := s.charge(ctx, claimTries+cmd.PersonID, func(tx Tx) error {
		a, err := tx.Account(ctx, cmd.PersonID)
		if err != nil {
			return err
		}
		if _, _, before, err = tx.Replayed(ctx, cmd.ID); err != nil {
			return err
		}
		tried = a.is.Claim
		if before {
			return errBefore
		}
		return a.claimable(tx.Now())
	})
	if before { // the answer was lost on its way: the PIN is set, so it signs in
		return s.SignIn(ctx, SignIn{PersonID: cmd.PersonID, PIN: cmd.PIN})
	}
	if err != nil {
		return Session{}, fault.In(name, err)
	}
	right, err := s.pinHashes().check(ctx, tried, claimCode(cmd.Code))
	if err != nil {
		return Session{}, fault.In(name, err)
	}
	if !right {
		return Session{}, fault.In(name, wrong("fault.staff.wrong_code", failures))
	}
	hash, err := s.pinHashes().make(ctx, s.Entropy, chosen)
	if err != nil {
		return Session{}, fault.In(name, err)
	}
	p, err := op.Run(ctx, s.Store, name, cmd.Command, acting{Request: cmd}, func(tx Tx) (Person, error) {
		a, err := tx.Account(ctx, cmd.PersonID)
		if err != nil {
			return Person{}, err
		}
		if err := a.claim(tried, hash, tx.Now()); err != nil {
			return Person{}, err
		}
		for _, bucket := range []string{claimTries, pinTries} {
			if err := settle(ctx, tx, bucket+cmd.PersonID); err != nil {
				return Person{}, err
			}
		}
		return s.saved(ctx, tx, a)
	})
	if err != nil {
		return Session{}, err
	}
	s.forgive(claimTries + cmd.PersonID)
	s.forgive(pinTries + cmd.PersonID)
	return s.begin(p), nil
}

// errBefore ends a charge for a command that ran before; nothing is counted.
var errBefore = errors.New("the command ran before")

// saved writes an account, says so, and answers the person.
func (s *Service) saved(ctx context.Context, tx Tx, a *Account) (Person, error) {
	if err := tx.SaveAccount(ctx, a); err != nil {
		return Person{}, err
	}
	if err := record(ctx, tx, a); err != nil {
		return Person{}, err
	}
	tx.Publish(op.Change{Topic: "person", ID: a.is.ID})
	return tx.Person(ctx, a.is.ID)
}

// begin is the session of a person who has just proved who they are. How long it
// lasts is the window's to say: it locks itself when nobody touches it.
func (s *Service) begin(p Person) Session {
	return Session{Actor: p.Actor(), Person: p, StartedAt: s.Clock.Now()}
}

// SignIn opens a session with the PIN, or with the passphrase where that is
// given. Faults: fault.staff.wrong_pin or wrong_passphrase (both with Left),
// wait (with Wait; WaitOf), first_time, has_left, no_key.
func (s *Service) SignIn(ctx context.Context, cmd SignIn) (Session, error) {
	p, err := s.prove(ctx, cmd)
	if err != nil {
		return Session{}, fault.In("staff.SignIn", err)
	}
	return s.begin(p), nil
}

// prove checks a PIN or passphrase, counts what is wrong, and notes the visit.
func (s *Service) prove(ctx context.Context, cmd SignIn) (p Person, err error) {
	bucket := pinTries + cmd.PersonID
	if cmd.PIN == "" && cmd.Passphrase != "" {
		bucket = passphraseTries + cmd.PersonID
		signer, err := s.unlock(ctx, cmd.PersonID, cmd.Passphrase, func(tx Tx) error {
			a, err := tx.Account(ctx, cmd.PersonID)
			if err == nil {
				err = a.enterable()
			}
			return err
		})
		if err != nil {
			return Person{}, err
		}
		signer.Close()
	} else if err := s.provePIN(ctx, cmd.PersonID, cmd.PIN); err != nil {
		return Person{}, err
	}
	err = s.Store.Update(ctx, func(tx Tx) error {
		a, err := tx.Account(ctx, cmd.PersonID)
		if err != nil {
			return err
		}
		if err := a.enter(tx.Now()); err != nil {
			return err
		}
		if err := settle(ctx, tx, bucket); err != nil {
			return err
		}
		p, err = s.saved(ctx, tx, a)
		return err
	})
	if err == nil {
		s.forgive(bucket)
	}
	return p, err
}

// provePIN checks a PIN against the person's, charged; the caller settles.
func (s *Service) provePIN(ctx context.Context, person string, typedPIN Secret) error {
	hash := ""
	failures, err := s.charge(ctx, pinTries+person, func(tx Tx) error {
		a, err := tx.Account(ctx, person)
		if err != nil {
			return err
		}
		hash = a.is.PIN
		return a.enterable()
	})
	if err != nil {
		return err
	}
	right, err := s.pinHashes().check(ctx, hash, typed(typedPIN))
	if err == nil && !right {
		err = wrong("fault.staff.wrong_pin", failures)
	}
	return err
}

// SetPIN gives the actor another PIN. The present PIN or the passphrase allows
// it; whoever has neither asks the owner for a claim code.
func (s *Service) SetPIN(ctx context.Context, actor op.Actor, cmd SetPIN) (Person, error) {
	const name = "staff.SetPIN"
	if was, err := s.ranBefore(ctx, cmd.ID); err != nil {
		return Person{}, fault.In(name, err)
	} else if was {
		return again[Person](ctx, s, name, cmd.Command, acting{actor.ID, cmd})
	}
	chosen, err := pin(cmd.PIN)
	if err != nil {
		return Person{}, fault.In(name, err)
	}
	err = s.Store.View(ctx, func(tx Tx) error {
		_, err := allow(ctx, tx, actor, "SetPIN")
		return err
	})
	if err != nil {
		return Person{}, fault.In(name, err)
	}
	if _, err := s.prove(ctx, SignIn{PersonID: actor.ID, PIN: cmd.OldPIN, Passphrase: cmd.Passphrase}); err != nil {
		return Person{}, fault.In(name, err)
	}
	hash, err := s.pinHashes().make(ctx, s.Entropy, chosen)
	if err != nil {
		return Person{}, fault.In(name, err)
	}
	p, err := op.Run(ctx, s.Store, name, cmd.Command, acting{actor.ID, cmd}, func(tx Tx) (Person, error) {
		a, err := allow(ctx, tx, actor, "SetPIN")
		if err != nil {
			return Person{}, err
		}
		if err := a.setPIN(hash); err != nil {
			return Person{}, err
		}
		if err := settle(ctx, tx, pinTries+actor.ID); err != nil {
			return Person{}, err
		}
		return s.saved(ctx, tx, a)
	})
	if err == nil {
		s.forgive(pinTries + actor.ID)
	}
	return p, err
}
