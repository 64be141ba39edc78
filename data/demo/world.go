package demo

import (
	"context"
	"io"
	"math/rand/v2"
	"slices"
	"time"

	"shifu/assets"
	"shifu/data"
	"shifu/data/pack"
	"shifu/internal/fault"
	"shifu/internal/lang"
	"shifu/internal/op"
	"shifu/internal/testkit"
	"shifu/quiz/model"
	"shifu/quiz/response"
	"shifu/training"
	"shifu/training/staff"
)

// The starter pack that the shop works with.
const starter = "footwear"

// world is the shop while its history runs.
type world struct {
	ctx     context.Context
	o       Options
	clock   *clock
	ids     *ids
	entropy io.Reader
	rng     *rand.Rand // what people do; keys and draws have a stream of their own
	db      *data.DB
	*data.Services

	last      time.Time // midnight that begins the last day
	today     int       // days before the last
	pack      *training.Pack
	programme training.Programme
	beside    []string // points that the programme does not judge
	written   []string // points that ask for free replies

	opened   staff.OpenedShop
	everyone []*member
	owner    *member
	mentors  []*member
	learners []*learner
	pace     time.Duration // of one answer, today
	from     time.Time
	counts   Counts
	puzzled  int      // wrong answers in practice
	asked    []string // inquiries that wait for the owner
	paper    paper    // of the attempt in hand
}

// paper is what was given of an attempt, by slot, from the one asked for on.
type paper struct {
	attempt  string
	variants map[int]*response.Variant
}

// cheap is the cost of hashing a secret that everybody knows.
var cheap = staff.Cost{KiB: 8, Passes: 1, Threads: 1}

// open makes the data folder and the shop's empty house.
func open(ctx context.Context, o Options) (*world, error) {
	w := &world{ctx: ctx, o: o, clock: &clock{}}
	year, month, day := o.Until.In(zone).Date()
	w.last = time.Date(year, month, day, 0, 0, 0, 0, zone)
	w.entropy = testkit.Entropy(o.Seed)
	var key [32]byte
	if _, err := io.ReadFull(w.entropy, key[:]); err != nil {
		return nil, err
	}
	w.rng = rand.New(rand.NewChaCha8(key))
	w.ids = &ids{clock: w.clock, entropy: w.entropy}
	w.cast()
	w.from = w.days()[0].Add(9 * time.Hour)
	w.clock.wall = w.from
	var err error
	if w.db, err = data.Open(ctx, data.Options{Dir: o.Dir, Clock: w.clock, IDs: w.ids, Entropy: w.entropy, Probe: o.Probe, Log: o.Log}); err != nil {
		return nil, err
	}
	w.Services = data.NewServices(w.db)
	w.Staff.PINCost, w.Staff.PassphraseCost = cheap, cheap
	w.Certificates.Zone = zone // the same on every machine
	return w, nil
}

// close forgets the keys.
func (w *world) close() {
	for _, m := range w.everyone {
		m.signer.Close()
	}
}

// command makes the id of one command.
func (w *world) command() op.Command { return op.Command{ID: w.ids.New()} }

// say answers a text in the shop's language.
func (w *world) say(t lang.Text) string { return t.In(w.o.Language) }

// chance is true so many times of a hundred.
func (w *world) chance(percent int) bool { return w.rng.IntN(100) < percent }

func pick[T any](w *world, list []T) T { return list[w.rng.IntN(len(list))] }

// some lets some time pass, around a middle.
func (w *world) some(middle time.Duration) {
	w.clock.pass(middle/2 + time.Duration(w.rng.Int64N(int64(middle)))/time.Millisecond*time.Millisecond)
}

// date is the midnight that begins the day so many days before the last.
func (w *world) date(before int) time.Time { return w.last.AddDate(0, 0, -before) }

// days lists the days of the history: those of the earlier classes, when there
// are any, and the last Days.
func (w *world) days() []time.Time {
	var out []time.Time
	for before := class1 + classDays; before >= 0; before-- {
		if before < w.o.Days || slices.ContainsFunc(w.learners, func(l *learner) bool {
			return l.start >= w.o.Days && before <= l.start && before > l.start-classDays
		}) {
			out = append(out, w.date(before))
		}
	}
	return out
}

