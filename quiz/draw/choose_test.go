package draw_test

import (
	"crypto/sha256"
	"fmt"
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"shifu/quiz/draw"
)

// space builds a space by brute force from level ids and two plain functions.
func space(t testing.TB, model string, radicals []draw.Radical, valid func(l map[string]string) bool, class func(l map[string]string) string) *draw.Space {
	t.Helper()
	var cells []uint8
	var classes []string
	var of []int32
	levels := make([]int, len(radicals))
	for {
		named := map[string]string{}
		for r, l := range levels {
			named[radicals[r].ID] = radicals[r].Levels[l]
		}
		if valid(named) {
			for _, l := range levels {
				cells = append(cells, uint8(l))
			}
			c := slices.Index(classes, class(named))
			if c < 0 {
				c, classes = len(classes), append(classes, class(named))
			}
			of = append(of, int32(c))
		}
		r := len(levels) - 1
		for ; r >= 0; r-- {
			if levels[r]++; levels[r] < len(radicals[r].Levels) {
				break
			}
			levels[r] = 0
		}
		if r < 0 {
			break
		}
	}
	s, err := draw.NewSpace(model, radicals, cells, classes, of)
	require.NoError(t, err)
	return s
}

func radicals(specs ...string) []draw.Radical {
	var out []draw.Radical
	for _, spec := range specs {
		id, levels, _ := strings.Cut(spec, "=")
		out = append(out, draw.Radical{ID: id, Levels: strings.Split(levels, " ")})
	}
	return out
}

func returnWindow(t testing.TB) *draw.Space {
	return space(t, "as.return-window",
		radicals("status=unshipped moving signed", "tier=normal gold", "camp=daily promo", "days=0 7 8 15 16 30 31", "intact=whole cut"),
		func(l map[string]string) bool {
			signed := l["status"] == "signed"
			return signed == (l["days"] != "0") && (signed || l["intact"] == "whole")
		},
		func(l map[string]string) string {
			var days, window int
			fmt.Sscan(l["days"], &days)
			switch window = 7; {
			case l["tier"] == "gold" && l["camp"] == "promo":
				window = 30
			case l["tier"] == "gold" || l["camp"] == "promo":
				window = 15
			}
			switch {
			case l["status"] == "unshipped":
				return "refund_now"
			case l["status"] == "moving":
				return "intercept"
			case days > window:
				return "late"
			case l["intact"] == "whole":
				return "agree"
			}
			return "not_intact"
		})
}

func authenticDoubt(t testing.TB) *draw.Space {
	return space(t, "ps.authentic-doubt",
		radicals("doubt=customs brand material cheap", "origin=import home", "channel=chat phone"),
		func(l map[string]string) bool { return l["doubt"] != "customs" || l["origin"] != "home" },
		func(l map[string]string) string {
			switch {
			case l["channel"] == "phone":
				return "phone"
			case l["doubt"] == "brand" && l["origin"] == "import":
				return "chain"
			}
			return map[string]string{"customs": "customs", "brand": "letter", "material": "qc", "cheap": "price"}[l["doubt"]]
		})
}

func TestTheGoldenSituations(t *testing.T) {
	for _, c := range []struct {
		space *draw.Space
		want  []string
	}{
		{returnWindow(t), []string{
			"status=signed;tier=normal;camp=daily;days=8;intact=cut late 10/77",
			"status=moving;tier=normal;camp=promo;days=0;intact=whole intercept 20/77",
			"status=signed;tier=gold;camp=promo;days=16;intact=cut not_intact 29/77",
			"status=unshipped;tier=gold;camp=daily;days=0;intact=whole refund_now 38/77",
			"status=signed;tier=gold;camp=daily;days=15;intact=whole agree 43/77",
			"status=signed;tier=normal;camp=promo;days=31;intact=whole late 47/77",
			"status=signed;tier=normal;camp=daily;days=30;intact=whole late 51/77",
			"status=signed;tier=gold;camp=promo;days=7;intact=whole agree 55/77"}},
		{authenticDoubt(t), []string{
			"doubt=material;origin=import;channel=phone phone 3/19",
			"doubt=customs;origin=import;channel=chat customs 6/19",
			"doubt=brand;origin=home;channel=chat letter 9/19",
			"doubt=cheap;origin=home;channel=chat price 11/19",
			"doubt=material;origin=home;channel=chat qc 13/19",
			"doubt=brand;origin=import;channel=chat chain 14/19",
			"doubt=brand;origin=home;channel=phone phone 16/19",
			"doubt=cheap;origin=import;channel=phone phone 18/19"}},
	} {
		h := c.space.History()
		var got []string
		for n := range 8 {
			choice := c.space.Choose(draw.Request{Root: draw.Root("golden", c.space.Model(), n+1), Purpose: draw.Practice, History: h})
			assert.False(t, choice.Repeat)
			h.Add(choice.Situation, int64(n))
			got = append(got, fmt.Sprintf("%s %s %d/%d", c.space.Text(choice.Situation), c.space.Class(choice.Situation), h.Covered(), c.space.Pairs()))
		}
		assert.Equal(t, c.want, got)
	}
}

