package op_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/internal/op"
)

func TestWhatIsKeptIsReadAgainOnceTheTablesHaveChanged(t *testing.T) {
	var kept op.Kept[string]
	reads := 0
	at := func(stamp op.Stamp, value string, err error) (string, error) {
		return kept.At(stamp, func() (string, error) { reads++; return value, err })
	}
	for _, c := range []struct {
		stamp op.Stamp
		now   string
		want  string
		reads int
	}{
		{op.Stamp{Number: 1}, "one", "one", 1},
		{op.Stamp{Number: 1}, "never read", "one", 1},
		{op.Stamp{Number: 2, Fresh: true}, "perhaps two", "perhaps two", 2},
		{op.Stamp{Number: 2}, "two", "two", 3},
		{op.Stamp{Number: 1}, "one again", "one again", 4},
	} {
		got, err := at(c.stamp, c.now, nil)
		require.NoError(t, err)
		assert.Equal(t, c.want, got)
		assert.Equal(t, c.reads, reads)
	}
	_, err := at(op.Stamp{Number: 3}, "", errors.New("the disk is gone"))
	assert.ErrorContains(t, err, "disk")
	got, err := at(op.Stamp{Number: 3}, "three", nil)
	require.NoError(t, err)
	assert.Equal(t, "three", got, "what could not be read is not kept")
}
