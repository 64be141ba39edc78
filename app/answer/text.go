package answer

import (
	"fyne.io/fyne/v2"

	"shifu/app/kit"
	"shifu/app/theme"
	"shifu/internal/i18n"
	"shifu/quiz"
	"shifu/quiz/model"
	"shifu/quiz/response"
)

// text answers free, rewrite and short: words of one's own. Below a rewrite stands
// what to avoid in it, as it is written.
type text struct {
	typed
	words *i18n.Printer
	lint  *lint // nil for none
	root  *fyne.Container
}

func newText(w *i18n.Printer, p response.Presentation, changed func()) *text {
	rows, help := 7, w.T("quizzes.text_help")
	switch {
	case p.Type == model.Short:
		rows, help = 2, w.T("quizzes.short_help")
	case p.Text != nil && p.Text.Lines > 0:
		rows = p.Text.Lines
	}
	t := &text{words: w, typed: typed{field: kit.NewTextArea(w.T("quizzes.text"), help, rows)}}
	t.root = kit.Column(10, t.field)
	var read func(string)
	if p.Type == model.Rewrite {
		if t.lint = newLint(w, p.Text); t.lint != nil {
			read = t.lint.read
			t.root.Add(t.lint.rows)
		}
	}
	t.hear(read, changed)
	return t
}

func (t *text) Object() fyne.CanvasObject { return t.root }
func (t *text) Typed() bool               { return true }
func (t *text) Draft() string             { return t.field.Text() }

func (t *text) Judge(f *quiz.Feedback) {
	t.field.SetEnabled(false)
	if t.lint != nil {
		t.root.Remove(t.lint.rows) // the explanation names them
	}
	if !f.RightText.Empty() {
		t.root.Add(kit.NewCard(kit.GoodCard, kit.Column(6, kit.AtLeft(kit.Tag(t.words.T("quizzes.reference"), kit.GoodTone)), kit.NewParagraph(t.words.Text(f.RightText), theme.Reading, theme.Ink))))
	}
}
