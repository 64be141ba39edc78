package model

import (
	"reflect"
	"strconv"
	"strings"

	"shifu/internal/lang"
	"shifu/quiz/formula"
)

// Parse reads a file of models strictly. A model with findings is still answered
// as far as it could be read, so that Compile can report the rest of its findings
// with them; publish or draw nothing of which a finding is an error.
func Parse(file string, src []byte) ([]*Model, []Finding) {
	f := &finder{name: file}
	root := readYAML(f, src)
	if root == nil {
		return nil, f.list
	}
	if root.shape != mapping {
		f.file("E101", root.at, "文件开头应写 format: 1 和 models:", "a file begins with format: 1 and models:")
		return nil, f.list
	}
	f.known(root, "", []string{"format", "models"})
	format := root.get("format")
	if format == nil {
		f.file("E101", root.at, "缺 format: 1", "format: 1 is missing")
		return nil, f.list
	}
	if format.text != strconv.Itoa(Format) {
		f.file("E101", format.at, "不认识格式"+format.text+"；本程序读格式1", "format "+format.text+" is not known; this program reads format 1")
		return nil, f.list
	}
	list := root.get("models")
	if list == nil || list.shape != sequence || len(list.vals) == 0 {
		at := root.at
		if list != nil {
			at = list.at
		}
		f.file("E101", at, "models 下面要有至少一个题模", "models: holds at least one item model")
		return nil, f.list
	}
	if len(list.vals) > MaxModels {
		f.file("E101", list.vals[MaxModels].at, "一个文件最多200个题模", "a file holds at most 200 models")
		return nil, f.list
	}
	var models []*Model
	for _, n := range list.vals {
		if n.shape != mapping {
			f.file("E101", n.at, "题模要写成 id: … 的字段", "an item model is a list of fields: id: …")
			continue
		}
		m := decodeModel(f, n)
		models = append(models, m)
	}
	seen := map[string]bool{}
	for _, m := range models {
		if m.ID != "" && seen[m.ID] {
			f.m = m
			f.add("E102", "id", m.ID)
			f.m = nil
		}
		seen[m.ID] = true
	}
	return models, f.list
}

func decodeModel(f *finder, n *node) *Model {
	m := New("")
	m.file = f.name
	if id := n.get("id"); id != nil {
		m.ID = id.text // so that every finding names the model
	}
	f.m = m
	m.Mark("", n.at)
	d := decoder{f: f, m: m}
	d.widthless(n)
	d.object(reflect.ValueOf(m).Elem(), n, "")
	f.m = nil
	return m
}

// New is an empty model with the defaults of the format.
func New(id string) *Model {
	m := blank // a struct without pointers of its own
	m.ID = id
	return &m
}

var blank = func() (m Model) {
	setDefaults(reflect.ValueOf(&m).Elem())
	return m
}()

func setDefaults(v reflect.Value) {
	t := v.Type()
	for i := range t.NumField() {
		def := t.Field(i).Tag.Get("def")
		if def == "" {
			continue
		}
		switch v.Field(i).Kind() {
		case reflect.Int:
			n, _ := strconv.Atoi(def)
			v.Field(i).SetInt(int64(n))
		case reflect.Bool:
			v.Field(i).SetBool(def == "true")
		case reflect.String:
			v.Field(i).SetString(def)
		}
	}
}

// known reports fields that the format does not have, with the nearest that it has.
func (f *finder) known(n *node, where string, names []string) {
	for i, k := range n.keys {
		ok := false
		for _, name := range names {
			ok = ok || name == k.text
		}
		if ok {
			continue
		}
		zh, en, name := "没有字段“"+shorten(k.text)+"”", "there is no field \""+shorten(k.text)+"\"", join(where, shorten(k.text))
		if n.vals[i].shape == null && len(names) == 2 && names[0] == "zh" {
			zh, en, name = "文字里有逗号就要加引号", "a text with a comma needs quotes", where
		} else {
			zhNear, enNear := DidYouMean(k.text, names)
			zh, en = zh+zhNear, en+enNear
		}
		f.file("E101", k.at, zh, en)
		last := &f.list[len(f.list)-1]
		last.Where = name
		if f.m != nil {
			last.Model = f.m.ID
		}
	}
}

func join(where, name string) string {
	if where == "" {
		return name
	}
	return where + "." + name
}

type decoder struct {
	f *finder
	m *Model
}

var (
	textType   = reflect.TypeFor[lang.Text]()
	cellsType  = reflect.TypeFor[Cells]()
	answerType = reflect.TypeFor[Answer]()
	levelType  = reflect.TypeFor[Level]()
	setsType   = reflect.TypeFor[[]Set]()
)

// fields lists the names of a struct's fields in the order of the format.
func fields(t reflect.Type) (names []string, index []int) {
	for i := range t.NumField() {
		if name := t.Field(i).Tag.Get("yaml"); name != "" && name != "-" {
			names, index = append(names, name), append(index, i)
		}
	}
	return names, index
}

