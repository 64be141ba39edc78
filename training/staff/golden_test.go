package staff_test

import (
	"encoding/json"
	"flag"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/internal/ledger"
	"shifu/training/staff"
)

var update = flag.Bool("update", false, "write testdata anew: only when no shop has a ledger of this form yet")

// golden is a ledger as a file keeps it.
type golden struct {
	Fingerprint string         `json:"fingerprint"`
	Checkpoint  string         `json:"checkpoint"`
	Entries     []ledger.Entry `json:"entries"`
}

// A ledger that was written once verifies for ever: formats may be added to,
// never changed.
func TestTheLedgerOfTheFirstFormVerifiesForEver(t *testing.T) {
	const file = "testdata/ledger-1.json"
	if *update {
		w := newWorld(t, 20261102)
		g := golden{Fingerprint: w.root.id, Entries: w.entries, Checkpoint: mustNote(t, ledger.OriginOf(w.shop), w.head(), w.issuing)}
		raw, err := json.MarshalIndent(g, "", " ")
		require.NoError(t, err)
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(file, append(raw, '\n'), 0o644))
	}
	raw, err := os.ReadFile(file)
	require.NoError(t, err)
	var g golden
	require.NoError(t, json.Unmarshal(raw, &g))
	w := &world{t: t}
	for _, e := range g.Entries {
		// The indentation of the file is not part of the entry.
		e.Payload, err = ledger.Canonicalise(e.Payload)
		require.NoError(t, err)
		w.append(e)
	}
	require.Len(t, w.entries, 9)
	require.NoError(t, w.audit())
	ring, err := staff.NewKeyring(w.entries)
	require.NoError(t, err)
	assert.Equal(t, g.Fingerprint, staff.Fingerprint(ring.Root()))
	c, _, err := ring.OpenCheckpoint(g.Checkpoint)
	require.NoError(t, err)
	assert.Equal(t, w.head(), c.Head)
}
