package training_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/internal/fault"
	"shifu/internal/lang"
	"shifu/internal/op"
	"shifu/quiz"
	"shifu/training"
)

func TestEveryMethodOfTheServiceHasARule(t *testing.T) {
	listed := training.Policy()
	service := reflect.TypeOf(&training.Service{})
	for i := range service.NumMethod() {
		assert.Contains(t, listed, service.Method(i).Name)
	}
	for _, name := range listed {
		_, exists := service.MethodByName(name)
		assert.True(t, exists, "%s has a rule and does not exist", name)
	}
}

func TestAGateOpensAfterItsStagesAndWorkingDays(t *testing.T) {
	gate := training.Gate{After: []string{"a", "b"}, WorkingDays: 3}
	for _, c := range []struct {
		name, today string
		signed      map[string]string
		open        bool
		waits       []string
		days        int
	}{
		{"nothing signed", "2026-11-30", nil, false, []string{"a", "b"}, 3},
		{"one signed", "2026-11-30", map[string]string{"a": "2026-11-03"}, false, []string{"b"}, 3},
		{"on the day", "2026-11-05", map[string]string{"a": "2026-11-03", "b": "2026-11-05"}, false, nil, 3},
		{"two working days over a weekend", "2026-11-09", map[string]string{"a": "2026-11-03", "b": "2026-11-05"}, false, nil, 1},
		{"three working days", "2026-11-10", map[string]string{"a": "2026-11-03", "b": "2026-11-05"}, true, nil, 0},
		{"long ago", "2027-03-01", map[string]string{"a": "2026-11-03", "b": "2026-11-05"}, true, nil, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := gate.Decide(training.GateFacts{Start: "2026-11-02", Today: c.today, Signed: c.signed})
			assert.Equal(t, training.GateDecision{Open: c.open, Waits: c.waits, WaitDays: c.days}, d)
		})
	}
	assert.True(t, training.Gate{}.Decide(training.GateFacts{Start: "2026-11-02", Today: "2026-11-02"}).Open)
	assert.False(t, training.Gate{WorkingDays: 1}.Decide(training.GateFacts{Start: "2026-11-06", Today: "2026-11-08"}).Open, "a weekend is no working day")
}

func TestWorkingDaysAreCountedOneByOne(t *testing.T) {
	assert.Equal(t, 1, training.WorkingDays("2026-11-02", "2026-11-03"))
	assert.Equal(t, 1, training.WorkingDays("2026-11-06", "2026-11-09"))
	assert.Equal(t, 5, training.WorkingDays("2026-11-02", "2026-11-09"))
	assert.Equal(t, 22, training.WorkingDays("2026-11-02", "2026-12-02"))
	assert.Zero(t, training.WorkingDays("2026-11-02", "2026-11-02"))
	assert.Zero(t, training.WorkingDays("2026-11-03", "2026-11-02"))
	assert.Zero(t, training.WorkingDays("", "2026-11-02"))
}

func TestWhoMayBecomeAPair(t *testing.T) {
	good := training.PairFacts{Mentor: op.Actor{ID: "zhou", Roles: []op.Role{op.Mentor}}, Apprentice: op.Actor{ID: "lin", Roles: []op.Role{op.Apprentice}},
		MentorActive: true, ApprenticeIn: true}
	for want, change := range map[string]func(*training.PairFacts){
		"":                                  func(*training.PairFacts) {},
		"fault.training.own_mentor":         func(f *training.PairFacts) { f.Mentor.ID = "lin" },
		"fault.training.person_left":        func(f *training.PairFacts) { f.MentorActive = false },
		"fault.training.not_a_mentor":       func(f *training.PairFacts) { f.Mentor.Roles = []op.Role{op.Owner} },
		"fault.training.not_an_apprentice":  func(f *training.PairFacts) { f.Apprentice.Roles = []op.Role{op.Mentor} },
		"fault.training.mentor_busy":        func(f *training.PairFacts) { f.MentorHas = "wu" },
		"fault.training.has_mentor":         func(f *training.PairFacts) { f.ApprenticeHas = "he" },
		"fault.training.paired_already":     func(f *training.PairFacts) { f.MentorHas, f.ApprenticeHas = "lin", "zhou" },
		"fault.training.mentor_busy (over)": func(f *training.PairFacts) { f.MentorHas, f.Replaces = "wu", true },
	} {
		f := good
		change(&f)
		err := f.Decide()
		if want == "" {
			assert.NoError(t, err)
			continue
		}
		assert.Equal(t, strings.TrimSuffix(want, " (over)"), fault.KeyOf(err), want)
	}
	f := good
	f.ApprenticeHas, f.Replaces = "he", true
	assert.NoError(t, f.Decide(), "a hand-over replaces the mentor")
}

