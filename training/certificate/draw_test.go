package certificate_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"shifu/training/certificate"
	"shifu/training/certificate/sheet"
)

func draw(t require.TestingT, r certificate.Record) sheet.Sheet {
	s, err := certificate.Draw(r, exampleStamp, press())
	require.NoError(t, err)
	return s
}

// words joins all text of a sheet in the order of drawing.
func words(s sheet.Sheet) string {
	var b strings.Builder
	for _, op := range s.Ops {
		if op.Text != nil {
			b.WriteString(op.Text.Text + "\n")
		}
	}
	return b.String()
}

// inside checks that every operation lies within the inner frame, that every
// character can be drawn, and that each operation is exactly one thing.
func inside(t require.TestingT, s sheet.Sheet) {
	const left, right, top, bottom = 26 * 9567 / 100, 854 * 9567 / 100, 26 * 9567 / 100, 596 * 9567 / 100
	for i, op := range s.Ops {
		kinds := 0
		for _, set := range []bool{op.Text != nil, op.Rect != nil, op.Line != nil, op.Modules != nil} {
			if set {
				kinds++
			}
		}
		require.Equal(t, 1, kinds, "operation %d", i)
		if op.Line != nil {
			require.LessOrEqual(t, op.Line.Y1, 490*9567/100, "the conditions run into the seals")
		}
		if op.Text == nil {
			continue
		}
		x, w := op.Text.X, sheet.Width(press(), op.Text.Face, op.Text.Size, op.Text.Text)
		switch op.Text.Anchor {
		case sheet.Middle:
			x -= w / 2
		case sheet.End:
			x -= w
		}
		require.GreaterOrEqual(t, x, left, "%q begins left of the frame", op.Text.Text)
		require.LessOrEqual(t, x+w, right, "%q ends right of the frame", op.Text.Text)
		require.GreaterOrEqual(t, op.Text.Y-op.Text.Size, top, "%q is above the frame", op.Text.Text)
		require.LessOrEqual(t, op.Text.Y, bottom, "%q is below the frame", op.Text.Text)
		for _, r := range op.Text.Text {
			require.True(t, press().Has(op.Text.Face, r), "%q has no picture of %U", op.Text.Text, r)
		}
	}
}

func TestASheetShowsWhatTheRecordSaysInBothLanguages(t *testing.T) {
	s := draw(t, exampleRecord())
	inside(t, s)
	assert.Empty(t, s.Replaced)
	all := words(s)
	for _, part := range []string{"青禾鞋履旗舰店", "QH-2026-0131", "客服上岗证书", "Certificate of Readiness in Customer Service", "孙一诺", "Sun Yinuo",
		"售前基础", "Basic Presale", "订单", "未发货", "一线", "未考：渠道电话、权限主管", "Not assessed: Channel: phone, Authority:",
		"11 个知识点，52 题", "周敏", "Zhou Min", "师傅 Mentor", "本人 In person", "2026-11-27 16:20", "2026-11-27 16:31", "2026-11-27", "2027-05-27", "用师傅核验", "Verify with Shifu"} {
		assert.Contains(t, all, part)
	}
	assert.NotContains(t, all, "示范店")
}

func TestASheetSurvivesJSON(t *testing.T) {
	s := draw(t, exampleRecord())
	raw, err := json.Marshal(s)
	require.NoError(t, err)
	var again sheet.Sheet
	require.NoError(t, json.Unmarshal(raw, &again))
	assert.Equal(t, s, again)
}

func TestACharacterThatNoFaceHasIsReplacedAndTheSheetSaysSo(t *testing.T) {
	r := exampleRecord()
	r.Holder.Name = "欧阳𠮷"
	s := draw(t, r)
	inside(t, s)
	assert.Equal(t, []string{"𠮷"}, s.Replaced)
	all := words(s)
	assert.Contains(t, all, "欧阳〓")
	assert.Contains(t, all, "U+20BB7")
	assert.NotContains(t, all, "𠮷")
}

func TestADemonstrationAndATrialSaySo(t *testing.T) {
	r := exampleRecord()
	r.Criterion.TryOut = true
	assert.Contains(t, words(draw(t, r)), "试用")
	r.Shop.Demo = true
	assert.Contains(t, words(draw(t, r)), "示范店，不作凭证")
}

func TestNoTextLeavesTheFrameHoweverLongItIs(t *testing.T) {
	piece := rapid.SampledFrom([]string{"孙", "一诺", "喆", "𠮷", "😀", " ", "Maria", "van der Berg-", "Smith", "，", "ü", "\n", "\u202e", "=1+1", "W"})
	name := func(t *rapid.T, label string, most int) string {
		return strings.Join(rapid.SliceOfN(piece, 1, most).Draw(t, label), "")
	}
	rapid.Check(t, func(t *rapid.T) {
		r := exampleRecord()
		r.Holder.Name = name(t, "holder", 60)
		r.Holder.Latin = certificate.Latin(r.Holder.Name)
		r.Shop.Name = name(t, "shop", 60)
		r.Title.ZH, r.Title.EN = name(t, "title", 60), name(t, "title", 60)
		r.Statement.ZH, r.Statement.EN = name(t, "statement", 200), name(t, "statement", 200)
		for range rapid.IntRange(0, 80).Draw(t, "conditions") {
			c := condition(name(t, "radical", 4), "Radical", name(t, "level", 20), "level")
			r.Passed, r.Unassessed, r.Unpassed = append(r.Passed, c), append(r.Unassessed, c), append(r.Unpassed, c)
		}
		for i := range rapid.IntRange(0, 4).Draw(t, "mentors") {
			m := r.Modules[0]
			m.Signatures = []certificate.Signature{m.Signatures[0]}
			m.Signatures[0].Person = certificate.Person{ID: string(rune('a' + i)), Name: name(t, "mentor", 30)}
			r.Modules = append(r.Modules, m)
		}
		inside(t, draw(t, r))
	})
}

func TestNamesAreReadAsSurnames(t *testing.T) {
	for name, latin := range map[string]string{"孙一诺": "Sun Yinuo", "周敏": "Zhou Min", "曾单解": "Zeng Danjie", "单丹": "Shan Dan", "欧阳修": "Ouyang Xiu", "Maria": "", "林": "", "林a": "", "尉迟恭": "Yuchi Gong"} {
		assert.Equal(t, latin, certificate.Latin(name), name)
	}
	assert.Equal(t, "QH", certificate.Prefix("青禾鞋履旗舰店"))
	assert.Equal(t, "OS", certificate.Prefix("Old Shoes"))
	assert.Equal(t, "SF", certificate.Prefix("123"))
	assert.Equal(t, "AVDB", certificate.Initials(certificate.Person{Name: "Alexandra van der Berg"}))
}
