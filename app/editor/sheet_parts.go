package editor

import (
	"strconv"
	"strings"

	"shifu/app/kit"
	"shifu/internal/i18n"
	"shifu/quiz"
	"shifu/quiz/model"
)

// basicsSheet is the fields that stand once in a model, one a row.
func basicsSheet(w *i18n.Printer, m *model.Model, item *model.Piece, points []quiz.Point) *Sheet {
	s := &Sheet{Key: "basics", Title: w.T("editor.sheet.basics"), Columns: []kit.GridColumn{
		{Title: w.T("editor.column.field"), Width: 130, Bold: true}, {Title: w.T("editor.column.zh_or_value"), Width: 170, Grow: 1}, {Title: w.T("editor.column.en"), Width: 170, Grow: 1}}}
	self := func(item *model.Piece) *model.Piece { return item }
	words := func(field string) {
		zh, en := wordCell(item, "", field, "zh", self), wordCell(item, "", field, "en", self)
		zh.Path, en.Path = field+".zh", field+".en"
		s.Rows = append(s.Rows, SheetRow{Path: field, Cells: []SheetCell{{Text: w.T("editor.field." + field), Locked: true}, zh, en}})
	}
	plain := func(field, hint string) {
		c := cell(item, "", field, self)
		c.Path, c.Hint, c.Shown = field, hint, fieldWords(w, points, field, c.Text)
		if c.Hint != "" && c.Text == "" {
			if said := fieldWords(w, points, field, hint); said != "" {
				c.Hint = said
			}
		}
		s.Rows = append(s.Rows, SheetRow{Path: field, Cells: []SheetCell{{Text: w.T("editor.field." + field), Locked: true}, c, {Locked: true}}})
	}
	words("title")
	words("stem")
	plain("kp", "")
	plain("type", "")
	switch m.Type {
	case model.Numeric:
		plain("answer", "")
		plain("class_of", "")
		plain("tolerance", "0")
		plain("unit_required", "false")
	case model.TrueFalse:
		plain("answer", "")
	case model.Single, model.Script, model.Multiple:
		plain("draw", w.T("editor.all"))
		plain("shuffle", "true")
	case model.Order:
		plain("marking", "partial")
	case model.Chat:
		plain("max_steps", "12")
		plain("deadline", "0")
	case model.Rewrite:
		plain("min_runes", "8")
	}
	if m.Type == model.Multiple {
		plain("marking", "partial")
	}
	plain("stage", "")
	plain("points", "10")
	plain("minutes", "0")
	plain("critical", "false")
	plain("note", "")
	plain("id", "")
	plain("rev", "1")
	s.help = func(row, _ int) string {
		switch field := s.Rows[row].Path; field {
		case "kp":
			return w.T("editor.help.kp", "Points", pointIDs(points))
		case "type":
			names := make([]string, len(model.Types))
			for i, t := range model.Types {
				names[i] = string(t)
			}
			return w.T("editor.help.type", "Types", strings.Join(names, " · "))
		case "stage":
			return w.T("editor.help.type", "Types", strings.Join(model.Stages, " · "))
		case "stem":
			return w.T("editor.help.stem", "Names", placeholders(m))
		case "answer", "class_of":
			return w.T("editor.help.formula")
		}
		return ""
	}
	return s
}

// fieldWords is a value in the words of the screen, "" where it stands as it is written.
func fieldWords(w *i18n.Printer, points []quiz.Point, field, value string) string {
	switch field {
	case "kp":
		for _, p := range points {
			if p.ID == value {
				return w.Text(p.Title)
			}
		}
		return ""
	case "shuffle", "critical", "unit_required":
		return map[string]string{"true": w.T("editor.yes"), "false": w.T("editor.no")}[value]
	}
	for _, key := range []string{"editor." + field + "." + value, "bank." + field + "." + value} {
		if value != "" && w.Has(key) {
			return w.T(key)
		}
	}
	return ""
}

func pointIDs(points []quiz.Point) string {
	ids := make([]string, len(points))
	for i, p := range points {
		ids[i] = p.ID
	}
	return clip(strings.Join(ids, " · "), 160)
}

// placeholders lists what a text may show, in braces.
func placeholders(m *model.Model) string {
	var out []string
	for _, r := range m.Radicals {
		out = append(out, "{"+r.ID+"}")
	}
	for _, l := range m.Let {
		out = append(out, "{"+l.ID+"}")
	}
	for _, i := range m.Incidentals {
		out = append(out, "{"+i.ID+"}")
	}
	return strings.Join(out, " ")
}

