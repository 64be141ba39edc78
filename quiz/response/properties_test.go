package response_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/gowebpki/jcs"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/internal/lang"
	"shifu/quiz/draw"
	"shifu/quiz/model"
	"shifu/quiz/response"
	"shifu/quiz/wording"
)

func TestEveryTypeMarksItsOwnSamplesAsWhatTheyAre(t *testing.T) {
	met := map[model.Type]bool{}
	everyVariant(t, func(it *response.Item, v *response.Variant) {
		met[v.Type] = true
		s := response.SelfTest(v)
		name := v.Model + " " + v.Situation

		right := response.Judge(v, s.Right)
		require.Equal(t, response.Complete, right.Status, "%s: %s", name, s.Right)
		if v.Type == model.Free {
			assert.Nil(t, right.Score, name)
			assert.True(t, right.NeedsMentor, name)
		} else {
			require.NotNil(t, right.Score, name)
			assert.Equal(t, 100, *right.Score, "%s: %s", name, s.Right)
			assert.True(t, right.Right, name)
			if assert.NotNil(t, s.Wrong, name) {
				wrong := response.Judge(v, s.Wrong)
				require.Equal(t, response.Complete, wrong.Status, "%s: %s", name, s.Wrong)
				assert.Less(t, *wrong.Score, 100, "%s: %s", name, s.Wrong)
			}
		}
		incomplete := response.Judge(v, s.Incomplete)
		assert.Equal(t, response.Incomplete, incomplete.Status, "%s: %s", name, s.Incomplete)
		assert.NotEmpty(t, incomplete.Problem.Text.ZH, name)
		assert.False(t, incomplete.Right, name)
		invalid := response.Judge(v, s.Invalid)
		assert.Equal(t, response.Invalid, invalid.Status, "%s: %s", name, s.Invalid)
		assert.Nil(t, invalid.Score, "an invalid response is never scored")
		assert.NotEmpty(t, invalid.Problem.Text.ZH, name)
		assert.NotEmpty(t, invalid.Problem.Text.EN, name)
	})
	for _, typ := range model.Types {
		assert.True(t, met[typ], "no example of %s", typ)
	}
}

func TestNothingAtAllIsIncompleteNeverWrong(t *testing.T) {
	everyVariant(t, func(_ *response.Item, v *response.Variant) {
		for _, raw := range []string{"", "  ", "null", "{}"} {
			m := response.Judge(v, []byte(raw))
			assert.Equal(t, response.Incomplete, m.Status, "%s %q", v.Model, raw)
			if v.Type == model.Free {
				assert.Nil(t, m.Score, "a free reply has no score before its mentor")
				continue
			}
			assert.Equal(t, 0, *m.Score)
		}
		for _, raw := range []string{"{", "[]", "7", `"x"`, `{"colour":"red"}`, `{"Choice":"agree"}`, `{"choice":1}`, `{"text":null,"text":null}`, "{\"text\":\"a\x00b\"}", "\xff", strings.Repeat("[", 100_000)} {
			assert.Equal(t, response.Invalid, response.Judge(v, []byte(raw)).Status, "%s %.40q", v.Model, raw)
		}
	})
}

func TestTheCanonicalFormIsRFC8785AndReadsTheSame(t *testing.T) {
	everyVariant(t, func(_ *response.Item, v *response.Variant) {
		s := response.SelfTest(v)
		for _, raw := range []json.RawMessage{s.Right, s.Wrong, s.Incomplete} {
			if raw == nil {
				continue
			}
			p := response.Parse(v, raw)
			canonical, err := jcs.Transform(p.Canonical)
			require.NoError(t, err, string(p.Canonical))
			assert.Equal(t, string(canonical), string(p.Canonical))
			again := response.Parse(v, p.Canonical)
			assert.Equal(t, p, again)
			assert.Equal(t, response.Score(v, p), response.Judge(v, p.Canonical))
		}
	})
}

