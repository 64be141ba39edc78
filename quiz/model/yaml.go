package model

import (
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// shape is what a node of a file is.
type shape uint8

const (
	scalar shape = iota
	mapping
	sequence
	null
)

// node is a piece of a file with its place: all that the reader needs of YAML, of
// a workbook and of canonical JSON alike.
type node struct {
	shape   shape
	text    string // scalar
	quoted  bool   // scalar in quotes or a block: never a number
	decimal bool   // scalar that YAML reads as a number with a point
	at      Place
	keys    []*node // mapping
	vals    []*node // mapping, sequence

	comments []string // of the lines above an entry of a list (here) or a field (at its key), without #
}

func (n *node) get(key string) *node {
	if n.shape == mapping {
		for i, k := range n.keys {
			if k.text == key {
				return n.vals[i]
			}
		}
	}
	return nil
}

// readYAML reads one YAML document into nodes. Everything that can make a reader
// slow or that hides meaning (anchors, aliases, tags, merge keys, deep nesting, huge
// mappings) is refused before it is parsed.
func readYAML(f *finder, src []byte) *node {
	if len(src) > MaxFile {
		f.file("E101", Place{}, "文件太大：最多2 MiB", "the file is too large: at most 2 MiB")
		return nil
	}
	text := strings.TrimPrefix(string(src), "\ufeff")
	if !utf8.ValidString(text) {
		notUTF8(f, src)
		return nil
	}
	text = strings.ReplaceAll(text, "\r\n", "\n")
	if at, name, ok := hiddenCharacter(text); ok {
		f.file("E101", at, "有看不见的字符（"+name+"），请删掉", "there is a hidden character ("+name+"); delete it")
		return nil
	}
	if at, deep, ok := crowded(text); ok {
		if deep {
			f.file("E101", at, "括号套得太深", "too many brackets within brackets")
		} else {
			f.file("E101", at, "一个文件里的条目太多，请分成几个文件", "too many entries for one file; split it")
		}
		return nil
	}
	tokens := lexer.Tokenize(text)
	if !allowedTokens(f, tokens) {
		return nil
	}
	file, err := parser.Parse(tokens, 0)
	if err != nil {
		syntaxError(f, err)
		return nil
	}
	var body ast.Node
	for _, d := range file.Docs {
		if d.Body == nil {
			continue
		}
		if body != nil {
			f.file("E101", place(d.Body.GetToken()), "一个文件只能有一份内容（不要写第二个 ---）", "a file holds one document (no second ---)")
			return nil
		}
		body = d.Body
	}
	if body == nil {
		f.file("E101", Place{Line: 1, Column: 1}, "文件是空的", "the file is empty")
		return nil
	}
	n, bad := convert(body)
	if bad != nil {
		f.file("E101", place(bad.GetToken()), "这种 YAML 写法不支持", "this kind of YAML is not supported")
		return nil
	}
	return n
}

func notUTF8(f *finder, src []byte) {
	line := 1
	for i := 0; i < len(src); {
		r, size := utf8.DecodeRune(src[i:])
		if r == utf8.RuneError && size == 1 {
			break
		}
		if r == '\n' {
			line++
		}
		i += size
	}
	zh, en := "不是 UTF-8 文字，请另存为 UTF-8", "the text is not UTF-8; save it as UTF-8"
	sample := src[:min(len(src), 64<<10)]
	if out, err := simplifiedchinese.GB18030.NewDecoder().Bytes(sample); err == nil && mostlyHan(string(out)) {
		zh, en = "看起来是 GB18030（ANSI）编码，请另存为 UTF-8", "it looks like GB18030 (ANSI); save it as UTF-8"
	}
	f.file("E100", Place{Line: line}, zh, en)
}

// mostlyHan says whether the characters beyond ASCII are nearly all Chinese.
func mostlyHan(s string) bool {
	han, other := 0, 0
	for _, r := range s {
		switch {
		case r < 0x80:
		case r >= 0x3000 && r <= 0x9fff || r >= 0xff00 && r <= 0xffef || r >= 0x2000 && r <= 0x206f:
			han++
		default:
			other++
		}
	}
	return han > 4*other
}

// crowded finds the place where a file has more marks than the largest one that people
// write. A mark is a character that may begin a piece of its own, which costs the reader
// a hundred times its byte. deep says that it is brackets within brackets.
func crowded(text string) (at Place, deep, found bool) {
	marks, open := 0, 0
	line, begin := 1, 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '\n':
			line, begin = line+1, i+1
			continue
		case '-':
			if i+1 < len(text) && text[i+1] != ' ' && text[i+1] != '\n' {
				continue
			}
		case '[', '{':
			open++
		case ']', '}':
			open--
		case ',', ':', '#', '&', '*', '!', '?':
		default:
			continue
		}
		if marks++; marks > maxMarks {
			return Place{Line: line, Column: utf8.RuneCountInString(text[begin:i]) + 1}, open > MaxNesting, true
		}
	}
	return Place{}, false, false
}

