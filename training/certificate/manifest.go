package certificate

import (
	"context"
	"crypto/sha256"
	"slices"
	"strings"

	"shifu/internal/fault"
	"shifu/internal/ledger"
	"shifu/internal/op"
	"shifu/training/staff"
)

// ManifestFormat names the form of manifests.
const ManifestFormat = "shifu-manifest/1"

// Manifest lies beside exported files and says what they were when they were
// exported: their hashes, signed by the shop over a state of its ledger.
type Manifest struct {
	Format string `json:"format"` // ManifestFormat
	Chain
	MadeAt int64      `json:"made_at"` // milliseconds; a claim
	Files  []FileHash `json:"files"`
	// Signature is the shop's, or its issuing key's, with meaning "issued". Its
	// hash is SHA-256("shifu-manifest/1" 00 canonical manifest without the
	// signature).
	Signature staff.Signature `json:"signature"`
}

// FileHash is one file of an export.
type FileHash struct {
	Name   string      `json:"name"` // without folders
	Bytes  int64       `json:"bytes"`
	SHA256 ledger.Hash `json:"sha256"`
}

// HashFile describes a file for a manifest.
func HashFile(name string, content []byte) FileHash {
	return FileHash{Name: name, Bytes: int64(len(content)), SHA256: sha256.Sum256(content)}
}

func (m Manifest) hash() (ledger.Hash, error) {
	canonical, err := ledger.Canonical(struct {
		Format string `json:"format"`
		Chain
		MadeAt int64      `json:"made_at"`
		Files  []FileHash `json:"files"`
	}{m.Format, m.Chain, m.MadeAt, m.Files})
	return ledger.Sum(ManifestFormat, canonical), err
}

// SignManifest signs the hashes of exported files, as canonical JSON to be
// written beside them.
func (s *Service) SignManifest(ctx context.Context, actor op.Actor, files []FileHash) ([]byte, error) {
	return op.Query(ctx, s.Store, "certificate.SignManifest", func(tx Tx) ([]byte, error) {
		if err := allow(ctx, tx, "SignManifest", actor, ""); err != nil {
			return nil, err
		}
		p, err := newProver(ctx, tx)
		if err != nil {
			return nil, err
		}
		m := Manifest{Format: ManifestFormat, MadeAt: tx.Now().UnixMilli(), Files: files}
		if m.Chain, err = p.chain(ctx); err != nil {
			return nil, err
		}
		hash, err := m.hash()
		if err != nil {
			return nil, err
		}
		issuer, err := staff.IssuerOf(ctx, tx)
		if err != nil {
			return nil, err
		}
		if m.Signature, err = issuer.Sign(ctx, tx, staff.Issued, hash); err != nil {
			return nil, err
		}
		return ledger.Canonical(m)
	})
}

// VerifyManifest checks a manifest and the files that it names. read answers
// a file's content, nil where there is none.
func VerifyManifest(raw []byte, read func(name string) []byte, known Known) Report {
	v := &verification{known: known}
	var m Manifest
	if err := ledger.Read(raw, &m); err != nil || m.Format != ManifestFormat {
		v.set(OfContent, Fails, "fault.certificate.manifest_malformed", nil)
		return v.report()
	}
	ring, head, failed, err := m.open()
	if err != nil {
		v.fail(failed, err)
		return v.report()
	}
	v.result.Fingerprint, v.result.Size = staff.Fingerprint(ring.Root()), head.Size
	v.trust(ring)
	hash, err := m.hash()
	if err == nil && (m.Signature.PersonID != "" || m.Signature.Head != head.Head) {
		err = fault.New(fault.Corrupt, "fault.certificate.signature_missing", "Index", head.Size)
	}
	if err == nil {
		err = ring.Check(m.Signature, head.Size, staff.Issued, hash)
	}
	if err != nil {
		v.fail(OfSignature, err)
	}
	var files []Check // what is wrong with files; each is named
	wrong := func(key string, params fault.Params) {
		files = append(files, Check{Aspect: OfContent, Outcome: Fails, Key: key, Params: params})
	}
	for _, f := range m.Files {
		switch content := read(f.Name); {
		case f.Name == "" || strings.ContainsAny(f.Name, `/\`):
			wrong("fault.certificate.manifest_malformed", nil)
		case content == nil:
			wrong("fault.certificate.manifest_missing", fault.Params{"File": f.Name})
		case HashFile(f.Name, content) != f:
			wrong("fault.certificate.manifest_file", fault.Params{"File": f.Name})
		}
	}
	for _, a := range []Aspect{OfSignature, OfLog} {
		v.set(a, Holds, "", nil)
	}
	if len(files) == 0 {
		v.set(OfContent, Holds, "", nil)
		return v.report()
	}
	v.set(OfContent, Fails, files[0].Key, files[0].Params)
	r := v.report()
	r.Checks = slices.Replace(r.Checks, 0, 1, files...) // content comes first
	return r
}
