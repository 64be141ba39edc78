package pack

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"sync"

	"shifu/quiz/model"
)

// kinds are the things of a pack by the list that they stand in; their places
// are noted, so that later findings can name the line.
var kinds = map[string]string{
	"points": "point", "facts": "fact", "donts": "dont", "synonyms": "synonym", "scripts": "script", "cases": "case", "rubrics": "rubric", "certificates": "certificate",
	"stages": "stage", "modules": "module", "blueprints": "blueprint", "checklists": "checklist", "models": "read", // of a reading; item models have their own reader
}

// labels are the same for pack.yaml, whose stages are those of service.
var labels = map[string]string{"stages": "service stage", "intents": "intent", "personas": "persona"}

// decode fills a structure from a mapping by the structure's yaml names.
// Everything that does not fit is told with its place and what was expected.
func (r *reader) decode(file string, n *node, into any) {
	(&decoder{r: r, file: file}).value(reflect.ValueOf(into).Elem(), n, "")
}

type decoder struct {
	r    *reader
	file string
}

func (d *decoder) bad(code string, at model.Place, where, zh, en string) {
	d.r.add(code, d.file, at, zh, en)
	d.r.found[len(d.r.found)-1].Where = strings.TrimPrefix(where, ".")
}

func (d *decoder) value(v reflect.Value, n *node, where string) {
	if n.shape == null && v.Kind() != reflect.Struct {
		return // "field:" with nothing behind it is an empty field
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		d.value(v.Elem(), n, where)
	case reflect.Struct:
		d.object(v, n, where)
	case reflect.Slice:
		d.list(v, n, where)
	case reflect.String:
		if n.shape != scalar {
			d.bad(CodeType, n.at, where, "这里要写一段文字", "a text is expected here")
			return
		}
		v.SetString(n.text)
	case reflect.Int, reflect.Int64:
		i, err := strconv.ParseInt(n.text, 10, 32)
		if n.shape != scalar || n.quoted || err != nil {
			d.bad(CodeType, n.at, where, "这里要写一个整数", "a whole number is expected here")
			return
		}
		v.SetInt(i)
	case reflect.Bool:
		if n.shape != scalar || n.quoted || n.text != "true" && n.text != "false" {
			d.bad(CodeType, n.at, where, "这里要写 true 或 false", "true or false is expected here")
			return
		}
		v.SetBool(n.text == "true")
	default:
		panic(fmt.Sprintf("pack: no rule to read a %s (%s)", v.Type(), where))
	}
}

func (d *decoder) list(v reflect.Value, n *node, where string) {
	if n.shape != sequence {
		d.bad(CodeType, n.at, where, "这里要写一个列表（每项前面有“- ”，或写在 [ ] 里）", "a list is expected here (each item after \"- \", or all in [ ])")
		return
	}
	out := reflect.MakeSlice(v.Type(), len(n.vals), len(n.vals))
	field := where[strings.LastIndexByte(where, '.')+1:]
	of := kinds
	if d.file == "pack.yaml" {
		of = labels
	}
	for i, item := range n.vals {
		if kind := of[field]; kind != "" && item.shape == mapping {
			names := []string{"id", "code"}
			if kind == "synonym" { // it has no other name than what it says
				names = []string{"from"}
			}
			for _, name := range names {
				if id := item.get(name); id != nil {
					d.r.mark(kind+"/"+id.text, d.file, item.at)
				}
			}
		}
		d.value(out.Index(i), item, where+"["+strconv.Itoa(i)+"]")
	}
	v.Set(out)
}

func (d *decoder) object(v reflect.Value, n *node, where string) {
	f := fieldsOf(v.Type())
	if n.shape != mapping {
		d.bad(CodeType, n.at, where, "这里要写字段："+strings.Join(f.names, "、"), "fields are expected here: "+strings.Join(f.names, ", "))
		return
	}
	for i, key := range n.keys {
		index, ok := f.index[key.text]
		if !ok {
			d.bad(CodeField, key.at, where, fmt.Sprintf("没有字段“%s”；可用：%s", key.text, strings.Join(f.names, "、")),
				fmt.Sprintf("there is no field %q; use one of %s", key.text, strings.Join(f.names, ", ")))
			continue
		}
		d.value(v.FieldByIndex(index), n.vals[i], where+"."+key.text)
	}
}

// fields are the yaml names of a structure.
type fields struct {
	names []string
	index map[string][]int
}

var known sync.Map // reflect.Type -> *fields

func fieldsOf(t reflect.Type) *fields {
	if f, ok := known.Load(t); ok {
		return f.(*fields)
	}
	f := &fields{index: map[string][]int{}}
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("yaml"), ",")
		if t.Field(i).IsExported() && name != "" && name != "-" {
			f.names = append(f.names, name)
			f.index[name] = []int{i}
		}
	}
	known.Store(t, f)
	return f
}
