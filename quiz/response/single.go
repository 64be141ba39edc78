package response

import (
	"encoding/json"

	"shifu/quiz/model"
	"shifu/quiz/wording"
)

// single is one choice among options, of an item (single) or of scripts from
// the shop's library (script): {"choice":"agree"}.
type single struct{}

func init() { kinds[model.Single], kinds[model.Script] = single{}, single{} }

type chosen string

func (single) parse(v *Variant, f fields) (any, Status, wording.Problem) {
	var id string
	given, ok := f.take("choice", &id)
	switch {
	case !ok:
		return nil, Invalid, malformed
	case !given || id == "":
		return chosen(""), Incomplete, nothing
	case !hasEntry(v.Shown.ZH.Options, id):
		return nil, Invalid, notOnPaper
	}
	return chosen(id), Complete, wording.Problem{}
}

func (single) mark(v *Variant, answer any, m *Mark) {
	id := string(answer.(chosen))
	m.score(0)
	if id == v.Key.Choice {
		m.score(100)
	}
	if id != "" {
		m.Parts = append(m.Parts, Part{ID: id, Score: *m.Score, Of: 100, Right: *m.Score == 100})
		m.own(v, id)
	}
}

func (single) present(v *Variant, p *Presentation, _ any) {
	p.Options = both(v.Shown.ZH.Options, v.Shown.EN.Options)
}

func (single) canonical(answer any) []byte {
	if answer.(chosen) == "" {
		return []byte(`{}`)
	}
	return append(appendString([]byte(`{"choice":`), string(answer.(chosen))), '}')
}

func (s single) selfTest(v *Variant) Samples {
	t := Samples{Right: s.canonical(chosen(v.Key.Choice)), Incomplete: json.RawMessage(`{}`), Invalid: json.RawMessage(`{"choice":"no such option"}`)}
	for _, o := range v.Shown.ZH.Options {
		if o.ID != v.Key.Choice {
			t.Wrong = s.canonical(chosen(o.ID))
			break
		}
	}
	return t
}

func (single) almost() bool { return false }
