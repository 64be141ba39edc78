package home_test

import (
	"context"
	"testing"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/app/home"
	"shifu/app/page"
	"shifu/app/page/pagetest"
	"shifu/internal/lang"
	"shifu/internal/op"
	"shifu/quiz"
	"shifu/training"
)

// day is training with one day, and quiz that starts anything.
type day struct {
	training.Home
	started []quiz.Start
	desk    training.Desk
}

type days struct{ *day }

func (d days) Home(context.Context, op.Actor) (training.Home, error) { return d.day.Home, nil }

func (d days) Desk(context.Context, op.Actor, training.DeskQuery) (training.Desk, error) {
	return d.day.desk, nil
}

func (d days) Start(_ context.Context, _ op.Actor, cmd quiz.Start) (quiz.Sitting, error) {
	d.started = append(d.started, cmd)
	return quiz.Sitting{Attempt: "a1"}, nil
}

func due(points ...string) quiz.DueReview {
	d := quiz.DueReview{Day: "2026-11-24", Sitting: len(points), Minutes: 5, Next: "2026-11-25", NextCount: 4}
	for _, p := range points {
		d.Points = append(d.Points, quiz.DuePoint{Point: p, Title: lang.Text{ZH: "点" + p, EN: "Point " + p}})
	}
	return d
}

func TestTheDayShowsWhatIsDueAndRStartsIt(t *testing.T) {
	for _, tag := range lang.Tags {
		t.Run(string(tag), func(t *testing.T) {
			h := pagetest.NewHost(t, tag, op.Apprentice)
			d := days{&day{Home: training.Home{Name: "林小满", Review: due("1", "2", "3", "4", "5"), Next: training.Next{Kind: training.NextReview, Of: 5, Minutes: 5}}}}
			keys := h.Open(home.New(d, d)(h, page.Route{Page: "home"}))
			w := h.Words()
			texts := h.Texts()
			assert.Contains(t, texts, w.N("review.hero", 5))
			assert.Contains(t, texts, w.Text(lang.Text{ZH: "点3", EN: "Point 3"}))
			assert.NotContains(t, texts, w.Text(lang.Text{ZH: "点4", EN: "Point 4"}))
			assert.Contains(t, texts, w.N("review.more", 2))
			for _, size := range []fyne.Size{{Width: 1096, Height: 800}, {Width: 960, Height: 680}} {
				h.Resize(size.Width, size.Height)
				assert.Empty(t, h.CutOff())
			}
			require.True(t, keys.Rune('r'))
			h.Press(fyne.KeyReturn)
			require.Len(t, d.started, 2, "R, and Enter for the one next thing")
			for _, s := range d.started {
				assert.Equal(t, quiz.Review, s.Purpose)
				assert.Empty(t, s.Points, "quiz knows what is due")
			}
			assert.Equal(t, []page.Route{{Page: "quiz", ID: "a1"}, {Page: "quiz", ID: "a1"}}, h.Went)
		})
	}
}

func TestAnOpenReviewIsGoneOnWithAndADayWithoutOneSaysWhen(t *testing.T) {
	h := pagetest.NewHost(t, lang.En, op.Apprentice)
	open := due("1")
	open.Open = "half"
	d := days{&day{Home: training.Home{Review: open}}}
	keys := h.Open(home.New(d, d)(h, page.Route{Page: "home"}))
	assert.Contains(t, h.Texts(), h.Words().T("review.open"))
	require.True(t, keys.Rune('r'))
	assert.Equal(t, []page.Route{{Page: "quiz", ID: "half"}}, h.Went)
	assert.Empty(t, d.started)

	h = pagetest.NewHost(t, lang.En, op.Apprentice)
	d = days{&day{Home: training.Home{Review: due()}}}
	keys = h.Open(home.New(d, d)(h, page.Route{Page: "home"}))
	assert.Contains(t, h.Texts(), "4 knowledge points fall due tomorrow")
	assert.False(t, keys.Rune('r'))

	h = pagetest.NewHost(t, lang.En, op.Apprentice)
	d = days{&day{Home: training.Home{}}}
	h.Open(home.New(d, d)(h, page.Route{Page: "home"}))
	assert.NotContains(t, h.Texts(), h.Words().T("review.none"), "nothing was ever answered: no word of reviews")
}

func TestWhoOnlyTeachesSeesWhatWaitsAndTheOwnApprentice(t *testing.T) {
	h := pagetest.NewHost(t, lang.ZhHans, op.Mentor)
	module := training.DeskModule{ID: "m", Title: lang.Text{ZH: "尺码与推荐"}}
	d := days{&day{Home: training.Home{Name: "周敏", Queue: 1}, desk: training.Desk{
		Stages: []training.DeskStage{{Modules: []training.DeskModule{module}}},
		Rows: []training.DeskRow{
			{PersonID: "lin", Name: "林小满", Mine: true, Cells: []training.Cell{{State: training.CellShare, Done: 10, Right: 8}}},
			{PersonID: "sun", Name: "孙一诺", Cells: []training.Cell{{State: training.CellSigned}}},
		},
		Queue: []training.QueueItem{{Kind: training.QueueReply, Name: "林小满", Title: lang.Text{ZH: "接住情绪"}, ID: "a1", Slot: 2}},
	}}}
	h.Open(home.New(d, d)(h, page.Route{Page: "home"}))
	texts := h.Texts()
	for _, want := range []string{"接住情绪", "尺码与推荐", "80%"} {
		assert.Contains(t, texts, want)
	}
	assert.NotContains(t, texts, "孙一诺", "another mentor's apprentice")
	for _, size := range []fyne.Size{{Width: 1096, Height: 800}, {Width: 960, Height: 680}} {
		h.Resize(size.Width, size.Height)
		assert.Empty(t, h.CutOff())
	}
}

func TestEveryAnswerOfTheLastDaysStandsOnTheDay(t *testing.T) {
	at := pagetest.NewHost(t, lang.ZhHans).Now()
	answered := []training.Inquiry{
		{ID: "two", Kind: training.InquiryWrong, Title: lang.Text{ZH: "退货", EN: "Returns"}, Words: "现在是 15 天", AttemptID: "t", Answer: "改好了", By: "shen", ByName: "沈岚", AnsweredAt: at},
		{ID: "one", Kind: training.InquiryHelp, Title: lang.Text{ZH: "尺码", EN: "Sizes"}, LessonID: "sizing", Answer: "先问牌子", By: "zhou", ByName: "周敏", AnsweredAt: at},
	}
	for _, tag := range lang.Tags {
		h := pagetest.NewHost(t, tag, op.Apprentice)
		d := days{&day{Home: training.Home{Name: "林小满", Next: training.Next{Kind: training.NextNoProgramme}, Answered: answered}}}
		h.Open(home.New(d, d)(h, page.Route{Page: "home"}))
		assert.Contains(t, h.Texts(), "改好了")
		assert.Contains(t, h.Texts(), "先问牌子")
		h.PressLink(t, h.Words().T("home.look_question"))
		h.PressLink(t, h.Words().T("home.look_lesson"))
		assert.Equal(t, []page.Route{{Page: "inquiry", ID: "two"}, {Page: "lessons", ID: "sizing"}}, h.Went)
	}
}
