package certificate

import (
	"bytes"
	"crypto/sha256"
	"strings"

	"shifu/internal/fault"
	"shifu/internal/ledger"
	"shifu/training/certificate/pdf"
	"shifu/training/certificate/sheet"
	"shifu/training/staff"
)

// Verdict is what a verification comes to.
type Verdict string

const (
	VerdictValid      Verdict = "valid"      // whole, and the shop's key is known to who asks
	VerdictConsistent Verdict = "consistent" // whole, but the shop's key is only the one inside
	VerdictNotValid   Verdict = "not_valid"
)

// Aspect is a side of a certificate that can fail.
type Aspect string

const (
	OfContent    Aspect = "content"    // the bytes are what was signed, and agree with each other
	OfSignature  Aspect = "signature"  // whoever is named signed, with a key that was good
	OfLog        Aspect = "log"        // all of it stands in the shop's ledger
	OfExpiry     Aspect = "expiry"     // its time has come and has not passed
	OfRevocation Aspect = "revocation" // nobody has taken it back
	OfRendering  Aspect = "rendering"  // the visible page is what the signed record renders to
)

// Aspects lists all sides in the order in which they are reported.
var Aspects = []Aspect{OfContent, OfSignature, OfLog, OfRendering, OfExpiry, OfRevocation}

// Outcome is how one side was found.
type Outcome string

const (
	Holds   Outcome = "holds"
	Fails   Outcome = "fails"
	Unknown Outcome = "unknown" // could not be found out from what is at hand
)

// Check is one side as it was found. Key names a message that says more, with
// its parameters; it is empty where the side simply holds.
type Check struct {
	Aspect  Aspect       `json:"aspect"`
	Outcome Outcome      `json:"outcome"`
	Key     string       `json:"key,omitempty"`
	Params  fault.Params `json:"params,omitempty"`
}

// Report is what a verification found.
type Report struct {
	Verdict Verdict `json:"verdict"`
	Checks  []Check `json:"checks"`
	// Record is what the certificate says; nil where it could not be read.
	Record *Record `json:"record,omitempty"`
	// Fingerprint is of the shop's key inside. Trusted says that whoever asks
	// knows this key.
	Fingerprint string `json:"fingerprint,omitempty"`
	Trusted     bool   `json:"trusted"`
	// Entry is the place of the certificate in the ledger, Size how much of the
	// ledger the proof speaks of: a revocation after it is not known.
	Entry int64 `json:"entry"`
	Size  int64 `json:"size"`
}

// Failed lists the sides that fail.
func (r Report) Failed() []Aspect {
	var out []Aspect
	for _, c := range r.Checks {
		if c.Outcome == Fails {
			out = append(out, c.Aspect)
		}
	}
	return out
}

// Known is what whoever verifies brings along.
type Known struct {
	// Fingerprint of the shop's key, or its 64 hexadecimal digits; empty when
	// it is not known.
	ShopKey string
	// Now in milliseconds, for the expiry.
	Now int64
	// Press renders the page again; nil leaves the rendering unknown.
	Press *pdf.Press
	// Against is a later state of the shop's ledger, nil when there is none.
	Against *Register
}

// Verify checks a certificate's file: its PDF, or the proof alone as JSON. It
// needs nothing but bytes, and never panics however they are made.
func Verify(file []byte, known Known) Report {
	v := &verification{known: known}
	if bytes.HasPrefix(bytes.TrimLeft(file, " \t\r\n"), []byte("{")) {
		v.proof(file)
	} else {
		v.file(file)
	}
	return v.report()
}

type verification struct {
	known  Known
	checks map[Aspect]Check
	result Report
	issue  *Issue
}

func (v *verification) set(a Aspect, o Outcome, key string, params fault.Params) {
	if v.checks == nil {
		v.checks = map[Aspect]Check{}
	}
	if was, ok := v.checks[a]; ok && was.Outcome == Fails {
		return // the first failure is told
	}
	v.checks[a] = Check{Aspect: a, Outcome: o, Key: key, Params: params}
}

func (v *verification) fail(a Aspect, err error) {
	v.set(a, Fails, fault.KeyOf(err), fault.ParamsOf(err))
}

