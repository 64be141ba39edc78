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

// line is what the ledger file says of an entry.
func line(e ledger.Entry) ledgerLine {
	return ledgerLine{Index: &e.Index, Kind: e.Kind, Leaf: e.Leaf.String()}
}

// reconcile compares the ledger file with the database at the start. A file
// that ends earlier is completed: the program stopped between the commit and
// the line. A file that goes further means that an old backup was put in the
// database's place: fault.data.old_backup, unless the options accept it; then
// the file is set aside. A leaf that differs is fault.data.ledger_differs.
func (db *DB) reconcile(ctx context.Context) error {
	lines, _, whole, err := readLedgerFile(db.folder.ledger())
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
				missing = append(missing, line(e))
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
func (t *tx) sameLeaves(ctx context.Context, lines []ledgerLine) error {
	type entry struct{ kind, leaf string }
	for from := 0; from < len(lines); from += 1000 {
		entries, err := many(ctx, t, func(r row) (e entry, err error) { return e, r.Scan(&e.kind, &e.leaf) },
			`SELECT kind, leaf FROM ledger_entries WHERE idx >= $1 ORDER BY idx LIMIT 1000`, int64(from))
		if err != nil {
			return err
		}
		for i, e := range entries {
			if from+i < len(lines) && (lines[from+i].Leaf != e.leaf || string(lines[from+i].Kind) != e.kind) {
				return fault.New(fault.Corrupt, "fault.data.ledger_differs", "Index", from+i)
			}
		}
	}
	return nil
}

// readLedgerFile reads the lines of entries and the signed heads of the file.
// whole is where the last whole line ends when something torn follows it, else
// -1. Lines of entries come in order, and each line is spelled as it was
// written; one that is not is fault.data.ledger_differs.
func readLedgerFile(name string) (entries []ledgerLine, heads []string, whole int64, err error) {
	raw, err := os.ReadFile(name)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil, -1, nil
	}
	if err != nil {
		return nil, nil, -1, mapped(err)
	}
	for at := 0; at < len(raw); {
		end := bytes.IndexByte(raw[at:], '\n')
		if end < 0 {
			return entries, heads, int64(at), nil
		}
		line := raw[at : at+end]
		at += end + 1
		if l, ok := entryLine(line, int64(len(entries))); ok {
			entries = append(entries, l)
			continue
		}
		var l ledgerLine
		err := json.Unmarshal(line, &l)
		written, _ := json.Marshal(l) // plain values always can be
		if err != nil || !bytes.Equal(written, line) || l.Index != nil && *l.Index != int64(len(entries)) {
			return nil, nil, -1, fault.Wrap(err, fault.Corrupt, "fault.data.ledger_differs", "Index", len(entries))
		}
		if l.Index != nil {
			entries = append(entries, l)
		} else {
			heads = append(heads, l.Checkpoint)
		}
	}
	return entries, heads, -1, nil
}

// entryLine reads the line of the entry that comes next where it stands exactly as
// appendLedger writes it: ten thousand of them are read before the first page.
func entryLine(line []byte, index int64) (l ledgerLine, ok bool) {
	rest, ok := bytes.CutPrefix(line, []byte(`{"index":`+strconv.FormatInt(index, 10)+`,"kind":"`))
	if !ok {
		return l, false
	}
	kind, rest, _ := bytes.Cut(rest, []byte(`","leaf":"`))
	leaf, whole := bytes.CutSuffix(rest, []byte(`"}`))
	const escaped = "\"\\<>&" // what encoding/json writes otherwise
	if !whole || bytes.ContainsAny(kind, escaped) || bytes.ContainsAny(leaf, escaped) {
		return l, false
	}
	return ledgerLine{Index: &index, Kind: ledger.Kind(kind), Leaf: string(leaf)}, true
}
