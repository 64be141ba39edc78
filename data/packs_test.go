package data_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/data"
	"shifu/data/tempdb"
)

func TestEveryStarterPackIsListedAndCanBeginAShop(t *testing.T) {
	db := tempdb.SQLite(t)
	_, shop := openShop(t, db)
	starters := data.Packs{Services: data.NewServices(db.DB)}
	list, err := starters.Starters(t.Context())
	require.NoError(t, err)
	require.NotEmpty(t, list)
	for _, p := range list {
		assert.NotEmpty(t, p.Title.ZH)
		require.NoError(t, starters.ImportStarter(context.Background(), shop.Session.Actor, p.ID), p.ID)
	}
	packs, err := starters.Training.Packs(context.Background(), shop.Session.Actor)
	require.NoError(t, err)
	assert.Len(t, packs, len(list))
	assert.Positive(t, packs[0].Counts.Models)
}
