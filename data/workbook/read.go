package workbook

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"shifu/quiz/model"
)

// Limits of a workbook: they bound the work and the memory that any file can cause.
const (
	maxFile     = 16 << 20 // bytes as packed
	maxUnpacked = 64 << 20 // bytes unpacked
	maxRows     = 20_000   // rows of one sheet, empty ones included
	maxColumns  = 200
	maxCell     = 8_000 // characters of one cell
)

// Read reads the models of a workbook. Like model.Parse it answers every model as
// far as it could be read, with findings that name sheet and cell and propose a repair; a
// model with an error among its findings is not to be imported.
func Read(name string, src []byte) (models []*model.Model, findings []model.Finding) {
	r := &reader{name: name, roots: map[string]*model.Piece{}, made: map[made]*model.Piece{}}
	if len(src) > maxFile {
		r.bad("E101", model.Place{}, "文件太大：最多16 MiB", "the file is too large: at most 16 MiB")
		return nil, r.findings
	}
	f, err := excelize.OpenReader(bytes.NewReader(src), excelize.Options{RawCellValue: true, UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: maxUnpacked})
	if err != nil {
		r.bad("E100", model.Place{}, "不是能读的 Excel 工作簿（.xlsx），或者展开后超过64 MiB", "this is no Excel workbook (.xlsx) that can be read, or it is over 64 MiB when unpacked")
		return nil, r.findings
	}
	defer f.Close()
	r.f = f
	r.sheets()
	if len(r.order) == 0 && len(r.findings) == 0 {
		r.bad("E101", model.Place{Sheet: "模型"}, "工作表“模型|model”里没有题模", "the sheet 模型|model holds no item model")
	}
	for _, id := range r.order {
		m, found := model.Assemble(name, r.roots[id])
		models, r.findings = append(models, m), append(r.findings, found...)
	}
	return models, r.findings
}

type reader struct {
	name     string
	f        *excelize.File
	findings []model.Finding
	order    []string
	roots    map[string]*model.Piece
	made     map[made]*model.Piece
}

// made names an object that later sheets add to: a let or a slot of a model.
type made struct{ model, list, id string }

func (r *reader) bad(code string, at model.Place, zh, en string) {
	r.findings = append(r.findings, model.FileFinding(code, r.name, at, zh, en))
}

func (r *reader) twice(name string, at model.Place) {
	f := model.NewFinding(nil, "E102", "", "", name)
	f.File, f.Sheet, f.Cell = r.name, at.Sheet, at.Cell
	r.findings = append(r.findings, f)
}

// sheets reads the sheets in the order of the layout, whatever their order in the file.
func (r *reader) sheets() {
	byID := map[string]string{}
	for _, name := range r.f.GetSheetList() {
		if strings.HasPrefix(name, "_") {
			continue
		}
		zh, id, ok := strings.Cut(name, "|")
		found := false
		for i := range sheets {
			if s := &sheets[i]; ok && s.id == strings.TrimSpace(id) || s.zh == strings.TrimSpace(zh) || s.id == strings.TrimSpace(name) {
				byID[s.id], found = name, true
				break
			}
		}
		if !found {
			var known []string
			for i := range sheets {
				known = append(known, sheets[i].zh, sheets[i].id)
			}
			zhNear, enNear := model.DidYouMean(strings.TrimSpace(zh), known)
			r.bad("E101", model.Place{Sheet: name}, "不认识工作表“"+name+"”"+zhNear, "the sheet \""+name+"\" is not known"+enNear)
		}
	}
	if v, _ := r.f.GetCellValue("_meta", "B1"); v != "" && v != strconv.Itoa(model.Format) {
		r.bad("E101", model.Place{Sheet: "_meta", Cell: "B1"}, "不认识格式"+v+"；本程序读格式1", "format "+v+" is not known; this program reads format 1")
		return
	}
	if byID["model"] == "" {
		r.bad("E101", model.Place{}, "缺工作表“模型|model”", "the sheet 模型|model is missing")
		return
	}
	for i := range sheets {
		if name := byID[sheets[i].id]; name != "" {
			r.sheet(&sheets[i], name)
		}
	}
}

// table is a sheet as rows of cells with their places.
type tableRow struct {
	number int // from 1, as Excel counts
	cells  []string
}

