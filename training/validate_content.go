package training

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"shifu/internal/lang"
	"shifu/quiz/model"
)

func (v *validator) manifest() {
	m := v.pack.Manifest
	const at = "pack"
	if m.Format != Format {
		v.err(CodeRange, at, "format", fmt.Sprintf("格式 %d 不认识，本程序读格式 %d", m.Format, Format),
			fmt.Sprintf("format %d is not known; this program reads format %d", m.Format, Format))
	}
	if !packID.MatchString(m.ID) {
		v.err(CodeBadID, at, "id", fmt.Sprintf("内容包编号“%s”不合规矩：小写字母开头，2 到 32 个小写字母、数字或连字符", m.ID),
			fmt.Sprintf("%q is not the id of a pack: 2 to 32 lower-case letters, digits and hyphens", m.ID))
	}
	if m.Version == "" {
		v.err(CodeMissing, at, "version", "缺版本号", "the version is missing")
	}
	if m.Licence == "" {
		v.err(CodeMissing, at, "licence", "缺许可", "the licence is missing")
	}
	v.text(at, "title", m.Title, maxTitle, false)
	v.text(at, "about", m.About, 300, false)
	v.span(at, m.Published, "")
	if !slices.Contains(m.Languages, "zh") {
		v.err(CodeMissing, at, "languages", "内容包必须有中文（zh）", "a pack must have Chinese (zh)")
	}
	for kind, labels := range map[string][]Label{"service stage": m.Stages, "intent": m.Intents, "persona": m.Personas} {
		for _, l := range labels {
			v.id(thingID, kind, l.ID)
			v.text(at, kind+" "+l.ID, l.Title, maxTitle, false)
		}
	}
}

func (v *validator) points() {
	v.heads = map[string]bool{}
	n := 0
	var walk func([]Point)
	walk = func(points []Point) {
		for _, p := range points {
			n++
			at := "point/" + p.ID
			v.id(thingID, "point", p.ID)
			v.text(at, "title", p.Title, maxTitle, false)
			if !p.Rule.Empty() {
				v.text(at, "rule", p.Rule, 500, false)
			}
			if p.Stage != "" && !slices.Contains(model.Stages, p.Stage) {
				v.err(CodeUnknown, at, "stage", fmt.Sprintf("阶段“%s”不认识，可用：%s", p.Stage, strings.Join(model.Stages, " ")),
					fmt.Sprintf("there is no stage %q; use one of %s", p.Stage, strings.Join(model.Stages, " ")))
			}
			if len(p.Points) > 0 {
				v.heads[p.ID] = true
				walk(p.Points)
			}
		}
	}
	walk(v.pack.Points)
	if n == 0 {
		v.err(CodeMissing, "points", "", "内容包里没有知识点", "the pack has no knowledge points")
	}
	if n > MaxPoints {
		v.err(CodeRange, "points", "", fmt.Sprintf("知识点有 %d 个，最多 %d 个", n, MaxPoints), fmt.Sprintf("%d points; at most %d", n, MaxPoints))
	}
}

func (v *validator) facts() {
	for _, f := range v.pack.Facts {
		at := "fact/" + f.ID
		v.id(factID, "fact", f.ID)
		v.text(at, "title", f.Title, maxTitle, false)
		v.span(at, f.From, f.To)
		if f.Kind == "text" {
			v.text(at, "text", f.Text, 300, false)
			if f.Value != "" {
				v.err(CodeShape, at, "value", "文字类的政策写 text，不写 value", "a fact of kind text has a text and no value")
			}
			continue
		}
		if !f.Text.Empty() {
			v.err(CodeShape, at, "text", "只有文字类的政策写 text", "only a fact of kind text has a text")
		}
		if _, ok := f.resolve(); !ok {
			v.err(CodeFact, at, "value", fmt.Sprintf("“%s”不是%s；金额写成 12元，百分比写成 5%%，折扣写成 9.5折，日期写成 2026-11-11", f.Value, factKindZH(f.Kind)),
				fmt.Sprintf("%q is not of kind %s; write money as 12元, a percentage as 5%%, a discount as 9.5折, a day as 2026-11-11", f.Value, f.Kind))
		}
	}
}

func factKindZH(kind string) string {
	names := map[string]string{"int": "整数", "money": "金额", "percent": "百分比", "date": "日期", "bool": "是/否"}
	if zh, ok := names[kind]; ok {
		return zh
	}
	return "可用的种类（int money percent date bool text）：" + kind
}

