package response

import (
	"encoding/json"
	"strconv"
	"unicode"
	"unicode/utf8"

	"shifu/internal/lang"
	"shifu/quiz/model"
	"shifu/quiz/wording"
)

// Status says what a response is good for.
type Status string

const (
	// Invalid cannot be a response to this variant: it is refused with the
	// reason, the attempt stays open, it is never scored.
	Invalid Status = "invalid"
	// Incomplete could be one, but something is missing: it may be kept as a
	// draft; when the time is over what is there is scored.
	Incomplete Status = "incomplete"
	// Complete is scored.
	Complete Status = "complete"
)

// Limits of what may be typed, in characters.
const (
	MaxShort   = 200
	MaxRewrite = 500
	MaxFree    = 2000
	maxRaw     = 64 << 10 // bytes of a response
)

// Parsed is a response that was read.
type Parsed struct {
	Status    Status          `json:"status"`
	Problem   wording.Problem `json:"problem,omitzero"`    // why it is not complete
	Canonical json.RawMessage `json:"canonical,omitempty"` // RFC 8785; what is stored. Missing when invalid
	ReadAs    lang.Text       `json:"read_as,omitzero"`    // what a typed number or text was read as
	answer    any
}

// Mark is what a response earned.
type Mark struct {
	Status Status `json:"status"`
	// Score is 0..100 hundredths; nil for an invalid response and for a free
	// reply that no mentor has marked.
	Score       *int   `json:"score"`
	NeedsMentor bool   `json:"needs_mentor,omitempty"` // a mentor marks it, or confirms the score
	Redline     bool   `json:"redline"`
	Right       bool   `json:"right"` // counts as right for mastery
	Class       string `json:"class"`
	Parts       []Part `json:"parts"`
	// Feedback in the order in which it is shown: red line, the thing's own,
	// the reason of the row, the condition to look at.
	Feedback  []Note          `json:"feedback"`
	DecidedBy []string        `json:"decided_by"`
	IfChanged []Change        `json:"if_changed"`
	ReadAs    lang.Text       `json:"read_as,omitzero"`
	Problem   wording.Problem `json:"problem,omitzero"`
	Hits      []wording.Hit   `json:"hits,omitempty"` // don'ts in a written answer
}

// Part is what one part of a response earned: an option, a pair, a gap, a line,
// a must, a step of a chat or a criterion.
type Part struct {
	ID    string `json:"id"`
	Score int    `json:"score"`
	Of    int    `json:"of"`
	Right bool   `json:"right"`
}

// NoteKind says where a line of feedback comes from.
type NoteKind string

const (
	OnRedline   NoteKind = "redline"
	OnAnswer    NoteKind = "answer"    // the chosen thing's own feedback
	OnReason    NoteKind = "reason"    // why the key is right in this situation
	OnCondition NoteKind = "condition" // the condition that turns it
)

// Note is a line of feedback in both languages.
type Note struct {
	Kind NoteKind `json:"kind"`
	lang.Text
}

// kind is what each of the thirteen types knows to do.
type kind interface {
	// parse reads the fields of a response.
	parse(v *Variant, f fields) (answer any, status Status, p wording.Problem)
	// mark fills in score, red line, parts and the own feedback.
	mark(v *Variant, answer any, m *Mark)
	// present fills in what a learner may see; answer is the response so far.
	present(v *Variant, p *Presentation, answer any)
	// canonical writes the response.
	canonical(answer any) []byte
	// selfTest answers a right, a wrong, an incomplete and an invalid response.
	selfTest(v *Variant) Samples
	// almost says whether a score from 80 counts as right for mastery.
	almost() bool
}

var kinds = map[model.Type]kind{}

// Samples are responses of known worth to a variant, in JSON. Wrong is nil when
// there is no wrong one.
type Samples struct{ Right, Wrong, Incomplete, Invalid json.RawMessage }

// SelfTest answers a right, a wrong, an incomplete and an invalid response to a
// variant. Every type must mark its own as what they are. A free reply has no
// right or wrong before its mentor.
func SelfTest(v *Variant) Samples {
	k, ok := kinds[v.Type]
	if !ok {
		return Samples{}
	}
	return k.selfTest(v)
}

// Parse reads a response. It never fails: what cannot be read is invalid, with
// the reason in words. Empty input, null and {} are incomplete.
func Parse(v *Variant, raw []byte) Parsed {
	k, ok := kinds[v.Type]
	if !ok {
		return Parsed{Status: Invalid, Problem: malformed}
	}
	f, p := readFields(raw)
	if p.Code != "" {
		return Parsed{Status: Invalid, Problem: p}
	}
	answer, status, p := k.parse(v, f)
	if status != Invalid {
		if unread := f.unknown(); unread != "" {
			status, p = Invalid, problem("unknown_field", "作答里有看不懂的内容：“"+clip(unread)+"”。", "The response has something unknown: \""+clip(unread)+"\".")
		}
	}
	out := Parsed{Status: status, Problem: p, answer: answer}
	if status == Invalid {
		out.answer = nil
		return out
	}
	out.Canonical = k.canonical(answer)
	if r, ok := answer.(interface{ readAs() lang.Text }); ok {
		out.ReadAs = r.readAs()
	}
	return out
}

