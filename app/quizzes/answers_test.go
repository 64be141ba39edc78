package quizzes_test

import (
	"testing"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/assert"

	"shifu/internal/lang"
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
		assert.Contains(t, h.Texts(), h.Words().T("quizzes.order_better"))
		assert.Contains(t, h.Texts(), h.Words().T("quizzes.order_foreign"))
		assert.Contains(t, h.Texts(), h.Words().T("quizzes.order_missing"))
		fits(t, h, "order-judged-"+string(tag))
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