func TestACellShowsTheMostImportantThing(t *testing.T) {
	for _, c := range []struct {
		facts training.CellFacts
		want  training.CellState
	}{
		{training.CellFacts{Of: 4}, training.CellNotStarted},
		{training.CellFacts{Of: 4, Done: 3, Right: 3}, training.CellTooFew},
		{training.CellFacts{Of: 4, Met: 1}, training.CellTooFew},
		{training.CellFacts{Of: 4, Done: 4, Right: 1}, training.CellShare},
		{training.CellFacts{Of: 4, Met: 4, Done: 9}, training.CellReady},
		{training.CellFacts{Of: 4, Met: 4, SignOff: training.MentorSigned}, training.CellWaiting},
		{training.CellFacts{Of: 4, Met: 4, SignOff: training.Disputed}, training.CellDisputed},
		{training.CellFacts{Of: 4, Met: 4, SignOff: training.Locked}, training.CellSigned},
		{training.CellFacts{Of: 4, Met: 4, SignOff: training.RuledStands}, training.CellSigned},
		{training.CellFacts{Of: 4, Met: 3, SignOff: training.Locked, Changed: true}, training.CellRecheck},
		{training.CellFacts{Of: 4, Met: 3, SignOff: training.Locked, Fallen: true}, training.CellRecheck},
		{training.CellFacts{Of: 4, Met: 4, SignOff: training.RuledVoid}, training.CellReady},
		{training.CellFacts{Of: 4, Met: 4, SignOff: training.Reopened}, training.CellReady},
		{training.CellFacts{Of: 4, Met: 4, SignOff: training.Superseded}, training.CellReady},
	} {
		assert.Equal(t, c.want, c.facts.Decide().State, "%+v", c.facts)
	}
}

func TestTheOneNextThingFollowsItsOrder(t *testing.T) {
	kinds := []training.NextKind{training.NextSignature, training.NextRuleChange, training.NextAttempt, training.NextReview, training.NextLesson, training.NextPractice, training.NextExam, training.NextDispute}
	f := training.NextFacts{MentorLeft: true}
	slots := []**training.Next{&f.Signature, &f.RuleChange, &f.Attempt, &f.Review, &f.Lesson, &f.Practice, &f.Exam, &f.Dispute}
	for i := range kinds {
		*slots[i] = &training.Next{Kind: kinds[i]}
	}
	for i := range kinds {
		assert.Equal(t, kinds[i], f.Decide().Kind)
		*slots[i] = nil
	}
	assert.Equal(t, training.NextWaiting, f.Decide().Kind)
	f.MentorLeft = false
	assert.Equal(t, training.NextDone, f.Decide().Kind)
	f.NoProgramme = true
	assert.Equal(t, training.NextNoProgramme, f.Decide().Kind)
}

