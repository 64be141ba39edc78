package command_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestCheckTellsWhatAPackAsksAbout(t *testing.T) {
	code, out, errs := ctl("--lang", "en", "check", "../../../assets/packs/footwear")
	require.Zero(t, code, errs)
	for _, want := range []string{"knowledge points", " answer classes", "  stage Aftersale: ", "  condition Tier: ", "ordinary member "} {
		assert.Contains(t, out, want)
	}
	code, out, errs = ctl("--json", "check", "../../../assets/packs/footwear")
	require.Zero(t, code, errs)
	var got struct {
		Packs []struct {
			ID         string `json:"id"`
			Models     int    `json:"models"`
			Situations int    `json:"situations"`
			Classes    int    `json:"classes"`
			Coverage   struct {
				Stages []struct {
					Stage      string `json:"stage"`
					Models     int    `json:"models"`
					Situations int    `json:"situations"`
				} `json:"stages"`
				Radicals []struct {
					Models     []string       `json:"models"`
					Situations int            `json:"situations"`
					ByStage    map[string]int `json:"by_stage"`
				} `json:"radicals"`
			} `json:"coverage"`
		} `json:"packs"`
		Models []struct {
			ID      string         `json:"id"`
			Valid   int            `json:"valid"`
			Classes map[string]int `json:"classes"`
		} `json:"models"`
	}
	require.NoError(t, json.Unmarshal([]byte(out), &got))
	require.Len(t, got.Packs, 1)
	pack := got.Packs[0]
	assert.Equal(t, "footwear", pack.ID)
	valid, size, classes := map[string]int{}, 0, 0
	for _, m := range got.Models {
		valid[m.ID] = m.Valid
		size += m.Valid
		classes += len(m.Classes)
	}
	assert.Equal(t, len(got.Models), pack.Models)
	assert.Equal(t, size, pack.Situations)
	assert.Equal(t, classes, pack.Classes)
	byStage, models := 0, 0
	for _, s := range pack.Coverage.Stages {
		byStage, models = byStage+s.Situations, models+s.Models
	}
	assert.Equal(t, size, byStage)
	assert.Equal(t, len(got.Models), models)
	for _, r := range pack.Coverage.Radicals {
		sum, staged := 0, 0
		for _, id := range r.Models {
			sum += valid[id]
		}
		for _, n := range r.ByStage {
			staged += n
		}
		assert.Equal(t, sum, r.Situations)
		assert.Equal(t, sum, staged)
	}
}
