package pack_test

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/internal/lang"
	"shifu/training"
)

// figure is a number with what it counts, as a text writes it.
type figure struct {
	text  string // 48小时, 两天, ¥30, 12月8日
	value int64  // hundredths for money and percent, whole for the rest, the day of the year for dates
	unit  string
}

const numeral = `\d+(?:\.\d+)?|[零一二两三四五六七八九十百千万半]+`

var (
	chineseFigure = regexp.MustCompile(`(` + numeral + `) ?(?:个)?(元|块钱|天|工作日|小时|分钟|秒|%|折|毫米|岁|点|倍|月|步|号(?:会员日)?)`)
	chineseDate   = regexp.MustCompile(`(\d+) ?月 ?(\d+) ?日`)
	plainCents    = regexp.MustCompile(`\d+\.\d{2}`)
	englishFigure = regexp.MustCompile(`(¥)(\d[\d,]*(?:\.\d+)?)|(\d+(?:\.\d+)?)(?: |-)?(days?|hours?|minutes?|seconds?|mm|%|working days)`)
	placeholders  = regexp.MustCompile(`\{[^{}]*\}`)
)

// units gives the words of both languages one name.
var units = map[string]string{"元": "money", "块钱": "money", "¥": "money", "天": "days", "day": "days", "days": "days", "小时": "hours", "hour": "hours", "hours": "hours",
	"分钟": "minutes", "minute": "minutes", "minutes": "minutes", "秒": "seconds", "second": "seconds", "seconds": "seconds", "%": "percent", "折": "percent",
	"毫米": "mm", "mm": "mm", "岁": "age", "点": "clock", "倍": "times", "月": "months", "工作日": "workdays", "working days": "workdays", "步": "steps", "号": "number", "号会员日": "number"}

// figures lists the numbers of a text with their units.
func figures(t lang.Text) []figure {
	var out []figure
	zh := placeholders.ReplaceAllString(t.ZH, "")
	for _, m := range chineseDate.FindAllStringSubmatch(zh, -1) {
		month, _ := strconv.ParseInt(m[1], 10, 64)
		day, _ := strconv.ParseInt(m[2], 10, 64)
		out = append(out, figure{m[0], month*100 + day, "date"})
	}
	zh = chineseDate.ReplaceAllString(zh, " ")
	for _, m := range chineseFigure.FindAllStringSubmatch(zh, -1) {
		unit := units[m[2]]
		scale := int64(1)
		if unit == "money" || unit == "percent" {
			scale = 100
		}
		value, ok := count(m[1], scale)
		if !ok {
			continue
		}
		if m[2] == "折" {
			value *= 10
		}
		if m[2] == "步" && value < 100 {
			continue // a step of something, not of a walk
		}
		out = append(out, figure{m[0], value, unit})
	}
	for _, cents := range plainCents.FindAllString(zh, -1) {
		value, _ := count(cents, 100)
		out = append(out, figure{cents, value, "money"})
	}
	for _, m := range englishFigure.FindAllStringSubmatch(placeholders.ReplaceAllString(t.EN, ""), -1) {
		word, digits := m[1], m[2]
		if word == "" {
			word, digits = m[4], m[3]
		}
		unit, scale := units[word], int64(1)
		if unit == "money" || unit == "percent" {
			scale = 100
		}
		value, ok := count(strings.ReplaceAll(strings.TrimRight(digits, ","), ",", ""), scale)
		if ok {
			out = append(out, figure{m[0], value, unit})
		}
	}
	return out
}

// count reads digits or Chinese number words; 半 is no whole number.
func count(text string, scale int64) (int64, bool) {
	if text[0] <= '9' {
		whole, part, _ := strings.Cut(text, ".")
		n, err := strconv.ParseInt(whole+(part + "00")[:2], 10, 64)
		return n * scale / 100, err == nil
	}
	var total, digit int64
	for _, r := range text {
		if i := strings.IndexRune("零一二三四五六七八九", r); i >= 0 {
			digit = int64(i / len("零"))
			continue
		}
		switch r {
		case '两':
			digit = 2
		case '半':
			return 0, false
		default:
			ten := map[rune]int64{'十': 10, '百': 100, '千': 1000, '万': 10_000}[r]
			total += max(digit, 1) * ten
			digit = 0
		}
	}
	return (total + digit) * scale, true
}

// unitOf says what a fact counts.
func unitOf(f training.Fact) string {
	switch {
	case f.Kind != "int":
		return f.Kind
	case f.ID == "member_day":
		return "number"
	case f.ID == "repair_days":
		return "workdays"
	case strings.HasSuffix(f.ID, "_age") || strings.HasSuffix(f.ID, "_age_min"):
		return "age"
	}
	for _, u := range []struct{ part, unit string }{{"workdays", "workdays"}, {"first_response", "seconds"}, {"days", "days"}, {"hours", "hours"}, {"minutes", "minutes"},
		{"kids_room", "mm"}, {"kids_age", "age"}, {"hour", "clock"}, {"times", "times"}, {"months", "months"}, {"steps", "steps"}} {
		if strings.Contains(f.ID, u.part) {
			return u.unit
		}
	}
	return ""
}

