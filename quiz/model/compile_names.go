package model

import (
	"strconv"
	"strings"

	"shifu/internal/lang"
	"shifu/quiz/formula"
)

// radicals compiles the conditions: the frame's first variables.
func (b *builder) radicals() {
	m := b.m
	if len(m.Radicals) > 12 {
		b.count(len(m.Radicals), 0, 12, "radicals", "条件", "radicals")
		return
	}
	raw := 1
	for i := range m.Radicals {
		src := &m.Radicals[i]
		where := partPath("radicals", i, src.ID)
		r := radical{id: src.ID, kind: KindOf(src.Kind), was: -1}
		b.id(src.ID, where)
		b.needText(lang.Text{ZH: src.ZH, EN: src.EN}, where)
		if r.kind == formula.NoKind {
			b.oneOf(src.Kind, join(where, "kind"), formula.Kinds()...)
			r.kind = formula.Enum
		}
		b.levels(&r, src, where)
		b.c.rads = append(b.c.rads, r)
		b.declare(named{id: src.ID, index: i, kind: r.kind, enum: r.enum}, src.ZH, where)
		if n := len(r.values); n > 0 && raw <= MaxRaw {
			raw *= n
		}
	}
	if raw > MaxRaw {
		all := int64(1) // of 12 radicals with 24 levels each it still fits
		for i := range b.c.rads {
			all *= int64(max(1, len(b.c.rads[i].values)))
		}
		b.add("E111", "radicals", all)
	}
	b.c.raw = raw
	// `was` names a level, which is known only now
	for i := range m.Radicals {
		src, r := &m.Radicals[i], &b.c.rads[i]
		if src.Was == "" {
			continue
		}
		r.was = r.level(src.Was)
		if r.was < 0 {
			b.missing("radicals."+src.ID+".was", src.Was, r.ids)
		}
	}
}

// level finds a level by its identity, its value as written or a label; -1 = none.
func (r *radical) level(word string) int {
	for i, id := range r.ids {
		if id == word || r.label[0][i] == word || r.label[1][i] == word {
			return i
		}
	}
	if r.kind != formula.Enum {
		if v, err := formula.ParseValue(r.kind, word); err == nil {
			for i, x := range r.values {
				if x == v {
					return i
				}
			}
		}
	}
	return -1
}

func (b *builder) levels(r *radical, src *Radical, where string) {
	if r.kind == formula.Bool {
		if len(src.Levels) > 0 {
			b.bad(join(where, "levels"), "是/否的条件不写 levels", "a yes/no radical has no levels")
		}
		for v := range int64(2) {
			r.push(formula.Identity(formula.Bool, v), v, formula.Format(formula.Bool, v, lang.ZhHans), formula.Format(formula.Bool, v, lang.En), lang.Text{})
		}
		return
	}
	if r.kind == formula.Enum {
		r.enum = &formula.EnumType{Name: src.ID}
		b.enumLevels(r.enum, src.Levels, where, true)
		for i, l := range src.Levels {
			if l.Value == "" && i < MaxLevels {
				r.push(l.ID, int64(len(r.values)), l.ZH, l.EN, l.Say)
			}
		}
	} else {
		seen := map[int64]bool{}
		for i, l := range src.Levels {
			at := join(where, "levels") + "[" + strconv.Itoa(i+1) + "]"
			if l.Value == "" {
				b.bad(at, "这里要写值，例如 7 或 199元", "a value is expected here, such as 7 or 199元")
				continue
			}
			v, ok := b.plainValue(r.kind, l.Value, at)
			if !ok {
				continue
			}
			if seen[v] {
				b.add("E102", at, l.Value)
			}
			seen[v] = true
			if len(r.values) < MaxLevels {
				r.push(formula.Identity(r.kind, v), v, formula.Format(r.kind, v, lang.ZhHans), formula.Format(r.kind, v, lang.En), lang.Text{})
			}
		}
	}
	n := len(r.values)
	if r.kind == formula.Enum || len(src.Levels) > MaxLevels {
		n = len(src.Levels)
	}
	if n < 2 || n > MaxLevels {
		zh, en := "条件"+src.ID+"有"+strconv.Itoa(n)+"个档位；可以有2～24个", "radical "+src.ID+" has "+levelsText(n)+"; 2 to 24 are allowed"
		if n < len(src.Levels) {
			zh, en = zh+"（其余的没有收下）", en+" (the others were refused)"
			if len(src.Levels)-n == 1 {
				en = strings.Replace(en, "the others were", "the other was", 1)
			}
		}
		b.bad(where, zh, en)
	}
}

