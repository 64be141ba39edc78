package response

import (
	"strings"

	"shifu/internal/lang"
	"shifu/quiz/model"
	"shifu/quiz/wording"
)

// Presentation is all that a learner's screen receives before an answer is
// marked, in both languages. It is built field by field from a variant and has
// no room for a key, a reason, feedback or a class of answer.
type Presentation struct {
	Type model.Type `json:"type"`
	Stem lang.Text  `json:"stem"`
	// Options of single, script and multiple, in the order shown. AllowNone:
	// "none of them" can be ticked (multiple, spot).
	Options   []Choice   `json:"options,omitempty"`
	AllowNone bool       `json:"allow_none,omitempty"`
	Steps     []Choice   `json:"steps,omitempty"`   // order
	Left      []Choice   `json:"left,omitempty"`    // match
	Right     []Choice   `json:"right,omitempty"`   // match
	Slots     []Blank    `json:"slots,omitempty"`   // cloze; the stem holds {slot:id}
	Lines     []LogLine  `json:"lines,omitempty"`   // spot
	Classes   []Choice   `json:"classes,omitempty"` // spot
	Chat      *ChatView  `json:"chat,omitempty"`
	Number    *NumberAsk `json:"number,omitempty"` // numeric
	Text      *TextAsk   `json:"text,omitempty"`   // short, rewrite, free
}

// Choice is something to choose, order or match.
type Choice struct {
	ID   string    `json:"id"`
	Text lang.Text `json:"text"`
}

// Blank is a gap of a cloze.
type Blank struct {
	ID      string   `json:"id"`
	As      string   `json:"as"`             // choice, number, short
	Kind    string   `json:"kind,omitempty"` // number: money, int, percent, date
	Options []Choice `json:"options,omitempty"`
}

// LogLine is a line of a log; only the agent's can be marked.
type LogLine struct {
	ID   string    `json:"id"`
	Who  string    `json:"who"`
	Text lang.Text `json:"text"`
	Open bool      `json:"open,omitempty"` // can be marked
}

// ChatView is a chat as far as it has gone.
type ChatView struct {
	Turns   []Turn    `json:"turns,omitempty"` // what was said so far
	Node    string    `json:"node"`            // where the chat stands
	Say     lang.Text `json:"say"`
	Choices []Choice  `json:"choices,omitempty"` // open here; none at the end
	Over    bool      `json:"over,omitempty"`
	Minutes int       `json:"minutes,omitempty"` // story time that has passed
	Limit   int       `json:"limit,omitempty"`   // minutes of story time, 0 for none
}

// Turn is one exchange of a chat.
type Turn struct {
	Node   string    `json:"node"`
	Say    lang.Text `json:"say"`    // the buyer
	Choice string    `json:"choice"` // what was chosen
	Reply  lang.Text `json:"reply"`  // and said
}

// NumberAsk says what kind of number is asked for.
type NumberAsk struct {
	Kind       string `json:"kind"` // money, int, percent, date
	UnitNeeded bool   `json:"unit_required,omitempty"`
}

// TextAsk says how long a text may be and which lists of don'ts watch it.
type TextAsk struct {
	MaxRunes int            `json:"max_runes"`
	MinRunes int            `json:"min_runes,omitempty"` // doubled for English
	Donts    *wording.Donts `json:"donts,omitempty"`     // as frozen: what is shown while writing is what marks
	Lines    int            `json:"lines,omitempty"`     // height of the box that fits
}

// Present answers what a learner may see of a variant. raw is the response so
// far, which moves a chat on; it may be empty and never shows through otherwise.
func Present(v *Variant, raw []byte) Presentation {
	p := Presentation{Type: v.Type, Stem: lang.Text{ZH: v.Shown.ZH.Stem, EN: v.Shown.EN.Stem}}
	k, ok := kinds[v.Type]
	if !ok {
		return p
	}
	k.present(v, &p, Parse(v, raw).answer)
	return p
}

// both joins the words of two languages; the ids and their order are the same.
func both(zh, en []Entry) []Choice {
	out := make([]Choice, len(zh))
	for i := range zh {
		out[i] = Choice{ID: zh[i].ID, Text: lang.Text{ZH: zh[i].Text, EN: en[i].Text}}
	}
	return out
}

func hasEntry(list []Entry, id string) bool {
	for i := range list {
		if list[i].ID == id {
			return true
		}
	}
	return false
}

func entryIDs(list []Entry) []string {
	out := make([]string, len(list))
	for i := range list {
		out[i] = list[i].ID
	}
	return out
}

// Segment is a piece of a cloze's stem: words, or a gap.
type Segment struct {
	Text string `json:"text,omitempty"`
	Slot string `json:"slot,omitempty"`
}

// Segments takes a cloze's stem apart at its gaps.
func Segments(stem string) []Segment {
	var out []Segment
	for stem != "" {
		at := strings.Index(stem, "{slot:")
		end := -1
		if at >= 0 {
			end = strings.IndexByte(stem[at:], '}')
		}
		if end < 0 {
			return append(out, Segment{Text: stem})
		}
		if at > 0 {
			out = append(out, Segment{Text: stem[:at]})
		}
		out = append(out, Segment{Slot: stem[at+len("{slot:") : at+end]})
		stem = stem[at+end+1:]
	}
	return out
}
