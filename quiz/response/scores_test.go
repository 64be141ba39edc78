package response_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/internal/fault"
	"shifu/quiz/draw"
	"shifu/quiz/model"
	"shifu/quiz/response"
)

// earns checks what responses earn: status and score, or the status alone.
func earns(t *testing.T, v *response.Variant, cases map[string]string) {
	t.Helper()
	for raw, want := range cases {
		m := response.Judge(v, []byte(raw))
		got := string(m.Status)
		if m.Score != nil {
			got += fmt.Sprintf(" %d", *m.Score)
		}
		if m.Redline {
			got += " redline"
		}
		assert.Equal(t, want, got, raw)
	}
}

func TestSingle(t *testing.T) {
	v := variant(t, "as.return-window", "status=signed;tier=gold;camp=promo;days=16;intact=cut", draw.Practice)
	ids := v.ShownIDs()
	require.Contains(t, ids, "not_intact")
	require.Len(t, ids, 4)
	hidden := ""
	for _, id := range []string{"refund_now", "intercept", "agree", "late"} {
		if !strings.Contains(strings.Join(ids, " "), id) {
			hidden = id
		}
	}
	earns(t, v, map[string]string{
		`{"choice":"not_intact"}`:       "complete 100",
		`{"choice":"` + hidden + `"}`:   "invalid", // in the model, not on the screen
		`{"choice":""}`:                 "incomplete 0",
		`{"choice":["not_intact"]}`:     "invalid",
		`{"choice":"not_intact","x":1}`: "invalid",
	})
	for _, id := range ids {
		if id != "not_intact" {
			earns(t, v, map[string]string{`{"choice":"` + id + `"}`: "complete 0"})
		}
	}
}

func TestFeedbackComesInItsOrder(t *testing.T) {
	v := variant(t, "ps.authentic-doubt", "doubt=cheap;origin=home;channel=chat", draw.Practice)
	for n := 0; !strings.Contains(fmt.Sprint(v.ShownIDs()), "bigbrand"); n++ {
		w, err := example(t, "ps.authentic-doubt").Make(response.Request{Situation: example(t, "ps.authentic-doubt").Space.Find(v.Situation), Root: draw.Root("f", "x", n)})
		require.NoError(t, err)
		v = &w
	}
	m := response.Judge(v, []byte(`{"choice":"bigbrand"}`))
	require.Len(t, m.Feedback, 3)
	assert.Equal(t, response.OnAnswer, m.Feedback[0].Kind)
	assert.Equal(t, "空话，没有证明文件。", m.Feedback[0].ZH)
	assert.Equal(t, response.OnReason, m.Feedback[1].Kind)
	assert.Equal(t, "先解释价格来由，再附授权书。", m.Feedback[1].ZH)
	assert.Equal(t, response.OnCondition, m.Feedback[2].Kind)
	assert.Equal(t, []string{"doubt", "channel"}, m.DecidedBy)
	assert.Equal(t, "qc", m.IfChanged[0].Key)
	assert.Equal(t, "phone", m.IfChanged[1].Key)
	assert.Contains(t, m.Feedback[2].ZH, "疑虑改为材质时答案就变了：这是这款的质检报告")
}

func TestTheNearestLevelOnEitherSideIsNamed(t *testing.T) {
	v := variant(t, "as.return-window", "status=signed;tier=normal;camp=promo;days=16;intact=cut", draw.Practice)
	m := response.Judge(v, []byte(`{"choice":"late"}`))
	for _, c := range m.IfChanged {
		if c.Radical == "days" {
			assert.Equal(t, "15", c.Level)
			assert.Equal(t, "not_intact", c.Key)
			return
		}
	}
	t.Fatal("days decide here")
}

