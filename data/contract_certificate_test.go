package data_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/data"
	"shifu/data/tempdb"
	"shifu/internal/fault"
	"shifu/internal/lang"
	"shifu/training/certificate"
)

func storedCertificate(id, number, holder string, entry int64, issued time.Time) certificate.Stored {
	return certificate.Stored{ID: id, HolderID: holder, Entry: entry, RevokedEntry: -1, Issue: certificate.Issue{
		Renderer: "shifu-page/1", Certificate: certificate.Record{
			Format: certificate.RecordFormat, Number: number, Holder: certificate.Person{ID: holder, Name: "孙一诺"},
			Title: lang.Text{ZH: "客服上岗证书", EN: "Certificate"}, IssuedAt: issued.UnixMilli(), ExpiresAt: issued.AddDate(0, 6, 0).UnixMilli(), Zone: 480,
		},
	}}
}

func TestCertificatesAreKeptAndNumberedByYear(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *tempdb.Fixture) {
		ctx, store := context.Background(), data.StoreOf[certificate.Tx](db.DB)
		// The last evening of 2026 in UTC is the first morning of 2027 in Shanghai.
		evening := time.Date(2026, 12, 31, 20, 0, 0, 0, time.UTC)
		one := storedCertificate("c-1", "QH-2026-0001", "p-sun", 10, evening.Add(-24*time.Hour))
		two := storedCertificate("c-2", "QH-2027-0001", "p-lin", 20, evening)
		page := []byte("%PDF-1.7 \x00\xff")
		require.NoError(t, store.Update(ctx, func(tx certificate.Tx) error {
			n, err := tx.LastCertificateNumber(ctx, 2026)
			require.NoError(t, err)
			assert.Zero(t, n)
			require.NoError(t, tx.CreateCertificate(ctx, one, page))
			return tx.CreateCertificate(ctx, two, page)
		}))
		require.NoError(t, store.View(ctx, func(tx certificate.Tx) error {
			for _, year := range []int{2026, 2027} {
				n, err := tx.LastCertificateNumber(ctx, year)
				require.NoError(t, err)
				assert.Equal(t, 1, n, year)
			}
			got, err := tx.StoredCertificate(ctx, "c-1")
			require.NoError(t, err)
			assert.Equal(t, one, got)
			all, err := tx.StoredCertificates(ctx)
			require.NoError(t, err)
			assert.Equal(t, []certificate.Stored{two, one}, all, "the latest first")
			mine, err := tx.StoredCertificates(ctx, "p-sun", "nobody")
			require.NoError(t, err)
			assert.Equal(t, []certificate.Stored{one}, mine)
			kept, err := tx.CertificatePage(ctx, "c-1")
			require.NoError(t, err)
			assert.Equal(t, page, kept)

			_, err = tx.StoredCertificate(ctx, "none")
			assert.Equal(t, "fault.certificate.no_certificate", fault.KeyOf(err))
			_, err = tx.CertificatePage(ctx, "none")
			assert.True(t, fault.Is(err, fault.NotFound))
			return nil
		}))
		assert.True(t, fault.Is(store.Update(ctx, func(tx certificate.Tx) error {
			return tx.CreateCertificate(ctx, storedCertificate("c-3", "QH-2026-0001", "p-sun", 30, evening), page)
		}), fault.Conflict), "a number is given once")
	})
}

func TestACertificateIsRevokedOnce(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *tempdb.Fixture) {
		ctx, store := context.Background(), data.StoreOf[certificate.Tx](db.DB)
		stored := storedCertificate("c-1", "QH-2026-0001", "p-sun", 10, db.Clock.Now())
		r := certificate.Revocation{Number: "QH-2026-0001", Reason: "证据有误", By: "p-owner", Name: "沈岚", At: 5}
		require.NoError(t, store.Update(ctx, func(tx certificate.Tx) error {
			require.NoError(t, tx.CreateCertificate(ctx, stored, []byte("page")))
			return tx.RevokeCertificate(ctx, "c-1", r, 40)
		}))
		require.NoError(t, store.View(ctx, func(tx certificate.Tx) error {
			got, err := tx.StoredCertificate(ctx, "c-1")
			require.NoError(t, err)
			assert.Equal(t, &r, got.Revoked)
			assert.Equal(t, int64(40), got.RevokedEntry)
			return nil
		}))
		again := store.Update(ctx, func(tx certificate.Tx) error { return tx.RevokeCertificate(ctx, "c-1", r, 41) })
		assert.Equal(t, "fault.certificate.revoked_already", fault.KeyOf(again))
		none := store.Update(ctx, func(tx certificate.Tx) error { return tx.RevokeCertificate(ctx, "none", r, 41) })
		assert.Equal(t, "fault.certificate.no_certificate", fault.KeyOf(none))
	})
}
