package check

import (
	"strconv"
	"strings"

	"shifu/internal/lang"
	"shifu/quiz/formula"
	"shifu/quiz/model"
	"shifu/quiz/response"
	"shifu/quiz/wording"
)

// chat reports chats that cannot be finished (E209), formulas without a value (E208),
// several best paths (I313), and nodes and choices without a use (W212, W213).
func (k *checker) chat() {
	if k.m.Type != model.Chat {
		return
	}
	nodes := k.c.Nodes()
	reached := make([]bool, len(nodes))
	widest := make([]int, len(nodes))
	chosen := make([][8]bool, len(nodes))
	failed := false
	said := map[string]bool{}
	for s := range k.c.Size() {
		game, ok := k.c.Game(s)
		for _, p := range game.Positions {
			reached[p.Node] = true
			widest[p.Node] = max(widest[p.Node], len(p.Moves))
			for _, m := range p.Moves {
				chosen[p.Node][m.Choice] = true
			}
		}
		why, ties, fail := k.c.GameFault(s)
		switch {
		case fail != formula.OK && !said["fail"]:
			said["fail"] = true
			t := fail.Text()
			k.add("E208", "nodes", s, k.c.Situation(s), t.ZH, t.EN)
		case !ok && fail == formula.OK && !said[why.EN]:
			said[why.EN] = true
			at := k.c.Situation(s)
			k.add("E209", "nodes", s, why.ZH+"（"+at+"）", why.EN+" ("+at+")")
		}
		failed = failed || !ok
		if ok && len(ties) > 0 && !said["ties"] {
			said["ties"] = true
			paths := []string{pathText(game.Path)}
			for _, t := range ties {
				paths = append(paths, pathText(t))
			}
			k.add("I313", "nodes", s, strings.Join(paths, " / "))
		}
	}
	if failed {
		return // what cannot be finished was not walked whole
	}
	for n := range nodes {
		where := "nodes." + nodes[n].ID
		if !reached[n] {
			k.add("W212", where, -1, nodes[n].ID)
			continue
		}
		if nodes[n].End == "" && widest[n] == 1 {
			k.add("W213", where, -1, nodes[n].ID)
		}
		for c := range nodes[n].Choices {
			if id := nodes[n].Choices[c].ID; !chosen[n][c] {
				k.add("W212", where+".choices."+id, -1, nodes[n].ID+"."+id)
			}
		}
	}
}

func pathText(path []model.PathStep) string {
	ids := make([]string, len(path))
	for i, s := range path {
		ids[i] = s.Choice
	}
	return strings.Join(ids, ">")
}

// chatTwins reports choices that are open together and read alike (E302).
func (k *checker) chatTwins() {
	if k.m.Type != model.Chat {
		return
	}
	nodes := k.c.Nodes()
	said := map[string]bool{}
	for _, s := range k.sample {
		game, _ := k.c.Game(s)
		for _, p := range game.Positions {
			choices := nodes[p.Node].Choices
			for a := range p.Moves {
				for b := a + 1; b < len(p.Moves); b++ {
					x, y := &choices[p.Moves[a].Choice], &choices[p.Moves[b].Choice]
					where := "nodes." + nodes[p.Node].ID + ".choices." + y.ID
					if said[where+x.ID] {
						continue
					}
					if x.Text.Fixed() != y.Text.Fixed() && !couldEqual(x.Text, y.Text) {
						continue
					}
					for _, tag := range tags {
						if k.c.Render(x.Text, s, nil, tag) == k.c.Render(y.Text, s, nil, tag) {
							said[where+x.ID] = true
							k.add("E302", where, s, k.c.Situation(s), x.ID, y.ID)
							break
						}
					}
				}
			}
		}
	}
}

// couldEqual is a quick look before two texts are rendered: they begin alike.
func couldEqual(a, b *model.Text) bool {
	first := func(s string) string {
		if i := strings.IndexByte(s, '{'); i >= 0 {
			s = s[:i]
		}
		return s
	}
	ok := func(x, y string) bool { return strings.HasPrefix(x, y) || strings.HasPrefix(y, x) }
	p, q := a.Source(), b.Source()
	return ok(first(p.ZH), first(q.ZH)) || ok(first(p.EN), first(q.EN))
}

// lists reports lists of don'ts that the shop does not have (E103).
func (k *checker) lists() {
	var known []string
	for _, l := range k.o.Donts.Lists {
		known = append(known, l.ID)
	}
	for i, id := range k.m.Lint {
		if !k.o.Donts.Has(id) {
			zh, en := model.DidYouMean(id, known)
			k.add("E103", "lint["+strconv.Itoa(i+1)+"]", -1, id, zh, en)
		}
	}
}

// rewrite marks the author's reference answers and bad examples with the marking
// that learners get (E210, W211).
func (k *checker) rewrite() {
	if k.m.Type != model.Rewrite {
		return
	}
	lint := k.o.Donts.Only(k.m.Lint...)
	bad := k.c.Bad()
	worst := make([]int, len(bad))
	at := make([]int, len(bad))
	said := map[string]bool{}
	judged := map[string]bool{} // what was marked against the same musts
	once := func(key string) bool {
		fresh := !judged[key]
		judged[key] = true
		return fresh
	}
	for _, s := range k.sample {
		class := k.c.Class(s)
		r := response.RewritingOf(k.c, s, lint, k.o.Synonyms)
		if ref, row := k.c.Reference(s); ref != nil {
			text := k.c.RenderBoth(ref, s, nil)
			for side, typed := range [2]string{text.ZH, text.EN} {
				if !once(class + "\x00" + typed) {
					continue
				}
				j := r.Judge(typed)
				where := "reference[" + strings.TrimPrefix(row, "r") + "].text." + [2]string{"zh", "en"}[side]
				if j.Score == 100 || said[where] {
					continue
				}
				said[where] = true
				why := shortfall(r, j)
				k.add("E210", where, s, j.Score, why.ZH, why.EN)
			}
		}
		if !once(class) {
			continue
		}
		for b := range bad {
			for _, typed := range [2]string{bad[b].ZH, bad[b].EN} {
				if j := r.Judge(typed); j.Score >= 60 && j.Score > worst[b] {
					worst[b], at[b] = j.Score, s
				}
			}
		}
	}
	for b, score := range worst {
		if score >= 60 {
			k.add("W211", "bad["+strconv.Itoa(b+1)+"]", at[b], b+1, score)
		}
	}
}

// shortfall says what a reference answer lacks.
func shortfall(r *response.Rewriting, j response.Rewritten) lang.Text {
	var zh, en []string
	for _, h := range wording.Hard(j.Hits) {
		zh = append(zh, "有禁语“"+h.Word+"”")
		en = append(en, "it holds \""+h.Word+"\"")
	}
	if j.TooShort {
		zh, en = append(zh, "太短"), append(en, "too short")
	}
	for i, m := range r.Musts {
		if !j.Met[i] {
			zh, en = append(zh, "缺要点 "+m.ID), append(en, "must "+m.ID+" is not met")
		}
	}
	return lang.Text{ZH: strings.Join(zh, "，"), EN: strings.Join(en, ", ")}
}
