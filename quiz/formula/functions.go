package formula

import "strconv"

// function is one of the language's functions: build checks the arguments and answers
// what runs, with its kind. It is nil where the parser itself reads the arguments
// (div and discount have a rounding, if passes its levels on).
type function struct {
	name, zh string
	usage    string
	min, max int
	build    func(p *parser, tok token, args []expr) expr
}

var functions []function

func init() {
	functions = []function{
		{"min", "最小", "min(a, b, …)", 2, 20, extreme(false)},
		{"max", "最大", "max(a, b, …)", 2, 20, extreme(true)},
		{"div", "除", "div(a, b, down｜up｜half_up)", 3, 3, nil},
		{"discount", "折后", "discount(amount, rate[, rounding])", 2, 3, nil},
		{"step_off", "满减", "step_off(amount, from1, off1, …)", 3, 41, stepOff},
		{"every_off", "每满减", "every_off(amount, per, off)", 3, 3, everyOff},
		{"coupon", "优惠券", "coupon(amount, from, off)", 3, 3, coupon},
		{"red_packet", "红包", "red_packet(amount, value)", 2, 2, redPacket},
		{"share", "分摊", "share(total, i, p1, …, pn)", 3, 22, share},
		{"price_protect", "价保", "price_protect(paid, now, in_time)", 3, 3, priceProtect},
		{"freight_cover", "运费险", "freight_cover(insured, cost, cap)", 3, 3, freightCover},
		{"within", "期限内", "within(day, start, n)", 3, 3, within},
		{"if", "如果", "if(c, a, b)", 3, 3, nil},
	}
}

func (p *parser) call(tok token, want *EnumType) expr {
	var fun *function
	for i := range functions {
		if functions[i].name == tok.text || functions[i].zh == tok.text {
			fun = &functions[i]
		}
	}
	if fun == nil {
		var names []string
		for _, f := range functions {
			names = append(names, f.name, f.zh)
		}
		zh, en := "没有函数“"+tok.text+"”", "there is no function "+tok.text
		if near := Nearest(tok.text, names); near != "" {
			zh, en = zh+"，是不是“"+near+"”？", en+"; did you mean "+near+"?"
		}
		return p.failAt(tok.col, zh, en)
	}
	p.advance() // (
	var args []expr
	mode, rounded := HalfUp, false
	if p.tok.kind == tOp && p.tok.text == ")" {
		p.advance()
	} else {
		for {
			if len(args) >= fun.max {
				return p.arity(tok, fun)
			}
			if r, ok := p.roundingWord(fun, len(args)); ok {
				mode, rounded = r, true
			} else {
				var w *EnumType
				if fun.name == "if" && len(args) > 0 {
					w = want
				}
				args = append(args, p.or(w))
			}
			if p.err != nil {
				return expr{}
			}
			if _, ok := p.op(","); ok {
				if rounded {
					return p.arity(tok, fun)
				}
				continue
			}
			if _, ok := p.op(")"); ok {
				break
			}
			if p.tok.kind == tEnd {
				return p.failAt(p.tok.col, "少了右括号", "a closing bracket is missing")
			}
			return p.unexpected()
		}
	}
	n := len(args)
	if rounded {
		n++
	}
	if n < fun.min || n > fun.max {
		return p.arity(tok, fun)
	}
	var e expr
	switch fun.name {
	case "if":
		e = p.ifElse(tok, args)
	case "div":
		if !rounded {
			return p.arity(tok, fun)
		}
		e = p.div(tok, args, mode)
	case "discount":
		if len(args) == 3 {
			return p.arity(tok, fun)
		}
		e = p.discount(tok, args, mode)
	default:
		e = fun.build(p, tok, args)
	}
	if p.err != nil {
		return e
	}
	e.col, e.con = tok.col, true
	for _, a := range args {
		e.con = e.con && a.con
	}
	return p.fold(e)
}

func (p *parser) roundingWord(fun *function, at int) (Rounding, bool) {
	if at != 2 || fun.name != "div" && fun.name != "discount" || p.tok.kind != tName {
		return 0, false
	}
	r, ok := roundings[p.tok.text]
	if ok {
		p.advance()
	}
	return r, ok
}

