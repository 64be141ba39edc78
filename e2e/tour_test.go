//go:build e2e

package e2e

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/internal/op"
	"shifu/quiz"
	"shifu/training"
)

// cast are the people of a tour and what they type.
type cast struct {
	shop, owner, mentor, apprentice, other string
	find                                   map[string]string // what to type to find a person
	search                                 string            // a script, by the initials of its pinyin
	comment, wish, doubt, question         string
}

const (
	ownerPIN, mentorPIN, apprenticePIN          = "280615", "730924", "516380"
	ownerPhrase, mentorPhrase, apprenticePhrase = "seven lanterns above the river", "the kettle sings before dawn", "blue paper boats in autumn rain"
)

// tour is one play of the whole way.
type tour struct {
	*screen
	cast
	*insight
	claim map[string]string // claim codes by name
	seen  map[string]bool   // kinds of questions that have their picture
	given map[answer]reply  // what was last answered
}

// answer is a question's place: the attempt and the slot in it, from 0.
type answer struct {
	attempt string
	slot    int
}

var chinese = cast{shop: "青禾鞋履旗舰店", owner: "沈岚", mentor: "周敏", apprentice: "林小满", other: "孙一诺",
	find: map[string]string{"周敏": "zm", "林小满": "lxm", "沈岚": "shenlan"}, search: "jbtcj", comment: "先说到了客户的事，好。", wish: "单独接待了三位客户。", doubt: "第二次观察那天我不在班上。", question: "这里为什么不能先答应？"}

var english = cast{shop: "Qinghe Shoes", owner: "Shen Lan", mentor: "Zhou Min", apprentice: "Lin Xiaoman", other: "Sun Yinuo",
	find: map[string]string{"Zhou Min": "zhou", "Lin Xiaoman": "lin", "Shen Lan": "shen"}, search: "price", comment: "The customer's own matter came first. Good.", wish: "Served three customers alone.", doubt: "I was not on duty on the day of the second observation.", question: "Why may I not promise it first?"}

func TestTheWholeWayInChinese(t *testing.T) { play(t, "zh", 1280, 800, chinese) }

func TestTheWholeWayInEnglish(t *testing.T) { play(t, "en", 1024, 680, english) }

func newTour(s *screen, c cast) *tour {
	return &tour{screen: s, cast: c, claim: map[string]string{}, seen: map[string]bool{}, given: map[answer]reply{}}
}

func play(t *testing.T, lang string, width, height int, c cast) {
	w := newTour(newScreen(t, fmt.Sprintf("%s-%dx%d", lang, width, height), lang, width, height), c)
	w.firstRun()
	w.arrive()
	w.findScript()
	for stage := 0; len(w.certificates()) == 0; stage++ {
		require.Less(t, stage, 12, "no certificate was issued")
		w.learn()
		w.vouch()
		w.countersign()
	}
	w.certify()
	w.revoke()
}

// firstRun opens the shop, keeps the recovery code, adds the people.
func (w *tour) firstRun() {
	w.start("opening")
	w.shot("first-run")
	w.paste(w.shop)
	w.key("Return")
	w.paste(w.owner)
	w.shot("first-run-named")
	w.expect("opening", "secrets", func() { w.key("Return") })
	w.typing(ownerPIN)
	w.key("Return")
	w.typing(ownerPhrase)
	w.key("Return")
	w.typing(ownerPhrase)
	w.shot("first-run-secrets")
	w.expect("opening", "recovery", func() { w.key("ctrl+Return") })
	w.shot("first-run-recovery")
	w.told(func() { w.key("shift+Tab", "space") })
	code := w.clipboard()
	require.Greater(w.t, len(code), 20, "the recovery code was copied")
	w.key("Tab")
	w.typing(code[len(code)-4:])
	w.expect("opening", "people", func() { w.key("Return") })
	w.paste(strings.Join([]string{w.mentor, w.apprentice, w.other}, "\n"))
	w.shot("first-run-people")
	w.expect("opening", "codes", func() { w.key("ctrl+Return") })
	w.shot("first-run-codes")
	w.told(func() { w.key("ctrl+c") })
	for line := range strings.Lines(w.clipboard()) {
		name, code, both := strings.Cut(strings.TrimSpace(line), "\t")
		require.True(w.t, both, line)
		w.claim[name] = code
	}
	require.Len(w.t, w.claim, 3)
	w.expect("overview", "", func() { w.key("Return") })
	w.shot("overview-first-day")
	w.insight = newInsight(w.screen)
}

