package formula

import (
	"strconv"
	"strings"

	"shifu/internal/lang"
)

// Limit bounds every value: beyond ±10^15 a formula fails with TooBig.
const Limit = 1_000_000_000_000_000

// Fail says why a formula has no value in a situation.
type Fail uint8

const (
	OK       Fail = iota
	TooBig        // beyond ±Limit
	ZeroDiv       // division by zero
	NoLine        // share: the number of the line is not among the lines
	NoRow         // a let's table has no row for the situation
	TwoRows       // a let's table has several rows for the situation
	NotLevel      // a value that should be a level is none
)

var failText = map[Fail]lang.Text{
	TooBig:   {ZH: "数太大", EN: "number too big"},
	ZeroDiv:  {ZH: "除以零", EN: "division by zero"},
	NoLine:   {ZH: "分摊没有这一行", EN: "share has no such line"},
	NoRow:    {ZH: "某计算表没有一行适用", EN: "no row of a let fits"},
	TwoRows:  {ZH: "某计算表有两行同时适用", EN: "two rows of a let fit"},
	NotLevel: {ZH: "算出的不是档位", EN: "the result is not a level"},
}

// Text says the failure in words.
func (f Fail) Text() lang.Text { return failText[f] }

// Error is a fault in the text of a formula, a cell or a value. Column counts
// characters from 1.
type Error struct {
	Column  int
	Message lang.Text
}

func failAt(col int, zh, en string) *Error {
	return &Error{Column: col, Message: lang.Text{ZH: zh, EN: en}}
}

// Level is one level of an enum: the id and the labels that name it.
type Level struct{ ID, ZH, EN string }

// EnumType is the closed list of levels of one radical or let.
type EnumType struct {
	Name   string // the radical's or let's id, for messages
	Levels []Level
}

// Index answers the number of the level that a word names by id or label, or -1.
func (e *EnumType) Index(word string) int {
	for i := range e.Levels {
		if l := &e.Levels[i]; l.ID == word || FoldText(l.ZH) == word || FoldText(l.EN) == word {
			return i
		}
	}
	return -1
}

// Words lists ids and labels of all levels, for "did you mean".
func (e *EnumType) Words() []string {
	words := make([]string, 0, 3*len(e.Levels))
	for _, l := range e.Levels {
		words = append(words, l.ID, l.ZH, l.EN)
	}
	return words
}

// list names the levels for a message: by label when the reader wrote Chinese, by id otherwise.
func (e *EnumType) list(word string) string {
	names := make([]string, len(e.Levels))
	for i, l := range e.Levels {
		if hasHan(word) && l.ZH != "" {
			names[i] = strings.TrimSpace(l.ZH)
		} else {
			names[i] = l.ID
		}
	}
	return strings.Join(names, ", ")
}

func (e *EnumType) noLevel(word string) lang.Text {
	return lang.Text{
		ZH: e.Name + "没有档位“" + word + "”；它的档位是：" + e.list(word),
		EN: e.Name + " has no level \"" + word + "\"; its levels are: " + e.list(word),
	}
}

func hasHan(s string) bool {
	for _, r := range s {
		if r >= 0x2e80 && r <= 0x9fff || r >= 0x20000 && r <= 0x3ffff {
			return true
		}
	}
	return false
}

// Fold turns a full-width character into its ASCII form, so that a formula typed
// in a Chinese input method reads the same. One character stays one character.
func Fold(r rune) rune {
	switch {
	case r >= 0xff01 && r <= 0xff5e:
		return r - 0xfee0
	case r == 0x3000 || r == 0xa0:
		return ' '
	case r == '、':
		return ','
	case r == '￥':
		return '¥'
	case r == '≧':
		return '≥'
	case r == '≦':
		return '≤'
	case r == '−' || r == '–':
		return '-'
	case r == '×':
		return '*'
	}
	return r
}

// FoldText folds every character and trims the ends.
func FoldText(s string) string {
	return strings.TrimSpace(strings.Map(Fold, s))
}

// Days answers the number of days from 1970-01-01 to a date of the Gregorian
// calendar; ok is false when there is no such day or the year is outside 1..9999.
// The arithmetic is Howard Hinnant's "chrono-Compatible Low-Level Date Algorithms".
func Days(year, month, day int) (days int64, ok bool) {
	if year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > monthDays(year, month) {
		return 0, false
	}
	y := int64(year)
	if month <= 2 {
		y--
	}
	era := y / 400
	yoe := y - era*400
	mp := int64(month+9) % 12
	doy := (153*mp+2)/5 + int64(day) - 1
	return era*146097 + yoe*365 + yoe/4 - yoe/100 + doy - 719468, true
}

// DateOf is the inverse of Days.
func DateOf(days int64) (year, month, day int) {
	z := days + 719468
	era := floorDiv(z, 146097)
	doe := z - era*146097
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	d := doy - (153*mp+2)/5 + 1
	m := mp + 3
	y := yoe + era*400
	if m > 12 {
		m -= 12
		y++
	}
	return int(y), int(m), int(d)
}

