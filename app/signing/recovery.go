package signing

import (
	"strings"

	"fyne.io/fyne/v2"

	"shifu/app/kit"
	pages "shifu/app/page"
	"shifu/app/theme"
)

// RecoveryCode shows a recovery code, with buttons that print and copy it. It
// cannot be shown again.
func RecoveryCode(h pages.Host, code string, print func()) fyne.CanvasObject {
	w := h.Words()
	copied := func() {
		h.Copy(code)
		h.Toast(kit.Message{Words: w.T("opening.recovery_copied")})
	}
	return kit.Column(14,
		kit.NewCard(kit.CurrentCard, kit.Column(10, kit.NewParagraph(code, theme.PageTitle, theme.Ink), kit.NewParagraph(w.T("opening.recovery_note"), theme.Secondary, theme.Ink2))),
		kit.Row(10, kit.NewButton(kit.Usual, w.T("opening.recovery_print"), print).WithIcon("print"), kit.NewButton(kit.Usual, w.T("opening.recovery_copy"), copied).WithIcon("copy"), kit.Spacer()))
}

// NoteRecoveryCode shows a new recovery code in a dialog until its last four
// characters were typed back. words say whose code it is and which one is void.
// Whoever closes the dialog before that is told how to come to another code.
func NoteRecoveryCode(h pages.Host, words, code string, print func()) {
	w := h.Words()
	noted := false
	typed := kit.NewField(w.T("opening.recovery_typed"), "")
	var closeIt func()
	done := kit.NewButton(kit.Main, w.T("signing.recovery_done"), func() {
		if noted = Noted(code, typed.Text()); !noted {
			typed.SetError(w.T("opening.recovery_wrong"))
			return
		}
		closeIt()
	}).Cap("Enter")
	typed.OnChanged(nil)
	closeIt = h.Dialog(kit.Sheet{Title: w.T("opening.recovery_title"), Wide: true, Main: done, First: typed.Entry, OnClosed: func() {
		if !noted {
			h.Toast(kit.Message{Words: w.T("signing.recovery_unnoted")})
		}
	}, Content: kit.Column(16, kit.NewParagraph(words, theme.Body, theme.Ink2), RecoveryCode(h, code, print), kit.MostWide(300, typed))})
}

// Noted says whether the last four characters of a code were typed back, however
// they are grouped.
func Noted(code, typed string) bool {
	code = plain(code)
	return len(code) >= 4 && plain(typed) == code[len(code)-4:]
}

func plain(s string) string {
	return strings.ToUpper(strings.NewReplacer("-", "", " ", "", "　", "").Replace(strings.TrimSpace(s)))
}
