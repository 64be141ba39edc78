package pack_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/png"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/data/pack"
	"shifu/internal/fault"
	"shifu/quiz/model"
	"shifu/training"
)

// small is a whole pack: every kind of file but item models.
func small() map[string]string {
	return map[string]string{
		"pack.yaml": `format: 1
id: tiny
version: "1"
title: {zh: 小内容包, en: A tiny pack}
about: {zh: 测试用。, en: For tests.}
languages: [zh, en]
licence: CC0-1.0
stages:
- {id: greet, title: {zh: 迎客, en: Greeting}}
intents:
- {id: soothe, title: {zh: 安抚, en: Soothe}}
`,
		"points.yaml": `points:
- id: rule
  title: {zh: 规则, en: Rules}
  points:
  - id: rule.privacy
    title: {zh: 隐私, en: Privacy}
    critical: true
`,
		"facts.yaml": `facts:
- {id: return_days, kind: text, text: {zh: 七天, en: seven days}, title: {zh: 退货天数, en: Return days}}
`,
		"lessons/privacy.zh.md": `---
id: privacy
title: {zh: 隐私, en: Privacy}
topic: {zh: 规则, en: Rules}
minutes: 3
points: [rule.privacy]
check: {count: 0}
---
地址和电话只看订单。

![包裹](../media/parcel.png)
`,
		"lessons/privacy.en.md": "Addresses and numbers come from the order only.\n",
		"scripts/all.yaml": `scripts:
- code: dh1
  title: {zh: 迎客, en: Greeting}
  stage: greet
  intent: soothe
  text: {zh: "{nick}您好", en: "Hello {nick}"}
  slots: [{id: nick, title: {zh: 昵称, en: Name}, example: {zh: 阿宁, en: Ning}}]
  points: [rule.privacy]
`,
		"media/parcel.png": string(picture(4, 3)),
	}
}

func picture(w, h int) []byte {
	var b bytes.Buffer
	_ = png.Encode(&b, image.NewGray(image.Rect(0, 0, w, h)))
	return b.Bytes()
}

func mapFS(files map[string]string) fstest.MapFS {
	m := fstest.MapFS{}
	for name, text := range files {
		m[name] = &fstest.MapFile{Data: []byte(text), Mode: 0o644}
	}
	return m
}

func with(changes ...string) map[string]string {
	files := small()
	for i := 0; i < len(changes); i += 2 {
		files[changes[i]] = changes[i+1]
	}
	return files
}

func errors(found []model.Finding) []string {
	var out []string
	for _, f := range found {
		if f.Severity == model.Error {
			out = append(out, fmt.Sprintf("%s %s:%d:%d %s", f.Code, f.File, f.Line, f.Column, f.Message.EN))
		}
	}
	return out
}

func TestAWholePackIsReadFromFolderAndZipAlike(t *testing.T) {
	dir := t.TempDir()
	for name, text := range small() {
		require.NoError(t, os.MkdirAll(filepath.Join(dir, filepath.Dir(name)), 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644))
	}
	wrapped := map[string]string{}
	for name, text := range small() {
		wrapped["tiny/"+name] = text
	}
	wrapped["__MACOSX/tiny/._pack.yaml"] = "junk"
	for what, name := range map[string]string{"folder": dir, "zip": zipped(t, small()), "zip of the folder": zipped(t, wrapped)} {
		p, found, err := pack.Read(name)
		require.NoError(t, err, what)
		assert.Empty(t, errors(found), what)
		assert.Equal(t, "tiny", p.Manifest.ID, what)
		assert.Equal(t, "rule.privacy", p.Points[0].Points[0].ID, what)
		require.Len(t, p.Lessons, 1, what)
		assert.Equal(t, "地址和电话只看订单。\n\n![包裹](../media/parcel.png)", p.Lessons[0].Body.ZH, what)
		assert.Equal(t, "Addresses and numbers come from the order only.", p.Lessons[0].Body.EN, what)
		require.Len(t, p.Media, 1, what)
		assert.Equal(t, []any{"media/parcel.png", 4, 3}, []any{p.Media[0].Name, p.Media[0].Width, p.Media[0].Height}, what)
		assert.Equal(t, "Hello {nick}", p.Scripts[0].Text.EN, what)
		assert.Equal(t, training.Place{File: "scripts/all.yaml", Line: 2, Column: 3}, p.At("script/dh1"), what)
	}
}

