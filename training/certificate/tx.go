package certificate

import (
	"context"

	"shifu/training"
)

// Tx is one transaction as certificates see it: quizzes, staff and training
// take part in it.
type Tx interface {
	training.Tx

	// LastCertificateNumber answers the largest sequence number of a year, 0
	// when nothing was issued in it.
	LastCertificateNumber(ctx context.Context, year int) (int, error)
	// CreateCertificate adds an issued certificate with its page. A number
	// that exists is a conflict.
	CreateCertificate(ctx context.Context, s Stored, page []byte) error
	// CertificatePage answers the page as it was printed at the issue, for a
	// program whose fonts or renderer are newer;
	// fault.certificate.no_certificate.
	CertificatePage(ctx context.Context, id string) ([]byte, error)
	// RevokeCertificate notes the revocation and the entry that holds it; a
	// second one is a conflict.
	RevokeCertificate(ctx context.Context, id string, r Revocation, entry int64) error
	// StoredCertificate answers one; fault.certificate.no_certificate.
	StoredCertificate(ctx context.Context, id string) (Stored, error)
	// StoredCertificates lists those of the holders, the latest first; of
	// everyone when nobody is named.
	StoredCertificates(ctx context.Context, holders ...string) ([]Stored, error)
}
