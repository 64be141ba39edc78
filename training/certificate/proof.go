package certificate

import (
	"context"
	"encoding/json"
	"slices"

	"shifu/internal/fault"
	"shifu/internal/ledger"
	"shifu/training/staff"
)

// ProofFormat names the form of proofs; docs/proof-format.md describes it byte
// by byte.
const ProofFormat = "shifu-proof/1"

// Proof is everything that a stranger needs to check one certificate: the
// issuing entry with the record in it, the entries of the signatures that it
// rests on, the entries of the keys that made them, and where all of them
// stand in the ledger. It is written as canonical JSON, and attached to the PDF.
type Proof struct {
	Format string `json:"format"` // ProofFormat
	Chain
}

// Chain is entries with the proof that they stand in one ledger.
type Chain struct {
	// Entries are in the order of their indexes; the first is the shop's opening.
	Entries []ledger.Entry `json:"entries"`
	// Nodes are hashes of the tree, Paths the places in Nodes of each entry's
	// inclusion proof: proofs share most of their hashes.
	Nodes []ledger.Hash `json:"nodes"`
	Paths [][]int       `json:"paths"`
	// Checkpoint is the signed head that the paths lead to.
	Checkpoint string `json:"checkpoint"`
}

// maxEntries bounds the work that a file can ask of a verifier.
const maxEntries = 5_000

// newChain proves entries under a head whose checkpoint was signed.
func newChain(entries []ledger.Entry, head ledger.Head, checkpoint string, nodes ledger.Nodes) (Chain, error) {
	c := Chain{Entries: entries, Nodes: []ledger.Hash{}, Paths: [][]int{}, Checkpoint: checkpoint}
	places := map[ledger.Hash]int{}
	for _, e := range entries {
		p, err := ledger.ProveInclusion(head.Size, e.Index, nodes)
		if err != nil {
			return c, err
		}
		path := make([]int, 0, len(p.Hashes))
		for _, h := range p.Hashes {
			at, known := places[h]
			if !known {
				at = len(c.Nodes)
				places[h] = at
				c.Nodes = append(c.Nodes, h)
			}
			path = append(path, at)
		}
		c.Paths = append(c.Paths, path)
	}
	return c, nil
}

// open follows the keys, opens the checkpoint with them, and checks that every
// entry stands in its tree. What fails is named by the aspect.
func (c Chain) open() (ring *staff.Keyring, head ledger.Checkpoint, failed Aspect, err error) {
	malformed := fault.New(fault.Corrupt, "fault.certificate.proof_malformed")
	if len(c.Entries) == 0 || len(c.Entries) > maxEntries || len(c.Entries) != len(c.Paths) {
		return nil, head, OfContent, malformed
	}
	for i, e := range c.Entries {
		if e.Erased() {
			return nil, head, OfContent, fault.New(fault.Corrupt, "fault.certificate.erased", "Index", e.Index)
		}
		if err := e.Check(); err != nil {
			return nil, head, c.altered(i), err
		}
	}
	if ring, err = staff.NewKeyring(c.Entries); err != nil {
		return nil, head, OfSignature, err
	}
	if head, _, err = ring.OpenCheckpoint(c.Checkpoint); err != nil {
		return ring, head, OfLog, err
	}
	used := 0 // nodes come in the order of their first use, and none is spare
	for i, e := range c.Entries {
		hashes := make([]ledger.Hash, 0, len(c.Paths[i]))
		for _, at := range c.Paths[i] {
			if at < 0 || at > used || at >= len(c.Nodes) {
				return ring, head, OfLog, malformed
			}
			if at == used {
				used++
			}
			hashes = append(hashes, c.Nodes[at])
		}
		p := ledger.Inclusion{Index: e.Index, Size: head.Size, Hashes: hashes}
		if err := p.Check(e.Leaf, head.Head); err != nil {
			return ring, head, OfLog, err
		}
	}
	if used != len(c.Nodes) {
		return ring, head, OfLog, malformed
	}
	return ring, head, "", nil
}