func TestNothingRepeatsBeforeEverySituationWasShown(t *testing.T) {
	for _, s := range []*draw.Space{returnWindow(t), authenticDoubt(t)} {
		for learner := range 50 {
			h := s.History()
			for n := range s.Size() {
				c := s.Choose(draw.Request{Root: draw.Root(fmt.Sprint(learner), s.Model(), n+1), Purpose: draw.Review, History: h})
				require.False(t, c.Repeat)
				require.False(t, h.Seen(c.Situation))
				h.Add(c.Situation, int64(n))
			}
			assert.Equal(t, s.Pairs(), h.Covered())
			c := s.Choose(draw.Request{Root: draw.Root(fmt.Sprint(learner), s.Model(), s.Size()+1), Purpose: draw.Practice, History: h})
			assert.True(t, c.Repeat, "after the last one the oldest comes again")
		}
	}
}

func TestARepeatIsTheSituationShownLongestAgoByItsLatestShowing(t *testing.T) {
	s := authenticDoubt(t)
	h := s.History()
	for i := range s.Size() {
		h.Add(i, 5)
	}
	h.Add(0, 5)
	h.Add(2, 5)
	c := s.Choose(draw.Request{Root: draw.Root("x", s.Model(), 1), Purpose: draw.Practice, History: h})
	assert.Equal(t, draw.Choice{Situation: 1, Repeat: true}, c)
}

func TestContrastTurnsTheAnswerByOneCondition(t *testing.T) {
	s := returnWindow(t)
	missed := "status=signed;tier=normal;camp=daily;days=8;intact=cut"
	for n := range 40 {
		h := s.History(draw.Shown{Situation: missed})
		c := s.Choose(draw.Request{Root: draw.Root(fmt.Sprint(n), s.Model(), 2), Purpose: draw.Practice, History: h, Missed: missed})
		require.True(t, c.Contrast)
		differ := 0
		for r := range 5 {
			if s.Level(c.Situation, r) != s.Level(s.Find(missed), r) {
				differ++
			}
		}
		assert.Equal(t, 1, differ)
		assert.NotEqual(t, "late", s.Class(c.Situation))
		for _, purpose := range []draw.Purpose{draw.Exam, draw.Review} {
			c := s.Choose(draw.Request{Root: draw.Root(fmt.Sprint(n), s.Model(), 2), Purpose: purpose, History: h, Missed: missed})
			assert.False(t, c.Contrast, "only practice contrasts")
		}
	}
}

func TestContrastGivesWayWhenItsSituationsAreUsedUp(t *testing.T) {
	s := returnWindow(t)
	missed := s.Find("status=signed;tier=normal;camp=daily;days=8;intact=cut")
	h := s.History(draw.Shown{Situation: s.Text(missed)})
	for r, levels := range []int{3, 2, 2, 7, 2} {
		for l := range levels {
			if i := s.Neighbour(missed, r, l); i >= 0 {
				h.Add(i, 1)
			}
		}
	}
	c := s.Choose(draw.Request{Root: draw.Root("g", s.Model(), 2), Purpose: draw.Practice, History: h, Missed: s.Text(missed)})
	assert.False(t, c.Contrast)
	assert.False(t, c.Repeat)
}

