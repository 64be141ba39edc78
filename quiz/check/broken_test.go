package check_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"shifu/quiz/check"
)

func chinese(r check.Report) string {
	var out []string
	for _, f := range r.Findings {
		out = append(out, f.Code+" "+f.Message.ZH)
	}
	return strings.Join(out, "\n")
}

// TestTheBrokenModelsSayTheSameInChinese holds the Chinese messages of the models
// whose English ones the other tests hold, word by word.
func TestTheBrokenModelsSayTheSameInChinese(t *testing.T) {
	for name, want := range map[string][]string{
		"b1-gap-and-clash": {`E202 2/12种情境没有答案，例如：status=got;tier=normal;days=7
E203 第3行和第4行在status=got;tier=gold;days=8打架（late，ok）
W203 第1行和第4行重叠但说法一致（1种），请合并或收窄
W203 第2行和第5行重叠但说法一致（1种），请合并或收窄
W308 题面泄露答案：late
I404 答案“late”只有一种情境`},
		"b2-words-and-money": {`E101 格式不对：条件price有1个档位；可以有2～24个（其余的没有收下）
E105 199.5 是小数；金额写成 19.9元，百分比写成 8.5%，折扣写成 8.8折
E107 公式第12个字符：tier没有档位“金牌”；它的档位是：普通, 金卡
E107 公式第9个字符：带小数点的数必须是金额、百分比或折扣
E107 公式第1个字符：没有“prise”，是不是“price”？
E107 公式第9个字符：不能算金额 + 整数
E107 公式第7个字符：没有“/”：写 div(a, b, half_up｜down｜up)`},
		"b3-options": {`E301 文字里的{item}没有定义
E301 文字里的{item}没有定义
E301 文字里的{hurry}没有定义
E301 文字里的{hurry}没有定义
E302 两个选项在tier=normal;base=10000;mood=calm里一模一样（plain，vip）
W308 题面泄露答案：plain, vip
W311 4种情境对学员读起来没有区别
W401 “base”从不改变答案：它其实是表面信息（lure）
W401 “mood”从不改变答案：它其实是表面信息（lure）
I306 选项“more”从不正确（纯干扰）`},
		"b4-nothing": {"E201 约束把所有情境都排除了", `E306 所有情境答案相同：什么都没变
E403 只有3种情境；能发证至少要4种
W401 “status”从不改变答案：它其实是表面信息（lure）`},
		"b5-hidden-condition": {`E310 有情境读起来完全一样，答案却不同：status=gone;diff=6000;limit=3000;tie=q / status=gone;diff=6000;limit=10000;tie=q
W204 格子“40元..50元”不对应任何档位
W205 第5行永远用不到
W206 档位“r”不会出现
W311 3种情境对学员读起来没有区别
W402 “status”从不单独变化，看不出它的作用
W402 “tie”从不单独变化，看不出它的作用
I306 选项“none”从不正确（纯干扰）
I404 答案“ask”只有一种情境`},
	} {
		for i, r := range read(t, "testdata/"+name+".model.yaml") {
			assert.Equal(t, want[i], chinese(r), name)
		}
	}
}

// The finer points of the format, each beside its neighbour.

func TestAConditionThatIsToldInAnOptionOnlyIsTold(t *testing.T) {
	src := strings.NewReplacer("第{days}天", "好几天", "day {days}", "some days").Replace(single)
	assert.NotEmpty(t, of(all(src), "E310"))
	told := strings.NewReplacer("马上把货款退回去", "第{days}天，马上把货款退回去", "give the money back at once", "day {days}: give the money back at once").Replace(src)
	assert.Empty(t, of(all(told), "E310"))
	assert.Empty(t, of(all(told), "W311"))
}

func TestTheLongestOptionIsLongerThanAllOthers(t *testing.T) {
	assert.NotEmpty(t, of(all(special["W307"](single)), "W307"))
	alike := strings.NewReplacer("key: accept", "key: refund", "马上把货款退回去", "马上把货款全退回", "同意退货并发地址", "同意退货发个地址",
		"give the money back at once", "give them the money back now", "accept it and send an address", "accept it; send the address").Replace(single)
	assert.Empty(t, of(all(alike), "W307"), "a tie is not the longest")
}

func TestAChatThatCanEarnNothingCannotBeFinished(t *testing.T) {
	worthless := strings.NewReplacer("points: 20", "points: 0", "points: 10", "points: 0", "points: 15", "points: 0", "points: 5", "points: 0").Replace(chat)
	assert.NotEmpty(t, of(all(worthless), "E209"))
	assert.Empty(t, of(all(strings.ReplaceAll(worthless, "points: 0", "points: 1")), "E209"))
}

func TestALongLabelIsNoWordOfAFormula(t *testing.T) {
	src := strings.Replace(multiple, "right_if: tier == gold", "right_if: \"status == has shipped\"", 1)
	f := of(all(src), "E107")
	if assert.NotEmpty(t, f) {
		assert.Equal(t, "options.c.right_if", f[0].Where)
	}
	assert.Empty(t, of(all(strings.Replace(multiple, "tier == gold", "tier == 金卡会员", 1)), "E107"), "a label of one word is")
}

func TestAnAmountNamesItsClassInItsEnglishForm(t *testing.T) {
	reports, _ := check.File("t.yaml", []byte(strings.Replace(numeric, "class_of: size", "class_of: price", 1)), check.Options{})
	assert.Equal(t, map[string]int{"¥19": 3, "¥29": 3}, reports[0].Classes)
}
