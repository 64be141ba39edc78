package data

import (
	"bufio"
	"os"
	"strconv"
	"strings"
)

// networkOf names the network file system that a path lies on, by the mounts
// of this process (proc(5), mountinfo); "" for a disk.
func networkOf(path string) string {
	f, err := os.Open("/proc/self/mountinfo")
	if err != nil {
		return ""
	}
	defer func() { _ = f.Close() }()
	var mounts []string
	s := bufio.NewScanner(f)
	for s.Scan() {
		mounts = append(mounts, s.Text())
	}
	return networkAmong(mounts, path)
}

// networkAmong is networkOf for given lines of mountinfo. Of mounts on the
// same place the last one counts.
func networkAmong(lines []string, path string) string {
	best, kind := -1, ""
	for _, line := range lines {
		before, after, ok := strings.Cut(line, " - ")
		fields, tail := strings.Fields(before), strings.Fields(after)
		if !ok || len(fields) < 5 || len(tail) < 1 {
			continue
		}
		at := unescape(fields[4])
		if len(at) >= best && inside(path, at) {
			best, kind = len(at), tail[0]
		}
	}
	switch kind {
	case "nfs", "nfs4", "cifs", "smb3", "smbfs", "smb2", "afs", "ceph", "glusterfs", "lustre", "davfs", "ncpfs", "coda", "gfs2", "ocfs2",
		"fuse.sshfs", "fuse.rclone", "fuse.davfs", "fuse.davfs2", "fuse.gvfsd-fuse", "fuse.glusterfs", "fuse.s3fs", "fuse.smbnetfs", "fuse.onedriver":
		return strings.TrimPrefix(kind, "fuse.")
	}
	return ""
}

// unescape reads the octal escapes of mountinfo (\040 is a space).
func unescape(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+3 < len(s) {
			if n, err := strconv.ParseUint(s[i+1:i+4], 8, 8); err == nil {
				b.WriteByte(byte(n))
				i += 3
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}
