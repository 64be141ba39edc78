package data_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/data"
	"shifu/data/tempdb"
	"shifu/internal/fault"
	"shifu/internal/ledger"
	"shifu/internal/op"
	"shifu/internal/testkit"
	"shifu/training/staff"
)

func TestTheStoredLedgerProvesEveryEntryOfItself(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *tempdb.Fixture) {
		ctx, store := context.Background(), data.StoreOf[staff.Tx](db.DB)
		var heads []ledger.Head
		grow := func(n int) {
			require.NoError(t, store.Update(ctx, func(tx staff.Tx) error {
				for range n {
					head, err := tx.LedgerHead(ctx)
					require.NoError(t, err)
					heads = append(heads, head)
					kind := ledger.HeadsDaily
					if head.Size%3 == 0 {
						kind = ledger.AttemptHandedIn
					}
					e, err := tx.AppendEntry(ctx, kind, map[string]any{"n": head.Size, "text": "退款 <b> & \u2028"})
					require.NoError(t, err)
					require.Equal(t, head.Size, e.Index, "the head that a transaction reads is the one it follows")
				}
				return nil
			}))
		}
		grow(1)
		grow(40)
		grow(9)
		boom := errors.New("boom")
		require.ErrorIs(t, store.Update(ctx, func(tx staff.Tx) error {
			_, err := tx.AppendEntry(ctx, ledger.HeadsDaily, "x")
			require.NoError(t, err)
			return boom
		}), boom)
		grow(1) // the same place again

		require.NoError(t, store.View(ctx, func(tx staff.Tx) error {
			head, err := tx.LedgerHead(ctx)
			require.NoError(t, err)
			require.EqualValues(t, 51, head.Size)
			all, err := tx.LedgerEntries(ctx, 0, 1000)
			require.NoError(t, err)
			require.Len(t, all, 51)
			for i, e := range all {
				require.NoError(t, e.Check())
				one, p, err := ledger.ProveEntry(ctx, tx, int64(i), head)
				require.NoError(t, err)
				require.Equal(t, e, one)
				require.NoError(t, p.Check(e.Leaf, head))
				c, err := ledger.ProveConsistency(heads[i].Size, head.Size, ledger.NodesOf(ctx, tx))
				require.NoError(t, err)
				require.NoError(t, c.Check(heads[i], head))
			}
			some, err := tx.LedgerEntries(ctx, 10, 3, ledger.AttemptHandedIn, ledger.ShopOpened)
			require.NoError(t, err)
			require.Len(t, some, 3)
			assert.Equal(t, []int64{12, 15, 18}, []int64{some[0].Index, some[1].Index, some[2].Index})
			for _, i := range []int64{-1, 51} {
				_, err = tx.LedgerEntry(ctx, i)
				assert.Equal(t, "fault.ledger.no_entry", fault.KeyOf(err))
			}
			_, err = tx.LedgerNodes(ctx, []int64{1 << 40})
			assert.Equal(t, "fault.ledger.tree", fault.KeyOf(err))
			_, note, err := tx.LastCheckpoint(ctx)
			require.NoError(t, err)
			assert.Empty(t, note)
			return nil
		}))
		err := store.Update(ctx, func(tx staff.Tx) error {
			_, err := tx.AppendEntry(ctx, ledger.HeadsDaily, map[string]float64{"share": 0.5})
			return err
		})
		assert.Equal(t, "fault.ledger.malformed", fault.KeyOf(err))
	})
}

