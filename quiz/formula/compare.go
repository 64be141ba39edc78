package formula

import (
	"strings"
	"unicode"
)

var comparisons = []string{"==", "=", "!=", "≠", "<=", "≤", ">=", "≥", "<", ">"}

func (p *parser) cmp(want *EnumType) expr {
	a := p.sum(want)
	if p.err != nil {
		return a
	}
	col := p.tok.col
	if _, ok := p.op("in", "属于"); ok {
		return p.in(a)
	}
	after := p.lex.pos // where the right side begins, when an operator stands here
	op, ok := p.op(comparisons...)
	if !ok {
		return a
	}
	if e := p.longLabel(a.enum, after); e != nil {
		p.err = nil // the label's own words may have been misread already
		return p.failAt(e.Column, e.Message.ZH, e.Message.EN)
	}
	b := p.sum(a.enum)
	if p.err != nil {
		return b
	}
	for _, next := range comparisons {
		if p.tok.kind == tOp && p.tok.text == next {
			return p.failAt(p.tok.col, "不能连着比较：用“且”分成两个", "two comparisons in a row: join them with and")
		}
	}
	switch op {
	case "=":
		op = "=="
	case "≠":
		op = "!="
	case "≤":
		op = "<="
	case "≥":
		op = ">="
	}
	if a.kind != b.kind || a.kind == Enum && a.enum != b.enum {
		return p.failAt(col, "不能比较"+a.kind.ZH()+"和"+b.kind.ZH(), "cannot compare "+a.kind.EN()+" and "+b.kind.EN())
	}
	if (a.kind == Enum || a.kind == Bool) && op != "==" && op != "!=" {
		return p.failAt(col, a.kind.ZH()+"只能用 == 和 !=", "a "+a.kind.EN()+" can only be compared with == and !=")
	}
	return p.fold(expr{kind: Bool, col: a.col, con: a.con && b.con, run: compare(op, a, b)})
}

// longLabel finds a level written by a label that is not one word, or that begins with
// a digit: in a formula such a level is written by its id.
func (p *parser) longLabel(enum *EnumType, from int) *Error {
	if enum == nil {
		return nil
	}
	for from < len(p.lex.src) && isSpace(Fold(p.lex.src[from])) {
		from++
	}
	rest := strings.Map(Fold, string(p.lex.src[min(from, len(p.lex.src)):]))
	for _, l := range enum.Levels {
		for _, label := range []string{FoldText(l.ZH), FoldText(l.EN)} {
			if label == "" || !strings.HasPrefix(rest, label) || oneWord(label) {
				continue
			}
			return failAt(from+1, "公式里“"+label+"”要写 id："+l.ID, "in a formula write \""+label+"\" by its id: use the id "+l.ID)
		}
	}
	return nil
}

func oneWord(s string) bool {
	for i, r := range s {
		if !wordRune(r) || i == 0 && unicode.IsDigit(r) {
			return false
		}
	}
	return true
}

func compare(op string, a, b expr) fn {
	l, r := a.run, b.run
	if a.idx > 0 && b.con {
		i, k := a.idx-1, b.val
		switch op {
		case "==":
			return func(f *Frame) int64 { return one(f.V[i] == k) }
		case "!=":
			return func(f *Frame) int64 { return one(f.V[i] != k) }
		case "<=":
			return func(f *Frame) int64 { return one(f.V[i] <= k) }
		case ">=":
			return func(f *Frame) int64 { return one(f.V[i] >= k) }
		case "<":
			return func(f *Frame) int64 { return one(f.V[i] < k) }
		}
		return func(f *Frame) int64 { return one(f.V[i] > k) }
	}
	if a.idx > 0 && b.idx > 0 {
		i, j := a.idx-1, b.idx-1
		switch op {
		case "<=":
			return func(f *Frame) int64 { return one(f.V[i] <= f.V[j]) }
		case ">":
			return func(f *Frame) int64 { return one(f.V[i] > f.V[j]) }
		}
	}
	switch op {
	case "==":
		return func(f *Frame) int64 { return one(l(f) == r(f)) }
	case "!=":
		return func(f *Frame) int64 { return one(l(f) != r(f)) }
	case "<=":
		return func(f *Frame) int64 { return one(l(f) <= r(f)) }
	case ">=":
		return func(f *Frame) int64 { return one(l(f) >= r(f)) }
	case "<":
		return func(f *Frame) int64 { return one(l(f) < r(f)) }
	}
	return func(f *Frame) int64 { return one(l(f) > r(f)) }
}

func one(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

func (p *parser) in(a expr) expr {
	if _, ok := p.op("("); ok {
		var items []fn
		con := a.con
		for {
			b := p.sum(a.enum)
			if p.err != nil {
				return b
			}
			if b.kind != a.kind || b.kind == Enum && b.enum != a.enum {
				return p.failAt(b.col, "不能比较"+a.kind.ZH()+"和"+b.kind.ZH(), "cannot compare "+a.kind.EN()+" and "+b.kind.EN())
			}
			items, con = append(items, b.run), con && b.con
			if _, ok := p.op(","); ok {
				continue
			}
			if _, ok := p.op(")"); ok {
				break
			}
			return p.unexpected()
		}
		l := a.run
		return p.fold(expr{kind: Bool, col: a.col, con: con, run: func(f *Frame) int64 {
			v := l(f)
			for _, it := range items {
				if it(f) == v {
					return 1
				}
			}
			return 0
		}})
	}
	lo := p.sum(nil)
	if p.err != nil {
		return lo
	}
	if _, ok := p.op(".."); !ok {
		return p.failAt(p.tok.col, "“属于”后面写 (a, b) 或 a..b", "after in write (a, b) or a..b")
	}
	hi := p.sum(nil)
	if p.err != nil {
		return hi
	}
	if lo.kind != a.kind || hi.kind != a.kind || a.kind == Enum || a.kind == Bool {
		return p.failAt(lo.col, "范围两端要和"+a.kind.ZH()+"同一种类", "both ends of the range must be of the kind "+a.kind.EN())
	}
	v, l, h := a.run, lo.run, hi.run
	return p.fold(expr{kind: Bool, col: a.col, con: a.con && lo.con && hi.con, run: func(f *Frame) int64 {
		x := v(f)
		return one(l(f) <= x && x <= h(f))
	}})
}
