// Package wording reads what people type: it folds widths and case, turns
// Chinese number words into digits, finds phrases, reads amounts, percentages
// and dates the way they are written in chats, and checks a reply against the
// shop's lists of don'ts.
//
// Nothing in it guesses: what could be read in two ways is refused with the
// reason. Numbers are integers of the smallest unit; there is no float.
package wording

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"shifu/internal/lang"
)

// LanguageOf is the language that a typed text is read as: Chinese when it has a
// Han character, else English.
func LanguageOf(text string) lang.Tag {
	for _, r := range text {
		if unicode.Is(unicode.Han, r) {
			return lang.ZhHans
		}
	}
	return lang.En
}

// Fold makes writings alike that mean the same character: compatibility forms
// (full width, circled, ligatures) become the plain ones, capitals small, curly
// apostrophes straight, and the ends are trimmed. Traditional characters stay.
func Fold(text string) string {
	return strings.TrimSpace(strings.Map(foldRune, norm.NFKC.String(text)))
}

func foldRune(r rune) rune {
	switch r {
	case '’', '‘', 'ʼ', '`', '´':
		return '\''
	case '\t', '\n', '\r', '\u00a0', '\u3000':
		return ' '
	}
	return unicode.ToLower(r)
}

// folded is a folded text that remembers where each character was typed.
type folded struct {
	runes []rune
	at    []int // place in the typed text, in characters
}

// foldPlaced folds as Fold does, without trimming, and leaves out the spaces
// between Han characters.
func foldPlaced(text string) folded {
	var f folded
	var it norm.Iter
	it.InitString(norm.NFKC, text)
	from, typed := 0, 0
	for !it.Done() {
		segment := it.Next()
		for _, r := range string(segment) {
			f.runes = append(f.runes, foldRune(r))
			f.at = append(f.at, typed)
		}
		typed += len([]rune(text[from:it.Pos()]))
		from = it.Pos()
	}
	kept := folded{runes: f.runes[:0], at: f.at[:0]}
	for i, r := range f.runes {
		if r == ' ' && len(kept.runes) > 0 && (i+1 == len(f.runes) || wide(f.runes[i+1]) || f.runes[i+1] == ' ') && wide(kept.runes[len(kept.runes)-1]) {
			continue
		}
		kept.runes, kept.at = append(kept.runes, r), append(kept.at, f.at[i])
	}
	return kept
}

func wide(r rune) bool { return unicode.Is(unicode.Han, r) }

// Normal is a text ready for comparison: folded, Chinese number words as
// digits, amounts as 195.6元, and punctuation left out except inside numbers and
// English words. Chinese is written without spaces, English with one between
// words.
func Normal(text string) string { return normal(text, LanguageOf(text)) }

func normal(text string, tag lang.Tag) string {
	runes := digitise([]rune(Fold(text)))
	var b strings.Builder
	gap := false
	for i, r := range runes {
		keep := unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r)
		if !keep && i > 0 {
			before := runes[i-1]
			var after rune
			if i+1 < len(runes) {
				after = runes[i+1]
			}
			switch r {
			case '.', '-', '/', ':':
				keep = isDigit(before) && isDigit(after)
			case '%':
				keep = isDigit(before)
			case '\'':
				keep = unicode.IsLetter(before) && unicode.IsLetter(after)
			case ',':
				if isDigit(before) && thousands(runes[i+1:]) {
					continue
				}
			}
		}
		if !keep && r == '¥' && i+1 < len(runes) && isDigit(runes[i+1]) {
			keep = true
		}
		if !keep {
			gap = true
			continue
		}
		if gap && tag == lang.En && b.Len() > 0 {
			b.WriteByte(' ')
		}
		gap = false
		b.WriteRune(r)
	}
	return b.String()
}

func isDigit(r rune) bool { return '0' <= r && r <= '9' }

// thousands says whether three digits and no fourth follow.
func thousands(rest []rune) bool {
	return len(rest) >= 3 && isDigit(rest[0]) && isDigit(rest[1]) && isDigit(rest[2]) && (len(rest) == 3 || !isDigit(rest[3]))
}

// Contains says whether a normalised text holds a normalised phrase as a whole:
// a phrase does not begin or end in the middle of an English word or of a
// number, so "can" is not in "can't" and "7天" is not in "17天".
func Contains(text, phrase string) bool {
	t, p := []rune(text), []rune(phrase)
	return find(t, p, 0) >= 0
}

// Holds is Contains that forgives an ending of English grammar: "insole" is in
// "insoles", "restock" in "restocked". It is for what a text should say; what it
// must not say is found by Contains.
func Holds(text, phrase string) bool {
	t, p := []rune(text), []rune(phrase)
	if find(t, p, 0) >= 0 {
		return true
	}
	if len(p) == 0 || !wordRune(p[len(p)-1]) {
		return false
	}
	for _, ending := range [...]string{"s", "es", "d", "ed", "ing", "'s"} {
		if find(t, append(p[:len(p):len(p)], []rune(ending)...), 0) >= 0 {
			return true
		}
	}
	return false
}

// find answers the first place from which a phrase stands in a text, -1 when it
// does not.
func find(text, phrase []rune, from int) int {
	if len(phrase) == 0 {
		return -1
	}
next:
	for i := from; i+len(phrase) <= len(text); i++ {
		for j, r := range phrase {
			if text[i+j] != r {
				continue next
			}
		}
		if i > 0 && touches(text[i-1], phrase[0]) || !endsWord(text, phrase, i+len(phrase)) {
			continue
		}
		return i
	}
	return -1
}

// endsWord says whether a phrase that ends before text[end] ends with a whole
// word. The plural of its last word counts as the word: "insole" is in "insoles".
func endsWord(text, phrase []rune, end int) bool {
	if end >= len(text) || !touches(phrase[len(phrase)-1], text[end]) {
		return true
	}
	plural := text[end] == 's' && len(phrase) > 2 && phrase[len(phrase)-1] != 's' && phrase[len(phrase)-1] != '\''
	return plural && !isDigit(phrase[len(phrase)-1]) && (end+1 == len(text) || !touches('s', text[end+1]))
}

// touches says whether two neighbouring characters belong to one word or
// number.
func touches(a, b rune) bool {
	if isDigit(a) && isDigit(b) {
		return true
	}
	return wordRune(a) && wordRune(b)
}

// wordRune says whether a character is of a word that is written with spaces
// around it.
func wordRune(r rune) bool {
	return r == '\'' || unicode.IsLetter(r) && !unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul)
}

// Synonym makes two wordings one: From is read as To.
type Synonym struct {
	From string `json:"from" yaml:"from"`
	To   string `json:"to" yaml:"to"`
}

// Unify replaces the synonyms in a normalised text, the longest first.
func Unify(text string, synonyms []Synonym) string {
	if len(synonyms) == 0 {
		return text
	}
	runes := []rune(text)
	var out []rune
	type pair struct{ from, to []rune }
	pairs := make([]pair, 0, len(synonyms))
	for _, s := range synonyms {
		pairs = append(pairs, pair{[]rune(Normal(s.From)), []rune(Normal(s.To))})
	}
	for i := 0; i < len(runes); {
		best := -1
		for n, p := range pairs {
			if (best < 0 || len(p.from) > len(pairs[best].from)) && len(p.from) > 0 && find(runes[:min(len(runes), i+len(p.from)+1)], p.from, i) == i {
				best = n
			}
		}
		if best < 0 {
			out = append(out, runes[i])
			i++
			continue
		}
		out = append(out, pairs[best].to...)
		i += len(pairs[best].from)
	}
	return string(out)
}
