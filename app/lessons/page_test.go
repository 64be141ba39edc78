package lessons_test

import (
	"context"
	"testing"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/app/lessons"
	"shifu/app/page"
	"shifu/app/page/pagetest"
	"shifu/internal/lang"
	"shifu/internal/op"
	"shifu/training"
)

type study = lessons.Lessons // its own name is that of one of its methods

// shelf holds one lesson; it remembers what was asked about it.
type shelf struct {
	study
	asked []training.Inquire
}

func (s *shelf) Lessons(context.Context, op.Actor) ([]training.LessonTopic, error) {
	return []training.LessonTopic{{Title: lang.Text{ZH: "商品", EN: "Products"}, Lessons: []training.LessonRow{{ID: "sizing", Title: lang.Text{ZH: "尺码怎么推", EN: "Sizes"}, State: training.LessonNew, Version: 2}}}}, nil
}

func (s *shelf) Lesson(context.Context, op.Actor, string, int) (training.LessonView, error) {
	return training.LessonView{ID: "sizing", Version: 2, Current: 2, Title: lang.Text{ZH: "尺码怎么推", EN: "Sizes"}, Body: lang.Text{ZH: "先问平时穿什么牌子。", EN: "Ask for the usual brand first."}}, nil
}

func (s *shelf) Inquire(_ context.Context, _ op.Actor, cmd training.Inquire) (training.Inquiry, error) {
	s.asked = append(s.asked, cmd)
	return training.Inquiry{}, nil
}

// Whoever is being taught asks about the lesson that is open; whoever teaches has
// nobody to ask.
func TestALessonThatIsNotClearIsAskedAbout(t *testing.T) {
	for _, tag := range lang.Tags {
		s := &shelf{}
		h := pagetest.NewHost(t, tag, op.Apprentice)
		keys := h.Open(lessons.New(s, nil)(h, page.Route{Page: "lessons"}))
		assert.Contains(t, h.Texts(), h.Words().T("lessons.ask"))
		for _, size := range []fyne.Size{{Width: 1096, Height: 800}, {Width: 960, Height: 680}} {
			h.Resize(size.Width, size.Height)
			assert.Empty(t, h.CutOff())
		}
		require.True(t, keys.Rune('q'))
		h.Shortcut(fyne.KeyReturn, fyne.KeyModifierControl)
		require.Len(t, s.asked, 1, "no word is needed")
		assert.Equal(t, training.InquiryHelp, s.asked[0].Kind)
		assert.Equal(t, "sizing", s.asked[0].LessonID)

		mentor := pagetest.NewHost(t, tag, op.Mentor)
		keys = mentor.Open(lessons.New(&shelf{}, nil)(mentor, page.Route{Page: "lessons"}))
		assert.False(t, keys.Rune('q'))
		assert.NotContains(t, mentor.Texts(), mentor.Words().T("lessons.ask"))
	}
}
