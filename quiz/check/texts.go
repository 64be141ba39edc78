package check

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"shifu/internal/lang"
	"shifu/quiz/formula"
	"shifu/quiz/model"
	"shifu/quiz/wording"
)

const (
	allTexts  = 20_000 // situations up to which every text is checked
	perClass  = 200    // situations of each class in a sample
	similar   = 200    // situations in which options are compared for similarity
	dice      = 85     // percent
	longest   = 70     // percent
	leakRunes = 4
)

var tags = [2]lang.Tag{lang.ZhHans, lang.En}

// placeholders reports what no name answers (E301), once for each text and name.
func (k *checker) placeholders() {
	for _, u := range k.c.Unknowns() {
		k.add("E301", u.Where, -1, u.Name)
	}
}

// chooseSample lists the situations whose texts are checked: all of them up to
// 20,000; above that a pairwise covering set, every class to at least 200, then
// seeded random ones (W200).
func (k *checker) chooseSample() {
	size := k.c.Size()
	if size <= allTexts {
		k.sample = make([]int, size)
		for i := range k.sample {
			k.sample[i] = i
		}
		return
	}
	taken := make([]bool, size)
	counts := map[int]int{}
	take := func(s int) {
		if !taken[s] {
			taken[s] = true
			counts[k.c.ClassIndex(s)]++
			k.sample = append(k.sample, s)
		}
	}
	for _, s := range k.covering() {
		take(s)
	}
	for s := range size {
		if counts[k.c.ClassIndex(s)] < perClass && len(k.sample) < allTexts {
			take(s)
		}
	}
	var seed [32]byte
	copy(seed[:], "shifu-check/1")
	source := rand.NewChaCha8(seed)
	for len(k.sample) < allTexts {
		take(int(source.Uint64() % uint64(size)))
	}
	slices.Sort(k.sample)
	k.add("W200", "radicals", -1, len(k.sample), size)
}

// covering picks situations until every pair of levels that occurs is in one of them:
// each adds at least one pair that was not covered before it.
func (k *checker) covering() []int {
	n := k.c.RadicalCount()
	offset := make([]int, n+1)
	for r := range n {
		offset[r+1] = offset[r] + k.c.LevelCount(r)
	}
	width := offset[n]
	covered := make([]bool, width*width)
	left := k.c.Pairs()
	var out []int
	for s := 0; s < k.c.Size() && left > 0; s++ {
		lv := k.c.Levels(s)
		gain := 0
		for i := range lv {
			for j := i + 1; j < len(lv); j++ {
				if at := (offset[i]+int(lv[i]))*width + offset[j] + int(lv[j]); !covered[at] {
					covered[at] = true
					gain++
				}
			}
		}
		if gain > 0 {
			left -= gain
			out = append(out, s)
		}
	}
	return out
}

// texts reports situations that read alike (E310, W311) and stems that give the
// answer away (W308).
func (k *checker) texts() {
	k.alike()
	k.leaks()
}

func (k *checker) alike() {
	if k.c.Size() < 2 {
		return
	}
	same := make([]bool, k.c.Size())
	conflict := [2]int{-1, -1}
	var buf []byte
	for _, tag := range tags {
		first := make(map[string]int, len(k.sample))
		for _, s := range k.sample {
			if k.keys[s] < 0 {
				continue
			}
			buf = k.c.AppendVisible(buf[:0], s, tag)
			o, ok := first[string(buf)]
			switch {
			case !ok:
				first[string(buf)] = s
			case k.keys[o] == k.keys[s]:
				same[s] = true
			case conflict[0] < 0:
				conflict = [2]int{o, s}
			}
		}
	}
	if conflict[0] >= 0 {
		k.add("E310", "stem", conflict[0], k.c.Situation(conflict[0]), k.c.Situation(conflict[1]))
	}
	n, at := 0, -1
	for s, yes := range same {
		if yes {
			if n++; n == 1 {
				at = s
			}
		}
	}
	if n > 0 {
		k.add("W311", "stem", at, n)
	}
}

// leaks looks for the key's words, or its amount, in the stem.
func (k *checker) leaks() {
	switch k.m.Type {
	case model.Single, model.Script, model.Multiple:
		k.wordLeaks()
	case model.Numeric:
		k.amountLeaks()
	}
}

