package data

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/internal/fault"
)

func TestLongJSONIsStoredShortAndComesBack(t *testing.T) {
	short := []byte(`{"a":1}`)
	assert.Equal(t, string(short), packed(short))
	long := []byte(`{"words":"` + strings.Repeat("说好今天发，现在还没有。", 200) + `"}`)
	stored := packed(long)
	assert.Less(t, len(stored), len(long)/4)
	for _, json := range [][]byte{short, long, bytes.Repeat([]byte("7"), packedFrom)} {
		back, err := unpacked(packed(json))
		require.NoError(t, err)
		assert.Equal(t, string(json), string(back))
	}
	for at := range stored {
		if at == 0 {
			continue
		}
		forged := stored[:at] + string(stored[at]^1) + stored[at+1:]
		back, err := unpacked(forged)
		assert.False(t, err == nil && bytes.Equal(back, long), "a changed byte at %d is noticed", at)
		assert.True(t, err == nil || fault.Is(err, fault.Corrupt))
	}
	for _, forged := range []string{stored + "x", stored + "AAAA", stored[:len(stored)-1], packedMark, packedMark + "%"} {
		_, err := unpacked(forged)
		assert.True(t, fault.Is(err, fault.Corrupt), "%q", forged[max(0, len(forged)-8):])
	}
}
