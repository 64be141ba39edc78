package staff_test

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"shifu/internal/fault"
	"shifu/internal/op"
	"shifu/internal/testkit"
	"shifu/training/staff"
)

func TestANameIsBroughtIntoItsFormOrRefused(t *testing.T) {
	for in, want := range map[string]string{
		"林小满":                  "林小满",
		"  林小满\u3000":          "林小满",
		"Ana  María\u00a0Ruiz": "Ana María Ruiz",
		"Ange\u0301lique":      "Angélique",
		"买买提·艾力":               "买买提·艾力",
		"𠮷野":                   "𠮷野",
		"小王 2 号":               "小王 2 号",
		"O'Neill-Smith":        "O'Neill-Smith",
	} {
		got, err := staff.Name(in)
		if assert.NoError(t, err, in) {
			assert.Equal(t, want, got)
		}
	}
	for key, names := range map[string][]string{
		"fault.staff.name_empty":      {"", "   ", "123", "…", "\u3000"},
		"fault.staff.name_long":       {strings.Repeat("长", staff.NameLongest+1)},
		"fault.staff.name_formula":    {"=cmd|' /C calc'!A0", "+王", "-王", "@王", "＝王", " =王"},
		"fault.staff.name_characters": {"王\t五", "王\n五", "王\x00五", "王\u200b五", "王\u202e五", "王\u2066五", "王\ufeff", "王\u3164", "\xff王", "王\ue000", "王\ufffd", "王\u2028五"},
	} {
		for _, n := range names {
			_, err := staff.Name(n)
			assert.Equal(t, key, fault.KeyOf(err), "%q", n)
		}
	}
}

func TestANameInItsFormStaysAsItIs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		once, err := staff.Name(rapid.String().Draw(t, "name"))
		if err != nil {
			return
		}
		if again, err := staff.Name(once); err != nil || again != once {
			t.Fatalf("%q became %q, %v", once, again, err)
		}
	})
}

func TestAPINHasSixDigitsThatAreNotTheFirstOnesTried(t *testing.T) {
	for _, ok := range []staff.Secret{"204816", "112233", "７３１９４０", "000001"} {
		_, err := staff.CheckPIN(ok)
		assert.NoError(t, err)
	}
	for key, pins := range map[string][]staff.Secret{
		"fault.staff.pin_form": {"", "12345", "1234567", "12345a", "１２３４５", "二〇四八一六", "20 816"},
		"fault.staff.pin_easy": {"000000", "999999", "123456", "654321", "456789"},
	} {
		for _, p := range pins {
			_, err := staff.CheckPIN(p)
			assert.Equal(t, key, fault.KeyOf(err), string(p))
		}
	}
}

func TestAPassphraseHasAPlainMinimum(t *testing.T) {
	for _, ok := range []staff.Secret{"每天早上先看昨天的差评", "correct horse", "0123456789x"} {
		assert.NoError(t, staff.CheckPassphrase(ok, "林小满"), string(ok))
	}
	for key, phrases := range map[string][]staff.Secret{
		"fault.staff.passphrase_short": {"", "短的口令", "123456789", staff.Secret("abcdefghij\xff")},
		"fault.staff.passphrase_long":  {staff.Secret(strings.Repeat("长a", 65))},
		"fault.staff.passphrase_easy":  {"aaaaaaaaaaaa", "204816204816", "林小满林小满林小满林小满", "Alexandria Smith", "ａｂａｂａｂａｂａｂ"},
	} {
		for _, p := range phrases {
			name := "林小满"
			if strings.HasPrefix(string(p), "Alex") {
				name = "Alexandria Smith"
			}
			assert.Equal(t, key, fault.KeyOf(staff.CheckPassphrase(p, name)), string(p))
		}
	}
}

