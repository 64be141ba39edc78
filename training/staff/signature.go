package staff

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"

	"shifu/internal/fault"
	"shifu/internal/ledger"
	"shifu/internal/op"
)

// Meaning is what a signature says. A signature with one meaning is none with
// another.
type Meaning string

const (
	Assessed  Meaning = "assessed"  // the mentor: I have seen the evidence and it suffices
	Confirmed Meaning = "confirmed" // the apprentice: this is my own work and I accept the result; a second person: I confirm
	Approved  Meaning = "approved"  // the owner
	Disputed  Meaning = "disputed"
	Answered  Meaning = "answered"
	Withdrawn Meaning = "withdrawn"
	Ruled     Meaning = "ruled"
	Regraded  Meaning = "regraded"  // a supervisor or the owner: these answers are marked anew
	Opened    Meaning = "opened"    // the shop key: this shop
	Delegated Meaning = "delegated" // the shop key: this key may act for the shop
	Enrolled  Meaning = "enrolled"  // shop or issuing key: this key is this person's
	Retired   Meaning = "retired"   // shop or issuing key: this key is no longer good
	Issued    Meaning = "issued"    // shop or issuing key: this certificate
	Revoked   Meaning = "revoked"   // the owner: not this certificate any more
)

// Signature says that a key's holder meant something about the content of a
// hash, after a certain state of the ledger. All fields but Sig are what is
// signed: change one and it is no signature.
type Signature struct {
	Shop     string      `json:"shop"`   // the shop's id
	PersonID string      `json:"person"` // empty: the shop itself, by its key or its issuing key
	KeyID    string      `json:"key"`    // Fingerprint of the key
	Meaning  Meaning     `json:"meaning"`
	Hash     ledger.Hash `json:"hash"` // of what was seen
	At       int64       `json:"at"`   // UTC milliseconds; a claim
	// Head is the ledger just before the entry that carries the signature, so
	// that the same signature is not good a second time.
	Head ledger.Head `json:"head"`
	Sig  ledger.Hex  `json:"sig"`
}

// Fingerprint names a public key: the first 128 bits of a hash over it, as 32
// hexadecimal digits.
func Fingerprint(key ed25519.PublicKey) string {
	h := ledger.Sum("shifu-key/1", key)
	return hex.EncodeToString(h[:16])
}

// message is the bytes that the key signs.
func (s Signature) message() ([]byte, error) {
	s.Sig = nil
	canonical, err := ledger.Canonical(s)
	return append([]byte("shifu-signature/1\x00"), canonical...), err
}

// Verify says whether the holder of the key made the signature as it stands
// (fault.staff.signature). Whose key it is and whether it was good then is for
// a Keyring to say.
func Verify(s Signature, key ed25519.PublicKey) error {
	m, err := s.message()
	if err != nil || len(key) != ed25519.PublicKeySize || s.KeyID != Fingerprint(key) || !ed25519.Verify(key, m, s.Sig) {
		return fault.Wrap(err, fault.Corrupt, "fault.staff.signature")
	}
	return nil
}

func signed(s Signature, key ed25519.PrivateKey) (Signature, error) {
	m, err := s.message()
	if err != nil {
		return Signature{}, err
	}
	s.Sig = ed25519.Sign(key, m)
	return s, nil
}

// Signed is the payload of a signed entry: what was signed, and by whom. The
// hash of each signature is RecordHash of the entry's kind and the record,
// unless the kind's own documentation says otherwise.
type Signed struct {
	Record     json.RawMessage `json:"record"`
	Signatures []Signature     `json:"signatures"`
}

// ReadSigned reads the payload of a signed entry.
func ReadSigned(e ledger.Entry) (s Signed, err error) { return s, ledger.Read(e.Payload, &s) }

// Hand signs a hash within a transaction, for one person or for the shop. See
// Signer.Hand and Issuer.Hand.
type Hand func(ctx context.Context, tx Tx, hash ledger.Hash) (Signature, error)

// AppendSigned writes a signed entry: the record in canonical JSON, signed by
// every hand over the same head. Everything that is signed goes this way.
func AppendSigned(ctx context.Context, tx Tx, kind ledger.Kind, record any, hands ...Hand) (ledger.Entry, []Signature, error) {
	canonical, err := ledger.Canonical(record)
	if err != nil {
		return ledger.Entry{}, nil, err
	}
	payload := Signed{Record: canonical, Signatures: []Signature{}}
	for _, hand := range hands {
		s, err := hand(ctx, tx, ledger.RecordHash(kind, canonical))
		if err != nil {
			return ledger.Entry{}, nil, err
		}
		payload.Signatures = append(payload.Signatures, s)
	}
	e, err := tx.AppendEntry(ctx, kind, payload)
	return e, payload.Signatures, err
}

// Signer is a person's unlocked key. It signs for that person only, and only
// while the key is good. Close it when the person is done. It never leaves the
// process.
type Signer struct {
	shop   string
	person string
	keyID  string
	key    ed25519.PrivateKey
	root   ed25519.PrivateKey // the shop key, when the person's passphrase opens it
}

// PersonID is whose key it is.
func (s *Signer) PersonID() string { return s.person }

// KeyID is the fingerprint of the key.
func (s *Signer) KeyID() string { return s.keyID }

// Close forgets the key.
func (s *Signer) Close() {
	if s != nil {
		clear(s.key)
		clear(s.root)
		s.key, s.root = nil, nil
	}
}

