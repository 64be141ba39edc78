package command

import (
	"fmt"
	"time"

	"shifu/data/demo"
	"shifu/internal/fault"
	"shifu/internal/op"
	"shifu/training/staff"
)

// demos fills an empty data folder with the history of an invented shop.
type demos struct {
	dataFlag
	People int    `name:"people" default:"12" help:"${demo_people}"`
	Days   int    `name:"days" default:"30" help:"${demo_days}"`
	Seed   uint64 `name:"seed" default:"1" help:"${demo_seed}"`
	Until  string `name:"until" placeholder:"2026-11-20" help:"${demo_until}"`
}

// account is a line of what was given to people.
type account struct {
	ID         string      `json:"id"`
	Name       string      `json:"name"`
	Roles      []op.Role   `json:"roles"`
	State      staff.State `json:"state"`
	PIN        string      `json:"pin,omitempty"`
	Passphrase string      `json:"passphrase,omitempty"`
	ClaimCode  string      `json:"claim_code,omitempty"`
}

// Run makes the shop and prints what it takes to be anybody in it. The shop is
// in Chinese, as the shops are that Shifu is for, unless --lang says otherwise.
func (c *demos) Run(s *scene) error {
	dir := c.dir(s)
	until := s.Clock.Now().AddDate(0, 0, -1)
	if c.Until != "" {
		var err error
		if until, err = time.Parse(time.DateOnly, c.Until); err != nil {
			return &misuse{fault.Wrap(err, fault.Invalid, "fault.ctl.day", "Text", c.Until)}
		}
	}
	begun := s.Clock.Monotonic()
	out, err := demo.Fill(s.ctx, demo.Options{Dir: dir, People: c.People, Days: c.Days, Seed: c.Seed, Language: s.words.Tag(), Until: until, Probe: s.Probe,
		Progress: s.progress})
	switch fault.KeyOf(err) {
	case "fault.demo.people", "fault.demo.days":
		return &misuse{err}
	}
	if err != nil {
		return err
	}
	accounts := make([]account, len(out.Accounts))
	for i, a := range out.Accounts {
		accounts[i] = account{ID: a.Person.ID, Name: a.Person.Label(), Roles: a.Person.Roles, State: a.Person.State,
			PIN: string(a.PIN), Passphrase: string(a.Passphrase), ClaimCode: string(a.ClaimCode)}
	}
	took := s.Clock.Monotonic() - begun
	if s.json {
		s.value(map[string]any{"dir": dir, "shop": out.Shop, "recovery_code": string(out.RecoveryCode), "people": accounts,
			"from": out.From, "to": out.To, "counts": out.Counts, "seconds": took.Seconds()})
		return nil
	}
	for _, a := range accounts {
		secret := a.PIN + "  " + a.Passphrase
		switch {
		case a.ClaimCode != "":
			secret = s.words.T("demo.claim", "Code", a.ClaimCode)
		case a.State == staff.Left:
			secret = s.words.T("demo.left")
		}
		s.line("%s  %s  %s", pad(a.Name, 12), pad(s.roles(a.Roles), 18), secret)
	}
	s.say("demo.recovery", "Code", string(out.RecoveryCode))
	s.say("demo.counts", "Attempts", out.Counts.Attempts, "Answers", out.Counts.Answers, "SignOffs", out.Counts.SignOffs, "Certificates", out.Counts.Certificates)
	s.say("demo.done", "Folder", dir, "Seconds", fmt.Sprintf("%.1f", took.Seconds()))
	return nil
}

// progress tells how far a long run is, beside the result, now and then.
func (s *scene) progress(day, of int) {
	if !s.json && (day%10 == 0 || day == of) {
		_, _ = fmt.Fprintln(s.Err, s.words.T("demo.day", "Day", day, "Of", of))
	}
}

func (s *scene) roles(list []op.Role) string {
	text := ""
	for i, r := range list {
		if i > 0 {
			text += ", "
		}
		text += s.words.T("signin.role." + string(r))
	}
	return text
}

// pad fills a text up to a width in columns; a Chinese character takes two.
func pad(text string, width int) string {
	for _, r := range text {
		if width--; r > 0x2e7f {
			width--
		}
	}
	for range width {
		text += " "
	}
	return text
}
