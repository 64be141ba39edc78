package exchange_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"shifu/data/exchange"
	"shifu/internal/lang"
	"shifu/quiz/model"
)

func TestWhatMoodleIsGivenComesBackAsFixedItems(t *testing.T) {
	var out bytes.Buffer
	all := items(t, false, "../../quiz/model/testdata/as.return-window.model.yaml")
	_, err := exchange.WriteMoodle(&out, all, lang.ZhHans)
	require.NoError(t, err)
	models, findings := exchange.ReadMoodle("q.xml", out.Bytes(), "kp")
	require.Empty(t, findings)
	require.Len(t, models, len(all[0].Variants))
	for i, m := range models {
		v := all[0].Variants[i]
		assert.Equal(t, "kp", m.KP)
		assert.Equal(t, v.Type, m.Type)
		var right string
		for _, o := range m.Options {
			if o.ID == m.Rules[0].Key.Word {
				right = o.Text.ZH
			}
		}
		for _, o := range v.Shown.ZH.Options {
			if o.ID == v.Key.Choice {
				assert.Equal(t, o.Text, right, "the key stays the key")
			}
		}
		_, found := model.Compile(m, nil)
		assert.False(t, model.Blocking(found), "%v", found)
	}
}

func TestEveryKindOfAMoodleFileIsReadOrNamedWithItsLine(t *testing.T) {
	src := `<?xml version="1.0"?>
<quiz>
<question type="category"><category><text>x</text></category></question>
<question type="multichoice"><name><text>多选</text></name><questiontext format="html"><text><![CDATA[<p>选 <b>两</b> 个&nbsp;</p>]]></text></questiontext><single>false</single>
<answer fraction="50"><text>甲</text></answer><answer fraction="50"><text>乙</text></answer><answer fraction="-100"><text>丙</text></answer></question>
<question type="truefalse"><questiontext><text>天是蓝的</text></questiontext><answer fraction="0"><text>false</text></answer><answer fraction="100"><text>true</text></answer></question>
<question type="shortanswer"><questiontext><text>首都</text></questiontext><answer fraction="100"><text>北京</text></answer><answer fraction="0"><text>上海</text></answer></question>
<question type="matching"><questiontext><text>配对</text></questiontext><subquestion><text>一</text><answer><text>1</text></answer></subquestion><subquestion><text>二</text><answer><text>2</text></answer></subquestion></question>
<question type="essay"><questiontext><text>写一段</text></questiontext><graderinfo><text>要点</text></graderinfo></question>
<question type="numerical"><questiontext><text>多少</text></questiontext></question>
<question type="calculated"><questiontext><text>算</text></questiontext></question>
</quiz>`
	models, findings := exchange.ReadMoodle("q.xml", []byte(src), "kp")
	var types []model.Type
	for _, m := range models {
		types = append(types, m.Type)
		_, found := model.Compile(m, nil)
		assert.False(t, model.Blocking(found), "%v", found)
	}
	assert.Equal(t, []model.Type{model.Multiple, model.TrueFalse, model.Short, model.Match, model.Free}, types)
	assert.Equal(t, "选 两 个", models[0].Stem.ZH)
	assert.Equal(t, "yes", models[1].Rules[0].Key.Word)
	require.Len(t, findings, 2)
	assert.Equal(t, 10, findings[0].Line)
	assert.Equal(t, 11, findings[1].Line)
	assert.Contains(t, findings[1].Message.EN, "calculated")
}

func TestAHostileMoodleFileIsRefusedAtOnce(t *testing.T) {
	for name, src := range map[string]string{
		"outside":  `<?xml version="1.0"?><!DOCTYPE q [<!ENTITY x SYSTEM "file:///etc/passwd">]><quiz><question type="essay"><questiontext><text>&x;</text></questiontext></question></quiz>`,
		"laughs":   `<!DOCTYPE q [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><quiz>&b;</quiz>`,
		"entity":   `<quiz><question type="essay"><questiontext><text>&unknown;</text></questiontext></question></quiz>`,
		"cut":      `<quiz><question type="essay"><questiontext><text>a`,
		"brackets": `<quiz>` + strings.Repeat("<question>", 100_000),
		"bytes":    "<quiz>\xff\xfe</quiz>",
		"large":    strings.Repeat(" ", 8<<20+1),
	} {
		models, findings := exchange.ReadMoodle(name, []byte(src), "kp")
		assert.Empty(t, models, name)
		assert.NotEmpty(t, findings, name)
	}
}

