package data

import (
	"os"
	"path/filepath"
)

// folder is the data folder of a shop, held by one program at a time.
type folder struct {
	dir string
}

func (f *folder) database() string { return filepath.Join(f.dir, "shifu.db") }

// Probe tells what kind of place a folder is.
type Probe interface{}

// SystemProbe asks the machine.
type SystemProbe struct{}

func openFolder(opts Options) (*folder, error) {
	dir, err := filepath.Abs(opts.Dir)
	if err != nil {
		return nil, mapped(err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, mapped(err)
	}
	return &folder{dir: dir}, nil
}

func (f *folder) close() error { return nil }

// syncDir makes the names in a folder durable. Windows cannot and need not.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return mapped(err)
	}
	defer func() { _ = d.Close() }()
	_ = d.Sync()
	return nil
}
