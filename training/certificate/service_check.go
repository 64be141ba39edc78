package certificate

import (
	"context"
	"errors"
	"maps"
	"slices"

	"shifu/internal/fault"
	"shifu/internal/ledger"
	"shifu/internal/op"
	"shifu/training/staff"
)

// Checked is how one certificate of the data folder was found.
type Checked struct {
	Number string `json:"number"`
	Holder string `json:"holder"`
	Report Report `json:"report"`
}

// CheckAll checks every certificate of the shop as a stranger would. What is
// revoked or expired is no finding here: the reports say so. A certificate whose
// row is not as in the ledger is left out; Audit names it.
func (s *Service) CheckAll(ctx context.Context, actor op.Actor) ([]Checked, error) {
	return op.Query(ctx, s.Store, "certificate.CheckAll", func(tx Tx) ([]Checked, error) {
		if err := allow(ctx, tx, "CheckAll", actor, ""); err != nil {
			return nil, err
		}
		all, err := tx.StoredCertificates(ctx)
		if err != nil || len(all) == 0 {
			return nil, err
		}
		known, err := ofLedger(ctx, tx)
		if err != nil {
			return nil, err
		}
		shop, _, err := tx.ShopState(ctx)
		if err != nil {
			return nil, err
		}
		p, err := newProver(ctx, tx)
		if err != nil {
			return nil, err
		}
		out := make([]Checked, 0, len(all))
		for _, c := range all {
			if same, err := known.holds(ctx, tx, c); err != nil || !same {
				if err != nil {
					return nil, err
				}
				continue
			}
			file, _, err := s.print(ctx, tx, p, c)
			if err != nil {
				return nil, err
			}
			r := c.Issue.Certificate
			out = append(out, Checked{Number: r.Number, Holder: r.Holder.Name,
				Report: Verify(file, Known{ShopKey: staff.Fingerprint([]byte(shop.Key)), Now: tx.Now().UnixMilli(), Press: s.Press})})
		}
		return out, nil
	})
}

// Flaw is a certificate that is not as the ledger has it.
type Flaw struct {
	Number string
	Err    error
}

// Audit compares every stored certificate with the ledger: the issue, the page,
// and the revocation or that there is none. One that was removed, added or
// changed in the database alone is named. It changes nothing; an error means
// that it could not look.
func Audit(ctx context.Context, tx Tx) ([]Flaw, error) {
	all, err := tx.StoredCertificates(ctx)
	if err != nil {
		return nil, err
	}
	known, err := ofLedger(ctx, tx)
	if err != nil {
		return nil, err
	}
	var flaws []Flaw
	found := func(number, key string) {
		flaws = append(flaws, Flaw{number, fault.New(fault.Corrupt, key, "Number", number)})
	}
	for _, c := range all {
		same, err := known.holds(ctx, tx, c)
		if err != nil {
			return nil, err
		}
		if !same {
			found(c.Issue.Certificate.Number, "fault.certificate.not_as_in_ledger")
		}
		delete(known.issued, c.Entry)
	}
	for _, entry := range slices.Sorted(maps.Keys(known.issued)) {
		found(known.issued[entry].Certificate.Number, "fault.certificate.removed")
	}
	return flaws, nil
}

// inLedger is what the ledger says was issued, by entry, and revoked, by the
// hash of the record.
type inLedger struct {
	issued  map[int64]*Issue
	revoked map[string]Stored
}

// ofLedger reads it. What is empty or unreadable is left out: the entry is
// checked as a whole elsewhere.
func ofLedger(ctx context.Context, tx Tx) (inLedger, error) {
	l := inLedger{issued: map[int64]*Issue{}, revoked: map[string]Stored{}}
	entries, err := readAll(ctx, tx, ledger.CertificateIssued, ledger.CertificateRevoked)
	if err != nil {
		return l, err
	}
	for _, e := range entries {
		signed, err := staff.ReadSigned(e)
		if err != nil {
			continue
		}
		var issue Issue
		var r Revocation
		switch {
		case e.Kind == ledger.CertificateIssued && ledger.Read(signed.Record, &issue) == nil:
			l.issued[e.Index] = &issue
		case e.Kind == ledger.CertificateRevoked && ledger.Read(signed.Record, &r) == nil:
			l.revoked[r.Record] = Stored{Revoked: &r, RevokedEntry: e.Index}
		}
	}
	return l, nil
}

// holds says whether a stored certificate is what the ledger has.
func (l inLedger) holds(ctx context.Context, tx Tx, c Stored) (bool, error) {
	issued := l.issued[c.Entry]
	if issued == nil || c.Differs {
		return false, nil
	}
	mine, errMine := ledger.Canonical(c.Issue)
	theirs, errTheirs := ledger.Canonical(issued)
	hash, errHash := c.Issue.Certificate.Hash()
	if err := errors.Join(errMine, errTheirs, errHash); err != nil || string(mine) != string(theirs) {
		return false, nil
	}
	page, err := tx.CertificatePage(ctx, c.ID)
	if fault.Is(err, fault.NotFound) || fault.Is(err, fault.Corrupt) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	taken, was := l.revoked[hash.String()]
	return hashOf(page) == c.Issue.Page && was == (c.Revoked != nil) &&
		(!was || *taken.Revoked == *c.Revoked && taken.RevokedEntry == c.RevokedEntry), nil
}
