// Package signing is the signing passphrase on the screen: how a key is made
// before the first signature, and how it is opened for one.
package signing

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"shifu/app/kit"
	pages "shifu/app/page"
	"shifu/app/theme"
	"shifu/internal/op"
	"shifu/training/staff"
)

// Keys is what signing asks of staff.
type Keys interface {
	Person(ctx context.Context, actor op.Actor, id string) (staff.Person, error)
	Unlock(ctx context.Context, actor op.Actor, phrase staff.Secret) (*staff.Signer, error)
	EnrolKey(ctx context.Context, actor op.Actor, cmd staff.EnrolKey) (staff.Person, error)
}

// Enrol asks the person for a new signing passphrase, twice, and makes the key.
// done is called when the key is there.
func Enrol(h pages.Host, ctx context.Context, keys Keys, done func()) {
	w := h.Words()
	phrase := kit.NewSecret(w.T("signing.phrase"), w.T("signing.phrase_help"))
	again := kit.NewSecret(w.T("signing.again"), "")
	var closeIt func()
	var make *kit.Button
	make = kit.NewButton(kit.Main, w.T("signing.make"), func() {
		if phrase.Text() != again.Text() {
			again.SetError(w.T("signing.differ"))
			return
		}
		again.SetError("")
		actor, cmd := h.Person().Actor, staff.EnrolKey{Command: op.Command{ID: op.NewID()}, Passphrase: staff.Secret(phrase.Text())}
		make.SetBusy(true)
		pages.Send(h, ctx, func(ctx context.Context) (staff.Person, error) { return keys.EnrolKey(ctx, actor, cmd) }, func(_ staff.Person, err error) {
			make.SetBusy(false)
			if err != nil {
				phrase.SetError(h.Say(err))
				return
			}
			closeIt()
			h.Toast(kit.Message{Words: w.T("signing.made"), Icon: "key"})
			done()
		})
	}).Cap("Ctrl Enter")
	closeIt = h.Dialog(kit.Sheet{Title: w.T("signing.title"), Main: make, First: phrase.Entry,
		Keys:    []kit.Key{kit.Ctrl(fyne.KeyReturn, "", make.Press)},
		Content: kit.Column(16, kit.NewParagraph(w.T("signing.words"), theme.Body, theme.Ink2), phrase, again)})
}

// Ask asks for the passphrase in a dialog and hands on the opened key: for acts
// that have no panel of their own, such as revoking or ruling. act says what is
// signed; reason, when there is one, is asked first and must not stay empty; run
// is told the signer and calls back with what went wrong, or nil.
func Ask(h pages.Host, ctx context.Context, keys Keys, title, words, act string, reason *kit.Field, run func(s *staff.Signer, end func(error))) {
	w := h.Words()
	phrase := kit.NewSecret(w.T("signing.passphrase"), w.T("signing.passphrase_help"))
	var closeIt func()
	var sign *kit.Button
	fail := func(err error) {
		sign.SetBusy(false)
		phrase.SetText("")
		phrase.SetError(h.Say(err))
	}
	sign = kit.NewButton(kit.SealRed, act, func() {
		if reason != nil {
			reason.SetError("")
			if strings.TrimSpace(reason.Text()) == "" { // said there, and the passphrase is kept
				reason.SetError(w.T("signing.reason_missing"))
				h.Window().Canvas().Focus(reason.Entry)
				return
			}
		}
		sign.SetBusy(true)
		actor, secret := h.Person().Actor, staff.Secret(phrase.Text())
		pages.Send(h, ctx, func(ctx context.Context) (*staff.Signer, error) { return keys.Unlock(ctx, actor, secret) }, func(s *staff.Signer, err error) {
			if err != nil {
				fail(err)
				return
			}
			run(s, func(err error) {
				if err != nil {
					fail(err)
					return
				}
				closeIt()
			})
		})
	}).WithIcon("stamp").Cap("Ctrl Enter")
	content := kit.Column(16, kit.NewParagraph(words, theme.Body, theme.Ink2))
	first := fyne.Focusable(phrase.Entry)
	if reason != nil {
		content.Add(reason)
		first = reason.Entry
	}
	content.Add(phrase)
	closeIt = h.Dialog(kit.Sheet{Title: title, Main: sign, First: first, Keys: []kit.Key{kit.Ctrl(fyne.KeyReturn, "", sign.Press), kit.Named(fyne.KeyReturn, "", func() {})}, Content: content})
}
