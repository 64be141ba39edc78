package model

import (
	"strconv"
	"strings"

	"shifu/quiz/formula"
)

func (b *builder) accepts(src []Accepts, where string) (ids []string) {
	b.count(len(src), 1, 200, where, "答案集", "accepts")
	seen := map[string]bool{}
	for i, a := range src {
		at := b.part(seen, where, i, a.ID)
		if len(a.All) == 0 {
			if len(a.ZH) == 0 {
				b.add("E104", join(at, "zh"), "中文", "Chinese")
			}
			if len(a.EN) == 0 {
				b.add("E104", join(at, "en"), "英文", "English")
			}
		}
		words := append(append([]string(nil), a.ZH...), a.EN...)
		for _, g := range a.All {
			if len(g) == 0 {
				b.bad(join(at, "all"), "一组词是空的", "a group of phrases is empty")
			}
			words = append(words, g...)
		}
		b.phrases(words, at)
		ids = append(ids, a.ID)
	}
	return ids
}

func (b *builder) phrases(words []string, where string) {
	for _, w := range words {
		if w == "" || len([]rune(w)) > 200 {
			b.bad(where, "词语要有1～200个字", "a phrase has 1 to 200 characters")
			return
		}
	}
}

type slot struct {
	view   SlotView
	rules  *table
	keys   []rowKey
	answer *value
}

func (b *builder) clozeBody() {
	m := b.m
	b.count(len(m.Slots), 1, 10, "slots", "空格", "slots")
	seen := map[string]bool{}
	for i := range m.Slots {
		s := &m.Slots[i]
		at := b.part(seen, "slots", i, s.ID)
		b.oneOf(s.As, join(at, "as"), "choice", "number", "short")
		b.rangeInt(s.Weight, 1, 100, join(at, "weight"))
		for side, text := range [2]string{m.Stem.ZH, m.Stem.EN} {
			if strings.Count(text, "{slot:"+s.ID+"}") != 1 && s.ID != "" {
				b.bad("stem."+[2]string{"zh", "en"}[side], "题面里 {slot:"+s.ID+"} 要出现一次", "{slot:"+s.ID+"} must stand once in the stem")
			}
		}
		out := slot{view: SlotView{ID: s.ID, As: s.As, Weight: s.Weight, Accepts: s.Accepts}}
		var ids []string
		switch s.As {
		case "choice":
			out.view.Options, ids = b.optionList(s.Options, join(at, "options"), 2)
		case "short":
			ids = b.accepts(s.Accepts, join(at, "accepts"))
		case "number":
			if s.Answer == "" {
				b.bad(join(at, "answer"), "缺 answer", "the answer is missing")
			} else if out.answer = b.formulaValue(s.Answer, join(at, "answer"), formula.Expect{}); out.answer != nil {
				out.view.Kind = out.answer.kind
				if !out.answer.kind.Number() && out.answer.kind != formula.Date {
					b.bad(join(at, "answer"), "数字空的答案要是数或日期", "the answer of a number slot is a number or a date")
				}
			}
		}
		if s.As == "number" != (len(s.Rules) == 0) {
			b.bad(at, "choice 和 short 用 rules，number 用 answer", "choice and short use rules, number uses answer")
		} else if s.As != "number" {
			out.rules = b.table(s.Rules, join(at, "rules"), true)
			read := wordKey(ids)
			for k, r := range s.Rules {
				key, ok := read(r.Key, "")
				if !ok && r.Key.Kind != NoAnswer {
					b.add("E204", join(at, "rules")+"["+strconv.Itoa(k+1)+"].key", r.Key.String())
				}
				out.keys = append(out.keys, key)
			}
			out.rules.compile(b.c)
		}
		b.c.slots = append(b.c.slots, out)
	}
}
