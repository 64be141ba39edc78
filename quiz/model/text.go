package model

import (
	"strings"
	"unicode/utf8"

	"shifu/internal/lang"
	"shifu/quiz/formula"
)

// Text is a precompiled text of a model: literals and placeholders in both
// languages. A nil Text renders as "".
type Text struct {
	parts [2][]segment // zh, en
	where string
	src   lang.Text
	vars  []int // radicals and lets that it shows, ascending by first use
	inc   bool  // shows an incidental
}

type segmentKind uint8

const (
	literal segmentKind = iota
	radicalValue
	letValue
	incidentalValue
)

type segment struct {
	kind  segmentKind
	label bool // {id.label}: the label, not the phrase
	index int
	lit   string
}

// Source is the text as written, with its placeholders.
func (t *Text) Source() lang.Text {
	if t == nil {
		return lang.Text{}
	}
	return t.src
}

// Where is the text's place in the model, such as "options.late.text".
func (t *Text) Where() string {
	if t == nil {
		return ""
	}
	return t.where
}

// Fixed says whether the text has no placeholders: it reads alike everywhere.
func (t *Text) Fixed() bool { return t == nil || len(t.vars) == 0 && !t.inc }

// Unknown is a placeholder that nothing answers (E301): it is shown as written.
type Unknown struct {
	Where string
	Name  string // with its braces
}

// Unknowns lists the placeholders of the model's texts that nothing answers.
func (c *Compiled) Unknowns() []Unknown { return c.unknowns }

func tagIndex(tag lang.Tag) int {
	if tag == lang.En {
		return 1
	}
	return 0
}

// text compiles a text; an empty one is nil.
func (b *builder) text(t lang.Text, where string) *Text {
	if t.Empty() {
		return nil
	}
	out := &Text{where: where, src: t}
	for side, s := range [2]string{t.ZH, t.EN} {
		out.parts[side] = b.segments(out, s, join(where, [2]string{"zh", "en"}[side]))
	}
	b.c.texts = append(b.c.texts, out)
	return out
}

func (b *builder) segments(t *Text, s, where string) []segment {
	var out []segment
	var lit strings.Builder
	flush := func() {
		if lit.Len() > 0 {
			out = append(out, segment{kind: literal, lit: lit.String()})
			lit.Reset()
		}
	}
	for i := 0; i < len(s); {
		switch {
		case strings.HasPrefix(s[i:], "{{"):
			lit.WriteByte('{')
			i += 2
		case strings.HasPrefix(s[i:], "}}"):
			lit.WriteByte('}')
			i += 2
		case s[i] == '{':
			end := strings.IndexByte(s[i:], '}')
			if end < 0 || end > 80 {
				b.unknown(where, shorten(s[i:]))
				lit.WriteByte('{')
				i++
				continue
			}
			name := s[i+1 : i+end]
			if seg, text, ok := b.placeholder(t, strings.TrimSpace(name), where); ok {
				if seg != nil {
					flush()
					out = append(out, *seg)
				} else {
					lit.WriteString(text)
				}
			} else {
				b.unknown(where, "{"+name+"}")
				lit.WriteString(s[i : i+end+1])
			}
			i += end + 1
		case s[i] == '}':
			b.unknown(where, "}")
			lit.WriteByte('}')
			i++
		default:
			_, size := utf8.DecodeRuneInString(s[i:])
			lit.WriteString(s[i : i+size])
			i += size
		}
	}
	flush()
	return out
}

func shorten(s string) string {
	if r := []rune(s); len(r) > 20 {
		return string(r[:20]) + "…"
	}
	return s
}

func (b *builder) unknown(where, name string) {
	b.c.unknowns = append(b.c.unknowns, Unknown{Where: where, Name: name})
}

// placeholder resolves a name to a segment, or to literal text (a fact, a slot's mark).
func (b *builder) placeholder(t *Text, name, where string) (*segment, string, bool) {
	if id, ok := strings.CutPrefix(name, "slot:"); ok {
		if b.slots[id] && strings.HasPrefix(where, "stem.") {
			return nil, "{slot:" + id + "}", true
		}
		return nil, "", false
	}
	base, label := strings.CutSuffix(name, ".label")
	if v, ok := b.names[base]; ok && v.id == base {
		t.show(v.index)
		if v.index < len(b.c.rads) {
			return &segment{kind: radicalValue, index: v.index, label: label}, "", true
		}
		return &segment{kind: letValue, index: v.index - len(b.c.rads), label: label}, "", true
	}
	if i, ok := b.incidentals[base]; ok && !label {
		t.inc = true
		return &segment{kind: incidentalValue, index: i}, "", true
	}
	if f, ok := b.facts[base]; ok && !label {
		b.useFact(base)
		tag := lang.ZhHans
		if strings.HasSuffix(where, ".en") {
			tag = lang.En
		}
		if f.Kind == formula.NoKind {
			return nil, f.Text.In(tag), true
		}
		return nil, formula.Format(f.Kind, f.Value, tag), true
	}
	return nil, "", false
}

func (t *Text) show(index int) {
	for _, v := range t.vars {
		if v == index {
			return
		}
	}
	t.vars = append(t.vars, index)
}

// Append appends a text in situation i with the chosen incidentals (indexes in
// declared order; missing ones are the first value), in a language. zh-Hant reads
// the Chinese text as written.
func (c *Compiled) Append(dst []byte, t *Text, i int, incidentals []int, tag lang.Tag) []byte {
	if t == nil {
		return dst
	}
	side := tagIndex(tag)
	levels := c.Levels(i)
	for k := range t.parts[side] {
		s := &t.parts[side][k]
		switch s.kind {
		case literal:
			dst = append(dst, s.lit...)
		case radicalValue:
			dst = append(dst, c.rads[s.index].form(side, int(levels[s.index]), s.label)...)
		case incidentalValue:
			v := 0
			if s.index < len(incidentals) {
				v = incidentals[s.index]
			}
			dst = append(dst, c.incid[s.index].values[side][v]...)
		case letValue:
			dst = c.appendLet(dst, s, levels, side, tag)
		}
	}
	return dst
}

func (c *Compiled) appendLet(dst []byte, s *segment, levels []uint8, side int, tag lang.Tag) []byte {
	l := &c.lets[s.index]
	v, fail := c.letValue(s.index, levels)
	if fail != formula.OK {
		return append(dst, '?')
	}
	if l.value.kind == formula.Enum {
		if s.label || l.say[side][v] == "" {
			return append(dst, l.label[side][v]...)
		}
		return append(dst, l.say[side][v]...)
	}
	return formula.AppendFormat(dst, l.value.kind, v, tag)
}

func (r *radical) form(side, level int, label bool) string {
	if label {
		return r.label[side][level]
	}
	return r.say[side][level]
}

// Render is Append as a string.
func (c *Compiled) Render(t *Text, i int, incidentals []int, tag lang.Tag) string {
	if t == nil {
		return ""
	}
	if parts := t.parts[tagIndex(tag)]; len(parts) == 1 && parts[0].kind == literal {
		return parts[0].lit // most options and reasons: nothing to copy
	}
	var buf [256]byte
	return string(c.Append(buf[:0], t, i, incidentals, tag))
}

// RenderBoth is Render in both languages.
func (c *Compiled) RenderBoth(t *Text, i int, incidentals []int) lang.Text {
	return lang.Text{ZH: c.Render(t, i, incidentals, lang.ZhHans), EN: c.Render(t, i, incidentals, lang.En)}
}
