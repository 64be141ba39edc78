// Package markdown reads the Markdown of lessons and sets it with the kit. It
// knows the nodes that a lesson may hold and nothing else: HTML, links to the
// outside and files outside the pack have no way onto the screen.
package markdown

import (
	"path"
	"strconv"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
)

// Kind is what a block of a lesson is.
type Kind int

const (
	Paragraph Kind = iota
	Heading        // Level 2 or 3
	Item           // of a list; Marker is • or its number
	Table
	Picture
	Callout // Tone says which
	Quote
	Rule
)

// Tone is what a callout wants.
type Tone int

const (
	Tip     Tone = iota // 提示
	Caution             // 注意
	RedLine             // 红线
)

// Span is a piece of a block's text with one look.
type Span struct {
	Text string
	Bold bool
}

// Block is one block of a lesson in reading order.
type Block struct {
	Kind    Kind
	Level   int    // of a heading; of an item: how deep, from 0
	Marker  string // of an item
	Spans   []Span // of a heading, paragraph, item
	Tone    Tone   // of a callout
	Inside  []Block
	Head    [][]Span   // of a table
	Rows    [][][]Span // of a table
	Picture string     // name inside media/
	Words   string     // what a picture shows
	// Proof: the table's columns are feature, benefit and proof.
	Proof bool
}

// Parse reads Markdown. What a lesson may not hold is left out; its text, where
// it has one, stays.
func Parse(source string) []Block {
	src := []byte(strings.ReplaceAll(source, "\r\n", "\n"))
	root := goldmark.New(goldmark.WithExtensions(extension.Table)).Parser().Parse(text.NewReader(src))
	return (&reader{src}).blocks(root, 0)
}

type reader struct{ src []byte }

func (r *reader) blocks(parent ast.Node, depth int) []Block {
	var out []Block
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Heading:
			out = append(out, Block{Kind: Heading, Level: n.Level, Spans: r.spans(n)})
		case *ast.Paragraph, *ast.TextBlock:
			if p, ok := r.picture(n); ok {
				out = append(out, p)
			} else if s := r.spans(n); len(s) > 0 {
				out = append(out, Block{Kind: Paragraph, Spans: s})
			}
		case *ast.List:
			number := n.Start
			for item := n.FirstChild(); item != nil; item = item.NextSibling() {
				out = append(out, r.item(item, n.IsOrdered(), number, depth)...)
				number++
			}
		case *ast.Blockquote:
			out = append(out, r.quote(n))
		case *ast.ThematicBreak:
			out = append(out, Block{Kind: Rule})
		case *extast.Table:
			out = append(out, r.table(n))
		}
	}
	return out
}

func (r *reader) item(item ast.Node, ordered bool, number, depth int) []Block {
	marker := "•"
	if ordered {
		marker = strconv.Itoa(number) + "."
	}
	inside := r.blocks(item, depth+1)
	out := []Block{{Kind: Item, Level: depth, Marker: marker}}
	for i, b := range inside {
		if i == 0 && b.Kind == Paragraph {
			out[0].Spans = b.Spans
			continue
		}
		out = append(out, b)
	}
	return out
}

var callouts = map[string]Tone{
	"[!提示]": Tip, "[!注意]": Caution, "[!红线]": RedLine,
	"[!TIP]": Tip, "[!CAUTION]": Caution, "[!REDLINE]": RedLine,
}

func (r *reader) quote(n ast.Node) Block {
	inside := r.blocks(n, 0)
	if len(inside) == 0 || inside[0].Kind != Paragraph {
		return Block{Kind: Quote, Inside: inside}
	}
	first := inside[0].Spans
	all := first[0].Text
	for mark, tone := range callouts {
		rest, found := strings.CutPrefix(all, mark)
		if !found {
			continue
		}
		rest = strings.TrimLeft(rest, " ")
		spans := append([]Span{{Text: rest, Bold: first[0].Bold}}, first[1:]...)
		if rest == "" {
			spans = spans[1:]
		}
		if len(spans) == 0 {
			inside = inside[1:]
		} else {
			inside[0].Spans = spans
		}
		return Block{Kind: Callout, Tone: tone, Inside: inside}
	}
	return Block{Kind: Quote, Inside: inside}
}

