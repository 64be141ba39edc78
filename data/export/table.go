package export

import (
	"encoding/csv"
	"io"
	"iter"
	"strconv"
	"strings"
)

// column is a column of a table of T: its heading, its width in characters,
// and what stands in it.
type column[T any] struct {
	title string
	width int
	text  func(T) cell
}

// cell is what stands in a place of a table: a text or a whole number.
type cell struct {
	text   string
	number int64
	isText bool
}

func text(s string) cell { return cell{text: s, isText: true} }
func number(n int) cell  { return cell{number: int64(n)} }
func (c cell) csv() string {
	if c.isText {
		return guarded(c.text)
	}
	return strconv.FormatInt(c.number, 10)
}

// table is rows ready to be written.
type table struct {
	name   string
	titles []string
	widths []int
	count  int // of the rows
	rows   iter.Seq[[]cell]
}

func tabulate[T any](name string, columns []column[T], all []T) table {
	t := table{name: name}
	for _, c := range columns {
		t.titles, t.widths = append(t.titles, c.title), append(t.widths, c.width)
	}
	// A hundred thousand rows need no room of their own: each is made when it is
	// written, in the place of the one before.
	t.count, t.rows = len(all), func(yield func([]cell) bool) {
		line := make([]cell, len(columns))
		for _, v := range all {
			for i, c := range columns {
				line[i] = c.text(v)
			}
			if !yield(line) {
				return
			}
		}
	}
	return t
}

// guarded writes a text so that no spreadsheet takes it for a formula: what
// begins with = + - @, a tab or a line break, also behind spaces, quotation
// marks or in full-width form, gets an apostrophe before it. So does any text
// that has such a beginning after a line break, for programs that split there.
func guarded(s string) string {
	for line := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == '\n' || r == '\r' }) {
		if strings.IndexAny(strings.TrimLeft(line, " \u00a0\u3000\"'"), "=+-@\t") == 0 || startsWide(line) {
			return "'" + s
		}
	}
	if strings.IndexAny(s, "\t\r\n") == 0 {
		return "'" + s
	}
	return s
}

func startsWide(line string) bool {
	line = strings.TrimLeft(line, " \u00a0\u3000\"'")
	for _, p := range []string{"＝", "＋", "－", "＠", "\t"} {
		if strings.HasPrefix(line, p) {
			return true
		}
	}
	return false
}

// writeCSV writes a table for spreadsheets: UTF-8 with its mark, lines that
// end in CR LF (RFC 4180).
func writeCSV(w io.Writer, t table) error {
	if _, err := io.WriteString(w, "\uFEFF"); err != nil {
		return err
	}
	c := csv.NewWriter(w)
	c.UseCRLF = true
	line := make([]string, len(t.titles))
	for i, title := range t.titles {
		line[i] = guarded(title)
	}
	if err := c.Write(line); err != nil {
		return err
	}
	for r := range t.rows {
		for i, v := range r {
			line[i] = v.csv()
		}
		if err := c.Write(line); err != nil {
			return err
		}
	}
	c.Flush()
	return c.Error()
}
