// Package response holds what stands between a learner and a key: the frozen
// variant of a situation, what a learner's screen may see of it, and the
// thirteen ways to answer, each with its reading, its marking and a test of
// itself.
//
// A variant never changes once it was given: marking reads it and nothing else,
// so that a later edit of the model changes no history and a regrade is the same
// marking with a corrected key. Scores are whole hundredths; there is no float.
package response

import (
	"bytes"
	"encoding/json"
	"strconv"

	"shifu/internal/lang"
	"shifu/quiz/draw"
	"shifu/quiz/model"
	"shifu/quiz/wording"
)

// Version is the version of the frozen form.
const Version = 1

// Variant is a situation with its surface, its words in both languages and its
// key, as it was given to a learner. It is plain data and survives JSON. The
// learner's screen receives a Presentation instead.
type Variant struct {
	V           int          `json:"v"`
	Attempt     string       `json:"attempt"`
	Ordinal     int          `json:"ordinal"` // draw of this model in this attempt, from 1
	Model       string       `json:"model"`
	Rev         int          `json:"rev"`
	ContentHash string       `json:"content_hash"`
	Type        model.Type   `json:"type"`
	Situation   string       `json:"situation"` // status=signed;tier=gold
	SituationID string       `json:"situation_id"`
	Conditions  []Condition  `json:"conditions,omitempty"`
	Class       string       `json:"class"`
	Root        string       `json:"root"` // the seed, 64 hex digits
	Purpose     draw.Purpose `json:"purpose"`
	DrawnAt     string       `json:"drawn_at,omitempty"` // as the caller says it, RFC 3339
	Incidentals Incidentals  `json:"incidentals"`
	Shown       Shown        `json:"shown"`
	Key         model.Key    `json:"key"`
	Why         lang.Text    `json:"why"`
	Row         string       `json:"row,omitempty"` // the row of the table that decides
	Feedback    Feedback     `json:"feedback"`
	Marking     Marking      `json:"marking"`
	Repeat      bool         `json:"repeat"`    // the learner has met this situation before
	Exhausted   bool         `json:"exhausted"` // nothing unseen was left when it was drawn
}

// Condition is a radical and its level in the situation, for chips and reports.
type Condition struct {
	Radical   string    `json:"radical"`
	Level     string    `json:"level"` // identity, as in the situation's text
	Label     lang.Text `json:"label"`
	LevelText lang.Text `json:"level_text"`
}

// Incidentals are the chosen surface values in declared order. In JSON they are
// an object: {"buyer":1,"goods":0}.
type Incidentals []Incidental

// Incidental is one surface value: its index among the values of the model.
type Incidental struct {
	ID    string
	Value int
}

// MarshalJSON writes the object in declared order.
func (i Incidentals) MarshalJSON() ([]byte, error) {
	b := []byte{'{'}
	for n, one := range i {
		if n > 0 {
			b = append(b, ',')
		}
		b = appendString(b, one.ID)
		b = append(b, ':')
		b = strconv.AppendInt(b, int64(one.Value), 10)
	}
	return append(b, '}'), nil
}

// UnmarshalJSON reads the object and keeps its order.
func (i *Incidentals) UnmarshalJSON(raw []byte) error {
	*i = nil
	dec := json.NewDecoder(bytes.NewReader(raw))
	if t, err := dec.Token(); err != nil || t == nil {
		return err
	}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return err
		}
		var value int
		if err := dec.Decode(&value); err != nil {
			return err
		}
		id, _ := key.(string)
		*i = append(*i, Incidental{id, value})
	}
	return nil
}

// Shown is what was on the screen, in both languages.
type Shown struct {
	ZH Screen `json:"zh"`
	EN Screen `json:"en"`
}

// Screen is the words of a variant in one language, in the order shown.
type Screen struct {
	Stem    string  `json:"stem"`
	Options []Entry `json:"options,omitempty"` // single, script, multiple
	Steps   []Entry `json:"steps,omitempty"`   // order
	Left    []Entry `json:"left,omitempty"`    // match
	Right   []Entry `json:"right,omitempty"`   // match
	Slots   []Gap   `json:"slots,omitempty"`   // cloze, in declared order; the stem holds {slot:id}
	Lines   []Line  `json:"lines,omitempty"`   // spot
	Classes []Entry `json:"classes,omitempty"` // spot
	Nodes   []Node  `json:"nodes,omitempty"`   // chat
}

// Entry is something to choose, order or match.
type Entry struct {
	ID   string `json:"id"`
	Text string `json:"text"`
}

