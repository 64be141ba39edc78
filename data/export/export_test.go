package export_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"shifu/data/export"
	"shifu/internal/fault"
	"shifu/internal/lang"
	"shifu/internal/op"
	"shifu/internal/testkit"
	"shifu/training"
	"shifu/training/certificate"
)

// shop answers made-up certificates, as the services would.
type shop struct {
	all    []certificate.Registered
	signed []certificate.FileHash
	fail   error
	secret string // the certificate that the actor may not have
}

func (s *shop) Registered(context.Context, op.Actor, ...string) ([]certificate.Registered, error) {
	return s.all, nil
}
func (s *shop) File(_ context.Context, _ op.Actor, ids ...string) ([]certificate.Printed, error) {
	if s.fail != nil {
		return nil, s.fail
	}
	var out []certificate.Printed
	for _, id := range ids {
		if id == s.secret {
			return nil, fault.New(fault.Forbidden, "fault.certificate.not_allowed")
		}
		for _, c := range s.all {
			if c.ID == id {
				out = append(out, certificate.Printed{ID: id, Number: c.Number, Holder: c.Holder, PDF: []byte("%PDF " + id), Replaced: []string{"𠮷"}})
			}
		}
	}
	return out, nil
}
func (s *shop) Register(context.Context, op.Actor) ([]byte, error) {
	return []byte(`{"register":1}`), nil
}
func (s *shop) SignManifest(_ context.Context, _ op.Actor, files []certificate.FileHash) ([]byte, error) {
	s.signed = files
	return json.Marshal(files)
}
func (s *shop) Desk(context.Context, op.Actor, training.DeskQuery) (training.Desk, error) {
	return training.Desk{
		Stages: []training.DeskStage{{ID: "a", Modules: []training.DeskModule{{ID: "m", Title: lang.Text{ZH: "售前基础", EN: "Presale"}}}}},
		Rows: []training.DeskRow{
			{Name: "林小满", Day: 3, Cells: []training.Cell{{State: training.CellShare, Right: 8, Done: 11}}},
			{Name: "=cmd|' /C calc'!A0", Day: 4, Cells: []training.Cell{{State: training.CellSigned}}},
		},
	}, nil
}

func registered(n int) []certificate.Registered {
	out := make([]certificate.Registered, n)
	for i := range out {
		number := fmt.Sprintf("QH-2026-%04d", i+1)
		out[i] = certificate.Registered{
			Row: certificate.Row{ID: fmt.Sprint("c", i), Number: number, Holder: "孙一诺", State: certificate.Valid, IssuedOn: "2026-11-27", ValidTo: "2027-05-27", Entry: int64(i), RecordHash: strings.Repeat("ab", 32)},
			Record: certificate.Record{Number: number, Holder: certificate.Person{Name: "孙一诺", Latin: "Sun Yinuo"}, Title: lang.Text{ZH: "客服上岗证书", EN: "Certificate"},
				Modules: []certificate.Module{{Title: lang.Text{ZH: "售前", EN: "Presale"}, Signatures: []certificate.Signature{{Role: certificate.Mentor, Person: certificate.Person{Name: "周敏"}}}}},
				Passed:  []certificate.Condition{{Radical: lang.Text{ZH: "订单", EN: "Order"}, Level: lang.Text{ZH: "未发货", EN: "not shipped"}}}},
		}
	}
	return out
}

func exporter(s *shop) *export.Exporter {
	return &export.Exporter{Certificates: s, Training: s, Clock: testkit.NewClock()}
}

func run(t *testing.T, s *shop, x certificate.Export) certificate.Exported {
	t.Helper()
	x.Dir = filepath.Join(t.TempDir(), "师傅导出")
	out, err := exporter(s).Export(context.Background(), op.Actor{}, x, nil)
	require.NoError(t, err)
	names, err := os.ReadDir(x.Dir)
	require.NoError(t, err)
	assert.Len(t, names, len(out.Files), "nothing else is left in the folder")
	for _, h := range s.signed {
		content, err := os.ReadFile(filepath.Join(x.Dir, h.Name))
		require.NoError(t, err)
		assert.Equal(t, certificate.HashFile(h.Name, content), h, "the manifest knows the file")
	}
	assert.Len(t, s.signed, len(out.Files)-1, "the manifest knows every file but itself")
	return out
}

func sheet(t *testing.T, path string) [][]string {
	t.Helper()
	f, err := excelize.OpenFile(path)
	require.NoError(t, err)
	defer func() { _ = f.Close() }()
	rows, err := f.GetRows(f.GetSheetName(0))
	require.NoError(t, err)
	return rows
}

