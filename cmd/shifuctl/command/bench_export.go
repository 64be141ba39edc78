package command

import (
	"fmt"
	"os"
	"strings"

	"shifu/assets"
	"shifu/data/export"
	"shifu/internal/lang"
	"shifu/training/certificate"
	"shifu/training/certificate/pdf"
)

func init() {
	benches["cert"] = benchCertificate
	benches["xlsx"] = benchXLSX
}

// sampleRecord is a certificate as shops issue them: two modules, twenty
// points, sixteen conditions.
func sampleRecord(i int) certificate.Record {
	names := []string{"孙一诺", "林小满", "何俊", "唐悦", "吴思齐", "罗文静", "黄子墨", "许嘉"}
	name := names[i%len(names)]
	t := func(zh, en string) lang.Text { return lang.Text{ZH: zh, EN: en} }
	hash := strings.Repeat("5a", 32)
	holder := certificate.Person{ID: "p", Name: name, Latin: certificate.Latin(name)}
	mentor := certificate.Person{ID: "m", Name: "周敏", Latin: "Zhou Min"}
	signed := []certificate.Signature{{Role: certificate.Mentor, Person: mentor, At: 1795768800000}, {Role: certificate.Apprentice, Person: holder, At: 1795768900000}}
	r := certificate.Record{
		Format: certificate.RecordFormat, Number: "QH-2026-" + string([]byte{byte('0' + i/1000%10), byte('0' + i/100%10), byte('0' + i/10%10), byte('0' + i%10)}),
		Shop: certificate.Shop{ID: "s", Name: "青禾鞋履旗舰店"}, Holder: holder, Programme: certificate.Topic{ID: "agent", Title: t("客服上岗", "Agent")},
		Title: t("客服上岗证书", "Certificate of Readiness in Customer Service"),
		Statement: t("经换情境考核与真实接待观察，具备独立承担 **售前与售后基础** 接待的能力。",
			"has shown, in varied situations and observed live chats, the ability to handle **basic** enquiries independently."),
		Modules:  []certificate.Module{{ID: "a", Title: t("售前基础", "Presale"), EvidenceHash: hash, Signatures: signed}, {ID: "b", Title: t("售后基础", "Aftersale"), EvidenceHash: hash, Signatures: signed}},
		Contents: []certificate.ContentVersion{}, Unpassed: []certificate.Condition{},
		Counts: certificate.Counts{Items: 52, Situations: 4}, Criterion: certificate.Criterion{Right: 8, Of: 10, Pairs: 70, Classes: 5, Days: 2, ExamMin: 4},
		IssuedAt: 1795769000000, ExpiresAt: 1811404800000, WarnDays: 30, Zone: 480,
	}
	for range 20 {
		r.Points = append(r.Points, certificate.Topic{ID: "p", Title: t("知识点", "Point")})
	}
	for _, c := range [][4]string{{"订单", "Order", "未付款", "unpaid"}, {"订单", "Order", "未发货", "not shipped"}, {"订单", "Order", "已发货", "shipped"}, {"订单", "Order", "已签收", "received"},
		{"活动", "Campaign", "进行中", "running"}, {"活动", "Campaign", "已结束", "over"}, {"会员", "Member", "普通", "normal"}, {"会员", "Member", "金卡", "gold"},
		{"渠道", "Channel", "在线聊天", "chat"}, {"权限", "Authority", "一线", "front line"}, {"运费险", "Freight insurance", "有", "yes"}, {"运费险", "Freight insurance", "无", "no"}} {
		r.Passed = append(r.Passed, certificate.Condition{Radical: t(c[0], c[1]), Level: t(c[2], c[3])})
	}
	r.Unassessed = []certificate.Condition{{Radical: t("渠道", "Channel"), Level: t("电话", "phone")}, {Radical: t("权限", "Authority"), Level: t("主管", "supervisor")}}
	return r
}

// benchCertificate prints certificates in a batch, the fonts read once.
func benchCertificate(s *scene, b *bench) ([]figure, error) {
	press, err := pdf.NewPress(assets.FontRegular, assets.FontBold)
	if err != nil {
		return nil, err
	}
	size := 0
	f, err := measure("cert.page", b.Count, func(i int) error {
		_, page, err := certificate.Print(sampleRecord(i), "fedcba9876543210fedcba9876543210", press)
		size = max(size, len(page))
		return err
	})
	if err != nil {
		return nil, err
	}
	s.line("cert.page: at most %d bytes", size)
	return []figure{f}, nil
}

// benchXLSX writes a workbook of Count certificates.
func benchXLSX(s *scene, b *bench) ([]figure, error) {
	dir, err := os.MkdirTemp(b.Dir, "shifu-bench-*")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	var people [8]certificate.Record // what they share is made once: the memory is the export's
	for i := range people {
		people[i] = sampleRecord(i)
	}
	all := make([]certificate.Registered, b.Count)
	for i := range all {
		r := people[i%len(people)]
		r.Number = fmt.Sprintf("QH-2026-%06d", i)
		all[i] = certificate.Registered{Row: certificate.Row{Number: r.Number, Holder: r.Holder.Name, State: certificate.Valid, IssuedOn: r.IssuedOn(), ValidTo: r.ValidTo(), RecordHash: strings.Repeat("ab", 32)}, Record: r}
	}
	f, err := measure("xlsx.rows", 1, func(int) error { return export.Table(dir, lang.ZhHans, certificate.AsXLSX, all) })
	if err != nil {
		return nil, err
	}
	f.Count, f.PerSecond = b.Count, float64(b.Count)/f.Seconds
	return []figure{f}, nil
}
