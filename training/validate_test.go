package training_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"shifu/internal/lang"
	"shifu/quiz"
	"shifu/quiz/model"
	"shifu/training"
)

func both(s string) lang.Text {
	return lang.Text{ZH: s + "这一条的说明", EN: "the words of " + s}
}

// small is a pack without a finding but notes.
func small() *training.Pack {
	return &training.Pack{
		Manifest: training.Manifest{Format: 1, ID: "small", Version: "1", Title: both("t"), About: both("a"), Languages: []string{"zh", "en"}, Licence: "CC0-1.0",
			Stages: []training.Label{{ID: "greet", Title: both("g")}}, Intents: []training.Label{{ID: "ask", Title: both("a")}}},
		Points: []training.Point{{ID: "head", Title: both("h"), Points: []training.Point{{ID: "leaf", Title: both("l")}}}},
		Facts:  []training.Fact{{ID: "days", Kind: "int", Value: "7", Title: both("d")}},
		Models: []*model.Model{{ID: "m", KP: "leaf"}},
		Lessons: []training.Lesson{{ID: "l", Title: both("l"), Topic: both("t"), Minutes: 5, Points: []string{"leaf"}, Body: both("text"), Check: training.Check{Count: 2},
			Scripts: []string{"s1"}}},
		Scripts: []training.Script{{Code: "s1", Title: both("s"), Stage: "greet", Intent: "ask", Text: lang.Text{ZH: "亲，{n} 天内都可以换哦", EN: "You may exchange them within {n} days"},
			Slots: []training.Slot{{ID: "n", Title: both("n")}}}},
		Cases:   []training.Case{{ID: "c", Title: both("c"), Lines: []training.CaseLine{{Who: "buyer", Text: both("b")}}, Why: both("w"), Reference: both("r")}},
		Rubrics: []training.Rubric{{ID: "r", Title: both("r"), Pass: 70, Criteria: []training.Criterion{{ID: "x", Text: both("x"), Levels: []training.CriterionLevel{{Text: both("0")}, {Points: 1, Text: both("1")}}}}}},
		Programmes: []training.Programme{{ID: "p", Title: both("p"), Days: 3,
			Stages: []training.Stage{{ID: "st", Title: both("s"), Modules: []training.Module{{ID: "mo", Title: both("m"), Meaning: both("me"), Statement: both("st"),
				Requirements: []training.Requirement{
					{ID: "a", Kind: training.KindExam, Title: both("a"), Blueprint: "e"},
					{ID: "b", Kind: training.KindReply, Title: both("b"), Points: []string{"leaf"}, Passed: 1, Rubric: "r"},
				}}}}},
			Blueprints: []quiz.Blueprint{{ID: "e", Title: both("e"), Purpose: quiz.Exam, Sections: []quiz.Section{{Points: []string{"leaf"}, Count: 1}}, Pass: quiz.Pass{Percent: 80}}},
		}},
		Certificates: []training.CertificateDefinition{{ID: "cert", Title: both("c"), Statement: both("s"), Programme: "p", Months: 12, Asks: training.DefaultTerms}},
	}
}

func codes(p *training.Pack) (list []string) {
	for _, f := range p.Validate() {
		list = append(list, f.Code)
	}
	return list
}

func TestAPackThatHoldsTogetherHasNoFinding(t *testing.T) {
	assert.Empty(t, small().Validate())
}

