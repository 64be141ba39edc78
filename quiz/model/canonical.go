package model

import (
	"crypto/sha256"
	"encoding/hex"
	"reflect"
	"sort"
	"strconv"
	"strings"
	"unicode/utf16"

	"golang.org/x/text/unicode/norm"

	"shifu/internal/lang"
	"shifu/quiz/formula"
)

// A tree is a model as plain data: object, list, string, int64 or bool, with the
// fields of an object in the order of the format.
type (
	object []member
	member struct {
		name string
		val  any
	}
)

// encoder turns a model into a tree. In canonical mode texts are normalised and
// cells are printed from their parsed form; otherwise everything stays as written.
type encoder struct {
	canonical bool
	names     map[string]named
}

// Canonical is the canonical form of a model: JSON by the rules of RFC 8785 (fields
// sorted), defaults left out, texts NFC-normalised and trimmed, cells printed from their
// parsed form. Two files with the same canonical form hold the same model.
func Canonical(m *Model) []byte {
	return appendJSON(nil, canonicalTree(m))
}

func canonicalTree(m *Model) object {
	b := &builder{finder: &finder{}, c: &Compiled{src: m, facts: Facts{}}, light: true,
		names: map[string]named{}, incidentals: map[string]int{}, slots: map[string]bool{}}
	b.finder.m = m
	b.radicals()
	b.letsAll()
	e := encoder{canonical: true, names: b.names}
	return e.object(reflect.ValueOf(m).Elem(), "", "")
}

// ContentHash is the SHA-256 (hex) of the canonical form without rev, accept,
// practices and note. A model that uses facts is identified by Compiled.ContentHash.
func (m *Model) ContentHash() string { return hashOf(m, nil) }

func hashOf(m *Model, facts Facts) string {
	tree := canonicalTree(m)
	kept := tree[:0]
	for _, f := range tree {
		switch f.name {
		case "rev", "accept", "practices", "note":
		default:
			kept = append(kept, f)
		}
	}
	if len(facts) > 0 {
		var used object
		for name, f := range facts {
			if f.Kind == formula.NoKind {
				used = append(used, member{name, object{{"zh", f.Text.ZH}, {"en", f.Text.EN}}})
			} else {
				used = append(used, member{name, f.Kind.String() + " " + strconv.FormatInt(f.Value, 10)})
			}
		}
		kept = append(kept, member{"facts", used})
	}
	sum := sha256.Sum256(appendJSON(nil, kept))
	return hex.EncodeToString(sum[:])
}

// object encodes a struct: zero values and defaults are left out.
func (e encoder) object(v reflect.Value, where, listed string) object {
	var out object
	t := v.Type()
	names, index := fields(t)
	for k, name := range names {
		f := v.Field(index[k])
		def := t.Field(index[k]).Tag.Get("def")
		if def != "" && plainString(f) == def || def == "" && f.IsZero() {
			continue
		}
		if val := e.value(f, join(where, name)); val != nil {
			out = append(out, member{name, val})
		}
	}
	if e.canonical {
		out = e.drop(out, t, listed)
	}
	return out
}

func plainString(v reflect.Value) string {
	switch v.Kind() {
	case reflect.Int:
		return strconv.FormatInt(v.Int(), 10)
	case reflect.Bool:
		return strconv.FormatBool(v.Bool())
	}
	return v.String()
}

// drop leaves out what is a default though it was written: the row's own number as
// its id, the marking's and the mentor's usual value, a tolerance of nothing.
func (e encoder) drop(o object, t reflect.Type, listed string) object {
	out := o[:0]
	for _, f := range o {
		s, _ := f.val.(string)
		switch {
		case f.name == "id" && t == reflect.TypeFor[Rule]() && s == listed,
			f.name == "marking" && s == "partial",
			f.name == "tolerance" && zeroText(s):
			continue
		}
		out = append(out, f)
	}
	return out
}

func zeroText(s string) bool {
	for _, k := range []formula.Kind{formula.Int, formula.Money, formula.Percent} {
		if v, err := formula.ParseValue(k, s); err == nil && v == 0 {
			return true
		}
	}
	return false
}

func (e encoder) text(s, where string) string {
	if !e.canonical {
		return s
	}
	s = norm.NFC.String(s)
	if spaced(where) {
		return s
	}
	return strings.TrimSpace(s)
}

