//go:build e2e

package e2e

import (
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/training/certificate"
)

// revoke takes the certificate back, and lets a stranger who has the old file
// and a later register find out.
func (w *tour) revoke() {
	paper := w.exported("*.pdf")
	w.start("sign-in")
	w.enterAs(w.owner, ownerPIN, "overview", false)
	w.expect("certificates", "", func() { w.key("ctrl+e") })
	w.expect("certificate", "", func() { w.key("Return") })
	w.asked(func() { w.key("r") })
	w.paste(w.doubt) // the reason, which has the focus first
	w.key("Tab")
	w.typing("a wrong guess at it")
	w.refused("fault.staff.wrong_passphrase", func() { w.key("ctrl+Return") })
	w.shot("revoke-refused")
	w.typing(ownerPhrase)
	w.shot("revoke")
	w.expect("certificate", "", func() { w.key("ctrl+Return") })
	w.shot("revoked")
	assert.Equal(w.t, certificate.Revoked, w.certificates()[0].State)
	w.stop()

	shop, err := w.services.Staff.Shop(w.ctx)
	require.NoError(w.t, err)
	said, code := w.shifuctl("verify", paper, "--shop-key", shop.KeyFingerprint, "--against", w.folder)
	assert.Equal(w.t, 1, code, said)
	assert.Contains(w.t, said, "revo")
	w.keep("verify-revoked.txt", said)
}