func TestMultipleTakesForAFalseTickItsShare(t *testing.T) {
	v := variant(t, "as.freight-insurance", "deal=back;cause=fault;insured=has;fee=1500", draw.Practice)
	require.Equal(t, []string{"claim", "shop", "number"}, v.Key.Choices)
	earns(t, v, map[string]string{
		`{"choices":["claim","shop","number"]}`:                        "complete 100",
		`{"choices":["claim","shop"]}`:                                 "complete 66",
		`{"choices":["claim","shop","none"]}`:                          "complete 33",
		`{"choices":["none","self","noswap"]}`:                         "complete 0",
		`{"choices":["claim","shop","number","none","self","noswap"]}`: "complete 0",
		`{"none":true}`:                     "complete 0",
		`{"none":true,"choices":["claim"]}`: "invalid",
		`{"choices":["claim","claim"]}`:     "invalid",
		`{"choices":[]}`:                    "incomplete 0",
		`{"none":false}`:                    "incomplete 0",
		`{"choices":["late"]}`:              "invalid",
	})
}

func TestMultipleAllOrNothingAndNoneRight(t *testing.T) {
	v := variant(t, "as.freight-insurance", "deal=back;cause=fault;insured=has;fee=1500", draw.Practice)
	v.Marking.Partial = false
	earns(t, v, map[string]string{`{"choices":["claim","shop"]}`: "complete 0", `{"choices":["claim","shop","number"]}`: "complete 100"})
	v.Key.Choices, v.Marking.Partial = nil, true
	earns(t, v, map[string]string{`{"none":true}`: "complete 100", `{"choices":["claim"]}`: "complete 0"})
	v.Key.Choices = v.ShownIDs()
	earns(t, v, map[string]string{`{"none":true}`: "complete 0", `{"choices":["claim","shop","self"]}`: "complete 50"})
}

func TestNumericReadsAmountsAndKnowsMistakes(t *testing.T) {
	v := variant(t, "ps.prorated-refund", "a=25900;b=10100;tier=gold;camp=promo;coupon=c20", draw.Practice)
	require.EqualValues(t, 19569, v.Key.Number)
	earns(t, v, map[string]string{
		`{"text":"195.69元"}`: "complete 100", `{"text":"￥195.69"}`: "complete 100", `{"text":"一百九十五块六毛九"}`: "complete 100",
		`{"text":"195.68"}`: "complete 0", `{"text":"259元"}`: "complete 0", `{"text":"195.690"}`: "invalid", `{"text":"20天"}`: "invalid", `{"text":"  "}`: "incomplete 0",
	})
	m := response.Judge(v, []byte(`{"text":"259元"}`))
	require.NotEmpty(t, m.Feedback)
	assert.Equal(t, "退了原价，忘了会员价和优惠分摊。", m.Feedback[0].ZH)
	assert.Equal(t, "259元", m.ReadAs.ZH)
	assert.Equal(t, "¥259", m.ReadAs.EN)
	v.Marking.Tolerance = 5
	earns(t, v, map[string]string{`{"text":"195.74"}`: "complete 100", `{"text":"195.75"}`: "complete 0"})
	v.Marking.Mistakes[0].Credit = 40
	earns(t, v, map[string]string{`{"text":"259"}`: "complete 40"})
	v.Marking.UnitNeeded = true
	earns(t, v, map[string]string{`{"text":"195.69"}`: "invalid", `{"text":"195.69元"}`: "complete 100"})
}

func TestOrderCountsPairsAndForeignSteps(t *testing.T) {
	v := variant(t, "gen.order-flow", "kind=stock;pay=paid;hurry=rush", draw.Practice) // check ship sign review
	earns(t, v, map[string]string{
		`{"order":["check","ship","sign","review"]}`:              "complete 100",
		`{"order":["check","ship","review","sign"]}`:              "complete 83",
		`{"order":["review","sign","ship","check"]}`:              "complete 0",
		`{"order":["check","ship","sign"]}`:                       "complete 50",
		`{"order":["rec","check","ship","sign","review"]}`:        "complete 90",
		`{"order":["rec","check","urge","ship","sign","review"]}`: "complete 80",
		`{"order":["check","check"]}`:                             "invalid",
		`{"order":["nap"]}`:                                       "invalid",
		`{"order":[]}`:                                            "incomplete 0",
	})
	v = variant(t, "t.two-steps", "kind=b", draw.Practice) // sorry, {photo back}, send
	earns(t, v, map[string]string{
		`{"order":["sorry","back","photo","send"]}`: "complete 100",
		`{"order":["sorry","photo","back","send"]}`: "complete 100",
		`{"order":["sorry","photo","send","back"]}`: "complete 0",
	})
	v.Marking.Partial, v.Key.Steps = true, [][]string{{"photo", "back"}}
	earns(t, v, map[string]string{
		`{"order":["back","photo"]}`:         "complete 100",
		`{"order":["back"]}`:                 "complete 50",
		`{"order":["back","photo","sorry"]}`: "complete 90",
		`{"order":["back","sorry"]}`:         "complete 40",
	})
}

