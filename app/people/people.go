// Package people is where the owner adds people, gives claim codes and roles,
// pairs mentors with apprentices, assigns programmes, hands the shop key over and
// erases who has left.
package people

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"shifu/app/kit"
	pages "shifu/app/page"
	"shifu/app/theme"
	"shifu/internal/i18n"
	"shifu/internal/op"
	"shifu/training"
	"shifu/training/staff"
)

// Staff is what the page asks of staff.
type Staff interface {
	Shop(ctx context.Context) (staff.Shop, error)
	People(ctx context.Context, actor op.Actor) ([]staff.Person, error)
	AddPeople(ctx context.Context, actor op.Actor, cmd staff.AddPeople) ([]staff.Invitation, error)
	InviteAgain(ctx context.Context, actor op.Actor, cmd staff.InviteAgain) (staff.Invitation, error)
	SetRoles(ctx context.Context, actor op.Actor, cmd staff.SetRoles) (staff.Person, error)
	Leave(ctx context.Context, actor op.Actor, cmd staff.Leave) (staff.Person, error)
	Erase(ctx context.Context, actor op.Actor, cmd staff.Erase) (staff.Person, error)
	Unlock(ctx context.Context, actor op.Actor, phrase staff.Secret) (*staff.Signer, error)
	HandOver(ctx context.Context, actor op.Actor, cmd staff.HandOver) (staff.HandedOver, error)
	NewRecoveryCode(ctx context.Context, actor op.Actor, cmd staff.NewRecoveryCode) (staff.RecoveryCode, error)
}

// Training is what the page asks of training.
type Training interface {
	Programmes(ctx context.Context, actor op.Actor) ([]training.ProgrammeRow, error)
	AssignProgramme(ctx context.Context, actor op.Actor, cmd training.AssignProgramme) (training.Enrolment, error)
	Mentorships(ctx context.Context, actor op.Actor) ([]training.Mentorship, error)
	Pair(ctx context.Context, actor op.Actor, cmd training.Pair) (training.Mentorship, error)
	HandOver(ctx context.Context, actor op.Actor, cmd training.HandOver) (training.Mentorship, error)
}

// Services is what the page needs.
type Services struct {
	Staff    Staff
	Training Training
	// Print writes a recovery code onto a page and opens it for printing.
	Print func(ctx context.Context, shop, code string) error
}

// all is what the page shows.
type all struct {
	shop        staff.Shop
	people      []staff.Person
	mentorships []training.Mentorship
	programmes  []training.ProgrammeRow
}

// Model is the page in words.
type Model struct {
	words *i18n.Printer
	all   all
	text  string
}

// Row is a person of the table.
type Row struct {
	staff.Person
	Mentor     string // the mentor's name, of an apprentice
	Apprentice string // the apprentice's name, of a mentor
}

// Rows lists the people who fit the search; who left comes last.
func (m *Model) Rows() []Row {
	mentor, apprentice := map[string]string{}, map[string]string{}
	for _, p := range m.all.mentorships {
		if p.To == "" {
			mentor[p.ApprenticeID], apprentice[p.MentorID] = p.MentorName, p.ApprenticeName
		}
	}
	var here, left []Row
	for _, p := range m.all.people {
		if m.text != "" && !strings.Contains(strings.ToLower(p.Name), m.text) {
			continue
		}
		r := Row{p, mentor[p.ID], apprentice[p.ID]}
		if p.State == staff.Left {
			left = append(left, r)
		} else {
			here = append(here, r)
		}
	}
	return append(here, left...)
}

// Roles names roles.
func (m *Model) Roles(roles []op.Role) string {
	names := make([]string, len(roles))
	for i, r := range roles {
		names[i] = m.words.T("signin.role." + string(r))
	}
	return strings.Join(names, " · ")
}

