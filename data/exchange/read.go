package exchange

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"shifu/internal/lang"
	"shifu/quiz/model"
)

// ReadGIFT reads questions in GIFT as fixed items: no radicals, so they are for
// practice until someone makes them vary. The one language of the file stands for both;
// kp is the knowledge point they get. Questions of kinds that have no counterpart are
// findings with their line.
func ReadGIFT(name string, src []byte, kp string) ([]*model.Model, []model.Finding) {
	r := &giftReader{name: name, kp: kp}
	if !r.text(src) {
		return nil, r.findings
	}
	r.blocks(string(src))
	return r.done()
}

const maxSource = 8 << 20

type giftReader struct {
	name, kp string
	asked    int // questions so far, also those that could not be read
	models   []*model.Model
	findings []model.Finding
}

// full counts a question and says whether there are more than are read.
func (r *giftReader) full(line int) bool {
	r.asked++
	if r.asked == maxQuestions+1 {
		r.bad(line, "E101", fmt.Sprintf("题目超过%d道", maxQuestions), fmt.Sprintf("more than %d questions", maxQuestions))
	}
	return r.asked > maxQuestions
}

// done answers what was read. A file without a question is a finding.
func (r *giftReader) done() ([]*model.Model, []model.Finding) {
	if len(r.models) == 0 && len(r.findings) == 0 {
		r.bad(0, "E101", "文件里没有题目", "the file holds no question")
	}
	return r.models, r.findings
}

func (r *giftReader) text(src []byte) bool {
	switch {
	case len(src) > maxSource:
		r.bad(0, "E101", "文件太大：最多8 MiB", "the file is too large: at most 8 MiB")
	case !utf8.Valid(src):
		r.bad(0, "E100", "不是 UTF-8 文字，请另存为 UTF-8", "the text is not UTF-8; save it as UTF-8")
	default:
		return true
	}
	return false
}

func (r *giftReader) bad(line int, code, zh, en string) {
	r.findings = append(r.findings, model.FileFinding(code, r.name, model.Place{Line: line}, zh, en))
}

// blocks cuts the file into questions: they are separated by empty lines.
func (r *giftReader) blocks(src string) {
	src = strings.ReplaceAll(strings.TrimPrefix(src, "\ufeff"), "\r\n", "\n")
	var block []string
	start, braces := 0, 0
	flush := func() {
		if len(block) > 0 && !r.full(start) {
			r.question(strings.Join(block, "\n"), start)
		}
		block, braces = nil, 0
	}
	for i := 0; src != "" && r.asked <= maxQuestions; i++ {
		line, rest, _ := strings.Cut(src, "\n")
		src = rest
		trimmed := strings.TrimSpace(line)
		switch {
		case trimmed == "" && braces <= 0:
			flush()
			continue
		case len(block) == 0 && (strings.HasPrefix(trimmed, "//") || strings.HasPrefix(trimmed, "$CATEGORY:")):
			continue
		}
		if len(block) == 0 {
			start = i + 1
		}
		block = append(block, line)
		if strings.ContainsAny(line, "{}") {
			braces += unescaped(line, '{') - unescaped(line, '}')
		}
	}
	flush()
}

func unescaped(s string, c byte) int {
	n := 0
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' {
			i++
		} else if s[i] == c {
			n++
		}
	}
	return n
}

// cut splits at the first unescaped c.
func cut(s string, c byte) (before, after string, ok bool) {
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' {
			i++
		} else if s[i] == c {
			return s[:i], s[i+1:], true
		}
	}
	return s, "", false
}

