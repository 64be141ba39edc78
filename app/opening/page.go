package opening

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"

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
	begun bool // what was kept of a first run was taken up
	// prepared is for how many of the new people all is arranged.
	prepared atomic.Int64
}

// New makes the page.
func New(svc Services) pages.Factory {
	return func(h pages.Host, _ pages.Route) pages.Page {
		return &page{host: h, svc: svc, model: NewModel(h.Words())}
	}
}

func (p *page) Title() string      { return p.host.Words().T("opening.title") }
func (p *page) Frame() pages.Frame { return pages.Bare }

// Leave keeps what was typed: the next start goes on from here.
func (p *page) Leave(func()) bool {
	p.keepTyped()
	return true
}

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
	p.goOn()
	p.view.render()
	pages.Load(p.host, ctx, p.svc.Packs.Starters, func(packs []training.PackSummary) {
		p.model.SetPacks(packs)
		p.view.renderPacks()
	})
}

// speak changes the language; the shell builds the page anew, so that names
// that were typed are handed over by the settings.
func (p *page) speak(tag lang.Tag) {
	p.keepTyped()
	p.host.SetSetting("language", string(tag))
}

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
		p.keepTyped()
	case AskSecrets:
		p.open()
	case AskRecovery:
		if p.model.NeedsCode() {
			p.newCode()
		} else if p.model.Recorded(p.view.typed.Text()) {
			p.keep(atPeople)
		}
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
	p.keep(beginning)
	work(p, func(ctx context.Context) (staff.OpenedShop, error) { return p.svc.Staff.OpenShop(ctx, cmd) }, func(shop staff.OpenedShop, err error) {
		if shop.Shop.ID == "" {
			p.keep(atSecrets)
			p.place(err)
			return
		}
		p.model.Opened(shop)
		p.bringIn()
	})
}

// bringIn imports the starter pack into the open shop.
func (p *page) bringIn() {
	actor, pack := p.model.Actor(), p.model.PackID()
	if len(p.model.packs) == 0 && p.model.wanted != noPack {
		pack = p.model.wanted // the cards are still being read
	}
	if pack == "" {
		p.keep(atRecovery)
		return
	}
	work(p, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, p.svc.Packs.ImportStarter(ctx, actor, pack)
	}, func(_ struct{}, err error) {
		if err != nil {
			p.place(err)
			return
		}
		p.keep(atRecovery)
	})
}

// newCode makes another recovery code: the one that was shown before the program
// was stopped is no longer good.
func (p *page) newCode() {
	actor, cmd := p.model.Actor(), p.model.NewCode(op.NewID(), p.view.phrase.Text())
	work(p, func(ctx context.Context) (staff.RecoveryCode, error) {
		return p.svc.Staff.NewRecoveryCode(ctx, actor, cmd)
	}, func(c staff.RecoveryCode, err error) {
		if err != nil {
			p.view.phrase.SetText("")
			p.model.Problems = map[string]string{"passphrase": p.host.Say(err)}
			return
		}
		p.model.Problems = map[string]string{}
		p.model.Renewed(c.Code)
	})
}

// work does something for the step that is shown; the main button waits for it.
func work[T any](p *page, do func(context.Context) (T, error), done func(T, error)) {
	p.busy = true
	p.view.setBusy(true)
	pages.Send(p.host, p.ctx, do, func(v T, err error) {
		p.busy = false
		p.view.setBusy(false)
		done(v, err)
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
	p.keep(handingOver)
	p.view.adding(len(cmd.People))
	work(p, func(ctx context.Context) ([]staff.Invitation, error) {
		list, err := p.svc.Staff.AddPeople(ctx, actor, cmd)
		if err == nil {
			err = p.prepare(ctx, actor, list)
		}
		return list, err
	}, p.invited)
}

func (p *page) invited(list []staff.Invitation, err error) {
	p.model.Problems = map[string]string{}
	switch {
	case len(list) > 0:
		if err != nil {
			p.model.Problems[""] = p.host.Say(err)
		}
		p.model.Invited(list)
	case err != nil: // nobody was added: it is said at the names, however many stand below
		p.model.Problems["names"] = p.host.Say(err)
		p.view.offerAdding()
		fallthrough
	default:
		p.keep(atPeople)
	}
}

// handOver goes on where people were added: whoever has not come yet gets a new
// code, for the old ones cannot be shown again.
func (p *page) handOver() {
	actor := p.model.Actor()
	work(p, func(ctx context.Context) (list []staff.Invitation, err error) {
		people, err := p.svc.Staff.People(ctx, actor)
		for _, who := range people {
			if err != nil || who.State != staff.Invited {
				continue
			}
			var i staff.Invitation
			if i, err = p.svc.Staff.InviteAgain(ctx, actor, staff.InviteAgain{Command: op.Command{ID: op.NewID()}, PersonID: who.ID}); err == nil {
				list = append(list, i)
			}
		}
		if err == nil {
			err = p.prepare(ctx, actor, list)
		}
		return list, err
	}, p.invited)
}

// prepare gives new apprentices the first programme and makes the first pair.
func (p *page) prepare(ctx context.Context, actor op.Actor, list []staff.Invitation) error {
	programmes, err := p.svc.Training.Programmes(ctx, actor)
	if err != nil {
		return err
	}
	for n, i := range list {
		p.prepared.Store(int64(n))
		if i.Person.Has(op.Apprentice) && len(programmes) > 0 {
			if _, err := p.svc.Training.AssignProgramme(ctx, actor, training.AssignProgramme{Command: op.Command{ID: op.NewID()}, PersonID: i.Person.ID, ProgrammeID: programmes[0].ID}); err != nil {
				return err
			}
		}
	}
	if mentor, apprentice := Couple(list); mentor != "" {
		_, err = p.svc.Training.Pair(ctx, actor, training.Pair{Command: op.Command{ID: op.NewID()}, MentorID: mentor, ApprenticeID: apprentice})
		if fault.Is(err, fault.Conflict) {
			err = nil // they were paired before the program was stopped
		}
	}
	return err
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
	p.forget()
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
