package training

import (
	"fmt"
	"slices"

	"shifu/quiz/model"
)

func (v *validator) rubrics() {
	for _, r := range v.pack.Rubrics {
		at := "rubric/" + r.ID
		v.text(at, "title", r.Title, maxTitle, false)
		v.between(at, "pass", r.Pass, 1, 100)
		v.between(at, "criteria", len(r.Criteria), 1, 10)
		seen := map[string]bool{}
		for _, c := range r.Criteria {
			where := "criteria." + c.ID
			if seen[c.ID] {
				v.err(CodeTwice, at, where, fmt.Sprintf("“%s”用了两次", c.ID), fmt.Sprintf("%q is used twice", c.ID))
			}
			seen[c.ID] = true
			v.text(at, where, c.Text, 300, false)
			v.between(at, where+".levels", len(c.Levels), 2, 5)
			last := -1
			for i, l := range c.Levels {
				v.text(at, fmt.Sprintf("%s.levels[%d]", where, i), l.Text, 300, false)
				if l.Points <= last {
					v.err(CodeRange, at, where+".levels", "等级的分数要一级比一级高", "the points of the levels must rise")
				}
				last = l.Points
			}
		}
	}
}

func (v *validator) programmes() {
	if n := len(v.pack.Programmes); n > MaxProgrammes {
		v.err(CodeRange, "programmes", "", fmt.Sprintf("培养方案有 %d 个，最多 %d 个", n, MaxProgrammes), fmt.Sprintf("%d programmes; at most %d", n, MaxProgrammes))
	}
	for i := range v.pack.Programmes {
		p := &v.pack.Programmes[i]
		at := "programme/" + p.ID
		v.text(at, "title", p.Title, maxTitle, false)
		v.between(at, "days", p.Days, 1, 400)
		v.between(at, "stages", len(p.Stages), 1, 20)
		for _, c := range p.Certificates {
			v.ref(at, "certificates", "certificate", c)
		}
		v.blueprints(at, p)
		v.checklists(at, p)
		v.stages(at, p)
		v.plan(at, p)
		for _, rungs := range [][]Rung{p.Ladder.Vertical, p.Ladder.Horizontal} {
			for _, r := range rungs {
				v.text(at, "ladder."+r.ID, r.Title, maxTitle, false)
				v.text(at, "ladder."+r.ID+".asks", r.Asks, 500, false)
				for _, c := range r.Certificates {
					v.ref(at, "ladder."+r.ID, "certificate", c)
				}
			}
		}
	}
}

func (v *validator) blueprints(at string, p *Programme) {
	for _, b := range p.Blueprints {
		where := "blueprints." + b.ID
		v.text(at, where+".title", b.Title, maxTitle, false)
		for _, s := range b.Sections {
			for _, pt := range s.Points {
				v.leaf(at, where, pt)
			}
			for _, t := range s.Types {
				if !slices.Contains(model.Types, model.Type(t)) {
					v.err(CodeUnknown, at, where+".types", fmt.Sprintf("题型“%s”不认识", t), fmt.Sprintf("there is no type %q", t))
				}
			}
			if b.Purpose != "exam" {
				continue
			}
			for _, pt := range s.Points {
				if v.has("point", pt) && !slices.ContainsFunc(v.pack.Models, func(m *model.Model) bool { return m.KP == pt }) {
					v.err(CodeNoModel, at, where, fmt.Sprintf("考核要考“%s”，可是它没有情境题", pt), fmt.Sprintf("the exam asks for %q, which has no item model", pt))
				}
			}
		}
		if err := b.Validate(); err != nil {
			v.err(CodeRange, at, where, "组卷蓝图出不了卷："+err.Error(), "the blueprint cannot be drawn: "+err.Error())
		}
	}
}

func (v *validator) checklists(at string, p *Programme) {
	for _, c := range p.Checklists {
		where := "checklists." + c.ID
		v.text(at, where, c.Title, maxTitle, false)
		v.between(at, where+".lines", len(c.Lines), 1, 30)
		seen := map[string]bool{}
		for _, l := range c.Lines {
			if seen[l.ID] || !thingID.MatchString(l.ID) {
				v.err(CodeTwice, at, where, fmt.Sprintf("清单的行“%s”没有自己的编号", l.ID), fmt.Sprintf("the line %q has no id of its own", l.ID))
			}
			seen[l.ID] = true
			v.text(at, where+"."+l.ID, l.Text, 300, false)
		}
	}
}