// A person with a database tool who changes whose key is whose is found, although
// no entry of the ledger changed.
func TestDoctorFindsKeysThatDifferFromTheLedger(t *testing.T) {
	for change, check := range map[string]string{
		`UPDATE person_keys SET person_id = (SELECT id FROM people WHERE name = '沈岚') WHERE ended_at >= 0`: "keys",
		`UPDATE person_keys SET public_key = (SELECT public_key FROM shop)`:                                "keys",
		`UPDATE person_keys SET ended_at = 99 WHERE ended_at < 0`:                                          "keys",
		`UPDATE person_keys SET enrolled_at = 0`:                                                           "keys",
		`UPDATE person_keys SET id = 'ff' || substr(id, 3)`:                                                "keys",
		`DELETE FROM person_keys WHERE ended_at >= 0`:                                                      "keys",
		`UPDATE shop SET public_key = (SELECT public_key FROM person_keys LIMIT 1)`:                        "keys",
		`UPDATE shop SET issuing_key = (SELECT id FROM person_keys LIMIT 1)`:                               "keys",
		`DELETE FROM shop`: "keys",
		`UPDATE ledger_checkpoints SET note = replace(note, substr(note, -20, 4), 'AAAA')`: "checkpoint",
		`UPDATE ledger_entries SET kind = 'key.retired' WHERE kind = 'key.replaced'`:       "signatures",
	} {
		t.Run(change, func(t *testing.T) {
			ctx, db := context.Background(), tempdb.SQLite(t)
			s, shop := openShop(t, db)
			owner := shop.Session.Actor
			zhou := join(t, s, owner, "周敏", true, op.Mentor)
			lin := join(t, s, owner, "林小满", true, op.Apprentice)
			_, err := s.ReplaceKey(ctx, owner, staff.ReplaceKey{Command: command(), PersonID: lin.ID,
				Owner: unlock(t, s, owner, ownerPhrase), Second: unlock(t, s, zhou.Actor(), otherPhrase)})
			require.NoError(t, err)
			_, err = s.Checkpoint(ctx, owner)
			require.NoError(t, err)
			d, err := db.Doctor(ctx)
			require.NoError(t, err)
			require.Empty(t, d.Findings)

			raw, err := sql.Open("sqlite", "file:"+filepath.Join(db.Folder(), "shifu.db"))
			require.NoError(t, err)
			done, err := raw.Exec(change)
			require.NoError(t, err)
			n, err := done.RowsAffected()
			require.NoError(t, err)
			require.Positive(t, n)
			require.NoError(t, raw.Close())
			d, err = db.Doctor(ctx)
			require.NoError(t, err)
			var checks []string
			for _, f := range d.Findings {
				checks = append(checks, f.Check)
			}
			assert.Contains(t, checks, check)
		})
	}
}

