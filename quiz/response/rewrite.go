package response

import (
	"encoding/json"
	"strings"
	"unicode/utf8"

	"shifu/internal/lang"
	"shifu/quiz/draw"
	"shifu/quiz/model"
	"shifu/quiz/wording"
)

// rewrite turns a colleague's negative draft into an affirmative reply:
// {"text":"…"}.
type rewrite struct{}

func init() { kinds[model.Rewrite] = rewrite{} }

// Rewriting is what a rewritten text is held against in one situation.
type Rewriting struct {
	Musts    []Must            `json:"musts"`
	MinRunes int               `json:"min_runes"` // of the trimmed text; doubled for English
	Donts    *wording.Donts    `json:"donts,omitempty"`
	Synonyms []wording.Synonym `json:"synonyms,omitempty"`
}

// Must is a point that the text has to hold: one of the phrases of its language.
type Must struct {
	ID     string   `json:"id"`
	Points int      `json:"points"`
	ZH     []string `json:"zh,omitempty"`
	EN     []string `json:"en,omitempty"`
}

// Rewritten is how a text fared.
type Rewritten struct {
	Score    int
	Hits     []wording.Hit // all don'ts, hard and soft
	TooShort bool
	Met      []bool // by must
}

// Judge holds a text against the musts: nothing for a hard don't or a text that
// is too short, else the points of the musts that are met, in hundredths of all
// points, rounded down. A text with a Han character is read as Chinese, any
// other as English.
func (r *Rewriting) Judge(text string) Rewritten {
	out := Rewritten{Hits: r.Donts.Lint(text), Met: make([]bool, len(r.Musts))}
	tag := wording.LanguageOf(text)
	least := r.MinRunes
	if tag == lang.En {
		least *= 2
	}
	out.TooShort = utf8.RuneCountInString(strings.TrimSpace(text)) < least
	read := wording.Unify(wording.Normal(text), r.Synonyms)
	points, most := 0, 0
	for i, must := range r.Musts {
		list := must.ZH
		if tag == lang.En {
			list = must.EN
		}
		for _, p := range list {
			if wording.Holds(read, wording.Unify(wording.Normal(p), r.Synonyms)) {
				out.Met[i] = true
				points += must.Points
				break
			}
		}
		most += must.Points
	}
	if !out.TooShort && len(wording.Hard(out.Hits)) == 0 && most > 0 {
		out.Score = 100 * points / most
	}
	return out
}

func (rewrite) parse(_ *Variant, f fields) (any, Status, wording.Problem) {
	return readText(f, MaxRewrite)
}

func (rewrite) mark(v *Variant, answer any, m *Mark) {
	m.score(0)
	if m.Status == Incomplete || v.Marking.Rewriting == nil {
		return
	}
	r := v.Marking.Rewriting.Judge(string(answer.(typedText)))
	m.score(r.Score)
	m.Hits = r.Hits
	switch v.Marking.Mentor {
	case "always":
		m.NeedsMentor = true
	case "certify":
		m.NeedsMentor = v.Purpose == draw.Exam
	}
	for _, h := range wording.Hard(r.Hits) {
		m.say(OnAnswer, lang.Text{ZH: "“" + h.Word + "”：" + h.Why.ZH, EN: "\"" + h.Word + "\": " + h.Why.EN})
	}
	if r.TooShort {
		m.say(OnAnswer, lang.Text{ZH: "太短了：说完整，也说清下一步。", EN: "Too short: write it out and say what comes next."})
	}
	for i, must := range v.Marking.Rewriting.Musts {
		part := Part{ID: must.ID, Of: must.Points, Right: r.Met[i]}
		if part.Right {
			part.Score = must.Points
		} else {
			m.own(v, must.ID)
		}
		m.Parts = append(m.Parts, part)
	}
}

func (rewrite) present(v *Variant, p *Presentation, _ any) {
	p.Text = &TextAsk{MaxRunes: MaxRewrite, Lines: 4}
	if r := v.Marking.Rewriting; r != nil {
		p.Text.MinRunes, p.Text.Donts = r.MinRunes, r.Donts
	}
}

func (rewrite) canonical(answer any) []byte { return textJSON(string(answer.(typedText))) }

func (rewrite) selfTest(v *Variant) Samples {
	return Samples{Right: textJSON(v.Marking.Reference.ZH), Wrong: textJSON("不行。"), Incomplete: json.RawMessage(`{"text":"  "}`),
		Invalid: textJSON(strings.Repeat("长", MaxRewrite+1))}
}

func (rewrite) almost() bool { return true }