func TestEveryBreachOfThePackIsNamed(t *testing.T) {
	for name, c := range map[string]struct {
		code  string
		spoil func(*training.Pack)
	}{
		"another format":           {training.CodeRange, func(p *training.Pack) { p.Manifest.Format = 2 }},
		"a pack without licence":   {training.CodeMissing, func(p *training.Pack) { p.Manifest.Licence = "" }},
		"an id in capitals":        {training.CodeBadID, func(p *training.Pack) { p.Cases[0].ID = "Case" }},
		"the same lesson twice":    {training.CodeTwice, func(p *training.Pack) { p.Lessons = append(p.Lessons, p.Lessons[0]) }},
		"a title without Chinese":  {training.CodeMissing, func(p *training.Pack) { p.Scripts[0].Title.ZH = "" }},
		"a lesson without English": {training.CodeUntold, func(p *training.Pack) { p.Lessons[0].Body.EN = "" }},
		"an unknown script":        {training.CodeUnknown, func(p *training.Pack) { p.Lessons[0].Scripts = []string{"s2"} }},
		"an unknown picture":       {training.CodeUnknown, func(p *training.Pack) { p.Lessons[0].Body.ZH = "![图](../media/none.svg)" }},
		"a script in a lesson":     {training.CodeText, func(p *training.Pack) { p.Lessons[0].Body.EN = "<script>alert(1)</script>" }},
		"a link out of a lesson":   {training.CodeText, func(p *training.Pack) { p.Lessons[0].Body.EN = "[x](javascript:1)" }},
		"a heading taught":         {training.CodeShape, func(p *training.Pack) { p.Lessons[0].Points = []string{"head"} }},
		"a model of no point":      {training.CodeUnknown, func(p *training.Pack) { p.Models = append(p.Models, &model.Model{ID: "n", KP: "nowhere"}) }},
		"a point without a model":  {training.CodeNoModel, func(p *training.Pack) { p.Models = nil }},
		"an undeclared slot":       {training.CodeSlot, func(p *training.Pack) { p.Scripts[0].Text.EN = "{m} days {n}" }},
		"an unused slot":           {training.CodeSlot, func(p *training.Pack) { p.Scripts[0].Text = both("none") }},
		"a script that refuses":    {training.CodeDont, func(p *training.Pack) { p.Scripts[0].Text.ZH = "不行，{n} 天都不换给您哦" }},
		"a case that teaches a no": {training.CodeDont, func(p *training.Pack) { p.Cases[0].Reference.ZH = "没办法，改不了。" }},
		"a fact of a wrong value":  {training.CodeFact, func(p *training.Pack) { p.Facts[0].Kind, p.Facts[0].Value = "money", "7 apples" }},
		"a fact that ends first":   {training.CodeRange, func(p *training.Pack) { p.Facts[0].From, p.Facts[0].To = "2026-02-01", "2026-01-01" }},
		"an unknown blueprint":     {training.CodeUnknown, func(p *training.Pack) { p.Programmes[0].Stages[0].Modules[0].Requirements[0].Blueprint = "f" }},
		"an exam without a point":  {training.CodeRange, func(p *training.Pack) { p.Programmes[0].Blueprints[0].Sections = nil }},
		"a reply without a rubric": {training.CodeMissing, func(p *training.Pack) { p.Programmes[0].Stages[0].Modules[0].Requirements[1].Rubric = "" }},
		"a lesson that is asked for in an exam": {training.CodeShape, func(p *training.Pack) {
			p.Programmes[0].Stages[0].Modules[0].Requirements[0].Lessons = []string{"l"}
		}},
		"an unknown kind":         {training.CodeUnknown, func(p *training.Pack) { p.Programmes[0].Stages[0].Modules[0].Requirements[0].Kind = "luck" }},
		"a gate on a later stage": {training.CodeUnknown, func(p *training.Pack) { p.Programmes[0].Stages[0].Gate.After = []string{"later"} }},
		"an empty stage": {training.CodeShape, func(p *training.Pack) {
			p.Programmes[0].Stages = append(p.Programmes[0].Stages, training.Stage{ID: "x", Title: both("x")})
		}},
		"a plan beyond its days":   {training.CodeRange, func(p *training.Pack) { p.Programmes[0].Plan = []training.PlanDay{{Day: 4, Title: both("d")}} }},
		"a rubric that falls":      {training.CodeRange, func(p *training.Pack) { p.Rubrics[0].Criteria[0].Levels[1].Points = 0 }},
		"a certificate of no path": {training.CodeUnknown, func(p *training.Pack) { p.Certificates[0].Programme = "q" }},
		"a certificate too cheap":  {training.CodeTryOutTerms, func(p *training.Pack) { p.Certificates[0].Asks.Days = 1 }},
		"a cheap critical point":   {training.CodeTryOutTerms, func(p *training.Pack) { t := training.DefaultTerms; t.M--; p.Certificates[0].Critical = &t }},
		"an unused rubric":         {training.CodeUnused, func(p *training.Pack) { p.Rubrics = append(p.Rubrics, p.Rubrics[0]); p.Rubrics[1].ID = "r2" }},
	} {
		t.Run(name, func(t *testing.T) {
			p := small()
			c.spoil(p)
			assert.Contains(t, codes(p), c.code)
		})
	}
}

func TestATryOutCertificateMayAskForLess(t *testing.T) {
	p := small()
	p.Certificates[0].Asks.Days, p.Certificates[0].TryOut = 1, true
	found := p.Validate()
	assert.Len(t, found, 1)
	assert.Equal(t, model.Note, found[0].Severity)
}

func TestAFindingNamesTheFileAndLine(t *testing.T) {
	p := small()
	p.Mark("lesson/l", training.Place{File: "lessons/l.zh.md", Line: 2, Column: 1})
	p.Lessons[0].Scripts = []string{"s2"}
	found := p.Validate()
	assert.Len(t, found, 1)
	assert.Equal(t, "lessons/l.zh.md", found[0].File)
	assert.Equal(t, 2, found[0].Line)
}

func TestAPictureIsNamedFromTheLessonsFolderOrThePack(t *testing.T) {
	assert.Equal(t, "media/x.svg", training.MediaName("../media/x.svg"))
	assert.Equal(t, "media/x.svg", training.MediaName("media/x.svg"))
	assert.Equal(t, "etc/passwd", training.MediaName("../../../etc/passwd"), "nothing leads outside")
}
