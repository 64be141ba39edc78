package staff

import (
	"bytes"
	"context"
	"maps"
	"slices"

	"shifu/internal/fault"
	"shifu/internal/ledger"
)

// Auditor reads a whole ledger from its first entry on: it follows the keys and
// checks that every signature holds where it stands, over the history that it
// names. That the entries' contents make their leaves, and the leaves the tree,
// is checked by whoever reads the tree.
type Auditor struct {
	ring   *Keyring
	people map[string]personRecord // the newest of each
	order  []string                // their ids, as they came
	keeper string                  // who keeps the shop key: whose key was enrolled first, then as handed over
	// emptied are the empty entries that no later one has named so far.
	emptied map[int64]bool
}

// NewAuditor begins before the first entry.
func NewAuditor() *Auditor {
	return &Auditor{ring: &Keyring{keys: map[string]HeldKey{}}, people: map[string]personRecord{}, emptied: map[int64]bool{}}
}

// mustBeSigned are the kinds that mean nothing without a signature.
var mustBeSigned = map[ledger.Kind]bool{
	ledger.ShopOpened: true, ledger.DelegationGranted: true,
	ledger.KeyEnrolled: true, ledger.KeyReplaced: true, ledger.KeyRetired: true,
	ledger.ShopHandedOver: true,
	ledger.ModuleSigned:   true, ledger.ModuleCountersigned: true, ledger.DisputeRuled: true, ledger.ModuleReopened: true,
	ledger.CertificateIssued: true, ledger.CertificateRevoked: true,
	ledger.CertificateKept: true, ledger.AttemptsRegraded: true,
}

// Entry checks the next entry. root answers the root of the tree of the entries
// before it; it is asked only when there is a signature to compare with. Faults:
// those of Keyring.Apply and Check; fault.staff.unsigned; fault.staff.history
// when a signature names another history; fault.ledger.emptied when what is empty
// is no record of a person.
func (a *Auditor) Entry(e ledger.Entry, root func() (ledger.Hash, error)) error {
	if e.Erased() {
		if e.Kind != ledger.PersonRecorded {
			return emptied(e.Index)
		}
		a.emptied[e.Index] = true
		return nil
	}
	// Before a shop is opened there are no keys, and only what needs none.
	if a.ring.shop != "" || mustBeSigned[e.Kind] {
		if err := a.ring.Apply(e); err != nil {
			return err
		}
	}
	if e.Kind == ledger.PersonRecorded {
		return a.note(e)
	}
	if err := a.keep(e); err != nil {
		return err
	}
	s, err := ReadSigned(e)
	if err != nil || len(s.Signatures) == 0 {
		if mustBeSigned[e.Kind] {
			return fault.Wrap(err, fault.Corrupt, "fault.staff.unsigned", "Index", e.Index)
		}
		return nil
	}
	if _, err := a.ring.CheckEntry(e); err != nil {
		return err
	}
	before, err := root()
	if err != nil {
		return err
	}
	for _, sig := range s.Signatures {
		if sig.Head.Root != before {
			return fault.New(fault.Corrupt, "fault.staff.history", "Index", e.Index)
		}
	}
	return nil
}

func emptied(index int64) error {
	return fault.New(fault.Corrupt, "fault.ledger.emptied", "Index", index)
}

// Emptied answers, after the last entry, the first empty one that nobody's
// erasure accounts for (fault.ledger.emptied).
func (a *Auditor) Emptied() error {
	if len(a.emptied) == 0 {
		return nil
	}
	return emptied(slices.Min(slices.Collect(maps.Keys(a.emptied))))
}

// Checkpoint says whether a key of the shop signed a checkpoint
// (fault.ledger.checkpoint).
func (a *Auditor) Checkpoint(note string) error {
	_, _, err := a.ring.OpenCheckpoint(note)
	return err
}

// Keys compares the keys that the stores work with against those of the ledger,
// after its last entry: the shop's, the issuing key, and everyone's. Otherwise a
// changed row would let one person's key pass for another's
// (fault.staff.key_row, with the person's name or "shop"). The shop's name and whether
// it is a demonstration are compared as well (fault.staff.row.shop), and who keeps the shop key (fault.staff.row.keeper).
func (a *Auditor) Keys(ctx context.Context, tx Tx) error {
	shop, found, err := tx.ShopState(ctx)
	if err != nil {
		return err
	}
	if !found && a.ring.shop == "" {
		return nil
	}
	if shop.ID != a.ring.shop || !bytes.Equal(shop.Key, a.ring.root.Public) {
		return fault.New(fault.Corrupt, "fault.staff.key_row", "Person", "shop")
	}
	if shop.Name != a.ring.name || shop.Demo != a.ring.demo {
		return fault.New(fault.Corrupt, "fault.staff.row.shop", "Was", a.ring.name, "Is", shop.Name)
	}
	if a.keeper != "" && shop.OwnerID != a.keeper {
		return fault.New(fault.Corrupt, "fault.staff.row.keeper")
	}
	if k, ok := a.ring.keys[shop.IssuingKey]; shop.IssuingKey != "" && (!ok || k.PersonID != "" || k.ID == a.ring.root.ID) {
		return fault.New(fault.Corrupt, "fault.staff.key_row", "Person", "shop")
	}
	people, err := tx.People(ctx)
	if err != nil {
		return err
	}
	rows := 0
	for _, p := range people {
		keys, err := tx.Keys(ctx, p.ID)
		if err != nil {
			return err
		}
		for _, k := range keys {
			rows++
			h, ok := a.ring.keys[k.ID]
			if !ok || h.PersonID != p.ID || !bytes.Equal(h.Public, k.Public) || h.From != k.EnrolledAt || h.Until != k.EndedAt {
				return fault.New(fault.Corrupt, "fault.staff.key_row", "Person", p.Label())
			}
		}
	}
	for _, h := range a.ring.keys {
		if h.PersonID != "" {
			rows--
		}
	}
	if rows != 0 {
		return fault.New(fault.Corrupt, "fault.staff.key_row", "Person", "")
	}
	return nil
}