func TestAnExamKeepsToWhatOthersHaveSeenLeast(t *testing.T) {
	s := authenticDoubt(t)
	counts := map[string]int{}
	for i := range s.Size() {
		counts[s.Text(i)] = 5
	}
	rare := []int{3, 7, 9}
	counts[s.Text(rare[0])], counts[s.Text(rare[1])], counts[s.Text(rare[2])] = 1, 2, 3
	exposure := s.Exposure(counts)
	met := map[int]bool{}
	for n := range 60 {
		c := s.Choose(draw.Request{Root: draw.Root(fmt.Sprint(n), s.Model(), 1), Purpose: draw.Exam, Exposure: exposure})
		met[c.Situation] = true
		p := s.Choose(draw.Request{Root: draw.Root(fmt.Sprint(n), s.Model(), 1), Purpose: draw.Practice, Exposure: exposure})
		assert.GreaterOrEqual(t, p.Situation, 0)
	}
	assert.Equal(t, map[int]bool{rare[0]: true, rare[1]: true}, met, "the least shown and those shown once more, nothing else")
}

func TestTheReserveIsForExamsOnly(t *testing.T) {
	s := returnWindow(t)
	reserve := s.Reserve([]byte("secret"), "xiaoman")
	kept := 0
	for i := range s.Size() {
		if reserve.Has(i) {
			kept++
		}
	}
	assert.Equal(t, 14, kept)
	h := s.History()
	for n := range s.Size() - kept {
		c := s.Choose(draw.Request{Root: draw.Root("a", s.Model(), n+1), Purpose: draw.Practice, History: h, Reserve: reserve})
		require.False(t, c.Repeat)
		require.False(t, reserve.Has(c.Situation))
		h.Add(c.Situation, int64(n))
	}
	c := s.Choose(draw.Request{Root: draw.Root("a", s.Model(), 99), Purpose: draw.Practice, History: h, Reserve: reserve})
	assert.True(t, c.Repeat)
	assert.False(t, reserve.Has(c.Situation))
	for n := range kept {
		c := s.Choose(draw.Request{Root: draw.Root("e", s.Model(), n+1), Purpose: draw.Exam, History: h, Reserve: reserve})
		require.True(t, c.Reserved)
		require.False(t, h.Seen(c.Situation))
		h.Add(c.Situation, int64(100+n))
	}
	assert.True(t, s.Choose(draw.Request{Root: draw.Root("e", s.Model(), 99), Purpose: draw.Exam, History: h, Reserve: reserve}).None())
}

func TestTheReserveIsOneLearnersOwnAndStaysTheSame(t *testing.T) {
	s := returnWindow(t)
	a, b := s.Reserve([]byte("secret"), "a"), s.Reserve([]byte("secret"), "b")
	assert.Equal(t, a, s.Reserve([]byte("secret"), "a"))
	assert.NotEqual(t, a, b)
	assert.NotEqual(t, a, s.Reserve([]byte("other"), "a"))
}

func TestHowManySituationsAreReserved(t *testing.T) {
	for situations, want := range map[int]int{1: 0, 3: 0, 4: 4, 8: 4, 16: 4, 17: 5, 56: 14, 1440: 360} {
		assert.Equal(t, want, draw.ReserveSize(situations), "%d situations", situations)
	}
}

func TestAnExamRepeatsOnlyWhatWasShownLongAgo(t *testing.T) {
	s := authenticDoubt(t)
	const day = int64(24 * 60 * 60 * 1000)
	h := s.History()
	for i := range s.Size() {
		h.Add(i, (100+int64(i))*day)
	}
	ask := func(now int64) draw.Choice {
		return s.Choose(draw.Request{Root: draw.Root("e", s.Model(), 1), Purpose: draw.Exam, History: h, Now: now, RepeatAfter: draw.RepeatAfter})
	}
	assert.Equal(t, draw.Choice{Situation: -1, Again: 160 * day}, ask(160*day-1), "none is old enough; the page can say when one will be")
	assert.Equal(t, draw.Choice{Situation: 0, Repeat: true}, ask(160*day))
	h.Add(0, 160*day)
	assert.Equal(t, draw.Choice{Situation: 1, Repeat: true}, ask(161*day))
}

