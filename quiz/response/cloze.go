package response

import (
	"encoding/json"

	"shifu/internal/lang"
	"shifu/quiz/formula"
	"shifu/quiz/model"
	"shifu/quiz/wording"
)

// cloze is gaps in a script, each a choice, a number or a short text:
// {"slots":{"eta":"today","window":"7天"}}.
type cloze struct{}

func init() { kinds[model.Cloze] = cloze{} }

type filled struct {
	typed map[string]string // what was typed or chosen, by gap
	read  map[string]any    // chosen, number or phrase
	words map[string]lang.Text
}

func (c filled) readAs() lang.Text {
	var out lang.Text
	for _, id := range sortedKeys(c.words) {
		if w := c.words[id]; !w.Empty() {
			if !out.Empty() {
				out.ZH, out.EN = out.ZH+"；", out.EN+"; "
			}
			out.ZH, out.EN = out.ZH+w.ZH, out.EN+w.EN
		}
	}
	return out
}

func (cloze) parse(v *Variant, f fields) (any, Status, wording.Problem) {
	inner, _, ok := f.object("slots")
	if !ok {
		return nil, Invalid, malformed
	}
	out := filled{map[string]string{}, map[string]any{}, map[string]lang.Text{}}
	for _, id := range inner.names {
		var typed string
		if _, ok := inner.take(id, &typed); !ok {
			return nil, Invalid, malformed
		}
		at := -1
		for i := range v.Shown.ZH.Slots {
			if v.Shown.ZH.Slots[i].ID == id {
				at = i
			}
		}
		if at < 0 {
			return nil, Invalid, notOnPaper
		}
		gap := v.Shown.ZH.Slots[at]
		switch gap.As {
		case "choice":
			if typed != "" {
				if !hasEntry(gap.Options, typed) {
					return nil, Invalid, notOnPaper
				}
				out.typed[id], out.read[id] = typed, chosen(typed)
			}
		case "number":
			kind, _ := formula.ParseKind(gap.Kind)
			answer, status, p := readNumber(typed, kind, false)
			if status == Invalid {
				return nil, status, p
			}
			if status == Complete {
				out.typed[id], out.read[id], out.words[id] = typed, answer, answer.(number).readAs()
			}
		default:
			answer, status, p := readShort(v, typed)
			if status == Invalid {
				return nil, status, p
			}
			if status == Complete {
				out.typed[id], out.read[id] = typed, answer
			}
		}
	}
	switch len(out.read) {
	case len(v.Shown.ZH.Slots):
		return out, Complete, wording.Problem{}
	case 0:
		return out, Incomplete, nothing
	}
	return out, Incomplete, problem(wording.Blank, "还有空没填。", "Some gaps are still empty.")
}

func (cloze) mark(v *Variant, answer any, m *Mark) {
	said := answer.(filled)
	sum, weights := 0, 0
	for i, key := range v.Key.Slots {
		weight, accepts := 1, []Accepts(nil)
		if i < len(v.Marking.Slots) {
			weight, accepts = max(1, v.Marking.Slots[i].Weight), v.Marking.Slots[i].Accepts
		}
		part := Part{ID: key.ID, Of: 100}
		switch a := said.read[key.ID].(type) {
		case chosen:
			part.Right = string(a) == key.Choice
			if !part.Right {
				m.own(v, key.ID+"/"+string(a))
			}
		case number:
			part.Right = a.value == key.Number
		case phrase:
			switch acceptance(accepts, v.Marking.Synonyms, a.read) {
			case accepted:
				part.Right = true
			case nearly:
				m.say(OnAnswer, almostRight)
			}
		}
		if part.Right {
			part.Score = 100
		}
		m.Parts = append(m.Parts, part)
		sum += weight * part.Score
		weights += weight
	}
	m.score(0)
	if weights > 0 {
		m.score(sum / weights)
	}
}

func (cloze) present(v *Variant, p *Presentation, _ any) {
	for i, gap := range v.Shown.ZH.Slots {
		p.Slots = append(p.Slots, Blank{ID: gap.ID, As: gap.As, Kind: gap.Kind, Options: both(gap.Options, v.Shown.EN.Slots[i].Options)})
	}
}

func (cloze) canonical(answer any) []byte {
	if len(answer.(filled).typed) == 0 {
		return []byte(`{}`)
	}
	return append(appendMap([]byte(`{"slots":`), answer.(filled).typed), '}')
}

func (k cloze) selfTest(v *Variant) Samples {
	right, wrong := map[string]string{}, map[string]string{}
	for i, key := range v.Key.Slots {
		switch key.As {
		case "choice":
			right[key.ID], wrong[key.ID] = key.Choice, key.Choice
			for _, o := range v.Shown.ZH.Slots[i].Options {
				if o.ID != key.Choice {
					wrong[key.ID] = o.ID
				}
			}
		case "number":
			kind, _ := formula.ParseKind(key.Kind)
			right[key.ID], wrong[key.ID] = formula.Plain(kind, key.Number), formula.Plain(kind, key.Number+1)
		default:
			right[key.ID], wrong[key.ID] = acceptedSample(v.Marking.Slots[i].Accepts), "完全是另外一回事情"
		}
	}
	return Samples{Right: k.canonical(filled{typed: right}), Wrong: k.canonical(filled{typed: wrong}), Incomplete: json.RawMessage(`{"slots":{}}`),
		Invalid: json.RawMessage(`{"slots":{"no such gap":"x"}}`)}
}

func (cloze) almost() bool { return true }
