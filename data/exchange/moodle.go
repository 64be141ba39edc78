package exchange

import (
	"bufio"
	"encoding/xml"
	"io"
	"strconv"
	"strings"

	"shifu/internal/fault"
	"shifu/internal/lang"
	"shifu/quiz/formula"
	"shifu/quiz/model"
	"shifu/quiz/response"
)

// WriteMoodle writes variants in one language as Moodle XML and answers what the
// format cannot hold. Each question's idnumber is its situation's id; its tags name the
// knowledge point and the situation.
func WriteMoodle(out io.Writer, items []Item, tag lang.Tag) ([]Loss, error) {
	w := &moodle{out: bufio.NewWriter(out), tag: tag}
	w.put(xml.Header, "<quiz>\n")
	for i := range items {
		w.losses.always(&items[i])
		for k := range items[i].Variants {
			w.variant(&items[i].Variants[k], items[i].Model.Model())
		}
	}
	w.put("</quiz>\n")
	if err := w.out.Flush(); err != nil {
		return nil, fault.In("exchange.WriteMoodle", err)
	}
	return w.losses.list, nil
}

type moodle struct {
	out *bufio.Writer
	tag lang.Tag
	losses
}

func (w *moodle) put(parts ...string) {
	for _, p := range parts {
		_, _ = w.out.WriteString(p) // the writer keeps its first error for Flush
	}
}

func xmlText(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a builder does not fail
	return b.String()
}

// html is a text inside a text of HTML.
func html(s string) string {
	return xmlText(strings.ReplaceAll(xmlText(s), "&#xA;", "<br>"))
}

// text writes an element that holds a <text>.
func (w *moodle) text(name, attributes, inner string) {
	w.put("    <", name, attributes, "><text>", inner, "</text></", name, ">\n")
}

var moodleTypes = map[model.Type]string{
	model.Single: "multichoice", model.Script: "multichoice", model.Multiple: "multichoice", model.TrueFalse: "truefalse",
	model.Numeric: "numerical", model.Order: "ordering", model.Match: "matching", model.Cloze: "cloze", model.Spot: "cloze",
	model.Short: "shortanswer", model.Rewrite: "essay", model.Free: "essay",
}

func (w *moodle) variant(v *response.Variant, m *model.Model) {
	kind, ok := moodleTypes[v.Type]
	if !ok || v.Type == model.Numeric && model.KindOf(v.Key.Kind) == formula.Date {
		w.add(v.Model, "", "Moodle 没有对应的题型，这道题没有导出", "Moodle has no such question: the model is left out")
		return
	}
	sc := screen(v, w.tag)
	w.put("  <question type=\"", kind, "\">\n")
	w.text("name", "", xmlText(v.Model+" "+v.SituationID))
	stem := html(sc.Stem)
	switch v.Type {
	case model.Cloze:
		stem = w.cloze(v, sc)
	case model.Spot:
		stem = w.spot(v, sc)
	}
	w.text("questiontext", " format=\"html\"", stem)
	general := v.Why.In(w.tag)
	if v.Type == model.Rewrite || v.Type == model.Free {
		general = v.Marking.Reference.In(w.tag)
	}
	w.text("generalfeedback", " format=\"html\"", html(general))
	if kind != "cloze" {
		w.put("    <defaultgrade>", strconv.Itoa(m.Points), "</defaultgrade>\n    <penalty>0</penalty>\n")
	}
	w.put("    <hidden>0</hidden>\n    <idnumber>", v.SituationID, "</idnumber>\n")
	w.body(v, m, sc)
	w.put("    <tags><tag><text>", xmlText("kp:"+m.KP), "</text></tag><tag><text>", xmlText("sit:"+v.SituationID), "</text></tag>")
	for _, p := range m.Practices {
		w.put("<tag><text>", xmlText(p), "</text></tag>")
	}
	if m.Critical {
		w.put("<tag><text>critical</text></tag>")
		w.add(v.Model, "", "红线（只作标签）", "the red line (kept as a tag only)")
	}
	w.put("</tags>\n  </question>\n")
}

func (w *moodle) answer(fraction, text, feedback, format string) {
	w.put("    <answer fraction=\"", fraction, "\" format=\"", format, "\"><text>", text, "</text><feedback format=\"html\"><text>", html(feedback), "</text></feedback></answer>\n")
}

