package export_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/internal/fault"
	"shifu/internal/op"
	"shifu/training/certificate"
)

// mounted gives a folder of its own kind: a small disk, or one that may not be
// written. Only root may mount; others get a folder without the right to write,
// which root would not notice.
func mounted(t *testing.T, size string, readOnly bool) (dir string, full bool) {
	t.Helper()
	dir = t.TempDir()
	if os.Geteuid() != 0 {
		require.NoError(t, os.Chmod(dir, 0o555))
		t.Cleanup(func() { _ = os.Chmod(dir, 0o755) })
		return dir, false
	}
	require.NoError(t, syscall.Mount("tmpfs", dir, "tmpfs", 0, "size="+size))
	t.Cleanup(func() { _ = syscall.Unmount(dir, 0) })
	if readOnly {
		require.NoError(t, syscall.Mount("", dir, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""))
	}
	return dir, !readOnly
}

func TestAFullDiskGetsAClearWordAndNothingHalfWritten(t *testing.T) {
	for _, format := range []certificate.ExportFormat{certificate.AsXLSX, certificate.AsCSV, certificate.AsJSON, certificate.AsPDF} {
		dir, full := mounted(t, "64k", false)
		s := &shop{all: registered(3000)}
		_, err := exporter(s).Export(context.Background(), op.Actor{}, certificate.Export{What: certificate.ExportCertificates, Format: format, Dir: dir}, nil)
		key := "fault.certificate.export_read_only"
		if full {
			key = "fault.certificate.export_disk_full"
		}
		require.Error(t, err)
		assert.Equal(t, key, fault.KeyOf(err), "%s: %v", format, err)
		names, err := os.ReadDir(dir)
		require.NoError(t, err)
		assert.Empty(t, names, "%s", format)
	}
}

func TestAReadOnlyDiskSaysSo(t *testing.T) {
	dir, _ := mounted(t, "1m", true)
	for i, to := range []string{dir, filepath.Join(dir, "new")} {
		_, err := exporter(&shop{all: registered(1)}).Export(context.Background(), op.Actor{}, certificate.Export{What: certificate.ExportAll, Format: certificate.AsXLSX, Dir: to}, nil)
		assert.Equal(t, "fault.certificate.export_read_only", fault.KeyOf(err), fmt.Sprint(i, err))
	}
}
