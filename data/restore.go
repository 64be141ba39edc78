package data

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"time"

	"shifu/internal/fault"
)

// Restore puts a backup into a new or empty folder. The backup is verified
// before and the copy afterwards; what cannot be finished leaves nothing.
func Restore(ctx context.Context, from, dir string, opts Options) (err error) {
	defer func() { err = fault.In("data.Restore", err) }()
	if err := verifyBackup(ctx, from); err != nil {
		return err
	}
	probe := opts.Probe
	if probe == nil {
		probe = SystemProbe{}
	}
	if abs, e := filepath.Abs(dir); e == nil {
		dir = abs
	}
	if err := fit(dir, probe); err != nil {
		return err
	}
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return mapped(err)
	}
	if len(entries) > 0 {
		return fault.New(fault.Conflict, "fault.data.not_empty", "Folder", dir)
	}
	made := errors.Is(err, os.ErrNotExist)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return mapped(err)
	}
	target := filepath.Join(dir, databaseName)
	defer func() {
		if err != nil {
			_ = os.Remove(target)
			if made {
				_ = os.Remove(dir)
			}
		}
	}()
	return copyDatabase(ctx, from, target)
}

// verifyBackup looks at a file that is said to be a backup.
func verifyBackup(ctx context.Context, from string) error {
	h, err := readHeader(from)
	if errors.Is(err, os.ErrNotExist) {
		return fault.Wrap(err, fault.NotFound, "fault.data.no_backup", "File", from)
	}
	if err != nil {
		return err
	}
	if h.application != applicationID || h.version == 0 {
		return fault.New(fault.Invalid, "fault.data.no_backup", "File", from)
	}
	if err := newer(h.version); err != nil {
		return err
	}
	// A database that was copied by hand while it was open: the copy alone lacks
	// what was saved last.
	if log, err := os.Stat(from + "-wal"); err == nil && log.Size() > 0 {
		return fault.New(fault.Invalid, "fault.data.copied_open", "File", from)
	}
	_, err = verifyCopy(ctx, from)
	return err
}

// copyDatabase copies a verified database file and verifies the copy.
func copyDatabase(ctx context.Context, from, to string) error {
	part := to + partSuffix
	in, err := os.Open(from)
	if err != nil {
		return mapped(err)
	}
	defer func() { _ = in.Close() }()
	out, err := os.OpenFile(part, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return mapped(err)
	}
	_, err = io.Copy(out, in)
	if err = mapped(errors.Join(err, out.Sync(), out.Close())); err == nil {
		_, err = verifyCopy(ctx, part)
	}
	if err == nil {
		err = mapped(os.Rename(part, to))
	}
	if err != nil {
		_ = os.Remove(part)
		return err
	}
	return syncDir(filepath.Dir(to))
}

// Recover sets a damaged database aside, untouched, and puts the newest
// backup in its place that still passes its check. It answers that backup and
// the folder that the damaged files are in now. The ledger file then goes
// further than the database, so the next Open needs AcceptOldBackup: whoever
// recovers must know that later entries are only in the file set aside.
func Recover(ctx context.Context, opts Options) (b Backup, aside string, err error) {
	defer func() { err = fault.In("data.Recover", err) }()
	if opts.Clock == nil || opts.Probe == nil {
		opts = opts.complete()
	}
	f, err := openFolder(opts)
	if err != nil {
		return b, "", err
	}
	defer func() { err = errors.Join(err, f.close()) }()
	b, err = newestGood(ctx, f.dir)
	if err != nil {
		return b, "", err
	}
	now := opts.Clock.Now()
	if err := f.setAside(now, databaseName, databaseName+"-wal", databaseName+"-shm"); err != nil {
		return b, "", err
	}
	return b, f.asideOf(now), copyDatabase(ctx, b.Path, f.database())
}

// newestGood is the newest backup that still passes its check.
func newestGood(ctx context.Context, dir string) (Backup, error) {
	all, err := Backups(dir)
	if err != nil {
		return Backup{}, err
	}
	for _, b := range all {
		if verifyBackup(ctx, b.Path) == nil {
			return b, nil
		}
	}
	return Backup{}, fault.New(fault.NotFound, "fault.data.no_good_backup", "Folder", dir)
}

func (f *folder) asideOf(at time.Time) string {
	return filepath.Join(f.aside(), at.UTC().Format(backupForm))
}

// setAside moves files of the folder, as they are, to a place of their own.
func (f *folder) setAside(at time.Time, names ...string) error {
	to := f.asideOf(at)
	if err := os.MkdirAll(to, 0o700); err != nil {
		return mapped(err)
	}
	for _, name := range names {
		err := os.Rename(filepath.Join(f.dir, name), filepath.Join(to, name))
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return mapped(err)
		}
	}
	return syncDir(f.dir)
}
