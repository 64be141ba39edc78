package model

import (
	"regexp"
	"sort"
	"strconv"
	"strings"
	"sync"

	"shifu/internal/lang"
	"shifu/quiz/formula"
)

// Fact is a typed, dated value of a pack's policy that models use by name.
type Fact struct {
	Kind           formula.Kind // NoKind: a text, only for placeholders
	Value          int64        // in the kind's unit
	Text           lang.Text    // when Kind is NoKind
	From, To       int64        // days since 1970 on which it holds, both included
	HasFrom, HasTo bool
}

// Facts are the facts of a pack by name. A model's own names win over facts.
type Facts map[string]Fact

// Compiled is a model whose names are resolved, with its space of valid
// situations in enumeration order (declared order, last radical fastest).
// Situations are numbered 0..Size()-1. A Compiled never changes and may be used
// by many goroutines at once.
type Compiled struct {
	src   *Model
	once  sync.Once // of hash: a check needs none
	hash  string
	facts Facts // those that the model uses

	rads        []radical
	incid       []incidental
	lets        []let
	states      []state
	constraints []constraint
	texts       []*Text
	visible     []*Text // what is read before answering, rows apart
	unknowns    []Unknown
	stem        *Text

	rules     *table
	rowKeys   []rowKey
	options   []OptionView
	rightIf   []*value
	answer    *value
	tolerance int64
	classVar  int     // numeric: variable of class_of, -1 = none
	reasons   []*Text // numeric: why each row of class_of's table is as it is
	mistakes  []mistake
	steps     []PartView
	left      []PartView
	right     []PartView
	slots     []slot
	lines     []line
	musts     []must
	refs      *table
	refTexts  []*Text
	refKeys   []rowKey
	bad       []lang.Text
	nodes     []chatNode
	nodeViews []NodeView
	rubric    []CriterionView

	faultClasses       []PartView
	validFrom, validTo int64
	hasFrom, hasTo     bool

	space
	pool sync.Pool
}

type radical struct {
	id     string
	kind   formula.Kind
	enum   *formula.EnumType
	values []int64
	ids    []string
	label  [2][]string
	say    [2][]string
	was    int
}

type incidental struct {
	id     string
	lure   bool
	values [2][]string
}

type let struct {
	id    string
	value value
	label [2][]string
	say   [2][]string
}

type state struct {
	id    string
	kind  formula.Kind
	start *formula.Program
}

type constraint struct {
	cells   []rowCell
	require *value
	depth   int // radicals that must be set before it can be tested
}

type named struct {
	id    string
	index int
	kind  formula.Kind
	enum  *formula.EnumType
}

// builder compiles one model.
type builder struct {
	*finder
	c           *Compiled
	facts       Facts
	names       map[string]named // radicals and lets by id and Chinese label
	incidentals map[string]int
	slots       map[string]bool
	inChat      bool
	light       bool // names and kinds only: for the canonical form
}

// Compile resolves the names of a model, compiles its cells, formulas and texts
// and enumerates its situations. It answers nil when a finding of the first
// phase (E101..E111, E204) blocks; findings that need the situations (gaps, clashes,
// amounts that cannot be computed) are the checker's.
func Compile(m *Model, facts Facts) (*Compiled, []Finding) {
	b := &builder{
		finder: &finder{name: m.file, m: m}, facts: facts,
		c:     &Compiled{src: m, facts: Facts{}, classVar: -1},
		names: map[string]named{}, incidentals: map[string]int{}, slots: map[string]bool{},
	}
	b.head()
	b.radicals()
	b.incids()
	b.letsAll()
	b.constraintsAll()
	for _, s := range m.Slots {
		b.slots[s.ID] = true
	}
	b.needText(m.Stem, "stem")
	b.c.stem = b.text(m.Stem, "stem")
	b.body()
	b.onlyOf()
	if Blocking(b.list) {
		return nil, b.list
	}
	b.c.visible = b.c.visibleTexts()
	b.c.enumerate()
	return b.c, b.list
}

// maxLets is how many computed values a model has at most.
const maxLets = 30

var (
	idPattern    = regexp.MustCompile(`^[a-z][a-z0-9_]{0,31}$`)
	modelPattern = regexp.MustCompile(`^([a-z][a-z0-9-]{1,31}/)?[a-z][a-z0-9.-]{1,63}$`) // in a shop an id stands behind the pack's
	codePattern  = regexp.MustCompile(`^[EWI][0-9]{3}$`)
)

// maxPoint is how many characters the id of a knowledge point has at most: a
// pack's 32, a slash and 64.
const maxPoint = 97

var reserved = map[string]bool{"yes": true, "no": true, "true": true, "false": true, "or": true, "and": true, "not": true, "in": true,
	"any": true, "if": true, "else": true, "是": true, "否": true, "或": true, "且": true, "非": true, "任意": true}