func TestASecretPrintsAsDotsWhereverItGoes(t *testing.T) {
	const canary = staff.Secret("canary-7731")
	cmd := staff.OpenShop{Name: "店", PIN: canary, Passphrase: canary}
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "secret", canary, "cmd", cmd)
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "secret", canary, "cmd", cmd)
	raw, err := json.Marshal([]any{canary, cmd, &cmd, map[string]any{"a": canary}})
	require.NoError(t, err)
	all := log.String() + string(raw)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		all += fmt.Sprintf(verb, canary) + fmt.Sprintf(verb, cmd) + fmt.Sprintf(verb, &cmd)
	}
	all += fault.New(fault.Invalid, "k", "Secret", canary).Error()
	assert.NotContains(t, all, "canary")
	assert.NotContains(t, all, "63616e617279")
	assert.Equal(t, "canary-7731", string(canary))
}

func TestEverySecretOfEveryCommandStaysOutOfJSON(t *testing.T) {
	secret := reflect.TypeFor[staff.Secret]()
	service := reflect.TypeFor[*staff.Service]()
	seen := 0
	var walk func(reflect.Type)
	walk = func(r reflect.Type) {
		for r.Kind() == reflect.Pointer || r.Kind() == reflect.Slice {
			r = r.Elem()
		}
		if r.Kind() != reflect.Struct || r.PkgPath() != secret.PkgPath() {
			return
		}
		for i := range r.NumField() {
			f := r.Field(i)
			if f.Type == secret || f.Type == reflect.TypeFor[*staff.Signer]() {
				seen++
				assert.Equal(t, "-", f.Tag.Get("json"), "%s.%s", r.Name(), f.Name)
			} else if f.IsExported() {
				walk(f.Type)
			}
		}
	}
	for i := range service.NumMethod() {
		m := service.Method(i).Type
		for j := range m.NumIn() {
			if j > 0 {
				walk(m.In(j))
			}
		}
		for j := range m.NumOut() {
			walk(m.Out(j))
		}
	}
	assert.Greater(t, seen, 15)
}

func TestAClaimCodeIsReadHoweverItIsTyped(t *testing.T) {
	entropy := testkit.Entropy(1)
	seen := map[staff.Secret]bool{}
	for range 200 {
		code, err := staff.MakeClaim(entropy)
		require.NoError(t, err)
		assert.Regexp(t, `^[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}$`, string(code))
		assert.False(t, seen[code])
		seen[code] = true
		want := strings.ReplaceAll(string(code), "-", "")
		for _, typed := range []string{string(code), want, strings.ToLower(want), " " + want + " ", strings.ReplaceAll(string(code), "-", " — ")} {
			assert.Equal(t, want, staff.ReadClaim(staff.Secret(typed)))
		}
	}
}

func TestARecoveryCodeFindsItsTypingErrors(t *testing.T) {
	entropy := testkit.Entropy(1)
	code, err := staff.MakeRecovery(entropy)
	require.NoError(t, err)
	assert.Len(t, strings.Split(string(code), "-"), 7)
	body, err := staff.ReadRecovery(code)
	require.NoError(t, err)
	loose := strings.NewReplacer("-", " ", "0", "o", "1", "l").Replace(strings.ToLower(string(code)))
	again, err := staff.ReadRecovery(staff.Secret(loose))
	require.NoError(t, err)
	assert.Equal(t, body, again)

	plain := strings.ReplaceAll(string(code), "-", "")
	for i := range plain {
		for _, c := range "0123456789ABCDEFGHJKMNPQRSTVWXYZ" {
			if byte(c) == plain[i] {
				continue
			}
			_, err := staff.ReadRecovery(staff.Secret(plain[:i] + string(c) + plain[i+1:]))
			require.Equal(t, "fault.staff.recovery_typo", fault.KeyOf(err))
		}
		if i > 0 && plain[i] != plain[i-1] {
			swapped := plain[:i-1] + plain[i:i+1] + plain[i-1:i] + plain[i+1:]
			_, err := staff.ReadRecovery(staff.Secret(swapped))
			require.Error(t, err)
		}
	}
	for _, bad := range []staff.Secret{"", "ABCD", code[:20], code + "0", "恢复码"} {
		_, err := staff.ReadRecovery(bad)
		assert.Equal(t, "fault.staff.recovery_typo", fault.KeyOf(err))
	}
	_, err = staff.MakeRecovery(io.LimitReader(entropy, 3))
	assert.Equal(t, "fault.staff.no_entropy", fault.KeyOf(err))
}

