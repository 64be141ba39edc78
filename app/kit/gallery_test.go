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
	saves := labelled("保存状态：都说真话",
		kit.NewSaveMark(kit.Saving{State: kit.SavedState, Words: "已存到办公室主机", Note: "14:02:31"}, false),
		kit.NewSaveMark(kit.Saving{State: kit.SavedHere, Words: "已存在本机，等主机", Note: "3 条待传，连上自动补"}, false),
		kit.NewSaveMark(kit.Saving{State: kit.NotSaved, Words: "还没存上", Note: "硬盘满了，腾出空间按 R"}, false),
		kit.NewSaveMark(kit.Saving{State: kit.OnItsWay, Words: "正在存"}, false))
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

func quiz() fyne.CanvasObject {
	order := kit.NewCardWith(kit.PlainCard, kit.Sides(6, 10), kit.Row(12, kit.IconBox("shop", 22, theme.Ink2), kit.Fill(kit.Column(0,
		kit.NewRuns(theme.Secondary, theme.Ink, kit.Bold("云步轻跑鞋 男款"), kit.Plain(" 曜石黑 41")), kit.Text("订单 …8899 · 昨天 21:40 付款", theme.Caption, theme.Ink3))), kit.Text("¥159", theme.BodyBold, theme.Ink)))
	chat := kit.NewTranscript(
		kit.Bubble{Object: order},
		kit.Bubble{Kind: kit.Note, Words: "今天 14:01"},
		kit.Bubble{Kind: kit.Theirs, Who: "客", Words: "昨天拍的黑色 41 码怎么还没发呀"},
		kit.Bubble{Kind: kit.Mine, Who: "我", Words: "亲，真抱歉让您等了～刚帮您查过，曜石黑 41 码昨晚卖断了，短期补不上。白色、雾灰 41 码都有现货，您看看？"},
		kit.Bubble{Kind: kit.Theirs, Who: "客", Words: "那换白色吧"},
		kit.Bubble{Kind: kit.Note, Words: "如果这样发出去", Under: "x"},
		kit.Bubble{Kind: kit.AsIf, Who: "我", Words: "亲，您先拍白色 199，我现在就把 40 元差价从黑色这单退给您"},
		kit.Bubble{Kind: kit.Draft, Who: "我", Words: "亲，黑色这单我先给您全额退。白色您按 199 拍下，我催仓库今天就发，一发出就把 40 元差价退给您，最晚明晚到账", Under: "还没发出"})
	left := kit.NewCardWith(kit.PlainCard, kit.All(1), kit.Column(0, kit.Pad(kit.All(16), kit.Conditions(kit.Condition{Name: "订单", Level: "已付款未发货", State: kit.Deciding}, kit.Condition{Name: "活动", Level: "昨天已结束"},
		kit.Condition{Name: "库存", Level: "原色断货"}, kit.Condition{Name: "会员", Level: "普通"}, kit.Condition{Name: "渠道", Level: "在线聊天"}, kit.Condition{Name: "你的权限", Level: "一线客服"})), kit.Rule(), kit.Fill(chat)))
	options := kit.NewOptionList(false, nil, kit.Option{Words: "活动昨天就结束了哦，白色现在是 199，您要的话按现价拍就行～"}, kit.Option{Words: "亲，我这边帮您把白色改成 159，您直接拍，改好马上叫您付款～"},
		kit.Option{Words: "亲，黑色这单我先给您全额退。白色您按 199 拍下，我催仓库今天就发，一发出就把 40 元差价退给您，最晚明晚到账"}, kit.Option{Words: "亲，您先拍白色 199"})
	options.SetChosen(2)
	judged := kit.NewOptionList(false, nil)
	judged.Judge(kit.Option{Words: "亲，您先拍白色 199，我现在就把 40 元差价从黑色这单退给您", Mark: kit.Yours, Note: "你选的"}, kit.Option{Words: "亲，黑色这单我先给您全额退。白色您按 199 拍下。", Mark: kit.Better, Note: "更好"})
	right := kit.Column(10, kit.Text("看清情境，你怎么回？", theme.Stem, theme.Ink), kit.Text("选一条，左边会先看到它的样子。", theme.Secondary, theme.Ink3), options, judged, kit.Spacer(),
		kit.NewCard(kit.QuietCard, kit.Row(10, kit.IconBox("swap", 18, theme.Primary), kit.Fill(kit.NewParagraph("这个知识点有 8 种情境，你见过 4 种。这一种是第一次见，不会和考核重题。", theme.Secondary, theme.Ink2)))),
		kit.Row(10, kit.NewButton(kit.Main, "就这样回", nil).Cap("Enter").Large(), kit.NewButton(kit.Usual, "回头再看", nil).WithIcon("flag").Cap("F").Large()))
	timer := kit.NewTimer()
	timer.Set("0:48", "建议 2 分钟内", 40, false)
	return kit.NewPageBody(kit.NewPageHeader("断货与换色", "售前基础 · 情境练习", func() {}, kit.NewSteps(kit.StepRight, kit.StepRight, kit.StepWrong, kit.StepNow, kit.StepOpen),
		kit.Text("8 / 12", theme.Label, theme.Ink), kit.Bar(28), timer, kit.Bar(28), kit.Fixed(150, 0, kit.NewSaveMark(kit.Saving{Words: "已存好", Note: "14:02:31"}, false))), kit.TwoColumns(544, left, right), nil)
}

