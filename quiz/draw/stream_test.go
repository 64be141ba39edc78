package draw_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"shifu/quiz/draw"
)

// The numbers of this file were computed by an independent program written from
// the specification of the draw.

func TestAStreamIsThePublishedOne(t *testing.T) {
	root := draw.Root("golden", "as.return-window", 1)
	assert.Equal(t, "74bf1f716364170c581c065f76e47a0030cf0d9d4950cae5eca8220f7aa0ad8f", root.String())
	s := root.Stream("tie")
	var got []string
	for range 125 {
		got = append(got, fmt.Sprintf("%016x", s.Uint64()))
	}
	assert.Equal(t, []string{"6541175a0957cf63", "5cf2c65767547630", "4597b48fb78f4328"}, got[:3])
	assert.Equal(t, []string{"bd072b3d287a9851", "4dab55f788247681"}, got[123:])
}

func TestOtherModelsHaveOtherStreams(t *testing.T) {
	for _, c := range []struct {
		model, root string
		first       []string
	}{
		{"ps.prorated-refund", "4a3a40a556fb7706e45a39e0ba7bf97f5cbced2f39aa95101bb1f7fb232df20a",
			[]string{"83c9d6bb362cbd8d", "f147e7a9fd153016", "a423f3a73831f737"}},
		{"ps.authentic-doubt", "1e6716dab60c11e1bf3cca9b30a459007c54eb7e7992e6d20e1f6feb10bce6e7",
			[]string{"7ccb0109e2e07d23", "33a80a1c486d29a1", "9681bfe81b313ac1"}},
	} {
		root := draw.Root("golden", c.model, 1)
		assert.Equal(t, c.root, root.String())
		s := root.Stream("tie")
		for _, want := range c.first {
			assert.Equal(t, want, fmt.Sprintf("%016x", s.Uint64()))
		}
	}
}

func TestIntConsumesNothingForOneAndRejectsTheUnevenRest(t *testing.T) {
	s := draw.Root("golden", "as.return-window", 1).Stream("tie")
	assert.Equal(t, 0, s.Int(1))
	assert.Equal(t, 0, s.Int(0))
	var got []int
	for _, n := range []int{2, 3, 5, 7, 56, 1000} {
		got = append(got, s.Int(n))
	}
	assert.Equal(t, []int{1, 0, 1, 2, 35, 231}, got)
}

func TestShuffleIsFair(t *testing.T) {
	places := make([][4]int, 4)
	for n := range 4000 {
		order := []int{0, 1, 2, 3}
		draw.Root("fair", "m", n).Stream("shuffle").Shuffle(4, func(i, j int) { order[i], order[j] = order[j], order[i] })
		for place, what := range order {
			places[what][place]++
		}
	}
	for what := range places {
		for _, count := range places[what] {
			assert.InDelta(t, 1000, count, 120, "each thing comes to each place as often as chance has it")
		}
	}
}

func TestASeedSurvivesItsText(t *testing.T) {
	root := draw.Root("a", "b", 3)
	back, ok := draw.ParseSeed(root.String())
	assert.True(t, ok)
	assert.Equal(t, root, back)
	for _, bad := range []string{"", "zz", root.String()[:63] + "g"} {
		_, ok := draw.ParseSeed(bad)
		assert.False(t, ok, bad)
	}
}