// altered says which part of an entry was altered that does not make its leaf:
// the record, when its signatures are whole but over another one; a signature,
// when it does not hold by itself; else what ties the entry to the log.
func (c Chain) altered(i int) Aspect {
	e := c.Entries[i]
	s, err := staff.ReadSigned(e)
	if err != nil {
		return OfContent
	}
	if i == 0 && staff.OpeningKey(e) == nil {
		return OfContent
	}
	record := ledger.RecordHash(e.Kind, s.Record)
	for _, sig := range s.Signatures {
		key := staff.OpeningKey(e) // the first entry brings its own
		if ring, err := staff.NewKeyring(c.Entries[:i]); err == nil {
			held, _ := ring.Key(sig.KeyID)
			key = []byte(held.Public)
		}
		switch {
		case staff.Verify(sig, key) != nil:
			return OfSignature
		case sig.Hash != record:
			return OfContent
		}
	}
	return OfLog
}

// at answers the entry of an index.
func (c Chain) at(index int64) (ledger.Entry, bool) {
	i, ok := slices.BinarySearchFunc(c.Entries, index, func(e ledger.Entry, index int64) int {
		switch {
		case e.Index < index:
			return -1
		case e.Index > index:
			return 1
		}
		return 0
	})
	if !ok {
		return ledger.Entry{}, false
	}
	return c.Entries[i], true
}

// keyKinds are the entries that a keyring follows.
var keyKinds = []ledger.Kind{ledger.ShopOpened, ledger.DelegationGranted, ledger.KeyEnrolled, ledger.KeyReplaced, ledger.KeyRetired}

// prover makes proofs within one transaction. The entries of keys are read
// once for any number of them.
type prover struct {
	log        ledger.Log
	head       ledger.Head
	checkpoint string
	keys       []keyEntry
	nodes      map[int64]ledger.Hash
}

// keyEntry is an entry about a key, with whom it is about and who signed it.
type keyEntry struct {
	entry   ledger.Entry
	person  string   // whose key; empty: the shop's
	key     string   // fingerprint of a delegated key
	signers []string // fingerprints
	people  []string // who signed
}

// newProver reads what all proofs of a transaction share.
func newProver(ctx context.Context, tx staff.Tx) (*prover, error) {
	issuer, err := staff.IssuerOf(ctx, tx)
	if err != nil {
		return nil, err
	}
	p := &prover{log: tx, nodes: map[int64]ledger.Hash{}}
	if p.head, err = tx.LedgerHead(ctx); err != nil {
		return nil, err
	}
	if p.checkpoint, err = issuer.Note(p.head); err != nil {
		return nil, err
	}
	entries, err := readAll(ctx, tx, keyKinds...)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		k := keyEntry{entry: e}
		s, err := staff.ReadSigned(e)
		if err != nil {
			return nil, err
		}
		var about struct {
			Person string     `json:"person"`
			Key    ledger.Hex `json:"key"`
		}
		if e.Kind == ledger.DelegationGranted || e.Kind == ledger.KeyEnrolled || e.Kind == ledger.ShopOpened {
			if err := json.Unmarshal(s.Record, &about); err != nil {
				return nil, fault.In("certificate.newProver", err)
			}
			k.key = staff.Fingerprint([]byte(about.Key))
		} else {
			var named struct {
				Person string `json:"person"`
			}
			if err := json.Unmarshal(s.Record, &named); err != nil {
				return nil, fault.In("certificate.newProver", err)
			}
			about.Person = named.Person
		}
		k.person = about.Person
		for _, sig := range s.Signatures {
			k.signers = append(k.signers, sig.KeyID)
			if sig.PersonID != "" {
				k.people = append(k.people, sig.PersonID)
			}
		}
		p.keys = append(p.keys, k)
	}
	return p, nil
}

