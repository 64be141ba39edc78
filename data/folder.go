package data

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/adrg/xdg"
	"github.com/gofrs/flock"

	"shifu/internal/fault"
)

// The names inside a data folder.
const (
	databaseName = "shifu.db"
	lockName     = "shifu.lock"
	holderName   = "shifu.holder.json"
	ledgerName   = "ledger.jsonl"
	backupsName  = "backups"
	asideName    = "set-aside"
	logsName     = "logs"
)

// Holds says whether a folder is a data folder.
func Holds(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, databaseName))
	return err == nil
}

// Location answers where the data is: the folder of the flag --data, else
// SHIFU_DATA, else shifu in the user's data folder.
func Location(flag string, getenv func(string) string) string {
	if flag != "" {
		return flag
	}
	if dir := getenv("SHIFU_DATA"); dir != "" {
		return dir
	}
	return defaultLocation()
}

// defaultLocation is the folder in the user's data folder.
func defaultLocation() string { return filepath.Join(xdg.DataHome, "shifu") }

// Holder is the program that holds a data folder.
type Holder struct {
	Program string    `json:"program"`
	PID     int       `json:"pid"`
	Host    string    `json:"host"`
	Since   time.Time `json:"since"`
}

// folder is the data folder of a shop, held by one program at a time.
type folder struct {
	dir  string
	lock *flock.Flock // nil when read-only
}

func (f *folder) database() string { return filepath.Join(f.dir, databaseName) }
func (f *folder) ledger() string   { return filepath.Join(f.dir, ledgerName) }
func (f *folder) backups() string  { return filepath.Join(f.dir, backupsName) }
func (f *folder) aside() string    { return filepath.Join(f.dir, asideName) }

// openFolder makes the folder ready and takes its lock.
func openFolder(opts Options) (*folder, error) {
	dir, err := filepath.Abs(opts.Dir)
	if err != nil {
		return nil, mapped(err)
	}
	if err := fit(dir, opts.Probe); err != nil {
		return nil, err
	}
	f := &folder{dir: dir}
	if opts.MustExist && opts.DSN == "" {
		if _, err := os.Stat(f.database()); errors.Is(err, os.ErrNotExist) {
			return nil, fault.New(fault.NotFound, "fault.data.no_database", "Folder", dir)
		}
	}
	if opts.ReadOnly {
		return f, nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, mapped(err)
	}
	lock := flock.New(filepath.Join(dir, lockName), flock.SetPermissions(0o600))
	ok, err := lock.TryLock()
	if err != nil {
		return nil, mapped(err)
	}
	if !ok {
		h, _ := holderOf(dir)
		return nil, fault.New(fault.Unavailable, "fault.data.in_use", "Folder", dir,
			"Program", h.Program, "PID", h.PID, "Host", h.Host, "Since", h.Since.Local().Format("2006-01-02 15:04"))
	}
	f.lock = lock
	host, _ := os.Hostname()
	h := Holder{Program: filepath.Base(os.Args[0]), PID: os.Getpid(), Host: host, Since: opts.Clock.Now()}
	b, err := json.Marshal(h)
	if err == nil {
		// Beside the lock and not in it: Windows does not let others read a
		// locked file.
		err = os.WriteFile(filepath.Join(dir, holderName), b, 0o600)
	}
	if err != nil {
		_ = f.close()
		return nil, mapped(err)
	}
	return f, nil
}

func (f *folder) close() error {
	if f.lock == nil {
		return nil
	}
	_ = os.Remove(filepath.Join(f.dir, holderName))
	return mapped(f.lock.Unlock()) // the file stays: removing it would let two in
}

// holderOf answers who holds a folder; fault.NotFound when nobody says so.
func holderOf(dir string) (Holder, error) {
	var h Holder
	b, err := os.ReadFile(filepath.Join(dir, holderName))
	if errors.Is(err, os.ErrNotExist) {
		return h, fault.Wrap(err, fault.NotFound, "fault.data.no_database", "Folder", dir)
	}
	if err != nil {
		return h, mapped(err)
	}
	return h, mapped(json.Unmarshal(b, &h))
}

// Place is what a probe finds out about a folder.
type Place struct {
	// Network names the kind of share that the folder is on (nfs, smb, ...);
	// "" for a disk of this PC.
	Network string
	// Synced names the product that copies the folder to other PCs behind
	// our back (OneDrive, 坚果云, ...); "" for none.
	Synced string
}

// Probe tells what kind of place a folder is. The folder need not exist yet.
type Probe interface {
	Place(dir string) (Place, error)
}

