package wording

import (
	"strings"

	"shifu/internal/lang"
	"shifu/quiz/formula"
)

// Problem says why a typed number cannot be taken. The zero Problem is none.
type Problem struct {
	Code ProblemCode `json:"code,omitempty"`
	Text lang.Text   `json:"text,omitzero"` // what to write instead, in one sentence
}

// ProblemCode classifies a Problem for programs.
type ProblemCode string

const (
	Blank     ProblemCode = "blank"     // nothing is written: incomplete, not wrong
	NoNumber  ProblemCode = "no_number" // it is no number
	WrongUnit ProblemCode = "wrong_unit"
	NoUnit    ProblemCode = "no_unit"   // the unit is asked for and missing
	Decimals  ProblemCode = "decimals"  // more decimals than the kind has
	Ambiguous ProblemCode = "ambiguous" // 一百五
	TooLarge  ProblemCode = "too_large"
	NoSuchDay ProblemCode = "no_such_day"
)

func problem(code ProblemCode, zh, en string) Problem {
	return Problem{Code: code, Text: lang.Text{ZH: zh, EN: en}}
}

var (
	blank           = problem(Blank, "还没有填。", "Nothing is written yet.")
	tooLarge        = problem(TooLarge, "这个数太大了。", "This number is too big.")
	ambiguousNumber = problem(Ambiguous, "这样写有两种读法，请写成 一百五十 或 150。", "This can be read in two ways: write 一百五十 or 150.")
)

var unitWords = map[formula.Kind]lang.Text{
	formula.Money:   {ZH: "元", EN: "元 (yuan)"},
	formula.Percent: {ZH: "% 或 折", EN: "% or 折"},
	formula.Int:     {ZH: "单位，例如 7天", EN: "the unit, such as 7 days"},
}

// unit is what a word after a number means: its kind, and for money and
// percentages how many of the kind's unit one of it is.
type unit struct {
	kind  formula.Kind
	times int64
}

var units = map[string]unit{
	"元": {formula.Money, 100}, "块": {formula.Money, 100}, "块钱": {formula.Money, 100}, "圆": {formula.Money, 100}, "元整": {formula.Money, 100},
	"元钱": {formula.Money, 100}, "yuan": {formula.Money, 100}, "rmb": {formula.Money, 100}, "cny": {formula.Money, 100}, "人民币": {formula.Money, 100},
	"角": {formula.Money, 10}, "毛": {formula.Money, 10}, "毛钱": {formula.Money, 10}, "分": {formula.Money, 1}, "分钱": {formula.Money, 1},
	"%": {formula.Percent, 100}, "percent": {formula.Percent, 100}, "percentage": {formula.Percent, 100}, "折": {formula.Percent, 1000},
}

func init() {
	for _, word := range []string{"天", "日", "件", "次", "单", "小时", "个小时", "钟头", "个钟头", "分钟", "个", "双", "只", "条", "套", "盒", "包", "位", "人", "周", "个月", "月", "年", "倍", "岁", "码", "号", "步",
		"day", "days", "item", "items", "piece", "pieces", "pcs", "pair", "pairs", "time", "times", "order", "orders", "hour", "hours", "h", "minute", "minutes", "min", "week", "weeks", "month", "months", "year", "years"} {
		units[word] = unit{formula.Int, 1}
	}
}

// ReadNumber reads a typed amount, whole number, percentage or date and answers
// its value in the unit of the kind (cents, hundredths of a percent, days since
// 1970). needUnit refuses a number without its unit.
func ReadNumber(text string, kind formula.Kind, needUnit bool) (int64, Problem) {
	runes := []rune(strings.ReplaceAll(Fold(text), " ", ""))
	if len(runes) == 0 {
		return 0, blank
	}
	if len(runes) > 60 {
		return 0, problem(NoNumber, "这里只写一个数。", "Write one number here.")
	}
	if kind == formula.Date {
		return readDate(runes)
	}
	sign := int64(1)
	switch runes[0] {
	case '-', '负', '−', '–':
		sign, runes = -1, runes[1:]
	case '+':
		runes = runes[1:]
	}
	v, p := readAmount(string(runes), kind, needUnit)
	if p.Code == "" && v > formula.Limit {
		return 0, tooLarge
	}
	return sign * v, p
}

