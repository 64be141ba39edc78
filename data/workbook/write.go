package workbook

import (
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	"shifu/internal/fault"
	"shifu/quiz/model"
)

// Write writes models as a workbook.
func Write(out io.Writer, models []*model.Model) error {
	w := &writer{f: excelize.NewFile()}
	defer w.f.Close()
	if err := w.all(models); err != nil {
		return fault.In("workbook.Write", err)
	}
	if _, err := w.f.WriteTo(out); err != nil {
		return fault.In("workbook.Write", err)
	}
	return nil
}

type writer struct {
	f       *excelize.File
	asText  int
	heading int
	listRow int // next free row of the hidden sheet of choices
}

// grid is one sheet being filled: rows of cells by heading.
type grid struct {
	headings []string // as shown
	index    map[string]int
	rows     [][]string
	keyCol   int
	keys     [][2]int // rows (from, to) of one model's keys; the choices in choices
	choices  [][]string
}

func (g *grid) column(heading, name string) int {
	i, ok := g.index[name]
	if !ok {
		i = len(g.headings)
		g.index[name] = i
		g.headings = append(g.headings, heading)
	}
	return i
}

func (g *grid) set(row, col int, s string) {
	for len(g.rows[row]) <= col {
		g.rows[row] = append(g.rows[row], "")
	}
	g.rows[row][col] = s
}

func (w *writer) all(models []*model.Model) error {
	var err error
	if w.asText, err = w.f.NewStyle(&excelize.Style{NumFmt: 49, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}}); err != nil {
		return err
	}
	if w.heading, err = w.f.NewStyle(&excelize.Style{NumFmt: 49, Font: &excelize.Font{Bold: true}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"EEF3F0"}}}); err != nil {
		return err
	}
	for _, name := range []string{"_lists", "_meta"} {
		if _, err := w.f.NewSheet(name); err != nil {
			return err
		}
	}
	pieces := make([]*model.Piece, len(models))
	for i, m := range models {
		pieces[i] = m.Piece()
	}
	for _, s := range sheets {
		g := w.fill(&s, models, pieces)
		if len(g.rows) == 0 && s.id != "model" && s.id != "rules" && s.id != "radicals" {
			continue
		}
		if err := w.put(s.zh+"|"+s.id, g); err != nil {
			return err
		}
	}
	if err := w.f.DeleteSheet("Sheet1"); err != nil {
		return err
	}
	meta := grid{index: map[string]int{}, rows: [][]string{{"format", "1"}}}
	for _, m := range models {
		meta.rows = append(meta.rows, []string{m.ID, m.ContentHash()})
	}
	for r, row := range meta.rows {
		for c, s := range row {
			at, _ := excelize.CoordinatesToCellName(c+1, r+1)
			if err := w.f.SetCellStr("_meta", at, s); err != nil {
				return err
			}
		}
	}
	first, err := w.f.GetSheetIndex(sheets[0].zh + "|" + sheets[0].id)
	if err != nil {
		return err
	}
	w.f.SetActiveSheet(first) // the sheet in sight cannot be hidden
	for _, name := range []string{"_lists", "_meta"} {
		if err := w.f.SetSheetVisible(name, false); err != nil {
			return err
		}
	}
	return nil
}

