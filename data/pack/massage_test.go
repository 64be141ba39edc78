package pack_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/quiz/draw"
	"shifu/quiz/model"
	"shifu/quiz/response"
)

func TestTheMassagePackIsASmallShopOfItsOwn(t *testing.T) {
	p, _ := starter(t, "massage")
	c := p.Counts()
	assert.GreaterOrEqual(t, c.Points, 20)
	assert.GreaterOrEqual(t, c.Models, 25)
	assert.GreaterOrEqual(t, c.Lessons, 8)
	assert.GreaterOrEqual(t, c.Scripts, 60)
	assert.GreaterOrEqual(t, c.Cases, 10)
	assert.GreaterOrEqual(t, c.Programmes, 1)
	assert.GreaterOrEqual(t, c.Certificates, 1)
	assert.NotEmpty(t, p.Donts)

	points := map[string]int{}
	for _, m := range p.Models {
		points[m.KP]++
	}
	critical := 0
	for _, leaf := range p.Leaves() {
		assert.NotZero(t, points[leaf.ID], "no item model for the point %s", leaf.ID)
		assert.NotEmpty(t, leaf.Rule.ZH, leaf.ID)
		if leaf.Critical {
			critical++
		}
	}
	assert.GreaterOrEqual(t, critical, 4)
}

// TestEveryExaminedPointHasSituationsForTheExamAndTheRetest: an exam asks what
// the learner has not met; a point holds two exams and as much practice besides.
func TestEveryExaminedPointHasSituationsForTheExamAndTheRetest(t *testing.T) {
	p, _ := starter(t, "massage")
	situations := map[string]int{}
	for _, m := range p.Models {
		c, found := model.Compile(m, p.ModelFacts())
		require.False(t, model.Blocking(found), m.ID)
		it, err := response.Prepare(c)
		require.NoError(t, err)
		situations[m.KP] += it.Space.Size()
	}
	for _, b := range p.Programmes[0].Blueprints {
		for _, s := range b.Sections {
			for _, point := range s.Points {
				assert.GreaterOrEqual(t, situations[point], 4*max(1, s.Count/len(s.Points)), "%s of %s", point, b.ID)
			}
		}
	}
}

// told says for each model with a number what the policy sheet makes the answer,
// as a learner types it.
var told = map[string]func(sheet, conditions) string{
	"device.parts": func(s sheet, c conditions) string {
		uses, pack := c.number("times")*c.number("days"), s.count("pad_uses")*s.count("pad_pairs")
		packs := (uses + pack - 1) / pack
		if c["people"] == "two" {
			packs *= 2
		}
		return fmt.Sprint(packs)
	},
	"safe.session": func(s sheet, c conditions) string {
		once := s.count("session_minutes")
		if c["user"] != "adult" {
			once = s.count("session_minutes_low")
		}
		return fmt.Sprint(min(once, max(0, once*s.count("sessions_per_day")-c.number("done"))))
	},
	"cover.refund": func(s sheet, c conditions) string {
		refund := c.number("paid")
		if c["why"] == "lost" {
			if c["missing"] == "adapter" || c["missing"] == "both" {
				refund -= s.money("part_fee_adapter")
			}
			if c["missing"] == "bag" || c["missing"] == "both" {
				refund -= s.money("part_fee_bag")
			}
		}
		return amount(refund)
	},
	"cover.freight": func(s sheet, c conditions) string {
		fee := s.money("back_fee_" + c["size"])
		if c["insured"] == "has" {
			fee -= min(fee, s.money("back_cover_cap"))
		}
		if c["cause"] != "mind" {
			fee = 0
		}
		return amount(fee)
	},
	"cover.last-day": func(s sheet, c conditions) string {
		start := c.day("got")
		if c["event"] == "new" {
			start = start.AddDate(0, 0, 10)
		}
		days := map[string]string{"unit": "unit_warranty_days", "cell": "battery_warranty_days", "wear": "wear_warranty_days"}[c["part"]]
		return start.AddDate(0, 0, int(s.count(days))).Format(time.DateOnly)
	},
	"cover.repair-fee": func(s sheet, c conditions) string {
		limit := s.count("unit_warranty_days")
		if c["part"] == "cell" {
			limit = s.count("battery_warranty_days")
		}
		if c["cause"] == "own" && c.number("days") <= limit {
			return amount(0)
		}
		way, part := s.money("back_fee_small"), s.money("battery_fee")
		if c["goods"] == "cushion" {
			way = s.money("back_fee_large")
		}
		if c["part"] == "board" {
			part = cents(s.money("price_"+c["goods"]), s.rate("board_fee_rate"))
		}
		return amount(part + way + way)
	},
	"deal.price": func(s sheet, c conditions) string {
		low, high := min(c.number("a"), c.number("b")), max(c.number("a"), c.number("b"))
		if s.text("pair_from") <= c["day"] && c["day"] <= s.text("pair_to") {
			low = cents(low, s.rate("pair_rate"))
		}
		paid := low + high
		if c["coupon"] == "has" && paid >= s.money("store_coupon_from") {
			paid -= s.money("store_coupon_off")
		}
		return amount(paid)
	},
	"deal.guard": func(s sheet, c conditions) string {
		window := s.count("guard_days")
		if c["bought"] == "promo" {
			window = s.count("guard_days_promo")
		}
		if c["place"] == "live" || c.number("days") > window {
			return amount(0)
		}
		return amount(max(0, c.number("paid")-c.number("now")))
	},
	"ship.arrive": func(s sheet, c conditions) string {
		way := "plug"
		if c["goods"] == "cell" {
			way = "road" // batteries do not fly
		}
		days := s.count(way + "_days_" + c["place"])
		if c.number("hour") >= s.count("print_hour") {
			days++
		}
		return c.day("day").AddDate(0, 0, int(days)).Format(time.DateOnly)
	},
}

