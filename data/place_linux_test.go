package data

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestANetworkShareIsKnownByItsMount(t *testing.T) {
	mounts := []string{
		`22 1 254:0 / / rw,relatime - ext4 /dev/vda rw`,
		`30 22 0:40 / /mnt/office rw - nfs4 server:/office rw`,
		`31 22 0:41 / /mnt/team\040share rw shared:1 - cifs //nas/team rw`,
		`32 30 254:1 / /mnt/office/local rw - ext4 /dev/vdb rw`,
		`33 22 0:42 / /home/lin/remote rw - fuse.sshfs lin@host: rw`,
	}
	for path, kind := range map[string]string{
		"/var/lib/shifu":          "",
		"/mnt/office/shifu":       "nfs4",
		"/mnt/office":             "nfs4",
		"/mnt/officer/shifu":      "",
		"/mnt/office/local/shifu": "",
		"/mnt/team share/x":       "cifs",
		"/home/lin/remote/shifu":  "sshfs",
	} {
		assert.Equal(t, kind, networkAmong(mounts, path), path)
	}
}