func (w *moodle) body(v *response.Variant, m *model.Model, sc *response.Screen) {
	switch v.Type {
	case model.Single, model.Script:
		w.put("    <single>true</single>\n    <shuffleanswers>", strconv.FormatBool(m.Shuffle), "</shuffleanswers>\n    <answernumbering>none</answernumbering>\n")
		for _, o := range sc.Options {
			fraction := "0"
			if right(v, o.ID) {
				fraction = "100"
			}
			w.answer(fraction, html(o.Text), own(v, o.ID, w.tag), "html")
		}
		if v.Type == model.Script {
			w.add(v.Model, "", "话术编号（只留下文字）", "the codes of the scripts (their text is kept)")
		}
	case model.Multiple:
		w.multiple(v, m, sc)
	case model.TrueFalse:
		for _, yes := range []bool{true, false} {
			fraction := "0"
			if yes == v.Key.Yes {
				fraction = "100"
			}
			w.answer(fraction, strconv.FormatBool(yes), "", "moodle_auto_format")
		}
	case model.Numeric:
		w.numeric(v)
	case model.Order:
		w.ordering(v, sc)
	case model.Match:
		w.matching(v, m, sc)
	case model.Short:
		w.put("    <usecase>0</usecase>\n")
		for _, a := range answers(v) {
			w.answer("100", xmlText(a), "", "moodle_auto_format")
		}
	case model.Rewrite, model.Free:
		w.put("    <responseformat>plain</responseformat>\n    <responserequired>1</responserequired>\n    <responsefieldlines>5</responsefieldlines>\n    <attachments>0</attachments>\n")
		w.text("graderinfo", " format=\"html\"", html(w.grader(v)))
		w.add(v.Model, "", "自动评分（变成由老师评分的作文题，要点写给评分人）", "marking (it becomes an essay; the musts are told to the grader)")
	}
}

func (w *moodle) multiple(v *response.Variant, m *model.Model, sc *response.Screen) {
	w.put("    <single>false</single>\n    <shuffleanswers>", strconv.FormatBool(m.Shuffle), "</shuffleanswers>\n    <answernumbering>none</answernumbering>\n")
	rights := len(v.Key.Choices)
	plus, exact := share(max(1, rights))
	minus, exactToo := share(max(1, len(sc.Options)-rights))
	if rights > 0 && !exact || len(sc.Options) > rights && !exactToo {
		w.add(v.Model, "", "部分得分按 Moodle 允许的分数取整", "partial credit is rounded to the grades that Moodle allows")
	}
	if !v.Marking.Partial {
		w.add(v.Model, "", "“全对才得分”（变成部分得分）", "marking all or nothing (it becomes partial credit)")
	}
	for _, o := range sc.Options {
		fraction := "-" + minus
		if right(v, o.ID) {
			fraction = plus
		}
		w.answer(fraction, html(o.Text), own(v, o.ID, w.tag), "html")
	}
	if rights == 0 {
		w.answer("100", html(noneOfThese.In(w.tag)), "", "html")
	}
}

func (w *moodle) numeric(v *response.Variant) {
	kind := model.KindOf(v.Key.Kind)
	one := func(fraction string, value, tolerance int64, feedback string) {
		w.put("    <answer fraction=\"", fraction, "\" format=\"moodle_auto_format\"><text>", number(kind, value), "</text><feedback format=\"html\"><text>", html(feedback),
			"</text></feedback><tolerance>", number(kind, tolerance), "</tolerance></answer>\n")
	}
	one("100", v.Key.Number, v.Marking.Tolerance, "")
	for _, m := range v.Marking.Mistakes {
		if m.Value == v.Key.Number {
			continue
		}
		grade, exact := credit(m.Credit)
		if !exact {
			w.add(v.Model, "", "部分得分按 Moodle 允许的分数取整", "partial credit is rounded to the grades that Moodle allows")
		}
		one(grade, m.Value, 0, own(v, m.ID, w.tag))
	}
}

// ordering writes the steps of the key in their order: Moodle's ordering shows all and
// has neither extra steps nor groups in any order.
func (w *moodle) ordering(v *response.Variant, sc *response.Screen) {
	text := map[string]string{}
	for _, s := range sc.Steps {
		text[s.ID] = s.Text
	}
	used := 0
	w.put("    <layouttype>VERTICAL</layouttype>\n    <selecttype>ALL</selecttype>\n    <gradingtype>RELATIVE_NEXT_EXCLUDE_LAST</gradingtype>\n")
	for _, g := range v.Key.Steps {
		if len(g) > 1 {
			w.add(v.Model, "", "“谁先谁后都行”的步骤", "steps in any order")
		}
		for _, id := range g {
			used++
			w.answer(strconv.Itoa(used), html(text[id]), "", "html")
		}
	}
	if used < len(sc.Steps) {
		w.add(v.Model, "", "用不到的步骤", "steps that do not belong to the answer")
	}
}

