package response_test

import (
	"encoding/json"
	"testing"

	"shifu/quiz/draw"
	"shifu/quiz/response"
)

// FuzzResponses feeds anything to a variant of every type: nothing crashes or
// hangs, an invalid response has no score, a score is 0..100, and the canonical
// form reads as the same response.
func FuzzResponses(f *testing.F) {
	var variants []*response.Variant
	for id, it := range examples(f) {
		v, err := it.Make(response.Request{Situation: it.Space.Size() / 2, Root: draw.Root("fuzz", id, 1), Purpose: draw.Practice})
		if err != nil {
			f.Fatal(err)
		}
		variants = append(variants, &v)
		s := response.SelfTest(&v)
		for _, raw := range []json.RawMessage{s.Right, s.Wrong, s.Incomplete, s.Invalid} {
			f.Add([]byte(raw))
		}
	}
	f.Add([]byte(`{"path":[{"node":"open","choice":"soothe","ms":1e3}],"text":"\u202e"}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		for _, v := range variants {
			p := response.Parse(v, raw)
			m := response.Score(v, p)
			switch p.Status {
			case response.Invalid:
				if m.Score != nil || p.Canonical != nil || p.Problem.Text.ZH == "" {
					t.Fatalf("%s %q: %+v", v.Model, raw, m)
				}
				continue
			case response.Complete, response.Incomplete:
			default:
				t.Fatalf("%s %q: status %q", v.Model, raw, p.Status)
			}
			if m.Score != nil && (*m.Score < 0 || *m.Score > 100) {
				t.Fatalf("%s %q: score %d", v.Model, raw, *m.Score)
			}
			again := response.Parse(v, p.Canonical)
			if again.Status != p.Status || string(again.Canonical) != string(p.Canonical) {
				t.Fatalf("%s %q: canonical %s reads as %s %s", v.Model, raw, p.Canonical, again.Status, again.Canonical)
			}
			response.Present(v, raw)
		}
	})
}
