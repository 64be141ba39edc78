package pack

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"shifu/internal/fault"
	"shifu/quiz/model"
	"shifu/training"
)

const (
	maxArchive = 50 << 20  // bytes of a zip
	maxRatio   = 200       // unpacked bytes for one packed byte
	slack      = 256 << 10 // unpacked bytes that no ratio is asked of
)

// open reads the files of a folder or zip.
func (r *reader) open(name string) ([]file, error) {
	info, err := os.Stat(name)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil, fault.Wrap(err, fault.NotFound, "fault.pack.no_file", "Name", name)
	case err != nil:
		return nil, fault.Wrap(err, fault.Unavailable, "fault.pack.unreadable", "Name", name)
	case info.IsDir():
		root, err := os.OpenRoot(name)
		if err != nil {
			return nil, fault.Wrap(err, fault.Unavailable, "fault.pack.unreadable", "Name", name)
		}
		defer func() { _ = root.Close() }()
		return r.walk(root.FS())
	case !info.Mode().IsRegular():
		return nil, fault.New(fault.Invalid, "fault.pack.unreadable", "Name", name)
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, fault.Wrap(err, fault.Unavailable, "fault.pack.unreadable", "Name", name)
	}
	defer func() { _ = f.Close() }()
	return r.unzip(filepath.Base(name), f, info.Size()), nil
}

// budget counts what a pack has used of its limits.
type budget struct {
	r     *reader
	files int
	bytes int64
	full  bool
}

// take asks for room for a file; it tells once when there is none.
func (b *budget) take(name string, size int64) bool {
	if b.full {
		return false
	}
	b.files++
	if b.files > training.MaxPackFiles {
		b.full = true
		b.r.lost(CodeLimit, name, model.Place{}, fmt.Sprintf("文件太多：最多 %d 个", training.MaxPackFiles), fmt.Sprintf("too many files: at most %d", training.MaxPackFiles))
		return false
	}
	most := int64(training.MaxTextFile)
	if strings.HasPrefix(name, "media/") {
		most = training.MaxMediaFile
	}
	if size > most {
		b.r.lost(CodeLimit, name, model.Place{}, fmt.Sprintf("文件太大：最多 %d MiB", most>>20), fmt.Sprintf("the file is too large: at most %d MiB", most>>20))
		return false
	}
	b.bytes += size
	if b.bytes > training.MaxPackBytes {
		b.full = true
		b.r.lost(CodeLimit, name, model.Place{}, fmt.Sprintf("内容包太大：解开后最多 %d MiB", training.MaxPackBytes>>20), fmt.Sprintf("the pack is too large: at most %d MiB unpacked", training.MaxPackBytes>>20))
		return false
	}
	return true
}

// walk reads the files of a folder. It never follows a link, and the root
// keeps every name inside.
func (r *reader) walk(fsys fs.FS) ([]file, error) {
	var files []file
	b := &budget{r: r}
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return fault.Wrap(err, fault.Unavailable, "fault.pack.unreadable", "Name", name)
		}
		if b.full {
			return fs.SkipAll
		}
		if d.IsDir() {
			if name != "." && !r.folder(name) {
				return fs.SkipDir
			}
			return nil
		}
		if !r.plain(name, d.Type()) || !r.placed(name) {
			return nil
		}
		info, err := d.Info()
		if err != nil {
			return fault.Wrap(err, fault.Unavailable, "fault.pack.unreadable", "Name", name)
		}
		if !b.take(name, info.Size()) {
			return nil
		}
		f, err := fsys.Open(name)
		if err != nil {
			return fault.Wrap(err, fault.Unavailable, "fault.pack.unreadable", "Name", name)
		}
		defer func() { _ = f.Close() }()
		bytes, err := io.ReadAll(io.LimitReader(f, info.Size())) // a file that grows meanwhile is cut
		if err != nil {
			return fault.Wrap(err, fault.Unavailable, "fault.pack.unreadable", "Name", name)
		}
		files = append(files, file{name, bytes})
		return nil
	})
	return files, err
}

// unzip reads the files of a zip, believing nothing that its directory says.
func (r *reader) unzip(base string, in io.ReaderAt, size int64) []file {
	if size > maxArchive {
		r.lost(CodeLimit, base, model.Place{}, fmt.Sprintf("压缩包太大：最多 %d MiB", maxArchive>>20), fmt.Sprintf("the zip is too large: at most %d MiB", maxArchive>>20))
		return nil
	}
	z, err := zip.NewReader(in, size)
	if err != nil {
		r.lost(CodeArchive, base, model.Place{}, "不是内容包：既不是文件夹，也不是能打开的 zip", "not a pack: neither a folder nor a zip that can be opened")
		return nil
	}
	if len(z.File) > 2*training.MaxPackFiles { // folders have entries, too
		r.lost(CodeLimit, base, model.Place{}, fmt.Sprintf("文件太多：最多 %d 个", training.MaxPackFiles), fmt.Sprintf("too many files: at most %d", training.MaxPackFiles))
		return nil
	}
	var declared uint64
	for _, e := range z.File {
		declared += min(e.UncompressedSize64, 1<<40)
	}
	if declared > slack && declared > maxRatio*uint64(size) {
		r.lost(CodeLimit, base, model.Place{}, "压缩得不像真的文件（像压缩炸弹），没有解开", "packed more tightly than real files are (it looks like a zip bomb); it was not unpacked")
		return nil
	}
	prefix := topFolder(z.File)
	var files []file
	b, seen := &budget{r: r}, map[string]bool{}
	for _, e := range z.File {
		if b.full {
			break
		}
		name := strings.TrimPrefix(e.Name, prefix)
		if name == "" || strings.HasSuffix(name, "/") && local(name) {
			continue
		}
		if !utf8.ValidString(name) {
			r.lost(CodeName, strings.ToValidUTF8(e.Name, "?"), model.Place{}, "文件名不是 UTF-8（多半是 GBK 压缩的），没有读；请换一种方式压缩，或直接用文件夹",
				"the name is not UTF-8 (a zip made with GBK names, perhaps); it was not read: pack it in another way, or use the folder")
			continue
		}
		if !local(name) {
			r.lost(CodeName, e.Name, model.Place{}, "文件名指向内容包外面，没有读", "the name leads outside the pack; it was not read")
			continue
		}
		if !r.plain(name, e.Mode()) || !r.placed(name) {
			continue
		}
		if seen[name] {
			r.lost(CodeArchive, name, model.Place{}, "压缩包里有两个同名文件", "the zip holds this name twice")
			continue
		}
		seen[name] = true
		if !b.take(name, int64(min(e.UncompressedSize64, 1<<40))) {
			continue
		}
		if bytes, ok := r.inflate(e, name); ok {
			files = append(files, file{name, bytes})
		}
	}
	return files
}

