package model

import (
	"strconv"
	"strings"

	"shifu/internal/lang"
	"shifu/quiz/formula"
)

// Bounds of a chat: of one situation, and of all its situations together, which are
// played when the model is compiled.
const (
	maxPositions    = 5_000
	maxPaths        = 200_000
	maxAllPositions = 100_000
	maxAllPaths     = 2_000_000
)

// played counts what the games of a model have cost so far.
type played struct{ positions, paths int }

// Game is a chat of one situation with every condition and state resolved: plain
// data that a frozen variant keeps, so that it can be played and marked without the model.
// A position is a node together with a state of the chat; position 0 is the start.
type Game struct {
	Positions []Position `json:"positions"`
	MaxSteps  int        `json:"max_steps"`
	Deadline  int        `json:"deadline,omitempty"` // minutes of story time, 0 = none
	Path      []PathStep `json:"path"`               // the best path: the first found in declared order
	Best      int        `json:"best"`               // its points
}

// Position is a place in a chat: the node and the choices that are open there, in file order.
type Position struct {
	Node  int    `json:"node"`
	Moves []Move `json:"moves,omitempty"`
}

// Move is an open choice (index in the node's choices) and the position it leads to.
type Move struct {
	Choice int `json:"choice"`
	To     int `json:"to"`
}

// gameResult is a game with what the checker wants to know of it.
type gameResult struct {
	game  Game
	class string
	ties  [][]PathStep // other paths with as many points (at most 3)
	fail  formula.Fail // a formula that cannot be computed
	why   lang.Text    // why the chat cannot be finished
}

func (g *gameResult) ok() bool { return g.fail == formula.OK && g.why.Empty() }

// prepareChat finds the radicals that a chat depends on, so that situations that
// differ only in others share one game.
func (c *Compiled) prepareChat() {
	if c.src.Type != Chat {
		return
	}
	var uses []int
	for i := range c.states {
		uses = append(uses, c.states[i].start.Uses()...)
	}
	for i := range c.nodes {
		for k := range c.nodes[i].choices {
			ch := &c.nodes[i].choices[k]
			if ch.cond != nil {
				uses = append(uses, ch.cond.Uses()...)
			}
			for _, s := range ch.sets {
				uses = append(uses, s.prog.Uses()...)
			}
		}
	}
	c.chatProj = project(c.rads, c.depsOf(uses))
	c.games = make([]*gameResult, max(1, c.chatProj.size))
	if c.chatProj.size == 0 {
		c.games[0] = &gameResult{why: lang.Text{ZH: "左右对话的条件组合太多（超过" + strconv.Itoa(maxMemo) + "种）", EN: "too many combinations of conditions decide in it (more than " + strconv.Itoa(maxMemo) + ")"}}
	}
}

// gameIndex is the place among the games of the one for some levels.
func (c *Compiled) gameIndex(levels []uint8) int {
	if c.chatProj.size == 0 {
		return 0
	}
	return c.chatProj.index(levels)
}

// gameAt is the game of the evaluator's situation. Games are stored while the space is
// enumerated, before the Compiled is shared.
func (c *Compiled) gameAt(e *evaluator) *gameResult {
	i := c.gameIndex(e.levels)
	if c.games[i] == nil {
		c.games[i] = c.resolve(e)
	}
	return c.games[i]
}

// resolve plays the chat in the evaluator's situation: all positions that can be
// reached, then the best path among all paths.
func (c *Compiled) resolve(e *evaluator) *gameResult {
	g := &gameResult{game: Game{MaxSteps: c.src.MaxSteps, Deadline: c.src.Deadline}}
	base := len(c.rads) + len(c.lets)
	start := make([]int64, len(c.states))
	for i := range c.states {
		if start[i], g.fail = e.run(c.states[i].start); g.fail != formula.OK {
			return g
		}
	}
	index := map[string]int{}
	var states [][]int64
	visit := func(node int, st []int64) int {
		key := strconv.Itoa(node)
		for _, v := range st {
			key += "," + strconv.FormatInt(v, 10)
		}
		i, ok := index[key]
		if !ok {
			i = len(g.game.Positions)
			index[key] = i
			g.game.Positions = append(g.game.Positions, Position{Node: node})
			states = append(states, st)
		}
		return i
	}
	visit(0, start)
	for p := 0; p < len(g.game.Positions); p++ {
		if c.played.positions++; p >= maxPositions || c.played.positions > maxAllPositions {
			g.why = lang.Text{ZH: "状态太多", EN: "too many states"}
			g.game.Positions = nil // nobody plays it
			return g
		}
		n := &c.nodes[g.game.Positions[p].Node]
		if n.end {
			continue
		}
		var moves []Move
		for k := range n.choices {
			ch := &n.choices[k]
			copy(e.frame.V[base:], states[p])
			if ch.cond != nil {
				v, fail := e.run(ch.cond)
				if fail != formula.OK {
					g.fail = fail
					return g
				}
				if v == 0 {
					continue
				}
			}
			next := states[p]
			if len(ch.sets) > 0 {
				next = append([]int64(nil), states[p]...)
				for _, s := range ch.sets {
					v, fail := e.run(s.prog)
					if fail != formula.OK {
						g.fail = fail
						return g
					}
					next[s.state] = v
				}
			}
			moves = append(moves, Move{Choice: k, To: visit(ch.next, next)})
		}
		if len(moves) == 0 {
			g.why = lang.Text{ZH: "在" + n.id + "没有可选的话", EN: "no open choice at " + n.id}
			return g
		}
		g.game.Positions[p].Moves = moves
	}
	c.search(g)
	return g
}

