package ledger_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"shifu/internal/fault"
	"shifu/internal/ledger"
)

func TestALeafIsWhatTheDocumentationSays(t *testing.T) {
	salt := bytes.Repeat([]byte{7}, ledger.SaltSize)
	e, err := ledger.NewEntry(3, ledger.ModuleSigned, map[string]any{"b": "师傅<1>", "a": 2}, salt)
	require.NoError(t, err)
	assert.Equal(t, `{"a":2,"b":"师傅<1>"}`, string(e.Payload))
	record := sha256.Sum256([]byte("shifu-ledger-record/1\x00module.signed\x00" + `{"a":2,"b":"师傅<1>"}`))
	leaf := sha256.Sum256(append(append([]byte("shifu-ledger-leaf/1\x00"), salt...), record[:]...))
	assert.Equal(t, hex.EncodeToString(leaf[:]), e.Leaf.String())
}

func TestTheTreeIsTheOneOfRFC6962(t *testing.T) {
	b := bookOf(t, 70)
	var leaves []ledger.Hash
	assert.Equal(t, slowRoot(nil), ledger.EmptyRoot())
	for i, e := range b.entries {
		leaves = append(leaves, e.Leaf)
		assert.Equal(t, slowRoot(leaves), b.head(t, i+1).Root, "%d entries", i+1)
	}
}

func TestCanonicalJSONHasOneSpelling(t *testing.T) {
	same := []string{
		`{"b":"é\n","a":[1,-2,true,null,{}]}`,
		` { "a" : [ 1 , -2 , true , null , { } ] , "b" : "\u00e9\u000a" } `,
	}
	for _, s := range same {
		out, err := ledger.Canonicalise([]byte(s))
		require.NoError(t, err)
		assert.Equal(t, `{"a":[1,-2,true,null,{}],"b":"é\n"}`, string(out))
	}
	for name, s := range map[string]string{
		"a member twice":        `{"a":1,"a":2}`,
		"a member twice, deep":  `[{"x":{"a":1,"b":[{}],"a":2}}]`,
		"a fraction":            `{"a":1.5}`,
		"an exponent":           `{"a":1e3}`,
		"minus nought":          `{"a":-0}`,
		"too large an integer":  `{"a":9007199254740992}`,
		"half a surrogate":      `{"a":"\ud800"}`,
		"broken UTF-8":          "{\"a\":\"\xff\"}",
		"two values":            `{} {}`,
		"nothing":               ``,
		"not JSON":              `{a:1}`,
		"a comma too many":      `{"a":1,}`,
		"an object that is cut": `{"a":`,
	} {
		_, err := ledger.Canonicalise([]byte(s))
		assert.Equal(t, "fault.ledger.malformed", fault.KeyOf(err), name)
	}
	out, err := ledger.Canonicalise([]byte(`{"a":"x","x":"a","v":["a","a"],"a2":{"a":"a"}}`))
	require.NoError(t, err, "values may repeat")
	assert.Equal(t, `{"a":"x","a2":{"a":"a"},"v":["a","a"],"x":"a"}`, string(out))
}

func TestAnAlteredEntryIsFound(t *testing.T) {
	b := bookOf(t, 1)
	good := b.entries[0]
	require.NoError(t, good.Check())
	for name, alter := range map[string]func(*ledger.Entry){
		"kind":                      func(e *ledger.Entry) { e.Kind = ledger.ModuleDisputed },
		"payload":                   func(e *ledger.Entry) { e.Payload = json.RawMessage(`{"module":"m1"}`) },
		"spelling of the payload":   func(e *ledger.Entry) { e.Payload = append(json.RawMessage(" "), e.Payload...) },
		"salt":                      func(e *ledger.Entry) { e.Salt = bytes.Repeat([]byte{1}, 32) },
		"length of the salt":        func(e *ledger.Entry) { e.Salt = e.Salt[:31] },
		"leaf":                      func(e *ledger.Entry) { e.Leaf[0] ^= 1 },
		"payload gone, salt kept":   func(e *ledger.Entry) { e.Payload = nil },
		"salt gone, payload kept":   func(e *ledger.Entry) { e.Salt = nil },
		"payload that is not JSON":  func(e *ledger.Entry) { e.Payload = json.RawMessage(`{`) },
		"number in another writing": func(e *ledger.Entry) { e.Payload = bytes.Replace(e.Payload, []byte(":0"), []byte(":00"), 1) },
	} {
		e := good
		alter(&e)
		assert.Equal(t, "fault.ledger.altered", fault.KeyOf(e.Check()), name)
	}
}

func TestAnErasedEntryKeepsItsPlaceAndTellsNothing(t *testing.T) {
	b := bookOf(t, 9)
	erased := b.entries[4].Erase()
	require.NoError(t, erased.Check())
	assert.True(t, erased.Erased())
	assert.False(t, b.entries[4].Erased())
	raw, err := json.Marshal(erased)
	require.NoError(t, err)
	assert.NotContains(t, string(raw), "m4")
	p, err := ledger.ProveInclusion(9, 4, b.read)
	require.NoError(t, err)
	require.NoError(t, p.Check(erased.Leaf, b.head(t, 9)))
}