func TestASignOffMovesOnlyByItsTable(t *testing.T) {
	type move struct {
		from training.SignOffState
		verb training.Verb
		by   training.Party
	}
	allowed := map[move]training.SignOffState{
		{training.MentorSigned, training.VerbCounterSign, training.PartyApprentice}: training.Locked,
		{training.MentorSigned, training.VerbDispute, training.PartyApprentice}:     training.Disputed,
		{training.Disputed, training.VerbAnswer, training.PartyMentor}:              training.Disputed,
		{training.Disputed, training.VerbWithdraw, training.PartyApprentice}:        training.MentorSigned,
		{training.Disputed, training.VerbOfferAgain, training.PartyMentor}:          training.Superseded,
		{training.Disputed, training.VerbRuleStands, training.PartyOwner}:           training.RuledStands,
		{training.Disputed, training.VerbRuleVoid, training.PartyOwner}:             training.RuledVoid,
		{training.Locked, training.VerbReopen, training.PartyOwner}:                 training.Reopened,
		{training.RuledStands, training.VerbReopen, training.PartyOwner}:            training.Reopened,
		{training.RuledVoid, training.VerbReopen, training.PartyOwner}:              training.Reopened,
	}
	parties := []training.Party{training.PartyMentor, training.PartyApprentice, training.PartyOwner, training.PartyNone}
	for _, from := range training.SignOffStates {
		for _, verb := range training.Verbs {
			someone := slices.ContainsFunc(parties, func(p training.Party) bool { _, ok := allowed[move{from, verb, p}]; return ok })
			for _, by := range parties {
				name := fmt.Sprintf("%s %s by %s", from, verb, by)
				to, err := from.Decide(verb, by)
				if want, ok := allowed[move{from, verb, by}]; ok {
					require.NoError(t, err, name)
					assert.Equal(t, want, to, name)
					continue
				}
				assert.Equal(t, from, to, name)
				if someone {
					assert.True(t, fault.Is(err, fault.Forbidden), name)
				} else {
					assert.True(t, fault.Is(err, fault.Conflict), name)
				}
			}
		}
	}
}

func TestOnlyTheMentorSignsAndOnlyCompleteEvidence(t *testing.T) {
	good := training.SignFacts{Actor: "zhou", Apprentice: "lin", Mentor: "zhou", IsMentor: true, Complete: true, Open: true, Witnessed: true}
	require.NoError(t, good.Decide())
	for want, change := range map[string]func(*training.SignFacts){
		"fault.training.own_work":            func(f *training.SignFacts) { f.Actor, f.Mentor = "lin", "lin" },
		"fault.training.not_the_mentor":      func(f *training.SignFacts) { f.Actor = "he" },
		"fault.training.stage_locked":        func(f *training.SignFacts) { f.Open = false },
		"fault.training.evidence_incomplete": func(f *training.SignFacts) { f.Complete = false },
		"fault.training.not_witnessed":       func(f *training.SignFacts) { f.Witnessed = false },
		"fault.training.signed_already":      func(f *training.SignFacts) { f.Latest = training.Locked },
	} {
		f := good
		change(&f)
		assert.Equal(t, want, fault.KeyOf(f.Decide()))
	}
	for _, again := range []training.SignOffState{training.RuledVoid, training.Reopened, training.Superseded} {
		f := good
		f.Latest = again
		assert.NoError(t, f.Decide(), again)
	}
}