// rows reads a sheet, refusing what is too large before it takes memory.
func (r *reader) rows(name string) (heading []string, body []tableRow, ok bool) {
	it, err := r.f.Rows(name)
	if err != nil {
		r.bad("E100", model.Place{Sheet: name}, "工作表读不了", "the sheet cannot be read")
		return nil, nil, false
	}
	defer it.Close()
	for n := 1; it.Next(); n++ {
		if n > maxRows {
			r.bad("E101", model.Place{Sheet: name, Cell: "A" + strconv.Itoa(n)}, "行数超过两万（空行也算）：删掉多余的行", "more than 20,000 rows (empty ones count): delete what is not needed")
			return nil, nil, false
		}
		cells, err := it.Columns(excelize.Options{RawCellValue: true})
		if err != nil {
			r.bad("E100", model.Place{Sheet: name, Cell: "A" + strconv.Itoa(n)}, "这一行读不了", "this row cannot be read")
			return nil, nil, false
		}
		for len(cells) > 0 && strings.TrimSpace(cells[len(cells)-1]) == "" {
			cells = cells[:len(cells)-1]
		}
		if len(cells) > maxColumns {
			r.bad("E101", place(name, maxColumns, n), "列太多：最多200列", "too many columns: at most 200")
			return nil, nil, false
		}
		for c, s := range cells {
			if len(s) > maxCell && len([]rune(s)) > maxCell {
				r.bad("E101", place(name, c, n), "这一格的文字太长", "the text of this cell is too long")
				cells[c] = ""
			}
		}
		if heading == nil {
			heading = cells
			if heading == nil {
				heading = []string{}
			}
			continue
		}
		if len(cells) > 0 {
			body = append(body, tableRow{n, cells})
		}
	}
	if it.Error() != nil {
		r.bad("E100", model.Place{Sheet: name}, "工作表读不了", "the sheet cannot be read")
		return nil, nil, false
	}
	return heading, body, true
}

func place(sheet string, col, row int) model.Place {
	cell, _ := excelize.CoordinatesToCellName(col+1, row)
	zh, _, _ := strings.Cut(sheet, "|")
	return model.Place{Sheet: zh, Cell: cell}
}

// head is what a column of the sheet means.
type head struct {
	field *column
	cells string // name of a radical or let
	of    bool
	model bool
}

func (r *reader) heads(s *sheet, name string, heading []string) []head {
	out := make([]head, len(heading))
	seen := map[string]int{}
	for i, h := range heading {
		zh, id, bar := strings.Cut(h, "|")
		zh, id = strings.TrimSpace(zh), strings.TrimSpace(id)
		if !bar {
			id = zh
		}
		if zh == "" && id == "" {
			continue
		}
		if was, twice := seen[id]; twice {
			r.twice(h, place(name, i, 1))
			out[i] = out[was]
			continue
		}
		seen[id] = i
		switch {
		case id == "model" || id == "题模":
			out[i].model = true
			continue
		case s.under != "" && (id == "of" || id == "属于"):
			out[i].of = true
			continue
		}
		for c := range s.columns {
			if f := &s.columns[c]; f.path == id || f.zh == id || !bar && f.zh == zh {
				out[i].field = f
			}
		}
		if out[i].field != nil {
			continue
		}
		if s.cells != "" {
			out[i].cells = strings.TrimPrefix(id, "if.")
			continue
		}
		var known []string
		for c := range s.columns {
			known = append(known, s.columns[c].path, s.columns[c].zh)
		}
		zhNear, enNear := model.DidYouMean(id, known)
		r.bad("E101", place(name, i, 1), "没有列“"+h+"”"+zhNear, "there is no column \""+h+"\""+enNear)
	}
	return out
}

func (r *reader) sheet(s *sheet, name string) {
	heading, body, ok := r.rows(name)
	if !ok || len(heading) == 0 {
		return
	}
	heads := r.heads(s, name, heading)
	current, of := "", ""
	var object *model.Piece
	for _, row := range body {
		at := place(name, 0, row.number)
		if len(row.cells) > 0 && heads[0].model {
			if id := strings.TrimSpace(row.cells[0]); id != "" && id != current {
				current, of, object = id, "", nil
			}
		}
		if current == "" {
			r.bad("E101", at, "第一列要写题模的 id", "the first column names the model")
			continue
		}
		if s.list == "" {
			r.newModel(current, at)
		}
		root := r.roots[current]
		if root == nil {
			zh, en := model.DidYouMean(current, r.order)
			f := model.NewFinding(nil, "E103", "", "", current, zh, en)
			f.File, f.Sheet, f.Cell = r.name, at.Sheet, at.Cell
			r.findings = append(r.findings, f)
			current = ""
			continue
		}
		object = r.row(s, name, heads, row, root, current, &of, object)
	}
}

func (r *reader) newModel(id string, at model.Place) {
	if r.roots[id] != nil {
		r.twice(id, at)
		return
	}
	if len(r.order) >= model.MaxModels {
		if len(r.order) == model.MaxModels && r.roots[""] == nil {
			r.roots[""] = model.NewMap(at) // said once
			r.bad("E101", at, "一个文件最多200个题模", "a file holds at most 200 models")
		}
		return
	}
	root := model.NewMap(at)
	root.Put("id", model.NewText(id, at))
	r.roots[id] = root
	r.order = append(r.order, id)
}

