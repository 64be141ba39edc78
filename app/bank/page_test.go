package bank_test

import (
	"context"
	"os"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/app/bank"
	pages "shifu/app/page"
	"shifu/app/page/pagetest"
	"shifu/internal/lang"
	"shifu/internal/op"
	"shifu/quiz"
	"shifu/quiz/check"
	"shifu/quiz/model"
)

// kept is a bank of two points with models, one without, and one above them.
type kept struct{ view quiz.BankView }

func (k kept) Bank(context.Context, op.Actor) (quiz.BankView, error) { return k.view, nil }

func text(zh, en string) lang.Text { return lang.Text{ZH: zh, EN: en} }

func small(t *testing.T) kept {
	src, err := os.ReadFile("../../quiz/model/testdata/as.return-window.model.yaml")
	require.NoError(t, err)
	window, _ := check.File("m", src, check.Options{})
	src, err = os.ReadFile("../../quiz/check/testdata/b3-options.model.yaml")
	require.NoError(t, err)
	broken, _ := check.File("b3", src, check.Options{})
	of := func(r check.Report, id, point string, title lang.Text) quiz.BankModel {
		m := quiz.BankModel{ModelRow: quiz.ModelRow{ID: id, Point: point, Title: title, Type: string(r.Type), Rev: 1, Situations: r.Valid, Classes: len(r.Classes)},
			Stage: "aftersale", Raw: r.Raw, Pairs: r.Pairs, Findings: r.Findings, Conditions: check.Cover([]check.Report{r}).Radicals}
		m.Errors, m.Warnings, m.Notes = check.Count(r.Findings)
		for class, n := range r.Classes {
			m.Keys = append(m.Keys, quiz.KeyCount{Class: class, Situations: n})
		}
		return m
	}
	return kept{quiz.BankView{Coverage: check.Cover(append(window, broken...)), Points: []quiz.BankPoint{
		{Point: quiz.Point{ID: "as", Title: text("售后", "Aftersale")}},
		{Point: quiz.Point{ID: "as.window", Title: text("退货期限", "Return window")}, Depth: 1, Situations: 56, Classes: 5,
			Models:  []quiz.BankModel{of(window[0], "as.return-window", "as.window", text("七天无理由", "Seven days"))},
			Running: []quiz.RunningOut{{Learner: "lin", Left: 3, Of: 56}}},
		{Point: quiz.Point{ID: "as.price", Title: text("价保", "Price protection")}, Depth: 1, Situations: 3, Few: true,
			Models: []quiz.BankModel{of(broken[0], "as.price-drop", "as.price", text("降价补差", "A price drop"))}},
		{Point: quiz.Point{ID: "ps", Title: text("售前", "Presale")}},
	}}}
}

func names(context.Context, op.Actor, string) (string, error) { return "林小满", nil }

func opened(t *testing.T, tag lang.Tag, id string) (*pagetest.Host, pages.Page) {
	h := pagetest.NewHost(t, tag, op.Supervisor)
	p := bank.New(small(t), names)(h, pages.Route{Page: "bank", ID: id})
	h.Open(p)
	return h, p
}

func rows(m *bank.Model) (out []string) {
	for _, r := range m.Rows() {
		out = append(out, r.ID())
	}
	return out
}

func TestTheListIsATreeThatSearchAndFiltersNarrow(t *testing.T) {
	h := pagetest.NewHost(t, lang.ZhHans, op.Supervisor)
	m := bank.NewModel(h.Words())
	m.Set(small(t).view, map[string]string{"lin": "林小满"})
	whole := []string{"point/as", "point/as.window", "as.return-window", "point/as.price", "as.price-drop", "point/ps"}
	assert.Equal(t, whole, rows(m))
	m.Fold("as.window", true)
	assert.Equal(t, []string{"point/as", "point/as.window", "point/as.price", "as.price-drop", "point/ps"}, rows(m))

	for query, want := range map[string][]string{
		"降价":      {"point/as", "point/as.price", "as.price-drop"},
		"jjbc":    {"point/as", "point/as.price", "as.price-drop"},
		"qitian":  {"point/as", "point/as.window", "as.return-window"},
		"as.ret":  {"point/as", "point/as.window", "as.return-window"},
		"jiabao":  {"point/as", "point/as.price", "as.price-drop"},
		"Presale": {"point/ps"},
		"没有这个":    nil,
	} {
		m.Search(query)
		assert.Equal(t, want, rows(m), query)
	}
	m.Search("")
	for filter, want := range map[string][]string{
		bank.Findings:              {"point/as", "point/as.price", "as.price-drop"},
		bank.Few:                   {"point/as", "point/as.price", "as.price-drop"},
		bank.Running:               {"point/as", "point/as.window", "as.return-window"},
		bank.Empty:                 {"point/ps"},
		bank.ByStage + "aftersale": {"point/as", "point/as.window", "as.return-window", "point/as.price", "as.price-drop"},
	} {
		m.Filter(filter)
		assert.Equal(t, want, rows(m), filter)
	}
	words := []string{}
	for _, c := range m.Choices() {
		words = append(words, c.Words)
	}
	assert.Equal(t, []string{"全部 2", "有问题 1", "情境太少 1", "快用完 1", "没有题 1", "不分阶段 2"}, words)
}

