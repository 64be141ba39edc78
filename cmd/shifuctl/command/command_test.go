package command_test

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/cmd/shifuctl/command"
	"shifu/data"
	"shifu/data/tempdb"
	"shifu/data/workbook"
	"shifu/internal/lang"
	"shifu/internal/op"
	"shifu/internal/testkit"
	"shifu/quiz/model"
	"shifu/training/staff"
)

// ctl runs one command and answers what it said.
func ctl(args ...string) (code int, out, errs string) {
	var stdout, stderr bytes.Buffer
	code = command.Run(args, command.Env{
		Version: "v1", Out: &stdout, Err: &stderr, Getenv: func(string) string { return "" },
		Clock: testkit.NewClock(), IDs: op.RandomIDs{}, Entropy: testkit.Entropy(1), Probe: tempdb.Anywhere{},
	})
	return code, stdout.String(), stderr.String()
}

// tiny writes a whole small pack, with one item model of the specification.
func tiny(t *testing.T, changes map[string]string) string {
	t.Helper()
	model, err := os.ReadFile("../../../quiz/model/testdata/as.return-window.model.yaml")
	require.NoError(t, err)
	files := map[string]string{
		"pack.yaml": "format: 1\nid: tiny\nversion: \"1\"\ntitle: {zh: 小内容包, en: A tiny pack}\n" +
			"about: {zh: 测试用。, en: For tests.}\nlanguages: [zh, en]\nlicence: CC0-1.0\n",
		"points.yaml":              "points:\n- id: as.no-reason-return\n  title: {zh: 退货期限, en: Return window}\n",
		"models/return.model.yaml": string(model),
	}
	maps.Copy(files, changes)
	dir := t.TempDir()
	for name, text := range files {
		require.NoError(t, os.MkdirAll(filepath.Join(dir, filepath.Dir(name)), 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644))
	}
	return dir
}

// shop is a data folder with a shop in it, closed.
func shop(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "shop")
	db, err := data.Open(context.Background(), data.Options{Dir: dir, Probe: tempdb.Anywhere{}})
	require.NoError(t, err)
	s := data.NewServices(db).Staff
	cheap := staff.Cost{KiB: 8, Passes: 1, Threads: 1}
	s.PINCost, s.PassphraseCost = cheap, cheap
	_, err = s.OpenShop(context.Background(), staff.OpenShop{Command: op.Command{ID: op.NewID()}, Name: "青禾鞋履旗舰店", OwnerName: "沈岚",
		Language: lang.ZhHans, PIN: "739164", Passphrase: "海棠开在旧砖墙边上三月"})
	require.NoError(t, err)
	require.NoError(t, db.Close())
	return dir
}

func TestWrongUsageIsTwoAndHelpIsNot(t *testing.T) {
	for _, args := range [][]string{{}, {"dance"}, {"check"}, {"backup"}, {"restore", "--from", "x"}, {"check", "--loud", "x"}} {
		code, _, errs := ctl(append(args, "--lang", "en")...)
		assert.Equal(t, command.Usage, code, args)
		assert.Contains(t, errs, "Wrong usage", args)
	}
	for _, args := range [][]string{{"bench", "nothing"}, {"check", "--lang", "fr", "."}} {
		code, _, _ := ctl(args...)
		assert.Equal(t, command.Usage, code, args)
	}
	code, out, _ := ctl("--help", "--lang=en")
	assert.Equal(t, command.Well, code)
	assert.Contains(t, out, "Check packs and item models.")
	code, out, _ = ctl("--help", "--lang=zh")
	assert.Equal(t, command.Well, code)
	assert.Contains(t, out, "检查内容包和情境题")
	assert.NotRegexp(t, `Usage:|Flags:|Commands:|Show |Run `, out)
	code, out, _ = ctl("--version")
	assert.Equal(t, command.Well, code)
	assert.Equal(t, "v1\n", out)
}

// The parser of the flags knows English only; what it says is told in the
// person's language.
func TestWrongUsageIsToldInThePersonsLanguage(t *testing.T) {
	for args, want := range map[string]string{
		"": "没有说要做什么。", "dance": "“dance”多出来了，没有这个命令或参数。", "doctor --nope": "没有选项 --nope。", "doctor --dat x": "没有选项 --dat；是不是 --data？",
		"draw p": "还要写上 --attempt=TEXT, --model=ID。", "verify": "还缺 <file> ...。", "export --out o --format doc": "--format 只能是 xlsx, csv, json, pdf, pack。",
		"export --out": "--out 后面要跟一个值。", "demo --people 3x": "--people 后面要跟一个整数。", "check --strict=maybe p": "--strict 后面不跟值。",
	} {
		code, _, errs := ctl(strings.Fields("--lang zh " + args)...)
		assert.Equal(t, command.Usage, code, args)
		assert.Equal(t, "用法不对："+want+"用 --help 看用法。\n", errs, args)
	}
}