func (p *parser) arity(tok token, fun *function) expr {
	return p.failAt(tok.col, "“"+tok.text+"”的写法是 "+fun.usage, tok.text+" is written "+fun.usage)
}

// need checks the kinds of arguments in order; NoKind accepts any.
func (p *parser) need(tok token, args []expr, kinds ...Kind) bool {
	for i, k := range kinds {
		if k != NoKind && args[i].kind != k {
			p.failAt(args[i].col,
				"“"+tok.text+"”的第"+strconv.Itoa(i+1)+"项要"+k.ZH()+"，这里是"+args[i].kind.ZH(),
				"argument "+strconv.Itoa(i+1)+" of "+tok.text+" must be "+k.One()+", this is "+args[i].kind.One())
			return false
		}
	}
	return true
}

func (p *parser) ifElse(tok token, args []expr) expr {
	if !p.need(tok, args, Bool) {
		return expr{}
	}
	c, a, b := args[0], args[1], args[2]
	if a.kind != b.kind || a.enum != b.enum {
		return p.failAt(b.col, "if 的两个结果要同一种类：一个是"+a.kind.ZH()+"，一个是"+b.kind.ZH(), "both results of if must be of one kind: this is "+b.kind.EN()+", the other "+a.kind.EN())
	}
	cr, ar, br := c.run, a.run, b.run
	return expr{kind: a.kind, enum: a.enum, run: func(f *Frame) int64 {
		if cr(f) != 0 {
			return ar(f)
		}
		return br(f)
	}}
}

func (p *parser) div(tok token, args []expr, mode Rounding) expr {
	a, b := args[0], args[1]
	kind := NoKind
	switch {
	case a.kind == Int && b.kind == Int, a.kind == Money && b.kind == Money:
		kind = Int
	case a.kind == Money && b.kind == Int:
		kind = Money
	default:
		return p.failAt(a.col, "div 可以除：整数÷整数、金额÷整数、金额÷金额", "div divides int by int, money by int, or money by money")
	}
	l, r := a.run, b.run
	return expr{kind: kind, run: func(f *Frame) int64 { return f.mulDiv(l(f), 1, r(f), mode) }}
}

func (f *Frame) mulDiv(a, b, d int64, mode Rounding) int64 {
	if d == 0 {
		f.set(ZeroDiv)
		return 0
	}
	v, why := mulDiv(a, b, d, mode)
	if why != OK {
		f.set(why)
	}
	return v
}

func (p *parser) discount(tok token, args []expr, mode Rounding) expr {
	if !p.need(tok, args, Money, Percent) {
		return expr{}
	}
	l, r := args[0].run, args[1].run
	return expr{kind: Money, run: func(f *Frame) int64 { return f.mulDiv(l(f), r(f), 10_000, mode) }}
}

func extreme(largest bool) func(*parser, token, []expr) expr {
	return func(p *parser, tok token, args []expr) expr {
		kind := args[0].kind
		if !kind.Number() && kind != Date {
			return p.failAt(args[0].col, "这里要数或日期，不是"+kind.ZH(), "numbers or dates are needed, this is "+kind.One())
		}
		runs := make([]fn, len(args))
		for i, a := range args {
			if a.kind != kind {
				p.failAt(a.col, "各项要同一种类："+kind.ZH(), "all arguments must be of one kind: "+kind.EN())
				return expr{}
			}
			runs[i] = a.run
		}
		return expr{kind: kind, run: func(f *Frame) int64 {
			v := runs[0](f)
			for _, r := range runs[1:] {
				if x := r(f); (x > v) == largest && x != v {
					v = x
				}
			}
			return v
		}}
	}
}

func stepOff(p *parser, tok token, args []expr) expr {
	if len(args)%2 == 0 {
		return p.failAt(tok.col, "满减要成对写：门槛、减额", "step_off takes pairs of threshold and reduction")
	}
	kinds := make([]Kind, len(args))
	runs := make([]fn, len(args))
	for i, a := range args {
		kinds[i], runs[i] = Money, a.run
	}
	if !p.need(tok, args, kinds...) {
		return expr{}
	}
	return expr{kind: Money, run: func(f *Frame) int64 {
		amount := runs[0](f)
		reached, off := int64(0), int64(0)
		any := false
		for i := 1; i < len(runs); i += 2 {
			if from := runs[i](f); amount >= from && (!any || from >= reached) {
				any, reached, off = true, from, runs[i+1](f)
			}
		}
		return min(off, amount)
	}}
}

