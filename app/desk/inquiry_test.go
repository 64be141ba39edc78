package desk_test

import (
	"context"
	"testing"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/app/desk"
	"shifu/app/page"
	"shifu/app/page/pagetest"
	"shifu/internal/fault"
	"shifu/internal/lang"
	"shifu/internal/op"
	"shifu/training"
)

// box holds one inquiry; it remembers the answers.
type box struct {
	view    training.InquiryView
	answers []training.AnswerInquiry
	fails   error
}

func (b *box) Inquiry(context.Context, op.Actor, string) (training.InquiryView, error) {
	return b.view, nil
}

func (b *box) AnswerInquiry(_ context.Context, _ op.Actor, cmd training.AnswerInquiry) (training.Inquiry, error) {
	b.answers = append(b.answers, cmd)
	return training.Inquiry{}, b.fails
}

func TestAnInquiryIsAnsweredBesideWhatItIsAbout(t *testing.T) {
	for _, tag := range lang.Tags {
		b := &box{view: training.InquiryView{Inquiry: training.Inquiry{ID: "one", Kind: training.InquiryHelp, Name: "林小满", Title: lang.Text{ZH: "尺码怎么推", EN: "Sizes"}, LessonID: "sizing", Version: 2}}}
		h := pagetest.NewHost(t, tag, op.Mentor)
		p := desk.NewInquiry(b)(h, desk.InquiryRoute("one"))
		h.Open(p)
		assert.Contains(t, h.Texts(), h.Words().T("desk.inquiry_wordless"))
		h.Press(fyne.KeyHome) // it is the answer that has the keys
		h.Type("先问牌子")
		p.Load(context.Background()) // back from the lesson that was looked up
		b.fails = fault.New(fault.Conflict, "fault.training.inquiry_answered")
		h.Shortcut(fyne.KeyReturn, fyne.KeyModifierControl)
		assert.Zero(t, h.Backs, "what could not be kept stays on the page")
		b.fails = nil
		h.Shortcut(fyne.KeyReturn, fyne.KeyModifierControl)
		require.Len(t, b.answers, 2)
		assert.Equal(t, "先问牌子", b.answers[1].Words)
		assert.Equal(t, 1, h.Backs)
	}
}

func TestAQuestionThatIsSaidToBeWrongLeadsToItsModel(t *testing.T) {
	wrong := training.InquiryView{Inquiry: training.Inquiry{ID: "two", Kind: training.InquiryWrong, Name: "林小满", Words: "现在有货", Model: "footwear/product.width", LessonID: "-"}}
	h := pagetest.NewHost(t, lang.ZhHans, op.Owner)
	router := h.Open(desk.NewInquiry(&box{view: wrong})(h, desk.InquiryRoute("two")))
	h.Window().Canvas().Unfocus()
	router.Rune('e')
	assert.Equal(t, []page.Route{{Page: "editor", ID: "footwear/product.width"}}, h.Went)

	mentor := pagetest.NewHost(t, lang.ZhHans, op.Mentor)
	router = mentor.Open(desk.NewInquiry(&box{view: wrong})(mentor, desk.InquiryRoute("two")))
	mentor.Window().Canvas().Unfocus()
	router.Rune('e')
	assert.Empty(t, mentor.Went, "who may not write models is not led there")
}

func TestWhoAskedReadsTheAnswerAndCannotGiveIt(t *testing.T) {
	answered := training.InquiryView{Inquiry: training.Inquiry{ID: "one", Kind: training.InquiryHelp, PersonID: "me", Name: "林小满", Words: "哪里看脚型", LessonID: "sizing", By: "zhou", ByName: "周敏", Answer: "先问平时穿什么牌子"}}
	b := &box{view: answered}
	h := pagetest.NewHost(t, lang.ZhHans, op.Apprentice)
	h.Open(desk.NewInquiry(b)(h, desk.InquiryRoute("one")))
	assert.Contains(t, h.Texts(), "先问平时穿什么牌子")
	h.Shortcut(fyne.KeyReturn, fyne.KeyModifierControl)
	b.view.By = ""
	h.Open(desk.NewInquiry(b)(h, desk.InquiryRoute("one")))
	h.Shortcut(fyne.KeyReturn, fyne.KeyModifierControl)
	assert.Empty(t, b.answers)
}