func TestAVariantSurvivesJSONAndMarksTheSame(t *testing.T) {
	everyVariant(t, func(_ *response.Item, v *response.Variant) {
		raw, err := json.Marshal(v)
		require.NoError(t, err)
		var back response.Variant
		require.NoError(t, json.Unmarshal(raw, &back))
		again, err := json.Marshal(&back)
		require.NoError(t, err)
		require.Equal(t, string(raw), string(again))
		s := response.SelfTest(v)
		for _, r := range []json.RawMessage{s.Right, s.Wrong} {
			want, _ := json.Marshal(response.Judge(v, r))
			got, _ := json.Marshal(response.Judge(&back, r))
			require.Equal(t, string(want), string(got))
		}
	})
}

func TestMakingAgainMakesTheSame(t *testing.T) {
	everyVariant(t, func(it *response.Item, v *response.Variant) {
		root, _ := draw.ParseSeed(v.Root)
		again, err := it.Make(response.Request{Situation: v.Ordinal - 1, Root: root, Attempt: v.Attempt, Ordinal: v.Ordinal, Purpose: v.Purpose, DrawnAt: v.DrawnAt})
		require.NoError(t, err)
		require.Equal(t, *v, again)
	})
}

func TestBothLanguagesAreFrozenAndNothingIsLeftToFillIn(t *testing.T) {
	everyVariant(t, func(_ *response.Item, v *response.Variant) {
		assert.NotEmpty(t, v.Shown.ZH.Stem)
		assert.NotEmpty(t, v.Shown.EN.Stem)
		raw, err := json.Marshal(v.Shown)
		require.NoError(t, err)
		text := strings.ReplaceAll(string(raw), "{slot:", "")
		assert.NotContains(t, strings.NewReplacer(`{"`, "", `:{`, "", `[{`, "", `},{`, "").Replace(text), "{", "%s", v.Model)
	})
}

// canary marks everything of a variant that a learner must not see before the
// answer.
const canary = "CANARY-7f3a"

func poison(v *response.Variant) {
	mark := lang.Text{ZH: canary, EN: canary}
	v.Class, v.Why, v.Row = canary, mark, canary
	v.Key.Choice, v.Key.Choices, v.Key.Row, v.Key.Musts = canary, []string{canary}, canary, []string{canary}
	v.Key.Steps, v.Key.Path, v.Key.Faults = [][]string{{canary}}, []model.PathStep{{Node: canary, Choice: canary}}, []model.Fault{{Line: canary, Class: canary}}
	v.Key.Match = []model.Pair{{Left: canary, Right: canary}}
	for i := range v.Key.Slots {
		v.Key.Slots[i].Choice = canary
	}
	v.Key.Number, v.Key.Best = 73737373, 73737373
	v.Feedback = response.Feedback{Own: []response.Own{{ID: canary, Text: mark}}, DecidedBy: []string{canary}, IfChanged: []response.Change{{Radical: canary, Key: canary, Label: mark, KeyText: mark}}}
	v.Marking.Reference = mark
	v.Marking.Accepts = []response.Accepts{{ID: canary, ZH: []string{canary}}}
	v.Marking.Mistakes = []response.Mistake{{ID: canary, Value: 73737373}}
	v.Marking.Scripts = []response.Script{{Option: canary, Code: canary}}
	v.Marking.Rubric = []response.Criterion{{ID: canary, Text: mark}}
	if v.Marking.Rewriting != nil {
		v.Marking.Rewriting.Musts = []response.Must{{ID: canary, ZH: []string{canary}}}
	}
	if v.Marking.Game != nil {
		v.Marking.Game.Path = []model.PathStep{{Node: canary, Choice: canary}}
		v.Marking.Game.Best = 73737373
	}
	for n := range v.Marking.Moves {
		for m := range v.Marking.Moves[n] {
			v.Marking.Moves[n][m].Points = 73737373
		}
	}
}

