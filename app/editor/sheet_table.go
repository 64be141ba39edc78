package editor

import (
	"strconv"
	"strings"

	"shifu/app/kit"
	"shifu/internal/i18n"
	"shifu/quiz/check"
	"shifu/quiz/model"
)

// column is a column of a decision table: a condition or a computed value.
type column struct {
	id, label string // as cells may name it
	title     string
	levels    []string          // what may stand in a cell, for the help
	words     map[string]string // what a cell may name a level by, with the words that are shown for it
}

// level adds a level by its words.
func (c *column) level(w *i18n.Printer, id, zh, en string) {
	words := pair(w, zh, en)
	c.levels = append(c.levels, words)
	if c.words == nil {
		c.words = map[string]string{}
	}
	for _, name := range []string{id, zh, en} {
		if name != "" {
			c.words[name] = words
		}
	}
}

// shown is a cell with its levels in the words of the screen; "" shows it as it is
// written.
func (c *column) shown(cell string) string {
	if words, ok := c.words[strings.TrimSpace(cell)]; ok {
		return words
	}
	parts := strings.FieldsFunc(cell, func(r rune) bool { return r == ',' || r == '，' })
	known := false
	for i, part := range parts {
		name := strings.TrimSpace(part)
		not := ""
		for _, n := range []string{"不是", "非", "!", "not "} {
			if rest, ok := strings.CutPrefix(name, n); ok && i == 0 && c.words[strings.TrimSpace(rest)] != "" {
				not, name = strings.TrimSpace(n)+" ", strings.TrimSpace(rest)
				break
			}
		}
		if words, ok := c.words[name]; ok {
			name, known = words, true
		}
		parts[i] = not + name
	}
	if !known {
		return ""
	}
	return strings.Join(parts, ", ")
}

// columnsOf lists the columns of a table: every condition, and what else its rows
// name.
func columnsOf(w *i18n.Printer, m *model.Model, rows []*model.Piece) []column {
	var out []column
	known := map[string]bool{}
	add := func(c column) {
		known[c.id], known[c.label] = true, true
		out = append(out, c)
	}
	for _, r := range m.Radicals {
		c := column{id: r.ID, label: r.ZH, title: pair(w, r.ZH, r.EN)}
		for _, l := range r.Levels {
			switch {
			case l.Value != "":
				c.levels = append(c.levels, l.Value)
			default:
				c.level(w, l.ID, l.ZH, l.EN)
			}
		}
		if r.Kind == "bool" {
			c.levels = []string{"是", "否"}
		}
		add(c)
	}
	used := map[string]bool{}
	var order []string
	for _, row := range rows {
		for _, name := range row.Field("if").Fields() {
			if !used[name] {
				used[name] = true
				order = append(order, name)
			}
		}
	}
	for _, l := range m.Let {
		if !used[l.ID] && (l.ZH == "" || !used[l.ZH]) {
			continue
		}
		c := column{id: l.ID, label: l.ZH, title: pair(w, l.ZH, l.EN)}
		for _, lv := range l.Levels {
			c.level(w, lv.ID, lv.ZH, lv.EN)
		}
		if c.title == "" {
			c.title = l.ID
		}
		if l.Kind == "bool" {
			c.levels = []string{"是", "否"}
		}
		add(c)
	}
	for _, name := range order { // a column that is no condition: the checker says so
		if !known[name] {
			add(column{id: name, label: name, title: name})
		}
	}
	return out
}

// nameOf is the name under which a row has a column.
func (c column) nameOf(cells *model.Piece) string {
	if c.label != "" && cells.Field(c.id) == nil && cells.Field(c.label) != nil {
		return c.label
	}
	return c.id
}

// elseWords are what makes a row the one that catches everything else.
var elseWords = []string{"否则", "其他", "else"}

func isElse(s string) bool {
	for _, e := range elseWords {
		if strings.EqualFold(strings.TrimSpace(s), e) {
			return true
		}
	}
	return false
}

