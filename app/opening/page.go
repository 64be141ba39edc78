package opening

import (
	"context"
	"fmt"
	"strings"

	"fyne.io/fyne/v2"

	"shifu/app/kit"
	pages "shifu/app/page"
	"shifu/internal/fault"
	"shifu/internal/lang"
	"shifu/internal/op"
	"shifu/training"
	"shifu/training/staff"
)

// Services is what the first run needs.
type Services struct {
	Staff    Staff
	Training Training
	Packs    Packs
	Demo     Demo
	// Print writes the recovery code onto a page and opens it for printing.
	Print func(ctx context.Context, shop, code string) error
}

type page struct {
	host  pages.Host
	svc   Services
	model *Model
	view  *view
	ctx   context.Context
	busy  bool
}

// New makes the page.
func New(svc Services) pages.Factory {
	return func(h pages.Host, _ pages.Route) pages.Page {
		return &page{host: h, svc: svc, model: NewModel(h.Words())}
	}
}

func (p *page) Title() string      { return p.host.Words().T("opening.title") }
func (p *page) Frame() pages.Frame { return pages.Bare }
func (p *page) Leave() bool        { return true }

// At is the step of the first run.
func (p *page) At() string {
	return [...]string{"shop", "secrets", "recovery", "people", "codes"}[p.model.Step()]
}

func (p *page) Content() fyne.CanvasObject {
	if p.view == nil {
		p.view = newView(p)
	}
	return p.view.root
}

func (p *page) Keys() []kit.Key {
	at := func(steps ...Step) func() bool {
		return func() bool {
			for _, s := range steps {
				if p.model.Step() == s {
					return true
				}
			}
			return false
		}
	}
	keys := []kit.Key{
		kit.Named(fyne.KeyReturn, p.host.Words().T("opening.key_next"), p.enter).If(at(AskShop, AskRecovery, ShowCodes)),
		kit.Ctrl(fyne.KeyReturn, "", p.enter).If(at(AskSecrets, AskPeople)),
		kit.Alt(fyne.KeyLeft, "", p.back).If(at(AskSecrets)),
		kit.Ctrl(fyne.KeyC, p.host.Words().T("opening.codes_copy"), p.copyCodes).If(at(ShowCodes)),
	}
	for i := range p.model.Packs() {
		keys = append(keys, kit.Press(rune('1'+i), "", func() { p.choosePack(i) }).If(at(AskShop)))
	}
	return keys
}

func (p *page) Load(ctx context.Context) {
	p.ctx = ctx
	p.view.render()
	pages.Load(p.host, ctx, p.svc.Packs.Starters, func(packs []training.PackSummary) {
		p.model.SetPacks(packs)
		p.view.renderPacks()
	})
}

// speak changes the language; the shell builds the page anew, so that names
// that were typed are handed over by the settings.
func (p *page) speak(tag lang.Tag) { p.host.SetSetting("language", string(tag)) }

func (p *page) choosePack(i int) {
	p.model.ChoosePack(i)
	p.view.renderPacks()
}

func (p *page) back() {
	if p.model.Back() {
		p.view.render()
	}
}

func (p *page) print() {
	if p.svc.Print == nil {
		return
	}
	p.host.Do(p.ctx, func(ctx context.Context) error { return p.svc.Print(ctx, p.model.Shop, p.model.RecoveryCode()) }, p.host.Report)
}

func (p *page) enter() {
	if p.busy {
		return
	}
	switch p.model.Step() {
	case AskShop:
		p.model.Named()
	case AskSecrets:
		p.open()
	case AskRecovery:
		p.model.Recorded(p.view.typed.Text())
	case AskPeople:
		p.addPeople()
	case ShowCodes:
		p.finish()
		return
	}
	p.view.render()
}

