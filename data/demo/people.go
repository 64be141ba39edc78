package demo

import (
	"math/rand/v2"
	"slices"
	"time"

	"shifu/internal/op"
	"shifu/training/staff"
)

// The earlier classes begin so many days before the last; their certificates are
// for a year, so those of the first have run out and those of the second are about
// to. A class takes classDays.
const (
	class1    = 400
	class2    = 356
	classDays = 16
)

// member is a person of the shop.
type member struct {
	name   string
	roles  []op.Role
	person staff.Person
	code   staff.Secret  // the claim code, as long as it is good for something
	in     bool          // claimed
	signer *staff.Signer // the open key, once it was needed
	pupil  *learner      // of a mentor
}

func (m *member) actor() op.Actor { return m.person.Actor() }

// plan is how a dispute will end.
type plan int

const (
	noDispute plan = iota
	withdrawn
	offered // the mentor signs a new version
	stands
	void
	undecided // still open on the last day
)

// learner is an apprentice with what will become of them.
type learner struct {
	*member
	start   int // days before the last on which they come
	never   bool
	ability int             // percent of answers that are right
	keen    int             // percent of days on which they study
	mentor  string          // preferred
	sure    bool            // knows what the programme asks
	tried   map[string]bool // exams

	disputes   map[int]plan // by the place of the module
	unsigned   int          // the mentor does not sign this module (1, 2, ...) any more
	uncounter  int          // the apprentice does not answer the signature of this module
	failsFirst bool         // the first exam goes wrong
	halfway    bool         // ends in the middle of an exam, a reply waiting
	hand       int          // days before the last on which another mentor takes over
	handTo     string
	revoke     int // days before the last on which the certificate is revoked
	teach      int // days before the last on which they become a mentor
	leave      int // days before the last on which they leave

	by          *member // the mentor of today
	waits       bool    // what is left is the mentor's
	examined    int     // exams sat
	examDay     int     // the day of the last one, -1 for none
	dispute     *dispute
	asked       []string // inquiries that wait for the mentor
	certificate string   // its id
	gone        bool
}

// dispute is a dispute in course.
type dispute struct {
	signOff  string
	module   string
	plan     plan
	since    int
	answered bool
}

// cast says who will be in the shop: the owner, mentors, a supervisor or two, the
// apprentices of the pictures, and others.
func (w *world) cast() {
	names := &namer{rng: w.rng, used: map[string]bool{ownerName: true}}
	w.owner = &member{name: ownerName, roles: []op.Role{op.Owner}}
	w.everyone = []*member{w.owner}
	left := w.o.People - 1
	known := []string{zhou, he, tang}
	for range min(left, max(1, w.o.People/4)) {
		m := &member{roles: []op.Role{op.Mentor}}
		if len(known) > 0 {
			m.name, known = known[0], known[1:]
			names.used[m.name] = true
		}
		w.mentors = append(w.mentors, m)
		w.everyone = append(w.everyone, m)
		left--
	}
	for range min(left, w.o.People/50) {
		w.everyone = append(w.everyone, &member{roles: []op.Role{op.Supervisor}})
		left--
	}
	for _, l := range leads(w.o.Days) {
		names.used[l.name] = true
		if left > 0 {
			w.learners = append(w.learners, l)
			left--
		}
	}
	for range left {
		w.learners = append(w.learners, w.extra())
	}
	for _, m := range w.everyone {
		if m.name == "" {
			m.name = names.next()
		}
	}
	for _, l := range w.learners {
		if l.name == "" {
			l.name = names.next()
		}
		l.roles, l.examDay = []op.Role{op.Apprentice}, -1
		l.start = max(l.start, 0)
		w.everyone = append(w.everyone, l.member)
	}
}

