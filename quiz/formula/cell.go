package formula

import (
	"math"
	"strings"

	"shifu/internal/lang"
)

// Column is what a table's cells test: a radical, a let or a state.
type Column struct {
	Kind Kind
	Enum *EnumType // Kind Enum
	// Fact resolves the name of a pack's fact that is written instead of a number; nil without facts.
	Fact func(name string) (kind Kind, value int64, ok bool)
}

// Span is a range of values, both ends included. For enums both ends are the level's index.
type Span struct{ Lo, Hi int64 }

// Test is a compiled cell: any value, or one of the spans (or none of them when Not).
type Test struct {
	Any   bool
	Not   bool
	Spans []Span
}

// Fits says whether a value passes the test.
func (t *Test) Fits(v int64) bool {
	if t.Any {
		return true
	}
	for _, s := range t.Spans {
		if s.Lo <= v && v <= s.Hi {
			return !t.Not
		}
	}
	return t.Not
}

// Mask is the test over a closed list of up to 64 values: bit i is set when values[i] fits.
func (t *Test) Mask(values []int64) uint64 {
	var m uint64
	for i, v := range values {
		if t.Fits(v) {
			m |= 1 << i
		}
	}
	return m
}

const maxCell = 400 // characters of one cell

// ParseCell reads the text of a cell. A level is matched by id or label, first the whole
// cell, then each part, before negation and comparison words are looked for.
func ParseCell(text string, col Column) (Test, *Error) {
	s := FoldText(text)
	if len(s) > 4*maxCell {
		return Test{}, cellError(text, "格子太长", "the cell is too long")
	}
	switch s {
	case "", "-", "任意", "any":
		return Test{Any: true}, nil
	}
	if v, ok := levelWord(s, col); ok {
		return Test{Spans: []Span{{v, v}}}, nil
	}
	parts := strings.Split(s, ",")
	var t Test
	for i, part := range parts {
		part = strings.TrimSpace(part)
		if part == "" {
			return Test{}, cellError(text, "逗号旁边少了内容", "something is missing beside a comma")
		}
		if v, ok := levelWord(part, col); ok {
			t.Spans = append(t.Spans, Span{v, v})
			continue
		}
		if i == 0 {
			if rest, ok := cutNegation(part); ok {
				t.Not, part = true, rest
				if part == "" {
					return Test{}, cellError(text, "“非”后面要写内容", "something must follow the negation")
				}
				if v, ok := levelWord(part, col); ok {
					t.Spans = append(t.Spans, Span{v, v})
					continue
				}
			}
		}
		span, err := parsePart(text, part, col)
		if err != nil {
			return Test{}, err
		}
		t.Spans = append(t.Spans, span)
	}
	return t, nil
}

func cellError(text, zh, en string) *Error {
	if r := []rune(text); len(r) > 40 {
		text = string(r[:40]) + "…"
	}
	return &Error{Column: 1, Message: lang.Text{ZH: "格子“" + text + "”看不懂：" + zh, EN: "cell \"" + text + "\": " + en}}
}

// levelWord reads a word that names a level or a yes/no.
func levelWord(s string, col Column) (int64, bool) {
	switch col.Kind {
	case Enum:
		for i := range col.Enum.Levels {
			l := &col.Enum.Levels[i]
			if l.ID == s || FoldText(l.ZH) == s || FoldText(l.EN) == s {
				return int64(i), true
			}
		}
	case Bool:
		return yesNo(s)
	}
	return 0, false
}

func cutNegation(s string) (rest string, ok bool) {
	for _, w := range []string{"不是", "非", "!"} {
		if strings.HasPrefix(s, w) {
			return strings.TrimSpace(s[len(w):]), true
		}
	}
	if strings.HasPrefix(s, "not ") || s == "not" {
		return strings.TrimSpace(s[3:]), true
	}
	return s, false
}

var cellComparisons = []struct {
	word string
	op   string
}{
	{"≥", ">="}, {">=", ">="}, {"至少", ">="}, {"≤", "<="}, {"<=", "<="}, {"至多", "<="},
	{">", ">"}, {"超过", ">"}, {"<", "<"}, {"不到", "<"}, {"==", "="}, {"=", "="},
}

func parsePart(cell, part string, col Column) (Span, *Error) {
	if !col.Kind.Number() && col.Kind != Date {
		if col.Kind == Enum {
			for _, c := range cellComparisons {
				if strings.HasPrefix(part, c.word) {
					return Span{}, cellError(cell, col.Enum.Name+"的档位不能比大小", "the levels of "+col.Enum.Name+" have no size to compare")
				}
			}
			msg := col.Enum.noLevel(part)
			return Span{}, cellError(cell, msg.ZH, msg.EN)
		}
		return Span{}, cellError(cell, "这一列要写是或否", "this column takes yes or no")
	}
	for _, c := range cellComparisons {
		if !strings.HasPrefix(part, c.word) {
			continue
		}
		v, err := cellNumber(cell, part[len(c.word):], col)
		if err != nil {
			return Span{}, err
		}
		switch c.op {
		case ">=":
			return Span{v, math.MaxInt64}, nil
		case "<=":
			return Span{math.MinInt64, v}, nil
		case ">":
			return Span{v + 1, math.MaxInt64}, nil
		case "<":
			return Span{math.MinInt64, v - 1}, nil
		}
		return Span{v, v}, nil
	}
	if lo, hi, ok := strings.Cut(part, ".."); ok {
		a, err := cellNumber(cell, lo, col)
		if err != nil {
			return Span{}, err
		}
		b, err := cellNumber(cell, hi, col)
		if err != nil {
			return Span{}, err
		}
		if a > b {
			return Span{}, cellError(cell, "范围的左边比右边大", "the range begins above its end")
		}
		return Span{a, b}, nil
	}
	v, err := cellNumber(cell, part, col)
	return Span{v, v}, err
}

func cellNumber(cell, text string, col Column) (int64, *Error) {
	if col.Fact != nil {
		if kind, v, ok := col.Fact(strings.TrimSpace(text)); ok && kind == col.Kind {
			return v, nil
		}
	}
	v, err := ParseValue(col.Kind, text)
	if err != nil {
		return 0, cellError(cell, err.Message.ZH, err.Message.EN)
	}
	return v, nil
}

// Print writes a test as a cell of the safe spelling: level ids, 是/否, ≥7, 8..15,
// 非 in front of a negated cell, "-" for any.
func (t *Test) Print(col Column) string {
	if t.Any {
		return "-"
	}
	var b strings.Builder
	if t.Not {
		b.WriteString("非 ")
	}
	for i, s := range t.Spans {
		if i > 0 {
			b.WriteByte(',')
		}
		value := func(v int64) string {
			if col.Kind == Enum {
				return col.Enum.Levels[v].ID
			}
			return Plain(col.Kind, v)
		}
		switch {
		case s.Lo == s.Hi:
			b.WriteString(value(s.Lo))
		case s.Hi == math.MaxInt64:
			b.WriteString("≥" + value(s.Lo))
		case s.Lo == math.MinInt64:
			b.WriteString("≤" + value(s.Hi))
		default:
			b.WriteString(value(s.Lo) + ".." + value(s.Hi))
		}
	}
	return b.String()
}