// radicalsSheet is the conditions, a row for each level; a condition's own fields
// stand in the row of its first level.
func radicalsSheet(w *i18n.Printer, item *model.Piece) *Sheet {
	s := &Sheet{Key: "radicals", Title: w.T("editor.sheet.radicals"), Adds: true, Columns: []kit.GridColumn{
		{Title: w.T("editor.column.zh"), Width: 110, Grow: 1, Bold: true}, {Title: w.T("editor.column.en"), Width: 110, Grow: 1}, {Title: w.T("editor.column.id"), Width: 90},
		{Title: w.T("editor.column.kind"), Width: 90},
		{Title: w.T("editor.column.level"), Width: 100, Grow: 1, Bold: true}, {Title: w.T("editor.column.level_en"), Width: 110, Grow: 1}, {Title: w.T("editor.column.level_id"), Width: 90},
		{Title: w.T("editor.column.say_zh"), Width: 120, Grow: 1}, {Title: w.T("editor.column.say_en"), Width: 120, Grow: 1}}}
	type place struct{ radical, level int } // level -1: the radical has none
	var places []place
	for n, r := range item.Field("radicals").Items() {
		find, where := at("radicals", n), "radicals["+strconv.Itoa(n+1)+"]"
		if id := scalarOf(r, "id"); id != "" {
			where = "radicals." + id
		}
		own := []SheetCell{cell(r, where, "zh", find), cell(r, where, "en", find), cell(r, where, "id", find), cell(r, where, "kind", find)}
		own[3].Hint = "enum"
		levels := r.Field("levels").Items()
		if len(levels) == 0 {
			places = append(places, place{n, -1})
			s.Rows = append(s.Rows, SheetRow{Path: where, Cells: append(own, locked(5)...)})
		}
		for k, l := range levels {
			cells := locked(4)
			if k == 0 {
				cells = own
			}
			places = append(places, place{n, k})
			s.Rows = append(s.Rows, SheetRow{Path: where + ".levels[" + strconv.Itoa(k+1) + "]", Cells: append(cells, levelCells(l, where, n, k)...)})
			if k == 0 {
				s.Rows[len(s.Rows)-1].Path = where
			}
		}
	}
	s.help = func(_, col int) string {
		switch {
		case col == 3:
			return w.T("editor.help.type", "Types", "enum · int · money · percent · date · bool")
		case col >= 4 && col <= 6:
			return w.T("editor.help.level")
		case col > 6:
			return w.T("editor.help.say")
		}
		return w.T("editor.help.condition")
	}
	s.entry = func(item *model.Piece, n int) (*model.Piece, int) {
		if n >= len(places) {
			return nil, 0
		}
		p := places[n]
		list := item.Field("radicals")
		if levels := list.Items()[p.radical].Field("levels"); p.level >= 0 && len(levels.Items()) > 1 {
			return levels, p.level
		}
		return list, p.radical
	}
	s.add = func(item *model.Piece, after int) {
		list := listOf(item, "radicals")
		n := len(list.Items()) + 1
		r := newMap()
		r.Put("id", text("c"+strconv.Itoa(n)))
		r.Put("zh", text(""))
		r.Put("en", text(""))
		levels := emptyList()
		for k := 1; k <= 2; k++ {
			l := newMap()
			l.Put("id", text("c"+strconv.Itoa(n)+"_"+strconv.Itoa(k)))
			l.Put("zh", text(""))
			l.Put("en", text(""))
			levels.Add(l)
		}
		r.Put("levels", levels)
		list.Add(r)
	}
	return s
}

func locked(n int) []SheetCell {
	out := make([]SheetCell, n)
	for i := range out {
		out[i].Locked = true
	}
	return out
}

// levelCells are the cells of one level: a value, or a label with its id and phrase.
func levelCells(l *model.Piece, where string, n, k int) []SheetCell {
	path := where + ".levels[" + strconv.Itoa(k+1) + "]"
	find := func(item *model.Piece) *model.Piece {
		if r := at("radicals", n)(item); r != nil {
			if levels := r.Field("levels").Items(); k < len(levels) {
				return levels[k]
			}
		}
		return nil
	}
	if !l.IsMap() { // a number, an amount, a day
		c := SheetCell{Text: l.String(), Path: path, set: func(item *model.Piece, v string) {
			r := at("radicals", n)(item)
			if levels := r.Field("levels"); k < len(levels.Items()) {
				levels.Remove(k)
				levels.Insert(k, text(v))
			}
		}}
		return append([]SheetCell{c}, locked(4)...)
	}
	return []SheetCell{cell(l, path, "zh", find), cell(l, path, "en", find), cell(l, path, "id", find),
		wordCell(l, path, "say", "zh", find), wordCell(l, path, "say", "en", find)}
}