// readAmount reads a number without its sign.
func readAmount(s string, kind formula.Kind, needUnit bool) (int64, Problem) {
	u, hasUnit := unit{}, false
	for _, prefix := range []string{"¥", "rmb", "cny", "人民币"} {
		if rest, ok := strings.CutPrefix(s, prefix); ok {
			s, u, hasUnit = rest, unit{formula.Money, 100}, true
			break
		}
	}
	if rest, ok := strings.CutPrefix(s, "百分之"); ok && !hasUnit {
		s, u, hasUnit = rest, unit{formula.Percent, 100}, true
	}
	if kind == formula.Money && !hasUnit {
		if cents, n := chatAmount([]rune(s + " ")); n > 0 && n == len([]rune(s)) && !hasAny(s, ".") {
			return cents, Problem{}
		}
	}
	runes := []rune(s)
	n, p := numberLength(runes)
	if p.Code != "" {
		return 0, p
	}
	word := string(runes[n:])
	if word != "" {
		named, ok := units[word]
		switch {
		case !ok && kind == formula.Money && strings.ContainsAny(word, "元块圆毛角分"):
			return 0, problem(NoNumber, "这个金额看不懂，请写成 195.69元。", "This amount cannot be read: write 195.69元.")
		case !ok:
			return 0, problem(NoNumber, "“"+word+"”看不懂，这里只写一个数。", "\""+word+"\" cannot be read: write one number here.")
		case hasUnit && named.kind != u.kind:
			return 0, problem(WrongUnit, "单位写了两个。", "There are two units.")
		}
		u, hasUnit = named, true
	}
	switch {
	case hasUnit && u.kind != kind:
		return 0, problem(WrongUnit, "单位不对：这里要写"+kind.ZH()+"。", "Wrong unit: this asks for "+kindWords[kind]+".")
	case !hasUnit && needUnit:
		return 0, problem(NoUnit, "请写上单位（"+unitWords[kind].ZH+"）。", "Write the unit ("+unitWords[kind].EN+").")
	case !hasUnit:
		u = bareUnit(kind)
	}
	return scaled(runes[:n], u, kind)
}

var kindWords = map[formula.Kind]string{formula.Money: "an amount of money", formula.Percent: "a percentage", formula.Int: "a whole number", formula.Date: "a date"}

// bareUnit is what a number without a unit means.
func bareUnit(kind formula.Kind) unit {
	if kind == formula.Int {
		return unit{kind, 1}
	}
	return unit{kind, 100}
}

func hasAny(s, chars string) bool { return strings.ContainsAny(s, chars) }

// numberLength finds where the number at the start of a text ends.
func numberLength(runes []rune) (int, Problem) {
	n := 0
	for n < len(runes) && (isDigit(runes[n]) || (runes[n] == '.' || runes[n] == ',') && n > 0) {
		n++
	}
	if n > 0 {
		for n < len(runes) && (runes[n] == '万' || runes[n] == '千' || runes[n] == '亿') {
			n++
		}
		return n, Problem{}
	}
	n = numberRun(runes)
	if n < len(runes) && n > 0 && runes[n] == '点' {
		for n++; n < len(runes) && digitWord(runes[n]) >= 0; {
			n++
		}
	} else if n < len(runes) && n > 0 && runes[n] == '半' && n+1 < len(runes) {
		n++
	}
	if n == 0 && len(runes) > 1 && runes[0] == '半' {
		n = 1
	}
	if n == 0 {
		return 0, problem(NoNumber, "这里要写一个数，例如 195.69元 或 7天。", "This asks for a number, such as 195.69元 or 7 days.")
	}
	return n, Problem{}
}