func TestEachKindOfRequirementCountsItsOwnEvidence(t *testing.T) {
	outcome := func(right bool, score int, by string) quiz.Outcome {
		return quiz.Outcome{Right: right, Score: score, MarkedBy: by}
	}
	st := training.Standards{
		Checklists: map[string]training.Checklist{"c": {Lines: []training.ChecklistLine{{ID: "x"}, {ID: "y"}}}},
		Rubrics:    map[string]training.Rubric{"r": {Pass: 70}},
	}
	for _, c := range []struct {
		name       string
		req        training.Requirement
		progress   training.Progress
		have, need int
		met        bool
	}{
		{"lessons", training.Requirement{Kind: training.KindLesson, Lessons: []string{"a", "b"}}, training.Progress{Read: map[string]bool{"a": true}}, 1, 2, false},
		{"mastery", training.Requirement{Kind: training.KindMastery, Points: []string{"a"}}, training.Progress{Mastered: map[string]bool{"a": true}}, 1, 1, true},
		{"exam not passed", training.Requirement{Kind: training.KindExam, Blueprint: "e"}, training.Progress{}, 0, 1, false},
		{"exam passed", training.Requirement{Kind: training.KindExam, Blueprint: "e"}, training.Progress{Passed: map[string]bool{"e": true}}, 1, 1, true},
		{"a reply that nobody marked", training.Requirement{Kind: training.KindReply, Points: []string{"p"}, Passed: 1, Rubric: "r"},
			training.Progress{Outcomes: map[string][]quiz.Outcome{"p": {outcome(true, 100, "")}}}, 0, 1, false},
		{"a reply below the rubric", training.Requirement{Kind: training.KindReply, Points: []string{"p"}, Passed: 1, Rubric: "r"},
			training.Progress{Outcomes: map[string][]quiz.Outcome{"p": {outcome(true, 69, "zhou")}}}, 0, 1, false},
		{"more replies than asked for", training.Requirement{Kind: training.KindReply, Points: []string{"p"}, Passed: 1, Rubric: "r"},
			training.Progress{Outcomes: map[string][]quiz.Outcome{"p": {outcome(true, 70, "zhou"), outcome(true, 90, "zhou")}}}, 1, 1, true},
		{"a reply with a red line", training.Requirement{Kind: training.KindReply, Points: []string{"p"}, Passed: 1, Rubric: "r"},
			training.Progress{Outcomes: map[string][]quiz.Outcome{"p": {{Score: 90, MarkedBy: "zhou", RedLine: true}}}}, 0, 1, false},
		{"observation", training.Requirement{Kind: training.KindObservation, Checklist: "c"}, training.Progress{Seen: map[string]map[string]bool{"c": {"x": true, "y": true}}}, 2, 2, true},
		{"an unknown checklist is never met", training.Requirement{Kind: training.KindObservation, Checklist: "none"}, training.Progress{}, 0, 0, false},
		{"too few for a red line", training.Requirement{Kind: training.KindRedLine, Points: []string{"p"}, Clean: 2},
			training.Progress{Outcomes: map[string][]quiz.Outcome{"p": {outcome(true, 100, "")}}}, 0, 1, false},
		{"an old mistake", training.Requirement{Kind: training.KindRedLine, Points: []string{"p"}, Clean: 2},
			training.Progress{Outcomes: map[string][]quiz.Outcome{"p": {outcome(false, 0, ""), outcome(true, 100, ""), outcome(true, 100, "")}}}, 1, 1, true},
		{"a fresh mistake", training.Requirement{Kind: training.KindRedLine, Points: []string{"p"}, Clean: 2},
			training.Progress{Outcomes: map[string][]quiz.Outcome{"p": {outcome(true, 100, ""), outcome(true, 100, ""), outcome(false, 0, "")}}}, 0, 1, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			row := c.req.Decide(c.progress, st)
			assert.Equal(t, []any{c.have, c.need, c.met}, []any{row.Have, row.Need, row.Met})
		})
	}
}

func TestDifferencesNameTheHeadingAndPairWhatChanged(t *testing.T) {
	was := lang.Text{ZH: "## 鞋楦\n\n正常码，按平时码数推\n\n## 重量\n\n| 参数 | 值 |\n|---|---|\n| 重量 | 260 克 |\n\n结尾"}
	now := lang.Text{ZH: "## 鞋楦\n\n偏小半码，先问再推\n\n## 重量\n\n| 参数 | 值 |\n|---|---|\n| 重量 | 228 克 |\n| 中底 | 发泡 |\n\n结尾"}
	assert.Equal(t, []training.Difference{
		{Heading: lang.Text{ZH: "鞋楦"}, Was: lang.Text{ZH: "正常码，按平时码数推"}, Now: lang.Text{ZH: "偏小半码，先问再推"}},
		{Heading: lang.Text{ZH: "重量"}, Was: lang.Text{ZH: "| 重量 | 260 克 |"}, Now: lang.Text{ZH: "| 重量 | 228 克 |"}},
		{Heading: lang.Text{ZH: "重量"}, Now: lang.Text{ZH: "| 中底 | 发泡 |"}},
	}, training.Differences(was, now))
	assert.Empty(t, training.Differences(now, now))
}

func TestAScriptIsFilledSlotBySlot(t *testing.T) {
	s := training.Script{Text: lang.Text{ZH: "{nick}亲，{n}天内可退", EN: "{nick}: {n} days"},
		Slots: []training.Slot{{ID: "nick", Title: lang.Text{ZH: "昵称", EN: "Name"}}, {ID: "n", Title: lang.Text{ZH: "天数", EN: "Days"}}}}
	assert.Equal(t, []training.Piece{{Text: "阿宁", Slot: "nick", Filled: true}, {Text: "亲，"}, {Text: "{天数}", Slot: "n"}, {Text: "天内可退"}},
		s.Fill(s.Text, lang.ZhHans, map[string]string{"nick": "阿宁", "n": " "}))
}