func TestWhatCannotBeDoneIsThreeWithTheReason(t *testing.T) {
	none := filepath.Join(t.TempDir(), "none")
	for _, args := range [][]string{
		{"check", none}, {"import", "--data", none, tiny(t, nil)}, {"backup", "--data", none, "--out", none + ".db"},
		{"doctor", "--data", none}, {"restore", "--from", none, "--data", none},
	} {
		code, out, errs := ctl(append(args, "--lang", "en")...)
		assert.Equal(t, command.Failed, code, args)
		assert.Empty(t, out, args)
		assert.Regexp(t, `^[^<]+\.\n$`, errs, args)
		assert.NoDirExists(t, none, args)

		code, out, _ = ctl(append(args, "--json")...)
		assert.Equal(t, command.Failed, code, args)
		var said struct {
			Error struct{ Code, Key, Message string }
		}
		require.NoError(t, json.Unmarshal([]byte(out), &said), "%v: %s", args, out)
		assert.NotEmpty(t, said.Error.Key, args)
	}
}

func TestCheckTellsFindingsWithTheirPlaces(t *testing.T) {
	code, out, _ := ctl("check", "--lang", "en", tiny(t, nil))
	assert.Equal(t, command.Well, code, out)
	assert.Contains(t, out, "Item models: 1. Errors: 0")

	bad := tiny(t, map[string]string{"facts.yaml": "facts:\n- id: a\n  knid: int\n"})
	code, out, _ = ctl("check", "--lang", "en", bad)
	assert.Equal(t, command.Findings, code)
	assert.Contains(t, out, `facts.yaml:3:3: error K107 facts[0]: there is no field "knid"`)

	code, out, _ = ctl("check", "--json", bad, "../../../quiz/model/testdata/as.return-window.model.yaml")
	assert.Equal(t, command.Findings, code)
	var said struct {
		Models []struct{ ID string }
		Files  []struct {
			File     string
			Findings []struct{ Code, File, Message string }
		}
		Errors int
	}
	require.NoError(t, json.Unmarshal([]byte(out), &said))
	assert.Len(t, said.Models, 2)
	assert.Positive(t, said.Errors)
	require.NotEmpty(t, said.Files)
	assert.NotEmpty(t, said.Files[0].Findings[0].Message)
}

func TestStrictCountsWarnings(t *testing.T) {
	dir := tiny(t, map[string]string{"points.yaml": "points:\n- id: as.no-reason-return\n  title: {zh: 退货期限, en: Return window}\n- id: as.other\n  title: {zh: 别的, en: Other}\n"})
	code, out, _ := ctl("check", "--lang", "en", dir)
	require.Equal(t, command.Well, code)
	require.Contains(t, out, "warning K30")
	code, _, _ = ctl("check", "--strict", dir)
	assert.Equal(t, command.Findings, code)
}

// A backup is named as people name files: from where they work.
func TestABackupIsRestoredFromWhereOneWorks(t *testing.T) {
	dir, pack := shop(t), tiny(t, nil)
	t.Chdir(t.TempDir())
	code, _, errs := ctl("backup", "--data", dir, "--out", "b.db")
	require.Equal(t, command.Well, code, errs)
	code, _, errs = ctl("restore", "--from", "b.db", "--data", "new")
	require.Equal(t, command.Well, code, errs)

	// The database of an open shop, copied with its log, is no backup.
	require.NoError(t, os.WriteFile("b.db-wal", []byte("x"), 0o600))
	code, _, errs = ctl("restore", "--lang", "en", "--from", "b.db", "--data", "other")
	assert.Equal(t, command.Failed, code)
	assert.Contains(t, errs, "copied while it was open")
	for _, args := range [][]string{{"restore", "--from", "b.db", "--data", "b.db"}, {"doctor", "--data", "b.db"}, {"demo", "--data", "b.db"}, {"import", "--data", "b.db/x", pack}} {
		require.NoError(t, os.RemoveAll("b.db-wal"))
		code, _, errs = ctl(append(args, "--lang", "en")...)
		assert.Equal(t, command.Failed, code)
		assert.Contains(t, errs, "is a file and not a folder", args)
	}
}

// SQLite finds a backup in order in which somebody changed a name; the doctor
// does not.
func TestARestoreTellsWhatWasChangedInTheBackup(t *testing.T) {
	dir, out := shop(t), filepath.Join(t.TempDir(), "b.db")
	code, _, errs := ctl("backup", "--data", dir, "--out", out)
	require.Equal(t, command.Well, code, errs)
	raw, err := os.ReadFile(out)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(out, bytes.ReplaceAll(raw, []byte("沈岚"), []byte("王五")), 0o600))
	code, said, errs := ctl("restore", "--lang", "en", "--from", out, "--data", filepath.Join(t.TempDir(), "new"))
	assert.Equal(t, command.Findings, code, errs)
	assert.Contains(t, said, "Restored to ")
	assert.Contains(t, said, "not as they should be")
}