func levelsText(n int) string {
	if n == 1 {
		return "1 level"
	}
	return strconv.Itoa(n) + " levels"
}

func (r *radical) push(id string, v int64, zh, en string, say lang.Text) {
	r.ids = append(r.ids, id)
	r.values = append(r.values, v)
	r.label[0] = append(r.label[0], zh)
	r.label[1] = append(r.label[1], en)
	if say.ZH == "" {
		say.ZH = zh
	}
	if say.EN == "" {
		say.EN = en
	}
	r.say[0] = append(r.say[0], say.ZH)
	r.say[1] = append(r.say[1], say.EN)
}

// enumLevels checks and enters the levels of a radical or an enum let.
func (b *builder) enumLevels(e *formula.EnumType, levels []Level, where string, isRadical bool) {
	words := map[string]int{}
	for i, l := range levels {
		at := join(where, "levels") + "[" + strconv.Itoa(i+1) + "]"
		if l.Value != "" {
			b.bad(at, "档位要写成 {id, zh, en}", "a level is written {id, zh, en}")
			continue
		}
		if b.id(l.ID, at) && reserved[l.ID] {
			b.bad(at, "“"+l.ID+"”是保留的词，不能做档位的 id", "\""+l.ID+"\" is a reserved word and cannot be a level's id")
		}
		b.needText(lang.Text{ZH: l.ZH, EN: l.EN}, at)
		b.mayText(l.Say, join(at, "say"))
		if isRadical && strings.ContainsAny(l.ZH+l.EN, ",，、﹐") {
			b.bad(at, "档位的名称里不能有逗号（格子里逗号表示“或”）；长的说法写进 say", "a level's label may not hold a comma (in a cell it means \"or\"); write longer phrases in say")
		}
		for _, w := range []string{l.ID, formula.FoldText(l.ZH), formula.FoldText(l.EN)} {
			if old, ok := words[w]; ok && old != i && w != "" {
				b.add("E102", at, w)
				break
			}
			words[w] = i
		}
		e.Levels = append(e.Levels, formula.Level{ID: l.ID, ZH: l.ZH, EN: l.EN})
	}
}

func (b *builder) incids() {
	m := b.m
	b.count(len(m.Incidentals), 0, 12, "incidentals", "表面信息", "incidentals")
	for i := range m.Incidentals {
		src := &m.Incidentals[i]
		where := partPath("incidentals", i, src.ID)
		b.id(src.ID, where)
		if _, taken := b.incidentals[src.ID]; taken {
			b.add("E102", where, src.ID)
		} else if n, taken := b.names[src.ID]; taken && n.id == src.ID {
			b.add("E102", where, src.ID)
		}
		b.count(len(src.Values), 1, 50, where, "表面信息“"+src.ID+"”的说法", "incidental "+src.ID)
		inc := incidental{id: src.ID, lure: src.Lure}
		for k, v := range src.Values {
			b.needText(v, join(where, "values")+"["+strconv.Itoa(k+1)+"]")
			inc.values[0] = append(inc.values[0], v.ZH)
			inc.values[1] = append(inc.values[1], v.EN)
		}
		b.incidentals[src.ID] = i
		b.c.incid = append(b.c.incid, inc)
	}
}

