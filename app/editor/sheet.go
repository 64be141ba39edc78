package editor

import (
	"strings"

	"shifu/app/kit"
	"shifu/internal/i18n"
	"shifu/internal/lang"
	"shifu/quiz/model"
)

// A Sheet is one part of a model as a grid: its decision table, its conditions, its
// options. It is read from the tree of the document and writes into it; what the
// grid does not show stays as the author wrote it.
type Sheet struct {
	Key     string // names the sheet: rules, radicals, let.window.rules
	Title   string
	Columns []kit.GridColumn
	Rows    []SheetRow
	// Adds says that rows can be added, copied and deleted.
	Adds bool
	// help says what may be written in a cell.
	help func(row, col int) string
	add  func(item *model.Piece, after int)
	// entries finds the list whose entry is row n, and the entry's number; for
	// copying and deleting.
	entry func(item *model.Piece, n int) (list *model.Piece, at int)
}

// SheetRow is one row and the place that findings name it by.
type SheetRow struct {
	Path  string
	Cells []SheetCell
}

// SheetCell is one cell.
type SheetCell struct {
	Text, Shown, Hint string
	Path              string // as findings name it
	Locked            bool
	set               func(item *model.Piece, text string)
}

// Help says what may be written in a cell.
func (s *Sheet) Help(row, col int) string {
	if s.help == nil || row < 0 || row >= len(s.Rows) || col >= len(s.Columns) {
		return ""
	}
	return s.help(row, col)
}

// lineBreak stands for a line's end in a cell, which has one line.
const lineBreak = "↵"

func inCell(s string) string { return strings.ReplaceAll(s, "\n", lineBreak) }

func fromCell(s string) string {
	return strings.ReplaceAll(strings.TrimRight(s, "\n"), lineBreak, "\n")
}

func text(s string) *model.Piece { return model.NewText(s, model.Place{}) }

func newMap() *model.Piece    { return model.NewMap(model.Place{}) }
func emptyList() *model.Piece { return model.NewList(model.Place{}) }

// scalarOf is a plain field as it is written.
func scalarOf(p *model.Piece, field string) string { return p.Field(field).String() }

// putScalar writes a plain field; an empty text takes it away.
func putScalar(p *model.Piece, field, value string) {
	if value == "" {
		p.Drop(field)
		return
	}
	p.Put(field, text(value))
}

// wordsOf is one language of a text.
func wordsOf(p *model.Piece, field, language string) string {
	t := p.Field(field)
	if t.IsMap() {
		return t.Field(language).String()
	}
	return ""
}

// putWords writes one language of a text; a text without any words goes away.
func putWords(p *model.Piece, field, language, value string) {
	t := p.Field(field)
	if !t.IsMap() {
		t = newMap()
	}
	putLanguage(t, language, value)
	if len(t.Fields()) == 0 {
		p.Drop(field)
		return
	}
	p.Put(field, t)
}

func putLanguage(t *model.Piece, language, value string) {
	if value == "" {
		t.Drop(language)
		return
	}
	if language == "zh" && t.Field("zh") == nil && t.Field("en") != nil { // Chinese stands first
		en := t.Field("en")
		t.Drop("en")
		t.Put("zh", text(value))
		t.Put("en", en)
		return
	}
	t.Put(language, text(value))
}

// listOf is a list of the model, made when it is missing.
func listOf(item *model.Piece, path string) *model.Piece {
	p, rest := item.At(path)
	for i, name := range rest {
		next := newMap()
		if i == len(rest)-1 {
			next = emptyList()
		}
		p.Put(name, next)
		p = next
	}
	return p
}

// cell makes a cell of a plain field.
func cell(row *model.Piece, path, field string, find func(item *model.Piece) *model.Piece) SheetCell {
	return SheetCell{Text: inCell(scalarOf(row, field)), Path: path + "." + field, set: func(item *model.Piece, v string) {
		if p := find(item); p != nil {
			putScalar(p, field, fromCell(v))
		}
	}}
}

// wordCell makes a cell of one language of a text.
func wordCell(row *model.Piece, path, field, language string, find func(item *model.Piece) *model.Piece) SheetCell {
	return SheetCell{Text: inCell(wordsOf(row, field, language)), Path: path + "." + field + "." + language, set: func(item *model.Piece, v string) {
		if p := find(item); p != nil {
			putWords(p, field, language, fromCell(v))
		}
	}}
}

// at finds the entry of a list by its number.
func at(list string, n int) func(item *model.Piece) *model.Piece {
	return func(item *model.Piece) *model.Piece {
		p, rest := item.At(list)
		if items := p.Items(); len(rest) == 0 && n < len(items) {
			return items[n]
		}
		return nil
	}
}

// within finds the n-th entry of a list for copying and deleting.
func within(list string) func(item *model.Piece, n int) (*model.Piece, int) {
	return func(item *model.Piece, n int) (*model.Piece, int) {
		p, rest := item.At(list)
		if len(rest) > 0 {
			return nil, 0
		}
		return p, n
	}
}

// fits says whether a finding's place is at a path or below it.
func fits(where, path string) bool {
	return path != "" && (where == path || strings.HasPrefix(where, path) && (where[len(path)] == '.' || where[len(path)] == '['))
}

// pair is a text pair for the screen.
func pair(w *i18n.Printer, zh, en string) string { return w.Text(lang.Text{ZH: zh, EN: en}) }
