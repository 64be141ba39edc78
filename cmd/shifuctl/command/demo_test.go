package command_test

import (
	"encoding/json"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/cmd/shifuctl/command"
)

func TestADemoShopIsFilledOnceAndAllIsWellWithIt(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "shop")
	code, out, errs := ctl("demo", "--data", dir, "--people", "5", "--days", "2", "--seed", "3", "--json")
	require.Equal(t, command.Well, code, errs)
	var made struct {
		People []struct{ Name, PIN, Passphrase string }
		Shop   struct{ Demo bool }
	}
	require.NoError(t, json.Unmarshal([]byte(out), &made))
	assert.Len(t, made.People, 5)
	assert.True(t, made.Shop.Demo)
	assert.NotEmpty(t, made.People[0].PIN)
	assert.NotEmpty(t, made.People[0].Passphrase)

	code, out, errs = ctl("doctor", "--data", dir, "--lang", "en")
	assert.Equal(t, command.Well, code, errs)
	assert.Contains(t, out, "All is well.")
	code, _, errs = ctl("verify", dir)
	assert.Equal(t, command.Well, code, errs)

	code, _, errs = ctl("demo", "--data", dir, "--lang", "en")
	assert.Equal(t, command.Failed, code)
	assert.Contains(t, errs, "is not empty")
	code, _, errs = ctl("demo", "--data", dir+"2", "--people", "9999", "--lang", "en")
	assert.Equal(t, command.Usage, code)
	assert.Contains(t, errs, "must be from 1 to 500")
}
