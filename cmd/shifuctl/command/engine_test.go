package command_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/cmd/shifuctl/command"
)

const models = "../../../quiz/model/testdata"

func TestDrawPrintsOneObjectALine(t *testing.T) {
	code, out, errs := ctl("draw", "--json", "--model", "as.return-window", "--attempt", "golden", "--count", "8", models)
	require.Equal(t, command.Well, code, errs)
	lines := strings.Split(strings.TrimSpace(out), "\n")
	require.Len(t, lines, 8)
	var last struct {
		Ordinal      int      `json:"ordinal"`
		SituationID  string   `json:"situation_id"`
		Situation    string   `json:"situation"`
		Class        string   `json:"class"`
		Key          string   `json:"key"`
		Incidentals  []int    `json:"incidentals"`
		Options      []string `json:"options"`
		PairsCovered int      `json:"pairs_covered"`
		Pairs        int      `json:"pairs"`
		Repeat       bool     `json:"repeat"`
		Variant      struct {
			V    int    `json:"v"`
			Root string `json:"root"`
		} `json:"variant"`
	}
	require.NoError(t, json.Unmarshal([]byte(lines[7]), &last))
	assert.Equal(t, "43289138f1df", last.SituationID)
	assert.Equal(t, "status=signed;tier=gold;camp=promo;days=7;intact=whole", last.Situation)
	assert.Equal(t, "agree", last.Key)
	assert.Equal(t, []int{1, 2}, last.Incidentals)
	assert.Equal(t, []string{"not_intact", "intercept", "agree", "late"}, last.Options)
	assert.Equal(t, [2]int{55, 77}, [2]int{last.PairsCovered, last.Pairs})
	assert.Equal(t, 1, last.Variant.V)
	assert.Len(t, last.Variant.Root, 64)
}

func TestAnExamEndsWithItsSituationsAndPracticeRepeats(t *testing.T) {
	code, out, _ := ctl("draw", "--json", "--model", "gen.order-flow", "--attempt", "a", "--purpose", "exam", "--count", "20", models)
	assert.Equal(t, command.Well, code)
	assert.Equal(t, 8, strings.Count(out, "\n"))
	assert.NotContains(t, out, `"repeat":true`)
	code, out, _ = ctl("draw", "--json", "--model", "gen.order-flow", "--attempt", "a", "--count", "20", models)
	assert.Equal(t, command.Well, code)
	assert.Equal(t, 20, strings.Count(out, "\n"))
	assert.Equal(t, 12, strings.Count(out, `"pairs_covered":12,"pairs":12,"repeat":true`))
}

func TestMarkJudgesTheSameDraw(t *testing.T) {
	ask := func(response string) (int, map[string]any) {
		code, out, _ := ctl("mark", "--json", "--model", "as.return-window", "--attempt", "golden", "--ordinal", "3", "--response", response, models)
		var m map[string]any
		require.NoError(t, json.Unmarshal([]byte(out), &m), out)
		return code, m
	}
	code, m := ask(`{"choice":"not_intact"}`)
	assert.Equal(t, command.Well, code)
	assert.Equal(t, "complete", m["status"])
	assert.EqualValues(t, 100, m["score"])
	assert.Equal(t, []any{"tier", "camp", "days", "intact"}, m["decided_by"])
	code, m = ask(`{"choice":"agree"}`) // not shown in this draw
	assert.Equal(t, command.Well, code)
	assert.Equal(t, "invalid", m["status"])
	assert.Nil(t, m["score"])
	code, m = ask(``)
	assert.Equal(t, command.Well, code)
	assert.Equal(t, "incomplete", m["status"])

	code, out, _ := ctl("mark", "--lang", "zh", "--model", "ps.prorated-refund", "--attempt", "golden", "--ordinal", "4", "--response", `{"text":"一百九十五块六毛九"}`, models)
	assert.Equal(t, command.Well, code)
	assert.Contains(t, out, "得分 100")
	assert.Contains(t, out, "识别为：195.69元")
}

