//go:build cgo

package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"time"

	"github.com/adrg/xdg"

	"shifu/app"
	"shifu/data"
	"shifu/data/export"
	"shifu/internal/fault"
	"shifu/internal/op"
	"shifu/training/certificate"
)

// files writes exports for the window.
type files struct{ exporter *export.Exporter }

func newFiles(s *data.Services) *files {
	return &files{&export.Exporter{Certificates: s.Certificates, Training: s.Training, Clock: s.Clock}}
}

// ExportFolder is a folder of the day among the user's documents.
func (f *files) ExportFolder() string {
	return filepath.Join(xdg.UserDirs.Documents, "师傅导出", f.exporter.Clock.Now().Local().Format("2006-01-02"))
}

func (f *files) Export(ctx context.Context, actor op.Actor, x certificate.Export) (certificate.Exported, error) {
	return f.exporter.Export(ctx, actor, x, nil)
}

// Sheet writes a table as CSV and answers its path.
func (f *files) Sheet(dir, name string, lines [][]string) (string, error) {
	return export.Sheet(dir, name, lines)
}

func (f *files) Show(path string) error { return show(path) }

// show opens a file or folder with the system's program for it.
func show(path string) error {
	var cmd *exec.Cmd
	switch runtime.GOOS {
	case "windows":
		cmd = exec.Command("rundll32", "url.dll,FileProtocolHandler", path)
	case "darwin":
		cmd = exec.Command("open", path)
	default:
		cmd = exec.Command("xdg-open", path)
	}
	if err := cmd.Start(); err != nil {
		return fault.Wrap(err, fault.Unavailable, "fault.shell.show", "Path", path)
	}
	go func() { _ = cmd.Wait() }()
	return nil
}

// keeper tells the settings page of the data folder.
type keeper struct{ *session }

func (k *keeper) Folder() string         { return k.dir }
func (k *keeper) Version() string        { return version }
func (k *keeper) Show(path string) error { return show(path) }

// LastBackup is when the latest verified backup was made.
func (k *keeper) LastBackup() time.Time {
	all, err := data.Backups(k.dir)
	if err != nil || len(all) == 0 {
		return time.Time{}
	}
	return all[0].At // the latest first
}

// Backup makes a verified backup if anything changed.
func (k *keeper) Backup(ctx context.Context) error {
	_, _, err := k.db.Snapshot(ctx)
	return err
}

// demo makes room for the demo shop: the program starts anew with a throw-away
// folder once this window has let go of its own.
func (s *session) demo(context.Context) error {
	s.next = []string{"--demo"}
	app.Quit()
	return nil
}

// goOn starts the program that was asked for, if one was.
func (s *session) goOn() {
	if s.next == nil {
		return
	}
	self, err := os.Executable()
	if err == nil {
		cmd := exec.Command(self, s.next...)
		cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
		err = cmd.Start()
	}
	if err != nil {
		s.code = 3
	}
}
