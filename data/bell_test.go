package data_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/data"
)

func TestARingIsHeardOnce(t *testing.T) {
	dir := t.TempDir()
	assert.False(t, data.Rung(dir), "nobody rang")
	require.NoError(t, data.Ring(dir))
	require.NoError(t, data.Ring(dir), "an impatient person rings twice")
	assert.True(t, data.Rung(dir))
	assert.False(t, data.Rung(dir))
}

func TestWhoRingsLearnsWhetherSomebodyCame(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, data.Ring(dir))
	looks := make(chan time.Time)
	go func() {
		looks <- time.Time{} // still ringing
		data.Rung(dir)
		looks <- time.Time{}
	}()
	assert.True(t, data.Answered(context.Background(), dir, looks))
}

func TestARingThatNobodyHearsIsTakenBack(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, data.Ring(dir))
	ctx, end := context.WithCancel(context.Background())
	end()
	assert.False(t, data.Answered(ctx, dir, nil))
	assert.False(t, data.Rung(dir), "the next start must not find an old ring")
}

func TestNobodyCanRingAtAFolderThatIsNotThere(t *testing.T) {
	assert.Error(t, data.Ring(t.TempDir()+"/gone"))
}
