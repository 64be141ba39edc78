package formula_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/internal/lang"
	"shifu/quiz/formula"
)

// world is a scope for tests: the names of one situation.
type world struct {
	names map[string]formula.Var
	frame formula.Frame
}

var tier = &formula.EnumType{Name: "tier", Levels: []formula.Level{{ID: "normal", ZH: "普通", EN: "ordinary"}, {ID: "gold", ZH: "金卡", EN: "gold card"}, {ID: "slow", ZH: "20秒", EN: "20 seconds"}, {ID: "none", ZH: "非 会员", EN: "no member"}}}

func newWorld() *world {
	w := &world{names: map[string]formula.Var{}}
	add := func(v int64, kind formula.Kind, names ...string) {
		for _, n := range names {
			w.names[n] = formula.Var{Index: len(w.frame.V), Kind: kind}
			if kind == formula.Enum {
				w.names[n] = formula.Var{Index: len(w.frame.V), Kind: kind, Enum: tier}
			}
		}
		w.frame.V = append(w.frame.V, v)
	}
	add(19900, formula.Money, "price", "价格")
	add(7, formula.Int, "days", "签收天数")
	add(15, formula.Int, "window", "期限")
	add(1, formula.Enum, "tier", "会员")
	add(1, formula.Bool, "in_time", "及时")
	add(9500, formula.Percent, "rate")
	day, _ := formula.ParseISO("2026-11-11")
	add(day, formula.Date, "sold", "购买日")
	w.names["cap"] = formula.Var{Kind: formula.Money, Const: true, Value: 1200, Fact: "cap"}
	return w
}

func (w *world) Lookup(name string) (formula.Var, bool) { v, ok := w.names[name]; return v, ok }
func (w *world) Words() []string {
	var out []string
	for n := range w.names {
		out = append(out, n)
	}
	return out
}

func TestFormulasGiveTheirValue(t *testing.T) {
	for src, want := range map[string]string{
		"1 + 2 * 3":                        "7",
		"(1 + 2) * 3":                      "9",
		"-3 + 1":                           "-2",
		"price * 88%":                      "¥175.12",
		"price * 8.8折":                     "¥175.12",
		"88% * price":                      "¥175.12",
		"price + 0.5元":                     "¥199.50",
		"price - ¥199":                     "¥0",
		"价格　＋　１元":                          "¥200",
		"5分 + 1元":                          "¥1.05",
		"sold + 7":                         "2026-11-18",
		"sold - 2026-11-01":                "10",
		"签收天数 <= 期限":                       "yes",
		"days < 7 or days > 7":             "no",
		"days ≠ 7":                         "no",
		"days ≥ 7天 且 days ≤ 7":             "yes",
		"not in_time":                      "no",
		"非 及时 或 是":                         "yes",
		"tier == gold":                     "yes",
		"会员 = 普通":                          "no",
		"tier in (normal, gold)":           "yes",
		"days 属于 1..7":                     "yes",
		"days in (1, 2, 3)":                "no",
		"in_time == 是":                     "yes",
		"if(tier == gold, 3, 2) * 10":      "30",
		"if(days > 0, 1, div(1, 0, down))": "1",
		"min(3, 2, 5)":                     "2",
		"最大(1元, price)":                    "¥199",
		"max(sold, 2026-12-01)":            "2026-12-01",
		"div(7, 2, down)":                  "3",
		"div(7, 2, up)":                    "4",
		"div(7, 2, half_up)":               "4",
		"div(-7, 2, down)":                 "-4",
		"div(-7, 2, up)":                   "-3",
		"div(-7, 2, half_up)":              "-4",
		"除(price, 3, 四舍五入)":                "¥66.33",
		"div(price, 50元, down)":            "3",
		"discount(price, rate)":            "¥189.05",
		"折后(price, 9.5折, 舍去)":              "¥189.05",
		"discount(0.01元, 50%)":             "¥0.01",
		"discount(0.01元, 50%, down)":       "¥0",
		"step_off(price, 100元, 10元, 199元, 30元)":       "¥30",
		"满减(99元, 100元, 10元)":                          "¥0",
		"step_off(5元, 0元, 10元)":                       "¥5",
		"every_off(650元, 300元, 50元)":                  "¥100",
		"coupon(280元, 280元, 20元)":                     "¥20",
		"coupon(279.99元, 280元, 20元)":                  "¥0",
		"coupon(10元, 0元, 20元)":                        "¥10",
		"red_packet(3元, 5元)":                          "¥3",
		"red_packet(-3元, 5元)":                         "¥0",
		"share(50元, 1, 189.05元, 38.95元)":              "¥41.45",
		"share(10元, 1, 1元, 1元, 1元)":                   "¥3.33",
		"share(10元, 2, 1元, 1元, 1元)":                   "¥3.33",
		"share(10元, 3, 1元, 1元, 1元)":                   "¥3.34",
		"price_protect(price, 150元, in_time)":         "¥49",
		"价保(150元, price, 是)":                          "¥0",
		"freight_cover(是, 15元, cap)":                  "¥12",
		"运费险(否, 15元, cap)":                            "¥0",
		"within(sold + 7, sold, 7)":                   "yes",
		"期限内(days, 0, 6)":                             "no",
		"within(sold - 1, sold, 7)":                   "no",
		"999999999999999 * 1":                         "999999999999999",
		"price * 1000000 * 50000":                     "¥9950000000000",
		"2 * (days - 3) == 8 and (tier == gold or 否)": "yes",
	} {
		t.Run(src, func(t *testing.T) {
			w := newWorld()
			p, err := formula.Compile(src, w, formula.Expect{})
			require.Nil(t, err)
			v, fail := p.Eval(&w.frame)
			require.Equal(t, formula.OK, fail)
			assert.Equal(t, want, formula.Format(p.Kind(), v, lang.En))
		})
	}
}

