package response_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/internal/fault"
	"shifu/quiz/draw"
	"shifu/quiz/model"
	"shifu/quiz/response"
	"shifu/quiz/wording"
)

// edited is an example with something replaced in its file.
func edited(t *testing.T, id string, replace ...string) *response.Item {
	t.Helper()
	src, err := os.ReadFile("../model/testdata/" + id + ".model.yaml")
	require.NoError(t, err)
	text := strings.NewReplacer(replace...).Replace(string(src))
	require.NotEqual(t, string(src), text)
	models, findings := model.Parse(id, []byte(text))
	require.False(t, model.Blocking(findings), "%v", findings)
	c, findings := model.Compile(models[0], nil)
	require.False(t, model.Blocking(findings), "%v", findings)
	it, err := response.Prepare(c)
	require.NoError(t, err)
	return it
}

func TestACorrectedKeyMarksOldResponsesAnew(t *testing.T) {
	old := variant(t, "as.return-window", "status=signed;tier=normal;camp=daily;days=8;intact=whole", draw.Exam)
	require.Equal(t, "late", old.Key.Choice)
	// the window of ordinary members becomes 8 days
	fixed := edited(t, "as.return-window", "{if: {tier: 普通会员, camp: 日常}, key: 7}", "{if: {tier: 普通会员, camp: 日常}, key: 8}")
	if !strings.Contains(strings.Join(old.ShownIDs(), " "), "agree") {
		old.Shown.ZH.Options[0].ID, old.Shown.EN.Options[0].ID = "agree", "agree"
	}
	now, err := fixed.Rekey(old, response.Request{})
	require.NoError(t, err)
	assert.Equal(t, "agree", now.Key.Choice)
	assert.Equal(t, old.Shown, now.Shown, "what was asked is not changed")
	assert.Equal(t, old.Root, now.Root)
	assert.NotEqual(t, old.ContentHash, now.ContentHash)
	assert.Contains(t, now.Why.ZH, "8天")
	raw := []byte(`{"choice":"agree"}`)
	assert.Equal(t, 0, *response.Judge(old, raw).Score)
	assert.Equal(t, 100, *response.Judge(&now, raw).Score)
}

func TestAKeyThatWasNotShownIsLeftToAPerson(t *testing.T) {
	it := example(t, "as.return-window")
	fixed := edited(t, "as.return-window", "{if: {tier: 普通会员, camp: 日常}, key: 7}", "{if: {tier: 普通会员, camp: 日常}, key: 8}")
	at := it.Space.Find("status=signed;tier=normal;camp=daily;days=8;intact=whole")
	for n := range 50 {
		old, err := it.Make(response.Request{Situation: at, Root: draw.Root("k", "x", n)})
		require.NoError(t, err)
		if strings.Contains(strings.Join(old.ShownIDs(), " "), "agree") {
			continue
		}
		_, err = fixed.Rekey(&old, response.Request{})
		assert.Equal(t, "fault.response.key_not_shown", fault.KeyOf(err))
		return
	}
	t.Fatal("agree was always shown")
}

func TestASituationThatIsGoneCannotBeRekeyed(t *testing.T) {
	old := variant(t, "as.return-window", "status=signed;tier=normal;camp=daily;days=8;intact=whole", draw.Exam)
	old.Situation = "status=signed;tier=normal;camp=daily;days=9;intact=whole"
	_, err := example(t, "as.return-window").Rekey(old, response.Request{})
	assert.Equal(t, "fault.response.other_situation", fault.KeyOf(err))
}

func TestRekeyingWithTheSameVersionChangesNothing(t *testing.T) {
	everyVariant(t, func(it *response.Item, v *response.Variant) {
		again, err := it.Rekey(v, response.Request{})
		require.NoError(t, err, v.Model)
		assert.Equal(t, *v, again)
	})
}

func TestADontThatWasFrozenStillCounts(t *testing.T) {
	const said = "理解您想更划算～现在已经是活动价啦，这款能治疗脚汗，喜欢就趁活动带走哦。"
	claim := wording.Dont{ID: "dont.medical", Hard: true, ZH: []string{"治疗"}, EN: []string{"cure"}}
	own := wording.Shipped().With(claim)
	it := edited(t, "sk.negative-to-positive", "lint: [dont.refuse, dont.one_word]", "lint: [dont.refuse, dont.medical]")
	at := it.Space.Find("ask=cheaper;gift=none;tier=normal")
	old, err := it.Make(response.Request{Situation: at, Root: draw.Root("k", "x", 1), Donts: own})
	require.NoError(t, err)
	raw := []byte(`{"text":"` + said + `"}`)
	require.Equal(t, 0, *response.Judge(&old, raw).Score)

	laxer := edited(t, "sk.negative-to-positive", "lint: [dont.refuse, dont.one_word]", "lint: [dont.medical]", "min_runes: 18", "min_runes: 12")
	now, err := laxer.Rekey(&old, response.Request{})
	require.NoError(t, err)
	assert.Equal(t, 0, *response.Judge(&now, raw).Score, "the list is in the variant, whoever regrades it")
	now, err = laxer.Rekey(&old, response.Request{Donts: wording.Shipped().With(wording.Dont{ID: "dont.medical", ZH: []string{"脚臭"}})})
	require.NoError(t, err)
	assert.Equal(t, 0, *response.Judge(&now, raw).Score, "as it stood then")

	plain := edited(t, "sk.negative-to-positive", "lint: [dont.refuse, dont.one_word]", "lint: [dont.refuse]")
	old, err = plain.Make(response.Request{Situation: at, Root: draw.Root("k", "x", 1), Donts: own})
	require.NoError(t, err)
	require.Equal(t, 100, *response.Judge(&old, raw).Score)
	now, err = laxer.Rekey(&old, response.Request{Donts: own})
	require.NoError(t, err)
	assert.Equal(t, 0, *response.Judge(&now, raw).Score, "a list that only the corrected version names comes from the shop")
}
