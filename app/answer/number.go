package answer

import (
	"fyne.io/fyne/v2"

	"shifu/app/kit"
	"shifu/app/theme"
	"shifu/internal/i18n"
	"shifu/quiz"
	"shifu/quiz/response"
)

// number answers numeric: an amount, a count, a percentage or a date.
type number struct {
	typed
	words *i18n.Printer
	judge *kit.Paragraph
	root  fyne.CanvasObject
}

func newNumber(w *i18n.Printer, p response.Presentation, changed func()) *number {
	kind := "money"
	if p.Number != nil {
		kind = p.Number.Kind
	}
	n := &number{words: w, typed: typed{field: kit.NewField(w.T("quizzes.number."+kind), w.T("quizzes.number_help."+kind))}}
	n.judge = kit.NewParagraph("", theme.Body, theme.Ink2)
	n.hear(nil, changed)
	n.root = kit.Column(10, kit.MostWide(320, n.field), n.judge)
	return n
}

func (n *number) Object() fyne.CanvasObject { return n.root }
func (n *number) Typed() bool               { return false }
func (n *number) Draft() string             { return "" }

func (n *number) Judge(f *quiz.Feedback) {
	n.field.SetEnabled(false)
	words := ""
	if !f.ReadAs.Empty() {
		words = n.words.T("quizzes.read_as", "Text", n.words.Text(f.ReadAs))
	}
	if !f.Mark.Right && !f.RightText.Empty() {
		if words != "" {
			words += "  "
		}
		words += n.words.T("quizzes.right_is", "Text", n.words.Text(f.RightText))
	}
	n.judge.SetText(words)
}