// Every secret of a shop's life is looked for in all that the program wrote and
// said: the database with its log, the other files, faults, stored results.
func TestNoSecretIsWrittenAnywhere(t *testing.T) {
	ctx, db := context.Background(), tempdb.SQLite(t)
	var faults bytes.Buffer
	said := func(err error) {
		require.Error(t, err)
		fmt.Fprintf(&faults, "%v %+v %#v\n", err, err, err)
		for ; err != nil; err = errors.Unwrap(err) {
			var f *fault.Error
			if errors.As(err, &f) {
				fmt.Fprintln(&faults, f.Params)
			}
		}
	}
	secrets := map[string]staff.Secret{
		"owner's passphrase": ownerPhrase, "passphrase": otherPhrase, "new passphrase": "canary-passphrase-one", "tried": "canary-tried-in-vain",
	}
	s, shop := openShop(t, db)
	owner := shop.Session.Actor
	secrets["recovery code"] = shop.RecoveryCode
	invited, err := s.AddPeople(ctx, owner, staff.AddPeople{Command: command(), People: []staff.NewPerson{{Name: "林小满", Roles: []op.Role{op.Apprentice}}}})
	require.NoError(t, err)
	lin := invited[0].Person
	secrets["claim code"] = invited[0].ClaimCode
	_, err = s.Claim(ctx, staff.Claim{Command: command(), PersonID: lin.ID, Code: "canary-tried-in-vain", PIN: otherPIN})
	said(err)
	_, err = s.Claim(ctx, staff.Claim{Command: command(), PersonID: lin.ID, Code: invited[0].ClaimCode, PIN: otherPIN})
	require.NoError(t, err)
	_, err = s.SignIn(ctx, staff.SignIn{PersonID: lin.ID, PIN: "canary-tried-in-vain"})
	said(err)
	_, err = s.SetPIN(ctx, lin.Actor(), staff.SetPIN{Command: command(), OldPIN: otherPIN, PIN: "canary-tried-in-vain"})
	said(err)
	_, err = s.EnrolKey(ctx, lin.Actor(), staff.EnrolKey{Command: command(), Passphrase: otherPhrase})
	require.NoError(t, err)
	_, err = s.Unlock(ctx, lin.Actor(), "canary-tried-in-vain")
	said(err)
	_, err = s.ChangePassphrase(ctx, lin.Actor(), staff.ChangePassphrase{Command: command(), Old: otherPhrase, New: "canary-passphrase-one"})
	require.NoError(t, err)
	_, err = s.Recover(ctx, staff.Recover{Command: command(), Code: "canary-tried-in-vain", PIN: otherPIN, Passphrase: otherPhrase})
	said(err)
	back, err := s.Recover(ctx, staff.Recover{Command: command(), Code: shop.RecoveryCode, PIN: otherPIN, Passphrase: ownerPhrase})
	require.NoError(t, err)
	secrets["new recovery code"] = back.RecoveryCode
	printed, err := s.NewRecoveryCode(ctx, owner, staff.NewRecoveryCode{Command: command(), Passphrase: ownerPhrase})
	require.NoError(t, err)
	secrets["printed recovery code"] = printed.Code

	var all bytes.Buffer
	all.Write(faults.Bytes())
	files := 0
	require.NoError(t, filepath.WalkDir(db.Folder(), func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		all.Write(b)
		files++
		return err
	}))
	require.Greater(t, files, 2)
	require.Contains(t, all.String(), "林小满", "what is written is looked through")
	for name, secret := range secrets {
		for _, form := range []string{string(secret), strings.ReplaceAll(string(secret), "-", ""), fmt.Sprintf("%x", string(secret)), strings.ToLower(string(secret))} {
			assert.NotContains(t, all.String(), form, name)
		}
	}
	for _, pin := range []staff.Secret{ownerPIN, otherPIN} {
		assert.NotContains(t, faults.String(), string(pin))
	}
}

func BenchmarkAppendInATransactionOfItsOwn(b *testing.B) {
	ctx, db := context.Background(), tempdb.SQLite(b)
	store := data.StoreOf[staff.Tx](db.DB)
	for b.Loop() {
		require.NoError(b, store.Update(ctx, func(tx staff.Tx) error {
			_, err := tx.AppendEntry(ctx, ledger.HeadsDaily, map[string]any{"module": "pre-sales", "points": 12})
			return err
		}))
	}
}

func BenchmarkProofFromTheDatabase(b *testing.B) {
	ctx, db := context.Background(), tempdb.SQLite(b)
	store := data.StoreOf[staff.Tx](db.DB)
	const size = 2000
	require.NoError(b, store.Update(ctx, func(tx staff.Tx) error {
		for i := range size {
			if _, err := tx.AppendEntry(ctx, ledger.HeadsDaily, i); err != nil {
				return err
			}
		}
		return nil
	}))
	n := int64(0)
	for b.Loop() {
		n = (n + 773) % size
		require.NoError(b, store.View(ctx, func(tx staff.Tx) error {
			head, err := tx.LedgerHead(ctx)
			require.NoError(b, err)
			_, _, err = ledger.ProveEntry(ctx, tx, n, head)
			return err
		}))
	}
}

// mutable is what must not change unseen: by table, its key and its columns.
// Wraps are left out, they are checked by opening them.
var mutable = map[string][]string{
	"ledger_entries":     {"idx", "kind", "payload", "salt", "leaf"},
	"ledger_nodes":       {"idx", "hash"},
	"ledger_checkpoints": {"size", "root", "note"},
	"person_keys":        {"id", "person_id", "public_key", "enrolled_at", "ended_at"},
	"shop":               {"id", "public_key", "issuing_key"},
}

