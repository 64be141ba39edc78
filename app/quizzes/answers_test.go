package quizzes_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/app/answer"
	"shifu/app/page"
	"shifu/app/page/pagetest"
	"shifu/internal/fault"
	"shifu/internal/i18n"
	"shifu/internal/lang"
	"shifu/training"
)

const (
	types = "../../quiz/response/testdata/types.model.yaml"
	packs = "../../assets/packs/footwear/models/"
)

// step is where a thing stands on the screen, by id.
func step(d *table, id string) string {
	for i, s := range d.slot().Shown.Steps {
		if s.ID == id {
			return string(rune('1' + i))
		}
	}
	return ""
}

func right(d *table, id string) string {
	for i, s := range d.slot().Shown.Right {
		if s.ID == id {
			return string(rune('1' + i))
		}
	}
	return ""
}

func TestStepsArePutInOrderByDigitsAndMovedByAlt(t *testing.T) {
	d := question(t, types, "t.two-steps", "kind=a")
	h, r := sit(t, d, lang.ZhHans)
	h.Type(step(d, "photo") + step(d, "sorry") + step(d, "back"))
	alt(r, fyne.KeyUp) // back goes before sorry,
	alt(r, fyne.KeyUp) // before photo,
	alt(r, fyne.KeyUp) // and no further
	later(h)
	assert.JSONEq(t, `{"order":["back","photo","sorry"]}`, string(d.draft))

	h.Type(step(d, "back") + step(d, "send")) // taken back; another at the end
	h.Press(fyne.KeyUp)
	alt(r, fyne.KeyUp)
	h.Press(fyne.KeyReturn)
	assert.JSONEq(t, `{"order":["sorry","photo","send"]}`, string(d.given))
	assert.True(t, d.feedback.Mark.Right)
}

func TestAWrongOrderIsShownBesideTheRightOne(t *testing.T) {
	for _, tag := range lang.Tags {
		d := question(t, types, "t.two-steps", "kind=a")
		h, _ := sit(t, d, tag)
		h.Type(step(d, "send") + step(d, "sorry") + step(d, "back"))
		fits(t, h, "order-"+string(tag))
		h.Press(fyne.KeyReturn)
		assert.JSONEq(t, `{"order":["send","sorry","back"]}`, string(d.given))
		misplaced := 0
		for _, words := range h.Texts() {
			if words == h.Words().T("quizzes.order_misplaced") {
				misplaced++
			}
		}
		assert.Equal(t, 2, misplaced, "send stands before sorry, and sorry after send")
		assert.Contains(t, h.Texts(), h.Words().T("quizzes.order_better"))
		assert.Contains(t, h.Texts(), h.Words().T("quizzes.order_foreign"))
		assert.Contains(t, h.Texts(), h.Words().T("quizzes.order_missing"))
		fits(t, h, "order-judged-"+string(tag))
	}
}

// Whoever was wrong is led to where the point is taught; whoever was right is not
// held up.
func TestAWrongAnswerLeadsToTheLessonAndTheScript(t *testing.T) {
	lesson := i18n.For(lang.ZhHans).T("quizzes.lesson", "Title", "尺码怎么推")
	for name, wrong := range map[string]bool{"Right": false, "Wrong": true} {
		t.Run(name, func(t *testing.T) {
			d := question(t, types, "t.two-steps", "kind=a")
			h, _ := sit(t, d, lang.ZhHans)
			steps := step(d, "sorry") + step(d, "photo") + step(d, "send")
			if wrong {
				steps = step(d, "send") + step(d, "sorry") + step(d, "photo")
			}
			h.Type(steps)
			h.Press(fyne.KeyReturn)
			require.Equal(t, !wrong, d.feedback.Mark.Right)
			assert.Equal(t, wrong, slices.Contains(h.Texts(), lesson))
			if wrong {
				h.PressLink(t, lesson)
				assert.Equal(t, []page.Route{{Page: "lessons", ID: "sizes"}}, h.Went)
			}
		})
	}
}

