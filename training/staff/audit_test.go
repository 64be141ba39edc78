package staff_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/internal/fault"
	"shifu/internal/ledger"
	"shifu/training/staff"
)

// audit reads a ledger as the doctor does and answers the first fault.
func (w *world) audit() error {
	a := staff.NewAuditor()
	for i, e := range w.entries {
		if err := a.Entry(e, func() (ledger.Hash, error) { return ledger.Root(int64(i), w.read) }); err != nil {
			return err
		}
	}
	return nil
}

func TestAnAuditPassesWhatEverybodySignedInTurn(t *testing.T) {
	w := newWorld(t, 1)
	w.append(w.entry(ledger.HeadsDaily, m{"heads": []string{}}))
	require.NoError(t, w.audit())
	head := w.head()
	a := staff.NewAuditor()
	for i, e := range w.entries {
		require.NoError(t, a.Entry(e, func() (ledger.Hash, error) { return ledger.Root(int64(i), w.read) }))
	}
	require.NoError(t, a.Checkpoint(mustNote(t, ledger.OriginOf(w.shop), head, w.issuing)))
	assert.Error(t, a.Checkpoint(mustNote(t, ledger.OriginOf(w.shop), head, w.now)))

	e := w.entries[5]
	w.entries[5] = e.Erase()
	assert.Equal(t, "fault.ledger.emptied", fault.KeyOf(w.audit()), "only who a person was may be forgotten")
}

func TestAnEmptyEntryIsAccountedForByALaterOne(t *testing.T) {
	for name, erased := range map[string][]int64{"named": {9}, "another one named": {8}, "not named": nil} {
		w := newWorld(t, 1)
		plain := func(record m) ledger.Entry {
			e, err := ledger.NewEntry(int64(len(w.entries)), ledger.PersonRecorded, record, make([]byte, ledger.SaltSize))
			require.NoError(t, err)
			return w.append(e)
		}
		row := m{"person": "p", "name": "欧阳不留名", "ordinal": 1, "roles": []string{"mentor"}, "state": "active", "joined_at": 1, "pin": "", "claim": "", "claim_ends_at": 0}
		plain(row)
		if row["name"] = "—"; erased != nil {
			row["erased"] = erased
		}
		plain(row)
		w.entries[9] = w.entries[9].Erase()
		a := staff.NewAuditor()
		for i, e := range w.entries {
			require.NoError(t, a.Entry(e, func() (ledger.Hash, error) { return ledger.Root(int64(i), w.read) }))
		}
		if name == "named" {
			assert.NoError(t, a.Emptied())
		} else {
			assert.Equal(t, "fault.ledger.emptied", fault.KeyOf(a.Emptied()), name)
		}
	}
}

// Somebody rewrites the ledger with the tree and all: no hash is wrong then, but
// the signatures of others cannot be made again.
func TestAnAuditFindsARewrittenHistory(t *testing.T) {
	for name, rewrite := range map[string]func(w *world){
		"a signature left out": func(w *world) {
			w.append(w.entry(ledger.ModuleSigned, m{"module": "m3"}))
		},
		"a signature that is no list": func(w *world) {
			e, err := ledger.NewEntry(int64(len(w.entries)), ledger.CertificateIssued, m{"record": m{}}, make([]byte, ledger.SaltSize))
			require.NoError(t, err)
			w.append(e)
		},
		"a stranger's signature": func(w *world) {
			k := newPair(w.r)
			w.append(w.entry(ledger.ModuleSigned, m{"module": "m3"}, by{"mentor", k, staff.Assessed}))
		},
		"a signed entry that is moved": func(w *world) {
			e := w.entries[8]
			e, err := ledger.NewEntry(9, e.Kind, e.Payload, e.Salt)
			require.NoError(t, err)
			w.append(e)
		},
		"an entry before a signed one that is changed": func(w *world) {
			past := w.entries
			w.entries, w.nodes = nil, nil
			for _, e := range past {
				if e.Index == 5 {
					e, _ = ledger.NewEntry(5, ledger.HeadsDaily, m{"heads": []string{}}, e.Salt)
				}
				w.append(e)
			}
		},
		"an entry that is left out": func(w *world) {
			past := w.entries
			w.entries, w.nodes = nil, nil
			for _, e := range past {
				if e.Index != 5 {
					e, err := ledger.NewEntry(int64(len(w.entries)), e.Kind, e.Payload, e.Salt)
					require.NoError(t, err)
					w.append(e)
				}
			}
		},
		"no opening": func(w *world) {
			past := w.entries
			w.entries, w.nodes = nil, nil
			for _, e := range past[5:6] {
				e, err := ledger.NewEntry(0, e.Kind, e.Payload, e.Salt)
				require.NoError(t, err)
				w.append(e)
			}
		},
	} {
		w := newWorld(t, 1)
		require.NoError(t, w.audit())
		rewrite(w)
		err := w.audit()
		assert.Equal(t, fault.Corrupt, fault.CodeOf(err), name)
	}
}
