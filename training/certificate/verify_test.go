package certificate_test

import (
	"crypto/sha256"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/internal/crosscheck"
	"shifu/internal/ledger"
	"shifu/training/certificate"
	"shifu/training/certificate/pdf"
	"shifu/training/staff"
)

func sum(b []byte) ledger.Hash { return sha256.Sum256(b) }

// known is a verifier who has the press and knows the shop, on the day of issue.
func (b *book) known() certificate.Known {
	return certificate.Known{ShopKey: b.keyID("root"), Now: exampleRecord().IssuedAt + 1, Press: press()}
}

func encoded(t testing.TB, v any) []byte {
	raw, err := ledger.Canonical(v)
	require.NoError(t, err)
	return raw
}

func attached(t testing.TB, page []byte, p certificate.Proof) []byte {
	file, err := pdf.Attach(page, encoded(t, p))
	require.NoError(t, err)
	return file
}

// whole is a certificate with nothing wrong.
func whole(t testing.TB) (*book, certificate.Stored, []byte, []byte) {
	b := newBook(t)
	b.noise(20)
	stored, page := b.issue(b.signOff(exampleRecord()))
	b.noise(5)
	return b, stored, page, attached(t, page, b.prove())
}

func outcome(r certificate.Report, a certificate.Aspect) certificate.Check {
	for _, c := range r.Checks {
		if c.Aspect == a {
			return c
		}
	}
	return certificate.Check{}
}

func TestAWholeCertificateIsValidToWhoKnowsTheShop(t *testing.T) {
	b, stored, _, file := whole(t)
	r := certificate.Verify(file, b.known())
	assert.Equal(t, certificate.VerdictValid, r.Verdict, "%+v", r.Checks)
	assert.Empty(t, r.Failed())
	assert.Equal(t, stored.Issue.Certificate, *r.Record)
	assert.Equal(t, stored.Entry, r.Entry)
	assert.Equal(t, int64(len(b.entries)), r.Size)
	for _, a := range []certificate.Aspect{certificate.OfContent, certificate.OfSignature, certificate.OfLog, certificate.OfRendering, certificate.OfExpiry} {
		assert.Equal(t, certificate.Holds, outcome(r, a).Outcome, a)
	}
	assert.Equal(t, "certificate.verify.not_known_after", outcome(r, certificate.OfRevocation).Key)
	t.Logf("file of %d bytes", len(file))
	assert.LessOrEqual(t, len(file), 40_000)
}

func TestTheShopKeyIsKnownByFingerprintOrWholeInAnySpelling(t *testing.T) {
	b, _, _, file := whole(t)
	for _, key := range []string{b.keyID("root"), b.public("root").String(), " " + b.keyID("root")[:16] + " " + b.keyID("root")[16:] + "\n"} {
		k := b.known()
		k.ShopKey = key
		assert.Equal(t, certificate.VerdictValid, certificate.Verify(file, k).Verdict, key)
	}
	k := b.known()
	k.ShopKey = ""
	r := certificate.Verify(file, k)
	assert.Equal(t, certificate.VerdictConsistent, r.Verdict, "%+v", r.Checks)
	assert.Equal(t, b.keyID("root"), r.Fingerprint)
	k.ShopKey = b.keyID("issuing")
	r = certificate.Verify(file, k)
	assert.Equal(t, []certificate.Aspect{certificate.OfSignature}, r.Failed())
	assert.Equal(t, "fault.certificate.other_shop", outcome(r, certificate.OfSignature).Key)
}

func TestTheProofAloneIsACertificateWithoutAPage(t *testing.T) {
	b, _, _, _ := whole(t)
	r := certificate.Verify(encoded(t, b.prove()), b.known())
	assert.Equal(t, certificate.VerdictValid, r.Verdict, "%+v", r.Checks)
	assert.Equal(t, certificate.Unknown, outcome(r, certificate.OfRendering).Outcome)
}

