package response_test

import (
	"encoding/json"
	"fmt"
	"math/big"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/quiz/draw"
	"shifu/quiz/model"
	"shifu/quiz/response"
)

// everyAnswer lists the answers that a screen offers with how likely chance gives
// each; nil where something is typed or there are too many.
func everyAnswer(v *response.Variant) (answers []string, odds []*big.Rat) {
	even := func(list []string) ([]string, []*big.Rat) {
		odds := make([]*big.Rat, len(list))
		for i := range odds {
			odds[i] = big.NewRat(1, int64(len(list)))
		}
		return list, odds
	}
	asJSON := func(v any) string { b, _ := json.Marshal(v); return string(b) }
	screen := &v.Shown.ZH
	var list []string
	switch v.Type {
	case model.Single, model.Script:
		for _, o := range screen.Options {
			list = append(list, `{"choice":"`+o.ID+`"}`)
		}
	case model.TrueFalse:
		list = []string{`{"choice":true}`, `{"choice":false}`}
	case model.Multiple:
		for set := range 1 << len(screen.Options) {
			ticks := []string{}
			for i, o := range screen.Options {
				if set>>i&1 == 1 {
					ticks = append(ticks, o.ID)
				}
			}
			if len(ticks) == 0 {
				list = append(list, `{"none":true}`)
			} else {
				list = append(list, asJSON(map[string]any{"choices": ticks}))
			}
		}
	case model.Order:
		for _, order := range permutations(len(screen.Steps)) {
			ids := make([]string, len(order))
			for i, n := range order {
				ids[i] = screen.Steps[n].ID
			}
			list = append(list, asJSON(map[string]any{"order": ids}))
		}
	case model.Match:
		n := 1
		for range screen.Left {
			n *= len(screen.Right)
		}
		for k := range n {
			pairs := map[string]string{}
			for _, left := range screen.Left {
				pairs[left.ID] = screen.Right[k%len(screen.Right)].ID
				k /= len(screen.Right)
			}
			list = append(list, asJSON(map[string]any{"match": pairs}))
		}
	case model.Spot:
		var agent []string
		for _, l := range screen.Lines {
			if l.Who == "agent" {
				agent = append(agent, l.ID)
			}
		}
		n := 1
		for range agent {
			n *= len(screen.Classes) + 1
		}
		for k := range n {
			marks := []map[string]string{}
			for _, line := range agent {
				if c := k % (len(screen.Classes) + 1); c > 0 {
					marks = append(marks, map[string]string{"line": line, "class": screen.Classes[c-1].ID})
				}
				k /= len(screen.Classes) + 1
			}
			if len(marks) == 0 {
				list = append(list, `{"none":true}`)
			} else {
				list = append(list, asJSON(map[string]any{"marks": marks}))
			}
		}
	case model.Chat:
		type step struct {
			Node   string `json:"node"`
			Choice string `json:"choice"`
			MS     int    `json:"ms"`
		}
		var walk func(position int, path []step, likely *big.Rat)
		walk = func(position int, path []step, likely *big.Rat) {
			here := v.Marking.Game.Positions[position]
			if len(here.Moves) == 0 {
				answers, odds = append(answers, asJSON(map[string]any{"path": path})), append(odds, likely)
				return
			}
			node := screen.Nodes[here.Node]
			for _, m := range here.Moves {
				next := append(append([]step{}, path...), step{node.ID, node.Choices[m.Choice].ID, 1})
				walk(m.To, next, new(big.Rat).Mul(likely, big.NewRat(1, int64(len(here.Moves)))))
			}
		}
		walk(0, nil, big.NewRat(1, 1))
		return answers, odds
	}
	return even(list)
}

func permutations(n int) [][]int {
	if n == 0 {
		return [][]int{{}}
	}
	var out [][]int
	for _, shorter := range permutations(n - 1) {
		for at := range n {
			one := append(append(append([]int{}, shorter[:at]...), n-1), shorter[at:]...)
			out = append(out, one)
		}
	}
	return out
}

