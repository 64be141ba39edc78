package response

import (
	"encoding/json"
	"slices"

	"shifu/quiz/model"
	"shifu/quiz/wording"
)

// order is a sequence of steps, some of which do not belong:
// {"order":["check","urge"]}.
type order struct{}

func init() { kinds[model.Order] = order{} }

type sequence []string

func (order) parse(v *Variant, f fields) (any, Status, wording.Problem) {
	var ids []string
	if _, ok := f.take("order", &ids); !ok {
		return nil, Invalid, malformed
	}
	for i, id := range ids {
		if !hasEntry(v.Shown.ZH.Steps, id) {
			return nil, Invalid, notOnPaper
		}
		if slices.Contains(ids[:i], id) {
			return nil, Invalid, twice
		}
	}
	if len(ids) == 0 {
		return sequence(nil), Incomplete, nothing
	}
	return sequence(ids), Complete, wording.Problem{}
}

func (order) mark(v *Variant, answer any, m *Mark) {
	placed := answer.(sequence)
	group := map[string]int{}
	for g, steps := range v.Key.Steps {
		for _, id := range steps {
			group[id] = g
		}
	}
	foreign := 0
	at := map[string]int{}
	for i, id := range placed {
		at[id] = i
		if _, ok := group[id]; !ok {
			foreign++
		}
	}
	pairs, good, belong := 0, 0, 0
	for g, steps := range v.Key.Steps {
		for _, a := range steps {
			ia, there := at[a]
			if there {
				belong++
			}
			fits := there
			for _, later := range v.Key.Steps[g+1:] {
				for _, b := range later {
					pairs++
					ib, ok := at[b]
					if there && ok && ia < ib {
						good++
					} else if ok {
						fits = false
					}
				}
			}
			part := Part{ID: a, Of: 100, Right: fits}
			if fits {
				part.Score = 100
			}
			m.Parts = append(m.Parts, part)
		}
	}
	for _, id := range placed {
		if _, ok := group[id]; !ok {
			m.Parts = append(m.Parts, Part{ID: id, Of: 0})
		}
	}
	exact := foreign == 0 && belong == len(group) && good == pairs
	switch {
	case exact:
		m.score(100)
	case !v.Marking.Partial || len(group) == 0:
		m.score(0)
	case pairs == 0:
		m.score(max(0, 100*belong/len(group)-10*foreign))
	default:
		m.score(max(0, 100*good/pairs-10*foreign))
	}
}

func (order) present(v *Variant, p *Presentation, _ any) {
	p.Steps = both(v.Shown.ZH.Steps, v.Shown.EN.Steps)
}

func (order) canonical(answer any) []byte {
	if len(answer.(sequence)) == 0 {
		return []byte(`{}`)
	}
	return append(appendList([]byte(`{"order":`), answer.(sequence)), '}')
}

func (k order) selfTest(v *Variant) Samples {
	t := Samples{Incomplete: json.RawMessage(`{"order":[]}`), Invalid: json.RawMessage(`{"order":["no such step"]}`)}
	var right sequence
	for _, g := range v.Key.Steps {
		right = append(right, g...)
	}
	t.Right = k.canonical(right)
	wrong := slices.Clone(right)
	slices.Reverse(wrong)
	if len(v.Key.Steps) < 2 { // any order is right: leave one out or add a foreign one
		wrong = wrong[:len(wrong)-1]
		for _, s := range v.Shown.ZH.Steps {
			if !slices.Contains(right, s.ID) {
				wrong = append(slices.Clone(right), s.ID)
				break
			}
		}
	}
	if len(wrong) > 0 {
		t.Wrong = k.canonical(wrong)
	}
	return t
}

func (order) almost() bool { return true }