// scaled turns the characters of a number into units of its kind.
func scaled(number []rune, u unit, kind formula.Kind) (int64, Problem) {
	noNumber := problem(NoNumber, "这个数看不懂。", "This number cannot be read.")
	times := u.times
	var whole int64
	var decimals string
	if isDigit(number[0]) {
		for len(number) > 0 && scaleWord(number[len(number)-1]) > 0 {
			m := scaleWord(number[len(number)-1])
			if times > 100_000_000_000/m {
				return 0, tooLarge
			}
			times *= m
			number = number[:len(number)-1]
		}
		before, after, dotted := strings.Cut(string(number), ".")
		if dotted && after == "" || strings.ContainsAny(after, ".,") || dotted && len(after) > 20 {
			return 0, noNumber
		}
		groups := strings.Split(before, ",")
		for i, g := range groups {
			if len(groups) > 1 && (i > 0 && len(g) != 3 || i == 0 && (g == "" || len(g) > 3)) {
				return 0, noNumber
			}
		}
		before = strings.Join(groups, "")
		if len(strings.TrimLeft(before, "0")) > 15 {
			return 0, tooLarge
		}
		for _, r := range before {
			whole = whole*10 + int64(r-'0')
		}
		decimals = after
	} else {
		words, after, _ := strings.Cut(string(number), "点")
		if half, ok := strings.CutSuffix(words, "半"); ok && after == "" {
			words, after = half, "五"
			if words == "" {
				words = "零"
			}
		}
		v, how := wordsValue([]rune(words))
		switch how {
		case ambiguous:
			return 0, ambiguousNumber
		case unread:
			return 0, noNumber
		}
		whole = v
		for _, r := range after {
			decimals += string(rune('0' + digitWord(r)))
		}
	}
	if u.times == 1000 && decimals == "" && whole > 10 && whole < 100 {
		times = 100 // 九五折 and 88折 are 95% and 88%
	}
	value := whole
	if whole > 0 && times > formula.Limit/whole {
		return 0, tooLarge
	}
	value *= times
	for _, r := range decimals {
		if times%10 != 0 {
			return 0, tooFine(kind)
		}
		times /= 10
		value += int64(r-'0') * times
	}
	if u.times == 1000 && (value > 10_000 || value == 0) {
		return 0, problem(NoNumber, "折扣在0折和10折之间。", "A discount lies between 0折 and 10折.")
	}
	return value, Problem{}
}

func tooFine(kind formula.Kind) Problem {
	switch kind {
	case formula.Int:
		return problem(Decimals, "这里要写整数，不带小数点。", "Write a whole number, without a decimal point.")
	case formula.Money:
		return problem(Decimals, "金额最多写到分，两位小数。", "Write money to the cent, at most two decimals.")
	}
	return problem(Decimals, "小数位太多了。", "There are too many decimals.")
}

// readDate reads 2026-11-18, 2026/11/18, 2026.11.18 and 2026年11月18日, in digits
// or number words.
func readDate(runes []rune) (int64, Problem) {
	ask := problem(NoNumber, "请写成 2026-11-18 或 2026年11月18日。", "Write 2026-11-18.")
	var parts [3]int64
	seps := [3]string{"年-/.", "月-/.", "日号"}
	for i := range parts {
		n, v := 0, int64(0)
		for n < len(runes) && isDigit(runes[n]) && n < 5 {
			v = v*10 + int64(runes[n]-'0')
			n++
		}
		if n == 0 {
			var how reading
			n = numberRun(runes)
			if v, how = wordsValue(runes[:n]); how != read {
				return 0, ask
			}
		}
		parts[i], runes = v, runes[n:]
		if len(runes) > 0 && strings.ContainsRune(seps[i], runes[0]) {
			runes = runes[1:]
		} else if i < 2 {
			return 0, ask
		}
	}
	if len(runes) > 0 || parts[0] < 1000 {
		return 0, ask
	}
	if parts[1] > 12 || parts[2] > 31 {
		return 0, problem(NoSuchDay, "没有这一天。", "There is no such day.")
	}
	day, ok := formula.Days(int(parts[0]), int(parts[1]), int(parts[2]))
	if !ok {
		return 0, problem(NoSuchDay, "没有这一天。", "There is no such day.")
	}
	return day, Problem{}
}
