package wording

import (
	"strconv"
	"strings"
)

// digitWord is the value of a Chinese digit, -1 for another character.
func digitWord(r rune) int {
	switch r {
	case '零', '〇':
		return 0
	case '一', '壹':
		return 1
	case '二', '两', '贰':
		return 2
	case '三', '叁':
		return 3
	case '四', '肆':
		return 4
	case '五', '伍':
		return 5
	case '六', '陆':
		return 6
	case '七', '柒':
		return 7
	case '八', '捌':
		return 8
	case '九', '玖':
		return 9
	}
	return -1
}

// scaleWord is the value of 十 百 千 万 亿, 0 for another character.
func scaleWord(r rune) int64 {
	switch r {
	case '十', '拾':
		return 10
	case '百', '佰':
		return 100
	case '千', '仟':
		return 1000
	case '万':
		return 10_000
	case '亿':
		return 100_000_000
	}
	return 0
}

// reading is how a run of number words came out.
type reading uint8

const (
	unread    reading = iota // no number
	read                     // a number
	ambiguous                // two numbers: 一百五 is 150 to some and 105 to others
)

// wordsValue reads a whole run of Chinese number words: 一百九十五, 二〇二六, 十五,
// 三万零五. A bare digit last after 百, 千 or 万 is ambiguous.
func wordsValue(run []rune) (int64, reading) {
	if len(run) == 0 || len(run) > 24 {
		return 0, unread
	}
	scaled := false
	for _, r := range run {
		if scaleWord(r) > 0 {
			scaled = true
		} else if digitWord(r) < 0 {
			return 0, unread
		}
	}
	if !scaled { // digit by digit
		if len(run) > 15 {
			return 0, unread
		}
		var v int64
		for _, r := range run {
			v = v*10 + int64(digitWord(r))
		}
		return v, read
	}
	var total, section, digit int64 = 0, 0, -1
	var last int64 = 1 << 60 // the scale before, within the section
	zero := false
	lastScale := int64(0) // the scale word that stands right before the digit
	for i, r := range run {
		if d := digitWord(r); d >= 0 {
			if d == 0 {
				if digit >= 0 {
					return 0, unread
				}
				zero, lastScale = true, 0
				continue
			}
			if digit >= 0 {
				return 0, unread
			}
			digit = int64(d)
			continue
		}
		scale := scaleWord(r)
		switch {
		case scale < 10_000:
			if scale >= last {
				return 0, unread
			}
			if digit < 0 {
				if scale != 10 || i > 0 && section == 0 && total == 0 && !zero {
					return 0, unread
				}
				digit = 1
			}
			section += digit * scale
			digit, last, lastScale, zero = -1, scale, scale, false
		default:
			if digit >= 0 {
				section += digit
			}
			if section == 0 || total != 0 && scale >= 100_000_000 || total >= 10_000 && total < 100_000_000 && scale == 10_000 {
				return 0, unread
			}
			total += section * scale
			section, digit, last, lastScale, zero = 0, -1, 1<<60, scale, false
		}
	}
	if digit >= 0 {
		if lastScale >= 100 {
			return 0, ambiguous
		}
		section += digit
	}
	return total + section, read
}

// numberRun is the length of the run of number words at the start of a text. A
// run begins with a digit word or 十; 百 and 千 alone are words (百分之, 千万).
func numberRun(text []rune) int {
	if len(text) == 0 || digitWord(text[0]) < 0 && scaleWord(text[0]) != 10 {
		return 0
	}
	n := 0
	for n < len(text) && (digitWord(text[n]) >= 0 || scaleWord(text[n]) > 0) {
		n++
	}
	return n
}

// digitise writes Chinese number words of a folded text as digits, and amounts
// in 块, 毛, 分 or ¥ as 元.
func digitise(text []rune) []rune {
	out := make([]rune, 0, len(text))
	for i := 0; i < len(text); {
		if cents, n := chatAmount(text[i:]); n > 0 && (i == 0 || !isDigit(text[i-1]) && text[i-1] != '.') {
			out = append(out, []rune(plainCents(cents)+"元")...)
			i += n
			continue
		}
		if n := numberRun(text[i:]); n > 0 {
			if v, how := wordsValue(text[i : i+n]); how == read {
				out = append(out, []rune(strconv.FormatInt(v, 10))...)
			} else {
				out = append(out, text[i:i+n]...)
			}
			i += n
			continue
		}
		out = append(out, text[i])
		i++
	}
	return out
}

