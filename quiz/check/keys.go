package check

import (
	"strconv"
	"strings"

	"shifu/internal/lang"
	"shifu/quiz/model"
)

// failures reports formulas and let tables that have no value somewhere (E208).
func (k *checker) failures() {
	for _, f := range k.c.Failures() {
		t := f.Fail.Text()
		k.add("E208", f.Where, f.First, k.c.Situation(f.First), t.ZH, t.EN)
	}
}

// tables reports gaps, overlaps, rows that never apply and what the else row catches.
func (k *checker) tables() {
	s := strconv.Itoa(k.c.Size())
	for _, t := range k.c.Tables() {
		if t.Gaps > 0 && !t.Let {
			at := k.c.Situation(t.FirstGap)
			k.add("E202", t.Where, t.FirstGap, t.Gaps, s, at)
		}
		for _, o := range t.Overlaps {
			where := t.Where + "[" + strconv.Itoa(o.B+1) + "]"
			if o.Agree {
				k.add("W203", where, o.First, o.A+1, o.B+1, o.Count)
			} else {
				k.add("E203", where, o.First, o.A+1, o.B+1, k.c.Situation(o.First), shorten(o.KeyA), shorten(o.KeyB))
			}
		}
		for i, hits := range t.Hits {
			where := t.Where + "[" + strconv.Itoa(i+1) + "]"
			switch {
			case hits == 0:
				k.add("W205", where, -1, i+1)
			case i == t.Else:
				k.add("I314", where, -1, hits)
			}
		}
	}
}

func shorten(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

// constraints reports cells without a level and constraints without an effect.
func (k *checker) constraints() {
	for _, c := range k.c.EmptyCells() {
		k.add("W204", c.Where, -1, shorten(c.Test))
	}
	for _, i := range k.c.IdleConstraints() {
		k.add("W207", "constraints["+strconv.Itoa(i+1)+"]", -1, i+1)
	}
}

// levels reports levels that are in no situation (W206).
func (k *checker) levels() {
	views := k.c.Radicals()
	seen := make([][model.MaxLevels]bool, len(views))
	for s := range k.c.Size() {
		for r, l := range k.c.Levels(s) {
			seen[r][l] = true
		}
	}
	for r := range views {
		for l := range views[r].Levels {
			if !seen[r][l] {
				k.add("W206", "radicals."+views[r].ID+".levels["+strconv.Itoa(l+1)+"]", -1, views[r].Levels[l].ID)
			}
		}
	}
}

// size reports what the counts say: too few situations, one key, a key that nearly
// always holds, a key of one situation.
func (k *checker) size() {
	size, classes := k.c.Size(), k.c.Classes()
	fixed := len(k.m.Radicals) == 0
	if size < 4 || fixed {
		k.add("E403", "radicals", -1, size).Severity = model.Warning
	}
	counts := k.perClass()
	keyed, single := 0, 0
	for _, n := range counts {
		keyed += n
		if n == 1 {
			single++
		}
	}
	if len(classes) == 1 && keyed == size && !fixed && size > 1 && (k.m.Type == model.Numeric || distinct(k.keys) == 1) {
		f := k.add("E306", "rules", -1)
		if k.m.Type == model.Numeric {
			f.Severity, f.Where = model.Warning, "class_of"
			if distinct(k.keys) > 1 {
				f.Message = lang.Text{ZH: "所有情境都属同一类答案（只有数不同）：用 class_of 指出分类", EN: "every situation has the same class of answer (only the amounts differ): name a let with class_of"}
				f.Repair = lang.Text{ZH: "写上 class_of: 某个计算或条件的 id。", EN: "Write class_of: the id of a let or radical."}
			}
		}
		return
	}
	if len(classes) < 2 {
		return
	}
	for i, n := range counts {
		if 100*n > 80*size {
			k.add("W405", "rules", -1, 100*n/size, classes[i])
		}
		if n == 1 && single < len(classes) {
			k.add("I404", "rules", k.firstOf(i), classes[i])
		}
	}
}

func distinct(keys []int32) int {
	seen := map[int32]bool{}
	for _, x := range keys {
		seen[x] = true
	}
	return len(seen)
}

func (k *checker) firstOf(class int) int {
	for s := range k.c.Size() {
		if k.c.ClassIndex(s) == class {
			return s
		}
	}
	return -1
}

// radicals finds, for each radical, two situations that differ in it alone and have
// different keys (its witness); none: W401 or W402.
func (k *checker) radicals() {
	views := k.c.Radicals()
	n := len(views)
	if n == 0 {
		return
	}
	strides := make([]int, n)
	raw := 1
	for r := n - 1; r >= 0; r-- {
		strides[r] = raw
		raw *= len(views[r].Levels)
	}
	first := make([]int32, raw) // by combination of the others: a situation + 1
	for r := range views {
		if r > 0 {
			clear(first)
		}
		grouped, found := false, false
		for s := range k.c.Size() {
			lv := k.c.Levels(s)
			at := 0
			for i, l := range lv {
				if i != r {
					at += int(l) * strides[i]
				}
			}
			if first[at] == 0 {
				first[at] = int32(s) + 1
				continue
			}
			grouped = true
			if o := int(first[at]) - 1; k.keys[o] != k.keys[s] && k.keys[o] >= 0 && k.keys[s] >= 0 {
				k.witness(&views[r], r, o, s)
				found = true
				break
			}
		}
		switch {
		case !grouped:
			k.add("W402", "radicals."+views[r].ID, -1, views[r].ID)
		case !found && k.settled():
			k.add("W401", "radicals."+views[r].ID, -1, views[r].ID)
		}
	}
}

// settled says whether every situation has a key: only then "never changes it" is proved.
func (k *checker) settled() bool {
	for _, x := range k.keys {
		if x < 0 {
			return false
		}
	}
	return true
}

func (k *checker) witness(v *model.RadicalView, r, a, b int) {
	ka, _ := k.c.Key(a)
	kb, _ := k.c.Key(b)
	la, lb := v.Levels[k.c.Levels(a)[r]], v.Levels[k.c.Levels(b)[r]]
	w := Witness{Radical: v.ID, From: k.c.Situation(a), To: k.c.Situation(b), KeyFrom: ka.String(), KeyTo: kb.String()}
	w.Sentence = lang.Text{
		ZH: v.Label.ZH + " " + strings.TrimSpace(la.Label.ZH) + "→" + strings.TrimSpace(lb.Label.ZH) + "：答案由 " + w.KeyFrom + " 变为 " + w.KeyTo,
		EN: v.ID + " " + strings.TrimSpace(la.Label.EN) + "→" + strings.TrimSpace(lb.Label.EN) + " turns " + w.KeyFrom + " into " + w.KeyTo,
	}
	k.witnesses = append(k.witnesses, w)
}

// mistakes reports known mistakes that always equal the answer (W304).
func (k *checker) mistakes() {
	if k.m.Type != model.Numeric || len(k.m.Mistakes) == 0 {
		return
	}
	differs := make(map[string]bool, len(k.m.Mistakes))
	for s := range k.c.Size() {
		key, ok := k.c.Key(s)
		if !ok {
			return
		}
		for _, x := range k.c.Mistakes(s) {
			if x.Value != key.Number {
				differs[x.ID] = true
			}
		}
		if len(differs) == len(k.m.Mistakes) {
			return
		}
	}
	for _, x := range k.m.Mistakes {
		if !differs[x.ID] {
			k.add("W304", "mistakes."+x.ID, -1, x.ID)
		}
	}
}
