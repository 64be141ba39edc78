package command_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/cmd/shifuctl/command"
	"shifu/data"
	"shifu/data/tempdb"
	"shifu/internal/lang"
	"shifu/internal/op"
	"shifu/internal/testkit"
	"shifu/training/staff"
)

const (
	golden    = "../../../training/certificate/testdata/golden/plain-5.pdf"
	goldenKey = "1f81e0c7618f67a4060c5748b626f3a7"
)

// shifuctl is ctl in English.
func shifuctl(t *testing.T, args ...string) (code int, out, problems string) {
	t.Helper()
	return ctl(append([]string{"--lang", "en"}, args...)...)
}

func TestVerifySaysWhatACertificateIsWorth(t *testing.T) {
	code, out, _ := shifuctl(t, "verify", golden, "--shop-key", goldenKey)
	assert.Equal(t, command.Well, code, out)
	assert.Contains(t, out, "Valid. 孙一诺, Certificate of Readiness in Customer Service, number QH-2026-0131.")
	assert.Contains(t, out, "rendering: holds")

	code, out, _ = shifuctl(t, "verify", golden)
	assert.Equal(t, command.Well, code)
	assert.Contains(t, out, "Consistent, but")
	assert.Contains(t, out, "1f81 e0c7 618f 67a4 060c 5748 b626 f3a7")

	file := filepath.Join(t.TempDir(), "key.txt")
	require.NoError(t, os.WriteFile(file, []byte("1f81 e0c7 618f 67a4 060c 5748 b626 f3a7\n"), 0o644))
	code, out, _ = shifuctl(t, "--json", "verify", golden, "--shop-key", file)
	assert.Equal(t, command.Well, code)
	var read struct {
		Well     bool
		Verified []struct {
			Verdict string
			Record  struct{ Number string }
		}
	}
	require.NoError(t, json.Unmarshal([]byte(out), &read))
	assert.Equal(t, "valid", read.Verified[0].Verdict)
	assert.Equal(t, "QH-2026-0131", read.Verified[0].Record.Number)
}

func TestVerifyNamesWhatDoesNotHold(t *testing.T) {
	raw, err := os.ReadFile(golden)
	require.NoError(t, err)
	raw[2000] ^= 4
	altered := filepath.Join(t.TempDir(), "altered.pdf")
	require.NoError(t, os.WriteFile(altered, raw, 0o644))
	code, out, _ := shifuctl(t, "verify", altered, "--shop-key", goldenKey)
	assert.Equal(t, command.Findings, code)
	assert.Contains(t, out, "Not valid.")
	assert.Contains(t, out, "rendering: fails. The visible page was altered")

	code, out, _ = shifuctl(t, "verify", golden, "--shop-key", "00000000000000000000000000000000")
	assert.Equal(t, command.Findings, code)
	assert.Contains(t, out, "signature: fails. The key that signed it is another shop's, fingerprint "+goldenKey)

	code, _, problems := shifuctl(t, "verify", "nothing.pdf")
	assert.Equal(t, command.Failed, code)
	assert.Contains(t, problems, "nothing.pdf cannot be read")
	code, _, problems = shifuctl(t, "verify", golden, "--shop-key", "me")
	assert.Equal(t, command.Usage, code)
	assert.Contains(t, problems, "'me' is no shop key")
	code, _, _ = shifuctl(t, "verify")
	assert.Equal(t, command.Usage, code)
}