// list is a workbook with one sheet.
func list(t *testing.T, rows ...[]string) []byte {
	t.Helper()
	f := excelize.NewFile()
	for i, r := range rows {
		for k, c := range r {
			cell, err := excelize.CoordinatesToCellName(k+1, i+1)
			require.NoError(t, err)
			require.NoError(t, f.SetCellStr("Sheet1", cell, c))
		}
	}
	out, err := f.WriteToBuffer()
	require.NoError(t, err)
	return out.Bytes()
}

func TestAPlainListOfQuestionsBecomesFixedItems(t *testing.T) {
	src := list(t,
		[]string{"题目", "选项A", "选项B", "选项C", "答案", "解析", "知识点"},
		[]string{"签收7天内能退吗？", "能", "不能", "要看吊牌", "A", "七天无理由", "returns"},
		[]string{"哪些要问？", "地址", "尺码", "天气", "A、B", "", ""},
		[]string{"退货运费是99元吗", "", "", "", "错", "", ""},
		[]string{"客服的第一句话", "", "", "", "您好/你好", "", ""},
		[]string{"安抚一位等了三天的客户", "", "", "", "", "", ""},
		[]string{"选哪个？", "甲", "乙", "", "C", "", ""},
		[]string{"", "甲", "", "", "A", "", ""})
	require.True(t, exchange.IsList(src))
	models, findings := exchange.ReadList("list.xlsx", src, "kp")
	var types []model.Type
	for _, m := range models {
		types = append(types, m.Type)
		_, found := model.Compile(m, nil)
		assert.False(t, model.Blocking(found), "%v", found)
	}
	assert.Equal(t, []model.Type{model.Single, model.Multiple, model.TrueFalse, model.Short, model.Free}, types)
	assert.Equal(t, "returns", models[0].KP)
	assert.Equal(t, "kp", models[1].KP)
	assert.Equal(t, "七天无理由", models[0].Rules[0].Why.ZH)
	require.Len(t, findings, 2)
	assert.Equal(t, "E7", findings[0].Cell)
	assert.Equal(t, "A8", findings[1].Cell)

	assert.False(t, exchange.IsList(list(t, []string{"a", "b"})))
	assert.False(t, exchange.IsList([]byte("PK no workbook")))
	_, findings = exchange.ReadList("x", []byte("PK no workbook"), "kp")
	assert.NotEmpty(t, findings)
}

func TestAQTIPackageIsWholeAndItsItemsAreWellFormed(t *testing.T) {
	var all []exchange.Item
	for _, p := range examples(t) {
		all = append(all, items(t, false, p)...)
	}
	var one, two bytes.Buffer
	losses, err := exchange.WriteQTI(&one, all)
	require.NoError(t, err)
	_, err = exchange.WriteQTI(&two, all)
	require.NoError(t, err)
	assert.Equal(t, one.Bytes(), two.Bytes(), "the same items make the same bytes")
	assert.NotEmpty(t, losses)
	z, err := zip.NewReader(bytes.NewReader(one.Bytes()), int64(one.Len()))
	require.NoError(t, err)
	files := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		require.NoError(t, err)
		raw, err := io.ReadAll(r)
		require.NoError(t, err)
		files[f.Name] = string(raw)
		d := xml.NewDecoder(bytes.NewReader(raw))
		for {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				require.NoError(t, err, f.Name)
			}
		}
	}
	manifest := files["imsmanifest.xml"]
	for name, item := range files {
		if name == "imsmanifest.xml" {
			continue
		}
		assert.Contains(t, manifest, `href="`+name+`"`)
		if strings.Contains(item, "qti-choice-interaction") {
			_, after, _ := strings.Cut(item, "<qti-correct-response>")
			key, _, _ := strings.Cut(strings.TrimPrefix(after, "<qti-value>"), "<")
			assert.Contains(t, item, `<qti-simple-choice identifier="`+key+`">`, name)
		}
	}
	assert.Greater(t, len(files), 20)

	models, findings := exchange.ReadQTI("q.zip", one.Bytes(), "kp")
	for _, f := range findings {
		assert.Contains(t, f.Message.EN, "t_order-be7ec5fd10c5", "one step alone is no order")
	}
	assert.Len(t, models, len(files)-1-2, "every other item comes back, in both languages")
	for _, m := range models {
		_, found := model.Compile(m, nil)
		assert.False(t, model.Blocking(found), "%s: %v", m.Title.ZH, found)
	}
}