// search visits every path: the best one that crosses no red line, with the
// deadline's rule that a choice after it scores nothing.
func (c *Compiled) search(g *gameResult) {
	paths, best := 0, -1
	var path, bestPath []Move
	var at []int
	var ties [][]PathStep
	steps := func(p []Move, from []int) []PathStep {
		out := make([]PathStep, len(p))
		for i, m := range p {
			node := g.game.Positions[from[i]].Node
			out[i] = PathStep{Node: c.nodes[node].id, Choice: c.nodeViews[node].Choices[m.Choice].ID}
		}
		return out
	}
	tooLong, tooMany, ended := false, false, false
	var walk func(pos, points, minutes int, red bool)
	walk = func(pos, points, minutes int, red bool) {
		if tooMany || tooLong {
			return
		}
		node := &c.nodes[g.game.Positions[pos].Node]
		if node.end {
			paths++
			if c.played.paths++; paths > maxPaths || c.played.paths > maxAllPaths {
				tooMany = true
				return
			}
			ended = true
			if red {
				return
			}
			switch {
			case points > best:
				best, ties = points, nil
				bestPath = append(bestPath[:0], path...)
				g.game.Path = steps(bestPath, at)
			case points == best && len(ties) < 3:
				ties = append(ties, steps(path, at))
			}
			return
		}
		if len(path) >= g.game.MaxSteps {
			tooLong = true
			return
		}
		for _, m := range g.game.Positions[pos].Moves {
			ch := &node.choices[m.Choice]
			gain := ch.points
			if g.game.Deadline > 0 && minutes > g.game.Deadline {
				gain = 0
			}
			path, at = append(path, m), append(at, pos)
			walk(m.To, points+gain, minutes+ch.minutes, red || ch.redline)
			path, at = path[:len(path)-1], at[:len(at)-1]
		}
	}
	walk(0, 0, 0, false)
	g.game.Best, g.ties = max(0, best), ties
	switch {
	case tooLong:
		g.why = lang.Text{ZH: "有的路超过" + strconv.Itoa(g.game.MaxSteps) + "步", EN: "a path is longer than max_steps (" + strconv.Itoa(g.game.MaxSteps) + ")"}
	case tooMany:
		g.why = lang.Text{ZH: "路太多（一种情境超过20万条，或所有情境一共超过200万条）", EN: "more than 200,000 paths in a situation, or 2,000,000 in all"}
	case !ended || best < 0:
		g.why = lang.Text{ZH: "每条路都踩红线", EN: "every path crosses a red line"}
	case best == 0:
		g.why = lang.Text{ZH: "最好的路也得0分", EN: "the best path scores 0"}
	}
	ids := make([]string, len(g.game.Path))
	for i, s := range g.game.Path {
		ids[i] = s.Choice
	}
	g.class = strings.Join(ids, ">")
}

// Game resolves the chat for situation i; ok is false when it cannot be finished.
// The slices are shared: do not change them.
func (c *Compiled) Game(i int) (game Game, ok bool) {
	g := c.gameOf(i)
	return g.game, g.ok()
}

// gameOf is the game of a valid situation: enumerating the space played them all.
func (c *Compiled) gameOf(i int) *gameResult { return c.games[c.gameIndex(c.Levels(i))] }

// GameFault says in words why the chat of situation i cannot be finished, the other
// best paths, and a formula's failure.
func (c *Compiled) GameFault(i int) (why lang.Text, ties [][]PathStep, fail formula.Fail) {
	g := c.gameOf(i)
	return g.why, g.ties, g.fail
}