// object reads a mapping into a struct. The place of every field is noted by its path.
func (d decoder) object(v reflect.Value, n *node, where string) {
	names, index := fields(v.Type())
	d.f.known(n, where, names)
	for i, k := range n.keys {
		for j, name := range names {
			if name == k.text {
				path := join(where, name)
				if name == "if" && v.Field(index[j]).Type() == cellsType {
					path = where // rules[3].tier, not rules[3].if.tier
				}
				if _, ok := d.m.places[path]; !ok || path != where {
					d.m.Mark(path, n.vals[i].at)
				}
				d.value(v.Field(index[j]), n.vals[i], path)
			}
		}
	}
}

func (d decoder) value(v reflect.Value, n *node, where string) {
	if n.shape == null && v.Type() != answerType && v.Type() != cellsType {
		d.bad(n, where, "这里是空的", "nothing is written here")
		return
	}
	switch v.Type() {
	case textType:
		d.text(v.Addr().Interface().(*lang.Text), n, where)
		return
	case cellsType:
		d.cells(v.Addr().Interface().(*Cells), n, where)
		return
	case answerType:
		d.answer(v.Addr().Interface().(*Answer), n, where)
		return
	case levelType:
		d.level(v.Addr().Interface().(*Level), n, where)
		return
	case setsType:
		d.sets(v.Addr().Interface().(*[]Set), n, where)
		return
	}
	switch v.Kind() {
	case reflect.String:
		if n.shape != scalar {
			d.bad(n, where, "这里要写一个词或一句话", "a word or a text is expected here")
			return
		}
		if name := where[strings.LastIndexByte(where, '.')+1:]; spaced(where) && (name == "zh" || name == "en") {
			v.SetString(strings.Trim(n.text, "\n\t\r"))
			return
		}
		v.SetString(clean(n.text))
	case reflect.Int:
		i, err := strconv.Atoi(n.text)
		if n.shape != scalar || n.quoted || err != nil || i > formula.Limit || i < -formula.Limit {
			d.kind(n, where, "整数", "a whole number")
			return
		}
		v.SetInt(int64(i))
	case reflect.Bool:
		b, ok := yesNo(n.text)
		if n.shape != scalar || !ok {
			d.kind(n, where, "true 或 false", "true or false")
			return
		}
		v.SetBool(b)
	case reflect.Struct:
		if n.shape != mapping {
			d.bad(n, where, "这里要写字段，例如 {id: …}", "fields are expected here, for example {id: …}")
			return
		}
		d.object(v, n, where)
	case reflect.Slice:
		d.slice(v, n, where)
	}
}

func yesNo(s string) (b, ok bool) {
	switch s {
	case "true", "True", "TRUE", "yes", "是":
		return true, true
	case "false", "False", "FALSE", "no", "否":
		return false, true
	}
	return false, false
}

// indexed lists the parts that a finding names by row number even if they bear an id.
var indexed = map[string]bool{"rules": true, "accept": true, "constraints": true, "reference": true, "bad": true, "levels": true, "rows": true, "values": true}

func (d decoder) slice(v reflect.Value, n *node, where string) {
	if n.shape != sequence {
		d.bad(n, where, "这里要写列表：[…] 或每行一个“-”", "a list is expected here: […] or one \"-\" a line")
		return
	}
	out := reflect.MakeSlice(v.Type(), 0, len(n.vals))
	name := where[strings.LastIndexByte(where, '.')+1:]
	for i, c := range n.vals {
		path := where + "[" + strconv.Itoa(i+1) + "]"
		if id := c.get("id"); id != nil && id.shape == scalar && id.text != "" && !indexed[name] {
			path = where + "." + id.text
		}
		d.m.Mark(path, c.at)
		e := reflect.New(v.Type().Elem()).Elem()
		if e.Kind() == reflect.Struct && e.Type() != textType && e.Type() != levelType {
			setDefaults(e)
		}
		before := len(d.f.list)
		d.value(e, c, path)
		if c.shape == null && len(d.f.list) > before {
			continue
		}
		out = reflect.Append(out, e)
	}
	v.Set(out)
}

func (d decoder) bad(n *node, where, zh, en string) { d.at(n, "E101", where, zh, en) }

func (d decoder) kind(n *node, where, zh, en string) {
	text := n.text
	if n.shape != scalar {
		text = "[…]"
	}
	d.at(n, "E108", where, shorten(text), zh, en)
}

func (d decoder) at(n *node, id, where string, args ...any) {
	d.f.add(id, where, args...)
	last := &d.f.list[len(d.f.list)-1]
	last.Line, last.Column, last.Sheet, last.Cell = n.at.Line, n.at.Column, n.at.Sheet, n.at.Cell
}

// clean trims a text.
func clean(s string) string { return strings.TrimSpace(s) }

// spaced says whether a text is a phrase that stands inside other texts: the
// labels and phrases of levels and the values of incidentals. A space at their ends
// belongs to them ("It was received{days}" with " 7 days ago"), so it is kept.
func spaced(where string) bool {
	return strings.Contains(where, ".levels[") || strings.HasPrefix(where, "incidentals.") || strings.HasPrefix(where, "incidentals[")
}

