package statistics_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	pages "shifu/app/page"
	"shifu/app/page/pagetest"
	"shifu/app/statistics"
	"shifu/internal/lang"
	"shifu/internal/op"
	"shifu/quiz"
	counted "shifu/quiz/statistics"
)

// computed answers figures and keeps what was written.
type computed struct {
	figures quiz.Figures
	asked   []quiz.FiguresQuery
	name    string
	lines   [][]string
	fails   error
}

func (c *computed) Figures(_ context.Context, _ op.Actor, q quiz.FiguresQuery) (quiz.Figures, error) {
	c.asked = append(c.asked, q)
	return c.figures, nil
}
func (c *computed) ExportFolder() string { return "/out" }
func (c *computed) Show(string) error    { return nil }
func (c *computed) Sheet(dir, name string, lines [][]string) (string, error) {
	c.name, c.lines = name, lines
	return dir + "/" + name, c.fails
}

func text(zh, en string) lang.Text { return lang.Text{ZH: zh, EN: en} }

func given(n int, right func(i int) bool) []counted.Given {
	out := make([]counted.Given, n)
	for i := range out {
		out[i] = counted.Given{Most: 1000, Rest: 100 * (i % 11), RestMost: 1000}
		if right(i) {
			out[i].Mark = 1000
		}
	}
	return out
}

func someFigures() *computed {
	unfair := quiz.ItemFigures{Model: "as.window", Title: text("退货期限", "Return window"), Type: "single", Point: "as", PointTitle: text("七天无理由", "No reason"), InUse: true,
		Item: counted.AnalyseItem(given(44, func(i int) bool { return i%11 > 5 }), 2500), Blank: 2,
		Unfair: quiz.Unfair{Display: quiz.WeakHere, P: 0.001, Tested: 3},
		Levels: []quiz.LevelFigures{{Radical: "status", Label: text("订单状态", "Status"), LevelID: "moving", Level: text("运输中", "on its way"), Answers: 12, Wrong: 11, Low: 6461, High: 9851, Named: true},
			{Radical: "status", Label: text("订单状态", "Status"), LevelID: "signed", Level: text("已签收", "received"), Answers: 32, Wrong: 3}},
		Situations: []quiz.SituationFigures{{Situation: "status=moving", Words: text("运输中 · 普通会员", "on its way · ordinary"), Answers: 6, Wrong: 6}}}
	few := quiz.ItemFigures{Model: "gone.model", Title: text("gone.model", "gone.model"), Item: counted.AnalyseItem(given(3, func(int) bool { return true }), 0), Typed: true, Unfair: quiz.Unfair{Display: quiz.TooFew}}
	paper := counted.Paper{Most: []int{1000, 1000}, Guess: []int{2500, 0}}
	for i := range 30 {
		paper.Marks = append(paper.Marks, []int{1000 * (i % 2), 1000 * (i % 3 / 2)})
	}
	return &computed{figures: quiz.Figures{Attempts: 44, Finished: 44, Since: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), Items: []quiz.ItemFigures{unfair, few},
		Quizzes: []quiz.QuizFigures{{Blueprint: "exam", Title: text("售后考核", "Aftersale exam"), Passed: 9, Quiz: counted.Analyse(paper), Positions: []lang.Text{text("七天无理由", "No reason"), text("价保", "Price")}}}}}
}

func opened(t *testing.T, c *computed, tag lang.Tag, id string) *pagetest.Host {
	h := pagetest.NewHost(t, tag, op.Supervisor)
	h.Open(statistics.New(c, c)(h, pages.Route{Page: "statistics", ID: id}))
	return h
}

func TestEachFigureSaysWhatItMeans(t *testing.T) {
	h := opened(t, someFigures(), lang.ZhHans, "as.window")
	all := strings.Join(h.Texts(), "\n")
	for _, want := range []string{"按 44 次已交卷", "得分率（易度）", "45.5%", "难度合适。", "25.0%", "区分得很好。", "看考卷", "订单状态 · 运输中", "错误率 95% 在 65% 到", "运输中 · 普通会员"} {
		assert.Contains(t, all, want)
	}
	assert.Contains(t, strings.Join(h.Texts(), ""), "订单状态 运输中：这一档错得明显比别处多", "the unfair level is named")
	assert.NotContains(t, all, "statistics.", "no key without words")
}