// signIn comes in with the PIN, or with the claim code the first time.
func (w *tour) signIn(name, pin, page string, shots bool) {
	w.expect("sign-in", "", func() { w.key("ctrl+l") })
	w.enterAs(name, pin, page, shots)
}

func (w *tour) enterAs(name, pin, page string, shots bool) {
	if shots {
		w.shot("sign-in")
	}
	w.key("ctrl+f")
	way, code := "pin", w.claim[name]
	if code != "" {
		way = "code"
	}
	w.expect("sign-in", way+" "+w.person(name).ID, func() { w.typing(w.find[name]) })
	if shots {
		w.shot("sign-in-found")
	}
	w.key("Return")
	if code != "" {
		delete(w.claim, name)
		w.typing(code)
		w.key("Return")
		w.typing(pin)
		if shots {
			w.shot("sign-in-new-pin")
		}
	}
	if code == "" && !w.seen["wrong-pin"] {
		w.refused("fault.staff.wrong_pin", func() { w.typing("975310") })
		w.once("wrong-pin")
	}
	w.expect(page, "", func() { w.typing(pin) })
}

// arrive is the apprentice's first sign-in.
func (w *tour) arrive() {
	w.signIn(w.apprentice, apprenticePIN, "home", true)
	w.shot("home-first-day")
}

func (w *tour) learner() op.Actor { return w.person(w.apprentice).Actor() }

// findScript looks a script up by initials, fills and copies it.
func (w *tour) findScript() {
	w.expect("scripts", "", func() { w.rail("scripts") })
	w.shot("scripts")
	w.key("ctrl+f")
	found, err := w.services.Training.Scripts(w.ctx, w.learner(), training.ScriptQuery{Text: w.search, Limit: 200})
	require.NoError(w.t, err)
	require.Positive(w.t, found.Total, "no script is found by %s", w.search)
	w.await("the scripts found", func(l logged) bool {
		return l.Page == "scripts" && l.At == found.Hits[0].Code+" of "+digits(found.Total)
	}, func() { w.typing(w.search) })
	w.shot("scripts-found")
	w.told(func() { w.key("ctrl+c") })
	assert.NotEmpty(w.t, strings.TrimSpace(w.clipboard()))
	w.shot("scripts-copied")
	w.expect("home", "", func() { w.rail("home") })
}

// rail opens an area by Ctrl and its digit in the apprentice's rail.
func (w *tour) rail(area string) {
	w.key("ctrl+" + map[string]string{"home": "1", "lessons": "2", "scripts": "3", "quizzes": "4", "certificates": "5"}[area])
}

// learn does what the day asks for until only the mentor is left.
func (w *tour) learn() {
	me := w.learner()
	for range 60 {
		switch next := w.home(me).Next; next.Kind {
		case training.NextLesson, training.NextRuleChange:
			w.study(next)
		case training.NextPractice:
			w.expect("quiz", "1", func() { w.key("Return") })
			w.sit("practice", "result")
			w.expect("home", "", func() { w.key("Escape") })
		case training.NextExam:
			w.asked(func() { w.key("Return") })
			w.once("exam-ask")
			w.expect("quiz", "1", func() { w.key("Return") })
			w.examine()
		case training.NextAttempt:
			w.resume()
		default:
			return
		}
	}
	w.fail("the day never ended")
}

// study reads a lesson to its end and answers the quick check.
func (w *tour) study(next training.Next) {
	w.expect("lessons", next.ID, func() { w.key("Return") })
	w.once("lesson")
	w.key("Next", "Next", "Next", "Next", "Next", "Next")
	w.once("lesson-end")
	w.expect("quiz", "1", func() { w.key("ctrl+Return") })
	w.sit("check", "lessons")
	w.once("lesson-acknowledged")
	w.expect("home", "", func() { w.rail("home") })
}