func TestADraftOfAnOrderIsThereAgain(t *testing.T) {
	d := question(t, types, "t.two-steps", "kind=b")
	d.draft = []byte(`{"order":["photo","back"]}`)
	h, _ := sit(t, d, lang.En)
	h.Type(step(d, "send"))
	h.Press(fyne.KeyReturn)
	assert.JSONEq(t, `{"order":["photo","back","send"]}`, string(d.given))
}

func TestPairsAreMadeByDigitsAndTheNextOneFollows(t *testing.T) {
	d := question(t, types, "t.member-rights", "month=nov;year=first")
	h, _ := sit(t, d, lang.En)
	first, second := d.slot().Shown.Left[0].ID, d.slot().Shown.Left[1].ID
	h.Type(right(d, "early"))
	later(h)
	assert.JSONEq(t, `{"match":{"`+first+`":"early"}}`, string(d.draft))
	h.Press(fyne.KeyReturn)
	assert.Nil(t, d.given, "one is still open")
	assert.Contains(t, h.Texts(), "Some are not matched yet.")

	h.Type(right(d, "birthday")) // of the second, to which it went on
	h.Press(fyne.KeyUp)
	h.Press(fyne.KeyDown)
	h.Type(right(d, "birthday") + right(d, "protect30")) // taken back, then another
	h.Press(fyne.KeyReturn)
	assert.JSONEq(t, `{"match":{"`+first+`":"early","`+second+`":"protect30"}}`, string(d.given))
}

func TestAWrongPairIsShownWithTheRightOne(t *testing.T) {
	for _, tag := range lang.Tags {
		d := question(t, packs+"people-and-tiers.model.yaml", "people.tone", "first=elder;second=mum;third=vip;channel=chat")
		h, _ := sit(t, d, tag)
		h.Type(right(d, "slow") + right(d, "kind"))
		fits(t, h, "match-"+string(tag))
		h.Type(right(d, "slow"))
		h.Press(fyne.KeyReturn)
		wrong := 0
		for _, p := range d.feedback.Parts {
			if !p.Right {
				wrong++
			}
		}
		assert.NotZero(t, wrong)
		assert.Contains(t, h.Texts(), h.Words().T("quizzes.yours"))
		fits(t, h, "match-judged-"+string(tag))
	}
}

func TestGapsAreFilledByDigitsAndWordsInTheirOrder(t *testing.T) {
	d := question(t, types, "t.script-gaps", "camp=daily;tier=gold")
	h, _ := sit(t, d, lang.ZhHans)
	h.Type("1") // today; the next gap is a field
	h.Type("顺丰")
	h.Press(fyne.KeyReturn)
	h.Type("7")
	later(h)
	assert.JSONEq(t, `{"slots":{"eta":"today","courier":"顺丰","window":"7"}}`, string(d.draft))
	h.Press(fyne.KeyUp)
	h.Press(fyne.KeyUp) // back at the first, which takes digits again
	h.Type("2")
	h.Press(fyne.KeyDown)
	h.Press(fyne.KeyDown)
	h.Press(fyne.KeyBackspace)
	h.Type("15")
	h.Press(fyne.KeyReturn)
	assert.JSONEq(t, `{"slots":{"eta":"h48","courier":"顺丰","window":"15"}}`, string(d.given))
	assert.Equal(t, 75, d.feedback.Mark.Score)
}

func TestAGapIsShownWithWhatIsRight(t *testing.T) {
	for _, tag := range lang.Tags {
		d := question(t, types, "t.script-gaps", "camp=daily;tier=gold")
		h, _ := sit(t, d, tag)
		fits(t, h, "cloze-open-"+string(tag))
		h.Type("3")
		h.Type("EMS")
		fits(t, h, "cloze-"+string(tag))
		h.Press(fyne.KeyReturn)
		h.Type("15")
		h.Press(fyne.KeyReturn)
		assert.NotNil(t, d.given)
		assert.Contains(t, h.Texts(), h.Words().T("quizzes.yours"))
		fits(t, h, "cloze-judged-"+string(tag))
	}
}