// letsAll compiles the computed values in order; each sees radicals and earlier lets.
func (b *builder) letsAll() {
	m := b.m
	b.count(len(m.Let), 0, maxLets, "let", "计算", "let")
	k := len(b.c.rads)
	if len(m.Let) > maxLets {
		return
	}
	b.c.lets = make([]let, 0, len(m.Let)) // values are referred to by address
	for i := range m.Let {
		src := &m.Let[i]
		where := partPath("let", i, src.ID)
		b.id(src.ID, where)
		if _, taken := b.incidentals[src.ID]; taken {
			b.add("E102", where, src.ID)
		}
		if (src.ZH == "") != (src.EN == "") {
			b.needText(lang.Text{ZH: src.ZH, EN: src.EN}, where)
		}
		l := let{id: src.ID}
		kind := formula.NoKind
		if src.Kind != "" {
			if kind = KindOf(src.Kind); kind == formula.NoKind {
				b.oneOf(src.Kind, join(where, "kind"), formula.Kinds()...)
			}
		}
		var enum *formula.EnumType
		if kind == formula.Enum {
			enum = &formula.EnumType{Name: src.ID}
			b.count(len(src.Levels), 2, MaxLevels, join(where, "levels"), "计算“"+src.ID+"”的档位", "let "+src.ID)
			b.enumLevels(enum, src.Levels, where, false)
			for _, lv := range src.Levels {
				l.label[0] = append(l.label[0], lv.ZH)
				l.label[1] = append(l.label[1], lv.EN)
				l.say[0] = append(l.say[0], lv.Say.ZH)
				l.say[1] = append(l.say[1], lv.Say.EN)
			}
		} else if len(src.Levels) > 0 {
			b.bad(join(where, "levels"), "只有 kind: enum 才有 levels", "only kind: enum has levels")
		}
		l.value = value{kind: kind, enum: enum}
		switch {
		case src.Expr != "" && len(src.Rules) > 0:
			b.bad(where, "expr 和 rules 只能写一个", "write either expr or rules")
		case src.Expr != "":
			b.letFormula(&l, src, where)
		case len(src.Rules) > 0:
			if kind == formula.NoKind {
				b.bad(where, "计算表要写 kind", "a let with a table needs its kind")
			} else {
				b.letTable(&l, src, where)
			}
		default:
			b.bad(where, "缺 expr 或 rules", "expr or rules is missing")
		}
		l.value.let = i + 1
		b.c.lets = append(b.c.lets, l)
		b.declare(named{id: src.ID, index: k + i, kind: l.value.kind, enum: l.value.enum}, src.ZH, where)
	}
}

func (b *builder) letFormula(l *let, src *Let, where string) {
	v := b.formulaValue(src.Expr, join(where, "expr"), formula.Expect{Kind: l.value.kind, Enum: l.value.enum})
	if v == nil {
		return
	}
	if v.kind == formula.Enum && l.value.enum == nil { // the kind was not written: it shows another's levels
		for side := range 2 {
			for _, lv := range v.enum.Levels {
				l.label[side] = append(l.label[side], [2]string{lv.ZH, lv.EN}[side])
				l.say[side] = append(l.say[side], "")
			}
		}
	}
	l.value = *v
}

func (b *builder) letTable(l *let, src *Let, where string) {
	if b.light {
		return
	}
	t := b.table(src.Rules, join(where, "rules"), false)
	for i, r := range src.Rules {
		at := join(where, "rules") + "[" + strconv.Itoa(i+1) + "].key"
		var v *value
		var k int64
		switch {
		case r.Key.Kind != Word:
			b.bad(at, "这里要写值、公式或档位", "a value, a formula or a level is expected here")
		case l.value.kind == formula.Enum && l.value.enum.Index(formula.FoldText(r.Key.Word)) >= 0:
			k = int64(l.value.enum.Index(formula.FoldText(r.Key.Word)))
		case decimal.MatchString(r.Key.Word):
			b.add("E105", at, r.Key.Word)
		default:
			v = b.formulaValue(r.Key.Word, at, formula.Expect{Kind: l.value.kind, Enum: l.value.enum})
			if v != nil {
				t.deps |= v.deps
			}
		}
		t.keys, t.keyConst = append(t.keys, v), append(t.keyConst, k)
	}
	if Blocking(b.list) {
		return
	}
	t.compile(b.c)
	l.value.table, l.value.deps = t, t.deps
	l.value.fill(b.c)
}

