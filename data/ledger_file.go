package data

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"strconv"

	"shifu/internal/fault"
	"shifu/internal/ledger"
)

// ledgerLine is a line of the ledger file: an entry's place and leaf, or a
// signed head. It says nothing about anybody; it shows that something was
// there, when the database no longer does.
type ledgerLine struct {
	Index      *int64      `json:"index,omitempty"`
	Kind       ledger.Kind `json:"kind,omitempty"`
	Leaf       string      `json:"leaf,omitempty"`
	Checkpoint string      `json:"checkpoint,omitempty"`
}

// note puts a line into the ledger file when the transaction is on the disk.
func (t *tx) note(l ledgerLine) {
	if t.db.folder != nil {
		t.lines = append(t.lines, l)
	}
}

// appendLedger writes lines and waits until the disk has them. What fails here
// is made good at the next start, out of the database.
func (f *folder) appendLedger(lines []ledgerLine) error {
	var b bytes.Buffer
	for _, l := range lines {
		raw, err := json.Marshal(l)
		if err != nil {
			return err
		}
		b.Write(append(raw, '\n'))
	}
	file, err := os.OpenFile(f.ledger(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return mapped(err)
	}
	_, err = file.Write(b.Bytes())
	return mapped(errors.Join(err, file.Sync(), file.Close()))
}

// reconcile compares the ledger file with the database at the start. A file
// that ends earlier is completed: the program stopped between the commit and
// the line. A file that goes further means that an old backup was put in the
// database's place: fault.data.old_backup, unless the options accept it; then
// the file is set aside. A leaf that differs is fault.data.ledger_differs.
func (db *DB) reconcile(ctx context.Context) error {
	lines, whole, err := readLedgerFile(db.folder.ledger())
	if err != nil {
		return err
	}
	if whole >= 0 { // a torn last line: the power went while it was written
		if err := os.Truncate(db.folder.ledger(), whole); err != nil {
			return mapped(err)
		}
	}
	var missing []ledgerLine
	ahead := false
	err = db.view(ctx, func(t *tx) error {
		size, err := t.ledgerSize(ctx)
		if err != nil {
			return err
		}
		have := int64(len(lines))
		if ahead = have > size; ahead {
			if db.opts.AcceptOldBackup {
				have = 0
			} else {
				return fault.New(fault.Conflict, "fault.data.old_backup", "File", have, "Database", size)
			}
		} else if err := t.sameLeaves(ctx, lines); err != nil {
			return err
		}
		for have < size {
			entries, err := t.LedgerEntries(ctx, have, 1000)
			if err != nil {
				return err
			}
			if len(entries) == 0 {
				return fault.New(fault.Corrupt, "fault.data.corrupt")
			}
			for _, e := range entries {
				missing = append(missing, ledgerLine{Index: &e.Index, Kind: e.Kind, Leaf: e.Leaf.String()})
			}
			have += int64(len(entries))
		}
		return nil
	})
	if err != nil {
		return err
	}
	if ahead {
		if err := db.folder.setAside(db.opts.Clock.Now(), ledgerName); err != nil {
			return err
		}
		db.opts.Log.Warn("an older database continues; the ledger file was set aside", "lines", len(lines))
	}
	if len(missing) > 0 {
		return db.folder.appendLedger(missing)
	}
	return nil
}

// sameLeaves compares the lines of the file with the entries.
func (t *tx) sameLeaves(ctx context.Context, lines []string) error {
	for from := 0; from < len(lines); from += 1000 {
		entries, err := many(ctx, t, scanText, `SELECT leaf FROM ledger_entries WHERE idx >= $1 ORDER BY idx LIMIT 1000`, int64(from))
		if err != nil {
			return err
		}
		for i, leaf := range entries {
			if from+i < len(lines) && lines[from+i] != leaf {
				return fault.New(fault.Corrupt, "fault.data.ledger_differs", "Index", from+i)
			}
		}
	}
	return nil
}

// readLedgerFile reads the leaves of the file in order. whole is where the
// last whole line ends when something torn follows it, else -1. Lines of
// entries come in order; one that does not is fault.data.ledger_differs.
func readLedgerFile(name string) (leaves []string, whole int64, err error) {
	raw, err := os.ReadFile(name)
	if errors.Is(err, os.ErrNotExist) {
		return nil, -1, nil
	}
	if err != nil {
		return nil, -1, mapped(err)
	}
	for at := 0; at < len(raw); {
		end := bytes.IndexByte(raw[at:], '\n')
		if end < 0 {
			return leaves, int64(at), nil
		}
		line := raw[at : at+end]
		at += end + 1
		if leaf, ok := leafOf(line, len(leaves)); ok {
			leaves = append(leaves, leaf)
			continue
		}
		var l ledgerLine
		if err := json.Unmarshal(line, &l); err != nil {
			return nil, -1, fault.Wrap(err, fault.Corrupt, "fault.data.ledger_differs", "Index", len(leaves))
		}
		if l.Index != nil {
			if *l.Index != int64(len(leaves)) {
				return nil, -1, fault.New(fault.Corrupt, "fault.data.ledger_differs", "Index", len(leaves))
			}
			leaves = append(leaves, l.Leaf)
		}
	}
	return leaves, -1, nil
}

// leafOf reads the line of the entry that comes next where it stands exactly as
// appendLedger writes it: ten thousand of them are read before the first page.
func leafOf(line []byte, index int) (leaf string, ok bool) {
	rest, ok := bytes.CutPrefix(line, []byte(`{"index":`+strconv.Itoa(index)+`,"kind":"`))
	if !ok {
		return "", false
	}
	_, rest, _ = bytes.Cut(rest, []byte(`"`))
	rest, ok = bytes.CutPrefix(rest, []byte(`,"leaf":"`))
	rest, whole := bytes.CutSuffix(rest, []byte(`"}`))
	return string(rest), ok && whole && bytes.IndexAny(rest, `"\\`) < 0
}