// hiddenCharacter finds control characters and direction overrides, which make a
// text read differently from what it holds, and characters without a width.
func hiddenCharacter(text string) (at Place, name string, found bool) {
	line, col := 1, 0
	for _, r := range text {
		col++
		if r == '\n' {
			line, col = line+1, 0
			continue
		}
		if hidden(r) || widthless(r) {
			return Place{Line: line, Column: col}, codePoint(r), true
		}
	}
	return Place{}, "", false
}

func hidden(r rune) bool {
	return r < 0x20 && r != '\t' && r != '\n' || r == 0x7f || r >= 0x80 && r < 0xa0 ||
		r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == 0x200e || r == 0x200f ||
		r == 0xfeff || r == 0xfffd || r == 0x2028 || r == 0x2029
}

// widthless are characters that come along from the web and make two words that look
// alike differ. (The joiner of emoji, U+200D, is none of them.) They are refused where a
// model is read; versions that were published before keep theirs.
func widthless(r rune) bool { return r == 0x200b || r == 0x061c || r >= 0x2060 && r <= 0x2064 }

func codePoint(r rune) string {
	const hex = "0123456789ABCDEF"
	out := []byte("U+")
	for shift := 20; shift >= 0; shift -= 4 {
		d := r >> shift & 15
		if d == 0 && shift > 12 && len(out) == 2 {
			continue
		}
		out = append(out, hex[d])
	}
	return string(out)
}

func place(t *token.Token) Place {
	if t == nil || t.Position == nil {
		return Place{}
	}
	return Place{Line: t.Position.Line, Column: t.Position.Column}
}

const (
	maxMarks     = 160_000 // marks of a file (see crowded): 200 models of 800, more than any has
	maxFields    = 200     // keys of one mapping
	maxIndent    = 120     // columns of indentation
	maxDashes    = 6       // "- - -" on one line
	maxLineColon = 4       // "a: b:" on one line outside brackets
)

// allowedTokens refuses what the format excludes, in one pass over the tokens.
func allowedTokens(f *finder, tokens token.Tokens) bool {
	type open struct{ keys int }
	var flow []open
	block := map[int]int{} // column of a key -> keys seen since a shallower one
	line, dashes, colons := 0, 0, 0
	refuse := func(t *token.Token, zh, en string) bool {
		f.file("E101", place(t), zh, en)
		return false
	}
	for _, t := range tokens {
		if t.Position.Line != line {
			line, dashes, colons = t.Position.Line, 0, 0
			if len(flow) == 0 && t.Position.Column > maxIndent {
				return refuse(t, "缩进太深", "indented too deeply")
			}
		}
		switch t.Type {
		case token.AnchorType, token.AliasType:
			return refuse(t, "不能用 & 和 *（YAML 的锚和引用）；文字里有它们就加引号", "anchors and aliases (& and *) are not allowed; quote a text that begins with them")
		case token.TagType:
			return refuse(t, "不能用 !（YAML 的标签）；“不是”写成 非，或者加引号", "tags (!) are not allowed; for a negation write 非 or not, or use quotes")
		case token.MergeKeyType:
			return refuse(t, "不能用 <<（合并键）", "merge keys (<<) are not allowed")
		case token.MappingKeyType:
			return refuse(t, "不能用 ? 写键；文字里有它就加引号", "complex keys (?) are not allowed; quote a text that begins with ?")
		case token.DirectiveType:
			return refuse(t, "不能用 %（YAML 的指令）", "directives (%) are not allowed")
		case token.MappingStartType, token.SequenceStartType:
			if len(flow) >= MaxNesting {
				return refuse(t, "括号套得太深", "too many brackets within brackets")
			}
			flow = append(flow, open{})
		case token.MappingEndType, token.SequenceEndType:
			if len(flow) > 0 {
				flow = flow[:len(flow)-1]
			}
		case token.SequenceEntryType:
			if dashes++; dashes > maxDashes {
				return refuse(t, "一行里的“-”太多", "too many dashes on one line")
			}
			for c := range block {
				if c > t.Position.Column {
					delete(block, c)
				}
			}
		case token.MappingValueType:
			count := 0
			if len(flow) > 0 {
				flow[len(flow)-1].keys++
				count = flow[len(flow)-1].keys
			} else {
				if colons++; colons > maxLineColon {
					return refuse(t, "一行里的“:”太多；文字里有冒号就加引号", "too many colons on one line; quote a text that holds a colon")
				}
				col := t.Position.Column
				if t.Prev != nil {
					col = t.Prev.Position.Column
				}
				for c := range block {
					if c > col {
						delete(block, c)
					}
				}
				block[col]++
				count = block[col]
			}
			if count > maxFields {
				return refuse(t, "一处的字段太多", "too many fields in one place")
			}
		}
	}
	return true
}

