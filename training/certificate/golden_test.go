package certificate_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/internal/crosscheck"
	"shifu/internal/ledger"
	"shifu/training/certificate"
	"shifu/training/certificate/pdf"
	"shifu/training/staff"
)

// The golden certificates are kept for ever: what they were found to be when
// they were made they must be found to be by every later version, and by the
// second verifier. testdata/golden/answers.json says what that is. A new one
// is added under a new name (SHIFU_GOLDEN=write writes those that are missing);
// none is ever made again.

// golden is one kept certificate and the question that goes with it.
type golden struct {
	Name    string               `json:"name"`
	File    string               `json:"file"`
	ShopKey string               `json:"shop_key"`
	Now     int64                `json:"now"`
	Verdict certificate.Verdict  `json:"verdict"`
	Failed  []certificate.Aspect `json:"failed,omitempty"`
}

const goldenDir = "testdata/golden"

// plainOne is the design's example, heavyOne a holder of the demonstration shop
// with a long ledger; each was made anew by every renderer.
func plainOne(t *testing.T) ([]byte, golden) {
	b, _, _, file := whole(t)
	return file, golden{ShopKey: b.keyID("root"), Now: b.known().Now, Verdict: certificate.VerdictValid}
}

func heavyOne(t *testing.T) ([]byte, golden) {
	b, _, file := heavy(t)
	return file, golden{ShopKey: b.keyID("root"), Now: b.known().Now, Verdict: certificate.VerdictValid}
}

// recipes are how the golden certificates were made.
var recipes = map[string]func(t *testing.T) ([]byte, golden){
	"plain-1.pdf": plainOne,
	"plain-1.pdf to a stranger": func(t *testing.T) ([]byte, golden) {
		b, _, _, file := whole(t)
		return file, golden{Now: b.known().Now, Verdict: certificate.VerdictConsistent}
	},
	"proof-1.json": func(t *testing.T) ([]byte, golden) {
		b, _, _, _ := whole(t)
		return encoded(t, b.prove()), golden{ShopKey: b.keyID("root"), Now: b.known().Now, Verdict: certificate.VerdictValid}
	},
	"plain-1.pdf when it is over": func(t *testing.T) ([]byte, golden) {
		b, _, _, file := whole(t)
		return file, golden{ShopKey: b.keyID("root"), Now: exampleRecord().ExpiresAt, Verdict: certificate.VerdictNotValid, Failed: []certificate.Aspect{certificate.OfExpiry}}
	},
	"revoked-1.pdf": func(t *testing.T) ([]byte, golden) {
		b := newBook(t)
		stored, page := b.issue(b.signOff(exampleRecord()))
		b.revoke(stored, "p-owner")
		return attached(t, page, b.prove()), golden{ShopKey: b.keyID("root"), Now: b.known().Now, Verdict: certificate.VerdictNotValid, Failed: []certificate.Aspect{certificate.OfRevocation}}
	},
	"ruled-1.pdf": func(t *testing.T) ([]byte, golden) {
		b := newBook(t)
		_, page := b.issue(b.signOff(ruledRecord()))
		return attached(t, page, b.prove()), golden{ShopKey: b.keyID("root"), Now: b.known().Now, Verdict: certificate.VerdictValid}
	},
	// The coarser outlines of renderer 2.
	"plain-2.pdf": plainOne,
	"demo-2.pdf":  heavyOne,
	// Renderer 3: the coarser the more characters.
	"plain-3.pdf": plainOne,
	"demo-3.pdf":  heavyOne,
	"plain-4.pdf": plainOne,
	"demo-4.pdf":  heavyOne,
	// Three conditions of a kind are named from renderer 5 on.
	"plain-5.pdf": plainOne,
	"demo-5.pdf":  heavyOne,
	// A rare character, a renewal, two modules, and a mentor whose key was
	// replaced between them.
	"two-modules-1.pdf": func(t *testing.T) ([]byte, golden) {
		b := newBook(t)
		r := exampleRecord()
		r.Holder.Name, r.Holder.Latin, r.Renews = "孙𠮷诺", "", "QH-2026-0007"
		r.Modules[0].Signatures[1].Person = r.Holder
		one := b.signOff(r)
		b.sign(ledger.KeyReplaced, map[string]any{"shop": b.shop, "person": "p-zhou", "key": b.keyID("p-zhou"), "owner": "p-owner", "second": ""},
			by{"root", "", staff.Approved}, by{"p-owner", "p-owner", staff.Approved}, by{"root", "", staff.Confirmed})
		b.keys["p-zhou"] = b.keys["stranger"]
		b.sign(ledger.KeyEnrolled, map[string]any{"shop": b.shop, "person": "p-zhou", "key": b.public("p-zhou")}, by{"root", "", staff.Enrolled})
		second := r
		second.Modules = append([]certificate.Module{}, r.Modules...)
		second.Modules[0].ID, second.Modules[0].Title = "aftersale", text("售后基础", "Basic Aftersale")
		one.Modules = append(one.Modules, b.signOff(second).Modules...)
		_, page := b.issue(one)
		b.noise(1000)
		return attached(t, page, b.prove()), golden{ShopKey: b.keyID("root"), Now: b.known().Now, Verdict: certificate.VerdictValid}
	},
}