func unescape(s string) string {
	s = strings.TrimSpace(s)
	if strings.IndexByte(s, '\\') < 0 {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) {
			i++
			if s[i] == 'n' {
				b.WriteByte('\n')
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return strings.TrimSpace(b.String())
}

var doubled = strings.NewReplacer("{", "{{", "}", "}}")

// both is a text of one language standing for both; braces mean themselves.
func both(s string) lang.Text {
	if strings.ContainsAny(s, "{}") {
		s = doubled.Replace(s)
	}
	return lang.Text{ZH: s, EN: s}
}

// choice is one answer of a GIFT question.
type choice struct {
	right          bool
	weight         string // of %…%, "" = none
	text, feedback string
}

func (r *giftReader) question(block string, line int) {
	title := ""
	if rest, ok := strings.CutPrefix(strings.TrimSpace(block), "::"); ok {
		if t, body, ok := strings.Cut(rest, "::"); ok {
			title, block = unescape(t), body
		}
	}
	before, rest, ok := cut(block, '{')
	if !ok {
		r.bad(line, "E101", "没有花括号：这不是一道题", "there are no braces: this is no question")
		return
	}
	inside, after, ok := cut(rest, '}')
	if !ok {
		r.bad(line, "E101", "少了右花括号", "a closing brace is missing")
		return
	}
	stem := before
	for _, f := range []string{"[html]", "[plain]", "[moodle]", "[markdown]"} {
		stem = strings.TrimPrefix(strings.TrimSpace(stem), f)
	}
	stem = unescape(stem)
	if strings.TrimSpace(after) != "" {
		stem += " ____ " + unescape(after)
	}
	m := model.New("gift.q" + strconv.Itoa(line))
	m.KP = r.kp
	if title == "" {
		title = firstRunes(stem, 30)
	}
	m.Title, m.Stem = both(title), both(stem)
	inside, general, _ := strings.Cut(strings.TrimSpace(inside), "####")
	why := both(unescape(general))
	if !r.answers(m, strings.TrimSpace(inside), why, line) {
		return
	}
	r.models = append(r.models, m)
}

func firstRunes(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "…"
	}
	return s
}

// answers fills the model from what stands in the braces.
func (r *giftReader) answers(m *model.Model, inside string, why lang.Text, line int) bool {
	head, _, _ := cut(inside, '#')
	word := ""
	if len(head) <= len(" FALSE ") {
		word = strings.ToUpper(strings.TrimSpace(head))
	}
	switch {
	case inside == "":
		essay(m, why)
		return true
	case word == "TRUE" || word == "T" || word == "FALSE" || word == "F":
		truth(m, word[0] == 'T', why)
		return true
	case strings.HasPrefix(inside, "#"):
		r.bad(line, "E101", "数字题请改写：要写清是金额、百分比还是个数", "write numeric questions anew: say whether the number is money, a percentage or a count")
		return false
	}
	choices, pairs := split(inside)
	if len(pairs) > 0 {
		return r.matching(m, pairs, why, line)
	}
	return r.choices(m, choices, why, line)
}

// choices fills the model from answers that were read: accepted texts, one right
// option, or several.
func (r *giftReader) choices(m *model.Model, choices []choice, why lang.Text, line int) bool {
	rights, wrongs, weighted := 0, 0, false
	for _, c := range choices {
		if c.right {
			rights++
		} else {
			wrongs++
		}
		weighted = weighted || c.weight != ""
	}
	switch {
	case len(choices) == 0:
		r.bad(line, "E101", "花括号里看不懂", "what stands in the braces cannot be read")
		return false
	case wrongs == 0 && !weighted:
		m.Type = model.Short
		set := model.Accepts{ID: "right"}
		for _, c := range choices {
			set.ZH, set.EN = append(set.ZH, c.text), append(set.EN, c.text)
		}
		m.Accepts = []model.Accepts{set}
		m.Rules = []model.Rule{{Key: model.Answer{Kind: model.Word, Word: "right"}, Why: why}}
		return true
	}
	m.Type = model.Single
	if weighted && rights != 1 {
		m.Type = model.Multiple
	}
	if len(choices) > 12 {
		r.bad(line, "E101", "选项超过12个", "more than 12 options")
		return false
	}
	key := model.Answer{Kind: model.List}
	m.Options = make([]model.Option, 0, len(choices))
	for i, c := range choices {
		id := optionIDs[i]
		o := model.Option{ID: id, Text: both(c.text)}
		if c.feedback != "" {
			o.Feedback = both(c.feedback)
		}
		m.Options = append(m.Options, o)
		if c.right {
			key.List = append(key.List, []string{id})
		}
	}
	if m.Type == model.Single {
		if rights != 1 {
			r.bad(line, "E101", "单选题要正好一个对的", "a single choice has exactly one right answer")
			return false
		}
		key = model.Answer{Kind: model.Word, Word: key.List[0][0]}
	}
	m.Rules = []model.Rule{{Key: key, Why: why}}
	return true
}

// essay makes a free reply that a mentor marks.
func essay(m *model.Model, reference lang.Text) {
	m.Type = model.Free
	m.Reference = []model.Reference{{Text: reference}}
	if reference.Empty() {
		m.Reference[0].Text = lang.Text{ZH: "由师傅评分", EN: "marked by the mentor"}
	}
	m.Rubric = []model.Criterion{{ID: "whole", Text: lang.Text{ZH: "整体", EN: "the whole"}, Levels: []model.RubricLevel{
		{Points: 0, Text: lang.Text{ZH: "不行", EN: "not enough"}}, {Points: 1, Text: lang.Text{ZH: "还行", EN: "fair"}}, {Points: 2, Text: lang.Text{ZH: "好", EN: "good"}}}}}
}

// truth makes a statement that is true or false.
func truth(m *model.Model, yes bool, why lang.Text) {
	m.Type = model.TrueFalse
	m.Rules = []model.Rule{{Key: model.Answer{Kind: model.Word, Word: map[bool]string{true: "yes", false: "no"}[yes]}, Why: why}}
}

var optionIDs = [...]string{"oa", "ob", "oc", "od", "oe", "of", "og", "oh", "oi", "oj", "ok", "ol"}

// split cuts the answers at unescaped = and ~.
func split(inside string) (choices []choice, pairs []model.Pair) {
	parts := make([]string, 0, 8)
	start := -1
	for i := 0; i < len(inside); i++ {
		switch inside[i] {
		case '\\':
			i++
		case '=', '~':
			if start >= 0 {
				parts = append(parts, inside[start:i])
			}
			start = i
		}
	}
	if start >= 0 {
		parts = append(parts, inside[start:])
	}
	choices = make([]choice, 0, len(parts))
	for _, p := range parts {
		c := choice{right: p[0] == '='}
		p = strings.TrimSpace(p[1:])
		if rest, ok := strings.CutPrefix(p, "%"); ok {
			if weight, body, ok := strings.Cut(rest, "%"); ok {
				c.weight, p = weight, body
				c.right = !strings.HasPrefix(weight, "-") && strings.Trim(weight, "0.") != ""
			}
		}
		text, feedback, _ := cut(p, '#')
		c.text, c.feedback = unescape(text), unescape(feedback)
		if left, right, ok := strings.Cut(text, "->"); c.right && ok {
			pairs = append(pairs, model.Pair{Left: unescape(left), Right: unescape(right)})
		}
		choices = append(choices, c)
	}
	return choices, pairs
}

func (r *giftReader) matching(m *model.Model, pairs []model.Pair, why lang.Text, line int) bool {
	m.Type = model.Match
	key := model.Answer{Kind: model.Map}
	ids := map[string]string{}
	for i, p := range pairs {
		if i >= 10 {
			r.bad(line, "E101", "匹配超过10对", "more than 10 pairs")
			return false
		}
		right, ok := ids[p.Right]
		if !ok {
			right = "r" + string(rune('a'+len(ids)))
			ids[p.Right] = right
			m.Right = append(m.Right, model.Part{ID: right, Text: both(p.Right)})
		}
		if p.Left == "" {
			continue // a distractor
		}
		left := "l" + string(rune('a'+i))
		m.Left = append(m.Left, model.Part{ID: left, Text: both(p.Left)})
		key.Map = append(key.Map, model.Pair{Left: left, Right: right})
	}
	m.Rules = []model.Rule{{Key: key, Why: why}}
	return true
}

// ReadAiken reads multiple-choice questions in Aiken format as fixed items.
func ReadAiken(name string, src []byte, kp string) ([]*model.Model, []model.Finding) {
	r := &giftReader{name: name, kp: kp}
	if !r.text(src) {
		return nil, r.findings
	}
	var stem []string
	var options []model.Option
	line := 0
	reset := func() { stem, options = nil, nil }
	for i, l := range strings.Split(strings.ReplaceAll(strings.TrimPrefix(string(src), "\ufeff"), "\r\n", "\n"), "\n") {
		t := strings.TrimSpace(l)
		switch {
		case t == "":
			continue
		case len(r.findings) > maxQuestions: // nothing of it is Aiken
			return r.done()
		case strings.HasPrefix(t, "ANSWER:"):
			if r.full(i + 1) {
				return r.done()
			}
			letter := strings.TrimSpace(strings.TrimPrefix(t, "ANSWER:"))
			if len(letter) != 1 || int(letter[0]-'A') >= len(options) || letter[0] < 'A' || len(options) < 2 || len(options) > 12 {
				r.bad(i+1, "E204", letter, letter)
				reset()
				continue
			}
			m := model.New(fmt.Sprintf("aiken.q%d", line))
			text := strings.Join(stem, "\n")
			m.KP, m.Type, m.Stem, m.Title = kp, model.Single, both(text), both(firstRunes(text, 30))
			m.Options = options
			m.Rules = []model.Rule{{Key: model.Answer{Kind: model.Word, Word: options[letter[0]-'A'].ID}}}
			r.models = append(r.models, m)
			reset()
		case len(t) > 2 && t[0] >= 'A' && t[0] <= 'Z' && (t[1] == '.' || t[1] == ')') && t[2] == ' ':
			if int(t[0]-'A') != len(options) {
				r.bad(i+1, "E101", "选项的字母要按 A、B、C 排", "the letters of options run A, B, C")
				continue
			}
			options = append(options, model.Option{ID: "o" + strings.ToLower(t[:1]), Text: both(strings.TrimSpace(t[3:]))})
		default:
			if len(options) > 0 {
				r.bad(i+1, "E101", "这道题没有 ANSWER 行", "this question has no ANSWER line")
				reset()
			}
			if len(stem) == 0 {
				line = i + 1
			}
			stem = append(stem, t)
		}
	}
	if len(stem) > 0 {
		r.bad(line, "E101", "这道题没有 ANSWER 行", "this question has no ANSWER line")
	}
	return r.done()
}