func (d decoder) text(t *lang.Text, n *node, where string) {
	if n.shape != mapping {
		d.bad(n, where, "文字要写两种语言：{zh: …, en: …}", "a text has two languages: {zh: …, en: …}")
		return
	}
	d.f.known(n, where, []string{"zh", "en"})
	for i, k := range n.keys {
		if k.text != "zh" && k.text != "en" {
			continue
		}
		c := n.vals[i]
		d.m.Mark(join(where, k.text), c.at)
		if c.shape != scalar && c.shape != null {
			d.bad(c, join(where, k.text), "这里要写一句话；有逗号、冒号或花括号就加引号", "a text is expected here; with a comma, colon or brace it needs quotes")
			continue
		}
		s := clean(c.text)
		if spaced(where) {
			s = strings.Trim(c.text, "\n\t\r")
		}
		if k.text == "zh" {
			t.ZH = s
		} else {
			t.EN = s
		}
	}
	if strings.Contains(t.ZH, " en: ") && t.EN == "" {
		d.bad(n, where, "en: 前面少了逗号", "a comma is missing before en:")
	}
}

func (d decoder) cells(c *Cells, n *node, where string) {
	if n.shape == null {
		return
	}
	if n.shape != mapping {
		d.bad(n, where, "条件行要写成 {条件: 格子}", "a row of cells is {column: cell}")
		return
	}
	for i, k := range n.keys {
		v := n.vals[i]
		path := join(where, k.text)
		d.m.Mark(path, v.at)
		switch v.shape {
		case scalar:
			if v.decimal {
				d.at(v, "E105", path, v.text)
				continue
			}
			*c = append(*c, Cell{Column: clean(k.text), Test: clean(v.text)})
		case null:
			*c = append(*c, Cell{Column: clean(k.text), Test: "-"})
		default:
			d.bad(v, path, "一格里写文字；几个档位用逗号分开，例如 \"金卡,银卡\"", "a cell is a text; several levels are separated by commas, for example \"gold,silver\"")
		}
	}
}

func (d decoder) answer(a *Answer, n *node, where string) {
	switch n.shape {
	case scalar:
		if n.decimal {
			d.at(n, "E105", where, n.text)
			return
		}
		*a = Answer{Kind: Word, Word: clean(n.text)}
	case sequence:
		a.Kind = List
		for i, c := range n.vals {
			d.m.Mark(where+"["+strconv.Itoa(i+1)+"]", c.at)
			switch {
			case c.shape == scalar:
				a.List = append(a.List, []string{clean(c.text)})
			case c.shape == sequence && len(c.vals) > 0:
				var group []string
				for _, g := range c.vals {
					if g.shape != scalar {
						d.bad(g, where, "一组里只写步骤的 id", "a group holds ids of steps")
						continue
					}
					group = append(group, clean(g.text))
				}
				a.List = append(a.List, group)
			default:
				d.bad(c, where, "列表里写 id", "the list holds ids")
			}
		}
	case mapping:
		a.Kind = Map
		for i, k := range n.keys {
			if n.vals[i].shape != scalar {
				d.bad(n.vals[i], where, "写成 {左: 右}", "write {left: right}")
				continue
			}
			a.Map = append(a.Map, Pair{Left: clean(k.text), Right: clean(n.vals[i].text)})
		}
	}
}

func (d decoder) level(l *Level, n *node, where string) {
	if n.shape == scalar {
		l.Value = clean(n.text)
		return
	}
	if n.shape != mapping {
		d.bad(n, where, "档位要写成一个值或 {id, zh, en}", "a level is a value or {id, zh, en}")
		return
	}
	d.object(reflect.ValueOf(l).Elem(), n, where)
	for _, w := range []string{formula.FoldText(l.ZH), formula.FoldText(l.EN)} {
		if w == "任意" || w == "any" || w == "-" {
			d.bad(n, where, "“"+w+"”在格子里表示不限，不能做档位的名称", "in a cell \""+w+"\" means any level, so it cannot be a level's label")
		}
	}
}

// widthless reports characters without a width that a file held as escapes, or a workbook.
func (d decoder) widthless(n *node) {
	for _, r := range n.text {
		if widthless(r) {
			d.f.file("E101", n.at, "有看不见的字符（"+codePoint(r)+"），请删掉", "there is a hidden character ("+codePoint(r)+"); delete it")
			break
		}
	}
	for _, k := range n.keys {
		d.widthless(k)
	}
	for _, v := range n.vals {
		d.widthless(v)
	}
}

func (d decoder) sets(s *[]Set, n *node, where string) {
	if n.shape != mapping {
		d.bad(n, where, "写成 {状态: 公式}", "write {state: formula}")
		return
	}
	for i, k := range n.keys {
		d.m.Mark(join(where, k.text), n.vals[i].at)
		if n.vals[i].shape != scalar {
			d.bad(n.vals[i], join(where, k.text), "这里要写公式", "a formula is expected here")
			continue
		}
		*s = append(*s, Set{State: clean(k.text), Expr: clean(n.vals[i].text)})
	}
}
