package staff

import (
	"context"
	"crypto/ed25519"

	"shifu/internal/fault"
	"shifu/internal/ledger"
	"shifu/internal/op"
)

// HandOver gives the shop key into the keeping of another owner, who has a
// signing key. The owner who keeps it now opens it with Owner; when that owner
// is ill or gone, the other opens it with the printed recovery code and is the
// actor. Either way the new keeper types the passphrase of the own signing key,
// under which the shop key lies from then on.
type HandOver struct {
	op.Command
	PersonID     string  `json:"personId"` // the new keeper
	Passphrase   Secret  `json:"-"`        // of the new keeper
	Owner        *Signer `json:"-"`        // of the keeper so far, who is the actor
	RecoveryCode Secret  `json:"-"`        // where Owner is not given
}

// HandedOver is the new keeper with a recovery code, shown now and never again;
// the code before is no longer good. A command that is sent again answers no code.
type HandedOver struct {
	Owner        Person `json:"owner"`
	RecoveryCode Secret `json:"-"`
}

// shopHandedOver is the record of the entry: who kept the shop key and who
// keeps it now. The shop key signs it, then whoever gave it where it was not
// the recovery code, then who took it.
type shopHandedOver struct {
	Shop   string `json:"shop"`
	From   string `json:"from"`
	To     string `json:"to"`
	ByCode bool   `json:"by_code"`
}

// HandOver moves the keeping of the shop key; the key itself, everybody's keys
// and all signatures stay. The keeper so far remains an owner and may leave then.
// Faults: fault.staff.hand_over_to (the other is no owner with a key, or is the
// keeper), shop_key_locked, not_allowed, wrong_passphrase, wrong_recovery,
// recovery_typo, wait.
func (s *Service) HandOver(ctx context.Context, actor op.Actor, cmd HandOver) (HandedOver, error) {
	const name = "staff.HandOver"
	if was, err := s.ranBefore(ctx, cmd.ID); err != nil {
		return HandedOver{}, fault.In(name, err)
	} else if was {
		return again[HandedOver](ctx, s, name, cmd.Command, acting{actor.ID, cmd})
	}
	out, err := s.handOver(ctx, actor, cmd)
	return out, fault.In(name, err)
}

func (s *Service) handOver(ctx context.Context, actor op.Actor, cmd HandOver) (HandedOver, error) {
	check := func(tx Tx) error {
		if _, err := allow(ctx, tx, actor, "HandOver"); err != nil {
			return err
		}
		shop, err := shopOf(ctx, tx)
		if err != nil {
			return err
		}
		return takes(ctx, tx, shop, cmd.PersonID)
	}
	var root ed25519.PrivateKey
	switch {
	case cmd.Owner != nil && (cmd.Owner.root == nil || cmd.Owner.person != actor.ID):
		return HandedOver{}, fault.New(fault.Forbidden, "fault.staff.shop_key_locked")
	case cmd.Owner != nil:
		root = cmd.Owner.root
	case cmd.PersonID != actor.ID: // the code is for who takes the key over
		return HandedOver{}, fault.New(fault.Forbidden, "fault.staff.not_allowed")
	default:
		err := s.byCode(ctx, cmd.RecoveryCode, check, func(_ ShopState, shopKey, owner ed25519.PrivateKey) error {
			root = shopKey
			clear(owner)
			return nil
		})
		if err != nil {
			return HandedOver{}, err
		}
		defer clear(root)
	}
	taker, err := s.unlock(ctx, cmd.PersonID, cmd.Passphrase, check)
	if err != nil {
		return HandedOver{}, err
	}
	defer taker.Close()
	w, err := s.wrapKey(ctx, typed(cmd.Passphrase))
	if err != nil {
		return HandedOver{}, err
	}
	code, byCode, err := s.newCode()
	if err != nil {
		return HandedOver{}, err
	}
	out, err := op.Run(ctx, s.Store, "staff.HandOver", cmd.Command, acting{actor.ID, cmd}, func(tx Tx) (out HandedOver, err error) {
		if err := check(tx); err != nil {
			return out, err
		}
		shop, err := shopOf(ctx, tx)
		if err != nil {
			return out, err
		}
		keeper, err := tx.Account(ctx, cmd.PersonID)
		if err != nil {
			return out, err
		}
		record := shopHandedOver{Shop: shop.ID, From: shop.OwnerID, To: keeper.is.ID, ByCode: cmd.Owner == nil}
		hands := []Hand{rootHand(shop.ID, root, Approved)}
		if cmd.Owner != nil {
			hands = append(hands, cmd.Owner.Hand(actor, Approved))
		}
		hands = append(hands, taker.Hand(op.Actor{ID: keeper.is.ID, Roles: keeper.is.Roles}, Confirmed))
		if _, _, err := AppendSigned(ctx, tx, ledger.ShopHandedOver, record, hands...); err != nil {
			return out, err
		}
		shop.OwnerID = keeper.is.ID
		if err := s.recoverable(&shop, byCode, root, taker.key); err != nil {
			return out, err
		}
		if err := tx.SaveShop(ctx, shop); err != nil {
			return out, err
		}
		with := *taker
		with.root = root
		if err := s.rewrap(ctx, tx, &with, w); err != nil {
			return out, err
		}
		tx.Publish(op.Change{Topic: "shop", ID: shop.ID})
		out.Owner, err = s.saved(ctx, tx, keeper)
		return out, err
	})
	if err == nil {
		out.RecoveryCode = code
	}
	return out, err
}

// takes says whether a person may take the shop key over: an active owner with a
// signing key who does not keep it already.
func takes(ctx context.Context, tx Tx, shop ShopState, person string) error {
	p, err := tx.Person(ctx, person)
	if err != nil {
		return err
	}
	if p.ID == shop.OwnerID || p.State != Active || !p.HasKey || !p.Has(op.Owner) {
		return fault.New(fault.Conflict, "fault.staff.hand_over_to", "Name", p.Label())
	}
	return nil
}

// handedOver follows an entry of the shop key's keeping: from who keeps it, to
// another, signed by the shop key and by them.
func (k *Keyring) handedOver(e ledger.Entry) error {
	var r shopHandedOver
	if _, err := content(e, &r); err != nil {
		return err
	}
	if r.Shop != k.shop || r.From == r.To || r.From == "" || r.To == "" {
		return broken(e.Index, nil)
	}
	says := []saying{{"", Approved}}
	if !r.ByCode {
		says = append(says, saying{r.From, Approved})
	}
	return k.bears(e, append(says, saying{r.To, Confirmed})...)
}