func (e encoder) value(v reflect.Value, where string) any {
	switch x := v.Interface().(type) {
	case lang.Text:
		var o object
		if x.ZH != "" {
			o = append(o, member{"zh", e.text(x.ZH, where)})
		}
		if x.EN != "" {
			o = append(o, member{"en", e.text(x.EN, where)})
		}
		return o
	case Cells:
		return e.cells(x)
	case Answer:
		return e.answer(x)
	case Level:
		if x.Value != "" {
			return e.level(x.Value)
		}
	case []Set:
		var o object
		for _, s := range x {
			o = append(o, member{s.State, e.text(s.Expr, where)})
		}
		return o
	}
	switch v.Kind() {
	case reflect.String:
		return e.text(v.String(), where)
	case reflect.Int:
		return v.Int()
	case reflect.Bool:
		return v.Bool()
	case reflect.Struct:
		return e.object(v, where, "")
	case reflect.Slice:
		list := make([]any, v.Len())
		for i := range list {
			at := where + "[" + strconv.Itoa(i+1) + "]"
			if el := v.Index(i); el.Kind() == reflect.Struct && el.Type() == reflect.TypeFor[Rule]() {
				list[i] = e.object(el, at, "r"+strconv.Itoa(i+1))
			} else {
				list[i] = e.value(el, at)
			}
		}
		return list
	}
	return nil
}

// level prints a number's level in its one spelling (19.90元 is 19.9元 is ¥19.9).
func (e encoder) level(s string) any {
	if e.canonical {
		for _, k := range []formula.Kind{formula.Int, formula.Money, formula.Percent, formula.Date} {
			if v, err := formula.ParseValue(k, s); err == nil {
				return formula.Plain(k, v)
			}
		}
	}
	return s
}

func (e encoder) cells(cells Cells) any {
	var o object
	for _, c := range cells {
		name, test := c.Column, c.Test
		if e.canonical {
			test = strings.TrimSpace(norm.NFC.String(test))
			if n, ok := e.names[formula.FoldText(name)]; ok {
				name = n.id
				col := formula.Column{Kind: n.kind, Enum: n.enum}
				if t, err := formula.ParseCell(c.Test, col); err == nil {
					if t.Any {
						continue
					}
					test = t.Print(col)
				}
			}
		}
		o = append(o, member{name, test})
	}
	if o == nil {
		return nil
	}
	return o
}

func (e encoder) answer(a Answer) any {
	switch a.Kind {
	case Word:
		return e.text(a.Word, "key")
	case List:
		list := make([]any, len(a.List))
		for i, g := range a.List {
			if len(g) == 1 {
				list[i] = g[0]
				continue
			}
			group := make([]any, len(g))
			for k, s := range g {
				group[k] = s
			}
			list[i] = group
		}
		return list
	case Map:
		var o object
		for _, p := range a.Map {
			o = append(o, member{p.Left, p.Right})
		}
		return o
	}
	return nil
}

// appendJSON writes a tree by the rules of RFC 8785: fields sorted by their UTF-16
// code units, no white space, the shortest escapes, numbers as integers.
func appendJSON(dst []byte, v any) []byte {
	switch x := v.(type) {
	case object:
		sorted := append(object(nil), x...)
		sort.SliceStable(sorted, func(i, j int) bool { return utf16Less(sorted[i].name, sorted[j].name) })
		dst = append(dst, '{')
		for i, f := range sorted {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = appendString(dst, f.name)
			dst = append(dst, ':')
			dst = appendJSON(dst, f.val)
		}
		return append(dst, '}')
	case []any:
		dst = append(dst, '[')
		for i, e := range x {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = appendJSON(dst, e)
		}
		return append(dst, ']')
	case string:
		return appendString(dst, x)
	case int64:
		return strconv.AppendInt(dst, x, 10)
	case bool:
		return strconv.AppendBool(dst, x)
	}
	return append(dst, "null"...)
}

func utf16Less(a, b string) bool {
	x, y := utf16.Encode([]rune(a)), utf16.Encode([]rune(b))
	for i := range min(len(x), len(y)) {
		if x[i] != y[i] {
			return x[i] < y[i]
		}
	}
	return len(x) < len(y)
}

func appendString(dst []byte, s string) []byte {
	const hexDigits = "0123456789abcdef"
	dst = append(dst, '"')
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			dst = append(dst, '\\', c)
		case c == '\b':
			dst = append(dst, `\b`...)
		case c == '\t':
			dst = append(dst, `\t`...)
		case c == '\n':
			dst = append(dst, `\n`...)
		case c == '\f':
			dst = append(dst, `\f`...)
		case c == '\r':
			dst = append(dst, `\r`...)
		case c < 0x20:
			dst = append(dst, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
		default:
			dst = append(dst, c)
		}
	}
	return append(dst, '"')
}
