package certificates_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"shifu/app/certificates"
	"shifu/internal/fault"
	"shifu/internal/i18n"
	"shifu/internal/lang"
	"shifu/training/certificate"
)

func view(state certificate.State, verdict certificate.Verdict, fails ...certificate.Aspect) certificate.View {
	v := certificate.View{Row: certificate.Row{State: state}, Check: certificate.Report{Verdict: verdict}}
	for _, a := range fails {
		v.Check.Checks = append(v.Check.Checks, certificate.Check{Aspect: a, Outcome: certificate.Fails})
	}
	return v
}

func TestTheHeadlineTellsARevokedCertificateFromAFailedCheck(t *testing.T) {
	for _, c := range []struct {
		view certificate.View
		key  string
		bad  bool
	}{
		{view(certificate.Valid, certificate.VerdictValid), "certificates.check_good", false},
		{view(certificate.Revoked, certificate.VerdictNotValid, certificate.OfRevocation), "certificates.check_revoked", true},
		{view(certificate.Expired, certificate.VerdictNotValid, certificate.OfExpiry), "certificates.check_expired", true},
		{view(certificate.Revoked, certificate.VerdictNotValid, certificate.OfExpiry, certificate.OfRevocation), "certificates.check_revoked", true},
		{view(certificate.Revoked, certificate.VerdictNotValid, certificate.OfSignature, certificate.OfRevocation), "certificates.check_bad", true},
		{view(certificate.Valid, certificate.VerdictNotValid, certificate.OfRendering), "certificates.check_bad", true},
		{view(certificate.Valid, certificate.VerdictNotValid), "certificates.check_bad", true},
	} {
		key, bad := certificates.Headline(c.view)
		assert.Equal(t, c.key, key)
		assert.Equal(t, c.bad, bad)
	}
}

func TestAnExportSaysWhySomethingWasLeftOut(t *testing.T) {
	revoked := certificate.NotExported{Name: "QH-2026-0003", Key: "fault.certificate.not_exportable", Params: fault.Params{"Number": "QH-2026-0003"}}
	w := i18n.For(lang.En)
	assert.Equal(t, "4 certificates exported", certificates.Done(w, certificate.Exported{Count: 4}))
	assert.Equal(t, "4 exported, 1 left out. Certificate QH-2026-0003 is revoked and cannot be exported as a PDF. The register still lists it.",
		certificates.Done(w, certificate.Exported{Count: 4, Left: []certificate.NotExported{revoked}}))
	assert.Contains(t, certificates.Done(w, certificate.Exported{Left: []certificate.NotExported{revoked, revoked}}), "0 exported, 2 left out")
}

func TestTheNeighboursOfACertificateAreThoseOfTheList(t *testing.T) {
	rows := []certificate.Row{{ID: "a"}, {ID: "b"}, {ID: "c"}}
	assert.Equal(t, certificates.Neighbours{After: "b"}, certificates.Beside(rows, "a"))
	assert.Equal(t, certificates.Neighbours{Before: "a", After: "c"}, certificates.Beside(rows, "b"))
	assert.Equal(t, certificates.Neighbours{Before: "b"}, certificates.Beside(rows, "c"))
	assert.Zero(t, certificates.Beside(rows, "elsewhere"))
	assert.Zero(t, certificates.Beside(nil, "a"))
}