func TestADraftOfGapsIsThereAgain(t *testing.T) {
	d := question(t, types, "t.script-gaps", "camp=daily;tier=gold")
	d.draft = []byte(`{"slots":{"courier":"SF","eta":"today"}}`)
	h, _ := sit(t, d, lang.En)
	assert.Zero(t, d.drafts)
	h.Press(fyne.KeyDown)
	h.Press(fyne.KeyDown)
	h.Type("15")
	h.Press(fyne.KeyReturn)
	assert.JSONEq(t, `{"slots":{"eta":"today","courier":"SF","window":"15"}}`, string(d.given))
}

const models = "../../quiz/model/testdata/"

func TestLinesOfALogAreMarkedByTheirNumber(t *testing.T) {
	d := question(t, models+"sk.spot-the-fault.model.yaml", "sk.spot-the-fault", "status=before;camp=daily;tone=flat;wait=slow")
	h, _ := sit(t, d, lang.ZhHans)
	h.Type("1") // l2: too slow
	h.Press(fyne.KeyDown)
	h.Type("4") // l3: a promise
	h.Press(fyne.KeyDown)
	h.Type("3") // l5
	h.Press(fyne.KeyDown)
	h.Press(fyne.KeyDown) // no further than l7
	h.Type("22")          // and taken back
	later(h)
	assert.JSONEq(t, `{"marks":[{"class":"slow","line":"l2"},{"class":"promise","line":"l3"},{"class":"refuse","line":"l5"}]}`, string(d.draft))
	h.Press(fyne.KeyUp)
	h.Press(fyne.KeyUp)
	h.Type("2") // l3: the fact
	h.Press(fyne.KeyReturn)
	assert.JSONEq(t, `{"marks":[{"class":"slow","line":"l2"},{"class":"fact","line":"l3"},{"class":"refuse","line":"l5"}]}`, string(d.given))
	assert.True(t, d.feedback.Mark.Right)
}

func TestALogWithoutAFaultIsSaidToHaveNone(t *testing.T) {
	d := question(t, models+"sk.spot-the-fault.model.yaml", "sk.spot-the-fault", "status=after;camp=daily;tone=warm;wait=fast")
	h, _ := sit(t, d, lang.En)
	h.Type("10") // a mark, and then none at all
	h.Press(fyne.KeyReturn)
	assert.JSONEq(t, `{"none":true}`, string(d.given))
	assert.True(t, d.feedback.Mark.Right)
	assert.Contains(t, h.Texts(), "Nothing is wrong in this chat.")
}

func TestTheMarksOfALogAreShownWithTheRightOnes(t *testing.T) {
	for _, tag := range lang.Tags {
		d := question(t, models+"sk.spot-the-fault.model.yaml", "sk.spot-the-fault", "status=before;camp=daily;tone=flat;wait=slow")
		d.draft = []byte(`{"marks":[{"class":"slow","line":"l2"},{"class":"promise","line":"l3"}]}`)
		h, _ := sit(t, d, tag)
		h.Press(fyne.KeyDown)
		fits(t, h, "spot-"+string(tag))
		h.Press(fyne.KeyDown)
		h.Press(fyne.KeyDown)
		h.Type("4") // l7 is clean
		h.Press(fyne.KeyReturn)
		assert.NotNil(t, d.given)
		fits(t, h, "spot-judged-"+string(tag))
	}
}

// reply is the digit of a choice that is open in a chat, "" for one that is not.
func reply(d *table, id string) string {
	for i, c := range d.slot().Shown.Chat.Choices {
		if c.ID == id {
			return string(rune('1' + i))
		}
	}
	return ""
}