func TestEveryFindingNamesFileLineAndWhatWasExpected(t *testing.T) {
	for name, c := range map[string]struct {
		files map[string]string
		want  string
	}{
		"a broken line":        {with("facts.yaml", "facts:\n- {id: a, kind: int, value: 7\n- {id: b}\n"), "K105 facts.yaml:"},
		"an unknown field":     {with("facts.yaml", "facts:\n- id: a\n  knid: int\n"), `K107 facts.yaml:3:3 there is no field "knid"; use one of id, kind, value, text`},
		"a field twice":        {with("facts.yaml", "facts:\n- id: a\n  id: b\n"), "K107 facts.yaml:3:3 a field is written twice"},
		"a text for a number":  {with("pack.yaml", "format: one\n"), "K108 pack.yaml:1:9 a whole number is expected here"},
		"a text for a list":    {with("points.yaml", "points: none\n"), "K108 points.yaml:1:9 a list is expected here"},
		"a list for a text":    {with("pack.yaml", "format: 1\nid: [a]\n"), "K108 pack.yaml:2:5 a text is expected here"},
		"a text for fields":    {with("pack.yaml", "format: 1\ntitle: x\n"), "K108 pack.yaml:2:8 fields are expected here: zh, en"},
		"yes for true":         {with("points.yaml", "points:\n- {id: a, critical: yes}\n"), "K108 points.yaml:2:21 true or false is expected here"},
		"an anchor":            {with("facts.yaml", "facts: &a\n- {id: b}\n"), "K106 facts.yaml:1:8 anchors"},
		"a second document":    {with("facts.yaml", "facts: []\n---\nfacts: []\n"), "K106 facts.yaml:3:"},
		"GB18030":              {with("facts.yaml", "facts:\n# \xb5\xc4\n"), "K104 facts.yaml:2:0 the text is not UTF-8"},
		"a direction override": {with("facts.yaml", "facts:\n# \u202e\n"), "K104 facts.yaml:2:3 there is a hidden character (U+202E)"},
		"no front matter":      {with("lessons/privacy.zh.md", "text\n"), "K110 lessons/privacy.zh.md:1:1"},
		"bad front matter":     {with("lessons/privacy.zh.md", "---\nid: privacy\nminuts: 3\n---\nx\n"), "K107 lessons/privacy.zh.md:3:1"},
		"another id":           {with("lessons/privacy.zh.md", "---\nminutes: 3\nid: other\n---\nx\n"), "K110 lessons/privacy.zh.md:3:5 the id should be the file's name: privacy"},
		"English alone":        {with("lessons/other.en.md", "x"), "K109 lessons/other.en.md:0:0"},
		"a strange file":       {with("scripts/run.sh", "x"), "K102 scripts/run.sh:0:0"},
		"a strange folder":     {with("models/deep/x.model.yaml", "x"), "K102 models/deep:0:0"},
		"a hidden file":        {with("scripts/.x.yaml", "x"), "K102 scripts/.x.yaml"},
		"a missing picture":    {with("lessons/privacy.en.md", "![x](../media/none.png)"), "K204 lessons/privacy.zh.md:2:1"},
		"a large picture":      {with("media/big.png", string(picture(5000, 1))), "K111 media/big.png:0:0 the picture is 5000 by 1 pixels"},
		"a false picture":      {with("media/x.jpg", string(picture(2, 2))), "K111 media/x.jpg"},
		"a cut picture":        {with("media/x.png", string(picture(200, 200)[:60])), "K111 media/x.png:0:0 the picture is damaged"},
		"an SVG that runs":     {with("media/x.svg", `<svg width="9" height="9"><script>1</script></svg>`), "K111 media/x.svg"},
		"an SVG that reaches":  {with("media/x.svg", `<svg width="9" height="9"><rect style="fill:url(http://x/y)"/></svg>`), "K111 media/x.svg"},
		"deep brackets":        {with("facts.yaml", "facts: "+strings.Repeat("[", 100_000)), "K106 facts.yaml:1:72 too many brackets"},
		"a list of no form":    {with("donts.yaml", "donts:\n- {id: medical, why: {zh: 不说, en: never}, zh: [治], en: [cure]}\n"), "K201 donts.yaml:2:3"},
		"a list of Shifu's":    {with("donts.yaml", "donts:\n- {id: dont.refuse, why: {zh: 不说, en: never}, zh: [治], en: [cure]}\n"), "K202 donts.yaml:2:3"},
		"a list without words": {with("donts.yaml", "donts:\n- {id: dont.medical, why: {zh: 不说, en: never}, zh: [治]}\n"), "K205 donts.yaml:2:3"},
		"a word of the trade":  {with("donts.yaml", "donts:\n- {id: dont.hello, hard: true, why: {zh: 不说, en: never}, zh: [您好], en: [hi]}\n"), "K210 scripts/all.yaml:2:3"},
		"a synonym twice":      {with("synonyms.yaml", "synonyms:\n- {from: 退邮费, to: 退运费}\n- {from: 退邮费, to: 运费}\n"), "K202 synonyms.yaml:2:3"},
		"a chain of synonyms":  {with("synonyms.yaml", "synonyms:\n- {from: 退邮费, to: 邮费}\n- {from: 邮费, to: 运费}\n"), "K202 synonyms.yaml:2:3"},
		"a synonym of nothing": {with("synonyms.yaml", "synonyms:\n- {from: 退邮费, to: \"，\"}\n"), "K205 synonyms.yaml:2:3"},
		"a reading of none":    {with("readings/one.yaml", "reader: {zh: 甲, en: A}\nday: 2026-11-23\nmodels:\n- {id: gone, rev: 1, answered: 4, agreed: 4}\n"), "K204 readings/one.yaml:4:3"},
		"a large text":         {with("scripts/big.yaml", strings.Repeat("# x\n", 600_000)), "K101 scripts/big.yaml:0:0 the file is too large"},
	} {
		t.Run(name, func(t *testing.T) {
			_, found, err := pack.ReadFS(mapFS(c.files))
			require.NoError(t, err)
			assert.True(t, slices.ContainsFunc(errors(found), func(s string) bool { return strings.HasPrefix(s, c.want) }),
				"want %q among %q", c.want, errors(found))
			for _, f := range found {
				assert.NotEmpty(t, f.Message.ZH)
			}
		})
	}
}

