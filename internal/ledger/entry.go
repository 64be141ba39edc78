package ledger

import (
	"bytes"
	"context"
	"encoding/json"

	"shifu/internal/fault"
)

// Kind says what an entry is about.
type Kind string

// The kinds of entries. A reader keeps and verifies kinds that it does not know.
const (
	ShopOpened          Kind = "shop.opened"          // the shop's key, signed by itself
	DelegationGranted   Kind = "delegation.granted"   // the shop key lets another key issue, enrol and sign checkpoints
	KeyEnrolled         Kind = "key.enrolled"         // a person's key
	KeyReplaced         Kind = "key.replaced"         // a person's key is no longer good: forgotten, with two people's word for it
	KeyRetired          Kind = "key.retired"          // a person's key is no longer good: the person left
	ShopHandedOver      Kind = "shop.handed_over"     // another owner keeps the shop key from now on
	PersonRecorded      Kind = "person.recorded"      // what a person's row in the database holds from now on
	AttemptHandedIn     Kind = "attempt.handed_in"    // the head of an attempt's chain of steps
	ModuleSigned        Kind = "module.signed"        // the mentor's signature
	ModuleCountersigned Kind = "module.countersigned" // the apprentice's
	ModuleDisputed      Kind = "module.disputed"
	DisputeAnswered     Kind = "dispute.answered"
	DisputeWithdrawn    Kind = "dispute.withdrawn"
	DisputeRuled        Kind = "dispute.ruled"
	ModuleReopened      Kind = "module.reopened" // the owner takes back what was signed
	CertificateIssued   Kind = "certificate.issued"
	CertificateRevoked  Kind = "certificate.revoked"
	AttemptsRegraded    Kind = "attempts.regraded"     // answers marked anew by a corrected key, with the heads that they have now
	CertificateKept     Kind = "certificate.confirmed" // the owner stands by a certificate that a regrade put in doubt
	HeadsDaily          Kind = "heads.daily"           // the heads of all open attempts, once a day
)

// SaltSize is the number of random bytes in an entry's salt.
const SaltSize = 32

// Entry is one line of the ledger. Payload and Salt are empty after the person
// that it was about was erased; only PersonRecorded entries ever are.
type Entry struct {
	Index   int64           `json:"index"` // 0, 1, 2, ...: the only order there is
	Kind    Kind            `json:"kind"`
	Payload json.RawMessage `json:"payload"` // canonical JSON; null when erased
	Salt    Hex             `json:"salt"`    // SaltSize bytes; empty when erased
	Leaf    Hash            `json:"leaf"`
}

// NewEntry makes the entry of a value at an index. salt must be SaltSize fresh
// random bytes (fault.ledger.malformed).
func NewEntry(index int64, kind Kind, payload any, salt []byte) (Entry, error) {
	canonical, err := Canonical(payload)
	if err != nil {
		return Entry{}, err
	}
	if len(salt) != SaltSize || kind == "" || index < 0 || bytes.Equal(canonical, []byte("null")) {
		return Entry{}, malformed("entry", nil)
	}
	return Entry{
		Index: index, Kind: kind, Payload: canonical, Salt: bytes.Clone(salt),
		Leaf: leafOf(kind, canonical, salt),
	}, nil
}

// RecordHash is the hash of an entry's kind and canonical payload.
func RecordHash(kind Kind, canonical []byte) Hash {
	return Sum("shifu-ledger-record/1", append([]byte(kind), 0), canonical)
}

func leafOf(kind Kind, canonical, salt []byte) Hash {
	record := RecordHash(kind, canonical)
	return Sum("shifu-ledger-leaf/1", salt, record[:])
}

// Erased says whether the content of the entry was forgotten. Its leaf still
// holds its place.
func (e Entry) Erased() bool {
	return len(e.Salt) == 0 && (len(e.Payload) == 0 || string(e.Payload) == "null")
}

// Erase answers the entry without its content.
func (e Entry) Erase() Entry {
	return Entry{Index: e.Index, Kind: e.Kind, Payload: json.RawMessage("null"), Leaf: e.Leaf}
}

// Check says whether the content is what the leaf was made of: the payload
// exactly, not only in meaning (fault.ledger.altered). An erased entry passes;
// ask Erased.
func (e Entry) Check() error {
	if e.Erased() {
		return nil
	}
	canonical, err := Canonicalise(e.Payload)
	if err != nil || e.Index < 0 || len(e.Salt) != SaltSize || !bytes.Equal(canonical, e.Payload) ||
		leafOf(e.Kind, canonical, e.Salt) != e.Leaf {
		return fault.Wrap(err, fault.Corrupt, "fault.ledger.altered", "Index", e.Index)
	}
	return nil
}

// Head is the state of the ledger after its first Size entries.
type Head struct {
	Size int64 `json:"size"`
	Root Hash  `json:"root"`
}

// Log is the ledger as a transaction offers it. Reads see what the transaction
// itself has appended.
type Log interface {
	// AppendEntry writes the next entry, with fresh salt. What is read as the
	// head before it, in the same transaction, is the head it follows.
	AppendEntry(ctx context.Context, kind Kind, payload any) (Entry, error)
	// LedgerEntry reads one entry; fault.ledger.no_entry (not_found).
	LedgerEntry(ctx context.Context, index int64) (Entry, error)
	// LedgerEntries reads up to limit entries from an index on, in order; of
	// the given kinds only, when any are given.
	LedgerEntries(ctx context.Context, from int64, limit int, kinds ...Kind) ([]Entry, error)
	// LedgerHead answers size and root of the ledger.
	LedgerHead(ctx context.Context) (Head, error)
	// LedgerNodes reads stored hashes of the tree, see Nodes.
	LedgerNodes(ctx context.Context, indexes []int64) ([]Hash, error)
	// SaveCheckpoint keeps a signed checkpoint; LastCheckpoint answers the
	// one of the largest size, "" when there is none.
	SaveCheckpoint(ctx context.Context, head Head, note string) error
	LastCheckpoint(ctx context.Context) (Head, string, error)
}