func (v *validator) models() {
	for _, m := range v.pack.Models {
		at := "model/" + m.ID
		v.id(thingID, "model", m.ID)
		v.leaf(at, "kp", m.KP)
	}
}

func (v *validator) media() {
	for _, m := range v.pack.Media {
		at := "media/" + m.Name
		if v.seen["media"] == nil {
			v.seen["media"] = map[string]bool{}
		}
		v.seen["media"][m.Name] = true
		if m.Width < 1 || m.Height < 1 || m.Width > MaxMediaSide || m.Height > MaxMediaSide {
			v.err(CodeRange, at, "", fmt.Sprintf("图片 %d×%d，每边 1 到 %d 像素", m.Width, m.Height, MaxMediaSide),
				fmt.Sprintf("the picture is %d by %d; a side has 1 to %d pixels", m.Width, m.Height, MaxMediaSide))
		}
	}
}

// declare notes the ids that later parts refer to before they are judged
// themselves, so that references may go both ways.
func (v *validator) declare() {
	for _, l := range v.pack.Lessons {
		v.id(thingID, "lesson", l.ID)
	}
	for _, s := range v.pack.Scripts {
		v.id(codeID, "script", s.Code)
	}
	for _, c := range v.pack.Cases {
		v.id(thingID, "case", c.ID)
	}
	for _, r := range v.pack.Rubrics {
		v.id(thingID, "rubric", r.ID)
	}
	for _, c := range v.pack.Certificates {
		v.id(thingID, "certificate", c.ID)
	}
	for _, pr := range v.pack.Programmes {
		v.id(thingID, "programme", pr.ID)
		for _, b := range pr.Blueprints {
			v.id(thingID, "blueprint", b.ID)
		}
		for _, c := range pr.Checklists {
			v.id(thingID, "checklist", c.ID)
		}
		for _, s := range pr.Stages {
			v.id(thingID, "stage", s.ID)
			for _, m := range s.Modules {
				v.id(thingID, "module", m.ID)
			}
		}
	}
}

func (v *validator) lessons() {
	for _, l := range v.pack.Lessons {
		at := "lesson/" + l.ID
		v.text(at, "title", l.Title, maxTitle, true)
		v.text(at, "topic", l.Topic, maxTitle, true)
		v.text(at, "body", l.Body, MaxLessonBody, true)
		v.between(at, "minutes", l.Minutes, 1, 60)
		v.between(at, "check.count", l.Check.Count, 0, 5)
		v.span(at, l.From, l.To)
		if l.Stage != "" {
			v.ref(at, "stage", "service stage", l.Stage)
		}
		for _, p := range l.Points {
			v.leaf(at, "points", p)
		}
		for _, p := range l.Check.Points {
			v.leaf(at, "check.points", p)
		}
		if l.Check.Count > 0 && len(l.Points)+len(l.Check.Points) == 0 {
			v.err(CodeShape, at, "check", "没有知识点，出不了随堂题", "a quick check needs points to draw from")
		}
		for _, s := range l.Scripts {
			v.ref(at, "scripts", "script", s)
		}
		for _, c := range l.Cases {
			v.ref(at, "cases", "case", c)
		}
		for _, body := range []string{l.Body.ZH, l.Body.EN} {
			for _, m := range picture.FindAllStringSubmatch(body, -1) {
				v.picture(at, m[1])
			}
			if bad := mdSource.FindString(body); bad != "" {
				v.err(CodeText, at, "body", fmt.Sprintf("正文里不能有“%s”", bad), fmt.Sprintf("a lesson may not hold %q", bad))
			}
		}
	}
}

// picture resolves a picture as a lesson writes it: relative to the lesson's
// folder (../media/x.svg) or to the pack (media/x.svg).
func (v *validator) picture(at, name string) {
	v.ref(at, "picture", "media", MediaName(name))
}

// MediaName is the pack's name of a picture that a lesson names: both
// "../media/x.svg" and "media/x.svg" are media/x.svg.
func MediaName(name string) string {
	return strings.TrimPrefix(path.Clean("/lessons/../"+strings.TrimPrefix(name, "../")), "/")
}