func TestEverythingThatIsWrongIsToldAtOnce(t *testing.T) {
	files := with("facts.yaml", "facts:\n- {id: a, kind: int, walue: 7}\n- {id: b, kimd: int}\n", "points.yaml", "points: {\n", "media/x.png", "no")
	delete(files, "pack.yaml")
	_, found, err := pack.ReadFS(mapFS(files))
	require.NoError(t, err)
	got := map[string]int{}
	for _, f := range found {
		got[f.File]++
	}
	assert.Equal(t, map[string]int{"facts.yaml": 2, "points.yaml": 1, "media/x.png": 1, "pack.yaml": 1}, got)
}

func TestAHugePictureIsRefusedBeforeItIsUnpacked(t *testing.T) {
	raw := picture(2, 2)
	copy(raw[16:], []byte{0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60}) // IHDR: 60,000 by 60,000, and its checksum
	binary.BigEndian.PutUint32(raw[29:], crc32.ChecksumIEEE(raw[12:29]))
	_, found, err := pack.ReadFS(mapFS(with("media/x.png", string(raw))))
	require.NoError(t, err)
	assert.Contains(t, strings.Join(errors(found), "\n"), "K111 media/x.png:0:0 the picture is 60000 by 60000 pixels")
}

func TestANameThatLeadsOutsideIsNotRead(t *testing.T) {
	for _, name := range []string{"../pack.yaml", "/etc/passwd", `..\x.yaml`, "scripts/../../x.yaml", "C:/x.yaml", "scripts//x.yaml"} {
		_, found, err := pack.Read(zipped(t, with(name, "x: 1")))
		require.NoError(t, err)
		assert.True(t, slices.ContainsFunc(found, func(f model.Finding) bool { return f.Code == pack.CodeName && f.File == name }), "%s: %v", name, errors(found))
	}
}

func TestANameInAnotherEncodingIsToldAsSuch(t *testing.T) {
	_, found, err := pack.Read(zipped(t, with("media/\xd6\xd0.png", "x")))
	require.NoError(t, err)
	assert.Contains(t, strings.Join(errors(found), "\n"), "K102 media/?.png:0:0 the name is not UTF-8")
}

func TestAFolderOfOtherThingsIsNotListedWhole(t *testing.T) {
	files := small()
	for i := range 100 {
		files[fmt.Sprintf("holiday-%d.jpg", i)] = "x"
	}
	_, found, err := pack.Read(zipped(t, files))
	require.NoError(t, err)
	require.Len(t, found, 21)
	assert.Contains(t, found[20].Message.EN, "is this a pack at all?")
}

