package answer

import (
	"slices"
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"

	"shifu/app/kit"
	"shifu/app/theme"
	"shifu/internal/i18n"
	"shifu/internal/lang"
	"shifu/quiz/response"
	"shifu/quiz/wording"
)

// lint lists, while a text is written, the wordings in it that a reply to a
// customer avoids.
type lint struct {
	words *i18n.Printer
	donts *wording.Donts
	least int // characters; doubled for English
	rows  *fyne.Container
}

// newLint watches over a text by the lists that the question names; nil when it
// names none, as in an exam.
func newLint(w *i18n.Printer, ask *response.TextAsk) *lint {
	if ask == nil || ask.Donts == nil || len(ask.Donts.Lists) == 0 {
		return nil
	}
	l := &lint{words: w, donts: ask.Donts, least: ask.MinRunes, rows: kit.Column(8)}
	l.read("")
	return l
}

// read looks through the text and says what is in it.
func (l *lint) read(text string) {
	w := l.words
	rows := []fyne.CanvasObject{head(w.T("quizzes.lint_title"))}
	least := l.least
	if wording.LanguageOf(text) == lang.En {
		least *= 2
	}
	text = strings.TrimSpace(text)
	short := utf8.RuneCountInString(text) < least
	hits := l.donts.Lint(text)
	found := false
	for _, d := range l.donts.Lists {
		var said []string
		for _, h := range hits {
			if h.List == d.ID && !slices.Contains(said, h.Word) {
				said = append(said, h.Word)
			}
		}
		if len(said) == 0 || short && d.Brief { // a beginning is no answer of one word
			continue
		}
		found = true
		key, tone, icon := "quizzes.lint_soft", theme.OchreInk, "info"
		if d.Hard {
			key, tone, icon = "quizzes.lint_hard", theme.DangerInk, "alert"
		}
		rows = append(rows, kit.RowTop(8, kit.Pad(kit.Insets{Top: 3}, kit.IconBox(icon, 16, tone)),
			kit.Fill(kit.NewParagraph(w.T(key, "Words", strings.Join(said, w.T("quizzes.lint_between")), "Why", w.Text(d.Why)), theme.Body, tone))))
	}
	switch {
	case text == "":
		rows = append(rows, kit.NewParagraph(w.T("quizzes.lint_empty"), theme.Body, theme.Ink3))
	case short:
		rows = append(rows, kit.NewParagraph(w.T("quizzes.lint_short", "Least", least), theme.Body, theme.Ink3))
	case !found:
		rows = append(rows, kit.RowTop(8, kit.Pad(kit.Insets{Top: 3}, kit.IconBox("check", 16, theme.Qing)),
			kit.Fill(kit.NewParagraph(w.T("quizzes.lint_clean"), theme.Body, theme.QingInk))))
	}
	l.rows.Objects = []fyne.CanvasObject{kit.NewCard(kit.QuietCard, kit.Column(8, rows...))}
	kit.Relay(l.rows)
}