func everyOff(p *parser, tok token, args []expr) expr {
	if !p.need(tok, args, Money, Money, Money) {
		return expr{}
	}
	a, per, off := args[0].run, args[1].run, args[2].run
	return expr{kind: Money, run: func(f *Frame) int64 {
		d := per(f)
		if d == 0 {
			f.set(ZeroDiv)
			return 0
		}
		return f.mulDiv(floorDiv(a(f), d), off(f), 1, Down)
	}}
}

func coupon(p *parser, tok token, args []expr) expr {
	if !p.need(tok, args, Money, Money, Money) {
		return expr{}
	}
	a, from, off := args[0].run, args[1].run, args[2].run
	return expr{kind: Money, run: func(f *Frame) int64 {
		if amount := a(f); amount >= from(f) {
			return min(off(f), amount)
		}
		return 0
	}}
}

func redPacket(p *parser, tok token, args []expr) expr {
	if !p.need(tok, args, Money, Money) {
		return expr{}
	}
	a, v := args[0].run, args[1].run
	return expr{kind: Money, run: func(f *Frame) int64 { return max(0, min(a(f), v(f))) }}
}

// share splits a total so that the parts always add up to it: the difference of
// two running totals, each rounded down.
func share(p *parser, tok token, args []expr) expr {
	kinds := make([]Kind, len(args))
	runs := make([]fn, len(args))
	for i, a := range args {
		kinds[i], runs[i] = Money, a.run
	}
	kinds[1] = Int
	if !p.need(tok, args, kinds...) {
		return expr{}
	}
	n := int64(len(args) - 2)
	if line := args[1]; line.con && (line.val < 1 || line.val > n) {
		return p.failAt(line.col, "分摊只有"+strconv.FormatInt(n, 10)+"行", "share has only "+strconv.FormatInt(n, 10)+" lines here")
	}
	return expr{kind: Money, run: func(f *Frame) int64 {
		total, line := runs[0](f), runs[1](f)
		if line < 1 || line > n {
			f.set(NoLine)
			return 0
		}
		var upTo, before, all int64
		for i, r := range runs[2:] {
			v := r(f)
			if all = f.limit(all + v); f.fail != OK {
				return 0
			}
			if int64(i) == line-2 {
				before = all
			}
			if int64(i) == line-1 {
				upTo = all
			}
		}
		return f.limit(f.mulDiv(total, upTo, all, Down) - f.mulDiv(total, before, all, Down))
	}}
}

func priceProtect(p *parser, tok token, args []expr) expr {
	if !p.need(tok, args, Money, Money, Bool) {
		return expr{}
	}
	paid, now, in := args[0].run, args[1].run, args[2].run
	return expr{kind: Money, run: func(f *Frame) int64 {
		if in(f) == 0 {
			return 0
		}
		return f.limit(max(0, paid(f)-now(f)))
	}}
}

func freightCover(p *parser, tok token, args []expr) expr {
	if !p.need(tok, args, Bool, Money, Money) {
		return expr{}
	}
	insured, cost, limit := args[0].run, args[1].run, args[2].run
	return expr{kind: Money, run: func(f *Frame) int64 {
		if insured(f) == 0 {
			return 0
		}
		return min(cost(f), limit(f))
	}}
}

func within(p *parser, tok token, args []expr) expr {
	kind := args[0].kind
	if kind != Date && kind != Int {
		return p.failAt(args[0].col, "期限内的第1项要日期或整数", "argument 1 of within must be a date or a whole number")
	}
	if !p.need(tok, args, kind, kind, Int) {
		return expr{}
	}
	day, start, n := args[0].run, args[1].run, args[2].run
	return expr{kind: Bool, run: func(f *Frame) int64 {
		d := day(f) - start(f)
		return one(0 <= d && d <= n(f))
	}}
}