// once keeps a picture the first time.
func (w *tour) once(name string) {
	if !w.seen[name] {
		w.seen[name] = true
		w.shot(name)
	}
}

// open is the attempt in hand.
func (w *tour) open() quiz.OpenAttempt {
	list, err := w.services.Quiz.Open(w.ctx, w.learner())
	require.NoError(w.t, err)
	require.NotEmpty(w.t, list)
	return list[0]
}

// give answers the question of a slot on the screen, without sending.
func (w *tour) give(attempt string, slot int, right bool) reply {
	view := w.sitting(w.learner(), attempt).Slots[slot]
	r := w.replyTo(view, attempt, right)
	w.given[answer{attempt, slot}] = r
	if r.words != "" {
		w.paste(r.words)
	} else {
		w.key(r.digits...)
	}
	return r
}

// resume goes on with what was stopped.
func (w *tour) resume() {
	open, end := w.open(), "result"
	switch {
	case open.Purpose == quiz.Exam:
		w.expect("quiz", "", func() { w.key("Return") })
		w.examine()
		return
	case open.Purpose == quiz.Check:
		end = "home"
	}
	if open.Answered == open.Items {
		w.expect(end, "", func() { w.key("Return") }) // there was only the handing in left
	} else {
		w.expect("quiz", "", func() { w.key("Return") })
		w.sit(string(open.Purpose), end)
	}
	if end == "result" {
		w.expect("home", "", func() { w.key("Escape") })
	}
}

// sit answers a practice or a check up to the page that follows it: the first
// question wrong, to see what is said then, all others right.
func (w *tour) sit(purpose, end string) {
	attempt := w.open().Attempt
	size := len(w.sitting(w.learner(), attempt).Slots)
	for slot := range size {
		view := w.sitting(w.learner(), attempt).Slots[slot]
		if view.State == quiz.SlotAnswered {
			continue
		}
		name := purpose + "-" + view.Type
		wrong := purpose == "practice" && !w.seen["practice-wrong"] && view.Type == "single"
		w.once(name)
		r := w.give(attempt, slot, !wrong)
		send := func() { w.key("Return") }
		switch {
		case wrong:
			w.chooseByMouse(attempt, slot, r)
			send = w.clickMain
		case r.typed:
			send = func() { w.key("ctrl+Return") }
		}
		w.once(name + "-chosen")
		w.expect("quiz", digits(slot+1)+" explained", send)
		if wrong {
			w.once("practice-wrong")
			w.ask()
		}
		w.once(name + "-explained")
		next, at := "quiz", digits(slot+2)
		if slot == size-1 {
			next, at = end, ""
		}
		w.expect(next, at, func() { w.key("Return") })
	}
	w.once(purpose + "-result")
}

// ask asks the mentor about the question that was just explained.
func (w *tour) ask() {
	w.asked(func() { w.key("q") })
	w.paste(w.question)
	w.once("ask")
	w.told(func() { w.key("ctrl+Return") })
}

// examine sits an exam; the first one is interrupted by a power cut.
func (w *tour) examine() {
	me := w.learner()
	w.once("exam-question")
	attempt := w.open().Attempt
	slots := len(w.sitting(me, attempt).Slots)
	for slot := range slots {
		if w.sitting(me, attempt).Slots[slot].State == quiz.SlotAnswered {
			continue
		}
		if slot == 1 && !w.seen["exam-resumed"] {
			w.cutPower(attempt, slot)
		}
		r := w.give(attempt, slot, true)
		next := digits(slot + 2)
		if slot == slots-1 {
			next = "overview"
		}
		w.expect("quiz", next, func() {
			if r.typed {
				w.key("ctrl+Return")
			} else {
				w.key("Return")
			}
		})
	}
	w.once("exam-overview")
	w.asked(func() { w.key("ctrl+Return") })
	w.once("exam-hand-in")
	w.expect("result", "", func() { w.key("Return") })
	w.once("exam-result")
	w.expect("home", "", func() { w.key("Escape") })
}

