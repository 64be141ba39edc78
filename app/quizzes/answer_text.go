package quizzes

import (
	"encoding/json"

	"fyne.io/fyne/v2"

	"shifu/app/kit"
	"shifu/app/theme"
	"shifu/internal/i18n"
	"shifu/quiz"
	"shifu/quiz/model"
	"shifu/quiz/response"
)

// text answers free, rewrite and short: words of one's own.
type text struct {
	words *i18n.Printer
	field *kit.Field
	root  *fyne.Container
}

func newText(w *i18n.Printer, p response.Presentation, changed func()) *text {
	rows, help := 7, w.T("quizzes.text_help")
	if p.Type == model.Short {
		rows, help = 2, w.T("quizzes.short_help")
	}
	t := &text{words: w, field: kit.NewTextArea(w.T("quizzes.text"), help, rows)}
	t.field.OnChanged(func(string) { t.field.SetError(""); changed() })
	t.root = kit.Column(10, t.field)
	return t
}

func (t *text) Object() fyne.CanvasObject { return t.root }
func (t *text) First() fyne.Focusable     { return t.field.Entry }
func (t *text) Typed() bool               { return true }
func (t *text) Keys() []kit.Key           { return nil }
func (t *text) Draft() string             { return t.field.Text() }

func (t *text) Response() json.RawMessage {
	if t.field.Text() == "" {
		return nil
	}
	return encode(map[string]string{"text": t.field.Text()})
}

func (t *text) Restore(raw json.RawMessage) { t.field.SetText(textOf(raw)) }

func (t *text) Judge(f *quiz.Feedback) {
	t.field.SetEnabled(false)
	if !f.RightText.Empty() {
		t.root.Add(kit.NewCard(kit.GoodCard, kit.Column(6, kit.AtLeft(kit.Tag(t.words.T("quizzes.reference"), kit.GoodTone)), kit.NewParagraph(t.words.Text(f.RightText), theme.Reading, theme.Ink))))
	}
}
