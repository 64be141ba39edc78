// Package draw decides which situation of an item model a learner meets next,
// and gives every other choice of a variant its own stream of random numbers.
//
// All of it is a pure function of what is passed in: the attempt's secret, the
// model's space of situations and what the learner has seen. The same input
// gives the same draw on every machine and with every version of Go, because
// only the output of ChaCha8 (published as chacha8rand) and SHA-256 is used and
// no number is ever a float.
package draw

import (
	"crypto/sha256"
	"encoding/hex"
	"math/rand/v2"
	"strconv"
	"sync"
)

// Seed is the 32 bytes that one variant grows from. Each use of randomness has
// its own stream of the seed, so that adding one does not move the others.
type Seed [sha256.Size]byte

// Root answers the seed of a draw. attempt is the random id of the attempt, in
// hex (it must be unpredictable: whoever knows it can compute the paper), model
// the id of the item model, and ordinal counts the draws of that model in that
// attempt from 1.
func Root(attempt, model string, ordinal int) Seed {
	var room [160]byte
	b := append(room[:0], "shifu-draw/1\x00"...)
	b = append(b, attempt...)
	b = append(b, 0)
	b = append(b, model...)
	b = append(b, 0)
	b = strconv.AppendInt(b, int64(ordinal), 10)
	return sha256.Sum256(b)
}

// ParseSeed reads a seed from its 64 hex digits.
func ParseSeed(text string) (Seed, bool) {
	var s Seed
	if len(text) != 2*len(s) {
		return s, false
	}
	_, err := hex.Decode(s[:], []byte(text))
	return s, err == nil
}

// String is the seed in 64 hex digits, as a variant keeps it.
func (s Seed) String() string {
	var text [2 * len(s)]byte
	hex.Encode(text[:], s[:])
	return string(text[:])
}

// Stream opens the stream of a label at its beginning: "tie" for the choice of
// the situation, "inc/<id>", "opt", "shuffle", "left" and "slot/<id>" for the
// surface of the variant.
func (s Seed) Stream(label string) Stream {
	t := Stream{source: new(rand.ChaCha8)}
	t.Open(s, label)
	return t
}

// streams are generators that nobody uses at present.
var streams = sync.Pool{New: func() any { return new(rand.ChaCha8) }}

// Borrow is a stream that was not opened yet, for those who open many; Return it
// when nothing more is read.
func Borrow() Stream { return Stream{source: streams.Get().(*rand.ChaCha8)} }

// Return gives a borrowed stream back.
func (s Stream) Return() { streams.Put(s.source) }

// Open makes a stream the one of a seed and a label, at its beginning. It is
// Seed.Stream without a new generator.
func (s Stream) Open(seed Seed, label string) {
	var room [96]byte
	b := append(room[:0], "shifu-stream/1\x00"...)
	b = append(b, seed[:]...)
	b = append(b, label...)
	s.source.Seed(sha256.Sum256(b))
}

// Stream is a reproducible sequence of random numbers.
type Stream struct{ source *rand.ChaCha8 }

// Uint64 answers the next 64 random bits.
func (s Stream) Uint64() uint64 { return s.source.Uint64() }

// Int answers a number from 0 to n-1, each with the same chance. For n of 1 or
// less it is 0 and nothing is consumed.
func (s Stream) Int(n int) int {
	if n <= 1 {
		return 0
	}
	m := uint64(n)
	rest := -m % m // 2^64 mod n
	for {
		x := s.source.Uint64()
		if rest == 0 || x < -rest { // -rest is 2^64 - rest
			return int(x % m)
		}
	}
}

// Shuffle puts n things into a random order by swapping two at a time.
func (s Stream) Shuffle(n int, swap func(i, j int)) {
	for i := n - 1; i >= 1; i-- {
		swap(i, s.Int(i+1))
	}
}

// reserveSeed is where the situations that are kept for a learner's exams come
// from.
func reserveSeed(secret []byte, learner, model string) Seed {
	b := append([]byte("shifu-reserve/1\x00"), secret...)
	b = append(b, 0)
	b = append(b, learner...)
	b = append(b, 0)
	b = append(b, model...)
	return sha256.Sum256(b)
}
