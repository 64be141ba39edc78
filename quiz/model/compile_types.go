package model

import (
	"reflect"
	"sort"
	"strconv"
	"strings"

	"shifu/quiz/formula"
)

// fieldsOf lists the fields that a type has beside those of all types.
var fieldsOf = map[Type][]string{
	Single:    {"rules", "options", "draw", "shuffle"},
	Script:    {"rules", "options", "draw", "shuffle"},
	Multiple:  {"rules", "options", "draw", "shuffle", "marking"},
	TrueFalse: {"rules", "answer"},
	Numeric:   {"answer", "tolerance", "unit_required", "class_of", "mistakes"},
	Order:     {"rules", "steps", "marking", "shuffle"},
	Match:     {"rules", "left", "right", "shuffle"},
	Cloze:     {"slots", "shuffle"},
	Short:     {"rules", "accepts"},
	Spot:      {"classes", "lines"},
	Rewrite:   {"lint", "min_runes", "must", "reference", "bad", "mentor"},
	Chat:      {"state", "nodes", "max_steps", "deadline"},
	Free:      {"rubric", "reference", "lint", "mentor"},
}

// firstOfType is the field of Model from which on fields belong to types only.
const firstOfType = "rules"

// onlyOf reports fields that the model's type does not have.
func (b *builder) onlyOf() {
	allowed, ok := fieldsOf[b.m.Type]
	if !ok {
		return
	}
	v, def := reflect.ValueOf(b.m).Elem(), reflect.ValueOf(New("")).Elem()
	names, index := fields(v.Type())
	typed := false
	for k, name := range names {
		typed = typed || name == firstOfType
		if !typed {
			continue
		}
		fine := false
		for _, a := range allowed {
			fine = fine || a == name
		}
		if !fine && !reflect.DeepEqual(v.Field(index[k]).Interface(), def.Field(index[k]).Interface()) {
			b.bad(name, "题型 "+string(b.m.Type)+" 没有字段 "+name, "type "+string(b.m.Type)+" has no field "+name)
		}
	}
}

// body compiles what the type needs.
func (b *builder) body() {
	m := b.m
	switch m.Type {
	case Single, Script, Multiple:
		b.choiceBody()
	case TrueFalse:
		if (m.Answer == "") == (len(m.Rules) == 0) {
			b.bad("answer", "answer 和 rules 要写其中一个", "write one of answer and rules")
			return
		}
		if m.Answer != "" {
			b.c.answer = b.formulaValue(m.Answer, "answer", formula.Expect{Kind: formula.Bool})
		} else {
			b.ruleTable(func(a Answer, at string) (rowKey, bool) {
				if a.Kind == Word {
					if yes, ok := yesNo(a.Word); ok {
						return rowKey{yes: yes, class: formula.Identity(formula.Bool, bit(yes))}, true
					}
				}
				return rowKey{}, false
			})
		}
	case Numeric:
		b.numericBody()
	case Order:
		b.orderBody()
	case Match:
		b.matchBody()
	case Cloze:
		b.clozeBody()
	case Short:
		ids := b.accepts(m.Accepts, "accepts")
		b.ruleTable(wordKey(ids))
	case Spot:
		b.spotBody()
	case Rewrite:
		b.rewriteBody()
	case Chat:
		b.chatBody()
	case Free:
		b.freeBody()
	}
}

func bit(yes bool) int64 {
	if yes {
		return 1
	}
	return 0
}

// rowKey is the decoded key of a row: indexes into the parts of its type.
type rowKey struct {
	choice int
	set    uint64 // multiple: right options
	groups [][]int
	match  []int // right side of each left side
	yes    bool
	class  string
}

// same says whether two rows' keys agree.
func (k *rowKey) same(o *rowKey) bool { return k.class == o.class }

// ruleTable compiles the rules; read decodes a key, ok false is E204.
func (b *builder) ruleTable(read func(a Answer, at string) (rowKey, bool)) {
	m := b.m
	if len(m.Rules) == 0 {
		b.bad("rules", "缺规则表 rules", "the decision table rules is missing")
		return
	}
	t := b.table(m.Rules, "rules", true)
	for i, r := range m.Rules {
		at := "rules[" + strconv.Itoa(i+1) + "].key"
		before := len(b.list)
		k, ok := read(r.Key, at)
		if !ok && len(b.list) == before && r.Key.Kind != NoAnswer {
			b.add("E204", at, r.Key.String())
		}
		b.c.rowKeys = append(b.c.rowKeys, k)
	}
	if len(t.rows) == len(m.Rules) {
		t.compile(b.c)
	}
	b.c.rules = t
}

