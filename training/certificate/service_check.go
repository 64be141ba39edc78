package certificate

import (
	"context"

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
	// SameAsLedger says that what is stored is what the ledger holds: the
	// issue, the page, the revocation or that there is none.
	SameAsLedger bool `json:"same_as_ledger"`
}

// CheckAll checks every certificate of the shop as a stranger would, and
// against the ledger as it is now: one that was removed, added or changed in
// the database alone is found. What is revoked or expired is no finding here:
// the reports say so.
func (s *Service) CheckAll(ctx context.Context, actor op.Actor) ([]Checked, error) {
	return op.Query(ctx, s.Store, "certificate.CheckAll", func(tx Tx) ([]Checked, error) {
		if err := allow(ctx, tx, "CheckAll", actor, ""); err != nil {
			return nil, err
		}
		all, err := tx.StoredCertificates(ctx)
		if err != nil {
			return nil, err
		}
		issued, revoked, err := ledgerCertificates(ctx, tx)
		if err != nil {
			return nil, err
		}
		out := make([]Checked, 0, len(all))
		if len(all) > 0 {
			p, err := newProver(ctx, tx)
			if err != nil {
				return nil, err
			}
			for _, c := range all {
				one, err := s.check(ctx, tx, p, c, issued[c.Entry], revoked)
				if err != nil {
					return nil, err
				}
				delete(issued, c.Entry)
				out = append(out, one)
			}
		}
		for _, missing := range issued { // in the ledger, not in the database
			out = append(out, Checked{Number: missing.Certificate.Number, Holder: missing.Certificate.Holder.Name, Report: Report{Verdict: VerdictNotValid,
				Checks: []Check{{Aspect: OfContent, Outcome: Fails, Key: "fault.certificate.removed", Params: fault.Params{"Number": missing.Certificate.Number}}}}})
		}
		return out, nil
	})
}

// ledgerCertificates reads what the ledger says was issued, by entry, and
// revoked, by the hash of the record. What was erased is left out.
func ledgerCertificates(ctx context.Context, tx Tx) (map[int64]*Issue, map[string]Stored, error) {
	issued, revoked := map[int64]*Issue{}, map[string]Stored{}
	entries, err := readAll(ctx, tx, ledger.CertificateIssued, ledger.CertificateRevoked)
	if err != nil {
		return nil, nil, err
	}
	for _, e := range entries {
		if e.Erased() {
			continue
		}
		signed, err := staff.ReadSigned(e)
		if err != nil {
			return nil, nil, err
		}
		if e.Kind == ledger.CertificateIssued {
			var issue Issue
			if err := ledger.Read(signed.Record, &issue); err != nil {
				return nil, nil, err
			}
			issued[e.Index] = &issue
			continue
		}
		var r Revocation
		if err := ledger.Read(signed.Record, &r); err != nil {
			return nil, nil, err
		}
		revoked[r.Record] = Stored{Revoked: &r, RevokedEntry: e.Index}
	}
	return issued, revoked, nil
}

// check checks one stored certificate. issued is what its entry says, nil
// where the entry says nothing of a certificate.
func (s *Service) check(ctx context.Context, tx Tx, p *prover, c Stored, issued *Issue, revoked map[string]Stored) (Checked, error) {
	r := c.Issue.Certificate
	one := Checked{Number: r.Number, Holder: r.Holder.Name}
	if issued == nil || c.Differs {
		one.Report = Report{Verdict: VerdictNotValid, Checks: []Check{{Aspect: OfContent, Outcome: Fails, Key: "fault.certificate.not_as_in_ledger", Params: fault.Params{"Number": r.Number}}}}
		return one, nil
	}
	mine, err := ledger.Canonical(c.Issue)
	if err != nil {
		return one, err
	}
	theirs, err := ledger.Canonical(issued)
	if err != nil {
		return one, err
	}
	hash, err := r.Hash()
	if err != nil {
		return one, err
	}
	page, err := tx.CertificatePage(ctx, c.ID)
	if err != nil && !fault.Is(err, fault.NotFound) && !fault.Is(err, fault.Corrupt) {
		return one, err
	}
	taken, was := revoked[hash.String()]
	one.SameAsLedger = string(mine) == string(theirs) && err == nil && hashOf(page) == c.Issue.Page && was == (c.Revoked != nil) &&
		(!was || *taken.Revoked == *c.Revoked && taken.RevokedEntry == c.RevokedEntry)
	shop, _, err := tx.ShopState(ctx)
	if err != nil {
		return one, err
	}
	file, _, err := s.print(ctx, tx, p, Stored{ID: c.ID, HolderID: c.HolderID, Issue: *issued, Entry: c.Entry, Revoked: taken.Revoked, RevokedEntry: taken.RevokedEntry})
	if err != nil {
		return one, err
	}
	one.Report = Verify(file, Known{ShopKey: staff.Fingerprint([]byte(shop.Key)), Now: tx.Now().UnixMilli(), Press: s.Press})
	return one, nil
}
