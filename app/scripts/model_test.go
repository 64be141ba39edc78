package scripts_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"shifu/app/scripts"
	"shifu/internal/i18n"
	"shifu/internal/lang"
	"shifu/training"
)

func model() *scripts.Model {
	m := scripts.NewModel(i18n.For(lang.ZhHans))
	m.SetScript(training.ScriptView{Script: training.Script{
		Code: "dh1", Text: lang.Text{ZH: "{nick}亲～{old}卖断了，{x}不动", EN: "{nick}, {old} is gone"},
		Slots: []training.Slot{{ID: "nick", Title: lang.Text{ZH: "昵称", EN: "name"}}, {ID: "old", Title: lang.Text{ZH: "原色码", EN: "colour"}}},
		Tones: []training.Tone{{ID: "lively", Title: lang.Text{ZH: "活泼", EN: "lively"}, Text: lang.Text{ZH: "哎呀{nick}～", EN: "Oh {nick}!"}}},
	}})
	return m
}

func TestGapsAreFilledAndOpenOnesAreSeen(t *testing.T) {
	m := model()
	assert.Equal(t, 2, m.Unfilled())
	m.Fill("nick", " 阿宁 ")
	assert.Equal(t, "阿宁亲～【原色码】卖断了，{x}不动", m.Text(), "a brace that is no gap stays as it is")
	assert.Equal(t, 1, m.Unfilled())
}

func TestWhatWasTypedForACustomerStaysForTheNextScript(t *testing.T) {
	m := model()
	m.Fill("nick", "阿宁")
	m.SetScript(training.ScriptView{Script: training.Script{Code: "dh2", Text: lang.Text{ZH: "{nick}您好", EN: "Hello {nick}"},
		Slots: []training.Slot{{ID: "nick", Title: lang.Text{ZH: "昵称", EN: "name"}}}}})
	assert.Equal(t, "阿宁您好", m.Text())
}

func TestTheToneTurnsRound(t *testing.T) {
	m := model()
	m.Fill("nick", "阿宁")
	m.NextTone()
	assert.Equal(t, "哎呀阿宁～", m.Text())
	m.NextTone()
	assert.Contains(t, m.Text(), "卖断了")
}

func TestAnExpiredScriptSaysWhatReplacedIt(t *testing.T) {
	m := scripts.NewModel(i18n.For(lang.En))
	m.SetScript(training.ScriptView{Script: training.Script{Code: "a"}, Expired: true, Instead: &training.ScriptRow{Code: "b", Title: lang.Text{ZH: "新", EN: "the new one"}}})
	assert.False(t, m.CanCopy())
	assert.Contains(t, m.WhyNot(), "the new one")
}

func TestHitsAreMarkedInTheTitle(t *testing.T) {
	m := scripts.NewModel(i18n.For(lang.ZhHans))
	m.SetResults(training.ScriptResults{Total: 1, Hits: []training.ScriptHit{{ScriptRow: training.ScriptRow{Code: "a", Title: lang.Text{ZH: "断货换色"}}, InTitle: []training.Span{{From: 2, To: 4}}}}})
	assert.Equal(t, []scripts.Piece{{Text: "断货"}, {Text: "换色", Hit: true}}, m.Row(0).Title)
}
