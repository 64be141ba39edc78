package demo

import "shifu/internal/lang"

func both(zh, en string) lang.Text { return lang.Text{ZH: zh, EN: en} }

// What people of the shop write.
var (
	shopName = "青禾鞋履旗舰店"

	poorReplies = []lang.Text{
		both("亲，已经帮您催了哦，请耐心等待。", "I have asked them to hurry, please be patient."),
		both("不好意思给您带来不便，我们会尽快处理。", "Sorry for the inconvenience, we will handle it soon."),
		both("这个要看仓库，我也不清楚，您再等等看。", "That is up to the warehouse, I cannot say. Please wait a little more."),
		both("给您退一百块，您看行吗？", "I give you 100 yuan back, all right?"),
	}
	fairReplies = []lang.Text{
		both("让您久等了，真不好意思。我现在去问仓库，今天下午给您答复。", "Sorry to keep you waiting. I am asking the warehouse now and answer this afternoon."),
		both("换我也着急。您拍张照片发我，我先给您登记，尽快给您处理。", "I would be upset, too. Send me a photo and I note it down and see to it soon."),
		both("耽误您用鞋了，实在抱歉。补偿我帮您申请，批下来第一时间告诉您。", "Sorry that you could not wear them. I ask for the amends and tell you as soon as they are granted."),
	}

	comments = map[bool][]lang.Text{
		true: {
			both("先接住了情绪，办法和时间都有，很好。", "You met the feeling first, with a remedy and a time: good."),
			both("把客户原话里的细节说回去了，像真人在说。", "You gave back a detail of what the customer wrote; it sounds like a person."),
			both("稳。就差一句：到账要多久。", "Good. One thing is missing: how long the money takes."),
		},
		false: {
			both("套话。客户说周末要穿，你一个字没接。", "A set phrase. The customer needs them at the weekend and you say nothing of it."),
			both("没有时间，客户不知道等到几点。", "No time is named; the customer does not know how long to wait."),
			both("补偿要主管批，先别答应。这是红线。", "The supervisor has to agree to the amends; promise nothing before. That is the red line."),
		},
	}
	helpWords = []lang.Text{
		both("", ""), // the question itself says it
		both("为什么不能先退差价？", "Why may I not refund the difference first?"),
		both("金卡和普通卡的天数总记混。", "I keep mixing up the days of gold and ordinary members."),
		both("客户已经签收了，还能这样算吗？", "The parcel was received already: does this still count?"),
	}
	helpAnswers = []lang.Text{
		both("先看订单到哪一步，再看会员，天数最后看。", "Look at the step of the order first, then at the tier, at the days last."),
		both("没发货只能整单退，系统退不了一部分。", "Before dispatch only the whole order can be refunded; the system knows no part of it."),
		both("这条在课里第二节，今晚一起过一遍。", "It is in the second part of the lesson; we go through it tonight."),
	}
	ownerAnswers = []lang.Text{
		both("对照规则表看过了，题没错：条件看漏了一个。", "I looked it up in the policy sheet; the question is right: one condition was overlooked."),
		both("谢谢提醒，已经请人复核。", "Thank you. Somebody reads it again."),
	}
	wrongWords = []lang.Text{
		both("规则表上写的天数和这题不一样。", "The policy sheet says another number of days."),
		both("两个选项意思一样。", "Two of the options mean the same."),
	}
	seenNotes = []lang.Text{
		both("跟了三单，问脚型问得自然。", "Watched three chats; asks about the feet without a form."),
		both("下午高峰也没乱。", "Calm in the afternoon rush, too."),
		both("回话比上周快了一半。", "Answers in half the time of last week."),
		{},
	}
	disputeNotes = []lang.Text{
		both("这个场景上课没讲过，我想再考一次。", "The lessons did not cover this case; I would like to be examined again."),
		both("师傅那天休息，没看过我接待。", "The mentor was off that day and did not see me at work."),
		both("金卡的期限我是按新规则答的。", "I answered by the new rule for gold members."),
	}
	answerNotes = []lang.Text{
		both("周三下午我在旁边看了两单，记录在观察表里。", "I watched two chats on Wednesday afternoon; it is in the checklist."),
		both("题目按签核那天的规则，规则是后来改的。", "The question goes by the rule of that day; it changed later."),
	}
	withdrawNote = both("对过记录了，是我记错了。", "I looked it up; I was mistaken.")
	againNote    = both("补看了一次接待，重新签。", "Watched another chat; signing anew.")
	standsNote   = both("双方都说明了，观察记录齐全，签核有效。", "Both sides were heard, the checklist is complete: it stands.")
	voidNote     = both("观察那天师傅不在班上，这一版作废，补观察后重签。", "The mentor was not at work that day: void. Observe again and sign anew.")
	handNote     = both("师傅调去晚班，换人带。", "The mentor moved to the evening shift.")
	doneNote     = both("出师了。", "The apprenticeship is over.")
	revokeNote   = both("复查发现考核由他人代答。", "A check found that somebody else sat the exam.")
	reopenNote   = both("证书已撤销，两个模块重新签核。", "The certificate was revoked; both modules are signed anew.")
)