func syntaxError(f *finder, err error) {
	var e yaml.Error
	if !errors.As(err, &e) {
		f.file("E101", Place{}, "YAML 读不懂", "the YAML cannot be read")
		return
	}
	msg := e.GetMessage()
	for _, s := range syntaxWords {
		if strings.Contains(msg, s.part) {
			f.file("E101", place(e.GetToken()), s.zh, s.en)
			return
		}
	}
	f.file("E101", place(e.GetToken()), "YAML 写法不对（"+msg+"）", msg)
}

// syntaxWords puts the library's commonest messages into an author's words.
var syntaxWords = []struct{ part, zh, en string }{
	{"already defined", "同一个字段写了两次", "a field is written twice"},
	{"invalid header option", "以 > 或 | 开头的格子要加引号；“大于等于”也可以写 ≥7", "a cell that begins with > or | needs quotes; ≥7 needs none"},
	{"mapping value is not allowed", "文字里有冒号就要加引号", "a text with a colon needs quotes"},
	{"sequence end token", "少了右方括号 ]", "a closing bracket ] is missing"},
	{"flow map content", "花括号里写得不对：文字里有逗号、引号或冒号就要加引号", "something is wrong inside the braces: a text with a comma, a quote or a colon needs quotes"},
	{"flow mapping end token", "少了右花括号 }", "a closing brace } is missing"},
	{"end character", "引号没有收尾", "a quotation mark is not closed"},
	{"tab character", "缩进要用空格，不能用制表符", "indent with spaces, not with tabs"},
	{"character '\t'", "缩进要用空格，不能用制表符", "indent with spaces, not with tabs"},
	{"surrogate", "反斜杠 \\u 后面不是一个完整的字符", "what follows \\u is no whole character"},
	{"block sequence entries", "这里的“-”要加引号", "a \"-\" here needs quotes"},
	{"reserved character", "以 @ 或 ` 开头的文字要加引号", "a text that begins with @ or ` needs quotes"},
	{"directive", "以 % 开头的文字要加引号", "a text that begins with % needs quotes"},
	{"value is not allowed in this context", "这里的缩进或括号不对", "the indentation or a bracket is wrong here"},
}

// convert turns the library's tree into nodes; bad is a node of an unknown kind.
func convert(in ast.Node) (n *node, bad ast.Node) {
	n = &node{at: place(in.GetToken())}
	switch v := in.(type) {
	case *ast.MappingNode:
		n.shape = mapping
		if !v.IsFlowStyle && len(v.Values) > 0 {
			n.at = place(v.Values[0].Key.GetToken())
		}
		for _, mv := range v.Values {
			if bad = n.add(mv); bad != nil {
				return nil, bad
			}
		}
	case *ast.MappingValueNode:
		n.shape = mapping
		n.at = place(v.Key.GetToken())
		if bad = n.add(v); bad != nil {
			return nil, bad
		}
	case *ast.SequenceNode:
		n.shape = sequence
		for _, e := range v.Values {
			c, bad := convert(e)
			if bad != nil {
				return nil, bad
			}
			n.vals = append(n.vals, c)
		}
	case *ast.StringNode:
		n.text = v.Value
		n.quoted = v.Token.Type == token.DoubleQuoteType || v.Token.Type == token.SingleQuoteType
		n.at.quoted = n.quoted
	case *ast.LiteralNode:
		n.text, n.quoted = v.Value.Value, true
		n.at.block = true
	case *ast.NullNode:
		n.shape = null
	case *ast.FloatNode:
		n.text, n.decimal = v.Token.Value, true
	case *ast.IntegerNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		n.text = in.GetToken().Value
	default:
		return nil, in
	}
	return n, nil
}

func (n *node) add(mv *ast.MappingValueNode) ast.Node {
	key, bad := convert(mv.Key)
	if bad != nil {
		return bad
	}
	if key.shape == null {
		key.shape, key.text = scalar, mv.Key.GetToken().Value
	}
	if key.shape != scalar {
		return mv.Key
	}
	val, bad := convert(mv.Value)
	if bad != nil {
		return bad
	}
	n.keys, n.vals = append(n.keys, key), append(n.vals, val)
	return nil
}
