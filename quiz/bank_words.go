package quiz

import (
	"regexp"

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

// classWords says an answer class in words: the texts of the options, steps or
// sides that its ids name. It is empty where an id has no text of its own, such as
// the musts of a rewrite or the paths of a chat.
func classWords(m *model.Model, class string) lang.Text {
	if m.Type == model.TrueFalse {
		return map[string]lang.Text{"yes": {ZH: "对", EN: "true"}, "no": {ZH: "不对", EN: "false"}}[class]
	}
	if m.Type == model.Multiple && class == "none" {
		return lang.Text{ZH: "都不选", EN: "none of them"}
	}
	texts := map[string]lang.Text{}
	for _, o := range m.Options {
		texts[o.ID] = o.Text
	}
	for _, parts := range [][]model.Part{m.Steps, m.Left, m.Right} {
		for _, p := range parts {
			texts[p.ID] = p.Text
		}
	}
	for _, a := range m.Accepts {
		if len(a.ZH) > 0 && len(a.EN) > 0 {
			texts[a.ID] = lang.Text{ZH: a.ZH[0], EN: a.EN[0]}
		}
	}
	var out lang.Text
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
