package staff

import (
	"bytes"
	"context"
	"crypto/ed25519"

	"shifu/internal/fault"
	"shifu/internal/op"
)

// byCode opens the keys of shop and owner with the recovery code, throttled.
func (s *Service) byCode(ctx context.Context, code Secret, check func(Tx) error, use func(shop ShopState, root, owner ed25519.PrivateKey) error) error {
	body, err := recoveryCode(code)
	if err != nil {
		return err
	}
	var shop ShopState
	failures, err := s.charge(ctx, recoveryTries, func(tx Tx) (err error) {
		if err := check(tx); err != nil {
			return err
		}
		shop, err = shopOf(ctx, tx)
		return err
	})
	if err != nil {
		return err
	}
	w, err := derive(body, shop.Recovery.Salt)
	if err != nil {
		return err
	}
	root, err := w.open(shop.Recovery, forShop, shop.ID)
	if err != nil {
		return wrong("fault.staff.wrong_recovery", failures)
	}
	owner, err := w.open(shop.RecoveryOwner, forPerson, shop.OwnerID)
	if err != nil {
		return fault.Wrap(err, fault.Corrupt, "fault.staff.account_corrupt")
	}
	if err := s.Store.Update(ctx, func(tx Tx) error { return settle(ctx, tx, recoveryTries) }); err != nil {
		return err
	}
	s.forgive(recoveryTries)
	return use(shop, ed25519.NewKeyFromSeed(root), ed25519.NewKeyFromSeed(owner))
}

// Recover gives the owner who forgot everything a new PIN and passphrase. Keys
// and signatures stay; the code is used up and a new one is answered. A command
// that is sent again answers the owner without code and session. Faults:
// fault.staff.recovery_typo, wrong_recovery, wait, and those of PIN and
// passphrase.
func (s *Service) Recover(ctx context.Context, cmd Recover) (Recovered, error) {
	const name = "staff.Recover"
	if was, err := s.ranBefore(ctx, cmd.ID); err != nil {
		return Recovered{}, fault.In(name, err)
	} else if was {
		return again[Recovered](ctx, s, name, cmd.Command, acting{Request: cmd})
	}
	chosen, err := pin(cmd.PIN)
	if err != nil {
		return Recovered{}, fault.In(name, err)
	}
	if _, err := passphrase(cmd.Passphrase, ""); err != nil {
		return Recovered{}, fault.In(name, err) // before the code is tried
	}
	var out Recovered
	err = s.byCode(ctx, cmd.Code, func(Tx) error { return nil }, func(shop ShopState, root, owner ed25519.PrivateKey) error {
		out, err = s.recover(ctx, cmd, chosen, shop, root, owner)
		return err
	})
	if err != nil {
		return Recovered{}, fault.In(name, err)
	}
	s.forgive(pinTries + out.Owner.ID)
	s.forgive(passphraseTries + out.Owner.ID)
	out.Session = s.begin(out.Owner)
	return out, nil
}

func (s *Service) recover(ctx context.Context, cmd Recover, chosen string, opened ShopState, root, owner ed25519.PrivateKey) (Recovered, error) {
	code, byCode, err := s.newCode()
	if err != nil {
		return Recovered{}, err
	}
	w, err := s.wrapKey(ctx, typed(cmd.Passphrase))
	if err != nil {
		return Recovered{}, err
	}
	hash, err := s.pinHashes().make(ctx, s.Entropy, chosen)
	if err != nil {
		return Recovered{}, err
	}
	out, err := op.Run(ctx, s.Store, "staff.Recover", cmd.Command, acting{Request: cmd}, func(tx Tx) (out Recovered, err error) {
		shop, err := shopOf(ctx, tx)
		if err != nil {
			return out, err
		}
		if !bytes.Equal(shop.Recovery.Box, opened.Recovery.Box) { // used meanwhile
			return out, fault.New(fault.Conflict, "fault.staff.wrong_secret")
		}
		a, err := tx.Account(ctx, shop.OwnerID)
		if err != nil {
			return out, err
		}
		if _, err := passphrase(cmd.Passphrase, a.is.Name); err != nil {
			return out, err
		}
		if err := a.setPIN(hash); err != nil {
			return out, err
		}
		if err := s.recoverable(&shop, byCode, root, owner); err != nil {
			return out, err
		}
		if err := tx.SaveShop(ctx, shop); err != nil {
			return out, err
		}
		signer := &Signer{shop: shop.ID, person: a.is.ID, keyID: Fingerprint(ed25519.PublicKey(public(owner))), key: owner, root: root}
		if err := s.rewrap(ctx, tx, signer, w); err != nil {
			return out, err
		}
		for _, bucket := range []string{pinTries, passphraseTries} {
			if err := settle(ctx, tx, bucket+a.is.ID); err != nil {
				return out, err
			}
		}
		out.Owner, err = s.saved(ctx, tx, a)
		return out, err
	})
	out.RecoveryCode = code
	return out, err
}

// NewRecoveryCode prints another code for the owner whose passphrase wraps the
// shop key; the one before is no longer good. A command that is sent again
// answers no code.
func (s *Service) NewRecoveryCode(ctx context.Context, actor op.Actor, cmd NewRecoveryCode) (RecoveryCode, error) {
	const name = "staff.NewRecoveryCode"
	signer, err := s.unlock(ctx, actor.ID, cmd.Passphrase, func(tx Tx) error {
		_, err := allow(ctx, tx, actor, "NewRecoveryCode")
		return err
	})
	if err != nil {
		return RecoveryCode{}, fault.In(name, err)
	}
	defer signer.Close()
	code, w, err := s.newCode()
	if err != nil {
		return RecoveryCode{}, fault.In(name, err)
	}
	ran := false
	out, err := op.Run(ctx, s.Store, name, cmd.Command, acting{actor.ID, cmd}, func(tx Tx) (RecoveryCode, error) {
		ran = true
		if _, err := allow(ctx, tx, actor, "NewRecoveryCode"); err != nil {
			return RecoveryCode{}, err
		}
		shop, err := shopOf(ctx, tx)
		if err != nil {
			return RecoveryCode{}, err
		}
		if signer.root == nil {
			return RecoveryCode{}, fault.New(fault.Forbidden, "fault.staff.shop_key_locked")
		}
		if err := s.recoverable(&shop, w, signer.root, signer.key); err != nil {
			return RecoveryCode{}, err
		}
		return RecoveryCode{}, tx.SaveShop(ctx, shop)
	})
	if ran && err == nil {
		out.Code = code
	}
	return out, err
}
