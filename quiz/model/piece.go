package model

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// Piece is a piece of a model as plain data: a text, a map or a list, with the place
// where it was written. Readers and writers of other forms (the workbook) work on pieces,
// so that they and the YAML reader share one strict decoder.
type Piece = node

// NewText is a text. NewNumber is a number that a program stored as one; with a
// decimal point it is refused where a value is expected (E105).
func NewText(text string, at Place) *Piece { return &node{text: text, at: at} }

// NewNumber is a number stored as a number.
func NewNumber(text string, at Place) *Piece {
	return &node{text: text, at: at, decimal: strings.ContainsAny(text, ".eE")}
}

// NewMap is a map without fields.
func NewMap(at Place) *Piece { return &node{shape: mapping, at: at} }

// NewList is an empty list.
func NewList(at Place) *Piece { return &node{shape: sequence, at: at} }

// ParseFlow reads a list or map that is written in one line, such as
// [check, [a, b], ship]; ok is false when it cannot be read.
func ParseFlow(text string, at Place) (p *Piece, ok bool) {
	f := &finder{}
	n := readYAML(f, []byte("x: "+text+"\n"))
	if n == nil || n.shape != mapping || len(n.vals) != 1 {
		return nil, false
	}
	return n.vals[0].placed(at), true
}

func (n *node) placed(at Place) *node {
	n.at = at
	for _, k := range n.keys {
		k.at = at
	}
	for _, v := range n.vals {
		v.placed(at)
	}
	return n
}

// Put adds a field to a map; a field of that name is replaced.
func (n *node) Put(key string, v *Piece) {
	for i, k := range n.keys {
		if k.text == key {
			n.vals[i] = v
			return
		}
	}
	n.keys, n.vals = append(n.keys, &node{text: key, at: v.at}), append(n.vals, v)
}

// Drop takes a field out of a map.
func (n *node) Drop(key string) {
	for i, k := range n.keys {
		if k.text == key {
			n.keys, n.vals = slices.Delete(n.keys, i, i+1), slices.Delete(n.vals, i, i+1)
			return
		}
	}
}

// Rename gives a field of a map another name in its place.
func (n *node) Rename(key, to string) {
	for _, k := range n.keys {
		if k.text == key {
			k.text = to
		}
	}
}

// Add appends to a list.
func (n *node) Add(v *Piece) { n.vals = append(n.vals, v) }

// Insert puts an entry before the i-th of a list, counted from 0.
func (n *node) Insert(i int, v *Piece) {
	n.vals = slices.Insert(n.vals, min(max(i, 0), len(n.vals)), v)
}

// Remove takes the i-th entry out of a list, counted from 0.
func (n *node) Remove(i int) {
	if i >= 0 && i < len(n.vals) {
		n.vals = slices.Delete(n.vals, i, i+1)
	}
}

// Clone is a copy that shares nothing; comments stay with the original.
func (n *node) Clone() *Piece {
	c := *n
	c.comments, c.keys, c.vals = nil, nil, nil
	for _, k := range n.keys {
		c.keys = append(c.keys, k.Clone())
	}
	for _, v := range n.vals {
		c.vals = append(c.vals, v.Clone())
	}
	return &c
}

// Field is the field of a map, nil when it has none of the name.
func (n *node) Field(key string) *Piece {
	if n == nil {
		return nil
	}
	return n.get(key)
}

// Fields lists the names of a map's fields in their order.
func (n *node) Fields() []string {
	if n == nil {
		return nil
	}
	names := make([]string, len(n.keys))
	for i, k := range n.keys {
		names[i] = k.text
	}
	return names
}

// Place is where the piece was written.
func (n *node) Place() Place { return n.at }

// Items lists the entries of a list.
func (n *node) Items() []*Piece {
	if n == nil || n.shape != sequence {
		return nil
	}
	return n.vals
}

// IsMap says whether the piece is a map.
func (n *node) IsMap() bool { return n != nil && n.shape == mapping }

// IsText says whether the piece is a text.
func (n *node) IsText() bool { return n != nil && n.shape == scalar }

// String is a text as it is, a list or map in one line.
func (n *node) String() string {
	if n == nil {
		return ""
	}
	if n.shape == scalar {
		return n.text
	}
	return flow(n)
}

// Piece is the model as plain data, in the order of the format, defaults left out.
func (m *Model) Piece() *Piece {
	return pieceOf(encoder{}.object(reflect.ValueOf(m).Elem(), "", ""))
}

func pieceOf(v any) *node {
	switch x := v.(type) {
	case object:
		n := &node{shape: mapping}
		for _, f := range x {
			n.Put(f.name, pieceOf(f.val))
		}
		return n
	case []any:
		n := &node{shape: sequence}
		for _, e := range x {
			n.Add(pieceOf(e))
		}
		return n
	case string:
		return &node{text: x}
	case int64:
		return &node{text: strconv.FormatInt(x, 10)}
	case bool:
		return &node{text: strconv.FormatBool(x)}
	}
	return &node{shape: null}
}

// Assemble decodes a model from its pieces, as strictly as Parse.
func Assemble(file string, root *Piece) (*Model, []Finding) {
	f := &finder{name: file}
	m := decodeModel(f, root)
	return m, f.list
}

// FileFinding is a finding of a file at a place that belongs to no model.
func FileFinding(code, file string, at Place, zh, en string) Finding {
	f := &finder{name: file}
	f.file(code, at, zh, en)
	return f.list[0]
}
