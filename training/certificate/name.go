package certificate

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mozillazg/go-pinyin"
)

// double lists the surnames of two characters that people still bear.
var double = []string{"欧阳", "司马", "诸葛", "上官", "尉迟", "万俟", "令狐", "皇甫", "司徒", "司空", "夏侯", "慕容", "长孙", "宇文", "东方", "公孙", "轩辕", "端木", "百里", "南宫", "西门", "独孤", "呼延", "赫连", "澹台", "闻人", "钟离", "公冶", "申屠"}

// surnames are read otherwise as a surname than as a word.
var surnames = map[string]string{
	"曾": "zeng", "单": "shan", "解": "xie", "仇": "qiu", "查": "zha", "朴": "piao", "区": "ou", "任": "ren", "华": "hua",
	"盖": "ge", "尉迟": "yu chi", "万俟": "mo qi", "澹台": "tan tai", "长孙": "zhang sun", "召": "shao", "缪": "miao", "员": "yun",
	"乐": "yue", "繁": "po", "种": "chong", "折": "she", "秘": "bi", "黑": "he", "逄": "pang", "覃": "qin", "晟": "cheng", "洗": "xian", "冼": "xian", "隗": "wei", "翟": "zhai", "柏": "bai", "贾": "jia", "宿": "su", "郇": "xun", "都": "du", "行": "xing", "祭": "zhai", "燕": "yan", "哈": "ha", "於": "yu", "相": "xiang", "应": "ying", "曲": "qu", "石": "shi", "沈": "shen", "盛": "sheng", "强": "qiang", "车": "che", "降": "jiang", "宁": "ning", "叶": "ye", "吕": "lü",
}

// Latin writes a Chinese name in pinyin, surname first: 孙一诺 is Sun Yinuo.
// It answers "" for a name that is not wholly Chinese.
func Latin(name string) string {
	runes := []rune(strings.TrimSpace(name))
	if len(runes) < 2 || !han(runes) {
		return ""
	}
	cut := 1
	if len(runes) > 2 && slices.Contains(double, string(runes[:2])) {
		cut = 2
	}
	family := surnames[string(runes[:cut])]
	if family == "" {
		family = syllables(runes[:cut])
	}
	given := syllables(runes[cut:])
	if family == "" || given == "" {
		return ""
	}
	return capital(family) + " " + capital(given)
}

// syllables writes characters in pinyin without tones; "" if one has none.
func syllables(runes []rune) string {
	args := pinyin.NewArgs()
	var b strings.Builder
	for _, r := range runes {
		all := pinyin.SinglePinyin(r, args)
		if len(all) == 0 {
			return ""
		}
		b.WriteString(strings.ReplaceAll(all[0], "v", "ü"))
	}
	return b.String()
}

func capital(s string) string {
	r, n := utf8.DecodeRuneInString(strings.ReplaceAll(s, " ", ""))
	return string(unicode.ToUpper(r)) + strings.ReplaceAll(s, " ", "")[n:]
}

func han(runes []rune) bool {
	return len(runes) > 0 && !slices.ContainsFunc(runes, func(r rune) bool { return !unicode.Is(unicode.Han, r) })
}

// Initials are at most four capital letters for a seal.
func Initials(who Person) string {
	name := who.Name
	if who.Latin != "" {
		name = who.Latin
	}
	var out []rune
	for _, word := range strings.Fields(name) {
		r, _ := utf8.DecodeRuneInString(word)
		out = append(out, unicode.ToUpper(r))
		if len(out) == 4 {
			break
		}
	}
	return string(out)
}

// Prefix makes the letters that a shop's certificate numbers begin with: the
// initials of the first two characters of its name; letters of a Latin name.
func Prefix(shop string) string {
	var out []rune
	args := pinyin.NewArgs()
	words := strings.FieldsFunc(shop, func(r rune) bool { return !unicode.IsLetter(r) })
	for _, word := range words {
		for i, r := range []rune(word) {
			switch {
			case unicode.Is(unicode.Han, r):
				if all := pinyin.SinglePinyin(r, args); len(all) > 0 {
					out = append(out, unicode.ToUpper(rune(all[0][0])))
				}
			case i == 0 && r < 128:
				out = append(out, unicode.ToUpper(r))
			}
			if len(out) == 2 {
				return string(out)
			}
		}
	}
	if len(out) == 0 {
		return "SF"
	}
	return string(out)
}
