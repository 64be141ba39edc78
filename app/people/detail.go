package people

import (
	"fyne.io/fyne/v2"

	"shifu/app/kit"
	"shifu/app/theme"
	"shifu/internal/op"
	"shifu/training/staff"
)

// renderDetail shows the chosen person and what can be done.
func (p *page) renderDetail() {
	w := p.host.Words()
	r, ok := p.person()
	p.detail.Objects = nil
	if !ok {
		p.detail.Objects = []fyne.CanvasObject{kit.NewCard(kit.PlainCard, kit.Pad(kit.Sides(40, 4), kit.EmptyState("user", w.T("people.choose"), w.T("people.choose_hint"), nil)))}
		kit.Relay(p.detail)
		return
	}
	col := kit.Column(14, kit.Row(12, kit.Avatar(r.Name, 44, theme.PrimarySoft, theme.PrimaryInk), kit.Fill(kit.Column(0, kit.NewLabel(r.Label(), theme.Stem, theme.Ink), kit.NewLabel(p.model.Roles(r.Roles), theme.Caption, theme.Ink3)))))
	if r.State == staff.Left {
		p.addLeft(col, r)
	} else {
		p.addRoles(col, r)
		p.addTraining(col, r)
		p.addKeeping(col)
		if me := p.host.Person().ID; r.ID != me && r.ID != p.model.all.shop.KeyKeeper {
			col.Add(kit.Rule())
			col.Add(kit.AtLeft(kit.NewButton(kit.Soft, w.T("people.new_code"), func() { p.invite(r) }).WithIcon("key")))
			col.Add(kit.AtLeft(kit.NewButton(kit.Usual, w.T("people.leave"), func() { p.askLeave(r) })))
		}
	}
	p.detail.Objects = []fyne.CanvasObject{kit.NewCard(kit.PlainCard, col)}
	kit.Relay(p.detail)
}

// addRoles offers the roles. Nobody takes the owner's role from themselves or from
// who keeps the shop key.
func (p *page) addRoles(col *fyne.Container, r Row) {
	w, me := p.host.Words(), p.host.Person()
	roles := kit.Column(6, kit.NewLabel(w.T("people.roles"), theme.Label, theme.Ink))
	for _, role := range []op.Role{op.Apprentice, op.Mentor, op.Supervisor, op.Owner} {
		var box *kit.Checkbox
		box = kit.NewCheckbox(w.T("signin.role."+string(role)), r.Has(role), func(on bool) {
			if on && role == op.Owner {
				p.askOwner(r, box)
				return
			}
			p.setRole(r, role, on)
		})
		if role == op.Owner && (!me.Has(op.Owner) || r.ID == me.ID || r.ID == p.model.all.shop.KeyKeeper) {
			box.Disable()
		}
		roles.Add(box)
	}
	col.Add(roles)
}

// addTraining pairs an apprentice and assigns a programme.
func (p *page) addTraining(col *fyne.Container, r Row) {
	if !r.Has(op.Apprentice) {
		return
	}
	w := p.host.Words()
	if mentors := p.model.Mentors(r.ID); len(mentors) > 0 {
		col.Add(kit.NewSelect(w.T("people.mentor"), p.model.Mentor(r.ID), func(id string) { p.pair(r.ID, id) }, mentors...))
	} else {
		col.Add(kit.NewParagraph(w.T("people.no_mentors"), theme.Secondary, theme.OchreInk))
	}
	var programmes []kit.Choice
	for _, g := range p.model.all.programmes {
		programmes = append(programmes, kit.Choice{Value: g.ID, Words: w.Text(g.Title)})
	}
	if len(programmes) > 0 {
		col.Add(kit.NewSelect(w.T("people.programme"), "", func(id string) { p.assign(r.ID, id) }, programmes...))
	}
}

// askOwner asks before a person becomes an owner, who may do everything.
func (p *page) askOwner(r Row, box *kit.Checkbox) {
	w := p.host.Words()
	p.host.Confirm(kit.Question{Title: w.T("people.owner_title", "Name", r.Label()), Words: w.T("people.owner_words"), Yes: w.T("people.owner_yes"), No: w.T("people.cancel"),
		OnYes: func() { p.setRole(r, op.Owner, true) }, OnNo: func() { box.SetOn(false) }})
}