func desk() fyne.CanvasObject {
	m := kit.NewMatrix("学徒")
	s, dash := kit.MatrixCell{Seal: true}, kit.MatrixCell{}
	ring := func(p int) kit.MatrixCell { return kit.MatrixCell{HasRing: true, Ring: p} }
	m.Set([]kit.MatrixGroup{{Title: "入门", Columns: []string{"品牌", "商品", "平台规则"}}, {Title: "售前基础", Columns: []string{"接待流程", "尺码推荐", "断货换色", "活动优惠"}}}, []kit.MatrixRow{
		{Name: "林小满", Note: "第 6 天", Own: true, Cells: []kit.MatrixCell{s, s, s, ring(92), ring(83), ring(73), ring(40)}},
		{Name: "陈宇航", Note: "第 6 天", Cells: []kit.MatrixCell{s, s, s, {Tag: "待签", TagTone: kit.PrimaryTone}, ring(88), {Words: "题太少"}, dash}},
		{Name: "黄子墨", Note: "第 9 天", Cells: []kit.MatrixCell{s, s, {Tag: "需复核", TagTone: kit.WatchTone}, {Tag: "有异议", TagTone: kit.DangerTone}, dash, dash, dash}}})
	m.SetCurrent(0, 5)
	type person struct{ name, until, state string }
	t := kit.NewTable(kit.TableOptions{Checks: true}, kit.TableColumn[person]{Title: "姓名", Width: 120, Grow: 1, Text: func(p person) string { return p.name }, Cell: func(p person) kit.Cell { return kit.Cell{Text: p.name, Bold: true, Avatar: p.name} },
		Less: func(a, b person) bool { return a.name < b.name }},
		kit.TableColumn[person]{Title: "有效至", Width: 110, Text: func(p person) string { return p.until }},
		kit.TableColumn[person]{Title: "状态", Width: 120, Text: func(p person) string { return p.state }, Cell: func(p person) kit.Cell {
			if p.state == "有效" {
				return kit.Cell{Text: p.state, Seal: true}
			}
			return kit.Cell{Tag: p.state, TagTone: kit.WatchTone}
		}})
	t.SetRows([]person{{"林小满", "–", "等徒弟签"}, {"孙一诺", "2027-05-27", "有效"}, {"一个非常非常长的名字会被缩短吗当然会被缩短的吧因为没有地方了", "2027-05-22", "有效"}})
	rubric := kit.NewRubricGrid(nil, kit.Criterion{Title: "态度", Note: "先接住客户", Levels: []string{"冷或推脱", "礼貌", "接住情绪", "让人想继续聊"}}, kit.Criterion{Title: "说理", Note: "凭证代替空话", Levels: []string{"空话", "有一点", "有凭证", "凭证对症"}})
	rubric.Score(3)
	return kit.NewPageBody(kit.NewPageHeader("带教台", "11月批 8 人", nil, kit.NewButton(kit.Usual, "导出", nil).WithIcon("export")),
		kit.TwoColumns(376, kit.Column(12, kit.AtLeast(0, 210, m), kit.AtLeast(0, 170, t)),
			kit.ListCard(kit.CardHead("评分", "按 0–3，自动跳下一行", nil), rubric,
				kit.NewPressable(kit.PressLook{}, kit.Pad(kit.Sides(10, 16), kit.Row(10, kit.Avatar("林小满", 28, theme.PrimarySoft, theme.PrimaryInk), kit.Fill(kit.Column(0, kit.Row(6, kit.Text("林小满", theme.BodyBold, theme.Ink), kit.Tag("批改", kit.PrimaryTone)), kit.Text("自由回复：催付款", theme.Secondary, theme.Ink2))), kit.Text("今天 11:20", theme.Caption, theme.Ink3))), func() {}),
				kit.Pad(kit.All(16), kit.NewTextArea("跟小满说一句", "", 3)))), nil)
}

func TestPagesOfThePicturesAreDrawn(t *testing.T) {
	win, _ := show(t, quiz(), 1216, 800)
	picture(t, win, "quiz")
	win, _ = show(t, desk(), 1096, 800)
	picture(t, win, "desk")
	win, _ = show(t, quiz(), 960, 680)
	picture(t, win, "quiz-small")
}

func TestDialogsAreDrawn(t *testing.T) {
	win, _ := show(t, quiz(), 1216, 800)
	kit.Confirm(win.Canvas(), kit.Question{Title: "撤销 QH-2026-0071？", Words: "许嘉将不能再凭这张证书上岗。原因会写进台账，证书本身不删。", Yes: "撤销", No: "不撤销", Danger: true})
	picture(t, win, "confirm")
}
