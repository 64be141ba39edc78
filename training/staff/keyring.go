package staff

import (
	"crypto/ed25519"
	"slices"

	"shifu/internal/fault"
	"shifu/internal/ledger"
)

// What is written into the entries of keys.
type (
	shopOpened struct {
		Shop string     `json:"shop"`
		Name string     `json:"name"`
		Key  ledger.Hex `json:"key"`
		Demo bool       `json:"demo"`
	}
	delegationGranted struct {
		Shop string     `json:"shop"`
		Key  ledger.Hex `json:"key"`
		Uses []Use      `json:"uses"`
	}
	keyEnrolled struct {
		Shop   string     `json:"shop"`
		Person string     `json:"person"`
		Key    ledger.Hex `json:"key"`
	}
	keyReplaced struct {
		Shop   string `json:"shop"`
		Person string `json:"person"`
		Key    string `json:"key"`    // fingerprint
		Owner  string `json:"owner"`  // who approved
		Second string `json:"second"` // who confirmed; empty: the recovery code stood in
	}
	keyRetired struct {
		Shop   string `json:"shop"`
		Person string `json:"person"`
		Key    string `json:"key"` // fingerprint
	}
)

// Use is what a delegated key may do for the shop.
type Use string

const (
	UseCertificates Use = "certificates" // sign "issued"
	UseEnrolments   Use = "enrolments"   // sign "enrolled" and "retired"
	UseCheckpoints  Use = "checkpoints"  // sign heads of the ledger
)

// HeldKey is a key as the ledger knows it.
type HeldKey struct {
	ID       string
	PersonID string // empty: a key of the shop
	Public   ledger.Hex
	From     int64  // index of the entry that made it good
	Until    int64  // index of the entry that ended it; -1 while it is good
	By       string // fingerprint of the key that vouched for it: shop key or issuing key
	Uses     []Use  // of a delegated key
}

// Keyring follows the keys of a shop through its ledger. It needs nothing but
// entries in their order: all of them, or only those that matter for a proof.
// With some of them it cannot know of keys that ended in another.
type Keyring struct {
	shop string
	name string
	demo bool
	root HeldKey
	keys map[string]HeldKey
	next int64 // least index that may come
}

// NewKeyring applies entries in order; the first is the shop's opening. Entries
// that are not about keys are passed over unread. Whether the shop key is the
// right one is for the caller to compare: Root, Fingerprint.
func NewKeyring(entries []ledger.Entry) (*Keyring, error) {
	k := &Keyring{keys: map[string]HeldKey{}}
	for _, e := range entries {
		if err := k.Apply(e); err != nil {
			return nil, err
		}
	}
	if k.shop == "" {
		return nil, broken(0, nil)
	}
	return k, nil
}

// OpeningKey is the shop key that the opening entry names, unchecked; nil where
// the entry is about something else.
func OpeningKey(e ledger.Entry) ed25519.PublicKey {
	var r shopOpened
	if _, err := content(e, &r); err != nil {
		return nil
	}
	return ed25519.PublicKey(r.Key)
}

// Shop is the id of the shop, ShopName its name when it was opened.
func (k *Keyring) Shop() string     { return k.shop }
func (k *Keyring) ShopName() string { return k.name }

// Root is the shop key.
func (k *Keyring) Root() ed25519.PublicKey { return ed25519.PublicKey(k.root.Public) }

// Key answers a key by its fingerprint.
func (k *Keyring) Key(id string) (HeldKey, bool) {
	h, ok := k.keys[id]
	return h, ok
}

// Apply follows the next entry (fault.staff.chain, or what its signature lacks).
// Its content must make its leaf; that it stands in the tree is the caller's to
// check.
func (k *Keyring) Apply(e ledger.Entry) error {
	if e.Index < k.next || (k.shop == "") != (e.Kind == ledger.ShopOpened) || (e.Index == 0) != (e.Kind == ledger.ShopOpened) {
		return broken(e.Index, nil)
	}
	if err := e.Check(); err != nil {
		return err
	}
	var err error
	switch e.Kind {
	case ledger.ShopOpened:
		err = k.open(e)
	case ledger.DelegationGranted:
		err = k.delegate(e)
	case ledger.KeyEnrolled:
		err = k.enrol(e)
	case ledger.KeyReplaced:
		err = k.replace(e)
	case ledger.KeyRetired:
		err = k.retire(e)
	case ledger.ShopHandedOver:
		err = k.handedOver(e)
	}
	if err == nil {
		k.next = e.Index + 1
	}
	return err
}