// The table of Account, state by verb: the state after, or the fault.
func TestEveryVerbOfAnAccountInEveryState(t *testing.T) {
	at := testkit.NewClock().Now()
	states := map[string]func() *staff.Account{}
	states["invited"] = func() *staff.Account {
		a, err := staff.NewAccount("p1", "林小满", 1, []op.Role{op.Apprentice}, at)
		require.NoError(t, err)
		require.NoError(t, a.Do("invite", at))
		return a
	}
	states["active"] = func() *staff.Account {
		a := states["invited"]()
		require.NoError(t, a.Do("claim", at))
		return a
	}
	states["active, code open"] = func() *staff.Account {
		a := states["active"]()
		require.NoError(t, a.Do("invite", at))
		return a
	}
	states["left"] = func() *staff.Account {
		a := states["active"]()
		require.NoError(t, a.Do("leave", at))
		return a
	}
	verbs := []string{"invite", "claim", "enter", "leave", "rename", "setRoles", "setPIN"}
	table := map[string][]string{
		"invited":           {"invited", "active", "first_time", "left", "invited", "invited", "first_time"},
		"active":            {"active", "no_claim", "active", "left", "active", "active", "active"},
		"active, code open": {"active", "active", "active", "left", "active", "active", "active"},
		"left":              {"invited", "no_claim", "has_left", "has_left", "left", "has_left", "has_left"},
	}
	require.Len(t, table, len(states))
	for state, row := range table {
		for i, want := range row {
			a := states[state]()
			before := a.State()
			err := a.Do(verbs[i], at.Add(time.Hour))
			name := state + ", " + verbs[i]
			if err != nil {
				assert.Equal(t, "fault.staff."+want, fault.KeyOf(err), name)
				assert.Equal(t, before, a.State(), "%s: refused and yet changed", name)
				continue
			}
			assert.Equal(t, want, string(a.State().State), name)
			again, err := staff.RestoreAccount(a.State())
			require.NoError(t, err, name)
			assert.Equal(t, a.State(), again.State(), name)
		}
	}
	late := states["invited"]()
	assert.Equal(t, "fault.staff.claim_over", fault.KeyOf(late.Do("claim", at.Add(staff.ClaimDays*24*time.Hour+1))))
	require.NoError(t, late.Do("claim", at.Add(staff.ClaimDays*24*time.Hour)))
}

func TestAnAccountThatNoVerbMadeIsNotRestored(t *testing.T) {
	good := staff.AccountState{ID: "p", Name: "林", Ordinal: 1, Roles: []op.Role{op.Owner}, State: staff.Active, PIN: "$"}
	_, err := staff.RestoreAccount(good)
	require.NoError(t, err)
	for name, alter := range map[string]func(*staff.AccountState){
		"no id":                 func(s *staff.AccountState) { s.ID = "" },
		"no name":               func(s *staff.AccountState) { s.Name = "" },
		"no place":              func(s *staff.AccountState) { s.Ordinal = 0 },
		"no roles":              func(s *staff.AccountState) { s.Roles = nil },
		"a role that is none":   func(s *staff.AccountState) { s.Roles = []op.Role{"admin"} },
		"no state":              func(s *staff.AccountState) { s.State = "" },
		"active without a PIN":  func(s *staff.AccountState) { s.PIN = "" },
		"left with a PIN":       func(s *staff.AccountState) { s.State = staff.Left },
		"left with an open one": func(s *staff.AccountState) { s.State, s.PIN, s.Claim = staff.Left, "", "$" },
	} {
		s := good
		alter(&s)
		_, err := staff.RestoreAccount(s)
		assert.Equal(t, fault.Corrupt, fault.CodeOf(err), name)
	}
}

