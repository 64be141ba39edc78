package answer

import (
	"encoding/json"

	"fyne.io/fyne/v2"

	"shifu/app/kit"
	"shifu/app/theme"
	"shifu/internal/i18n"
	"shifu/quiz"
	"shifu/quiz/response"
)

// number answers numeric: an amount, a count, a percentage or a date.
type number struct {
	words *i18n.Printer
	field *kit.Field
	quiet bool // a draft is put back: nothing was changed
	judge *kit.Paragraph
	root  fyne.CanvasObject
}

func newNumber(w *i18n.Printer, p response.Presentation, changed func()) *number {
	kind := "money"
	if p.Number != nil {
		kind = p.Number.Kind
	}
	n := &number{words: w, field: kit.NewField(w.T("quizzes.number."+kind), w.T("quizzes.number_help."+kind))}
	n.judge = kit.NewParagraph("", theme.Body, theme.Ink2)
	n.field.OnChanged(func(string) {
		n.field.SetError("")
		if !n.quiet {
			changed()
		}
	})
	n.root = kit.Column(10, kit.MostWide(320, n.field), n.judge)
	return n
}

func (n *number) Object() fyne.CanvasObject { return n.root }
func (n *number) First() fyne.Focusable     { return n.field.Entry }
func (n *number) Typed() bool               { return false }
func (n *number) Keys() []kit.Key           { return nil }
func (n *number) Draft() string             { return "" }

func (n *number) Response() json.RawMessage {
	if n.field.Text() == "" {
		return nil
	}
	return encode(map[string]string{"text": n.field.Text()})
}

func (n *number) Restore(raw json.RawMessage) {
	n.quiet = true
	n.field.SetText(textOf(raw))
	n.quiet = false
}

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
