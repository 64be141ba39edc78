package pack_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/quiz/draw"
	"shifu/quiz/model"
	"shifu/quiz/response"
)

// later is a day so many days after another.
func later(day string, n int64) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		panic(err)
	}
	return t.AddDate(0, 0, int(n)).Format(time.DateOnly)
}

// apart counts the days from one day to another.
func apart(from, to string) int64 {
	a, _ := time.Parse(time.DateOnly, from)
	b, _ := time.Parse(time.DateOnly, to)
	return int64(b.Sub(a) / (24 * time.Hour))
}

func (s sheet) within(day, from, to string) bool { return day >= s.text(from) && day <= s.text(to) }

// window is how many days a no-reason return has.
func (s sheet) window(tier, camp string) int64 {
	id := "return_days_" + map[string]string{"normaldaily": "normal", "normalpromo": "promo", "golddaily": "gold", "goldpromo": "gold_promo"}[tier+camp]
	return s.count(id)
}

// due says for each model with a day or a plain number what the sheet makes the
// answer, as it is typed.
var due = map[string]func(sheet, conditions) string{
	"rule.return-window": func(s sheet, c conditions) string {
		days := s.count("quality_days")
		if c["kind"] == "mind" {
			days = s.window(c["tier"], c["camp"])
		}
		return later(c["signed"], days)
	},
	"after.inspection-time": func(s sheet, c conditions) string {
		switch {
		case c["fast"] == "quick":
			return later(c["arrived"], -3)
		case c["tier"] == "gold":
			return c["arrived"]
		case s.within(c["arrived"], "double11_from", "double11_to"), s.within(c["arrived"], "double12_from", "double12_to"):
			return later(c["arrived"], s.count("inspection_days_promo"))
		}
		return later(c["arrived"], s.count("inspection_days_normal"))
	},
	"logi.lead-time": func(s sheet, c conditions) string {
		days := s.count("presale_ship_days")
		if c["kind"] == "stock" {
			hours := s.count("ship_hours_normal")
			if s.within(c["paid"], "double11_from", "double11_to") {
				hours = s.count("ship_hours_promo")
			}
			days = (hours + 23) / 24
		}
		return later(c["paid"], days+s.count("lead_days_"+c["place"]))
	},
	"product.sizing-adult": func(_ sheet, c conditions) string {
		size := c.number("usual")
		if c["style"] == "hike" || c["style"] == "loafer" && c["foot"] == "wide" || c["style"] == "boots" && c["sock"] == "thick" {
			size++
		}
		return strconv.FormatInt(size, 10)
	},
	"product.sizing-kids": func(s sheet, c conditions) string {
		inner := c.number("foot") + s.count("kids_room")
		if c["season"] == "winter" {
			inner += s.count("kids_room_winter")
		}
		if c["rush"] == "grow" {
			inner += s.count("kids_room_grow")
		}
		return strconv.FormatInt((inner+4)/5, 10)
	},
}