// known collects what the policy sheet says: unit and value.
func known(t *testing.T, facts []training.Fact) map[string]string {
	s := newSheet(t, facts)
	out := map[string]string{}
	for _, f := range facts {
		unit := unitOf(f)
		var value int64
		switch unit {
		case "":
			continue
		case "text", "bool":
			continue
		case "money":
			value = s.money(f.ID)
		case "percent":
			value = s.rate(f.ID)
			out[fmt.Sprint("percent ", 10_000-value)] = f.ID // 9.5折 is 5% off
		case "date":
			_, day, _ := strings.Cut(f.Value, "-")
			n, err := strconv.ParseInt(strings.Replace(day, "-", "", 1), 10, 64)
			require.NoError(t, err)
			value = n
		default:
			value = s.count(f.ID)
			if unit == "clock" && value > 12 {
				out[fmt.Sprint("clock ", value-12)] = f.ID // 下午四点
			}
		}
		out[fmt.Sprint(unit, " ", value)] = f.ID
	}
	return out
}

// worked are the sums that texts do before the reader's eyes and the days beside
// a limit, done here from the sheet.
func worked(s sheet) map[string]string {
	out := map[string]string{}
	put := func(unit string, value int64, what string) { out[fmt.Sprint(unit, " ", value)] = what }
	pay := func(amount int64, what string) { put("money", amount, what) }
	run, hike, gold := s.money("price_run"), s.money("price_hike"), s.rate("member_rate_gold")
	a, b := cents(hike, gold), cents(run, gold)
	pay(gold/100, "the gold rate as a factor")
	pay(a, "hiking shoes, gold")
	pay(b, "running shoes, gold")
	pay(a+b, "both, gold")
	pay(a+b-s.steps(a+b), "after the step")
	pay(a+b-s.steps(a+b)-s.cross(a+b), "after the cross-shop reduction")
	pay(a+b-s.steps(a+b)-s.cross(a+b)-s.shopCoupon(a+b)-s.money("platform_coupon_off"), "after both coupons")
	pay(a-s.steps(a)-s.shopCoupon(a), "hiking shoes, gold, in a campaign with the shop coupon")
	pay(cents(s.money("price_loafer"), gold), "loafer, gold")
	pay(run+hike, "both, ordinary member")
	pay(run+hike-s.shopCoupon(run+hike), "both with the shop coupon")
	part := s.shopCoupon(run+hike) * run / (run + hike)
	pay(part, "the coupon's share of the running shoes")
	pay(run-part, "the refund of the running shoes")
	pay(hike-run, "what the running shoe saves")
	pay(run-s.money("price_run_promo"), "the fall of the running shoe in a campaign")
	pay(cents(hike, s.rate("late_comp_rate")), "amends for late hiking shoes")
	pay(cents(run, s.rate("late_comp_rate")), "amends for late running shoes")
	pay(cents(run, s.rate("stockout_comp_rate")), "amends for running shoes that are sold out")
	pay(80_00, "an order so small that the least amends apply")
	pay(cents(80_00, s.rate("late_comp_rate")), "its 5%")

	foot := int64(155)
	size := (foot + s.count("kids_room") + s.count("kids_room_winter") + 4) / 5
	put("mm", foot, "a child's foot")
	put("number", size, "its size for winter")
	put("mm", 125, "the inner length of size 25")
	put("number", 125/5, "and that size")

	put("days", s.count("return_days_normal")+1, "the first day after the window; lost")
	put("days", s.count("price_protect_days_gold")+1, "the first day after price protection")
	put("days", s.count("phase_store_days")-1, "the first day of the drill")
	put("days", s.count("phase_drill_days")-1, "the first day of the warm-up")
	put("days", s.count("double11_days"), "the days of Double 11")
	return out
}

// toldFigures are the figures that no rule of the shop fixes, each with its reason. A
// text that states a rule takes it from the sheet; what stands here tells a
// story, names an hour that an agent chooses, or counts something else.
var toldFigures = map[string]string{
	"五点": "the hour that an agent names for an answer", "六点": "the hour that an agent names for an answer",
	"一点": "one at night, or a little", "零点": "midnight", "十二点": "midnight", "24点": "midnight",
	"三秒": "how long a glance takes", "十秒": "how long reading the chat takes", "五秒": "what is left of a first response", "二十秒": "how long three greetings take", "五十秒": "how long five sentences take",
	"20分钟": "an example within the time without a reminder", "20 minutes": "an example within the time without a reminder",
	"六分钟": "the silence of a bad case", "一分钟": "how long a customer has been silent, or a quick answer takes",
	"一小时": "how long an order has been unpaid, or cream needs", "一个小时": "the hour after midnight", "四个小时": "how long somebody has served", "三小时": "how long a concert lasts",
	"十天": "a day in an example, between two windows", "10天": "a day in an example, within price protection", "二十天": "a day in an example, within the quality cover",
	"四十天": "a day in an example, past the quality cover", "0天": "the day of arrival itself", "0元": "how to answer that nothing is paid", "¥0": "how to answer that nothing is paid",
	"60元": "a wish above an agent's limit", "¥60": "a wish above an agent's limit", "一块钱": "the smallest promise beyond the authority",
	"一万步": "what a customer walks", "一百倍": "a manner of speaking", "五岁": "a child in an example", "八月": "when the plan begins",
	"10月26日": "a day of the warm-up", "11月28日": "the example of a slot",
}