func (v *verification) report() Report {
	r := v.result
	failed := false
	for _, a := range Aspects {
		c, ok := v.checks[a]
		if !ok { // it was never reached, or does not concern this file
			continue
		}
		failed = failed || c.Outcome == Fails
		r.Checks = append(r.Checks, c)
	}
	switch {
	case failed:
		r.Verdict = VerdictNotValid
	case r.Trusted:
		r.Verdict = VerdictValid
	default:
		r.Verdict = VerdictConsistent
	}
	return r
}

// file takes a PDF apart. The page is checked even where the proof fails, so
// that what does not hold is named as well as can be.
func (v *verification) file(file []byte) {
	page, proof, err := pdf.Split(file)
	if err != nil {
		key := "fault.certificate.not_ours"
		if page != nil {
			key = "fault.certificate.file_altered"
		}
		v.set(OfContent, Fails, key, nil)
		if proof == nil {
			return
		}
	}
	v.proof(proof)
	if v.issue == nil {
		return
	}
	if ledger.Hash(sha256.Sum256(page)) != v.issue.Page {
		v.set(OfRendering, Fails, "fault.certificate.page_altered", nil)
		return
	}
	switch {
	case v.known.Press == nil || v.known.Press.Version() != v.issue.Renderer:
		v.set(OfRendering, Unknown, "certificate.verify.other_renderer", fault.Params{"Renderer": v.issue.Renderer})
	default:
		_, again, err := Print(v.issue.Certificate, v.result.Fingerprint, v.known.Press)
		if err != nil || !bytes.Equal(again, page) {
			v.set(OfRendering, Fails, "fault.certificate.page_differs", nil)
			return
		}
		v.set(OfRendering, Holds, "", nil)
	}
}

// proof checks the attached JSON.
func (v *verification) proof(raw []byte) {
	var p Proof
	if err := ledger.Read(raw, &p); err != nil || p.Format != ProofFormat {
		v.set(OfContent, Fails, "fault.certificate.proof_malformed", nil)
		return
	}
	ring, head, failed, err := p.open()
	if err != nil {
		v.fail(failed, err)
		if ring == nil {
			return
		}
	}
	v.result.Fingerprint, v.result.Size = staff.Fingerprint(ring.Root()), head.Size
	v.trust(ring)
	entry, signed, err := issued(p.Chain, ring)
	if err != nil {
		v.fail(OfSignature, err)
		return
	}
	var issue Issue
	if err := ledger.Read(signed.Record, &issue); err != nil || issue.Certificate.Format != RecordFormat {
		v.set(OfContent, Fails, "fault.certificate.record_malformed", nil)
		return
	}
	v.issue, v.result.Record, v.result.Entry = &issue, &issue.Certificate, entry.Index
	if failed, err := checkSignatures(p.Chain, ring, entry, issue.Certificate); err != nil {
		v.fail(failed, err)
		return
	}
	v.set(OfContent, Holds, "", nil)
	v.set(OfSignature, Holds, "", nil)
	v.set(OfLog, Holds, "", nil)
	v.set(OfRendering, Unknown, "certificate.verify.no_page", nil)
	v.time(issue.Certificate)
	v.revocation(p.Chain, ring, head, issue.Certificate)
}

// trust compares the shop's key with the one that the asker knows.
func (v *verification) trust(ring *staff.Keyring) {
	known := strings.ToLower(strings.Join(strings.Fields(strings.ReplaceAll(v.known.ShopKey, ":", "")), ""))
	if known == "" {
		return
	}
	if known == v.result.Fingerprint || known == ledger.Hex(ring.Root()).String() {
		v.result.Trusted = true
		return
	}
	v.set(OfSignature, Fails, "fault.certificate.other_shop", fault.Params{"Fingerprint": v.result.Fingerprint})
}

func (v *verification) time(r Record) {
	switch {
	case r.IssuedAt >= r.ExpiresAt:
		v.set(OfContent, Fails, "fault.certificate.record_malformed", nil)
	case v.known.Now >= r.ExpiresAt:
		v.set(OfExpiry, Fails, "fault.certificate.expired", fault.Params{"Date": r.ValidTo()})
	default:
		v.set(OfExpiry, Holds, "", nil)
	}
}

