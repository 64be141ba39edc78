// Package exchange writes frozen variants for other learning systems (GIFT, Moodle XML)
// and reads their questions as fixed items. What another system cannot hold is never
// dropped in silence: every export ends with a list of its losses.
package exchange

import (
	"strconv"

	"shifu/internal/fault"
	"shifu/internal/lang"
	"shifu/quiz/draw"
	"shifu/quiz/formula"
	"shifu/quiz/model"
	"shifu/quiz/response"
)

// Loss is something of a model that an export leaves out.
type Loss struct {
	Model     string    `json:"model"`
	Situation string    `json:"situation,omitempty"` // "" = of every situation
	What      lang.Text `json:"what"`
}

// Item is a checked model with the variants that are exported.
type Item struct {
	Model    *model.Compiled
	Variants []response.Variant
}

// Freeze makes the variants of an export: of a pair-covering set of situations, or of
// all. attempt seeds the drawing of surface words, options and order, so that the same
// attempt gives the same file.
func Freeze(c *model.Compiled, all bool, attempt string, scripts func(code string) (response.ScriptText, bool)) (Item, error) {
	const op = "exchange.Freeze"
	it, err := response.Prepare(c)
	if err != nil {
		return Item{}, fault.In(op, err)
	}
	situations := c.Covering()
	if all {
		situations = make([]int, c.Size())
		for i := range situations {
			situations[i] = i
		}
	}
	out := Item{Model: c}
	for n, s := range situations {
		v, err := it.Make(response.Request{Situation: s, Root: draw.Root(attempt, c.Model().ID, n+1), Attempt: attempt, Ordinal: n + 1, Purpose: draw.Practice, Scripts: scripts})
		if err != nil {
			return Item{}, fault.In(op, err)
		}
		out.Variants = append(out.Variants, v)
	}
	return out, nil
}

// losses collects what is left out, each thing once a model.
type losses struct {
	list []Loss
	seen map[string]bool
}

func (l *losses) add(m, situation, zh, en string) {
	key := m + "\x00" + situation + "\x00" + en
	if l.seen == nil {
		l.seen = map[string]bool{}
	}
	if !l.seen[key] {
		l.seen[key] = true
		l.list = append(l.list, Loss{Model: m, Situation: situation, What: lang.Text{ZH: zh, EN: en}})
	}
}

// always names what every export loses.
func (l *losses) always(it *Item) {
	m := it.Model.Model()
	l.add(m.ID, "", "条件、约束和规则表（只留下情境编号）", "radicals, constraints and the decision table (only the situation's id is kept)")
	l.add(m.ID, "", "未见先出、成对覆盖、掌握和诊断", "unseen-first draws, pair coverage, mastery and diagnosis")
	if n := it.Model.Size() - len(it.Variants); n > 0 {
		l.add(m.ID, "", strconv.Itoa(n)+"种情境没有导出（用“全部”可以导出）", strconv.Itoa(n)+" situations (export all of them to keep them)")
	}
}

// percent is a share of a hundred that Moodle accepts as a grade.
type percent struct {
	hundredThousandths int64
	text               string
}

// fractions are the grades that Moodle allows for an answer (question_bank::fraction_options).
var fractions = []percent{
	{10_000_000, "100"}, {9_000_000, "90"}, {8_333_333, "83.33333"}, {8_000_000, "80"}, {7_500_000, "75"}, {7_000_000, "70"}, {6_666_667, "66.66667"},
	{6_000_000, "60"}, {5_000_000, "50"}, {4_000_000, "40"}, {3_333_333, "33.33333"}, {3_000_000, "30"}, {2_500_000, "25"}, {2_000_000, "20"},
	{1_666_667, "16.66667"}, {1_428_571, "14.28571"}, {1_250_000, "12.5"}, {1_111_111, "11.11111"}, {1_000_000, "10"}, {500_000, "5"}, {0, "0"},
}

// share is 100 over n as an allowed grade; exact is false when it had to be rounded.
func share(n int) (text string, exact bool) {
	want := int64(10_000_000) / int64(n)
	best := fractions[0]
	for _, f := range fractions {
		if abs(f.hundredThousandths-want) < abs(best.hundredThousandths-want) {
			best = f
		}
	}
	return best.text, abs(best.hundredThousandths-want) <= 1
}

// credit is a credit in hundredths as an allowed grade.
func credit(hundredths int) (text string, exact bool) {
	want := int64(hundredths) * 100_000
	best := fractions[0]
	for _, f := range fractions {
		if abs(f.hundredThousandths-want) < abs(best.hundredThousandths-want) {
			best = f
		}
	}
	return best.text, best.hundredThousandths == want
}

func abs(v int64) int64 {
	if v < 0 {
		return -v
	}
	return v
}

// number writes an amount as a plain decimal number: yuan, percent, a whole number.
func number(kind formula.Kind, v int64) string {
	if kind == formula.Money || kind == formula.Percent {
		sign := ""
		if v < 0 {
			sign, v = "-", -v
		}
		return sign + strconv.FormatInt(v/100, 10) + "." + strconv.FormatInt(v%100/10, 10) + strconv.FormatInt(v%10, 10)
	}
	return strconv.FormatInt(v, 10)
}

func screen(v *response.Variant, tag lang.Tag) *response.Screen {
	if tag == lang.En {
		return &v.Shown.EN
	}
	return &v.Shown.ZH
}

func own(v *response.Variant, id string, tag lang.Tag) string {
	for _, o := range v.Feedback.Own {
		if o.ID == id {
			return o.Text.In(tag)
		}
	}
	return ""
}

// right says whether an option is right in a variant.
func right(v *response.Variant, id string) bool {
	if v.Key.Choice == id {
		return true
	}
	for _, c := range v.Key.Choices {
		if c == id {
			return true
		}
	}
	return false
}

var noneOfThese = lang.Text{ZH: "都不选", EN: "none of these"}

// answers are the accepted texts of a short answer, both languages.
func answers(v *response.Variant) []string {
	var out []string
	for _, a := range v.Marking.Accepts {
		out = append(append(out, a.ZH...), a.EN...)
	}
	return out
}