func (v *validator) scripts() {
	if n := len(v.pack.Scripts); n > MaxScripts {
		v.err(CodeRange, "scripts", "", fmt.Sprintf("话术有 %d 条，最多 %d 条", n, MaxScripts), fmt.Sprintf("%d scripts; at most %d", n, MaxScripts))
	}
	for _, s := range v.pack.Scripts {
		at := "script/" + s.Code
		v.text(at, "title", s.Title, maxTitle, true)
		v.text(at, "text", s.Text, MaxScriptText, true)
		v.ref(at, "stage", "service stage", s.Stage)
		v.ref(at, "intent", "intent", s.Intent)
		if s.Persona != "" {
			v.ref(at, "persona", "persona", s.Persona)
		}
		if s.By != "" && s.By != ByHuman && s.By != ByBot && s.By != ByBoth {
			v.err(CodeUnknown, at, "by", "by 只能写 human、bot 或 both", "by is human, bot or both")
		}
		v.span(at, s.From, s.To)
		if s.ReplacedBy != "" {
			v.ref(at, "replaced_by", "script", s.ReplacedBy)
		}
		for _, n := range s.Next {
			if n.Script != "" {
				v.ref(at, "next", "script", n.Script)
			}
		}
		for _, p := range s.Points {
			v.leaf(at, "points", p)
		}
		for _, c := range []Contrast{s.Bad, s.Good} {
			if !c.Text.Empty() && c.Why.Empty() {
				v.err(CodeMissing, at, "bad/good", "好坏对照要写为什么", "a good or bad wording needs its reason")
			}
		}
		v.donts(at, "text", s.Text)
		v.donts(at, "good", s.Good.Text)
		for _, t := range s.Tones {
			v.donts(at, "tones."+t.ID, t.Text)
		}
		v.slots(at, s)
	}
}

// donts refuses words that may never be said to a customer in what is offered to
// be said.
func (v *validator) donts(at, where string, t lang.Text) {
	for _, word := range hardDonts(v.spoken, t) {
		v.err(CodeDont, at, where, fmt.Sprintf("“%s”不能对客户说，换一种正面的说法", word), fmt.Sprintf("%q may not be said to a customer; put it affirmatively", word))
	}
}

func (v *validator) slots(at string, s Script) {
	declared := map[string]bool{}
	for _, sl := range s.Slots {
		if !slotID.MatchString(sl.ID) {
			v.err(CodeBadID, at, "slots", fmt.Sprintf("空格“%s”不合规矩", sl.ID), fmt.Sprintf("%q is not the id of a slot", sl.ID))
		}
		declared[sl.ID] = true
		v.text(at, "slots."+sl.ID, sl.Title, maxTitle, true)
	}
	used := map[string]bool{}
	texts := []lang.Text{s.Text}
	for _, t := range s.Tones {
		texts = append(texts, t.Text)
	}
	for _, t := range texts {
		for _, one := range []string{t.ZH, t.EN} {
			for _, m := range slotUse.FindAllStringSubmatch(one, -1) {
				used[m[1]] = true
				if !declared[m[1]] {
					v.err(CodeSlot, at, "text", fmt.Sprintf("{%s} 没有在 slots 里说明", m[1]), fmt.Sprintf("{%s} is not among the slots", m[1]))
				}
			}
		}
	}
	for id := range declared {
		if !used[id] {
			v.err(CodeSlot, at, "slots", fmt.Sprintf("空格 {%s} 正文里没有用到", id), fmt.Sprintf("the text does not use {%s}", id))
		}
	}
}

func (v *validator) cases() {
	for _, c := range v.pack.Cases {
		at := "case/" + c.ID
		v.text(at, "title", c.Title, maxTitle, true)
		v.text(at, "why", c.Why, 500, true)
		v.text(at, "reference", c.Reference, MaxScriptText, true)
		v.donts(at, "reference", c.Reference)
		if c.Stage != "" {
			v.ref(at, "stage", "service stage", c.Stage)
		}
		v.between(at, "lines", len(c.Lines), 1, 40)
		for i, l := range c.Lines {
			v.text(at, fmt.Sprintf("lines[%d]", i), l.Text, MaxScriptText, true)
			if !slices.Contains([]string{"buyer", "agent", "bot", "system"}, l.Who) {
				v.err(CodeUnknown, at, fmt.Sprintf("lines[%d].who", i), "who 只能写 buyer、agent、bot 或 system", "who is buyer, agent, bot or system")
			}
		}
		for _, p := range c.Points {
			v.leaf(at, "points", p)
		}
		for _, s := range c.Scripts {
			v.ref(at, "scripts", "script", s)
		}
	}
}
