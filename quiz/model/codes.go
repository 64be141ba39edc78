package model

import (
	"fmt"
	"sort"
	"strings"

	"shifu/internal/lang"
	"shifu/quiz/formula"
)

// Coded is a code of the reader and the checker with its message in both
// languages; %[1]s ... are filled in, and %[1]p(one|many) is the first wording where the
// first argument is 1. Repair says what to do about it.
type Coded struct {
	Code    string
	Message lang.Text
	Repair  lang.Text
}

var codeTable = map[string]Coded{}

func code(id, zh, en, fixZH, fixEN string) {
	codeTable[id] = Coded{Code: id, Message: lang.Text{ZH: zh, EN: en}, Repair: lang.Text{ZH: fixZH, EN: fixEN}}
}

func init() {
	code("E100", "读不到文件：%[1]s", "the file cannot be read: %[2]s", "检查文件是否存在、编码是否为 UTF-8。", "Check that the file exists and is saved as UTF-8.")
	code("E101", "格式不对：%[1]s", "not in the format: %[2]s", "按格式说明改这一处。", "Write this place as the format says.")
	code("E102", "“%[1]s”用了两次", "\"%[1]s\" is used twice", "给其中一个换个名字。", "Give one of them another name.")
	code("E103", "找不到“%[1]s”%[2]s", "there is no \"%[1]s\"%[3]s", "改成已有的名字，或先把它建出来。", "Use a name that exists, or declare it first.")
	code("E104", "缺%[1]s文字", "the %[2]s text is missing", "中文和英文都要写。", "Write both the Chinese and the English text.")
	code("E105", "%[1]s 是小数；金额写成 19.9元，百分比写成 8.5%%，折扣写成 8.8折", "%[1]s is a number with a decimal point; write money as 19.9元, a percentage as 8.5%%, a discount as 8.8折", "写上单位。", "Write the unit.")
	code("E106", "%[1]s", "%[2]s", "照提示改这一格。", "Change the cell as the message says.")
	code("E107", "公式第%[1]s个字符：%[2]s", "formula, character %[1]s: %[3]s", "照提示改公式。", "Change the formula as the message says.")
	code("E108", "“%[1]s”应是%[2]s", "\"%[1]s\" is not %[3]s", "改成所要的种类。", "Write a value of that kind.")
	code("E109", "内容变了，版次没有加一", "the content changed but rev did not rise", "把 rev 加一。", "Raise rev by one.")
	code("E110", "错误不能“接受”", "an error cannot be accepted", "把错误改掉，并删去这条 accept。", "Repair the error and delete this accept entry.")
	code("E111", "组合有%[1]s种，超过一百万", "%[1]s raw combinations; at most 1,000,000", "减少条件或档位。", "Use fewer radicals or levels.")
	code("E201", "约束把所有情境都排除了", "the constraints exclude every situation", "放宽一条约束。", "Loosen one of the constraints.")
	code("E202", "%[1]s/%[2]s种情境没有答案，例如：%[3]s", "%[1]s of %[2]s situations have no key; the first: %[3]s", "为这种情境加一行，或放宽已有的一行。", "Add a row for this situation, or widen one.")
	code("E203", "第%[1]s行和第%[2]s行在%[3]s打架（%[4]s，%[5]s）", "rows %[1]s and %[2]s both fit %[3]s but give different keys (%[4]s, %[5]s)", "把其中一行收窄。", "Narrow one of the two rows.")
	code("E204", "答案“%[1]s”不在选项里", "the key \"%[1]s\" is not one of the options", "改成已有的选项，或加上这个选项。", "Use an option that exists, or add it.")
	code("E208", "%[1]s算不出来：%[2]s", "%[1]s: %[3]s", "改公式或计算表，让每种情境都算得出来。", "Change the formula or the table so that every situation has a value.")
	code("E209", "对话走不通：%[1]s", "the chat cannot be finished: %[2]s", "让每种情境都有一条走得到结尾的路。", "Give every situation a way to an end.")
	code("E210", "参考答案自己只得%[1]s分：%[2]s", "the reference answer scores %[1]s, not 100: %[3]s", "改参考答案，或改要点。", "Change the reference answer or the musts.")
	code("E301", "文字里的%[1]s没有定义", "%[1]s is not a radical, let or incidental", "改成已有的名字；要显示花括号就写两个。", "Use a name that exists; write {{ to show a brace.")
	code("E302", "两个选项在%[1]s里一模一样（%[2]s，%[3]s）", "two options have the same text in %[1]s (%[2]s, %[3]s)", "改其中一个选项的文字。", "Change the text of one of them.")
	code("E306", "所有情境答案相同：什么都没变", "the key is the same in every situation: nothing is varied", "加一个会改变答案的条件。", "Add a radical that changes the key.")
	code("E310", "有情境读起来完全一样，答案却不同：%[1]s / %[2]s", "situations read exactly alike but have different keys: %[1]s / %[2]s", "把决定答案的条件写进题面。", "Tell the deciding condition in the stem.")
	code("E403", "只有%[1]s种情境；能发证至少要4种", "only %[1]s %[1]p(situation|situations); a point needs at least 4 before it may certify", "加档位或条件。", "Add levels or radicals.")
	code("W200", "只抽查了%[1]s种，不是证明", "texts were checked in %[1]s of %[2]s situations: a sample, not a proof", "知道就好；要证明就减少情境。", "Know it; for a proof use fewer situations.")
	code("W203", "第%[1]s行和第%[2]s行重叠但说法一致（%[3]s种），请合并或收窄", "rows %[1]s and %[2]s overlap in %[3]s %[3]p(situation|situations) and agree; merge or narrow", "合并这两行，或收窄其中一行。", "Merge the two rows or narrow one.")
	code("W204", "格子“%[1]s”不对应任何档位", "the cell \"%[1]s\" matches no level", "改成已有的档位，或删掉这一行。", "Use levels that exist, or delete the row.")
	code("W205", "第%[1]s行永远用不到", "row %[1]s never applies", "删掉这一行，或改它的格子。", "Delete the row or change its cells.")
	code("W206", "档位“%[1]s”不会出现", "level %[1]s is in no situation", "删掉这个档位，或放宽约束。", "Delete the level or loosen a constraint.")
	code("W207", "约束%[1]s没有排除任何情境", "constraint %[1]s excludes nothing", "删掉这条约束。", "Delete the constraint.")
	code("W211", "反例%[1]s居然得%[2]s分", "bad example %[1]s scores %[2]s", "改要点的词，让反例不到60分。", "Change the musts so that the bad example scores under 60.")
	code("W212", "节点或选项“%[1]s”到不了", "node or choice %[1]s can never be reached", "删掉它，或让一个选项通向它。", "Delete it or let a choice lead to it.")
	code("W213", "“%[1]s”只有一个选择，没考到东西", "%[1]s offers a single choice: nothing is tested", "加一个干扰的选择。", "Add a second choice.")
	code("W303", "两个选项几乎一样（%[1]s%%）：%[2]s，%[3]s", "two options are nearly the same (%[1]s%%): %[2]s, %[3]s", "把两个选项的差别写明显。", "Make the difference plain.")
	code("W304", "典型错法“%[1]s”总等于正确答案", "mistake %[1]s always equals the answer", "删掉这个错法，或改它的公式。", "Delete the mistake or change its formula.")
	code("W305", "选项“%[1]s”每种情境都对", "option %[1]s is right in every situation", "给它加一个不对的情境，或接受并说明理由。", "Give it a situation in which it is wrong, or accept this with a reason.")
	code("W307", "正确项在%[1]s%%的情况下最长", "the key is the longest option in %[1]s%%", "把干扰项写长些，或把正确项写短些。", "Make the distractors longer or the key shorter.")
	code("W308", "题面泄露答案：%[1]s", "the stem gives the answer away: %[1]s", "把题面里的这几个字换掉。", "Change these words in the stem.")
	code("W311", "%[1]s种情境对学员读起来没有区别", "%[1]s %[1]p(situation reads|situations read) like another one (a condition is not told)", "把没写出来的条件写进题面。", "Tell the missing condition in the stem.")
	code("W312", "%[1]s种情境没有正确选项", "%[1]s %[1]p(situation has|situations have) no right option", "加一个对的选项，或接受（学员要选“都不选”）。", "Add a right option, or accept it (the learner ticks \"none\").")
	code("W401", "“%[1]s”从不改变答案：它其实是表面信息（lure）", "%[1]s never changes the key: make it an incidental with lure: true", "把它改成表面信息，写上 lure: true。", "Make it an incidental with lure: true.")
	code("W402", "“%[1]s”从不单独变化，看不出它的作用", "%[1]s never varies by itself; its effect cannot be told apart", "放宽把它和别的条件绑在一起的约束。", "Loosen the constraint that ties it to another radical.")
	code("W405", "%[1]s%%的情境都选“%[2]s”，蒙就行", "%[1]s%% of situations have the key %[2]s; guessing pays", "加一些别的答案的情境。", "Add situations with other keys.")
	code("I306", "选项“%[1]s”从不正确（纯干扰）", "option %[1]s is never right", "", "")
	code("I313", "几条路同样最好：%[1]s", "several best paths: %[1]s", "", "")
	code("I314", "“否则”行接住了%[1]s种情境", "the else row catches %[1]s %[1]p(situation|situations)", "", "")
	code("I404", "答案“%[1]s”只有一种情境", "the key %[1]s has a single situation", "", "")
}

