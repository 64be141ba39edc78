package wording_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"shifu/quiz/formula"
	"shifu/quiz/wording"
)

func TestAmountsAreReadAsPeopleWriteThem(t *testing.T) {
	for text, cents := range map[string]int64{
		"195.69": 19569, "￥195.69": 19569, "¥195.69": 19569, "１９５．６９": 19569, "195.69元": 19569, " 195.69 元 ": 19569, "一百九十五块六毛九": 19569, "一百九十五块六毛九分": 19569,
		"一百九十五点六九元": 19569, "195块6毛9": 19569, "19569分": 19569, "十九块九": 1990, "19块9": 1990, "十九块九毛": 1990, "两块半": 250, "三毛": 30, "六毛九分": 69, "5角": 50,
		"1,234.50": 123450, "1，234元": 123400, "RMB 20": 2000, "20 yuan": 2000, "二十": 2000, "两百元": 20000, "一百零五块": 10500, "0": 0, "零元": 0, "-5元": -500, "负五元": -500, "1万": 1_000_000, "1.5万元": 1_500_000,
		"一百八十九块零五分": 18905, "一百八十九元零五分": 18905, "189元〇5分": 18905, "一百九十五元六角九分": 19569, "195元6角9分": 19569, "195元6角": 19560,
		"20.5": 2050, "7块钱": 700, "二十块钱": 2000, "一百五十": 15000, "一万零五十元": 1005000,
	} {
		v, p := wording.ReadNumber(text, formula.Money, false)
		assert.Equal(t, wording.Problem{}, p, text)
		assert.Equal(t, cents, v, text)
	}
}

func TestOtherKindsOfNumbers(t *testing.T) {
	day, _ := formula.ParseISO("2026-11-18")
	for _, c := range []struct {
		kind formula.Kind
		text string
		want int64
	}{
		{formula.Int, "7", 7}, {formula.Int, "7天", 7}, {formula.Int, "七天", 7}, {formula.Int, "十五", 15}, {formula.Int, "7 days", 7}, {formula.Int, "１５", 15}, {formula.Int, "1,000件", 1000}, {formula.Int, "二十四小时", 24},
		{formula.Percent, "95%", 9500}, {formula.Percent, "95", 9500}, {formula.Percent, "9.5折", 9500}, {formula.Percent, "九五折", 9500}, {formula.Percent, "88折", 8800}, {formula.Percent, "10折", 10000}, {formula.Percent, "８．５％", 850}, {formula.Percent, "百分之八点五", 850}, {formula.Percent, "八折", 8000}, {formula.Percent, "95.25%", 9525},
		{formula.Date, "2026-11-18", day}, {formula.Date, "2026年11月18日", day}, {formula.Date, "2026/11/18", day}, {formula.Date, "二〇二六年十一月十八日", day}, {formula.Date, "2026-11-18 ", day},
	} {
		v, p := wording.ReadNumber(c.text, c.kind, false)
		assert.Equal(t, wording.Problem{}, p, c.text)
		assert.Equal(t, c.want, v, c.text)
	}
}

func TestWhatCannotBeTakenSaysWhy(t *testing.T) {
	for _, c := range []struct {
		kind formula.Kind
		text string
		need bool
		want wording.ProblemCode
	}{
		{formula.Money, "", false, wording.Blank}, {formula.Money, "  　", false, wording.Blank},
		{formula.Money, "不知道", false, wording.NoNumber}, {formula.Money, "195元6", false, wording.NoNumber}, {formula.Money, "两元半", false, wording.NoNumber}, {formula.Money, "195.69元左右", false, wording.NoNumber}, {formula.Money, "1.2.3", false, wording.NoNumber}, {formula.Money, "12,34", false, wording.NoNumber},
		{formula.Money, "20天", false, wording.WrongUnit}, {formula.Money, "20%", false, wording.WrongUnit}, {formula.Int, "7元", false, wording.WrongUnit},
		{formula.Money, "195.690", false, wording.Decimals}, {formula.Money, "195.000元", false, wording.Decimals}, {formula.Int, "7.0", false, wording.Decimals}, {formula.Int, "七点五天", false, wording.Decimals},
		{formula.Money, "一百五", false, wording.Ambiguous}, {formula.Int, "一千二", false, wording.Ambiguous}, {formula.Int, "一万五天", false, wording.Ambiguous},
		{formula.Money, "195.69", true, wording.NoUnit}, {formula.Percent, "95", true, wording.NoUnit}, {formula.Int, "7", true, wording.NoUnit},
		{formula.Money, "99999999999999999999", false, wording.TooLarge}, {formula.Money, "999999999999亿", false, wording.TooLarge},
		{formula.Date, "11-18", false, wording.NoNumber}, {formula.Date, "2026-02-30", false, wording.NoSuchDay}, {formula.Date, "2026-13-01", false, wording.NoSuchDay}, {formula.Date, "明天", false, wording.NoNumber},
		{formula.Percent, "88.5折", false, wording.NoNumber}, {formula.Percent, "100折", false, wording.NoNumber},
		{formula.Money, "1e5", false, wording.NoNumber}, {formula.Money, "٣", false, wording.NoNumber},
	} {
		_, p := wording.ReadNumber(c.text, c.kind, c.need)
		assert.Equal(t, c.want, p.Code, c.text)
		assert.NotEmpty(t, p.Text.ZH, c.text)
		assert.NotEmpty(t, p.Text.EN, c.text)
	}
	for _, text := range []string{"195.69元", "￥195.69", "六毛九分", "两块"} {
		_, p := wording.ReadNumber(text, formula.Money, true)
		assert.Empty(t, p.Code, "%s has its unit", text)
	}
}

func FuzzReadNumber(f *testing.F) {
	for _, s := range []string{"195.69元", "一百九十五块六毛九", "¥1,234.5", "百分之八点五", "9.5折", "二〇二六年十一月十八日", "十十十", "零零", "半", "1.5万亿亿亿", "\xff", "块", "¥"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, kind := range []formula.Kind{formula.Int, formula.Money, formula.Percent, formula.Date} {
			v, p := wording.ReadNumber(text, kind, false)
			if p.Code == "" && (v > formula.Limit || v < -formula.Limit) {
				t.Fatalf("%q: %d is beyond the limit", text, v)
			}
			if p.Code == "" {
				back, q := wording.ReadNumber(formula.Plain(kind, v), kind, true && kind != formula.Int && kind != formula.Date)
				if q.Code != "" || back != v {
					t.Fatalf("%q is %d, printed %q, read again %d %s", text, v, formula.Plain(kind, v), back, q.Code)
				}
			}
		}
		_ = wording.Normal(text)
	})
}