func TestAChatGoesOnWithEachReplyAndKeepsItsTimes(t *testing.T) {
	d := question(t, types, "t.patience", "mood=angry;stage=lost")
	h, _ := sit(t, d, lang.ZhHans)
	h.Press(fyne.KeyReturn)
	assert.Zero(t, d.drafts, "nothing was chosen")
	h.Elapsed += 4200 * time.Millisecond
	h.Type(reply(d, "sorry"))
	assert.Contains(t, h.Texts(), "还没发出")
	assert.Nil(t, d.draft, "chosen is not said")
	h.Press(fyne.KeyReturn)
	assert.JSONEq(t, `{"path":[{"choice":"sorry","ms":4200,"node":"start"}]}`, string(d.draft))
	assert.Contains(t, h.Texts(), "那什么时候到？")
	assert.Contains(t, h.Texts(), "过了 1 分钟，要在 10 分钟内处理好")
	assert.Empty(t, reply(d, "date"), "not open for a lost parcel")

	h.Elapsed += 800 * time.Millisecond
	h.Type(reply(d, "resend"))
	later(h) // the draft is the way so far, without what is only chosen
	assert.JSONEq(t, `{"path":[{"choice":"sorry","ms":4200,"node":"start"}]}`, string(d.draft))
	h.Press(fyne.KeyReturn)
	assert.Nil(t, d.given)
	assert.Contains(t, h.Texts(), "谢谢！")
	h.Press(fyne.KeyReturn)
	assert.JSONEq(t, `{"path":[{"choice":"sorry","ms":4200,"node":"start"},{"choice":"resend","ms":3800,"node":"ask"}]}`, string(d.given))
	assert.Equal(t, 100, d.feedback.Mark.Score)
}

func TestAChatGoesOnWhereItWasLeft(t *testing.T) {
	d := question(t, types, "t.patience", "mood=calm;stage=way")
	d.draft = []byte(`{"path":[{"choice":"look","ms":900,"node":"start"}]}`)
	h, _ := sit(t, d, lang.En)
	assert.Contains(t, h.Texts(), "I am looking.")
	h.Type(reply(d, "date"))
	h.Press(fyne.KeyReturn)
	h.Press(fyne.KeyReturn)
	assert.JSONEq(t, `{"path":[{"choice":"look","ms":900,"node":"start"},{"choice":"date","ms":0,"node":"ask"}]}`, string(d.given))
}

func TestAChatIsShownBesideABetterOne(t *testing.T) {
	for _, tag := range lang.Tags {
		d := question(t, types, "t.patience", "mood=angry;stage=lost")
		h, _ := sit(t, d, tag)
		h.Type(reply(d, "look"))
		fits(t, h, "chat-draft-"+string(tag))
		h.Press(fyne.KeyReturn)
		h.Type(reply(d, "promise"))
		h.Press(fyne.KeyReturn)
		fits(t, h, "chat-over-"+string(tag))
		h.Press(fyne.KeyReturn)
		assert.True(t, d.feedback.Mark.RedLine)
		assert.Contains(t, h.Texts(), h.Words().T("quizzes.chat_better"))
		fits(t, h, "chat-judged-"+string(tag))
	}
}

func TestAReplyThatCouldNotBeKeptStandsAndIsSentAgain(t *testing.T) {
	d := question(t, types, "t.patience", "mood=calm;stage=way")
	h, _ := sit(t, d, lang.ZhHans)
	d.broken = fault.New(fault.Unavailable, "fault.data.full")
	h.Type(reply(d, "sorry"))
	h.Press(fyne.KeyReturn)
	assert.Len(t, h.Reported, 1)
	assert.Contains(t, h.Texts(), "还没存上")
	d.broken = nil
	h.Press(fyne.KeyReturn)
	assert.NotNil(t, d.draft)
	assert.Contains(t, h.Texts(), "那什么时候到？")
}

func TestWordingsToAvoidAreListedWhileARewriteIsWritten(t *testing.T) {
	d := question(t, models+"sk.negative-to-positive.model.yaml", "sk.negative-to-positive", "ask=today;gift=none;tier=gold")
	h, r := sit(t, d, lang.ZhHans)
	said := func() string { return strings.Join(h.Texts(), "") }
	assert.Contains(t, said(), "写的时候，这里会列出不该说的词。")
	h.Type("好")
	assert.Contains(t, said(), "还太短，至少 18 个字。")
	assert.NotContains(t, said(), "“好”")
	h.Type("的，今天没办法发出呢，仓库已经下班了，请您谅解一下")
	assert.Contains(t, said(), "“没办法”会让整段不得分")
	fits(t, h, "rewrite-hit")
	for range 25 {
		h.Press(fyne.KeyBackspace)
	}
	h.Type("理解您着急，我给您排优先，明天一早就发出，发出后马上把单号告诉您")
	assert.Contains(t, said(), "没有不该说的词。")
	h.Press(fyne.KeyReturn) // a line of the text
	assert.Nil(t, d.given)
	r.Shortcut(&desktop.CustomShortcut{KeyName: fyne.KeyReturn, Modifier: fyne.KeyModifierShortcutDefault})
	assert.NotNil(t, d.given)
	assert.True(t, d.feedback.Mark.Right)
	assert.NotContains(t, said(), "边写边查")
}