// Codes lists all codes with their messages, sorted.
func Codes() []Coded {
	out := make([]Coded, 0, len(codeTable))
	for _, c := range codeTable {
		out = append(out, c)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Code < out[j].Code })
	return out
}

// NewFinding makes the finding of a code at a place of the model; args fill the
// message. The severity follows from the code's letter.
func NewFinding(m *Model, id, where, situation string, args ...any) Finding {
	c, ok := codeTable[id]
	if !ok {
		panic("model: no code " + id)
	}
	f := Finding{Code: id, Where: where, Situation: situation, Repair: c.Repair}
	f.Message = lang.Text{ZH: fill(c.Message.ZH, args), EN: fill(c.Message.EN, args)}
	switch id[0] {
	case 'E':
		f.Severity = Error
	case 'W':
		f.Severity = Warning
	default:
		f.Severity = Note
	}
	if m != nil {
		f.Model, f.File = m.ID, m.file
		p := m.At(where)
		f.Line, f.Column, f.Sheet, f.Cell = p.Line, p.Column, p.Sheet, p.Cell
	}
	return f
}

// fill replaces %[n]s by the n-th argument, %[n]p(one|many) by the wording that goes with
// it, and %% by %; not every language uses every argument.
func fill(format string, args []any) string {
	out := make([]byte, 0, len(format)+32)
	for i := 0; i < len(format); i++ {
		if format[i] != '%' {
			out = append(out, format[i])
			continue
		}
		if i+1 < len(format) && format[i+1] == '%' {
			out = append(out, '%')
			i++
			continue
		}
		n := int(format[i+2] - '1')
		if format[i+4] == 's' {
			if n < len(args) {
				out = fmt.Append(out, args[n])
			}
			i += 4
			continue
		}
		words, _, _ := strings.Cut(format[i+len("%[1]p("):], ")")
		i += len("%[1]p(") + len(words)
		one, many, _ := strings.Cut(words, "|")
		if fmt.Sprint(args[n]) == "1" {
			many = one
		}
		out = append(out, many...)
	}
	return string(out)
}

