package ledger_test

import (
	"crypto/ed25519"
	"crypto/sha256"
	"fmt"

	"github.com/stretchr/testify/require"

	"shifu/internal/ledger"
)

// book is a ledger in memory.
type book struct {
	entries []ledger.Entry
	nodes   []ledger.Hash
}

func (b *book) read(indexes []int64) ([]ledger.Hash, error) {
	out := make([]ledger.Hash, len(indexes))
	for i, n := range indexes {
		out[i] = b.nodes[n]
	}
	return out, nil
}

func (b *book) append(t require.TestingT, kind ledger.Kind, payload any) ledger.Entry {
	salt := sha256.Sum256([]byte(fmt.Sprint("salt", len(b.entries))))
	e, err := ledger.NewEntry(int64(len(b.entries)), kind, payload, salt[:])
	require.NoError(t, err)
	nodes, err := ledger.NewNodes(e.Index, e.Leaf, b.read)
	require.NoError(t, err)
	require.Equal(t, ledger.NodeCount(e.Index), int64(len(b.nodes)))
	b.entries, b.nodes = append(b.entries, e), append(b.nodes, nodes...)
	return e
}

func (b *book) head(t require.TestingT, size int) ledger.Head {
	root, err := ledger.Root(int64(size), b.read)
	require.NoError(t, err)
	return ledger.Head{Size: int64(size), Root: root}
}

// bookOf has n entries of different content.
func bookOf(t require.TestingT, n int) *book {
	b := &book{}
	for i := range n {
		b.append(t, ledger.ModuleSigned, map[string]any{"module": fmt.Sprint("m", i), "points": i, "line": "改派＜前＞ & after"})
	}
	return b
}

// slowRoot is RFC 6962, section 2.1, written down as it reads.
func slowRoot(leaves []ledger.Hash) ledger.Hash {
	switch len(leaves) {
	case 0:
		return sha256.Sum256(nil)
	case 1:
		return leaves[0]
	}
	k := 1
	for k*2 < len(leaves) {
		k *= 2
	}
	l, r := slowRoot(leaves[:k]), slowRoot(leaves[k:])
	return sha256.Sum256(append(append([]byte{1}, l[:]...), r[:]...))
}

func keyOf(seed byte) ed25519.PrivateKey {
	s := sha256.Sum256([]byte{seed})
	return ed25519.NewKeyFromSeed(s[:])
}

func pub(k ed25519.PrivateKey) ed25519.PublicKey { return k.Public().(ed25519.PublicKey) }

func proofOf(t require.TestingT, b *book, index, size int, key ed25519.PrivateKey) ledger.Proof {
	head := b.head(t, size)
	inclusion, err := ledger.ProveInclusion(head.Size, int64(index), b.read)
	require.NoError(t, err)
	note, err := ledger.Checkpoint{Origin: ledger.OriginOf("shop-1"), Head: head}.Sign(key)
	require.NoError(t, err)
	return ledger.Proof{Entry: b.entries[index], Inclusion: inclusion, Checkpoint: note}
}