func TestMatch(t *testing.T) {
	v := variant(t, "t.member-rights", "month=nov;year=later", draw.Practice)
	earns(t, v, map[string]string{
		`{"match":{"gold":"protect30","silver":"protect30"}}`: "complete 100",
		`{"match":{"gold":"protect30","silver":"early"}}`:     "complete 50",
		`{"match":{"gold":"protect30"}}`:                      "incomplete 50",
		`{"match":{"gold":"protect30","silver":null}}`:        "incomplete 50",
		`{"match":{"bronze":"protect30"}}`:                    "invalid",
		`{"match":{"gold":"gold"}}`:                           "invalid",
		`{"match":{"gold":"early","gold":"protect30"}}`:       "invalid",
		`{"match":[]}`: "invalid",
	})
}

func TestClozeIsAWeightedMean(t *testing.T) {
	v := variant(t, "t.script-gaps", "camp=daily;tier=gold", draw.Practice)
	earns(t, v, map[string]string{
		`{"slots":{"eta":"today","courier":"顺丰","window":"十五"}}`:          "complete 100",
		`{"slots":{"eta":"today","courier":"sf express","window":"15天"}}`: "complete 100",
		`{"slots":{"eta":"week","courier":"顺丰","window":"15"}}`:           "complete 75",
		`{"slots":{"eta":"today","courier":"顺丰","window":"7"}}`:           "complete 50",
		`{"slots":{"eta":"today","courier":"顺丰","window":""}}`:            "incomplete 50",
		`{"slots":{"eta":"today","courier":"顺丰","window":"7.5"}}`:         "invalid",
		`{"slots":{"eta":"tomorrow"}}`:                                    "invalid",
		`{"slots":{"where":"x"}}`:                                         "invalid",
	})
	m := response.Judge(v, []byte(`{"slots":{"eta":"h48","courier":"顺风快递","window":"15"}}`))
	assert.Equal(t, "日常当天发。", m.Feedback[0].ZH)
	assert.Contains(t, m.Feedback[1].ZH, "错字")
	assert.Equal(t, "15", m.ReadAs.ZH)
}

func TestShort(t *testing.T) {
	v := variant(t, "t.proof-name", "doubt=customs;goods=import", draw.Practice)
	earns(t, v, map[string]string{
		`{"text":" 报关单。"}`:                            "complete 100",
		`{"text":"Customs Declaration"}`:              "complete 100",
		`{"text":"海关出的证明"}`:                           "complete 100",
		`{"text":"进口货物抱关单"}`:                          "complete 0",
		`{"text":"质检报告"}`:                             "complete 0",
		`{"text":""}`:                                 "incomplete 0",
		`{"text":"。。。"}`:                              "complete 0",
		`{"text":"` + strings.Repeat("单", 201) + `"}`: "invalid",
	})
	near := response.Judge(v, []byte(`{"text":"进口货物抱关单"}`))
	assert.Equal(t, "差一点：检查一下有没有错字。", near.Feedback[0].ZH)
	far := response.Judge(v, []byte(`{"text":"报关"}`))
	assert.NotEqual(t, response.OnAnswer, append(far.Feedback, response.Note{})[0].Kind, "two of three characters are no spelling mistake")
}