// fit refuses a folder that a database must not live in: a file lock and the
// write-ahead log mean nothing over a network, and a synchroniser copies a
// database in the middle of a write.
func fit(dir string, probe Probe) error {
	if info, err := os.Stat(existing(dir)); err == nil && !info.IsDir() {
		return fault.New(fault.Invalid, "fault.data.not_a_folder", "Name", existing(dir))
	}
	p, err := probe.Place(dir)
	if err != nil {
		return mapped(err)
	}
	switch {
	case p.Network != "":
		return fault.New(fault.Invalid, "fault.data.network_folder", "Folder", dir, "Kind", p.Network, "Default", defaultLocation())
	case p.Synced != "":
		return fault.New(fault.Invalid, "fault.data.synced_folder", "Folder", dir, "Product", p.Synced, "Default", defaultLocation())
	}
	return nil
}

// SystemProbe asks the machine: its mounts or drives, the names of the folders
// on the way and what synchronisers leave in them.
type SystemProbe struct{}

// Place looks at the folder as written and as it really lies.
func (SystemProbe) Place(dir string) (Place, error) {
	paths := []string{dir}
	if real, err := filepath.EvalSymlinks(existing(dir)); err == nil && real != dir {
		paths = append(paths, real)
	}
	var p Place
	for _, path := range paths {
		if p.Network == "" {
			p.Network = networkOf(path)
		}
		if p.Synced == "" {
			p.Synced = syncedBy(path, os.Getenv, func(name string) bool {
				_, err := os.Lstat(name)
				return err == nil
			})
		}
	}
	return p, nil
}

// existing is the folder itself or the nearest one above that exists.
func existing(dir string) string {
	for {
		if _, err := os.Stat(dir); err == nil {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			return dir
		}
		dir = up
	}
}

// synchronisers are known by the names of their folders (lower case, whole
// name, or its beginning before a space or hyphen) and by what they leave there.
var synchronisers = []struct {
	product string
	names   []string
	marks   []string
	vars    []string // environment variables that hold the folder
}{
	{"OneDrive", []string{"onedrive"}, nil, []string{"OneDrive", "OneDriveConsumer", "OneDriveCommercial"}},
	{"Dropbox", []string{"dropbox"}, []string{".dropbox", ".dropbox.cache"}, nil},
	{"坚果云", []string{"坚果云", "我的坚果云", "nutstore", "nutstore files"}, []string{".nutstore"}, nil},
	{"百度网盘", []string{"百度网盘", "百度网盘同步空间", "百度云同步盘", "baidunetdisk", "baidunetdiskworkspace", "baidusyncdisk"}, []string{".baidunetdisk"}, nil},
	{"iCloud", []string{"iclouddrive", "mobile documents", "com~apple~clouddocs"}, nil, nil},
	{"Google Drive", []string{"google drive", "googledrive", "my drive"}, []string{".tmp.drivedownload"}, nil},
	{"WPS 云盘", []string{"wps云盘", "wpsdrive", "wps cloud files"}, nil, nil},
	{"阿里云盘", []string{"阿里云盘", "aliyundrive"}, nil, nil},
	{"Nextcloud", []string{"nextcloud", "owncloud"}, []string{".sync_nextcloud.db"}, nil},
	{"Seafile", []string{"seafile", "seadrive"}, nil, nil},
	{"Syncthing", nil, []string{".stfolder"}, nil},
}

// syncedBy names the synchroniser that a path lies in, "" for none.
func syncedBy(path string, getenv func(string) string, exists func(string) bool) string {
	for _, s := range synchronisers {
		for _, v := range s.vars {
			if root := getenv(v); root != "" && inside(path, root) {
				return s.product
			}
		}
	}
	for dir := filepath.Clean(path); ; dir = filepath.Dir(dir) {
		name := strings.ToLower(filepath.Base(dir))
		for _, s := range synchronisers {
			for _, n := range s.names {
				if name == n || strings.HasPrefix(name, n+" ") || strings.HasPrefix(name, n+"-") {
					return s.product
				}
			}
			for _, m := range s.marks {
				if exists(filepath.Join(dir, m)) && !isHome(dir) {
					return s.product // ~/.dropbox holds settings, not the files
				}
			}
		}
		if filepath.Dir(dir) == dir {
			return ""
		}
	}
}

func isHome(dir string) bool { return dir == xdg.Home }

func inside(path, root string) bool {
	rel, err := filepath.Rel(root, path)
	return err == nil && (rel == "." || filepath.IsLocal(rel))
}

// syncDir makes the names in a folder durable. Where a folder cannot be
// synced (Windows) its names are kept in order by the file system itself.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return mapped(err)
	}
	defer func() { _ = d.Close() }()
	_ = d.Sync()
	return nil
}
