package response

import (
	"encoding/json"
	"strings"
	"unicode/utf8"

	"shifu/internal/lang"
	"shifu/quiz/formula"
	"shifu/quiz/model"
	"shifu/quiz/wording"
)

// short is a word or a phrase: {"text":"顺丰"}.
type short struct{}

func init() { kinds[model.Short] = short{} }

// phrase is a short answer together with how it was read.
type phrase struct {
	typed string
	read  string
}

func (p phrase) readAs() lang.Text { return lang.Text{ZH: p.read, EN: p.read} }

func readShort(v *Variant, typed string) (any, Status, wording.Problem) {
	status, p := checkText(typed, MaxShort)
	if status == Invalid {
		return nil, status, p
	}
	if status == Incomplete {
		typed = ""
	}
	return phrase{typed, wording.Unify(wording.Normal(typed), v.Marking.Synonyms)}, status, p
}

func (short) parse(v *Variant, f fields) (any, Status, wording.Problem) {
	var typed string
	if _, ok := f.take("text", &typed); !ok {
		return nil, Invalid, malformed
	}
	return readShort(v, typed)
}

func (short) mark(v *Variant, answer any, m *Mark) {
	p := answer.(phrase)
	m.score(0)
	if p.read == "" {
		return
	}
	switch acceptance(v.Marking.Accepts, v.Marking.Synonyms, p.read) {
	case accepted:
		m.score(100)
	case nearly:
		m.say(OnAnswer, almostRight)
	}
	m.Parts = append(m.Parts, Part{ID: "text", Score: *m.Score, Of: 100, Right: *m.Score == 100})
}

var almostRight = lang.Text{ZH: "差一点：检查一下有没有错字。", EN: "Almost: check the spelling."}

type closeness uint8

const (
	refused closeness = iota
	nearly            // one edit away from an accepted text of four characters or more
	accepted
)

// acceptance compares a normalised answer with the accepted texts of both
// languages and with the groups of phrases.
func acceptance(sets []Accepts, synonyms []wording.Synonym, read string) closeness {
	bare := func(s string) string { return strings.ReplaceAll(s, " ", "") }
	normal := func(s string) string { return wording.Unify(wording.Normal(s), synonyms) }
	out := refused
	mine := bare(read)
	for _, set := range sets {
		for _, list := range [][]string{set.ZH, set.EN} {
			for _, text := range list {
				want := bare(normal(text))
				if want == mine {
					return accepted
				}
				if utf8.RuneCountInString(want) >= 4 && formula.Distance(want, mine) == 1 {
					out = nearly
				}
			}
		}
		all := len(set.All) > 0
		for _, group := range set.All {
			one := false
			for _, text := range group {
				one = one || wording.Holds(read, normal(text))
			}
			all = all && one
		}
		if all {
			return accepted
		}
	}
	return out
}

func (short) present(_ *Variant, p *Presentation, _ any) {
	p.Text = &TextAsk{MaxRunes: MaxShort, Lines: 1}
}

func (short) canonical(answer any) []byte { return textJSON(answer.(phrase).typed) }

func (short) selfTest(v *Variant) Samples {
	return Samples{Right: textJSON(acceptedSample(v.Marking.Accepts)), Wrong: textJSON("完全是另外一回事情"),
		Incomplete: json.RawMessage(`{"text":""}`), Invalid: textJSON(strings.Repeat("长", MaxShort+1))}
}

// acceptedSample is a text that the sets accept.
func acceptedSample(sets []Accepts) string {
	for _, set := range sets {
		if len(set.ZH) > 0 {
			return set.ZH[0]
		}
		if len(set.EN) > 0 {
			return set.EN[0]
		}
		if len(set.All) > 0 {
			var parts []string
			for _, group := range set.All {
				if len(group) > 0 {
					parts = append(parts, group[0])
				}
			}
			return strings.Join(parts, "，")
		}
	}
	return ""
}

func (short) almost() bool { return false }