func TestTheBankIsReadByKeys(t *testing.T) {
	h, _ := opened(t, lang.ZhHans, "")
	assert.Contains(t, h.Texts(), "选一行看详情")
	h.Press(fyne.KeyDown) // to the list
	h.Press(fyne.KeyDown)
	assert.Contains(t, h.Texts(), "林小满：还剩 3 种，共 56 种")
	h.Press(fyne.KeyLeft) // folded
	assert.NotContains(t, h.Texts(), "　　七天无理由")
	h.Press(fyne.KeyRight)
	h.Press(fyne.KeyDown)
	assert.Contains(t, h.Texts(), "每种情境都有唯一答案，没有要改的。")
	h.Press(fyne.KeyReturn)
	assert.Equal(t, []pages.Route{{Page: "editor", ID: "as.return-window"}}, h.Went)
	h.Type("s")
	h.Type("n")
	h.Type("p")
	assert.Equal(t, []pages.Route{{Page: "statistics", ID: "as.return-window"}, {Page: "editor", ID: "new"}, {Page: "policy"}}, h.Went[1:])
}

func TestAModelSaysWhoReadTheVersionInUse(t *testing.T) {
	h := pagetest.NewHost(t, lang.En, op.Supervisor)
	m := bank.NewModel(h.Words())
	view := small(t).view
	read := &view.Points[1].Models[0]
	assert.Equal(t, "Nobody has given the version in use a second reading.", m.Approved(read))
	day := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	read.Approval = &quiz.Approval{Reader: "he", Situations: 9, At: day}
	assert.Equal(t, []string{"lin", "he"}, bank.People(view))
	m.Set(view, map[string]string{"he": "He Yu"})
	assert.Equal(t, "He Yu answered 9 situations without seeing the keys, and they hold (2026-11-23).", m.Approved(read))
	read.Approval = &quiz.Approval{Outside: text("第二人", "A second reader"), Situations: 1, At: day}
	assert.Equal(t, "A second reader answered 1 situation without seeing the keys, and they hold (2026-11-23).", m.Approved(read))
}

func TestARouteNamesTheModelToBeginWith(t *testing.T) {
	h, p := opened(t, lang.En, "as.price-drop")
	assert.Equal(t, "as.price-drop", p.(pages.Locator).At())
	assert.Contains(t, h.Texts(), "E302")
}

func TestTheCoverageNamesConditionsAndStages(t *testing.T) {
	h, _ := opened(t, lang.ZhHans, "")
	h.Press(fyne.KeyDown) // in the list; the keys stay in lists
	h.Type("2")
	texts := h.Texts()
	assert.Contains(t, texts, "签收天数")
	assert.Contains(t, texts, "服务阶段")
	h.Press(fyne.KeyDown)
	assert.Contains(t, h.Texts(), "七天无理由", "the models that vary the condition")
	h.Type("1")
	assert.Contains(t, h.Texts(), "　退货期限")
}

func TestAnEmptyBankSaysSo(t *testing.T) {
	h := pagetest.NewHost(t, lang.ZhHans, op.Owner)
	h.Open(bank.New(kept{}, names)(h, pages.Route{Page: "bank"}))
	assert.Contains(t, h.Texts(), "没有合适的题")
	h.Type("2")
	assert.Contains(t, h.Texts(), "没有合适的题")
	assert.Empty(t, h.Reported)
}

func TestNothingOfTheBankIsCutOff(t *testing.T) {
	for _, tag := range lang.Tags {
		h, _ := opened(t, tag, "as.price-drop")
		for _, size := range [][2]float32{{1096, 800}, {952, 680}} {
			h.Resize(size[0], size[1])
			assert.Empty(t, h.CutOff(), "%s %v", tag, size)
			h.Picture(t, "bank-"+string(tag))
		}
		h.Type("2")
		h.Resize(952, 679)
		assert.Empty(t, h.CutOff(), "%s coverage", tag)
	}
}

func TestWhereThereIsLittleRoomColumnsGoBeforeTheTitlesDo(t *testing.T) {
	h, _ := opened(t, lang.En, "")
	assert.Contains(t, h.Texts(), "Classes")
	h.Resize(789, 480) // 1280 wide at 150 %
	assert.NotContains(t, h.Texts(), "Classes")
	assert.NotContains(t, h.Texts(), "Type")
	assert.Contains(t, h.Texts(), "Situations", "it is not left out")
	h.Resize(1096, 800)
	assert.Contains(t, h.Texts(), "Classes", "it comes back")
}

func TestInANarrowWindowTheToolsGoBelowTheTitle(t *testing.T) {
	for _, tag := range lang.Tags {
		h, p := opened(t, tag, "")
		h.Resize(789, 480)
		assert.Empty(t, h.CutOff(), "%s", tag)
		assert.Contains(t, h.Texts(), p.Title(), "%s: it is not shortened", tag)
	}
}

func TestFindingsNameAnswersAndPlacesInWords(t *testing.T) {
	h := pagetest.NewHost(t, lang.ZhHans, op.Supervisor)
	m := bank.NewModel(h.Words())
	i := &quiz.BankModel{Keys: []quiz.KeyCount{{Class: "late", Text: text("过期了", "too late")}}}
	f := model.NewFinding(nil, "I404", "rules[3].days", "", "late")
	assert.Equal(t, "答案“过期了”只有一种情境", m.Said(i, f))
	assert.Equal(t, "决策表[3].days", m.Where(f))
	en := bank.NewModel(pagetest.NewHost(t, lang.En, op.Supervisor).Words())
	assert.Equal(t, "the key \"too late\" has a single situation", en.Said(i, f))
	f.Where = "somewhere.else"
	assert.Equal(t, "somewhere.else", m.Where(f))
}