func TestAWorkbookIsReadBackByAnotherProgram(t *testing.T) {
	s := &shop{all: registered(3)}
	s.all[1].Record.Holder.Name = "=HYPERLINK(\"http://x\")"
	s.all[2].Revoked = "a<b & \"c\" \x01 \n第二行"
	out := run(t, s, certificate.Export{What: certificate.ExportCertificates, Format: certificate.AsXLSX, Lang: lang.ZhHans})
	assert.Equal(t, []string{"shifu-certificates.xlsx", "shifu-certificates-xlsx.manifest.json"}, out.Files)
	assert.Equal(t, 3, out.Count)
	rows := sheet(t, filepath.Join(out.Dir, out.Files[0]))
	require.Len(t, rows, 4)
	assert.Equal(t, []string{"证书编号", "姓名", "拼音", "证书", "状态", "颁发", "有效至", "师傅"}, rows[0][:8])
	assert.Equal(t, []string{"QH-2026-0001", "孙一诺", "Sun Yinuo", "客服上岗证书", "有效", "2026-11-27", "2027-05-27", "周敏"}, rows[1][:8])
	assert.Equal(t, "订单: 未发货", rows[1][11])
	assert.Equal(t, "=HYPERLINK(\"http://x\")", rows[2][1], "kept as it is, as text")
	assert.Equal(t, "a<b & \"c\" \uFFFD \n第二行", rows[3][15])

	f, err := excelize.OpenFile(filepath.Join(out.Dir, out.Files[0]))
	require.NoError(t, err)
	defer func() { _ = f.Close() }()
	formula, err := f.GetCellFormula(f.GetSheetName(0), "B3")
	require.NoError(t, err)
	assert.Empty(t, formula)
	kind, err := f.GetCellType(f.GetSheetName(0), "B3")
	require.NoError(t, err)
	assert.Equal(t, excelize.CellTypeInlineString, kind)
}

func TestACSVFileRunsNothingInASpreadsheet(t *testing.T) {
	dangerous := []string{"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "\u3000=1", "\"=1", "x\n=1", "＝1", "＋1"}
	s := &shop{all: registered(len(dangerous) + 1)}
	for i, d := range dangerous {
		s.all[i].Record.Holder.Name = d
	}
	out := run(t, s, certificate.Export{What: certificate.ExportCertificates, Format: certificate.AsCSV, Lang: lang.En})
	raw, err := os.ReadFile(filepath.Join(out.Dir, "shifu-certificates.csv"))
	require.NoError(t, err)
	require.True(t, bytes.HasPrefix(raw, []byte("\xEF\xBB\xBFNumber,Holder,")), "UTF-8 with its mark")
	assert.Equal(t, bytes.Count(raw, []byte("\n")), bytes.Count(raw, []byte("\r\n")), "every line ends in CR LF")
	rows, err := csv.NewReader(bytes.NewReader(raw[3:])).ReadAll()
	require.NoError(t, err)
	for i, d := range dangerous {
		assert.True(t, strings.HasPrefix(rows[i+1][1], "'"), "%q", d)
	}
	assert.Equal(t, "孙一诺", rows[len(dangerous)+1][1], "an ordinary name stays as it is")
}

func TestPDFsAreNamedForTheirHolderAndARevokedOneIsLeftOut(t *testing.T) {
	s := &shop{all: registered(3)}
	s.all[0].Holder = `a/b\c:*?"<>|` + "\u202e"
	s.all[2].State = certificate.Revoked
	var heard [][2]int
	dir := t.TempDir()
	out, err := exporter(s).Export(context.Background(), op.Actor{}, certificate.Export{What: certificate.ExportCertificates, Format: certificate.AsPack, Dir: dir},
		func(done, of int) { heard = append(heard, [2]int{done, of}) })
	require.NoError(t, err)
	assert.Equal(t, []string{"QH-2026-0001 a_b_c________.pdf", "QH-2026-0002 孙一诺.pdf", export.RegisterName, "shifu-certificates-pack.manifest.json"}, out.Files)
	assert.Equal(t, 2, out.Count)
	require.Len(t, out.Left, 1)
	assert.Equal(t, "fault.certificate.not_exportable", out.Left[0].Key)
	assert.Equal(t, fault.Params{"Number": "QH-2026-0003"}, out.Left[0].Params)
	assert.Equal(t, []string{"𠮷"}, out.Replaced)
	assert.Equal(t, [][2]int{{1, 2}, {2, 2}}, heard)
}

func TestWhatTheActorMayNotHaveIsLeftOutAndTheRestIsDone(t *testing.T) {
	s := &shop{all: registered(3), secret: "c1"}
	out, err := exporter(s).Export(context.Background(), op.Actor{}, certificate.Export{What: certificate.ExportCertificates, Format: certificate.AsPDF, Dir: t.TempDir()}, nil)
	require.NoError(t, err)
	assert.Equal(t, 2, out.Count)
	assert.Equal(t, []certificate.NotExported{{Name: "QH-2026-0002", Key: "fault.certificate.not_allowed"}}, out.Left)
}

