package response

import (
	"encoding/json"
	"slices"
	"strconv"

	"shifu/internal/lang"
	"shifu/quiz/model"
	"shifu/quiz/wording"
)

// chat is a path through a conversation, with the time each choice took:
// {"path":[{"node":"open","choice":"soothe","ms":8200}]}.
type chat struct{}

func init() { kinds[model.Chat] = chat{} }

// step is one choice on the way.
type step struct {
	node, choice string
	ms           int64
	move         int // index of the choice in its node
	at           int // node index
}

type path struct {
	steps    []step
	position int  // where it stands now
	over     bool // at an end
}

func (chat) parse(v *Variant, f fields) (any, Status, wording.Problem) {
	list, _, ok := f.list("path")
	if !ok || v.Marking.Game == nil {
		return nil, Invalid, malformed
	}
	var out path
	for _, one := range list {
		var s step
		_, ok1 := one.take("node", &s.node)
		_, ok2 := one.take("choice", &s.choice)
		_, ok3 := one.take("ms", &s.ms)
		if !ok1 || !ok2 || !ok3 || one.unknown() != "" || s.ms < 0 || s.ms > 1<<53-1 {
			return nil, Invalid, malformed
		}
		if len(out.steps) >= v.Marking.Game.MaxSteps {
			return nil, Invalid, problem("too_many_steps", "对话的步数超过了上限。", "The chat has more steps than allowed.")
		}
		if !out.take(v, s) {
			return nil, Invalid, problem("not_open", "这一步当时不能选。", "This choice was not open there.")
		}
	}
	out.over = len(v.Marking.Game.Positions[out.position].Moves) == 0
	switch {
	case out.over:
		return out, Complete, wording.Problem{}
	case len(out.steps) == 0:
		return out, Incomplete, nothing
	}
	return out, Incomplete, problem(wording.Blank, "对话还没结束。", "The chat is not over yet.")
}

// take moves a path on by a choice; false when it is not open there.
func (p *path) take(v *Variant, s step) bool {
	here := v.Marking.Game.Positions[p.position]
	node := v.Shown.ZH.Nodes[here.Node]
	if node.ID != s.node {
		return false
	}
	for _, m := range here.Moves {
		if node.Choices[m.Choice].ID == s.choice {
			s.move, s.at = m.Choice, here.Node
			p.steps = append(p.steps, s)
			p.position = m.To
			return true
		}
	}
	return false
}

func (chat) mark(v *Variant, answer any, m *Mark) {
	p := answer.(path)
	points, minutes := 0, 0
	for _, s := range p.steps {
		worth := v.Marking.Moves[s.at][s.move]
		part := Part{ID: s.node + "/" + s.choice, Of: bestOf(v, s.at)}
		if limit := v.Marking.Game.Deadline; limit == 0 || minutes <= limit {
			part.Score = worth.Points
		}
		part.Right = part.Score >= part.Of && !worth.Redline
		points += part.Score
		minutes += worth.Minutes
		if worth.Redline {
			m.Redline = true
			said := v.Shown.ZH.Nodes[s.at].Choices[s.move].Text
			why := lang.Text{ZH: "红线：“" + said + "”", EN: "Red line: \"" + v.Shown.EN.Nodes[s.at].Choices[s.move].Text + "\""}
			for _, o := range v.Feedback.Own {
				if o.ID == part.ID {
					why.ZH, why.EN = why.ZH+"——"+o.Text.ZH, why.EN+" - "+o.Text.EN
				}
			}
			m.say(OnRedline, why)
		}
		m.Parts = append(m.Parts, part)
	}
	for _, s := range p.steps {
		if !v.Marking.Moves[s.at][s.move].Redline {
			m.own(v, s.node+"/"+s.choice)
		}
	}
	m.score(0)
	if best := v.Marking.Game.Best; best > 0 && !m.Redline {
		m.score(min(100, 100*max(0, points)/best))
	}
}

// bestOf is the most that a choice of a node is worth.
func bestOf(v *Variant, node int) int {
	most := 0
	for _, w := range v.Marking.Moves[node] {
		most = max(most, w.Points)
	}
	return most
}

func (chat) present(v *Variant, p *Presentation, answer any) {
	if v.Marking.Game == nil {
		return
	}
	so, _ := answer.(path)
	view := &ChatView{Limit: v.Marking.Game.Deadline}
	words := func(zh, en string) lang.Text { return lang.Text{ZH: zh, EN: en} }
	for _, s := range so.steps {
		zh, en := v.Shown.ZH.Nodes[s.at], v.Shown.EN.Nodes[s.at]
		view.Turns = append(view.Turns, Turn{Node: zh.ID, Say: words(zh.Say, en.Say), Choice: s.choice, Reply: words(zh.Choices[s.move].Text, en.Choices[s.move].Text)})
		view.Minutes += v.Marking.Moves[s.at][s.move].Minutes
	}
	here := v.Marking.Game.Positions[so.position]
	zh, en := v.Shown.ZH.Nodes[here.Node], v.Shown.EN.Nodes[here.Node]
	view.Node, view.Say, view.Over = zh.ID, words(zh.Say, en.Say), len(here.Moves) == 0
	for _, m := range here.Moves {
		view.Choices = append(view.Choices, Choice{ID: zh.Choices[m.Choice].ID, Text: words(zh.Choices[m.Choice].Text, en.Choices[m.Choice].Text)})
	}
	p.Chat = view
}

func (chat) canonical(answer any) []byte {
	p := answer.(path)
	if len(p.steps) == 0 {
		return []byte(`{}`)
	}
	b := []byte(`{"path":[`)
	for i, s := range p.steps {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendString(append(b, `{"choice":`...), s.choice)
		b = strconv.AppendInt(append(b, `,"ms":`...), s.ms, 10)
		b = append(appendString(append(b, `,"node":`...), s.node), '}')
	}
	return append(b, `]}`...)
}

func (k chat) selfTest(v *Variant) Samples {
	t := Samples{Incomplete: json.RawMessage(`{"path":[]}`), Invalid: json.RawMessage(`{"path":[{"node":"no such node","choice":"x","ms":1}]}`)}
	var best path
	for _, s := range v.Marking.Game.Path {
		best.take(v, step{node: s.Node, choice: s.Choice, ms: 1000})
	}
	t.Right = k.canonical(best)
	budget := 10_000
	if worse, ok := worsePath(v, path{}, &budget); ok {
		t.Wrong = k.canonical(worse)
	}
	return t
}

// worsePath looks for a way to an end that earns less than everything.
func worsePath(v *Variant, p path, budget *int) (path, bool) {
	here := v.Marking.Game.Positions[p.position]
	if *budget--; *budget < 0 {
		return p, false
	}
	if len(here.Moves) == 0 {
		m := Mark{}
		chat{}.mark(v, p, &m)
		return p, *m.Score < 100
	}
	if len(p.steps) >= v.Marking.Game.MaxSteps {
		return p, false
	}
	node := v.Shown.ZH.Nodes[here.Node]
	for i := range here.Moves {
		m := here.Moves[len(here.Moves)-1-i]
		next := path{steps: slices.Clone(p.steps), position: p.position}
		next.take(v, step{node: node.ID, choice: node.Choices[m.Choice].ID, ms: 1000})
		if found, ok := worsePath(v, next, budget); ok {
			return found, true
		}
	}
	return p, false
}

func (chat) almost() bool { return true }