func monthDays(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// ISO prints a day number as 2026-11-11.
func ISO(days int64) string {
	y, m, d := DateOf(days)
	return pad(y, 4) + "-" + pad(m, 2) + "-" + pad(d, 2)
}

func pad(n, width int) string {
	s := strconv.Itoa(n)
	for len(s) < width {
		s = "0" + s
	}
	return s
}

// ParseISO reads 2026-11-11 exactly.
func ParseISO(s string) (int64, bool) {
	if len(s) != 10 || s[4] != '-' || s[7] != '-' {
		return 0, false
	}
	y, m, d := digits(s[:4]), digits(s[5:7]), digits(s[8:])
	return Days(y, m, d)
}

func digits(s string) int {
	n := 0
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return -1
		}
		n = n*10 + int(s[i]-'0')
	}
	return n
}

// Format prints a value as a text says it: 199元, 189.05元 / ¥199, ¥189.05; 95%;
// 2026-11-11; 是 / yes; whole numbers bare. An enum has no format of its own.
func Format(kind Kind, v int64, tag lang.Tag) string {
	return string(AppendFormat(nil, kind, v, tag))
}

// AppendFormat is Format that appends to dst.
func AppendFormat(dst []byte, kind Kind, v int64, tag lang.Tag) []byte {
	en := tag == lang.En
	switch kind {
	case Money:
		if v < 0 {
			dst = append(dst, '-')
			v = -v
		}
		if en {
			dst = append(dst, "¥"...)
		}
		dst = strconv.AppendInt(dst, v/100, 10)
		if c := v % 100; c != 0 {
			dst = append(dst, '.', byte('0'+c/10), byte('0'+c%10))
		}
		if !en {
			dst = append(dst, "元"...)
		}
		return dst
	case Percent:
		if v < 0 {
			dst = append(dst, '-')
			v = -v
		}
		dst = strconv.AppendInt(dst, v/100, 10)
		if c := v % 100; c != 0 {
			dst = append(dst, '.', byte('0'+c/10))
			if c%10 != 0 {
				dst = append(dst, byte('0'+c%10))
			}
		}
		return append(dst, '%')
	case Date:
		return append(dst, ISO(v)...)
	case Bool:
		switch {
		case en && v != 0:
			return append(dst, "yes"...)
		case en:
			return append(dst, "no"...)
		case v != 0:
			return append(dst, "是"...)
		}
		return append(dst, "否"...)
	}
	return strconv.AppendInt(dst, v, 10)
}

// Identity prints a value as a situation names it: yes/no, integer text, cents,
// hundredths of a percent, ISO date.
func Identity(kind Kind, v int64) string {
	switch kind {
	case Date:
		return ISO(v)
	case Bool:
		if v != 0 {
			return "yes"
		}
		return "no"
	}
	return strconv.FormatInt(v, 10)
}

// Plain prints a value as a model file writes it: 199元, 189.05元, 95%, 2026-11-11, 7, 是.
func Plain(kind Kind, v int64) string { return Format(kind, v, lang.ZhHans) }

// ParseValue reads a value of a kind as a model file writes it: 7 or 7天, 19.90元 or
// ¥19.9, 95% or 9.5折, 2026-11-11, 是. The error has its own column and says what to write.
func ParseValue(kind Kind, text string) (int64, *Error) {
	s := FoldText(text)
	if kind == Bool {
		if b, ok := yesNo(s); ok {
			return b, nil
		}
		return 0, failAt(1, "“"+text+"”应写是或否", "\""+text+"\": write yes or no")
	}
	neg := false
	if strings.HasPrefix(s, "-") {
		neg, s = true, strings.TrimSpace(s[1:])
	}
	lx := lexer{src: []rune(s)}
	tok := lx.next()
	if tok.kind == tBad {
		return 0, tok.err
	}
	if tok.kind != tNumber || lx.next().kind != tEnd {
		return 0, failAt(1, "“"+text+"”不是"+kind.ZH(), "\""+text+"\" is not "+kind.One())
	}
	if tok.val != kind {
		return 0, wrongKind(text, kind)
	}
	v := tok.num
	if neg {
		v = -v
	}
	return v, nil
}

func wrongKind(text string, kind Kind) *Error {
	zh, en := "“"+text+"”不是"+kind.ZH(), "\""+text+"\" is not "+kind.One()
	switch kind {
	case Money:
		zh, en = zh+"；金额写成 19.9元", en+"; write money as 19.9元"
	case Percent:
		zh, en = zh+"；百分比写成 8.5%，折扣写成 8.8折", en+"; write a percentage as 8.5%, a discount as 8.8折"
	case Date:
		zh, en = zh+"；日期写成 2026-11-11", en+"; write a date as 2026-11-11"
	}
	return failAt(1, zh, en)
}

func yesNo(s string) (int64, bool) {
	switch s {
	case "是", "有", "yes", "true", "Yes", "True", "YES", "TRUE":
		return 1, true
	case "否", "无", "no", "false", "No", "False", "NO", "FALSE":
		return 0, true
	}
	return 0, false
}
