// Package answer is the widgets in which a learner, a second reader or an author
// who tries a question answers it, one for each of the thirteen types, and how
// the answer is explained afterwards. Several areas of the screen use it.
package answer

import (
	"encoding/json"
	"time"

	"fyne.io/fyne/v2"

	"shifu/app/kit"
	"shifu/internal/i18n"
	"shifu/quiz"
	"shifu/quiz/model"
	"shifu/quiz/response"
)

// Answer is the widgets in which a response of one type is given. It reports
// each change and knows no service.
type Answer interface {
	Object() fyne.CanvasObject
	// Response is what is given so far, nil for nothing.
	Response() json.RawMessage
	// Restore shows a draft or an answer again, without reporting it.
	Restore(raw json.RawMessage)
	// Judge shows how the answer stands and takes no more changes.
	Judge(f *quiz.Feedback)
	// Draft is the reply as it would stand in the chat, "" for none.
	Draft() string
	Keys() []kit.Key
	// First is where the focus goes, nil where the page's own keys choose.
	First() fyne.Focusable
	// Typed says that words are typed: then Ctrl+Enter sends, Enter does not.
	Typed() bool
}

// Talker is an answer that is given in the chat itself: it says what stands there.
type Talker interface {
	Chat(stem string) []kit.Bubble
}

// Holder is an answer of several rows: what is in hand is kept in sight.
type Holder interface {
	InHand() (first, last fyne.CanvasObject)
}

// Mover is an answer in which Alt+↑↓ move what is chosen; the page keeps these
// keys to itself while Moves says no.
type Mover interface{ Moves() bool }

// Stepper is an answer that is given in steps, a chat: quiz says after each what
// comes next.
type Stepper interface {
	// Step is the response with what is chosen now, nil when nothing is.
	Step() json.RawMessage
	// Goes goes on after a step.
	Goes(step json.RawMessage, p response.Presentation)
	// Over says that there is no further step: the answer can be given.
	Over() bool
}

// New makes the widgets for a question. changed is told of each change of
// the response; now is the monotonic time.
func New(w *i18n.Printer, p response.Presentation, now func() time.Duration, changed func()) Answer {
	switch p.Type {
	case model.Order:
		return newOrder(w, p, changed)
	case model.Match:
		return newMatch(w, p, changed)
	case model.Cloze:
		return newCloze(w, p, changed)
	case model.Spot:
		return newSpot(w, p, changed)
	case model.Chat:
		return newChat(w, p, now, changed)
	case model.Numeric:
		return newNumber(w, p, changed)
	case model.Free, model.Rewrite, model.Short:
		return newText(w, p, changed)
	}
	return newChoice(w, p, changed)
}

// Seen is an answer with what became of it, to be looked at: the reader's own, or a
// learner's.
func Seen(w *i18n.Printer, p response.Presentation, given json.RawMessage, f *quiz.Feedback, own bool) fyne.CanvasObject {
	a := New(w, p, func() time.Duration { return 0 }, func() {})
	if o, ok := a.(interface{ others() }); ok && !own {
		o.others()
	}
	a.Restore(given)
	a.Judge(f)
	return a.Object()
}

// whose says whose answer is shown: the reader's own, or a learner's.
type whose struct{ learners bool }

func (t *whose) others() { t.learners = true }

// tag marks what was chosen.
func (t *whose) tag(w *i18n.Printer, right bool) string {
	switch {
	case t.learners && right:
		return w.T("quizzes.theirs_right")
	case t.learners:
		return w.T("quizzes.theirs")
	case right:
		return w.T("quizzes.yours_right")
	}
	return w.T("quizzes.yours")
}

func textOf(raw json.RawMessage) string {
	var r struct {
		Text string `json:"text"`
	}
	_ = json.Unmarshal(raw, &r)
	return r.Text
}

// encode writes plain strings and truths, which always succeeds.
func encode(v any) json.RawMessage {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return raw
}