// Judge is Parse and Score in one.
func Judge(v *Variant, raw []byte) Mark { return Score(v, Parse(v, raw)) }

// Score marks a response that was parsed for the same variant. It depends on
// nothing but the two.
func Score(v *Variant, r Parsed) Mark {
	m := Mark{Status: r.Status, Class: v.Class, Parts: []Part{}, Feedback: []Note{}, DecidedBy: v.Feedback.DecidedBy, IfChanged: v.Feedback.IfChanged,
		ReadAs: r.ReadAs, Problem: r.Problem}
	if m.DecidedBy == nil {
		m.DecidedBy = []string{}
	}
	if m.IfChanged == nil {
		m.IfChanged = []Change{}
	}
	k, ok := kinds[v.Type]
	if r.Status == Invalid || !ok || r.answer == nil {
		m.Status = Invalid
		return m
	}
	k.mark(v, r.answer, &m)
	if m.Score != nil && *m.Score < 0 {
		*m.Score = 0
	}
	m.Right = right(v.Type, m)
	if !v.Why.Empty() {
		m.Feedback = append(m.Feedback, Note{OnReason, v.Why})
	}
	if len(v.Feedback.IfChanged) > 0 {
		m.Feedback = append(m.Feedback, Note{OnCondition, v.Feedback.IfChanged[0].sentence()})
	}
	return m
}

// right says whether a score counts as right for mastery: 100, or 80 without a
// red line for the types that are marked in parts.
func right(t model.Type, m Mark) bool {
	if m.Score == nil || m.Redline {
		return false
	}
	if k, ok := kinds[t]; ok && k.almost() {
		return *m.Score >= 80
	}
	return *m.Score == 100
}

// IsRight says whether a final score, perhaps set by a mentor, counts as right
// for mastery.
func IsRight(t model.Type, score int, redline bool) bool {
	return right(t, Mark{Score: &score, Redline: redline})
}

// sentence says what the answer becomes when the condition changes.
func (c Change) sentence() lang.Text {
	t := lang.Text{ZH: c.Label.ZH + "改为" + c.LevelText.ZH + "时答案就变了", EN: "With " + c.Label.EN + " changed to " + c.LevelText.EN + " the answer changes"}
	if !c.KeyText.Empty() {
		t.ZH += "：" + c.KeyText.ZH
		t.EN += ": " + c.KeyText.EN
		return t
	}
	t.ZH += "。"
	t.EN += "."
	return t
}

func (m *Mark) score(n int) { m.Score = &n }

func (m *Mark) say(kind NoteKind, t lang.Text) {
	if !t.Empty() {
		m.Feedback = append(m.Feedback, Note{kind, t})
	}
}

// own says the feedback of a thing, if it has one.
func (m *Mark) own(v *Variant, id string) {
	for i := range v.Feedback.Own {
		if v.Feedback.Own[i].ID == id {
			m.say(OnAnswer, v.Feedback.Own[i].Text)
			return
		}
	}
}

func problem(code wording.ProblemCode, zh, en string) wording.Problem {
	return wording.Problem{Code: code, Text: lang.Text{ZH: zh, EN: en}}
}

var (
	malformed  = problem("malformed", "这份作答读不出来，请重新作答。", "The response cannot be read; please answer again.")
	nothing    = problem(wording.Blank, "还没有作答。", "Nothing is answered yet.")
	notOnPaper = problem("not_shown", "所选的不在这道题里。", "What was chosen is not part of this item.")
	twice      = problem("twice", "同一项用了两次。", "The same thing is used twice.")
	noneAndOne = problem("none_and_some", "选了“都不选”，就不能再选别的。", "\"None\" cannot stand together with others.")
)

// clip shortens a text of the response for a message.
func clip(s string) string {
	if utf8.RuneCountInString(s) > 20 {
		return string([]rune(s)[:20]) + "…"
	}
	return s
}

// checkText refuses a typed text that is too long or holds control characters
// or marks that turn the direction of writing.
func checkText(s string, limit int) (Status, wording.Problem) {
	if utf8.RuneCountInString(s) > limit {
		return Invalid, problem("too_long", "太长了，最多"+strconv.Itoa(limit)+"个字。", "Too long: at most "+strconv.Itoa(limit)+" characters.")
	}
	blank := true
	for _, r := range s {
		if r == utf8.RuneError || unicode.IsControl(r) && r != '\n' && r != '\t' && r != '\r' || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			return Invalid, problem("control", "文字里有看不见的控制字符，请删掉再写。", "The text holds invisible control characters; remove them.")
		}
		blank = blank && unicode.IsSpace(r)
	}
	if blank {
		return Incomplete, nothing
	}
	return Complete, wording.Problem{}
}
