package people

import (
	"context"

	"fyne.io/fyne/v2"

	"shifu/app/kit"
	"shifu/app/theme"
	"shifu/internal/op"
	"shifu/training/staff"
)

// addLeft shows who has left: an owner may erase the person.
func (p *page) addLeft(col *fyne.Container, r Row) {
	w := p.host.Words()
	if r.Erased() {
		col.Add(kit.NewParagraph(w.T("people.erased"), theme.Secondary, theme.Ink2))
		return
	}
	col.Add(kit.NewParagraph(w.T("people.left_note"), theme.Secondary, theme.Ink2))
	if p.erasable() {
		col.Add(kit.Rule())
		col.Add(kit.AtLeft(kit.NewButton(kit.Bare, w.T("people.erase"), p.askErase).Cap("E")))
	}
}

// erasable says whether the chosen person has left and an owner asks.
func (p *page) erasable() bool {
	r, ok := p.person()
	return ok && r.State == staff.Left && !r.Erased() && p.host.Person().Has(op.Owner)
}

// askErase says what goes and what stays before the name is erased for good.
func (p *page) askErase() {
	r, ok := p.person()
	if !ok {
		return
	}
	w, actor := p.host.Words(), p.host.Person().Actor
	p.host.Confirm(kit.Question{Title: w.T("people.erase_title", "Name", r.Label()), Words: w.T("people.erase_goes") + "\n" + w.T("people.erase_stays") + "\n" + w.T("people.erase_backups"),
		Yes: w.T("people.erase_yes"), No: w.T("people.cancel"), Danger: true, OnYes: func() {
			p.host.Do(context.WithoutCancel(p.ctx), func(ctx context.Context) error {
				_, err := p.staff.Erase(ctx, actor, staff.Erase{Command: op.Command{ID: op.NewID()}, PersonID: r.ID})
				return err
			}, func(err error) {
				if err == nil {
					p.host.Toast(kit.Message{Words: w.T("people.erase_done")})
				}
				p.done(err)
			})
		}})
}
