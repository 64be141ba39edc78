package formula

import (
	"strconv"
	"strings"
)

// maxTerms bounds the numbers, names and calls of one formula, maxLength its
// characters and maxDepth its nesting.
const (
	maxTerms  = 200
	maxLength = 2000
	maxDepth  = 60
)

// Var is what a name stands for: a variable of the frame, or a constant (a pack's fact).
type Var struct {
	Index int // place in Frame.V; ignored for constants
	Kind  Kind
	Enum  *EnumType // when Kind is Enum
	Const bool
	Value int64  // constants
	Fact  string // constants: the fact's name, noted in Program.Facts
}

// Scope resolves names. Words lists all names for "did you mean".
type Scope interface {
	Lookup(name string) (Var, bool)
	Words() []string
}

// Frame holds the values of one situation: V by Var.Index. It belongs to one goroutine.
type Frame struct {
	V    []int64
	fail Fail
}

type fn func(f *Frame) int64

// Program is a compiled formula. It never changes and may be used by many goroutines,
// each with its own Frame.
type Program struct {
	kind  Kind
	enum  *EnumType
	run   fn
	uses  []int
	facts []string
	con   bool
}

// Kind is the kind of the result; Enum its levels when the kind is Enum.
func (p *Program) Kind() Kind      { return p.kind }
func (p *Program) Enum() *EnumType { return p.enum }

// Uses lists the variables that the formula reads, ascending, each once.
func (p *Program) Uses() []int { return p.uses }

// Facts lists the names of the facts that the formula reads.
func (p *Program) Facts() []string { return p.facts }

// Eval computes the value in a frame. When fail is not OK the value means nothing.
func (p *Program) Eval(f *Frame) (v int64, fail Fail) {
	f.fail = OK
	v = p.run(f)
	return v, f.fail
}

// Expect says what a formula must give; the zero value accepts every kind.
type Expect struct {
	Kind Kind
	Enum *EnumType // for Kind Enum: the levels that names on their own may mean
}

// Compile reads a formula, checks names and kinds, and prepares it to run.
func Compile(src string, scope Scope, want Expect) (*Program, *Error) {
	runes := []rune(src)
	if len(runes) > maxLength {
		return nil, failAt(maxLength+1, "公式太长：最多"+strconv.Itoa(maxLength)+"个字", "the formula is too long: at most "+strconv.Itoa(maxLength)+" characters")
	}
	p := &parser{lex: lexer{src: runes}, scope: scope, seen: map[int]bool{}, factSeen: map[string]bool{}}
	p.advance()
	if p.err == nil && p.tok.kind == tEnd {
		return nil, failAt(1, "公式是空的", "the formula is empty")
	}
	var levels *EnumType // that a word on its own may mean
	if want.Kind == Enum {
		levels = want.Enum
	}
	e := p.or(levels)
	if p.err == nil && p.tok.kind != tEnd {
		p.unexpected()
	}
	if p.err != nil {
		return nil, p.err
	}
	if want.Kind != NoKind && e.kind != want.Kind {
		return nil, failAt(e.col, "这里要"+want.Kind.ZH()+"，算出的是"+e.kind.ZH(), "this gives "+e.kind.One()+" where "+want.Kind.One()+" is needed")
	}
	if want.Kind == Enum && e.enum != want.Enum {
		return nil, failAt(e.col, "这里要"+want.Enum.Name+"的档位", "a level of "+want.Enum.Name+" is needed here")
	}
	prog := &Program{kind: e.kind, enum: e.enum, run: e.run, con: e.con}
	for i := range p.maxIndex {
		if p.seen[i] {
			prog.uses = append(prog.uses, i)
		}
	}
	prog.facts = p.facts
	return prog, nil
}

// expr is a checked piece of a formula.
type expr struct {
	kind Kind
	enum *EnumType
	run  fn
	col  int
	con  bool // constant: val is known
	val  int64
	idx  int // plain variable: its index + 1
}

type parser struct {
	lex      lexer
	tok      token
	scope    Scope
	err      *Error
	terms    int
	depth    int
	seen     map[int]bool
	maxIndex int
	facts    []string
	factSeen map[string]bool
}

func (p *parser) advance() {
	p.tok = p.lex.next()
	if p.tok.kind == tBad {
		p.fail(p.tok.err)
	}
}

// fail keeps the first error and ends the reading: the rest of the text is dropped.
func (p *parser) fail(e *Error) {
	if p.err == nil {
		p.err = e
	}
	p.lex.pos = len(p.lex.src)
	p.tok = token{kind: tEnd, col: len(p.lex.src) + 1}
}

func (p *parser) failAt(col int, zh, en string) expr {
	p.fail(failAt(col, zh, en))
	return expr{kind: NoKind, col: col, run: func(*Frame) int64 { return 0 }}
}

func (p *parser) unexpected() expr {
	if p.tok.kind == tEnd {
		return p.failAt(p.tok.col, "公式没写完", "the formula is not finished")
	}
	t := p.tok.text
	return p.failAt(p.tok.col, "这里不该有“"+t+"”", "\""+t+"\" does not belong here")
}