func (b *builder) id(id, where string) bool {
	if id == "" {
		b.bad(where, "缺 id", "the id is missing")
		return false
	}
	if !idPattern.MatchString(id) {
		b.bad(where, "id“"+shorten(id)+"”只能用小写字母、数字和下划线，字母开头，最多32个", "the id \""+shorten(id)+"\" may hold a-z, 0-9 and _, begins with a letter, at most 32")
		return false
	}
	return true
}

// unique reports ids that are used twice in one list.
func (b *builder) unique(seen map[string]bool, id, where string) {
	if id != "" && seen[id] {
		b.add("E102", where, id)
	}
	seen[id] = true
}

// count reports a list that is too short or too long.
func (b *builder) count(n, lo, hi int, where, zh, en string) {
	if n < lo || n > hi {
		between := strconv.Itoa(lo) + "～" + strconv.Itoa(hi)
		b.bad(where, zh+"有"+strconv.Itoa(n)+"个；可以有"+between+"个", en+" has "+strconv.Itoa(n)+"; "+strconv.Itoa(lo)+" to "+strconv.Itoa(hi)+" are allowed")
	}
}

// needText reports a missing language of a required text.
func (b *builder) needText(t lang.Text, where string) {
	if t.ZH == "" {
		b.add("E104", join(where, "zh"), "中文", "Chinese")
	}
	if t.EN == "" {
		b.add("E104", join(where, "en"), "英文", "English")
	}
	b.length(t, where)
}

// mayText is needText for a text that may be left out whole.
func (b *builder) mayText(t lang.Text, where string) {
	if !t.Empty() {
		b.needText(t, where)
	}
}

func (b *builder) length(t lang.Text, where string) {
	for side, s := range [2]string{t.ZH, t.EN} {
		at := join(where, [2]string{"zh", "en"}[side])
		if len(s) > MaxText && len([]rune(s)) > MaxText {
			b.bad(at, "文字超过2000个字", "the text has more than 2,000 characters")
		}
		for _, r := range s {
			if hidden(r) {
				b.bad(at, "有看不见的字符（"+codePoint(r)+"），请删掉", "there is a hidden character ("+codePoint(r)+"); delete it")
				break
			}
		}
	}
}

func (b *builder) oneOf(s, where string, words ...string) {
	for _, w := range words {
		if s == w {
			return
		}
	}
	zh, en := "“"+shorten(s)+"”不行；可以写："+strings.Join(words, " "), "\""+shorten(s)+"\" is not one of: "+strings.Join(words, " ")
	if near := formula.Nearest(s, words); near != "" {
		zh, en = zh+"；是不是 "+near+"？", en+"; did you mean "+near+"?"
	}
	b.bad(where, zh, en)
}

func (b *builder) rangeInt(n, lo, hi int, where string) {
	if n < lo || n > hi {
		b.bad(where, strconv.Itoa(n)+"不在"+strconv.Itoa(lo)+"～"+strconv.Itoa(hi)+"之间", strconv.Itoa(n)+" is not between "+strconv.Itoa(lo)+" and "+strconv.Itoa(hi))
	}
}

// head checks the fields that every type has.
func (b *builder) head() {
	m := b.m
	switch {
	case m.ID == "":
		b.bad("id", "缺 id", "the id is missing")
	case !modelPattern.MatchString(m.ID):
		b.bad("id", "id“"+shorten(m.ID)+"”只能用小写字母、数字、点和连字符，字母开头，2～64个", "the id \""+shorten(m.ID)+"\" may hold a-z, 0-9, dot and hyphen, begins with a letter, 2 to 64")
	}
	if m.KP == "" {
		b.bad("kp", "缺知识点 kp", "the knowledge point kp is missing")
	} else if len(m.KP) > maxPoint {
		b.bad("kp", "知识点的 id 太长", "the id of the knowledge point is too long")
	}
	b.rangeInt(m.Rev, 1, 1_000_000, "rev")
	b.rangeInt(m.Points, 1, 100, "points")
	b.rangeInt(m.Minutes, 0, 60, "minutes")
	b.needText(m.Title, "title")
	if m.Stage != "" {
		b.oneOf(m.Stage, "stage", Stages...)
	}
	words := make([]string, len(Types))
	for i, t := range Types {
		words[i] = string(t)
	}
	if m.Type == "" {
		b.bad("type", "缺 type", "the type is missing")
	} else {
		b.oneOf(string(m.Type), "type", words...)
	}
	b.span()
	b.count(len(m.Accept), 0, 200, "accept", "接受", "accept")
	for i, a := range m.Accept {
		where := "accept[" + strconv.Itoa(i+1) + "]"
		switch {
		case !codePattern.MatchString(a.Code):
			b.bad(where, "代码应是 W305 这样的", "the code is written like W305")
		case a.Code[0] == 'E':
			b.add("E110", where)
		case a.Why == "":
			b.bad(where, "接受要写理由 why", "an acceptance needs a reason: why")
		}
	}
}

