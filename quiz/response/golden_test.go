package response_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/quiz/draw"
	"shifu/quiz/response"
)

// golden are the draws that an independent program computed from the
// specification: ordinal, situation id, situation, key, incidentals, shown
// options, pairs covered.
var golden = map[string]string{
	"as.return-window": `
1 b76bab5c8a53 status=signed;tier=normal;camp=daily;days=8;intact=cut late [2 1] [late refund_now agree not_intact] 10/77
2 4a42edf6848a status=moving;tier=normal;camp=promo;days=0;intact=whole intercept [2 1] [late agree not_intact intercept] 20/77
3 384fce9d6b3e status=signed;tier=gold;camp=promo;days=16;intact=cut not_intact [1 0] [intercept refund_now late not_intact] 29/77
4 dfabdf05bb53 status=unshipped;tier=gold;camp=daily;days=0;intact=whole refund_now [1 1] [intercept late not_intact refund_now] 38/77
5 8059247ac24b status=signed;tier=gold;camp=daily;days=15;intact=whole agree [2 0] [agree not_intact late refund_now] 43/77
6 c38176dc56a7 status=signed;tier=normal;camp=promo;days=31;intact=whole late [2 2] [agree not_intact late intercept] 47/77
7 74b935b4ff2e status=signed;tier=normal;camp=daily;days=30;intact=whole late [2 0] [refund_now late not_intact intercept] 51/77
8 43289138f1df status=signed;tier=gold;camp=promo;days=7;intact=whole agree [1 2] [not_intact intercept agree late] 55/77`,
	"ps.prorated-refund": `
1 b8d94acf86b6 a=19900;b=4100;tier=gold;camp=daily;coupon=none ¥189.05 [0] [] 10/48
2 030c88ee3bff a=29900;b=10100;tier=normal;camp=promo;coupon=none ¥261.63 [1] [] 20/48
3 c26b3b1fc2be a=25900;b=4100;tier=normal;camp=daily;coupon=c20 ¥241.74 [1] [] 29/48
4 8d559d56f952 a=25900;b=10100;tier=gold;camp=promo;coupon=c20 ¥195.69 [1] [] 37/48
5 fc92385fda98 a=29900;b=4100;tier=gold;camp=promo;coupon=c20 ¥222.50 [0] [] 41/48
6 6dc220804a5e a=19900;b=10100;tier=normal;camp=daily;coupon=c20 ¥185.74 [0] [] 45/48
7 cbf14a0d653f a=25900;b=4100;tier=normal;camp=promo;coupon=none ¥215.84 [1] [] 46/48
8 4d3184f95f2b a=29900;b=10100;tier=gold;camp=daily;coupon=none ¥284.05 [0] [] 47/48`,
	"ps.authentic-doubt": `
1 b0dd72066d30 doubt=material;origin=import;channel=phone phone [0] [customs phone price letter] 3/19
2 b63833194ebe doubt=customs;origin=import;channel=chat customs [1] [chain bigbrand customs qc] 6/19
3 c91a606c3612 doubt=brand;origin=home;channel=chat letter [0] [phone letter qc bigbrand] 9/19
4 74e2eedb6ab0 doubt=cheap;origin=home;channel=chat price [0] [price customs letter bigbrand] 11/19
5 3afa9e886e31 doubt=material;origin=home;channel=chat qc [2] [phone customs chain qc] 13/19
6 72dbb4345cd5 doubt=brand;origin=import;channel=chat chain [0] [bigbrand chain letter price] 14/19
7 7ba695404ef6 doubt=brand;origin=home;channel=phone phone [2] [letter price chain phone] 16/19
8 53f3bab94855 doubt=cheap;origin=import;channel=phone phone [2] [phone letter bigbrand price] 18/19`,
}

func TestTheGoldenDrawsCellByCell(t *testing.T) {
	for id, want := range golden {
		it := example(t, id)
		h := it.Space.History()
		var got []string
		for n := 1; n <= 8; n++ {
			v, c, err := it.Draw(draw.Request{Root: draw.Root("golden", id, n), Purpose: draw.Practice, History: h}, response.Request{Attempt: "golden", Ordinal: n})
			require.NoError(t, err)
			h.Add(c.Situation, int64(n))
			var inc []int
			for _, one := range v.Incidentals {
				inc = append(inc, one.Value)
			}
			got = append(got, fmt.Sprintf("%d %s %s %s %v %v %d/%d", n, v.SituationID, v.Situation, v.Key.String(), inc, v.ShownIDs(), h.Covered(), it.Space.Pairs()))
		}
		assert.Equal(t, strings.TrimSpace(want), strings.Join(got, "\n"), id)
	}
}
