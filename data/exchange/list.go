package exchange

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"shifu/quiz/model"
)

// Limits of a question list: they bound what any file can cost.
const (
	maxListFile = 16 << 20 // bytes as packed
	maxUnpacked = 64 << 20
	maxListRows = 20_000 // empty ones included
	maxListCell = 8_000  // characters
)

// The headings of a question list, in the words of people who keep one.
var listHeadings = map[string]string{
	"题目": "stem", "题干": "stem", "问题": "stem", "question": "stem", "stem": "stem",
	"答案": "answer", "正确答案": "answer", "answer": "answer", "key": "answer",
	"解析": "why", "说明": "why", "理由": "why", "explanation": "why", "why": "why", "feedback": "why",
	"知识点": "point", "point": "point", "kp": "point",
	"标题": "title", "title": "title", "name": "title",
}

// listOption answers which option a heading is of: 选项A, A, option a, 选项1.
func listOption(heading string) (int, bool) {
	h := strings.ToLower(strings.TrimSpace(heading))
	for _, before := range []string{"选项", "option", "答案选项"} {
		h = strings.TrimSpace(strings.TrimPrefix(h, before))
	}
	if len(h) != 1 {
		return 0, false
	}
	switch c := h[0]; {
	case c >= 'a' && int(c-'a') < len(optionIDs):
		return int(c - 'a'), true
	case c >= '1' && c <= '9':
		return int(c - '1'), true
	}
	return 0, false
}

// IsList says whether a workbook is a plain list of questions: its first sheet has a
// column for the question and one for the answer, and it has no sheet of item models.
func IsList(src []byte) bool {
	f, err := openList(src)
	if err != nil {
		return false
	}
	defer func() { _ = f.Close() }()
	names := f.GetSheetList()
	for _, n := range names {
		if _, id, ok := strings.Cut(n, "|"); ok && strings.TrimSpace(id) == "model" {
			return false
		}
	}
	rows, err := f.Rows(names[0])
	if err != nil || !rows.Next() {
		return false
	}
	cells, err := rows.Columns()
	columns := listColumns(cells)
	_ = rows.Close()
	return err == nil && columns.stem >= 0 && columns.answer >= 0
}

func openList(src []byte) (*excelize.File, error) {
	if len(src) > maxListFile {
		return nil, fmt.Errorf("over %d bytes", maxListFile)
	}
	return excelize.OpenReader(bytes.NewReader(src), excelize.Options{RawCellValue: true, UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: maxUnpacked})
}

// listing is where the columns of a list stand, -1 where there is none.
type listing struct {
	stem, answer, why, point, title int
	options                         map[int]int // option -> column
}

func listColumns(cells []string) listing {
	l := listing{stem: -1, answer: -1, why: -1, point: -1, title: -1, options: map[int]int{}}
	for i, c := range cells {
		switch listHeadings[strings.ToLower(strings.TrimSpace(c))] {
		case "stem":
			l.stem = i
		case "answer":
			l.answer = i
		case "why":
			l.why = i
		case "point":
			l.point = i
		case "title":
			l.title = i
		default:
			if o, ok := listOption(c); ok {
				l.options[o] = i
			}
		}
	}
	return l
}

// ReadList reads a plain list of questions from the first sheet of a workbook as fixed
// items: question, options A to L, answer (letters, 对 or 错, the option's words, or
// accepted texts separated by / where there are no options), and, if there are such
// columns, an explanation, a title and the knowledge point. Findings name sheet and
// cell. A row without an answer becomes a free reply.
func ReadList(name string, src []byte, kp string) ([]*model.Model, []model.Finding) {
	r := &listReader{giftReader: giftReader{name: name, kp: kp}}
	f, err := openList(src)
	if err != nil {
		r.bad(0, "E100", "不是能读的 Excel 工作簿（.xlsx），或者太大（最多16 MiB，展开后64 MiB）", "this is no Excel workbook (.xlsx) that can be read, or it is too large (16 MiB, 64 MiB unpacked)")
		return nil, r.findings
	}
	defer func() { _ = f.Close() }()
	r.sheet = f.GetSheetList()[0]
	rows, err := f.Rows(r.sheet)
	if err != nil {
		r.at("E100", "A1", "工作表读不了", "the sheet cannot be read")
		return nil, r.findings
	}
	defer func() { _ = rows.Close() }()
	for n := 1; rows.Next(); n++ {
		if n > maxListRows {
			r.at("E101", fmt.Sprintf("A%d", n), fmt.Sprintf("超过%d行，后面的没有读", maxListRows), fmt.Sprintf("more than %d rows; the rest was not read", maxListRows))
			break
		}
		cells, err := rows.Columns()
		if err != nil {
			r.at("E100", fmt.Sprintf("A%d", n), "这一行读不了", "this row cannot be read")
			break
		}
		if n == 1 {
			r.columns = listColumns(cells)
			if r.columns.stem < 0 || r.columns.answer < 0 {
				r.at("E101", "A1", "第一行要有“题目”和“答案”两列", "the first row needs the columns \"question\" and \"answer\"")
				return nil, r.findings
			}
			continue
		}
		r.row(n, cells)
	}
	return r.models, r.findings
}

