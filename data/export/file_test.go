package export

import (
	"os"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/internal/fault"
)

// Inside the package: what the disk may say, one by one.
func TestWhatTheDiskSaysBecomesAFaultAndLeavesNothing(t *testing.T) {
	for err, key := range map[error]string{
		syscall.ENOSPC: "fault.certificate.export_disk_full", syscall.EDQUOT: "fault.certificate.export_disk_full",
		syscall.EROFS: "fault.certificate.export_read_only", syscall.EACCES: "fault.certificate.export_read_only",
		syscall.EIO: "fault.certificate.export_failed",
	} {
		dir := t.TempDir()
		_, got := stage(dir, "a.pdf", func(f *os.File) error {
			_, _ = f.WriteString("half")
			return &os.PathError{Op: "write", Path: f.Name(), Err: err}
		})
		assert.Equal(t, key, fault.KeyOf(got), "%v", err)
		names, err := os.ReadDir(dir)
		require.NoError(t, err)
		assert.Empty(t, names)
	}
}
