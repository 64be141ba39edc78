package workbook_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"shifu/data/workbook"
	"shifu/quiz/model"
)

// repository lists every file of models of the repository.
func repository(t *testing.T) []string {
	t.Helper()
	var out []string
	require.NoError(t, filepath.WalkDir("../..", func(path string, d os.DirEntry, err error) error {
		if err == nil && d.IsDir() && strings.HasPrefix(d.Name(), ".") && d.Name() != "." && d.Name() != ".." {
			return filepath.SkipDir
		}
		if strings.HasSuffix(path, ".model.yaml") {
			out = append(out, path)
		}
		return err
	}))
	require.NotEmpty(t, out)
	return out
}

func parse(t testing.TB, path string) []*model.Model {
	t.Helper()
	src, err := os.ReadFile(path)
	require.NoError(t, err)
	models, _ := model.Parse(path, src)
	return models
}

func written(t testing.TB, models []*model.Model) []byte {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, workbook.Write(&out, models))
	return out.Bytes()
}

func TestEveryModelComesBackFromExcelTheSame(t *testing.T) {
	var all []*model.Model
	seen := map[string]bool{}
	for _, path := range repository(t) {
		models := parse(t, path)
		t.Run(filepath.Base(path), func(t *testing.T) {
			again, findings := workbook.Read("x.xlsx", written(t, models))
			require.Empty(t, findings)
			require.Len(t, again, len(models))
			for i := range models {
				assert.Equal(t, string(model.Canonical(models[i])), string(model.Canonical(again[i])))
			}
		})
		for _, m := range models {
			if !seen[m.ID] { // test data of several packages share ids
				seen[m.ID] = true
				all = append(all, m)
			}
		}
	}
	all = all[:min(model.MaxModels, len(all))]
	again, findings := workbook.Read("all.xlsx", written(t, all))
	require.Empty(t, findings)
	require.Len(t, again, len(all))
	for i := range all {
		assert.Equal(t, string(model.Canonical(all[i])), string(model.Canonical(again[i])), "all models in one workbook")
	}
}

func TestTheTypesWithoutAnExampleComeBackToo(t *testing.T) {
	src, err := os.ReadFile("testdata/types.yaml")
	require.NoError(t, err)
	models, findings := model.Parse("types.yaml", src)
	require.Empty(t, findings)
	for _, m := range models {
		_, findings = model.Compile(m, nil)
		require.Empty(t, findings, m.ID)
	}
	again, findings := workbook.Read("x.xlsx", written(t, models))
	require.Empty(t, findings)
	for i := range models {
		assert.Equal(t, string(model.Canonical(models[i])), string(model.Canonical(again[i])))
	}
}

func open(t *testing.T, src []byte) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(src))
	require.NoError(t, err)
	t.Cleanup(func() { f.Close() })
	return f
}

func TestTheDecisionTableIsWhatASupervisorReads(t *testing.T) {
	f := open(t, written(t, parse(t, "../../quiz/model/testdata/as.return-window.model.yaml")))
	rows, err := f.GetRows("规则|rules")
	require.NoError(t, err)
	assert.Equal(t, []string{"题模|model", "行|id", "订单状态|status", "期限内|in_time", "吊牌|intact", "⇒ 答案|key", "理由 zh|why.zh", "理由 en|why.en"}, rows[0])
	assert.Equal(t, []string{"as.return-window", "r1", "未发货", "", "", "直接办理退款，并告知到账时间 (refund_now)", "未发货，直接退款最快。", "Not shipped: refund at once."}, rows[1])
	dv, err := f.GetDataValidations("规则|rules")
	require.NoError(t, err)
	require.Len(t, dv, 1)
	assert.Equal(t, "F2:F6", dv[0].Sqref)
	for _, name := range []string{"_meta", "_lists"} {
		visible, err := f.GetSheetVisible(name)
		require.NoError(t, err)
		assert.False(t, visible, name)
	}
	hash, err := f.GetCellValue("_meta", "B2")
	require.NoError(t, err)
	assert.Equal(t, parse(t, "../../quiz/model/testdata/as.return-window.model.yaml")[0].ContentHash(), hash)
}