func (r *reader) table(n *extast.Table) Block {
	b := Block{Kind: Table}
	for row := n.FirstChild(); row != nil; row = row.NextSibling() {
		var cells [][]Span
		for cell := row.FirstChild(); cell != nil; cell = cell.NextSibling() {
			cells = append(cells, r.spans(cell))
		}
		if _, head := row.(*extast.TableHeader); head {
			b.Head = cells
		} else {
			b.Rows = append(b.Rows, cells)
		}
	}
	if len(b.Head) == 3 {
		names := Plain(b.Head[0]) + "|" + Plain(b.Head[1]) + "|" + Plain(b.Head[2])
		b.Proof = names == "特点|好处|凭什么" || strings.EqualFold(names, "Feature|Benefit|Proof")
	}
	return b
}

// picture reads a paragraph that is one picture of the pack. A name that leaves
// media/ is no picture.
func (r *reader) picture(n ast.Node) (Block, bool) {
	img, ok := n.FirstChild().(*ast.Image)
	if !ok || img.NextSibling() != nil {
		return Block{}, false
	}
	name, ok := MediaName(string(img.Destination))
	if !ok {
		return Block{}, false
	}
	return Block{Kind: Picture, Picture: name, Words: Plain(r.spans(img))}, true
}

// MediaName answers the name inside a pack's media folder of a picture as a
// lesson writes it ("../media/parcel.svg"); false for anything else.
func MediaName(destination string) (string, bool) {
	rest, ok := strings.CutPrefix(destination, "../media/")
	if !ok {
		rest, ok = strings.CutPrefix(destination, "media/")
	}
	if !ok || rest == "" || path.Clean(rest) != rest || strings.HasPrefix(rest, "..") || strings.ContainsAny(rest, "\\:") {
		return "", false
	}
	return rest, true
}

func (r *reader) spans(n ast.Node) []Span {
	var out []Span
	add := func(s string, bold bool) {
		if s == "" {
			return
		}
		if k := len(out); k > 0 && out[k-1].Bold == bold {
			out[k-1].Text += s
			return
		}
		out = append(out, Span{s, bold})
	}
	var walk func(ast.Node, bool)
	walk = func(n ast.Node, bold bool) {
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			switch c := c.(type) {
			case *ast.Text:
				add(string(c.Segment.Value(r.src)), bold)
				if c.SoftLineBreak() || c.HardLineBreak() {
					add(joint(out, c, r.src), bold)
				}
			case *ast.String:
				add(string(c.Value), bold)
			case *ast.Emphasis:
				walk(c, bold || c.Level == 2)
			case *ast.CodeSpan:
				walk(c, bold)
			case *ast.Link, *ast.Image:
				walk(c, bold)
			}
		}
	}
	walk(n, false)
	return out
}

// joint is what stands for a line break of the source: nothing between Chinese
// characters, a blank otherwise.
func joint(before []Span, at *ast.Text, src []byte) string {
	last, next := rune(' '), rune(' ')
	if len(before) > 0 {
		for _, c := range before[len(before)-1].Text {
			last = c
		}
	}
	if t, ok := at.NextSibling().(*ast.Text); ok {
		for _, c := range string(t.Segment.Value(src)) {
			next = c
			break
		}
	}
	if last > 0x2E7F && next > 0x2E7F {
		return ""
	}
	return " "
}

// Plain is the text of spans without looks.
func Plain(spans []Span) string {
	var b strings.Builder
	for _, s := range spans {
		b.WriteString(s.Text)
	}
	return strings.TrimSpace(b.String())
}