// readAll reads every entry of some kinds.
func readAll(ctx context.Context, log ledger.Log, kinds ...ledger.Kind) ([]ledger.Entry, error) {
	const page = 500
	var all []ledger.Entry
	for from := int64(0); ; {
		part, err := log.LedgerEntries(ctx, from, page, kinds...)
		if err != nil {
			return nil, err
		}
		all = append(all, part...)
		if len(part) < page {
			return all, nil
		}
		from = part[len(part)-1].Index + 1
	}
}

// chain proves the entries of some indexes together with the entries of all
// keys that signed them, and of the keys that signed those.
func (p *prover) chain(ctx context.Context, indexes ...int64) (Chain, error) {
	issuing := map[string]bool{}
	people := map[string]bool{}
	entries := map[int64]ledger.Entry{}
	want := func(e ledger.Entry) error {
		s, err := staff.ReadSigned(e)
		if err != nil {
			return err
		}
		entries[e.Index] = e
		for _, sig := range s.Signatures {
			issuing[sig.KeyID] = true
			if sig.PersonID != "" {
				people[sig.PersonID] = true
			}
		}
		return nil
	}
	for _, index := range indexes {
		e, err := p.log.LedgerEntry(ctx, index)
		if err != nil {
			return Chain{}, err
		}
		if err := want(e); err != nil {
			return Chain{}, err
		}
	}
	for grown := true; grown; {
		grown = false
		for _, k := range p.keys {
			needed := k.entry.Kind == ledger.ShopOpened || k.person != "" && people[k.person] ||
				k.entry.Kind == ledger.DelegationGranted && (issuing[k.key] || p.signedBy(k.entry))
			if _, have := entries[k.entry.Index]; needed && !have {
				if err := want(k.entry); err != nil {
					return Chain{}, err
				}
				grown = true
			}
		}
	}
	list := make([]ledger.Entry, 0, len(entries))
	for _, e := range entries {
		list = append(list, e)
	}
	slices.SortFunc(list, func(a, b ledger.Entry) int { return int(a.Index - b.Index) })
	return newChain(list, p.head, p.checkpoint, p.read(ctx))
}

// signedBy says whether the delegated key of an entry signed the checkpoint.
func (p *prover) signedBy(e ledger.Entry) bool {
	s, err := staff.ReadSigned(e)
	if err != nil {
		return false
	}
	var about struct {
		Key ledger.Hex `json:"key"`
	}
	if json.Unmarshal(s.Record, &about) != nil {
		return false
	}
	_, err = ledger.OpenCheckpoint(p.checkpoint, []byte(about.Key))
	return err == nil
}

// read reads nodes of the tree, each from the store once.
func (p *prover) read(ctx context.Context) ledger.Nodes {
	return func(indexes []int64) ([]ledger.Hash, error) {
		var missing []int64
		for _, i := range indexes {
			if _, ok := p.nodes[i]; !ok {
				missing = append(missing, i)
			}
		}
		if len(missing) > 0 {
			hashes, err := p.log.LedgerNodes(ctx, missing)
			if err != nil {
				return nil, err
			}
			for i, h := range hashes {
				p.nodes[missing[i]] = h
			}
		}
		out := make([]ledger.Hash, len(indexes))
		for i, index := range indexes {
			out[i] = p.nodes[index]
		}
		return out, nil
	}
}

// prove makes the proof of a stored certificate.
func (p *prover) prove(ctx context.Context, s Stored) (Proof, error) {
	indexes := []int64{s.Entry}
	for _, m := range s.Issue.Certificate.Modules {
		for _, sig := range m.Signatures {
			indexes = append(indexes, sig.Entry)
		}
	}
	if s.Revoked != nil {
		indexes = append(indexes, s.RevokedEntry)
	}
	c, err := p.chain(ctx, indexes...)
	return Proof{Format: ProofFormat, Chain: c}, err
}