func (p *parser) op(words ...string) (string, bool) {
	if p.tok.kind != tOp && p.tok.kind != tName {
		return "", false
	}
	for _, w := range words {
		if p.tok.text == w {
			p.advance()
			return w, true
		}
	}
	return "", false
}

func (p *parser) enter() bool {
	if p.depth++; p.depth > maxDepth {
		p.failAt(p.tok.col, "括号套得太深", "too many brackets within brackets")
		return false
	}
	return true
}

func (p *parser) or(want *EnumType) expr {
	if !p.enter() {
		return expr{run: func(*Frame) int64 { return 0 }}
	}
	defer func() { p.depth-- }()
	a := p.and(want)
	for p.err == nil {
		if _, ok := p.op("or", "||", "或"); !ok {
			break
		}
		b := p.and(nil)
		if !p.bool(a) || !p.bool(b) {
			break
		}
		l, r := a.run, b.run
		a = p.fold(expr{kind: Bool, col: a.col, con: a.con && b.con, run: func(f *Frame) int64 {
			if l(f) != 0 {
				return 1
			}
			return r(f)
		}})
	}
	return a
}

func (p *parser) and(want *EnumType) expr {
	a := p.not(want)
	for p.err == nil {
		if _, ok := p.op("and", "&&", "且"); !ok {
			break
		}
		b := p.not(nil)
		if !p.bool(a) || !p.bool(b) {
			break
		}
		l, r := a.run, b.run
		a = p.fold(expr{kind: Bool, col: a.col, con: a.con && b.con, run: func(f *Frame) int64 {
			if l(f) == 0 {
				return 0
			}
			return r(f)
		}})
	}
	return a
}

func (p *parser) bool(e expr) bool {
	if p.err != nil {
		return false
	}
	if e.kind != Bool {
		p.failAt(e.col, "“且、或、非”两边要是/否，这里是"+e.kind.ZH(), "and, or, not need yes/no, this is "+e.kind.One())
		return false
	}
	return true
}

func (p *parser) not(want *EnumType) expr {
	col := p.tok.col
	if _, ok := p.op("not", "!", "非"); ok {
		if !p.enter() {
			return expr{run: func(*Frame) int64 { return 0 }}
		}
		defer func() { p.depth-- }()
		a := p.not(nil)
		if !p.bool(a) {
			return a
		}
		r := a.run
		return p.fold(expr{kind: Bool, col: col, con: a.con, run: func(f *Frame) int64 { return 1 - r(f) }})
	}
	return p.cmp(want)
}

func (p *parser) sum(want *EnumType) expr {
	a := p.mul(want)
	for p.err == nil {
		op, ok := p.op("+", "-")
		if !ok {
			break
		}
		b := p.mul(nil)
		if p.err != nil {
			return b
		}
		kind := NoKind
		switch {
		case a.kind == b.kind && a.kind.Number():
			kind = a.kind
		case a.kind == Date && b.kind == Int:
			kind = Date
		case a.kind == Date && b.kind == Date && op == "-":
			kind = Int
		case a.kind == Int && b.kind == Date && op == "+":
			kind = Date
		default:
			return p.cannot(a, op, b)
		}
		l, r := a.run, b.run
		if op == "+" {
			a = p.fold(expr{kind: kind, col: a.col, con: a.con && b.con, run: func(f *Frame) int64 { return f.limit(l(f) + r(f)) }})
		} else {
			a = p.fold(expr{kind: kind, col: a.col, con: a.con && b.con, run: func(f *Frame) int64 { return f.limit(l(f) - r(f)) }})
		}
	}
	return a
}

func (p *parser) cannot(a expr, op string, b expr) expr {
	return p.failAt(b.col, "不能算"+a.kind.ZH()+" "+op+" "+b.kind.ZH(), "cannot calculate "+short(a.kind)+" "+op+" "+short(b.kind))
}

func short(k Kind) string {
	if k == Money {
		return "money"
	}
	return k.EN()
}

func (f *Frame) limit(v int64) int64 {
	if !inLimit(v) {
		f.set(TooBig)
		return 0
	}
	return v
}

func (f *Frame) set(why Fail) {
	if f.fail == OK {
		f.fail = why
	}
}

func (p *parser) mul(want *EnumType) expr {
	a := p.unary(want)
	for p.err == nil {
		if _, ok := p.op("*"); !ok {
			break
		}
		b := p.unary(nil)
		if p.err != nil {
			return b
		}
		kind, per := NoKind, int64(1)
		switch {
		case a.kind == Int && b.kind == Int:
			kind = Int
		case a.kind == Money && b.kind == Int, a.kind == Int && b.kind == Money:
			kind = Money
		case a.kind == Money && b.kind == Percent, a.kind == Percent && b.kind == Money:
			kind, per = Money, 10_000
		default:
			return p.cannot(a, "*", b)
		}
		l, r := a.run, b.run
		a = p.fold(expr{kind: kind, col: a.col, con: a.con && b.con, run: func(f *Frame) int64 {
			v, why := mulDiv(l(f), r(f), per, HalfUp)
			if why != OK {
				f.set(why)
			}
			return v
		}})
	}
	return a
}