// revocation looks for a revoking entry in the proof and in what the asker
// holds of a later time.
func (v *verification) revocation(c Chain, ring *staff.Keyring, head ledger.Checkpoint, r Record) {
	hash, err := r.Hash()
	if err != nil {
		v.fail(OfContent, err)
		return
	}
	look := func(entries []ledger.Entry, ring *staff.Keyring) bool {
		for _, e := range entries {
			if rev, ok := revoked(e, ring); ok && rev.Record == hash.String() {
				v.set(OfRevocation, Fails, "fault.certificate.revoked", fault.Params{"Date": r.at(rev.At).Format("2006-01-02"), "Reason": rev.Reason})
				return true
			}
		}
		return false
	}
	if look(c.Entries, ring) {
		return
	}
	if v.known.Against == nil {
		v.set(OfRevocation, Unknown, "certificate.verify.not_known_after", fault.Params{"Size": head.Size})
		return
	}
	later, _, err := v.known.Against.open()
	switch {
	case err != nil:
		v.fail(OfLog, err)
		return
	case staff.Fingerprint(later.Root()) != v.result.Fingerprint:
		v.set(OfRevocation, Unknown, "certificate.verify.other_register", nil)
		return
	}
	if err := v.known.Against.follows(head.Head); err != nil {
		v.fail(OfLog, err)
		return
	}
	v.ended(c, later)
	if look(v.known.Against.Entries, later) {
		return
	}
	v.result.Size = max(head.Size, int64(len(v.known.Against.Leaves)))
	v.set(OfRevocation, Holds, "", nil)
}

// ended looks for a signature by a key that, as a later register says, had ended
// before: the proof may have left out the entry that ended it.
func (v *verification) ended(c Chain, later *staff.Keyring) {
	for _, e := range c.Entries {
		s, err := staff.ReadSigned(e)
		if err != nil {
			continue // checked before
		}
		for _, sig := range s.Signatures {
			if k, known := later.Key(sig.KeyID); known && k.Until >= 0 && k.Until <= e.Index {
				v.set(OfSignature, Fails, "fault.staff.key_ended", nil)
			}
		}
	}
}

// issued finds the one issuing entry of a proof and checks that the shop, or
// a key that it delegated for this, signed it.
func issued(c Chain, ring *staff.Keyring) (ledger.Entry, staff.Signed, error) {
	var found *ledger.Entry
	for i, e := range c.Entries {
		if e.Kind != ledger.CertificateIssued {
			continue
		}
		if found != nil {
			return e, staff.Signed{}, fault.New(fault.Corrupt, "fault.certificate.proof_malformed")
		}
		found = &c.Entries[i]
	}
	if found == nil {
		return ledger.Entry{}, staff.Signed{}, fault.New(fault.Corrupt, "fault.certificate.proof_malformed")
	}
	s, err := bears(ring, *found, saying{"", staff.Issued})
	return *found, s, err
}

// saying is a signature that an entry must bear.
type saying struct {
	person  string
	meaning staff.Meaning
}

// bears checks that an entry bears exactly these signatures.
func bears(ring *staff.Keyring, e ledger.Entry, says ...saying) (staff.Signed, error) {
	s, err := ring.CheckEntry(e)
	if err != nil {
		return s, err
	}
	if len(s.Signatures) != len(says) {
		return s, fault.New(fault.Corrupt, "fault.certificate.signature_missing", "Index", e.Index)
	}
	for i, want := range says {
		if s.Signatures[i].PersonID != want.person || s.Signatures[i].Meaning != want.meaning {
			return s, fault.New(fault.Corrupt, "fault.certificate.signature_missing", "Index", e.Index)
		}
	}
	return s, nil
}

// revoked reads a revoking entry that its revoker signed.
func revoked(e ledger.Entry, ring *staff.Keyring) (Revocation, bool) {
	if e.Kind != ledger.CertificateRevoked {
		return Revocation{}, false
	}
	var r Revocation
	s, err := ring.CheckEntry(e)
	if err != nil || len(s.Signatures) != 1 || s.Signatures[0].Meaning != staff.Revoked || ledger.Read(s.Record, &r) != nil || s.Signatures[0].PersonID != r.By {
		return Revocation{}, false
	}
	return r, true
}

// Print draws a record and prints the page, as it is hashed at the issue.
func Print(r Record, fingerprint string, press *pdf.Press) (sheet.Sheet, []byte, error) {
	hash, err := r.Hash()
	if err != nil {
		return sheet.Sheet{}, nil, err
	}
	s, err := Draw(r, Stamp{RecordHash: hash.String(), Fingerprint: fingerprint}, press)
	if err != nil {
		return sheet.Sheet{}, nil, err
	}
	return s, press.Page(s, r.Title.ZH+" "+r.Number), nil
}
