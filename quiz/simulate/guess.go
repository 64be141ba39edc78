package simulate

import (
	"encoding/json"
	"regexp"
	"strings"
	"unicode/utf8"

	"shifu/quiz/draw"
	"shifu/quiz/model"
	"shifu/quiz/response"
	"shifu/quiz/wording"
)

// guesser answers by a system what is shown in Chinese. It sees the presentation
// of a variant, which by its type has no key.
type guesser struct {
	strategy string
	lot      draw.Stream
}

// polite is what somebody writes who knows nothing and means well.
const polite = "亲，非常抱歉给您带来不便，您的心情我特别理解，我马上帮您处理好，请您放心哦～"

// maxTurns ends a chat that a system walks in a circle.
const maxTurns = 40

// answer is the response to a variant, in JSON.
func (g guesser) answer(v *response.Variant) []byte {
	p := response.Present(v, nil)
	var out any
	switch p.Type {
	case model.Single, model.Script:
		out = map[string]string{"choice": p.Options[g.pick(texts(p.Options))].ID}
	case model.TrueFalse:
		out = map[string]bool{"choice": g.pick([]string{"对", "不对"}) == 0}
	case model.Multiple:
		out = map[string][]string{"choices": g.some(p.Options)}
	case model.Numeric:
		out = map[string]string{"text": g.number(p.Number.Kind, p.Stem.ZH)}
	case model.Order:
		out = map[string][]string{"order": g.some(p.Steps)}
	case model.Match:
		pairs := map[string]string{}
		for i, left := range p.Left {
			switch g.strategy {
			case First:
				pairs[left.ID] = p.Right[i%len(p.Right)].ID
			case Last:
				pairs[left.ID] = p.Right[(len(p.Right)-1-i)%len(p.Right)].ID
			default:
				pairs[left.ID] = p.Right[g.pick(texts(p.Right))].ID
			}
		}
		out = map[string]any{"match": pairs}
	case model.Cloze:
		gaps := map[string]string{}
		for _, gap := range p.Slots {
			switch gap.As {
			case "choice":
				gaps[gap.ID] = gap.Options[g.pick(texts(gap.Options))].ID
			case "number":
				gaps[gap.ID] = g.number(gap.Kind, p.Stem.ZH)
			default:
				gaps[gap.ID] = g.phrase(p.Stem.ZH)
			}
		}
		out = map[string]any{"slots": gaps}
	case model.Spot:
		out = g.faults(p)
	case model.Chat:
		return g.talk(v)
	case model.Short:
		out = map[string]string{"text": g.phrase(p.Stem.ZH)}
	default: // what is written freely
		text := polite
		if g.strategy != Politest {
			text = g.phrase(p.Stem.ZH) + "，" + polite
		}
		out = map[string]string{"text": text}
	}
	raw, _ := json.Marshal(out)
	return raw
}

// pick chooses one of some texts by the system.
func (g guesser) pick(texts []string) int {
	best := 0
	switch g.strategy {
	case First:
	case Last:
		best = len(texts) - 1
	case Longest:
		for i, t := range texts {
			if utf8.RuneCountInString(t) > utf8.RuneCountInString(texts[best]) {
				best = i
			}
		}
	case Politest:
		most := 0
		var warmest []int
		for i, t := range texts {
			switch warm := warmth(t); {
			case warm > most:
				most, warmest = warm, []int{i}
			case warm == most:
				warmest = append(warmest, i)
			}
		}
		best = warmest[g.lot.Int(len(warmest))] // none is polite: by lot
	default:
		best = g.lot.Int(len(texts))
	}
	return best
}

// courtesies are the words by which a text seems polite, besides the particles
// that the don'ts count.
var courtesies = []string{"请", "您", "抱歉", "致歉", "对不", "谢", "感谢", "安抚", "礼貌", "放心", "祝"}

func warmth(text string) int {
	n := wording.Shipped().Warmth(text).Particles
	for _, c := range courtesies {
		n += strings.Count(text, c)
	}
	return n
}

// some chooses from a list of which several may belong: one, or by lot any of
// them in any order.
func (g guesser) some(list []response.Choice) []string {
	if g.strategy != Random {
		return []string{list[g.pick(texts(list))].ID}
	}
	var ids []string
	for i := range list {
		if g.lot.Int(2) == 0 {
			ids = append(ids, list[i].ID)
		}
	}
	if len(ids) == 0 {
		ids = append(ids, list[g.lot.Int(len(list))].ID)
	}
	g.lot.Shuffle(len(ids), func(i, j int) { ids[i], ids[j] = ids[j], ids[i] })
	return ids
}

// numerals are how numbers of a kind stand in a Chinese stem.
var numerals = map[string]*regexp.Regexp{
	"money":   regexp.MustCompile(`\d+(?:\.\d+)?元`),
	"percent": regexp.MustCompile(`\d+(?:\.\d+)?(?:%|折)`),
	"date":    regexp.MustCompile(`\d{4}-\d{2}-\d{2}`),
	"int":     regexp.MustCompile(`\d+`),
}

// number is one of the numbers of that kind that the stem shows.
func (g guesser) number(kind, stem string) string {
	form, ok := numerals[kind]
	if !ok {
		form = numerals["int"]
	}
	all := form.FindAllString(stem, -1)
	if len(all) == 0 {
		return "1"
	}
	return all[g.pick(all)]
}

// phrase is a piece of the stem between its marks.
func (g guesser) phrase(stem string) string {
	pieces := strings.FieldsFunc(stem, func(r rune) bool { return strings.ContainsRune("，。；：、？！（）“”{}", r) })
	if len(pieces) == 0 {
		return polite
	}
	return pieces[g.pick(pieces)]
}

// faults marks a line of a log: by lot every line that is open gets a class or
// none; the politest answer finds no fault.
func (g guesser) faults(p response.Presentation) any {
	type mark struct {
		Line  string `json:"line"`
		Class string `json:"class"`
	}
	var open []response.LogLine
	for _, l := range p.Lines {
		if l.Open {
			open = append(open, l)
		}
	}
	var marks []mark
	switch g.strategy {
	case Politest:
	case Random:
		for _, l := range open {
			if c := g.lot.Int(len(p.Classes) + 1); c < len(p.Classes) {
				marks = append(marks, mark{l.ID, p.Classes[c].ID})
			}
		}
	default:
		said := make([]string, len(open))
		for i := range open {
			said[i] = open[i].Text.ZH
		}
		if len(open) > 0 {
			marks = append(marks, mark{open[g.pick(said)].ID, p.Classes[g.pick(texts(p.Classes))].ID})
		}
	}
	if len(marks) == 0 {
		return map[string]bool{"none": true}
	}
	return map[string]any{"marks": marks}
}

// talk walks a chat to an end.
func (g guesser) talk(v *response.Variant) []byte {
	type step struct {
		Node   string `json:"node"`
		Choice string `json:"choice"`
		MS     int    `json:"ms"`
	}
	var steps []step
	raw := []byte(`{"path":[]}`)
	for range maxTurns {
		chat := response.Present(v, raw).Chat
		if chat == nil || chat.Over || len(chat.Choices) == 0 {
			break
		}
		steps = append(steps, step{chat.Node, chat.Choices[g.pick(texts(chat.Choices))].ID, 5000})
		raw, _ = json.Marshal(map[string]any{"path": steps})
	}
	return raw
}

func texts(list []response.Choice) []string {
	out := make([]string, len(list))
	for i := range list {
		out[i] = list[i].Text.ZH
	}
	return out
}
