package data

import (
	"context"
	"os"
	"path/filepath"
	"time"
)

// bellName is the file by which a second start asks the window that holds a
// folder to come to the front. It lies beside the lock: whoever may write there
// may open the folder, and nothing listens on a port.
const bellName = "shifu.bell"

// Ring asks whoever holds a folder to show its window. It answers nothing about
// who hears it: see Answered.
func Ring(dir string) error {
	return mapped(os.WriteFile(filepath.Join(dir, bellName), nil, 0o600))
}

// Rung says whether the bell of a folder was rung since the last time it was
// asked: once for each ring, so that two who ask do not both answer.
func Rung(dir string) bool { return os.Remove(filepath.Join(dir, bellName)) == nil }

// Answered waits until somebody heard the bell, and says whether they did before
// the ring was taken back at the end of ctx. look is how often the file is looked
// at.
func Answered(ctx context.Context, dir string, look <-chan time.Time) bool {
	for {
		if _, err := os.Stat(filepath.Join(dir, bellName)); os.IsNotExist(err) {
			return true
		}
		select {
		case <-look:
		case <-ctx.Done():
			return !Rung(dir) // taken back; gone already means heard at the last moment
		}
	}
}