func TestEveryEntryCanBeProvedUnderEveryLaterHead(t *testing.T) {
	b := bookOf(t, 20)
	for size := 1; size <= 20; size++ {
		for i := range size {
			p, err := ledger.ProveInclusion(int64(size), int64(i), b.read)
			require.NoError(t, err)
			require.NoError(t, p.Check(b.entries[i].Leaf, b.head(t, size)))
			for j := range size {
				if j != i {
					require.Error(t, p.Check(b.entries[j].Leaf, b.head(t, size)))
				}
			}
		}
	}
	for _, bad := range [][2]int64{{5, 5}, {5, -1}, {0, 0}} {
		_, err := ledger.ProveInclusion(bad[0], bad[1], b.read)
		assert.Equal(t, "fault.ledger.no_entry", fault.KeyOf(err))
	}
}

func TestALongerLedgerIsProvedToContinueAShorterOne(t *testing.T) {
	b, other := bookOf(t, 20), bookOf(t, 10)
	other.append(t, ledger.ModuleDisputed, "another history")
	for len(other.entries) < 20 {
		other.append(t, ledger.ModuleSigned, "x")
	}
	for old := 0; old <= 20; old++ {
		for size := old; size <= 20; size++ {
			c, err := ledger.ProveConsistency(int64(old), int64(size), b.read)
			require.NoError(t, err)
			require.NoError(t, c.Check(b.head(t, old), b.head(t, size)), "%d -> %d", old, size)
			if old > 10 {
				require.Error(t, c.Check(other.head(t, old), b.head(t, size)), "an old backup that went on differently")
			}
			if old > 0 {
				require.Error(t, c.Check(b.head(t, old-1), b.head(t, size)))
			}
		}
	}
	_, err := ledger.ProveConsistency(21, 20, b.read)
	assert.Error(t, err)
}

func TestACheckpointIsGoodForOneKeyOnly(t *testing.T) {
	b := bookOf(t, 5)
	c := ledger.Checkpoint{Origin: ledger.OriginOf("0193-shop"), Head: b.head(t, 5)}
	signed, err := c.Sign(keyOf(1))
	require.NoError(t, err)
	assert.True(t, strings.HasPrefix(signed, "shifu-ledger/1/0193-shop\n5\n"), signed)
	got, err := ledger.OpenCheckpoint(signed, pub(keyOf(1)))
	require.NoError(t, err)
	assert.Equal(t, c, got)
	_, err = ledger.OpenCheckpoint(signed, pub(keyOf(2)))
	assert.Equal(t, "fault.ledger.checkpoint", fault.KeyOf(err))
	_, err = ledger.OpenCheckpoint(signed, pub(keyOf(1))[:31])
	assert.Error(t, err)
	second, err := c.Sign(keyOf(2))
	require.NoError(t, err)
	both := signed + strings.SplitAfterN(second, "\n", 5)[4]
	_, err = ledger.OpenCheckpoint(both, pub(keyOf(1)))
	assert.Error(t, err, "a second signature")
	for _, bad := range []string{"", "x", signed + "\n", "\n" + signed, strings.Replace(signed, "\n5\n", "\n05\n", 1), strings.Replace(signed, "\n5\n", "\n+5\n", 1)} {
		_, err = ledger.OpenCheckpoint(bad, pub(keyOf(1)))
		assert.Error(t, err, "%q", bad)
	}
	_, err = ledger.Checkpoint{Origin: "two words", Head: c.Head}.Sign(keyOf(1))
	assert.Error(t, err)
}

func TestAProofSurvivesJSON(t *testing.T) {
	b := bookOf(t, 13)
	p := proofOf(t, b, 6, 13, keyOf(1))
	raw, err := ledger.Canonical(p)
	require.NoError(t, err)
	q, err := ledger.ParseProof(raw)
	require.NoError(t, err)
	assert.Equal(t, p, q)
	c, err := q.Verify(pub(keyOf(1)))
	require.NoError(t, err)
	assert.Equal(t, b.head(t, 13), c.Head)
	_, err = q.Verify(pub(keyOf(2)))
	assert.Equal(t, "fault.ledger.checkpoint", fault.KeyOf(err))

	q.Entry.Index = 7
	_, err = q.Verify(pub(keyOf(1)))
	assert.Equal(t, "fault.ledger.not_included", fault.KeyOf(err))
	for name, bad := range map[string][]byte{
		"another member": bytes.Replace(raw, []byte(`{"checkpoint"`), []byte(`{"a":1,"checkpoint"`), 1),
		"a blank":        append([]byte(" "), raw...),
		"another case":   bytes.Replace(raw, []byte(`"entry"`), []byte(`"Entry"`), 1),
		"twice":          append(bytes.Clone(raw), raw...),
	} {
		_, err := ledger.ParseProof(bad)
		assert.Equal(t, "fault.ledger.malformed", fault.KeyOf(err), name)
	}
}

