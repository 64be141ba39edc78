package i18n_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"shifu/internal/fault"
	"shifu/internal/i18n"
	"shifu/internal/lang"
)

var shanghai = time.FixedZone("CST", 8*3600)

func at(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04:05", s, shanghai)
	if err != nil {
		panic(err)
	}
	return t.UTC()
}

func TestDaysAreNamedAsPeopleSayThem(t *testing.T) {
	zh, en, tw := i18n.For(lang.ZhHans).At(shanghai), i18n.For(lang.En).At(shanghai), i18n.For(lang.ZhHant).At(shanghai)
	now := at("2026-11-24 14:05:00")

	assert.Equal(t, "今天", zh.Day(at("2026-11-24 00:00:01"), now))
	assert.Equal(t, "昨天", zh.Day(at("2026-11-23 23:59:59"), now))
	assert.Equal(t, "前天", zh.Day(at("2026-11-22 10:00:00"), now))
	assert.Equal(t, "11月21日 周六", zh.Day(at("2026-11-21 10:00:00"), now))
	assert.Equal(t, "11月21日 週六", tw.Day(at("2026-11-21 10:00:00"), now))
	assert.Equal(t, "21 Nov, Sat", en.Day(at("2026-11-21 10:00:00"), now))
	assert.Equal(t, "22 Nov, Sun", en.Day(at("2026-11-22 10:00:00"), now))
	assert.Equal(t, "2025-11-24", zh.Day(at("2025-11-24 10:00:00"), now))
	assert.Equal(t, "今天 14:01", zh.Moment(at("2026-11-24 14:01:59"), now))
	assert.Equal(t, "11月20日 09:30", zh.Moment(at("2026-11-20 09:30:00"), now))
	assert.Equal(t, "14:02:31", zh.ClockSeconds(at("2026-11-24 14:02:31")))
	assert.Equal(t, "2026-11-24", en.Date(at("2026-11-24 00:10:00")), "a day is the day of the place, not of Greenwich")
}

func TestPeopleAreGreetedByTheTimeOfDay(t *testing.T) {
	zh, en := i18n.For(lang.ZhHans).At(shanghai), i18n.For(lang.En).At(shanghai)
	for at_, want := range map[string]string{"04:59:00": "晚上好", "05:00:00": "早上好", "11:00:00": "中午好", "13:00:00": "下午好", "18:00:00": "晚上好"} {
		assert.Equal(t, want, zh.Greeting(at("2026-11-24 "+at_)), at_)
	}
	assert.Equal(t, "Good morning", en.Greeting(at("2026-11-24 09:00:00")))
}

func TestRelativeTimeStopsAtTwoDays(t *testing.T) {
	zh, en := i18n.For(lang.ZhHans).At(shanghai), i18n.For(lang.En).At(shanghai)
	now := at("2026-11-24 14:05:00")

	assert.Equal(t, "刚刚", zh.Ago(now.Add(-59*time.Second), now))
	assert.Equal(t, "10 分钟前", zh.Ago(now.Add(-10*time.Minute), now))
	assert.Equal(t, "1 hour ago", en.Ago(now.Add(-90*time.Minute), now))
	assert.Equal(t, "昨天", zh.Ago(now.Add(-20*time.Hour), now))
	assert.Equal(t, "今天 15:05", zh.Ago(now.Add(time.Hour), now), "a moment ahead is named, never counted backwards")
}

func TestAmountsAreExact(t *testing.T) {
	p := i18n.For(lang.ZhHans)
	assert.Equal(t, "¥199", p.Money(19900))
	assert.Equal(t, "¥1,234.05", p.Money(123405))
	assert.Equal(t, "-¥0.40", p.Money(-40))
	assert.Equal(t, "-12,480", p.Number(-12480))
	assert.Equal(t, "999", p.Number(999))
	assert.Equal(t, "7.5", p.Mark(750))
	assert.Equal(t, "66.67", p.Mark(6667))
	assert.Equal(t, "8", p.Mark(800))
	assert.Equal(t, "99%", p.Share(199, 200), "nearly all is not all")
	assert.Equal(t, "–", p.Share(0, 0))
}

func TestDurationsAreWritten(t *testing.T) {
	zh, en := i18n.For(lang.ZhHans), i18n.For(lang.En)
	assert.Equal(t, "0:48", zh.Elapsed(48*time.Second))
	assert.Equal(t, "1:06", zh.Elapsed(66*time.Second))
	assert.Equal(t, "1:02:03", zh.Elapsed(time.Hour+2*time.Minute+3*time.Second))
	assert.Equal(t, "1 小时 30 分钟", zh.Span(90*time.Minute))
	assert.Equal(t, "1 second", en.Span(time.Second))
	assert.Equal(t, "3 days", en.Span(72*time.Hour))
}

