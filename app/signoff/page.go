package signoff

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"shifu/app/kit"
	pages "shifu/app/page"
	"shifu/app/signing"
	"shifu/internal/op"
	"shifu/training"
	"shifu/training/certificate"
	"shifu/training/staff"
)

type page struct {
	host  pages.Host
	svc   Services
	id    string
	model *Model
	view  *view
	ctx   context.Context
	busy  bool
}

// New makes the page; the route's ID is a sign-off, or "person/module".
func New(svc Services) pages.Factory {
	return func(h pages.Host, r pages.Route) pages.Page {
		return &page{host: h, svc: svc, id: r.ID, model: NewModel(h.Words())}
	}
}

func (p *page) Title() string            { return p.host.Words().T("signoff.page") }
func (p *page) Frame() pages.Frame       { return pages.Full }
func (p *page) Changed(c op.Change) bool { return !p.busy && c.Topic == training.TopicSignOff }

// At is where the signing stands, and whether it is the person's turn.
func (p *page) At() string {
	if !p.model.Ready() {
		return ""
	}
	at := [...]string{"evidence", "mentor", "apprentice", "dispute", "settled"}[p.model.Stage()]
	switch {
	case p.model.NeedsKey():
		at += " key"
	case p.model.Turn() != Watch:
		at += " turn"
	}
	return at
}

func (p *page) Content() fyne.CanvasObject {
	if p.view == nil {
		p.view = newView(p)
	}
	return p.view.root
}

func (p *page) Keys() []kit.Key {
	w := p.host.Words()
	return []kit.Key{
		kit.Ctrl(fyne.KeyReturn, w.T("signoff.key_sign"), p.act).If(func() bool { return p.model.Turn() != Watch && p.model.Turn() != ReopenIt }),
		kit.Press('1', w.T("signoff.agree"), func() { p.agree(0) }).If(func() bool { return p.model.Turn() == SignOrDispute }),
		kit.Press('2', w.T("signoff.disagree"), func() { p.agree(1) }).If(func() bool { return p.model.Turn() == SignOrDispute }),
		kit.Press('w', w.T("signoff.key_witnessed"), func() { p.view.seen.SetOn(!p.view.seen.On()); p.view.enable() }).If(func() bool { return p.model.Turn() == SignAsMentor && !p.model.NeedsKey() }),
		kit.Press('p', w.T("signing.passphrase"), func() { p.view.phrase.Focus() }).If(func() bool { return p.view.phrase != nil }),
		kit.Press('n', w.T("signoff.reason_field"), func() { p.view.note.Focus() }).If(p.view.takesNote),
		kit.Named(fyne.KeyPageDown, "", func() { p.view.scroll.Page(1) }),
		kit.Named(fyne.KeyPageUp, "", func() { p.view.scroll.Page(-1) }),
	}
}

func (p *page) Load(ctx context.Context) {
	p.ctx = ctx
	actor := p.host.Person().Actor
	type opened struct {
		evidence training.Evidence
		hasKey   bool
	}
	var o opened
	p.host.Do(ctx, func(ctx context.Context) (err error) {
		person, module, both := strings.Cut(p.id, "/")
		if !both {
			s, err := p.svc.Modules.SignOff(ctx, actor, p.id)
			if err != nil {
				return err
			}
			person, module = s.ApprenticeID, s.ModuleID
		}
		if o.evidence, err = p.svc.Modules.ModuleEvidence(ctx, actor, person, module); err != nil {
			return err
		}
		me, err := p.svc.Keys.Person(ctx, actor, actor.ID)
		o.hasKey = me.HasKey
		return err
	}, func(err error) {
		if err != nil && !p.model.Ready() {
			p.view.refuse(p.host.Say(err))
			return
		}
		if err != nil {
			p.host.Report(err)
			return
		}
		p.model.Set(actor, o.evidence, o.hasKey, p.host.Now())
		p.view.render()
	})
}

func (p *page) look(attempt string) { p.host.Go(pages.Route{Page: "result", ID: attempt}) }

func (p *page) enrol() {
	signing.Enrol(p.host, p.ctx, p.svc.Keys, func() { p.Load(p.ctx) })
}

func (p *page) agree(at int) {
	p.view.agree = at == 0
	p.view.render()
}

