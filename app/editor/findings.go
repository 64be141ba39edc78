package editor

import (
	"strings"

	"shifu/app/kit"
	"shifu/quiz"
	"shifu/quiz/check"
	"shifu/quiz/model"
)

// Row is a finding in words, with its repair.
type Row struct {
	Finding model.Finding
	Words   string
	Where   string // in words: row 3, Order status
	Repair  check.Repair
	Action  string // what the button says
}

// Rows lists what the checker says, errors first; notes are left out.
func (m *Model) Rows() []Row {
	c, _ := m.Checked()
	if c == nil {
		return nil
	}
	var out []Row
	for _, f := range c.Findings {
		if f.Severity == model.Note || f.Accepted != "" {
			continue
		}
		r := Row{Finding: f, Words: m.inWords(c, f), Where: m.placeWords(f), Repair: check.RepairOf(&c.Report, f)}
		r.Action = m.words.T("editor.repair." + string(r.Repair.Kind))
		out = append(out, r)
	}
	return out
}

// inWords is what the checker says, with a situation that it names in the words of
// its conditions.
func (m *Model) inWords(c *quiz.Checked, f model.Finding) string {
	said := m.words.Text(f.Message)
	if f.Code == "E204" && m.unwritten(f) {
		return m.words.T("editor.key_missing")
	}
	if f.Situation == "" || c.Report.Compiled == nil {
		return said
	}
	levels, at := c.Report.Compiled.Recall(f.Situation)
	if at < 0 {
		return said
	}
	var conditions []string
	for i, r := range c.Report.Compiled.Radicals() {
		conditions = append(conditions, m.words.Text(r.Label)+" "+m.words.Text(r.Levels[levels[i]].Label))
	}
	return strings.ReplaceAll(said, f.Situation, strings.Join(conditions, " · "))
}

// unwritten says that nothing stands yet in the cell that a finding is about.
func (m *Model) unwritten(f model.Finding) bool {
	at := m.Locate(f)
	s := m.Sheet(at.Sheet)
	return s != nil && at.Row < len(s.Rows) && at.Col < len(s.Rows[at.Row].Cells) && fits(f.Where, s.Rows[at.Row].Cells[at.Col].Path) && s.Rows[at.Row].Cells[at.Col].Text == ""
}

// Repair applies the repair of a finding. False: there is nothing to apply, the
// author goes there.
func (m *Model) Repair(r Row) bool {
	return r.Repair.Apply != nil && m.change(r.Repair.Apply)
}

// Accept notes why a warning may stay.
func (m *Model) Accept(f model.Finding, why string) bool {
	return strings.TrimSpace(why) != "" && m.change(func(item *model.Piece) { check.Accept(item, f, strings.TrimSpace(why)) })
}

// Spot is a cell of a sheet, or a line of the text.
type Spot struct {
	Sheet    string
	Row, Col int
	Line     int
}

// Locate finds where a finding is: the cell that names its place best, else the line
// of the text.
func (m *Model) Locate(f model.Finding) Spot {
	best, length := Spot{Sheet: TextSheet, Line: f.Line}, 0
	for _, c := range m.Sheets() {
		s := m.Sheet(c.Value)
		if s == nil {
			continue
		}
		if f.Where == s.Key && length < len(s.Key) {
			best, length = Spot{Sheet: s.Key}, len(s.Key)
		}
		for i, r := range s.Rows {
			if fits(f.Where, r.Path) && len(r.Path) > length {
				best, length = Spot{Sheet: s.Key, Row: i}, len(r.Path)
			}
			for k, cell := range r.Cells {
				if fits(f.Where, cell.Path) && len(cell.Path) > length {
					best, length = Spot{Sheet: s.Key, Row: i, Col: k}, len(cell.Path)
				}
			}
		}
	}
	return best
}

// placeWords names the place of a finding.
func (m *Model) placeWords(f model.Finding) string {
	at := m.Locate(f)
	s := m.Sheet(at.Sheet)
	switch {
	case s == nil && f.Line > 0:
		return m.words.T("editor.at_line", "Line", f.Line)
	case s == nil:
		return ""
	case f.Where == s.Key || len(s.Rows) == 0:
		return s.Title
	}
	return m.words.T("editor.at_cell", "Sheet", s.Title, "Row", at.Row+1, "Column", s.Columns[at.Col].Title)
}

// Grid is the sheet that is shown with the marks of the findings.
func (m *Model) Grid() ([]kit.GridColumn, []kit.GridRow) {
	s := m.Sheet(m.sheet)
	if s == nil {
		return nil, nil
	}
	rows := make([]kit.GridRow, len(s.Rows))
	for i, r := range s.Rows {
		rows[i].Cells = make([]kit.GridCell, len(r.Cells))
		for k, c := range r.Cells {
			rows[i].Cells[k] = kit.GridCell{Text: c.Text, Shown: c.Shown, Hint: c.Hint, Locked: c.Locked || c.set == nil}
		}
	}
	if c, _ := m.Checked(); c != nil {
		for _, f := range c.Findings {
			if f.Severity != model.Note && f.Accepted == "" {
				m.mark(rows, f)
			}
		}
	}
	return s.Columns, rows
}

func (m *Model) mark(rows []kit.GridRow, f model.Finding) {
	at := m.Locate(f)
	s := m.Sheet(m.sheet)
	if at.Sheet != m.sheet || f.Where == s.Key || at.Row >= len(rows) {
		return
	}
	mark := kit.Watched
	if f.Severity == model.Error {
		mark = kit.Wrong
	}
	rows[at.Row].Mark = max(rows[at.Row].Mark, mark)
	if cell := s.Rows[at.Row].Cells[at.Col]; fits(f.Where, cell.Path) {
		rows[at.Row].Cells[at.Col].Mark = max(rows[at.Row].Cells[at.Col].Mark, mark)
	}
}

// Summary says how the check stands: what is to be put right, or how many
// situations there are.
func (m *Model) Summary() (words string, tone kit.ChipTone) {
	c, fresh := m.Checked()
	switch {
	case c == nil || !fresh:
		return m.words.T("editor.checking"), kit.NeutralTone
	case c.Errors > 0:
		return m.words.N("editor.errors", c.Errors), kit.DangerTone
	case c.Warnings > 0:
		return m.words.N("editor.warnings", c.Warnings), kit.WatchTone
	}
	return m.words.T("editor.clean"), kit.GoodTone
}

// Situations says how many situations there are and whether they are enough to
// certify.
func (m *Model) Situations() string {
	c, _ := m.Checked()
	if c == nil || c.Report.Compiled == nil {
		return ""
	}
	if c.Report.Valid < quiz.MinSituations {
		return m.words.N("editor.too_few", c.Report.Valid)
	}
	return m.words.N("editor.situations", c.Report.Valid)
}

// Vary says what of a question without conditions could become one.
func (m *Model) Vary() (out []string) {
	c, _ := m.Checked()
	if c == nil {
		return nil
	}
	for _, h := range c.Vary {
		switch {
		case h.As != "":
			out = append(out, m.words.T("editor.vary.as", "Text", h.Text, "Name", h.As))
		default:
			out = append(out, m.words.T("editor.vary."+h.Kind, "Text", h.Text))
		}
	}
	return out
}