// Mentors lists who may be given an apprentice.
func (m *Model) Mentors(except string) []kit.Choice {
	var out []kit.Choice
	for _, p := range m.all.people {
		if p.Has(op.Mentor) && p.State != staff.Left && p.ID != except {
			out = append(out, kit.Choice{Value: p.ID, Words: p.Label()})
		}
	}
	return out
}

// Mentor is the present mentor of an apprentice, "" for none.
func (m *Model) Mentor(apprentice string) string {
	for _, p := range m.all.mentorships {
		if p.ApprenticeID == apprentice && p.To == "" {
			return p.MentorID
		}
	}
	return ""
}

type page struct {
	host     pages.Host
	staff    Staff
	training Training
	print    func(ctx context.Context, shop, code string) error
	model    *Model
	ctx      context.Context
	current  string

	root   fyne.CanvasObject
	header *kit.PageHeader
	search *kit.SearchField
	table  *kit.Table[Row]
	detail *fyne.Container
}

// New makes the page; the route's ID is who is chosen, "" for nobody.
func New(s Services) pages.Factory {
	return func(h pages.Host, r pages.Route) pages.Page {
		return &page{host: h, staff: s.Staff, training: s.Training, print: s.Print, model: &Model{words: h.Words()}, current: r.ID}
	}
}

func (p *page) Title() string      { return p.host.Words().T("people.title") }
func (p *page) Frame() pages.Frame { return pages.Full }
func (p *page) Changed(c op.Change) bool {
	return c.Topic == "person" || c.Topic == "shop" || c.Topic == "mentorship" || c.Topic == training.TopicPath
}

func (p *page) Content() fyne.CanvasObject {
	if p.root != nil {
		return p.root
	}
	w := p.host.Words()
	p.search = kit.NewSearchField(w.T("people.search"), "Ctrl F", func(s string) {
		p.model.text = strings.ToLower(strings.TrimSpace(s))
		p.table.SetRows(p.model.Rows())
	})
	p.header = kit.NewPageHeader(p.Title(), " ", nil, kit.Fixed(220, 40, p.search), kit.NewButton(kit.Main, w.T("people.add"), p.askAdd).WithIcon("plus").Cap("N"))
	p.table = kit.NewTable(kit.TableOptions{Empty: kit.EmptyState("people", w.T("people.none"), w.T("people.none_hint"), nil)},
		kit.TableColumn[Row]{Key: "name", Title: w.T("people.name"), Width: 140, Grow: 1, Text: func(r Row) string { return r.Label() },
			Cell: func(r Row) kit.Cell { return kit.Cell{Text: r.Label(), Bold: true, Avatar: r.Name} }, Less: func(a, b Row) bool { return a.Name < b.Name }},
		kit.TableColumn[Row]{Key: "roles", Title: w.T("people.roles"), Width: 150, Grow: 2, Text: func(r Row) string { return p.model.Roles(r.Roles) }},
		kit.TableColumn[Row]{Key: "with", Title: w.T("people.with"), Width: 110, Grow: 1, Text: func(r Row) string {
			switch {
			case r.Mentor != "":
				return w.T("people.mentor_is", "Name", r.Mentor)
			case r.Apprentice != "":
				return w.T("people.apprentice_is", "Name", r.Apprentice)
			}
			return ""
		}},
		kit.TableColumn[Row]{Key: "state", Title: w.T("people.state"), Width: 90, Text: func(r Row) string { return w.T("people.state." + string(r.State)) }, Cell: func(r Row) kit.Cell {
			tone := map[staff.State]kit.ChipTone{staff.Invited: kit.WatchTone, staff.Active: kit.GoodTone, staff.Left: kit.NeutralTone}[r.State]
			return kit.Cell{Tag: w.T("people.state." + string(r.State)), TagTone: tone}
		}},
	)
	p.table.OnCurrent = func(r Row) { p.current = r.ID; p.renderDetail() }
	p.detail = kit.Column(14)
	p.root = kit.NewPageBody(p.header, kit.TwoColumns(340, kit.NewCardWith(kit.PlainCard, kit.All(1), p.table), kit.NewScroll(p.detail)), nil)
	return p.root
}