func amount(cents int64) string { return fmt.Sprintf("%d.%02d元", cents/100, cents%100) }

// day is a condition that is a date.
func (c conditions) day(id string) time.Time {
	d, err := time.Parse(time.DateOnly, c[id])
	if err != nil {
		panic(err)
	}
	return d
}

// next is an answer that is wrong by the smallest step of its kind.
func next(t *testing.T, answer string) string {
	t.Helper()
	if d, err := time.Parse(time.DateOnly, answer); err == nil {
		return d.AddDate(0, 0, 1).Format(time.DateOnly)
	}
	var whole, part int64
	if _, err := fmt.Sscanf(answer, "%d.%d元", &whole, &part); err == nil {
		return amount(whole*100 + part + 1)
	}
	_, err := fmt.Sscanf(answer, "%d", &whole)
	require.NoError(t, err, answer)
	return fmt.Sprint(whole + 1)
}

func TestEveryNumberOfTheMassageShopIsWhatItsSheetSays(t *testing.T) {
	p, _ := starter(t, "massage")
	policy := newSheet(t, p.Facts)
	var done []string
	variants := 0
	for _, m := range p.Models {
		if m.Type != model.Numeric {
			continue
		}
		require.Contains(t, told, m.ID, "a model with a number that nothing recomputes")
		c, found := model.Compile(m, p.ModelFacts())
		require.False(t, model.Blocking(found), m.ID)
		it, err := response.Prepare(c)
		require.NoError(t, err)
		done = append(done, m.ID)
		for i := range it.Space.Size() {
			v, err := it.Make(response.Request{Situation: i, Root: draw.Root("told", m.ID, i), Attempt: "told", Ordinal: 1, Purpose: draw.Exam})
			require.NoError(t, err)
			want, name := told[m.ID](policy, read(v.Situation)), m.ID+" "+v.Situation
			right := response.Judge(&v, []byte(fmt.Sprintf(`{"text":%q}`, want)))
			require.Equal(t, response.Complete, right.Status, name)
			assert.Equal(t, 100, *right.Score, "%s: the sheet says %s", name, want)
			assert.Less(t, *response.Judge(&v, []byte(fmt.Sprintf(`{"text":%q}`, next(t, want)))).Score, 100, "%s: %s passes", name, next(t, want))
			variants++
		}
	}
	slices.Sort(done)
	assert.Len(t, done, len(told))
	assert.Greater(t, variants, 100)
}