// Any single character of any row, changed behind the program's back, is found.
// SHIFU_MUTATIONS sets how many are tried.
func TestAnySingleChangeOfLedgerOrKeysIsFound(t *testing.T) {
	tries := 150
	if n, err := strconv.Atoi(os.Getenv("SHIFU_MUTATIONS")); err == nil {
		tries = n
	}
	ctx, db := context.Background(), tempdb.SQLite(t)
	s, shop := openShop(t, db)
	owner := shop.Session.Actor
	zhou := join(t, s, owner, "周敏", true, op.Mentor)
	lin := join(t, s, owner, "林小满", true, op.Apprentice)
	signer := unlock(t, s, zhou.Actor(), otherPhrase)
	for i := range 5 {
		_, err := sign(db, signer, zhou.Actor(), staff.Assessed, map[string]int{"module": i})
		require.NoError(t, err)
		_, err = s.Checkpoint(ctx, owner)
		require.NoError(t, err)
	}
	_, err := s.ReplaceKey(ctx, owner, staff.ReplaceKey{Command: command(), PersonID: lin.ID,
		Owner: unlock(t, s, owner, ownerPhrase), Second: unlock(t, s, zhou.Actor(), otherPhrase)})
	require.NoError(t, err)
	_, err = s.Checkpoint(ctx, owner)
	require.NoError(t, err)
	d, err := db.Doctor(ctx)
	require.NoError(t, err)
	require.Empty(t, d.Findings)

	raw, err := sql.Open("sqlite", "file:"+filepath.Join(db.Folder(), "shifu.db")+"?_pragma=busy_timeout(5000)&_pragma=synchronous(off)")
	require.NoError(t, err)
	defer func() { require.NoError(t, raw.Close()) }()
	tables := slices.Sorted(maps.Keys(mutable))
	r := rand.New(testkit.Entropy(11))
	missed := 0
	for range tries {
		table := tables[r.IntN(len(tables))]
		column := mutable[table][r.IntN(len(mutable[table]))]
		var row int64
		var was string
		var rows int
		require.NoError(t, raw.QueryRow(`SELECT COUNT(*) FROM `+table).Scan(&rows))
		require.NoError(t, raw.QueryRow(fmt.Sprintf(`SELECT rowid, CAST(%s AS TEXT) FROM %s ORDER BY rowid LIMIT 1 OFFSET ?`, column, table),
			r.IntN(rows)).Scan(&row, &was))
		now := mutated(r, was, column)
		_, err := raw.Exec(fmt.Sprintf(`UPDATE %s SET %s = ? WHERE rowid = ?`, table, column), now, row)
		if err != nil {
			continue // the table itself refuses it
		}
		d, err := db.Doctor(ctx)
		require.NoError(t, err, "%s.%s: %q -> %q", table, column, was, now)
		if d.Well() {
			missed++
			t.Errorf("missed: %s.%s: %q -> %q", table, column, was, now)
		}
		_, err = raw.Exec(fmt.Sprintf(`UPDATE %s SET %s = ? WHERE rowid = ?`, table, column), was, row)
		require.NoError(t, err)
	}
	assert.Zero(t, missed)
	d, err = db.Doctor(ctx)
	require.NoError(t, err)
	assert.Empty(t, d.Findings, "all was put back")
}

// mutated changes a value a little: one character of a text, or the number.
func mutated(r *rand.Rand, was, column string) string {
	if n, err := strconv.ParseInt(was, 10, 64); err == nil && (column == "idx" || column == "size" || strings.HasSuffix(column, "_at")) {
		return strconv.FormatInt(n+1+int64(r.IntN(1000)), 10)
	}
	if was == "" {
		return "x"
	}
	runes := []rune(was)
	i := r.IntN(len(runes))
	switch r.IntN(3) {
	case 0:
		return string(runes[:i]) + string(runes[i+1:])
	case 1:
		return string(runes[:i]) + " " + string(runes[i:])
	}
	runes[i] ^= 1
	return string(runes)
}
