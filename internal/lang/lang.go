// Package lang names the languages of the product and holds the bilingual
// texts that content is written in.
package lang

// Tag is a language of the interface.
type Tag string

const (
	ZhHans Tag = "zh-Hans" // 简体中文, the language that everything is written in first
	ZhHant Tag = "zh-Hant" // 繁體中文, shown by conversion of zh-Hans
	En     Tag = "en"
)

// Tags lists every language of the interface, the default first.
var Tags = []Tag{ZhHans, ZhHant, En}

// Parse answers the language that a name such as "zh_CN.UTF-8", "zh-TW" or
// "en_GB" stands for; Chinese in simplified characters for anything unknown.
func Parse(name string) Tag {
	b := []byte(name)
	for i, c := range b {
		if c == '_' {
			b[i] = '-'
		} else if 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	switch s := string(b); {
	case has(s, "en"):
		return En
	case has(s, "zh-hant"), has(s, "zh-tw"), has(s, "zh-hk"), has(s, "zh-mo"):
		return ZhHant
	}
	return ZhHans
}

func has(s, prefix string) bool { return len(s) >= len(prefix) && s[:len(prefix)] == prefix }

// Text is a text in the two languages that content is written in.
type Text struct {
	ZH string `json:"zh" yaml:"zh"`
	EN string `json:"en" yaml:"en"`
}

// In answers the text for a language; zh-Hant reads the Chinese text as it is
// written, the window converts it when it draws it.
func (t Text) In(tag Tag) string {
	if tag == En {
		return t.EN
	}
	return t.ZH
}

// Empty says whether both languages are missing.
func (t Text) Empty() bool { return t.ZH == "" && t.EN == "" }

// Sentence begins an English text with a capital letter. What is put in for a
// condition may stand anywhere in a sentence and is written small; at the
// beginning it has to grow.
func Sentence(en string) string {
	if en == "" || en[0] < 'a' || en[0] > 'z' {
		return en
	}
	return string(en[0]-'a'+'A') + en[1:]
}
