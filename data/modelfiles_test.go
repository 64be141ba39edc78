package data_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/data"
	"shifu/internal/fault"
	"shifu/quiz/model"
)

func TestAModelComesBackFromBothKindsOfFiles(t *testing.T) {
	ctx := context.Background()
	src, err := os.ReadFile("../quiz/model/testdata/as.return-window.model.yaml")
	require.NoError(t, err)
	models, _ := model.Parse("", src)
	dir := t.TempDir()
	f := data.ModelFiles{Folder: func() string { return dir }}
	assert.Equal(t, dir, f.ExportFolder())
	for _, name := range []string{"a.xlsx", "new/a.yaml"} {
		path := filepath.Join(dir, name)
		require.NoError(t, f.WriteModels(ctx, path, models))
		again, findings, err := f.ReadModels(ctx, path)
		require.NoError(t, err)
		assert.Empty(t, findings)
		require.Len(t, again, 1)
		assert.Equal(t, string(model.Canonical(models[0])), string(model.Canonical(again[0])), name)
	}
}

func TestAFileThatIsNotThereOrNoWorkbookIsToldPlainly(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	f := data.ModelFiles{Folder: func() string { return dir }}
	_, _, err := f.ReadModels(ctx, filepath.Join(dir, "none.xlsx"))
	assert.Equal(t, "fault.data.model_file", fault.KeyOf(err))
	path := filepath.Join(dir, "bad.xlsx")
	require.NoError(t, os.WriteFile(path, []byte("no workbook"), 0o600))
	models, findings, err := f.ReadModels(ctx, path)
	require.NoError(t, err)
	assert.Empty(t, models)
	assert.True(t, model.Blocking(findings))
}

func TestAQuestionListBecomesFixedItemsThatKeepTheirIds(t *testing.T) {
	ctx := context.Background()
	f := data.ModelFiles{}
	for name, src := range map[string]string{
		"a.gift":  "::退货::签收 3 天，能退吗？{=能 ~不能}\n\n::价保::199元降价，补吗？{=补 ~不补}\n",
		"a.aiken": "签收 3 天，能退吗？\nA. 能\nB. 不能\nANSWER: A\n\n199元降价，补吗？\nA. 补\nB. 不补\nANSWER: A\n",
	} {
		path := filepath.Join(t.TempDir(), name)
		require.NoError(t, os.WriteFile(path, []byte(src), 0o600))
		models, findings, err := f.ReadModels(ctx, path)
		require.NoError(t, err)
		assert.Empty(t, findings)
		require.Len(t, models, 2, name)
		assert.NotEqual(t, models[0].ID, models[1].ID)
		again, _, err := f.ReadModels(ctx, path)
		require.NoError(t, err)
		assert.Equal(t, models[0].ID, again[0].ID)
		assert.Empty(t, models[0].KP)
	}
}
