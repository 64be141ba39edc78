//go:build e2e

package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/internal/op"
	"shifu/quiz"
	"shifu/training"
)

// The gallery shows every page and the main dialogs of each role on a shop with a
// history, and measures how the window keeps up. SHIFU_TOUR_FORMS asks for other
// forms, separated by commas: a language and a size, then "dark" or a scale, as in
// "zh-Hant 1280x800 dark, en 1366x768 1.5".
func TestEveryPageOfAShopWithAHistory(t *testing.T) {
	forms := os.Getenv("SHIFU_TOUR_FORMS")
	if forms == "" {
		forms = "zh 1280x800, en 1024x680"
	}
	for form := range strings.SplitSeq(forms, ",") {
		words := strings.Fields(form)
		t.Run(strings.Join(words, "-"), func(t *testing.T) { showcase(t, words) })
	}
}

// member is a person of the demo shop, as `shifuctl demo --json` names them.
type member struct {
	ID         string    `json:"id"`
	Name       string    `json:"name"`
	Roles      []op.Role `json:"roles"`
	State      string    `json:"state"`
	PIN        string    `json:"pin"`
	Passphrase string    `json:"passphrase"`
}

func (m member) actor() op.Actor { return op.Actor{ID: m.ID, Roles: m.Roles} }

// gallery is a walk through the demo shop in one form.
type gallery struct {
	*screen
	*insight
	people []member
	who    member
	area   map[string]int // the digit of each area in the rail of who is signed in
	last   []byte         // the pixels of the last picture
}

func showcase(t *testing.T, form []string) {
	require.GreaterOrEqual(t, len(form), 2, "a form is a language and a size: %q", form)
	var width, height int
	_, err := fmt.Sscanf(form[1], "%dx%d", &width, &height)
	require.NoError(t, err, form[1])
	g := &gallery{screen: newScreen(t, "gallery-"+strings.Join(form, "-"), form[0], width, height)}
	said, code := g.shifuctl("demo", "--data", g.folder, "--people", "14", "--days", "30", "--seed", "5", "--json", "--lang", g.lang)
	require.Equal(t, 0, code, said)
	var shop struct{ People []member }
	require.NoError(t, json.Unmarshal([]byte(said), &shop))
	g.people = shop.People
	for _, more := range form[2:] {
		if more == "dark" {
			require.NoError(t, os.WriteFile(filepath.Join(g.folder, "settings.json"), []byte(`{"mode":"dark"}`), 0o600))
		} else {
			g.scale = more
		}
	}
	g.insight = newInsight(g.screen)
	g.start("sign-in")
	g.shot("sign-in")
	g.ownerWalks()
	g.mentorWalks()
	g.apprenticeWalks()
	g.stop()
	g.pace()
	assert.NotContains(t, g.output.String(), "Failed to focus", "the focus goes to what is on the screen")
}

// first is the first person who is here and fits.
func (g *gallery) first(what string, fits func(member) bool) member {
	g.t.Helper()
	at := slices.IndexFunc(g.people, func(m member) bool { return m.State == "active" && fits(m) })
	require.GreaterOrEqual(g.t, at, 0, "the demo shop has no %s", what)
	return g.people[at]
}

// only says that a person has one role and no other.
func only(role op.Role) func(member) bool {
	return func(m member) bool { return len(m.Roles) == 1 && m.Roles[0] == role }
}

// comeIn signs a person in; the name finds the tile.
func (g *gallery) comeIn(m member, home string) {
	g.t.Helper()
	if g.who.ID != "" {
		g.expect("sign-in", "", func() { g.key("ctrl+l") })
		g.changed("the door")
	}
	g.who = m
	g.key("ctrl+f")
	g.expect("sign-in", "pin "+m.ID, func() { g.paste(m.Name) })
	g.key("Return")
	g.changed("the person found")
	g.expect(home, "", func() { g.typing(m.PIN) })
	g.area = map[string]int{}
	has := func(roles ...op.Role) bool {
		return slices.ContainsFunc(roles, func(r op.Role) bool { return slices.Contains(m.Roles, r) })
	}
	teaches, owns := has(op.Mentor, op.Supervisor, op.Owner), has(op.Supervisor, op.Owner)
	for _, a := range []struct {
		page string
		here bool
	}{
		{"overview", owns}, {"home", has(op.Apprentice, op.Mentor)}, {"desk", teaches}, {"people", owns}, {"lessons", true}, {"scripts", true},
		{"quizzes", has(op.Apprentice)}, {"bank", owns}, {"certificates", true}, {"drafts", teaches}, {"preferences", true},
	} {
		if a.here {
			g.area[a.page] = len(g.area) + 1
		}
	}
}

// open goes to an area by its digit in the rail and keeps a picture.
func (g *gallery) open(area string) {
	g.t.Helper()
	g.expect(area, "", func() { g.key("ctrl+" + digits(g.area[area])) })
	g.look(area)
}

