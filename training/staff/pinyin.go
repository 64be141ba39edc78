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

// surnames adds what the dictionary lacks: 尉迟 reads yuchi, and so on. Only
// readings that are missing stand here.
var surnames = map[rune][]string{
	'翟': {"zhai"}, '仇': {"qiu"}, '查': {"zha"}, '乐': {"yue"}, '区': {"ou"}, '尉': {"yu"}, '万': {"mo"}, '俟': {"qi"},
	'覃': {"qin", "tan"}, '盖': {"ge"}, '缪': {"miao"}, '朴': {"piao"}, '召': {"shao"}, '员': {"yun"}, '繁': {"po"},
	'秘': {"bi"}, '冼': {"xian"}, '洗': {"xian"}, '黑': {"he"}, '折': {"she"}, '佴': {"nai"}, '郇': {"huan", "xun"},
}

// readings answers how a character can be typed; a letter or digit is typed as
// itself.
func readings(r rune) []string {
	var all []string
	for _, p := range pinyin.SinglePinyin(r, allReadings) {
		all = append(all, p)
		if strings.Contains(p, "v") { // 吕: lv, and lu on keyboards that have no ü
			all = append(all, strings.ReplaceAll(p, "v", "u"))
		}
	}
	all = append(all, surnames[r]...)
	if len(all) == 0 {
		return []string{string(r)}
	}
	return all
}
