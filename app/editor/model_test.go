package editor_test

import (
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/app/editor"
	"shifu/app/kit"
	"shifu/internal/i18n"
	"shifu/internal/lang"
	"shifu/quiz"
	"shifu/quiz/check"
	"shifu/quiz/model"
)

func example(t testing.TB, name string) string {
	t.Helper()
	src, err := os.ReadFile("../../quiz/model/testdata/" + name + ".model.yaml")
	require.NoError(t, err)
	return strings.Replace(string(src), "- id: ", "- id: shop/", 1)
}

// opened is the model of a draft of an example.
func opened(t testing.TB, text string) *editor.Model {
	t.Helper()
	m := editor.NewModel(i18n.For(lang.ZhHans))
	m.SetBench(bench(text))
	return m
}

func bench(text string) quiz.Workbench {
	return quiz.Workbench{Draft: quiz.Draft{ID: "d", State: quiz.DraftOpen, Author: "me", Text: text}, Readers: 1,
		Points: []quiz.Point{{ID: "as.no-reason-return", Title: lang.Text{ZH: "七天无理由", EN: "Returns"}}}, Taken: []string{}}
}

// judged checks the text as the page does.
func judged(t testing.TB, m *editor.Model) {
	t.Helper()
	n, text := m.Asked()
	require.True(t, m.SetChecked(n, m.Bench().Check(text)))
}

func at(t testing.TB, m *editor.Model, title string) int {
	t.Helper()
	columns, _ := m.Grid()
	for i, c := range columns {
		if c.Title == title {
			return i
		}
	}
	require.Fail(t, "no column "+title)
	return -1
}

func TestLookingAtEverySheetChangesNoByte(t *testing.T) {
	for _, name := range []string{"as.return-window", "ps.prorated-refund", "gen.order-flow", "sk.spot-the-fault", "sk.negative-to-positive", "as.stockout-colour", "ps.authentic-doubt", "as.freight-insurance"} {
		text := example(t, name)
		m := opened(t, text)
		require.False(t, m.Broken(), name)
		for _, s := range m.Sheets() {
			m.Show(s.Value)
			columns, rows := m.Grid()
			if s.Value != editor.TextSheet {
				assert.NotEmpty(t, columns, "%s %s", name, s.Value)
				for _, r := range rows {
					assert.Len(t, r.Cells, len(columns), "%s %s", name, s.Value)
				}
			}
		}
		assert.Equal(t, text, m.Text())
		assert.False(t, m.Dirty())
	}
}

func TestEveryCellCanBeWrittenAndReadBack(t *testing.T) {
	for _, name := range []string{"as.return-window", "ps.prorated-refund", "gen.order-flow", "sk.spot-the-fault", "as.stockout-colour", "ps.authentic-doubt"} {
		m := opened(t, example(t, name))
		for _, s := range m.Sheets() {
			m.Show(s.Value)
			_, rows := m.Grid()
			for i, r := range rows {
				for k, c := range r.Cells {
					if c.Locked || c.Text == "" || m.Current() == "basics" && i == 3 { // another type has other sheets
						continue
					}
					was := m.Text()
					if !m.Write(i, k, c.Text+"x") {
						continue
					}
					_, now := m.Grid()
					assert.Contains(t, now[i].Cells[k].Text, "x", "%s %s %d %d", name, s.Value, i, k)
					require.True(t, m.Undo())
					assert.Equal(t, was, m.Text())
				}
			}
		}
	}
}

func TestARowIsCopiedSoThatOneConditionCanBeChanged(t *testing.T) {
	m := opened(t, example(t, "as.return-window"))
	require.Equal(t, "rules", m.Current(), "a draft opens at its table")
	_, before := m.Grid()
	require.True(t, m.CopyRow(1))
	_, rows := m.Grid()
	require.Len(t, rows, len(before)+1)
	assert.Equal(t, rows[1].Cells, rows[2].Cells)
	require.True(t, m.Write(2, 0, "非 已签收"))
	_, rows = m.Grid()
	assert.Equal(t, "非 已签收", rows[2].Cells[0].Text)
	assert.NotEqual(t, "非 已签收", rows[1].Cells[0].Text)
	require.True(t, m.DeleteRow(2))
	require.True(t, m.AddRow(0))
	_, rows = m.Grid()
	assert.Equal(t, "不限", rows[1].Cells[0].Hint)
}

