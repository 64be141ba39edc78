package pack

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"shifu/quiz/model"
)

// What keeps the parser from running long on a file that means harm.
const (
	maxNesting = 64  // brackets within brackets
	maxIndent  = 120 // columns of indentation
	maxDashes  = 6   // "- - -" on one line
	maxColons  = 4   // "a: b:" on one line outside brackets
	maxFields  = 200 // fields in one place
)

type shape uint8

const (
	scalar shape = iota
	mapping
	sequence
	null
)

// node is a piece of a YAML file with its place.
type node struct {
	shape  shape
	text   string
	quoted bool
	at     model.Place
	keys   []*node
	vals   []*node
}

func (n *node) get(key string) *node {
	for i, k := range n.keys {
		if k.text == key {
			return n.vals[i]
		}
	}
	return nil
}

// text answers a file as text with \n line ends, or tells why it is none.
func (r *reader) text(f file) (string, bool) {
	text := strings.TrimPrefix(string(f.bytes), "\ufeff")
	if !utf8.ValidString(text) {
		line := 1 + strings.Count(text[:validTo(text)], "\n")
		r.lost(CodeBytes, f.name, model.Place{Line: line}, "不是 UTF-8 文字；请另存为 UTF-8", "the text is not UTF-8; save it as UTF-8")
		return "", false
	}
	text = strings.ReplaceAll(text, "\r\n", "\n")
	line, col := 1, 0
	for _, c := range text {
		col++
		if c == '\n' {
			line, col = line+1, 0
		} else if hidden(c) {
			r.lost(CodeBytes, f.name, model.Place{Line: line, Column: col}, fmt.Sprintf("有看不见的字符（%U），请删掉", c), fmt.Sprintf("there is a hidden character (%U); delete it", c))
			return "", false
		}
	}
	return text, true
}