// open opens the shop and brings in the starter pack.
func (p *page) open() {
	v := p.view
	cmd, ok := p.model.Secrets(op.NewID(), v.pin.Text(), v.phrase.Text(), v.again.Text(), p.host.Words().Tag())
	if !ok {
		return
	}
	pack := p.model.PackID()
	p.work(func(ctx context.Context) (staff.OpenedShop, error) {
		shop, err := p.svc.Staff.OpenShop(ctx, cmd)
		if err == nil && pack != "" {
			err = p.svc.Packs.ImportStarter(ctx, shop.Owner.Actor(), pack)
		}
		return shop, err
	})
}

func (p *page) work(do func(context.Context) (staff.OpenedShop, error)) {
	p.busy = true
	p.view.next.SetBusy(true)
	pages.Send(p.host, p.ctx, do, func(shop staff.OpenedShop, err error) {
		p.busy = false
		p.view.next.SetBusy(false)
		if err != nil {
			p.place(err)
		}
		if shop.Shop.ID != "" {
			p.model.Opened(shop)
		}
		p.view.render()
	})
}

// place puts an error where the person typed what caused it.
func (p *page) place(err error) {
	field := map[string]string{
		"fault.staff.pin_easy": "pin", "fault.staff.pin_form": "pin",
		"fault.staff.passphrase_short": "passphrase", "fault.staff.passphrase_long": "passphrase", "fault.staff.passphrase_easy": "passphrase",
	}[fault.KeyOf(err)]
	p.model.Problems = map[string]string{field: p.host.Say(err)}
}

// addPeople adds the people, pairs the first mentor with the first apprentice
// and gives every apprentice the first programme.
func (p *page) addPeople() {
	if len(p.model.People()) == 0 {
		return
	}
	cmd, actor := p.model.AddPeople(op.NewID()), p.model.Actor()
	p.busy = true
	p.view.next.SetBusy(true)
	pages.Send(p.host, p.ctx, func(ctx context.Context) ([]staff.Invitation, error) {
		list, err := p.svc.Staff.AddPeople(ctx, actor, cmd)
		if err != nil {
			return nil, err
		}
		programmes, err := p.svc.Training.Programmes(ctx, actor)
		if err != nil {
			return list, err
		}
		for _, i := range list {
			if i.Person.Has(op.Apprentice) && len(programmes) > 0 {
				if _, err := p.svc.Training.AssignProgramme(ctx, actor, training.AssignProgramme{Command: op.Command{ID: op.NewID()}, PersonID: i.Person.ID, ProgrammeID: programmes[0].ID}); err != nil {
					return list, err
				}
			}
		}
		if mentor, apprentice := Couple(list); mentor != "" {
			_, err = p.svc.Training.Pair(ctx, actor, training.Pair{Command: op.Command{ID: op.NewID()}, MentorID: mentor, ApprenticeID: apprentice})
		}
		return list, err
	}, func(list []staff.Invitation, err error) {
		p.busy = false
		p.view.next.SetBusy(false)
		if err != nil {
			p.model.Problems = map[string]string{"": p.host.Say(err)}
		}
		if len(list) > 0 {
			p.model.Invited(list)
		}
		p.view.render()
	})
}

// copyCodes puts names and codes on the clipboard, to be handed out.
func (p *page) copyCodes() {
	var lines strings.Builder
	for _, i := range p.model.Invitations() {
		fmt.Fprintf(&lines, "%s\t%s\n", i.Person.Label(), string(i.ClaimCode))
	}
	p.host.Copy(lines.String())
	p.host.Toast(kit.Message{Words: p.host.Words().T("opening.codes_copied"), Icon: "copy"})
}

func (p *page) finish() {
	p.host.SignedIn(pages.Person{Actor: p.model.Actor(), Name: p.model.OwnerName()})
}

func (p *page) openDemo() {
	if p.svc.Demo == nil || p.busy {
		return
	}
	p.busy = true
	p.host.Toast(kit.Message{Words: p.host.Words().T("opening.demo_wait"), Icon: "clock"})
	p.host.Do(p.ctx, p.svc.Demo, func(err error) {
		p.busy = false
		p.host.Report(err)
	})
}