func TestSpotWeighsClassAndLine(t *testing.T) {
	v := variant(t, "sk.spot-the-fault", "status=before;camp=promo;tone=flat;wait=fast", draw.Practice)
	require.Len(t, v.Key.Faults, 3)
	earns(t, v, map[string]string{
		`{"marks":[{"line":"l3","class":"fact"},{"line":"l5","class":"refuse"},{"line":"l7","class":"promise"}]}`:                              "complete 100",
		`{"marks":[{"line":"l3","class":"slow"},{"line":"l5","class":"refuse"},{"line":"l7","class":"promise"}]}`:                              "complete 83",
		`{"marks":[{"line":"l3","class":"fact"},{"line":"l5","class":"refuse"},{"line":"l7","class":"promise"},{"line":"l2","class":"slow"}]}`: "complete 83",
		`{"marks":[{"line":"l2","class":"slow"}]}`: "complete 0",
		`{"none":true}`: "complete 0",
		`{"marks":[{"line":"l3","class":"fact"},{"line":"l3","class":"fact"}]}`: "invalid",
		`{"marks":[{"line":"l1","class":"fact"}]}`:                              "invalid",
		`{"marks":[{"line":"l3","class":"rude"}]}`:                              "invalid",
		`{"marks":[{"line":"l3"}]}`:                                             "incomplete 16",
		`{"marks":[{"line":"l3","class":"fact"}],"none":true}`:                  "invalid",
		`{"marks":[]}`: "incomplete 0",
	})
	clean := variant(t, "sk.spot-the-fault", "status=after;camp=daily;tone=warm;wait=fast", draw.Practice)
	earns(t, clean, map[string]string{`{"none":true}`: "complete 100", `{"marks":[{"line":"l2","class":"slow"}]}`: "complete 0"})
}

func TestRewriteHoldsATextAgainstMustsAndDonts(t *testing.T) {
	v := variant(t, "sk.negative-to-positive", "ask=today;gift=none;tier=gold", draw.Practice)
	earns(t, v, map[string]string{
		`{"text":"理解您着急～金卡订单我已标了优先，明早第一单就发，单号马上发您哦。"}`:  "complete 100",
		`{"text":"理解您着急～金卡订单我已标了优先，尽快就发，单号马上就发给您哦。"}`:   "complete 60",
		`{"text":"理解您着急，今天不能发，我已标了优先，明早第一单就发，单号马上发您。"}`: "complete 0",
		`{"text":"理解，明早优先发。"}`: "complete 0",
		`{"text":""}`:          "incomplete 0",
		`{"text":"I understand. Your order has priority and ships first tomorrow; I will send you the number."}`: "complete 100",
		`{"text":"I understand, first tomorrow."}`:                                                               "complete 0",
	})
	m := response.Judge(v, []byte(`{"text":"理解您着急，今天不能发，我已标了优先，明早第一单就发，单号马上发您。"}`))
	assert.Contains(t, m.Feedback[0].ZH, "“不能”")
	require.Len(t, m.Hits, 1)
	assert.Equal(t, []string{"P61", "P64"}, m.Hits[0].Practices)
	assert.False(t, m.NeedsMentor, "practice is not confirmed")
	v.Purpose = draw.Exam
	assert.True(t, response.Judge(v, response.SelfTest(v).Right).NeedsMentor, "for a certificate the mentor confirms")
	v.Marking.Mentor = "never"
	assert.False(t, response.Judge(v, response.SelfTest(v).Right).NeedsMentor)
}

func TestReferencesOfRewriteEarnEverythingAndBadExamplesLittle(t *testing.T) {
	everyVariant(t, func(it *response.Item, v *response.Variant) {
		if v.Type != model.Rewrite {
			return
		}
		for _, text := range []string{v.Marking.Reference.ZH, v.Marking.Reference.EN} {
			assert.Equal(t, 100, v.Marking.Rewriting.Judge(text).Score, text)
		}
		for _, bad := range it.Model.Model().Bad {
			assert.Less(t, v.Marking.Rewriting.Judge(bad.ZH).Score, 60, bad.ZH)
			assert.Less(t, v.Marking.Rewriting.Judge(bad.EN).Score, 60, bad.EN)
		}
	})
}