type listReader struct {
	giftReader
	sheet   string
	columns listing
}

func (r *listReader) at(code, cell, zh, en string) {
	r.findings = append(r.findings, model.FileFinding(code, r.name, model.Place{Sheet: r.sheet, Cell: cell}, zh, en))
}

// row reads one question.
func (r *listReader) row(n int, cells []string) {
	place := func(column int) string {
		name, err := excelize.CoordinatesToCellName(max(column, 0)+1, n)
		if err != nil {
			return fmt.Sprintf("A%d", n)
		}
		return name
	}
	cell := func(column int) string {
		if column < 0 || column >= len(cells) {
			return ""
		}
		return strings.TrimSpace(cells[column])
	}
	for i, c := range cells {
		if utf8.RuneCountInString(c) > maxListCell {
			r.at("E101", place(i), fmt.Sprintf("一格最多%d个字", maxListCell), fmt.Sprintf("a cell holds at most %d characters", maxListCell))
			return
		}
	}
	stem, answer := cell(r.columns.stem), cell(r.columns.answer)
	var choices []choice
	columns := []int{}
	for o := range optionIDs {
		column, known := r.columns.options[o]
		if text := cell(column); known && text != "" {
			choices, columns = append(choices, choice{text: text}), append(columns, o)
		}
	}
	if stem == "" {
		if answer != "" || len(choices) > 0 {
			r.at("E101", place(r.columns.stem), "这一行没有题目", "this row has no question")
		}
		return
	}
	m := model.New(fmt.Sprintf("list.row%d", n))
	m.KP, m.Stem, m.Title = r.kp, both(stem), both(firstRunes(stem, 30))
	if p := cell(r.columns.point); p != "" {
		m.KP = p
	}
	if t := cell(r.columns.title); t != "" {
		m.Title = both(t)
	}
	why, before := both(cell(r.columns.why)), len(r.findings)
	ok := false
	switch yes, said := verdict(answer); {
	case answer == "":
		essay(m, why)
		ok = true
	case len(choices) == 0 && said:
		truth(m, yes, why)
		ok = true
	case len(choices) == 0:
		for _, a := range strings.FieldsFunc(answer, func(c rune) bool { return c == '/' || c == '／' || c == '\n' }) {
			if a = strings.TrimSpace(a); a != "" {
				choices = append(choices, choice{right: true, text: a})
			}
		}
		ok = r.choices(m, choices, why, 0)
	default:
		several := mark(choices, columns, answer)
		if several == 0 {
			r.at("E204", place(r.columns.answer), "答案“"+answer+"”不是选项里的", "the answer \""+answer+"\" is none of the options")
			return
		}
		if several > 1 {
			for i := range choices {
				choices[i].weight = "1"
			}
		}
		ok = r.choices(m, choices, why, 0)
	}
	for i := before; i < len(r.findings); i++ {
		r.findings[i].Sheet, r.findings[i].Cell = r.sheet, place(r.columns.stem)
	}
	if ok {
		r.models = append(r.models, m)
	}
}

// verdict reads 对 and 错 in the ways that people write them.
func verdict(answer string) (yes, said bool) {
	switch strings.ToLower(answer) {
	case "对", "正确", "是", "√", "✓", "true", "t", "yes", "y", "1":
		return true, true
	case "错", "错误", "不对", "否", "×", "✗", "false", "f", "no", "n", "0":
		return false, true
	}
	return false, false
}

// mark marks the right options by an answer of letters (AC, A、C) or by the words of
// one option, and answers how many there are; 0 when the answer says no option.
func mark(choices []choice, columns []int, answer string) int {
	for i := range choices {
		if choices[i].text == answer {
			choices[i].right = true
			return 1
		}
	}
	n := 0
	for _, c := range strings.ToUpper(answer) {
		if strings.ContainsRune(" ,，、;；/+", c) {
			continue
		}
		found := false
		for i, o := range columns {
			if c == rune('A'+o) {
				if !choices[i].right {
					n++
				}
				choices[i].right, found = true, true
			}
		}
		if !found {
			return 0
		}
	}
	return n
}
