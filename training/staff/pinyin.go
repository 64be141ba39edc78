package staff

import (
	"strings"
	"unicode"

	"github.com/mozillazg/go-pinyin"
	"golang.org/x/text/unicode/norm"
)

// Found says whether a typed text finds a name: by a part of it, by pinyin from
// any character on, whole or by initials or both mixed ("lxm", "linxm",
// "xiaoman", "lin x"). Every reading of a character counts, so that 曾 is found
// by zeng and ceng, 单 by shan and dan, 解 by xie and jie. An empty text finds
// everyone.
func Found(name, text string) bool {
	q := []rune(fold(text))
	if len(q) == 0 {
		return true
	}
	n := []rune(fold(name))
	if strings.Contains(string(n), string(q)) {
		return true
	}
	for i := range n {
		if reads(n[i:], string(q)) {
			return true
		}
	}
	return false
}

// fold brings text into small letters of one width without blanks and marks.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == 'ü':
			return 'v'
		case unicode.IsLetter(r), unicode.IsDigit(r):
			return unicode.ToLower(r)
		}
		return -1
	}, norm.NFKC.String(s))
}

// reads says whether the text is how the name begins: for each character the
// whole reading, its initial or its first letter, and for the last one any
// beginning of a reading.
func reads(name []rune, text string) bool {
	if text == "" {
		return true
	}
	if len(name) == 0 {
		return false
	}
	for _, r := range readings(name[0]) {
		if strings.HasPrefix(r, text) {
			return true
		}
		for n := 1; n <= len(r); n++ {
			// Whole reading, first letter, or zh ch sh.
			whole := n == len(r) || n == 1 || n == 2 && r[1] == 'h'
			if whole && strings.HasPrefix(text, r[:n]) && reads(name[1:], text[n:]) {
				return true
			}
		}
	}
	return false
}

var allReadings = pinyin.Args{Style: pinyin.Normal, Heteronym: true}

// readings answers how a character can be typed, also as itself.
func readings(r rune) []string {
	var all []string
	for _, p := range pinyin.SinglePinyin(r, allReadings) {
		all = append(all, p)
		if strings.Contains(p, "v") { // 吕: lv, and lu on keyboards that have no ü
			all = append(all, strings.ReplaceAll(p, "v", "u"))
		}
	}
	return append(all, string(r))
}
