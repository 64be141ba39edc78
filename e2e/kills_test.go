//go:build e2e

package e2e

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/quiz"
)

// killings is how often the window is killed while a person works in it;
// SHIFU_TOUR_KILLS asks for more.
func killings() int {
	if n, err := strconv.Atoi(os.Getenv("SHIFU_TOUR_KILLS")); err == nil {
		return n
	}
	return 8
}

// lifetime is the longest that a killed window lives.
const lifetime = 4 * time.Second

// An apprentice works; at moments that nobody chose the program is killed, and
// started again, and the apprentice goes on. Whatever the screen called saved is
// there, as it was answered.
func TestTheProgramIsKilledAtAnyMoment(t *testing.T) {
	w := newTour(newScreen(t, "killed", "zh", 1280, 800), chinese)
	w.firstRun()
	w.arrive()
	w.seen["exam-resumed"] = true // no other power cut
	w.doomed = true
	called := map[answer]bool{}
	for round := range killings() {
		if w.working(round) {
			t.Logf("all is learnt after %d kills", round)
			break
		}
		w.called(called)
		w.compare(called)
	}
	require.NotEmpty(t, called, "answers were called saved")
	t.Logf("%d answers called saved, none lost", len(called))
	w.doomed = false
	w.start("sign-in")
	w.enterAs(w.apprentice, apprenticePIN, "home", false)
	w.shot("home-after-all")
	w.stop()
	said, code := w.shifuctl("doctor", "--data", w.folder)
	assert.Equal(t, 0, code, said)
}

// working lets the apprentice work until the program is killed; true when there
// is nothing left to learn before that.
func (w *tour) working(round int) (finished bool) {
	defer func() {
		switch e := recover(); e.(type) {
		case nil:
		case killed:
			<-w.ended
		default:
			panic(e)
		}
	}()
	doom := func() { // the killer knows the program that it was sent for, not the one after it
		program := w.program.Process
		time.AfterFunc(rand.N(lifetime), func() { _ = program.Kill() })
	}
	if round == 0 {
		doom()
	} else {
		w.start("sign-in")
		doom()
		w.enterAs(w.apprentice, apprenticePIN, "home", false)
	}
	w.learn()
	w.kill()
	return true
}

// called adds the answers that the screen has called saved, as the log tells.
func (w *tour) called(saved map[answer]bool) {
	w.logAt = 0
	for _, l := range w.news() {
		if l.Msg != "saved" || l.Page != "quiz" {
			continue
		}
		number, _, _ := strings.Cut(l.At, " ")
		if slot, err := strconv.Atoi(number); err == nil {
			saved[answer{l.ID, slot - 1}] = true
		}
	}
}

// compare looks each of them up in the data.
func (w *tour) compare(saved map[answer]bool) {
	w.t.Helper()
	me := w.learner()
	for a := range saved {
		slot := w.sitting(me, a.attempt).Slots[a.slot]
		assert.Equal(w.t, quiz.SlotAnswered, slot.State, "%v was called saved", a)
		gave := w.given[a]
		if gave.choice != nil {
			assert.JSONEq(w.t, string(gave.choice), string(slot.Response), "%v", a)
			continue
		}
		var kept struct{ Text string }
		require.NoError(w.t, json.Unmarshal(slot.Response, &kept))
		assert.Equal(w.t, gave.words, kept.Text, "%v", a)
	}
}
