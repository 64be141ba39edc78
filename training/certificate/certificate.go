package certificate

import (
	"strings"
	"time"
	"unicode/utf8"

	"shifu/internal/fault"
	"shifu/internal/ledger"
)

// State is where a certificate stands at a moment.
type State string

const (
	Valid    State = "valid"     // 有效
	Expiring State = "expiring"  // 快到期: holds, the end is near
	ReVerify State = "re_verify" // 需复核: holds, what it was asked about has changed since
	Expired  State = "expired"   // 已过期
	Revoked  State = "revoked"   // 已撤销
)

// States lists every state.
var States = []State{Valid, Expiring, ReVerify, Expired, Revoked}

// Holds says whether a certificate in this state still certifies.
func (s State) Holds() bool { return s == Valid || s == Expiring || s == ReVerify }

// Verb is what is done to a certificate.
type Verb string

const (
	VerbRevoke Verb = "revoke"
	VerbRenew  Verb = "renew" // another is issued in its place
	VerbExport Verb = "export"
)

// transitions says which verb may be done in which state, and where it leads.
// What is missing is refused. An expired certificate can still be revoked: a
// fraud that is found late is a fraud.
var transitions = map[State]map[Verb]State{
	Valid:    {VerbRevoke: Revoked, VerbExport: Valid},
	Expiring: {VerbRevoke: Revoked, VerbRenew: Expiring, VerbExport: Expiring},
	ReVerify: {VerbRevoke: Revoked, VerbRenew: ReVerify, VerbExport: ReVerify},
	Expired:  {VerbRevoke: Revoked, VerbRenew: Expired, VerbExport: Expired},
	Revoked:  {VerbRenew: Revoked},
}

// After answers the state after a verb; false where the verb is refused.
func (s State) After(v Verb) (State, bool) {
	next, ok := transitions[s][v]
	return next, ok
}

// StateFacts are what the state rests on.
type StateFacts struct {
	IssuedAt, ExpiresAt int64 // milliseconds
	WarnDays            int
	Revoked             bool
	Stale               bool // content that it was asked about has a newer version in force
}

// Decide answers the state at a moment in milliseconds. Revoked wins, then
// expired, then re-verify, then expiring.
func (f StateFacts) Decide(now int64) State {
	switch {
	case f.Revoked:
		return Revoked
	case now >= f.ExpiresAt:
		return Expired
	case f.Stale:
		return ReVerify
	case now >= f.ExpiresAt-int64(f.WarnDays)*86_400_000:
		return Expiring
	}
	return Valid
}

// Issue is the record of the ledger entry certificate.issued: the record as
// it is printed, the hash of the page and how the page was made.
type Issue struct {
	Certificate Record      `json:"certificate"`
	Page        ledger.Hash `json:"page"`     // SHA-256 of the page's bytes
	Renderer    string      `json:"renderer"` // version of renderer and fonts
}

// Hash is the hash of a record that the page's QR code shows:
// SHA-256("shifu-certificate/1" 00 canonical record).
func (r Record) Hash() (ledger.Hash, error) {
	canonical, err := ledger.Canonical(r)
	if err != nil {
		return ledger.Hash{}, err
	}
	return ledger.Sum("shifu-certificate/1", canonical), nil
}

// Revocation is the record of the ledger entry certificate.revoked.
type Revocation struct {
	Number string `json:"number"`
	Record string `json:"record"` // hash of the revoked record
	Reason string `json:"reason"`
	By     string `json:"by"` // the person who revoked
	Name   string `json:"name"`
	At     int64  `json:"at"`
}

// MostReason is the longest reason for a revocation, in characters.
const MostReason = 200

// Certificate is an issued certificate. Its record never changes; what can
// happen to it is that its time passes and that it is revoked.
type Certificate struct {
	id      string
	issue   Issue
	entry   int64
	revoked *Revocation
	revokes int64 // index of the revoking entry
}

// Stored is a certificate as a store keeps it.
type Stored struct {
	ID       string
	HolderID string
	Issue    Issue
	Entry    int64 // index of the issuing entry
	Revoked  *Revocation
	// RevokedEntry is the index of the revoking entry, -1 while there is none.
	RevokedEntry int64
	// Differs says that what the store keeps beside the issue, to find it by,
	// is not what the issue says: somebody else wrote there.
	Differs bool
}

// Rebuild makes the certificate that was stored.
func Rebuild(s Stored) *Certificate {
	return &Certificate{id: s.ID, issue: s.Issue, entry: s.Entry, revoked: s.Revoked, revokes: s.RevokedEntry}
}

// State is where the certificate stands at a moment. Stale says that content
// it rests on has changed since.
func (c *Certificate) State(now time.Time, stale bool) State {
	r := c.issue.Certificate
	return StateFacts{IssuedAt: r.IssuedAt, ExpiresAt: r.ExpiresAt, WarnDays: r.WarnDays, Revoked: c.revoked != nil, Stale: stale}.Decide(now.UnixMilli())
}

// Revoke takes the certificate back, with a reason. It answers the record to
// be signed and entered. Faults: fault.certificate.revoked_already,
// fault.certificate.reason_missing, fault.certificate.reason_long.
func (c *Certificate) Revoke(by, name, reason string, now time.Time) (Revocation, error) {
	reason = strings.TrimSpace(reason)
	if _, ok := c.State(now, false).After(VerbRevoke); !ok {
		return Revocation{}, fault.New(fault.Conflict, "fault.certificate.revoked_already", "Number", c.issue.Certificate.Number)
	}
	switch n := utf8.RuneCountInString(reason); {
	case n == 0:
		return Revocation{}, fault.New(fault.Invalid, "fault.certificate.reason_missing")
	case n > MostReason:
		return Revocation{}, fault.New(fault.Invalid, "fault.certificate.reason_long", "Most", MostReason)
	}
	hash, err := c.issue.Certificate.Hash()
	if err != nil {
		return Revocation{}, err
	}
	r := Revocation{Number: c.issue.Certificate.Number, Record: hash.String(), Reason: reason, By: by, Name: name, At: now.UnixMilli()}
	c.revoked = &r
	return r, nil
}
