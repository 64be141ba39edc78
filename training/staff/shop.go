package staff

import (
	"context"
	"crypto/ed25519"

	"shifu/internal/fault"
	"shifu/internal/lang"
	"shifu/internal/ledger"
	"shifu/internal/op"
)

// Shop answers the shop of the data folder (fault.staff.no_shop).
func (s *Service) Shop(ctx context.Context) (Shop, error) {
	return op.Query(ctx, s.Store, "staff.Shop", func(tx Tx) (Shop, error) {
		shop, err := shopOf(ctx, tx)
		return shop.Shop(), err
	})
}

// Shop is the shop as everyone may know it.
func (s ShopState) Shop() Shop {
	return Shop{
		ID: s.ID, Name: s.Name, Language: s.Language, OpenedAt: s.OpenedAt, Demo: s.Demo,
		KeyFingerprint: Fingerprint(ed25519.PublicKey(s.Key)), KeyKeeper: s.OwnerID,
	}
}

// OpenShop opens the shop of an empty data folder: its key, the issuing key that
// the folder keeps, the owner with a PIN and a signing key, and the first three
// entries of the ledger. A command that is sent again answers the shop without
// code and session. Faults: fault.staff.shop_exists, shop_name, and those of the
// name, the PIN and the passphrase.
func (s *Service) OpenShop(ctx context.Context, cmd OpenShop) (OpenedShop, error) {
	const name = "staff.OpenShop"
	k, err := s.firstKeys(ctx, &cmd)
	if err != nil {
		return OpenedShop{}, fault.In(name, err)
	}
	ran := false
	out, err := op.Run(ctx, s.Store, name, cmd.Command, acting{Request: cmd}, func(tx Tx) (OpenedShop, error) {
		ran = true
		_, found, err := tx.ShopState(ctx)
		if err != nil {
			return OpenedShop{}, err
		}
		if found {
			return OpenedShop{}, fault.New(fault.Conflict, "fault.staff.shop_exists")
		}
		return s.open(ctx, tx, cmd, k)
	})
	if err != nil || !ran {
		return out, err
	}
	out.RecoveryCode = k.code
	out.Session = s.begin(out.Owner)
	return out, nil
}

// firstKeys is what a new shop's secrets become, worked out before the
// transaction.
type firstKeys struct {
	pin                  string // PHC
	code                 Secret
	byPassphrase, byCode wrapKey
	shop, owner, issuing ed25519.PrivateKey
	secret               []byte
}

func (s *Service) firstKeys(ctx context.Context, cmd *OpenShop) (k firstKeys, err error) {
	if cmd.Name, err = Name(cmd.Name); err != nil {
		return k, fault.Wrap(err, fault.Invalid, "fault.staff.shop_name", "Most", NameLongest)
	}
	if cmd.OwnerName, err = Name(cmd.OwnerName); err != nil {
		return k, err
	}
	cmd.Language = lang.Parse(string(cmd.Language))
	chosen, err := pin(cmd.PIN)
	if err != nil {
		return k, err
	}
	phrase, err := passphrase(cmd.Passphrase, cmd.OwnerName)
	if err != nil {
		return k, err
	}
	for _, key := range []*ed25519.PrivateKey{&k.shop, &k.owner, &k.issuing} {
		if *key, err = newKey(s.Entropy); err != nil {
			return k, err
		}
	}
	if k.secret, err = random(s.Entropy, 32); err != nil {
		return k, err
	}
	if k.code, k.byCode, err = s.newCode(); err != nil {
		return k, err
	}
	if k.byPassphrase, err = s.wrapKey(ctx, phrase); err != nil {
		return k, err
	}
	k.pin, err = s.pinHashes().make(ctx, s.Entropy, chosen)
	return k, err
}

func newKey(entropy op.Entropy) (ed25519.PrivateKey, error) {
	seed, err := random(entropy, ed25519.SeedSize)
	if err != nil {
		return nil, err
	}
	return ed25519.NewKeyFromSeed(seed), nil
}

// wrapKey derives the wrap key of a chosen passphrase, with fresh salt.
func (s *Service) wrapKey(ctx context.Context, phrase string) (wrapKey, error) {
	salt, err := random(s.Entropy, saltSize)
	if err != nil {
		return wrapKey{}, err
	}
	return stretch(ctx, s.passphrases, s.PassphraseCost, phrase, salt)
}

// newCode makes a recovery code with its wrap key.
func (s *Service) newCode() (Secret, wrapKey, error) {
	code, err := newRecoveryCode(s.Entropy)
	if err != nil {
		return "", wrapKey{}, err
	}
	salt, err := random(s.Entropy, saltSize)
	if err != nil {
		return "", wrapKey{}, err
	}
	body, err := recoveryCode(code)
	if err != nil {
		return "", wrapKey{}, err
	}
	w, err := derive(body, salt)
	return code, w, err
}

// Purposes of wraps.
const (
	forPerson  = "person"
	forShop    = "shop"
	forIssuing = "issuing"
)