func path(steps ...string) string {
	var out []string
	for i, s := range steps {
		node, choice, _ := strings.Cut(s, "/")
		out = append(out, fmt.Sprintf(`{"node":%q,"choice":%q,"ms":%d}`, node, choice, 1000*i))
	}
	return `{"path":[` + strings.Join(out, ",") + `]}`
}

func TestChatWalksOnlyWhereItIsOpen(t *testing.T) {
	v := variant(t, "as.stockout-colour", "ship=after;diff=2000;limit=3000;stock=here", draw.Practice)
	earns(t, v, map[string]string{
		path("open/soothe", "stock/lock", "price/now", "close/follow"):               "complete 100",
		path("open/soothe", "stock/lock", "price/now", "close/bye"):                  "complete 85",
		path("open/over", "upset/repair", "stock/lock", "price/now", "close/follow"): "complete 85",
		path("open/reprice"): "complete 0 redline",
		path("open/soothe", "stock/lock", "price/now_early"):        "invalid",
		path("open/soothe", "stock/lock"):                           "incomplete 40",
		path("open/soothe", "price/now"):                            "invalid",
		path("open/reprice", "open/soothe"):                         "invalid",
		`{"path":[{"node":"open","choice":"soothe","ms":-1}]}`:      "invalid",
		`{"path":[{"node":"open","choice":"soothe","ms":1,"x":1}]}`: "invalid",
		`{"path":[{"node":"open","choice":"soothe"}]}`:              "incomplete 20",
	})
	m := response.Judge(v, []byte(path("open/reprice")))
	assert.Equal(t, response.OnRedline, m.Feedback[0].Kind)
	assert.Contains(t, m.Feedback[0].ZH, "客服无权改价")
	assert.False(t, m.Right)
}

func TestChatKeepsStateAndStoryTime(t *testing.T) {
	// angry: patience 1; "look" and "wait" cost it, then "resend" is not open.
	v := variant(t, "t.patience", "mood=angry;stage=lost", draw.Practice)
	earns(t, v, map[string]string{
		path("start/sorry", "ask/resend"): "complete 100",
		path("start/look", "ask/resend"):  "invalid",
		path("start/look", "ask/promise"): "complete 0 redline",
		path("start/sorry", "ask/vague"):  "complete 57",
		path("start/wait", "ask/vague"):   "complete 0", // twelve minutes passed: it is too late for points
	})
	v = variant(t, "t.patience", "mood=calm;stage=lost", draw.Practice)
	earns(t, v, map[string]string{path("start/look", "ask/resend"): "complete 85"})

	p := response.Present(v, []byte(path("start/look")))
	require.NotNil(t, p.Chat)
	assert.Equal(t, "ask", p.Chat.Node)
	assert.Equal(t, 4, p.Chat.Minutes)
	require.Len(t, p.Chat.Turns, 1)
	assert.Equal(t, "马上为您查。", p.Chat.Turns[0].Reply.ZH)
	var open []string
	for _, c := range p.Chat.Choices {
		open = append(open, c.ID)
	}
	assert.Equal(t, []string{"resend", "promise", "vague"}, open)
	p = response.Present(v, []byte(path("start/look", "ask/vague")))
	assert.True(t, p.Chat.Over)
	assert.Empty(t, p.Chat.Choices)
}