func (k *Keyring) open(e ledger.Entry) error {
	var r shopOpened
	if _, err := content(e, &r); err != nil {
		return err
	}
	id := Fingerprint(ed25519.PublicKey(r.Key))
	if r.Shop == "" || len(r.Key) != ed25519.PublicKeySize {
		return broken(e.Index, nil)
	}
	k.shop, k.name, k.demo = r.Shop, r.Name, r.Demo
	k.root = HeldKey{ID: id, Public: r.Key, From: -1, Until: -1, By: id}
	k.keys[id] = k.root
	if err := k.bears(e, saying{"", Opened}); err != nil {
		k.shop, k.keys = "", map[string]HeldKey{}
		return err
	}
	return nil
}

func (k *Keyring) delegate(e ledger.Entry) error {
	var r delegationGranted
	if _, err := content(e, &r); err != nil {
		return err
	}
	if r.Shop != k.shop {
		return broken(e.Index, nil)
	}
	if err := k.bears(e, saying{"", Delegated}); err != nil {
		return err
	}
	return k.add(e, HeldKey{Public: r.Key, Uses: r.Uses})
}

func (k *Keyring) enrol(e ledger.Entry) error {
	var r keyEnrolled
	if _, err := content(e, &r); err != nil {
		return err
	}
	if r.Shop != k.shop || r.Person == "" {
		return broken(e.Index, nil)
	}
	for _, h := range k.keys {
		if h.PersonID == r.Person && h.Until < 0 {
			return broken(e.Index, nil) // one person, one good key
		}
	}
	if err := k.bears(e, saying{"", Enrolled}); err != nil {
		return err
	}
	return k.add(e, HeldKey{PersonID: r.Person, Public: r.Key})
}

// add puts a new key on the ring, vouched for by the entry's first signature.
func (k *Keyring) add(e ledger.Entry, h HeldKey) error {
	h.ID, h.From, h.Until = Fingerprint(ed25519.PublicKey(h.Public)), e.Index, -1
	if _, known := k.keys[h.ID]; known || len(h.Public) != ed25519.PublicKeySize {
		return broken(e.Index, nil)
	}
	s, err := ReadSigned(e)
	if err != nil {
		return err
	}
	h.By = s.Signatures[0].KeyID
	k.keys[h.ID] = h
	return nil
}

func (k *Keyring) replace(e ledger.Entry) error {
	var r keyReplaced
	if _, err := content(e, &r); err != nil {
		return err
	}
	if r.Shop != k.shop || r.Owner == "" || r.Owner == r.Person || r.Second == r.Person || r.Second == r.Owner {
		return broken(e.Index, nil)
	}
	// The shop key and the owner's own; and the second person's, or the shop
	// key a second time where the recovery code opened it.
	says := []saying{{"", Approved}, {r.Owner, Approved}, {r.Second, Confirmed}}
	if err := k.bears(e, says...); err != nil {
		return err
	}
	return k.end(e, r.Person, r.Key)
}

func (k *Keyring) retire(e ledger.Entry) error {
	var r keyRetired
	if _, err := content(e, &r); err != nil {
		return err
	}
	if r.Shop != k.shop {
		return broken(e.Index, nil)
	}
	if err := k.bears(e, saying{"", Retired}); err != nil {
		return err
	}
	return k.end(e, r.Person, r.Key)
}

func (k *Keyring) end(e ledger.Entry, person, id string) error {
	h, ok := k.keys[id]
	if !ok || person == "" || h.PersonID != person || h.Until >= 0 {
		return broken(e.Index, nil)
	}
	h.Until = e.Index
	k.keys[id] = h
	return nil
}

