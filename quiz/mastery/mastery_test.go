package mastery_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"shifu/quiz/mastery"
)

var window = []mastery.Model{{ID: "w", Situations: 56, Pairs: 20, Classes: 5}}

// answers writes answers from a line: r right, w wrong, ! wrong across a red
// line, R and W the same in an exam, | a new day. Every answer has its own
// situation, one of five classes and two new pairs.
func answers(line string) []mastery.Answer {
	var out []mastery.Answer
	day := 100
	for _, c := range line {
		if c == '|' {
			day++
			continue
		}
		n := len(out)
		out = append(out, mastery.Answer{Model: "w", Situation: fmt.Sprint(n), Class: fmt.Sprint(n % 5), Pairs: []int32{int32(2 * n % 20), int32((2*n + 1) % 20)},
			Right: c == 'r' || c == 'R', Redline: c == '!', Exam: c == 'R' || c == 'W', Day: day})
	}
	return out
}

func TestWhatMasteryAsksFor(t *testing.T) {
	practice, certificate := mastery.Practised(), mastery.Certified()
	for _, c := range []struct {
		name    string
		p       mastery.Parameters
		line    string
		missing []mastery.Missing
	}{
		{"four of the last five", practice, "rrwrr", nil},
		{"three are too few", practice, "rrwrw", []mastery.Missing{{mastery.Rights, 3, 4}}},
		{"four answers are too few", practice, "rrrr", []mastery.Missing{{mastery.Situations, 4, 5}, {mastery.Pairs, 8, 10}}},
		{"nothing answered", practice, "", []mastery.Missing{{mastery.Situations, 0, 5}, {mastery.Rights, 0, 4}, {mastery.Pairs, 0, 10}, {mastery.Classes, 0, 3}}},
		{"old mistakes leave the window", practice, "wwwwwrrrrw", nil},
		{"a red line in the window", practice, "rr!rr", []mastery.Missing{{mastery.Redlines, 1, 0}}},
		{"a red line before the window", practice, "!rrrrr", nil},
		{"a whole certificate", certificate, "rrrwRR|RRrw", nil},
		{"one day is too few", certificate, "rrrwRRRRrw", []mastery.Missing{{mastery.Days, 1, 2}}},
		{"practice alone does not certify", certificate, "rrrwrr|rrrr", []mastery.Missing{{mastery.Exams, 0, 4}}},
		{"seven of ten", certificate, "wrrwRR|RRrw", []mastery.Missing{{mastery.Rights, 7, 8}}},
		{"nine answers", certificate, "rrrRR|RRrr", []mastery.Missing{{mastery.Situations, 9, 10}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := mastery.Decide(c.p, window, answers(c.line))
			assert.Equal(t, c.missing, r.Missing)
			assert.Equal(t, len(c.missing) == 0, r.Met)
		})
	}
}

func TestARightRepeatCountsForItsDayAndNothingElse(t *testing.T) {
	list := answers("rrrwRRRRrw")
	again := list[0]
	again.Repeat, again.Right, again.Day = true, false, list[0].Day+1
	wrong := mastery.Decide(mastery.Certified(), window, append(list, again))
	assert.Equal(t, []mastery.Missing{{mastery.Days, 1, 2}}, wrong.Missing, "a wrong one shows nothing")
	again.Right = true
	right := mastery.Decide(mastery.Certified(), window, append(list, again))
	assert.True(t, right.Met)
	assert.Equal(t, wrong.Right, right.Right)
	assert.Equal(t, wrong.Distinct, right.Distinct)
}

func TestASituationCountsOnceByItsFirstCompleteAnswer(t *testing.T) {
	list := answers("wrrrr")
	again := list[0]
	again.Right, again.Day = true, 200
	list = append(list, again, again)
	r := mastery.Decide(mastery.Practised(), window, list)
	assert.Equal(t, 5, r.Distinct)
	assert.Equal(t, 4, r.Right, "answering it again does not undo the first answer")
	assert.Equal(t, []int{0, 1, 2, 3, 4}, r.Window)

	repeat := answers("rrrrr")
	repeat[4].Repeat = true
	r = mastery.Decide(mastery.Practised(), window, repeat)
	assert.Equal(t, 4, r.Answered, "a repeat counts for nothing")
}

func TestTheSameSituationOfAnotherModelIsAnotherSituation(t *testing.T) {
	list := answers("rr")
	list[1].Situation, list[1].Model = list[0].Situation, "other"
	assert.Equal(t, 2, mastery.Decide(mastery.Practised(), window, list).Distinct)
}