// inItems are the figures that may be typed into an item model. Whatever is a
// policy stands there by its fact's name.
var inItems = map[string]string{
	"一天": "a day as such, or the next one", "1天": "how days are counted, or hours made days", "两天": "first and last", "三五天": "how long leather takes", "两分钟": "the time that a written answer names itself",
	"20元": "what a bribe would be", "¥20": "what a bribe would be", "十元": "some tens of yuan",
	"125毫米": "the example of a rule", "125 mm": "the example of a rule", "25号": "the example of a rule",
}

// texts visits every text of a value.
func texts(v reflect.Value, path string, visit func(path string, t lang.Text)) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			texts(v.Elem(), path, visit)
		}
	case reflect.Slice:
		for i := range v.Len() {
			texts(v.Index(i), path, visit)
		}
	case reflect.Struct:
		if t, ok := v.Interface().(lang.Text); ok {
			visit(path, t)
			return
		}
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() {
				texts(v.Field(i), path+"."+f.Name, visit)
			}
		}
	}
}

// figuresOf is what the figures of one pack's texts are held to, beside its sheet.
type figuresOf struct {
	worked  func(s sheet) map[string]string // sums that its texts do before the reader's eyes
	told    map[string]string               // figures that no rule fixes, each with its reason
	inItems map[string]string               // figures that may be typed into its item models
	least   int                             // so many figures are found at least
}

// TestEveryFigureOfTheTextsStandsOnThePolicySheet: money, days, hours, percents,
// dates and ages in lessons, scripts, cases, rules and item models of both packs.
func TestEveryFigureOfTheTextsStandsOnThePolicySheet(t *testing.T) {
	for name, f := range map[string]figuresOf{
		"footwear": {worked, toldFigures, inItems, 500},
		"massage":  {workedOfMassage, toldOfMassage, nil, 250},
	} {
		t.Run(name, func(t *testing.T) { holdFigures(t, name, f) })
	}
}

func holdFigures(t *testing.T, pack string, of figuresOf) {
	p, _ := starter(t, pack)
	sheet := known(t, p.Facts)
	for sum, what := range of.worked(newSheet(t, p.Facts)) {
		if sheet[sum] == "" {
			sheet[sum] = what
		}
	}
	used := map[string]bool{}
	checked := 0
	look := func(name string, thing any, leaveOut ...string) {
		texts(reflect.ValueOf(thing), name, func(path string, text lang.Text) {
			for _, part := range leaveOut {
				if strings.Contains(path, part) {
					return
				}
			}
			for _, f := range figures(text) {
				checked++
				item := strings.HasPrefix(name, "model ")
				if !item && sheet[fmt.Sprint(f.unit, " ", f.value)] != "" || item && of.inItems[f.text] != "" {
					continue
				}
				if _, ok := of.told[f.text]; ok {
					used[f.text] = true
					continue
				}
				t.Errorf("%s: %s (%s %d) stands neither on the policy sheet nor among what is told", path, f.text, f.unit, f.value)
			}
		})
	}
	for _, l := range p.Lessons {
		look("lesson "+l.ID, l)
	}
	for _, s := range p.Scripts {
		look("script "+s.Code, s)
	}
	for _, c := range p.Cases {
		look("case "+c.ID, c)
	}
	for _, leaf := range p.Leaves() {
		look("point "+leaf.ID, leaf)
	}
	for _, m := range p.Models { // the levels of conditions are the situations themselves
		look("model "+m.ID, *m, ".Radicals", ".Incidentals", ".Constraints", ".Lets", ".Let")
	}
	assert.Greater(t, checked, of.least)
	var idle []string
	for text := range of.told {
		if !used[text] {
			idle = append(idle, text)
		}
	}
	slices.Sort(idle)
	assert.Empty(t, idle, "told by nobody")
}

// TestTheProofsAreWhereTheSheetSaysTheyAre: the security code and the slip test,
// wherever a script speaks of them.
func TestTheProofsAreWhereTheSheetSaysTheyAre(t *testing.T) {
	p, _ := starter(t, "footwear")
	facts := map[string]training.Fact{}
	for _, f := range p.Facts {
		facts[f.ID] = f
	}
	place := []rune(facts["code_place"].Text.ZH)
	require.Len(t, place, 4)
	named := 0
	for _, s := range p.Scripts {
		if strings.Contains(s.Text.ZH, "防伪码") {
			named++
			assert.Contains(t, s.Text.ZH, string(place[:2]), "%s: the code is %s", s.Code, string(place))
		}
		if strings.Contains(s.Text.ZH, "防滑是检测") {
			named++
			assert.Contains(t, s.Text.ZH, facts["slip_report"].Text.ZH, s.Code)
		}
	}
	assert.GreaterOrEqual(t, named, 3)
}