func (p *page) Keys() []kit.Key {
	w := p.host.Words()
	return []kit.Key{
		kit.Press('n', w.T("people.add"), p.askAdd),
		kit.Ctrl(fyne.KeyF, w.T("pages.key_search"), func() { p.search.Focus() }),
		kit.Named(fyne.KeyDown, w.T("people.key_move"), func() { p.host.Window().Canvas().Focus(p.table.Focus()) }),
		kit.Press('k', w.T("people.key_keeper"), func() { p.keeping().do() }).If(func() bool { return p.keeping().do != nil }),
		kit.Press('e', w.T("people.key_erase"), p.askErase).If(p.erasable),
	}
}

func (p *page) Load(ctx context.Context) {
	p.ctx = ctx
	actor := p.host.Person().Actor
	pages.Load(p.host, ctx, func(ctx context.Context) (a all, err error) {
		if a.shop, err = p.staff.Shop(ctx); err != nil {
			return a, err
		}
		if a.people, err = p.staff.People(ctx, actor); err != nil {
			return a, err
		}
		if a.mentorships, err = p.training.Mentorships(ctx, actor); err != nil {
			return a, err
		}
		a.programmes, err = p.training.Programmes(ctx, actor)
		return a, err
	}, func(a all) {
		p.model.all = a
		p.header.Set(p.Title(), p.host.Words().N("people.count", len(a.people)))
		p.table.SetRows(p.model.Rows())
		p.table.SetCurrent(func(r Row) bool { return r.ID == p.current })
		p.renderDetail()
	})
}

func (p *page) person() (Row, bool) {
	for _, r := range p.model.Rows() {
		if r.ID == p.current {
			return r, true
		}
	}
	return Row{}, false
}

// done tells what went wrong, or reads the page again.
func (p *page) done(err error) {
	p.host.Report(err)
	p.Load(p.ctx)
}

func (p *page) setRole(r Row, role op.Role, on bool) {
	var roles []op.Role
	for _, have := range r.Roles {
		if have != role {
			roles = append(roles, have)
		}
	}
	if on {
		roles = append(roles, role)
	}
	actor := p.host.Person().Actor
	p.host.Do(p.ctx, func(ctx context.Context) error {
		_, err := p.staff.SetRoles(ctx, actor, staff.SetRoles{Command: op.Command{ID: op.NewID()}, PersonID: r.ID, Roles: roles})
		return err
	}, p.done)
}

func (p *page) pair(apprentice, mentor string) {
	actor, was := p.host.Person().Actor, p.model.Mentor(apprentice)
	if was == mentor {
		return
	}
	p.host.Do(p.ctx, func(ctx context.Context) (err error) {
		if was == "" {
			_, err = p.training.Pair(ctx, actor, training.Pair{Command: op.Command{ID: op.NewID()}, MentorID: mentor, ApprenticeID: apprentice})
		} else {
			_, err = p.training.HandOver(ctx, actor, training.HandOver{Command: op.Command{ID: op.NewID()}, ApprenticeID: apprentice, MentorID: mentor, Reason: p.host.Words().T("people.hand_over_reason")})
		}
		return err
	}, func(err error) {
		if err == nil {
			p.host.Toast(kit.Message{Words: p.host.Words().T("people.paired")})
		}
		p.done(err)
	})
}

func (p *page) assign(person, programme string) {
	actor := p.host.Person().Actor
	p.host.Do(p.ctx, func(ctx context.Context) error {
		_, err := p.training.AssignProgramme(ctx, actor, training.AssignProgramme{Command: op.Command{ID: op.NewID()}, PersonID: person, ProgrammeID: programme})
		return err
	}, func(err error) {
		if err == nil {
			p.host.Toast(kit.Message{Words: p.host.Words().T("people.assigned")})
		}
		p.done(err)
	})
}