func (v *validator) stages(at string, p *Programme) {
	for i, s := range p.Stages {
		where := "stages." + s.ID
		v.text(at, where, s.Title, maxTitle, false)
		v.between(at, where+".gate.working_days", s.Gate.WorkingDays, 0, 400)
		for _, after := range s.Gate.After {
			if !slices.ContainsFunc(p.Stages[:i], func(e Stage) bool { return e.ID == after }) {
				v.err(CodeUnknown, at, where+".gate.after", fmt.Sprintf("“%s”不是前面的阶段", after), fmt.Sprintf("%q is no earlier stage", after))
			}
		}
		if s.NotBuilt != (len(s.Modules) == 0) {
			v.err(CodeShape, at, where, "没有模块的阶段要写 not_built: true，有模块的不写", "a stage without modules says not_built: true, and only such a stage does")
		}
		for _, m := range s.Modules {
			v.module(at, p, m)
		}
	}
}

func (v *validator) module(at string, p *Programme, m Module) {
	where := "modules." + m.ID
	v.text(at, where, m.Title, maxTitle, false)
	v.text(at, where+".meaning", m.Meaning, 300, false)
	v.text(at, where+".statement", m.Statement, 300, false)
	v.between(at, where+".requirements", len(m.Requirements), 1, 20)
	seen := map[string]bool{}
	for _, r := range m.Requirements {
		w := where + ".requirements." + r.ID
		if seen[r.ID] || !thingID.MatchString(r.ID) {
			v.err(CodeTwice, at, w, fmt.Sprintf("要求“%s”没有自己的编号", r.ID), fmt.Sprintf("the requirement %q has no id of its own", r.ID))
		}
		seen[r.ID] = true
		v.text(at, w, r.Title, maxTitle, false)
		v.requirement(at, w, p, r)
	}
}

// requirement checks that a requirement has the fields of its kind and no others.
func (v *validator) requirement(at, w string, p *Programme, r Requirement) {
	needs := map[string]bool{"lessons": r.Kind == KindLesson, "points": r.Kind == KindMastery || r.Kind == KindReply || r.Kind == KindRedLine,
		"blueprint": r.Kind == KindExam, "passed": r.Kind == KindReply, "rubric": r.Kind == KindReply, "checklist": r.Kind == KindObservation, "clean": false}
	has := map[string]bool{"lessons": len(r.Lessons) > 0, "points": len(r.Points) > 0, "blueprint": r.Blueprint != "", "passed": r.Passed != 0,
		"rubric": r.Rubric != "", "checklist": r.Checklist != "", "clean": r.Clean != 0}
	if !slices.Contains(kinds, r.Kind) {
		v.err(CodeUnknown, at, w+".kind", fmt.Sprintf("要求的种类“%s”不认识", r.Kind), fmt.Sprintf("there is no kind %q of requirement", r.Kind))
		return
	}
	for _, f := range []string{"lessons", "points", "blueprint", "passed", "rubric", "checklist", "clean"} {
		switch {
		case needs[f] && !has[f]:
			v.err(CodeMissing, at, w+"."+f, fmt.Sprintf("%s 类的要求缺 %s", r.Kind, f), fmt.Sprintf("a requirement of kind %s needs %s", r.Kind, f))
		case has[f] && !needs[f] && !(f == "clean" && r.Kind == KindRedLine):
			v.err(CodeShape, at, w+"."+f, fmt.Sprintf("%s 类的要求没有 %s", r.Kind, f), fmt.Sprintf("a requirement of kind %s has no %s", r.Kind, f))
		}
	}
	for _, l := range r.Lessons {
		v.ref(at, w, "lesson", l)
	}
	for _, pt := range r.Points {
		v.leaf(at, w, pt)
	}
	if r.Rubric != "" {
		v.ref(at, w, "rubric", r.Rubric)
		v.between(at, w+".passed", r.Passed, 1, 20)
	}
	if r.Clean != 0 {
		v.between(at, w+".clean", r.Clean, 1, 20)
	}
	if r.Blueprint != "" && !slices.ContainsFunc(p.Blueprints, func(b Blueprint) bool { return b.ID == r.Blueprint && b.Purpose == "exam" }) {
		v.err(CodeUnknown, at, w+".blueprint", fmt.Sprintf("这个方案没有考核蓝图“%s”", r.Blueprint), fmt.Sprintf("this programme has no exam blueprint %q", r.Blueprint))
	}
	if r.Checklist != "" && !slices.ContainsFunc(p.Checklists, func(c Checklist) bool { return c.ID == r.Checklist }) {
		v.err(CodeUnknown, at, w+".checklist", fmt.Sprintf("这个方案没有观察清单“%s”", r.Checklist), fmt.Sprintf("this programme has no checklist %q", r.Checklist))
	}
}

