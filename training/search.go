package training

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mozillazg/go-pinyin"
	"golang.org/x/text/unicode/norm"
)

// scriptIndex finds scripts in memory, by any two neighbouring characters: of title, text,
// code, and the title's pinyin (initials and whole). It is exact: what the pairs
// propose is compared with the text itself.
type scriptIndex struct {
	docs  []scriptDoc
	all   postings
	heads postings // of titles, codes and initials alone: what ranks first
	// What queries filter and count by, as small numbers.
	stage, intent []uint16
	labels        map[string]uint16
	dated         bool               // some script has a last day
	codes         map[string][]int32 // folded code -> documents, one of each pack
}

// postings list the documents that hold two neighbouring runes, or one rune,
// ascending.
type postings struct {
	pairs  map[uint64][]int32
	single map[rune][]int32
}

func newPostings() postings {
	return postings{map[uint64][]int32{}, map[rune][]int32{}}
}

// add notes the runes of a text; separators part its fields.
func (p postings) add(text string, doc int32) {
	last := rune(-1)
	for _, r := range text {
		if r == '\x1f' {
			last = -1
			continue
		}
		push(p.single, r, doc)
		if last >= 0 {
			push(p.pairs, pair(last, r), doc)
		}
		last = r
	}
}

// scriptDoc is one script in the index.
type scriptDoc struct {
	script  Script
	stored  Content
	title   string // folded, both languages
	text    string // folded: everything that is searched
	code    string // folded
	head    string // folded: title, code and initials, the beginning of text
	initial string // the title's pinyin initials, every reading, one line each
}

// separator stands between the fields of a document; nobody types it.
const separator = "\x1f"

func newScriptIndex(scripts []Script, stored []Content) *scriptIndex {
	x := &scriptIndex{docs: make([]scriptDoc, len(scripts)), all: newPostings(), heads: newPostings(), labels: map[string]uint16{"": 0}, codes: map[string][]int32{},
		stage: make([]uint16, len(scripts)), intent: make([]uint16, len(scripts))}
	for i, sc := range scripts {
		initials, whole := readings(sc.Title.ZH)
		d := scriptDoc{script: sc, stored: stored[i], title: fold(sc.Title.ZH + separator + sc.Title.EN), initial: strings.Join(initials, separator)}
		d.code = fold(ShortID(sc.Code))
		head := strings.Join([]string{d.title, d.code, d.initial}, separator)
		d.text = strings.Join([]string{head, whole, fold(sc.Text.ZH), fold(sc.Text.EN)}, separator)
		d.head = d.text[:len(head)]
		x.docs[i] = d
		x.codes[d.code] = append(x.codes[d.code], int32(i))
		x.dated = x.dated || sc.To != ""
		x.all.add(d.text, int32(i))
		x.heads.add(d.head, int32(i))
		x.stage[i], x.intent[i] = x.label(sc.Stage), x.label(sc.Intent)
	}
	return x
}

// label answers the small number of a stage or intent.
func (x *scriptIndex) label(id string) uint16 {
	n, ok := x.labels[id]
	if !ok {
		n = uint16(len(x.labels))
		x.labels[id] = n
	}
	return n
}

func pair(a, b rune) uint64 { return uint64(a)<<32 | uint64(b) }

func push[K comparable](m map[K][]int32, k K, doc int32) {
	if list := m[k]; len(list) == 0 || list[len(list)-1] != doc {
		m[k] = append(list, doc)
	}
}

// fold makes two spellings of one text the same: width, case, compatibility.
func fold(s string) string { return strings.ToLower(norm.NFKC.String(s)) }

// words cuts a query into its words, folded.
func words(query string) []string { return strings.Fields(fold(query)) }

// search answers the documents that hold every word, ascending; all of them when
// there are no words.
func (x *scriptIndex) search(query []string) []int32 {
	if len(query) == 0 {
		all := make([]int32, len(x.docs))
		for i := range all {
			all[i] = int32(i)
		}
		return all
	}
	var found []int32
	for n, w := range query {
		hits := x.all.word(w, func(d int32) string { return x.docs[d].text })
		if n == 0 {
			found = hits
		} else {
			found = both(found, hits)
		}
		if len(found) == 0 {
			return nil
		}
	}
	return found
}

// word answers the documents that hold one word; text answers what they were
// indexed by.
func (p postings) word(w string, text func(int32) string) []int32 {
	runes := []rune(w)
	if len(runes) == 1 {
		return p.single[runes[0]]
	}
	lists := make([][]int32, 0, len(runes)-1)
	for i := range len(runes) - 1 {
		list := p.pairs[pair(runes[i], runes[i+1])]
		if len(list) == 0 {
			return nil
		}
		lists = append(lists, list)
	}
	slices.SortFunc(lists, func(a, b []int32) int { return len(a) - len(b) })
	found := lists[0]
	for _, l := range lists[1:] {
		found = both(found, l)
	}
	if len(runes) == 2 {
		return found // the pair itself was looked up
	}
	return slices.DeleteFunc(slices.Clone(found), func(d int32) bool { return !strings.Contains(text(d), w) })
}

