// Package demo fills an empty data folder with the history of an invented shop:
// people, mentorships, lessons, practice, exams, free replies and their marks,
// observations, sign-offs, disputes and certificates. Everything goes through
// the services and their rules, on a clock and on randomness of its own, so
// that the same seed gives the same shop.
package demo

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"time"

	"shifu/assets"
	"shifu/data"
	"shifu/data/pack"
	"shifu/internal/fault"
	"shifu/internal/lang"
	"shifu/internal/op"
	"shifu/internal/testkit"
	"shifu/quiz/model"
	"shifu/training"
	"shifu/training/certificate"
	"shifu/training/staff"
)

// Options say how large the shop is and how long it has been open.
type Options struct {
	People int       // owner, supervisors and mentors included; at least 3
	Days   int       // calendar days of history; at least 1
	Seed   uint64    //
	Until  time.Time // the last day
	// Probe is the probe of the data folder; the machine's by default.
	Probe data.Probe
	Log   *slog.Logger
	// Day hears of each day that was lived through.
	Day func(day, days int)
}

// Person is somebody of the shop with the secrets that were given out.
type Person struct {
	Name       string    `json:"name"`
	Roles      []op.Role `json:"roles"`
	PIN        string    `json:"pin"`
	Passphrase string    `json:"passphrase"`
}

// Report is what was made.
type Report struct {
	Shop         string         `json:"shop"`
	RecoveryCode string         `json:"recovery_code"`
	People       []Person       `json:"people"`
	Attempts     int            `json:"attempts"`
	Answers      int            `json:"answers"`
	SignOffs     int            `json:"sign_offs"`
	Disputes     int            `json:"disputes"`
	Certificates map[string]int `json:"certificates"`      // by state
	Refused      map[string]int `json:"refused,omitempty"` // what the rules did not let people do, by message key
}

// Fill makes the shop in a folder that holds none (fault.staff.shop_exists).
func Fill(ctx context.Context, dir string, o Options) (*Report, error) {
	if o.People < 3 || o.Days < 1 {
		return nil, fault.New(fault.Invalid, "fault.demo.too_small")
	}
	w := &world{o: o, clock: testkit.NewClock(), ids: &testkit.IDs{}, rng: rand.New(testkit.Entropy(o.Seed ^ 0x5e1f)),
		report: &Report{Certificates: map[string]int{}, Refused: map[string]int{}}}
	until := o.Until.UTC().Truncate(24 * time.Hour)
	w.clock.SetWall(until.AddDate(0, 0, -o.Days).Add(morning))
	db, err := data.Open(ctx, data.Options{Dir: dir, Clock: w.clock, IDs: w.ids, Entropy: testkit.Entropy(o.Seed), Probe: o.Probe, Log: o.Log})
	if err != nil {
		return nil, err
	}
	w.Services = data.NewServices(db)
	err = w.live(ctx)
	if e := db.Close(); err == nil {
		err = e
	}
	return w.report, fault.In("demo.Fill", err)
}

// morning is nine o'clock in Shanghai.
const morning = 1 * time.Hour

// world is the shop with everybody in it.
type world struct {
	*data.Services
	o      Options
	clock  *testkit.Clock
	ids    *testkit.IDs
	rng    *rand.Rand
	report *Report

	owner       *person
	mentors     []*person
	apprentices []*person
	byID        map[string]*person
	points      []string            // leaves that can be practised
	asks        map[string][]string // the points of a requirement, by module/requirement
	pace        time.Duration
	revoked     bool
}

// person is somebody who acts.
type person struct {
	op.Actor
	secrets Person
	signer  *staff.Signer
	mentor  *person // an apprentice's, while they are a pair
	pupil   *person // a mentor's: one at a time
	joins   int     // the day of joining
	skill   float64 // the share of answers that are right, grows with practice
	joined  bool
}

func (w *world) command() op.Command { return op.Command{ID: w.ids.New()} }

func (w *world) live(ctx context.Context) error {
	if err := w.open(ctx); err != nil {
		return err
	}
	defer func() {
		for _, p := range w.byID {
			if p.signer != nil {
				p.signer.Close()
			}
		}
	}()
	for day := range w.o.Days + 1 {
		if err := ctx.Err(); err != nil {
			return fault.Wrap(err, fault.Unavailable, "fault.data.busy")
		}
		if err := w.day(ctx, day); err != nil {
			return err
		}
		if w.o.Day != nil {
			w.o.Day(day, w.o.Days)
		}
	}
	for _, a := range w.apprentices { // for whom no mentor had time yet
		if !a.joined {
			if err := w.hire(ctx, a); err != nil {
				return err
			}
		}
	}
	return w.count(ctx)
}

