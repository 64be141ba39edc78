package command_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/cmd/shifuctl/command"
	"shifu/quiz/model"
)

const windowModel = "../../../quiz/model/testdata/as.return-window.model.yaml"

func TestConvertGoesToExcelAndBack(t *testing.T) {
	dir := t.TempDir()
	book, back := filepath.Join(dir, "m.xlsx"), filepath.Join(dir, "m.model.yaml")
	code, out, errs := ctl("convert", "--lang", "en", "--to", "xlsx", "--out", book, windowModel)
	require.Equal(t, command.Well, code, errs)
	assert.Contains(t, out, "Wrote 1 item models")
	code, _, errs = ctl("convert", "--to", "yaml", "--out", back, book)
	require.Equal(t, command.Well, code, errs)
	canonical := func(path string) string {
		src, err := os.ReadFile(path)
		require.NoError(t, err)
		models, findings := model.Parse(path, src)
		require.Empty(t, findings)
		return string(model.Canonical(models[0]))
	}
	assert.Equal(t, canonical(windowModel), canonical(back))
}

func TestConvertExportsQuestionsAndNamesTheLosses(t *testing.T) {
	dir := t.TempDir()
	code, out, errs := ctl("convert", "--json", "--lang", "en", "--to", "gift", "--all", "--out", filepath.Join(dir, "q.gift"), windowModel)
	require.Equal(t, command.Well, code, errs)
	var said struct {
		Models, Questions int
		Losses            []struct{ Model string }
	}
	require.NoError(t, json.Unmarshal([]byte(out), &said))
	assert.Equal(t, 56, said.Questions)
	assert.NotEmpty(t, said.Losses)

	code, _, errs = ctl("convert", "--to", "yaml", "--out", filepath.Join(dir, "q.model.yaml"), filepath.Join(dir, "q.gift"))
	require.Equal(t, command.Well, code, errs)
	code, out, _ = ctl("check", "--lang", "en", filepath.Join(dir, "q.model.yaml"))
	assert.Equal(t, command.Well, code, "fixed items are for practice")
	assert.Contains(t, out, "Item models: 56. Errors: 0")
	code, _, _ = ctl("check", "--strict", filepath.Join(dir, "q.model.yaml"))
	assert.Equal(t, command.Findings, code)
}

func TestConvertWritesNothingOfModelsWithErrors(t *testing.T) {
	out := filepath.Join(t.TempDir(), "b.xlsx")
	code, said, _ := ctl("convert", "--lang", "en", "--to", "xlsx", "--out", out, "../../../quiz/check/testdata/b1-gap-and-clash.model.yaml")
	assert.Equal(t, command.Findings, code)
	assert.Contains(t, said, "E202")
	assert.NoFileExists(t, out)
	code, _, _ = ctl("convert", "--to", "xlsx", "--out", filepath.Join(out, "x", "y.xlsx"), windowModel)
	assert.Equal(t, command.Failed, code)
}

func TestOneIdInTwoFilesIsAnError(t *testing.T) {
	dir := t.TempDir()
	src, err := os.ReadFile(windowModel)
	require.NoError(t, err)
	for _, name := range []string{"a.model.yaml", "b.model.yaml"} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), src, 0o600))
	}
	code, out, _ := ctl("check", "--lang", "en", dir)
	assert.Equal(t, command.Findings, code)
	assert.Contains(t, out, `b.model.yaml:3:7: error E102 id: "as.return-window" is used twice`)
	assert.NotContains(t, out, "a.model.yaml")
	code, _, _ = ctl("check", windowModel, windowModel)
	assert.Equal(t, command.Well, code, "the same file twice is one file")
}

func TestConvertTakesMoodleAndQTIBackAndSaysWhatCouldVary(t *testing.T) {
	dir := t.TempDir()
	back := filepath.Join(dir, "back.model.yaml")
	for form, name := range map[string]string{"moodle": "q.xml", "qti": "q.zip"} {
		file := filepath.Join(dir, name)
		code, _, errs := ctl("convert", "--to", form, "--out", file, windowModel)
		require.Equal(t, command.Well, code, errs)
		code, out, errs := ctl("convert", "--lang", "en", "--to", "yaml", "--out", back, file)
		require.Equal(t, command.Well, code, errs)
		assert.Contains(t, out, "could become a condition", form)
		code, _, errs = ctl("check", back)
		assert.Equal(t, command.Well, code, errs)
	}
}