// heavy is a certificate with as much on its page and in its proof as those of
// a demo shop have, in a ledger of several thousand entries.
func heavy(t testing.TB) (*book, certificate.Stored, []byte) {
	b := newBook(t)
	b.now = demoRecord(t).IssuedAt - 10_000_000
	b.noise(1500)
	stored, page := b.issue(b.signOff(demoRecord(t)))
	b.noise(1500)
	return b, stored, attached(t, page, b.prove())
}

func TestAHeavyCertificateStaysUnderFortyKilobytes(t *testing.T) {
	b, _, file := heavy(t)
	assert.Equal(t, certificate.VerdictValid, certificate.Verify(file, certificate.Known{ShopKey: b.keyID("root"), Now: demoRecord(t).IssuedAt, Press: press()}).Verdict)
	assert.LessOrEqual(t, len(file), 40_000)
	t.Logf("%d bytes", len(file))
}

func TestTheGoldenCertificatesAreWhatTheyAlwaysWere(t *testing.T) {
	answers := filepath.Join(goldenDir, "answers.json")
	var all []golden
	if raw, err := os.ReadFile(answers); err == nil {
		require.NoError(t, json.Unmarshal(raw, &all))
	}
	known := map[string]bool{}
	for _, g := range all {
		known[g.Name] = true
	}
	if os.Getenv("SHIFU_GOLDEN") == "write" {
		for name, make := range recipes {
			if known[name] {
				continue
			}
			file, g := make(t)
			g.Name, g.File = name, strings.Fields(name)[0]
			require.NoError(t, os.MkdirAll(goldenDir, 0o755))
			require.NoError(t, os.WriteFile(filepath.Join(goldenDir, g.File), file, 0o644))
			all, known[name] = append(all, g), true
		}
		raw, err := json.MarshalIndent(all, "", "  ")
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(answers, append(raw, '\n'), 0o644))
	}
	for name := range recipes {
		require.True(t, known[name], "%s was never written", name)
	}
	for _, g := range all {
		t.Run(g.Name, func(t *testing.T) {
			file, err := os.ReadFile(filepath.Join(goldenDir, g.File))
			require.NoError(t, err)
			r := certificate.Verify(file, certificate.Known{ShopKey: g.ShopKey, Now: g.Now, Press: press()})
			assert.Equal(t, g.Verdict, r.Verdict, "%+v", r.Checks)
			assert.Equal(t, g.Failed, r.Failed())
			second, err := crosscheck.Check(file, g.ShopKey, g.Now)
			assert.Equal(t, string(g.Verdict), string(second), "%v", err)
			t.Logf("%d bytes", len(file))
		})
	}
}

// Both verifiers must say the same of altered files; that they refuse each
// flipped bit is asked here of the proof, where every bit counts by itself.
func TestBothVerifiersRefuseEveryAlteredGoldenProof(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join(goldenDir, "proof-1.json"))
	require.NoError(t, err)
	now := exampleRecord().IssuedAt + 1
	second, err := crosscheck.Check(raw, "", now)
	require.NoError(t, err)
	require.Equal(t, crosscheck.Consistent, second)
	bad := append([]byte{}, raw...)
	for at := 0; at < len(raw); at += 3 {
		bit := byte(1) << (at * 5 % 8)
		bad[at] ^= bit
		answer, _ := crosscheck.Check(bad, "", now)
		require.Equal(t, crosscheck.NotValid, answer, "byte %d, bit %08b", at, bit)
		if at%87 == 0 {
			require.Equal(t, certificate.VerdictNotValid, certificate.Verify(bad, certificate.Known{Now: now}).Verdict, "byte %d, bit %08b", at, bit)
		}
		bad[at] ^= bit
	}
}

func TestTheSecondVerifierRefusesEveryAlteredByteOfAFile(t *testing.T) {
	file, err := os.ReadFile(filepath.Join(goldenDir, "plain-1.pdf"))
	require.NoError(t, err)
	page, _, err := pdf.Split(file)
	require.NoError(t, err)
	now := exampleRecord().IssuedAt + 1
	bad := append([]byte{}, file...)
	for at := 0; at < len(file); at += 3 {
		if at < len(page) && at%159 != 0 { // the page is one hash
			continue
		}
		bit := byte(1) << (at * 5 % 8)
		bad[at] ^= bit
		answer, _ := crosscheck.Check(bad, "", now)
		require.Equal(t, crosscheck.NotValid, answer, "byte %d, bit %08b", at, bit)
		bad[at] ^= bit
	}
}
