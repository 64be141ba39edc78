package check_test

import (
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/quiz/check"
	"shifu/quiz/model"
)

func read(t testing.TB, path string) []check.Report {
	t.Helper()
	src, err := os.ReadFile(path)
	require.NoError(t, err)
	reports, rest := check.File(filepath.Base(path), src, check.Options{})
	require.Empty(t, rest)
	return reports
}

func codes(r check.Report) []string {
	var out []string
	for _, f := range r.Findings {
		out = append(out, f.Code)
	}
	return out
}

func english(r check.Report) string {
	var out []string
	for _, f := range r.Findings {
		out = append(out, f.Code+" "+f.Message.EN)
	}
	return strings.Join(out, "\n")
}

func TestTheExamplesAreCleanButForTheirRecordedNotes(t *testing.T) {
	want := map[string][]string{
		"as.stockout-colour": {"I404"}, "as.return-window": nil, "ps.authentic-doubt": {"I306", "I404", "I404", "I404"},
		"ps.prorated-refund": nil, "as.freight-insurance": {"I404", "I404"}, "sk.spot-the-fault": {"I404"},
		"gen.order-flow": nil, "sk.negative-to-positive": nil, "big.refund-decision": {"W401"},
	}
	for id, codesWanted := range want {
		t.Run(id, func(t *testing.T) {
			r := read(t, "../model/testdata/"+id+".model.yaml")[0]
			assert.Equal(t, codesWanted, codes(r), english(r))
			if id != "big.refund-decision" {
				assert.Len(t, r.Witnesses, r.Compiled.RadicalCount(), "every radical has a witness")
			}
			for _, w := range r.Witnesses {
				assert.NotEqual(t, w.KeyFrom, w.KeyTo)
			}
		})
	}
}

func TestAGapAndAClashAreNamedWithTheirRows(t *testing.T) {
	r := read(t, "testdata/b1-gap-and-clash.model.yaml")[0]
	assert.Equal(t, strings.Join([]string{
		"E202 2 of 12 situations have no key; the first: status=got;tier=normal;days=7",
		"E203 rows 3 and 4 both fit status=got;tier=gold;days=8 but give different keys (late, ok)",
		"W203 rows 1 and 4 overlap in 1 situation and agree; merge or narrow",
		"W203 rows 2 and 5 overlap in 1 situation and agree; merge or narrow",
		"W308 the stem gives the answer away: late",
		"I404 the key late has a single situation",
	}, "\n"), english(r))
	e203 := r.Findings[1]
	assert.Equal(t, model.Error, e203.Severity)
	assert.Equal(t, "rules[4]", e203.Where)
	assert.Equal(t, 13, e203.Line)
	assert.Equal(t, "第3行和第4行在status=got;tier=gold;days=8打架（late，ok）", e203.Message.ZH)
	assert.NotEmpty(t, e203.Repair.ZH)
}

func TestAReservedLevelIsNamedAndNothingElse(t *testing.T) {
	src, err := os.ReadFile("testdata/b1-gap-and-clash.model.yaml")
	require.NoError(t, err)
	text := strings.ReplaceAll(string(src), "id: normal", "id: no")
	reports, _ := check.File("b1", []byte(text), check.Options{})
	require.Equal(t, []string{"E101"}, codes(reports[0]))
	assert.Contains(t, reports[0].Findings[0].Message.EN, `"no" is a reserved word`)
	assert.Nil(t, reports[0].Compiled)
}

func TestWrongWordsAndAmountsAreAllNamedAtOnce(t *testing.T) {
	r := read(t, "testdata/b2-words-and-money.model.yaml")[0]
	assert.Equal(t, strings.Join([]string{
		"E101 not in the format: radical price has 1 level; 2 to 24 are allowed (the other was refused)",
		"E105 199.5 is a number with a decimal point; write money as 19.9元, a percentage as 8.5%, a discount as 8.8折",
		"E107 formula, character 12: tier has no level \"金牌\"; its levels are: 普通, 金卡",
		"E107 formula, character 9: a number with a decimal point must be money, a percentage or a discount",
		"E107 formula, character 1: unknown name prise; did you mean price?",
		"E107 formula, character 9: cannot calculate money + whole number",
		"E107 formula, character 7: there is no '/': write div(a, b, half_up｜down｜up)",
	}, "\n"), english(r))
	assert.Equal(t, "let.r1.expr", r.Findings[2].Where)
	assert.Equal(t, "公式第1个字符：没有“prise”，是不是“price”？", r.Findings[4].Message.ZH)
	assert.Equal(t, 12, r.Findings[2].Line)
	assert.Equal(t, 36, r.Findings[2].Column, "the formula stands in quotes")
	assert.Equal(t, 9, r.Findings[1].Line)
	assert.Equal(t, 58, r.Findings[1].Column)
}

func TestOptionsThatReadAlikeOrGiveTheAnswerAwayAreNamed(t *testing.T) {
	r := read(t, "testdata/b3-options.model.yaml")[0]
	got := english(r)
	for _, want := range []string{
		"E301 {item} is not a radical, let or incidental", "E301 {hurry} is not a radical, let or incidental",
		"E302 two options have the same text", "(plain, vip)",
		"W308 the stem gives the answer away: plain, vip",
		"W311 4 situations read like another one (a condition is not told)",
		"W401 base never changes the key", "W401 mood never changes the key",
		"I306 option more is never right",
	} {
		assert.Contains(t, got, want)
	}
	assert.Equal(t, []string{"E301", "E302", "I306", "W308", "W311", "W401"}, unique(codes(r)))
}

func unique(list []string) []string {
	seen := map[string]bool{}
	var out []string
	for _, s := range list {
		if !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	sort.Strings(out)
	return out
}

func TestNothingLeftAndNothingVariedAreNamed(t *testing.T) {
	r := read(t, "testdata/b4-nothing.model.yaml")
	assert.Equal(t, []string{"E201"}, codes(r[0]), english(r[0]))
	assert.Equal(t, strings.Join([]string{
		"E306 the key is the same in every situation: nothing is varied",
		"E403 only 3 situations; a point needs at least 4 before it may certify",
		"W401 status never changes the key: make it an incidental with lure: true",
	}, "\n"), english(r[1]))
}

func TestAConditionThatIsNotToldIsNamed(t *testing.T) {
	r := read(t, "testdata/b5-hidden-condition.model.yaml")[0]
	assert.Equal(t, strings.Join([]string{
		"E310 situations read exactly alike but have different keys: status=gone;diff=6000;limit=3000;tie=q / status=gone;diff=6000;limit=10000;tie=q",
		"W204 the cell \"40元..50元\" matches no level",
		"W205 row 5 never applies",
		"W206 level r is in no situation",
		"W311 3 situations read like another one (a condition is not told)",
		"W402 status never varies by itself; its effect cannot be told apart",
		"W402 tie never varies by itself; its effect cannot be told apart",
		"I306 option none is never right",
		"I404 the key ask has a single situation",
	}, "\n"), english(r))
}

func TestTheExampleOfTheGuideIsClean(t *testing.T) {
	guide, err := os.ReadFile("../../docs/item-models.zh-CN.md")
	require.NoError(t, err)
	_, rest, ok := strings.Cut(string(guide), "```yaml\n")
	require.True(t, ok)
	src, _, ok := strings.Cut(rest, "```")
	require.True(t, ok)
	reports, findings := check.File("guide.yaml", []byte(src), check.Options{})
	require.Empty(t, findings)
	require.Len(t, reports, 1)
	assert.Empty(t, reports[0].Findings, english(reports[0]))
	assert.Equal(t, 16, reports[0].Valid)
}