func TestJSONHoldsTheRecordsAndTheRegister(t *testing.T) {
	out := run(t, &shop{all: registered(2)}, certificate.Export{What: certificate.ExportAll, Format: certificate.AsJSON, Lang: lang.En})
	assert.Equal(t, []string{"shifu-certificates.json", export.RegisterName, "shifu-progress.json", "shifu-all-json.manifest.json"}, out.Files)
	raw, err := os.ReadFile(filepath.Join(out.Dir, "shifu-certificates.json"))
	require.NoError(t, err)
	var read struct {
		Certificates []certificate.Registered `json:"certificates"`
	}
	require.NoError(t, json.Unmarshal(raw, &read))
	assert.Equal(t, registered(2)[1].Record.Holder, read.Certificates[1].Record.Holder)
}

func TestProgressShowsCountsNotPercentages(t *testing.T) {
	out := run(t, &shop{}, certificate.Export{What: certificate.ExportProgress, Format: certificate.AsXLSX, Lang: lang.ZhHans})
	rows := sheet(t, filepath.Join(out.Dir, "shifu-progress.xlsx"))
	assert.Equal(t, [][]string{{"学徒", "第几天", "售前基础"}, {"林小满", "3", "8/11"}, {"=cmd|' /C calc'!A0", "4", "已签"}}, rows)
}

func TestAFailedExportLeavesEverythingAsItWas(t *testing.T) {
	dir := t.TempDir()
	s := &shop{all: registered(3)}
	old := filepath.Join(dir, "QH-2026-0001 孙一诺.pdf")
	require.NoError(t, os.WriteFile(old, []byte("old"), 0o644))
	s.fail = fault.New(fault.Unavailable, "fault.data.busy")
	_, err := exporter(s).Export(context.Background(), op.Actor{}, certificate.Export{What: certificate.ExportAll, Format: certificate.AsPDF, Dir: dir}, nil)
	assert.Equal(t, "fault.data.busy", fault.KeyOf(err))
	names, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, names, 1)
	content, err := os.ReadFile(old)
	require.NoError(t, err)
	assert.Equal(t, "old", string(content))

	stopped, cancel := context.WithCancel(context.Background())
	cancel()
	s.fail = nil
	_, err = exporter(s).Export(stopped, op.Actor{}, certificate.Export{What: certificate.ExportCertificates, Format: certificate.AsPDF, Dir: dir}, nil)
	assert.Equal(t, "fault.certificate.export_stopped", fault.KeyOf(err))
}

func TestAFileThatCannotGetItsNameIsNamedAndTheRestIsDone(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "QH-2026-0001 孙一诺.pdf", "in the way"), 0o755))
	out, err := exporter(&shop{all: registered(2)}).Export(context.Background(), op.Actor{}, certificate.Export{What: certificate.ExportCertificates, Format: certificate.AsPDF, Dir: dir}, nil)
	require.NoError(t, err)
	require.Len(t, out.Left, 1)
	assert.Equal(t, "fault.certificate.export_busy", out.Left[0].Key)
	assert.Contains(t, out.Files, "QH-2026-0002 孙一诺.pdf")
}

func TestAFolderThatMayNotBeWrittenSaysSo(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o644))
	_, err := exporter(&shop{all: registered(1)}).Export(context.Background(), op.Actor{}, certificate.Export{What: certificate.ExportCertificates, Format: certificate.AsCSV, Dir: file}, nil)
	assert.Equal(t, "fault.certificate.export_failed", fault.KeyOf(err))
	assert.True(t, fault.Is(err, fault.Unavailable))
}

func BenchmarkXLSX(b *testing.B) {
	s := &shop{all: registered(10_000)}
	x := certificate.Export{What: certificate.ExportCertificates, Format: certificate.AsXLSX, Dir: b.TempDir(), Lang: lang.ZhHans}
	b.Run("ours", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, err := exporter(s).Export(context.Background(), op.Actor{}, x, nil)
			require.NoError(b, err)
		}
	})
	b.Run("excelize", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			f := excelize.NewFile()
			w, err := f.NewStreamWriter("Sheet1")
			require.NoError(b, err)
			for i, c := range s.all {
				name, err := excelize.CoordinatesToCellName(1, i+1)
				require.NoError(b, err)
				require.NoError(b, w.SetRow(name, []any{c.Number, c.Record.Holder.Name, c.Record.Holder.Latin, c.Record.Title.ZH, string(c.State), c.IssuedOn, c.ValidTo, "周敏", "售前", 0, 0, "订单: 未发货", "", c.Entry, c.RecordHash, ""}))
			}
			require.NoError(b, w.Flush())
			require.NoError(b, f.SaveAs(filepath.Join(x.Dir, "peer.xlsx")))
			require.NoError(b, f.Close())
		}
	})
}
