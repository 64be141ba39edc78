package check

import (
	"regexp"
	"sort"
	"strings"

	"shifu/quiz/model"
)

// Hint is a piece of a fixed item's text that would have to become a condition for the
// item to vary, and of what kind.
type Hint struct {
	Text string `json:"text"`           // as it stands in the question
	Kind string `json:"kind,omitempty"` // of a number: int, money, percent; "" of a word
	As   string `json:"as,omitempty"`   // the condition of the bank that the word is a level of
	Unit string `json:"unit,omitempty"` // 天, 件, 小时
}

// amounts finds numbers with what they count: 199.50元, ¥30, 15%, 7天.
var amounts = regexp.MustCompile(`[¥￥]\s*[0-9]+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?\s*(?:元|块|%|％|天|日|小时|分钟|件|双|个|次|码|号|克|公斤|毫米|厘米|days?|hours?|minutes?|pairs?|yuan|RMB)`)

// Vary proposes what of an item's question could become conditions: the numbers with
// their units, and the words that are levels of conditions in the bank (level -> name
// of the condition). Each piece is named once, in the order of the text.
func Vary(m *model.Model, levels map[string]string) []Hint {
	text := m.Stem.ZH
	type found struct {
		at   int
		hint Hint
	}
	var list []found
	for _, at := range amounts.FindAllStringIndex(text, -1) {
		piece := text[at[0]:at[1]]
		h := Hint{Text: piece, Kind: "int", Unit: strings.TrimSpace(strings.TrimLeft(piece, "0123456789. "))}
		switch {
		case strings.ContainsAny(piece, "¥￥元块") || strings.HasSuffix(piece, "yuan") || strings.HasSuffix(piece, "RMB"):
			h.Kind, h.Unit = "money", ""
		case strings.ContainsAny(piece, "%％"):
			h.Kind, h.Unit = "percent", ""
		}
		list = append(list, found{at[0], h})
	}
	words := make([]string, 0, len(levels))
	for w := range levels {
		words = append(words, w)
	}
	sort.Slice(words, func(i, j int) bool { // the longest first: 部分发货 before 发货
		if len(words[i]) != len(words[j]) {
			return len(words[i]) > len(words[j])
		}
		return words[i] < words[j]
	})
	taken := make([]bool, len(text))
	for _, w := range words {
		if len([]rune(w)) < 2 {
			continue // one character is found everywhere
		}
		if at := strings.Index(text, w); at >= 0 && !taken[at] {
			for i := range len(w) {
				taken[at+i] = true
			}
			list = append(list, found{at, Hint{Text: w, As: levels[w]}})
		}
	}
	sort.SliceStable(list, func(i, j int) bool { return list[i].at < list[j].at })
	seen, out := map[string]bool{}, []Hint{}
	for _, f := range list {
		if !seen[f.hint.Text] {
			seen[f.hint.Text] = true
			out = append(out, f.hint)
		}
	}
	return out
}

// Levels are the words of the levels of models' conditions, each with the name of its
// condition: what Vary knows again in a question.
func Levels(models []*model.Model) map[string]string {
	out := map[string]string{}
	for _, m := range models {
		for _, r := range m.Radicals {
			for _, l := range r.Levels {
				if l.ZH != "" {
					out[l.ZH] = r.ZH
				}
			}
		}
	}
	return out
}