// String prints a key as a message names it.
func (a Answer) String() string {
	switch a.Kind {
	case List:
		parts := make([]string, len(a.List))
		for i, g := range a.List {
			if parts[i] = strings.Join(g, "&"); len(g) > 1 {
				parts[i] = "(" + parts[i] + ")"
			}
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case Map:
		parts := make([]string, len(a.Map))
		for i, p := range a.Map {
			parts[i] = p.Left + ": " + p.Right
		}
		return "{" + strings.Join(parts, ", ") + "}"
	}
	return a.Word
}

func wordKey(ids []string) func(Answer, string) (rowKey, bool) {
	return func(a Answer, _ string) (rowKey, bool) {
		i := indexOf(ids, a.Word)
		return rowKey{choice: i, class: a.Word}, a.Kind == Word && i >= 0
	}
}

func indexOf(list []string, s string) int {
	for i, x := range list {
		if x == s {
			return i
		}
	}
	return -1
}

// optionList compiles options and answers their ids.
func (b *builder) optionList(src []Option, where string, lo int) (views []OptionView, ids []string) {
	b.count(len(src), lo, 12, where, "选项", "options")
	seen := map[string]bool{}
	for i, o := range src {
		at := b.part(seen, where, i, o.ID)
		if o.Script == "" || b.m.Type != Script {
			b.needText(o.Text, join(at, "text"))
		} else {
			b.mayText(o.Text, join(at, "text"))
		}
		b.mayText(o.Feedback, join(at, "feedback"))
		if o.Pin != "" {
			b.oneOf(o.Pin, join(at, "pin"), "first", "last")
		}
		if o.Script != "" && b.m.Type != Script {
			b.bad(join(at, "script"), "只有题型 script 用 script", "only type script has script")
		}
		if b.m.Type == Script && o.Script == "" {
			b.bad(join(at, "script"), "题型 script 的选项要写话术编号 script", "an option of type script names a script of the library")
		}
		views = append(views, OptionView{ID: o.ID, Text: b.text(o.Text, join(at, "text")), Feedback: b.text(o.Feedback, join(at, "feedback")), Pin: o.Pin, Script: o.Script})
		ids = append(ids, o.ID)
	}
	return views, ids
}

func (b *builder) choiceBody() {
	m := b.m
	var ids []string
	b.c.options, ids = b.optionList(m.Options, "options", 2)
	if m.Draw != 0 {
		b.rangeInt(m.Draw, 2, 8, "draw")
	}
	if m.Type == Multiple && m.Marking != "" {
		b.oneOf(m.Marking, "marking", "partial", "all")
	}
	conditions := 0
	for _, o := range m.Options {
		if o.RightIf != "" {
			conditions++
		}
	}
	if m.Type != Multiple || conditions == 0 {
		if m.Type != Multiple && conditions > 0 {
			b.bad("options", "right_if 只用于多选题", "right_if belongs to type multiple")
		}
		if m.Type == Multiple {
			b.ruleTable(setKey(ids))
		} else {
			b.ruleTable(wordKey(ids))
		}
		return
	}
	if len(m.Rules) > 0 {
		b.bad("rules", "rules 和 right_if 只能用一种", "use either rules or right_if")
	}
	for _, o := range m.Options {
		at := "options." + o.ID + ".right_if"
		if o.RightIf == "" {
			b.bad("options."+o.ID, "选项"+o.ID+"缺 right_if", "option "+o.ID+" has no right_if")
			continue
		}
		b.c.rightIf = append(b.c.rightIf, b.formulaValue(o.RightIf, at, formula.Expect{Kind: formula.Bool}))
	}
}

func setKey(ids []string) func(Answer, string) (rowKey, bool) {
	return func(a Answer, _ string) (rowKey, bool) {
		k := rowKey{}
		words := []string{}
		switch a.Kind {
		case List:
			for _, g := range a.List {
				words = append(words, g...)
			}
		case Word:
			if a.Word != "none" {
				words = append(words, a.Word)
			}
		default:
			return k, false
		}
		for _, w := range words {
			i := indexOf(ids, w)
			if i < 0 {
				return k, false
			}
			k.set |= 1 << i
		}
		k.class = setClass(k.set, ids)
		return k, true
	}
}

// setClass joins the ids of a set in file order.
func setClass(set uint64, ids []string) string {
	var parts []string
	for i, id := range ids {
		if set&(1<<i) != 0 {
			parts = append(parts, id)
		}
	}
	if len(parts) == 0 {
		return "none"
	}
	return strings.Join(parts, "+")
}

type mistake struct {
	id       string
	value    *value
	credit   int
	feedback *Text
}

func (b *builder) numericBody() {
	m := b.m
	if m.Answer == "" {
		b.bad("answer", "缺 answer", "the answer is missing")
		return
	}
	v := b.formulaValue(m.Answer, "answer", formula.Expect{})
	b.c.answer = v
	if v == nil {
		return
	}
	if !v.kind.Number() && v.kind != formula.Date {
		b.bad("answer", "数值题的答案要是数或日期，这里是"+v.kind.ZH(), "the answer must be a number or a date, this is "+v.kind.One())
		return
	}
	if m.Tolerance != "" {
		kind := v.kind
		if kind == formula.Date {
			kind = formula.Int
		}
		t, ok := b.plainValue(kind, m.Tolerance, "tolerance")
		if ok && t < 0 {
			b.bad("tolerance", "容差不能是负数", "the tolerance cannot be negative")
		}
		b.c.tolerance = t
	}
	if m.ClassOf != "" {
		n, ok := b.names[formula.FoldText(m.ClassOf)]
		if !ok {
			b.missing("class_of", m.ClassOf, b.Words())
		} else {
			b.c.classVar = n.index
			b.reasons()
		}
	}
	b.count(len(m.Mistakes), 0, 10, "mistakes", "典型错法", "mistakes")
	seen := map[string]bool{}
	for i, x := range m.Mistakes {
		at := b.part(seen, "mistakes", i, x.ID)
		b.needText(x.Feedback, join(at, "feedback"))
		b.rangeInt(x.Credit, 0, 90, join(at, "credit"))
		b.c.mistakes = append(b.c.mistakes, mistake{id: x.ID, credit: x.Credit,
			value: b.formulaValue(x.Expr, join(at, "expr"), formula.Expect{Kind: v.kind}), feedback: b.text(x.Feedback, join(at, "feedback"))})
	}
}

// reasons takes the reasons of a number from the table that class_of names: what
// tells the cases apart says why each is as it is. They see every let.
func (b *builder) reasons() {
	k := b.c.classVar - len(b.c.rads)
	if k < 0 || b.c.lets[k].value.table == nil {
		return
	}
	src := &b.m.Let[k]
	for i, r := range src.Rules {
		b.c.reasons = append(b.c.reasons, b.text(r.Why, "let."+src.ID+".rules["+strconv.Itoa(i+1)+"].why"))
	}
}

// partPath is the place of a part of a list: by its id, or by its number when it has none.
func partPath(list string, i int, id string) string {
	if id == "" {
		return list + "[" + strconv.Itoa(i+1) + "]"
	}
	return join(list, id)
}

// part checks the id of a part of a list, which no other part has, and answers its place.
func (b *builder) part(seen map[string]bool, list string, i int, id string) (at string) {
	at = partPath(list, i, id)
	b.id(id, at)
	b.unique(seen, id, at)
	return at
}

func (b *builder) parts(src []Part, where string, lo, hi int, zh, en string) (views []PartView, ids []string) {
	b.count(len(src), lo, hi, where, zh, en)
	seen := map[string]bool{}
	for i, p := range src {
		at := b.part(seen, where, i, p.ID)
		b.needText(p.Text, join(at, "text"))
		views = append(views, PartView{ID: p.ID, Text: b.text(p.Text, join(at, "text"))})
		ids = append(ids, p.ID)
	}
	return views, ids
}

func (b *builder) orderBody() {
	var ids []string
	b.c.steps, ids = b.parts(b.m.Steps, "steps", 3, 12, "步骤", "steps")
	if b.m.Marking != "" {
		b.oneOf(b.m.Marking, "marking", "partial", "exact")
	}
	b.ruleTable(func(a Answer, at string) (rowKey, bool) {
		k := rowKey{}
		if a.Kind != List || len(a.List) == 0 {
			b.bad(at, "答案要写成步骤的列表：[a, b, c]", "the key is a list of steps: [a, b, c]")
			return k, false
		}
		used := map[int]bool{}
		var class []string
		for _, g := range a.List {
			var group []int
			for _, w := range g {
				i := indexOf(ids, w)
				if i < 0 {
					return k, false
				}
				if used[i] {
					b.add("E102", at, w)
					return k, false
				}
				used[i] = true
				group = append(group, i)
			}
			k.groups = append(k.groups, group)
			sorted := append([]string(nil), g...)
			sort.Strings(sorted)
			if len(g) > 1 {
				class = append(class, "("+strings.Join(sorted, "&")+")")
			} else {
				class = append(class, g[0])
			}
		}
		k.class = strings.Join(class, ">")
		return k, true
	})
}

func (b *builder) matchBody() {
	var lefts, rights []string
	b.c.left, lefts = b.parts(b.m.Left, "left", 2, 10, "左边", "left")
	b.c.right, rights = b.parts(b.m.Right, "right", 2, 12, "右边", "right")
	b.ruleTable(func(a Answer, at string) (rowKey, bool) {
		k := rowKey{match: make([]int, len(lefts))}
		if a.Kind != Map {
			b.bad(at, "答案要写成 {左: 右}", "the key is a map {left: right}")
			return k, false
		}
		seen := map[int]bool{}
		var class []string
		for _, p := range a.Map {
			l, r := indexOf(lefts, p.Left), indexOf(rights, p.Right)
			if l < 0 || r < 0 || seen[l] {
				return k, false
			}
			seen[l] = true
			k.match[l] = r
			class = append(class, p.Left+"="+p.Right)
		}
		sort.Strings(class)
		k.class = strings.Join(class, ";")
		return k, len(seen) == len(lefts)
	})
}
