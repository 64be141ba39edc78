package command

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"shifu/data/demo"
	"shifu/internal/fault"
)

// demonstrate fills an empty folder with the history of an invented shop.
type demonstrate struct {
	Data   string `name:"data" required:"" placeholder:"DIR" help:"${demo_data}"`
	People int    `name:"people" default:"20" help:"${demo_people}"`
	Days   int    `name:"days" default:"90" help:"${demo_days}"`
	Seed   uint64 `name:"seed" default:"1" help:"${demo_seed}"`
	Until  string `name:"until" placeholder:"2026-11-20" help:"${demo_until}"`
}

// Run prints the secrets that it gave out: the shop is a throw-away.
func (c *demonstrate) Run(s *scene) error {
	until := s.Clock.Now()
	if c.Until != "" {
		var err error
		if until, err = time.Parse(time.DateOnly, c.Until); err != nil {
			return &misuse{fault.Wrap(err, fault.Invalid, "fault.ctl.day", "Text", c.Until)}
		}
	}
	o := demo.Options{People: c.People, Days: c.Days, Seed: c.Seed, Until: until, Probe: s.Probe}
	if !s.json {
		o.Day = func(day, days int) { _, _ = fmt.Fprintf(s.Err, "\r%d/%d ", day, days) }
	}
	r, err := demo.Fill(s.ctx, c.Data, o)
	if !s.json {
		_, _ = fmt.Fprintln(s.Err)
	}
	if fault.KeyOf(err) == "fault.demo.too_small" {
		return &misuse{err}
	}
	if err != nil {
		return err
	}
	if s.json {
		s.value(r)
		return nil
	}
	s.say("ctl.demo.done", "Shop", r.Shop, "Folder", c.Data, "People", len(r.People), "Attempts", r.Attempts, "Answers", r.Answers,
		"SignOffs", r.SignOffs, "Disputes", r.Disputes)
	for _, state := range slices.Sorted(maps.Keys(r.Certificates)) {
		s.line("  %s: %d", s.words.T("certificate.state."+state), r.Certificates[state])
	}
	s.say("ctl.demo.recovery", "Code", r.RecoveryCode)
	for _, p := range r.People {
		s.line("%s\t%s\t%s\t%s", p.Name, s.words.T("shell.role."+string(p.Roles[0])), p.PIN, p.Passphrase)
	}
	return nil
}