// day lets everybody do a day's work. Sundays are free.
func (w *world) day(ctx context.Context, day int) error {
	if day > 0 {
		next := w.clock.Now().Truncate(24 * time.Hour).Add(24*time.Hour + morning)
		w.clock.Advance(next.Sub(w.clock.Now()))
	}
	if w.clock.Now().Weekday() == time.Sunday {
		return nil
	}
	active := 1
	for _, a := range w.apprentices {
		if a.joins <= day {
			active++
		}
	}
	w.pace = min(max(6*time.Hour/time.Duration(active*16), time.Second), 25*time.Second)
	for _, a := range w.apprentices {
		if a.joins > day {
			continue
		}
		if !a.joined {
			if free := w.freeMentor(); free == nil {
				continue // hired when a mentor has time
			} else if err := w.welcome(ctx, a, free); err != nil {
				return err
			}
		}
		if err := w.learn(ctx, a); err != nil {
			return err
		}
	}
	for _, m := range w.mentors {
		if err := w.mentorsDay(ctx, m); err != nil {
			return err
		}
	}
	return w.ownersDay(ctx, day)
}

// open opens the shop, brings in the pack, and adds everybody.
func (w *world) open(ctx context.Context) error {
	// Nobody defends a throw-away shop: hashing costs what it costs tests.
	cheap := staff.Cost{KiB: 64, Passes: 1, Threads: 1}
	w.Staff.PINCost, w.Staff.PassphraseCost = cheap, cheap
	w.byID = map[string]*person{}
	names := w.names(w.o.People)
	w.owner = &person{secrets: w.secrets(names[0], op.Owner), joined: true}
	opened, err := w.Staff.OpenShop(ctx, staff.OpenShop{Command: w.command(), Name: shopName, OwnerName: names[0], Language: lang.ZhHans, Demo: true,
		PIN: staff.Secret(w.owner.secrets.PIN), Passphrase: staff.Secret(w.owner.secrets.Passphrase)})
	if err != nil {
		return err
	}
	w.owner.Actor = opened.Session.Actor
	w.byID[w.owner.ID] = w.owner
	w.report.Shop, w.report.RecoveryCode = shopName, string(opened.RecoveryCode)
	w.report.People = append(w.report.People, w.owner.secrets)
	if w.owner.signer, err = w.Staff.Unlock(ctx, w.owner.Actor, staff.Secret(w.owner.secrets.Passphrase)); err != nil {
		return err
	}
	if err := w.bringPack(ctx); err != nil {
		return err
	}
	mentors := max(1, w.o.People*2/5)
	supervisors := w.o.People / 40
	for i, name := range names[1:] {
		switch {
		case i < mentors:
			m := &person{secrets: w.secrets(name, op.Mentor), skill: 1}
			w.mentors = append(w.mentors, m)
			if err := w.hire(ctx, m); err != nil {
				return err
			}
		case i < mentors+supervisors:
			if err := w.hire(ctx, &person{secrets: w.secrets(name, op.Supervisor), skill: 1}); err != nil {
				return err
			}
		default:
			w.apprentices = append(w.apprentices, &person{secrets: w.secrets(name, op.Apprentice), skill: 0.93 + 0.06*w.rng.Float64(),
				joins: w.joining(len(w.apprentices))})
		}
	}
	return nil
}

// joining is the day on which an apprentice is wanted: as many as there are
// mentors in the first days, the others whenever one leaves school.
func (w *world) joining(n int) int {
	if n < len(w.mentors) {
		return w.rng.IntN(3)
	}
	return w.rng.IntN(max(1, w.o.Days*3/4))
}

