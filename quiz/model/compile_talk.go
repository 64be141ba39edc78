package model

import (
	"strconv"

	"shifu/quiz/formula"
)

type line struct {
	id, who string
	rows    *table // nil: one text everywhere
	texts   []*Text
	faults  []string
	whys    []*Text
	keys    []rowKey // what each row says: rows that overlap may agree
	agent   bool
}

func (b *builder) spotBody() {
	m := b.m
	var ids []string
	b.c.faultClasses, ids = b.parts(m.Classes, "classes", 2, 12, "错误类别", "classes")
	b.count(len(m.Lines), 3, 40, "lines", "台词", "lines")
	seen := map[string]bool{}
	for i := range m.Lines {
		src := &m.Lines[i]
		at := b.part(seen, "lines", i, src.ID)
		b.oneOf(src.Who, join(at, "who"), "buyer", "agent", "bot", "system")
		l := line{id: src.ID, who: src.Who, agent: src.Who == "agent"}
		if len(src.Rows) == 0 {
			b.needText(src.Text, join(at, "text"))
			l.texts, l.faults, l.whys = []*Text{b.text(src.Text, join(at, "text"))}, []string{""}, []*Text{nil}
			b.c.lines = append(b.c.lines, l)
			continue
		}
		if !src.Text.Empty() {
			b.bad(at, "text 和 rows 只能写一个", "write either text or rows")
		}
		b.count(len(src.Rows), 1, 200, join(at, "rows"), "台词行", "rows")
		t := &table{where: join(at, "rows"), elseRow: -1}
		for k, r := range src.Rows[:min(200, len(src.Rows))] {
			rat := join(at, "rows") + "[" + strconv.Itoa(k+1) + "]"
			b.needText(r.Text, join(rat, "text"))
			b.mayText(r.Why, join(rat, "why"))
			if r.Fault != "" {
				if indexOf(ids, r.Fault) < 0 {
					b.missing(join(rat, "fault"), r.Fault, ids)
				}
				if !l.agent {
					b.bad(join(rat, "fault"), "只有客服的话可以有错", "only the agent's lines may hold a fault")
				}
			}
			t.rows = append(t.rows, tableRow{id: "r" + strconv.Itoa(k+1), cells: b.cells(r.If, rat)})
			l.texts = append(l.texts, b.text(r.Text, join(rat, "text")))
			l.whys = append(l.whys, b.text(r.Why, join(rat, "why")))
			l.faults = append(l.faults, r.Fault)
			l.keys = append(l.keys, rowKey{class: r.Fault + "\x00" + r.Text.ZH + "\x00" + r.Text.EN})
		}
		t.compile(b.c)
		l.rows = t
		b.c.lines = append(b.c.lines, l)
	}
}

type must struct {
	view  MustView
	cells []rowCell
}

func (b *builder) rewriteBody() {
	m := b.m
	b.rangeInt(m.MinRunes, 0, 500, "min_runes")
	b.mentor()
	b.count(len(m.Must), 1, 12, "must", "要点", "must")
	seen := map[string]bool{}
	for i := range m.Must {
		src := &m.Must[i]
		at := b.part(seen, "must", i, src.ID)
		b.rangeInt(src.Points, 1, 100, join(at, "points"))
		if len(src.Any.ZH) == 0 {
			b.add("E104", join(at, "any.zh"), "中文", "Chinese")
		}
		if len(src.Any.EN) == 0 {
			b.add("E104", join(at, "any.en"), "英文", "English")
		}
		b.phrases(append(append([]string(nil), src.Any.ZH...), src.Any.EN...), join(at, "any"))
		b.mayText(src.Tip, join(at, "tip"))
		b.c.musts = append(b.c.musts, must{
			view:  MustView{ID: src.ID, Points: src.Points, Any: src.Any, Tip: b.text(src.Tip, join(at, "tip"))},
			cells: b.cells(src.If, at),
		})
	}
	b.references()
	for i, t := range m.Bad {
		b.needText(t, "bad["+strconv.Itoa(i+1)+"]")
	}
	b.c.bad = m.Bad
}

func (b *builder) mentor() {
	if b.m.Mentor != "" {
		b.oneOf(b.m.Mentor, "mentor", "never", "certify", "always")
	}
	if b.m.Type == Free && b.m.Mentor != "" && b.m.Mentor != "always" {
		b.bad("mentor", "free 题总由师傅评分（always）", "free is always marked by the mentor (always)")
	}
	for i, l := range b.m.Lint {
		if l == "" || len(l) > 64 {
			b.bad("lint["+strconv.Itoa(i+1)+"]", "这里写店里的禁语表名", "the name of one of the shop's lists is expected here")
		}
	}
}

func (b *builder) references() {
	m := b.m
	b.count(len(m.Reference), 1, 200, "reference", "参考答案", "reference")
	t := &table{where: "reference", elseRow: -1}
	for i, r := range m.Reference[:min(200, len(m.Reference))] {
		at := "reference[" + strconv.Itoa(i+1) + "]"
		b.needText(r.Text, join(at, "text"))
		t.rows = append(t.rows, tableRow{id: "r" + strconv.Itoa(i+1), cells: b.cells(r.If, at)})
		b.c.refTexts = append(b.c.refTexts, b.text(r.Text, join(at, "text")))
		b.c.refKeys = append(b.c.refKeys, rowKey{class: r.Text.ZH + "\x00" + r.Text.EN})
	}
	t.compile(b.c)
	b.c.refs = t
}

