package response

import (
	"encoding/json"

	"shifu/quiz/model"
	"shifu/quiz/wording"
)

// spot is the faulty lines of a log with the class of each fault, or none:
// {"marks":[{"line":"l3","class":"fact"}]} or {"none":true}.
type spot struct{}

func init() { kinds[model.Spot] = spot{} }

type marked struct {
	marks []model.Fault
	none  bool
}

func (spot) parse(v *Variant, f fields) (any, Status, wording.Problem) {
	list, _, ok1 := f.list("marks")
	var out marked
	_, ok2 := f.take("none", &out.none)
	if !ok1 || !ok2 {
		return nil, Invalid, malformed
	}
	said := map[string]string{}
	missing := false
	for _, one := range list {
		var line, class string
		_, ok1 := one.take("line", &line)
		_, ok2 := one.take("class", &class)
		if !ok1 || !ok2 || one.unknown() != "" {
			return nil, Invalid, malformed
		}
		who := ""
		for _, l := range v.Shown.ZH.Lines {
			if l.ID == line {
				who = l.Who
			}
		}
		switch {
		case who == "", class != "" && !hasEntry(v.Shown.ZH.Classes, class):
			return nil, Invalid, notOnPaper
		case who != "agent":
			return nil, Invalid, problem("not_agent", "只标客服说的句子。", "Only the agent's lines can be marked.")
		}
		if _, again := said[line]; again {
			return nil, Invalid, twice
		}
		said[line] = class
		missing = missing || class == ""
	}
	for _, l := range v.Shown.ZH.Lines {
		if class, ok := said[l.ID]; ok {
			out.marks = append(out.marks, model.Fault{Line: l.ID, Class: class})
		}
	}
	switch {
	case out.none && len(out.marks) > 0:
		return nil, Invalid, noneAndOne
	case !out.none && len(out.marks) == 0:
		return out, Incomplete, nothing
	case missing:
		return out, Incomplete, problem(wording.Blank, "标出的句子还没选问题类别。", "A marked line has no class of fault yet.")
	}
	return out, Complete, wording.Problem{}
}

func (spot) mark(v *Variant, answer any, m *Mark) {
	t := answer.(marked)
	fault := map[string]string{}
	for _, f := range v.Key.Faults {
		fault[f.Line] = f.Class
	}
	said := map[string]string{}
	whole, half, clean := 0, 0, 0
	for _, one := range t.marks {
		said[one.Line] = one.Class
		switch class, faulty := fault[one.Line]; {
		case !faulty:
			clean++
			m.Parts = append(m.Parts, Part{ID: one.Line})
		case class == one.Class:
			whole++
		default:
			half++
		}
	}
	for _, f := range v.Key.Faults {
		part := Part{ID: f.Line, Of: 100}
		switch class, marked := said[f.Line]; {
		case marked && class == f.Class:
			part.Score, part.Right = 100, true
		case marked:
			part.Score = 50
		}
		m.Parts = append(m.Parts, part)
		m.own(v, f.Line)
	}
	switch n := len(v.Key.Faults); {
	case n > 0:
		m.score(max(0, 100*(2*whole+half-clean)) / (2 * n))
	case t.none:
		m.score(100)
	default:
		m.score(0)
	}
}

func (spot) present(v *Variant, p *Presentation, _ any) {
	p.AllowNone = true
	p.Classes = both(v.Shown.ZH.Classes, v.Shown.EN.Classes)
	for i, l := range v.Shown.ZH.Lines {
		line := LogLine{ID: l.ID, Who: l.Who, Open: l.Who == "agent"}
		line.Text.ZH, line.Text.EN = l.Text, v.Shown.EN.Lines[i].Text
		p.Lines = append(p.Lines, line)
	}
}

func (spot) canonical(answer any) []byte {
	t := answer.(marked)
	switch {
	case t.none:
		return []byte(`{"none":true}`)
	case len(t.marks) == 0:
		return []byte(`{}`)
	}
	b := []byte(`{"marks":[`)
	for i, one := range t.marks {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, '{')
		if one.Class != "" {
			b = append(appendString(append(b, `"class":`...), one.Class), ',')
		}
		b = append(appendString(append(b, `"line":`...), one.Line), '}')
	}
	return append(b, `]}`...)
}

func (k spot) selfTest(v *Variant) Samples {
	t := Samples{Incomplete: json.RawMessage(`{"marks":[]}`), Invalid: json.RawMessage(`{"marks":[{"line":"no such line","class":"x"}]}`)}
	t.Right = k.canonical(marked{marks: v.Key.Faults, none: len(v.Key.Faults) == 0})
	t.Wrong = json.RawMessage(`{"none":true}`)
	if len(v.Key.Faults) == 0 {
		for _, l := range v.Shown.ZH.Lines {
			if l.Who == "agent" {
				t.Wrong = k.canonical(marked{marks: []model.Fault{{Line: l.ID, Class: v.Shown.ZH.Classes[0].ID}}})
			}
		}
	}
	return t
}

func (spot) almost() bool { return true }
