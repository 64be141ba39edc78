package response

import (
	"bytes"
	"encoding/json"
	"slices"
	"unicode/utf8"

	"shifu/quiz/wording"
)

// fields are the members of a JSON object, each taken once. Names are exact: a
// name in other case, twice, or unknown is not accepted silently.
type fields struct {
	names  []string
	values map[string]json.RawMessage
	taken  map[string]bool
}

// readFields reads the object of a response. Nothing, null and {} have no
// members.
func readFields(raw []byte) (fields, wording.Problem) {
	f := fields{values: map[string]json.RawMessage{}, taken: map[string]bool{}}
	trimmed := bytes.TrimSpace(raw)
	if len(trimmed) == 0 || string(trimmed) == "null" {
		return f, wording.Problem{}
	}
	if len(raw) > maxRaw || !utf8.Valid(raw) || !f.read(trimmed) {
		return f, malformed
	}
	return f, wording.Problem{}
}

func (f *fields) read(raw []byte) bool {
	if !json.Valid(raw) {
		return false
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return false
	}
	for dec.More() {
		t, err := dec.Token()
		name, ok := t.(string)
		if err != nil || !ok {
			return false
		}
		var value json.RawMessage
		if dec.Decode(&value) != nil {
			return false
		}
		if _, again := f.values[name]; again {
			return false
		}
		f.names, f.values[name] = append(f.names, name), value
	}
	return true
}

// take reads a member into dst. given is false when it is missing or null; ok is
// false when it has another type.
func (f fields) take(name string, dst any) (given, ok bool) {
	raw, there := f.values[name]
	f.taken[name] = true
	if !there || string(raw) == "null" {
		return false, true
	}
	return true, json.Unmarshal(raw, dst) == nil
}

// object reads a member that is an object.
func (f fields) object(name string) (inner fields, given, ok bool) {
	raw, there := f.values[name]
	f.taken[name] = true
	inner = fields{values: map[string]json.RawMessage{}, taken: map[string]bool{}}
	if !there || string(raw) == "null" {
		return inner, false, true
	}
	return inner, true, inner.read(raw)
}

// list reads a member that is a list of objects.
func (f fields) list(name string) (inner []fields, given, ok bool) {
	var raws []json.RawMessage
	given, ok = f.take(name, &raws)
	for _, raw := range raws {
		one := fields{values: map[string]json.RawMessage{}, taken: map[string]bool{}}
		if !one.read(raw) {
			return nil, given, false
		}
		inner = append(inner, one)
	}
	return inner, given, ok
}

// unknown names a member that nobody took, "" when there is none.
func (f fields) unknown() string {
	for _, name := range f.names {
		if !f.taken[name] {
			return name
		}
	}
	return ""
}

// The canonical form (RFC 8785): members sorted, no spaces, the least escapes.

func appendString(b []byte, s string) []byte {
	const hex = "0123456789abcdef"
	b = append(b, '"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b = append(b, '\\', byte(r))
		case r == '\n':
			b = append(b, '\\', 'n')
		case r == '\r':
			b = append(b, '\\', 'r')
		case r == '\t':
			b = append(b, '\\', 't')
		case r == '\b':
			b = append(b, '\\', 'b')
		case r == '\f':
			b = append(b, '\\', 'f')
		case r < 0x20:
			b = append(b, '\\', 'u', '0', '0', hex[r>>4], hex[r&15])
		default:
			b = utf8.AppendRune(b, r)
		}
	}
	return append(b, '"')
}

func appendList(b []byte, items []string) []byte {
	b = append(b, '[')
	for i, s := range items {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendString(b, s)
	}
	return append(b, ']')
}

// appendMap writes an object of texts with sorted names. Ids are ASCII, so the
// order of bytes is the order of RFC 8785.
func appendMap(b []byte, m map[string]string) []byte {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	b = append(b, '{')
	for i, name := range names {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendString(b, name)
		b = append(b, ':')
		b = appendString(b, m[name])
	}
	return append(b, '}')
}

func sortedKeys[T any](m map[string]T) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