// edited writes a model, changes the workbook and reads it back.
func edited(t *testing.T, path string, change func(f *excelize.File)) ([]*model.Model, []model.Finding) {
	t.Helper()
	f := open(t, written(t, parse(t, path)))
	change(f)
	var out bytes.Buffer
	_, err := f.WriteTo(&out)
	require.NoError(t, err)
	models, findings := workbook.Read("x.xlsx", out.Bytes())
	for _, m := range models {
		_, more := model.Compile(m, nil)
		findings = append(findings, more...)
	}
	return models, findings
}

const window = "../../quiz/model/testdata/as.return-window.model.yaml"

func TestAFindingNamesSheetAndCell(t *testing.T) {
	for name, c := range map[string]struct {
		change     func(f *excelize.File)
		code       string
		sheet      string
		cell       string
		en         string
		modelReads bool
	}{
		"a level that is none": {func(f *excelize.File) { f.SetCellStr("规则|rules", "C3", "在路上") }, "E106", "规则", "C3", "status has no level", true},
		"an unknown key":       {func(f *excelize.File) { f.SetCellStr("规则|rules", "F4", "agrea") }, "E204", "规则", "F4", "\"agrea\" is not one of the options", true},
		"a missing text":       {func(f *excelize.File) { f.SetCellStr("选项|options", "C2", "") }, "E104", "选项", "", "Chinese text is missing", true},
		"an unknown model":     {func(f *excelize.File) { f.SetCellStr("规则|rules", "A2", "as.return-windov") }, "E103", "规则", "A2", "did you mean \"as.return-window\"?", true},
		"an unknown column":    {func(f *excelize.File) { f.SetCellStr("选项|options", "B1", "编号|idd") }, "E101", "选项", "B1", "did you mean \"id\"?", true},
		"an unknown sheet":     {func(f *excelize.File) { f.SetSheetName("规则|rules", "规责|rulez") }, "E101", "规责|rulez", "", "did you mean \"规则\"?", true},
		"no model sheet":       {func(f *excelize.File) { f.DeleteSheet("模型|model") }, "E101", "", "", "模型|model is missing", false},
		"another format":       {func(f *excelize.File) { f.SetCellStr("_meta", "B1", "2") }, "E101", "_meta", "B1", "format 2 is not known", false},
		"a hidden character":   {func(f *excelize.File) { f.SetCellStr("选项|options", "C2", "退\u202e款") }, "E101", "选项", "C2", "U+202E", true},
	} {
		t.Run(name, func(t *testing.T) {
			models, findings := edited(t, window, c.change)
			require.NotEmpty(t, findings)
			var found *model.Finding
			for i := range findings {
				if findings[i].Code == c.code && found == nil {
					found = &findings[i]
				}
			}
			require.NotNil(t, found, "%v", findings)
			assert.Equal(t, c.sheet, found.Sheet)
			if c.cell != "" {
				assert.Equal(t, c.cell, found.Cell)
			}
			assert.Contains(t, found.Message.EN, c.en)
			assert.NotEmpty(t, found.Repair.ZH)
			assert.Equal(t, c.modelReads, len(models) == 1)
		})
	}
}

func TestANumberIsAcceptedForWholeNumbersOnly(t *testing.T) {
	models, findings := edited(t, window, func(f *excelize.File) {
		rows, _ := f.GetRows("条件|radicals")
		for i, r := range rows {
			if len(r) > 6 && r[6] == "31" {
				cell, _ := excelize.CoordinatesToCellName(7, i+1)
				f.SetCellInt("条件|radicals", cell, 31)
			}
		}
	})
	require.Empty(t, findings)
	assert.Equal(t, parse(t, window)[0].ContentHash(), models[0].ContentHash())

	_, findings = edited(t, "../../quiz/model/testdata/big.refund-decision.model.yaml", func(f *excelize.File) {
		rows, _ := f.GetRows("条件|radicals")
		for i, r := range rows {
			if len(r) > 6 && r[6] == "499元" {
				cell, _ := excelize.CoordinatesToCellName(7, i+1)
				f.SetCellInt("条件|radicals", cell, 499)
			}
		}
	})
	require.NotEmpty(t, findings)
	assert.Equal(t, "E105", findings[0].Code)
	assert.Equal(t, "条件", findings[0].Sheet)
}