func TestALinkIsNotFollowed(t *testing.T) {
	dir := t.TempDir()
	for name, text := range small() {
		require.NoError(t, os.MkdirAll(filepath.Join(dir, filepath.Dir(name)), 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644))
	}
	require.NoError(t, os.Symlink("/etc/hostname", filepath.Join(dir, "scripts", "link.yaml")))
	require.NoError(t, os.Symlink("/etc", filepath.Join(dir, "readings")))
	_, found, err := pack.Read(dir)
	require.NoError(t, err)
	assert.Contains(t, strings.Join(errors(found), "\n"), "K102 scripts/link.yaml:0:0 a pack holds plain files only, no links")
	assert.Contains(t, strings.Join(errors(found), "\n"), "K102 readings:0:0 a pack holds plain files only, no links")
}

func TestAZipBombIsNotUnpacked(t *testing.T) {
	bomb := map[string]string{}
	for i := range 60 {
		bomb[fmt.Sprintf("scripts/%d.yaml", i)] = strings.Repeat(" ", 2<<20)
	}
	_, found, err := pack.Read(zipped(t, bomb))
	require.NoError(t, err)
	require.Len(t, found, 1)
	assert.Equal(t, pack.CodeLimit, found[0].Code)
	assert.Contains(t, found[0].Message.EN, "zip bomb")
}

func TestAZipThatLiesAboutItsSizesIsRefused(t *testing.T) {
	name := zipped(t, with("scripts/x.yaml", strings.Repeat("# long\n", 20_000)))
	raw, err := os.ReadFile(name)
	require.NoError(t, err)
	at := bytes.LastIndex(raw, []byte("scripts/x.yaml")) - 46 // the entry of the directory
	require.Equal(t, "PK\x01\x02", string(raw[at:at+4]))
	copy(raw[at+24:], []byte{10, 0, 0, 0}) // ten bytes, it says
	require.NoError(t, os.WriteFile(name, raw, 0o644))
	_, found, err := pack.Read(name)
	require.NoError(t, err)
	assert.Contains(t, strings.Join(errors(found), "\n"), "K103 scripts/x.yaml")
}

func TestNotAPackAtAll(t *testing.T) {
	_, _, err := pack.Read(filepath.Join(t.TempDir(), "none"))
	assert.Equal(t, "fault.pack.no_file", fault.KeyOf(err))

	text := filepath.Join(t.TempDir(), "pack.zip")
	require.NoError(t, os.WriteFile(text, []byte("not a zip"), 0o644))
	_, found, err := pack.Read(text)
	require.NoError(t, err)
	assert.Equal(t, pack.CodeArchive, found[0].Code)
}

func zipped(t testing.TB, files map[string]string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "pack.zip")
	f, err := os.Create(name)
	require.NoError(t, err)
	z := zip.NewWriter(f)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		w, err := z.Create(name)
		require.NoError(t, err)
		_, err = w.Write([]byte(files[name]))
		require.NoError(t, err)
	}
	require.NoError(t, z.Close())
	require.NoError(t, f.Close())
	return name
}

// FuzzYAML: no bytes make the reader panic or run long.
func FuzzYAML(f *testing.F) {
	for _, name := range []string{"pack.yaml", "points.yaml", "facts.yaml", "scripts/all.yaml"} {
		f.Add(small()[name])
	}
	f.Add("a: &x [*x, *x]")
	f.Add("? a\n: b")
	f.Add("a: |\n  b\n c")
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 4096 {
			return
		}
		for _, name := range []string{"pack.yaml", "points.yaml", "scripts/x.yaml"} {
			_, _, err := pack.ReadFS(mapFS(map[string]string{name: text}))
			require.NoError(t, err)
		}
	})
}

// FuzzZip: no zip makes the reader panic or leave its folder.
func FuzzZip(f *testing.F) {
	raw, err := os.ReadFile(zipped(f, small()))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw)
	f.Fuzz(func(t *testing.T, raw []byte) {
		p, _, err := pack.ReadZip("x.zip", bytes.NewReader(raw), int64(len(raw)))
		require.NoError(t, err)
		if p != nil {
			for _, m := range p.Media {
				require.True(t, fs.ValidPath(m.Name))
			}
		}
	})
}