func TestAKeyIsWrittenByNumberByWordsOrById(t *testing.T) {
	m := opened(t, example(t, "as.return-window"))
	key := at(t, m, "该怎么做")
	options := opened(t, example(t, "as.return-window"))
	options.Show("options")
	_, list := options.Grid()
	id, words := list[1].Cells[len(list[1].Cells)-1].Text, list[1].Cells[0].Text
	for _, typed := range []string{"2", words, id} {
		m.Write(0, key, typed)
		_, rows := m.Grid()
		assert.Equal(t, id, rows[0].Cells[key].Text, typed)
		assert.Equal(t, words, rows[0].Cells[key].Shown)
	}
}

func TestOtherwiseCatchesWhatNoRowDoes(t *testing.T) {
	m := opened(t, example(t, "as.return-window"))
	_, rows := m.Grid()
	last := len(rows) - 1
	require.True(t, m.Write(last, 0, "否则"))
	assert.Contains(t, m.Text(), "else: true")
	require.True(t, m.Write(last, 0, "已签收"))
	assert.NotContains(t, m.Text(), "else: true")
}

func TestNothingTypedIsLostBetweenTextAndTable(t *testing.T) {
	m := opened(t, example(t, "as.return-window"))
	noted := strings.Replace(m.Text(), "\n  rules:", "\n  # ask Ms Lin before the next sale\n  colour: red\n  rules:", 1)
	require.True(t, m.WriteText(noted))
	require.False(t, m.Broken())
	m.Show("rules")
	require.True(t, m.Write(0, at(t, m, "为什么"), "新的理由"))
	for _, kept := range []string{"# ask Ms Lin before the next sale", "colour: red", "新的理由"} {
		assert.Contains(t, m.Text(), kept)
	}
	half := m.Text() + "  half: [a"
	require.True(t, m.WriteText(half))
	assert.True(t, m.Broken())
	assert.Equal(t, []kit.Choice{{Value: editor.TextSheet, Words: "原文"}}, m.Sheets(), "what cannot be read is only text")
	assert.Equal(t, half, m.Text())
	assert.False(t, m.Write(0, 0, "x"))
	judged(t, m)
	require.NotEmpty(t, m.Rows())
	assert.Contains(t, m.Rows()[0].Where, "行")
}

func TestTheResultOfAnOlderTextIsDropped(t *testing.T) {
	m := opened(t, example(t, "as.return-window"))
	n, text := m.Asked()
	old := m.Bench().Check(text)
	require.True(t, m.Write(0, at(t, m, "该怎么做"), "nobody"))
	assert.False(t, m.SetChecked(n, old))
	c, fresh := m.Checked()
	assert.Nil(t, c)
	assert.False(t, fresh)
	assert.False(t, m.CanSend(), "nothing is known of this text")
	judged(t, m)
	_, fresh = m.Checked()
	assert.True(t, fresh)
}

func TestAFindingMarksItsCellAndIsRepairedOnce(t *testing.T) {
	m := opened(t, example(t, "as.return-window"))
	key := at(t, m, "该怎么做")
	require.True(t, m.Write(2, key, "no_such"))
	judged(t, m)
	_, rows := m.Grid()
	assert.Equal(t, kit.Wrong, rows[2].Cells[key].Mark)
	assert.Equal(t, kit.Wrong, rows[2].Mark)
	var row editor.Row
	for _, r := range m.Rows() {
		if r.Finding.Code == "E204" {
			row = r
		}
	}
	require.Equal(t, check.AddOption, row.Repair.Kind)
	assert.Equal(t, editor.Spot{Sheet: "rules", Row: 2, Col: key}, m.Locate(row.Finding))
	assert.Contains(t, row.Where, "第 3 行")
	require.True(t, m.Repair(row))
	judged(t, m)
	_, rows = m.Grid()
	assert.Equal(t, kit.Unmarked, rows[2].Cells[key].Mark)
}