// partsSheet is a list of things with an id and a text: options with their feedback,
// steps, sides, classes.
func partsSheet(w *i18n.Printer, m *model.Model, item *model.Piece, list string) *Sheet {
	s := &Sheet{Key: list, Title: w.T("editor.sheet." + list), Adds: true, entry: within(list), Columns: []kit.GridColumn{
		{Title: w.T("editor.column.zh"), Width: 180, Grow: 2, Bold: true}, {Title: w.T("editor.column.en"), Width: 180, Grow: 2}}}
	options := list == "options"
	extra := []string{}
	if options {
		s.Columns = append(s.Columns, kit.GridColumn{Title: w.T("editor.column.feedback_zh"), Width: 150, Grow: 2}, kit.GridColumn{Title: w.T("editor.column.feedback_en"), Width: 150, Grow: 2})
		switch m.Type {
		case model.Multiple:
			extra = append(extra, "right_if")
		case model.Script:
			extra = append(extra, "script")
		}
		extra = append(extra, "pin")
	}
	for _, e := range extra {
		s.Columns = append(s.Columns, kit.GridColumn{Title: w.T("editor.column." + e), Width: 100, Grow: 1})
	}
	s.Columns = append(s.Columns, kit.GridColumn{Title: w.T("editor.column.id"), Width: 100})
	for n, p := range item.Field(list).Items() {
		find, where := at(list, n), list+"["+strconv.Itoa(n+1)+"]"
		if id := scalarOf(p, "id"); id != "" {
			where = list + "." + id
		}
		cells := []SheetCell{wordCell(p, where, "text", "zh", find), wordCell(p, where, "text", "en", find)}
		if options {
			cells = append(cells, wordCell(p, where, "feedback", "zh", find), wordCell(p, where, "feedback", "en", find))
		}
		for _, e := range extra {
			cells = append(cells, cell(p, where, e, find))
		}
		id := cell(p, where, "id", find)
		was := id.Text
		id.set = func(item *model.Piece, v string) { renameID(item, list, was, v, find) }
		s.Rows = append(s.Rows, SheetRow{Path: where, Cells: append(cells, id)})
	}
	s.help = func(_, col int) string {
		switch {
		case options && (col == 2 || col == 3):
			return w.T("editor.help.feedback")
		case col < 2:
			return w.T("editor.help.stem", "Names", placeholders(m))
		case s.Columns[col].Title == w.T("editor.column.pin"):
			return w.T("editor.help.type", "Types", "first · last")
		}
		return ""
	}
	s.add = func(item *model.Piece, after int) {
		l := listOf(item, list)
		o := newMap()
		o.Put("id", text(freshID(l, list)))
		o.Put("text", bothEmpty())
		l.Insert(after+1, o)
	}
	return s
}

func bothEmpty() *model.Piece {
	t := newMap()
	t.Put("zh", text(""))
	t.Put("en", text(""))
	return t
}

// freshID is an id that no entry of a list has.
func freshID(list *model.Piece, kind string) string {
	taken := map[string]bool{}
	for _, p := range list.Items() {
		taken[scalarOf(p, "id")] = true
	}
	for n := len(taken) + 1; ; n++ {
		if id := kind[:1] + strconv.Itoa(n); !taken[id] {
			return id
		}
	}
}

// renameID changes the id of an option or step, and the keys that name it.
func renameID(item *model.Piece, list, was, is string, find func(*model.Piece) *model.Piece) {
	p := find(item)
	if p == nil {
		return
	}
	putScalar(p, "id", strings.TrimSpace(is))
	if list != "options" || was == "" || is == "" {
		return
	}
	for _, row := range item.Field("rules").Items() {
		if key := row.Field("key"); key.IsText() && key.String() == was {
			row.Put("key", text(is))
		}
	}
}

