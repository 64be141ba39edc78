// Package workbook exchanges item models with Excel: one workbook holds the models of
// one file, one sheet a part of them, and the decision table is the sheet that a
// supervisor works in. A workbook, a YAML file and the editor's form are the same
// models: Write then Read gives the same canonical form, byte for byte.
package workbook

// column is a field of a sheet. Path leads to the field inside the row's object
// ("why.zh"); child fields belong to the nested list of the sheet.
type column struct {
	zh, path string
	child    bool
	form     form
}

// form is how a field is written in a cell.
type form uint8

const (
	text   form = iota // as it is
	lines              // a list of texts, one a line
	inline             // a list or map in one line: [a, [b, c]] or {x: y}
	answer             // a key: "the option's text (id)", or inline
	yesNo              // 是 or 否
)

// sheet lays out a list of objects, one row each; with child, one row for each
// entry of the nested list, the object's own fields in the first of them.
type sheet struct {
	zh, id  string
	list    string // field of the model; "" = the model itself
	child   string // nested list
	cells   string // field that holds cells: they follow the fields as columns of their own
	under   string // the rows belong to an object of this list, named in the column "of"
	columns []column
}

func t(zh, path string) []column {
	return []column{{zh: zh + " zh", path: path + ".zh"}, {zh: zh + " en", path: path + ".en"}}
}

func join(parts ...[]column) []column {
	var out []column
	for _, p := range parts {
		out = append(out, p...)
	}
	return out
}

func one(zh, path string, f form) []column { return []column{{zh: zh, path: path, form: f}} }

func child(cols []column) []column {
	for i := range cols {
		cols[i].child = true
	}
	return cols
}

var id = one("编号", "id", text)

