package export

import (
	"archive/zip"
	"bufio"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/klauspost/compress/flate"
)

// A workbook is a zip of a few fixed parts and one stream of rows (ECMA-376).
// Written by hand it takes a fraction of the time and memory of a library that
// can do everything. Texts are inline strings: typed as text, whatever they
// begin with, so that no spreadsheet runs them.

// mostCell is how many characters a cell of a spreadsheet holds.
const mostCell = 32_767

var fixedParts = []struct{ name, body string }{
	{"[Content_Types].xml", xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>`},
	{"_rels/.rels", xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
	{"xl/_rels/workbook.xml.rels", xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>`},
	{"xl/styles.xml", xmlHead + `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyNumberFormat="1"/></cellXfs></styleSheet>`},
}

const xmlHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"

// writeXLSX writes a table as a workbook of one sheet with a bold, fixed head
// and a filter.
func writeXLSX(w io.Writer, t table) error {
	z := zip.NewWriter(w)
	z.RegisterCompressor(zip.Deflate, func(out io.Writer) (io.WriteCloser, error) { return flate.NewWriter(out, 1) })
	for _, p := range fixedParts {
		if err := writePart(z, p.name, p.body); err != nil {
			return err
		}
	}
	name := sheetName(t.name)
	if err := writePart(z, "xl/workbook.xml", xmlHead+`<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="`+escaped(name)+`" sheetId="1" r:id="rId1"/></sheets></workbook>`); err != nil {
		return err
	}
	part, err := z.Create("xl/worksheets/sheet1.xml")
	if err != nil {
		return err
	}
	b := bufio.NewWriterSize(part, 64<<10)
	if err := writeSheet(b, t); err != nil {
		return err
	}
	if err := b.Flush(); err != nil {
		return err
	}
	return z.Close()
}

func writePart(z *zip.Writer, name, body string) error {
	w, err := z.Create(name)
	if err == nil {
		_, err = io.WriteString(w, body)
	}
	return err
}

func writeSheet(w *bufio.Writer, t table) error {
	names := make([]string, len(t.titles))
	for i := range names {
		names[i] = columnName(i)
	}
	last := "A"
	if len(names) > 0 {
		last = names[len(names)-1]
	}
	put := func(s string) { _, _ = w.WriteString(s) } // bufio keeps the first error
	put(xmlHead + `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>`)
	for i, width := range t.widths {
		n := strconv.Itoa(i + 1)
		put(`<col min="` + n + `" max="` + n + `" width="` + strconv.Itoa(width) + `" customWidth="1"/>`)
	}
	put(`</cols><sheetData>`)
	line := make([]byte, 0, 1024)
	line = append(line, `<row r="1">`...)
	for i, title := range t.titles {
		line = appendText(line, names[i], "1", "1", title)
	}
	put(string(append(line, `</row>`...)))
	at := 1
	for r := range t.rows {
		at++
		n := strconv.Itoa(at)
		line = append(append(append(line[:0], `<row r="`...), n...), `">`...)
		for j, c := range r {
			if c.isText {
				style := ""
				if c.text != "" && guarded(c.text) != c.text {
					style = "2" // shown as text even after it is edited
				}
				line = appendText(line, names[j], n, style, c.text)
				continue
			}
			line = append(append(append(append(line, `<c r="`...), names[j]...), n...), `"><v>`...)
			line = strconv.AppendInt(line, c.number, 10)
			line = append(line, `</v></c>`...)
		}
		line = append(line, `</row>`...)
		if _, err := w.Write(line); err != nil {
			return err
		}
	}
	put(`</sheetData><autoFilter ref="A1:` + last + strconv.Itoa(at) + `"/></worksheet>`)
	return nil
}

func appendText(line []byte, column, row, style, s string) []byte {
	if s == "" {
		return line
	}
	line = append(append(append(line, `<c r="`...), column...), row...)
	if style != "" {
		line = append(append(line, `" s="`...), style...)
	}
	line = append(line, `" t="inlineStr"><is><t xml:space="preserve">`...)
	if utf8.RuneCountInString(s) > mostCell {
		s = string([]rune(s)[:mostCell])
	}
	line = appendEscaped(line, s)
	return append(line, `</t></is></c>`...)
}

// appendEscaped writes text for XML 1.0; characters that XML cannot hold are
// replaced.
func appendEscaped(out []byte, s string) []byte {
	for _, r := range s {
		switch {
		case r == '&':
			out = append(out, "&amp;"...)
		case r == '<':
			out = append(out, "&lt;"...)
		case r == '>':
			out = append(out, "&gt;"...)
		case r == '"':
			out = append(out, "&quot;"...)
		case r == '\r':
			out = append(out, "&#13;"...)
		case r < ' ' && r != '\t' && r != '\n', r == 0xFFFE, r == 0xFFFF:
			out = append(out, "\uFFFD"...)
		default:
			out = utf8.AppendRune(out, r)
		}
	}
	return out
}

func escaped(s string) string { return string(appendEscaped(nil, s)) }

// columnName is A, B, ... Z, AA, ...
func columnName(i int) string {
	name := ""
	for i++; i > 0; i = (i - 1) / 26 {
		name = string(rune('A'+(i-1)%26)) + name
	}
	return name
}

// sheetName brings a name into what a workbook allows: at most 31 characters,
// none of \ / ? * [ ] :.
func sheetName(s string) string {
	s = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`\/?*[]:'`, r) {
			return ' '
		}
		return r
	}, s)
	if r := []rune(s); len(r) > 31 {
		s = string(r[:31])
	}
	if strings.TrimSpace(s) == "" {
		return "Shifu"
	}
	return s
}