func TestPeopleAreFoundByNamePinyinAndInitials(t *testing.T) {
	for _, c := range []struct {
		name        string
		found, lost []string
	}{
		{"林小满", []string{"", "林", "小满", "lin", "lxm", "LXM", "linxiaoman", "lin xiao", "linx", "xiaoman", "xm", "man", "linxm", "l小m", "ｌｘｍ"},
			[]string{"lm", "lxmm", "x林", "linman", "lixm", "iao", "z"}},
		{"曾志伟", []string{"zeng", "ceng", "zzw", "czw", "zhiwei", "zhw", "zengzhw"}, []string{"dzw"}},
		{"单雄信", []string{"shan", "dan", "sxx", "dxx", "shxx"}, nil},
		{"解晓东", []string{"xie", "jie", "xxd", "jxd"}, nil},
		{"吕布", []string{"lv", "lu", "lvbu", "lubu", "lüb", "lb"}, nil},
		{"欧阳娜娜", []string{"oynn", "ouyang", "nana", "ouynn"}, []string{"oynnn"}},
		{"Ana María", []string{"ana", "mar", "anam", "am", "maría"}, []string{"ma x"}},
		{"小王2号", []string{"xw2h", "2", "wang2"}, nil},
	} {
		for _, q := range c.found {
			assert.True(t, staff.Found(c.name, q), "%s by %q", c.name, q)
		}
		for _, q := range c.lost {
			assert.False(t, staff.Found(c.name, q), "%s by %q", c.name, q)
		}
	}
}

func TestTriesAreSlowedFromTheFifthAndNeverForMoreThanAnHour(t *testing.T) {
	now := testkit.NewClock().Now()
	var last time.Duration
	for n := range 40 {
		d := staff.Throttle{Failures: n, LastAt: now}.Delay()
		assert.Equal(t, n >= 5, d > 0, "%d failures", n)
		assert.GreaterOrEqual(t, d, last)
		assert.LessOrEqual(t, d, time.Hour)
		last = d
	}
	assert.Equal(t, time.Minute, staff.Throttle{Failures: 5}.Delay())
	assert.Equal(t, time.Hour, last)

	th := staff.Throttle{Failures: 7, LastAt: now}
	assert.Equal(t, 4*time.Minute, staff.Waits(&th, now))
	assert.Equal(t, time.Minute, staff.Waits(&th, now.Add(3*time.Minute)))
	assert.Zero(t, staff.Waits(&th, now.Add(4*time.Minute)))
	th = staff.Throttle{Failures: 7, LastAt: now.AddDate(10, 0, 0)} // the clock was wrong by ten years
	assert.Equal(t, 4*time.Minute, staff.Waits(&th, now))
	assert.Zero(t, staff.Waits(&th, now.Add(4*time.Minute)), "and the wait ends all the same")
}

func TestEveryExportedMethodHasARule(t *testing.T) {
	service := reflect.TypeFor[*staff.Service]()
	listed := map[string]bool{}
	for name := range staff.PolicyRules {
		listed[name] = true
	}
	for i := range service.NumMethod() {
		m := service.Method(i)
		r, ok := staff.PolicyRules[m.Name]
		assert.True(t, ok, "%s has no rule in policy.go", m.Name)
		delete(listed, m.Name)
		takesActor := m.Type.NumIn() > 2 && m.Type.In(2) == reflect.TypeFor[op.Actor]()
		assert.Equal(t, !r.Open(), takesActor, "%s: whoever is asked for a role must say who asks", m.Name)
		assert.False(t, r.Open() && len(r.Roles()) > 0, m.Name)
	}
	assert.Empty(t, listed, "rules of methods that do not exist")
}

func TestTheCostsOfTheProductAreThoseThatWerePromised(t *testing.T) {
	s := staff.New(nil, testkit.NewClock(), &testkit.IDs{}, testkit.Entropy(1))
	assert.Equal(t, staff.Cost{KiB: 19 * 1024, Passes: 2, Threads: 1}, s.PINCost)
	assert.Equal(t, staff.Cost{KiB: 64 * 1024, Passes: 3, Threads: 1}, s.PassphraseCost)
}