func TestARewriteShowsItsListInEveryLanguage(t *testing.T) {
	for _, tag := range lang.Tags {
		d := question(t, models+"sk.negative-to-positive.model.yaml", "sk.negative-to-positive", "ask=today;gift=none;tier=gold")
		d.draft = []byte(`{"text":"Sorry, we can't ship it today and there is nothing we can do, it is not allowed."}`)
		h, r := sit(t, d, tag)
		assert.Contains(t, strings.Join(h.Texts(), " "), "can't")
		fits(t, h, "rewrite-"+string(tag))
		r.Shortcut(&desktop.CustomShortcut{KeyName: fyne.KeyReturn, Modifier: fyne.KeyModifierShortcutDefault})
		assert.NotNil(t, d.given)
		fits(t, h, "rewrite-judged-"+string(tag))
	}
}

func TestAnExamSaysNothingAboutATextBeforeHandIn(t *testing.T) {
	d := question(t, models+"sk.negative-to-positive.model.yaml", "sk.negative-to-positive", "ask=today;gift=none;tier=gold")
	d.exam = true
	h, _ := sit(t, d, lang.ZhHans)
	h.Type("不行，没办法，今天发不了，仓库早就下班了，没有人在")
	assert.NotContains(t, strings.Join(h.Texts(), ""), "不得分")
}

func TestADraftThatIsPutBackIsNotKeptAnew(t *testing.T) {
	for _, one := range []struct{ file, id, situation, draft string }{
		{types, "t.partial-refund", "status=before;amount=2000;limit=3000", `{"choice":true}`},
		{types, "t.proof-name", "doubt=customs;goods=home", `{"text":"产地证明"}`},
		{types, "t.script-gaps", "camp=daily;tier=gold", `{"slots":{"courier":"SF"}}`},
		{types, "t.two-steps", "kind=a", `{"order":["photo"]}`},
		{types, "t.member-rights", "month=nov;year=first", `{"match":{"gold":"early"}}`},
		{types, "t.patience", "mood=calm;stage=way", `{"path":[{"choice":"look","ms":900,"node":"start"}]}`},
		{models + "ps.prorated-refund.model.yaml", "ps.prorated-refund", "", `{"text":"100元"}`},
		{models + "sk.negative-to-positive.model.yaml", "sk.negative-to-positive", "ask=today;gift=none;tier=gold", `{"text":"好的"}`},
		{models + "sk.spot-the-fault.model.yaml", "sk.spot-the-fault", "status=after;camp=daily;tone=warm;wait=fast", `{"none":true}`},
	} {
		t.Run(one.id, func(t *testing.T) {
			d := question(t, one.file, one.id, one.situation)
			d.draft = []byte(one.draft)
			h, _ := sit(t, d, lang.ZhHans)
			later(h)
			assert.Zero(t, d.drafts)
			assert.JSONEq(t, one.draft, string(d.draft))
		})
	}
}

func TestWhatIsInHandStaysInSightInASmallWindow(t *testing.T) {
	d := question(t, packs+"people-and-tiers.model.yaml", "people.tone", "first=elder;second=mum;third=vip;channel=chat")
	h, _ := sit(t, d, lang.En)
	h.Resize(811, 533)
	h.Press(fyne.KeyDown)
	h.Press(fyne.KeyDown)
	h.Picture(t, "sight-match")
	words := d.slot().Shown.Right[1].Text.EN
	assert.InDelta(t, 220, place(h, words[:12]), 140, "what C can be given stands between the header and the note")

	d = question(t, models+"sk.spot-the-fault.model.yaml", "sk.spot-the-fault", "status=before;camp=daily;tone=flat;wait=slow")
	h, _ = sit(t, d, lang.En)
	h.Resize(811, 533)
	assert.Greater(t, place(h, "It is checked"), float32(533), "the last line is below at first")
	for range 3 {
		h.Press(fyne.KeyDown)
	}
	h.Picture(t, "sight-spot")
	assert.InDelta(t, 380, place(h, "It is checked"), 136)
}