func (k *checker) wordLeaks() {
	list := k.c.Options()
	normal := make([][2]string, len(list))
	tight := make([][2]string, len(list))
	var raw, small []byte
	leaked := map[string]bool{}
	var ids []string
	at, sides := -1, 0 // sides: 1 Chinese, 2 English
	for side, tag := range tags {
		for _, s := range k.sample {
			key, ok := k.c.Key(s)
			if !ok {
				continue
			}
			raw = raw[:0]
			for i := range list {
				o := &list[i]
				if o.Text == nil || leaked[o.ID] && sides&(1<<side) != 0 || o.ID != key.Choice && !slices.Contains(key.Choices, o.ID) {
					continue
				}
				if normal[i][side] == "" || !o.Text.Fixed() {
					normal[i][side] = wording.Normal(k.c.Render(o.Text, s, nil, tag))
					tight[i][side] = string(squeeze(nil, normal[i][side]))
				}
				word := normal[i][side]
				if utf8.RuneCountInString(strings.ReplaceAll(word, " ", "")) < leakRunes {
					continue
				}
				if len(raw) == 0 {
					raw = k.c.Append(raw, k.c.Stem(), s, nil, tag)
					small = squeeze(small[:0], string(raw))
				}
				if bytes.Contains(small, []byte(tight[i][side])) && wording.Contains(wording.Normal(string(raw)), word) {
					if !leaked[o.ID] {
						ids = append(ids, o.ID)
					}
					leaked[o.ID] = true
					sides |= 1 << side
					if at < 0 {
						at = s
					}
				}
			}
		}
	}
	if len(ids) > 0 {
		k.add("W308", [4]string{"", "stem.zh", "stem.en", "stem"}[sides], at, strings.Join(ids, ", "))
	}
}

// squeeze keeps what every normalisation of a text keeps: letters, without case, width,
// spaces, punctuation, numbers and what may be read as numbers. Where a normalised word
// stands in a normalised text, the squeezed word stands in the squeezed text, so that a
// quick look spares the slow one.
func squeeze(dst []byte, s string) []byte {
	for _, r := range s {
		switch {
		case r >= 'a' && r <= 'z':
			dst = append(dst, byte(r))
		case r >= 'A' && r <= 'Z':
			dst = append(dst, byte(r)+'a'-'A')
		case r >= 0x4e00 && r <= 0x9fff:
			if !strings.ContainsRune(numberWords, r) {
				dst = utf8.AppendRune(dst, r)
			}
		case r >= 'Ａ' && r <= 'Ｚ':
			dst = append(dst, byte(r-'Ａ')+'a')
		case r >= 'ａ' && r <= 'ｚ':
			dst = append(dst, byte(r-'ａ')+'a')
		case r <= 0xff && r != 'ª' && r != 'º', r >= 0x2000 && r <= 0x206f, r >= 0x3000 && r <= 0x303f, r >= 0xff01 && r <= 0xff5e, r == '￥':
			// punctuation, digits and the signs of amounts, which are in every other text
		default: // may stand for letters: Ⅳ, a Kangxi radical
			if plain := norm.NFKC.String(string(r)); plain != string(r) {
				dst = squeeze(dst, plain)
			}
		}
	}
	return dst
}

// numberWords are the characters that a normalised text may hold as digits or as 元.
const numberWords = "零〇一壹二两贰三叁四肆五伍六陆七柒八捌九玖十拾百佰千仟万亿半块毛角分元圆钱"

// amountLeaks looks for the formatted answer standing alone in the stem.
func (k *checker) amountLeaks() {
	for _, s := range k.sample {
		key, ok := k.c.Key(s)
		if !ok {
			continue
		}
		for side, tag := range tags {
			amount := formula.Format(k.c.AnswerKind(), key.Number, tag)
			if standsAlone(k.c.Render(k.c.Stem(), s, nil, tag), amount) {
				k.add("W308", [2]string{"stem.zh", "stem.en"}[side], s, amount)
				return
			}
		}
	}
}

// standsAlone says whether an amount occurs in a text and touches no other digit:
// 0元 is not found in 200元.
func standsAlone(text, amount string) bool {
	for from := 0; ; {
		i := strings.Index(text[from:], amount)
		if i < 0 {
			return false
		}
		i += from
		end := i + len(amount)
		before := i > 0 && (digit(text[i-1]) || text[i-1] == '.' && i > 1 && digit(text[i-2]))
		after := end < len(text) && (digit(text[end]) || text[end] == '.' && end+1 < len(text) && digit(text[end+1]))
		if !before && !after {
			return true
		}
		from = i + 1
	}
}

func digit(b byte) bool { return b >= '0' && b <= '9' }