func TestALearnersScreenReceivesNoKey(t *testing.T) {
	everyVariant(t, func(_ *response.Item, v *response.Variant) {
		raw, err := json.Marshal(v)
		require.NoError(t, err)
		var sick response.Variant
		require.NoError(t, json.Unmarshal(raw, &sick))
		poison(&sick)
		out, err := json.Marshal(response.Present(&sick, nil))
		require.NoError(t, err)
		assert.NotContains(t, string(out), canary, v.Model)
		assert.NotContains(t, string(out), "73737373", v.Model)
		out, err = json.Marshal(response.Present(&sick, response.SelfTest(v).Wrong))
		require.NoError(t, err)
		assert.NotContains(t, string(out), canary, v.Model)
		assert.Equal(t, response.Present(v, nil), response.Present(&sick, nil), "what is seen does not depend on the key")
	})
	// and the canary would be found
	v := variant(t, "as.return-window", "status=signed;tier=gold;camp=promo;days=16;intact=cut", draw.Exam)
	v.Shown.ZH.Options[0].Text = canary
	out, _ := json.Marshal(response.Present(v, nil))
	assert.Contains(t, string(out), canary)
}

func TestAPresentationHasNoRoomForAKey(t *testing.T) {
	forbidden := []reflect.Type{reflect.TypeFor[response.Variant](), reflect.TypeFor[response.Marking](), reflect.TypeFor[response.Feedback](), reflect.TypeFor[model.Key](), reflect.TypeFor[model.Game](),
		reflect.TypeFor[response.Mark](), reflect.TypeFor[response.Shown](), reflect.TypeFor[response.Screen](), reflect.TypeFor[any]()}
	seen := map[reflect.Type]bool{reflect.TypeFor[wording.Donts](): true} // its reasons are of wordings, known to everybody
	var walk func(typ reflect.Type, path string)
	walk = func(typ reflect.Type, path string) {
		for _, f := range forbidden {
			assert.NotEqual(t, f, typ, path)
		}
		if seen[typ] {
			return
		}
		seen[typ] = true
		switch typ.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Map, reflect.Array:
			walk(typ.Elem(), path+"[]")
		case reflect.Struct:
			for i := range typ.NumField() {
				f := typ.Field(i)
				for _, word := range []string{"key", "feedback", "why", "class_name", "score", "points", "fault", "redline", "best", "mistake", "accept"} {
					assert.NotContains(t, strings.ToLower(f.Name), word, path)
				}
				walk(f.Type, path+"."+f.Name)
			}
		}
	}
	walk(reflect.TypeFor[response.Presentation](), "Presentation")
	assert.True(t, seen[reflect.TypeFor[response.ChatView]()])
}

func TestWhatDecidedIsTheNearestSituationWithAnotherKey(t *testing.T) {
	everyVariant(t, func(it *response.Item, v *response.Variant) {
		at := it.Space.Find(v.Situation)
		require.Len(t, v.Feedback.IfChanged, len(v.Feedback.DecidedBy))
		listed := map[string]response.Change{}
		for i, c := range v.Feedback.IfChanged {
			assert.Equal(t, v.Feedback.DecidedBy[i], c.Radical)
			listed[c.Radical] = c
		}
		for r, view := range it.Model.Radicals() {
			here := it.Space.Level(at, r)
			nearest, key := 99, ""
			for l := range view.Levels {
				other := it.Space.Neighbour(at, r, l)
				if other < 0 || other == at {
					continue
				}
				k, _ := it.Model.Key(other)
				distance := max(l-here, here-l)
				if k.String() != v.Key.String() && distance < nearest {
					nearest, key = distance, k.String()
				}
			}
			c, ok := listed[view.ID]
			require.Equal(t, nearest < 99, ok, "%s %s %s", v.Model, v.Situation, view.ID)
			if ok {
				assert.Equal(t, key, c.Key)
				assert.NotEmpty(t, c.Label.ZH)
				assert.NotEmpty(t, c.LevelText.EN)
			}
		}
	})
}
