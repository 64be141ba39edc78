// Package pack reads content packs of format 1 (docs/packs.md): a folder, a zip
// or an embedded file system of YAML, Markdown and pictures. Everything is
// bounded before it is parsed, everything that is wrong is told at once with its
// file, line and column, and nothing is written anywhere.
package pack

import (
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"shifu/internal/fault"
	"shifu/internal/lang"
	"shifu/quiz/model"
	"shifu/quiz/wording"
	"shifu/training"
)

// Codes of the findings of reading a pack's files. The pack's own judgement
// (training.Pack.Validate) has K2xx and K3xx.
const (
	CodeLimit   = "K101" // larger or more than a pack may be
	CodeName    = "K102" // a file that a pack has no place for, or a name that leads outside
	CodeArchive = "K103" // the zip cannot be read
	CodeBytes   = "K104" // not UTF-8, or hidden characters
	CodeSyntax  = "K105" // not YAML
	CodeFeature = "K106" // YAML that packs do not use: anchors, tags, merge keys, several documents
	CodeField   = "K107" // an unknown field, or one written twice
	CodeType    = "K108" // a value of another kind than the field takes
	CodeNoFile  = "K109" // a file that a pack must have
	CodeFront   = "K110" // a lesson's front matter
	CodePicture = "K111" // a picture that cannot be read
)

// Read reads the pack in a folder or zip file and judges it as a whole. The
// pack is nil when it could not be read at all; findings hold everything that
// was found, errors first told by model.Blocking. The error is
// fault.pack.no_file or of the disk; a bad pack is no error but findings.
func Read(name string) (*training.Pack, []model.Finding, error) {
	r := &reader{}
	files, err := r.open(name)
	if err != nil {
		return nil, nil, fault.In("pack.Read", err)
	}
	return r.pack(files)
}

// ReadZip reads a pack out of the bytes of a zip.
func ReadZip(name string, in io.ReaderAt, size int64) (*training.Pack, []model.Finding, error) {
	r := &reader{}
	return r.pack(r.unzip(name, in, size))
}

// ReadFS reads a pack out of a file system, such as one that is embedded in
// the program.
func ReadFS(fsys fs.FS) (*training.Pack, []model.Finding, error) {
	r := &reader{}
	files, err := r.walk(fsys)
	if err != nil {
		return nil, nil, fault.In("pack.ReadFS", err)
	}
	return r.pack(files)
}

// file is one file of a pack, in memory.
type file struct {
	name  string // with slashes, below the pack's folder
	bytes []byte
}

type reader struct {
	found  []model.Finding
	broken bool // some file is not in the pack: what refers to it cannot be judged
	out    *training.Pack
	// misplaced counts the files that a pack has no place for.
	misplaced int
}

func (r *reader) add(code, file string, at model.Place, zh, en string) {
	r.found = append(r.found, model.Finding{Code: code, Severity: model.Error, File: file, Line: at.Line, Column: at.Column,
		Message: lang.Text{ZH: zh, EN: en}})
}

// lost adds a finding that keeps a file out of the pack.
func (r *reader) lost(code, file string, at model.Place, zh, en string) {
	r.broken = true
	r.add(code, file, at, zh, en)
}

// pack parses the files. It keeps going after a finding, so that an author is
// told everything at once.
func (r *reader) pack(files []file) (*training.Pack, []model.Finding, error) {
	r.out = &training.Pack{}
	slices.SortFunc(files, func(a, b file) int { return strings.Compare(a.name, b.name) })
	lessons := map[string]*file{} // the English files, until their Chinese ones are read
	has := map[string]bool{}
	for _, f := range files {
		has[f.name] = true
		if strings.HasSuffix(f.name, ".en.md") {
			lessons[f.name] = &f
		}
	}
	for _, name := range []string{"pack.yaml", "points.yaml"} {
		if !has[name] && !r.broken {
			r.lost(CodeNoFile, name, model.Place{}, "缺文件 "+name+"；内容包必须有它", "the file "+name+" is missing; every pack has it")
		}
	}
	for _, f := range files {
		r.file(f, lessons)
	}
	for name := range lessons {
		r.lost(CodeNoFile, name, model.Place{}, "没有对应的中文课程 "+strings.TrimSuffix(name, ".en.md")+".zh.md",
			"there is no Chinese lesson "+strings.TrimSuffix(name, ".en.md")+".zh.md to go with it")
	}
	if !r.broken {
		r.found = append(r.found, r.out.Validate()...)
	}
	slices.SortStableFunc(r.found, func(a, b model.Finding) int {
		if c := strings.Compare(a.File, b.File); c != 0 {
			return c
		}
		return a.Line - b.Line
	})
	return r.out, r.found, nil
}