func TestHistoriesOfOlderVersionsAreComparedAsSets(t *testing.T) {
	now := radicals("status=before after", "tier=normal gold", "camp=daily promo")
	now[2].Was = "daily"
	any := func(map[string]string) bool { return true }
	class := func(l map[string]string) string { return l["status"] + l["camp"] }
	s := space(t, "m", now, any, class)
	want := s.Find("status=after;tier=gold;camp=daily")
	require.GreaterOrEqual(t, want, 0)
	assert.Equal(t, want, s.Find("tier=gold;camp=daily;status=after"), "another order is the same situation")
	assert.Equal(t, want, s.Find("tier=gold;status=after;colour=red;camp=daily"), "a radical that is gone is dropped")
	assert.Equal(t, want, s.Find("tier=gold;status=after"), "a radical that came later reads as its was level")
	assert.Equal(t, -1, s.Find("tier=silver;status=after"), "a level that is gone is another situation")
	h := s.History(draw.Shown{Situation: "tier=silver;status=after;camp=promo", Class: "afterpromo"})
	assert.Equal(t, 0, h.Distinct())
	assert.Equal(t, 1, h.Covered(), "its pair after+promo was still met")
	assert.Equal(t, 1, h.ClassesSeen())

	now[2].Was = ""
	strict := space(t, "m", now, any, class)
	assert.Equal(t, -1, strict.Find("tier=gold;status=after"), "without was the old situation is another one")
}

func TestWithOneRadicalLevelsCountAndWithNoneNothing(t *testing.T) {
	one := space(t, "m", radicals("a=1 2 3"), func(map[string]string) bool { return true }, func(l map[string]string) string { return l["a"] })
	assert.Equal(t, 3, one.Pairs())
	fixed := space(t, "m", nil, func(map[string]string) bool { return true }, func(map[string]string) string { return "x" })
	assert.Equal(t, 0, fixed.Pairs())
	assert.Equal(t, 0, fixed.Choose(draw.Request{Purpose: draw.Practice}).Situation)
	h := fixed.History(draw.Shown{})
	assert.True(t, fixed.Choose(draw.Request{Purpose: draw.Practice, History: h}).Repeat)
}

// naive is the choice written once more, straight from the words of the
// specification, with maps of strings.
func naive(s *draw.Space, history []int, root draw.Seed) int {
	parts := func(i int) []string { return strings.Split(s.Text(i), ";") }
	met := map[string]bool{}
	classes := map[string]bool{}
	tuples := func(i int, do func(string) int) (pairs, triples int) {
		p := parts(i)
		for a := range p {
			if len(p) == 1 {
				pairs += do(p[a])
			}
			for b := a + 1; b < len(p); b++ {
				pairs += do(p[a] + p[b])
				for c := b + 1; c < len(p); c++ {
					triples += do(p[a] + p[b] + p[c])
				}
			}
		}
		return pairs, triples
	}
	for _, i := range history {
		tuples(i, func(k string) int { met[k] = true; return 0 })
		classes[s.Class(i)] = true
	}
	fresh := func(k string) int {
		if met[k] {
			return 0
		}
		return 1
	}
	type mark struct{ p, t int }
	best, pool := mark{-1, -1}, []int(nil)
	for i := range s.Size() {
		if slices.Contains(history, i) {
			continue
		}
		var m mark
		m.p, m.t = tuples(i, fresh)
		if !classes[s.Class(i)] {
			m.p += 2
		}
		if m.p > best.p || m.p == best.p && m.t > best.t {
			best, pool = m, nil
		}
		if m == best {
			pool = append(pool, i)
		}
	}
	return pool[root.Stream("tie").Int(len(pool))]
}