// decided says for each model whose choice hangs on an amount, an hour or a day
// which option the sheet makes right; yes and no for true and false.
var decided = map[string]func(sheet, conditions) string{
	"rule.no-reason-return": func(s sheet, c conditions) string {
		switch {
		case c["status"] == "unshipped":
			return "refund_now"
		case c["status"] == "moving":
			return "intercept"
		case c.number("days") > s.window(c["tier"], c["camp"]):
			return "late"
		case c["sole"] == "worn":
			return "worn"
		}
		return "agree"
	},
	"after.exchange": func(s sheet, c conditions) string {
		switch {
		case c.number("days") > s.count("exchange_days"):
			return "late"
		case c["sole"] == "worn":
			return "soft"
		case c["stock"] == "gone":
			return "choose"
		case c["what"] == "size":
			return "measure"
		}
		return "direct"
	},
	"after.warranty": func(s sheet, c conditions) string {
		switch days := c.number("days"); {
		case c["how"] == "machine":
			return "paid"
		case days <= s.count("quality_days"):
			return "swap"
		case c["fault"] == "seam":
			return "sew"
		case days <= s.count("warranty_days"):
			return "free"
		}
		return "old"
	},
	"flow.ship-promise": func(s sheet, c conditions) string {
		switch {
		case c["kind"] == "pre":
			return "pre"
		case c["camp"] == "promo":
			return "promo"
		case c.number("hour") < s.count("cutoff_hour"):
			return "today"
		}
		return "normal"
	},
	"rule.invoice": func(s sheet, c conditions) string {
		switch {
		case c.number("when") > s.count("invoice_days"):
			return "apply"
		case c["title"] == "firm":
			return "ask"
		case c["state"] == "part":
			return "net"
		}
		return "full"
	},
	"auth.compensation": func(s sheet, c conditions) string {
		ladder := []string{"agent", "senior", "leader", "boss"}
		if c["cause"] == "hurt" {
			return "boss"
		}
		level := 0
		for level < 3 && c.number("amount") > s.money("refund_limit_"+ladder[level]) {
			level++
		}
		if c["second"] == "again" {
			level = min(3, level+1)
		}
		return ladder[level]
	},
	"rule.fast-refund": func(s sheet, c conditions) string {
		limit := s.money("fast_refund_limit")
		if c["tier"] == "gold" {
			limit = s.money("fast_refund_gold")
		}
		return yesNo(c["sent"] == "yes_sent" && c["history"] == "clean" && c.number("amount") <= limit)
	},
	"promo.campaign-dates": func(s sheet, c conditions) string {
		if c["ask"] == "cross" {
			return yesNo(s.within(c["day"], "cross_from", "cross_to"))
		}
		return yesNo(s.within(c["day"], "double11_from", "double11_to") || s.within(c["day"], "double12_from", "double12_to"))
	},
	"people.member-day": func(s sheet, c conditions) string {
		paid := c.number("day")
		switch c["pay"] {
		case "later":
			paid++
		case "before":
			paid--
		}
		return yesNo(c["goods"] == "shoes" && (paid == s.count("member_day")) == (c["claim"] == "double"))
	},
	"camp.six-phases": func(s sheet, c conditions) string {
		before, after := apart(c["day"], s.text("double11_from")), apart(s.text("double11_to"), c["day"])
		full := c["team"] == "full"
		choose := func(one, other string) string {
			if full {
				return one
			}
			return other
		}
		switch {
		case after > s.count("phase_after_days"):
			return "review"
		case after > 0:
			return "returns"
		case before <= 0:
			return choose("desk", "borrow")
		case before < s.count("phase_drill_days"):
			return choose("brief", "borrow")
		case before < s.count("phase_store_days"):
			return choose("drill", "recruit")
		}
		return choose("lessons", "recruit")
	},
	"logi.lost-parcel": func(s sheet, c conditions) string {
		switch days := c.number("days"); {
		case days > s.count("lost_after_days"):
			return "resend"
		case days < s.count("stuck_days"):
			return "calm"
		case c["where"] == "end":
			return "branch"
		case c["camp"] == "promo" && days < s.count("stuck_days_promo"):
			return "notice"
		}
		return "ticket"
	},
	"logi.intercept": func(s sheet, c conditions) string {
		settled := c.number("paid") >= s.money("intercept_free_from") || c["asked"] == "agreed"
		return yesNo(settled && c["state"] != "door" && (c["state"] == "hub" || c["service"] == "ground"))
	},
	"after.refund-only": func(s sheet, c conditions) string {
		switch {
		case c["cause"] == "mind":
			return "back"
		case c.number("times") >= s.count("risk_cases"):
			return "risk"
		case c["proof"] == "none":
			return "ask"
		case c["cause"] == "flaw":
			return "amends"
		case c.number("paid") > s.money("refund_limit_agent"):
			return "upward"
		}
		return "refund"
	},
	"after.missing-parcel": func(s sheet, c conditions) string {
		switch {
		case c["split"] == "two":
			return "wait"
		case c["weight"] == "light":
			return "resend"
		case c.number("times") >= s.count("risk_cases"):
			return "escalate"
		case c["what"] == "gift":
			return "gift"
		}
		return "check"
	},
	"flow.review-management": func(s sheet, c conditions) string {
		switch {
		case c["review"] == "good":
			return "thank"
		case c["review"] == "size":
			return "guide"
		case c.number("hours") < s.count("review_reply_hours"):
			return "public"
		case c["sold"] == "hot":
			return "alarm"
		}
		return "late"
	},
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

func TestAThousandRandomDaysAndDecisionsAreWhatThePolicySheetSays(t *testing.T) {
	p, _ := starter(t, "footwear")
	policy := newSheet(t, p.Facts)
	items := map[string]*response.Item{}
	var ids []string
	for _, m := range p.Models {
		c, found := model.Compile(m, p.ModelFacts())
		require.False(t, model.Blocking(found), m.ID)
		if m.Type == model.Numeric {
			if _, money := owed[m.ID]; !money {
				require.Contains(t, due, m.ID, "a model with a number that nothing recomputes")
			}
		}
		_, day := due[m.ID]
		_, choice := decided[m.ID]
		if !day && !choice {
			continue
		}
		it, err := response.Prepare(c)
		require.NoError(t, err)
		items[m.ID], ids = it, append(ids, m.ID)
	}
	slices.Sort(ids)
	require.Len(t, ids, len(due)+len(decided))

	source := rand.New(rand.NewPCG(2026, 12))
	seen := map[string]bool{}
	for n := range 1000 {
		id := ids[source.IntN(len(ids))]
		it := items[id]
		attempt := fmt.Sprint("days-", n)
		v, err := it.Make(response.Request{Situation: source.IntN(it.Space.Size()), Root: draw.Root(attempt, id, n), Attempt: attempt, Ordinal: 1, Purpose: draw.Exam})
		require.NoError(t, err)
		c := read(v.Situation)
		var answer any
		if compute, ok := due[id]; ok {
			answer = map[string]string{"text": compute(policy, c)}
		} else if want := decided[id](policy, c); v.Type == model.TrueFalse {
			answer = map[string]bool{"choice": want == "yes"}
		} else {
			answer = map[string]string{"choice": want}
		}
		raw, err := json.Marshal(answer)
		require.NoError(t, err)
		name := id + " " + v.Situation
		right := response.Judge(&v, raw)
		require.Equal(t, response.Complete, right.Status, "%s: the sheet says %s, %s", name, raw, right.Problem.Code)
		require.Equal(t, 100, *right.Score, "%s: the sheet says %s", name, raw)
		seen[name] = true
	}
	assert.Greater(t, len(seen), 150, "too few different situations were drawn")
}
