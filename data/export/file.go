package export

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"syscall"

	"shifu/internal/fault"
)

// staged is a file that is written and on the disk, under a temporary name in
// its own folder, so that a rename is all that is missing.
type staged struct {
	name string
	temp string
}

// stage writes a file under a temporary name and brings it to the disk.
// Nothing is left behind when it fails.
func stage(dir, name string, write func(f *os.File) error) (s staged, err error) {
	f, err := os.CreateTemp(dir, ".shifu-*.tmp")
	if err != nil {
		return s, wrapped(err, dir, name)
	}
	s = staged{name: name, temp: f.Name()}
	defer func() {
		if err != nil {
			_ = os.Remove(s.temp)
			err = wrapped(err, dir, name)
		}
	}()
	if err = write(f); err == nil {
		err = f.Sync()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Chmod(s.temp, 0o644)
	}
	return s, err
}

// place gives a staged file its name, over whatever had it.
func (s staged) place(dir string) error {
	if err := os.Rename(s.temp, filepath.Join(dir, s.name)); err != nil {
		_ = os.Remove(s.temp)
		if full(err) || forbidden(err) {
			return wrapped(err, dir, s.name)
		}
		return fault.Wrap(err, fault.Unavailable, "fault.certificate.export_busy", "File", s.name)
	}
	return nil
}

// WriteFile writes a file whole or not at all, over whatever had its name. The
// folder must exist.
func WriteFile(path string, content []byte) error {
	dir := filepath.Dir(path)
	s, err := stage(dir, filepath.Base(path), func(f *os.File) error {
		_, err := f.Write(content)
		return err
	})
	if err != nil {
		return err
	}
	if err := s.place(dir); err != nil {
		return err
	}
	settle(dir)
	return nil
}

// settle brings a folder's names to the disk; where the system cannot, it is
// as it is.
func settle(dir string) {
	if d, err := os.Open(dir); err == nil {
		_ = d.Sync()
		_ = d.Close()
	}
}

// wrapped turns an error of the file system into a fault that says what to do.
func wrapped(err error, dir, name string) error {
	var f *fault.Error
	switch {
	case errors.As(err, &f):
		return err
	case full(err):
		return fault.Wrap(err, fault.Unavailable, "fault.certificate.export_disk_full", "Folder", dir)
	case forbidden(err):
		return fault.Wrap(err, fault.Unavailable, "fault.certificate.export_read_only", "Folder", dir)
	}
	return fault.Wrap(err, fault.Unavailable, "fault.certificate.export_failed", "File", name)
}

func full(err error) bool {
	const windowsDiskFull = syscall.Errno(112)
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || runtime.GOOS == "windows" && errors.Is(err, windowsDiskFull)
}

func forbidden(err error) bool {
	return errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS)
}
