package opening_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/app/opening"
	"shifu/internal/i18n"
	"shifu/internal/lang"
	"shifu/internal/op"
	"shifu/training/staff"
)

func TestTheFirstStepAsksForBothNames(t *testing.T) {
	m := opening.NewModel(i18n.For(lang.ZhHans))
	m.Shop = " "
	assert.False(t, m.Named())
	assert.Len(t, m.Problems, 2)
	m.Shop, m.Owner = "青禾鞋履旗舰店", "沈岚"
	assert.True(t, m.Named())
	assert.Equal(t, opening.AskSecrets, m.Step())
	assert.True(t, m.Back())
}

func TestSecretsAreTypedTwiceAndThePINHasSixDigits(t *testing.T) {
	m := opening.NewModel(i18n.For(lang.En))
	_, ok := m.Secrets("c", "12345", "a long phrase", "another phrase", lang.En)
	assert.False(t, ok)
	assert.Contains(t, m.Problems, "pin")
	assert.Contains(t, m.Problems, "again")
	_, ok = m.Secrets("c", "135790", "a long phrase", "a long phrase", lang.En)
	assert.True(t, ok)
}

func TestTheRecoveryCodeIsTypedBackInPart(t *testing.T) {
	m := opening.NewModel(i18n.For(lang.ZhHans))
	m.Opened(staff.OpenedShop{RecoveryCode: "ABCD-EFGH-JKLM-NPQ7"})
	assert.False(t, m.Recorded("0000"))
	assert.True(t, m.Recorded(" npq7 "))
	assert.Equal(t, opening.AskPeople, m.Step())
}

func TestNamesArePastedAsAColumnOfASpreadsheet(t *testing.T) {
	assert.Equal(t, []string{"周敏", "林小满", "孙一诺"}, staff.Names("周敏\t师傅\r\n\"林小满\"\t学徒\r\n\r\n 孙一诺 \n"))
}

func TestTheFirstNameIsAMentorUntilSomebodyChangesIt(t *testing.T) {
	m := opening.NewModel(i18n.For(lang.ZhHans))
	m.SetNames("周敏\n林小满")
	require.Equal(t, []opening.Newcomer{{Name: "周敏", Mentor: true}, {Name: "林小满"}}, m.People())
	m.SetMentor(1, true)
	m.SetNames("周敏\n林小满\n孙一诺")
	assert.True(t, m.People()[1].Mentor, "what was changed by hand stays")
	assert.Equal(t, []op.Role{op.Apprentice}, m.AddPeople("c").People[2].Roles)
}
