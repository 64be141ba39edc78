package model

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
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
	for _, m := range models {
		w.item(m.Piece(), 0)
	}
	return w.b.Bytes()
}

// flowWidth is how long a line may be before its parts get lines of their own.
const flowWidth = 150

type yamlWriter struct{ b bytes.Buffer }

func (w *yamlWriter) indent(n int) { w.b.WriteString(strings.Repeat(" ", n)) }

// comments writes what people noted, each on a line of its own.
func (w *yamlWriter) comments(list []string, depth int) {
	for _, c := range list {
		w.indent(depth)
		w.b.WriteString(strings.TrimRight("#"+c, " ") + "\n")
	}
}

// item writes an entry of a list: in one line when it fits, except the models
// themselves.
func (w *yamlWriter) item(n *node, depth int) {
	w.comments(n.comments, depth)
	if s := flow(n); n.shape != mapping || len(n.keys) == 0 || depth > 0 && utf8.RuneCountInString(s) <= flowWidth {
		w.comments(n.inside(), depth)
		w.indent(depth)
		w.b.WriteString("- " + s + "\n")
		return
	}
	for i, k := range n.keys {
		if i == 0 {
			w.comments(k.comments, depth)
			w.indent(depth)
			w.b.WriteString("- ")
		} else {
			w.comments(k.comments, depth+2)
			w.indent(depth + 2)
		}
		w.field(k, n.vals[i], depth+2)
	}
}

// field writes a field whose indentation stands already.
func (w *yamlWriter) field(k, v *node, depth int) {
	w.b.WriteString(plain(k.text) + ":")
	switch {
	case v.shape == mapping && len(v.keys) > 0 && (utf8.RuneCountInString(flow(v)) > flowWidth || len(v.inside()) > 0):
		w.b.WriteByte('\n')
		for i, g := range v.keys {
			w.comments(g.comments, depth+2)
			w.indent(depth + 2)
			w.field(g, v.vals[i], depth+2)
		}
	case v.shape == sequence && v.ofMappings():
		w.b.WriteByte('\n')
		for _, e := range v.vals {
			w.item(e, depth)
		}
	default:
		w.b.WriteString(" " + flow(v) + "\n")
		for _, c := range v.inside() { // of a list of words: below it
			w.comments([]string{c}, depth)
		}
	}
}

// ofMappings says whether a list has entries and all are mappings.
func (n *node) ofMappings() bool {
	for _, v := range n.vals {
		if v.shape != mapping {
			return false
		}
	}
	return len(n.vals) > 0
}

// inside lists the comments of all that lies below a node.
func (n *node) inside() []string {
	var out []string
	for _, k := range n.keys {
		out = append(out, k.comments...)
	}
	for _, v := range n.vals {
		out = append(out, v.comments...)
		out = append(out, v.inside()...)
	}
	return out
}

// flow writes a node in one line.
func flow(n *node) string {
	switch n.shape {
	case mapping:
		parts := make([]string, len(n.keys))
		for i, k := range n.keys {
			parts[i] = plain(k.text) + ": " + flow(n.vals[i])
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case sequence:
		parts := make([]string, len(n.vals))
		for i, e := range n.vals {
			parts[i] = flow(e)
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case scalar:
		if n.decimal && !n.quoted {
			return n.text // refused where it stands, but not turned into a text
		}
		return plain(n.text)
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