// sheets lists the sheets in their order. The first column of each is 题模|model.
var sheets = []sheet{
	{zh: "模型", id: "model", columns: join(one("知识点", "kp", text), one("版次", "rev", text), t("标题", "title"),
		one("题型", "type", text), t("题面", "stem"), one("做法", "practices", lines), one("岗位", "roles", lines), one("阶段", "stage", text),
		one("有效从", "valid.from", text), one("有效到", "valid.to", text), one("红线", "critical", yesNo), one("分值", "points", text),
		one("限时分钟", "minutes", text), one("备注", "note", text), one("显示几个选项", "draw", text), one("打乱", "shuffle", yesNo),
		one("计分", "marking", text), one("答案公式", "answer", text), one("容差", "tolerance", text), one("要写单位", "unit_required", yesNo),
		one("分类依据", "class_of", text), one("禁语表", "lint", lines), one("最少字数", "min_runes", text), one("师傅评分", "mentor", text),
		one("最多步数", "max_steps", text), one("时限分钟", "deadline", text))},
	{zh: "条件", id: "radicals", list: "radicals", child: "levels", columns: join(id, one("名称 zh", "zh", text), one("名称 en", "en", text),
		one("种类", "kind", text), one("旧答案算作", "was", text),
		child(join(one("值", "value", text), one("档位", "level.id", text), one("档位 zh", "level.zh", text), one("档位 en", "level.en", text), t("说法", "level.say"))))},
	{zh: "外观", id: "incidentals", list: "incidentals", child: "values", columns: join(id, one("像条件", "lure", yesNo), child(t("说法", "value")))},
	{zh: "约束", id: "constraints", list: "constraints", cells: "forbid", columns: join(one("必须成立", "require", text), t("理由", "why"))},
	{zh: "计算", id: "let", list: "let", child: "levels", columns: join(id, one("名称 zh", "zh", text), one("名称 en", "en", text),
		one("种类", "kind", text), one("公式", "expr", text),
		child(join(one("档位", "level.id", text), one("档位 zh", "level.zh", text), one("档位 en", "level.en", text), t("说法", "level.say"))))},
	{zh: "计算表", id: "let_rules", list: "rules", under: "let", cells: "if", columns: join(one("行", "id", text), one("否则", "else", yesNo), one("⇒ 值", "key", inline), t("理由", "why"))},
	{zh: "规则", id: "rules", list: "rules", cells: "if", columns: join(one("行", "id", text), one("否则", "else", yesNo), one("⇒ 答案", "key", answer), t("理由", "why"))},
	{zh: "选项", id: "options", list: "options", columns: optionColumns},
	{zh: "步骤", id: "steps", list: "steps", columns: join(id, t("文字", "text"))},
	{zh: "左边", id: "left", list: "left", columns: join(id, t("文字", "text"))},
	{zh: "右边", id: "right", list: "right", columns: join(id, t("文字", "text"))},
	{zh: "空格", id: "slots", list: "slots", columns: join(id, one("形式", "as", text), one("答案公式", "answer", text), one("权重", "weight", text))},
	{zh: "空格规则", id: "slot_rules", list: "rules", under: "slots", cells: "if", columns: join(one("行", "id", text), one("否则", "else", yesNo), one("⇒ 答案", "key", text), t("理由", "why"))},
	{zh: "空格选项", id: "slot_options", list: "options", under: "slots", columns: optionColumns},
	{zh: "空格答案集", id: "slot_accepts", list: "accepts", under: "slots", columns: acceptColumns},
	{zh: "答案集", id: "accepts", list: "accepts", columns: acceptColumns},
	{zh: "错法", id: "mistakes", list: "mistakes", columns: join(id, one("公式", "expr", text), one("给分", "credit", text), t("反馈", "feedback"))},
	{zh: "类别", id: "classes", list: "classes", columns: join(id, t("文字", "text"))},
	{zh: "台词", id: "lines", list: "lines", child: "rows", cells: "if", columns: join(id, one("谁说", "who", text), t("固定的话", "text"),
		child(join(one("错误类别", "fault", text), t("话", "row.text"), t("理由", "row.why"))))},
	{zh: "要点", id: "must", list: "must", cells: "if", columns: join(id, one("分", "points", text), one("词 zh", "any.zh", lines), one("词 en", "any.en", lines), t("提示", "tip"))},
	{zh: "参考", id: "reference", list: "reference", cells: "if", columns: t("参考答案", "text")},
	{zh: "反例", id: "bad", list: "bad", columns: []column{{zh: "反例 zh", path: "zh"}, {zh: "反例 en", path: "en"}}},
	{zh: "状态", id: "state", list: "state", columns: join(id, one("种类", "kind", text), one("开始", "start", text))},
	{zh: "节点", id: "nodes", list: "nodes", child: "choices", columns: join(id, t("顾客说", "say"), one("结局", "end", text),
		child(join(one("选择", "choice.id", text), t("话", "choice.text"), one("出现条件", "choice.if", text), one("改状态", "choice.set", inline), one("分", "choice.points", text),
			one("分钟", "choice.minutes", text), one("红线", "choice.redline", yesNo), one("下一节点", "choice.next", text), t("反馈", "choice.feedback"))))},
	{zh: "量表", id: "rubric", list: "rubric", child: "levels", columns: join(id, t("评分项", "text"), one("红线", "critical", yesNo),
		child(join(one("分", "level.points", text), t("档", "level.text"))))},
	{zh: "接受", id: "accept", list: "accept", columns: join(one("代码", "code", text), one("位置", "where", text), one("理由", "why", text))},
}

var optionColumns = join(id, t("文字", "text"), t("反馈", "feedback"), one("何时对", "right_if", text), one("固定", "pin", text), one("话术编号", "script", text))

var acceptColumns = join(id, one("说法 zh", "zh", lines), one("说法 en", "en", lines), one("组合", "all", inline))

// childPath is a child column's path inside the entry of the nested list: "" for the
// entry itself (a level that is only a value).
func (c column) childPath() string {
	switch c.path {
	case "value":
		return ""
	}
	for _, prefix := range []string{"level.", "choice.", "row.", "value."} {
		if len(c.path) > len(prefix) && c.path[:len(prefix)] == prefix {
			return c.path[len(prefix):]
		}
	}
	return c.path
}
