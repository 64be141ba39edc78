package training

import (
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/mozillazg/go-pinyin"
	"golang.org/x/text/unicode/norm"
)

// library is the search index over the scripts in use, kept in memory and built
// anew when the store's stamp says that they changed.
type library struct {
	mu    sync.Mutex
	stamp int64
	index *scriptIndex
}

// scriptIndex finds scripts by any two neighbouring characters: of title, text,
// code, and the title's pinyin (initials and whole). It is exact: what the pairs
// propose is compared with the text itself.
type scriptIndex struct {
	docs   []scriptDoc
	pairs  map[uint64][]int32 // two neighbouring runes -> documents, ascending
	single map[rune][]int32
}

// scriptDoc is one script in the index.
type scriptDoc struct {
	script  Script
	stored  Content
	title   string // folded, both languages
	text    string // folded: everything that is searched
	initial string // the title's pinyin initials, every reading, one line each
}

// separator stands between the fields of a document; nobody types it.
const separator = "\x1f"

func newScriptIndex(scripts []Script, stored []Content) *scriptIndex {
	x := &scriptIndex{docs: make([]scriptDoc, len(scripts)), pairs: map[uint64][]int32{}, single: map[rune][]int32{}}
	for i, sc := range scripts {
		initials, whole := readings(sc.Title.ZH)
		d := scriptDoc{script: sc, stored: stored[i], title: fold(sc.Title.ZH + separator + sc.Title.EN), initial: strings.Join(initials, separator)}
		d.text = strings.Join([]string{d.title, fold(sc.Code), fold(sc.Text.ZH), fold(sc.Text.EN), d.initial, whole}, separator)
		x.docs[i] = d
		last := rune(-1)
		for _, r := range d.text {
			if r == '\x1f' {
				last = -1
				continue
			}
			push(x.single, r, int32(i))
			if last >= 0 {
				push(x.pairs, pair(last, r), int32(i))
			}
			last = r
		}
	}
	return x
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
		hits := x.word(w)
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

// word answers the documents that hold one word.
func (x *scriptIndex) word(w string) []int32 {
	runes := []rune(w)
	if len(runes) == 1 {
		return x.single[runes[0]]
	}
	lists := make([][]int32, 0, len(runes)-1)
	for i := range len(runes) - 1 {
		list := x.pairs[pair(runes[i], runes[i+1])]
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
	return slices.DeleteFunc(slices.Clone(found), func(d int32) bool { return !strings.Contains(x.docs[d].text, w) })
}

// both answers what two ascending lists have in common.
func both(a, b []int32) []int32 {
	if len(a) > len(b) {
		a, b = b, a
	}
	out := make([]int32, 0, len(a))
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

// rank orders hits: the code itself, the beginning of the title or of its
// initials, anywhere in those, anywhere else.
func (d *scriptDoc) rank(query []string) int {
	if len(query) == 0 {
		return 0
	}
	first := query[0]
	switch {
	case fold(d.script.Code) == first:
		return 0
	case strings.HasPrefix(d.title, first), hasLine(d.initial, first):
		return 1
	case strings.Contains(d.title, first):
		return 2
	case strings.Contains(d.initial, first):
		return 3
	}
	return 4
}

func hasLine(lines, prefix string) bool {
	return strings.HasPrefix(lines, prefix) || strings.Contains(lines, separator+prefix)
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