// inflate unpacks one entry, no further than it said that it would go.
func (r *reader) inflate(e *zip.File, name string) ([]byte, bool) {
	in, err := e.Open()
	if err == nil {
		defer func() { _ = in.Close() }()
		var bytes []byte
		bytes, err = io.ReadAll(io.LimitReader(in, int64(e.UncompressedSize64)+1))
		if err == nil && uint64(len(bytes)) == e.UncompressedSize64 {
			return bytes, true
		}
	}
	r.lost(CodeArchive, name, model.Place{}, "压缩包里的这个文件坏了或加了密码", "this file of the zip is damaged or locked by a password")
	return nil, false
}

// topFolder is the folder that a zip of a folder wraps around everything,
// with its slash; "" when pack.yaml lies at the top.
func topFolder(entries []*zip.File) string {
	prefix := ""
	for _, e := range entries {
		if junk(e.Name) {
			continue
		}
		top, _, deep := strings.Cut(e.Name, "/")
		if !deep || e.Name == "pack.yaml" || prefix != "" && prefix != top+"/" {
			return ""
		}
		prefix = top + "/"
	}
	if !local(prefix) {
		return ""
	}
	return prefix
}

// local says whether a name stays inside, on every system that may read it.
func local(name string) bool {
	name = strings.TrimSuffix(name, "/")
	return name != "" && !strings.ContainsAny(name, "\\:\x00") && path.Clean(name) == name && filepath.IsLocal(filepath.FromSlash(name)) && fs.ValidPath(name)
}

// junk is what systems leave in folders and zips without being asked.
func junk(name string) bool {
	base := path.Base(name)
	return strings.HasPrefix(name, "__MACOSX/") || base == ".DS_Store" || base == "Thumbs.db" || base == "desktop.ini"
}

var folders = []string{"models", "lessons", "scripts", "cases", "programmes", "rubrics", "certificates", "readings", "media"}

// folder says whether a pack has a place for a folder.
func (r *reader) folder(name string) bool {
	for _, f := range folders {
		if name == f {
			return true
		}
	}
	if name != "__MACOSX" {
		r.lost(CodeName, name, model.Place{}, "内容包里没有这个文件夹的位置；可用："+strings.Join(folders, " "), "a pack has no such folder; it has "+strings.Join(folders, ", "))
	}
	return false
}

// plain says whether something is a plain file, and tells when it is none.
func (r *reader) plain(name string, mode fs.FileMode) bool {
	if mode.IsRegular() || junk(name) {
		return true
	}
	r.lost(CodeName, name, model.Place{}, "内容包里只能有普通文件，不能有链接", "a pack holds plain files only, no links")
	return false
}

// mostMisplaced is how many files that a pack has no place for are named.
const mostMisplaced = 20

// placed says whether a pack has a place for a file, and tells when it has none.
func (r *reader) placed(name string) bool {
	if junk(name) {
		return false
	}
	folder, base := path.Split(name)
	ok := false
	switch folder {
	case "":
		if base == "README.md" || base == "README.zh-CN.md" || base == "LICENCE" || base == "LICENSE" {
			return false // for people
		}
		ok = base == "pack.yaml" || base == "points.yaml" || base == "facts.yaml" || base == "donts.yaml" || base == "synonyms.yaml"
	case "models/":
		ok = strings.HasSuffix(base, ".model.yaml")
	case "lessons/":
		ok = strings.HasSuffix(base, ".zh.md") || strings.HasSuffix(base, ".en.md")
	case "scripts/", "cases/", "programmes/", "rubrics/", "certificates/", "readings/":
		ok = strings.HasSuffix(base, ".yaml")
	case "media/":
		ok = pictureType(base) != ""
	}
	if strings.HasPrefix(base, ".") {
		ok = false
	}
	if ok {
		return true
	}
	switch r.misplaced++; {
	case r.misplaced <= mostMisplaced:
		r.lost(CodeName, name, model.Place{}, "内容包里没有这个文件的位置（见内容包格式）", "a pack has no place for this file (see the pack format)")
	case r.misplaced == mostMisplaced+1:
		r.lost(CodeName, name, model.Place{}, "这样的文件还有，不一一列出；选的是不是内容包？", "there are more such files, which are not listed; is this a pack at all?")
	}
	return false
}
