package model

import (
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/token"
)

// Document is the text of one item model while an author works on it. The text is
// the truth: a document that is only looked at keeps every byte. Change works on
// the tree of the text and writes the text anew; order, unknown fields, half-done
// values and comments stay, only the layout becomes that of the program (a comment
// stands above what it belongs to).
type Document struct {
	text  string
	root  *node
	bad   []Finding
	after []string // comments below everything
}

// OpenDocument reads a text. It never fails: a text that cannot be read has no
// Item, and Broken says why.
func OpenDocument(text string) *Document {
	d := &Document{text: text}
	f := &finder{}
	d.root = readYAML(f, []byte(text))
	d.bad = f.list
	if d.root != nil {
		d.readComments()
	}
	return d
}

// DocumentOf is the document of a model.
func DocumentOf(m *Model) *Document { return OpenDocument(string(YAML([]*Model{m}))) }

// Text is the whole text, as it is kept.
func (d *Document) Text() string { return d.text }

// Broken says why the text cannot be read; empty when it can.
func (d *Document) Broken() []Finding { return d.bad }

// Item is the tree of the model: the first of the list. Nil when there is none.
func (d *Document) Item() *Piece {
	if d.root == nil || d.root.shape != mapping {
		return nil
	}
	for _, n := range d.root.get("models").Items() {
		if n.shape == mapping {
			return n
		}
	}
	return nil
}

// Model is the model as far as it can be read, nil without an Item. Its findings
// are those of Parse, which reads the same text.
func (d *Document) Model() *Model {
	n := d.Item()
	if n == nil {
		return nil
	}
	m, _ := Assemble("", n)
	return m
}

// Change lets edit change the tree and writes the text anew. Without an Item
// nothing happens, and false is answered.
func (d *Document) Change(edit func(item *Piece)) bool {
	n := d.Item()
	if n == nil {
		return false
	}
	edit(n)
	w := yamlWriter{}
	for i, k := range d.root.keys {
		w.comments(k.comments, 0)
		if k.text != "models" {
			w.field(k, d.root.vals[i], 0)
			continue
		}
		w.b.WriteString("models:\n")
		for _, m := range d.root.vals[i].vals {
			w.item(m, 0)
		}
	}
	w.comments(d.after, 0)
	d.text = w.b.String()
	return true
}

// readComments hangs every comment on the entry that it stands above, or at whose
// line it stands.
func (d *Document) readComments() {
	type entry struct {
		n    *node
		line int
	}
	var entries []entry // in the order of the text
	var walk func(n *node)
	walk = func(n *node) {
		for i, v := range n.vals {
			if n.shape == mapping {
				entries = append(entries, entry{n.keys[i], n.keys[i].at.Line})
			} else if v.at.Line > 0 {
				entries = append(entries, entry{v, v.at.Line})
			}
			walk(v)
		}
	}
	walk(d.root)
	text := strings.ReplaceAll(strings.TrimPrefix(d.text, "\ufeff"), "\r\n", "\n")
	for _, t := range lexer.Tokenize(text) {
		if t.Type != token.CommentType {
			continue
		}
		line := t.Position.Line
		beside := t.Prev != nil && t.Prev.Type != token.CommentType && t.Prev.Position.Line == line
		at := -1
		for i, e := range entries {
			if !beside && e.line > line {
				at = i
				break
			}
			if beside && e.line <= line && (at < 0 || e.line > entries[at].line) {
				at = i
			}
		}
		if at < 0 {
			d.after = append(d.after, t.Value)
			continue
		}
		entries[at].n.comments = append(entries[at].n.comments, t.Value)
	}
}

// At answers the piece at a place as findings name it: stem.en, rules[3].tier,
// options.late.text, radicals.days.levels[2]. Where the place itself was not
// written it is the nearest piece that would hold it; rest is the part of the path
// that is missing.
func (n *node) At(path string) (p *Piece, rest []string) {
	steps := steps(path)
	p = n
	for i, s := range steps {
		next := p.step(s)
		if next == nil && p.shape == mapping { // a column of a row: rules[3].tier
			if cells := p.get("if"); cells != nil {
				next = cells.get(s)
			}
		}
		if next == nil {
			return p, steps[i:]
		}
		p = next
	}
	return p, nil
}

// steps takes a path apart; the number of a list's entry stands without brackets.
func steps(path string) []string {
	path = strings.NewReplacer("[", ".", "]", "").Replace(path)
	if path == "" {
		return nil
	}
	return strings.Split(path, ".")
}

func (n *node) step(s string) *node {
	switch n.shape {
	case mapping:
		return n.get(s)
	case sequence:
		for _, v := range n.vals {
			if id := v.get("id"); id != nil && id.text == s {
				return v
			}
		}
		if i, err := strconv.Atoi(s); err == nil && i >= 1 && i <= len(n.vals) {
			return n.vals[i-1]
		}
	}
	return nil
}