// cutPower chooses an answer, waits until the draft is on the disk, kills the
// program, and goes on at the same question.
func (w *tour) cutPower(attempt string, slot int) {
	me := w.learner()
	w.give(attempt, slot, false)
	w.until("the draft on the disk", func() bool { return w.sitting(me, attempt).Slots[slot].State == quiz.SlotDrafted })
	w.shot("exam-before-the-cut")
	before := w.sitting(me, attempt)
	w.kill()
	w.start("sign-in")
	w.enterAs(w.apprentice, apprenticePIN, "home", false)
	w.shot("home-after-the-cut")
	assert.Equal(w.t, training.NextAttempt, w.home(me).Next.Kind)
	w.expect("quiz", digits(slot+1), func() { w.key("Return") })
	w.once("exam-resumed")
	after := w.sitting(me, attempt)
	assert.Equal(w.t, before.Slots, after.Slots, "no answer was lost, and the question is the same")
	assert.Less(w.t, after.Timer.Elapsed-before.Timer.Elapsed, patience, "the time of the cut does not count")
}

func digits(n int) string { return strconv.Itoa(n) }

// module is a module of the programme with its place in the matrix.
type module struct {
	id        string
	column    int
	checklist bool
}

// modules lists the modules in hand of the apprentice's path.
func (w *tour) modules() (out []module) {
	path := w.home(w.learner()).Path
	require.NotNil(w.t, path)
	column := 0
	for _, stage := range path.Stages {
		for _, m := range stage.Modules {
			if stage.State == training.StageNow {
				in := module{id: m.ID, column: column}
				for _, r := range m.Requirements {
					in.checklist = in.checklist || r.Checklist != "" && !r.Met
				}
				out = append(out, in)
			}
			column++
		}
	}
	return out
}

// vouch is the mentor's part of a stage: replies marked, work observed, the
// module signed.
func (w *tour) vouch() {
	w.signIn(w.mentor, mentorPIN, "desk", false)
	w.once("desk")
	mentor := w.person(w.mentor).Actor()
	for queue := w.desk(mentor).Queue; len(queue) > 0 && queue[0].Kind == training.QueueHelp; queue = w.desk(mentor).Queue {
		w.expect("inquiry", "", func() { w.key("Return") })
		w.once("inquiry")
		w.paste(w.comment)
		w.expect("desk", "", func() { w.key("ctrl+Return") })
	}
	for {
		replies := 0
		for _, q := range w.desk(mentor).Queue {
			if q.Kind == training.QueueReply {
				replies++
			}
		}
		if replies == 0 {
			break
		}
		w.expect("marking", "", func() { w.key("Return") })
		for range replies {
			w.mark(replies > 1)
			replies--
		}
	}
	row := -1
	for i, r := range w.desk(mentor).Rows {
		if r.PersonID == w.person(w.apprentice).ID {
			row = i
		}
	}
	require.GreaterOrEqual(w.t, row, 0)
	for _, m := range w.modules() {
		cell := w.person(w.apprentice).ID + "/" + m.id
		w.expect("desk", "", func() { w.rail2("desk") })
		w.key("Down", "Home")
		for range row {
			w.key("Down")
		}
		w.expect("desk", cell, func() {
			for range m.column + 1 {
				w.key("Right")
			}
			for range len(w.desk(mentor).Stages) * 4 {
				w.key("Left")
			}
			for range m.column {
				w.key("Right")
			}
		})
		w.once("desk-cell")
		if m.checklist {
			w.observe()
		}
		w.sign(mentor, m)
	}
}

// mark gives a free reply the best level of every criterion.
func (w *tour) mark(more bool) {
	w.once("marking")
	mentor := w.person(w.mentor).Actor()
	list, err := w.services.Quiz.ReplyQueue(w.ctx, mentor)
	require.NoError(w.t, err)
	require.NotEmpty(w.t, list)
	view, err := w.services.Quiz.Reply(w.ctx, mentor, list[0].Attempt, list[0].Slot)
	require.NoError(w.t, err)
	for _, c := range view.Rubric {
		w.key(digits(len(c.Levels) - 1))
	}
	w.key("c")
	w.paste(w.comment)
	w.once("marking-scored")
	next := "desk"
	if more {
		next = "marking"
	}
	w.expect(next, "", func() { w.key("ctrl+Return") })
	w.once("marking-done")
}