func public(k ed25519.PrivateKey) ledger.Hex { return ledger.Hex(k.Public().(ed25519.PublicKey)) }

func (s *Service) open(ctx context.Context, tx Tx, cmd OpenShop, k firstKeys) (out OpenedShop, err error) {
	owner, err := s.fresh(ctx, tx, NewPerson{Name: cmd.OwnerName, Roles: []op.Role{op.Owner}})
	if err != nil {
		return out, err
	}
	owner.is.PIN, owner.is.State, owner.is.LastSeenAt = k.pin, Active, tx.Now()
	if err := tx.SaveAccount(ctx, owner); err != nil {
		return out, err
	}
	shop := ShopState{
		ID: s.IDs.New(), Name: cmd.Name, Language: cmd.Language, OpenedAt: tx.Now(), Demo: cmd.Demo,
		OwnerID: owner.is.ID, Key: public(k.shop), Secret: k.secret,
	}
	if shop.Wrapped, err = k.byPassphrase.seal(s.Entropy, k.shop.Seed(), forShop, shop.ID); err != nil {
		return out, err
	}
	if err := s.recoverable(&shop, k.byCode, k.shop, k.owner); err != nil {
		return out, err
	}
	_, _, err = AppendSigned(ctx, tx, ledger.ShopOpened,
		shopOpened{Shop: shop.ID, Name: shop.Name, Key: shop.Key, Demo: shop.Demo}, rootHand(shop.ID, k.shop, Opened))
	if err != nil {
		return out, err
	}
	if _, err := s.grant(ctx, tx, &shop, k.issuing, rootHand(shop.ID, k.shop, Delegated)); err != nil {
		return out, err
	}
	if err := s.enrol(ctx, tx, shop.ID, owner.is.ID, k.owner, k.byPassphrase, rootHand(shop.ID, k.shop, Enrolled)); err != nil {
		return out, err
	}
	tx.Publish(op.Change{Topic: "shop", ID: shop.ID})
	out.Shop = shop.Shop()
	out.Owner, err = s.saved(ctx, tx, owner)
	return out, err
}

// recoverable wraps the seeds of shop and owner under a recovery code.
func (s *Service) recoverable(shop *ShopState, w wrapKey, root, owner ed25519.PrivateKey) (err error) {
	if shop.Recovery, err = w.seal(s.Entropy, root.Seed(), forShop, shop.ID); err != nil {
		return err
	}
	shop.RecoveryOwner, err = w.seal(s.Entropy, owner.Seed(), forPerson, shop.OwnerID)
	return err
}

// grant delegates to an issuing key, which the data folder keeps from now on.
func (s *Service) grant(ctx context.Context, tx Tx, shop *ShopState, key ed25519.PrivateKey, hand Hand) (Delegation, error) {
	folder, err := tx.FolderKey(ctx)
	if err != nil {
		return Delegation{}, err
	}
	if shop.Issuing, err = (wrapKey{key: folder}).seal(s.Entropy, key.Seed(), forIssuing, shop.ID); err != nil {
		return Delegation{}, err
	}
	shop.IssuingKey = Fingerprint(ed25519.PublicKey(public(key)))
	e, _, err := AppendSigned(ctx, tx, ledger.DelegationGranted, delegationGranted{
		Shop: shop.ID, Key: public(key), Uses: []Use{UseCertificates, UseEnrolments, UseCheckpoints},
	}, hand)
	if err != nil {
		return Delegation{}, err
	}
	return Delegation{KeyID: shop.IssuingKey, Index: e.Index}, tx.SaveShop(ctx, *shop)
}

// enrol puts a person's key into the ledger and keeps it wrapped.
func (s *Service) enrol(ctx context.Context, tx Tx, shop, person string, key ed25519.PrivateKey, w wrapKey, hand Hand) error {
	k := KeyState{ID: Fingerprint(ed25519.PublicKey(public(key))), PersonID: person, Public: public(key), EndedAt: -1}
	var err error
	if k.Wrapped, err = w.seal(s.Entropy, key.Seed(), forPerson, person); err != nil {
		return err
	}
	e, _, err := AppendSigned(ctx, tx, ledger.KeyEnrolled, keyEnrolled{Shop: shop, Person: person, Key: k.Public}, hand)
	if err != nil {
		return err
	}
	k.EnrolledAt = e.Index
	return tx.SaveKeyState(ctx, k)
}

// retire ends the key of a person who leaves, when there is one.
func retire(ctx context.Context, tx Tx, person string) error {
	k, found, err := tx.CurrentKey(ctx, person)
	if err != nil || !found {
		return err
	}
	issuer, err := IssuerOf(ctx, tx)
	if err != nil {
		return err
	}
	e, _, err := AppendSigned(ctx, tx, ledger.KeyRetired,
		keyRetired{Shop: issuer.shop, Person: person, Key: k.ID}, issuer.Hand(Retired))
	if err != nil {
		return err
	}
	k.EndedAt = e.Index
	return tx.SaveKeyState(ctx, k)
}