// saying is a signature that an entry must bear.
type saying struct {
	person  string // empty: the shop
	meaning Meaning
}

// bears says whether an entry bears these signatures, in this order, and no
// others, and all of them hold.
func (k *Keyring) bears(e ledger.Entry, says ...saying) error {
	s, err := k.CheckEntry(e)
	if err != nil {
		return err
	}
	if len(s.Signatures) != len(says) {
		return broken(e.Index, nil)
	}
	for i, want := range says {
		if s.Signatures[i].PersonID != want.person || s.Signatures[i].Meaning != want.meaning {
			return broken(e.Index, nil)
		}
	}
	return nil
}

// CheckEntry says whether every signature of a signed entry holds at its place,
// over its kind and record, and answers them. Who had to sign, and with which
// meaning, is for the caller to compare (faults as of Check).
func (k *Keyring) CheckEntry(e ledger.Entry) (Signed, error) {
	if err := e.Check(); err != nil {
		return Signed{}, err
	}
	s, err := ReadSigned(e)
	if err != nil {
		return Signed{}, err
	}
	for _, sig := range s.Signatures {
		if err := k.Check(sig, e.Index, sig.Meaning, ledger.RecordHash(e.Kind, s.Record)); err != nil {
			return Signed{}, err
		}
	}
	return s, nil
}

// Check says whether a signature stands for this meaning about this hash at this
// index: whether it was made for exactly that, by a key that the shop vouched
// for and that was good there. Faults: fault.staff.out_of_place,
// fault.staff.unknown_key, fault.staff.key_ended, fault.staff.signature. That
// Head.Root is the ledger's root is checked where the whole ledger is at hand.
func (k *Keyring) Check(s Signature, index int64, meaning Meaning, hash ledger.Hash) error {
	if s.Shop != k.shop || s.Meaning != meaning || s.Hash != hash || s.Head.Size != index {
		return fault.New(fault.Corrupt, "fault.staff.out_of_place")
	}
	h, ok := k.keys[s.KeyID]
	if !ok || h.PersonID != s.PersonID {
		return fault.New(fault.Corrupt, "fault.staff.unknown_key")
	}
	if h.From >= index || h.Until >= 0 && h.Until <= index {
		return fault.New(fault.Corrupt, "fault.staff.key_ended")
	}
	if h.PersonID == "" && h.ID != k.root.ID && !h.may(meaning) {
		return broken(index, nil)
	}
	return Verify(s, ed25519.PublicKey(h.Public))
}

// may says whether a delegated key may sign with a meaning.
func (h HeldKey) may(m Meaning) bool {
	switch m {
	case Issued:
		return slices.Contains(h.Uses, UseCertificates)
	case Enrolled, Retired:
		return slices.Contains(h.Uses, UseEnrolments)
	}
	return false
}

// OpenCheckpoint reads a signed checkpoint of this shop's ledger and says which
// of its keys signed it (fault.ledger.checkpoint).
func (k *Keyring) OpenCheckpoint(signed string) (ledger.Checkpoint, HeldKey, error) {
	for _, h := range k.keys {
		if h.ID != k.root.ID && !slices.Contains(h.Uses, UseCheckpoints) {
			continue
		}
		c, err := ledger.OpenCheckpoint(signed, ed25519.PublicKey(h.Public))
		if err == nil && c.Origin == ledger.OriginOf(k.shop) && h.From < c.Size {
			return c, h, nil
		}
	}
	return ledger.Checkpoint{}, HeldKey{}, fault.New(fault.Corrupt, "fault.ledger.checkpoint")
}

// content reads the record of a signed entry.
func content(e ledger.Entry, record any) (Signed, error) {
	s, err := ReadSigned(e)
	if err != nil {
		return s, err
	}
	if len(s.Signatures) == 0 {
		return s, broken(e.Index, nil)
	}
	return s, ledger.Read(s.Record, record)
}

func broken(index int64, err error) error {
	return fault.Wrap(err, fault.Corrupt, "fault.staff.chain", "Index", index)
}
