package opening

import (
	"encoding/json"

	pages "shifu/app/page"
	"shifu/internal/op"
	"shifu/training/staff"
)

// Progress is what is kept of a first run until it is finished, so that the next
// start goes on at the same step with the fields filled. It holds no secret: a
// recovery code or claim codes that were on the screen are made anew.
type Progress struct {
	Step  string `json:"step"`
	Shop  string `json:"shop"`
	Owner string `json:"owner"`
	Pack  string `json:"pack"` // "" until the packs are known, noPack for none
}

// setting is where it is kept. Losing it costs nothing that the pages of people
// and settings do not offer, too.
const setting = "opening"

const noPack = "-"

// Where a first run can be stopped. From beginning on the shop may be open.
const (
	atShop      = "shop"
	atSecrets   = "secrets"
	beginning   = "beginning" // the shop is being opened, the starter pack brought in
	atRecovery  = "recovery"
	atPeople    = "people"
	handingOver = "codes" // people are being added, their codes shown
)

// ReadProgress answers what is kept; ok is false where nothing is.
func ReadProgress(get func(name string) string) (p Progress, ok bool) {
	raw := get(setting)
	if raw == "" || json.Unmarshal([]byte(raw), &p) != nil {
		return Progress{}, false
	}
	return p, true
}

// Unfinished says that a shop is open whose first run was stopped: the owner goes
// on with it after signing in.
func Unfinished(get func(name string) string) bool {
	p, ok := ReadProgress(get)
	return ok && p.Step != atShop && p.Step != atSecrets
}

// keep writes what is kept at a step.
func (p *page) keep(step string) {
	pack := noPack
	if id := p.model.PackID(); id != "" {
		pack = id
	}
	if len(p.model.packs) == 0 {
		pack = p.model.wanted // they are not known yet
	}
	raw, err := json.Marshal(Progress{Step: step, Shop: p.model.Shop, Owner: p.model.Owner, Pack: pack})
	if err == nil {
		p.host.SetSetting(setting, string(raw))
	}
}

// keepTyped keeps what was typed before the shop is open.
func (p *page) keepTyped() {
	switch p.model.Step() {
	case AskShop:
		if p.model.Shop != "" || p.model.Owner != "" {
			p.keep(atShop)
		}
	case AskSecrets:
		p.keep(atSecrets)
	}
}

// forget ends it: the first run is finished.
func (p *page) forget() { p.host.SetSetting(setting, "") }

// goOn takes up a first run that was stopped, once for each page.
func (p *page) goOn() {
	kept, ok := ReadProgress(p.host.Setting)
	if p.begun || !ok {
		return
	}
	p.begun = true
	who := p.host.Person()
	p.model.Continue(kept, who)
	if who.ID == "" {
		return
	}
	switch kept.Step {
	case beginning:
		p.bringIn()
	case handingOver:
		p.handOver()
	}
}

// Continue takes up what was kept. Without anybody signed in the shop is not open
// yet, whatever was being done.
func (m *Model) Continue(kept Progress, who pages.Person) {
	m.Shop, m.Owner, m.wanted = kept.Shop, kept.Owner, kept.Pack
	m.SetPacks(m.packs)
	if who.ID == "" {
		if kept.Step != atShop {
			m.step = AskSecrets
		}
		return
	}
	m.opened.Owner = staff.Person{ID: who.ID, Name: who.Name, Roles: who.Roles}
	m.step = AskRecovery
	if kept.Step == atPeople || kept.Step == handingOver {
		m.step = AskPeople
	}
}

// NeedsCode says that the recovery code was shown before the program was stopped:
// only the passphrase makes another.
func (m *Model) NeedsCode() bool { return m.step == AskRecovery && m.RecoveryCode() == "" }

// NewCode is the command that makes another recovery code.
func (m *Model) NewCode(id, phrase string) staff.NewRecoveryCode {
	return staff.NewRecoveryCode{Command: op.Command{ID: id}, Passphrase: staff.Secret(phrase)}
}

// Renewed takes the new recovery code.
func (m *Model) Renewed(code staff.Secret) { m.opened.RecoveryCode = code }