// TestLuckIsWhatMarkingEveryAnswerGives counts by the marking itself.
func TestLuckIsWhatMarkingEveryAnswerGives(t *testing.T) {
	counted := map[model.Type]int{}
	everyVariant(t, func(_ *response.Item, v *response.Variant) {
		if counted[v.Type] >= 12 {
			return
		}
		for _, partial := range []bool{v.Marking.Partial, !v.Marking.Partial} {
			v.Marking.Partial = partial
			answers, odds := everyAnswer(v)
			if len(answers) == 0 {
				return
			}
			counted[v.Type]++
			want := map[int]*big.Rat{}
			for i, a := range answers {
				m := response.Judge(v, []byte(a))
				require.Equal(t, response.Complete, m.Status, "%s %s", v.Model, a)
				if want[*m.Score] == nil {
					want[*m.Score] = new(big.Rat)
				}
				want[*m.Score].Add(want[*m.Score], odds[i])
			}
			luck, sum, mean := response.Guess(v), new(big.Rat), new(big.Rat)
			assert.False(t, luck.Typed, v.Model)
			for score := range 101 {
				if want[score] == nil {
					want[score] = new(big.Rat)
				}
				require.Equal(t, want[score].String(), luck.Odds(score).String(), "%s %s earns %d", v.Model, v.Situation, score)
				sum.Add(sum, luck.Odds(score))
				mean.Add(mean, new(big.Rat).Mul(want[score], big.NewRat(int64(100*score), 1)))
			}
			assert.Equal(t, "1/1", sum.String())
			assert.Equal(t, "1/1", luck.AtLeast(0).String())
			assert.Equal(t, new(big.Int).Quo(mean.Num(), mean.Denom()).Int64(), int64(luck.Mean()), v.Model)
		}
		v.Marking.Partial = !v.Marking.Partial
	})
	for _, typ := range []model.Type{model.Single, model.Script, model.TrueFalse, model.Multiple, model.Order, model.Match, model.Spot, model.Chat} {
		assert.Positive(t, counted[typ], "no example of %s", typ)
	}
}

func TestLuckKnowsAnyOrderAndForeignSteps(t *testing.T) {
	v := response.Variant{Type: model.Order, Marking: response.Marking{Partial: true}}
	for n := range 7 {
		v.Shown.ZH.Steps = append(v.Shown.ZH.Steps, response.Entry{ID: fmt.Sprint("s", n)})
	}
	for _, key := range [][][]string{{{"s0"}, {"s1", "s2"}, {"s3"}}, {{"s0", "s1"}}, {{"s4"}}, {{"s0", "s1", "s2"}, {"s3", "s4", "s5"}, {"s6"}}} {
		v.Key.Steps = key
		answers, _ := everyAnswer(&v)
		counts := map[int]int64{}
		for _, a := range answers {
			counts[*response.Judge(&v, []byte(a)).Score]++
		}
		for score := range 101 {
			assert.Equal(t, big.NewRat(counts[score], 5040).String(), response.Guess(&v).Odds(score).String(), "%v earns %d", key, score)
		}
	}
}

func TestWhatIsTypedIsNotGuessed(t *testing.T) {
	for id, want := range map[string]int{"as.return-window": 2500, "t.partial-refund": 5000, "t.script-gaps": 833} {
		it := example(t, id)
		v, err := it.Make(response.Request{Root: draw.Root("g", id, 1)})
		require.NoError(t, err)
		assert.Equal(t, want, response.Guess(&v).Mean(), id)
		assert.Equal(t, id == "t.script-gaps", response.Guess(&v).Typed, id)
	}
	typed := map[model.Type]bool{}
	everyVariant(t, func(_ *response.Item, v *response.Variant) {
		switch v.Type {
		case model.Numeric, model.Short, model.Rewrite, model.Free:
			typed[v.Type] = true
			luck := response.Guess(v)
			assert.True(t, luck.Typed)
			assert.Zero(t, luck.Mean())
			assert.Equal(t, "1/1", luck.Odds(0).String())
		}
	})
	assert.Len(t, typed, 4)
}
