package response

import (
	"encoding/json"
	"slices"

	"shifu/quiz/model"
	"shifu/quiz/wording"
)

// multiple is any number of options, or none of them:
// {"choices":["claim","number"]} or {"none":true}.
type multiple struct{}

func init() { kinds[model.Multiple] = multiple{} }

type ticked struct {
	ids  []string // in the order shown
	none bool
}

func (multiple) parse(v *Variant, f fields) (any, Status, wording.Problem) {
	var ids []string
	var t ticked
	_, ok1 := f.take("choices", &ids)
	_, ok2 := f.take("none", &t.none)
	if !ok1 || !ok2 {
		return nil, Invalid, malformed
	}
	for i, id := range ids {
		if !hasEntry(v.Shown.ZH.Options, id) {
			return nil, Invalid, notOnPaper
		}
		if slices.Contains(ids[:i], id) {
			return nil, Invalid, twice
		}
	}
	for _, o := range v.Shown.ZH.Options {
		if slices.Contains(ids, o.ID) {
			t.ids = append(t.ids, o.ID)
		}
	}
	switch {
	case t.none && len(ids) > 0:
		return nil, Invalid, noneAndOne
	case !t.none && len(ids) == 0:
		return t, Incomplete, nothing
	}
	return t, Complete, wording.Problem{}
}

func (multiple) mark(v *Variant, answer any, m *Mark) {
	t := answer.(ticked)
	right, wrong, hits, false_ := 0, 0, 0, 0
	for _, o := range v.Shown.ZH.Options {
		is, was := slices.Contains(v.Key.Choices, o.ID), slices.Contains(t.ids, o.ID)
		if is {
			right++
		} else {
			wrong++
		}
		part := Part{ID: o.ID, Of: 100, Right: is == was}
		if part.Right {
			part.Score = 100
		}
		m.Parts = append(m.Parts, part)
		switch {
		case is && was:
			hits++
		case was:
			false_++
			m.own(v, o.ID)
		}
	}
	m.score(multipleScore(right, wrong, hits, false_, t.none, v.Marking.Partial))
}

// multipleScore takes as much for a false tick as its share of the wrong options
// is, so that ticking all or at random earns nothing.
func multipleScore(right, wrong, hits, falseTicks int, none, partial bool) int {
	perfect := hits == right && falseTicks == 0 && (right > 0 || none)
	switch {
	case perfect:
		return 100
	case right == 0 || !partial:
		return 0
	case wrong == 0:
		return 100 * hits / right
	}
	return max(0, 100*(hits*wrong-falseTicks*right)) / (right * wrong)
}

func (multiple) present(v *Variant, p *Presentation, _ any) {
	p.Options = both(v.Shown.ZH.Options, v.Shown.EN.Options)
	p.AllowNone = true
}

func (multiple) canonical(answer any) []byte {
	t := answer.(ticked)
	switch {
	case t.none:
		return []byte(`{"none":true}`)
	case len(t.ids) == 0:
		return []byte(`{}`)
	}
	return append(appendList([]byte(`{"choices":`), t.ids), '}')
}

func (k multiple) selfTest(v *Variant) Samples {
	t := Samples{Incomplete: json.RawMessage(`{"choices":[]}`), Invalid: json.RawMessage(`{"choices":["` + v.Shown.ZH.Options[0].ID + `"],"none":true}`)}
	var right ticked
	for _, o := range v.Shown.ZH.Options {
		if slices.Contains(v.Key.Choices, o.ID) {
			right.ids = append(right.ids, o.ID)
		} else if t.Wrong == nil {
			t.Wrong = k.canonical(ticked{ids: []string{o.ID}})
		}
	}
	right.none = len(right.ids) == 0
	t.Right = k.canonical(right)
	if t.Wrong == nil {
		t.Wrong = k.canonical(ticked{none: true})
	}
	return t
}

func (multiple) almost() bool { return true }