func TestRowsWithoutAModelBelongToTheOneAbove(t *testing.T) {
	models, findings := edited(t, window, func(f *excelize.File) {
		for i := 3; i <= 6; i++ {
			f.SetCellStr("规则|rules", fmt.Sprintf("A%d", i), "")
		}
		f.SetCellStr("规则|rules", "F2", "refund_now")
		f.SetCellStr("规则|rules", "D3", "任意")
	})
	require.Empty(t, findings)
	assert.Equal(t, parse(t, window)[0].ContentHash(), models[0].ContentHash())
}

// headingsOnly is a workbook whose sheets have their headings and nothing below.
func headingsOnly(t *testing.T) []byte {
	f := open(t, written(t, parse(t, window)))
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet)
		require.NoError(t, err)
		for n := len(rows); n > 1 && sheet != "_meta"; n-- {
			require.NoError(t, f.RemoveRow(sheet, n))
		}
	}
	var out bytes.Buffer
	_, err := f.WriteTo(&out)
	require.NoError(t, err)
	return out.Bytes()
}

func TestHostileWorkbooksGetAClearFinding(t *testing.T) {
	pack := func(rows int, row string) []byte {
		f := open(t, written(t, parse(t, window)))
		var plain bytes.Buffer
		_, err := f.WriteTo(&plain)
		require.NoError(t, err)
		in, err := zip.NewReader(bytes.NewReader(plain.Bytes()), int64(plain.Len()))
		require.NoError(t, err)
		var out bytes.Buffer
		w := zip.NewWriter(&out)
		for _, e := range in.File {
			dst, err := w.Create(e.Name)
			require.NoError(t, err)
			src, err := e.Open()
			require.NoError(t, err)
			var content bytes.Buffer
			_, err = content.ReadFrom(src)
			require.NoError(t, err)
			text := content.String()
			if e.Name == "xl/worksheets/sheet4.xml" {
				text = strings.Replace(text, "</sheetData>", strings.Repeat(row, rows)+"</sheetData>", 1)
			}
			_, err = dst.Write([]byte(text))
			require.NoError(t, err)
		}
		require.NoError(t, w.Close())
		return out.Bytes()
	}
	for name, c := range map[string]struct {
		src []byte
		en  string
	}{
		"ten million empty rows": {pack(10_000_000, "<row/>"), "more than 20,000 rows"},
		"a cell of 2 MiB":        {pack(1, `<row r="900"><c r="A900" t="inlineStr"><is><t>`+strings.Repeat("长", 700_000)+`</t></is></c></row>`), "too long"},
		"far too much inside":    {pack(1_000_000, "<row>"+strings.Repeat(" ", 70)+"</row>"), "when unpacked"},
		"headings only":          {headingsOnly(t), "holds no item model"},
		"no workbook":            {[]byte("PK\x03\x04 nothing"), "no Excel workbook"},
		"text":                   {[]byte("format: 1\n"), "no Excel workbook"},
		"nothing":                {nil, "no Excel workbook"},
		"17 MiB":                 {make([]byte, 17<<20), "too large"},
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			start := time.Now()
			_, findings := workbook.Read("x.xlsx", c.src)
			t.Logf("%s took %v", name, time.Since(start))
			runtime.ReadMemStats(&after)
			assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(256<<20))
			require.NotEmpty(t, findings)
			assert.Contains(t, findings[0].Message.EN, c.en)
			assert.Equal(t, "x.xlsx", findings[0].File)
			if strings.HasPrefix(name, "ten million") || strings.HasPrefix(name, "a cell") {
				assert.NotEmpty(t, findings[0].Sheet)
				assert.Regexp(t, `^A\d+$`, findings[0].Cell)
			}
		})
	}
}
