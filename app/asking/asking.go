// Package asking is a learner's way to somebody who knows: a question to the mentor
// about what is on the page, or the word that a question is wrong.
package asking

import (
	"context"

	"fyne.io/fyne/v2"

	"shifu/app/kit"
	pages "shifu/app/page"
	"shifu/app/theme"
	"shifu/internal/op"
	"shifu/training"
)

// Inquiries is what asking needs of training.
type Inquiries interface {
	Inquire(ctx context.Context, actor op.Actor, cmd training.Inquire) (training.Inquiry, error)
}

// May says that whoever is signed in is being taught, and has somebody to ask.
func May(h pages.Host) bool { return h.Person().Has(op.Apprentice) }

// Ask opens the form for an inquiry about something; subject is its name. The command
// needs no id and no words yet. What was typed stays when it could not be sent.
func Ask(h pages.Host, ctx context.Context, svc Inquiries, subject string, cmd training.Inquire) {
	w, kind := h.Words(), "asking."+string(cmd.Kind)
	words := kit.NewTextArea(w.T(kind+".words"), w.T(kind+".help"), 3)
	var closeIt func()
	var send *kit.Button
	gone := false
	send = kit.NewButton(kit.Main, w.T(kind+".send"), func() {
		if cmd.ID == "" || cmd.Words != words.Text() { // the same words are the same command, however often they are sent
			cmd.Command, cmd.Words = op.Command{ID: op.NewID()}, words.Text()
		}
		actor, asked := h.Person().Actor, cmd
		send.SetBusy(true)
		pages.Send(h, ctx, func(ctx context.Context) (training.Inquiry, error) { return svc.Inquire(ctx, actor, asked) }, func(_ training.Inquiry, err error) {
			send.SetBusy(false)
			switch {
			case err != nil && gone:
				h.Report(err)
				return
			case err != nil:
				words.SetError(h.Say(err))
				return
			}
			closeIt()
			h.Toast(kit.Message{Words: w.T(kind + ".sent"), Icon: "check"})
		})
	}).Cap("Ctrl Enter")
	closeIt = h.Dialog(kit.Sheet{Title: w.T(kind + ".title"), Main: send, First: words.Entry, OnClosed: func() { gone = true },
		Keys:    []kit.Key{kit.Ctrl(fyne.KeyReturn, "", send.Press)},
		Content: kit.Column(14, kit.NewParagraph(w.T("asking.about", "Subject", subject), theme.Secondary, theme.Ink2), words)})
}
