package formula

import "math/bits"

// Rounding is how div and discount round.
type Rounding uint8

const (
	Down   Rounding = iota // toward −∞
	Up                     // toward +∞
	HalfUp                 // halves away from zero
)

var roundings = map[string]Rounding{
	"down": Down, "up": Up, "half_up": HalfUp,
	"舍去": Down, "进一": Up, "四舍五入": HalfUp,
}

func abs(v int64) uint64 {
	if v < 0 {
		return uint64(-v)
	}
	return uint64(v)
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b != 0 && (a < 0) != (b < 0) {
		q--
	}
	return q
}

// mulDiv is a·b/d rounded, with a 128-bit product in between, so that only the
// result is bounded. d must not be zero.
func mulDiv(a, b, d int64, r Rounding) (int64, Fail) {
	neg := (a < 0) != (b < 0) != (d < 0)
	hi, lo := bits.Mul64(abs(a), abs(b))
	den := abs(d)
	if hi >= den {
		return 0, TooBig
	}
	q, rem := bits.Div64(hi, lo, den)
	if q > Limit {
		return 0, TooBig
	}
	up := false // away from zero
	if rem != 0 {
		switch r {
		case Down:
			up = neg
		case Up:
			up = !neg
		default:
			up = rem >= den-rem
		}
	}
	if up {
		q++
	}
	if q > Limit {
		return 0, TooBig
	}
	if neg {
		return -int64(q), OK
	}
	return int64(q), OK
}

func inLimit(v int64) bool { return v <= Limit && v >= -Limit }
