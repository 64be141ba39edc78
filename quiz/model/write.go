package model

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"reflect"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// YAML writes models as a file of the format. What the author wrote stays as
// written, in the order of the format; texts that YAML would misread are quoted.
// Parse(YAML(models)) gives the same models.
func YAML(models []*Model) []byte {
	w := yamlWriter{}
	w.b.WriteString("format: " + strconv.Itoa(Format) + "\nmodels:\n")
	e := encoder{}
	for _, m := range models {
		w.item(e.object(reflect.ValueOf(m).Elem(), "", ""), 0)
	}
	return w.b.Bytes()
}

// flowWidth is how long a line may be before its parts get lines of their own.
const flowWidth = 150

type yamlWriter struct{ b bytes.Buffer }

func (w *yamlWriter) indent(n int) { w.b.WriteString(strings.Repeat(" ", n)) }

// item writes an object as an entry of a list: in one line when it fits, except the
// models themselves.
func (w *yamlWriter) item(o object, depth int) {
	if depth > 0 {
		if s := flow(o); utf8.RuneCountInString(s) <= flowWidth {
			w.indent(depth)
			w.b.WriteString("- " + s + "\n")
			return
		}
	}
	if len(o) == 0 {
		w.indent(depth)
		w.b.WriteString("- {}\n")
		return
	}
	for i, f := range o {
		w.indent(depth)
		if i == 0 {
			w.b.WriteString("- ")
		} else {
			w.b.WriteString("  ")
		}
		w.field(f, depth+2)
	}
}

func (w *yamlWriter) field(f member, depth int) {
	w.b.WriteString(plain(f.name) + ":")
	switch x := f.val.(type) {
	case object:
		if s := flow(x); utf8.RuneCountInString(s) <= flowWidth || len(x) == 0 {
			w.b.WriteString(" " + s + "\n")
			return
		}
		w.b.WriteByte('\n')
		for _, g := range x {
			w.indent(depth + 2)
			w.field(g, depth+2)
		}
	case []any:
		objects := len(x) > 0
		for _, v := range x {
			_, ok := v.(object)
			objects = objects && ok
		}
		if !objects {
			w.b.WriteString(" " + flow(x) + "\n")
			return
		}
		w.b.WriteByte('\n')
		for _, v := range x {
			w.item(v.(object), depth)
		}
	default:
		w.b.WriteString(" " + flow(x) + "\n")
	}
}

// flow writes a value in one line.
func flow(v any) string {
	switch x := v.(type) {
	case object:
		parts := make([]string, len(x))
		for i, f := range x {
			parts[i] = plain(f.name) + ": " + flow(f.val)
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case []any:
		parts := make([]string, len(x))
		for i, e := range x {
			parts[i] = flow(e)
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case string:
		return plain(x)
	case int64:
		return strconv.FormatInt(x, 10)
	case bool:
		return strconv.FormatBool(x)
	}
	return "~"
}

// plain writes a text bare where every YAML reader takes it as that text, else in quotes.
func plain(s string) string {
	if bare(s) {
		return s
	}
	return string(appendString(nil, s))
}

func bare(s string) bool {
	switch strings.ToLower(s) {
	case "", "null", "~":
		return false
	}
	first, _ := utf8.DecodeRuneInString(s)
	if !unicode.IsLetter(first) && !unicode.IsDigit(first) && !strings.ContainsRune("≥≤（“", first) {
		return false
	}
	if strings.HasSuffix(s, " ") || strings.Contains(s, " #") {
		return false
	}
	numeric := true
	for _, r := range s {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("_-./%+=<>*()（）≥≤≠¥，。？！、：；“”…～· ", r) {
			return false
		}
		numeric = numeric && (r < 0x80 && (unicode.IsLetter(r) || unicode.IsDigit(r)) || strings.ContainsRune("._+-", r))
	}
	return !(numeric && unicode.IsDigit(first) && strings.ContainsAny(s, ".eExXoO_"))
}

// ReadJSON reads one model from its canonical form (or any JSON of the same fields).
// Findings have no line, only the place in the model.
func ReadJSON(src []byte) (*Model, []Finding) {
	f := &finder{}
	if len(src) > MaxFile {
		f.file("E101", Place{}, "内容太大：最多2 MiB", "too large: at most 2 MiB")
		return nil, f.list
	}
	dec := json.NewDecoder(bytes.NewReader(src))
	dec.UseNumber()
	n, err := jsonNode(dec, 0)
	if err == nil {
		if _, end := dec.Token(); !errors.Is(end, io.EOF) {
			err = errors.New("more than one value")
		}
	}
	if err != nil || n.shape != mapping {
		f.file("E101", Place{}, "不是一个题模的 JSON", "this is not the JSON of an item model")
		return nil, f.list
	}
	m := decodeModel(f, n)
	return m, f.list
}

func jsonNode(dec *json.Decoder, depth int) (*node, error) {
	if depth > MaxNesting {
		return nil, errors.New("nested too deeply")
	}
	t, err := dec.Token()
	if err != nil {
		return nil, err
	}
	switch x := t.(type) {
	case json.Delim:
		n := &node{shape: sequence}
		if x == '{' {
			n.shape = mapping
		}
		for dec.More() {
			if n.shape == mapping {
				k, err := dec.Token()
				if err != nil {
					return nil, err
				}
				key, _ := k.(string)
				if n.get(key) != nil {
					return nil, errors.New("a field is written twice")
				}
				n.keys = append(n.keys, &node{text: key})
			}
			v, err := jsonNode(dec, depth+1)
			if err != nil {
				return nil, err
			}
			n.vals = append(n.vals, v)
		}
		_, err := dec.Token()
		return n, err
	case string:
		return &node{text: x, quoted: true}, nil
	case json.Number:
		return &node{text: x.String(), decimal: strings.ContainsAny(x.String(), ".eE")}, nil
	case bool:
		return &node{text: strconv.FormatBool(x)}, nil
	}
	return &node{shape: null}, nil
}