// act is the panel's main button.
func (p *page) act() {
	if p.busy || !p.model.Ready() {
		return
	}
	if p.model.NeedsKey() {
		p.enrol()
		return
	}
	id, m, v, actor := op.NewID(), p.model, p.view, p.host.Person().Actor
	switch m.Turn() {
	case SignAsMentor:
		if !v.seen.On() {
			v.fail(p.host.Words().T("signoff.witness_first"))
			return
		}
		cmd := m.mentorSign(id, true)
		p.sign(func(ctx context.Context, s *staff.Signer) (training.SignOff, error) {
			return p.svc.Modules.MentorSign(ctx, actor, cmd, s)
		})
	case SignOrDispute:
		if v.agree {
			cmd := m.counterSign(id)
			p.sign(func(ctx context.Context, s *staff.Signer) (training.SignOff, error) {
				o, err := p.svc.Modules.CounterSign(ctx, actor, cmd, s)
				if err == nil {
					_, err = p.svc.Certificates.IssueDue(ctx, actor, certificate.IssueDue{Command: op.Command{ID: op.NewID()}, ApprenticeID: actor.ID})
				}
				return o, err
			})
			return
		}
		cmd := training.Dispute{Command: op.Command{ID: id}, SignOffID: m.Evidence().SignOff.ID, Reason: v.reason, Note: v.note.Text()}
		p.send(func(ctx context.Context) (training.SignOff, error) { return p.svc.Modules.Dispute(ctx, actor, cmd) })
	case AnswerOrOffer:
		cmd := training.AnswerDispute{Command: op.Command{ID: id}, SignOffID: m.Evidence().SignOff.ID, Note: v.note.Text()}
		p.send(func(ctx context.Context) (training.SignOff, error) {
			return p.svc.Modules.AnswerDispute(ctx, actor, cmd)
		})
	case WithdrawOnly:
		cmd := training.WithdrawDispute{Command: op.Command{ID: id}, SignOffID: m.Evidence().SignOff.ID, Note: v.note.Text()}
		p.send(func(ctx context.Context) (training.SignOff, error) {
			return p.svc.Modules.WithdrawDispute(ctx, actor, cmd)
		})
	case RuleIt:
		p.rule(true)
	case ReopenIt:
		p.reopen()
	}
}

// sign opens the key and signs with it; a wrong passphrase signs nothing.
func (p *page) sign(do func(context.Context, *staff.Signer) (training.SignOff, error)) {
	actor, phrase := p.host.Person().Actor, staff.Secret(p.view.phrase.Text())
	p.view.fresh = true
	p.send(func(ctx context.Context) (training.SignOff, error) {
		s, err := p.svc.Keys.Unlock(ctx, actor, phrase)
		if err != nil {
			return training.SignOff{}, err
		}
		return do(ctx, s)
	})
}

func (p *page) send(do func(context.Context) (training.SignOff, error)) {
	p.busy = true
	p.view.act.SetBusy(true)
	pages.Send(p.host, p.ctx, do, func(_ training.SignOff, err error) {
		p.busy = false
		p.view.act.SetBusy(false)
		if err != nil {
			p.view.fresh = false
			p.view.fail(p.host.Say(err))
			return
		}
		p.host.Toast(kit.Message{Words: p.host.Words().T("signoff.kept"), Icon: "stamp"})
		p.view.typedFor = "" // it is said: the panel begins anew
		p.Load(p.ctx)
	})
}

func (p *page) offer() {
	w, note, actor := p.host.Words(), p.view.note.Text(), p.host.Person().Actor
	signing.Ask(p.host, p.ctx, p.svc.Keys, w.T("signoff.offer_title"), w.T("signoff.means", "Text", p.model.Meaning()), w.T("signoff.seal"), nil, func(s *staff.Signer, end func(error)) {
		p.then(end, func(ctx context.Context) (training.SignOff, error) {
			return p.svc.Modules.OfferAgain(ctx, actor, p.model.offer(op.NewID(), note), s)
		})
	})
}

func (p *page) ruleVoid() { p.rule(false) }

func (p *page) rule(stands bool) {
	w, note, actor := p.host.Words(), p.view.note.Text(), p.host.Person().Actor
	if strings.TrimSpace(note) == "" {
		p.view.fail(w.T("signoff.reason_missing"))
		return
	}
	title := w.T("signoff.rule_void_title")
	if stands {
		title = w.T("signoff.rule_stands_title")
	}
	signing.Ask(p.host, p.ctx, p.svc.Keys, title, note, w.T("signoff.seal"), nil, func(s *staff.Signer, end func(error)) {
		p.then(end, func(ctx context.Context) (training.SignOff, error) {
			return p.svc.Modules.RuleDispute(ctx, actor, training.RuleDispute{Command: op.Command{ID: op.NewID()}, SignOffID: p.model.Evidence().SignOff.ID, Stands: stands, Note: note}, s)
		})
	})
}

func (p *page) reopen() {
	w, actor := p.host.Words(), p.host.Person().Actor
	note := kit.NewTextArea(w.T("signoff.reason_field"), "", 2)
	signing.Ask(p.host, p.ctx, p.svc.Keys, w.T("signoff.reopen_title"), w.T("signoff.reopen_words"), w.T("signoff.seal"), note, func(s *staff.Signer, end func(error)) {
		p.then(end, func(ctx context.Context) (training.SignOff, error) {
			return p.svc.Modules.Reopen(ctx, actor, training.Reopen{Command: op.Command{ID: op.NewID()}, SignOffID: p.model.Evidence().SignOff.ID, Note: note.Text()}, s)
		})
	})
}

// then runs what a dialog signed, ends the dialog and reads the page again.
func (p *page) then(end func(error), do func(context.Context) (training.SignOff, error)) {
	pages.Send(p.host, p.ctx, do, func(_ training.SignOff, err error) {
		end(err)
		if err == nil {
			p.Load(p.ctx)
		}
	})
}
