package quiz

import (
	"regexp"
	"strconv"
	"strings"

	"shifu/internal/lang"
	"shifu/quiz/model"
)

// classIDs are the ids that an answer class is written with, classSigns what
// stands between them, in words.
var (
	classIDs   = regexp.MustCompile(`[a-z][a-z0-9_]*`)
	classSigns = map[byte]lang.Text{
		'+': {ZH: "；", EN: "; "}, '>': {ZH: " → ", EN: " → "}, ';': {ZH: "；", EN: "; "}, '=': {ZH: "：", EN: ": "},
		'&': {ZH: "、", EN: ", "}, '(': {}, ')': {}, '|': {ZH: " | ", EN: " | "},
	}
)

// classWords says an answer class in words: the texts of what its ids name in the
// model. It is empty where one of them has no text, such as an amount.
func classWords(m *model.Model, class string) lang.Text {
	switch {
	case m.Type == model.TrueFalse:
		return map[string]lang.Text{"yes": {ZH: "对", EN: "true"}, "no": {ZH: "不对", EN: "false"}}[class]
	case m.Type == model.Multiple && class == "none":
		return lang.Text{ZH: "都不选", EN: "none of them"}
	case m.Type == model.Rewrite && class == "":
		return lang.Text{ZH: "没有必须写到的", EN: "nothing has to be said"}
	case m.Type == model.Numeric && class == "*":
		return lang.Text{ZH: "所有情境", EN: "all situations"}
	case m.Type == model.Spot:
		return map[string]lang.Text{"faults0": {ZH: "没有错", EN: "no fault"}, "faults1": {ZH: "1 处错", EN: "1 fault"},
			"faults2": {ZH: "2 处错", EN: "2 faults"}, "faults3": {ZH: "3 处错或更多", EN: "3 faults or more"}}[class]
	case m.Type == model.Cloze:
		return gapWords(m, class)
	case m.Type == model.Free:
		return referenceWords(m, class)
	}
	return idWords(partTexts(m), class)
}

// idWords says a class whose ids have texts, joined as the class joins them.
func idWords(texts map[string]lang.Text, class string) (out lang.Text) {
	at := 0
	for _, found := range append(classIDs.FindAllStringIndex(class, -1), []int{len(class), len(class)}) {
		for ; at < found[0]; at++ {
			sign, known := classSigns[class[at]]
			if !known {
				return lang.Text{}
			}
			out.ZH, out.EN = out.ZH+sign.ZH, out.EN+sign.EN
		}
		if found[0] == found[1] {
			break
		}
		text := texts[class[found[0]:found[1]]]
		if text.Empty() {
			return lang.Text{}
		}
		out.ZH, out.EN = out.ZH+text.ZH, out.EN+text.EN
		at = found[1]
	}
	return out
}

// partTexts are the texts that the ids of a model's classes stand for: options, steps
// and sides, accepted answers, what a rewritten text must hold, the replies of a chat
// (their beginnings: a way through it has several), and the levels that name the class
// of a number.
func partTexts(m *model.Model) map[string]lang.Text {
	texts := map[string]lang.Text{}
	options(texts, m.Options)
	for _, parts := range [][]model.Part{m.Steps, m.Left, m.Right} {
		for _, p := range parts {
			texts[p.ID] = p.Text
		}
	}
	accepted(texts, m.Accepts)
	for _, must := range m.Must {
		texts[must.ID] = must.Tip
	}
	for _, n := range m.Nodes {
		for _, c := range n.Choices {
			if texts[c.ID].Empty() {
				texts[c.ID] = lang.Text{ZH: beginning(c.Text.ZH, 14), EN: beginning(c.Text.EN, 36)}
			}
		}
	}
	if m.Type == model.Numeric {
		for _, r := range m.Radicals {
			if r.ID == m.ClassOf {
				levels(texts, r.Levels)
			}
		}
		for _, l := range m.Let {
			if l.ID == m.ClassOf {
				levels(texts, l.Levels)
			}
		}
	}
	return texts
}

func options(texts map[string]lang.Text, list []model.Option) {
	for _, o := range list {
		texts[o.ID] = o.Text
		if o.Text.Empty() && o.Script != "" {
			texts[o.ID] = lang.Text{ZH: o.Script, EN: o.Script}
		}
	}
}

func accepted(texts map[string]lang.Text, list []model.Accepts) {
	for _, a := range list {
		if len(a.ZH) > 0 && len(a.EN) > 0 {
			texts[a.ID] = lang.Text{ZH: a.ZH[0], EN: a.EN[0]}
		}
	}
}

func levels(texts map[string]lang.Text, list []model.Level) {
	for _, l := range list {
		texts[l.ID] = lang.Text{ZH: l.ZH, EN: l.EN}
	}
}

// gapWords says what fills the gaps of a text, one after the other: an option, an
// accepted answer, or a number as it is.
func gapWords(m *model.Model, class string) (out lang.Text) {
	fills := strings.Split(class, "|")
	if len(fills) != len(m.Slots) {
		return out
	}
	for i, s := range m.Slots {
		texts, said := map[string]lang.Text{}, lang.Text{ZH: fills[i], EN: fills[i]}
		options(texts, s.Options)
		accepted(texts, s.Accepts)
		if len(s.Rules) > 0 {
			said = texts[fills[i]]
		}
		if said.Empty() {
			return lang.Text{}
		}
		if i > 0 {
			out.ZH, out.EN = out.ZH+" | ", out.EN+" | "
		}
		out.ZH, out.EN = out.ZH+said.ZH, out.EN+said.EN
	}
	return out
}

// referenceWords says for which situations a reference of a free reply is: its cells,
// each with the words of its level.
func referenceWords(m *model.Model, class string) (out lang.Text) {
	n, err := strconv.Atoi(strings.TrimPrefix(class, "r"))
	if err != nil || n < 1 || n > len(m.Reference) {
		return out
	}
	for i, c := range m.Reference[n-1].If {
		said := lang.Text{ZH: c.Test, EN: c.Test}
		for _, r := range m.Radicals {
			if r.ID != c.Column && r.ZH != c.Column {
				continue
			}
			for _, l := range r.Levels {
				if l.Value == "" && (c.Test == l.ID || c.Test == l.ZH || c.Test == l.EN) {
					said = lang.Text{ZH: l.ZH, EN: l.EN}
				}
			}
		}
		if i > 0 {
			out.ZH, out.EN = out.ZH+"；", out.EN+"; "
		}
		out.ZH, out.EN = out.ZH+said.ZH, out.EN+said.EN
	}
	return out
}

// beginning is as much of a text as names it.
func beginning(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return strings.TrimRight(string(r[:most]), " ，。,.") + "…"
	}
	return s
}
