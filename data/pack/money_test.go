package pack_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/quiz/draw"
	"shifu/quiz/model"
	"shifu/quiz/response"
	"shifu/training"
)

// sheet is the policy sheet read without the program's own reader of values:
// money in cents, rates in ten-thousandths, whole numbers, days as written.
type sheet struct {
	t     *testing.T
	texts map[string]string
}

func newSheet(t *testing.T, facts []training.Fact) sheet {
	s := sheet{t: t, texts: map[string]string{}}
	for _, f := range facts {
		s.texts[f.ID] = f.Value
	}
	return s
}

// decimal reads "9.5" with two places as 950.
func (s sheet) decimal(text string) int64 {
	whole, part, _ := strings.Cut(text, ".")
	n, err := strconv.ParseInt(whole+(part + "00")[:2], 10, 64)
	require.NoError(s.t, err, text)
	return n
}

func (s sheet) text(id string) string {
	v, ok := s.texts[id]
	require.True(s.t, ok, "no fact %s", id)
	return v
}

func (s sheet) money(id string) int64 { return s.decimal(strings.TrimSuffix(s.text(id), "元")) }

func (s sheet) rate(id string) int64 {
	v := s.text(id)
	if zhe, ok := strings.CutSuffix(v, "折"); ok {
		return s.decimal(zhe) * 10
	}
	return s.decimal(strings.TrimSuffix(v, "%"))
}

func (s sheet) count(id string) int64 {
	n, err := strconv.ParseInt(s.text(id), 10, 64)
	require.NoError(s.t, err)
	return n
}

// conditions is a situation as records keep it: id=level;id=level.
type conditions map[string]string

func read(situation string) conditions {
	c := conditions{}
	for pair := range strings.SplitSeq(situation, ";") {
		id, level, _ := strings.Cut(pair, "=")
		c[id] = level
	}
	return c
}

func (c conditions) number(id string) int64 {
	n, err := strconv.ParseInt(c[id], 10, 64)
	if err != nil {
		panic(fmt.Sprintf("%s=%q: %v", id, c[id], err))
	}
	return n
}

// cents rounds amount × rate half up to the cent.
func cents(amount, rate int64) int64 { return (amount*rate + 5000) / 10000 }

// steps is the shop's stepped reduction on an amount.
func (s sheet) steps(amount int64) int64 {
	switch {
	case amount >= s.money("full3_from"):
		return s.money("full3_off")
	case amount >= s.money("full2_from"):
		return s.money("full2_off")
	case amount >= s.money("full1_from"):
		return s.money("full1_off")
	}
	return 0
}

func (s sheet) cross(amount int64) int64 {
	return amount / s.money("cross_per") * s.money("cross_off")
}

func (s sheet) shopCoupon(amount int64) int64 {
	if amount >= s.money("shop_coupon_from") {
		return s.money("shop_coupon_off")
	}
	return 0
}

func (s sheet) memberRate(tier string) int64 {
	if tier == "normal" {
		return 10000
	}
	return s.rate("member_rate_" + tier)
}

