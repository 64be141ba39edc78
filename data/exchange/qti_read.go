package exchange

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"sort"
	"strings"

	"shifu/quiz/model"
)

// Limits of a QTI package: they bound what unpacking any file can cost.
const (
	maxPackage = 16 << 20
	maxEntry   = 1 << 20 // bytes of one item
)

// qtiItem is a static QTI 3 item, as far as it is read.
type qtiItem struct {
	Title    string `xml:"title,attr"`
	Response []struct {
		ID          string   `xml:"identifier,attr"`
		Cardinality string   `xml:"cardinality,attr"`
		Right       []string `xml:"qti-correct-response>qti-value"`
		Mapping     []struct {
			Key   string `xml:"map-key,attr"`
			Value string `xml:"mapped-value,attr"`
		} `xml:"qti-mapping>qti-map-entry"`
	} `xml:"qti-response-declaration"`
	Templates []struct{} `xml:"qti-template-declaration"`
	Body      qtiBody    `xml:"qti-item-body"`
	Why       struct {
		Inner string `xml:",innerxml"`
	} `xml:"qti-modal-feedback>qti-content-body"`
}

type qtiBody struct {
	Inner  string `xml:",innerxml"`
	Choice *struct {
		Choices []qtiChoice `xml:"qti-simple-choice"`
	} `xml:"qti-choice-interaction"`
	Order *struct {
		Choices []qtiChoice `xml:"qti-simple-choice"`
	} `xml:"qti-order-interaction"`
	Match *struct {
		Sets []struct {
			Choices []qtiChoice `xml:"qti-simple-associable-choice"`
		} `xml:"qti-simple-match-set"`
	} `xml:"qti-match-interaction"`
	Extended *struct{} `xml:"qti-extended-text-interaction"`
}

type qtiChoice struct {
	ID    string `xml:"identifier,attr"`
	Inner string `xml:",innerxml"`
}

// ReadQTI reads static QTI 3 items as fixed items: a package (zip) or one item.
// Choices, order, matching, a single text entry and extended text are read; templates
// and everything else are findings that name the file inside the package.
func ReadQTI(name string, src []byte, kp string) ([]*model.Model, []model.Finding) {
	r := &giftReader{name: name, kp: kp}
	if !bytes.HasPrefix(src, []byte("PK")) {
		if r.text(src) {
			r.qti(name, 1, src)
		}
		return r.done()
	}
	z, err := zip.NewReader(bytes.NewReader(src), int64(len(src)))
	if err != nil || len(src) > maxPackage {
		r.bad(0, "E100", "不是能读的 QTI 包（zip），或者超过16 MiB", "this is no QTI package (zip) that can be read, or it is over 16 MiB")
		return nil, r.findings
	}
	files := z.File
	sort.SliceStable(files, func(i, j int) bool { return files[i].Name < files[j].Name })
	left := int64(maxUnpacked)
	for _, f := range files {
		if !strings.HasSuffix(strings.ToLower(f.Name), ".xml") || strings.HasSuffix(f.Name, "imsmanifest.xml") {
			continue
		}
		if r.full(0) {
			break
		}
		raw, err := unpack(f, min(maxEntry, left))
		left -= int64(len(raw))
		if err != nil {
			r.file(f.Name, "E101", "读不了，或者展开后太大", "cannot be read, or is too large when unpacked")
			continue
		}
		r.qti(f.Name, r.asked, raw)
	}
	return r.done()
}

// isQTI says whether a zip is a QTI package: it has a manifest at its top.
func isQTI(src []byte) bool {
	z, err := zip.NewReader(bytes.NewReader(src), int64(len(src)))
	if err != nil {
		return false
	}
	for _, f := range z.File {
		if f.Name == "imsmanifest.xml" {
			return true
		}
	}
	return false
}

// unpack reads an entry of at most so many bytes.
func unpack(f *zip.File, most int64) ([]byte, error) {
	in, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer func() { _ = in.Close() }()
	raw, err := io.ReadAll(io.LimitReader(in, most+1))
	if err == nil && int64(len(raw)) > most {
		err = errors.New("too large")
	}
	return raw, err
}

func (r *giftReader) file(name, code, zh, en string) {
	f := model.FileFinding(code, r.name, model.Place{}, name+"："+zh, name+": "+en)
	r.findings = append(r.findings, f)
}

