package data

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestALineOfTheLedgerFileIsReadAtOnceOnlyAsItIsWritten(t *testing.T) {
	three := int64(3)
	line, err := jsonText(ledgerLine{Index: &three, Kind: "shop.opened", Leaf: "5a5a"})
	require.NoError(t, err)
	entry, ok := entryLine([]byte(line), 3)
	assert.True(t, ok)
	assert.Equal(t, ledgerLine{Index: &three, Kind: "shop.opened", Leaf: "5a5a"}, entry)
	for _, other := range []string{line[1:], line[:len(line)-1], line + " ", `{"index":4,"kind":"a","leaf":"5a"}`, `{"index":3,"kind":"a","x":"","leaf":"5a"}`,
		`{"index":3,"kind":"a","leaf":"5a","leaf":"6a"}`, `{"index":3,"kind":"a","leaf":"5\u0061"}`, `{"checkpoint":"a"}`} {
		_, ok := entryLine([]byte(other), 3)
		assert.False(t, ok, other)
	}
}
