package certificate_test

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"shifu/internal/ledger"
	"shifu/internal/testkit"
	"shifu/training/certificate"
	"shifu/training/staff"
)

// book is a ledger in memory with the keys of a shop: what the certificates of
// these tests stand in. It writes the entries by hand, from their description.
type book struct {
	t       testing.TB
	shop    string
	entries []ledger.Entry
	nodes   []ledger.Hash
	keys    map[string]ed25519.PrivateKey
	seed    uint64
	now     int64
	verb    string // of the owner's rulings
}

func newBook(t testing.TB) *book {
	b := &book{t: t, shop: "s-1", keys: map[string]ed25519.PrivateKey{}, seed: 7, verb: "rule_stands", now: exampleRecord().IssuedAt - 10_000_000}
	for _, who := range []string{"root", "issuing", "p-zhou", "p-sun", "p-owner", "stranger"} {
		seed := make([]byte, 32)
		copy(seed, "seed of "+who)
		b.keys[who] = ed25519.NewKeyFromSeed(seed)
	}
	b.sign(ledger.ShopOpened, map[string]any{"shop": b.shop, "name": "青禾鞋履旗舰店", "key": b.public("root"), "demo": false}, by{"root", "", staff.Opened})
	b.sign(ledger.DelegationGranted, map[string]any{"shop": b.shop, "key": b.public("issuing"), "uses": []staff.Use{staff.UseCertificates, staff.UseEnrolments, staff.UseCheckpoints}}, by{"root", "", staff.Delegated})
	for _, who := range []string{"p-owner", "p-zhou", "p-sun"} {
		b.sign(ledger.KeyEnrolled, map[string]any{"shop": b.shop, "person": who, "key": b.public(who)}, by{"issuing", "", staff.Enrolled})
	}
	return b
}

func (b *book) public(who string) ledger.Hex {
	return ledger.Hex(b.keys[who].Public().(ed25519.PublicKey))
}
func (b *book) keyID(who string) string {
	return staff.Fingerprint(ed25519.PublicKey(b.public(who)))
}

// by is who signs: whose key, for which person ("" the shop), meaning what.
type by struct {
	key, person string
	meaning     staff.Meaning
}

func (b *book) head() ledger.Head {
	root, err := ledger.Root(int64(len(b.entries)), b.read)
	require.NoError(b.t, err)
	return ledger.Head{Size: int64(len(b.entries)), Root: root}
}

func (b *book) read(indexes []int64) ([]ledger.Hash, error) {
	out := make([]ledger.Hash, len(indexes))
	for i, at := range indexes {
		out[i] = b.nodes[at]
	}
	return out, nil
}

func (b *book) signature(s by, hash ledger.Hash) staff.Signature {
	b.now += 1000
	sig := staff.Signature{Shop: b.shop, PersonID: s.person, KeyID: b.keyID(s.key), Meaning: s.meaning, Hash: hash, At: b.now, Head: b.head()}
	canonical, err := ledger.Canonical(sig)
	require.NoError(b.t, err)
	sig.Sig = ed25519.Sign(b.keys[s.key], append([]byte("shifu-signature/1\x00"), canonical...))
	return sig
}

// sign appends a signed entry.
func (b *book) sign(kind ledger.Kind, record any, signers ...by) ledger.Entry {
	canonical, err := ledger.Canonical(record)
	require.NoError(b.t, err)
	payload := staff.Signed{Record: canonical, Signatures: []staff.Signature{}}
	for _, s := range signers {
		payload.Signatures = append(payload.Signatures, b.signature(s, ledger.RecordHash(kind, canonical)))
	}
	return b.append(kind, payload)
}

func (b *book) append(kind ledger.Kind, payload any) ledger.Entry {
	b.seed++
	salt := make([]byte, ledger.SaltSize)
	_, err := testkit.Entropy(b.seed).Read(salt)
	require.NoError(b.t, err)
	e, err := ledger.NewEntry(int64(len(b.entries)), kind, payload, salt)
	require.NoError(b.t, err)
	nodes, err := ledger.NewNodes(e.Index, e.Leaf, b.read)
	require.NoError(b.t, err)
	b.entries, b.nodes = append(b.entries, e), append(b.nodes, nodes...)
	return e
}

// noise appends entries that have nothing to do with the certificate.
func (b *book) noise(n int) {
	for i := range n {
		b.append(ledger.AttemptHandedIn, map[string]any{"attempt": fmt.Sprint(i)})
	}
}