func TestSharesAlwaysAddUpToTheTotal(t *testing.T) {
	w := newWorld()
	for total := int64(-20); total < 200; total += 7 {
		w.frame.V[0] = total
		sum := int64(0)
		for _, line := range []string{"1", "2", "3"} {
			p, err := formula.Compile("share(price, "+line+", 0.03元, 0.11元, 0.07元)", w, formula.Expect{})
			require.Nil(t, err)
			v, _ := p.Eval(&w.frame)
			sum += v
		}
		assert.Equal(t, total, sum)
	}
}

func TestWhatCannotBeComputedFailsInsteadOfWrapping(t *testing.T) {
	for src, want := range map[string]formula.Fail{
		"days * 999999999999999":                     formula.TooBig,
		"999999999999999 + days":                     formula.TooBig,
		"-999999999999999 - days":                    formula.TooBig,
		"price * 9999999999999 * 9999999999999":      formula.TooBig,
		"div(days, days - 7, down)":                  formula.ZeroDiv,
		"every_off(price, price - price, 1元)":        formula.ZeroDiv,
		"share(price, 1, price - price)":             formula.ZeroDiv,
		"share(price, days, price)":                  formula.NoLine,
		"if(days == 7, div(1, days - 7, up), 0)":     formula.ZeroDiv,
		"days * 1000000 * 1000000 * 1000000 * 1000":  formula.TooBig,
		"discount(9999999999999元, 99999999%)":        formula.TooBig,
		"share(9999999999999元, 1, 9999999999999元)":   formula.OK,
		"share(6000000000000元, 2, -1元, 2.5元, -0.5元)": formula.TooBig,
		"coupon(price, 0元, 9999999999999元) + 0元":     formula.OK,
		"in_time or div(1, 0, down) == 1":            formula.OK,
		"not in_time and div(1, days - 7, down) > 0": formula.OK,
	} {
		t.Run(src, func(t *testing.T) {
			w := newWorld()
			p, err := formula.Compile(src, w, formula.Expect{})
			require.Nil(t, err)
			_, fail := p.Eval(&w.frame)
			assert.Equal(t, want, fail)
		})
	}
}