func TestASmallPointAsksForAllItHas(t *testing.T) {
	for _, c := range []struct{ situations, n, m int }{{10, 10, 8}, {56, 10, 8}, {8, 8, 7}, {6, 6, 5}, {5, 5, 4}, {4, 4, 4}, {3, 4, 4}} {
		r := mastery.Decide(mastery.Certified(), []mastery.Model{{ID: "w", Situations: c.situations, Pairs: 20, Classes: 5}}, nil)
		assert.Equal(t, c.n, r.N, "%d situations", c.situations)
		assert.Equal(t, c.m, r.M, "%d situations", c.situations)
	}
	r := mastery.Decide(mastery.Certified(), []mastery.Model{{ID: "w", Situations: 3, Pairs: 3, Classes: 2}}, answers("RR|R"))
	assert.Contains(t, r.Missing, mastery.Missing{Demand: mastery.Space, Have: 3, Need: 4}, "an author must add levels")
	r = mastery.Decide(mastery.Practised(), []mastery.Model{{ID: "w", Situations: 3, Pairs: 3, Classes: 2}}, nil)
	assert.Equal(t, 5, r.N, "practice does not shrink")
}

func TestCoverageIsCountedOverTheModelsInTheWindow(t *testing.T) {
	models := []mastery.Model{{ID: "w", Situations: 56, Pairs: 20, Classes: 5}, {ID: "other", Situations: 8, Pairs: 12, Classes: 2}}
	r := mastery.Decide(mastery.Practised(), models, answers("rrrrr"))
	assert.Equal(t, 20, r.PairsAll)
	assert.Equal(t, 10, r.Pairs)
	assert.Equal(t, 10, r.PairsNeed)
	list := answers("rrrrr")
	list[0].Model = "other"
	r = mastery.Decide(mastery.Practised(), models, list)
	assert.Equal(t, 32, r.PairsAll)
	assert.Equal(t, 7, r.ClassesAll)
	assert.Equal(t, []mastery.Missing{{mastery.Pairs, 10, 16}}, r.Missing)
}

func TestTheShareOfPairsIsNeverRoundedInTheLearnersFavour(t *testing.T) {
	p := mastery.Parameters{N: 1, M: 1, Pairs: 70}
	list := []mastery.Answer{{Model: "w", Situation: "s", Right: true, Pairs: []int32{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}}}
	r := mastery.Decide(p, []mastery.Model{{ID: "w", Situations: 9, Pairs: 19, Classes: 1}}, list)
	assert.Equal(t, []mastery.Missing{{mastery.Pairs, 13, 14}}, r.Missing)
}

func TestOnACriticalPointAnyWrongAnswerIsARedLine(t *testing.T) {
	p := mastery.Practised()
	p.Critical = true
	assert.Equal(t, []mastery.Missing{{mastery.Redlines, 1, 0}}, mastery.Decide(p, window, answers("rrwrr")).Missing)
	assert.True(t, mastery.Decide(p, window, answers("wrrrrr")).Met)
}

func TestStricterNeverLowersADemand(t *testing.T) {
	base := mastery.Certified()
	got := mastery.Parameters{N: 5, M: 5, Pairs: 10, Classes: 9, Days: 1, ExamMin: 0, Critical: true}.Stricter(base)
	assert.Equal(t, mastery.Parameters{N: 10, M: 10, Pairs: 70, Classes: 9, Days: 2, ExamMin: 4, Critical: true}, got)
	assert.Equal(t, base, base.Stricter(base))
	assert.Equal(t, base, mastery.Parameters{N: 10, M: 2, Shrink: true}.Stricter(base))
}

func TestAResultSurvivesJSON(t *testing.T) {
	r := mastery.Decide(mastery.Certified(), window, answers("rrrwRR|RRr!"))
	raw, err := json.Marshal(r)
	require.NoError(t, err)
	var back mastery.Result
	require.NoError(t, json.Unmarshal(raw, &back))
	assert.Equal(t, r, back)
}

func TestAnotherRightAnswerNeverTakesMasteryAwayWithoutAnOldOneLeaving(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		line := rapid.StringMatching(`[rwRW|!]{0,30}`).Draw(t, "line")
		list := answers(line)
		r := mastery.Decide(mastery.Certified(), window, list)
		if r.Answered > r.N || r.Right > r.Answered || len(r.Window) != r.Answered || r.Met != (len(r.Missing) == 0) {
			t.Fatalf("%+v", r)
		}
		if len(list) == 0 {
			return
		}
		better := append([]mastery.Answer(nil), list...)
		last := &better[len(better)-1]
		last.Right, last.Redline = true, false
		if r.Met && !mastery.Decide(mastery.Certified(), window, better).Met {
			t.Fatal("a better last answer lost mastery")
		}
	})
}

func TestPractisingOnNeverTakesWhatWasCovered(t *testing.T) {
	// The first five situations bring twelve new pairs, later ones none.
	var list []mastery.Answer
	for i := range 40 {
		a := mastery.Answer{Model: "w", Situation: fmt.Sprint(i), Class: fmt.Sprint(min(i, 4)), Right: true, Exam: i < 4, Day: min(i, 1)}
		if i < 5 {
			a.Pairs = []int32{int32(3 * i), int32(3*i + 1), int32(3*i + 2)}
		}
		list = append(list, a)
	}
	for n := 10; n <= len(list); n += 10 {
		assert.True(t, mastery.Decide(mastery.Certified(), window, list[:n]).Met, "after %d answers", n)
	}
	list[39].Redline = true
	assert.False(t, mastery.Decide(mastery.Certified(), window, list).Met, "a red line among the latest still counts")
}
