package response

import (
	"encoding/json"

	"shifu/quiz/model"
	"shifu/quiz/wording"
)

// truefalse is a statement to judge: {"choice":true}.
type truefalse struct{}

func init() { kinds[model.TrueFalse] = truefalse{} }

// verdict is yes, no or not given.
type verdict string

func (truefalse) parse(_ *Variant, f fields) (any, Status, wording.Problem) {
	var yes bool
	given, ok := f.take("choice", &yes)
	switch {
	case !ok:
		return nil, Invalid, malformed
	case !given:
		return verdict(""), Incomplete, nothing
	case yes:
		return verdict("true"), Complete, wording.Problem{}
	}
	return verdict("false"), Complete, wording.Problem{}
}

func (truefalse) mark(v *Variant, answer any, m *Mark) {
	m.score(0)
	if said := answer.(verdict); said != "" {
		if (said == "true") == v.Key.Yes {
			m.score(100)
		}
		m.Parts = append(m.Parts, Part{ID: string(said), Score: *m.Score, Of: 100, Right: *m.Score == 100})
	}
}

func (truefalse) present(*Variant, *Presentation, any) {}

func (truefalse) canonical(answer any) []byte {
	if answer.(verdict) == "" {
		return []byte(`{}`)
	}
	return []byte(`{"choice":` + string(answer.(verdict)) + `}`)
}

func (truefalse) selfTest(v *Variant) Samples {
	t := Samples{Right: json.RawMessage(`{"choice":true}`), Wrong: json.RawMessage(`{"choice":false}`), Incomplete: json.RawMessage(`{}`), Invalid: json.RawMessage(`{"choice":"maybe"}`)}
	if !v.Key.Yes {
		t.Right, t.Wrong = t.Wrong, t.Right
	}
	return t
}

func (truefalse) almost() bool { return false }
