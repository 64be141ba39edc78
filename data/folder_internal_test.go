package data

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"

	"shifu/internal/fault"
)

func TestASynchronisedFolderIsKnownByItsNameItsMarksAndTheEnvironment(t *testing.T) {
	none := func(string) bool { return false }
	noenv := func(string) string { return "" }
	for path, product := range map[string]string{
		"/home/lin/OneDrive/shifu":             "OneDrive",
		"/home/lin/OneDrive - Qinghe/a/b":      "OneDrive",
		"/home/lin/Dropbox":                    "Dropbox",
		"/home/lin/Dropbox (Personal)/x":       "Dropbox",
		"/home/lin/我的坚果云/数据":                   "坚果云",
		"/home/lin/Nutstore Files/shifu":       "坚果云",
		"/home/lin/BaiduSyncdisk/shifu":        "百度网盘",
		"/home/lin/百度网盘同步空间/shifu":             "百度网盘",
		"/home/lin/Library/Mobile Documents/x": "iCloud",
		"/home/lin/.local/share/shifu":         "",
		"/home/lin/dropboxes/shifu":            "",
	} {
		assert.Equal(t, product, syncedBy(filepath.FromSlash(path), noenv, none), path)
	}
	assert.Equal(t, "OneDrive", syncedBy("/data/wolke/shifu", func(v string) string {
		return map[string]string{"OneDriveCommercial": "/data/wolke"}[v]
	}, none))
	assert.Equal(t, "Syncthing", syncedBy("/data/team/shop", noenv, func(name string) bool {
		return name == filepath.FromSlash("/data/team/.stfolder")
	}))
}

func TestTheFilesUnderAWatchedEnvironmentNameOnlyItsOwnFolder(t *testing.T) {
	env := func(v string) string { return map[string]string{"OneDrive": "/data/wolke"}[v] }
	assert.Empty(t, syncedBy("/data/wolkenlos/shifu", env, func(string) bool { return false }))
}

func TestWhatTheSystemForbidsIsNotCalledReadable(t *testing.T) {
	err := mapped(&os.PathError{Op: "open", Path: "/data/shop/shifu.db", Err: syscall.EACCES})
	assert.Equal(t, "fault.data.denied", fault.KeyOf(err))
	assert.Equal(t, "/data/shop/shifu.db", fault.ParamsOf(err)["Name"])
	assert.Equal(t, "fault.data.read_only", fault.KeyOf(mapped(&os.PathError{Op: "open", Path: "x", Err: syscall.EROFS})))
}
