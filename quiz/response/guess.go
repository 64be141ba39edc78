package response

import (
	"math/bits"
	"slices"

	"shifu/quiz/model"
)

// Guess is what answering by chance earns on average, in hundredths of a
// percent, rounded down; false where it is not defined: numbers, texts, orders
// and chats.
func Guess(v *Variant) (int, bool) {
	const whole = 10_000
	options := v.Shown.ZH.Options
	switch v.Type {
	case model.Single, model.Script:
		return whole / max(1, len(options)), true
	case model.TrueFalse:
		return whole / 2, true
	case model.Multiple: // every set of ticks is equally likely, none of them included
		n := len(options)
		if n == 0 || n > 16 {
			return 0, false
		}
		var key uint
		for i := range options {
			if slices.Contains(v.Key.Choices, options[i].ID) {
				key |= 1 << i
			}
		}
		right, sum := bits.OnesCount(key), 0
		for set := range uint(1) << n {
			hits := bits.OnesCount(set & key)
			sum += multipleScore(right, n-right, hits, bits.OnesCount(set&^key), set == 0, v.Marking.Partial)
		}
		return sum * (whole / 100) >> n, true
	case model.Match:
		return whole / max(1, len(v.Shown.ZH.Right)), true
	case model.Cloze:
		sum, weights := 0, 0
		for i, gap := range v.Shown.ZH.Slots {
			weight := max(1, v.Marking.Slots[i].Weight)
			weights += weight
			if gap.As == "choice" {
				sum += weight * whole / max(1, len(gap.Options))
			}
		}
		return sum / max(1, weights), true
	}
	return 0, false
}