// One flipped bit anywhere in a proof is found: every byte of its text counts.
func TestAnyFlippedBitOfAProofIsFound(t *testing.T) {
	raw, err := ledger.Canonical(proofOf(t, bookOf(t, 5), 2, 5, keyOf(1)))
	require.NoError(t, err)
	for bit := range len(raw) * 8 {
		raw[bit/8] ^= 1 << (bit % 8)
		p, err := ledger.ParseProof(raw)
		if err == nil {
			_, err = p.Verify(pub(keyOf(1)))
		}
		require.Error(t, err, "bit %d: %s", bit, raw)
		raw[bit/8] ^= 1 << (bit % 8)
	}
}

func TestPropertyAnyFlippedBitOfEntryProofOrHeadIsFound(t *testing.T) {
	key := keyOf(1)
	books := map[int]*book{}
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.IntRange(1, 130).Draw(t, "size")
		index := rapid.IntRange(0, size-1).Draw(t, "index")
		if books[size] == nil {
			books[size] = bookOf(t, size)
		}
		p := proofOf(t, books[size], index, size, key)
		if _, err := p.Verify(pub(key)); err != nil {
			t.Fatal(err)
		}
		raw, err := ledger.Canonical(p)
		if err != nil {
			t.Fatal(err)
		}
		bit := rapid.IntRange(0, len(raw)*8-1).Draw(t, "bit")
		raw[bit/8] ^= 1 << (bit % 8)
		if p, err = ledger.ParseProof(raw); err == nil {
			_, err = p.Verify(pub(key))
		}
		if err == nil {
			t.Fatalf("bit %d was flipped and nobody saw it", bit)
		}

		old := rapid.IntRange(0, size).Draw(t, "old")
		c, err := ledger.ProveConsistency(int64(old), int64(size), books[size].read)
		if err != nil {
			t.Fatal(err)
		}
		before, now := books[size].head(t, old), books[size].head(t, size)
		if err := c.Check(before, now); err != nil {
			t.Fatal(err)
		}
		if len(c.Hashes) > 0 {
			n := rapid.IntRange(0, len(c.Hashes)*256-1).Draw(t, "consistency bit")
			c.Hashes[n/256][n%256/8] ^= 1 << (n % 8)
			if c.Check(before, now) == nil {
				t.Fatal("a flipped bit in a consistency proof")
			}
			c.Hashes[n/256][n%256/8] ^= 1 << (n % 8)
		}
		n := rapid.IntRange(0, 255).Draw(t, "root bit")
		before.Root[n/8] ^= 1 << (n % 8)
		if c.Check(before, now) == nil {
			t.Fatal("a flipped bit in the old root")
		}
	})
}

func FuzzOpenCheckpoint(f *testing.F) {
	b := bookOf(f, 3)
	signed, err := ledger.Checkpoint{Origin: ledger.OriginOf("shop-1"), Head: b.head(f, 3)}.Sign(keyOf(1))
	require.NoError(f, err)
	f.Add(signed)
	f.Fuzz(func(t *testing.T, s string) {
		if c, err := ledger.OpenCheckpoint(s, pub(keyOf(1))); err == nil && s != signed {
			t.Fatalf("accepted %q as %+v", s, c)
		}
	})
}

func FuzzParseProof(f *testing.F) {
	raw, err := ledger.Canonical(proofOf(f, bookOf(f, 5), 2, 5, keyOf(1)))
	require.NoError(f, err)
	f.Add(raw)
	f.Fuzz(func(t *testing.T, in []byte) {
		p, err := ledger.ParseProof(in)
		if err != nil {
			return
		}
		if again, err := ledger.Canonical(p); err != nil || !bytes.Equal(again, in) {
			t.Fatalf("read %q, would write %q", in, again)
		}
	})
}

func BenchmarkAppend(b *testing.B) {
	log := bookOf(b, 1)
	for b.Loop() {
		log.append(b, ledger.ModuleSigned, map[string]any{"module": "m", "points": 12})
	}
}

func BenchmarkProofOfOneInAHundredThousand(b *testing.B) {
	log := &book{}
	for i := range 100_000 { // the leaves alone: making entries is not what is measured
		nodes, err := ledger.NewNodes(int64(i), sha256.Sum256([]byte{byte(i), byte(i >> 8), byte(i >> 16)}), log.read)
		require.NoError(b, err)
		log.nodes = append(log.nodes, nodes...)
	}
	head := log.head(b, 100_000)
	n := int64(0)
	for b.Loop() {
		n = (n + 7919) % head.Size
		p, err := ledger.ProveInclusion(head.Size, n, log.read)
		require.NoError(b, err)
		require.NoError(b, p.Check(sha256.Sum256([]byte{byte(n), byte(n >> 8), byte(n >> 16)}), head))
	}
}
