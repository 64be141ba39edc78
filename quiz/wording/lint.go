package wording

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"slices"
	"sort"
	"strings"
	"sync"
	"unicode"

	"shifu/internal/lang"
)

// Phrases are phrases by the language that they are written in.
type Phrases struct {
	ZH []string `json:"zh,omitempty" yaml:"zh"`
	EN []string `json:"en,omitempty" yaml:"en"`
}

func (p Phrases) in(tag lang.Tag) []string {
	if tag == lang.En {
		return p.EN
	}
	return p.ZH
}

// Dont is one list of wordings that a reply to a customer avoids. Shifu comes
// with some; a pack brings those of its trade, such as what may not be claimed.
type Dont struct {
	ID        string    `json:"id" yaml:"id"`               // dont.refuse
	Practices []string  `json:"practices" yaml:"practices"` // the rules it stands for: P61
	Hard      bool      `json:"hard" yaml:"hard"`           // a hit makes a reply worth nothing; a soft one is only shown
	Brief     bool      `json:"brief,omitempty"`            // only the whole reply counts, not a phrase in it; so does any single word
	Tone      bool      `json:"tone,omitempty"`             // no words: counts what makes a reply warm
	Why       lang.Text `json:"why" yaml:"why"`
	ZH        []string  `json:"zh" yaml:"zh"`
	EN        []string  `json:"en" yaml:"en"`
	// Allow are wordings that hold a word of the list and are fine.
	Allow Phrases `json:"allow,omitzero" yaml:"allow"`
}

// Donts are the lists of a shop. The zero Donts finds nothing.
type Donts struct {
	Version int     `json:"version"`
	Lists   []Dont  `json:"lists"`
	Warm    Phrases `json:"warm"`
}

//go:embed donts.json
var shipped []byte

// Shipped are the lists that Shifu comes with; a shop edits its own copy.
func Shipped() *Donts { return shippedDonts }

var shippedDonts = func() *Donts {
	d, err := ParseDonts(shipped)
	if err != nil {
		panic(err)
	}
	return d
}()

// ParseDonts reads lists from JSON as donts.json has them.
func ParseDonts(raw []byte) (*Donts, error) {
	var d Donts
	dec := json.NewDecoder(strings.NewReader(string(raw)))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&d); err != nil {
		return nil, err
	}
	return &d, nil
}

// Only answers the lists with these ids, in their order: what a model asks for.
// Unknown ids are left out; Has tells which exist.
func (d *Donts) Only(ids ...string) *Donts {
	if d == nil {
		return nil
	}
	out := &Donts{Version: d.Version, Warm: d.Warm}
	for _, l := range d.Lists {
		if slices.Contains(ids, l.ID) {
			out.Lists = append(out.Lists, l)
		}
	}
	return out
}

// With answers the lists with more behind them. A list whose id is there already
// is left out: what Shifu refuses everywhere, no pack takes back.
func (d *Donts) With(more ...Dont) *Donts {
	if d == nil {
		d = &Donts{}
	}
	out := &Donts{Version: d.Version, Lists: slices.Clone(d.Lists), Warm: d.Warm}
	for _, l := range more {
		if !out.Has(l.ID) {
			out.Lists = append(out.Lists, l)
		}
	}
	return out
}

// Has says whether there is a list with the id.
func (d *Donts) Has(id string) bool {
	return d != nil && slices.ContainsFunc(d.Lists, func(l Dont) bool { return l.ID == id })
}