// chatAmount reads an amount of money with its unit at the start of a text and
// answers its cents and its length; 0 when there is none.
func chatAmount(text []rune) (cents int64, length int) {
	i := 0
	if text[0] == '¥' {
		i++
	}
	whole, fraction, n, ok := plainNumber(text[i:])
	if !ok {
		return 0, 0
	}
	i += n
	if text[0] == '¥' {
		return whole*100 + fraction, i
	}
	if i >= len(text) {
		return 0, 0
	}
	switch text[i] {
	case '元', '圆', '块':
		cents = whole*100 + fraction
		i++
		if fraction == 0 {
			rest, more := afterYuan(text[i:], text[i-1] == '块')
			cents, i = cents+rest, i+more
		}
		if i < len(text) && text[i-1] == '块' && text[i] == '钱' {
			i++
		}
		return cents, i
	case '毛', '角':
		if fraction != 0 || whole > 99 {
			return 0, 0
		}
		cents, i = whole*10, i+1
		if i+1 < len(text) && text[i+1] == '分' {
			if d := oneDigit(text[i]); d >= 0 {
				return cents + int64(d), i + 2
			}
		}
		return cents, i
	}
	return 0, 0
}

// afterYuan reads what may follow 块 or 元: 九毛五, 9角5分, 零五分; after 块 also 九 and
// 半, in which the unit is not said.
func afterYuan(text []rune, bare bool) (cents int64, length int) {
	if len(text) == 0 {
		return 0, 0
	}
	if text[0] == '半' && bare {
		return 50, 1
	}
	if len(text) > 2 && (text[0] == '零' || text[0] == '〇') && text[2] == '分' && oneDigit(text[1]) > 0 {
		return int64(oneDigit(text[1])), 3
	}
	if d := oneDigit(text[0]); d > 0 {
		switch {
		case len(text) > 1 && (text[1] == '毛' || text[1] == '角'):
			if len(text) > 2 && oneDigit(text[2]) >= 0 {
				n := 3
				if len(text) > 3 && text[3] == '分' {
					n = 4
				}
				return int64(d)*10 + int64(oneDigit(text[2])), n
			}
			return int64(d) * 10, 2
		case bare && (len(text) == 1 || oneDigit(text[1]) < 0 && scaleWord(text[1]) == 0):
			return int64(d) * 10, 1
		}
	}
	return 0, 0
}

func oneDigit(r rune) int {
	if isDigit(r) {
		return int(r - '0')
	}
	return digitWord(r)
}

// plainNumber reads digits with at most two decimals, or number words, at the
// start of a text.
func plainNumber(text []rune) (whole, hundredths int64, length int, ok bool) {
	n := 0
	for n < len(text) && isDigit(text[n]) {
		if n == 15 {
			return 0, 0, 0, false
		}
		whole = whole*10 + int64(text[n]-'0')
		n++
	}
	if n == 0 {
		n = numberRun(text)
		v, how := wordsValue(text[:n])
		return v, 0, n, how == read
	}
	if n+1 < len(text) && text[n] == '.' && isDigit(text[n+1]) {
		hundredths = int64(text[n+1]-'0') * 10
		m := n + 2
		if m < len(text) && isDigit(text[m]) {
			hundredths += int64(text[m] - '0')
			m++
		}
		if m < len(text) && isDigit(text[m]) {
			return 0, 0, 0, false
		}
		n = m
	}
	return whole, hundredths, n, true
}

// plainCents writes an amount without a unit and without needless zeros.
func plainCents(cents int64) string {
	s := strconv.FormatInt(cents/100, 10)
	if c := cents % 100; c != 0 {
		s += "." + strconv.FormatInt(c/10, 10) + strconv.FormatInt(c%10, 10)
		s = strings.TrimSuffix(s, "0")
	}
	return s
}