func (w *moodle) matching(v *response.Variant, m *model.Model, sc *response.Screen) {
	w.put("    <shuffleanswers>", strconv.FormatBool(m.Shuffle), "</shuffleanswers>\n")
	text := map[string]string{}
	for _, r := range sc.Right {
		text[r.ID] = r.Text
	}
	used := map[string]bool{}
	pair := func(left, answer string) {
		w.put("    <subquestion format=\"html\"><text>", left, "</text><answer><text>", xmlText(answer), "</text></answer></subquestion>\n")
	}
	for _, l := range sc.Left {
		for _, p := range v.Key.Match {
			if p.Left == l.ID {
				used[p.Right] = true
				pair(html(l.Text), text[p.Right])
			}
		}
	}
	for _, r := range sc.Right {
		if !used[r.ID] {
			pair("", r.Text) // a distractor
		}
	}
}

func (w *moodle) grader(v *response.Variant) string {
	var out []string
	if v.Marking.Rewriting != nil {
		for _, m := range v.Marking.Rewriting.Musts {
			list := m.ZH
			if w.tag == lang.En {
				list = m.EN
			}
			out = append(out, strconv.Itoa(m.Points)+": "+strings.Join(list, " / "))
		}
	}
	for _, c := range v.Marking.Rubric {
		line := c.Text.In(w.tag)
		for _, l := range c.Levels {
			line += " [" + strconv.Itoa(l.Points) + " " + l.Text.In(w.tag) + "]"
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}

var clozeEscapes = strings.NewReplacer(`\`, `\\`, "}", `\}`, "~", `\~`, "#", `\#`, "\"", `\"`)

func clozeText(s string) string { return html(clozeEscapes.Replace(s)) }

// cloze writes the gaps as Moodle's embedded answers.
func (w *moodle) cloze(v *response.Variant, sc *response.Screen) string {
	stem := html(sc.Stem)
	for i, gap := range sc.Slots {
		weight := 1
		var accepts []string
		if i < len(v.Marking.Slots) {
			weight = v.Marking.Slots[i].Weight
			for _, a := range v.Marking.Slots[i].Accepts {
				accepts = append(append(accepts, a.ZH...), a.EN...)
			}
		}
		code := "{" + strconv.Itoa(weight) + ":"
		switch key := v.Key.Slots[i]; gap.As {
		case "choice":
			var parts []string
			for _, o := range gap.Options {
				mark := ""
				if o.ID == key.Choice {
					mark = "="
				}
				parts = append(parts, mark+clozeText(o.Text))
			}
			code += "MULTICHOICE:" + strings.Join(parts, "~")
		case "number":
			code += "NUMERICAL:=" + number(model.KindOf(key.Kind), key.Number) + ":0"
		default:
			for k := range accepts {
				accepts[k] = "=" + clozeText(accepts[k])
			}
			code += "SHORTANSWER:" + strings.Join(accepts, "~")
		}
		stem = strings.Replace(stem, html("{slot:"+gap.ID+"}"), code+"}", 1)
	}
	return stem
}

// spot writes the log with a menu of fault classes behind each of the agent's lines.
func (w *moodle) spot(v *response.Variant, sc *response.Screen) string {
	faults := map[string]string{}
	for _, f := range v.Key.Faults {
		faults[f.Line] = f.Class
	}
	fine := lang.Text{ZH: "无错", EN: "no fault"}.In(w.tag)
	out := html(sc.Stem)
	for _, l := range sc.Lines {
		out += html("\n" + l.Who + ": " + l.Text)
		if l.Who != "agent" {
			continue
		}
		var menu []string
		for _, c := range append([]response.Entry{{Text: fine}}, sc.Classes...) {
			mark := ""
			if c.ID == faults[l.ID] {
				mark = "="
			}
			menu = append(menu, mark+clozeText(c.Text))
		}
		out += " {1:MULTICHOICE:" + strings.Join(menu, "~") + "}"
	}
	w.add(v.Model, "", "找茬的部分得分（每句单独算分）", "the partial credit of spot the fault (each line is marked by itself)")
	return out
}