// Sign signs a hash with a meaning, in the transaction that appends the entry
// which will carry the signature, and right before it. The actor must be the
// person whose key it is: nobody signs for another. Faults:
// fault.staff.sign_locked (there is no open key), fault.staff.sign_for_another,
// fault.staff.key_gone (the key was replaced since it was unlocked).
func (s *Signer) Sign(ctx context.Context, tx Tx, actor op.Actor, meaning Meaning, hash ledger.Hash) (Signature, error) {
	if s == nil || s.key == nil {
		return Signature{}, fault.New(fault.Forbidden, "fault.staff.sign_locked")
	}
	if actor.ID == "" || actor.ID != s.person {
		return Signature{}, fault.New(fault.Forbidden, "fault.staff.sign_for_another")
	}
	if err := s.good(ctx, tx); err != nil {
		return Signature{}, err
	}
	return signNow(ctx, tx, Signature{Shop: s.shop, PersonID: s.person, KeyID: s.keyID, Meaning: meaning, Hash: hash}, s.key)
}

// good says whether the person is here and the key still current.
func (s *Signer) good(ctx context.Context, tx Tx) error {
	a, err := tx.Account(ctx, s.person)
	if err != nil {
		return err
	}
	if err := a.enterable(); err != nil {
		return err
	}
	k, found, err := tx.CurrentKey(ctx, s.person)
	if err != nil {
		return err
	}
	if !found || k.ID != s.keyID {
		return fault.New(fault.Forbidden, "fault.staff.key_gone")
	}
	return nil
}

// Hand is Sign with everything said but the hash, for AppendSigned.
func (s *Signer) Hand(actor op.Actor, meaning Meaning) Hand {
	return func(ctx context.Context, tx Tx, hash ledger.Hash) (Signature, error) {
		return s.Sign(ctx, tx, actor, meaning, hash)
	}
}

// shopHand signs with the shop key, which the owner's passphrase opened.
func (s *Signer) shopHand(meaning Meaning) Hand {
	return func(ctx context.Context, tx Tx, hash ledger.Hash) (Signature, error) {
		if s == nil || s.root == nil {
			return Signature{}, fault.New(fault.Forbidden, "fault.staff.shop_key_locked")
		}
		if err := s.good(ctx, tx); err != nil {
			return Signature{}, err
		}
		return rootHand(s.shop, s.root, meaning)(ctx, tx, hash)
	}
}

// rootHand signs for the shop with a key of the shop.
func rootHand(shop string, key ed25519.PrivateKey, meaning Meaning) Hand {
	return func(ctx context.Context, tx Tx, hash ledger.Hash) (Signature, error) {
		id := Fingerprint(key.Public().(ed25519.PublicKey))
		return signNow(ctx, tx, Signature{Shop: shop, KeyID: id, Meaning: meaning, Hash: hash}, key)
	}
}

func signNow(ctx context.Context, tx Tx, s Signature, key ed25519.PrivateKey) (Signature, error) {
	head, err := tx.LedgerHead(ctx)
	if err != nil {
		return Signature{}, err
	}
	s.At, s.Head = tx.Now().UnixMilli(), head
	return signed(s, key)
}

// Issuer is the shop's issuing key, opened from the data folder without anybody
// being present. What it may be used for stands in its delegation.
type Issuer struct {
	shop string
	key  ed25519.PrivateKey
}

// IssuerOf opens the issuing key within a transaction; fault.staff.no_delegation
// (unavailable) when the folder does not hold it, for example after a backup was
// put back elsewhere: then the owner delegates anew.
func IssuerOf(ctx context.Context, tx Tx) (*Issuer, error) {
	shop, found, err := tx.ShopState(ctx)
	if err != nil {
		return nil, err
	}
	if !found || shop.IssuingKey == "" {
		return nil, fault.New(fault.Unavailable, "fault.staff.no_delegation")
	}
	folder, err := tx.FolderKey(ctx)
	if err != nil {
		return nil, err
	}
	seed, err := openWith(folder, shop.Issuing, "issuing", shop.ID)
	if err != nil {
		return nil, fault.Wrap(err, fault.Unavailable, "fault.staff.no_delegation")
	}
	return &Issuer{shop: shop.ID, key: ed25519.NewKeyFromSeed(seed)}, nil
}

// Public is the public half of the issuing key.
func (i *Issuer) Public() ed25519.PublicKey { return i.key.Public().(ed25519.PublicKey) }

// Sign signs for the shop, in the transaction that appends the entry.
func (i *Issuer) Sign(ctx context.Context, tx Tx, meaning Meaning, hash ledger.Hash) (Signature, error) {
	return rootHand(i.shop, i.key, meaning)(ctx, tx, hash)
}

// Hand is Sign with everything said but the hash, for AppendSigned.
func (i *Issuer) Hand(meaning Meaning) Hand { return rootHand(i.shop, i.key, meaning) }

// Checkpoint signs the ledger's head as it is in the transaction and keeps it
// when the transaction may write. The last checkpoint is answered again while
// nothing was appended since.
func (i *Issuer) Checkpoint(ctx context.Context, tx Tx) (head ledger.Head, note string, err error) {
	if head, err = tx.LedgerHead(ctx); err != nil {
		return head, "", err
	}
	last, kept, err := tx.LastCheckpoint(ctx)
	if err != nil {
		return head, "", err
	}
	if kept != "" && last == head {
		if _, err := ledger.OpenCheckpoint(kept, i.Public()); err == nil {
			return head, kept, nil
		}
	}
	note, err = i.Note(head)
	if err != nil {
		return head, "", err
	}
	return head, note, tx.SaveCheckpoint(ctx, head, note)
}

// Note signs a head that was read before, without keeping it: for a read-only
// transaction.
func (i *Issuer) Note(head ledger.Head) (string, error) {
	return ledger.Checkpoint{Origin: ledger.OriginOf(i.shop), Head: head}.Sign(i.key)
}