func (p *parser) unary(want *EnumType) expr {
	col := p.tok.col
	if _, ok := p.op("-"); ok {
		if !p.enter() {
			return expr{run: func(*Frame) int64 { return 0 }}
		}
		defer func() { p.depth-- }()
		a := p.unary(nil)
		if p.err != nil {
			return a
		}
		if !a.kind.Number() {
			return p.failAt(col, "负号后面要数，这里是"+a.kind.ZH(), "a minus needs a number, this is "+a.kind.One())
		}
		r := a.run
		return p.fold(expr{kind: a.kind, col: col, con: a.con, run: func(f *Frame) int64 { return -r(f) }})
	}
	return p.prim(want)
}

func (p *parser) prim(want *EnumType) expr {
	if p.terms++; p.terms > maxTerms {
		return p.failAt(p.tok.col, "公式太长：最多"+strconv.Itoa(maxTerms)+"项", "the formula is too long: at most "+strconv.Itoa(maxTerms)+" terms")
	}
	tok := p.tok
	switch tok.kind {
	case tNumber:
		p.advance()
		return constant(tok.val, tok.num, tok.col)
	case tOp:
		if tok.text == "(" {
			p.advance()
			e := p.or(want)
			if p.err != nil {
				return e
			}
			if _, ok := p.op(")"); !ok {
				return p.failAt(p.tok.col, "少了右括号", "a closing bracket is missing")
			}
			e.col = tok.col
			return e
		}
	case tName:
		p.advance()
		return p.name(tok, want)
	}
	return p.unexpected()
}

func constant(kind Kind, v int64, col int) expr {
	return expr{kind: kind, col: col, con: true, val: v, run: func(*Frame) int64 { return v }}
}

// fold computes an expression whose parts are all constant; a failure stays for the run.
func (p *parser) fold(e expr) expr {
	if !e.con || p.err != nil {
		return e
	}
	f := Frame{}
	v := e.run(&f)
	if f.fail != OK {
		e.con = false // fails in every situation: reported where it is used
		return e
	}
	return expr{kind: e.kind, enum: e.enum, col: e.col, con: true, val: v, run: func(*Frame) int64 { return v }}
}

var operatorWords = map[string]bool{"or": true, "或": true, "and": true, "且": true, "not": true, "非": true, "in": true, "属于": true}

func (p *parser) name(tok token, want *EnumType) expr {
	word := tok.text
	if p.tok.kind == tOp && p.tok.text == "(" {
		return p.call(tok, want)
	}
	if want != nil {
		if i := want.Index(word); i >= 0 {
			e := constant(Enum, int64(i), tok.col)
			e.enum = want
			return e
		}
	}
	if b, ok := yesNoWord(word); ok {
		return constant(Bool, b, tok.col)
	}
	if operatorWords[word] {
		return p.failAt(tok.col, "这里不该有“"+word+"”", "\""+word+"\" does not belong here")
	}
	v, ok := p.scope.Lookup(word)
	if want != nil && (!ok || v.Kind != Enum || v.Enum != want) {
		p.fail(&Error{Column: tok.col, Message: want.noLevel(word)})
		return expr{}
	}
	if !ok {
		return p.unknown(tok)
	}
	if v.Const {
		if v.Fact != "" && !p.factSeen[v.Fact] {
			p.factSeen[v.Fact] = true
			p.facts = append(p.facts, v.Fact)
		}
		return constant(v.Kind, v.Value, tok.col)
	}
	p.seen[v.Index] = true
	p.maxIndex = max(p.maxIndex, v.Index+1)
	i := v.Index
	return expr{kind: v.Kind, enum: v.Enum, col: tok.col, idx: i + 1, run: func(f *Frame) int64 { return f.V[i] }}
}

func yesNoWord(s string) (int64, bool) {
	switch s {
	case "是", "true", "yes":
		return 1, true
	case "否", "false", "no":
		return 0, true
	}
	return 0, false
}

// unknown reports a name that nothing bears; a level word before its radical
// ("gold == tier") and operators without spaces get their own advice.
func (p *parser) unknown(tok token) expr {
	for _, w := range []string{"且", "或", "属于"} {
		if i := strings.Index(tok.text, w); i > 0 && i+len(w) < len(tok.text) {
			return p.failAt(tok.col, "没有“"+tok.text+"”；“"+w+"”两边要空格", "unknown name "+tok.text+"; put spaces around "+w)
		}
	}
	if p.tok.kind == tOp && (p.tok.text == "==" || p.tok.text == "=" || p.tok.text == "!=") {
		save := p.lex
		next := save.next()
		if v, ok := p.scope.Lookup(next.text); ok && next.kind == tName && v.Kind == Enum {
			return p.failAt(tok.col, "条件写在左边："+next.text+" == "+tok.text, "write the radical first: "+next.text+" == "+tok.text)
		}
	}
	zh, en := "没有“"+tok.text+"”", "unknown name "+tok.text
	if near := Nearest(tok.text, p.scope.Words()); near != "" {
		zh, en = zh+"，是不是“"+near+"”？", en+"; did you mean "+near+"?"
	}
	return p.failAt(tok.col, zh, en)
}