// bringPack imports the starter pack. Its certificate lasts three months here,
// so that a shop of ninety days has some that are about to end.
func (w *world) bringPack(ctx context.Context) error {
	files, err := assets.Pack(assets.Packs()[0])
	if err != nil {
		return err
	}
	p, found, err := pack.ReadFS(files)
	if err != nil {
		return err
	}
	if model.Blocking(found) {
		return fault.New(fault.Internal, "fault.internal")
	}
	for i := range p.Certificates {
		p.Certificates[i].Months = 3
	}
	w.asks = map[string][]string{}
	for _, programme := range p.Programmes {
		for _, stage := range programme.Stages {
			for _, m := range stage.Modules {
				for _, r := range m.Requirements {
					w.asks[m.ID+"/"+r.ID] = r.Points
				}
			}
		}
	}
	with := map[string]bool{}
	for _, m := range p.Models {
		if !with[m.KP] {
			with[m.KP] = true
			w.points = append(w.points, m.KP)
		}
	}
	_, err = w.Training.ImportPack(ctx, w.owner.Actor, training.ImportPack{Command: w.command()}, p)
	return err
}

// hire adds a person, who claims the tile and makes a key.
func (w *world) hire(ctx context.Context, p *person) error {
	invited, err := w.Staff.AddPeople(ctx, w.owner.Actor, staff.AddPeople{Command: w.command(), People: []staff.NewPerson{{Name: p.secrets.Name, Roles: p.secrets.Roles}}})
	if err != nil {
		return err
	}
	session, err := w.Staff.Claim(ctx, staff.Claim{Command: w.command(), PersonID: invited[0].Person.ID, Code: invited[0].ClaimCode, PIN: staff.Secret(p.secrets.PIN)})
	if err != nil {
		return err
	}
	p.Actor, p.joined = session.Actor, true
	w.byID[p.ID] = p
	w.report.People = append(w.report.People, p.secrets)
	if _, err := w.Staff.EnrolKey(ctx, p.Actor, staff.EnrolKey{Command: w.command(), Passphrase: staff.Secret(p.secrets.Passphrase)}); err != nil {
		return err
	}
	p.signer, err = w.Staff.Unlock(ctx, p.Actor, staff.Secret(p.secrets.Passphrase))
	return err
}

// freeMentor is a mentor without an apprentice, nil when all have one.
func (w *world) freeMentor() *person {
	from := w.rng.IntN(len(w.mentors))
	for i := range w.mentors {
		if m := w.mentors[(from+i)%len(w.mentors)]; m.pupil == nil {
			return m
		}
	}
	return nil
}

// welcome is an apprentice's first day: a mentor and a programme.
func (w *world) welcome(ctx context.Context, a, m *person) error {
	if err := w.hire(ctx, a); err != nil {
		return err
	}
	a.mentor, m.pupil = m, a
	if _, err := w.Training.Pair(ctx, w.owner.Actor, training.Pair{Command: w.command(), MentorID: a.mentor.ID, ApprenticeID: a.ID}); err != nil {
		return err
	}
	programmes, err := w.Training.Programmes(ctx, w.owner.Actor)
	if err != nil {
		return err
	}
	_, err = w.Training.AssignProgramme(ctx, w.owner.Actor, training.AssignProgramme{Command: w.command(), PersonID: a.ID, ProgrammeID: programmes[0].ID})
	return err
}

// graduate ends the pair once every stage that there is has been signed.
func (w *world) graduate(ctx context.Context, a *person, path *training.Path) error {
	if a.mentor == nil || path == nil {
		return nil
	}
	for _, s := range path.Stages {
		if s.State != training.StageSigned && len(s.Modules) > 0 {
			return nil
		}
	}
	a.mentor.pupil, a.mentor = nil, nil
	_, err := w.Training.EndMentorship(ctx, w.owner.Actor, training.EndMentorship{Command: w.command(), ApprenticeID: a.ID, Reason: "出师"})
	return err
}

// refused notes what the rules did not allow, and answers nil for it. What is
// broken is not refused.
func (w *world) refused(err error) error {
	switch fault.CodeOf(err) {
	case fault.Invalid, fault.NotFound, fault.Conflict, fault.Forbidden, fault.Expired:
		w.report.Refused[fault.KeyOf(err)]++
		return nil
	}
	return err
}

func (w *world) chance(p float64) bool { return w.rng.Float64() < p }

// count fills in the rest of the report.
func (w *world) count(ctx context.Context) error {
	list, err := w.Certificates.List(ctx, w.owner.Actor, certificate.Filter{})
	if err != nil {
		return err
	}
	for _, r := range list.Rows {
		w.report.Certificates[string(r.State)]++
	}
	return nil
}