func TestTheChoiceIsTheOneOfThePlainAlgorithm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := rapid.IntRange(1, 5).Draw(t, "radicals")
		var rads []draw.Radical
		for r := range k {
			rad := draw.Radical{ID: string(rune('a' + r))}
			for l := range rapid.IntRange(2, 4).Draw(t, "levels") {
				rad.Levels = append(rad.Levels, fmt.Sprint(l))
			}
			rads = append(rads, rad)
		}
		salt := rapid.Uint64().Draw(t, "salt")
		mix := func(l map[string]string, n uint64) uint64 {
			x := salt
			for _, r := range rads {
				x = bits.RotateLeft64(x^uint64(l[r.ID][0]), 13) * 0x9e3779b97f4a7c15
			}
			return x >> 33 % n
		}
		s := space(&testing.T{}, "m", rads, func(l map[string]string) bool { return mix(l, 5) != 0 },
			func(l map[string]string) string { return fmt.Sprint(mix(l, 13) % 4) })
		var history []int
		h := s.History()
		for n := range min(s.Size(), 12) {
			root := draw.Root("rapid", "m", n)
			got := s.Choose(draw.Request{Root: root, Purpose: draw.Review, History: h}).Situation
			if want := naive(s, history, root); got != want {
				t.Fatalf("draw %d: got %s, want %s", n, s.Text(got), s.Text(want))
			}
			history = append(history, got)
			h.Add(got, 0)
		}
	})
}

func TestPairsOfARecordMeanTheSameInEveryRecord(t *testing.T) {
	s := returnWindow(t)
	covered, pairs := s.Coverage("status=signed;tier=normal;camp=daily;days=8;intact=cut", "status=moving;tier=normal;camp=promo;days=0;intact=whole")
	assert.Equal(t, 20, covered)
	assert.Equal(t, 77, pairs)
	assert.Len(t, s.PairsOf("status=signed;tier=normal;camp=daily;days=99;intact=cut"), 6, "a level that is gone takes its pairs along")
}

func TestASpaceWhosePartsDoNotFitIsRefused(t *testing.T) {
	_, err := draw.NewSpace("m", radicals("a=1 2"), []uint8{0, 1}, []string{"x"}, []int32{0})
	assert.Error(t, err)
	_, err = draw.NewSpace("m", radicals("a=1 2"), []uint8{2}, []string{"x"}, []int32{0})
	assert.Error(t, err)
	_, err = draw.NewSpace("m", radicals("a=1 2"), []uint8{1, 1}, []string{"x"}, []int32{0, 0})
	assert.Error(t, err)
	_, err = draw.NewSpace("m", radicals("a=1 2"), []uint8{1}, []string{"x"}, []int32{1})
	assert.Error(t, err)
}

func TestACoverMeetsEveryPairAndEveryAnswer(t *testing.T) {
	fixed := space(t, "m", nil, func(map[string]string) bool { return true }, func(map[string]string) string { return "x" })
	for _, s := range []*draw.Space{returnWindow(t), authenticDoubt(t), large(t), fixed} {
		cover := s.Cover(draw.Root("cover", s.Model(), 1))
		var texts []string
		classes := map[string]bool{}
		for _, i := range cover {
			texts = append(texts, s.Text(i))
			classes[s.Class(i)] = true
		}
		covered, pairs := s.Coverage(texts...)
		assert.Equal(t, pairs, covered)
		assert.Len(t, classes, len(s.Classes()))
		assert.LessOrEqual(t, len(cover), 35)
		assert.Equal(t, cover, s.Cover(draw.Root("cover", s.Model(), 1)))
	}
}

func TestTheReserveIsTheFirstOfAShuffleByItsOwnStream(t *testing.T) {
	s := authenticDoubt(t)
	seed := sha256.Sum256([]byte("shifu-reserve/1\x00geheim\x00xiaoman\x00ps.authentic-doubt"))
	source := rand.NewChaCha8(sha256.Sum256(append(append([]byte("shifu-stream/1\x00"), seed[:]...), "reserve"...)))
	order := make([]int, s.Size())
	for i := range order {
		order[i] = i
	}
	for i := len(order) - 1; i >= 1; i-- {
		n := uint64(i + 1)
		x := source.Uint64()
		for x >= math.MaxUint64-math.MaxUint64%n { // at most a few values more than needed are thrown away: none here
			x = source.Uint64()
		}
		j := int(x % n)
		order[i], order[j] = order[j], order[i]
	}
	reserve := s.Reserve([]byte("geheim"), "xiaoman")
	for place, situation := range order {
		assert.Equal(t, place < 4, reserve.Has(situation))
	}
}