func TestWhatDoesNotHoldIsNamed(t *testing.T) {
	type aspects = []certificate.Aspect
	for name, c := range map[string]struct {
		want aspects
		key  string
		file func(t *testing.T, b *book) ([]byte, certificate.Known)
	}{
		"an expired certificate": {aspects{certificate.OfExpiry}, "fault.certificate.expired", func(t *testing.T, b *book) ([]byte, certificate.Known) {
			_, page := b.issue(b.signOff(exampleRecord()))
			k := b.known()
			k.Now = exampleRecord().ExpiresAt
			return attached(t, page, b.prove()), k
		}},
		"a revocation in the proof": {aspects{certificate.OfRevocation}, "fault.certificate.revoked", func(t *testing.T, b *book) ([]byte, certificate.Known) {
			stored, page := b.issue(b.signOff(exampleRecord()))
			b.revoke(stored, "p-owner")
			return attached(t, page, b.prove()), b.known()
		}},
		"a revocation in a later register": {aspects{certificate.OfRevocation}, "fault.certificate.revoked", func(t *testing.T, b *book) ([]byte, certificate.Known) {
			stored, page := b.issue(b.signOff(exampleRecord()))
			file := attached(t, page, b.prove())
			b.noise(9)
			b.revoke(stored, "p-owner")
			k := b.known()
			k.Against = b.register()
			return file, k
		}},
		"a key that had ended, which the proof leaves out": {aspects{certificate.OfSignature}, "fault.staff.key_ended", func(t *testing.T, b *book) ([]byte, certificate.Known) {
			end := b.sign(ledger.KeyReplaced, map[string]any{"shop": b.shop, "person": "p-zhou", "key": b.keyID("p-zhou"), "owner": "p-owner", "second": "p-sun"},
				by{"root", "", staff.Approved}, by{"p-owner", "p-owner", staff.Approved}, by{"p-sun", "p-sun", staff.Confirmed})
			_, page := b.issue(b.signOff(exampleRecord())) // p-zhou's key signs once more
			var without []int64
			for _, e := range b.entries {
				if e.Kind != ledger.AttemptHandedIn && e.Index != end.Index {
					without = append(without, e.Index)
				}
			}
			file := attached(t, page, b.prove(without...))
			require.Equal(t, certificate.VerdictValid, certificate.Verify(file, b.known()).Verdict, "by itself nobody can see it")
			k := b.known()
			k.Against = b.register()
			return file, k
		}},
		"another page": {aspects{certificate.OfRendering}, "fault.certificate.page_altered", func(t *testing.T, b *book) ([]byte, certificate.Known) {
			b.issue(b.signOff(exampleRecord()))
			other := exampleRecord()
			other.Holder.Name = "张三"
			return attached(t, printed(t, other), b.prove()), b.known()
		}},
		"a page that the record does not render to": {aspects{certificate.OfRendering}, "fault.certificate.page_differs", func(t *testing.T, b *book) ([]byte, certificate.Known) {
			r := b.signOff(exampleRecord())
			other := r
			other.Title.ZH = "总经理证书"
			_, page, err := certificate.Print(other, b.keyID("root"), press())
			require.NoError(t, err)
			b.sign(ledger.CertificateIssued, certificate.Issue{Certificate: r, Page: sum(page), Renderer: press().Version()}, by{"issuing", "", staff.Issued})
			return attached(t, page, b.prove()), b.known()
		}},
		"no counter-signature": {aspects{certificate.OfSignature}, "fault.certificate.sign_off_missing", func(t *testing.T, b *book) ([]byte, certificate.Known) {
			r := b.signOff(exampleRecord())
			r.Modules[0].Signatures = r.Modules[0].Signatures[:1]
			_, page := b.issue(r)
			return attached(t, page, b.prove()), b.known()
		}},
		"a mentor who is the holder": {aspects{certificate.OfSignature}, "fault.certificate.sign_off_missing", func(t *testing.T, b *book) ([]byte, certificate.Known) {
			r := exampleRecord()
			r.Modules[0].Signatures[0].Person = r.Holder
			_, page := b.issue(b.signOff(r))
			return attached(t, page, b.prove()), b.known()
		}},
		"evidence other than what was signed": {aspects{certificate.OfContent}, "fault.certificate.sign_off_differs", func(t *testing.T, b *book) ([]byte, certificate.Known) {
			r := b.signOff(exampleRecord())
			r.Modules[0].EvidenceHash = sum([]byte("better")).String()
			_, page := b.issue(r)
			return attached(t, page, b.prove()), b.known()
		}},
		"an owner who ruled otherwise": {aspects{certificate.OfContent}, "fault.certificate.sign_off_differs", func(t *testing.T, b *book) ([]byte, certificate.Known) {
			b.verb = "rule_void"
			_, page := b.issue(b.signOff(ruledRecord()))
			return attached(t, page, b.prove()), b.known()
		}},
		"a mentor who ruled on the own signature": {aspects{certificate.OfSignature}, "fault.certificate.sign_off_missing", func(t *testing.T, b *book) ([]byte, certificate.Known) {
			r := ruledRecord()
			r.Modules[0].Signatures[1].Person = r.Modules[0].Signatures[0].Person
			_, page := b.issue(b.signOff(r))
			return attached(t, page, b.prove()), b.known()
		}},
		"an issue signed by a mentor": {aspects{certificate.OfSignature}, "fault.certificate.signature_missing", func(t *testing.T, b *book) ([]byte, certificate.Known) {
			r := b.signOff(exampleRecord())
			_, page, err := certificate.Print(r, b.keyID("root"), press())
			require.NoError(t, err)
			b.sign(ledger.CertificateIssued, certificate.Issue{Certificate: r, Page: sum(page), Renderer: press().Version()}, by{"p-zhou", "p-zhou", staff.Issued})
			return attached(t, page, b.prove()), b.known()
		}},
		"a mentor's signature by a stranger's key": {aspects{certificate.OfSignature}, "fault.staff.unknown_key", func(t *testing.T, b *book) ([]byte, certificate.Known) {
			mine := b.keys["p-zhou"]
			b.keys["p-zhou"] = b.keys["stranger"]
			r := b.signOff(exampleRecord())
			b.keys["p-zhou"] = mine
			_, page := b.issue(r)
			return attached(t, page, b.prove()), b.known()
		}},
		"a checkpoint that the shop did not sign": {aspects{certificate.OfLog}, "fault.ledger.checkpoint", func(t *testing.T, b *book) ([]byte, certificate.Known) {
			_, page := b.issue(b.signOff(exampleRecord()))
			p := b.prove()
			p.Checkpoint = b.checkpoint("stranger")
			return attached(t, page, p), b.known()
		}},
		"a proof of another tree": {aspects{certificate.OfLog}, "fault.ledger.not_included", func(t *testing.T, b *book) ([]byte, certificate.Known) {
			_, page := b.issue(b.signOff(exampleRecord()))
			p := b.prove()
			b.noise(1)
			p.Checkpoint = b.checkpoint("issuing")
			return attached(t, page, p), b.known()
		}},
		"a changed name in the record": {aspects{certificate.OfContent}, "fault.ledger.altered", func(t *testing.T, b *book) ([]byte, certificate.Known) {
			stored, page := b.issue(b.signOff(exampleRecord()))
			p := b.prove()
			for i := range p.Entries {
				if p.Entries[i].Index == stored.Entry {
					var s map[string]json.RawMessage
					require.NoError(t, json.Unmarshal(p.Entries[i].Payload, &s))
					stored.Issue.Certificate.Holder.Name = "张三"
					s["record"] = encoded(t, stored.Issue)
					p.Entries[i].Payload = encoded(t, s)
				}
			}
			return attached(t, page, p), b.known()
		}},
		"a register of another history": {aspects{certificate.OfLog}, "fault.certificate.other_history", func(t *testing.T, b *book) ([]byte, certificate.Known) {
			_, page := b.issue(b.signOff(exampleRecord()))
			file := attached(t, page, b.prove())
			other := newBook(t)
			other.noise(40)
			k := b.known()
			k.Against = other.register()
			return file, k
		}},
		"something else": {aspects{certificate.OfContent}, "fault.certificate.not_ours", func(t *testing.T, b *book) ([]byte, certificate.Known) {
			return []byte("%PDF-1.4 hello"), b.known()
		}},
	} {
		t.Run(name, func(t *testing.T) {
			file, known := c.file(t, newBook(t))
			r := certificate.Verify(file, known)
			assert.Equal(t, certificate.VerdictNotValid, r.Verdict)
			second, why := crosscheck.Check(file, known.ShopKey, known.Now)
			if known.Against == nil && c.key != "fault.certificate.page_differs" { // it has no register and draws nothing
				assert.Equal(t, crosscheck.NotValid, second, "the second verifier")
				assert.ErrorContains(t, why, string(c.want[0]))
			}
			assert.Equal(t, c.want, r.Failed(), "%+v", r.Checks)
			if len(c.want) > 0 {
				assert.Equal(t, c.key, outcome(r, c.want[0]).Key)
			}
		})
	}
}

