package data

import (
	"path/filepath"
	"strings"

	"golang.org/x/sys/windows"
)

// networkOf says "smb" for a UNC path and for a drive letter that stands for a
// share; "" for a disk.
func networkOf(path string) string {
	volume := filepath.VolumeName(path)
	if strings.HasPrefix(volume, `\\`) && !strings.HasPrefix(volume, `\\?\`) && !strings.HasPrefix(volume, `\\.\`) ||
		strings.HasPrefix(strings.ToUpper(volume), `\\?\UNC\`) {
		return "smb"
	}
	root, err := windows.UTF16PtrFromString(volume + `\`)
	if err == nil && windows.GetDriveType(root) == windows.DRIVE_REMOTE {
		return "smb"
	}
	return ""
}
