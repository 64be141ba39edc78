package export_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/data/export"
)

func TestASheetKeepsNumbersAndDisarmsFormulas(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "folder")
	path, err := export.Sheet(dir, "items.csv", [][]string{{"题目", "易度"}, {"=1+1", "-12.5"}, {"-x", "1e5"}, {"a, \"b\"", ""}})
	require.NoError(t, err)
	raw, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, "\uFEFF题目,易度\r\n'=1+1,-12.5\r\n'-x,1e5\r\n\"a, \"\"b\"\"\",\r\n", string(raw))
	again, err := export.Sheet(dir, "items.csv", nil)
	require.NoError(t, err)
	assert.Equal(t, path, again)
	names, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Len(t, names, 1)
}

func TestASheetThatCannotBeWrittenSaysSo(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	_, err := export.Sheet(filepath.Join(file, "folder"), "x.csv", nil)
	assert.ErrorContains(t, err, "fault.certificate.export_failed")
}
