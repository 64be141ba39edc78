package certificate

import (
	"context"

	"golang.org/x/mod/sumdb/tlog"

	"shifu/internal/fault"
	"shifu/internal/ledger"
	"shifu/training/staff"
)

// RegisterFormat names the form of registers.
const RegisterFormat = "shifu-register/1"

// Register is a later state of a shop's ledger for whoever checks
// certificates: every leaf of the tree, every key with its end, and every
// revocation. With it anyone can see whether an older certificate stands in the
// same ledger, whether it was taken back, and whether a key that signed it had
// ended: a proof alone may leave that out. It holds no names but those of revoked certificates'
// reasons.
type Register struct {
	Format string `json:"format"` // RegisterFormat
	Chain
	// Leaves are the hashes of all entries of the checkpoint, in order.
	Leaves []ledger.Hash `json:"leaves"`
	// Signature is the shop's, or its issuing key's, with meaning "issued":
	// these are all revocations. Its hash is SHA-256("shifu-register/1" 00
	// canonical register without the signature).
	Signature staff.Signature `json:"signature"`
}

// hash is what the signature is over.
func (r Register) hash() (ledger.Hash, error) {
	canonical, err := ledger.Canonical(struct {
		Format string `json:"format"`
		Chain
		Leaves []ledger.Hash `json:"leaves"`
	}{r.Format, r.Chain, r.Leaves})
	return ledger.Sum(RegisterFormat, canonical), err
}

// ReadRegister reads a register from its file, strictly
// (fault.certificate.register_malformed).
func ReadRegister(raw []byte) (*Register, error) {
	var r Register
	if err := ledger.Read(raw, &r); err != nil || r.Format != RegisterFormat {
		return nil, fault.Wrap(err, fault.Corrupt, "fault.certificate.register_malformed")
	}
	if _, _, err := r.open(); err != nil {
		return nil, err
	}
	return &r, nil
}

// Fingerprint is of the shop's key inside.
func (r *Register) Fingerprint() string {
	ring, _, err := r.open()
	if err != nil {
		return ""
	}
	return staff.Fingerprint(ring.Root())
}

// VerifyRegister checks a register's file: its keys, its tree, its signature.
func VerifyRegister(raw []byte, known Known) Report {
	v := &verification{known: known}
	var r Register
	if err := ledger.Read(raw, &r); err != nil || r.Format != RegisterFormat {
		v.set(OfContent, Fails, "fault.certificate.register_malformed", nil)
		return v.report()
	}
	ring, head, err := r.open()
	if err != nil {
		v.fail(OfLog, err)
		return v.report()
	}
	v.result.Fingerprint, v.result.Size = staff.Fingerprint(ring.Root()), head.Size
	v.trust(ring)
	for _, a := range []Aspect{OfContent, OfSignature, OfLog} {
		v.set(a, Holds, "", nil)
	}
	return v.report()
}

// Verify checks the register alone: its keys, its tree and its signature.
func (r *Register) Verify() error {
	_, _, err := r.open()
	return err
}

func (r *Register) open() (*staff.Keyring, ledger.Checkpoint, error) {
	ring, head, _, err := r.Chain.open()
	if err != nil {
		return nil, head, err
	}
	if int64(len(r.Leaves)) != head.Size || rootOf(r.Leaves) != head.Root {
		return nil, head, fault.New(fault.Corrupt, "fault.certificate.register_tree")
	}
	hash, err := r.hash()
	if err != nil {
		return nil, head, err
	}
	if r.Signature.PersonID != "" || r.Signature.Head != head.Head {
		return nil, head, fault.New(fault.Corrupt, "fault.certificate.signature_missing", "Index", head.Size)
	}
	return ring, head, ring.Check(r.Signature, head.Size, staff.Issued, hash)
}

// follows says whether the ledger of the register begins with an older head
// (fault.certificate.other_history).
func (r *Register) follows(old ledger.Head) error {
	if old.Size > int64(len(r.Leaves)) {
		return fault.New(fault.Invalid, "fault.certificate.older_register", "Size", len(r.Leaves))
	}
	if rootOf(r.Leaves[:old.Size]) != old.Root {
		return fault.New(fault.Corrupt, "fault.certificate.other_history", "Size", old.Size)
	}
	return nil
}

// rootOf computes the root of a tree from all of its leaves.
func rootOf(leaves []ledger.Hash) ledger.Hash {
	var stack []tlog.Hash // roots of complete subtrees, largest first
	for i, leaf := range leaves {
		stack = append(stack, tlog.Hash(leaf))
		for n := i + 1; n&1 == 0; n >>= 1 {
			l := len(stack)
			stack = append(stack[:l-2], tlog.NodeHash(stack[l-2], stack[l-1]))
		}
	}
	if len(stack) == 0 {
		return ledger.EmptyRoot()
	}
	root := stack[len(stack)-1]
	for i := len(stack) - 2; i >= 0; i-- {
		root = tlog.NodeHash(stack[i], root)
	}
	return ledger.Hash(root)
}

// makeRegister makes the register of the ledger as it is in the transaction.
func makeRegister(ctx context.Context, tx staff.Tx, p *prover) (Register, error) {
	r := Register{Format: RegisterFormat, Leaves: make([]ledger.Hash, 0, p.head.Size)}
	var told []int64
	const page = 1000
	var err error
	for from := int64(0); from < p.head.Size; {
		entries, err := tx.LedgerEntries(ctx, from, page)
		if err != nil {
			return r, err
		}
		if len(entries) == 0 {
			break // what is missing shows in the tree
		}
		for _, e := range entries {
			r.Leaves = append(r.Leaves, e.Leaf)
			switch e.Kind {
			case ledger.ShopOpened, ledger.DelegationGranted, ledger.KeyEnrolled, ledger.KeyReplaced, ledger.KeyRetired, ledger.CertificateRevoked:
				told = append(told, e.Index)
			}
		}
		from = entries[len(entries)-1].Index + 1
	}
	if r.Chain, err = p.chain(ctx, told...); err != nil {
		return r, err
	}
	hash, err := r.hash()
	if err != nil {
		return r, err
	}
	issuer, err := staff.IssuerOf(ctx, tx)
	if err != nil {
		return r, err
	}
	r.Signature, err = issuer.Sign(ctx, tx, staff.Issued, hash)
	return r, err
}
