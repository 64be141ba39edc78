package data

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"

	"shifu/data/exchange"
	"shifu/data/export"
	"shifu/data/workbook"
	"shifu/internal/fault"
	"shifu/quiz/model"
)

// ModelFiles reads and writes item models as files: workbooks (.xlsx), YAML
// otherwise.
type ModelFiles struct {
	// Folder answers where exports go unless another folder is named.
	Folder func() string
}

// ExportFolder is where exports go unless another folder is named.
func (f ModelFiles) ExportFolder() string { return f.Folder() }

// named gives a question of another system an id by what it says: those of two files
// stay apart, and a file that is read again means the same questions.
func named(m *model.Model) {
	m.ID = "" // the reader's own names a line
	sum := sha256.Sum256(model.Canonical(m))
	m.ID = "list-" + hex.EncodeToString(sum[:5])
}

// ReadModels reads a file: models, or questions of other systems (GIFT, Aiken, Moodle
// XML, QTI, plain lists in Excel), which become fixed items without a knowledge point
// where the file names none. What is wrong in it is a finding with its line, or sheet and
// cell; a file that cannot be read at all is a fault.
func (f ModelFiles) ReadModels(_ context.Context, path string) ([]*model.Model, []model.Finding, error) {
	info, err := os.Stat(path)
	if err == nil && info.Size() > 8*model.MaxFile {
		return nil, nil, fault.New(fault.Invalid, "fault.data.model_file", "File", filepath.Base(path))
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, nil, fault.Wrap(err, fault.NotFound, "fault.data.model_file", "File", filepath.Base(path))
	}
	if read := exchange.ReaderOf(path, raw); read != nil {
		models, findings := read(filepath.Base(path), raw, "")
		for _, m := range models {
			named(m)
		}
		return models, findings, nil
	}
	if strings.EqualFold(filepath.Ext(path), ".xlsx") {
		models, findings := workbook.Read(filepath.Base(path), raw)
		return models, findings, nil
	}
	models, findings := model.Parse(filepath.Base(path), raw)
	return models, findings, nil
}

// WriteModels writes a file whole or not at all.
func (f ModelFiles) WriteModels(_ context.Context, path string, models []*model.Model) error {
	var out bytes.Buffer
	if strings.EqualFold(filepath.Ext(path), ".xlsx") {
		if err := workbook.Write(&out, models); err != nil {
			return fault.Wrap(err, fault.Invalid, "fault.data.model_not_written", "File", filepath.Base(path))
		}
	} else {
		out.Write(model.YAML(models))
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fault.Wrap(err, fault.Unavailable, "fault.data.model_not_written", "File", filepath.Base(path))
	}
	return export.WriteFile(path, out.Bytes())
}