// owed says for each money model what the policy sheet makes the answer.
var owed = map[string]func(sheet, conditions) int64{
	"promo.full-reduction": func(s sheet, c conditions) int64 {
		a, b := c.number("a"), c.number("b")
		if c["camp"] == "daily" {
			return a + b
		}
		if c["join"] == "first" {
			return a + b - s.steps(a)
		}
		return a + b - s.steps(a+b)
	},
	"promo.cross-shop": func(s sheet, c conditions) int64 {
		ours, other := c.number("ours"), c.number("other")
		if c["day"] < s.text("cross_from") || c["day"] > s.text("cross_to") {
			return ours
		}
		if c["join"] == "only" {
			return ours - s.cross(ours)
		}
		return ours - s.cross(ours+other)*ours/(ours+other)
	},
	"promo.coupons": func(s sheet, c conditions) int64 {
		paid := c.number("amount")
		whole := paid
		if c["coupon"] == "birthday" {
			if c["month"] == "in_month" && whole >= s.money("birthday_coupon_from") {
				paid -= s.money("birthday_coupon_off")
			}
			return paid
		}
		paid -= s.shopCoupon(whole)
		if c["coupon"] == "both" && whole >= s.money("platform_coupon_from") {
			paid -= s.money("platform_coupon_off")
		}
		return paid
	},
	"promo.member-price": func(s sheet, c conditions) int64 {
		rate := s.memberRate(c["tier"])
		shoes := cents(c.number("a"), rate)
		if c["goods"] == "fresh" {
			shoes = c.number("a")
		}
		return shoes + cents(s.money("slipper_price"), rate)*c.number("n")
	},
	"promo.red-packet": func(_ sheet, c conditions) int64 {
		if c["deal"] == "part" || c["life"] == "over" {
			return 0
		}
		return min(c.number("due"), c.number("packet"))
	},
	"promo.final-price": func(s sheet, c conditions) int64 {
		rate := s.memberRate(c["tier"])
		total := cents(c.number("a"), rate) + cents(c.number("b"), rate)
		paid := total - s.shopCoupon(total)
		if c["camp"] == "promo" {
			paid -= s.steps(total) + s.cross(total)
		}
		if c["packet"] == "ten" {
			paid -= min(paid, s.money("packet_value"))
		}
		return paid
	},
	"promo.prorated-refund": func(s sheet, c conditions) int64 {
		rate := s.memberRate(c["tier"])
		a, b := cents(c.number("a"), rate), cents(c.number("b"), rate)
		off := s.shopCoupon(a + b)
		if c["camp"] == "promo" {
			off += s.cross(a + b)
		}
		if c["deal"] == "one" {
			return a - off*a/(a+b)
		}
		paid := a + b - off
		if c["packet"] == "ten" {
			paid -= min(paid, s.money("packet_value"))
		}
		return paid
	},
	"rule.price-protection": func(s sheet, c conditions) int64 {
		window := s.count("price_protect_days")
		if c["tier"] == "gold" {
			window = s.count("price_protect_days_gold")
		}
		if c["kind"] == "flash" || c.number("days") > window {
			return 0
		}
		return max(0, c.number("paid")-c.number("now"))
	},
	"rule.late-shipping": func(s sheet, c conditions) int64 {
		limit := s.count("ship_hours_normal")
		if c["camp"] == "promo" {
			limit = s.count("ship_hours_promo")
		}
		if c["why"] == "asked" || c.number("hours") <= limit {
			return 0
		}
		return min(max(cents(c.number("paid"), s.rate("late_comp_rate")), s.money("late_comp_min")), s.money("late_comp_max"))
	},
	"rule.stockout": func(s sheet, c conditions) int64 {
		if c["state"] != "out" || c["choice"] != "refund" {
			return 0
		}
		return min(cents(c.number("paid"), s.rate("stockout_comp_rate")), s.money("stockout_comp_max"))
	},
	"rule.freight-to-pay": func(s sheet, c conditions) int64 {
		if c["cause"] != "mind" {
			return 0
		}
		fee := s.money("return_fee_" + c["place"])
		if c["insured"] == "has" {
			fee -= min(fee, s.money("freight_cap"))
		}
		return fee
	},
}

func yuan(amount int64) string { return fmt.Sprintf(`{"text":"%d.%02d元"}`, amount/100, amount%100) }

func TestAThousandRandomMoneyVariantsAreWhatThePolicySheetSays(t *testing.T) {
	p, _ := starter(t, "footwear")
	policy := newSheet(t, p.Facts)
	items := map[string]*response.Item{}
	var ids []string
	for _, m := range p.Models {
		if m.Type != model.Numeric {
			continue
		}
		c, found := model.Compile(m, p.ModelFacts())
		require.False(t, model.Blocking(found), m.ID)
		key, ok := c.Key(0)
		require.True(t, ok, m.ID)
		if key.Kind != "money" {
			continue
		}
		require.Contains(t, owed, m.ID, "a money model that nothing recomputes")
		it, err := response.Prepare(c)
		require.NoError(t, err)
		items[m.ID], ids = it, append(ids, m.ID)
	}
	slices.Sort(ids)
	require.Len(t, ids, len(owed))

	source := rand.New(rand.NewPCG(2026, 11))
	seen := map[string]bool{}
	for n := range 1000 {
		id := ids[source.IntN(len(ids))]
		it := items[id]
		attempt := fmt.Sprint("money-", n)
		v, err := it.Make(response.Request{Situation: source.IntN(it.Space.Size()), Root: draw.Root(attempt, id, n), Attempt: attempt, Ordinal: 1, Purpose: draw.Exam})
		require.NoError(t, err)
		want := owed[id](policy, read(v.Situation))
		name := id + " " + v.Situation
		right := response.Judge(&v, []byte(yuan(want)))
		require.Equal(t, response.Complete, right.Status, name)
		require.Equal(t, 100, *right.Score, "%s: the sheet says %s", name, yuan(want))
		require.Less(t, *response.Judge(&v, []byte(yuan(want+1))).Score, 100, "%s: a cent too much passes", name)
		seen[name] = true
	}
	assert.Greater(t, len(seen), 150, "too few different situations were drawn")
}
