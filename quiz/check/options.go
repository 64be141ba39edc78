package check

import (
	"sort"
	"strconv"
	"unicode/utf8"

	"shifu/internal/lang"
	"shifu/quiz/model"
)

// group is a list of texts that a learner chooses among.
type group struct {
	where string
	ids   []string
	texts []*model.Text
}

func (k *checker) groups() []group {
	var out []group
	options := func(where string, list []model.OptionView) {
		g := group{where: where}
		for i := range list {
			if list[i].Text != nil {
				g.ids, g.texts = append(g.ids, list[i].ID), append(g.texts, list[i].Text)
			}
		}
		if len(g.ids) > 1 {
			out = append(out, g)
		}
	}
	parts := func(where string, list []model.PartView) {
		g := group{where: where}
		for i := range list {
			g.ids, g.texts = append(g.ids, list[i].ID), append(g.texts, list[i].Text)
		}
		if len(g.ids) > 1 {
			out = append(out, g)
		}
	}
	options("options", k.c.Options())
	for _, s := range k.c.Slots() {
		options("slots."+s.ID+".options", s.Options)
	}
	parts("steps", k.c.Steps())
	parts("left", k.c.Left())
	parts("right", k.c.Right())
	return out
}

// options reports options that read alike or nearly alike, and the ones that are
// always or never right.
func (k *checker) options() {
	for _, g := range k.groups() {
		k.compare(g)
	}
	k.chatTwins()
	k.rightness()
	k.lengths()
}

// compare reports pairs with equal text (E302) and nearly equal text (W303).
func (k *checker) compare(g group) {
	n := len(g.ids)
	equal := make(map[[2]int]bool)
	near := make(map[[2]int]int) // percent, rounded up: more than 85 % is never told as 85 %
	var order [][2]int
	text := make([][2]string, n)
	bigrams := make([][2][]uint64, n)
	fixed := true
	for _, t := range g.texts {
		fixed = fixed && t.Fixed()
	}
	situations := k.sample
	if fixed {
		situations = situations[:1]
	}
	for nth, s := range situations {
		for i, t := range g.texts {
			if nth > 0 && t.Fixed() {
				continue
			}
			for side, tag := range tags {
				text[i][side] = k.c.Render(t, s, nil, tag)
				if nth < similar {
					bigrams[i][side] = pairsOf(text[i][side], bigrams[i][side][:0])
				}
			}
		}
		for i := range n {
			for j := i + 1; j < n; j++ {
				p := [2]int{i, j}
				if nth > 0 && g.texts[i].Fixed() && g.texts[j].Fixed() || equal[p] {
					continue
				}
				if text[i][0] == text[j][0] || text[i][1] == text[j][1] {
					equal[p] = true
					k.add("E302", g.where+"."+g.ids[j], s, k.c.Situation(s), g.ids[i], g.ids[j])
					continue
				}
				if nth >= similar {
					continue
				}
				for side := range tags {
					if d := likeness(bigrams[i][side], bigrams[j][side]); d > near[p] {
						if near[p] == 0 {
							order = append(order, p)
						}
						near[p] = d
					}
				}
			}
		}
	}
	for _, p := range order {
		if !equal[p] {
			k.add("W303", g.where+"."+g.ids[p[1]], -1, near[p], g.ids[p[0]], g.ids[p[1]])
		}
	}
}

// pairsOf lists the pairs of neighbouring characters of a text, sorted.
func pairsOf(s string, dst []uint64) []uint64 {
	last := rune(-1)
	for _, r := range s {
		if last >= 0 {
			dst = append(dst, uint64(last)<<32|uint64(r))
		}
		last = r
	}
	// insertion sort is enough for texts of some dozens of characters
	if len(dst) > 64 {
		sort.Slice(dst, func(i, j int) bool { return dst[i] < dst[j] })
		return dst
	}
	for i := 1; i < len(dst); i++ {
		for j := i; j > 0 && dst[j-1] > dst[j]; j-- {
			dst[j-1], dst[j] = dst[j], dst[j-1]
		}
	}
	return dst
}

// likeness is the Dice coefficient of two sorted lists of pairs in percent, rounded up,
// when it is above the limit; else 0.
func likeness(a, b []uint64) int {
	all := len(a) + len(b)
	if 200*min(len(a), len(b)) <= dice*all {
		return 0 // too different in length to pass
	}
	same := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] == b[j]:
			same++
			i++
			j++
		case a[i] < b[j]:
			i++
		default:
			j++
		}
	}
	if 200*same <= dice*all {
		return 0
	}
	return (200*same + all - 1) / all
}

// rightness reports options that are always right (W305), never right (I306), and
// situations without a right one (W312).
func (k *checker) rightness() {
	list := k.c.Options()
	if len(list) == 0 {
		return
	}
	right := map[string]int{}
	none, firstNone := 0, -1
	for s := range k.c.Size() {
		key, ok := k.c.Key(s)
		if !ok {
			continue
		}
		if k.m.Type != model.Multiple {
			right[key.Choice]++
			continue
		}
		if len(key.Choices) == 0 {
			if none++; none == 1 {
				firstNone = s
			}
		}
		for _, id := range key.Choices {
			right[id]++
		}
	}
	for _, o := range list {
		switch {
		case right[o.ID] == 0 && k.c.Size() > 1 && k.settled():
			k.add("I306", "options."+o.ID, -1, o.ID)
		case right[o.ID] == k.c.Size() && k.m.Type == model.Multiple && k.c.Size() > 1:
			k.add("W305", "options."+o.ID, -1, o.ID)
		}
	}
	if none > 0 && k.c.Size() > 1 {
		k.add("W312", "options", firstNone, none)
	}
}

// lengths reports a key that is nearly always the longest option, or, unshuffled,
// always in the same place (W307).
func (k *checker) lengths() {
	list := k.c.Options()
	if len(list) < 3 || k.m.Type != model.Single && k.m.Type != model.Script || k.c.Size() < 2 {
		return
	}
	runes := make([][2]int, len(list))
	longestKey, asked := 0, 0
	places := make([]int, len(list))
	for nth, s := range k.sample {
		key, ok := k.c.Key(s)
		if !ok {
			continue
		}
		right := -1
		for i := range list {
			if list[i].ID == key.Choice {
				right = i
			}
			if nth == 0 || !list[i].Text.Fixed() {
				for side, tag := range tags {
					runes[i][side] = utf8.RuneCountInString(k.c.Render(list[i].Text, s, nil, tag))
				}
			}
		}
		if right < 0 {
			continue
		}
		places[right]++
		for side := range tags {
			asked++
			if isLongest(runes, right, side) {
				longestKey++
			}
		}
	}
	if asked > 0 && 100*longestKey >= longest*asked {
		k.add("W307", "options", -1, 100*longestKey/asked)
	}
	if k.m.Shuffle {
		return
	}
	for i, n := range places {
		if 200*n >= longest*asked && asked > 0 {
			p := strconv.Itoa(200 * n / asked)
			f := k.add("W307", "shuffle", -1, p)
			f.Message = lang.Text{ZH: "不打乱时，正确项在" + p + "%的情况下排在第" + strconv.Itoa(i+1) + "位", EN: "unshuffled, the key stands in place " + strconv.Itoa(i+1) + " in " + p + "%"}
			f.Repair = lang.Text{ZH: "让选项打乱，或换选项的顺序。", EN: "Let the options be shuffled or change their order."}
		}
	}
}

func isLongest(runes [][2]int, right, side int) bool {
	for i := range runes {
		if i != right && runes[i][side] >= runes[right][side] {
			return false
		}
	}
	return true
}
