package response

import (
	"encoding/json"

	"shifu/internal/fault"
	"shifu/internal/lang"
	"shifu/quiz/model"
	"shifu/quiz/wording"
)

// free is a reply in the learner's own words that a mentor marks with a rubric:
// {"text":"…"}. It never gets a score by itself.
type free struct{}

func init() { kinds[model.Free] = free{} }

type typedText string

func readText(f fields, limit int) (any, Status, wording.Problem) {
	var typed string
	if _, ok := f.take("text", &typed); !ok {
		return nil, Invalid, malformed
	}
	status, p := checkText(typed, limit)
	if status == Invalid {
		return nil, status, p
	}
	if status == Incomplete { // spaces are nothing
		typed = ""
	}
	return typedText(typed), status, p
}

func (free) parse(_ *Variant, f fields) (any, Status, wording.Problem) { return readText(f, MaxFree) }

func (free) mark(v *Variant, answer any, m *Mark) {
	m.NeedsMentor = true
	m.Hits = v.Marking.Donts.Lint(string(answer.(typedText)))
}

func (free) present(v *Variant, p *Presentation, _ any) {
	p.Text = &TextAsk{MaxRunes: MaxFree, Donts: v.Marking.Donts, Lines: 6}
}

func (free) canonical(answer any) []byte { return textJSON(string(answer.(typedText))) }

func (free) selfTest(v *Variant) Samples {
	return Samples{Right: textJSON(v.Marking.Reference.ZH), Incomplete: json.RawMessage(`{"text":""}`), Invalid: json.RawMessage(`{"text":7}`)}
}

func (free) almost() bool { return true }

// ByRubric marks a free reply with the level that a mentor picked for each
// criterion (criterion id -> index of the level). Points come together as
// hundredths of the maximum, rounded down; the lowest level of a critical
// criterion is a red line. It fails with fault.response.rubric_incomplete (Params
// Criterion) when a criterion has no level, fault.response.rubric_unknown when the
// rubric has no such criterion or level, and fault.response.no_rubric for another
// type of item.
func ByRubric(v *Variant, raw []byte, levels map[string]int) (Mark, error) {
	if v.Type != model.Free || len(v.Marking.Rubric) == 0 {
		return Mark{}, fault.New(fault.Invalid, "fault.response.no_rubric")
	}
	m := Judge(v, raw)
	points, most := 0, 0
	notes := m.Feedback
	m.Feedback = []Note{}
	m.Parts = m.Parts[:0]
	for _, c := range v.Marking.Rubric {
		level, ok := levels[c.ID]
		if !ok {
			return Mark{}, fault.New(fault.Invalid, "fault.response.rubric_incomplete", "Criterion", c.Text.ZH)
		}
		if level < 0 || level >= len(c.Levels) {
			return Mark{}, fault.New(fault.Invalid, "fault.response.rubric_unknown", "Criterion", c.Text.ZH)
		}
		best, lowest := 0, 0
		for i, l := range c.Levels {
			best = max(best, l.Points)
			if l.Points < c.Levels[lowest].Points {
				lowest = i
			}
		}
		got := c.Levels[level].Points
		points += got
		most += best
		m.Parts = append(m.Parts, Part{ID: c.ID, Score: got, Of: best, Right: got == best})
		if c.Critical && level == lowest {
			m.Redline = true
			m.say(OnRedline, lang.Text{ZH: "红线：" + c.Text.ZH + "——" + c.Levels[level].Text.ZH, EN: "Red line: " + c.Text.EN + " - " + c.Levels[level].Text.EN})
		}
	}
	for id := range levels {
		if !hasCriterion(v.Marking.Rubric, id) {
			return Mark{}, fault.New(fault.Invalid, "fault.response.rubric_unknown", "Criterion", id)
		}
	}
	m.Feedback = append(m.Feedback, notes...)
	m.NeedsMentor = false
	m.score(0)
	if most > 0 {
		m.score(100 * max(0, points) / most)
	}
	m.Right = right(v.Type, m)
	return m, nil
}

func hasCriterion(rubric []Criterion, id string) bool {
	for i := range rubric {
		if rubric[i].ID == id {
			return true
		}
	}
	return false
}