func (b *builder) span() {
	day := func(s, where string) (int64, bool) {
		if s == "" {
			return 0, false
		}
		d, ok := formula.ParseISO(s)
		if !ok {
			b.add("E108", where, shorten(s), "日期（如 2026-11-11）", "a date such as 2026-11-11")
		}
		return d, ok
	}
	c := b.c
	c.validFrom, c.hasFrom = day(b.m.Valid.From, "valid.from")
	c.validTo, c.hasTo = day(b.m.Valid.To, "valid.to")
	if c.hasFrom && c.hasTo && c.validFrom > c.validTo {
		b.bad("valid", "结束比开始早", "the end lies before the beginning")
	}
}

// useFact notes a fact: its value becomes part of the version, its dates of the validity.
func (b *builder) useFact(name string) {
	f := b.facts[name]
	c := b.c
	c.facts[name] = f
	if f.HasFrom && (!c.hasFrom || f.From > c.validFrom) {
		c.validFrom, c.hasFrom = f.From, true
	}
	if f.HasTo && (!c.hasTo || f.To < c.validTo) {
		c.validTo, c.hasTo = f.To, true
	}
}

func (b *builder) factValue(name string) (formula.Kind, int64, bool) {
	f, ok := b.facts[name]
	if !ok || f.Kind == formula.NoKind {
		return formula.NoKind, 0, false
	}
	b.useFact(name)
	return f.Kind, f.Value, true
}

// Lookup resolves a name of a formula: states in a chat, then radicals and lets, then facts.
func (b *builder) Lookup(name string) (formula.Var, bool) {
	if b.inChat {
		for i := range b.c.states {
			if s := &b.c.states[i]; s.id == name {
				return formula.Var{Index: len(b.c.rads) + len(b.c.lets) + i, Kind: s.kind}, true
			}
		}
	}
	if n, ok := b.names[name]; ok {
		return formula.Var{Index: n.index, Kind: n.kind, Enum: n.enum}, true
	}
	if kind, v, ok := b.factValue(name); ok {
		return formula.Var{Kind: kind, Const: true, Value: v, Fact: name}, true
	}
	return formula.Var{}, false
}

// Words lists the names that a formula may use.
func (b *builder) Words() []string {
	var words []string
	for w := range b.names {
		words = append(words, w)
	}
	if b.inChat {
		for i := range b.c.states {
			words = append(words, b.c.states[i].id)
		}
	}
	for w := range b.facts {
		words = append(words, w)
	}
	sort.Strings(words)
	return words
}

// declare enters a radical or let under its id and its Chinese label.
func (b *builder) declare(n named, zh, where string) {
	for _, word := range []string{n.id, formula.FoldText(zh)} {
		if word == "" {
			continue
		}
		if old, ok := b.names[word]; ok && old.index != n.index {
			b.add("E102", where, word)
			continue
		}
		b.names[word] = n
	}
}

// program compiles a formula and reports its fault as E107.
func (b *builder) program(src, where string, want formula.Expect) *formula.Program {
	p, err := formula.Compile(src, b, want)
	if err != nil {
		b.add("E107", where, err.Column, err.Message.ZH, err.Message.EN)
		last := &b.list[len(b.list)-1]
		if at := b.m.At(where); last.Line > 0 && b.m.placed(where) && !at.block && !strings.Contains(src, "\n") {
			// the place of the formula's own character in the file
			if last.Column += err.Column - 1; at.quoted {
				last.Column++
			}
		}
		return nil
	}
	return p
}

func (b *builder) formulaValue(src, where string, want formula.Expect) *value {
	p := b.program(src, where, want)
	if p == nil {
		return nil
	}
	v := &value{kind: p.Kind(), enum: p.Enum(), prog: p, deps: b.c.depsOf(p.Uses())}
	if !b.light && !Blocking(b.list) {
		v.fill(b.c) // a model with errors is never computed
	}
	return v
}

var decimal = regexp.MustCompile(`^-?[0-9]+\.[0-9]+$`)

// plainValue reads a level's or a tolerance's value and reports E105 or E108.
func (b *builder) plainValue(kind formula.Kind, text, where string) (int64, bool) {
	if k, v, ok := b.factValue(text); ok {
		if k == kind {
			return v, true
		}
		b.add("E108", where, text, kind.ZH(), kind.One())
		return 0, false
	}
	if decimal.MatchString(text) || (kind == formula.Money || kind == formula.Percent) && b.m.At(where).Number {
		b.add("E105", where, text)
		return 0, false
	}
	v, err := formula.ParseValue(kind, text)
	if err != nil {
		b.add("E108", where, shorten(text), kind.ZH()+hint(kind, 0), kind.One()+hint(kind, 1))
		return 0, false
	}
	return v, true
}

func hint(k formula.Kind, side int) string {
	switch k {
	case formula.Money:
		return [2]string{"（写成 19.9元）", " (write 19.9元)"}[side]
	case formula.Percent:
		return [2]string{"（写成 8.5% 或 8.8折）", " (write 8.5% or 8.8折)"}[side]
	case formula.Date:
		return [2]string{"（写成 2026-11-11）", " (write 2026-11-11)"}[side]
	}
	return ""
}