func TestAWrongFormulaIsNamedWithItsCharacter(t *testing.T) {
	for src, want := range map[string]struct {
		col    int
		zh, en string
	}{
		"":                                {1, "空的", "empty"},
		"price +":                         {8, "没写完", "not finished"},
		"price * 0.88":                    {9, "带小数点的数必须是金额", "must be money, a percentage or a discount"},
		"price + days":                    {9, "不能算金额 + 整数", "cannot calculate money + whole number"},
		"price * price":                   {9, "不能算金额 * 金额", "cannot calculate money * money"},
		"price / 2":                       {7, "没有“/”", "there is no '/'"},
		"prise - 20元":                     {1, "是不是“price”", "did you mean price?"},
		"if(tier == 金牌, 1, 2)":            {12, "它的档位是：普通, 金卡, 20秒", "its levels are: 普通, 金卡, 20秒"},
		"tier == golf":                    {9, "normal, gold, slow", "its levels are: normal, gold, slow"},
		"tier < gold":                     {6, "只能用 == 和 !=", "only be compared with == and !="},
		"gold == tier":                    {1, "条件写在左边：tier == gold", "write the radical first: tier == gold"},
		"days == 7元":                      {6, "不能比较整数和金额", "cannot compare whole number and amount of money"},
		"1 < days < 9":                    {10, "不能连着比较", "two comparisons in a row"},
		"days and in_time":                {1, "要是/否", "need yes/no"},
		"min(1, 2元)":                      {8, "同一种类", "of one kind"},
		"div(7, 2)":                       {1, "div(a, b, down｜up｜half_up)", "is written div(a, b, down｜up｜half_up)"},
		"dvi(7, 2, up)":                   {1, "是不是“div”", "did you mean div?"},
		"discount(days, 5%)":              {10, "第1项要金额", "argument 1 of discount must be an amount of money"},
		"share(price, 3, price, price)":   {14, "只有2行", "only 2 lines"},
		"if(days, 1, 2)":                  {4, "第1项要是/否", "argument 1 of if must be yes/no"},
		"if(in_time, 1, 2元)":              {16, "同一种类", "of one kind"},
		"2026-02-30 - sold":               {1, "没有2026-02-30这一天", "there is no day 2026-02-30"},
		"7公斤":                             {2, "没有单位“公斤”", "there is no unit"},
		"19.999元":                         {1, "最多两位", "at most two"},
		"(1 + 2":                          {7, "少了右括号", "closing bracket is missing"},
		"1 + 2)":                          {6, "不该有“)”", "does not belong here"},
		"\"gold\" == tier":                {1, "没有引号", "no quotes"},
		"及时且是":                            {1, "两边要空格", "put spaces around 且"},
		"11折 * price":                     {1, "0折和10折", "between 0折 and 10折"},
		"-in_time":                        {1, "负号后面要数", "a minus needs a number"},
		strings.Repeat("1+", 10000) + "1": {2001, "太长", "too long"},
		strings.Repeat("(", 100) + "1":    {61, "太深", "too many brackets"},
		strings.Repeat("1+", 201) + "1":   {401, "最多200项", "at most 200 terms"},
	} {
		name := src
		if len(name) > 30 {
			name = name[:30]
		}
		t.Run(name, func(t *testing.T) {
			_, err := formula.Compile(src, newWorld(), formula.Expect{})
			require.NotNil(t, err)
			assert.Equal(t, want.col, err.Column, err.Message.EN)
			assert.Contains(t, err.Message.ZH, want.zh)
			assert.Contains(t, err.Message.EN, want.en)
		})
	}
}

func TestFactsThatAFormulaReadsAreNoted(t *testing.T) {
	p, err := formula.Compile("price - cap - cap", newWorld(), formula.Expect{Kind: formula.Money})
	require.Nil(t, err)
	assert.Equal(t, []string{"cap"}, p.Facts())
	assert.Equal(t, []int{0}, p.Uses())
}