// qti turns one item into a fixed item.
func (r *giftReader) qti(name string, n int, src []byte) {
	if bytes.Contains(src, []byte("<!DOCTYPE")) || bytes.Contains(src, []byte("<!ENTITY")) {
		r.file(name, "E101", "有 DOCTYPE 之类的声明，不读", "a declaration such as DOCTYPE is not read")
		return
	}
	var q qtiItem
	if err := xml.Unmarshal(src, &q); err != nil {
		r.file(name, "E100", "XML 读不下去，文件可能不完整", "the XML cannot be read on; the file may not be whole")
		return
	}
	if len(q.Response) != 1 || len(q.Templates) > 0 {
		r.file(name, "E101", "模板题和有几个空的题不读", "templates and items with several responses are not read")
		return
	}
	stem := plain(outside(q.Body.Inner))
	if stem == "" {
		r.file(name, "E101", "没有题干", "there is no question")
		return
	}
	m := model.New(fmt.Sprintf("qti.q%d", n))
	m.KP, m.Stem, m.Title = r.kp, both(stem), both(firstRunes(stem, 30))
	if t := strings.TrimSpace(q.Title); t != "" {
		m.Title = both(t)
	}
	answer, why, before := q.Response[0], both(plain(q.Why.Inner)), len(r.findings)
	rights := map[string]bool{}
	for _, id := range answer.Right {
		rights[strings.TrimSpace(id)] = true
	}
	var choices []choice
	ok := false
	switch b := q.Body; {
	case b.Choice != nil:
		for _, c := range b.Choice.Choices {
			one := choice{text: plain(c.Inner), right: rights[c.ID]}
			if answer.Cardinality == "multiple" {
				one.weight = "1"
			}
			choices = append(choices, one)
		}
		ok = len(choices) > 0 && r.choices(m, choices, why, 0)
	case b.Order != nil:
		ok = order(m, b.Order.Choices, answer.Right)
		m.Rules = append(m.Rules[:0], model.Rule{Key: model.Answer{Kind: model.List, List: steps(answer.Right)}, Why: why})
	case b.Match != nil && len(b.Match.Sets) == 2:
		text := map[string]string{}
		for _, set := range b.Match.Sets {
			for _, c := range set.Choices {
				text[c.ID] = plain(c.Inner)
			}
		}
		var pairs []model.Pair
		for _, p := range answer.Right {
			left, right, _ := strings.Cut(strings.TrimSpace(p), " ")
			pairs = append(pairs, model.Pair{Left: text[left], Right: text[right]})
		}
		ok = len(pairs) > 0 && r.matching(m, pairs, why, 0)
	case b.Extended != nil:
		essay(m, why)
		ok = true
	case strings.Contains(b.Inner, "qti-text-entry-interaction"):
		for _, e := range answer.Mapping {
			if positive(e.Value) {
				choices = append(choices, choice{right: true, text: e.Key})
			}
		}
		if len(choices) == 0 {
			for _, t := range answer.Right {
				choices = append(choices, choice{right: true, text: strings.TrimSpace(t)})
			}
		}
		ok = len(choices) > 0 && r.choices(m, choices, why, 0)
	}
	switch {
	case ok:
		r.models = append(r.models, m)
	case len(r.findings) == before:
		r.file(name, "E101", "不读这种题", "items of this kind are not read")
	}
}

// order gives a model the steps of an order interaction; false when the answer names
// one that is not there.
func order(m *model.Model, list []qtiChoice, right []string) bool {
	m.Type = model.Order
	known := map[string]bool{}
	for _, c := range list {
		known[c.ID] = true
		m.Steps = append(m.Steps, model.Part{ID: c.ID, Text: both(plain(c.Inner))})
	}
	for _, id := range right {
		if !known[strings.TrimSpace(id)] {
			return false
		}
	}
	return len(right) > 0 && len(list) >= 3 // fewer are no order here
}

func steps(ids []string) [][]string {
	out := make([][]string, len(ids))
	for i, id := range ids {
		out[i] = []string{strings.TrimSpace(id)}
	}
	return out
}

// outside is a body without its interactions: the question itself.
func outside(inner string) string {
	for _, element := range []string{"qti-choice-interaction", "qti-order-interaction", "qti-match-interaction", "qti-rubric-block"} {
		for {
			before, rest, found := strings.Cut(inner, "<"+element)
			if !found {
				break
			}
			_, after, closed := strings.Cut(rest, "</"+element+">")
			if !closed {
				return before
			}
			inner = before + after
		}
	}
	return inner
}