func TestALaterRegisterWithoutARevocationSaysSo(t *testing.T) {
	b, _, _, file := whole(t)
	b.noise(11)
	k := b.known()
	k.Against = b.register()
	require.NoError(t, k.Against.Verify())
	again, err := certificate.ReadRegister(encoded(t, k.Against))
	require.NoError(t, err)
	k.Against = again
	r := certificate.Verify(file, k)
	assert.Equal(t, certificate.VerdictValid, r.Verdict, "%+v", r.Checks)
	assert.Equal(t, certificate.Holds, outcome(r, certificate.OfRevocation).Outcome)
}

// A certificate keeps its trust when a page was made by another version of
// the renderer: its bytes are still those that were signed.
func TestAPageOfAnotherRendererIsComparedByItsHashOnly(t *testing.T) {
	b := newBook(t)
	r := b.signOff(exampleRecord())
	_, page, err := certificate.Print(r, b.keyID("root"), press())
	require.NoError(t, err)
	b.sign(ledger.CertificateIssued, certificate.Issue{Certificate: r, Page: sum(page), Renderer: "shifu-page/0"}, by{"issuing", "", staff.Issued})
	report := certificate.Verify(attached(t, page, b.prove()), b.known())
	assert.Equal(t, certificate.VerdictValid, report.Verdict)
	assert.Equal(t, "certificate.verify.other_renderer", outcome(report, certificate.OfRendering).Key)
}

