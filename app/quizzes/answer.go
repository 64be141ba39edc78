package quizzes

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

// answer is the widgets in which a response of one type is given. It reports
// each change and knows no service.
type answer interface {
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

// talker is an answer that is given in the chat itself: it says what stands there.
type talker interface {
	Chat(stem string) []kit.Bubble
}

// holder is an answer of several rows: what is in hand is kept in sight.
type holder interface {
	InHand() (first, last fyne.CanvasObject)
}

// mover is an answer in which Alt+↑↓ move what is chosen; the page keeps these
// keys to itself while Moves says no.
type mover interface{ Moves() bool }

// newAnswer makes the widgets for a question. changed is told of each change of
// the response; now is the monotonic time.
func newAnswer(w *i18n.Printer, p response.Presentation, now func() time.Duration, changed func()) answer {
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
