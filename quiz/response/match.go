package response

import (
	"encoding/json"

	"shifu/quiz/model"
	"shifu/quiz/wording"
)

// match pairs every left side with a right one, which may serve several:
// {"match":{"gold":"protect30"}}.
type match struct{}

func init() { kinds[model.Match] = match{} }

type matched map[string]string

func (match) parse(v *Variant, f fields) (any, Status, wording.Problem) {
	inner, _, ok := f.object("match")
	if !ok {
		return nil, Invalid, malformed
	}
	out := matched{}
	for _, left := range inner.names {
		var right string
		given, ok := inner.take(left, &right)
		if !ok {
			return nil, Invalid, malformed
		}
		if !hasEntry(v.Shown.ZH.Left, left) || given && right != "" && !hasEntry(v.Shown.ZH.Right, right) {
			return nil, Invalid, notOnPaper
		}
		if right != "" {
			out[left] = right
		}
	}
	switch len(out) {
	case len(v.Shown.ZH.Left):
		return out, Complete, wording.Problem{}
	case 0:
		return out, Incomplete, nothing
	}
	return out, Incomplete, problem(wording.Blank, "还有没配上的。", "Some are not matched yet.")
}

func (match) mark(v *Variant, answer any, m *Mark) {
	said := answer.(matched)
	hits := 0
	for _, pair := range v.Key.Match {
		part := Part{ID: pair.Left, Of: 100, Right: said[pair.Left] == pair.Right}
		if part.Right {
			hits++
			part.Score = 100
		}
		m.Parts = append(m.Parts, part)
	}
	m.score(0)
	if len(v.Key.Match) > 0 {
		m.score(100 * hits / len(v.Key.Match))
	}
}

func (match) present(v *Variant, p *Presentation, _ any) {
	p.Left = both(v.Shown.ZH.Left, v.Shown.EN.Left)
	p.Right = both(v.Shown.ZH.Right, v.Shown.EN.Right)
}

func (match) canonical(answer any) []byte {
	if len(answer.(matched)) == 0 {
		return []byte(`{}`)
	}
	return append(appendMap([]byte(`{"match":`), answer.(matched)), '}')
}

func (k match) selfTest(v *Variant) Samples {
	right, wrong := matched{}, matched{}
	for _, p := range v.Key.Match {
		right[p.Left], wrong[p.Left] = p.Right, p.Right
		for _, r := range v.Shown.ZH.Right {
			if r.ID != p.Right {
				wrong[p.Left] = r.ID
				break
			}
		}
	}
	return Samples{Right: k.canonical(right), Wrong: k.canonical(wrong), Incomplete: json.RawMessage(`{"match":{}}`),
		Invalid: json.RawMessage(`{"match":{"no such side":"x"}}`)}
}

func (match) almost() bool { return true }