func TestFaultsAreToldInWords(t *testing.T) {
	zh := i18n.For(lang.ZhHans)
	wrapped := fault.In("quiz.Answer", fault.In("tx", fmt.Errorf("store: %w", fault.New(fault.Conflict, "fault.op.reused"))))
	assert.Equal(t, zh.T("fault.op.reused"), zh.Fault(wrapped))
	assert.Equal(t, zh.T("fault.internal"), zh.Fault(fmt.Errorf("boom")))
	assert.Equal(t, zh.T("fault.internal"), zh.Fault(fault.New(fault.Invalid, "fault.no.such.words")))
	assert.NotEqual(t, "fault.internal", zh.T("fault.internal"))
}

func TestAnUnknownKeyIsShownAsItIs(t *testing.T) {
	assert.Equal(t, "no.such.key", i18n.For(lang.En).T("no.such.key"))
}

func TestContentIsShownInTheScriptOfTheReader(t *testing.T) {
	text := lang.Text{ZH: "头发擦干净再发货", EN: "Dry first, then dispatch"}
	assert.Equal(t, "頭髮擦乾淨再出貨", i18n.For(lang.ZhHant).Text(text))
	assert.Equal(t, text.ZH, i18n.For(lang.ZhHans).Text(text))
	assert.Equal(t, text.EN, i18n.For(lang.En).Text(text))
	assert.Equal(t, "退款", i18n.For(lang.En).Text(lang.Text{ZH: "退款"}), "no translation is better than nothing to read")
}

func TestTraditionalTextFollowsTheContextOfACharacter(t *testing.T) {
	for from, want := range map[string]string{
		"皇后在后面":            "皇后在後面",
		"头发和发展":            "頭髮和發展",
		"周二退货，台账在后台":       "週二退貨，台帳在後台",
		"他说“干净”":           "他說「乾淨」",
		"{{.Name}} 的面条 ¥9": "{{.Name}} 的麵條 ¥9",
		"":                 "",
		// Words of a shop, as a shop in Taiwan says them.
		"数据和信息":           "資料和訊息",
		"退货，快递上门取":        "退貨，宅配到府收",
		"发一段短视频":          "發一段短影片",
		"优惠券满199减20，积分翻倍": "優惠券滿199減20，點數翻倍",
		"手机号和收件信息":        "手機號碼和收件資料",
		// Characters with several readings.
		"三天后回访，两周后再问":   "三天後回訪，兩週後再問",
		"皇后牌":           "皇后牌",
		"脚长发我，头发别发":     "腳長發我，頭髮別發",
		"放进快递柜并发取件码":    "放進智取櫃並發取件碼",
		"反绒干了才刷，能干的干货":  "反絨乾了才刷，能幹的乾貨",
		"先用干布吸水，阴干":     "先用乾布吸水，陰乾",
		"牛皮面、面料、面条和面单":  "牛皮面、面料、麵條和面單",
		"绒里、公里、店里":      "絨裡、公里、店裡",
		"要换只能按199拍，一只鞋": "要換只能按199拍，一隻鞋",
		"说明了，不了解":       "說明了，不瞭解",
		"鞋带系紧，没有关系":     "鞋帶繫緊，沒有關係",
		"先看发货签收，再看标签":   "先看出貨簽收，再看標籤",
		"寄回天数、退回向工厂":    "寄回天數、退回向工廠",
		"红冲重开，正在冲销量，冲净": "紅沖重開，正在衝銷量，沖淨",
		"小范和范女士看范围":     "小范和范女士看範圍",
		"姓于的于女士":        "姓于的于女士",
		"除不尽就进一，尽快":     "除不盡就進一，儘快",
		"不划算的划痕":        "不划算的劃痕",
		"松紧和放松":         "鬆緊和放鬆",
		"来历和日历":         "來歷和日曆",
		"五点钟，钟女士":       "五點鐘，鍾女士",
		"台阶、平台、后台":      "台階、平台、後台",
		"核准、批准、标准":      "核准、批准、標準",
		"售后里挂断，没有权限":    "售後裡掛斷，沒有權限",
		"plain ASCII":   "plain ASCII",
	} {
		assert.Equal(t, want, i18n.Hant(from))
	}
}