// Gap is a gap of a cloze.
type Gap struct {
	ID      string  `json:"id"`
	As      string  `json:"as"`             // choice, number or short
	Kind    string  `json:"kind,omitempty"` // number: money, int, percent, date
	Options []Entry `json:"options,omitempty"`
}

// Line is a line of a log.
type Line struct {
	ID   string `json:"id"`
	Who  string `json:"who"` // buyer, agent, bot, system
	Text string `json:"text"`
}

// Node is a turn of a chat with all its choices; Marking.Game says which are
// open.
type Node struct {
	ID      string  `json:"id"`
	Say     string  `json:"say"`
	End     string  `json:"end,omitempty"`
	Choices []Entry `json:"choices,omitempty"`
}

// Feedback is what the learner reads after the answer.
type Feedback struct {
	// Own is the feedback of an option, a mistake, a line, a must (its tip) or a
	// choice of a chat, by id ("node/choice" for a chat).
	Own []Own `json:"own,omitempty"`
	// DecidedBy are the radicals that decide here: another level of one of them
	// alone, with all else as it is, has another key.
	DecidedBy []string `json:"decided_by,omitempty"`
	// IfChanged says for each of them the nearest such level and the key there.
	IfChanged []Change `json:"if_changed,omitempty"`
}

// Own is the feedback that belongs to one thing.
type Own struct {
	ID   string    `json:"id"`
	Text lang.Text `json:"text"`
}

// Change is what the answer becomes when one condition changes.
type Change struct {
	Radical   string    `json:"radical"`
	Level     string    `json:"level"`
	Key       string    `json:"key"`
	Label     lang.Text `json:"label"`
	LevelText lang.Text `json:"level_text"`
	KeyText   lang.Text `json:"key_text,omitzero"` // in words, where it fits a line
}

// Marking is what marking needs besides the key.
type Marking struct {
	Tolerance  int64             `json:"tolerance"` // numeric, in the unit of the answer
	Partial    bool              `json:"partial"`   // multiple, order
	UnitNeeded bool              `json:"unit_required,omitempty"`
	Mistakes   []Mistake         `json:"mistakes,omitempty"`
	Accepts    []Accepts         `json:"accepts,omitempty"` // short: the set of the key
	Slots      []SlotMarking     `json:"slots,omitempty"`   // cloze
	Rewriting  *Rewriting        `json:"rewriting,omitempty"`
	Mentor     string            `json:"mentor,omitempty"` // never, certify, always
	Game       *model.Game       `json:"game,omitempty"`
	Moves      [][]Move          `json:"moves,omitempty"` // chat: by node and choice
	Rubric     []Criterion       `json:"rubric,omitempty"`
	Reference  lang.Text         `json:"reference,omitzero"`
	Donts      *wording.Donts    `json:"donts,omitempty"` // free
	Synonyms   []wording.Synonym `json:"synonyms,omitempty"`
	Scripts    []Script          `json:"scripts,omitempty"` // script: where the options' texts came from
}

// Mistake is a known wrong number.
type Mistake struct {
	ID     string `json:"id"`
	Value  int64  `json:"value"`
	Credit int    `json:"credit"` // hundredths
}

// Accepts is a set of short answers that are right.
type Accepts struct {
	ID  string     `json:"id"`
	ZH  []string   `json:"zh,omitempty"`
	EN  []string   `json:"en,omitempty"`
	All [][]string `json:"all,omitempty"` // or one phrase of each group
}

// SlotMarking is what marking a gap needs.
type SlotMarking struct {
	ID      string    `json:"id"`
	Weight  int       `json:"weight"`
	Accepts []Accepts `json:"accepts,omitempty"`
}

// Move is what a choice of a chat is worth.
type Move struct {
	Points  int  `json:"points,omitempty"`
	Minutes int  `json:"minutes,omitempty"`
	Redline bool `json:"redline,omitempty"`
}

// Criterion is one line of a mentor's rubric.
type Criterion struct {
	ID       string    `json:"id"`
	Text     lang.Text `json:"text"`
	Critical bool      `json:"critical,omitempty"` // its lowest level is a red line
	Levels   []Level   `json:"levels"`
}

// Level is one step of a criterion.
type Level struct {
	Points int       `json:"points"`
	Text   lang.Text `json:"text"`
}

// Script is a text of the shop's library that an option showed.
type Script struct {
	Option  string `json:"option"`
	Code    string `json:"code"`
	Version string `json:"version"`
}
