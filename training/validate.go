package training

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"shifu/internal/lang"
	"shifu/quiz/model"
	"shifu/quiz/wording"
)

var (
	packID   = regexp.MustCompile(`^[a-z][a-z0-9-]{1,31}$`)
	thingID  = regexp.MustCompile(`^[a-z][a-z0-9._-]{0,63}$`)
	codeID   = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]{0,31}$`)
	factID   = regexp.MustCompile(`^[a-z][a-z0-9_]{0,31}$`)
	slotID   = regexp.MustCompile(`^[a-z][a-z0-9_]{0,31}$`)
	slotUse  = regexp.MustCompile(`\{([^{}]*)\}`)
	picture  = regexp.MustCompile(`!\[[^\]]*\]\(([^)\s]+)[^)]*\)`)
	mdSource = regexp.MustCompile(`(?i)<\s*(script|iframe|object|embed|style|link|img|a)\b|\]\(\s*(javascript|data|file):`)
)

// Codes of the findings of a pack as a whole. Item models keep the E, W and I
// codes of their own checker; reading a pack's files has K1xx.
const (
	CodeBadID   = "K201" // an id is not of the form that its kind asks for
	CodeTwice   = "K202" // the same id twice
	CodeMissing = "K203" // a field is empty
	CodeUnknown = "K204" // names a thing that the pack does not have
	CodeRange   = "K205" // a number, day or length out of its range
	CodeFact    = "K206" // a fact's value cannot be read as its kind
	CodeText    = "K207" // a text holds what it may not
	CodeSlot    = "K208" // a script's slots and braces do not agree
	CodeShape   = "K209" // fields that do not go together
	CodeDont    = "K210" // a script or a case's reference says what may never be said
	CodeUntold  = "K301" // warning: a text is missing in English
	CodeUnused  = "K302" // warning: nothing uses it
	CodeNoModel = "K303" // warning: a point without an item model

	CodeTryOutTerms = "K305" // warning: a certificate asks for less than the defaults
	CodeReadBefore  = "K306" // note: a second reader read an earlier revision
)

// Validate judges the pack as a whole and answers everything that it finds, each
// with its place: ids, texts, references between its parts (points, scripts,
// pictures, blueprints, checklists, certificates). Item models are judged by
// their own checker (quiz/check); here only their references are.
func (p *Pack) Validate() []model.Finding {
	v := &validator{pack: p, seen: map[string]map[string]bool{}, spoken: p.AllDonts()}
	v.manifest()
	v.points()
	v.facts()
	v.lists()
	v.synonyms()
	v.models()
	v.media()
	v.declare()
	v.lessons()
	v.scripts()
	v.cases()
	v.rubrics()
	v.programmes()
	v.certificates()
	v.readings()
	v.uses()
	slices.SortStableFunc(v.found, func(a, b model.Finding) int {
		if c := strings.Compare(a.File, b.File); c != 0 {
			return c
		}
		return a.Line - b.Line
	})
	return v.found
}

type validator struct {
	pack  *Pack
	found []model.Finding
	// spoken are the lists that whatever is said to a customer is held to.
	spoken *wording.Donts
	// seen holds the ids of each kind: seen["point"]["rule.privacy"].
	seen map[string]map[string]bool
	// heads are the points that are headings; used are the points, pictures
	// and cases that something names.
	heads map[string]bool
	used  map[string]bool
}

func (v *validator) add(severity model.Severity, code, path, where, zh, en string) {
	at := v.pack.At(path)
	v.found = append(v.found, model.Finding{Code: code, Severity: severity, File: at.File, Line: at.Line, Column: at.Column,
		Where: strings.TrimSuffix(path+": "+where, ": "), Message: lang.Text{ZH: zh, EN: en}})
}

func (v *validator) err(code, path, where, zh, en string) {
	v.add(model.Error, code, path, where, zh, en)
}

func (v *validator) has(kind, id string) bool { return v.seen[kind][id] }

// id checks the form of an id and notes it.
func (v *validator) id(form *regexp.Regexp, kind, id string) {
	path := kind + "/" + id
	if len(id) > maxIDLength || !form.MatchString(id) {
		v.err(CodeBadID, path, "id", fmt.Sprintf("编号“%s”不合规矩：小写字母开头，只用小写字母、数字、点和连字符", id),
			fmt.Sprintf("%q is not an id: begin with a lower-case letter; letters, digits, dots and hyphens follow", id))
	}
	if v.seen[kind] == nil {
		v.seen[kind] = map[string]bool{}
	}
	if v.seen[kind][id] {
		v.err(CodeTwice, path, "id", fmt.Sprintf("“%s”用了两次", id), fmt.Sprintf("%q is used twice", id))
	}
	v.seen[kind][id] = true
}

// text asks for a text in both languages. English may be left out where the
// format says so (soft): that is a warning.
func (v *validator) text(path, where string, t lang.Text, limit int, soft bool) {
	if strings.TrimSpace(t.ZH) == "" {
		v.err(CodeMissing, path, where+".zh", "缺中文文字", "the Chinese text is missing")
	}
	if strings.TrimSpace(t.EN) == "" {
		severity, code := model.Error, CodeMissing
		if soft {
			severity, code = model.Warning, CodeUntold
		}
		v.add(severity, code, path, where+".en", "缺英文文字", "the English text is missing")
	}
	if n := max(utf8.RuneCountInString(t.ZH), utf8.RuneCountInString(t.EN)); n > limit {
		v.err(CodeRange, path, where, fmt.Sprintf("有 %d 个字，最多 %d 个", n, limit), fmt.Sprintf("%d characters; at most %d", n, limit))
	}
}

func (v *validator) between(path, where string, n, low, high int) {
	if n < low || n > high {
		v.err(CodeRange, path, where, fmt.Sprintf("%d 不在 %d 到 %d 之间", n, low, high), fmt.Sprintf("%d is not between %d and %d", n, low, high))
	}
}

// ref asks that a named thing exists.
func (v *validator) ref(path, where, kind, id string) bool {
	v.use(kind, id)
	if v.has(kind, id) {
		return true
	}
	v.err(CodeUnknown, path, where, fmt.Sprintf("找不到%s“%s”", kindZH[kind], id), fmt.Sprintf("there is no %s %q", kindEN[kind], id))
	return false
}

func (v *validator) use(kind, id string) {
	if v.used == nil {
		v.used = map[string]bool{}
	}
	v.used[kind+"/"+id] = true
}

// leaf asks for a knowledge point that is no heading.
func (v *validator) leaf(path, where, id string) {
	if v.ref(path, where, "point", id) && v.heads[id] {
		v.err(CodeShape, path, where, fmt.Sprintf("“%s”是一组知识点的标题，请写下面的知识点", id),
			fmt.Sprintf("%q is a heading over points; name the points below it", id))
	}
}

func (v *validator) span(path, from, to string) {
	f, fok := parseDay(from)
	t, tok := parseDay(to)
	if from != "" && !fok {
		v.err(CodeRange, path, "from", fmt.Sprintf("“%s”不是日期，写成 2026-11-01", from), fmt.Sprintf("%q is no day; write 2026-11-01", from))
	}
	if to != "" && !tok {
		v.err(CodeRange, path, "to", fmt.Sprintf("“%s”不是日期，写成 2026-11-01", to), fmt.Sprintf("%q is no day; write 2026-11-01", to))
	}
	if from != "" && to != "" && fok && tok && t < f {
		v.err(CodeRange, path, "to", "结束日早于开始日", "the last day is before the first")
	}
}

var kindZH = map[string]string{"point": "知识点", "fact": "政策", "dont": "禁语表", "lesson": "课程", "script": "话术", "case": "案例", "rubric": "评分量规",
	"blueprint": "组卷蓝图", "checklist": "观察清单", "certificate": "证书", "programme": "培养方案", "module": "模块", "stage": "阶段",
	"media": "图片", "service stage": "服务阶段", "intent": "用途", "persona": "客户类型", "model": "情境题"}

var kindEN = map[string]string{"point": "knowledge point", "fact": "fact", "dont": "list of don'ts", "lesson": "lesson", "script": "script", "case": "case", "rubric": "rubric",
	"blueprint": "blueprint", "checklist": "checklist", "certificate": "certificate", "programme": "programme", "module": "module", "stage": "stage",
	"media": "picture", "service stage": "stage of service", "intent": "intent", "persona": "persona", "model": "item model"}
