package staff

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"slices"

	"shifu/internal/fault"
	"shifu/internal/ledger"
	"shifu/internal/op"
)

// Unlock opens the actor's signing key. The hashing happens outside of any
// transaction, one at a time; wrong passphrases are slowed down from the fifth,
// across restarts. Close the signer when the person is done. Faults:
// fault.staff.wrong_passphrase (with Left), wait, no_key.
func (s *Service) Unlock(ctx context.Context, actor op.Actor, phrase Secret) (*Signer, error) {
	signer, err := s.unlock(ctx, actor.ID, phrase, func(tx Tx) error {
		_, err := allow(ctx, tx, actor, "Unlock")
		return err
	})
	return signer, fault.In("staff.Unlock", err)
}

// unlock opens a person's key, and the shop key with it where the same
// passphrase wraps that.
func (s *Service) unlock(ctx context.Context, person string, phrase Secret, check func(Tx) error) (*Signer, error) {
	var (
		k      KeyState
		shop   ShopState
		bucket = passphraseTries + person
	)
	failures, err := s.charge(ctx, bucket, func(tx Tx) error {
		if err := check(tx); err != nil {
			return err
		}
		var err error
		if shop, err = shopOf(ctx, tx); err != nil {
			return err
		}
		k, err = keyOf(ctx, tx, person)
		return err
	})
	if err != nil {
		return nil, err
	}
	w, err := stretch(ctx, s.passphrases, k.Wrapped.Cost, typed(phrase), k.Wrapped.Salt)
	if err != nil {
		return nil, err
	}
	signer, err := openSigner(w, k, shop)
	if err != nil {
		if fault.KeyOf(err) == errWrongKey.Key {
			err = wrong("fault.staff.wrong_passphrase", failures)
		}
		return nil, err
	}
	if err := s.Store.Update(ctx, func(tx Tx) error { return settle(ctx, tx, bucket) }); err != nil {
		signer.Close()
		return nil, err
	}
	s.forgive(bucket)
	return signer, nil
}

func openSigner(w wrapKey, k KeyState, shop ShopState) (*Signer, error) {
	seed, err := w.open(k.Wrapped, forPerson, k.PersonID)
	if err != nil {
		return nil, err
	}
	signer := &Signer{shop: shop.ID, person: k.PersonID, keyID: k.ID, key: ed25519.NewKeyFromSeed(seed)}
	if !bytes.Equal(public(signer.key), k.Public) {
		return nil, fault.New(fault.Corrupt, "fault.staff.account_corrupt")
	}
	if shop.OwnerID == k.PersonID && bytes.Equal(shop.Wrapped.Salt, w.salt) {
		root, err := w.open(shop.Wrapped, forShop, shop.ID)
		if err != nil {
			return nil, err
		}
		signer.root = ed25519.NewKeyFromSeed(root)
	}
	return signer, nil
}

func keyOf(ctx context.Context, tx Tx, person string) (KeyState, error) {
	k, found, err := tx.CurrentKey(ctx, person)
	if err == nil && !found {
		err = fault.New(fault.NotFound, "fault.staff.no_key")
	}
	return k, err
}

// EnrolKey makes the actor's signing key under a passphrase of their own
// (fault.staff.has_key, and those of the passphrase).
func (s *Service) EnrolKey(ctx context.Context, actor op.Actor, cmd EnrolKey) (Person, error) {
	const name = "staff.EnrolKey"
	var person Person
	err := s.Store.View(ctx, func(tx Tx) error {
		a, err := allow(ctx, tx, actor, "EnrolKey")
		if err == nil {
			person = a.Person(1, false)
		}
		return err
	})
	if err != nil {
		return Person{}, fault.In(name, err)
	}
	phrase, err := passphrase(cmd.Passphrase, person.Name)
	if err != nil {
		return Person{}, fault.In(name, err)
	}
	key, err := newKey(s.Entropy)
	if err != nil {
		return Person{}, fault.In(name, err)
	}
	w, err := s.wrapKey(ctx, phrase)
	if err != nil {
		return Person{}, fault.In(name, err)
	}
	return op.Run(ctx, s.Store, name, cmd.Command, acting{actor.ID, cmd}, func(tx Tx) (Person, error) {
		a, err := allow(ctx, tx, actor, "EnrolKey")
		if err != nil {
			return Person{}, err
		}
		if _, found, err := tx.CurrentKey(ctx, actor.ID); err != nil {
			return Person{}, err
		} else if found {
			return Person{}, fault.New(fault.Conflict, "fault.staff.has_key")
		}
		shop, err := shopOf(ctx, tx)
		if err != nil {
			return Person{}, err
		}
		hand := cmd.Owner.shopHand(Enrolled)
		if cmd.Owner == nil {
			issuer, err := IssuerOf(ctx, tx)
			if err != nil {
				return Person{}, err
			}
			hand = issuer.Hand(Enrolled)
		}
		if err := s.enrol(ctx, tx, shop.ID, actor.ID, key, w, hand); err != nil {
			return Person{}, err
		}
		return s.saved(ctx, tx, a)
	})
}

