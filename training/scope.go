package training

import (
	"slices"
	"strings"

	"shifu/quiz"
	"shifu/quiz/model"
)

// An id is scoped by the pack that brings it: what a pack's files call
// rule.invoice is footwear/rule.invoice in the shop, so two packs may use the
// same ids and never meet. Files, the checker and the golden vectors keep the
// short ids; import writes the scope before anything is stored. People see
// titles, and of scripts the short code.
//
// A folder that was filled before ids had a scope stays readable; importing its
// pack again takes the unscoped things out of use and brings the scoped ones.

// ShortID is an id without the scope of its pack: what the pack's files say.
func ShortID(id string) string {
	return id[strings.LastIndexByte(id, '/')+1:]
}

// packOf is the pack in whose scope an id stands, "" when it has none.
func packOf(id string) string {
	pack, _, scoped := strings.Cut(id, "/")
	if !scoped {
		return ""
	}
	return pack
}

// scope is the id of a pack, as that which its ids stand in.
type scope string

// id puts an id into the scope; "" stays "".
func (s scope) id(id string) string {
	if id == "" || s == "" {
		return id
	}
	return string(s) + "/" + id
}

func (s scope) ids(list []string) []string { return each(list, s.id) }

// each makes a new list of what f makes of every element; no list stays none.
func each[T any](list []T, f func(T) T) []T {
	out := slices.Clone(list)
	for i := range out {
		out[i] = f(out[i])
	}
	return out
}

// Scoped answers the pack as the shop knows it: a copy in which every id that the shop looks things
// up by, and every reference to one, is scoped. Stages of service, intents and
// personas are shared by the packs of a shop and keep their ids, as do the parts
// of a thing that are found only within it: stages of a programme, requirements,
// lines of a checklist, criteria. Facts and pictures are named by texts and formulas; they
// keep their names and are stored under scoped ids.
func (p *Pack) Scoped() *Pack {
	s, out := scope(p.Manifest.ID), *p
	out.Points = each(p.Points, s.point)
	out.Models = each(p.Models, s.model)
	out.Lessons = each(p.Lessons, s.lesson)
	out.Scripts = each(p.Scripts, s.script)
	out.Cases = each(p.Cases, s.example)
	out.Programmes = each(p.Programmes, s.programme)
	out.Rubrics = each(p.Rubrics, func(r Rubric) Rubric { r.ID = s.id(r.ID); return r })
	out.Certificates = each(p.Certificates, s.certificate)
	out.Readings = each(p.Readings, func(r Reading) Reading {
		r.Models = each(r.Models, func(m ReadModel) ReadModel { m.ID = s.id(m.ID); return m })
		return r
	})
	return &out
}

func (s scope) point(p Point) Point {
	p.ID, p.Points = s.id(p.ID), each(p.Points, s.point)
	return p
}

func (s scope) model(m *model.Model) *model.Model {
	out := *m
	out.ID, out.KP = s.id(m.ID), s.id(m.KP)
	out.Options = each(m.Options, func(o model.Option) model.Option { o.Script = s.id(o.Script); return o })
	return &out
}

func (s scope) lesson(l Lesson) Lesson {
	l.ID, l.Points, l.Scripts, l.Cases = s.id(l.ID), s.ids(l.Points), s.ids(l.Scripts), s.ids(l.Cases)
	l.Check.Points = s.ids(l.Check.Points)
	return l
}

func (s scope) script(sc Script) Script {
	sc.Code, sc.ReplacedBy, sc.Points = s.id(sc.Code), s.id(sc.ReplacedBy), s.ids(sc.Points)
	sc.Next = each(sc.Next, func(f FollowUp) FollowUp { f.Script = s.id(f.Script); return f })
	return sc
}

func (s scope) example(c Case) Case {
	c.ID, c.Points, c.Scripts = s.id(c.ID), s.ids(c.Points), s.ids(c.Scripts)
	return c
}

func (s scope) programme(p Programme) Programme {
	p.ID, p.Certificates = s.id(p.ID), s.ids(p.Certificates)
	p.Stages = each(p.Stages, func(st Stage) Stage { st.Modules = each(st.Modules, s.module); return st })
	p.Blueprints = each(p.Blueprints, func(b Blueprint) Blueprint {
		b.ID = s.id(b.ID)
		b.Sections = each(b.Sections, func(sec quiz.Section) quiz.Section { sec.Points = s.ids(sec.Points); return sec })
		return b
	})
	p.Checklists = each(p.Checklists, func(c Checklist) Checklist { c.ID = s.id(c.ID); return c })
	p.Plan = each(p.Plan, func(d PlanDay) PlanDay { d.Lessons, d.Points = s.ids(d.Lessons), s.ids(d.Points); return d })
	rung := func(r Rung) Rung { r.Certificates = s.ids(r.Certificates); return r }
	p.Ladder.Vertical, p.Ladder.Horizontal = each(p.Ladder.Vertical, rung), each(p.Ladder.Horizontal, rung)
	return p
}

func (s scope) module(m Module) Module {
	m.ID = s.id(m.ID)
	m.Requirements = each(m.Requirements, func(r Requirement) Requirement {
		r.Lessons, r.Points, r.Blueprint, r.Rubric, r.Checklist = s.ids(r.Lessons), s.ids(r.Points), s.id(r.Blueprint), s.id(r.Rubric), s.id(r.Checklist)
		return r
	})
	return m
}

func (s scope) certificate(c CertificateDefinition) CertificateDefinition {
	c.ID, c.Programme, c.Modules, c.Points = s.id(c.ID), s.id(c.Programme), s.ids(c.Modules), s.ids(c.Points)
	return c
}