func TestCellsFitTheValuesTheyName(t *testing.T) {
	days := formula.Column{Kind: formula.Int}
	money := formula.Column{Kind: formula.Money}
	level := formula.Column{Kind: formula.Enum, Enum: &formula.EnumType{Name: "tier", Levels: []formula.Level{
		{ID: "normal", ZH: "普通", EN: "ordinary"}, {ID: "gold", ZH: "金卡", EN: "gold"}, {ID: "not_member", ZH: "非会员", EN: "no member"}, {ID: "over30", ZH: "超过30天", EN: "over 30 days"}}}}
	yes := formula.Column{Kind: formula.Bool}
	date := formula.Column{Kind: formula.Date}
	values := map[string][]int64{"days": {0, 6, 7, 8, 15, 16}, "money": {0, 1990, 20000}, "level": {0, 1, 2, 3}, "yes": {0, 1}, "date": {20767, 20768}}
	for _, c := range []struct {
		column string
		col    formula.Column
		cell   string
		mask   uint64
		print  string
	}{
		{"days", days, "", 0b111111, "-"}, {"days", days, "-", 0b111111, "-"}, {"days", days, "任意", 0b111111, "-"}, {"days", days, "any", 0b111111, "-"},
		{"days", days, "7", 0b000100, "7"}, {"days", days, "≥7", 0b111100, "≥7"}, {"days", days, ">=７", 0b111100, "≥7"}, {"days", days, "至少7天", 0b111100, "≥7"},
		{"days", days, "超过7", 0b111000, "≥8"}, {"days", days, "<7", 0b000011, "≤6"}, {"days", days, "不到7", 0b000011, "≤6"}, {"days", days, "至多 7", 0b000111, "≤7"},
		{"days", days, "8..15", 0b011000, "8..15"}, {"days", days, "0，7、8", 0b001101, "0,7,8"}, {"days", days, "非 7", 0b111011, "非 7"}, {"days", days, "not 0,6", 0b111100, "非 0,6"},
		{"days", days, "=7", 0b000100, "7"}, {"days", days, "!≥7", 0b000011, "非 ≥7"}, {"days", days, "100..200", 0, "100..200"},
		{"money", money, "19.9元", 0b010, "19.90元"}, {"money", money, "¥19.90", 0b010, "19.90元"}, {"money", money, "超过0元", 0b110, "≥0.01元"}, {"money", money, "0元..50元", 0b011, "0元..50元"},
		{"level", level, "金卡", 0b0010, "gold"}, {"level", level, "gold,普通", 0b0011, "gold,normal"}, {"level", level, "非金卡", 0b1101, "非 gold"}, {"level", level, "不是 金卡", 0b1101, "非 gold"},
		{"level", level, "非会员", 0b0100, "not_member"}, {"level", level, "超过30天", 0b1000, "over30"}, {"level", level, "非 非会员", 0b1011, "非 not_member"}, {"level", level, "no member, ordinary", 0b0101, "not_member,normal"},
		{"yes", yes, "是", 0b10, "是"}, {"yes", yes, "无", 0b01, "否"}, {"yes", yes, "true", 0b10, "是"}, {"yes", yes, "非 是", 0b01, "非 是"},
		{"date", date, "2026-11-11", 0b10, "2026-11-11"}, {"date", date, "≤2026-11-10", 0b01, "≤2026-11-10"}, {"date", date, "2026-11-01..2026-11-30", 0b11, "2026-11-01..2026-11-30"},
	} {
		t.Run(c.column+" "+c.cell, func(t *testing.T) {
			test, err := formula.ParseCell(c.cell, c.col)
			require.Nil(t, err)
			assert.Equal(t, c.mask, test.Mask(values[c.column]))
			assert.Equal(t, c.print, test.Print(c.col))
			again, err := formula.ParseCell(test.Print(c.col), c.col)
			require.Nil(t, err)
			assert.Equal(t, test.Mask(values[c.column]), again.Mask(values[c.column]), "what is printed means the same")
		})
	}
}