// ChangePassphrase wraps the actor's key anew; key and signatures stay.
func (s *Service) ChangePassphrase(ctx context.Context, actor op.Actor, cmd ChangePassphrase) (Person, error) {
	const name = "staff.ChangePassphrase"
	if was, err := s.ranBefore(ctx, cmd.ID); err != nil {
		return Person{}, fault.In(name, err)
	} else if was {
		return again[Person](ctx, s, name, cmd.Command, acting{actor.ID, cmd})
	}
	var called string
	signer, err := s.unlock(ctx, actor.ID, cmd.Old, func(tx Tx) error {
		a, err := allow(ctx, tx, actor, "ChangePassphrase")
		if err == nil {
			called = a.is.Name
		}
		return err
	})
	if err != nil {
		return Person{}, fault.In(name, err)
	}
	defer signer.Close()
	phrase, err := passphrase(cmd.New, called)
	if err != nil {
		return Person{}, fault.In(name, err)
	}
	w, err := s.wrapKey(ctx, phrase)
	if err != nil {
		return Person{}, fault.In(name, err)
	}
	return op.Run(ctx, s.Store, name, cmd.Command, acting{actor.ID, cmd}, func(tx Tx) (Person, error) {
		a, err := allow(ctx, tx, actor, "ChangePassphrase")
		if err != nil {
			return Person{}, err
		}
		if err := s.rewrap(ctx, tx, signer, w); err != nil {
			return Person{}, err
		}
		return s.saved(ctx, tx, a)
	})
}

// ranBefore says whether a command ran before. Its secrets may no longer be
// right then, and are not asked again.
func (s *Service) ranBefore(ctx context.Context, command string) (was bool, err error) {
	err = s.Store.View(ctx, func(tx Tx) (err error) {
		_, _, was, err = tx.Replayed(ctx, command)
		return err
	})
	return was, err
}

// again answers what a command that ran before answered.
func again[R any](ctx context.Context, s *Service, name string, cmd op.Command, request any) (R, error) {
	return op.Run(ctx, s.Store, name, cmd, request, func(Tx) (none R, err error) {
		return none, fault.New(fault.Conflict, "fault.op.reused", "name", name)
	})
}

// rewrap keeps an open signer's keys under another wrap key.
func (s *Service) rewrap(ctx context.Context, tx Tx, signer *Signer, w wrapKey) error {
	k, err := keyOf(ctx, tx, signer.person)
	if err != nil {
		return err
	}
	if k.ID != signer.keyID {
		return fault.New(fault.Forbidden, "fault.staff.key_gone")
	}
	if k.Wrapped, err = w.seal(s.Entropy, signer.key.Seed(), forPerson, k.PersonID); err != nil {
		return err
	}
	if err := tx.SaveKeyState(ctx, k); err != nil || signer.root == nil {
		return err
	}
	shop, err := shopOf(ctx, tx)
	if err != nil {
		return err
	}
	if shop.Wrapped, err = w.seal(s.Entropy, signer.root.Seed(), forShop, shop.ID); err != nil {
		return err
	}
	return tx.SaveShop(ctx, shop)
}

// ReplaceKey ends the key of a person who forgot the passphrase. The owner and a
// second person say so, each with their own key. Faults: fault.staff.replace_self,
// no_key, sign_locked, shop_key_locked, second_needed, code_not_enough,
// wrong_recovery, recovery_typo, wait.
func (s *Service) ReplaceKey(ctx context.Context, actor op.Actor, cmd ReplaceKey) (Person, error) {
	const name = "staff.ReplaceKey"
	var root ed25519.PrivateKey // opened by the recovery code
	if was, err := s.ranBefore(ctx, cmd.ID); err != nil {
		return Person{}, fault.In(name, err)
	} else if cmd.Second == nil && cmd.RecoveryCode != "" && !was {
		err := s.byCode(ctx, cmd.RecoveryCode, func(tx Tx) error {
			_, err := allow(ctx, tx, actor, "ReplaceKey")
			return err
		}, func(_ ShopState, shopKey, _ ed25519.PrivateKey) error {
			root = shopKey
			return nil
		})
		if err != nil {
			return Person{}, fault.In(name, err)
		}
		defer clear(root)
	}
	return op.Run(ctx, s.Store, name, cmd.Command, acting{actor.ID, cmd}, func(tx Tx) (Person, error) {
		return s.change(ctx, tx, actor, "ReplaceKey", cmd.PersonID, func(a *Account) error {
			return s.replace(ctx, tx, actor, cmd, a, root)
		})
	})
}