func (p *page) invite(r Row) {
	actor := p.host.Person().Actor
	pages.Send(p.host, p.ctx, func(ctx context.Context) (staff.Invitation, error) {
		return p.staff.InviteAgain(ctx, actor, staff.InviteAgain{Command: op.Command{ID: op.NewID()}, PersonID: r.ID})
	}, func(i staff.Invitation, err error) {
		if err != nil {
			p.host.Report(err)
			return
		}
		p.showCodes([]staff.Invitation{i})
	})
}

func (p *page) askLeave(r Row) {
	w, actor := p.host.Words(), p.host.Person().Actor
	p.host.Confirm(kit.Question{Title: w.T("people.leave_title", "Name", r.Label()), Words: w.T("people.leave_words"), Yes: w.T("people.leave_yes"), No: w.T("people.cancel"), Danger: true, OnYes: func() {
		p.host.Do(p.ctx, func(ctx context.Context) error {
			_, err := p.staff.Leave(ctx, actor, staff.Leave{Command: op.Command{ID: op.NewID()}, PersonID: r.ID})
			return err
		}, p.done)
	}})
}

// askAdd takes names, one a line or a pasted column, all of one role.
func (p *page) askAdd() {
	w := p.host.Words()
	names := kit.NewTextArea(w.T("people.names"), w.T("people.names_help"), 5)
	role := op.Apprentice
	roles := []op.Role{op.Apprentice, op.Mentor, op.Supervisor}
	var labels []string
	for _, r := range roles {
		labels = append(labels, w.T("signin.role."+string(r)))
	}
	var closeIt func()
	var add *kit.Button
	add = kit.NewButton(kit.Main, w.T("people.add_do"), func() {
		cmd := staff.AddPeople{Command: op.Command{ID: op.NewID()}}
		for _, name := range staff.Names(names.Text()) {
			cmd.People = append(cmd.People, staff.NewPerson{Name: name, Roles: []op.Role{role}})
		}
		if len(cmd.People) == 0 {
			names.SetError(w.T("people.names_missing"))
			return
		}
		actor := p.host.Person().Actor
		add.SetBusy(true)
		add.SetLabel(w.N("opening.adding", len(cmd.People))) // many take a while
		pages.Send(p.host, p.ctx, func(ctx context.Context) ([]staff.Invitation, error) { return p.staff.AddPeople(ctx, actor, cmd) }, func(list []staff.Invitation, err error) {
			add.SetBusy(false)
			add.SetLabel(w.T("people.add_do"))
			if err != nil {
				names.SetError(p.host.Say(err))
				return
			}
			closeIt()
			p.Load(p.ctx)
			p.showCodes(list)
		})
	}).Cap("Ctrl Enter")
	closeIt = p.host.Dialog(kit.Sheet{Title: w.T("people.add_title"), Main: add, First: names.Entry, Keys: []kit.Key{kit.Ctrl(fyne.KeyReturn, "", add.Press)},
		Content: kit.Column(16, names, kit.NewSegments(0, func(i int) { role = roles[i] }, labels, nil))})
}

func (p *page) showCodes(list []staff.Invitation) {
	w := p.host.Words()
	rows := kit.Column(0)
	for i, inv := range list {
		if i > 0 {
			rows.Add(kit.Rule())
		}
		rows.Add(kit.AtLeast(0, 44, kit.Row(12, kit.Fill(kit.NewLabel(inv.Person.Label(), theme.Body, theme.Ink)), kit.Text(string(inv.ClaimCode), theme.Stem, theme.Primary))))
	}
	var closeIt func()
	closeIt = p.host.Dialog(kit.Sheet{Title: w.T("opening.codes_title"), Wide: true, Main: kit.NewButton(kit.Main, w.T("people.codes_done"), func() { closeIt() }).Cap("Enter"),
		Content: kit.Column(12, kit.NewParagraph(w.T("opening.codes_words"), theme.Secondary, theme.Ink2), kit.Fixed(560, min(float32(len(list))*46, 320), kit.NewScroll(rows)))})
}