// first answers, of some hits, those whose title, code or initials hold the first
// word: ascending, and the best of them by rank, at most so many. The rest of the
// hits rank equal behind them.
func (x *scriptIndex) first(query []string, hits []int32, most int) (heads, best []int32) {
	if len(query) == 0 {
		return nil, nil
	}
	heads = both(hits, x.heads.word(query[0], func(d int32) string { return x.docs[d].head }))
	var ranks [ranked][]int32
	line := separator + query[0]
	ranks[0] = both(heads, x.codes[query[0]])
	for _, d := range heads {
		if len(ranks[1]) == most {
			break // nothing that follows ranks before these
		}
		r := x.docs[d].rank(query[0], line)
		if r == 0 {
			continue
		}
		if len(ranks[r]) < most {
			ranks[r] = append(ranks[r], d)
		}
	}
	for _, list := range ranks {
		best = append(best, list...)
	}
	return heads, best[:min(len(best), most)]
}

// both answers what two ascending lists have in common: by one walk through both,
// or by searching where one is much shorter.
func both(a, b []int32) []int32 {
	if len(a) > len(b) {
		a, b = b, a
	}
	out := make([]int32, 0, len(a))
	if len(a)*16 < len(b) {
		for _, d := range a {
			// Search only what is left of the longer list.
			i, ok := slices.BinarySearch(b, d)
			b = b[i:]
			if ok {
				out = append(out, d)
			}
		}
		return out
	}
	for i, k := 0, 0; i < len(a) && k < len(b); {
		switch {
		case a[i] == b[k]:
			out = append(out, a[i])
			i, k = i+1, k+1
		case a[i] < b[k]:
			i++
		default:
			k++
		}
	}
	return out
}

// ranked is the number of ranks.
const ranked = 4

// rank orders what has the first word in its head: the code itself, the beginning of
// the title or of its initials, anywhere in the title, anywhere else. line is the
// word behind a separator.
func (d *scriptDoc) rank(word, line string) int {
	switch {
	case d.code == word:
		return 0
	case strings.HasPrefix(d.title, word), strings.HasPrefix(d.initial, word), strings.Contains(d.initial, line):
		return 1
	case strings.Contains(d.title, word):
		return 2
	}
	return 3
}

// mostReadings bounds how many readings of one title are indexed.
const mostReadings = 8

var (
	initials = pinyin.Args{Style: pinyin.FirstLetter, Heteronym: true, Fallback: keep}
	whole    = pinyin.Args{Style: pinyin.Normal, Heteronym: false, Fallback: keep}
)

func keep(r rune, _ pinyin.Args) []string {
	if unicode.IsLetter(r) || unicode.IsDigit(r) {
		return []string{string(unicode.ToLower(r))}
	}
	return nil
}

// readings answers the pinyin initials of a title in all its readings (up to
// mostReadings), and its whole pinyin in the usual one.
func readings(title string) (all []string, full string) {
	all = []string{""}
	for _, r := range norm.NFKC.String(title) {
		var letters []string
		for _, l := range pinyin.SinglePinyin(r, initials) {
			if l != "" && !slices.Contains(letters, l) {
				letters = append(letters, l)
			}
		}
		if len(letters) == 0 {
			continue
		}
		var next []string
		for _, l := range letters {
			for _, head := range all {
				if len(next) < mostReadings {
					next = append(next, head+l)
				}
			}
		}
		all = next
		if p := pinyin.SinglePinyin(r, whole); len(p) > 0 {
			full += p[0]
		}
	}
	return all, full
}

// spans finds the words in a text, in runes; where overlapping they are merged.
func spans(text string, query []string) []Span {
	folded := []rune(fold(text))
	if len(folded) != utf8.RuneCountInString(text) {
		return nil // folding changed the length: better no mark than a wrong one
	}
	var out []Span
	for _, w := range query {
		word := []rune(w)
		for i := 0; i+len(word) <= len(folded); i++ {
			if slices.Equal(folded[i:i+len(word)], word) {
				out = append(out, Span{i, i + len(word)})
			}
		}
	}
	return merge(out)
}

// initialSpans finds a word of letters in the initials of a title, in runes.
func initialSpans(title string, query []string) []Span {
	var letters [][]string
	var at []int
	for i, r := range []rune(title) {
		if l := pinyin.SinglePinyin(r, initials); len(l) > 0 {
			letters, at = append(letters, l), append(at, i)
		}
	}
	var out []Span
	for _, w := range query {
		for i := 0; i+len(w) <= len(letters); i++ {
			hit := true
			for k := range len(w) {
				if !slices.Contains(letters[i+k], w[k:k+1]) {
					hit = false
					break
				}
			}
			if hit && len(w) > 0 {
				out = append(out, Span{at[i], at[i+len(w)-1] + 1})
				break
			}
		}
	}
	return merge(out)
}

func merge(list []Span) []Span {
	slices.SortFunc(list, func(a, b Span) int { return a.From - b.From })
	var out []Span
	for _, s := range list {
		if n := len(out); n > 0 && s.From <= out[n-1].To {
			out[n-1].To = max(out[n-1].To, s.To)
		} else {
			out = append(out, s)
		}
	}
	return out
}