// observe ticks every line of the checklist.
func (w *tour) observe() {
	w.asked(func() { w.key("o") })
	w.once("observation")
	for range 3 {
		w.key("space", "Tab")
	}
	w.paste(w.wish)
	w.once("observation-ticked")
	w.told(func() { w.key("ctrl+Return") })
}

// sign is the mentor's signature under a module, with a key made first.
func (w *tour) sign(mentor op.Actor, m module) {
	at := "mentor turn"
	if !w.person(w.mentor).HasKey {
		at = "mentor key"
	}
	w.expect("sign-off", at, func() { w.key("s") })
	w.once("sign-off-evidence")
	if at == "mentor key" {
		w.enrol(mentorPhrase, "mentor turn")
	}
	w.key("w", "p")
	if !w.seen["wrong-passphrase"] {
		w.typing("the kettle sang at noon")
		w.refused("fault.staff.wrong_passphrase", func() { w.key("ctrl+Return") })
		w.once("wrong-passphrase")
		assert.Nil(w.t, w.evidence(mentor, w.person(w.apprentice).ID, m.id).SignOff, "nothing was signed")
	}
	w.typing(mentorPhrase)
	w.once("sign-off-mentor")
	w.expect("sign-off", "apprentice", func() { w.key("ctrl+Return") })
	w.once("sign-off-mentor-signed")
	assert.Len(w.t, w.evidence(mentor, w.person(w.apprentice).ID, m.id).SignOff.Signatures, 1)
}

// enrol makes the signing key.
func (w *tour) enrol(phrase, then string) {
	w.asked(func() { w.key("ctrl+Return") })
	w.once("passphrase")
	w.typing(phrase)
	w.key("Tab")
	w.typing(phrase)
	w.expect("sign-off", then, func() { w.key("ctrl+Return") })
}

// countersign is the apprentice's signature under all that the mentor signed.
func (w *tour) countersign() {
	w.signIn(w.apprentice, apprenticePIN, "home", false)
	w.once("home-signature")
	for w.home(w.learner()).Next.Kind == training.NextSignature {
		at := "apprentice turn"
		if !w.person(w.apprentice).HasKey {
			at = "apprentice key"
		}
		w.expect("sign-off", at, func() { w.key("Return") })
		if at == "apprentice key" {
			w.enrol(apprenticePhrase, "apprentice turn")
		}
		w.once("sign-off-apprentice")
		if !w.seen["dispute"] {
			w.dispute()
		}
		w.key("p")
		w.typing(apprenticePhrase)
		w.expect("sign-off", "settled", func() { w.key("ctrl+Return") })
		w.once("sign-off-locked")
		w.expect("home", "", func() { w.rail("home") })
	}
}

// dispute is a disagreement that ends well: the apprentice says why, the mentor
// answers, the apprentice withdraws and can sign.
func (w *tour) dispute() {
	w.key("2", "n")
	w.paste(w.doubt)
	w.once("dispute")
	w.expect("sign-off", "dispute turn", func() { w.key("ctrl+Return") })
	w.once("disputed")
	w.signIn(w.mentor, mentorPIN, "desk", false)
	w.once("desk-dispute")
	w.expect("sign-off", "dispute turn", func() { w.key("Return") })
	w.key("n")
	w.paste(w.comment)
	w.told(func() { w.key("ctrl+Return") })
	w.once("dispute-answered")
	w.signIn(w.apprentice, apprenticePIN, "home", false)
	w.once("home-dispute")
	w.expect("sign-off", "dispute turn", func() { w.key("Return") })
	w.expect("sign-off", "apprentice turn", func() { w.key("ctrl+Return") })
	w.once("dispute-withdrawn")
}

// rail2 opens an area by Ctrl and its digit in the mentor's rail.
func (w *tour) rail2(area string) {
	w.key("ctrl+" + map[string]string{"home": "1", "desk": "2", "lessons": "3", "scripts": "4", "certificates": "5"}[area])
}
