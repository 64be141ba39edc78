package pack_test

import "fmt"

// workedOfMassage are the sums of the massage shop's texts, done here from its
// sheet.
func workedOfMassage(s sheet) map[string]string {
	out := map[string]string{}
	put := func(unit string, value int64, what string) { out[fmt.Sprint(unit, " ", value)] = what }
	pay := func(amount int64, what string) { put("money", amount, what) }

	const month = 30
	put("months", s.count("battery_warranty_days")/month, "the battery's warranty")
	put("months", s.count("wear_warranty_days")/month, "the warranty of the wearing parts")
	small, large := 2*s.money("back_fee_small"), 2*s.money("back_fee_large")
	board := s.rate("board_fee_rate")
	pay(small, "freight both ways, small device")
	pay(s.money("battery_fee")+small, "a new battery")
	pay(cents(s.money("price_neck"), board)+small, "a new board for the C1")
	pay(cents(s.money("price_cushion"), board)+large, "a new board for the B4")

	paid := int64(458_10)
	pay(paid, "what was paid in the example")
	pay(paid-s.money("part_fee_adapter")-s.money("part_fee_bag"), "its refund with both parts lost")
	pay(s.money("back_fee_large")-s.money("back_cover_cap"), "freight back beyond the insurance")

	dear, middling, cheap := int64(229_00), int64(199_00), int64(109_00)
	coupon := func(sum int64) int64 {
		if sum < s.money("store_coupon_from") {
			return sum
		}
		return sum - s.money("store_coupon_off")
	}
	second := cents(cheap, s.rate("pair_rate"))
	pay(second, "the second device of the example at the pair price")
	pay(dear+second, "both, before the coupon")
	pay(coupon(dear+second), "both, with the coupon")
	pay(dear+cheap-coupon(dear+second), "what pair price and coupon save")
	pay(coupon(middling+second), "a pair that the coupon does not reach")
	pay(coupon(middling+cheap), "the same on an ordinary day")

	put("minutes", s.count("session_minutes")*s.count("sessions_per_day"), "what an adult has in a day")
	put("days", s.count("noreason_days")+1, "the first day after the window")
	return out
}

// toldOfMassage are the figures of the massage shop that no rule fixes.
var toldOfMassage = map[string]string{
	"一天": "a day as such, or the last one", "二天": "the next day", "1 天": "the next day", "三天": "how long a customer has waited", "十天": "how long a device has been away",
	"60 天": "a day in an example, within the battery's warranty", "100 天": "a day in an example, past it",
	"四个月": "an example past the battery's warranty", "十一月": "the month of an example", "二月": "the month of an example",
	"一个月": "the month that a false promise names", "11月27日": "the example of a slot", "29.10": "the example of a slot",
	"两秒": "how long the middle key is held", "五秒": "how long one question takes", "一分钟": "how quickly a good answer came", "20 分钟": "what was used in an example",
	"一点": "a little", "五点": "the hour that an agent names for an answer", "九点": "when the day shift begins", "18 点": "an hour after the cut-off",
	"0元": "how to answer that nothing is paid", "0 元": "that nothing is refunded", "50元": "what an agent offers too early", "一号": "one size larger",
}
