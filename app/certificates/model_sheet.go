package certificates

import (
	"slices"

	"shifu/training/certificate"
)

// Neighbours are the certificates beside one in the list, by their ids; "" where
// there is none.
type Neighbours struct{ Before, After string }

// Beside finds the neighbours of a certificate among the rows of the list.
func Beside(rows []certificate.Row, id string) Neighbours {
	var n Neighbours
	at := slices.IndexFunc(rows, func(r certificate.Row) bool { return r.ID == id })
	if at > 0 {
		n.Before = rows[at-1].ID
	}
	if at >= 0 && at+1 < len(rows) {
		n.After = rows[at+1].ID
	}
	return n
}

func (n Neighbours) alone() bool { return n == Neighbours{} }

// Headline is the message that says first what was found about a certificate,
// and whether it is bad news. A certificate that was taken back or has run out
// was checked as well as any other: only what fails besides is a failed check.
func Headline(v certificate.View) (key string, bad bool) {
	for _, side := range v.Check.Failed() {
		if side != certificate.OfRevocation && side != certificate.OfExpiry {
			return "certificates.check_bad", true
		}
	}
	switch {
	case v.State == certificate.Revoked:
		return "certificates.check_revoked", true
	case v.State == certificate.Expired:
		return "certificates.check_expired", true
	case v.Check.Verdict == certificate.VerdictNotValid:
		return "certificates.check_bad", true
	}
	return "certificates.check_good", false
}