func TestAQTIPackageThatIsTooMuchOrTooStrangeIsNamed(t *testing.T) {
	pack := func(files map[string]string) []byte {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		for name, content := range files {
			f, err := z.Create(name)
			require.NoError(t, err)
			_, err = io.WriteString(f, content)
			require.NoError(t, err)
		}
		require.NoError(t, z.Close())
		return b.Bytes()
	}
	item := func(body string) string {
		return `<qti-assessment-item title="t"><qti-response-declaration identifier="RESPONSE" cardinality="single"><qti-correct-response><qti-value>a</qti-value></qti-correct-response></qti-response-declaration><qti-item-body><p>问</p>` + body + `</qti-item-body></qti-assessment-item>`
	}
	for name, src := range map[string][]byte{
		"bomb":     pack(map[string]string{"a.xml": strings.Repeat(" ", 2<<20)}),
		"outside":  pack(map[string]string{"a.xml": `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>` + item("&e;")}),
		"cut":      pack(map[string]string{"a.xml": item("")[:120]}),
		"kind":     pack(map[string]string{"a.xml": item("<qti-hotspot-interaction/>")}),
		"template": pack(map[string]string{"a.xml": strings.Replace(item(""), "<qti-item-body>", "<qti-template-declaration/><qti-item-body>", 1)}),
		"no zip":   []byte("PK nothing"),
	} {
		models, findings := exchange.ReadQTI(name, src, "kp")
		assert.Empty(t, models, name)
		assert.Len(t, findings, 1, name)
	}
	models, findings := exchange.ReadQTI("a.xml", []byte(item(`<qti-choice-interaction><qti-simple-choice identifier="a">甲</qti-simple-choice><qti-simple-choice identifier="b">乙</qti-simple-choice></qti-choice-interaction>`)), "kp")
	require.Empty(t, findings)
	require.Len(t, models, 1)
	assert.Equal(t, "问", models[0].Stem.ZH)
	assert.Equal(t, "oa", models[0].Rules[0].Key.Word)
}

func TestAFileOfTooManyQuestionsOrOfNoneIsNamed(t *testing.T) {
	type reader func(string, []byte, string) ([]*model.Model, []model.Finding)
	for name, c := range map[string]struct {
		read reader
		src  string
		en   string
	}{
		"300,000 in GIFT":       {exchange.ReadGIFT, strings.Repeat("::t:: q {=a ~b}\n\n", 300_000), "more than 5000 questions"},
		"200,000 in Aiken":      {exchange.ReadAiken, strings.Repeat("Q?\nA. a\nB. b\nANSWER: A\n\n", 200_000), "more than 5000 questions"},
		"lines of no question":  {exchange.ReadAiken, strings.Repeat("D. d\n", 1_000_000), "the letters of options run A, B, C"},
		"only comments in GIFT": {exchange.ReadGIFT, "// nothing\n", "holds no question"},
		"an empty quiz":         {exchange.ReadMoodle, "<quiz></quiz>", "holds no question"},
	} {
		models, findings := c.read("x", []byte(c.src), "t.k")
		assert.LessOrEqual(t, len(models), 5000, name)
		assert.LessOrEqual(t, len(findings), 5001, name)
		if assert.NotEmpty(t, findings, name) {
			assert.Contains(t, findings[len(findings)-1].Message.EN, c.en, name)
		}
	}
}
