package people

import (
	"context"

	"fyne.io/fyne/v2"

	"shifu/app/kit"
	pages "shifu/app/page"
	"shifu/app/signing"
	"shifu/app/theme"
	"shifu/internal/fault"
	"shifu/internal/op"
	"shifu/training/staff"
)

// keeping is what can be said of the chosen person and the shop key, and done.
type keeping struct {
	words string
	label string
	do    func() // nil where nothing can be done
}

// keeping answers what an owner may do about the shop key with the chosen person:
// the keeper prints another recovery code or hands the key over, another owner
// takes it over with the code.
func (p *page) keeping() keeping {
	r, ok := p.person()
	me, keeper, w := p.host.Person(), p.model.all.shop.KeyKeeper, p.host.Words()
	mine := r.ID == me.ID
	switch {
	case !ok || r.State == staff.Left || !r.Has(op.Owner) || !me.Has(op.Owner):
		return keeping{}
	case r.ID == keeper && mine:
		return keeping{w.T("people.keeper_me"), w.T("people.renew"), p.askRenew}
	case r.ID == keeper:
		return keeping{words: w.T("people.keeper", "Name", r.Label())}
	case !r.HasKey && mine:
		return keeping{words: w.T("people.keeper_no_key_me")}
	case !r.HasKey || r.State != staff.Active:
		return keeping{words: w.T("people.keeper_no_key", "Name", r.Label())}
	case mine:
		return keeping{w.T("people.take_note"), w.T("people.take"), p.askTake}
	case me.ID == keeper:
		return keeping{w.T("people.hand_note"), w.T("people.hand"), func() { p.askHand(r) }}
	}
	return keeping{}
}

// addKeeping shows it.
func (p *page) addKeeping(col *fyne.Container) {
	k := p.keeping()
	if k.words == "" {
		return
	}
	col.Add(kit.Rule())
	col.Add(kit.NewParagraph(k.words, theme.Secondary, theme.Ink2))
	if k.do != nil {
		col.Add(kit.AtLeft(kit.NewButton(kit.Soft, k.label, k.do).WithIcon("key").Cap("K")))
	}
}

// askHand asks the keeper's passphrase and the other owner's, who both sit at the
// screen, and hands the shop key over.
func (p *page) askHand(r Row) {
	w, actor := p.host.Words(), p.host.Person().Actor
	mine := kit.NewSecret(w.T("people.hand_mine"), w.T("people.hand_mine_help"))
	theirs := kit.NewSecret(w.T("people.hand_theirs", "Name", r.Label()), w.T("people.hand_theirs_help"))
	var opened bool // whether the keeper's passphrase was right
	p.askKey(ask{title: w.T("people.hand_title", "Name", r.Label()), words: w.T("people.hand_words", "Name", r.Label()), act: w.T("people.hand_do"), kind: kit.SealRed, fields: []*kit.Field{mine, theirs},
		send: func(ctx context.Context) (staff.Secret, error) {
			opened = false
			signer, err := p.staff.Unlock(ctx, actor, staff.Secret(mine.Text()))
			if err != nil {
				return "", err
			}
			opened = true
			defer signer.Close()
			out, err := p.staff.HandOver(ctx, actor, staff.HandOver{Command: op.Command{ID: op.NewID()}, PersonID: r.ID, Passphrase: staff.Secret(theirs.Text()), Owner: signer})
			return out.RecoveryCode, err
		},
		at: func(error) *kit.Field {
			if opened {
				return theirs
			}
			return mine
		},
		code: w.T("people.hand_code", "Name", r.Label())})
}

// askTake asks an owner for the printed recovery code and the own passphrase: who
// kept the shop key is ill or gone.
func (p *page) askTake() {
	w, actor := p.host.Words(), p.host.Person().Actor
	code := kit.NewField(w.T("people.take_code"), w.T("people.take_code_help"))
	phrase := kit.NewSecret(w.T("people.hand_mine"), w.T("people.hand_mine_help"))
	p.askKey(ask{title: w.T("people.take_title"), words: w.T("people.take_words"), act: w.T("people.take_do"), kind: kit.SealRed, fields: []*kit.Field{code, phrase},
		send: func(ctx context.Context) (staff.Secret, error) {
			out, err := p.staff.HandOver(ctx, actor, staff.HandOver{Command: op.Command{ID: op.NewID()}, PersonID: actor.ID, Passphrase: staff.Secret(phrase.Text()), RecoveryCode: staff.Secret(code.Text())})
			return out.RecoveryCode, err
		},
		at: func(err error) *kit.Field {
			if fault.KeyOf(err) == "fault.staff.wrong_passphrase" {
				return phrase
			}
			return code
		},
		code: w.T("people.take_done")})
}

// askRenew asks the keeper's passphrase and prints another recovery code.
func (p *page) askRenew() {
	w, actor := p.host.Words(), p.host.Person().Actor
	phrase := kit.NewSecret(w.T("people.hand_mine"), w.T("people.hand_mine_help"))
	p.askKey(ask{title: w.T("people.renew_title"), words: w.T("people.renew_words"), act: w.T("people.renew_do"), kind: kit.Main, fields: []*kit.Field{phrase},
		send: func(ctx context.Context) (staff.Secret, error) {
			out, err := p.staff.NewRecoveryCode(ctx, actor, staff.NewRecoveryCode{Command: op.Command{ID: op.NewID()}, Passphrase: staff.Secret(phrase.Text())})
			return out.Code, err
		},
		at:   func(error) *kit.Field { return phrase },
		code: w.T("people.renew_code")})
}

// ask is a dialog about the shop key that ends in a new recovery code.
type ask struct {
	title, words, act string
	kind              kit.ButtonKind // red for what is signed in the ledger
	fields            []*kit.Field
	send              func(context.Context) (staff.Secret, error)
	at                func(error) *kit.Field // where an error is shown
	code              string                 // words above the new code
}

func (p *page) askKey(a ask) {
	content := kit.Column(16, kit.NewParagraph(a.words, theme.Body, theme.Ink2))
	for _, f := range a.fields {
		f.OnChanged(nil)
		content.Add(f)
	}
	var closeIt func()
	var act *kit.Button
	act = kit.NewButton(a.kind, a.act, func() {
		act.SetBusy(true)
		pages.Send(p.host, p.ctx, a.send, func(code staff.Secret, err error) {
			act.SetBusy(false)
			if err != nil {
				f := a.at(err)
				if f.Entry.Password {
					f.SetText("")
				}
				f.SetError(p.host.Say(err))
				f.Focus()
				return
			}
			closeIt()
			shop := p.model.all.shop.Name
			signing.NoteRecoveryCode(p.host, a.code, string(code), func() {
				if p.print != nil {
					p.host.Do(p.ctx, func(ctx context.Context) error { return p.print(ctx, shop, string(code)) }, p.host.Report)
				}
			})
			p.Load(p.ctx)
		})
	}).Cap("Ctrl Enter")
	if a.kind == kit.SealRed {
		act.WithIcon("stamp")
	}
	closeIt = p.host.Dialog(kit.Sheet{Title: a.title, Main: act, First: a.fields[0].Entry, Content: content,
		Keys: []kit.Key{kit.Ctrl(fyne.KeyReturn, "", act.Press), kit.Named(fyne.KeyReturn, "", func() {})}}) // bare Enter signs nothing
}