func (v *validator) plan(at string, p *Programme) {
	last := 0
	for _, d := range p.Plan {
		where := fmt.Sprintf("plan.day %d", d.Day)
		if d.Day <= last || d.Day > p.Days {
			v.err(CodeRange, at, where, fmt.Sprintf("日程的天要从 1 排到 %d，逐日增加", p.Days), fmt.Sprintf("the days of the plan rise from 1 to %d", p.Days))
		}
		last = d.Day
		v.text(at, where, d.Title, maxTitle, false)
		for _, l := range d.Lessons {
			v.ref(at, where, "lesson", l)
		}
		for _, pt := range d.Points {
			v.leaf(at, where, pt)
		}
	}
}

func (v *validator) certificates() {
	for _, c := range v.pack.Certificates {
		at := "certificate/" + c.ID
		v.text(at, "title", c.Title, maxTitle, false)
		v.text(at, "statement", c.Statement, 500, false)
		v.between(at, "valid_months", c.Months, 1, 60)
		v.between(at, "warn_days", c.Warn, 0, 180)
		if v.ref(at, "programme", "programme", c.Programme) {
			prog := v.programme(c.Programme)
			for _, m := range c.Modules {
				if !slices.Contains(prog.modules(), m) {
					v.err(CodeUnknown, at, "modules", fmt.Sprintf("培养方案里没有模块“%s”", m), fmt.Sprintf("the programme has no module %q", m))
				}
			}
		}
		for _, p := range c.Points {
			v.leaf(at, "points", p)
		}
		v.terms(at, "asks", c.Asks, DefaultTerms, c.TryOut)
		if c.Critical != nil {
			v.terms(at, "critical", *c.Critical, c.Asks, false)
		}
	}
}

// terms checks the parameters of mastery: possible, and no less than the floor
// unless the definition is for trying out.
func (v *validator) terms(at, where string, t, floor MasteryTerms, tryOut bool) {
	v.between(at, where+".n", t.N, 1, 100)
	v.between(at, where+".m", t.M, 1, max(t.N, 1))
	v.between(at, where+".pairs", t.Pairs, 0, 100)
	v.between(at, where+".classes", t.Classes, 1, 20)
	v.between(at, where+".days", t.Days, 1, 30)
	v.between(at, where+".exam_min", t.ExamMin, 0, max(t.N, 1))
	less := t.N < floor.N || t.M*floor.N < floor.M*t.N || t.Pairs < floor.Pairs || t.Classes < floor.Classes || t.Days < floor.Days || t.ExamMin < floor.ExamMin
	switch {
	case less && tryOut:
		v.add(model.Note, CodeTryOutTerms, at, where, "试用定义：要求低于默认值", "for trying out: it asks for less than the defaults")
	case less:
		v.err(CodeTryOutTerms, at, where, "要求低于下限；只有 for_trying_out: true 的定义才可以低于默认值，关键知识点只能更严",
			"it asks for less than the floor; only a definition with for_trying_out: true may, and critical points may only be stricter")
	}
}

func (v *validator) programme(id string) *Programme {
	for i := range v.pack.Programmes {
		if v.pack.Programmes[i].ID == id {
			return &v.pack.Programmes[i]
		}
	}
	return &Programme{}
}

func (p *Programme) modules() []string {
	var out []string
	for _, s := range p.Stages {
		for _, m := range s.Modules {
			out = append(out, m.ID)
		}
	}
	return out
}

// uses warns of what nothing uses, and of points without an item model.
func (v *validator) uses() {
	for _, p := range v.pack.Leaves() {
		if !slices.ContainsFunc(v.pack.Models, func(m *model.Model) bool { return m.KP == p.ID }) {
			v.add(model.Warning, CodeNoModel, "point/"+p.ID, "", "还没有情境题", "it has no item model yet")
		}
	}
	for _, m := range v.pack.Media {
		if !v.used["media/"+m.Name] {
			v.add(model.Warning, CodeUnused, "media/"+m.Name, "", "没有课程用这张图", "no lesson uses this picture")
		}
	}
	for _, r := range v.pack.Rubrics {
		if !v.used["rubric/"+r.ID] {
			v.add(model.Warning, CodeUnused, "rubric/"+r.ID, "", "没有要求用这份评分量规", "no requirement uses this rubric")
		}
	}
}
