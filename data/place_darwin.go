package data

import "syscall"

// networkOf names the network file system that a path lies on; "" for a disk.
func networkOf(path string) string {
	var s syscall.Statfs_t
	if syscall.Statfs(existing(path), &s) != nil {
		return ""
	}
	var name []byte
	for _, c := range s.Fstypename {
		if c == 0 {
			break
		}
		name = append(name, byte(c))
	}
	switch kind := string(name); kind {
	case "nfs", "smbfs", "afpfs", "webdav", "ftp", "macfuse", "osxfuse":
		return kind
	}
	return ""
}