func TestImportBackupRestoreAndDoctorGoRound(t *testing.T) {
	dir := shop(t)
	code, out, errs := ctl("import", "--data", dir, "--lang", "en", tiny(t, nil))
	require.Equal(t, command.Well, code, errs)
	assert.Contains(t, out, "Imported tiny 1")
	code, out, _ = ctl("import", "--data", dir, "--lang", "en", tiny(t, nil))
	require.Equal(t, command.Well, code)
	assert.Contains(t, out, "0 added, 0 updated")

	copied := filepath.Join(t.TempDir(), "copy.db")
	code, out, _ = ctl("backup", "--data", dir, "--out", copied, "--json")
	require.Equal(t, command.Well, code)
	assert.Contains(t, out, `"size":4`)

	again := filepath.Join(t.TempDir(), "again")
	code, _, _ = ctl("restore", "--from", copied, "--data", again)
	require.Equal(t, command.Well, code)
	code, _, _ = ctl("restore", "--from", copied, "--data", again)
	assert.Equal(t, command.Failed, code, "only into an empty folder")

	for _, d := range []string{dir, again} {
		code, out, errs = ctl("doctor", "--data", d, "--lang", "en")
		require.Equal(t, command.Well, code, out+errs)
		assert.Contains(t, out, "All is well.")
	}
	backups, err := data.Backups(dir)
	require.NoError(t, err)
	assert.NotEmpty(t, backups, "one before the import")
}

func TestAPackWithAnErrorChangesNothing(t *testing.T) {
	dir := shop(t)
	before, err := os.ReadFile(filepath.Join(dir, "shifu.db"))
	require.NoError(t, err)
	for name, changes := range map[string]map[string]string{
		"a broken line":     {"points.yaml": "points: {\n"},
		"an unknown point":  {"points.yaml": "points:\n- id: as.other\n  title: {zh: 别的, en: Other}\n"},
		"a bad model":       {"models/x.model.yaml": "format: 1\nmodels:\n- id: x\n  kp: as.no-reason-return\n  type: single\n"},
		"a missing picture": {"lessons/a.zh.md": "---\nid: a\ntitle: {zh: 甲, en: A}\ntopic: {zh: 甲, en: A}\nminutes: 3\ncheck: {count: 0}\n---\n![x](../media/none.png)\n"},
	} {
		code, out, _ := ctl("import", "--data", dir, "--lang", "en", tiny(t, changes))
		assert.Equal(t, command.Findings, code, name)
		assert.Contains(t, out, "nothing was changed", name)
	}
	after, err := os.ReadFile(filepath.Join(dir, "shifu.db"))
	require.NoError(t, err)
	assert.True(t, bytes.Equal(before, after))
}

func TestCommandsThatWriteStopAtAFolderThatIsHeldAndOthersDoNot(t *testing.T) {
	dir := shop(t)
	db, err := data.Open(context.Background(), data.Options{Dir: dir, Probe: tempdb.Anywhere{}})
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	code, _, errs := ctl("import", "--data", dir, "--lang", "en", tiny(t, nil))
	assert.Equal(t, command.Failed, code)
	assert.Contains(t, errs, "in use by another program")
	code, _, _ = ctl("doctor", "--data", dir)
	assert.Equal(t, command.Well, code)
	code, _, _ = ctl("backup", "--data", dir, "--out", filepath.Join(t.TempDir(), "b.db"))
	assert.Equal(t, command.Well, code)
}

func TestBenchCommitMeasuresBesideTheBareDisk(t *testing.T) {
	code, out, _ := ctl("bench", "commit", "--count", "20", "--json")
	require.Equal(t, command.Well, code)
	assert.Equal(t, 2, strings.Count(out, `"p50_ms"`))
}

func TestCheckReadsWorkbooksAndPutsFilesThatDoNotLoadApart(t *testing.T) {
	dir := t.TempDir()
	src, err := os.ReadFile("../../../quiz/model/testdata/as.return-window.model.yaml")
	require.NoError(t, err)
	models, _ := model.Parse("x", src)
	var book bytes.Buffer
	require.NoError(t, workbook.Write(&book, models))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "window.xlsx"), book.Bytes(), 0o600))
	code, out, _ := ctl("check", "--json", "--strict", dir)
	assert.Equal(t, command.Well, code, out)
	assert.Contains(t, out, `"valid":56`)

	broken := filepath.Join(dir, "broken.model.yaml")
	require.NoError(t, os.WriteFile(broken, []byte("format: 1\nmodels: [[[\n"), 0o600))
	code, out, _ = ctl("check", "--json", "--lang", "en", dir)
	assert.Equal(t, command.Findings, code)
	var said struct {
		Models []struct{ ID string }
		Files  []struct {
			File     string
			Findings []struct {
				Code, Severity, Message string
				Line                    int
			}
		}
	}
	require.NoError(t, json.Unmarshal([]byte(out), &said))
	require.Len(t, said.Models, 1)
	require.Len(t, said.Files, 1)
	assert.Equal(t, broken, said.Files[0].File)
	assert.Equal(t, "E101", said.Files[0].Findings[0].Code)
	assert.Contains(t, said.Files[0].Findings[0].Message, "bracket")
	assert.Equal(t, 2, said.Files[0].Findings[0].Line)
}