func (s *Service) replace(ctx context.Context, tx Tx, actor op.Actor, cmd ReplaceKey, a *Account, root ed25519.PrivateKey) error {
	shop, err := shopOf(ctx, tx)
	if err != nil {
		return err
	}
	if a.is.ID == actor.ID || a.is.ID == shop.OwnerID {
		return fault.New(fault.Forbidden, "fault.staff.replace_self")
	}
	k, err := keyOf(ctx, tx, a.is.ID)
	if err != nil {
		return err
	}
	record := keyReplaced{Shop: shop.ID, Person: a.is.ID, Key: k.ID, Owner: actor.ID}
	var third Hand
	switch {
	case cmd.Second != nil:
		second, err := tx.Person(ctx, cmd.Second.person)
		if err != nil {
			return err
		}
		if second.ID == actor.ID || second.ID == a.is.ID || !second.Has(op.Mentor, op.Supervisor, op.Owner) {
			return fault.New(fault.Forbidden, "fault.staff.second_needed")
		}
		record.Second, third = second.ID, cmd.Second.Hand(second.Actor(), Confirmed)
	case root != nil:
		people, err := tx.People(ctx)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(people, func(p Person) bool {
			return p.ID != actor.ID && p.ID != a.is.ID && p.State == Active && p.HasKey && p.Has(op.Mentor, op.Supervisor, op.Owner)
		}) {
			return fault.New(fault.Forbidden, "fault.staff.code_not_enough")
		}
		third = rootHand(shop.ID, root, Confirmed)
	default:
		return fault.New(fault.Forbidden, "fault.staff.second_needed")
	}
	e, _, err := AppendSigned(ctx, tx, ledger.KeyReplaced, record,
		cmd.Owner.shopHand(Approved), cmd.Owner.Hand(actor, Approved), third)
	if err != nil {
		return err
	}
	k.EndedAt = e.Index
	return tx.SaveKeyState(ctx, k)
}

// Delegate makes a new issuing key in this data folder, signed by the shop key:
// after a backup was put back on another PC, or when the old one may be known
// to somebody (fault.staff.shop_key_locked, sign_for_another).
func (s *Service) Delegate(ctx context.Context, actor op.Actor, cmd Delegate) (Delegation, error) {
	const name = "staff.Delegate"
	key, err := newKey(s.Entropy)
	if err != nil {
		return Delegation{}, fault.In(name, err)
	}
	return op.Run(ctx, s.Store, name, cmd.Command, acting{actor.ID, cmd}, func(tx Tx) (Delegation, error) {
		if _, err := allow(ctx, tx, actor, "Delegate"); err != nil {
			return Delegation{}, err
		}
		if cmd.Owner != nil && cmd.Owner.person != actor.ID {
			return Delegation{}, fault.New(fault.Forbidden, "fault.staff.sign_for_another")
		}
		shop, err := shopOf(ctx, tx)
		if err != nil {
			return Delegation{}, err
		}
		tx.Publish(op.Change{Topic: "shop", ID: shop.ID})
		return s.grant(ctx, tx, &shop, key, cmd.Owner.shopHand(Delegated))
	})
}

// SignedHead is a head of the ledger with its checkpoint.
type SignedHead struct {
	Head ledger.Head `json:"head"`
	Note string      `json:"note"`
}

// Checkpoint signs the ledger as it is now, for an export: whoever keeps it can
// later see a change of anything before it (fault.staff.no_delegation).
func (s *Service) Checkpoint(ctx context.Context, actor op.Actor) (out SignedHead, err error) {
	err = s.Store.Update(ctx, func(tx Tx) error {
		if _, err := allow(ctx, tx, actor, "Checkpoint"); err != nil {
			return err
		}
		issuer, err := IssuerOf(ctx, tx)
		if err != nil {
			return err
		}
		out.Head, out.Note, err = issuer.Checkpoint(ctx, tx)
		return err
	})
	return out, fault.In("staff.Checkpoint", err)
}