func TestEveryFlippedBitOfAFileIsFound(t *testing.T) {
	b, stored, page, file := whole(t)
	known := b.known()
	bad := append([]byte{}, file...)
	for at := 0; at < len(file); at += 3 {
		bit := byte(1) << (at * 5 % 8) // all eight in turn
		bad[at] ^= bit
		if got, _, err := pdf.Split(bad); err == nil {
			require.NotEqual(t, stored.Issue.Page, sum(got), "bit %08b of byte %d", bit, at)
		}
		if at%303 == 0 { // the same by the whole way
			r := certificate.Verify(bad, known)
			require.Equal(t, certificate.VerdictNotValid, r.Verdict, "bit %08b of byte %d", bit, at)
			require.NotEmpty(t, r.Failed())
		}
		bad[at] ^= bit
	}
	require.Equal(t, page, file[:len(page)])
}

func FuzzVerify(f *testing.F) {
	b, _, _, file := whole(f)
	f.Add(file)
	f.Add(encoded(f, b.prove()))
	known := b.known()
	f.Fuzz(func(t *testing.T, raw []byte) {
		r := certificate.Verify(raw, known)
		if r.Verdict != certificate.VerdictNotValid {
			require.NotNil(t, r.Record)
			require.Equal(t, "孙一诺", r.Record.Holder.Name)
		}
	})
}

func BenchmarkVerify(b *testing.B) {
	book, _, _, file := whole(b)
	known := book.known()
	for b.Loop() {
		certificate.Verify(file, known)
	}
}