// live goes through the days.
func (w *world) live() error {
	if err := w.begin(); err != nil {
		return err
	}
	days := w.days()
	for i, day := range days {
		if err := w.ctx.Err(); err != nil {
			return fault.Wrap(err, fault.Unavailable, "fault.data.busy")
		}
		w.today = int(w.last.Sub(day).Hours()+12) / 24
		w.clock.until(day.Add(9 * time.Hour))
		for _, part := range []func() error{w.morning, w.study, w.evening} {
			if err := w.db.Batch(w.ctx, part); err != nil {
				return err
			}
		}
		if w.o.Progress != nil {
			w.o.Progress(i+1, len(days))
		}
	}
	return nil
}

// begin opens the shop, brings in the pack and the first people.
func (w *world) begin() error {
	var err error
	w.opened, err = w.Staff.OpenShop(w.ctx, staff.OpenShop{Command: w.command(), Name: shopName, OwnerName: ownerName,
		Language: w.o.Language, Demo: true, PIN: PIN, Passphrase: Passphrase})
	if err != nil {
		return err
	}
	w.owner.person, w.owner.in = w.opened.Owner, true
	if err := w.readPack(); err != nil {
		return err
	}
	w.some(2 * time.Minute)
	if _, err := w.Training.ImportPack(w.ctx, w.owner.actor(), training.ImportPack{Command: w.command()}, w.pack); err != nil {
		return err
	}
	return w.add(w.mentorsAndSeniors()...)
}

// readPack reads the starter pack. Its lessons are in force from some day of the
// calendar on; this shop is older or younger than that, so they are in force from
// the day on which it opens.
func (w *world) readPack() error {
	files, err := assets.Pack(starter)
	if err != nil {
		return err
	}
	p, found, err := pack.ReadFS(files)
	if err != nil {
		return err
	}
	if model.Blocking(found) || len(p.Programmes) == 0 {
		return fault.New(fault.Internal, "fault.internal", "Pack", starter)
	}
	for i := range p.Lessons {
		p.Lessons[i].From = training.DayOf(w.from)
	}
	for i := range p.Scripts {
		if p.Scripts[i].From != "" {
			p.Scripts[i].From = training.DayOf(w.from)
		}
	}
	w.pack = p
	p = p.Scoped() // from here on as the shop knows it
	w.programme = p.Programmes[0]
	var judged []string
	for _, m := range w.modules() {
		for _, r := range m.Requirements {
			judged = append(judged, r.Points...)
		}
	}
	for _, b := range w.programme.Blueprints {
		for _, s := range b.Sections {
			judged = append(judged, s.Points...)
		}
	}
	for _, m := range p.Models {
		switch {
		case m.Type == model.Free:
			w.written = append(w.written, m.KP)
		case !slices.Contains(judged, m.KP) && !slices.Contains(w.beside, m.KP):
			w.beside = append(w.beside, m.KP)
		}
	}
	if len(w.beside) == 0 || len(w.written) == 0 {
		return fault.New(fault.Internal, "fault.internal", "Pack", starter)
	}
	return nil
}

// shop says what was made.
func (w *world) shop() (Shop, error) {
	out := Shop{Shop: w.opened.Shop, RecoveryCode: w.opened.RecoveryCode, From: w.from, To: w.clock.Now(), Counts: w.counts}
	people, err := w.Staff.People(w.ctx, w.owner.actor())
	if err != nil {
		return out, err
	}
	for _, m := range w.everyone {
		a := Account{Person: m.person, ClaimCode: m.code}
		if at := slices.IndexFunc(people, func(p staff.Person) bool { return p.ID == m.person.ID }); at >= 0 {
			a.Person = people[at]
		} else {
			continue // would have joined later
		}
		if m.in {
			a.PIN, a.Passphrase, a.ClaimCode = PIN, Passphrase, ""
		}
		out.Accounts = append(out.Accounts, a)
	}
	return out, nil
}