func (b *builder) freeBody() {
	m := b.m
	b.mentor()
	b.references()
	b.count(len(m.Rubric), 1, 10, "rubric", "评分项", "rubric")
	seen := map[string]bool{}
	for i, cr := range m.Rubric {
		at := b.part(seen, "rubric", i, cr.ID)
		b.needText(cr.Text, join(at, "text"))
		b.count(len(cr.Levels), 2, 5, join(at, "levels"), "评分项“"+cr.ID+"”的档", "criterion "+cr.ID)
		view := CriterionView{ID: cr.ID, Text: b.text(cr.Text, join(at, "text")), Critical: cr.Critical}
		for k, l := range cr.Levels {
			lat := join(at, "levels") + "[" + strconv.Itoa(k+1) + "]"
			b.needText(l.Text, join(lat, "text"))
			b.rangeInt(l.Points, 0, 100, join(lat, "points"))
			if k > 0 && l.Points <= cr.Levels[k-1].Points {
				b.bad(join(lat, "points"), "各档的分要一档比一档高", "the points must rise from level to level")
			}
			view.Levels = append(view.Levels, RubricLevelView{Points: l.Points, Text: b.text(l.Text, join(lat, "text"))})
		}
		b.c.rubric = append(b.c.rubric, view)
	}
}

// chatNode is a compiled node of a chat.
type chatNode struct {
	id      string
	end     bool
	choices []chatChoice
}

type chatChoice struct {
	cond    *formula.Program // nil: open
	sets    []chatSet
	points  int
	minutes int
	redline bool
	next    int
}

type chatSet struct {
	state int
	prog  *formula.Program
}

func (b *builder) chatBody() {
	m := b.m
	b.count(len(m.State), 0, 10, "state", "状态", "state")
	b.rangeInt(m.MaxSteps, 2, 30, "max_steps")
	b.rangeInt(m.Deadline, 0, 100_000, "deadline")
	for i, s := range m.State[:min(10, len(m.State))] {
		at := partPath("state", i, s.ID)
		b.id(s.ID, at)
		if _, taken := b.names[s.ID]; taken {
			b.add("E102", at, s.ID)
		}
		for _, o := range b.c.states {
			if o.id == s.ID {
				b.add("E102", at, s.ID)
			}
		}
		kind, _ := formula.ParseKind(s.Kind)
		if kind == formula.NoKind || kind == formula.Enum {
			b.oneOf(s.Kind, join(at, "kind"), "int", "money", "percent", "date", "bool")
			kind = formula.Int
		}
		start := b.program(s.Start, join(at, "start"), formula.Expect{Kind: kind})
		b.c.states = append(b.c.states, state{id: s.ID, kind: kind, start: start})
	}
	b.inChat = true
	defer func() { b.inChat = false }()
	b.count(len(m.Nodes), 2, 60, "nodes", "节点", "nodes")
	ids := make([]string, len(m.Nodes))
	seen := map[string]bool{}
	for i, n := range m.Nodes {
		ids[i] = n.ID
		b.part(seen, "nodes", i, n.ID)
	}
	for i := range m.Nodes {
		b.node(&m.Nodes[i], partPath("nodes", i, m.Nodes[i].ID), ids)
	}
}

func (b *builder) node(src *Node, at string, ids []string) {
	b.needText(src.Say, join(at, "say"))
	out := chatNode{id: src.ID, end: src.End != ""}
	view := NodeView{ID: src.ID, Say: b.text(src.Say, join(at, "say")), End: src.End}
	if out.end {
		b.id(src.End, join(at, "end"))
		if len(src.Choices) > 0 {
			b.bad(at, "结尾节点没有选择", "an end node has no choices")
		}
	} else if len(src.Choices) == 0 || len(src.Choices) > 8 {
		b.count(len(src.Choices), 2, 8, at, "节点“"+src.ID+"”的选择", "node "+src.ID)
	}
	seen := map[string]bool{}
	for k := range src.Choices {
		ch := &src.Choices[k]
		cat := b.part(seen, join(at, "choices"), k, ch.ID)
		b.needText(ch.Text, join(cat, "text"))
		b.mayText(ch.Feedback, join(cat, "feedback"))
		b.rangeInt(ch.Points, 0, 100, join(cat, "points"))
		b.rangeInt(ch.Minutes, 0, 1440, join(cat, "minutes"))
		c := chatChoice{points: ch.Points, minutes: ch.Minutes, redline: ch.Redline, next: indexOf(ids, ch.Next)}
		if ch.Next == "" {
			b.bad(join(cat, "next"), "缺 next：选了以后到哪个节点", "next is missing: the node that follows")
		} else if c.next < 0 {
			b.missing(join(cat, "next"), ch.Next, ids)
		}
		if ch.If != "" {
			c.cond = b.program(ch.If, join(cat, "if"), formula.Expect{Kind: formula.Bool})
		}
		for _, s := range ch.Set {
			sat := join(cat, "set."+s.State)
			si := -1
			var names []string
			for x := range b.c.states {
				names = append(names, b.c.states[x].id)
				if b.c.states[x].id == s.State {
					si = x
				}
			}
			if si < 0 {
				b.missing(sat, s.State, names)
				continue
			}
			c.sets = append(c.sets, chatSet{state: si, prog: b.program(s.Expr, sat, formula.Expect{Kind: b.c.states[si].kind})})
		}
		out.choices = append(out.choices, c)
		view.Choices = append(view.Choices, ChoiceView{ID: ch.ID, Text: b.text(ch.Text, join(cat, "text")), Feedback: b.text(ch.Feedback, join(cat, "feedback")),
			Points: ch.Points, Minutes: ch.Minutes, Redline: ch.Redline, Next: max(0, c.next)})
	}
	b.c.nodes = append(b.c.nodes, out)
	b.c.nodeViews = append(b.c.nodeViews, view)
}