func validTo(s string) int {
	for i := 0; i < len(s); {
		c, size := utf8.DecodeRuneInString(s[i:])
		if c == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return len(s)
}

// hidden are control characters and marks of direction, which make a text read
// differently from what it holds.
func hidden(c rune) bool {
	return c < 0x20 && c != '\t' && c != '\n' || c >= 0x7f && c < 0xa0 || c >= 0x202a && c <= 0x202e || c >= 0x2066 && c <= 0x2069 ||
		c == 0x200e || c == 0x200f || c == 0xfeff || c == 0xfffd || c == 0x2028 || c == 0x2029
}

// yaml reads one YAML document. offset is the number of lines of the file
// before it.
func (r *reader) yaml(name string, src []byte, offset int) *node {
	text, ok := r.text(file{name, src})
	if !ok {
		return nil
	}
	bad := func(code string, t *token.Token, zh, en string) *node {
		r.lost(code, name, placeOf(t, offset), zh, en)
		return nil
	}
	tokens := lexer.Tokenize(text)
	if t, zh, en := refused(tokens); t != nil {
		return bad(CodeFeature, t, zh, en)
	}
	doc, err := parser.Parse(tokens, 0)
	if err != nil {
		var e yaml.Error
		if !errors.As(err, &e) {
			return bad(CodeSyntax, nil, "YAML 读不懂", "the YAML cannot be read")
		}
		zh, en := syntaxWords(e.GetMessage())
		code := CodeSyntax
		if strings.Contains(e.GetMessage(), "already defined") {
			code = CodeField
		}
		return bad(code, e.GetToken(), zh, en)
	}
	var body ast.Node
	for _, d := range doc.Docs {
		if d.Body == nil {
			continue
		}
		if body != nil {
			return bad(CodeFeature, d.Body.GetToken(), "一个文件只能有一份内容（不要写第二个 ---）", "a file holds one document (no second ---)")
		}
		body = d.Body
	}
	if body == nil {
		r.lost(CodeSyntax, name, model.Place{Line: offset + 1, Column: 1}, "文件是空的", "the file is empty")
		return nil
	}
	n, strange := convert(body, offset)
	if strange != nil {
		return bad(CodeFeature, strange.GetToken(), "这种 YAML 写法不支持", "this kind of YAML is not supported")
	}
	return n
}

func placeOf(t *token.Token, offset int) model.Place {
	if t == nil || t.Position == nil {
		return model.Place{}
	}
	return model.Place{Line: t.Position.Line + offset, Column: t.Position.Column}
}

// refused finds what the format excludes, before anything is parsed.
func refused(tokens token.Tokens) (at *token.Token, zh, en string) {
	var flow []int         // fields seen in each open bracket
	block := map[int]int{} // column of a field -> fields seen since a shallower one
	line, dashes, colons := 0, 0, 0
	shallower := func(column int) {
		for c := range block {
			if c > column {
				delete(block, c)
			}
		}
	}
	for _, t := range tokens {
		if t.Position.Line != line {
			line, dashes, colons = t.Position.Line, 0, 0
			if len(flow) == 0 && t.Position.Column > maxIndent {
				return t, "缩进太深", "indented too deeply"
			}
		}
		fields := 0
		switch t.Type {
		case token.AnchorType, token.AliasType:
			return t, "不能用 & 和 *（YAML 的锚和引用）；文字里有它们就加引号", "anchors and aliases (& and *) are not used; quote a text that begins with them"
		case token.TagType:
			return t, "不能用 !（YAML 的标签）；文字以它开头就加引号", "tags (!) are not used; quote a text that begins with one"
		case token.MergeKeyType:
			return t, "不能用 <<（合并键）", "merge keys (<<) are not used"
		case token.MappingKeyType:
			return t, "不能用 ? 写字段；文字以它开头就加引号", "complex keys (?) are not used; quote a text that begins with ?"
		case token.DirectiveType:
			return t, "不能用 %（YAML 的指令）；文字以它开头就加引号", "directives (%) are not used; quote a text that begins with %"
		case token.MappingStartType, token.SequenceStartType:
			if len(flow) >= maxNesting {
				return t, "括号套得太深", "too many brackets within brackets"
			}
			flow = append(flow, 0)
		case token.MappingEndType, token.SequenceEndType:
			if len(flow) > 0 {
				flow = flow[:len(flow)-1]
			}
		case token.SequenceEntryType:
			if dashes++; dashes > maxDashes {
				return t, "一行里的“-”太多", "too many dashes on one line"
			}
			shallower(t.Position.Column)
		case token.MappingValueType:
			if len(flow) > 0 {
				flow[len(flow)-1]++
				fields = flow[len(flow)-1]
				break
			}
			if colons++; colons > maxColons {
				return t, "一行里的“:”太多；文字里有冒号就加引号", "too many colons on one line; quote a text that holds a colon"
			}
			column := t.Position.Column
			if t.Prev != nil {
				column = t.Prev.Position.Column
			}
			shallower(column)
			block[column]++
			fields = block[column]
		}
		if fields > maxFields {
			return t, "一处的字段太多", "too many fields in one place"
		}
	}
	return nil, "", ""
}

// syntaxWords puts the parser's commonest messages into an author's words.
func syntaxWords(msg string) (zh, en string) {
	for _, s := range []struct{ part, zh, en string }{
		{"already defined", "同一个字段写了两次", "a field is written twice"},
		{"invalid header option", "以 > 或 | 开头的文字要加引号", "a text that begins with > or | needs quotes"},
		{"mapping value is not allowed", "文字里有冒号就要加引号", "a text with a colon needs quotes"},
		{"sequence end token", "少了右方括号 ]", "a closing bracket ] is missing"},
		{"flow map", "花括号里写得不对：文字里有逗号、引号或冒号就要加引号；别漏了 }", "something is wrong inside the braces: a text with a comma, a quote or a colon needs quotes; mind the closing }"},
		{"flow mapping", "少了右花括号 }", "a closing brace } is missing"},
		{"end character", "引号没有收尾", "a quotation mark is not closed"},
		{"tab character", "缩进要用空格，不能用制表符", "indent with spaces, not with tabs"},
		{"reserved character", "以 @ 或 ` 开头的文字要加引号", "a text that begins with @ or ` needs quotes"},
		{"not allowed in this context", "这里的缩进或括号不对", "the indentation or a bracket is wrong here"},
	} {
		if strings.Contains(msg, s.part) {
			return s.zh, s.en
		}
	}
	return "YAML 写法不对（" + msg + "）", "the YAML is wrong here: " + msg
}

// convert turns the parser's tree into nodes; strange is a node of a kind that
// packs do not use.
func convert(in ast.Node, offset int) (n *node, strange ast.Node) {
	n = &node{at: placeOf(in.GetToken(), offset)}
	add := func(mv *ast.MappingValueNode) ast.Node {
		key, bad := convert(mv.Key, offset)
		if bad != nil || key.shape != scalar {
			return mv.Key
		}
		val, bad := convert(mv.Value, offset)
		if bad != nil {
			return bad
		}
		n.keys, n.vals = append(n.keys, key), append(n.vals, val)
		return nil
	}
	switch v := in.(type) {
	case *ast.MappingNode:
		n.shape = mapping
		if !v.IsFlowStyle && len(v.Values) > 0 {
			n.at = placeOf(v.Values[0].Key.GetToken(), offset)
		}
		for _, mv := range v.Values {
			if bad := add(mv); bad != nil {
				return nil, bad
			}
		}
	case *ast.MappingValueNode:
		n.shape, n.at = mapping, placeOf(v.Key.GetToken(), offset)
		if bad := add(v); bad != nil {
			return nil, bad
		}
	case *ast.SequenceNode:
		n.shape = sequence
		for _, e := range v.Values {
			c, bad := convert(e, offset)
			if bad != nil {
				return nil, bad
			}
			n.vals = append(n.vals, c)
		}
	case *ast.StringNode:
		n.text = v.Value
		n.quoted = v.Token.Type == token.DoubleQuoteType || v.Token.Type == token.SingleQuoteType
	case *ast.LiteralNode:
		n.text, n.quoted = v.Value.Value, true
	case *ast.NullNode:
		n.shape = null
	case *ast.FloatNode, *ast.IntegerNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		n.text = in.GetToken().Value
	default:
		return nil, in
	}
	return n, nil
}
