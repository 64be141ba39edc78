package exchange

import (
	"archive/zip"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"shifu/internal/fault"
	"shifu/internal/lang"
	"shifu/quiz/formula"
	"shifu/quiz/model"
	"shifu/quiz/response"
)

// WriteQTI writes variants as a QTI 3.0 package (a zip with a manifest and one item
// for each situation and language, -zh and -en, with the same situation ids) and
// answers what the items cannot hold. Items are static: conditions and the decision
// table are not written as templates.
func WriteQTI(out io.Writer, items []Item) ([]Loss, error) {
	const op = "exchange.WriteQTI"
	w := &qti{zip: zip.NewWriter(out)}
	for i := range items {
		w.always(&items[i])
		for k := range items[i].Variants {
			for _, tag := range []lang.Tag{lang.ZhHans, lang.En} {
				if err := w.variant(&items[i].Variants[k], items[i].Model.Model(), tag); err != nil {
					return nil, fault.In(op, err)
				}
			}
		}
	}
	if err := w.manifest(); err != nil {
		return nil, fault.In(op, err)
	}
	if err := w.zip.Close(); err != nil {
		return nil, fault.In(op, err)
	}
	return w.list, nil
}

type qti struct {
	zip   *zip.Writer
	files []string
	losses
}

// file adds a file of a fixed date, so that the same items make the same bytes.
func (w *qti) file(name, content string) error {
	f, err := w.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)})
	if err == nil {
		_, err = io.WriteString(f, content)
	}
	return err
}

const xmlHead = `<?xml version="1.0" encoding="UTF-8"?>` + "\n"

func (w *qti) manifest() error {
	var b strings.Builder
	b.WriteString(xmlHead + `<manifest xmlns="http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1" identifier="shifu">` + "\n" +
		`  <metadata><schema>QTI Package</schema><schemaversion>3.0.0</schemaversion></metadata>` + "\n  <organizations/>\n  <resources>\n")
	for i, name := range w.files {
		fmt.Fprintf(&b, "    <resource identifier=\"r%d\" type=\"imsqti_item_xmlv3p0\" href=%q><file href=%q/></resource>\n", i+1, name, name)
	}
	b.WriteString("  </resources>\n</manifest>\n")
	return w.file("imsmanifest.xml", b.String())
}

// paragraphs are a text's lines as XHTML.
func paragraphs(s string) string {
	var b strings.Builder
	for _, l := range strings.Split(s, "\n") {
		b.WriteString("<p>" + xmlText(l) + "</p>")
	}
	return b.String()
}

// body is the declaration, the interaction and the processing of one item.
type body struct {
	cardinality, base string
	right             []string
	mapping           string
	interaction       string
	template          string // of the response processing, without its path
}

func (w *qti) variant(v *response.Variant, m *model.Model, tag lang.Tag) error {
	b, ok := w.body(v, m, tag)
	if !ok {
		w.add(v.Model, "", "QTI 没有对应的题型，这道题没有导出", "QTI has no such item here: the model is left out")
		return nil
	}
	end := "zh"
	if tag == lang.En {
		end = "en"
	}
	id := "s" + v.SituationID + "-" + end
	var x strings.Builder
	fmt.Fprintf(&x, "%s<qti-assessment-item xmlns=\"http://www.imsglobal.org/xsd/imsqtiasi_v3p0\" identifier=\"%s\" title=\"%s\" adaptive=\"false\" time-dependent=\"false\" xml:lang=\"%s\">\n",
		xmlHead, id, xmlText(m.Title.In(tag)), end)
	fmt.Fprintf(&x, "  <qti-response-declaration identifier=\"RESPONSE\" cardinality=\"%s\" base-type=\"%s\">\n", b.cardinality, b.base)
	if len(b.right) > 0 {
		x.WriteString("    <qti-correct-response>")
		for _, r := range b.right {
			x.WriteString("<qti-value>" + xmlText(r) + "</qti-value>")
		}
		x.WriteString("</qti-correct-response>\n")
	}
	x.WriteString(b.mapping + "  </qti-response-declaration>\n  <qti-outcome-declaration identifier=\"SCORE\" cardinality=\"single\" base-type=\"float\"/>\n" +
		"  <qti-item-body>\n    " + paragraphs(screen(v, tag).Stem) + "\n" + b.interaction + "  </qti-item-body>\n")
	if b.template != "" {
		x.WriteString("  <qti-response-processing template=\"https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/" + b.template + "\"/>\n")
	}
	if why := v.Why.In(tag); why != "" {
		x.WriteString("  <qti-modal-feedback outcome-identifier=\"SCORE\" identifier=\"why\" show-hide=\"hide\"><qti-content-body>" + paragraphs(why) + "</qti-content-body></qti-modal-feedback>\n")
	}
	x.WriteString("</qti-assessment-item>\n")
	if m.Critical {
		w.add(v.Model, "", "红线", "the red line")
	}
	name := "items/" + strings.NewReplacer("/", "_", ".", "_").Replace(v.Model) + "-" + v.SituationID + "-" + end + ".xml"
	w.files = append(w.files, name)
	return w.file(name, x.String())
}

const (
	matchCorrect = "match_correct.xml"
	mapResponse  = "map_response.xml"
)

func choiceOf(element, id, text string) string {
	return "      <" + element + " identifier=\"" + id + "\">" + xmlText(text) + "</" + element + ">\n"
}

