package data

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"shifu/internal/fault"
	"shifu/internal/ledger"
)

// Backup is one verified copy of the database. A file that has the name of a
// backup was verified before it got it.
type Backup struct {
	Path  string      `json:"path"`
	At    time.Time   `json:"at"`
	Bytes int64       `json:"bytes"`
	Head  ledger.Head `json:"head,omitzero"` // of the ledger in it
}

const (
	backupPrefix = "shifu-"
	backupForm   = "20060102T150405.000Z"
	partSuffix   = ".part"
)

// Backup writes a verified copy of the database to a new file: made under
// another name, brought to the disk, opened, checked, its ledger compared with
// the one that it was copied from, and only then given its name.
func (db *DB) Backup(ctx context.Context, out string) (b Backup, err error) {
	defer func() { err = fault.In("data.Backup", err) }()
	if db.engine != sqlite {
		return b, fault.New(fault.Invalid, "fault.data.backup_engine")
	}
	if out, err = filepath.Abs(out); err != nil {
		return b, mapped(err)
	}
	if _, err := os.Lstat(out); err == nil {
		return b, fault.New(fault.Conflict, "fault.data.file_exists", "File", out)
	}
	if err := os.MkdirAll(filepath.Dir(out), 0o700); err != nil {
		return b, mapped(err)
	}
	part := out + partSuffix
	remove := func() {
		_, _ = os.Remove(part), os.Remove(part+"-journal") // SQLite leaves its journal where the disk is full
	}
	remove()
	defer func() {
		if err != nil {
			remove()
		}
	}()
	before, err := db.head(ctx)
	if err != nil {
		return b, err
	}
	// SQLite fills an empty file, too; a folder that may not be written to is
	// told by the system in clearer words.
	if f, err := os.OpenFile(part, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600); err != nil {
		return b, mapped(err)
	} else if err := f.Close(); err != nil {
		return b, mapped(err)
	}
	if err := vacuumInto(ctx, sqliteDSN(db.folder.database(), db.readMode()), part); err != nil {
		return b, err
	}
	if err := syncFile(part); err != nil {
		return b, err
	}
	head, err := verifyCopy(ctx, part)
	if err != nil {
		return b, err
	}
	if err := db.holds(ctx, head, before); err != nil {
		return b, err
	}
	info, err := os.Stat(part)
	if err != nil {
		return b, mapped(err)
	}
	if err := os.Rename(part, out); err != nil {
		return b, mapped(err)
	}
	return Backup{Path: out, At: db.opts.Clock.Now(), Bytes: info.Size(), Head: head}, syncDir(filepath.Dir(out))
}

// head answers the head of the ledger.
func (db *DB) head(ctx context.Context) (h ledger.Head, err error) {
	err = db.view(ctx, func(t *tx) (err error) {
		h, err = t.LedgerHead(ctx)
		return err
	})
	return h, err
}

// holds says whether the copy's ledger is a beginning of ours and not shorter
// than ours was when the copy was begun.
func (db *DB) holds(ctx context.Context, head, before ledger.Head) error {
	var same bool
	err := db.view(ctx, func(t *tx) error {
		ours, err := t.headAt(ctx, head.Size)
		same = ours == head
		return err
	})
	if err == nil && (!same || head.Size < before.Size) {
		err = fault.New(fault.Corrupt, "fault.data.backup_differs")
	}
	return err
}

// vacuumInto copies a database in one go; copying page by page never ends
// under writes.
func vacuumInto(ctx context.Context, dsn, out string) error {
	d, err := sql.Open("sqlite", dsn)
	if err != nil {
		return mapped(err)
	}
	defer func() { _ = d.Close() }()
	_, err = d.ExecContext(ctx, `VACUUM INTO $1`, out)
	return mapped(err)
}

// verifyCopy opens a copy that nothing writes to, checks it and answers the
// head of its ledger.
func verifyCopy(ctx context.Context, file string) (h ledger.Head, err error) {
	if _, err := readHeader(file); err != nil {
		return h, err
	}
	d, err := sql.Open("sqlite", sqliteDSN(file, "still"))
	if err != nil {
		return h, mapped(err)
	}
	p := &pool{DB: d}
	defer func() { _ = p.close() }()
	db := &DB{reader: p}
	db.opts.Clock = zeroClock{}
	if err := checkIntegrity(ctx, p); err != nil {
		return h, err
	}
	return db.head(ctx)
}

type zeroClock struct{}

func (zeroClock) Now() time.Time           { return time.Time{} }
func (zeroClock) Monotonic() time.Duration { return 0 }