// wordingsSheet is the surface information, a row for each value: names, goods,
// wordings. What varies here is no new situation.
func wordingsSheet(w *i18n.Printer, item *model.Piece) *Sheet {
	s := &Sheet{Key: "incidentals", Title: w.T("editor.sheet.incidentals"), Adds: true, Columns: []kit.GridColumn{
		{Title: w.T("editor.column.id"), Width: 100, Bold: true}, {Title: w.T("editor.column.lure"), Width: 90},
		{Title: w.T("editor.column.zh"), Width: 180, Grow: 1}, {Title: w.T("editor.column.en"), Width: 180, Grow: 1}}}
	type place struct{ incidental, value int }
	var places []place
	for n, inc := range item.Field("incidentals").Items() {
		find, where := at("incidentals", n), "incidentals["+strconv.Itoa(n+1)+"]"
		if id := scalarOf(inc, "id"); id != "" {
			where = "incidentals." + id
		}
		for k, v := range inc.Field("values").Items() {
			own := locked(2)
			if k == 0 {
				own = []SheetCell{cell(inc, where, "id", find), cell(inc, where, "lure", find)}
				own[1].Hint = "false"
			}
			path := where + ".values[" + strconv.Itoa(k+1) + "]"
			language := func(tag string) SheetCell {
				return SheetCell{Text: inCell(v.Field(tag).String()), Path: path + "." + tag, set: func(item *model.Piece, s string) {
					if values := find(item).Field("values").Items(); k < len(values) {
						putLanguage(values[k], tag, fromCell(s))
					}
				}}
			}
			places = append(places, place{n, k})
			s.Rows = append(s.Rows, SheetRow{Path: path, Cells: append(own, language("zh"), language("en"))})
		}
	}
	s.help = func(_, col int) string {
		if col == 1 {
			return w.T("editor.help.lure")
		}
		return w.T("editor.help.wording")
	}
	s.entry = func(item *model.Piece, n int) (*model.Piece, int) {
		if n >= len(places) {
			return nil, 0
		}
		list := item.Field("incidentals")
		if values := list.Items()[places[n].incidental].Field("values"); len(values.Items()) > 1 {
			return values, places[n].value
		}
		return list, places[n].incidental
	}
	s.add = func(item *model.Piece, after int) {
		list := listOf(item, "incidentals")
		if after >= 0 && after < len(places) { // another value of the same
			values := list.Items()[places[after].incidental].Field("values")
			values.Insert(places[after].value+1, bothEmpty())
			return
		}
		inc, values := newMap(), emptyList()
		inc.Put("id", text(freshID(list, "words")))
		values.Add(bothEmpty())
		inc.Put("values", values)
		list.Add(inc)
	}
	return s
}

// fieldsSheet is a list of maps of plain fields and texts: computed values,
// constraints, known mistakes.
func fieldsSheet(w *i18n.Printer, item *model.Piece, list string, plain, words []string, fresh func(list *model.Piece) *model.Piece) *Sheet {
	s := &Sheet{Key: list, Title: w.T("editor.sheet." + list), Adds: true, entry: within(list)}
	for i, f := range plain {
		s.Columns = append(s.Columns, kit.GridColumn{Title: w.T("editor.column." + f), Width: 120, Grow: 1, Bold: i == 0})
	}
	for _, f := range words {
		s.Columns = append(s.Columns, kit.GridColumn{Title: w.T("editor.column." + f + "_zh"), Width: 150, Grow: 1}, kit.GridColumn{Title: w.T("editor.column." + f + "_en"), Width: 150, Grow: 1})
	}
	indexed := list == "constraints"
	for n, p := range item.Field(list).Items() {
		find, where := at(list, n), list+"["+strconv.Itoa(n+1)+"]"
		if id := scalarOf(p, "id"); id != "" && !indexed {
			where = list + "." + id
		}
		r := SheetRow{Path: where}
		for _, f := range plain {
			c := cell(p, where, f, find)
			if f == "forbid" {
				c.set = func(item *model.Piece, v string) { putCells(find(item), f, v) }
			}
			r.Cells = append(r.Cells, c)
		}
		for _, f := range words {
			r.Cells = append(r.Cells, wordCell(p, where, f, "zh", find), wordCell(p, where, f, "en", find))
		}
		s.Rows = append(s.Rows, r)
	}
	s.help = func(_, col int) string {
		if col < len(plain) {
			switch plain[col] {
			case "forbid":
				return w.T("editor.help.forbid")
			case "expr", "require":
				return w.T("editor.help.formula")
			case "kind":
				return w.T("editor.help.type", "Types", "enum · int · money · percent · date · bool")
			}
		}
		return ""
	}
	s.add = func(item *model.Piece, after int) {
		l := listOf(item, list)
		l.Insert(after+1, fresh(l))
	}
	return s
}

// putCells writes a row of cells as {column: cell}.
func putCells(p *model.Piece, field, v string) {
	v = strings.TrimSpace(v)
	if v == "" {
		p.Drop(field)
		return
	}
	if !strings.HasPrefix(v, "{") {
		v = "{" + v + "}"
	}
	if cells, ok := model.ParseFlow(v, model.Place{}); ok {
		p.Put(field, cells)
	} else {
		p.Put(field, text(v))
	}
}

func freshLet(list *model.Piece) *model.Piece {
	p := newMap()
	for _, f := range []string{"zh", "en"} {
		p.Put(f, text(""))
	}
	p.Put("kind", text("int"))
	p.Put("expr", text(""))
	p.Put("id", text(freshID(list, "value")))
	return p
}

func freshConstraint(*model.Piece) *model.Piece {
	p := newMap()
	p.Put("forbid", newMap())
	p.Put("why", bothEmpty())
	return p
}

func freshMistake(list *model.Piece) *model.Piece {
	p := newMap()
	p.Put("id", text(freshID(list, "mistake")))
	p.Put("expr", text(""))
	p.Put("feedback", bothEmpty())
	return p
}