func TestTooFewIsSaidInPlaceOfAFigure(t *testing.T) {
	h := opened(t, someFigures(), lang.En, "gone.model")
	all := h.Texts()
	assert.Contains(t, all, "too few")
	assert.Contains(t, strings.Join(all, " "), "This model is not in use any more; only its results are left.")
	assert.NotContains(t, all, "Open", "nothing to edit")
}

func TestTheFiguresAreReadByKeys(t *testing.T) {
	c := someFigures()
	h := opened(t, c, lang.ZhHans, "")
	h.Press(fyne.KeyDown)
	h.Press(fyne.KeyReturn)
	assert.Equal(t, []pages.Route{{Page: "editor", ID: "as.window"}}, h.Went)
	h.Type("2")
	h.Press(fyne.KeyDown)
	texts := strings.Join(h.Texts(), "")
	for _, want := range []string{"考了 30 次，合格 9 次。", "内部一致性", "第 1 题 七天无理由", "实际权重 51.5%"} {
		assert.Contains(t, texts, want)
	}
	h.Press(fyne.KeyEscape)
	assert.Equal(t, 1, h.Backs)
}

func TestTheTableIsWrittenWithWholeFigures(t *testing.T) {
	c := someFigures()
	h := pagetest.NewHost(t, lang.En, op.Owner)
	router := h.Open(statistics.New(c, c)(h, pages.Route{Page: "statistics"}))
	router.Shortcut(&desktop.CustomShortcut{KeyName: fyne.KeyE, Modifier: fyne.KeyModifierControl})
	require.NotEmpty(t, c.lines)
	assert.Equal(t, "item-statistics.csv", c.name)
	for _, line := range c.lines {
		assert.Len(t, line, len(c.lines[0]))
	}
	assert.Equal(t, "45.454545", c.lines[1][6])
	assert.Empty(t, c.lines[2][6], "too few: no figure")
	assert.Len(t, h.Toasts, 1)
	h.Type("2")
	c.fails = errors.New("disk")
	router.Shortcut(&desktop.CustomShortcut{KeyName: fyne.KeyE, Modifier: fyne.KeyModifierControl})
	assert.Equal(t, "quiz-statistics.csv", c.name)
	assert.Len(t, c.lines, 4, "a line for the quiz and one for each position")
	for _, line := range c.lines {
		assert.Len(t, line, len(c.lines[0]))
	}
	assert.Len(t, h.Reported, 1)
}

func TestAPurposeNarrowsWhatIsAsked(t *testing.T) {
	c := someFigures()
	h := pagetest.NewHost(t, lang.ZhHans, op.Owner)
	m := statistics.NewModel(h.Words())
	m.Purpose("exam")
	assert.Equal(t, quiz.FiguresQuery{Purpose: quiz.Exam}, m.Query())
	m.Set(c.figures)
	m.Search("thqx")
	assert.Len(t, m.Items(), 1)
	m.Search("七天")
	assert.Len(t, m.Items(), 1, "by its point")
}

func TestNothingToCountSaysSo(t *testing.T) {
	h := opened(t, &computed{}, lang.ZhHans, "")
	assert.Contains(t, h.Texts(), "还没有可以统计的")
	h.Type("2")
	assert.Contains(t, h.Texts(), "还没有交过卷的作答")
	assert.Empty(t, h.Reported)
}

func TestNothingOfTheStatisticsIsCutOff(t *testing.T) {
	for _, tag := range lang.Tags {
		h := opened(t, someFigures(), tag, "as.window")
		for _, size := range [][2]float32{{1096, 800}, {952, 680}} {
			h.Resize(size[0], size[1])
			assert.Empty(t, h.CutOff(), "%s %v", tag, size)
		}
		h.Picture(t, "statistics-"+string(tag))
		h.Type("2")
		h.Press(fyne.KeyDown)
		assert.Empty(t, h.CutOff(), "%s quizzes", tag)
	}
}