func (r *reader) file(f file, english map[string]*file) {
	folder, base := path.Split(f.name)
	p := r.out
	switch {
	case f.name == "pack.yaml":
		if n := r.root(f); n != nil {
			r.mark("pack", f.name, n.at)
			r.decode(f.name, n, &p.Manifest)
		}
	case f.name == "points.yaml":
		var doc struct {
			Points []training.Point `yaml:"points"`
		}
		r.list(f, &doc)
		p.Points = doc.Points
	case f.name == "facts.yaml":
		var doc struct {
			Facts []training.Fact `yaml:"facts"`
		}
		r.list(f, &doc)
		p.Facts = doc.Facts
	case f.name == "donts.yaml":
		var doc struct {
			Donts []wording.Dont `yaml:"donts"`
		}
		r.list(f, &doc)
		p.Donts = doc.Donts
	case f.name == "synonyms.yaml":
		var doc struct {
			Synonyms []wording.Synonym `yaml:"synonyms"`
		}
		r.list(f, &doc)
		p.Synonyms = doc.Synonyms
	case folder == "models/":
		r.models(f)
	case folder == "lessons/" && strings.HasSuffix(base, ".zh.md"):
		r.lesson(f, english)
	case folder == "scripts/":
		var doc struct {
			Scripts []training.Script `yaml:"scripts"`
		}
		r.list(f, &doc)
		p.Scripts = append(p.Scripts, doc.Scripts...)
	case folder == "cases/":
		var doc struct {
			Cases []training.Case `yaml:"cases"`
		}
		r.list(f, &doc)
		p.Cases = append(p.Cases, doc.Cases...)
	case folder == "programmes/":
		var one training.Programme
		if n := r.root(f); n != nil {
			if id := n.get("id"); id != nil {
				r.mark("programme/"+id.text, f.name, n.at)
			}
			r.decode(f.name, n, &one)
			p.Programmes = append(p.Programmes, one)
		}
	case folder == "rubrics/":
		var doc struct {
			Rubrics []training.Rubric `yaml:"rubrics"`
		}
		r.list(f, &doc)
		p.Rubrics = append(p.Rubrics, doc.Rubrics...)
	case folder == "certificates/":
		var doc struct {
			Certificates []training.CertificateDefinition `yaml:"certificates"`
		}
		r.list(f, &doc)
		p.Certificates = append(p.Certificates, doc.Certificates...)
	case folder == "readings/":
		var one training.Reading
		if n := r.root(f); n != nil {
			r.decode(f.name, n, &one)
			p.Readings = append(p.Readings, one)
		}
	case folder == "media/":
		r.picture(f)
	}
}

// root reads a YAML file that holds fields.
func (r *reader) root(f file) *node {
	n := r.yaml(f.name, f.bytes, 0)
	if n == nil {
		return nil
	}
	if n.shape != mapping {
		r.lost(CodeType, f.name, n.at, "文件开头应该是字段（名字: 值）", "the file begins with fields (name: value)")
		return nil
	}
	return n
}

// list reads a YAML file of one list of things, for example scripts:.
func (r *reader) list(f file, doc any) {
	if n := r.root(f); n != nil {
		r.decode(f.name, n, doc)
	}
}

func (r *reader) mark(path, file string, at model.Place) {
	r.out.Mark(path, training.Place{File: file, Line: at.Line, Column: at.Column})
}

func (r *reader) models(f file) {
	models, found := model.Parse(f.name, f.bytes)
	r.found = append(r.found, found...)
	for _, m := range models {
		r.mark("model/"+m.ID, f.name, m.At(""))
	}
	r.out.Models = append(r.out.Models, models...)
	if len(models) == 0 && model.Blocking(found) {
		r.broken = true
	}
}

// lesson reads a Chinese lesson with its front matter and its English text.
func (r *reader) lesson(f file, english map[string]*file) {
	id := strings.TrimSuffix(path.Base(f.name), ".zh.md")
	text, ok := r.text(f)
	if !ok {
		return
	}
	const fence = "---\n"
	end := strings.Index(text, "\n"+fence)
	if !strings.HasPrefix(text, fence) || end < 0 {
		r.lost(CodeFront, f.name, model.Place{Line: 1, Column: 1}, "课程开头要有两行 --- 夹着的说明（id、title、minutes…）",
			"a lesson begins with its fields (id, title, minutes, ...) between two lines of ---")
		return
	}
	n := r.yaml(f.name, []byte(text[len(fence):end+1]), 1)
	if n == nil {
		return
	}
	if n.shape != mapping {
		r.lost(CodeFront, f.name, n.at, "两行 --- 之间应该是字段（名字: 值）", "between the lines of --- stand fields (name: value)")
		return
	}
	var l training.Lesson
	r.decode(f.name, n, &l)
	if l.ID != id {
		at := n.at
		if v := n.get("id"); v != nil {
			at = v.at
		}
		r.add(CodeFront, f.name, at, fmt.Sprintf("id 应该和文件名一样：%s", id), fmt.Sprintf("the id should be the file's name: %s", id))
	}
	r.mark("lesson/"+l.ID, f.name, n.at)
	l.Body.ZH = strings.TrimSpace(text[end+1+len(fence):])
	if en := english[strings.TrimSuffix(f.name, ".zh.md")+".en.md"]; en != nil {
		delete(english, en.name)
		if body, ok := r.text(*en); ok {
			l.Body.EN = strings.TrimSpace(body)
		}
	}
	r.out.Lessons = append(r.out.Lessons, l)
}

// ReadManifest reads only what a pack says of itself, from a file system that is
// known to hold a good one.
func ReadManifest(fsys fs.FS) (training.Manifest, error) {
	raw, err := fs.ReadFile(fsys, "pack.yaml")
	if err != nil {
		return training.Manifest{}, fault.Wrap(err, fault.NotFound, "fault.pack.no_file", "Name", "pack.yaml")
	}
	r := &reader{out: &training.Pack{}}
	r.file(file{"pack.yaml", raw}, nil)
	if model.Blocking(r.found) {
		return training.Manifest{}, fault.New(fault.Invalid, "fault.pack.unreadable", "Name", "pack.yaml")
	}
	return r.out.Manifest, nil
}
