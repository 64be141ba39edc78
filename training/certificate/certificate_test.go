package certificate_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/internal/fault"
	"shifu/training/certificate"
)

func TestTheStateOfACertificateAtAMoment(t *testing.T) {
	const day = 86_400_000
	base := certificate.StateFacts{IssuedAt: 100 * day, ExpiresAt: 280 * day, WarnDays: 30}
	with := func(change func(*certificate.StateFacts)) certificate.StateFacts { f := base; change(&f); return f }
	stale := with(func(f *certificate.StateFacts) { f.Stale = true })
	revoked := with(func(f *certificate.StateFacts) { f.Revoked, f.Stale = true, true })
	for _, c := range []struct {
		name  string
		facts certificate.StateFacts
		now   int64
		want  certificate.State
	}{
		{"on the first day", base, 100 * day, certificate.Valid},
		{"a moment before the warning", base, 250*day - 1, certificate.Valid},
		{"thirty days before the end", base, 250 * day, certificate.Expiring},
		{"a moment before the end", base, 280*day - 1, certificate.Expiring},
		{"at the end", base, 280 * day, certificate.Expired},
		{"content changed", stale, 101 * day, certificate.ReVerify},
		{"content changed, near the end", stale, 260 * day, certificate.ReVerify},
		{"content changed, after the end", stale, 281 * day, certificate.Expired},
		{"revoked", revoked, 101 * day, certificate.Revoked},
		{"revoked, after the end", revoked, 300 * day, certificate.Revoked},
	} {
		assert.Equal(t, c.want, c.facts.Decide(c.now), c.name)
	}
}

func TestEveryVerbInEveryState(t *testing.T) {
	const refused = certificate.State("")
	want := map[certificate.State]map[certificate.Verb]certificate.State{
		certificate.Valid:    {certificate.VerbRevoke: certificate.Revoked, certificate.VerbRenew: refused, certificate.VerbExport: certificate.Valid},
		certificate.Expiring: {certificate.VerbRevoke: certificate.Revoked, certificate.VerbRenew: certificate.Expiring, certificate.VerbExport: certificate.Expiring},
		certificate.ReVerify: {certificate.VerbRevoke: certificate.Revoked, certificate.VerbRenew: certificate.ReVerify, certificate.VerbExport: certificate.ReVerify},
		certificate.Expired:  {certificate.VerbRevoke: certificate.Revoked, certificate.VerbRenew: certificate.Expired, certificate.VerbExport: certificate.Expired},
		certificate.Revoked:  {certificate.VerbRevoke: refused, certificate.VerbRenew: certificate.Revoked, certificate.VerbExport: refused},
	}
	for _, state := range certificate.States {
		for _, verb := range []certificate.Verb{certificate.VerbRevoke, certificate.VerbRenew, certificate.VerbExport} {
			next, ok := state.After(verb)
			expected, listed := want[state][verb]
			require.True(t, listed)
			assert.Equal(t, expected, next, "%s in %s", verb, state)
			assert.Equal(t, expected != refused, ok, "%s in %s", verb, state)
		}
	}
}

func TestARevocationNeedsAReasonAndHappensOnce(t *testing.T) {
	c := certificate.Rebuild(certificate.Stored{ID: "c", Issue: certificate.Issue{Certificate: exampleRecord()}, RevokedEntry: -1})
	now := time.UnixMilli(exampleRecord().IssuedAt).Add(time.Hour)
	assert.Equal(t, certificate.Valid, c.State(now, false))

	_, err := c.Revoke("p-o", "沈岚", "  ", now)
	assert.Equal(t, "fault.certificate.reason_missing", fault.KeyOf(err))
	_, err = c.Revoke("p-o", "沈岚", strings.Repeat("错", certificate.MostReason+1), now)
	assert.Equal(t, "fault.certificate.reason_long", fault.KeyOf(err))
	assert.Equal(t, certificate.Valid, c.State(now, false), "a refused revocation changes nothing")

	r, err := c.Revoke("p-o", "沈岚", " 证据是别人做的 ", now)
	require.NoError(t, err)
	assert.Equal(t, "证据是别人做的", r.Reason)
	assert.Equal(t, certificate.Revoked, c.State(now, false))
	_, err = c.Revoke("p-o", "沈岚", "again", now)
	assert.Equal(t, "fault.certificate.revoked_already", fault.KeyOf(err))
	assert.True(t, fault.Is(err, fault.Conflict))
}

func TestTheHashOfARecordCoversEveryWord(t *testing.T) {
	one, err := exampleRecord().Hash()
	require.NoError(t, err)
	r := exampleRecord()
	r.Passed[3].Level.EN += "."
	two, err := r.Hash()
	require.NoError(t, err)
	assert.NotEqual(t, one, two)
}