func TestAFreeReplyIsMarkedByItsRubric(t *testing.T) {
	v := variant(t, "t.late-reply", "late=d5;power=coupon", draw.Exam)
	raw := []byte(`{"text":"让您久等了，不能催了。"}`)
	m := response.Judge(v, raw)
	assert.Nil(t, m.Score)
	assert.True(t, m.NeedsMentor)
	require.Len(t, m.Hits, 1, "the mentor sees the don'ts")

	m, err := response.ByRubric(v, raw, map[string]int{"empathy": 1, "time": 1, "authority": 1})
	require.NoError(t, err)
	assert.Equal(t, 85, *m.Score) // 1+3+2 of 7
	assert.True(t, m.Right)
	assert.False(t, m.NeedsMentor)
	assert.Equal(t, []response.Part{{ID: "empathy", Score: 1, Of: 2}, {ID: "time", Score: 3, Of: 3, Right: true}, {ID: "authority", Score: 2, Of: 2, Right: true}}, m.Parts)

	m, err = response.ByRubric(v, raw, map[string]int{"empathy": 2, "time": 1, "authority": 0})
	require.NoError(t, err)
	assert.True(t, m.Redline, "the lowest level of a critical criterion")
	assert.False(t, m.Right)
	assert.Equal(t, response.OnRedline, m.Feedback[0].Kind)

	for key, levels := range map[string]map[string]int{
		"fault.response.rubric_incomplete": {"empathy": 1},
		"fault.response.rubric_unknown":    {"empathy": 3, "time": 0, "authority": 0},
	} {
		_, err := response.ByRubric(v, raw, levels)
		assert.Equal(t, key, fault.KeyOf(err))
	}
	_, err = response.ByRubric(v, raw, map[string]int{"empathy": 1, "time": 1, "authority": 1, "style": 0})
	assert.Equal(t, "fault.response.rubric_unknown", fault.KeyOf(err))
	_, err = response.ByRubric(variant(t, "t.patience", "mood=calm;stage=way", draw.Exam), nil, nil)
	assert.Equal(t, "fault.response.no_rubric", fault.KeyOf(err))
}

func TestPinnedOptionsAreAlwaysShownInTheirPlace(t *testing.T) {
	it := example(t, "t.pinned")
	for i := range it.Space.Size() {
		for n := range 30 {
			v, err := it.Make(response.Request{Situation: i, Root: draw.Root("pin", "x", n)})
			require.NoError(t, err)
			ids := v.ShownIDs()
			assert.Len(t, ids, 3)
			assert.Equal(t, "none", ids[2])
			assert.Contains(t, ids, v.Key.Choice)
		}
	}
}

func TestScriptsComeFromTheLibraryWithTheirVersion(t *testing.T) {
	it := example(t, "ps.authentic-doubt")
	v, err := it.Make(response.Request{Situation: 0, Root: draw.Root("s", "x", 1), Scripts: func(code string) (response.ScriptText, bool) {
		s := response.ScriptText{Version: "v3"}
		s.Text.ZH, s.Text.EN = "库里的话术 "+code, "library "+code
		return s, code != "AUTH-PHONE"
	}})
	require.NoError(t, err)
	require.NotEmpty(t, v.Marking.Scripts)
	for _, s := range v.Marking.Scripts {
		assert.Equal(t, "v3", s.Version)
		for _, o := range v.Shown.ZH.Options {
			if o.ID == s.Option {
				assert.Equal(t, "库里的话术 "+s.Code, o.Text)
			}
		}
	}
}

func TestWhatTheRegradeChangesIsTheKeyAlone(t *testing.T) {
	v := variant(t, "as.return-window", "status=signed;tier=gold;camp=promo;days=16;intact=cut", draw.Exam)
	raw := response.SelfTest(v).Right
	fixed := *v
	fixed.Key.Choice = "refund_now"
	assert.Equal(t, 100, *response.Judge(v, raw).Score)
	assert.Equal(t, 0, *response.Judge(&fixed, raw).Score)
}

func TestRightForMasteryIsEverythingOrEightyInParts(t *testing.T) {
	assert.False(t, response.IsRight(model.Single, 99, false))
	assert.True(t, response.IsRight(model.Single, 100, false))
	assert.True(t, response.IsRight(model.Order, 80, false))
	assert.False(t, response.IsRight(model.Order, 79, false))
	assert.False(t, response.IsRight(model.Chat, 100, true))
	assert.False(t, response.IsRight(model.Numeric, 90, false))
}

func TestAClozeStemComesApartAtItsGaps(t *testing.T) {
	assert.Equal(t, []response.Segment{{Text: "走"}, {Slot: "courier"}, {Text: "，在"}, {Slot: "window"}, {Text: "天内"}}, response.Segments("走{slot:courier}，在{slot:window}天内"))
	assert.Equal(t, []response.Segment{{Text: "没有空 {slot:x"}}, response.Segments("没有空 {slot:x"))
	assert.Empty(t, response.Segments(""))
}