// checkIntegrity asks SQLite whether the file is in order.
func checkIntegrity(ctx context.Context, p *pool) error {
	rows, err := p.QueryContext(ctx, `PRAGMA integrity_check(20)`)
	if err != nil {
		return mapped(err)
	}
	defer func() { _ = rows.Close() }()
	var said []string
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			return mapped(err)
		}
		said = append(said, line)
	}
	if err := rows.Err(); err != nil {
		return mapped(err)
	}
	if len(said) != 1 || said[0] != "ok" {
		return fault.Wrap(errors.New(strings.Join(said, "; ")), fault.Corrupt, "fault.data.corrupt")
	}
	return nil
}

func syncFile(name string) error {
	f, err := os.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return mapped(err)
	}
	return mapped(errors.Join(f.Sync(), f.Close()))
}

// Snapshot makes a backup in the data folder when something was written since
// the last one, and thins the old ones. made is false when there was nothing
// new. It is for every half hour, for the exit and for what precedes an import.
func (db *DB) Snapshot(ctx context.Context) (b Backup, made bool, err error) {
	if db.engine != sqlite || db.writer == nil {
		return b, false, nil
	}
	db.snapshots.Lock()
	defer db.snapshots.Unlock()
	writes := db.writes.Load()
	if writes == db.saved {
		if have, err := Backups(db.folder.dir); err == nil && len(have) > 0 {
			return have[0], false, nil
		}
	}
	b, err = db.Backup(ctx, db.folder.backupName(db.opts.Clock.Now()))
	if err != nil {
		return b, false, err
	}
	db.saved = writes
	if err := db.forget(ctx); err != nil {
		return b, true, err
	}
	db.saved++ // forgetting is a write that is worth no backup
	return b, true, db.folder.thin(db.opts.Clock.Now())
}

// backupName is the name of a backup of that moment, or of the next moment that
// has none yet.
func (f *folder) backupName(at time.Time) string {
	for {
		name := filepath.Join(f.backups(), backupPrefix+at.UTC().Format(backupForm)+".db")
		if _, err := os.Lstat(name); err != nil {
			return name
		}
		at = at.Add(time.Millisecond)
	}
}

// Backups lists the verified backups of a data folder, the newest first.
func Backups(dir string) ([]Backup, error) {
	entries, err := os.ReadDir(filepath.Join(dir, backupsName))
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, mapped(err)
	}
	var all []Backup
	for _, e := range entries {
		stamp, ok := strings.CutPrefix(e.Name(), backupPrefix)
		stamp, ok2 := strings.CutSuffix(stamp, ".db")
		at, err := time.Parse(backupForm, stamp)
		info, err2 := e.Info()
		if !ok || !ok2 || err != nil || err2 != nil || !e.Type().IsRegular() {
			continue
		}
		all = append(all, Backup{Path: filepath.Join(dir, backupsName, e.Name()), At: at, Bytes: info.Size()})
	}
	slices.SortFunc(all, func(a, b Backup) int { return b.At.Compare(a.At) })
	return all, nil
}

// thin removes backups that Keep lets go, and what a stopped backup left.
func (f *folder) thin(now time.Time) error {
	all, err := Backups(f.dir)
	if err != nil {
		return err
	}
	keep := Keep(all, now)
	for i, b := range all {
		if !keep[i] {
			if err := os.Remove(b.Path); err != nil {
				return mapped(err)
			}
		}
	}
	parts, _ := filepath.Glob(filepath.Join(f.backups(), "*"+partSuffix))
	for _, p := range parts {
		_ = os.Remove(p)
	}
	return nil
}

// Keep says which backups (newest first) stay: all of the last 24 hours, the
// newest of each of 14 days, of 8 weeks and of 12 months, all with a date in
// the future (a clock was set back), and always the newest of all.
func Keep(all []Backup, now time.Time) []bool {
	keep := make([]bool, len(all))
	newest := map[string]bool{}
	for i, b := range all {
		age := now.Sub(b.At)
		year, week := b.At.ISOWeek()
		spans := []struct {
			within time.Duration
			name   string
		}{
			{14 * 24 * time.Hour, b.At.Format("2006-01-02")},
			{8 * 7 * 24 * time.Hour, fmt.Sprintf("%d week %d", year, week)},
			{366 * 24 * time.Hour, b.At.Format("2006-01")},
		}
		keep[i] = i == 0 || age <= 24*time.Hour
		for _, s := range spans {
			if age <= s.within && !newest[s.name] {
				newest[s.name], keep[i] = true, true
			}
		}
	}
	return keep
}
