package exchange

import (
	"bufio"
	"io"
	"strings"

	"shifu/internal/fault"
	"shifu/internal/lang"
	"shifu/quiz/formula"
	"shifu/quiz/model"
	"shifu/quiz/response"
)

// WriteGIFT writes variants in one language in Moodle's GIFT format and answers what
// the format cannot hold.
func WriteGIFT(out io.Writer, items []Item, tag lang.Tag) ([]Loss, error) {
	w := &gift{out: bufio.NewWriter(out), tag: tag}
	for i := range items {
		w.losses.always(&items[i])
		for k := range items[i].Variants {
			w.variant(&items[i].Variants[k], items[i].Model.Model())
		}
	}
	if err := w.out.Flush(); err != nil {
		return nil, fault.In("exchange.WriteGIFT", err)
	}
	return w.losses.list, nil
}

type gift struct {
	out *bufio.Writer
	tag lang.Tag
	losses
}

var giftEscapes = strings.NewReplacer(`\`, `\\`, "~", `\~`, "=", `\=`, "#", `\#`, "{", `\{`, "}", `\}`, ":", `\:`, "\n", `\n`)

func escape(s string) string { return giftEscapes.Replace(s) }

func (w *gift) put(parts ...string) {
	for _, p := range parts {
		_, _ = w.out.WriteString(p) // the writer keeps its first error for Flush
	}
}

// variant writes one question, or notes why it is left out.
func (w *gift) variant(v *response.Variant, m *model.Model) {
	switch v.Type {
	case model.Order, model.Cloze, model.Spot, model.Chat:
		w.add(v.Model, "", "GIFT 没有题型 "+string(v.Type)+"，这道题没有导出", "GIFT has no "+string(v.Type)+" question: the model is left out")
		return
	case model.Numeric:
		if model.KindOf(v.Key.Kind) == formula.Date {
			w.add(v.Model, "", "GIFT 没有日期题，这道题没有导出", "GIFT has no questions for dates: the model is left out")
			return
		}
	}
	sc := screen(v, w.tag)
	w.put("// sit: ", v.SituationID, " ", strings.ReplaceAll(v.Situation, "\n", " "), "\n")
	w.put("::", escape(v.Model+" "+v.SituationID), "::", escape(sc.Stem), " {")
	switch v.Type {
	case model.Single, model.Script:
		for _, o := range sc.Options {
			mark := "~"
			if right(v, o.ID) {
				mark = "="
			}
			w.answer(mark, escape(o.Text), own(v, o.ID, w.tag))
		}
	case model.Multiple:
		w.multiple(v, sc)
	case model.TrueFalse:
		if v.Key.Yes {
			w.put("TRUE")
		} else {
			w.put("FALSE")
		}
	case model.Numeric:
		w.numeric(v)
	case model.Match:
		w.match(v, sc)
	case model.Short:
		for _, a := range answers(v) {
			w.answer("=", escape(a), "")
		}
		for _, a := range v.Marking.Accepts {
			if len(a.All) > 0 {
				w.add(v.Model, "", "由几组词组成的答案", "answers made of several groups of words")
			}
		}
	case model.Rewrite, model.Free:
		w.add(v.Model, "", "自动评分（变成由老师评分的作文题）", "marking (it becomes an essay that a teacher marks)")
	}
	if why := w.general(v); why != "" {
		w.put("\n####", escape(why), "\n")
	}
	w.put("}\n\n")
	w.beside(v, m)
}

// general is what a learner reads after answering: the reason, for essays the reference.
func (w *gift) general(v *response.Variant) string {
	if v.Type == model.Rewrite || v.Type == model.Free {
		return v.Marking.Reference.In(w.tag)
	}
	return v.Why.In(w.tag)
}

// beside notes what a question loses beside its words.
func (w *gift) beside(v *response.Variant, m *model.Model) {
	if m.Critical {
		w.add(v.Model, "", "红线", "the red line")
	}
	if v.Type == model.Script {
		w.add(v.Model, "", "话术编号（只留下文字）", "the codes of the scripts (their text is kept)")
	}
	if v.Marking.UnitNeeded {
		w.add(v.Model, "", "“要写单位”", "that the unit is required")
	}
}

func (w *gift) answer(mark, text, feedback string) {
	w.put("\n", mark, text)
	if feedback != "" {
		w.put("#", escape(feedback))
	}
}

// multiple spreads a hundred over the right options and takes it away over the
// wrong ones. GIFT has no question whose right answer is nothing: an option says so.
func (w *gift) multiple(v *response.Variant, sc *response.Screen) {
	rights := len(v.Key.Choices)
	wrongs := len(sc.Options) - rights
	plus, exact := share(max(1, rights))
	minus, exactToo := share(max(1, wrongs))
	if rights > 0 && !exact || wrongs > 0 && !exactToo {
		w.add(v.Model, "", "部分得分按 Moodle 允许的分数取整", "partial credit is rounded to the grades that Moodle allows")
	}
	if !v.Marking.Partial {
		w.add(v.Model, "", "“全对才得分”（变成部分得分）", "marking all or nothing (it becomes partial credit)")
	}
	for _, o := range sc.Options {
		mark := "~%-" + minus + "%"
		if right(v, o.ID) {
			mark = "~%" + plus + "%"
		}
		w.answer(mark, escape(o.Text), own(v, o.ID, w.tag))
	}
	if rights == 0 {
		w.answer("~%100%", noneOfThese.In(w.tag), "")
	}
}

func (w *gift) numeric(v *response.Variant) {
	kind := model.KindOf(v.Key.Kind)
	w.put("#")
	w.answer("=", number(kind, v.Key.Number)+":"+number(kind, v.Marking.Tolerance), "")
	for _, m := range v.Marking.Mistakes {
		if m.Value == v.Key.Number {
			continue
		}
		grade, exact := credit(m.Credit)
		if !exact {
			w.add(v.Model, "", "部分得分按 Moodle 允许的分数取整", "partial credit is rounded to the grades that Moodle allows")
		}
		w.answer("=%"+grade+"%", number(kind, m.Value)+":0", own(v, m.ID, w.tag))
	}
}

func (w *gift) match(v *response.Variant, sc *response.Screen) {
	text := map[string]string{}
	for _, r := range sc.Right {
		text[r.ID] = r.Text
	}
	used := map[string]bool{}
	for _, l := range sc.Left {
		for _, p := range v.Key.Match {
			if p.Left == l.ID {
				used[p.Right] = true
				w.answer("=", escape(l.Text)+" -> "+escape(text[p.Right]), "")
			}
		}
	}
	if len(used) < len(sc.Right) {
		w.add(v.Model, "", "右边多出来的干扰项", "right sides that belong to no left side")
	}
	if len(sc.Left) < 3 {
		w.add(v.Model, "", "Moodle 的匹配题至少要三对：导入时会被拒绝", "Moodle wants three pairs in a matching question: it will refuse this one")
	}
}
