package answer

import (
	"slices"

	"fyne.io/fyne/v2"

	"shifu/app/kit"
	"shifu/app/theme"
	"shifu/internal/i18n"
	"shifu/quiz"
)

// widestChip is how far the answers that a changed condition leads to give way to
// the chips before them, which end where the longest does.
const widestChip = 240

// leastAnswer is the width below which such an answer stands under its chip.
const leastAnswer = 190

// Explain sets the explanation of an answer: its notes, the condition that
// decided it with the reason, what the answer becomes when one condition
// changes, and what a mentor said.
func Explain(w *i18n.Printer, f *quiz.Feedback) []fyne.CanvasObject {
	var out []fyne.CanvasObject
	if len(f.Notes) > 0 {
		notes := kit.Column(6)
		for _, n := range f.Notes {
			notes.Add(kit.NewParagraph(w.Text(n), theme.Body, theme.Ink2))
		}
		out = append(out, kit.NewCard(kit.QuietCard, notes))
	}
	if len(f.DecidedBy) > 0 || !f.Why.Empty() {
		col := kit.Column(8)
		if len(f.DecidedBy) > 0 {
			row := kit.Flow(10, 6, kit.AtLeast(0, 28, kit.Middle(kit.Text(w.T("quizzes.decided_by"), theme.CardTitle, theme.Ink))))
			for _, c := range f.DecidedBy {
				row.Add(kit.ConditionChip(w.Text(c.Label), w.Text(c.Level), kit.Deciding))
			}
			col.Add(row)
		}
		if !f.Why.Empty() {
			col.Add(kit.NewParagraph(w.Text(f.Why), theme.Body, theme.Ink))
		}
		out = append(out, kit.NewCard(kit.PlainCard, col))
	}
	if slices.ContainsFunc(f.IfChanged, func(c quiz.Changed) bool { return !c.Answer.Empty() }) { // a free reply has no one answer
		col := kit.Column(8, kit.CardHead(w.T("quizzes.if_changed"), w.T("quizzes.if_changed_note"), nil))
		chips, wide := make([]fyne.CanvasObject, len(f.IfChanged)), float32(0)
		for i, c := range f.IfChanged {
			chips[i] = kit.ConditionChip(w.Text(c.Label), w.Text(c.To), kit.Changed)
			wide = min(max(wide, chips[i].MinSize().Width), widestChip)
		}
		for i, c := range f.IfChanged {
			col.Add(kit.Rule())
			head := kit.Row(12, kit.AtLeast(wide, 0, kit.AtLeft(chips[i])), kit.IconBox("arrow-right", 16, theme.Ink3))
			col.Add(kit.Lead(12, leastAnswer, head, kit.NewParagraph(w.Text(c.Answer), theme.Body, theme.Ink)))
		}
		out = append(out, kit.NewCard(kit.PlainCard, col))
	}
	if m := f.Mentor; m != nil {
		col := kit.Column(8, kit.CardHead(w.T("quizzes.mentor"), w.T("quizzes.score", "Score", m.Score), nil))
		for _, c := range m.Rubric {
			words := ""
			if n, ok := m.Levels[c.ID]; ok && n >= 0 && n < len(c.Levels) {
				words = w.Text(c.Levels[n].Text)
			}
			col.Add(kit.Row(12, kit.Fill(kit.NewLabel(w.Text(c.Text), theme.Body, theme.Ink)), kit.Text(words, theme.BodyBold, theme.Ink2)))
		}
		if m.Comment != "" {
			col.Add(kit.NewCard(kit.QuietCard, kit.NewParagraph(m.Comment, theme.Body, theme.Ink)))
		}
		if !m.Reference.Empty() {
			col.Add(kit.NewCard(kit.GoodCard, kit.Column(6, kit.AtLeft(kit.Tag(w.T("quizzes.reference"), kit.GoodTone)), kit.NewParagraph(w.Text(m.Reference), theme.Body, theme.Ink))))
		}
		out = append(out, kit.NewCard(kit.PlainCard, col))
	}
	return out
}