// fill lays out one sheet for all models.
func (w *writer) fill(s *sheet, models []*model.Model, pieces []*model.Piece) *grid {
	g := &grid{index: map[string]int{}, keyCol: -1}
	g.column("题模|model", "model")
	if s.under != "" {
		g.column("属于|of", "of")
	}
	if s.cells != "" && s.list != "lines" && s.list != "must" && s.list != "constraints" && s.list != "reference" {
		g.column("行|id", "id")
	}
	labels := map[string]string{}
	used := map[string]bool{} // columns of fields that some row fills
	for i := range pieces {
		for _, x := range w.objects(s, pieces[i]) {
			used = w.usedColumns(s, x.piece, used)
		}
		for _, r := range append(pieces[i].Field("radicals").Items(), pieces[i].Field("let").Items()...) {
			if n, zh := r.Field("id"), r.Field("zh"); n != nil && zh != nil {
				labels[n.String()] = zh.String()
			}
		}
	}
	always := s.list == "" || s.id == "options" || s.id == "rules" || s.id == "radicals"
	fields := func(wantKey bool) {
		for i := range s.columns {
			c := &s.columns[i]
			late := c.form == answer || strings.HasPrefix(c.path, "why.") || c.path == "key" || s.cells == "" || s.list == "lines" || s.list == "must" || s.list == "reference"
			if late == wantKey && (always && c.path != "else" || used[c.path]) {
				g.column(c.zh+"|"+c.path, c.path)
			}
		}
	}
	fields(false)
	if s.cells != "" {
		for i := range pieces {
			for _, x := range w.objects(s, pieces[i]) {
				for _, cells := range w.cellsOf(s, x.piece) {
					for _, name := range cells.Fields() {
						g.cellColumn(s, models[i], labels, name)
					}
				}
			}
		}
	}
	fields(true)
	for i, m := range models {
		from := len(g.rows)
		for _, x := range w.objects(s, pieces[i]) {
			w.object(g, s, m, labels, x)
		}
		if c, ok := g.index["key"]; ok && s.id == "rules" && len(g.rows) > from && len(m.Options) > 0 {
			g.keyCol = c
			g.keys = append(g.keys, [2]int{from, len(g.rows) - 1})
			var list []string
			for _, o := range m.Options {
				list = append(list, shownOption(m, o.ID))
			}
			g.choices = append(g.choices, list)
		}
	}
	return g
}

// cellColumn is the column of a radical or let: by id, whatever name the row used.
func (g *grid) cellColumn(s *sheet, m *model.Model, labels map[string]string, name string) int {
	id := name
	for _, r := range m.Radicals {
		if strings.TrimSpace(r.ZH) == name {
			id = r.ID
		}
	}
	for _, l := range m.Let {
		if strings.TrimSpace(l.ZH) == name && l.ZH != "" {
			id = l.ID
		}
	}
	label := labels[id]
	if label == "" {
		label = id
	}
	heading := id
	if s.field(id) != nil || id == "model" || id == "of" {
		heading = "if." + id
	}
	return g.column(label+"|"+heading, "if."+id)
}

func (s *sheet) field(name string) *column {
	for i := range s.columns {
		if s.columns[i].path == name {
			return &s.columns[i]
		}
	}
	return nil
}

// owned is an object of a sheet with the id of what it belongs to.
type owned struct {
	of    string
	piece *model.Piece
}

func (w *writer) objects(s *sheet, root *model.Piece) []owned {
	if s.list == "" {
		return []owned{{piece: root}}
	}
	var out []owned
	if s.under == "" {
		for _, p := range root.Field(s.list).Items() {
			out = append(out, owned{piece: p})
		}
		return out
	}
	for _, u := range root.Field(s.under).Items() {
		of := ""
		if id := u.Field("id"); id != nil {
			of = id.String()
		}
		for _, p := range u.Field(s.list).Items() {
			out = append(out, owned{of: of, piece: p})
		}
	}
	return out
}

func (w *writer) cellsOf(s *sheet, p *model.Piece) []*model.Piece {
	var out []*model.Piece
	if s.child == "rows" {
		for _, r := range p.Field("rows").Items() {
			if c := r.Field(s.cells); c != nil {
				out = append(out, c)
			}
		}
		return out
	}
	if c := p.Field(s.cells); c != nil {
		out = append(out, c)
	}
	return out
}

func (w *writer) usedColumns(s *sheet, p *model.Piece, used map[string]bool) map[string]bool {
	for i := range s.columns {
		c := &s.columns[i]
		if !c.child {
			used[c.path] = used[c.path] || at(p, c.path) != nil
			continue
		}
		for _, e := range p.Field(s.child).Items() {
			used[c.path] = used[c.path] || childAt(e, c) != nil
		}
	}
	return used
}

// at follows a path such as why.zh.
func at(p *model.Piece, path string) *model.Piece {
	for _, name := range strings.Split(path, ".") {
		if p == nil || p.IsText() {
			return nil
		}
		p = p.Field(name)
	}
	return p
}

func childAt(e *model.Piece, c *column) *model.Piece {
	path := c.childPath()
	if path == "" {
		if e.IsText() {
			return e
		}
		return nil
	}
	if e.IsText() {
		return nil
	}
	return at(e, path)
}

