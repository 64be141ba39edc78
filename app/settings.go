package app

import (
	"encoding/json"
	"os"
	"path/filepath"
	"sync"
)

// FileSettings keeps matters of taste in one small file: language, light or
// dark, scale. A file that is missing or cannot be read counts as empty: taste
// is never worth a refusal to start.
type FileSettings struct {
	path string
	mu   sync.Mutex
	all  map[string]string
}

// OpenSettings reads the file at path.
func OpenSettings(path string) *FileSettings {
	f := &FileSettings{path: path, all: map[string]string{}}
	if raw, err := os.ReadFile(path); err == nil {
		_ = json.Unmarshal(raw, &f.all)
		if f.all == nil {
			f.all = map[string]string{}
		}
	}
	return f
}

// Get reads a setting, "" where it was never set.
func (f *FileSettings) Get(name string) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.all[name]
}

// Set keeps a setting: the file is replaced whole.
func (f *FileSettings) Set(name, value string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.all[name] = value
	raw, err := json.MarshalIndent(f.all, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(f.path), 0o700); err != nil {
		return err
	}
	next := f.path + ".new"
	if err := os.WriteFile(next, raw, 0o600); err != nil {
		return err
	}
	return os.Rename(next, f.path)
}
