package exchange

import (
	"bytes"
	"path/filepath"
	"strings"

	"shifu/quiz/model"
)

// Reader reads the questions of a file as fixed items under a knowledge point.
type Reader func(name string, src []byte, kp string) ([]*model.Model, []model.Finding)

// ReaderOf answers what reads a file of questions of another system: by the end of its
// name, a workbook by its first row, an archive by its manifest. It is nil of all other
// files: item models in YAML and workbooks, packs.
func ReaderOf(name string, src []byte) Reader {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".gift":
		return ReadGIFT
	case ".aiken", ".txt":
		return ReadAiken
	case ".xml":
		if bytes.Contains(src, []byte("<qti-assessment-item")) {
			return ReadQTI
		}
		return ReadMoodle
	case ".qti":
		return ReadQTI
	case ".zip":
		if isQTI(src) {
			return ReadQTI
		}
	case ".xlsx":
		if IsList(src) {
			return ReadList
		}
	}
	return nil
}