// look keeps a picture that bears the role of who is signed in, once it shows
// something else than the picture before.
func (g *gallery) look(name string) {
	g.t.Helper()
	g.changed("another picture for " + name)
	g.shot(string(g.who.Roles[0]) + "-" + name)
}

// changed waits until the window shows something else than when it was last
// looked at.
func (g *gallery) changed(what string) {
	g.t.Helper()
	g.until(what, func() bool { return !bytes.Equal(g.settle(), g.last) })
	g.last = bytes.Clone(g.settle())
}

// below scrolls on and keeps a picture if there was more to see.
func (g *gallery) below(name string, keys ...string) {
	g.t.Helper()
	g.key(keys...)
	if !bytes.Equal(g.settle(), g.last) {
		g.look(name)
	}
}

// ask opens a dialog, keeps a picture and closes it.
func (g *gallery) ask(name string, keys ...string) {
	g.t.Helper()
	g.asked(func() { g.key(keys...) })
	g.look(name)
	g.dismiss()
}

// dismiss closes a dialog and waits until it is gone.
func (g *gallery) dismiss() {
	g.t.Helper()
	g.key("Escape")
	g.changed("the dialog gone")
}

// to opens another page by keys and keeps a picture.
func (g *gallery) to(page, name string, keys ...string) {
	g.t.Helper()
	g.expect(page, "", func() { g.key(keys...) })
	g.look(name)
}

// back leaves a page by Alt and the arrow.
func (g *gallery) back(page string) {
	g.t.Helper()
	g.expect(page, "", func() { g.key("alt+Left") })
	g.changed("the page before")
}

// cell goes to a cell of the matrix and waits for what is told about it.
func (g *gallery) cell() {
	g.t.Helper()
	g.await("a cell", func(l logged) bool { return l.Msg == "page" && l.Page == "desk" && l.At != "" }, func() { g.key("Down", "Home", "Right", "Right") })
	g.look("desk-cell")
}

func (g *gallery) ownerWalks() {
	owner := g.first("owner", only(op.Owner))
	g.expect("sign-in", "", func() { g.key("Down") })
	g.shot("sign-in-chosen")
	g.refused("fault.staff.wrong_pin", func() { g.typing("975310") })
	g.shot("sign-in-wrong-pin")
	g.comeIn(owner, "overview")
	g.look("overview")
	g.below("overview-below", "Next")
	g.ask("keys", "F1")
	g.open("desk")
	g.cell()
	g.to("forecast", "forecast", "f")
	g.back("desk")
	g.open("people")
	g.key("Down", "Down", "Down", "Down", "Down")
	g.look("people-detail")
	g.ask("people-add", "n")
	g.open("lessons")
	g.open("scripts")
	g.open("bank")
	g.key("Down", "Down", "Down")
	g.look("bank-model")
	g.key("2")
	g.look("bank-coverage")
	g.key("1")
	g.changed("the tree")
	g.to("statistics", "statistics", "s")
	g.key("2")
	g.look("statistics-quizzes")
	g.back("bank")
	g.to("regrade", "regrade", "g")
	g.back("bank")
	g.to("policy", "policy", "p")
	g.back("bank")
	g.ask("editor-new", "n")
	g.open("certificates")
	g.ask("certificates-export", "ctrl+e")
	g.key("Down", "space")
	g.look("certificates-chosen")
	for i, row := range g.certificates() {
		if i == 0 {
			g.to("certificate", "certificate-"+string(row.State), "Return")
		} else {
			g.to("certificate", "certificate-"+string(row.State), "Right")
		}
	}
	g.back("certificates")
	g.expect("certificate", "", func() { g.key("Return") })
	g.changed("the certificate")
	g.ask("certificate-revoke", "r")
	g.asked(func() { g.key("e") })
	g.look("certificate-evidence")
	g.to("sign-off", "sign-off-settled", "1")
	g.open("certificates")
	g.asked(func() { g.key("ctrl+e") })
	g.changed("the dialog")
	g.key("2")
	g.told(func() { g.key("Return") })
	g.look("certificates-exported")
	g.open("drafts")
	g.open("preferences")
	g.below("preferences-end", "Next", "Next", "Next")
}