// tableSheet is the decision table at a path: the model's, a computed value's, a
// gap's.
func tableSheet(w *i18n.Printer, m *model.Model, item *model.Piece, path, title string) *Sheet {
	list, rest := item.At(path)
	rows := list.Items()
	if len(rest) > 0 {
		rows = nil
	}
	cols := columnsOf(w, m, rows)
	let := strings.HasPrefix(path, "let.")
	s := &Sheet{Key: path, Title: title, Adds: true, entry: within(path)}
	for _, c := range cols {
		s.Columns = append(s.Columns, kit.GridColumn{Title: c.title, Width: 92, Grow: 1})
	}
	s.Columns = append(s.Columns, kit.GridColumn{Title: w.T("editor.column.key"), Width: 150, Grow: 2, Bold: true})
	if !let {
		s.Columns = append(s.Columns, kit.GridColumn{Title: w.T("editor.column.why_zh"), Width: 150, Grow: 2}, kit.GridColumn{Title: w.T("editor.column.why_en"), Width: 150, Grow: 2})
	}
	answers := optionsOf(m, path)
	for n, row := range rows {
		find, where := at(path, n), path+"["+strconv.Itoa(n+1)+"]"
		r := SheetRow{Path: where}
		cells, otherwise := row.Field("if"), scalarOf(row, "else") == "true"
		for k, c := range cols {
			sc := SheetCell{Path: where + "." + c.id, Text: cells.Field(c.nameOf(cells)).String(), Hint: w.T("editor.any")}
			sc.Shown = c.shown(sc.Text)
			if otherwise {
				sc.Hint = ""
				if k == 0 {
					sc.Text = w.T("editor.otherwise")
				}
			}
			sc.set = func(item *model.Piece, v string) { setCell(find(item), c, v, k) }
			r.Cells = append(r.Cells, sc)
		}
		key := SheetCell{Path: where + ".key", Text: scalarOf(row, "key"), Hint: w.T("editor.no_key")}
		key.Shown = answers.shown(w, key.Text)
		key.set = func(item *model.Piece, v string) {
			if p := find(item); p != nil {
				p.Put("key", answers.piece(w, strings.TrimSpace(v)))
			}
		}
		r.Cells = append(r.Cells, key)
		if !let {
			r.Cells = append(r.Cells, wordCell(row, where, "why", "zh", find), wordCell(row, where, "why", "en", find))
		}
		s.Rows = append(s.Rows, r)
	}
	s.help = func(_, col int) string {
		switch {
		case col < len(cols) && len(cols[col].levels) > 0:
			return w.T("editor.help.cell", "Levels", strings.Join(cols[col].levels, " · "))
		case col == len(cols) && len(answers) > 0:
			return w.T("editor.help.key", "Options", answers.list(w))
		case col > len(cols):
			return w.T("editor.help.why")
		}
		return ""
	}
	s.add = func(item *model.Piece, after int) {
		row, list := newMap(), listOf(item, path)
		check.NameRow(list, row)
		row.Put("if", newMap())
		row.Put("key", text(""))
		list.Insert(after+1, row)
	}
	return s
}

// setCell writes a cell of a row.
func setCell(row *model.Piece, c column, v string, k int) {
	if row == nil {
		return
	}
	v = strings.TrimSpace(v)
	if isElse(v) {
		row.Drop("if")
		row.Put("else", text("true"))
		return
	}
	if v != "" || k == 0 {
		row.Drop("else")
	}
	cells := row.Field("if")
	if !cells.IsMap() {
		cells = newMap()
	}
	name := c.nameOf(cells)
	if v == "" {
		cells.Drop(name)
	} else {
		cells.Put(name, text(v))
	}
	row.Put("if", cells)
}

// answers are what a key may name.
type answers []model.Part

// optionsOf lists what the keys of a table may name.
func optionsOf(m *model.Model, path string) answers {
	var out answers
	options := func(list []model.Option) {
		for _, o := range list {
			t := o.Text
			if t.Empty() && o.Script != "" {
				t.ZH, t.EN = o.Script, o.Script
			}
			out = append(out, model.Part{ID: o.ID, Text: t})
		}
	}
	switch {
	case path == "rules" && m.Type == model.Order:
		return m.Steps
	case path == "rules":
		options(m.Options)
	default:
		for _, s := range m.Slots {
			if path == "slots."+s.ID+".rules" {
				options(s.Options)
			}
		}
		for _, l := range m.Let {
			if path == "let."+l.ID+".rules" {
				for _, lv := range l.Levels {
					out = append(out, model.Part{ID: lv.ID})
					out[len(out)-1].Text.ZH, out[len(out)-1].Text.EN = lv.ZH, lv.EN
				}
			}
		}
	}
	return out
}

// shown is a key in words, "" when it is no single answer of the list.
func (a answers) shown(w *i18n.Printer, key string) string {
	for _, p := range a {
		if p.ID == key && key != "" {
			return w.Text(p.Text)
		}
	}
	return ""
}

// piece reads what was typed as a key: an id, the number or the words of an answer, or
// a list or map in brackets.
func (a answers) piece(w *i18n.Printer, typed string) *model.Piece {
	if n, err := strconv.Atoi(typed); err == nil && n >= 1 && n <= len(a) {
		return text(a[n-1].ID)
	}
	for _, p := range a {
		if typed != "" && (typed == p.Text.ZH || typed == p.Text.EN || typed == w.Text(p.Text)) {
			return text(p.ID)
		}
	}
	if strings.HasPrefix(typed, "[") || strings.HasPrefix(typed, "{") {
		if p, ok := model.ParseFlow(typed, model.Place{}); ok {
			return p
		}
	}
	return text(typed)
}

func (a answers) list(w *i18n.Printer) string {
	out := make([]string, len(a))
	for i, p := range a {
		out[i] = strconv.Itoa(i+1) + " " + clip(w.Text(p.Text), 14)
	}
	return strings.Join(out, " · ")
}

func clip(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "…"
	}
	return s
}