// TestCheckPrintsTheFieldsThatAreDocumentedAndNoOthers holds the JSON of check to
// docs/item-models.md.
func TestCheckPrintsTheFieldsThatAreDocumentedAndNoOthers(t *testing.T) {
	type words struct{ ZH, EN string }
	type finding struct {
		Code, Severity, File, Sheet, Cell, Where, Message, Repair, Situation, Accepted string
		Line, Column                                                                   int
		Messages                                                                       words
	}
	type documented struct {
		Packs []struct {
			ID, Version, Path                                                              string
			KnowledgePoints                                                                int `json:"knowledge_points"`
			Models, Lessons, Scripts, Cases, Programmes, Certificates, Situations, Classes int
			Coverage                                                                       struct {
				Models, Situations, Classes int
				Stages                      []struct {
					Stage                               string
					Points, Models, Situations, Classes int
				}
				Radicals []struct {
					Label      words
					Models     []string
					Situations int
					ByStage    map[string]int `json:"by_stage"`
					Levels     []struct {
						Label              words
						Models, Situations int
					}
				}
			}
			Reading struct {
				Models, Answered, Agreed, Settled int
				Unread                            []string
			}
		}
		Models []struct {
			ID, Type, File    string
			Raw, Valid, Pairs int
			Classes           map[string]int
			Findings          []finding
			Witnesses         []struct {
				Radical, From, To string
				KeyFrom           string `json:"key_from"`
				KeyTo             string `json:"key_to"`
				Sentence          words
			}
		}
		Files []struct {
			File     string
			Findings []finding
		}
		Errors, Warnings, Notes int
	}
	unread := filepath.Join(t.TempDir(), "x.model.yaml")
	require.NoError(t, os.WriteFile(unread, []byte("format: 1\nmodels: [x]\n"), 0o600))
	code, out, _ := ctl("check", "--json", "--lang", "en", models, "../../../assets/packs/footwear", "../../../quiz/check/testdata/b1-gap-and-clash.model.yaml", unread)
	assert.Equal(t, command.Findings, code)
	var got documented
	dec := json.NewDecoder(strings.NewReader(out))
	dec.DisallowUnknownFields()
	require.NoError(t, dec.Decode(&got))
	require.Len(t, got.Packs, 1)
	require.NotEmpty(t, got.Files)
	last := got.Files[len(got.Files)-1]
	assert.Equal(t, unread, last.File)
	assert.Equal(t, "E101", last.Findings[0].Code)
	assert.Equal(t, 2, last.Findings[0].Line)
	for _, m := range got.Models {
		if m.ID == "as.return-window" {
			assert.Equal(t, []int{168, 56, 77, 24}, []int{m.Raw, m.Valid, m.Pairs, m.Classes["late"]})
			assert.Len(t, m.Witnesses, 5)
		}
		for _, f := range m.Findings {
			assert.NotEmpty(t, f.Message)
			assert.Equal(t, f.Messages.EN, f.Message)
		}
	}
	assert.Equal(t, 3, got.Errors)
}

func TestWrongUsageIsTwoAndABrokenModelIsOne(t *testing.T) {
	for _, args := range [][]string{
		{"draw", "--attempt", "a", models},
		{"draw", "--model", "as.return-window", models},
		{"draw", "--model", "no.such-model", "--attempt", "a", models},
		{"draw", "--model", "gen.order-flow", "--attempt", "a", "--count", "0", models},
		{"draw", "--model", "gen.order-flow", "--attempt", "a", "--purpose", "party", models},
		{"mark", "--model", "gen.order-flow", "--attempt", "a", "--purpose", "exam", "--ordinal", "9", "--response", "{}", models},
		{"mark", "--model", "gen.order-flow", "--attempt", "a", "--ordinal", "0", "--response", "{}", models},
		{"bench", "no-such-section"},
		{"simulate", "--learners", "0", models},
	} {
		code, _, errs := ctl(args...)
		assert.Equal(t, command.Usage, code, "%v", args)
		assert.NotEmpty(t, errs, "%v", args)
		assert.NotContains(t, errs, "no value")
	}
	code, _, errs := ctl("draw", "--model", "x", "--attempt", "a", filepath.Join(t.TempDir(), "nothing"))
	assert.Equal(t, command.Failed, code, errs)

	src, err := os.ReadFile(filepath.Join(models, "gen.order-flow.model.yaml"))
	require.NoError(t, err)
	gap := strings.Replace(string(src), "  - {id: r8,", "  - {id: r9, if: {kind: 现货, pay: 还没付款}, key: [check]}\n  - {id: r8,", 1)
	require.NotEqual(t, string(src), gap)
	file := filepath.Join(t.TempDir(), "gap.model.yaml")
	require.NoError(t, os.WriteFile(file, []byte(gap), 0o600))
	for _, args := range [][]string{
		{"draw", "--json", "--model", "gen.order-flow", "--attempt", "a", file},
		{"mark", "--json", "--model", "gen.order-flow", "--attempt", "a", "--ordinal", "1", "--response", "{}", file},
		{"simulate", "--json", file},
	} {
		code, out, _ := ctl(args...)
		assert.Equal(t, command.Findings, code, "%v", args)
		assert.Contains(t, out, "E203", "%v", args)
	}
}

func TestSimulateReportsEveryModel(t *testing.T) {
	code, out, _ := ctl("simulate", "--json", "--learners", "20", "--draws", "8", models)
	assert.Equal(t, command.Well, code)
	var r struct {
		Models []struct {
			ID      string `json:"id"`
			Repeats int    `json:"repeats"`
			After5  int    `json:"after5"`
		} `json:"models"`
		Repeats int `json:"repeats"`
	}
	require.NoError(t, json.Unmarshal([]byte(out), &r))
	assert.Len(t, r.Models, 9)
	assert.Zero(t, r.Repeats)
	for _, m := range r.Models {
		assert.Greater(t, m.After5, 4000, m.ID)
	}
	code, out, _ = ctl("simulate", "--lang", "en", "--learners", "5", models)
	assert.Equal(t, command.Well, code)
	assert.Contains(t, out, "9 item models, 0 repeats.")
}

func TestTheEngineCanBeMeasured(t *testing.T) {
	for section, figures := range map[string]int{"variants": 2, "fsrs": 2, "check": 3, "parse": 3} {
		code, out, errs := ctl("bench", "--json", "--count", "50", section)
		assert.Equal(t, command.Well, code, errs)
		assert.Equal(t, figures, strings.Count(out, `"per_second"`))
	}
}
