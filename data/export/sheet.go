package export

import (
	"encoding/csv"
	"io"
	"os"
	"path/filepath"
	"strconv"
)

// Sheet writes lines of words and numbers as a CSV file for spreadsheets and
// answers its path. The folder is made if it is missing; a file of the name is
// replaced. What is a number in decimal notation stays one, everything else is a
// text that no spreadsheet takes for a formula.
func Sheet(dir, name string, lines [][]string) (string, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", wrapped(err, dir, name)
	}
	s, err := stage(dir, name, func(f *os.File) error {
		if _, err := io.WriteString(f, "\uFEFF"); err != nil {
			return err
		}
		w := csv.NewWriter(f)
		w.UseCRLF = true
		for _, line := range lines {
			safe := make([]string, len(line))
			for i, v := range line {
				if safe[i] = v; !decimal(v) {
					safe[i] = guarded(v)
				}
			}
			if err := w.Write(safe); err != nil {
				return err
			}
		}
		w.Flush()
		return w.Error()
	})
	if err != nil {
		return "", err
	}
	if err := s.place(dir); err != nil {
		return "", err
	}
	settle(dir)
	return filepath.Join(dir, name), nil
}

// decimal says whether a text is a plain number: -12.5, not 1e5, 0x10 or inf.
func decimal(s string) bool {
	for _, r := range s {
		if r != '-' && r != '.' && (r < '0' || r > '9') {
			return false
		}
	}
	_, err := strconv.ParseFloat(s, 64)
	return err == nil
}