// cells compiles a row of cells.
func (b *builder) cells(cells Cells, where string) []rowCell {
	var out []rowCell
	seen := map[int]bool{}
	for _, cell := range cells {
		at := join(where, cell.Column)
		name := formula.FoldText(cell.Column)
		n, ok := b.names[name]
		if !ok {
			if _, inc := b.incidentals[name]; inc {
				b.add("E103", at, name, "：它是表面信息，不能做条件", ": it is an incidental and cannot be a condition")
				continue
			}
			b.missing(at, cell.Column, b.Words())
			continue
		}
		if seen[n.index] {
			b.add("E102", at, cell.Column)
			continue
		}
		seen[n.index] = true
		test, err := formula.ParseCell(cell.Test, formula.Column{Kind: n.kind, Enum: n.enum, Fact: b.factValue})
		if err != nil && (n.kind == formula.Money || n.kind == formula.Percent) && b.m.At(at).Number {
			b.add("E105", at, cell.Test)
			continue
		}
		if err != nil {
			b.add("E106", at, err.Message.ZH, err.Message.EN)
			continue
		}
		if test.Any {
			continue
		}
		rc := rowCell{column: n.index, test: test, cell: cell}
		if n.index < len(b.c.rads) {
			rc.mask = test.Mask(b.c.rads[n.index].values)
		}
		out = append(out, rc)
	}
	return out
}

// table compiles the rows of a decision table (not yet its factors).
func (b *builder) table(rules []Rule, where string, withWhy bool) *table {
	t := &table{where: where, elseRow: -1}
	if len(rules) > 200 {
		b.count(len(rules), 1, 200, where, "规则", "rules")
		return t
	}
	ids := map[string]bool{}
	for i, r := range rules {
		at := where + "[" + strconv.Itoa(i+1) + "]"
		id := r.ID
		if id == "" {
			id = "r" + strconv.Itoa(i+1)
		} else {
			b.id(id, at)
		}
		b.unique(ids, id, at)
		row := tableRow{id: id, src: r}
		if r.Else {
			if t.elseRow >= 0 {
				b.bad(at, "只能有一行 else", "only one row may be else")
			}
			if len(r.If) > 0 {
				b.bad(at, "else 行不写条件", "an else row has no cells")
			}
			t.elseRow = i
		}
		row.cells = b.cells(r.If, at)
		if r.Key.Kind == NoAnswer {
			b.bad(join(at, "key"), "缺 key", "the key is missing")
		}
		if withWhy {
			b.mayText(r.Why, join(at, "why"))
			row.why = b.text(r.Why, join(at, "why"))
		} else if !r.Why.Empty() {
			b.mayText(r.Why, join(at, "why"))
		}
		t.rows = append(t.rows, row)
	}
	return t
}

func (b *builder) constraintsAll() {
	m := b.m
	b.count(len(m.Constraints), 0, 40, "constraints", "约束", "constraints")
	for i, src := range m.Constraints {
		where := "constraints[" + strconv.Itoa(i+1) + "]"
		b.needText(src.Why, join(where, "why"))
		c := constraint{}
		switch {
		case len(src.Forbid) > 0 && src.Require != "":
			b.bad(where, "forbid 和 require 只能写一个", "write either forbid or require")
		case len(src.Forbid) > 0:
			before := len(b.list)
			c.cells = b.cells(src.Forbid, join(where, "forbid"))
			for _, cell := range c.cells {
				if cell.column >= len(b.c.rads) {
					c.depth = len(b.c.rads)
				} else {
					c.depth = max(c.depth, cell.column+1)
				}
			}
			if len(c.cells) == 0 && len(b.list) == before {
				b.bad(where, "forbid 一格也没写", "forbid has no cell")
			}
		case src.Require != "":
			c.require = b.formulaValue(src.Require, join(where, "require"), formula.Expect{Kind: formula.Bool})
			if c.require != nil {
				for r := range b.c.rads {
					if c.require.deps&(1<<r) != 0 {
						c.depth = r + 1
					}
				}
				for _, u := range c.require.prog.Uses() {
					if u >= len(b.c.rads) {
						c.depth = len(b.c.rads)
					}
				}
			}
		default:
			b.bad(where, "缺 forbid 或 require", "forbid or require is missing")
		}
		b.c.constraints = append(b.c.constraints, c)
	}
}
