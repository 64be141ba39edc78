package crosscheck

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// object is a JSON object; values are object, []any, string, int64, bool.
type object map[string]any

// parse reads a JSON text of section 1: canonical, integers only, no null.
func parse(raw []byte) (any, error) {
	if !utf8.Valid(raw) {
		return nil, errors.New("content: not UTF-8")
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	v, err := value(d, 0)
	if err != nil {
		return nil, fmt.Errorf("content: JSON: %w", err)
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, errors.New("content: something behind the JSON")
	}
	if !bytes.Equal(canonical(v), raw) {
		return nil, errors.New("content: JSON is not canonical")
	}
	return v, nil
}

func value(d *json.Decoder, depth int) (any, error) {
	if depth > 32 {
		return nil, errors.New("too deep")
	}
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch t := token.(type) {
	case json.Delim:
		if t == '[' {
			list := []any{}
			for d.More() {
				v, err := value(d, depth+1)
				if err != nil {
					return nil, err
				}
				list = append(list, v)
			}
			_, err := d.Token()
			return list, err
		}
		if t != '{' {
			return nil, errors.New("a bracket out of place")
		}
		o := object{}
		for d.More() {
			name, err := d.Token()
			if err != nil {
				return nil, err
			}
			if _, twice := o[name.(string)]; twice {
				return nil, errors.New("a member twice")
			}
			if o[name.(string)], err = value(d, depth+1); err != nil {
				return nil, err
			}
		}
		_, err := d.Token()
		return o, err
	case json.Number:
		n, err := strconv.ParseInt(t.String(), 10, 64)
		if err != nil || n > 1<<53-1 || n < -(1<<53-1) {
			return nil, errors.New("a number that is no exact integer")
		}
		return n, nil
	case string, bool:
		return t, nil
	}
	return nil, errors.New("null")
}

// canonical writes a value as RFC 8785 does.
func canonical(v any) []byte {
	var b bytes.Buffer
	write(&b, v)
	return b.Bytes()
}

func write(b *bytes.Buffer, v any) {
	switch v := v.(type) {
	case object:
		names := make([]string, 0, len(v))
		for name := range v {
			names = append(names, name)
		}
		slices.SortFunc(names, func(x, y string) int { // by UTF-16 code units
			return slices.Compare(utf16.Encode([]rune(x)), utf16.Encode([]rune(y)))
		})
		b.WriteByte('{')
		for i, name := range names {
			if i > 0 {
				b.WriteByte(',')
			}
			quote(b, name)
			b.WriteByte(':')
			write(b, v[name])
		}
		b.WriteByte('}')
	case []any:
		b.WriteByte('[')
		for i, x := range v {
			if i > 0 {
				b.WriteByte(',')
			}
			write(b, x)
		}
		b.WriteByte(']')
	case string:
		quote(b, v)
	case int64:
		b.WriteString(strconv.FormatInt(v, 10))
	case bool:
		b.WriteString(strconv.FormatBool(v))
	}
}

func quote(b *bytes.Buffer, s string) {
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\b':
			b.WriteString(`\b`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\f':
			b.WriteString(`\f`)
		case r == '\r':
			b.WriteString(`\r`)
		case r < ' ':
			fmt.Fprintf(b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
}

// A shape says what an object must look like: member -> what stands there, in
// words of this little language: "s" a string, "i" an integer, "b" a boolean,
// "h" hex, "o" an object of any members, "[x" an array of x, "name" another
// shape. A "?" before it allows the member to be missing.
var shapes = map[string]map[string]string{
	"proof":     {"format": "s", "entries": "[entry", "nodes": "[h", "paths": "[[i", "checkpoint": "s"},
	"entry":     {"index": "i", "kind": "s", "payload": "signed", "salt": "h", "leaf": "h"},
	"signed":    {"record": "o", "signatures": "[signature"},
	"signature": {"shop": "s", "person": "s", "key": "h", "meaning": "s", "hash": "h", "at": "i", "head": "head", "sig": "h"},
	"head":      {"size": "i", "root": "h"},
	"opened":    {"shop": "s", "name": "s", "key": "h", "demo": "b"},
	"delegated": {"shop": "s", "key": "h", "uses": "[s"},
	"enrolled":  {"shop": "s", "person": "s", "key": "h"},
	"replaced":  {"shop": "s", "person": "s", "key": "h", "owner": "s", "second": "s"},
	"retired":   {"shop": "s", "person": "s", "key": "h"},
	"revoked":   {"number": "s", "record": "h", "reason": "s", "by": "s", "name": "s", "at": "i"},
	"issue":     {"certificate": "record", "page": "h", "renderer": "s"},
	"text":      {"zh": "s", "en": "s"},
	"topic":     {"id": "s", "title": "text"},
	"person":    {"id": "s", "name": "s", "latin": "s"},
	"content":   {"kind": "s", "id": "s", "version": "i", "hash": "s"},
	"condition": {"radical": "text", "level": "text"},
	"shop":      {"id": "s", "name": "s", "demo": "b"},
	"counts":    {"items": "i", "situations": "i", "repeats": "i"},
	"criterion": {"right": "i", "of": "i", "pairs": "i", "classes": "i", "days": "i", "exam_min": "i", "try_out": "b", "critical": "b"},
	"module":    {"id": "s", "title": "text", "evidence_hash": "s", "signatures": "[by"},
	"by":        {"role": "s", "person": "person", "meaning": "s", "at": "i", "key_id": "h", "entry": "i"},
	"record": {
		"format": "i", "number": "s", "shop": "shop", "holder": "person", "definition": "content", "programme": "topic",
		"title": "text", "statement": "text", "modules": "[module", "points": "[topic", "conditions_passed": "[condition",
		"conditions_not_passed": "[condition", "conditions_not_assessed": "[condition", "counts": "counts", "criterion": "criterion",
		"contents": "[content", "issued_at": "i", "expires_at": "i", "warn_days": "i", "zone": "i", "renews": "?s",
	},
}

// fits says whether a value has a shape.
func fits(v any, shape string) error {
	shape = strings.TrimPrefix(shape, "?")
	wrong := fmt.Errorf("content: not of the form %q", shape)
	switch shape {
	case "s":
		if _, ok := v.(string); !ok {
			return wrong
		}
		return nil
	case "h":
		if s, ok := v.(string); !ok || !isHex(s) {
			return wrong
		}
		return nil
	case "i":
		if _, ok := v.(int64); !ok {
			return wrong
		}
		return nil
	case "b":
		if _, ok := v.(bool); !ok {
			return wrong
		}
		return nil
	case "o":
		if _, ok := v.(object); !ok {
			return wrong
		}
		return nil
	}
	if strings.HasPrefix(shape, "[") {
		list, ok := v.([]any)
		if !ok {
			return wrong
		}
		for _, x := range list {
			if err := fits(x, shape[1:]); err != nil {
				return err
			}
		}
		return nil
	}
	o, ok := v.(object)
	if !ok {
		return wrong
	}
	members := shapes[shape]
	for name, x := range o {
		of, known := members[name]
		if !known {
			return fmt.Errorf("content: %s has a member %q", shape, name)
		}
		if err := fits(x, of); err != nil {
			return err
		}
	}
	for name, of := range members {
		if _, have := o[name]; !have && !strings.HasPrefix(of, "?") {
			return fmt.Errorf("content: %s lacks %q", shape, name)
		}
	}
	return nil
}

// The members of values that fit their shapes.
func (o object) str(name string) string    { s, _ := o[name].(string); return s }
func (o object) num(name string) int64     { n, _ := o[name].(int64); return n }
func (o object) obj(name string) object    { v, _ := o[name].(object); return v }
func (o object) list(name string) []object { return objects(o[name]) }

func objects(v any) []object {
	list, _ := v.([]any)
	out := make([]object, 0, len(list))
	for _, x := range list {
		o, _ := x.(object)
		out = append(out, o)
	}
	return out
}
