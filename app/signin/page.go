package signin

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"shifu/app/kit"
	pages "shifu/app/page"
	"shifu/app/theme"
	"shifu/internal/op"
	"shifu/training/staff"
)

type page struct {
	host  pages.Host
	door  Door
	model *Model
	view  *view
	ctx   context.Context
	text  string
	asked int
	busy  bool
	rest  func() // stops the count-down that runs; nil for none
}

// New makes the page.
func New(door Door) pages.Factory {
	return func(h pages.Host, _ pages.Route) pages.Page {
		return &page{host: h, door: door, model: NewModel(h.Words())}
	}
}

func (p *page) Title() string            { return p.host.Words().T("signin.who") }
func (p *page) Frame() pages.Frame       { return pages.Bare }
func (p *page) Changed(c op.Change) bool { return c.Topic == "person" }

// First is the search: typing finds a person at once.
func (p *page) First() fyne.Focusable { return p.view.search.Entry }

// At is how the chosen person comes in, and who it is.
func (p *page) At() string {
	if c := p.model.Chosen(); c != nil {
		return [...]string{"nobody", "pin", "passphrase", "code", "new pin", "same pin", "recovery"}[p.model.Way()] + " " + c.ID
	}
	return ""
}

func (p *page) Content() fyne.CanvasObject {
	if p.view == nil {
		p.view = newView(p)
	}
	return p.view.root
}

func (p *page) Keys() []kit.Key {
	w := p.host.Words()
	typed := func() bool { return p.model.Way() == ByCode || p.model.Way() == ByPassphrase }
	keys := []kit.Key{
		kit.Ctrl(fyne.KeyF, w.T("pages.key_search"), func() { p.view.search.Focus() }),
		kit.Named(fyne.KeyReturn, "", p.enter).If(typed),
		kit.Ctrl(fyne.KeyReturn, "", p.enter).If(func() bool { return p.model.Way() == ByRecovery }),
		kit.Named(fyne.KeyRight, w.T("signin.key_move"), func() { p.move(1) }),
		kit.Named(fyne.KeyLeft, "", func() { p.move(-1) }),
		kit.Named(fyne.KeyDown, "", func() { p.move(3) }),
		kit.Named(fyne.KeyUp, "", func() { p.move(-3) }),
	}
	// Typing anywhere searches.
	for r := 'a'; r <= 'z'; r++ {
		keys = append(keys, kit.Press(r, "", func() { p.view.searchFor(p.text + string(r)) }))
	}
	return keys
}

func (p *page) Load(ctx context.Context) {
	p.ctx, p.rest = ctx, nil
	p.search(p.text)
}

func (p *page) search(text string) {
	p.text = text
	p.asked++
	asked := p.asked
	type found struct {
		shop   staff.Shop
		people []staff.Tile
	}
	pages.Load(p.host, p.ctx, func(ctx context.Context) (f found, err error) {
		if f.shop, err = p.door.Shop(ctx); err != nil {
			return f, err
		}
		f.people, err = p.door.Tiles(ctx, text)
		return f, err
	}, func(f found) {
		if asked == p.asked {
			p.model.Set(f.shop, f.people, p.host.Now())
			p.view.render()
		}
	})
}

func (p *page) choose(i int) {
	p.host.Window().Canvas().Unfocus() // a name was pressed: the search is over
	p.model.Choose(i)
	p.view.renderChoice()
}

func (p *page) move(by int) {
	p.model.Move(by)
	p.view.renderChoice()
}

// pin takes six digits.
func (p *page) pin(digits string) {
	switch cmd := p.model.TypePIN(digits, op.NewID()).(type) {
	case *staff.SignIn:
		p.signIn(*cmd)
	case *staff.Claim:
		p.come(func(ctx context.Context) (staff.Session, error) { return p.door.Claim(ctx, *cmd) })
	default:
		p.view.renderPanel()
	}
}

func (p *page) enter() {
	w := p.host.Words()
	if p.waiting() != "" {
		return
	}
	switch p.model.Way() {
	case ByCode:
		p.model.TypeCode(p.view.field.Text())
		p.view.renderPanel()
	case ByPassphrase:
		p.signIn(staff.SignIn{PersonID: p.model.Chosen().ID, Passphrase: staff.Secret(p.view.field.Text())})
	case ByRecovery:
		f := p.view.again
		cmd := staff.Recover{Command: op.Command{ID: op.NewID()}, Code: staff.Secret(f[0].Text()), PIN: staff.Secret(f[1].Text()), Passphrase: staff.Secret(f[2].Text())}
		pages.Send(p.host, p.ctx, func(ctx context.Context) (staff.Recovered, error) { return p.door.Recover(ctx, cmd) }, func(r staff.Recovered, err error) {
			if err != nil {
				p.fail(err)
				return
			}
			p.model.Take(ByPIN)
			p.view.renderPanel()
			p.host.Dialog(kit.Sheet{Title: w.T("signin.recovered"), Content: kit.Column(10, kit.NewParagraph(w.T("signin.recovered_words"), theme.Body, theme.Ink2),
				kit.NewCard(kit.QuietCard, kit.NewParagraph(string(r.RecoveryCode), theme.Stem, theme.Ink))), Main: kit.NewButton(kit.Main, w.T("signin.recovered_do"), nil)})
		})
	}
}

func (p *page) signIn(cmd staff.SignIn) {
	p.come(func(ctx context.Context) (staff.Session, error) { return p.door.SignIn(ctx, cmd) })
}

func (p *page) come(in func(context.Context) (staff.Session, error)) {
	if p.busy {
		return
	}
	p.busy = true
	pages.Send(p.host, p.ctx, in, func(s staff.Session, err error) {
		p.busy = false
		if err != nil {
			p.fail(err)
			return
		}
		p.host.SignedIn(pages.Person{Actor: s.Actor, Name: s.Person.Label()})
	})
}

func (p *page) fail(err error) {
	p.model.Fail(err, p.host.Say(err), p.host.Monotonic())
	p.view.renderPanel()
}

// countDown repaints the time that is left, once a second, until it is over.
func (p *page) countDown() {
	if p.rest != nil || p.waiting() == "" {
		return
	}
	p.rest = p.host.Every(p.ctx, time.Second, func() {
		words := p.waiting()
		if words == "" {
			p.rest()
			p.rest = nil
			p.view.renderPanel()
			return
		}
		p.view.wrong.SetText(words)
	})
}

func (p *page) waiting() string { return p.model.Waiting(p.host.Monotonic()) }
