package draw

import (
	"math/bits"
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// shuffledSpace is a space of some radicals from which a share of the situations
// is excluded.
func shuffledSpace(t testing.TB, source *rand.Rand, levels []int, keep float64) *Space {
	radicals := make([]Radical, len(levels))
	product := 1
	for r, n := range levels {
		radicals[r].ID = "r" + strconv.Itoa(r)
		for l := range n {
			radicals[r].Levels = append(radicals[r].Levels, "l"+strconv.Itoa(l))
		}
		product *= n
	}
	var cells []uint8
	var class []int32
	for i := range product {
		if source.Float64() > keep && i > 0 {
			continue
		}
		row, rest := make([]uint8, len(levels)), i
		for r := len(levels) - 1; r >= 0; r-- {
			row[r] = uint8(rest % levels[r])
			rest /= levels[r]
		}
		cells, class = append(cells, row...), append(class, int32(i%3))
	}
	s, err := NewSpace("t.gain", radicals, cells, []string{"a", "b", "c"}, class)
	require.NoError(t, err)
	return s
}

// TestClimbingCountsWhatIsThere compares the gains with a count of each
// combination by itself, for spaces of every shape, whole pools and torn ones.
func TestClimbingCountsWhatIsThere(t *testing.T) {
	source := rand.New(rand.NewPCG(1, 2))
	for _, levels := range [][]int{{5}, {24}, {2, 3}, {3, 24}, {24, 3}, {2, 2, 2}, {3, 2, 9}, {2, 3, 2, 17}, {4, 1, 3, 2, 5}, {2, 2, 2, 2, 2, 2, 2, 2, 2}} {
		for _, share := range []float64{1, 0.6, 0.1} {
			s := shuffledSpace(t, source, levels, share)
			for _, kind := range []*tuples{&s.pairs, &s.triples} {
				if kind.n == 0 {
					continue
				}
				rows := kind.rows
				seen := newSet(kind.count)
				for range source.IntN(kind.count + 1) {
					seen.add(source.IntN(kind.count))
				}
				var pool []int32
				for i := range s.size {
					if source.IntN(4) > 0 {
						pool = append(pool, int32(i))
					}
				}
				want := map[int32]int{}
				for _, i := range pool {
					own := newSet(kind.count)
					kind.mark(int(i), own)
					for w := range own {
						want[i] += bits.OnesCount64(own[w] &^ seen[w])
					}
				}
				check := func(how string) {
					got := map[int32]int{}
					var order []int32
					kind.gains(pool, seen, func(i int32, gain int) { got[i] = gain; order = append(order, i) })
					assert.Equal(t, want, got, "%s %v %v n=%d", how, levels, share, kind.n)
					assert.Equal(t, pool, order)
				}
				if rows != nil {
					check("rows")
				}
				kind.rows = nil
				check("climbed")
				kind.rows = rows
			}
		}
	}
}

// TestALargeSpaceIsDrawnLikeASmallOne draws with rows and without and finds the
// same situations.
func TestALargeSpaceIsDrawnLikeASmallOne(t *testing.T) {
	source := rand.New(rand.NewPCG(3, 4))
	s := shuffledSpace(t, source, []int{3, 2, 2, 7, 5}, 0.7)
	require.NotNil(t, s.pairs.rows)
	other := *s
	other.pairs.rows, other.triples.rows = nil, nil
	a, b := s.History(), other.History()
	for n := range s.size {
		q := Request{Root: Root("large", s.model, n), Purpose: Practice}
		q.History = a
		one := s.Choose(q)
		q.History = b
		require.Equal(t, one, other.Choose(q), "draw %d", n)
		a.Add(one.Situation, int64(n))
		b.Add(one.Situation, int64(n))
	}
}

// BenchmarkHugeDraw is a draw from 262,144 situations after a few showings.
func BenchmarkHugeDraw(b *testing.B) {
	s := shuffledSpace(b, rand.New(rand.NewPCG(5, 6)), []int{4, 4, 4, 4, 4, 4, 4, 4, 4}, 2)
	for _, shown := range []int{1, 10, 40} {
		b.Run(strconv.Itoa(shown)+" shown", func(b *testing.B) {
			h := s.History()
			for n := range shown {
				h.Add(s.Choose(Request{Root: Root("huge", s.model, n), Purpose: Practice, History: h}).Situation, int64(n))
			}
			for b.Loop() {
				s.Choose(Request{Root: Root("huge", s.model, shown), Purpose: Practice, History: h})
			}
		})
	}
}