func TestAWrongCellSaysWhatIsWrong(t *testing.T) {
	level := formula.Column{Kind: formula.Enum, Enum: tier}
	for _, c := range []struct {
		col    formula.Column
		cell   string
		zh, en string
	}{
		{level, "金牌", "它的档位是：普通, 金卡, 20秒", "its levels are"},
		{level, "≥金卡", "不能比大小", "no size to compare"},
		{formula.Column{Kind: formula.Bool}, "也许", "是或否", "yes or no"},
		{formula.Column{Kind: formula.Int}, "七", "不是整数", "is not a whole number"},
		{formula.Column{Kind: formula.Money}, "199", "金额写成 19.9元", "write money as 19.9元"},
		{formula.Column{Kind: formula.Int}, "9..3", "左边比右边大", "begins above its end"},
		{formula.Column{Kind: formula.Int}, "7,,8", "逗号旁边", "beside a comma"},
		{formula.Column{Kind: formula.Int}, "非", "“非”后面", "must follow"},
		{formula.Column{Kind: formula.Int}, strings.Repeat("1", 2<<20), "太长", "too long"},
	} {
		_, err := formula.ParseCell(c.cell, c.col)
		require.NotNil(t, err)
		assert.Contains(t, err.Message.ZH, c.zh)
		assert.Contains(t, err.Message.EN, c.en)
		assert.Less(t, len(err.Message.ZH), 500)
	}
}

func TestDatesGoThereAndBack(t *testing.T) {
	for _, iso := range []string{"1970-01-01", "2000-02-29", "2026-11-11", "0001-01-01", "9999-12-31", "1969-12-31", "2100-03-01"} {
		d, ok := formula.ParseISO(iso)
		require.True(t, ok)
		assert.Equal(t, iso, formula.ISO(d))
	}
	last, _ := formula.ParseISO("1899-12-31")
	for d := last + 1; d < last+80000; d++ {
		y, m, day := formula.DateOf(d)
		back, ok := formula.Days(y, m, day)
		require.True(t, ok)
		require.Equal(t, d, back)
	}
	for _, no := range []string{"2026-02-29", "2026-13-01", "2026-00-10", "2026-1-1", "2026/01/01", "2026-04-31"} {
		_, ok := formula.ParseISO(no)
		assert.False(t, ok, no)
	}
}

func FuzzFormulas(f *testing.F) {
	for _, s := range []string{"discount(price, rate) - share(1元, 1, price)", "tier in (gold, normal) and days <= 7", "sold - 2026-11-11", "((", "1..2", "非非非", "满减(", "￥１９．９"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		w := newWorld()
		p, err := formula.Compile(src, w, formula.Expect{})
		if err != nil {
			require.Positive(t, err.Column)
			require.NotEmpty(t, err.Message.ZH)
			require.NotEmpty(t, err.Message.EN)
			return
		}
		v, fail := p.Eval(&w.frame)
		if fail == formula.OK && p.Kind() != formula.Enum && p.Kind() != formula.Date {
			require.LessOrEqual(t, v, int64(2*formula.Limit))
		}
	})
}

func FuzzCells(f *testing.F) {
	for _, s := range []string{"≥7", "非 金卡,普通", "8..15", "-", "!", "超过30天", "19.9元", "..", "0，1"} {
		f.Add(s)
	}
	cols := []formula.Column{{Kind: formula.Int}, {Kind: formula.Money}, {Kind: formula.Enum, Enum: tier}, {Kind: formula.Bool}, {Kind: formula.Date}, {Kind: formula.Percent}}
	values := []int64{0, 1, 7, 8, 1990, 20000}
	f.Fuzz(func(t *testing.T, cell string) {
		for _, col := range cols {
			test, err := formula.ParseCell(cell, col)
			if err != nil {
				require.NotEmpty(t, err.Message.ZH)
				continue
			}
			again, err := formula.ParseCell(test.Print(col), col)
			require.Nil(t, err, "%q printed as %q", cell, test.Print(col))
			require.Equal(t, test.Mask(values), again.Mask(values))
		}
	})
}
