package data

import (
	"bytes"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"sync"
	"time"

	"shifu/internal/op"
)

const (
	logMost  = 5 << 20 // bytes of one log file
	logFiles = 5       // how many are kept
)

// Journal is the log file of a data folder: JSON lines, at most logFiles files
// of logMost bytes, the newest being shifu.log.
type Journal struct {
	mu   sync.Mutex
	dir  string
	file *os.File
	size int64
}

// OpenLog opens the log of a data folder and makes a logger that writes to it.
func OpenLog(dir string) (*slog.Logger, *Journal, error) {
	j := &Journal{dir: filepath.Join(dir, logsName)}
	if err := os.MkdirAll(j.dir, 0o700); err != nil {
		return nil, nil, mapped(err)
	}
	if err := j.open(); err != nil {
		return nil, nil, mapped(err)
	}
	return slog.New(slog.NewJSONHandler(j, nil)), j, nil
}

// Path is the file that is written to.
func (j *Journal) Path() string { return j.name(0) }

func (j *Journal) name(n int) string {
	if n == 0 {
		return filepath.Join(j.dir, "shifu.log")
	}
	return filepath.Join(j.dir, fmt.Sprintf("shifu.%d.log", n))
}

func (j *Journal) open() error {
	f, err := os.OpenFile(j.name(0), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	info, err := f.Stat()
	if err != nil {
		_ = f.Close()
		return err
	}
	j.file, j.size = f, info.Size()
	return nil
}

// Write appends a line; a full file becomes shifu.1.log, and so on.
func (j *Journal) Write(line []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.file == nil {
		return 0, os.ErrClosed
	}
	if j.size > 0 && j.size+int64(len(line)) > logMost {
		_ = j.file.Close()
		j.file = nil
		for n := logFiles - 1; n > 0; n-- {
			_ = os.Rename(j.name(n-1), j.name(n))
		}
		if err := j.open(); err != nil {
			return 0, err
		}
	}
	n, err := j.file.Write(line)
	j.size += int64(n)
	return n, err
}

// Close ends the log.
func (j *Journal) Close() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.file == nil {
		return nil
	}
	err := j.file.Close()
	j.file = nil
	return err
}

// crashing is the file that the runtime writes into when the program breaks
// down, whichever goroutine it was.
const crashing = "crashing.txt"

// WatchCrashes makes a break-down of the program leave a file that can be sent:
// what broke, where, and which program on which machine. Nothing of the shop is
// in it but what the panic itself says. It answers the name of the file that the
// last run has left, "" for none; call end when the program ends well.
func WatchCrashes(dir, version string, clock op.Clock) (left string, end func(), err error) {
	dir = filepath.Join(dir, logsName)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", nil, mapped(err)
	}
	name := filepath.Join(dir, crashing)
	now := clock.Now()
	if text, err := os.ReadFile(name); err == nil && bytes.Contains(text, []byte("goroutine ")) {
		left = filepath.Join(dir, "crash-"+now.Format("20060102T150405.000Z")+".txt")
		if err := os.Rename(name, left); err != nil {
			return "", nil, mapped(err)
		}
	}
	f, err := os.OpenFile(name, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return left, nil, mapped(err)
	}
	_, err = fmt.Fprintf(f, "Shifu %s, started at %s, %s/%s, %s\n\n", version, now.Format(time.RFC3339), runtime.GOOS, runtime.GOARCH, runtime.Version())
	if err == nil {
		err = debug.SetCrashOutput(f, debug.CrashOptions{})
	}
	_ = f.Close() // the runtime keeps its own
	return left, func() {
		_ = debug.SetCrashOutput(nil, debug.CrashOptions{})
		_ = os.Remove(name)
	}, mapped(err)
}