// object writes the rows of one object.
func (w *writer) object(g *grid, s *sheet, m *model.Model, labels map[string]string, x owned) {
	entries := []*model.Piece{nil}
	if s.child != "" && len(x.piece.Field(s.child).Items()) > 0 {
		entries = x.piece.Field(s.child).Items()
	}
	for n, e := range entries {
		row := len(g.rows)
		g.rows = append(g.rows, nil)
		g.set(row, 0, m.ID)
		if s.under != "" {
			g.set(row, g.index["of"], x.of)
		}
		for i := range s.columns {
			c := &s.columns[i]
			var p *model.Piece
			switch {
			case c.child && e != nil:
				p = childAt(e, c)
			case !c.child && n == 0:
				p = at(x.piece, c.path)
			}
			if p != nil {
				g.set(row, g.index[c.path], written(p, c.form, m))
			}
		}
		cells := x.piece.Field(s.cells)
		if s.child == "rows" {
			cells = nil
			if e != nil {
				cells = e.Field(s.cells)
			}
		}
		if s.cells != "" && cells != nil {
			for _, name := range cells.Fields() {
				g.set(row, g.cellColumn(s, m, labels, name), cells.Field(name).String())
			}
		}
	}
}

// written is a field as a cell shows it.
func written(p *model.Piece, f form, m *model.Model) string {
	switch f {
	case lines:
		var out []string
		for _, e := range p.Items() {
			out = append(out, e.String())
		}
		return strings.Join(out, "\n")
	case yesNo:
		if p.String() == "true" {
			return "是"
		}
		return "否"
	case answer:
		if p.IsText() {
			return shownOption(m, p.String())
		}
	}
	return p.String()
}

// shownOption is an option as the drop-down shows it: its text and its id.
func shownOption(m *model.Model, id string) string {
	for _, o := range m.Options {
		if o.ID == id {
			text := []rune(strings.TrimSpace(o.Text.ZH))
			if len(text) > 16 {
				text = append(text[:15], '…')
			}
			if len(text) > 0 {
				return string(text) + " (" + id + ")"
			}
		}
	}
	return id
}

// put writes a filled grid as a sheet: everything as text, a bold heading that stays
// in sight, and the drop-down of the options in the key column.
func (w *writer) put(name string, g *grid) error {
	if _, err := w.f.NewSheet(name); err != nil {
		return err
	}
	if err := w.f.SetPanes(name, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	last, _ := excelize.ColumnNumberToName(max(1, len(g.headings)))
	if err := w.f.SetColStyle(name, "A:"+last, w.asText); err != nil {
		return err
	}
	for c, h := range g.headings {
		at, _ := excelize.CoordinatesToCellName(c+1, 1)
		if err := w.f.SetCellStr(name, at, h); err != nil {
			return err
		}
		if err := w.f.SetCellStyle(name, at, at, w.heading); err != nil {
			return err
		}
		col, _ := excelize.ColumnNumberToName(c + 1)
		if err := w.f.SetColWidth(name, col, col, width(g, c)); err != nil {
			return err
		}
	}
	for r, row := range g.rows {
		for c := range g.headings {
			if c >= len(row) || row[c] == "" {
				continue
			}
			at, _ := excelize.CoordinatesToCellName(c+1, r+2)
			if err := w.f.SetCellStr(name, at, row[c]); err != nil {
				return err
			}
			if err := w.f.SetCellStyle(name, at, at, w.asText); err != nil {
				return err
			}
		}
	}
	return w.dropDowns(name, g)
}

func width(g *grid, c int) float64 {
	n := len([]rune(g.headings[c]))
	for _, row := range g.rows {
		if c < len(row) {
			n = max(n, 2*len([]rune(row[c])))
		}
	}
	return float64(min(48, max(10, n+2)))
}

func (w *writer) dropDowns(name string, g *grid) error {
	for i, span := range g.keys {
		from := w.listRow + 1
		for _, s := range g.choices[i] {
			w.listRow++
			at, _ := excelize.CoordinatesToCellName(1, w.listRow)
			if err := w.f.SetCellStr("_lists", at, s); err != nil {
				return err
			}
		}
		first, _ := excelize.CoordinatesToCellName(1, from, true)
		end, _ := excelize.CoordinatesToCellName(1, w.listRow, true)
		dv := excelize.NewDataValidation(true)
		a, _ := excelize.CoordinatesToCellName(g.keyCol+1, span[0]+2)
		b, _ := excelize.CoordinatesToCellName(g.keyCol+1, span[1]+2)
		dv.Sqref = a + ":" + b
		dv.SetSqrefDropList("_lists!" + first + ":" + end)
		if err := w.f.AddDataValidation(name, dv); err != nil {
			return err
		}
	}
	return nil
}
