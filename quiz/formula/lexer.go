package formula

import (
	"strings"
	"unicode"
)

type tokenKind uint8

const (
	tEnd tokenKind = iota
	tNumber
	tName
	tOp
	tBad
)

type token struct {
	kind tokenKind
	col  int    // characters from 1
	text string // the word or operator, folded
	num  int64  // tNumber
	val  Kind   // tNumber: its kind
	err  *Error // tBad
}

// lexer cuts folded characters into tokens. One character stays one character,
// so that columns are those of the author's text.
type lexer struct {
	src []rune
	pos int
}

var units = []struct {
	text string
	kind Kind
}{
	{"小时", Int}, {"分钟", Int}, {"元", Money}, {"分", Money}, {"%", Percent}, {"折", Percent},
	{"天", Int}, {"件", Int}, {"次", Int}, {"单", Int},
}

var operators = []string{"..", "==", "!=", "<=", ">=", "&&", "||", "≠", "≤", "≥", "=", "<", ">", "+", "-", "*", "(", ")", ",", "!"}

func (l *lexer) peek(ahead int) rune {
	if l.pos+ahead < len(l.src) {
		return Fold(l.src[l.pos+ahead])
	}
	return 0
}

func (l *lexer) next() token {
	for l.pos < len(l.src) && isSpace(l.peek(0)) {
		l.pos++
	}
	col := l.pos + 1
	if l.pos >= len(l.src) {
		return token{kind: tEnd, col: col}
	}
	r := l.peek(0)
	switch {
	case r >= '0' && r <= '9', r == '¥':
		return l.number()
	case unicode.IsLetter(r) || r == '_':
		start := l.pos
		for l.pos < len(l.src) && wordRune(l.peek(0)) {
			l.pos++
		}
		return token{kind: tName, col: col, text: l.text(start)}
	}
	for _, op := range operators {
		if l.has(op) {
			l.pos += len([]rune(op))
			return token{kind: tOp, col: col, text: op}
		}
	}
	l.pos++
	switch r {
	case '/', '÷':
		return bad(col, "没有“/”：写 div(a, b, half_up｜down｜up)", "there is no '/': write div(a, b, half_up｜down｜up)")
	case '"', '\'', '“', '”', '‘', '’':
		return bad(col, "公式里没有引号：档位直接写它的名字", "there are no quotes in a formula: write the level's word as it is")
	}
	return bad(col, "看不懂“"+string(r)+"”", "\""+string(r)+"\" means nothing here")
}

func isSpace(r rune) bool { return r == ' ' || r == '\t' || r == '\n' || r == '\r' }

func wordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' }

func bad(col int, zh, en string) token { return token{kind: tBad, col: col, err: failAt(col, zh, en)} }

func (l *lexer) has(s string) bool {
	for i, r := range []rune(s) {
		if l.peek(i) != r {
			return false
		}
	}
	return true
}

func (l *lexer) text(from int) string {
	var b strings.Builder
	for _, r := range l.src[from:l.pos] {
		b.WriteRune(Fold(r))
	}
	return b.String()
}

func (l *lexer) digits() (n int64, count int, ok bool) {
	ok = true
	for c := l.peek(0); c >= '0' && c <= '9'; c = l.peek(0) {
		if n = n*10 + int64(c-'0'); n > Limit {
			n, ok = Limit, false
		}
		count++
		l.pos++
	}
	return n, count, ok
}

// number reads digits [ "." digits ] unit, "¥" digits [ "." digits ] or a date.
func (l *lexer) number() token {
	col := l.pos + 1
	yuan := false
	if l.peek(0) == '¥' {
		yuan = true
		l.pos++
	}
	start := l.pos
	if !yuan && l.dateAhead() {
		text := ""
		for range 10 {
			text += string(l.peek(0))
			l.pos++
		}
		days, ok := ParseISO(text)
		if !ok {
			return bad(col, "没有"+text+"这一天", "there is no day "+text)
		}
		return token{kind: tNumber, col: col, num: days, val: Date, text: text}
	}
	whole, count, ok := l.digits()
	if count == 0 {
		return bad(col, "“¥”后面要有数字", "a number must follow \"¥\"")
	}
	frac, fracs := int64(0), 0
	if l.peek(0) == '.' && l.peek(1) >= '0' && l.peek(1) <= '9' {
		l.pos++
		var fok bool
		frac, fracs, fok = l.digits()
		ok = ok && fok
	}
	if !ok {
		return bad(col, "数太大", "number too big")
	}
	unit, kind := "", Int
	if yuan {
		unit, kind = "元", Money
		if l.has("元") {
			l.pos++
		}
	} else {
		// a unit may follow after spaces only when it is no other word's beginning
		for _, u := range units {
			if l.has(u.text) {
				n := len([]rune(u.text))
				if u.text != "%" && wordRune(l.peek(n)) && !hasOperatorWord(l.src[l.pos+n:]) {
					continue
				}
				unit, kind = u.text, u.kind
				l.pos += n
				break
			}
		}
	}
	if unit == "" && l.pos < len(l.src) && wordRune(l.peek(0)) && !hasOperatorWord(l.src[l.pos:]) {
		from := l.pos
		for l.pos < len(l.src) && wordRune(l.peek(0)) {
			l.pos++
		}
		word := l.text(from)
		return bad(from+1, "没有单位“"+word+"”；可以写 元 分 % 折 天 件 次 单 小时 分钟", "there is no unit \""+word+"\"; the units are 元 分 % 折 天 件 次 单 小时 分钟")
	}
	tok := token{kind: tNumber, col: col, val: kind, text: l.text(start)}
	places := map[string]int{"元": 2, "%": 2, "折": 3}[unit]
	if fracs > 0 && places == 0 {
		return bad(col, "带小数点的数必须是金额、百分比或折扣", "a number with a decimal point must be money, a percentage or a discount")
	}
	if fracs > places {
		return bad(col, "小数位太多：金额和百分比最多两位", "too many decimals: money and percentages have at most two")
	}
	scale := int64(1)
	for range places {
		scale *= 10
	}
	for range places - fracs {
		frac *= 10
	}
	if whole > Limit/scale {
		return bad(col, "数太大", "number too big")
	}
	tok.num = whole*scale + frac
	if unit == "折" && (tok.num > 10_000 || tok.num == 0) {
		return bad(col, "折扣在0折和10折之间", "a discount lies between 0折 and 10折")
	}
	return tok
}

func (l *lexer) dateAhead() bool {
	for i := range 10 {
		r := l.peek(i)
		if i == 4 || i == 7 {
			if r != '-' {
				return false
			}
		} else if r < '0' || r > '9' {
			return false
		}
	}
	r := l.peek(10)
	return r < '0' || r > '9'
}

// hasOperatorWord says whether a Chinese operator word begins here, so that
// "7天且..." reads as a number and an operator.
func hasOperatorWord(rest []rune) bool {
	for _, w := range []string{"且", "或", "属于"} {
		ok := true
		for i, r := range []rune(w) {
			if i >= len(rest) || rest[i] != r {
				ok = false
			}
		}
		if ok {
			return true
		}
	}
	return false
}