// leads are the apprentices whose stories are told: together they reach every
// state of the house.
func leads(days int) []*learner {
	one := func(name string, start int) *learner {
		return &learner{member: &member{name: name}, start: start, ability: 96, keen: 100, sure: true, tried: map[string]bool{}, hand: -1, revoke: -1, teach: -1, leave: -1}
	}
	present := func(before int) int { return min(before, days-1) }
	xiaoman, xu, sun, huang := one(lin, present(15)), one("许嘉", class1), one("孙一诺", class2), one("黄子墨", class2)
	wu, luo, ma, feng := one("吴思齐", present(7)), one("罗文静", present(11)), one("马可欣", present(27)), one("冯一帆", present(3))
	xiaoman.mentor, xiaoman.hand, xiaoman.handTo, xiaoman.failsFirst, xiaoman.halfway = he, present(9), zhou, true, true
	xu.mentor, xu.teach = zhou, days-1
	sun.mentor = he
	huang.mentor, huang.revoke, huang.disputes = tang, present(13), map[int]plan{}
	wu.mentor, wu.unsigned = he, 1
	luo.mentor, luo.disputes, luo.uncounter = tang, map[int]plan{1: stands}, 2
	ma.mentor, ma.disputes = tang, map[int]plan{1: void, 2: withdrawn}
	feng.never = true
	return []*learner{xiaoman, xu, sun, huang, wu, luo, ma, feng}
}

// extra is one more apprentice.
func (w *world) extra() *learner {
	l := &learner{member: &member{}, hand: -1, revoke: -1, teach: -1, leave: -1, disputes: map[int]plan{}, tried: map[string]bool{}}
	l.start = w.rng.IntN(w.o.Days)
	l.ability, l.keen = 58+w.rng.IntN(40), 45+w.rng.IntN(50)
	switch n := w.rng.IntN(100); {
	case n < 4:
		l.never, l.start = true, min(l.start, w.rng.IntN(6))
	case n < 10:
		l.start, l.ability, l.keen, l.sure = class1-w.rng.IntN(4), 97, 100, true
	case n < 16:
		l.start, l.ability, l.keen, l.sure = class2-w.rng.IntN(4), 97, 100, true
	}
	if l.start >= w.o.Days && w.chance(20) {
		l.leave = w.rng.IntN(w.o.Days)
	}
	for module := 1; module <= 2; module++ {
		if w.chance(9) {
			l.disputes[module] = plan(1 + w.rng.IntN(4))
		}
	}
	if w.chance(10) {
		l.hand = max(0, l.start-2-w.rng.IntN(6))
	}
	if l.start < w.o.Days && l.start > 20 && w.chance(4) {
		l.revoke = w.rng.IntN(8)
	}
	return l
}

// mentorsAndSeniors are those who are there when the shop opens.
func (w *world) mentorsAndSeniors() []*member {
	return slices.DeleteFunc(slices.Clone(w.everyone), func(m *member) bool {
		return m == w.owner || slices.Contains(m.roles, op.Apprentice)
	})
}

// add brings people into the shop: the owner adds them, and all but those who will
// never come claim their tile and make their key.
func (w *world) add(members ...*member) error {
	if len(members) == 0 {
		return nil
	}
	cmd := staff.AddPeople{Command: w.command()}
	for _, m := range members {
		cmd.People = append(cmd.People, staff.NewPerson{Name: m.name, Roles: m.roles})
	}
	invited, err := w.Staff.AddPeople(w.ctx, w.owner.actor(), cmd)
	if err != nil {
		return err
	}
	for i, m := range members {
		m.person, m.code = invited[i].Person, invited[i].ClaimCode
	}
	for _, m := range members {
		if slices.ContainsFunc(w.learners, func(l *learner) bool { return l.member == m && l.never }) {
			continue
		}
		w.some(20 * time.Second)
		session, err := w.Staff.Claim(w.ctx, staff.Claim{Command: w.command(), PersonID: m.person.ID, Code: m.code, PIN: PIN})
		if err != nil {
			return err
		}
		if m.person, err = w.Staff.EnrolKey(w.ctx, session.Actor, staff.EnrolKey{Command: w.command(), Passphrase: Passphrase}); err != nil {
			return err
		}
		m.in = true
	}
	return nil
}

// key opens a person's signing key, once.
func (w *world) key(m *member) (*staff.Signer, error) {
	if m.signer == nil {
		var err error
		if m.signer, err = w.Staff.Unlock(w.ctx, m.actor(), Passphrase); err != nil {
			return nil, err
		}
	}
	return m.signer, nil
}

// signIn is the beginning of a person's day.
func (w *world) signIn(m *member) error {
	session, err := w.Staff.SignIn(w.ctx, staff.SignIn{PersonID: m.person.ID, PIN: PIN})
	if err != nil {
		return err
	}
	m.person = session.Person
	return nil
}

func shuffled[T any](rng *rand.Rand, list []T) []T {
	out := slices.Clone(list)
	rng.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}
