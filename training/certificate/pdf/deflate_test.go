package pdf

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// This test is inside the package: the compressor is nobody else's business.

func unpack(t require.TestingT, b []byte) []byte {
	out, err := inflate(b)
	require.NoError(t, err)
	return out
}

func TestWhatIsDeflatedInflatesToTheSame(t *testing.T) {
	for _, n := range []int{0, 1, 2, 3, 255, 70000} {
		zeros := make([]byte, n)
		require.Equal(t, zeros, append([]byte{}, unpack(t, deflate(zeros))...), "%d zeros", n)
		rng := rand.New(rand.NewPCG(1, uint64(n)))
		noise := make([]byte, n)
		for i := range noise {
			noise[i] = byte(rng.IntN(256) >> rng.IntN(8))
		}
		require.Equal(t, noise, append([]byte{}, unpack(t, deflate(noise))...), "%d random bytes", n)
	}
	rapid.Check(t, func(t *rapid.T) {
		b := rapid.SliceOfN(rapid.ByteRange(0, rapid.Byte().Draw(t, "top")), 0, 2000).Draw(t, "bytes")
		require.True(t, bytes.Equal(b, unpack(t, deflate(b))))
	})
}

func TestTheCodeLengthsNeverPassTheLimit(t *testing.T) {
	fibonacci := make([]int, 40)
	a, b := 1, 1
	for i := range fibonacci {
		fibonacci[i], a, b = a, b, a+b
	}
	sum := 0
	for _, n := range codeLengths(fibonacci, 15) {
		require.LessOrEqual(t, n, 15)
		sum += 1 << (15 - n)
	}
	require.Equal(t, 1<<15, sum, "the code is complete (Kraft)")
}
