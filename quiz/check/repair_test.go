package check_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/quiz/check"
	"shifu/quiz/model"
)

// table is a small model with a decision table that a test can spoil.
const table = `format: 1
models:
- id: t.window
  kp: t.k
  title: {zh: 退货, en: Return}
  type: single
  stem: {zh: "{status}，第{days}天，{mood}能退吗", en: "{status}, day {days}, {mood}: return?"}
  radicals:
  - {id: status, zh: 状态, en: Status, levels: [{id: signed, zh: 已签收, en: received}, {id: moving, zh: 运输中, en: on its way}]}
  - {id: days, zh: 天数, en: Days, kind: int, levels: [3, 7, 8]}
  - {id: mood, zh: 心情, en: Mood, levels: [{id: calm, zh: 平静, en: calm}, {id: angry, zh: 生气, en: angry}]}
  rules:
  - {if: {status: 运输中}, key: intercept}
  - {if: {status: 已签收, days: ≤7}, key: agree}
  - {if: {status: 已签收, days: ">7"}, key: late}
  options:
  - {id: intercept, text: {zh: 拦截, en: intercept}}
  - {id: agree, text: {zh: 可以退, en: you can}}
  - {id: late, text: {zh: 过期了, en: too late for that}}
`

func checked(t *testing.T, text string) *check.Report {
	t.Helper()
	reports, rest := check.File("t.yaml", []byte(text), check.Options{})
	require.Empty(t, rest)
	require.Len(t, reports, 1)
	return &reports[0]
}

func has(r *check.Report, code string) (model.Finding, bool) {
	for _, f := range r.Findings {
		if f.Code == code {
			return f, true
		}
	}
	return model.Finding{}, false
}

// mended applies the repair of the first finding of a code and checks again.
func mended(t *testing.T, text, code string, kind check.RepairKind) *check.Report {
	t.Helper()
	r := checked(t, text)
	f, ok := has(r, code)
	require.True(t, ok, "%s fires: %v", code, r.Findings)
	repair := check.RepairOf(r, f)
	require.Equal(t, kind, repair.Kind)
	d := model.OpenDocument(text)
	require.True(t, d.Change(repair.Apply))
	return checked(t, d.Text())
}

func TestTheRepairOfAGapIsARowThatFitsNowhereElse(t *testing.T) {
	spoilt := strings.Replace(table, "  - {if: {status: 已签收, days: \">7\"}, key: late}\n", "", 1)
	r := mended(t, spoilt, "E202", check.AddRow)
	require.Len(t, r.Model.Rules, 3)
	assert.Equal(t, model.Cells{{Column: "status", Test: "已签收"}, {Column: "days", Test: "8"}}, r.Model.Rules[2].If)
	f, ok := has(r, "E204")
	require.True(t, ok, "what to answer there only the author knows: %v", r.Findings)
	assert.Equal(t, "rules[3].key", f.Where)
}

func TestARowThatNeverAppliesIsDeleted(t *testing.T) {
	r := mended(t, strings.Replace(table, "  options:", "  - {if: {days: ≥9}, key: late}\n  options:", 1), "W205", check.DeleteRow)
	assert.Len(t, r.Model.Rules, 3)
	_, still := has(r, "W205")
	assert.False(t, still)
}

func TestAConditionThatNeverDecidesBecomesALure(t *testing.T) {
	r := mended(t, table, "W401", check.MakeLure)
	assert.Len(t, r.Model.Radicals, 2)
	require.Len(t, r.Model.Incidentals, 1)
	assert.True(t, r.Model.Incidentals[0].Lure)
	_, still := has(r, "W401")
	assert.False(t, still)
	errors, _ := check.Stops(r.Findings)
	assert.Zero(t, errors, "%v", r.Findings)
}

func TestAConditionThatAFormulaNeedsIsNotTakenOut(t *testing.T) {
	r := checked(t, strings.Replace(table, "  rules:", "  constraints:\n  - {require: mood == calm or days >= 3, why: {zh: 无, en: none}}\n  rules:", 1))
	f, ok := has(r, "W401")
	require.True(t, ok)
	assert.Equal(t, check.AcceptWarning, check.RepairOf(r, f).Kind)
}

func TestAConditionThatACellOrAChoiceNeedsIsNotTakenOut(t *testing.T) {
	for radical, src := range map[string]string{
		// the socks are in every reference answer and no must asks for them
		"gift": strings.Replace(rewrite, "  - {id: sock, if: {gift: 有袜子}, points: 50, any: {zh: [袜子], en: [socks]}}\n", "", 1),
		// nobody loses patience
		"tier": strings.Replace(chat, "if: patience >= 2", "if: patience >= 1", 1),
	} {
		r := checked(t, src)
		found := false
		for _, f := range r.Findings {
			if f.Code == "W401" && f.Where == "radicals."+radical {
				found = true
				assert.Equal(t, check.AcceptWarning, check.RepairOf(r, f).Kind)
			}
		}
		assert.True(t, found, "%s never decides: %v", radical, r.Findings)
	}
}

func TestAKeyWithoutAnOptionGetsOne(t *testing.T) {
	r := mended(t, strings.Replace(table, "key: late}", "key: too_late}", 1), "E204", check.AddOption)
	_, still := has(r, "E204")
	assert.False(t, still)
	_, ok := has(r, "E104")
	assert.True(t, ok, "its words are missing")
}

func TestAnIdleConstraintIsDeleted(t *testing.T) {
	r := mended(t, strings.Replace(table, "  rules:", "  constraints:\n  - {require: days >= 1, why: {zh: 无, en: none}}\n  rules:", 1), "W207", check.DeleteEntry)
	assert.Empty(t, r.Model.Constraints)
}

func TestAnAcceptedWarningNeedsItsReasonAndStopsNothing(t *testing.T) {
	r := checked(t, table)
	_, before := check.Stops(r.Findings)
	f, ok := has(r, "W401")
	require.True(t, ok)
	d := model.OpenDocument(table)
	d.Change(func(item *model.Piece) { check.Accept(item, f, "the mood is on purpose") })
	r = checked(t, d.Text())
	_, after := check.Stops(r.Findings)
	assert.Equal(t, before-1, after)
	f, _ = has(r, "W401")
	assert.Equal(t, "the mood is on purpose", f.Accepted)
}

func TestEveryFindingOfTheBrokenModelsHasOneRepairThatDoesNotBreakTheText(t *testing.T) {
	entries, err := os.ReadDir("testdata")
	require.NoError(t, err)
	for _, e := range entries {
		src, err := os.ReadFile("testdata/" + e.Name())
		require.NoError(t, err)
		reports, _ := check.File(e.Name(), src, check.Options{})
		for i := range reports {
			for _, f := range reports[i].Findings {
				repair := check.RepairOf(&reports[i], f)
				assert.NotEmpty(t, repair.Kind)
				if repair.Apply == nil {
					continue
				}
				d := model.DocumentOf(reports[i].Model)
				require.True(t, d.Change(repair.Apply))
				assert.Empty(t, model.OpenDocument(d.Text()).Broken(), "%s %s", e.Name(), f.Code)
			}
		}
	}
}
