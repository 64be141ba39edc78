package training

import (
	"strings"

	"shifu/internal/lang"
)

// Script is a ready reply (话术) of the library.
type Script struct {
	Code       string      `yaml:"code" json:"code"`                         // short code, typed to find it: dh1
	Title      lang.Text   `yaml:"title" json:"title"`                       //
	Stage      string      `yaml:"stage" json:"stage"`                       // one of Manifest.Stages
	Intent     string      `yaml:"intent" json:"intent"`                     // one of Manifest.Intents
	Persona    string      `yaml:"persona" json:"persona,omitempty"`         // one of Manifest.Personas; "": everyone
	By         Speaker     `yaml:"by" json:"by"`                             // who says it: human (default), bot, both
	When       []Condition `yaml:"when" json:"when,omitempty"`               // the conditions that it is for
	Text       lang.Text   `yaml:"text" json:"text"`                         // with slots in braces: {nick}
	Tones      []Tone      `yaml:"tones" json:"tones,omitempty"`             // the same said otherwise
	Slots      []Slot      `yaml:"slots" json:"slots,omitempty"`             // what the braces stand for
	From       string      `yaml:"from" json:"from,omitempty"`               // first day
	To         string      `yaml:"to" json:"to,omitempty"`                   // last day; afterwards it cannot be copied
	ReplacedBy string      `yaml:"replaced_by" json:"replaced_by,omitempty"` // the code to use once it is over
	Bad        Contrast    `yaml:"bad" json:"bad,omitzero"`                  // how not to say it, and why
	Good       Contrast    `yaml:"good" json:"good,omitzero"`                // how to say it, and why
	Next       []FollowUp  `yaml:"next" json:"next,omitempty"`               // what the customer may ask then
	Points     []string    `yaml:"points" json:"points,omitempty"`           // knowledge points
}

// Shown is the text as it stands before its gaps are filled, each by its name:
// 您看中的【商品】. A question that offers the script shows it so.
func (s Script) Shown() lang.Text {
	var zh, en []string
	for _, slot := range s.Slots {
		gap := "{" + slot.ID + "}"
		zh, en = append(zh, gap, "【"+slot.Title.ZH+"】"), append(en, gap, "["+slot.Title.EN+"]")
	}
	return lang.Text{ZH: strings.NewReplacer(zh...).Replace(s.Text.ZH), EN: strings.NewReplacer(en...).Replace(s.Text.EN)}
}

// Speaker says who uses a script.
type Speaker string

const (
	ByHuman Speaker = "human"
	ByBot   Speaker = "bot"
	ByBoth  Speaker = "both"
)

// Condition is a chip on a script or case: 订单 · 未发货.
type Condition struct {
	Label lang.Text `yaml:"label" json:"label"`
	Value lang.Text `yaml:"value" json:"value"`
}

// Tone is a wording of a script for another kind of customer.
type Tone struct {
	ID    string    `yaml:"id" json:"id"`
	Title lang.Text `yaml:"title" json:"title"`
	Text  lang.Text `yaml:"text" json:"text"`
}

// Slot is a gap of a script that is filled before it is copied.
type Slot struct {
	ID      string    `yaml:"id" json:"id"` // the word in braces
	Title   lang.Text `yaml:"title" json:"title"`
	Example lang.Text `yaml:"example" json:"example"`
}

// Contrast is a wording with the reason that makes it good or bad.
type Contrast struct {
	Text lang.Text `yaml:"text" json:"text"`
	Why  lang.Text `yaml:"why" json:"why"`
}

// FollowUp is a likely next question and how to answer it.
type FollowUp struct {
	Ask    lang.Text `yaml:"ask" json:"ask"`
	Reply  lang.Text `yaml:"reply" json:"reply"`
	Script string    `yaml:"script" json:"script,omitempty"`
}

// Case is an excerpt of a chat, good or bad, with what is right or wrong in it
// and the reply to compare with.
type Case struct {
	ID        string      `yaml:"id" json:"id"`
	Title     lang.Text   `yaml:"title" json:"title"`
	Good      bool        `yaml:"good" json:"good"`
	Stage     string      `yaml:"stage" json:"stage,omitempty"` // one of Manifest.Stages
	When      []Condition `yaml:"when" json:"when,omitempty"`
	Lines     []CaseLine  `yaml:"lines" json:"lines"`
	Why       lang.Text   `yaml:"why" json:"why"`             // what makes it good or bad
	Reference lang.Text   `yaml:"reference" json:"reference"` // the reply to compare with
	Points    []string    `yaml:"points" json:"points,omitempty"`
	Scripts   []string    `yaml:"scripts" json:"scripts,omitempty"`
}

// CaseLine is a line of the excerpt.
type CaseLine struct {
	Who   string    `yaml:"who" json:"who"` // buyer, agent, bot, system
	Text  lang.Text `yaml:"text" json:"text"`
	Wrong lang.Text `yaml:"wrong" json:"wrong,omitzero"` // what is wrong with this line
}
