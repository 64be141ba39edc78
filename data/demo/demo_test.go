package demo_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/data"
	"shifu/data/demo"
	"shifu/data/tempdb"
	"shifu/internal/ledger"
	"shifu/internal/op"
	"shifu/training/staff"
)

func fill(t *testing.T, seed uint64, people, days int) (*demo.Report, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "demo")
	r, err := demo.Fill(context.Background(), dir, demo.Options{People: people, Days: days, Seed: seed,
		Until: time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC), Probe: tempdb.Anywhere{}})
	require.NoError(t, err)
	return r, dir
}

// look opens what was made and answers its ledger's head and its diagnosis.
func look(t *testing.T, dir string) (ledger.Head, *data.Diagnosis) {
	t.Helper()
	db, err := data.Open(context.Background(), data.Options{Dir: dir, ReadOnly: true, Probe: tempdb.Anywhere{}})
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	d, err := db.Doctor(context.Background())
	require.NoError(t, err)
	return d.Head, d
}

func TestTheSameSeedGivesTheSameShopAndAllOfItIsInOrder(t *testing.T) {
	report, dir := fill(t, 7, 5, 14)
	head, d := look(t, dir)
	assert.Empty(t, d.Findings)
	assert.Len(t, report.People, 5)
	assert.Positive(t, report.Answers)

	again, other := fill(t, 7, 5, 14)
	assert.Equal(t, report, again)
	second, _ := look(t, other)
	assert.Equal(t, head, second)

	_, another := fill(t, 8, 5, 14)
	third, _ := look(t, another)
	assert.NotEqual(t, head, third)
}

func TestThePrintedSecretsOpenTheShop(t *testing.T) {
	report, dir := fill(t, 3, 4, 2)
	db, err := data.Open(context.Background(), data.Options{Dir: dir, Probe: tempdb.Anywhere{}})
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	s := data.NewServices(db)
	shop, err := s.Staff.Shop(context.Background())
	require.NoError(t, err)
	assert.True(t, shop.Demo)
	owner, err := s.Owner(context.Background())
	require.NoError(t, err)
	session, err := s.Staff.SignIn(context.Background(), staff.SignIn{PersonID: owner.ID, PIN: staff.Secret(report.People[0].PIN)})
	require.NoError(t, err)
	assert.True(t, session.Actor.Has(op.Owner))
	signer, err := s.Staff.Unlock(context.Background(), owner, staff.Secret(report.People[0].Passphrase))
	require.NoError(t, err)
	signer.Close()
}

func TestAShopOfNinetyDaysHasSomethingOfEverything(t *testing.T) {
	r, _ := fill(t, 1, 16, 90)
	assert.Greater(t, r.SignOffs, 8)
	assert.Positive(t, r.Disputes)
	assert.Positive(t, r.Certificates["valid"]+r.Certificates["expiring"])
	assert.Positive(t, r.Certificates["revoked"])
}