// row reads one row into the object that it begins or continues.
func (r *reader) row(s *sheet, name string, heads []head, row tableRow, root *model.Piece, current string, of *string, object *model.Piece) *model.Piece {
	at := place(name, 0, row.number)
	own, nested, tests := false, false, false
	for c, text := range row.cells {
		if c >= len(heads) || strings.TrimSpace(text) == "" {
			continue
		}
		h := heads[c]
		switch {
		case h.of:
			if v := strings.TrimSpace(text); v != *of {
				*of, object = v, nil
			}
		case h.cells != "":
			tests = true
		case h.field != nil && h.field.child:
			nested = true
		case h.field != nil:
			own = true
		}
	}
	if !own && !nested && !tests {
		return object
	}
	if s.list == "" {
		object = root
	} else if object == nil || own || s.child == "" {
		object = model.NewMap(at)
		r.attach(s, root, current, *of, object, at)
	}
	target := object
	if s.child != "" && (nested || tests && s.child == "rows") {
		target = model.NewMap(at)
		list := object.Field(s.child)
		if list == nil {
			list = model.NewList(at)
			object.Put(s.child, list)
		}
		if single := r.single(s, name, heads, row); single != nil {
			target = single
		}
		list.Add(target)
	}
	for c, text := range row.cells {
		if c >= len(heads) || strings.TrimSpace(text) == "" {
			continue
		}
		h, at := heads[c], place(name, c, row.number)
		switch {
		case h.cells != "":
			holder := object
			if s.child == "rows" {
				holder = target
			}
			cells := holder.Field(s.cells)
			if cells == nil {
				cells = model.NewMap(at)
				holder.Put(s.cells, cells)
			}
			cells.Put(h.cells, r.value(name, c, row.number, text, at))
		case h.field == nil:
		case h.field.child:
			if path := h.field.childPath(); path != "" {
				put(target, path, r.field(h.field, name, c, row.number, text, at))
			}
		default:
			put(object, h.field.path, r.field(h.field, name, c, row.number, text, at))
		}
	}
	if id := object.Field("id"); id != nil && s.list != "" {
		r.made[made{current, s.list, id.String()}] = object
	}
	return object
}

// single is the entry of a nested list that is a value by itself (a level such as 7 or 199元).
func (r *reader) single(s *sheet, name string, heads []head, row tableRow) *model.Piece {
	for c, text := range row.cells {
		if c < len(heads) && heads[c].field != nil && heads[c].field.child && heads[c].field.childPath() == "" && strings.TrimSpace(text) != "" {
			return r.value(name, c, row.number, text, place(name, c, row.number))
		}
	}
	return nil
}

// attach adds an object to its list: of the model, or of the let or slot it belongs to.
func (r *reader) attach(s *sheet, root *model.Piece, current, of string, object *model.Piece, at model.Place) {
	owner := root
	if s.under != "" {
		owner = r.made[made{current, s.under, of}]
		if owner == nil {
			var known []string
			for k := range r.made {
				if k.model == current && k.list == s.under {
					known = append(known, k.id)
				}
			}
			zh, en := model.DidYouMean(of, known)
			f := model.NewFinding(nil, "E103", "", "", of, zh, en)
			f.Model, f.File, f.Sheet, f.Cell = current, r.name, at.Sheet, at.Cell
			r.findings = append(r.findings, f)
			return
		}
	}
	list := owner.Field(s.list)
	if list == nil {
		list = model.NewList(at)
		owner.Put(s.list, list)
	}
	list.Add(object)
}

func put(object *model.Piece, path string, v *model.Piece) {
	first, rest, nested := strings.Cut(path, ".")
	if !nested {
		object.Put(first, v)
		return
	}
	inner := object.Field(first)
	if inner == nil {
		inner = model.NewMap(v.Place())
		object.Put(first, inner)
	}
	put(inner, rest, v)
}

var optionID = regexp.MustCompile(`[(（]\s*([a-z][a-z0-9_]{0,31})\s*[)）]\s*$`)

func (r *reader) field(c *column, sheet string, col, row int, text string, at model.Place) *model.Piece {
	switch c.form {
	case lines:
		list := model.NewList(at)
		for _, s := range strings.Split(text, "\n") {
			if s = strings.TrimSpace(s); s != "" {
				list.Add(model.NewText(s, at))
			}
		}
		return list
	case inline, answer:
		s := strings.TrimSpace(text)
		if strings.HasPrefix(s, "[") || strings.HasPrefix(s, "{") {
			if p, ok := model.ParseFlow(s, at); ok {
				return p
			}
		}
		if c.form == answer {
			if m := optionID.FindStringSubmatch(s); m != nil {
				return model.NewText(m[1], at)
			}
		}
	}
	return r.value(sheet, col, row, text, at)
}

// value is a cell's value; a cell that Excel holds as a number is noted.
func (r *reader) value(sheet string, col, row int, text string, at model.Place) *model.Piece {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	if _, err := strconv.ParseInt(strings.NewReplacer(".", "", "-", "", "E", "", "e", "", "+", "").Replace(text), 10, 64); err == nil {
		cell, _ := excelize.CoordinatesToCellName(col+1, row)
		if kind, err := r.f.GetCellType(sheet, cell); err == nil && (kind == excelize.CellTypeNumber || kind == excelize.CellTypeUnset) {
			at.Number = true
			return model.NewNumber(text, at)
		}
	}
	return model.NewText(text, at)
}