// sign-offs of a record's modules, and the record with their places in it.
func (b *book) signOff(r certificate.Record) certificate.Record {
	for i := range r.Modules {
		m := &r.Modules[i]
		m.Signatures = slices.Clone(m.Signatures)
		record := map[string]any{"sign_off": "so-" + m.ID, "apprentice": r.Holder.ID, "module": m.ID, "evidence": m.EvidenceHash}
		for j := range m.Signatures {
			s := &m.Signatures[j]
			kind, meaning := ledger.ModuleSigned, staff.Assessed
			switch s.Role {
			case certificate.Apprentice:
				kind, meaning = ledger.ModuleCountersigned, staff.Confirmed
			case certificate.Owner:
				kind, meaning, record["verb"] = ledger.DisputeRuled, staff.Ruled, b.verb
			}
			e := b.sign(kind, record, by{s.Person.ID, s.Person.ID, meaning})
			signed, err := staff.ReadSigned(e)
			require.NoError(b.t, err)
			s.Entry, s.KeyID, s.At, s.Meaning = e.Index, signed.Signatures[0].KeyID, signed.Signatures[0].At, string(meaning)
			b.noise(3)
		}
	}
	return r
}

// issue appends the issuing entry and answers it as stored, with its page.
func (b *book) issue(r certificate.Record) (certificate.Stored, []byte) {
	_, page, err := certificate.Print(r, b.keyID("root"), press())
	require.NoError(b.t, err)
	issue := certificate.Issue{Certificate: r, Page: sum(page), Renderer: press().Version()}
	e := b.sign(ledger.CertificateIssued, issue, by{"issuing", "", staff.Issued})
	return certificate.Stored{ID: "c-1", HolderID: r.Holder.ID, Issue: issue, Entry: e.Index, RevokedEntry: -1}, page
}

func (b *book) revoke(s certificate.Stored, who string) certificate.Revocation {
	hash, err := s.Issue.Certificate.Hash()
	require.NoError(b.t, err)
	r := certificate.Revocation{Number: s.Issue.Certificate.Number, Record: hash.String(), Reason: "证据有误", By: who, Name: "沈岚", At: b.now}
	b.sign(ledger.CertificateRevoked, r, by{who, who, staff.Revoked})
	return r
}

func (b *book) checkpoint(key string) string {
	note, err := ledger.Checkpoint{Origin: ledger.OriginOf(b.shop), Head: b.head()}.Sign(b.keys[key])
	require.NoError(b.t, err)
	return note
}

// prove makes a proof of the entries; all of them unless some are named.
func (b *book) prove(indexes ...int64) certificate.Proof {
	if len(indexes) == 0 {
		for _, e := range b.entries {
			if e.Kind != ledger.AttemptHandedIn {
				indexes = append(indexes, e.Index)
			}
		}
	}
	head := b.head()
	c := certificate.Chain{Nodes: []ledger.Hash{}, Paths: [][]int{}, Checkpoint: b.checkpoint("issuing")}
	for _, i := range indexes {
		c.Entries = append(c.Entries, b.entries[i])
		p, err := ledger.ProveInclusion(head.Size, i, b.read)
		require.NoError(b.t, err)
		path := []int{}
		for _, h := range p.Hashes {
			at := slices.Index(c.Nodes, h)
			if at < 0 {
				at = len(c.Nodes)
				c.Nodes = append(c.Nodes, h)
			}
			path = append(path, at)
		}
		c.Paths = append(c.Paths, path)
	}
	return certificate.Proof{Format: certificate.ProofFormat, Chain: c}
}

func (b *book) register() *certificate.Register {
	r := certificate.Register{Format: certificate.RegisterFormat}
	var of []int64
	for _, e := range b.entries {
		r.Leaves = append(r.Leaves, e.Leaf)
		if e.Kind != ledger.AttemptHandedIn && e.Kind != ledger.ModuleSigned && e.Kind != ledger.ModuleCountersigned && e.Kind != ledger.CertificateIssued {
			of = append(of, e.Index)
		}
	}
	r.Chain = b.prove(of...).Chain
	raw, err := ledger.Canonical(r)
	require.NoError(b.t, err)
	var plain map[string]json.RawMessage
	require.NoError(b.t, json.Unmarshal(raw, &plain))
	delete(plain, "signature")
	canonical, err := ledger.Canonical(plain)
	require.NoError(b.t, err)
	r.Signature = b.signature(by{"issuing", "", staff.Issued}, ledger.Sum(certificate.RegisterFormat, canonical))
	return &r
}

// The book is a ledger.Log as well, so that the maker of proofs can read it.
func (b *book) LedgerEntry(_ context.Context, index int64) (ledger.Entry, error) {
	return b.entries[index], nil
}