// Sum tells lists apart by what they say: SHA-256 of their JSON, in hex.
func (d *Donts) Sum() string {
	raw, err := json.Marshal(d)
	if err != nil { // plain texts always marshal
		panic(err)
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}

// Hit is one don't in a text.
type Hit struct {
	List      string    `json:"list"`
	Practices []string  `json:"practices"`
	Word      string    `json:"word"` // as it was typed
	At        int       `json:"at"`   // its first character, counted from 0
	Length    int       `json:"length"`
	Hard      bool      `json:"hard"`
	Why       lang.Text `json:"why"`
}

// Lint finds the don'ts of a text, in order of their place. Words are matched
// on the folded text, longest first, after the allowed wordings are set aside;
// in English only whole words match.
func (d *Donts) Lint(text string) []Hit {
	if d == nil || strings.TrimSpace(text) == "" {
		return nil
	}
	typed := []rune(text)
	text = string(typed) // bytes that are no character count as one each
	tag := LanguageOf(text)
	f := foldPlaced(text)
	p := d.prepare(tag)
	masked := make([]bool, len(f.runes))
	for _, phrase := range p.allowed {
		for at := find(f.runes, phrase, 0); at >= 0; at = find(f.runes, phrase, at+1) {
			for i := range phrase {
				masked[at+i] = true
			}
		}
	}
	var hits []Hit
	for i := range d.Lists {
		if l := &d.Lists[i]; l.Brief {
			hits = append(hits, l.brief(text, tag, func(bare string) bool { return p.brief[briefWord{i, bare}] })...)
		}
	}
	for _, w := range p.words {
	next:
		for at := find(f.runes, w.runes, 0); at >= 0; at = find(f.runes, w.runes, at+1) {
			for i := range w.runes {
				if masked[at+i] {
					continue next
				}
			}
			for i := range w.runes {
				masked[at+i] = true
			}
			first, last := f.at[at], f.at[at+len(w.runes)-1]
			hits = append(hits, d.Lists[w.list].hit(string(typed[first:min(last+1, len(typed))]), first))
		}
	}
	sort.SliceStable(hits, func(i, j int) bool { return hits[i].At < hits[j].At })
	return hits
}

// prepared are the phrases of lists in one language, folded once.
type prepared struct {
	allowed [][]rune
	words   []preparedWord     // longest first
	brief   map[briefWord]bool // what a whole reply may not be
}

// briefWord is a word of a brief list, in its normal form.
type briefWord struct {
	list int
	word string
}

type preparedWord struct {
	list  int // index among the lists
	runes []rune
}

// preparations keeps what was prepared by what the lists say: lists are plain
// data, come anew with every variant that is read, and are mostly the same.
var preparations = struct {
	sync.RWMutex
	by map[string]*prepared
}{by: map[string]*prepared{}}

// mostPreparations bounds what is kept.
const mostPreparations = 256

// prepare folds the phrases of the lists and orders them.
func (d *Donts) prepare(tag lang.Tag) *prepared {
	var room [4096]byte
	key := append(room[:0], tag...)
	add := func(phrases []string, mark byte) {
		for _, p := range phrases {
			key = append(append(key, mark), p...)
		}
	}
	for i := range d.Lists {
		l := &d.Lists[i]
		key = append(key, 0)
		mark := byte(1)
		if l.Brief {
			mark = 3
		}
		add(Phrases{l.ZH, l.EN}.in(tag), mark)
		add(l.Allow.in(tag), 2)
	}
	preparations.RLock()
	p := preparations.by[string(key)]
	preparations.RUnlock()
	if p != nil {
		return p
	}
	p = &prepared{brief: map[briefWord]bool{}}
	for i := range d.Lists {
		l := &d.Lists[i]
		for _, phrase := range l.Allow.in(tag) {
			p.allowed = append(p.allowed, []rune(Fold(phrase)))
		}
		for _, w := range (Phrases{l.ZH, l.EN}).in(tag) {
			if l.Brief {
				p.brief[briefWord{i, Normal(w)}] = true
				continue
			}
			p.words = append(p.words, preparedWord{i, []rune(Fold(w))})
		}
	}
	sort.SliceStable(p.words, func(i, j int) bool { return len(p.words[i].runes) > len(p.words[j].runes) })
	preparations.Lock()
	defer preparations.Unlock()
	if len(preparations.by) >= mostPreparations {
		clear(preparations.by)
	}
	preparations.by[string(key)] = p
	return p
}

func (l *Dont) hit(word string, at int) Hit {
	return Hit{List: l.ID, Practices: l.Practices, Word: word, At: at, Length: len([]rune(word)), Hard: l.Hard, Why: l.Why}
}

// brief finds a reply that is one word: a listed one, or in Chinese at most two
// characters, in English a single word.
func (l *Dont) brief(text string, tag lang.Tag, listed func(bare string) bool) []Hit {
	bare := Normal(text)
	short := len([]rune(bare)) <= 2
	if tag == lang.En {
		short = !strings.Contains(bare, " ")
	}
	if !short && !listed(bare) {
		return nil
	}
	typed := strings.TrimSpace(text)
	return []Hit{l.hit(typed, len([]rune(text[:strings.Index(text, typed)])))}
}

// Warmth is what the soft rule of tone counts in a reply.
type Warmth struct {
	Particles int `json:"particles"` // friendly words: 哦 呢 呀
	Emoji     int `json:"emoji"`
	Runes     int `json:"runes"` // characters without spaces and punctuation
}

// Warmth counts friendly words, emoji and length of a reply.
func (d *Donts) Warmth(text string) Warmth {
	var w Warmth
	if d == nil {
		return w
	}
	f := foldPlaced(text)
	for _, word := range d.Warm.in(LanguageOf(text)) {
		p := []rune(Fold(word))
		for at := find(f.runes, p, 0); at >= 0; at = find(f.runes, p, at+1) {
			w.Particles++
		}
	}
	for _, r := range text {
		switch {
		case r >= 0x1f300 && r <= 0x1faff || r >= 0x2600 && r <= 0x27bf:
			w.Emoji++
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			w.Runes++
		}
	}
	return w
}

// Hard keeps the hits that make a reply worth nothing.
func Hard(hits []Hit) []Hit {
	var out []Hit
	for _, h := range hits {
		if h.Hard {
			out = append(out, h)
		}
	}
	return out
}