// finder collects findings of one file and model.
type finder struct {
	name string
	m    *Model
	list []Finding
}

func (f *finder) add(id, where string, args ...any) {
	f.list = append(f.list, NewFinding(f.m, id, where, "", args...))
	if f.m == nil {
		f.list[len(f.list)-1].File = f.name
	}
}

// file reports a finding of the file itself, at a place.
func (f *finder) file(id string, at Place, zh, en string) {
	x := NewFinding(f.m, id, "", "", zh, en)
	x.File, x.Line, x.Column, x.Sheet, x.Cell = f.name, at.Line, at.Column, at.Sheet, at.Cell
	f.list = append(f.list, x)
}

// bad is an E101 at a place of the model.
func (f *finder) bad(where, zh, en string) { f.add("E101", where, zh, en) }

// missing is E103 with the nearest of the names that exist.
func (f *finder) missing(where, name string, known []string) {
	zh, en := DidYouMean(name, known)
	f.add("E103", where, name, zh, en)
}

// DidYouMean is what a message adds about a name that does not exist: the nearest one
// that does, or nothing.
func DidYouMean(name string, known []string) (zh, en string) {
	if near := formula.Nearest(name, known); near != "" {
		return "，是不是“" + near + "”？", "; did you mean \"" + near + "\"?"
	}
	return "", ""
}
