package response

import (
	"encoding/json"

	"shifu/internal/lang"
	"shifu/quiz/formula"
	"shifu/quiz/model"
	"shifu/quiz/wording"
)

// numeric is an amount, a whole number, a percentage or a date:
// {"text":"195.69元"}.
type numeric struct{}

func init() { kinds[model.Numeric] = numeric{} }

type number struct {
	typed string
	value int64
	kind  formula.Kind
	given bool
}

func (n number) readAs() lang.Text {
	if !n.given {
		return lang.Text{}
	}
	return format(n.kind, n.value)
}

func format(kind formula.Kind, v int64) lang.Text {
	return lang.Text{ZH: formula.Format(kind, v, lang.ZhHans), EN: formula.Format(kind, v, lang.En)}
}

func (numeric) parse(v *Variant, f fields) (any, Status, wording.Problem) {
	var typed string
	if _, ok := f.take("text", &typed); !ok {
		return nil, Invalid, malformed
	}
	kind, _ := formula.ParseKind(v.Key.Kind)
	return readNumber(typed, kind, v.Marking.UnitNeeded)
}

func readNumber(typed string, kind formula.Kind, needUnit bool) (any, Status, wording.Problem) {
	if status, p := checkText(typed, MaxShort); status != Complete {
		return number{kind: kind}, status, p
	}
	value, p := wording.ReadNumber(typed, kind, needUnit)
	switch p.Code {
	case "":
		return number{typed, value, kind, true}, Complete, p
	case wording.Blank:
		return number{kind: kind}, Incomplete, p
	}
	return nil, Invalid, p
}

func (numeric) mark(v *Variant, answer any, m *Mark) {
	n := answer.(number)
	m.score(0)
	if !n.given {
		return
	}
	off := n.value - v.Key.Number
	if off < 0 {
		off = -off
	}
	if off <= v.Marking.Tolerance {
		m.score(100)
	} else {
		for _, known := range v.Marking.Mistakes {
			if known.Value == n.value && known.Value != v.Key.Number {
				m.score(known.Credit)
				m.own(v, known.ID)
				break
			}
		}
	}
	m.Parts = append(m.Parts, Part{ID: "number", Score: *m.Score, Of: 100, Right: *m.Score == 100})
}

func (numeric) present(v *Variant, p *Presentation, _ any) {
	p.Number = &NumberAsk{Kind: v.Key.Kind, UnitNeeded: v.Marking.UnitNeeded}
}

func (numeric) canonical(answer any) []byte { return textJSON(answer.(number).typed) }

// textJSON is a response that is a text.
func textJSON(typed string) []byte {
	return append(appendString([]byte(`{"text":`), typed), '}')
}

func (numeric) selfTest(v *Variant) Samples {
	kind, _ := formula.ParseKind(v.Key.Kind)
	plain := formula.Plain(kind, v.Key.Number)
	other := formula.Plain(kind, v.Key.Number+v.Marking.Tolerance+farFromMistakes(v))
	if kind == formula.Int && v.Marking.UnitNeeded {
		plain, other = plain+"天", other+"天"
	}
	return Samples{Right: textJSON(plain), Wrong: textJSON(other), Incomplete: json.RawMessage(`{"text":" "}`), Invalid: json.RawMessage(`{"text":"很多"}`)}
}

// farFromMistakes answers a distance from the key at which no known mistake
// lies.
func farFromMistakes(v *Variant) int64 {
next:
	for d := int64(1); ; d++ {
		for _, k := range v.Marking.Mistakes {
			if k.Value == v.Key.Number+v.Marking.Tolerance+d {
				continue next
			}
		}
		return d
	}
}

func (numeric) almost() bool { return false }