func TestAnExportedFolderIsVerifiedByItsManifest(t *testing.T) {
	ctx, dir := context.Background(), filepath.Join(t.TempDir(), "shop")
	clock := testkit.NewClock()
	db, err := data.Open(ctx, data.Options{Dir: dir, Clock: clock, IDs: &testkit.IDs{}, Entropy: testkit.Entropy(3), Probe: tempdb.Anywhere{}})
	require.NoError(t, err)
	people := data.NewServices(db).Staff
	people.PINCost, people.PassphraseCost = staff.Cost{KiB: 8, Passes: 1, Threads: 1}, staff.Cost{KiB: 8, Passes: 1, Threads: 1}
	opened, err := people.OpenShop(ctx, staff.OpenShop{Command: op.Command{ID: op.NewID()}, Name: "青禾鞋履旗舰店", OwnerName: "沈岚", Language: lang.ZhHans,
		PIN: "204816", Passphrase: "青禾的账本只有我知道"})
	require.NoError(t, err)
	require.NoError(t, db.Close())
	key := opened.Shop.KeyFingerprint

	for _, format := range []string{"xlsx", "csv", "json", "pdf", "pack"} {
		out := filepath.Join(t.TempDir(), format)
		code, printed, problems := shifuctl(t, "export", "--data", dir, "--what", "all", "--format", format, "--out", out)
		require.Equal(t, command.Well, code, "%s: %s%s", format, printed, problems)
		code, printed, problems = shifuctl(t, "verify", out, "--shop-key", key)
		require.Equal(t, command.Well, code, "%s: %s%s", format, printed, problems)
		assert.Contains(t, printed, "Valid, as it was exported.")
	}
	out := filepath.Join(t.TempDir(), "csv")
	shifuctl(t, "export", "--data", dir, "--format", "csv", "--out", out)
	table := filepath.Join(out, "shifu-certificates.csv")
	code, _, _ := shifuctl(t, "verify", table, "--shop-key", key)
	assert.Equal(t, command.Well, code, "by the manifest beside it")
	require.NoError(t, os.WriteFile(table, []byte("Number\r\n"), 0o644))
	code, printed, _ := shifuctl(t, "verify", table, "--shop-key", key)
	assert.Equal(t, command.Findings, code)
	assert.Contains(t, printed, "shifu-certificates.csv does not match the manifest")

	code, printed, problems := shifuctl(t, "verify", dir, "--shop-key", key)
	assert.Equal(t, command.Well, code, printed+problems)
	code, _, problems = shifuctl(t, "export", "--data", dir, "--out", table)
	assert.Equal(t, command.Failed, code)
	assert.Contains(t, problems, "cannot be written")
	code, _, _ = shifuctl(t, "export", "--data", dir, "--format", "doc", "--out", out)
	assert.Equal(t, command.Usage, code)
}

func TestAPersonChangedByHandIsNamedByDoctorAndVerify(t *testing.T) {
	dir := shop(t)
	raw, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "shifu.db"))
	require.NoError(t, err)
	_, err = raw.Exec(`UPDATE people SET roles = 'owner,mentor'`)
	require.NoError(t, err)
	require.NoError(t, raw.Close())

	code, out, _ := shifuctl(t, "doctor", "--data", dir)
	assert.Equal(t, command.Findings, code)
	assert.Contains(t, out, "1 person, compared with the ledger")
	assert.Contains(t, out, "- People: 沈岚: the roles were changed in the database. The ledger has owner, the database owner, mentor.")
	assert.Contains(t, out, "1 thing is not as it should be.")
	code, out, _ = ctl("--lang", "zh", "doctor", "--data", dir)
	assert.Equal(t, command.Findings, code)
	assert.Contains(t, out, "台账里是 店主，现在是 店主、师傅。")
	code, out, _ = shifuctl(t, "verify", dir)
	assert.Equal(t, command.Findings, code)
	assert.Contains(t, out, "log: fails. 沈岚: the roles were changed")

	code, out, _ = shifuctl(t, "--json", "doctor", "--data", dir)
	assert.Equal(t, command.Findings, code)
	var read struct {
		People   int
		Findings []struct {
			Check, Place, Fault string
			Params              map[string]any
		}
	}
	require.NoError(t, json.Unmarshal([]byte(out), &read))
	assert.Equal(t, 1, read.People)
	require.Len(t, read.Findings, 1)
	assert.Equal(t, "people", read.Findings[0].Check)
	assert.Equal(t, "沈岚", read.Findings[0].Place)
	assert.Equal(t, "fault.staff.row.roles", read.Findings[0].Fault)
	assert.Equal(t, "沈岚", read.Findings[0].Params["Name"])
}