func TestAMissingRowIsAddedByOnePress(t *testing.T) {
	m := opened(t, example(t, "as.return-window"))
	_, before := m.Grid()
	require.True(t, m.DeleteRow(0))
	judged(t, m)
	require.NotEmpty(t, m.Rows())
	gap := m.Rows()[0]
	require.Equal(t, "E202", gap.Finding.Code)
	assert.Equal(t, "补一行", gap.Action)
	require.True(t, m.Repair(gap))
	_, rows := m.Grid()
	assert.Len(t, rows, len(before))
	judged(t, m)
	for _, r := range m.Rows() {
		assert.NotEqual(t, "E202", r.Finding.Code)
	}
}

func TestAWarningStaysOnlyWithAReason(t *testing.T) {
	m := opened(t, example(t, "as.return-window"))
	require.True(t, m.AddRow(0))
	m.Write(1, 0, "未发货")
	require.True(t, m.Write(1, at(t, m, "该怎么做"), "1"))
	judged(t, m)
	var w *editor.Row
	for _, r := range m.Rows() {
		if r.Repair.Kind == check.AcceptWarning {
			w = &r
			break
		}
	}
	require.NotNil(t, w, "%v", m.Rows())
	assert.False(t, m.Accept(w.Finding, "  "))
	require.True(t, m.Accept(w.Finding, "written twice on purpose"))
	judged(t, m)
	for _, r := range m.Rows() {
		assert.False(t, r.Finding.Code == w.Finding.Code && r.Finding.Where == w.Finding.Where)
	}
}

func TestWhatIsBeingReadCannotBeChanged(t *testing.T) {
	b := bench(example(t, "as.return-window"))
	b.Draft.State = quiz.DraftSent
	m := editor.NewModel(i18n.For(lang.ZhHans))
	m.SetBench(b)
	assert.False(t, m.Writable())
	assert.False(t, m.Write(0, 0, "x"))
	assert.False(t, m.WriteText("x"))
	assert.False(t, m.AddRow(0))
}

func TestWhatWasNotSavedYetStaysWhenTheDraftIsReadAgain(t *testing.T) {
	text := example(t, "as.return-window")
	m := opened(t, text)
	require.True(t, m.Write(0, at(t, m, "为什么"), "写了一半"))
	m.SetBench(bench(text))
	assert.Contains(t, m.Text(), "写了一半")
	assert.True(t, m.Dirty())
	m.Saved(m.Text(), time.Now())
	assert.False(t, m.Dirty())
	assert.Equal(t, kit.SavedState, m.Saving().State)
	m.NotSaved("no room")
	assert.Equal(t, kit.NotSaved, m.Saving().State)
}

func TestEveryOneOfTheThirteenTypesCanBeOpened(t *testing.T) {
	src, err := os.ReadFile("../../data/workbook/testdata/types.yaml")
	require.NoError(t, err)
	models, findings := model.Parse("types", src)
	require.False(t, model.Blocking(findings))
	seen := map[model.Type]bool{}
	var missing []model.Type
	for _, one := range models {
		seen[one.Type] = true
		m := opened(t, string(model.YAML([]*model.Model{one})))
		assert.NotEmpty(t, m.Current())
		judged(t, m)
	}
	for _, name := range []string{"as.return-window", "ps.prorated-refund", "gen.order-flow", "sk.spot-the-fault", "sk.negative-to-positive", "as.stockout-colour", "ps.authentic-doubt"} {
		m := opened(t, example(t, name))
		list, _ := model.Parse("", []byte(m.Text()))
		seen[list[0].Type] = true
		judged(t, m)
		c, _ := m.Checked()
		assert.True(t, c.Drawable(), "%s %v", name, c.Findings)
		trial, err := c.Draw(3, "")
		require.NoError(t, err)
		assert.False(t, trial.Shown.Stem.Empty())
	}
	for _, more := range []string{"type: truefalse\n  answer: n == one", "type: multiple\n  options: [{id: a, text: {zh: 甲, en: a}, right_if: n == one}, {id: b, text: {zh: 乙, en: b}, right_if: n != one}]"} {
		m := opened(t, "format: 1\nmodels:\n- id: shop/xyz\n  kp: as.no-reason-return\n  title: {zh: 题, en: t}\n  stem: {zh: \"{n}\", en: \"{n}\"}\n  "+
			"radicals: [{id: n, zh: 数, en: n, levels: [{id: one, zh: 一, en: one}, {id: two, zh: 二, en: two}]}]\n  "+more+"\n")
		judged(t, m)
		c, _ := m.Checked()
		assert.True(t, c.Drawable(), "%v", c.Findings)
		seen[c.Report.Type] = true
	}
	for _, kind := range model.Types {
		if !seen[kind] {
			missing = append(missing, kind)
		}
	}
	assert.Empty(t, missing)
}

