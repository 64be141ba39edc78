package data

import (
	"context"
	"encoding/base64"
	"fmt"
	"strings"
	"time"

	"shifu/internal/fault"
	"shifu/training/certificate"
)

var _ certificate.Tx = (*tx)(nil)

const certificateColumns = `SELECT id, holder, entry, body, revoked, revoked_entry, number, year, sequence, definition, issued_at, expires_at FROM certificates`

func scanCertificate(r row) (s certificate.Stored, err error) {
	var body, revoked, number, definition string
	var year, sequence, issued, expires int64
	if err := r.Scan(&s.ID, &s.HolderID, &s.Entry, &body, &revoked, &s.RevokedEntry, &number, &year, &sequence, &definition, &issued, &expires); err != nil {
		return s, err
	}
	if err := fromJSON(body, &s.Issue); err != nil {
		return s, err
	}
	if revoked != "" {
		s.Revoked = &certificate.Revocation{}
		err = fromJSON(revoked, s.Revoked)
	}
	c := s.Issue.Certificate
	s.Differs = number != c.Number || !strings.HasSuffix(number, fmt.Sprintf("-%d-%04d", year, sequence)) || s.HolderID != c.Holder.ID ||
		definition != c.Definition.ID || issued != c.IssuedAt || expires != c.ExpiresAt
	return s, err
}

func noCertificate(found bool, err error) error {
	if err == nil && !found {
		return fault.New(fault.NotFound, "fault.certificate.no_certificate")
	}
	return err
}

// LastCertificateNumber is the largest sequence number of a year.
func (t *tx) LastCertificateNumber(ctx context.Context, year int) (int, error) {
	n, _, err := one(ctx, t, scanInt, `SELECT COALESCE(MAX(sequence), 0) FROM certificates WHERE year = $1`, int64(year))
	return int(n), err
}

// CreateCertificate adds an issued certificate and its page.
func (t *tx) CreateCertificate(ctx context.Context, s certificate.Stored, page []byte) error {
	body, err := jsonText(s.Issue)
	if err != nil {
		return err
	}
	r := s.Issue.Certificate
	year := time.UnixMilli(r.IssuedAt).In(time.FixedZone("", r.Zone*60)).Year()
	sequence, err := t.LastCertificateNumber(ctx, year)
	if err != nil {
		return err
	}
	if _, err := t.exec(ctx, `INSERT INTO certificates (id, number, year, sequence, holder, definition, issued_at, expires_at, entry, body, revoked, revoked_entry)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '', -1)`,
		s.ID, r.Number, int64(year), int64(sequence+1), s.HolderID, r.Definition.ID, r.IssuedAt, r.ExpiresAt, s.Entry, body); err != nil {
		return err
	}
	_, err = t.exec(ctx, `INSERT INTO certificate_pages (id, page) VALUES ($1, $2)`, s.ID, base64.StdEncoding.EncodeToString(page))
	return err
}

// CertificatePage is the page as it was printed at the issue.
func (t *tx) CertificatePage(ctx context.Context, id string) ([]byte, error) {
	text, found, err := one(ctx, t, scanText, `SELECT page FROM certificate_pages WHERE id = $1`, id)
	if err := noCertificate(found, err); err != nil {
		return nil, err
	}
	page, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, fault.Wrap(err, fault.Corrupt, "fault.data.corrupt")
	}
	return page, nil
}

// RevokeCertificate notes a revocation; a second one is a conflict.
func (t *tx) RevokeCertificate(ctx context.Context, id string, r certificate.Revocation, entry int64) error {
	text, err := jsonText(r)
	if err != nil {
		return err
	}
	n, err := t.exec(ctx, `UPDATE certificates SET revoked = $2, revoked_entry = $3 WHERE id = $1 AND revoked = ''`, id, text, entry)
	if err != nil || n > 0 {
		return err
	}
	if _, err := t.StoredCertificate(ctx, id); err != nil {
		return err
	}
	return fault.New(fault.Conflict, "fault.certificate.revoked_already", "Number", r.Number)
}

// StoredCertificate reads one.
func (t *tx) StoredCertificate(ctx context.Context, id string) (certificate.Stored, error) {
	s, found, err := one(ctx, t, scanCertificate, certificateColumns+` WHERE id = $1`, id)
	return s, noCertificate(found, err)
}

// StoredCertificates lists those of the holders, or all, the latest first.
func (t *tx) StoredCertificates(ctx context.Context, holders ...string) ([]certificate.Stored, error) {
	query, args := whose(certificateColumns, "holder", holders)
	return many(ctx, t, scanCertificate, query+` ORDER BY entry DESC`, args...)
}
