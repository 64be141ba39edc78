package kit_test

import (
	"testing"

	"fyne.io/fyne/v2"

	"shifu/app/kit"
	"shifu/app/theme"
)

func labelled(title string, parts ...fyne.CanvasObject) fyne.CanvasObject {
	all := append([]fyne.CanvasObject{kit.Text(title, theme.Caption, theme.Ink2)}, parts...)
	return kit.NewCard(kit.PlainCard, kit.Column(8, all...))
}

func gallery() fyne.CanvasObject {
	none := func() {}
	focused := kit.NewButton(kit.Main, "焦点", none)
	focused.FocusGained()
	off := kit.NewButton(kit.Main, "不可用", none)
	off.Disable()
	buttons := labelled("按钮", kit.Flow(8, 10,
		kit.NewButton(kit.Main, "主要", none).Cap("Enter"), kit.NewButton(kit.Usual, "次要", none), kit.NewButton(kit.Soft, "轻", none),
		kit.NewButton(kit.Bare, "文字", none), kit.NewButton(kit.SealRed, "盖章", none).WithIcon("stamp"), off, focused))
	types := labelled("字号", kit.Column(0, kit.Text("28 数字", theme.Figure, theme.Ink), kit.Text("22 页标题", theme.PageTitle, theme.Ink),
		kit.Text("17 大题干", theme.Stem, theme.Ink), kit.Text("16 阅读、聊天、选项", theme.Reading, theme.Ink), kit.Text("14 界面正文", theme.Body, theme.Ink),
		kit.Text("13 次要　12 最小，注释与表头", theme.Caption, theme.Ink2)))
	saves := labelled("保存状态：三种，都说真话",
		kit.NewSaveMark(kit.Saving{State: kit.SavedState, Words: "已存到办公室主机", Note: "14:02:31"}, false),
		kit.NewSaveMark(kit.Saving{State: kit.SavedHere, Words: "已存在本机，等主机", Note: "3 条待传，连上自动补"}, false),
		kit.NewSaveMark(kit.Saving{State: kit.NotSaved, Words: "还没存上", Note: "硬盘满了，腾出空间按 R"}, false))
	conditions := labelled("情境条件与标签",
		kit.NewChipGroup("a", nil, kit.Choice{Value: "a", Words: "选中 12"}, kit.Choice{Value: "b", Words: "未选 5"}),
		kit.Flow(6, 6, kit.Tag("过了", kit.GoodTone), kit.Tag("需复核", kit.WatchTone), kit.Tag("有异议", kit.DangerTone), kit.Tag("待签", kit.PrimaryTone), kit.Tag("12", kit.NeutralTone)),
		kit.Conditions(kit.Condition{Name: "订单", Level: "未发货"}, kit.Condition{Name: "订单", Level: "未发货", State: kit.Deciding}, kit.Condition{Name: "活动", Level: "进行中", State: kit.Changed},
			kit.Condition{Name: "渠道", Level: "电话", State: kit.NotAssessed}))
	one := kit.NewField("店名", "")
	one.SetText("青禾鞋履")
	two := kit.NewField("", "打全名")
	two.SetText("焦点")
	two.Entry.FocusGained()
	bad := kit.NewField("", "")
	bad.SetText("13800")
	bad.SetError("差 6 位。手机号是 11 位。")
	fields := labelled("输入", one, two, bad, kit.NewSearchField("姓名或拼音，如 lxm", "Ctrl F", nil))
	empty := labelled("空状态", kit.Fill(kit.EmptyState("check", "今天没有到期的复习", "明天 4 题。想多练，挑一个知识点。", kit.NewButton(kit.Soft, "挑一个练", none).Small())))
	banners := labelled("横幅",
		kit.NewBanner(kit.PrimaryTone, "clock", "上次停在第 8 题，那时断电了。前 7 题都在，从第 8 题接着来。", "继续 Enter", none),
		kit.NewBanner(kit.WatchTone, "pc", "连不上办公室主机。可以继续答，考核要等连上才能交。", "再试", none),
		kit.NewBanner(kit.DangerTone, "alert", "还没存上：硬盘满了。这一页先别关，腾出空间后按 R。", "重试 R", none))
	toasts := labelled("提示", kit.ToastView(kit.Message{Words: "已导出 5 张到 师傅导出", Action: "打开文件夹"}), kit.ToastView(kit.Message{Words: "已撤销确认", Icon: "refresh", Action: "恢复", Cap: "Ctrl Z"}),
		kit.NewSegments(0, nil, []string{"认可，签名", "有异议"}, []string{"1", "2"}),
		kit.NewCheckbox("真实接待我看过", true, nil), kit.NewSelect("", "b", nil, kit.Choice{Value: "a", Words: "中文"}, kit.Choice{Value: "b", Words: "中文和英文"}))
	seals := labelled("印章", kit.Flow(12, 8, kit.Seal("周敏", 56), kit.Seal("孙一诺", 56), kit.Seal("Zhou Min", 56), kit.SealMark(26), kit.SealMark(18), kit.SealOutline("周敏", 56)))
	rings := labelled("环", kit.Flow(12, 8, kit.NewRing(92, 83), kit.NewRing(64, 83), kit.NewRing(44, 62), kit.NewRing(26, 40), kit.NewRing(18, 55)),
		kit.NewSteps(kit.StepRight, kit.StepRight, kit.StepWrong, kit.StepNow, kit.StepOpen, kit.StepOpen), kit.NewMeter(70, theme.Qing),
		kit.Interval(43, 90, 73, 80, theme.Primary))
	pin := kit.NewPINBoxes(nil)
	pin.Digit('1')
	pin.Digit('2')
	pin.FocusGained()
	return kit.NewPageBody(kit.NewPageHeader("组件", "每种状态放在一起看", func() {}, kit.NewButton(kit.Usual, "打印草稿", none).WithIcon("doc")),
		kit.NewScroll(kit.Column(16,
			kit.RowTall(16, kit.Fill(types), kit.Fill(buttons), kit.Fill(saves)),
			kit.RowTall(16, kit.Fill(conditions), kit.Fill(fields), kit.Fill(empty)),
			kit.RowTall(16, kit.Fill(banners), kit.Fill(toasts)),
			kit.RowTall(16, kit.Fill(seals), kit.Fill(rings), kit.Fill(labelled("PIN", pin))),
			kit.NewCard(kit.PlainCard, kit.Column(10, kit.CardHead("上岗路径", "", kit.Text("照现在的进度，约 12月8日 可上岗", theme.Caption, theme.Ink3)), kit.NewStagePath(func(int) {},
				kit.Node{Title: "入门", Note: "周敏 11月20日 签", State: kit.NodeSigned}, kit.Node{Title: "售前基础", Note: "学习中", State: kit.NodeNow, Percent: 62},
				kit.Node{Title: "售后基础", Note: "售前签核后开放", State: kit.NodeLocked}, kit.Node{Title: "售后进阶", Note: "本店还没建课", State: kit.NodeMissing}))),
			kit.StepRow(kit.WizardStep{Title: "证据齐了", Done: true}, kit.WizardStep{Title: "师傅签", Done: true}, kit.WizardStep{Title: "徒弟签", Now: true}, kit.WizardStep{Title: "锁定存档"}),
			kit.Equal(16, kit.NewStatTile(kit.Stat{Title: "现在能上岗", Figure: "14", Unit: "/ 20 人", Note: "比上周多 2 人", Tone: kit.GoodTone}, none),
				kit.NewStatTile(kit.Stat{Title: "30 天内到期", Figure: "3", Unit: "张证书", Note: "最早 11月30日 吴思雨", Tone: kit.WatchTone}, none),
				kit.NewStatTile(kit.Stat{Title: "双12 当天预计", TooFew: "还看不出", Note: "不到 7 天的数据"}, none)),
		)), nil)
}

func TestTheGalleryIsDrawnInLightAndDark(t *testing.T) {
	for _, m := range []theme.Mode{theme.Light, theme.Dark} {
		theme.Use(m)
		win, _ := show(t, gallery(), 1280, 1240)
		picture(t, win, "gallery-"+m.String())
	}
	theme.Use(theme.Light)
}