// mentorWalks goes with the mentors whose queues begin with things of different
// kinds.
func (g *gallery) mentorWalks() {
	pages := map[training.QueueKind]string{training.QueueReply: "marking", training.QueueSignOff: "sign-off", training.QueueDispute: "sign-off", training.QueueHelp: "inquiry", training.QueueWrong: "inquiry"}
	seen := map[training.QueueKind]bool{}
	for _, m := range g.people {
		if m.State != "active" || !only(op.Mentor)(m) {
			continue
		}
		queue := g.desk(m.actor()).Queue
		if len(queue) == 0 || seen[queue[0].Kind] {
			continue
		}
		kind := queue[0].Kind
		g.comeIn(m, "desk")
		if len(seen) == 0 {
			g.look("desk-first")
			g.open("home")
			g.open("lessons")
			g.open("scripts")
			g.open("certificates")
			g.open("drafts")
			g.open("preferences")
			g.open("desk")
			g.cell()
			g.expect("home", "", func() { g.key("ctrl+" + digits(g.area["home"])) })
			g.changed("the day")
			g.expect("desk", "", func() { g.key("ctrl+" + digits(g.area["desk"])) })
			g.changed("the desk")
		}
		seen[kind] = true
		g.to(pages[kind], "queue-"+string(kind), "Return")
	}
	require.NotEmpty(g.t, seen, "the demo shop has no work for mentors")
}

func (g *gallery) apprenticeWalks() {
	// One who has learnt for a while, and one who waits for nothing but a signature.
	learner := g.first("apprentice", func(m member) bool {
		return only(op.Apprentice)(m) && g.home(m.actor()).Next.Kind != training.NextSignature && len(g.results(m)) > 0
	})
	g.comeIn(learner, "home")
	g.look("home")
	g.below("home-below", "Next")
	g.open("lessons")
	g.below("lessons-end", "Next", "Next", "Next", "Next", "Next", "Next")
	g.open("scripts")
	g.key("ctrl+f")
	g.await("scripts found", func(l logged) bool { return l.Page == "scripts" }, func() { g.paste(map[bool]string{true: "price", false: "价"}[g.lang == "en"]) })
	g.look("scripts-found")
	g.open("quizzes")
	g.practise()
	g.open("quizzes")
	g.open("certificates")
	g.open("preferences")
	g.ask("keys", "F1")
	for _, m := range g.people {
		if m.State == "active" && only(op.Apprentice)(m) && g.home(m.actor()).Next.Kind == training.NextSignature {
			g.comeIn(m, "home")
			g.look("home-signature")
			g.to("sign-off", "sign-off", "Return")
			break
		}
	}
}

func (g *gallery) results(m member) []quiz.ResultRow {
	g.t.Helper()
	rows, err := g.services.Quiz.Results(g.ctx, m.actor(), m.ID)
	require.NoError(g.t, err)
	return rows
}

// practise begins a practice of each type of question there is and answers its
// first question.
func (g *gallery) practise() {
	bank, err := g.services.Quiz.Bank(g.ctx, g.shopkeeper)
	require.NoError(g.t, err)
	points, err := g.services.Quiz.Points(g.ctx, g.who.actor(), g.who.ID)
	require.NoError(g.t, err)
	row := map[string]int{}
	for _, p := range points {
		if p.Models > 0 {
			row[p.ID] = len(row)
		}
	}
	seen := map[string]bool{}
	for _, p := range bank.Points {
		if len(p.Models) == 0 || seen[string(p.Models[0].Type)] || slices.ContainsFunc(p.Models, func(m quiz.BankModel) bool { return m.Type != p.Models[0].Type }) {
			continue
		}
		seen[string(p.Models[0].Type)] = true
		g.expect("quizzes", "", func() { g.key("ctrl+" + digits(g.area["quizzes"])) })
		if len(seen) > 1 {
			g.changed("the points")
		}
		g.key(append([]string{"Down", "Home"}, slices.Repeat([]string{"Down"}, row[p.ID])...)...)
		g.expect("quiz", "1", func() { g.key("Return") })
		g.changed("the question")
		g.answer(string(p.Models[0].Type))
	}
	g.t.Log("types of questions seen:", len(seen))
}

// answer gives the first question an answer of some kind and looks at what is
// said to it.
func (g *gallery) answer(kind string) {
	open, err := g.services.Quiz.Open(g.ctx, g.who.actor())
	require.NoError(g.t, err)
	view := g.sitting(g.who.actor(), open[0].Attempt).Slots[0]
	switch shown := view.Shown; {
	case shown.Text != nil:
		g.paste("亲，您好")
	case shown.Number != nil:
		g.typing("12")
	case len(shown.Steps) > 0:
		for i := range shown.Steps {
			g.key(digits(i + 1))
		}
	case len(shown.Left) > 0:
		for range shown.Left {
			g.key("1")
		}
	case len(shown.Slots) > 0:
		for i := range shown.Slots { // a gap to choose for moves on by itself, one to write in does not
			g.key(slices.Concat(slices.Repeat([]string{"Up"}, len(shown.Slots)), slices.Repeat([]string{"Down"}, i), []string{"1"})...)
		}
	default:
		g.key("1")
	}
	g.look("chosen-" + kind)
	if kind == "chat" {
		return
	}
	g.expect("quiz", "1 explained", func() { g.key("ctrl+Return") })
	g.look("explained-" + kind)
}
