package certificate_test

import (
	"encoding/json"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"shifu/assets"
	"shifu/internal/lang"
	"shifu/training/certificate"
	"shifu/training/certificate/pdf"
)

// press reads the bundled fonts once for all tests.
var press = sync.OnceValue(func() *pdf.Press {
	p, err := pdf.NewPress(assets.FontRegular, assets.FontBold)
	if err != nil {
		panic(err)
	}
	return p
})

func text(zh, en string) lang.Text { return lang.Text{ZH: zh, EN: en} }

func condition(radicalZH, radicalEN, levelZH, levelEN string) certificate.Condition {
	return certificate.Condition{Radical: text(radicalZH, radicalEN), Level: text(levelZH, levelEN)}
}

// exampleRecord is the certificate of the design's picture.
func exampleRecord() certificate.Record {
	issued := time.Date(2026, 11, 27, 8, 31, 0, 0, time.UTC)
	at := func(minute int) int64 { return time.Date(2026, 11, 27, 8, minute, 0, 0, time.UTC).UnixMilli() }
	holder := certificate.Person{ID: "p-sun", Name: "孙一诺", Latin: certificate.Latin("孙一诺")}
	mentor := certificate.Person{ID: "p-zhou", Name: "周敏", Latin: certificate.Latin("周敏")}
	hash := strings.Repeat("5a", 32)
	r := certificate.Record{
		Format: certificate.RecordFormat, Number: "QH-2026-0131",
		Shop:       certificate.Shop{ID: "s-1", Name: "青禾鞋履旗舰店"},
		Holder:     holder,
		Definition: certificate.ContentVersion{Kind: "certificate", ID: "presale", Version: 1, Hash: hash},
		Programme:  certificate.Topic{ID: "agent", Title: text("客服上岗", "Agent")},
		Title:      text("客服上岗证书", "Certificate of Readiness in Customer Service"),
		Statement: text("经换情景考核与真实接待观察，具备独立承担 **售前基础** 接待的能力。",
			"has shown, in varied situations and observed live chats, the ability to handle **Basic Presale** enquiries independently."),
		Modules: []certificate.Module{{ID: "presale", Title: text("售前基础", "Basic Presale"), EvidenceHash: hash, Signatures: []certificate.Signature{
			{Role: certificate.Mentor, Person: mentor, Meaning: "assessed", At: at(20), KeyID: "k-1", Entry: 1202},
			{Role: certificate.Apprentice, Person: holder, Meaning: "confirmed", At: at(31), KeyID: "k-2", Entry: 1203},
		}}},
		Passed: []certificate.Condition{
			condition("订单", "Order", "未付款", "unpaid"), condition("订单", "Order", "未发货", "not shipped"), condition("订单", "Order", "已发货", "shipped"),
			condition("活动", "Campaign", "进行中", "running"), condition("活动", "Campaign", "已结束", "over"),
			condition("会员", "Member", "普通", "normal"), condition("会员", "Member", "金卡", "gold"),
			condition("渠道", "Channel", "在线聊天", "chat"), condition("权限", "Authority", "一线", "front line"),
		},
		Unpassed:   []certificate.Condition{},
		Unassessed: []certificate.Condition{condition("渠道", "Channel", "电话", "phone"), condition("权限", "Authority", "主管", "supervisor")},
		Counts:     certificate.Counts{Items: 52, Situations: 4},
		Criterion:  certificate.Criterion{Right: 8, Of: 10, Pairs: 70, Classes: 5, Days: 2, ExamMin: 4},
		Contents:   []certificate.ContentVersion{{Kind: "lesson", ID: "returns", Version: 2, Hash: hash}},
		IssuedAt:   issued.UnixMilli(),
		ExpiresAt:  time.Date(2027, 5, 27, 16, 0, 0, 0, time.UTC).UnixMilli(),
		WarnDays:   30, Zone: 480,
	}
	for i := range 11 {
		r.Points = append(r.Points, certificate.Topic{ID: "point." + strconv.Itoa(i), Title: text("知识点", "Point")})
	}
	return r
}

var exampleStamp = certificate.Stamp{RecordHash: strings.Repeat("0123456789abcdef", 4), Fingerprint: "fedcba9876543210"}

func printed(t testing.TB, r certificate.Record) []byte {
	s, err := certificate.Draw(r, exampleStamp, press())
	require.NoError(t, err)
	return press().Page(s, r.Title.ZH)
}

// ruledRecord is one whose holder disputed and lost.
func ruledRecord() certificate.Record {
	r := exampleRecord()
	r.Modules[0].Signatures[1].Role, r.Modules[0].Signatures[1].Person = certificate.Owner, certificate.Person{ID: "p-owner", Name: "沈岚", Latin: "Shen Lan"}
	return r
}

// demoRecord is the record of a certificate of a demo shop, with many long
// conditions; people and shop are those of the book.
func demoRecord(t testing.TB) certificate.Record {
	raw, err := os.ReadFile("testdata/demo-record.json")
	require.NoError(t, err)
	var r certificate.Record
	require.NoError(t, json.Unmarshal(raw, &r))
	r.Shop.ID, r.Holder.ID = "s-1", "p-sun"
	for i := range r.Modules {
		r.Modules[i].Signatures[0].Person.ID, r.Modules[i].Signatures[1].Person.ID = "p-zhou", "p-sun"
	}
	return r
}