// BenchmarkAStrokeInALargeTable is what one written cell costs on the UI goroutine in
// a model of two thousand situations: the check runs elsewhere.
func BenchmarkAStrokeInALargeTable(b *testing.B) {
	m := opened(b, example(b, "big.refund-decision"))
	judged(b, m)
	words := []string{"一", "二"}
	b.ResetTimer()
	for i := range b.N {
		m.Write(0, len(firstRow(m))-1, words[i%2])
		m.Grid()
	}
}

func firstRow(m *editor.Model) []kit.GridCell {
	_, rows := m.Grid()
	return rows[0].Cells
}

// BenchmarkCheckingWhileWriting is one check of that model, off the UI goroutine.
func BenchmarkCheckingWhileWriting(b *testing.B) {
	m := opened(b, example(b, "big.refund-decision"))
	_, text := m.Asked()
	for b.Loop() {
		m.Bench().Check(text)
	}
}

func TestCellsAndFindingsSpeakTheLanguageOfTheScreen(t *testing.T) {
	m := editor.NewModel(i18n.For(lang.En))
	m.SetBench(bench(strings.NewReplacer("kp: t.returns", "kp: as.no-reason-return", "status: 运输中", "status: 非 signed", "days: ≤7", "days: 7").Replace(returns)))
	judged(t, m)
	_, rows := m.Grid()
	assert.Equal(t, "非 was received", rows[0].Cells[0].Shown)
	assert.Equal(t, "非 signed", rows[0].Cells[0].Text, "what is written stays as it is")
	assert.Equal(t, "was received", rows[1].Cells[0].Shown)
	assert.Empty(t, rows[1].Cells[1].Shown, "a number speaks for itself")
	require.NotEmpty(t, m.Rows())
	assert.Contains(t, m.Rows()[0].Words, "Status was received · Days 3")
	m.Show("basics")
	_, rows = m.Grid()
	assert.Equal(t, "Single choice", rows[3].Cells[1].Shown)
}

func TestThePlaceTellsTheTextAndWhatStandsInItsWay(t *testing.T) {
	m := opened(t, strings.Replace(returns, "kp: t.returns", "kp: as.no-reason-return", 1))
	assert.Equal(t, "rules open text 1", m.Place())
	judged(t, m)
	assert.Equal(t, "rules open text 1 errors 0 warnings 0", m.Place())
	require.True(t, m.Write(0, at(t, m, "该怎么做"), "nothing"))
	assert.Equal(t, "rules open text 2", m.Place(), "what was said of an older text does not count")
	judged(t, m)
	assert.Equal(t, "rules open text 2 errors 1 warnings 0", m.Place())
}

// BenchmarkAStrokeInTheText is what one letter typed into the whole text costs on the UI
// goroutine, in that model and in one whose text is a hundred kilobytes long.
func BenchmarkAStrokeInTheText(b *testing.B) {
	short := example(b, "big.refund-decision")
	for _, text := range []string{short, short + strings.Repeat("# what nobody reads, and the reader of the text has to\n", 1800)} {
		b.Run(strconv.Itoa(len(text)/1024)+"KiB", func(b *testing.B) {
			m := opened(b, text)
			m.Show(editor.TextSheet)
			for i := range b.N {
				m.WriteText(text + "# "[:1+i%2])
			}
		})
	}
}
