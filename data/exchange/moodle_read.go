package exchange

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	stdhtml "html"
	"io"
	"regexp"
	"strings"

	"shifu/quiz/model"
)

// maxQuestions bounds the questions of one file.
const maxQuestions = 5000

// moodleQuestion is a question of Moodle XML, as far as it is read.
type moodleQuestion struct {
	Type     string       `xml:"type,attr"`
	Name     moodleText   `xml:"name"`
	Stem     moodleText   `xml:"questiontext"`
	General  moodleText   `xml:"generalfeedback"`
	Single   string       `xml:"single"`
	Answers  []moodleItem `xml:"answer"`
	Subs     []moodleItem `xml:"subquestion"`
	Grader   moodleText   `xml:"graderinfo"`
	Category moodleText   `xml:"category"`
}

type moodleText struct {
	Text string `xml:"text"`
}

type moodleItem struct {
	Fraction string     `xml:"fraction,attr"`
	Text     string     `xml:"text"`
	Feedback moodleText `xml:"feedback"`
	Answer   moodleText `xml:"answer"`
}

// ReadMoodle reads the questions of a Moodle XML file as fixed items, as ReadGIFT
// does: choices with one or several right answers, true or false, short answers,
// matching, essays. Other kinds are findings with their line. Nothing outside the
// file is read: a document type, and with it every entity of its own, is refused.
func ReadMoodle(name string, src []byte, kp string) ([]*model.Model, []model.Finding) {
	r := &giftReader{name: name, kp: kp}
	if !r.text(src) {
		return nil, r.findings
	}
	d := xml.NewDecoder(bytes.NewReader(src))
	for {
		line, _ := d.InputPos()
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return r.done()
		}
		if err != nil {
			return nil, r.broken(err)
		}
		switch t := token.(type) {
		case xml.Directive:
			r.bad(line, "E101", "文件里有 DOCTYPE 之类的声明，不读；请从 Moodle 重新导出", "the file holds a declaration such as DOCTYPE, which is not read; export it from Moodle again")
			return nil, r.findings
		case xml.StartElement:
			if t.Name.Local != "question" {
				continue
			}
			if r.full(line) {
				return r.done()
			}
			var q moodleQuestion
			if err := d.DecodeElement(&q, &t); err != nil {
				return nil, r.broken(err)
			}
			r.moodle(q, r.asked, line)
		}
	}
}

func (r *giftReader) broken(err error) []model.Finding {
	line := 0
	var syntax *xml.SyntaxError
	if errors.As(err, &syntax) {
		line = syntax.Line
	}
	r.bad(line, "E100", "XML 读不下去，文件可能不完整", "the XML cannot be read on; the file may not be whole")
	return r.findings
}

// moodle turns one question into a fixed item.
func (r *giftReader) moodle(q moodleQuestion, n, line int) {
	if q.Type == "category" || q.Type == "description" {
		return
	}
	m := model.New(fmt.Sprintf("moodle.q%d", n))
	m.KP = r.kp
	stem, why := plain(q.Stem.Text), both(plain(q.General.Text))
	title := strings.TrimSpace(q.Name.Text)
	if title == "" {
		title = firstRunes(stem, 30)
	}
	if stem == "" {
		r.bad(line, "E101", "这道题没有题干", "this question has no text")
		return
	}
	m.Title, m.Stem = both(title), both(stem)
	var choices []choice
	for _, a := range q.Answers {
		choices = append(choices, choice{right: positive(a.Fraction), text: plain(a.Text), feedback: plain(a.Feedback.Text)})
	}
	ok := false
	switch q.Type {
	case "multichoice":
		if strings.TrimSpace(q.Single) == "false" || strings.TrimSpace(q.Single) == "0" {
			for i := range choices {
				choices[i].weight = q.Answers[i].Fraction
			}
		}
		ok = r.choices(m, choices, why, line)
	case "truefalse":
		for i, c := range choices {
			if c.right {
				truth(m, strings.EqualFold(strings.TrimSpace(q.Answers[i].Text), "true"), why)
				ok = true
			}
		}
		if !ok {
			r.bad(line, "E101", "判断题没有对的答案", "this true-false question has no right answer")
		}
	case "shortanswer":
		var rights []choice
		for _, c := range choices {
			if c.right {
				rights = append(rights, c)
			}
		}
		ok = r.choices(m, rights, why, line)
	case "matching":
		var pairs []model.Pair
		for _, s := range q.Subs {
			pairs = append(pairs, model.Pair{Left: plain(s.Text), Right: plain(s.Answer.Text)})
		}
		ok = r.matching(m, pairs, why, line)
	case "essay":
		reference := why
		if g := plain(q.Grader.Text); g != "" && reference.Empty() {
			reference = both(g)
		}
		essay(m, reference)
		ok = true
	case "numerical":
		r.bad(line, "E101", "数字题请改写：要写清是金额、百分比还是个数", "write numeric questions anew: say whether the number is money, a percentage or a count")
	default:
		r.bad(line, "E101", "不读这种题："+q.Type, "questions of this kind are not read: "+q.Type)
	}
	if ok {
		r.models = append(r.models, m)
	}
}

func positive(fraction string) bool {
	f := strings.TrimSpace(fraction)
	return !strings.HasPrefix(f, "-") && strings.Trim(f, "0.") != ""
}

var (
	breaks = regexp.MustCompile(`(?i)<\s*(?:br\s*/?|/p|/div|/li|/tr)\s*>`)
	tags   = regexp.MustCompile(`<[^<>]*>`)
)

// plain is the text of a piece of HTML: lines stay, marks go.
func plain(s string) string {
	s = strings.TrimSpace(s)
	if inner, ok := strings.CutPrefix(s, "<p>"); ok { // most texts are one paragraph
		if inner, ok = strings.CutSuffix(inner, "</p>"); ok && !strings.Contains(inner, "<") {
			s = strings.TrimSpace(inner)
		}
	}
	if !strings.ContainsAny(s, "<&\n\u00a0") {
		return s
	}
	s = tags.ReplaceAllString(breaks.ReplaceAllString(s, "\n"), "")
	s = strings.ReplaceAll(stdhtml.UnescapeString(s), "\u00a0", " ")
	var lines []string
	for _, l := range strings.Split(s, "\n") {
		if l = strings.TrimSpace(l); l != "" {
			lines = append(lines, l)
		}
	}
	return strings.Join(lines, "\n")
}