func (w *qti) body(v *response.Variant, m *model.Model, tag lang.Tag) (body, bool) {
	sc := screen(v, tag)
	choice := func(most int, entries []response.Entry) string {
		x := "    <qti-choice-interaction response-identifier=\"RESPONSE\" max-choices=\"" + strconv.Itoa(most) + "\" shuffle=\"" + strconv.FormatBool(m.Shuffle) + "\">\n"
		for _, e := range entries {
			x += choiceOf("qti-simple-choice", e.ID, e.Text)
		}
		return x + "    </qti-choice-interaction>\n"
	}
	switch v.Type {
	case model.Single, model.Script:
		return body{cardinality: "single", base: "identifier", right: []string{v.Key.Choice}, interaction: choice(1, sc.Options), template: matchCorrect}, true
	case model.TrueFalse:
		key := map[bool]string{true: "yes", false: "no"}[v.Key.Yes]
		names := map[bool][2]string{true: {"True", "False"}, false: {"对", "错"}}[tag == lang.En]
		return body{cardinality: "single", base: "identifier", right: []string{key}, template: matchCorrect,
			interaction: choice(1, []response.Entry{{ID: "yes", Text: names[0]}, {ID: "no", Text: names[1]}})}, true
	case model.Multiple:
		b := body{cardinality: "multiple", base: "identifier", right: v.Key.Choices, interaction: choice(0, sc.Options), template: matchCorrect}
		if v.Marking.Partial {
			w.add(v.Model, "", "部分得分（全对才得分）", "partial credit (it is all or nothing)")
		}
		return b, true
	case model.Order:
		b := body{cardinality: "ordered", base: "identifier", template: matchCorrect}
		text := map[string]string{}
		for _, s := range sc.Steps {
			text[s.ID] = s.Text
		}
		b.interaction = "    <qti-order-interaction response-identifier=\"RESPONSE\" shuffle=\"true\">\n"
		for _, g := range v.Key.Steps {
			if len(g) > 1 {
				w.add(v.Model, "", "“谁先谁后都行”的步骤", "steps in any order")
			}
			for _, id := range g {
				b.right = append(b.right, id)
				b.interaction += choiceOf("qti-simple-choice", id, text[id])
			}
		}
		if len(b.right) < len(sc.Steps) {
			w.add(v.Model, "", "用不到的步骤", "steps that do not belong to the answer")
		}
		b.interaction += "    </qti-order-interaction>\n"
		return b, true
	case model.Match:
		b := body{cardinality: "multiple", base: "directedPair", template: matchCorrect}
		for _, p := range v.Key.Match {
			b.right = append(b.right, "l-"+p.Left+" r-"+p.Right)
		}
		b.interaction = "    <qti-match-interaction response-identifier=\"RESPONSE\" max-associations=\"" + strconv.Itoa(len(sc.Left)) + "\">\n"
		for _, side := range []struct {
			before string
			list   []response.Entry
		}{{"l-", sc.Left}, {"r-", sc.Right}} {
			b.interaction += "     <qti-simple-match-set>\n"
			for _, e := range side.list {
				most := "0"
				if side.before == "l-" {
					most = "1"
				}
				b.interaction += "      <qti-simple-associable-choice identifier=\"" + side.before + e.ID + "\" match-max=\"" + most + "\">" + xmlText(e.Text) + "</qti-simple-associable-choice>\n"
			}
			b.interaction += "     </qti-simple-match-set>\n"
		}
		b.interaction += "    </qti-match-interaction>\n"
		return b, true
	case model.Short:
		b := body{cardinality: "single", base: "string", template: mapResponse, interaction: "    <p><qti-text-entry-interaction response-identifier=\"RESPONSE\"/></p>\n"}
		b.mapping = "    <qti-mapping default-value=\"0\">\n"
		for _, a := range answers(v) {
			if len(b.right) == 0 {
				b.right = []string{a}
			}
			b.mapping += "      <qti-map-entry map-key=\"" + xmlText(a) + "\" mapped-value=\"1\" case-sensitive=\"false\"/>\n"
		}
		b.mapping += "    </qti-mapping>\n"
		return b, len(b.right) > 0
	case model.Numeric:
		kind := model.KindOf(v.Key.Kind)
		if kind == formula.Date {
			return body{}, false
		}
		if v.Marking.Tolerance > 0 {
			w.add(v.Model, "", "允许的误差", "the tolerance")
		}
		if len(v.Marking.Mistakes) > 0 {
			w.add(v.Model, "", "常见错误的得分和讲解", "the credit and the feedback of known mistakes")
		}
		return body{cardinality: "single", base: "float", right: []string{number(kind, v.Key.Number)}, template: matchCorrect,
			interaction: "    <p><qti-text-entry-interaction response-identifier=\"RESPONSE\"/></p>\n"}, true
	case model.Rewrite, model.Free:
		w.add(v.Model, "", "自动评分（由老师评分，要点写给评分人）", "marking (the musts are told to the grader)")
		x := "    <qti-extended-text-interaction response-identifier=\"RESPONSE\" expected-lines=\"5\"/>\n"
		grader := &moodle{tag: tag}
		if notes := grader.grader(v); notes != "" {
			x += "    <qti-rubric-block use=\"scoring\" view=\"scorer\"><qti-content-body>" + paragraphs(notes) + "</qti-content-body></qti-rubric-block>\n"
		}
		return body{cardinality: "single", base: "string", interaction: x}, true
	}
	return body{}, false // cloze, spot and chat
}