func TestTheRightAnswerIsToldInWordsOfBothLanguages(t *testing.T) {
	for _, one := range []struct{ file, id, situation, zh, en string }{
		{types, "t.member-rights", "month=dec;year=later", "提前购", "silver (later years, "},
		{types, "t.script-gaps", "camp=daily;tier=gold", "今天\n顺丰\n15", "today\nSF\n15"},
		{types, "t.patience", "mood=angry;stage=lost", "让您担心了，马上为您查。\n给您补发一件。", "I am sorry, I am looking.\nI send another one."},
		{models + "sk.spot-the-fault.model.yaml", "sk.spot-the-fault", "status=after;camp=daily;tone=flat;wait=fast", "不行，改不了。 → 直接拒绝", "No, it cannot be changed. → direct refusal"},
		{models + "sk.spot-the-fault.model.yaml", "sk.spot-the-fault", "status=after;camp=daily;tone=warm;wait=fast", "没有毛病", "nothing is wrong"},
	} {
		right := question(t, one.file, one.id, one.situation).variant.KeyWords()
		assert.Contains(t, right.ZH, one.zh)
		assert.Contains(t, right.EN, one.en)
	}
	d := question(t, types, "t.script-gaps", "camp=daily;tier=gold")
	assert.Equal(t, "An ordinary day, gold member. Your order ships ____ by ____; returns within ____ days, please.",
		answer.StemText(i18n.For(lang.En), d.slot().Shown))
}

// place is how far down a text stands that begins with words, -1 for nowhere.
func place(h *pagetest.Host, words string) float32 {
	found := float32(-1)
	var walk func(o fyne.CanvasObject, y float32)
	walk = func(o fyne.CanvasObject, y float32) {
		if !o.Visible() {
			return
		}
		y += o.Position().Y
		switch o := o.(type) {
		case *canvas.Text:
			if strings.HasPrefix(o.Text, words) {
				found = y
			}
		case *fyne.Container:
			for _, c := range o.Objects {
				walk(c, y)
			}
		case fyne.Widget:
			for _, c := range test.WidgetRenderer(o).Objects() {
				walk(c, y)
			}
		}
	}
	walk(h.Window().Content(), 0)
	return found
}

// Before the explanation Q is no key: nobody asks for the answer. After it, the
// question goes along with what is asked.
func TestWhatWasExplainedIsAskedAboutWithTheQuestionAttached(t *testing.T) {
	d := question(t, types, "t.two-steps", "kind=a")
	h, r := sit(t, d, lang.ZhHans)
	r.Rune('q')
	assert.Empty(t, h.Sheets)
	h.Type(step(d, "send") + step(d, "sorry") + step(d, "photo"))
	h.Press(fyne.KeyReturn)
	r.Rune('q')
	require.Len(t, h.Sheets, 1)
	h.Type("为什么先道歉")
	h.Shortcut(fyne.KeyReturn, fyne.KeyModifierControl)
	require.Len(t, d.asked, 1)
	asked := d.asked[0]
	assert.Equal(t, training.InquiryHelp, asked.Kind)
	assert.Equal(t, "为什么先道歉", asked.Words)
	assert.Equal(t, 0, asked.Slot)
	assert.NotEmpty(t, asked.AttemptID)
	assert.Len(t, h.Toasts, 1)
	h.PressLink(t, h.Words().T("asking.wrong.do"))
	h.Type("顺序改过了")
	h.Shortcut(fyne.KeyReturn, fyne.KeyModifierControl)
	require.Len(t, d.asked, 2)
	assert.Equal(t, training.InquiryWrong, d.asked[1].Kind)
	assert.NotEqual(t, asked.ID, d.asked[1].ID)
}
